/*
 * fate_log.c: the flows that live. Those without a connection stand in a list by their latest
 * packet, so that the silent ones are found; a connection is the engine's to end.
 */
#include "cli/fate/fate_log.h"

#include <stdlib.h>
#include <string.h>

#include "cli/fate/fate_flow.h"
#include "cli/fate/places.h"
#include "engine/base/ip.h"
#include "engine/syslog/syslog.h"

#define PENDING_MAX 512
#define ANNOUNCED_MAX 4096 /* a power of two */

/* What an event said before its packet was told. */
struct pending {
    uint64_t packet;
    uint32_t message; /* 0: none is printed */
    uint32_t conn_id; /* that the event is about; 0: none */
    uint32_t parent_id;
    bool built, torn_down;
    enum teardown_reason reason;
};

/* A connection that was built and has not been met by a packet that it carries. */
struct announced {
    uint32_t conn_id; /* 0: none */
    uint32_t message;
    uint32_t parent_conn;
    uint64_t parent;
};

struct fate_log {
    const struct config *config;
    struct places places;
    struct fate_flow *flows;
    size_t live, capacity;   /* places of FLOWS: at most, and there are */
    size_t made;             /* of them, how many have been used */
    uint32_t free;           /* the first unused one, by AFTER; FLOW_NONE */
    uint32_t oldest, newest; /* of those without a connection */
    uint32_t hand;           /* where the search for one to evict goes on */
    uint64_t next_id;
    struct trace trace;
    struct pending pending[PENDING_MAX];
    size_t pending_count;
    struct announced announced[ANNOUNCED_MAX];
    struct output output;
    bool has_output;
    struct json_writer json;
    struct flow_writer writer;
};

struct fate_log *
fate_log_new(const struct config *config, FILE *file, uint64_t seed, size_t live)
{
    struct fate_log *log = calloc(1, sizeof *log);
    if (log == NULL)
        return NULL;
    log->config = config;
    log->live = live != 0 ? live : FATE_LIVE;
    log->free = log->oldest = log->newest = FLOW_NONE;
    size_t size = 1;
    while (size < 2 * FLOW_KEYS * log->live)
        size *= 2;
    log->has_output = output_init(&log->output, file);
    log->writer = (struct flow_writer){ .config = config, .json = &log->json };
    log->writer.scratch = open_memstream(&log->writer.text, &log->writer.text_size);
    if (!places_init(&log->places, size, seed) || !log->has_output || log->writer.scratch == NULL) {
        fate_log_free(log);
        return NULL;
    }
    json_writer_init(&log->json, &log->output);
    return log;
}

void
fate_log_free(struct fate_log *log)
{
    if (log == NULL)
        return;
    if (log->has_output)
        output_fini(&log->output);
    if (log->writer.scratch != NULL)
        fclose(log->writer.scratch);
    free(log->writer.text);
    places_fini(&log->places);
    free(log->flows);
    free(log);
}

/* ---- those without a connection ---- */

static void
list_add(struct fate_log *log, uint32_t number)
{
    struct fate_flow *flow = &log->flows[number];
    flow->before = log->newest;
    flow->after = FLOW_NONE;
    if (log->newest != FLOW_NONE)
        log->flows[log->newest].after = number;
    else
        log->oldest = number;
    log->newest = number;
}

static void
list_take(struct fate_log *log, uint32_t number)
{
    const struct fate_flow *flow = &log->flows[number];
    if (flow->before != FLOW_NONE)
        log->flows[flow->before].after = flow->after;
    else
        log->oldest = flow->after;
    if (flow->after != FLOW_NONE)
        log->flows[flow->after].before = flow->before;
    else
        log->newest = flow->before;
}

/* ---- coming and going ---- */

static void
release(struct fate_log *log, uint32_t number, enum flow_over over)
{
    struct fate_flow *flow = &log->flows[number];
    fate_flow_write(&log->writer, flow, over);
    if (flow->conns == 0)
        list_take(log, number);
    for (size_t i = 0; i < flow->key_count; i++)
        places_take(&log->places, flow->keys[i]);
    flow->id = 0;
    flow->after = log->free;
    log->free = number;
}

/* The one without a connection that was silent longest; else any. */
static void
evict(struct fate_log *log)
{
    if (log->oldest != FLOW_NONE) {
        release(log, log->oldest, OVER_EVICTED);
        return;
    }
    log->hand = (log->hand + 1) % (uint32_t)log->made;
    release(log, log->hand, OVER_EVICTED);
}

