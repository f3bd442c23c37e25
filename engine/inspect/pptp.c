/*
 * pptp.c: what `fixup protocol pptp` and `inspect pptp` do with the control connection of PPTP
 * (RFC 2637; engine.md 4). It checks the version, follows the outgoing-call request and its reply,
 * opens the two GRE half-connections of a call and gives it other call ids where an end is behind
 * PAT.
 *
 * Each end numbers its calls itself, so that an id says something only together with the end that
 * assigned it. Who is PNS and who is PAC follows from the messages, never from who is inside.
 */
#include "engine/inspect/pptp.h"

#include <stdlib.h>

#include "engine/base/ip.h"

#define HEADER 12
#define MAGIC 0x1a2b3c4dU
#define LONGEST 220
#define CONTROL_MESSAGE 1
#define MANAGEMENT_MESSAGE 2
#define TYPE_OFFSET 8
#define VERSION_MAJOR 1
#define CALLS_AT_FIRST 4

/* Offsets that several messages share. */
#define VERSION_OFFSET 12
#define FIRST_ID 12  /* the sender's own call id; the peer's in messages that carry only that */
#define SECOND_ID 14 /* the peer's, after the sender's own */
#define RESULT_OFFSET 16
#define RESULT_OK 1

/* A call id as its own network knows it and as the other side's wire shows it. */
struct call_id {
    bool assigned;
    uint16_t real;
    uint16_t mapped;
};

struct call {
    bool is_open;           /* the reply has come */
    bool is_incoming;       /* asked for by the PAC: as a rule no GRE (engine.md 4.4, step 4) */
    struct call_id ids[2];  /* by the side that assigned it */
    uint32_t gre_halves[2]; /* by the side it leads to; 0: none */
};

struct pptp_session {
    struct call *calls; /* in the order of their requests; the session's own */
    size_t count, capacity;
};

/* A message while it is handled. */
struct exchange {
    struct inspect_call *call;
    struct pptp_session *session;
    enum inspect_side from, to;
    struct cursor message;
};

struct message_type {
    uint16_t length;
    uint8_t own_id;  /* where the id stands that the sender assigned; 0: none */
    uint8_t peer_id; /* where the id stands that the receiver assigned */
    enum inspect_result (*handle)(const struct exchange *exchange); /* NULL: only rewritten */
};

/* A field of a message whose length has been checked against the table: it is there. */
static uint16_t
field_u16(struct cursor message, size_t offset)
{
    uint16_t value = 0;
    if (!cursor_skip(&message, offset) || !cursor_u16(&message, &value))
        return 0;
    return value;
}

static uint8_t
field_u8(struct cursor message, size_t offset)
{
    uint8_t value = 0;
    if (!cursor_skip(&message, offset) || !cursor_u8(&message, &value))
        return 0;
    return value;
}

static void
rewrite_id(const struct exchange *exchange, size_t offset, uint16_t from, uint16_t to)
{
    const uint8_t bytes[2] = { (uint8_t)(to >> 8), (uint8_t)to };
    if (from != to)
        inspect_replace(exchange->call, offset, sizeof(bytes), bytes, sizeof(bytes));
}

static struct call *
find_by_real(const struct pptp_session *session, enum inspect_side side, uint16_t real)
{
    for (size_t i = 0; i < session->count; i++) {
        struct call *call = &session->calls[i];
        if (call->ids[side].assigned && call->ids[side].real == real)
            return call;
    }
    return NULL;
}

static struct call *
find_by_mapped(const struct pptp_session *session, enum inspect_side side, uint16_t mapped)
{
    for (size_t i = 0; i < session->count; i++) {
        struct call *call = &session->calls[i];
        if (call->ids[side].assigned && call->ids[side].mapped == mapped)
            return call;
    }
    return NULL;
}

/*
 * The call of an id in a message: one that the sender assigned comes as the sender knows it, one
 * that the receiver assigned as the sender's wire shows it. In a packet that has left already
 * (one-sided replay) it is the other way round: both are as the receiver knows them.
 */
static struct call *
find_by_own_id(const struct exchange *exchange, uint16_t id)
{
    return inspect_is_as_left(exchange->call)
               ? find_by_mapped(exchange->session, exchange->from, id)
               : find_by_real(exchange->session, exchange->from, id);
}

