/*
 * described.c: a packet is made, and an engine for it.
 */
#include "cli/exec/described.h"

#include <string.h>

bool
described_refuse(const struct session *session, const char *what)
{
    fprintf(session->screen, "refire: %s\n", what);
    return false;
}

bool
described_split(char *text, char **words, size_t most, size_t *count)
{
    char *rest = text, *word;
    *count = 0;
    while ((word = strsep(&rest, " \t")) != NULL) {
        if (*word == '\0')
            continue;
        if (*count == most)
            return false;
        words[(*count)++] = word;
    }
    return true;
}

bool
described_run(const struct session *session, const struct trace_input *input,
              struct event_sink sink, struct described *described)
{
    const struct engine_options options = { .strict_routes = session->firewall->strict_routes };
    described->engine = engine_new(session->config, &options, sink);
    if (described->engine == NULL)
        return false;
    size_t length = packet_make(&input->wish, described->bytes);
    packet_decode(&described->packet, LINK_RAW_IP, described->bytes, length, length);
    described->packet.is_described = true;
    described->packet.time = engine_now(session->engine); /* what time ranges look at */
    described->packet.number = 1;
    described->trace = (struct trace){ 0 };
    described->outcome = (struct outcome){ .trace = &described->trace };
    engine_packet(described->engine, input->ifc, &described->packet, &described->outcome);
    return true;
}

void
described_end(struct described *described)
{
    engine_free(described->engine);
}
