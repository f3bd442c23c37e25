/*
 * play.c: what a learner does with a lab.
 */
#include "cli/lab/play.h"

#include <stdlib.h>
#include <string.h>

#include "cli/lab/lab_check.h"
#include "cli/lab/lab_explain.h"
#include "cli/lab/progress.h"

bool
lab_play_set(struct lab_play *play, const struct lab_entry *entry)
{
    char *name = strdup(entry->name), *path = lab_path(entry->folder, LAB_START_FILE);
    if (name == NULL || path == NULL) {
        free(name);
        free(path);
        return false;
    }
    lab_play_fini(play);
    play->name = name;
    play->path = path;
    return true;
}

void
lab_play_fini(struct lab_play *play)
{
    free(play->name);
    free(play->path);
    play->name = play->path = NULL;
}

bool
lab_print_task(const struct lab_entry *entry, FILE *out, char error[LAB_ERROR_SIZE])
{
    char *path = lab_path(entry->folder, "task.txt");
    size_t size = 0;
    char *text = path != NULL ? lab_text(path, &size, error) : NULL;
    if (path == NULL)
        snprintf(error, LAB_ERROR_SIZE, "out of memory");
    free(path);
    if (text == NULL)
        return false;
    fprintf(out, "%s\n\n", entry->lab.title);
    for (size_t i = 0; i < size; i++) /* control characters stay away from the screen */
        if (text[i] == '\n' || ((unsigned char)text[i] >= ' ' && text[i] != 0x7f))
            fputc(text[i], out);
    free(text);
    return true;
}

/* That of the lab in PROGRESS, which is read. NULL with ERROR filled. */
static struct progress_lab *
read_progress(struct progress *progress, const struct lab_entry *entry, char error[LAB_ERROR_SIZE])
{
    if (!progress_read(progress, error))
        return NULL;
    struct progress_lab *lab = progress_of(progress, entry->name);
    if (lab == NULL)
        snprintf(error, LAB_ERROR_SIZE, "%s: no progress can be kept of it", entry->name);
    return lab;
}

bool
lab_next_hint(const struct lab_entry *entry, const struct config *config, FILE *out,
              char error[LAB_ERROR_SIZE])
{
    struct progress progress;
    struct progress_lab *lab = read_progress(&progress, entry, error);
    if (lab == NULL)
        return false;
    size_t count = entry->lab.hint_count;
    if (lab->hints >= count) {
        fprintf(out,
                "Hint %zu of %zu: what explain says of the first check that fails: ", count + 1,
                count + 1);
        return lab_explain(&entry->lab, config, out, error);
    }
    size_t at = lab->hints++;
    fprintf(out, "Hint %zu of %zu: %s\n", at + 1, count + 1, entry->lab.hints[at]);
    return progress_write(&progress, error);
}

static bool
keep_done(const struct lab_entry *entry, char error[LAB_ERROR_SIZE])
{
    struct progress progress;
    struct progress_lab *lab = read_progress(&progress, entry, error);
    if (lab == NULL)
        return false;
    lab->done = true;
    return progress_write(&progress, error);
}

bool
lab_judge_answer(const struct lab_entry *entry, const struct config *config, FILE *out,
                 char error[LAB_ERROR_SIZE])
{
    struct output output;
    struct lab_score score;
    snprintf(error, LAB_ERROR_SIZE, "out of memory");
    if (!output_init(&output, out))
        return false;
    bool checked = lab_check(&entry->lab, config, &output, NULL, &score);
    checked = output_flush(&output) && checked;
    output_fini(&output);
    if (!checked)
        return false;
    if (score.unmet > 0) {
        fprintf(out, "Not yet: %zu of %zu checks fail.\n", score.unmet, score.met + score.unmet);
        return true;
    }
    fprintf(out, "Right: all %zu checks pass. lab next goes on.\n", score.met);
    return keep_done(entry, error);
}

bool
lab_after(const struct lab_list *list, const char *name, const struct lab_entry **next,
          char error[LAB_ERROR_SIZE])
{
    struct progress progress;
    size_t start = 0;
    *next = NULL;
    if (!progress_read(&progress, error))
        return false;
    for (size_t i = 0; name != NULL && i < list->count; i++)
        if (strcmp(list->entries[i].name, name) == 0)
            start = i + 1;
    for (size_t i = 0; i < list->count && *next == NULL; i++) {
        const struct lab_entry *entry = &list->entries[(start + i) % list->count];
        const struct progress_lab *lab = progress_find(&progress, entry->name);
        if (lab == NULL || !lab->done)
            *next = entry;
    }
    return true;
}
