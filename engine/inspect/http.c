/*
 * http.c: what `fixup protocol http` and `inspect http` do: they log each URL that is asked for
 * (engine.md 6.2 [A]). No conn is announced and no byte changed.
 *
 * Requests are followed line by line; what is between two heads is skipped by its length. What the
 * server says is looked at only where a map is at work (http_map.h), and so are heads as a whole.
 */
#include "engine/inspect/http.h"

#include <stdlib.h>
#include <string.h>

#include "engine/inspect/http_map.h"
#include "engine/inspect/text.h"

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

/* Requests that wait for an answer while others follow; of more than that nobody keeps track. */
#define UNANSWERED 64

/* What one end says. */
struct http_stream {
    enum http_state state, after_line; /* AFTER_LINE: what follows HTTP_REST_OF_LINE */
    bool is_chunked;
    bool has_length;   /* the head names one */
    uint64_t body;     /* bytes to come */
    char *head;        /* HTTP_HEAD_KEPT bytes, for a map; NULL */
    size_t first_line; /* of what is kept: the bytes of it */
    size_t kept;
    uint64_t fields; /* bytes of fields, kept or not */
};

struct http_session {
    struct http_stream streams[2]; /* by enum inspect_side */
    bool is_get, is_connect;
    bool decided, mapped; /* MAPPED: a map is at work, as the first request found it */
    uint64_t heads; /* bits: the requests without an answer that are HEAD, the oldest lowest */
    unsigned unanswered;
    bool no_body;     /* the answer at hand has none, whatever it says */
    struct words url; /* of the request at hand */
    struct words host;
};

/* Whatever CRs some servers put before the LF. */
static struct cursor
line_of(struct cursor message)
{
    struct cursor line = text_without_end(message);
    while (line.end > line.at && line.end[-1] == '\r')
        line.end--;
    return line;
}

/* The next word of LINE, which is taken off it; empty at its end. */
static struct cursor
next_word(struct cursor *line)
{
    struct cursor word;
    text_skip_blanks(line);
    return text_word(line, &word) ? word : (struct cursor){ line->at, line->at };
}

/* The value of the field NAME; false when LINE is another field. */
static bool
field_value(struct cursor line, const char *name, struct cursor *value)
{
    struct cursor said;
    if (!text_until(&line, ':', &said) || !text_is(said, name))
        return false;
    *value = text_trimmed(line);
    return true;
}

/* Digits of BASE up to the first other character; false when there are none, or too many. */
static bool
read_number(struct cursor text, unsigned base, uint64_t *number)
{
    const uint8_t *start = text.at;
    *number = 0;
    for (; text.at < text.end; text.at++) {
        uint8_t c = *text.at;
        unsigned digit = base;
        if (c >= '0' && c <= '9')
            digit = c - '0';
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            digit = (c | 0x20U) - 'a' + 10;
        if (digit >= base)
            break;
        if (*number > UINT64_MAX / base - 1)
            return false;
        *number = *number * base + digit;
    }
    return text.at > start;
}

static bool
is_empty(struct cursor text)
{
    return cursor_left(&text) == 0;
}

/* "HTTP/1.1" */
static bool
is_version(struct cursor word)
{
    return text_letters(&word, "HTTP/");
}

/* A method is a token in capitals, as far as anybody has seen. */
static bool
is_method(struct cursor word)
{
    size_t length = cursor_left(&word);
    for (size_t i = 0; i < length; i++) {
        if ((word.at[i] < 'A' || word.at[i] > 'Z') && word.at[i] != '-' && word.at[i] != '_')
            return false;
    }
    return length > 0 && length < 32;
}

static void
forget(struct words *words)
{
    free(words->at);
    *words = (struct words){ 0 };
}

/* Without memory there are none. */
static void
keep(struct words *words, struct cursor text)
{
    size_t length = cursor_left(&text);
    forget(words);
    words->at = malloc(length + (length == 0));
    if (words->at == NULL)
        return;
    memcpy(words->at, text.at, length);
    words->length = length;
}

static void
begin_head(struct http_stream *stream)
{
    stream->is_chunked = stream->has_length = false;
    stream->body = stream->fields = 0;
    stream->kept = stream->first_line = 0;
}

static void
note_request(struct http_session *http, bool is_head)
{
    if (http->unanswered < UNANSWERED)
        http->heads |= (uint64_t)is_head << http->unanswered++;
}

