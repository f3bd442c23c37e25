/*
 * skinny_test.c: a phone and its call manager through the whole engine. Offsets and numbers of
 * messages are those that other readers of SCCP agree on, checked against a recorded call.
 */
#include "engine/inspect/skinny.h"

#include "engine/binary_talk_test.h"

#define PORT 2000
#define THIRD_HOST "198.51.100.80" /* outside, where the other phone is */

static void
put_le(struct message *message, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        message->bytes[message->length++] = (uint8_t)(value >> (8 * i));
}

static void
put_address(struct message *message, const char *address)
{
    uint32_t value = ip_of(address);
    for (int i = 3; i >= 0; i--)
        message->bytes[message->length++] = (uint8_t)(value >> (8 * i));
}

static struct message
begin(uint32_t version, uint32_t id)
{
    struct message message = { .length = 0 };
    put_le(&message, 0);
    put_le(&message, version);
    put_le(&message, id);
    return message;
}

static struct message
end(struct message message)
{
    message.bytes[0] = (uint8_t)(message.length - 8);
    return message;
}

/* From version 17 on: its kind, and room for sixteen bytes. */
static void
put_socket(struct message *message, uint32_t version, const char *address, uint32_t port)
{
    if (version >= 17)
        put_le(message, 0);
    put_address(message, address);
    for (int i = 0; version >= 17 && i < 3; i++)
        put_le(message, 0);
    put_le(message, port);
}

static struct message
receives_at(uint32_t version, const char *address, uint32_t port)
{
    struct message message = begin(version, 0x22);
    put_le(&message, 0);
    put_socket(&message, version, address, port);
    put_le(&message, 7);
    return end(message);
}

static struct message
send_to(uint32_t version, const char *address, uint32_t port)
{
    struct message message = begin(version, 0x8a);
    put_le(&message, 99);
    put_le(&message, 7);
    put_socket(&message, version, address, port);
    put_le(&message, 20);
    put_le(&message, 4);
    return end(message);
}

/* StopMediaTransmission 0x8b, CloseReceiveChannel 0x106 */
static struct message
stop(uint32_t id, uint32_t party)
{
    struct message message = begin(0, id);
    put_le(&message, 99);
    put_le(&message, party);
    return end(message);
}

static struct message
registers(const char *address)
{
    struct message message = begin(0, 1);
    for (int i = 0; i < 6; i++)
        put_le(&message, 0x30303030);
    put_address(&message, address);
    put_le(&message, 7);
    return end(message);
}

static struct message
bare(uint32_t id)
{
    return end(begin(0, id));
}

static struct message
ip_port(uint32_t port)
{
    struct message message = begin(0, 2);
    put_le(&message, port);
    return end(message);
}

/* How the inside phone's media socket 10.1.1.5:24576 shows outside. */
static const struct shown {
    enum talk_nat nat;
    const char *address;
    uint16_t port, after_port; /* of the call's RTP, of what IpPort said */
} shown[] = {
    { TALK_PLAIN, "10.1.1.5", 24576, 16384 },
    { TALK_STATIC, "192.0.2.5", 24576, 16384 },
    { TALK_PAT, "192.0.2.9", 1026, 1024 },
};

static const struct shown *
shown_of(enum talk_nat nat)
{
    for (size_t i = 0; i < ARRAY_LENGTH(shown); i++) {
        if (shown[i].nat == nat)
            return &shown[i];
    }
    ck_abort_msg("no such row");
}

/* --- what is said arrives as it must be understood -------------------------------------------- */

