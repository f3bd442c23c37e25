/*
 * note_claims_test.c: what the note claims holds where its commands are typed
 * as they should be, in every version that each claim is about; and is not just
 * held by any box: without the commands something of each claim fails.
 */
#include "cli/verify/note_claims.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/verify/verify_made.h"
#include "cli/verify/verify_note.h"

static bool
is_about(const struct note_claim *claim, int version)
{
    return (claim->versions >> version & 1) != 0;
}

/* The report as text, to be freed. */
static char *
text_of(const struct report *report)
{
    struct output output;
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    ck_assert(file != NULL && output_init(&output, file));
    report_write(report, REPORT_TEXT, &output);
    ck_assert(output_flush(&output));
    output_fini(&output);
    fclose(file);
    return text;
}

/* How many of CLAIM's expectations fail, and all of them in *COUNT. */
static size_t
failures(const struct note_claim *claim, int version, const char *commands, size_t *count)
{
    struct note_claim tried = *claim;
    struct load_result loaded;
    struct report *report = report_new("claims");
    const struct note_file *file = note_file_find(claim->expectations);
    ck_assert(report != NULL && file != NULL);
    tried.commands = commands;
    ck_assert(note_claim_load(&tried, (enum os_version)version, &loaded));
    ck_assert_msg(loaded.refused == 0, "%s in %s", claim->commands,
                  os_version_name((enum os_version)version));
    ck_assert(verify_made_file(NULL, loaded.config, file, claim->heading, report));
    size_t failed = report_count(report, REPORT_FAILED);
    *count = failed + report_count(report, REPORT_PASSED);
    if (failed > 0 && commands != NULL) {
        char *text = text_of(report);
        ck_abort_msg("in %s: %s", os_version_name((enum os_version)version), text);
    }
    report_free(report);
    load_result_free(&loaded);
    return failed;
}

START_TEST(they_hold)
{
    const struct note_claim *claim = &note_claims[_i];
    size_t count, tried = 0;
    for (int version = OS_FIRST; version <= OS_LAST; version++) {
        if (!is_about(claim, version))
            continue;
        ck_assert_uint_eq(failures(claim, version, claim->commands, &count), 0);
        ck_assert_uint_gt(count, 2);
        tried++;
    }
    ck_assert_uint_gt(tried, 0);
}
END_TEST

START_TEST(they_say_something)
{
    const struct note_claim *claim = &note_claims[_i];
    size_t count;
    /* what is logged changes no packet: the claim is of the base that it comes
     * with */
    bool is_of_logging = strncmp(claim->commands, "logging", 7) == 0;
    for (int version = OS_FIRST; version <= OS_LAST && !is_of_logging; version++)
        if (is_about(claim, version))
            ck_assert_uint_gt(failures(claim, version, NULL, &count), 0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("note_claims");
    TCase *tcase = tcase_create("note_claims");
    tcase_add_loop_test(tcase, they_hold, 0, (int)note_claim_count);
    tcase_add_loop_test(tcase, they_say_something, 0, (int)note_claim_count);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
