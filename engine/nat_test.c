/*
 * nat_test.c: which rule translates, and what is made of it: engine.md 1.8, 1.11, 3.
 */
#include "engine/nat.h"

#include "engine/fixture_test.h"

/* A bench with a default route and an access list on outside that permits everything. */
static struct bench *
open_bench(enum os_version version)
{
    struct bench *bench = bench_new(version);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_ace(bench, "acl-out", true, IP_ANY, "any", "any");
    bind_acl(bench, OUTSIDE, "acl-out");
    return bench;
}

#define expect_way(bench, packet, way)                                                             \
    do {                                                                                           \
        expect_passed(bench, packet);                                                              \
        expect_left(bench, way);                                                                   \
    } while (0)

/* --- 3.2: the order of rules ----------------------------------------------------------------- */

/* One host with everything at once; the rules go one by one, the best first. */
START_TEST(order_of_rules)
{
    struct bench *bench = open_bench(_i == 0 ? OS_6_3 : OS_8_2);
    struct config *config = bench->config;
    add_nat(bench, INSIDE, 2, "any");
    add_nat(bench, INSIDE, 3, "10.1.1.0/24");
    add_nat(bench, INSIDE, 4, "10.1.0.0/16");
    add_ace(bench, "policy", true, IP_TCP, "10.1.1.0/24", "any:80");
    add_nat_acl(bench, INSIDE, 5, config_acl(config, "policy"));
    add_ace(bench, "exempt", true, IP_ANY, "10.1.1.0/24", "198.51.100.0/24");
    add_nat_acl(bench, INSIDE, 0, config_acl(config, "exempt"));
    add_port_static(bench, INSIDE, OUTSIDE, IP_TCP, "192.0.2.6:8080", "10.1.1.5:1500");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.7", "10.1.1.5");
    add_global(bench, OUTSIDE, 2, "192.0.2.102");
    add_global(bench, OUTSIDE, 3, "192.0.2.103");
    add_global(bench, OUTSIDE, 4, "192.0.2.104");
    add_global(bench, OUTSIDE, 5, "192.0.2.105");
    bench_start(bench);
    static const char packet[] = "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 S";
    struct flow flow = { .protocol = IP_TCP,
                         .source = ip_of("10.1.1.5"),
                         .source_port = 1500,
                         .destination = ip_of("198.51.100.7"),
                         .destination_port = 80 };
    struct nat_choice choice = nat_choose_source(bench->engine, INSIDE, OUTSIDE, &flow, true);
    ck_assert_int_eq(choice.kind, NAT_EXEMPT);
    expect_way(bench, packet, "10.1.1.5:1500 > 198.51.100.7:80 on outside");
    config_acl(config, "exempt")->exists = false;
    choice = nat_choose_source(bench->engine, INSIDE, OUTSIDE, &flow, true);
    ck_assert_int_eq(choice.kind, NAT_STATIC_PORT); /* the first in the configuration */
    ck_assert_uint_eq(choice.mapped, ip_of("192.0.2.6"));
    ck_assert_uint_eq(choice.mapped_port, 8080);
    config->statics++;
    config->static_count--;
    choice = nat_choose_source(bench->engine, INSIDE, OUTSIDE, &flow, true);
    ck_assert_int_eq(choice.kind, NAT_STATIC);
    ck_assert_uint_eq(choice.mapped, ip_of("192.0.2.5"));
    config->static_count = 0;
    choice = nat_choose_source(bench->engine, INSIDE, OUTSIDE, &flow, true);
    ck_assert_int_eq(choice.kind, NAT_POLICY);
    ck_assert_uint_eq(choice.nat->id, 5);
    flow.destination_port = 81;
    choice = nat_choose_source(bench->engine, INSIDE, OUTSIDE, &flow, true);
    ck_assert_int_eq(choice.kind, NAT_DYNAMIC);
    ck_assert_uint_eq(choice.nat->id, 3); /* the longest mask, wherever it stands */
    flow.source = ip_of("10.1.2.5");
    choice = nat_choose_source(bench->engine, INSIDE, OUTSIDE, &flow, true);
    ck_assert_uint_eq(choice.nat->id, 4);
    flow.source = ip_of("10.2.2.5");
    choice = nat_choose_source(bench->engine, INSIDE, OUTSIDE, &flow, true);
    ck_assert_uint_eq(choice.nat->id, 2);
    config->nat_count = 0;
    choice = nat_choose_source(bench->engine, INSIDE, OUTSIDE, &flow, true);
    ck_assert_int_eq(choice.kind, NAT_NO_RULE);
    bench_free(bench);
}
END_TEST

/* Step 2: a live slot goes before the statics and before policy for another destination. */
/* engine.md 3.2 [C]: one note has all static NAT before static PAT; they differ where lines
 * overlap. */
