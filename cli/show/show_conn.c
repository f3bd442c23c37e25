/*
 * show_conn.c: connections and local hosts. Layouts: shell.md 6.3, 6.4, engine.md 2.4.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/show/show.h"
#include "engine/syslog/syslog.h"

struct listing {
    struct session *session;
    const struct conn_query *query;
};

/*
 * The states by their letters; those of half-open conns are all in `tcp_embryonic`. Which words
 * there are is (unverified): shell.md 6.3 has only the place of the argument.
 */
const struct conn_state conn_states[] = {
    { "conn_inbound", "From outside", .letter = 'B' },
    { "ctiqbe", "CTIQBE media", .letter = 'C', .since = OS_6_3 },
    { "data_in", "With data from outside", .letter = 'I' },
    { "data_out", "With data from inside", .letter = 'O' },
    { "dump", "Being taken down", .letter = 'd' },
    { "finin", "Closed by the inside", .letter = 'f' },
    { "finout", "Closed by the outside", .letter = 'F' },
    { "h225", "H.225", .letter = 'h' },
    { "h323", "H.323", .letter = 'H' },
    { "http_get", "Waiting for a URL filter", .letter = '\0' },
    { "mgcp", "MGCP", .letter = 'g', .since = OS_6_3 },
    { "nojava", "Java is taken out", .letter = '\0' },
    { "rpc", "Sun RPC", .letter = 'R', .is_udp = true },
    { "sip", "SIP", .letter = 'T' },
    { "skinny", "Skinny media", .letter = 'k' },
    { "smtp_data", "Mail, after DATA", .letter = 'M' },
    { "sqlnet_fixup_data", "SQL*Net data", .letter = 'q' },
    { "tcp_embryonic", "Half open", .is_embryonic = true, .since = OS_7_0 },
    { "up", "Up", .letter = 'U' },
    { .text = NULL },
};

static bool
is_embryonic(const struct conn_view *conn)
{
    return conn->protocol == IP_TCP && conn->flags[0] != '\0' &&
           strchr("sSaA", conn->flags[0]) != NULL;
}

static bool
has_state(const struct conn_view *conn, const struct conn_state *state)
{
    if (state->is_embryonic)
        return is_embryonic(conn);
    if (state->is_udp && conn->protocol != IP_UDP)
        return false;
    return state->letter != '\0' && strchr(conn->flags, state->letter) != NULL;
}

/* One of several states is enough: no conn is in two of them that are protocols. */
static bool
has_one_of(const struct conn_view *conn, uint32_t states)
{
    for (size_t i = 0; conn_states[i].text != NULL; i++) {
        if ((states & UINT32_C(1) << i) != 0 && has_state(conn, &conn_states[i]))
            return true;
    }
    return false;
}

/* Has a port that can be asked for: those of others are call ids and the like. */
static bool
has_ports(const struct conn_view *conn)
{
    return conn->protocol == IP_TCP || conn->protocol == IP_UDP;
}

/* "Foreign" is the lower-security end, "local" the higher one. */
static bool
is_wanted(const struct conn_query *query, const struct conn_view *conn)
{
    const struct event_end *outer = &conn->outer;
    const struct event_end *inner = &conn->inner;
    bool by_ports = query->by_fport || query->by_lport || query->by_port;
    return (!query->by_foreign || address_range_has(query->foreign, outer->real)) &&
           (!query->by_local || address_range_has(query->local, inner->real)) &&
           (!query->by_address || address_range_has(query->address, outer->real) ||
            address_range_has(query->address, inner->real)) &&
           (!query->by_protocol || query->protocol == conn->protocol) &&
           (!by_ports || has_ports(conn)) &&
           (!query->by_fport || port_range_has(query->fport, outer->real_port)) &&
           (!query->by_lport || port_range_has(query->lport, inner->real_port)) &&
           (!query->by_port || port_range_has(query->port, outer->real_port) ||
            port_range_has(query->port, inner->real_port)) &&
           (!query->by_state || has_one_of(conn, query->states));
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
    return has_ports(conn) || conn->protocol == IP_ICMP ? end->real_port : 0;
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
    /* [C] behind all others, and not counted: which of them a device counts nobody tells. */
    if (!pager_stopped(session->pager))
        engine_each_pinhole(session->engine, print_one, &listing);
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
    struct host host = {
        .ifc = conn->inner.ifc,
        .address = conn->inner.real,
        .tcp = conn->protocol == IP_TCP,
        .embryonic = is_embryonic(conn),
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
    const struct local_host_query *query;
    const struct host *host;
};

static const char *
indent_of(const struct session *session)
{
    return session->dialect->local_host_flows ? "    " : "        ";
}

static bool
print_host_xlate(void *context, const struct xlate_view *xlate)
{
    struct host_listing *listing = context;
    struct session *session = listing->session;
    if (xlate->real != listing->host->address || xlate->real_ifc != listing->host->ifc)
        return true;
    fputs(indent_of(session), session->screen);
    if (listing->query->detail)
        print_xlate_detail(session, xlate, false);
    else
        print_xlate_short(session, xlate, false);
    return true;
}

static bool
print_host_conn(void *context, const struct conn_view *conn)
{
    struct host_listing *listing = context;
    struct session *session = listing->session;
    if (conn->inner.real != listing->host->address || conn->inner.ifc != listing->host->ifc)
        return true;
    fputs(indent_of(session), session->screen);
    if (listing->query->detail)
        print_detail(session, conn);
    else
        print_short(session, conn);
    return true;
}

static void
print_host(struct host_listing *listing)
{
    struct session *session = listing->session;
    const struct host *host = listing->host;
    FILE *out = session->screen;
    bool flows = session->dialect->local_host_flows;
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
    engine_each_xlate(session->engine, print_host_xlate, listing);
    fputs(flows ? "  Conn:\n" : "    Conn(s):\n", out);
    engine_each_conn(session->engine, print_host_conn, listing);
}

/* Those of one interface, COUNT of them; its head counts them all, whichever are asked for. */
static void
print_hosts(struct host_listing *listing, const struct host *hosts, size_t count)
{
    struct session *session = listing->session;
    const struct local_host_query *query = listing->query;
    fprintf(session->screen, "Interface %s: %zu active, %zu maximum active, 0 denied\n",
            config_interface_label(session->config, hosts->ifc), count, count);
    for (size_t i = 0; i < count && !pager_stopped(session->pager); i++) {
        listing->host = &hosts[i];
        if (!query->by_address || query->address == hosts[i].address)
            print_host(listing);
    }
}

void
show_local_host(struct session *session, const struct local_host_query *query)
{
    struct hosts hosts = { 0 };
    struct host_listing listing = { session, query, NULL };
    engine_each_conn(session->engine, host_of_conn, &hosts);
    engine_each_xlate(session->engine, host_of_xlate, &hosts);
    merge_hosts(&hosts);
    for (size_t at = 0; at < hosts.count && !pager_stopped(session->pager);) {
        size_t end = at;
        while (end < hosts.count && hosts.items[end].ifc == hosts.items[at].ifc)
            end++;
        print_hosts(&listing, &hosts.items[at], end - at);
        at = end;
    }
    if (hosts.no_memory)
        fputs("refire: out of memory, the list is not whole\n", session->screen);
    free(hosts.items);
}
