/*
 * verify_note_test.c: what is tried of a note, in which versions, and what is said of it. What the
 * expectations themselves say is the business of their own tests.
 */
#include "cli/verify/verify_note.h"

#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser/parser.h"

/* Each expectation file is one case, which fails when the configuration has no access list. */
static bool
pretend(void *context, const struct config *config, const struct note_file *file, const char *group,
        struct report *report)
{
    size_t *calls = context;
    (*calls)++;
    return report_add(
        report,
        &(struct report_case){ .group = group,
                               .name = file->name,
                               .status = config->acl_count > 0 ? REPORT_PASSED : REPORT_FAILED });
}

/* The report as text, to be freed. */
static char *
verify(const struct note *note, const char *path, size_t *calls)
{
    struct report *report = report_new("note");
    struct note_verifier verifier = { .verify = pretend, .context = calls };
    struct output output;
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    ck_assert(report != NULL && file != NULL && output_init(&output, file));
    *calls = 0;
    ck_assert(verify_note(note, path, NULL, &verifier, report));
    report_write(report, REPORT_TEXT, &output);
    ck_assert(output_flush(&output));
    output_fini(&output);
    fclose(file);
    report_free(report);
    return text;
}

static char *
verify_text(const char *text, size_t *calls)
{
    struct note note;
    char error[NOTE_ERROR_SIZE] = "";
    ck_assert_msg(note_parse(&note, "n", text, strlen(text), error), "%s", error);
    char *said = verify(&note, "n", calls);
    note_free(&note);
    return said;
}

static void
has(const char *said, const char *text)
{
    ck_assert_msg(strstr(said, text) != NULL, "\"%s\" is not in:\n%s", text, said);
}

START_TEST(a_chapter_without_claims_is_loaded)
{
    size_t calls;
    char *said = verify_text("# Letting Mail In, Versions 6.2 and 6.3\n\n```\n"
                             "static (inside,outside) 192.168.201.8 10.48.66.8\n"
                             "fixup protocol pptp 1723\n```\n",
                             &calls);
    has(said, "Letting Mail In, Versions 6.2 and 6.3 [6.3]:\nok      its 2 commands load\n");
    has(said, "[6.2]:\nFAILED  loads: fixup protocol pptp 1723\n        n:5: column ");
    has(said, "n:1: 6.2: does not load as printed; 6.3: loads; what it claims is not known here\n");
    ck_assert_uint_eq(calls, 0);
    free(said);
}
END_TEST

START_TEST(claims_are_tried_in_the_versions_of_the_chapter)
{
    size_t calls;
    char *said = verify_text("# PPTP\n# Commands to Add to All Versions\n```\n"
                             "access-list a permit gre any any\n```\n"
                             "# Commands to Add for Version 6.3\n```\n"
                             "hostname a\n```\n"
                             "# Multiple PPTP Connections Fail when using PAT\nwords\n",
                             &calls);
    has(said, "Commands to Add to All Versions [6.2, 6.3, 7.0, 7.1, 7.2, 8.0, 8.1, 8.2]:\nok      "
              "its command loads\n"
              "ok      pptp-server-inside.expect\n");
    has(said, "6.2, 6.3, 7.0, 7.1, 7.2, 8.0, 8.1, 8.2: holds\n");
    has(said, "6.3: does not hold\n");
    has(said, "with commands of our own]:\nok      pptp-pat-alone.expect\n");
    has(said,
        "6.2, 6.3: holds, with commands of our own\n        so it is where PPTP is not inspected");
    /* once in each version, and once more for each group */
    ck_assert_uint_eq(calls, 8 + 1 + 2 + 3);
    free(said);
}
END_TEST

/* Each file is there, loads where it is used, and is used. */
START_TEST(claims_are_whole)
{
    bool used[64] = { false };
    ck_assert_uint_le(note_file_count, ARRAY_LENGTH(used));
    for (size_t i = 0; i < note_claim_count; i++) {
        const struct note_claim *claim = &note_claims[i];
        const char *names[] = { claim->base, claim->commands, claim->expectations, claim->also };
        for (size_t j = 0; j < ARRAY_LENGTH(names); j++) {
            const struct note_file *file = names[j] != NULL ? note_file_find(names[j]) : NULL;
            ck_assert_msg(file != NULL || names[j] == NULL, "%s", names[j]);
            if (file != NULL)
                used[file - note_files] = true;
        }
    }
    for (size_t i = 0; i < note_file_count; i++)
        ck_assert_msg(used[i], "%s is of no claim", note_files[i].name);
}
END_TEST

START_TEST(the_seed_ends_with_its_verdicts)
{
    glob_t found;
    struct note note;
    char error[NOTE_ERROR_SIZE] = "";
    size_t calls;
    if (glob("../shared/seed/*.txt", 0, NULL, &found) != 0) {
        fprintf(stderr, "SKIPPED: ../shared is not here\n");
        return;
    }
    ck_assert_msg(note_read(&note, found.gl_pathv[0], error), "%s", error);
    char *said = verify(&note, "seed", &calls);
    const char *verdicts = strstr(said, "The chapters' verdicts:\n");
    ck_assert_ptr_nonnull(verdicts);
    has(verdicts, "seed:114: 6.2: holds\n");
    has(verdicts, "seed:188: 7.0, 7.1, 7.2, 8.0: holds\n");
    has(verdicts, "seed:217: 6.2: holds\n");
    has(verdicts, "seed:307: 7.0, 7.1, 7.2, 8.0, 8.1, 8.2: holds\n");
    has(verdicts, "seed:347: 6.2, 6.3, 7.0, 7.1, 7.2, 8.0, 8.1, 8.2: holds\n");
    has(verdicts, "seed:359: 6.2, 6.3, 7.0, 7.1, 7.2, 8.0, 8.1, 8.2: holds\n");
    has(verdicts, "seed:369: 7.0, 7.1, 7.2, 8.0, 8.1, 8.2: does not load as printed; mended, it "
                  "holds\n");
    has(said, "seed:383: column 72: \"10.99.99\" does not fit here, expected A.B.C.D\n");
    has(said, "seed:417: column 21: unknown command \"login\"\n");
    free(said);
    note_free(&note);
    globfree(&found);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("verify_note");
    TCase *tcase = tcase_create("verify_note");
    tcase_add_test(tcase, a_chapter_without_claims_is_loaded);
    tcase_add_test(tcase, claims_are_tried_in_the_versions_of_the_chapter);
    tcase_add_test(tcase, claims_are_whole);
    tcase_add_test(tcase, the_seed_ends_with_its_verdicts);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
