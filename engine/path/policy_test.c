/*
 * policy_test.c: which inspection a conn gets: fixups by port, classes in order, an interface's
 * policy before the global one (engine.md 6.1, 7).
 */
#include "engine/path/policy.h"

#include "engine/path/policy_fixture_test.h"

/* Asks for a conn from inside to outside; INSPECT_KIND_COUNT: none. */
static enum inspection_kind
inspection_for(struct bench *bench, const char *packet, uint16_t server_port)
{
    struct conn conn = { .key = { { .ifc = INSIDE }, { .ifc = OUTSIDE } } };
    decode_packet(bench, packet);
    conn.key[1].source_port = server_port;
    const struct inspection *line = policy_inspection(bench->engine, &conn, &bench->packet);
    return line != NULL ? line->kind : INSPECT_KIND_COUNT;
}

#define FTP_SYN "tcp 10.1.1.5:1025 > 198.51.100.7:21 S"
#define WEB_SYN "tcp 10.1.1.5:1025 > 198.51.100.7:80 S"

static struct inspection *
add_fixup(struct bench *bench, enum inspection_kind kind, uint16_t first, uint16_t last)
{
    struct inspection *fixup = BENCH_APPEND(bench->config, fixups, fixup_count, fixup_capacity);
    ck_assert_ptr_nonnull(fixup);
    *fixup = (struct inspection){ .kind = kind, .port_first = first, .port_last = last };
    return fixup;
}

START_TEST(fixups)
{
    struct bench *bench = bench_new(OS_6_3);
    add_fixup(bench, INSPECT_FTP, 21, 21);
    add_fixup(bench, INSPECT_H323_H225, 1720, 1722);
    add_fixup(bench, INSPECT_PPTP, 1723, 1723)->off = true;
    add_fixup(bench, INSPECT_SIP_UDP, 5060, 5060);
    bench_start(bench);
    ck_assert_int_eq(inspection_for(bench, FTP_SYN, 21), INSPECT_FTP);
    ck_assert_int_eq(inspection_for(bench, FTP_SYN, 2121), INSPECT_KIND_COUNT);
    /* static PAT: the port as the real server knows it (6.1 [C]) */
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 21), INSPECT_FTP);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 1722), INSPECT_H323_H225);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 1723), INSPECT_KIND_COUNT);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 5060), INSPECT_KIND_COUNT);
    ck_assert_int_eq(inspection_for(bench, "udp 10.1.1.5:9 > 198.51.100.7:21", 21),
                     INSPECT_KIND_COUNT);
    ck_assert_int_eq(inspection_for(bench, "udp 10.1.1.5:9 > 198.51.100.7:9", 5060),
                     INSPECT_SIP_UDP);
    ck_assert(!policy_inspects_icmp(bench->engine, INSIDE, OUTSIDE, &bench->packet, INSPECT_ICMP));
    bench_free(bench);
}
END_TEST

/* --- class and policy maps ------------------------------------------------------------------- */

static void
add_inspect(struct bench *bench, const char *policy_name, const char *class,
            enum inspection_kind kind)
{
    struct arena *arena = bench->config->arena;
    struct policy_class *made = add_policy_class(bench, policy_name, class);
    struct inspection *inspection =
        arena_append(arena, &made->inspections, &made->count, &made->capacity, sizeof(*inspection));
    ck_assert_ptr_nonnull(inspection);
    inspection->kind = kind;
}

/* `match default-inspection-traffic`: each engine on its own ports only. */
START_TEST(default_inspection_traffic)
{
    struct bench *bench = bench_new(OS_7_2);
    add_inspection(bench, INSPECT_FTP);
    add_inspection(bench, INSPECT_PPTP);
    add_inspection(bench, INSPECT_SIP);
    add_inspection(bench, INSPECT_NETBIOS);
    bench_start(bench);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 21), INSPECT_FTP);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 1723), INSPECT_PPTP);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 80), INSPECT_KIND_COUNT);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 5060), INSPECT_SIP);
    ck_assert_int_eq(inspection_for(bench, "udp 10.1.1.5:9 > 198.51.100.7:9", 5060), INSPECT_SIP);
    /* NetBIOS by its source port */
    ck_assert_int_eq(inspection_for(bench, "udp 10.1.1.5:137 > 198.51.100.7:9", 9),
                     INSPECT_NETBIOS);
    ck_assert_int_eq(inspection_for(bench, "udp 10.1.1.5:9 > 198.51.100.7:137", 137),
                     INSPECT_KIND_COUNT);
    bench_free(bench);
}
END_TEST

