/*
 * path_sanity_test.c: header checksums and IP options (engine.md 1.1 rows 2 to 4); addresses, land
 * and port 0 are in path_established_test.c, lengths in packet_test.c.
 */
#include "engine/fixture_test.h"

#define IP_HEADER 20
#define CHECKSUM 10

static struct bench *
sanity_bench(enum os_version version)
{
    struct bench *bench = bench_new(version);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    add_ace(bench, "acl-out", true, IP_ANY, "any", "any");
    bind_acl(bench, OUTSIDE, "acl-out");
    return bench;
}

static enum verdict
resend(struct bench *bench, size_t length)
{
    packet_decode(&bench->packet, LINK_RAW_IP, bench->frame, length, length);
    bench->packet.time = bench->time;
    bench->packet.number = ++bench->number;
    engine_packet(bench->engine, OUTSIDE, &bench->packet, &bench->outcome);
    return bench->outcome.verdict;
}

/* Row 2: dropped in silence. 0 is a sum that a network card had still to fill in [C]. */
START_TEST(header_checksum)
{
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        struct bench *bench = sanity_bench(version);
        bench_start(bench);
        expect_passed(bench, "outside udp 198.51.100.7:9 > 192.0.2.5:69 len 8");
        quiet(bench);
        size_t length = bench->packet.captured;
        for (unsigned bit = 0; bit < 16; bit++) {
            bench->frame[CHECKSUM + bit / 8] ^= (uint8_t)(1U << bit % 8);
            ck_assert_int_eq(resend(bench, length), VERDICT_DENIED);
            ck_assert_int_eq(bench->outcome.drop, DROP_IP_CHECKSUM);
            bench->frame[CHECKSUM + bit / 8] ^= (uint8_t)(1U << bit % 8);
        }
        ck_assert_int_eq(resend(bench, length), VERDICT_PASSED);
        bench->frame[CHECKSUM] = bench->frame[CHECKSUM + 1] = 0;
        ck_assert_int_eq(resend(bench, length), VERDICT_PASSED);
        expect_log(bench, "");
        bench_free(bench);
    }
}
END_TEST

#define BYTES(text) (text), sizeof(text) - 1
#define ROUTER_ALERT "\x94\x04\0\0"

enum map { NO_INSPECTION, NO_MAP, EMPTY_MAP, ALERT_AND_NOP, END_CLEARED };

/* `inspect ip-options` of 8.2(2): what the map names passes, without a map a router alert. */
static const struct {
    enum map map;
    const char *options;
    size_t length;
    const char *refused; /* the option that 106012 names; NULL: it passes */
} option_cases[] = {
    { NO_INSPECTION, BYTES(ROUTER_ALERT), "Router Alert" },
    { NO_INSPECTION, BYTES("\1\1\1\1"), "0x01" },
    { NO_MAP, BYTES(ROUTER_ALERT), NULL },
    { NO_MAP, BYTES("\1\1\1\1"), "0x01" },
    { NO_MAP, BYTES(ROUTER_ALERT "\x83\x03\x04\0"), "Loose Src Routing" },
    { NO_MAP, BYTES("\x94\x08\0\0"), "Router Alert" }, /* longer than there is room */
    { EMPTY_MAP, BYTES(ROUTER_ALERT), "Router Alert" },
    { ALERT_AND_NOP, BYTES("\1\1\1\1" ROUTER_ALERT), NULL },
    { ALERT_AND_NOP, BYTES("\1\1\1\0"), "0x00" },
    { END_CLEARED, BYTES("\0\0\0\0"), NULL },
    { END_CLEARED, BYTES(ROUTER_ALERT), "Router Alert" },
};

static void
allow(struct config *config, struct inspect_map *map, enum map_setting setting,
      enum map_action action)
{
    struct map_value *value = arena_append(config->arena, &map->values.items, &map->values.count,
                                           &map->values.capacity, sizeof(*value));
    ck_assert_ptr_nonnull(value);
    *value = (struct map_value){ .setting = (uint16_t)setting, .action = (uint8_t)action };
}

static void
inspect_options(struct bench *bench, enum map which)
{
    struct config *config = bench->config;
    if (which == NO_INSPECTION)
        return;
    add_inspection(bench, INSPECT_IP_OPTIONS);
    if (which == NO_MAP)
        return;
    struct policy_map *policy = config_policy_map_make(config, "options");
    struct inspect_map *map = arena_zalloc(config->arena, sizeof(*map));
    ck_assert(policy != NULL && map != NULL);
    map->protocol = MAP_PROTOCOL_IP_OPTIONS;
    policy->exists = true;
    policy->inspect = map;
    if (which == ALERT_AND_NOP) {
        allow(config, map, MAP_IP_OPTION_ROUTER_ALERT, MAP_ACTION_ALLOW);
        allow(config, map, MAP_IP_OPTION_NOP, MAP_ACTION_ALLOW);
    } else if (which == END_CLEARED) {
        allow(config, map, MAP_IP_OPTION_END, MAP_ACTION_CLEAR);
    }
    config_policy_map(config, "global_policy")->classes[0].inspections[0].map = "options";
}

START_TEST(options)
{
    struct bench *bench = sanity_bench(OS_8_2);
    inspect_options(bench, option_cases[_i].map);
    bench_start(bench);
    decode_packet(bench, "udp 198.51.100.7:9 > 192.0.2.5:69 len 8");
    size_t length = option_cases[_i].length, total = bench->packet.captured + length;
    memmove(bench->frame + IP_HEADER + length, bench->frame + IP_HEADER, total - IP_HEADER);
    memcpy(bench->frame + IP_HEADER, option_cases[_i].options, length);
    bench->frame[0] = (uint8_t)(0x45 + length / 4);
    bench->frame[3] = (uint8_t)total;
    bench->frame[CHECKSUM] = bench->frame[CHECKSUM + 1] = 0;
    resend(bench, total);
    const char *refused = option_cases[_i].refused;
    ck_assert_int_eq(bench->outcome.verdict, refused == NULL ? VERDICT_PASSED : VERDICT_DENIED);
    char line[128] = "";
    if (refused != NULL)
        snprintf(line, sizeof(line),
                 "106012: Deny IP from 198.51.100.7 to 192.0.2.5, IP options: \"%s\"\n", refused);
    if (refused != NULL)
        expect_log(bench, line);
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("path_sanity");
    TCase *sanity = tcase_create("sanity");
    tcase_add_test(sanity, header_checksum);
    tcase_add_loop_test(sanity, options, 0, (int)ARRAY_LENGTH(option_cases));
    suite_add_tcase(suite, sanity);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
