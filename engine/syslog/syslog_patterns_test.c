/*
 * syslog_patterns_test.c: each line fits the reference's expression for its message.
 */
#include "engine/syslog/syslog.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>

#include "engine/syslog/syslog_cases_test.h"

#define PATTERNS "../shared/reference/syslog-patterns.txt"

/* The expression of ID in a file of "id TAB severities TAB expression" lines. */
static pcre2_code *
read_pattern(FILE *file, uint32_t id)
{
    char row[16384];
    rewind(file);
    while (fgets(row, sizeof(row), file) != NULL) {
        if (row[0] == '#' || strtoul(row, NULL, 10) != id)
            continue;
        row[strcspn(row, "\r\n")] = '\0';
        const char *expression = strrchr(row, '\t');
        ck_assert_ptr_nonnull(expression);
        int error;
        size_t offset;
        pcre2_code *code = pcre2_compile((PCRE2_SPTR)(expression + 1), PCRE2_ZERO_TERMINATED, 0,
                                         &error, &offset, NULL);
        ck_assert_msg(code != NULL, "%u: error %d at %zu", (unsigned)id, error, offset);
        return code;
    }
    ck_abort_msg("%u is not in %s", (unsigned)id, PATTERNS);
}

/* Messages that the list has not, or not as they are printed, and where their words are from. */
static const struct beyond {
    uint32_t first, last;
    enum os_version only_until; /* of rows that go to this version; OS_LAST: of all rows */
} beyond[] = {
    { 418001, 418001, OS_LAST }, /* engine.md 1.10 */
    { 410003, 410004, OS_LAST }, /* a real line of an ASA has an id, the guide does not */
    { 108004, 108004, OS_LAST }, /* real lines alone */
    { 108005, 108005, OS_LAST }, /* the guide's, from memory, as those below */
    { 314003, 314005, OS_LAST }, /* RTSP */
    { 423001, 423999, OS_LAST }, /* NetBIOS */
    { 431001, 431999, OS_LAST }, /* RTP, RTCP */
    { 415001, 415999, OS_7_1 },  /* the list has what 7.2 and later say */
};

static bool
is_beyond_patterns(uint32_t id, enum os_version until)
{
    for (size_t i = 0; i < ARRAY_LENGTH(beyond); i++) {
        const struct beyond *row = &beyond[i];
        if (id >= row->first && id <= row->last &&
            (row->only_until == OS_LAST || row->only_until == until))
            return true;
    }
    return false;
}

static void
check_against_pattern(FILE *file, const struct row_case *row)
{
    char line[SYSLOG_LINE_SIZE];
    struct syslog_message message;
    struct config *config = make_config(row->until, PLATFORM_PIX);
    ck_assert(syslog_message_of(config, &row->event, &message));
    if (is_beyond_patterns(message.id, row->until)) {
        config_free(config);
        return;
    }
    pcre2_code *code = read_pattern(file, message.id);
    pcre2_match_data *match = pcre2_match_data_create_from_pattern(code, NULL);
    ck_assert_ptr_nonnull(match);
    size_t length = syslog_line(config, &row->event, SYSLOG_TAGGED, line);
    ck_assert_msg(pcre2_match(code, (PCRE2_SPTR)line, length, 0, 0, match, NULL) > 0, "%s", line);
    pcre2_match_data_free(match);
    pcre2_code_free(code);
    config_free(config);
}

START_TEST(lines_match_the_reference)
{
    FILE *file = fopen(PATTERNS, "r");
    if (file == NULL) {
        fputs("SKIPPED: no " PATTERNS " here\n", stderr);
        return;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        if (cases[i].line != NULL)
            check_against_pattern(file, &cases[i]);
    }
    fclose(file);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("syslog patterns");
    TCase *text = tcase_create("text");
    tcase_add_test(text, lines_match_the_reference);
    suite_add_tcase(suite, text);
    return run_suite(suite);
}
