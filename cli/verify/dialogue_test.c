/*
 * dialogue_test.c: made traffic through small firewalls of every age: what passes there, where it
 * stops, and that each packet is one that a host could have sent.
 */
#include "cli/verify/dialogue.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/replay/verdict_capture.h"
#include "cli/verify/dialogue_private.h"
#include "parser/parser.h"

/* inside 10.1.1.0/24, outside 192.0.2.0/24 and everything else */
#define BOX_6                                                                                      \
    "nameif ethernet0 outside security0\nnameif ethernet1 inside security100\n"                    \
    "interface ethernet0 auto\ninterface ethernet1 auto\n"                                         \
    "ip address outside 192.0.2.1 255.255.255.0\nip address inside 10.1.1.1 255.255.255.0\n"       \
    "route outside 0.0.0.0 0.0.0.0 192.0.2.254 1\n"
#define BOX_7                                                                                      \
    "interface Ethernet0\n nameif outside\n security-level 0\n"                                    \
    " ip address 192.0.2.1 255.255.255.0\n!\n"                                                     \
    "interface Ethernet1\n nameif inside\n security-level 100\n"                                   \
    " ip address 10.1.1.1 255.255.255.0\n!\n"                                                      \
    "route outside 0.0.0.0 0.0.0.0 192.0.2.254 1\n"
#define V62 "PIX Version 6.2(1)\n" BOX_6
#define V63 "PIX Version 6.3(5)\n" BOX_6
#define V72 "PIX Version 7.2(2)\n" BOX_7
#define V80 "ASA Version 8.0(4)\n" BOX_7
#define INSPECTED(line)                                                                            \
    "class-map inspection_default\n match default-inspection-traffic\npolicy-map global_policy\n"  \
    " class inspection_default\n  " line "\nservice-policy global_policy global\n"
#define PAT "nat (inside) 1 0.0.0.0 0.0.0.0\nglobal (outside) 1 interface\n"
#define STATIC "static (inside,outside) 192.0.2.5 10.1.1.5 netmask 255.255.255.255\n"
#define OPEN(rule) "access-list in permit " rule "\naccess-group in in interface outside\n"

#define INSIDE UINT32_C(0x0a010105)  /* 10.1.1.5 */
#define OUTSIDE UINT32_C(0xc6336407) /* 198.51.100.7 */
#define MAPPED UINT32_C(0xc0000205)  /* 192.0.2.5 */
#define BOX UINT32_C(0xc0000201)     /* 192.0.2.1 */

