/*
 * ftp_data.c: the data connections that PORT, EPRT and the answers 227 and 229 announce may come,
 * and the addresses in them are translated (engine.md 6.2 [A]).
 *
 * The guide has data connections prepared at a transfer command, but most clients connect before
 * they send one, and servers behind the device serve them: so they may come from the announcement
 * on [C]. One announcement is for one connection, and the next one takes its place. A data
 * connection outlives its control connection, an announcement does not [C].
 */
#include "engine/base/ip.h"
#include "engine/inspect/ftp.h"
#include "engine/inspect/text.h"

#define FIRST_HIGH_PORT 1024
#define IPV4_FAMILY 1 /* RFC 2428 */

enum notation {
    NOTATION_COMMAS, /* 192,0,2,5,4,1 */
    NOTATION_EPRT,   /* |1|192.0.2.5|1025| */
    NOTATION_PORT,   /* 1025: of 229, which means the address of the server itself */
};

/* A data socket as a message names it. */
struct named_socket {
    enum notation notation;
    char delimiter; /* of EPRT */
    uint32_t address;
    uint16_t port;
    struct cursor place; /* what names it */
};

typedef bool reader(struct cursor text, struct named_socket *named);

static void
write_commas(struct text_writer *writer, uint32_t address, uint16_t port)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        text_put_decimal(writer, address >> shift & 0xff);
        text_put(writer, ",");
    }
    text_put_decimal(writer, port >> 8);
    text_put(writer, ",");
    text_put_decimal(writer, port & 0xff);
}

static void
write_named(struct text_writer *writer, const struct named_socket *named, uint32_t address,
            uint16_t port)
{
    const char delimiter[] = { named->delimiter, '\0' };
    switch (named->notation) {
    case NOTATION_COMMAS:
        write_commas(writer, address, port);
        break;
    case NOTATION_EPRT:
        text_put_decimal(writer, IPV4_FAMILY);
        text_put(writer, delimiter);
        text_put_address(writer, address);
        text_put(writer, delimiter);
        text_put_decimal(writer, port);
        break;
    case NOTATION_PORT:
        text_put_decimal(writer, port);
        break;
    }
}

/*
 * 406001, 406002: the conn goes (a real log of an answer 227 shows both, and that; the guide says
 * it of PORT). The message names the sender's address first, then the one that it gave.
 */
static enum inspect_result
refuse(const struct ftp_line *line, enum event_type type, const struct named_socket *named)
{
    struct event event = inspect_refusal(line->call, type);
    event.outer.mapped = named->address;
    event.outer.real_port = named->port;
    inspect_emit(line->call, &event);
    return INSPECT_CLOSE;
}

static void
forget_announced(const struct ftp_line *line)
{
    struct ftp_session *session = line->session;
    if (session->announced)
        inspect_unexpect(line->call, IP_TCP, session->listens, session->listener,
                         session->listener_port);
    session->announced = false;
}

static void
expect_data(const struct ftp_line *line, const struct inspect_socket *socket)
{
    struct ftp_session *session = line->session;
    const struct inspect_expectation expectation = {
        .protocol = IP_TCP,
        .towards = line->from,
        .listener = socket->real,
        .listener_port = socket->real_port,
        .opener = inspect_end(line->call, line->to).real,
        .xlate = socket->xlate,
        .lives_on = true,
        .kind = INSPECT_FTP,
    };
    forget_announced(line);
    session->announced = inspect_expect(line->call, &expectation);
    session->listens = line->from;
    session->listener = socket->real;
    session->listener_port = socket->real_port;
}

/* The sender listens at NAMED; the receiver is seen to read SEEN there, or NULL. */
static enum inspect_result
announce(const struct ftp_line *line, const struct named_socket *named,
         const struct named_socket *seen)
{
    struct event_end own = inspect_end(line->call, line->from);
    struct inspect_socket socket;
    if (named->address != (inspect_is_as_left(line->call) ? own.mapped : own.real))
        return refuse(line, EVENT_FTP_DIFFERENT_ADDRESS, named);
    if (named->port < FIRST_HIGH_PORT)
        return refuse(line, EVENT_FTP_LOW_PORT, named);
    bool mapped = seen == NULL
                      ? inspect_map(line->call, IP_TCP, named->address, named->port, &socket)
                      : inspect_map_seen(line->call, IP_TCP, named->address, named->port,
                                         seen->address, seen->port, &socket);
    /* What cannot be translated passes as it is and announces nothing [C]. */
    if (!mapped)
        return INSPECT_CONTINUE;
    struct text_writer writer = { .length = 0 };
    write_named(&writer, named, socket.mapped, socket.mapped_port);
    text_replace(line->call, line->message, named->place, &writer);
    expect_data(line, &socket);
    return INSPECT_CONTINUE;
}

