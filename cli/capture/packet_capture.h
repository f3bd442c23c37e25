/*
 * packet_capture.h: the captures of the box, as its `capture` command makes them (commands.md
 * 11.8): which packets each takes, and its buffer.
 *
 * A frame is taken on the wire: on the interface where it enters as it came, on the one where it
 * leaves as translation made it, and once more, by captures of drops, where it was refused.
 */
#ifndef REFIRE_CLI_CAPTURE_PACKET_CAPTURE_H
#define REFIRE_CLI_CAPTURE_PACKET_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "engine/base/compiler.h"
#include "engine/engine.h"
#include "engine/model/config.h"

#define CAPTURES_MOST 16 /* at a time */
#define CAPTURE_NAME_SIZE 64
#define CAPTURE_INTERFACES 8 /* that one is taken on */
#define CAPTURE_MATCHES 3    /* `match` of one */
#define CAPTURE_BUFFER_LEAST 1534
#define CAPTURE_BUFFER_MOST 33554432
#define CAPTURE_BUFFER_USUAL 524288
#define CAPTURE_LENGTH_LEAST 64
#define CAPTURE_LENGTH_MOST 1522
#define CAPTURE_TRACES_USUAL 50
#define CAPTURE_TRACES_MOST 1000
/* All buffers together: a box of those days had as much memory. */
#define CAPTURES_BYTES_MOST ((size_t)64 * 1024 * 1024)

enum captured_kind {
    CAPTURED_RAW_DATA, /* what goes over the wire */
    CAPTURED_DROPS,    /* asp-drop */
    CAPTURED_ISAKMP,   /* of the wire, only UDP 500 and 4500 */
    CAPTURED_WEBVPN,   /* what one user of WebVPN does: nothing, for there is none here */
};

/* An EtherType that is looked for; of tagged frames the one behind the tag. */
#define ETHERTYPE_ALL 0
#define ETHERTYPE_TAGGED 0x8100 /* any frame with a tag */

struct capture_settings {
    enum captured_kind kind;
    enum drop_reason drop;        /* DROPS: this one; DROP_NONE: all */
    char user[CAPTURE_NAME_SIZE]; /* of WEBVPN */
    const struct acl *acl;        /* what it permits; NULL: everything. Borrowed */
    struct ace matches[CAPTURE_MATCHES];
    size_t match_count; /* one of them must match, either way; 0: everything does */
    uint16_t ethertype;
    ifc_id interfaces[CAPTURE_INTERFACES];
    size_t interface_count; /* 0: only drops are taken, of all interfaces */
    size_t buffer;          /* bytes */
    size_t packet_length;   /* bytes of a frame that are kept */
    bool circular;          /* the oldest frames make room for new ones */
    bool traces;
    size_t trace_count; /* of so many frames the phases are kept */
    bool real_time;     /* each frame is shown as it is taken */
};

/* One frame that was taken. */
struct captured {
    TAILQ_ENTRY(captured) next;
    int64_t time;
    uint32_t captured, wire_length; /* bytes */
    enum drop_reason drop;          /* DROP_NONE: it was taken on the wire */
    char *trace;                    /* the phases that it met, as text; NULL: not kept */
    uint8_t bytes[];                /* an Ethernet frame */
};
TAILQ_HEAD(captured_list, captured);

struct packet_capture {
    char name[CAPTURE_NAME_SIZE];
    struct capture_settings settings;
    struct captured_list frames; /* in order of time */
    size_t count, bytes;
    size_t traced; /* frames whose phases were kept since it was cleared */
    bool full;     /* and not circular: nothing more is taken */
};

struct packet_captures;

/* NULL: no memory. */
NODISCARD struct packet_captures *packet_captures_new(void);
/* NULL is allowed, here and below: then there are no captures. */
void packet_captures_free(struct packet_captures *captures);

/* In the order in which they were made; NULL past the end. */
struct packet_capture *packet_capture_at(const struct packet_captures *captures, size_t index);
struct packet_capture *packet_capture_find(const struct packet_captures *captures,
                                           const char *name);

/* NULL: there are as many as there can be, or no memory. */
NODISCARD struct packet_capture *packet_capture_add(struct packet_captures *captures,
                                                    const char *name);
void packet_capture_remove(struct packet_captures *captures, struct packet_capture *capture);
/* What was taken goes, and it takes anew. */
void packet_capture_clear(struct packet_capture *capture);

/* What the buffers of all but EXCEPT (may be NULL) may come to. */
size_t packet_captures_bytes(const struct packet_captures *captures,
                             const struct packet_capture *except);

/* A frame on the wire of IFC or, with DROP, one that was refused there. */
struct capture_offer {
    const struct packet *packet; /* an Ethernet frame (capture_feed.h makes one) */
    ifc_id ifc;
    enum drop_reason drop;
    const char *trace; /* of one that enters: the phases as text; NULL: none. Borrowed */
};

/* To those captures that want it. */
void packet_captures_offer(struct packet_captures *captures, const struct config *config,
                           const struct capture_offer *offer);
/* Frames of those with `real-time` are told from now on, each once; NULL: nobody wants to know. */
typedef void capture_shows(void *context, const struct packet_capture *capture,
                           const struct captured *frame);
void packet_captures_tell(struct packet_captures *captures, capture_shows *shows, void *context);
/* Does one of them take PACKET on the wire of IFC? */
bool packet_captures_want(const struct packet_captures *captures, const struct config *config,
                          const struct packet *packet, ifc_id ifc);
/* Does one of them want the phases of PACKET, about to enter at IFC? */
bool packet_captures_want_trace(const struct packet_captures *captures, const struct config *config,
                                const struct packet *packet, ifc_id ifc);

/* Does ACL permit a frame that was taken? NULL permits all. */
bool captured_permitted(const struct config *config, const struct captured *frame,
                        const struct acl *acl);

#endif
