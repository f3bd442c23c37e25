/*
 * h323_map.h: what `policy-map type inspect h323` of 7.2 and later says of the messages of a call.
 */
#ifndef REFIRE_ENGINE_INSPECT_H323_MAP_H
#define REFIRE_ENGINE_INSPECT_H323_MAP_H

#include "engine/inspect/h323.h"

/*
 * What a Setup says of who calls. ELEMENTS: those of Q.931. INSPECT_CLOSE: nothing more passes on
 * the conn; INSPECT_DROP: the message does not. No message tells of it that anybody knows.
 */
enum inspect_result h323_map_apply(struct inspect_call *call, struct cursor elements);

/*
 * What a message of H.225 or H.245 opens. ELEMENTS: those of a Setup, for classes that look at
 * both; empty: it is none.
 */
enum inspect_result h323_map_apply_media(struct inspect_call *call, struct cursor elements,
                                         const struct h323_reading *reading);

/* `state-checking ras`: does an AdmissionConfirm that nobody asked for pass? */
NODISCARD bool h323_map_lets_unasked_pass(const struct inspect_call *call);

#endif
