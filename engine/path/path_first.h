/*
 * path_first.h: what has been found out about a first packet, between the files that do it.
 */
#ifndef REFIRE_ENGINE_PATH_FIRST_H
#define REFIRE_ENGINE_PATH_FIRST_H

#include "engine/path/path.h"

/* A first packet and what has been found out about it. */
struct first {
    struct flow flow;
    struct destination destination;
    struct source source;
    struct nat_choice choice;
    const struct acl *acl; /* the ACL whose ACE let it in */
    struct row admitted_by;
    uint16_t rules;      /* of the conn to be, in the table of struct conn_rules */
    uint32_t pinhole;    /* an inspection has announced it; PINHOLE_NONE */
    bool holds_hosts;    /* its ends count it (local_host.h) */
    bool is_intercepted; /* an embryonic limit is reached: TCP intercept (engine.md 2.5) */
};

/*
 * What the service policy says of the conn that FIRST opens is settled, and its limits and those of
 * the nat and static lines are asked. SOURCE: as its source will be translated. False when one of
 * them refuses it, which is reported.
 */
bool path_limits_allow(const struct visit *visit, struct first *first, const struct source *source);
/* Does its class not follow TCP, so that a conn may begin with any segment? */
bool path_bypasses_state(const struct visit *visit, const struct first *first);

/*
 * The packet may pass: its source is translated, what is to be remembered of it is, and it passes;
 * or a table is full, or no translation can be made, which is reported.
 */
void path_remember(const struct visit *visit, struct first *first);

/* True when the packet is for the firewall itself and has been dealt with. */
bool path_goes_to_the_box(const struct visit *visit, const struct destination *destination);
/* A conn that it takes, by its first packet. */
void box_conn_open(const struct visit *visit);
/* The limited broadcast, or that of the interface's own network. */
bool path_is_broadcast_for(const struct interface *interface, uint32_t address);

/* The destination is not translated, and this version or nat-control wants it to be. */
bool path_lacks_xlate(const struct engine *engine, const struct destination *destination,
                      bool inbound);

/* 106100 where the access list of the ingress permits FLOW by a line that logs; decides nothing. */
void path_log_permit(const struct visit *visit, const struct flow *flow,
                     const struct destination *destination);

/* The access list out of the egress, its hit count and its log line; the verdict when it denies. */
bool path_acl_lets_out(const struct visit *visit, const struct acl *acl, const struct flow *flow,
                       const struct destination *destination);

#endif
