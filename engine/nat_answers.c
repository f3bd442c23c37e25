/*
 * nat_answers.c: statics in order, then living slots of `nat`, then aliases [C].
 */
#include "engine/nat_answers.h"

#include "engine/nat.h"
#include "engine/state.h"

static bool
move(uint32_t *address, uint32_t from, uint32_t to, uint32_t netmask)
{
    if (!network_contains((struct network){ from, netmask }, *address))
        return false;
    *address = (to & netmask) | (*address & ~netmask);
    return true;
}

static bool
by_static(const struct config *config, ifc_id from, ifc_id to, uint32_t *address)
{
    for (size_t i = 0; i < config->static_count; i++) {
        const struct static_nat *rule = &config->statics[i];
        uint32_t mapped = static_mapped_address(config, rule);
        if (!rule->dns || rule->acl != NULL || rule->protocol != IP_ANY || mapped == 0)
            continue;
        if ((rule->mapped_ifc == from && move(address, mapped, rule->real, rule->netmask)) ||
            (rule->mapped_ifc == to && move(address, rule->real, mapped, rule->netmask)))
            return true;
    }
    return false;
}

static bool
any_nat_says_dns(const struct config *config)
{
    for (size_t i = 0; i < config->nat_count; i++) {
        if (config->nats[i].dns)
            return true;
    }
    return false;
}

static bool
is_of_dns(const struct engine *engine, uint32_t slot)
{
    return slot != XLATE_NONE && xlate_at(&engine->xlates, slot)->has_dns;
}

/* PAT is not looked at: an address of many hosts is no host's. */
static bool
by_slot(const struct engine *engine, ifc_id from, ifc_id to, uint32_t *address)
{
    const struct xlate_table *table = &engine->xlates;
    if (!any_nat_says_dns(engine->config))
        return false;
    uint32_t slot = xlate_find_port(table, XLATE_DYNAMIC, from, IP_ANY, *address, 0);
    if (is_of_dns(engine, slot)) {
        *address = xlate_at(table, slot)->real;
        return true;
    }
    for (size_t i = 0; i < engine->config->interface_count; i++) {
        slot = xlate_find_real(table, XLATE_DYNAMIC, (ifc_id)i, to, IP_ANY, *address, 0);
        if (is_of_dns(engine, slot)) {
            *address = xlate_at(table, slot)->mapped;
            return true;
        }
    }
    return false;
}

/* Its hosts are told what to ask for; others what they would reach (commands.md 4.5). */
static bool
by_alias(const struct engine *engine, ifc_id from, ifc_id to, uint32_t *address)
{
    const struct config *config = engine->config;
    bool inbound = engine_level(engine, from) < engine_level(engine, to);
    enum sysopt off = inbound ? SYSOPT_NODNSALIAS_INBOUND : SYSOPT_NODNSALIAS_OUTBOUND;
    if ((config->sysopts.on & SYSOPT_BIT(off)) != 0)
        return false;
    for (size_t i = 0; i < config->alias_count; i++) {
        const struct alias *alias = &config->aliases[i];
        if ((alias->ifc == to && move(address, alias->foreign, alias->dnat, alias->netmask)) ||
            (alias->ifc == from && move(address, alias->dnat, alias->foreign, alias->netmask)))
            return true;
    }
    return false;
}

uint32_t
nat_answer(const struct engine *engine, ifc_id from, ifc_id to, uint32_t address)
{
    if (!by_static(engine->config, from, to, &address) && !by_slot(engine, from, to, &address))
        (void)by_alias(engine, from, to, &address);
    return address;
}
