/*
 * explain_test.c: what is left when captures are too large to be replayed for each proposal: one
 * proof of all causes together.
 */
#include <check.h>
#include <stdlib.h>

#include "cli/explain/explain.h"

static void
explain(const char *path, const struct sample_input *inputs, size_t count,
        struct explanation *explanation)
{
    struct load_options options = { .file = path };
    struct load_result loaded;
    const char *why = NULL;
    char error[PASSAGE_ERROR_SIZE];
    ck_assert_msg(config_load_file(path, &options, &loaded, &why), "%s", why);
    const struct passage_source source = {
        .replay.not_before = INT64_MIN, .inputs = inputs, .input_count = count, .proof_frames = 1
    };
    ck_assert_msg(explain_run(loaded.config, &source, explanation, error) == PASSAGE_DONE, "%s",
                  error);
    load_result_free(&loaded);
}

START_TEST(several_causes_are_proved_at_once)
{
    const struct sample_input inputs[] = {
        { .word = "inside=testdata/replay/old-rules-62/inside.pcap" },
        { .word = "outside=testdata/replay/old-rules-62/outside.pcap" },
    };
    struct explanation *explanation = calloc(1, sizeof *explanation);
    ck_assert_ptr_nonnull(explanation);
    explain("testdata/replay/old-rules-62/config", inputs, 2, explanation);
    size_t mended = 0;
    for (size_t i = 0; i < explanation->count; i++) {
        const struct explained *cause = &explanation->causes[i];
        for (size_t p = 0; p < cause->search.count; p++)
            ck_assert(!cause->search.items[p].proved);
        if (cause->state == CAUSE_MENDED)
            mended += cause->group.flows;
    }
    ck_assert_uint_gt(mended, 1);
    ck_assert(explanation->together_proved);
    ck_assert_uint_eq(explanation->together.mended, mended);
    ck_assert_uint_eq(explanation->together.left, 0);
    ck_assert_uint_eq(explanation->together.also, 0);
    ck_assert_uint_eq(explanation->together.harmed, 0);
    explain_free(explanation);
    free(explanation);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("explain");
    TCase *tcase = tcase_create("bounds");
    tcase_add_test(tcase, several_causes_are_proved_at_once);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
