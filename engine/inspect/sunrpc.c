/*
 * sunrpc.c: where the portmapper says that a service listens, its client may go (engine.md 6.2
 * [A]): TCP and UDP of the port alike, as the guides of 6.3 and 7.2 have it, for as long as the
 * `rpc` timer says. Nothing is rewritten.
 *
 * Portmapper 2: RFC 1833 3; rpcbind 3 and 4: RFC 1833 2; messages: RFC 1831 8; records: 10.
 */
#include "engine/inspect/sunrpc.h"

#include "engine/base/ip.h"
#include "engine/base/pool.h"
#include "engine/model/config.h"

#define CALL 0
#define REPLY 1
#define RPC_VERSION 2
#define ACCEPTED 0
#define SUCCESS 0
#define PROGRAM_PORTMAPPER 100000
#define OLD_VERSION 2 /* the portmapper; rpcbind has 3 and 4 */
#define AUTH_MOST 400 /* bytes: RFC 1831 8.2 */

#define PROC_GETPORT 3 /* GETADDR of rpcbind */
#define PROC_DUMP 4
#define PROC_CALLIT 5 /* BCAST of rpcbind 4 */
#define PROC_GETVERSADDR 9

/* Calls without a reply of one conn. A client has one or two; of more the oldest is forgotten. */
#define CALLS 16
/* A list has so many services at most: each opens two pinholes of those of a conn. */
#define LISTED_MOST 256

struct rpc_call {
    uint32_t xid;
    uint32_t version, procedure;
};

struct rpc_session {
    struct rpc_call calls[CALLS];
    uint8_t count;
};

static bool
skip_auth(struct cursor *at)
{
    uint32_t flavor, length;
    return cursor_u32(at, &flavor) && cursor_u32(at, &length) && length <= AUTH_MOST &&
           cursor_skip(at, (length + 3) & ~UINT32_C(3));
}

static void
remember(struct rpc_session *session, const struct rpc_call *call)
{
    if (session->count == CALLS) {
        for (unsigned i = 1; i < CALLS; i++)
            session->calls[i - 1] = session->calls[i];
        session->count--;
    }
    session->calls[session->count++] = *call;
}

/* The call that a reply answers, which is forgotten by that; false when there is none. */
static bool
recall(struct rpc_session *session, uint32_t xid, struct rpc_call *call)
{
    for (unsigned i = 0; i < session->count; i++) {
        if (session->calls[i].xid != xid)
            continue;
        *call = session->calls[i];
        session->count--;
        for (; i < session->count; i++)
            session->calls[i] = session->calls[i + 1];
        return true;
    }
    return false;
}

static void
read_call(struct rpc_session *session, uint32_t xid, struct cursor at)
{
    uint32_t rpc_version, program;
    struct rpc_call call = { .xid = xid };
    if (cursor_u32(&at, &rpc_version) && rpc_version == RPC_VERSION && cursor_u32(&at, &program) &&
        program == PROGRAM_PORTMAPPER && cursor_u32(&at, &call.version) &&
        cursor_u32(&at, &call.procedure))
        remember(session, &call);
}

/* --- replies ---------------------------------------------------------------------------------- */

/*
 * 6.3 looks only at servers inside (its guide: "frames going from inside to outside"), whose
 * clients would not get in otherwise.
 */
static bool
is_of_interest(const struct inspect_call *call)
{
    return !inspect_does(call)->rpc_is_built_in || inspect_side_is_inner(call, SIDE_RESPONDER);
}

static void
open_port(struct inspect_call *call, uint32_t port)
{
    static const uint8_t protocols[] = { IP_TCP, IP_UDP };
    if (port == 0 || port > UINT16_MAX)
        return;
    for (size_t i = 0; i < ARRAY_LENGTH(protocols); i++) {
        const struct inspect_expectation expectation = {
            .protocol = protocols[i],
            .towards = SIDE_RESPONDER,
            .listener = inspect_end(call, SIDE_RESPONDER).real,
            .listener_port = (uint16_t)port,
            .opener = inspect_end(call, SIDE_INITIATOR).real,
            .xlate = POOL_NONE,
            .seconds = inspect_config(call)->timers[TIMER_RPC],
            .stays = true,
            .outlives = true,
            .lives_on = true,
            .kind = INSPECT_SUNRPC,
        };
        inspect_expect(call, &expectation);
    }
}

/* One of the dotted numbers of an address, which ends in END or with the text. */
static bool
read_octet(struct cursor *text, uint32_t *octet)
{
    uint8_t c;
    unsigned digits = 0;
    *octet = 0;
    while (cursor_u8(text, &c) && c != '.') {
        if (c < '0' || c > '9' || ++digits > 3)
            return false;
        *octet = *octet * 10 + (c - '0');
    }
    return digits > 0 && *octet <= 255;
}

/* "10.1.1.5.8.1": the last two are the port (RFC 5665 5.2.3.3). 0: none. */
static uint32_t
port_of_text(struct cursor text)
{
    uint32_t octets[6];
    for (size_t i = 0; i < ARRAY_LENGTH(octets); i++) {
        if (!read_octet(&text, &octets[i]))
            return 0;
    }
    return cursor_left(&text) == 0 ? octets[4] << 8 | octets[5] : 0;
}

