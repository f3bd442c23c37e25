/*
 * explain.c: one passage of everything for the groups; for each of the largest, a look at a packet
 * of its, a search among the packets of its hosts, and the proof on everything again.
 */
#include "cli/explain/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/explain/mend.h"
#include "cli/prompt/row_text.h"
#include "cli/sample/samples.h"
#include "cli/trace/trace_print.h"

#define SAMPLE_FRAMES 4096 /* of a cause */

_Static_assert((int)EXPLAIN_CAUSES <= (int)SAMPLES_MAX, "each cause has its packets");
_Static_assert(2 * GROUP_SOURCES <= SAMPLE_HOSTS, "both ends of a group");

struct run {
    const struct config *config;
    const struct passage_source *source;
    struct explanation *explanation;
    struct scratch scratch;
    struct samples samples; /* of large captures, one for each cause; empty else */
    struct passage all;
    struct groups groups;
    size_t *mended_by;           /* by a flow's place: the number of the cause, from 1 */
    uint64_t keys[SEARCH_FLOWS]; /* of the cause at hand, in order: those that are tried, */
    size_t key_count;
    uint64_t *group_keys; /* ... and all of them */
    size_t group_count;
    uint64_t proof_frames;
    char *error;
};

/* ---- the packets of its hosts ---- */

static bool
is_among(const uint32_t *addresses, size_t count, uint32_t address)
{
    for (size_t i = 0; i < count; i++)
        if (addresses[i] == address)
            return true;
    return false;
}

/* All flows of the group, and those of them whose ends are among the hosts. False: no memory. */
static bool
find_keys(struct run *run, const struct stop_group *group)
{
    free(run->group_keys);
    run->group_keys = calloc(group->flows + 1, sizeof *run->group_keys);
    run->group_count = run->key_count = 0;
    if (run->group_keys == NULL)
        return false;
    for (uint32_t at = group->head; at != GROUP_END; at = groups_next(&run->groups, at)) {
        const struct stop *stop = passage_stop(&run->all, at);
        uint64_t key = fates_at(run->all.fates, at)->key;
        run->group_keys[run->group_count++] = key;
        if (run->key_count < SEARCH_FLOWS &&
            is_among(group->sources, group->source_count, stop->source) &&
            is_among(group->targets, group->target_count, stop->destination))
            run->keys[run->key_count++] = key;
    }
    effect_sort(run->group_keys, run->group_count);
    effect_sort(run->keys, run->key_count);
    return true;
}

/* ---- what decided ---- */

static const char *
text_of(struct run *run, const struct row *row, ifc_id in, ifc_id to)
{
    char *text = NULL, *copy = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return "";
    row_write(run->config, row, in, to, out);
    if (fclose(out) == 0)
        copy = arena_strdup(run->explanation->arena, text);
    free(text);
    return copy != NULL ? copy : "";
}

static void
note_trace(struct run *run, struct explained *cause, const struct trace *trace)
{
    ifc_id in = cause->group.first.ingress, to = IFC_NONE;
    for (size_t i = 0; i < trace->count; i++) {
        const struct trace_phase *phase = &trace->phases[i];
        if (phase->allowed && (phase->type == PHASE_ROUTE || phase->type == PHASE_UNTRANSLATE) &&
            to == IFC_NONE)
            to = phase->ifc;
    }
    if (trace->count > 0)
        cause->phase = trace_phase_name(trace->phases[trace->count - 1].type);
    if (cause->group.first.row.kind != ROW_NONE)
        cause->decided = text_of(run, &cause->group.first.row, in, to);
    for (size_t i = 0; i < trace->nearest_count; i++) {
        const struct near_miss *miss = &trace->nearest[i];
        cause->nearest[i] = (struct explained_miss){
            .line = text_of(run, &miss->row, IFC_NONE, IFC_NONE),
            .why = trace_miss_words(miss->field),
            .matched = miss->matched,
            .fields = miss->fields,
        };
    }
    cause->nearest_count = trace->nearest_count;
}