static void
phone_inside(struct talk *talk)
{
    const struct shown *own = shown_of(talk->nat);
    says(talk, SIDE_INITIATOR, registers(INSIDE_HOST));
    hears(talk, SIDE_RESPONDER, registers(own->address));
    says(talk, SIDE_INITIATOR, ip_port(16384));
    hears(talk, SIDE_RESPONDER, ip_port(own->after_port));
    for (uint32_t version = 0; version <= 20; version += 20) {
        says(talk, SIDE_INITIATOR, receives_at(version, INSIDE_HOST, 24576));
        hears(talk, SIDE_RESPONDER, receives_at(version, own->address, own->port));
        says(talk, SIDE_RESPONDER, send_to(version, THIRD_HOST, 16500));
        hears(talk, SIDE_INITIATOR, send_to(version, THIRD_HOST, 16500));
        /* the other phone is on this one's own side */
        says(talk, SIDE_RESPONDER, send_to(version, own->address, own->port));
        hears(talk, SIDE_INITIATOR, send_to(version, INSIDE_HOST, 24576));
    }
    says(talk, SIDE_RESPONDER, bare(0x100));
    hears(talk, SIDE_INITIATOR, bare(0x100));
    ck_assert_uint_eq(talk->refused, 0);
}

START_TEST(inside_in_all_ways)
{
    talk_in_all_ways(OS_6_3, shown[_i].nat, INSPECT_SKINNY, PORT, phone_inside);
    talk_in_all_ways(OS_8_0, shown[_i].nat, INSPECT_SKINNY, PORT, phone_inside);
}
END_TEST

/* The manager is inside: what it names of its network shows translated. */
static void
phone_outside(struct talk *talk)
{
    const char *own = talk->nat == TALK_INWARD ? STATIC_ADDRESS : INSIDE_HOST;
    says(talk, SIDE_INITIATOR, registers(OUTSIDE_HOST));
    hears(talk, SIDE_RESPONDER, registers(OUTSIDE_HOST));
    says(talk, SIDE_INITIATOR, receives_at(0, OUTSIDE_HOST, 24576));
    hears(talk, SIDE_RESPONDER, receives_at(0, OUTSIDE_HOST, 24576));
    says(talk, SIDE_RESPONDER, send_to(0, INSIDE_HOST, 16500));
    hears(talk, SIDE_INITIATOR, send_to(0, own, 16500));
    says(talk, SIDE_RESPONDER, send_to(0, THIRD_HOST, 16500));
    hears(talk, SIDE_INITIATOR, send_to(0, THIRD_HOST, 16500));
    ck_assert_uint_eq(talk->refused, 0);
}

START_TEST(outside_in_all_ways)
{
    talk_in_all_ways(OS_7_2, TALK_INWARD, INSPECT_SKINNY, PORT, phone_outside);
    talk_in_all_ways(OS_7_2, TALK_INWARD_PLAIN, INSPECT_SKINNY, PORT, phone_outside);
}
END_TEST

/* --- media ------------------------------------------------------------------------------------ */

static const struct versions {
    enum os_version version;
} versions[] = { { OS_6_2 }, { OS_6_3 }, { OS_7_0 }, { OS_7_2 }, { OS_8_0 }, { OS_8_2 } };

