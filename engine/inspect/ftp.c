/*
 * ftp.c: what `fixup protocol ftp` and `inspect ftp` do with a control connection (engine.md 6.2
 * [A], where nothing else is said): the data connections that PORT, EPRT and the answers 227 and
 * 229 announce may come, the addresses in them are translated, and stored and retrieved files are
 * told (303002).
 *
 * The guide has data connections prepared at a transfer command, but most clients connect before
 * they send one, and servers behind the device serve them: so they may come from the announcement
 * on [C]. One announcement is for one connection, and the next one takes its place. A data
 * connection outlives its control connection, an announcement does not [C].
 */
#include "engine/inspect/ftp.h"

#include <string.h>

#include "engine/base/ip.h"
#include "engine/inspect/text.h"

#define FIRST_HIGH_PORT 1024
#define TELNET_IAC 0xff /* in front of an urgent ABOR: IAC IP IAC DM */
#define IPV4_FAMILY 1   /* RFC 2428 */

enum reply_code { REPLY_PASSIVE = 227, REPLY_EXTENDED_PASSIVE = 229, REPLY_SECURITY = 234 };

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

/* --- data connections ------------------------------------------------------------------------- */

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
    struct event event = inspect_event(line->call, type);
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

/* The sender listens at NAMED. */
static enum inspect_result
announce(const struct ftp_line *line, const struct named_socket *named)
{
    struct event_end own = inspect_end(line->call, line->from);
    struct inspect_socket socket;
    if (named->address != (inspect_is_as_left(line->call) ? own.mapped : own.real))
        return refuse(line, EVENT_FTP_DIFFERENT_ADDRESS, named);
    if (named->port < FIRST_HIGH_PORT)
        return refuse(line, EVENT_FTP_LOW_PORT, named);
    /* What cannot be translated passes as it is and announces nothing [C]. */
    if (!inspect_map(line->call, IP_TCP, named->address, named->port, &socket))
        return INSPECT_CONTINUE;
    struct text_writer writer = { .length = 0 };
    write_named(&writer, named, socket.mapped, socket.mapped_port);
    text_replace(line->call, line->message, named->place, &writer);
    expect_data(line, &socket);
    return INSPECT_CONTINUE;
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

static enum inspect_result
port_command(const struct ftp_line *line, struct cursor arguments)
{
    struct named_socket named = { .delimiter = '\0' };
    return read_commas(arguments, &named) ? announce(line, &named) : INSPECT_CONTINUE;
}

/* EPRT |1|192.0.2.5|1025|: anything may be the delimiter. IPv6 announces nothing. */
static enum inspect_result
eprt_command(const struct ftp_line *line, struct cursor arguments)
{
    struct named_socket named = { .notation = NOTATION_EPRT };
    uint8_t delimiter;
    uint32_t family;
    if (!cursor_u8(&arguments, &delimiter))
        return INSPECT_CONTINUE;
    named.delimiter = (char)delimiter;
    named.place.at = arguments.at;
    if (!text_decimal(&arguments, UINT8_MAX, &family) || family != IPV4_FAMILY ||
        !text_char(&arguments, named.delimiter) || !text_address(&arguments, &named.address) ||
        !text_char(&arguments, named.delimiter) || !text_port(&arguments, &named.port))
        return INSPECT_CONTINUE;
    named.place.end = arguments.at;
    if (!text_char(&arguments, named.delimiter))
        return INSPECT_CONTINUE;
    return announce(line, &named);
}

/* 227: six numbers somewhere in the text, with or without parentheses (RFC 1123, 4.1.2.6). */
static enum inspect_result
passive_reply(const struct ftp_line *line, struct cursor text)
{
    struct named_socket named = { .delimiter = '\0' };
    bool in_number = false;
    for (; text.at < text.end; text.at++) {
        bool is_digit = *text.at >= '0' && *text.at <= '9';
        if (is_digit && !in_number && read_commas(text, &named))
            return announce(line, &named);
        in_number = is_digit;
    }
    return INSPECT_CONTINUE;
}

/* 229 Entering Extended Passive Mode (|||1025|) */
static enum inspect_result
extended_passive_reply(const struct ftp_line *line, struct cursor text)
{
    struct event_end own = inspect_end(line->call, line->from);
    struct named_socket named = {
        .notation = NOTATION_PORT,
        .address = inspect_is_as_left(line->call) ? own.mapped : own.real,
    };
    struct cursor before;
    uint8_t delimiter;
    if (!text_until(&text, '(', &before) || !cursor_u8(&text, &delimiter) ||
        !text_char(&text, (char)delimiter) || !text_char(&text, (char)delimiter))
        return INSPECT_CONTINUE;
    named.place.at = text.at;
    if (!text_port(&text, &named.port))
        return INSPECT_CONTINUE;
    named.place.end = text.at;
    return text_char(&text, (char)delimiter) ? announce(line, &named) : INSPECT_CONTINUE;
}

/* --- commands --------------------------------------------------------------------------------- */

/* As much of TEXT as there is room for. */
static uint8_t
keep(char *place, size_t room, struct cursor text)
{
    size_t length = cursor_left(&text);
    if (length > room)
        length = room;
    if (length > 0)
        memcpy(place, text.at, length);
    return (uint8_t)length;
}

static enum inspect_result
user_command(const struct ftp_line *line, struct cursor arguments)
{
    line->session->user_length = keep(line->session->user, FTP_USER_MOST, arguments);
    return INSPECT_CONTINUE;
}

/* 303002, when the command is seen. */
static enum inspect_result
transfer(const struct ftp_line *line, enum event_type type, struct cursor file)
{
    const struct ftp_session *session = line->session;
    struct event_text texts[EVENT_TEXTS] = { { session->user, session->user_length },
                                             text_of_event(file) };
    struct event event = inspect_event(line->call, type);
    if (cursor_left(&file) == 0)
        return INSPECT_CONTINUE;
    event.texts = texts;
    inspect_emit(line->call, &event);
    return INSPECT_CONTINUE;
}

static enum inspect_result
stor_command(const struct ftp_line *line, struct cursor arguments)
{
    return transfer(line, EVENT_FTP_STORED, arguments);
}

static enum inspect_result
retr_command(const struct ftp_line *line, struct cursor arguments)
{
    return transfer(line, EVENT_FTP_RETRIEVED, arguments);
}

static enum inspect_result
syst_command(const struct ftp_line *line, struct cursor arguments)
{
    (void)arguments;
    line->session->asked_system = true;
    return INSPECT_CONTINUE;
}

static enum inspect_result
auth_command(const struct ftp_line *line, struct cursor arguments)
{
    (void)arguments;
    line->session->asked_security = true;
    return INSPECT_CONTINUE;
}

/*
 * RFC 959, 2228, 2389, 2428, 2640, 3659, and the X commands of RFC 775. Which ones `strict` knows
 * is not documented: these [C].
 */
static const struct ftp_command commands[] = {
    { "USER", FTP_IN_NO_LIST, user_command },
    { "PASS", FTP_IN_NO_LIST, NULL },
    { "RETR", FTP_GET, retr_command },
    { "STOR", FTP_PUT, stor_command },
    { "PORT", FTP_IN_NO_LIST, port_command },
    { "PASV", FTP_IN_NO_LIST, NULL },
    { "EPRT", FTP_IN_NO_LIST, eprt_command },
    { "EPSV", FTP_IN_NO_LIST, NULL },
    { "TYPE", FTP_IN_NO_LIST, NULL },
    { "LIST", FTP_IN_NO_LIST, NULL },
    { "NLST", FTP_IN_NO_LIST, NULL },
    { "CWD", FTP_IN_NO_LIST, NULL },
    { "CDUP", FTP_CDUP, NULL },
    { "PWD", FTP_IN_NO_LIST, NULL },
    { "SYST", FTP_IN_NO_LIST, syst_command },
    { "AUTH", FTP_IN_NO_LIST, auth_command },
    { "ABOR", FTP_IN_NO_LIST, NULL },
    { "ACCT", FTP_IN_NO_LIST, NULL },
    { "ADAT", FTP_IN_NO_LIST, NULL },
    { "ALLO", FTP_IN_NO_LIST, NULL },
    { "APPE", FTP_APPE, NULL },
    { "CCC", FTP_IN_NO_LIST, NULL },
    { "CONF", FTP_IN_NO_LIST, NULL },
    { "DELE", FTP_DELE, NULL },
    { "ENC", FTP_IN_NO_LIST, NULL },
    { "FEAT", FTP_IN_NO_LIST, NULL },
    { "HELP", FTP_HELP, NULL },
    { "LANG", FTP_IN_NO_LIST, NULL },
    { "MDTM", FTP_IN_NO_LIST, NULL },
    { "MIC", FTP_IN_NO_LIST, NULL },
    { "MKD", FTP_MKD, NULL },
    { "MLSD", FTP_IN_NO_LIST, NULL },
    { "MLST", FTP_IN_NO_LIST, NULL },
    { "MODE", FTP_IN_NO_LIST, NULL },
    { "NOOP", FTP_IN_NO_LIST, NULL },
    { "OPTS", FTP_IN_NO_LIST, NULL },
    { "PBSZ", FTP_IN_NO_LIST, NULL },
    { "PROT", FTP_IN_NO_LIST, NULL },
    { "QUIT", FTP_IN_NO_LIST, NULL },
    { "REIN", FTP_IN_NO_LIST, NULL },
    { "REST", FTP_IN_NO_LIST, NULL },
    { "RMD", FTP_RMD, NULL },
    { "RNFR", FTP_RNFR, NULL },
    { "RNTO", FTP_RNTO, NULL },
    { "SITE", FTP_SITE, NULL },
    { "SIZE", FTP_IN_NO_LIST, NULL },
    { "SMNT", FTP_IN_NO_LIST, NULL },
    { "STAT", FTP_IN_NO_LIST, NULL },
    { "STOU", FTP_STOU, NULL },
    { "STRU", FTP_IN_NO_LIST, NULL },
    { "XCUP", FTP_CDUP, NULL },
    { "XCWD", FTP_IN_NO_LIST, NULL },
    { "XMKD", FTP_MKD, NULL },
    { "XPWD", FTP_IN_NO_LIST, NULL },
    { "XRMD", FTP_RMD, NULL },
};

static const struct ftp_command *
find_command(struct cursor word)
{
    for (size_t i = 0; i < ARRAY_LENGTH(commands); i++) {
        if (text_is(word, commands[i].name))
            return &commands[i];
    }
    return NULL;
}

static void
skip_telnet(struct cursor *text)
{
    while (cursor_left(text) >= 2 && text->at[0] == TELNET_IAC)
        text->at += 2;
}

static enum inspect_result
client_line(const struct ftp_line *line)
{
    struct ftp_session *session = line->session;
    struct cursor text = line->text, word = { text.at, text.at };
    skip_telnet(&text);
    text_skip_blanks(&text);
    if (!text_word(&text, &word))
        word.at = word.end = text.at;
    text_skip_blanks(&text);
    const struct ftp_command *command = find_command(word);
    if (session->strict) {
        enum inspect_result result = ftp_strict_command(line, command, word, text);
        if (result != INSPECT_CONTINUE)
            return result;
    }
    session->asked_system = session->asked_security = false;
    enum inspect_result result = INSPECT_CONTINUE;
    if (command != NULL && command->handle != NULL)
        result = command->handle(line, text);
    if (session->strict && result == INSPECT_CONTINUE)
        result = ftp_map_command(line, command, text);
    return result;
}

/* --- replies ---------------------------------------------------------------------------------- */

/* The code at the front of a line; 0: there is none. */
static uint16_t
reply_code(struct cursor *text, bool *goes_on)
{
    uint32_t code;
    struct cursor rest = *text;
    if (cursor_left(text) < 3)
        return 0;
    rest.end = rest.at + 3;
    if (!text_decimal(&rest, 999, &code) || rest.at != rest.end)
        return 0;
    rest.end = text->end;
    *goes_on = text_char(&rest, '-');
    if (!*goes_on && rest.at != rest.end && !text_char(&rest, ' '))
        return 0;
    *text = rest;
    return (uint16_t)code;
}

static enum inspect_result
handle_reply(const struct ftp_line *line, uint16_t code, struct cursor text)
{
    switch (code) {
    case REPLY_PASSIVE:
        return passive_reply(line, text);
    case REPLY_EXTENDED_PASSIVE:
        return extended_passive_reply(line, text);
    case REPLY_SECURITY:
        /* what follows is TLS */
        return line->session->asked_security ? INSPECT_STOP : INSPECT_CONTINUE;
    default:
        return INSPECT_CONTINUE;
    }
}

/* Xs for all of TEXT: of the same length, hence for a string of bytes [C]. */
static void
mask(const struct ftp_line *line, struct cursor text)
{
    static const char xs[] = "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX";
    for (size_t left = cursor_left(&text), part; left > 0; left -= part) {
        part = left < sizeof(xs) - 1 ? left : sizeof(xs) - 1;
        inspect_replace(line->call, text_offset(line->message, text.at), part, xs, part);
        text.at += part;
    }
}

/* A line in a reply of several: 227 is none then, whatever it begins with. */
static enum inspect_result
further_line(const struct ftp_line *line)
{
    struct ftp_session *session = line->session;
    struct cursor text = line->text;
    bool goes_on;
    uint16_t code = reply_code(&text, &goes_on);
    bool is_last = code == session->within && !goes_on;
    if (session->within_is_masked)
        mask(line, code == session->within ? text : line->text);
    if (is_last)
        session->within = 0;
    if (is_last)
        session->greeted = true;
    return INSPECT_CONTINUE;
}

static enum inspect_result
server_line(const struct ftp_line *line)
{
    struct ftp_session *session = line->session;
    struct cursor text = line->text;
    bool goes_on;
    if (session->within != 0)
        return further_line(line);
    if (session->strict) {
        enum inspect_result result = ftp_strict_reply(line);
        if (result != INSPECT_CONTINUE)
            return result;
    }
    uint16_t code = reply_code(&text, &goes_on);
    if (code == 0)
        return INSPECT_CONTINUE;
    if (!session->greeted)
        session->greeting_length = keep(session->greeting, FTP_GREETING_MOST, text);
    bool masked = (session->masks_banner && !session->greeted) ||
                  (session->masks_system && session->asked_system);
    session->unanswered = false;
    if (masked)
        mask(line, text);
    if (goes_on) {
        session->within = code;
        session->within_is_masked = masked;
    } else {
        session->greeted = true;
    }
    return masked ? INSPECT_CONTINUE : handle_reply(line, code, text);
}

/* ---------------------------------------------------------------------------------------------- */

static enum frame_status
ftp_frame(void *session, enum inspect_side side, const uint8_t *bytes, size_t available,
          size_t *length)
{
    (void)session;
    (void)side;
    return text_frame_line(bytes, available, length);
}

static enum inspect_result
ftp_message(struct inspect_call *call, void *session, enum inspect_side side, struct cursor message)
{
    const struct ftp_line line = {
        .call = call,
        .session = session,
        .from = side,
        .to = other_side(side),
        .message = message,
        .text = text_without_end(message),
    };
    if (!line.session->begun)
        ftp_strict_begin(&line);
    return side == SIDE_INITIATOR ? client_line(&line) : server_line(&line);
}

/* Masking changes what nothing translates, too. */
static enum inspect_hand
ftp_hand(const struct inspection *asked)
{
    return asked->strict ? INSPECT_CHANGES : INSPECT_TRANSLATES;
}

const struct inspection_engine inspect_ftp = {
    .name = "ftp",
    .kind = INSPECT_FTP,
    .protocol = IP_TCP,
    .hand_for = ftp_hand,
    .session_size = sizeof(struct ftp_session),
    .largest_message = FTP_LINE_MOST,
    .frame = ftp_frame,
    .message = ftp_message,
};
