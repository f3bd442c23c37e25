/*
 * lifecycle.h: how conns and xlates come and go, with their events and timers.
 */
#ifndef REFIRE_ENGINE_LIFECYCLE_H
#define REFIRE_ENGINE_LIFECYCLE_H

#include "engine/nat.h"
#include "engine/state.h"

/*
 * Makes a conn between two keys and announces it (nothing for half-connections that are not GRE
 * calls, nor for adopted ones). XLATE: the slots that translate the initiator and the responder.
 * CONN_NONE when the table is full.
 */
struct conn_wish {
    struct flow_key key[2];
    uint32_t xlate[2];
    uint32_t parent; /* CONN_NONE */
    /* 1 + the conn that media were announced on: they have its direction word (engine.md 2.2 [B])
     */
    uint32_t media_of;
    uint32_t announced_by; /* the id of the conn that announced it, when that has no PARENT; 0 */
    bool is_half;
    bool adopted;
    bool holds_hosts;      /* hosts_hold was called for it, and returned true */
    bool is_intercepted;   /* TCP intercept answers for its server */
    uint16_t rules;        /* in the table of struct conn_rules */
    struct row decided_by; /* the row that let the first packet in */
    struct row nat_row;
    const struct acl *acl; /* of that row, when it is an ACE */
};
NODISCARD uint32_t conn_open(struct engine *engine, const struct conn_wish *wish);

/*
 * Both ends of a conn that is about to be opened count as local hosts (609001), before the slots
 * that it needs are announced. conn_close takes it back. False where nobody counts them.
 */
bool hosts_hold(struct engine *engine, const struct flow_key *initiator, ifc_id responder_ifc,
                uint32_t responder);

/* Takes hosts_hold back when nothing came of the conn. */
void hosts_release(struct engine *engine, const struct flow_key *initiator, ifc_id responder_ifc,
                   uint32_t responder, int64_t time);

/* Closes a conn at TIME: its secondary conns first, then itself. */
void conn_close(struct engine *engine, uint32_t number, enum teardown_reason reason, int64_t time);

/* What a secondary conn says when it falls with its parent (syslog.md 3: no reason is known [C]).
 */
enum teardown_reason conn_falls_as(const struct conn *conn);

/* When the conn is due to go as things are; TIME_NEVER for no timer. */
int64_t conn_due(const struct engine *engine, const struct conn *conn,
                 enum teardown_reason *reason);
/* After a change of state that may have moved the end nearer. */
void conn_rearm(struct engine *engine, uint32_t number);

/* Stores and announces a slot. XLATE_NONE when the table is full. */
NODISCARD uint32_t xlate_open(struct engine *engine, const struct xlate *wish);
void xlate_close(struct engine *engine, uint32_t number, int64_t time);
/* How long a slot without conns idles; 0: it does not end so. */
uint32_t xlate_idle_seconds(const struct engine *engine, const struct xlate *xlate);
void xlate_touch(struct engine *engine, uint32_t number);
/* A conn, or what was announced, does not hold its slot any more; XLATE_NONE: it held none. */
void xlate_release(struct engine *engine, uint32_t number, int64_t time);

/* What came of translating a source. */
enum source_result {
    SOURCE_TRANSLATED,
    SOURCE_AS_IT_IS,
    SOURCE_NO_GROUP,   /* 305005 */
    SOURCE_FAILED,     /* 305006; FAILURE says which word */
    SOURCE_POOL_EMPTY, /* 202001 first, where the version prints it, then 305006 */
    SOURCE_TABLE_FULL,
};

struct source {
    enum source_result result;
    enum translation_failure failure;
    uint32_t mapped;
    uint16_t mapped_port;
    uint32_t xlate; /* XLATE_NONE */
    struct row row;
};

/*
 * The mapped socket of FLOW's source by CHOICE, without making anything: for the out ACL, which
 * sees it before the slot exists (engine.md 13).
 */
struct source source_preview(struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc,
                             const struct flow *flow, const struct nat_choice *choice);
/* The same, making the slot. */
struct source source_make(struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc,
                          const struct flow *flow, const struct nat_choice *choice);

/* engine.md 1.11: does a source without a rule have to have one? */
bool source_rule_is_needed(const struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc);

/* A static's slot for a host that is used; XLATE_NONE when it needs none or there is no room. */
uint32_t xlate_use_static(struct engine *engine, const struct row *row, uint32_t real,
                          uint16_t real_port, uint32_t mapped, uint16_t mapped_port);

/* Fires everything that is due at or before TIME, oldest first. */
void engine_fire(struct engine *engine, int64_t time);

/* An id of a PAT address for a GRE call. */
struct call_wish {
    ifc_id real_ifc, mapped_ifc;
    uint32_t real, mapped;
    uint16_t real_call;
};
/* The next free one, as a hidden slot. */
NODISCARD uint32_t xlate_open_call(struct engine *engine, const struct call_wish *wish);
/* Just this one; XLATE_NONE when it is in use. */
NODISCARD uint32_t xlate_open_call_as(struct engine *engine, const struct call_wish *wish,
                                      uint16_t mapped_call);
/* The one that a capture shows when that is free, else the next free one. */
NODISCARD uint32_t xlate_open_call_like(struct engine *engine, const struct call_wish *wish,
                                        uint16_t mapped_call);

/* The end of a conn as events tell it. */
struct event_end conn_end(const struct conn *conn, enum conn_side side);

#endif
