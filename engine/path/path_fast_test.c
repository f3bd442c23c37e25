/*
 * path_fast_test.c: which packets go the fast path, and that it makes no difference (path_fast.h).
 */
#include "engine/path/path_fast.h"
#include "engine/path/policy_fixture_test.h"

/* static 192.0.2.5 for 10.1.1.5; PAT on 192.0.2.9 for the others. */
static struct bench *
translating_bench(enum os_version version)
{
    struct bench *bench = bench_new(version);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "192.0.2.9");
    return bench;
}

/* --- which ----------------------------------------------------------------------------------- */

#define SYN "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 S seq 100"
#define SYN_ACK "outside tcp 198.51.100.7:80 > 192.0.2.5:1500 SA seq 500 ack 101"
#define ACK "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 A seq 101 ack 501"
#define DATA "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 PA seq 101 ack 501 len 5"
#define ANSWER "outside tcp 198.51.100.7:80 > 192.0.2.5:1500 PA seq 501 ack 101 len 5"
#define PPTP_DATA "inside tcp 10.1.1.5:1500 > 198.51.100.7:1723 PA seq 101 ack 501 len 5"
#define PPTP_ANSWER "outside tcp 198.51.100.7:1723 > 192.0.2.5:1500 PA seq 501 ack 101 len 5"
#define QUERY "inside udp 10.1.1.5:1500 > 198.51.100.7:53 len 9"
#define UDP "inside udp 10.1.1.5:1500 > 198.51.100.7:5000 len 9"
#define UDP_ANSWER "outside udp 198.51.100.7:5000 > 192.0.2.5:1500 len 9"

/* Goes PACKET the fast path? It is sent, either way. */
static bool
goes_fast(struct bench *bench, const char *packet)
{
    char name[16];
    int used = 0;
    ck_assert_int_eq(sscanf(packet, "%15s %n", name, &used), 1);
    ifc_id ifc = config_interface_by_name(bench->config, name);
    decode_packet(bench, packet + used);
    if (path_fast(bench->engine, ifc, &bench->packet, &bench->outcome))
        return true;
    engine_packet(bench->engine, ifc, &bench->packet, &bench->outcome);
    return false;
}

static struct bench *
open_bench(struct bench *bench)
{
    if (bench->engine == NULL)
        bench_start(bench);
    expect_passed(bench, SYN);
    expect_passed(bench, SYN_ACK);
    expect_passed(bench, ACK);
    return bench;
}

/* The segments of one conn, in order; a segment that is not plain changes what comes after it. */
static const struct {
    const char *packet;
    bool is_fast;
} segments[] = {
    { DATA, true },
    { ANSWER, true },
    { "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 A seq 106 ack 506", true },
    { "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 P seq 106 len 1", false },      /* no ACK */
    { "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 S seq 100", false },            /* once more */
    { "dmz tcp 10.1.1.5:1500 > 198.51.100.7:80 A seq 106 ack 506", false },       /* elsewhere */
    { "inside tcp 10.1.1.5:1501 > 198.51.100.7:80 A seq 106 ack 506", false },    /* no conn */
    { "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 A seq 200000 ack 506", false }, /* far off */
    { ANSWER, false },                                                            /* strayed */
    { ANSWER, true },
    { "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 A seq 106 ack 200000", false },
    { "inside icmp 10.1.1.5 > 198.51.100.7 8 0 id 7 seq 1", false },
    { "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 FA seq 106 ack 506", false },
    { ANSWER, false }, /* half closed */
};

START_TEST(of_segments)
{
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        struct bench *bench = open_bench(translating_bench(version));
        for (size_t i = 0; i < ARRAY_LENGTH(segments); i++)
            ck_assert_msg(goes_fast(bench, segments[i].packet) == segments[i].is_fast, "%zu: %s", i,
                          segments[i].packet);
        bench_free(bench);
    }
}
END_TEST

