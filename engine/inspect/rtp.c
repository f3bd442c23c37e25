/*
 * rtp.c: RTP and RTCP that do not look it are dropped (431001, 431002).
 *
 * What is looked at is what the reasons of `show asp drop` name (7.2 and later [A]: invalid length,
 * version, payload type, SSRC, sequence number, probation; of RTCP length, version and packet
 * type). A source is on probation until five packets have come in sequence; more than twenty out of
 * sequence meanwhile are dropped. Then its SSRC stays, and numbers move as in RFC 3550 A.1: what
 * jumps is dropped, unless the next packet follows on it. Both ends of a conn are sources of their
 * own.
 */
#include "engine/inspect/rtp.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/ip.h"
#include "engine/model/config.h"

#define VERSION 2
#define RTP_HEADER 12
#define RTCP_HEADER 8 /* with the SSRC that each packet has (RFC 3550 6.4) */

#define PROBATION_IN_SEQUENCE 5
#define PROBATION_OUT_OF_SEQUENCE 20
#define MAX_DROPOUT 3000 /* RFC 3550 A.1 */
#define MAX_MISORDER 100

#define PAYLOAD_TYPES 128
#define FIRST_DYNAMIC 96

/* RFC 3551, tables 4 and 5: what numbers below those are of; both: 33. */
static const struct {
    enum rtp_media media;
    uint8_t first, last;
} payload_types[] = {
    { RTP_OF_AUDIO, 0, 23 },
    { RTP_OF_AUDIO, 33, 33 },
    { RTP_OF_VIDEO, 24, 34 },
};

/* Who sends RTP. */
struct source {
    bool is_known, is_valid;
    uint32_t ssrc;
    uint16_t expected;                    /* the next number */
    bool has_jumped;                      /* the last packet did, */
    uint16_t jumped_to;                   /* ... and this would be the next one there */
    uint8_t in_sequence, out_of_sequence; /* on probation */
};

struct rtp_session {
    struct source sources[2]; /* by enum inspect_side */
};

/* --- telling ---------------------------------------------------------------------------------- */

/* The words of the reasons are the guide's, from memory [R]; of a length there are none [C]. */
static enum inspect_result
refuse(struct inspect_call *call, enum event_type type, const char *reason, unsigned value)
{
    char text[64];
    int length = snprintf(text, sizeof(text), "%s %u", reason, value);
    const struct event_text texts[EVENT_TEXTS] = { { text, (size_t)length } };
    struct event event = inspect_refusal(call, type);
    event.texts = texts;
    inspect_emit(call, &event);
    return INSPECT_DROP;
}

/* --- RTP -------------------------------------------------------------------------------------- */

static bool
is_of(enum rtp_media media, uint8_t payload_type)
{
    if (media == RTP_OF_ANYTHING || payload_type >= FIRST_DYNAMIC)
        return true;
    for (size_t i = 0; i < ARRAY_LENGTH(payload_types); i++) {
        if (payload_types[i].media == media && payload_type >= payload_types[i].first &&
            payload_type <= payload_types[i].last)
            return true;
    }
    return false;
}

static void
begin_probation(struct source *source, uint32_t ssrc, uint16_t number)
{
    *source = (struct source){ .is_known = true,
                               .ssrc = ssrc,
                               .expected = (uint16_t)(number + 1),
                               .in_sequence = 1,
                               .out_of_sequence = source->out_of_sequence };
}

/* Another SSRC is out of sequence, too, while there is no valid one [C]. */
static bool
passes_probation(struct source *source, uint32_t ssrc, uint16_t number)
{
    if (source->is_known && (ssrc != source->ssrc || number != source->expected)) {
        if (source->out_of_sequence < PROBATION_OUT_OF_SEQUENCE + 1)
            source->out_of_sequence++;
        begin_probation(source, ssrc, number);
        return source->out_of_sequence <= PROBATION_OUT_OF_SEQUENCE;
    }
    if (!source->is_known) {
        begin_probation(source, ssrc, number);
        return true;
    }
    source->expected = (uint16_t)(number + 1);
    source->is_valid = ++source->in_sequence == PROBATION_IN_SEQUENCE;
    return true;
}

