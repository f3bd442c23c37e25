/*
 * effect.c: two passages flow by flow.
 */
#include "cli/explain/search.h"

#include <stdlib.h>

#define JOINED_FLOWS 1024

static bool
is_stopped(const struct fate *fate)
{
    return fate->verdicts[VERDICT_DENIED] > 0 || fate->verdicts[VERDICT_UNDECIDED] > 0;
}

static bool
passes(const struct fate *fate)
{
    return fate != NULL && !is_stopped(fate) &&
           (fate->verdicts[VERDICT_PASSED] > 0 || fate->verdicts[VERDICT_TO_THE_BOX] > 0);
}

static int
compare_keys(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

static bool
is_among(const uint64_t *keys, size_t count, uint64_t key)
{
    return count > 0 && bsearch(&key, keys, count, sizeof *keys, compare_keys) != NULL;
}

/* Is the flow of KEY part of one of those that are to pass? */
static bool
is_joined(const struct passage *after, const struct effect_flows *flows, uint64_t key)
{
    const struct fate *now = fates_find(after->fates, key);
    if (is_among(flows->keys, flows->count, now->key))
        return true;
    /* it began with a packet of the other side: rare, and not looked for among very many */
    for (size_t i = 0; i < flows->count && flows->count <= JOINED_FLOWS; i++)
        if (fates_find(after->fates, flows->keys[i]) == now)
            return true;
    return false;
}

static void
look_at_stopped(const struct passage *after, const struct effect_flows *flows, uint64_t key,
                struct effect *effect)
{
    if (is_among(flows->keys, flows->count, key) || is_among(flows->all, flows->all_count, key))
        return;
    if (is_joined(after, flows, key))
        effect->joined++;
    else
        effect->also++;
}

struct effect
effect_between(const struct passage *before, const struct passage *after,
               const struct effect_flows *flows, void (*pass)(void *context, size_t at),
               void *context)
{
    struct effect effect = { 0 };
    for (size_t i = 0; i < flows->count; i++) {
        if (passes(fates_find(after->fates, flows->keys[i])))
            effect.mended++;
        else
            effect.left++;
    }
    for (size_t i = 0; i < fates_count(before->fates); i++) {
        const struct fate *was = fates_at(before->fates, i);
        if (!is_stopped(was) || !passes(fates_find(after->fates, was->key)))
            continue;
        look_at_stopped(after, flows, was->key, &effect);
        if (pass != NULL)
            pass(context, i);
    }
    for (size_t i = 0; i < fates_count(after->fates); i++) {
        const struct fate *is = fates_at(after->fates, i);
        const struct fate *was = fates_find(before->fates, is->key);
        if (was == NULL) {
            effect.appeared += is_stopped(is);
            effect.entered += passes(is);
        } else if (is_stopped(is) && !is_stopped(was)) {
            effect.harmed++;
        }
    }
    return effect;
}

void
effect_sort(uint64_t *keys, size_t count)
{
    qsort(keys, count, sizeof *keys, compare_keys);
}

size_t
plan_commands(const struct plan *plan)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->count; i++)
        count += !plan->commands[i].restores;
    return count;
}
