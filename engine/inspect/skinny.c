/*
 * skinny.c: what `fixup protocol skinny` and `inspect skinny` do with the messages between a phone,
 * which opens the conn, and its call manager (engine.md 6.2 [A]). A phone says where it receives in
 * OpenReceiveChannelAck; the manager tells it where to send to in StartMediaTransmission. Numbers
 * are little-endian, addresses are in network order. From header version 17 on an address is a kind
 * and sixteen bytes; earlier it is four bytes.
 *
 * What the protocol maps of 7.2 and later forbid is in skinny_map.c.
 */
#include "engine/inspect/skinny.h"

#include <stdlib.h>

#include "engine/base/ip.h"
#include "engine/inspect/media.h"
#include "engine/inspect/skinny_map.h"

#define HEADER 8 /* length of what follows, and the version */
#define ID_OFFSET 8
#define BODY 12
#define ID_SIZE 4
/* No message that is known has more than a tenth of it; longer ones are not this protocol. */
#define LONGEST 16384
#define LONG_ADDRESSES_FROM 17
#define CHANNELS_AT_FIRST 4

/* A phone's side of a call: it receives there, or sends to there. */
struct channel {
    bool receives;
    uint32_t party; /* the manager's number for it */
    struct media media;
};

struct skinny_session {
    struct channel *channels; /* the session's own */
    size_t count, capacity;
    bool registered;
};

struct exchange {
    struct inspect_call *call;
    struct skinny_session *session;
    enum inspect_side from;
    struct cursor message;
    uint32_t version;
};

static bool
number_at(struct cursor message, size_t offset, uint32_t *value)
{
    uint8_t low, second, third, high;
    if (!cursor_skip(&message, offset) || !cursor_u8(&message, &low) ||
        !cursor_u8(&message, &second) || !cursor_u8(&message, &third) ||
        !cursor_u8(&message, &high))
        return false;
    *value = (uint32_t)high << 24 | (uint32_t)third << 16 | (uint32_t)second << 8 | low;
    return true;
}

static bool
address_at(struct cursor message, size_t offset, uint32_t *address)
{
    return cursor_skip(&message, offset) && cursor_u32(&message, address);
}

static void
replace_address(const struct exchange *exchange, size_t offset, uint32_t from, uint32_t to)
{
    const uint8_t bytes[4] = { (uint8_t)(to >> 24), (uint8_t)(to >> 16), (uint8_t)(to >> 8),
                               (uint8_t)to };
    if (from != to)
        inspect_replace(exchange->call, offset, sizeof(bytes), bytes, sizeof(bytes));
}

static void
replace_port(const struct exchange *exchange, size_t offset, uint16_t from, uint16_t to)
{
    const uint8_t bytes[2] = { (uint8_t)to, (uint8_t)(to >> 8) };
    if (from != to)
        inspect_replace(exchange->call, offset, sizeof(bytes), bytes, sizeof(bytes));
}

/* --- channels --------------------------------------------------------------------------------- */

static struct channel *
find_channel(struct skinny_session *session, bool receives, uint32_t party)
{
    for (size_t i = 0; i < session->count; i++) {
        struct channel *channel = &session->channels[i];
        if (channel->receives == receives && channel->party == party)
            return channel;
    }
    return NULL;
}

static void
end_channel(const struct exchange *exchange, bool receives, uint32_t party)
{
    struct skinny_session *session = exchange->session;
    struct channel *channel = find_channel(session, receives, party);
    if (channel == NULL)
        return;
    media_end(exchange->call, &channel->media);
    *channel = session->channels[--session->count];
}

/* Remembers what is to end; without room it lives as long as its timer lets it. */
static void
keep_channel(struct skinny_session *session, const struct channel *made)
{
    if (session->count == session->capacity) {
        size_t capacity = session->capacity == 0 ? CHANNELS_AT_FIRST : session->capacity * 2;
        if (capacity > SKINNY_CHANNELS)
            return;
        struct channel *channels = realloc(session->channels, capacity * sizeof(*channels));
        if (channels == NULL)
            return;
        session->channels = channels;
        session->capacity = capacity;
    }
    session->channels[session->count++] = *made;
}

