/*
 * dcerpc.c: `inspect dcerpc`: a client asks the endpoint mapper (tcp 135) where a service listens
 * (ept_map of C706, appendix O), and may then connect there. Messages are those of C706, chapter
 * 12. An answer in several fragments opens nothing [C]: the mapper's fit into one.
 */
#include "engine/inspect/dcerpc.h"

#include <string.h>

#include "engine/base/ip.h"

#define HEADER 16
#define LONGEST 5840 /* what both ends offer; no mapper's message is longer */
#define FRAGMENT_LENGTH 8
#define LITTLE_ENDIAN 0x10
#define WHOLE_MESSAGE 0x03 /* first and last fragment */
#define EPT_MAP 3
/* Questions that wait for an answer; older ones are forgotten. */
#define QUESTIONS 8
/* Contexts are numbered from 0; more than these are not looked at. */
#define CONTEXTS 32
#define TOWERS_MOST 64
#define FLOORS_MOST 16
#define FLOOR_TCP 0x07
#define FLOOR_IP 0x09

enum { PDU_REQUEST = 0, PDU_RESPONSE = 2, PDU_BIND = 11, PDU_ALTER_CONTEXT = 14 };

struct dcerpc_session {
    uint32_t mapper_contexts; /* a bit for each that is of the endpoint mapper */
    uint32_t asked[QUESTIONS];
    bool waits[QUESTIONS];
    uint8_t next;
};

/* A message being read: the place says where, the byte order is the sender's. */
struct reading {
    struct inspect_call *call;
    struct cursor message, rest;
    enum inspect_side from;
    bool little;
};

static bool
read_16(struct reading *reading, uint16_t *value)
{
    if (!cursor_u16(&reading->rest, value))
        return false;
    if (reading->little)
        *value = (uint16_t)(*value << 8 | *value >> 8);
    return true;
}

static bool
read_32(struct reading *reading, uint32_t *value)
{
    if (!cursor_u32(&reading->rest, value))
        return false;
    if (reading->little)
        *value = __builtin_bswap32(*value);
    return true;
}

static bool
skip(struct reading *reading, size_t length)
{
    return cursor_skip(&reading->rest, length);
}

/* --- contexts and questions ------------------------------------------------------------------- */

/* e1af8308-5d1f-11c9-91a4-08002b14a0fa, version 3 */
static bool
is_mapper(struct reading *reading)
{
    static const uint8_t node[8] = { 0x91, 0xa4, 0x08, 0x00, 0x2b, 0x14, 0xa0, 0xfa };
    uint32_t low;
    uint16_t middle, high;
    struct cursor tail;
    return read_32(reading, &low) && read_16(reading, &middle) && read_16(reading, &high) &&
           cursor_take(&reading->rest, sizeof(node), &tail) && low == 0xe1af8308 &&
           middle == 0x5d1f && high == 0x11c9 && memcmp(tail.at, node, sizeof(node)) == 0;
}

static void
read_contexts(struct reading reading, struct dcerpc_session *session)
{
    uint8_t count, transfers;
    uint16_t id;
    if (!skip(&reading, 8) || !cursor_u8(&reading.rest, &count) || !skip(&reading, 3))
        return;
    for (unsigned i = 0; i < count; i++) {
        if (!read_16(&reading, &id) || !cursor_u8(&reading.rest, &transfers) || !skip(&reading, 1))
            return;
        struct reading syntax = reading;
        if (id < CONTEXTS) {
            session->mapper_contexts &= ~(UINT32_C(1) << id);
            session->mapper_contexts |= (uint32_t)is_mapper(&syntax) << id;
        }
        if (!skip(&reading, 20 + (size_t)transfers * 20))
            return;
    }
}

