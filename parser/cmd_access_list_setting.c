/*
 * cmd_access_list_setting.c: access-list deny-flow-max, alert-interval and compiled: what is set
 * for all lists (commands.md 5.2).
 */
#include <strings.h>

#include "parser/families.h"
#include "parser/family.h"

enum setting { SETTING_DENY_FLOWS, SETTING_ALERT, SETTING_COMPILED };

struct setting_line {
    enum setting setting;
    uint32_t number;
};

static bool
put_setting(struct command_call *call, const struct setting_line *line, uint32_t value)
{
    struct acl_settings *settings = &call->config->acl_settings;
    switch (line->setting) {
    case SETTING_DENY_FLOWS:
        settings->deny_flow_max = value;
        break;
    case SETTING_ALERT:
        settings->alert_seconds = value;
        break;
    case SETTING_COMPILED:
        settings->compiled = value != 0;
        call->kept = true; /* always so from 7.0, and without effect on what matches */
        break;
    }
    return true;
}

static bool
set_setting(struct command_call *call, void *scratch)
{
    const struct setting_line *line = scratch;
    return put_setting(call, line, line->setting == SETTING_COMPILED ? 1 : line->number);
}

static bool
unset_setting(struct command_call *call, void *scratch)
{
    return put_setting(call, scratch, 0);
}

static void
each_setting(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    const struct acl_settings *settings = &config->acl_settings;
    const struct setting_line lines[] = {
        { SETTING_COMPILED, settings->compiled },
        { SETTING_DENY_FLOWS, settings->deny_flow_max },
        { SETTING_ALERT, settings->alert_seconds },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++) {
        if (lines[i].number != 0)
            visit(context, &lines[i], NULL);
    }
}

LINE_KIND(deny_flows, struct setting_line, setting, SETTING_DENY_FLOWS)
LINE_KIND(alert, struct setting_line, setting, SETTING_ALERT)
LINE_KIND(all_compiled, struct setting_line, setting, SETTING_COMPILED)

/* A short form is rather the name of a list, when there is such a one: `no access-list c`. */
static bool
setting_match(const struct word *word, struct matching *matching, void *scratch)
{
    (void)scratch;
    const struct token *token = matching_next(matching);
    const struct config *config = matching->context->config;
    bool full = token != NULL && strcasecmp(token->text, word->text) == 0;
    if (!full && token != NULL && config != NULL && config_acl(config, token->text) != NULL)
        return false;
    return matching_keyword(matching, word->text, word->help);
}

static void
setting_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)scratch;
    writing_put(writing, "%s", word->text);
}

static const struct word_type word_setting = { "setting", setting_match, setting_write };

#define SETTING(name, what)                                                                        \
    KEYWORD("access-list", "Configure an access control element"),                                 \
    {                                                                                              \
        .type = &word_setting, .text = name, .help = what                                          \
    }
#define SETTING_ROW                                                                                \
    .name = "access-list settings", .help = "Configure an access control element",                 \
    .scratch_size = sizeof(struct setting_line), .set = set_setting, .unset = unset_setting,       \
    .each = each_setting

static const struct command deny_flows_row = {
    SETTING_ROW,
    .words =
        (const struct word[]){ SETTING("deny-flow-max", "Denied flows that are watched at most"),
                               NUMBER(struct setting_line, number, 1, 4096, "Flows"),
                               END_OF_WORDS },
    .since = OS_6_3,
    .no_words = 2,
    .init = init_deny_flows,
    .fits = fits_deny_flows,
};

static const struct command alert_row = {
    SETTING_ROW,
    .words =
        (const struct word[]){
            SETTING("alert-interval", "Seconds between warnings of too many denied flows"),
            NUMBER(struct setting_line, number, 1, 3600, "Seconds"), END_OF_WORDS },
    .since = OS_6_3,
    .no_words = 2,
    .init = init_alert,
    .fits = fits_alert,
};

static const struct command all_compiled_row = {
    SETTING_ROW,
    .words = (const struct word[]){ SETTING("compiled", "Use the TurboACL tables"), END_OF_WORDS },
    .init = init_all_compiled,
    .fits = fits_all_compiled,
};

const struct command *const access_list_setting_commands[] = {
    &deny_flows_row,
    &alert_row,
    &all_compiled_row,
    NULL,
};
