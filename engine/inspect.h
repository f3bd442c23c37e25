/*
 * inspect.h: what an inspection offers to the engine and what it may ask for.
 *
 * An inspection is one file and one struct (STYLE 3). The engine reassembles the stream, keeps the
 * session beside the conn, opens and ages pinholes and half-connections, and mends checksums; the
 * inspection says what is coming and what to change.
 */
#ifndef REFIRE_ENGINE_INSPECT_H
#define REFIRE_ENGINE_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/base/cursor.h"
#include "engine/model/config.h"

struct engine;
struct conn;

/* Which end sent the message, by who opened the conn. */
enum inspect_side { SIDE_INITIATOR, SIDE_RESPONDER };

/* The call for one message: opaque to the inspection, handed back to the services below. */
struct inspect_call;

enum inspect_result {
    INSPECT_CONTINUE,
    INSPECT_STOP,   /* never again on this conn; the stream goes on as plain TCP */
    INSPECT_DESYNC, /* the same, because the stream could not be followed: counted */
};

/* How many bytes make the next message, looking at what there is of it. */
enum frame_status { FRAME_WHOLE, FRAME_MORE, FRAME_BAD };

struct inspection_engine {
    const char *name;
    enum inspection_kind kind;
    uint8_t protocol;
    size_t session_size;    /* zeroed memory beside the conn */
    size_t largest_message; /* the reassembly buffer of each direction */

    /* BYTES starts at a message; WHOLE: *length is its size; MORE: not enough to tell or to end. */
    enum frame_status (*frame)(const uint8_t *bytes, size_t available, size_t *length);

    /* One whole message from SIDE, in order; a retransmitted one comes once. */
    enum inspect_result (*message)(struct inspect_call *call, void *session, enum inspect_side side,
                                   struct cursor message);

    /*
     * The conn goes, or the engine with all its conns: called once for each session, also for one
     * whose inspection stopped before. Frees what the session holds.
     */
    void (*closed)(struct inspect_call *call, void *session);
};

/* Services. All addresses are real ones; call ids are 16-bit GRE keys. */

/* Replaces LENGTH bytes at OFFSET of the current message. Same length only, for now. */
void inspect_rewrite(struct inspect_call *call, size_t offset, const uint8_t *bytes,
                     uint16_t length);

/* Is SIDE the end on the interface of the higher security level? */
NODISCARD bool inspect_side_is_inner(const struct inspect_call *call, enum inspect_side side);

/*
 * One-sided replay hands over packets as they were after translation: the ids in such a message
 * are those that its receiver knows.
 */
NODISCARD bool inspect_is_as_left(const struct inspect_call *call);

/*
 * The mapped form of the call id REAL, which stands at OFFSET of the current message and which its
 * sender assigned: itself when the sender is not behind PAT, else a new id of its PAT address.
 * False when none is free.
 */
NODISCARD bool inspect_map_call_id(struct inspect_call *call, size_t offset, uint16_t real,
                                   uint16_t *mapped);
/* Gives back what inspect_map_call_id gave; nothing to do when SIDE is not behind PAT. */
void inspect_release_call_id(struct inspect_call *call, enum inspect_side side, uint16_t mapped);

/*
 * Builds the GRE half-connection towards SIDE, whose call id is REAL there and MAPPED on the other
 * side's wire (engine.md 4.5). Emits 302017. Returns a handle to close it, 0 when it could not.
 */
NODISCARD uint32_t inspect_open_gre(struct inspect_call *call, enum inspect_side towards,
                                    uint16_t real, uint16_t mapped);
/* Tears it down now (302018). */
void inspect_close_gre(struct inspect_call *call, uint32_t handle);

/* The engine for an inspection, or NULL when it is not modelled: inspections.c lists them. */
const struct inspection_engine *inspection_engine_of(enum inspection_kind kind);

#endif
