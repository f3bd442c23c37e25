/*
 * ipsec_test.c: who lets ESP and AH pass, and how long (engine.md 2.9, 5).
 */
#include "engine/state.h"
#include "engine/talk_test.h"

static struct talk talk;

/* Cookies, then nothing that anybody reads (RFC 2408 3.1). */
static const uint8_t isakmp[28] = { 1, 2, 3, 4, 5, 6, 7, 8 };

#define OUT(protocol) "inside " protocol " 10.1.1.5 > 198.51.100.7"
#define IN(protocol, address) "outside " protocol " 198.51.100.7 > " address

static void
start_ike(enum os_version version, enum talk_nat nat, enum inspection_kind kind)
{
    talk_start_with(&talk, version, nat, kind, IP_UDP, 500);
    talk.ends[0].port = 500;
}

static void
exchange(void)
{
    talk_send(&talk, SIDE_INITIATOR, isakmp, sizeof(isakmp));
    talk_send(&talk, SIDE_RESPONDER, isakmp, sizeof(isakmp));
    ck_assert_uint_eq(talk.refused, 0);
    quiet(talk.bench);
}

/* --- ipsec-pass-thru ---------------------------------------------------------------------------
 */

/* Each row: what the outside host sends to, before and after IKE has been answered [C]. */
static const struct {
    enum talk_nat nat;
    const char *in, *denied, *left_in, *left_out;
} followed[] = {
    { TALK_STATIC, IN("50", STATIC_ADDRESS),
      "106010: Deny inbound protocol 50 src outside:198.51.100.7 dst inside:192.0.2.5\n",
      "198.51.100.7:0 > 10.1.1.5:0 on inside", "192.0.2.5:0 > 198.51.100.7:0 on outside" },
    { TALK_PLAIN, IN("50", INSIDE_HOST),
      "106010: Deny inbound protocol 50 src outside:198.51.100.7 dst inside:10.1.1.5\n",
      "198.51.100.7:0 > 10.1.1.5:0 on inside", "10.1.1.5:0 > 198.51.100.7:0 on outside" },
};

START_TEST(esp_follows_ike)
{
    struct bench *bench;
    start_ike(OS_8_0, followed[_i].nat, INSPECT_IPSEC_PASS_THRU);
    bench_start(talk.bench);
    bench = talk.bench;
    expect_denied(bench, followed[_i].in);
    expect_log(bench, followed[_i].denied);
    talk_send(&talk, SIDE_INITIATOR, isakmp, sizeof(isakmp));
    expect_denied(bench, followed[_i].in);
    talk_send(&talk, SIDE_RESPONDER, isakmp, sizeof(isakmp));
    quiet(bench);
    expect_passed(bench, followed[_i].in);
    expect_left(bench, followed[_i].left_in);
    expect_passed(bench, OUT("50"));
    expect_left(bench, followed[_i].left_out);
    expect_log(bench, "");
    /* AH only by a map, and nobody else's ESP */
    expect_denied(bench, _i == 0 ? IN("51", STATIC_ADDRESS) : IN("51", INSIDE_HOST));
    expect_denied(bench, _i == 0 ? "outside 50 198.51.100.8 > 192.0.2.5"
                                 : "outside 50 198.51.100.8 > 10.1.1.5");
    talk_end(&talk);
}
END_TEST

/* Without the inspection, or without IKE in what comes at port 500, nothing follows. */
START_TEST(nothing_follows)
{
    static const uint8_t keepalive[1] = { 0xff }, zeros[28] = { 0 };
    start_ike(OS_8_0, TALK_STATIC, INSPECT_FTP);
    bench_start(talk.bench);
    exchange();
    expect_denied(talk.bench, IN("50", STATIC_ADDRESS));
    talk_end(&talk);
    start_ike(OS_8_0, TALK_STATIC, INSPECT_IPSEC_PASS_THRU);
    bench_start(talk.bench);
    for (unsigned i = 0; i < 2; i++) {
        talk_send(&talk, (enum inspect_side)i, keepalive, sizeof(keepalive));
        talk_send(&talk, (enum inspect_side)i, zeros, sizeof(zeros));
    }
    expect_denied(talk.bench, IN("50", STATIC_ADDRESS));
    talk_end(&talk);
}
END_TEST

