/*
 * session_cover_test.c: the sessions show everything: each row of a command that is not
 * configuration is done in one of them, each prompt stands in one, and so does each of the
 * device's own errors (shell.md 3).
 *
 * Whoever adds a row, a sub-mode or an error adds a session, or says below why there is none.
 */
#include <glob.h>

#include "cli/exec/exec.h"
#include "cli/prompt/session_script_test.h"
#include "parser/family.h"

/* Rows that a golden screen cannot show, by their usual first words. */
static const struct excuse {
    const char *name, *why;
} excuses[] = {
    { "lab", "shown by testdata/lab, with the exercises of the tree" },
    { "save", "writes a file: testdata/serve/serve.py does" },
};

#define MOST_ROWS 512

static struct {
    const struct command *rows[MOST_ROWS]; /* that some session did */
    size_t count;
    char *screens; /* all of them, one after the other */
    size_t size;
} seen;

static bool
is_seen(const struct command *row)
{
    for (size_t i = 0; i < seen.count; i++) {
        if (seen.rows[i] == row)
            return true;
    }
    return false;
}

static void
note_match(struct session *session, const struct command_table *table, const struct line *line)
{
    struct matcher matcher = exec_matcher(session, table);
    struct match match;
    if (!match_line(&matcher, line, &match) || is_seen(match.command))
        return;
    ck_assert_uint_lt(seen.count, MOST_ROWS);
    seen.rows[seen.count++] = match.command;
}

/* Which rows would take it; what stands behind a `|` is a filter's. */
static void
note_typed(struct session *session, const char *typed)
{
    struct line line = { 0 };
    const char *bar = strstr(typed, " | ");
    if (session->question != ASK_COMMAND)
        return;
    if (line_split(&line, typed, bar != NULL ? (size_t)(bar - typed) : strlen(typed)) &&
        line.count > 0) {
        note_match(session, session->firewall->exec, &line);
        note_match(session, session->firewall->own, &line);
    }
    line_fini(&line);
}

static void
run_all(void)
{
    glob_t scripts;
    ck_assert_int_eq(glob(SESSION_SCRIPTS, 0, NULL, &scripts), 0);
    FILE *out = open_memstream(&seen.screens, &seen.size);
    ck_assert_ptr_nonnull(out);
    for (size_t i = 0; i < scripts.gl_pathc; i++) {
        struct script script = { .text = read_file(scripts.gl_pathv[i]) };
        read_release(&script, scripts.gl_pathv[i]);
        read_steering(&script);
        run_script(&script, out, note_typed);
        free(script.text);
    }
    fclose(out);
    globfree(&scripts);
}

/* ---- rows ---- */

static bool
is_excused(const struct command *row)
{
    for (size_t i = 0; i < ARRAY_LENGTH(excuses); i++) {
        if (strcmp(excuses[i].name, row->words[0].text) == 0)
            return true;
    }
    return false;
}

/* "show asp drop": the keywords that it begins with. */
static void
print_row(FILE *out, const struct command *row)
{
    fputs("\n  ", out);
    for (size_t i = 0; row->words[i].type != NULL && row->words[i].text != NULL; i++)
        fprintf(out, "%s%s", i > 0 ? " " : "", row->words[i].text);
}

static void
list_missing(FILE *out, struct command_table *table)
{
    size_t count;
    const struct command *const *rows = command_table_rows(table, &count);
    for (size_t i = 0; i < count; i++) {
        if (is_seen(rows[i]) == is_excused(rows[i]))
            print_row(out, rows[i]);
    }
    command_table_free(table);
}

START_TEST(every_row_is_done)
{
    char *missing = NULL;
    size_t size = 0;
    run_all();
    FILE *out = open_memstream(&missing, &size);
    ck_assert_ptr_nonnull(out);
    list_missing(out, exec_table_new());
    list_missing(out, own_table_new());
    fclose(out);
    ck_assert_msg(
        size == 0,
        "no session in testdata/session does these, or one does although it is excused:%s",
        missing);
    free(missing);
    free(seen.screens);
}
END_TEST