static const struct made {
    const char *config;
    struct dialogue wish;
    enum dialogue_fate fate;
    const char *step; /* NULL: all was answered */
} cases[] = {
#define OUT(kind, protocol, port)                                                                  \
    {                                                                                              \
        kind, protocol, IFC_NONE, INSIDE, OUTSIDE, 0, port                                         \
    }
#define IN(kind, protocol, port)                                                                   \
    {                                                                                              \
        kind, protocol, IFC_NONE, OUTSIDE, MAPPED, 0, port                                         \
    }
    /* TCP and UDP */
    { V62 PAT, OUT(DIALOGUE_PLAIN, IP_TCP, 80), DIALOGUE_DONE, NULL },
    { V80 PAT, OUT(DIALOGUE_PLAIN, IP_TCP, 80), DIALOGUE_DONE, NULL },
    { V62, OUT(DIALOGUE_PLAIN, IP_TCP, 80), DIALOGUE_DENIED, "SYN" }, /* nat-control */
    { V80, OUT(DIALOGUE_PLAIN, IP_TCP, 80), DIALOGUE_DONE, NULL },
    { V63 STATIC, IN(DIALOGUE_PLAIN, IP_TCP, 80), DIALOGUE_DENIED, "SYN" },
    { V63 STATIC OPEN("tcp any host 192.0.2.5 eq 80"), IN(DIALOGUE_PLAIN, IP_TCP, 80),
      DIALOGUE_DONE, NULL },
    { V72 STATIC OPEN("tcp any host 192.0.2.5 eq 80"), IN(DIALOGUE_PLAIN, IP_TCP, 81),
      DIALOGUE_DENIED, "SYN" },
    { V63 PAT, OUT(DIALOGUE_PLAIN, IP_UDP, 53), DIALOGUE_DONE, NULL },
    { V63 PAT, OUT(DIALOGUE_PLAIN, IP_UDP, 514), DIALOGUE_DONE, NULL }, /* has no answer */
    { V63 STATIC, IN(DIALOGUE_PLAIN, IP_UDP, 53), DIALOGUE_DENIED, "the datagram" },
    { V63 STATIC OPEN("tcp any any"),
      { DIALOGUE_PLAIN, IP_TCP, IFC_NONE, OUTSIDE, BOX, 0, 80 },
      DIALOGUE_FOR_BOX,
      "SYN" },
    /* TFTP answers from another port: only its inspection, which 6.x always has, lets that in */
    { V63 PAT, OUT(DIALOGUE_PLAIN, IP_UDP, 69), DIALOGUE_DONE, NULL },
    { V72 PAT, OUT(DIALOGUE_PLAIN, IP_UDP, 69), DIALOGUE_DENIED, "the answer" },
    { V72 PAT INSPECTED("inspect tftp"), OUT(DIALOGUE_PLAIN, IP_UDP, 69), DIALOGUE_DONE, NULL },
    /* ICMP has no state before 7.0, and there only with its inspection */
    { V63 PAT, OUT(DIALOGUE_ECHO, IP_ICMP, 0), DIALOGUE_DENIED, "echo reply" },
    { V63 PAT OPEN("icmp any any echo-reply"), OUT(DIALOGUE_ECHO, IP_ICMP, 0), DIALOGUE_DONE,
      NULL },
    { V72 PAT INSPECTED("inspect icmp"), OUT(DIALOGUE_ECHO, IP_ICMP, 0), DIALOGUE_DONE, NULL },
    { V63 STATIC OPEN("icmp any any echo"), IN(DIALOGUE_PLAIN, IP_ICMP, 0), DIALOGUE_DONE, NULL },
    /* protocols without ports */
    { V63 STATIC OPEN("esp any any"), OUT(DIALOGUE_PLAIN, IP_ESP, 0), DIALOGUE_DONE, NULL },
    { V63 STATIC, OUT(DIALOGUE_PLAIN, IP_ESP, 0), DIALOGUE_DENIED, "the packet back" },
    { V72 STATIC OPEN("ah any any"), IN(DIALOGUE_PLAIN, IP_AH, 0), DIALOGUE_DONE, NULL },
    { V63 STATIC, IN(DIALOGUE_PLAIN, IP_GRE, 0), DIALOGUE_DENIED, "the packet" },
    { V63 STATIC OPEN("88 any any"), IN(DIALOGUE_PLAIN, 88, 0), DIALOGUE_DONE, NULL },
    /* PPTP: the static needs an ACL, PAT needs the inspection, whose call ids are translated */
    { V62 STATIC OPEN("gre any host 192.0.2.5"), OUT(DIALOGUE_PPTP, 0, 0), DIALOGUE_DONE, NULL },
    { V62 STATIC, OUT(DIALOGUE_PPTP, 0, 0), DIALOGUE_DENIED, "GRE from the server" },
    { V63 PAT "fixup protocol pptp 1723\n", OUT(DIALOGUE_PPTP, 0, 0), DIALOGUE_DONE, NULL },
    /* to the interface's own address the GRE is for the box, which has no use for it */
    { V63 PAT, OUT(DIALOGUE_PPTP, 0, 0), DIALOGUE_FOR_BOX, "GRE from the server" },
    { V63 "nat (inside) 1 0 0\nglobal (outside) 1 192.0.2.9\n", OUT(DIALOGUE_PPTP, 0, 0),
      DIALOGUE_DENIED, "GRE from the server" },
    { V63 STATIC "fixup protocol pptp 1723\n", OUT(DIALOGUE_PPTP, 0, 0), DIALOGUE_DONE, NULL },
    { V72 PAT INSPECTED("inspect pptp"), OUT(DIALOGUE_PPTP, 0, 0), DIALOGUE_DONE, NULL },
    { V80 PAT INSPECTED("inspect pptp"), OUT(DIALOGUE_PPTP, 0, 0), DIALOGUE_DONE, NULL },
    { V80 PAT, OUT(DIALOGUE_PPTP, 0, 0), DIALOGUE_FOR_BOX, "GRE from the server" },
    { V62 STATIC OPEN("tcp any host 192.0.2.5 eq 1723"), IN(DIALOGUE_PPTP, 0, 0), DIALOGUE_DENIED,
      "GRE from the client" },
    { V80 STATIC OPEN("tcp any host 192.0.2.5 eq 1723") INSPECTED("inspect pptp"),
      IN(DIALOGUE_PPTP, 0, 0), DIALOGUE_DONE, NULL },
    { V63 STATIC, IN(DIALOGUE_PPTP, 0, 0), DIALOGUE_DENIED, "SYN" },
    { V63 STATIC "fixup protocol pptp 1723\n", OUT(DIALOGUE_PPTP_2, 0, 0), DIALOGUE_DENIED,
      "GRE from the server" },
    { V80 STATIC INSPECTED("inspect pptp") OPEN("gre any any"), OUT(DIALOGUE_PPTP_2, 0, 0),
      DIALOGUE_DONE, NULL },
    /* FTP */
    { V63 PAT, OUT(DIALOGUE_FTP_PASSIVE, 0, 0), DIALOGUE_DONE, NULL },
    { V63 PAT, OUT(DIALOGUE_FTP_ACTIVE, 0, 0), DIALOGUE_DONE, NULL },
    { V63 PAT "no fixup protocol ftp 21\n", OUT(DIALOGUE_FTP_PASSIVE, 0, 0), DIALOGUE_DONE, NULL },
    { V63 PAT "no fixup protocol ftp 21\n", OUT(DIALOGUE_FTP_ACTIVE, 0, 0), DIALOGUE_DENIED,
      "SYN of the data connection" },
    { V72 PAT INSPECTED("inspect ftp"), OUT(DIALOGUE_FTP_ACTIVE, 0, 0), DIALOGUE_DONE, NULL },
    { V72 PAT, OUT(DIALOGUE_FTP_ACTIVE, 0, 0), DIALOGUE_DENIED, "SYN of the data connection" },
    { V63 STATIC OPEN("tcp any host 192.0.2.5 eq ftp"), IN(DIALOGUE_FTP_PASSIVE, 0, 0),
      DIALOGUE_DONE, NULL },
    { V80 STATIC OPEN("tcp any host 192.0.2.5 eq ftp"), IN(DIALOGUE_FTP_PASSIVE, 0, 0),
      DIALOGUE_DENIED, "SYN of the data connection" },
    { V80 STATIC OPEN("tcp any host 192.0.2.5 eq ftp"), IN(DIALOGUE_FTP_ACTIVE, 0, 0),
      DIALOGUE_DONE, NULL },
    /* L2TP and IPsec */
    { V72 STATIC, OUT(DIALOGUE_L2TP, 0, 0), DIALOGUE_DONE, NULL },
    { V63 STATIC, IN(DIALOGUE_L2TP, 0, 0), DIALOGUE_DENIED,
      "L2TP start control connection request" },
    { V63 STATIC OPEN("udp any host 192.0.2.5 eq 1701"), IN(DIALOGUE_L2TP, 0, 0), DIALOGUE_DONE,
      NULL },
    { V72 STATIC OPEN("udp any host 192.0.2.5 eq isakmp"), IN(DIALOGUE_IKE, 0, 0), DIALOGUE_DONE,
      NULL },
    { V72 STATIC OPEN("udp any host 192.0.2.5 eq isakmp"), IN(DIALOGUE_L2TP_IPSEC, 0, 0),
      DIALOGUE_DENIED, "ISAKMP main mode 5" },
    { V72 STATIC OPEN("udp any host 192.0.2.5"), IN(DIALOGUE_L2TP_IPSEC, 0, 0), DIALOGUE_DONE,
      NULL },
    { V72 STATIC OPEN("udp any host 192.0.2.5 eq 4500"), IN(DIALOGUE_IKE, 0, 4500), DIALOGUE_DONE,
      NULL },
};

