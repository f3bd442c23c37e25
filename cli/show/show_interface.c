/*
 * show_interface.c: interfaces, their addresses, routes. Layouts: shell.md 6.7 - 6.9.
 *
 * Hardware that nobody has is shown as the usual card of the platform; MAC addresses are made up
 * from the interface's number unless configured, out of the range kept for such use.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/show/show.h"

static const struct interface_counters no_packets;

static const struct interface_counters *
counters_of(const struct session *session, ifc_id ifc)
{
    return ifc < session->firewall->meter_count ? &session->firewall->meters[ifc].interface : &no_packets;
}

void
show_format_mac(const struct interface *interface, ifc_id ifc, char text[static MAC_TEXT_SIZE])
{
    /* 02: locally administered */
    const uint8_t made[6] = { 0x02, 0x00, 0x00, 0x00, (uint8_t)(ifc >> 8), (uint8_t)ifc };
    const uint8_t *mac = interface->has_mac ? interface->mac : made;
    snprintf(text, MAC_TEXT_SIZE, "%02x%02x.%02x%02x.%02x%02x", mac[0], mac[1], mac[2], mac[3],
             mac[4], mac[5]);
}

/* `inet addr, mask` or nothing, in the words of the version. */
static void
print_address(FILE *out, const struct interface *interface, const char *indent)
{
    char address[IP_TEXT_SIZE], netmask[IP_TEXT_SIZE];
    ip_format(interface->address, address);
    ip_format(interface->netmask, netmask);
    if (interface->address != 0)
        fprintf(out, "%sIP address %s, subnet mask %s\n", indent, address, netmask);
    else
        fprintf(out, "%sIP address unassigned\n", indent);
}

static void
print_packets(FILE *out, const struct interface_counters *counters, bool tables)
{
    fprintf(out, "\t%ju packets input, %ju bytes, 0 no buffer\n", (uintmax_t)counters->in,
            (uintmax_t)counters->in_bytes);
    fprintf(out, "\tReceived %ju broadcasts, 0 runts, 0 giants\n", (uintmax_t)counters->broadcasts);
    fputs("\t0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored, 0 abort\n", out);
    if (tables)
        fputs("\t0 L2 decode drops\n", out);
    fprintf(out, "\t%ju packets output, %ju bytes, 0 underruns\n", (uintmax_t)counters->out,
            (uintmax_t)counters->out_bytes);
    fputs("\t0 output errors, 0 collisions, 0 interface resets\n"
          "\t0 babbles, 0 late collisions, 0 deferred\n"
          "\t0 lost carrier, 0 no carrier\n",
          out);
}

static void
print_interface_6(struct session *session, ifc_id ifc)
{
    FILE *out = session->screen;
    const struct interface *interface = session->config->interfaces[ifc];
    const char *state = interface->shutdown ? "administratively down" : "up";
    char mac[MAC_TEXT_SIZE];
    show_format_mac(interface, ifc, mac);
    fprintf(out, "interface %s \"%s\" is %s, line protocol is %s\n", interface->hardware,
            interface->name != NULL ? interface->name : "", state,
            interface->shutdown ? "down" : "up");
    fprintf(out, "  Hardware is i82559 ethernet, address is %s\n", mac);
    print_address(out, interface, "  ");
    fprintf(out, "  MTU %u bytes, BW 100000 Kbit full duplex\n", interface->mtu);
    print_packets(out, counters_of(session, ifc), false);
    fputs("\tinput queue (curr/max blocks): hardware (128/128) software (0/0)\n"
          "\toutput queue (curr/max blocks): hardware (0/0) software (0/0)\n",
          out);
}

