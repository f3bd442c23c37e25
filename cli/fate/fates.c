/*
 * fates.c: one table from hashes to flows. In it are the ends of packets, and the numbers of
 * connections, by which packets of the other direction find the flow that began.
 */
#include "cli/fate/fates.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/prompt/interrupt.h"
#include "cli/prompt/row_text.h"
#include "engine/base/hash.h"
#include "engine/base/ip.h"
#include "engine/syslog/syslog.h"

/* A power of two: two directions and a connection for each flow, half full. */
#define PLACES (8 * FATE_FLOWS)
#define TEXT_PLACES ((size_t)1 << 17)

struct place {
    uint64_t key; /* 0: free */
    uint32_t flow;
};

struct text_place {
    uint64_t key;
    uint32_t text;
};

struct fates {
    const struct config *config;
    uint64_t seed;
    struct trace trace;
    struct place *places;
    size_t used;
    struct fate *flows;
    size_t count, capacity;
    struct text_place *text_places;
    char **texts;
    size_t text_count, text_capacity;
    uint64_t pending; /* log of the packet that is on its way */
    uint64_t untold;
};

struct fates *
fates_new(const struct config *config, uint64_t seed)
{
    struct fates *fates = calloc(1, sizeof *fates);
    if (fates == NULL)
        return NULL;
    fates->config = config;
    fates->seed = seed;
    fates->places = calloc(PLACES, sizeof *fates->places);
    fates->text_places = calloc(TEXT_PLACES, sizeof *fates->text_places);
    if (fates->places == NULL || fates->text_places == NULL) {
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
    for (size_t i = 0; i < fates->text_count; i++)
        free(fates->texts[i]);
    free(fates->texts);
    free(fates->text_places);
    free(fates->flows);
    free(fates->places);
    free(fates);
}

/* ---- the table ---- */

static uint64_t
hash_of(const struct fates *fates, const uint32_t key[static 5])
{
    uint64_t hash = hash_bytes(key, 5 * sizeof *key, fates->seed);
    return hash != 0 ? hash : 1;
}

static uint64_t
key_of_packet(const struct fates *fates, const struct packet *packet)
{
    uint32_t ports = packet->protocol == IP_ICMP
                         ? (uint32_t)packet->icmp_type << 16 | packet->source_port
                         : (uint32_t)packet->source_port << 16 | packet->destination_port;
    return hash_of(fates, (const uint32_t[]){ packet->source, packet->destination, ports,
                                              packet->protocol, 0 });
}

static uint64_t
key_of_conn(const struct fates *fates, uint32_t conn_id)
{
    return hash_of(fates, (const uint32_t[]){ conn_id, 0, 0, 0, 1 });
}

/* The key's place, or the free one where it would be. */
static struct place *
place_of(const struct fates *fates, uint64_t key)
{
    size_t at = key & (PLACES - 1);
    while (fates->places[at].key != 0 && fates->places[at].key != key)
        at = (at + 1) & (PLACES - 1);
    return &fates->places[at];
}

static void
remember(struct fates *fates, uint64_t key, uint32_t flow)
{
    struct place *place = place_of(fates, key);
    if (place->key != 0 || fates->used >= PLACES / 2)
        return;
    *place = (struct place){ key, flow };
    fates->used++;
}

static struct fate *
find(const struct fates *fates, uint64_t key)
{
    const struct place *place = place_of(fates, key);
    return place->key != 0 ? &fates->flows[place->flow] : NULL;
}

/* NULL: no room; it is counted. */
static struct fate *
add(struct fates *fates, uint64_t key, const struct packet *packet)
{
    if (fates->count == FATE_FLOWS || fates->used >= PLACES / 2) {
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
    remember(fates, key, (uint32_t)fates->count);
    fates->count++;
    return fate;
}

static struct fate *
flow_of(struct fates *fates, const struct replay_packet *told)
{
    uint64_t key = key_of_packet(fates, told->packet);
    uint32_t conn_id = told->outcome->conn_id;
    struct fate *fate = find(fates, key);
    if (fate == NULL && conn_id != 0) {
        fate = find(fates, key_of_conn(fates, conn_id));
        if (fate != NULL)
            remember(fates, key, (uint32_t)(fate - fates->flows));
    }
    if (fate == NULL)
        fate = add(fates, key, told->packet);
    if (fate != NULL && conn_id != 0)
        remember(fates, key_of_conn(fates, conn_id), (uint32_t)(fate - fates->flows));
    return fate;
}

/* ---- the lines that decide ---- */

static char *
write_row(const struct fates *fates, const struct row *row, ifc_id in, ifc_id to)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    row_write(fates->config, row, in, to, out);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* 0: no room for it. */
static uint32_t
keep_text(struct fates *fates, char *text)
{
    if (text == NULL || fates->text_count >= TEXT_PLACES / 2)
        goto refused;
    if (fates->text_count == fates->text_capacity) {
        size_t capacity = fates->text_capacity == 0 ? 64 : fates->text_capacity * 2;
        char **texts = reallocarray(fates->texts, capacity, sizeof *texts);
        if (texts == NULL)
            goto refused;
        fates->texts = texts;
        fates->text_capacity = capacity;
    }
    fates->texts[fates->text_count++] = text;
    return (uint32_t)fates->text_count;
refused:
    free(text);
    return 0;
}

static uint32_t
text_of_row(struct fates *fates, const struct row *row, ifc_id in, ifc_id to)
{
    const uint64_t key[] = { row->kind, (uintptr_t)row->pointer, row->index,
                             (uint64_t)in << 32 | to };
    uint64_t hash = hash_bytes(key, sizeof key, fates->seed) | 1;
    size_t at = hash & (TEXT_PLACES - 1);
    while (fates->text_places[at].key != 0 && fates->text_places[at].key != hash)
        at = (at + 1) & (TEXT_PLACES - 1);
    if (fates->text_places[at].key == 0) {
        uint32_t text = keep_text(fates, write_row(fates, row, in, to));
        if (text == 0)
            return 0;
        fates->text_places[at] = (struct text_place){ hash, text };
    }
    return fates->text_places[at].text;
}

static void
add_row(struct fates *fates, struct fate *fate, enum trace_phase_type phase, const struct row *row,
        ifc_id in, ifc_id to)
{
    if (row->kind == ROW_NONE || fate->row_count == FATE_ROWS)
        return;
    uint32_t text = text_of_row(fates, row, in, to);
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
    (void)ingress;
    struct fates *fates = context;
    return find(fates, key_of_packet(fates, packet)) == NULL ? &fates->trace : NULL;
}

static void
take_packet(void *context, const struct replay_packet *told)
{
    struct fates *fates = context;
    const struct outcome *outcome = told->outcome;
    uint64_t log = fates->pending;
    fates->pending = 0;
    if (outcome == NULL || outcome->verdict >= VERDICT_FINAL_COUNT)
        return;
    struct fate *fate = flow_of(fates, told);
    if (fate == NULL)
        return;
    add_rows(fates, fate, told);
    if (outcome->verdict == VERDICT_DENIED && fate->verdicts[VERDICT_DENIED] == 0)
        fate->drop = outcome->drop;
    fate->verdicts[outcome->verdict]++;
    fate->inspected = fate->inspected || outcome->inspected;
    fate->log += log;
    if (outcome->verdict == VERDICT_PASSED && !fate->translated &&
        fate->first_packet == told->packet->number) {
        fate->translated = true;
        fate->mapped_source = outcome->translation.source;
        fate->mapped_destination = outcome->translation.destination;
        fate->mapped_destination_port = outcome->translation.destination_port;
    }
}

static void
take_event(void *context, const struct event *event)
{
    struct fates *fates = context;
    struct syslog_message message;
    if (!syslog_message_of(fates->config, event, &message) || message.disabled)
        return;
    const uint32_t key[] = { message.id, message.severity };
    uint64_t line = hash_bytes(key, sizeof key, fates->seed);
    if (event->packet_number != 0) {
        fates->pending += line;
        return;
    }
    /* a timer's: it is of the flow whose connection it ends */
    struct fate *fate =
        event->conn_id != 0 ? find(fates, key_of_conn(fates, event->conn_id)) : NULL;
    if (fate != NULL)
        fate->log += line;
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
        .packet = take_packet, .trace = trace_for, .stopped = is_over, .context = fates
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
fates_of_packet(const struct fates *fates, const struct packet *packet)
{
    return find(fates, key_of_packet(fates, packet));
}

const char *
fates_text(const struct fates *fates, uint32_t text)
{
    return text != 0 ? fates->texts[text - 1] : "";
}

uint64_t
fates_untold(const struct fates *fates)
{
    return fates->untold;
}
