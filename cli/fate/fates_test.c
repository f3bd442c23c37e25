/*
 * fates_test.c: which packets and log lines are of which flow.
 */
#include "cli/fate/fates.h"

#include <check.h>
#include <stdlib.h>

#include "engine/base/clock.h"
#include "engine/base/ip.h"
#include "engine/packet/packet_make.h"
#include "parser/parser.h"

static const char box[] = "PIX Version 6.3(5)\n"
                          "interface ethernet0 auto\n"
                          "interface ethernet1 auto\n"
                          "interface ethernet2 auto\n"
                          "nameif ethernet0 outside security0\n"
                          "nameif ethernet1 inside security100\n"
                          "nameif ethernet2 dmz security50\n"
                          "access-list acl_out permit udp any any eq 53\n"
                          "access-list acl_dmz deny ip any any\n"
                          "ip address outside 192.0.2.1 255.255.255.0\n"
                          "ip address inside 10.1.1.1 255.255.255.0\n"
                          "ip address dmz 10.2.2.1 255.255.255.0\n"
                          "static (inside,outside) 192.0.2.5 10.1.1.5 netmask 255.255.255.255 0 0\n"
                          "access-group acl_out in interface outside\n"
                          "access-group acl_dmz in interface dmz\n";

#define OUTSIDE 0
#define INSIDE 1
#define DMZ 2

static const struct packet_wish question = { .protocol = IP_UDP,
                                             .source = 0x0a010105,
                                             .source_port = 1025,
                                             .destination = 0xc6336407,
                                             .destination_port = 123 };
static const struct packet_wish answer = { .protocol = IP_UDP,
                                           .source = 0xc6336407,
                                           .source_port = 123,
                                           .destination = 0xc0000205,
                                           .destination_port = 1025 };
static const struct packet_wish refused = { .protocol = IP_TCP,
                                            .source = 0xc6336409,
                                            .source_port = 1025,
                                            .destination = 0xc0000205,
                                            .destination_port = 23 };

static struct load_result loaded;
static struct fates *fates;
static struct engine *engine;
static struct replay_sink sink;
static int64_t now;
static uint64_t number;
static uint8_t ip_id;

static void
take_late(void *context, ifc_id ingress, const struct packet *packet, const struct outcome *outcome)
{
    (void)context;
    const struct replay_packet told = { .packet = packet, .outcome = outcome, .ingress = ingress };
    sink.packet(sink.context, &told);
}

static void
setup(void)
{
    struct load_options options = { .file = "box" };
    ck_assert(config_load_text(box, sizeof box - 1, &options, &loaded));
    ck_assert_uint_eq(loaded.diags.errors, 0);
    fates = fates_new(loaded.config, 7);
    ck_assert_ptr_nonnull(fates);
    engine = engine_new(loaded.config, &(struct engine_options){ 0 }, fates_events(fates));
    ck_assert_ptr_nonnull(engine);
    engine_set_late_sink(engine, (struct late_sink){ .settled = take_late });
    sink = fates_sink(fates);
    now = INT64_C(1000000000) * NS_PER_SECOND;
    number = 0;
    ip_id = 0x34;
}

static void
teardown(void)
{
    engine_free(engine);
    fates_free(fates);
    load_result_free(&loaded);
}

static void
give(ifc_id ingress, const uint8_t *bytes, size_t length)
{
    struct packet packet;
    packet_decode(&packet, LINK_RAW_IP, bytes, length, length);
    packet.time = now += NS_PER_SECOND / 1000;
    packet.number = ++number;
    struct outcome outcome = { .trace = sink.trace(sink.context, &packet, ingress) };
    engine_packet(engine, ingress, &packet, &outcome);
    if (outcome.verdict == VERDICT_WAITING)
        return;
    const struct replay_packet told = { .packet = &packet,
                                        .outcome = &outcome,
                                        .ingress = ingress };
    sink.packet(sink.context, &told);
}

static void
enter(ifc_id ingress, const struct packet_wish *wish)
{
    uint8_t bytes[PACKET_MADE_SIZE];
    give(ingress, bytes, packet_make(wish, bytes));
}

/* A fragment at OFFSET of 8 bytes each; FIRST ones hold the UDP header. */
static void
enter_fragment(ifc_id ingress, const struct packet_wish *wish, unsigned offset, bool more)
{
    uint8_t bytes[PACKET_MADE_SIZE + 64] = { 0 };
    size_t length = packet_make(wish, bytes);
    length = length < 36 ? 36 : length - (length - 20) % 8;
    bytes[2] = 0;
    bytes[3] = (uint8_t)length;
    bytes[4] = 0x12;
    bytes[5] = ip_id;
    bytes[6] = (uint8_t)((more ? 0x20 : 0) | offset >> 8);
    bytes[7] = (uint8_t)offset;
    bytes[10] = bytes[11] = 0;
    uint32_t sum = 0;
    for (size_t i = 0; i < 20; i += 2)
        sum += (uint32_t)bytes[i] << 8 | bytes[i + 1];
    while (sum > 0xffff)
        sum = (sum & 0xffff) + (sum >> 16);
    bytes[10] = (uint8_t)(~sum >> 8);
    bytes[11] = (uint8_t)~sum;
    give(ingress, bytes, length);
}