static void
print_traffic(FILE *out, const struct interface *interface,
              const struct interface_counters *counters)
{
    if (interface->name == NULL)
        return;
    fprintf(out, "  Traffic Statistics for \"%s\":\n", interface->name);
    fprintf(out, "\t%ju packets input, %ju bytes\n", (uintmax_t)counters->in,
            (uintmax_t)counters->in_bytes);
    fprintf(out, "\t%ju packets output, %ju bytes\n", (uintmax_t)counters->out,
            (uintmax_t)counters->out_bytes);
    fprintf(out, "\t%ju packets dropped\n", (uintmax_t)counters->dropped);
}

void
print_last_rates(struct session *session, ifc_id ifc)
{
    static const uint32_t minutes[RATE_WINDOWS] = RATE_WINDOW_MINUTES;
    FILE *out = session->screen;
    struct interface_meter none = { 0 }, *meter = &none;
    if (ifc < session->firewall->meter_count)
        meter = &session->firewall->meters[ifc];
    interface_meter_roll(meter, engine_now(session->engine));
    for (size_t i = 0; i < RATE_WINDOWS; i++) {
        const struct interface_counters *last = &meter->rates[i].last;
        uint64_t seconds = (uint64_t)minutes[i] * 60;
        fprintf(out, "      %u minute input rate %ju pkts/sec,  %ju bytes/sec\n", minutes[i],
                (uintmax_t)(last->in / seconds), (uintmax_t)(last->in_bytes / seconds));
        fprintf(out, "      %u minute output rate %ju pkts/sec,  %ju bytes/sec\n", minutes[i],
                (uintmax_t)(last->out / seconds), (uintmax_t)(last->out_bytes / seconds));
        fprintf(out, "      %u minute drop rate, %ju pkts/sec\n", minutes[i],
                (uintmax_t)(last->dropped / seconds));
    }
}

static void
print_interface_7(struct session *session, ifc_id ifc)
{
    FILE *out = session->screen;
    const struct interface *interface = session->config->interfaces[ifc];
    const char *state = interface->shutdown ? "administratively down" : "up";
    char mac[MAC_TEXT_SIZE];
    show_format_mac(interface, ifc, mac);
    fprintf(out, "Interface %s \"%s\", is %s, line protocol is %s\n", interface->hardware,
            interface->name != NULL ? interface->name : "", state,
            interface->shutdown ? "down" : "up");
    if (interface->is_subinterface) {
        fprintf(out, "\tVLAN identifier %u\n", interface->vlan);
    } else {
        fprintf(out, "  Hardware is i82559, BW 100 Mbps%s\n",
                session->dialect->interface_delay ? ", DLY 100 usec" : "");
        fputs("\tAuto-Duplex(Full-duplex), Auto-Speed(100 Mbps)\n", out);
    }
    if (interface->name == NULL)
        fputs("\tAvailable but not configured via nameif\n", out);
    if (interface->description != NULL)
        fprintf(out, "\tDescription: %s\n", interface->description);
    fprintf(out, "\tMAC address %s, MTU %u\n", mac, interface->mtu);
    print_address(out, interface, "\t");
    if (!interface->is_subinterface) {
        print_packets(out, counters_of(session, ifc), true);
        const char *unit = session->dialect->interface_queue_in_packets ? "packets" : "blocks";
        fprintf(out, "\tinput queue (curr/max %s): hardware (0/0) software (0/0)\n", unit);
        fprintf(out, "\toutput queue (curr/max %s): hardware (0/0) software (0/0)\n", unit);
    }
    print_traffic(out, interface, counters_of(session, ifc));
    if (interface->name != NULL)
        print_last_rates(session, ifc);
}

void
show_interface(struct session *session, ifc_id ifc)
{
    const struct config *config = session->config;
    for (size_t i = 0; i < config->interface_count && !pager_stopped(session->pager); i++) {
        if ((ifc != IFC_NONE && ifc != i) || !interface_exists(config->interfaces[i]))
            continue;
        if (session->dialect->tables)
            print_interface_7(session, (ifc_id)i);
        else
            print_interface_6(session, (ifc_id)i);
    }
}

