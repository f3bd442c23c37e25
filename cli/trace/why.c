/*
 * why.c: which denied flows have been explained, by a hash of what tells them apart: two flows in
 * four thousand million share one, and then the second goes unexplained.
 */
#include "cli/trace/why.h"

#include <stdlib.h>

#include "cli/trace/trace_print.h"
#include "engine/base/hash.h"
#include "engine/base/ip.h"

#define PLACES (2 * WHY_FLOWS) /* a power of two */

struct why {
    struct trace_printer *printer;
    bool json;
    uint64_t seed;
    struct trace trace;
    uint64_t *flows; /* PLACES of them; 0: free */
    size_t count;
    uint64_t untold;
};

struct why *
why_new(const struct config *config, struct output *output, bool json, uint64_t seed)
{
    struct why *why = calloc(1, sizeof *why);
    if (why == NULL)
        return NULL;
    why->json = json;
    why->seed = seed;
    why->printer = trace_printer_new(config, output);
    why->flows = calloc(PLACES, sizeof *why->flows);
    if (why->printer == NULL || why->flows == NULL) {
        why_free(why);
        return NULL;
    }
    return why;
}

void
why_free(struct why *why)
{
    if (why == NULL)
        return;
    trace_printer_free(why->printer);
    free(why->flows);
    free(why);
}

static uint64_t
flow_of(const struct why *why, const struct packet *packet, ifc_id ingress)
{
    const uint32_t key[] = {
        packet->source,
        packet->destination,
        packet->protocol == IP_ICMP
            ? packet->icmp_type
            : (uint32_t)packet->source_port << 16 | packet->destination_port,
        (uint32_t)packet->protocol << 16 | ingress,
    };
    uint64_t hash = hash_bytes(key, sizeof key, why->seed);
    return hash != 0 ? hash : 1;
}

/* The flow's place, or the free one where it would be. */
static uint64_t *
place_of(const struct why *why, uint64_t flow)
{
    size_t at = flow & (PLACES - 1);
    while (why->flows[at] != 0 && why->flows[at] != flow)
        at = (at + 1) & (PLACES - 1);
    return &why->flows[at];
}

struct trace *
why_trace(struct why *why, const struct packet *packet, ifc_id ingress)
{
    return *place_of(why, flow_of(why, packet, ingress)) == 0 ? &why->trace : NULL;
}

void
why_take(struct why *why, const struct replay_packet *told)
{
    if (told->outcome == NULL || told->outcome->verdict != VERDICT_DENIED ||
        told->outcome->trace == NULL)
        return;
    if (why->count == WHY_FLOWS) {
        why->untold++;
        return;
    }
    uint64_t flow = flow_of(why, told->packet, told->ingress);
    *place_of(why, flow) = flow;
    why->count++;
    struct traced traced = {
        .packet = told->packet,
        .from_capture = true,
        .ingress = told->ingress,
        .rebuilt = told->rebuilt,
        .outcome = told->outcome,
    };
    if (why->json)
        trace_print_json(why->printer, &traced);
    else
        trace_print_why(why->printer, &traced);
}

uint64_t
why_untold(const struct why *why)
{
    return why->untold;
}
