/*
 * syslog_format_test.c: what is compiled prints what the rows do.
 */
#include "engine/syslog/syslog_format.h"

#include "engine/syslog/syslog_cases_test.h"

/* Each case in each form, twice a second. */
static void
check_compiled(const struct row_case *row, enum os_version version, enum platform platform)
{
    struct config *config = make_config(version, platform);
    for (enum syslog_form form = SYSLOG_BARE; form <= SYSLOG_EMBLEM; form++) {
        struct syslog_format *format = syslog_format_new(config, form);
        ck_assert_ptr_nonnull(format);
        for (int i = 0; i < 6; i++) {
            char plain[SYSLOG_LINE_SIZE], compiled[SYSLOG_LINE_SIZE];
            struct syslog_message a = { 0 }, b = { 0 };
            struct event event = row->event;
            event.time = i * INT64_C(700000000) - NS_PER_SECOND;
            bool prints = syslog_message_of(config, &event, &a);
            ck_assert(syslog_format_message(format, &event, &b) == prints);
            ck_assert(a.id == b.id && a.severity == b.severity && a.disabled == b.disabled);
            size_t length = syslog_line(config, &event, form, plain);
            ck_assert_uint_eq(syslog_format_line(format, &event, compiled), length);
            ck_assert_str_eq(compiled, plain);
            if (i == 3) { /* a changed configuration is followed */
                config->names_on = true;
                config->interfaces[OUTSIDE]->name = "a-name-that-is-longer-than-a-label-is-wide";
                config->revision++;
            }
        }
        config->interfaces[OUTSIDE]->name = "outside";
        config->revision++;
        syslog_format_free(format);
    }
    config_free(config);
}

START_TEST(compiled_lines)
{
    for (enum os_version version = OS_6_2; version <= OS_LAST; version++)
        check_compiled(&cases[_i], version, version % 2 == 0 ? PLATFORM_PIX : PLATFORM_ASA);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("syslog format");
    TCase *text = tcase_create("text");
    tcase_add_loop_test(text, compiled_lines, 0, (int)ARRAY_LENGTH(cases));
    suite_add_tcase(suite, text);
    return run_suite(suite);
}
