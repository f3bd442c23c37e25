/*
 * syslog_header_test.c: what stands in front of a line, and its times: syslog.md 1.1.
 */
#include "engine/syslog/syslog.h"

#include <stdio.h>

#include "engine/syslog/syslog_config_test.h"

static const struct header_case {
    enum platform platform;
    enum syslog_form form;
    bool timestamp;
    enum device_id_kind device_id;
    const char *header;
} headers[] = {
    { PLATFORM_PIX, SYSLOG_BARE, true, DEVICE_ID_HOSTNAME, "" },
    { PLATFORM_PIX, SYSLOG_TAGGED, false, DEVICE_ID_NONE, "%PIX-3-" },
    { PLATFORM_ASA, SYSLOG_TAGGED, false, DEVICE_ID_NONE, "%ASA-3-" },
    { PLATFORM_PIX, SYSLOG_TAGGED, true, DEVICE_ID_NONE, "Nov 22 2026 06:32:28: %PIX-3-" },
    { PLATFORM_PIX, SYSLOG_TAGGED, false, DEVICE_ID_HOSTNAME, "fw1 : %PIX-3-" },
    { PLATFORM_PIX, SYSLOG_TAGGED, true, DEVICE_ID_ADDRESS,
      "Nov 22 2026 06:32:28 10.48.66.1 : %PIX-3-" },
    { PLATFORM_PIX, SYSLOG_STAMPED, false, DEVICE_ID_NONE, "Nov 22 2026 06:32:28: %PIX-3-" },
    { PLATFORM_ASA, SYSLOG_EMBLEM, false, DEVICE_ID_HOSTNAME, ":: %ASA-session-3-" },
    { PLATFORM_ASA, SYSLOG_EMBLEM, true, DEVICE_ID_NONE, ":Nov 22 06:32:28 UTC: %ASA-session-3-" },
    { PLATFORM_ASA, SYSLOG_STAMPED, true, DEVICE_ID_STRING, "Nov 22 2026 06:32:28 edge : %ASA-3-" },
};

START_TEST(header)
{
    const struct header_case *row = &headers[_i];
    struct event event = {
        .type = EVENT_OUT_OF_TRANSLATION_SLOTS,
        .time = SECONDS(1795329148) + 999999999,
    };
    char line[SYSLOG_LINE_SIZE], expected[SYSLOG_LINE_SIZE];
    struct config *config = make_config(OS_7_2, row->platform);
    config->hostname = "fw1";
    config->logging.timestamp = row->timestamp;
    config->logging.device_id = row->device_id;
    config->logging.device_id_text = "edge";
    config->logging.device_id_ifc = INSIDE;
    snprintf(expected, sizeof(expected), "%s202001: Out of address translation slots!",
             row->header);
    ck_assert_uint_eq(syslog_line(config, &event, row->form, line), strlen(expected));
    ck_assert_str_eq(line, expected);
    config_free(config);
}
END_TEST

static const struct {
    int64_t seconds;
    const char *stamp;
} stamps[] = {
    { -1, "Dec 31 1969 23:59:59" },
    { 0, "Jan 01 1970 00:00:00" },
    { 951782400, "Feb 29 2000 00:00:00" },
    { 1088988983, "Jul 05 2004 00:56:23" }, /* the day has two digits */
    { 2147483648, "Jan 19 2038 03:14:08" },
    { 4107542400, "Mar 01 2100 00:00:00" },
    { INT64_MAX / NS_PER_SECOND, "Apr 11 2262 23:47:16" },
    { INT64_MIN / NS_PER_SECOND, "Sep 21 1677 00:12:44" },
};

START_TEST(stamp)
{
    struct event event = { .type = EVENT_TCP_CONN_BUILT, .time = SECONDS(stamps[_i].seconds) };
    char line[SYSLOG_LINE_SIZE];
    struct config *config = make_config(OS_6_2, PLATFORM_PIX);
    ck_assert_uint_gt(syslog_line(config, &event, SYSLOG_STAMPED, line), 20);
    line[20] = '\0';
    ck_assert_str_eq(line, stamps[_i].stamp);
    config_free(config);
}
END_TEST

static const struct {
    int64_t duration;
    const char *text;
} durations[] = {
    { 0, "0:00:00" },
    { NS_PER_SECOND - 1, "0:00:00" },
    { SECONDS(31), "0:00:31" },
    { SECONDS(60), "0:01:00" },
    { SECONDS(36000), "10:00:00" },
    { SECONDS(332660), "92:24:20" },
    { SECONDS(360000), "100:00:00" },
    { -1, "0:00:00" },
    { INT64_MIN, "0:00:00" },
    { INT64_MAX, "2562047:47:16" },
};

START_TEST(duration)
{
    char text[32];
    ck_assert_uint_eq(duration_format(durations[_i].duration, text, sizeof(text)),
                      strlen(durations[_i].text));
    ck_assert_str_eq(text, durations[_i].text);
    char small[4];
    ck_assert_uint_lt(duration_format(durations[_i].duration, small, sizeof(small)), 4);
    ck_assert_int_eq(strncmp(small, durations[_i].text, 3), 0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("syslog header");
    TCase *head = tcase_create("head");
    tcase_add_loop_test(head, header, 0, (int)ARRAY_LENGTH(headers));
    tcase_add_loop_test(head, stamp, 0, (int)ARRAY_LENGTH(stamps));
    tcase_add_loop_test(head, duration, 0, (int)ARRAY_LENGTH(durations));
    suite_add_tcase(suite, head);
    return run_suite(suite);
}