static struct call *
find_by_peer_id(const struct exchange *exchange, uint16_t id)
{
    return inspect_is_as_left(exchange->call) ? find_by_real(exchange->session, exchange->to, id)
                                              : find_by_mapped(exchange->session, exchange->to, id);
}

/* Towards the outer end first: that is the half which is built as outbound (engine.md 4.5). */
static enum inspect_side
first_half(const struct inspect_call *call)
{
    return inspect_side_is_inner(call, SIDE_INITIATOR) ? SIDE_RESPONDER : SIDE_INITIATOR;
}

static void
open_half(const struct exchange *exchange, struct call *call, enum inspect_side towards)
{
    call->gre_halves[towards] = inspect_open_gre(exchange->call, towards, call->ids[towards].real,
                                                 call->ids[towards].mapped);
}

static void
close_half(struct inspect_call *services, struct call *call, enum inspect_side towards)
{
    if (call->gre_halves[towards] != 0)
        inspect_close_gre(services, call->gre_halves[towards]);
    call->gre_halves[towards] = 0;
}

static void
release_id(struct inspect_call *services, struct call *call, enum inspect_side side)
{
    if (call->ids[side].assigned)
        inspect_release_call_id(services, side, call->ids[side].mapped);
    call->ids[side].assigned = false;
}

/* What hangs on a call goes, in the order in which it came. */
static void
end_call(struct inspect_call *services, struct call *call)
{
    enum inspect_side first = first_half(services);
    close_half(services, call, first);
    close_half(services, call, other_side(first));
    release_id(services, call, SIDE_INITIATOR);
    release_id(services, call, SIDE_RESPONDER);
}

static void
remove_call(const struct exchange *exchange, struct call *call)
{
    struct pptp_session *session = exchange->session;
    end_call(exchange->call, call);
    session->count--;
    for (size_t i = (size_t)(call - session->calls); i < session->count; i++)
        session->calls[i] = session->calls[i + 1];
}

static void
end_all_calls(struct inspect_call *services, struct pptp_session *session)
{
    for (size_t i = 0; i < session->count; i++)
        end_call(services, &session->calls[i]);
    session->count = 0;
}

/* Room for one more; NULL when the table is full. */
static struct call *
add_call(struct pptp_session *session)
{
    if (session->count == session->capacity) {
        size_t capacity = session->capacity == 0 ? CALLS_AT_FIRST : session->capacity * 2;
        if (capacity > PPTP_CALLS)
            return NULL;
        struct call *calls = realloc(session->calls, capacity * sizeof(*calls));
        if (calls == NULL)
            return NULL;
        session->calls = calls;
        session->capacity = capacity;
    }
    struct call *call = &session->calls[session->count++];
    *call = (struct call){ 0 };
    return call;
}

/* The id that the sender has assigned to CALL: its own stands first in each such message. */
static bool
assign_id(const struct exchange *exchange, struct call *call, uint16_t real)
{
    struct call_id *id = &call->ids[exchange->from];
    id->real = real;
    id->assigned = inspect_map_call_id(exchange->call, FIRST_ID, real, &id->mapped);
    return id->assigned;
}

/* Only version 1.x is inspected; another one, said by either side, ends it for good. */
static enum inspect_result
start(const struct exchange *exchange)
{
    unsigned major = field_u16(exchange->message, VERSION_OFFSET) >> 8;
    return major == VERSION_MAJOR ? INSPECT_CONTINUE : INSPECT_STOP;
}

static enum inspect_result
stop_reply(const struct exchange *exchange)
{
    end_all_calls(exchange->call, exchange->session);
    return INSPECT_CONTINUE;
}

