/*
 * syslog_format.c: rows of syslog.def as pieces: some words, then a function.
 *
 * Words are copied as PIECE bytes, however many they are: a copy of fixed size is two instructions,
 * and what is too much is written over. An interface's name likewise. Measured (shared/perf,
 * section 5): snprintf takes 690 ns for a 302013 line.
 */
#include "engine/syslog/syslog_format.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/syslog/syslog_row.h"
#include "engine/syslog/syslog_words.h"

#define PIECE 32
#define HEADER_MAX 96

struct piece {
    char text[PIECE];
    size_t length;
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
    const struct piece *end = format->pieces + message->end;
    for (const struct piece *piece = format->pieces + message->first; piece < end; piece++) {
        if (w.end - w.at >= PIECE) {
            memcpy(w.at, piece->text, PIECE);
            w.at += piece->length;
        } else {
            write_bytes(&w, piece->text, piece->length);
        }
        if (piece->put != NULL)
            piece->put(&w);
    }
    return writer_finish(&w, line);
}
