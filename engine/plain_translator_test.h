/*
 * plain_translator_test.h: a box that translates, said once more and as plainly as can be: slots,
 * conns and port counters are lists that are read from end to end (engine.md 1.8, 1.11, 3). It
 * shares with the engine the model, and the table of what versions do.
 *
 * It knows UDP, ICMP echoes and protocols without ports, and lets pass whatever can be translated:
 * the access lists of its configuration permit everything.
 */
#ifndef REFIRE_ENGINE_PLAIN_TRANSLATOR_TEST_H
#define REFIRE_ENGINE_PLAIN_TRANSLATOR_TEST_H

#include <string.h>

#include "engine/acl/random_rules_test.h"
#include "engine/plain_nat_test.h"

#define PLAIN_MAX 2048

struct plain_slot {
    bool live, is_static, has_port, is_identity, is_policy;
    uint8_t protocol; /* with a port */
    ifc_id real_ifc, mapped_ifc;
    uint32_t real, mapped;
    uint16_t real_port, mapped_port;
    int64_t last;
    unsigned conns;
};

struct plain_end {
    ifc_id ifc;
    uint32_t source, destination;
    uint16_t source_port, destination_port;
};

struct plain_conn {
    bool live, is_half;
    uint8_t protocol;
    struct plain_end ends[2]; /* packets as the initiator and the responder send them */
    int slots[2];             /* -1: none */
    int64_t last;
};

struct plain_counter {
    ifc_id ifc;
    uint8_t protocol;
    uint32_t address, first, next;
};

struct plain_box {
    const struct config *config;
    const struct behaviour *does;
    struct plain_slot slots[PLAIN_MAX];
    struct plain_conn conns[PLAIN_MAX];
    struct plain_counter counters[PLAIN_MAX];
    int slot_count, conn_count, counter_count;
    int64_t now;
};

struct plain_packet {
    uint8_t protocol; /* IP_UDP, IP_ICMP: an echo, IP_GRE without a call, another */
    ifc_id ingress;
    uint32_t source, destination;
    uint16_t source_port, destination_port; /* of ICMP both are the identifier; else 0 */
};

struct plain_verdict {
    enum verdict verdict;
    enum drop_reason drop;
    const char *line; /* what the denial's line begins with; NULL: not said */
    ifc_id egress;
    uint32_t source, destination;
    uint16_t source_port, destination_port;
    bool unsure; /* two conns may be meant: nothing more can be said */
};

/* --- time ------------------------------------------------------------------------------------ */

static inline int64_t
plain_slot_due(const struct plain_box *box, const struct plain_slot *slot)
{
    if (!slot->live || slot->is_static || slot->conns > 0)
        return INT64_MAX;
    bool shared = slot->has_port && slot->protocol != IP_GRE;
    return slot->last +
           seconds_to_ns(shared ? box->does->pat_idle_seconds : box->config->timers[TIMER_XLATE]);
}

static inline int64_t
plain_conn_due(const struct plain_box *box, const struct plain_conn *conn)
{
    if (!conn->live)
        return INT64_MAX;
    uint32_t seconds = conn->protocol == IP_UDP    ? box->config->timers[TIMER_UDP]
                       : conn->protocol == IP_ICMP ? box->config->timers[TIMER_ICMP]
                                                   : box->does->portless_idle_seconds;
    return conn->last + seconds_to_ns(seconds);
}

static inline void
plain_touch(struct plain_slot *slot, int64_t now)
{
    slot->last = now > slot->last ? now : slot->last;
}

static inline void
plain_close(struct plain_box *box, struct plain_conn *conn, int64_t time)
{
    conn->live = false;
    for (int side = 0; side < 2; side++) {
        if (conn->slots[side] < 0)
            continue;
        struct plain_slot *slot = &box->slots[conn->slots[side]];
        slot->conns--;
        plain_touch(slot, time);
    }
}

/* Conns first: the end of one lengthens the life of its slots. */
static inline void
plain_advance(struct plain_box *box, int64_t now)
{
    box->now = now;
    for (int i = 0; i < box->conn_count; i++) {
        int64_t due = plain_conn_due(box, &box->conns[i]);
        if (due <= now)
            plain_close(box, &box->conns[i], due);
    }
    for (int i = 0; i < box->slot_count; i++) {
        if (plain_slot_due(box, &box->slots[i]) <= now)
            box->slots[i].live = false;
    }
}

