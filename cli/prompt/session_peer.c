/*
 * session_peer.c: a session of this process, in front of which a shell sits.
 */
#include "cli/prompt/shell.h"

static const char *
session_peer_prompt(void *context)
{
    return session_prompt(context);
}

static size_t
session_peer_width(void *context)
{
    return session_width(context);
}

static bool
session_peer_wants_secret(void *context)
{
    return session_wants_secret(context);
}

static bool
session_peer_is_over(void *context)
{
    return session_is_over(context);
}

static void
session_peer_line(void *context, const char *text)
{
    session_line(context, text);
}

static void
session_peer_help(void *context, const char *text)
{
    session_help(context, text);
}

static const char *
session_peer_complete(void *context, const char *text, struct arena *arena)
{
    return session_complete(context, text, arena);
}

static void
session_peer_leave(void *context)
{
    session_leave_configuration(context);
}

struct shell_peer
shell_peer_of(struct session *session)
{
    return (struct shell_peer){
        .context = session,
        .prompt = session_peer_prompt,
        .width = session_peer_width,
        .wants_secret = session_peer_wants_secret,
        .is_over = session_peer_is_over,
        .line = session_peer_line,
        .help = session_peer_help,
        .complete = session_peer_complete,
        .leave = session_peer_leave,
        .fd = -1,
    };
}
