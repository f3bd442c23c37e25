/*
 * syslog_hostile_test.c: whatever an event or a configuration holds, a line is one printable line.
 */
#include "engine/syslog/syslog.h"

#include "engine/syslog/syslog_cases_test.h"

static const char *const hostile_texts[] = {
    "x\n%PIX-1-105005: forged",
    "x\r\ny",
    "\x1b[2Jx",
    "\2332J",         /* CSI in one byte */
    "x\xe2\x80\xa8y", /* LINE SEPARATOR in UTF-8 */
    "\x7f\x01\x85",
};

static void
check_printable(const char *line, size_t length)
{
    ck_assert_uint_eq(length, strlen(line));
    ck_assert_uint_lt(length, SYSLOG_LINE_SIZE);
    size_t printable = 0;
    while (printable < length && line[printable] >= ' ' && line[printable] <= '~')
        printable++;
    if (printable != length)
        ck_abort_msg("byte %zu of: %s", printable, line);
}

START_TEST(names_cannot_forge_lines)
{
    const char *text = hostile_texts[_i];
    const struct acl acl = { .name = text };
    char line[SYSLOG_LINE_SIZE];
    struct config *config = make_config(OS_7_0, PLATFORM_PIX);
    config->interfaces[OUTSIDE]->name = text;
    config->hostname = text;
    config->logging.device_id_text = text;
    add_name(config, SERVER, text);
    for (enum device_id_kind kind = DEVICE_ID_NONE; kind <= DEVICE_ID_CONTEXT; kind++) {
        config->logging.device_id = kind;
        for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
            struct event event = cases[i].event;
            event.acl = &acl;
            check_printable(line, syslog_line(config, &event, SYSLOG_STAMPED, line));
        }
    }
    config_free(config);
}
END_TEST

/* A name of any length is cut, never written past the end. */
START_TEST(long_names_are_cut)
{
    char name[3 * SYSLOG_LINE_SIZE];
    char line[SYSLOG_LINE_SIZE];
    memset(name, 'n', sizeof(name));
    for (size_t length = 0; length < sizeof(name); length += 331) {
        struct config *config = make_config(OS_7_0, PLATFORM_PIX);
        name[length] = '\0';
        config->interfaces[OUTSIDE]->name = name;
        config->hostname = name;
        config->logging.device_id = DEVICE_ID_HOSTNAME;
        for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
            check_printable(line, syslog_line(config, &cases[i].event, SYSLOG_STAMPED, line));
        name[length] = 'n';
        config_free(config);
    }
}
END_TEST

/* Any value of any field: still one printable line. */
START_TEST(fields_of_any_value)
{
    char line[SYSLOG_LINE_SIZE];
    struct config *config = make_config(OS_8_0, PLATFORM_ASA);
    for (unsigned octet = 0; octet <= UINT8_MAX; octet += 3) {
        for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
            struct event event = cases[i].event;
            event.protocol = (uint8_t)octet;
            event.quoted.protocol = (uint8_t)octet;
            event.quoted.known = true;
            event.icmp_type = event.icmp_code = event.ip_option = event.tcp_flags = (uint8_t)octet;
            event.outer.ifc = (ifc_id)(octet * 257);
            event.ifc = (ifc_id)(UINT16_MAX - octet);
            event.acl = NULL;
            event.ace = NULL;
            check_printable(line, syslog_line(config, &event, SYSLOG_TAGGED, line));
        }
    }
    config_free(config);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("syslog hostile");
    TCase *hostile = tcase_create("hostile");
    tcase_add_loop_test(hostile, names_cannot_forge_lines, 0, (int)ARRAY_LENGTH(hostile_texts));
    tcase_add_test(hostile, long_names_are_cut);
    tcase_add_test(hostile, fields_of_any_value);
    suite_add_tcase(suite, hostile);
    return run_suite(suite);
}