START_TEST(statics_of_hosts_may_come_first)
{
    struct bench *bench = open_bench(_i == 0 ? OS_6_3 : OS_8_2);
    add_port_static(bench, INSIDE, OUTSIDE, IP_TCP, "192.0.2.6:80", "10.1.1.5:80");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.6", "10.1.1.6");
    bench_start_with(bench, (struct engine_options){ .seed = 1, .static_two_pass = true });
    expect_way(bench, "inside tcp 10.1.1.5:80 > 198.51.100.7:80 S",
               "192.0.2.5:80 > 198.51.100.7:80 on outside");
    expect_way(bench, "outside tcp 198.51.100.8:1500 > 192.0.2.6:80 S",
               "198.51.100.8:1500 > 10.1.1.6:80 on inside");
    bench_free(bench);

    bench = open_bench(_i == 0 ? OS_6_3 : OS_8_2);
    add_port_static(bench, INSIDE, OUTSIDE, IP_TCP, "192.0.2.6:80", "10.1.1.5:80");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.6", "10.1.1.6");
    bench_start(bench);
    expect_way(bench, "inside tcp 10.1.1.5:80 > 198.51.100.7:80 S",
               "192.0.2.6:80 > 198.51.100.7:80 on outside");
    expect_way(bench, "outside tcp 198.51.100.8:1500 > 192.0.2.6:80 S",
               "198.51.100.8:1500 > 10.1.1.5:80 on inside");
    bench_free(bench);
}
END_TEST

START_TEST(live_slot_wins)
{
    struct bench *bench = open_bench(OS_8_0);
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "192.0.2.20-192.0.2.29");
    bench_start(bench);
    expect_way(bench, "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 S",
               "192.0.2.20:1500 > 198.51.100.7:80 on outside");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    bench->config->revision++;
    expect_way(bench, "inside tcp 10.1.1.5:1501 > 198.51.100.7:80 S",
               "192.0.2.20:1501 > 198.51.100.7:80 on outside");
    /* the static is for those who come to it */
    expect_way(bench, "outside tcp 198.51.100.7:1501 > 192.0.2.20:80 S",
               "198.51.100.7:1501 > 10.1.1.5:80 on inside");
    engine_clear_xlates(bench->engine);
    expect_way(bench, "inside tcp 10.1.1.5:1501 > 198.51.100.7:80 S",
               "192.0.2.5:1501 > 198.51.100.7:80 on outside");
    bench_free(bench);
}
END_TEST

/* The slot of one static does not go before a policy static that stands first. */
START_TEST(used_static_does_not_hide_another)
{
    struct bench *bench = open_bench(OS_8_0);
    add_ace(bench, "to7", true, IP_ANY, "10.1.1.5", "198.51.100.7");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.6", "10.1.1.5")->acl =
        config_acl(bench->config, "to7");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    bench_start(bench);
    expect_way(bench, "inside udp 10.1.1.5:1 > 198.51.100.8:9",
               "192.0.2.5:1 > 198.51.100.8:9 on outside");
    expect_way(bench, "inside udp 10.1.1.5:1 > 198.51.100.7:9",
               "192.0.2.6:1 > 198.51.100.7:9 on outside");
    ck_assert_ptr_nonnull(strstr(bench->log, "305009: Built static translation from "
                                             "inside:10.1.1.5 to outside(to7):192.0.2.6\n"));
    expect_way(bench, "inside udp 10.1.1.5:1 > 198.51.100.9:9",
               "192.0.2.5:1 > 198.51.100.9:9 on outside");
    /* inbound look-ups must match the peer too (3.5) */
    expect_way(bench, "outside udp 198.51.100.7:7 > 192.0.2.6:1",
               "198.51.100.7:7 > 10.1.1.5:1 on inside");
    expect_denied(bench, "outside udp 198.51.100.8:7 > 192.0.2.6:1");
    bench_free(bench);
}
END_TEST

/* --- statics --------------------------------------------------------------------------------- */

static const struct static_case {
    const char *mapped, *real; /* with ports: static PAT of TCP */
    ifc_id real_ifc, mapped_ifc;
    const char *out, *left_out;
    const char *in, *left_in;
} statics[] = {
    { "192.0.2.5", "10.1.1.5", INSIDE, OUTSIDE, "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 S",
      "192.0.2.5:1500 > 198.51.100.7:80 on outside", "outside tcp 198.51.100.7:99 > 192.0.2.5:25 S",
      "198.51.100.7:99 > 10.1.1.5:25 on inside" },
    { "192.0.2.64", "10.1.1.64/26", INSIDE, OUTSIDE,
      "inside tcp 10.1.1.70:1500 > 198.51.100.7:80 S",
      "192.0.2.70:1500 > 198.51.100.7:80 on outside",
      "outside tcp 198.51.100.7:99 > 192.0.2.126:25 S",
      "198.51.100.7:99 > 10.1.1.126:25 on inside" },
    { "10.1.1.0", "10.1.1.0/24", INSIDE, OUTSIDE, "inside tcp 10.1.1.70:1500 > 198.51.100.7:80 S",
      "10.1.1.70:1500 > 198.51.100.7:80 on outside", "outside tcp 198.51.100.7:99 > 10.1.1.71:25 S",
      "198.51.100.7:99 > 10.1.1.71:25 on inside" },
    { "interface", "10.1.1.5", INSIDE, OUTSIDE, "inside udp 10.1.1.5:1500 > 198.51.100.7:80",
      "192.0.2.1:1500 > 198.51.100.7:80 on outside", "outside udp 198.51.100.7:99 > 192.0.2.1:25",
      "198.51.100.7:99 > 10.1.1.5:25 on inside" },
    { "192.0.2.5:8080", "10.1.1.5:80", INSIDE, OUTSIDE,
      "inside tcp 10.1.1.5:80 > 198.51.100.7:1234 S",
      "192.0.2.5:8080 > 198.51.100.7:1234 on outside",
      "outside tcp 198.51.100.7:99 > 192.0.2.5:8080 S", "198.51.100.7:99 > 10.1.1.5:80 on inside" },
    { "interface:8080", "10.1.1.5:80", INSIDE, OUTSIDE,
      "inside tcp 10.1.1.5:80 > 198.51.100.7:1234 S",
      "192.0.2.1:8080 > 198.51.100.7:1234 on outside",
      "outside tcp 198.51.100.7:99 > 192.0.2.1:8080 S", "198.51.100.7:99 > 10.1.1.5:80 on inside" },
    /* outside static: who is outside is seen inside as 10.1.1.200 */
    { "10.1.1.200", "198.51.100.7", OUTSIDE, INSIDE, "outside udp 198.51.100.7:99 > 10.1.1.5:25",
      "10.1.1.200:99 > 10.1.1.5:25 on inside", "inside udp 10.1.1.5:1500 > 10.1.1.200:80",
      "10.1.1.5:1500 > 198.51.100.7:80 on outside" },
};