/* --- slots ----------------------------------------------------------------------------------- */

/* A port's slot first, then a host's. */
static inline int
plain_slot_of_real(const struct plain_box *box, bool is_static, ifc_id real_ifc, ifc_id mapped_ifc,
                   uint8_t protocol, uint32_t real, uint16_t port)
{
    for (int whole = 0; whole < 2; whole++) {
        for (int i = 0; i < box->slot_count; i++) {
            const struct plain_slot *slot = &box->slots[i];
            if (slot->live && slot->is_static == is_static && !slot->is_policy &&
                slot->real_ifc == real_ifc && slot->mapped_ifc == mapped_ifc &&
                slot->real == real && slot->has_port == !whole &&
                (whole || (slot->protocol == protocol && slot->real_port == port)))
                return i;
        }
    }
    return -1;
}

/* PORTS: port slots are asked too. */
static inline int
plain_slot_of_mapped(const struct plain_box *box, bool is_static, ifc_id mapped_ifc,
                     uint8_t protocol, uint32_t mapped, uint16_t port, bool ports)
{
    for (int whole = ports ? 0 : 1; whole < 2; whole++) {
        for (int i = 0; i < box->slot_count; i++) {
            const struct plain_slot *slot = &box->slots[i];
            if (slot->live && slot->is_static == is_static && !slot->is_policy &&
                slot->mapped_ifc == mapped_ifc && slot->mapped == mapped &&
                slot->has_port == !whole &&
                (whole || (slot->protocol == protocol && slot->mapped_port == port)))
                return i;
        }
    }
    return -1;
}

/* The static's slot of these two sockets, made when it is not there. */
static inline int
plain_use_static(struct plain_box *box, const struct static_nat *rule, uint32_t real,
                 uint16_t real_port, uint32_t mapped, uint16_t mapped_port)
{
    struct plain_slot slot = { .live = true,
                               .is_static = true,
                               .has_port = rule->protocol != 0,
                               .is_policy = rule->acl != NULL,
                               .protocol = rule->protocol,
                               .real_ifc = rule->real_ifc,
                               .mapped_ifc = rule->mapped_ifc,
                               .real = real,
                               .mapped = mapped,
                               .real_port = rule->protocol != 0 ? real_port : 0,
                               .mapped_port = rule->protocol != 0 ? mapped_port : 0 };
    for (int i = 0; i < box->slot_count; i++) {
        const struct plain_slot *there = &box->slots[i];
        if (there->live && there->is_static && there->real_ifc == slot.real_ifc &&
            there->mapped_ifc == slot.mapped_ifc && there->protocol == slot.protocol &&
            there->real == real && there->mapped == mapped && there->real_port == slot.real_port &&
            there->mapped_port == slot.mapped_port)
            return i;
    }
    must(box->slot_count < PLAIN_MAX);
    box->slots[box->slot_count] = slot;
    return box->slot_count++;
}

/* --- what is asked for ----------------------------------------------------------------------- */

struct plain_goal {
    int kind; /* enum destination_kind */
    ifc_id egress;
    uint32_t real;
    uint16_t real_port;
    int slot;
    const struct static_nat *rule;
};

/* Slots as the flow's port has it, before what the rules say (1.8). */
static inline bool
plain_goal_of_slot(const struct plain_box *box, const struct plain_packet *packet, bool is_static,
                   struct plain_goal *goal)
{
    bool ports = packet->protocol != IP_ICMP; /* an echo is for a host */
    int found = plain_slot_of_mapped(box, is_static, packet->ingress, packet->protocol,
                                     packet->destination, packet->destination_port, ports);
    bool begins = packet->protocol == IP_UDP || packet->protocol == IP_ICMP ||
                  box->does->portless_has_half_conns;
    if (found < 0 || (!is_static && box->slots[found].is_identity && begins))
        return false;
    const struct plain_slot *slot = &box->slots[found];
    *goal = (struct plain_goal){ .kind = DESTINATION_XLATE,
                                 .egress = slot->real_ifc,
                                 .real = slot->real,
                                 .real_port =
                                     slot->has_port ? slot->real_port : packet->destination_port,
                                 .slot = found };
    return true;
}

