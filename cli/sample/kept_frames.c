/*
 * kept_frames.c: blocks of pcapng, in the byte order of this machine.
 */
#include "cli/sample/kept_frames.h"

#include <stdlib.h>
#include <string.h>

#define SECTION_BLOCK 0x0a0d0d0a
#define INTERFACE_BLOCK 1
#define PACKET_BLOCK 6
#define BYTE_ORDER_MAGIC 0x1a2b3c4d

#define OPTION_NAME 2
#define OPTION_RESOLUTION 9
#define OPTION_FLAGS 2
#define NANOSECONDS 9
#define NAME_MOST 64

static size_t
padded(size_t size)
{
    return (size + 3) & ~(size_t)3;
}

/* Room for SIZE zeroed bytes more; NULL: no memory. */
static uint8_t *
grow(struct kept_frames *kept, size_t size)
{
    if (kept->size + size > kept->capacity) {
        size_t capacity = kept->capacity == 0 ? 4096 : kept->capacity;
        while (capacity < kept->size + size)
            capacity *= 2;
        uint8_t *bytes = realloc(kept->bytes, capacity);
        if (bytes == NULL) {
            kept->no_memory = true;
            return NULL;
        }
        kept->bytes = bytes;
        kept->capacity = capacity;
    }
    uint8_t *at = kept->bytes + kept->size;
    memset(at, 0, size);
    kept->size += size;
    return at;
}

static uint8_t *
put32(uint8_t *at, uint32_t value)
{
    memcpy(at, &value, sizeof value);
    return at + sizeof value;
}

static uint8_t *
put16(uint8_t *at, uint16_t value)
{
    memcpy(at, &value, sizeof value);
    return at + sizeof value;
}

/* A block with room for SIZE bytes, padded; returns where they go. */
static uint8_t *
begin_block(struct kept_frames *kept, uint32_t type, size_t size)
{
    size_t whole = padded(size) + 12;
    uint8_t *at = grow(kept, whole);
    if (at == NULL)
        return NULL;
    put32(at + whole - 4, (uint32_t)whole);
    return put32(put32(at, type), (uint32_t)whole);
}

static uint8_t *
put_option(uint8_t *at, uint16_t code, const void *value, size_t size)
{
    at = put16(put16(at, code), (uint16_t)size);
    memcpy(at, value, size);
    return at + padded(size);
}

static void
add_section(struct kept_frames *kept)
{
    uint8_t *at = begin_block(kept, SECTION_BLOCK, 16);
    if (at == NULL)
        return;
    at = put16(put16(put32(at, BYTE_ORDER_MAGIC), 1), 0);
    put32(put32(at, UINT32_MAX), UINT32_MAX); /* of unknown length */
}

static void
add_interface(struct kept_frames *kept, int link_number, const char *name)
{
    static const uint8_t resolution = NANOSECONDS;
    size_t length = name != NULL ? strnlen(name, NAME_MOST) : 0;
    size_t name_size = length > 0 ? 4 + padded(length) : 0;
    uint8_t *at = begin_block(kept, INTERFACE_BLOCK, 8 + name_size + 8 + 4);
    if (at == NULL)
        return;
    at = put32(put16(put16(at, (uint16_t)link_number), 0), 0);
    if (length > 0)
        at = put_option(at, OPTION_NAME, name, length);
    put_option(at, OPTION_RESOLUTION, &resolution, sizeof resolution);
}

bool
kept_frames_begin(struct kept_frames *kept)
{
    if (kept->size == 0)
        add_section(kept);
    return !kept->no_memory;
}

/* Its place among those of the capture; KEPT_INTERFACES: there are too many, or no memory. */
static uint32_t
interface_of(struct kept_frames *kept, const struct capture_frame *frame, const char *name)
{
    for (uint32_t i = 0; i < kept->interface_count; i++)
        if (kept->interfaces[i].number == frame->interface &&
            kept->interfaces[i].link_number == frame->link_number)
            return i;
    if (kept->interface_count == KEPT_INTERFACES)
        return KEPT_INTERFACES;
    if (!kept_frames_begin(kept))
        return KEPT_INTERFACES;
    add_interface(kept, frame->link_number, name);
    if (kept->no_memory)
        return KEPT_INTERFACES;
    kept->interfaces[kept->interface_count] =
        (struct kept_interface){ frame->interface, frame->link_number };
    return kept->interface_count++;
}

bool
kept_frames_add(struct kept_frames *kept, const struct capture_frame *frame, const char *name)
{
    uint32_t interface = interface_of(kept, frame, name);
    if (interface == KEPT_INTERFACES)
        return false;
    uint8_t *at = begin_block(kept, PACKET_BLOCK, 20 + padded(frame->captured) + 8 + 4);
    if (at == NULL)
        return false;
    at = put32(at, interface);
    at = put32(put32(at, (uint32_t)((uint64_t)frame->time >> 32)), (uint32_t)frame->time);
    at = put32(put32(at, (uint32_t)frame->captured), (uint32_t)frame->wire_length);
    memcpy(at, frame->bytes, frame->captured);
    at += padded(frame->captured);
    uint32_t flags = frame->seen == SEEN_INCOMING ? 1 : frame->seen == SEEN_OUTGOING ? 2 : 0;
    put_option(at, OPTION_FLAGS, &flags, sizeof flags);
    kept->frames++;
    return true;
}

void
kept_frames_free(struct kept_frames *kept)
{
    free(kept->bytes);
    *kept = (struct kept_frames){ 0 };
}