/* DATA with a byte of its header changed; the checksum follows. */
START_TEST(of_headers)
{
    static const struct {
        size_t at;
        uint8_t value;
        bool is_fast;
    } rows[] = {
        { 1, 0x10, true },   { 8, 1, true },     /* type of service, time to live */
        { 6, 0x20, false },  { 7, 0x01, false }, /* fragments */
        { 9, 89, false },                        /* another protocol */
        { 10, 0x77, false },                     /* a checksum that is wrong */
        { 12, 127, false },  { 19, 9, false },   /* other addresses */
    };
    struct bench *bench = open_bench(translating_bench(OS_6_3));
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        ck_assert(goes_fast(bench, DATA));
        uint8_t frame[BENCH_FRAME];
        memcpy(frame, bench->frame, sizeof(frame));
        size_t length = bench->packet.captured;
        frame[rows[i].at] = rows[i].value;
        if (rows[i].at != 10) {
            frame[10] = frame[11] = 0;
            uint16_t sum = internet_checksum(frame, 20, 0);
            frame[10] = (uint8_t)(sum >> 8);
            frame[11] = (uint8_t)sum;
        }
        packet_decode(&bench->packet, LINK_RAW_IP, frame, length, length);
        bench->packet.time = bench->time;
        bool is_fast = path_fast(bench->engine, INSIDE, &bench->packet, &bench->outcome);
        ck_assert_msg(is_fast == rows[i].is_fast, "byte %zu", rows[i].at);
    }
    struct trace trace;
    ck_assert(goes_fast(bench, DATA));
    bench->outcome.trace = &trace;
    ck_assert_msg(!path_fast(bench->engine, INSIDE, &bench->packet, &bench->outcome), "traced");
    bench->outcome.trace = NULL;
    ck_assert_msg(!path_fast(bench->engine, IFC_NONE, &bench->packet, &bench->outcome), "nowhere");
    bench_free(bench);
}
END_TEST

START_TEST(of_udp)
{
    struct bench *bench = translating_bench(OS_6_3);
    bench_start(bench);
    ck_assert(!goes_fast(bench, UDP));
    ck_assert(!goes_fast(bench, UDP_ANSWER)); /* settles it */
    ck_assert(goes_fast(bench, UDP));
    ck_assert(goes_fast(bench, UDP_ANSWER));
    for (int i = 0; i < 3; i++)
        ck_assert(!goes_fast(bench, QUERY)); /* DNS guard waits for the answer */
    expect_conns(bench, "17 198.51.100.7:5000 10.1.1.5:1500 bytes 36 \n"
                        "17 198.51.100.7:53 10.1.1.5:1500 bytes 27 \n");
    at_second(bench, 119);
    ck_assert(goes_fast(bench, UDP));
    at_second(bench, 121); /* the other one's end is due */
    ck_assert(!goes_fast(bench, UDP));
    ck_assert(goes_fast(bench, UDP));
    expect_conns(bench, "17 198.51.100.7:5000 10.1.1.5:1500 bytes 63 \n");
    bench_free(bench);
}
END_TEST

/* What a line of the configuration has to do with each packet keeps all off the fast path. */
enum hindrance {
    NOT_HINDERED,
    NO_FAST_PATH,
    SHUN,
    AUDIT,
    DECREMENT_TTL,
    BYPASS,
    HEADER_CHECKS,
    MARK,
    INSPECTION,
    HINDRANCES
};

static void
hinder(struct bench *bench, enum hindrance hindrance)
{
    struct engine_options options = { .no_fast_path = hindrance == NO_FAST_PATH,
                                      .midstream =
                                          hindrance == MARK ? MIDSTREAM_MARK : MIDSTREAM_ADOPT };
    if (hindrance == SHUN) {
        struct shun *shun =
            BENCH_APPEND(bench->config, box.shuns, box.shun_count, box.shun_capacity);
        *shun = (struct shun){ .source = ip_of("198.51.100.99") };
    } else if (hindrance == AUDIT) {
        struct audit_binding *binding = BENCH_APPEND(bench->config, audit.bindings,
                                                     audit.binding_count, audit.binding_capacity);
        *binding =
            (struct audit_binding){ .ifc = DMZ,
                                    .policy = config_audit_policy_make(bench->config, "watch") };
    } else if (hindrance == DECREMENT_TTL) {
        say(add_global_class(bench), CONN_DECREMENT_TTL, 1);
    } else if (hindrance == BYPASS) {
        say(add_global_class(bench), CONN_TCP_STATE_BYPASS, 1);
    } else if (hindrance == HEADER_CHECKS) {
        struct tcp_map *map = add_tcp_map(bench, add_global_class(bench), "map");
        map->actions[TCP_MAP_RESERVED_BITS] = TCP_MAP_DROP;
    } else if (hindrance == INSPECTION) {
        add_inspection(bench, INSPECT_PPTP);
    }
    bench_start_with(bench, options);
}

