/*
 * ingress.c: where a captured packet entered (engine.md 10.2).
 *
 * Three additions to the rules there, for cases on which they are silent:
 *
 * - A direction mark (cooked header, pcapng flag) says what the capturing host did. Where that was
 *   not the firewall but a neighbour, every mark is the wrong way round. So marks are believed as
 *   long as they agree with the addresses more often than not.
 * - Without a capture point, a destination that is the real address of a translated host on a
 *   higher interface shows a packet behind the firewall: in front of it the host has its mapped
 *   address.
 * - Broadcasts and multicasts enter where they are seen.
 */
#include "engine/replay/ingress.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/cursor.h"
#include "engine/base/pages.h"

#define CACHE_SETS_FIRST 1024 /* powers of two */
#define CACHE_SETS_MOST 65536
#define CACHE_WAYS 4
#define CACHE_LINE 64

/*
 * What the addresses of two hosts said of packets between them at a point, for both directions: to
 * ask routes and translations of each packet costs more than all the rest. A set is one cache line
 * and can be fetched beforehand; the newest pair stands first.
 */
struct cached {
    uint64_t pair; /* of addresses, the higher one above */
    ifc_id point;
    ifc_id ifc[2];    /* of packets sent by the lower address, by the higher one */
    uint8_t known[2]; /* CACHE_KNOWN, stance and rule; 0: not known */
};

enum { CACHE_KNOWN = 0x80, CACHE_STANCE_SHIFT = 4, CACHE_STANCE_MASK = 7, CACHE_RULE_MASK = 0x0f };

_Static_assert(CACHE_WAYS * sizeof(struct cached) == CACHE_LINE, "a set is a cache line");
_Static_assert(STANCE_COUNT <= 8 && INGRESS_RULE_COUNT <= CACHE_RULE_MASK + 1, "they fit");

/*
 * What is known of a destination at a point. Floods have a new source in each packet, but few
 * destinations: half of what a judgement asks need be asked of each of these once.
 */
#define PLACES 256 /* a power of two */

struct place {
    bool known, owned; /* owned by the firewall at the point */
    ifc_id point;
    ifc_id route; /* where its route leads */
    uint32_t address;
};

struct ingress {
    const struct config *config;
    struct ingress_view view;
    uint32_t revision; /* of the configuration that what follows was made under */
    bool knows_macs;   /* of some interface; where none is known, none need be compared */
    uint64_t counts[INGRESS_RULE_COUNT];
    struct learned_mac {
        bool known;
        uint8_t bytes[6];
    } * macs; /* by interface */
    size_t mac_count;
    struct cached *cache;
    size_t cache_sets;
    size_t cache_fills; /* pairs put into it */
    struct place places[PLACES];
};

const char *
ingress_rule_text(enum ingress_rule rule)
{
    static const char *const texts[INGRESS_RULE_COUNT] = {
        [INGRESS_MARK] = "the capture says in which direction the packet went",
        [INGRESS_MAC] = "the firewall's MAC address, from the configuration or from ARP",
        [INGRESS_OWN_SOURCE] = "the source is an address of the firewall on that side",
        [INGRESS_ROUTE] = "the route of the source leads to the capture's side",
        [INGRESS_ROUTE_ELSEWHERE] = "the route of the source leads to another side",
        [INGRESS_OWN_DESTINATION] = "the destination is an address of the firewall on that side",
        [INGRESS_BETWEEN_ROUTES] = "the routes of source and destination lead to different sides",
        [INGRESS_HIDDEN_DESTINATION] =
            "the destination is a real address that is translated towards the source",
        [INGRESS_BROADCAST] = "broadcast or multicast: it enters where it is seen",
        [INGRESS_SAME_SEGMENT] = "source and destination are on the same side",
        [INGRESS_NOTHING] = "nothing tells where it entered",
    };
    return rule < INGRESS_RULE_COUNT ? texts[rule] : "?";
}

