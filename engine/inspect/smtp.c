/*
 * smtp.c: what `fixup protocol smtp` and `inspect esmtp` do to a mail session (engine.md 6.2 [A]):
 * commands that are not allowed are written over with X, so that the server knows none of them;
 * the server's greeting is masked with asterisks, and the extensions it offers with X. All of it
 * leaves each line as long as it was. No conn is announced.
 *
 * What is between DATA and the line of one dot is mail, which passes.
 */
#include "engine/inspect/smtp.h"

#include <stdlib.h>
#include <string.h>

#include "engine/inspect/esmtp_map.h"
#include "engine/inspect/mail_header.h"
#include "engine/inspect/text.h"

enum client_state {
    CLIENT_COMMANDS,
    CLIENT_DATA_ASKED, /* DATA was said: mail follows, if the server says 354 */
    CLIENT_MAIL,
    CLIENT_EXCHANGE, /* AUTH: what follows is for the server, until it answers with its verdict */
};

enum server_state { SERVER_GREETING /* the first reply */, SERVER_REPLIES };

struct smtp_session {
    enum client_state client;
    enum server_state server;
    uint32_t pending;   /* commands without an answer: they may come several at a time */
    bool ehlo_asked;    /* and not answered yet */
    bool in_ehlo_reply; /* its first line is over */
    uint8_t masked;     /* extensions of it, up to the 26th */
    bool in_line[2];    /* by side: the last piece had no line end */
    bool in_body;       /* of the mail at hand: its header is over */
    size_t line_length; /* of the client's line so far, without its end */
    uint64_t section;   /* of the lines of the header or body at hand, without their ends */
    uint32_t recipients;
    uint32_t refused;         /* of them, by the server */
    uint64_t rcpts;           /* bits: which pending commands are RCPT, the oldest lowest */
    bool from_relay;          /* the sender is of the domain that `mail-relay` names */
    struct mail_reader *mail; /* of the mail at hand; NULL: nobody asks, or there is no memory */
};

/* Commands of whom it is known that they are RCPT. */
#define PENDING_KNOWN 64

/* [A] engine.md 6.2 */
static const char *const smtp_verbs[] = { "HELO", "MAIL", "RCPT", "DATA",
                                          "RSET", "NOOP", "QUIT", NULL };
static const char *const esmtp_verbs[] = { "HELO", "MAIL", "RCPT", "DATA", "RSET", "NOOP",
                                           "QUIT", "AUTH", "EHLO", "ETRN", "HELP", "SAML",
                                           "SEND", "SOML", "VRFY", NULL };
/* Extensions that stay in the reply to EHLO; the rest, STARTTLS and CHUNKING among them, are
 * masked. [B] the parameters that `match ehlo-reply-parameter` names, but for `others` */
static const char *const esmtp_extensions[] = { "8BITMIME",   "AUTH",       "BINARYMIME",
                                                "CHECKPOINT", "DSN",        "ENHANCEDSTATUSCODES",
                                                "ETRN",       "PIPELINING", "SIZE",
                                                "VRFY",       NULL };

static bool
is_one_of(struct cursor word, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (text_is(word, *names))
            return true;
    }
    return false;
}

/* All of PART becomes C. */
static void
mask(struct inspect_call *call, struct cursor message, struct cursor part, char c)
{
    char masked[SMTP_LINE];
    size_t length = cursor_left(&part);
    if (length == 0 || length > sizeof(masked))
        return;
    memset(masked, c, length);
    inspect_replace(call, text_offset(message, part.at), length, masked, length);
}

/* The first word of a command, up to a blank or a colon. */
static struct cursor
verb_of(struct cursor line)
{
    struct cursor verb = { line.at, line.at };
    while (verb.end < line.end && *verb.end != ' ' && *verb.end != '\t' && *verb.end != ':')
        verb.end++;
    return verb;
}

/* Does the configuration let TLS be asked for (7.2 and later)? */
static bool
allows_tls(const struct inspect_call *call)
{
    const struct inspection *line = inspect_line(call);
    const struct inspect_map *map =
        line == NULL ? NULL : config_inspection_map(inspect_config(call), line);
    return map != NULL && inspect_map_is_on(map, MAP_ESMTP_ALLOW_TLS);
}

