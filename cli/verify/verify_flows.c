/*
 * verify_flows.c: a table from hashes of ends to flows.
 */
#include "cli/verify/verify_flows.h"

#include <stdlib.h>

#include "engine/base/hash.h"
#include "engine/base/ip.h"

#define PLACES (2 * VERIFY_FLOWS) /* a power of two */
#define EVIDENCE_MAX 256          /* flows whose evidence is kept at a time */

struct place {
    uint64_t key; /* 0: free */
    uint32_t flow;
};

struct verify_flows {
    const struct config *config;
    uint64_t seed;
    struct place *places;
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
    flows->seed = seed;
    flows->places = calloc(PLACES, sizeof *flows->places);
    if (flows->places == NULL) {
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
    free(flows->places);
    free(flows);
}

static struct place *
place_of(const struct verify_flows *flows, const struct replay_packet *told)
{
    const struct packet *packet = told->packet;
    bool is_icmp = packet->protocol == IP_ICMP;
    const uint32_t ends[] = { packet->source, packet->destination,
                              (uint32_t)packet->source_port << 16 |
                                  (is_icmp ? packet->icmp_type : packet->destination_port),
                              (uint32_t)packet->protocol << 16 | told->ingress };
    uint64_t key = hash_bytes(ends, sizeof ends, flows->seed);
    key = key != 0 ? key : 1;
    size_t at = key & (PLACES - 1);
    while (flows->places[at].key != 0 && flows->places[at].key != key)
        at = (at + 1) & (PLACES - 1);
    if (flows->places[at].key == 0) {
        flows->places[at].key = key;
        flows->places[at].flow = UINT32_MAX;
    }
    return &flows->places[at];
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

bool
verify_flows_take(struct verify_flows *flows, struct evidence_writer *writer,
                  const struct entered *entered)
{
    bool is_full = flows->count == VERIFY_FLOWS;
    struct place *place = is_full ? NULL : place_of(flows, entered->told);
    if (place == NULL) {
        flows->untold++;
        return true;
    }
    if (place->flow == UINT32_MAX && is_carried(entered)) {
        place->key = 0; /* the last of its row: nothing stands behind it */
        return true;
    }
    if (place->flow == UINT32_MAX) {
        struct verify_flow *flow = append(flows);
        if (flow == NULL)
            return false;
        *flow = flow_of(entered);
        place->flow = (uint32_t)(flows->count - 1);
    }
    struct verify_flow *flow = &flows->items[place->flow];
    if (entered->built && !flow->built)
        mark_built(flows, flow);
    if (flow->built || flow->first_packet != entered->told->packet->number ||
        flows->evidence_count == EVIDENCE_MAX)
        return true;
    flows->evidence_count++;
    return evidence_write(writer, "no connection: ", entered->told, &flow->evidence);
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
