/*
 * demo_test.c: every chapter finds its replay in the binary, and no line of it is too wide.
 */
#include "cli/demo/demo.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "cli/demo/demo_files.h"

enum { TERMINAL_COLUMNS = 80 };

static char *text;
static size_t text_size;
static struct demo_page page;

static void
open_page(void)
{
    page = (struct demo_page){ .out = open_memstream(&text, &text_size) };
    ck_assert_ptr_nonnull(page.out);
}

static void
close_page(void)
{
    if (page.out)
        fclose(page.out);
    free(text);
    text = NULL;
}

static size_t
widest_line(void)
{
    size_t widest = 0;

    fclose(page.out);
    page.out = NULL;
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
        size_t length = strcspn(line, "\n");
        ck_assert_msg(length == 0 || line[length - 1] != ' ', "ends in a blank: %s", line);
        if (length > widest)
            widest = length;
    }
    return widest;
}

static bool
is_embedded(const char *replay, const char *file)
{
    size_t length = strlen(replay);

    for (size_t i = 0; i < demo_file_count; i++) {
        const char *name = demo_files[i].name;
        if (strncmp(name, replay, length) == 0 && name[length] == '/' &&
            strcmp(name + length + 1, file) == 0)
            return demo_files[i].size > 0;
    }
    return false;
}

START_TEST(chapter_is_whole)
{
    const struct demo_chapter *chapter = &demo_chapters[_i];

    for (size_t i = 0; i < DEMO_RUNS && chapter->runs[i].replay; i++) {
        const struct demo_run *run = &chapter->runs[i];

        ck_assert_msg(is_embedded(run->replay, "config"), "%s", run->replay);
        ck_assert_msg(is_embedded(run->replay, "args"), "%s", run->replay);
        ck_assert_msg(demo_run(&page, run), "%s", run->replay);
        demo_paragraph(&page, run->notice);
    }
    demo_heading(&page, chapter->title);
    demo_paragraph(&page, chapter->story);
    ck_assert_uint_le(widest_line(), TERMINAL_COLUMNS);
    ck_assert_ptr_nonnull(strstr(text, chapter->title));
}
END_TEST

START_TEST(run_prints_what_it_is_about)
{
    ck_assert(demo_run(&page, &demo_chapters[0].runs[0]));
    widest_line();
    ck_assert_ptr_nonnull(strstr(text, "access-list acl-out permit gre host 192.168.201.25"));
    ck_assert_ptr_nonnull(strstr(text, "TCP 10.48.66.106/55900, 192.168.201.25/1723"));
    ck_assert_ptr_nonnull(strstr(text, "302013: Built outbound TCP connection 1 for outside:"));
}
END_TEST

START_TEST(run_of_an_unknown_replay_fails)
{
    static const struct demo_run unknown = { .replay = "none", .label = "PIX", .notice = "" };

    ck_assert(!demo_run(&page, &unknown));
}
END_TEST

START_TEST(lines_fold_at_blanks)
{
    static const char command[] = "static (inside,outside) 192.168.201.5 10.48.66.106 netmask "
                                  "255.255.255.255 0 0 and then some more of it";

    demo_line(&page, DEMO_COMMAND, command, sizeof(command) - 1);
    ck_assert_uint_le(widest_line(), TERMINAL_COLUMNS);
    ck_assert_ptr_nonnull(strstr(text, "\n        "));
}
END_TEST

START_TEST(a_word_wider_than_the_page_stays_whole)
{
    char word[200];

    memset(word, 'x', sizeof(word));
    demo_line(&page, DEMO_LOG, word, sizeof(word));
    ck_assert_uint_gt(widest_line(), sizeof(word));
    ck_assert_ptr_null(strchr(text + 4, ' '));
}
END_TEST

START_TEST(no_colour_unless_asked)
{
    demo_line(&page, DEMO_DENIED, "106010: Deny", 12);
    page.colour = true;
    demo_line(&page, DEMO_DENIED, "106010: Deny", 12);
    widest_line();
    ck_assert_str_eq(text, "    106010: Deny\n    \033[31m106010: Deny\033[0m\n");
}
END_TEST

static Suite *
demo_suite(void)
{
    Suite *suite = suite_create("demo");
    TCase *chapters = tcase_create("chapters");
    TCase *pages = tcase_create("page");

    tcase_add_checked_fixture(chapters, open_page, close_page);
    tcase_add_loop_test(chapters, chapter_is_whole, 0, (int)demo_chapter_count);
    tcase_add_test(chapters, run_prints_what_it_is_about);
    tcase_add_test(chapters, run_of_an_unknown_replay_fails);
    suite_add_tcase(suite, chapters);
    tcase_add_checked_fixture(pages, open_page, close_page);
    tcase_add_test(pages, lines_fold_at_blanks);
    tcase_add_test(pages, a_word_wider_than_the_page_stays_whole);
    tcase_add_test(pages, no_colour_unless_asked);
    suite_add_tcase(suite, pages);
    return suite;
}

int
main(void)
{
    SRunner *runner = srunner_create(demo_suite());

    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
