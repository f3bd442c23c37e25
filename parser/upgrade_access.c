/*
 * upgrade_access.c: conduit becomes an access-list of the outermost interface; outbound and apply
 * are for people (commands.md 5.5, 5.6).
 *
 * A conduit lets traffic in from every interface below that of the server and has no word in what
 * goes the other way. An access-list decides about all that enters its interface. On the interface
 * with the lowest security level the two are the same.
 */
#include <string.h>
#include <strings.h>

#include "parser/upgrade.h"

#define CONDUIT_ACL "conduit_access_in"

/* ---- conduit ---- */

/* The interface that nothing is below of; IFC_NONE: there is none with a name. */
static ifc_id
outermost(const struct config *config)
{
    ifc_id lowest = IFC_NONE;
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if (interface->name != NULL &&
            (lowest == IFC_NONE ||
             interface->security_level < config->interfaces[lowest]->security_level))
            lowest = (ifc_id)i;
    }
    return lowest;
}

/* Are there others that something is above of? Their conduits are not in the access-list. */
static bool
has_middle(const struct config *config, ifc_id lowest)
{
    uint8_t highest = 0;
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if (interface->name != NULL && interface->security_level > highest)
            highest = interface->security_level;
    }
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if (interface->name != NULL && i != lowest && interface->security_level < highest &&
            interface->access_in == NULL)
            return true;
    }
    return false;
}

/* `any`, `host A`, `object-group G`, `A M`: words from AT on. Returns the word behind. */
static size_t
skip_endpoint(const struct upgrade *upgrade, size_t at)
{
    return at + (upgrade_word_is(upgrade, at, "any") ? 1 : 2);
}

static bool
is_service_group(const struct upgrade *upgrade, size_t at)
{
    const struct object_group *group =
        config_object_group(upgrade->config, upgrade_word(upgrade, at + 1));
    return upgrade_word_is(upgrade, at, "object-group") && group != NULL &&
           group->type == GROUP_SERVICE;
}

/* `eq P`, `range P P`, a service group, or nothing. */
static size_t
skip_ports(const struct upgrade *upgrade, size_t at)
{
    static const char *const operators[] = { "eq", "lt", "gt", "neq" };
    for (size_t i = 0; i < ARRAY_LENGTH(operators); i++) {
        if (upgrade_word_is(upgrade, at, operators[i]))
            return at + 2;
    }
    if (upgrade_word_is(upgrade, at, "range"))
        return at + 3;
    return is_service_group(upgrade, at) ? at + 2 : at;
}

/* Words FROM up to TO, with a blank in front of each. */
static const char *
words(struct upgrade *upgrade, size_t from, size_t to)
{
    size_t size = 1;
    for (size_t i = from; i < to; i++)
        size += strlen(upgrade_word(upgrade, i)) + 1;
    char *text = arena_zalloc(upgrade->diags->arena, size);
    if (text == NULL) {
        upgrade->made.failed = true;
        return "";
    }
    size_t used = 0;
    for (size_t i = from; i < to; i++) {
        int length = snprintf(text + used, size - used, " %s", upgrade_word(upgrade, i));
        used += length > 0 ? (size_t)length : 0;
    }
    return text;
}

/* The server stands first in a conduit and last in an access-list. */
static const char *
turned_round(struct upgrade *upgrade)
{
    size_t protocol = 2;
    size_t server = upgrade_word_is(upgrade, protocol, "object-group") ? 4 : 3;
    size_t server_end = skip_ports(upgrade, skip_endpoint(upgrade, server));
    size_t foreign = server_end;
    size_t foreign_end = skip_ports(upgrade, skip_endpoint(upgrade, foreign));
    const char *type = words(upgrade, foreign_end, upgrade_words(upgrade)); /* of ICMP */
    const char *first = words(upgrade, foreign, foreign_end);
    const char *second = words(upgrade, server, server_end);
    const char *name = words(upgrade, protocol, server);
    size_t size = strlen(name) + strlen(first) + strlen(second) + strlen(type) + 1;
    char *text = arena_zalloc(upgrade->diags->arena, size);
    if (text == NULL) {
        upgrade->made.failed = true;
        return "";
    }
    snprintf(text, size, "%s%s%s%s", name, first, second, type);
    return text;
}

static enum fate
convert_conduit(struct upgrade *upgrade)
{
    ifc_id lowest = outermost(upgrade->config);
    if (lowest == IFC_NONE) {
        upgrade->why = "write an access-list for the interface that the traffic comes from";
        return FATE_LOST;
    }
    const struct interface *interface = upgrade->config->interfaces[lowest];
    const struct acl *bound = interface->access_in;
    bool ours = bound != NULL && strcmp(bound->name, CONDUIT_ACL) == 0;
    if (bound != NULL && !ours) {
        upgrade->why = "the access-group of the outermost interface decides there, not conduits";
        return FATE_IGNORED;
    }
    PUT(upgrade, "%saccess-list %s extended %s%s", upgrade_no(upgrade), CONDUIT_ACL,
        upgrade_word(upgrade, 1), turned_round(upgrade));
    if (!ours)
        PUT(upgrade, "access-group %s in interface %s", CONDUIT_ACL, interface->name);
    if (has_middle(upgrade->config, lowest))
        upgrade->why = "interfaces between the outermost and the innermost need access-lists of "
                       "their own, by hand";
    return FATE_CONVERTED;
}

const struct upgrade_rule upgrade_access_rules[] = {
    { "access-list compiled", NULL, "all access-lists are compiled", NULL },
    { "conduit", convert_conduit, NULL, NULL },
    { "outbound", NULL, NULL,
      "write it as an access-list of the inner interface; all that goes out is permitted until "
      "then" },
    { "apply", NULL, NULL, "bind that access-list to the inner interface with access-group" },
    { NULL, NULL, NULL, NULL },
};
