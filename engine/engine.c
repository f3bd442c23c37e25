/*
 * engine.c: the firewall's life, its one door, and what `show` may look at.
 */
#include "engine/engine.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/inspect_session.h"
#include "engine/path/path.h"
#include "engine/path/path_fast.h"
#include "engine/route.h"
#include "engine/serial_list.h"

#define DEFAULT_CONNS 1000000
#define DEFAULT_XLATES 1000000
/* Timer entries hold 30 bits of a record's number. */
#define MOST_RECORDS ((1U << 30) - 1)

static uint32_t
table_size(size_t wanted, uint32_t usual)
{
    if (wanted == 0)
        return usual;
    return wanted > MOST_RECORDS ? MOST_RECORDS : (uint32_t)wanted;
}

static bool
init_tables(struct engine *engine)
{
    const struct engine_options *options = &engine->options;
    uint32_t conns = table_size(options->max_conns, DEFAULT_CONNS);
    uint32_t xlates = table_size(options->max_xlates, DEFAULT_XLATES);
    pool_init(&engine->sessions, sizeof(struct inspect_session), conns);
    bool conns_ok = conn_table_init(&engine->conns, conns, options->seed);
    bool xlates_ok = xlate_table_init(&engine->xlates, xlates, options->seed);
    bool hosts_ok = local_host_init(&engine->hosts, 2 * conns, options->seed); /* two ends */
    bool placeholders_ok = placeholders_init(&engine->placeholders, options->seed);
    bool acl_log_ok = acl_log_init(&engine->acl_log, options->seed);
    bool fragments_ok = fragments_init(&engine->fragments, options->seed);
    bool rules_ok = conn_rules_init(&engine->rules, engine->config);
    bool limits_ok = limits_init(&engine->limits, conns, options->seed);
    engine->acls = acl_cache_new(engine->config, options->seed);
    bool established_ok = established_init(&engine->established, options->seed);
    bool pinholes_ok = pinholes_init(&engine->pinholes, options->seed);
    bool blinds_ok = blinds_init(&engine->blinds, options->seed);
    engine->rows = rows_new(engine->config);
    return rules_ok && limits_ok && conns_ok && xlates_ok && hosts_ok && placeholders_ok &&
           acl_log_ok && established_ok && pinholes_ok && blinds_ok && fragments_ok &&
           engine->acls != NULL && engine->rows != NULL;
}

struct engine *
engine_new(const struct config *config, const struct engine_options *options,
           struct event_sink sink)
{
    struct engine *engine = calloc(1, sizeof(*engine));
    if (engine == NULL)
        return NULL;
    engine->config = config;
    engine->first_revision = config->revision;
    engine->does = config->does;
    engine->options = *options;
    engine->sink = sink;
    engine->now = INT64_MIN;
    if (!init_tables(engine)) {
        engine_free(engine);
        return NULL;
    }
    return engine;
}

static void
emit_nothing(void *context, const struct event *event)
{
    (void)context;
    (void)event;
}

void
engine_free(struct engine *engine)
{
    if (engine == NULL)
        return;
    /* What ends only because the engine goes is no event, and the sink may be gone already. */
    engine->sink = (struct event_sink){ .emit = emit_nothing };
    inspect_sessions_fini(engine);
    inspect_tallies_fini(&engine->tallies);
    message_rates_fini(&engine->rates);
    hit_table_fini(&engine->nat_hits);
    element_hits_fini(&engine->element_hits);
    conn_table_fini(&engine->conns);
    conn_rules_fini(&engine->rules);
    limits_fini(&engine->limits);
    xlate_table_fini(&engine->xlates);
    local_host_fini(&engine->hosts);
    placeholders_fini(&engine->placeholders);
    acl_log_fini(&engine->acl_log);
    fragments_fini(&engine->fragments);
    acl_cache_free(engine->acls);
    established_fini(&engine->established);
    pinholes_fini(&engine->pinholes);
    blinds_fini(&engine->blinds);
    regex_cache_fini(&engine->regexes);
    free(engine->datagram);
    rows_free(engine->rows);
    timers_fini(&engine->timers);
    free(engine->hits);
    free(engine->assumptions);
    free(engine);
}