/* Is the greeting hidden? It is, unless a map says `no mask-banner`. */
static bool
masks_greeting(const struct inspect_call *call)
{
    const struct inspection *line = inspect_line(call);
    const struct inspect_map *map =
        line == NULL ? NULL : config_inspection_map(inspect_config(call), line);
    const struct map_value *said =
        map == NULL ? NULL : map_values_find(&map->values, MAP_MASK_BANNER);
    return said == NULL || !said->off;
}

/* An address with a pipe in it, which some mailers ran: 108002, and the pipe becomes a blank [C].
 */
static void
guard_address(struct inspect_call *call, enum inspect_side side, struct cursor message,
              struct cursor line)
{
    struct cursor at = line, end;
    while (text_find(at, "|", &end)) {
        const struct event_text texts[EVENT_TEXTS] = { { "|", 1 }, text_of_event(line) };
        struct event event = inspect_event(call, EVENT_SMTP_REPLACED);
        event.texts = texts;
        /* `out` is the host on the lower level, whoever speaks */
        if (inspect_side_is_inner(call, side)) {
            event.outer = inspect_end(call, other_side(side));
            event.inner = inspect_end(call, side);
        }
        inspect_emit(call, &event);
        inspect_replace(call, text_offset(message, end.at), 1, " ", 1);
        at = end;
        at.at++;
    }
}

/* --- maps ------------------------------------------------------------------------------------- */

/* "MAIL FROM:<a@b> SIZE=5": what is between the brackets, or up to the blank. */
static struct cursor
address_of(struct cursor line)
{
    struct cursor rest = line, before, address;
    if (!text_until(&rest, ':', &before))
        return (struct cursor){ line.end, line.end };
    text_skip_blanks(&rest);
    bool bracketed = text_char(&rest, '<');
    address = rest;
    if (bracketed && text_until(&rest, '>', &address))
        return address;
    rest = address;
    return text_word(&rest, &address) ? address : (struct cursor){ line.end, line.end };
}

/* A command's name and sizes. MASK: the map wants it masked. */
static enum inspect_result
ask_of_command(struct inspect_call *call, struct smtp_session *smtp, struct cursor line,
               struct cursor verb, bool *mask)
{
    struct esmtp_said said = { .subject = ESMTP_COMMAND,
                               .verb = verb,
                               .line = line,
                               .length = cursor_left(&line),
                               .has_sender = text_is(verb, "MAIL") };
    if (said.has_sender || text_is(verb, "RSET"))
        smtp->recipients = smtp->refused = 0;
    if (text_is(verb, "RCPT") && smtp->recipients < UINT32_MAX)
        said.recipients = ++smtp->recipients;
    if (said.has_sender || text_is(verb, "RCPT"))
        said.address = address_of(line);
    if (said.has_sender)
        smtp->from_relay = esmtp_map_is_of_relay(call, said.address);
    said.from_relay = smtp->from_relay;
    return esmtp_map_apply(call, &said, mask);
}

/* What is said about mail masks nothing. */
static enum inspect_result
ask(struct inspect_call *call, const struct esmtp_said *said)
{
    bool mask;
    return esmtp_map_apply(call, said, &mask);
}

/* A field of a header that this piece of a line has completed. */
static enum inspect_result
ask_of_field(struct inspect_call *call, struct smtp_session *smtp, struct cursor line, bool begins,
             bool whole)
{
    struct esmtp_said said = { .subject = ESMTP_MAIL_FIELD };
    if (smtp->mail == NULL || !mail_take_line(smtp->mail, line, begins, whole, &said.field))
        return INSPECT_CONTINUE;
    return ask(call, &said);
}

