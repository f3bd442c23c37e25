/*
 * inspect.h: what an inspection offers to the engine and what it may ask for.
 *
 * An inspection is one file and one struct (STYLE 3). The engine reassembles the stream, keeps the
 * session beside the conn, opens and ages pinholes and half-connections, writes the changed payload
 * and mends lengths, sequence numbers and checksums; the inspection says what is coming and what to
 * change. To add one: its file, its line in inspections.c.
 */
#ifndef REFIRE_ENGINE_INSPECT_H
#define REFIRE_ENGINE_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/base/cursor.h"
#include "engine/event.h"

struct engine;
struct conn;

/* Which end sent the message, by who opened the conn. */
enum inspect_side { SIDE_INITIATOR, SIDE_RESPONDER };

static inline enum inspect_side
other_side(enum inspect_side side)
{
    return side == SIDE_INITIATOR ? SIDE_RESPONDER : SIDE_INITIATOR;
}

/* The call for one message: opaque to the inspection, handed back to the services below. */
struct inspect_call;

enum inspect_result {
    INSPECT_CONTINUE,
    INSPECT_STOP,   /* never again on this conn; the rest goes on as plain TCP or UDP */
    INSPECT_DESYNC, /* the same, because it could not be followed: counted */
    INSPECT_DROP,   /* the message does not pass: nor does, of TCP, what follows on its side */
    INSPECT_CLOSE,  /* the same, and the conn goes (after what the inspection has reported) */
};

/*
 * How many bytes make the next message, looking at what there is of it. SKIP: so many bytes are of
 * no interest, whether they are there yet or not (SIZE_MAX: all the rest).
 */
enum frame_status { FRAME_WHOLE, FRAME_MORE, FRAME_BAD, FRAME_SKIP };

/* What it does to the bytes that pass. */
enum inspect_hand {
    INSPECT_TRANSLATES, /* changes them where something is translated */
    INSPECT_LISTENS,    /* never changes any */
    INSPECT_CHANGES,    /* may change them anywhere: it masks, say */
};

/* Which conns what is said on one may announce. */
enum inspect_announces {
    ANNOUNCES_NOTHING,
    ANNOUNCES_BETWEEN_ENDS, /* others between the same two hosts */
    ANNOUNCES_MEDIA,        /* and UDP between either of them and anybody: a call's media */
};

struct inspection_engine {
    const char *name;
    enum inspection_kind kind;
    enum inspect_announces announces;
    uint8_t protocol; /* IP_TCP or IP_UDP */
    enum inspect_hand hand;
    /* What the line of the configuration makes of it; NULL: HAND always. */
    enum inspect_hand (*hand_for)(const struct config *config, const struct inspection *line);
    /* Of conns that it announces, where the version has it (2.6); 0: that of their protocol. */
    enum timer timer;
    bool makes_calls;       /* what it announces over UDP are media, of a call */
    bool is_media;          /* of such media: KIND is not theirs, but of who announced them */
    size_t session_size;    /* zeroed memory beside the conn; 0: none */
    size_t largest_message; /* TCP: of either direction */

    /*
     * TCP only. BYTES starts at a message of SIDE; WHOLE: *length is its size; MORE: not enough to
     * tell or to end.
     */
    enum frame_status (*frame)(void *session, enum inspect_side side, const uint8_t *bytes,
                               size_t available, size_t *length);

    /* One whole message from SIDE, in order, a retransmitted one once; or a datagram. */
    enum inspect_result (*message)(struct inspect_call *call, void *session, enum inspect_side side,
                                   struct cursor message);

    /*
     * The conn goes, or the engine with all its conns: called once for each session, also for one
     * whose inspection stopped before. Frees what the session holds. May be NULL.
     */
    void (*closed)(struct inspect_call *call, void *session);
};

/* --- services: what is known ------------------------------------------------------------------ */

/* One end of the conn, real and as the other end knows it. */
NODISCARD struct event_end inspect_end(const struct inspect_call *call, enum inspect_side side);
/* Is SIDE the end on the interface of the higher security level? */
NODISCARD bool inspect_side_is_inner(const struct inspect_call *call, enum inspect_side side);
/* The slot that translates SIDE's own socket; POOL_NONE: it is what it is. */
NODISCARD uint32_t inspect_slot(const struct inspect_call *call, enum inspect_side side);
/* Is SIDE behind PAT, so that the other side may reach other ports of its address elsewhere? */
NODISCARD bool inspect_shares_address(const struct inspect_call *call, enum inspect_side side);
/* Was the conn there to be seen from its first packet? Replay may pick one up in the middle. */
NODISCARD bool inspect_is_from_start(const struct inspect_call *call);
/* The configuration, and what its version does. */
const struct config *inspect_config(const struct inspect_call *call);
const struct behaviour *inspect_does(const struct inspect_call *call);
/*
 * The `inspect` or `fixup` line that is at work: `strict`, its map; of a secondary conn that of the
 * one it was announced on [C]. NULL: it is gone.
 */