static bool
begin_request(struct http_session *http, struct cursor line)
{
    struct http_stream *stream = &http->streams[SIDE_INITIATOR];
    struct cursor method = next_word(&line), url = next_word(&line), version = next_word(&line);
    bool simple = is_empty(version); /* HTTP/0.9: no head, no version */
    if (!is_method(method) || is_empty(url) || (!simple && !is_version(version)))
        return false;
    http->is_get = text_is(method, "GET");
    http->is_connect = text_is(method, "CONNECT");
    begin_head(stream);
    note_request(http, text_is(method, "HEAD"));
    forget(&http->host);
    forget(&http->url);
    if (http->is_get)
        keep(&http->url, url);
    stream->state = simple ? HTTP_START : HTTP_HEAD;
    return true;
}

/* "HTTP/1.1 304 Not Modified" */
static bool
begin_reply(struct http_session *http, struct cursor line)
{
    struct http_stream *stream = &http->streams[SIDE_RESPONDER];
    struct cursor version = next_word(&line), status = next_word(&line);
    uint64_t number;
    if (!is_version(version) || cursor_left(&status) != 3 || !read_number(status, 10, &number))
        return false;
    bool interim = number / 100 == 1; /* another one follows (RFC 2616 10.1) */
    begin_head(stream);
    http->no_body = interim || number == 204 || number == 304 || (http->heads & 1) != 0;
    if (!interim && http->unanswered > 0) {
        http->unanswered--;
        http->heads >>= 1;
    }
    stream->state = HTTP_HEAD;
    return true;
}