/* ---- prompts ---- */

static void
list_prompt(FILE *out, const char *prompt)
{
    char text[80];
    snprintf(text, sizeof(text), "(%s)# ", prompt);
    if (strstr(seen.screens, text) == NULL)
        fprintf(out, "\n  %s", text);
}

START_TEST(every_prompt_is_shown)
{
    char *missing = NULL;
    size_t size = 0;
    run_all();
    FILE *out = open_memstream(&missing, &size);
    ck_assert_ptr_nonnull(out);
    struct command_position position = { 0 };
    const struct command *row;
    while ((row = next_command(&position)) != NULL) {
        if (row->prompt != NULL)
            list_prompt(out, row->prompt);
    }
    list_prompt(out, "config");
    list_prompt(out, "config-subif");
    fclose(out);
    ck_assert_msg(size == 0, "no session in testdata/session has the prompt%s", missing);
    free(missing);
    free(seen.screens);
}
END_TEST

/* ---- errors ---- */

/* Pieces of the texts of shell.md 3 that stand in no other; 3.1 first. */
static const char *const errors[] = {
    "Type help or '?' for a list of available commands.",
    "ERROR: % Invalid input detected at '^' marker.",
    "Not enough arguments.\nUsage:",
    "ERROR: % Incomplete command",
    "ERROR: % Ambiguous command:  \"",
    "\nCommand authorization failed",
    "ERROR: Command authorization failed",
    "ERROR: % Invalid Hostname",
    "ERROR: access-list <",
    "Specified access-list does not exist",
    "found duplicate element",
    "ACE not added. Possible duplicate entry",
    "failed; it does not exist",
    "not allowed, it is being used.",
    ") failed; object already exists",
    "An object-group with the same id but different type (",
    "ERROR: specified object group <",
    "doesn't pair",
    "\nGlobal ",
    "INFO: Global ",
    "\noutside interface address added to PAT pool",
    "INFO: outside interface address added to PAT pool",
    "will be non-translated",
    "will be identity translated for outbound",
    "WARNING: All traffic destined to the IP address of the ",
    "WARNING: Users will not be able to access any service enabled on the ",
    "ERROR: duplicate of existing static",
    "ERROR: mapped-address conflict with existing static",
    "WARNING: mapped-address conflict with existing static",
    "WARNING: real-address conflict with existing static",
    "overlapped/redundant",
    "static overlaps",
    "ERROR: Duplicate NAT entry",
    "has protocol or port",
    "Start and end addresses overlap with existing range",
    "\nRoute already exists",
    "ERROR: Route already exists",
    "ERROR: Cannot add route entry, conflict with existing routes",
    " set to 100 by default.",
    " set to 0 by default.",
    "ERROR: Failed to apply IP address to interface ",
    "ERROR: This syntax of nameif command has been deprecated.",
};

/*
 * Not said: what shell.md marks as not verified and the program has other words for (too many
 * arguments, an unknown interface or address of 6.x, a range of globals that overlaps, an access
 * list without entries), and what depends on IPsec, on servers of the box and on the same group
 * twice in a line, which are not looked at.
 */
START_TEST(every_error_is_shown)
{
    char *missing = NULL;
    size_t size = 0;
    run_all();
    FILE *out = open_memstream(&missing, &size);
    ck_assert_ptr_nonnull(out);
    for (size_t i = 0; i < ARRAY_LENGTH(errors); i++) {
        if (strstr(seen.screens, errors[i]) == NULL)
            fprintf(out, "\n  %s", errors[i]);
    }
    fclose(out);
    ck_assert_msg(size == 0, "no session in testdata/session shows%s", missing);
    free(missing);
    free(seen.screens);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("session_cover");
    TCase *tcase = tcase_create("session_cover");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, every_row_is_done);
    tcase_add_test(tcase, every_prompt_is_shown);
    tcase_add_test(tcase, every_error_is_shown);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
