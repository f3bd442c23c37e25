/*
 * classify.h: the first matching ACE.
 *
 * A scan in order: what the words of an access list mean. The packet path asks acl_cache.h, which
 * compiles long lists and must give the same answers.
 */
#ifndef REFIRE_ENGINE_CLASSIFY_H
#define REFIRE_ENGINE_CLASSIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/model/config.h"
#include "engine/trace.h"

/* What an access list looks at. */
struct flow {
    uint8_t protocol;
    uint32_t source, destination;
    uint16_t source_port, destination_port; /* TCP and UDP */
    uint8_t icmp_type;                      /* ICMP */
    bool in_pairs;                          /* media: PAT gives it an odd port for an odd one, an
                                               even one for an even one, where the next is free too */
    uint16_t wanted_port;                   /* PAT gives it this one where it can; 0: any */
    int64_t time;                           /* of the packet: what time ranges look at */
};

struct classify_result {
    bool permit;
    const struct ace *ace; /* NULL: the implicit deny at the end */
    size_t index;          /* of the ACE in its list */
};

/* An ACL that was removed, or named before it was made, denies everything (commands.md 5.3). */
struct classify_result classify(const struct config *config, const struct acl *acl,
                                const struct flow *flow);

/*
 * For NAT: the first ACE that matches the addresses and, when PORTS is set, the protocol and
 * ports too. A rule without ports ignores them (commands.md 4.1).
 */
struct classify_result classify_addresses(const struct config *config, const struct acl *acl,
                                          const struct flow *flow, bool ports);

/* Does the list look at IP packets at all? One that was removed, an ethertype list do not. */
bool acl_has_aces(const struct acl *acl);
/* Does this one match? It is no remark. */
bool ace_matches(const struct config *config, const struct ace *ace, const struct flow *flow);
/* ... of the addresses alone, and at this time. */
bool ace_matches_addresses(const struct config *config, const struct ace *ace,
                           const struct flow *flow);

/* Does an address match? */
bool address_matches(const struct config *config, const struct address_match *match,
                     uint32_t address);
bool port_matches(const struct config *config, const struct port_match *match, uint16_t port);
/* The network of the match that holds the address; a host when it has none. */
struct network address_network(const struct config *config, const struct address_match *match,
                               uint32_t address);
/* Neither `inactive` nor out of its time range, which goes by the clock of the box. */
bool ace_is_active(const struct config *config, const struct ace *ace, const struct flow *flow);

/* The ACEs that came nearest, each with the first field that failed; how many. */
size_t classify_nearest(const struct config *config, const struct acl *acl, const struct flow *flow,
                        struct near_miss nearest[static TRACE_NEAREST]);

#endif
