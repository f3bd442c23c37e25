/*
 * word_ip.c: the word types of addresses, masks and interfaces.
 *
 * A name of the `name` table may stand for any address, and is written for it while `names` is on
 * (commands.md 3.3). Masks never have names.
 */
#include <string.h>

#include "parser/word.h"

static uint32_t
load_u32(const void *scratch, size_t offset)
{
    uint32_t value;
    memcpy(&value, word_value(scratch, offset), sizeof(value));
    return value;
}

/* ---- addresses ---- */

static bool
parse_address(const struct matching *matching, const struct token *token, uint32_t *address)
{
    if (ip_parse(token->text, token->length, address))
        return true;
    if (token->length == 1 && token->text[0] == '0') {
        *address = 0;
        return true;
    }
    const struct config *config = matching->context->config;
    return config != NULL && config_address_of(config, token->text, address);
}

bool
take_address(struct matching *matching, const char *help, uint32_t *address)
{
    const struct token *token = matching_next(matching);
    if (token == NULL || !parse_address(matching, token, address)) {
        matching_expect(matching, "A.B.C.D", help, false);
        return false;
    }
    matching_take(matching);
    return true;
}

static bool
address_match(const struct word *word, struct matching *matching, void *scratch)
{
    uint32_t address;
    if (!take_address(matching, word->help, &address))
        return false;
    memcpy(word_place(scratch, word->offset), &address, sizeof(address));
    return true;
}

static void
address_write(const struct word *word, struct writing *writing, const void *scratch)
{
    uint32_t address = load_u32(scratch, word->offset);
    if (!word->optional || address != 0)
        writing_put_address(writing, address);
}

const struct word_type word_address = { "address", address_match, address_write };

static bool
take_netmask(const struct word *word, struct matching *matching, void *scratch, bool any)
{
    const struct token *token = matching_next(matching);
    uint32_t netmask;
    bool zero = token != NULL && token->length == 1 && token->text[0] == '0';
    if (zero)
        netmask = 0;
    else if (token == NULL || !ip_parse(token->text, token->length, &netmask)) {
        matching_expect(matching, "A.B.C.D", word->help, false);
        return false;
    }
    if (!any && !netmask_is_contiguous(netmask)) {
        matching_expect(matching, "A.B.C.D", word->help, false);
        matching_blame(matching, "the netmask is not contiguous");
        return false;
    }
    memcpy(word_place(scratch, word->offset), &netmask, sizeof(netmask));
    matching_take(matching);
    return true;
}

static bool
netmask_match(const struct word *word, struct matching *matching, void *scratch)
{
    return take_netmask(word, matching, scratch, false);
}

static bool
any_netmask_match(const struct word *word, struct matching *matching, void *scratch)
{
    return take_netmask(word, matching, scratch, true);
}

static void
put_ip(struct writing *writing, uint32_t address)
{
    char text[IP_TEXT_SIZE];
    ip_format(address, text);
    writing_put(writing, "%s", text);
}

static void
netmask_write(const struct word *word, struct writing *writing, const void *scratch)
{
    put_ip(writing, load_u32(scratch, word->offset));
}

const struct word_type word_netmask = { "netmask", netmask_match, netmask_write };
const struct word_type word_any_netmask = { "netmask", any_netmask_match, netmask_write };

void
writing_put_address(struct writing *writing, uint32_t address)
{
    const struct config *config = writing->context->config;
    const char *name = NULL;
    if (config != NULL && config->names_on)
        name = config_name_of(config, address);
    if (name != NULL)
        writing_put(writing, "%s", name);
    else
        put_ip(writing, address);
}

/* ---- interfaces ---- */

/* Names are offered up to here; each is compared with those before it. */
#define SHOWN_INTERFACES 64

static void
expect_interfaces(struct matching *matching, const char *before, const char *help)
{
    const struct config *config = matching->context->config;
    size_t count = matching->recording && config != NULL ? config->interface_count : 0;
    for (size_t i = 0; i < count && i < SHOWN_INTERFACES; i++) {
        char text[80];
        const char *name = config->interfaces[i]->name;
        if (name == NULL)
            continue;
        snprintf(text, sizeof(text), before[0] != '\0' ? "%s%s)" : "%s%s", before, name);
        matching_expect_name(matching, text, help);
    }
    matching_expect(matching, before[0] != '\0' ? "(if_name)" : "if_name", help, false);
}

