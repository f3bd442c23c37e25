/*
 * exec_ladder.c: `show ladder`: the flows of the last replay, and one of them packet by packet.
 */
#include "cli/exec/exec_ladder.h"

#include <inttypes.h>

#include "cli/picture/ladder.h"
#include "cli/prompt/session.h"
#include "parser/word.h"

struct ladder_arguments {
    bool said;
    uint32_t conn; /* 0: no connection */
};

static void
list_flows(const struct session *session, const struct story *story)
{
    char title[LADDER_LABEL_SIZE];
    for (size_t i = 0; i < story->flow_count; i++) {
        const struct story_flow *flow = &story->flows[i];
        fprintf(session->screen, "%s: %" PRIu64 " packets, %" PRIu64 " denied\n",
                ladder_title(story, flow, title), flow->packets, flow->denied);
    }
    if (story->flows_left_out > 0)
        fprintf(session->screen, "and %" PRIu64 " packets of further flows\n",
                story->flows_left_out);
}

/* Of what never was a connection, all that was denied. */
static void
draw_denied(const struct session *session, const struct story *story)
{
    for (size_t i = 0; i < story->flow_count; i++) {
        if (story->flows[i].conn_id == 0)
            ladder_write_text(story, &story->flows[i], session->screen);
    }
}

static bool
show_ladder_set(struct command_call *call, void *scratch)
{
    const struct ladder_arguments *arguments = scratch;
    const struct session *session = call->user;
    const struct story *story = session->firewall->story;
    if (story == NULL || story->flow_count == 0) {
        fputs("refire: nothing has been replayed\n", session->screen);
        return true;
    }
    if (!arguments->said) {
        list_flows(session, story);
        return true;
    }
    if (arguments->conn == 0) {
        draw_denied(session, story);
        return true;
    }
    const struct story_flow *flow = story_find(story, arguments->conn);
    if (flow != NULL)
        ladder_write_text(story, flow, session->screen);
    else
        fputs("refire: the last replay had no such connection, or too many before it\n",
              session->screen);
    return true;
}

static const struct word conn_words[] = {
    NUMBER(struct ladder_arguments, conn, 0, UINT32_MAX,
           "Number of a connection; 0: what never was one"),
    END_OF_WORDS,
};
static const struct word show_ladder_words[] = {
    KEYWORD("show", "Show running system information"),
    KEYWORD("ladder", "Packets of the last replay on both sides of the firewall"),
    GROUP(struct ladder_arguments, said, conn_words),
    END_OF_WORDS,
};
const struct command show_ladder_command = {
    .name = "show ladder",
    .help = "Packets of the last replay on both sides of the firewall",
    .words = show_ladder_words,
    .modes = MODE_BIT(MODE_EXEC),
    .set = show_ladder_set,
    .scratch_size = sizeof(struct ladder_arguments),
};
