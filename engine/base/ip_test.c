/*
 * ip_test.c: addresses as text and back.
 */
#include "engine/base/ip.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Each octet in each place, against printf. */
START_TEST(every_octet)
{
    for (unsigned octet = 0; octet <= UINT8_MAX; octet++) {
        for (unsigned shift = 0; shift < 32; shift += 8) {
            uint32_t address = (UINT32_C(0x0a63ff00) & ~(UINT32_C(0xff) << shift)) | octet << shift;
            char text[IP_TEXT_SIZE], expected[IP_TEXT_SIZE];
            snprintf(expected, sizeof(expected), "%u.%u.%u.%u", address >> 24 & 255,
                     address >> 16 & 255, address >> 8 & 255, address & 255);
            ck_assert_uint_eq(ip_format(address, text), strlen(expected));
            ck_assert_str_eq(text, expected);
            uint32_t read;
            ck_assert(ip_parse(text, strlen(text), &read));
            ck_assert_uint_eq(read, address);
        }
    }
}
END_TEST

START_TEST(ends_of_the_space)
{
    char text[IP_TEXT_SIZE];
    ck_assert_uint_eq(ip_format(0, text), 7);
    ck_assert_str_eq(text, "0.0.0.0");
    ck_assert_uint_eq(ip_format(UINT32_MAX, text), 15);
    ck_assert_str_eq(text, "255.255.255.255");
}
END_TEST

static const char *const no_addresses[] = {
    "",          "1",         "1.2.3",      "1.2.3.",    "1.2.3.4.",  "1.2.3.4.5",
    "1.2.3.256", "1.2.3.999", "1.2.3.0004", "1..3.4",    ".1.2.3",    "1.2.3.4 ",
    " 1.2.3.4",  "1.2.3.-4",  "1.2.3.x",    "1.2.3.4/8", "0x1.2.3.4",
};

START_TEST(not_an_address)
{
    uint32_t address;
    ck_assert(!ip_parse(no_addresses[_i], strlen(no_addresses[_i]), &address));
}
END_TEST

START_TEST(only_what_it_is_given)
{
    uint32_t address;
    ck_assert(ip_parse("1.2.3.45", 7, &address));
    ck_assert_uint_eq(address, 0x01020304);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("ip");
    TCase *tcase = tcase_create("ip");
    tcase_add_test(tcase, every_octet);
    tcase_add_test(tcase, ends_of_the_space);
    tcase_add_loop_test(tcase, not_an_address, 0,
                        (int)(sizeof(no_addresses) / sizeof(no_addresses[0])));
    tcase_add_test(tcase, only_what_it_is_given);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
