/*
 * search.c: a queue of plans, the one with the fewest commands in front, of these the one that
 * opens least. A plan that does not do is continued by each mend for what stops the flows then.
 */
#include "cli/explain/search.h"

#include <stdlib.h>
#include <string.h>

#include "cli/explain/mend.h"
#include "engine/base/ip.h"

#define QUEUE 256

struct attempt {
    struct plan plan;
    struct stop problem; /* what its last command is to mend */
    unsigned in_vain;    /* commands after which the problem was the same */
};

/* Two things may lack at once, and then the one alone changes nothing. */
#define IN_VAIN 1

struct search {
    const struct search_task *task;
    struct search_result *result;
    struct load_result untouched; /* a copy without a command */
    struct passage before;
    struct attempt *queue;
    size_t queued;
    struct plan *mends;
    uint64_t keys[SEARCH_FLOWS];
    struct effect_flows flows; /* of the task, those that are seen */
    enum search_end end;
};

/* ---- one trial ---- */

struct trial {
    struct load_result loaded;
    struct passage after;
    struct passage_watch watch;
    struct effect effect;
};

enum trial_end { TRIAL_MADE, TRIAL_REFUSED, TRIAL_FAILED };

static enum trial_end
fail(struct search *search, enum search_end end)
{
    search->end = end;
    return TRIAL_FAILED;
}

static enum trial_end
run(struct search *search, struct trial *trial)
{
    char error[PASSAGE_ERROR_SIZE];
    switch (passage_run(trial->loaded.config, search->task->source, &trial->watch, &trial->after,
                        error)) {
    case PASSAGE_DONE:
        return TRIAL_MADE;
    case PASSAGE_STOPPED:
        return fail(search, SEARCH_STOPPED);
    case PASSAGE_NO_MEMORY:
        return fail(search, SEARCH_NO_MEMORY);
    case PASSAGE_REFUSED: /* an interface has lost its name */
    case PASSAGE_UNREADABLE:
        break;
    }
    return TRIAL_REFUSED;
}

/* After TRIAL_MADE, trial_end must follow. */
static enum trial_end
try_plan(struct search *search, const struct plan *plan, size_t without, struct trial *trial)
{
    const struct search_task *task = search->task;
    *trial = (struct trial){ .watch.stop = task->group->first };
    search->result->trials++;
    switch (scratch_make(task->scratch, plan, without, &trial->loaded)) {
    case SCRATCH_MADE:
        break;
    case SCRATCH_REFUSED:
        search->result->refused++;
        return TRIAL_REFUSED;
    case SCRATCH_NO_MEMORY:
        return fail(search, SEARCH_NO_MEMORY);
    }
    enum trial_end end = run(search, trial);
    if (end != TRIAL_MADE) {
        load_result_free(&trial->loaded);
        return end;
    }
    trial->effect = effect_between(&search->before, &trial->after, &search->flows, NULL, NULL);
    return TRIAL_MADE;
}

static void
end_trial(struct trial *trial)
{
    passage_free(&trial->after);
    load_result_free(&trial->loaded);
}

static bool
does(const struct effect *effect)
{
    return effect->left == 0 && effect->mended > 0 && effect->appeared == 0 && effect->harmed == 0;
}

/* ---- the queue ---- */

static bool
comes_before(const struct plan *a, const struct plan *b)
{
    size_t left = plan_commands(a), right = plan_commands(b);
    return left != right ? left < right : a->opens < b->opens;
}

static bool
is_same_plan(const struct plan *a, const struct plan *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->commands[i].text, b->commands[i].text) != 0)
            return false;
    return true;
}