START_TEST(statics_work_both_ways)
{
    const struct static_case *row = &statics[_i];
    for (enum os_version version = OS_7_0; version <= OS_LAST; version++) {
        struct bench *bench = open_bench(version);
        if (strchr(row->mapped, ':') != NULL)
            add_port_static(bench, row->real_ifc, row->mapped_ifc, IP_TCP, row->mapped, row->real);
        else
            add_static(bench, row->real_ifc, row->mapped_ifc, row->mapped, row->real);
        bench_start(bench);
        expect_way(bench, row->out, row->left_out);
        expect_way(bench, row->in, row->left_in);
        bench_free(bench);
    }
}
END_TEST

/* 3.1: the built line of a static at its first use from 7.0 on, once a host. */
START_TEST(static_use_is_told_once)
{
    struct bench *bench = open_bench(OS_7_0);
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.64", "10.1.1.64/26");
    add_port_static(bench, INSIDE, OUTSIDE, IP_TCP, "interface:8080", "10.1.1.5:80");
    bench_start(bench);
    expect_passed(bench, "outside gre 198.51.100.7 > 192.0.2.70 call 1"); /* 13: GRE too */
    expect_log(bench, "305009: Built static translation from inside:10.1.1.70 to "
                      "outside:192.0.2.70\n");
    expect_passed(bench, "outside udp 198.51.100.7:9 > 192.0.2.70:9");
    ck_assert_ptr_null(strstr(bench->log, "305009"));
    quiet(bench);
    expect_passed(bench, "outside tcp 198.51.100.7:99 > 192.0.2.1:8080 S");
    expect_log(bench, "609001: Built local-host inside:10.1.1.5\n"
                      "305011: Built static TCP translation from inside:10.1.1.5/80 to "
                      "outside:192.0.2.1/8080\n"
                      "302013: Built inbound TCP connection 2 for outside:198.51.100.7/99 "
                      "(198.51.100.7/99) to inside:10.1.1.5/80 (192.0.2.1/8080)\n");
    bench_free(bench);
}
END_TEST

/* An interface whose address is not known yet (DHCP) maps nothing. */
START_TEST(interface_static_without_an_address)
{
    struct bench *bench = open_bench(OS_6_3);
    add_static(bench, INSIDE, OUTSIDE, "interface", "10.1.1.5");
    bench->config->interfaces[OUTSIDE]->address = 0;
    bench_start(bench);
    expect_denied(bench, "inside udp 10.1.1.5:1500 > 198.51.100.7:80");
    expect_log(bench, "305005: No translation group found for udp src inside:10.1.1.5/1500 dst "
                      "outside:198.51.100.7/80\n");
    bench_free(bench);
}
END_TEST

/* Policy static PAT; a deny in its list is no match, in either direction. */
START_TEST(policy_static_port)
{
    struct bench *bench = open_bench(OS_7_2);
    add_ace(bench, "web", false, IP_TCP, "10.1.1.5:80", "198.51.100.9");
    add_ace(bench, "web", true, IP_TCP, "10.1.1.5:80", "198.51.100.0/24");
    struct static_nat *rule =
        add_port_static(bench, INSIDE, OUTSIDE, IP_TCP, "192.0.2.5:8080", "10.1.1.5:80");
    rule->acl = config_acl(bench->config, "web");
    bench_start(bench);
    expect_way(bench, "outside tcp 198.51.100.7:99 > 192.0.2.5:8080 S",
               "198.51.100.7:99 > 10.1.1.5:80 on inside");
    expect_way(bench, "inside tcp 10.1.1.5:80 > 198.51.100.8:99 S",
               "192.0.2.5:8080 > 198.51.100.8:99 on outside");
    expect_denied(bench, "outside tcp 198.51.100.9:99 > 192.0.2.5:8080 S");
    expect_denied(bench, "outside tcp 203.0.113.9:99 > 192.0.2.5:8080 S");
    expect_denied(bench, "outside udp 198.51.100.7:99 > 192.0.2.5:8080");
    bench_free(bench);
}
END_TEST

