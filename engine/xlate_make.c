/*
 * xlate_make.c: making slots by the rule that was chosen (engine.md 3.3, 3.4).
 */
#include "engine/base/clock.h"
#include "engine/lifecycle.h"
#include "engine/path/policy.h"

#define PORT_ISAKMP 500

static void
emit_xlate(struct engine *engine, const struct xlate *xlate, bool built, int64_t time)
{
    if (xlate->is_hidden || (xlate->kind == XLATE_STATIC && !engine->does->static_use_is_logged))
        return;
    /* 305011 knows TCP, UDP and ICMP: "port 0" of GRE and ESP prints nothing (engine.md 4.7). */
    if (xlate->is_portmap && (xlate->protocol == IP_GRE || xlate->protocol == IP_ESP))
        return;
    static const enum event_type types[2][2] = {
        { EVENT_XLATE_TORN_DOWN, EVENT_XLATE_BUILT },
        { EVENT_PORT_XLATE_TORN_DOWN, EVENT_PORT_XLATE_BUILT },
    };
    struct event event = {
        .type = types[xlate->is_portmap][built],
        .time = time,
        .packet_number = engine->packet_number,
        .protocol = xlate->protocol,
        .inner = { .ifc = xlate->real_ifc,
                   .real = xlate->real,
                   .mapped = xlate->mapped,
                   .real_port = xlate->real_port,
                   .mapped_port = xlate->mapped_port },
        .outer = { .ifc = xlate->mapped_ifc },
        .ifc = xlate->mapped_ifc,
        .xlate = xlate->kind,
        .duration_ns = time - xlate->built,
        .mark_placeholder = xlate->is_placeholder,
    };
    if (engine->does->policy_nat_is_named)
        event.acl = xlate->acl;
    if (xlate->revision == engine->config->revision)
        event.row = event.nat_row = xlate->row;
    engine->sink.emit(engine->sink.context, &event);
}

uint32_t
xlate_open(struct engine *engine, const struct xlate *wish)
{
    struct xlate xlate = *wish;
    xlate.serial = engine_next_serial(engine);
    xlate.revision = engine->config->revision;
    xlate.built = xlate.last = engine->now;
    xlate.timer_due = TIME_NEVER;
    uint32_t number = xlate_add(&engine->xlates, &xlate);
    if (number == XLATE_NONE)
        return XLATE_NONE;
    emit_xlate(engine, &xlate, true, engine->now);
    xlate_touch(engine, number);
    return number;
}

void
xlate_close(struct engine *engine, uint32_t number, int64_t time)
{
    emit_xlate(engine, xlate_at(&engine->xlates, number), false, time);
    xlate_remove(&engine->xlates, number);
}

/* What may not be given out as a port: static PAT has it, or the box itself (3.4 [B]). */
struct port_use {
    const struct engine *engine;
    ifc_id ifc;
    uint8_t protocol;
    uint32_t address;
};

static bool
port_is_taken(const void *context, uint16_t port)
{
    const struct port_use *use = context;
    const struct config *config = use->engine->config;
    if (config->interfaces[use->ifc]->address == use->address &&
        box_listens(&config->box, use->ifc, use->protocol, port))
        return true;
    struct row_walk walk = engine_rows(use->engine, ROWS_STATIC_MAPPED, use->address);
    for (size_t i; (i = row_walk_next(&walk)) != ROW_END;) {
        const struct static_nat *rule = &config->statics[i];
        if (rule->protocol == use->protocol && rule->mapped_ifc == use->ifc &&
            rule->mapped_port == port && static_mapped_address(config, rule) == use->address)
            return true;
    }
    return false;
}

/* What may not be given out as an address: network, broadcast, the box's, a static's (3.3 [C]). */
struct address_use {
    const struct engine *engine;
    ifc_id ifc;
    uint32_t netmask;
};

static bool
address_is_unusable(const void *context, uint32_t address)
{
    const struct address_use *use = context;
    const struct config *config = use->engine->config;
    uint32_t host_bits = ~use->netmask;
    if (host_bits > 1 && ((address & host_bits) == 0 || (address & host_bits) == host_bits))
        return true;
    if (config->interfaces[use->ifc]->address == address)
        return true;
    struct row_walk walk = engine_rows(use->engine, ROWS_STATIC_MAPPED, address);
    for (size_t i; (i = row_walk_next(&walk)) != ROW_END;) {
        const struct static_nat *rule = &config->statics[i];
        struct network mapped = { static_mapped_address(config, rule), rule->netmask };
        if (rule->protocol == IP_ANY && rule->mapped_ifc == use->ifc &&
            network_contains(mapped, address))
            return true;
    }
    return false;
}