START_TEST(of_configurations)
{
    enum hindrance hindrance = (enum hindrance)_i;
    struct bench *bench = translating_bench(OS_8_2);
    hinder(bench, hindrance);
    for (int i = 0; i < 6; i++) {
        /* once both ends are learned */
        ck_assert_int_eq(goes_fast(bench, PPTP_DATA), hindrance == NOT_HINDERED && i > 1);
        ck_assert_int_eq(goes_fast(bench, PPTP_ANSWER), hindrance == NOT_HINDERED && i > 0);
        enum verdict verdict = hindrance == MARK ? VERDICT_UNDECIDED : VERDICT_PASSED;
        ck_assert_int_eq(bench->outcome.verdict, verdict);
    }
    bench_free(bench);
}
END_TEST

/* Each revision of the configuration is settled anew. */
START_TEST(of_revisions)
{
    struct bench *bench = open_bench(translating_bench(OS_6_3));
    ck_assert(goes_fast(bench, DATA));
    bench->config->revision++;
    ck_assert(!goes_fast(bench, DATA));
    ck_assert(goes_fast(bench, DATA));
    bench->config->interfaces[INSIDE]->shutdown = true;
    bench->config->revision++;
    ck_assert(!goes_fast(bench, ANSWER));
    ck_assert(!goes_fast(bench, ANSWER));
    ck_assert(!goes_fast(bench, DATA));
    ck_assert_int_eq(bench->outcome.drop, DROP_INTERFACE_DOWN);
    bench->config->interfaces[INSIDE]->shutdown = false;
    bench->config->revision++;
    ck_assert(!goes_fast(bench, ANSWER));
    ck_assert(goes_fast(bench, DATA));
    bench_free(bench);
}
END_TEST

/* The first and the last address of the network are spoofed sources; the middle ones are not. */
START_TEST(of_edges)
{
    static const struct {
        const char *address;
        unsigned bits;
    } rows[] = { { "10.1.1.6", 30 }, { "10.1.1.5", 32 }, { "10.1.1.4", 31 }, { "10.1.1.9", 30 } };
    struct bench *bench = open_bench(translating_bench(OS_6_3));
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct interface *inside = bench->config->interfaces[INSIDE];
        inside->address = ip_of(rows[i].address);
        inside->netmask = mask_of(rows[i].bits);
        bench->config->revision++;
        (void)goes_fast(bench, DATA);
        ck_assert_msg(bench->outcome.verdict == VERDICT_PASSED, "row %zu", i);
    }
    bench_free(bench);

    static const char edge[] = "inside udp 10.1.1.7:7 > 198.51.100.7:9";
    bench = translating_bench(OS_6_3);
    bench_start(bench);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(goes_fast(bench, edge), i == 2);
    char answer[64];
    snprintf(answer, sizeof(answer), "outside udp 198.51.100.7:9 > 192.0.2.9:%u",
             bench->outcome.translation.source_port);
    for (uint32_t bits = 29; bits <= 30; bits++) {
        bench->config->interfaces[INSIDE]->netmask = mask_of(bits); /* 10.1.1.0 to 10.1.1.7 */
        bench->config->interfaces[INSIDE]->address = ip_of("10.1.1.6");
        bench->config->revision++;
        for (int i = 0; i < 2; i++) {
            ck_assert(!goes_fast(bench, answer));
            ck_assert_int_eq(bench->outcome.verdict, VERDICT_PASSED);
            ck_assert(!goes_fast(bench, edge));
            ck_assert_int_eq(bench->outcome.drop, DROP_SPOOF);
        }
    }
    bench_free(bench);
}
END_TEST

/* --- no difference --------------------------------------------------------------------------- */

/* One of the hosts' exchanges, as both ends go on with it when nothing odd comes in between. */
struct exchange {
    const char *protocol, *client, *mapped;
    unsigned client_port, mapped_port, server_port;
    uint32_t next[2]; /* sequence numbers */
    unsigned step;
};

static uint32_t
draw(uint64_t *state, uint32_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33) % below;
}

