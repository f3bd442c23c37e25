/*
 * ftp.c: what `fixup protocol ftp` and `inspect ftp` do with a control connection (engine.md 6.2
 * [A], where nothing else is said): commands and replies, line by line. Data connections that they
 * announce are ftp_data.c's; stored and retrieved files are told here (303002).
 */
#include "engine/inspect/ftp.h"

#include <string.h>

#include "engine/base/ip.h"
#include "engine/inspect/text.h"

#define TELNET_IAC 0xff /* in front of an urgent ABOR: IAC IP IAC DM */

enum reply_code { REPLY_PASSIVE = 227, REPLY_EXTENDED_PASSIVE = 229, REPLY_SECURITY = 234 };

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
    { "PORT", FTP_IN_NO_LIST, ftp_port },
    { "PASV", FTP_IN_NO_LIST, NULL },
    { "EPRT", FTP_IN_NO_LIST, ftp_extended_port },
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
        return ftp_passive(line, text);
    case REPLY_EXTENDED_PASSIVE:
        return ftp_extended_passive(line, text);
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
ftp_hand(const struct config *config, const struct inspection *asked)
{
    (void)config;
    return asked->strict ? INSPECT_CHANGES : INSPECT_TRANSLATES;
}

const struct inspection_engine inspect_ftp = {
    .name = "ftp",
    .kind = INSPECT_FTP,
    .announces = ANNOUNCES_BETWEEN_ENDS,
    .protocol = IP_TCP,
    .hand_for = ftp_hand,
    .session_size = sizeof(struct ftp_session),
    .largest_message = FTP_LINE_MOST,
    .frame = ftp_frame,
    .message = ftp_message,
};