void
show_interface_brief(struct session *session)
{
    const struct config *config = session->config;
    fputs("Interface                  IP-Address      OK? Method Status                Protocol\n",
          session->screen);
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        char address[IP_TEXT_SIZE];
        if (!interface_exists(interface))
            continue;
        ip_format(interface->address, address);
        const char *method = interface->address_source == ADDRESS_DHCP     ? "DHCP"
                             : interface->address_source == ADDRESS_STATIC ? "CONFIG"
                                                                           : "unset";
        fprintf(session->screen, "%-26s %-15s YES %-6s %-21s %-4s\n", interface->hardware,
                interface->address != 0 ? address : "unassigned", method,
                interface->shutdown ? "administratively down" : "up",
                interface->shutdown ? "down" : "up");
    }
}

static void
print_addresses_6(struct session *session)
{
    const struct config *config = session->config;
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if (interface->name == NULL)
            continue;
        char address[IP_TEXT_SIZE], netmask[IP_TEXT_SIZE];
        ip_format(interface->address, address);
        ip_format(interface->netmask, netmask);
        fprintf(session->screen, "        ip address %s %s %s\n", interface->name, address,
                netmask);
    }
}

static void
print_addresses_7(struct session *session)
{
    const struct config *config = session->config;
    fputs(
        "Interface                Name                   IP address      Subnet mask     Method \n",
        session->screen);
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if (interface->name == NULL || interface->address == 0)
            continue;
        char address[IP_TEXT_SIZE], netmask[IP_TEXT_SIZE];
        ip_format(interface->address, address);
        ip_format(interface->netmask, netmask);
        fprintf(session->screen, "%-24s %-22s %-15s %-15s %s\n", interface->hardware,
                interface->name, address, netmask,
                interface->address_source == ADDRESS_DHCP ? "DHCP  " : "CONFIG");
    }
}

void
show_ip_address(struct session *session)
{
    static const char *const heads[] = { "System IP Addresses:\n", "Current IP Addresses:\n" };
    for (size_t i = 0; i < ARRAY_LENGTH(heads); i++) {
        fputs(heads[i], session->screen);
        if (session->dialect->tables)
            print_addresses_7(session);
        else
            print_addresses_6(session);
    }
}

void
show_nameif(struct session *session)
{
    const struct config *config = session->config;
    FILE *out = session->screen;
    if (session->dialect->tables)
        fprintf(out, "%-24s %-24s %s\n", "Interface", "Name", "Security");
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if (interface->name == NULL)
            continue;
        if (session->dialect->tables)
            fprintf(out, "%-24s %-24s %3u\n", interface->hardware, interface->name,
                    interface->security_level);
        else
            fprintf(out, "nameif %s %s security%u\n", interface->hardware, interface->name,
                    interface->security_level);
    }
}

/* ---- routes ---- */

struct shown_route {
    struct network network;
    uint32_t gateway; /* of a connected one: the interface's own address */
    uint16_t metric;
    ifc_id ifc;
    bool connected;
};

static int
compare_routes(const void *left, const void *right)
{
    const struct shown_route *a = left;
    const struct shown_route *b = right;
    if (a->network.address != b->network.address)
        return a->network.address < b->network.address ? -1 : 1;
    return (a->network.netmask > b->network.netmask) - (a->network.netmask < b->network.netmask);
}

