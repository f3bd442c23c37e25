/*
 * sink_test.c: what each sink writes for an event, which events it leaves out, and failures.
 *
 * `cli.sink_test --write DIR` writes DIR/event.ndjson and DIR/facts.ndjson with samples of every
 * event in three versions, for cli/schema/validate.py.
 */
#include "cli/replay/sink.h"

#include <assert.h>
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/packet/packet.h"
#include "engine/syslog/syslog.h"

#define CLIENT UINT32_C(0x0a30426a) /* 10.48.66.106 */
#define MAPPED UINT32_C(0xc0a8c905) /* 192.168.201.5 */
#define SERVER UINT32_C(0xc0a8c919) /* 192.168.201.25 */

static const struct ace_extra remark_text = { .text = "who may in" };
static struct ace remark = { .is_remark = true, .extra = &remark_text };
static struct ace permit_gre = { .permit = true, .protocol = IP_GRE, .line = 12 };
static struct ace *aces[] = { &remark, &permit_gre };
static struct acl acl_out = { .name = "acl-out", .exists = true, .aces = aces, .count = 2 };
static struct static_nat rule = { .real = CLIENT, .mapped = MAPPED, .origin = { .line = 34 } };
static struct log_message_setting no_302014 = { .id = 302014, .level = -1, .disabled = true };

static struct config *
make_config(enum os_version version)
{
    struct config *config = config_new((struct os_release){ .version = version });
    assert(config != NULL);
    ifc_id outside = config_add_interface(config, "ethernet0");
    ifc_id inside = config_add_interface(config, "ethernet1");
    assert(outside == 0 && inside == 1);
    config->interfaces[outside]->name = "outside";
    config->interfaces[inside]->name = "inside";
    return config;
}

/* A stand-in for the parser's writer of configuration lines. */
static void
write_row(const struct config *config, const struct row *row, FILE *out)
{
    assert(config != NULL);
    fprintf(out, "row %d", (int)row->kind);
    for (size_t i = 0; i < row->index; i++)
        fputs(" and more", out);
}

static const struct event built = {
    .type = EVENT_TCP_CONN_BUILT,
    .time = 1795329148 * NS_PER_SECOND + 123456789,
    .packet_number = 7,
    .protocol = IP_TCP,
    .direction = DIRECTION_OUTBOUND,
    .conn_id = 4,
    .outer = { 0, SERVER, SERVER, 1723, 1723 },
    .inner = { 1, CLIENT, MAPPED, 4644, 4644 },
    .initiator_is_inner = true,
    .row = { .kind = ROW_SECURITY_LEVEL },
    .nat_row = { ROW_STATIC, &rule, 0 },
};

static const struct event torn_down = {
    .type = EVENT_TCP_CONN_TORN_DOWN,
    .time = 1795329180 * NS_PER_SECOND,
    .protocol = IP_TCP,
    .conn_id = 4,
    .outer = { 0, SERVER, SERVER, 1723, 1723 },
    .inner = { 1, CLIENT, MAPPED, 4644, 4644 },
    .initiator_is_inner = true,
    .duration_ns = 31 * NS_PER_SECOND + 250000000,
    .bytes = 480,
    .reason = TEARDOWN_FINS,
    .row = { .kind = ROW_TIMER },
};

static const struct event refused = {
    .type = EVENT_DENY_ACCESS_GROUP,
    .time = 1795329181 * NS_PER_SECOND,
    .packet_number = 9,
    .protocol = IP_GRE,
    .outer = { 0, SERVER, SERVER, 7, 7 },
    .inner = { 1, CLIENT, MAPPED, 7, 7 },
    .acl = &acl_out,
    .ace = &permit_gre,
    .row = { ROW_ACE, &permit_gre, 1 },
    .drop = DROP_ACL,
};

