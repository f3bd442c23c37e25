/*
 * sets_test.c: which files are parts of one capture, in which order, and which frames a mirrored
 * port has shown twice.
 */
#include "engine/replay/sets.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/compiler.h"
#include "engine/replay/duplicates.h"

static const struct {
    const char *a, *b;
    bool alike;
    int order; /* of a and b */
} names[] = {
    { "x.pcap1", "x.pcap2", true, -1 },
    { "x.pcap9", "x.pcap10", true, -1 },
    { "x.pcap", "x.pcap1", true, -1 },
    { "x.pcap", "x.pcap", true, 0 },
    { "run_00002_20260101120000.pcapng", "run_00010_20260101110000.pcapng", true, -1 },
    { "run_7.pcap", "run_007.pcap", true, 0 },
    { "d2/x1.pcap", "d1/x2.pcap", true, 1 },
    { "x12345678901234567890123.pcap", "x12345678901234567890124.pcap", true, -1 },
    { "inside.pcap", "outside.pcap", false, -1 },
    { "eth0.pcap", "eth.pcap", false, 1 },
    { "a1.pcap", "b1.pcap", false, -1 },
    { "x.pcap", "x.pcapng", false, -1 },
};

START_TEST(names_of_parts)
{
    const char *a = names[_i].a, *b = names[_i].b;
    ck_assert_int_eq(sets_are_alike(a, b), names[_i].alike);
    ck_assert_int_eq(sets_are_alike(b, a), names[_i].alike);
    if (!names[_i].alike)
        return;
    int order = sets_compare(a, b), other = sets_compare(b, a);
    ck_assert_int_eq((order > 0) - (order < 0), names[_i].order);
    ck_assert_int_eq((other > 0) - (other < 0), -names[_i].order);
}
END_TEST

/* A capture with a frame of one byte at each second of SECONDS. */
static void
write_capture(char path[static 32], const char *seconds)
{
    static const uint32_t header[] = { 0xa1b2c3d4, 4 << 16 | 2, 0, 0, 65535, 1 };
    memcpy(path, "/tmp/sets_test.XXXXXX", sizeof("/tmp/sets_test.XXXXXX"));
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    FILE *file = fdopen(fd, "wb");
    fwrite(header, sizeof(header), 1, file);
    for (; *seconds != '\0'; seconds++) {
        const uint32_t record[] = { (uint32_t)*seconds, 0, 1, 1 };
        fwrite(record, sizeof(record), 1, file);
        fputc('x', file);
    }
    ck_assert_int_eq(fclose(file), 0);
}

static const struct {
    const char *before, *next;
    bool follows;
} runs[] = {
    { "abc", "def", true },  { "abc", "cde", true },  { "abd", "cde", true },
    { "abe", "cde", false }, { "abc", "abc", false }, { "", "abc", true },
    { "abc", "", false },
};

START_TEST(parts_do_not_overlap)
{
    char before[32], next[32];
    write_capture(before, runs[_i].before);
    write_capture(next, runs[_i].next);
    bool follows = sets_follow(before, next);
    unlink(before);
    unlink(next);
    ck_assert_int_eq(follows, runs[_i].follows);
    ck_assert(!sets_follow(before, next)); /* they are gone */
}
END_TEST

#define MS INT64_C(1000000)

static bool
shows(struct duplicates *duplicates, int64_t time, uint8_t id, uint8_t mac)
{
    uint8_t bytes[60] = { [5] = mac, [12] = 0x08, [14] = 0x45, [19] = id };
    struct capture_frame frame = { .time = time,
                                   .link = LINK_ETHERNET,
                                   .bytes = bytes,
                                   .captured = sizeof(bytes),
                                   .wire_length = sizeof(bytes) };
    return duplicates_has(duplicates, &frame, 7);
}

START_TEST(duplicates)
{
    struct duplicates seen = { 0 };
    ck_assert(!shows(&seen, 0, 1, 1));
    ck_assert(shows(&seen, 10 * MS, 1, 1));
    ck_assert(!shows(&seen, 11 * MS, 1, 1)); /* a third one begins anew */
    ck_assert(!shows(&seen, 11 * MS, 2, 1)); /* another packet */
    ck_assert(!shows(&seen, 11 * MS, 2, 2)); /* beyond a router */
    ck_assert(!shows(&seen, 22 * MS, 1, 1)); /* too late */
    ck_assert(!shows(&seen, 30 * MS, 0, 1)); /* without an identification nothing tells */
    ck_assert(!shows(&seen, 30 * MS, 0, 1));
}
END_TEST

/* Only so many frames are remembered. */
START_TEST(duplicates_are_near)
{
    struct duplicates seen = { 0 };
    for (unsigned i = 1; i <= DUPLICATES_RECENT + 1; i++)
        ck_assert(!shows(&seen, 0, (uint8_t)i, 1));
    ck_assert(!shows(&seen, 0, 1, 1));
    ck_assert(shows(&seen, 0, DUPLICATES_RECENT + 1, 1));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("sets");
    TCase *tcase = tcase_create("sets");
    tcase_add_loop_test(tcase, names_of_parts, 0, (int)ARRAY_LENGTH(names));
    tcase_add_loop_test(tcase, parts_do_not_overlap, 0, (int)ARRAY_LENGTH(runs));
    tcase_add_test(tcase, duplicates);
    tcase_add_test(tcase, duplicates_are_near);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