const struct inspection *inspect_line(const struct inspect_call *call);
/* Of a secondary conn: the role in the expectation that it came by; 0. */
NODISCARD uint8_t inspect_role(const struct inspect_call *call);

/*
 * One-sided replay hands over packets as they were after translation: what an end says in such a
 * message of its own addresses, ports and ids is as its receiver knows them. No edit is made then.
 */
NODISCARD bool inspect_is_as_left(const struct inspect_call *call);

/* Is the expression of a map found in TEXT? (regex_cache.h) */
NODISCARD bool inspect_regex_matches(struct inspect_call *call, const struct map_regex *regex,
                                     struct cursor text);

/* A rule of a map limits messages to MOST a second: may this one pass? It is counted. */
NODISCARD bool inspect_rate_permits(struct inspect_call *call, const struct map_rule *rule,
                                    uint32_t most);

/* --- services: changing the message ----------------------------------------------------------- */

/*
 * REMOVED bytes at OFFSET of the current message give way to LENGTH others, which are copied;
 * edits of one message may come in any order but must not overlap. Nothing happens to packets that
 * have left already. An edit that there is no room for is counted.
 */
void inspect_replace(struct inspect_call *call, size_t offset, size_t removed, const void *bytes,
                     size_t length);

/*
 * A number that the firewall draws and that comes to stand at OFFSET of the current message: as the
 * capture of the other side shows it, else by the engine's seed.
 */
uint16_t inspect_draw(const struct inspect_call *call, size_t offset);

/* --- services: addresses in payloads ---------------------------------------------------------- */

/* A socket that a message names, as its own network knows it and as the other side does. */
struct inspect_socket {
    uint32_t real, mapped;
    uint16_t real_port, mapped_port;
    uint32_t xlate; /* the slot behind it: the inspection hands it to inspect_expect */
};

/*
 * The sender of the current message names ADDRESS and PORT of its own network (with
 * inspect_is_as_left: as mapped). PORT 0: only the address. The slot that it needs is made as for
 * a packet from there, its lines are printed. False when it cannot be translated.
 */
NODISCARD bool inspect_map(struct inspect_call *call, uint8_t protocol, uint32_t address,
                           uint16_t port, struct inspect_socket *socket);
/*
 * The same of media over UDP: RTP at PORT, RTCP at the next one. Under PAT RTP gets a port that is
 * even where PORT is, and RTCP the next one, since receivers take it for granted (RFC 3550 11);
 * where there is no such pair, two single ones [C]. RTCP has port 0 when PORT is the last one.
 * SEEN: of RTP in a capture of the other side, and taken where it may be chosen; 0: not known.
 */
NODISCARD bool inspect_map_media(struct inspect_call *call, uint32_t address, uint16_t port,
                                 uint16_t seen, struct inspect_socket *rtp,
                                 struct inspect_socket *rtcp);
/*
 * The current message, or more that follows it, as a capture of the receiver's side shows it: where
 * there is one, and the message begins a packet.
 */
NODISCARD bool inspect_observed(const struct inspect_call *call, struct cursor *message);
/* inspect_map where that names this socket: a translation that may choose takes it. */
NODISCARD bool inspect_map_seen(struct inspect_call *call, uint8_t protocol, uint32_t address,
                                uint16_t port, uint32_t seen_address, uint16_t seen_port,
                                struct inspect_socket *socket);
/*
 * The sender names a socket of its receiver's network, as the sender knows it (with
 * inspect_is_as_left: as real). Nothing is made. What nothing translates is the same on both sides.
 */
void inspect_unmap(const struct inspect_call *call, uint8_t protocol, uint32_t address,
                   uint16_t port, struct inspect_socket *socket);

/*
 * ADDRESS of a DNS answer that is the current message, as its receiver should be told it
 * (nat_answers.h). In a packet that has left already it is that (inspect_replace does nothing).
 */
uint32_t inspect_answer(const struct inspect_call *call, uint32_t address);

/*
 * How the receiver's network knows ADDRESS, of the sender's (with inspect_is_as_left: what is real
 * of it). Nothing is made: what is not translated yet, or only by ports, stays what it is.
 */
NODISCARD uint32_t inspect_shown(const struct inspect_call *call, uint32_t address);