struct bench {
    struct load_result loaded;
    struct engine *engine;
    uint64_t packets, events;
    int64_t time;
};

static void
count_event(void *context, const struct event *event)
{
    struct bench *bench = context;
    (void)event;
    bench->events++;
}

/* Its checksums are right when packet_translate, which makes them so, changes nothing. */
static void
look_at_packet(void *context, const struct replay_packet *told)
{
    struct bench *bench = context;
    const struct packet *packet = told->packet;
    uint8_t mended[WIRE_FRAME];
    struct translation same;
    bench->packets++;
    ck_assert_int_eq(packet->kind, PACKET_IPV4);
    ck_assert_uint_eq(packet->ip_length, packet->captured);
    ck_assert_int_ge(packet->time, bench->time);
    bench->time = packet->time;
    translation_identity(&same, packet);
    struct frame_size size = packet_translate(packet, &same, mended);
    ck_assert_uint_eq(size.captured, packet->captured);
    ck_assert_mem_eq(mended, packet->bytes, size.captured);
}

static void
bench_start(struct bench *bench, const char *config)
{
    struct load_options options = { .file = "box" };
    memset(bench, 0, sizeof *bench);
    ck_assert(config_load_text(config, strlen(config), &options, &bench->loaded));
    ck_assert_msg(bench->loaded.refused == 0, "%s: %s", config, bench->loaded.diags.items[0].text);
    bench->engine = engine_new(bench->loaded.config, &(struct engine_options){ 0 },
                               (struct event_sink){ .emit = count_event, .context = bench });
    ck_assert_ptr_nonnull(bench->engine);
}

