/*
 * dialogue.h: traffic that nobody has captured: two hosts that talk through a firewall, so that a
 * configuration can be tried without a capture.
 *
 * A client asks, a server answers what really reached it. Each packet is what a real host would
 * send, with its lengths, numbers and checksums; it goes through the engine, and what the other
 * host gets to see is the frame that the engine writes out. So translation is honoured: the server
 * answers the mapped address, an FTP data connection goes to the address and port that were really
 * announced, GRE carries the call ids that each side saw. What is not answered is sent again, later
 * each time, and then given up, as hosts do; the dialogue ends and says where it stopped and why.
 *
 *     struct dialogue wish = { .kind = DIALOGUE_PPTP, .protocol = IP_TCP, .ingress = IFC_NONE,
 *                              .source = client, .destination = server, .destination_port = 1723 };
 *     struct dialogue_end end;
 *     dialogue_run(config, engine, &wish, sink, &clock, &end);
 *     if (end.fate != DIALOGUE_DONE)
 *         ... end.step was not answered
 *
 * Events go where the engine was told to send them; packets to SINK, as those of a replay do: so
 * what reads a replay reads this, verdict_capture.h above all.
 */
#ifndef REFIRE_CLI_VERIFY_DIALOGUE_H
#define REFIRE_CLI_VERIFY_DIALOGUE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/engine.h"
#include "engine/replay/replay.h"

enum dialogue_kind {
    /* TCP: handshake, some bytes each way, FIN both ways. UDP: a datagram and its answer. Another
     * protocol: a packet and one back. The bytes are those of a well-known port's protocol. */
    DIALOGUE_PLAIN,
    DIALOGUE_ECHO,        /* ICMP echo and its reply, twice */
    DIALOGUE_PPTP,        /* control connection, a call, GRE both ways, keep-alive, stop */
    DIALOGUE_PPTP_2,      /* the same by hosts that announce a version 2 of PPTP */
    DIALOGUE_FTP_PASSIVE, /* log in, PASV, a listing over a data connection, QUIT */
    DIALOGUE_FTP_ACTIVE,  /* the same with PORT */
    DIALOGUE_L2TP,        /* UDP: tunnel, session, data, stop (RFC 2661) */
    DIALOGUE_IKE,         /* UDP: ISAKMP main mode; to port 4500 ESP in UDP after it (RFC 3948) */
    DIALOGUE_L2TP_IPSEC,  /* UDP: IKE to 500, which goes on to 4500, and ESP in UDP there */
    DIALOGUE_KIND_COUNT
};

/* "plain", "ftp-passive" */
const char *dialogue_kind_name(enum dialogue_kind kind);

/* What is usually said over PROTOCOL to PORT: PPTP to TCP 1723, ... */
enum dialogue_kind dialogue_kind_of(uint8_t protocol, uint16_t port);

struct dialogue {
    enum dialogue_kind kind;
    uint8_t protocol;          /* DIALOGUE_PLAIN; the other kinds have their own */
    ifc_id ingress;            /* where the client is; IFC_NONE: where a route to it leads */
    uint32_t source;           /* the client, by its real address */
    uint32_t destination;      /* the server, as the client knows it */
    uint16_t source_port;      /* 0: chosen */
    uint16_t destination_port; /* 0: the usual one of the kind */
};

enum dialogue_fate {
    DIALOGUE_DONE,      /* all was said and answered */
    DIALOGUE_DENIED,    /* the firewall dropped a packet, also when it came again */
    DIALOGUE_FOR_BOX,   /* a packet was for the firewall itself */
    DIALOGUE_UNDECIDED, /* the model cannot tell of a packet whether it passes */
    DIALOGUE_ASTRAY,    /* a packet left for an address or interface where neither host is */
    DIALOGUE_MISREAD,   /* a packet came, and the host takes no notice of what it says */
    DIALOGUE_STOPPED,   /* the sink wanted no more */
    DIALOGUE_NO_INGRESS /* no route tells where the client is: nothing was sent */
};

/* "denied" */
const char *dialogue_fate_name(enum dialogue_fate fate);

struct dialogue_end {
    enum dialogue_fate fate;
    /* Of the first packet that was given up; 0 and NULL when all was answered. Once a packet is
     * given up only what closes open connections follows. */
    const char *step; /* "SYN", "PPTP outgoing call request", "GRE from the server"; constant */
    const char *why;  /* a word more for ASTRAY and MISREAD; constant, or NULL */
    bool from_client;
    uint64_t packet;              /* its number; the last time it was sent */
    ifc_id ingress;               /* where it entered */
    uint32_t source, destination; /* as it entered */
    uint16_t source_port, destination_port;
    uint8_t protocol;
    struct outcome outcome; /* without its translation and trace */
    struct trace trace;

    uint64_t first_packet, last_packet; /* numbers, both included; 0: none */
    uint64_t passed, denied, others;    /* packets by verdict, repeated ones too */
    /* Who the two hosts turned out to be, once a packet has come through. */
    bool has_server;
    ifc_id client_ifc, server_ifc;
    uint32_t server;      /* its real address */
    uint16_t server_port; /* of the first connection */
    uint32_t client_seen; /* the client, as the server knows it */
    uint16_t client_seen_port;
};

/* Goes on from one dialogue to the next through the same engine. */
struct dialogue_clock {
    int64_t time;    /* of the next packet: packet time, never back; see DIALOGUE_TIME */
    uint64_t number; /* of the last packet; 0 at first */
};

/* Monday 5 January 2009, noon UTC: time ranges must not make a result depend on the day. */
#define DIALOGUE_TIME (INT64_C(1231156800) * INT64_C(1000000000))

/*
 * Runs WISH through ENGINE, which is of CONFIG and may have lived before. SINK's packet, trace and
 * stopped are called; any may be NULL. END is always filled.
 */
void dialogue_run(const struct config *config, struct engine *engine, const struct dialogue *wish,
                  struct replay_sink sink, struct dialogue_clock *clock, struct dialogue_end *end);

/*
 * One host out of NETWORK: the first address of it that a host can have, which is not the
 * firewall's own on any wire, and which a route says is at IFC (IFC_NONE: at any interface); for a
 * network that holds everything one of documentation's. Looks at a bounded number of addresses.
 * False: there is none; then *HOST is the first one, whatever it is.
 */
NODISCARD bool dialogue_pick_host(const struct config *config, const struct engine *engine,
                                  ifc_id ifc, struct network network, uint32_t *host);

#endif
