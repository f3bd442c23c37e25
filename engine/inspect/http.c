/*
 * http.c: what `fixup protocol http` and `inspect http` do: they log each URL that is asked for
 * (engine.md 6.2 [A]). No conn is announced and no byte changed.
 *
 * Requests are followed line by line; what is between two heads is skipped by its length. What the
 * server says is not looked at.
 */
#include "engine/inspect/http.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HOST_SIZE 256

enum http_state {
    HTTP_START,      /* of a request line; empty lines before it do not count (RFC 2616 4.1) */
    HTTP_HEAD,       /* header fields */
    HTTP_BODY,       /* so many bytes */
    HTTP_CHUNK_SIZE, /* of a chunked body (RFC 2616 3.6.1) */
    HTTP_CHUNK,
    HTTP_CHUNK_END,
    HTTP_TRAILER,
    HTTP_REST_OF_LINE, /* behind HTTP_LINE bytes of one */
};

/* Bytes of the session's own. */
struct words {
    char *at; /* NULL: none */
    size_t length;
};

struct http_session {
    enum http_state state, after_line; /* AFTER_LINE: what follows HTTP_REST_OF_LINE */
    bool is_get, is_connect, is_chunked;
    uint64_t body;    /* bytes to come */
    struct words url; /* of the request at hand */
    struct words host;
};

/* A piece of a line. */
struct span {
    const char *at;
    size_t length;
};

