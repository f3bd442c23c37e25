/*
 * h323.c: the sockets of H.323. A socket is four octets and a port, whatever names it, so that a
 * message keeps its length.
 */
#include "engine/inspect/h323.h"

#include <string.h>

#include "engine/base/ip.h"
#include "engine/inspect/rtp.h"

#define SOCKET_OCTETS 6

enum frame_status
tpkt_frame(void *session, enum inspect_side side, const uint8_t *bytes, size_t available,
           size_t *length)
{
    (void)session;
    (void)side;
    struct cursor header = cursor_of(bytes, available);
    uint8_t version, reserved;
    uint16_t said;
    if (!cursor_u8(&header, &version))
        return FRAME_MORE;
    if (version != 3)
        return FRAME_BAD;
    if (!cursor_u8(&header, &reserved) || !cursor_u16(&header, &said))
        return FRAME_MORE;
    if (said < TPKT_HEADER || said > TPKT_LONGEST)
        return FRAME_BAD;
    *length = said;
    return said <= available ? FRAME_WHOLE : FRAME_MORE;
}

/* --- finding ---------------------------------------------------------------------------------- */

/* Where the walk is; messages in messages have walks of their own. */
struct finding {
    const uint8_t *bytes; /* of this walk */
    size_t offset;        /* of them in the message */
    uint8_t whose, kind;
    bool is_data, has_channel;
    uint16_t channel;
    struct h323_reading *reading;
};

static bool find(void *context, const struct per_found *found);

static bool
read_inner(const struct finding *outer, const struct per_type *type, const struct per_found *found)
{
    struct finding inner = { .bytes = outer->bytes + found->offset,
                             .offset = outer->offset + found->offset,
                             .reading = outer->reading };
    return per_follow(type, inner.bytes, found->length, find, &inner);
}

/* { itu-t recommendation h 2250 version(0) N } */
static uint32_t
version_of(const uint8_t *octets, size_t length)
{
    static const uint8_t before[] = { 0x00, 0x08, 0x91, 0x4a, 0x00 };
    return length == sizeof(before) + 1 && memcmp(octets, before, sizeof(before)) == 0
               ? octets[sizeof(before)]
               : 0;
}

static bool
add_socket(struct finding *finding, size_t offset)
{
    struct h323_reading *reading = finding->reading;
    if (reading->count == H323_SOCKETS)
        return false;
    reading->sockets[reading->count++] =
        (struct h323_socket){ .whose = finding->whose,
                              .kind = finding->kind,
                              .has_channel = finding->has_channel,
                              .channel = finding->channel,
                              .is_data = finding->is_data,
                              .offset = (uint16_t)(finding->offset + offset) };
    return true;
}

static void
note_kind(struct finding *finding, uint8_t kind)
{
    struct h323_reading *reading = finding->reading;
    finding->kind = kind;
    reading->audio |= kind == TAG_AUDIO;
    reading->video |= kind == TAG_VIDEO;
    reading->data |= kind == TAG_DATA;
    if (finding->has_channel && reading->opened_count < H323_CHANNELS)
        reading->opened[reading->opened_count++] =
            (struct h323_channel){ .number = finding->channel, .kind = kind };
}

static bool
find(void *context, const struct per_found *found)
{
    struct finding *finding = context;
    struct h323_reading *reading = finding->reading;
    switch ((enum h323_tag)found->tag) {
    case TAG_SOCKET:
        return add_socket(finding, found->offset);
    case TAG_FAST_START:
        return read_inner(finding, &h245_open_logical_channel, found);
    case TAG_H245_CONTROL:
        reading->has_tunnel = true;
        return read_inner(finding, &h245_message, found);
    case TAG_VERSION:
        reading->version = version_of(finding->bytes + found->offset, found->length);
        return true;
    case TAG_NEW_CONNECTION:
        reading->needs_new_connection = true;
        return true;
    case TAG_REGISTRATION_REQUEST:
    case TAG_DISCOVERY_REQUEST:
    case TAG_ADMISSION_REQUEST:
    case TAG_ADMISSION_CONFIRM:
        reading->message = found->tag;
        return true;
    case TAG_SEQUENCE_NUMBER:
        reading->sequence_number = found->value;
        return true;
    case TAG_AUDIO:
    case TAG_VIDEO:
    case TAG_DATA:
        note_kind(finding, found->tag);
        return true;
    case TAG_CHANNEL:
        finding->has_channel = true;
        finding->channel = (uint16_t)found->value;
        return true;
    case TAG_T120:
        finding->is_data = true;
        return true;
    case TAG_H245_ADDRESS:
    case TAG_CALLED_ADDRESS:
    case TAG_CALLING_ADDRESS:
    case TAG_OTHER_ADDRESS:
    case TAG_SIGNAL_ADDRESS:
    case TAG_RAS_ADDRESS:
    case TAG_MEDIA:
    case TAG_MEDIA_CONTROL:
    case TAG_SEPARATE_STACK:
        finding->whose = found->tag;
        return true;
    case TAG_NONE:
        break;
    }
    return true;
}