/* The first class that inspects wins; a class by port runs its engine on that port. */
START_TEST(class_order)
{
    struct bench *bench = bench_new(OS_8_0);
    struct class_match *match = add_class_match(bench, "odd-port", CLASS_MATCH_PORT);
    match->port = (struct port_match){ PORT_OP_RANGE, 2121, 2122 };
    add_class_match(bench, "all", CLASS_MATCH_ANY);
    add_ace(bench, "hosts", true, IP_TCP, "10.1.1.9", "any");
    add_class_match(bench, "by-list", CLASS_MATCH_ACCESS_LIST)->acl =
        config_acl(bench->config, "hosts");
    config_class_map_make(bench->config, "empty")->exists = true;
    add_class_match(bench, "kept", CLASS_MATCH_TUNNEL_GROUP);
    add_inspect(bench, "p", "empty", INSPECT_SKINNY);
    add_inspect(bench, "p", "kept", INSPECT_SKINNY);
    add_inspect(bench, "p", "odd-port", INSPECT_FTP);
    add_inspect(bench, "p", "by-list", INSPECT_PPTP);
    add_inspect(bench, "p", "all", INSPECT_HTTP);
    apply_policy(bench, "p", IFC_NONE);
    bench_start(bench);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 2122), INSPECT_FTP);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 2123), INSPECT_HTTP);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 2000), INSPECT_HTTP); /* an empty class: none */
    ck_assert_int_eq(inspection_for(bench, "tcp 10.1.1.9:1025 > 198.51.100.7:80 S", 80),
                     INSPECT_PPTP);
    ck_assert_int_eq(inspection_for(bench, "udp 10.1.1.5:9 > 198.51.100.7:9", 9),
                     INSPECT_KIND_COUNT);
    bench_free(bench);
}
END_TEST

START_TEST(class_default)
{
    struct bench *bench = bench_new(OS_7_0);
    add_inspect(bench, "p", "class-default", INSPECT_PPTP);
    apply_policy(bench, "p", IFC_NONE);
    bench_start(bench);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 1723), INSPECT_PPTP);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 80), INSPECT_KIND_COUNT);
    bench_free(bench);
}
END_TEST

/* The policy of either interface hides the global one; of a third it says nothing. */
START_TEST(interface_before_global)
{
    struct bench *bench = bench_new(OS_7_2);
    add_class_match(bench, "all", CLASS_MATCH_ANY);
    add_inspect(bench, "everywhere", "all", INSPECT_HTTP);
    add_inspect(bench, "here", "all", INSPECT_FTP);
    apply_policy(bench, "everywhere", IFC_NONE);
    apply_policy(bench, "here", DMZ);
    bench_start(bench);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 80), INSPECT_HTTP);
    bench->config->service_policies[1].ifc = OUTSIDE;
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 80), INSPECT_FTP);
    bench->config->service_policies[1].ifc = INSIDE;
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 80), INSPECT_FTP);
    bench_free(bench);
}
END_TEST

/* `inspect icmp` and `inspect icmp error` stand side by side, in any order. */
START_TEST(icmp)
{
    struct bench *bench = bench_new(OS_7_2);
    add_inspection(bench, INSPECT_ICMP_ERROR);
    bench_start(bench);
    decode_packet(bench, "icmp 10.1.1.5 > 198.51.100.7 8 0");
    ck_assert(!policy_inspects_icmp(bench->engine, INSIDE, OUTSIDE, &bench->packet, INSPECT_ICMP));
    add_inspection(bench, INSPECT_ICMP);
    ck_assert(policy_inspects_icmp(bench->engine, INSIDE, OUTSIDE, &bench->packet, INSPECT_ICMP));
    bench_free(bench);
}
END_TEST

/* --- settings -------------------------------------------------------------------------------- */

