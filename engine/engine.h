/*
 * engine.h: the firewall. One door for packets, events to a sink, iterators for `show`.
 *
 * The engine knows no configuration text, no terminal and no clock of its own: time is what the
 * packets carry, and it never goes back (an earlier stamp is taken as the latest one seen).
 * Same configuration, options and packets: same events, byte for byte.
 */
#ifndef REFIRE_ENGINE_ENGINE_H
#define REFIRE_ENGINE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/event.h"
#include "engine/packet/packet.h"
#include "engine/trace.h"

struct engine;

/* What a segment of a conn that is older than the packets meets (engine.md 10.5). */
enum midstream {
    MIDSTREAM_STRICT, /* 106015 */
    MIDSTREAM_ADOPT,  /* it makes a conn, if policy lets it in */
    MIDSTREAM_MARK,   /* the same, but nothing is decided about the packets of such a conn */
};

struct engine_options {
    uint64_t seed;      /* hash seeds; the same seed gives the same run */
    size_t max_conns;   /* 0: the default, 1,000,000 */
    size_t max_xlates;  /* 0: the default, 1,000,000 */
    bool strict_routes; /* do not assume a default route */
    enum midstream midstream;
    bool pptp_incoming;   /* GRE of calls that a PAC asks for passes too (engine.md 4.4 [C]: no) */
    bool static_two_pass; /* statics without ports first, whatever the order (engine.md 3.2 [C]: no)
                           */
    bool nosyn_acl_log; /* 106015 has a 106100 before it where an ACE permits and logs (1.9 [C]: no)
                         */
    bool random_sequence; /* TCP sequence numbers are randomised as on the device (2.4 [C]: no) */
    bool no_fast_path;    /* for tests: each packet goes the whole way */
};

/*
 * CONFIG is borrowed and may change between packets: its revision tells. SINK is copied. NULL
 * when there is no memory.
 */
NODISCARD struct engine *engine_new(const struct config *config,
                                    const struct engine_options *options, struct event_sink sink);
void engine_free(struct engine *engine);

/* Events go there from now on. */
void engine_set_sink(struct engine *engine, struct event_sink sink);

enum verdict {
    VERDICT_PASSED,
    VERDICT_DENIED,
    VERDICT_TO_THE_BOX,   /* consumed or discarded by the firewall itself */
    VERDICT_NOT_MODELLED, /* ARP, IPv6, ...: counted, no opinion */
    VERDICT_UNDECIDED,    /* the model cannot tell, and says so */
    VERDICT_WAITING,      /* a fragment: the verdict comes with the rest of its datagram */
};

const char *verdict_name(enum verdict verdict);

#define VERDICT_FINAL_COUNT VERDICT_WAITING /* those that a packet can end with */

struct outcome {
    enum verdict verdict;
    enum drop_reason drop;
    ifc_id egress;                  /* IFC_NONE unless it passed, or may have (MIDSTREAM_MARK) */
    uint32_t conn_id;               /* 0: no conn, or one without an id */
    bool inspected;                 /* an inspection read its payload */
    bool payload_unknown;           /* one did, and could not read what it might have changed */
    bool answered_by_reset;         /* denied, and the box answers with a RST */
    struct row decided_by;          /* the row that let it in or kept it out */
    struct trace *trace;            /* in: where to write the phases, or NULL */
    struct translation translation; /* valid when it passed; last, see outcome_clear */
};

/*
 * One packet, entering at INGRESS. First everything that is due before packet->time fires, oldest
 * first, each event with its own time. OUTCOME's fields are all written; its trace is in and out.
 */
void engine_packet(struct engine *engine, ifc_id ingress, const struct packet *packet,
                   struct outcome *outcome);

/*
 * The same for a packet that a living conn takes without looking at any rule, for which a trace has
 * nothing to say; false: it is none, and is still to enter. OUTCOME has no trace.
 */
NODISCARD bool engine_packet_fast(struct engine *engine, ifc_id ingress,
                                  const struct packet *packet, struct outcome *outcome);

/*
 * Where the verdicts of fragments that waited go, in the order in which they came: with the packet
 * that completes the datagram or ends it, or, of one that never was complete, when the clock passes
 * its end. PACKET is a copy of what came, its bytes too; it and OUTCOME are borrowed for the time
 * of the call, in which the engine must not be asked for anything that changes it.
 */
struct late_sink {
    void (*settled)(void *context, ifc_id ingress, const struct packet *packet,
                    const struct outcome *outcome);
    void *context;
};
void engine_set_late_sink(struct engine *engine, struct late_sink sink);

/* No more packets come: fragments that still wait are settled, as undecided. */
void engine_settle(struct engine *engine);

