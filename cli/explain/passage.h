/*
 * passage.h: the captures through one configuration, for `refire explain`: the fate of each flow,
 * and of each that did not pass, the packet that was stopped.
 */
#ifndef REFIRE_CLI_EXPLAIN_PASSAGE_H
#define REFIRE_CLI_EXPLAIN_PASSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/fate/fates.h"
#include "cli/sample/sample_input.h"
#include "engine/base/compiler.h"
#include "engine/engine.h"
#include "engine/replay/replay.h"

/* The first packet of a flow that was denied; or, where none was, the first undecided one. */
struct stop {
    uint64_t number; /* of the packet; 0: the flow was not stopped */
    int64_t time;
    enum verdict verdict;
    enum drop_reason drop;
    struct row row; /* that decided; of the passage's configuration */
    ifc_id ingress;
    ifc_id route; /* where the destination, as it entered, is routed to; IFC_NONE: nowhere */
    uint32_t source, destination; /* as it entered */
    uint16_t source_port, destination_port;
    uint8_t protocol, tcp_flags, icmp_type;
    bool gre_is_pptp;
};

/* What goes through; everything is borrowed. */
struct passage_source {
    struct engine_options engine;
    struct replay_options replay;
    const struct sample_input *inputs;
    size_t input_count;
    uint64_t whole_frames; /* captures of more are tried on some of their packets; 0: the usual */
    uint64_t proof_frames; /* at most, for proofs of single causes; 0: the usual */
    bool (*stopped)(void *context); /* NULL: when a signal came */
    void *stopped_context;
};

/* A packet like this one, the first that is stopped, is traced. */
struct passage_watch {
    struct stop stop;
    bool exactly; /* for the same reason */
    bool found;
    struct trace trace; /* rows of the passage's configuration */
};

struct passage {
    const struct config *config; /* borrowed */
    struct fates *fates;
    struct stop *stops; /* by the flow's place among the fates */
    size_t stop_count;
    uint64_t frames, skipped, stops_lost;
    struct passage_watch *watch;
};

enum passage_end {
    PASSAGE_DONE,
    PASSAGE_STOPPED, /* interrupted */
    PASSAGE_NO_MEMORY,
    PASSAGE_REFUSED,   /* an input names no interface, or the filter is none: usage */
    PASSAGE_UNREADABLE /* an input is no capture */
};

#define PASSAGE_ERROR_SIZE 512

/*
 * CONFIG is borrowed as long as PASSAGE is used. WATCH may be NULL. After anything but
 * PASSAGE_DONE ERROR says why, behind the name of the input, and PASSAGE holds nothing. Damage in
 * an input that could be begun is counted in SKIPPED and said in ERROR ("" else).
 */
NODISCARD enum passage_end passage_run(const struct config *config,
                                       const struct passage_source *source,
                                       struct passage_watch *watch, struct passage *passage,
                                       char error[PASSAGE_ERROR_SIZE]);
void passage_free(struct passage *passage);

/* The stop of the flow at a place among the fates; NULL: it was not stopped. */
const struct stop *passage_stop(const struct passage *passage, size_t at);

/* Do the two say the same of packets: ends, protocol, interface? Source ports do not count. */
bool stop_is_like(const struct stop *a, const struct stop *b);

#endif