/* OCRQ from the PNS, or ICRQ from the PAC: a call with the sender's id. */
static enum inspect_result
call_request(const struct exchange *exchange, bool is_incoming)
{
    uint16_t id = field_u16(exchange->message, FIRST_ID);
    struct call *call = find_by_own_id(exchange, id);
    if (call != NULL && (call->is_open || call->is_incoming != is_incoming)) {
        /* The sender uses the id again, so that its call must be over. */
        remove_call(exchange, call);
        call = NULL;
    }
    if (call == NULL) {
        call = add_call(exchange->session);
        if (call == NULL)
            return INSPECT_CONTINUE; /* passes unchanged and opens nothing */
        call->is_incoming = is_incoming;
        if (!assign_id(exchange, call, id)) {
            remove_call(exchange, call);
            return INSPECT_CONTINUE;
        }
    }
    rewrite_id(exchange, FIRST_ID, id, call->ids[exchange->from].mapped);
    return INSPECT_CONTINUE;
}

static enum inspect_result
outgoing_call_request(const struct exchange *exchange)
{
    return call_request(exchange, false);
}

static enum inspect_result
incoming_call_request(const struct exchange *exchange)
{
    return call_request(exchange, true);
}

/* The ids in a message that changes nothing else, each where its owner is behind PAT. */
static void
rewrite_ids(const struct exchange *exchange, const struct message_type *type)
{
    if (type->own_id != 0) {
        uint16_t id = field_u16(exchange->message, type->own_id);
        const struct call *call = find_by_own_id(exchange, id);
        if (call != NULL)
            rewrite_id(exchange, type->own_id, id, call->ids[exchange->from].mapped);
    }
    if (type->peer_id != 0) {
        uint16_t id = field_u16(exchange->message, type->peer_id);
        const struct call *call = find_by_peer_id(exchange, id);
        if (call != NULL)
            rewrite_id(exchange, type->peer_id, id, call->ids[exchange->to].real);
    }
}

/* The request that a reply answers and that had none yet; NULL: the reply opens nothing. */
static struct call *
awaiting_reply(const struct exchange *exchange, bool is_incoming)
{
    uint16_t peer = field_u16(exchange->message, SECOND_ID);
    struct call *call = find_by_peer_id(exchange, peer);
    if (call == NULL || call->is_open || call->is_incoming != is_incoming)
        return NULL;
    return call;
}

/* A call of before with the id that the sender now gives to CALL is over. Returns CALL's place. */
static struct call *
forget_earlier_use(const struct exchange *exchange, struct call *call, uint16_t id)
{
    struct call *earlier = find_by_own_id(exchange, id);
    if (earlier == NULL || earlier == call)
        return call;
    bool moves = earlier < call;
    remove_call(exchange, earlier);
    return moves ? call - 1 : call;
}

/* OCRP or ICRP: the sender's id for a call that the receiver asked for. */
static enum inspect_result
call_reply(const struct exchange *exchange, bool is_incoming)
{
    static const struct message_type both = { .own_id = FIRST_ID, .peer_id = SECOND_ID };
    struct call *call = awaiting_reply(exchange, is_incoming);
    if (call == NULL) {
        rewrite_ids(exchange, &both);
        return INSPECT_CONTINUE;
    }
    const struct call_id *asked = &call->ids[exchange->to];
    rewrite_id(exchange, SECOND_ID, asked->mapped, asked->real);
    if (field_u8(exchange->message, RESULT_OFFSET) != RESULT_OK) {
        remove_call(exchange, call);
        return INSPECT_CONTINUE;
    }
    uint16_t id = field_u16(exchange->message, FIRST_ID);
    call = forget_earlier_use(exchange, call, id);
    if (!assign_id(exchange, call, id)) {
        remove_call(exchange, call);
        return INSPECT_CONTINUE;
    }
    rewrite_id(exchange, FIRST_ID, id, call->ids[exchange->from].mapped);
    call->is_open = true;
    if (!is_incoming || inspect_opens_incoming_calls(exchange->call)) {
        enum inspect_side first = first_half(exchange->call);
        open_half(exchange, call, first);
        open_half(exchange, call, other_side(first));
    }
    return INSPECT_CONTINUE;
}

static enum inspect_result
outgoing_call_reply(const struct exchange *exchange)
{
    return call_reply(exchange, false);
}

static enum inspect_result
incoming_call_reply(const struct exchange *exchange)
{
    return call_reply(exchange, true);
}

