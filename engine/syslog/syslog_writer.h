/*
 * syslog_writer.h: the hand-made formatting under syslog.c. Each function adds to a line in the
 * caller's buffer; what does not fit is cut off, without a word.
 */
#ifndef REFIRE_ENGINE_SYSLOG_WRITER_H
#define REFIRE_ENGINE_SYSLOG_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "engine/event.h"
#include "engine/model/config.h"

#define NAME_OF_IDENTITY "NP Identity Ifc" /* real lines: syslog.md 5.2 */

/* An interface's name, cleaned; 0 bytes: not known, ask the configuration. */
struct writer_label {
    char text[32];
    size_t length;
};

struct writer {
    char *at;
    char *end; /* room for a NUL stays behind it */
    const struct config *config;
    const struct event *event; /* NULL where only the plain functions are used */
    bool names;                /* addresses may have names: `names` is on and there are some */
    const struct writer_label *labels; /* by interface; syslog_format.c's */
    size_t label_count;
};

struct writer writer_start(const struct config *config, const struct event *event, char *text,
                           size_t size);

/* Adds the NUL; returns the length without it. */
size_t writer_finish(struct writer *w, const char *text);

static inline void
write_bytes(struct writer *w, const char *bytes, size_t length)
{
    size_t room = (size_t)(w->end - w->at);
    if (length > room)
        length = room;
    memcpy(w->at, bytes, length);
    w->at += length;
}

#define WRITE_LITERAL(w, literal) write_bytes((w), "" literal, sizeof(literal) - 1)

static inline void
write_char(struct writer *w, char c)
{
    if (w->at < w->end)
        *w->at++ = c;
}

/* Our own words. */
static inline void
write_text(struct writer *w, const char *text)
{
    write_bytes(w, text, strlen(text));
}

/* Somebody else's words: only printable ASCII, as on the device, gets through. */
void write_name(struct writer *w, const char *name);

void write_number(struct writer *w, uint64_t number);
void write_two_digits(struct writer *w, unsigned number); /* 0..99 */
void write_hex_octet(struct writer *w, uint8_t octet);    /* "0x83" */

/* Dotted decimal, or the name that the configuration gives it. */
void write_address(struct writer *w, uint32_t address);
void write_port(struct writer *w, uint16_t port); /* "/1723" */

/* The nameif; IFC_NONE is the firewall's own end. */
void write_interface(struct writer *w, ifc_id ifc);

/* "h:mm:ss"; a negative duration is 0. */
void write_duration(struct writer *w, int64_t duration_ns);

#endif
