/*
 * expect_test.c: what expectations mean, and that what is wrong with one is told with its place.
 */
#include "cli/verify/expect.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/ip.h"
#include "parser/parser.h"

static const char box[] = "PIX Version 6.3(5)\n"
                          "interface ethernet0 auto\n"
                          "interface ethernet1 auto\n"
                          "nameif ethernet0 outside security0\n"
                          "nameif ethernet1 inside security100\n"
                          "names\n"
                          "name 192.168.201.5 mailhost\n"
                          "ip address outside 192.168.201.1 255.255.255.0\n"
                          "ip address inside 10.48.66.47 255.255.254.0\n";

static struct load_result loaded;
static struct expectations expectations;
static char *said;
static size_t said_size;

static void
setup(void)
{
    struct load_options options = { .file = "box" };
    ck_assert(config_load_text(box, sizeof box - 1, &options, &loaded));
}

static void
teardown(void)
{
    expectations_free(&expectations);
    load_result_free(&loaded);
    free(said);
    said = NULL;
}

static bool
parse(const char *text, size_t size)
{
    FILE *complaints = open_memstream(&said, &said_size);
    ck_assert_ptr_nonnull(complaints);
    bool good = expect_parse(&expectations, loaded.config, "x", text, size, complaints);
    fclose(complaints);
    return good;
}

static const struct expectation *
one(const char *text)
{
    ck_assert_msg(parse(text, strlen(text)), "%s", said);
    ck_assert_uint_eq(expectations.count, 1);
    return expectations.items;
}

/* ---- what is meant ---- */

#define OUTSIDE 0
#define INSIDE 1
#define ANY_PORT 0, UINT16_MAX

static const struct {
    const char *text;
    enum expect_kind kind;
    uint8_t protocol;
    struct expect_end source, destination;
} flows[] = {
    { "built tcp inside:10.48.66.106 -> outside:192.168.201.25/1723",
      EXPECT_BUILT,
      IP_TCP,
      { INSIDE, { 0x0a30426a, IP_HOST_MASK }, ANY_PORT },
      { OUTSIDE, { 0xc0a8c919, IP_HOST_MASK }, 1723, 1723 } },
    { "passed gre outside:192.168.201.25 -> mailhost",
      EXPECT_PASSED,
      IP_GRE,
      { OUTSIDE, { 0xc0a8c919, IP_HOST_MASK }, ANY_PORT },
      { IFC_NONE, { 0xc0a8c905, IP_HOST_MASK }, ANY_PORT } },
    { "denied tcp outside:any/1024-65535 -> 192.168.201.5/ssh",
      EXPECT_DENIED,
      IP_TCP,
      { OUTSIDE, { 0, 0 }, 1024, 65535 },
      { IFC_NONE, { 0xc0a8c905, IP_HOST_MASK }, 22, 22 } },
    /* a port, as no mask of that length covers the address */
    { "denied tcp any -> 192.168.201.5/22",
      EXPECT_DENIED,
      IP_TCP,
      { IFC_NONE, { 0, 0 }, ANY_PORT },
      { IFC_NONE, { 0xc0a8c905, IP_HOST_MASK }, 22, 22 } },
    { "undecided udp inside:10.48.66.0/23/any -> outside:192.168.201.0/255.255.255.0/53",
      EXPECT_UNDECIDED,
      IP_UDP,
      { INSIDE, { 0x0a304200, 0xfffffe00 }, ANY_PORT },
      { OUTSIDE, { 0xc0a8c900, 0xffffff00 }, 53, 53 } },
    { "passed udp inside:10.48.66.0 255.255.254.0 -> 192.168.201.0 255.255.255.0/domain",
      EXPECT_PASSED,
      IP_UDP,
      { INSIDE, { 0x0a304200, 0xfffffe00 }, ANY_PORT },
      { IFC_NONE, { 0xc0a8c900, 0xffffff00 }, 53, 53 } },
    { "passed ip inside:10.48.66.0/23 -> any",
      EXPECT_PASSED,
      IP_ANY,
      { INSIDE, { 0x0a304200, 0xfffffe00 }, ANY_PORT },
      { IFC_NONE, { 0, 0 }, ANY_PORT } },
    { "passed 89 any -> any",
      EXPECT_PASSED,
      89,
      { IFC_NONE, { 0, 0 }, ANY_PORT },
      { IFC_NONE, { 0, 0 }, ANY_PORT } },
};

static void
same_end(const struct expect_end *is, const struct expect_end *should)
{
    ck_assert_uint_eq(is->ifc, should->ifc);
    ck_assert_uint_eq(is->network.address, should->network.address);
    ck_assert_uint_eq(is->network.netmask, should->network.netmask);
    ck_assert_uint_eq(is->port_first, should->port_first);
    ck_assert_uint_eq(is->port_last, should->port_last);
}

