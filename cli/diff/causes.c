/*
 * causes.c: flow by flow. What a flow's cause is, trials tell: the edits that undone give it its
 * old fate back. They are made for one flow of each group; a group are those in which the same
 * lines decided and the same became of their packets. Where trials tell nothing, the cause is the
 * first phase in which another line decides and one of the two is only in its own configuration.
 */
#include "cli/diff/causes.h"

#include <stdlib.h>
#include <string.h>

#include "cli/diff/trial.h"
#include "cli/verbs.h"

/* ---- what differs ---- */

static void
compare(const struct fate *old, const struct fate *new, struct cause *cause)
{
    cause->other_fate =
        memcmp(old->verdicts, new->verdicts, sizeof old->verdicts) != 0 || old->drop != new->drop;
    cause->other_translation = old->translated && new->translated &&
                               (old->mapped_source != new->mapped_source ||
                                old->mapped_destination != new->mapped_destination ||
                                old->mapped_destination_port != new->mapped_destination_port);
    cause->other_log = old->log != new->log;
    cause->other_inspection = old->inspected != new->inspected;
}

static bool
differs(const struct cause *cause)
{
    return (cause->other_fate | cause->other_translation | cause->other_log |
            cause->other_inspection) != 0;
}

bool
fates_differ(const struct fate *old, const struct fate *new)
{
    struct cause cause = { 0 };
    if (old == NULL || new == NULL)
        return old != new;
    compare(old, new, &cause);
    return differs(&cause);
}

/* ---- why ---- */

/* Its line of PHASE, the last one there; NULL: none. */
static const char *
line_in(const struct diff_side *side, const struct fate *fate, enum trace_phase_type phase)
{
    const char *line = NULL;
    for (size_t i = 0; fate != NULL && i < fate->row_count; i++)
        if (fate->rows[i].phase == phase)
            line = fates_text(side->fates, fate->rows[i].text);
    return line;
}

static bool
is_only_in(const struct diff_side *here, const struct diff_side *there, const char *line)
{
    return line != NULL && lines_have(&here->lines, line) && !lines_have(&there->lines, line);
}

static bool
find_changed_line(const struct diff_side *old, const struct diff_side *new, struct cause *cause)
{
    for (int phase = PHASE_SANITY; phase <= PHASE_TO_THE_BOX; phase++) {
        const char *was = line_in(old, cause->first_base, (enum trace_phase_type)phase);
        const char *is = line_in(new, cause->first_new, (enum trace_phase_type)phase);
        bool gone = is_only_in(old, new, was);
        bool came = is_only_in(new, old, is);
        if (!gone && !came)
            continue;
        cause->kind = gone && came ? CAUSE_CHANGED : gone ? CAUSE_GONE : CAUSE_NEW;
        cause->old_line = gone ? was : NULL;
        cause->new_line = came ? is : NULL;
        return true;
    }
    return false;
}

static bool
find_order(const struct diff_side *old, const struct diff_side *new, struct cause *cause)
{
    for (int phase = PHASE_SANITY; phase <= PHASE_TO_THE_BOX; phase++) {
        const char *was = line_in(old, cause->first_base, (enum trace_phase_type)phase);
        const char *is = line_in(new, cause->first_new, (enum trace_phase_type)phase);
        if (was == NULL || is == NULL || strcmp(was, is) == 0)
            continue;
        cause->kind = CAUSE_ORDER;
        cause->old_line = was;
        cause->new_line = is;
        return true;
    }
    return false;
}

static void
find_cause(const struct diff_side *base, const struct diff_side *new, struct cause *cause)
{
    if (cause->first_base != cause->first_old && !fates_differ(cause->first_base, cause->first_new))
        cause->kind = CAUSE_VERSION;
    else if (!find_changed_line(base, new, cause) && !find_order(base, new, cause))
        cause->kind = CAUSE_FOLLOWS;
}

/* ---- groups ---- */

static bool
same_line(const char *left, const char *right)
{
    return left == right || (left != NULL && right != NULL && strcmp(left, right) == 0);
}

/* Has the same become of their packets? */
static bool
fared_alike(const struct fate *a, const struct fate *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    if (a->drop != b->drop)
        return false;
    for (size_t i = 0; i < VERDICT_FINAL_COUNT; i++) {
        if ((a->verdicts[i] == 0) != (b->verdicts[i] == 0))
            return false;
    }
    return true;
}

static bool
is_same_group(const struct cause *a, const struct cause *b)
{
    return a->kind == b->kind && same_line(a->old_line, b->old_line) &&
           same_line(a->new_line, b->new_line) && fared_alike(a->first_old, b->first_old) &&
           fared_alike(a->first_new, b->first_new) &&
           (a->other_translation == 0) == (b->other_translation == 0) &&
           (a->other_inspection == 0) == (b->other_inspection == 0);
}

static bool
is_same_cause(const struct cause *a, const struct cause *b)
{
    if (a->kind != b->kind || a->edit_count != b->edit_count)
        return false;
    if (a->kind != CAUSE_EDITS)
        return same_line(a->old_line, b->old_line) && same_line(a->new_line, b->new_line);
    size_t shown = a->edit_count < CAUSE_EDITS_SHOWN ? a->edit_count : CAUSE_EDITS_SHOWN;
    return memcmp(a->edits, b->edits, shown * sizeof(*a->edits)) == 0;
}

static void
add_to(struct cause *item, const struct cause *more)
{
    item->flows += more->flows;
    item->other_fate += more->other_fate;
    item->other_translation += more->other_translation;
    item->other_log += more->other_log;
    item->other_inspection += more->other_inspection;
}

