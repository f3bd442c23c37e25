/*
 * kept_services.c: what the box listens to, read from lines that are kept word for word
 * (commands.md 9, 11; engine.md 8).
 */
#include <stdio.h>
#include <string.h>

#include "engine/base/ip.h"
#include "parser/family.h"
#include "parser/kept_services.h"

#define PORT_BOOTPS 67
#define PORT_NTP 123
#define PORT_SNMP 161
#define PORT_ISAKMP 500
#define PORT_RIP 520
#define PORT_NAT_T 4500
#define PROTOCOL_EIGRP 88
#define PROTOCOL_OSPF 89

/* The AT-th word of a kept line's rest; "" when there are fewer. */
static void
word_at(const void *scratch, size_t at, char word[static 64])
{
    const struct kept_scratch *kept = scratch;
    const char *text = kept->rest != NULL ? kept->rest : "";
    for (;; at--) {
        text += strspn(text, " ");
        size_t length = strcspn(text, " ");
        if (at == 0) {
            snprintf(word, 64, "%.*s", (int)(length < 63 ? length : 63), text);
            return;
        }
        text += length;
    }
}

static bool
word_is(const void *scratch, size_t at, const char *wanted)
{
    char word[64];
    word_at(scratch, at, word);
    return strcmp(word, wanted) == 0;
}

static bool
listen(struct config *config, struct box_service service, const struct origin *origin)
{
    struct box_settings *box = &config->box;
    struct box_service *added = arena_append(config->arena, &box->services, &box->service_count,
                                             &box->service_capacity, sizeof(*added));
    if (added == NULL)
        return false;
    service.origin = *origin;
    *added = service;
    return true;
}

/* On the interface that is the line's AT-th word; nothing when there is no such. */
static bool
listen_on(struct config *config, const void *scratch, size_t at, uint16_t port,
          const struct origin *origin)
{
    char name[64];
    word_at(scratch, at, name);
    ifc_id ifc = config_interface_by_name(config, name);
    struct box_service service = { .ifc = ifc, .protocol = IP_UDP, .port = port };
    return ifc == IFC_NONE || listen(config, service, origin);
}

/* snmp-server host IF ADDRESS [trap | poll ...]: who only gets traps may not ask. */
bool
fact_snmp(struct config *config, const void *scratch, const struct origin *origin)
{
    char name[64], address[64];
    if (!word_is(scratch, 0, "host") || word_is(scratch, 3, "trap"))
        return true;
    word_at(scratch, 1, name);
    word_at(scratch, 2, address);
    struct box_service service = {
        .ifc = config_interface_by_name(config, name),
        .protocol = IP_UDP,
        .port = PORT_SNMP,
        .source = { .netmask = IP_HOST_MASK },
    };
    if (service.ifc == IFC_NONE || (!ip_parse(address, strlen(address), &service.source.address) &&
                                    !config_address_of(config, address, &service.source.address)))
        return true;
    return listen(config, service, origin);
}

/* snmp deny version {1 | 2 | 2c | 3} (6.3), for `fixup protocol snmp` */
bool
fact_snmp_deny(struct config *config, const void *scratch, const struct origin *origin)
{
    static const char *const versions[] = { NULL, "1", "2", "2c", "3" }; /* as snmp-map's */
    (void)origin;
    for (size_t i = 1; i < ARRAY_LENGTH(versions); i++) {
        if (word_is(scratch, 0, versions[i]))
            config->snmp_denied |= (uint8_t)(1U << i);
    }
    return true;
}

/* ntp server ADDRESS */
bool
fact_ntp(struct config *config, const void *scratch, const struct origin *origin)
{
    struct box_service service = { .ifc = IFC_NONE, .protocol = IP_UDP, .port = PORT_NTP };
    return !word_is(scratch, 0, "server") || listen(config, service, origin);
}

/* dhcpd enable IF, dhcprelay enable IF */
bool
fact_dhcp(struct config *config, const void *scratch, const struct origin *origin)
{
    return !word_is(scratch, 0, "enable") || listen_on(config, scratch, 1, PORT_BOOTPS, origin);
}

/* isakmp enable IF, crypto isakmp enable IF */
bool
fact_isakmp(struct config *config, const void *scratch, const struct origin *origin)
{
    return !word_is(scratch, 0, "enable") || (listen_on(config, scratch, 1, PORT_ISAKMP, origin) &&
                                              listen_on(config, scratch, 1, PORT_NAT_T, origin));
}

/* rip IF ... of 6.x */
bool
fact_rip(struct config *config, const void *scratch, const struct origin *origin)
{
    return listen_on(config, scratch, 0, PORT_RIP, origin);
}

bool
fact_router_rip(struct config *config, const void *scratch, const struct origin *origin)
{
    (void)scratch;
    return listen(config,
                  (struct box_service){ .ifc = IFC_NONE, .protocol = IP_UDP, .port = PORT_RIP },
                  origin);
}

bool
fact_router_ospf(struct config *config, const void *scratch, const struct origin *origin)
{
    (void)scratch;
    return listen(config, (struct box_service){ .ifc = IFC_NONE, .protocol = PROTOCOL_OSPF },
                  origin);
}

bool
fact_router_eigrp(struct config *config, const void *scratch, const struct origin *origin)
{
    (void)scratch;
    return listen(config, (struct box_service){ .ifc = IFC_NONE, .protocol = PROTOCOL_EIGRP },
                  origin);
}
