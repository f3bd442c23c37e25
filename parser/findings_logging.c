/*
 * findings_logging.c: messages that go nowhere: lists that are not there, servers that cannot be
 * reached, destinations without what they need.
 */
#include "parser/findings_private.h"

static bool
list_is_used(const struct logging *logging, const struct log_list *list)
{
    for (size_t i = 0; i < LOG_DESTINATION_COUNT; i++) {
        if (logging->filter[i] == list)
            return true;
    }
    return false;
}

static void
look_at_lists(struct findings *findings)
{
    const struct logging *logging = &findings->config->logging;
    for (size_t i = 0; i < logging->list_count; i++) {
        const struct log_list *list = logging->lists[i];
        bool used = list_is_used(logging, list);
        if (used && !list->exists)
            finding_report(findings, FINDING_UNDEFINED_LOGGING_LIST, list->origin.line,
                           "logging list %s is named but not defined: nothing passes it",
                           list->name);
        else if (list->exists && !used)
            finding_report(findings, FINDING_UNUSED_LOGGING_LIST, list->origin.line,
                           "logging list %s is not used", list->name);
    }
}

/* Does the box know a way to ADDRESS through that interface? */
static bool
is_reached(const struct config *config, const struct interface *interface, ifc_id ifc,
           uint32_t address)
{
    if (!interface_is_up(interface))
        return false;
    if (interface->address == 0) /* it is given one, or the firewall is transparent */
        return interface->address_source != ADDRESS_UNSET || config->management_address != 0;
    if (((address ^ interface->address) & interface->netmask) == 0)
        return true;
    for (size_t i = 0; i < config->route_count; i++) {
        const struct route *route = &config->routes[i];
        if (route->ifc == ifc && ((address ^ route->network.address) & route->network.netmask) == 0)
            return true;
    }
    return false;
}

static void
look_at_hosts(struct findings *findings)
{
    const struct config *config = findings->config;
    for (size_t i = 0; i < config->logging.host_count; i++) {
        const struct log_host *host = &config->logging.hosts[i];
        char address[IP_TEXT_SIZE];
        if (host->ifc >= config->interface_count ||
            is_reached(config, config->interfaces[host->ifc], host->ifc, host->address))
            continue;
        ip_format(host->address, address);
        finding_report(findings, FINDING_UNREACHABLE_LOGGING_HOST, host->origin.line,
                       "%s cannot be reached through %s", address,
                       config_interface_label(config, host->ifc));
    }
}

static void
look_at_destinations(struct findings *findings)
{
    const struct logging *logging = &findings->config->logging;
    for (size_t i = 0; i < LOG_DESTINATION_COUNT && !logging->on; i++) {
        if (!logging_has_destination(logging, (enum log_destination)i))
            continue;
        finding_report(findings, FINDING_LOGGING_OFF, logging->origins[i].line,
                       "messages have destinations, but logging is off");
        break;
    }
    bool trap = logging_has_destination(logging, LOG_TRAP);
    if (trap && logging->host_count == 0)
        finding_report(findings, FINDING_LOGGING_TRAP_WITHOUT_HOST, logging->origins[LOG_TRAP].line,
                       "messages go to syslog servers, but there is no logging host");
    if (!trap && logging->host_count > 0)
        finding_report(findings, FINDING_LOGGING_HOST_WITHOUT_TRAP, logging->hosts[0].origin.line,
                       "a logging host gets nothing without a level of logging trap");
    if (logging_has_destination(logging, LOG_MAIL) &&
        (logging->from_address == NULL || logging->recipient_count == 0))
        finding_report(findings, FINDING_LOGGING_MAIL_INCOMPLETE, logging->origins[LOG_MAIL].line,
                       "messages go by mail, but its sender or its recipient is not there");
}

void
findings_of_logging(struct findings *findings)
{
    look_at_lists(findings);
    look_at_hosts(findings);
    look_at_destinations(findings);
}