/* CDN: the call is over. CCRQ only asks for that, and is not enough. */
static enum inspect_result
call_disconnect(const struct exchange *exchange)
{
    uint16_t id = field_u16(exchange->message, FIRST_ID);
    struct call *call = find_by_own_id(exchange, id);
    if (call == NULL)
        return INSPECT_CONTINUE;
    rewrite_id(exchange, FIRST_ID, id, call->ids[exchange->from].mapped);
    remove_call(exchange, call);
    return INSPECT_CONTINUE;
}

/* engine.md 4.2. A handler does the rewriting of its message itself. */
static const struct message_type types[] = {
    [1] = { .length = 156, .handle = start },                     /* SCCRQ */
    [2] = { .length = 156, .handle = start },                     /* SCCRP */
    [3] = { .length = 16 },                                       /* StopCCRQ */
    [4] = { .length = 16, .handle = stop_reply },                 /* StopCCRP */
    [5] = { .length = 16 },                                       /* Echo-Request */
    [6] = { .length = 20 },                                       /* Echo-Reply */
    [7] = { .length = 168, .handle = outgoing_call_request },     /* OCRQ */
    [8] = { .length = 32, .handle = outgoing_call_reply },        /* OCRP */
    [9] = { .length = LONGEST, .handle = incoming_call_request }, /* ICRQ */
    [10] = { .length = 24, .handle = incoming_call_reply },       /* ICRP */
    [11] = { .length = 28, .peer_id = FIRST_ID },                 /* ICCN */
    [12] = { .length = 16, .own_id = FIRST_ID },                  /* CCRQ */
    [13] = { .length = 148, .handle = call_disconnect },          /* CDN */
    [14] = { .length = 40, .peer_id = FIRST_ID },                 /* WEN */
    [15] = { .length = 24, .peer_id = FIRST_ID },                 /* SLI */
};

/* NULL for a number that no message has. */
static const struct message_type *
message_type_of(uint16_t number)
{
    if (number >= ARRAY_LENGTH(types) || types[number].length == 0)
        return NULL;
    return &types[number];
}

/*
 * A control message has just the length of its kind. A management message, which no one has ever
 * defined, may have any that fits.
 */
static enum frame_status
pptp_frame(void *session, enum inspect_side side, const uint8_t *bytes, size_t available,
           size_t *length)
{
    (void)session;
    (void)side;
    struct cursor message = cursor_of(bytes, available);
    uint16_t total, kind, number;
    uint32_t magic;
    if (!cursor_u16(&message, &total) || !cursor_u16(&message, &kind) ||
        !cursor_u32(&message, &magic) || !cursor_u16(&message, &number) ||
        !cursor_skip(&message, HEADER - TYPE_OFFSET - 2))
        return FRAME_MORE;
    if (magic != MAGIC || total < HEADER || total > LONGEST)
        return FRAME_BAD;
    const struct message_type *type = message_type_of(number);
    if (kind != MANAGEMENT_MESSAGE &&
        (kind != CONTROL_MESSAGE || type == NULL || total != type->length))
        return FRAME_BAD;
    *length = total;
    return total <= available ? FRAME_WHOLE : FRAME_MORE;
}

static enum inspect_result
pptp_message(struct inspect_call *call, void *session, enum inspect_side side,
             struct cursor message)
{
    const struct exchange exchange = {
        .call = call, .session = session, .from = side, .to = other_side(side), .message = message
    };
    const struct message_type *type = message_type_of(field_u16(message, TYPE_OFFSET));
    if (field_u16(message, 2) == MANAGEMENT_MESSAGE || type == NULL)
        return INSPECT_CONTINUE;
    if (type->handle != NULL)
        return type->handle(&exchange);
    rewrite_ids(&exchange, type);
    return INSPECT_CONTINUE;
}

static void
pptp_closed(struct inspect_call *call, void *session)
{
    struct pptp_session *pptp = session;
    end_all_calls(call, pptp);
    free(pptp->calls);
    *pptp = (struct pptp_session){ 0 };
}

const struct inspection_engine inspect_pptp = {
    .name = "pptp",
    .kind = INSPECT_PPTP,
    .announces = ANNOUNCES_BETWEEN_ENDS,
    .protocol = IP_TCP,
    .session_size = sizeof(struct pptp_session),
    .largest_message = LONGEST,
    .frame = pptp_frame,
    .message = pptp_message,
    .closed = pptp_closed,
};
