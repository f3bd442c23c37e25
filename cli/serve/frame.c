/*
 * frame.c: frames in queues of bytes.
 */
#include "cli/serve/frame.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 1024

void
frame_queue_fini(struct frame_queue *queue)
{
    free(queue->bytes);
    *queue = (struct frame_queue){ 0 };
}

size_t
frame_queue_length(const struct frame_queue *queue)
{
    return queue->end - queue->start;
}

char *
frame_queue_room(struct frame_queue *queue, size_t size)
{
    size_t length = frame_queue_length(queue);
    if (queue->bytes != NULL && queue->capacity - queue->end >= size)
        return queue->bytes + queue->end;
    /* Moving is worth it when half of the block is free: else each frame would move all of them. */
    if (queue->start >= queue->capacity / 2 && queue->capacity - length >= size) {
        memmove(queue->bytes, queue->bytes + queue->start, length);
    } else {
        size_t capacity = queue->capacity > 0 ? queue->capacity : FIRST_CAPACITY;
        while (capacity - length < size)
            capacity *= 2;
        char *bytes = malloc(capacity);
        if (bytes == NULL)
            return NULL;
        if (length > 0)
            memcpy(bytes, queue->bytes + queue->start, length);
        free(queue->bytes);
        queue->bytes = bytes;
        queue->capacity = capacity;
    }
    queue->start = 0;
    queue->end = length;
    return queue->bytes + length;
}

void
frame_queue_filled(struct frame_queue *queue, size_t size)
{
    queue->end += size;
}

void
frame_queue_drop(struct frame_queue *queue, size_t size)
{
    queue->start += size;
    if (queue->start == queue->end)
        queue->start = queue->end = 0;
}

static bool
put_one(struct frame_queue *queue, enum frame_type type, const char *text, size_t length)
{
    char *room = frame_queue_room(queue, FRAME_HEAD + length);
    if (room == NULL)
        return false;
    room[0] = (char)type;
    room[1] = (char)(length >> 8);
    room[2] = (char)(length & 0xff);
    if (length > 0)
        memcpy(room + FRAME_HEAD, text, length);
    frame_queue_filled(queue, FRAME_HEAD + length);
    return true;
}

bool
frame_put(struct frame_queue *queue, enum frame_type type, const char *text, size_t length)
{
    do {
        size_t piece = length < FRAME_TEXT ? length : FRAME_TEXT;
        if (!put_one(queue, type, text, piece))
            return false;
        length -= piece;
        if (length > 0)
            text += piece;
    } while (length > 0);
    return true;
}

enum frame_status
frame_at(const struct frame_queue *queue, size_t at, struct frame *frame)
{
    size_t left = frame_queue_length(queue) - at;
    if (left < FRAME_HEAD)
        return FRAME_NONE;
    const char *head = queue->bytes + queue->start + at;
    size_t length = (size_t)(uint8_t)head[1] << 8 | (uint8_t)head[2];
    if (length > FRAME_TEXT)
        return FRAME_WRONG;
    if (left < FRAME_HEAD + length)
        return FRAME_NONE;
    *frame = (struct frame){ head[0], head + FRAME_HEAD, length, FRAME_HEAD + length };
    return FRAME_FOUND;
}
