/*
 * fates.c: one table from hashes to flows. In it are the ends of packets, and the numbers of
 * connections, by which packets of the other direction find the flow that began.
 */
#include "cli/fate/fates.h"

#include <stdlib.h>
#include <string.h>

#include "cli/fate/conn_flows.h"
#include "cli/fate/places.h"
#include "cli/fate/row_texts.h"
#include "cli/prompt/interrupt.h"
#include "cli/prompt/row_text.h"
#include "engine/base/hash.h"
#include "engine/base/ip.h"
#include "engine/syslog/syslog.h"

/* A power of two: at most, two directions and a connection for each flow, half full. */
#define PLACES (8 * FATE_FLOWS)

/* What an event said before its packet was told: a fragment's waits with it. */
struct pending {
    uint64_t packet;
    uint64_t log;
    uint32_t gone; /* a connection that ended with it; 0: none */
};

#define PENDING_MAX 512

struct fates {
    const struct config *config;
    uint64_t seed;
    struct trace trace;
    struct places places;
    struct conn_flow_pair *conn_flows;
    size_t conn_flows_end; /* of those that were used */
    struct fate *flows;
    size_t count, capacity;
    struct row_texts texts;
    struct pending *pending; /* PENDING_MAX of them, oldest first */
    size_t pending_count;
    uint64_t untold;
    uint64_t stray; /* log lines of no flow that is here */
};

struct fates *
fates_new(const struct config *config, uint64_t seed)
{
    struct fates *fates = calloc(1, sizeof *fates);
    if (fates == NULL)
        return NULL;
    fates->config = config;
    fates->seed = seed;
    fates->conn_flows = calloc(CONN_FLOWS, sizeof *fates->conn_flows);
    fates->pending = calloc(PENDING_MAX, sizeof *fates->pending);
    if (!places_init(&fates->places, PLACES, seed) || fates->conn_flows == NULL ||
        !row_texts_init(&fates->texts, seed) || fates->pending == NULL) {
        fates_free(fates);
        return NULL;
    }
    return fates;
}

void
fates_free(struct fates *fates)
{
    if (fates == NULL)
        return;
    row_texts_fini(&fates->texts);
    free(fates->pending);
    free(fates->flows);
    places_fini(&fates->places);
    free(fates->conn_flows);
    free(fates);
}

/* ---- the table ---- */

static struct fate *
find(const struct fates *fates, uint64_t key)
{
    const struct place *place = places_at(&fates->places, key);
    return place->key != 0 ? &fates->flows[place->flow] : NULL;
}

/* NULL: no room; it is counted. */
static struct fate *
add(struct fates *fates, uint64_t key, const struct replay_packet *told)
{
    const struct packet *packet = told->packet;
    if (fates->count == FATE_FLOWS) {
        fates->untold++;
        return NULL;
    }
    if (fates->count == fates->capacity) {
        size_t capacity = fates->capacity == 0 ? 64 : fates->capacity * 2;
        struct fate *flows = reallocarray(fates->flows, capacity, sizeof *flows);
        if (flows == NULL) {
            fates->untold++;
            return NULL;
        }
        fates->flows = flows;
        fates->capacity = capacity;
    }
    if (!places_put(&fates->places, key, (uint32_t)fates->count, told->ingress)) {
        fates->untold++;
        return NULL;
    }
    struct fate *fate = &fates->flows[fates->count];
    *fate = (struct fate){
        .key = key,
        .first_packet = packet->number,
        .source = packet->source,
        .destination = packet->destination,
        .source_port = packet->source_port,
        .destination_port = packet->destination_port,
        .protocol = packet->protocol,
    };
    fates->count++;
    return fate;
}

/* FATE is found by KEY from now on. False: no room. */
static bool
link_to(struct fates *fates, const struct fate *fate, uint64_t key, ifc_id ingress)
{
    return places_put(&fates->places, key, (uint32_t)(fate - fates->flows), ingress);
}

/* The flow with the packet's ends, or that its connection is of, or a new one; NULL: no room. */
static struct fate *
flow_by_ends(struct fates *fates, const struct replay_packet *told, bool *linked)
{
    uint64_t key;
    const struct place *place = places_of_packet(&fates->places, told->packet, told->ingress, &key);
    struct fate *fate = place->key != 0 ? &fates->flows[place->flow] : NULL;
    uint32_t conn_id = told->outcome->conn_id;
    if (fate == NULL && conn_id != 0) {
        fate = find(fates, places_key_of_conn(&fates->places, conn_id));
        if (fate != NULL)
            *linked = link_to(fates, fate, key, told->ingress);
    }
    if (fate == NULL)
        fate = add(fates, key, told);
    return fate;
}

/* The later fragments of the datagram that TOLD begins are of FATE, too. */
static bool
link_fragments(struct fates *fates, const struct fate *fate, const struct replay_packet *told)
{
    uint64_t key;
    struct place *later = places_of_fragments(&fates->places, told->packet, told->ingress, &key);
    if (later->key == 0)
        return link_to(fates, fate, key, told->ingress);
    later->flow = (uint32_t)(fate - fates->flows); /* of an older datagram with the same number */
    return true;
}

