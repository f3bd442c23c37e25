/*
 * path_fragments_test.c: datagrams that come in pieces: engine.md 1.2, in every version, and the
 * law that cutting a datagram up changes neither its fate nor its translation.
 */
#include "engine/fixture_test.h"

#define DATAGRAM_MOST 400
#define IP_HEADER 20
#define PIECES_MOST 48

/* A datagram of which pieces are sent, and what has become of each of them. */
struct sender {
    struct bench *bench;
    uint8_t datagram[DATAGRAM_MOST];
    size_t length; /* without its header */
    ifc_id ifc;
    uint16_t id;
    size_t snap; /* bytes that are captured of a frame; 0: all */
    /* by packet number */
    enum verdict verdicts[PIECES_MOST];
    enum drop_reason drops[PIECES_MOST];
    uint64_t settled;               /* late verdicts */
    uint64_t last_settled;          /* the packet number of the latest */
    uint8_t leaving[DATAGRAM_MOST]; /* put together from the pieces as they leave */
    struct translation translation;
};

static void settled(void *context, ifc_id ingress, const struct packet *packet,
                    const struct outcome *outcome);

static void
take(struct sender *sender, const struct packet *packet, const struct outcome *outcome)
{
    uint8_t frame[BENCH_FRAME];
    ck_assert_uint_lt(packet->number, PIECES_MOST);
    sender->verdicts[packet->number] = outcome->verdict;
    sender->drops[packet->number] = outcome->drop;
    if (outcome->verdict != VERDICT_PASSED)
        return;
    sender->translation = outcome->translation;
    packet_translate(packet, &outcome->translation, frame);
    /* each has a header of its own, which is right */
    ck_assert_uint_eq(internet_checksum(frame, packet->ip_header_length, 0), 0);
    struct packet left = { 0 };
    packet_decode(&left, LINK_RAW_IP, frame, packet->captured, packet->wire_length);
    ck_assert_uint_eq(left.source, outcome->translation.source);
    ck_assert_uint_eq(left.destination, outcome->translation.destination);
    ck_assert_uint_eq(left.fragment_offset, packet->fragment_offset);
    ck_assert_uint_eq(left.more_fragments, packet->more_fragments);
    ck_assert_uint_eq(left.ip_id, packet->ip_id);
    memcpy(sender->leaving + packet->fragment_offset, frame + left.l4_offset,
           packet->captured - packet->l4_offset);
}

static void
settled(void *context, ifc_id ingress, const struct packet *packet, const struct outcome *outcome)
{
    struct sender *sender = context;
    ck_assert_uint_eq(ingress, sender->ifc);
    ck_assert_ptr_null(outcome->trace);
    ck_assert_int_ne(outcome->verdict, VERDICT_WAITING);
    sender->settled++;
    /* in the order in which they came */
    ck_assert_uint_gt(packet->number, sender->last_settled);
    sender->last_settled = packet->number;
    take(sender, packet, outcome);
}

/* "IFC PROTOCOL A > B ..." */
static void
prepare(struct sender *sender, struct bench *bench, const char *text)
{
    char name[16];
    int used = 0;
    ck_assert_int_eq(sscanf(text, "%15s %n", name, &used), 1);
    *sender = (struct sender){ .bench = bench, .id = 0x1234 };
    sender->ifc = config_interface_by_name(bench->config, name);
    uint8_t frame[BENCH_FRAME] = { 0 };
    struct writing writing = { .bytes = frame };
    put_datagram(&writing, text + used);
    ck_assert_uint_le(writing.length, DATAGRAM_MOST);
    memcpy(sender->datagram, frame, writing.length);
    /* so that pieces that change places are seen */
    size_t seen = sender->datagram[9] == IP_TCP ? 40 : 36;
    for (size_t i = seen; i < writing.length; i++)
        sender->datagram[i] = (uint8_t)(i * 7);
    sender->length = writing.length - IP_HEADER;
    bench->number = 0;
    engine_set_late_sink(bench->engine, (struct late_sink){ settled, sender });
}