static void
read_question(struct reading reading, struct dcerpc_session *session, uint32_t call_id)
{
    uint16_t context, operation;
    if (!skip(&reading, 4) || !read_16(&reading, &context) || !read_16(&reading, &operation) ||
        operation != EPT_MAP || context >= CONTEXTS ||
        (session->mapper_contexts >> context & 1U) == 0)
        return;
    session->asked[session->next] = call_id;
    session->waits[session->next] = true;
    session->next = (uint8_t)((session->next + 1) % QUESTIONS);
}

static bool
take_question(struct dcerpc_session *session, uint32_t call_id)
{
    for (size_t i = 0; i < QUESTIONS; i++) {
        if (session->waits[i] && session->asked[i] == call_id) {
            session->waits[i] = false;
            return true;
        }
    }
    return false;
}

/* --- towers ----------------------------------------------------------------------------------- */

/* Where a tower leads: a port, and the address if it names one. Floors are little-endian. */
struct tower {
    uint16_t port; /* 0: it is not of TCP */
    uint32_t address;
    size_t address_offset; /* 0: none */
};

static bool
read_side(struct reading *reading, struct cursor *side)
{
    uint16_t length;
    return read_16(reading, &length) && cursor_take(&reading->rest, length, side);
}

static bool
read_tower(struct reading floors, struct tower *tower)
{
    uint16_t count;
    *tower = (struct tower){ .port = 0 };
    floors.little = true;
    if (!read_16(&floors, &count) || count > FLOORS_MOST)
        return false;
    for (unsigned i = 0; i < count; i++) {
        struct cursor left, right;
        uint8_t kind;
        if (!read_side(&floors, &left) || !read_side(&floors, &right) || !cursor_u8(&left, &kind))
            return false;
        struct cursor value = right;
        if (kind == FLOOR_TCP && !cursor_u16(&value, &tower->port))
            return false;
        if (kind == FLOOR_IP) {
            if (!cursor_u32(&value, &tower->address))
                return false;
            tower->address_offset = (size_t)(right.at - floors.message.at);
        }
    }
    return true;
}

static uint32_t
pinhole_seconds(const struct inspect_call *call)
{
    const struct inspection *line = inspect_line(call);
    const struct inspect_map *map =
        line != NULL ? config_inspection_map(inspect_config(call), line) : NULL;
    const struct map_value *said =
        map != NULL ? map_values_find(&map->values, MAP_DCERPC_PINHOLE_TIMEOUT) : NULL;
    return said != NULL ? said->seconds[0] : 0; /* 0: two minutes */
}

/* The client may connect there; a mapper that names no address means its own. */
static enum inspect_result
open_tower(const struct reading *reading, const struct tower *tower)
{
    struct inspect_call *call = reading->call;
    struct event_end own = inspect_end(call, reading->from);
    bool as_left = inspect_is_as_left(call);
    uint32_t address = tower->address != 0 ? tower->address : as_left ? own.mapped : own.real;
    struct inspect_socket socket;
    if (tower->port == 0)
        return INSPECT_CONTINUE;
    if (!inspect_map(call, IP_TCP, address, tower->port, &socket))
        return INSPECT_DROP; /* it would name what no one can reach */
    if (tower->address != 0 && socket.mapped != tower->address) {
        const uint8_t octets[4] = { (uint8_t)(socket.mapped >> 24), (uint8_t)(socket.mapped >> 16),
                                    (uint8_t)(socket.mapped >> 8), (uint8_t)socket.mapped };
        inspect_replace(call, tower->address_offset, sizeof(octets), octets, sizeof(octets));
    }
    const struct inspect_expectation expectation = {
        .protocol = IP_TCP,
        .towards = reading->from,
        .listener = socket.real,
        .listener_port = socket.real_port,
        .opener = inspect_end(call, other_side(reading->from)).real,
        .xlate = socket.xlate,
        .seconds = pinhole_seconds(call),
        .outlives = true, /* clients hang up on the mapper before they connect */
        .lives_on = true,
        .kind = INSPECT_DCERPC,
    };
    (void)inspect_expect(call, &expectation);
    return INSPECT_CONTINUE;
}

