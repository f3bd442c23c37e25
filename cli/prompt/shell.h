/*
 * shell.h: a terminal, or a pipe in its place, in front of a session.
 */
#ifndef REFIRE_CLI_PROMPT_SHELL_H
#define REFIRE_CLI_PROMPT_SHELL_H

#include "cli/prompt/session.h"
#include "engine/base/compiler.h"

struct shell;

/* Whom it sits in front of: a session of this process, or one behind a socket (cli/serve). */
struct shell_peer {
    void *context;
    /* What stands before the cursor now; valid until the next call of any of these. */
    const char *(*prompt)(void *context);
    /* Columns of the terminal, by `terminal width`. */
    size_t (*width)(void *context);
    bool (*wants_secret)(void *context);
    bool (*is_over)(void *context);
    void (*line)(void *context, const char *text);
    void (*help)(void *context, const char *text);
    const char *(*complete)(void *context, const char *text, struct arena *arena);
    void (*leave)(void *context); /* Ctrl-Z */

    /* Where text may come from that nobody asked for; negative: nowhere. */
    int fd;
    /* Something is to be read there: prints it, BEFORE in front of the first of it. True: it
     * printed something, and stands at the start of a line. */
    bool (*news)(void *context, const char *before);
};

/* The session of this process; the peer is good as long as the session. */
struct shell_peer shell_peer_of(struct session *session);

/* Reads from standard input and writes to standard output. NULL: no memory. */
NODISCARD struct shell *shell_new(void);
void shell_free(struct shell *shell);

/* The keys for the session's pager; without a reader when nobody sits there. */
struct pager_keys shell_keys(struct shell *shell);

/* Until the session or its input ends. */
void shell_run(struct shell *shell, const struct shell_peer *peer);

#endif
