/*
 * path_policy.c: who lets a packet in: an access list; without one the security levels, and in 6.x
 * conduits on the way up and outbound lists on the way down; and whom `established` lets in
 * although they do not (engine.md 1.10, 1.12, 1.13).
 */
#include "engine/path/outbound.h"
#include "engine/path/path_first.h"

bool
path_lacks_xlate(const struct engine *engine, const struct destination *destination, bool inbound)
{
    return inbound && destination->kind == DESTINATION_ROUTE &&
           (engine->does->nat_control_always || engine->config->nat_control);
}

static void
note_decision(const struct visit *visit, struct row row, bool allowed)
{
    visit->outcome->decided_by = row;
    visit_phase(visit, &(struct trace_phase){
                           .type = PHASE_ACCESS_LIST,
                           .allowed = allowed,
                           .row = row,
                           .ifc = visit->ingress,
                       });
}

static void
note_nearest(const struct visit *visit, const struct acl *acl, const struct flow *flow)
{
    struct trace *trace = visit->outcome->trace;
    if (trace != NULL)
        trace->nearest_count = classify_nearest(visit->engine->config, acl, flow, trace->nearest);
}

static void
note_ace(const struct visit *visit, const struct acl *acl, const struct classify_result *found,
         const struct flow *flow)
{
    struct row row = { .kind = ROW_IMPLICIT_DENY, .pointer = acl };
    if (found->ace != NULL) {
        row = (struct row){ ROW_ACE, found->ace, found->index };
        engine_count_hit(visit->engine, found->ace, flow);
    }
    note_decision(visit, row, found->permit);
    if (!found->permit)
        note_nearest(visit, acl, flow);
}

static bool
is_inbound(const struct visit *visit, const struct destination *destination)
{
    const struct engine *engine = visit->engine;
    return engine_level(engine, visit->ingress) < engine_level(engine, destination->egress);
}

/*
 * What is refused may still come back to a host that opened a conn to its sender: inwards, and from
 * 7.0 between equal levels both ways (engine.md 1.13 [A]).
 */
static const struct established *
line_back(const struct visit *visit, const struct flow *flow, const struct destination *destination)
{
    struct engine *engine = visit->engine;
    if (engine->config->established_count == 0 ||
        engine_level(engine, visit->ingress) > engine_level(engine, destination->egress))
        return NULL;
    return established_permits(engine, visit->ingress, flow, destination);
}

static bool
is_established(const struct visit *visit, const struct flow *flow,
               const struct destination *destination)
{
    const struct established *line = line_back(visit, flow, destination);
    if (line == NULL)
        return false;
    size_t index = (size_t)(line - visit->engine->config->establisheds);
    note_decision(visit, (struct row){ ROW_ESTABLISHED, line, index }, true);
    return true;
}

/* 106023, or 106100 when the ACE logs, or nothing when it was told not to. */
static void
report_acl(const struct visit *visit, const struct acl *acl, const struct classify_result *found,
           const struct flow *flow, const struct destination *destination, bool established)
{
    bool logs = found->ace != NULL && found->ace->log == ACE_LOG_ON;
    if (found->ace != NULL && found->ace->log == ACE_LOG_DISABLED)
        return;
    if ((found->permit || established) && !logs)
        return;
    struct event event = visit_event(visit, logs ? EVENT_ACCESS_LIST_LOG : EVENT_DENY_ACCESS_GROUP,
                                     destination->egress);
    event.inner.real = destination->real;
    event.inner.real_port = destination->real_port;
    event.acl = acl;
    event.ace = found->ace;
    event.is_established = established;
    event.count = 1;
    if (logs)
        acl_log_hit(visit->engine, flow, &event);
    else
        visit_emit(visit, &event);
}

void
path_log_permit(const struct visit *visit, const struct flow *flow,
                const struct destination *destination)
{
    const struct acl *acl = engine_interface(visit->engine, visit->ingress)->access_in;
    if (acl == NULL)
        return;
    struct classify_result found = engine_classify(visit->engine, acl, flow);
    if (found.permit)
        report_acl(visit, acl, &found, flow, destination, false);
}

static bool
acl_admits(const struct visit *visit, const struct acl *acl, const struct flow *flow,
           const struct destination *destination, bool out)
{
    struct classify_result found = engine_classify(visit->engine, acl, flow);
    note_ace(visit, acl, &found, flow);
    bool established = !found.permit && !out && is_established(visit, flow, destination);
    if (!found.permit && !established)
        visit_refuse(visit, DROP_ACL, visit->outcome->decided_by, destination->egress);
    report_acl(visit, acl, &found, flow, destination, established);
    return found.permit || established;
}