static void
write_segment(struct exchange *way, uint64_t *dice, bool back, char text[static 160])
{
    static const char *const odd[] = { "S", "SA", "FA", "R", "RA", "P", "UA", "F" };
    bool is_odd = draw(dice, 12) == 0;
    const char *flags = is_odd           ? odd[draw(dice, ARRAY_LENGTH(odd))]
                        : way->step == 0 ? "S"
                        : way->step == 1 ? "SA"
                                         : "PA";
    uint32_t length = way->step > 2 ? draw(dice, 40) : 0;
    uint32_t jump = draw(dice, 20) == 0 ? draw(dice, 300000) : 0;
    char rest[112];
    const char *options = strchr(flags, 'S') != NULL ? "mss 30 " : "";
    snprintf(rest, sizeof(rest), "%s %sseq %u ack %u win %u len %u reserved %u ttl %u", flags,
             options, way->next[back] + jump, way->next[!back], draw(dice, 9000), length,
             draw(dice, 30) == 0 ? 4u : 0u, 1 + draw(dice, 64));
    if (back)
        snprintf(text, 160, "outside tcp 198.51.100.7:%u > %s:%u %s", way->server_port, way->mapped,
                 way->mapped_port, rest);
    else
        snprintf(text, 160, "inside tcp %s:%u > 198.51.100.7:%u %s", way->client, way->client_port,
                 way->server_port, rest);
    if (is_odd)
        return;
    way->next[back] += length + (way->step < 2);
    way->step++;
}

static void
write_packet(struct exchange *way, uint64_t *dice, char text[static 160])
{
    bool back = way->step == 0 ? false : way->step == 1 ? true : draw(dice, 2) == 0;
    if (strcmp(way->protocol, "tcp") == 0) {
        write_segment(way, dice, back, text);
        return;
    }
    uint32_t length = draw(dice, 40);
    if (back)
        snprintf(text, 160, "outside udp 198.51.100.7:%u > %s:%u len %u", way->server_port,
                 way->mapped, way->mapped_port, length);
    else
        snprintf(text, 160, "inside udp %s:%u > 198.51.100.7:%u len %u", way->client,
                 way->client_port, way->server_port, length);
    way->step++;
}

static void
expect_alike(const struct bench *fast, const struct bench *whole, const char *text)
{
    const struct outcome *a = &fast->outcome, *b = &whole->outcome;
    const struct translation *x = &a->translation, *y = &b->translation;
    ck_assert_msg(a->verdict == b->verdict && a->drop == b->drop && a->egress == b->egress &&
                      a->conn_id == b->conn_id && a->inspected == b->inspected &&
                      a->answered_by_reset == b->answered_by_reset &&
                      a->decided_by.kind == b->decided_by.kind,
                  "%s: %s (%s) and %s (%s)", text, verdict_name(a->verdict),
                  drop_reason_name(a->drop), verdict_name(b->verdict), drop_reason_name(b->drop));
    if (a->verdict == VERDICT_PASSED)
        ck_assert_msg(
            x->source == y->source && x->destination == y->destination &&
                x->source_port == y->source_port && x->destination_port == y->destination_port &&
                x->tcp_clears == y->tcp_clears && x->ttl == y->ttl &&
                (x->kept_options == NULL) == (y->kept_options == NULL) && x->quoted == y->quoted &&
                x->whole == y->whole && (x->payload == NULL) == (y->payload == NULL) &&
                x->seq_shift == y->seq_shift && x->ack_shift == y->ack_shift,
            "%s: another translation", text);
    ck_assert_msg(strcmp(fast->log, whole->log) == 0, "%s:\n%s\n%s", text, fast->log, whole->log);
}

static bool
list_all(void *context, const struct conn_view *conn)
{
    fprintf(context, "%u %u %u:%u %u:%u %" PRId64 " %" PRIu64 " %s\n", conn->id, conn->protocol,
            conn->outer.mapped, conn->outer.real_port, conn->inner.mapped, conn->inner.real_port,
            conn->idle_ns, conn->bytes, conn->flags);
    return true;
}

static void
expect_same_state(const struct bench *fast, const struct bench *whole)
{
    const struct bench *both[] = { fast, whole };
    char *lists[2];
    for (size_t i = 0; i < 2; i++) {
        size_t size;
        FILE *out = open_memstream(&lists[i], &size);
        engine_each_conn(both[i]->engine, list_all, out);
        fclose(out);
    }
    ck_assert_str_eq(lists[0], lists[1]);
    free(lists[0]);
    free(lists[1]);
    struct engine_counters a = engine_counters(fast->engine), b = engine_counters(whole->engine);
    ck_assert_mem_eq(&a, &b, sizeof(a));
}

enum policy { NO_CLASS, TTL_CLASS, STRICT_CLASS, INSPECTED, POLICIES };