/*
 * PACKET, entering or leaving somewhere, comes soon: what its conn is found by is fetched into the
 * cache, and a number returned by which, a few packets later, engine_expect_conn fetches the conn.
 * PACKET remembers what its conn is found by. Worth two cache misses a packet where there are many
 * conns.
 */
uint32_t engine_expect(const struct engine *engine, struct packet *packet);
void engine_expect_conn(const struct engine *engine, uint32_t expected);

/*
 * A packet that left through EGRESS with the address of that interface: is it the firewall's own?
 * Then what it does to the conns with the firewall is done, with its events (engine.md 2.2).
 */
bool engine_sent(struct engine *engine, ifc_id egress, const struct packet *packet);

/*
 * PACKET was seen leaving through EGRESS, as was predicted: what it shows of the firewall's free
 * choices, the number that a SYN left with, is learned.
 */
void engine_left(struct engine *engine, ifc_id egress, const struct packet *packet);

/* Moves the clock and fires what is due, without a packet. */
void engine_advance(struct engine *engine, int64_t time);

/* Runs the clock forward until no timer is left. */
void engine_drain(struct engine *engine);

/* The latest time the engine has seen. */
int64_t engine_now(const struct engine *engine);

/*
 * `clear xlate`: dynamic xlates and the conns on them go, with their events; with PICKS only those
 * that it says yes to.
 */
struct xlate_view;
typedef bool xlate_picks(const void *context, const struct xlate_view *xlate);
void engine_clear_xlates(struct engine *engine);
void engine_clear_picked_xlates(struct engine *engine, xlate_picks *picks, const void *context);
/* `clear conn`: all conns, or those of the host with this real address. 0: all. */
void engine_clear_conns(struct engine *engine, uint32_t address);
/* `clear local-host`: conns, and the dynamic xlates of the hosts. 0: of all. */
void engine_clear_local_hosts(struct engine *engine, uint32_t address);

/*
 * The conn that SHUN names goes, whichever end it was opened from, and its secondary conns with it;
 * nothing when SHUN names none. Its packets are refused as long as the configuration shuns it.
 */
void engine_cut_shunned(struct engine *engine, const struct shun *shun);
void engine_clear_hit_counts(struct engine *engine, const struct acl *acl);

uint64_t engine_hit_count(const struct engine *engine, const struct ace *ace);
/* ... of an element of one with groups (ace_elements.h). False: it may have more than is known. */
bool engine_element_hits(const struct engine *engine, const struct ace *element, uint64_t *hits);

/* The egress for a destination: the longest route of an interface that is up. */
struct route_result {
    ifc_id ifc; /* IFC_NONE: no route */
    struct row row;
    bool is_default; /* matched 0.0.0.0/0 */
    bool assumed;
};
struct route_result engine_route(const struct engine *engine, uint32_t address);

/*
 * Does the firewall own ADDRESS on the wire of IFC: interface address, static or global mapped
 * address there (engine.md 10.2, R2)?
 */
bool engine_owns_address(const struct engine *engine, ifc_id ifc, uint32_t address);

/* Is ADDRESS inside the real side of a nat or static of some interface? IFC_NONE: no. */
ifc_id engine_real_side_of(const struct engine *engine, uint32_t address);

/*
 * For one-sided replay (engine.md 10.3): the packet as it must have been on the other side when
 * PACKET is what left through SEEN_ON. False when no xlate, conn or static explains it.
 */
NODISCARD bool engine_reverse(struct engine *engine, ifc_id seen_on, const struct packet *packet,
                              ifc_id *ingress, struct translation *original);

/* Assumptions made, each named once. NULL past the end. */
struct assumption {
    enum assumption_kind { ASSUMED_DEFAULT_ROUTE, ASSUMED_PLACEHOLDER_HOST } kind;
    ifc_id ifc;
    uint32_t address;
};
const struct assumption *engine_assumption(const struct engine *engine, size_t index);

/* What a firewall chooses freely, and may be taken from a capture (struct packet, observed). */
enum free_choice { CHOSEN_PORT, CHOSEN_IDENTIFIER, CHOSEN_ADDRESS, CHOSEN_CALL_ID, CHOICE_COUNT };

struct engine_counters {
    uint64_t packets[VERDICT_FINAL_COUNT];
    uint64_t drops[DROP_REASON_COUNT];
    uint64_t conns_built, conns_in_use, conns_most_used;
    uint64_t xlates_built, xlates_in_use, xlates_most_used;
    /* conns whose control stream could not be followed any longer */
    uint64_t inspect_desyncs[INSPECT_KIND_COUNT];
    uint64_t rewrites_late;    /* changes to a payload that there was no room for */
    uint64_t pinholes_refused; /* announced conns that there was no room for */
    uint64_t not_inspected[INSPECT_KIND_COUNT]; /* conns whose inspection is not modelled */
    uint64_t resets;                            /* denied TCP segments that are answered */
    uint64_t mss_rewritten;       /* SYN segments that leave with another MSS (sysopt ... tcpmss) */
    uint64_t intercepted;         /* conns that TCP intercept would have answered */
    uint64_t truncated_payloads;  /* inspection stopped because the capture is cut */
    uint64_t taken[CHOICE_COUNT]; /* observed choices that the model would have made otherwise */
};
struct engine_counters engine_counters(const struct engine *engine);

