/*
 * map_rules.h: which match or class of a `policy-map type inspect` a message meets (7.2 and later).
 */
#ifndef REFIRE_ENGINE_INSPECT_MAP_RULES_H
#define REFIRE_ENGINE_INSPECT_MAP_RULES_H

#include "engine/inspect.h"
#include "engine/model/config.h"

/* What a protocol says of a criterion, whose `not` it need not look at. */
enum map_answer {
    MAP_ASKS_SOMETHING_ELSE, /* this message has nothing of the kind: met neither way */
    MAP_ANSWER_NO,
    MAP_ANSWER_YES,
};

typedef enum map_answer map_question(void *context, const struct map_value *criterion);

/* The map of the conn's line, NULL: there is none. */
const struct inspect_map *map_of_line(const struct inspect_call *call);

/* What an action does to the message and its conn. */
enum inspect_result map_action_result(enum map_action action);

/*
 * CRITERION as the configuration has it: WORDS, behind `not` where it is negated, then the regular
 * expression that it names, or DETAIL where it names none. Cut where there is no room.
 */
void map_write_match(char *out, size_t size, const struct map_value *criterion, const char *words,
                     const char *detail);

/* "matched Class 3: WHAT" of a rule of MAP: a class by its name, a match by MATCH. */
void map_write_rule(char *out, size_t size, const struct inspect_map *map,
                    const struct map_rule *rule, const char *match);

/* --- asking all rules ------------------------------------------------------------------------- */

/* A rule that is met, and what is to be done. */
struct map_found {
    const struct map_rule *rule;
    const struct map_value *criterion; /* of a class the match that completes it */
    enum map_action action;            /* NONE: it only logs */
    bool log;
    const struct map_value
        *own; /* an action that the protocol itself settles: enforce-tsig; NULL */
};

struct map_asking {
    struct inspect_call *call;
    const struct inspect_map *map;
    map_question *question;
    /* How late in a message the criterion is decided: 0 up to STAGES - 1; NULL: all at once. */
    unsigned (*stage_of)(const struct map_value *criterion);
    unsigned first_stage, stages; /* what is asked now */
    /* What comes of FOUND->own: changes ACTION and LOG. NULL: the protocol has none. */
    void (*settle)(void *context, struct map_found *found);
    /* Of each rule that is met, whether it logs or not: what it masks is masked here, too. NULL:
     * there is no message for it. */
    void (*tell)(void *context, const struct map_found *found);
    void *context;
};

/*
 * Asks all rules: what a message says first is asked first wherever the rule stands, and rules of
 * one stage in the order of the map. What drops ends it; what only logs does not (configuration
 * guide, "Inspection Policy Map" [A]). INSPECT_CLOSE: the connection is dropped or reset;
 * INSPECT_DROP: the message is; else INSPECT_CONTINUE.
 *
 * `rate-limit N`: messages that meet the rule pass N a second, the others are dropped [C]
 * (message_rates.h).
 */
enum inspect_result map_rules_apply(const struct map_asking *asking);

/* When a rule is decided: a class when the last of its matches is. */
unsigned map_rules_stage(const struct map_asking *asking, const struct map_rule *rule);

#endif
