/*
 * verb_lab.c: `refire lab`: exercises that are graded by what packets do, not by how it was
 * written.
 */
#include "cli/verbs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/configuration.h"
#include "cli/fault/fault_verb.h"
#include "cli/lab/answer.h"
#include "cli/lab/grade.h"
#include "cli/lab/lab_list.h"
#include "cli/lab/play.h"
#include "cli/lab/progress.h"
#include "cli/options.h"
#include "cli/start.h"

static bool
is_done(const struct progress *progress, const char *name)
{
    const struct progress_lab *lab = progress_find(progress, name);
    return lab != NULL && lab->done;
}

static int
list_labs(const struct lab_list *list, const struct options *options)
{
    struct progress progress;
    char error[LAB_ERROR_SIZE];
    (void)options;
    if (!progress_read(&progress, error)) {
        fprintf(stderr, "refire: %s\n", error);
        return STATUS_USAGE;
    }
    for (size_t i = 0; i < list->count; i++)
        printf("%-6s%-24s%s\n", is_done(&progress, list->entries[i].name) ? "done" : "",
               list->entries[i].name, list->entries[i].lab.title);
    return STATUS_OK;
}

/* What the file FILE of a lab says, on standard output. */
static int
print_file(const struct lab_entry *entry, const char *file)
{
    char error[LAB_ERROR_SIZE];
    char *path = lab_path(entry->folder, file);
    size_t size = 0;
    char *text = path != NULL ? lab_text(path, &size, error) : NULL;
    if (text == NULL)
        complain("lab", path != NULL ? error : "out of memory");
    else
        fwrite(text, 1, size, stdout);
    bool printed = text != NULL;
    free(text);
    free(path);
    return printed ? STATUS_OK : STATUS_USAGE;
}

/* The lab that is named; says so when there is none. */
static const struct lab_entry *
named(const struct lab_list *list, const char *name)
{
    const struct lab_entry *entry = lab_list_find(list, name);
    if (entry == NULL)
        complain(name, "there is no such lab; refire lab list names them");
    return entry;
}

static int
show_lab(const struct lab_list *list, const struct options *options)
{
    const struct lab_entry *entry = named(list, options->operands[1]);
    if (entry == NULL)
        return STATUS_USAGE;
    printf("%s\n\n", entry->lab.title);
    int status = print_file(entry, "task.txt");
    if (status != STATUS_OK)
        return status;
    printf("\nOpen it with  refire lab start %s\n"
           "At its prompt lab check judges the running configuration, lab hint helps;\n"
           "save FILE keeps it, and refire lab check %s FILE judges that file.\n",
           entry->name, entry->name);
    return STATUS_OK;
}

/* The last one is about the configuration that the lab begins with. */
static int
next_hint(const struct lab_entry *entry)
{
    char error[LAB_ERROR_SIZE];
    struct load_result loaded;
    char *path = lab_path(entry->folder, "start.cfg");
    int status = path != NULL ? configuration_load(path, NULL, &loaded) : STATUS_INTERNAL;
    if (status == STATUS_OK) {
        if (!lab_next_hint(entry, loaded.config, stdout, error)) {
            fprintf(stderr, "refire: %s\n", error);
            status = STATUS_USAGE;
        }
        load_result_free(&loaded);
    }
    free(path);
    return status;
}

static int
hint_at(const struct lab_list *list, const struct options *options)
{
    const struct lab_entry *entry = named(list, options->operands[1]);
    if (entry == NULL)
        return STATUS_USAGE;
    const struct lab *lab = &entry->lab;
    char *end;
    if (options->operand_count == 2)
        return next_hint(entry);
    unsigned long number = strtoul(options->operands[2], &end, 10);
    if (*end != '\0' || number == 0 || number > lab->hint_count)
        return options_misuse(options, "hint '%s': this lab's are 1 to %zu", options->operands[2],
                              lab->hint_count);
    printf("%s\n", lab->hints[number - 1]);
    return STATUS_OK;
}

static int
check_answer(const struct lab_list *list, const struct options *options)
{
    const struct lab_entry *entry = named(list, options->operands[1]);
    struct lab_score score;
    if (entry == NULL)
        return STATUS_USAGE;
    int status = answer_judge(&entry->lab, options->operands[2], false, &score);
    if (status != STATUS_OK)
        return status;
    if (score.unmet == 0) {
        printf("Right: all %zu checks pass.\n", score.met);
        return STATUS_OK;
    }
    printf("Not yet: %zu of %zu checks fail.\n", score.unmet, score.met + score.unmet);
    return STATUS_DIFFERENT;
}

/* ---- at the prompt ---- */

