/*
 * verify_flows.c: which flow a packet is of, places.h tells.
 */
#include "cli/verify/verify_flows.h"

#include <stdlib.h>

#include "cli/fate/places.h"

#define PLACES (4 * VERIFY_FLOWS) /* half full with the flows and their later fragments */
#define EVIDENCE_MAX 256          /* flows whose evidence is kept at a time */

struct verify_flows {
    const struct config *config;
    struct places places;
    struct verify_flow *items;
    size_t count, capacity;
    size_t evidence_count;
    uint64_t untold;
};

struct verify_flows *
verify_flows_new(const struct config *config, uint64_t seed)
{
    struct verify_flows *flows = calloc(1, sizeof *flows);
    if (flows == NULL)
        return NULL;
    flows->config = config;
    if (!places_init(&flows->places, PLACES, seed)) {
        free(flows);
        return NULL;
    }
    return flows;
}

void
verify_flows_free(struct verify_flows *flows)
{
    if (flows == NULL)
        return;
    for (size_t i = 0; i < flows->count; i++)
        evidence_free(&flows->items[i].evidence);
    free(flows->items);
    places_fini(&flows->places);
    free(flows);
}

/* NULL: no memory. */
static struct verify_flow *
append(struct verify_flows *flows)
{
    if (flows->count == flows->capacity) {
        size_t capacity = flows->capacity == 0 ? 64 : flows->capacity * 2;
        struct verify_flow *items = reallocarray(flows->items, capacity, sizeof *items);
        if (items == NULL)
            return NULL;
        flows->items = items;
        flows->capacity = capacity;
    }
    return &flows->items[flows->count++];
}

static struct verify_flow
flow_of(const struct entered *entered)
{
    const struct packet *packet = entered->told->packet;
    return (struct verify_flow){
        .first_packet = packet->number,
        .verdict = entered->told->outcome->verdict,
        .protocol = packet->protocol,
        .icmp_type = packet->icmp_type,
        .icmp_code = packet->icmp_code,
        .ingress = entered->told->ingress,
        .egress = entered->egress,
        .source = packet->source,
        .destination = packet->destination,
        .real_destination = entered->real_destination,
        .source_port = packet->source_port,
        .destination_port = packet->destination_port,
        .real_port = entered->real_port,
    };
}

static void
mark_built(struct verify_flows *flows, struct verify_flow *flow)
{
    if (flow->evidence.message != NULL)
        flows->evidence_count--;
    evidence_free(&flow->evidence);
    flow->built = true;
}

/* Carried by a connection that another flow began? */
static bool
is_carried(const struct entered *entered)
{
    const struct outcome *outcome = entered->told->outcome;
    return outcome->verdict == VERDICT_PASSED && outcome->conn_id != 0 && !entered->built;
}

/* A flow that begins with this packet. NULL: no room, which is counted, or no memory. */
static struct verify_flow *
add(struct verify_flows *flows, uint64_t key, const struct entered *entered)
{
    uint32_t at = (uint32_t)flows->count;
    if (at == VERIFY_FLOWS || !places_put(&flows->places, key, at, entered->told->ingress)) {
        flows->untold++;
        return NULL;
    }
    struct verify_flow *flow = append(flows);
    if (flow == NULL)
        places_take(&flows->places, key);
    else
        *flow = flow_of(entered);
    return flow;
}

/* The later fragments of the datagram that TOLD begins are of FLOW, too. */
static void
link_fragments(struct verify_flows *flows, const struct verify_flow *flow,
               const struct replay_packet *told)
{
    uint64_t key;
    uint32_t at = (uint32_t)(flow - flows->items);
    struct place *later = places_of_fragments(&flows->places, told->packet, told->ingress, &key);
    if (later->key != 0) /* of an older datagram with the same number */
        later->flow = at;
    else if (!places_put(&flows->places, key, at, told->ingress))
        flows->untold++;
}

static bool
note(struct verify_flows *flows, struct evidence_writer *writer, struct verify_flow *flow,
     const struct entered *entered)
{
    if (entered->built && !flow->built)
        mark_built(flows, flow);
    if (entered->told->packet->is_first_fragment)
        link_fragments(flows, flow, entered->told);
    if (flow->built || flow->first_packet != entered->told->packet->number ||
        flows->evidence_count == EVIDENCE_MAX)
        return true;
    flows->evidence_count++;
    return evidence_write(writer, "no connection: ", EVIDENCE_OF_VERDICT, entered->told,
                          &flow->evidence);
}

bool
verify_flows_take(struct verify_flows *flows, struct evidence_writer *writer,
                  const struct entered *entered)
{
    uint64_t key, untold = flows->untold;
    const struct place *place =
        places_of_packet(&flows->places, entered->told->packet, entered->told->ingress, &key);
    if (place->key != 0)
        return note(flows, writer, &flows->items[place->flow], entered);
    if (is_carried(entered))
        return true;
    struct verify_flow *flow = add(flows, key, entered);
    return flow != NULL ? note(flows, writer, flow, entered) : flows->untold > untold;
}

size_t
verify_flows_count(const struct verify_flows *flows)
{
    return flows->count;
}

const struct verify_flow *
verify_flows_at(const struct verify_flows *flows, size_t at)
{
    return &flows->items[at];
}

uint64_t
verify_flows_untold(const struct verify_flows *flows)
{
    return flows->untold;
}

bool
verify_flow_is_of(const struct verify_flow *flow, const struct expectation *item)
{
    const struct packet packet = {
        .number = flow->first_packet,
        .protocol = flow->protocol,
        .icmp_type = flow->icmp_type,
        .icmp_code = flow->icmp_code,
        .source = flow->source,
        .destination = flow->destination,
        .source_port = flow->source_port,
        .destination_port = flow->destination_port,
    };
    const struct replay_packet told = { .packet = &packet, .ingress = flow->ingress };
    const struct entered entered = { .told = &told,
                                     .egress = flow->egress,
                                     .real_destination = flow->real_destination,
                                     .real_port = flow->real_port };
    return expect_touches(item, &entered);
}