/* --- dynamic --------------------------------------------------------------------------------- */

/* 3.3: ranges before PAT, lowest free first; a freed address before PAT again. */
START_TEST(pools_then_pat)
{
    struct bench *bench = open_bench(OS_8_0);
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "192.0.2.50");
    add_global(bench, OUTSIDE, 1, "192.0.2.21-192.0.2.22");
    bench->config->timers[TIMER_XLATE] = 600;
    bench_start(bench);
    expect_way(bench, "inside udp 10.1.1.2:1500 > 198.51.100.7:80",
               "192.0.2.21:1500 > 198.51.100.7:80 on outside");
    expect_way(bench, "inside udp 10.1.1.3:1500 > 198.51.100.7:80",
               "192.0.2.22:1500 > 198.51.100.7:80 on outside");
    expect_way(bench, "inside udp 10.1.1.4:1500 > 198.51.100.7:80",
               "192.0.2.50:1024 > 198.51.100.7:80 on outside");
    expect_way(bench, "inside udp 10.1.1.2:1501 > 198.51.100.7:80",
               "192.0.2.21:1501 > 198.51.100.7:80 on outside");
    /* a remote host reaches the host behind a slot while it lives (1.8 [A]) */
    expect_way(bench, "outside tcp 198.51.100.8:9 > 192.0.2.22:25 S",
               "198.51.100.8:9 > 10.1.1.3:25 on inside");
    at_second(bench, 60);
    expect_passed(bench, "inside udp 10.1.1.3:1500 > 198.51.100.7:80");
    /* .2: conns end at 120, the slot ten minutes later; .3: 60 s after that */
    at_second(bench, 719);
    expect_way(bench, "inside udp 10.1.1.6:1500 > 198.51.100.7:80",
               "192.0.2.50:1025 > 198.51.100.7:80 on outside");
    at_second(bench, 720);
    expect_way(bench, "inside udp 10.1.1.7:1500 > 198.51.100.7:80",
               "192.0.2.21:1500 > 198.51.100.7:80 on outside");
    bench_free(bench);
}
END_TEST

/* 3.3 no. 4: network, broadcast, the interface, statics are never given out. */
START_TEST(addresses_not_given_out)
{
    struct bench *bench = open_bench(OS_6_3);
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "192.0.2.0-192.0.2.5");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.3", "10.1.1.99");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.4", "10.1.1.98");
    bench_start(bench);
    expect_way(bench, "inside udp 10.1.1.2:1500 > 198.51.100.7:80",
               "192.0.2.2:1500 > 198.51.100.7:80 on outside");
    expect_way(bench, "inside udp 10.1.1.3:1500 > 198.51.100.7:80",
               "192.0.2.5:1500 > 198.51.100.7:80 on outside");
    expect_denied(bench, "inside udp 10.1.1.4:1500 > 198.51.100.7:80");
    bench->config->static_count = 1; /* one static less: its address is free, at once */
    bench->config->revision++;
    expect_way(bench, "inside udp 10.1.1.4:1500 > 198.51.100.7:80",
               "192.0.2.4:1500 > 198.51.100.7:80 on outside");
    bench_free(bench);
}
END_TEST

/* 3.4: the ports that PAT gives, by version. */
static const struct port_case {
    enum os_version since, until;
    const char *protocol;
    unsigned source, mapped;
} ports[] = {
    { OS_6_2, OS_LAST, "tcp", 1500, 1024 }, { OS_6_2, OS_LAST, "udp", 65535, 1024 },
    { OS_6_2, OS_LAST, "tcp", 511, 1 },     { OS_6_2, OS_LAST, "udp", 500, 1 },
    { OS_6_2, OS_6_3, "udp", 516, 1024 },   { OS_7_0, OS_LAST, "udp", 516, 512 },
    { OS_6_2, OS_6_3, "tcp", 1023, 1024 },  { OS_7_0, OS_LAST, "tcp", 1023, 512 },
};

START_TEST(pat_ports)
{
    const struct port_case *row = &ports[_i];
    for (enum os_version version = row->since; version <= row->until; version++) {
        char line[96], left[96];
        struct bench *bench = open_bench(version);
        add_nat(bench, INSIDE, 1, "any");
        add_global(bench, OUTSIDE, 1, "192.0.2.50");
        bench_start(bench);
        for (unsigned i = 0; i < 3; i++) {
            snprintf(line, sizeof(line), "inside %s 10.1.1.%u:%u > 198.51.100.7:80 S",
                     row->protocol, i + 2, row->source);
            snprintf(left, sizeof(left), "192.0.2.50:%u > 198.51.100.7:80 on outside",
                     row->mapped + i);
            expect_way(bench, line, left);
        }
        /* the same socket to another peer: the same slot */
        snprintf(line, sizeof(line), "inside %s 10.1.1.2:%u > 198.51.100.8:80 S", row->protocol,
                 row->source);
        snprintf(left, sizeof(left), "192.0.2.50:%u > 198.51.100.8:80 on outside", row->mapped);
        expect_way(bench, line, left);
        bench_free(bench);
    }
}
END_TEST