static struct port_rules
port_rules_of(const struct engine *engine)
{
    return (struct port_rules){
        .first_high = engine->does->pat_first_port,
        .middle_class = engine->does->pat_low_port_pools,
    };
}

/* What a source of this flow is told apart by under PAT. */
enum pat_kind { PAT_PORT, PAT_PORT_ZERO, PAT_IMPOSSIBLE };

static enum pat_kind
pat_kind_of(const struct engine *engine, const struct flow *flow)
{
    switch (flow->protocol) {
    case IP_TCP:
    case IP_UDP:
        return PAT_PORT;
    case IP_ICMP:
        return flow->icmp_type == 8 || flow->icmp_type == 0 ? PAT_PORT : PAT_IMPOSSIBLE;
    case IP_GRE:
        return engine->does->gre_behind_pat == PORTLESS_PAT_PORT_ZERO ? PAT_PORT_ZERO
                                                                      : PAT_IMPOSSIBLE;
    case IP_ESP:
        return policy_fixup_is_on(engine->config, INSPECT_ESP_IKE) ? PAT_PORT_ZERO : PAT_IMPOSSIBLE;
    default:
        return PAT_IMPOSSIBLE;
    }
}

static struct source
failed(const struct engine *engine, const struct flow *flow, const struct nat_choice *choice,
       enum source_result result)
{
    enum translation_failure failure = FAILURE_PORTMAP;
    if (result == SOURCE_POOL_EMPTY)
        failure = FAILURE_REGULAR;
    else if (pat_kind_of(engine, flow) == PAT_IMPOSSIBLE)
        failure =
            flow->protocol == IP_ICMP ? engine->does->icmp_failure : engine->does->portless_failure;
    return (struct source){
        .result = result,
        .failure = failure,
        .xlate = XLATE_NONE,
        .row = choice->row,
    };
}

static uint32_t
pat_address(const struct config *config, const struct global *global)
{
    return global->kind == GLOBAL_INTERFACE ? config->interfaces[global->ifc]->address
                                            : global->first;
}

static struct port_request
request_of(const struct engine *engine, const struct port_use *use, uint16_t source_port)
{
    return (struct port_request){
        .ifc = use->ifc,
        .protocol = use->protocol,
        .address = use->address,
        .source_port = source_port,
        .rules = port_rules_of(engine),
        .taken_elsewhere = port_is_taken,
        .context = use,
    };
}

static struct port_use
pat_use(const struct engine *engine, const struct xlate *wish, const struct flow *flow,
        uint32_t address)
{
    return (struct port_use){ engine, wish->mapped_ifc, flow->protocol, address };
}

static void
wish_port(struct xlate *wish, const struct flow *flow, uint32_t address, uint16_t mapped_port)
{
    wish->mapped = address;
    wish->is_portmap = true;
    wish->protocol = flow->protocol;
    wish->real_port = flow->source_port;
    wish->mapped_port = mapped_port;
}

static void
wish_port_zero(struct xlate *wish, const struct flow *flow, uint32_t address)
{
    wish_port(wish, flow, address, 0);
    wish->real_port = 0;
}

static void
wish_address(struct xlate *wish, uint32_t address)
{
    wish->mapped = address;
    wish->is_portmap = false;
    wish->protocol = 0;
    wish->real_port = wish->mapped_port = 0;
}

/* `fixup protocol esp-ike`: ESP is of the one host whose IKE has port 500 (engine.md 5). */
static bool
owns_ike(const struct engine *engine, const struct xlate *wish, const struct flow *flow,
         uint32_t address)
{
    uint32_t number = xlate_find_port(&engine->xlates, XLATE_DYNAMIC, wish->mapped_ifc, IP_UDP,
                                      address, PORT_ISAKMP);
    if (number == XLATE_NONE)
        return false;
    const struct xlate *ike = xlate_at(&engine->xlates, number);
    return ike->real == flow->source && ike->real_port == PORT_ISAKMP;
}

static bool
port_zero_is_free(const struct engine *engine, const struct xlate *wish, const struct flow *flow,
                  uint32_t address)
{
    if (flow->protocol == IP_ESP && !owns_ike(engine, wish, flow, address))
        return false;
    return xlate_find_port(&engine->xlates, XLATE_DYNAMIC, wish->mapped_ifc, flow->protocol,
                           address, 0) == XLATE_NONE;
}

/* With that fixup, IKE keeps its port where that is free. */
static bool
keeps_port(const struct engine *engine, const struct flow *flow)
{
    return flow->protocol == IP_UDP && flow->source_port == PORT_ISAKMP &&
           flow->destination_port == PORT_ISAKMP &&
           policy_fixup_is_on(engine->config, INSPECT_ESP_IKE);
}