static bool
is_same_media(const struct media *a, const struct media *b)
{
    return a->towards == b->towards && a->rtp.real == b->rtp.real &&
           a->rtp.real_port == b->rtp.real_port;
}

/* Where media go: the address stands at OFFSET, or, with its kind, four behind it. */
static enum inspect_result
name_media(const struct exchange *exchange, bool receives, size_t offset, uint32_t party)
{
    static const struct media_kind kinds[] = {
        { INSPECT_SKINNY, EVENT_SKINNY_EXPECTED, "StartMediaTransmission", RTP_OF_AUDIO },
        { INSPECT_SKINNY, EVENT_SKINNY_EXPECTED, "OpenReceiveChannelAck", RTP_OF_AUDIO },
    };
    bool is_long = exchange->version >= LONG_ADDRESSES_FROM;
    uint32_t family = 0, address, port;
    if (is_long && !number_at(exchange->message, offset, &family))
        return INSPECT_CONTINUE;
    size_t address_place = is_long ? offset + 4 : offset;
    size_t port_place = address_place + (is_long ? 16 : 4);
    if (family != 0 || !address_at(exchange->message, address_place, &address) ||
        !number_at(exchange->message, port_place, &port) || address == 0 || port == 0 ||
        port > UINT16_MAX)
        return INSPECT_CONTINUE; /* IPv6, too short, or nowhere: nothing to open */
    struct channel channel = { .receives = receives, .party = party };
    if (!media_named(exchange->call, exchange->from, address, (uint16_t)port, &channel.media))
        return INSPECT_DROP; /* it would name what no one can reach */
    const struct channel *earlier = find_channel(exchange->session, receives, party);
    if (earlier == NULL || !is_same_media(&earlier->media, &channel.media)) {
        end_channel(exchange, receives, party);
        keep_channel(exchange->session, &channel);
    }
    replace_address(exchange, address_place, address, media_shown_address(&channel.media));
    replace_port(exchange, port_place, (uint16_t)port, media_shown_port(&channel.media));
    media_expect(exchange->call, &channel.media, &kinds[receives]);
    return INSPECT_CONTINUE;
}

/* --- messages --------------------------------------------------------------------------------- */

/* The phone's own address, behind its name of 16 bytes and two numbers. */
static enum inspect_result
register_phone(const struct exchange *exchange)
{
    uint32_t address;
    struct inspect_socket own;
    if (!address_at(exchange->message, BODY + 24, &address) || address == 0)
        return INSPECT_CONTINUE;
    if (inspect_map(exchange->call, IP_TCP, address, 0, &own))
        replace_address(exchange, BODY + 24, address, own.mapped);
    return INSPECT_CONTINUE;
}

static enum inspect_result
acknowledge_register(const struct exchange *exchange)
{
    exchange->session->registered = true;
    return INSPECT_CONTINUE;
}

static enum inspect_result
acknowledge_unregister(const struct exchange *exchange)
{
    exchange->session->registered = false;
    return INSPECT_CONTINUE;
}

/* The port that the phone uses for RTP. */
static enum inspect_result
ip_port(const struct exchange *exchange)
{
    uint32_t port;
    struct inspect_socket media;
    struct event_end own = inspect_end(exchange->call, exchange->from);
    if (!number_at(exchange->message, BODY, &port) || port == 0 || port > UINT16_MAX)
        return INSPECT_CONTINUE;
    uint32_t address = inspect_is_as_left(exchange->call) ? own.mapped : own.real;
    if (inspect_map(exchange->call, IP_UDP, address, (uint16_t)port, &media))
        replace_port(exchange, BODY, (uint16_t)port, media.mapped_port);
    return INSPECT_CONTINUE;
}