/* ICMP identifiers count from 0, apart from the others. */
START_TEST(pat_identifiers)
{
    struct bench *bench = open_bench(OS_6_2);
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "192.0.2.50");
    bench_start(bench);
    expect_way(bench, "inside tcp 10.1.1.2:1026 > 198.51.100.7:80 S",
               "192.0.2.50:1024 > 198.51.100.7:80 on outside");
    expect_way(bench, "inside icmp 10.1.1.2 > 198.51.100.7 8 0 id 340",
               "192.0.2.50:0 > 198.51.100.7:0 on outside");
    expect_way(bench, "inside icmp 10.1.1.2 > 198.51.100.7 8 0 id 21505",
               "192.0.2.50:1 > 198.51.100.7:1 on outside");
    expect_way(bench, "outside icmp 198.51.100.7 > 192.0.2.50 0 0 id 0",
               "198.51.100.7:340 > 10.1.1.2:340 on inside");
    expect_way(bench, "outside icmp 198.51.100.7 > 192.0.2.50 0 0 id 1",
               "198.51.100.7:21505 > 10.1.1.2:21505 on inside");
    /* 13: the slot lives 30 s after its last packet, there is no conn to end */
    quiet(bench);
    bench->show_times = true;
    at_second(bench, 20);
    expect_passed(bench, "outside icmp 198.51.100.7 > 192.0.2.50 0 0 id 1");
    at_second(bench, 60);
    expect_denied(bench, "outside icmp 198.51.100.7 > 192.0.2.50 0 0 id 1");
    expect_log(bench, "+30 305012: Teardown dynamic ICMP translation from inside:10.1.1.2/340 to "
                      "outside:192.0.2.50/0 duration 0:00:30\n"
                      "+50 305012: Teardown dynamic ICMP translation from inside:10.1.1.2/21505 "
                      "to outside:192.0.2.50/1 duration 0:00:50\n"
                      "+60 106011: Deny inbound (No xlate) icmp src outside:198.51.100.7 dst "
                      "outside:192.0.2.50 (type 0, code 0)\n");
    bench_free(bench);
}
END_TEST

/* The low class has 511 ports; then the next PAT address; then 305006. */
START_TEST(pat_exhaustion)
{
    char line[96];
    struct bench *bench = open_bench(OS_8_0);
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "192.0.2.50");
    add_global(bench, OUTSIDE, 1, "192.0.2.51");
    add_port_static(bench, INSIDE, OUTSIDE, IP_UDP, "192.0.2.50:53", "10.1.1.99:53");
    bench_start(bench);
    for (unsigned i = 0; i < 510 + 511; i++) {
        snprintf(line, sizeof(line), "inside udp 10.2.%u.%u:500 > 198.51.100.7:500", i / 250,
                 i % 250 + 1);
        expect_passed(bench, line);
        ck_assert_uint_eq(bench->outcome.translation.source,
                          ip_of(i < 510 ? "192.0.2.50" : "192.0.2.51"));
        ck_assert(i >= 510 || bench->outcome.translation.source_port != 53);
        quiet(bench);
    }
    expect_denied(bench, "inside udp 10.1.1.2:500 > 198.51.100.7:500");
    expect_log(bench, "305006: portmap translation creation failed for udp src inside:10.1.1.2/500 "
                      "dst outside:198.51.100.7/500\n");
    /* the other classes have room, and so has TCP */
    expect_passed(bench, "inside udp 10.1.1.2:512 > 198.51.100.7:500");
    expect_passed(bench, "inside tcp 10.1.1.2:500 > 198.51.100.7:500 S");
    bench_free(bench);
}
END_TEST

/* Identity: an xlate of its own, opened from inside only (commands.md 4.1). */
START_TEST(identity)
{
    enum os_version version = _i == 0 ? OS_6_3 : OS_8_0;
    struct bench *bench = open_bench(version);
    add_nat(bench, INSIDE, 0, "10.1.1.0/24");
    bench_start(bench);
    expect_denied(bench, "outside udp 198.51.100.7:9 > 10.1.1.2:9");
    quiet(bench);
    expect_way(bench, "inside udp 10.1.1.2:1500 > 198.51.100.7:80",
               "10.1.1.2:1500 > 198.51.100.7:80 on outside");
    ck_assert_ptr_nonnull(strstr(bench->log, "305009: Built dynamic translation from "
                                             "inside:10.1.1.2 to outside:10.1.1.2\n"));
    expect_way(bench, "outside udp 198.51.100.7:80 > 10.1.1.2:1500",
               "198.51.100.7:80 > 10.1.1.2:1500 on inside");
    expect_denied(bench, "outside udp 198.51.100.7:9 > 10.1.1.2:9");
    bench_free(bench);
}
END_TEST