START_TEST(a_flow)
{
    char text[256];
    snprintf(text, sizeof text, "\n\texpect  %s  # why\r\n", flows[_i].text);
    const struct expectation *item = one(text);
    ck_assert_int_eq(item->kind, flows[_i].kind);
    ck_assert_uint_eq(item->protocol, flows[_i].protocol);
    same_end(&item->source, &flows[_i].source);
    same_end(&item->destination, &flows[_i].destination);
    ck_assert_str_eq(item->text, flows[_i].text);
    ck_assert_uint_eq(item->line, 2);
    ck_assert(!item->no);
}
END_TEST

START_TEST(by)
{
    ck_assert_uint_eq(one("expect denied tcp any -> any by 106023")->message, 106023);
    expectations_free(&expectations);
    free(said);
    ck_assert_int_eq(one("expect denied tcp any -> any by acl-drop")->drop, DROP_ACL);
    expectations_free(&expectations);
    free(said);
    ck_assert_int_eq(one("expect inspected tcp any -> any by pptp")->inspection, INSPECT_PPTP);
    expectations_free(&expectations);
    free(said);
    const struct expectation *item = one("expect inspected tcp any -> any by h323 ras with plain");
    ck_assert_int_eq(item->inspection, INSPECT_H323_RAS);
    ck_assert(item->has_dialogue);
}
END_TEST

START_TEST(icmp)
{
    const struct expectation *item = one("expect passed icmp any -> any echo");
    ck_assert_int_eq(item->icmp_type, 8);
    ck_assert_int_eq(item->icmp_code, -1);
    expectations_free(&expectations);
    free(said);
    item = one("expect denied icmp any -> any 3 4 by acl-drop");
    ck_assert_int_eq(item->icmp_type, 3);
    ck_assert_int_eq(item->icmp_code, 4);
    ck_assert_int_eq(item->drop, DROP_ACL);
}
END_TEST

START_TEST(translated)
{
    const struct expectation *item =
        one("expect translated inside:10.48.66.0/23 to 192.168.201.10-192.168.201.20");
    ck_assert(!item->has_destination);
    ck_assert_uint_eq(item->to_first, 0xc0a8c90a);
    ck_assert_uint_eq(item->to_last, 0xc0a8c914);
    expectations_free(&expectations);
    free(said);
    item = one("expect no translated tcp inside:any -> outside:192.168.201.25/80 to itself");
    ck_assert(item->no && item->to_itself && item->has_destination);
    expectations_free(&expectations);
    free(said);
    item = one("expect translated inside:any to 192.168.201.0/24");
    ck_assert_uint_eq(item->to_first, 0xc0a8c900);
    ck_assert_uint_eq(item->to_last, 0xc0a8c9ff);
}
END_TEST

START_TEST(messages)
{
    const char text[] = "expect no 305006\n"
                        "group counted\n"
                        "expect at least 2 302013\n"
                        "expect exactly 0 106023 tcp outside:any -> any/23\n";
    ck_assert_msg(parse(text, strlen(text)), "%s", said);
    ck_assert_uint_eq(expectations.count, 3);
    const struct expectation *items = expectations.items;
    ck_assert(items[0].no && items[0].kind == EXPECT_MESSAGE && items[0].message == 305006);
    ck_assert_ptr_null(items[0].group);
    ck_assert_int_eq(items[1].count, COUNT_AT_LEAST);
    ck_assert_uint_eq(items[1].number, 2);
    ck_assert_str_eq(items[1].group, "counted");
    ck_assert_int_eq(items[2].count, COUNT_EXACTLY);
    ck_assert(items[2].has_destination);
}
END_TEST

/* ---- what is wrong ---- */

