/*
 * rtsp.c: what `fixup protocol rtsp` and `inspect rtsp` do (engine.md 6.2 [A]; RFC 2326). When a
 * server outside has agreed to a SETUP, its media are let in: from the ports that it names to those
 * of the client, which QuickTime says only in its request. A server inside sends outwards anyway:
 * nothing is opened for it. The transports are RTP over UDP and those of RealNetworks
 * (x-real-rdt/udp, x-pn-tng/udp), which have one port; what is interleaved, sent to a group or
 * wrapped in HTTP needs nothing.
 *
 * No address or port in a message is changed: so the vendor says of 6.x, and we take it of all
 * versions [B]. Behind PAT the client's ports are thus nobody's outside.
 */
#include "engine/inspect/rtsp.h"

#include "engine/inspect/rtsp_map.h"
#include "engine/inspect/text.h"

/* SETUPs without an answer that are remembered; a client waits for each of its few. */
#define SETUPS_MOST 8

struct port_range {
    uint16_t first, last; /* 0: not said */
};

struct transport {
    bool is_udp; /* RTP over UDP or one of RealNetworks, to one host */
    struct port_range client, server;
};

struct setup {
    bool waits;
    uint32_t sequence; /* CSeq */
    struct transport transport;
};

struct rtsp_session {
    size_t body[2]; /* bytes that follow the headers, by side */
    struct setup setups[SETUPS_MOST];
    size_t next;
};

struct rtsp_message {
    bool is_request;
    struct cursor method, url; /* of a request */
    bool is_setup;             /* a request of it */
    bool is_answer;            /* that says 200 */
    bool has_transport;
    uint32_t sequence;
    uint32_t length;
    struct transport transport;
};

/* --- reading ---------------------------------------------------------------------------------- */

/* 4588-4589, or one alone. */
static struct port_range
read_range(struct cursor value)
{
    struct port_range range = { 0, 0 };
    if (!text_port(&value, &range.first))
        return (struct port_range){ 0, 0 };
    range.last = range.first;
    if (text_char(&value, '-') && !text_port(&value, &range.last))
        range.last = range.first;
    return range;
}

static void
read_parameter(struct cursor parameter, struct transport *transport)
{
    parameter = text_trimmed(parameter);
    if (text_letters(&parameter, "client_port="))
        transport->client = read_range(parameter);
    else if (text_letters(&parameter, "server_port="))
        transport->server = read_range(parameter);
    else if (text_is(parameter, "multicast") || text_letters(&parameter, "interleaved="))
        transport->is_udp = false;
}

static bool
is_udp_profile(struct cursor profile)
{
    static const char *const profiles[] = { "RTP/AVP", "RTP/AVP/UDP", "x-real-rdt",
                                            "x-real-rdt/udp", "x-pn-tng/udp" };
    for (size_t i = 0; i < ARRAY_LENGTH(profiles); i++) {
        if (text_is(profile, profiles[i]))
            return true;
    }
    return false;
}

/* One of the transports that a client offers, or the one that the server has chosen. */
static struct transport
read_one_transport(struct cursor text)
{
    struct cursor part = text;
    bool more = text_until(&text, ';', &part);
    struct transport transport = { .is_udp = is_udp_profile(text_trimmed(part)) };
    while (more) {
        part = text;
        more = text_until(&text, ';', &part);
        read_parameter(part, &transport);
    }
    return transport;
}

/* Of several the first one over UDP that names ports. */
static struct transport
read_transport(struct cursor value)
{
    struct transport transport;
    bool more;
    do {
        struct cursor one = value;
        more = text_until(&value, ',', &one);
        transport = read_one_transport(one);
    } while (more && !(transport.is_udp && transport.client.first != 0));
    return transport;
}

static void
read_header(struct cursor line, struct rtsp_message *message)
{
    struct cursor name;
    if (!text_until(&line, ':', &name))
        return;
    name = text_trimmed(name);
    line = text_trimmed(line);
    if (text_is(name, "CSeq")) {
        if (!text_decimal(&line, UINT32_MAX, &message->sequence))
            message->sequence = 0;
    } else if (text_is(name, "Content-Length")) {
        if (!text_decimal(&line, UINT32_MAX, &message->length))
            message->length = 0;
    } else if (text_is(name, "Transport")) {
        message->has_transport = true;
        message->transport = read_transport(line);
    }
}

/* "SETUP rtsp://server/file RTSP/1.0" */
static void
read_request(struct cursor line, struct rtsp_message *message)
{
    message->is_request = text_word(&line, &message->method);
    text_skip_blanks(&line);
    if (!text_word(&line, &message->url))
        message->url = (struct cursor){ line.end, line.end };
    message->is_setup = message->is_request && text_is(message->method, "SETUP");
}

/* False: it is none of RTSP. */
static bool
read_message(struct cursor text, struct rtsp_message *message)
{
    struct cursor line, there;
    *message = (struct rtsp_message){ .length = 0 };
    if (!text_line(&text, &line))
        return false;
    struct cursor first = line;
    if (text_letters(&first, "RTSP/1.0 "))
        message->is_answer = text_letters(&first, "200");
    else if (text_find(first, " RTSP/1.0", &there))
        read_request(first, message);
    else
        return false;
    while (text_line(&text, &line) && cursor_left(&line) > 0)
        read_header(line, message);
    return true;
}