/* Ten minutes of idleness, each way by itself; the next exchange opens what is closed again. */
START_TEST(esp_idles_out)
{
    start_ike(OS_8_0, TALK_STATIC, INSPECT_IPSEC_PASS_THRU);
    bench_start(talk.bench);
    struct bench *bench = talk.bench;
    exchange();
    at_second(bench, 599);
    expect_passed(bench, IN("50", STATIC_ADDRESS));
    at_second(bench, 599 + 599);
    expect_passed(bench, IN("50", STATIC_ADDRESS));
    at_second(bench, 599 + 599 + 600);
    expect_denied(bench, IN("50", STATIC_ADDRESS));
    exchange();
    expect_passed(bench, IN("50", STATIC_ADDRESS));
    talk_end(&talk);
}
END_TEST

/* A host that opens from outside, through an access list that knows only UDP 500. */
START_TEST(esp_inward)
{
    start_ike(OS_8_0, _i == 0 ? TALK_INWARD : TALK_INWARD_PLAIN, INSPECT_IPSEC_PASS_THRU);
    bench_start(talk.bench);
    exchange();
    expect_passed(talk.bench, _i == 0 ? IN("50", STATIC_ADDRESS) : IN("50", INSIDE_HOST));
    expect_left(talk.bench, "198.51.100.7:0 > 10.1.1.5:0 on inside");
    expect_passed(talk.bench, OUT("50"));
    talk_end(&talk);
}
END_TEST

/* A port of a PAT address is no address of its own (engine.md 5 [A]). */
START_TEST(no_esp_behind_pat)
{
    start_ike(OS_8_0, TALK_PAT, INSPECT_IPSEC_PASS_THRU);
    bench_start(talk.bench);
    exchange();
    expect_denied(talk.bench, OUT("50"));
    expect_log(talk.bench, "305006: regular translation creation failed for protocol 50 "
                           "src inside:10.1.1.5 dst outside:198.51.100.7\n");
    expect_denied(talk.bench, IN("50", PAT_ADDRESS));
    talk_end(&talk);
}
END_TEST

/* What is being sent already by policy's leave is the inspection's from the exchange on. */
START_TEST(esp_before_ike)
{
    start_ike(OS_8_0, TALK_STATIC, INSPECT_IPSEC_PASS_THRU);
    bench_start(talk.bench);
    expect_passed(talk.bench, OUT("50"));
    exchange();
    at_second(talk.bench, 599);
    expect_passed(talk.bench, OUT("50"));
    expect_passed(talk.bench, IN("50", STATIC_ADDRESS));
    ck_assert_uint_eq(engine_counters(talk.bench->engine).conns_in_use, 2);
    talk_end(&talk);
}
END_TEST

/* --- maps --------------------------------------------------------------------------------------
 */

static struct map_value
passing(enum map_setting setting, uint32_t most, uint32_t seconds)
{
    return (struct map_value){ .setting = (uint16_t)setting,
                               .flags = { most != 0, seconds != 0 },
                               .numbers = { most },
                               .seconds = { seconds } };
}

static void
add_map(struct bench *bench, const struct map_value *values, size_t count)
{
    struct config *config = bench->config;
    struct policy_map *policy = config_policy_map_make(config, "passes");
    ck_assert_ptr_nonnull(policy);
    policy->exists = true;
    policy->inspect = arena_zalloc(config->arena, sizeof(*policy->inspect));
    ck_assert_ptr_nonnull(policy->inspect);
    policy->inspect->protocol = MAP_PROTOCOL_IPSEC_PASS_THRU;
    for (size_t i = 0; i < count; i++) {
        struct map_values *list = &policy->inspect->values;
        struct map_value *value = arena_append(config->arena, &list->items, &list->count,
                                               &list->capacity, sizeof(*value));
        ck_assert_ptr_nonnull(value);
        *value = values[i];
    }
    config_policy_map(config, "global_policy")->classes[0].inspections[0].map = "passes";
}

