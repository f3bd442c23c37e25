/*
 * mail_header.h: the header fields of a mail and of its MIME parts (RFC 2822 2.2, RFC 2046 5.1),
 * followed line by line.
 */
#ifndef REFIRE_ENGINE_INSPECT_MAIL_HEADER_H
#define REFIRE_ENGINE_INSPECT_MAIL_HEADER_H

#include "engine/inspect.h"

/* So much of a field is kept, with its folded lines: of a longer one the rest counts for nothing.
 */
#define MAIL_FIELD 2048
/* Parts within parts whose ends are looked for, and the longest name of one (RFC 2046 5.1.1). */
#define MAIL_BOUNDARIES 4
#define MAIL_BOUNDARY 70

/* Zeroed: a mail begins. */
struct mail_reader {
    bool in_body;  /* the mail's own header is over */
    bool in_text;  /* no header is at hand */
    size_t length; /* of the field at hand */
    char field[MAIL_FIELD];
    char done[MAIL_FIELD];
    struct {
        size_t length; /* 0: none */
        char name[MAIL_BOUNDARY];
    } boundaries[MAIL_BOUNDARIES];
    unsigned next_boundary;
};

/*
 * A line without its end, or a piece of one: BEGINS: the first, WHOLE: the last. True when a field
 * is over: *FIELD is "Name: value" without folds, and holds until the next call.
 */
NODISCARD bool mail_take_line(struct mail_reader *reader, struct cursor line, bool begins,
                              bool whole, struct cursor *field);

/* "Name: value" taken apart; both trimmed. False without a colon. */
NODISCARD bool mail_field(struct cursor field, struct cursor *name, struct cursor *value);
/* The parameter NAME of a value: `; name="a b"`, also in the form name*=... of RFC 2231. */
NODISCARD bool mail_parameter(struct cursor value, const char *name, struct cursor *found);
/* How many addresses a value lists: what commas part outside of quotes, brackets and comments. */
uint32_t mail_addresses(struct cursor value);

#endif
