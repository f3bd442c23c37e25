/*
 * options_test.c: command lines as people type them, and the table's own promises.
 */
#include "cli/options.h"

#include <check.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cli/verbs.h"

#define MOST_WORDS 12

/* Splits LINE at blanks; `_` stands for an empty word. The words live in TEXT. */
static int
split(const char *line, char text[static 256], char *words[static MOST_WORDS])
{
    int count = 0;
    char *at = text;

    ck_assert(strlen(line) < 256);
    memcpy(text, line, strlen(line) + 1);
    while (*at && count < MOST_WORDS) {
        words[count++] = at;
        at += strcspn(at, " ");
        if (*at)
            *at++ = '\0';
        if (strcmp(words[count - 1], "_") == 0)
            words[count - 1][0] = '\0';
    }
    return count;
}

/* What reading LINE gives, written down: options by name, `|`, operands; then what was said. */
static void
read_line(enum verb verb, const char *line, char *result, size_t size, int *status, char **said)
{
    char text[256];
    char *words[MOST_WORDS];
    size_t said_size;
    int count = split(line, text, words);
    FILE *err = open_memstream(said, &said_size);
    FILE *out = fmemopen(result, size, "w");
    struct options options = options_begin(verb, count, words, out, err);
    enum option option;

    while ((option = options_next(&options)) != OPTION_END && option != OPTION_STOP) {
        const struct option_row *row = options.current;

        ck_assert_int_eq(row->option, option);
        fprintf(out, "%s", row->name);
        if (row->kind == VALUE_NUMBER || row->kind == VALUE_CHOICE)
            fprintf(out, "=#%llu", (unsigned long long)options.number);
        else if (options.value)
            fprintf(out, "=%s", options.value);
        putc(' ', out);
    }
    *status = options.status;
    if (option == OPTION_END) {
        putc('|', out);
        for (int i = 0; i < options.operand_count; i++)
            fprintf(out, " %s", options.operands[i]);
    }
    fclose(out);
    fclose(err);
}

static const struct {
    enum verb verb;
    const char *line, *result;
} good[] = {
    { VERB_REPLAY, "-c a.cfg in.pcap", "config=a.cfg | in.pcap" },
    { VERB_REPLAY, "-ca.cfg in.pcap", "config=a.cfg | in.pcap" },
    { VERB_REPLAY, "--config=a.cfg in.pcap", "config=a.cfg | in.pcap" },
    { VERB_REPLAY, "one --config a.cfg two", "config=a.cfg | one two" },
    { VERB_REPLAY, "one two -c -", "config=- | one two" },
    { VERB_REPLAY, "-qc a.cfg -", "quiet config=a.cfg | -" },
    { VERB_REPLAY, "--strict --json x", "strict-routes json | x" },
    { VERB_REPLAY, "--json -- --drain -q", "json | --drain -q" },
    { VERB_REPLAY, "--mode strict x", "mode=#1 | x" },
    { VERB_REPLAY, "--midstream=adopt x", "midstream=#1 | x" },
    { VERB_REPLAY, "--midstream mark x", "midstream=#2 | x" },
    { VERB_REPLAY, "--seed 18446744073709551615 x", "seed=#18446744073709551615 | x" },
    { VERB_REPLAY, "--seed 0x10 x", "seed=#16 | x" },
    { VERB_REPLAY, "--log-level 7 x", "log-level=#7 | x" },
    { VERB_REPLAY, "-w out.pcapng x", "write=out.pcapng | x" },
    { VERB_REPLAY, "--why x", "why | x" },
    { VERB_REPLAY, "--decap --duplicates keep x", "decap duplicates=#2 | x" },
    { VERB_TRACE, "-c a packet x 3", "config=a | packet x 3" },
    { VERB_CHECK, "-w x", "write | x" },
    { VERB_SHELL, "--os 7.2", "os=7.2 |" },
    { VERB_DIFF, "a b c --os-new 7.2", "os-new=7.2 | a b c" },
    { VERB_EXPLAIN, "-c a --json --drain x=b", "config=a json drain | x=b" },
    { VERB_DEMO, "3 -l", "list | 3" },
};

