/*
 * inspect_map_test.c: which lines of an inspection map are the same, and which replace each other.
 */
#include "engine/model/inspect_map.h"

#include <check.h>
#include <stdlib.h>

#include "engine/base/compiler.h"

/* What a second line has otherwise than a first one. */
enum difference {
    IN_NOTHING,
    IN_SETTING,
    IN_OFF,
    IN_NEGATED,
    IN_ACTION,
    IN_LOG,
    IN_FLAG,
    IN_CHOICE,
    IN_OTHER_CHOICE,
    IN_NUMBER,
    IN_OTHER_NUMBER,
    IN_SECONDS,
    IN_ADDRESS,
    IN_NETMASK,
    IN_INTERFACE,
    IN_LIST,
    IN_TEXT,
    IN_OTHER_TEXT,
    IN_NO_TEXT,
    IN_REGEX,
    IN_REGEX_CLASS,
    IN_OTHER_REGEX,
    DIFFERENCES
};

static struct map_value
line_of(enum map_setting setting)
{
    return (struct map_value){
        .setting = (uint16_t)setting,
        .action = MAP_ACTION_LOG,
        .numbers = { 7 },
        .address = 0x0a010105,
        .netmask = 0xffffffff,
        .texts = { "apn", "240" },
        .regexes = { { "one", false } },
    };
}

/* Texts of the second line stand elsewhere in memory, so that pointers cannot decide. */
static struct map_value
changed_line(enum map_setting setting, enum difference difference, char text[2][8])
{
    struct map_value line = line_of(setting);
    line.texts[0] = text[0];
    line.regexes[0].name = text[1];
    switch (difference) {
    case IN_NOTHING:
    case DIFFERENCES:
        break;
    case IN_SETTING:
        line.setting = (uint16_t)(setting == MAP_DNS_GUARD ? MAP_HSI_GROUP : MAP_DNS_GUARD);
        break;
    case IN_OFF:
        line.off = true;
        break;
    case IN_NEGATED:
        line.negated = true;
        break;
    case IN_ACTION:
        line.action = MAP_ACTION_RESET;
        break;
    case IN_LOG:
        line.log = true;
        break;
    case IN_FLAG:
        line.flags[3] = true;
        break;
    case IN_CHOICE:
        line.choices[0] = 1;
        break;
    case IN_OTHER_CHOICE:
        line.choices[1] = 1;
        break;
    case IN_NUMBER:
        line.numbers[0] = 8;
        break;
    case IN_OTHER_NUMBER:
        line.numbers[3] = 8;
        break;
    case IN_SECONDS:
        line.seconds[1] = 30;
        break;
    case IN_ADDRESS:
        line.address++;
        break;
    case IN_NETMASK:
        line.netmask <<= 8;
        break;
    case IN_INTERFACE:
        line.ifc++;
        break;
    case IN_LIST:
        line.list = 1;
        break;
    case IN_TEXT:
        line.texts[0] = "apm";
        break;
    case IN_OTHER_TEXT:
        line.texts[1] = "241";
        break;
    case IN_NO_TEXT:
        line.texts[0] = NULL;
        break;
    case IN_REGEX:
        line.regexes[0].name = "two";
        break;
    case IN_REGEX_CLASS:
        line.regexes[0].is_class = true;
        break;
    case IN_OTHER_REGEX:
        line.regexes[1].name = "one";
        break;
    }
    return line;
}

START_TEST(any_difference_makes_another_line)
{
    char text[2][8] = { "apn", "one" };
    struct map_value line = line_of(MAP_HSI_GROUP);
    struct map_value other = changed_line(MAP_HSI_GROUP, (enum difference)_i, text);
    ck_assert_int_eq(map_value_equal(&line, &other), _i == IN_NOTHING);
    ck_assert_int_eq(map_value_equal(&other, &line), _i == IN_NOTHING);
}
END_TEST

#define BIT(difference) (UINT32_C(1) << (difference))

/* By what lines of one setting stand beside each other; whatever else differs, one replaces the
 * other. */
