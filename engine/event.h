/*
 * event.h: what happened, typed. The engine emits events; syslog.c and the JSON sink turn them
 * into text. One flat struct: which fields count is said by the event's row in event.def.
 */
#ifndef REFIRE_ENGINE_EVENT_H
#define REFIRE_ENGINE_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/model/config.h"
#include "engine/trace.h"

enum event_type {
#define EVENT(name, text) EVENT_##name,
#include "engine/event.def"
#undef EVENT
    EVENT_TYPE_COUNT
};

/* "tcp-conn-built": the name in JSON. */
const char *event_type_name(enum event_type type);

enum direction { DIRECTION_INBOUND, DIRECTION_OUTBOUND };

/* One end of a flow, as both sides know it. Ports are ICMP identifiers or GRE call ids too. */
struct event_end {
    ifc_id ifc;
    uint32_t real;
    uint32_t mapped;
    uint16_t real_port;
    uint16_t mapped_port;
};

/* Why a conn went; the words are in teardown.def. */
enum teardown_reason {
#define TEARDOWN(name, text) TEARDOWN_##name,
#include "engine/teardown.def"
#undef TEARDOWN
    TEARDOWN_REASON_COUNT
};

enum xlate_kind { XLATE_STATIC, XLATE_DYNAMIC };

/* The packet that an ICMP error quotes, as far as it is there (313005). */
struct event_quoted {
    bool known; /* false: the quoted header could not be read */
    uint8_t protocol;
    uint32_t source;
    uint32_t destination;
    uint16_t source_port;
    uint16_t destination_port;
    uint8_t icmp_type;
    uint8_t icmp_code;
};

/* The fragment that a message is about. */
struct event_fragment {
    uint32_t size;   /* DENY_TEARDROP: its bytes; FRAGMENT_TOO_LARGE: those of the datagram */
    uint32_t offset; /* in bytes */
    uint16_t id;
};

/* A rate of refused packets that is exceeded (threats.h). */
struct event_threat {
    enum threat_event event;
    uint8_t rate;            /* its number among those of the event, from 1 */
    uint64_t burst, average; /* events in a second: of the last burst, of the interval */
    uint32_t burst_limit, average_limit;
    uint64_t total; /* events in the interval */
};

/* Words of a protocol that a message quotes: anything may be in them. */
struct event_text {
    const char *bytes; /* borrowed, not terminated; NULL: none */
    size_t length;
};
#define EVENT_TEXTS 3

/*
 * How the ends are filled, by event:
 *
 * conns         outer and inner as below. A GRE half runs from inner to outer when it is outbound,
 *               from outer to inner when inbound, and the call id is the receiver's port. An ICMP
 *               identifier is the port of the end that asked; the other end's port is not read.
 * xlates        inner is the translated host: its ifc, real, mapped and ports; outer.ifc is where
 *               it is seen under its mapped address. acl: the policy NAT's access list, or NULL.
 * local hosts   inner.ifc, inner.real
 * all the rest  outer is the source, inner the destination, of the packet as it came in. Printed
 *               are outer.real and inner.mapped, which are the addresses on the ingress wire;
 *               inner.real is the host behind a translated destination. Fill both pairs of both
 *               ends, with the same value where nothing is translated.
 *               FTP_LOW_PORT, FTP_DIFFERENT_ADDRESS: the source's mapped address and its port are
 *               those it gave as its own
 */

struct event {
    enum event_type type;
    int64_t time;           /* packet time, or the moment a timer fired */
    uint64_t packet_number; /* counted from 1 over the whole run; 0: no packet did it */
    uint8_t protocol;
    enum direction direction;
    uint32_t conn_id;
    uint32_t parent_id;      /* conns that are built: of the conn that announced it; 0: none */
    struct event_end outer;  /* conns: the lower-security end; denies: the source */
    struct event_end inner;  /* conns: the higher-security end; denies: the destination */
    bool initiator_is_inner; /* conns */
    int64_t duration_ns;
    uint64_t bytes;
    enum teardown_reason reason;
    enum xlate_kind xlate;
    enum translation_failure failure;
    uint8_t tcp_flags;
    uint8_t icmp_type;
    uint8_t icmp_code;
    uint8_t ip_option;          /* DENY_IP_OPTIONS: type octet of the first option */
    struct event_quoted quoted; /* ICMP_ERROR_NO_CONN */
    enum drop_reason drop;      /* why the packet it is about was refused; DROP_NONE: it was not */
    ifc_id ifc;                 /* `on interface X` */
    const struct acl *acl;      /* borrowed */
    const struct ace *ace;      /* the ACE that decided; NULL for the implicit one */
    struct row row;             /* the model row that decided, for --facts */
    struct row nat_row;         /* the nat or static that translates, ROW_NONE when none does */
    uint32_t limit;             /* the figure of a limit message; MSS_EXCEEDED: the MSS;
                                   FTP_MATCHED: enum map_setting of the criterion */
    uint32_t count;             /* ACCESS_LIST_LOG: hits; MSS_EXCEEDED: bytes of data; limits:
                                   conns there are, but CONN_LIMIT: the limit of embryonic ones;
                                   FTP_MATCHED: the place of the rule in its map */
    bool local_is_source;       /* limits of a nat or static: its host is the source */
    uint16_t outbound_list;     /* DENY_OUTBOUND, DENY_OUTBOUND_ICMP */
    bool is_established;        /* ACCESS_LIST_LOG: denied, but `established` lets it in */
    uint32_t seconds;           /* ACCESS_LIST_LOG: the interval; 0 for the first hit */
    bool mark_placeholder;      /* an address in it stands for one the capture does not show */

    bool is_answer;                    /* DNS_...: not a request */
    struct event_fragment fragment;    /* DENY_TEARDROP and FRAGMENT_... */
    uint8_t signature;                 /* AUDIT_SIGNATURE: see audit_signature_at; else 0 */
    enum map_action map_action;        /* HTTP_...: what became of it; NONE: it only is told */
    const struct event_text *texts;    /* inspections: EVENT_TEXTS of them, borrowed; NULL: none */
    const struct event_threat *threat; /* THREAT_RATE, else NULL; borrowed */
};

/* Where events go. EVENT is borrowed for the time of the call. */
struct event_sink {
    void (*emit)(void *context, const struct event *event);
    void *context;
};

#endif