bool
take_nameif(struct matching *matching, const char *help, ifc_id *ifc)
{
    const struct token *token = matching_next(matching);
    const struct config *config = matching->context->config;
    ifc_id found = IFC_NONE;
    if (token != NULL && config != NULL)
        found = config_interface_by_name(config, token->text);
    if (found == IFC_NONE) {
        bool blamed = matching->why != NULL && matching->furthest == matching->at;
        expect_interfaces(matching, "", help);
        if (token != NULL && !blamed) /* an optional word in front may have said more */
            matching_blame(matching, "no interface has this name");
        return false;
    }
    *ifc = found;
    matching_take(matching);
    return true;
}

static bool
nameif_match(const struct word *word, struct matching *matching, void *scratch)
{
    ifc_id ifc;
    if (!take_nameif(matching, word->help, &ifc))
        return false;
    memcpy(word_place(scratch, word->offset), &ifc, sizeof(ifc));
    return true;
}

static const char *
ifc_label(const struct writing *writing, const void *scratch, size_t offset)
{
    ifc_id ifc;
    memcpy(&ifc, word_value(scratch, offset), sizeof(ifc));
    return config_interface_label(writing->context->config, ifc);
}

static void
nameif_write(const struct word *word, struct writing *writing, const void *scratch)
{
    ifc_id ifc;
    memcpy(&ifc, word_value(scratch, word->offset), sizeof(ifc));
    if (!word->optional || ifc != IFC_NONE)
        writing_put(writing, "%s", ifc_label(writing, scratch, word->offset));
}

const struct word_type word_nameif = { "interface", nameif_match, nameif_write };

#define PAREN_TEXT_SIZE 256

/*
 * Takes "(...)", which may have blanks after its comma, without its parentheses. False: the next
 * word does not open one, or it does not close.
 */
static bool
take_paren(struct matching *matching, char text[static PAREN_TEXT_SIZE])
{
    size_t used = 0;
    size_t start = matching->at;
    const struct token *token = matching_next(matching);
    if (token == NULL || token->text[0] != '(')
        return false;
    for (; token != NULL; token = matching_next(matching)) {
        if (used + token->length >= PAREN_TEXT_SIZE)
            break;
        memcpy(text + used, token->text, token->length);
        used += token->length;
        matching_take(matching);
        if (text[used - 1] == ')') {
            text[used - 1] = '\0';
            memmove(text, text + 1, used - 1);
            return true;
        }
        if (matching->at - start >= 4)
            break;
    }
    matching->at = start;
    return false;
}

static bool
paren_nameif_match(const struct word *word, struct matching *matching, void *scratch)
{
    char text[PAREN_TEXT_SIZE];
    size_t start = matching->at;
    const struct config *config = matching->context->config;
    ifc_id ifc = IFC_NONE;
    bool paren = take_paren(matching, text);
    if (paren && config != NULL)
        ifc = config_interface_by_name(config, text);
    if (ifc == IFC_NONE) {
        matching->at = start;
        expect_interfaces(matching, "(", word->help);
        if (paren)
            matching_blame(matching, "no interface has this name");
        return false;
    }
    memcpy(word_place(scratch, word->offset), &ifc, sizeof(ifc));
    return true;
}

static void
paren_nameif_write(const struct word *word, struct writing *writing, const void *scratch)
{
    writing_put(writing, "(%s)", ifc_label(writing, scratch, word->offset));
}

const struct word_type word_paren_nameif = { "(interface)", paren_nameif_match,
                                             paren_nameif_write };

static bool
split_pair(const struct config *config, char *text, struct ifc_pair *pair)
{
    char *comma = strchr(text, ',');
    if (comma == NULL || config == NULL)
        return false;
    *comma = '\0';
    pair->real = config_interface_by_name(config, text);
    pair->mapped = config_interface_by_name(config, comma + 1);
    return pair->real != IFC_NONE && pair->mapped != IFC_NONE;
}