/* --- what it opens ---------------------------------------------------------------------------- */

static void
remember(struct rtsp_session *session, const struct rtsp_message *message)
{
    struct setup *setup = &session->setups[session->next++ % SETUPS_MOST];
    *setup = (struct setup){ true, message->sequence, message->transport };
}

/* The SETUP that an answer is to; it waits no more. */
static struct setup *
take_setup(struct rtsp_session *session, uint32_t sequence)
{
    for (size_t i = 0; i < SETUPS_MOST; i++) {
        struct setup *setup = &session->setups[i];
        if (setup->waits && setup->sequence == sequence) {
            setup->waits = false;
            return setup;
        }
    }
    return NULL;
}

static void
expect_media(struct inspect_call *call, enum inspect_side client, uint16_t port, uint16_t from)
{
    struct event_end listener = inspect_end(call, client);
    struct event_end server = inspect_end(call, other_side(client));
    const struct inspect_expectation expectation = {
        .protocol = IP_UDP,
        .towards = client,
        .listener = listener.real,
        .listener_port = port,
        .opener = server.real,
        .opener_port = from,
        .xlate = UINT32_MAX, /* a conn of its own holds it */
        .lives_on = true,
        .kind = INSPECT_RTSP,
    };
    if (inspect_expect(call, &expectation) == EXPECT_OPENED)
        inspect_tell_expected(call, EVENT_RTSP_EXPECTED, &expectation, "",
                              (struct event_text){ NULL, 0 });
}

/* Both of a pair, each from its own port, as far as the server says which. */
static void
agree(struct inspect_call *call, enum inspect_side server, struct setup *setup,
      const struct rtsp_message *message)
{
    struct transport transport = setup->transport;
    if (message->has_transport) {
        transport.is_udp = message->transport.is_udp;
        transport.server = message->transport.server;
        if (message->transport.client.first != 0)
            transport.client = message->transport.client;
    }
    struct port_range client = transport.client, from = transport.server;
    if (!transport.is_udp || client.first == 0 || inspect_side_is_inner(call, server))
        return;
    expect_media(call, other_side(server), client.first, from.first);
    if (client.last != client.first)
        expect_media(call, other_side(server), client.last,
                     from.last != from.first ? from.last : 0);
}

/* --- the inspection --------------------------------------------------------------------------- */

/* Behind the empty line; 0: it is not there yet. */
static size_t
headers_end(const uint8_t *bytes, size_t available)
{
    struct cursor text = cursor_of(bytes, available), line;
    size_t length;
    while (text_frame_line(text.at, cursor_left(&text), &length) == FRAME_WHOLE) {
        line = text_without_end(cursor_of(text.at, length));
        text.at += length;
        if (cursor_left(&line) == 0)
            return (size_t)(text.at - bytes);
    }
    return 0;
}

static enum frame_status
rtsp_frame(void *session, enum inspect_side side, const uint8_t *bytes, size_t available,
           size_t *length)
{
    struct rtsp_session *rtsp = session;
    if (rtsp->body[side] > 0) {
        *length = rtsp->body[side];
        rtsp->body[side] = 0;
        return FRAME_SKIP;
    }
    if (available > 0 && bytes[0] == '$') { /* $, channel, two bytes of length */
        if (available < 4)
            return FRAME_MORE;
        *length = 4 + ((size_t)bytes[2] << 8 | bytes[3]);
        return FRAME_SKIP;
    }
    *length = headers_end(bytes, available);
    return *length > 0 ? FRAME_WHOLE : FRAME_MORE;
}

/* Of a client's media; 0: it names none. */
static uint16_t
lowest_port(const struct rtsp_message *message)
{
    struct port_range client = message->transport.client;
    if (!message->is_setup || !message->has_transport)
        return 0;
    return client.last < client.first ? client.last : client.first;
}

static enum inspect_result
rtsp_message(struct inspect_call *call, void *session, enum inspect_side side,
             struct cursor message)
{
    struct rtsp_session *rtsp = session;
    struct rtsp_message read;
    if (cursor_left(&message) <= 2) /* an empty line between messages */
        return INSPECT_CONTINUE;
    if (!read_message(message, &read))
        return INSPECT_STOP; /* HTTP, say, that RTSP is wrapped in */
    if (read.is_request) {
        const struct rtsp_request request = { read.method, read.url, lowest_port(&read) };
        enum inspect_result result = rtsp_map_apply(call, &request);
        if (result != INSPECT_CONTINUE)
            return result;
    }
    rtsp->body[side] = read.length;
    if (side == SIDE_INITIATOR && read.is_setup && read.has_transport)
        remember(rtsp, &read);
    if (side == SIDE_RESPONDER && read.is_answer) {
        struct setup *setup = take_setup(rtsp, read.sequence);
        if (setup != NULL)
            agree(call, side, setup, &read);
    }
    return INSPECT_CONTINUE;
}

const struct inspection_engine inspect_rtsp = {
    .name = "rtsp",
    .kind = INSPECT_RTSP,
    .announces = ANNOUNCES_MEDIA,
    .protocol = IP_TCP,
    .makes_calls = true,
    .hand = INSPECT_LISTENS,
    .session_size = sizeof(struct rtsp_session),
    .largest_message = RTSP_LONGEST,
    .frame = rtsp_frame,
    .message = rtsp_message,
};