/* Behind those that come before it or are as good. */
static void
enqueue(struct search *search, const struct plan *plan, const struct stop *problem,
        unsigned in_vain)
{
    if (search->queued == QUEUE) {
        search->result->bounded = true;
        return;
    }
    size_t at = search->queued;
    for (size_t i = 0; i < search->queued; i++)
        if (is_same_plan(&search->queue[i].plan, plan))
            return;
    while (at > 0 && comes_before(plan, &search->queue[at - 1].plan)) {
        search->queue[at] = search->queue[at - 1];
        at--;
    }
    search->queue[at] = (struct attempt){ *plan, *problem, in_vain };
    search->queued++;
}

/* A list is bound when all its lines are there, so that each of them can be left out. */
static bool
binds(const struct plan_command *command)
{
    return strncmp(command->text, "access-group ", strlen("access-group ")) == 0;
}

static void
append(struct plan *joined, const struct plan *plan, bool bindings)
{
    for (size_t i = 0; i < plan->count; i++)
        if (binds(&plan->commands[i]) == bindings)
            joined->commands[joined->count++] = plan->commands[i];
}

static void
join_free(struct plan *joined, const struct plan *plan)
{
    for (size_t i = 0; i < plan->free_count && joined->free_count < PLAN_FREE; i++)
        joined->free[joined->free_count++] = plan->free[i];
}

static bool
join(const struct plan *plan, const struct plan *mend, struct plan *joined)
{
    if (plan->count + mend->count > PLAN_COMMANDS)
        return false;
    *joined = (struct plan){ .opens = plan->opens };
    join_free(joined, plan);
    join_free(joined, mend);
    for (int bindings = 0; bindings < 2; bindings++) {
        append(joined, plan, bindings != 0);
        append(joined, mend, bindings != 0);
    }
    joined->opens += mend->opens;
    joined->is_wide = mend->is_wide;
    return plan_commands(joined) <= SEARCH_COMMANDS;
}

/* ---- what to try next ---- */

/* The stop of a flow that must pass and does not; or of one that was not there before. */
static const struct stop *
find_problem(const struct search *search, const struct trial *trial)
{
    const struct fates *fates = trial->after.fates;
    for (size_t i = 0; i < search->flows.count; i++) {
        const struct fate *fate = fates_find(fates, search->flows.keys[i]);
        if (fate == NULL)
            continue;
        const struct stop *stop = passage_stop(&trial->after, (size_t)(fate - fates_at(fates, 0)));
        if (stop != NULL)
            return stop;
    }
    for (size_t i = 0; i < fates_count(fates); i++) {
        const struct stop *stop = passage_stop(&trial->after, i);
        if (stop != NULL && fates_find(search->before.fates, fates_at(fates, i)->key) == NULL)
            return stop;
    }
    return NULL;
}

/* Another passage, for its trace, unless the one there is of it. */
static bool
watch_problem(struct search *search, struct trial *trial, const struct stop *stop)
{
    if (trial->watch.found && stop_is_like(stop, &trial->watch.stop))
        return true;
    struct passage again;
    char error[PASSAGE_ERROR_SIZE];
    trial->watch = (struct passage_watch){ .stop = *stop };
    if (passage_run(trial->loaded.config, search->task->source, &trial->watch, &again, error) !=
        PASSAGE_DONE)
        return false;
    passage_free(&again);
    return trial->watch.found;
}

/* Was the last command in vain? */
static bool
is_no_better(const struct attempt *attempt, const struct stop *stop)
{
    return attempt->plan.count > 0 && stop_is_like(stop, &attempt->problem) &&
           stop->drop == attempt->problem.drop && stop->row.kind == attempt->problem.row.kind;
}