/* What the fates say is what they say at the end. */
static void
end(void)
{
    sink.ended(sink.context);
}

/* The same ends at two interfaces: two flows. */
START_TEST(ingress)
{
    enter(DMZ, &question);
    enter(INSIDE, &question);
    enter(DMZ, &question);
    end();
    ck_assert_uint_eq(fates_count(fates), 2);
    const struct fate *first = fates_at(fates, 0), *second = fates_at(fates, 1);
    ck_assert_uint_eq(first->verdicts[VERDICT_DENIED], 2);
    ck_assert_uint_eq(first->verdicts[VERDICT_PASSED], 0);
    ck_assert_uint_eq(second->verdicts[VERDICT_PASSED], 1);
    ck_assert_ptr_eq(fates_find(fates, first->key), first);
    ck_assert_ptr_eq(fates_find(fates, second->key), second);
}
END_TEST

/* The answer is of the flow that asked, and what a connection was called is not kept. */
START_TEST(connections_are_forgotten)
{
    for (int i = 0; i < 100; i++) {
        enter(INSIDE, &question);
        enter(OUTSIDE, &answer);
    }
    end();
    ck_assert_uint_eq(fates_count(fates), 1);
    ck_assert_uint_eq(fates_at(fates, 0)->verdicts[VERDICT_PASSED], 200);
    engine_drain(engine);
    ck_assert_uint_eq(fates_keys(fates), 2);
    ck_assert_uint_eq(fates_untold(fates) + fates_stray(fates), 0);
}
END_TEST

/* What is said of a fragment that waits is not said of the packet that comes in between. */
START_TEST(fragments)
{
    enter(OUTSIDE, &refused);
    uint64_t log = fates_at(fates, 0)->log;
    ck_assert_uint_ne(log, 0);
    struct packet_wish fragment = answer;
    fragment.source_port = 99;
    fragment.destination_port = 99;
    enter_fragment(OUTSIDE, &fragment, 0, true);
    enter(OUTSIDE, &refused);
    ck_assert_uint_eq(fates_at(fates, 0)->log, 2 * log);
    engine_settle(engine);
    engine_drain(engine);
    end();
    uint64_t all = 0;
    for (size_t i = 0; i < fates_count(fates); i++)
        for (int verdict = 0; verdict < (int)VERDICT_FINAL_COUNT; verdict++)
            all += fates_at(fates, i)->verdicts[verdict];
    ck_assert_uint_eq(all, number);
    ck_assert_uint_eq(fates_at(fates, 0)->log, 2 * log);
}
END_TEST

/* A later fragment has no ports: it is of its datagram's flow, not of another one's. */
START_TEST(later_fragments)
{
    struct packet_wish wish = question;
    enter_fragment(INSIDE, &wish, 0, true);
    enter_fragment(INSIDE, &wish, 2, false);
    end();
    ck_assert_uint_eq(fates_count(fates), 1);
    ck_assert_uint_eq(fates_at(fates, 0)->verdicts[VERDICT_PASSED], 2);
    ip_id = 0x77;
    wish.destination_port = 124;
    enter_fragment(INSIDE, &wish, 0, true);
    enter_fragment(INSIDE, &wish, 2, false);
    end();
    ck_assert_uint_eq(fates_count(fates), 2);
    ck_assert_uint_eq(fates_at(fates, 1)->verdicts[VERDICT_PASSED], 2);
}
END_TEST

/*
 * More conns than are known by their numbers, each with the same ends as the one before in the same
 * place: each packet is counted in its own flow, and once however often the end is told.
 */
START_TEST(many_conns)
{
    struct packet_wish wish = question;
    const int conns = 40;
    struct outcome outcome = { .verdict = VERDICT_PASSED, .egress = OUTSIDE };
    for (int round = 0; round < 3; round++)
        for (int conn = 0; conn < conns; conn++) {
            uint8_t bytes[PACKET_MADE_SIZE];
            struct packet packet;
            wish.source_port = (uint16_t)(2000 + conn);
            size_t length = packet_make(&wish, bytes);
            packet_decode(&packet, LINK_RAW_IP, bytes, length, length);
            packet.number = ++number;
            outcome.conn_id = 1 + (uint32_t)(conn % 8) + (uint32_t)(conn / 8) * (1U << 17);
            const struct replay_packet told = { .packet = &packet,
                                                .outcome = &outcome,
                                                .ingress = INSIDE };
            sink.packet(sink.context, &told);
            sink.packet(sink.context, &told);
        }
    end();
    end();
    ck_assert_uint_eq(fates_count(fates), (size_t)conns);
    for (int conn = 0; conn < conns; conn++)
        ck_assert_uint_eq(fates_at(fates, (size_t)conn)->verdicts[VERDICT_PASSED], 6);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("fates");
    TCase *tcase = tcase_create("fates");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, ingress);
    tcase_add_test(tcase, connections_are_forgotten);
    tcase_add_test(tcase, fragments);
    tcase_add_test(tcase, later_fragments);
    tcase_add_test(tcase, many_conns);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
