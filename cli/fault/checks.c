/*
 * checks.c: candidates are tried; of those that pass, and of those that are denied, the ones are
 * taken that depend on a line that none of the others does, and then some more.
 */
#include "cli/fault/checks.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/fault/candidates.h"
#include "cli/lab/lab_check.h"
#include "cli/prompt/row_text.h"
#include "engine/base/ip.h"
#include "engine/engine.h"

#define ROWS_MAX ((size_t)4096)
#define ROW_TEXT_SIZE ((size_t)512)
#define PAIRS_MAX 4 /* hosts that talk, for dialogues */

struct pair {
    ifc_id ingress, egress;
    uint32_t source, destination;
};

struct making {
    const struct config *config;
    struct checks *checks;
    struct candidates candidates;
    uint64_t rows[ROWS_MAX]; /* hashes of what has decided for what is taken */
    size_t row_count;
    size_t passes, denied, expected;
    const char *packets[CHECKS_PASSES + CHECKS_DENIED];
    const char *dialogues[CHECKS_MAX];
    size_t dialogue_count;
    struct pair pairs[PAIRS_MAX];
    size_t pair_count;
    bool no_memory;
};

static const char *print(struct making *making, const char *format, ...) PRINTF_LIKE(2, 3);

static const char *
print(struct making *making, const char *format, ...)
{
    char text[ROW_TEXT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof text)
        return NULL;
    char *kept = arena_strndup(making->checks->arena, text, (size_t)length);
    making->no_memory = making->no_memory || kept == NULL;
    return kept;
}

/* ---- lines that decide ---- */

static bool
is_new_row(struct making *making, uint64_t hash)
{
    for (size_t i = 0; i < making->row_count; i++)
        if (making->rows[i] == hash)
            return false;
    if (making->row_count < ROWS_MAX)
        making->rows[making->row_count++] = hash;
    return true;
}

static void
keep_decided(struct making *making, const char *text)
{
    struct checks *checks = making->checks;
    char **place = arena_append(checks->arena, &checks->decided, &checks->decided_count,
                                &checks->decided_capacity, sizeof *checks->decided);
    if (place != NULL)
        *place = arena_strndup(checks->arena, text, strlen(text));
    if (place == NULL || *place == NULL) {
        checks->decided_count -= place != NULL;
        making->no_memory = true;
    }
}

static void
keep_row(struct making *making, const struct row *row, ifc_id in, ifc_id to)
{
    char text[ROW_TEXT_SIZE] = "";
    FILE *out = fmemopen(text, sizeof text, "w");
    if (out == NULL) {
        making->no_memory = true;
        return;
    }
    row_write(making->config, row, in, to, out);
    if (fclose(out) == 0 && *text != '\0')
        keep_decided(making, text);
}

/* Notes what decided in TRIAL; true when some of it is new. */
static bool
note_rows(struct making *making, const struct lab_trial *trial, ifc_id ingress)
{
    bool found = false;
    for (size_t i = 0; i < trial->trace.count; i++) {
        const struct row *row = &trial->trace.phases[i].row;
        const uint64_t key[] = { row->kind, (uintptr_t)row->pointer, row->index, ingress };
        if (row->kind == ROW_NONE || !is_new_row(making, hash_bytes(key, sizeof key, 0)))
            continue;
        keep_row(making, row, ingress, trial->outcome.egress);
        found = true;
    }
    return found;
}

/* ---- packets ---- */

static const char *
label(const struct making *making, ifc_id ifc)
{
    return config_interface_label(making->config, ifc);
}

static const char *
text_of(struct making *making, const struct trace_input *input, bool passes)
{
    const struct packet_wish *wish = &input->wish;
    const char *word = passes ? "passes" : "denied", *name = label(making, input->ifc);
    char source[IP_TEXT_SIZE], destination[IP_TEXT_SIZE];
    ip_format(wish->source, source);
    ip_format(wish->destination, destination);
    if (wish->protocol == IP_TCP || wish->protocol == IP_UDP)
        return print(making, "%s %s %s %s %u %s %u", word, name,
                     wish->protocol == IP_TCP ? "tcp" : "udp", source, wish->source_port,
                     destination, wish->destination_port);
    if (wish->protocol == IP_ICMP)
        return print(making, "%s %s icmp %s %u %u %s", word, name, source, wish->icmp_type,
                     wish->icmp_code, destination);
    return print(making, "%s %s rawip %s %u %s", word, name, source, wish->protocol, destination);
}

static void
note_pair(struct making *making, const struct trace_input *input, const struct lab_trial *trial)
{
    const struct pair pair = { input->ifc, trial->outcome.egress, input->wish.source,
                               input->wish.destination };
    if (input->wish.protocol != IP_TCP || making->pair_count == PAIRS_MAX)
        return;
    for (size_t i = 0; i < making->pair_count; i++)
        if (making->pairs[i].ingress == pair.ingress && making->pairs[i].egress == pair.egress)
            return;
    making->pairs[making->pair_count++] = pair;
}