/* Exemption: no xlate, both ways, denies and other peers are not exempt. */
START_TEST(exemption)
{
    struct bench *bench = open_bench(OS_7_2);
    add_ace(bench, "exempt", false, IP_ANY, "10.1.1.9", "198.51.100.0/24");
    add_ace(bench, "exempt", true, IP_ANY, "10.1.1.0/24", "198.51.100.0/24");
    add_nat_acl(bench, INSIDE, 0, config_acl(bench->config, "exempt"));
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "192.0.2.50");
    bench_start(bench);
    expect_way(bench, "inside udp 10.1.1.2:1500 > 198.51.100.7:80",
               "10.1.1.2:1500 > 198.51.100.7:80 on outside");
    expect_way(bench, "outside udp 198.51.100.8:80 > 10.1.1.2:1500",
               "198.51.100.8:80 > 10.1.1.2:1500 on inside");
    ck_assert_uint_eq(engine_counters(bench->engine).xlates_built, 0);
    expect_way(bench, "inside udp 10.1.1.9:1500 > 198.51.100.7:80",
               "192.0.2.50:1024 > 198.51.100.7:80 on outside");
    expect_way(bench, "inside udp 10.1.1.2:1500 > 203.0.113.7:80",
               "192.0.2.50:1025 > 203.0.113.7:80 on outside");
    expect_denied(bench, "outside udp 203.0.113.8:80 > 10.1.1.2:1500");
    bench_free(bench);
}
END_TEST

/* A group of one network, nested in another. */
static struct address_match
grouped(struct config *config, const char *name, const char *network)
{
    char inner[32];
    snprintf(inner, sizeof(inner), "%s-inner", name);
    struct object_group *in = config_object_group_make(config, inner);
    struct object_group *out = config_object_group_make(config, name);
    ck_assert(in != NULL && object_group_define(config, in, GROUP_NETWORK, 0));
    ck_assert(out != NULL && object_group_define(config, out, GROUP_NETWORK, 0));
    struct group_member member = { .kind = ITEM_NETWORK, .network = network_of(network) };
    ck_assert(object_group_add(config, in, &member));
    member = (struct group_member){ .kind = ITEM_GROUP, .group = in->id };
    ck_assert(object_group_add(config, out, &member));
    return (struct address_match){ .kind = ADDRESS_GROUP, .group = out->id };
}

/* NAT exemption and a policy static whose ACLs name object groups, from both sides. */
START_TEST(object_groups)
{
    struct bench *bench = open_bench(OS_8_0);
    struct config *config = bench->config;
    struct ace *ace = add_ace(bench, "policy", true, IP_ANY, "any", "any");
    ace->source = grouped(config, "real", "10.1.1.5");
    ace->destination = grouped(config, "peer", "198.51.100.7");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.6", "10.1.1.5")->acl = config_acl(config, "policy");
    ace = add_ace(bench, "exempt", true, IP_ANY, "any", "any");
    ace->source = grouped(config, "inside", "10.1.1.0/24");
    ace->destination = grouped(config, "branch", "198.51.100.128/25");
    add_nat_acl(bench, INSIDE, 0, config_acl(config, "exempt"));
    bench_start(bench);
    expect_way(bench, "inside udp 10.1.1.5:1 > 198.51.100.7:9",
               "192.0.2.6:1 > 198.51.100.7:9 on outside");
    expect_way(bench, "outside udp 198.51.100.7:7 > 192.0.2.6:1",
               "198.51.100.7:7 > 10.1.1.5:1 on inside");
    expect_denied(bench, "outside udp 198.51.100.8:7 > 192.0.2.6:1");
    expect_way(bench, "inside udp 10.1.1.9:1 > 198.51.100.130:9",
               "10.1.1.9:1 > 198.51.100.130:9 on outside");
    expect_way(bench, "outside udp 198.51.100.131:7 > 10.1.1.9:1",
               "198.51.100.131:7 > 10.1.1.9:1 on inside");
    bench_free(bench);
}
END_TEST

/* Outside dynamic NAT, which nat-control makes mandatory for all who come in there (1.11). */
START_TEST(outside_nat)
{
    struct bench *bench = open_bench(OS_7_2);
    bench->config->nat_control = true;
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    struct nat *nat = add_nat(bench, OUTSIDE, 7, "198.51.100.0/24");
    add_global(bench, INSIDE, 7, "10.1.1.200-10.1.1.210");
    bench_start(bench);
    expect_way(bench, "outside udp 198.51.100.7:80 > 192.0.2.5:53",
               "198.51.100.7:80 > 10.1.1.5:53 on inside"); /* without `outside` it is for nobody */
    nat->outside = true;
    bench->config->revision++;
    expect_way(bench, "outside udp 198.51.100.8:80 > 192.0.2.5:53",
               "10.1.1.200:80 > 10.1.1.5:53 on inside");
    expect_way(bench, "inside udp 10.1.1.5:53 > 10.1.1.200:80",
               "192.0.2.5:53 > 198.51.100.8:80 on outside");
    quiet(bench);
    expect_denied(bench, "outside udp 203.0.113.8:80 > 192.0.2.5:53");
    expect_log(bench, "305005: No translation group found for udp src outside:203.0.113.8/80 dst "
                      "inside:192.0.2.5/53\n");
    bench_free(bench);
}
END_TEST