/* 608001 is of 6.3 and later; the rest the same in all. */
START_TEST(media_come_in)
{
    static struct talk talk;
    enum os_version version = versions[_i].version;
    talk_start(&talk, version, TALK_PAT, INSPECT_SKINNY, IP_TCP, PORT);
    talk_open(&talk);
    expect_denied(talk.bench, "outside udp 198.51.100.80:16500 > 192.0.2.9:1024 len 20");
    quiet(talk.bench);
    says(&talk, SIDE_INITIATOR, receives_at(0, INSIDE_HOST, 24576));
    hears(&talk, SIDE_RESPONDER, receives_at(0, PAT_ADDRESS, 1024));
    if (version == OS_6_2)
        expect_log(talk.bench,
                   "305011: Built dynamic UDP translation from inside:10.1.1.5/24576 to "
                   "outside:192.0.2.9/1024\n"
                   "305011: Built dynamic UDP translation from inside:10.1.1.5/24577 to "
                   "outside:192.0.2.9/1025\n");
    else
        expect_log(talk.bench,
                   "305011: Built dynamic UDP translation from inside:10.1.1.5/24576 to "
                   "outside:192.0.2.9/1024\n"
                   "305011: Built dynamic UDP translation from inside:10.1.1.5/24577 to "
                   "outside:192.0.2.9/1025\n"
                   "608001: Pre-allocate Skinny RTP secondary channel for outside:198.51.100.7 to "
                   "inside:10.1.1.5/24576 from OpenReceiveChannelAck message\n"
                   "608001: Pre-allocate Skinny RTCP secondary channel for outside:198.51.100.7 to "
                   "inside:10.1.1.5/24577 from OpenReceiveChannelAck message\n");
    expect_passed(talk.bench, "outside udp 198.51.100.80:16500 > 192.0.2.9:1024 len 20");
    expect_left(talk.bench, "198.51.100.80:16500 > 10.1.1.5:24576 on inside");
    ck_assert_ptr_nonnull(strstr(talk.bench->log,
                                 "302015: Built outbound UDP connection 2 for "
                                 "outside:198.51.100.80/16500 (198.51.100.80/16500) to "
                                 "inside:10.1.1.5/24576 (192.0.2.9/1024)\n"));
    expect_passed(talk.bench, "outside udp 198.51.100.80:16501 > 192.0.2.9:1025 len 20");
    /* only one sender for each */
    expect_denied(talk.bench, "outside udp 198.51.100.81:16500 > 192.0.2.9:1024 len 20");
    expect_conns(talk.bench, "6 198.51.100.7:2000 10.1.1.5:40000 bytes 28 UO\n"
                             "17 198.51.100.80:16500 10.1.1.5:24576 bytes 20 k\n"
                             "17 198.51.100.80:16501 10.1.1.5:24577 bytes 20 k\n");
    /* CloseReceiveChannel of another call, then of this one */
    says(&talk, SIDE_RESPONDER, stop(0x106, 8));
    expect_passed(talk.bench, "outside udp 198.51.100.80:16500 > 192.0.2.9:1024 len 20");
    says(&talk, SIDE_RESPONDER, stop(0x106, 7));
    expect_denied(talk.bench, "outside udp 198.51.100.80:16500 > 192.0.2.9:1024 len 20");
    expect_denied(talk.bench, "outside udp 198.51.100.80:16501 > 192.0.2.9:1025 len 20");
    talk_end(&talk);
}
END_TEST

/* What does not come is not let in later: 120 s; media that came idle 5 minutes. */
START_TEST(media_wait_and_idle)
{
    static struct talk talk;
    talk_start(&talk, OS_8_0, TALK_STATIC, INSPECT_SKINNY, IP_TCP, PORT);
    talk_open(&talk);
    says(&talk, SIDE_INITIATOR, receives_at(0, INSIDE_HOST, 24576));
    at_second(talk.bench, 119);
    expect_passed(talk.bench, "outside udp 198.51.100.80:16500 > 192.0.2.5:24576 len 20");
    at_second(talk.bench, 121);
    expect_denied(talk.bench, "outside udp 198.51.100.80:16501 > 192.0.2.5:24577 len 20");
    at_second(talk.bench, 119 + 299);
    expect_passed(talk.bench, "outside udp 198.51.100.80:16500 > 192.0.2.5:24576 len 20");
    at_second(talk.bench, 119 + 299 + 301);
    expect_denied(talk.bench, "outside udp 198.51.100.80:16500 > 192.0.2.5:24576 len 20");
    talk_end(&talk);
}
END_TEST

/* Where the phone sends to: StopMediaTransmission ends that. */
START_TEST(media_go_out)
{
    static struct talk talk;
    talk_start(&talk, OS_6_3, TALK_STATIC, INSPECT_SKINNY, IP_TCP, PORT);
    talk_open(&talk);
    says(&talk, SIDE_RESPONDER, send_to(0, THIRD_HOST, 16500));
    expect_passed(talk.bench, "inside udp 10.1.1.5:24576 > 198.51.100.80:16500 len 20");
    expect_conns(talk.bench, "6 198.51.100.7:2000 10.1.1.5:40000 bytes 36 UI\n"
                             "17 198.51.100.80:16500 10.1.1.5:24576 bytes 20 k\n");
    says(&talk, SIDE_RESPONDER, stop(0x8b, 7));
    expect_conns(talk.bench, "6 198.51.100.7:2000 10.1.1.5:40000 bytes 56 UI\n");
    talk_end(&talk);
}
END_TEST

