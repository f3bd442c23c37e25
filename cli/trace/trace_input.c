/*
 * trace_input.c: reads it. An ICMP type may be a name, which packet-tracer does not take.
 */
#include "cli/trace/trace_input.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/ip.h"
#include "engine/model/names.h"
#include "parser/names.h"

struct reading {
    const struct config *config;
    char *const *words;
    size_t count, at;
    char *error;
};

static bool
fail(const struct reading *reading, const char *expected)
{
    if (reading->at < reading->count)
        snprintf(reading->error, TRACE_INPUT_ERROR_SIZE, "'%.64s': expected %s",
                 reading->words[reading->at], expected);
    else
        snprintf(reading->error, TRACE_INPUT_ERROR_SIZE, "something is missing: %s", expected);
    return false;
}

static const char *
word(const struct reading *reading)
{
    return reading->at < reading->count ? reading->words[reading->at] : "";
}

static bool
read_address(struct reading *reading, uint32_t *address, const char *what)
{
    const struct name *name = name_find(&reading->config->names, word(reading));
    if (name != NULL)
        *address = name->address;
    else if (!ip_parse(word(reading), strlen(word(reading)), address))
        return fail(reading, what);
    reading->at++;
    return true;
}

/* A number up to MOST. */
static bool
is_number(const char *text, uint32_t most, uint32_t *number)
{
    *number = 0;
    for (const char *at = text; *at != '\0'; at++) {
        if (*at < '0' || *at > '9')
            return false;
        *number = *number * 10 + (uint32_t)(*at - '0');
        if (*number > most)
            return false;
    }
    return *text != '\0';
}

static bool
read_port(struct reading *reading, uint8_t protocol, uint16_t *port, const char *what)
{
    uint32_t number;
    if (is_number(word(reading), UINT16_MAX, &number))
        *port = (uint16_t)number;
    else if (!port_from_name(reading->config->os.version, protocol, word(reading), port))
        return fail(reading, what);
    reading->at++;
    return true;
}

static bool
read_octet(struct reading *reading, uint8_t *octet,
           bool (*from_name)(enum os_version version, const char *name, uint8_t *value),
           const char *what)
{
    uint32_t number;
    if (is_number(word(reading), UINT8_MAX, &number))
        *octet = (uint8_t)number;
    else if (from_name == NULL || !from_name(reading->config->os.version, word(reading), octet))
        return fail(reading, what);
    reading->at++;
    return true;
}

static bool
read_ports(struct reading *reading, struct packet_wish *wish)
{
    return read_address(reading, &wish->source, "the source address") &&
           read_port(reading, wish->protocol, &wish->source_port, "the source port") &&
           read_address(reading, &wish->destination, "the destination address") &&
           read_port(reading, wish->protocol, &wish->destination_port, "the destination port");
}

static bool
read_icmp(struct reading *reading, struct packet_wish *wish)
{
    uint32_t id;
    if (!read_address(reading, &wish->source, "the source address") ||
        !read_octet(reading, &wish->icmp_type, icmp_type_from_name, "the ICMP type") ||
        !read_octet(reading, &wish->icmp_code, NULL, "the ICMP code"))
        return false;
    if (reading->at + 1 < reading->count) {
        if (!is_number(word(reading), UINT16_MAX, &id))
            return fail(reading, "the ICMP identifier");
        wish->icmp_id = (uint16_t)id;
        reading->at++;
    }
    return read_address(reading, &wish->destination, "the destination address");
}

static bool
read_raw(struct reading *reading, struct packet_wish *wish)
{
    if (!read_address(reading, &wish->source, "the source address") ||
        !read_octet(reading, &wish->protocol, protocol_from_name, "the IP protocol"))
        return false;
    if (wish->protocol == IP_TCP || wish->protocol == IP_UDP || wish->protocol == IP_ICMP) {
        reading->at--;
        return fail(reading, "another protocol than tcp, udp and icmp, which have their own words");
    }
    return read_address(reading, &wish->destination, "the destination address");
}

static bool
read_packet(struct reading *reading, struct packet_wish *wish)
{
    static const struct {
        const char *word;
        uint8_t protocol;
        bool (*read)(struct reading *reading, struct packet_wish *wish);
    } forms[] = {
        { "tcp", IP_TCP, read_ports },
        { "udp", IP_UDP, read_ports },
        { "icmp", IP_ICMP, read_icmp },
        { "rawip", 0, read_raw },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        if (strcmp(word(reading), forms[i].word) != 0)
            continue;
        reading->at++;
        wish->protocol = forms[i].protocol;
        return forms[i].read(reading, wish);
    }
    return fail(reading, "tcp, udp, icmp or rawip");
}

bool
trace_input_read(const struct config *config, char *const *words, size_t count,
                 struct trace_input *input, char error[TRACE_INPUT_ERROR_SIZE])
{
    struct reading reading = { config, words, count, 0, error };
    *input = (struct trace_input){ .ifc = config_interface_by_name(config, word(&reading)) };
    if (input->ifc == IFC_NONE)
        return fail(&reading, "the name of an interface");
    reading.at++;
    if (!read_packet(&reading, &input->wish))
        return false;
    return reading.at == count || fail(&reading, "nothing more");
}
