/*
 * syslog_format.c: rows of syslog.def as pieces: some words, then a function.
 *
 * Words are copied as PIECE bytes, however many they are: a copy of fixed size is two instructions,
 * and what is too much is written over. An interface's name likewise. What the lines of conns are
 * made of is written here, without a call; for all else there are the functions of
 * syslog_words.c. Measured (shared/perf, section 5): snprintf takes 690 ns for a 302013 line.
 */
#include "engine/syslog/syslog_format.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/syslog/syslog_put.h"
#include "engine/syslog/syslog_row.h"
#include "engine/syslog/syslog_words.h"

#define PIECE 32
#define HEADER_MAX 96

/* What is written without a call. */
enum known_word {
    WORD_OTHER,
    WORD_OUTER,
    WORD_OUTER_MAPPED,
    WORD_INNER,
    WORD_INNER_MAPPED,
    WORD_CONN,
    WORD_BYTES,
    WORD_DURATION
};

static const char *const known_words[] = {
    [WORD_OUTER] = "outer}",       [WORD_OUTER_MAPPED] = "outer_mapped}",
    [WORD_INNER] = "inner}",       [WORD_INNER_MAPPED] = "inner_mapped}",
    [WORD_CONN] = "conn}",         [WORD_BYTES] = "bytes}",
    [WORD_DURATION] = "duration}",
};

struct piece {
    char text[PIECE];
    uint32_t length;
    enum known_word word;
    syslog_word *put; /* NULL: the words go on in the next piece, or the line ends */
};

struct message {
    const struct message_row *row; /* NULL: prints nothing */
    struct syslog_message message; /* of a row that is fixed */
    size_t first, end;             /* pieces */
    char header[HEADER_MAX];
    size_t header_length; /* 0: none is kept */
    int64_t header_second;
};

struct syslog_format {
    const struct config *config;
    enum syslog_form form;
    uint32_t revision;
    struct message messages[EVENT_TYPE_COUNT];
    struct piece *pieces;
    size_t piece_count, piece_capacity;
    struct writer_label *labels; /* by interface */
    size_t label_count;
};

/* NULL when there is no memory. */
static struct piece *
add_piece(struct syslog_format *format)
{
    if (format->piece_count == format->piece_capacity) {
        size_t larger = format->piece_capacity == 0 ? 512 : format->piece_capacity * 2;
        struct piece *pieces = realloc(format->pieces, larger * sizeof(*pieces));
        if (pieces == NULL)
            return NULL;
        format->pieces = pieces;
        format->piece_capacity = larger;
    }
    struct piece *piece = &format->pieces[format->piece_count++];
    *piece = (struct piece){ 0 };
    return piece;
}

static enum known_word
known_word_of(const char *name)
{
    for (size_t i = 1; i < ARRAY_LENGTH(known_words); i++) {
        if (strncmp(name, known_words[i], strlen(known_words[i])) == 0)
            return (enum known_word)i;
    }
    return WORD_OTHER;
}

static bool
compile_text(struct syslog_format *format, const char *text)
{
    while (*text != '\0') {
        struct piece *piece = add_piece(format);
        if (piece == NULL)
            return false;
        while (*text != '\0' && *text != '{' && piece->length < PIECE)
            piece->text[piece->length++] = *text++;
        if (*text != '{')
            continue;
        piece->word = known_word_of(text + 1);
        piece->put = syslog_word_find(text + 1, &text);
        assert(piece->put != NULL && "a placeholder that syslog_words.c does not know");
    }
    return true;
}

static bool
compile_messages(struct syslog_format *format)
{
    format->piece_count = 0;
    for (unsigned type = 0; type < EVENT_TYPE_COUNT; type++) {
        struct message *message = &format->messages[type];
        *message = (struct message){ .row = syslog_row_of(format->config, (enum event_type)type) };
        if (message->row == NULL)
            continue;
        message->message = syslog_row_message(message->row, format->config, &(struct event){ 0 });
        message->first = format->piece_count;
        if (!compile_text(format, message->row->text))
            return false;
        message->end = format->piece_count;
    }
    return true;
}

/* A name that is longer than a label stays without one. */
static bool
clean_names(struct syslog_format *format)
{
    const struct config *config = format->config;
    size_t count = config->interface_count;
    struct writer_label *labels = calloc(count + 1, sizeof(*labels));
    if (labels == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *name = config_interface_label(config, (ifc_id)i);
        if (strlen(name) >= sizeof(labels[i].text))
            continue;
        struct writer w = writer_start(config, NULL, labels[i].text, sizeof(labels[i].text));
        write_name(&w, name);
        labels[i].length = writer_finish(&w, labels[i].text);
    }
    free(format->labels);
    format->labels = labels;
    format->label_count = count;
    return true;
}

static bool
compile(struct syslog_format *format)
{
    if (!compile_messages(format) || !clean_names(format))
        return false;
    format->revision = format->config->revision;
    return true;
}

struct syslog_format *
syslog_format_new(const struct config *config, enum syslog_form form)
{
    struct syslog_format *format = calloc(1, sizeof(*format));
    if (format == NULL)
        return NULL;
    format->config = config;
    format->form = form;
    if (!compile(format)) {
        syslog_format_free(format);
        return NULL;
    }
    return format;
}

