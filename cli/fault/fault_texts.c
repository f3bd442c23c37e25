/*
 * fault_texts.c: the two configurations, the task, and the file with hints and checks; of several
 * faults also what is no answer yet.
 */
#include "cli/fault/fault_texts.h"

#include <stdlib.h>
#include <string.h>

#include "cli/fault/fault_record.h"

#define ORDER_OF_MADE 500 /* behind the exercises that come with the program */

struct texts {
    const struct fault_lab *lab;
    const char *name;
    FILE *out;
};

/* ---- files ---- */

/* False where there is no text. */
static bool
write_file(const struct texts *texts, const char *file, char *text, size_t length)
{
    if (text == NULL)
        return false;
    fault_record_write(texts->out, RECORD_NAME, file, strlen(file));
    fault_record_write(texts->out, RECORD_BYTES, text, length);
    free(text);
    return true;
}

static bool
write_start(const struct texts *texts)
{
    size_t length;
    char *text = fault_text(texts->lab, FAULTS_MAX, &length);
    return write_file(texts, "start.cfg", text, length);
}

static bool
write_solution(const struct texts *texts)
{
    size_t length;
    char *text = mutated_text(&texts->lab->lines, NULL, 0, &length);
    return write_file(texts, "solution.cfg", text, length);
}

/* With one of several faults mended it is still no answer. */
static bool
write_halves(const struct texts *texts)
{
    const struct fault_lab *lab = texts->lab;
    for (size_t i = 0; lab->fault_count > 1 && i < lab->fault_count; i++) {
        char file[64];
        size_t length;
        snprintf(file, sizeof file, "wrong-only-%zu-mended.cfg", i + 1);
        char *text = fault_text(lab, i, &length);
        if (!write_file(texts, file, text, length))
            return false;
    }
    return true;
}

/* A file that SAYS prints. */
static bool
write_said(const struct texts *texts, const char *file,
           void (*says)(const struct texts *texts, FILE *out))
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL)
        return false;
    says(texts, out);
    if (fclose(out) == 0)
        return write_file(texts, file, text, length);
    free(text);
    return false;
}

/* ---- what is said ---- */

static const char *
plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static void
say_task(const struct texts *texts, FILE *out)
{
    const struct fault_lab *lab = texts->lab;
    fprintf(out,
            "This is the configuration of %s, which did what it should until somebody\n"
            "changed it. Of what is to get through, and what is to stay out, %zu of %zu checks\n"
            "fail%s now. Find what is wrong, and mend it: nothing else may change.\n\n"
            "What lab check says first is the packet to begin with; packet-tracer, explain and\n"
            "show running-config tell more.\n",
            texts->name, lab->broken, lab->checks.count, lab->broken == 1 ? "s" : "");
}

/* A line as a hint has it: without the blanks of its sub-mode. */
static const char *
bare(const char *line)
{
    return line + strspn(line, " ");
}

/* The line under which LINE stands; NULL: it stands alone. */
static const char *
section_of(const struct config_lines *lines, size_t line)
{
    if (lines->lines[line][0] != ' ')
        return NULL;
    while (line > 0 && lines->lines[line][0] == ' ')
        line--;
    return lines->lines[line];
}

static void
hint_section(FILE *out, const struct config_lines *lines, size_t line)
{
    const char *section = section_of(lines, line);
    if (section != NULL)
        fprintf(out, " under %s", section);
}

/* "access-list" of a line that begins so. */
static void
hint_where(FILE *out, const struct fault_lab *lab, size_t at)
{
    const struct mutation *mutation = lab->faults[at].mutation;
    const char *line = bare(lab->lines.lines[mutation->line]);
    fprintf(out, "%s %zu: %s, in %.*s", at > 0 ? "." : "", at + 1, mutation->what,
            (int)strcspn(line, " "), line);
    hint_section(out, &lab->lines, mutation->line);
}

static void
hint_answer(FILE *out, const struct fault_lab *lab, size_t at)
{
    const struct mutation *mutation = lab->faults[at].mutation;
    const char *line = lab->lines.lines[mutation->line];
    fprintf(out, "hint %zu: ", at + 1);
    if (mutation->is_swap)
        fprintf(out, "before %s there was %s", bare(mutation->text), bare(line));
    else if (mutation->text == NULL)
        fprintf(out, "there was %s", bare(line));
    else
        fprintf(out, "it says %s and was %s", bare(mutation->text), bare(line));
    hint_section(out, &lab->lines, mutation->line);
    fputc('\n', out);
}

static void
write_hints(FILE *out, const struct fault_lab *lab)
{
    size_t first = 0;
    while (lab->met[first])
        first++;
    fprintf(out, "hint There %s %zu fault%s. Begin with: %s\n",
            lab->fault_count == 1 ? "is" : "are", lab->fault_count, plural(lab->fault_count),
            lab->checks.lines[first]);
    fputs("hint", out);
    for (size_t i = 0; i < lab->fault_count; i++)
        hint_where(out, lab, i);
    fputs(".\n", out);
    for (size_t i = 0; i < lab->fault_count; i++)
        hint_answer(out, lab, i);
}

static void
say_lab(const struct texts *texts, FILE *out)
{
    const struct fault_lab *lab = texts->lab;
    fprintf(out, "title %zu of %zu checks fail: what is wrong with %s?\norder %zu\n\n", lab->broken,
            lab->checks.count, texts->name, ORDER_OF_MADE + lab->broken);
    write_hints(out, lab);
    fputc('\n', out);
    for (size_t i = 0; i < lab->checks.count; i++)
        fprintf(out, "%s\n", lab->checks.lines[i]);
}

/* ---- */

bool
fault_texts_write(const struct fault_lab *lab, const char *name, FILE *out)
{
    const struct texts texts = { lab, name, out };
    return write_said(&texts, "lab", say_lab) && write_said(&texts, "task.txt", say_task) &&
           write_start(&texts) && write_solution(&texts) && write_halves(&texts);
}
