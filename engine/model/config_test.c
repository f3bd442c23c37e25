/*
 * config_test.c: making a configuration and finding things in it.
 */
#include "engine/model/config.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct config *
config_of(enum os_version version, enum platform platform)
{
    struct config *config =
        config_new((struct os_release){ .version = version, .platform = platform });
    ck_assert_ptr_nonnull(config);
    return config;
}

/* What a fresh box of each version has (engine.md 1.11, 2.6; syslog.md 1). */
START_TEST(defaults)
{
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        struct config *config = config_of(version, PLATFORM_PIX);
        ck_assert_str_eq(config->hostname, "pixfirewall");
        ck_assert_uint_eq(config->revision, 1);
        ck_assert_int_eq(config->nat_control, version < OS_7_0);
        ck_assert_uint_eq(config->timers[TIMER_CONN], 3600);
        ck_assert_uint_eq(config->timers[TIMER_ICMP], version < OS_7_0 ? 0 : 2);
        ck_assert(!config->same_security_inter && !config->same_security_intra);
        ck_assert(!config->logging.on);
        for (size_t i = 0; i < LOG_DESTINATION_COUNT; i++)
            ck_assert_int_eq(config->logging.level[i], LOG_LEVEL_OFF);
        ck_assert(config_class_map(config, "class-default")->exists);
        ck_assert_uint_eq(config->interface_count, 0);
        config_free(config);
    }
    struct config *config = config_of(OS_8_0, PLATFORM_ASA);
    ck_assert_str_eq(config->hostname, "ciscoasa");
    config_free(config);
    config_free(NULL);
}
END_TEST

/* nameif: in 6.x in any case; hardware names always. */
START_TEST(interfaces)
{
    for (int any_case = 0; any_case < 2; any_case++) {
        struct config *config = config_of(any_case ? OS_6_3 : OS_7_0, PLATFORM_PIX);
        ifc_id first = config_add_interface(config, "ethernet0");
        ifc_id second = config_add_interface(config, "Ethernet1");
        ck_assert(first == 0 && second == 1);
        ck_assert(!interface_is_up(config->interfaces[second]));
        ck_assert_str_eq(config_interface_label(config, second), "Ethernet1");
        config->interfaces[second]->name = "Inside";
        ck_assert(interface_is_up(config->interfaces[second]));
        config->interfaces[second]->shutdown = true;
        ck_assert(!interface_is_up(config->interfaces[second]));
        ck_assert_str_eq(config_interface_label(config, second), "Inside");
        ck_assert_str_eq(config_interface_label(config, IFC_NONE), "?");
        ck_assert_uint_eq(config_interface_by_name(config, "Inside"), second);
        ck_assert_uint_eq(config_interface_by_name(config, "inside"), any_case ? second : IFC_NONE);
        ck_assert_uint_eq(config_interface_by_name(config, "outside"), IFC_NONE);
        ck_assert_uint_eq(config_interface_by_hardware(config, "ETHERNET1"), second);
        ck_assert_uint_eq(config_interface_by_hardware(config, "ethernet"), IFC_NONE);
        ck_assert_uint_eq(config->interfaces[first]->mtu, 1500);
        config_free(config);
    }
}
END_TEST

/* Many of a kind: made once, found again, and where they were. */
START_TEST(named_things)
{
    struct config *config = config_of(OS_7_2, PLATFORM_PIX);
    struct acl *acls[100];
    char name[16];
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof(name), "acl-%d", i);
        ck_assert_ptr_null(config_acl(config, name));
        acls[i] = config_acl_make(config, name);
        ck_assert_ptr_nonnull(acls[i]);
        ck_assert(!acls[i]->exists);
    }
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof(name), "acl-%d", i);
        ck_assert_ptr_eq(config_acl(config, name), acls[i]);
        ck_assert_ptr_eq(config_acl_make(config, name), acls[i]);
        ck_assert_str_eq(acls[i]->name, name);
    }
    ck_assert_uint_eq(config->acl_count, 100);
    ck_assert_ptr_null(config_acl(config, "ACL-1"));
    struct policy_map *policy = config_policy_map_make(config, "p");
    ck_assert_ptr_eq(config_policy_map(config, "p"), policy);
    ck_assert_ptr_null(config_policy_map(config, "q"));
    ck_assert_ptr_null(config_class_map(config, "p"));
    config_free(config);
}
END_TEST

static void
accept_line(struct config *config, const char *line, const char *context)
{
    ck_assert(config_reserve(config, line, context, false));
    config_accept(config);
}

START_TEST(accepted_lines)
{
    struct config *config = config_of(OS_6_3, PLATFORM_PIX);
    accept_line(config, "hostname x", "");
    accept_line(config, "nameif outside", "interface Ethernet0");
    ck_assert_uint_eq(config->revision, 3);
    ck_assert_uint_eq(config->journal_count, 2);
    ck_assert_uint_eq(config->journal[1].revision, 3);
    ck_assert_str_eq(config->journal[0].line, "hostname x");
    ck_assert_str_eq(config->journal[1].context, "interface Ethernet0");
    /* reserved, but refused */
    ck_assert(config_reserve(config, "hostname y", "", false));
    ck_assert_uint_eq(config->revision, 3);
    ck_assert_uint_eq(config->journal_count, 2);
    config_free(config);
}
END_TEST

