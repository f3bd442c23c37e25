/*
 * sip.c: what `fixup protocol sip` and `inspect sip` do (engine.md 6.2 [A]; RFC 3261). Addresses
 * of hosts that are translated are put into the other side's form wherever they say where somebody
 * is: in the request line, Via, Contact, Route, Record-Route, From and To, and in session
 * descriptions. What a description asks for is let in until the call is over, and so are the
 * requests and answers that somebody asks for in Contact and Via.
 *
 * A Call-ID stays as it is, whatever address it was made from [C]: both ends compare it as a whole.
 */
#include "engine/inspect/sip.h"

#include <string.h>

#include "engine/base/ip.h"
#include "engine/inspect/media_calls.h"
#include "engine/inspect/sip_map.h"
#include "engine/inspect/sip_message.h"
#include "engine/model/config.h"

#define SIP_PORT 5060

/* Addresses that are looked up in the headers of one message: those behind them stay. */
#define HOSTS_MOST 64
/* An answer to a request comes within this time or not at all: 64 times T1 (RFC 3261, 17). */
#define VIA_SECONDS 32

struct sip_session {
    size_t scanned[2]; /* by side: see sip_frame */
    struct media_calls calls;
};

/* A message while it is handled. */
struct exchange {
    struct inspect_call *call;
    struct sip_session *session;
    const struct inspection_engine *engine;
    enum inspect_side from, to;
    struct sip_message message;
    struct host_edits edits;
    size_t hosts; /* looked up so far */
    bool is_first_via, is_first_route;
};

static bool
is_method(const struct exchange *exchange, const char *method)
{
    return sip_has_method(&exchange->message, method);
}

static bool
is_response_of(const struct exchange *exchange, uint32_t from, uint32_t to)
{
    const struct sip_message *message = &exchange->message;
    return !message->is_request && message->status >= from && message->status <= to;
}

/* --- what is expected ------------------------------------------------------------------------- */

static struct event_text
source_of(const struct exchange *exchange)
{
    return text_of_event(exchange->message.said_as);
}

static void
expect(struct exchange *exchange, const struct inspect_expectation *expectation, const char *what)
{
    if (inspect_expect(exchange->call, expectation) == EXPECT_OPENED)
        inspect_tell_expected(exchange->call, EVENT_SIP_EXPECTED, expectation, what,
                              source_of(exchange));
}

/* Requests or answers to SOCKET of TOWARDS, from its peer, from whatever port. */
static void
expect_signalling(struct exchange *exchange, enum inspect_side towards,
                  const struct inspect_socket *socket, uint32_t seconds, bool stays,
                  const char *what)
{
    struct event_end opener = inspect_end(exchange->call, other_side(towards));
    const struct inspect_expectation expectation = {
        .protocol = exchange->engine->protocol,
        .towards = towards,
        .listener = socket->real,
        .listener_port = socket->real_port,
        .opener = opener.real,
        .xlate = socket->xlate,
        .seconds = seconds,
        .stays = stays,
        .outlives = stays,
        .lives_on = true,
        .inspection = exchange->engine,
        .kind = exchange->engine->kind,
    };
    expect(exchange, &expectation, what);
}

static uint32_t
timer_seconds(const struct exchange *exchange, enum timer timer)
{
    return inspect_config(exchange->call)->timers[timer];
}

static bool
has_timer(const struct exchange *exchange, enum timer timer)
{
    return inspect_does(exchange->call)->timers[timer] != 0;
}

/* How long what a description asks for is waited for: an offer, until the call is answered [C]. */
static uint32_t
media_seconds(const struct exchange *exchange)
{
    if (exchange->message.is_request && is_method(exchange, "INVITE") &&
        has_timer(exchange, TIMER_SIP_INVITE))
        return timer_seconds(exchange, TIMER_SIP_INVITE);
    if (is_response_of(exchange, 100, 199) && has_timer(exchange, TIMER_SIP_PROVISIONAL_MEDIA))
        return timer_seconds(exchange, TIMER_SIP_PROVISIONAL_MEDIA);
    return timer_seconds(exchange, TIMER_SIP_MEDIA);
}

