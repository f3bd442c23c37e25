/*
 * firewall.h: the box that one or more sessions sit at.
 *
 * It owns what they share: the configuration and its parser, the engine, the log, what was saved.
 * What belongs to somebody's seat (mode, privilege, history, pager) is the session's (session.h).
 * Only one session speaks at a time; each line is done wholly before another one's is begun.
 */
#ifndef REFIRE_CLI_PROMPT_FIREWALL_H
#define REFIRE_CLI_PROMPT_FIREWALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/prompt/dialect.h"
#include "cli/prompt/log.h"
#include "cli/prompt/perfmon.h"
#include "engine/base/arena.h"
#include "engine/base/compiler.h"
#include "engine/engine.h"
#include "engine/model/config.h"
#include "parser/match.h"
#include "parser/parser.h"

struct lab_play;
struct packet_captures;
struct session;
struct story;

struct interface_counters {
    uint64_t in, in_bytes, out, out_bytes, broadcasts, dropped;
};

/* What was counted in the last whole interval, and in the one that runs. */
struct rate_window {
    int64_t began;
    struct interface_counters running, last;
};

/* Minutes of the intervals that `show interface` tells rates of. */
#define RATE_WINDOWS 2
#define RATE_WINDOW_MINUTES                                                                        \
    {                                                                                              \
        1, 5                                                                                       \
    }

/* The same packets, since each of the commands that set counters back. */
struct interface_meter {
    struct interface_counters interface; /* `clear interface` */
    struct interface_counters traffic;   /* `clear traffic` */
    struct rate_window rates[RATE_WINDOWS];
};

/* Ends the intervals that are over NOW. */
void interface_meter_roll(struct interface_meter *meter, int64_t now);

/* What the counters of the engine had when they were cleared, which it does not know of. */
struct cleared_drops {
    int64_t time; /* 0: never */
    uint64_t drops[DROP_REASON_COUNT];
};

struct firewall {
    struct config *config;
    const struct dialect *dialect;
    struct parser *parser; /* stands where the speaker stands */
    struct arena *arena;   /* of the diagnostics */
    struct diags diags;    /* of the line at hand */
    struct engine *engine;
    struct log log;
    struct command_table *exec; /* the device's commands that are not configuration */
    struct command_table *own;  /* the emulator's */

    struct session *sessions; /* linked by their `next` */
    struct session *speaker;  /* whose sub-mode the parser is in; NULL: nobody's */

    char *startup;                  /* what `write memory` saved; NULL: nothing */
    int64_t saved;                  /* when it did */
    int64_t booted;                 /* when the clock started to mean something */
    int64_t changed;                /* the last change of the configuration; 0: none */
    struct interface_meter *meters; /* by ifc_id; more interfaces may come */
    size_t meter_count;
    int64_t traffic_since; /* `clear traffic`; 0: the box has started since */
    struct cleared_drops cleared_drops;
    struct perfmon perfmon;
    char *replayed;                   /* the captures of the last `replay`, as typed; NULL: none */
    bool replayed_decap;              /* that was with --decap */
    struct story *story;              /* what there is to see of it (cli/picture); NULL: nothing */
    struct packet_captures *captures; /* `capture` (cli/capture); NULL: none */
    size_t assumptions_told;          /* how many of the engine's were printed */
    bool strict_routes;
    bool no_files;
    const char *config_path; /* what -c named, borrowed; NULL: nothing */
    struct lab_play *lab;    /* the exercise that is on, borrowed; NULL: none */
};

struct firewall_options {
    struct config *config;   /* the firewall owns it from now on, whatever happens */
    bool strict_routes;      /* assume no default route */
    bool no_files;           /* no command reads or writes a file of this machine */
    const char *config_path; /* where it was read; never written over; may be NULL; borrowed */
};

/* NULL when there is no memory. */
NODISCARD struct firewall *firewall_new(const struct firewall_options *options);
/* All sessions have been freed. NULL is allowed. */
void firewall_free(struct firewall *firewall);

/*
 * Another configuration and a new engine, as after `reload`: every session starts anew or, when it
 * does not sit at the console, is over. False: no memory, nothing changed.
 */
NODISCARD bool firewall_load(struct firewall *firewall, struct config *config);

/* A line has been done: its diagnostics are no more. */
void firewall_forget_diags(struct firewall *firewall);

#endif
