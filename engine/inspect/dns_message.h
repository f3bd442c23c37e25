/*
 * dns_message.h: reads DNS messages (RFC 1035 4.1), names and all, and says what is wrong with one
 * as the firewall's length checks see it.
 */
#ifndef REFIRE_ENGINE_INSPECT_DNS_MESSAGE_H
#define REFIRE_ENGINE_INSPECT_DNS_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/base/cursor.h"

#define DNS_HEADER 12
#define DNS_LABEL_MOST 63
#define DNS_NAME_MOST 255 /* with its lengths and the last zero */

#define DNS_FLAG_QR 0x8000 /* it is an answer */

#define DNS_CLASS_IN 1
#define DNS_TYPE_A 1
#define DNS_TYPE_OPT 41
#define DNS_TYPE_TSIG 250

enum dns_section {
    DNS_QUESTION,
    DNS_ANSWER,
    DNS_AUTHORITY,
    DNS_ADDITIONAL,
    DNS_SECTIONS,
};

struct dns_header {
    uint16_t id, flags;
    uint16_t counts[DNS_SECTIONS];
};

/* One question or record; what is no part of a question is 0. */
struct dns_record {
    enum dns_section section;
    char name[DNS_NAME_MOST + 1]; /* with dots, bytes as they came; the root is "" */
    size_t name_length;
    uint16_t type, class;
    size_t data; /* where its data stand in the message */
    uint16_t data_length;
};

enum dns_fault {
    DNS_NO_FAULT,
    DNS_INVALID,          /* shorter than it says */
    DNS_LABEL_PAST_END,   /* a label that does not fit: LENGTH of LIMIT bytes left */
    DNS_LABEL_TOO_LONG,   /* LENGTH of 63 */
    DNS_NAME_TOO_LONG,    /* LENGTH of 255 */
    DNS_POINTER_PAST_END, /* compression that leads nowhere: to LENGTH of LIMIT bytes */
};

/* What a name was refused for. */
struct dns_failure {
    enum dns_fault fault;
    uint32_t length, limit;
};

/* The header; false when the message is shorter. */
NODISCARD bool dns_read_header(struct cursor message, struct dns_header *header);

/* A walk over all questions and records in their order. */
struct dns_walk {
    struct cursor message;
    struct dns_header header;
    size_t at;
    enum dns_section section;
    uint16_t index;  /* of the next one in its section */
    uint32_t budget; /* labels and jumps that may still be followed */
    struct dns_failure failure;
};

/* HEADER is the message's. */
struct dns_walk dns_walk_start(struct cursor message, const struct dns_header *header);
/* The next one; false at the end and where something is wrong: walk->failure says which. */
NODISCARD bool dns_walk_next(struct dns_walk *walk, struct dns_record *record);

#endif
