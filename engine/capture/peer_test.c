/*
 * peer_test.c: our reader against libpcap's, frame by frame: time, lengths, link type and bytes of
 * every capture of testdata/replay, and of ../shared where that is present. Frames are read in
 * batches that are at hand together, and looked at when the batch is whole: none may have moved.
 */
#include <check.h>
#include <glob.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/capture/capture.h"

#define BATCH 32

static const char *const places[] = {
    "testdata/replay/*/*.pcap*",
    "../shared/corpus/captures/*.pcap*",
};

static void
expect_alike(const char *path, const struct capture_frame *frame, int link,
             const struct pcap_pkthdr *header, const u_char *bytes)
{
    int64_t time = (int64_t)header->ts.tv_sec * NS_PER_SECOND + header->ts.tv_usec;
    ck_assert_msg(frame->time == time, "%s: time %lld, not %lld", path, (long long)frame->time,
                  (long long)time);
    ck_assert_msg(frame->captured == header->caplen, "%s: %zu bytes, not %u", path, frame->captured,
                  header->caplen);
    size_t wire = header->len < header->caplen ? header->caplen : header->len;
    ck_assert_msg(frame->wire_length == wire, "%s: wire %zu, not %u", path, frame->wire_length,
                  header->len);
    ck_assert_msg(link == pcap_datalink_name_to_val(capture_link_name(frame->link_number)),
                  "%s: link type %d, not %d", path, frame->link_number, link);
    ck_assert_msg(memcmp(frame->bytes, bytes, frame->captured) == 0, "%s: other bytes", path);
}

/* The next frames that can be looked at together; 0 at the end. */
static size_t
read_batch(struct capture_reader *reader, struct capture_frame frames[static BATCH])
{
    if (capture_next(reader, &frames[0]) != CAPTURE_PACKET)
        return 0;
    return 1 + capture_take_at_hand(reader, &frames[1], sizeof frames[0], BATCH - 1);
}

/* False when libpcap does not read the file as a whole: several link types, an unknown version. */
static bool
compare_file(const char *path, pcap_t *pcap, struct capture_reader *reader, size_t *compared,
             size_t *batches)
{
    struct capture_frame frames[BATCH];
    struct pcap_pkthdr *header;
    const u_char *bytes;
    int link = pcap_datalink(pcap);
    for (size_t count; (count = read_batch(reader, frames)) > 0; ++*batches) {
        for (size_t i = 0; i < count; i++) {
            int result = pcap_next_ex(pcap, &header, &bytes);
            if (result == PCAP_ERROR)
                return false;
            ck_assert_msg(result == 1, "%s: libpcap is at its end", path);
            expect_alike(path, &frames[i], link, header, bytes);
            ++*compared;
        }
    }
    int result = pcap_next_ex(pcap, &header, &bytes);
    ck_assert_msg(result != 1, "%s: libpcap has more frames", path);
    return true;
}

static bool
compare_path(const char *path, size_t *compared, size_t *batches)
{
    char why[PCAP_ERRBUF_SIZE], error[CAPTURE_ERROR_SIZE];
    pcap_t *pcap = pcap_open_offline_with_tstamp_precision(path, PCAP_TSTAMP_PRECISION_NANO, why);
    if (pcap == NULL)
        return false;
    struct capture_reader *reader = capture_open(path, error);
    ck_assert_msg(reader != NULL, "%s: %s", path, error);
    bool whole = compare_file(path, pcap, reader, compared, batches);
    capture_close(reader);
    pcap_close(pcap);
    return whole;
}

START_TEST(every_capture_is_read_as_libpcap_reads_it)
{
    glob_t found;
    size_t files = 0, partly = 0, compared = 0, batches = 0;
    if (glob(places[_i], 0, NULL, &found) != 0) {
        printf("SKIPPED: no captures in %s\n", places[_i]);
        ck_assert_int_ne(_i, 0); /* the project's own are always here */
        return;
    }
    for (; files < found.gl_pathc; files++)
        partly += !compare_path(found.gl_pathv[files], &compared, &batches);
    printf("%s: %zu files, %zu of them not whole in libpcap, %zu frames in %zu batches\n",
           places[_i], files, partly, compared, batches);
    ck_assert_uint_gt(compared, batches);
    ck_assert_uint_lt(partly, files);
    globfree(&found);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("peer");
    TCase *tcase = tcase_create("peer");
    tcase_add_loop_test(tcase, every_capture_is_read_as_libpcap_reads_it, 0,
                        (int)ARRAY_LENGTH(places));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
