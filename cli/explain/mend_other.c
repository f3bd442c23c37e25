/*
 * mend_other.c: routes, what may reach the firewall itself, interfaces, guards.
 */
#include <stdio.h>

#include "cli/explain/mend.h"
#include "engine/base/ip.h"
#include "parser/names.h"

#define PORT_SSH 22
#define PORT_TELNET 23
#define PORT_HTTPS 443
#define OPENS_GUARD 16
#define ROUTES 8

/* ---- routes ---- */

/* To ADDRESS, through each gateway that is known already; to IFC only unless it is IFC_NONE. */
static void
route_to(struct mend_ask *ask, uint32_t address, ifc_id ifc)
{
    char host[IP_TEXT_SIZE], gateway[IP_TEXT_SIZE];
    ip_format(address, host);
    size_t made = 0;
    for (size_t i = 0; i < ask->config->route_count && made < ROUTES; i++) {
        const struct route *route = &ask->config->routes[i];
        if (route->tunneled || route->assumed || (ifc != IFC_NONE && route->ifc != ifc))
            continue;
        ip_format(route->gateway, gateway);
        mend_command(ask, mend_begin(ask, 4), false, "route %s %s 255.255.255.255 %s 1",
                     mend_label(ask, route->ifc), host, gateway);
        made++;
    }
}

void
mend_route_lines(struct mend_ask *ask)
{
    if (ask->stop->drop == DROP_REVERSE_PATH)
        route_to(ask, ask->stop->source, ask->stop->ingress);
    else
        route_to(ask, ask->stop->destination, IFC_NONE);
}

/* ---- the firewall itself ---- */

void
mend_box(struct mend_ask *ask)
{
    const struct stop *stop = ask->stop;
    const char *ifc = mend_label(ask, stop->ingress);
    struct network sources = mend_sources(ask);
    char address[IP_TEXT_SIZE], netmask[IP_TEXT_SIZE], end[END_TEXT_SIZE];
    ip_format(sources.address, address);
    ip_format(sources.netmask, netmask);
    double opens = mend_bits(sources) + 16;
    if (stop->protocol == IP_ICMP) {
        const char *type = icmp_type_name(ask->config->os.version, stop->icmp_type);
        if (type != NULL)
            mend_command(ask, mend_begin(ask, mend_bits(sources)), false, "icmp permit %s %s %s",
                         mend_end(sources, end), type, ifc);
        else
            mend_command(ask, mend_begin(ask, mend_bits(sources)), false, "icmp permit %s %u %s",
                         mend_end(sources, end), stop->icmp_type, ifc);
    } else if (stop->protocol == IP_TCP && stop->destination_port == PORT_SSH) {
        mend_command(ask, mend_begin(ask, opens), false, "ssh %s %s %s", address, netmask, ifc);
    } else if (stop->protocol == IP_TCP && stop->destination_port == PORT_TELNET) {
        mend_command(ask, mend_begin(ask, opens), false, "telnet %s %s %s", address, netmask, ifc);
    } else if (stop->protocol == IP_TCP && stop->destination_port == PORT_HTTPS) {
        struct plan *plan = mend_begin(ask, opens);
        mend_command(ask, plan, false, "http server enable");
        mend_command(ask, plan, false, "http %s %s %s", address, netmask, ifc);
    }
}

/* ---- interfaces ---- */

static void
wake(struct mend_ask *ask, ifc_id ifc)
{
    if (ifc == IFC_NONE || ifc >= ask->config->interface_count)
        return;
    const struct interface *interface = ask->config->interfaces[ifc];
    const char *line = interface->management_only ? "no management-only" : "no shutdown";
    if (ask->config->does->modular_policy)
        mend_command(ask, mend_begin(ask, 40), false, "interface %s\n %s", interface->hardware,
                     line);
    else
        mend_command(ask, mend_begin(ask, 40), false, "interface %s auto", interface->hardware);
}

void
mend_interface(struct mend_ask *ask)
{
    const struct interface *const *interfaces =
        (const struct interface *const *)ask->config->interfaces;
    for (size_t i = 0; i < ask->config->interface_count; i++)
        if (interfaces[i]->name != NULL &&
            (interfaces[i]->shutdown || interfaces[i]->management_only))
            wake(ask, (ifc_id)i);
}

/* ---- guards ---- */

void
mend_guards(struct mend_ask *ask)
{
    const char *ifc = mend_label(ask, ask->stop->ingress);
    switch (ask->stop->drop) {
    case DROP_REVERSE_PATH:
        mend_command(ask, mend_begin(ask, OPENS_GUARD), false,
                     "no ip verify reverse-path interface %s", ifc);
        break;
    case DROP_FRAGMENT_CHAIN:
        mend_command(ask, mend_begin(ask, OPENS_GUARD), false, "fragment chain 24 %s", ifc);
        mend_command(ask, mend_begin(ask, OPENS_GUARD), false, "fragment chain 8200 %s", ifc);
        break;
    case DROP_FRAGMENT_LIMIT:
        mend_command(ask, mend_begin(ask, OPENS_GUARD), false, "fragment size 200 %s", ifc);
        mend_command(ask, mend_begin(ask, OPENS_GUARD), false, "fragment size 30000 %s", ifc);
        break;
    case DROP_FRAGMENT_GUARD:
        mend_command(ask, mend_begin(ask, OPENS_GUARD), false, "no sysopt security fragguard");
        break;
    default:
        break;
    }
}