void
syslog_format_free(struct syslog_format *format)
{
    if (format == NULL)
        return;
    free(format->pieces);
    free(format->labels);
    free(format);
}

/* NULL when the event prints nothing. */
static struct message *
message_of(struct syslog_format *format, const struct event *event)
{
    struct message *message = &format->messages[event->type];
    return message->row != NULL ? message : NULL;
}

/* False: the configuration has changed, and there is no memory to follow. */
static bool
is_current(struct syslog_format *format)
{
    return format->revision == format->config->revision || compile(format);
}

bool
syslog_format_message(struct syslog_format *format, const struct event *event,
                      struct syslog_message *message)
{
    if (!is_current(format))
        return syslog_message_of(format->config, event, message);
    const struct message *found = message_of(format, event);
    if (found == NULL)
        return false;
    *message = message_row_is_fixed(found->row)
                   ? found->message
                   : syslog_row_message(found->row, format->config, event);
    return true;
}

/* What differs between lines of one second and one message is behind it, where its row is fixed. */
static void
put_header(struct syslog_format *format, struct message *message, struct writer *w)
{
    const struct event *event = w->event;
    int64_t second = event->time / NS_PER_SECOND;
    if (message->header_length > 0 && message->header_second == second && event->time >= 0) {
        memcpy(w->at, message->header, HEADER_MAX);
        w->at += message->header_length;
        return;
    }
    const char *from = w->at;
    struct syslog_message told = message->message;
    bool fixed = message_row_is_fixed(message->row);
    if (!fixed)
        told = syslog_row_message(message->row, format->config, event);
    syslog_write_header(w, format->form, &told);
    size_t length = (size_t)(w->at - from);
    if (!fixed || length > HEADER_MAX || event->time < 0)
        return;
    memcpy(message->header, from, length);
    message->header_length = length;
    message->header_second = second;
}

#define LABEL_SIZE sizeof(((struct writer_label *)NULL)->text)
/* A piece's words and the longest known word behind them. */
#define PIECE_ROOM ((ptrdiff_t)(PIECE + LABEL_SIZE + 1 + SOCKET_MAX))

_Static_assert(LABEL_SIZE + 1 + SOCKET_MAX > DIGITS_MAX + 6, "a duration is no longer");

static char *
put_end(char *at, const struct writer_label *label, const struct event_end *end)
{
    memcpy(at, label->text, LABEL_SIZE);
    at += label->length;
    *at++ = ':';
    return put_socket(at, end->real, end->real_port);
}

/* Can an end be written by its label, its address by its digits? */
static bool
is_plain(const struct syslog_format *format, const struct event_end *end)
{
    return end->ifc < format->label_count && format->labels[end->ifc].length > 0;
}

/* The known word of a piece, where PIECE_ROOM was; NULL: it is not known, or not plain. */
static inline char *
put_known(char *at, const struct syslog_format *format, const struct piece *piece,
          const struct event *event)
{
    switch (piece->word) {
    case WORD_OUTER:
        return put_end(at, &format->labels[event->outer.ifc], &event->outer);
    case WORD_OUTER_MAPPED:
        return put_socket(at, event->outer.mapped, event->outer.mapped_port);
    case WORD_INNER:
        return put_end(at, &format->labels[event->inner.ifc], &event->inner);
    case WORD_INNER_MAPPED:
        return put_socket(at, event->inner.mapped, event->inner.mapped_port);
    case WORD_CONN:
        return put_number(at, event->conn_id);
    case WORD_BYTES:
        return put_number(at, event->bytes);
    case WORD_DURATION:
        return put_duration(at, event->duration_ns);
    case WORD_OTHER:
        break;
    }
    return NULL;
}

static void
put_piece(const struct piece *piece, struct writer *w)
{
    write_bytes(w, piece->text, piece->length);
    if (piece->put != NULL)
        piece->put(w);
}

static void
put_pieces(const struct syslog_format *format, const struct message *message, struct writer *w)
{
    const struct event *event = w->event;
    const struct piece *end = format->pieces + message->end;
    bool plain = !w->names && is_plain(format, &event->outer) && is_plain(format, &event->inner);
    for (const struct piece *piece = format->pieces + message->first; piece < end; piece++) {
        if (!plain || w->end - w->at < PIECE_ROOM) {
            put_piece(piece, w);
            continue;
        }
        memcpy(w->at, piece->text, PIECE);
        w->at += piece->length;
        char *at = put_known(w->at, format, piece, event);
        if (at != NULL)
            w->at = at;
        else if (piece->put != NULL)
            piece->put(w);
    }
}

size_t
syslog_format_line(struct syslog_format *format, const struct event *event,
                   char line[static SYSLOG_LINE_SIZE])
{
    if (!is_current(format))
        return syslog_line(format->config, event, format->form, line);
    struct message *message = message_of(format, event);
    if (message == NULL) {
        line[0] = '\0';
        return 0;
    }
    struct writer w = writer_start(format->config, event, line, SYSLOG_LINE_SIZE);
    w.labels = format->labels;
    w.label_count = format->label_count;
    put_header(format, message, &w);
    put_pieces(format, message, &w);
    return writer_finish(&w, line);
}
