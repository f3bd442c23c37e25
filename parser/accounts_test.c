/*
 * accounts_test.c: users, passwords of levels and levels of commands, as their lines say.
 */
#include "parser/accounts.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/arena.h"
#include "parser/parser.h"

static struct {
    struct arena *arena;
    struct diags diags;
    struct config *config;
    struct parser *parser;
} box;

static void
start(const char *version)
{
    struct os_release release;
    ck_assert(release_parse(version, &release));
    box.arena = arena_new();
    box.config = config_factory(release);
    ck_assert(box.arena != NULL && box.config != NULL);
    diags_init(&box.diags, box.arena);
    box.parser = parser_new(box.config, &box.diags);
    ck_assert_ptr_nonnull(box.parser);
}

static void
stop(void)
{
    parser_free(box.parser);
    config_free(box.config);
    arena_free(box.arena);
}

static void
type(const char *line)
{
    ck_assert_msg(parser_line(box.parser, line, NULL, 0) != LINE_REFUSED, "%s", line);
    parser_reset_mode(box.parser);
}

/* Is that line in the configuration as written? */
static bool
has_line(const char *line)
{
    char *text = NULL;
    size_t size;
    char wanted[256];
    FILE *memory = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(memory);
    config_write(box.config, memory);
    fclose(memory);
    snprintf(wanted, sizeof(wanted), "\n%s\n", line);
    bool found = strstr(text, wanted) != NULL;
    free(text);
    return found;
}

static const char *const versions[] = { "6.2", "6.3", "7.0", "7.2", "8.0", "8.2" };

START_TEST(users)
{
    int level = -1;
    start(versions[_i]);
    type("username admin password cisco privilege 15");
    type("username bob nopassword privilege 5");
    type("username carl password secret");
    ck_assert(account_check(box.config, "admin", "cisco", &level));
    ck_assert_int_eq(level, 15);
    ck_assert(!account_check(box.config, "admin", "Cisco", &level));
    ck_assert(!account_check(box.config, "admin", "", &level));
    ck_assert(account_check(box.config, "bob", "", &level));
    ck_assert_int_eq(level, 5);
    ck_assert(account_check(box.config, "carl", "secret", &level));
    ck_assert_int_eq(level, 2);
    ck_assert(!account_check(box.config, "dora", "", &level));
    ck_assert(!account_check(box.config, "", "", &level));
    stop();
}
END_TEST

START_TEST(a_password_is_not_kept_as_typed)
{
    start(versions[_i]);
    type("username admin password cisco privilege 15");
    /* 7.0 on: as a real listing has it; before: the hash of `passwd cisco` (commands.md 11) */
    ck_assert(has_line(box.config->os.version >= OS_7_0
                           ? "username admin password f3UhLvUj1QsXsuK7 encrypted privilege 15"
                           : "username admin password 2KFQnbNIdI.2KYOU encrypted privilege 15"));
    type("username admin password 2KFQnbNIdI.2KYOU encrypted");
    ck_assert(has_line("username admin password 2KFQnbNIdI.2KYOU encrypted"));
    type("username admin nopassword");
    ck_assert(has_line("username admin nopassword"));
    ck_assert(!has_line("username admin password 2KFQnbNIdI.2KYOU encrypted"));
    type("no username admin");
    ck_assert(!has_line("username admin nopassword"));
    stop();
}
END_TEST

START_TEST(attributes_stay_with_their_user)
{
    start("7.2");
    type("username admin attributes");
    ck_assert(parser_line(box.parser, "username admin attributes", NULL, 0) != LINE_REFUSED);
    ck_assert_str_eq(parser_mode(box.parser), "config-username");
    ck_assert(parser_line(box.parser, "vpn-idle-timeout 30", NULL, 0) != LINE_REFUSED);
    parser_reset_mode(box.parser);
    type("username bob nopassword");
    type("username admin password cisco");
    ck_assert(has_line("username admin attributes\n vpn-idle-timeout 30\n"
                       "username admin password f3UhLvUj1QsXsuK7 encrypted\n"
                       "username bob nopassword"));
    type("no username admin");
    ck_assert(!has_line(" vpn-idle-timeout 30"));
    stop();
}
END_TEST

START_TEST(levels)
{
    start(versions[_i]);
    ck_assert(level_check(box.config, 15, ""));
    ck_assert(!level_check(box.config, 5, ""));
    ck_assert(!level_has_password(box.config, 5));
    type("enable password five level 5");
    type("enable password most");
    ck_assert(level_has_password(box.config, 5));
    ck_assert(level_check(box.config, 5, "five"));
    ck_assert(!level_check(box.config, 5, "most"));
    ck_assert(level_check(box.config, 15, "most"));
    ck_assert(!level_check(box.config, 15, ""));
    type("enable password other level 5");
    ck_assert(level_check(box.config, 5, "other"));
    stop();
}
END_TEST

START_TEST(commands)
{
    start(versions[_i]);
    ck_assert(!levels_are_enforced(box.config));
    type("aaa authorization command LOCAL");
    ck_assert(levels_are_enforced(box.config));
    ck_assert_int_eq(privilege_level(box.config, FORM_SHOW, false, "xlate"), -1);
    type("privilege show level 3 command xlate");
    type("privilege configure level 8 mode configure command access-list");
    type("privilege level 4 command ping");
    ck_assert_int_eq(privilege_level(box.config, FORM_SHOW, false, "xlate"), 3);
    ck_assert_int_eq(privilege_level(box.config, FORM_CLEAR, false, "xlate"), -1);
    ck_assert_int_eq(privilege_level(box.config, FORM_CONFIGURE, true, "access-list"), 8);
    ck_assert_int_eq(privilege_level(box.config, FORM_CONFIGURE, false, "access-list"), -1);
    ck_assert_int_eq(privilege_level(box.config, FORM_CONFIGURE, false, "ping"), 4);
    stop();
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("accounts");
    TCase *tcase = tcase_create("accounts");
    tcase_add_loop_test(tcase, users, 0, ARRAY_LENGTH(versions));
    tcase_add_loop_test(tcase, a_password_is_not_kept_as_typed, 0, ARRAY_LENGTH(versions));
    tcase_add_test(tcase, attributes_stay_with_their_user);
    tcase_add_loop_test(tcase, levels, 0, ARRAY_LENGTH(versions));
    tcase_add_loop_test(tcase, commands, 0, ARRAY_LENGTH(versions));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