/* What the classes see of PACKET from inside to outside; it leaves as 192.0.2.9. */
static void
settings_for(struct bench *bench, const char *packet, struct policy_settings *settings)
{
    decode_packet(bench, packet);
    struct policy_ends ends = {
        .ingress = INSIDE,
        .egress = OUTSIDE,
        .entering = { .protocol = bench->packet.protocol,
                      .source = bench->packet.source,
                      .destination = bench->packet.destination,
                      .source_port = bench->packet.source_port,
                      .destination_port = bench->packet.destination_port },
        .tos = packet_tos(&bench->packet),
    };
    ends.leaving = ends.entering;
    ends.leaving.source = ip_of("192.0.2.9");
    policy_settings(bench->engine, &ends, settings);
}

static const char *
class_for(struct bench *bench, const char *packet, enum policy_feature feature)
{
    struct policy_settings settings;
    settings_for(bench, packet, &settings);
    return settings.class[feature] == NULL ? "none" : settings.class[feature]->class_map->name;
}

/* Kinds of match: the class takes the first packet and not the second. */
static const struct match_case {
    struct class_match match;
    const char *taken, *left;
} matches[] = {
    { { .kind = CLASS_MATCH_ANY }, WEB_SYN, NULL },
    { { .kind = CLASS_MATCH_PORT, .protocol = IP_TCP, .port = { PORT_OP_EQ, 80, 80 } },
      WEB_SYN,
      "udp 10.1.1.5:1025 > 198.51.100.7:80" },
    { { .kind = CLASS_MATCH_PORT, .protocol = IP_UDP, .port = { PORT_OP_RANGE, 80, 90 } },
      "udp 10.1.1.5:1025 > 198.51.100.7:90",
      "udp 10.1.1.5:1025 > 198.51.100.7:91" },
    { { .kind = CLASS_MATCH_DEFAULT_INSPECTION },
      FTP_SYN,
      "tcp 10.1.1.5:1025 > 198.51.100.7:81 S" },
    { { .kind = CLASS_MATCH_DSCP, .values = { 10, 46 }, .value_count = 2 },
      "udp 10.1.1.5:1025 > 198.51.100.7:90 tos 184", /* 46 << 2 */
      "udp 10.1.1.5:1025 > 198.51.100.7:90 tos 176" },
    { { .kind = CLASS_MATCH_PRECEDENCE, .values = { 5 }, .value_count = 1 },
      "udp 10.1.1.5:1025 > 198.51.100.7:90 tos 184", /* 5 << 5, and more */
      "udp 10.1.1.5:1025 > 198.51.100.7:90 tos 96" },
    { { .kind = CLASS_MATCH_RTP, .rtp_first = 16384, .rtp_range = 100 },
      "udp 10.1.1.5:1025 > 198.51.100.7:16484",
      "udp 10.1.1.5:1025 > 198.51.100.7:16385" }, /* odd: RTCP */
    { { .kind = CLASS_MATCH_RTP, .rtp_first = 16384, .rtp_range = 100 },
      "udp 10.1.1.5:1025 > 198.51.100.7:16384",
      "udp 10.1.1.5:1025 > 198.51.100.7:16486" },
    { { .kind = CLASS_MATCH_RTP, .rtp_first = 16384, .rtp_range = 100 },
      "udp 10.1.1.5:1025 > 198.51.100.7:16384",
      "tcp 10.1.1.5:1025 > 198.51.100.7:16384 S" },
    /* not modelled: they take nothing */
    { { .kind = CLASS_MATCH_TUNNEL_GROUP }, NULL, WEB_SYN },
    { { .kind = CLASS_MATCH_FLOW }, NULL, WEB_SYN },
};

START_TEST(match_kinds)
{
    const struct match_case *row = &matches[_i];
    struct bench *bench = bench_new(OS_8_0);
    *add_class_match(bench, "it", row->match.kind) = row->match;
    say(add_policy_class(bench, "p", "it"), CONN_MAX, 1);
    apply_policy(bench, "p", IFC_NONE);
    bench_start(bench);
    if (row->taken != NULL)
        ck_assert_str_eq(class_for(bench, row->taken, POLICY_FEATURE_CONNECTION), "it");
    if (row->left != NULL)
        ck_assert_str_eq(class_for(bench, row->left, POLICY_FEATURE_CONNECTION), "none");
    bench_free(bench);
}
END_TEST

