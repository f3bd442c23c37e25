/*
 * ras.c: `fixup protocol h323 ras` and `inspect h323 ras`: an endpoint and its gatekeeper over UDP
 * (H.225.0). A confirmed admission says where the call is to be made to (302012).
 */
#include "engine/base/ip.h"
#include "engine/inspect/h323_map.h"

/* Admissions that are asked for and not answered yet; older ones are forgotten. */
#define ADMISSIONS 16

struct ras_session {
    uint16_t asked[2][ADMISSIONS]; /* sequence numbers, by who asked; 0: none */
    uint8_t next[2];
};

static void
remember(struct ras_session *session, enum inspect_side side, uint16_t number)
{
    session->asked[side][session->next[side]] = number;
    session->next[side] = (uint8_t)((session->next[side] + 1) % ADMISSIONS);
}

static bool
was_asked(const struct ras_session *session, enum inspect_side side, uint16_t number)
{
    for (size_t i = 0; number != 0 && i < ADMISSIONS; i++) {
        if (session->asked[side][i] == number)
            return true;
    }
    return false;
}

static enum inspect_result
ras_message(struct inspect_call *call, void *session, enum inspect_side side, struct cursor message)
{
    struct ras_session *ras = session;
    struct h323_reading reading;
    if (!h323_read(&h225_ras_message, message, 0, cursor_left(&message), &reading))
        return INSPECT_DESYNC;
    uint16_t number = (uint16_t)(reading.sequence_number + 1);
    if (reading.message == TAG_ADMISSION_REQUEST)
        remember(ras, side, number);
    if (reading.message == TAG_ADMISSION_CONFIRM && !was_asked(ras, other_side(side), number)) {
        /* told, translated, but it opens nothing [C]; state-checking drops it [C] */
        bool passes = h323_map_lets_unasked_pass(call);
        struct event event = passes ? inspect_event(call, EVENT_RAS_CONFIRM_UNASKED)
                                    : inspect_refusal(call, EVENT_RAS_CONFIRM_UNASKED);
        inspect_emit(call, &event);
        if (!passes)
            return INSPECT_DROP;
        reading.message = TAG_NONE;
    }
    return h323_translate(call, side, message, &reading);
}

const struct inspection_engine inspect_ras = {
    .name = "h323 ras",
    .kind = INSPECT_H323_RAS,
    .announces = ANNOUNCES_MEDIA,
    .protocol = IP_UDP,
    .timer = TIMER_H323,
    .session_size = sizeof(struct ras_session),
    .message = ras_message,
};
