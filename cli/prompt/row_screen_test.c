/*
 * row_screen_test.c: what the screen shows for a wrong or a missing word of every command: the
 * caret under it from 7.0 on, the usage of the command before (shell.md 3.1).
 */
#include <strings.h>

#include "cli/prompt/session.h"
#include "parser/row_lines_test.h"

static const char wrong[] = "?wrong";

static struct {
    char *text;
    size_t size;
    FILE *out;
    struct firewall *firewall;
    struct session *session;
    enum os_version version;
    struct arena *arena;
    size_t lines;
} screen;

static void
start(enum os_version version)
{
    struct load_result box;
    load_prelude(version, &box);
    screen.version = version;
    screen.arena = arena_new();
    screen.out = open_memstream(&screen.text, &screen.size);
    struct firewall_options options = { .config = box.config, .no_files = true };
    box.config = NULL; /* the firewall's now */
    load_result_free(&box);
    screen.firewall = firewall_new(&options);
    ck_assert_ptr_nonnull(screen.firewall);
    screen.session =
        session_new(&(struct session_options){ .firewall = screen.firewall, .out = screen.out });
    ck_assert(screen.arena != NULL && screen.session != NULL);
    session_line(screen.session, "enable");
    session_line(screen.session, "");
    session_line(screen.session, "configure terminal");
}

static void
stop(void)
{
    session_free(screen.session);
    firewall_free(screen.firewall);
    fclose(screen.out);
    free(screen.text);
    arena_free(screen.arena);
}

/* Types LINE; what the screen shows for it. */
static const char *
show(const char *line)
{
    fflush(screen.out);
    size_t before = screen.size;
    session_line(screen.session, line);
    fflush(screen.out);
    screen.lines++;
    return screen.text + before;
}

static char *
text_of(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = diag_text(screen.arena, format, arguments);
    va_end(arguments);
    ck_assert_ptr_nonnull(text);
    return text;
}

static void
check_shown(const char *line, const char *wanted, bool only_begins)
{
    const char *shown = show(line);
    bool good =
        only_begins ? strncmp(shown, wanted, strlen(wanted)) == 0 : strcmp(shown, wanted) == 0;
    ck_assert_msg(good, "%s: \"%s\" shows\n%sand not\n%s", os_version_name(screen.version), line,
                  shown, wanted);
}

static void
check_wrong(const char *before, const char *behind, bool first)
{
    size_t column = strlen(before) + (first ? 1 : 2);
    const char *line = text_of("%s%s%s%s%s", before, first ? "" : " ", wrong,
                               behind[0] != '\0' ? " " : "", behind);
    if (screen.version >= OS_FIRST_MPF)
        check_shown(line,
                    text_of("%*s\nERROR: %% Invalid input detected at '^' marker.\n",
                            (int)(strlen(session_prompt(screen.session)) + column), "^"),
                    false);
    else if (first)
        check_shown(line, "Type help or '?' for a list of available commands.\n", false);
    else
        check_shown(line, "Usage:", true);
}

static void
check_missing(const char *before)
{
    if (screen.version >= OS_FIRST_MPF)
        check_shown(before, "ERROR: % Incomplete command\n", false);
    else
        check_shown(before, "Not enough arguments.\nUsage:", true);
}

static bool
takes_any(const struct completions *offered)
{
    static const char *const values[] = { "WORD", "LINE", "URL", "if_name" };
    for (size_t i = 0; i < offered->count; i++) {
        for (size_t k = 0; k < ARRAY_LENGTH(values); k++) {
            if (strcmp(offered->items[i].text, values[k]) == 0)
                return true;
        }
    }
    return false;
}

static void
check_line(const char *text)
{
    struct line line = { 0 };
    ck_assert(line_split(&line, text, strlen(text)));
    for (size_t at = 0; at < line.count; at++) {
        size_t length = at == 0 ? 0 : line_column(&line, at) - 2;
        const char *before = arena_strndup(screen.arena, text, length);
        struct completions offered = { .arena = screen.arena };
        parser_complete(screen.session->parser, text_of("%s%s", before, at > 0 ? " " : ""),
                        &offered);
        if (takes_any(&offered))
            break;
        bool ends = offered.count > 0 && strcmp(offered.items[offered.count - 1].text, "<cr>") == 0;
        check_wrong(before, line_rest(&line, at + 1), at == 0);
        if (at > 0 && !ends)
            check_missing(before);
    }
    line_fini(&line);
}

START_TEST(every_row_is_told_apart_on_the_screen)
{
    struct command_position position = { 0 };
    const struct command *row;
    start((enum os_version)_i);
    while ((row = next_command(&position)) != NULL) {
        bool here = row->modes == 0 && !row->no_only && !row->refused &&
                    (row->set != NULL || row->kept) &&
                    version_in(screen.version, row->since, row->before);
        if (!here)
            continue;
        struct row_lines lines =
            lines_of_row(row, MODE_CONFIG, screen.session->config, screen.arena);
        if (lines.count > 0)
            check_line(lines.texts[lines.count - 1]);
    }
    printf("# %s: %zu lines\n", os_version_name(screen.version), screen.lines);
    stop();
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("row screens");
    TCase *tcase = tcase_create("screens");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, every_row_is_told_apart_on_the_screen, OS_FIRST, OS_LAST + 1);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
