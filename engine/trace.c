/*
 * trace.c: the names of phases and of reasons to drop a packet.
 */
#include "engine/trace.h"

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