static void
continue_plan(struct search *search, const struct attempt *attempt, struct trial *trial)
{
    const struct plan *plan = &attempt->plan;
    const struct stop *stop = find_problem(search, trial);
    if (stop == NULL || plan->is_wide)
        return;
    unsigned in_vain = attempt->in_vain + is_no_better(attempt, stop);
    if (in_vain > IN_VAIN)
        return;
    /* when some of its flows pass, the others are a matter of their own */
    bool ours = trial->effect.mended == 0 && trial->effect.left > 0;
    struct mend_ask ask = {
        .config = trial->loaded.config,
        .stop = stop,
        .trace = watch_problem(search, trial, stop) ? &trial->watch.trace : NULL,
        .group = ours ? search->task->group : NULL,
        .seen = search->before.fates,
        .arena = search->task->arena,
        .mends = search->mends,
    };
    mend_offer(&ask);
    if (ask.no_memory)
        search->end = SEARCH_NO_MEMORY;
    if (plan->count == 0)
        search->result->why_none = ask.why_none;
    search->result->bounded = search->result->bounded || ask.bounded;
    for (size_t i = 0; i < ask.count; i++) {
        struct plan joined;
        if (!join(plan, &ask.mends[i], &joined)) {
            search->result->bounded = true;
            continue;
        }
        joined.if_refused = false;
        if (ask.mends[i].if_refused && i > 0) {
            struct plan first;
            struct load_result made;
            if (join(plan, &ask.mends[i - 1], &first) &&
                scratch_make(search->task->scratch, &first, first.count, &made) == SCRATCH_MADE) {
                load_result_free(&made);
                continue;
            }
        }
        enqueue(search, &joined, stop, in_vain);
    }
}

/* ---- what does ---- */

/* Takes away one command without which it does too; false: there is none. */
static bool
thin_once(struct search *search, struct plan *plan)
{
    for (size_t i = plan->count; i > 0 && search->end == SEARCH_DONE; i--) {
        struct trial trial;
        if (plan->commands[i - 1].restores || try_plan(search, plan, i - 1, &trial) != TRIAL_MADE)
            continue;
        bool enough = does(&trial.effect);
        end_trial(&trial);
        if (!enough)
            continue;
        memmove(&plan->commands[i - 1], &plan->commands[i],
                (plan->count - i) * sizeof plan->commands[0]);
        plan->count--;
        return true;
    }
    return false;
}

/* Addresses that no command has any more. */
static void
forget_free(struct plan *plan)
{
    size_t kept = 0;
    for (size_t i = 0; i < plan->free_count; i++) {
        char word[IP_TEXT_SIZE + 2];
        bool named = false;
        word[0] = ' ';
        size_t length = ip_format(plan->free[i], word + 1) + 1;
        memcpy(word + length, " ", 2);
        for (size_t c = 0; c < plan->count; c++)
            named = named || strstr(plan->commands[c].text, word) != NULL;
        if (named)
            plan->free[kept++] = plan->free[i];
    }
    plan->free_count = kept;
}

/* One that goes may have been all that another one was for. */
static void
thin(struct search *search, struct plan *plan)
{
    bool thinned = false;
    while (plan_commands(plan) > 1 && thin_once(search, plan))
        thinned = true;
    if (thinned)
        forget_free(plan);
}

static bool
is_better(const struct proposal *a, const struct proposal *b)
{
    if ((a->effect.also == 0) != (b->effect.also == 0))
        return a->effect.also == 0;
    return comes_before(&a->plan, &b->plan);
}

static void
keep(struct search *search, const struct plan *plan, const struct effect *effect)
{
    struct search_result *result = search->result;
    struct proposal proposal = { .plan = *plan, .effect = *effect };
    thin(search, &proposal.plan);
    for (size_t i = 0; i < result->count; i++)
        if (is_same_plan(&result->items[i].plan, &proposal.plan))
            return;
    size_t at = result->count;
    if (at == PROPOSALS) {
        if (!is_better(&proposal, &result->items[at - 1]))
            return;
        at--;
    } else {
        result->count++;
    }
    while (at > 0 && is_better(&proposal, &result->items[at - 1])) {
        result->items[at] = result->items[at - 1];
        at--;
    }
    result->items[at] = proposal;
}

/* Is there no point in trying plans as long as PLAN? */
static bool
is_enough(const struct search *search, const struct plan *plan)
{
    const struct search_result *result = search->result;
    return result->count > 0 && result->items[0].effect.also == 0 &&
           (result->count == PROPOSALS ||
            plan_commands(plan) > plan_commands(&result->items[0].plan) + 1);
}