static inline struct plain_goal
plain_goal_of(const struct plain_box *box, const struct plain_packet *packet,
              const struct flow *flow)
{
    struct plain_goal goal;
    if (plain_goal_of_slot(box, packet, false, &goal))
        return goal;
    struct plain_answer answer =
        plain_resolve_destination(box->config, packet->ingress, flow, false);
    if (answer.kind != DESTINATION_STATIC && plain_goal_of_slot(box, packet, true, &goal))
        return goal;
    return (struct plain_goal){
        .kind = answer.kind,
        .egress = answer.ifc,
        .real = answer.address,
        .real_port = answer.port,
        .slot = -1,
        .rule = answer.kind == DESTINATION_STATIC ? answer.row.pointer : NULL,
    };
}

/* --- how the source is translated ------------------------------------------------------------ */

struct plain_choice {
    int kind; /* enum nat_choice_kind */
    uint32_t mapped;
    uint16_t mapped_port;
    int slot;
    struct row row;
};

static inline struct plain_choice
plain_choice_of(const struct plain_box *box, ifc_id real_ifc, ifc_id mapped_ifc,
                const struct flow *flow)
{
    struct plain_answer rules = plain_choose_source(box->config, real_ifc, mapped_ifc, flow);
    struct plain_choice choice = { rules.kind, rules.address, rules.port, -1, rules.row };
    bool is_static = rules.kind == NAT_STATIC || rules.kind == NAT_STATIC_PORT;
    if (rules.kind == NAT_EXEMPT)
        return choice;
    int live = plain_slot_of_real(box, false, real_ifc, mapped_ifc, flow->protocol, flow->source,
                                  flow->source_port);
    if (live < 0 && !is_static)
        live = plain_slot_of_real(box, true, real_ifc, mapped_ifc, flow->protocol, flow->source,
                                  flow->source_port);
    if (live < 0)
        return choice;
    const struct plain_slot *slot = &box->slots[live];
    return (struct plain_choice){ NAT_LIVE_XLATE,
                                  slot->mapped,
                                  slot->has_port ? slot->mapped_port : flow->source_port,
                                  live,
                                  { .kind = ROW_NONE } };
}

static inline bool
plain_needs_rule(const struct plain_box *box, ifc_id from, ifc_id to)
{
    const struct config *config = box->config;
    uint8_t above = config->interfaces[from]->security_level;
    uint8_t below = config->interfaces[to]->security_level;
    if (!box->does->nat_control_always && !config->nat_control)
        return false;
    if (above > below)
        return true;
    for (size_t i = 0; i < config->nat_count; i++) {
        const struct nat *nat = &config->nats[i];
        if (nat->ifc == from && nat->id > 0 && (above == below || nat->outside))
            return true;
    }
    return false;
}

/* Nobody has it: no host, no port, no interface, no static, and it is no end of its network. */
static inline bool
plain_address_is_free(const struct plain_box *box, const struct global *global, uint32_t address)
{
    const struct config *config = box->config;
    const struct interface *interface = config->interfaces[global->ifc];
    uint32_t ends = ~(global->netmask_given ? global->netmask : interface->netmask);
    if (address == interface->address || (address & ends) == 0 || (address & ends) == ends)
        return false;
    for (int i = 0; i < box->slot_count; i++) {
        if (box->slots[i].live && box->slots[i].mapped_ifc == global->ifc &&
            box->slots[i].mapped == address)
            return false;
    }
    for (size_t i = 0; i < config->static_count; i++) {
        const struct static_nat *rule = &config->statics[i];
        uint32_t mapped = rule->mapped_is_interface ? config->interfaces[rule->mapped_ifc]->address
                                                    : rule->mapped;
        if (rule->protocol == 0 && rule->mapped_ifc == global->ifc &&
            plain_in_network((struct network){ mapped, rule->netmask }, address))
            return false;
    }
    return true;
}

static inline bool
plain_port_is_free(const struct plain_box *box, ifc_id ifc, uint8_t protocol, uint32_t address,
                   uint32_t port)
{
    const struct config *config = box->config;
    for (int i = 0; i < box->slot_count; i++) {
        const struct plain_slot *slot = &box->slots[i];
        if (slot->live && slot->mapped_ifc == ifc && slot->mapped == address && slot->has_port &&
            slot->protocol == protocol && slot->mapped_port == port)
            return false;
    }
    for (size_t i = 0; i < config->static_count; i++) {
        const struct static_nat *rule = &config->statics[i];
        uint32_t mapped = rule->mapped_is_interface ? config->interfaces[rule->mapped_ifc]->address
                                                    : rule->mapped;
        if (rule->protocol == protocol && rule->mapped_ifc == ifc && mapped == address &&
            rule->mapped_port == port)
            return false;
    }
    return true;
}

