/*
 * grade.c: judges submissions, and writes what came of it.
 *
 * The child says a line for each check: `+` or `-`, the line of the lab file, a tab, what is
 * asked, a tab, and why it is not so; or `!` and why the answer cannot be judged; and `.` when it
 * has said all.
 */
#include "cli/lab/grade.h"

#include <stdlib.h>
#include <string.h>

#include "cli/json.h"
#include "cli/lab/answer.h"
#include "cli/lab/lab_check.h"
#include "parser/parser.h"

const char *const grade_format_names[] = { "csv", "json", "junit", NULL };

/* ---- in the child ---- */

struct answer {
    const struct lab *lab;
    const char *path;
    char *text;
    size_t size;
};

/* TEXT without what would end a line or a field. */
static void
put_field(FILE *out, const char *text)
{
    for (; text != NULL && *text != '\0'; text++)
        fputc((unsigned char)*text < ' ' || *text == 0x7f ? ' ' : *text, out);
}

static void
judged(void *context, const struct lab_judgement *judgement)
{
    FILE *out = context;
    fprintf(out, "%c%u\t", judgement->met ? '+' : '-', judgement->line);
    put_field(out, judgement->text);
    fputc('\t', out);
    put_field(out, judgement->met ? NULL : judgement->why);
    fputc('\n', out);
}

static bool
judge(void *context, FILE *out)
{
    const struct answer *answer = context;
    const struct lab_judge judge_with = { .judged = judged, .context = out };
    struct load_options options = { .model_only = true, .file = answer->path };
    struct load_result loaded;
    struct lab_score score;
    if (!config_load_text(answer->text, answer->size, &options, &loaded) ||
        !lab_check(answer->lab, loaded.config, NULL, &judge_with, &score))
        return false;
    load_result_free(&loaded);
    return fputs(".\n", out) >= 0;
}

/* ---- in the parent ---- */

struct grade {
    const char *path;
    const char *problem; /* why it could not be judged; NULL: it was */
    char *said;          /* lines of checks */
    size_t met, checks;
    unsigned first_line; /* of the lab file; 0: all are met */
    const char *first_text;
};

struct check {
    bool met;
    unsigned line;
    char *text, *why;
};

/* Cuts the next line of *SAID into CHECK; false: there is none. */
static bool
next_check(char **said, struct check *check)
{
    char *line = strsep(said, "\n");
    if (line == NULL || (*line != '+' && *line != '-'))
        return false;
    char *number = strsep(&line, "\t");
    check->met = *number == '+';
    check->line = (unsigned)strtoul(number + 1, NULL, 10);
    check->text = line != NULL ? strsep(&line, "\t") : number;
    check->why = line != NULL ? line : number + strlen(number);
    return true;
}

/* ---- the forms ---- */

static void
put(struct output *output, const char *text)
{
    report_put_text(output, text, NULL);
}

/* A quote in a quoted field is written twice (RFC 4180). */
static const char *
csv_escape(char c)
{
    return c == '"' ? "\"\"" : NULL;
}

/* Quoted; what a spreadsheet would take for a formula gets a ' before it. */
static void
put_csv(struct output *output, const char *text)
{
    put(output, "\"");
    if (*text != '\0' && strchr("=+-@", *text) != NULL)
        put(output, "'");
    report_put_text(output, text, csv_escape);
    put(output, "\"");
}

static const char *
status_of(const struct grade *grade)
{
    return grade->problem != NULL ? "error" : grade->first_line == 0 ? "pass" : "fail";
}

static void
write_csv(struct output *output, const struct grade *grade)
{
    char numbers[64];
    put_csv(output, grade->path);
    snprintf(numbers, sizeof numbers, ",%s,%zu,%zu,%u,", status_of(grade), grade->met,
             grade->checks, grade->first_line);
    put(output, numbers);
    if (grade->problem != NULL)
        put_csv(output, grade->problem);
    else
        put_csv(output, grade->first_text != NULL ? grade->first_text : "");
    char *end = output_room(output, 2);
    memcpy(end, "\r\n", 2);
    output_filled(output, 2);
}

static void
put_member(struct json_writer *json, const char *key, const char *text)
{
    json_put_key(json, key);
    json_put_string(json, text);
}

