/*
 * copy_questions.h: what `copy` asks before it copies; Enter takes what stands in the brackets.
 *
 * From 7.0 on everything is asked, unless `/noconfirm` is given; in 6.x only what the URL leaves
 * open, and then whether to go on. Sources: shell.md 5; for 7.0+ posted sessions (a blank line
 * stands before each question), for 6.x (?) the 6.3 command reference as recalled.
 */
#ifndef REFIRE_CLI_EXEC_COPY_QUESTIONS_H
#define REFIRE_CLI_EXEC_COPY_QUESTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/exec/copy_url.h"

struct session;

enum copy_source { COPY_CAPTURE, COPY_RUNNING, COPY_STARTUP };

enum copy_question {
    COPY_ASK_SOURCE,
    COPY_ASK_HOST,
    COPY_ASK_FILE,
    COPY_ASK_AGAIN, /* yes, no or again */
    COPY_ASK_NOTHING,
};

struct copy_request {
    enum copy_source source;
    bool pcap;
    bool to_startup;           /* and to no URL */
    char name[COPY_HOST_SIZE]; /* of the capture, "running-config", ... */
    struct copy_url url;
    enum copy_question asked;
};

/*
 * Asks for what is still open. ASKS: `/noconfirm` was not given. False: nothing is, it can be done
 * at once.
 */
bool copy_asks(struct session *session, bool asks);
/* What the session waits for an answer to. */
void copy_prompt(const struct session *session, char *prompt, size_t size);
/* The answer; when it was the last one, it is copied. */
void copy_answer(struct session *session, const char *answer);

#endif
