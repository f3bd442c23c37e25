/*
 * show_system.c: the box, its clock and the session. Layouts: shell.md 1, 4, 6.1, 6.12.
 *
 * Nothing is claimed about hardware and licences that are not there.
 */
#include <stdio.h>

#include "cli/show/show.h"
#include "engine/base/civil.h"
#include "engine/base/clock.h"

/* "40 days 23 hours", "2 mins 5 secs": the two largest units. */
static void
print_uptime(struct session *session)
{
    static const struct unit {
        int64_t seconds;
        const char *name;
    } units[] = { { 86400, "day" }, { 3600, "hour" }, { 60, "min" }, { 1, "sec" } };
    FILE *out = session->screen;
    int64_t left = (engine_now(session->engine) - session->firewall->booted) / NS_PER_SECOND;
    size_t first = 0;
    while (first < ARRAY_LENGTH(units) - 2 && left < units[first].seconds)
        first++;
    fprintf(out, "%s up", session->config->hostname);
    for (size_t i = first; i < first + 2; i++) {
        int64_t amount = left / units[i].seconds;
        left -= amount * units[i].seconds;
        fprintf(out, " %jd %s%s", (intmax_t)amount, units[i].name, amount == 1 ? "" : "s");
    }
    putc('\n', out);
}

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

/* Whose ports and factory configuration these are; the hardware is claimed no further. */
static void
print_emulation(struct session *session)
{
    fprintf(session->screen, "\nEmulated by refire %s; factory configuration of a %s\n\n",
            REFIRE_VERSION, config_factory_model(session->config->os));
}

static void
print_version_6(struct session *session, const char *release)
{
    FILE *out = session->screen;
    const struct config *config = session->config;
    fprintf(out, "\nCisco PIX Firewall Version %s\n", release);
    print_emulation(session);
    print_uptime(session);
    putc('\n', out);
    for (size_t i = 0; i < config->interface_count; i++)
        fprintf(out, "%zu: %s\n", i, config->interfaces[i]->hardware);
}

static void
print_version_7(struct session *session, const char *release)
{
    FILE *out = session->screen;
    const struct config *config = session->config;
    const char *product = config->os.platform == PLATFORM_ASA ? "Adaptive" : "PIX";
    fprintf(out, "\nCisco %s Security Appliance Software Version %s \n", product, release);
    print_emulation(session);
    print_uptime(session);
    putc('\n', out);
    for (size_t i = 0; i < config->interface_count; i++)
        fprintf(out, " %zu: Ext: %s\n", i, config->interfaces[i]->hardware);
}

void
show_version(struct session *session)
{
    char release[RELEASE_TEXT_SIZE];
    release_text(session->config->os, release);
    if (session->dialect->tables)
        print_version_7(session, release);
    else
        print_version_6(session, release);
    FILE *out = session->screen;
    if (session->firewall->changed == 0) {
        fputs("\nConfiguration has not been modified since last system restart.\n", out);
        return;
    }
    fputs("\nConfiguration last modified by enable_15 at ", out);
    print_clock(out, &session->config->time_zone, session->firewall->changed);
    putc('\n', out);
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