static struct route_result
engine_view_route(const void *context, uint32_t address)
{
    return engine_route(context, address);
}

static bool
engine_view_owns(const void *context, ifc_id ifc, uint32_t address)
{
    return engine_owns_address(context, ifc, address);
}

static ifc_id
engine_view_real_side(const void *context, uint32_t address)
{
    return engine_real_side_of(context, address);
}

struct ingress_view
ingress_view_of(const struct engine *engine)
{
    return (struct ingress_view){ .context = engine,
                                  .route = engine_view_route,
                                  .owns = engine_view_owns,
                                  .real_side = engine_view_real_side };
}

/* An empty cache in the place of what there is; false when there is no memory. */
static bool
make_cache(struct ingress *ingress, size_t sets)
{
    struct cached *cache = pages_for_random_use(sets * CACHE_LINE);
    if (cache == NULL)
        return false;
    memset(cache, 0, sets * CACHE_LINE);
    free(ingress->cache);
    ingress->cache = cache;
    ingress->cache_sets = sets;
    ingress->cache_fills = 0;
    return true;
}

static const uint8_t *
mac_of(const struct ingress *ingress, ifc_id ifc)
{
    const struct interface *interface = ingress->config->interfaces[ifc];
    if (interface->has_mac)
        return interface->mac;
    if (ifc < ingress->mac_count && ingress->macs[ifc].known)
        return ingress->macs[ifc].bytes;
    return NULL;
}

static void
look_for_macs(struct ingress *ingress)
{
    ingress->knows_macs = false;
    for (size_t i = 0; i < ingress->config->interface_count; i++)
        ingress->knows_macs |= mac_of(ingress, (ifc_id)i) != NULL;
}

struct ingress *
ingress_new(const struct config *config, struct ingress_view view)
{
    struct ingress *ingress = calloc(1, sizeof *ingress);
    if (ingress == NULL)
        return NULL;
    if (!make_cache(ingress, CACHE_SETS_FIRST)) {
        free(ingress);
        return NULL;
    }
    ingress->config = config;
    ingress->view = view;
    ingress->revision = config->revision;
    look_for_macs(ingress);
    return ingress;
}

void
ingress_free(struct ingress *ingress)
{
    if (ingress == NULL)
        return;
    free(ingress->cache);
    free(ingress->macs);
    free(ingress);
}

const uint64_t *
ingress_counts(const struct ingress *ingress)
{
    return ingress->counts;
}

static const struct judgement undecided = { IFC_NONE, STANCE_UNDECIDED, INGRESS_NOTHING };

static struct judgement
enters(ifc_id ifc, enum ingress_rule rule)
{
    return (struct judgement){ ifc, STANCE_ENTERS, rule };
}

static struct judgement
left(ifc_id ifc, enum ingress_rule rule)
{
    return (struct judgement){ ifc, STANCE_LEFT, rule };
}

static bool
owns(const struct ingress *ingress, ifc_id ifc, uint32_t address)
{
    return ingress->view.owns(ingress->view.context, ifc, address);
}

static ifc_id
route(const struct ingress *ingress, uint32_t address)
{
    return ingress->view.route(ingress->view.context, address).ifc;
}

/*
 * Behind which interface a source lives. A default route says little: a host that a nat or static
 * names as real is behind that rule's interface (the guard of engine.md 10.2).
 */
static ifc_id
side_of_source(const struct ingress *ingress, uint32_t address)
{
    struct route_result result = ingress->view.route(ingress->view.context, address);
    if (result.ifc != IFC_NONE && !result.is_default)
        return result.ifc;
    ifc_id real_side = ingress->view.real_side(ingress->view.context, address);
    return real_side != IFC_NONE ? real_side : result.ifc;
}

static bool
is_subnet_broadcast(const struct ingress *ingress, ifc_id ifc, uint32_t address)
{
    const struct interface *interface = ingress->config->interfaces[ifc];
    return interface->address != 0 && interface->netmask < UINT32_C(0xfffffffe) &&
           address == (interface->address | ~interface->netmask);
}

