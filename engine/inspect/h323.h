/*
 * h323.h: what the inspections of H.225, H.245 and RAS share: finding the sockets in a message,
 * translating them, and expecting what comes to them (engine.md 6.2 [A]).
 */
#ifndef REFIRE_ENGINE_INSPECT_H323_H
#define REFIRE_ENGINE_INSPECT_H323_H

#include "engine/inspect.h"
#include "engine/inspect/h323_types.h"

extern const struct inspection_engine inspect_h225, inspect_ras;
/* Of the conns that H.225 names; not of a port. */
extern const struct inspection_engine inspect_h245;

/* Over TCP each message comes in a TPKT (RFC 1006). Longer ones than this are not followed. */
#define TPKT_HEADER 4
#define TPKT_LONGEST 16384
enum frame_status tpkt_frame(void *session, enum inspect_side side, const uint8_t *bytes,
                             size_t available, size_t *length);

/* Sockets in one message: as many channels as fast start offers have four each. */
#define H323_SOCKETS 128

struct h323_socket {
    uint8_t whose; /* enum h323_tag */
    uint8_t kind;  /* of a channel: TAG_AUDIO, TAG_VIDEO or TAG_DATA; TAG_NONE: not said */
    bool is_data;  /* of a T.120 channel */
    bool has_channel;
    uint16_t channel; /* the number of the channel, less one */
    uint16_t offset;  /* of its six octets in the message */
};

/* A channel that is opened, and what it is of. */
struct h323_channel {
    uint16_t number; /* less one */
    uint8_t kind;    /* TAG_AUDIO, TAG_VIDEO or TAG_DATA; TAG_NONE: there is none */
};

/* Channels of one message, and of one end that are remembered: the oldest one gives way. */
#define H323_CHANNELS 16

/* What was found in a message. */
struct h323_reading {
    struct h323_socket sockets[H323_SOCKETS];
    size_t count;
    uint8_t message;          /* of RAS: enum h323_tag; TAG_NONE: another one */
    uint32_t sequence_number; /* of RAS, less one */
    uint32_t version;         /* of H.225.0; 0: not said */
    bool needs_new_connection;
    bool has_tunnel;         /* it holds messages of H.245 */
    bool audio, video, data; /* of channels that it opens: */
    struct h323_channel opened[H323_CHANNELS];
    size_t opened_count;
};

/*
 * Reads the LENGTH octets at OFFSET of MESSAGE, which are of TYPE. False when they cannot be
 * followed: nothing is known then.
 */
NODISCARD bool h323_read(const struct per_type *type, struct cursor message, size_t offset,
                         size_t length, struct h323_reading *reading);

/* The channels of a call's messages of H.245; zeroed, there are none. */
struct h323_channels {
    struct h323_channel items[2][H323_CHANNELS]; /* by who opened them */
    uint8_t next[2];
};

/*
 * FROM opens channels, or answers where media of the other end's go: only who opened one has said
 * what it is of.
 */
void h323_follow_channels(struct h323_channels *channels, enum inspect_side from,
                          struct h323_reading *reading);

/*
 * Translates all sockets of the message, whose sender is FROM, and expects what comes to those of
 * its own network. RAS: the message is not of a call. Drops what cannot be translated.
 */
enum inspect_result h323_translate(struct inspect_call *call, enum inspect_side from,
                                   struct cursor message, const struct h323_reading *reading);

#endif