/* Without the inspection nothing is opened, and a phone that says it cannot opens nothing. */
START_TEST(nothing_to_open)
{
    static struct talk talk;
    talk_start(&talk, OS_6_3, TALK_STATIC, INSPECT_SKINNY, IP_TCP, PORT);
    talk_open(&talk);
    struct message refused = receives_at(0, INSIDE_HOST, 24576);
    refused.bytes[12] = 1;
    says(&talk, SIDE_INITIATOR, refused);
    says(&talk, SIDE_INITIATOR, receives_at(0, "0.0.0.0", 24576));
    says(&talk, SIDE_INITIATOR, receives_at(0, INSIDE_HOST, 0));
    says(&talk, SIDE_INITIATOR, receives_at(0, INSIDE_HOST, 70000));
    /* the manager does not receive, the phone does not tell it where to send */
    says(&talk, SIDE_RESPONDER, receives_at(0, INSIDE_HOST, 24576));
    says(&talk, SIDE_INITIATOR, send_to(0, INSIDE_HOST, 24576));
    expect_denied(talk.bench, "outside udp 198.51.100.80:16500 > 192.0.2.5:24576 len 20");
    talk_end(&talk);

    talk_start(&talk, OS_6_3, TALK_STATIC, INSPECT_SKINNY, IP_TCP, 2001);
    talk.ends[0].peer_port = talk.ends[1].port = PORT;
    talk_open(&talk);
    says(&talk, SIDE_INITIATOR, receives_at(0, INSIDE_HOST, 24576));
    hears(&talk, SIDE_RESPONDER, receives_at(0, INSIDE_HOST, 24576));
    expect_denied(talk.bench, "outside udp 198.51.100.80:16500 > 192.0.2.5:24576 len 20");
    talk_end(&talk);
}
END_TEST

/* --- maps of 7.2 and later -------------------------------------------------------------------- */

static struct inspect_map *
add_map(struct talk *talk)
{
    struct config *config = talk->bench->config;
    struct policy_map *policy = config_policy_map_make(config, "m");
    ck_assert_ptr_nonnull(policy);
    policy->exists = true;
    policy->inspect = arena_zalloc(config->arena, sizeof(*policy->inspect));
    ck_assert_ptr_nonnull(policy->inspect);
    policy->inspect->protocol = MAP_PROTOCOL_SKINNY;
    config_policy_map(config, "global_policy")->classes[0].inspections[0].map = "m";
    return policy->inspect;
}