bool
h323_read(const struct per_type *type, struct cursor message, size_t offset, size_t length,
          struct h323_reading *reading)
{
    *reading = (struct h323_reading){ .count = 0 };
    struct finding finding = { .bytes = message.at + offset, .offset = offset, .reading = reading };
    return per_follow(type, finding.bytes, length, find, &finding);
}

/* --- channels --------------------------------------------------------------------------------- */

static uint8_t
kind_of(const struct h323_channel *items, uint16_t number)
{
    for (size_t i = 0; i < H323_CHANNELS; i++) {
        if (items[i].kind != TAG_NONE && items[i].number == number)
            return items[i].kind;
    }
    return TAG_NONE;
}

static void
remember(struct h323_channels *channels, enum inspect_side from, struct h323_channel opened)
{
    struct h323_channel *items = channels->items[from];
    for (size_t i = 0; i < H323_CHANNELS; i++) {
        if (items[i].kind != TAG_NONE && items[i].number == opened.number) {
            items[i] = opened;
            return;
        }
    }
    items[channels->next[from]] = opened;
    channels->next[from] = (uint8_t)((channels->next[from] + 1) % H323_CHANNELS);
}

void
h323_follow_channels(struct h323_channels *channels, enum inspect_side from,
                     struct h323_reading *reading)
{
    for (size_t i = 0; i < reading->opened_count; i++)
        remember(channels, from, reading->opened[i]);
    for (size_t i = 0; i < reading->count; i++) {
        struct h323_socket *socket = &reading->sockets[i];
        if (socket->kind == TAG_NONE && socket->has_channel)
            socket->kind = kind_of(channels->items[other_side(from)], socket->channel);
    }
}

/* --- translating ------------------------------------------------------------------------------ */

/* How long it waits for what it announces. */
enum wait { WAITS_USUALLY, WAITS_AS_H225, WAITS_AS_H323 };

/* How conns to the sockets of a sender are expected. */
static const struct expected {
    uint8_t message; /* the only one where it is; TAG_NONE: any */
    uint8_t whose;
    bool stays;    /* for more than one, */
    bool lives_on; /* which do not fall with this conn, nor does what waits for them */
    bool by_peer;  /* only from the other end of this conn */
    enum wait wait;
    enum inspection_kind kind;
    const struct inspection_engine *inspection;
    enum event_type told, refused; /* EVENT_TYPE_COUNT: no line */
} expectations[] = {
    /* A call goes on when its signalling ends (H.323 7.3): H.245 lives on, and idles as media. */
    { TAG_NONE, TAG_H245_ADDRESS, .lives_on = true, .kind = INSPECT_H323_H225,
      .inspection = &inspect_h245, .told = EVENT_H245_EXPECTED, .refused = EVENT_H245_REFUSED },
    { TAG_NONE, TAG_MEDIA, .kind = INSPECT_H323_H225, .told = EVENT_H323_MEDIA_EXPECTED,
      .refused = EVENT_TYPE_COUNT },
    { TAG_NONE, TAG_MEDIA_CONTROL, .kind = INSPECT_H323_H225, .told = EVENT_H323_MEDIA_EXPECTED,
      .refused = EVENT_TYPE_COUNT },
    { TAG_NONE, TAG_SEPARATE_STACK, .kind = INSPECT_H323_H225, .told = EVENT_H323_DATA_EXPECTED,
      .refused = EVENT_TYPE_COUNT },
    /* Facility: the call is to be made there. */
    { TAG_NONE, TAG_OTHER_ADDRESS, .lives_on = true, .kind = INSPECT_H323_RAS,
      .inspection = &inspect_h225, .told = EVENT_H225_EXPECTED, .refused = EVENT_H225_REFUSED },
    { TAG_ADMISSION_CONFIRM, TAG_SIGNAL_ADDRESS, .lives_on = true, .kind = INSPECT_H323_RAS,
      .inspection = &inspect_h225, .told = EVENT_H225_EXPECTED, .refused = EVENT_H225_REFUSED },
    /* Who has registered can be called, as long as a call's signalling may idle [C]. */
    { TAG_REGISTRATION_REQUEST, TAG_SIGNAL_ADDRESS, .stays = true, .lives_on = true,
      .wait = WAITS_AS_H225, .kind = INSPECT_H323_RAS, .inspection = &inspect_h225,
      .told = EVENT_TYPE_COUNT, .refused = EVENT_H225_REFUSED },
    /* A gatekeeper may answer, and ask, from another port than was asked [C]. */
    { TAG_DISCOVERY_REQUEST, TAG_RAS_ADDRESS, .stays = true, .lives_on = true, .by_peer = true,
      .wait = WAITS_AS_H323, .kind = INSPECT_H323_RAS, .inspection = &inspect_ras,
      .told = EVENT_TYPE_COUNT, .refused = EVENT_TYPE_COUNT },
    { TAG_REGISTRATION_REQUEST, TAG_RAS_ADDRESS, .stays = true, .lives_on = true, .by_peer = true,
      .wait = WAITS_AS_H323, .kind = INSPECT_H323_RAS, .inspection = &inspect_ras,
      .told = EVENT_TYPE_COUNT, .refused = EVENT_TYPE_COUNT },
};