/* LENGTH bytes of the datagram at OFFSET. What lies behind its end is zero. */
static enum verdict
send_piece(struct sender *sender, size_t offset, size_t length, bool more)
{
    struct bench *bench = sender->bench;
    uint8_t *frame = bench->frame;
    memset(frame, 0, BENCH_FRAME);
    ck_assert_uint_le(IP_HEADER + length, BENCH_FRAME);
    memcpy(frame, sender->datagram, IP_HEADER);
    if (offset < sender->length)
        memcpy(frame + IP_HEADER, sender->datagram + IP_HEADER + offset,
               length < sender->length - offset ? length : sender->length - offset);
    struct writing header = { .bytes = frame, .length = 2 };
    put_number(&header, IP_HEADER + length, 2);
    put_number(&header, sender->id, 2);
    put_number(&header, (more ? 0x2000 : 0) | offset / 8, 2);
    header.length = 10;
    put_number(&header, 0, 2);
    header.length = 10;
    put_number(&header, internet_checksum(frame, IP_HEADER, 0), 2);
    size_t wire = IP_HEADER + length;
    size_t captured = sender->snap != 0 && sender->snap < wire ? sender->snap : wire;
    packet_decode(&bench->packet, LINK_RAW_IP, frame, captured, wire);
    bench->packet.time = bench->time;
    bench->packet.number = ++bench->number;
    engine_packet(bench->engine, sender->ifc, &bench->packet, &bench->outcome);
    sender->last_settled = 0;
    if (bench->outcome.verdict == VERDICT_WAITING)
        sender->verdicts[bench->number] = VERDICT_WAITING;
    else
        take(sender, &bench->packet, &bench->outcome);
    return bench->outcome.verdict;
}

static void
limit(struct bench *bench, ifc_id ifc, enum fragment_limit what, uint32_t value)
{
    struct fragment_rule *rule =
        BENCH_APPEND(bench->config, guard.fragments, guard.fragment_count, guard.fragment_capacity);
    ck_assert_ptr_nonnull(rule);
    *rule = (struct fragment_rule){ .ifc = ifc, .limit = what, .value = value };
}

/* --- one datagram, its pieces, and what becomes of each -------------------------------------- */

enum { CHAIN_1 = 1, CHAIN_3 = 2, SIZE_2 = 4, FRAGGUARD = 8, SHORT_TIME = 16, DENIED = 32 };

struct piece {
    uint16_t offset, length;
    bool more;
    uint8_t second; /* when it is sent */
    char fate;      /* P passed, D denied, W still waiting, U undecided */
    enum drop_reason drop;
};

#define UDP_100 "outside udp 198.51.100.7:9 > 192.0.2.5:69 len 92"
#define TCP_100 "outside tcp 198.51.100.7:1025 > 192.0.2.5:80 S len 80"
#define BUILT                                                                                      \
    "302015: Built inbound UDP connection 1 for outside:198.51.100.7/9 (198.51.100.7/9) to "       \
    "inside:10.1.1.5/69 (192.0.2.5/69)\n"
#define OF_UDP ":  src = 198.51.100.7, dest = 192.0.2.5, proto = udp, id = 4660\n"
#define OF_UDP_8 ":  src = 198.51.100.7, dest = 192.0.2.5, proto = UDP, id = 4660\n"
#define TEARDROP(size, offset)                                                                     \
    "106020: Deny IP teardrop fragment (size = " #size ", offset = " #offset ") from "             \
    "198.51.100.7 to 192.0.2.5\n"