void
engine_assume(struct engine *engine, struct assumption assumption)
{
    /* A default route is assumed once, whatever the first destination was. */
    if (assumption.kind == ASSUMED_DEFAULT_ROUTE) {
        if (engine->route_assumed && engine->assumed_route == assumption.ifc)
            return;
        engine->route_assumed = true;
        engine->assumed_route = assumption.ifc;
    }
    if (engine->assumption_count == engine->assumption_capacity) {
        size_t larger = engine->assumption_capacity == 0 ? 8 : engine->assumption_capacity * 2;
        struct assumption *moved = realloc(engine->assumptions, larger * sizeof(*moved));
        if (moved == NULL)
            return;
        engine->assumptions = moved;
        engine->assumption_capacity = larger;
    }
    engine->assumptions[engine->assumption_count++] = assumption;
}

const struct assumption *
engine_assumption(const struct engine *engine, size_t index)
{
    return index < engine->assumption_count ? &engine->assumptions[index] : NULL;
}

void
engine_count_hit(struct engine *engine, const struct ace *ace, const struct flow *flow)
{
    if (ace->id >= engine->hit_capacity) {
        size_t larger = (size_t)ace->id + 1;
        if (larger < engine->hit_capacity * 2)
            larger = engine->hit_capacity * 2;
        uint64_t *hits = realloc(engine->hits, larger * sizeof(*hits));
        if (hits == NULL)
            return;
        memset(hits + engine->hit_capacity, 0, (larger - engine->hit_capacity) * sizeof(*hits));
        engine->hits = hits;
        engine->hit_capacity = larger;
    }
    engine->hits[ace->id]++;
    element_hits_count(&engine->element_hits, engine->config, ace, flow);
}

uint64_t
engine_hit_count(const struct engine *engine, const struct ace *ace)
{
    return ace->id < engine->hit_capacity ? engine->hits[ace->id] : 0;
}

bool
engine_element_hits(const struct engine *engine, const struct ace *element, uint64_t *hits)
{
    *hits = element_hits_of(&engine->element_hits, element);
    return *hits > 0 || engine->element_hits.lost == 0;
}

void
engine_clear_hit_counts(struct engine *engine, const struct acl *acl)
{
    for (size_t i = 0; i < acl->count; i++) {
        if (acl->aces[i]->id < engine->hit_capacity)
            engine->hits[acl->aces[i]->id] = 0;
    }
    element_hits_clear(&engine->element_hits, acl);
}

/* --- time ------------------------------------------------------------------------------------ */

void
engine_advance(struct engine *engine, int64_t time)
{
    if (time < ENGINE_EARLIEST)
        time = ENGINE_EARLIEST;
    if (time > ENGINE_LATEST)
        time = ENGINE_LATEST;
    if (time < engine->now)
        return;
    if (timers_are_due(&engine->timers, time))
        engine_fire(engine, time);
    engine->now = time;
    if (engine->fragments.next_due <= time)
        path_expire_fragments(engine, time);
}

void
engine_drain(struct engine *engine)
{
    engine_fire(engine, TIME_NEVER - 1);
    path_expire_fragments(engine, TIME_NEVER - 1);
}

void
engine_set_sink(struct engine *engine, struct event_sink sink)
{
    engine->sink = sink;
}

void
engine_set_late_sink(struct engine *engine, struct late_sink sink)
{
    engine->late = sink;
}

void
engine_settle(struct engine *engine)
{
    path_abandon_fragments(engine);
}

int64_t
engine_now(const struct engine *engine)
{
    return engine->now == INT64_MIN ? 0 : engine->now;
}

/* --- the door -------------------------------------------------------------------------------- */