/* A free place; FLOW_NONE: no memory, and none to evict. */
static uint32_t
take_place(struct fate_log *log)
{
    if (log->free == FLOW_NONE && log->made == log->capacity && log->capacity < log->live) {
        size_t capacity = log->capacity == 0 ? 64 : log->capacity * 2;
        capacity = capacity < log->live ? capacity : log->live;
        struct fate_flow *flows = reallocarray(log->flows, capacity, sizeof *flows);
        if (flows != NULL) {
            log->flows = flows;
            log->capacity = capacity;
        }
    }
    if (log->free == FLOW_NONE && log->made < log->capacity)
        return (uint32_t)log->made++;
    if (log->free == FLOW_NONE && log->made > 0)
        evict(log);
    uint32_t number = log->free;
    if (number != FLOW_NONE)
        log->free = log->flows[number].after;
    return number;
}

/* The flow is known by KEY too; not when it is by so many already. */
static bool
know_by(struct fate_log *log, uint32_t number, uint64_t key, uint32_t ingress)
{
    struct fate_flow *flow = &log->flows[number];
    if (places_at(&log->places, key)->key != 0)
        return false;
    if (flow->key_count == FLOW_KEYS || !places_put(&log->places, key, number, ingress))
        return false;
    flow->keys[flow->key_count++] = key;
    return true;
}

static uint32_t
add_flow(struct fate_log *log, uint64_t key, const struct replay_packet *told)
{
    const struct packet *packet = told->packet;
    uint32_t number = take_place(log);
    if (number == FLOW_NONE)
        return FLOW_NONE;
    log->flows[number] = (struct fate_flow){
        .id = ++log->next_id,
        .revision = log->config->revision,
        .protocol = packet->protocol,
        .icmp_type = packet->icmp_type,
        .icmp_code = packet->icmp_code,
        .has_ports = (packet->protocol == IP_TCP || packet->protocol == IP_UDP) &&
                     packet->fragment_offset == 0,
        .ingress = told->ingress,
        .egress = IFC_NONE,
        .source = { packet->source, packet->source_port },
        .destination = { packet->destination, packet->destination_port },
        .first_packet = packet->number,
        .first_time = packet->time,
    };
    list_add(log, number);
    (void)know_by(log, number, key, told->ingress); /* a new flow has room for it */
    return number;
}

static uint32_t
find_conn(const struct fate_log *log, uint32_t conn_id)
{
    if (conn_id == 0)
        return FLOW_NONE;
    const struct place *place = places_at(&log->places, places_key_of_conn(&log->places, conn_id));
    return place->key != 0 ? place->flow : FLOW_NONE;
}

static void
count_message(struct fate_flow *flow, uint32_t id)
{
    if (id == 0)
        return;
    for (size_t i = 0; i < flow->message_count; i++) {
        if (flow->messages[i].id != id)
            continue;
        flow->messages[i].count++;
        return;
    }
    if (flow->message_count == FLOW_MESSAGES)
        flow->other_messages++;
    else
        flow->messages[flow->message_count++] = (struct flow_message){ id, 1 };
}

/* What was said of the flow's connection before a packet of it came. */
static void
take_announced(struct fate_log *log, uint32_t number, uint32_t conn_id)
{
    struct fate_flow *flow = &log->flows[number];
    struct announced *announced = &log->announced[conn_id & (ANNOUNCED_MAX - 1)];
    if (announced->conn_id != conn_id)
        return;
    count_message(flow, announced->message);
    flow->parent_conn = announced->parent_conn;
    flow->parent = announced->parent;
    announced->conn_id = 0;
}

/* A connection that carries the flow's packets; the first time, what was said of it is known. */
static void
link_conn(struct fate_log *log, uint32_t number, uint32_t conn_id)
{
    struct fate_flow *flow = &log->flows[number];
    if (conn_id == 0 || !know_by(log, number, places_key_of_conn(&log->places, conn_id), 0))
        return;
    if (flow->conns++ == 0)
        list_take(log, number);
    if (flow->conn_id == 0)
        flow->conn_id = conn_id;
    take_announced(log, number, conn_id);
}

/* FLOW is not known by KEY any more. */
static void
forget_key(struct fate_log *log, struct fate_flow *flow, uint64_t key)
{
    for (size_t i = 0; i < flow->key_count; i++) {
        if (flow->keys[i] != key)
            continue;
        flow->keys[i] = flow->keys[--flow->key_count];
        places_take(&log->places, key);
        return;
    }
}

