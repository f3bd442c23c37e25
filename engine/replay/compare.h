/*
 * compare.h: predicted output against what a capture of the other side shows (engine.md 10.3,
 * 10.4). A free oracle, so it must be fair: what a real box may change (TTL, IP id, checksums
 * under offload, MSS) is not compared, and clocks of two captures may differ by COMPARE_WINDOW.
 */
#ifndef REFIRE_ENGINE_REPLAY_COMPARE_H
#define REFIRE_ENGINE_REPLAY_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/clock.h"
#include "engine/base/compiler.h"
#include "engine/packet/packet.h"

#define COMPARE_WINDOW (50 * INT64_C(1000000))

/* What of a packet is compared, and what tells it from others. */
struct sighting {
    int64_t time;
    uint64_t number; /* of the frame in the run */
    ifc_id ifc;      /* where it leaves; IFC_NONE when the model lets it go nowhere */
    uint32_t source, destination;
    uint16_t source_port, destination_port; /* as in struct packet; the GRE call id in both */
    uint8_t protocol;
    uint8_t tcp_flags;
    uint8_t icmp_type, icmp_code;
    uint16_t ip_id, ip_length;
    uint16_t fragment_offset;
    bool payload_is_whole; /* all of it was captured */
    bool payload_unknown;  /* predicted: it may be another one, which nobody can tell */
    uint32_t payload_length;
    uint64_t payload_hash; /* of the whole payload */
    uint64_t head_hash;    /* of its first COMPARE_HEAD bytes, when so many are there */
    bool has_head;
};

#define COMPARE_HEAD 32

/* PACKET leaves, or was seen leaving, through IFC. */
struct sighting sighting_of(const struct packet *packet, ifc_id ifc);

/* Which fields differ; a set of bits. 0: they agree. */
enum sighting_field {
    SIGHTING_SOURCE = 1 << 0,
    SIGHTING_DESTINATION = 1 << 1,
    SIGHTING_SOURCE_PORT = 1 << 2,
    SIGHTING_DESTINATION_PORT = 1 << 3,
    SIGHTING_PAYLOAD = 1 << 4,
    SIGHTING_INTERFACE = 1 << 5,
    SIGHTING_OTHER = 1 << 6, /* length, TCP flags, ICMP type, fragment */
};
unsigned sighting_differences(const struct sighting *a, const struct sighting *b);

enum comparison {
    COMPARED_AGREES,          /* predicted and seen alike */
    COMPARED_DENIED,          /* denied by the model and not seen */
    COMPARED_DENIED_BUT_SEEN, /* denied by the model, yet it came out on the other side */
    COMPARED_NOT_SEEN,        /* predicted, missing in a capture that covers the moment */
    COMPARED_DIFFERS,         /* came out otherwise than predicted */
    COMPARED_UNEXPLAINED,     /* came out, and no packet that went in accounts for it */
    COMPARISON_COUNT
};
/* "denied by the model but seen" */
const char *comparison_text(enum comparison comparison);

/* The first ones of the classes that are findings, in detail. */
struct compare_finding {
    enum comparison comparison;
    struct sighting predicted; /* DENIED_BUT_SEEN: the packet as it came in; not for UNEXPLAINED */
    struct sighting seen;      /* not for NOT_SEEN */
    uint64_t entered_number;   /* the frame that went in */
};

#define COMPARE_FINDINGS 8

struct compare_report {
    uint64_t counts[COMPARISON_COUNT];
    uint64_t beyond; /* predicted for moments that no capture of that side covers */
    struct compare_finding findings[COMPARE_FINDINGS];
    size_t finding_count;
    int64_t largest_lead; /* the furthest that an effect came before its cause, ns */
};

struct compare;

/* COVERS says whether a capture of IFC was running at TIME. NULL when there is no memory. */
NODISCARD struct compare *compare_new(bool (*covers)(const void *context, ifc_id ifc, int64_t time),
                                      const void *context);
void compare_free(struct compare *compare);

/* The model sends SIGHTING out; it came in as frame NUMBER. False: no memory. */
NODISCARD bool compare_predict(struct compare *compare, const struct sighting *sighting,
                               uint64_t number);
/* The model denies SIGHTING, which came in at INGRESS. */
NODISCARD bool compare_deny(struct compare *compare, const struct sighting *sighting,
                            ifc_id ingress);
/* The model cannot tell what becomes of it: it is no finding whether it is seen or not. */
NODISCARD bool compare_doubt(struct compare *compare, const struct sighting *sighting,
                             ifc_id ingress);
/* A capture shows SIGHTING. What has no cause yet waits for one. */
NODISCARD bool compare_observe(struct compare *compare, const struct sighting *sighting);

/* A capture will show SIGHTING, or has just done so: whose cause may ask for it. */
NODISCARD bool compare_foresee(struct compare *compare, const struct sighting *sighting);
/*
 * The number of the foreseen one that SIGHTING, entering at INGRESS, most likely leaves as; 0 when
 * there is none. Each is given to one cause only.
 */
uint64_t compare_foreseen(struct compare *compare, const struct sighting *sighting, ifc_id ingress);

/* Is it a predicted one? If so it is counted and taken. Nothing waits. */
bool compare_take(struct compare *compare, const struct sighting *sighting);

/* Counts a comparison made elsewhere that agreed. */
void compare_agreed(struct compare *compare);
/* Counts a comparison made elsewhere. PREDICTED is NULL where there is none. */
void compare_settle(struct compare *compare, enum comparison comparison,
                    const struct sighting *predicted, const struct sighting *seen);

/* What struct compare begins with, so that a run in which nothing waits costs no calls. */
struct compare_held {
    size_t items;       /* predicted, seen or foreseen, and not settled yet */
    size_t predictions; /* of these */
};

static inline const struct compare_held *
compare_held(const struct compare *compare)
{
    return (const struct compare_held *)(const void *)compare;
}

/* Does anything predicted wait to be seen? While not, compare_take need not be asked. */
static inline bool
compare_expects(const struct compare *compare)
{
    return compare_held(compare)->predictions > 0;
}

/* For compare_advance. */
void compare_settle_until(struct compare *compare, int64_t time);

/* Settles what can no longer change at TIME. Call it with each packet's time. */
static inline void
compare_advance(struct compare *compare, int64_t time)
{
    if (compare_held(compare)->items > 0)
        compare_settle_until(compare, time);
}
/* Settles everything. */
void compare_finish(struct compare *compare);

const struct compare_report *compare_report(const struct compare *compare);

#endif
