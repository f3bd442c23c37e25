/*
 * mgcp.c: what `fixup protocol mgcp` and `inspect mgcp` do (engine.md 6.2 [A]; RFC 3435). The
 * descriptions that gateways and call agents send say where media are heard: RTP and RTCP are let
 * in there until the connection is deleted. Addresses in them, of endpoints and of who is to be
 * notified are put into the other side's form. A map's groups let any call agent of a group answer
 * a gateway that has asked one of them.
 *
 * Several messages may stand in a datagram, with a line of one dot between them. An answer names
 * only its transaction: which call it is about is known from the command.
 */
#include "engine/inspect/mgcp.h"

#include <string.h>

#include "engine/base/ip.h"
#include "engine/inspect/media_calls.h"
#include "engine/model/config.h"

/* Messages of one datagram that are read, and commands that wait for their answer. */
#define MESSAGES_MOST 16
#define COMMANDS_MOST 32
#define CALL_NAME 32 /* RFC 3435, 3.2.2.2: hexadecimal digits */

struct command {
    uint32_t transaction; /* 0: none */
    bool deletes;
    uint8_t name_length;
    uint8_t name[CALL_NAME];
};

struct mgcp_session {
    struct media_calls calls;
    struct command commands[COMMANDS_MOST];
    size_t next;
};

struct exchange {
    struct inspect_call *call;
    struct mgcp_session *session;
    enum inspect_side from;
    struct host_edits edits;
    struct cursor verb; /* or the three digits */
    bool is_command;
    uint32_t transaction;
    struct cursor name; /* of the call; at NULL: not said */
};

/* --- what is expected ------------------------------------------------------------------------- */

static void
expect_media(struct exchange *exchange, const struct sdp_socket *socket)
{
    const struct inspect_expectation expectation = {
        .protocol = IP_UDP,
        .towards = exchange->from,
        .listener = socket->socket.real,
        .listener_port = socket->socket.real_port,
        .xlate = socket->socket.xlate,
        .seconds = inspect_config(exchange->call)->timers[TIMER_MGCP],
        .outlives = true, /* the control conn idles out before */
        .lives_on = true,
        .kind = INSPECT_MGCP,
    };
    if (inspect_expect(exchange->call, &expectation) == EXPECT_OPENED)
        inspect_tell_expected(exchange->call, EVENT_MGCP_EXPECTED, &expectation,
                              socket->is_rtcp ? "RTCP" : "RTP", text_of_event(exchange->verb));
}

static void
expect_described(struct exchange *exchange, const struct sdp_sockets *sockets)
{
    size_t fresh[SDP_SOCKETS_MOST];
    if (sockets->count == 0)
        return;
    struct media_call *call = media_call_get(&exchange->session->calls, exchange->name);
    if (call == NULL)
        return;
    size_t count = media_call_describe(exchange->call, call, exchange->from, sockets, fresh);
    for (size_t i = 0; i < count; i++)
        expect_media(exchange, &sockets->items[fresh[i]]);
}

/* The group of a call agent or gateway of the map; false: it is in none. */
static bool
group_of(const struct inspect_map *map, enum map_setting setting, uint32_t address, uint32_t *group)
{
    for (size_t i = 0; i < map->values.count; i++) {
        const struct map_value *value = &map->values.items[i];
        if (value->setting == setting && value->address == address) {
            *group = value->numbers[0];
            return true;
        }
    }
    return false;
}

/* Any call agent of its group may answer a gateway instead of the one that it has asked. */
static void
expect_other_agents(struct exchange *exchange)
{
    const struct inspection *line = inspect_line(exchange->call);
    const struct inspect_map *map =
        line != NULL ? config_inspection_map(inspect_config(exchange->call), line) : NULL;
    struct event_end gateway = inspect_end(exchange->call, exchange->from);
    uint32_t agent = inspect_end(exchange->call, other_side(exchange->from)).real, group, other;
    if (map == NULL || group_of(map, MAP_MGCP_CALL_AGENT, gateway.real, &other) ||
        !group_of(map, MAP_MGCP_CALL_AGENT, agent, &group))
        return;
    for (size_t i = 0; i < map->values.count; i++) {
        const struct map_value *value = &map->values.items[i];
        if (value->setting != MAP_MGCP_CALL_AGENT || value->numbers[0] != group ||
            value->address == agent)
            continue;
        const struct inspect_expectation expectation = {
            .protocol = IP_UDP,
            .towards = exchange->from,
            .listener = gateway.real,
            .listener_port = gateway.real_port,
            .opener = value->address,
            .xlate = UINT32_MAX,
            .lives_on = true,
            .inspection = &inspect_mgcp,
            .kind = INSPECT_MGCP,
        };
        (void)inspect_expect(exchange->call, &expectation);
    }
}

/* --- transactions ----------------------------------------------------------------------------- */

