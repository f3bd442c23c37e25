/*
 * per.h: following a message in aligned PER (X.691) as far as an inspection needs it. A message is
 * described by tables of its fields, of which some have a tag; what has one is handed out with its
 * place. This is no general compiler's runtime: it has the forms that H.225 and H.245 use.
 */
#ifndef REFIRE_ENGINE_INSPECT_PER_H
#define REFIRE_ENGINE_INSPECT_PER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"

enum per_kind {
    PER_NULL,
    PER_BITS,      /* WIDTH of them: booleans, and numbers with a range below 256 */
    PER_OCTET,     /* a number with a range of 256 */
    PER_NUMBER_16, /* a range up to 65536 */
    PER_NUMBER,    /* a larger range: up to WIDTH octets, at most 4 */
    PER_OCTETS,    /* OCTET STRING of any size, OBJECT IDENTIFIER */
    PER_FIXED,     /* OCTET STRING of LOW octets */
    PER_STRING,    /* LOW to HIGH characters of WIDTH bits, at most 512 */
    PER_SEQUENCE,
    PER_CHOICE,
    PER_LIST,    /* SEQUENCE OF the one field */
    PER_REST,    /* of no interest to the end of the message, or of the addition that it is in */
    PER_UNKNOWN, /* cannot be followed */
};

struct per_field;

struct per_type {
    enum per_kind kind;
    uint8_t width;
    uint16_t low, high;
    bool extensible;
    const struct per_field *fields; /* of SEQUENCE, CHOICE; of LIST the one */
    size_t count;
    const struct per_field *added; /* extension additions; those behind them are skipped */
    size_t added_count;
};

struct per_field {
    const struct per_type *type; /* NULL: skipped; only of additions, which say how long they are */
    bool optional;
    uint8_t tag; /* the table's own; 0: nobody asks for it */
};

/* What has a tag, handed out before what is in it. */
struct per_found {
    uint8_t tag;
    size_t offset, length; /* FIXED and OCTETS: of their bytes; the others: where they start, 0 */
    uint32_t value;        /* numbers */
};

/* False: that is enough, or wrong. */
typedef bool per_visit(void *context, const struct per_found *found);

/* How deep types may nest, and how many fields are looked at: more is no message of ours. */
#define PER_DEPTH 24
#define PER_FIELDS 8192

/*
 * Follows TYPE through the LENGTH bytes; what is behind it is not looked at. Offsets start at
 * BYTES. False when it cannot be followed to its end, or VISIT said so.
 */
NODISCARD bool per_follow(const struct per_type *type, const uint8_t *bytes, size_t length,
                          per_visit *visit, void *context);

/* --- for tables ------------------------------------------------------------------------------- */

#define FIELD(type)                                                                                \
    {                                                                                              \
        &(type), false, 0                                                                          \
    }
#define OPTIONAL(type)                                                                             \
    {                                                                                              \
        &(type), true, 0                                                                           \
    }
#define TAGGED(type, tag)                                                                          \
    {                                                                                              \
        &(type), false, tag                                                                        \
    }
#define OPTIONAL_TAGGED(type, tag)                                                                 \
    {                                                                                              \
        &(type), true, tag                                                                         \
    }
#define SKIPPED                                                                                    \
    {                                                                                              \
        NULL, false, 0                                                                             \
    }

#define PER_FIELDS_OF(list) .fields = (list), .count = sizeof(list) / sizeof((list)[0])
#define PER_ADDED(list) .added = (list), .added_count = sizeof(list) / sizeof((list)[0])

#endif
