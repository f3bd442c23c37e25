/*
 * dialogue_fuzz.c: made traffic through any configuration: the first bytes say which talk, the rest
 * is the text of a configuration.
 *
 * A dialogue ends, after not too many packets, each of which is counted; what gave it up is told.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/verify/dialogue.h"
#include "parser/parser.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEAD = 14, PACKETS_MAX = 400, TEXT_MAX = 8192 };

static void
ignore(void *context, const struct event *event)
{
    (void)context;
    (void)event;
}

static void
count(void *context, const struct replay_packet *told)
{
    uint64_t *packets = context;
    if (told->packet->kind != PACKET_IPV4)
        abort(); /* a host sends nothing else */
    (*packets)++;
}

static uint32_t
word_at(const uint8_t *data)
{
    return (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
}

static void
talk(const struct config *config, const uint8_t *head)
{
    struct engine *engine =
        engine_new(config, &(struct engine_options){ 0 }, (struct event_sink){ .emit = ignore });
    struct dialogue_clock clock = { .time = DIALOGUE_TIME };
    struct dialogue wish = { .kind = head[0] % DIALOGUE_KIND_COUNT,
                             .protocol = head[1],
                             .ingress = head[2] == 0 ? IFC_NONE : (ifc_id)(head[2] - 1),
                             .source = word_at(head + 4),
                             .destination = word_at(head + 8),
                             .destination_port = (uint16_t)(head[12] << 8 | head[13]) };
    if (engine == NULL)
        return;
    struct network network = { wish.source, ~(UINT32_MAX >> head[3] % 32) };
    uint32_t host;
    if (dialogue_pick_host(config, engine, wish.ingress, network, &host))
        wish.source = host;
    for (int i = 0; i < 2; i++) { /* the second finds what the first has left */
        uint64_t packets = 0;
        struct dialogue_end end;
        dialogue_run(config, engine, &wish,
                     (struct replay_sink){ .packet = count, .context = &packets }, &clock, &end);
        if (packets != end.passed + end.denied + end.others || packets > PACKETS_MAX ||
            (end.fate != DIALOGUE_DONE && end.fate != DIALOGUE_NO_INGRESS && end.packet == 0))
            abort();
    }
    engine_free(engine);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct load_options options = { .file = "x" };
    struct load_result loaded;
    if (size < HEAD || size > TEXT_MAX)
        return 0;
    if (!config_load_text((const char *)data + HEAD, size - HEAD, &options, &loaded))
        return 0;
    talk(loaded.config, data);
    load_result_free(&loaded);
    return 0;
}
