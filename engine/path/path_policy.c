/*
 * path_policy.c: who lets a packet in: an access list, or the security levels (engine.md 1.10,
 * 1.12).
 */
#include "engine/path/path_first.h"

bool
path_lacks_xlate(const struct engine *engine, const struct destination *destination, bool inbound)
{
    return inbound && destination->kind == DESTINATION_ROUTE &&
           (engine->does->nat_control_always || engine->config->nat_control);
}

static void
note_ace(const struct visit *visit, const struct acl *acl, const struct classify_result *found,
         const struct flow *flow)
{
    struct row row = { .kind = ROW_IMPLICIT_DENY, .pointer = acl };
    if (found->ace != NULL) {
        row = (struct row){ ROW_ACE, found->ace, found->index };
        engine_count_hit(visit->engine, found->ace);
    }
    visit->outcome->decided_by = row;
    visit_phase(visit, &(struct trace_phase){
                           .type = PHASE_ACCESS_LIST,
                           .allowed = found->permit,
                           .row = row,
                           .ifc = visit->ingress,
                       });
    struct trace *trace = visit->outcome->trace;
    if (trace != NULL && !found->permit)
        trace->nearest_count = classify_nearest(visit->engine->config, acl, flow, trace->nearest);
}

/* 106023, or 106100 when the ACE logs, or nothing when it was told not to. */
static void
report_acl(const struct visit *visit, const struct acl *acl, const struct classify_result *found,
           const struct flow *flow, const struct destination *destination)
{
    bool logs = found->ace != NULL && found->ace->log == ACE_LOG_ON;
    if (found->ace != NULL && found->ace->log == ACE_LOG_DISABLED)
        return;
    if (found->permit && !logs)
        return;
    struct event event = visit_event(visit, logs ? EVENT_ACCESS_LIST_LOG : EVENT_DENY_ACCESS_GROUP,
                                     destination->egress);
    event.inner.real = destination->real;
    event.inner.real_port = destination->real_port;
    event.acl = acl;
    event.ace = found->ace;
    event.count = 1;
    if (logs)
        acl_log_hit(visit->engine, flow, &event);
    else
        visit_emit(visit, &event);
}

bool
path_acl_admits(const struct visit *visit, const struct acl *acl, const struct flow *flow,
                const struct destination *destination)
{
    struct classify_result found = engine_classify(visit->engine, acl, flow);
    note_ace(visit, acl, &found, flow);
    if (!found.permit)
        visit_deny(visit, DROP_ACL, visit->outcome->decided_by);
    report_acl(visit, acl, &found, flow, destination);
    return found.permit;
}

bool
path_admits(const struct visit *visit, const struct flow *flow,
            const struct destination *destination)
{
    const struct engine *engine = visit->engine;
    const struct acl *acl = engine_interface(engine, visit->ingress)->access_in;
    if (acl != NULL)
        return path_acl_admits(visit, acl, flow, destination);
    bool inbound = engine_level(engine, visit->ingress) < engine_level(engine, destination->egress);
    struct row row = { .kind = ROW_SECURITY_LEVEL,
                       .pointer = engine_interface(engine, visit->ingress),
                       .index = visit->ingress };
    visit->outcome->decided_by = row;
    visit_phase(visit, &(struct trace_phase){
                           .type = PHASE_ACCESS_LIST,
                           .allowed = !inbound,
                           .row = row,
                           .ifc = visit->ingress,
                       });
    if (!inbound)
        return true;
    visit_deny(visit, DROP_IMPLICIT, row);
    report_implicit_deny(visit, destination->egress, false,
                         path_lacks_xlate(engine, destination, inbound));
    return false;
}