static int
fail(const char *error)
{
    fprintf(stderr, "refire: %s\n", error);
    return STATUS_USAGE;
}

/* The prompt on the start configuration of ENTRY. */
static int
begin(const struct lab_entry *entry)
{
    struct lab_play play = { 0 };
    struct start start;
    char error[LAB_ERROR_SIZE];
    int status;
    start_init(&start);
    if (!lab_play_set(&play, entry))
        return fail("out of memory");
    start.path = play.path;
    start.file = LAB_START_FILE;
    struct firewall *firewall = start_firewall(&start, &status);
    if (firewall == NULL) {
        lab_play_fini(&play);
        return status;
    }
    firewall->lab = &play;
    if (lab_print_task(entry, stdout, error)) {
        printf(
            "\nlab check judges the running configuration, lab hint helps, lab show says the task "
            "again,\nlab reset begins anew, lab next goes on.\n\n");
        status = shell_at(firewall);
    } else {
        status = fail(error);
    }
    firewall_free(firewall);
    lab_play_fini(&play);
    return status;
}

static int
start_lab(const struct lab_list *list, const struct options *options)
{
    const struct lab_entry *entry = named(list, options->operands[1]);
    return entry != NULL ? begin(entry) : STATUS_USAGE;
}

static int
start_next(const struct lab_list *list, const struct options *options)
{
    const struct lab_entry *entry;
    char error[LAB_ERROR_SIZE];
    (void)options;
    if (!lab_after(list, NULL, &entry, error))
        return fail(error);
    if (entry != NULL)
        return begin(entry);
    printf("All labs are done.\n");
    return STATUS_OK;
}

/* Forgets that it is done, and its hints. */
static int
reset_lab(const struct lab_list *list, const struct options *options)
{
    const struct lab_entry *entry = named(list, options->operands[1]);
    struct progress progress;
    char error[LAB_ERROR_SIZE];
    if (entry == NULL)
        return STATUS_USAGE;
    if (!progress_read(&progress, error))
        return fail(error);
    progress_forget(&progress, entry->name);
    return progress_write(&progress, error) ? STATUS_OK : fail(error);
}

/* ---- refire lab test ---- */

/* Is the answer in FILE taken as it should be? Says so. */
static int
test_answer(const struct lab *lab, const char *folder, const char *file, bool right)
{
    struct lab_score score;
    char *path = lab_path(folder, file);
    if (path == NULL)
        return STATUS_INTERNAL;
    int status = answer_judge(lab, path, true, &score);
    free(path);
    if (status != STATUS_OK)
        return status;
    bool taken = score.unmet == 0;
    printf("%s %s: %s", taken == right ? "ok    " : "not ok", file, taken ? "taken" : "refused");
    if (!taken)
        printf(" by lab:%u", score.first_line);
    putchar('\n');
    return taken == right ? STATUS_OK : STATUS_DIFFERENT;
}

/* The worse of two: what could not be done before what went wrong. */
static int
worse(int left, int right)
{
    return left > right ? left : right;
}

static int
test_answers(const struct lab *lab, const char *folder, const char *start, bool right)
{
    char error[LAB_ERROR_SIZE];
    size_t count;
    char **names = lab_answers(folder, start, &count, error);
    int status = STATUS_OK;
    if (names == NULL) {
        complain("lab", error);
        return STATUS_USAGE;
    }
    for (size_t i = 0; i < count; i++)
        status = worse(status, test_answer(lab, folder, names[i], right));
    lab_answers_free(names, count);
    return status;
}

static int
test_lab(const char *folder)
{
    struct lab lab;
    char error[LAB_ERROR_SIZE];
    int status = STATUS_USAGE;
    if (!lab_read(&lab, folder, error)) {
        fprintf(stderr, "refire: %s\n", error);
    } else {
        status = test_answer(&lab, folder, "start.cfg", false);
        status = worse(status, test_answer(&lab, folder, "solution.cfg", true));
        status = worse(status, test_answers(&lab, folder, "right-", true));
        status = worse(status, test_answers(&lab, folder, "wrong-", false));
    }
    lab_free(&lab);
    return status;
}

/* ---- refire lab grade ---- */

static int
grade_answers(struct grading *grading, char **paths, size_t count)
{
    grade_begin(grading);
    for (size_t i = 0; i < count; i++) {
        if (!grade_answer(grading, paths[i])) {
            complain(paths[i], "no memory or process for it");
            return STATUS_INTERNAL;
        }
        /* the child must not write again what waits */
        if (!output_flush(grading->output))
            break;
    }
    grade_end(grading);
    if (!output_flush(grading->output)) {
        complain("standard output", "it could not be written");
        return STATUS_INTERNAL;
    }
    fprintf(stderr, "%zu right, %zu wrong, %zu could not be judged\n", grading->right,
            grading->wrong, grading->errors);
    return grading->wrong + grading->errors == 0 ? STATUS_OK : STATUS_DIFFERENT;
}

