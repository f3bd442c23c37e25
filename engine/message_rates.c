/*
 * message_rates.c: few rules limit anything, so they are looked for one by one.
 */
#include "engine/message_rates.h"

#include <stdlib.h>

#include "engine/base/clock.h"

#define FIRST_CAPACITY 4

void
message_rates_fini(struct message_rates *rates)
{
    free(rates->items);
    *rates = (struct message_rates){ 0 };
}

static struct message_rate *
find_or_make(struct message_rates *rates, const struct map_rule *rule, int64_t now)
{
    for (uint32_t i = 0; i < rates->count; i++) {
        if (rates->items[i].rule == rule)
            return &rates->items[i];
    }
    if (rates->count == rates->capacity) {
        uint32_t capacity = rates->capacity == 0 ? FIRST_CAPACITY : rates->capacity * 2;
        struct message_rate *moved = realloc(rates->items, capacity * sizeof(*moved));
        if (moved == NULL)
            return NULL;
        rates->items = moved;
        rates->capacity = capacity;
    }
    rates->items[rates->count] = (struct message_rate){ .rule = rule, .since = now };
    return &rates->items[rates->count++];
}

bool
message_rates_permit(struct message_rates *rates, const struct config *config,
                     const struct map_rule *rule, uint32_t most, int64_t now)
{
    if (rates->revision != config->revision)
        rates->count = 0;
    rates->revision = config->revision;
    struct message_rate *rate = find_or_make(rates, rule, now);
    if (rate == NULL)
        return true;
    if (now - rate->since >= seconds_to_ns(1)) {
        rate->since = now;
        rate->count = 0;
    }
    if (rate->count < most) {
        rate->count++;
        return true;
    }
    return false;
}