static const struct fragment_case {
    const char *name;
    unsigned has;
    const char *datagram;
    struct piece pieces[8];  /* until one without a length that is not the first */
    const char *log, *log_8; /* NULL: the same from 8.0 on */
} cases[] = {
    { "in order",
      0,
      UDP_100,
      { { 0, 48, true, 0, 'P', 0 }, { 48, 48, true, 0, 'P', 0 }, { 96, 4, false, 0, 'P', 0 } },
      BUILT,
      NULL },
    { "the last first",
      0,
      UDP_100,
      { { 96, 4, false, 0, 'P', 0 }, { 48, 48, true, 1, 'P', 0 }, { 0, 48, true, 4, 'P', 0 } },
      BUILT,
      NULL },
    { "the middle last",
      0,
      UDP_100,
      { { 96, 4, false, 0, 'P', 0 }, { 0, 48, true, 1, 'P', 0 }, { 48, 48, true, 4, 'P', 0 } },
      BUILT,
      NULL },
    { "the list decides for all by the first",
      DENIED,
      UDP_100,
      { { 96, 4, false, 0, 'D', DROP_ACL },
        { 48, 48, true, 1, 'D', DROP_ACL },
        { 0, 48, true, 4, 'D', DROP_ACL } },
      "106023: Deny udp src outside:198.51.100.7/9 dst inside:192.0.2.5/69 by access-group "
      "\"acl-out\"[#]\n",
      NULL },
    { "one is missing, and the capture goes on",
      0,
      UDP_100,
      { { 0, 48, true, 0, 'D', DROP_FRAGMENT_TIMEOUT },
        { 96, 4, false, 4, 'D', DROP_FRAGMENT_TIMEOUT },
        { 48, 48, true, 5, 'W', 0 } },
      "",
      NULL },
    { "fragment timeout 2",
      SHORT_TIME,
      UDP_100,
      { { 0, 48, true, 0, 'D', DROP_FRAGMENT_TIMEOUT }, { 48, 52, false, 2, 'W', 0 } },
      "",
      NULL },
    { "fragment timeout 2, in time",
      SHORT_TIME,
      UDP_100,
      { { 0, 48, true, 0, 'P', 0 }, { 48, 52, false, 1, 'P', 0 } },
      BUILT,
      NULL },
    { "fragment chain 1 lets none in",
      CHAIN_1,
      UDP_100,
      { { 0, 48, true, 0, 'D', DROP_FRAGMENT_CHAIN },
        { 48, 52, false, 0, 'D', DROP_FRAGMENT_CHAIN } },
      "209005: Discard IP fragment set with more than 1 elements" OF_UDP
      "209005: Discard IP fragment set with more than 1 elements" OF_UDP,
      "209005: Discard IP fragment set with more than 1 elements" OF_UDP_8
      "209005: Discard IP fragment set with more than 1 elements" OF_UDP_8 },
    { "fragment chain 3, three pieces",
      CHAIN_3,
      UDP_100,
      { { 0, 48, true, 0, 'P', 0 }, { 48, 48, true, 0, 'P', 0 }, { 96, 4, false, 0, 'P', 0 } },
      BUILT,
      NULL },
    { "fragment chain 3, four",
      CHAIN_3,
      UDP_100,
      { { 0, 24, true, 0, 'D', DROP_FRAGMENT_CHAIN },
        { 24, 24, true, 0, 'D', DROP_FRAGMENT_CHAIN },
        { 48, 24, true, 0, 'D', DROP_FRAGMENT_CHAIN },
        { 72, 28, false, 0, 'D', DROP_FRAGMENT_CHAIN } },
      "209005: Discard IP fragment set with more than 3 elements" OF_UDP,
      "209005: Discard IP fragment set with more than 3 elements" OF_UDP_8 },
    { "fragment size 2, a third that would wait",
      SIZE_2,
      UDP_100,
      { { 0, 24, true, 0, 'W', 0 },
        { 24, 24, true, 0, 'W', 0 },
        { 48, 24, true, 0, 'D', DROP_FRAGMENT_LIMIT } },
      "209003: Fragment database limit of 2 exceeded" OF_UDP,
      "209003: Fragment database limit of 2 exceeded" OF_UDP_8 },
    { "fragment size 2, two pieces",
      SIZE_2,
      UDP_100,
      { { 0, 48, true, 0, 'P', 0 }, { 48, 52, false, 0, 'P', 0 } },
      BUILT,
      NULL },

    /* 106020 */
    { "teardrop: inside another",
      0,
      UDP_100,
      { { 0, 48, true, 0, 'D', DROP_TEARDROP }, { 24, 8, false, 0, 'D', DROP_TEARDROP } },
      TEARDROP(8, 24),
      NULL },
    { "over the end of another",
      0,
      UDP_100,
      { { 0, 48, true, 0, 'D', DROP_TEARDROP }, { 40, 60, false, 0, 'D', DROP_TEARDROP } },
      TEARDROP(60, 40),
      NULL },
    { "over the beginning of another",
      0,
      UDP_100,
      { { 48, 52, false, 0, 'D', DROP_TEARDROP }, { 0, 56, true, 0, 'D', DROP_TEARDROP } },
      TEARDROP(56, 0),
      NULL },
    { "a repetition ends only itself [C]",
      0,
      UDP_100,
      { { 0, 48, true, 0, 'P', 0 },
        { 0, 48, true, 0, 'D', DROP_TEARDROP },
        { 48, 52, false, 0, 'P', 0 } },
      TEARDROP(48, 0) BUILT,
      NULL },
    { "two ends",
      0,
      UDP_100,
      { { 48, 8, false, 0, 'D', DROP_TEARDROP }, { 72, 8, false, 0, 'D', DROP_TEARDROP } },
      TEARDROP(8, 72),
      NULL },
    { "past the end",
      0,
      UDP_100,
      { { 48, 8, false, 0, 'D', DROP_TEARDROP }, { 56, 8, true, 0, 'D', DROP_TEARDROP } },
      TEARDROP(8, 56),
      NULL },
    { "an end before what is there",
      0,
      UDP_100,
      { { 48, 8, true, 0, 'D', DROP_TEARDROP }, { 24, 8, false, 0, 'D', DROP_TEARDROP } },
      TEARDROP(8, 24),
      NULL },
    { "of no length [C]",
      0,
      UDP_100,
      { { 48, 0, true, 0, 'D', DROP_TEARDROP } },
      TEARDROP(0, 48),
      NULL },
    { "tiny: flags out of sight",
      0,
      TCP_100,
      { { 0, 8, true, 0, 'D', DROP_TEARDROP }, { 8, 92, false, 0, 'D', DROP_TEARDROP } },
      TEARDROP(92, 8),
      NULL },
    { "tiny: the end of the header out of sight",
      0,
      TCP_100,
      { { 0, 16, true, 0, 'D', DROP_TEARDROP }, { 16, 84, false, 0, 'D', DROP_TEARDROP } },
      TEARDROP(84, 16),
      NULL },
    { "the smallest that hides nothing",
      0,
      UDP_100,
      { { 0, 8, true, 0, 'P', 0 }, { 8, 92, false, 0, 'P', 0 } },
      BUILT,
      NULL },

    /* 209004: with the header */
    { "ping of death",
      0,
      UDP_100,
      { { 0, 48, true, 0, 'D', DROP_FRAGMENT_SIZE },
        { 65480, 40, false, 0, 'D', DROP_FRAGMENT_SIZE } },
      "209004: Invalid IP fragment, size = 65540 exceeds maximum size = 65535" OF_UDP,
      "209004: Invalid IP fragment, size = 65540 exceeds maximum size = 65535" OF_UDP_8 },
    { "the longest",
      0,
      UDP_100,
      { { 0, 48, true, 0, 'W', 0 }, { 65480, 35, false, 0, 'W', 0 } },
      "",
      NULL },

    /* sysopt security fragguard: none before the first */
    { "fragguard, in order",
      FRAGGUARD,
      UDP_100,
      { { 0, 48, true, 0, 'P', 0 }, { 48, 52, false, 0, 'P', 0 } },
      BUILT,
      NULL },
    { "fragguard, out of order",
      FRAGGUARD,
      UDP_100,
      { { 48, 52, false, 0, 'D', DROP_FRAGMENT_GUARD }, { 0, 48, true, 0, 'W', 0 } },
      "",
      NULL },

    /* what the whole of it is, is told once it is whole */
    { "land",
      0,
      "outside udp 192.0.2.5:9 > 192.0.2.5:9 len 92",
      { { 48, 52, false, 0, 'D', DROP_LAND }, { 0, 48, true, 0, 'D', DROP_LAND } },
      "106017: Deny IP due to Land Attack from 192.0.2.5 to 192.0.2.5\n",
      NULL },
    { "an address that cannot be, at once",
      0,
      "outside udp 127.0.0.1:9 > 192.0.2.5:9 len 92",
      { { 48, 52, false, 0, 'D', DROP_SPOOF }, { 0, 48, true, 0, 'D', DROP_SPOOF } },
      "106016: Deny IP spoof from (127.0.0.1) to 192.0.2.5 on interface outside\n"
      "106016: Deny IP spoof from (127.0.0.1) to 192.0.2.5 on interface outside\n",
      NULL },
    { "a header longer than the datagram",
      0,
      "outside tcp 198.51.100.7:1025 > 192.0.2.5:80 S",
      { { 0, 8, true, 0, 'W', 0 } },
      "",
      NULL },
};

