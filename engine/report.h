/*
 * report.h: what a packet that does not pass prints. The tables of engine.md 1.9 and 1.10.
 */
#ifndef REFIRE_ENGINE_REPORT_H
#define REFIRE_ENGINE_REPORT_H

#include "engine/state.h"

#define PORT_DOMAIN 53

/* One packet on its way through the engine. */
struct visit {
    struct engine *engine;
    const struct packet *packet;
    struct outcome *outcome;
    ifc_id ingress;
    bool joined; /* put together from fragments, which have met what is of the IP header */
};

/* Adds a phase to the outcome's trace; nothing without one. */
void visit_phase(const struct visit *visit, const struct trace_phase *phase);

/* The packet passes; or, where nothing is decided of a conn that was picked up midstream, that. */
void visit_pass(const struct visit *visit, ifc_id egress, bool adopted);

/* The verdict: denied for this reason, by this row. */
void visit_deny(const struct visit *visit, enum drop_reason reason, struct row row);

/* The same for a policy's denial towards EGRESS, which `service reset...` may have answered. */
void visit_refuse(const struct visit *visit, enum drop_reason reason, struct row row,
                  ifc_id egress);

/*
 * A TCP segment that is refused, and told so where `service reset...` of that KIND says it: with a
 * RST that no replay can see, so that only the outcome and the counters tell (commands.md 9).
 */
void visit_answer_reset(const struct visit *visit, enum reset_kind kind);

/* An event about the packet as it came in; EGRESS is the interface printed with its destination. */
struct event visit_event(const struct visit *visit, enum event_type type, ifc_id egress);
void visit_emit(const struct visit *visit, const struct event *event);
/* The two in one, for an event that needs no more. */
void visit_report(const struct visit *visit, enum event_type type, ifc_id egress);

enum deny_protocol deny_protocol_of(const struct packet *packet);

/*
 * No access list decides and the security levels say no. SAME_INTERFACE: the packet would leave
 * where it came in, or between equal levels. NEEDS_XLATE: the destination is not translated and
 * would have to be.
 */
void report_implicit_deny(const struct visit *visit, ifc_id egress, bool same_interface,
                          bool needs_xlate);

#endif
