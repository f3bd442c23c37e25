/*
 * show_conn.c: connections and local hosts. Layouts: shell.md 6.3, 6.4, engine.md 2.4.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/show/show.h"
#include "engine/syslog/syslog.h"

struct listing {
    struct session *session;
    const struct conn_query *query;
};

/* "Foreign" is the lower-security end, "local" the higher one. */
static bool
is_wanted(const struct conn_query *query, const struct conn_view *conn)
{
    return (!query->by_foreign || network_contains(query->foreign, conn->outer.real)) &&
           (!query->by_local || network_contains(query->local, conn->inner.real)) &&
           (!query->by_protocol || query->protocol == conn->protocol) &&
           (!query->by_fport || query->fport == conn->outer.real_port) &&
           (!query->by_lport || query->lport == conn->inner.real_port);
}

static void
print_protocol(FILE *out, uint8_t protocol)
{
    switch (protocol) {
    case IP_TCP:
        fputs("TCP", out);
        break;
    case IP_UDP:
        fputs("UDP", out);
        break;
    case IP_ICMP:
        fputs("ICMP", out);
        break;
    case IP_GRE:
        fputs("GRE", out);
        break;
    case IP_ESP:
        fputs("ESP", out);
        break;
    case IP_AH:
        fputs("AH", out);
        break;
    default:
        fprintf(out, "%u", protocol);
    }
}

/* Ports are printed for what has them; a call id is no port. */
static uint16_t
shown_port(const struct conn_view *conn, const struct event_end *end)
{
    bool has_ports = conn->protocol == IP_TCP || conn->protocol == IP_UDP;
    return has_ports || conn->protocol == IP_ICMP ? end->real_port : 0;
}

/* " outside 192.0.2.1:80" (8.0) or " out 192.0.2.1:80" */
static void
print_end(struct session *session, const struct conn_view *conn, const struct event_end *end,
          const char *side)
{
    FILE *out = session->screen;
    char real[IP_TEXT_SIZE], mapped[IP_TEXT_SIZE];
    ip_format(end->real, real);
    ip_format(end->mapped, mapped);
    if (!session->dialect->conn_interface_names)
        fprintf(out, " %s %s:%u", side, real, shown_port(conn, end));
    else if (end->real == end->mapped)
        fprintf(out, " %s %s:%u", config_interface_label(session->config, end->ifc), real,
                shown_port(conn, end));
    else
        fprintf(out, " %s %s(%s):%u", config_interface_label(session->config, end->ifc), real,
                mapped, shown_port(conn, end));
}

static void
print_short(struct session *session, const struct conn_view *conn)
{
    FILE *out = session->screen;
    const struct dialect *says = session->dialect;
    const char *comma = says->conn_commas ? "," : "";
    char idle[32];
    duration_format(conn->idle_ns, idle, sizeof(idle));
    print_protocol(out, conn->protocol);
    print_end(session, conn, &conn->outer, "out");
    print_end(session, conn, &conn->inner, "in");
    fprintf(out, "%s idle %s", comma, idle);
    if (conn->protocol == IP_TCP || says->conn_commas)
        fprintf(out, "%s %s %ju", comma, says->conn_bytes, (uintmax_t)conn->bytes);
    fprintf(out, "%s flags %s\n", comma,
            conn->flags[0] == '\0' && says->conn_commas ? "-" : conn->flags);
}

static void
print_detail(struct session *session, const struct conn_view *conn)
{
    FILE *out = session->screen;
    const struct event_end *ends[] = { &conn->outer, &conn->inner };
    print_protocol(out, conn->protocol);
    for (size_t i = 0; i < ARRAY_LENGTH(ends); i++) {
        char address[IP_TEXT_SIZE];
        ip_format(ends[i]->real, address);
        fprintf(out, " %s:%s/%u", config_interface_label(session->config, ends[i]->ifc), address,
                shown_port(conn, ends[i]));
    }
    fprintf(out, " flags %s\n", conn->flags);
}

static bool
print_one(void *context, const struct conn_view *conn)
{
    struct listing *listing = context;
    if (!is_wanted(listing->query, conn))
        return true;
    if (listing->query->detail)
        print_detail(listing->session, conn);
    else
        print_short(listing->session, conn);
    return !pager_stopped(listing->session->pager);
}

void
show_conn(struct session *session, const struct conn_query *query)
{
    struct listing listing = { session, query };
    struct engine_counters counters = engine_counters(session->engine);
    fprintf(session->screen, "%ju in use, %ju most used\n", (uintmax_t)counters.conns_in_use,
            (uintmax_t)counters.conns_most_used);
    if (query->count)
        return;
    if (query->detail)
        fputs(session->dialect->conn_flag_legend, session->screen);
    engine_each_conn(session->engine, print_one, &listing);
}

/* ---- local hosts ---- */

struct host {
    ifc_id ifc;
    uint32_t address;
    uint32_t tcp, embryonic, udp;
};

struct hosts {
    struct host *items;
    size_t count, capacity;
    bool no_memory;
};

static int
compare_hosts(const void *left, const void *right)
{
    const struct host *a = left;
    const struct host *b = right;
    if (a->ifc != b->ifc)
        return a->ifc < b->ifc ? -1 : 1;
    return (a->address > b->address) - (a->address < b->address);
}