static void
expect_media(struct exchange *exchange, const struct sdp_socket *socket)
{
    struct inspect_expectation expectation = {
        .protocol = IP_UDP,
        .towards = exchange->from,
        .listener = socket->socket.real,
        .listener_port = socket->socket.real_port,
        .xlate = socket->socket.xlate,
        .seconds = media_seconds(exchange),
        .lives_on = true,
        .kind = exchange->engine->kind,
    };
    if (!socket->is_other)
        rtp_check_expected(exchange->call, &expectation, socket->media, socket->is_rtcp);
    expect(exchange, &expectation, socket->is_rtcp ? "RTCP" : "RTP");
}

/* --- calls ------------------------------------------------------------------------------------ */

static struct media_call *
find_call(const struct exchange *exchange)
{
    return media_call_find(&exchange->session->calls, exchange->message.call_id);
}

/* A description of the sender's: nothing of it is new in a repeated one. */
static void
expect_described(struct exchange *exchange, const struct sdp_sockets *sockets)
{
    size_t fresh[SDP_SOCKETS_MOST];
    if (sockets->count == 0) /* on hold, say: what was asked for is not taken back [C] */
        return;
    struct media_call *call = media_call_get(&exchange->session->calls, exchange->message.call_id);
    if (call == NULL)
        return;
    size_t count = media_call_describe(exchange->call, call, exchange->from, sockets, fresh);
    for (size_t i = 0; i < count; i++)
        expect_media(exchange, &sockets->items[fresh[i]]);
}

/*
 * BYE and CANCEL end a call when they are answered. Versions without `timeout sip-disconnect` do
 * not wait for that [C].
 */
static void
follow_call(const struct exchange *exchange)
{
    struct media_call *call = find_call(exchange);
    if (call == NULL)
        return;
    bool ends = is_method(exchange, "BYE") || is_method(exchange, "CANCEL");
    bool fails = is_response_of(exchange, 300, 699);
    uint32_t status = exchange->message.status;
    if (ends && exchange->message.is_request && has_timer(exchange, TIMER_SIP_DISCONNECT))
        return; /* its answer ends it */
    else if (ends && (exchange->message.is_request || is_response_of(exchange, 200, 699)))
        media_call_end(exchange->call, &exchange->session->calls, call);
    else if (is_method(exchange, "INVITE") && is_response_of(exchange, 200, 299))
        call->established = true;
    else if (is_method(exchange, "INVITE") && fails && !call->established && status != 401 &&
             status != 407) /* those are asked again, with credentials */
        media_call_end(exchange->call, &exchange->session->calls, call);
}

/* --- headers ---------------------------------------------------------------------------------- */

/*
 * Puts HOST into the receiver's form. With IS_SOCKET it is one that somebody sends to: at SIP's
 * port where none is said.
 */
static bool
translate_host(struct exchange *exchange, const struct host *host, bool is_socket,
               struct inspect_socket *socket, enum host_owner *owner)
{
    uint16_t port = is_socket && host->port == 0 ? SIP_PORT : host->port;
    if (exchange->hosts++ >= HOSTS_MOST ||
        !host_map(&exchange->edits, host->address, port, false, socket, owner))
        return false;
    uint16_t there = host_port_there(socket, *owner);
    struct text_writer writer = { .length = 0 };
    text_put_address(&writer, host_address_there(socket, *owner));
    if (host->port == 0 && is_socket && there != SIP_PORT) {
        text_put(&writer, ":");
        text_put_decimal(&writer, there);
    }
    host_write(&exchange->edits, host->address_text, &writer);
    if (host->port == 0 || there == 0)
        return true;
    writer.length = 0;
    text_put_decimal(&writer, there);
    host_write(&exchange->edits, host->port_text, &writer);
    return true;
}

/* `;expires=N` of a Contact, else the header Expires. */
static bool
expires_of(const struct exchange *exchange, struct cursor rest, uint32_t *seconds)
{
    struct cursor one = rest, there;
    if (!text_until(&rest, ',', &one))
        one = rest;
    if (text_find(one, ";expires=", &there)) {
        there.at += strlen(";expires=");
        return text_decimal(&there, UINT32_MAX, seconds);
    }
    *seconds = exchange->message.expires;
    return exchange->message.has_expires;
}

