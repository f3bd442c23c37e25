/*
 * mend_translation.c: nat, global and static.
 *
 * A static needs an address of the other side that nobody has: the first of the interface's network
 * that neither the configuration names nor the captures show.
 */
#include <stdio.h>
#include <string.h>

#include "cli/explain/mend.h"
#include "engine/base/ip.h"

#define STATIC_SOURCES 3 /* more hosts want a pool */
#define POOLS 4
_Static_assert(STATIC_SOURCES <= PLAN_FREE, "each of their addresses is told");
#define FREE_TRIES 65536

static const char *
ip_text(uint32_t address, char text[static IP_TEXT_SIZE])
{
    ip_format(address, text);
    return text;
}

static bool
is_up(const struct mend_ask *ask, ifc_id ifc)
{
    return ifc < ask->config->interface_count && interface_is_up(ask->config->interfaces[ifc]);
}

/* ---- a free address ---- */

static bool
is_within(uint32_t address, uint32_t first, uint32_t last)
{
    return address >= first && address <= last;
}

static bool
is_configured(const struct config *config, uint32_t address)
{
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if (address == interface->address || address == interface->standby ||
            address == interface->failover)
            return true;
    }
    for (size_t i = 0; i < config->global_count; i++)
        if (is_within(address, config->globals[i].first, config->globals[i].last))
            return true;
    for (size_t i = 0; i < config->static_count; i++)
        if (((config->statics[i].mapped ^ address) & config->statics[i].netmask) == 0)
            return true;
    for (size_t i = 0; i < config->route_count; i++)
        if (address == config->routes[i].gateway)
            return true;
    for (size_t i = 0; i < config->arp_count; i++)
        if (address == config->arps[i].address)
            return true;
    return config_name_of(config, address) != NULL;
}

static bool
is_seen(const struct fates *seen, uint32_t address)
{
    for (size_t i = 0; seen != NULL && i < fates_count(seen); i++) {
        const struct fate *fate = fates_at(seen, i);
        if (fate->source == address || fate->destination == address)
            return true;
    }
    return false;
}

/* An address of the network of IFC behind AFTER; 0: none is free. */
static uint32_t
free_address(const struct mend_ask *ask, ifc_id ifc, uint32_t after)
{
    const struct interface *interface = ask->config->interfaces[ifc];
    uint32_t network = interface->address & interface->netmask;
    uint32_t last = network | ~interface->netmask;
    if (interface->address == 0 || last - network < 3)
        return 0;
    uint32_t first = after != 0 ? after + 1 : network + 1;
    for (uint32_t i = 0; i < FREE_TRIES && first + i < last; i++)
        if (!is_configured(ask->config, first + i) && !is_seen(ask->seen, first + i))
            return first + i;
    return 0;
}

/* ---- statics ---- */

static void
write_static(struct mend_ask *ask, struct plan *plan, ifc_id real_ifc, ifc_id mapped_ifc,
             uint32_t mapped, uint32_t real)
{
    char outer[IP_TEXT_SIZE], inner[IP_TEXT_SIZE];
    mend_command(ask, plan, false, "static (%s,%s) %s %s netmask 255.255.255.255",
                 mend_label(ask, real_ifc), mend_label(ask, mapped_ifc), ip_text(mapped, outer),
                 ip_text(real, inner));
}

/* One for each source, at free addresses. */
static void
source_statics(struct mend_ask *ask, ifc_id ingress, ifc_id egress)
{
    const struct stop_group *group = ask->group;
    const uint32_t one[] = { ask->stop->source };
    const uint32_t *sources = group != NULL ? group->sources : one;
    size_t count = group != NULL ? group->source_count : 1;
    if (count > STATIC_SOURCES || (group != NULL && group->more_sources))
        return;
    struct plan *plan = mend_begin(ask, 1);
    uint32_t mapped = 0;
    for (size_t i = 0; i < count && plan != NULL; i++) {
        mapped = free_address(ask, egress, mapped);
        if (mapped == 0) {
            ask->count--;
            return;
        }
        write_static(ask, plan, ingress, egress, mapped, sources[i]);
        plan->free[plan->free_count++] = mapped;
    }
}

/* The destination is reached by its own address, which is of a network behind another interface. */
void
mend_destination(struct mend_ask *ask)
{
    uint32_t destination = ask->stop->destination;
    ifc_id real_ifc = mend_route(ask->config, destination);
    if (real_ifc == IFC_NONE || real_ifc == ask->stop->ingress || !is_up(ask, ask->stop->ingress))
        return;
    write_static(ask, mend_begin(ask, 2), real_ifc, ask->stop->ingress, destination, destination);
}

/* RFC 1918. */
static bool
is_private(uint32_t address)
{
    static const struct network networks[] = { { 0x0a000000, 0xff000000 },
                                               { 0xac100000, 0xfff00000 },
                                               { 0xc0a80000, 0xffff0000 } };
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++)
        if (network_contains(networks[i], address))
            return true;
    return false;
}

/* May hosts show their own addresses there? Private ones get no answer from the internet. */
static bool
may_show(const struct mend_ask *ask, ifc_id egress)
{
    return !is_private(ask->stop->source) || is_private(ask->config->interfaces[egress]->address);
}

/* ---- exemption ---- */

/* The list that exempts what comes from IFC; NULL: there is none. */
static const struct acl *
exempting_list(const struct config *config, ifc_id ifc)
{
    for (size_t i = 0; i < config->nat_count; i++) {
        const struct nat *nat = &config->nats[i];
        if (nat->ifc == ifc && nat->id == 0 && nat->acl != NULL && !nat->outside)
            return nat->acl;
    }
    return NULL;
}

