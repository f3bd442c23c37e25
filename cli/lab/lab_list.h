/*
 * lab_list.h: the labs that there are, and the files of one.
 */
#ifndef REFIRE_CLI_LAB_LAB_LIST_H
#define REFIRE_CLI_LAB_LAB_LIST_H

#include "cli/lab/lab.h"

struct lab_entry {
    char *name; /* of its folder, without the path */
    char *folder;
    struct lab lab;
};

struct lab_list {
    struct lab_entry *entries; /* in the order in which they are done */
    size_t count;
};

/*
 * The folder that holds them: $REFIRE_LABS, or share/refire/labs beside the program's folder, or,
 * of a program that is not installed, the one that it was built with. ROOM is where it may stand.
 */
#define LAB_HOME_SIZE 4096
const char *lab_home(char room[static LAB_HOME_SIZE]);

/* Every folder in HOME that has a file `lab`. False with ERROR filled; the caller frees LIST. */
NODISCARD bool lab_list_read(struct lab_list *list, const char *home, char error[LAB_ERROR_SIZE]);
void lab_list_free(struct lab_list *list);

/* The lab of this NAME; NULL when there is none. */
const struct lab_entry *lab_list_find(const struct lab_list *list, const char *name);

/* FOLDER/FILE, to be freed. */
NODISCARD char *lab_path(const char *folder, const char *file);

/*
 * The names of FOLDER's files that begin with START and end with .cfg, sorted; *COUNT says how
 * many. To be freed by lab_answers_free; NULL with ERROR filled.
 */
NODISCARD char **lab_answers(const char *folder, const char *start, size_t *count,
                             char error[LAB_ERROR_SIZE]);
void lab_answers_free(char **names, size_t count);

#endif
