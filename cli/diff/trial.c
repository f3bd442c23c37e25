/*
 * trial.c: the smallest set of edits by halving, as delta debugging does (Zeller and Hildebrandt,
 * 2002): a part that is enough alone is taken; where none is, what can be spared is left out, in
 * ever smaller pieces, until no edit can be.
 */
#include "cli/diff/trial.h"

#include <stdlib.h>
#include <string.h>

#include "cli/diff/causes.h"
#include "cli/verbs.h"
#include "parser/parser.h"

struct trials {
    struct diff_run run;
    const struct config *config;
    const struct edits *edits;
    uint64_t key;            /* of the flow */
    struct fates *old_fates; /* of the sample, under the first configuration */
    bool *undone;
    size_t left; /* replays */
    enum trial_end end;
};

static bool
give_up(struct trials *trials, enum trial_end end)
{
    trials->end = end;
    return false;
}

/* The sample's fates when the edits are made of which UNDONE does not say otherwise. */
static struct fates *
replay_with(struct trials *trials, const bool *undone, struct load_result *loaded)
{
    size_t length;
    struct fates *fates = NULL;
    struct load_options options = {
        .file = "trial",
        .has_version = true,
        .release = trials->config->os,
        .model_only = true,
    };
    if (trials->left == 0) {
        (void)give_up(trials, TRIAL_NOT_SHOWN);
        return NULL;
    }
    trials->left--;
    char *text = edits_text(trials->edits, undone, &length);
    if (text == NULL || !config_load_text(text, length, &options, loaded)) {
        free(text);
        (void)give_up(trials, TRIAL_FAILED);
        return NULL;
    }
    free(text);
    int status = diff_replay(&trials->run, loaded->config, &fates);
    if (status == STATUS_INTERRUPTED)
        (void)give_up(trials, TRIAL_STOPPED);
    else if (status == STATUS_INTERNAL)
        (void)give_up(trials, TRIAL_FAILED);
    if (fates == NULL)
        load_result_free(loaded);
    return fates;
}

/* Does the flow fare as it did under the first configuration? */
static bool
restores(struct trials *trials, const bool *undone)
{
    struct load_result loaded;
    struct fates *fates = replay_with(trials, undone, &loaded);
    if (fates == NULL)
        return false;
    bool alike =
        !fates_differ(fates_find(trials->old_fates, trials->key), fates_find(fates, trials->key));
    fates_free(fates);
    load_result_free(&loaded);
    return alike;
}

/* ---- fewer and fewer ---- */

/* UNDONE becomes those among SET from FIRST up to END, or all but those. */
static void
choose(const struct trials *trials, const size_t *set, size_t count, size_t first, size_t end,
       bool others)
{
    memset(trials->undone, 0, trials->edits->count * sizeof(*trials->undone));
    for (size_t i = 0; i < count; i++) {
        if ((i >= first && i < end) != others)
            trials->undone[set[i]] = true;
    }
}

static size_t
keep_chosen(const struct trials *trials, size_t *set, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (trials->undone[set[i]])
            set[kept++] = set[i];
    }
    return kept;
}

/* One round with pieces of SIZE: true when SET has become smaller. */
static bool
narrow(struct trials *trials, size_t *set, size_t *count, size_t size)
{
    for (int others = 0; others < 2; others++) {
        for (size_t first = 0; first < *count; first += size) {
            size_t end = first + size < *count ? first + size : *count;
            if (end - first == *count || trials->end != TRIAL_FOUND)
                continue;
            choose(trials, set, *count, first, end, others != 0);
            if (restores(trials, trials->undone)) {
                *count = keep_chosen(trials, set, *count);
                return true;
            }
        }
    }
    return false;
}

static bool
minimize(struct trials *trials, size_t *set, size_t *count)
{
    size_t size = (*count + 1) / 2;
    while (*count > 1 && trials->end == TRIAL_FOUND) {
        if (narrow(trials, set, count, size))
            size = size < *count ? size : (*count + 1) / 2;
        else if (size == 1)
            break;
        else
            size = (size + 1) / 2;
    }
    return trials->end == TRIAL_FOUND;
}