/* What READ finds in TEXT, of the line; in what the other side's capture shows, the same words
 * stand in front of it. */
static enum inspect_result
follow(const struct ftp_line *line, struct cursor text, reader *read)
{
    struct event_end own = inspect_end(line->call, line->from);
    uint32_t own_address = inspect_is_as_left(line->call) ? own.mapped : own.real;
    struct named_socket named = { .address = own_address }, seen = { .address = own.mapped };
    struct cursor observed;
    if (!read(text, &named))
        return INSPECT_CONTINUE;
    bool is_seen = inspect_observed(line->call, &observed) &&
                   cursor_skip(&observed, text_offset(line->message, text.at)) &&
                   read(text_without_end(observed), &seen);
    return announce(line, &named, is_seen ? &seen : NULL);
}

/* h1,h2,h3,h4,p1,p2 at the front of TEXT. */
static bool
read_commas(struct cursor text, struct named_socket *named)
{
    uint64_t value = 0;
    named->place.at = text.at;
    for (unsigned i = 0; i < 6; i++) {
        uint32_t number;
        if ((i > 0 && !text_char(&text, ',')) || !text_decimal(&text, UINT8_MAX, &number))
            return false;
        value = value << 8 | number;
    }
    named->place.end = text.at;
    named->notation = NOTATION_COMMAS;
    named->address = (uint32_t)(value >> 16);
    named->port = (uint16_t)value;
    return true;
}

/* The same anywhere in TEXT, with or without parentheses (RFC 1123, 4.1.2.6). */
static bool
read_passive(struct cursor text, struct named_socket *named)
{
    bool in_number = false;
    for (; text.at < text.end; text.at++) {
        bool is_digit = *text.at >= '0' && *text.at <= '9';
        if (is_digit && !in_number && read_commas(text, named))
            return true;
        in_number = is_digit;
    }
    return false;
}

/* |1|192.0.2.5|1025|: anything may be the delimiter. IPv6 announces nothing. */
static bool
read_extended_port(struct cursor text, struct named_socket *named)
{
    uint8_t delimiter;
    uint32_t family;
    named->notation = NOTATION_EPRT;
    if (!cursor_u8(&text, &delimiter))
        return false;
    named->delimiter = (char)delimiter;
    named->place.at = text.at;
    if (!text_decimal(&text, UINT8_MAX, &family) || family != IPV4_FAMILY ||
        !text_char(&text, named->delimiter) || !text_address(&text, &named->address) ||
        !text_char(&text, named->delimiter) || !text_port(&text, &named->port))
        return false;
    named->place.end = text.at;
    return text_char(&text, named->delimiter);
}

/* Entering Extended Passive Mode (|||1025|): the address is the server's own. */
static bool
read_extended_passive(struct cursor text, struct named_socket *named)
{
    struct cursor before;
    uint8_t delimiter;
    named->notation = NOTATION_PORT;
    if (!text_until(&text, '(', &before) || !cursor_u8(&text, &delimiter) ||
        !text_char(&text, (char)delimiter) || !text_char(&text, (char)delimiter))
        return false;
    named->place.at = text.at;
    if (!text_port(&text, &named->port))
        return false;
    named->place.end = text.at;
    return text_char(&text, (char)delimiter);
}

enum inspect_result
ftp_port(const struct ftp_line *line, struct cursor arguments)
{
    return follow(line, arguments, read_commas);
}

enum inspect_result
ftp_extended_port(const struct ftp_line *line, struct cursor arguments)
{
    return follow(line, arguments, read_extended_port);
}

enum inspect_result
ftp_passive(const struct ftp_line *line, struct cursor text)
{
    return follow(line, text, read_passive);
}

enum inspect_result
ftp_extended_passive(const struct ftp_line *line, struct cursor text)
{
    return follow(line, text, read_extended_passive);
}
