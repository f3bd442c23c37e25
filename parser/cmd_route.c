/*
 * cmd_route.c: static routes (commands.md 3.4).
 */
#include "parser/families.h"
#include "parser/family.h"

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

static bool
set_route(struct command_call *call, void *scratch)
{
    const struct route_line *line = scratch;
    struct config *config = call->config;
    if (!check_pair(call, line->network.address, line->network.netmask))
        return false;
    for (size_t i = 0; i < config->route_count; i++) {
        if (!same_network(&config->routes[i], line) || config->routes[i].gateway != line->gateway)
            continue;
        const char *device =
            call_version(call) < OS_7_0 ? "Route already exists" : "ERROR: Route already exists";
        if (call->file == NULL)
            return refuse(call, device, "the same route is there already");
        warn(call, device, "the same route is there already");
        return true;
    }
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

/* The gateway may be left out: then every route to that network goes. */
static bool
unset_route(struct command_call *call, void *scratch)
{
    const struct route_line *line = scratch;
    struct config *config = call->config;
    bool found = false;
    for (size_t i = 0; i < config->route_count;) {
        if (same_network(&config->routes[i], line) &&
            (line->gateway == 0 || config->routes[i].gateway == line->gateway)) {
            LIST_REMOVE(config->routes, config->route_count, i);
            found = true;
        } else {
            i++;
        }
    }
    return found || refuse(call, NULL, "there is no such route");
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

static bool
clear_route(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->route_count = 0;
    return true;
}

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
    .no_words = 4,
    .each = each_route,
    .clear = clear_route,
};

const struct command *const route_commands[] = { &route_row, NULL };