/* One host has had all of it since it was an address of a range. */
static bool
is_a_hosts(const struct engine *engine, ifc_id ifc, uint32_t address)
{
    return xlate_find_port(&engine->xlates, XLATE_DYNAMIC, ifc, IP_ANY, address, 0) != XLATE_NONE;
}

/* One PAT address: true when it has a port for FLOW. */
static bool
try_pat(struct engine *engine, const struct global *global, const struct flow *flow, bool take,
        struct xlate *wish)
{
    uint32_t address = pat_address(engine->config, global);
    if (address == 0 || is_a_hosts(engine, wish->mapped_ifc, address))
        return false;
    if (pat_kind_of(engine, flow) == PAT_PORT_ZERO) {
        wish_port_zero(wish, flow, address);
        return port_zero_is_free(engine, wish, flow, address);
    }
    struct port_use use = pat_use(engine, wish, flow, address);
    struct port_request request = request_of(engine, &use, flow->source_port);
    uint16_t port = flow->wanted_port;
    if (port != 0 && xlate_port_is_free(&engine->xlates, &request, port)) {
        if (take)
            xlate_skip_to_port(&engine->xlates, &request, port);
    } else if (keeps_port(engine, flow) &&
               xlate_port_is_free(&engine->xlates, &request, PORT_ISAKMP)) {
        port = PORT_ISAKMP;
    } else {
        request.in_pairs = flow->in_pairs;
        if (!xlate_next_port(&engine->xlates, &request, take, &port))
            return false;
    }
    wish_port(wish, flow, address, port);
    return true;
}

static struct address_use
range_use(const struct engine *engine, const struct global *global, const struct xlate *wish)
{
    return (struct address_use){
        .engine = engine,
        .ifc = wish->mapped_ifc,
        .netmask = global->netmask_given ? global->netmask
                                         : engine_interface(engine, wish->mapped_ifc)->netmask,
    };
}

static bool
try_range(struct engine *engine, const struct global *global, struct xlate *wish)
{
    struct address_use use = range_use(engine, global, wish);
    uint32_t address;
    if (!xlate_lowest_free(&engine->xlates, wish->mapped_ifc, global->first, global->last,
                           engine->config->revision, address_is_unusable, &use, &address))
        return false;
    wish_address(wish, address);
    return true;
}

static bool
is_of_group(const struct global *global, const struct nat *nat, const struct xlate *wish)
{
    return global->ifc == wish->mapped_ifc && global->id == nat->id;
}

/* All ranges first, then the PAT addresses, each in configuration order (engine.md 3.3). */
static enum source_result
choose_next(struct engine *engine, const struct nat *nat, const struct flow *flow, bool take,
            struct xlate *wish)
{
    const struct config *config = engine->config;
    bool any_range = false, any_pat = false;
    for (size_t i = 0; i < config->global_count; i++) {
        const struct global *global = &config->globals[i];
        if (!is_of_group(global, nat, wish) || global->kind != GLOBAL_RANGE)
            continue;
        any_range = true;
        if (try_range(engine, global, wish))
            return SOURCE_TRANSLATED;
    }
    for (size_t i = 0; i < config->global_count; i++) {
        const struct global *global = &config->globals[i];
        if (!is_of_group(global, nat, wish) || global->kind == GLOBAL_RANGE)
            continue;
        any_pat = true;
        if (pat_kind_of(engine, flow) != PAT_IMPOSSIBLE &&
            try_pat(engine, global, flow, take, wish))
            return SOURCE_TRANSLATED;
    }
    if (any_pat)
        return SOURCE_FAILED;
    return any_range ? SOURCE_POOL_EMPTY : SOURCE_NO_GROUP;
}

/* Can GLOBAL give what SEEN shows? Then WISH is that. */
static bool
try_seen(const struct engine *engine, const struct global *global, const struct flow *flow,
         const struct packet *seen, struct xlate *wish)
{
    if (global->kind == GLOBAL_RANGE) {
        struct address_use use = range_use(engine, global, wish);
        if (seen->source < global->first || seen->source > global->last ||
            !xlate_address_is_free(&engine->xlates, wish->mapped_ifc, seen->source) ||
            address_is_unusable(&use, seen->source))
            return false;
        wish_address(wish, seen->source);
        return true;
    }
    enum pat_kind kind = pat_kind_of(engine, flow);
    uint32_t address = pat_address(engine->config, global);
    if (kind == PAT_IMPOSSIBLE || address == 0 || address != seen->source ||
        is_a_hosts(engine, wish->mapped_ifc, address))
        return false;
    if (kind == PAT_PORT_ZERO) {
        wish_port_zero(wish, flow, address);
        return port_zero_is_free(engine, wish, flow, address);
    }
    struct port_use use = pat_use(engine, wish, flow, address);
    struct port_request request = request_of(engine, &use, flow->source_port);
    wish_port(wish, flow, address, seen->source_port);
    return xlate_port_is_free(&engine->xlates, &request, seen->source_port);
}

