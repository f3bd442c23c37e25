/*
 * verify_made.c: which dialogue stands for an expectation, and between whom.
 */
#include "cli/verify/verify_made.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/verify/dialogue.h"
#include "engine/base/ip.h"

/* Does it say of which packets it speaks? Then it can be tried. */
static bool
has_flow(const struct expectation *item)
{
    return item->kind != EXPECT_MESSAGE || item->has_destination;
}

static uint16_t
port_of(const struct expect_end *end)
{
    return end->port_first == 0 && end->port_last == UINT16_MAX ? 0 : end->port_first;
}

/* A host of END; one that is there, if possible. */
static uint32_t
host_of(const struct config *config, const struct engine *engine, const struct expect_end *end)
{
    uint32_t host;
    if (end->network.netmask == IP_HOST_MASK)
        return end->network.address;
    if (dialogue_pick_host(config, engine, end->ifc, end->network, &host))
        return host;
    if (end->network.netmask == 0 && end->ifc != IFC_NONE) {
        /* nobody else is known to be there: a neighbour */
        const struct interface *interface = config->interfaces[end->ifc];
        const struct network wire = { interface->address & interface->netmask, interface->netmask };
        if (dialogue_pick_host(config, engine, end->ifc, wire, &host))
            return host;
    }
    if (!dialogue_pick_host(config, engine, IFC_NONE, end->network, &host))
        return end->network.address;
    return host;
}

/* Where a host that is known by one end only may go: anywhere. */
static const struct expect_end anywhere = { .ifc = IFC_NONE, .port_last = UINT16_MAX };

/* What most people talk over. */
static uint16_t
usual_port(uint8_t protocol)
{
    return protocol == IP_TCP ? 80 : protocol == IP_UDP ? 53 : 0;
}

static struct dialogue
dialogue_for(const struct config *config, const struct engine *engine,
             const struct expectation *item)
{
    const struct expect_end *destination = item->has_destination ? &item->destination : &anywhere;
    struct dialogue wish = {
        .protocol = item->protocol == IP_ANY ? IP_TCP : item->protocol,
        .ingress = item->source.ifc,
        .source = host_of(config, engine, &item->source),
        .destination = host_of(config, engine, destination),
        .source_port = port_of(&item->source),
        .destination_port = port_of(destination),
    };
    if (wish.destination == wish.source && destination->network.netmask != IP_HOST_MASK)
        wish.destination++; /* another host than the first */
    if (!item->has_dialogue && wish.destination_port == 0)
        wish.destination_port = usual_port(wish.protocol);
    wish.kind = item->has_dialogue         ? item->dialogue
                : wish.protocol == IP_ICMP ? DIALOGUE_ECHO
                                           : dialogue_kind_of(wish.protocol, wish.destination_port);
    return wish;
}

bool
verify_make(struct verify *verify, const struct config *config,
            const struct engine_options *options, const struct expectations *expectations)
{
    struct engine *engine = engine_new(config, options, verify_events(verify));
    struct dialogue_clock clock = { .time = DIALOGUE_TIME };
    if (engine == NULL)
        return false;
    for (size_t i = 0; i < expectations->count; i++) {
        const struct expectation *item = &expectations->items[i];
        struct dialogue_end end;
        if (!has_flow(item) || verify_is_touched(verify, i))
            continue;
        struct dialogue wish = dialogue_for(config, engine, item);
        dialogue_run(config, engine, &wish, verify_sink(verify), &clock, &end);
    }
    engine_free(engine);
    return true;
}

static bool
verify_all(const struct config *config, const struct expectations *expectations,
           const struct verify_how *how, struct report *report)
{
    static const struct engine_options options = { 0 };
    struct verify *verify = verify_new(config, options.seed, expectations);
    bool good = verify != NULL && verify_make(verify, config, &options, expectations) &&
                verify_report(verify, how, report);
    verify_free(verify);
    return good;
}

/* What is wrong with a file, as a case of its own. TEXT is what was said. */
static bool
report_unread(const struct note_file *file, const char *group, const char *text,
              struct report *report)
{
    return report_add(report, &(struct report_case){ .group = group,
                                                     .name = file->name,
                                                     .status = REPORT_FAILED,
                                                     .file = file->name,
                                                     .message = "cannot be tried here",
                                                     .details = text });
}

bool
verify_made_file(void *context, const struct config *config, const struct note_file *file,
                 const char *group, struct report *report)
{
    (void)context;
    char *text = NULL;
    size_t size;
    struct expectations expectations;
    FILE *complaints = open_memstream(&text, &size);
    if (complaints == NULL)
        return false;
    bool is_read = expect_parse(&expectations, config, file->name, (const char *)file->bytes,
                                file->size, complaints);
    bool good = fclose(complaints) == 0;
    const struct verify_how how = { .file = file->name,
                                    .group = group,
                                    .untouched = "no packet of the made traffic is such" };
    if (good)
        good = is_read ? verify_all(config, &expectations, &how, report)
                       : report_unread(file, group, text, report);
    expectations_free(&expectations);
    free(text);
    return good;
}