static bool
is_broadcast(const struct ingress *ingress, ifc_id ifc, uint32_t address)
{
    if (address >> 28 == 0xe || address == UINT32_MAX)
        return true;
    return ifc != IFC_NONE && is_subnet_broadcast(ingress, ifc, address);
}

/* The one interface on whose wire the firewall owns ADDRESS; IFC_NONE: none, or several. */
static ifc_id
owner(const struct ingress *ingress, uint32_t address)
{
    ifc_id found = IFC_NONE;
    for (size_t i = 0; i < ingress->config->interface_count; i++) {
        if (!owns(ingress, (ifc_id)i, address))
            continue;
        if (found != IFC_NONE)
            return IFC_NONE;
        found = (ifc_id)i;
    }
    return found;
}

static const struct place *
place_of(struct ingress *ingress, ifc_id point, uint32_t address)
{
    struct place *place = &ingress->places[(address * 0x9e3779b1U >> 24) & (PLACES - 1)];
    if (!place->known || place->address != address || place->point != point)
        *place = (struct place){
            .known = true,
            .owned = owns(ingress, point, address),
            .point = point,
            .route = route(ingress, address),
            .address = address,
        };
    return place;
}

/* R2, R3, R4, R7: the capture was taken at POINT. */
static struct judgement
judge_at(struct ingress *ingress, ifc_id point, uint32_t source, uint32_t destination)
{
    if (owns(ingress, point, source))
        return left(point, INGRESS_OWN_SOURCE);
    if (is_broadcast(ingress, point, destination))
        return enters(point, INGRESS_BROADCAST);
    const struct place *place = place_of(ingress, point, destination);
    bool to_own = place->owned;
    ifc_id side = side_of_source(ingress, source);
    if (side == IFC_NONE)
        return to_own ? enters(point, INGRESS_OWN_DESTINATION) : undecided;
    if (side != point)
        return left(point, INGRESS_ROUTE_ELSEWHERE);
    if (!to_own && place->route == point)
        return (struct judgement){ IFC_NONE, STANCE_NOT_FOR_US, INGRESS_SAME_SEGMENT };
    return enters(point, INGRESS_ROUTE);
}

static bool
has_pool(const struct config *config, ifc_id ifc, uint32_t id)
{
    for (size_t i = 0; i < config->global_count; i++) {
        if (config->globals[i].ifc == ifc && config->globals[i].id == id)
            return true;
    }
    return false;
}

/* Does the best `nat` line of SIDE for ADDRESS translate it towards the interface TOWARDS? */
static bool
is_translated(const struct config *config, ifc_id side, ifc_id towards, uint32_t address)
{
    const struct nat *best = NULL;
    for (size_t i = 0; i < config->nat_count; i++) {
        const struct nat *nat = &config->nats[i];
        if (nat->ifc == side && nat->acl == NULL && !nat->outside &&
            network_contains(nat->real, address) &&
            (best == NULL || nat->real.netmask > best->real.netmask))
            best = nat;
    }
    return best != NULL && best->id != 0 && has_pool(config, towards, best->id);
}

/* Is ADDRESS the real one of a host that packets from the lower interface FROM do not see? */
static ifc_id
hidden_side(const struct ingress *ingress, ifc_id from, uint32_t address)
{
    ifc_id side = ingress->view.real_side(ingress->view.context, address);
    if (side == IFC_NONE) {
        struct route_result result = ingress->view.route(ingress->view.context, address);
        if (result.ifc == IFC_NONE || result.is_default ||
            !is_translated(ingress->config, result.ifc, from, address))
            return IFC_NONE;
        side = result.ifc;
    }
    if (side == from)
        return IFC_NONE;
    struct interface *const *interfaces = ingress->config->interfaces;
    return interfaces[from]->security_level < interfaces[side]->security_level ? side : IFC_NONE;
}