START_TEST(map_names_protocols)
{
    const struct map_value ah = passing(MAP_IPSEC_AH, 0, 30);
    start_ike(OS_8_0, TALK_STATIC, INSPECT_IPSEC_PASS_THRU);
    add_map(talk.bench, &ah, 1);
    bench_start(talk.bench);
    exchange();
    expect_passed(talk.bench, IN("51", STATIC_ADDRESS));
    expect_denied(talk.bench, IN("50", STATIC_ADDRESS));
    at_second(talk.bench, 30);
    expect_denied(talk.bench, IN("51", STATIC_ADDRESS));
    talk_end(&talk);
}
END_TEST

/* The client is the host that began IKE [C]; a second peer of it is one too many, AH is another's.
 */
START_TEST(map_limits_clients)
{
    const struct map_value values[2] = { passing(MAP_IPSEC_ESP, 1, 0),
                                         passing(MAP_IPSEC_AH, 2, 0) };
    start_ike(OS_8_0, TALK_STATIC, INSPECT_IPSEC_PASS_THRU);
    add_map(talk.bench, values, 2);
    bench_start(talk.bench);
    exchange();
    exchange();
    talk.ends[0].peer = talk.ends[1].address = ip_of("198.51.100.8");
    exchange();
    expect_passed(talk.bench, IN("50", STATIC_ADDRESS));
    expect_denied(talk.bench, "outside 50 198.51.100.8 > 192.0.2.5");
    expect_passed(talk.bench, "outside 51 198.51.100.8 > 192.0.2.5");
    ck_assert_uint_eq(talk.bench->engine->counters.pinholes_refused, 1);
    /* when the first one has gone there is room */
    at_second(talk.bench, 700);
    exchange();
    expect_passed(talk.bench, "outside 50 198.51.100.8 > 192.0.2.5");
    talk_end(&talk);
}
END_TEST

/* --- esp-ike of 6.3 ----------------------------------------------------------------------------
 */

START_TEST(esp_behind_pat)
{
    start_ike(OS_6_3, TALK_PAT, INSPECT_ESP_IKE);
    bench_start(talk.bench);
    struct bench *bench = talk.bench;
    expect_denied(bench, OUT("50")); /* whose is it? */
    expect_log(bench, "305006: portmap translation creation failed for protocol 50 "
                      "src inside:10.1.1.5 dst outside:198.51.100.7\n");
    talk_send(&talk, SIDE_INITIATOR, isakmp, sizeof(isakmp));
    ck_assert_uint_eq(talk.ends[1].peer_port, 500);
    expect_log(bench, "305011: Built dynamic UDP translation from inside:10.1.1.5/500 to "
                      "outside:192.0.2.9/500\n"
                      "302015: Built outbound UDP connection 1 for outside:198.51.100.7/500 "
                      "(198.51.100.7/500) to inside:10.1.1.5/500 (192.0.2.9/500)\n");
    talk_send(&talk, SIDE_RESPONDER, isakmp, sizeof(isakmp));
    expect_passed(bench, OUT("50"));
    expect_left(bench, "192.0.2.9:0 > 198.51.100.7:0 on outside");
    expect_passed(bench, IN("50", PAT_ADDRESS));
    expect_left(bench, "198.51.100.7:0 > 10.1.1.5:0 on inside");
    expect_denied(bench, "outside 50 198.51.100.8 > 192.0.2.9");
    expect_log(bench, "106010: Deny inbound protocol 50 src outside:198.51.100.8 dst "
                      "inside:192.0.2.9\n");
    talk_end(&talk);
}
END_TEST