static bool
is_over_tcp(const struct exchange *exchange)
{
    return exchange->engine->protocol == IP_TCP;
}

/* Who registered is to be reached until that expires. */
static void
follow_registration(struct exchange *exchange, const struct inspect_socket *socket,
                    struct cursor rest)
{
    uint32_t seconds;
    if (!expires_of(exchange, rest, &seconds))
        return;
    if (seconds == 0)
        inspect_unexpect(exchange->call, exchange->engine->protocol, exchange->to, socket->real,
                         socket->real_port);
    else
        expect_signalling(exchange, exchange->to, socket, seconds, true,
                          is_over_tcp(exchange) ? "SIGNALLING TCP" : "SIGNALLING UDP");
}

static void
follow_contact(struct exchange *exchange, const struct inspect_socket *socket,
               enum host_owner owner, struct cursor rest)
{
    bool registers = is_method(exchange, "REGISTER"), tcp = is_over_tcp(exchange);
    if (registers && owner == HOST_OF_RECEIVER && is_response_of(exchange, 200, 299))
        follow_registration(exchange, socket, rest);
    if (registers || owner != HOST_OF_SENDER || is_response_of(exchange, 300, 699))
        return;
    bool subscribes = exchange->message.is_request && is_method(exchange, "SUBSCRIBE");
    expect_signalling(exchange, exchange->from, socket, timer_seconds(exchange, TIMER_SIP), true,
                      subscribes ? (tcp ? "SUBSCRIBE TCP" : "SUBSCRIBE UDP")
                                 : (tcp ? "SIGNALLING TCP" : "SIGNALLING UDP"));
}

/* Answers come to the first Via; over TCP they come back on the conn itself. */
static void
follow_via(struct exchange *exchange, const struct inspect_socket *socket, enum host_owner owner)
{
    if (exchange->is_first_via && exchange->message.is_request && owner == HOST_OF_SENDER &&
        !is_over_tcp(exchange))
        expect_signalling(exchange, exchange->from, socket, VIA_SECONDS, false, "Via UDP");
    exchange->is_first_via = false;
}

/* The requests that come in the dialog come to who has put itself on the way. */
static void
follow_record_route(struct exchange *exchange, const struct inspect_socket *socket,
                    enum host_owner owner)
{
    if (exchange->is_first_route && exchange->message.is_request && owner == HOST_OF_SENDER)
        expect_signalling(exchange, exchange->from, socket, timer_seconds(exchange, TIMER_SIP),
                          true, "Route");
    exchange->is_first_route = false;
}

static void
translate_field(struct exchange *exchange, const struct sip_field *field)
{
    bool is_socket = field->header != SIP_FROM && field->header != SIP_TO;
    struct cursor value = field->value;
    struct inspect_socket socket;
    enum host_owner owner;
    struct host host;
    while (host_next(&value, &host)) {
        if (!translate_host(exchange, &host, is_socket, &socket, &owner))
            continue;
        if (field->header == SIP_CONTACT)
            follow_contact(exchange, &socket, owner, value);
        else if (field->header == SIP_VIA)
            follow_via(exchange, &socket, owner);
        else if (field->header == SIP_RECORD_ROUTE)
            follow_record_route(exchange, &socket, owner);
    }
}

static void
translate_headers(struct exchange *exchange)
{
    struct cursor headers = exchange->message.headers, uri = exchange->message.uri;
    struct sip_field field;
    struct inspect_socket socket;
    enum host_owner owner;
    struct host host;
    while (host_next(&uri, &host))
        (void)translate_host(exchange, &host, !is_method(exchange, "REGISTER"), &socket, &owner);
    while (sip_next_field(&headers, &field)) {
        switch (field.header) {
        case SIP_CONTACT:
        case SIP_FROM:
        case SIP_RECORD_ROUTE:
        case SIP_ROUTE:
        case SIP_TO:
        case SIP_VIA:
            translate_field(exchange, &field);
            break;
        default:
            break;
        }
    }
}

/* --- the body --------------------------------------------------------------------------------- */

static bool
has_description(const struct sip_message *message)
{
    struct cursor there, body = message->body;
    if (message->content_type.at == NULL)
        return text_letters(&body, "v=0");
    return text_find(message->content_type, "application/sdp", &there) ||
           text_find(message->content_type, "multipart/", &there);
}

