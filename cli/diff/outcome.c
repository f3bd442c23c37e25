/*
 * outcome.c: the texts that every form has, and the forms that cli/report knows.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/diff/outcome_private.h"
#include "cli/prompt/row_text.h"
#include "engine/base/ip.h"
#include "parser/parser.h"

/* ---- why ---- */

static void
put_edit(const struct edit *edit, FILE *out)
{
    if (edit->new_line == NULL)
        fprintf(out, "gone: %s\n", edit->old_line);
    else if (edit->old_line == NULL)
        fprintf(out, "new: %s\n", edit->new_line);
    else if (strcmp(edit->old_line, edit->new_line) == 0)
        fprintf(out, "moved: %s\n", edit->old_line);
    else
        fprintf(out, "changed: %s\n    into: %s\n", edit->old_line, edit->new_line);
}

/* All of them are needed. */
static void
put_edits(const struct edits *edits, const struct cause *cause, FILE *out)
{
    for (size_t i = 0; i < cause->edit_count && i < CAUSE_EDITS_SHOWN; i++) {
        if (i > 0)
            fputs("    and ", out);
        put_edit(&edits->items[cause->edits[i]], out);
    }
    if (cause->edit_count > CAUSE_EDITS_SHOWN)
        fprintf(out, "    and %zu more\n", cause->edit_count - CAUSE_EDITS_SHOWN);
}

void
outcome_put_why(const struct diff_outcome *outcome, const struct cause *cause, FILE *out)
{
    char was[RELEASE_TEXT_SIZE], is[RELEASE_TEXT_SIZE];
    const struct edit decided = { cause->old_line, cause->new_line };
    switch (cause->kind) {
    case CAUSE_EDITS:
        put_edits(outcome->edits, cause, out);
        break;
    case CAUSE_GONE:
    case CAUSE_NEW:
    case CAUSE_CHANGED:
        put_edit(&decided, out);
        break;
    case CAUSE_ORDER:
        fprintf(out, "another line decides: %s\n    instead of: %s\n", cause->new_line,
                cause->old_line);
        break;
    case CAUSE_VERSION:
        fprintf(out, "the version: %s instead of %s\n", release_text(outcome->new_release, is),
                release_text(outcome->old_release, was));
        break;
    case CAUSE_FOLLOWS:
        fputs("no line of their own: they follow what became of others\n", out);
        break;
    }
}

static void
put_fate(const struct fate *fate, FILE *out)
{
    const char *separator = "";
    if (fate == NULL) {
        fputs("did not enter", out);
        return;
    }
    for (int i = 0; i < (int)VERDICT_FINAL_COUNT; i++) {
        if (fate->verdicts[i] == 0)
            continue;
        fprintf(out, "%s%" PRIu64 " %s", separator, fate->verdicts[i],
                verdict_name((enum verdict)i));
        if (i == VERDICT_DENIED)
            fprintf(out, " (%s)", drop_reason_name(fate->drop));
        separator = ", ";
    }
}

void
outcome_put_first(const struct cause *cause, FILE *out)
{
    const struct fate *fate = cause->first_old != NULL ? cause->first_old : cause->first_new;
    char source[IP_TEXT_SIZE], destination[IP_TEXT_SIZE], protocol[PROTOCOL_TEXT_SIZE];
    ip_format(fate->source, source);
    ip_format(fate->destination, destination);
    fprintf(out, "first at packet %" PRIu64 ": %s %s/%u > %s/%u\nold: ", fate->first_packet,
            protocol_text(fate->protocol, protocol), source, fate->source_port, destination,
            fate->destination_port);
    put_fate(cause->first_old, out);
    fputs("\nnew: ", out);
    put_fate(cause->first_new, out);
    fprintf(out, "\nother fate %zu, translation %zu, log %zu, inspection %zu\n", cause->other_fate,
            cause->other_translation, cause->other_log, cause->other_inspection);
}

/* ---- as cases ---- */

/* "3 connections: gone: LINE"; the rest of what is said stands under it. */
static bool
add_case(const struct diff_outcome *outcome, const struct cause *cause, struct report *report)
{
    char *why = NULL, *name = NULL;
    size_t size;
    FILE *out = open_memstream(&why, &size);
    if (out == NULL)
        return false;
    outcome_put_why(outcome, cause, out);
    outcome_put_first(cause, out);
    bool good = fclose(out) == 0;
    size_t length = good ? strcspn(why, "\n") : 0;
    good =
        good && asprintf(&name, "%zu %s: %.*s", cause->flows,
                         cause->flows == 1 ? "connection" : "connections", (int)length, why) >= 0;
    good = good && report_add(report, &(struct report_case){
                                          .name = name,
                                          .status = REPORT_FAILED,
                                          .message = "fares otherwise under the new configuration",
                                          .details = why + length + 1,
                                      });
    free(name);
    free(why);
    return good;
}

static bool
add_equal(const struct diff_outcome *outcome, struct report *report)
{
    char name[64];
    (void)snprintf(name, sizeof(name), "%zu %s equally", outcome->causes->equal,
                   outcome->causes->equal == 1 ? "connection fares" : "connections fare");
    return report_add(report, &(struct report_case){ .name = name, .status = REPORT_PASSED });
}

bool
outcome_write_report(const struct diff_outcome *outcome, enum report_format format,
                     struct output *output)
{
    struct report *report = report_new("diff");
    bool good = report != NULL && add_equal(outcome, report);
    for (size_t i = 0; good && i < outcome->causes->count; i++)
        good = add_case(outcome, &outcome->causes->items[i], report);
    if (good)
        report_write(report, format, output);
    report_free(report);
    return good;
}

bool
outcome_write(const struct diff_outcome *outcome, enum report_format format, struct output *output)
{
    switch (format) {
    case REPORT_TEXT:
        return outcome_write_text(outcome, output);
    case REPORT_JSON:
        outcome_write_json(outcome, output);
        return true;
    default:
        return outcome_write_report(outcome, format, output);
    }
}