void
path_enter(const struct visit *visit)
{
    struct engine *engine = visit->engine;
    const struct packet *packet = visit->packet;
    if (packet->kind == PACKET_MALFORMED) {
        visit_deny(visit, packet->malformed, (struct row){ .kind = ROW_NONE });
        /* What the snap length cut off is the capture's fault, not the packet's. */
        if (packet->malformed == DROP_CAPTURE_CUT)
            visit->outcome->verdict = VERDICT_UNDECIDED;
        return;
    }
    if (packet->kind != PACKET_IPV4) {
        visit->outcome->verdict = VERDICT_NOT_MODELLED;
        visit->outcome->drop = packet->kind == PACKET_IPV6 ? DROP_IPV6 : DROP_NOT_IP;
        return;
    }
    if (visit->ingress >= engine->config->interface_count) {
        visit_deny(visit, DROP_INTERFACE_DOWN, (struct row){ .kind = ROW_NONE });
        return;
    }
    if (!interface_is_up(engine_interface(engine, visit->ingress))) {
        visit_deny(visit, DROP_INTERFACE_DOWN,
                   (struct row){ ROW_INTERFACE, engine_interface(engine, visit->ingress),
                                 visit->ingress });
        return;
    }
    bool audits = engine->config->audit.binding_count > 0;
    if (audits && !visit->joined && !path_audit_header(visit))
        return;
    if (!path_sane(visit))
        return;
    if (packet->is_fragment) {
        path_fragment(visit);
        return;
    }
    if (engine->config->box.shun_count > 0 && !path_not_shunned(visit))
        return;
    if (packet->protocol == IP_ICMP && icmp_is_error(packet->icmp_type)) {
        if (path_comes_right(visit) && (!audits || path_audit_datagram(visit)))
            path_icmp_error(visit);
        return;
    }
    struct flow_key key = flow_key_of(packet, visit->ingress);
    enum conn_side side;
    uint32_t number = packet->as_left ? conn_recall(&engine->conns, &key, &side) : CONN_NONE;
    if (number == CONN_NONE)
        number = conn_find(&engine->conns, &key, &side);
    if (number == CONN_NONE && key.form == KEY_CALL) {
        /* Not a call that an inspection follows: GRE like any other. */
        key.form = KEY_PLAIN;
        key.destination_port = 0;
        number = conn_find(&engine->conns, &key, &side);
    }
    /* An identifier of 0 stands at neither end: the type says who asks and who answers. */
    bool other_way = number != CONN_NONE && packet->protocol == IP_ICMP &&
                     icmp_is_reply(packet->icmp_type) != (side == CONN_RESPONDER);
    if (other_way)
        number = CONN_NONE;
    if ((number == CONN_NONE && !path_comes_right(visit)) ||
        (audits && !path_audit_datagram(visit)))
        return;
    if (number != CONN_NONE && conn_is_with_box(conn_at(&engine->conns, number)))
        box_conn_packet(visit, number, side);
    else if (number != CONN_NONE)
        path_established(visit, number, side);
    else if (other_way || path_is_no_conns(visit, &key))
        path_first(visit);
}

static NOINLINE bool
take_sent(struct engine *engine, ifc_id egress, const struct packet *packet)
{
    struct outcome outcome = { .egress = IFC_NONE };
    const struct visit visit = {
        .engine = engine, .packet = packet, .outcome = &outcome, .ingress = IFC_NONE
    };
    engine_advance(engine, packet->time);
    engine->packet_number = packet->number;
    bool sent = box_sent(&visit, egress);
    engine->packet_number = 0;
    return sent;
}

bool
engine_sent(struct engine *engine, ifc_id egress, const struct packet *packet)
{
    return packet->kind == PACKET_IPV4 && egress < engine->config->interface_count &&
           packet->source == engine_interface(engine, egress)->address &&
           packet->fragment_offset == 0 && take_sent(engine, egress, packet);
}

uint32_t
engine_expect(const struct engine *engine, struct packet *packet)
{
    struct flow_key key = flow_key_of(packet, 0);
    uint32_t hash = conn_hash(&engine->conns, &key);
    if (packet_is_plain(packet) && !engine->options.no_fast_path)
        packet->conn_hash = hash;
    conn_prefetch_index(&engine->conns, hash);
    return hash;
}

void
engine_expect_conn(const struct engine *engine, uint32_t expected)
{
    conn_prefetch(&engine->conns, expected);
}

/* All but the trace. */
static void
outcome_clear(struct outcome *outcome)
{
    struct trace *trace = outcome->trace;
    memset(outcome, 0, sizeof(*outcome));
    outcome->trace = trace;
    outcome->egress = IFC_NONE;
}

/* A packet that does not pass ends in some phase, whether or not the path has named it. */
static void
complete_trace(const struct visit *visit)
{
    const struct outcome *outcome = visit->outcome;
    const struct trace *trace = outcome->trace;
    bool ended = trace->count > 0 && !trace->phases[trace->count - 1].allowed;
    if (outcome->verdict != VERDICT_PASSED && outcome->verdict != VERDICT_WAITING && !ended)
        visit_phase(visit, &(struct trace_phase){ .type = trace_phase_of(outcome->drop),
                                                  .row = outcome->decided_by,
                                                  .ifc = visit->ingress,
                                                  .conn_id = outcome->conn_id });
}

