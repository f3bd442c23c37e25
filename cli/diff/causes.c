/*
 * causes.c: flow by flow. A flow's cause is the first phase in which another line decides and one
 * of the two lines is only in its own configuration. Where there is none, but the configurations
 * differ by a single line, it is that line: an access-group or a route that is gone decides nothing
 * any more, and so stands in no phase.
 */
#include "cli/diff/causes.h"

#include <stdlib.h>
#include <string.h>

#include "engine/model/behaviour.h"

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
        const char *was = line_in(old, cause->first_old, (enum trace_phase_type)phase);
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

/* At most one line on either side. */
static bool
find_single_line(const struct diff_side *old, const struct diff_side *new, struct cause *cause)
{
    const char *was = NULL, *is = NULL;
    size_t gone = lines_only(&old->lines, &new->lines, &was);
    size_t came = lines_only(&new->lines, &old->lines, &is);
    if (gone > 1 || came > 1 || gone + came == 0)
        return false;
    cause->kind = gone && came ? CAUSE_CHANGED : gone ? CAUSE_GONE : CAUSE_NEW;
    cause->old_line = was;
    cause->new_line = is;
    return true;
}

static bool
find_order(const struct diff_side *old, const struct diff_side *new, struct cause *cause)
{
    for (int phase = PHASE_SANITY; phase <= PHASE_TO_THE_BOX; phase++) {
        const char *was = line_in(old, cause->first_old, (enum trace_phase_type)phase);
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
find_cause(const struct diff_side *old, const struct diff_side *new, struct cause *cause)
{
    bool other_version = old->config->does != new->config->does;
    if ((!other_version && find_single_line(old, new, cause)) || find_changed_line(old, new, cause))
        return;
    if (other_version) {
        cause->kind = CAUSE_VERSION;
        return;
    }
    if (!find_order(old, new, cause))
        cause->kind = CAUSE_FOLLOWS;
}

/* ---- all of them ---- */

static bool
same_line(const char *left, const char *right)
{
    return left == right || (left != NULL && right != NULL && strcmp(left, right) == 0);
}

static bool
count_cause(struct causes *causes, const struct cause *cause)
{
    for (size_t i = 0; i < causes->count; i++) {
        struct cause *item = &causes->items[i];
        if (item->kind != cause->kind || !same_line(item->old_line, cause->old_line) ||
            !same_line(item->new_line, cause->new_line))
            continue;
        item->flows++;
        item->other_fate += cause->other_fate;
        item->other_translation += cause->other_translation;
        item->other_log += cause->other_log;
        item->other_inspection += cause->other_inspection;
        return true;
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

static bool
take_pair(const struct diff_side *old, const struct diff_side *new, const struct fate *was,
          const struct fate *is, struct causes *causes)
{
    struct cause cause = { .flows = 1, .first_old = was, .first_new = is };
    if (was != NULL && is != NULL)
        compare(was, is, &cause);
    else
        cause.other_fate = 1;
    if (!differs(&cause)) {
        causes->equal++;
        return true;
    }
    find_cause(old, new, &cause);
    return count_cause(causes, &cause);
}

static int
by_size(const void *left, const void *right)
{
    const struct cause *a = left, *b = right;
    return (a->flows < b->flows) - (a->flows > b->flows);
}

bool
causes_find(const struct diff_side *old, const struct diff_side *new, struct causes *causes)
{
    *causes = (struct causes){ 0 };
    for (size_t i = 0; i < fates_count(old->fates); i++) {
        const struct fate *was = fates_at(old->fates, i);
        const struct fate *is = fates_find(new->fates, was->key);
        /* the answers to a flow that has no connection here: they are told with it */
        if (is != NULL && is->key != was->key)
            continue;
        if (!take_pair(old, new, was, is, causes))
            return false;
    }
    for (size_t i = 0; i < fates_count(new->fates); i++) {
        const struct fate *is = fates_at(new->fates, i);
        if (fates_find(old->fates, is->key) == NULL && !take_pair(old, new, NULL, is, causes))
            return false;
    }
    qsort(causes->items, causes->count, sizeof *causes->items, by_size);
    return true;
}

void
causes_free(struct causes *causes)
{
    free(causes->items);
    *causes = (struct causes){ 0 };
}