START_TEST(a_right_line_is_read)
{
    char result[256] = "";
    char *said;
    int status;

    read_line(good[_i].verb, good[_i].line, result, sizeof(result), &status, &said);
    ck_assert_str_eq(result, good[_i].result);
    ck_assert_str_eq(said, "");
    ck_assert_int_eq(status, STATUS_OK);
    free(said);
}
END_TEST

static const struct {
    enum verb verb;
    const char *line, *said;
} bad[] = {
    { VERB_REPLAY, "--nonsense x", "refire replay: there is no option --nonsense" },
    { VERB_REPLAY, "-z x", "refire replay: there is no option -z" },
    { VERB_REPLAY, "--m strict x", "refire replay: --m could be more than one option" },
    { VERB_REPLAY, "--json=yes x", "refire replay: --json takes no value" },
    { VERB_REPLAY, "x -c", "refire replay: --config needs a value: FILE" },
    { VERB_REPLAY, "--facts= x", "refire replay: --facts needs the name of a file" },
    { VERB_REPLAY, "--facts _ x", "refire replay: --facts needs the name of a file" },
    { VERB_REPLAY, "--mode sloppy x",
      "refire replay: --mode 'sloppy': expected one of auto, "
      "strict, reconstruct, observe" },
    { VERB_REPLAY, "--log-level 8 x",
      "refire replay: --log-level '8': expected a number from 0 "
      "to 7" },
    { VERB_REPLAY, "--log-level -1 x", "refire replay: --log-level '-1': expected" },
    { VERB_REPLAY, "--seed 18446744073709551616 x",
      "refire replay: --seed '18446744073709551616'" },
    { VERB_REPLAY, "--seed _ x", "refire replay: --seed '': expected" },
    { VERB_REPLAY, "--seed 1x x", "refire replay: --seed '1x': expected" },
    { VERB_REPLAY, "-c a.cfg", "refire replay: something is missing: [NAMEIF=]CAPTURE ..." },
    { VERB_SHELL, "a.cfg", "refire shell: one thing too many: 'a.cfg'" },
};

START_TEST(a_wrong_line_is_refused)
{
    char result[256] = "";
    char *said;
    int status;

    read_line(bad[_i].verb, bad[_i].line, result, sizeof(result), &status, &said);
    ck_assert_msg(strncmp(said, bad[_i].said, strlen(bad[_i].said)) == 0, "said: %s", said);
    ck_assert_ptr_nonnull(strstr(said, "--help"));
    ck_assert_int_eq(status, STATUS_USAGE);
    free(said);
}
END_TEST

static const struct {
    const char *line;
    enum verb verb;
    int left, status;
    const char *said;
} lines[] = {
    { "refire", VERB_SHELL, 0, STATUS_OK, "" },
    { "refire --os 7.2", VERB_SHELL, 2, STATUS_OK, "" },
    { "refire shell -c a", VERB_SHELL, 2, STATUS_OK, "" },
    { "refire replay x", VERB_REPLAY, 1, STATUS_OK, "" },
    { "refire trace packet x 1", VERB_TRACE, 3, STATUS_OK, "" },
    { "refire check", VERB_CHECK, 0, STATUS_OK, "" },
    { "refire diff a b c", VERB_DIFF, 3, STATUS_OK, "" },
    { "refire explain -c a b", VERB_EXPLAIN, 3, STATUS_OK, "" },
    { "refire demo", VERB_DEMO, 0, STATUS_OK, "" },
    { "refire --help", VERB_NONE, 1, STATUS_OK, "refire: a Cisco" },
    { "refire help", VERB_NONE, 1, STATUS_OK, "refire: a Cisco" },
    { "refire reply", VERB_NONE, 1, STATUS_USAGE, "refire: there is no verb 'reply'" },
};