/*
 * One class for each feature: the first that has it; limits and timers are one feature.
 * class-default takes the rest. A class that does not match is passed over.
 */
START_TEST(first_class_of_a_feature)
{
    struct bench *bench = bench_new(OS_8_2);
    struct class_match *other = add_class_match(bench, "other", CLASS_MATCH_PORT);
    other->port = (struct port_match){ PORT_OP_EQ, 25, 25 };
    add_class_match(bench, "first", CLASS_MATCH_ANY);
    add_class_match(bench, "second", CLASS_MATCH_ANY);
    say(add_policy_class(bench, "p", "other"), CONN_MAX, 1);
    say(add_policy_class(bench, "p", "first"), CONN_TIMEOUT_IDLE, 60);
    struct policy_class *second = add_policy_class(bench, "p", "second");
    say(second, CONN_MAX, 1);
    add_tcp_map(bench, second, "map");
    say(add_policy_class(bench, "p", "class-default"), CONN_TCP_STATE_BYPASS, 1);
    apply_policy(bench, "p", IFC_NONE);
    bench_start(bench);
    ck_assert_str_eq(class_for(bench, WEB_SYN, POLICY_FEATURE_CONNECTION), "first");
    ck_assert_str_eq(class_for(bench, WEB_SYN, POLICY_FEATURE_NORMALIZATION), "second");
    ck_assert_str_eq(class_for(bench, WEB_SYN, POLICY_FEATURE_BYPASS), "class-default");
    ck_assert_str_eq(
        class_for(bench, "tcp 10.1.1.5:1025 > 198.51.100.7:25 S", POLICY_FEATURE_CONNECTION),
        "other");
    bench_free(bench);
}
END_TEST

/*
 * The ingress before the egress before the global policy, feature by feature; the egress's list
 * sees the addresses as they leave.
 */
START_TEST(settings_by_place)
{
    struct bench *bench = bench_new(OS_7_2);
    add_class_match(bench, "all", CLASS_MATCH_ANY);
    add_class_match(bench, "here", CLASS_MATCH_ANY);
    add_ace(bench, "mapped", true, IP_TCP, "192.0.2.9", "any");
    add_class_match(bench, "leaving", CLASS_MATCH_ACCESS_LIST)->acl =
        config_acl(bench->config, "mapped");
    struct policy_class *all = add_policy_class(bench, "everywhere", "all");
    say(all, CONN_MAX, 1);
    add_tcp_map(bench, all, "map");
    say(add_policy_class(bench, "on-egress", "leaving"), CONN_MAX, 1);
    say(add_policy_class(bench, "on-ingress", "here"), CONN_MAX, 1);
    apply_policy(bench, "everywhere", IFC_NONE);
    bench_start(bench);
    ck_assert_str_eq(class_for(bench, WEB_SYN, POLICY_FEATURE_CONNECTION), "all");
    apply_policy(bench, "on-egress", OUTSIDE);
    ck_assert_str_eq(class_for(bench, WEB_SYN, POLICY_FEATURE_CONNECTION), "leaving");
    ck_assert_str_eq(class_for(bench, WEB_SYN, POLICY_FEATURE_NORMALIZATION), "all");
    apply_policy(bench, "on-ingress", INSIDE);
    ck_assert_str_eq(class_for(bench, WEB_SYN, POLICY_FEATURE_CONNECTION), "here");
    bench->config->service_policies[2].ifc = DMZ; /* neither side */
    ck_assert_str_eq(class_for(bench, WEB_SYN, POLICY_FEATURE_CONNECTION), "leaving");
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("policy");
    TCase *tcase = tcase_create("policy");
    tcase_add_test(tcase, fixups);
    tcase_add_test(tcase, default_inspection_traffic);
    tcase_add_test(tcase, class_order);
    tcase_add_test(tcase, class_default);
    tcase_add_test(tcase, interface_before_global);
    tcase_add_test(tcase, icmp);
    tcase_add_loop_test(tcase, match_kinds, 0, (int)ARRAY_LENGTH(matches));
    tcase_add_test(tcase, first_class_of_a_feature);
    tcase_add_test(tcase, settings_by_place);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