/* Routes of interfaces that are up, by network. NULL with *COUNT 0: none, or no memory. */
static struct shown_route *
collect_routes(const struct config *config, size_t *count)
{
    *count = 0;
    struct shown_route *list =
        calloc(config->interface_count + config->route_count + 1, sizeof(*list));
    if (list == NULL)
        return NULL;
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if (!interface_is_up(interface) || interface->address == 0)
            continue;
        list[(*count)++] = (struct shown_route){
            .network = { interface->address & interface->netmask, interface->netmask },
            .gateway = interface->address,
            .metric = 1,
            .ifc = (ifc_id)i,
            .connected = true,
        };
    }
    for (size_t i = 0; i < config->route_count; i++) {
        const struct route *route = &config->routes[i];
        if (route->ifc >= config->interface_count || route->assumed ||
            !interface_is_up(config->interfaces[route->ifc]))
            continue;
        list[(*count)++] = (struct shown_route){
            .network = route->network,
            .gateway = route->gateway,
            .metric = route->metric,
            .ifc = route->ifc,
        };
    }
    qsort(list, *count, sizeof(*list), compare_routes);
    return list;
}

static void
print_routes_6(struct session *session, const struct shown_route *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char address[IP_TEXT_SIZE], netmask[IP_TEXT_SIZE], gateway[IP_TEXT_SIZE];
        ip_format(list[i].network.address, address);
        ip_format(list[i].network.netmask, netmask);
        ip_format(list[i].gateway, gateway);
        fprintf(session->screen, "\t%s %s %s %s %u %s static\n",
                config_interface_label(session->config, list[i].ifc), address, netmask, gateway,
                list[i].metric, list[i].connected ? "CONNECT" : "OTHER");
    }
}

static const char route_codes[] =
    "\n"
    "Codes: C - connected, S - static, I - IGRP, R - RIP, M - mobile, B - BGP\n"
    "       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area\n"
    "       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2\n"
    "       E1 - OSPF external type 1, E2 - OSPF external type 2, E - EGP\n"
    "       i - IS-IS, L1 - IS-IS level-1, L2 - IS-IS level-2, ia - IS-IS inter area\n"
    "       * - candidate default, U - per-user static route, o - ODR\n"
    "       P - periodic downloaded static route\n"
    "\n";

static bool
is_default(const struct shown_route *route)
{
    return route->network.netmask == 0 && !route->connected;
}

static void
print_routes_7(struct session *session, const struct shown_route *list, size_t count)
{
    FILE *out = session->screen;
    const struct shown_route *last_resort = NULL;
    char address[IP_TEXT_SIZE], netmask[IP_TEXT_SIZE], gateway[IP_TEXT_SIZE];
    for (size_t i = 0; i < count && last_resort == NULL; i++)
        last_resort = is_default(&list[i]) ? &list[i] : NULL;
    fputs(route_codes, out);
    if (last_resort == NULL) {
        fputs("Gateway of last resort is not set\n\n", out);
    } else {
        ip_format(last_resort->gateway, gateway);
        fprintf(out, "Gateway of last resort is %s to network 0.0.0.0\n\n", gateway);
    }
    for (size_t i = 0; i < count; i++) {
        const char *label = config_interface_label(session->config, list[i].ifc);
        const char *code = list[i].connected ? "C" : is_default(&list[i]) ? "S*" : "S";
        ip_format(list[i].network.address, address);
        ip_format(list[i].network.netmask, netmask);
        ip_format(list[i].gateway, gateway);
        fprintf(out, "%-*s %s %s ", session->dialect->route_column, code, address, netmask);
        if (list[i].connected)
            fprintf(out, "is directly connected, %s\n", label);
        else
            fprintf(out, "[%u/0] via %s, %s\n", list[i].metric, gateway, label);
    }
}

void
show_route(struct session *session)
{
    size_t count;
    struct shown_route *list = collect_routes(session->config, &count);
    if (session->dialect->route_codes)
        print_routes_7(session, list, count);
    else
        print_routes_6(session, list, count);
    free(list);
    const struct assumption *assumption;
    for (size_t i = 0; (assumption = engine_assumption(session->engine, i)) != NULL; i++) {
        if (assumption->kind == ASSUMED_DEFAULT_ROUTE)
            fprintf(session->screen, "refire: a default route on %s is assumed\n",
                    config_interface_label(session->config, assumption->ifc));
    }
}
