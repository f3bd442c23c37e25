/*
 * outcome_json.c: for programs: cli/schema/diff.schema.json.
 */
#include <string.h>

#include "cli/diff/outcome_private.h"
#include "cli/json.h"
#include "cli/prompt/row_text.h"
#include "engine/base/ip.h"
#include "parser/parser.h"

static void
put_unsigned(struct json_writer *json, const char *key, uint64_t number)
{
    json_put_key(json, key);
    json_put_unsigned(json, number);
}

static void
put_string(struct json_writer *json, const char *key, const char *text)
{
    json_put_key(json, key);
    json_put_string(json, text);
}

static void
put_side(struct json_writer *json, const char *key, const char *path, struct os_release release)
{
    char text[RELEASE_TEXT_SIZE];
    json_put_key(json, key);
    json_begin_object(json);
    put_string(json, "file", path);
    put_string(json, "version", release_text(release, text));
    json_end(json);
}

/* ---- why ---- */

static void
put_edit(struct json_writer *json, const char *old, const char *new)
{
    bool moved = old != NULL && new != NULL &&strcmp(old, new) == 0;
    json_begin_object(json);
    put_string(json, "change",
               moved         ? "moved"
               : old == NULL ? "new"
               : new == NULL ? "gone"
                             : "changed");
    put_string(json, "old", old);
    put_string(json, "new", new);
    json_end(json);
}

/* The names of enum cause_kind; those of lines have the lines, too. */
static const char *const kinds[] = {
    [CAUSE_EDITS] = "edits",     [CAUSE_GONE] = "decided", [CAUSE_NEW] = "decided",
    [CAUSE_CHANGED] = "decided", [CAUSE_ORDER] = "order",  [CAUSE_VERSION] = "version",
    [CAUSE_FOLLOWS] = "follows",
};

static void
put_why(struct json_writer *json, const struct diff_outcome *outcome, const struct cause *cause)
{
    put_string(json, "kind", kinds[cause->kind]);
    json_put_key(json, "edits");
    json_begin_array(json);
    for (size_t i = 0; i < cause->edit_count && i < CAUSE_EDITS_SHOWN; i++) {
        const struct edit *edit = &outcome->edits->items[cause->edits[i]];
        put_edit(json, edit->old_line, edit->new_line);
    }
    if (cause->old_line != NULL || cause->new_line != NULL)
        put_edit(json, cause->old_line, cause->new_line);
    json_end(json);
    if (cause->edit_count > CAUSE_EDITS_SHOWN)
        put_unsigned(json, "further_edits", cause->edit_count - CAUSE_EDITS_SHOWN);
}

/* ---- the first connection ---- */

static void
put_address(struct json_writer *json, const char *key, uint32_t address, uint16_t port)
{
    char text[IP_TEXT_SIZE];
    json_put_key(json, key);
    json_begin_object(json);
    ip_format(address, text);
    put_string(json, "address", text);
    put_unsigned(json, "port", port);
    json_end(json);
}

static void
put_fate(struct json_writer *json, const char *key, const struct fate *fate)
{
    json_put_key(json, key);
    if (fate == NULL) {
        json_put_null(json);
        return;
    }
    json_begin_object(json);
    for (int i = 0; i < (int)VERDICT_FINAL_COUNT; i++) {
        if (fate->verdicts[i] > 0)
            put_unsigned(json, verdict_name((enum verdict)i), fate->verdicts[i]);
    }
    if (fate->verdicts[VERDICT_DENIED] > 0)
        put_string(json, "drop", drop_reason_name(fate->drop));
    json_end(json);
}

static void
put_first(struct json_writer *json, const struct cause *cause)
{
    const struct fate *fate = cause->first_old != NULL ? cause->first_old : cause->first_new;
    char protocol[PROTOCOL_TEXT_SIZE];
    json_put_key(json, "first");
    json_begin_object(json);
    put_unsigned(json, "packet", fate->first_packet);
    put_string(json, "protocol", protocol_text(fate->protocol, protocol));
    put_address(json, "source", fate->source, fate->source_port);
    put_address(json, "destination", fate->destination, fate->destination_port);
    put_fate(json, "old", cause->first_old);
    put_fate(json, "new", cause->first_new);
    json_end(json);
}

static void
put_cause(struct json_writer *json, const struct diff_outcome *outcome, const struct cause *cause)
{
    json_begin_object(json);
    put_unsigned(json, "connections", cause->flows);
    put_why(json, outcome, cause);
    json_put_key(json, "other");
    json_begin_object(json);
    put_unsigned(json, "fate", cause->other_fate);
    put_unsigned(json, "translation", cause->other_translation);
    put_unsigned(json, "log", cause->other_log);
    put_unsigned(json, "inspection", cause->other_inspection);
    json_end(json);
    put_first(json, cause);
    json_end(json);
}

void
outcome_write_json(const struct diff_outcome *outcome, struct output *output)
{
    struct json_writer json;
    json_writer_init(&json, output);
    json_begin_object(&json);
    put_side(&json, "old", outcome->old_path, outcome->old_release);
    put_side(&json, "new", outcome->new_path, outcome->new_release);
    json_put_key(&json, "causes");
    json_begin_array(&json);
    for (size_t i = 0; i < outcome->causes->count; i++)
        put_cause(&json, outcome, &outcome->causes->items[i]);
    json_end(&json);
    put_unsigned(&json, "equal", outcome->causes->equal);
    put_unsigned(&json, "untried", outcome->causes->untried);
    put_unsigned(&json, "packets_not_compared", outcome->untold);
    json_end(&json);
    json_end_line(&json);
}
