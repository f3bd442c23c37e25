/*
 * session_test.c: sessions as whole screens (session_script_test.h).
 *
 * REFIRE_UPDATE_GOLDEN=1 rewrites the screens from what comes out; the diff is then read.
 */
#include <glob.h>

#include "cli/prompt/session_script_test.h"

static glob_t scripts;

static void
update(const struct script *script, const char *path, const char *screen)
{
    FILE *out = fopen(path, "w");
    ck_assert_ptr_nonnull(out);
    if (script->config != NULL)
        fprintf(out, "# config %s\n", script->config);
    for (size_t i = 0; i < script->password_count; i++)
        fprintf(out, "# password %s\n", script->passwords[i]);
    if (script->greeted)
        fputs("# greeted\n", out);
    fputs(screen, out);
    fclose(out);
}

/* The first line that differs, so that a failure can be read. */
static void
compare(const char *path, const char *expected, const char *screen)
{
    size_t line = 1;
    size_t start = 0;
    size_t i = 0;
    for (; expected[i] == screen[i] && expected[i] != '\0'; i++) {
        if (expected[i] == '\n') {
            line++;
            start = i + 1;
        }
    }
    ck_assert_msg(expected[i] == screen[i],
                  "%s: line %zu of the screen is\n%.*s\nbut should be\n%.*s", path, line,
                  (int)strcspn(screen + start, "\n"), screen + start,
                  (int)strcspn(expected + start, "\n"), expected + start);
}

START_TEST(screens)
{
    const char *path = scripts.gl_pathv[_i];
    struct script script = { .text = read_file(path) };
    read_release(&script, path);
    read_steering(&script);
    char *screen = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&screen, &size);
    ck_assert_ptr_nonnull(out);
    run_script(&script, out, NULL);
    fclose(out);
    if (getenv("REFIRE_UPDATE_GOLDEN") != NULL)
        update(&script, path, screen);
    else
        compare(path, script.screen, screen);
    free(screen);
    free(script.text);
}
END_TEST

/* ---- what no screen shows ---- */

static struct {
    char *text;
    size_t size;
    FILE *out;
    struct firewall *firewall;
    struct session *session;
} box;

static void
start(const char *version)
{
    struct os_release release;
    ck_assert(release_parse(version, &release));
    box.out = open_memstream(&box.text, &box.size);
    struct firewall_options options = { .config = config_factory(release) };
    ck_assert_ptr_nonnull(options.config);
    box.firewall = firewall_new(&options);
    ck_assert_ptr_nonnull(box.firewall);
    box.session =
        session_new(&(struct session_options){ .firewall = box.firewall, .out = box.out });
    ck_assert_ptr_nonnull(box.session);
}

static void
stop(void)
{
    session_free(box.session);
    firewall_free(box.firewall);
    fclose(box.out);
    free(box.text);
    box.session = NULL;
}

static void
configure(void)
{
    session_line(box.session, "enable");
    session_line(box.session, "");
    session_line(box.session, "configure terminal");
    ck_assert_str_eq(session_prompt(box.session), "pixfirewall(config)# ");
}

static const char *const versions[] = { "6.2", "6.3", "7.0", "7.2", "8.0" };

START_TEST(ctrl_z_leaves_configuration)
{
    start(versions[_i]);
    configure();
    session_line(box.session, "hostname fw\x1a");
    ck_assert_str_eq(session_prompt(box.session), "fw# ");
    stop();
}
END_TEST

START_TEST(control_characters_never_come_back)
{
    start(versions[_i]);
    configure();
    session_line(box.session, "show \x1b[31m\x9b"
                              "2J\x07 foo\x7f");
    session_line(box.session, "hostname \x1b]0;x\x07");
    session_line(box.session, "access-list \x1b[2J permit ip any any");
    session_line(box.session, "show access-list \x1b[2J");
    session_line(box.session, "show history");
    fflush(box.out);
    for (size_t i = 0; i < box.size; i++) {
        unsigned char byte = (unsigned char)box.text[i];
        ck_assert_msg(byte == '\n' || byte == '\t' || (byte >= 0x20 && byte < 0x7f), "byte 0x%02x",
                      byte);
    }
    stop();
}
END_TEST

START_TEST(a_long_line_is_refused)
{
    char line[5000];
    memset(line, 'a', sizeof(line) - 1);
    line[sizeof(line) - 1] = '\0';
    start(versions[_i]);
    configure();
    uint32_t revision = box.session->config->revision;
    session_line(box.session, line);
    ck_assert_uint_eq(box.session->config->revision, revision);
    stop();
}
END_TEST

START_TEST(history_keeps_the_last_ones)
{
    start(versions[_i]);
    for (int i = 0; i < SESSION_HISTORY + 5; i++) {
        char line[32];
        snprintf(line, sizeof(line), "show foo%d", i);
        session_line(box.session, line);
    }
    ck_assert_uint_eq(box.session->history_count, SESSION_HISTORY);
    ck_assert_str_eq(box.session->history[0], "show foo5");
    stop();
}
END_TEST

static const struct tab_case {
    const char *typed;
    const char *word; /* what the last word becomes; NULL: it stays */
} tab_cases[] = {
    { "conf", "configure " },
    { "configure t", "terminal " },
    { "sh", "show " },
    { "show xl", "xlate " },
    { "show access-", "access-" }, /* access-group, access-list */
    { "show zzz", NULL },
    { "zzz", NULL },
    { "adv", "advance " },
};

START_TEST(tab)
{
    const struct tab_case *test = &tab_cases[_i];
    start("6.3");
    session_line(box.session, "enable");
    session_line(box.session, "");
    struct arena *arena = arena_new();
    const char *word = session_complete(box.session, test->typed, arena);
    if (test->word == NULL)
        ck_assert_ptr_null(word);
    else
        ck_assert_str_eq(word, test->word);
    arena_free(arena);
    stop();
}
END_TEST

int
main(void)
{
    int found = glob(SESSION_SCRIPTS, 0, NULL, &scripts);
    if (found != 0) {
        fprintf(stderr, "no sessions in " SESSION_SCRIPTS "\n");
        return EXIT_FAILURE;
    }
    Suite *suite = suite_create("session");
    TCase *tcase = tcase_create("session");
    tcase_set_timeout(tcase, 30);
    tcase_add_loop_test(tcase, screens, 0, (int)scripts.gl_pathc);
    tcase_add_loop_test(tcase, ctrl_z_leaves_configuration, 0, ARRAY_LENGTH(versions));
    tcase_add_loop_test(tcase, control_characters_never_come_back, 0, ARRAY_LENGTH(versions));
    tcase_add_loop_test(tcase, a_long_line_is_refused, 0, ARRAY_LENGTH(versions));
    tcase_add_loop_test(tcase, history_keeps_the_last_ones, 0, ARRAY_LENGTH(versions));
    tcase_add_loop_test(tcase, tab, 0, ARRAY_LENGTH(tab_cases));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    globfree(&scripts);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