static size_t
most_trials(const struct scratch *scratch)
{
    size_t most = SEARCH_TEXT / (scratch->length + 1);
    return most > SEARCH_TRIALS         ? SEARCH_TRIALS
           : most < SEARCH_TRIALS_LEAST ? SEARCH_TRIALS_LEAST
                                        : most;
}

static void
try_all(struct search *search)
{
    while (search->queued > 0 && search->end == SEARCH_DONE) {
        struct attempt attempt = search->queue[0];
        const struct plan *plan = &attempt.plan;
        if (is_enough(search, plan))
            return;
        if (search->result->trials >= most_trials(search->task->scratch)) {
            search->result->bounded = true;
            return;
        }
        search->queued--;
        memmove(search->queue, search->queue + 1, search->queued * sizeof search->queue[0]);
        struct trial trial;
        if (try_plan(search, plan, plan->count, &trial) != TRIAL_MADE)
            continue;
        if (does(&trial.effect))
            keep(search, plan, &trial.effect);
        else if (trial.effect.harmed == 0)
            continue_plan(search, &attempt, &trial);
        end_trial(&trial);
    }
}

/* ---- the beginning ---- */

/* Is the flow stopped, with the packets of its hosts alone, as it was with all? */
static bool
is_stopped_alike(const struct search *search, uint64_t key)
{
    const struct fates *fates = search->before.fates;
    const struct fate *fate = fates_find(fates, key);
    const struct stop *stop =
        fate != NULL ? passage_stop(&search->before, (size_t)(fate - fates_at(fates, 0))) : NULL;
    return stop != NULL && stop->drop == search->task->group->first.drop;
}

/* Only those that are can be tried. False: there is none. */
static bool
pick_flows(struct search *search)
{
    const struct effect_flows *flows = &search->task->flows;
    search->flows = *flows;
    search->flows.keys = search->keys;
    search->flows.count = 0;
    for (size_t i = 0; i < flows->count && i < SEARCH_FLOWS; i++)
        if (is_stopped_alike(search, flows->keys[i]))
            search->keys[search->flows.count++] = flows->keys[i];
    return search->flows.count > 0;
}

static enum search_end
begin(struct search *search)
{
    const struct plan nothing = { 0 };
    char error[PASSAGE_ERROR_SIZE];
    if (scratch_make(search->task->scratch, &nothing, 0, &search->untouched) != SCRATCH_MADE)
        return SEARCH_NO_MEMORY;
    enum passage_end end =
        passage_run(search->untouched.config, search->task->source, NULL, &search->before, error);
    if (end == PASSAGE_DONE && pick_flows(search))
        return SEARCH_DONE;
    if (end == PASSAGE_DONE)
        passage_free(&search->before);
    load_result_free(&search->untouched);
    return end == PASSAGE_STOPPED     ? SEARCH_STOPPED
           : end == PASSAGE_NO_MEMORY ? SEARCH_NO_MEMORY
                                      : SEARCH_NOT_SEEN;
}

enum search_end
search_run(const struct search_task *task, struct search_result *result)
{
    *result = (struct search_result){ 0 };
    struct search search = { .task = task, .result = result };
    search.queue = calloc(QUEUE, sizeof *search.queue);
    search.mends = calloc(MENDS_MAX, sizeof *search.mends);
    search.end = SEARCH_NO_MEMORY;
    if (search.queue != NULL && search.mends != NULL)
        search.end = begin(&search);
    if (search.end == SEARCH_DONE) {
        const struct plan nothing = { 0 };
        enqueue(&search, &nothing, &task->group->first, 0);
        try_all(&search);
        passage_free(&search.before);
        load_result_free(&search.untouched);
    }
    free(search.queue);
    free(search.mends);
    return search.end;
}
