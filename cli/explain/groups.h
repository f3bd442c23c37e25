/*
 * groups.h: flows that did not pass, by what they have in common: the reason, the row that decided,
 * and what the packets asked for as far as a line that mends it would have to say it.
 */
#ifndef REFIRE_CLI_EXPLAIN_GROUPS_H
#define REFIRE_CLI_EXPLAIN_GROUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/explain/passage.h"

/* Flows of further groups are counted. */
#define GROUPS_MAX ((size_t)4096)
#define GROUP_SOURCES 8
/* What more targets than these have in common is one group: where a line may name their network,
 * and where each wants one of its own. */
#define GROUP_TARGETS 4
#define GROUP_TARGETS_APART 16

/* By what flows of one reason are told apart. */
enum group_by {
    GROUP_BY_TARGET,   /* protocol, destination, service */
    GROUP_BY_PROTOCOL, /* protocol, and where they would leave */
    GROUP_BY_ROUTE,    /* where they would leave */
    GROUP_BY_HOSTS,    /* source and destination */
    GROUP_BY_REASON,
};

struct stop_group {
    struct stop first; /* its flow that was stopped first */
    size_t flows;
    uint64_t packets;                /* of them, that did not pass */
    uint32_t sources[GROUP_SOURCES]; /* as they entered, the first ones */
    size_t source_count;             /* of these */
    bool more_sources;
    struct network covering;         /* the smallest network with all sources */
    uint32_t targets[GROUP_SOURCES]; /* destinations, the same way */
    size_t target_count;
    bool more_targets;
    struct network reached;
    bool service_is_source; /* the port that tells the service is the source's */
    uint32_t head;          /* the first flow's place among the fates; see groups_next */
    uint32_t tail;
};

struct groups {
    struct stop_group *items; /* largest first */
    size_t count;
    uint32_t *next;  /* by the flow's place */
    size_t flows;    /* in all groups */
    size_t left_out; /* flows of groups without a place */
};

#define GROUP_END UINT32_MAX

/* False: no memory. */
NODISCARD bool groups_find(const struct passage *passage, struct groups *groups);
void groups_free(struct groups *groups);

/* The flow behind AT in its group; GROUP_END: there is none. */
uint32_t groups_next(const struct groups *groups, uint32_t at);

enum group_by group_by(enum drop_reason drop);

#endif
