/*
 * writer_test.c: what is written reads back, and appears only when it is whole.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/capture/capture_files_test.h"

/* A folder for what is written, gone after the test. */
static char folder[64];

static void
make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/capture_test.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void
path_in_folder(char path[128], const char *name)
{
    snprintf(path, 128, "%s/%s", folder, name);
}

static void
remove_folder(void)
{
    static const char *const names[] = { "out.pcapng", "big.pcapng", "in.pcap",
                                         "another-name.pcap" };
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        char path[128];
        path_in_folder(path, names[i]);
        unlink(path);
    }
    ck_assert_int_eq(rmdir(folder), 0); /* no temporary file is left */
}

START_TEST(what_is_written_reads_back)
{
    char path[128], error[CAPTURE_ERROR_SIZE] = "";
    path_in_folder(path, "out.pcapng");
    struct capture_writer *writer = capture_create(path, NULL, 0, error);
    ck_assert_msg(writer != NULL, "%s", error);
    ck_assert(capture_add_interface(writer, "inside", 1));
    ck_assert(capture_add_interface(writer, "outside", 101));
    ck_assert(capture_add_interface(writer, NULL, 1));
    for (unsigned i = 0; i < PACKETS; i++) {
        uint8_t bytes[64];
        size_t size = packet_bytes(i, bytes);
        ck_assert(capture_write(writer, i, packet_time(i) + 7, bytes, size, size + 1,
                                i == 1 ? "passed" : NULL));
    }
    ck_assert_int_ne(access(path, F_OK), 0); /* not before it is whole */
    ck_assert(capture_finish(writer, error));

    struct capture_reader *reader = capture_open(path, error);
    ck_assert_msg(reader != NULL, "%s", error);
    static const char *const names[PACKETS] = { "inside", "outside", NULL };
    struct capture_frame frame;
    for (unsigned i = 0; i < PACKETS; i++) {
        uint8_t bytes[64];
        size_t size = packet_bytes(i, bytes);
        ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_PACKET);
        ck_assert_pstr_eq(capture_interface_name(reader, frame.interface), names[i]);
        ck_assert_int_eq(frame.time, packet_time(i) + 7);
        ck_assert_int_eq(frame.link_number, i == 1 ? 101 : 1);
        ck_assert_uint_eq(frame.captured, size);
        ck_assert_uint_eq(frame.wire_length, size + 1);
        ck_assert_mem_eq(frame.bytes, bytes, size);
    }
    ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_END);
    capture_close(reader);
}
END_TEST

START_TEST(records_may_straddle_any_buffer)
{
    enum { COUNT = 60, SIZE = 200 * 1024 };
    char path[128], error[CAPTURE_ERROR_SIZE] = "";
    path_in_folder(path, "big.pcapng");
    uint8_t *bytes = malloc(SIZE);
    struct capture_writer *writer = capture_create(path, NULL, 0, error);
    ck_assert(capture_add_interface(writer, "x", 1));
    for (unsigned i = 0; i < COUNT; i++) {
        memset(bytes, (int)i, SIZE);
        ck_assert(capture_write(writer, 0, i, bytes, SIZE - i, SIZE - i, NULL));
    }
    ck_assert(capture_finish(writer, error));
    struct capture_reader *reader = capture_open(path, error);
    struct capture_frame frame;
    for (unsigned i = 0; i < COUNT; i++) {
        memset(bytes, (int)i, SIZE);
        ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_PACKET);
        ck_assert_uint_eq(frame.captured, SIZE - i);
        ck_assert_int_eq(memcmp(frame.bytes, bytes, SIZE - i), 0);
    }
    ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_END);
    capture_close(reader);
    free(bytes);
}
END_TEST

START_TEST(an_input_is_not_written_over)
{
    char path[128], link_path[128], error[CAPTURE_ERROR_SIZE] = "";
    path_in_folder(path, "in.pcap");
    path_in_folder(link_path, "another-name.pcap");
    FILE *file = fopen(path, "w");
    fputs("kept", file);
    fclose(file);
    ck_assert_int_eq(link(path, link_path), 0);
    const char *inputs[] = { "/nowhere", path };
    ck_assert_ptr_null(capture_create(link_path, inputs, 2, error));
    ck_assert_ptr_nonnull(strstr(error, "input"));
}
END_TEST

START_TEST(an_abandoned_file_leaves_nothing)
{
    char path[128], error[CAPTURE_ERROR_SIZE] = "";
    path_in_folder(path, "out.pcapng");
    struct capture_writer *writer = capture_create(path, NULL, 0, error);
    capture_abandon(writer);
    writer = capture_create("/nowhere/at/all", NULL, 0, error);
    ck_assert_ptr_null(writer);
    ck_assert_str_ne(error, "");
    ck_assert_int_eq(rmdir(folder), 0); /* it is empty */
    ck_assert_int_eq(mkdir(folder, 0700), 0);
}
END_TEST

START_TEST(a_full_disk_is_told)
{
    char error[CAPTURE_ERROR_SIZE] = "";
    struct capture_writer *writer = capture_create("/dev/full", NULL, 0, error);
    ck_assert_msg(writer != NULL, "%s", error);
    ck_assert(capture_add_interface(writer, "x", 1));
    ck_assert(!capture_finish(writer, error));
    ck_assert_ptr_nonnull(strstr(error, "No space"));
}
END_TEST

START_TEST(a_packet_of_no_interface_is_refused)
{
    char path[128], error[CAPTURE_ERROR_SIZE] = "";
    path_in_folder(path, "out.pcapng");
    struct capture_writer *writer = capture_create(path, NULL, 0, error);
    ck_assert(!capture_write(writer, 0, 0, (const uint8_t *)"x", 1, 1, NULL));
    ck_assert(!capture_finish(writer, error));
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("capture writer");
    TCase *writing = tcase_create("writing");
    tcase_add_checked_fixture(writing, make_folder, remove_folder);
    tcase_add_test(writing, what_is_written_reads_back);
    tcase_add_test(writing, records_may_straddle_any_buffer);
    tcase_add_test(writing, an_input_is_not_written_over);
    tcase_add_test(writing, an_abandoned_file_leaves_nothing);
    tcase_add_test(writing, a_full_disk_is_told);
    tcase_add_test(writing, a_packet_of_no_interface_is_refused);
    suite_add_tcase(suite, writing);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