static enum passage_end
look(struct run *run, struct explained *cause, const struct passage_source *source)
{
    struct passage_watch watch = { .stop = cause->group.first, .exactly = true };
    struct passage passage;
    enum passage_end end = passage_run(run->config, source, &watch, &passage, run->error);
    if (end != PASSAGE_DONE)
        return end;
    cause->ingress = config_interface_label(run->config, cause->group.first.ingress);
    cause->phase = trace_phase_name(trace_phase_of(cause->group.first.drop));
    cause->decided = "";
    if (watch.found)
        note_trace(run, cause, &watch.trace);
    else if (cause->group.first.row.kind != ROW_NONE)
        cause->decided =
            text_of(run, &cause->group.first.row, cause->group.first.ingress, IFC_NONE);
    passage_free(&passage);
    return PASSAGE_DONE;
}

/* ---- what mends it ---- */

static enum passage_end
search(struct run *run, struct explained *cause, const struct passage_source *source)
{
    const struct search_task task = { .scratch = &run->scratch,
                                      .source = source,
                                      .group = &cause->group,
                                      .flows = { .keys = run->keys,
                                                 .count = run->key_count,
                                                 .all = run->group_keys,
                                                 .all_count = run->group_count },
                                      .arena = run->explanation->arena };
    switch (search_run(&task, &cause->search)) {
    case SEARCH_DONE:
        cause->state = cause->search.count > 0 ? CAUSE_MENDED : CAUSE_NONE_WORKED;
        return PASSAGE_DONE;
    case SEARCH_NOT_SEEN:
        cause->state = CAUSE_OUT_OF_SIGHT;
        return PASSAGE_DONE;
    case SEARCH_STOPPED:
        return PASSAGE_STOPPED;
    case SEARCH_NO_MEMORY:
        break;
    }
    return PASSAGE_NO_MEMORY;
}

struct mark {
    struct run *run;
    size_t number;
};

static void
mark_flow(void *context, size_t at)
{
    const struct mark *mark = context;
    if (mark->run->mended_by[at] == 0)
        mark->run->mended_by[at] = mark->number;
}

/*
 * Is a proposal as good with all packets as it was in the search? Where it was tried with the
 * packets of some hosts alone, a flow that it stops, or one that it does not mend, may not have
 * been among them.
 */
static bool
stands(const struct proposal *proposal)
{
    return !proposal->proved || (proposal->proof.harmed == 0 && proposal->proof.left == 0);
}

static enum passage_end
prove(struct run *run, struct proposal *proposal, size_t number)
{
    struct load_result loaded;
    struct passage after;
    if (scratch_make(&run->scratch, &proposal->plan, proposal->plan.count, &loaded) != SCRATCH_MADE)
        return PASSAGE_NO_MEMORY;
    enum passage_end end = passage_run(loaded.config, run->source, NULL, &after, run->error);
    if (end == PASSAGE_DONE) {
        struct mark mark = { run, number };
        const struct effect_flows flows = { .keys = run->group_keys, .count = run->group_count };
        proposal->proof = effect_between(&run->all, &after, &flows, NULL, NULL);
        proposal->proved = true;
        if (number != 0 && stands(proposal))
            (void)effect_between(&run->all, &after, &flows, mark_flow, &mark);
        run->proof_frames += after.frames;
        passage_free(&after);
    }
    load_result_free(&loaded);
    return end;
}

/* All proposals, as far as there is time for it; those that do not stand go. */
static enum passage_end
prove_all(struct run *run, struct explained *cause, size_t number)
{
    uint64_t most =
        run->source->proof_frames != 0 ? run->source->proof_frames : EXPLAIN_PROOF_FRAMES;
    struct proposal *items = cause->search.items;
    size_t count = cause->search.count, kept = 0;
    enum passage_end end = PASSAGE_DONE;
    for (size_t i = 0; i < count; i++) {
        if (end == PASSAGE_DONE && run->proof_frames + run->all.frames <= most)
            end = prove(run, &items[i], kept == 0 ? number : 0);
        if (stands(&items[i]))
            items[kept++] = items[i];
    }
    cause->search.count = kept;
    return end;
}

static enum passage_end
search_and_prove(struct run *run, struct explained *cause, const struct passage_source *source,
                 size_t number)
{
    enum passage_end end = search(run, cause, source);
    return end == PASSAGE_DONE ? prove_all(run, cause, number) : end;
}

/* All that was found to mend it has gone again. */
static bool
has_lost_all(const struct explained *cause)
{
    return cause->state == CAUSE_MENDED && cause->search.count == 0;
}