static bool
ifc_pair_match(const struct word *word, struct matching *matching, void *scratch)
{
    char text[PAREN_TEXT_SIZE];
    size_t start = matching->at;
    struct ifc_pair pair;
    bool paren = take_paren(matching, text);
    if (!paren || !split_pair(matching->context->config, text, &pair)) {
        matching->at = start;
        matching_expect(matching, "(real_if,mapped_if)", word->help, false);
        if (paren)
            matching_blame(matching, "no two interfaces have these names");
        return false;
    }
    memcpy(word_place(scratch, word->offset), &pair, sizeof(pair));
    return true;
}

static void
ifc_pair_write(const struct word *word, struct writing *writing, const void *scratch)
{
    writing_put(writing, "(%s,%s)",
                ifc_label(writing, scratch, word->offset + offsetof(struct ifc_pair, real)),
                ifc_label(writing, scratch, word->offset + offsetof(struct ifc_pair, mapped)));
}

const struct word_type word_ifc_pair = { "(interface,interface)", ifc_pair_match, ifc_pair_write };

/* ---- ACL endpoints ---- */

static bool
take_network(struct matching *matching, struct network *network)
{
    static const struct word mask = { .type = &word_any_netmask,
                                      .offset = offsetof(struct network, netmask),
                                      .size = sizeof(uint32_t),
                                      .help = "Netmask" };
    return take_address(matching, "Address", &network->address) &&
           any_netmask_match(&mask, matching, network);
}

static bool
take_endpoint(struct matching *matching, struct address_match *match, bool interfaces)
{
    const struct token *token = matching_next(matching);
    uint32_t address;
    if (token != NULL && parse_address(matching, token, &address)) {
        match->kind = ADDRESS_NETWORK;
        return take_network(matching, &match->network);
    }
    if (matching_keyword(matching, "any", "Any address")) {
        match->kind = ADDRESS_ANY;
        return true;
    }
    if (matching_keyword(matching, "host", "A single address")) {
        match->kind = ADDRESS_NETWORK;
        match->network.netmask = IP_HOST_MASK;
        return take_address(matching, "Host address", &match->network.address);
    }
    if (interfaces && behaviour(matching->context->version)->entries_take_interfaces &&
        matching_keyword(matching, "interface", "The address of an interface")) {
        match->kind = ADDRESS_OF_INTERFACE;
        return take_nameif(matching, "Interface", &match->ifc);
    }
    matching_expect(matching, "A.B.C.D", "Address", false);
    return false;
}

static bool
endpoint_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct address_match match = { .kind = ADDRESS_ANY };
    if (!take_endpoint(matching, &match, word->high == 0))
        return false;
    if (match.kind == ADDRESS_NETWORK && match.network.netmask == 0)
        match = (struct address_match){ .kind = ADDRESS_ANY };
    memcpy(word_place(scratch, word->offset), &match, sizeof(match));
    return true;
}

static void
put_endpoint(struct writing *writing, const struct address_match *match)
{
    switch (match->kind) {
    case ADDRESS_ANY:
        writing_put(writing, "any");
        break;
    case ADDRESS_OF_INTERFACE:
        writing_put(writing, "interface %s",
                    config_interface_label(writing->context->config, match->ifc));
        break;
    case ADDRESS_GROUP:
        break; /* word_group.c */
    case ADDRESS_NETWORK:
        if (match->network.netmask == IP_HOST_MASK) {
            writing_put(writing, "host");
            writing_put_address(writing, match->network.address);
        } else {
            writing_put_address(writing, match->network.address);
            put_ip(writing, match->network.netmask);
        }
        break;
    }
}

static void
endpoint_write(const struct word *word, struct writing *writing, const void *scratch)
{
    struct address_match match;
    memcpy(&match, word_value(scratch, word->offset), sizeof(match));
    put_endpoint(writing, &match);
}

const struct word_type word_endpoint = { "endpoint", endpoint_match, endpoint_write };
