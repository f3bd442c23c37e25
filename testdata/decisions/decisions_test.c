/*
 * decisions_test.c: every row of the decision tables, in every version that it names.
 * REFIRE_UPDATE_GOLDEN=1 writes what comes out into the tables: read the diff.
 */
#include "testdata/decisions/rows_test.h"

static struct decision_rows *rows;

START_TEST(row_holds)
{
    const struct decision_row *row = &rows->rows[_i];
    for (enum os_version version = row->since; version <= row->until; version++) {
        char result[RESULT_SIZE];
        row_run(row, version, behaviour(version), result);
        const char *wanted = row->body != NULL ? row->body : "";
        ck_assert_msg(strcmp(result, wanted) == 0, "%s:%u: %s\nin %s:\n%s-- instead of\n%s",
                      row->file, row->line, row->title, os_version_name(version), result, wanted);
    }
}
END_TEST

/* Writes the tables with what comes out in the first version of each row. */
START_TEST(update)
{
    for (size_t i = 0; i < ARRAY_LENGTH(decision_tables); i++) {
        char first[1024];
        FILE *old = fopen(decision_tables[i], "r");
        ROW_CHECK(old != NULL, "cannot read %s\n", decision_tables[i]);
        char *head = NULL;
        while (fgets(first, sizeof(first), old) != NULL && strncmp(first, "== ", 3) != 0) {
            first[strcspn(first, "\n")] = '\0';
            row_append(&head, first);
        }
        fclose(old);
        FILE *file = fopen(decision_tables[i], "w");
        ROW_CHECK(file != NULL, "cannot write %s\n", decision_tables[i]);
        size_t length = strlen(head);
        fprintf(file, "%.*s", (int)(length > 0 ? length - 1 : 0), head);
        free(head);
        for (size_t k = 0; k < rows->count; k++) {
            const struct decision_row *row = &rows->rows[k];
            char result[RESULT_SIZE];
            if (row->file != decision_tables[i])
                continue;
            row_run(row, row->since, behaviour(row->since), result);
            fprintf(file, "\n%s\n%s%s", row->title, row->head, result);
        }
        fclose(file);
    }
}
END_TEST

int
main(void)
{
    rows = rows_read();
    bool updates = getenv("REFIRE_UPDATE_GOLDEN") != NULL;
    Suite *suite = suite_create("decisions");
    TCase *tcase = tcase_create("rows");
    if (updates)
        tcase_add_test(tcase, update);
    else
        tcase_add_loop_test(tcase, row_holds, 0, (int)rows->count);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    rows_free(rows);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
