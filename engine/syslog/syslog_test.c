/*
 * syslog_test.c: every wording of syslog.def, byte for byte, and where its lines go.
 */
#include "engine/syslog/syslog.h"

#include "engine/syslog/syslog_cases_test.h"

static void
check_case(const struct row_case *row, enum os_version version)
{
    char line[SYSLOG_LINE_SIZE];
    struct syslog_message message;
    struct config *config = make_config(version, PLATFORM_PIX);
    size_t length = syslog_line(config, &row->event, SYSLOG_BARE, line);
    ck_assert_uint_eq(length, strlen(line));
    ck_assert_str_eq(line, row->line != NULL ? row->line : "");
    ck_assert_int_eq(syslog_message_of(config, &row->event, &message), row->line != NULL);
    length = syslog_text(config, &row->event, line);
    ck_assert_uint_eq(length, strlen(line));
    ck_assert_str_eq(line, row->line != NULL ? row->line + strlen("302013: ") : "");
    config_free(config);
}

START_TEST(wording)
{
    const struct row_case *row = &cases[_i];
    for (enum os_version version = row->since; version <= row->until; version++)
        check_case(row, version);
}
END_TEST

/* Each row of syslog.def is met by a case above, and no event is without one. */
START_TEST(every_row_has_a_case)
{
    static const struct {
        uint32_t id;
        enum os_version since, until;
        enum event_type type;
    } rows[] = {
#define SYSLOG(id, severity, since, until, event, text) { id, since, until, event },
#include "engine/syslog/syslog.def"
    };
    bool printed[EVENT_TYPE_COUNT] = { false };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        bool met = false;
        for (size_t j = 0; j < ARRAY_LENGTH(cases); j++) {
            const struct row_case *row = &cases[j];
            met = met ||
                  (row->event.type == rows[i].type && row->line != NULL &&
                   strtoul(row->line, NULL, 10) == rows[i].id && row->since >= rows[i].since &&
                   row->until <= rows[i].until) ||
                  (row->event.type == rows[i].type && row->line != NULL &&
                   row->since <= rows[i].since && row->until >= rows[i].until);
        }
        ck_assert_msg(met, "row %zu (%u) has no case", i, (unsigned)rows[i].id);
        printed[rows[i].type] = true;
    }
    for (size_t type = 0; type < EVENT_TYPE_COUNT; type++)
        ck_assert_msg(printed[type], "%s prints nothing in any version",
                      event_type_name((enum event_type)type));
}
END_TEST

/* What behaviour.c says about messages, the rows say too. */
START_TEST(rows_agree_with_behaviour)
{
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        const struct behaviour *does = behaviour(version);
        struct syslog_message message;
        struct config *config = make_config(version, PLATFORM_PIX);

        struct event event = { .type = EVENT_NO_ROUTE };
        ck_assert(syslog_message_of(config, &event, &message));
        ck_assert_uint_eq(message.id, does->no_route == NO_ROUTE_110001 ? 110001 : 110002);
        event.type = EVENT_ASYMMETRIC_NAT;
        ck_assert_int_eq(syslog_message_of(config, &event, &message),
                         does->asymmetric_nat_is_305013);
        event.type = EVENT_LOCAL_HOST_BUILT;
        ck_assert(syslog_message_of(config, &event, &message));
        ck_assert_uint_eq(message.severity, does->local_host_severity);
        event.type = EVENT_ICMP_CONN_BUILT;
        ck_assert_int_eq(syslog_message_of(config, &event, &message), does->icmp_has_conns);
        event.type = EVENT_DUPLICATE_SYN;
        ck_assert_int_eq(syslog_message_of(config, &event, &message),
                         does->duplicate_syn_is_419002);
        ck_assert_int_eq(syslog_console_form(config),
                         does->console_has_tag ? SYSLOG_TAGGED : SYSLOG_BARE);
        config_free(config);
    }
}
END_TEST

/* ---- severities and destinations ---- */

static const struct {
    enum event_type type;
    enum os_version version;
    const struct ace *ace;
    uint8_t severity;
} severities[] = {
    { EVENT_TCP_CONN_BUILT, OS_6_2, NULL, 6 },
    { EVENT_DENY_TCP_INBOUND, OS_6_2, NULL, 2 },
    { EVENT_DENY_ACCESS_GROUP, OS_8_0, NULL, 4 },
    { EVENT_DENY_INBOUND, OS_6_2, NULL, 3 },
    { EVENT_DENY_CONN_SPOOF, OS_6_2, NULL, 1 },
    { EVENT_DENY_IP_OPTIONS, OS_6_3, NULL, 2 },
    { EVENT_DENY_IP_OPTIONS, OS_7_0, NULL, 6 },
    { EVENT_LOCAL_HOST_BUILT, OS_6_3, NULL, 6 },
    { EVENT_LOCAL_HOST_TORN_DOWN, OS_7_2, NULL, 7 },
    { EVENT_XLATE_BUILT, OS_6_3, NULL, 6 },
    { EVENT_ASYMMETRIC_NAT, OS_8_0, NULL, 5 },
    { EVENT_BOX_DISCARDED, OS_6_2, NULL, 7 },
    { EVENT_ACCESS_LIST_LOG, OS_6_3, &permit_at_5, 5 },
    { EVENT_ACCESS_LIST_LOG, OS_8_0, &deny_at_6, 6 },
    { EVENT_ACCESS_LIST_LOG, OS_8_0, NULL, 6 },
};