/* A piece of a line of mail; the line is judged when it is whole. */
static enum inspect_result
ask_of_mail(struct inspect_call *call, struct smtp_session *smtp, struct cursor message,
            bool begins)
{
    struct cursor line = text_without_end(message);
    size_t before = begins ? 0 : smtp->line_length;
    bool whole = cursor_left(&line) < cursor_left(&message);
    smtp->line_length = before + cursor_left(&line);
    enum inspect_result result = ask_of_field(call, smtp, line, begins, whole);
    if (!whole || result != INSPECT_CONTINUE)
        return result;
    struct esmtp_said said = { .subject = ESMTP_MAIL_LINE,
                               .length = smtp->line_length,
                               .in_header = !smtp->in_body,
                               .before = smtp->section };
    smtp->section += smtp->line_length;
    said.ends = said.in_header && smtp->line_length == 0;
    if (said.ends) {
        smtp->in_body = true;
        smtp->section = 0;
    }
    return ask(call, &said);
}

/* The line of one dot. */
static enum inspect_result
end_mail(struct inspect_call *call, struct smtp_session *smtp)
{
    static const struct cursor nothing = { NULL, NULL };
    const struct esmtp_said said = { .subject = ESMTP_MAIL_LINE,
                                     .in_header = !smtp->in_body,
                                     .before = smtp->section,
                                     .ends = true };
    enum inspect_result result = ask_of_field(call, smtp, nothing, true, true);
    return result == INSPECT_CONTINUE ? ask(call, &said) : result;
}

static void
begin_mail(struct smtp_session *smtp)
{
    smtp->in_body = false;
    smtp->section = 0;
    free(smtp->mail);
    smtp->mail = calloc(1, sizeof(*smtp->mail));
}

/* An address with angle brackets in other places than around it (engine.md 6.2; guide: `>` only
 * behind `<`). */
static bool
has_stray_bracket(struct cursor line)
{
    bool open = false, quoted = false, over = false;
    for (; line.at < line.end; line.at++) {
        char c = (char)*line.at;
        if (c == '"')
            quoted = !quoted;
        if (quoted || (c != '<' && c != '>'))
            continue;
        if (over || open == (c == '<'))
            return true;
        over = c == '>';
        open = c == '<';
    }
    return false;
}

/* --- the client ------------------------------------------------------------------------------- */

static enum inspect_result
take_command(struct inspect_call *call, struct smtp_session *smtp, struct cursor message,
             bool extended)
{
    struct cursor line = text_without_end(message), verb = verb_of(line);
    if (cursor_left(&verb) == 0)
        return INSPECT_CONTINUE;
    if (smtp->pending < PENDING_KNOWN)
        smtp->rcpts |= (uint64_t)text_is(verb, "RCPT") << smtp->pending;
    smtp->pending++;
    bool tls = extended && text_is(verb, "STARTTLS") && allows_tls(call);
    if (tls)
        return INSPECT_STOP; /* what follows is encrypted, if the server agrees */
    if (!is_one_of(verb, extended ? esmtp_verbs : smtp_verbs)) {
        mask(call, message, verb, 'X');
        return INSPECT_CONTINUE;
    }
    bool has_address = text_is(verb, "MAIL") || text_is(verb, "RCPT");
    if (has_address && inspect_does(call)->mail_pattern_closes && has_stray_bracket(line)) {
        esmtp_tell_pattern(call, line);
        return INSPECT_CLOSE;
    }
    if (extended) {
        bool to_be_masked = false;
        enum inspect_result result = ask_of_command(call, smtp, line, verb, &to_be_masked);
        if (to_be_masked)
            mask(call, message, verb, 'X');
        if (to_be_masked || result != INSPECT_CONTINUE)
            return result;
    }
    if (text_is(verb, "DATA")) {
        smtp->client = CLIENT_DATA_ASKED;
        smtp->recipients = 0;
        if (extended)
            begin_mail(smtp);
    } else if (text_is(verb, "AUTH")) {
        smtp->client = CLIENT_EXCHANGE;
    } else if (text_is(verb, "EHLO")) {
        smtp->ehlo_asked = true;
        smtp->masked = 0;
    } else if (has_address) {
        guard_address(call, SIDE_INITIATOR, message, line);
    }
    return INSPECT_CONTINUE;
}