/* alias: what the hosts of one interface ask for is another address, there and back (4.5). */
START_TEST(aliases)
{
    enum os_version version = _i == 0 ? OS_6_3 : OS_8_0;
    struct bench *bench = open_bench(version);
    struct config *config = bench->config;
    struct alias *alias = BENCH_APPEND(config, aliases, alias_count, alias_capacity);
    ck_assert_ptr_nonnull(alias);
    *alias = (struct alias){ .ifc = INSIDE,
                             .dnat = ip_of("192.168.201.0"),
                             .foreign = ip_of("198.51.100.0"),
                             .netmask = ip_of("255.255.255.0") };
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "192.0.2.50");
    bench_start(bench);
    expect_way(bench, "inside udp 10.1.1.2:1500 > 192.168.201.7:80",
               "192.0.2.50:1024 > 198.51.100.7:80 on outside");
    expect_way(bench, "outside udp 198.51.100.7:80 > 192.0.2.50:1024",
               "192.168.201.7:80 > 10.1.1.2:1500 on inside");
    expect_way(bench, "inside udp 10.1.1.2:1501 > 192.168.202.7:80",
               "192.0.2.50:1025 > 192.168.202.7:80 on outside");
    config_unname_interface(config, INSIDE);
    ck_assert_uint_eq(config->alias_count, 0);
    bench_free(bench);
}
END_TEST

/* What a port slot shares with nobody: many hosts, random ports, all told apart (1.5). */
START_TEST(no_two_sockets_share_a_port)
{
    static bool taken[65536];
    memset(taken, 0, sizeof(taken));
    struct bench *bench = open_bench(OS_8_2);
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "192.0.2.50");
    add_port_static(bench, INSIDE, OUTSIDE, IP_UDP, "192.0.2.50:1030", "10.1.1.99:53");
    bench_start(bench);
    for (unsigned i = 0; i < 3000; i++) {
        char line[96];
        snprintf(line, sizeof(line), "inside udp 10.2.%u.%u:%u > 198.51.100.7:53", i / 250,
                 i % 250 + 1, 1024 + i % 7);
        expect_passed(bench, line);
        quiet(bench);
        uint16_t port = bench->outcome.translation.source_port;
        ck_assert_uint_ne(port, 1030);
        ck_assert(!taken[port]);
        taken[port] = true;
    }
    bench_free(bench);
}
END_TEST

/* --- configuration changes ------------------------------------------------------------------- */

/* 3.6 [A]: what a changed configuration no longer says goes on for the slots that are there. */
START_TEST(policy_slot_keeps_its_name)
{
    struct bench *bench = open_bench(OS_8_0);
    add_ace(bench, "web", true, IP_UDP, "10.1.1.0/24", "any:80");
    add_nat_acl(bench, INSIDE, 1, config_acl(bench->config, "web"));
    add_global(bench, OUTSIDE, 1, "192.0.2.50");
    bench_start(bench);
    expect_passed(bench, "inside udp 10.1.1.2:1500 > 198.51.100.7:80");
    bench->config->nat_count = 0;
    bench->config->revision++;
    expect_way(bench, "inside udp 10.1.1.2:1500 > 198.51.100.8:80",
               "192.0.2.50:1024 > 198.51.100.8:80 on outside");
    quiet(bench);
    engine_clear_xlates(bench->engine);
    ck_assert_ptr_nonnull(strstr(bench->log, "305012: Teardown dynamic UDP translation from "
                                             "inside:10.1.1.2/1500 to outside(web):192.0.2.50/1024 "
                                             "duration 0:00:00\n"));
    bench_free(bench);
}
END_TEST

/* One address is not a host's and shared by ports at once, whichever it was before. */
START_TEST(pool_becomes_pat)
{
    struct bench *bench = open_bench(_i == 0 ? OS_6_3 : OS_8_0);
    add_nat(bench, INSIDE, 1, "any");
    struct global *global = add_global(bench, OUTSIDE, 1, "192.0.2.50-192.0.2.50");
    bench_start(bench);
    expect_way(bench, "inside udp 10.1.1.2:1500 > 198.51.100.7:80",
               "192.0.2.50:1500 > 198.51.100.7:80 on outside");
    global->kind = GLOBAL_PAT;
    bench->config->revision++;
    quiet(bench);
    expect_denied(bench, "inside udp 10.1.1.3:1500 > 198.51.100.7:80");
    ck_assert_ptr_nonnull(strstr(bench->log,
                                 "305006: portmap translation creation failed for udp "
                                 "src inside:10.1.1.3/1500 dst outside:198.51.100.7/80"));
    add_global(bench, OUTSIDE, 1, "192.0.2.51");
    bench->config->revision++;
    expect_way(bench, "inside udp 10.1.1.3:1500 > 198.51.100.7:80",
               "192.0.2.51:1024 > 198.51.100.7:80 on outside");
    engine_clear_xlates(bench->engine);
    expect_way(bench, "inside udp 10.1.1.3:1500 > 198.51.100.7:80",
               "192.0.2.50:1024 > 198.51.100.7:80 on outside");
    bench_free(bench);
}
END_TEST