static const struct expected *
how_expected(const struct h323_reading *reading, uint8_t whose)
{
    for (size_t i = 0; i < ARRAY_LENGTH(expectations); i++) {
        const struct expected *how = &expectations[i];
        if (how->whose == whose && (how->message == TAG_NONE || how->message == reading->message))
            return how;
    }
    return NULL;
}

static uint32_t
seconds_of(const struct inspect_call *call, enum wait wait)
{
    static const enum timer timers[] = {
        [WAITS_AS_H225] = TIMER_H225, [WAITS_AS_H323] = TIMER_H323
    };
    if (wait == WAITS_USUALLY)
        return 0;
    bool exists = inspect_does(call)->timers[timers[wait]] != 0;
    return inspect_config(call)->timers[exists ? timers[wait] : TIMER_CONN];
}

static void
tell(struct inspect_call *call, enum event_type type, const struct inspect_expectation *expectation)
{
    if (type != EVENT_TYPE_COUNT)
        inspect_tell_expected(call, type, expectation, "", (struct event_text){ 0 });
}

static enum rtp_media
media_of(const struct h323_socket *named)
{
    return named->kind == TAG_AUDIO   ? RTP_OF_AUDIO
           : named->kind == TAG_VIDEO ? RTP_OF_VIDEO
                                      : RTP_OF_ANYTHING;
}

static void
expect(struct inspect_call *call, enum inspect_side from, uint8_t protocol,
       const struct inspect_socket *listener, const struct expected *how, enum rtp_media media,
       bool is_rtcp)
{
    struct inspect_expectation expectation = {
        .protocol = protocol,
        .towards = from,
        .listener = listener->real,
        .listener_port = listener->real_port,
        .opener = how->by_peer ? inspect_end(call, other_side(from)).real : 0,
        .xlate = listener->xlate,
        .seconds = seconds_of(call, how->wait),
        .stays = how->stays,
        .outlives = how->lives_on,
        .lives_on = how->lives_on,
        .inspection = how->inspection,
        .kind = how->kind,
    };
    bool is_data = how->inspection == NULL && protocol == IP_TCP;
    if (how->inspection == NULL && protocol == IP_UDP)
        rtp_check_expected(call, &expectation, media, is_rtcp);
    switch (inspect_expect(call, &expectation)) {
    case EXPECT_OPENED:
        tell(call, is_data ? EVENT_H323_DATA_EXPECTED : how->told, &expectation);
        break;
    case EXPECT_REFUSED:
        tell(call, how->refused, &expectation);
        break;
    case EXPECT_RENEWED:
        break;
    }
}

static uint8_t
protocol_of(const struct h323_socket *socket)
{
    switch ((enum h323_tag)socket->whose) {
    case TAG_RAS_ADDRESS:
        return IP_UDP;
    case TAG_MEDIA:
    case TAG_MEDIA_CONTROL:
        return socket->is_data ? IP_TCP : IP_UDP;
    default:
        return IP_TCP;
    }
}

