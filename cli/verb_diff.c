/*
 * verb_diff.c: `refire diff`: the connections that fare otherwise under the second of two
 * configurations, and the lines that make it so.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/configuration.h"
#include "cli/diff/causes.h"
#include "cli/options.h"
#include "cli/prompt/interrupt.h"
#include "cli/prompt/row_text.h"
#include "cli/run_options.h"
#include "cli/verbs.h"
#include "engine/base/ip.h"

struct side {
    const char *path;
    bool has_release;
    struct os_release release;
    struct load_result loaded;
    bool has_loaded;
    struct fates *fates;
};

struct run {
    struct diff_run with;
    struct side old, new;
    struct edits edits;
};

/* ---- the command line ---- */

static bool
read_release(const struct options *options, struct side *side, int *status)
{
    side->has_release = true;
    if (release_parse(options->value, &side->release))
        return true;
    *status = options_bad_value(options, "expected a version such as 6.3 or 7.2(2)");
    return false;
}

/* Each input is read twice. */
static bool
check_operands(struct run *run, const struct options *options, int *status)
{
    for (int i = 0; i < options->operand_count; i++) {
        const char *word = options->operands[i];
        const char *equals = strchr(word, '=');
        if (strcmp(word, "-") != 0 && (equals == NULL || strcmp(equals, "=-") != 0))
            continue;
        *status = options_misuse(options, "standard input cannot be read twice: name a file");
        return false;
    }
    if (run->with.with.replay.mode == REPLAY_OBSERVE) {
        *status = options_misuse(options, "nothing is replayed in observe mode");
        return false;
    }
    run->old.path = options->operands[0];
    run->new.path = options->operands[1];
    run->with.captures = options->operands + 2;
    run->with.capture_count = (size_t)options->operand_count - 2;
    return true;
}

static bool
read_options(struct run *run, struct options *options, int *status)
{
    for (;;) {
        enum option option = options_next(options);
        switch (run_options_take(&run->with.with, options, option, status)) {
        case RUN_OPTION_TAKEN:
            continue;
        case RUN_OPTION_BAD:
            return false;
        case RUN_OPTION_OTHER:
            break;
        }
        switch (option) {
        case OPTION_OS_OLD:
            if (!read_release(options, &run->old, status))
                return false;
            continue;
        case OPTION_OS_NEW:
            if (!read_release(options, &run->new, status))
                return false;
            continue;
        case OPTION_FILTER:
            run->with.with.replay.filter = options->value;
            continue;
        case OPTION_DRAIN:
            run->with.with.replay.drain = true;
            continue;
        default: /* OPTION_END: the table has no other ones for this verb */
            return check_operands(run, options, status);
        }
    }
}

/* ---- what is said ---- */

static void
print_flow(const struct fate *fate)
{
    char source[IP_TEXT_SIZE], destination[IP_TEXT_SIZE], protocol[PROTOCOL_TEXT_SIZE];
    ip_format(fate->source, source);
    ip_format(fate->destination, destination);
    printf("packet %" PRIu64 ": %s %s/%u > %s/%u", fate->first_packet,
           protocol_text(fate->protocol, protocol), source, fate->source_port, destination,
           fate->destination_port);
}

static void
print_fate(const struct fate *fate)
{
    const char *separator = "";
    if (fate == NULL) {
        fputs("did not enter", stdout);
        return;
    }
    for (int i = 0; i < (int)VERDICT_FINAL_COUNT; i++) {
        if (fate->verdicts[i] == 0)
            continue;
        printf("%s%" PRIu64 " %s", separator, fate->verdicts[i], verdict_name((enum verdict)i));
        if (i == VERDICT_DENIED)
            printf(" (%s)", drop_reason_name(fate->drop));
        separator = ", ";
    }
}

static void
print_edit(const struct edit *edit)
{
    if (edit->new_line == NULL)
        printf("gone: %s\n", edit->old_line);
    else if (edit->old_line == NULL)
        printf("new: %s\n", edit->new_line);
    else if (strcmp(edit->old_line, edit->new_line) == 0)
        printf("moved: %s\n", edit->old_line);
    else
        printf("changed: %s\n    into: %s\n", edit->old_line, edit->new_line);
}

/* All of them are needed. */
static void
print_edits(const struct edits *edits, const struct cause *cause)
{
    for (size_t i = 0; i < cause->edit_count && i < CAUSE_EDITS_SHOWN; i++) {
        if (i > 0)
            fputs("    and ", stdout);
        print_edit(&edits->items[cause->edits[i]]);
    }
    if (cause->edit_count > CAUSE_EDITS_SHOWN)
        printf("    and %zu more\n", cause->edit_count - CAUSE_EDITS_SHOWN);
}

