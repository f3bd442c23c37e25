/*
 * show_traffic.c: what went through the interfaces and what was dropped. Layouts: shell.md 6.14,
 * 6.16. The drop reasons are the engine's own (drop.def), which has the device's where it can.
 */
#include <stdio.h>

#include "cli/show/show.h"
#include "engine/base/clock.h"

#define DROP_COLUMNS 79

static void
print_rate(FILE *out, uint64_t packets, uint64_t bytes, uint64_t seconds)
{
    uint64_t by = seconds > 0 ? seconds : 1;
    fprintf(out, "\t\t%ju packets\t%ju bytes\n", (uintmax_t)packets, (uintmax_t)bytes);
    fprintf(out, "\t\t%ju pkts/sec\t%ju bytes/sec\n", (uintmax_t)(packets / by),
            (uintmax_t)(bytes / by));
}

void
show_traffic(struct session *session)
{
    FILE *out = session->screen;
    const struct config *config = session->config;
    int64_t since = session->firewall->traffic_since != 0 ? session->firewall->traffic_since
                                                          : session->firewall->booted;
    uint64_t seconds = (uint64_t)((engine_now(session->engine) - since) / NS_PER_SECOND);
    const char *fraction = session->dialect->tables ? ".000" : ""; /* 6.x: whole seconds */
    for (size_t i = 0; i < config->interface_count; i++) {
        struct interface_counters counters = { 0 };
        if (config->interfaces[i]->name == NULL)
            continue;
        if (i < session->firewall->meter_count)
            counters = session->firewall->meters[i].traffic;
        fprintf(out, "%s:\n", config->interfaces[i]->name);
        fprintf(out, "\treceived (in %ju%s secs):\n", (uintmax_t)seconds, fraction);
        print_rate(out, counters.in, counters.in_bytes, seconds);
        fprintf(out, "\ttransmitted (in %ju%s secs):\n", (uintmax_t)seconds, fraction);
        print_rate(out, counters.out, counters.out_bytes, seconds);
        if (session->dialect->traffic_rates)
            print_last_rates(session, (ifc_id)i);
    }
}

/* "Last clearing: 10:43:33 UTC Mar 27 2019 by enable_15" */
static void
print_last_clearing(struct session *session)
{
    FILE *out = session->screen;
    if (session->firewall->cleared_drops.time == 0) {
        fputs("\nLast clearing: Never\n", out);
        return;
    }
    fputs("\nLast clearing: ", out);
    print_moment(out, &session->config->time_zone, session->firewall->cleared_drops.time);
    fprintf(out, " by %s\n", session_user(session));
}

void
show_asp_drop(struct session *session)
{
    FILE *out = session->screen;
    const uint64_t *before = session->firewall->cleared_drops.drops;
    struct engine_counters counters = engine_counters(session->engine);
    fputs("\nFrame drop:\n", out);
    for (size_t i = DROP_NONE + 1; i < DROP_REASON_COUNT; i++) {
        uint64_t drops = counters.drops[i] - before[i];
        if (drops == 0)
            continue;
        const char *text = drop_reason_text((enum drop_reason)i);
        const char *name = drop_reason_name((enum drop_reason)i);
        int used = fprintf(out, "  %s (%s)", text, name);
        fprintf(out, "%*ju\n", used < DROP_COLUMNS ? DROP_COLUMNS - used : 0, (uintmax_t)drops);
    }
    print_last_clearing(session);
    fputs("\nFlow drop:\n", out);
    print_last_clearing(session);
}
