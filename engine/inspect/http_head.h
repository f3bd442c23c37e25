/*
 * http_head.h: a request's or an answer's head, and what of a message its map is shown.
 */
#ifndef REFIRE_ENGINE_INSPECT_HTTP_HEAD_H
#define REFIRE_ENGINE_INSPECT_HTTP_HEAD_H

#include "engine/inspect.h"

/* So much of a head is kept for its map; longer ones are judged by that, and by their length [C]:
 * the longest that servers take by default is half of it. */
#define HTTP_HEAD_KEPT 16384
/* The same of a body, whatever `body-match-maximum` says. */
#define HTTP_BODY_KEPT 65536

struct http_head {
    bool is_reply;
    bool has_length; /* it announces one */
    struct cursor first_line;
    struct cursor fields; /* their lines, with the ends */
    uint64_t length;      /* of all fields, also of what was not kept */
    uint64_t body;        /* bytes that it announces; 0: none, or chunks */
    struct cursor accept; /* of an answer: the Accept of its request; at NULL: it had none */
    struct cursor said;   /* the body, up to what the map looks at; empty before it has come */
};

/* The words of a first line from 0; empty ones where there are fewer. */
struct cursor http_head_word(const struct http_head *head, unsigned which);
/* Fields go by; false at their end. One without a colon has an empty name. Values are trimmed. */
NODISCARD bool http_next_field(struct cursor *fields, struct cursor *name, struct cursor *value);
/* The first field of that name. */
NODISCARD bool http_head_field(const struct http_head *head, const char *name,
                               struct cursor *value);

/* The value of the field NAME; false when LINE is another field. */
NODISCARD bool http_field_value(struct cursor line, const char *name, struct cursor *value);
/* Digits of BASE up to the first other character; false when there are none, or too many. */
NODISCARD bool http_number(struct cursor text, unsigned base, uint64_t *number);
/* "HTTP/1.1" */
NODISCARD bool http_is_version(struct cursor word);
/* A method is a token in capitals, as far as anybody has seen. */
NODISCARD bool http_is_method(struct cursor word);

/* What one end's message at hand has said, kept for its map; zeroed: nothing yet. */
struct http_kept {
    char *head;        /* HTTP_HEAD_KEPT bytes; NULL: none */
    size_t first_line; /* of what is kept: the bytes of it */
    size_t kept;
    uint64_t fields; /* bytes of fields, kept or not */
    char *body;      /* WANTED bytes; NULL: none */
    size_t body_kept, wanted;
};

/* Another message begins. */
void http_kept_begin(struct http_kept *kept);
void http_kept_fini(struct http_kept *kept);
/* A line of a head, with its end. What there is no room for, or no memory, is not kept. */
void http_kept_line(struct http_kept *kept, struct cursor line);
/* WANTED bytes of the body that is to come are kept, HTTP_BODY_KEPT at most. */
void http_kept_want(struct http_kept *kept, uint64_t wanted);
/* Bytes of the body that are still wanted. */
size_t http_kept_room(const struct http_kept *kept);
void http_kept_body(struct http_kept *kept, struct cursor bytes);
/* Fills the texts and the length of HEAD; they are borrowed. False when nothing was kept. */
NODISCARD bool http_kept_show(const struct http_kept *kept, struct http_head *head);

#endif
