/*
 * line_window_test.c: long lines on a terminal that knows blanks, backspaces and nothing else.
 */
#include "cli/prompt/line_window.h"

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MOST_COLUMNS 520

/* Asked for each byte: Check's own would write to a pipe each time. */
#define HOLDS(condition)                                                                           \
    do {                                                                                           \
        if (!(condition))                                                                          \
            ck_abort_msg("not so: %s", #condition);                                                \
    } while (0)

/* ---- a terminal of one row ---- */

static struct {
    char *text;
    size_t size;
    char written[8 * MOST_COLUMNS]; /* taken last */
    FILE *file;
    char row[MOST_COLUMNS + 1];
    size_t columns, at;
} screen;

static void
setup(void)
{
    screen.file = open_memstream(&screen.text, &screen.size);
    ck_assert_ptr_nonnull(screen.file);
}

static void
teardown(void)
{
    fclose(screen.file);
    free(screen.text);
}

/* The row of a terminal behind a prompt of so many columns. */
static void
start_row(size_t columns, size_t prompt)
{
    rewind(screen.file);
    screen.columns = columns;
    screen.at = prompt;
    memset(screen.row, ' ', sizeof(screen.row));
    memset(screen.row, '#', prompt);
}

/* What was written since; nothing but a backspace may move, and the last column is never used. */
static const char *
take_written(void)
{
    fflush(screen.file);
    HOLDS(screen.size < sizeof(screen.written));
    memcpy(screen.written, screen.text, screen.size);
    screen.written[screen.size] = '\0';
    rewind(screen.file);
    for (const char *byte = screen.written; *byte != '\0'; byte++) {
        if (*byte == '\b') {
            HOLDS(screen.at > 0);
            screen.at--;
            continue;
        }
        HOLDS(*byte >= ' ' && *byte < 0x7f);
        HOLDS(screen.at < screen.columns - 1);
        screen.row[screen.at++] = *byte;
    }
    return screen.written;
}

/* What stands behind the prompt, without the blanks at the end. */
static const char *
behind_prompt(size_t prompt)
{
    static char text[MOST_COLUMNS + 1];
    size_t length = sizeof(screen.row) - 1;
    while (length > prompt && screen.row[length - 1] == ' ')
        length--;
    memcpy(text, screen.row + prompt, length - prompt);
    text[length - prompt] = '\0';
    return text;
}

/* ---- what was seen of the device ---- */

static void
type_all(struct line_window *window, const char *text)
{
    for (size_t i = 1; i <= strlen(text); i++)
        line_window_draw(window, text, i, i, screen.file);
}

/* Seen of an ASA: PYTHON(config-network-object-group)#, 80 columns. */
START_TEST(scrolls_as_seen)
{
    struct line_window window;
    start_row(80, 37);
    line_window_begin(&window, 80, 37);
    type_all(&window, "no network-object object 20.20.20.20_SCTAS");
    ck_assert_str_eq(take_written(), "no network-object object 20.20.20.20_SCTAS");
    const char *line = "no network-object object 20.20.20.20_SCTASK0012345";
    line_window_draw(&window, line, 43, 43, screen.file);
    ck_assert_ptr_nonnull(strstr(take_written(), "\b$.20.20.20_SCTASK                         \b"));
    ck_assert_str_eq(behind_prompt(37), "$.20.20.20_SCTASK");
    for (size_t i = 44; i <= 50; i++)
        line_window_draw(&window, line, i, i, screen.file);
    ck_assert_str_eq(take_written(), "0012345");
    line_window_end(&window, line, 50, screen.file);
    take_written();
    ck_assert_str_eq(behind_prompt(37), "no network-object object 20.20.20.20_SCTA$");
}
END_TEST

/* Ctrl-A of a long line, and on from there. */
START_TEST(marks_both_ends)
{
    struct line_window window;
    char line[] = "0123456789012345678901234567890123456789012345678901234567890123456789";
    start_row(40, 8);
    line_window_begin(&window, 40, 8);
    type_all(&window, line);
    take_written();
    ck_assert_str_eq(behind_prompt(8), "$012345678901234567890123456789");
    line_window_draw(&window, line, strlen(line), 0, screen.file);
    take_written();
    ck_assert_str_eq(behind_prompt(8), "012345678901234567890123456789$");
    ck_assert_uint_eq(screen.at, 8);
    line_window_draw(&window, line, strlen(line), 30, screen.file);
    take_written();
    ck_assert_str_eq(behind_prompt(8), "$45678901234567890123456789012$");
    ck_assert_uint_eq(screen.at, 8 + 17);
}
END_TEST

START_TEST(draws_again_where_it_was)
{
    struct line_window window;
    const char *line = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz";
    start_row(40, 2);
    line_window_begin(&window, 40, 2);
    line_window_draw(&window, line, strlen(line), strlen(line), screen.file);
    take_written();
    char before[MOST_COLUMNS + 1];
    snprintf(before, sizeof(before), "%s", behind_prompt(2));
    line_window_forget(&window);
    start_row(40, 2);
    line_window_draw(&window, line, strlen(line), strlen(line), screen.file);
    take_written();
    ck_assert_str_eq(behind_prompt(2), before);
}
END_TEST

START_TEST(controls_never_come_out)
{
    struct line_window window;
    start_row(80, 2);
    line_window_begin(&window, 80, 2);
    line_window_draw(&window, "a\x1b[2J\xff", 6, 6, screen.file);
    take_written();
    ck_assert_str_eq(behind_prompt(2), "a?[2J?");
}
END_TEST

/* ---- any typing ---- */

static const struct size_case {
    size_t columns, prompt;
} size_cases[] = {
    { 80, 14 }, { 80, 37 }, { 80, 0 }, { 40, 28 }, { 40, 24 }, { 511, 20 }, { 80, 69 }, { 24, 5 },
};

/* The part shown is the line's, the cursor is at its byte, and `$` stands where something hides. */
static void
check_row(const struct size_case *size, const char *line, size_t length, size_t cursor)
{
    const char *row = behind_prompt(size->prompt);
    size_t shown = strlen(row), cell = screen.at - size->prompt;
    HOLDS(screen.at <= size->columns - 1);
    HOLDS(cell <= cursor);
    size_t start = cursor - cell;
    HOLDS(start + shown <= length);
    for (size_t i = 0; i < shown; i++) {
        bool hides = (i == 0 && start > 0) || (i + 1 == shown && start + shown < length);
        HOLDS(row[i] == (hides ? '$' : line[start + i]));
        HOLDS(!hides || i != cell);
    }
    HOLDS(shown > 0 || length == 0);
}

/* Inserts, deletes, jumps and moves by a generator that always makes the same. */
START_TEST(any_typing_is_shown)
{
    const struct size_case *size = &size_cases[_i];
    struct line_window window;
    char line[600];
    size_t length = 0, cursor = 0;
    uint32_t seed = 7;
    start_row(size->columns, size->prompt);
    line_window_begin(&window, size->columns, size->prompt);
    for (int step = 0; step < 5000; step++) {
        seed = seed * 1664525 + 1013904223;
        uint32_t dice = seed >> 24;
        if (dice < 150 && length < sizeof(line)) {
            memmove(line + cursor + 1, line + cursor, length - cursor);
            line[cursor++] = (char)('a' + (seed >> 16) % 26);
            length++;
        } else if (dice < 190 && cursor > 0) {
            memmove(line + cursor - 1, line + cursor, length - cursor);
            cursor--;
            length--;
        } else if (dice < 215) {
            cursor = (seed >> 8) % (length + 1);
        } else if (dice < 235) {
            cursor = cursor < length ? cursor + 1 : cursor;
        } else if (dice < 254) {
            cursor = cursor > 0 ? cursor - 1 : 0;
        } else if (dice == 255) {
            cursor = length = 0;
        }
        line_window_draw(&window, line, length, cursor, screen.file);
        take_written();
        check_row(size, line, length, cursor);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("line_window");
    TCase *tcase = tcase_create("line_window");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, scrolls_as_seen);
    tcase_add_test(tcase, marks_both_ends);
    tcase_add_test(tcase, draws_again_where_it_was);
    tcase_add_test(tcase, controls_never_come_out);
    tcase_add_loop_test(tcase, any_typing_is_shown, 0, sizeof(size_cases) / sizeof(size_cases[0]));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
