/*
 * undo_test.c: a property over the golden listings: what a line of theirs does, `no` with the same
 * words takes back; and a line that is refused changes nothing.
 */
#include <check.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "parser/fixture_test.h"
#include "parser/parser.h"

/* Sections that are held to it; the `no` of single values gives back the default. */
/* one a line, so that additions stay apart */
/* clang-format off */
static const char *const sections[] = {
    "name",
    "nat",
    "global",
    "static",
    "alias",
    "route",
    "arp",
    "mtu",
    "failover ip address",
    "nat-control",
    "ip address",
    "conduit",
    "outbound",
    "apply",
    "established",
    "logging host",
    "logging trap",
    "logging class",
    "logging mail",
    "logging queue",
    "logging rate-limit",
    "logging emblem",
    "logging message",
    "icmp",
    "telnet",
    "ssh",
    "http",
    "management-access",
    "ip verify",
    "ip audit",
    "fragment",
    "service",
    "sysopt",
    "floodguard",
    "console",
    "threat-detection",
    "ip local pool",
    "url-server",
};
/* clang-format on */

static bool
is_held(const char *line)
{
    for (size_t i = 0; i < ARRAY_LENGTH(sections); i++) {
        size_t length = strlen(sections[i]);
        if (strncmp(line, sections[i], length) == 0 &&
            (line[length] == ' ' || line[length] == '\0'))
            return true;
    }
    return false;
}

static struct load_result
load(const char *text)
{
    struct load_options options = { .file = "listing" };
    struct load_result result;
    ck_assert(config_load_text(text, strlen(text), &options, &result));
    return result;
}

/* Types a line at the prompt; a refused one must have changed nothing. */
static bool
type_line(struct parser *parser, const struct config *config, const char *line)
{
    char *before = text_of_config(config);
    bool taken = parser_line(parser, line, NULL, 0) != LINE_REFUSED;
    char *after = text_of_config(config);
    ck_assert_msg(taken || strcmp(before, after) == 0, "%s is refused, but changes:\n%s", line,
                  after);
    free(before);
    free(after);
    return taken;
}

static void
check_line(const char *path, const char *listing, const char *line)
{
    char no[1024];
    struct load_result result = load(listing);
    struct parser *parser = parser_new(result.config, &result.diags);
    ck_assert_ptr_nonnull(parser);
    snprintf(no, sizeof(no), "no %s", line);
    ck_assert_msg(type_line(parser, result.config, no), "%s: %s is refused: %s", path, no,
                  result.diags.items[result.diags.count - 1].text);
    char *without = text_of_config(result.config);
    if (type_line(parser, result.config, line)) {
        ck_assert_msg(type_line(parser, result.config, no), "%s: %s again is refused", path, no);
        char *again = text_of_config(result.config);
        ck_assert_msg(strcmp(without, again) == 0, "%s: %s leaves:\n%s-- instead of\n%s", path, no,
                      again, without);
        free(again);
    }
    free(without);
    parser_free(parser);
    load_result_free(&result);
}

static size_t
check_listing(const char *path)
{
    char *listing = text_of_file(path);
    size_t held = 0;
    ck_assert_ptr_nonnull(listing);
    for (const char *at = listing; *at != '\0';) {
        char line[1000];
        size_t length = strcspn(at, "\n");
        ck_assert_uint_lt(length, sizeof(line));
        memcpy(line, at, length);
        line[length] = '\0';
        if (is_held(line)) {
            check_line(path, listing, line);
            held++;
        }
        at += length + (at[length] == '\n');
    }
    free(listing);
    return held;
}

START_TEST(no_takes_back_what_a_line_did)
{
    glob_t found;
    size_t held = 0;
    ck_assert_int_eq(glob("testdata/config/*/*.ok", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        held += check_listing(found.gl_pathv[i]);
    globfree(&found);
    ck_assert_uint_gt(held, 50);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("undo");
    TCase *tcase = tcase_create("no");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, no_takes_back_what_a_line_did);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
