/*
 * tcp_options_test.c: the options of SYNs, damaged and cut ones too.
 */
#include "engine/packet/tcp_options.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define HEADER 20

static const struct options_case {
    uint8_t bytes[40];
    size_t length;   /* of the options, by the header */
    size_t captured; /* of them */
    struct tcp_syn_options said;
} rows[] = {
    { { 0 }, 0, 0, { .complete = true } },
    /* Linux: MSS 1460, SACK, timestamps, NOP, scale 7 */
    { { 2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7 },
      20,
      20,
      { true, true, 7, 1460 } },
    /* cut by the snap length after the MSS */
    { { 2, 4, 5, 0xb4, 4, 2, 8, 10 }, 20, 8, { false, false, 0, 1460 } },
    /* an end before the scale; a scale larger than RFC 7323 has */
    { { 2, 4, 2, 0x18, 0, 3, 3, 7 }, 8, 8, { true, false, 0, 536 } },
    { { 3, 3, 200, 1 }, 4, 4, { true, true, 14, 0 } },
    /* lengths that cannot be */
    { { 2, 0, 2, 0x18 }, 4, 4, { false, false, 0, 0 } },
    { { 1, 1, 2, 4 }, 4, 4, { false, false, 0, 0 } },
    { { 1, 1, 1, 3 }, 4, 4, { false, false, 0, 0 } },
    /* an MSS of another length is none */
    { { 2, 3, 5, 1 }, 4, 4, { true, false, 0, 0 } },
};

START_TEST(syn_options)
{
    const struct options_case *row = &rows[_i];
    /* exactly as long as was captured, so that a step too far is found */
    uint8_t *frame = malloc(HEADER + row->captured);
    ck_assert_ptr_nonnull(frame);
    memset(frame, 0, HEADER);
    memcpy(frame + HEADER, row->bytes, row->captured);
    const struct packet packet = {
        .bytes = frame,
        .captured = HEADER + row->captured,
        .payload_offset = HEADER + row->length,
    };
    struct tcp_syn_options said = tcp_syn_options_read(&packet);
    ck_assert_int_eq(said.complete, row->said.complete);
    ck_assert_int_eq(said.has_scale, row->said.has_scale);
    ck_assert_uint_eq(said.scale, row->said.scale);
    ck_assert_uint_eq(said.mss, row->said.mss);
    free(frame);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("tcp_options");
    TCase *tcase = tcase_create("tcp_options");
    tcase_add_loop_test(tcase, syn_options, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
