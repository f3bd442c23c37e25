/*
 * show_system.c: the clock of the box, and the session. Layouts: shell.md 1, 4, 6.12.
 */
#include <stdio.h>

#include "cli/show/show.h"
#include "engine/base/civil.h"
#include "engine/base/clock.h"

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

void
print_moment(FILE *out, const struct time_zone *zone, int64_t time)
{
    struct civil_time civil = civil_from_ns(time_zone_local(zone, time));
    fprintf(out, "%02u:%02u:%02u %s %s %u %d", civil.hour, civil.minute, civil.second,
            time_zone_name(zone, time), months[civil.month - 1], civil.day, civil.year);
}

static const char *
weekday_name(int64_t time)
{
    static const char *const days[] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };
    int64_t day = time / (86400 * NS_PER_SECOND) - (time % (86400 * NS_PER_SECOND) < 0);
    return days[((day % 7) + 7) % 7];
}

void
print_clock(FILE *out, const struct time_zone *zone, int64_t time)
{
    int64_t local = time_zone_local(zone, time);
    struct civil_time civil = civil_from_ns(local);
    fprintf(out, "%02u:%02u:%02u.%03u %s %s %s %u %d", civil.hour, civil.minute, civil.second,
            civil.nanosecond / 1000000, time_zone_name(zone, time), weekday_name(local),
            months[civil.month - 1], civil.day, civil.year);
}

void
show_clock(struct session *session)
{
    print_clock(session->screen, &session->config->time_zone, engine_now(session->engine));
    putc('\n', session->screen);
}

/* "Summer time starts 02:00:00 EST Sun Apr 4 2004"; LOCAL: what the clock shows then. */
static void
print_summer_end(FILE *out, const char *what, const char *zone, int64_t local)
{
    struct civil_time civil = civil_from_ns(local);
    fprintf(out, "Summer time %s %02u:%02u:%02u %s %s %s %u %d\n", what, civil.hour, civil.minute,
            civil.second, zone, weekday_name(local), months[civil.month - 1], civil.day,
            civil.year);
}

/* The time is that of packets: which source the device would name is not said anywhere (?). */
void
show_clock_detail(struct session *session)
{
    FILE *out = session->screen;
    const struct time_zone *zone = &session->config->time_zone;
    int64_t first, last;
    show_clock(session);
    fputs("No time source\n", out);
    if (!time_zone_summer(zone, engine_now(session->engine), &first, &last))
        return;
    print_summer_end(out, "starts", zone->name != NULL ? zone->name : "UTC", first);
    print_summer_end(out, "ends", zone->summer_name, last);
}

void
show_curpriv(struct session *session)
{
    fprintf(session->screen,
            "Username : %s\n"
            "Current privilege level : %d\n"
            "Current Mode/s : %s%s\n",
            session_user(session), session->privilege, session->privilege > 1 ? "P_PRIV" : "P_UNPR",
            session->configuring ? " P_CONF" : "");
}

void
show_history(struct session *session)
{
    for (size_t i = 0; i < session->history_count; i++)
        fprintf(session->screen, "  %s\n", session->history[i]);
}

void
show_pager(struct session *session)
{
    size_t lines = session_page(session);
    if (lines == 0)
        fputs("no pager\n", session->screen);
    else
        fprintf(session->screen, "pager lines %zu\n", lines);
}

void
show_terminal(struct session *session)
{
    fprintf(session->screen, "\nWidth = %zu, %smonitor\nterminal interactive\n",
            session_width(session), session->watcher.monitor ? "" : "no ");
}
