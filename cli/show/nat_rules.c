/*
 * nat_rules.c: the three lines of a rule.
 *
 * Of a pool with several globals on the interface the first is named [C].
 */
#include "cli/show/nat_rules.h"

#include <inttypes.h>

#include "cli/prompt/row_text.h"
#include "engine/base/ip.h"

/* "host 10.1.1.5", "10.1.1.0 255.255.255.0", "any" */
static void
put_network(FILE *out, struct network network)
{
    char address[IP_TEXT_SIZE], mask[IP_TEXT_SIZE];
    if (network.netmask == 0) {
        fputs("any", out);
        return;
    }
    ip_format(network.address, address);
    ip_format(network.netmask, mask);
    if (network.netmask == IP_HOST_MASK)
        fprintf(out, "host %s", address);
    else
        fprintf(out, "%s %s", address, mask);
}

static void
put_address(const struct nat_listing *listing, const struct address_match *match)
{
    switch (match->kind) {
    case ADDRESS_NETWORK:
        put_network(listing->out, match->network);
        return;
    case ADDRESS_OF_INTERFACE:
        put_network(
            listing->out,
            (struct network){ listing->config->interfaces[match->ifc]->address, IP_HOST_MASK });
        return;
    case ADDRESS_ANY:
    case ADDRESS_GROUP: /* never of an element */
        fputs("any", listing->out);
    }
}

/* " eq 80"; nothing for any port. */
static void
put_ports(FILE *out, const struct port_match *match)
{
    static const char *const words[] = {
        [PORT_OP_EQ] = "eq", [PORT_OP_NEQ] = "neq",     [PORT_OP_LT] = "lt",
        [PORT_OP_GT] = "gt", [PORT_OP_RANGE] = "range",
    };
    if (match->op == PORT_OP_NONE || match->op == PORT_OP_GROUP)
        return;
    fprintf(out, " %s %u", words[match->op], match->low);
    if (match->op == PORT_OP_RANGE)
        fprintf(out, " %u", match->high);
}

static void
put_protocol(FILE *out, uint8_t protocol)
{
    char text[PROTOCOL_TEXT_SIZE];
    fprintf(out, "  match %s ", protocol != IP_ANY ? protocol_text(protocol, text) : "ip");
}

/* "  match tcp inside host 10.1.1.5 eq 80 outside any" */
static void
put_policy(const struct nat_listing *listing, const struct ace *element, ifc_id real_ifc,
           ifc_id mapped_ifc)
{
    FILE *out = listing->out;
    put_protocol(out, element->protocol);
    fprintf(out, "%s ", config_interface_label(listing->config, real_ifc));
    put_address(listing, &element->source);
    put_ports(out, &element->source_port);
    fprintf(out, " %s ", config_interface_label(listing->config, mapped_ifc));
    put_address(listing, &element->destination);
    put_ports(out, &element->destination_port);
    fputc('\n', out);
}

static void
put_hits(const struct nat_listing *listing, uint32_t number, const struct ace *element,
         ifc_id real_ifc, ifc_id mapped_ifc)
{
    struct nat_hits hits = engine_nat_hits(listing->engine, number, element, real_ifc, mapped_ifc);
    fprintf(listing->out, "    translate_hits = %ju, untranslate_hits = %ju\n",
            (uintmax_t)hits.translates, (uintmax_t)hits.untranslates);
}

/* What pool ID has on an interface; NULL: nothing. */
static const struct global *
first_global(const struct config *config, uint32_t id, ifc_id ifc)
{
    for (size_t i = 0; i < config->global_count; i++) {
        if (config->globals[i].id == id && config->globals[i].ifc == ifc)
            return &config->globals[i];
    }
    return NULL;
}

/* "(209.165.201.1 [Interface PAT])" */
static void
put_pool(const struct nat_listing *listing, uint32_t id, ifc_id mapped_ifc)
{
    FILE *out = listing->out;
    char first[IP_TEXT_SIZE], last[IP_TEXT_SIZE];
    const struct global *global = first_global(listing->config, id, mapped_ifc);
    fprintf(out, "    dynamic translation to pool %" PRIu32 " (", id);
    if (global == NULL) {
        fputs("No matching global)\n", out);
        return;
    }
    ip_format(global->first, first);
    ip_format(global->last, last);
    switch (global->kind) {
    case GLOBAL_RANGE:
        fprintf(out, "%s-%s)\n", first, last);
        break;
    case GLOBAL_PAT:
        fprintf(out, "%s)\n", first);
        break;
    case GLOBAL_INTERFACE:
        ip_format(listing->config->interfaces[mapped_ifc]->address, first);
        fprintf(out, "%s [Interface PAT])\n", first);
        break;
    }
}

void
nat_write_match(const struct nat_listing *listing, const struct nat *nat, ifc_id mapped_ifc,
                const struct ace *element)
{
    FILE *out = listing->out;
    if (nat->acl != NULL && element != NULL) {
        put_policy(listing, element, nat->ifc, mapped_ifc);
    } else {
        put_protocol(out, IP_ANY);
        fprintf(out, "%s ", config_interface_label(listing->config, nat->ifc));
        put_network(out, nat->real);
        fprintf(out, " %s any\n", config_interface_label(listing->config, mapped_ifc));
    }
    if (nat->id != 0)
        put_pool(listing, nat->id, mapped_ifc);
    else
        fputs(nat->acl != NULL ? "    NAT exempt\n" : "    identity NAT translation, pool 0\n",
              out);
    put_hits(listing, nat->number, element, nat->ifc, mapped_ifc);
}

static void
put_static_match(const struct nat_listing *listing, const struct static_nat *rule)
{
    FILE *out = listing->out;
    put_protocol(out, rule->protocol);
    fprintf(out, "%s ", config_interface_label(listing->config, rule->real_ifc));
    put_network(out, (struct network){ rule->real, rule->netmask });
    if (rule->protocol != IP_ANY)
        fprintf(out, " eq %u", rule->real_port);
    fprintf(out, " %s any\n", config_interface_label(listing->config, rule->mapped_ifc));
}

void
nat_write_static(const struct nat_listing *listing, const struct static_nat *rule,
                 const struct ace *element)
{
    char address[IP_TEXT_SIZE];
    ip_format(rule->mapped_is_interface ? listing->config->interfaces[rule->mapped_ifc]->address
                                        : rule->mapped,
              address);
    if (rule->acl != NULL && element != NULL)
        put_policy(listing, element, rule->real_ifc, rule->mapped_ifc);
    else
        put_static_match(listing, rule);
    fprintf(listing->out, "    static translation to %s", address);
    if (rule->protocol != IP_ANY)
        fprintf(listing->out, "/%u", rule->mapped_port);
    fputc('\n', listing->out);
    put_hits(listing, rule->number, element, rule->real_ifc, rule->mapped_ifc);
}

void
nat_write_denial(const struct nat_listing *listing, ifc_id real_ifc, ifc_id mapped_ifc)
{
    fprintf(listing->out,
            "  match ip %s any %s any\n"
            "    no translation group, implicit deny\n"
            "    policy_hits = %ju\n",
            config_interface_label(listing->config, real_ifc),
            config_interface_label(listing->config, mapped_ifc),
            (uintmax_t)engine_nat_denials(listing->engine, real_ifc, mapped_ifc));
}