/* What its source is known by, where that is no free choice of a pool. */
static void
expect_translation(struct making *making, const struct trace_input *input,
                   const struct lab_trial *trial)
{
    uint32_t mapped = trial->outcome.translation.source;
    char source[IP_TEXT_SIZE], destination[IP_TEXT_SIZE], to[IP_TEXT_SIZE];
    if (input->wish.protocol != IP_TCP || mapped == input->wish.source || making->expected == 4)
        return;
    for (size_t i = 0; i < trial->trace.count; i++) {
        const struct row *row = &trial->trace.phases[i].row;
        const struct global *global = row->pointer;
        if (row->kind == ROW_GLOBAL && global != NULL && global->kind == GLOBAL_RANGE)
            return;
    }
    ip_format(input->wish.source, source);
    ip_format(input->wish.destination, destination);
    ip_format(mapped, to);
    making->dialogues[making->dialogue_count++] = print(
        making, "expect translated tcp %s:%s -> %s:%s/%u to %s", label(making, input->ifc), source,
        label(making, trial->outcome.egress), destination, input->wish.destination_port, to);
    making->expected++;
}

/* Is there a place for what passes, or is denied? The last ones are for what is new. */
static bool
is_wanted(const struct making *making, bool passes, bool is_new)
{
    size_t taken = passes ? making->passes : making->denied;
    size_t most = passes ? CHECKS_PASSES : CHECKS_DENIED;
    return taken < (is_new ? most : most / 3);
}

static void
take(struct making *making, const struct trace_input *input, const struct lab_trial *trial)
{
    bool passes = trial->outcome.verdict == VERDICT_PASSED;
    if ((!passes && trial->outcome.verdict != VERDICT_DENIED) || !is_wanted(making, passes, true))
        return;
    if (!is_wanted(making, passes, note_rows(making, trial, input->ifc)))
        return;
    const char *text = text_of(making, input, passes);
    if (text == NULL)
        return;
    making->packets[making->passes + making->denied] = text;
    making->passes += passes;
    making->denied += !passes;
    if (!passes)
        return;
    note_pair(making, input, trial);
    expect_translation(making, input, trial);
}

static bool
is_full(const struct making *making)
{
    return making->passes == CHECKS_PASSES && making->denied == CHECKS_DENIED;
}

static bool
try_candidates(struct making *making, struct dice *dice, size_t seen)
{
    size_t count = making->candidates.count;
    size_t *order = calloc(count + 1, sizeof *order);
    if (order == NULL)
        return false;
    for (size_t i = 0; i < seen; i++)
        order[i] = i;
    dice_mix(dice, order + seen, count - seen);
    for (size_t i = seen; i < count; i++)
        order[i] += seen;
    bool good = true;
    for (size_t i = 0; good && i < count && !is_full(making); i++) {
        const struct trace_input *input = &making->candidates.items[order[i]];
        struct lab_trial trial;
        good = lab_trial_run(&trial, making->config, input, LAB_NOON);
        if (good)
            take(making, input, &trial);
        lab_trial_end(&trial);
    }
    free(order);
    return good;
}

/* ---- dialogues ---- */

/* What an inspection has to do with, by the port that it is usually bound to. */
static const struct {
    const char *protocol;
    unsigned port;
    const char *inspection, *with;
} inspected[] = {
    { "tcp", 21, "ftp", " with ftp-active" },
    { "tcp", 1723, "pptp", "" },
    { "udp", 53, "dns", "" },
    { "tcp", 80, "http", "" },
    { "tcp", 25, "smtp", "" },
    { "tcp", 25, "esmtp", "" },
    { "udp", 69, "tftp", "" },
    { "tcp", 5060, "sip", "" },
};

static void
offer_dialogues(struct making *making, const struct pair *pair)
{
    char source[IP_TEXT_SIZE], destination[IP_TEXT_SIZE];
    ip_format(pair->source, source);
    ip_format(pair->destination, destination);
    for (size_t i = 0; i < ARRAY_LENGTH(inspected) && making->dialogue_count < CHECKS_MAX; i++)
        making->dialogues[making->dialogue_count++] =
            print(making, "expect inspected %s %s:%s -> %s:%s/%u by %s%s", inspected[i].protocol,
                  label(making, pair->ingress), source, label(making, pair->egress), destination,
                  inspected[i].port, inspected[i].inspection, inspected[i].with);
}

/* ---- the lab of them ---- */

static bool
read_lab(struct checks *checks, const char *const *lines, size_t count)
{
    char *text = NULL, error[LAB_ERROR_SIZE];
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return false;
    fputs("title T\norder 1\n", out);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s\n", lines[i]);
    lab_free(&checks->lab);
    bool good = fclose(out) == 0 && lab_parse(&checks->lab, "lab", text, size, error);
    free(text);
    return good;
}