static void
write_json(struct output *output, const struct grade *grade)
{
    struct json_writer json;
    struct check check;
    char *rest = grade->said;
    json_writer_init(&json, output);
    json_begin_object(&json);
    json_put_key(&json, "version");
    json_put_unsigned(&json, 3);
    put_member(&json, "status", status_of(grade));
    put_member(&json, "message", grade->problem);
    put_member(&json, "submission", grade->path);
    json_put_key(&json, "tests");
    json_begin_array(&json);
    while (grade->problem == NULL && next_check(&rest, &check)) {
        char name[32];
        snprintf(name, sizeof name, "lab line %u", check.line);
        json_begin_object(&json);
        put_member(&json, "name", name);
        put_member(&json, "test_code", check.text);
        put_member(&json, "status", check.met ? "pass" : "fail");
        put_member(&json, "message", check.met ? NULL : check.why);
        json_end(&json);
    }
    json_end(&json);
    json_end(&json);
    json_end_line(&json);
}

static bool
add_junit(struct report *report, const struct grade *grade)
{
    struct check check;
    char *rest = grade->said;
    if (grade->problem != NULL)
        return report_add(report, &(struct report_case){ .group = grade->path,
                                                         .name = "can be judged",
                                                         .status = REPORT_FAILED,
                                                         .message = grade->problem });
    while (next_check(&rest, &check))
        if (!report_add(report,
                        &(struct report_case){ .group = grade->path,
                                               .name = check.text,
                                               .status = check.met ? REPORT_PASSED : REPORT_FAILED,
                                               .file = "lab",
                                               .line = check.line,
                                               .message = check.met ? NULL : check.why }))
            return false;
    return true;
}

/* ---- the run ---- */

void
grade_begin(const struct grading *grading)
{
    if (grading->format != GRADE_CSV)
        return;
    static const char head[] = "submission,status,met,checks,first_line,message\r\n";
    memcpy(output_room(grading->output, sizeof head - 1), head, sizeof head - 1);
    output_filled(grading->output, sizeof head - 1);
}

/* Counts the checks of what was said; false: it is not whole. SCRATCH is as long. */
static bool
count_checks(struct grade *grade, char *scratch)
{
    struct check check;
    while (next_check(&scratch, &check)) {
        grade->checks++;
        grade->met += check.met;
        if (check.met || grade->first_line != 0)
            continue;
        grade->first_line = check.line;
        grade->first_text = check.text;
    }
    return grade->checks > 0 && strstr(grade->said, "\n.\n") != NULL;
}

static bool
write_grade(struct grading *grading, const struct grade *grade)
{
    if (grade->problem != NULL)
        grading->errors++;
    else if (grade->first_line != 0)
        grading->wrong++;
    else
        grading->right++;
    switch (grading->format) {
    case GRADE_CSV:
        write_csv(grading->output, grade);
        return true;
    case GRADE_JSON:
        write_json(grading->output, grade);
        return true;
    case GRADE_JUNIT:
        return add_junit(grading->report, grade);
    }
    return false;
}

bool
grade_answer(struct grading *grading, const char *path)
{
    struct grade grade = { .path = path };
    struct answer answer = { .lab = grading->lab, .path = path };
    char *scratch = NULL;
    size_t size = 0;
    enum sandbox_end end = SANDBOX_DONE;
    answer.text = answer_read(path, ANSWER_FILE, &answer.size, &grade.problem);
    if (answer.text != NULL) {
        end = sandbox_run(&answer_limits, judge, &answer, &grade.said, &size);
        grade.problem = answer_problem(end);
        scratch = grade.said != NULL ? strdup(grade.said) : NULL;
        if (grade.problem == NULL && (scratch == NULL || !count_checks(&grade, scratch)))
            grade.problem = "it was not judged to the end";
    }
    bool good = end != SANDBOX_FAILED && write_grade(grading, &grade);
    free(answer.text);
    free(grade.said);
    free(scratch);
    return good;
}

void
grade_end(const struct grading *grading)
{
    if (grading->format == GRADE_JUNIT)
        report_write(grading->report, REPORT_JUNIT, grading->output);
}