/* ---- the flow alone ---- */

/* It must fare otherwise among its own packets, or no trial tells anything. */
static bool
shows(struct trials *trials)
{
    memset(trials->undone, 0, trials->edits->count * sizeof(*trials->undone));
    bool differs = !restores(trials, trials->undone);
    return trials->end == TRIAL_FOUND && differs;
}

static bool
search(struct trials *trials, size_t suspect, bool *needed)
{
    size_t count = trials->edits->count;
    size_t *set = calloc(count + 1, sizeof(*set));
    if (set == NULL)
        return give_up(trials, TRIAL_FAILED);
    if (suspect < count) {
        trials->undone[suspect] = true;
        if (restores(trials, trials->undone)) {
            set[0] = suspect;
            count = 1;
        }
    }
    for (size_t i = 0; count > 1 && i < count; i++)
        set[i] = i;
    bool found = minimize(trials, set, &count);
    for (size_t i = 0; found && i < count; i++)
        needed[set[i]] = true;
    free(set);
    return found;
}

static bool
try_all(struct trials *trials, size_t suspect, bool *needed)
{
    struct load_result loaded;
    for (size_t i = 0; i < trials->edits->count; i++)
        trials->undone[i] = true;
    trials->old_fates = replay_with(trials, trials->undone, &loaded);
    if (trials->old_fates == NULL)
        return trials->end == TRIAL_FOUND ? give_up(trials, TRIAL_NOT_SHOWN) : false;
    bool found = shows(trials);
    if (!found && trials->end == TRIAL_FOUND)
        (void)give_up(trials, TRIAL_NOT_SHOWN);
    found = found && search(trials, suspect, needed);
    fates_free(trials->old_fates);
    load_result_free(&loaded);
    return found;
}

/* ---- */

static void
add_hosts(const struct fate *fate, struct sample_wish *wish)
{
    if (fate == NULL)
        return;
    wish->hosts[wish->count++] = fate->source;
    wish->hosts[wish->count++] = fate->destination;
    if (fate->translated) {
        wish->hosts[wish->count++] = fate->mapped_source;
        wish->hosts[wish->count++] = fate->mapped_destination;
    }
}

void
flow_hosts(const struct flow_fates *flow, struct sample_wish *wish)
{
    wish->count = 0;
    add_hosts(flow->old, wish);
    add_hosts(flow->new, wish);
}

static enum trial_end
try_among(const struct diff_run *run, const struct config *config, const struct edits *edits,
          uint64_t key, const struct sample_input *sample, size_t suspect, bool *needed)
{
    struct trials trials = {
        .run = *run,
        .config = config,
        .edits = edits,
        .key = key,
        .undone = calloc(edits->count + 1, sizeof(*trials.undone)),
        .left = TRIALS_MAX,
    };
    if (trials.undone == NULL)
        return TRIAL_FAILED;
    trials.run.inputs = sample;
    trials.run.errors = NULL;
    (void)try_all(&trials, suspect, needed);
    free(trials.undone);
    return trials.end;
}

enum trial_end
trial(const struct diff_run *run, const struct config *config, const struct edits *edits,
      const struct flow_fates *flow, size_t suspect, bool *needed)
{
    uint64_t key = flow->old != NULL ? flow->old->key : flow->new->key;
    enum trial_end end = TRIAL_NOT_SHOWN;
    struct sample_wish wish;
    flow_hosts(flow, &wish);
    for (int width = 0; width < (int)SAMPLE_WIDTHS && end == TRIAL_NOT_SHOWN; width++) {
        struct samples samples;
        wish.width = (enum sample_width)width;
        if (!samples_make(config, run->inputs, run->input_count, &wish, 1, TRIAL_FRAMES, &samples))
            return TRIAL_FAILED;
        end = try_among(run, config, edits, key, samples_at(&samples, 0), suspect, needed);
        samples_free(&samples);
    }
    return end;
}
