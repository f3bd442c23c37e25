/*
 * cmd_route.c: static routes (commands.md 3.4).
 */
#include "parser/families.h"
#include "parser/family.h"
#include "parser/word_nat.h"

struct route_line {
    ifc_id ifc;
    struct network network;
    uint32_t gateway;
    uint16_t metric;
    bool tunneled;
    bool has_track;
    uint16_t track;
};

static void
init_route(void *scratch)
{
    ((struct route_line *)scratch)->metric = 1;
}

static bool
same_network(const struct route *route, const struct route_line *line)
{
    return route->ifc == line->ifc && route->network.address == line->network.address &&
           route->network.netmask == line->network.netmask;
}

/* What stands against a new route (commands.md 3.4). */
enum route_conflict {
    ROUTE_FREE,
    ROUTE_EXISTS,
    ROUTE_CONFLICTS, /* 7+: the same network and metric on another interface, or a fourth way */
    ROUTE_SECOND_DEFAULT, /* 6.x: one default route an interface */
};

/* 7+ takes so many of equal cost, all on one interface. */
#define EQUAL_ROUTES 3

static bool
same_cost(const struct route *route, const struct route_line *line)
{
    return route->network.address == line->network.address &&
           route->network.netmask == line->network.netmask && route->metric == line->metric &&
           !route->tunneled && !line->tunneled && route->track == 0 && line->track == 0;
}

static enum route_conflict
find_conflict(const struct config *config, const struct route_line *line)
{
    bool flat = config->does->flat_commands;
    enum route_conflict conflict = ROUTE_FREE;
    size_t equal = 0;
    for (size_t i = 0; i < config->route_count; i++) {
        const struct route *route = &config->routes[i];
        if (route->assumed)
            continue;
        if (same_network(route, line) && route->gateway == line->gateway)
            return ROUTE_EXISTS;
        if (flat && same_network(route, line) && line->network.netmask == 0)
            conflict = ROUTE_SECOND_DEFAULT;
        if (!flat && same_cost(route, line) && (route->ifc != line->ifc || ++equal == EQUAL_ROUTES))
            conflict = ROUTE_CONFLICTS;
    }
    return conflict;
}

/* False: the line goes no further; *DONE says that it was forgiven. */
static bool
check_conflict(const struct command_call *call, const struct route_line *line, bool *done)
{
    static const char *const whats[] = {
        [ROUTE_EXISTS] = "the same route is there already",
        [ROUTE_CONFLICTS] = "another route to this network has the same metric",
        [ROUTE_SECOND_DEFAULT] = "the interface has a default route already",
    };
    static const char *const texts[] = {
        [ROUTE_EXISTS] = "Route already exists",
        [ROUTE_CONFLICTS] = "Cannot add route entry, conflict with existing routes",
        [ROUTE_SECOND_DEFAULT] = "Route already exists",
    };
    enum route_conflict conflict = find_conflict(call->config, line);
    *done = conflict == ROUTE_EXISTS;
    if (conflict == ROUTE_FREE)
        return true;
    const char *device = call_text(
        call, "%s%s", call_does(call)->errors_are_marked ? "ERROR: " : "", texts[conflict]);
    return refuse_or_warn(call, device, "%s", whats[conflict]);
}

static bool
set_route(struct command_call *call, void *scratch)
{
    const struct route_line *line = scratch;
    struct config *config = call->config;
    bool done;
    if (!check_pair(call, line->network.address, line->network.netmask) ||
        !check_conflict(call, line, &done))
        return false;
    if (done)
        return true;
    struct route *route = arena_append(config->arena, &config->routes, &config->route_count,
                                       &config->route_capacity, sizeof(*route));
    if (route == NULL)
        return no_memory(call);
    *route = (struct route){
        .ifc = line->ifc,
        .network = line->network,
        .gateway = line->gateway,
        .metric = line->metric,
        .tunneled = line->tunneled,
        .track = line->track,
        .origin = call_origin(call),
    };
    return true;
}