static void
remember(struct exchange *exchange, bool deletes)
{
    struct command *command =
        &exchange->session->commands[exchange->session->next++ % COMMANDS_MOST];
    size_t length = exchange->name.at == NULL ? 0 : cursor_left(&exchange->name);
    if (length > CALL_NAME)
        length = CALL_NAME;
    *command = (struct command){ .transaction = exchange->transaction,
                                 .deletes = deletes,
                                 .name_length = (uint8_t)length };
    if (length > 0)
        memcpy(command->name, exchange->name.at, length);
}

/* The command that the answer is to; NULL: it is not known. */
static struct command *
take_command(struct exchange *exchange)
{
    for (size_t i = 0; i < COMMANDS_MOST; i++) {
        struct command *command = &exchange->session->commands[i];
        if (command->transaction == exchange->transaction && exchange->transaction != 0)
            return command;
    }
    return NULL;
}

static void
follow_command(struct exchange *exchange)
{
    bool deletes = text_is(exchange->verb, "DLCX");
    if (deletes || text_is(exchange->verb, "CRCX") || text_is(exchange->verb, "MDCX"))
        remember(exchange, deletes);
    expect_other_agents(exchange);
}

/* A deleted connection's media end when that is answered [C]. */
static void
follow_answer(struct exchange *exchange)
{
    const struct command *command = take_command(exchange);
    if (command == NULL || command->name_length == 0)
        return;
    exchange->name = cursor_of(command->name, command->name_length);
    struct media_call *ended = media_call_find(&exchange->session->calls, exchange->name);
    if (command->deletes && *exchange->verb.at == '2' && ended != NULL)
        media_call_end(exchange->call, &exchange->session->calls, ended);
}

/* --- messages --------------------------------------------------------------------------------- */

static void
translate_hosts(struct exchange *exchange, struct cursor text)
{
    struct host host;
    while (host_next(&text, &host)) {
        struct inspect_socket socket;
        enum host_owner owner;
        struct text_writer writer = { .length = 0 };
        if (!host_map(&exchange->edits, host.address, 0, false, &socket, &owner))
            continue;
        text_put_address(&writer, host_address_there(&socket, owner));
        host_write(&exchange->edits, host.address_text, &writer);
    }
}

/* CRCX 1204 aaln/1@[10.1.1.5] MGCP 1.0, or 200 1204 OK. */
static bool
read_first_line(struct exchange *exchange, struct cursor line)
{
    struct cursor endpoint, there;
    if (!text_word(&line, &exchange->verb))
        return false;
    text_skip_blanks(&line);
    if (!text_decimal(&line, UINT32_MAX, &exchange->transaction))
        return false;
    exchange->is_command = *exchange->verb.at < '0' || *exchange->verb.at > '9';
    if (!exchange->is_command)
        return true;
    text_skip_blanks(&line);
    if (!text_word(&line, &endpoint) || !text_find(line, "MGCP", &there))
        return false;
    translate_hosts(exchange, endpoint);
    return true;
}

/* One message, without the line of a dot behind it. */
static void
inspect_message(struct exchange *exchange, struct cursor text)
{
    struct sdp_sockets sockets;
    struct cursor line;
    exchange->name = (struct cursor){ NULL, NULL };
    if (!text_line(&text, &line) || !read_first_line(exchange, line))
        return;
    while (text_line(&text, &line) && cursor_left(&line) > 0) {
        struct cursor value = line;
        if (text_letters(&value, "C:"))
            exchange->name = text_trimmed(value);
        else if (text_letters(&value, "N:"))
            translate_hosts(exchange, value);
    }
    if (exchange->is_command)
        follow_command(exchange);
    else
        follow_answer(exchange);
    sdp_translate(&exchange->edits, text, &sockets);
    expect_described(exchange, &sockets);
}

static enum inspect_result
mgcp_message(struct inspect_call *call, void *session, enum inspect_side side,
             struct cursor message)
{
    struct exchange exchange = {
        .call = call,
        .session = session,
        .from = side,
        .edits = { .call = call, .side = side, .protocol = IP_UDP, .message = message },
    };
    struct cursor text = message, part = { message.at, message.at }, line;
    for (unsigned count = 0; count < MESSAGES_MOST && text_line(&text, &line);) {
        bool ends = text_is(line, ".");
        part.end = ends ? line.at : text.at;
        if (!ends && text.at < text.end)
            continue;
        inspect_message(&exchange, part);
        part.at = text.at;
        count++;
    }
    return INSPECT_CONTINUE;
}

static void
mgcp_closed(struct inspect_call *call, void *session)
{
    struct mgcp_session *mgcp = session;
    (void)call;
    media_calls_fini(&mgcp->calls);
}

const struct inspection_engine inspect_mgcp = {
    .name = "mgcp",
    .kind = INSPECT_MGCP,
    .announces = ANNOUNCES_MEDIA,
    .protocol = IP_UDP,
    .timer = TIMER_MGCP,
    .makes_calls = true,
    .session_size = sizeof(struct mgcp_session),
    .message = mgcp_message,
    .closed = mgcp_closed,
};
