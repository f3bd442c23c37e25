/*
 * word_port.c: the word types of ports, protocols and ICMP types: names as the version has them,
 * or numbers.
 */
#include <string.h>

#include "parser/names.h"
#include "parser/word.h"

static uint8_t
load_u8(const void *scratch, size_t offset)
{
    return *(const uint8_t *)word_value(scratch, offset);
}

/* ---- ports ---- */

/* SERVICE_TCP_UDP knows the names of both. */
static bool
port_of_name(enum os_version version, uint8_t protocol, const char *name, uint16_t *port)
{
    if (protocol != SERVICE_TCP_UDP)
        return port_from_name(version, protocol, name, port);
    return port_from_name(version, IP_TCP, name, port) ||
           port_from_name(version, IP_UDP, name, port);
}

/* A port that has different names in both is written as a number. */
static const char *
name_of_port(enum os_version version, uint8_t protocol, uint16_t port)
{
    if (protocol != SERVICE_TCP_UDP)
        return port_name(version, protocol, port);
    const char *tcp = port_name(version, IP_TCP, port);
    const char *udp = port_name(version, IP_UDP, port);
    if (tcp == NULL || udp == NULL)
        return tcp != NULL ? tcp : udp;
    return strcmp(tcp, udp) == 0 ? tcp : NULL;
}

static bool
parse_port(const struct matching *matching, uint8_t protocol, uint16_t *port)
{
    const struct token *token = matching_next(matching);
    uint32_t number = 0;
    if (token == NULL)
        return false;
    if (port_of_name(matching->context->version, protocol, token->text, port))
        return true;
    for (size_t i = 0; i < token->length; i++) {
        if (token->text[i] < '0' || token->text[i] > '9' || i >= 5)
            return false;
        number = number * 10 + (uint32_t)(token->text[i] - '0');
    }
    if (number > UINT16_MAX)
        return false;
    *port = (uint16_t)number;
    return true;
}

static bool
take_port(struct matching *matching, uint8_t protocol, uint16_t *port)
{
    if (parse_port(matching, protocol, port)) {
        matching_take(matching);
        return true;
    }
    const char *name;
    for (size_t i = 0; matching->recording &&
                       (name = port_name_at(matching->context->version, protocol, i)) != NULL;
         i++)
        matching_expect_name(matching, name, "");
    matching_expect(matching, "<0-65535>", "Port number", false);
    return false;
}

static bool
port_match(const struct word *word, struct matching *matching, void *scratch)
{
    uint16_t port;
    if (!take_port(matching, load_u8(scratch, word->other), &port))
        return false;
    memcpy(word_place(scratch, word->offset), &port, sizeof(port));
    return true;
}

static void
put_port(struct writing *writing, uint8_t protocol, uint16_t port)
{
    const char *name = name_of_port(writing->context->version, protocol, port);
    if (name != NULL)
        writing_put(writing, "%s", name);
    else
        writing_put(writing, "%u", port);
}

static void
port_write(const struct word *word, struct writing *writing, const void *scratch)
{
    uint16_t port;
    memcpy(&port, word_value(scratch, word->offset), sizeof(port));
    put_port(writing, load_u8(scratch, word->other), port);
}

const struct word_type word_port = { "port", port_match, port_write };

static const struct port_operator_name {
    const char *text;
    const char *help;
    enum port_operator op;
} port_operators[] = {
    { "eq", "Port equal to operator", PORT_OP_EQ },
    { "gt", "Port greater than operator", PORT_OP_GT },
    { "lt", "Port less than operator", PORT_OP_LT },
    { "neq", "Port not equal to operator", PORT_OP_NEQ },
    { "range", "Port range operator", PORT_OP_RANGE },
};