static inline struct plain_counter *
plain_counter_of(struct plain_box *box, ifc_id ifc, uint8_t protocol, uint32_t address,
                 uint32_t first)
{
    for (int i = 0; i < box->counter_count; i++) {
        struct plain_counter *counter = &box->counters[i];
        if (counter->ifc == ifc && counter->protocol == protocol && counter->address == address &&
            counter->first == first)
            return counter;
    }
    must(box->counter_count < PLAIN_MAX);
    box->counters[box->counter_count] =
        (struct plain_counter){ ifc, protocol, address, first, first };
    return &box->counters[box->counter_count++];
}

/* 3.4: round the ports of the source's class, from the one after the last that was given. */
static inline bool
plain_take_port(struct plain_box *box, ifc_id ifc, uint8_t protocol, uint32_t address,
                uint16_t source_port, uint16_t *port)
{
    uint32_t first = 1024, last = 65535;
    if (protocol == IP_ICMP) {
        first = 0;
    } else if (source_port < 512) {
        first = 1;
        last = 511;
    } else if (source_port < 1024 && box->does->pat_low_port_pools) {
        first = 512;
        last = 1023;
    }
    struct plain_counter *counter = plain_counter_of(box, ifc, protocol, address, first);
    for (uint32_t tried = first; tried <= last; tried++) {
        uint32_t candidate = counter->next;
        counter->next = candidate == last ? first : candidate + 1;
        if (plain_port_is_free(box, ifc, protocol, address, candidate)) {
            *port = (uint16_t)candidate;
            return true;
        }
    }
    return false;
}

/* A PAT address for this packet: NO when ports do not tell its senders apart. */
static inline bool
plain_share(struct plain_box *box, const struct global *global, const struct plain_packet *packet,
            struct plain_slot *slot)
{
    uint32_t address = global->kind == GLOBAL_INTERFACE
                           ? box->config->interfaces[global->ifc]->address
                           : global->first;
    bool has_port = packet->protocol == IP_UDP || packet->protocol == IP_ICMP;
    bool port_zero =
        packet->protocol == IP_GRE && box->does->gre_behind_pat == PORTLESS_PAT_PORT_ZERO;
    if (!has_port && !port_zero)
        return false;
    for (int i = 0; i < box->slot_count; i++) {
        const struct plain_slot *other = &box->slots[i];
        if (other->live && !other->is_static && !other->has_port && other->mapped == address &&
            other->mapped_ifc == global->ifc)
            return false;
    }
    slot->mapped = address;
    slot->has_port = true;
    slot->protocol = packet->protocol;
    slot->real_port = has_port ? packet->source_port : 0;
    if (port_zero)
        return plain_port_is_free(box, global->ifc, IP_GRE, address, 0);
    return plain_take_port(box, global->ifc, packet->protocol, address, packet->source_port,
                           &slot->mapped_port);
}

/* Ranges in order, then shared addresses in order (3.3); the line of the failure else. */
static inline const char *
plain_make_dynamic(struct plain_box *box, const struct nat *nat, ifc_id mapped_ifc,
                   const struct plain_packet *packet, int *made)
{
    struct plain_slot slot = { .live = true,
                               .real_ifc = packet->ingress,
                               .mapped_ifc = mapped_ifc,
                               .real = packet->source,
                               .mapped = packet->source,
                               .is_identity = nat->id == 0,
                               .last = box->now };
    bool found = nat->id == 0, any_range = false, any_shared = false;
    for (int shared = 0; shared < 2; shared++) {
        for (size_t i = 0; !found && i < box->config->global_count; i++) {
            const struct global *global = &box->config->globals[i];
            if (global->ifc != mapped_ifc || global->id != nat->id ||
                (global->kind != GLOBAL_RANGE) != shared)
                continue;
            any_range |= !shared;
            any_shared |= shared;
            if (shared) {
                found = plain_share(box, global, packet, &slot);
                continue;
            }
            for (uint32_t address = global->first; !found && address <= global->last; address++) {
                slot.mapped = address;
                found = plain_address_is_free(box, global, address);
            }
        }
    }
    if (!found && !any_range && !any_shared)
        return "305005";
    bool portmap =
        packet->protocol == IP_UDP || packet->protocol == IP_ICMP ||
        (packet->protocol == IP_GRE && box->does->gre_behind_pat == PORTLESS_PAT_PORT_ZERO) ||
        box->does->portless_failure == FAILURE_PORTMAP;
    if (!found && any_shared)
        return portmap ? "305006: portmap" : "305006: regular";
    if (!found)
        return box->does->pool_empty_is_202001 ? "202001" : "305006: regular";
    must(box->slot_count < PLAIN_MAX);
    box->slots[box->slot_count] = slot;
    *made = box->slot_count++;
    return NULL;
}