/* Only what goes through the box is counted. */
static void
count_threat(const struct visit *visit)
{
    struct engine *engine = visit->engine;
    uint32_t kinds = threat_events_of(visit->outcome->drop);
    if (kinds == 0 || !threats_are_counted(engine->config))
        return;
    struct event about = visit_event(visit, EVENT_THREAT_RATE, visit->outcome->egress);
    threats_count(&engine->threats, engine->config, kinds, &about, &engine->sink);
}

static NOINLINE void
go_whole_way(struct engine *engine, ifc_id ingress, const struct packet *packet,
             struct outcome *outcome)
{
    outcome_clear(outcome);
    if (outcome->trace != NULL)
        *outcome->trace = (struct trace){ 0 };
    engine_advance(engine, packet->time);
    engine->packet_number = packet->number;
    engine->observed = packet->observed;
    translation_identity(&outcome->translation, packet);
    struct visit visit = {
        .engine = engine,
        .packet = packet,
        .outcome = outcome,
        .ingress = ingress,
    };
    path_enter(&visit);
    if (outcome->trace != NULL)
        complete_trace(&visit);
    engine->packet_number = 0;
    engine->observed = NULL;
    if (outcome->verdict == VERDICT_WAITING)
        return;
    engine->counters.packets[outcome->verdict]++;
    engine->counters.drops[outcome->drop]++;
    if (outcome->verdict == VERDICT_DENIED)
        count_threat(&visit);
}

bool
engine_packet_fast(struct engine *engine, ifc_id ingress, const struct packet *packet,
                   struct outcome *outcome)
{
    return path_fast(engine, ingress, packet, outcome);
}

void
engine_packet(struct engine *engine, ifc_id ingress, const struct packet *packet,
              struct outcome *outcome)
{
    if (!path_fast(engine, ingress, packet, outcome))
        go_whole_way(engine, ingress, packet, outcome);
}

/* --- questions ------------------------------------------------------------------------------- */

struct route_result
engine_route(const struct engine *engine, uint32_t address)
{
    return route_lookup_among(engine->config, engine->rows, address, engine->options.strict_routes);
}

bool
engine_owns_address(const struct engine *engine, ifc_id ifc, uint32_t address)
{
    const struct config *config = engine->config;
    if (ifc >= config->interface_count || address == 0)
        return false;
    if (config->interfaces[ifc]->address == address || nat_is_pool_address(engine, ifc, address))
        return true;
    struct row_walk walk = engine_rows(engine, ROWS_STATIC_MAPPED, address);
    for (size_t i; (i = row_walk_next(&walk)) != ROW_END;) {
        const struct static_nat *rule = &config->statics[i];
        struct network mapped = { static_mapped_address(config, rule), rule->netmask };
        /* An identity static owns nothing: its hosts use their own addresses. */
        if (rule->mapped_ifc == ifc && (rule->acl != NULL || rule->real != mapped.address) &&
            network_contains(mapped, address))
            return true;
    }
    return false;
}

ifc_id
engine_real_side_of(const struct engine *engine, uint32_t address)
{
    const struct config *config = engine->config;
    struct row_walk walk = engine_rows(engine, ROWS_STATIC_REAL, address);
    for (size_t i; (i = row_walk_next(&walk)) != ROW_END;) {
        const struct static_nat *rule = &config->statics[i];
        if (rule->acl == NULL &&
            network_contains((struct network){ rule->real, rule->netmask }, address))
            return rule->real_ifc;
    }
    /* `nat (inside) 1 0 0` covers everything: it says nothing about one address. */
    walk = engine_rows(engine, ROWS_NAT, address);
    for (size_t i; (i = row_walk_next(&walk)) != ROW_END;) {
        const struct nat *nat = &config->nats[i];
        if (nat->acl == NULL && nat->real.netmask != 0 && network_contains(nat->real, address))
            return nat->ifc;
    }
    return IFC_NONE;
}

bool
engine_threat(struct engine *engine, enum threat_event event, unsigned rate,
              struct threat_view *view)
{
    return threats_are_counted(engine->config) &&
           threats_view(&engine->threats, engine->config, event, rate, engine->now, view);
}