/* Takes the connection's key away, so that there is room for others; true: the flow has none. */
static bool
unlink_conn(struct fate_log *log, uint32_t number, uint32_t conn_id)
{
    struct fate_flow *flow = &log->flows[number];
    uint64_t key = places_key_of_conn(&log->places, conn_id);
    size_t keys = flow->key_count;
    forget_key(log, flow, key);
    if (flow->key_count < keys && --flow->conns == 0)
        list_add(log, number);
    return flow->conns == 0;
}

/* The later fragments of the datagram that TOLD begins are of the flow, too. */
static void
expect_fragments(struct fate_log *log, uint32_t number, const struct replay_packet *told)
{
    uint64_t key;
    struct fate_flow *flow = &log->flows[number];
    const struct place *place =
        places_of_fragments(&log->places, told->packet, told->ingress, &key);
    if (place->key != 0) /* of an older datagram with the same number */
        forget_key(log, &log->flows[place->flow], key);
    if (flow->fragments != 0)
        forget_key(log, flow, flow->fragments);
    flow->fragments = know_by(log, number, key, told->ingress) ? key : 0;
}

static uint32_t
flow_of(struct fate_log *log, const struct replay_packet *told)
{
    uint64_t key;
    const struct place *place = places_of_packet(&log->places, told->packet, told->ingress, &key);
    uint32_t number = place->key != 0 ? place->flow : FLOW_NONE;
    uint32_t conn_id = told->outcome->conn_id;
    if (number == FLOW_NONE) {
        number = find_conn(log, conn_id);
        if (number != FLOW_NONE)
            (void)know_by(log, number, key, told->ingress);
    }
    return number != FLOW_NONE ? number : add_flow(log, key, told);
}

/* ---- packets ---- */

static void
add_phase(struct fate_flow *flow, enum trace_phase_type type, bool allowed, const struct row *row)
{
    if (flow->phase_count < FLOW_PHASES)
        flow->phases[flow->phase_count++] = (struct flow_phase){ type, allowed, *row };
}

static void
note_phases(struct fate_flow *flow, const struct replay_packet *told)
{
    const struct outcome *outcome = told->outcome;
    const struct trace *trace = outcome->trace;
    bool is_first = told->packet->number == flow->first_packet;
    for (size_t i = 0; is_first && trace != NULL && i < trace->count; i++) {
        const struct trace_phase *phase = &trace->phases[i];
        add_phase(flow, phase->type, phase->allowed, &phase->row);
        if (phase->allowed && (phase->type == PHASE_ROUTE || phase->type == PHASE_UNTRANSLATE))
            flow->egress = phase->ifc;
    }
    if (outcome->verdict != VERDICT_DENIED || flow->packets[VERDICT_DENIED] > 0)
        return;
    flow->drop = outcome->drop;
    if (!is_first || trace == NULL)
        add_phase(flow, trace_phase_of(outcome->drop), false, &outcome->decided_by);
}

static void
note_packet(struct fate_flow *flow, const struct replay_packet *told)
{
    const struct packet *packet = told->packet;
    const struct outcome *outcome = told->outcome;
    const struct translation *leaves = &outcome->translation;
    note_phases(flow, told);
    flow->last_packet = packet->number;
    flow->last_time = packet->time;
    flow->bytes += packet->wire_length;
    flow->packets[outcome->verdict]++;
    flow->inspected = flow->inspected || outcome->inspected;
    if (outcome->verdict != VERDICT_PASSED || flow->has_left || told->ingress != flow->ingress)
        return;
    flow->has_left = true;
    flow->egress = outcome->egress;
    flow->mapped_source = (struct flow_end){ leaves->source, leaves->source_port };
    flow->real_destination = (struct flow_end){ leaves->destination, leaves->destination_port };
}

/* A connection is there; one that fragments opened has been met by the first of them. */
static void
announce(struct fate_log *log, const struct pending *pending)
{
    uint32_t parent = find_conn(log, pending->parent_id);
    uint32_t number = find_conn(log, pending->conn_id);
    log->announced[pending->conn_id & (ANNOUNCED_MAX - 1)] =
        (struct announced){ pending->conn_id, pending->message, pending->parent_id,
                            parent != FLOW_NONE ? log->flows[parent].id : 0 };
    if (number != FLOW_NONE)
        take_announced(log, number, pending->conn_id);
}

