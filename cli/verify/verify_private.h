/*
 * verify_private.h: what the files of the verification share.
 */
#ifndef REFIRE_CLI_VERIFY_VERIFY_PRIVATE_H
#define REFIRE_CLI_VERIFY_VERIFY_PRIVATE_H

#include "cli/verify/evidence.h"
#include "cli/verify/verify.h"

/* A packet that has been through the engine, and what is known of where it was going. */
struct entered {
    const struct replay_packet *told;
    ifc_id egress; /* IFC_NONE: not known */
    uint32_t real_destination;
    uint16_t real_port;
    const uint32_t *messages; /* that were printed for it */
    size_t message_count;
    bool built; /* a connection began with it */
};

/* What one packet says about an expectation. */
enum finding { FOUND_NOTHING, FOUND_RIGHT, FOUND_WRONG };

/* Where a packet was going. MESSAGES and BUILT are left as they are. */
void entered_fill(struct entered *entered, const struct replay_packet *told);

/* Could a packet that enters at INGRESS be one that ITEM is about, as far as can be told then? */
bool expect_may_touch(const struct expectation *item, const struct packet *packet, ifc_id ingress);
/* Is it one? */
bool expect_touches(const struct expectation *item, const struct entered *entered);

/* A host that a packet comes from or goes to, on both sides of its translation. */
struct expect_translation {
    uint32_t real, mapped;
};

/* That of a packet that passed and that ITEM, a translation, touches. */
struct expect_translation expect_translation(const struct expectation *item,
                                             const struct entered *entered);

/* Of one that it touches; for all kinds but BUILT and MESSAGE. RIGHT_BEFORE: there was one. */
enum finding expect_judge(const struct expectation *item, const struct entered *entered,
                          bool right_before);

#endif