static const struct map_case {
    struct map_value value; /* a parameter; a match that drops */
    uint32_t id;
    bool registered;
    const char *line; /* NULL: it passes */
} map_cases[] = {
    { { .setting = MAP_SKINNY_PREFIX_LENGTH, .choices = { 2 }, .numbers = { 5 } },
      0x20,
      true,
      "608002: Dropping Skinny message for inside:10.1.1.5/40000 to outside:198.51.100.7/2000, "
      "SCCP Prefix length 4 too small\n" },
    { { .setting = MAP_SKINNY_PREFIX_LENGTH, .choices = { 2 }, .numbers = { 4 } },
      0x20,
      true,
      NULL },
    { { .setting = MAP_SKINNY_PREFIX_LENGTH, .choices = { 1 }, .numbers = { 4 } },
      0x20,
      true,
      NULL },
    { { .setting = MAP_SKINNY_PREFIX_LENGTH, .choices = { 1 }, .numbers = { 3 } },
      0x20,
      true,
      "608003: Dropping Skinny message for inside:10.1.1.5/40000 to outside:198.51.100.7/2000, "
      "SCCP Prefix length 4 too large\n" },
    { { .setting = MAP_SKINNY_MESSAGE_ID_MAX, .numbers = { 0x20 } }, 0x20, true, NULL },
    { { .setting = MAP_SKINNY_MESSAGE_ID_MAX, .numbers = { 0x20 } },
      0x21,
      true,
      "608004: Dropping Skinny message for inside:10.1.1.5/40000 to outside:198.51.100.7/2000, "
      "message id 0x21 not allowed\n" },
    { { .setting = MAP_SKINNY_ENFORCE_REGISTRATION }, 0x20, false, NULL },
    { { .setting = MAP_SKINNY_ENFORCE_REGISTRATION }, 0x26, true, NULL },
    { { .setting = MAP_SKINNY_ENFORCE_REGISTRATION },
      0x26,
      false,
      "608005: Dropping Skinny message for inside:10.1.1.5/40000 to outside:198.51.100.7/2000, "
      "message id 0x26 registration not complete\n" },
    { { .setting = MAP_MATCH_SKINNY_MESSAGE, .numbers = { 0x26 } },
      0x26,
      false,
      "608004: Dropping Skinny message for inside:10.1.1.5/40000 to outside:198.51.100.7/2000, "
      "message id 0x26 not allowed\n" },
    { { .setting = MAP_MATCH_SKINNY_MESSAGE, .numbers = { 0x26 }, .negated = true },
      0x26,
      false,
      NULL },
    { { .setting = MAP_MATCH_SKINNY_MESSAGE_RANGE, .numbers = { 0x20, 0x25 } }, 0x26, false, NULL },
    { { .setting = MAP_MATCH_SKINNY_MESSAGE_RANGE, .numbers = { 0x20, 0x26 } },
      0x26,
      false,
      "608004: Dropping Skinny message for inside:10.1.1.5/40000 to outside:198.51.100.7/2000, "
      "message id 0x26 not allowed\n" },
};

START_TEST(maps)
{
    static struct talk talk;
    struct map_case row = map_cases[_i];
    talk_start_with(&talk, OS_8_0, TALK_STATIC, INSPECT_SKINNY, IP_TCP, PORT);
    struct inspect_map *map = add_map(&talk);
    struct map_value drop = { .setting = MAP_DO_DROP, .log = true };
    struct map_rule rule = { .criterion = row.value, .actions = { .items = &drop, .count = 1 } };
    bool is_match = row.value.setting >= MAP_MATCH_SKINNY_MESSAGE;
    if (is_match) {
        map->rules = &rule;
        map->rule_count = 1;
    } else {
        map->values = (struct map_values){ .items = &row.value, .count = 1 };
    }
    bench_start(talk.bench);
    talk_open(&talk);
    if (row.registered && row.value.setting == MAP_SKINNY_ENFORCE_REGISTRATION)
        says(&talk, SIDE_RESPONDER, bare(0x81));
    quiet(talk.bench);
    says(&talk, SIDE_INITIATOR, bare(row.id));
    ck_assert_uint_eq(talk.refused, row.line != NULL);
    expect_log(talk.bench, row.line != NULL ? row.line : "");
    /* it is refused once, and does not leave with what comes later */
    size_t heard = talk.ends[1].heard_end;
    uint32_t seq = talk.ends[0].first + talk.ends[0].sent;
    talk_acknowledge(&talk, SIDE_INITIATOR);
    talk_pass(&talk, SIDE_INITIATOR,
              talk_packet(&talk, SIDE_INITIATOR, seq, TCP_ACK | TCP_FIN, NULL, 0));
    expect_log(talk.bench, "");
    ck_assert_uint_eq(talk.ends[1].heard_end, heard);
    talk_end(&talk);
}
END_TEST

/* --- hostile ---------------------------------------------------------------------------------- */

START_TEST(damaged)
{
    struct message first = registers(INSIDE_HOST), second = receives_at(0, INSIDE_HOST, 24576),
                   third = send_to(20, THIRD_HOST, 16500);
    const struct talk_message messages[] = { { SIDE_INITIATOR, first.bytes, first.length },
                                             { SIDE_INITIATOR, second.bytes, second.length },
                                             { SIDE_RESPONDER, third.bytes, third.length } };
    talk_damaged(OS_7_2, TALK_PAT, INSPECT_SKINNY, IP_TCP, PORT, messages, ARRAY_LENGTH(messages));
}
END_TEST

