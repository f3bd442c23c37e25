/*
 * mend.h: commands that might let a stopped flow pass, by why it was stopped. They are guesses:
 * whether a version takes one and what it does, a trial tells (search.h).
 */
#ifndef REFIRE_CLI_EXPLAIN_MEND_H
#define REFIRE_CLI_EXPLAIN_MEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/explain/groups.h"
#include "cli/explain/passage.h"
#include "cli/explain/scratch.h"
#include "engine/base/arena.h"

#define MENDS_MAX 24

/* What is to pass, and what is known of it. Everything is borrowed. */
struct mend_ask {
    const struct config *config; /* it was stopped by this one */
    const struct stop *stop;
    const struct trace *trace;      /* of its packet; NULL: unknown */
    const struct stop_group *group; /* of which the stop is the first; NULL: it is alone */
    const struct fates *seen;       /* the flows that there are */
    struct arena *arena;            /* of the commands */
    struct plan *mends;             /* MENDS_MAX of them */
    size_t count;
    bool no_memory;
    bool bounded;         /* there were more than have a place */
    const char *why_none; /* why there are none, where that is known; NULL */
};

/* Fills the mends for the stop's reason. */
void mend_offer(struct mend_ask *ask);

/* Why no command mends what is stopped for this reason, unless one is found; NULL: unknown. */
const char *mend_why_not(const struct stop *stop);

/* ---- for the files that make them ---- */

/* A new one with OPENS; NULL: there are enough, or no memory. */
struct plan *mend_begin(struct mend_ask *ask, double opens);
/* The same, to be tried only where the version does not take the one before. */
struct plan *mend_begin_other(struct mend_ask *ask, double opens);
/* One more command; what does not fit makes the whole mend go. */
void mend_command(struct mend_ask *ask, struct plan *plan, bool restores, const char *format, ...)
    PRINTF_LIKE(4, 5);
/* The same in front of number AT. */
void mend_insert(struct mend_ask *ask, struct plan *plan, size_t at, const char *format, ...)
    PRINTF_LIKE(4, 5);
/* Lines that were put together elsewhere. */
void mend_text(struct mend_ask *ask, struct plan *plan, bool restores, const char *text);

/* "host 10.0.0.1", "10.0.0.0 255.255.255.0", "any" */
#define END_TEXT_SIZE 40
const char *mend_end(struct network network, char text[static END_TEXT_SIZE]);
const char *mend_label(const struct mend_ask *ask, ifc_id ifc);

/* The interface that the trace says it would leave through; else that of the route. */
ifc_id mend_egress(const struct mend_ask *ask);
/* The longest connected network or route; IFC_NONE: none. */
ifc_id mend_route(const struct config *config, uint32_t address);
/* The sources that a line must name: one network that has them all. */
struct network mend_sources(const struct mend_ask *ask);
/* ... and the destinations. */
struct network mend_targets(const struct mend_ask *ask);
double mend_bits(struct network network);

void mend_access(struct mend_ask *ask);      /* access lists, conduits, levels, outbound */
void mend_destination(struct mend_ask *ask); /* a static for it */
void mend_exemption(struct mend_ask *ask);   /* a line of nat 0 access-list */
void mend_source(struct mend_ask *ask);      /* nat, global, static */
void mend_inspections(struct mend_ask *ask); /* of connections between the same hosts */
void mend_uninspected(struct mend_ask *ask); /* without the one that refused it */
void mend_route_lines(struct mend_ask *ask);
void mend_box(struct mend_ask *ask);       /* ssh, telnet, http, icmp */
void mend_interface(struct mend_ask *ask); /* no shutdown, no management-only */
void mend_guards(struct mend_ask *ask);    /* reverse path, fragments */

#endif