static bool
link_conn(struct fates *fates, struct fate *fate, uint32_t conn_id)
{
    bool linked = link_to(fates, fate, places_key_of_conn(&fates->places, conn_id), 0);
    if (linked)
        fate->conn_id = conn_id;
    return linked;
}

/* What has passed on one side of a conn is counted in its flow. */
static void
settle(const struct fates *fates, struct conn_flow *side)
{
    if (side->conn_id != 0)
        fates->flows[side->flow].verdicts[VERDICT_PASSED] += side->passed;
    side->passed = 0;
}

static void
settle_all(void *context)
{
    const struct fates *fates = context;
    for (size_t i = 0; i < fates->conn_flows_end; i++)
        for (int side = 0; side < 2; side++)
            settle(fates, &fates->conn_flows[i].sides[side]);
}

/* From now on the packets that enter there for the conn of TOLD are known by it. */
static void
know_by_conn(struct fates *fates, const struct replay_packet *told, const struct fate *fate)
{
    size_t at = told->outcome->conn_id & (CONN_FLOWS - 1);
    struct conn_flow *side = conn_flows_place(fates->conn_flows, told);
    settle(fates, side);
    *side = (struct conn_flow){ .conn_id = told->outcome->conn_id,
                                .flow = (uint32_t)(fate - fates->flows),
                                .ingress = told->ingress };
    if (at >= fates->conn_flows_end)
        fates->conn_flows_end = at + 1;
}

static struct fate *
flow_of(struct fates *fates, const struct replay_packet *told)
{
    uint32_t conn_id = told->outcome->conn_id;
    bool linked = true;
    struct fate *fate = flow_by_ends(fates, told, &linked);
    if (fate == NULL)
        return NULL;
    if (conn_id != 0 && conn_id != fate->conn_id && !link_conn(fates, fate, conn_id))
        linked = false;
    if (told->packet->is_first_fragment && !link_fragments(fates, fate, told))
        linked = false;
    if (!linked)
        fates->untold++;
    else if (conn_flows_take(told))
        know_by_conn(fates, told, fate);
    return fate;
}

/* ---- the lines that decide ---- */

static void
add_row(struct fates *fates, struct fate *fate, enum trace_phase_type phase, const struct row *row,
        ifc_id in, ifc_id to)
{
    if (row->kind == ROW_NONE || fate->row_count == FATE_ROWS)
        return;
    uint32_t text = row_texts_of(&fates->texts, fates->config, row, in, to);
    for (size_t i = 0; i < fate->row_count; i++)
        if (fate->rows[i].text == text)
            return;
    fate->rows[fate->row_count++] = (struct fate_row){ phase, text };
}

/* The phases of its first packet, then what denied a later one. */
static void
add_rows(struct fates *fates, struct fate *fate, const struct replay_packet *told)
{
    const struct outcome *outcome = told->outcome;
    if (outcome->trace != NULL && fate->first_packet == told->packet->number)
        for (size_t i = 0; i < outcome->trace->count; i++)
            add_row(fates, fate, outcome->trace->phases[i].type, &outcome->trace->phases[i].row,
                    told->ingress, outcome->egress);
    if (outcome->verdict == VERDICT_DENIED && fate->verdicts[VERDICT_DENIED] == 0)
        add_row(fates, fate, row_phase(outcome->decided_by.kind), &outcome->decided_by,
                told->ingress, outcome->egress);
}

/* ---- what the replay tells ---- */

static struct trace *
trace_for(void *context, const struct packet *packet, ifc_id ingress)
{
    struct fates *fates = context;
    uint64_t key;
    return places_of_packet(&fates->places, packet, ingress, &key)->key == 0 ? &fates->trace : NULL;
}

/* Its connections that are gone are forgotten: their numbers are not given again. */
static void
forget_gone(struct fates *fates, uint32_t conn_id)
{
    if (conn_id != 0)
        places_take(&fates->places, places_key_of_conn(&fates->places, conn_id));
}

/* The log of the packet at hand, and where FATE is not NULL it takes it. */
static void
take_pending(struct fates *fates, uint64_t packet, struct fate *fate)
{
    size_t kept = 0;
    for (size_t i = 0; i < fates->pending_count; i++) {
        const struct pending *pending = &fates->pending[i];
        if (pending->packet != packet) {
            fates->pending[kept++] = *pending;
            continue;
        }
        forget_gone(fates, pending->gone);
        if (fate != NULL)
            fate->log += pending->log;
        else
            fates->stray += pending->log != 0;
    }
    fates->pending_count = kept;
}