START_TEST(the_verb_is_found)
{
    char text[256];
    char *words[MOST_WORDS];
    char **argv = words;
    int argc = split(lines[_i].line, text, words);
    int status;
    char *said;
    size_t size;
    FILE *out = open_memstream(&said, &size);

    ck_assert_int_eq(options_verb(&argc, &argv, out, out, &status), lines[_i].verb);
    fclose(out);
    ck_assert_int_eq(argc, lines[_i].left);
    ck_assert_int_eq(status, lines[_i].status);
    ck_assert_msg(strncmp(said, lines[_i].said, strlen(lines[_i].said)) == 0, "said: %s", said);
    free(said);
}
END_TEST

START_TEST(no_arguments_at_all_is_the_prompt)
{
    char **argv = NULL;
    int argc = 0;
    int status;

    ck_assert_int_eq(options_verb(&argc, &argv, stdout, stderr, &status), VERB_SHELL);
    ck_assert_int_eq(argc, 0);
}
END_TEST

/* Each row of a verb is in the table, is said by --help, and no letter or name means two things. */
/* Does TEXT have WORD, with neither letters nor dashes around it? */
static bool
has_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = text; (at = strstr(at, word)) != NULL; at++) {
        bool begins = at == text || (!isalnum((unsigned char)at[-1]) && at[-1] != '-');
        if (begins && !isalnum((unsigned char)at[length]) && at[length] != '-')
            return true;
    }
    return false;
}

START_TEST(a_verb_is_well_declared)
{
    const struct verb_row *verb = verb_row((enum verb)_i);
    char help[8192] = "";
    char *said;
    int status;

    ck_assert_ptr_nonnull(verb);
    read_line((enum verb)_i, "--help", help, sizeof(help), &status, &said);
    ck_assert_str_eq(said, "");
    ck_assert_int_eq(status, STATUS_OK);
    free(said);
    for (const enum option *option = verb->own; *option != OPTION_END; option++) {
        const struct option_row *row = option_row(*option);
        char name[64];

        ck_assert_ptr_nonnull(row);
        snprintf(name, sizeof(name), "--%s", row->name);
        ck_assert_ptr_nonnull(strstr(help, name));
        ck_assert_msg((row->kind == VALUE_NONE) == (row->value == NULL), "%s", row->name);
        ck_assert_msg((row->kind == VALUE_CHOICE) == (row->choices != NULL), "%s", row->name);
        ck_assert_msg(row->help[strlen(row->help) - 1] != '.', "%s", row->name);
        for (size_t i = 0; row->kind == VALUE_CHOICE && row->choices[i] != NULL; i++)
            ck_assert_msg(has_word(row->help, row->choices[i]), "--%s: %s", row->name,
                          row->choices[i]);
        for (const enum option *other = verb->own; other < option; other++) {
            ck_assert_str_ne(option_row(*other)->name, row->name);
            ck_assert_msg(!row->letter || option_row(*other)->letter != row->letter, "-%c",
                          row->letter);
        }
    }
    for (const char *line = help; *line; line += strcspn(line, "\n") + 1)
        ck_assert_uint_le(strcspn(line, "\n"), 80);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("options");
    TCase *tcase = tcase_create("options");

    tcase_add_loop_test(tcase, a_right_line_is_read, 0, (int)ARRAY_LENGTH(good));
    tcase_add_loop_test(tcase, a_wrong_line_is_refused, 0, (int)ARRAY_LENGTH(bad));
    tcase_add_loop_test(tcase, the_verb_is_found, 0, (int)ARRAY_LENGTH(lines));
    tcase_add_test(tcase, no_arguments_at_all_is_the_prompt);
    tcase_add_loop_test(tcase, a_verb_is_well_declared, 0, VERB_COUNT);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
