/*
 * show_xlate.c: translation slots. Layouts: shell.md 6.2, engine.md 3.7.
 */
#include <stdio.h>

#include "cli/show/show.h"
#include "engine/syslog/syslog.h"

struct listing {
    struct session *session;
    const struct xlate_query *query;
    uint64_t in_use;
};

static bool
has_state(const struct xlate_view *xlate, enum xlate_state state)
{
    switch (state) {
    case XLATE_ANY_STATE:
        return true;
    case XLATE_PORTMAPS:
        return xlate->is_portmap;
    case XLATE_STATICS:
        return xlate->kind == XLATE_STATIC;
    case XLATE_IN_ORDER:
        return xlate->keeps_sequence;
    case XLATE_IDENTITIES:
        return xlate->is_identity;
    }
    return false;
}

bool
xlate_query_picks(const void *context, const struct xlate_view *xlate)
{
    const struct xlate_query *query = context;
    return (!query->by_global || address_range_has(query->global, xlate->mapped)) &&
           (!query->by_local || address_range_has(query->local, xlate->real)) &&
           (!query->by_gport ||
            (xlate->is_portmap && port_range_has(query->gport, xlate->mapped_port))) &&
           (!query->by_lport ||
            (xlate->is_portmap && port_range_has(query->lport, xlate->real_port))) &&
           (!query->by_interface || xlate->real_ifc == query->ifc ||
            xlate->mapped_ifc == query->ifc) &&
           has_state(xlate, (enum xlate_state)query->state);
}

void
print_xlate_short(struct session *session, const struct xlate_view *xlate, bool names_statics)
{
    FILE *out = session->screen;
    char global[IP_TEXT_SIZE], local[IP_TEXT_SIZE];
    ip_format(xlate->mapped, global);
    ip_format(xlate->real, local);
    if (!xlate->is_portmap)
        fprintf(out, "Global %s Local %s", global, local);
    else if (xlate->protocol == IP_ICMP)
        fprintf(out, "PAT Global %s(%u) Local %s ICMP id %u", global, xlate->mapped_port, local,
                xlate->real_port);
    else
        fprintf(out, "%sPAT Global %s(%u) Local %s(%u)", xlate->protocol == IP_GRE ? "GRE " : "",
                global, xlate->mapped_port, local, xlate->real_port);
    if (names_statics && xlate->kind == XLATE_STATIC)
        fputs(" static", out);
    putc('\n', out);
}

/* The words in front of a detailed line: "TCP PAT", "NAT". */
static void
print_kind(FILE *out, const struct xlate_view *xlate)
{
    if (!xlate->is_portmap) {
        fputs("NAT", out);
        return;
    }
    switch (xlate->protocol) {
    case IP_TCP:
        fputs("TCP PAT", out);
        break;
    case IP_UDP:
        fputs("UDP PAT", out);
        break;
    case IP_ICMP:
        fputs("ICMP PAT", out);
        break;
    case IP_GRE:
        fputs("GRE PAT", out);
        break;
    default:
        fprintf(out, "%u PAT", xlate->protocol);
    }
}

/* ACL: of policy NAT, where the version names it; NULL. */
static void
print_end(FILE *out, const struct config *config, const struct xlate_view *xlate, ifc_id ifc,
          const struct acl *acl, uint32_t address, uint16_t port)
{
    char text[IP_TEXT_SIZE];
    ip_format(address, text);
    fputs(config_interface_label(config, ifc), out);
    if (acl != NULL)
        fprintf(out, "(%s)", acl->name);
    fprintf(out, ":%s", text);
    if (xlate->is_portmap)
        fprintf(out, "/%u", port);
}

/* In the order of the samples, `ri`; what no sample has stands behind it [C]. */
static void
print_flags(const struct session *session, const struct xlate_view *xlate)
{
    const struct config *config = session->config;
    bool dynamic = xlate->kind == XLATE_DYNAMIC;
    bool outside = config->interfaces[xlate->real_ifc]->security_level <
                   config->interfaces[xlate->mapped_ifc]->security_level;
    const struct {
        bool is_set;
        char letter;
    } flags[] = {
        { !dynamic, 's' },
        { xlate->is_portmap, 'r' },
        { dynamic && !outside, 'i' },
        { outside && session->dialect->xlate_flag_outside, 'o' },
        { xlate->is_identity, 'I' },
        { xlate->keeps_sequence, 'n' },
        { xlate->has_dns, 'D' },
    };
    fputs(" flags ", session->screen);
    for (size_t i = 0; i < ARRAY_LENGTH(flags); i++) {
        if (flags[i].is_set)
            putc(flags[i].letter, session->screen);
    }
}

void
print_xlate_detail(struct session *session, const struct xlate_view *xlate, bool debug)
{
    FILE *out = session->screen;
    const struct config *config = session->config;
    print_kind(out, xlate);
    fputs(" from ", out);
    const struct acl *acl = behaviour(config->os.version)->policy_nat_is_named ? xlate->acl : NULL;
    print_end(out, config, xlate, xlate->real_ifc, NULL, xlate->real, xlate->real_port);
    fputs(" to ", out);
    print_end(out, config, xlate, xlate->mapped_ifc, acl, xlate->mapped, xlate->mapped_port);
    print_flags(session, xlate);
    if (debug) {
        char idle[32], timeout[32];
        duration_format(xlate->idle_ns, idle, sizeof(idle));
        duration_format(xlate->timeout_ns, timeout, sizeof(timeout));
        fprintf(out, " idle %s timeout %s", idle, timeout);
    }
    putc('\n', out);
}

static bool
count_one(void *context, const struct xlate_view *xlate)
{
    struct listing *listing = context;
    (void)xlate;
    listing->in_use++;
    return true;
}

static bool
print_one(void *context, const struct xlate_view *xlate)
{
    struct listing *listing = context;
    const struct xlate_query *query = listing->query;
    if (!xlate_query_picks(query, xlate))
        return true;
    if (query->detail || query->debug)
        print_xlate_detail(listing->session, xlate, query->debug);
    else
        print_xlate_short(listing->session, xlate, listing->session->dialect->xlate_static_word);
    return !pager_stopped(listing->session->pager);
}

void
show_xlate(struct session *session, const struct xlate_query *query)
{
    FILE *out = session->screen;
    struct listing listing = { session, query, 0 };
    struct engine_counters counters = engine_counters(session->engine);
    engine_each_xlate(session->engine, count_one, &listing);
    /* statics are in use from the moment that they are configured */
    uint64_t most = counters.xlates_most_used;
    most = most < listing.in_use ? listing.in_use : most;
    fprintf(out, "%ju in use, %ju most used\n", (uintmax_t)listing.in_use, (uintmax_t)most);
    if (query->count)
        return;
    if (query->detail || query->debug)
        fprintf(out,
                "Flags: D - DNS, d - dump, I - identity, i - inside, n - no random,\n"
                "       %sr - portmap, s - static\n",
                session->dialect->xlate_flag_outside ? "o - outside, " : "");
    engine_each_xlate(session->engine, print_one, &listing);
}
