/*
 * show_arp.c: the ARP entries that the configuration has; no frame is sent, so none is learned.
 * Layout: shell.md 6.13; the dash is that of one without an age [R].
 */
#include <stdio.h>

#include "cli/show/show.h"

void
show_arp(struct session *session)
{
    const struct config *config = session->config;
    for (size_t i = 0; i < config->arp_count; i++) {
        const struct arp_entry *entry = &config->arps[i];
        const uint8_t *mac = entry->mac;
        char address[IP_TEXT_SIZE];
        ip_format(entry->address, address);
        fprintf(session->screen, "\t%s %s %02x%02x.%02x%02x.%02x%02x%s\n",
                config->interfaces[entry->ifc]->name, address, mac[0], mac[1], mac[2], mac[3],
                mac[4], mac[5],
                entry->alias                 ? " alias"
                : session->dialect->arp_ages ? " -"
                                             : "");
    }
}
