/*
 * path_gate.c: what the box refuses by who sent it, before it looks at access lists: shunned hosts,
 * and sources that come from the wrong side (engine.md 1.1 rows 6 and 7, 1.3).
 */
#include "engine/path/path.h"
#include "engine/route.h"

static bool
refuse(const struct visit *visit, enum drop_reason reason, enum trace_phase_type phase,
       enum event_type type, struct row row)
{
    visit_phase(visit, &(struct trace_phase){ .type = phase, .row = row, .ifc = visit->ingress });
    visit_deny(visit, reason, row);
    visit_report(visit, type, visit->ingress);
    return false;
}

/* All of the host's packets, whatever connection the shun has named (commands.md 9). */
bool
path_not_shunned(const struct visit *visit)
{
    const struct box_settings *box = &visit->engine->config->box;
    for (size_t i = 0; i < box->shun_count; i++) {
        if (box->shuns[i].source == visit->packet->source)
            return refuse(visit, DROP_SHUNNED, PHASE_SHUN, EVENT_SHUNNED,
                          (struct row){ ROW_SHUN, &box->shuns[i], i });
    }
    return true;
}

/* The line that has the ingress checked; ROW_NONE: none has. */
static struct row
reverse_path_of(const struct visit *visit)
{
    const struct interface_list *list = &visit->engine->config->guard.reverse_paths;
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].ifc == visit->ingress)
            return (struct row){ ROW_REVERSE_PATH, &list->items[i], i };
    }
    return (struct row){ .kind = ROW_NONE };
}

bool
path_comes_right(const struct visit *visit)
{
    struct engine *engine = visit->engine;
    uint32_t source = visit->packet->source;
    /* What has no address yet has no route either: a DHCP client asks [C]. */
    struct row line = reverse_path_of(visit);
    if (line.kind == ROW_NONE || source == 0)
        return true;
    struct route_result route = engine_route(engine, source);
    if (route.assumed)
        engine_assume(engine, (struct assumption){ .kind = ASSUMED_DEFAULT_ROUTE,
                                                   .ifc = route.ifc,
                                                   .address = source });
    bool right = route.ifc == visit->ingress;
    if (!right)
        return refuse(visit, DROP_REVERSE_PATH, PHASE_REVERSE_PATH, EVENT_DENY_REVERSE_PATH, line);
    visit_phase(visit, &(struct trace_phase){ .type = PHASE_REVERSE_PATH,
                                              .allowed = true,
                                              .row = route.row,
                                              .ifc = visit->ingress });
    return true;
}

/* 106022 is said where no reverse path is checked (1.3); where it is, that check says so [C]. */
bool
path_is_no_conns(const struct visit *visit, const struct flow_key *key)
{
    const struct conn_table *conns = &visit->engine->conns;
    uint32_t hash = visit->packet->conn_hash;
    if (hash == 0)
        hash = conn_hash(conns, key);
    if (conn_find_elsewhere(conns, hash, key) == CONN_NONE)
        return true;
    struct row line = reverse_path_of(visit);
    if (line.kind != ROW_NONE)
        return refuse(visit, DROP_REVERSE_PATH, PHASE_REVERSE_PATH, EVENT_DENY_REVERSE_PATH, line);
    return refuse(visit, DROP_CONN_SPOOF, PHASE_FLOW_LOOKUP, EVENT_DENY_CONN_SPOOF, line);
}
