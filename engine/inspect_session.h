/*
 * inspect_session.h: an inspection at work on one conn: its two streams, its own state, what it has
 * announced and the secondary conns that came of that.
 */
#ifndef REFIRE_ENGINE_INSPECT_SESSION_H
#define REFIRE_ENGINE_INSPECT_SESSION_H

#include "engine/edit_list.h"
#include "engine/inspect.h"
#include "engine/report.h"
#include "engine/stream.h"

struct inspect_session {
    const struct inspection_engine *inspection;
    const struct inspection *line; /* of the configuration at REVISION; NULL */
    uint32_t revision;
    uint32_t tally;            /* of LINE's class; TALLY_NONE */
    struct stream *streams[2]; /* of TCP, by enum inspect_side */
    void *state;               /* inspection->session_size bytes */
    uint32_t first_child;      /* secondary conns, newest first; CONN_NONE */
    uint32_t first_pinhole;    /* what is announced and has not come, newest first; PINHOLE_NONE */
    uint32_t pinholes;
    uint32_t start[2]; /* TCP: the number of that side's first byte, where KNOWS_START says so */
    bool knows_start[2];
    bool opened;     /* state and streams are there: with the first byte of data */
    bool stopped;    /* the rest passes as it comes */
    bool unread;     /* the capture is cut or has a gap: what the device made of it is not known */
    bool quiet;      /* TCP: no byte is ever changed, nothing held back, */
    bool deaf[2];    /* ... and nobody reads what that side still says */
    bool stalled[2]; /* that side's message was refused: nothing more of it gets through */
};

/* The line of a conn's inspection; without it its index tells the kind, 1 + enum inspection_kind.
 */
struct row inspect_session_row(const struct engine *engine, uint32_t conn);

/* One message on its way through an inspection. */
struct inspect_call {
    struct engine *engine;
    uint32_t conn;
    enum conn_side side;         /* who sent the message at hand */
    const struct packet *packet; /* NULL when the conn goes */
    const struct visit *visit;   /* NULL then, too */
    struct edit_list *edits;     /* of a datagram; NULL: the stream's */
    int64_t time;
};

static inline struct inspect_session *
inspect_session_of(const struct engine *engine, uint32_t conn)
{
    return pool_at(&engine->sessions, conn_at(&engine->conns, conn)->session);
}

/*
 * Chooses the inspection for a new conn by its first packet; nothing when there is none. One that
 * is configured but not modelled is counted. PINHOLE: what let it in, which is told what comes of
 * it and gone afterwards unless it stays; PINHOLE_NONE.
 */
void inspect_session_begin(struct engine *engine, uint32_t conn, const struct packet *first,
                           uint32_t pinhole);

/* What the inspection that announced it makes of CONN, whose protocol is set. */
void inspect_session_preview(const struct pinhole *pinhole, struct conn *conn);

/* 1 + the conn on which media over UDP were announced that PINHOLE lets in; 0: it does no such. */
uint32_t inspect_session_media_of(const struct engine *engine, uint32_t pinhole);

/* What an inspection says of a packet. */
enum inspect_verdict {
    INSPECTED_NOT,     /* nobody looked */
    INSPECTED_PASSES,  /* its payload as it leaves is in the outcome */
    INSPECTED_DROPPED, /* the verdict is in the outcome */
    INSPECTED_CLOSED,  /* the same, and the conn is gone */
};

/* One packet of a conn with a session, sent by SIDE, that passes as far as others are concerned. */
enum inspect_verdict inspect_session_packet(const struct visit *visit, uint32_t conn,
                                            enum conn_side side);

/*
 * The conn of this segment is about to go, and its streams with it: the payload that leaves with
 * the segment lives on in the engine until the next packet.
 */
void inspect_session_keep_payload(struct engine *engine, struct translation *translation);

/*
 * The acknowledgement number of a segment of SIDE, as the other end's numbers were sent: what TCP
 * is followed by.
 */
uint32_t inspect_session_ack(const struct engine *engine, const struct conn *conn,
                             enum conn_side side, const struct packet *packet);

/*
 * Has the inspection of a TCP conn nothing to do with a segment of SIDE: an acknowledgement, or
 * what it skips to the end? Only of segments without SYN, FIN and RST.
 */
bool inspect_session_is_deaf(const struct engine *engine, const struct conn *conn,
                             enum conn_side side, const struct packet *packet);

/* The conn goes: its secondary conns first, and what was announced on it. */
void inspect_session_end(struct engine *engine, uint32_t conn, int64_t time);

/* A secondary conn, or something announced, goes by itself: its parent forgets it. */
void inspect_session_forget(struct engine *engine, uint32_t child);
void inspect_session_forget_pinhole(struct engine *engine, uint32_t pinhole);

/* A secondary conn of PARENT. */
void inspect_session_adopt(struct engine *engine, uint32_t parent, uint32_t child);

/* Frees what all sessions hold, without events. */
void inspect_sessions_fini(struct engine *engine);

/* Bytes held by the sessions, their streams not included. */
size_t inspect_sessions_bytes(const struct engine *engine);

#endif