static enum inspect_result
client_line(struct inspect_call *call, struct smtp_session *smtp, struct cursor message,
            bool begins, bool extended)
{
    switch (smtp->client) {
    case CLIENT_MAIL:
    case CLIENT_DATA_ASKED:
        /* Who does not wait for the answer to DATA sends mail all the same. */
        if (begins && text_is(text_without_end(message), ".")) {
            smtp->client = CLIENT_COMMANDS;
            smtp->pending++; /* the mail has an answer too */
            return extended ? end_mail(call, smtp) : INSPECT_CONTINUE;
        }
        return extended ? ask_of_mail(call, smtp, message, begins) : INSPECT_CONTINUE;
    case CLIENT_EXCHANGE:
        return INSPECT_CONTINUE;
    case CLIENT_COMMANDS:
        break;
    }
    return begins ? take_command(call, smtp, message, extended) : INSPECT_CONTINUE;
}

/* --- the server ------------------------------------------------------------------------------- */

/* "220 ": what stands behind it becomes asterisks, but for what the version keeps. */
static void
mask_greeting(struct inspect_call *call, struct cursor message, struct cursor line)
{
    const char *kept = inspect_does(call)->greeting_keeps;
    struct cursor text = line;
    if (!cursor_skip(&text, 4))
        return;
    char masked[SMTP_LINE];
    size_t length = cursor_left(&text);
    if (length == 0 || length > sizeof(masked))
        return;
    for (size_t i = 0; i < length; i++) {
        char c = (char)text.at[i];
        masked[i] = c != '\0' && strchr(kept, c) != NULL ? c : '*';
    }
    inspect_replace(call, text_offset(message, text.at), length, masked, length);
}

/*
 * "XXXXXXXA", and "XXXB" for the next one of the reply: in the dialogues that people have posted
 * the last byte is a letter that counts [B]; what is behind Z begins with A again [C].
 */
static void
mask_extension(struct inspect_call *call, struct smtp_session *smtp, struct cursor message,
               struct cursor text)
{
    if (cursor_left(&text) == 0)
        return;
    char letter = (char)('A' + smtp->masked);
    struct cursor last = { text.end - 1, text.end };
    text.end = last.at;
    mask(call, message, text, 'X');
    mask(call, message, last, letter);
    smtp->masked = (uint8_t)((smtp->masked + 1) % 26);
}

/* "250-STARTTLS": an extension that nobody is to know of, or that the map asks for. */
static enum inspect_result
take_extension(struct inspect_call *call, struct smtp_session *smtp, struct cursor message,
               struct cursor line)
{
    struct cursor text = line, keyword;
    bool to_be_masked = false;
    if (!cursor_skip(&text, 4))
        return INSPECT_CONTINUE;
    keyword = verb_of(text);
    /* `AUTH=LOGIN` is of servers older than the RFC. */
    const uint8_t *equals = memchr(keyword.at, '=', cursor_left(&keyword));
    if (equals != NULL)
        keyword.end = equals;
    const struct esmtp_said said = { .subject = ESMTP_EXTENSION, .verb = keyword };
    enum inspect_result result = esmtp_map_apply(call, &said, &to_be_masked);
    bool tls = text_is(keyword, "STARTTLS") && allows_tls(call);
    if (to_be_masked || (!tls && !is_one_of(keyword, esmtp_extensions)))
        mask_extension(call, smtp, message, text);
    return result;
}

static bool
is_last_line(struct cursor line)
{
    return cursor_left(&line) < 4 || line.at[3] != '-';
}

/* What a reply means for the client. DATA, AUTH and EHLO end a group of commands (RFC 2920 3.1). */
static void
end_group(struct smtp_session *smtp, char first)
{
    smtp->ehlo_asked = smtp->in_ehlo_reply = false;
    if (smtp->client == CLIENT_DATA_ASKED)
        smtp->client = first == '3' ? CLIENT_MAIL : CLIENT_COMMANDS;
    else if (smtp->client == CLIENT_EXCHANGE && first != '3')
        smtp->client = CLIENT_COMMANDS;
}

