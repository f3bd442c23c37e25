/*
 * snmp_test.c: versions that a map denies, and what is no SNMP.
 */
#include "engine/inspect/ber.h"
#include "engine/talk_test.h"

/* GetRequest of sysDescr, community "public"; its version is at 4. */
static const uint8_t get_request[] = {
    0x30, 0x26, 0x02, 0x01, 0x00, 0x04, 0x06, 'p',  'u',  'b',  'l',  'i',  'c',  0xa0,
    0x19, 0x02, 0x01, 0x05, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00, 0x30, 0x0e, 0x30, 0x0c,
    0x06, 0x08, 0x2b, 0x06, 0x01, 0x02, 0x01, 0x01, 0x01, 0x00, 0x05, 0x00,
};
#define VERSION_AT 4

static struct talk talk;

static enum verdict
say_version(enum inspect_side side, uint8_t version)
{
    uint8_t message[sizeof(get_request)];
    memcpy(message, get_request, sizeof(message));
    message[VERSION_AT] = version;
    talk_send(&talk, side, message, sizeof(message));
    return talk.bench->outcome.verdict;
}

/* snmp-map M: deny version CHOICE (1, 2, 2c, 3) */
static void
deny(struct bench *bench, uint8_t choice)
{
    struct old_map *map = config_old_map_make(bench->config, MAP_PROTOCOL_SNMP, "M");
    ck_assert_ptr_nonnull(map);
    map->exists = true;
    struct map_value *value =
        arena_append(bench->config->arena, &map->map.values.items, &map->map.values.count,
                     &map->map.values.capacity, sizeof(*value));
    ck_assert_ptr_nonnull(value);
    *value = (struct map_value){ .setting = MAP_SNMP_DENY_VERSION, .choices = { choice } };
    config_policy_map(bench->config, "global_policy")->classes[0].inspections[0].map = "M";
}

START_TEST(denied_versions)
{
    static const struct {
        uint8_t number, choice;
        const char *name;
    } cases[] = { { 0, 1, "1" }, { 1, 3, "2c" }, { 2, 2, "2" }, { 3, 4, "3" } };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        talk_start_with(&talk, (enum os_version)_i, TALK_STATIC, INSPECT_SNMP, IP_UDP, 161);
        deny(talk.bench, cases[i].choice);
        deny(talk.bench, cases[(i + 1) % 4].choice);
        bench_start(talk.bench);
        ck_assert_int_eq(say_version(SIDE_INITIATOR, cases[(i + 2) % 4].number), VERDICT_PASSED);
        quiet(talk.bench);
        ck_assert_int_eq(say_version(SIDE_INITIATOR, cases[i].number), VERDICT_DENIED);
        ck_assert_int_eq(say_version(SIDE_RESPONDER, cases[i].number), VERDICT_DENIED);
        char lines[512];
        snprintf(lines, sizeof(lines),
                 "416001: Dropped UDP SNMP packet from inside:10.1.1.5/40000 to "
                 "outside:198.51.100.7/161; version (%s) is not allowed thru the firewall\n"
                 "416001: Dropped UDP SNMP packet from outside:198.51.100.7/161 to "
                 "inside:192.0.2.5/40000; version (%s) is not allowed thru the firewall\n",
                 cases[i].name, cases[i].name);
        expect_log(talk.bench, lines);
        talk_end(&talk);
    }
}
END_TEST

/* 6.3: `snmp deny version 2c`, and `3`, beside `fixup protocol snmp` */
START_TEST(denied_by_lines)
{
    talk_start_with(&talk, OS_6_3, TALK_STATIC, INSPECT_SNMP, IP_UDP, 161);
    talk.bench->config->snmp_denied = 1 << 3 | 1 << 4;
    bench_start(talk.bench);
    ck_assert_int_eq(say_version(SIDE_INITIATOR, 0), VERDICT_PASSED);
    ck_assert_int_eq(say_version(SIDE_INITIATOR, 1), VERDICT_DENIED);
    ck_assert_int_eq(say_version(SIDE_INITIATOR, 2), VERDICT_PASSED);
    ck_assert_int_eq(say_version(SIDE_INITIATOR, 3), VERDICT_DENIED);
    talk_end(&talk);
}
END_TEST

