/*
 * classify.h: the first matching ACE.
 *
 * What the engine compiles from the access lists belongs to one revision of the configuration.
 * The look-up is a scan in order for now; an index may take its place behind this header, and the
 * scan then stays as the slow, obvious evaluator it must agree with.
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
