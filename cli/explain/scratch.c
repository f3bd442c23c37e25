/*
 * scratch.c: a configuration is copied by writing it and reading that.
 */
#include "cli/explain/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_SIZE 512

/* They hold until the box restarts, and are in no written configuration. */
static void
write_shuns(const struct config *config, FILE *out)
{
    for (size_t i = 0; i < config->box.shun_count; i++) {
        const struct row row = { ROW_SHUN, &config->box.shuns[i], i };
        config_write_row(config, &row, out);
        fputc('\n', out);
    }
}

bool
scratch_begin(struct scratch *scratch, const struct config *config)
{
    *scratch = (struct scratch){ .os = config->os };
    FILE *out = open_memstream(&scratch->text, &scratch->length);
    if (out == NULL)
        return false;
    config_write(config, out);
    write_shuns(config, out);
    if (fclose(out) == 0)
        return true;
    scratch_end(scratch);
    return false;
}

void
scratch_end(struct scratch *scratch)
{
    free(scratch->text);
    *scratch = (struct scratch){ 0 };
}

static bool
is_taken(enum line_verdict verdict)
{
    return verdict == LINE_MODELLED || verdict == LINE_KEPT || verdict == LINE_KEPT_TAINTS;
}

/* From configuration mode on, and back to it. */
static bool
type_command(struct parser *parser, const char *text)
{
    parser_reset_mode(parser);
    while (*text != '\0') {
        char line[LINE_SIZE];
        size_t length = strcspn(text, "\n");
        if (length >= sizeof line)
            return false;
        memcpy(line, text, length);
        line[length] = '\0';
        if (!is_taken(parser_line(parser, line, NULL, 0)))
            return false;
        text += length + (text[length] == '\n');
    }
    return true;
}

static enum scratch_made
type_plan(const struct plan *plan, size_t without, struct load_result *result)
{
    struct parser *parser = parser_new(result->config, &result->diags);
    if (parser == NULL)
        return SCRATCH_NO_MEMORY;
    bool taken = true;
    for (size_t i = 0; taken && i < plan->count; i++)
        taken = i == without || type_command(parser, plan->commands[i].text);
    parser_free(parser);
    return taken ? SCRATCH_MADE : SCRATCH_REFUSED;
}

static enum scratch_made
copy(const struct scratch *scratch, struct load_result *result)
{
    const struct load_options options = {
        .file = "scratch", .has_version = true, .release = scratch->os, .model_only = true
    };
    return config_load_text(scratch->text, scratch->length, &options, result) ? SCRATCH_MADE
                                                                              : SCRATCH_NO_MEMORY;
}

enum scratch_made
scratch_make(const struct scratch *scratch, const struct plan *plan, size_t without,
             struct load_result *result)
{
    enum scratch_made made = copy(scratch, result);
    if (made != SCRATCH_MADE)
        return made;
    made = type_plan(plan, without, result);
    if (made != SCRATCH_MADE)
        load_result_free(result);
    return made;
}

enum scratch_made
scratch_make_all(const struct scratch *scratch, const struct plan *const *plans, size_t count,
                 struct load_result *result)
{
    enum scratch_made made = copy(scratch, result);
    if (made != SCRATCH_MADE)
        return made;
    for (size_t i = 0; i < count && made == SCRATCH_MADE; i++)
        made = type_plan(plans[i], plans[i]->count, result);
    if (made != SCRATCH_MADE)
        load_result_free(result);
    return made;
}
