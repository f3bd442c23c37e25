/*
 * sip_message.c: reading SIP messages. Compact names of headers are those of RFC 3261, 7.3.3.
 */
#include "engine/inspect/sip_message.h"

#include <string.h>

#define SECONDS_MOST UINT32_MAX /* of Expires: RFC 3261, 20.19 */

static const struct {
    const char *name, *compact;
} names[SIP_HEADER_COUNT] = {
    [SIP_CALL_ID] = { "Call-ID", "i" },
    [SIP_CONTACT] = { "Contact", "m" },
    [SIP_CONTENT_LENGTH] = { "Content-Length", "l" },
    [SIP_CONTENT_TYPE] = { "Content-Type", "c" },
    [SIP_CSEQ] = { "CSeq", NULL },
    [SIP_EXPIRES] = { "Expires", NULL },
    [SIP_FROM] = { "From", "f" },
    [SIP_MAX_FORWARDS] = { "Max-Forwards", NULL },
    [SIP_RECORD_ROUTE] = { "Record-Route", NULL },
    [SIP_ROUTE] = { "Route", NULL },
    [SIP_SERVER] = { "Server", NULL },
    [SIP_TO] = { "To", "t" },
    [SIP_USER_AGENT] = { "User-Agent", NULL },
    [SIP_VIA] = { "Via", "v" },
};

static enum sip_header
header_of(struct cursor name)
{
    for (size_t i = 1; i < SIP_HEADER_COUNT; i++) {
        if (text_is(name, names[i].name) ||
            (names[i].compact != NULL && text_is(name, names[i].compact)))
            return (enum sip_header)i;
    }
    return SIP_OTHER;
}

static bool
starts_folded(const struct cursor *text)
{
    return text->at < text->end && (*text->at == ' ' || *text->at == '\t');
}

bool
sip_next_field(struct cursor *headers, struct sip_field *field)
{
    struct cursor line, more;
    if (!text_line(headers, &line))
        return false;
    while (starts_folded(headers) && text_line(headers, &more))
        line.end = more.end;
    field->header = SIP_OTHER;
    field->name = (struct cursor){ line.at, line.at };
    field->value = line;
    if (text_until(&field->value, ':', &field->name)) {
        field->name = text_trimmed(field->name);
        field->header = header_of(field->name);
    }
    return true;
}

static bool
read_status(struct cursor line, struct sip_message *message)
{
    text_skip_blanks(&line);
    message->said_as.at = line.at;
    if (!text_decimal(&line, 699, &message->status) || message->status < 100)
        return false;
    message->said_as.end = line.at;
    return true;
}

static bool
read_request(struct cursor line, struct sip_message *message)
{
    message->is_request = true;
    if (!text_word(&line, &message->method))
        return false;
    message->said_as = message->method;
    text_skip_blanks(&line);
    if (!text_word(&line, &message->uri))
        return false;
    text_skip_blanks(&line);
    return text_is(text_trimmed(line), "SIP/2.0");
}

/* The first one counts where one is enough. */
static void
note(struct sip_message *message, const struct sip_field *field)
{
    struct cursor value = text_trimmed(field->value), word;
    uint32_t number;
    if (message->seen[field->header])
        return;
    message->seen[field->header] = true;
    switch (field->header) {
    case SIP_CALL_ID:
        message->call_id = value;
        break;
    case SIP_CONTENT_TYPE:
        message->content_type = value;
        break;
    case SIP_CONTENT_LENGTH:
        message->length_text.at = value.at;
        if (text_decimal(&value, UINT32_MAX, &message->length))
            message->length_text.end = value.at;
        else
            message->length_text.at = NULL;
        break;
    case SIP_EXPIRES:
        message->has_expires = text_decimal(&value, SECONDS_MOST, &message->expires);
        break;
    case SIP_CSEQ:
        if (!message->is_request && text_decimal(&value, UINT32_MAX, &number)) {
            text_skip_blanks(&value);
            if (text_word(&value, &word))
                message->method = word;
        }
        break;
    default:
        break;
    }
}

/* Up to the empty line, which is taken too. */
static struct cursor
take_headers(struct cursor *text)
{
    struct cursor headers = { text->at, text->at }, line;
    for (;;) {
        headers.end = text->at;
        if (!text_line(text, &line) || cursor_left(&line) == 0)
            return headers;
    }
}

bool
sip_read(struct cursor bytes, struct sip_message *message)
{
    struct cursor text = bytes, line, headers;
    struct sip_field field;
    *message = (struct sip_message){ .all = bytes };
    if (!text_line(&text, &line))
        return false;
    bool is_response = text_letters(&line, "SIP/2.0 ");
    if (is_response ? !read_status(line, message) : !read_request(line, message))
        return false;
    headers = message->headers = take_headers(&text);
    while (sip_next_field(&headers, &field))
        note(message, &field);
    message->body = text;
    if (message->length_text.at != NULL && message->length < cursor_left(&text))
        message->body.end = text.at + message->length;
    return true;
}

/* --- streams ---------------------------------------------------------------------------------- */

/* Behind the empty line that ends the headers; false: it is not there yet. */
static bool
find_body(const uint8_t *bytes, size_t available, size_t *scanned, size_t *body)
{
    for (size_t i = *scanned; i < available; i++) {
        if (bytes[i] != '\n')
            continue;
        size_t next = i + 1;
        if (next < available && bytes[next] == '\r')
            next++;
        if (next >= available) {
            *scanned = i;
            return false;
        }
        if (bytes[next] == '\n') {
            *body = next + 1;
            return true;
        }
    }
    *scanned = available;
    return false;
}

/* Letters, digits and a few marks up to the blank: a method, or SIP/2.0. */
static bool
may_begin(const uint8_t *bytes, size_t available)
{
    for (size_t i = 0; i < available && bytes[i] != ' '; i++) {
        if (bytes[i] <= ' ' || bytes[i] >= 0x7f)
            return false;
    }
    return true;
}

enum frame_status
sip_frame(const uint8_t *bytes, size_t available, size_t *scanned, size_t *length)
{
    size_t body;
    if (available == 0)
        return FRAME_MORE;
    if (bytes[0] == '\n') {
        *length = 1;
        return FRAME_WHOLE;
    }
    if (bytes[0] == '\r') {
        *length = 2;
        return available < 2 ? FRAME_MORE : bytes[1] == '\n' ? FRAME_WHOLE : FRAME_BAD;
    }
    if (*scanned == 0 && !may_begin(bytes, available))
        return FRAME_BAD;
    if (!find_body(bytes, available, scanned, &body))
        return FRAME_MORE;
    struct sip_message message;
    if (!sip_read(cursor_of(bytes, body), &message))
        return FRAME_BAD;
    *length = body + (message.length_text.at != NULL ? message.length : 0);
    if (*length > available)
        return FRAME_MORE;
    *scanned = 0;
    return FRAME_WHOLE;
}