void
engine_clear_threats(struct engine *engine)
{
    threats_clear(&engine->threats);
}

struct engine_counters
engine_counters(const struct engine *engine)
{
    struct engine_counters counters = engine->counters;
    counters.conns_built = engine->conns.built;
    counters.conns_in_use = engine->conns.pool.in_use;
    counters.conns_most_used = engine->conns.most_used;
    counters.xlates_built = engine->xlates.built;
    counters.xlates_in_use = engine->xlates.pool.in_use;
    counters.xlates_most_used = engine->xlates.most_used;
    return counters;
}

struct inspect_counts
engine_inspect_counts(const struct engine *engine, const struct policy_map *policy,
                      const struct class_map *class_map, enum inspection_kind kind)
{
    const struct inspect_tally *tally =
        inspect_tally_find(&engine->tallies, policy, class_map, kind);
    if (tally == NULL)
        return (struct inspect_counts){ 0 };
    return (struct inspect_counts){ tally->packets, tally->drops, tally->resets };
}

void
engine_clear_policy_counts(struct engine *engine, const struct policy_map *policy)
{
    inspect_tallies_clear(&engine->tallies, policy);
    for (size_t i = 0; i < engine->limits.count; i++) {
        if (engine->limits.counters[i].policy == policy)
            engine->limits.counters[i].refused = 0;
    }
}

struct class_conns
engine_class_conns(const struct engine *engine, const struct policy_map *policy,
                   const struct class_map *class_map)
{
    const struct limits *limits = &engine->limits;
    for (size_t i = 0; i < limits->count; i++) {
        const struct class_counter *counter = &limits->counters[i];
        if (counter->policy == policy && counter->class_map == class_map)
            return (struct class_conns){ counter->conns, counter->embryonic, counter->refused };
    }
    return (struct class_conns){ 0 };
}

size_t
engine_memory(const struct engine *engine)
{
    return conn_table_bytes(&engine->conns) + xlate_table_bytes(&engine->xlates) +
           local_host_bytes(&engine->hosts) + limits_bytes(&engine->limits) +
           timers_bytes(&engine->timers) + acl_log_bytes(&engine->acl_log) +
           established_bytes(&engine->established) + inspect_sessions_bytes(engine) +
           fragments_bytes(&engine->fragments);
}

/* --- views ----------------------------------------------------------------------------------- */

static int64_t
idle_since(const struct engine *engine, int64_t last)
{
    return engine->now > last ? engine->now - last : 0;
}

struct xlate_view
engine_xlate_view(const struct engine *engine, const struct xlate *xlate)
{
    return (struct xlate_view){
        .kind = xlate->kind,
        .is_portmap = xlate->is_portmap,
        .is_identity = xlate->is_identity,
        .has_dns = xlate->has_dns,
        .keeps_sequence = xlate->keeps_sequence,
        .protocol = xlate->protocol,
        .real_ifc = xlate->real_ifc,
        .mapped_ifc = xlate->mapped_ifc,
        .real = xlate->real,
        .mapped = xlate->mapped,
        .real_port = xlate->real_port,
        .mapped_port = xlate->mapped_port,
        .idle_ns = idle_since(engine, xlate->last),
        .timeout_ns = seconds_to_ns(xlate_idle_seconds(engine, xlate)),
        .conns = xlate->conns,
        .row = xlate->revision == engine->config->revision ? xlate->row
                                                           : (struct row){ .kind = ROW_NONE },
        .acl = xlate->acl,
    };
}

/* A static of one host or one port is listed at once, used or not (engine.md 3.1). */
static bool
unused_static(const struct engine *engine, size_t index, struct xlate_view *view)
{
    const struct config *config = engine->config;
    const struct static_nat *rule = &config->statics[index];
    bool port = rule->protocol != IP_ANY;
    uint32_t mapped = static_mapped_address(config, rule);
    if (rule->acl != NULL || (!port && rule->netmask != IP_HOST_MASK) ||
        xlate_find_port(&engine->xlates, XLATE_STATIC, rule->mapped_ifc, rule->protocol, mapped,
                        port ? rule->mapped_port : 0) != XLATE_NONE)
        return false;
    *view = (struct xlate_view){
        .kind = XLATE_STATIC,
        .is_portmap = port,
        .is_identity = !port && rule->real == mapped,
        .has_dns = rule->dns,
        .keeps_sequence = rule->limits.no_random_sequence,
        .protocol = rule->protocol,
        .real_ifc = rule->real_ifc,
        .mapped_ifc = rule->mapped_ifc,
        .real = rule->real,
        .mapped = mapped,
        .real_port = port ? rule->real_port : 0,
        .mapped_port = port ? rule->mapped_port : 0,
        .row = { ROW_STATIC, rule, index },
    };
    return true;
}