START_TEST(lines_that_make_one_revision)
{
    struct config *config = config_of(OS_6_3, PLATFORM_PIX);
    config_begin_revision(config);
    config_end_revision(config);
    ck_assert_uint_eq(config->revision, 1);
    config_begin_revision(config);
    accept_line(config, "hostname x", "");
    accept_line(config, "hostname y", "");
    config_end_revision(config);
    ck_assert_uint_eq(config->revision, 2);
    ck_assert_uint_eq(config->journal[0].revision, 2);
    ck_assert_uint_eq(config->journal[1].revision, 2);
    accept_line(config, "hostname z", "");
    ck_assert_uint_eq(config->journal[2].revision, 3);
    config_free(config);
}
END_TEST

START_TEST(names)
{
    struct config *config = config_of(OS_6_3, PLATFORM_PIX);
    struct name_table *table = &config->names;
    uint32_t address;
    ck_assert_ptr_null(config_name_of(config, 0x0a010105));
    ck_assert(name_add(table, config->arena, 0x0a010105, "server", NULL));
    ck_assert(name_add(table, config->arena, 0x0a010106, "web", "the web server"));
    ck_assert_str_eq(config_name_of(config, 0x0a010105), "server");
    ck_assert_ptr_null(config_name_of(config, 0x0a010107));
    ck_assert(config_address_of(config, "server", &address));
    ck_assert_uint_eq(address, 0x0a010105);
    ck_assert(!config_address_of(config, "Server", &address));
    /* two names of one address: both are read, the newest is written */
    ck_assert(name_add(table, config->arena, 0x0a010105, "old", NULL));
    ck_assert_str_eq(config_name_of(config, 0x0a010105), "old");
    ck_assert(config_address_of(config, "server", &address));
    name_remove(table, "old");
    name_remove(table, "nobody");
    ck_assert_str_eq(config_name_of(config, 0x0a010105), "server");
    ck_assert_uint_eq(table->count, 2);
    ck_assert_str_eq(table->items[1]->description, "the web server");
    name_clear(table);
    ck_assert_uint_eq(table->count, 0);
    ck_assert(!config_address_of(config, "web", &address));
    ck_assert_ptr_null(config_name_of(config, 0x0a010106));
    config_free(config);
}
END_TEST

/* More names than buckets: all are found, in the order they came, and go one by one. */
START_TEST(many_names)
{
    enum { COUNT = 10000 };
    struct config *config = config_of(OS_7_2, PLATFORM_PIX);
    char text[16];
    for (uint32_t i = 0; i < COUNT; i++) {
        snprintf(text, sizeof(text), "host%u", i);
        ck_assert(name_add(&config->names, config->arena, 0x0a000000 + i, text, NULL));
    }
    for (uint32_t i = 0; i < COUNT; i++) {
        uint32_t address;
        snprintf(text, sizeof(text), "host%u", i);
        ck_assert_str_eq(config_name_of(config, 0x0a000000 + i), text);
        ck_assert(config_address_of(config, text, &address));
        ck_assert_uint_eq(address, 0x0a000000 + i);
        ck_assert_str_eq(config->names.items[i]->name, text);
    }
    for (uint32_t i = COUNT; i-- > 0;) {
        snprintf(text, sizeof(text), "host%u", i);
        name_remove(&config->names, text);
        ck_assert_ptr_null(config_name_of(config, 0x0a000000 + i));
    }
    ck_assert_uint_eq(config->names.count, 0);
    config_free(config);
}
END_TEST

/* Version names there and back; what is no version of ours. */
START_TEST(versions)
{
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        enum os_version found;
        const char *name = os_version_name(version);
        ck_assert(os_version_from_name(name, strlen(name), &found));
        ck_assert_int_eq(found, version);
        ck_assert(!os_version_from_name(name, strlen(name) - 1, &found));
    }
    enum os_version found;
    ck_assert(!os_version_from_name("6.1", 3, &found));
    ck_assert(!os_version_from_name("", 0, &found));
    ck_assert_str_eq(timer_name(TIMER_RPC, OS_6_3), "rpc");
    ck_assert_str_eq(timer_name(TIMER_RPC, OS_7_0), "sunrpc");
}
END_TEST

/* Every inspection has a name and a protocol; ports in order (engine.md 7's table, some rows). */
START_TEST(inspections)
{
    for (int kind = 0; kind < INSPECT_KIND_COUNT; kind++) {
        const struct inspection_default *usual = inspection_default((enum inspection_kind)kind);
        ck_assert_ptr_nonnull(usual->name);
        ck_assert_uint_le(usual->port_first, usual->port_last);
        for (int other = 0; other < kind; other++)
            ck_assert_str_ne(usual->name, inspection_default((enum inspection_kind)other)->name);
    }
    ck_assert_uint_eq(inspection_default(INSPECT_PPTP)->port_first, 1723);
    ck_assert_uint_eq(inspection_default(INSPECT_H323_RAS)->port_last, 1719);
    ck_assert(inspection_default(INSPECT_NETBIOS)->source_port);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("config");
    TCase *tcase = tcase_create("config");
    tcase_add_test(tcase, defaults);
    tcase_add_test(tcase, interfaces);
    tcase_add_test(tcase, named_things);
    tcase_add_test(tcase, accepted_lines);
    tcase_add_test(tcase, lines_that_make_one_revision);
    tcase_add_test(tcase, names);
    tcase_add_test(tcase, many_names);
    tcase_add_test(tcase, versions);
    tcase_add_test(tcase, inspections);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