/* A recorded box counts on from what it chose: so does the model, and can be right by itself. */
static void
take_seen(struct engine *engine, const struct flow *flow, const struct xlate *wish)
{
    enum free_choice choice = CHOSEN_ADDRESS;
    if (wish->is_portmap && pat_kind_of(engine, flow) == PAT_PORT) {
        struct port_use use = pat_use(engine, wish, flow, wish->mapped);
        struct port_request request = request_of(engine, &use, flow->source_port);
        xlate_skip_to_port(&engine->xlates, &request, wish->mapped_port);
        choice = flow->protocol == IP_ICMP ? CHOSEN_IDENTIFIER : CHOSEN_PORT;
    }
    engine->counters.taken[choice]++;
}

/*
 * What a capture shows, when the rule allows it and the model would choose something else: which
 * port or address of those it may take a firewall takes is no policy.
 */
static bool
choose_seen(struct engine *engine, const struct nat *nat, const struct flow *flow, bool take,
            struct xlate *wish)
{
    const struct config *config = engine->config;
    const struct packet *seen = engine->observed;
    if (seen == NULL || seen->protocol != flow->protocol)
        return false;
    struct xlate next = *wish, like = *wish;
    size_t i = 0;
    while (i < config->global_count && (!is_of_group(&config->globals[i], nat, wish) ||
                                        !try_seen(engine, &config->globals[i], flow, seen, &like)))
        i++;
    if (i == config->global_count)
        return false;
    if (choose_next(engine, nat, flow, false, &next) == SOURCE_TRANSLATED &&
        next.mapped == like.mapped && next.is_portmap == like.is_portmap &&
        next.mapped_port == like.mapped_port)
        return false;
    *wish = like;
    if (take)
        take_seen(engine, flow, wish);
    return true;
}

static enum source_result
choose_global(struct engine *engine, const struct nat *nat, const struct flow *flow, bool take,
              struct xlate *wish)
{
    if (choose_seen(engine, nat, flow, take, wish))
        return SOURCE_TRANSLATED;
    return choose_next(engine, nat, flow, take, wish);
}

static struct source
dynamic_source(struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc, const struct flow *flow,
               const struct nat_choice *choice, bool make)
{
    struct xlate wish = {
        .kind = XLATE_DYNAMIC,
        .real_ifc = real_ifc,
        .mapped_ifc = mapped_ifc,
        .real = flow->source,
        .has_dns = choice->nat->dns,
        .keeps_sequence = choice->nat->limits.no_random_sequence,
        .row = choice->row,
        .acl = choice->nat->acl,
    };
    if (choice->kind == NAT_IDENTITY) {
        wish.mapped = flow->source;
        wish.is_identity = true;
    } else {
        enum source_result result = choose_global(engine, choice->nat, flow, make, &wish);
        if (result != SOURCE_TRANSLATED)
            return failed(engine, flow, choice, result);
    }
    struct source source = {
        .result = SOURCE_TRANSLATED,
        .mapped = wish.mapped,
        .mapped_port = wish.is_portmap ? wish.mapped_port : flow->source_port,
        .xlate = XLATE_NONE,
        .row = choice->row,
    };
    if (make)
        source.xlate = xlate_open(engine, &wish);
    if (make ? source.xlate == XLATE_NONE : pool_is_full(&engine->xlates.pool))
        source.result = SOURCE_TABLE_FULL;
    return source;
}

bool
source_rule_is_needed(const struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc)
{
    if (!engine->does->nat_control_always && !engine->config->nat_control)
        return false;
    uint8_t from = engine_level(engine, real_ifc), to = engine_level(engine, mapped_ifc);
    if (from > to)
        return true;
    for (size_t i = 0; i < engine->config->nat_count; i++) {
        const struct nat *nat = &engine->config->nats[i];
        if (nat->ifc == real_ifc && nat->id > 0 && (from == to || nat->outside))
            return true;
    }
    return false;
}

