/*
 * cmd_established.c: established (commands.md 5.7).
 */
#include <string.h>

#include "parser/families.h"
#include "parser/family.h"
#include "parser/word_range.h"

struct peer_words {
    bool given;
    int protocol;
    struct port_range ports;
};

struct established_line {
    int protocol;
    uint16_t port;
    bool has_source;
    uint16_t source;
    struct peer_words to, from;
};

static const struct choice protocols[] = {
    { .text = "tcp", .help = "TCP", .value = IP_TCP },
    { .text = "udp", .help = "UDP", .value = IP_UDP },
    { .text = NULL },
};

static struct established_peer
peer_of(const struct peer_words *words)
{
    return (struct established_peer){ words->given, (uint8_t)words->protocol, words->ports.low,
                                      words->ports.high };
}

static struct established
entry_of(const struct established_line *line)
{
    return (struct established){
        .protocol = (uint8_t)line->protocol,
        .port = line->port,
        .has_source = line->has_source,
        .source = line->source,
        .to = peer_of(&line->to),
        .from = peer_of(&line->from),
    };
}

static bool
same_peer(const struct established_peer *a, const struct established_peer *b)
{
    return a->given == b->given && a->protocol == b->protocol && a->low == b->low &&
           a->high == b->high;
}

/* A source port of 0 is none. */
static size_t
find_entry(const struct config *config, const struct established *wanted)
{
    size_t i = 0;
    for (; i < config->established_count; i++) {
        const struct established *entry = &config->establisheds[i];
        if (entry->protocol == wanted->protocol && entry->port == wanted->port &&
            entry->source == wanted->source && same_peer(&entry->to, &wanted->to) &&
            same_peer(&entry->from, &wanted->from))
            break;
    }
    return i;
}

static bool
set_established(struct command_call *call, void *scratch)
{
    struct config *config = call->config;
    struct established entry = entry_of(scratch);
    if (find_entry(config, &entry) < config->established_count)
        return true;
    struct established *slot =
        arena_append(config->arena, &config->establisheds, &config->established_count,
                     &config->established_capacity, sizeof(*slot));
    if (slot == NULL)
        return no_memory(call);
    entry.origin = call_origin(call);
    *slot = entry;
    return true;
}

static bool
unset_established(struct command_call *call, void *scratch)
{
    struct config *config = call->config;
    struct established entry = entry_of(scratch);
    size_t at = find_entry(config, &entry);
    if (at == config->established_count)
        return refuse(call, NULL, "there is no such line");
    LIST_REMOVE(config->establisheds, config->established_count, at);
    return true;
}

static bool
clear_established(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->established_count = 0;
    return true;
}

static struct peer_words
words_of(const struct established_peer *peer)
{
    return (struct peer_words){ peer->given, peer->protocol, { peer->low, peer->high } };
}

static void
each_established(const struct config *config, const void *object, command_visit *visit,
                 void *context)
{
    (void)object;
    for (size_t i = 0; i < config->established_count; i++) {
        struct established *entry = &config->establisheds[i];
        struct established_line line = {
            .protocol = entry->protocol,
            .port = entry->port,
            .has_source = entry->has_source,
            .source = entry->source,
            .to = words_of(&entry->to),
            .from = words_of(&entry->from),
        };
        visit(context, &line, entry);
    }
}

static const struct word source_words[] = {
    NUMBER(struct established_line, source, 0, UINT16_MAX, "Source port; 0 is any"),
    END_OF_WORDS,
};
static const struct word to_words[] = {
    KEYWORD("permitto", "Protocol and ports that return connections go to"),
    CHOICE(struct established_line, to.protocol, protocols),
    VALUE(port_range, struct established_line, to.ports, "Port or range of ports"),
    END_OF_WORDS,
};
static const struct word from_words[] = {
    KEYWORD("permitfrom", "Protocol and ports that return connections come from"),
    CHOICE(struct established_line, from.protocol, protocols),
    VALUE(port_range, struct established_line, from.ports, "Port or range of ports"),
    END_OF_WORDS,
};

static const struct command established_row = {
    .name = "established",
    .help = "Allow inbound connections based on established connections",
    .words =
        (const struct word[]){
            KEYWORD("established", "Allow inbound connections based on established connections"),
            CHOICE(struct established_line, protocol, protocols),
            NUMBER(struct established_line, port, 0, UINT16_MAX, "Destination port; 0 is any"),
            GROUP(struct established_line, has_source, source_words),
            GROUP(struct established_line, to.given, to_words),
            GROUP(struct established_line, from.given, from_words), END_OF_WORDS },
    .scratch_size = sizeof(struct established_line),
    .set = set_established,
    .unset = unset_established,
    .each = each_established,
    .clear = clear_established,
};

const struct command *const established_commands[] = { &established_row, NULL };