static enum inspect_result
open_receive_channel_ack(const struct exchange *exchange)
{
    uint32_t status, party;
    size_t behind = exchange->version >= LONG_ADDRESSES_FROM ? BODY + 28 : BODY + 12;
    if (!number_at(exchange->message, BODY, &status) || status != 0 ||
        !number_at(exchange->message, behind, &party))
        return INSPECT_CONTINUE;
    return name_media(exchange, true, BODY + 4, party);
}

/* Behind the number of the conference, which the phone's own message does not repeat. */
static enum inspect_result
start_media_transmission(const struct exchange *exchange)
{
    uint32_t party;
    if (!number_at(exchange->message, BODY + 4, &party))
        return INSPECT_CONTINUE;
    return name_media(exchange, false, BODY + 8, party);
}

static enum inspect_result
stop_media_transmission(const struct exchange *exchange)
{
    uint32_t party;
    if (number_at(exchange->message, BODY + 4, &party))
        end_channel(exchange, false, party);
    return INSPECT_CONTINUE;
}

static enum inspect_result
close_receive_channel(const struct exchange *exchange)
{
    uint32_t party;
    if (number_at(exchange->message, BODY + 4, &party))
        end_channel(exchange, true, party);
    return INSPECT_CONTINUE;
}

#define PHONE SIDE_INITIATOR
#define MANAGER SIDE_RESPONDER

static const struct {
    uint32_t id;
    enum inspect_side from;
    enum inspect_result (*handle)(const struct exchange *exchange);
} messages[] = {
    { 0x0001, PHONE, register_phone },
    { 0x0002, PHONE, ip_port },
    { 0x0022, PHONE, open_receive_channel_ack },
    { 0x0081, MANAGER, acknowledge_register },
    { 0x008a, MANAGER, start_media_transmission },
    { 0x008b, MANAGER, stop_media_transmission },
    { 0x0106, MANAGER, close_receive_channel },
    { 0x0118, MANAGER, acknowledge_unregister },
};

static enum frame_status
skinny_frame(void *session, enum inspect_side side, const uint8_t *bytes, size_t available,
             size_t *length)
{
    (void)session;
    (void)side;
    uint32_t said;
    if (!number_at(cursor_of(bytes, available), 0, &said))
        return FRAME_MORE;
    if (said < ID_SIZE || said > LONGEST - HEADER)
        return FRAME_BAD;
    *length = HEADER + said;
    return *length <= available ? FRAME_WHOLE : FRAME_MORE;
}

static enum inspect_result
skinny_message(struct inspect_call *call, void *session, enum inspect_side side,
               struct cursor message)
{
    struct exchange exchange = {
        .call = call, .session = session, .from = side, .message = message
    };
    uint32_t length, id;
    if (!number_at(message, 0, &length) || !number_at(message, 4, &exchange.version) ||
        !number_at(message, ID_OFFSET, &id))
        return INSPECT_DESYNC; /* the frame was at least so long */
    enum inspect_result result = skinny_map_apply(call, length, id, exchange.session->registered);
    if (result != INSPECT_CONTINUE)
        return result;
    for (size_t i = 0; i < ARRAY_LENGTH(messages); i++) {
        if (messages[i].id == id && messages[i].from == side)
            return messages[i].handle(&exchange);
    }
    return INSPECT_CONTINUE;
}

static void
skinny_closed(struct inspect_call *call, void *session)
{
    (void)call;
    struct skinny_session *skinny = session;
    free(skinny->channels);
    *skinny = (struct skinny_session){ 0 };
}

const struct inspection_engine inspect_skinny = {
    .name = "skinny",
    .kind = INSPECT_SKINNY,
    .announces = ANNOUNCES_MEDIA,
    .protocol = IP_TCP,
    .timer = TIMER_H323, /* 6.2: "5 min" */
    .makes_calls = true,
    .session_size = sizeof(struct skinny_session),
    .largest_message = LONGEST,
    .frame = skinny_frame,
    .message = skinny_message,
    .closed = skinny_closed,
};
