/*
 * cmd_terminal.c: banner, prompt, pager, terminal width (commands.md 11).
 */
#include <string.h>

#include "parser/families.h"
#include "parser/family.h"

/* ---- banner ---- */

struct banner_scratch {
    uint8_t kind;
    const char *text;
};

static const struct choice banner_kinds[] = {
    { .text = "exec", .help = "After the login", .value = BANNER_EXEC },
    { .text = "login", .help = "Before the login", .value = BANNER_LOGIN },
    { .text = "motd", .help = "Message of the day, first of all", .value = BANNER_MOTD },
    { .text = "asdm", .help = "In the ASDM", .value = BANNER_ASDM, .since = OS_7_0 },
    { .text = NULL },
};

/* Each line is one more of the banner. */
static bool
set_banner(struct command_call *call, void *scratch)
{
    const struct banner_scratch *line = scratch;
    struct terminal_settings *terminal = &call->config->terminal;
    const char *text = arena_strdup(call->config->arena, line->text != NULL ? line->text : "");
    struct banner_line *banner =
        text == NULL
            ? NULL
            : arena_append(call->config->arena, &terminal->banners, &terminal->banner_count,
                           &terminal->banner_capacity, sizeof(*banner));
    if (banner == NULL)
        return no_memory(call);
    *banner = (struct banner_line){ (enum banner_kind)line->kind, text };
    return true;
}

/* The whole banner of that kind goes, whatever text is given. */
static bool
unset_banner(struct command_call *call, void *scratch)
{
    const struct banner_scratch *line = scratch;
    struct terminal_settings *terminal = &call->config->terminal;
    size_t kept = 0;
    for (size_t i = 0; i < terminal->banner_count; i++) {
        if (terminal->banners[i].kind != (enum banner_kind)line->kind)
            terminal->banners[kept++] = terminal->banners[i];
    }
    terminal->banner_count = kept;
    return true;
}

static bool
clear_banner(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->terminal.banner_count = 0;
    return true;
}

static void
each_banner(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->terminal.banner_count; i++) {
        const struct banner_line *banner = &config->terminal.banners[i];
        struct banner_scratch line = { (uint8_t)banner->kind, banner->text };
        visit(context, &line, NULL);
    }
}

static const struct command banner_row = {
    .name = "banner",
    .help = "Configure login and session banners",
    .words = (const struct word[]){ KEYWORD("banner", "Configure login and session banners"),
                                    CHOICE(struct banner_scratch, kind, banner_kinds),
                                    VALUE(rest, struct banner_scratch, text, "One line of it",
                                          .optional = true),
                                    END_OF_WORDS },
    .since = OS_6_3,
    .scratch_size = sizeof(struct banner_scratch),
    .set = set_banner,
    .unset = unset_banner,
    .no_words = 2,
    .each = each_banner,
    .clear = clear_banner,
};

/* ---- prompt ---- */

struct prompt_line {
    uint8_t parts[PROMPT_PART_COUNT];
    size_t count;
};

static const struct choice prompt_parts[] = {
    { .text = "hostname", .help = "The host name", .value = PROMPT_HOSTNAME },
    { .text = "context", .help = "The context", .value = PROMPT_CONTEXT },
    { .text = "domain", .help = "The domain", .value = PROMPT_DOMAIN },
    { .text = "slot", .help = "The slot of the box", .value = PROMPT_SLOT },
    { .text = "state", .help = "Whether it is the active one", .value = PROMPT_STATE },
    { .text = "priority", .help = "Primary or secondary", .value = PROMPT_PRIORITY },
    { .text = NULL },
};

static bool
has_part(const struct prompt_line *line, uint8_t part)
{
    return memchr(line->parts, part, line->count) != NULL;
}

/* The parts that are not in the line yet. */
static void
parts_left(const struct prompt_line *line, struct choice left[static PROMPT_PART_COUNT + 1])
{
    size_t count = 0;
    for (const struct choice *choice = prompt_parts; choice->text != NULL; choice++) {
        if (!has_part(line, (uint8_t)choice->value))
            left[count++] = *choice;
    }
    left[count].text = NULL;
}

/* Each at most once. */
static bool
prompt_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct prompt_line *line = scratch;
    struct choice left[PROMPT_PART_COUNT + 1];
    struct one {
        uint8_t part;
    } one;
    const struct word which = { .type = &word_choice, FIELD(struct one, part), .data = left };
    (void)word;
    do {
        parts_left(line, left);
        if (!word_choice.match(&which, matching, &one))
            return line->count > 0;
        line->parts[line->count++] = one.part;
    } while (line->count < PROMPT_PART_COUNT && matching_next(matching) != NULL);
    parts_left(line, left);
    for (const struct choice *choice = left; choice->text != NULL; choice++)
        matching_expect(matching, choice->text, choice->help, true);
    return true;
}

