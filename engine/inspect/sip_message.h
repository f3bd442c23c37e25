/*
 * sip_message.h: the parts of a SIP message (RFC 3261, 7).
 */
#ifndef REFIRE_ENGINE_INSPECT_SIP_MESSAGE_H
#define REFIRE_ENGINE_INSPECT_SIP_MESSAGE_H

#include "engine/inspect/text.h"

/* Headers that say something here. */
enum sip_header {
    SIP_OTHER,
    SIP_CALL_ID,
    SIP_CONTACT,
    SIP_CONTENT_LENGTH,
    SIP_CONTENT_TYPE,
    SIP_CSEQ,
    SIP_EXPIRES,
    SIP_FROM,
    SIP_MAX_FORWARDS,
    SIP_RECORD_ROUTE,
    SIP_ROUTE,
    SIP_SERVER,
    SIP_TO,
    SIP_USER_AGENT,
    SIP_VIA,
    SIP_HEADER_COUNT
};

/* One header, its folded lines included. */
struct sip_field {
    enum sip_header header;
    struct cursor name, value; /* as they stand, without the end of the last line */
};

struct sip_message {
    struct cursor all;
    bool is_request;
    struct cursor method;  /* of a request; of a response, that of its CSeq */
    struct cursor uri;     /* of a request */
    uint32_t status;       /* of a response: 100 to 699 */
    struct cursor said_as; /* the method, or the three digits: `from INVITE message` */
    struct cursor headers, body;
    struct cursor call_id, content_type;
    struct cursor length_text; /* the digits of Content-Length; at NULL: none is said */
    uint32_t length;
    uint32_t expires;
    bool has_expires;
    bool seen[SIP_HEADER_COUNT];
};

/* Takes the next header; false at the end of HEADERS. */
NODISCARD bool sip_next_field(struct cursor *headers, struct sip_field *field);

/* False when BYTES are no SIP message at all: its first line is not one of SIP/2.0. */
NODISCARD bool sip_read(struct cursor bytes, struct sip_message *message);

/*
 * How many bytes the message at the front of a stream has, or the line ends that stand for "I am
 * there" between messages. *SCANNED is where the search for the end of its headers goes on; 0 at
 * the front of a new one.
 */
NODISCARD enum frame_status sip_frame(const uint8_t *bytes, size_t available, size_t *scanned,
                                      size_t *length);

static inline bool
sip_has_method(const struct sip_message *message, const char *method)
{
    return text_is(message->method, method);
}

#endif