/* Words of a row up to what may be left out under `no`. */
enum { WORDS_TO_NETMASK = 4, WORDS_TO_GATEWAY = 5 };

/*
 * The first GIVEN words of a line name what goes: without a gateway every route to that network.
 * False: there was none.
 */
static bool
remove_routes(struct config *config, const struct route_line *line, size_t given)
{
    size_t before = config->route_count;
    for (size_t i = 0; i < config->route_count;) {
        const struct route *route = &config->routes[i];
        if (route->ifc == line->ifc && (given < WORDS_TO_NETMASK || same_network(route, line)) &&
            (given < WORDS_TO_GATEWAY || route->gateway == line->gateway))
            LIST_REMOVE(config->routes, config->route_count, i);
        else
            i++;
    }
    return config->route_count < before;
}

static bool
unset_route(struct command_call *call, void *scratch)
{
    return remove_routes(call->config, scratch, call->words_given) ||
           refuse(call, NULL, "there is no such route");
}

/* `clear route [IF [NETWORK [NETMASK [GATEWAY]]]]` */
static bool
clear_route(struct command_call *call, const char *rest)
{
    struct config *config = call->config;
    struct route_line line = { 0 };
    char name[NAMEIF_LENGTH + 1];
    char words[3][IP_TEXT_SIZE + 1];
    uint32_t *const places[] = { &line.network.address, &line.network.netmask, &line.gateway };
    int count = sscanf(rest, "%48s %16s %16s %16s", name, words[0], words[1], words[2]);
    if (count <= 0) {
        config->route_count = 0;
        return true;
    }
    line.ifc = config_interface_by_name(config, name);
    if (line.ifc == IFC_NONE)
        return refuse(call, NULL, "no interface is named %s", name);
    for (int i = 0; i < count - 1; i++) {
        if (strcmp(words[i], "0") != 0 && !ip_parse(words[i], strlen(words[i]), places[i]) &&
            !config_address_of(config, words[i], places[i]))
            return refuse(call, NULL, "%s is no address", words[i]);
    }
    if (count == 2)
        line.network.netmask = default_netmask(line.network.address);
    size_t given = count == 1 ? 2 : count == 4 ? WORDS_TO_GATEWAY : WORDS_TO_NETMASK;
    return remove_routes(config, &line, given) || refuse(call, NULL, "there is no such route");
}

static void
each_route(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->route_count; i++) {
        struct route *route = &config->routes[i];
        struct route_line line = {
            .ifc = route->ifc,
            .network = route->network,
            .gateway = route->gateway,
            .metric = route->metric,
            .tunneled = route->tunneled,
            .has_track = route->track != 0,
            .track = route->track,
        };
        if (!route->assumed)
            visit(context, &line, route);
    }
}

static const struct word track_words[] = {
    KEYWORD("track", "Only while this object is up"),
    NUMBER(struct route_line, track, 1, 500, "Object"),
    END_OF_WORDS,
};

static const struct command route_row = {
    .name = "route",
    .help = "Configure a static route for an interface",
    .words =
        (const struct word[]){
            KEYWORD("route", "Configure a static route for an interface"),
            VALUE(nameif, struct route_line, ifc, "Interface"),
            VALUE(address, struct route_line, network.address, "Network"),
            VALUE(netmask, struct route_line, network.netmask, "Netmask"),
            VALUE(address, struct route_line, gateway, "Gateway"),
            NUMBER(struct route_line, metric, 1, 255, "Metric", .optional = true, .always = true),
            FLAG(struct route_line, tunneled, "tunneled", "For what leaves a VPN", .since = OS_7_1),
            GROUP(struct route_line, has_track, track_words, .since = OS_7_2), END_OF_WORDS },
    .scratch_size = sizeof(struct route_line),
    .init = init_route,
    .set = set_route,
    .unset = unset_route,
    .no_words = WORDS_TO_NETMASK,
    .each = each_route,
    .clear = clear_route,
};

const struct command *const route_commands[] = { &route_row, NULL };