static void
prompt_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    const struct prompt_line *line = scratch;
    for (size_t i = 0; i < line->count; i++) {
        for (const struct choice *choice = prompt_parts; choice->text != NULL; choice++) {
            if (choice->value == line->parts[i])
                writing_put(writing, "%s", choice->text);
        }
    }
}

static const struct word_type word_prompt = { "hostname|context|domain|slot|state|priority ...",
                                              prompt_match, prompt_write };

static bool
set_prompt(struct command_call *call, void *scratch)
{
    const struct prompt_line *line = scratch;
    struct terminal_settings *terminal = &call->config->terminal;
    memcpy(terminal->prompt, line->parts, sizeof(terminal->prompt));
    terminal->prompt_count = line->count;
    return true;
}

/* The default is always written (commands.md 11). */
static bool
unset_prompt(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct prompt_line usual = { { PROMPT_HOSTNAME, PROMPT_CONTEXT }, 2 };
    return set_prompt(call, &usual);
}

static bool
clear_prompt(struct command_call *call, const char *rest)
{
    (void)rest;
    return call->config->terminal.prompt_count == 0 || unset_prompt(call, NULL);
}

static void
each_prompt(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    struct prompt_line line = { .count = config->terminal.prompt_count };
    memcpy(line.parts, config->terminal.prompt, sizeof(line.parts));
    if (line.count > 0)
        visit(context, &line, NULL);
}

static const struct command prompt_row = {
    .name = "prompt",
    .help = "Configure the session prompt",
    .words = (const struct word[]){ KEYWORD("prompt", "Configure the session prompt"),
                                    VALUE(prompt, struct prompt_line, parts, ""), END_OF_WORDS },
    .since = OS_7_2,
    .scratch_size = sizeof(struct prompt_line),
    .set = set_prompt,
    .unset = unset_prompt,
    .no_words = 1,
    .each = each_prompt,
    .clear = clear_prompt,
};

/* ---- pager, terminal width ---- */

struct screen_line {
    uint32_t number;
};

static void
init_pager(void *scratch)
{
    ((struct screen_line *)scratch)->number = TERMINAL_DEFAULT_PAGE;
}

static bool
set_pager(struct command_call *call, void *scratch)
{
    call->config->terminal.has_page = true;
    call->config->terminal.page_lines = ((const struct screen_line *)scratch)->number;
    return true;
}

static bool
unset_pager(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->terminal.has_page = true;
    call->config->terminal.page_lines = 0;
    return true;
}

static bool
clear_pager(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->terminal.page_lines = TERMINAL_DEFAULT_PAGE;
    return true;
}

static void
each_pager(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    struct screen_line line = { config->terminal.page_lines };
    if (config->terminal.has_page)
        visit(context, &line, NULL);
}

/* `no pager` is itself a line of the configuration. */
static bool
has_no_pages(const struct config *config, const void *scratch)
{
    (void)config;
    return ((const struct screen_line *)scratch)->number == 0;
}

static const struct command pager_row = {
    .name = "pager",
    .help = "Control page length for pagination",
    .words =
        (const struct word[]){
            KEYWORD("pager", "Control page length for pagination"),
            KEYWORD("lines", "Lines in a page", .optional = true, .always = true),
            NUMBER(struct screen_line, number, 0, INT32_MAX, "Lines in a page; 0: no pages",
                   .optional = true, .always = true),
            END_OF_WORDS },
    .scratch_size = sizeof(struct screen_line),
    .init = init_pager,
    .set = set_pager,
    .unset = unset_pager,
    .no_words = 1,
    .each = each_pager,
    .writes_no = has_no_pages,
    .clear = clear_pager,
};

static bool
set_width(struct command_call *call, void *scratch)
{
    call->config->terminal.width = ((const struct screen_line *)scratch)->number;
    return true;
}

static bool
unset_width(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->terminal.width = TERMINAL_DEFAULT_WIDTH;
    return true;
}

static bool
clear_width(struct command_call *call, const char *rest)
{
    (void)rest;
    if (call->config->terminal.width != 0)
        call->config->terminal.width = TERMINAL_DEFAULT_WIDTH;
    return true;
}

/* 6.x always has the line, 7+ only when it is not the default (commands.md 11). */
static void
each_width(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    struct screen_line line = { config->terminal.width };
    bool usual = line.number == TERMINAL_DEFAULT_WIDTH && !config->does->flat_commands;
    if (line.number != 0 && !usual)
        visit(context, &line, NULL);
}

static const struct command width_row = {
    .name = "terminal",
    .help = "Set terminal line parameters",
    .words = (const struct word[]){ KEYWORD("terminal width", "Characters in a line"),
                                    NUMBER(struct screen_line, number, 40, 511, "Characters"),
                                    END_OF_WORDS },
    .scratch_size = sizeof(struct screen_line),
    .set = set_width,
    .unset = unset_width,
    .no_words = 1,
    .each = each_width,
    .clear = clear_width,
};

const struct command *const terminal_commands[] = { &banner_row, &prompt_row, &pager_row,
                                                    &width_row, NULL };