/* NUMBER is the flow of the packet that did it, or FLOW_NONE. */
static void
settle(struct fate_log *log, const struct pending *pending, uint32_t number)
{
    uint32_t own = find_conn(log, pending->conn_id);
    if (own != FLOW_NONE)
        number = own;
    if (number != FLOW_NONE)
        count_message(&log->flows[number], pending->message);
    if (!pending->torn_down || own == FLOW_NONE)
        return;
    log->flows[own].reason = pending->reason;
    log->flows[own].was_torn_down = true;
    if (unlink_conn(log, own, pending->conn_id))
        release(log, own, OVER_TORN_DOWN);
}

/* What was said of PACKET; its flow may be over with it. BUILT: only the connections built. */
static void
take_pending(struct fate_log *log, uint64_t packet, uint32_t number, bool built)
{
    size_t kept = 0;
    uint64_t id = number != FLOW_NONE ? log->flows[number].id : 0;
    for (size_t i = 0; i < log->pending_count; i++) {
        struct pending pending = log->pending[i];
        bool is_announcement = pending.built && pending.conn_id != 0;
        if (pending.packet != packet || is_announcement != built)
            log->pending[kept++] = pending;
        else if (built)
            announce(log, &pending);
        else
            settle(log, &pending,
                   number != FLOW_NONE && log->flows[number].id == id ? number : FLOW_NONE);
    }
    log->pending_count = kept;
}

static void
release_silent(struct fate_log *log, int64_t now)
{
    while (log->oldest != FLOW_NONE && now - log->flows[log->oldest].last_time > FATE_IDLE)
        release(log, log->oldest, OVER_IDLE);
}

void
fate_log_packet(struct fate_log *log, const struct replay_packet *told)
{
    uint32_t number = FLOW_NONE;
    uint64_t packet = told->packet->number;
    release_silent(log, told->packet->time);
    take_pending(log, packet, FLOW_NONE, true);
    if (told->outcome != NULL && told->outcome->verdict < VERDICT_FINAL_COUNT)
        number = flow_of(log, told);
    if (number != FLOW_NONE) {
        link_conn(log, number, told->outcome->conn_id);
        if (told->packet->is_first_fragment)
            expect_fragments(log, number, told);
        note_packet(&log->flows[number], told);
        if (log->flows[number].conns == 0) { /* it is the newest */
            list_take(log, number);
            list_add(log, number);
        }
    }
    take_pending(log, packet, number, false);
}

struct trace *
fate_log_trace(struct fate_log *log, const struct packet *packet, ifc_id ingress)
{
    uint64_t key;
    return places_of_packet(&log->places, packet, ingress, &key)->key == 0 ? &log->trace : NULL;
}

/* ---- events ---- */

static bool
is_one_of(enum event_type type, const enum event_type types[static 4])
{
    return type == types[0] || type == types[1] || type == types[2] || type == types[3];
}

void
fate_log_event(struct fate_log *log, const struct event *event)
{
    static const enum event_type built[] = { EVENT_TCP_CONN_BUILT, EVENT_UDP_CONN_BUILT,
                                             EVENT_GRE_CONN_BUILT, EVENT_ICMP_CONN_BUILT };
    static const enum event_type torn_down[] = { EVENT_TCP_CONN_TORN_DOWN, EVENT_UDP_CONN_TORN_DOWN,
                                                 EVENT_GRE_CONN_TORN_DOWN,
                                                 EVENT_ICMP_CONN_TORN_DOWN };
    struct syslog_message message;
    bool is_printed = syslog_message_of(log->config, event, &message) && !message.disabled;
    const struct pending said = {
        .packet = event->packet_number,
        .message = is_printed ? message.id : 0,
        .conn_id = event->conn_id,
        .parent_id = event->parent_id,
        .built = is_one_of(event->type, built),
        .torn_down = is_one_of(event->type, torn_down),
        .reason = event->reason,
    };
    if (!is_printed && !said.built && !said.torn_down)
        return;
    if (said.packet == 0) {
        settle(log, &said, FLOW_NONE);
        return;
    }
    if (log->pending_count == PENDING_MAX) { /* of a packet that is never told */
        settle(log, &log->pending[0], FLOW_NONE);
        log->pending_count--;
        memmove(log->pending, log->pending + 1, log->pending_count * sizeof *log->pending);
    }
    log->pending[log->pending_count++] = said;
}

bool
fate_log_end(struct fate_log *log)
{
    for (size_t i = 0; i < log->pending_count; i++)
        settle(log, &log->pending[i], FLOW_NONE);
    log->pending_count = 0;
    for (uint32_t i = 0; i < log->made; i++)
        if (log->flows[i].id != 0)
            release(log, i, OVER_END);
    return output_flush(&log->output);
}
