/*
 * effect.c: two passages flow by flow.
 */
#include "cli/explain/search.h"

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

static bool
is_key(const uint64_t *keys, size_t count, uint64_t key)
{
    for (size_t i = 0; i < count; i++)
        if (keys[i] == key)
            return true;
    return false;
}

/* Is the flow of KEY part of one of the group's now? */
static bool
is_joined(const struct passage *after, const uint64_t *keys, size_t count, uint64_t key)
{
    const struct fate *now = fates_find(after->fates, key);
    for (size_t i = 0; i < count; i++)
        if (fates_find(after->fates, keys[i]) == now)
            return true;
    return false;
}

struct effect
effect_between(const struct passage *before, const struct passage *after, const uint64_t *keys,
               size_t key_count, void (*pass)(void *context, size_t at), void *context)
{
    struct effect effect = { 0 };
    for (size_t i = 0; i < key_count; i++) {
        if (passes(fates_find(after->fates, keys[i])))
            effect.mended++;
        else
            effect.left++;
    }
    for (size_t i = 0; i < fates_count(before->fates); i++) {
        const struct fate *was = fates_at(before->fates, i);
        if (!is_stopped(was) || !passes(fates_find(after->fates, was->key)))
            continue;
        if (!is_key(keys, key_count, was->key)) {
            bool joined = is_joined(after, keys, key_count, was->key);
            effect.joined += joined;
            effect.also += !joined;
        }
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

size_t
plan_commands(const struct plan *plan)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->count; i++)
        count += !plan->commands[i].restores;
    return count;
}