static struct source
source_by_choice(struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc, const struct flow *flow,
                 const struct nat_choice *choice, bool make)
{
    struct source source = {
        .result = SOURCE_TRANSLATED,
        .mapped = choice->mapped,
        .mapped_port = choice->mapped_port,
        .xlate = choice->xlate,
        .row = choice->row,
    };
    switch (choice->kind) {
    case NAT_NO_RULE:
        if (source_rule_is_needed(engine, real_ifc, mapped_ifc))
            return failed(engine, flow, choice, SOURCE_NO_GROUP);
        source.result = SOURCE_AS_IT_IS;
        return source;
    case NAT_EXEMPT:
        source.result = SOURCE_AS_IT_IS;
        return source;
    case NAT_LIVE_XLATE:
        return source;
    case NAT_STATIC:
    case NAT_STATIC_PORT:
        if (make)
            source.xlate = xlate_use_static(engine, &choice->row, flow->source, flow->source_port,
                                            choice->mapped, choice->mapped_port);
        return source;
    case NAT_POLICY:
    case NAT_DYNAMIC:
    case NAT_IDENTITY:
        break;
    }
    return dynamic_source(engine, real_ifc, mapped_ifc, flow, choice, make);
}

struct source
source_preview(struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc, const struct flow *flow,
               const struct nat_choice *choice)
{
    return source_by_choice(engine, real_ifc, mapped_ifc, flow, choice, false);
}

struct source
source_make(struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc, const struct flow *flow,
            const struct nat_choice *choice)
{
    return source_by_choice(engine, real_ifc, mapped_ifc, flow, choice, true);
}

uint32_t
xlate_use_static(struct engine *engine, const struct row *row, uint32_t real, uint16_t real_port,
                 uint32_t mapped, uint16_t mapped_port)
{
    const struct static_nat *rule = row->pointer;
    if (row->kind != ROW_STATIC)
        return XLATE_NONE;
    bool port = rule->protocol != IP_ANY;
    struct xlate wish = {
        .kind = XLATE_STATIC,
        .is_portmap = port,
        .is_identity = real == mapped && !port,
        .is_policy = rule->acl != NULL,
        .has_dns = rule->dns,
        .keeps_sequence = rule->limits.no_random_sequence,
        .protocol = port ? rule->protocol : 0,
        .real_ifc = rule->real_ifc,
        .mapped_ifc = rule->mapped_ifc,
        .real = real,
        .mapped = mapped,
        .real_port = port ? real_port : 0,
        .mapped_port = port ? mapped_port : 0,
        .row = *row,
        .acl = rule->acl,
    };
    uint32_t number = xlate_find_static(&engine->xlates, &wish);
    if (number != XLATE_NONE)
        return number;
    return xlate_open(engine, &wish);
}

uint32_t
xlate_open_call_as(struct engine *engine, const struct call_wish *wish, uint16_t mapped_call)
{
    if (xlate_find_port(&engine->xlates, XLATE_DYNAMIC, wish->mapped_ifc, IP_GRE, wish->mapped,
                        mapped_call) != XLATE_NONE)
        return XLATE_NONE;
    const struct xlate xlate = {
        .kind = XLATE_DYNAMIC,
        .is_portmap = true,
        .is_hidden = true,
        .protocol = IP_GRE,
        .real_ifc = wish->real_ifc,
        .mapped_ifc = wish->mapped_ifc,
        .real = wish->real,
        .mapped = wish->mapped,
        .real_port = wish->real_call,
        .mapped_port = mapped_call,
    };
    return xlate_open(engine, &xlate);
}

uint32_t
xlate_open_call(struct engine *engine, const struct call_wish *wish)
{
    struct port_use use = { engine, wish->mapped_ifc, IP_GRE, wish->mapped };
    struct port_request request = request_of(engine, &use, wish->real_call);
    uint16_t call;
    if (!xlate_next_port(&engine->xlates, &request, true, &call))
        return XLATE_NONE;
    return xlate_open_call_as(engine, wish, call);
}

uint32_t
xlate_open_call_like(struct engine *engine, const struct call_wish *wish, uint16_t mapped_call)
{
    struct port_use use = { engine, wish->mapped_ifc, IP_GRE, wish->mapped };
    struct port_request request = request_of(engine, &use, wish->real_call);
    uint16_t next;
    if (xlate_next_port(&engine->xlates, &request, false, &next) && next == mapped_call)
        return xlate_open_call(engine, wish);
    uint32_t number = xlate_open_call_as(engine, wish, mapped_call);
    if (number == XLATE_NONE)
        return xlate_open_call(engine, wish);
    xlate_skip_to_port(&engine->xlates, &request, mapped_call);
    engine->counters.taken[CHOSEN_CALL_ID]++;
    return number;
}