START_TEST(pat_becomes_pool)
{
    struct bench *bench = open_bench(_i == 0 ? OS_6_3 : OS_8_0);
    add_nat(bench, INSIDE, 1, "any");
    struct global *global = add_global(bench, OUTSIDE, 1, "192.0.2.50");
    bench->config->timers[TIMER_UDP] = 20;
    bench_start(bench);
    expect_way(bench, "inside udp 10.1.1.2:1500 > 198.51.100.7:80",
               "192.0.2.50:1024 > 198.51.100.7:80 on outside");
    global->kind = GLOBAL_RANGE;
    global->last = global->first + 1;
    bench->config->revision++;
    expect_way(bench, "inside udp 10.1.1.3:1500 > 198.51.100.7:80",
               "192.0.2.51:1500 > 198.51.100.7:80 on outside");
    expect_way(bench, "inside udp 10.1.1.2:1500 > 198.51.100.8:80",
               "192.0.2.50:1024 > 198.51.100.8:80 on outside");
    expect_denied(bench, "inside udp 10.1.1.2:1501 > 198.51.100.7:80");
    at_second(bench, 51); /* the last port is free: so is the address */
    expect_way(bench, "inside udp 10.1.1.2:1501 > 198.51.100.7:80",
               "192.0.2.50:1501 > 198.51.100.7:80 on outside");
    bench_free(bench);
}
END_TEST

/* Of two statics that have gone, the one for everybody is still there for everybody. */
START_TEST(slot_of_everybody_outlives_that_of_some)
{
    struct bench *bench = open_bench(_i == 0 ? OS_6_3 : OS_8_0);
    add_ace(bench, "to7", true, IP_ANY, "10.1.1.5", "198.51.100.7");
    struct static_nat *rule = add_static(bench, INSIDE, OUTSIDE, "192.0.2.6", "10.1.1.5");
    rule->acl = config_acl(bench->config, "to7");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    bench_start(bench);
    expect_passed(bench, "inside udp 10.1.1.5:1 > 198.51.100.8:9");
    expect_passed(bench, "inside udp 10.1.1.5:1 > 198.51.100.7:9");
    bench->config->static_count = 0;
    bench->config->revision++;
    expect_way(bench, "inside udp 10.1.1.5:2 > 198.51.100.8:9",
               "192.0.2.5:2 > 198.51.100.8:9 on outside");
    expect_way(bench, "outside udp 198.51.100.8:9 > 192.0.2.5:3",
               "198.51.100.8:9 > 10.1.1.5:3 on inside");
    bench_free(bench);
}
END_TEST

/* syslog.md 5.6: 202001 too when there is no slot left. */
START_TEST(table_is_full)
{
    for (enum os_version version = OS_6_2; version <= OS_LAST; version++) {
        struct bench *bench = bench_new(version);
        add_route(bench, OUTSIDE, "any", "192.0.2.254");
        add_nat(bench, INSIDE, 1, "any");
        add_global(bench, OUTSIDE, 1, "192.0.2.50");
        bench_start_with(bench, (struct engine_options){ .seed = 1, .max_xlates = 2 });
        expect_passed(bench, "inside udp 10.1.1.2:1 > 198.51.100.7:9");
        expect_passed(bench, "inside udp 10.1.1.2:2 > 198.51.100.7:9");
        quiet(bench);
        expect_denied(bench, "inside udp 10.1.1.2:3 > 198.51.100.7:9");
        ck_assert_int_eq(bench->outcome.drop, DROP_XLATE_TABLE_FULL);
        expect_log(bench, "202001: Out of address translation slots!\n");
        bench_free(bench);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("nat");
    TCase *order = tcase_create("order");
    tcase_add_loop_test(order, order_of_rules, 0, 2);
    tcase_add_loop_test(order, statics_of_hosts_may_come_first, 0, 2);
    tcase_add_test(order, live_slot_wins);
    tcase_add_test(order, used_static_does_not_hide_another);
    suite_add_tcase(suite, order);
    TCase *fixed = tcase_create("static");
    tcase_add_loop_test(fixed, statics_work_both_ways, 0, (int)ARRAY_LENGTH(statics));
    tcase_add_test(fixed, static_use_is_told_once);
    tcase_add_test(fixed, interface_static_without_an_address);
    tcase_add_test(fixed, policy_static_port);
    suite_add_tcase(suite, fixed);
    TCase *dynamic = tcase_create("dynamic");
    tcase_add_test(dynamic, pools_then_pat);
    tcase_add_test(dynamic, addresses_not_given_out);
    tcase_add_loop_test(dynamic, pat_ports, 0, (int)ARRAY_LENGTH(ports));
    tcase_add_test(dynamic, pat_identifiers);
    tcase_add_test(dynamic, pat_exhaustion);
    tcase_add_loop_test(dynamic, identity, 0, 2);
    tcase_add_test(dynamic, exemption);
    tcase_add_test(dynamic, object_groups);
    tcase_add_test(dynamic, outside_nat);
    tcase_add_loop_test(dynamic, aliases, 0, 2);
    tcase_add_test(dynamic, no_two_sockets_share_a_port);
    suite_add_tcase(suite, dynamic);
    TCase *changes = tcase_create("changes");
    tcase_add_test(changes, policy_slot_keeps_its_name);
    tcase_add_loop_test(changes, pool_becomes_pat, 0, 2);
    tcase_add_loop_test(changes, pat_becomes_pool, 0, 2);
    tcase_add_loop_test(changes, slot_of_everybody_outlives_that_of_some, 0, 2);
    tcase_add_test(changes, table_is_full);
    suite_add_tcase(suite, changes);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
