/*
 * copy_questions.c: the questions in their order. The request is the session's.
 */
#include "cli/exec/copy_questions.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cli/exec/exec.h"
#include "cli/prompt/session.h"

/* What 6.x offers when the URL says nothing (shell.md 5, of images (?)). */
#define HOST_OF_6 "127.0.0.1"
#define FILE_OF_6 "cdisk"

/* ---- which ---- */

static bool
is_open_in_6(const struct copy_request *copy)
{
    return copy->url.has_host && (copy->url.host[0] == '\0' || copy->url.file[0] == '\0');
}

static bool
is_asked(const struct session *session, enum copy_question question)
{
    const struct copy_request *copy = &session->copy;
    bool all = session->dialect->copy_asks_all;
    switch (question) {
    case COPY_ASK_SOURCE:
        return all;
    case COPY_ASK_HOST:
        return copy->url.has_host;
    case COPY_ASK_FILE:
        return !copy->to_startup;
    case COPY_ASK_AGAIN:
        return !all;
    case COPY_ASK_NOTHING:
        return false;
    }
    return false;
}

/* The next one from FIRST on. */
static bool
ask_from(struct session *session, enum copy_question first)
{
    for (int question = (int)first; question < (int)COPY_ASK_NOTHING; question++) {
        if (!is_asked(session, (enum copy_question)question))
            continue;
        session->copy.asked = (enum copy_question)question;
        session->question = ASK_COPY;
        if (session->dialect->copy_asks_all)
            putc('\n', session->screen);
        return true;
    }
    return false;
}

/* What is offered: the name of what is copied, or in 6.x that of an image. */
static void
offer(struct session *session)
{
    struct copy_request *copy = &session->copy;
    if (copy->url.file[0] == '\0' && !copy->to_startup)
        snprintf(copy->url.file, sizeof(copy->url.file), "%s",
                 session->dialect->copy_asks_all ? copy->name : FILE_OF_6);
    if (copy->url.has_host && copy->url.host[0] == '\0' && !session->dialect->copy_asks_all)
        snprintf(copy->url.host, sizeof(copy->url.host), "%s", HOST_OF_6);
}

bool
copy_asks(struct session *session, bool asks)
{
    bool asks_any = asks && (session->dialect->copy_asks_all || is_open_in_6(&session->copy));
    if (!asks_any)
        return false;
    offer(session);
    return ask_from(session, COPY_ASK_SOURCE);
}

/* ---- asking ---- */

void
copy_prompt(const struct session *session, char *prompt, size_t size)
{
    const struct copy_request *copy = &session->copy;
    bool is_6 = !session->dialect->copy_asks_all;
    switch (copy->asked) {
    case COPY_ASK_SOURCE:
        snprintf(prompt, size, "Source %s [%s]? ",
                 copy->source == COPY_CAPTURE ? "capture name" : "filename", copy->name);
        return;
    case COPY_ASK_HOST:
        snprintf(prompt, size, "Address or name of remote host [%s]? ", copy->url.host);
        return;
    case COPY_ASK_FILE:
        snprintf(prompt, size, "%s [%.96s]? ", is_6 ? "Source file name" : "Destination filename",
                 copy->url.file);
        return;
    case COPY_ASK_AGAIN:
        snprintf(prompt, size, "[yes|no|again]? ");
        return;
    case COPY_ASK_NOTHING:
        break;
    }
    prompt[0] = '\0';
}

/* An answer takes the place of what was offered. False: it is longer than it may be, said. */
static bool
take(struct session *session, char *to, size_t size, const char *answer)
{
    answer += strspn(answer, " \t");
    size_t length = strcspn(answer, " \t");
    if (length == 0)
        return true;
    if (length >= size) {
        fprintf(session->screen, "refire: an answer has at most %zu characters\n", size - 1);
        return false;
    }
    memcpy(to, answer, length);
    to[length] = '\0';
    return true;
}

static void
copy_now(struct session *session)
{
    session->copy.asked = COPY_ASK_NOTHING;
    exec_copy(session);
}

/* 6.x: where to, and whether to go on. */
static void
answer_again(struct session *session, const char *answer)
{
    if (strncasecmp(answer, "y", 1) == 0) {
        copy_now(session);
        return;
    }
    if (strncasecmp(answer, "n", 1) == 0)
        return;
    if (strncasecmp(answer, "a", 1) == 0)
        (void)ask_from(session, COPY_ASK_SOURCE);
    else
        session->question = ASK_COPY;
}

void
copy_answer(struct session *session, const char *answer)
{
    struct copy_request *copy = &session->copy;
    enum copy_question asked = copy->asked;
    bool taken = true;
    if (asked == COPY_ASK_AGAIN) {
        answer_again(session, answer);
        return;
    }
    if (asked == COPY_ASK_SOURCE && copy->source == COPY_CAPTURE)
        taken = take(session, copy->name, sizeof(copy->name), answer);
    else if (asked == COPY_ASK_HOST)
        taken = take(session, copy->url.host, sizeof(copy->url.host), answer);
    else if (asked == COPY_ASK_FILE)
        taken = take(session, copy->url.file, sizeof(copy->url.file), answer);
    if (!taken)
        return;
    bool asks = ask_from(session, (enum copy_question)(asked + 1));
    if (asks && copy->asked == COPY_ASK_AGAIN)
        fprintf(session->screen, "copying capture to %s://%s/%s:\n", copy->url.scheme,
                copy->url.host, copy->url.file);
    if (!asks)
        copy_now(session);
}
