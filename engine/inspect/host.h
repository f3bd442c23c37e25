/*
 * host.h: dotted addresses in the text of a message, with the port that may follow, and what is to
 * stand there on the other side.
 *
 * Names of hosts are nobody's business here: no inspection of text looks them up.
 */
#ifndef REFIRE_ENGINE_INSPECT_HOST_H
#define REFIRE_ENGINE_INSPECT_HOST_H

#include "engine/inspect/text.h"

/* The changes of one message, of which a length in it may have to speak. */
struct host_edits {
    struct inspect_call *call;
    enum inspect_side side; /* the sender */
    uint8_t protocol;       /* of the sockets that are named */
    struct cursor message;
    long growth; /* bytes that it has become longer by */
};

/* OLD gives way to what was written. */
void host_write(struct host_edits *edits, struct cursor old, const struct text_writer *writer);

/* An address in a text. */
struct host {
    struct cursor address_text, port_text; /* of the message; no port: empty, behind the address */
    uint32_t address;
    uint16_t port; /* 0: none is said */
};

/*
 * The next address in TEXT, a header or the like, and what is behind it is left in TEXT. What
 * stands in quotes, or before an @, is not one; nor what follows a =, but for the parameters
 * `received` and `maddr`. False when there is no more.
 */
NODISCARD bool host_next(struct cursor *text, struct host *host);

/* Whose network an address is of, as far as can be told. */
enum host_owner { HOST_OF_SENDER, HOST_OF_RECEIVER };

/*
 * What ADDRESS and PORT, said by the sender, are to its receiver. What is the sender's own is
 * mapped as its packets are, with a slot for its port; an address of another host is when ANY is
 * set, else only what a static or a slot of its own translates already. False: it cannot be
 * translated.
 */
NODISCARD bool host_map(const struct host_edits *edits, uint32_t address, uint16_t port, bool any,
                        struct inspect_socket *socket, enum host_owner *owner);

/* The same of RTP at PORT and RTCP at the next one: any host's are mapped (inspect_map_media). */
NODISCARD bool host_map_media(const struct host_edits *edits, uint32_t address, uint16_t port,
                              uint16_t seen, struct inspect_socket *rtp,
                              struct inspect_socket *rtcp, enum host_owner *owner);

/* What stands for the socket in the message that leaves. */
static inline uint32_t
host_address_there(const struct inspect_socket *socket, enum host_owner owner)
{
    return owner == HOST_OF_SENDER ? socket->mapped : socket->real;
}

static inline uint16_t
host_port_there(const struct inspect_socket *socket, enum host_owner owner)
{
    return owner == HOST_OF_SENDER ? socket->mapped_port : socket->real_port;
}

#endif