static void
bench_end(struct bench *bench)
{
    engine_free(bench->engine);
    load_result_free(&bench->loaded);
}

static void
run(struct bench *bench, const struct dialogue *wish, struct dialogue_clock *clock,
    struct dialogue_end *end)
{
    struct replay_sink sink = { .packet = look_at_packet, .context = bench };
    bench->packets = 0;
    dialogue_run(bench->loaded.config, bench->engine, wish, sink, clock, end);
    ck_assert_uint_eq(bench->packets, end->passed + end->denied + end->others);
    if (bench->packets > 0)
        ck_assert_uint_eq(bench->packets, end->last_packet - end->first_packet + 1);
}

START_TEST(it_comes_as_far_as_the_firewall_lets_it)
{
    const struct made *made = &cases[_i];
    struct bench bench;
    struct dialogue_clock clock = { .time = DIALOGUE_TIME };
    struct dialogue_end end;
    bench_start(&bench, made->config);
    run(&bench, &made->wish, &clock, &end);
    ck_assert_msg(end.fate == made->fate, "%d, %s\n%s: %s at %s (%s)", _i, made->config,
                  dialogue_kind_name(made->wish.kind), dialogue_fate_name(end.fate),
                  end.step == NULL ? "-" : end.step, end.why == NULL ? "" : end.why);
    ck_assert_pstr_eq(end.step, made->step);
    if (made->fate == DIALOGUE_DONE) {
        ck_assert_uint_eq(end.denied + end.others, 0);
    } else {
        ck_assert_uint_gt(end.packet, 0);
        ck_assert_uint_gt(end.trace.count, 0);
        ck_assert_int_ne(end.outcome.verdict, VERDICT_PASSED);
    }
    /* nothing is left open but what has no end of its own */
    engine_drain(bench.engine);
    ck_assert_uint_eq(engine_counters(bench.engine).conns_in_use, 0);
    bench_end(&bench);
}
END_TEST

START_TEST(the_next_one_is_another_one)
{
    const struct dialogue wish = OUT(DIALOGUE_PPTP, 0, 0);
    struct bench bench;
    struct dialogue_clock clock = { .time = DIALOGUE_TIME };
    struct dialogue_end end;
    bench_start(&bench, V63 PAT "fixup protocol pptp 1723\n");
    for (int i = 0; i < 200; i++) {
        uint64_t before = clock.number;
        run(&bench, &wish, &clock, &end);
        ck_assert_msg(end.fate == DIALOGUE_DONE, "%d: %s", i, end.step);
        ck_assert_uint_eq(end.first_packet, before + 1);
        ck_assert(end.has_server && end.server == OUTSIDE && end.client_seen == BOX);
    }
    bench_end(&bench);
}
END_TEST

/* The words of each service satisfy the inspections that a factory-fresh box has. */
START_TEST(services_are_spoken)
{
    static const uint16_t tcp[] = { 21,  22,  23,  25,   53,   80,   110,  111,  135,  143, 389,
                                    443, 514, 554, 1503, 1521, 1720, 2000, 2748, 5060, 3389 };
    static const uint16_t udp[] = { 53, 69, 111, 123, 137, 161, 162, 177, 514, 2427, 5060, 9999 };
    static const char *const boxes[] = { V62 PAT, V63 PAT, V72 PAT, V80 PAT };
    struct bench bench;
    struct dialogue_clock clock = { .time = DIALOGUE_TIME };
    struct dialogue_end end;
    struct dialogue wish = OUT(DIALOGUE_PLAIN, IP_TCP, 0);
    static const char all[] = INSPECTED(
        "inspect ctiqbe\n  inspect dns\n  inspect esmtp\n  inspect h323 h225\n  inspect http\n"
        "  inspect ils\n  inspect mgcp\n  inspect netbios\n  inspect rsh\n  inspect rtsp\n"
        "  inspect sip\n  inspect skinny\n  inspect snmp\n  inspect sqlnet\n  inspect sunrpc\n"
        "  inspect tftp\n  inspect xdmcp");
    char text[4096];
    snprintf(text, sizeof text, "%s%s", boxes[_i], _i < 2 ? "" : all);
    bench_start(&bench, text);
    for (size_t i = 0; i < ARRAY_LENGTH(tcp) + ARRAY_LENGTH(udp); i++) {
        bool is_tcp = i < ARRAY_LENGTH(tcp);
        wish.protocol = is_tcp ? IP_TCP : IP_UDP;
        wish.destination_port = is_tcp ? tcp[i] : udp[i - ARRAY_LENGTH(tcp)];
        run(&bench, &wish, &clock, &end);
        if (_i == 0 && !is_tcp && wish.destination_port == 69)
            continue; /* 6.2 has no inspection of TFTP */
        ck_assert_msg(end.fate == DIALOGUE_DONE, "port %u of %u: %s, %s %s", wish.destination_port,
                      wish.protocol, dialogue_fate_name(end.fate), end.step,
                      drop_reason_name(end.outcome.drop));
    }
    bench_end(&bench);
}
END_TEST