/* From the real side, whichever side asks. */
static void
exempt(struct mend_ask *ask, ifc_id real_ifc, uint32_t real, struct network other)
{
    const struct acl *acl = exempting_list(ask->config, real_ifc);
    const char *kind = ask->config->does->modular_policy ? "extended " : "";
    char name[100], host[IP_TEXT_SIZE], end[END_TEXT_SIZE];
    if (acl != NULL)
        snprintf(name, sizeof name, "%.99s", acl->name);
    else
        snprintf(name, sizeof name, "%.64s_nat0_outbound", mend_label(ask, real_ifc));
    if (acl == NULL && config_acl(ask->config, name) != NULL)
        return;
    struct plan *plan = mend_begin(ask, 1 + mend_bits(other));
    mend_command(ask, plan, false, "access-list %s %spermit ip host %s %s", name, kind,
                 ip_text(real, host), mend_end(other, end));
    if (acl == NULL)
        mend_command(ask, plan, false, "nat (%s) 0 access-list %s", mend_label(ask, real_ifc),
                     name);
}

void
mend_exemption(struct mend_ask *ask)
{
    const struct stop *stop = ask->stop;
    ifc_id egress = mend_route(ask->config, stop->destination);
    if (!is_up(ask, stop->ingress) || !is_up(ask, egress) || egress == stop->ingress)
        return;
    if (stop->drop == DROP_NO_TRANSLATION) {
        if (may_show(ask, egress) && (ask->group == NULL || ask->group->source_count == 1))
            exempt(ask, stop->ingress, stop->source, mend_targets(ask));
    } else {
        exempt(ask, egress, stop->destination, mend_sources(ask));
    }
}

/* ---- nat and global ---- */

static void
write_nat(struct mend_ask *ask, struct plan *plan, ifc_id ifc, unsigned id, struct network network)
{
    char address[IP_TEXT_SIZE], netmask[IP_TEXT_SIZE];
    mend_command(ask, plan, false, "nat (%s) %u %s %s", mend_label(ask, ifc), id,
                 ip_text(network.address, address), ip_text(network.netmask, netmask));
}

static void
write_global(struct mend_ask *ask, struct plan *plan, ifc_id ifc, unsigned id)
{
    mend_command(ask, plan, false, "global (%s) %u interface", mend_label(ask, ifc), id);
}

/* A nat that has the source, but no pool where it leaves. */
static void
add_pools(struct mend_ask *ask, ifc_id egress)
{
    if (ask->trace == NULL)
        return;
    for (size_t i = 0; i < ask->trace->nearest_count; i++) {
        const struct near_miss *miss = &ask->trace->nearest[i];
        if (miss->row.kind == ROW_NAT && miss->field == FIELD_POOL)
            write_global(ask, mend_begin(ask, 1), egress,
                         ((const struct nat *)miss->row.pointer)->id);
    }
}

/* A nat for a pool that is there; returns the lowest number that no pool has. */
static unsigned
join_pools(struct mend_ask *ask, ifc_id ingress, ifc_id egress, struct network sources)
{
    unsigned unused = 1, joined = 0, last = 0;
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < ask->config->global_count; i++)
            if (ask->config->globals[i].id == unused) {
                unused++;
                again = true;
            }
        for (size_t i = 0; i < ask->config->nat_count; i++)
            if (ask->config->nats[i].id == unused) {
                unused++;
                again = true;
            }
    }
    for (size_t i = 0; i < ask->config->global_count && joined < POOLS; i++) {
        const struct global *global = &ask->config->globals[i];
        if (global->ifc != egress || global->id == last)
            continue;
        last = global->id;
        joined++;
        write_nat(ask, mend_begin(ask, 1 + mend_bits(sources)), ingress, global->id, sources);
    }
    return unused;
}

/* What has used up its pool, or cannot be carried by it. */
static void
widen_pool(struct mend_ask *ask, ifc_id egress)
{
    const struct row *row = &ask->stop->row;
    unsigned id = 0;
    if (row->kind == ROW_NAT)
        id = ((const struct nat *)row->pointer)->id;
    else if (row->kind == ROW_GLOBAL)
        id = ((const struct global *)row->pointer)->id;
    if (id != 0)
        write_global(ask, mend_begin(ask, 1), egress, id);
}

void
mend_source(struct mend_ask *ask)
{
    ifc_id ingress = ask->stop->ingress, egress = mend_egress(ask);
    if (!is_up(ask, ingress) || !is_up(ask, egress) || ingress == egress)
        return;
    struct network sources = mend_sources(ask);
    if (ask->stop->drop == DROP_TRANSLATION_FAILED) {
        widen_pool(ask, egress);
        source_statics(ask, ingress, egress);
        return;
    }
    add_pools(ask, egress);
    unsigned unused = join_pools(ask, ingress, egress, sources);
    struct plan *plan = mend_begin(ask, 2 + mend_bits(sources));
    write_nat(ask, plan, ingress, unused, sources);
    write_global(ask, plan, egress, unused);
    source_statics(ask, ingress, egress);
    if (may_show(ask, egress))
        write_nat(ask, mend_begin(ask, 3 + mend_bits(sources)), ingress, 0, sources);
    if (ask->config->nat_control && may_show(ask, egress))
        mend_command(ask, mend_begin(ask, 64), false, "no nat-control");
}
