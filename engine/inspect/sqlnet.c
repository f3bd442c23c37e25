/*
 * sqlnet.c: what `fixup protocol sqlnet` and `inspect sqlnet` do (engine.md 6.2 [A], and the
 * guide's account of version 2): a listener answers a client with Redirect, which names the server
 * that it shall connect to, as (ADDRESS=(PROTOCOL=tcp)(HOST=10.1.1.5)(PORT=1521)). The text may
 * also come in the next packet, Redirect or Data, when the Redirect itself has none.
 *
 * A packet begins with two bytes of length, two of checksum (not used), its type, one reserved and
 * two of checksum; Redirect goes on with two bytes of its text's length, Data with two of flags.
 * Once a connection is accepted, long packets may have their length in four bytes.
 */
#include "engine/inspect/sqlnet.h"

#include "engine/base/ip.h"
#include "engine/inspect/text.h"

#define HEADER 8
#define TEXT_OFFSET 10
#define REDIRECT_LENGTH_OFFSET 8
#define LONGEST 8192      /* of a Redirect, and of Data that stands in for its text */
#define MOST_ADDRESSES 16 /* that one text names and that are followed */

enum packet_type { TYPE_REDIRECT = 5, TYPE_DATA = 6 };

struct sqlnet_session {
    bool text_follows; /* a Redirect without a text has come */
};

struct header {
    uint32_t length;
    uint8_t type;
};

static bool
read_header(const uint8_t *bytes, size_t available, struct header *header)
{
    struct cursor message = cursor_of(bytes, available);
    uint16_t length, low;
    uint8_t reserved;
    if (!cursor_u16(&message, &length) || !cursor_u16(&message, &low) ||
        !cursor_u8(&message, &header->type) || !cursor_u8(&message, &reserved) ||
        !cursor_skip(&message, 2))
        return false;
    /* a length of 0 is the upper half of a longer one: no packet is that short */
    header->length = length != 0 ? length : low;
    return true;
}

static bool
is_looked_at(const struct sqlnet_session *session, uint8_t type)
{
    return type == TYPE_REDIRECT || (type == TYPE_DATA && session->text_follows);
}

static enum frame_status
sqlnet_frame(void *state, enum inspect_side side, const uint8_t *bytes, size_t available,
             size_t *length)
{
    struct sqlnet_session *session = state;
    struct header header;
    if (side != SIDE_RESPONDER) {
        *length = SIZE_MAX;
        return FRAME_SKIP;
    }
    if (!read_header(bytes, available, &header))
        return FRAME_MORE;
    if (header.length < HEADER)
        return FRAME_BAD;
    *length = header.length;
    if (is_looked_at(session, header.type))
        return header.length <= available ? FRAME_WHOLE : FRAME_MORE;
    session->text_follows = false; /* the guide: any other packet takes it back */
    return FRAME_SKIP;
}

/* --- the text --------------------------------------------------------------------------------- */

/* (KEY=value) at the front of TEXT, with blanks wherever: PLACE is the value. */
static bool
take_value(struct cursor *text, const char *key, struct cursor *place)
{
    struct cursor rest = *text;
    if (!text_char(&rest, '('))
        return false;
    text_skip_blanks(&rest);
    if (!text_letters(&rest, key))
        return false;
    text_skip_blanks(&rest);
    if (!text_char(&rest, '=') || !text_until(&rest, ')', place))
        return false;
    *place = text_trimmed(*place);
    *text = rest;
    return true;
}

struct named_server {
    uint32_t address;
    uint16_t port;
    struct cursor host_place, port_place;
};

/* The next HOST that is an address, with the PORT behind it. */
static bool
next_server(struct cursor *text, struct named_server *server)
{
    struct cursor value, rest;
    bool has_host = false;
    for (; text_find(*text, "(", text); text->at++) {
        rest = *text;
        if (take_value(&rest, "HOST", &value)) {
            server->host_place = value;
            has_host = text_address(&value, &server->address) && value.at == value.end;
        } else if (has_host && take_value(&rest, "PORT", &value)) {
            server->port_place = value;
            if (text_port(&value, &server->port) && value.at == value.end && server->port != 0) {
                *text = rest;
                return true;
            }
        }
    }
    return false;
}

static void
expect_client(struct inspect_call *call, const struct inspect_socket *socket)
{
    const struct inspect_expectation expectation = {
        .protocol = IP_TCP,
        .towards = SIDE_RESPONDER,
        .listener = socket->real,
        .listener_port = socket->real_port,
        .opener = inspect_end(call, SIDE_INITIATOR).real,
        .xlate = socket->xlate,
        .outlives = true, /* clients leave the listener before they connect anew */
        .lives_on = true,
        .kind = INSPECT_SQLNET,
    };
    (void)inspect_expect(call, &expectation);
}

/* Announces and translates what TEXT names; by how much the text grows. */
static int
follow_text(struct inspect_call *call, struct cursor message, struct cursor text)
{
    struct named_server server;
    int growth = 0;
    for (unsigned i = 0; i < MOST_ADDRESSES && next_server(&text, &server); i++) {
        struct inspect_socket socket;
        struct text_writer host = { .length = 0 }, port = { .length = 0 };
        if (!inspect_map(call, IP_TCP, server.address, server.port, &socket))
            continue;
        text_put_address(&host, socket.mapped);
        text_put_decimal(&port, socket.mapped_port);
        text_replace(call, message, server.host_place, &host);
        text_replace(call, message, server.port_place, &port);
        growth += (int)(host.length + port.length) - (int)cursor_left(&server.host_place) -
                  (int)cursor_left(&server.port_place);
        expect_client(call, &socket);
    }
    return growth;
}

/* --- packets ---------------------------------------------------------------------------------- */

static void
add_to_u16(struct inspect_call *call, size_t offset, size_t value, int growth)
{
    size_t grown = (size_t)((int)value + growth);
    const uint8_t bytes[2] = { (uint8_t)(grown >> 8), (uint8_t)grown };
    inspect_replace(call, offset, sizeof(bytes), bytes, sizeof(bytes));
}

static enum inspect_result
sqlnet_message(struct inspect_call *call, void *state, enum inspect_side side,
               struct cursor message)
{
    struct sqlnet_session *session = state;
    struct cursor text = message;
    struct header header;
    uint16_t text_length;
    (void)side;
    if (!read_header(message.at, cursor_left(&message), &header) || !cursor_skip(&text, HEADER) ||
        !cursor_u16(&text, &text_length))
        return INSPECT_CONTINUE;
    bool is_redirect = header.type == TYPE_REDIRECT;
    session->text_follows = is_redirect && (text_length == 0 || cursor_left(&text) == 0);
    if (session->text_follows)
        return INSPECT_CONTINUE;
    int growth = follow_text(call, message, text);
    if (growth == 0)
        return INSPECT_CONTINUE;
    /* both stay within two bytes: the longest text, with all its addresses at their longest */
    add_to_u16(call, 0, cursor_left(&message), growth);
    if (is_redirect)
        add_to_u16(call, REDIRECT_LENGTH_OFFSET, text_length, growth);
    return INSPECT_CONTINUE;
}

const struct inspection_engine inspect_sqlnet = {
    .name = "sqlnet",
    .kind = INSPECT_SQLNET,
    .announces = ANNOUNCES_BETWEEN_ENDS,
    .protocol = IP_TCP,
    .session_size = sizeof(struct sqlnet_session),
    .largest_message = LONGEST,
    .frame = sqlnet_frame,
    .message = sqlnet_message,
};