static bool
ports_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct port_match ports = { .op = PORT_OP_NONE };
    uint8_t protocol = load_u8(scratch, word->other);
    if (protocol != IP_TCP && protocol != IP_UDP && protocol != SERVICE_TCP_UDP)
        return true; /* other protocols have no ports */
    for (size_t i = 0; i < ARRAY_LENGTH(port_operators) && ports.op == PORT_OP_NONE; i++) {
        if (matching_keyword(matching, port_operators[i].text, port_operators[i].help))
            ports.op = port_operators[i].op;
    }
    if (ports.op == PORT_OP_NONE)
        return true;
    if (!take_port(matching, protocol, &ports.low))
        return false;
    if (ports.op == PORT_OP_RANGE && !take_port(matching, protocol, &ports.high))
        return false;
    if (ports.op == PORT_OP_RANGE && ports.low > ports.high) {
        uint16_t swapped = ports.low; /* written low-high (commands.md 5.3) */
        ports.low = ports.high;
        ports.high = swapped;
    }
    memcpy(word_place(scratch, word->offset), &ports, sizeof(ports));
    return true;
}

static void
ports_write(const struct word *word, struct writing *writing, const void *scratch)
{
    struct port_match ports;
    memcpy(&ports, word_value(scratch, word->offset), sizeof(ports));
    uint8_t protocol = load_u8(scratch, word->other);
    for (size_t i = 0; i < ARRAY_LENGTH(port_operators); i++) {
        if (port_operators[i].op != ports.op)
            continue;
        writing_put(writing, "%s", port_operators[i].text);
        put_port(writing, protocol, ports.low);
        if (ports.op == PORT_OP_RANGE)
            put_port(writing, protocol, ports.high);
    }
}

const struct word_type word_ports = { "ports", ports_match, ports_write };

/* ---- protocols and ICMP types ---- */

static bool
parse_byte(const struct token *token, uint8_t *value)
{
    unsigned number = 0;
    for (size_t i = 0; i < token->length; i++) {
        if (token->text[i] < '0' || token->text[i] > '9' || i >= 3)
            return false;
        number = number * 10 + (unsigned)(token->text[i] - '0');
    }
    *value = (uint8_t)number;
    return number <= UINT8_MAX;
}

static bool
protocol_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct token *token = matching_next(matching);
    enum os_version version = matching->context->version;
    uint8_t protocol;
    if (token != NULL &&
        (protocol_from_name(version, token->text, &protocol) || parse_byte(token, &protocol))) {
        *(uint8_t *)word_place(scratch, word->offset) = protocol;
        matching_take(matching);
        return true;
    }
    const char *name;
    for (size_t i = 0; matching->recording && (name = protocol_name_at(version, i)) != NULL; i++)
        matching_expect_name(matching, name, "");
    matching_expect(matching, "<0-255>", "Protocol number", false);
    return false;
}

static void
protocol_write(const struct word *word, struct writing *writing, const void *scratch)
{
    uint8_t protocol = load_u8(scratch, word->offset);
    const char *name = protocol_name(writing->context->version, protocol);
    if (name != NULL)
        writing_put(writing, "%s", name);
    else
        writing_put(writing, "%u", protocol);
}

const struct word_type word_protocol = { "protocol", protocol_match, protocol_write };

static bool
icmp_type_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct token *token = matching_next(matching);
    enum os_version version = matching->context->version;
    uint8_t type;
    if (token != NULL &&
        (icmp_type_from_name(version, token->text, &type) || parse_byte(token, &type))) {
        int16_t value = type;
        memcpy(word_place(scratch, word->offset), &value, sizeof(value));
        matching_take(matching);
        return true;
    }
    const char *name;
    for (size_t i = 0; matching->recording && (name = icmp_type_name_at(version, i)) != NULL; i++)
        matching_expect_name(matching, name, "");
    matching_expect(matching, "<0-255>", "ICMP type", false);
    return false;
}

static void
icmp_type_write(const struct word *word, struct writing *writing, const void *scratch)
{
    int16_t type;
    memcpy(&type, word_value(scratch, word->offset), sizeof(type));
    if (type < 0)
        return;
    const char *name = icmp_type_name(writing->context->version, (uint8_t)type);
    if (name != NULL)
        writing_put(writing, "%s", name);
    else
        writing_put(writing, "%d", type);
}

const struct word_type word_icmp_type = { "icmp type", icmp_type_match, icmp_type_write };
