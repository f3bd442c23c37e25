/*
 * factory_test.c: the exact factory configurations (testdata/factory), and what leads back to them.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/compiler.h"
#include "engine/model/dump.h"
#include "parser/fixture_test.h"
#include "parser/parser.h"

static const struct box {
    struct os_release release;
    const char *file;  /* of testdata/factory */
    const char *clear; /* what leads back there */
    const char *model;
} boxes[] = {
    { { .version = OS_6_2 }, "pix-6.2.ok", "clear configure all", "PIX 515" },
    { { .version = OS_6_3 }, "pix-6.3.ok", "clear config all", "PIX 515" },
    { { .version = OS_6_3, .maintenance = 1 }, "pix-6.3.1.ok", "cle conf all", "PIX 515" },
    { { .version = OS_7_0 }, "pix-7.0.ok", "clear configure all", "PIX 515" },
    { { .version = OS_7_2 }, "pix-7.2.ok", "clear configure all", "PIX 515" },
    { { .version = OS_8_0 }, "pix-8.0.ok", "clear configure all", "PIX 515" },
    { { .version = OS_7_0, .platform = PLATFORM_ASA },
      "asa-7.0.ok",
      "clear configure all",
      "ASA 5510" },
    { { .version = OS_7_2, .platform = PLATFORM_ASA },
      "asa-7.2.ok",
      "clear configure all",
      "ASA 5510" },
    { { .version = OS_8_0, .platform = PLATFORM_ASA },
      "asa-8.0.ok",
      "clear configure all",
      "ASA 5510" },
    { { .version = OS_8_2, .platform = PLATFORM_ASA },
      "asa-8.2.ok",
      "clear configure all",
      "ASA 5510" },
};

static void
hold_to_file(const char *file, const struct config *config)
{
    char path[128];
    char *text = text_of_config(config);
    snprintf(path, sizeof(path), "testdata/factory/%s", file);
    hold_to(path, text);
    free(text);
}

static struct config *
factory(const struct box *box)
{
    struct config *config = config_factory(box->release);
    ck_assert_ptr_nonnull(config);
    ck_assert_uint_eq(config->revision, 1);
    ck_assert_uint_eq(config->journal_count, 0);
    return config;
}

START_TEST(byte_for_byte)
{
    struct config *config = factory(&boxes[_i]);
    hold_to_file(boxes[_i].file, config);
    ck_assert_str_eq(config_factory_model(boxes[_i].release), boxes[_i].model);
    for (size_t i = 0; i < config->interface_count; i++)
        ck_assert(config->interfaces[i]->shutdown);
    config_free(config);
}
END_TEST

static void
type(struct config *config, const char *const *lines, const char *last)
{
    struct arena *arena = arena_new();
    struct diags diags;
    ck_assert_ptr_nonnull(arena);
    diags_init(&diags, arena);
    struct parser *parser = parser_new(config, &diags);
    ck_assert_ptr_nonnull(parser);
    for (; *lines != NULL; lines++)
        ck_assert_msg(parser_line(parser, *lines, NULL, 0) != LINE_REFUSED, "%s: %s", *lines,
                      diags.items[diags.count - 1].text);
    ck_assert_msg(parser_line(parser, last, NULL, 0) != LINE_REFUSED, "%s", last);
    ck_assert_str_eq(parser_mode(parser), "config");
    parser_free(parser);
    arena_free(arena);
}

/* Of everything some, in what is common to the versions. */
static const char *const busy_6[] = {
    "interface ethernet1 100full",
    "nameif ethernet1 dmz security50",
    "hostname busy",
    "access-list a permit ip any any",
    "access-group a in interface dmz",
    "no names",
    "nat (dmz) 1 0 0",
    "global (outside) 1 192.0.2.9",
    "route outside 0 0 192.0.2.1",
    "no fixup protocol ftp 21",
    "timeout xlate 1:0:0",
    "logging on",
    "logging trap 7",
    "logging host dmz 10.0.0.7",
    "floodguard disable",
    "telnet 10.0.0.0 255.0.0.0 dmz",
    "object-group network g",
    "network-object host 10.0.0.1",
    "pager lines 50",
    "mtu dmz 1400",
    "ip address dmz 10.0.0.1 255.0.0.0",
    NULL,
};
static const char *const busy_7[] = {
    "access-list a permit ip any any",
    "logging enable",
    "logging trap 7",
    "no names",
    "policy-map p",
    "class class-default",
    "inspect http",
    "exit",
    "exit",
    "timeout xlate 1:0:0",
    "hostname busy",
    "nat-control",
    "time-range t",
    "exit",
    "no service-policy global_policy global",
    "object-group network g",
    "network-object host 10.0.0.1",
    "exit",
    "same-security-traffic permit inter-interface",
    "tunnel-group t type ipsec-l2l",
    "pager lines 50",
    NULL,
};
static const char *const busy_ports[2][10] = {
    { "interface Ethernet0", "nameif outside", "ip address 192.0.2.1 255.255.255.0", "no shutdown",
      "interface Ethernet0.7", "vlan 7", "nameif dmz", "exit", NULL },
    { "interface Ethernet0/0", "nameif outside", "ip address 192.0.2.1 255.255.255.0",
      "no shutdown", "interface Ethernet0/0.7", "vlan 7", "nameif dmz", "exit", NULL },
};

static void
make_busy(struct config *config, const char *last)
{
    if (config->os.version < OS_7_0) {
        type(config, busy_6, last);
        return;
    }
    type(config, busy_ports[config->os.platform == PLATFORM_ASA], "hostname busy");
    type(config, busy_7, last);
}

