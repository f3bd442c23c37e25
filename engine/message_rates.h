/*
 * message_rates.h: how many messages a second have met the rules of inspection maps that limit
 * them (`rate-limit`). All conns of a rule's map count together [C].
 */
#ifndef REFIRE_ENGINE_MESSAGE_RATES_H
#define REFIRE_ENGINE_MESSAGE_RATES_H

#include "engine/model/config.h"

struct message_rate {
    const struct map_rule *rule;
    int64_t since;  /* the second that is counted begins */
    uint32_t count; /* messages in it */
};

/* Zeroed, it is empty. There is never more than one for each rule of the configuration. */
struct message_rates {
    struct message_rate *items;
    uint32_t count, capacity;
    uint32_t revision; /* of the configuration that the rules belong to */
};

void message_rates_fini(struct message_rates *rates);

/*
 * Counts a message at NOW (packet time). Is it one of the first MOST of its second? A second begins
 * with the first message after the last one was over [C]. A changed configuration counts anew.
 * Without memory nothing is limited.
 */
NODISCARD bool message_rates_permit(struct message_rates *rates, const struct config *config,
                                    const struct map_rule *rule, uint32_t most, int64_t now);

#endif
