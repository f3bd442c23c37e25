/*
 * fault_verb.h: `refire lab fault`.
 */
#ifndef REFIRE_CLI_FAULT_FAULT_VERB_H
#define REFIRE_CLI_FAULT_FAULT_VERB_H

#include <stddef.h>
#include <stdint.h>

struct fault_wish {
    const char *path;      /* of the configuration */
    char *const *captures; /* [NAMEIF=]CAPTURE: traffic that it is known to pass */
    size_t capture_count;
    const char *folder; /* NULL: named after the configuration, where one stands */
    unsigned level;
    uint64_t seed;
};

/* Makes the exercise, and says so on standard output. The exit status. */
int fault_verb(const struct fault_wish *wish);

#endif
