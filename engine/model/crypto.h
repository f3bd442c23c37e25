/*
 * crypto.h: which traffic crypto maps select (commands.md 11.3). Their lines are kept word for
 * word; this is what packets depend on, derived from them. Nothing is encrypted here.
 */
#ifndef REFIRE_ENGINE_MODEL_CRYPTO_H
#define REFIRE_ENGINE_MODEL_CRYPTO_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/model/interface.h"

struct acl;

#define CRYPTO_SEQUENCE_MAX 65535

/* Entry SEQUENCE of a map, or of a dynamic one, which entries of maps name. */
struct crypto_entry {
    bool is_dynamic; /* of a `crypto dynamic-map` */
    const char *map;
    uint16_t sequence;
    struct acl *acl;     /* `match address`: permitted traffic is encrypted; NULL: none */
    const char *dynamic; /* `ipsec-isakmp dynamic`: the dynamic map; NULL */
    bool has_peer, has_transforms;
    bool manual;          /* ipsec-manual, which has keys rather than transforms of IKE */
    struct origin origin; /* of `match address` or, without, of its first line */
};

/* `crypto map NAME interface IF`. */
struct crypto_binding {
    const char *map;
    ifc_id ifc;
    struct origin origin;
};

#endif