static struct bench *
fragment_bench(enum os_version version, unsigned has)
{
    struct bench *bench = bench_new(version);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    add_ace(bench, "acl-out", (has & DENIED) == 0, IP_ANY, "any", "any");
    bind_acl(bench, OUTSIDE, "acl-out");
    if ((has & CHAIN_1) != 0)
        limit(bench, OUTSIDE, FRAGMENT_CHAIN, 1);
    if ((has & CHAIN_3) != 0)
        limit(bench, OUTSIDE, FRAGMENT_CHAIN, 3);
    if ((has & SIZE_2) != 0)
        limit(bench, OUTSIDE, FRAGMENT_SIZE, 2);
    if ((has & SHORT_TIME) != 0)
        limit(bench, OUTSIDE, FRAGMENT_TIMEOUT, 2);
    limit(bench, INSIDE, FRAGMENT_SIZE, 1); /* another interface's limit is its own */
    if ((has & FRAGGUARD) != 0)
        bench->config->sysopts.on |= SYSOPT_BIT(SYSOPT_FRAGGUARD);
    bench_start(bench);
    return bench;
}

static bool
is_end(const struct piece *piece, size_t index)
{
    return index == ARRAY_LENGTH(cases[0].pieces) || piece->fate == '\0';
}

/* The lines but for those of hosts and slots; "[#]" stands for the hashes of versions that have
 * them. */
