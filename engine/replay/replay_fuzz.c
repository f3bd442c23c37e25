/*
 * replay_fuzz.c: any bytes as a capture, through a whole replay: the engine with a static, PAT and
 * PPTP inspection behind the rules of ingress and the comparison. The first byte chooses the mode
 * and the points: none, one side, or the same bytes as what both sides show; and whether there are
 * guards: signatures, reverse paths, a shunned host, few fragments.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "engine/replay/replay.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OUTSIDE, INSIDE };

static void
add_interface(struct config *config, const char *name, uint8_t level, uint32_t address)
{
    ifc_id ifc = config_add_interface(config, name);
    if (ifc == IFC_NONE)
        abort();
    struct interface *interface = config->interfaces[ifc];
    interface->name = name;
    interface->security_level = level;
    interface->has_security_level = true;
    interface->address_source = ADDRESS_STATIC;
    interface->address = address;
    interface->netmask = UINT32_C(0xffffff00);
}

static struct config *
make_config(enum os_version version)
{
    struct config *config = config_new((struct os_release){ .version = version });
    if (config == NULL)
        abort();
    add_interface(config, "outside", 0, UINT32_C(0xc0a8c901));
    add_interface(config, "inside", 100, UINT32_C(0x0a304201));
    struct static_nat *fixed = arena_append(config->arena, &config->statics, &config->static_count,
                                            &config->static_capacity, sizeof *fixed);
    struct nat *nat = arena_append(config->arena, &config->nats, &config->nat_count,
                                   &config->nat_capacity, sizeof *nat);
    struct global *global = arena_append(config->arena, &config->globals, &config->global_count,
                                         &config->global_capacity, sizeof *global);
    struct inspection *fixup = arena_append(config->arena, &config->fixups, &config->fixup_count,
                                            &config->fixup_capacity, sizeof *fixup);
    if (fixed == NULL || nat == NULL || global == NULL || fixup == NULL)
        abort();
    *fixed = (struct static_nat){ .real_ifc = INSIDE,
                                  .mapped_ifc = OUTSIDE,
                                  .mapped = UINT32_C(0xc0a8c905),
                                  .real = UINT32_C(0x0a30426a),
                                  .netmask = IP_HOST_MASK };
    *nat = (struct nat){ .ifc = INSIDE, .id = 1 };
    *global = (struct global){ .ifc = OUTSIDE, .id = 1, .kind = GLOBAL_INTERFACE };
    *fixup = (struct inspection){ .kind = INSPECT_PPTP, .port_first = 1723, .port_last = 1723 };
    return config;
}

static void
add_fragment_limit(struct config *config, enum fragment_limit limit, uint32_t value)
{
    struct guard *guard = &config->guard;
    struct fragment_rule *rule =
        arena_append(config->arena, &guard->fragments, &guard->fragment_count,
                     &guard->fragment_capacity, sizeof *rule);
    if (rule == NULL)
        abort();
    *rule = (struct fragment_rule){ .ifc = OUTSIDE, .limit = limit, .value = value };
}

static void
add_guards(struct config *config)
{
    struct audit *audit = &config->audit;
    struct audit_policy *policy = config_audit_policy_make(config, "all");
    struct audit_binding *binding =
        arena_append(config->arena, &audit->bindings, &audit->binding_count,
                     &audit->binding_capacity, sizeof *binding);
    struct interface_list *paths = &config->guard.reverse_paths;
    struct listed_interface *path =
        arena_append(config->arena, &paths->items, &paths->count, &paths->capacity, sizeof *path);
    struct shun *shun = arena_append(config->arena, &config->box.shuns, &config->box.shun_count,
                                     &config->box.shun_capacity, sizeof *shun);
    if (policy == NULL || binding == NULL || path == NULL || shun == NULL)
        abort();
    policy->has[AUDIT_INFO] = policy->has[AUDIT_ATTACK] = true;
    policy->actions[AUDIT_ATTACK] = (struct audit_actions){ true, AUDIT_ALARM | AUDIT_RESET };
    *binding = (struct audit_binding){ .ifc = OUTSIDE, .policy = policy };
    *path = (struct listed_interface){ .ifc = INSIDE };
    *shun = (struct shun){ .source = UINT32_C(0xc0a8c919) };
    add_fragment_limit(config, FRAGMENT_SIZE, 4);
    add_fragment_limit(config, FRAGMENT_CHAIN, 3);
}

static void
ignore_event(void *context, const struct event *event)
{
    (void)context;
    (void)event;
}

static void
run(struct replay *replay, const uint8_t *data, size_t size, unsigned points)
{
    static const struct {
        size_t count;
        ifc_id points[2];
    } choices[] = {
        { 1, { IFC_NONE } }, { 1, { OUTSIDE } }, { 1, { INSIDE } }, { 2, { INSIDE, OUTSIDE } }
    };
    char error[CAPTURE_ERROR_SIZE];
    bool added = false;
    for (size_t i = 0; i < choices[points].count; i++) {
        struct replay_input input = { .bytes = data,
                                      .size = size,
                                      .point = choices[points].points[i] };
        added = replay_add(replay, &input, error);
    }
    if (added && replay_run(replay) != REPLAY_DONE)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct config *config = make_config((data[0] & 0x40) != 0 ? OS_7_2 : OS_6_3);
    if ((data[0] & 0x20) != 0)
        add_guards(config);
    struct engine_options engine_options = { .seed = 1, .max_conns = 64, .max_xlates = 64 };
    struct engine *engine =
        engine_new(config, &engine_options, (struct event_sink){ .emit = ignore_event });
    struct replay_options options = { .mode = (enum replay_mode)(data[0] & 3),
                                      .drain = (data[0] & 0x80) != 0 };
    char error[CAPTURE_ERROR_SIZE];
    struct replay *replay = replay_new(config, engine, &options, (struct replay_sink){ 0 }, error);
    if (engine == NULL || replay == NULL)
        abort();
    run(replay, data + 1, size - 1, data[0] >> 2 & 3);
    replay_free(replay);
    engine_free(engine);
    config_free(config);
    return 0;
}