/* R5, R6, R7: where the capture was taken is not known. */
static struct judgement
judge_anywhere(const struct ingress *ingress, uint32_t source, uint32_t destination)
{
    ifc_id ifc = owner(ingress, source);
    if (ifc != IFC_NONE)
        return left(ifc, INGRESS_OWN_SOURCE);
    ifc_id side = side_of_source(ingress, source);
    if (side == IFC_NONE) {
        ifc = owner(ingress, destination);
        return ifc != IFC_NONE ? enters(ifc, INGRESS_OWN_DESTINATION) : undecided;
    }
    if (owns(ingress, side, destination))
        return enters(side, INGRESS_OWN_DESTINATION);
    if (is_broadcast(ingress, side, destination))
        return enters(side, INGRESS_BROADCAST);
    ifc = hidden_side(ingress, side, destination);
    if (ifc != IFC_NONE)
        return left(ifc, INGRESS_HIDDEN_DESTINATION);
    if (route(ingress, destination) == side)
        return (struct judgement){ IFC_NONE, STANCE_NOT_FOR_US, INGRESS_SAME_SEGMENT };
    return enters(side, INGRESS_BETWEEN_ROUTES);
}

static uint64_t
pair_of(uint32_t a, uint32_t b)
{
    return a < b ? (uint64_t)b << 32 | a : (uint64_t)a << 32 | b;
}

static struct cached *
cache_set(const struct ingress *ingress, uint64_t pair)
{
    uint64_t key = pair * UINT64_C(0x9e3779b97f4a7c15);
    return &ingress->cache[(key >> 40 & (ingress->cache_sets - 1)) * CACHE_WAYS];
}

void
ingress_expect(const struct ingress *ingress, uint32_t source, uint32_t destination)
{
    __builtin_prefetch(cache_set(ingress, pair_of(source, destination)));
}

/*
 * A place for a new pair: that of the oldest in its set. A run of many hosts gets a large cache,
 * and fills it anew.
 */
static NOINLINE struct cached *
new_place(struct ingress *ingress, uint64_t pair, ifc_id point)
{
    if (ingress->cache_fills++ == ingress->cache_sets && ingress->cache_sets < CACHE_SETS_MOST)
        (void)make_cache(ingress, CACHE_SETS_MOST);
    struct cached *set = cache_set(ingress, pair);
    memmove(set + 1, set, (CACHE_WAYS - 1) * sizeof *set);
    set[0] = (struct cached){ .pair = pair, .point = point };
    return &set[0];
}

/* The pair's place in the cache; NULL: it has none. */
static inline struct cached *
find_place(const struct ingress *ingress, uint64_t pair, ifc_id point)
{
    struct cached *set = cache_set(ingress, pair);
    for (size_t i = 0; i < CACHE_WAYS; i++) {
        if (set[i].pair == pair && set[i].point == point)
            return &set[i];
    }
    return NULL;
}

/* What PLACE knows of packets from SENDER. */
static inline struct judgement
recall(const struct cached *place, unsigned sender)
{
    unsigned known = place->known[sender];
    return (struct judgement){
        .ifc = place->ifc[sender],
        .stance = (enum stance)(known >> CACHE_STANCE_SHIFT & CACHE_STANCE_MASK),
        .rule = (enum ingress_rule)(known & CACHE_RULE_MASK),
    };
}

/* The configuration has changed: nothing that was made of it holds. */
static NOINLINE void
look_again(struct ingress *ingress)
{
    memset(ingress->cache, 0, ingress->cache_sets * CACHE_LINE);
    memset(ingress->places, 0, sizeof ingress->places);
    look_for_macs(ingress);
    ingress->revision = ingress->config->revision;
}