static const struct event gre_built = {
    .type = EVENT_GRE_CONN_BUILT, /* 6.2 prints nothing for it */
    .packet_number = 10,
    .protocol = IP_GRE,
    .conn_id = 5,
    .outer = { 0, SERVER, SERVER, 7, 7 },
    .inner = { 1, CLIENT, MAPPED, 16384, 1024 },
};

/* ---- a sink into memory ---- */

static struct config *config;
static FILE *file;
static char *written;
static size_t size;

static void
setup(void)
{
    config = make_config(OS_6_2);
    file = open_memstream(&written, &size);
    ck_assert_ptr_nonnull(file);
}

static void
teardown(void)
{
    fclose(file);
    free(written);
    config_free(config);
}

static void
emit_all(struct log_sink *sink)
{
    const struct event *const events[] = { &built, &torn_down, &refused, &gre_built };
    ck_assert_ptr_nonnull(sink);
    struct event_sink to = log_sink_events(sink);
    for (size_t i = 0; i < ARRAY_LENGTH(events); i++)
        to.emit(to.context, events[i]);
    ck_assert(log_sink_close(sink));
}

START_TEST(text)
{
    emit_all(log_sink_text(config, file, LEVEL_DEBUGGING));
    ck_assert_str_eq(
        written,
        "Nov 22 2026 06:32:28: %PIX-6-302013: Built outbound TCP connection 4 for "
        "outside:192.168.201.25/1723 (192.168.201.25/1723) to inside:10.48.66.106/4644 "
        "(192.168.201.5/4644)\n"
        "Nov 22 2026 06:33:00: %PIX-6-302014: Teardown TCP connection 4 for "
        "outside:192.168.201.25/1723 to inside:10.48.66.106/4644 duration 0:00:31 bytes 480 TCP "
        "FINs\n"
        "Nov 22 2026 06:33:01: %PIX-4-106023: Deny protocol 47 src outside:192.168.201.25 dst "
        "inside:192.168.201.5 by access-group \"acl-out\"\n");
}
END_TEST

START_TEST(text_by_level_and_message)
{
    emit_all(log_sink_text(config, file, LEVEL_WARNINGS));
    ck_assert_ptr_nonnull(strstr(written, "106023"));
    ck_assert_ptr_null(strstr(written, "302013"));
    rewind(file);
    config->logging.messages = &no_302014;
    config->logging.message_count = 1;
    emit_all(log_sink_text(config, file, LEVEL_DEBUGGING));
    ck_assert_ptr_nonnull(strstr(written, "302013"));
    ck_assert_ptr_null(strstr(written, "302014"));
}
END_TEST

/* Text and facts leave out the same lines; JSON has all events. */
START_TEST(limited_by_rate)
{
    static struct log_rate rates[] = { { .what = 302013, .count = 1, .interval_seconds = 60 } };
    const struct log_sink_kind {
        struct log_sink *sink;
        size_t lines, held;
    } kinds[] = {
        { log_sink_text(config, file, LEVEL_DEBUGGING), 1, 2 },
        { log_sink_facts(config, file, LEVEL_DEBUGGING, write_row), 1, 2 },
        { log_sink_json(config, file), 3, 0 },
    };
    config->logging.rates = rates;
    config->logging.rate_count = 1;
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        rewind(file);
        struct event_sink to = log_sink_events(kinds[i].sink);
        for (int k = 0; k < 3; k++)
            to.emit(to.context, &built);
        ck_assert(log_sink_flush(kinds[i].sink));
        struct rate_limiter held = log_sink_take_limiter(kinds[i].sink);
        ck_assert_uint_eq(rate_limiter_held(&held, &config->logging, &rates[0]), kinds[i].held);
        rate_limiter_fini(&held);
        ck_assert(log_sink_close(kinds[i].sink));
        fflush(file);
        size_t lines = 0;
        for (const char *at = written; (at = strchr(at, '\n')) != NULL; at++)
            lines++;
        ck_assert_uint_eq(lines, kinds[i].lines);
    }
}
END_TEST