static enum passage_end
explain_cause(struct run *run, const struct stop_group *group, struct explained *cause,
              size_t number)
{
    *cause = (struct explained){ .group = *group };
    struct passage_source source = *run->source;
    if (run->samples.count > 0)
        source.inputs = samples_at(&run->samples, number - 1);
    enum passage_end end = look(run, cause, &source);
    if (end != PASSAGE_DONE)
        return end;
    if (!find_keys(run, group))
        return PASSAGE_NO_MEMORY;
    end = search_and_prove(run, cause, &source, number);
    bool failed = cause->state == CAUSE_OUT_OF_SIGHT || has_lost_all(cause);
    if (end == PASSAGE_DONE && failed && source.inputs != run->source->inputs &&
        run->all.frames <= EXPLAIN_WHOLE_FRAMES * 8)
        end = search_and_prove(run, cause, run->source, number);
    if (has_lost_all(cause)) {
        cause->state = CAUSE_NO_COMMAND;
        cause->why_not = "what was found to mend it leaves some of its flows stopped, or stops "
                         "others that pass now";
    }
    if (cause->state == CAUSE_NONE_WORKED || cause->state == CAUSE_OUT_OF_SIGHT) {
        cause->why_not =
            cause->search.why_none != NULL ? cause->search.why_none : mend_why_not(&group->first);
        if (cause->why_not != NULL)
            cause->state = CAUSE_NO_COMMAND;
    }
    return end;
}

/* ---- the proof of all at once ---- */

/* The keys of all causes whose first proposals are in it, in order; NULL: no memory. */
static uint64_t *
keys_together(const struct run *run, size_t *count)
{
    const struct explanation *explanation = run->explanation;
    uint64_t *keys = calloc(run->groups.flows + 1, sizeof *keys);
    *count = 0;
    for (size_t i = 0; keys != NULL && i < explanation->count; i++) {
        const struct explained *cause = &explanation->causes[i];
        if (cause->state != CAUSE_MENDED)
            continue;
        for (uint32_t at = cause->group.head; at != GROUP_END; at = groups_next(&run->groups, at))
            keys[(*count)++] = fates_at(run->all.fates, at)->key;
    }
    if (keys != NULL)
        effect_sort(keys, *count);
    return keys;
}

static enum passage_end
compare_together(struct run *run, const struct config *config)
{
    struct passage after;
    size_t count;
    uint64_t *keys = keys_together(run, &count);
    if (keys == NULL)
        return PASSAGE_NO_MEMORY;
    enum passage_end end = passage_run(config, run->source, NULL, &after, run->error);
    if (end == PASSAGE_DONE) {
        const struct effect_flows flows = { .keys = keys, .count = count };
        run->explanation->together = effect_between(&run->all, &after, &flows, NULL, NULL);
        run->explanation->together_proved = true;
        passage_free(&after);
    }
    free(keys);
    return end;
}

/* Where everything was too much to be replayed for each cause, it is once, with the first proposals
 * of all. Not where they are in each other's way. */
static enum passage_end
prove_together(struct run *run)
{
    const struct plan *plans[EXPLAIN_CAUSES];
    const struct explanation *explanation = run->explanation;
    size_t count = 0;
    bool wanted = false;
    for (size_t i = 0; i < explanation->count; i++) {
        const struct explained *cause = &explanation->causes[i];
        if (cause->state != CAUSE_MENDED)
            continue;
        plans[count++] = &cause->search.items[0].plan;
        wanted = wanted || !cause->search.items[0].proved;
    }
    struct load_result loaded;
    if (!wanted || scratch_make_all(&run->scratch, plans, count, &loaded) != SCRATCH_MADE)
        return PASSAGE_DONE;
    enum passage_end end = compare_together(run, loaded.config);
    load_result_free(&loaded);
    return end;
}

/* ---- all of them ---- */

