/*
 * trace.c: the names of phases and of reasons to drop a packet, and what comes near.
 */
#include "engine/trace.h"

#include <string.h>

static const struct {
    const char *name;
    const char *text;
} drop_reasons[DROP_REASON_COUNT] = {
#define DROP(name, json, text) [DROP_##name] = { json, text },
#include "engine/drop.def"
#undef DROP
};

const char *
drop_reason_name(enum drop_reason reason)
{
    return (unsigned)reason < DROP_REASON_COUNT ? drop_reasons[reason].name : "unknown";
}

const char *
drop_reason_text(enum drop_reason reason)
{
    return (unsigned)reason < DROP_REASON_COUNT ? drop_reasons[reason].text : "Unknown reason";
}

/* As packet-tracer heads its phases, where it has the phase (shell.md 7.2). */
const char *
trace_phase_name(enum trace_phase_type type)
{
    switch (type) {
    case PHASE_SANITY:
        return "SANITY";
    case PHASE_FRAGMENTS:
        return "FRAGMENTS";
    case PHASE_SHUN:
        return "SHUN";
    case PHASE_AUDIT:
        return "AUDIT";
    case PHASE_REVERSE_PATH:
        return "REVERSE-PATH";
    case PHASE_FLOW_LOOKUP:
        return "FLOW-LOOKUP";
    case PHASE_UNTRANSLATE:
        return "UN-NAT";
    case PHASE_ROUTE:
        return "ROUTE-LOOKUP";
    case PHASE_ACCESS_LIST:
        return "ACCESS-LIST";
    case PHASE_NAT:
        return "NAT";
    case PHASE_INSPECT:
        return "INSPECT";
    case PHASE_CONN:
        return "FLOW-CREATION";
    case PHASE_TO_THE_BOX:
        return "TO-THE-BOX";
    }
    return "UNKNOWN";
}

const char *
match_field_name(enum match_field field)
{
    static const char *const names[] = {
        [FIELD_NONE] = "nothing",
        [FIELD_INTERFACE] = "interface",
        [FIELD_PROTOCOL] = "protocol",
        [FIELD_SOURCE] = "source",
        [FIELD_SOURCE_PORT] = "source-port",
        [FIELD_DESTINATION] = "destination",
        [FIELD_DESTINATION_PORT] = "destination-port",
        [FIELD_ICMP_TYPE] = "icmp-type",
        [FIELD_INACTIVE] = "time",
        [FIELD_POOL] = "pool",
        [FIELD_INTERFACE_DOWN] = "interface-down",
    };
    return (unsigned)field < ARRAY_LENGTH(names) ? names[field] : "?";
}

static bool
is_nearer(const struct near_miss *a, const struct near_miss *b)
{
    unsigned failed_a = a->fields - a->matched, failed_b = b->fields - b->matched;
    return failed_a != failed_b ? failed_a < failed_b : a->field > b->field;
}

size_t
trace_offer(struct near_miss nearest[static TRACE_NEAREST], size_t count, struct near_miss miss)
{
    size_t at = count;
    while (at > 0 && is_nearer(&miss, &nearest[at - 1]))
        at--;
    if (at == TRACE_NEAREST)
        return count;
    size_t kept = count < TRACE_NEAREST ? count : TRACE_NEAREST - 1;
    memmove(&nearest[at + 1], &nearest[at], (kept - at) * sizeof(nearest[0]));
    nearest[at] = miss;
    return kept + 1;
}

enum trace_phase_type
trace_phase_of(enum drop_reason reason)
{
    /* Where a packet may be dropped in several phases, the path says which it was. */
    static const enum trace_phase_type phases[DROP_REASON_COUNT] = {
        [DROP_FRAGMENT] = PHASE_FRAGMENTS,
        [DROP_FRAGMENT_TIMEOUT] = PHASE_FRAGMENTS,
        [DROP_FRAGMENT_LIMIT] = PHASE_FRAGMENTS,
        [DROP_FRAGMENT_CHAIN] = PHASE_FRAGMENTS,
        [DROP_FRAGMENT_SIZE] = PHASE_FRAGMENTS,
        [DROP_FRAGMENT_GUARD] = PHASE_FRAGMENTS,
        [DROP_FRAGMENT_MEMORY] = PHASE_FRAGMENTS,
        [DROP_TEARDROP] = PHASE_FRAGMENTS,
        [DROP_SHUNNED] = PHASE_SHUN,
        [DROP_AUDIT] = PHASE_AUDIT,
        [DROP_REVERSE_PATH] = PHASE_REVERSE_PATH,
        [DROP_CONN_SPOOF] = PHASE_FLOW_LOOKUP,
        [DROP_NO_CONN] = PHASE_FLOW_LOOKUP,
        [DROP_MIDSTREAM] = PHASE_FLOW_LOOKUP,
        [DROP_UNREAD] = PHASE_INSPECT,
        [DROP_ACL] = PHASE_ACCESS_LIST,
        [DROP_OUTBOUND] = PHASE_ACCESS_LIST,
        [DROP_IMPLICIT] = PHASE_ACCESS_LIST,
        [DROP_MANAGEMENT_ONLY] = PHASE_ROUTE,
        [DROP_NO_ROUTE] = PHASE_ROUTE,
        [DROP_INTERFACE_DOWN] = PHASE_ROUTE,
        [DROP_NO_XLATE] = PHASE_UNTRANSLATE,
        [DROP_NO_TRANSLATION] = PHASE_NAT,
        [DROP_TRANSLATION_FAILED] = PHASE_NAT,
        [DROP_NAT_REVERSE_PATH] = PHASE_NAT,
        [DROP_XLATE_TABLE_FULL] = PHASE_NAT,
        [DROP_TCP_STATE] = PHASE_FLOW_LOOKUP,
        [DROP_DUPLICATE_SYN] = PHASE_FLOW_LOOKUP,
        [DROP_TCP_DUAL_OPEN] = PHASE_FLOW_LOOKUP,
        [DROP_TCP_WRONG_ACK] = PHASE_FLOW_LOOKUP,
        [DROP_TCP_PAST_WINDOW] = PHASE_FLOW_LOOKUP,
        [DROP_TCP_RESET_PAST_WINDOW] = PHASE_FLOW_LOOKUP,
        [DROP_TCP_INVALID_ACK] = PHASE_FLOW_LOOKUP,
        [DROP_TCP_SYN_DATA] = PHASE_FLOW_LOOKUP,
        [DROP_TCP_SYN_ACK_DATA] = PHASE_FLOW_LOOKUP,
        [DROP_TCP_EXCEEDS_MSS] = PHASE_FLOW_LOOKUP,
        [DROP_TCP_WINDOW_SHRUNK] = PHASE_FLOW_LOOKUP,
        [DROP_TO_THE_BOX] = PHASE_TO_THE_BOX,
        [DROP_BOX_REFUSED] = PHASE_TO_THE_BOX,
        [DROP_INSPECTION] = PHASE_INSPECT,
        [DROP_CONN_TABLE_FULL] = PHASE_CONN,
        [DROP_CONN_LIMIT] = PHASE_CONN,
    };
    return (unsigned)reason < DROP_REASON_COUNT ? phases[reason] : PHASE_SANITY;
}