static const struct {
    const char *text, *said;
} errors[] = {
    { "expect built tcp inside:10.48.66.106 > outside:any",
      "x:1:38: error: '>': expected ->\n"
      "    expect built tcp inside:10.48.66.106 > outside:any\n"
      "                                         ^\n" },
    { "expect built tcp insde:any -> any",
      "x:1:18: error: 'insde:any': expected an interface of the configuration: outside, inside\n"
      "    expect built tcp insde:any -> any\n"
      "                     ^\n" },
    { "expect built tcp inside:10.48.66.0/24 -> any",
      "x:1:36: error: '24': expected a port, which this may be, or the length of a mask, which it "
      "may be too: write /32/PORT or /LENGTH/any\n"
      "    expect built tcp inside:10.48.66.0/24 -> any\n"
      "                                       ^\n" },
    { "expect built tcp any -> any/90000",
      "x:1:29: error: '90000': expected a port: its number or name, a range, or any\n"
      "    expect built tcp any -> any/90000\n"
      "                                ^\n" },
    { "expect built tcp any -> any/100-90",
      "x:1:33: error: '90': expected the last port of the range\n"
      "    expect built tcp any -> any/100-90\n"
      "                                    ^\n" },
    { "expect passed gre any -> 10.1.1.1/24",
      "x:1:35: error: '24': expected a mask that covers the whole address\n"
      "    expect passed gre any -> 10.1.1.1/24\n"
      "                                      ^\n" },
    { "expect passed gre any -> 10.1.1.0/24/80",
      "x:1:38: error: '80': expected nothing more: only tcp and udp have ports\n"
      "    expect passed gre any -> 10.1.1.0/24/80\n"
      "                                         ^\n" },
    { "expect passed tcp any", "x:1:22: error: something is missing: ->\n"
                               "    expect passed tcp any\n"
                               "                         ^\n" },
    { "expect passed tcp any -> 10.1.1",
      "x:1:26: error: '10.1.1': expected an address, a name of the configuration, or any\n"
      "    expect passed tcp any -> 10.1.1\n"
      "                             ^\n" },
    { "expect passed tcp any -> any by 106023",
      "x:1:30: error: 'by': expected nothing more: only denied and inspected are by something\n"
      "    expect passed tcp any -> any by 106023\n"
      "                                 ^\n" },
    { "expect 12",
      "x:1:8: error: '12': expected built, passed, denied, undecided, inspected, translated, or "
      "the number of a message\n"
      "    expect 12\n"
      "           ^\n" },
    { "expect no at least 2 302013", "x:1:11: error: 'at': expected no count behind no\n"
                                     "    expect no at least 2 302013\n"
                                     "              ^\n" },
    { "expct no 302013\nexpect no 302013 x\n",
      "x:1:1: error: 'expct': expected expect or group\n"
      "    expct no 302013\n"
      "    ^\n"
      "x:2:18: error: 'x': expected a flow, or nothing more\n"
      "    expect no 302013 x\n"
      "                     ^\n" },
    { "expect passed \x1b[2J any -> any",
      "x:1:15: error: '?[2J': expected a protocol: tcp, udp, icmp, gre, its number, or ip for any\n"
      "    expect passed ?[2J any -> any\n"
      "                  ^\n" },
    { "# nothing\n", "x: error: there is no expectation in it\n" },
};

START_TEST(an_error)
{
    ck_assert(!parse(errors[_i].text, strlen(errors[_i].text)));
    ck_assert_str_eq(said, errors[_i].said);
}
END_TEST

START_TEST(no_text)
{
    ck_assert(!parse("expect\0built", 12));
    ck_assert_ptr_nonnull(strstr(said, "x:1:1: error: a NUL: this is no text\n"));
    free(said);
    expectations_free(&expectations);
    char line[4096];
    memset(line, 'a', sizeof line);
    ck_assert(!parse(line, sizeof line));
    ck_assert_ptr_nonnull(strstr(said, "x:1:1: error: the line is too long\n"));
    ck_assert_uint_lt(said_size, 512);
}
END_TEST

/* As many as there may be, and errors come to an end. */
START_TEST(bounds)
{
    static char text[(EXPECT_COUNT + 2) * sizeof "expect no 302013\n"];
    size_t size = 0;
    for (size_t i = 0; i < EXPECT_COUNT + 1; i++)
        size += (size_t)snprintf(text + size, sizeof text - size, "expect no 302013\n");
    ck_assert(parse(text, size - strlen("expect no 302013\n")));
    ck_assert_uint_eq(expectations.count, EXPECT_COUNT);
    expectations_free(&expectations);
    free(said);
    ck_assert(!parse(text, size));
    ck_assert_ptr_nonnull(strstr(said, "x:4097:1: error: too many expectations\n"));
    expectations_free(&expectations);
    free(said);
    memset(text, 'x', size);
    for (size_t i = 1; i < size; i += 2)
        text[i] = '\n';
    ck_assert(!parse(text, size));
    size_t count = 0;
    for (const char *at = said; (at = strstr(at, "error:")) != NULL; at++)
        count++;
    ck_assert_uint_eq(count, EXPECT_ERRORS);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("expect");
    TCase *tcase = tcase_create("expect");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_flow, 0, (int)ARRAY_LENGTH(flows));
    tcase_add_test(tcase, by);
    tcase_add_test(tcase, icmp);
    tcase_add_test(tcase, translated);
    tcase_add_test(tcase, messages);
    tcase_add_loop_test(tcase, an_error, 0, (int)ARRAY_LENGTH(errors));
    tcase_add_test(tcase, no_text);
    tcase_add_test(tcase, bounds);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