static void
take_field(struct http_session *http, enum inspect_side side, struct cursor line)
{
    struct http_stream *stream = &http->streams[side];
    struct cursor value;
    if (field_value(line, "Content-Length", &value)) {
        stream->has_length = read_number(value, 10, &stream->body);
        if (!stream->has_length)
            stream->body = 0;
    } else if (field_value(line, "Transfer-Encoding", &value)) {
        struct cursor last = value;
        last.at = cursor_left(&value) > 7 ? value.end - 7 : value.at;
        stream->is_chunked = text_is(last, "chunked");
    } else if (side == SIDE_INITIATOR && http->is_get && http->host.at == NULL &&
               field_value(line, "Host", &value)) {
        if (cursor_left(&value) > HOST_SIZE)
            value.end = value.at + HOST_SIZE;
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

/* --- maps ------------------------------------------------------------------------------------- */

/* Whether a map is at work is settled by the first thing that is asked, and holds [C]. */
static const struct inspect_map *
map_at_work(struct inspect_call *call, struct http_session *http)
{
    const struct inspect_map *map = http->decided && !http->mapped ? NULL : http_map_of(call);
    if (!http->decided)
        http->mapped = map != NULL;
    http->decided = true;
    return map;
}

/* A line of a head, with its end, for the map. What there is no room for is not kept. */
static void
keep_line(struct http_stream *stream, struct cursor message)
{
    size_t length = cursor_left(&message);
    if (stream->head == NULL)
        stream->head = malloc(HTTP_HEAD_KEPT);
    bool is_first = stream->first_line == 0;
    if (!is_first)
        stream->fields += length;
    if (stream->head == NULL || length > HTTP_HEAD_KEPT - stream->kept)
        return;
    memcpy(stream->head + stream->kept, message.at, length);
    stream->kept += length;
    if (is_first)
        stream->first_line = stream->kept;
}

static enum inspect_result
ask_map(struct inspect_call *call, struct http_session *http, enum inspect_side side,
        const struct inspect_map *map)
{
    const struct http_stream *stream = &http->streams[side];
    if (stream->head == NULL)
        return INSPECT_CONTINUE;
    const uint8_t *at = (const uint8_t *)stream->head;
    const struct http_head head = {
        .is_reply = side == SIDE_RESPONDER,
        .first_line = text_without_end(cursor_of(at, stream->first_line)),
        .fields = cursor_of(at + stream->first_line, stream->kept - stream->first_line),
        .length = stream->fields,
        .body = stream->body,
    };
    return http_map_apply(call, map, &head);
}

/* What is not HTTP cannot be followed; a map says what is to come of it. */
static enum inspect_result
not_http(struct inspect_call *call, struct http_session *http, enum event_type type)
{
    const struct inspect_map *map = map_at_work(call, http);
    return map == NULL ? INSPECT_DESYNC : http_map_violated(call, map, type);
}

/* --- both ends -------------------------------------------------------------------------------- */

/* An answer without a length goes on to the end of the conn. */
static void
begin_body(const struct http_session *http, enum inspect_side side, struct http_stream *stream)
{
    bool reply = side == SIDE_RESPONDER;
    if (reply && http->no_body) {
        stream->state = HTTP_START;
        return;
    }
    if (reply && !stream->is_chunked && !stream->has_length)
        stream->body = UINT64_MAX;
    stream->state = stream->is_chunked ? HTTP_CHUNK_SIZE
                    : stream->body > 0 ? HTTP_BODY
                                       : HTTP_START;
}

/* The head is over. */
static enum inspect_result
end_head(struct inspect_call *call, struct http_session *http, enum inspect_side side)
{
    const struct inspect_map *map = map_at_work(call, http);
    if (side == SIDE_INITIATOR)
        log_url(call, http);
    if (map != NULL) {
        enum inspect_result result = ask_map(call, http, side, map);
        if (result != INSPECT_CONTINUE)
            return result;
    }
    if (side == SIDE_INITIATOR && http->is_connect)
        return INSPECT_STOP; /* what follows is not HTTP */
    begin_body(http, side, &http->streams[side]);
    return INSPECT_CONTINUE;
}

static enum inspect_result
begin_chunk(struct inspect_call *call, struct http_session *http, struct http_stream *stream,
            struct cursor line)
{
    if (!read_number(line, 16, &stream->body))
        return not_http(call, http, EVENT_HTTP_BAD_CHUNK);
    stream->state = stream->body > 0 ? HTTP_CHUNK : HTTP_TRAILER;
    return INSPECT_CONTINUE;
}

static enum inspect_result
begin(struct inspect_call *call, struct http_session *http, enum inspect_side side,
      struct cursor message)
{
    struct http_stream *stream = &http->streams[side];
    struct cursor line = line_of(message);
    if (is_empty(line))
        return INSPECT_CONTINUE;
    if (side == SIDE_INITIATOR ? !begin_request(http, line) : !begin_reply(http, line))
        return not_http(call, http, EVENT_HTTP_VIOLATION);
    if (map_at_work(call, http) != NULL)
        keep_line(stream, message);
    return stream->state == HTTP_START ? end_head(call, http, side) : INSPECT_CONTINUE;
}

static enum inspect_result
take_line(struct inspect_call *call, struct http_session *http, enum inspect_side side,
          struct cursor message)
{
    struct http_stream *stream = &http->streams[side];
    struct cursor line = line_of(message);
    switch (stream->state) {
    case HTTP_START:
        return begin(call, http, side, message);
    case HTTP_HEAD:
        if (is_empty(line))
            return end_head(call, http, side);
        if (http->mapped)
            keep_line(stream, message);
        take_field(http, side, line);
        return INSPECT_CONTINUE;
    case HTTP_CHUNK_SIZE:
        return begin_chunk(call, http, stream, line);
    case HTTP_CHUNK_END:
        stream->state = HTTP_CHUNK_SIZE;
        return INSPECT_CONTINUE;
    case HTTP_TRAILER:
        if (is_empty(line))
            stream->state = HTTP_START;
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
    struct http_stream *stream = &http->streams[side];
    bool whole = message.at[cursor_left(&message) - 1] == '\n';
    enum inspect_result result = INSPECT_CONTINUE;
    if (stream->state != HTTP_REST_OF_LINE) {
        result = take_line(call, http, side, message);
    } else {
        stream->fields += cursor_left(&message);
        if (whole)
            stream->state = stream->after_line;
    }
    if (!whole && stream->state != HTTP_REST_OF_LINE) {
        stream->after_line = stream->state;
        stream->state = HTTP_REST_OF_LINE;
    }
    return result;
}

/* A body that is to come goes by; whatever its length. */
static enum frame_status
skip_body(struct http_stream *stream, size_t *length)
{
    *length = stream->body < SIZE_MAX ? (size_t)stream->body : SIZE_MAX;
    stream->state = stream->state == HTTP_CHUNK ? HTTP_CHUNK_END : HTTP_START;
    return FRAME_SKIP;
}

static enum frame_status
http_frame(void *session, enum inspect_side side, const uint8_t *bytes, size_t available,
           size_t *length)
{
    struct http_session *http = session;
    struct http_stream *stream = &http->streams[side];
    if (side == SIDE_RESPONDER && !http->mapped) {
        /* Until a request has come nobody knows of a map: what is there goes by. */
        *length = http->decided ? SIZE_MAX : available;
        return *length > 0 ? FRAME_SKIP : FRAME_MORE;
    }
    if (stream->state == HTTP_BODY || stream->state == HTTP_CHUNK)
        return skip_body(stream, length);
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
    free(http->streams[SIDE_INITIATOR].head);
    free(http->streams[SIDE_RESPONDER].head);
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
