/*
 * fault.c: what each mutation breaks alone is tried; then those are put together that should break
 * as many checks as are wanted, small ones first so that there are several, and that is tried too.
 */
#include "cli/fault/fault.h"

#include <stdlib.h>
#include <string.h>

#include "parser/parser.h"

#define TRIALS_ALONE ((size_t)320)
#define TRIALS_TOGETHER 40
#define GATHERINGS 24 /* for each size of mutation */

struct tried {
    const struct mutation *mutation;
    bool met[CHECKS_MAX];
    size_t breaks;
};

struct search {
    const struct config *config;
    struct fault_lab *lab;
    struct dice dice;
    unsigned level;
    struct tried *tried; /* that break something */
    size_t tried_count;
    size_t *order;
    size_t left; /* trials together */
    bool no_memory;
};

static size_t
unmet(const struct checks *checks, const bool met[static CHECKS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < checks->count; i++)
        count += !met[i];
    return count;
}

/* False: the version does not take a line of it, or no memory. */
static bool
try_with(struct search *search, const struct mutation *const *mutations, size_t count,
         bool met[static CHECKS_MAX])
{
    struct load_options options = { .file = "fault",
                                    .has_version = true,
                                    .release = search->config->os };
    struct load_result loaded;
    size_t length;
    char *text = mutated_text(&search->lab->lines, mutations, count, &length);
    if (text == NULL || !config_load_text(text, length, &options, &loaded)) {
        free(text);
        search->no_memory = true;
        return false;
    }
    bool taken = loaded.refused == 0;
    if (taken && !checks_try(&search->lab->checks, loaded.config, met)) {
        search->no_memory = true;
        taken = false;
    }
    load_result_free(&loaded);
    free(text);
    return taken;
}

/* ---- alone ---- */

/* Lines that decide for nobody, and may yet be what makes others decide. */
static bool
is_relevant(const struct checks *checks, const char *line)
{
    static const char *const always[] = { "access-group ", "global ",         "inspect ",
                                          "fixup ",        "network-object ", "port-object ",
                                          "nat ",          "service-policy " };
    line += strspn(line, " ");
    for (size_t i = 0; i < ARRAY_LENGTH(always); i++)
        if (strncmp(line, always[i], strlen(always[i])) == 0)
            return true;
    for (size_t i = 0; i < checks->decided_count; i++)
        if (strcmp(checks->decided[i], line) == 0)
            return true;
    return false;
}

/* Those that are relevant first, else mixed. */
static void
order_mutations(struct search *search)
{
    const struct fault_lab *lab = search->lab;
    size_t count = lab->mutations.count, kept = 0;
    dice_mix(&search->dice, search->order, count);
    for (size_t i = 0; i < count; i++) {
        size_t at = search->order[i];
        if (!is_relevant(&lab->checks, lab->lines.lines[lab->mutations.items[at].line]))
            continue;
        search->order[i] = search->order[kept];
        search->order[kept++] = at;
    }
}

static void
try_alone(struct search *search)
{
    const struct fault_lab *lab = search->lab;
    size_t count = lab->mutations.count < TRIALS_ALONE ? lab->mutations.count : TRIALS_ALONE;
    order_mutations(search);
    for (size_t i = 0; i < count && !search->no_memory; i++) {
        struct tried *tried = &search->tried[search->tried_count];
        tried->mutation = &lab->mutations.items[search->order[i]];
        if (!try_with(search, &tried->mutation, 1, tried->met))
            continue;
        tried->breaks = unmet(&lab->checks, tried->met);
        if (tried->breaks == 0)
            continue;
        if (tried->breaks <= FAULT_LEVEL_MAX)
            search->lab->alone[tried->breaks] = true;
        search->tried_count++;
    }
}

/* ---- together ---- */

struct gathered {
    const struct tried *items[FAULTS_MAX];
    size_t count;
    bool met[CHECKS_MAX]; /* if they do not touch each other's */
};

static bool
touches(const struct mutation *a, const struct mutation *b)
{
    return a->line <= b->line + b->is_swap && b->line <= a->line + a->is_swap;
}

/* With TRIED as well as many checks fail as before, or more than are wanted? */
static bool
fits(const struct search *search, const struct gathered *gathered, const struct tried *tried)
{
    size_t more = 0, broken = unmet(&search->lab->checks, gathered->met);
    for (size_t i = 0; i < gathered->count; i++)
        if (touches(gathered->items[i]->mutation, tried->mutation))
            return false;
    for (size_t i = 0; i < search->lab->checks.count; i++)
        more += gathered->met[i] && !tried->met[i];
    return more > 0 && broken + more <= search->level;
}

/* Of those that break no more than SIZE alone. */
static void
gather(struct search *search, size_t size, struct gathered *gathered)
{
    *gathered = (struct gathered){ 0 };
    memset(gathered->met, true, sizeof gathered->met);
    dice_mix(&search->dice, search->order, search->tried_count);
    for (size_t i = 0; i < search->tried_count && gathered->count < FAULTS_MAX; i++) {
        const struct tried *tried = &search->tried[search->order[i]];
        if (tried->breaks > size || !fits(search, gathered, tried))
            continue;
        gathered->items[gathered->count++] = tried;
        for (size_t j = 0; j < search->lab->checks.count; j++)
            gathered->met[j] = gathered->met[j] && tried->met[j];
    }
}

