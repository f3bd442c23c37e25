/*
 * cmd_shun.c: shun (commands.md 9). It is a command of the shell, not a line of a configuration;
 * but it stands in pasted sessions, and what it shuns stays shunned until the box restarts.
 */
#include "parser/cmd_shun.h"

#include "parser/families.h"
#include "parser/family.h"

static size_t
find_shun(const struct box_settings *box, uint32_t source)
{
    size_t i = 0;
    while (i < box->shun_count && box->shuns[i].source != source)
        i++;
    return i;
}

static bool
set_shun(struct command_call *call, void *scratch)
{
    const struct shun_line *line = scratch;
    struct box_settings *box = &call->config->box;
    size_t at = find_shun(box, line->shun.source);
    struct shun *place = at < box->shun_count
                             ? &box->shuns[at]
                             : arena_append(call->config->arena, &box->shuns, &box->shun_count,
                                            &box->shun_capacity, sizeof(*place));
    if (place == NULL)
        return no_memory(call);
    *place = line->shun;
    place->origin = call_origin(call);
    call->kept = true;
    return true;
}

static bool
unset_shun(struct command_call *call, void *scratch)
{
    struct box_settings *box = &call->config->box;
    size_t at = find_shun(box, ((const struct shun_line *)scratch)->shun.source);
    if (at == box->shun_count)
        return refuse(call, NULL, "this host is not shunned");
    LIST_REMOVE(box->shuns, box->shun_count, at);
    call->kept = true;
    return true;
}

/* `clear shun [statistics]` */
static bool
clear_shuns(struct command_call *call, const char *rest)
{
    if (rest[0] == '\0')
        call->config->box.shun_count = 0;
    return true;
}

static const struct word protocol_words[] = {
    VALUE(protocol, struct shun_line, shun.protocol, "Protocol", .optional = true),
    END_OF_WORDS,
};
const struct word shun_connection_words[] = {
    VALUE(address, struct shun_line, shun.destination, "Destination of the connection that is cut"),
    NUMBER(struct shun_line, shun.source_port, 0, 65535, "Source port"),
    NUMBER(struct shun_line, shun.destination_port, 0, 65535, "Destination port"),
    { .type = &word_any_order, .data = protocol_words },
    END_OF_WORDS,
};

const struct command shun_row = {
    .name = "shun",
    .help = SHUN_HELP,
    .words = (const struct word[]){ KEYWORD("shun", SHUN_HELP), SHUN_ARGUMENTS },
    .scratch_size = sizeof(struct shun_line),
    .set = set_shun,
    .unset = unset_shun,
    .no_words = SHUN_NO_WORDS,
    .clear = clear_shuns,
};

const struct command *const shun_commands[] = { &shun_row, NULL };
