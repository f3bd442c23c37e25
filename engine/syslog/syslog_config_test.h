/*
 * syslog_config_test.h: the configuration of the tests of the log: an outside, an inside, and what
 * a test adds.
 */
#ifndef REFIRE_ENGINE_SYSLOG_SYSLOG_CONFIG_TEST_H
#define REFIRE_ENGINE_SYSLOG_SYSLOG_CONFIG_TEST_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/syslog/syslog.h"

#define OUTSIDE 0
#define INSIDE 1

#define SECONDS(n) ((n)*NS_PER_SECOND)

static inline void
add_interface(struct config *config, const char *hardware, const char *name, uint32_t address)
{
    ifc_id ifc = config_add_interface(config, hardware);
    ck_assert_uint_ne(ifc, IFC_NONE);
    config->interfaces[ifc]->name = name;
    config->interfaces[ifc]->address = address;
}

/* The caller frees it by config_free. */
static inline struct config *
make_config(enum os_version version, enum platform platform)
{
    struct config *config =
        config_new((struct os_release){ .version = version, .platform = platform });
    ck_assert_ptr_nonnull(config);
    add_interface(config, "ethernet0", "outside", UINT32_C(0xc0a8c901));
    add_interface(config, "ethernet1", "inside", UINT32_C(0x0a304201));
    return config;
}

static inline void
add_name(struct config *config, uint32_t address, const char *text)
{
    ck_assert(name_add(&config->names, config->arena, address, text, NULL));
}

/* Runs SUITE; what main returns. */
static inline int
run_suite(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