static void
translate_body(struct exchange *exchange)
{
    const struct sip_message *message = &exchange->message;
    struct sdp_sockets sockets;
    if (!has_description(message))
        return;
    exchange->edits.growth = 0;
    sdp_translate(&exchange->edits, message->body, &sockets);
    if (exchange->edits.growth != 0 && message->length_text.at != NULL) {
        struct text_writer writer = { .length = 0 };
        text_put_decimal(&writer, (uint32_t)((long)message->length + exchange->edits.growth));
        host_write(&exchange->edits, message->length_text, &writer);
    }
    if (!is_response_of(exchange, 300, 699))
        expect_described(exchange, &sockets);
}

/* --- the inspection --------------------------------------------------------------------------- */

static enum inspect_result
inspect_message(struct inspect_call *call, void *session, enum inspect_side side,
                struct cursor bytes, const struct inspection_engine *engine)
{
    struct exchange exchange = {
        .call = call,
        .session = session,
        .engine = engine,
        .from = side,
        .to = other_side(side),
        .is_first_via = true,
        .is_first_route = true,
    };
    if (!sip_read(bytes, &exchange.message)) /* what keeps a way open, or is not for us */
        return sip_map_lets_others_pass(call) ? INSPECT_CONTINUE : INSPECT_DROP;
    enum inspect_result result = sip_map_apply(call, &exchange.message);
    if (result != INSPECT_CONTINUE)
        return result;
    exchange.edits = (struct host_edits){
        .call = call, .side = side, .protocol = engine->protocol, .message = bytes
    };
    translate_headers(&exchange);
    translate_body(&exchange);
    follow_call(&exchange);
    return INSPECT_CONTINUE;
}

static enum inspect_result
message_over_tcp(struct inspect_call *call, void *session, enum inspect_side side,
                 struct cursor message)
{
    return inspect_message(call, session, side, message, &inspect_sip_tcp);
}

static enum inspect_result
message_over_udp(struct inspect_call *call, void *session, enum inspect_side side,
                 struct cursor message)
{
    return inspect_message(call, session, side, message, &inspect_sip_udp);
}

static enum inspect_result
message_over_udp_alone(struct inspect_call *call, void *session, enum inspect_side side,
                       struct cursor message)
{
    return inspect_message(call, session, side, message, &inspect_sip_udp_alone);
}

static enum frame_status
frame(void *session, enum inspect_side side, const uint8_t *bytes, size_t available, size_t *length)
{
    struct sip_session *sip = session;
    *length = 0;
    enum frame_status status = sip_frame(bytes, available, &sip->scanned[side], length);
    /* one that is too long is known before it is there */
    return status == FRAME_MORE && *length > SIP_LONGEST ? FRAME_BAD : status;
}

static void
closed(struct inspect_call *call, void *session)
{
    struct sip_session *sip = session;
    (void)call;
    media_calls_fini(&sip->calls);
}

const struct inspection_engine inspect_sip_tcp = {
    .name = "sip",
    .kind = INSPECT_SIP,
    .announces = ANNOUNCES_MEDIA,
    .protocol = IP_TCP,
    .timer = TIMER_SIP_MEDIA,
    .makes_calls = true,
    .session_size = sizeof(struct sip_session),
    .largest_message = SIP_LONGEST,
    .frame = frame,
    .message = message_over_tcp,
    .closed = closed,
};

const struct inspection_engine inspect_sip_udp = {
    .name = "sip",
    .kind = INSPECT_SIP,
    .announces = ANNOUNCES_MEDIA,
    .protocol = IP_UDP,
    .timer = TIMER_SIP_MEDIA,
    .makes_calls = true,
    .session_size = sizeof(struct sip_session),
    .message = message_over_udp,
    .closed = closed,
};

const struct inspection_engine inspect_sip_udp_alone = {
    .name = "sip udp",
    .kind = INSPECT_SIP_UDP,
    .announces = ANNOUNCES_MEDIA,
    .protocol = IP_UDP,
    .timer = TIMER_SIP_MEDIA,
    .makes_calls = true,
    .session_size = sizeof(struct sip_session),
    .message = message_over_udp_alone,
    .closed = closed,
};