/* --- the way back ---------------------------------------------------------------------------- */

static inline bool
plain_answer_comes_back(const struct plain_box *box, const struct plain_packet *packet,
                        const struct plain_goal *goal)
{
    if (box->does->nat_control_always)
        return true;
    struct flow answer = { .protocol = packet->protocol,
                           .source = goal->real,
                           .source_port = goal->real_port,
                           .destination = packet->source,
                           .destination_port = packet->source_port };
    struct plain_choice back = plain_choice_of(box, goal->egress, packet->ingress, &answer);
    if (goal->kind == DESTINATION_STATIC || goal->kind == DESTINATION_XLATE)
        return (back.kind == NAT_STATIC || back.kind == NAT_STATIC_PORT ||
                back.kind == NAT_LIVE_XLATE) &&
               back.mapped == packet->destination &&
               (packet->protocol != IP_UDP || back.mapped_port == packet->destination_port);
    return back.kind == NAT_NO_RULE || back.kind == NAT_EXEMPT;
}

/* --- packets --------------------------------------------------------------------------------- */

static inline struct plain_verdict
plain_denied(enum drop_reason drop, const char *line)
{
    return (struct plain_verdict){ .verdict = VERDICT_DENIED, .drop = drop, .line = line };
}

static inline bool
plain_is_own(const struct config *config, uint32_t address)
{
    for (size_t i = 0; i < config->interface_count; i++) {
        if (config->interfaces[i]->address == address)
            return true;
    }
    return false;
}

static inline bool
plain_routes_there(const struct config *config, ifc_id ifc, uint32_t address)
{
    const struct interface *interface = config->interfaces[ifc];
    bool there =
        plain_in_network((struct network){ interface->address, interface->netmask }, address);
    for (size_t i = 0; i < config->route_count; i++)
        there |=
            config->routes[i].ifc == ifc && plain_in_network(config->routes[i].network, address);
    return there;
}

/* One end of a net static, of which no host has spoken. */
static inline bool
plain_is_end(const struct plain_box *box, const struct plain_packet *packet,
             const struct plain_goal *goal)
{
    if (goal->rule == NULL || goal->rule->acl != NULL || goal->rule->netmask >= 0xfffffffe)
        return false;
    uint32_t ends = ~goal->rule->netmask, host = packet->destination & ends;
    return (host == 0 || host == ends) &&
           plain_slot_of_mapped(box, true, packet->ingress, 0, packet->destination, 0, false) < 0;
}

/* Where a first packet ends before its source is looked at; VERDICT_PASSED: it goes on. */
static inline struct plain_verdict
plain_towards(const struct plain_box *box, const struct plain_packet *packet,
              const struct plain_goal *goal)
{
    const struct config *config = box->config;
    bool translated = goal->kind == DESTINATION_STATIC || goal->kind == DESTINATION_XLATE;
    if (!translated && plain_is_own(config, packet->destination))
        return (struct plain_verdict){ .verdict = VERDICT_TO_THE_BOX };
    if (goal->kind == DESTINATION_NONE ||
        (goal->kind != DESTINATION_ROUTE && box->does->xlate_needs_route &&
         !plain_routes_there(config, goal->egress, goal->real)))
        return plain_denied(DROP_NO_ROUTE, NULL);
    uint8_t from = config->interfaces[packet->ingress]->security_level;
    uint8_t to = config->interfaces[goal->egress]->security_level;
    bool allowed =
        goal->egress == packet->ingress
            ? config->same_security_intra && box->does->intra_interface_any
            : from != to || (config->same_security_inter && box->does->same_security_command);
    if (!allowed)
        return plain_denied(DROP_IMPLICIT, NULL);
    const char *unreached = box->does->asymmetric_nat_is_305013 ? "305013" : "305005";
    if (plain_is_end(box, packet, goal))
        return plain_denied(DROP_TRANSLATION_FAILED, goal->real == packet->destination
                                                         ? "305006: identity"
                                                         : "305006: outbound static");
    if (from < to && goal->kind == DESTINATION_ROUTE &&
        (box->does->nat_control_always || config->nat_control))
        return plain_denied(DROP_NO_XLATE, unreached);
    if (!plain_answer_comes_back(box, packet, goal))
        return plain_denied(DROP_NAT_REVERSE_PATH, unreached);
    return (struct plain_verdict){ .verdict = VERDICT_PASSED, .egress = goal->egress };
}

