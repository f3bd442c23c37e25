/*
 * audit.h: `ip audit`, the signatures that the box knows by itself (commands.md 9, syslog.md 6).
 */
#ifndef REFIRE_ENGINE_MODEL_AUDIT_H
#define REFIRE_ENGINE_MODEL_AUDIT_H

#include "engine/base/compiler.h"
#include "engine/model/interface.h"

/* Each signature is of one class. */
enum audit_class { AUDIT_INFO, AUDIT_ATTACK, AUDIT_CLASS_COUNT };

/* Bits of what a signature that fires does. */
#define AUDIT_ALARM 0x1
#define AUDIT_DROP 0x2
#define AUDIT_RESET 0x4

struct audit_actions {
    bool given;   /* false: as the class does by default */
    uint8_t bits; /* with none of them nothing happens */
};

/* One name may have a policy of each class. */
struct audit_policy {
    const char *name;
    bool has[AUDIT_CLASS_COUNT]; /* neither: named only, or removed */
    struct audit_actions actions[AUDIT_CLASS_COUNT];
    struct origin origin;
};

/* An interface has at most one policy of each class. */
struct audit_binding {
    ifc_id ifc;
    struct audit_policy *policy;
    struct origin origin;
};

struct audit {
    struct audit_policy **policies;
    size_t policy_count, policy_capacity;
    struct audit_binding *bindings;
    size_t binding_count, binding_capacity;
    struct audit_actions defaults[AUDIT_CLASS_COUNT]; /* not given: an alarm */
    uint64_t disabled;                                /* signatures: a bit for each, by its index */
};

struct config;

/* NULL when there is none; make makes one without a class. NULL: no memory. */
struct audit_policy *config_audit_policy(const struct config *config, const char *name);
NODISCARD struct audit_policy *config_audit_policy_make(struct config *config, const char *name);

static inline bool
audit_policy_exists(const struct audit_policy *policy)
{
    return policy->has[AUDIT_INFO] || policy->has[AUDIT_ATTACK];
}

/* A signature that the box knows. */
struct audit_signature {
    uint16_t number;
    enum audit_class class;
    const char *title;
};

/* Fewer than a word has bits. NULL behind the last one; they are sorted by number. */
const struct audit_signature *audit_signature_at(size_t index);

#endif