static void
take_outcome(struct fates *fates, struct fate *fate, const struct replay_packet *told)
{
    const struct outcome *outcome = told->outcome;
    add_rows(fates, fate, told);
    if (outcome->verdict == VERDICT_DENIED && fate->verdicts[VERDICT_DENIED] == 0)
        fate->drop = outcome->drop;
    fate->verdicts[outcome->verdict]++;
    fate->inspected = fate->inspected || outcome->inspected;
    if (outcome->verdict == VERDICT_PASSED && !fate->translated &&
        fate->first_packet == told->packet->number) {
        fate->translated = true;
        fate->mapped_source = outcome->translation.source;
        fate->mapped_destination = outcome->translation.destination;
        fate->mapped_destination_port = outcome->translation.destination_port;
    }
}

/* Most packets: they pass on a conn that is known, and nothing else is to be said of them. */
static bool
is_counted(const struct fates *fates, const struct replay_packet *told)
{
    const struct outcome *outcome = told->outcome;
    if (outcome == NULL || !conn_flows_take(told) || outcome->inspected || outcome->trace != NULL ||
        fates->pending_count > 0)
        return false;
    struct conn_flow *side = conn_flows_find(fates->conn_flows, told);
    if (side == NULL || side->passed == UINT32_MAX)
        return false;
    side->passed++;
    return true;
}

static void
take_packet(void *context, const struct replay_packet *told)
{
    struct fates *fates = context;
    struct fate *fate = NULL;
    if (is_counted(fates, told))
        return;
    if (told->outcome != NULL && told->outcome->verdict < VERDICT_FINAL_COUNT)
        fate = flow_of(fates, told);
    if (fate != NULL)
        take_outcome(fates, fate, told);
    take_pending(fates, told->packet->number, fate);
}

static bool
is_torn_down(enum event_type type)
{
    return type == EVENT_TCP_CONN_TORN_DOWN || type == EVENT_UDP_CONN_TORN_DOWN ||
           type == EVENT_GRE_CONN_TORN_DOWN || type == EVENT_ICMP_CONN_TORN_DOWN;
}

/* Until its packet is told. */
static void
wait_for_packet(struct fates *fates, const struct event *event, uint64_t line, uint32_t gone)
{
    if (fates->pending_count == PENDING_MAX) { /* fragments that nobody asks for */
        fates->stray += fates->pending[0].log != 0;
        forget_gone(fates, fates->pending[0].gone);
        fates->pending_count--;
        memmove(fates->pending, fates->pending + 1, fates->pending_count * sizeof *fates->pending);
    }
    fates->pending[fates->pending_count++] = (struct pending){ event->packet_number, line, gone };
}

static void
take_event(void *context, const struct event *event)
{
    struct fates *fates = context;
    struct syslog_message message;
    uint32_t gone = is_torn_down(event->type) ? event->conn_id : 0;
    uint64_t line = 0;
    if (syslog_message_of(fates->config, event, &message) && !message.disabled) {
        const uint32_t key[] = { message.id, message.severity };
        line = hash_bytes(key, sizeof key, fates->seed);
    }
    /* of the flow whose connection it is, whatever made it: a packet of another one, a timer */
    struct fate *fate = event->conn_id != 0
                            ? find(fates, places_key_of_conn(&fates->places, event->conn_id))
                            : NULL;
    if (fate != NULL) {
        fate->log += line;
        line = 0;
    }
    if (event->packet_number != 0 && (line != 0 || gone != 0)) {
        wait_for_packet(fates, event, line, gone);
        return;
    }
    fates->stray += line != 0 && event->conn_id != 0;
    forget_gone(fates, gone);
}

static bool
is_over(void *context)
{
    (void)context;
    return interrupt_came();
}

struct event_sink
fates_events(struct fates *fates)
{
    return (struct event_sink){ .emit = take_event, .context = fates };
}

struct replay_sink
fates_sink(struct fates *fates)
{
    return (struct replay_sink){
        .packet = take_packet,
        .fields_suffice = true,
        .trace = trace_for,
        .traces_first_packets = true,
        .ended = settle_all,
        .stopped = is_over,
        .context = fates,
    };
}

/* ---- reading ---- */

size_t
fates_count(const struct fates *fates)
{
    return fates->count;
}

const struct fate *
fates_at(const struct fates *fates, size_t at)
{
    return &fates->flows[at];
}

const struct fate *
fates_find(const struct fates *fates, uint64_t key)
{
    return find(fates, key);
}

const struct fate *
fates_of_packet(const struct fates *fates, const struct packet *packet, ifc_id ingress)
{
    uint64_t key;
    const struct place *place = places_of_packet(&fates->places, packet, ingress, &key);
    return place->key != 0 ? &fates->flows[place->flow] : NULL;
}

const char *
fates_text(const struct fates *fates, uint32_t text)
{
    return row_texts_at(&fates->texts, text);
}

uint64_t
fates_untold(const struct fates *fates)
{
    return fates->untold;
}

uint64_t
fates_stray(const struct fates *fates)
{
    return fates->stray;
}

size_t
fates_keys(const struct fates *fates)
{
    return fates->places.used;
}
