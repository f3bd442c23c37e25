/*
 * esmtp_map.h: what `policy-map type inspect esmtp` makes of commands and of lines of mail, and the
 * map that is at work where none is named (7.2 and later).
 */
#ifndef REFIRE_ENGINE_INSPECT_ESMTP_MAP_H
#define REFIRE_ENGINE_INSPECT_ESMTP_MAP_H

#include "engine/inspect.h"

/* Something that a client has said; what is not there was not said. */
struct esmtp_said {
    struct cursor verb;   /* of a command; empty: this is mail */
    size_t length;        /* of the line, without its end */
    uint32_t recipients;  /* a RCPT: how many there are now; else 0 */
    struct cursor sender; /* a MAIL: between its angle brackets */
    bool has_sender;
    bool in_header; /* mail: it is in front of the first empty line */
};

/* MASK: set when the command is to be masked. INSPECT_CLOSE: nothing more passes. */
enum inspect_result esmtp_map_apply(struct inspect_call *call, const struct esmtp_said *said,
                                    bool *mask);

#endif