START_TEST(clear_configure_all_leads_back)
{
    struct config *config = factory(&boxes[_i]);
    make_busy(config, "hostname busier");
    uint32_t revision = config->revision;
    size_t journal_count = config->journal_count;
    static const char *const none[] = { NULL };
    type(config, none, boxes[_i].clear);
    ck_assert_msg(config->revision == revision + 1, "it is one change");
    ck_assert_uint_eq(config->journal_count, journal_count + 1);
    ck_assert_str_eq(config->journal[journal_count].line, boxes[_i].clear);
    hold_to_file(boxes[_i].file, config);
    struct config *fresh = factory(&boxes[_i]);
    char *difference = NULL;
    ck_assert_msg(config_equal(fresh, config, &difference), "%s", difference);
    config_free(fresh);
    config_free(config);
}
END_TEST

START_TEST(an_erased_box_keeps_its_ports)
{
    struct config *config = factory(&boxes[_i]);
    make_busy(config, "hostname busier");
    struct config *fresh = config_factory_of(config);
    ck_assert_ptr_nonnull(fresh);
    hold_to_file(boxes[_i].file, fresh);
    config_free(fresh);
    config_free(config);
}
END_TEST

START_TEST(a_box_with_more_ports_has_more_names)
{
    static const char *const lines[] = { "interface ethernet3 auto", "interface ethernet4 auto",
                                         "interface ethernet4 vlan9 logical",
                                         "nameif vlan9 far security1", NULL };
    struct config *config = factory(&boxes[1]);
    type(config, lines, "clear config all");
    char *text = text_of_config(config);
    ck_assert_ptr_nonnull(strstr(text, "interface ethernet4 auto shutdown\n"));
    ck_assert_ptr_nonnull(strstr(text, "nameif ethernet4 intf4 security8\n"));
    ck_assert_ptr_nonnull(strstr(text, "no failover ip address intf4\n"));
    ck_assert_ptr_null(strstr(text, "vlan9"));
    free(text);
    config_free(config);
}
END_TEST

/* `clear configure primary`: interfaces and routes; `secondary`: rules and servers. */
START_TEST(halves_of_6_x)
{
    struct config *config = factory(&boxes[1]);
    make_busy(config, "clear configure primary");
    char *text = text_of_config(config);
    ck_assert_ptr_nonnull(strstr(text, "nameif ethernet1 inside security100\n"));
    ck_assert_ptr_null(strstr(text, "route outside"));
    ck_assert_ptr_nonnull(strstr(text, "access-list a permit ip any any"));
    ck_assert_ptr_nonnull(strstr(text, "hostname busy\n"));
    free(text);
    config_free(config);
    config = factory(&boxes[1]);
    make_busy(config, "clear configure secondary");
    text = text_of_config(config);
    ck_assert_ptr_nonnull(strstr(text, "nameif ethernet1 dmz security50\n"));
    ck_assert_ptr_nonnull(strstr(text, "route outside"));
    ck_assert_ptr_null(strstr(text, "access-list"));
    ck_assert_ptr_null(strstr(text, "access-group"));
    ck_assert_ptr_null(strstr(text, "global ("));
    ck_assert_ptr_nonnull(strstr(text, "hostname busy\n"));
    free(text);
    config_free(config);
}
END_TEST

static const struct default_row {
    struct box box;
    const char *line;
    const char *file;
} defaults[] = {
    { { { .version = OS_7_0 }, NULL, NULL, NULL },
      "configure factory-default",
      "default-pix-7.0.ok" },
    { { { .version = OS_7_2, .platform = PLATFORM_ASA }, NULL, NULL, NULL },
      "configure factory-default",
      "default-asa-7.2.ok" },
    { { { .version = OS_8_0, .platform = PLATFORM_ASA }, NULL, NULL, NULL },
      "conf fact 10.1.1.200 255.255.255.0",
      "default-asa-8.0-address.ok" },
};

START_TEST(factory_default)
{
    struct config *config = factory(&defaults[_i].box);
    make_busy(config, defaults[_i].line);
    hold_to_file(defaults[_i].file, config);
    config_free(config);
}
END_TEST

static const struct refusal {
    struct os_release release;
    const char *line;
} refusals[] = {
    { { .version = OS_6_3 }, "configure factory-default" },
    { { .version = OS_7_2 }, "configure factory-default 10.0.0.1 255.255.255.255" },
    { { .version = OS_7_2 }, "configure factory-default 10.0.0.1 255.0.255.0" },
    { { .version = OS_7_2 }, "clear configure primary" },
    { { .version = OS_7_2 }, "clear configure secondary" },
};

START_TEST(refused)
{
    struct config *config = config_factory(refusals[_i].release);
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    struct parser *parser = parser_new(config, &diags);
    char *before = text_of_config(config);
    ck_assert_int_eq(parser_line(parser, refusals[_i].line, NULL, 0), LINE_REFUSED);
    char *after = text_of_config(config);
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    parser_free(parser);
    arena_free(arena);
    config_free(config);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("factory");
    TCase *tcase = tcase_create("factory");
    tcase_add_loop_test(tcase, byte_for_byte, 0, ARRAY_LENGTH(boxes));
    tcase_add_loop_test(tcase, clear_configure_all_leads_back, 0, ARRAY_LENGTH(boxes));
    tcase_add_loop_test(tcase, an_erased_box_keeps_its_ports, 0, ARRAY_LENGTH(boxes));
    tcase_add_test(tcase, a_box_with_more_ports_has_more_names);
    tcase_add_test(tcase, halves_of_6_x);
    tcase_add_loop_test(tcase, factory_default, 0, ARRAY_LENGTH(defaults));
    tcase_add_loop_test(tcase, refused, 0, ARRAY_LENGTH(refusals));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
