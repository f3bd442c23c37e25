/*
 * progress.c: reads and writes it.
 */
#include "cli/lab/progress.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/prompt/history_file.h"

/* "NAME HINTS done|open", LENGTH bytes. */
static bool
take_line(struct progress *progress, const char *line, size_t length)
{
    char copy[PROGRESS_NAME + 32], name[PROGRESS_NAME], hints[3], word[8];
    int end = 0;
    if (length >= sizeof copy || memchr(line, '\0', length) != NULL)
        return false;
    memcpy(copy, line, length);
    copy[length] = '\0';
    if (sscanf(copy, "%63[a-zA-Z0-9._-] %2[0-9] %7s%n", name, hints, word, &end) != 3 ||
        (size_t)end != length || (strcmp(word, "done") != 0 && strcmp(word, "open") != 0) ||
        progress_find(progress, name) != NULL)
        return false;
    struct progress_lab *lab = progress_of(progress, name);
    if (lab == NULL)
        return false;
    lab->hints = (unsigned)strtoul(hints, NULL, 10);
    lab->done = *word == 'd';
    return true;
}

bool
progress_parse(struct progress *progress, const char *name, const char *text, size_t size,
               char error[LAB_ERROR_SIZE])
{
    progress->count = 0;
    for (unsigned number = 1; size > 0; number++) {
        const char *end = memchr(text, '\n', size);
        size_t length = end != NULL ? (size_t)(end - text) : size;
        if (!take_line(progress, text, length)) {
            snprintf(error, LAB_ERROR_SIZE,
                     "%s:%u:1: expected a lab that was not there yet, its hints, done or open",
                     name, number);
            return false;
        }
        length += end != NULL;
        text += length;
        size -= length;
    }
    return true;
}

bool
progress_read(struct progress *progress, char error[LAB_ERROR_SIZE])
{
    char *path = state_file_path("labs");
    progress->count = 0;
    if (path == NULL || (access(path, F_OK) != 0 && errno == ENOENT)) {
        free(path);
        return true;
    }
    size_t size = 0;
    char *text = lab_text(path, &size, error);
    bool read = text != NULL && progress_parse(progress, path, text, size, error);
    free(text);
    free(path);
    return read;
}

bool
progress_write(const struct progress *progress, char error[LAB_ERROR_SIZE])
{
    char *path = state_file_path("labs"), *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    bool written = out != NULL;
    for (size_t i = 0; written && i < progress->count; i++)
        fprintf(out, "%s %u %s\n", progress->labs[i].name, progress->labs[i].hints,
                progress->labs[i].done ? "done" : "open");
    written = written && fclose(out) == 0;
    /* without a home nothing is kept */
    if (written && path != NULL)
        written = history_file_write(path, text, size);
    if (!written)
        snprintf(error, LAB_ERROR_SIZE, "%s: progress could not be kept",
                 path != NULL ? path : "lab");
    free(text);
    free(path);
    return written;
}

static size_t
place_of(const struct progress *progress, const char *name)
{
    size_t i = 0;
    while (i < progress->count && strcmp(progress->labs[i].name, name) != 0)
        i++;
    return i;
}

const struct progress_lab *
progress_find(const struct progress *progress, const char *name)
{
    size_t i = place_of(progress, name);
    return i < progress->count ? &progress->labs[i] : NULL;
}

struct progress_lab *
progress_of(struct progress *progress, const char *name)
{
    size_t i = place_of(progress, name);
    if (i < progress->count)
        return &progress->labs[i];
    if (i == PROGRESS_LABS || strlen(name) >= PROGRESS_NAME)
        return NULL;
    struct progress_lab *lab = &progress->labs[progress->count++];
    *lab = (struct progress_lab){ 0 };
    memcpy(lab->name, name, strlen(name));
    return lab;
}

void
progress_forget(struct progress *progress, const char *name)
{
    size_t i = place_of(progress, name);
    if (i < progress->count)
        progress->labs[i] = progress->labs[--progress->count];
}
