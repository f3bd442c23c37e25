/*
 * cmd_arp.c: static ARP entries and how long others live (commands.md 3.4). No frame is sent here,
 * so that they decide nothing.
 */
#include <string.h>

#include "parser/families.h"
#include "parser/family.h"

#define ARP_DEFAULT_SECONDS 14400
#define ARP_MIN_SECONDS 60
#define ARP_MAX_SECONDS 4294967

struct arp_line {
    ifc_id ifc;
    uint32_t address;
    uint8_t mac[6];
    bool alias;
    uint32_t seconds;
};

static size_t
find_entry(const struct config *config, const struct arp_line *line)
{
    size_t i = 0;
    while (i < config->arp_count &&
           (config->arps[i].ifc != line->ifc || config->arps[i].address != line->address))
        i++;
    return i;
}

/* One entry an address: another line replaces it. */
static bool
set_arp(struct command_call *call, void *scratch)
{
    const struct arp_line *line = scratch;
    struct config *config = call->config;
    size_t at = find_entry(config, line);
    struct arp_entry *entry = at < config->arp_count
                                  ? &config->arps[at]
                                  : arena_append(config->arena, &config->arps, &config->arp_count,
                                                 &config->arp_capacity, sizeof(*entry));
    if (entry == NULL)
        return no_memory(call);
    *entry = (struct arp_entry){ .ifc = line->ifc, .address = line->address, .alias = line->alias };
    memcpy(entry->mac, line->mac, sizeof(entry->mac));
    return true;
}

static bool
unset_arp(struct command_call *call, void *scratch)
{
    struct config *config = call->config;
    size_t at = find_entry(config, scratch);
    if (at == config->arp_count)
        return refuse(call, NULL, "there is no such ARP entry");
    LIST_REMOVE(config->arps, config->arp_count, at);
    return true;
}

static bool
clear_arp(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->arp_count = 0;
    return true;
}

static void
each_arp(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->arp_count; i++) {
        const struct arp_entry *entry = &config->arps[i];
        struct arp_line line = { .ifc = entry->ifc,
                                 .address = entry->address,
                                 .alias = entry->alias };
        memcpy(line.mac, entry->mac, sizeof(line.mac));
        visit(context, &line, NULL);
    }
}

static const struct command arp_row = {
    .name = "arp",
    .help = "Add a static ARP entry",
    .words = (const struct word[]){ KEYWORD("arp", "Add a static ARP entry"),
                                    VALUE(nameif, struct arp_line, ifc, "Interface"),
                                    VALUE(address, struct arp_line, address, "Address"),
                                    VALUE(mac, struct arp_line, mac, "MAC address"),
                                    FLAG(struct arp_line, alias, "alias", "Answer for it"),
                                    END_OF_WORDS },
    .scratch_size = sizeof(struct arp_line),
    .set = set_arp,
    .unset = unset_arp,
    .no_words = 3,
    .each = each_arp,
    .clear = clear_arp,
};

static bool
set_timeout(struct command_call *call, void *scratch)
{
    call->config->arp_seconds = ((const struct arp_line *)scratch)->seconds;
    return true;
}

static bool
unset_timeout(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->arp_seconds = ARP_DEFAULT_SECONDS;
    return true;
}

static bool
clear_timeout(struct command_call *call, const char *rest)
{
    (void)rest;
    if (call->config->arp_seconds != 0)
        call->config->arp_seconds = ARP_DEFAULT_SECONDS;
    return true;
}

static void
each_timeout(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    struct arp_line line = { .seconds = config->arp_seconds };
    if (line.seconds != 0)
        visit(context, &line, NULL);
}

static const struct command arp_timeout_row = {
    .name = "arp timeout",
    .help = "Seconds until an ARP entry is gone",
    .words = (const struct word[]){ KEYWORD("arp timeout", "Seconds until an ARP entry is gone"),
                                    NUMBER(struct arp_line, seconds, ARP_MIN_SECONDS,
                                           ARP_MAX_SECONDS, "Seconds"),
                                    END_OF_WORDS },
    .scratch_size = sizeof(struct arp_line),
    .set = set_timeout,
    .unset = unset_timeout,
    .no_words = 1,
    .each = each_timeout,
    .clear = clear_timeout,
};

const struct command *const arp_commands[] = { &arp_row, &arp_timeout_row, NULL };
