/*
 * dialogue_private.h: the inside of a dialogue, for the files named after it only: two hosts, and
 * the firewall between them as the wire that they share.
 */
#ifndef REFIRE_CLI_VERIFY_DIALOGUE_PRIVATE_H
#define REFIRE_CLI_VERIFY_DIALOGUE_PRIVATE_H

#include <stddef.h>

#include "cli/verify/dialogue.h"
#include "engine/base/clock.h"
#include "engine/base/ip.h"
#include "engine/packet/packet_make.h"

enum speaker { CLIENT, SERVER };

static inline enum speaker
other_speaker(enum speaker speaker)
{
    return speaker == CLIENT ? SERVER : CLIENT;
}

struct host {
    bool is_known; /* the server is, once a packet has come through */
    ifc_id ifc;
    uint32_t address; /* its own, real */
};

#define WIRE_FRAME ((size_t)2048)

struct wire {
    const struct dialogue *wish;
    struct engine *engine;
    struct replay_sink sink;
    struct dialogue_clock *clock;
    struct dialogue_end *end;
    struct host hosts[2];
    uint16_t free_port; /* the next one that a host chooses */
    uint16_t ip_ids[2];
    uint8_t bytes[WIRE_FRAME]; /* as sent */
    uint8_t left[WIRE_FRAME];  /* as it leaves the firewall */
    struct packet packet;      /* the latest one, as sent, */
    struct packet arrived;     /* ... and as the other host got it */
    struct outcome outcome;
    struct trace trace;
};

/* How often something is sent, and how long it waits for the second time; then twice as long. */
struct patience {
    unsigned tries;
    uint32_t seconds;
};

/* One thing that a host sends. */
struct sending {
    enum speaker from;
    struct packet_wish wish;
    struct packet_content content;
    const char *step;
    struct patience patience;
};

/* True when it reached the other host: wire->arrived. Else the dialogue's end says why. */
NODISCARD bool wire_send(struct wire *wire, const struct sending *sending);

/* What FROM sent last arrived, and its host takes no notice, because of WHY. Returns false. */
bool wire_misread(struct wire *wire, enum speaker from, const char *step, const char *why);

/* A port that no host has used yet. */
uint16_t wire_port(struct wire *wire);

/* ---- TCP ---- */

#define HEARD_SIZE ((size_t)1460)

/* What the segments of a connection are called. */
struct tcp_steps {
    const char *syn, *syn_ack, *ack, *fin, *fin_ack;
};
extern const struct tcp_steps tcp_usual_steps, tcp_data_steps;

struct tcp_end {
    uint16_t port, peer_port;
    uint32_t peer;           /* the other host, as this one knows it */
    uint32_t next, expected; /* what it sends next, and what it hears next */
};

struct tcp {
    struct wire *wire;
    const struct tcp_steps *steps;
    struct tcp_end ends[2]; /* by enum speaker */
    enum speaker opener;
    bool is_open;
    uint8_t heard[HEARD_SIZE + 1]; /* what the latest segment said, and a NUL */
    size_t heard_length;
};

/* OPENER's port, and whom it asks. */
struct tcp_call {
    uint16_t port;
    uint32_t peer;
    uint16_t peer_port;
    uint16_t listens; /* the only port on which it is heard; 0: any */
};

/* The handshake. */
NODISCARD bool tcp_open(struct tcp *tcp, struct wire *wire, enum speaker opener,
                        const struct tcp_call *call, const struct tcp_steps *steps);
/* BYTES in one segment, and their acknowledgement; the other end has HEARD them. */
NODISCARD bool tcp_say(struct tcp *tcp, enum speaker from, const void *bytes, size_t length,
                       const char *step);
NODISCARD bool tcp_say_text(struct tcp *tcp, enum speaker from, const char *text, const char *step);
/* FIN from FIRST and then from the other, each acknowledged. False: one was not. */
NODISCARD bool tcp_close(struct tcp *tcp, enum speaker first);
/* Ends a connection on which something was given up, by a reset from FROM. */
void tcp_abort(struct tcp *tcp, enum speaker from);

/* ---- datagrams ---- */

/* What both ends of a UDP flow know. */
struct udp {
    struct wire *wire;
    uint16_t ports[2]; /* by enum speaker; of the server once it has heard something */
    uint32_t peers[2]; /* the other host, as each knows it */
    uint16_t peer_ports[2];
};

void udp_open(struct udp *udp, struct wire *wire, uint16_t port, uint16_t peer_port);
/* False: the end of the wire says why. */
bool udp_say(struct udp *udp, enum speaker from, const void *bytes, size_t length,
             const char *step);

/* ---- messages ---- */

/* A message as it is written, from left to right. What does not fit is left out, and told. */
struct message {
    uint8_t bytes[256];
    size_t length;
};
void message_u8(struct message *message, uint8_t value);
void message_u16(struct message *message, uint16_t value);
void message_u32(struct message *message, uint32_t value);
void message_text(struct message *message, const char *text, size_t field);
void message_zeros(struct message *message, size_t count);
/* The number that stands AT an offset of BYTES; 0 behind their end. */
uint16_t said_u16(const uint8_t *bytes, size_t length, size_t at);

/* A PPP frame: LCP CODE with an identifier and a magic number (RFC 1661). */
enum lcp_code { LCP_REQUEST = 1, LCP_ACK = 2 };
void message_lcp(struct message *message, enum lcp_code code);

/* What is said over a well-known port. */
struct phrase {
    const void *bytes;
    size_t length; /* 0: nothing */
};
struct service {
    uint8_t protocol;
    uint16_t port;
    struct phrase banner, question, answer;
    bool answers_from_elsewhere; /* UDP: from a port of its own choice */
};
const struct service *service_of(uint8_t protocol, uint16_t port);

/* ---- the kinds; what stopped one is in the end of its wire ---- */

void dialogue_tcp(struct wire *wire);
void dialogue_udp(struct wire *wire);
void dialogue_portless(struct wire *wire);
void dialogue_echo(struct wire *wire);
void dialogue_pptp(struct wire *wire);
void dialogue_ftp(struct wire *wire);
void dialogue_l2tp(struct wire *wire);
void dialogue_ike(struct wire *wire);
void dialogue_l2tp_ipsec(struct wire *wire);

#endif
