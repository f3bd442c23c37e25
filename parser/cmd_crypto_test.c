/*
 * cmd_crypto_test.c: what crypto lines say about packets, as they come, change and go.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parser/fixture_test.h"
#include "parser/parser.h"

#define LINES_MAX 8

static const struct fact_case {
    enum os_version version;
    const char *lines[LINES_MAX];
    const char *entries;  /* "map sequence acl|dynamic|-", those of dynamic maps in brackets */
    const char *bindings; /* "map interface" */
} cases[] = {
    { OS_6_3, { "crypto map m 10 ipsec-isakmp" }, "m 10 -", "" },
    { OS_6_3,
      { "crypto map m 10 ipsec-isakmp", "crypto map m 10 match address a",
        "crypto map m interface outside" },
      "m 10 a",
      "m outside" },
    { OS_7_2, { "crypto map m 10 match address a", "crypto map m 10 ma ad b" }, "m 10 b", "" },
    { OS_7_2,
      { "crypto map m 10 match address a", "crypto map n 10 match address b",
        "no crypto map m 10 match address a" },
      "n 10 b",
      "" },
    { OS_7_2,
      { "crypto map m 10 match address a", "crypto map m 20 match address b",
        "crypto map m interface outside", "no crypto map m 10" },
      "m 20 b",
      "m outside" },
    { OS_6_3,
      { "crypto map m 10 match address a", "crypto map m 20 ipsec-isakmp dynamic d",
        "crypto dynamic-map d 5 match address c" },
      "m 10 a, m 20 d, [d 5 c]",
      "" },
    { OS_6_3,
      { "crypto map m 10 ipsec-isakmp dynamic d", "crypto map m 10 ipsec-isakmp" },
      "m 10 -",
      "" },
    { OS_6_3,
      { "crypto map m interface outside", "crypto map n interface inside",
        "nameif ethernet0 wan security0" },
      "",
      "m wan, n inside" },
    { OS_6_3,
      { "crypto map m interface outside", "crypto map m 10 set peer 192.0.2.7", "clear crypto" },
      "",
      "" },
    { OS_6_3,
      { "crypto map m interface outside", "crypto map m interface inside",
        "crypto map n interface outside" },
      "",
      "n outside, m inside" },
    { OS_6_3,
      { "crypto map m interface outside", "nameif ethernet0 wan security0",
        "crypto map n interface wan", "no crypto map n interface wan" },
      "",
      "" },
    { OS_8_0,
      { "access-list a permit ip any any", "crypto map m 10 match address a",
        "access-list a rename b", "crypto map m 10 set pfs", "no crypto map m 10 set pfs" },
      "m 10 b",
      "" },
    { OS_7_2,
      { "crypto map m 10 match address a", "crypto map n 10 match address b",
        "clear configure crypto map m" },
      "n 10 b",
      "" },
};

static void
name_interfaces(struct parser *parser, enum os_version version)
{
    static const char *const flat[] = { "nameif ethernet0 outside security0",
                                        "nameif ethernet1 inside security100", NULL };
    static const char *const mode[] = {
        "interface Ethernet0", "nameif outside", "interface Ethernet1",
        "nameif inside",       "exit",           NULL
    };
    for (const char *const *line = version < OS_7_0 ? flat : mode; *line != NULL; line++)
        ck_assert_msg(parser_line(parser, *line, NULL, 0) != LINE_REFUSED, "%s", *line);
}

static char *
name_entries(const struct config *config)
{
    char *text = NULL;
    size_t size;
    FILE *memory = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(memory);
    for (size_t i = 0; i < config->crypto_entry_count; i++) {
        const struct crypto_entry *entry = &config->crypto_entries[i];
        const char *what = entry->dynamic != NULL ? entry->dynamic : "-";
        fprintf(memory, "%s%s%s %u %s%s", i > 0 ? ", " : "", entry->is_dynamic ? "[" : "",
                entry->map, entry->sequence, entry->acl != NULL ? entry->acl->name : what,
                entry->is_dynamic ? "]" : "");
    }
    fclose(memory);
    return text;
}

static char *
name_bindings(const struct config *config)
{
    char *text = NULL;
    size_t size;
    FILE *memory = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(memory);
    for (size_t i = 0; i < config->crypto_binding_count; i++)
        fprintf(memory, "%s%s %s", i > 0 ? ", " : "", config->crypto_bindings[i].map,
                config_interface_label(config, config->crypto_bindings[i].ifc));
    fclose(memory);
    return text;
}

static void
check_facts(const struct config *config, const struct fact_case *row)
{
    char *entries = name_entries(config);
    char *bindings = name_bindings(config);
    ck_assert_str_eq(entries, row->entries);
    ck_assert_str_eq(bindings, row->bindings);
    free(entries);
    free(bindings);
}

/* The same facts whether the lines are typed, or read back from what they wrote. */
START_TEST(crypto_lines_say_what_they_select)
{
    const struct fact_case *row = &cases[_i];
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    struct config *config = config_new((struct os_release){ .version = row->version });
    struct parser *parser = parser_new(config, &diags);
    ck_assert_ptr_nonnull(parser);
    name_interfaces(parser, row->version);
    for (size_t i = 0; i < LINES_MAX && row->lines[i] != NULL; i++)
        ck_assert_msg(parser_line(parser, row->lines[i], NULL, 0) != LINE_REFUSED, "%s",
                      row->lines[i]);
    check_facts(config, row);
    char *text = text_of_config(config);
    struct load_options options = { .file = "written" };
    struct load_result again;
    ck_assert(config_load_text(text, strlen(text), &options, &again));
    ck_assert_uint_eq(again.refused, 0);
    check_facts(again.config, row);
    load_result_free(&again);
    free(text);
    parser_free(parser);
    config_free(config);
    arena_free(arena);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("crypto");
    TCase *tcase = tcase_create("crypto");
    tcase_add_loop_test(tcase, crypto_lines_say_what_they_select, 0,
                        sizeof(cases) / sizeof(cases[0]));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