/* How a rate of threat detection stands (threats.h); RATE from 1. False: there is none, or nothing
 * is counted. */
struct threat_view;
NODISCARD bool engine_threat(struct engine *engine, enum threat_event event, unsigned rate,
                             struct threat_view *view);
void engine_clear_threats(struct engine *engine);

/* What an `inspect` line has seen and refused: that of a class in a policy. */
struct inspect_counts {
    uint64_t packets;
    uint64_t drops;  /* refused, */
    uint64_t resets; /* ... and the conn closed with it */
};
struct inspect_counts engine_inspect_counts(const struct engine *engine,
                                            const struct policy_map *policy,
                                            const struct class_map *class_map,
                                            enum inspection_kind kind);

/* What an access list, a static and a nat rule look at. */
struct flow;
struct flow flow_of_packet(const struct packet *packet);

/*
 * Is FLOW, as it enters, of the class: for the inspection KIND, or INSPECT_KIND_COUNT for all else
 * that a class does?
 */
bool engine_class_takes(const struct engine *engine, const struct class_map *class_map,
                        const struct flow *flow, enum inspection_kind kind);

/* `clear service-policy`: what a policy has counted is 0 again; its conns live on. */
void engine_clear_policy_counts(struct engine *engine, const struct policy_map *policy);

/* The conns that a class with `set connection` counts now, and those that it refused. */
struct class_conns {
    uint32_t conns, embryonic;
    uint64_t refused;
};
struct class_conns engine_class_conns(const struct engine *engine, const struct policy_map *policy,
                                      const struct class_map *class_map);

/*
 * How often the nat or static of this number translated and untranslated between two interfaces;
 * ELEMENT: by that line of its access list (ace_elements.h), NULL when it has none. First packets
 * are counted.
 */
struct nat_hits {
    uint64_t translates, untranslates;
};
struct nat_hits engine_nat_hits(const struct engine *engine, uint32_t number,
                                const struct ace *element, ifc_id real_ifc, ifc_id mapped_ifc);
/* ... and how often nat-control found no rule between them. */
uint64_t engine_nat_denials(const struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc);
/* Is NAT, by the levels of both, for the way from its interface to that one? */
bool engine_nat_leads_to(const struct engine *engine, const struct nat *nat, ifc_id mapped_ifc);
/* Must there be a rule for the way from one to the other (nat-control)? */
bool engine_nat_is_needed(const struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc);
/* `clear nat counters`: all of these are 0 again. */
void engine_clear_nat_hits(struct engine *engine);

/* Bytes of memory held for conns and xlates, index included. */
size_t engine_memory(const struct engine *engine);

/* Iterators, oldest first; the views are copies. CALLBACK returns false to stop. */
struct xlate_view {
    enum xlate_kind kind;
    bool is_portmap; /* a PAT or static PAT slot */
    bool is_identity;
    bool has_dns, keeps_sequence; /* the rule says `dns`, `norandomseq` */
    uint8_t protocol;             /* of a portmap slot */
    ifc_id real_ifc, mapped_ifc;
    uint32_t real, mapped;
    uint16_t real_port, mapped_port;
    int64_t idle_ns, timeout_ns;
    size_t conns;
    struct row row;
    const struct acl *acl; /* of policy NAT; NULL */
};
void engine_each_xlate(const struct engine *engine,
                       bool (*callback)(void *context, const struct xlate_view *xlate),
                       void *context);

struct conn_view {
    uint32_t id;
    uint8_t protocol;
    struct event_end outer, inner;
    enum direction direction;
    int64_t idle_ns;
    uint64_t bytes;
    char flags[24]; /* "UIO", "saA"; "-" is the caller's business */
    bool is_half;   /* GRE: one direction */
};
void engine_each_conn(const struct engine *engine,
                      bool (*callback)(void *context, const struct conn_view *conn), void *context);
/*
 * The conns that inspections have announced and that have not come: port 0 and address 0 where any
 * will do, flags "Emi" (engine.md 2.4 [B]). They have no id. Oldest first.
 */
void engine_each_pinhole(const struct engine *engine,
                         bool (*callback)(void *context, const struct conn_view *conn),
                         void *context);

#endif