/* `logging host`: of the same address before all others, and of the same protocol in any case. */
START_TEST(header_of_the_host)
{
    static struct log_host hosts[] = {
        { .address = UINT32_C(0x0a010101), .protocol = IP_UDP },
        { .address = UINT32_C(0x0a010102), .protocol = IP_UDP, .emblem = true },
        { .address = UINT32_C(0x0a010103), .protocol = IP_TCP },
    };
    static const struct {
        const char *url;
        size_t from; /* the first of the hosts that there are */
        enum syslog_header header;
    } cases[] = {
        { "udp://10.1.1.1:514", 0, SYSLOG_HEADER_DEVICE },
        { "udp://10.1.1.2:514", 0, SYSLOG_HEADER_EMBLEM },
        { "udp://127.0.0.1:514", 0, SYSLOG_HEADER_DEVICE },
        { "udp://127.0.0.1:514", 1, SYSLOG_HEADER_EMBLEM },
        { "udp://loghost:514", 1, SYSLOG_HEADER_EMBLEM },
        { "unix:/dev/log", 1, SYSLOG_HEADER_EMBLEM },
        { "tcp://10.1.1.2:1470", 0, SYSLOG_HEADER_DEVICE },
        { "udp://127.0.0.1:514", 2, SYSLOG_HEADER_DEVICE },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        config->logging.hosts = hosts + cases[i].from;
        config->logging.host_count = ARRAY_LENGTH(hosts) - cases[i].from;
        ck_assert_msg(syslog_header_for(config, cases[i].url) == cases[i].header, "%s, %zu",
                      cases[i].url, i);
    }
    config->logging.host_count = 0;
    ck_assert_int_eq(syslog_header_for(config, "udp://10.1.1.2"), SYSLOG_HEADER_DEVICE);
}
END_TEST

START_TEST(json)
{
    emit_all(log_sink_json(config, file));
    ck_assert_str_eq(
        written,
        "{\"time\":\"2026-11-22T06:32:28.123456789Z\",\"packet\":7,\"event\":\"tcp-conn-built\","
        "\"id\":302013,\"severity\":6,\"disabled\":false,\"text\":\"Built outbound TCP connection "
        "4 for outside:192.168.201.25/1723 (192.168.201.25/1723) to inside:10.48.66.106/4644 "
        "(192.168.201.5/4644)\",\"protocol\":\"tcp\",\"direction\":\"outbound\",\"conn\":4,"
        "\"outer\":{\"interface\":\"outside\",\"address\":\"192.168.201.25\",\"port\":1723,"
        "\"mapped_address\":\"192.168.201.25\",\"mapped_port\":1723},"
        "\"inner\":{\"interface\":\"inside\",\"address\":\"10.48.66.106\",\"port\":4644,"
        "\"mapped_address\":\"192.168.201.5\",\"mapped_port\":4644},\"initiator\":\"inner\"}\n"

        "{\"time\":\"2026-11-22T06:33:00.000000000Z\",\"packet\":null,"
        "\"event\":\"tcp-conn-torn-down\",\"id\":302014,\"severity\":6,\"disabled\":false,"
        "\"text\":\"Teardown TCP connection 4 for outside:192.168.201.25/1723 to "
        "inside:10.48.66.106/4644 duration 0:00:31 bytes 480 TCP FINs\",\"protocol\":\"tcp\","
        "\"conn\":4,\"duration_seconds\":31.25,\"bytes\":480,\"reason\":\"TCP FINs\","
        "\"outer\":{\"interface\":\"outside\",\"address\":\"192.168.201.25\",\"port\":1723,"
        "\"mapped_address\":\"192.168.201.25\",\"mapped_port\":1723},"
        "\"inner\":{\"interface\":\"inside\",\"address\":\"10.48.66.106\",\"port\":4644,"
        "\"mapped_address\":\"192.168.201.5\",\"mapped_port\":4644},\"initiator\":\"inner\"}\n"

        "{\"time\":\"2026-11-22T06:33:01.000000000Z\",\"packet\":9,"
        "\"event\":\"deny-access-group\",\"id\":106023,\"severity\":4,\"disabled\":false,"
        "\"text\":\"Deny protocol 47 src outside:192.168.201.25 dst inside:192.168.201.5 by "
        "access-group \\\"acl-out\\\"\",\"protocol\":\"gre\","
        "\"source\":{\"interface\":\"outside\",\"address\":\"192.168.201.25\","
        "\"mapped_address\":\"192.168.201.25\"},"
        "\"destination\":{\"interface\":\"inside\",\"address\":\"10.48.66.106\","
        "\"mapped_address\":\"192.168.201.5\"},\"acl\":\"acl-out\",\"ace_line\":2,"
        "\"permitted\":true}\n"

        "{\"time\":\"1970-01-01T00:00:00.000000000Z\",\"packet\":10,"
        "\"event\":\"gre-conn-built\",\"id\":null,\"protocol\":\"gre\","
        "\"direction\":\"inbound\",\"conn\":5,"
        "\"outer\":{\"interface\":\"outside\",\"address\":\"192.168.201.25\",\"port\":7,"
        "\"mapped_address\":\"192.168.201.25\",\"mapped_port\":7},"
        "\"inner\":{\"interface\":\"inside\",\"address\":\"10.48.66.106\",\"port\":16384,"
        "\"mapped_address\":\"192.168.201.5\",\"mapped_port\":1024},\"initiator\":\"outer\"}\n");
}
END_TEST