/* Without a map all versions there are pass, and nothing is changed; what is no SNMP does not. */
START_TEST(without_map)
{
    talk_start(&talk, (enum os_version)_i, TALK_PAT, INSPECT_SNMP, IP_UDP, 161);
    for (uint8_t version = 0; version < 4; version++)
        ck_assert_int_eq(say_version(SIDE_INITIATOR, version), VERDICT_PASSED);
    quiet(talk.bench);
    ck_assert_int_eq(say_version(SIDE_INITIATOR, 4), VERDICT_DENIED);
    talk_send(&talk, SIDE_INITIATOR, "hello", 5);
    ck_assert_int_eq(talk.bench->outcome.verdict, VERDICT_DENIED);
    expect_log(talk.bench, "");
    talk_end(&talk);
}
END_TEST

START_TEST(damaged)
{
    const struct talk_message messages[] = { { SIDE_INITIATOR, get_request, sizeof(get_request) } };
    talk_damaged(OS_8_0, TALK_STATIC, INSPECT_SNMP, IP_UDP, 161, messages, 1);
}
END_TEST

/* --- the encoding ----------------------------------------------------------------------------- */

START_TEST(items)
{
    static const struct {
        const char *bytes;
        size_t length;
        bool fits;
        size_t content, left;
    } cases[] = {
        { "\x04\x02"
          "ab",
          4, true, 2, 0 },
        { "\x04\x00z", 3, true, 0, 1 },
        { "\x04\x81\x02"
          "abc",
          6, true, 2, 1 },
        { "\x04\x84\x00\x00\x00\x02"
          "ab",
          8, true, 2, 0 },
        { "\x04\x80", 2, false, 0, 0 },                      /* of no length */
        { "\x04\x85\x00\x00\x00\x00\x01z", 8, false, 0, 0 }, /* more than anybody needs */
        { "\x04\x84\xff\xff\xff\xffz", 7, false, 0, 0 },
        { "\x04\x03"
          "ab",
          4, false, 0, 0 },
        { "\x1f\x01z", 3, false, 0, 0 }, /* a long tag */
        { "\x04", 1, false, 0, 0 },
        { "", 0, false, 0, 0 },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct cursor from = cursor_of(cases[i].bytes, cases[i].length);
        struct ber_item item;
        ck_assert_msg(ber_next(&from, &item) == cases[i].fits, "case %zu", i);
        if (cases[i].fits)
            ck_assert_uint_eq(cursor_left(&item.content), cases[i].content);
        ck_assert_uint_eq(cursor_left(&from), cases[i].fits ? cases[i].left : cases[i].length);
    }
}
END_TEST

START_TEST(numbers)
{
    static const struct {
        const char *bytes;
        size_t length;
        bool good;
        uint32_t value;
    } cases[] = {
        { "\x02\x01\x7f", 3, true, 127 },
        { "\x02\x02\x00\x80", 4, true, 128 },
        { "\x02\x05\x00\xff\xff\xff\xff", 7, true, UINT32_MAX },
        { "\x02\x05\x01\x00\x00\x00\x00", 7, false, 0 },
        { "\x02\x01\xff", 3, false, 0 }, /* -1 */
        { "\x02\x00", 2, false, 0 },
        { "\x04\x01\x01", 3, false, 0 },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct cursor from = cursor_of(cases[i].bytes, cases[i].length);
        struct ber_item item;
        uint32_t value = 0;
        ck_assert(ber_next(&from, &item));
        ck_assert_msg(ber_unsigned(&item, &value) == cases[i].good, "case %zu", i);
        if (cases[i].good)
            ck_assert_uint_eq(value, cases[i].value);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("snmp");
    TCase *tcase = tcase_create("snmp");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, denied_versions, OS_7_0, OS_LAST + 1);
    tcase_add_loop_test(tcase, without_map, OS_6_3, OS_LAST + 1);
    tcase_add_test(tcase, damaged);
    tcase_add_test(tcase, items);
    tcase_add_test(tcase, numbers);
    tcase_add_test(tcase, denied_by_lines);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
