/*
 * show_tech.c: `show tech-support`: the screens that are asked for with a fault, one after the
 * other. Order and heads: shell.md 6.17 [R]; screens that are not there are left out.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/show/show.h"
#include "cli/show/show_meters.h"

/* ---- the configuration without its secrets ---- */

/* The word behind one of these is a secret, wherever it stands in a line. */
static bool
announces_secret(const char *word, size_t length)
{
    static const char *const keywords[] = {
        "password", "passwd", "key", "pre-shared-key", "community",
        "md5",      "sha",    "des", "3des",           "ldap-login-password",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(keywords); i++) {
        if (strlen(keywords[i]) == length && memcmp(keywords[i], word, length) == 0)
            return true;
    }
    return false;
}

/* Text that people wrote, in which `key` is a word like any other. */
static bool
is_prose(const char *line)
{
    const char *remark = strstr(line, " remark ");
    const char *end = strchr(line, '\n');
    line += strspn(line, " ");
    return strncmp(line, "banner ", 7) == 0 || strncmp(line, "description ", 12) == 0 ||
           strncmp(line, "name ", 5) == 0 || strncmp(line, "! ", 2) == 0 ||
           (strncmp(line, "access-list ", 12) == 0 && remark != NULL &&
            (end == NULL || remark < end));
}

/* `aaa-server G (if) host A KEY` of 6.x and 7.0: the key has no word of its own. */
static bool
is_server_key(const char *line, unsigned number)
{
    return strncmp(line, "aaa-server ", 11) == 0 && number == 5;
}

static void
print_line(FILE *out, const char *line, size_t length)
{
    bool prose = is_prose(line);
    bool hidden = false, is_host = false;
    unsigned number = 0;
    size_t at = 0;
    while (at < length) {
        size_t blanks = strspn(line + at, " ");
        fprintf(out, "%.*s", (int)blanks, line + at);
        at += blanks;
        size_t word = strcspn(line + at, " \n");
        bool secret = word > 0 && (hidden || (is_host && is_server_key(line, number)));
        if (secret && !prose)
            fputs("<removed>", out);
        else
            fprintf(out, "%.*s", (int)word, line + at);
        hidden = announces_secret(line + at, word);
        is_host = is_host || (word == 4 && memcmp(line + at, "host", 4) == 0);
        number++;
        at += word;
    }
    putc('\n', out);
}

void
print_without_secrets(FILE *out, const char *listing)
{
    while (*listing != '\0') {
        size_t length = strcspn(listing, "\n");
        print_line(out, listing, length);
        listing += length + (listing[length] == '\n');
    }
}

static void
show_config_of_tech(struct session *session)
{
    size_t length = 0;
    char *text = config_text(session->config, &length);
    if (text == NULL)
        fputs("refire: out of memory\n", session->screen);
    else
        print_without_secrets(session->screen, text);
    free(text);
}

/* ---- the sections ---- */

static void
show_conn_count(struct session *session)
{
    show_conn(session, &(struct conn_query){ .count = true });
}

static void
show_xlate_count(struct session *session)
{
    show_xlate(session, &(struct xlate_query){ .count = true });
}

static void
show_interfaces(struct session *session)
{
    show_interface(session, IFC_NONE);
}

void
show_tech_support(struct session *session)
{
    static const struct {
        const char *command;
        void (*show)(struct session *session);
    } sections[] = {
        { "show clock", show_clock },           { "show memory", show_memory },
        { "show conn count", show_conn_count }, { "show xlate count", show_xlate_count },
        { "show blocks", show_blocks },         { "show interface", show_interfaces },
        { "show cpu usage", show_cpu },         { "show process", show_processes },
        { "show traffic", show_traffic },       { "show perfmon", show_perfmon },
        { "show failover", show_failover },     { "show running-config", show_config_of_tech },
    };
    FILE *out = session->screen;
    show_version(session);
    for (size_t i = 0; i < ARRAY_LENGTH(sections) && !pager_stopped(session->pager); i++) {
        fprintf(out, "\n------------------ %s ------------------\n\n", sections[i].command);
        sections[i].show(session);
    }
}