static struct judgement
judge_by_address(struct ingress *ingress, const struct packet *packet, ifc_id point)
{
    uint32_t source = packet->source, destination = packet->destination;
    uint64_t pair = pair_of(source, destination);
    struct cached *place = find_place(ingress, pair, point);
    if (place == NULL)
        place = new_place(ingress, pair, point);
    unsigned sender = source > destination;
    if (place->known[sender] == 0) {
        struct judgement judgement = point != IFC_NONE
                                         ? judge_at(ingress, point, source, destination)
                                         : judge_anywhere(ingress, source, destination);
        place->known[sender] =
            (uint8_t)(CACHE_KNOWN | judgement.stance << CACHE_STANCE_SHIFT | judgement.rule);
        place->ifc[sender] = judgement.ifc;
    }
    return recall(place, sender);
}

/* What the capture's direction mark makes of a packet whose addresses say BY_ADDRESS. */
static struct judgement
judge_by_mark(const struct ingress *ingress, const struct packet *packet,
              struct capture_point *point, struct judgement by_address)
{
    /* Where even the side is not known, a mark does not make neighbours cross the firewall. */
    if (point->ifc == IFC_NONE && by_address.stance == STANCE_NOT_FOR_US)
        return by_address;
    enum stance marked = packet->seen == SEEN_INCOMING ? STANCE_ENTERS : STANCE_LEFT;
    bool decisive = by_address.stance == STANCE_ENTERS || by_address.stance == STANCE_LEFT;
    if (decisive && by_address.stance != marked)
        point->marks_mirrored++;
    else
        point->marks_right++;
    if (point->marks_mirrored > point->marks_right)
        return by_address;
    ifc_id ifc = point->ifc;
    if (ifc == IFC_NONE && marked == STANCE_ENTERS)
        ifc = side_of_source(ingress, packet->source);
    else if (ifc == IFC_NONE)
        ifc =
            by_address.stance == STANCE_LEFT ? by_address.ifc : route(ingress, packet->destination);
    if (ifc == IFC_NONE)
        return by_address;
    return (struct judgement){ ifc, marked, INGRESS_MARK };
}

/* R1. False: no MAC address decides. */
static bool
judge_by_mac(const struct ingress *ingress, const struct packet *packet, ifc_id ifc,
             struct judgement *judgement)
{
    const uint8_t *mac = mac_of(ingress, ifc);
    if (mac == NULL)
        return false;
    if (memcmp(packet->source_mac, mac, 6) == 0)
        *judgement = left(ifc, INGRESS_MAC);
    else if (memcmp(packet->destination_mac, mac, 6) == 0)
        *judgement = enters(ifc, INGRESS_MAC);
    else
        return false;
    return true;
}

static bool
judge_by_macs(const struct ingress *ingress, const struct packet *packet, ifc_id point,
              struct judgement *judgement)
{
    if (point == IFC_NONE) {
        for (size_t i = 0; i < ingress->config->interface_count; i++) {
            if (judge_by_mac(ingress, packet, (ifc_id)i, judgement))
                return true;
        }
        return false;
    }
    if (judge_by_mac(ingress, packet, point, judgement))
        return true;
    bool is_unicast = (packet->destination_mac[0] & 1) == 0;
    if (mac_of(ingress, point) == NULL || !is_unicast)
        return false;
    *judgement = (struct judgement){ IFC_NONE, STANCE_NOT_FOR_US, INGRESS_MAC };
    return true;
}

/* The interface of a VLAN; IFC_NONE. */
static NOINLINE ifc_id
interface_of_vlan(const struct ingress *ingress, uint16_t vlan)
{
    for (size_t i = 0; i < ingress->config->interface_count; i++) {
        if (ingress->config->interfaces[i]->vlan == vlan)
            return (ifc_id)i;
    }
    return IFC_NONE;
}

/* A VLAN tag of a configured sub-interface tells the side better than the file does. */
static inline ifc_id
point_of(const struct ingress *ingress, const struct packet *packet,
         const struct capture_point *point)
{
    ifc_id ifc = packet->vlan != 0 ? interface_of_vlan(ingress, packet->vlan) : IFC_NONE;
    return ifc != IFC_NONE ? ifc : point->ifc;
}