static struct bench *
law_bench(enum os_version version, enum policy policy, bool no_fast_path)
{
    struct bench *bench = translating_bench(version);
    struct policy_class *class =
        policy == TTL_CLASS || policy == STRICT_CLASS ? add_global_class(bench) : NULL;
    if (policy == INSPECTED && version >= OS_7_0)
        add_inspection(bench, INSPECT_PPTP);
    if (policy == TTL_CLASS) {
        say(class, CONN_DECREMENT_TTL, 1);
    } else if (policy == STRICT_CLASS) {
        struct tcp_map *map = add_tcp_map(bench, class, "map");
        static const struct {
            enum tcp_map_option option;
            enum tcp_map_action action;
        } rows[] = { { TCP_MAP_RESERVED_BITS, TCP_MAP_CLEAR },
                     { TCP_MAP_WINDOW_VARIATION, TCP_MAP_DROP },
                     { TCP_MAP_EXCEED_MSS, TCP_MAP_DROP } };
        for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
            map->actions[rows[i].option] = rows[i].action;
        }
    }
    bench_start_with(bench, (struct engine_options){ .seed = 1, .no_fast_path = no_fast_path });
    return bench;
}

/* Both engines get the same packets; the port that PAT gave is learned from what left. */
static size_t
hold_law(enum os_version version, enum policy policy, uint64_t dice)
{
    static const struct exchange fresh[] = {
        { "tcp", "10.1.1.5", "192.0.2.5", 1500, 1500, 80, { 100, 9000 }, 0 },
        { "tcp", "10.1.1.7", "192.0.2.9", 1501, 1, 80, { 0xfffff000, 7 }, 0 },
        { "tcp", "10.1.1.5", "192.0.2.5", 1502, 1502, 21, { 500, 600 }, 0 },
        { "tcp", "10.1.1.8", "192.0.2.9", 1503, 1, 1723, { 500, 600 }, 0 },
        { "udp", "10.1.1.5", "192.0.2.5", 1500, 1500, 5000, { 0, 0 }, 0 },
        { "udp", "10.1.1.9", "192.0.2.9", 1501, 1, 53, { 0, 0 }, 0 },
    };
    struct exchange ways[ARRAY_LENGTH(fresh)];
    memcpy(ways, fresh, sizeof(ways));
    struct bench *fast = law_bench(version, policy, false);
    struct bench *whole = law_bench(version, policy, true);
    size_t went_fast = 0;
    for (int i = 0; i < 2500; i++) {
        size_t which = draw(&dice, ARRAY_LENGTH(ways));
        char text[160];
        if (draw(&dice, 60) == 0)
            ways[which] = fresh[which]; /* begins again */
        write_packet(&ways[which], &dice, text);
        int64_t pause = draw(&dice, 200) == 0 ? (int64_t)draw(&dice, 4000) : 0;
        fast->time += pause * NS_PER_SECOND + draw(&dice, 1000);
        fast->time -= draw(&dice, 30) == 0 ? NS_PER_SECOND : 0; /* a clock that goes back */
        whole->time = fast->time;
        if (draw(&dice, 400) == 0) {
            fast->config->revision++;
            whole->config->revision++;
        }
        went_fast += goes_fast(fast, text);
        send_packet(whole, text);
        expect_alike(fast, whole, text);
        quiet(fast);
        quiet(whole);
        if (text[0] == 'i' && fast->outcome.verdict == VERDICT_PASSED)
            ways[which].mapped_port = fast->outcome.translation.source_port;
    }
    expect_same_state(fast, whole);
    bench_free(fast);
    bench_free(whole);
    return went_fast;
}

START_TEST(makes_no_difference)
{
    size_t went_fast = 0;
    for (enum policy policy = NO_CLASS; policy < POLICIES; policy++)
        went_fast += hold_law((enum os_version)(OS_FIRST + _i), policy, (uint64_t)_i * 77 + policy);
    ck_assert_uint_gt(went_fast, 500); /* or nothing was compared */
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("path_fast");
    TCase *tcase = tcase_create("path_fast");
    tcase_add_test(tcase, of_segments);
    tcase_add_test(tcase, of_headers);
    tcase_add_test(tcase, of_udp);
    tcase_add_loop_test(tcase, of_configurations, 0, HINDRANCES);
    tcase_add_test(tcase, of_revisions);
    tcase_add_test(tcase, of_edges);
    tcase_add_loop_test(tcase, makes_no_difference, 0, OS_LAST - OS_FIRST + 1);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