/* As many octets as the reading found, so that they are there. */
static bool
socket_at(struct cursor message, size_t offset, uint32_t *address, uint16_t *port)
{
    return cursor_skip(&message, offset) && cursor_u32(&message, address) &&
           cursor_u16(&message, port);
}

static void
replace(struct inspect_call *call, size_t offset, uint32_t address, uint16_t port)
{
    const uint8_t octets[SOCKET_OCTETS] = { (uint8_t)(address >> 24), (uint8_t)(address >> 16),
                                            (uint8_t)(address >> 8),  (uint8_t)address,
                                            (uint8_t)(port >> 8),     (uint8_t)port };
    inspect_replace(call, offset, sizeof(octets), octets, sizeof(octets));
}

/* What stands at OFFSET of the same message in a capture of the other side: lengths are the same.
 */
static bool
seen_at(const struct inspect_call *call, size_t offset, uint32_t *address, uint16_t *port)
{
    struct cursor message;
    return inspect_observed(call, &message) && socket_at(message, offset, address, port);
}

static bool
map_one(struct inspect_call *call, uint8_t protocol, size_t offset, uint32_t address, uint16_t port,
        struct inspect_socket *socket)
{
    uint32_t seen_address;
    uint16_t seen_port;
    if (seen_at(call, offset, &seen_address, &seen_port))
        return inspect_map_seen(call, protocol, address, port, seen_address, seen_port, socket);
    return inspect_map(call, protocol, address, port, socket);
}

/* Of RTP, whichever of the pair stands at OFFSET; 0: not known. */
static uint16_t
seen_media_port(const struct inspect_call *call, size_t offset, uint16_t port)
{
    uint32_t address;
    uint16_t seen;
    bool is_pair = seen_at(call, offset, &address, &seen) && (seen & 1) == (port & 1);
    return is_pair ? seen & 0xfffeU : 0;
}

/*
 * A socket of the sender's network. Of media both of a pair are mapped at once, so that they stay
 * one: H.245 may name RTCP long before RTP. RTCP is expected with RTP, named or not (6.2).
 */
static bool
own_socket(struct inspect_call *call, enum inspect_side from, const struct h323_socket *named,
           uint32_t address, uint16_t port, const struct expected *how,
           struct inspect_socket *socket)
{
    uint8_t protocol = protocol_of(named);
    bool is_media = named->whose == TAG_MEDIA || named->whose == TAG_MEDIA_CONTROL;
    struct inspect_socket pair[2];
    if (!is_media || protocol != IP_UDP || port == 1) {
        if (!map_one(call, protocol, named->offset, address, port, socket))
            return false;
    } else {
        uint16_t seen = seen_media_port(call, named->offset, port);
        if (!inspect_map_media(call, address, port & 0xfffeU, seen, &pair[0], &pair[1]))
            return false;
        *socket = pair[port & 1];
    }
    if (how == NULL)
        return true;
    expect(call, from, protocol, socket, how, media_of(named), named->whose == TAG_MEDIA_CONTROL);
    if (named->whose == TAG_MEDIA && protocol == IP_UDP && (port & 1) == 0)
        expect(call, from, protocol, &pair[1], how, media_of(named), true);
    return true;
}

static bool
translate_one(struct inspect_call *call, enum inspect_side from, struct cursor message,
              const struct h323_reading *reading, const struct h323_socket *named)
{
    uint32_t address;
    uint16_t port;
    struct inspect_socket socket;
    if (!socket_at(message, named->offset, &address, &port) || address == 0 || port == 0)
        return true; /* no socket yet: H.245 may leave one open */
    uint8_t protocol = protocol_of(named);
    bool is_receivers = inspect_names_receiver(call, protocol, address, port);
    if (is_receivers)
        inspect_unmap(call, protocol, address, port, &socket);
    else if (!own_socket(call, from, named, address, port, how_expected(reading, named->whose),
                         &socket))
        return false;
    uint32_t shown = is_receivers ? socket.real : socket.mapped;
    uint16_t shown_port = is_receivers ? socket.real_port : socket.mapped_port;
    if (shown != address || shown_port != port)
        replace(call, named->offset, shown, shown_port);
    return true;
}

enum inspect_result
h323_translate(struct inspect_call *call, enum inspect_side from, struct cursor message,
               const struct h323_reading *reading)
{
    for (size_t i = 0; i < reading->count; i++) {
        if (!translate_one(call, from, message, reading, &reading->sockets[i]))
            return INSPECT_DROP; /* it would name what no one can reach */
    }
    return INSPECT_CONTINUE;
}
