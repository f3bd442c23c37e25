/*
 * sandbox_test.c: jobs that end, and jobs that would not.
 */
#include "cli/lab/sandbox.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/arena.h"

static bool
says(void *context, FILE *out)
{
    (void)context;
    return fputs("said", out) >= 0;
}

static bool
never_ends(void *context, FILE *out)
{
    volatile unsigned turns = 0;
    (void)context;
    (void)out;
    for (;;)
        turns = turns + 1;
    return false;
}

static bool
sleeps(void *context, FILE *out)
{
    (void)context;
    (void)out;
    for (;;)
        pause();
    return false;
}

static bool
says_on(void *context, FILE *out)
{
    (void)context;
    while (fputs("on and on ", out) >= 0)
        ;
    return true;
}

static bool
falls(void *context, FILE *out)
{
    (void)context;
    (void)out;
    raise(SIGSEGV);
    return true;
}

static bool
gives_up(void *context, FILE *out)
{
    (void)context;
    (void)out;
    return false;
}

/* Can it open, start or write anything? */
static bool
reaches_out(void *context, FILE *out)
{
    (void)context;
    bool opened = open("/dev/null", O_RDONLY) >= 0;
    bool piped = write(STDERR_FILENO, "x", 1) == 1 || write(STDOUT_FILENO, "x", 1) == 1;
    fprintf(out, "%d%d", opened, piped);
    return true;
}

static const struct {
    bool (*job)(void *context, FILE *out);
    enum sandbox_end end;
    const char *said; /* NULL: whatever */
} cases[] = {
    { says, SANDBOX_DONE, "said" },      { never_ends, SANDBOX_TIME, "" },
    { sleeps, SANDBOX_TIME, "" },        { says_on, SANDBOX_SAID, NULL },
    { falls, SANDBOX_DIED, NULL },       { gives_up, SANDBOX_DIED, "" },
    { reaches_out, SANDBOX_DONE, "00" },
};

START_TEST(jobs_end)
{
    const struct sandbox_limits limits = {
        .cpu_seconds = 1, .wall_seconds = 2, .memory = (size_t)1 << 30, .said = 4096
    };
    char *said;
    size_t size;
    ck_assert_int_eq(sandbox_run(&limits, cases[_i].job, NULL, &said, &size), cases[_i].end);
    ck_assert_uint_eq(strlen(said), size);
    ck_assert_uint_le(size, 4097);
    if (cases[_i].said != NULL)
        ck_assert_str_eq(said, cases[_i].said);
    free(said);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("sandbox");
    TCase *tcase = tcase_create("sandbox");
    tcase_add_loop_test(tcase, jobs_end, 0, (int)ARRAY_LENGTH(cases));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