struct met {
    bool *met;
    size_t at;
};

static void
note_met(void *context, const struct lab_judgement *judgement)
{
    struct met *met = context;
    if (met->at < CHECKS_MAX)
        met->met[met->at++] = judgement->met;
}

bool
checks_try(const struct checks *checks, const struct config *config, bool met[static CHECKS_MAX])
{
    struct met noting = { met, 0 };
    const struct lab_judge judge = { note_met, &noting };
    struct lab_score score;
    memset(met, 0, CHECKS_MAX * sizeof *met);
    return lab_check(&checks->lab, config, NULL, &judge, &score);
}

/* LINES without those that do not hold; what one dialogue leaves behind may touch another one. */
static bool
settle(struct making *making)
{
    struct checks *checks = making->checks;
    for (size_t before = 0; before != checks->count;) {
        bool met[CHECKS_MAX];
        size_t kept = 0;
        before = checks->count;
        if (!read_lab(checks, checks->lines, checks->count) ||
            !checks_try(checks, making->config, met))
            return false;
        for (size_t i = 0; i < before; i++)
            if (met[i])
                checks->lines[kept++] = checks->lines[i];
        checks->count = kept;
    }
    return true;
}

/* Tries the dialogues that were offered by themselves, and keeps those that hold. */
static bool
add_dialogues(struct making *making)
{
    struct checks *checks = making->checks;
    size_t kept = 0;
    for (size_t i = 0; i < making->dialogue_count && kept < CHECKS_EXPECTED; i++) {
        const char *lines[] = { making->packets[0], making->packets[1], making->dialogues[i] };
        bool met[CHECKS_MAX];
        if (lines[2] == NULL)
            continue;
        if (!read_lab(checks, lines, ARRAY_LENGTH(lines)) ||
            !checks_try(checks, making->config, met))
            return false;
        if (met[2]) {
            checks->lines[checks->count++] = lines[2];
            kept++;
        }
    }
    return true;
}

/* The first two are one of each kind, so that any two of them make a lab. */
static bool
order_packets(struct making *making)
{
    size_t count = making->passes + making->denied, at = 1;
    if (making->passes == 0 || making->denied == 0)
        return false;
    while (at < count && making->packets[at][0] == making->packets[0][0])
        at++;
    const char *other = making->packets[at];
    making->packets[at] = making->packets[1];
    making->packets[1] = other;
    return true;
}

static int
passing_first(const void *left, const void *right)
{
    const char *a = *(const char *const *)left, *b = *(const char *const *)right;
    return (*a != 'p') - (*b != 'p');
}

static enum checks_end
choose(struct making *making, struct dice *dice, size_t seen)
{
    struct checks *checks = making->checks;
    if (!try_candidates(making, dice, seen))
        return CHECKS_NO_MEMORY;
    if (!order_packets(making))
        return CHECKS_TOO_FEW;
    for (size_t i = 0; i < making->pair_count; i++)
        offer_dialogues(making, &making->pairs[i]);
    checks->count = making->passes + making->denied;
    memcpy(checks->lines, making->packets, checks->count * sizeof *checks->lines);
    qsort(checks->lines, checks->count, sizeof *checks->lines, passing_first);
    if (!add_dialogues(making) || making->no_memory || !settle(making))
        return CHECKS_NO_MEMORY;
    for (size_t i = 0; i < checks->count; i++)
        checks->passing += checks->lines[i][0] != 'd';
    return checks->passing > 0 && checks->passing < checks->count ? CHECKS_MADE : CHECKS_TOO_FEW;
}

static void
drop_event(void *context, const struct event *event)
{
    (void)context;
    (void)event;
}

enum checks_end
checks_make(const struct config *config, struct dice *dice, struct checks_seen seen,
            struct checks *checks)
{
    *checks = (struct checks){ .arena = arena_new() };
    struct making *making = calloc(1, sizeof *making);
    struct engine *engine = engine_new(config, &(struct engine_options){ 0 },
                                       (struct event_sink){ .emit = drop_event });
    enum checks_end end = CHECKS_NO_MEMORY;
    if (checks->arena != NULL && making != NULL && engine != NULL) {
        making->config = config;
        making->checks = checks;
        making->candidates.config = config;
        making->candidates.engine = engine;
        making->candidates.dice = dice;
        for (size_t i = 0; i < seen.count; i++)
            candidates_add(&making->candidates, &seen.items[i]);
        size_t tried_first = making->candidates.count;
        candidates_make(&making->candidates);
        end = choose(making, dice, tried_first);
    }
    engine_free(engine);
    free(making);
    return end;
}

void
checks_free(struct checks *checks)
{
    lab_free(&checks->lab);
    arena_free(checks->arena);
    *checks = (struct checks){ 0 };
}