static struct span
span_of(struct cursor message)
{
    struct span line = { (const char *)message.at, cursor_left(&message) };
    while (line.length > 0 &&
           (line.at[line.length - 1] == '\n' || line.at[line.length - 1] == '\r'))
        line.length--;
    return line;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The next word of LINE, which is taken off it. */
static struct span
next_word(struct span *line)
{
    while (line->length > 0 && is_blank(*line->at)) {
        line->at++;
        line->length--;
    }
    struct span word = { line->at, 0 };
    while (line->length > 0 && !is_blank(*line->at)) {
        line->at++;
        line->length--;
        word.length++;
    }
    return word;
}

static bool
says(struct span word, const char *text)
{
    return word.length == strlen(text) && strncasecmp(word.at, text, word.length) == 0;
}

/* The value of the field NAME; false when LINE is another field. */
static bool
field_value(struct span line, const char *name, struct span *value)
{
    size_t length = strlen(name);
    if (line.length <= length || line.at[length] != ':' || strncasecmp(line.at, name, length) != 0)
        return false;
    struct span rest = { line.at + length + 1, line.length - length - 1 };
    while (rest.length > 0 && is_blank(*rest.at)) {
        rest.at++;
        rest.length--;
    }
    while (rest.length > 0 && is_blank(rest.at[rest.length - 1]))
        rest.length--;
    *value = rest;
    return true;
}

/* Digits of BASE up to the first other character; false when there are none, or too many. */
static bool
read_number(struct span text, unsigned base, uint64_t *number)
{
    size_t at = 0;
    *number = 0;
    for (; at < text.length; at++) {
        char c = text.at[at];
        unsigned digit = base;
        if (c >= '0' && c <= '9')
            digit = (unsigned)(c - '0');
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            digit = (unsigned)((c | 0x20) - 'a') + 10;
        if (digit >= base)
            break;
        if (*number > UINT64_MAX / base - 1)
            return false;
        *number = *number * base + digit;
    }
    return at > 0;
}

/* A method is a token in capitals, as far as anybody has seen. */
static bool
is_method(struct span word)
{
    for (size_t i = 0; i < word.length; i++) {
        if ((word.at[i] < 'A' || word.at[i] > 'Z') && word.at[i] != '-' && word.at[i] != '_')
            return false;
    }
    return word.length > 0 && word.length < 32;
}

static void
forget(struct words *words)
{
    free(words->at);
    *words = (struct words){ 0 };
}

/* Without memory there are none. */
static void
keep(struct words *words, struct span span)
{
    forget(words);
    words->at = malloc(span.length + (span.length == 0));
    if (words->at == NULL)
        return;
    memcpy(words->at, span.at, span.length);
    words->length = span.length;
}

static bool
begin_request(struct http_session *http, struct span line)
{
    struct span method = next_word(&line), url = next_word(&line), version = next_word(&line);
    bool simple = version.length == 0; /* HTTP/0.9: no head, no version */
    if (!is_method(method) || url.length == 0 ||
        (!simple && (version.length < 5 || strncasecmp(version.at, "HTTP/", 5) != 0)))
        return false;
    http->is_get = says(method, "GET");
    http->is_connect = says(method, "CONNECT");
    http->is_chunked = false;
    http->body = 0;
    forget(&http->host);
    forget(&http->url);
    if (http->is_get)
        keep(&http->url, url);
    http->state = simple ? HTTP_START : HTTP_HEAD;
    return true;
}

static void
take_field(struct http_session *http, struct span line)
{
    struct span value;
    if (field_value(line, "Content-Length", &value)) {
        if (!read_number(value, 10, &http->body))
            http->body = 0;
    } else if (field_value(line, "Transfer-Encoding", &value)) {
        http->is_chunked =
            value.length >= 7 && strncasecmp(value.at + value.length - 7, "chunked", 7) == 0;
    } else if (http->is_get && http->host.at == NULL && field_value(line, "Host", &value)) {
        if (value.length > HOST_SIZE)
            value.length = HOST_SIZE;
        keep(&http->host, value);
    }
}

static size_t
put(char *out, size_t at, size_t size, const char *bytes, size_t length)
{
    if (length > size - at)
        length = size - at;
    memcpy(out + at, bytes, length);
    return at + length;
}

/* 304001. A URL without a host of its own gets that of the Host field where the version does so. */
static void
log_url(struct inspect_call *call, struct http_session *http)
{
    char text[HTTP_LINE + HOST_SIZE + 8];
    size_t length = 0;
    if (http->url.at == NULL)
        return;
    if (inspect_does(call)->url_names_host && http->host.length > 0 && http->url.at[0] == '/') {
        length = put(text, length, sizeof(text), "http://", 7);
        length = put(text, length, sizeof(text), http->host.at, http->host.length);
    }
    length = put(text, length, sizeof(text), http->url.at, http->url.length);
    const struct event_text texts[EVENT_TEXTS] = { { text, length } };
    struct event event = inspect_event(call, EVENT_URL_ACCESSED);
    event.texts = texts;
    inspect_emit(call, &event);
    forget(&http->url);
    forget(&http->host);
}

/* The head is over. */
static enum inspect_result
end_head(struct inspect_call *call, struct http_session *http)
{
    log_url(call, http);
    if (http->is_connect)
        return INSPECT_STOP; /* what follows is not HTTP */
    http->state = http->is_chunked ? HTTP_CHUNK_SIZE : http->body > 0 ? HTTP_BODY : HTTP_START;
    return INSPECT_CONTINUE;
}

static enum inspect_result
begin_chunk(struct http_session *http, struct span line)
{
    if (!read_number(line, 16, &http->body))
        return INSPECT_DESYNC;
    http->state = http->body > 0 ? HTTP_CHUNK : HTTP_TRAILER;
    return INSPECT_CONTINUE;
}

static enum inspect_result
take_line(struct inspect_call *call, struct http_session *http, struct span line)
{
    switch (http->state) {
    case HTTP_START:
        if (line.length == 0)
            return INSPECT_CONTINUE;
        if (!begin_request(http, line))
            return INSPECT_DESYNC;
        if (http->state == HTTP_START)
            log_url(call, http);
        return INSPECT_CONTINUE;
    case HTTP_HEAD:
        if (line.length == 0)
            return end_head(call, http);
        take_field(http, line);
        return INSPECT_CONTINUE;
    case HTTP_CHUNK_SIZE:
        return begin_chunk(http, line);
    case HTTP_CHUNK_END:
        http->state = HTTP_CHUNK_SIZE;
        return INSPECT_CONTINUE;
    case HTTP_TRAILER:
        if (line.length == 0)
            http->state = HTTP_START;
        return INSPECT_CONTINUE;
    case HTTP_REST_OF_LINE:
    case HTTP_BODY:
    case HTTP_CHUNK:
        break;
    }
    return INSPECT_CONTINUE;
}

static enum inspect_result
http_message(struct inspect_call *call, void *session, enum inspect_side side,
             struct cursor message)
{
    struct http_session *http = session;
    (void)side;
    bool whole = message.at[cursor_left(&message) - 1] == '\n';
    enum inspect_result result = INSPECT_CONTINUE;
    if (http->state != HTTP_REST_OF_LINE)
        result = take_line(call, http, span_of(message));
    else if (whole)
        http->state = http->after_line;
    if (!whole && http->state != HTTP_REST_OF_LINE) {
        http->after_line = http->state;
        http->state = HTTP_REST_OF_LINE;
    }
    return result;
}

/* A body that is to come goes by; whatever its length. */
static enum frame_status
skip_body(struct http_session *http, size_t *length)
{
    *length = http->body < SIZE_MAX ? (size_t)http->body : SIZE_MAX;
    http->state = http->state == HTTP_CHUNK ? HTTP_CHUNK_END : HTTP_START;
    return FRAME_SKIP;
}

static enum frame_status
http_frame(void *session, enum inspect_side side, const uint8_t *bytes, size_t available,
           size_t *length)
{
    struct http_session *http = session;
    if (side == SIDE_RESPONDER) {
        *length = SIZE_MAX;
        return FRAME_SKIP;
    }
    if (http->state == HTTP_BODY || http->state == HTTP_CHUNK)
        return skip_body(http, length);
    size_t looked_at = available < HTTP_LINE ? available : HTTP_LINE;
    const uint8_t *end = memchr(bytes, '\n', looked_at);
    *length = end != NULL ? (size_t)(end - bytes) + 1 : looked_at;
    return end != NULL || looked_at == HTTP_LINE ? FRAME_WHOLE : FRAME_MORE;
}

static void
http_closed(struct inspect_call *call, void *session)
{
    struct http_session *http = session;
    (void)call;
    forget(&http->url);
    forget(&http->host);
}

const struct inspection_engine inspect_http = {
    .name = "http",
    .kind = INSPECT_HTTP,
    .protocol = IP_TCP,
    .hand = INSPECT_LISTENS,
    .session_size = sizeof(struct http_session),
    .largest_message = HTTP_LINE,
    .frame = http_frame,
    .message = http_message,
    .closed = http_closed,
};
