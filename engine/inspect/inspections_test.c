/*
 * inspections_test.c: what every inspection that is listed must say of itself.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/ip.h"
#include "engine/inspect.h"

/* Each has a fuzz target: a row of inspect_fuzz.def that names its kind. */
static bool
is_fuzzed(enum inspection_kind kind, uint8_t protocol)
{
#define INSPECTION_FUZZ(...) { __VA_ARGS__ },
    static const struct {
        const char *name;
        enum inspection_kind kind, old_kind;
        uint8_t protocol;
        uint16_t port;
    } rows[] = {
#include "engine/inspect/inspect_fuzz.def"
    };
#undef INSPECTION_FUZZ
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        if ((rows[i].kind == kind || rows[i].old_kind == kind) && rows[i].protocol == protocol)
            return true;
    }
    return false;
}

START_TEST(listed)
{
    static const uint8_t protocols[] = { IP_TCP, IP_UDP };
    size_t count = 0;
    for (unsigned kind = 0; kind < INSPECT_KIND_COUNT; kind++) {
        for (size_t i = 0; i < ARRAY_LENGTH(protocols); i++) {
            const struct inspection_engine *inspection =
                inspection_engine_of((enum inspection_kind)kind, protocols[i]);
            if (inspection == NULL)
                continue;
            count++;
            ck_assert_uint_eq(inspection->kind, kind);
            ck_assert_uint_eq(inspection->protocol, protocols[i]);
            ck_assert_ptr_nonnull(inspection->name);
            ck_assert(inspection->message != NULL);
            ck_assert_int_eq(inspection->frame != NULL, protocols[i] == IP_TCP);
            ck_assert_int_eq(inspection->largest_message > 0, protocols[i] == IP_TCP);
            ck_assert_msg(is_fuzzed(inspection->kind, protocols[i]), "%s", inspection->name);
            const struct inspection_engine *announcing =
                inspection_engine_announcing(inspection->kind);
            ck_assert_uint_eq(announcing->timer, inspection->timer);
            ck_assert_uint_eq(announcing->makes_calls, inspection->makes_calls);
        }
    }
    ck_assert_uint_gt(count, 0);
    ck_assert_ptr_nonnull(inspection_engine_of(INSPECT_PPTP, IP_TCP));
    ck_assert_ptr_null(inspection_engine_of(INSPECT_PPTP, IP_UDP));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("inspections");
    TCase *tcase = tcase_create("inspections");
    tcase_add_test(tcase, listed);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