static bool
read_string(struct cursor *at, struct cursor *text)
{
    uint32_t length;
    if (!cursor_u32(at, &length) || length > cursor_left(at) || !cursor_take(at, length, text))
        return false;
    return cursor_skip(at, (4 - length % 4) % 4);
}

static void
open_by_address(struct inspect_call *call, struct cursor at)
{
    struct cursor text;
    if (read_string(&at, &text))
        open_port(call, port_of_text(text));
}

static void
open_by_number(struct inspect_call *call, struct cursor at)
{
    uint32_t port;
    if (cursor_u32(&at, &port))
        open_port(call, port);
}

/* program, version, protocol, port */
static bool
read_mapping(struct cursor *at, uint32_t *port)
{
    return cursor_skip(at, 12) && cursor_u32(at, port);
}

/* program, version, netid, address, owner */
static bool
read_binding(struct cursor *at, uint32_t *port)
{
    struct cursor netid, address, owner;
    if (!cursor_skip(at, 8) || !read_string(at, &netid) || !read_string(at, &address) ||
        !read_string(at, &owner))
        return false;
    *port = port_of_text(address);
    return true;
}

static void
open_list(struct inspect_call *call, struct cursor at, bool numbers)
{
    uint32_t more, port;
    for (unsigned i = 0; i < LISTED_MOST && cursor_u32(&at, &more) && more == 1; i++) {
        if (!(numbers ? read_mapping(&at, &port) : read_binding(&at, &port)))
            return;
        open_port(call, port);
    }
}

static void
open_by_reply(struct inspect_call *call, const struct rpc_call *asked, struct cursor results)
{
    bool numbers = asked->version == OLD_VERSION;
    switch (asked->procedure) {
    case PROC_GETPORT:
    case PROC_CALLIT:
        if (numbers)
            open_by_number(call, results);
        else
            open_by_address(call, results);
        break;
    case PROC_DUMP:
        open_list(call, results, numbers);
        break;
    case PROC_GETVERSADDR:
        if (!numbers)
            open_by_address(call, results);
        break;
    default:
        break;
    }
}

static void
read_reply(struct inspect_call *call, struct rpc_session *session, uint32_t xid, struct cursor at)
{
    uint32_t reply, accepted;
    struct rpc_call asked;
    if (recall(session, xid, &asked) && cursor_u32(&at, &reply) && reply == ACCEPTED &&
        skip_auth(&at) && cursor_u32(&at, &accepted) && accepted == SUCCESS && is_of_interest(call))
        open_by_reply(call, &asked, at);
}

static enum inspect_result
rpc_message(struct inspect_call *call, struct rpc_session *session, enum inspect_side side,
            struct cursor message)
{
    uint32_t xid, direction;
    if (!cursor_u32(&message, &xid) || !cursor_u32(&message, &direction))
        return INSPECT_CONTINUE;
    if (direction == CALL && side == SIDE_INITIATOR)
        read_call(session, xid, message);
    else if (direction == REPLY && side == SIDE_RESPONDER)
        read_reply(call, session, xid, message);
    return INSPECT_CONTINUE;
}

static enum inspect_result
datagram(struct inspect_call *call, void *session, enum inspect_side side, struct cursor message)
{
    return rpc_message(call, session, side, message);
}

/* --- over TCP --------------------------------------------------------------------------------- */

#define MARK 4
#define LAST_FRAGMENT UINT32_C(0x80000000)

/* Records in several fragments are not put together: nobody sends such to a portmapper. */
static enum frame_status
frame(void *session, enum inspect_side side, const uint8_t *bytes, size_t available, size_t *length)
{
    (void)session;
    (void)side;
    struct cursor at = cursor_of(bytes, available);
    uint32_t mark;
    if (!cursor_u32(&at, &mark))
        return FRAME_MORE;
    if ((mark & LAST_FRAGMENT) == 0)
        return FRAME_BAD;
    *length = MARK + (size_t)(mark & ~LAST_FRAGMENT);
    if (*length > SUNRPC_RECORD_MOST)
        return FRAME_SKIP;
    return *length <= available ? FRAME_WHOLE : FRAME_MORE;
}

static enum inspect_result
record(struct inspect_call *call, void *session, enum inspect_side side, struct cursor message)
{
    return cursor_skip(&message, MARK) ? rpc_message(call, session, side, message)
                                       : INSPECT_CONTINUE;
}

const struct inspection_engine inspect_sunrpc_udp = {
    .name = "sunrpc",
    .kind = INSPECT_SUNRPC,
    .announces = ANNOUNCES_BETWEEN_ENDS,
    .protocol = IP_UDP,
    .timer = TIMER_RPC,
    .hand = INSPECT_LISTENS,
    .session_size = sizeof(struct rpc_session),
    .message = datagram,
};

const struct inspection_engine inspect_sunrpc_tcp = {
    .name = "sunrpc",
    .kind = INSPECT_SUNRPC,
    .announces = ANNOUNCES_BETWEEN_ENDS,
    .protocol = IP_TCP,
    .timer = TIMER_RPC,
    .hand = INSPECT_LISTENS,
    .session_size = sizeof(struct rpc_session),
    .largest_message = SUNRPC_RECORD_MOST,
    .frame = frame,
    .message = record,
};
