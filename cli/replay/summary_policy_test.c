/*
 * summary_policy_test.c: lines of maps that the engine evaluates are not named as not modelled, and
 * those that it does not evaluate are, each with its place.
 */
#include "cli/replay/summary_policy.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/compiler.h"
#include "parser/parser.h"

static const struct {
    enum os_version version;
    const char *lines, *named;
} rows[] = {
    { OS_8_0,
      "policy-map type inspect ftp files\n"
      " parameters\n  mask-banner\n  mask-syst-reply\n"
      " match request-command put\n  reset log\n",
      "" },
    { OS_7_0, "ftp-map files\n request-command deny put get\n mask-syst-reply\n", "" },
    { OS_8_0,
      "policy-map type inspect h323 calls\n"
      " parameters\n  h245-tunnel-block action drop-connection\n  state-checking ras\n"
      "  rtp-conformance enforce-payloadtype\n"
      " match media-type audio\n  drop\n",
      "" },
    { OS_8_0,
      "policy-map type inspect h323 calls\n"
      " parameters\n  state-checking h225\n  h245-tunnel-block action log\n",
      "taints: some.cfg:3: a line of the inspection map of h323 calls (what it drops or changes is "
      "not modelled)\n"
      "taints: some.cfg:4: a line of the inspection map of h323 calls (what it drops or changes is "
      "not modelled)\n" },
    { OS_8_0,
      "policy-map type inspect sip calls\n"
      " parameters\n  rtp-conformance\n  state-checking action drop\n"
      " match request-method invite\n  rate-limit 5\n",
      "taints: some.cfg:4: a line of the inspection map of sip calls (what it drops or changes is "
      "not modelled)\n" },
    { OS_8_0,
      "policy-map type inspect http pages\n"
      " parameters\n  spoof-server nobody\n"
      " match req-resp content-type mismatch\n  reset\n",
      "" },
    { OS_8_0,
      "policy-map type inspect dns names\n"
      " parameters\n  message-length maximum 512\n",
      "" },
    { OS_8_0, "tcp-map strict\n check-retransmission\n",
      "taints: some.cfg:1: tcp-map strict (check-retransmission is not evaluated: what is sent "
      "twice is not compared)\n" },
};

START_TEST(only_what_is_not_evaluated_is_named)
{
    struct load_result loaded;
    struct load_options options = { .file = "some.cfg",
                                    .has_version = true,
                                    .release = { .version = rows[_i].version,
                                                 .platform = PLATFORM_ASA } };
    ck_assert(config_load_text(rows[_i].lines, strlen(rows[_i].lines), &options, &loaded));
    ck_assert_uint_eq(loaded.refused, 0);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(out);
    summary_policy_print(out, loaded.config);
    ck_assert_int_eq(fclose(out), 0);
    ck_assert_str_eq(text, rows[_i].named);
    free(text);
    load_result_free(&loaded);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("summary_policy");
    TCase *tcase = tcase_create("maps");
    tcase_add_loop_test(tcase, only_what_is_not_evaluated_is_named, 0, (int)ARRAY_LENGTH(rows));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