/* By all that may tell: MAC addresses, a VLAN, a direction mark, and the addresses. */
static NOINLINE struct judgement
judge_by_all(struct ingress *ingress, const struct packet *packet, struct capture_point *point)
{
    if (ingress->revision != ingress->config->revision)
        look_again(ingress);
    ifc_id at = point_of(ingress, packet, point);
    struct judgement judgement;
    bool by_mac = packet->seen == SEEN_UNKNOWN && packet->has_macs && ingress->knows_macs &&
                  judge_by_macs(ingress, packet, at, &judgement);
    if (!by_mac) {
        judgement = judge_by_address(ingress, packet, at);
        if (packet->seen != SEEN_UNKNOWN)
            judgement = judge_by_mark(ingress, packet, point, judgement);
    }
    ingress->counts[judgement.rule]++;
    return judgement;
}

/* Where only the addresses tell, and are known, it is a look into the cache. */
struct judgement
ingress_judge(struct ingress *ingress, const struct packet *packet, struct capture_point *point)
{
    if (packet->vlan != 0 || packet->seen != SEEN_UNKNOWN || ingress->knows_macs ||
        ingress->revision != ingress->config->revision)
        return judge_by_all(ingress, packet, point);
    uint64_t pair = pair_of(packet->source, packet->destination);
    const struct cached *place = find_place(ingress, pair, point->ifc);
    unsigned sender = packet->source > packet->destination;
    if (place == NULL || place->known[sender] == 0)
        return judge_by_all(ingress, packet, point);
    struct judgement judgement = recall(place, sender);
    ingress->counts[judgement.rule]++;
    return judgement;
}

/* It is the first thing that is asked at a point, and the cache knows the answer. */
bool
ingress_source_is_own(struct ingress *ingress, const struct packet *packet, ifc_id point)
{
    if (ingress->revision != ingress->config->revision)
        look_again(ingress);
    return judge_by_address(ingress, packet, point).rule == INGRESS_OWN_SOURCE;
}

/* RFC 826 for Ethernet and IPv4; the sender's addresses are what counts, asking or answering. */
static bool
read_arp_sender(const struct packet *arp, const uint8_t **mac, uint32_t *address)
{
    if (arp->ip_offset > arp->captured)
        return false;
    struct cursor cursor = cursor_of(arp->bytes + arp->ip_offset, arp->captured - arp->ip_offset);
    uint16_t hardware, protocol, lengths, operation;
    struct cursor sender;
    if (!cursor_u16(&cursor, &hardware) || !cursor_u16(&cursor, &protocol) ||
        !cursor_u16(&cursor, &lengths) || !cursor_u16(&cursor, &operation) ||
        !cursor_take(&cursor, 6, &sender) || !cursor_u32(&cursor, address))
        return false;
    *mac = sender.at;
    return hardware == 1 && protocol == 0x0800 && lengths == 0x0604;
}

static bool
make_room_for_macs(struct ingress *ingress)
{
    size_t count = ingress->config->interface_count;
    if (ingress->mac_count >= count)
        return true;
    struct learned_mac *macs = realloc(ingress->macs, count * sizeof *macs);
    if (macs == NULL)
        return false;
    memset(macs + ingress->mac_count, 0, (count - ingress->mac_count) * sizeof *macs);
    ingress->macs = macs;
    ingress->mac_count = count;
    return true;
}

void
ingress_learn(struct ingress *ingress, const struct packet *arp, const struct capture_point *point)
{
    const uint8_t *mac;
    uint32_t address;
    if (!read_arp_sender(arp, &mac, &address) || address == 0)
        return;
    ifc_id ifc = point_of(ingress, arp, point);
    if (ifc == IFC_NONE)
        ifc = owner(ingress, address);
    else if (!owns(ingress, ifc, address))
        return;
    if (ifc == IFC_NONE || !make_room_for_macs(ingress))
        return;
    ingress->macs[ifc].known = true;
    memcpy(ingress->macs[ifc].bytes, mac, 6);
    ingress->knows_macs = true;
}