START_TEST(nobody_is_where_no_route_leads)
{
    struct bench bench;
    struct dialogue_clock clock = { .time = DIALOGUE_TIME };
    struct dialogue_end end;
    struct dialogue wish = OUT(DIALOGUE_PLAIN, IP_TCP, 80);
    bench_start(&bench, V63 "no route outside 0.0.0.0 0.0.0.0 192.0.2.254 1\n");
    engine_free(bench.engine);
    bench.engine =
        engine_new(bench.loaded.config, &(struct engine_options){ .strict_routes = true },
                   (struct event_sink){ .emit = count_event, .context = &bench });
    wish.source = OUTSIDE;
    run(&bench, &wish, &clock, &end);
    ck_assert_int_eq(end.fate, DIALOGUE_NO_INGRESS);
    ck_assert_uint_eq(bench.packets, 0);
    wish.ingress = 99; /* no such interface */
    run(&bench, &wish, &clock, &end);
    ck_assert_int_eq(end.fate, DIALOGUE_NO_INGRESS);
    bench_end(&bench);
}
END_TEST

/* ---- what is written of it is a capture of both sides ---- */

static void
write_packet(void *context, const struct replay_packet *told)
{
    verdict_capture_write(context, told);
}

/* The capture of all dialogues, replayed through the same firewall, comes out the same. */
START_TEST(it_can_be_replayed)
{
    static const char *const boxes[] = { V63 PAT "fixup protocol pptp 1723\n",
                                         V62 STATIC OPEN("ip any any"),
                                         V80 PAT INSPECTED("inspect pptp\n  inspect ftp") };
    char path[] = "/tmp/dialogueXXXXXX", error[CAPTURE_ERROR_SIZE] = "";
    int file = mkstemp(path);
    struct bench bench;
    struct dialogue_clock clock = { .time = DIALOGUE_TIME };
    struct dialogue_end end;
    struct dialogue wish = OUT(DIALOGUE_PLAIN, IP_TCP, 0);
    uint64_t passed = 0, denied = 0;
    ck_assert_int_ge(file, 0);
    close(file);
    bench_start(&bench, boxes[_i]);
    struct verdict_capture *capture =
        verdict_capture_new(bench.loaded.config, path, NULL, 0, error);
    ck_assert_msg(capture != NULL, "%s", error);
    verdict_capture_both_sides(capture);
    for (int kind = 0; kind < DIALOGUE_KIND_COUNT; kind++) {
        wish.kind = (enum dialogue_kind)kind;
        wish.destination_port = kind == DIALOGUE_PLAIN ? 80 : 0;
        dialogue_run(bench.loaded.config, bench.engine, &wish,
                     (struct replay_sink){ .packet = write_packet, .context = capture }, &clock,
                     &end);
        passed += end.passed;
        denied += end.denied;
    }
    ck_assert_msg(verdict_capture_finish(capture, error), "%s", error);
    bench_end(&bench);
    bench_start(&bench, boxes[_i]);
    struct replay_options options = { .not_before = INT64_MIN };
    struct replay_input input = { .path = path, .point = IFC_NONE };
    struct replay *replay =
        replay_new(bench.loaded.config, bench.engine, &options, (struct replay_sink){ 0 }, error);
    ck_assert_msg(replay != NULL && replay_add(replay, &input, error), "%s", error);
    ck_assert_int_eq(replay_run(replay), REPLAY_DONE);
    const struct replay_report *report = replay_report(replay);
    struct engine_counters counters = engine_counters(bench.engine);
    ck_assert_int_eq(report->mode, REPLAY_STRICT);
    ck_assert_uint_eq(counters.packets[VERDICT_PASSED], passed);
    ck_assert_uint_eq(counters.packets[VERDICT_DENIED], denied);
    ck_assert(!replay_found_differences(report));
    replay_free(replay);
    bench_end(&bench);
    unlink(path);
}
END_TEST