static void
print_why(const struct run *run, const struct cause *cause)
{
    char was[RELEASE_TEXT_SIZE], is[RELEASE_TEXT_SIZE];
    switch (cause->kind) {
    case CAUSE_EDITS:
        print_edits(&run->edits, cause);
        break;
    case CAUSE_GONE:
        printf("gone: %s\n", cause->old_line);
        break;
    case CAUSE_NEW:
        printf("new: %s\n", cause->new_line);
        break;
    case CAUSE_CHANGED:
        printf("changed: %s\n    into: %s\n", cause->old_line, cause->new_line);
        break;
    case CAUSE_ORDER:
        printf("another line decides: %s\n    instead of: %s\n", cause->new_line, cause->old_line);
        break;
    case CAUSE_VERSION:
        printf("the version: %s instead of %s\n", release_text(run->new.loaded.config->os, is),
               release_text(run->old.loaded.config->os, was));
        break;
    case CAUSE_FOLLOWS:
        puts("no line of their own: they follow what became of others");
        break;
    }
}

static void
print_cause(const struct run *run, const struct cause *cause)
{
    printf("%zu %s: ", cause->flows, cause->flows == 1 ? "connection" : "connections");
    print_why(run, cause);
    printf("    first at ");
    print_flow(cause->first_old != NULL ? cause->first_old : cause->first_new);
    fputs("\n    old: ", stdout);
    print_fate(cause->first_old);
    fputs("\n    new: ", stdout);
    print_fate(cause->first_new);
    printf("\n    other fate %zu, translation %zu, log %zu, inspection %zu\n", cause->other_fate,
           cause->other_translation, cause->other_log, cause->other_inspection);
}

static int
print_all(const struct run *run, const struct causes *causes)
{
    for (size_t i = 0; i < causes->count; i++)
        print_cause(run, &causes->items[i]);
    printf("%zu %s equally\n", causes->equal,
           causes->equal == 1 ? "connection fares" : "connections fare");
    uint64_t untold = fates_untold(run->old.fates) + fates_untold(run->new.fates);
    if (causes->untried > 0)
        printf("%zu %s by the lines that decided: no connection shows it alone\n", causes->untried,
               causes->untried == 1 ? "cause is told" : "causes are told");
    if (untold > 0)
        printf("not compared: %" PRIu64 " packets of further connections\n", untold);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        complain("standard output", strerror(errno));
        return STATUS_INTERNAL;
    }
    return causes->count > 0 ? STATUS_DIFFERENT : STATUS_OK;
}

static int
compare(struct run *run)
{
    struct diff_side old = { .config = run->old.loaded.config, .fates = run->old.fates };
    struct diff_side new = { .config = run->new.loaded.config, .fates = run->new.fates };
    struct causes causes = { 0 };
    int status = STATUS_INTERNAL;
    if (lines_of(old.config, &old.lines) && lines_of(new.config, &new.lines) &&
        edits_of(old.config, new.config, &run->edits))
        status = causes_find(&run->with, &run->edits, &old, &new, &causes);
    if (status == STATUS_OK)
        status = print_all(run, &causes);
    else if (status == STATUS_INTERNAL)
        complain("diff", "out of memory");
    causes_free(&causes);
    edits_free(&run->edits);
    lines_free(&old.lines);
    lines_free(&new.lines);
    return status;
}

/* ---- the run ---- */

static int
load(struct side *side)
{
    int status =
        configuration_load(side->path, side->has_release ? &side->release : NULL, &side->loaded);
    side->has_loaded = status == STATUS_OK;
    return status;
}

static int
run_all(struct run *run)
{
    int status = load(&run->old);
    if (status == STATUS_OK)
        status = load(&run->new);
    if (status == STATUS_OK)
        status = diff_replay(&run->with, run->old.loaded.config, &run->old.fates);
    if (status == STATUS_OK)
        status = diff_replay(&run->with, run->new.loaded.config, &run->new.fates);
    if (status == STATUS_OK)
        status = compare(run);
    return status <= STATUS_DIFFERENT && run->with.damaged ? STATUS_CAPTURE : status;
}

static void
tear_down(struct side *side)
{
    fates_free(side->fates);
    if (side->has_loaded)
        load_result_free(&side->loaded);
}

int
verb_diff(int argc, char **argv)
{
    struct options options = options_begin(VERB_DIFF, argc, argv, stdout, stderr);
    struct run run = { .with.with.replay.not_before = INT64_MIN };
    int status = STATUS_OK;
    if (!read_options(&run, &options, &status))
        return status;
    interrupt_catch();
    status = run_all(&run);
    tear_down(&run.old);
    tear_down(&run.new);
    return status;
}