static bool
add_host(struct hosts *hosts, const struct host *host)
{
    if (hosts->count == hosts->capacity) {
        size_t larger = hosts->capacity == 0 ? 64 : hosts->capacity * 2;
        struct host *moved = reallocarray(hosts->items, larger, sizeof(*moved));
        if (moved == NULL) {
            hosts->no_memory = true;
            return false;
        }
        hosts->items = moved;
        hosts->capacity = larger;
    }
    hosts->items[hosts->count++] = *host;
    return true;
}

static bool
host_of_conn(void *context, const struct conn_view *conn)
{
    bool is_tcp = conn->protocol == IP_TCP;
    bool is_embryonic = is_tcp && (conn->flags[0] == 's' || conn->flags[0] == 'S' ||
                                   conn->flags[0] == 'a' || conn->flags[0] == 'A');
    struct host host = {
        .ifc = conn->inner.ifc,
        .address = conn->inner.real,
        .tcp = is_tcp,
        .embryonic = is_embryonic,
        .udp = conn->protocol == IP_UDP,
    };
    return add_host(context, &host);
}

static bool
host_of_xlate(void *context, const struct xlate_view *xlate)
{
    if (xlate->kind == XLATE_STATIC && xlate->conns == 0)
        return true; /* a static without traffic makes no local host */
    return add_host(context, &(struct host){ .ifc = xlate->real_ifc, .address = xlate->real });
}

/* Sorted by interface and address, each host once. */
static void
merge_hosts(struct hosts *hosts)
{
    size_t kept = 0;
    if (hosts->count > 0)
        qsort(hosts->items, hosts->count, sizeof(*hosts->items), compare_hosts);
    for (size_t i = 0; i < hosts->count; i++) {
        struct host *host = &hosts->items[i];
        if (kept > 0 && compare_hosts(&hosts->items[kept - 1], host) == 0) {
            hosts->items[kept - 1].tcp += host->tcp;
            hosts->items[kept - 1].embryonic += host->embryonic;
            hosts->items[kept - 1].udp += host->udp;
        } else {
            hosts->items[kept++] = *host;
        }
    }
    hosts->count = kept;
}

struct host_listing {
    struct session *session;
    const struct host *host;
};

static bool
print_host_xlate(void *context, const struct xlate_view *xlate)
{
    struct host_listing *listing = context;
    if (xlate->real != listing->host->address || xlate->real_ifc != listing->host->ifc)
        return true;
    FILE *out = listing->session->screen;
    char global[IP_TEXT_SIZE], local[IP_TEXT_SIZE];
    ip_format(xlate->mapped, global);
    ip_format(xlate->real, local);
    const char *indent = listing->session->dialect->local_host_flows ? "    " : "        ";
    if (xlate->is_portmap)
        fprintf(out, "%sPAT Global %s(%u) Local %s(%u)\n", indent, global, xlate->mapped_port,
                local, xlate->real_port);
    else
        fprintf(out, "%sGlobal %s Local %s\n", indent, global, local);
    return true;
}

static bool
print_host_conn(void *context, const struct conn_view *conn)
{
    struct host_listing *listing = context;
    if (conn->inner.real != listing->host->address || conn->inner.ifc != listing->host->ifc)
        return true;
    fputs(listing->session->dialect->local_host_flows ? "    " : "        ",
          listing->session->screen);
    print_short(listing->session, conn);
    return true;
}

static void
print_host(struct session *session, const struct host *host)
{
    FILE *out = session->screen;
    bool flows = session->dialect->local_host_flows;
    struct host_listing listing = { session, host };
    char address[IP_TEXT_SIZE];
    ip_format(host->address, address);
    fprintf(out, "local host: <%s>,\n", address);
    fprintf(out, "    TCP %s count/limit = %u/unlimited\n", flows ? "flow" : "connection",
            host->tcp);
    fprintf(out, "    TCP embryonic count%s = %u\n", flows ? " to host" : "", host->embryonic);
    fputs("    TCP intercept watermark = unlimited\n", out);
    fprintf(out, "    UDP %s count/limit = %u/unlimited\n", flows ? "flow" : "connection",
            host->udp);
    fputs(flows ? "\n  Xlate:\n" : "    AAA:\n    Xlate(s):\n", out);
    engine_each_xlate(session->engine, print_host_xlate, &listing);
    fputs(flows ? "  Conn:\n" : "    Conn(s):\n", out);
    engine_each_conn(session->engine, print_host_conn, &listing);
}

void
show_local_host(struct session *session)
{
    struct hosts hosts = { 0 };
    engine_each_conn(session->engine, host_of_conn, &hosts);
    engine_each_xlate(session->engine, host_of_xlate, &hosts);
    merge_hosts(&hosts);
    size_t at = 0;
    while (at < hosts.count && !pager_stopped(session->pager)) {
        size_t end = at;
        while (end < hosts.count && hosts.items[end].ifc == hosts.items[at].ifc)
            end++;
        fprintf(session->screen, "Interface %s: %zu active, %zu maximum active, 0 denied\n",
                config_interface_label(session->config, hosts.items[at].ifc), end - at, end - at);
        for (; at < end && !pager_stopped(session->pager); at++)
            print_host(session, &hosts.items[at]);
    }
    if (hosts.no_memory)
        fputs("refire: out of memory, the list is not whole\n", session->screen);
    free(hosts.items);
}