static void
expect_lines(struct bench *bench, enum os_version version, const char *wanted, const char *name)
{
    char expected[1024], printed[sizeof(bench->log)];
    const char *mark = strstr(wanted, "[#]");
    snprintf(expected, sizeof(expected), "%.*s%s%s",
             (int)(mark == NULL ? strlen(wanted) : (size_t)(mark - wanted)), wanted,
             mark == NULL || !behaviour(version)->deny_has_hashes ? "" : " [0x0, 0x0]",
             mark == NULL ? "" : mark + 3);
    size_t length = 0;
    for (const char *line = bench->log; *line != '\0';) {
        const char *next = strchr(line, '\n') + 1;
        if (strncmp(line, "609", 3) != 0 && strncmp(line, "305", 3) != 0) {
            memcpy(printed + length, line, (size_t)(next - line));
            length += (size_t)(next - line);
        }
        line = next;
    }
    printed[length] = '\0';
    ck_assert_msg(strcmp(printed, expected) == 0, "%s, %s:\n%s\nnot\n%s", name,
                  os_version_name(version), printed, expected);
}

START_TEST(pieces)
{
    const struct fragment_case *row = &cases[_i];
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        struct bench *bench = fragment_bench(version, row->has);
        struct sender sender;
        prepare(&sender, bench, row->datagram);
        for (size_t i = 0; !is_end(&row->pieces[i], i); i++) {
            const struct piece *piece = &row->pieces[i];
            at_second(bench, piece->second);
            send_piece(&sender, piece->offset, piece->length, piece->more);
        }
        static const char fates[] = { [VERDICT_PASSED] = 'P',
                                      [VERDICT_DENIED] = 'D',
                                      [VERDICT_UNDECIDED] = 'U',
                                      [VERDICT_WAITING] = 'W' };
        for (size_t i = 0; !is_end(&row->pieces[i], i); i++) {
            const struct piece *piece = &row->pieces[i];
            ck_assert_msg(fates[sender.verdicts[i + 1]] == piece->fate &&
                              (piece->fate != 'D' || sender.drops[i + 1] == piece->drop),
                          "%s, %s, piece %zu: %s, %s", row->name, os_version_name(version), i,
                          verdict_name(sender.verdicts[i + 1]),
                          drop_reason_name(sender.drops[i + 1]));
        }
        expect_lines(bench, version,
                     version >= OS_8_0 && row->log_8 != NULL ? row->log_8 : row->log, row->name);
        bench_free(bench);
    }
}
END_TEST

/* --- ids, ends of captures ------------------------------------------------------------------- */

/* Pieces belong together by source, destination, protocol, id and interface. */
START_TEST(datagrams_are_told_apart)
{
    struct bench *bench = fragment_bench(OS_7_2, 0);
    struct sender sender;
    prepare(&sender, bench, UDP_100);
    send_piece(&sender, 0, 48, true);
    sender.id++;
    ck_assert_int_eq(send_piece(&sender, 48, 52, false), VERDICT_WAITING);
    sender.id--;
    sender.datagram[15]++; /* its source */
    ck_assert_int_eq(send_piece(&sender, 48, 52, false), VERDICT_WAITING);
    sender.datagram[15]--;
    sender.datagram[9] = IP_ICMP;
    ck_assert_int_eq(send_piece(&sender, 48, 52, false), VERDICT_WAITING);
    sender.datagram[9] = IP_UDP;
    sender.ifc = DMZ;
    ck_assert_int_eq(send_piece(&sender, 48, 52, false), VERDICT_WAITING);
    sender.ifc = OUTSIDE;
    ck_assert_int_eq(send_piece(&sender, 48, 52, false), VERDICT_PASSED);
    ck_assert_uint_eq(sender.settled, 1);
    bench_free(bench);
}
END_TEST

