/*
 * inspections_test.c: what every inspection that is listed must say of itself.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/ip.h"
#include "engine/inspect.h"

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
