/*
 * text.h: what the inspections of text protocols read and write: lines, words, numbers, dotted
 * addresses.
 *
 * A text is a window on bytes of a message. Readers take from its front, skip nothing of their
 * own accord and leave it where it was when what they look for is not there. Letters are compared
 * without regard to case, in ASCII.
 */
#ifndef REFIRE_ENGINE_INSPECT_TEXT_H
#define REFIRE_ENGINE_INSPECT_TEXT_H

#include "engine/inspect.h"

/*
 * For struct inspection_engine's frame: a line up to its LF, with or without a CR before that.
 * FRAME_MORE when there is none yet.
 */
NODISCARD enum frame_status text_frame_line(const uint8_t *bytes, size_t available, size_t *length);

/* MESSAGE without the CR and LF that it ends in. */
struct cursor text_without_end(struct cursor message);
/* The next line of TEXT, without its end; the last one may have none. False at the end of TEXT. */
NODISCARD bool text_line(struct cursor *text, struct cursor *line);

/* Blanks and tabs. */
void text_skip_blanks(struct cursor *text);
/* The same at both ends. */
struct cursor text_trimmed(struct cursor text);

NODISCARD bool text_char(struct cursor *text, char c);
/* What stands before the next C, which is taken too; false when there is none. */
NODISCARD bool text_until(struct cursor *text, char c, struct cursor *before);
/* All up to a blank, a tab or the end; false when that is nothing. */
NODISCARD bool text_word(struct cursor *text, struct cursor *word);
/* One or more digits, of a number up to MOST. */
NODISCARD bool text_decimal(struct cursor *text, uint32_t most, uint32_t *value);
NODISCARD bool text_port(struct cursor *text, uint16_t *port);
/* 192.0.2.5; behind it stands neither a digit nor a dot and a digit. */
NODISCARD bool text_address(struct cursor *text, uint32_t *address);
/* The literal LETTERS. */
NODISCARD bool text_letters(struct cursor *text, const char *letters);

/* Is all of TEXT this? */
NODISCARD bool text_is(struct cursor text, const char *letters);
/* The first place of LETTERS in TEXT: what stands from there on. */
NODISCARD bool text_find(struct cursor text, const char *letters, struct cursor *there);

/* Where AT, of a part of MESSAGE, stands in it. */
static inline size_t
text_offset(struct cursor message, const uint8_t *at)
{
    return (size_t)(at - message.at);
}

static inline struct event_text
text_of_event(struct cursor text)
{
    return (struct event_text){ (const char *)text.at, cursor_left(&text) };
}

/* --- writing ---------------------------------------------------------------------------------- */

#define TEXT_WRITTEN_MOST 256

/* What takes the place of a part of a message. What there is no room for is left out, and it is
 * CUT. */
struct text_writer {
    char bytes[TEXT_WRITTEN_MOST];
    size_t length;
    bool cut;
};

void text_put(struct text_writer *writer, const char *letters);
void text_put_bytes(struct text_writer *writer, struct cursor bytes);
void text_put_decimal(struct text_writer *writer, uint32_t value);
void text_put_address(struct text_writer *writer, uint32_t address);

/* OLD, a part of MESSAGE, gives way to what was written, unless that is the same or was cut. */
void text_replace(struct inspect_call *call, struct cursor message, struct cursor old,
                  const struct text_writer *writer);

#endif