static bool
after_five(void *context)
{
    const struct bench *bench = context;
    return bench->packets == 5;
}

START_TEST(it_stops_when_it_is_told_to)
{
    struct bench bench;
    struct dialogue_clock clock = { .time = DIALOGUE_TIME };
    struct dialogue_end end;
    const struct dialogue wish = OUT(DIALOGUE_PPTP, 0, 0);
    bench_start(&bench, V80);
    struct replay_sink sink = { .packet = look_at_packet,
                                .stopped = after_five,
                                .context = &bench };
    dialogue_run(bench.loaded.config, bench.engine, &wish, sink, &clock, &end);
    ck_assert_int_eq(end.fate, DIALOGUE_STOPPED);
    ck_assert_str_eq(end.step, "PPTP start control connection reply");
    ck_assert_uint_eq(bench.packets, 5);
    bench_end(&bench);
}
END_TEST

static const struct {
    ifc_id ifc;
    struct network network;
    bool found;
    uint32_t host;
} picks[] = {
    { 1, { 0x0a010100, 0xffffff00 }, true, 0x0a010102 }, /* not the interface's own */
    { 1, { 0x0a010105, 0xffffffff }, true, 0x0a010105 },
    { 1, { 0x0a010101, 0xffffffff }, false, 0x0a010101 },
    { 1, { 0x0a010101, 0xffffffff }, false, 0x0a010101 },
    { IFC_NONE, { 0, 0 }, true, 0xcb007101 },
    { 0, { 0, 0 }, true, 0xcb007101 },
    { 1, { 0, 0 }, true, 0x0a010102 },
    { 1, { 0x0a000000, 0xff000000 }, true, 0x0a010102 },
    { 0, { 0xc0000204, 0xfffffffe }, true, 0xc0000204 },
    { 0, { 0xc0000205, 0xffffffff }, false, 0xc0000205 }, /* the static's */
    { 0, { 0xc00002fe, 0xffffffff }, false, 0xc00002fe }, /* the router's */
    { 1, { 0x08080808, 0xffffffff }, false, 0x08080808 }, /* is outside */
};

START_TEST(one_host_is_picked)
{
    struct bench bench;
    uint32_t host = 0;
    bench_start(&bench, V63 STATIC);
    bool found = dialogue_pick_host(bench.loaded.config, bench.engine, picks[_i].ifc,
                                    picks[_i].network, &host);
    ck_assert_int_eq(found, picks[_i].found);
    ck_assert_uint_eq(host, picks[_i].host);
    bench_end(&bench);
}
END_TEST

START_TEST(kinds_are_known_by_their_ports)
{
    ck_assert_int_eq(dialogue_kind_of(IP_TCP, 1723), DIALOGUE_PPTP);
    ck_assert_int_eq(dialogue_kind_of(IP_UDP, 1723), DIALOGUE_PLAIN);
    ck_assert_int_eq(dialogue_kind_of(IP_UDP, 4500), DIALOGUE_IKE);
    ck_assert_int_eq(dialogue_kind_of(IP_ICMP, 0), DIALOGUE_ECHO);
    for (int kind = 0; kind < DIALOGUE_KIND_COUNT; kind++)
        ck_assert_ptr_nonnull(dialogue_kind_name((enum dialogue_kind)kind));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("dialogue");
    TCase *tcase = tcase_create("dialogue");
    tcase_add_loop_test(tcase, it_comes_as_far_as_the_firewall_lets_it, 0,
                        (int)ARRAY_LENGTH(cases));
    tcase_add_test(tcase, the_next_one_is_another_one);
    tcase_add_loop_test(tcase, services_are_spoken, 0, 4);
    tcase_add_test(tcase, nobody_is_where_no_route_leads);
    tcase_add_loop_test(tcase, it_can_be_replayed, 0, 3);
    tcase_add_test(tcase, it_stops_when_it_is_told_to);
    tcase_add_loop_test(tcase, one_host_is_picked, 0, (int)ARRAY_LENGTH(picks));
    tcase_add_test(tcase, kinds_are_known_by_their_ports);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
