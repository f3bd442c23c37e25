/*
 * expect_end.c: one end of a flow: [NAMEIF:]ADDRESS[/LENGTH | /MASK][/PORTS].
 *
 * What stands behind the first stroke may be a port or the length of a mask, as people write both:
 * with TCP and UDP it is a port. Where it could as well be a length, because no bit of the address
 * would be left over, it is refused and both ways to say it are told: 10.0.0.0/24 read as port 24
 * would verify nothing.
 */
#include <inttypes.h>
#include <string.h>

#include "cli/verify/expect_private.h"
#include "engine/base/ip.h"
#include "parser/names.h"

/* A part of a word. */
struct part {
    const char *text;
    size_t length;
    size_t offset; /* in the word */
};

static bool
part_is(const struct part *part, const char *text)
{
    return part->length == strlen(text) && memcmp(part->text, text, part->length) == 0;
}

/* False when it does not fit. */
static bool
part_copy(const struct part *part, char *text, size_t size)
{
    if (part->length >= size)
        return false;
    memcpy(text, part->text, part->length);
    text[part->length] = '\0';
    return true;
}

static bool
part_number(const struct part *part, uint64_t most, uint64_t *number)
{
    char text[24];
    return part_copy(part, text, sizeof text) && expect_number(text, most, number);
}

static uint32_t
mask_of_length(uint64_t length)
{
    return length == 0 ? 0 : UINT32_MAX << (32 - length);
}

/* The part up to STOP; *REST goes past it, and is empty when there is none. */
static struct part
cut(struct part *rest, char stop)
{
    const char *at = memchr(rest->text, stop, rest->length);
    struct part part = *rest;
    part.length = at != NULL ? (size_t)(at - rest->text) : rest->length;
    size_t gone = part.length + (at != NULL);
    *rest = (struct part){ rest->text + gone, rest->length - gone, rest->offset + gone };
    return part;
}

static bool
read_nameif(struct expect_line *line, struct part *rest, struct expect_end *end)
{
    char name[64], known[160] = "";
    if (memchr(rest->text, ':', rest->length) == NULL)
        return true;
    struct part part = cut(rest, ':');
    if (part_copy(&part, name, sizeof name))
        end->ifc = config_interface_by_name(line->config, name);
    if (end->ifc != IFC_NONE)
        return true;
    size_t used = 0;
    for (size_t i = 0; i < line->config->interface_count && used < sizeof known; i++)
        if (line->config->interfaces[i]->name != NULL)
            used += (size_t)snprintf(known + used, sizeof known - used, "%s%s",
                                     used > 0 ? ", " : "an interface of the configuration: ",
                                     line->config->interfaces[i]->name);
    return expect_fail(line, part.offset,
                       used > 0 ? known : "an address: the configuration has no interface");
}

static bool
read_port(const struct expect_line *line, const struct part *part, uint8_t protocol, uint16_t *port)
{
    uint64_t number;
    char name[32];
    if (part_number(part, UINT16_MAX, &number)) {
        *port = (uint16_t)number;
        return true;
    }
    return part_copy(part, name, sizeof name) &&
           port_from_name(line->config->os.version, protocol, name, port);
}

static bool
read_ports(struct expect_line *line, const struct part *part, uint8_t protocol,
           struct expect_end *end)
{
    if (protocol != IP_TCP && protocol != IP_UDP)
        return expect_fail(line, part->offset, "nothing more: only tcp and udp have ports");
    if (part_is(part, "any") || read_port(line, part, protocol, &end->port_first)) {
        end->port_last = part_is(part, "any") ? UINT16_MAX : end->port_first;
        return true;
    }
    struct part last = *part, first = cut(&last, '-');
    if (!read_port(line, &first, protocol, &end->port_first))
        return expect_fail(line, first.offset, "a port: its number or name, a range, or any");
    if (!read_port(line, &last, protocol, &end->port_last) || end->port_last < end->port_first)
        return expect_fail(line, last.offset, "the last port of the range");
    return true;
}

/* A length or a mask. */
static bool
read_mask(const struct part *part, uint32_t *mask)
{
    uint64_t length;
    if (part_number(part, 32, &length)) {
        *mask = mask_of_length(length);
        return true;
    }
    return ip_parse(part->text, part->length, mask) && netmask_is_contiguous(*mask);
}

/* Could what is read as a port be meant as a mask? */
static bool
is_ambiguous(const struct expect_end *end, const struct part *part, uint8_t protocol)
{
    uint64_t length;
    return (protocol == IP_TCP || protocol == IP_UDP) && part_number(part, 32, &length) &&
           length > 0 && (end->network.address & ~mask_of_length(length)) == 0;
}

static bool
read_strokes(struct expect_line *line, struct part *rest, uint8_t protocol, bool is_any,
             struct expect_end *end)
{
    struct part first = cut(rest, '/');
    bool has_ports = protocol == IP_TCP || protocol == IP_UDP;
    bool is_mask =
        !is_any && (rest->length > 0 || !has_ports || memchr(first.text, '.', first.length));
    if (!is_mask && !is_any && is_ambiguous(end, &first, protocol))
        return expect_fail(line, first.offset,
                           "a port, which this may be, or the length of a mask, which it may be "
                           "too: write /32/PORT or /LENGTH/any");
    if (!is_mask)
        return rest->length > 0 ? expect_fail(line, rest->offset, "nothing more")
                                : read_ports(line, &first, protocol, end);
    if (!read_mask(&first, &end->network.netmask))
        return expect_fail(line, first.offset, "the length of a mask, or a mask");
    if ((end->network.address & ~end->network.netmask) != 0 && rest->length == 0)
        return expect_fail(line, first.offset, "a mask that covers the whole address");
    return rest->length == 0 || read_ports(line, rest, protocol, end);
}

/* The mask as a word of its own: 10.48.66.0 255.255.254.0[/PORTS] */
static bool
take_mask_word(struct expect_line *line, uint8_t protocol, struct expect_end *end)
{
    const char *word = expect_word(line);
    struct part rest = { word, strlen(word), 0 };
    struct part mask = cut(&rest, '/');
    if (!ip_parse(mask.text, mask.length, &end->network.netmask))
        return true;
    if (!netmask_is_contiguous(end->network.netmask) ||
        (end->network.address & ~end->network.netmask) != 0)
        return expect_fail(line, 0, "a mask that covers the whole address");
    if (rest.length > 0 && !read_ports(line, &rest, protocol, end))
        return false;
    line->at++;
    return true;
}

bool
expect_take_end(struct expect_line *line, uint8_t protocol, struct expect_end *end)
{
    const char *word = expect_word(line);
    struct part rest = { word, strlen(word), 0 };
    *end = (struct expect_end){ .ifc = IFC_NONE, .port_last = UINT16_MAX };
    if (!read_nameif(line, &rest, end))
        return false;
    bool has_strokes = memchr(rest.text, '/', rest.length) != NULL;
    struct part address = cut(&rest, '/');
    bool is_any = part_is(&address, "any");
    end->network.netmask = is_any ? 0 : IP_HOST_MASK;
    if (!is_any &&
        !expect_address(line->config, address.text, address.length, &end->network.address))
        return expect_fail(line, address.offset, "an address, a name of the configuration, or any");
    if (has_strokes && !read_strokes(line, &rest, protocol, is_any, end))
        return false;
    line->at++;
    return is_any || has_strokes || take_mask_word(line, protocol, end);
}