/* Of a valid source. */
static bool
is_in_range(struct source *source, uint16_t number)
{
    uint16_t ahead = (uint16_t)(number - source->expected);
    if (ahead < MAX_DROPOUT) {
        source->expected = (uint16_t)(number + 1);
        source->has_jumped = false;
        return true;
    }
    if (ahead >= UINT16_MAX - MAX_MISORDER)
        return true; /* late, or again */
    if (source->has_jumped && number == source->jumped_to) {
        source->expected = (uint16_t)(number + 1);
        source->has_jumped = false;
        return true;
    }
    source->has_jumped = true;
    source->jumped_to = (uint16_t)(number + 1);
    return false;
}

static enum inspect_result
rtp_message(struct inspect_call *call, void *session, enum inspect_side side, struct cursor message)
{
    struct source *source = &((struct rtp_session *)session)->sources[side];
    size_t length = cursor_left(&message);
    uint8_t first, second;
    uint16_t number;
    uint32_t time, ssrc;
    if (length < RTP_HEADER || !cursor_u8(&message, &first) || !cursor_u8(&message, &second) ||
        !cursor_u16(&message, &number) || !cursor_u32(&message, &time) ||
        !cursor_u32(&message, &ssrc))
        return refuse(call, EVENT_RTP_DROPPED, "Invalid packet length", (unsigned)length);
    uint8_t payload_type = second % PAYLOAD_TYPES; /* the highest bit is the marker */
    if (first >> 6 != VERSION)
        return refuse(call, EVENT_RTP_DROPPED, "Incorrect version", first >> 6);
    if (!is_of((enum rtp_media)inspect_role(call), payload_type))
        return refuse(call, EVENT_RTP_DROPPED, "Invalid payload-type", payload_type);
    if (!source->is_valid)
        return passes_probation(source, ssrc, number)
                   ? INSPECT_CONTINUE
                   : refuse(call, EVENT_RTP_DROPPED, "Out of sequence in probation", number);
    if (ssrc != source->ssrc)
        return refuse(call, EVENT_RTP_DROPPED, "Incorrect SSRC", ssrc);
    return is_in_range(source, number)
               ? INSPECT_CONTINUE
               : refuse(call, EVENT_RTP_DROPPED, "Out-of-range sequence number", number);
}

/* --- RTCP ------------------------------------------------------------------------------------- */

/* SR, RR, SDES, BYE, APP; of what is put together the first one is looked at. */
#define RTCP_FIRST 200
#define RTCP_LAST 204

static enum inspect_result
rtcp_message(struct inspect_call *call, void *session, enum inspect_side side,
             struct cursor message)
{
    size_t length = cursor_left(&message);
    uint8_t first, type;
    (void)session;
    (void)side;
    if (length < RTCP_HEADER || !cursor_u8(&message, &first) || !cursor_u8(&message, &type))
        return refuse(call, EVENT_RTCP_DROPPED, "Invalid packet length", (unsigned)length);
    if (first >> 6 != VERSION)
        return refuse(call, EVENT_RTCP_DROPPED, "Incorrect version", first >> 6);
    return type >= RTCP_FIRST && type <= RTCP_LAST
               ? INSPECT_CONTINUE
               : refuse(call, EVENT_RTCP_DROPPED, "Invalid payload-type", type);
}

/* --- what is announced ------------------------------------------------------------------------ */

static const struct inspection_engine inspect_rtp = {
    .name = "rtp",
    .kind = INSPECT_SIP,
    .protocol = IP_UDP,
    .hand = INSPECT_LISTENS,
    .is_media = true,
    .session_size = sizeof(struct rtp_session),
    .message = rtp_message,
};

static const struct inspection_engine inspect_rtcp = {
    .name = "rtcp",
    .kind = INSPECT_SIP,
    .protocol = IP_UDP,
    .hand = INSPECT_LISTENS,
    .is_media = true,
    .message = rtcp_message,
};

void
rtp_check_expected(const struct inspect_call *call, struct inspect_expectation *expectation,
                   enum rtp_media media, bool is_rtcp)
{
    const struct inspection *line = inspect_line(call);
    const struct inspect_map *map =
        line != NULL ? config_inspection_map(inspect_config(call), line) : NULL;
    const struct map_value *said =
        map != NULL ? map_values_find(&map->values, MAP_RTP_CONFORMANCE) : NULL;
    if (said == NULL)
        return;
    expectation->inspection = is_rtcp ? &inspect_rtcp : &inspect_rtp;
    expectation->role = said->flags[0] ? (uint8_t)media : (uint8_t)RTP_OF_ANYTHING;
}
