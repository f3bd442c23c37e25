/*
 * show_threat.c: rates of refused packets. Layout: the sample of the vendor's guides, its columns
 * as recalled [R]; rates without events are left out, as there. The kinds that it lacks stand where
 * their neighbours are (?).
 */
#include <inttypes.h>

#include "cli/show/show.h"
#include "engine/threats.h"

#define SECONDS_IN_HOUR 3600

static const struct shown_kind {
    enum threat_event event;
    const char *name; /* nine wide */
} kinds[] = {
    { THREAT_ACL_DROP, "ACL  drop" },         { THREAT_SYN_ATTACK, "SYN attck" },
    { THREAT_SCANNING, " Scanning" },         { THREAT_BAD_PACKET_DROP, "Bad  pkts" },
    { THREAT_FIREWALL_DROP, " Firewall" },    { THREAT_DOS_DROP, "DoS attck" },
    { THREAT_CONN_LIMIT_DROP, "Conn limit" }, { THREAT_ICMP_DROP, "ICMP attk" },
    { THREAT_INSPECT_DROP, "  Inspect" },     { THREAT_INTERFACE_DROP, "Interface" },
};

/* "10-min", "1-hour", "24hour": six wide. */
static void
format_interval(uint32_t seconds, char text[static 16])
{
    if (seconds % SECONDS_IN_HOUR != 0)
        snprintf(text, 16, "%" PRIu32 "-min", seconds / 60);
    else
        snprintf(text, 16, seconds / SECONDS_IN_HOUR < 10 ? "%" PRIu32 "-hour" : "%" PRIu32 "hour",
                 seconds / SECONDS_IN_HOUR);
}

static void
show_rate(struct session *session, const struct shown_kind *kind, const struct threat_view *view)
{
    char interval[16];
    const struct event_threat *figures = &view->figures;
    format_interval(view->interval_seconds, interval);
    int used = fprintf(session->screen, "%8s %s:", interval, kind->name);
    fprintf(session->screen, "%*" PRIu64 "%16" PRIu64 "%8" PRIu64 "%18" PRIu64 "\n",
            used < 38 ? 38 - used : 0, figures->average, figures->burst, view->triggers,
            figures->total);
}

void
show_threat_rates(struct session *session, const enum threat_event *only, uint32_t least)
{
    struct threat_view view;
    fputs("                          Average(eps)    Current(eps) Trigger      Total events\n",
          session->screen);
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        if (only != NULL && *only != kinds[i].event)
            continue;
        for (unsigned rate = 1; engine_threat(session->engine, kinds[i].event, rate, &view);
             rate++) {
            if (view.figures.total > 0 && view.figures.average >= least)
                show_rate(session, &kinds[i], &view);
        }
    }
}
