/*
 * dns_message.c: questions and records one after the other.
 *
 * A compressed name jumps only backwards from where it stands; together with the limit of a name's
 * length that ends every loop. Names cost what they are long, however often they are referred to,
 * so that a message has a budget of labels.
 */
#include "engine/inspect/dns_message.h"

#include <string.h>

#define POINTER 0xc0 /* the two high bits of a length octet, RFC 1035 4.1.4 */
#define RECORD_FIXED 10
#define QUESTION_FIXED 4

/* A message of 512 bytes has less than 50 records; those of 64 KiB with names of 127 labels each
   are nobody's. */
#define LABELS_MOST 16384

bool
dns_read_header(struct cursor message, struct dns_header *header)
{
    if (!cursor_u16(&message, &header->id) || !cursor_u16(&message, &header->flags))
        return false;
    for (unsigned i = 0; i < DNS_SECTIONS; i++) {
        if (!cursor_u16(&message, &header->counts[i]))
            return false;
    }
    return true;
}

struct dns_walk
dns_walk_start(struct cursor message, const struct dns_header *header)
{
    return (struct dns_walk){
        .message = message,
        .header = *header,
        .at = DNS_HEADER,
        .budget = LABELS_MOST,
    };
}

static bool
fail(struct dns_walk *walk, enum dns_fault fault, size_t length, size_t limit)
{
    walk->failure = (struct dns_failure){ fault, (uint32_t)length, (uint32_t)limit };
    return false;
}

/* Where a name goes on: *AT becomes the place that the pointer there leads to. */
static bool
follow_pointer(struct dns_walk *walk, size_t *at)
{
    size_t size = cursor_left(&walk->message);
    const uint8_t *bytes = walk->message.at;
    if (*at + 2 > size)
        return fail(walk, DNS_LABEL_PAST_END, 2, size - *at);
    size_t target = (size_t)(bytes[*at] & ~POINTER) << 8 | bytes[*at + 1];
    if (target >= *at)
        return fail(walk, DNS_POINTER_PAST_END, target, *at);
    *at = target;
    return true;
}

static void
add_label(struct dns_record *record, const uint8_t *label, size_t length)
{
    if (record->name_length > 0)
        record->name[record->name_length++] = '.';
    memcpy(record->name + record->name_length, label, length);
    record->name_length += length;
}

/* The label at AT, which is no pointer: does it fit everywhere? */
static bool
check_label(struct dns_walk *walk, size_t at, size_t taken)
{
    size_t left = cursor_left(&walk->message) - at - 1, length = walk->message.at[at];
    if (length > DNS_LABEL_MOST)
        return fail(walk, DNS_LABEL_TOO_LONG, length, DNS_LABEL_MOST);
    if (length > left)
        return fail(walk, DNS_LABEL_PAST_END, length, left);
    if (taken + 1 + length + 1 > DNS_NAME_MOST)
        return fail(walk, DNS_NAME_TOO_LONG, taken + 1 + length + 1, DNS_NAME_MOST);
    return true;
}

/* The name that the walk is at; the walk is behind it then. */
static bool
read_name(struct dns_walk *walk, struct dns_record *record)
{
    size_t at = walk->at, taken = 0;
    bool jumped = false;
    record->name_length = 0;
    for (;;) {
        if (at >= cursor_left(&walk->message) || walk->budget-- == 0)
            return fail(walk, DNS_INVALID, 0, 0);
        uint8_t length = walk->message.at[at];
        if ((length & POINTER) == POINTER) {
            if (!jumped)
                walk->at = at + 2;
            jumped = true;
            if (!follow_pointer(walk, &at))
                return false;
            continue;
        }
        if (length == 0)
            break;
        if (!check_label(walk, at, taken))
            return false;
        add_label(record, walk->message.at + at + 1, length);
        taken += 1 + (size_t)length;
        at += 1 + (size_t)length;
    }
    if (!jumped)
        walk->at = at + 1;
    record->name[record->name_length] = '\0';
    return true;
}

static bool
read_fixed(struct dns_walk *walk, struct dns_record *record)
{
    bool question = record->section == DNS_QUESTION;
    struct cursor at = walk->message;
    uint32_t ttl;
    record->data = walk->at + (question ? QUESTION_FIXED : RECORD_FIXED);
    record->data_length = 0;
    return cursor_skip(&at, walk->at) && cursor_u16(&at, &record->type) &&
           cursor_u16(&at, &record->class) &&
           (question || (cursor_u32(&at, &ttl) && cursor_u16(&at, &record->data_length) &&
                         cursor_skip(&at, record->data_length)));
}

bool
dns_walk_next(struct dns_walk *walk, struct dns_record *record)
{
    while (walk->section < DNS_SECTIONS && walk->index == walk->header.counts[walk->section]) {
        walk->section++;
        walk->index = 0;
    }
    if (walk->section == DNS_SECTIONS || walk->failure.fault != DNS_NO_FAULT)
        return false;
    walk->index++;
    record->section = walk->section;
    if (!read_name(walk, record))
        return false;
    if (!read_fixed(walk, record))
        return fail(walk, DNS_INVALID, 0, 0);
    walk->at = record->data + record->data_length;
    return true;
}