/*
 * Is ADDRESS, as the sender names it, of its receiver's network and not of its own? By translations
 * and routes: a third host tells it where the calls of its own side go.
 */
NODISCARD bool inspect_names_receiver(const struct inspect_call *call, uint8_t protocol,
                                      uint32_t address, uint16_t port);

/* --- services: secondary conns ---------------------------------------------------------------- */

/*
 * A conn that is going to come: its first packet passes whatever policy says (engine.md 6.1). All
 * addresses are real ones.
 */
struct inspect_expectation {
    uint8_t protocol;
    enum inspect_side towards; /* on whose network the listener is */
    uint32_t listener;
    uint16_t listener_port;
    uint32_t opener;      /* real; 0: any host of the other side */
    uint16_t opener_port; /* 0: any */
    uint32_t xlate;       /* of the listener: inspect_map; POOL_NONE */
    uint32_t seconds;     /* how long it waits; 0: two minutes (6.1 [B]) */
    bool stays;           /* others may follow the first one */
    bool outlives;        /* it does not fall with the conn that it was announced on */
    bool lives_on;        /* the conn that comes does not fall with its parent */
    const struct inspection_engine *inspection; /* of the conn that comes; NULL: none */
    enum inspection_kind kind;                  /* whose secondary conn it is, for its flags */
    uint8_t role;                               /* the inspection's own, told to `show conn` */
};
enum inspect_expected {
    EXPECT_REFUSED, /* the table is full */
    EXPECT_OPENED,
    EXPECT_RENEWED, /* it was there, and waits anew */
};
enum inspect_expected inspect_expect(struct inspect_call *call,
                                     const struct inspect_expectation *expectation);
/*
 * Tells TYPE of an expectation: the two ends as its line has them, the lower-security one as
 * outer, with a port only at the listener; the opener's, when it is known, is its mapped_port. WHAT
 * is text, FROM is text_2: the message it came from.
 */
void inspect_tell_expected(struct inspect_call *call, enum event_type type,
                           const struct inspect_expectation *expectation, const char *what,
                           struct event_text from);
/* What was expected towards this listener and has not come is not expected any more. */
void inspect_unexpect(struct inspect_call *call, uint8_t protocol, enum inspect_side towards,
                      uint32_t listener, uint16_t listener_port);
/* The secondary conns of this one towards that listener go, with REASON. */
void inspect_close_secondary(struct inspect_call *call, uint8_t protocol, enum inspect_side towards,
                             uint32_t listener, uint16_t listener_port);

/* When the current message, which the responder sent, has passed, the conn is over. */
void inspect_end_with_message(struct inspect_call *call);

/* Packets of a protocol without ports between the two ends of the conn. */
struct inspect_portless {
    uint8_t protocol;
    uint32_t seconds; /* each direction ends so long after its last packet; 0: never */
    uint32_t most;    /* pairs of ends that the conn's initiator may have so; 0: any number */
};
/*
 * They pass both ways, whatever policy says, and live on when the conn goes. False when they
 * cannot be translated as the conn is, or no more are to be.
 */
bool inspect_let_pass(struct inspect_call *call, const struct inspect_portless *wish);

/* --- services: telling ------------------------------------------------------------------------ */

/*
 * An event about the current message: outer is its sender, inner its receiver, as on the sender's
 * wire (event.h, "all the rest"). Fill in what it needs more, then emit it.
 */
NODISCARD struct event inspect_event(const struct inspect_call *call, enum event_type type);
/* The same about one that is refused: the inspection is going to return DROP or CLOSE. Where a
 * map's action says so, inspect_emit knows it by itself. */
NODISCARD struct event inspect_refusal(const struct inspect_call *call, enum event_type type);
void inspect_emit(struct inspect_call *call, const struct event *event);

/* --- services: GRE of PPTP -------------------------------------------------------------------- */

/*
 * The mapped form of the call id REAL, which stands at OFFSET of the current message and which its
 * sender assigned: itself when the sender is not behind PAT, else a new id of its PAT address.
 * False when none is free.
 */
NODISCARD bool inspect_map_call_id(struct inspect_call *call, size_t offset, uint16_t real,
                                   uint16_t *mapped);
/* Does a call that the PAC asks for get GRE as well? The device speaks of outgoing ones alone. */
NODISCARD bool inspect_opens_incoming_calls(const struct inspect_call *call);
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
const struct inspection_engine *inspection_engine_of(enum inspection_kind kind, uint8_t protocol);
/* That of either protocol: what it says of what it announces is the same for both. */
const struct inspection_engine *inspection_engine_announcing(enum inspection_kind kind);

#endif
