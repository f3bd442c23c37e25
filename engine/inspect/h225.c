/*
 * h225.c: `fixup protocol h323 h225` and `inspect h323 h225`: call signalling of H.323 over TCP, in
 * TPKTs with messages of Q.931 whose user-user element holds the H323-UserInformation (H.225.0).
 *
 * Nothing passes before Setup (405104, "not allowed" [A]); another protocol discriminator passes
 * and is told (405103, "allowed through" [A]).
 */
#include <stdio.h>
#include <string.h>

#include "engine/base/ip.h"
#include "engine/inspect/h323.h"
#include "engine/inspect/h323_map.h"

#define Q931 0x08
#define SETUP 0x05
#define USER_USER 0x7e
#define CODED_BY_ASN1 0x05
/* The highest version of H.225.0 that the box knows: 703001 for later ones [C]. */
#define H225_VERSION 4

struct h225_session {
    bool has_setup;
    struct h323_channels channels; /* of H.245 in its messages */
};

static void
tell(struct inspect_call *call, enum event_type type, const char *text)
{
    const struct event_text texts[EVENT_TEXTS] = { { text, strlen(text) } };
    struct event event =
        type == EVENT_H225_BEFORE_SETUP ? inspect_refusal(call, type) : inspect_event(call, type);
    event.texts = texts;
    inspect_emit(call, &event);
}

static void
tell_number(struct inspect_call *call, enum event_type type, const char *format, unsigned number)
{
    char text[16];
    snprintf(text, sizeof(text), format, number);
    tell(call, type, text);
}

/* Leaves REST at the first element. */
static bool
read_header(struct cursor *rest, uint8_t *discriminator, uint8_t *type)
{
    uint8_t reference_length;
    return cursor_u8(rest, discriminator) && cursor_u8(rest, &reference_length) &&
           cursor_skip(rest, reference_length & 0x0f) && cursor_u8(rest, type);
}

/* What the user-user element holds of ASN.1; false: the elements are cut. EMPTY: there is none. */
static bool
find_user_information(struct cursor elements, struct cursor *found)
{
    *found = cursor_of(elements.at, 0);
    uint8_t id, length, coding;
    uint16_t long_length;
    while (cursor_u8(&elements, &id)) {
        if ((id & 0x80) != 0)
            continue; /* an element of one octet */
        if (id != USER_USER) {
            if (!cursor_u8(&elements, &length) || !cursor_skip(&elements, length))
                return false;
            continue;
        }
        if (!cursor_u16(&elements, &long_length) || !cursor_take(&elements, long_length, found))
            return false;
        if (!cursor_u8(found, &coding) || coding != CODED_BY_ASN1)
            *found = cursor_of(found->at, 0);
        return true;
    }
    return true;
}

static enum inspect_result
h225_message(struct inspect_call *call, void *session, enum inspect_side side,
             struct cursor message)
{
    struct h225_session *h225 = session;
    struct cursor rest = message, information;
    uint8_t discriminator, type;
    struct h323_reading reading;
    if (!cursor_skip(&rest, TPKT_HEADER))
        return INSPECT_DESYNC;
    if (cursor_left(&rest) == 0)
        return INSPECT_CONTINUE; /* it keeps the conn alive */
    if (!read_header(&rest, &discriminator, &type))
        return INSPECT_DESYNC;
    if (discriminator != Q931) {
        tell_number(call, EVENT_H225_BAD_DISCRIMINATOR, "0x%x", discriminator); /* form: [C] */
        return INSPECT_CONTINUE;
    }
    if (type == SETUP || !inspect_is_from_start(call))
        h225->has_setup = true;
    if (!h225->has_setup) {
        tell(call, EVENT_H225_BEFORE_SETUP, "");
        return INSPECT_DROP;
    }
    enum inspect_result result = type == SETUP ? h323_map_apply(call, rest) : INSPECT_CONTINUE;
    if (result != INSPECT_CONTINUE)
        return result;
    if (!find_user_information(rest, &information))
        return INSPECT_DESYNC;
    if (cursor_left(&information) == 0)
        return INSPECT_CONTINUE;
    if (!h323_read(&h225_user_information, message, (size_t)(information.at - message.at),
                   cursor_left(&information), &reading))
        return INSPECT_DESYNC;
    result = h323_map_apply_media(call, type == SETUP ? rest : cursor_of(rest.at, 0), &reading);
    if (result != INSPECT_CONTINUE)
        return result;
    if (reading.version > H225_VERSION)
        tell_number(call, EVENT_H225_VERSION, "%u", reading.version);
    if (reading.needs_new_connection)
        tell(call, EVENT_H225_NEW_CONNECTION, "");
    h323_follow_channels(&h225->channels, side, &reading);
    return h323_translate(call, side, message, &reading);
}

const struct inspection_engine inspect_h225 = {
    .name = "h323 h225",
    .kind = INSPECT_H323_H225,
    .announces = ANNOUNCES_MEDIA,
    .protocol = IP_TCP,
    .timer = TIMER_H323,
    .makes_calls = true,
    .session_size = sizeof(struct h225_session),
    .largest_message = TPKT_LONGEST,
    .frame = tpkt_frame,
    .message = h225_message,
};