static inline void
plain_remember(struct plain_box *box, const struct plain_packet *packet,
               const struct plain_goal *goal, struct plain_choice *choice,
               struct plain_verdict *verdict)
{
    int slots[2] = { choice->slot, goal->slot };
    if (goal->rule != NULL)
        slots[1] = plain_use_static(box, goal->rule, goal->real, goal->real_port,
                                    packet->destination, packet->destination_port);
    bool half = packet->protocol != IP_UDP && packet->protocol != IP_ICMP;
    bool conn = packet->protocol == IP_UDP ||
                (half ? box->does->portless_has_half_conns : box->does->icmp_has_conns);
    for (int side = 0; side < 2; side++) {
        if (slots[side] >= 0 && (half || !conn))
            plain_touch(&box->slots[slots[side]], box->now);
        if (slots[side] >= 0 && conn && !half)
            box->slots[slots[side]].conns++;
    }
    bool as_it_is = choice->kind == NAT_NO_RULE || choice->kind == NAT_EXEMPT;
    for (size_t i = 0; half && as_it_is && i < box->config->alias_count; i++) {
        const struct alias *alias = &box->config->aliases[i];
        if (alias->ifc != goal->egress ||
            !plain_in_network((struct network){ alias->foreign, alias->netmask }, packet->source))
            continue;
        choice->mapped = plain_move(alias->dnat, alias->netmask, packet->source);
        break;
    }
    verdict->source = choice->mapped;
    verdict->source_port = choice->mapped_port;
    verdict->destination = goal->real;
    verdict->destination_port = goal->real_port;
    if (!conn)
        return;
    must(box->conn_count < PLAIN_MAX);
    struct plain_conn *made = &box->conns[box->conn_count++];
    *made = (struct plain_conn){
        .live = true,
        .is_half = half,
        .protocol = packet->protocol,
        .ends = { { packet->ingress, packet->source, packet->destination, packet->source_port,
                    packet->destination_port },
                  { goal->egress, goal->real, choice->mapped, goal->real_port,
                    choice->mapped_port } },
        .slots = { half ? -1 : slots[0], half ? -1 : slots[1] },
        .last = box->now,
    };
}

static inline bool
plain_is_from(const struct plain_conn *conn, int side, const struct plain_packet *packet)
{
    const struct plain_end *end = &conn->ends[side];
    return conn->live && conn->protocol == packet->protocol && end->source == packet->source &&
           end->destination == packet->destination && end->source_port == packet->source_port &&
           (end->destination_port == packet->destination_port || packet->protocol == IP_ICMP);
}

/* A packet of a living conn; false when there is none. */
static inline bool
plain_goes_on(struct plain_box *box, const struct plain_packet *packet,
              struct plain_verdict *verdict)
{
    int found = 0;
    for (int i = 0; i < box->conn_count; i++) {
        struct plain_conn *conn = &box->conns[i];
        for (int side = 0; side < (conn->protocol == IP_UDP ? 2 : 1); side++) {
            if (!plain_is_from(conn, side, packet))
                continue;
            const struct plain_end *other = &conn->ends[!side];
            verdict->unsure |= ++found > 1 || conn->ends[side].ifc != packet->ingress;
            *verdict = (struct plain_verdict){ VERDICT_PASSED,
                                               DROP_NONE,
                                               NULL,
                                               other->ifc,
                                               other->destination,
                                               other->source,
                                               other->destination_port,
                                               other->source_port,
                                               verdict->unsure };
            conn->last = box->now;
            int touched[2] = {
                plain_slot_of_real(box, false, packet->ingress, other->ifc, packet->protocol,
                                   packet->source, 0),
                plain_slot_of_mapped(box, false, packet->ingress, packet->protocol,
                                     packet->destination, 0, true),
            };
            for (int k = 0; conn->is_half && k < 2; k++) {
                if (touched[k] >= 0)
                    plain_touch(&box->slots[touched[k]], box->now);
            }
        }
    }
    return found > 0;
}