/* What waits when no packet comes any more: given up when the clock runs on, undecided if not. */
START_TEST(ends)
{
    for (int drains = 0; drains < 2; drains++) {
        struct bench *bench = fragment_bench(OS_6_3, 0);
        struct sender sender;
        prepare(&sender, bench, UDP_100);
        send_piece(&sender, 0, 48, true);
        at_second(bench, 3);
        send_piece(&sender, 96, 4, false);
        ck_assert_uint_eq(engine_counters(bench->engine).packets[VERDICT_UNDECIDED], 0);
        if (drains)
            engine_drain(bench->engine);
        else
            engine_settle(bench->engine);
        enum verdict verdict = drains ? VERDICT_DENIED : VERDICT_UNDECIDED;
        enum drop_reason drop = drains ? DROP_FRAGMENT_TIMEOUT : DROP_FRAGMENT;
        for (size_t number = 1; number <= 2; number++) {
            ck_assert_int_eq(sender.verdicts[number], verdict);
            ck_assert_int_eq(sender.drops[number], drop);
        }
        ck_assert_uint_eq(engine_counters(bench->engine).packets[verdict], 2);
        ck_assert_uint_eq(engine_counters(bench->engine).drops[drop], 2);
        expect_log(bench, "");
        bench_free(bench);
    }
}
END_TEST

/* An engine that goes while pieces wait tells nobody. */
START_TEST(engine_goes)
{
    struct bench *bench = fragment_bench(OS_6_3, 0);
    struct sender sender;
    prepare(&sender, bench, UDP_100);
    send_piece(&sender, 0, 48, true);
    engine_free(bench->engine);
    bench->engine = NULL;
    ck_assert_uint_eq(sender.settled, 0);
    config_free(bench->config);
    free(bench);
}
END_TEST

/* A snap length that leaves the headers does no harm; one that cuts them leaves all undecided. */
START_TEST(cut_captures)
{
    struct bench *bench = fragment_bench(OS_8_0, 0);
    struct sender sender;
    prepare(&sender, bench, UDP_100);
    sender.snap = IP_HEADER + 12;
    send_piece(&sender, 48, 52, false);
    send_piece(&sender, 0, 48, true);
    ck_assert_int_eq(sender.verdicts[1], VERDICT_PASSED);
    ck_assert_int_eq(sender.verdicts[2], VERDICT_PASSED);
    bench_free(bench);
    bench = fragment_bench(OS_8_0, 0);
    prepare(&sender, bench, UDP_100);
    sender.snap = IP_HEADER + 2;
    send_piece(&sender, 48, 52, false);
    send_piece(&sender, 0, 48, true);
    ck_assert_int_eq(sender.verdicts[1], VERDICT_UNDECIDED);
    ck_assert_int_eq(sender.drops[1], DROP_CAPTURE_CUT);
    ck_assert_int_eq(sender.verdicts[2], VERDICT_UNDECIDED);
    bench_free(bench);
}
END_TEST

START_TEST(traced)
{
    struct bench *bench = fragment_bench(OS_8_0, 0);
    struct sender sender;
    struct trace trace;
    prepare(&sender, bench, UDP_100);
    bench->outcome.trace = &trace;
    send_piece(&sender, 0, 48, true);
    ck_assert_uint_eq(trace.count, 1);
    ck_assert_str_eq(trace_phase_name(trace.phases[0].type), "FRAGMENTS");
    bench->outcome.trace = &trace;
    send_piece(&sender, 48, 52, false);
    ck_assert_int_eq(trace.phases[0].type, PHASE_FRAGMENTS);
    ck_assert_int_eq(trace.phases[1].type, PHASE_UNTRANSLATE);
    bench_free(bench);
}
END_TEST

/* What refuses a piece is the line of its limit, or the default. */
START_TEST(limits_decide)
{
    struct bench *bench = fragment_bench(OS_8_0, SIZE_2);
    struct sender sender;
    prepare(&sender, bench, UDP_100);
    for (size_t at = 0; at < 72; at += 24)
        send_piece(&sender, at, 24, true);
    ck_assert_int_eq(bench->outcome.drop, DROP_FRAGMENT_LIMIT);
    ck_assert_int_eq(bench->outcome.decided_by.kind, ROW_FRAGMENT);
    const struct fragment_rule *rule = bench->outcome.decided_by.pointer;
    ck_assert_uint_eq(rule->value, 2);
    bench->config->guard.fragment_count = 0;
    for (size_t at = 96; bench->outcome.drop != DROP_FRAGMENT_CHAIN; at += 8)
        send_piece(&sender, at, 8, true);
    ck_assert_int_eq(bench->outcome.decided_by.kind, ROW_FRAGMENT);
    ck_assert_ptr_null(bench->outcome.decided_by.pointer);
    bench_free(bench);
}
END_TEST

