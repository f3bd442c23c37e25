/*
 * replay.h: captures through the engine. It decides which packets go in and which are observations
 * of what came out, compares the second with what the engine predicts, and prints nothing: the
 * verb `replay`, the prompt's command of that name and the demo all stand on it.
 */
#ifndef REFIRE_ENGINE_REPLAY_REPLAY_H
#define REFIRE_ENGINE_REPLAY_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/capture/capture.h"
#include "engine/engine.h"
#include "engine/packet/unwrap.h"
#include "engine/replay/compare.h"
#include "engine/replay/ingress.h"

enum replay_mode {
    REPLAY_AUTO,        /* strict when captures of two sides are given, else reconstruct */
    REPLAY_STRICT,      /* only what entered goes in; what left is compared */
    REPLAY_RECONSTRUCT, /* what left and has no cause in sight is turned back into its cause */
    REPLAY_OBSERVE,     /* nothing goes in */
};

const char *replay_mode_name(enum replay_mode mode);

/* A file, or bytes in memory when PATH is NULL. Both are borrowed. */
struct replay_input {
    const char *path; /* "-": standard input */
    const void *bytes;
    size_t size;
    ifc_id point; /* where it was taken; IFC_NONE: not told, or by the interface names in it */
};

/* What becomes of frames that a mirrored port shows twice (duplicates.h). */
enum duplicates_mode {
    DUPLICATES_AUTO, /* dropped in files that begin with many of them */
    DUPLICATES_DROP,
    DUPLICATES_KEEP,
};

struct replay_options {
    enum replay_mode mode;
    const char *filter; /* pcap-filter expression; NULL: everything */
    enum duplicates_mode duplicates;
    bool decap; /* take off what frames were mirrored in */
    bool drain; /* run the clock on at the end until no timer is left */
    /* The earliest time for the first frame: when it is earlier, all clocks are moved on alike, so
     * that a capture can follow another in a living engine. INT64_MIN: no matter when. */
    int64_t not_before;
};

/* One packet that entered. Everything is borrowed for the time of the call. */
struct replay_packet {
    const struct packet *packet;   /* as it entered */
    const struct outcome *outcome; /* NULL in observe mode */
    ifc_id ingress;
    int link_number;   /* LINKTYPE of its frame */
    bool rebuilt;      /* made from an observation of what left */
    int64_t waited_ns; /* a fragment: how long for the rest of its datagram; it leaves then */
};

/* Each function may be NULL. */
struct replay_sink {
    void (*packet)(void *context, const struct replay_packet *packet);
    /* That one reads no bytes of the TCP and UDP packets that it is told: those of rebuilt ones are
     * of the frame that left then, and only what struct packet says is as it entered. */
    bool fields_suffice;
    /* Where PACKET, about to enter at INGRESS, writes its phases; NULL: nowhere. */
    struct trace *(*trace)(void *context, const struct packet *packet, ifc_id ingress);
    /* That one is not asked about packets that a living conn takes without looking at any rule. */
    bool traces_first_packets;
    /* What each frame was taken for, before anything is done about it; JUDGEMENT is NULL for those
     * without an IPv4 packet. */
    void (*judged)(void *context, const struct packet *packet, const struct judgement *judgement);
    /* A frame on the wire of IFC that goes into no engine: ARP and other kinds, and what the
     * firewall itself has sent. */
    void (*on_wire)(void *context, const struct packet *packet, int link_number, ifc_id ifc);
    /* Asked with each packet that is told, else every few frames, and when a signal interrupts a
     * read: true ends the run. */
    bool (*stopped)(void *context);
    /* No packet comes any more; also when the run was stopped. */
    void (*ended)(void *context);
    /* From time to time; TOTAL is 0 when it is not known. */
    void (*progress)(void *context, uint64_t frames, uint64_t done, uint64_t total);
    void *context;
};

#define PACKET_KIND_COUNT (PACKET_MALFORMED + 1)

struct replay_report {
    enum replay_mode mode;              /* as decided */
    uint64_t frames;                    /* read */
    uint64_t filtered;                  /* not let through by the filter */
    uint64_t duplicates;                /* dropped */
    uint64_t unwrapped[WRAPPING_COUNT]; /* with decap: taken off */
    bool looks_mirrored; /* without: most of the first frames came through a tunnel of mirroring */
    uint64_t kinds[PACKET_KIND_COUNT];
    uint64_t unknown_link;   /* frames of a link type that we do not read */
    int unknown_link_number; /* the first such type */
    uint64_t stances[STANCE_COUNT];
    uint64_t rules[INGRESS_RULE_COUNT];
    uint64_t entered; /* packets given to the engine, the rebuilt ones included */
    uint64_t rebuilt;
    uint64_t own;        /* of those that left: what the firewall itself sent */
    uint64_t unreadable; /* malformed packets whose ingress could not be told */
    uint64_t backward;   /* frames whose clock went back */
    int64_t furthest_backward;
    int64_t first_time, last_time; /* of the frames, moved on */
    int64_t moved;                 /* what was added to all clocks because of not_before */
    bool marks_mirrored;           /* direction marks were not believed: a neighbour had captured */
    struct compare_report comparison;
};

/* What became of one input. */
struct replay_input_report {
    const char *name;  /* its path, or "built-in" */
    const char *error; /* "" when nothing was wrong with it */
    uint64_t skipped;  /* damaged records passed over */
    int64_t shift;     /* what was added to its clock, ns */
};

struct replay;

/* CONFIG, ENGINE and OPTIONS' strings are borrowed. NULL with ERROR filled. */
NODISCARD struct replay *replay_new(const struct config *config, struct engine *engine,
                                    const struct replay_options *options, struct replay_sink sink,
                                    char error[CAPTURE_ERROR_SIZE]);
void replay_free(struct replay *replay);

/* False with ERROR filled when it cannot be opened or is no capture. */
NODISCARD bool replay_add(struct replay *replay, const struct replay_input *input,
                          char error[CAPTURE_ERROR_SIZE]);

enum replay_end { REPLAY_DONE, REPLAY_STOPPED, REPLAY_NO_MEMORY };

/* Runs all inputs, merged by time, once. After REPLAY_NO_MEMORY there is no report. */
NODISCARD enum replay_end replay_run(struct replay *replay);

/* Complete after replay_run. */
const struct replay_report *replay_report(const struct replay *replay);
size_t replay_input_count(const struct replay *replay);
struct replay_input_report replay_input_report(const struct replay *replay, size_t input);

/* Something came out otherwise than predicted, or has no cause, or was denied and yet seen. */
bool replay_found_differences(const struct replay_report *report);

#endif
