/*
 * show_box.c: what a box has of its own and the emulator has not, as far as there is something true
 * to say: blocks that nothing takes, a flash without files, a chassis of the model whose factory
 * configuration this is. Layouts: shell.md 5, 6.14 [R]; inventory, processes and the two kinds of
 * flash listing are recalled (?).
 */
#include <stdio.h>
#include <string.h>

#include "cli/show/show.h"

/* Sizes of 6.x, and what 7.0 adds; the maxima are those of listings at hand, of no box in
 * particular. */
void
show_blocks(struct session *session)
{
    static const struct {
        unsigned size, count;
        bool is_of_7;
    } pools[] = {
        { 0, 300, true },      { 4, 1600, false },   { 80, 400, false },  { 256, 500, false },
        { 1550, 1444, false }, { 2048, 100, true },  { 2560, 40, true },  { 4096, 30, true },
        { 8192, 60, true },    { 16384, 100, true }, { 65536, 10, true },
    };
    FILE *out = session->screen;
    fputs("  SIZE    MAX    LOW    CNT\n", out);
    for (size_t i = 0; i < ARRAY_LENGTH(pools); i++) {
        unsigned count = pools[i].count;
        if (!pools[i].is_of_7 || session->dialect->tables)
            fprintf(out, "%6u %6u %6u %6u\n", pools[i].size, count, count, count);
    }
}

void
show_perfmon(struct session *session)
{
    static const char *const names[PERFMON_ROWS] = {
        [PERFMON_XLATES] = "Xlates",           [PERFMON_CONNECTIONS] = "Connections",
        [PERFMON_TCP_CONNS] = "TCP Conns",     [PERFMON_UDP_CONNS] = "UDP Conns",
        [PERFMON_URL_ACCESS] = "URL Access",   [PERFMON_URL_SERVER_REQ] = "URL Server Req",
        [PERFMON_TCP_FIXUP] = "TCP Fixup",     [PERFMON_TCP_INTERCEPT] = "TCP Intercept",
        [PERFMON_HTTP_FIXUP] = "HTTP Fixup",   [PERFMON_FTP_FIXUP] = "FTP Fixup",
        [PERFMON_AAA_AUTHEN] = "AAA Authen",   [PERFMON_AAA_AUTHOR] = "AAA Author",
        [PERFMON_AAA_ACCOUNT] = "AAA Account",
    };
    FILE *out = session->screen;
    struct firewall *firewall = session->firewall;
    fputs("PERFMON STATS:    Current      Average\n", out);
    for (size_t i = 0; i < PERFMON_ROWS; i++) {
        struct perfmon_rate rate = perfmon_rate(&firewall->perfmon, (enum perfmon_row)i,
                                                firewall->booted, engine_now(firewall->engine));
        fprintf(out, "%-17s%5ju/s%11ju/s\n", names[i], (uintmax_t)rate.current,
                (uintmax_t)rate.average);
    }
}

/* No process of a device runs here: the table is empty. */
void
show_processes(struct session *session)
{
    fputs("\n    PC       SP       STATE       Runtime    SBASE     Stack Process\n",
          session->screen);
}

/* "ASA5510": as it is ordered. Version and serial number of a chassis that is not there are none.
 */
void
show_inventory(struct session *session)
{
    FILE *out = session->screen;
    const char *model = config_factory_model(session->config->os);
    bool adaptive = session->config->os.platform == PLATFORM_ASA;
    fprintf(out, "Name: \"Chassis\", DESCR: \"%s %s\"\nPID: ", model,
            adaptive ? "Adaptive Security Appliance" : "Security Appliance");
    int width = 0;
    for (const char *at = model; *at != '\0'; at++) {
        if (*at != ' ' || !adaptive) {
            putc(*at == ' ' ? '-' : *at, out);
            width++;
        }
    }
    fprintf(out, "%*s, VID: N/A , SN: N/A\n\n", width < 18 ? 18 - width : 0, "");
}

/* ---- the flash: what was saved is in no file that is listed ---- */

/* As `show version` has it. */
static uint64_t
flash_bytes(const struct session *session)
{
    return session->config->os.platform == PLATFORM_ASA ? UINT64_C(67108864) : UINT64_C(16777216);
}

static const char *
flash_name(const struct session *session)
{
    return session->config->os.platform == PLATFORM_ASA ? "disk0" : "flash";
}

void
show_directory(struct session *session)
{
    fprintf(session->screen,
            "\nDirectory of %s:/\n\nNo files in directory\n\n%ju bytes total (%ju bytes free)\n",
            flash_name(session), (uintmax_t)flash_bytes(session), (uintmax_t)flash_bytes(session));
}

/* 6.x numbers its few files; the saved configuration is file 1. */
static void
print_flash_6(struct session *session)
{
    const char *startup = session->firewall->startup;
    fprintf(session->screen,
            "flash file system:     version:3    magic:0x12345679\n"
            "  file 1: origin: 2097152 length:%zu\n",
            startup != NULL ? strlen(startup) : 0);
}

void
show_flash(struct session *session)
{
    if (!session->dialect->tables) {
        print_flash_6(session);
        return;
    }
    fprintf(session->screen,
            "--#--  --length--  -----date/time------  path\n\n"
            "%ju bytes available (0 bytes used)\n",
            (uintmax_t)flash_bytes(session));
}