bool
path_acl_lets_out(const struct visit *visit, const struct acl *acl, const struct flow *flow,
                  const struct destination *destination)
{
    return acl_admits(visit, acl, flow, destination, true);
}

/* `outbound` lists, for what goes down: 106002, 106018; nothing for other protocols (13 [C]). */
static bool
outbound_admits(const struct visit *visit, const struct flow *flow,
                const struct destination *destination)
{
    const struct config *config = visit->engine->config;
    const struct outbound_rule *refusal =
        config->apply_count == 0 ? NULL : outbound_refusal(config, visit->ingress, flow);
    if (refusal == NULL)
        return true;
    struct row row = { ROW_OUTBOUND, refusal, (size_t)(refusal - config->outbounds) };
    note_decision(visit, row, false);
    visit_refuse(visit, DROP_OUTBOUND, row, destination->egress);
    enum event_type type = EVENT_DENY_OUTBOUND;
    if (flow->protocol == IP_ICMP)
        type = EVENT_DENY_OUTBOUND_ICMP;
    else if (flow->protocol != IP_TCP && flow->protocol != IP_UDP)
        return false;
    struct event event = visit_event(visit, type, destination->egress);
    event.outbound_list = refusal->list;
    visit_emit(visit, &event);
    return false;
}

/* Conduits let in what has an xlate; without a word about it they do not (engine.md 1.13 [A]). */
static bool
conduits_admit(const struct visit *visit, const struct flow *flow,
               const struct destination *destination)
{
    const struct acl *conduits = &visit->engine->config->conduits;
    struct trace *trace = visit->outcome->trace;
    if (conduits->count == 0 || path_lacks_xlate(visit->engine, destination, true))
        return false;
    struct classify_result found = engine_classify(visit->engine, conduits, flow);
    if (!found.permit) {
        note_nearest(visit, conduits, flow);
        for (size_t i = 0; trace != NULL && i < trace->nearest_count; i++)
            trace->nearest[i].row.kind = ROW_CONDUIT;
    }
    if (found.ace == NULL)
        return false;
    engine_count_hit(visit->engine, found.ace, flow);
    note_decision(visit, (struct row){ ROW_CONDUIT, found.ace, found.index }, found.permit);
    return found.permit;
}

bool
path_would_admit(const struct visit *visit, const struct flow *flow,
                 const struct destination *destination)
{
    struct engine *engine = visit->engine;
    const struct config *config = engine->config;
    const struct acl *acl = engine_interface(engine, visit->ingress)->access_in;
    bool inbound = is_inbound(visit, destination);
    bool admits = !inbound && outbound_refusal(config, visit->ingress, flow) == NULL;
    if (acl == NULL && inbound && !path_lacks_xlate(engine, destination, true))
        acl = &config->conduits;
    if (acl != NULL)
        admits = engine_classify(engine, acl, flow).permit;
    return admits || line_back(visit, flow, destination) != NULL;
}

bool
path_admits(const struct visit *visit, const struct flow *flow,
            const struct destination *destination)
{
    const struct engine *engine = visit->engine;
    const struct acl *acl = engine_interface(engine, visit->ingress)->access_in;
    if (acl != NULL)
        return acl_admits(visit, acl, flow, destination, false);
    bool inbound = is_inbound(visit, destination);
    struct row row = { .kind = ROW_SECURITY_LEVEL,
                       .pointer = engine_interface(engine, visit->ingress),
                       .index = visit->ingress };
    if (!inbound) {
        if (!outbound_admits(visit, flow, destination))
            return false;
        note_decision(visit, row, true);
        return true;
    }
    visit->outcome->decided_by = row;
    if (conduits_admit(visit, flow, destination) || is_established(visit, flow, destination))
        return true;
    if (visit->outcome->decided_by.kind == ROW_SECURITY_LEVEL)
        note_decision(visit, row, false);
    if (path_lacks_xlate(engine, destination, inbound))
        path_note_near_destinations(visit, flow);
    visit_refuse(visit, DROP_IMPLICIT, visit->outcome->decided_by, destination->egress);
    report_implicit_deny(visit, destination->egress, false,
                         path_lacks_xlate(engine, destination, inbound));
    return false;
}