static int
grade_lab(const struct options *options, enum grade_format format)
{
    struct lab lab;
    struct output output;
    char error[LAB_ERROR_SIZE];
    if (options->operand_count < 3)
        return options_misuse(options, "grade: expected a lab's folder and answers");
    if (!lab_read(&lab, options->operands[1], error)) {
        lab_free(&lab);
        return fail(error);
    }
    struct grading grading = { .lab = &lab, .format = format, .output = &output };
    struct report *report = report_new("lab");
    bool has_output = output_init(&output, stdout);
    int status = STATUS_INTERNAL;
    grading.report = report;
    if (report != NULL && has_output)
        status = grade_answers(&grading, options->operands + 2, (size_t)options->operand_count - 2);
    else
        complain("lab", "out of memory");
    if (has_output)
        output_fini(&output);
    report_free(report);
    lab_free(&lab);
    return status;
}

/* ---- refire lab fault ---- */

static int
make_faults(const struct options *options, struct fault_wish *wish)
{
    if (options->operand_count < 2)
        return options_misuse(options, "fault: expected a configuration");
    wish->path = options->operands[1];
    wish->captures = options->operands + 2;
    wish->capture_count = (size_t)options->operand_count - 2;
    return fault_verb(wish);
}

/* ---- the verb ---- */

static const struct {
    const char *word;
    int operands; /* after the word, at most */
    int optional; /* how many of them may be missing */
    int (*run)(const struct lab_list *list, const struct options *options);
} actions[] = {
    { "list", 0, 0, list_labs },  { "show", 1, 0, show_lab },      { "start", 1, 0, start_lab },
    { "hint", 2, 1, hint_at },    { "check", 2, 0, check_answer }, { "reset", 1, 0, reset_lab },
    { "next", 0, 0, start_next },
};

static int
run_listed(size_t action, const struct options *options)
{
    struct lab_list list;
    char error[LAB_ERROR_SIZE], home[LAB_HOME_SIZE];
    int status = STATUS_USAGE;
    if (lab_list_read(&list, lab_home(home), error))
        status = actions[action].run(&list, options);
    else
        fprintf(stderr, "refire: %s\n", error);
    lab_list_free(&list);
    return status;
}

static int
run_action(const struct options *options, enum grade_format format, struct fault_wish *wish)
{
    const char *word = options->operands[0];
    if (strcmp(word, "test") == 0)
        return options->operand_count == 2 ? test_lab(options->operands[1])
                                           : options_misuse(options, "test: expected a folder");
    if (strcmp(word, "grade") == 0)
        return grade_lab(options, format);
    if (strcmp(word, "fault") == 0)
        return make_faults(options, wish);
    for (size_t i = 0; i < ARRAY_LENGTH(actions); i++) {
        if (strcmp(actions[i].word, word) != 0)
            continue;
        int given = options->operand_count - 1;
        if (given > actions[i].operands || given < actions[i].operands - actions[i].optional)
            return options_misuse(options, "%s: expected %d more", word, actions[i].operands);
        return run_listed(i, options);
    }
    return options_misuse(
        options, "'%s': expected list, show, start, hint, check, reset, next, grade, test or fault",
        word);
}

static void
take_option(const struct options *options, enum option option, enum grade_format *format,
            struct fault_wish *wish)
{
    if (option == OPTION_GRADE_FORMAT)
        *format = (enum grade_format)options->number;
    else if (option == OPTION_LEVEL)
        wish->level = (unsigned)options->number;
    else if (option == OPTION_FAULT_SEED)
        wish->seed = options->number;
    else
        wish->folder = options->value;
}

int
verb_lab(int argc, char **argv)
{
    struct options options = options_begin(VERB_LAB, argc, argv, stdout, stderr);
    enum grade_format format = GRADE_CSV;
    struct fault_wish wish = { .level = 1 };
    enum option option;
    while ((option = options_next(&options)) != OPTION_END && option != OPTION_STOP)
        take_option(&options, option, &format, &wish);
    if (option == OPTION_STOP)
        return options.status;
    int status = run_action(&options, format, &wish);
    if (fflush(stdout) != 0 && status == STATUS_OK) {
        complain("standard output", "it could not be written");
        status = STATUS_INTERNAL;
    }
    return status;
}
