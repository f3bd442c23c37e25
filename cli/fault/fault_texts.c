/*
 * fault_write.c: the files are made in a folder beside the one that is wanted, which then gets its
 * name.
 */
#include "cli/fault/fault_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ORDER_OF_MADE 500 /* behind the exercises that come with the program */

struct writing {
    const struct fault_lab *lab;
    const char *folder; /* the temporary one */
    const char *name;
    char *error;
};

static bool
fail(const struct writing *writing, const char *what)
{
    snprintf(writing->error, FAULT_ERROR_SIZE, "%s: %s", what, strerror(errno));
    return false;
}

/* ---- files ---- */

static FILE *
open_in(const struct writing *writing, const char *file)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s", writing->folder, file) < 0)
        return NULL;
    FILE *out = fopen(path, "wxe");
    free(path);
    return out;
}

static bool
close_file(const struct writing *writing, FILE *out, const char *file)
{
    bool failed = ferror(out) != 0;
    return fclose(out) == 0 && !failed ? true : fail(writing, file);
}

static bool
write_config(const struct writing *writing, const char *file, char *text, size_t length)
{
    FILE *out = text != NULL ? open_in(writing, file) : NULL;
    if (out != NULL)
        fwrite(text, 1, length, out);
    free(text);
    return out != NULL ? close_file(writing, out, file) : fail(writing, file);
}

static bool
write_start(const struct writing *writing)
{
    size_t length;
    char *text = fault_text(writing->lab, FAULTS_MAX, &length);
    return write_config(writing, "start.cfg", text, length);
}

static bool
write_solution(const struct writing *writing)
{
    size_t length;
    char *text = mutated_text(&writing->lab->lines, NULL, 0, &length);
    return write_config(writing, "solution.cfg", text, length);
}

/* With one of several faults mended it is still no answer. */
static bool
write_halves(const struct writing *writing)
{
    const struct fault_lab *lab = writing->lab;
    for (size_t i = 0; lab->fault_count > 1 && i < lab->fault_count; i++) {
        char file[64];
        size_t length;
        snprintf(file, sizeof file, "wrong-only-%zu-mended.cfg", i + 1);
        char *text = fault_text(lab, i, &length);
        if (!write_config(writing, file, text, length))
            return false;
    }
    return true;
}

/* ---- what is said ---- */

static const char *
plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static bool
write_task(const struct writing *writing)
{
    const struct fault_lab *lab = writing->lab;
    FILE *out = open_in(writing, "task.txt");
    if (out == NULL)
        return fail(writing, "task.txt");
    fprintf(out,
            "This is the configuration of %s, which did what it should until somebody\n"
            "changed it. Of what is to get through, and what is to stay out, %zu of %zu checks\n"
            "fail%s now. Find what is wrong, and mend it: nothing else may change.\n\n"
            "What lab check says first is the packet to begin with; packet-tracer, explain and\n"
            "show running-config tell more.\n",
            writing->name, lab->broken, lab->checks.count, lab->broken == 1 ? "s" : "");
    return close_file(writing, out, "task.txt");
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

static bool
write_lab(const struct writing *writing)
{
    const struct fault_lab *lab = writing->lab;
    FILE *out = open_in(writing, "lab");
    if (out == NULL)
        return fail(writing, "lab");
    fprintf(out, "title %zu of %zu checks fail: what is wrong with %s?\norder %zu\n\n", lab->broken,
            lab->checks.count, writing->name, ORDER_OF_MADE + lab->broken);
    write_hints(out, lab);
    fputc('\n', out);
    for (size_t i = 0; i < lab->checks.count; i++)
        fprintf(out, "%s\n", lab->checks.lines[i]);
    return close_file(writing, out, "lab");
}

/* ---- the folder ---- */

static void
remove_folder(const struct fault_lab *lab, const char *folder)
{
    static const char *const files[] = { "lab", "task.txt", "start.cfg", "solution.cfg" };
    char *path;
    for (size_t i = 0; i < ARRAY_LENGTH(files) + lab->fault_count; i++) {
        int made = i < ARRAY_LENGTH(files) ? asprintf(&path, "%s/%s", folder, files[i])
                                           : asprintf(&path, "%s/wrong-only-%zu-mended.cfg", folder,
                                                      i - ARRAY_LENGTH(files) + 1);
        if (made < 0)
            continue;
        (void)unlink(path);
        free(path);
    }
    (void)rmdir(folder);
}

/* rename would take an empty folder's place. */
static bool
name_it(const struct writing *writing, const char *folder)
{
    struct stat there;
    if (lstat(folder, &there) == 0)
        errno = EEXIST;
    else if (errno == ENOENT && chmod(writing->folder, 0755) == 0 &&
             rename(writing->folder, folder) == 0)
        return true;
    return fail(writing, folder);
}

bool
fault_write(const struct fault_lab *lab, const char *folder, const char *name,
            char error[FAULT_ERROR_SIZE])
{
    char *temporary = NULL;
    if (asprintf(&temporary, "%s.XXXXXX", folder) < 0) {
        snprintf(error, FAULT_ERROR_SIZE, "out of memory");
        return false;
    }
    const struct writing writing = { lab, temporary, name, error };
    bool good = mkdtemp(temporary) != NULL || fail(&writing, folder);
    if (good) {
        good = write_lab(&writing) && write_task(&writing) && write_start(&writing) &&
               write_solution(&writing) && write_halves(&writing) && name_it(&writing, folder);
        if (!good)
            remove_folder(lab, temporary);
    }
    free(temporary);
    return good;
}