/* A cause that nothing mends, and all of whose flows pass with what mends another one. */
static void
find_followers(struct run *run)
{
    struct explanation *explanation = run->explanation;
    for (size_t i = 0; i < explanation->count; i++) {
        struct explained *cause = &explanation->causes[i];
        size_t by = run->mended_by[cause->group.head];
        if (cause->state == CAUSE_MENDED || by == 0)
            continue;
        bool all = true;
        for (uint32_t at = cause->group.head; at != GROUP_END; at = groups_next(&run->groups, at))
            all = all && run->mended_by[at] == by;
        if (!all)
            continue;
        cause->state = CAUSE_FOLLOWS;
        cause->follows = by;
    }
}

static void
take_samples(struct run *run)
{
    struct sample_wish wishes[SAMPLES_MAX] = { 0 };
    size_t count = run->groups.count < SAMPLES_MAX ? run->groups.count : SAMPLES_MAX;
    for (size_t i = 0; i < count; i++) {
        const struct stop_group *group = &run->groups.items[i];
        wishes[i].width = SAMPLE_EITHER_END;
        wishes[i].count = group->source_count + group->target_count;
        memcpy(wishes[i].hosts, group->sources, group->source_count * sizeof *group->sources);
        memcpy(wishes[i].hosts + group->source_count, group->targets,
               group->target_count * sizeof *group->targets);
    }
    if (!samples_make(run->config, run->source->inputs, run->source->input_count, wishes, count,
                      SAMPLE_FRAMES, &run->samples))
        run->samples = (struct samples){ 0 };
}

static enum passage_end
explain_groups(struct run *run)
{
    struct explanation *explanation = run->explanation;
    /* what was sent through a mirror's tunnel cannot be told by its hosts before it is replayed */
    uint64_t whole =
        run->source->whole_frames != 0 ? run->source->whole_frames : EXPLAIN_WHOLE_FRAMES;
    /* without it each trial takes everything */
    if (run->all.frames > whole && !run->source->replay.decap)
        take_samples(run);
    for (size_t i = 0; i < run->groups.count; i++) {
        if (explanation->count == EXPLAIN_CAUSES) {
            explanation->more_causes++;
            explanation->more_flows += run->groups.items[i].flows;
            continue;
        }
        struct explained *cause = &explanation->causes[explanation->count++];
        enum passage_end end = explain_cause(run, &run->groups.items[i], cause, explanation->count);
        if (end != PASSAGE_DONE)
            return end;
    }
    explanation->more_flows += run->groups.left_out;
    find_followers(run);
    return prove_together(run);
}

static enum passage_end
run_all(struct run *run)
{
    struct explanation *explanation = run->explanation;
    enum passage_end end = passage_run(run->config, run->source, NULL, &run->all, run->error);
    if (end != PASSAGE_DONE)
        return end;
    explanation->frames = run->all.frames;
    explanation->damaged = run->all.skipped > 0;
    snprintf(explanation->damage, sizeof explanation->damage, "%s", run->error);
    explanation->flows = fates_count(run->all.fates);
    explanation->untold = fates_untold(run->all.fates) + run->all.stops_lost;
    run->mended_by = calloc(explanation->flows + 1, sizeof *run->mended_by);
    if (run->mended_by == NULL || !groups_find(&run->all, &run->groups) ||
        !scratch_begin(&run->scratch, run->config))
        return PASSAGE_NO_MEMORY;
    explanation->stopped = run->groups.flows + run->groups.left_out;
    return explain_groups(run);
}

enum passage_end
explain_run(const struct config *config, const struct passage_source *source,
            struct explanation *explanation, char error[PASSAGE_ERROR_SIZE])
{
    struct run run = {
        .config = config, .source = source, .explanation = explanation, .error = error
    };
    snprintf(error, PASSAGE_ERROR_SIZE, "out of memory");
    *explanation = (struct explanation){ .arena = arena_new() };
    enum passage_end end = explanation->arena != NULL ? run_all(&run) : PASSAGE_NO_MEMORY;
    if (end == PASSAGE_NO_MEMORY)
        snprintf(error, PASSAGE_ERROR_SIZE, "out of memory");
    passage_free(&run.all);
    groups_free(&run.groups);
    samples_free(&run.samples);
    scratch_end(&run.scratch);
    free(run.mended_by);
    free(run.group_keys);
    if (end != PASSAGE_DONE)
        explain_free(explanation);
    return end;
}

void
explain_free(struct explanation *explanation)
{
    arena_free(explanation->arena);
    *explanation = (struct explanation){ 0 };
}