START_TEST(facts)
{
    emit_all(log_sink_facts(config, file, LEVEL_DEBUGGING, write_row));
    ck_assert_str_eq(
        written,
        "{\"log_line\":1,\"time\":\"2026-11-22T06:32:28.123456789Z\",\"packet\":7,"
        "\"event\":\"tcp-conn-built\",\"id\":302013,\"severity\":6,\"conn\":4,"
        "\"initiator\":{\"interface\":\"inside\","
        "\"address\":\"10.48.66.106\",\"port\":4644},"
        "\"ends\":{\"outer\":{\"interface\":\"outside\",\"address\":\"192.168.201.25\","
        "\"port\":1723,\"mapped_address\":\"192.168.201.25\",\"mapped_port\":1723},"
        "\"inner\":{\"interface\":\"inside\",\"address\":\"10.48.66.106\",\"port\":4644,"
        "\"mapped_address\":\"192.168.201.5\",\"mapped_port\":4644}},\"phase\":\"ACCESS-LIST\","
        "\"drop\":null,\"row\":{\"kind\":\"security-level\"},\"ace\":null,"
        "\"nat\":{\"kind\":\"static\",\"line\":34,\"text\":\"row 7\"}}\n"

        "{\"log_line\":2,\"time\":\"2026-11-22T06:33:00.000000000Z\",\"packet\":null,"
        "\"event\":\"tcp-conn-torn-down\",\"id\":302014,\"severity\":6,\"conn\":4,"
        "\"initiator\":{\"interface\":\"inside\","
        "\"address\":\"10.48.66.106\",\"port\":4644},"
        "\"ends\":{\"outer\":{\"interface\":\"outside\",\"address\":\"192.168.201.25\","
        "\"port\":1723,\"mapped_address\":\"192.168.201.25\",\"mapped_port\":1723},"
        "\"inner\":{\"interface\":\"inside\",\"address\":\"10.48.66.106\",\"port\":4644,"
        "\"mapped_address\":\"192.168.201.5\",\"mapped_port\":4644}},\"phase\":\"FLOW-CREATION\","
        "\"drop\":null,\"row\":{\"kind\":\"timer\"},\"ace\":null,\"nat\":null}\n"

        "{\"log_line\":3,\"time\":\"2026-11-22T06:33:01.000000000Z\",\"packet\":9,"
        "\"event\":\"deny-access-group\",\"id\":106023,\"severity\":4,\"conn\":null,"
        "\"initiator\":{\"interface\":\"outside\","
        "\"address\":\"192.168.201.25\"},"
        "\"ends\":{\"source\":{\"interface\":\"outside\",\"address\":\"192.168.201.25\","
        "\"mapped_address\":\"192.168.201.25\"},"
        "\"destination\":{\"interface\":\"inside\",\"address\":\"10.48.66.106\","
        "\"mapped_address\":\"192.168.201.5\"}},\"phase\":\"ACCESS-LIST\","
        "\"drop\":{\"reason\":\"acl-drop\",\"text\":\"Flow is denied by configured rule\"},"
        "\"row\":{\"kind\":\"ace\",\"line\":12,\"text\":\"row 1 and more\"},"
        "\"ace\":{\"acl\":\"acl-out\",\"line\":2,\"text\":\"row 1 and more\"},\"nat\":null}\n");
}
END_TEST