/* --- floods ---------------------------------------------------------------------------------- */

/* Pieces of ever other datagrams: so many wait as the configuration says, and no more memory. */
START_TEST(flood)
{
    struct bench *bench = fragment_bench(OS_6_3, 0);
    bench->config->guard.fragment_count = 0;
    struct sender sender;
    prepare(&sender, bench, UDP_100);
    size_t after_limit = 0;
    for (uint32_t i = 0; i < 20000; i++) {
        bench->time += 1000000; /* 1 ms: 5 s are 5000 of them */
        bench->number = i % 8;
        sender.datagram[12] = 11;
        sender.datagram[14] = (uint8_t)(i >> 8);
        sender.datagram[15] = (uint8_t)(i | 1);
        sender.id = (uint16_t)i;
        send_piece(&sender, 0, 48, true);
        bench->log_length = 0;
        if (i == 1000)
            after_limit = engine_memory(bench->engine);
    }
    struct engine_counters counters = engine_counters(bench->engine);
    ck_assert_uint_eq(counters.packets[VERDICT_DENIED] + 200, 20000);
    ck_assert_uint_eq(counters.drops[DROP_FRAGMENT_TIMEOUT], 3 * 200);
    ck_assert_uint_eq(engine_memory(bench->engine), after_limit);
    bench_free(bench);
}
END_TEST

/* --- the law --------------------------------------------------------------------------------- */

static const char *const datagrams[] = {
    "outside udp 198.51.100.7:9 > 192.0.2.5:69 len 200",
    "outside udp 198.51.100.7:9 > 192.0.2.5:70 len 90",
    "outside udp 198.51.100.7:53 > 192.0.2.5:1025 len 77",
    "outside tcp 198.51.100.7:1025 > 192.0.2.5:80 S len 100",
    "outside tcp 198.51.100.7:1025 > 192.0.2.5:80 A len 100",
    "outside tcp 198.51.100.7:1025 > 192.0.2.5:81 S len 60",
    "outside icmp 198.51.100.7 > 192.0.2.5 8 0 id 5 seq 1",
    "outside icmp 198.51.100.7 > 192.0.2.9 0 0 id 5 seq 1",
    "outside icmp 198.51.100.7 > 192.0.2.5 3 1 about udp 192.0.2.5:1500 > 198.51.100.7:69",
    "outside gre 198.51.100.7 > 192.0.2.5 call 3 len 80",
    "outside 50 198.51.100.7 > 192.0.2.5",
    "inside udp 10.1.1.7:9 > 198.51.100.7:69 len 201",
    "inside udp 10.1.1.5:1500 > 198.51.100.7:69 len 64",
    "inside tcp 10.1.1.7:1500 > 198.51.100.7:80 S len 99",
    "inside icmp 10.1.1.7 > 198.51.100.7 8 0 id 77 seq 4",
    "inside gre 10.1.1.5 > 198.51.100.7 call 9 len 120",
    "inside 51 10.1.1.7 > 198.51.100.7",
    "outside udp 198.51.100.7:9 > 192.0.2.5:0 len 64",
    "outside udp 192.0.2.5:9 > 192.0.2.5:9 len 64",
    "outside udp 192.0.2.5:9 > 192.0.2.5:10 len 64",
    "outside udp 198.51.100.7:9 > 192.0.2.1:10 len 64",
    "inside udp 0.0.0.0:68 > 255.255.255.255:67 len 240",
    "dmz udp 172.16.1.9:9 > 10.1.1.5:10 len 64",
};

static struct bench *
law_bench(enum os_version version)
{
    struct bench *bench = bench_new(version);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    add_nat(bench, INSIDE, 1, "10.1.1.0/24");
    add_global(bench, OUTSIDE, 1, "192.0.2.9");
    add_ace(bench, "acl-out", true, IP_UDP, "any", "192.0.2.5:69");
    add_ace(bench, "acl-out", true, IP_TCP, "any", "192.0.2.5:80");
    add_ace(bench, "acl-out", true, IP_ICMP, "any", "any");
    add_ace(bench, "acl-out", true, IP_GRE, "any", "any");
    bind_acl(bench, OUTSIDE, "acl-out");
    bench_start(bench);
    /* a living conn that an error may be about */
    expect_passed(bench, "inside udp 10.1.1.5:1500 > 198.51.100.7:69");
    quiet(bench);
    return bench;
}

