/*
 * show_meters.c: what the box itself uses, and states of it that are not modelled further.
 * Layouts: shell.md 6.14, 6.18.
 */
#include "cli/show/show_meters.h"

#include <stdlib.h>
#include <string.h>

#include "cli/show/show.h"

#define MEGABYTE (UINT64_C(1024) * 1024)

static void
print_bytes(FILE *out, const char *label, uint64_t bytes, uint64_t total, bool percent)
{
    fprintf(out, "%-13s%15ju bytes", label, (uintmax_t)bytes);
    if (percent)
        fprintf(out, " (%ju%%)", (uintmax_t)((bytes * 100 + total / 2) / total));
    putc('\n', out);
}

void
print_memory(FILE *out, uint64_t used, uint64_t total, bool percent)
{
    print_bytes(out, "Free memory:", total - used, total, percent);
    print_bytes(out, "Used memory:", used, total, percent);
    fputs("-------------     ----------------\n", out);
    print_bytes(out, "Total memory:", total, total, percent);
}

/*
 * Used is what the engine holds for conns and translations. The total is that of a box of the
 * version; one that holds more than that has as many times the memory as it takes.
 */
void
show_memory(struct session *session)
{
    uint64_t used = engine_memory(session->engine);
    uint64_t size = session->dialect->memory_megabytes * MEGABYTE;
    uint64_t total = (used / size + 1) * size;
    print_memory(session->screen, used, total, session->dialect->memory_percent);
}

/* The clock is that of packets: to decide about one takes none of its time. */
void
show_cpu(struct session *session)
{
    fputs("CPU utilization for 5 seconds = 0%; 1 minute: 0%; 5 minutes: 0%\n", session->screen);
}

/* Nobody can authenticate to a box without a network. */
void
show_uauth(struct session *session)
{
    fputs("                        Current    Most Seen\n"
          "Authenticated Users       0          0\n"
          "Authen In Progress        0          0\n",
          session->screen);
}

/* Has the configuration a line `failover`? NULL, for no memory, is taken for none. */
static bool
failover_is_on(const struct config *config)
{
    static const char line[] = "failover\n";
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return false;
    config_write_section(config, "failover", out);
    bool is_on = false;
    if (fclose(out) == 0) {
        const char *at = text;
        while (at != NULL && !is_on) {
            is_on = strncmp(at, line, strlen(line)) == 0;
            at = strchr(at, '\n');
            at = at != NULL ? at + 1 : NULL;
        }
    }
    free(text);
    return is_on;
}

void
show_failover(struct session *session)
{
    FILE *out = session->screen;
    if (failover_is_on(session->config)) {
        fputs("Failover On\nrefire: there is no other unit behind this prompt\n", out);
        return;
    }
    fputs("Failover Off\n", out);
    if (session->dialect->failover_cable)
        fputs("Cable status: My side not connected\n", out);
}
