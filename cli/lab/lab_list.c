/*
 * lab_list.c: finds labs, and the answers that come with one.
 */
#include "cli/lab/lab_list.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef REFIRE_LABS_FOLDER
#error "the build says where the labs are"
#endif

#define INSTALLED "/../share/refire/labs" /* from the folder of the program */

/* False: the program is not installed, or without them. */
static bool
find_installed(char room[static LAB_HOME_SIZE])
{
    ssize_t length = readlink("/proc/self/exe", room, LAB_HOME_SIZE - sizeof(INSTALLED));
    if (length <= 0)
        return false;
    while (length > 0 && room[length - 1] != '/')
        length--;
    memcpy(room + length, INSTALLED, sizeof(INSTALLED));
    return access(room, R_OK | X_OK) == 0;
}

const char *
lab_home(char room[static LAB_HOME_SIZE])
{
    const char *home = getenv("REFIRE_LABS");
    if (home != NULL && *home != '\0')
        return home;
    return find_installed(room) ? room : REFIRE_LABS_FOLDER;
}

char *
lab_path(const char *folder, const char *file)
{
    char *path;
    return asprintf(&path, "%s/%s", folder, file) < 0 ? NULL : path;
}

static bool
is_lab(const char *folder)
{
    char *path = lab_path(folder, "lab");
    bool is = path != NULL && access(path, F_OK) == 0;
    free(path);
    return is;
}

static int
by_order(const void *left, const void *right)
{
    const struct lab_entry *a = left, *b = right;
    if (a->lab.order != b->lab.order)
        return a->lab.order < b->lab.order ? -1 : 1;
    return strcmp(a->name, b->name);
}

static bool
add(struct lab_list *list, const char *home, const char *name, char error[LAB_ERROR_SIZE])
{
    char *folder = lab_path(home, name);
    if (folder == NULL || !is_lab(folder)) {
        free(folder);
        return true;
    }
    struct lab_entry *entries = reallocarray(list->entries, list->count + 1, sizeof *list->entries);
    if (entries == NULL) {
        free(folder);
        snprintf(error, LAB_ERROR_SIZE, "out of memory");
        return false;
    }
    list->entries = entries;
    struct lab_entry *entry = &entries[list->count++];
    *entry = (struct lab_entry){ .name = strdup(name), .folder = folder };
    if (entry->name == NULL) {
        snprintf(error, LAB_ERROR_SIZE, "out of memory");
        return false;
    }
    return lab_read(&entry->lab, folder, error);
}

static int
no_dots(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* The names in FOLDER, sorted; -1 with ERROR filled. */
static int
names_in(const char *folder, struct dirent ***names, char error[LAB_ERROR_SIZE])
{
    int count = scandir(folder, names, no_dots, alphasort);
    if (count < 0)
        snprintf(error, LAB_ERROR_SIZE, "%s: %s", folder, strerror(errno));
    return count;
}

bool
lab_list_read(struct lab_list *list, const char *home, char error[LAB_ERROR_SIZE])
{
    struct dirent **names;
    *list = (struct lab_list){ 0 };
    int count = names_in(home, &names, error);
    bool read = count >= 0;
    for (int i = 0; i < count; i++) {
        read = read && add(list, home, names[i]->d_name, error);
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    if (read && list->count > 0)
        qsort(list->entries, list->count, sizeof *list->entries, by_order);
    return read;
}

void
lab_list_free(struct lab_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        lab_free(&list->entries[i].lab);
        free(list->entries[i].name);
        free(list->entries[i].folder);
    }
    free(list->entries);
    *list = (struct lab_list){ 0 };
}

const struct lab_entry *
lab_list_find(const struct lab_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->entries[i].name, name) == 0)
            return &list->entries[i];
    return NULL;
}

static bool
is_answer(const char *name, const char *start)
{
    size_t length = strlen(name);
    return strncmp(name, start, strlen(start)) == 0 && length > 4 &&
           strcmp(name + length - 4, ".cfg") == 0;
}

char **
lab_answers(const char *folder, const char *start, size_t *count, char error[LAB_ERROR_SIZE])
{
    struct dirent **names;
    int found = names_in(folder, &names, error);
    *count = 0;
    if (found < 0)
        return NULL;
    char **answers = calloc((size_t)found + 1, sizeof *answers);
    bool whole = answers != NULL;
    for (int i = 0; i < found; i++) {
        if (whole && is_answer(names[i]->d_name, start)) {
            answers[*count] = strdup(names[i]->d_name);
            whole = answers[(*count)++] != NULL;
        }
        free(names[i]);
    }
    free(names);
    if (whole)
        return answers;
    snprintf(error, LAB_ERROR_SIZE, "out of memory");
    lab_answers_free(answers, *count);
    return NULL;
}

void
lab_answers_free(char **names, size_t count)
{
    for (size_t i = 0; names != NULL && i < count; i++)
        free(names[i]);
    free(names);
}