START_TEST(severity)
{
    struct syslog_message message;
    struct event event = { .type = severities[_i].type, .ace = severities[_i].ace };
    struct config *config = make_config(severities[_i].version, PLATFORM_PIX);
    ck_assert(syslog_message_of(config, &event, &message));
    ck_assert_uint_eq(message.severity, severities[_i].severity);
    ck_assert(!message.disabled);
    config_free(config);
}
END_TEST

/* `logging message 302013 level 3`, `no logging message 302014` */
START_TEST(severity_and_suppression_by_configuration)
{
    static struct log_message_setting settings[] = {
        { .id = 302013, .level = 3 },
        { .id = 302014, .level = LOG_LEVEL_OFF, .disabled = true },
    };
    struct syslog_message message;
    struct event event = { .type = EVENT_TCP_CONN_BUILT };
    char line[SYSLOG_LINE_SIZE];
    struct config *config = make_config(OS_6_3, PLATFORM_PIX);
    config->logging.messages = settings;
    config->logging.message_count = ARRAY_LENGTH(settings);
    ck_assert(syslog_message_of(config, &event, &message));
    ck_assert_uint_eq(message.severity, 3);
    ck_assert(!message.disabled);
    ck_assert_uint_gt(syslog_line(config, &event, SYSLOG_TAGGED, line), 0);
    ck_assert_msg(strncmp(line, "%PIX-3-302013: Built ", 21) == 0, "%s", line);
    event.type = EVENT_TCP_CONN_TORN_DOWN;
    ck_assert(syslog_message_of(config, &event, &message));
    ck_assert_uint_eq(message.severity, 6);
    ck_assert(message.disabled);
    config_free(config);
}
END_TEST

START_TEST(destinations)
{
    struct syslog_message message = { .id = 302013, .severity = 6 };
    struct config *config = make_config(OS_6_3, PLATFORM_PIX);
    config->logging.level[LOG_CONSOLE] = 6;
    ck_assert_msg(!syslog_reaches(config, &message, LOG_CONSOLE), "logging is off");
    config->logging.on = true;
    ck_assert(syslog_reaches(config, &message, LOG_CONSOLE));
    ck_assert(!syslog_reaches(config, &message, LOG_BUFFERED));
    config->logging.level[LOG_CONSOLE] = 5;
    ck_assert(!syslog_reaches(config, &message, LOG_CONSOLE));
    config->logging.level[LOG_CONSOLE] = 7;
    message.disabled = true;
    ck_assert(!syslog_reaches(config, &message, LOG_CONSOLE));
    message = (struct syslog_message){ .id = 1, .severity = 0 };
    ck_assert_msg(!syslog_reaches(config, &message, LOG_TRAP), "off is not level 0");
    config_free(config);
}
END_TEST

START_TEST(level_names)
{
    ck_assert_str_eq(syslog_level_name(0), "emergencies");
    ck_assert_str_eq(syslog_level_name(4), "warnings");
    ck_assert_str_eq(syslog_level_name(7), "debugging");
    ck_assert_str_eq(syslog_level_name(LOG_LEVEL_OFF), "disabled");
    ck_assert_str_eq(syslog_level_name(8), "disabled");
}
END_TEST

/* ---- names ---- */

static const struct event built = {
    .type = EVENT_TCP_CONN_BUILT,
    .direction = DIRECTION_OUTBOUND,
    .conn_id = 4,
    .outer = SERVER_END(1723),
    .inner = CLIENT_END(4644, 4644),
};

/* `names` on: a name stands wherever its address would (syslog.md 0). */
START_TEST(names_replace_addresses)
{
    char line[SYSLOG_LINE_SIZE];
    struct config *config = make_config(OS_6_2, PLATFORM_PIX);
    add_name(config, SERVER, "pptp-server");
    ck_assert_uint_gt(syslog_line(config, &built, SYSLOG_BARE, line), 0);
    ck_assert_str_eq(line, "302013: Built outbound TCP connection 4 for outside:pptp-server/1723 "
                           "(pptp-server/1723) to inside:10.48.66.106/4644 (192.168.201.5/4644)");
    config->names_on = false;
    ck_assert_uint_gt(syslog_line(config, &built, SYSLOG_BARE, line), 0);
    ck_assert_str_eq(line,
                     "302013: Built outbound TCP connection 4 for outside:192.168.201.25/1723 "
                     "(192.168.201.25/1723) to inside:10.48.66.106/4644 "
                     "(192.168.201.5/4644)");
    config_free(config);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("syslog");
    TCase *text = tcase_create("text");
    tcase_add_loop_test(text, wording, 0, (int)ARRAY_LENGTH(cases));
    tcase_add_test(text, every_row_has_a_case);
    tcase_add_test(text, rows_agree_with_behaviour);
    tcase_add_test(text, names_replace_addresses);
    suite_add_tcase(suite, text);
    TCase *level = tcase_create("level");
    tcase_add_loop_test(level, severity, 0, (int)ARRAY_LENGTH(severities));
    tcase_add_test(level, severity_and_suppression_by_configuration);
    tcase_add_test(level, destinations);
    tcase_add_test(level, level_names);
    suite_add_tcase(suite, level);
    return run_suite(suite);
}