/* A shorter row after a longer one: nothing of the longer remains. */
START_TEST(facts_of_changing_length)
{
    struct event event = refused;
    struct log_sink *sink = log_sink_facts(config, file, LEVEL_DEBUGGING, write_row);
    struct event_sink to = log_sink_events(sink);
    event.row = (struct row){ ROW_STATIC, &rule, 500 };
    to.emit(to.context, &event);
    event.row.index = 0;
    to.emit(to.context, &event);
    ck_assert(log_sink_close(sink));
    ck_assert_ptr_nonnull(strstr(written, "\"text\":\"row 7\"}"));
}
END_TEST

START_TEST(one_after_the_other)
{
    char *second_text;
    size_t second_size;
    FILE *second = open_memstream(&second_text, &second_size);
    struct log_sink *sink = log_sink_text(config, file, LEVEL_DEBUGGING);
    log_sink_follow(sink, log_sink_json(config, second));
    emit_all(sink);
    size_t lines = 0, second_lines = 0;
    for (const char *at = written; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    for (const char *at = second_text; (at = strchr(at, '\n')) != NULL; at++)
        second_lines++;
    ck_assert_uint_eq(lines, 3);
    ck_assert_uint_eq(second_lines, 4);
    fclose(second);
    free(second_text);
}
END_TEST

START_TEST(a_full_disk_is_reported)
{
    FILE *full = fopen("/dev/full", "w");
    ck_assert_ptr_nonnull(full);
    struct log_sink *sink = log_sink_text(config, file, LEVEL_DEBUGGING);
    log_sink_follow(sink, log_sink_text(config, full, LEVEL_DEBUGGING));
    struct event_sink to = log_sink_events(sink);
    for (int i = 0; i < 10000; i++)
        to.emit(to.context, &built);
    errno = 0;
    ck_assert(!log_sink_close(sink));
    ck_assert_int_eq(errno, ENOSPC);
    ck_assert_uint_gt(size, 10000 * 100); /* the other sink has all of it */
    fclose(full);
    ck_assert(log_sink_close(NULL));
}
END_TEST

/* An ACE that has left its list since has no line. */
START_TEST(an_ace_that_is_gone)
{
    struct ace gone = { .permit = false };
    struct event event = refused;
    event.ace = &gone;
    event.row.pointer = &gone;
    struct log_sink *sink = log_sink_json(config, file);
    struct event_sink to = log_sink_events(sink);
    to.emit(to.context, &event);
    ck_assert(log_sink_close(sink));
    ck_assert_ptr_nonnull(strstr(written, "\"acl\":\"acl-out\"}"));
}
END_TEST

/* ---- samples for the schemas ---- */

#define SAMPLES 15 /* of each event in each version */

static void
write_samples_of(struct event_sink to, enum event_type type)
{
    static const uint8_t protocols[] = { IP_TCP, IP_UDP, IP_ICMP, IP_GRE, 89 };
    static const struct row row_samples[] = {
        { ROW_NONE, NULL, 0 },      { ROW_ACE, &permit_gre, 1 },        { ROW_STATIC, &rule, 3 },
        { ROW_ROUTE, NULL, 0 },     { ROW_IMPLICIT_DENY, &acl_out, 0 }, { ROW_INSPECTION, NULL, 0 },
        { ROW_INTERFACE, NULL, 0 },
    };
    for (size_t i = 0; i < SAMPLES; i++) {
        const struct row *row = &row_samples[i % ARRAY_LENGTH(row_samples)];
        uint8_t protocol = protocols[i % ARRAY_LENGTH(protocols)];
        struct event event = {
            .type = type,
            .time = (int64_t)i * NS_PER_SECOND,
            .packet_number = i,
            .protocol = protocol,
            .direction = i % 2 == 0 ? DIRECTION_INBOUND : DIRECTION_OUTBOUND,
            .outer = { i % 7 == 6 ? IFC_NONE : 0, SERVER, SERVER, 1723, 1723 },
            .inner = { 1, CLIENT, MAPPED, 4644, 4644 },
            .initiator_is_inner = i % 3 == 0,
            .duration_ns = (int64_t)i * 123456789,
            .bytes = i,
            .reason = (enum teardown_reason)(i % TEARDOWN_REASON_COUNT),
            .xlate = i % 2 == 0 ? XLATE_STATIC : XLATE_DYNAMIC,
            .failure = (enum translation_failure)(i % 4),
            .tcp_flags = (uint8_t)i,
            .quoted = { .known = i % 2 == 0, .protocol = protocol },
            .acl = i % 4 != 0 ? &acl_out : NULL,
            .ace = i % 4 > 1 ? &permit_gre : NULL,
            .row = *row,
            .nat_row = { i % 2 == 0 ? ROW_STATIC : ROW_NONE, &rule, 0 },
            .outbound_list = (uint16_t)(i + 1),
            .count = (uint32_t)i,
            .seconds = (uint32_t)i % 2 * 300,
            .mark_placeholder = i % 5 == 0,
        };
        to.emit(to.context, &event);
    }
}

static FILE *
create(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return fopen(path, "w");
}

static int
write_samples(const char *folder)
{
    FILE *events = create(folder, "event.ndjson");
    FILE *fact_file = create(folder, "facts.ndjson");
    if (events == NULL || fact_file == NULL)
        return EXIT_FAILURE;
    bool good = true;
    static const enum os_version versions[] = { OS_6_2, OS_7_0, OS_8_2 };
    for (size_t i = 0; i < ARRAY_LENGTH(versions); i++) {
        struct config *made = make_config(versions[i]);
        made->interfaces[1]->name = "in\nside\xff\"";
        struct log_sink *sink = log_sink_json(made, events);
        if (sink == NULL)
            return EXIT_FAILURE;
        log_sink_follow(sink, log_sink_facts(made, fact_file, LEVEL_DEBUGGING, write_row));
        for (enum event_type type = 0; type < EVENT_TYPE_COUNT; type++)
            write_samples_of(log_sink_events(sink), type);
        good = log_sink_close(sink) && good;
        config_free(made);
    }
    good = fclose(events) == 0 && good;
    good = fclose(fact_file) == 0 && good;
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--write") == 0)
        return write_samples(argv[2]);
    Suite *suite = suite_create("sink");
    TCase *tcase = tcase_create("sink");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, text);
    tcase_add_test(tcase, text_by_level_and_message);
    tcase_add_test(tcase, limited_by_rate);
    tcase_add_test(tcase, header_of_the_host);
    tcase_add_test(tcase, json);
    tcase_add_test(tcase, facts);
    tcase_add_test(tcase, facts_of_changing_length);
    tcase_add_test(tcase, one_after_the_other);
    tcase_add_test(tcase, a_full_disk_is_reported);
    tcase_add_test(tcase, an_ace_that_is_gone);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