static bool
try_gathered(struct search *search, const struct gathered *gathered, size_t without,
             bool met[static CHECKS_MAX])
{
    const struct mutation *mutations[FAULTS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < gathered->count; i++)
        if (i != without)
            mutations[count++] = gathered->items[i]->mutation;
    return try_with(search, mutations, count, met);
}

/* Do they break what is wanted, and each of them some of it? */
static bool
are_right(struct search *search, const struct gathered *gathered)
{
    bool met[CHECKS_MAX];
    struct fault_lab *lab = search->lab;
    if (!try_gathered(search, gathered, gathered->count, lab->met) ||
        unmet(&lab->checks, lab->met) != search->level)
        return false;
    for (size_t i = 0; gathered->count > 1 && i < gathered->count; i++)
        if (!try_gathered(search, gathered, i, met) || unmet(&lab->checks, met) >= search->level)
            return false;
    return true;
}

static int
by_line(const void *left, const void *right)
{
    const struct fault *a = left, *b = right;
    return (a->mutation->line > b->mutation->line) - (a->mutation->line < b->mutation->line);
}

static bool
try_together(struct search *search)
{
    struct fault_lab *lab = search->lab;
    for (size_t size = 1; size <= search->level; size++) {
        for (int i = 0; i < GATHERINGS && search->left > 0 && !search->no_memory; i++) {
            struct gathered gathered;
            gather(search, size, &gathered);
            if (unmet(&lab->checks, gathered.met) != search->level)
                continue;
            search->left--;
            if (!are_right(search, &gathered))
                continue;
            for (; lab->fault_count < gathered.count; lab->fault_count++)
                lab->faults[lab->fault_count] =
                    (struct fault){ gathered.items[lab->fault_count]->mutation,
                                    gathered.items[lab->fault_count]->breaks };
            qsort(lab->faults, lab->fault_count, sizeof *lab->faults, by_line);
            lab->broken = search->level;
            return true;
        }
    }
    return false;
}

/* ---- all of it ---- */

static enum fault_end
find(struct search *search)
{
    const struct mutations *mutations = &search->lab->mutations;
    search->tried = calloc(TRIALS_ALONE, sizeof *search->tried);
    search->order = calloc(mutations->count + TRIALS_ALONE, sizeof *search->order);
    bool found = false;
    if (search->tried == NULL || search->order == NULL) {
        search->no_memory = true;
    } else {
        try_alone(search);
        found = !search->no_memory && try_together(search);
    }
    free(search->tried);
    free(search->order);
    return search->no_memory ? FAULT_NO_MEMORY : found ? FAULT_MADE : FAULT_NOT_SO;
}

/* The configuration as it is written: read again, so that what is tried is what is handed out. */
static enum fault_end
make_from(const struct config *written, struct search *search, struct checks_seen seen)
{
    struct fault_lab *lab = search->lab;
    search->config = written;
    switch (checks_make(written, &search->dice, seen, &lab->checks)) {
    case CHECKS_MADE:
        break;
    case CHECKS_TOO_FEW:
        return FAULT_TOO_FEW;
    case CHECKS_NO_MEMORY:
        return FAULT_NO_MEMORY;
    }
    if (!mutations_of(written, &lab->lines, &search->dice, &lab->mutations))
        return FAULT_NO_MEMORY;
    return find(search);
}

enum fault_end
fault_make(const struct config *config, unsigned level, uint64_t seed, struct checks_seen seen,
           struct fault_lab *lab)
{
    struct search search = {
        .lab = lab, .dice = { .seed = seed }, .level = level, .left = TRIALS_TOGETHER
    };
    struct load_options options = {
        .file = "fault", .has_version = true, .release = config->os, .model_only = true
    };
    struct load_result written;
    size_t length;
    *lab = (struct fault_lab){ 0 };
    if (!config_lines_of(config, &lab->lines))
        return FAULT_NO_MEMORY;
    char *text = fault_text(lab, 0, &length);
    if (text == NULL || !config_load_text(text, length, &options, &written)) {
        free(text);
        return FAULT_NO_MEMORY;
    }
    free(text);
    enum fault_end end = make_from(written.config, &search, seen);
    load_result_free(&written);
    return end;
}

void
fault_free(struct fault_lab *lab)
{
    checks_free(&lab->checks);
    mutations_free(&lab->mutations);
    config_lines_free(&lab->lines);
    *lab = (struct fault_lab){ 0 };
}

char *
fault_text(const struct fault_lab *lab, size_t without, size_t *length)
{
    const struct mutation *mutations[FAULTS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < lab->fault_count; i++)
        if (i != without)
            mutations[count++] = lab->faults[i].mutation;
    return mutated_text(&lab->lines, mutations, count, length);
}