static uint32_t
next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

struct cut {
    size_t offset, length;
};

/* Where it is cut: at multiples of eight, not in the TCP header, in 2 to 8 pieces. */
static size_t
cut_up(const struct sender *sender, uint32_t *random, struct cut cuts[8])
{
    size_t first = sender->datagram[9] == IP_TCP ? 24 : 8;
    size_t count = 0, at = 0;
    while (count < 7) {
        size_t least = at == 0 ? first : 8;
        size_t length = least + 8 * (next_random(random) % 6);
        if (at + length >= sender->length)
            break;
        cuts[count++] = (struct cut){ at, length };
        at += length;
    }
    cuts[count++] = (struct cut){ at, sender->length - at };
    for (size_t i = count; i > 1; i--) {
        size_t other = next_random(random) % i;
        struct cut moved = cuts[i - 1];
        cuts[i - 1] = cuts[other];
        cuts[other] = moved;
    }
    return count;
}

/* How the datagram fares uncut; its bytes as they leave go to LEAVING. */
static struct outcome
send_whole(struct sender *sender, uint8_t leaving[DATAGRAM_MOST])
{
    struct bench *bench = sender->bench;
    size_t length = IP_HEADER + sender->length;
    memcpy(bench->frame, sender->datagram, length);
    packet_decode(&bench->packet, LINK_RAW_IP, bench->frame, length, length);
    bench->packet.time = bench->time;
    bench->packet.number = 1;
    engine_packet(bench->engine, sender->ifc, &bench->packet, &bench->outcome);
    uint8_t frame[BENCH_FRAME];
    packet_translate(&bench->packet, &bench->outcome.translation, frame);
    memcpy(leaving, frame + IP_HEADER, sender->length);
    return bench->outcome;
}

static void
check_law(enum os_version version, const char *text, uint32_t *random)
{
    struct bench *whole = law_bench(version), *cut = law_bench(version);
    struct sender sender;
    uint8_t leaving[DATAGRAM_MOST];
    prepare(&sender, whole, text);
    struct outcome expected = send_whole(&sender, leaving);
    prepare(&sender, cut, text);
    struct cut cuts[8];
    size_t count = cut_up(&sender, random, cuts);
    for (size_t i = 0; i < count; i++)
        send_piece(&sender, cuts[i].offset, cuts[i].length,
                   cuts[i].offset + cuts[i].length < sender.length);
    bool refused_at_once = expected.drop == DROP_SPOOF;
    for (size_t i = 1; i <= count; i++) {
        ck_assert_msg(sender.verdicts[i] == expected.verdict && sender.drops[i] == expected.drop,
                      "%s %s: %s, %s and not %s, %s", os_version_name(version), text,
                      verdict_name(sender.verdicts[i]), drop_reason_name(sender.drops[i]),
                      verdict_name(expected.verdict), drop_reason_name(expected.drop));
    }
    if (!refused_at_once)
        ck_assert_str_eq(cut->log, whole->log);
    if (expected.verdict == VERDICT_PASSED) {
        ck_assert_mem_eq(sender.leaving, leaving, sender.length);
        ck_assert_uint_eq(sender.translation.source, expected.translation.source);
        ck_assert_uint_eq(sender.translation.destination, expected.translation.destination);
    }
    bench_free(whole);
    bench_free(cut);
}

START_TEST(cutting_changes_nothing)
{
    uint32_t random = 1;
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        for (unsigned round = 0; round < 4; round++)
            check_law(version, datagrams[_i], &random);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("path_fragments");
    TCase *sets = tcase_create("sets");
    tcase_add_loop_test(sets, pieces, 0, (int)ARRAY_LENGTH(cases));
    tcase_add_test(sets, datagrams_are_told_apart);
    tcase_add_test(sets, ends);
    tcase_add_test(sets, engine_goes);
    tcase_add_test(sets, cut_captures);
    tcase_add_test(sets, traced);
    tcase_add_test(sets, limits_decide);
    tcase_add_test(sets, flood);
    suite_add_tcase(suite, sets);
    TCase *law = tcase_create("law");
    tcase_add_loop_test(law, cutting_changes_nothing, 0, (int)ARRAY_LENGTH(datagrams));
    suite_add_tcase(suite, law);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
