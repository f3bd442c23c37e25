/*
 * place_test.c: two users of one parser, each in a sub-mode of its own.
 */
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
    struct parser_place *place;
} box;

static void
start(const char *version)
{
    struct os_release release;
    ck_assert(release_parse(version, &release));
    box.arena = arena_new();
    box.config = config_factory(release);
    box.place = parser_place_new();
    ck_assert(box.arena != NULL && box.config != NULL && box.place != NULL);
    diags_init(&box.diags, box.arena);
    box.parser = parser_new(box.config, &box.diags);
    ck_assert_ptr_nonnull(box.parser);
}

static void
stop(void)
{
    parser_place_free(box.place);
    parser_free(box.parser);
    config_free(box.config);
    arena_free(box.arena);
}

/* Types lines that `;` separates. */
static void
type(const char *lines)
{
    char *copy = strdup(lines);
    char *rest = copy;
    char *line;
    while ((line = strsep(&rest, ";")) != NULL) {
        enum line_verdict verdict = parser_line(box.parser, line, NULL, 0);
        ck_assert_msg(verdict != LINE_REFUSED, "%s", line);
    }
    free(copy);
}

static const struct place_case {
    const char *version;
    const char *enter;   /* lines that lead into a sub-mode */
    const char *mode;    /* ... of this prompt */
    const char *remove;  /* what another user types at the top, after which ... */
    const char *leaves;  /* ... this is where the first one stands */
    const char *refused; /* and may not type */
} cases[] = {
    { "6.3", "object-group network g;network-object host 192.0.2.1", "config-network",
      "no object-group network g", "config", "network-object host 192.0.2.2" },
    { "7.2", "object-group service s tcp;port-object eq 80", "config-service",
      "no object-group service s", "config", "port-object eq 81" },
    { "7.2", "interface Ethernet0", "config-if", "hostname fw", "config-if",
      "network-object host 1" },
    { "7.2", "interface Ethernet0.5", "config-subif", "no interface Ethernet0.5", "config",
      "vlan 5" },
    { "7.2", "class-map c;match any", "config-cmap", "no class-map c", "config", "match any" },
    { "7.2", "class-map c;match any;policy-map p;class c", "config-pmap-c", "no policy-map p",
      "config", "inspect ftp" },
    { "7.2", "class-map c;match any;policy-map p;class c", "config-pmap-c",
      "policy-map p;no class c", "config-pmap", "inspect ftp" },
    { "7.2", "policy-map type inspect http h;parameters", "config-pmap-p",
      "no policy-map type inspect http h", "config", "protocol-violation action reset" },
    { "7.2", "tcp-map t", "config-tcp-map", "no tcp-map t", "config", "check-retransmission" },
    { "7.2", "time-range r;absolute end 12:00 01 January 2009", "config-time-range",
      "no time-range r", "config", "periodic daily 8:00 to 9:00" },
    { "7.2", "crypto isakmp policy 5;encryption des", "config-isakmp-policy",
      "no crypto isakmp policy 5", "config", NULL },
    { "7.2", "policy-map global_policy;class inspection_default", "config-pmap-c", "hostname fw",
      "config-pmap-c", "network-object host 1" },
    { "7.2", "class-map inspection_default", "config-cmap", "hostname fw", "config-cmap",
      "network-object host 1" },
    { "7.2", "policy-map p;class class-default", "config-pmap-c", "hostname fw", "config-pmap-c",
      "network-object host 1" },
    { "8.0", "group-policy g internal;group-policy g attributes", "config-group-policy",
      "no group-policy g", "config", NULL },
};

/* Lines of one beginning that enter different sub-modes, or none. */
static const struct {
    const char *line, *mode;
} kept_modes[] = {
    { "tunnel-group t type ipsec-l2l", "config" },
    { "tunnel-group t general-attributes", "config-tunnel-general" },
    { "tunnel-group t ipsec-attributes", "config-tunnel-ipsec" },
    { "group-policy g internal", "config" },
    { "group-policy g external server-group s password p", "config" },
    { "group-policy internal attributes", "config-group-policy" }, /* it is called so */
    { "aaa-server r protocol radius", "config-aaa-server-group" },
    { "aaa-server r (inside) host 192.0.2.1", "config-aaa-server-host" },
    { "aaa-server r host 192.0.2.1", "config-aaa-server-host" },
};

START_TEST(kept_lines_enter_their_own)
{
    start("7.2");
    type(kept_modes[_i].line);
    ck_assert_str_eq(parser_mode(box.parser), kept_modes[_i].mode);
    stop();
}
END_TEST

START_TEST(comes_back)
{
    const struct place_case *test = &cases[_i];
    start(test->version);
    type(test->enter);
    ck_assert_str_eq(parser_mode(box.parser), test->mode);
    parser_keep_place(box.parser, box.place);
    parser_reset_mode(box.parser);
    type("access-list x permit ip any any");
    parser_take_place(box.parser, box.place);
    ck_assert_str_eq(parser_mode(box.parser), test->mode);
    stop();
}
END_TEST

START_TEST(leaves_what_is_gone)
{
    const struct place_case *test = &cases[_i];
    start(test->version);
    type(test->enter);
    parser_keep_place(box.parser, box.place);
    parser_reset_mode(box.parser);
    type(test->remove);
    parser_take_place(box.parser, box.place);
    ck_assert_str_eq(parser_mode(box.parser), test->leaves);
    if (test->refused != NULL)
        ck_assert_int_eq(parser_line(box.parser, test->refused, NULL, 0), LINE_REFUSED);
    stop();
}
END_TEST

START_TEST(begins_at_the_top)
{
    start("7.2");
    type("interface Ethernet0");
    parser_take_place(box.parser, box.place);
    ck_assert_str_eq(parser_mode(box.parser), "config");
    stop();
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("place");
    TCase *tcase = tcase_create("place");
    tcase_add_loop_test(tcase, comes_back, 0, ARRAY_LENGTH(cases));
    tcase_add_loop_test(tcase, leaves_what_is_gone, 0, ARRAY_LENGTH(cases));
    tcase_add_loop_test(tcase, kept_lines_enter_their_own, 0, ARRAY_LENGTH(kept_modes));
    tcase_add_test(tcase, begins_at_the_top);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
