/*
 * inspect_session.h: an inspection at work on one conn: its two streams, its own state, and the
 * secondary conns that it opened.
 */
#ifndef REFIRE_ENGINE_INSPECT_SESSION_H
#define REFIRE_ENGINE_INSPECT_SESSION_H

#include "engine/inspect.h"
#include "engine/state.h"
#include "engine/stream.h"

struct inspect_session {
    const struct inspection_engine *inspection;
    struct stream *streams[2]; /* by enum inspect_side */
    void *state;               /* inspection->session_size bytes */
    uint32_t first_child;      /* secondary conns, newest first; CONN_NONE */
    bool stopped;              /* the rest of the stream is plain TCP */
};

/*
 * Chooses the inspection for a new conn by its first packet; nothing when there is none. One that
 * is configured but not modelled is counted.
 */
void inspect_session_begin(struct engine *engine, uint32_t conn, const struct packet *first);

/* One segment sent by SIDE; edits go to the outcome's translation. True when it was inspected. */
bool inspect_session_segment(struct engine *engine, uint32_t conn, enum conn_side side,
                             const struct packet *packet, struct outcome *outcome);

/* The conn goes: its secondary conns first. */
void inspect_session_end(struct engine *engine, uint32_t conn, int64_t time);

/* A secondary conn goes by itself: its parent forgets it. */
void inspect_session_forget(struct engine *engine, uint32_t child);

/* Frees what all sessions hold, without events. */
void inspect_sessions_fini(struct engine *engine);

/* Bytes held by the sessions and their streams. */
size_t inspect_sessions_bytes(const struct engine *engine);

#endif