/* Behind a handle: how many towers, a pointer for each, then they, each aligned. */
static enum inspect_result
read_answer(struct reading reading)
{
    uint32_t towers, most, first, count, length;
    if (!skip(&reading, 8 + 20) || !read_32(&reading, &towers) || !read_32(&reading, &most) ||
        !read_32(&reading, &first) || !read_32(&reading, &count) || count > TOWERS_MOST ||
        !skip(&reading, (size_t)count * 4))
        return INSPECT_CONTINUE;
    for (unsigned i = 0; i < count; i++) {
        struct reading floors = reading;
        struct tower tower;
        size_t place = (size_t)(reading.rest.at - reading.message.at);
        if (!skip(&reading, (4 - place % 4) % 4) || !skip(&reading, 4) ||
            !read_32(&reading, &length) || !cursor_take(&reading.rest, length, &floors.rest) ||
            !read_tower(floors, &tower))
            return INSPECT_CONTINUE;
        enum inspect_result result = open_tower(&reading, &tower);
        if (result != INSPECT_CONTINUE)
            return result;
    }
    return INSPECT_CONTINUE;
}

/* --- messages --------------------------------------------------------------------------------- */

static bool
read_header(struct reading *reading, uint8_t *type, uint8_t *flags, uint32_t *call_id)
{
    uint8_t version, minor, order;
    uint16_t fragment, authentication;
    if (!cursor_u8(&reading->rest, &version) || !cursor_u8(&reading->rest, &minor) ||
        !cursor_u8(&reading->rest, type) || !cursor_u8(&reading->rest, flags) ||
        !cursor_u8(&reading->rest, &order) || !skip(reading, 3))
        return false;
    reading->little = (order & 0xf0) == LITTLE_ENDIAN;
    return read_16(reading, &fragment) && read_16(reading, &authentication) &&
           read_32(reading, call_id);
}

static enum frame_status
dcerpc_frame(void *session, enum inspect_side side, const uint8_t *bytes, size_t available,
             size_t *length)
{
    (void)session;
    (void)side;
    if (available >= 1 && bytes[0] != 5)
        return FRAME_BAD;
    if (available < HEADER)
        return FRAME_MORE;
    const uint8_t *said = bytes + FRAGMENT_LENGTH;
    *length = (bytes[4] & 0xf0) == LITTLE_ENDIAN ? (size_t)(said[1] << 8 | said[0])
                                                 : (size_t)(said[0] << 8 | said[1]);
    if (*length < HEADER || *length > LONGEST)
        return FRAME_BAD;
    return *length <= available ? FRAME_WHOLE : FRAME_MORE;
}

static enum inspect_result
dcerpc_message(struct inspect_call *call, void *session, enum inspect_side side,
               struct cursor message)
{
    struct dcerpc_session *dcerpc = session;
    struct reading reading = { .call = call, .message = message, .rest = message, .from = side };
    uint8_t type, flags;
    uint32_t call_id;
    if (!read_header(&reading, &type, &flags, &call_id))
        return INSPECT_DESYNC; /* the frame was at least so long */
    if (side == SIDE_INITIATOR && (type == PDU_BIND || type == PDU_ALTER_CONTEXT))
        read_contexts(reading, dcerpc);
    else if (side == SIDE_INITIATOR && type == PDU_REQUEST)
        read_question(reading, dcerpc, call_id);
    else if (side == SIDE_RESPONDER && type == PDU_RESPONSE && take_question(dcerpc, call_id) &&
             (flags & WHOLE_MESSAGE) == WHOLE_MESSAGE)
        return read_answer(reading);
    return INSPECT_CONTINUE;
}

const struct inspection_engine inspect_dcerpc = {
    .name = "dcerpc",
    .kind = INSPECT_DCERPC,
    .announces = ANNOUNCES_BETWEEN_ENDS,
    .protocol = IP_TCP,
    .session_size = sizeof(struct dcerpc_session),
    .largest_message = LONGEST,
    .frame = dcerpc_frame,
    .message = dcerpc_message,
};