static enum inspect_result
end_reply(struct inspect_call *call, struct smtp_session *smtp, struct cursor line, bool extended)
{
    char first = cursor_left(&line) > 0 ? (char)line.at[0] : ' ';
    bool refuses = (smtp->rcpts & 1) != 0 && first == '5' && smtp->refused < UINT32_MAX;
    if (smtp->pending > 0) {
        smtp->pending--;
        smtp->rcpts >>= 1;
    }
    if (smtp->pending == 0)
        end_group(smtp, first);
    if (!refuses || !extended)
        return INSPECT_CONTINUE;
    const struct esmtp_said said = { .subject = ESMTP_REFUSAL, .recipients = ++smtp->refused };
    return ask(call, &said);
}

static enum inspect_result
server_line(struct inspect_call *call, struct smtp_session *smtp, struct cursor message,
            bool extended)
{
    struct cursor line = text_without_end(message);
    enum inspect_result result = INSPECT_CONTINUE;
    if (smtp->server == SERVER_GREETING) {
        if (cursor_left(&line) >= 3 && memcmp(line.at, "220", 3) == 0 && masks_greeting(call))
            mask_greeting(call, message, line);
    } else if (smtp->ehlo_asked && smtp->pending <= 1 && extended) {
        if (smtp->in_ehlo_reply && line.at < line.end && *line.at == '2')
            result = take_extension(call, smtp, message, line);
        smtp->in_ehlo_reply = true;
    }
    if (!is_last_line(line) || result != INSPECT_CONTINUE)
        return result;
    if (smtp->server != SERVER_GREETING)
        return end_reply(call, smtp, line, extended);
    smtp->server = SERVER_REPLIES;
    return INSPECT_CONTINUE;
}

/* --- both ------------------------------------------------------------------------------------- */

static enum inspect_result
take_line(struct inspect_call *call, struct smtp_session *smtp, enum inspect_side side,
          struct cursor message, bool extended)
{
    bool begins = !smtp->in_line[side];
    smtp->in_line[side] = message.end[-1] != '\n';
    if (side == SIDE_INITIATOR)
        return client_line(call, smtp, message, begins, extended);
    return begins ? server_line(call, smtp, message, extended) : INSPECT_CONTINUE;
}

static enum inspect_result
smtp_message(struct inspect_call *call, void *session, enum inspect_side side,
             struct cursor message)
{
    return take_line(call, session, side, message, false);
}

static enum inspect_result
esmtp_message(struct inspect_call *call, void *session, enum inspect_side side,
              struct cursor message)
{
    return take_line(call, session, side, message, true);
}

static void
smtp_closed(struct inspect_call *call, void *session)
{
    struct smtp_session *smtp = session;
    (void)call;
    free(smtp->mail);
}

/* A line; of a longer one a piece, as long as there can be one. */
static enum frame_status
smtp_frame(void *session, enum inspect_side side, const uint8_t *bytes, size_t available,
           size_t *length)
{
    (void)session;
    (void)side;
    size_t looked_at = available < SMTP_LINE ? available : SMTP_LINE;
    enum frame_status status = text_frame_line(bytes, looked_at, length);
    if (status == FRAME_MORE && looked_at == SMTP_LINE) {
        *length = SMTP_LINE;
        return FRAME_WHOLE;
    }
    return status;
}

const struct inspection_engine inspect_smtp = {
    .name = "smtp",
    .kind = INSPECT_SMTP,
    .protocol = IP_TCP,
    .hand = INSPECT_CHANGES,
    .session_size = sizeof(struct smtp_session),
    .largest_message = SMTP_LINE,
    .frame = smtp_frame,
    .message = smtp_message,
    .closed = smtp_closed,
};

const struct inspection_engine inspect_esmtp = {
    .name = "esmtp",
    .kind = INSPECT_ESMTP,
    .protocol = IP_TCP,
    .hand = INSPECT_CHANGES,
    .session_size = sizeof(struct smtp_session),
    .largest_message = SMTP_LINE,
    .frame = smtp_frame,
    .message = esmtp_message,
    .closed = smtp_closed,
};