void
engine_each_xlate(const struct engine *engine,
                  bool (*callback)(void *context, const struct xlate_view *xlate), void *context)
{
    struct xlate_view view;
    bool more = true;
    for (size_t i = 0; more && i < engine->config->static_count; i++) {
        if (unused_static(engine, i, &view))
            more = callback(context, &view);
    }
    struct serial_list list;
    if (!serial_list_xlates(engine, &list))
        return;
    for (size_t i = 0; more && i < list.count; i++) {
        const struct xlate *xlate = xlate_at(&engine->xlates, list.pairs[i][1]);
        view = engine_xlate_view(engine, xlate);
        more = callback(context, &view);
    }
    serial_list_free(&list);
}

void
engine_each_conn(const struct engine *engine,
                 bool (*callback)(void *context, const struct conn_view *conn), void *context)
{
    struct serial_list list;
    if (!serial_list_conns(engine, &list))
        return;
    bool more = true;
    for (size_t i = 0; more && i < list.count; i++) {
        const struct conn *conn = conn_at(&engine->conns, list.pairs[i][1]);
        if (conn_is_with_box(conn)) /* `show conn` leaves them out */
            continue;
        unsigned inner = conn->inner_is_initiator ? CONN_INITIATOR : CONN_RESPONDER;
        struct conn_view view = {
            .id = conn->id,
            .protocol = conn->key[0].protocol,
            .outer = conn_end(conn, (enum conn_side) !inner),
            .inner = conn_end(conn, (enum conn_side)inner),
            .direction = conn->direction_outbound ? DIRECTION_OUTBOUND : DIRECTION_INBOUND,
            .idle_ns = idle_since(engine, conn->last),
            .bytes = conn->bytes,
            .is_half = conn->is_half,
        };
        conn_flags(conn, view.flags);
        more = callback(context, &view);
    }
    serial_list_free(&list);
}

/* The listener's end as the opener knows it, by the slot that is held for it. */
static struct event_end
listener_end(const struct engine *engine, const struct pinhole *pinhole)
{
    struct event_end end = { pinhole->key.ifc, pinhole->key.listener, pinhole->key.listener,
                             pinhole->key.port, pinhole->key.port };
    if (pinhole->xlate != XLATE_NONE) {
        const struct xlate *xlate = xlate_at(&engine->xlates, pinhole->xlate);
        end.mapped = xlate->mapped;
        end.mapped_port = xlate->is_portmap ? xlate->mapped_port : end.real_port;
    }
    return end;
}

static struct conn_view
pinhole_view(const struct engine *engine, const struct pinhole *pinhole)
{
    struct event_end listener = listener_end(engine, pinhole);
    struct event_end opener = { pinhole->opener_ifc, pinhole->opener, pinhole->opener,
                                pinhole->opener_port, pinhole->opener_port };
    bool inward = engine_level(engine, listener.ifc) > engine_level(engine, opener.ifc);
    struct conn coming = { .key[0].protocol = pinhole->key.protocol,
                           .direction_outbound = !inward };
    struct conn_view view = {
        .protocol = pinhole->key.protocol,
        .outer = inward ? opener : listener,
        .inner = inward ? listener : opener,
        .direction = inward ? DIRECTION_INBOUND : DIRECTION_OUTBOUND,
        .idle_ns = idle_since(engine, pinhole->since),
    };
    inspect_session_preview(pinhole, &coming);
    conn_announced_flags(&coming, view.flags);
    return view;
}

void
engine_each_pinhole(const struct engine *engine,
                    bool (*callback)(void *context, const struct conn_view *conn), void *context)
{
    struct serial_list list;
    if (!serial_list_pinholes(engine, &list))
        return;
    bool more = true;
    for (size_t i = 0; more && i < list.count; i++) {
        struct conn_view view =
            pinhole_view(engine, pinhole_at(&engine->pinholes, list.pairs[i][1]));
        more = callback(context, &view);
    }
    serial_list_free(&list);
}
