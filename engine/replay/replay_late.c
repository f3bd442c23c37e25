/*
 * replay_late.c: fragments, whose verdicts come late: what is needed to tell of them is kept until
 * then.
 */
#include <stdlib.h>

#include "engine/replay/replay_private.h"

void
replay_await_late(struct replay *replay, struct packet *packet, const struct capture_frame *frame,
                  const struct sighting *seen)
{
    struct late_packets *late = &replay->late;
    if (late->free == NO_LATE && late->count == late->capacity) {
        uint32_t larger = late->capacity == 0 ? 64 : late->capacity * 2;
        struct late_packet *items = realloc(late->items, larger * sizeof *items);
        if (items == NULL) {
            replay->out_of_memory = true;
            return;
        }
        late->items = items;
        late->capacity = larger;
    }
    uint32_t place = late->free == NO_LATE ? late->count++ : late->free;
    struct late_packet *item = &late->items[place];
    if (place == late->free)
        late->free = item->next_free;
    *item = (struct late_packet){ .link = frame->link,
                                  .link_number = frame->link_number,
                                  .rebuilt = seen != NULL };
    if (seen != NULL)
        item->seen = *seen;
    packet->tag = place + 1;
}
