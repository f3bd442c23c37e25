/*
 * http.c: what `fixup protocol http` and `inspect http` do: they log each URL that is asked for
 * (engine.md 6.2 [A]). No conn is announced, and no byte changed but the name of the server where
 * a map says so.
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
/* With a map at work so many may wait: 415014 of 7.0 has the number in its text [R]. */
#define UNANSWERED_MOST 10
/* Of so many of them, the oldest, the Accept field is kept for a map, and so much of it. */
#define ACCEPTS 4
#define ACCEPT_SIZE 1024

/* What one end says. */
struct http_stream {
    enum http_state state, after_line; /* AFTER_LINE: what follows HTTP_REST_OF_LINE */
    bool is_chunked;
    bool has_length;       /* the head names one */
    bool spoofs;           /* the field at hand is the server's name, which another one replaces */
    uint64_t body;         /* bytes to come */
    struct http_kept kept; /* of the message at hand, for a map */
};

struct http_session {
    struct http_stream streams[2]; /* by enum inspect_side */
    bool is_get, is_connect;
    bool decided, mapped; /* MAPPED: a map is at work, as the first request found it */
    uint64_t heads; /* bits: the requests without an answer that are HEAD, the oldest lowest */
    unsigned unanswered;
    bool no_body;                  /* the answer at hand has none, whatever it says */
    struct words accepts[ACCEPTS]; /* of the oldest requests without an answer */
    struct words accepted;         /* of the request that the answer at hand is for */
    struct words url;              /* of the request at hand */
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

static bool
is_empty(struct cursor text)
{
    return cursor_left(&text) == 0;
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
keep_some(struct words *words, struct cursor text, size_t most)
{
    if (cursor_left(&text) > most)
        text.end = text.at + most;
    keep(words, text);
}

static void
begin_head(struct http_stream *stream)
{
    stream->is_chunked = stream->has_length = stream->spoofs = false;
    stream->body = 0;
    http_kept_begin(&stream->kept);
}

static void
note_request(struct http_session *http, bool is_head)
{
    if (http->unanswered < UNANSWERED)
        http->heads |= (uint64_t)is_head << http->unanswered++;
}

/* The oldest request has its answer. */
static void
note_answer(struct http_session *http)
{
    if (http->unanswered == 0)
        return;
    http->unanswered--;
    http->heads >>= 1;
    forget(&http->accepted);
    http->accepted = http->accepts[0];
    memmove(http->accepts, http->accepts + 1, (ACCEPTS - 1) * sizeof(http->accepts[0]));
    http->accepts[ACCEPTS - 1] = (struct words){ 0 };
}

static bool
begin_request(struct http_session *http, struct cursor line)
{
    struct http_stream *stream = &http->streams[SIDE_INITIATOR];
    struct cursor method = next_word(&line), url = next_word(&line), version = next_word(&line);
    bool simple = is_empty(version); /* HTTP/0.9: no head, no version */
    if (!http_is_method(method) || is_empty(url) || (!simple && !http_is_version(version)))
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
    if (!http_is_version(version) || cursor_left(&status) != 3 || !http_number(status, 10, &number))
        return false;
    bool interim = number / 100 == 1; /* another one follows (RFC 2616 10.1) */
    begin_head(stream);
    http->no_body = interim || number == 204 || number == 304 || (http->heads & 1) != 0;
    if (!interim)
        note_answer(http);
    stream->state = HTTP_HEAD;
    return true;
}

static void
take_field(struct http_session *http, enum inspect_side side, struct cursor line)
{
    struct http_stream *stream = &http->streams[side];
    struct cursor value;
    if (http_field_value(line, "Content-Length", &value)) {
        stream->has_length = http_number(value, 10, &stream->body);
        if (!stream->has_length)
            stream->body = 0;
    } else if (http_field_value(line, "Transfer-Encoding", &value)) {
        struct cursor last = value;
        last.at = cursor_left(&value) > 7 ? value.end - 7 : value.at;
        stream->is_chunked = text_is(last, "chunked");
    } else if (side == SIDE_INITIATOR && http->is_get && http->host.at == NULL &&
               http_field_value(line, "Host", &value)) {
        keep_some(&http->host, value, HOST_SIZE);
    } else if (side == SIDE_INITIATOR && http->mapped && http->unanswered > 0 &&
               http->unanswered <= ACCEPTS && http_field_value(line, "Accept", &value)) {
        keep_some(&http->accepts[http->unanswered - 1], value, ACCEPT_SIZE);
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

/* What was kept of the message, as the map is shown it; false when there is nothing. */
static bool
show(const struct http_session *http, enum inspect_side side, struct http_head *head)
{
    const struct http_stream *stream = &http->streams[side];
    const struct words *accept = &http->accepted;
    *head = (struct http_head){ .is_reply = side == SIDE_RESPONDER,
                                .has_length = stream->has_length,
                                .body = stream->body };
    if (head->is_reply && accept->at != NULL)
        head->accept = cursor_of(accept->at, accept->length);
    return http_kept_show(&stream->kept, head);
}

static enum inspect_result
ask_map(struct inspect_call *call, struct http_session *http, enum inspect_side side,
        const struct inspect_map *map)
{
    struct http_head head;
    if (!show(http, side, &head))
        return INSPECT_CONTINUE;
    enum inspect_result result = http_map_apply(call, map, &head);
    if (result == INSPECT_CONTINUE)
        http_kept_want(&http->streams[side].kept, http_map_wants(call, map, &head));
    return result;
}

/* The body is over, or there is as much of it as the map looks at. */
static enum inspect_result
judge_body(struct inspect_call *call, struct http_session *http, enum inspect_side side)
{
    struct http_kept *kept = &http->streams[side].kept;
    const struct inspect_map *map = map_at_work(call, http);
    struct http_head head;
    if (kept->wanted == 0 || map == NULL || !show(http, side, &head))
        return INSPECT_CONTINUE;
    enum inspect_result result = http_map_apply_body(call, map, &head);
    http_kept_want(kept, 0);
    return result;
}

/* What is not HTTP cannot be followed; a map says what is to come of it. */
static enum inspect_result
not_http(struct inspect_call *call, struct http_session *http, enum event_type type)
{
    const struct inspect_map *map = map_at_work(call, http);
    return map == NULL ? INSPECT_DESYNC : http_map_violated(call, map, type);
}

/* `spoof-server`: the value of Server gives way to the map's text, and lines that continue it to
 * nothing [C]. */
static void
spoof_server(struct inspect_call *call, struct http_stream *stream, struct cursor message)
{
    const char *text = http_map_server(inspect_config(call), inspect_line(call));
    struct cursor line = line_of(message), value;
    bool continues = !is_empty(line) && (*line.at == ' ' || *line.at == '\t');
    if (text == NULL)
        return;
    if (continues && stream->spoofs) {
        value = text_trimmed(line);
        text = "";
    } else {
        stream->spoofs = http_field_value(line, "Server", &value);
    }
    if (stream->spoofs)
        inspect_replace(call, text_offset(message, value.at), cursor_left(&value), text,
                        strlen(text));
}

/* The rest of a line that is longer than what is looked at. */
static void
spoof_rest(struct inspect_call *call, const struct http_stream *stream, struct cursor message)
{
    struct cursor rest = line_of(message);
    if (stream->spoofs && !is_empty(rest))
        inspect_replace(call, 0, cursor_left(&rest), "", 0);
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
    struct http_stream *stream = &http->streams[side];
    stream->spoofs = false;
    begin_body(http, side, stream);
    return stream->state == HTTP_START ? judge_body(call, http, side) : INSPECT_CONTINUE;
}

static enum inspect_result
begin_chunk(struct inspect_call *call, struct http_session *http, enum inspect_side side,
            struct cursor line)
{
    struct http_stream *stream = &http->streams[side];
    if (!http_number(line, 16, &stream->body))
        return not_http(call, http, EVENT_HTTP_BAD_CHUNK);
    stream->state = stream->body > 0 ? HTTP_CHUNK : HTTP_TRAILER;
    return stream->body > 0 ? INSPECT_CONTINUE : judge_body(call, http, side);
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
    const struct inspect_map *map = map_at_work(call, http);
    if (map != NULL)
        http_kept_line(&stream->kept, message);
    if (map != NULL && side == SIDE_INITIATOR && http->unanswered > UNANSWERED_MOST) {
        enum inspect_result result = http_map_violated(call, map, EVENT_HTTP_UNANSWERED);
        if (result != INSPECT_DESYNC) /* it can be followed all the same */
            return result;
    }
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
            http_kept_line(&stream->kept, message);
        if (http->mapped && side == SIDE_RESPONDER)
            spoof_server(call, stream, message);
        take_field(http, side, line);
        return INSPECT_CONTINUE;
    case HTTP_CHUNK_SIZE:
        return begin_chunk(call, http, side, line);
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

static void
end_body(struct http_stream *stream)
{
    stream->state = stream->state == HTTP_CHUNK ? HTTP_CHUNK_END : HTTP_START;
}

/* Some of a body that the map wants to see. A chunk's end is not the body's. */
static enum inspect_result
take_body(struct inspect_call *call, struct http_session *http, enum inspect_side side,
          struct cursor bytes)
{
    struct http_stream *stream = &http->streams[side];
    http_kept_body(&stream->kept, bytes);
    stream->body -= cursor_left(&bytes);
    bool whole = stream->body == 0 && stream->state == HTTP_BODY;
    if (stream->body == 0)
        end_body(stream);
    return whole || http_kept_room(&stream->kept) == 0 ? judge_body(call, http, side)
                                                       : INSPECT_CONTINUE;
}

static enum inspect_result
http_message(struct inspect_call *call, void *session, enum inspect_side side,
             struct cursor message)
{
    struct http_session *http = session;
    struct http_stream *stream = &http->streams[side];
    bool whole = message.at[cursor_left(&message) - 1] == '\n';
    enum inspect_result result = INSPECT_CONTINUE;
    if (stream->state == HTTP_BODY || stream->state == HTTP_CHUNK)
        return take_body(call, http, side, message);
    if (stream->state != HTTP_REST_OF_LINE) {
        result = take_line(call, http, side, message);
    } else {
        stream->kept.fields += cursor_left(&message);
        spoof_rest(call, stream, message);
        if (whole)
            stream->state = stream->after_line;
    }
    if (!whole && stream->state != HTTP_REST_OF_LINE) {
        stream->after_line = stream->state;
        stream->state = HTTP_REST_OF_LINE;
    }
    return result;
}

/* Of a body that is to come the map is shown what it wants; the rest goes by, whatever its length.
 */
static enum frame_status
frame_body(struct http_stream *stream, size_t available, size_t *length)
{
    size_t room = http_kept_room(&stream->kept);
    *length = stream->body < SIZE_MAX ? (size_t)stream->body : SIZE_MAX;
    if (room == 0) {
        end_body(stream);
        return FRAME_SKIP;
    }
    size_t most = room < available ? room : available;
    if (most > HTTP_LINE)
        most = HTTP_LINE;
    if (*length > most)
        *length = most;
    return *length > 0 ? FRAME_WHOLE : FRAME_MORE;
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
        return frame_body(stream, available, length);
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
    forget(&http->accepted);
    for (size_t i = 0; i < ACCEPTS; i++)
        forget(&http->accepts[i]);
    http_kept_fini(&http->streams[SIDE_INITIATOR].kept);
    http_kept_fini(&http->streams[SIDE_RESPONDER].kept);
}

static enum inspect_hand
http_hand(const struct config *config, const struct inspection *line)
{
    return http_map_server(config, line) != NULL ? INSPECT_CHANGES : INSPECT_LISTENS;
}

const struct inspection_engine inspect_http = {
    .name = "http",
    .kind = INSPECT_HTTP,
    .protocol = IP_TCP,
    .hand = INSPECT_LISTENS,
    .hand_for = http_hand,
    .session_size = sizeof(struct http_session),
    .largest_message = HTTP_LINE,
    .frame = http_frame,
    .message = http_message,
    .closed = http_closed,
};
