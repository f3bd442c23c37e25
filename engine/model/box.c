/*
 * box.c: what is about the box itself: defaults, and what goes with an interface's name.
 */
#include "engine/model/box.h"

#include <string.h>

#include "engine/model/config.h"

const char *
management_service_name(enum management_service service)
{
    static const char *const names[] = {
        [MANAGE_TELNET] = "telnet",
        [MANAGE_SSH] = "ssh",
        [MANAGE_HTTP] = "http",
    };
    return names[service];
}

uint32_t
fragment_default(enum fragment_limit limit)
{
    static const uint32_t defaults[] = {
        [FRAGMENT_SIZE] = 200,
        [FRAGMENT_CHAIN] = 24,
        [FRAGMENT_TIMEOUT] = 5,
    };
    return defaults[limit];
}

void
config_box_defaults(struct config *config)
{
    config->box.management_access = IFC_NONE;
    config->box.unreachable.rate = UNREACHABLE_RATE_DEFAULT;
    config->box.unreachable.burst = UNREACHABLE_BURST_DEFAULT;
    config->box.telnet_idle.minutes = TELNET_MINUTES_DEFAULT;
    config->box.ssh_idle.minutes = SSH_MINUTES_DEFAULT;
    config->box.console_idle.minutes = CONSOLE_MINUTES_DEFAULT;
    config->sysopts.on = config->does->sysopts_on;
    config->sysopts.tcpmss = TCPMSS_DEFAULT;
    config->sysopts.tcpmss_minimum = TCPMSS_MINIMUM_DEFAULT;
}

/* Drops the elements of a list that begin with IFC. */
static void
drop_interface(void *items, size_t *count, size_t size, ifc_id ifc)
{
    unsigned char *bytes = items;
    size_t left = 0;
    for (size_t i = 0; i < *count; i++) {
        ifc_id of;
        memcpy(&of, bytes + i * size, sizeof(of));
        if (of == ifc)
            continue;
        memmove(bytes + left * size, bytes + i * size, size);
        left++;
    }
    *count = left;
}

#define DROP_INTERFACE(list, count) drop_interface(list, &(count), sizeof(*(list)), ifc)

void
config_box_unname(struct config *config, ifc_id ifc)
{
    struct box_settings *box = &config->box;
    struct guard *guard = &config->guard;
    DROP_INTERFACE(box->icmp_rules, box->icmp_rule_count);
    for (size_t i = 0; i < MANAGEMENT_SERVICE_COUNT; i++)
        DROP_INTERFACE(box->management[i].items, box->management[i].count);
    DROP_INTERFACE(box->services, box->service_count);
    if (box->management_access == ifc)
        box->management_access = IFC_NONE;
    DROP_INTERFACE(guard->reverse_paths.items, guard->reverse_paths.count);
    DROP_INTERFACE(guard->fragments, guard->fragment_count);
    DROP_INTERFACE(guard->resets, guard->reset_count);
    DROP_INTERFACE(config->audit.bindings, config->audit.binding_count);
    DROP_INTERFACE(config->sysopts.no_proxy_arp.items, config->sysopts.no_proxy_arp.count);
}

#define HTTP_PORT 443

bool
management_listens(const struct box_settings *box, enum management_service service, uint16_t port)
{
    static const uint16_t ports[] = { [MANAGE_TELNET] = 23, [MANAGE_SSH] = 22 };
    if (service == MANAGE_HTTP)
        return box->http_server && port == (box->http_port != 0 ? box->http_port : HTTP_PORT);
    return box->management[service].count > 0 && port == ports[service];
}

bool
box_listens(const struct box_settings *box, ifc_id ifc, uint8_t protocol, uint16_t port)
{
    for (size_t i = 0; i < box->service_count; i++) {
        const struct box_service *service = &box->services[i];
        if (service->protocol == protocol && service->port == port &&
            (service->ifc == IFC_NONE || service->ifc == ifc))
            return true;
    }
    for (unsigned i = 0; protocol == IP_TCP && i < MANAGEMENT_SERVICE_COUNT; i++) {
        if (management_listens(box, (enum management_service)i, port))
            return true;
    }
    return false;
}