/* One-sided replay finds who must have sent what left (engine.md 10.3). */
START_TEST(esp_as_it_left)
{
    start_ike(OS_6_3, TALK_PAT, INSPECT_ESP_IKE);
    bench_start(talk.bench);
    struct bench *bench = talk.bench;
    ifc_id ingress;
    struct translation original = { 0 };
    exchange();
    decode_packet(bench, "50 192.0.2.9 > 198.51.100.7");
    ck_assert(engine_reverse(bench->engine, OUTSIDE, &bench->packet, &ingress, &original));
    ck_assert_uint_eq(ingress, INSIDE);
    ck_assert_uint_eq(original.source, ip_of(INSIDE_HOST));
    talk_end(&talk);
}
END_TEST

/* One tunnel: the second client's IKE gets another port, its ESP none (engine.md 5). */
START_TEST(second_client)
{
    start_ike(OS_6_3, TALK_PAT, INSPECT_ESP_IKE);
    bench_start(talk.bench);
    struct bench *bench = talk.bench;
    exchange();
    expect_passed(bench, OUT("50"));
    talk.ends[0].address = ip_of("10.1.1.6");
    talk_send(&talk, SIDE_INITIATOR, isakmp, sizeof(isakmp));
    ck_assert_uint_ne(talk.ends[1].peer_port, 500);
    talk_send(&talk, SIDE_RESPONDER, isakmp, sizeof(isakmp));
    quiet(bench);
    expect_denied(bench, "inside 50 10.1.1.6 > 198.51.100.7");
    expect_log(bench, "305006: portmap translation creation failed for protocol 50 "
                      "src inside:10.1.1.6 dst outside:198.51.100.7\n");
    expect_passed(bench, IN("50", PAT_ADDRESS));
    expect_left(bench, "198.51.100.7:0 > 10.1.1.5:0 on inside");
    /* The first one has gone, and its slots after it: the port is free. */
    at_second(bench, 900);
    exchange();
    ck_assert_uint_eq(talk.ends[1].peer_port, 500);
    expect_passed(bench, IN("50", PAT_ADDRESS));
    expect_left(bench, "198.51.100.7:0 > 10.1.1.6:0 on inside");
    talk_end(&talk);
}
END_TEST

/* Without it IKE's port is of the low pool, and ESP has none; 6.2 does not know it. */
START_TEST(no_fixup)
{
    enum os_version version = _i == 0 ? OS_6_3 : OS_6_2;
    start_ike(version, TALK_PAT, INSPECT_FTP);
    bench_start(talk.bench);
    exchange();
    ck_assert_uint_ne(talk.ends[1].peer_port, 500);
    expect_denied(talk.bench, OUT("50"));
    expect_log(talk.bench, "305006: portmap translation creation failed for protocol 50 "
                           "src inside:10.1.1.5 dst outside:198.51.100.7\n");
    talk_end(&talk);
}
END_TEST

START_TEST(damaged_ike)
{
    const struct talk_message messages[] = { { SIDE_INITIATOR, isakmp, sizeof(isakmp) },
                                             { SIDE_RESPONDER, isakmp, sizeof(isakmp) } };
    talk_damaged(OS_6_3, TALK_PAT, INSPECT_ESP_IKE, IP_UDP, 500, messages, 2);
    talk_damaged(OS_8_0, TALK_STATIC, INSPECT_IPSEC_PASS_THRU, IP_UDP, 500, messages, 2);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("ipsec");
    TCase *tcase = tcase_create("ipsec");
    tcase_add_loop_test(tcase, esp_follows_ike, 0, (int)ARRAY_LENGTH(followed));
    tcase_add_test(tcase, nothing_follows);
    tcase_add_test(tcase, esp_idles_out);
    tcase_add_loop_test(tcase, esp_inward, 0, 2);
    tcase_add_test(tcase, no_esp_behind_pat);
    tcase_add_test(tcase, esp_before_ike);
    tcase_add_test(tcase, map_names_protocols);
    tcase_add_test(tcase, map_limits_clients);
    tcase_add_test(tcase, esp_behind_pat);
    tcase_add_test(tcase, esp_as_it_left);
    tcase_add_test(tcase, second_client);
    tcase_add_loop_test(tcase, no_fixup, 0, 2);
    tcase_add_test(tcase, damaged_ike);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
