/*
 * netbios.c: a host that tells others of itself by NetBIOS, in the records of the name service and
 * the head of each datagram (RFC 1002 4.2, 4.4), is known to them by its mapped address: what goes
 * out is rewritten (engine.md 6.2 [A]). Nothing is announced; what is no NetBIOS is refused where a
 * map says so.
 *
 * Only the sender's own address is changed: names of other hosts would need slots that nobody has
 * asked for [C].
 */
#include "engine/inspect/netbios.h"

#include <string.h>

#include "engine/inspect/dns_message.h"
#include "engine/inspect/map_rules.h"

#define PORT_NBDS 138

#define TYPE_NB 0x20
#define NB_ENTRY 6 /* flags, address */

/* Datagram service: type, flags, id, then who sent it. */
#define SOURCE_ADDRESS 4
#define SOURCE_PORT 8
#define DGM_DIRECT_UNIQUE 0x10 /* the first of its types */
#define DGM_QUERY_NEGATIVE 0x16

static void
put_address(struct inspect_call *call, size_t offset, uint32_t address)
{
    const uint8_t bytes[4] = { (uint8_t)(address >> 24), (uint8_t)(address >> 16),
                               (uint8_t)(address >> 8), (uint8_t)address };
    inspect_replace(call, offset, sizeof(bytes), bytes, sizeof(bytes));
}

static void
rewrite_record(struct inspect_call *call, const struct event_end *from, struct cursor message,
               const struct dns_record *record)
{
    if (record->section == DNS_QUESTION || record->type != TYPE_NB)
        return;
    for (size_t entry = 0; entry + NB_ENTRY <= record->data_length; entry += NB_ENTRY) {
        size_t offset = record->data + entry + 2;
        struct cursor at = message;
        uint32_t address;
        if (cursor_skip(&at, offset) && cursor_u32(&at, &address) && address == from->real)
            put_address(call, offset, from->mapped);
    }
}

static void
name_service(struct inspect_call *call, const struct event_end *from, struct cursor message)
{
    struct dns_header header;
    struct dns_record record;
    if (!dns_read_header(message, &header))
        return;
    struct dns_walk walk = dns_walk_start(message, &header);
    while (dns_walk_next(&walk, &record))
        rewrite_record(call, from, message, &record);
}

static void
datagram_service(struct inspect_call *call, const struct event_end *from, struct cursor message)
{
    struct cursor at = message;
    uint8_t type;
    uint32_t address;
    uint16_t port;
    if (!cursor_u8(&at, &type) || type < DGM_DIRECT_UNIQUE || type > DGM_QUERY_NEGATIVE)
        return;
    at = message;
    if (!cursor_skip(&at, SOURCE_ADDRESS) || !cursor_u32(&at, &address) ||
        !cursor_u16(&at, &port) || address != from->real)
        return;
    put_address(call, SOURCE_ADDRESS, from->mapped);
    if (port != from->real_port)
        return;
    const uint8_t bytes[2] = { (uint8_t)(from->mapped_port >> 8), (uint8_t)from->mapped_port };
    inspect_replace(call, SOURCE_PORT, sizeof(bytes), bytes, sizeof(bytes));
}

/* --- maps ------------------------------------------------------------------------------------- */

/* Why a message of the name service is none; NULL: it is one. Records end where it does. */
static const char *
wrong_name_service(struct cursor message)
{
    struct dns_header header;
    struct dns_record record;
    if (!dns_read_header(message, &header))
        return "short header";
    struct dns_walk walk = dns_walk_start(message, &header);
    size_t records = 0, said = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(header.counts); i++)
        said += header.counts[i];
    while (dns_walk_next(&walk, &record))
        records++;
    return records < said ? "short record" : NULL;
}

static const char *
wrong_datagram(struct cursor message)
{
    struct cursor at = message;
    uint8_t type;
    if (!cursor_u8(&at, &type) || cursor_left(&message) < SOURCE_PORT + 2)
        return "short header";
    return type < DGM_DIRECT_UNIQUE || type > DGM_QUERY_NEGATIVE ? "unknown type" : NULL;
}

/* `protocol-violation`: 423001 and 423003 are the guide's, from memory [R]; the names of what is
 * wrong are [C]. */
static enum inspect_result
check_form(struct inspect_call *call, struct cursor message, bool datagrams)
{
    const struct inspect_map *map = map_of_line(call);
    const struct map_value *said =
        map != NULL ? map_values_find(&map->values, MAP_NETBIOS_PROTOCOL_VIOLATION) : NULL;
    const char *why = said == NULL ? NULL
                      : datagrams  ? wrong_datagram(message)
                                   : wrong_name_service(message);
    if (why == NULL)
        return INSPECT_CONTINUE;
    const struct event_text texts[EVENT_TEXTS] = { { why, strlen(why) } };
    struct event event =
        inspect_event(call, datagrams ? EVENT_NETBIOS_BAD_DATAGRAM : EVENT_NETBIOS_BAD_NAME);
    event.texts = texts;
    event.map_action = (enum map_action)said->action;
    if (said->log || said->action == MAP_ACTION_LOG)
        inspect_emit(call, &event);
    return map_action_result((enum map_action)said->action);
}

static enum inspect_result
netbios_message(struct inspect_call *call, void *session, enum inspect_side side,
                struct cursor message)
{
    (void)session;
    struct event_end from = inspect_end(call, side);
    bool datagrams =
        from.real_port == PORT_NBDS || inspect_end(call, other_side(side)).real_port == PORT_NBDS;
    enum inspect_result result = check_form(call, message, datagrams);
    if (result != INSPECT_CONTINUE || !inspect_side_is_inner(call, side) ||
        from.real == from.mapped)
        return result;
    if (datagrams)
        datagram_service(call, &from, message);
    else
        name_service(call, &from, message);
    return INSPECT_CONTINUE;
}

const struct inspection_engine inspect_netbios = {
    .name = "netbios",
    .kind = INSPECT_NETBIOS,
    .protocol = IP_UDP,
    .hand = INSPECT_TRANSLATES,
    .message = netbios_message,
};
