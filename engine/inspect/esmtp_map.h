/*
 * esmtp_map.h: what `policy-map type inspect esmtp` makes of commands and of lines of mail, and the
 * map that is at work where none is named (7.2 and later).
 */
#ifndef REFIRE_ENGINE_INSPECT_ESMTP_MAP_H
#define REFIRE_ENGINE_INSPECT_ESMTP_MAP_H

#include "engine/inspect.h"

/* What is asked about. */
enum esmtp_subject {
    ESMTP_COMMAND,
    ESMTP_MAIL_LINE,  /* of a mail, its header or its body */
    ESMTP_MAIL_FIELD, /* of a header, its parts' among them */
    ESMTP_EXTENSION,  /* that the server offers in its reply to EHLO */
    ESMTP_REFUSAL,    /* of a recipient, by the server */
};

/* Something that has been said. Of what its subject has no use for is nothing there. */
struct esmtp_said {
    enum esmtp_subject subject;
    struct cursor verb;    /* of a command, or the name of an extension */
    size_t length;         /* of the line, without its end */
    uint32_t recipients;   /* a RCPT: how many there are now; REFUSAL: how many were refused */
    struct cursor line;    /* of a command */
    struct cursor address; /* MAIL and RCPT: between its angle brackets */
    bool has_sender;       /* it is a MAIL */
    bool from_relay;       /* RCPT: the sender is of the domain that `mail-relay` names */
    bool in_header;        /* mail: it is in front of the first empty line */
    uint64_t before;       /* of the header or body, without this line; with it: BEFORE + LENGTH */
    bool ends;             /* the header or the body, whose last line this is */
    struct cursor field;   /* "Name: value" */
};

/* MASK: set when the command is to be masked. INSPECT_CLOSE: nothing more passes. */
enum inspect_result esmtp_map_apply(struct inspect_call *call, const struct esmtp_said *said,
                                    bool *mask);

/* 108003 of a command with an address, with which the connection ends. */
void esmtp_tell_pattern(struct inspect_call *call, struct cursor line);

/* Is ADDRESS of the domain that `mail-relay` of the map names? */
NODISCARD bool esmtp_map_is_of_relay(const struct inspect_call *call, struct cursor address);

#endif