/* More channels than are remembered: memory and pinholes stay bounded. */
START_TEST(many_channels)
{
    static struct talk talk;
    talk_start(&talk, OS_6_2 /* which tells nothing of it */, TALK_STATIC, INSPECT_SKINNY, IP_TCP,
               PORT);
    talk_open(&talk);
    for (uint32_t i = 0; i < 1000; i++) {
        struct message message = receives_at(0, INSIDE_HOST, 20000 + 2 * i);
        message.bytes[24] = (uint8_t)i;
        message.bytes[25] = (uint8_t)(i >> 8);
        says(&talk, SIDE_INITIATOR, message);
    }
    ck_assert_uint_eq(talk.refused, 0);
    ck_assert_uint_eq(engine_counters(talk.bench->engine).pinholes_refused, 2000 - 1024);
    expect_passed(talk.bench, "outside udp 198.51.100.80:16500 > 192.0.2.5:20000 len 20");
    talk_end(&talk);
}
END_TEST

/* What is no message ends the inspection, and is counted; the conn lives. */
START_TEST(nonsense)
{
    static struct talk talk;
    static const uint8_t bytes[12] = { 0, 0, 0, 1, 9, 9, 9, 9, 9, 9, 9, 9 };
    talk_start(&talk, OS_6_3, TALK_STATIC, INSPECT_SKINNY, IP_TCP, PORT);
    talk_open(&talk);
    talk_send(&talk, SIDE_INITIATOR, bytes, sizeof(bytes));
    talk_heard_bytes(&talk, SIDE_RESPONDER, bytes, sizeof(bytes));
    ck_assert_uint_eq(engine_counters(talk.bench->engine).inspect_desyncs[INSPECT_SKINNY], 1);
    talk_end(&talk);
}
END_TEST

/* A conn that is older than the capture: its first segment says something already. */
START_TEST(from_the_middle)
{
    static struct talk talk;
    talk_start_with(&talk, OS_6_3, TALK_STATIC, INSPECT_SKINNY, IP_TCP, PORT);
    bench_start_with(talk.bench, (struct engine_options){ .midstream = MIDSTREAM_ADOPT });
    struct message message = receives_at(0, INSIDE_HOST, 24576);
    talk.ends[0].peer_first = talk.ends[1].first;
    talk.ends[1].peer_first = talk.ends[0].first;
    talk.ends[1].peer = ip_of(STATIC_ADDRESS);
    says(&talk, SIDE_INITIATOR, message);
    hears(&talk, SIDE_RESPONDER, receives_at(0, STATIC_ADDRESS, 24576));
    says(&talk, SIDE_INITIATOR, message);
    hears(&talk, SIDE_RESPONDER, receives_at(0, STATIC_ADDRESS, 24576));
    expect_passed(talk.bench, "outside udp 198.51.100.80:16500 > 192.0.2.5:24576 len 20");
    talk_end(&talk);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("skinny");
    TCase *said = tcase_create("said");
    tcase_add_loop_test(said, inside_in_all_ways, 0, (int)ARRAY_LENGTH(shown));
    tcase_add_test(said, outside_in_all_ways);
    suite_add_tcase(suite, said);
    TCase *media = tcase_create("media");
    tcase_add_loop_test(media, media_come_in, 0, (int)ARRAY_LENGTH(versions));
    tcase_add_test(media, media_wait_and_idle);
    tcase_add_test(media, media_go_out);
    tcase_add_test(media, nothing_to_open);
    tcase_add_test(media, from_the_middle);
    suite_add_tcase(suite, media);
    TCase *map = tcase_create("map");
    tcase_add_loop_test(map, maps, 0, (int)ARRAY_LENGTH(map_cases));
    suite_add_tcase(suite, map);
    TCase *hostile = tcase_create("hostile");
    tcase_set_timeout(hostile, 60);
    tcase_add_test(hostile, damaged);
    tcase_add_test(hostile, many_channels);
    tcase_add_test(hostile, nonsense);
    suite_add_tcase(suite, hostile);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
