/*
 * fates.h: what becomes of each flow of captures under one configuration, for comparison with what
 * becomes of it under another one.
 *
 * A flow is all packets that enter with the same ends at one interface, and those that its
 * connection carries. Its name is a hash of the ends of its first packet, which is the same under
 * every configuration when the seed is. Bounded: packets of flows that come when the table is full
 * are counted.
 */
#ifndef REFIRE_CLI_FATE_FATES_H
#define REFIRE_CLI_FATE_FATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/engine.h"
#include "engine/replay/replay.h"

#define FATE_ROWS 8
#define FATE_FLOWS ((size_t)1 << 20)

/* A line that decided a phase. */
struct fate_row {
    enum trace_phase_type phase;
    uint32_t text; /* of fates_text; 0: none */
};

struct fate {
    /* these are looked at with each packet */
    uint64_t verdicts[VERDICT_FINAL_COUNT]; /* packets */
    enum drop_reason drop;                  /* of the first denied packet */
    uint32_t conn_id;                       /* of its latest connection; 0: none */
    bool translated;                        /* what it was mapped to is known */
    bool inspected;

    uint8_t protocol;
    uint16_t source_port, destination_port; /* as the first packet entered */
    uint16_t mapped_destination_port;       /* the source's is a free choice */
    uint32_t source, destination;
    uint32_t mapped_source, mapped_destination;
    uint64_t key;
    uint64_t first_packet;
    uint64_t log; /* a sum over the messages, each by its number: their order does not count */
    struct fate_row rows[FATE_ROWS];
    size_t row_count;
};

struct fates;

/* CONFIG is borrowed. NULL: no memory. */
NODISCARD struct fates *fates_new(const struct config *config, uint64_t seed);
void fates_free(struct fates *fates);

/* What an engine and a replay tell it. */
struct event_sink fates_events(struct fates *fates);
struct replay_sink fates_sink(struct fates *fates);

size_t fates_count(const struct fates *fates);
const struct fate *fates_at(const struct fates *fates, size_t at);
/* The flow to which packets with the ends of KEY belong; NULL: there were none. */
const struct fate *fates_find(const struct fates *fates, uint64_t key);
/* The flow of PACKET, which has been told and entered at INGRESS; NULL: there was no room for it.
 */
const struct fate *fates_of_packet(const struct fates *fates, const struct packet *packet,
                                   ifc_id ingress);
/* A configuration line, or what is said in its place. */
const char *fates_text(const struct fates *fates, uint32_t text);
/* Packets of flows without a place; memory that ran out counts as one. */
uint64_t fates_untold(const struct fates *fates);
/* Log lines that belong to no flow of the table. */
uint64_t fates_stray(const struct fates *fates);
/* Ends and connections that are remembered now. */
size_t fates_keys(const struct fates *fates);

#endif