static const struct key_case {
    enum map_setting setting;
    uint32_t keeps_apart; /* bits by enum difference */
} key_cases[] = {
    { MAP_DNS_GUARD, 0 },
    { MAP_HSI_GROUP, BIT(IN_NUMBER) },
    { MAP_SKINNY_TIMEOUT, BIT(IN_CHOICE) },
    { MAP_HSI_ENDPOINT, BIT(IN_ADDRESS) },
    { MAP_MGCP_CALL_AGENT, BIT(IN_ADDRESS) | BIT(IN_NUMBER) },
    { MAP_GTP_DROP_APN, BIT(IN_TEXT) | BIT(IN_OTHER_TEXT) | BIT(IN_NO_TEXT) },
};

START_TEST(a_line_replaces_those_of_its_key)
{
    const struct key_case *row = &key_cases[_i];
    struct map_value line = line_of(row->setting);
    for (unsigned difference = IN_NOTHING; difference < DIFFERENCES; difference++) {
        char text[2][8] = { "apn", "one" };
        struct map_value other = changed_line(row->setting, (enum difference)difference, text);
        bool apart = difference == IN_SETTING || (row->keeps_apart & BIT(difference)) != 0;
        ck_assert_msg(map_value_same_key(&line, &other) == !apart, "setting %d, difference %u",
                      (int)row->setting, difference);
    }
}
END_TEST

/* commands.md 6.2: dns-guard is on unless the map says otherwise. */
START_TEST(a_usual_setting_is_on_until_it_is_taken_off)
{
    struct map_value lines[] = { { .setting = MAP_HSI_GROUP },
                                 { .setting = MAP_DNS_GUARD, .off = true } };
    struct inspect_map map = { .protocol = MAP_PROTOCOL_DNS,
                               .values = { lines, ARRAY_LENGTH(lines), ARRAY_LENGTH(lines) } };
    ck_assert(!inspect_map_is_on(&map, MAP_DNS_GUARD));
    ck_assert(inspect_map_is_on(&map, MAP_DNS_NAT_REWRITE));
    ck_assert(inspect_map_is_on(&map, MAP_HSI_GROUP));
    ck_assert(!inspect_map_is_on(&map, MAP_HSI_ENDPOINT));
    lines[1].off = false;
    ck_assert(inspect_map_is_on(&map, MAP_DNS_GUARD));
    ck_assert_ptr_eq(map_values_find(&map.values, MAP_DNS_GUARD), &lines[1]);
    ck_assert_ptr_null(map_values_find(&map.values, MAP_HSI_ENDPOINT));
}
END_TEST

/* A regex and a class map of the same name are two things, and either may be the second of a line.
 */
START_TEST(what_a_map_names)
{
    struct map_rule rules[] = {
        { .criterion = { .setting = MAP_CLASS, .texts = { "bad" } } },
        { .criterion = { .regexes = { { NULL, false }, { "uri", false } } } },
        { .criterion = { .regexes = { { "hosts", true } }, .texts = { "text" } } },
    };
    struct inspect_map map = { .rules = rules, .rule_count = ARRAY_LENGTH(rules) };
    ck_assert(inspect_map_names_regex(&map, "uri", false));
    ck_assert(!inspect_map_names_regex(&map, "uri", true));
    ck_assert(inspect_map_names_regex(&map, "hosts", true));
    ck_assert(!inspect_map_names_regex(&map, "hosts", false));
    ck_assert(!inspect_map_names_regex(&map, "ur", false));
    ck_assert(inspect_map_names_class(&map, "bad"));
    ck_assert(!inspect_map_names_class(&map, "text"));
}
END_TEST

START_TEST(every_protocol_has_a_name_of_its_own)
{
    for (unsigned a = 0; a < MAP_PROTOCOL_COUNT; a++) {
        ck_assert_ptr_nonnull(map_protocol_name((enum map_protocol)a));
        for (unsigned b = 0; b < a; b++)
            ck_assert_str_ne(map_protocol_name((enum map_protocol)a),
                             map_protocol_name((enum map_protocol)b));
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("inspect_map");
    TCase *tcase = tcase_create("inspect_map");
    tcase_add_loop_test(tcase, any_difference_makes_another_line, 0, DIFFERENCES);
    tcase_add_loop_test(tcase, a_line_replaces_those_of_its_key, 0, (int)ARRAY_LENGTH(key_cases));
    tcase_add_test(tcase, a_usual_setting_is_on_until_it_is_taken_off);
    tcase_add_test(tcase, what_a_map_names);
    tcase_add_test(tcase, every_protocol_has_a_name_of_its_own);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
