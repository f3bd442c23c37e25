/*
 * play.h: a lab that is being done at a prompt.
 */
#ifndef REFIRE_CLI_LAB_PLAY_H
#define REFIRE_CLI_LAB_PLAY_H

#include <stdbool.h>
#include <stdio.h>

#include "cli/lab/lab_list.h"
#include "cli/output.h"
#include "cli/prompt/firewall.h"
#include "engine/model/config.h"

/* What a lab begins with, in its folder: so its lines are named, wherever that is. */
#define LAB_START_FILE "start.cfg"

struct lab_play {
    char *name; /* of the lab */
    char *path; /* of its start configuration, which is never written over */
    bool begin; /* its start configuration is to be loaded once the line is done */
};

/* Plays the lab NAME from now on. False: no memory, nothing has changed. */
NODISCARD bool lab_play_set(struct lab_play *play, const struct lab_entry *entry);
void lab_play_fini(struct lab_play *play);

/* The title and the task. False with ERROR filled. */
NODISCARD bool lab_print_task(const struct lab_entry *entry, FILE *out, char error[LAB_ERROR_SIZE]);

/*
 * The next hint, which is kept to have been asked for; when all have been, what lab_explain says of
 * CONFIG. False with ERROR filled.
 */
NODISCARD bool lab_next_hint(const struct lab_entry *entry, const struct config *config, FILE *out,
                             char error[LAB_ERROR_SIZE]);

/* Judges CONFIG; what is right is kept to be done. False with ERROR filled. */
NODISCARD bool lab_judge_answer(const struct lab_entry *entry, const struct config *config,
                                FILE *out, char error[LAB_ERROR_SIZE]);

/*
 * The lab to do after NAME (NULL: from the first on): the next one that is not done, else the first
 * such. *NEXT is NULL when all are done. False with ERROR filled.
 */
NODISCARD bool lab_after(const struct lab_list *list, const char *name,
                         const struct lab_entry **next, char error[LAB_ERROR_SIZE]);

#endif