static bool
count_cause(struct causes *causes, const struct cause *cause)
{
    for (size_t i = 0; i < causes->count; i++) {
        if (is_same_group(&causes->items[i], cause)) {
            add_to(&causes->items[i], cause);
            return true;
        }
    }
    if (causes->count == causes->capacity) {
        size_t capacity = causes->capacity == 0 ? 16 : causes->capacity * 2;
        struct cause *items = reallocarray(causes->items, capacity, sizeof *items);
        if (items == NULL)
            return false;
        causes->items = items;
        causes->capacity = capacity;
    }
    causes->items[causes->count++] = *cause;
    return true;
}

/* The flow in the configurations; both of OLD and BASE may be one. */
struct trio {
    const struct diff_side *old, *base, *new;
};

static bool
take_pair(const struct trio *sides, const struct fate *was, const struct fate *is,
          struct causes *causes)
{
    struct cause cause = { .flows = 1, .first_old = was, .first_base = was, .first_new = is };
    if (was != NULL && is != NULL)
        compare(was, is, &cause);
    else
        cause.other_fate = 1;
    if (!differs(&cause)) {
        causes->equal++;
        return true;
    }
    if (sides->base != sides->old)
        cause.first_base = fates_find(sides->base->fates, was != NULL ? was->key : is->key);
    find_cause(sides->base, sides->new, &cause);
    return count_cause(causes, &cause);
}

static int
by_size(const void *left, const void *right)
{
    const struct cause *a = left, *b = right;
    return (a->flows < b->flows) - (a->flows > b->flows);
}

/* ---- trials ---- */

/* More groups than that are told by what decided. */
#define GROUPS_TRIED 64

/* The edit of the line that decided. */
static size_t
suspect(const struct edits *edits, const struct cause *cause)
{
    for (size_t i = 0; i < edits->count; i++) {
        const struct edit *edit = &edits->items[i];
        if ((cause->old_line != NULL && same_line(edit->old_line, cause->old_line)) ||
            (cause->new_line != NULL && same_line(edit->new_line, cause->new_line)))
            return i;
    }
    return SIZE_MAX;
}

static void
take_edits(struct cause *cause, const bool *needed, size_t count)
{
    cause->kind = CAUSE_EDITS;
    cause->old_line = cause->new_line = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!needed[i])
            continue;
        if (cause->edit_count < CAUSE_EDITS_SHOWN)
            cause->edits[cause->edit_count] = i;
        cause->edit_count++;
    }
}

/* *NEEDED has room for one of each edit. */
static int
try_cause(const struct diff_run *run, const struct edits *edits, const struct diff_side *new,
          struct cause *cause, bool *needed)
{
    const struct flow_fates flow = { cause->first_base, cause->first_new };
    memset(needed, 0, edits->count * sizeof(*needed));
    enum trial_end end = TRIAL_FOUND;
    if (edits->count == 1)
        needed[0] = true;
    else
        end = trial(run, new->config, edits, &flow, suspect(edits, cause), needed);
    if (end == TRIAL_FOUND)
        take_edits(cause, needed, edits->count);
    return end == TRIAL_STOPPED ? STATUS_INTERRUPTED : STATUS_OK;
}

static void
join_causes(struct causes *causes)
{
    size_t kept = 0;
    for (size_t i = 0; i < causes->count; i++) {
        size_t same = 0;
        while (same < kept && !is_same_cause(&causes->items[same], &causes->items[i]))
            same++;
        if (same < kept)
            add_to(&causes->items[same], &causes->items[i]);
        else
            causes->items[kept++] = causes->items[i];
    }
    causes->count = kept;
}

static int
try_causes(const struct diff_run *run, const struct edits *edits, const struct diff_side *new,
           struct causes *causes)
{
    int status = STATUS_OK;
    if (edits->count == 0)
        return STATUS_OK;
    bool *needed = calloc(edits->count, sizeof(*needed));
    if (needed == NULL)
        return STATUS_INTERNAL;
    for (size_t i = 0; i < causes->count && status == STATUS_OK; i++) {
        struct cause *cause = &causes->items[i];
        if (cause->kind == CAUSE_VERSION)
            continue;
        if (i < GROUPS_TRIED)
            status = try_cause(run, edits, new, cause, needed);
        causes->untried += cause->kind != CAUSE_EDITS;
    }
    free(needed);
    join_causes(causes);
    return status;
}

/* ---- all of them ---- */

static bool
take_pairs(const struct trio *sides, struct causes *causes)
{
    const struct fates *old = sides->old->fates, *new = sides->new->fates;
    for (size_t i = 0; i < fates_count(old); i++) {
        const struct fate *was = fates_at(old, i);
        const struct fate *is = fates_find(new, was->key);
        /* the answers to a flow that has no connection here: they are told with it */
        if (is != NULL && is->key != was->key)
            continue;
        if (!take_pair(sides, was, is, causes))
            return false;
    }
    for (size_t i = 0; i < fates_count(new); i++) {
        const struct fate *is = fates_at(new, i);
        if (fates_find(old, is->key) == NULL && !take_pair(sides, NULL, is, causes))
            return false;
    }
    return true;
}

int
causes_find(const struct diff_run *run, const struct edits *edits, const struct diff_side *old,
            const struct diff_side *base, const struct diff_side *new, struct causes *causes)
{
    const struct trio sides = { old, base, new };
    *causes = (struct causes){ 0 };
    if (!take_pairs(&sides, causes))
        return STATUS_INTERNAL;
    if (causes->count == 0)
        return STATUS_OK;
    qsort(causes->items, causes->count, sizeof *causes->items, by_size);
    int status = try_causes(run, edits, new, causes);
    qsort(causes->items, causes->count, sizeof *causes->items, by_size);
    return status;
}

void
causes_free(struct causes *causes)
{
    free(causes->items);
    *causes = (struct causes){ 0 };
}