static inline struct plain_verdict
plain_run(struct plain_box *box, const struct plain_packet *packet, int64_t now)
{
    plain_advance(box, now);
    struct plain_verdict verdict = { .verdict = VERDICT_PASSED };
    if (plain_goes_on(box, packet, &verdict))
        return verdict;
    struct flow flow = { .protocol = packet->protocol,
                         .source = packet->source,
                         .source_port = packet->source_port,
                         .destination = packet->destination,
                         .destination_port = packet->destination_port,
                         .icmp_type = packet->protocol == IP_ICMP ? 8 : 0,
                         .time = now };
    struct plain_goal goal = plain_goal_of(box, packet, &flow);
    verdict = plain_towards(box, packet, &goal);
    if (verdict.verdict != VERDICT_PASSED)
        return verdict;
    struct plain_choice choice = plain_choice_of(box, packet->ingress, goal.egress, &flow);
    if (choice.kind == NAT_NO_RULE && plain_needs_rule(box, packet->ingress, goal.egress))
        return plain_denied(DROP_NO_TRANSLATION, "305005");
    if (choice.kind == NAT_STATIC || choice.kind == NAT_STATIC_PORT)
        choice.slot = plain_use_static(box, choice.row.pointer, packet->source, packet->source_port,
                                       choice.mapped, choice.mapped_port);
    if (choice.kind == NAT_POLICY || choice.kind == NAT_DYNAMIC || choice.kind == NAT_IDENTITY) {
        const char *failure =
            plain_make_dynamic(box, choice.row.pointer, goal.egress, packet, &choice.slot);
        if (failure != NULL)
            return plain_denied(strcmp(failure, "305005") == 0 ? DROP_NO_TRANSLATION
                                                               : DROP_TRANSLATION_FAILED,
                                failure);
        const struct plain_slot *slot = &box->slots[choice.slot];
        choice.mapped = slot->mapped;
        choice.mapped_port = slot->has_port ? slot->mapped_port : packet->source_port;
    }
    plain_remember(box, packet, &goal, &choice, &verdict);
    return verdict;
}

/* `clear xlate`: what is dynamic goes, what a static made stays as long as the static (3.6). */
static inline bool
plain_is_cleared(const struct plain_box *box, int number)
{
    if (number < 0 || !box->slots[number].live)
        return false;
    const struct plain_slot *slot = &box->slots[number];
    struct flow out = { .protocol = slot->protocol,
                        .source = slot->real,
                        .source_port = slot->real_port };
    for (size_t i = 0; slot->is_static && i < box->config->static_count; i++) {
        const struct static_nat *rule = &box->config->statics[i];
        struct plain_answer answer = { .address = rule->mapped, .port = rule->mapped_port };
        if (rule->mapped_is_interface)
            answer.address = box->config->interfaces[rule->mapped_ifc]->address;
        if (rule->real_ifc != slot->real_ifc || rule->mapped_ifc != slot->mapped_ifc ||
            rule->protocol != slot->protocol ||
            (rule->acl == NULL && !plain_static_out(box->config, rule, &out, &answer)))
            continue;
        if (plain_in_network((struct network){ answer.address, rule->netmask }, slot->mapped) &&
            (rule->protocol == 0 || answer.port == slot->mapped_port))
            return false;
    }
    return true;
}

static inline void
plain_clear(struct plain_box *box)
{
    for (int i = 0; i < box->conn_count; i++) {
        struct plain_conn *conn = &box->conns[i];
        bool translated = conn->ends[0].source != conn->ends[1].destination;
        if (conn->live && ((conn->is_half && translated) || plain_is_cleared(box, conn->slots[0]) ||
                           plain_is_cleared(box, conn->slots[1])))
            plain_close(box, conn, box->now);
    }
    for (int i = 0; i < box->slot_count; i++) {
        if (plain_is_cleared(box, i) && box->slots[i].conns == 0)
            box->slots[i].live = false;
    }
}

#endif
