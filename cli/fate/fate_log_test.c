/*
 * fate_log_test.c: when a record is written, and that flows without end do not fill the memory.
 * What is in the records: cli/fate/check_replays.
 */
#include "cli/fate/fate_log.h"

#include <check.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/fate/places.h"
#include "engine/base/ip.h"
#include "engine/packet/packet_make.h"
#include "parser/parser.h"

static const char box[] =
    "PIX Version 6.3(5)\n"
    "interface ethernet0 auto\n"
    "interface ethernet1 auto\n"
    "nameif ethernet0 outside security0\n"
    "nameif ethernet1 inside security100\n"
    "ip address outside 192.0.2.1 255.255.255.0\n"
    "ip address inside 10.1.1.1 255.255.255.0\n"
    "static (inside,outside) 192.0.2.5 10.1.1.5 netmask 255.255.255.255 0 0\n";

#define OUTSIDE 0
#define INSIDE 1
#define LIVE 4

static struct load_result loaded;
static struct fate_log *fates;
static struct engine *engine;
static FILE *file;
static char *written;
static size_t size;
static int64_t now;
static uint64_t number;

static void
take_event(void *context, const struct event *event)
{
    (void)context;
    fate_log_event(fates, event);
}

static void
setup(void)
{
    struct load_options options = { .file = "box" };
    ck_assert(config_load_text(box, sizeof box - 1, &options, &loaded));
    file = open_memstream(&written, &size);
    ck_assert_ptr_nonnull(file);
    fates = fate_log_new(loaded.config, file, 7, LIVE);
    ck_assert_ptr_nonnull(fates);
    engine = engine_new(loaded.config, &(struct engine_options){ 0 },
                        (struct event_sink){ .emit = take_event });
    ck_assert_ptr_nonnull(engine);
    now = INT64_C(1000000000) * NS_PER_SECOND;
    number = 0;
}

static void
teardown(void)
{
    engine_free(engine);
    fate_log_free(fates);
    fclose(file);
    free(written);
    load_result_free(&loaded);
}

static enum verdict
enter(ifc_id ingress, const struct packet_wish *wish)
{
    uint8_t bytes[PACKET_MADE_SIZE];
    size_t length = packet_make(wish, bytes);
    struct packet packet;
    packet_decode(&packet, LINK_RAW_IP, bytes, length, length);
    packet.time = now += NS_PER_SECOND / 1000;
    packet.number = ++number;
    struct outcome outcome = { .trace = fate_log_trace(fates, &packet, ingress) };
    engine_packet(engine, ingress, &packet, &outcome);
    const struct replay_packet told = { .packet = &packet,
                                        .outcome = &outcome,
                                        .ingress = ingress };
    fate_log_packet(fates, &told);
    return outcome.verdict;
}

static size_t
count(const char *text)
{
    size_t found = 0;
    ck_assert_int_eq(fflush(file), 0);
    for (const char *at = written; (at = strstr(at, text)) != NULL; at++)
        found++;
    return found;
}

/* Denied ones without end: as many records, of which few live at a time. */
START_TEST(a_scan)
{
    for (uint32_t i = 0; i < 1000; i++) {
        const struct packet_wish wish = { .protocol = IP_TCP,
                                          .source = 0xc6336407,
                                          .source_port = 1025,
                                          .destination = 0xc0000205,
                                          .destination_port = (uint16_t)(i + 1) };
        ck_assert_int_eq(enter(OUTSIDE, &wish), VERDICT_DENIED);
    }
    ck_assert(fate_log_end(fates));
    ck_assert_uint_eq(count("\n"), 1000);
    ck_assert_uint_eq(count("\"over\":\"evicted\""), 1000 - LIVE);
    ck_assert_uint_eq(count("\"over\":\"end\""), LIVE);
}
END_TEST

static struct packet_wish
question(uint16_t port)
{
    return (struct packet_wish){ .protocol = IP_UDP,
                                 .source = 0x0a010105,
                                 .source_port = port,
                                 .destination = 0xc6336407,
                                 .destination_port = 123 };
}

/* Connections without end: the firewall has them all, their records are few at a time. */
START_TEST(connections)
{
    for (uint16_t i = 0; i < 100; i++) {
        const struct packet_wish wish = question((uint16_t)(2000 + i));
        ck_assert_int_eq(enter(INSIDE, &wish), VERDICT_PASSED);
    }
    engine_drain(engine);
    ck_assert(fate_log_end(fates));
    ck_assert_uint_eq(count("\n"), 100);
    ck_assert_uint_eq(count("\"over\":\"evicted\""), 100 - LIVE);
    ck_assert_uint_eq(count("\"over\":\"torn-down\""), LIVE);
}
END_TEST

/* A flow is over with its connection; the same ends make another one then. */
START_TEST(again)
{
    const struct packet_wish wish = question(2000);
    ck_assert_int_eq(enter(INSIDE, &wish), VERDICT_PASSED);
    ck_assert_uint_eq(count("\n"), 0);
    now += 3600 * NS_PER_SECOND;
    engine_advance(engine, now);
    ck_assert_int_eq(enter(INSIDE, &wish), VERDICT_PASSED);
    ck_assert(fate_log_end(fates));
    ck_assert_uint_eq(count("\"flow\":1,"), 1);
    ck_assert_uint_eq(count("\"flow\":2,"), 1);
    ck_assert_uint_eq(count("\"messages\":[{\"id\":302015,\"count\":1},"
                            "{\"id\":302016,\"count\":1}]"),
                      1);
}
END_TEST

/* One that was denied is over when it has been silent. */
START_TEST(silence)
{
    struct packet_wish wish = { .protocol = IP_TCP,
                                .source = 0xc6336407,
                                .source_port = 1025,
                                .destination = 0xc0000205,
                                .destination_port = 80 };
    ck_assert_int_eq(enter(OUTSIDE, &wish), VERDICT_DENIED);
    now += FATE_IDLE + NS_PER_SECOND;
    ck_assert_int_eq(enter(OUTSIDE, &wish), VERDICT_DENIED);
    ck_assert(fate_log_end(fates));
    ck_assert_uint_eq(count("\"over\":\"idle\""), 1);
    ck_assert_uint_eq(count("\n"), 2);
}
END_TEST

/* What is taken out of the table leaves no gap in which others are lost. */
START_TEST(places)
{
    struct places table;
    ck_assert(places_init(&table, 64, 1));
    uint64_t state = 1;
    uint32_t flows[256] = { 0 };
    for (unsigned step = 0; step < 20000; step++) {
        state = state * UINT64_C(6364136223846793005) + 1;
        uint64_t key = 1 + (state >> 40 & 255); /* many with the same home */
        if ((state >> 60 & 1) == 0 && places_put(&table, key, step, 0)) {
            if (flows[key - 1] == 0)
                flows[key - 1] = step + 1;
        } else {
            places_take(&table, key);
            flows[key - 1] = 0;
        }
        size_t used = 0, wrong = 0;
        for (uint64_t i = 1; i <= 256; i++) {
            const struct place *place = places_at(&table, i);
            used += place->key != 0;
            wrong += (place->key != 0 ? place->flow + 1 : 0) != flows[i - 1];
        }
        ck_assert_uint_eq(wrong, 0);
        ck_assert_uint_eq(used, table.used);
        ck_assert_uint_le(used, 32);
    }
    places_fini(&table);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("fate_log");
    TCase *tcase = tcase_create("fate_log");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_scan);
    tcase_add_test(tcase, connections);
    tcase_add_test(tcase, again);
    tcase_add_test(tcase, silence);
    tcase_add_test(tcase, places);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
