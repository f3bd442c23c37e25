/*
 * parser.c: lines into the model, and the sub-mode between them.
 *
 * A line is tried in the current sub-mode first, then further out: a global command typed in a
 * sub-mode leaves it. A refused line changes nothing, the sub-mode included.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parser/clean_look.h"
#include "parser/family.h"

bool
command_rows(const struct command ***rows, struct command_table **table)
{
    struct command_position position = { 0 };
    size_t count = 0;
    while (next_command(&position) != NULL)
        count++;
    *rows = calloc(count + 1, sizeof(**rows));
    if (*rows == NULL)
        return false;
    position = (struct command_position){ 0 };
    for (size_t i = 0; i < count; i++)
        (*rows)[i] = next_command(&position);
    *table = command_table_new(*rows, count);
    return *table != NULL;
}

struct parser *
parser_new(struct config *config, struct diags *diags)
{
    struct parser *parser = calloc(1, sizeof(*parser));
    if (parser == NULL)
        return NULL;
    parser->config = config;
    parser->diags = diags;
    parser->frames[0] = (struct frame){ .mode = MODE_CONFIG, .context = "" };
    if (!command_rows(&parser->rows, &parser->table)) {
        free(parser->rows);
        free(parser);
        return NULL;
    }
    kept_note_seen(parser);
    return parser;
}

void
parser_free(struct parser *parser)
{
    if (parser == NULL)
        return;
    command_table_free(parser->table);
    free(parser->rows);
    line_fini(&parser->line);
    seen_fini(&parser->seen);
    free(parser);
}

const char *
parser_mode(const struct parser *parser)
{
    const struct frame *frame = &parser->frames[parser->depth];
    if (parser->depth == 0)
        return "config";
    if (frame->mode == MODE_CONFIG_IF && ((struct interface *)frame->object)->is_subinterface)
        return "config-subif";
    if (frame->prompt != NULL)
        return frame->prompt;
    return frame->command->prompt != NULL ? frame->command->prompt : "config";
}

bool
parser_leave_mode(struct parser *parser)
{
    if (parser->depth == 0)
        return false;
    parser->depth--;
    return true;
}

void
parser_reset_mode(struct parser *parser)
{
    parser->depth = 0;
}

static struct matcher
matcher_at(const struct parser *parser, size_t depth)
{
    return (struct matcher){
        .table = parser->table,
        .context = { parser->config, parser->config->os.version },
        .modes = MODE_BIT(parser->frames[depth].mode),
        .within = parser->frames[depth].within,
    };
}

void
parser_complete(struct parser *parser, const char *text, struct completions *completions)
{
    struct matcher matcher = matcher_at(parser, parser->depth);
    match_complete(&matcher, text, completions);
    if (completions->count == 0 && parser->depth > 0) {
        matcher = matcher_at(parser, 0);
        match_complete(&matcher, text, completions);
    }
}

bool
parser_usage(struct parser *parser, const char *text, FILE *out)
{
    struct matcher matcher = matcher_at(parser, parser->depth);
    struct match match;
    if (!line_split(&parser->line, text, strlen(text)))
        return false;
    if (!match_line(&matcher, &parser->line, &match) && match.command == NULL)
        return false;
    command_usage_all(&matcher, match.command, out);
    return true;
}

/* Is the command's first word there letter by letter, not as an abbreviation? */
static bool
begins_in_full(const struct line *line, const struct match *match)
{
    const char *keyword = match->command->words[0].text;
    size_t first = match->negated ? 1 : 0;
    if (keyword == NULL || first >= line->count)
        return true;
    const struct token *token = &line->tokens[first];
    return token->length == strcspn(keyword, " ") &&
           strncasecmp(token->text, keyword, token->length) == 0;
}

static bool
find_row_at(struct parser *parser, size_t depth, struct match *match)
{
    struct matcher matcher = matcher_at(parser, depth);
    return parser->frames[depth].mode != MODE_CONFIG_KEPT &&
           match_line(&matcher, &parser->line, match);
}

/* A text of an older version is put together by the rows of that one too. */
static bool
find_older(struct parser *parser, struct match *match)
{
    struct matcher matcher = matcher_at(parser, 0);
    matcher.context.version = parser->older;
    return parser->reads_older && match_line(&matcher, &parser->line, match);
}

/*
 * The row that takes the line, from the current mode outwards. In a listing, a line that is not
 * indented is rather a global command than a kept line of the block before it: `ipv6`, `dhcprelay`.
 * A word that an inner mode has in full is no abbreviation of an outer one.
 */
static bool
find_row(struct parser *parser, bool listing, struct match *match, size_t *depth)
{
    bool known = false;
    for (size_t i = parser->depth + 1; i-- > 0;) {
        *depth = i;
        match->command = NULL;
        if (!find_row_at(parser, i, match)) {
            known = known || (match->command != NULL && begins_in_full(&parser->line, match));
            continue;
        }
        if (known && !begins_in_full(&parser->line, match))
            continue;
        if (!listing || i == 0 || !match->command->kept ||
            parser->line.indent > parser->frames[i].indent)
            return true;
        struct match global;
        if (find_row_at(parser, 0, &global)) {
            *match = global;
            *depth = 0;
        }
        return true;
    }
    return false;
}

/* No mode takes the line: the one that came furthest says why. */
static void
report(struct parser *parser, const char *file, uint32_t line_number)
{
    struct match best = { .status = MATCH_UNKNOWN_COMMAND };
    struct match match;
    size_t best_depth = parser->depth;
    bool any = false;
    for (size_t i = parser->depth + 1; i-- > 0;) {
        struct matcher matcher = matcher_at(parser, i);
        if (parser->frames[i].mode == MODE_CONFIG_KEPT)
            continue;
        (void)match_line(&matcher, &parser->line, &match);
        if (!any || (match.status != MATCH_UNKNOWN_COMMAND &&
                     (best.status == MATCH_UNKNOWN_COMMAND || match.at > best.at))) {
            best = match;
            best_depth = i;
            any = true;
        }
    }
    struct matcher matcher = matcher_at(parser, best_depth);
    (void)match_report(&matcher, &parser->line, &best, parser->diags, file, line_number);
}

static const char *
join_context(struct parser *parser, const struct frame *outer, const char *text)
{
    struct arena *arena = parser->config->arena;
    if (outer->context[0] == '\0')
        return arena_strdup(arena, text);
    size_t size = strlen(outer->context) + strlen(text) + 2;
    char *joined = arena_zalloc(arena, size);
    if (joined != NULL)
        snprintf(joined, size, "%s\n%s", outer->context, text);
    return joined;
}

/* What must not fail once the model has changed. */
struct change {
    const char *context; /* of the sub-mode that the line enters */
};

static bool
prepare(struct parser *parser, const struct command_call *call, const struct frame *outer,
        bool enters, struct change *change)
{
    *change = (struct change){ "" };
    if (enters && outer == &parser->frames[FRAMES_MAX - 1])
        return refuse(call, NULL, "sub-modes are nested too deeply");
    if (parser->loading || parser->in_revision)
        return true;
    if (enters)
        change->context = join_context(parser, outer, parser->line.text);
    return (change->context != NULL && config_reserve(parser->config, parser->line.text,
                                                      outer->context, call->file != NULL)) ||
           no_memory(call);
}

static void
accept(struct parser *parser)
{
    if (!parser->loading && !parser->in_revision)
        config_accept(parser->config);
}

/* The prompt of the kept sub-mode that LINE enters; NULL: it enters none. */
static const char *
kept_prompt(const struct command *command, const struct line *line)
{
    const struct word_prompt *row = command->prompts;
    for (; row != NULL && row->word != NULL; row++) {
        for (size_t at = 2; at < line->count; at++) {
            if (strlen(row->word) == line->tokens[at].length &&
                strncasecmp(line->tokens[at].text, row->word, line->tokens[at].length) == 0)
                return row->prompt;
        }
    }
    return command->prompt;
}

static void
enter(struct parser *parser, const struct command_call *call, const struct change *change,
      size_t kept_before)
{
    const struct command *command = call->command;
    struct frame frame = {
        .mode = command->enters,
        .command = command,
        .object = call->object,
        .within = call->within != 0 ? call->within : parser->frames[parser->depth].within,
        .context = change->context,
        .indent = parser->line.indent,
    };
    if (command->enters == MODE_CONFIG_KEPT) {
        frame.object = NULL;
        frame.header = call->object;
        frame.prompt = kept_prompt(command, &parser->line);
        size_t count = parser->config->kept_count;
        /* a header that went to its like stands further up: its block is looked for */
        frame.fresh = count > kept_before && parser->config->kept[count - 1].text == frame.header;
        frame.body_end = frame.body_count = count;
    }
    parser->frames[++parser->depth] = frame;
}

static bool
apply_row(struct parser *parser, struct command_call *call, struct match *match)
{
    if (match->command->kept) {
        call->kept = true;
        call->why_taints = match->negated ? NULL : match->command->why_taints;
        return kept_apply(parser, call, match->negated, match->scratch.bytes);
    }
    if (!match->negated || match->command->no_only)
        return match->command->set(call, match->scratch.bytes);
    return match->command->unset(call, match->scratch.bytes);
}

static enum line_verdict
verdict_of(const struct command_call *call)
{
    if (!call->kept)
        return LINE_MODELLED;
    return call->why_taints != NULL ? LINE_KEPT_TAINTS : LINE_KEPT;
}

static enum line_verdict
execute(struct parser *parser, struct command_call *call, struct match *match, size_t depth)
{
    const struct command *command = match->command;
    bool enters = command->enters != MODE_CONFIG && !match->negated;
    size_t old_depth = parser->depth;
    size_t kept_before = parser->config->kept_count;
    struct change change;
    parser->depth = depth;
    call->command = command;
    call->words_given = match->words_given;
    call->object = parser->frames[depth].object;
    parser->last_command = command->name;
    struct line_object head = { NULL, NULL };
    if (parser->objects != NULL) {
        struct matcher matcher = matcher_at(parser, depth);
        line_objects_note(parser, &matcher, match, depth);
        head = line_objects_head(parser);
    }
    if (!prepare(parser, call, &parser->frames[depth], enters, &change) ||
        !apply_row(parser, call, match)) {
        parser->depth = old_depth;
        return LINE_REFUSED;
    }
    accept(parser);
    if (!parser->loading && !parser->in_revision)
        (void)kept_derive_facts(parser); /* without memory they stay stale, for the next line */
    if (enters && command->enters == MODE_CONFIG_KEPT &&
        kept_prompt(command, &parser->line) == NULL)
        call->stays = true;
    if (enters && !call->stays)
        enter(parser, call, &change, kept_before);
    if (enters && !call->stays)
        parser->frames[parser->depth].head = head;
    return verdict_of(call);
}

/* Does the list of a kept sub-mode's first words name this line? */
static bool
body_names(const struct command *command, const struct line *line)
{
    size_t at = line->count > 1 && strcasecmp(line->tokens[0].text, "no") == 0;
    const char *word = line->tokens[at].text;
    size_t length = line->tokens[at].length;
    for (const char *item = command->body; item != NULL && *item != '\0';) {
        size_t item_length = strcspn(item, " ");
        if (item_length == length && strncasecmp(item, word, length) == 0)
            return true;
        item += item_length;
        item += strspn(item, " ");
    }
    return false;
}

static enum line_verdict
keep_body(struct parser *parser, struct command_call *call)
{
    struct frame *frame = &parser->frames[parser->depth];
    const char *first = parser->line.tokens[0].text;
    call->command = frame->command;
    parser->last_command = frame->command->name;
    if (parser->objects != NULL)
        line_objects_note(parser, NULL, NULL, parser->depth);
    call->kept = true;
    call->why_taints = frame->command->why_taints;
    struct change change;
    if (!prepare(parser, call, frame, false, &change) || !kept_body_line(parser, call))
        return LINE_REFUSED;
    accept(parser);
    /* `crypto ca certificate chain`: hex lines follow, up to `quit` */
    if (strcasecmp(first, "certificate") == 0 || strcasecmp(first, "crl") == 0)
        frame->in_certificate = strcmp(frame->command->name, "crypto ca") == 0;
    if (frame->in_certificate && strcasecmp(first, "quit") == 0)
        frame->in_certificate = false;
    return verdict_of(call);
}

/* A line of a certificate, or the `quit` behind it. */
static bool
is_hex(const struct line *line)
{
    if (line->count == 1 && strcasecmp(line->tokens[0].text, "quit") == 0)
        return true;
    for (size_t i = 0; i < line->count; i++) {
        if (strspn(line->tokens[i].text, "0123456789abcdefABCDEF") != line->tokens[i].length)
            return false;
    }
    return true;
}

/*
 * In a kept sub-mode: lines that are indented more than its header are its own. Others are global
 * when they can be; but a typed line has no indentation, so that the sub-mode's own words come
 * first there (`timeout` of a server, `description`).
 */
static bool
belongs_to_body(struct parser *parser, bool listing)
{
    const struct frame *frame = &parser->frames[parser->depth];
    if (frame->in_certificate && is_hex(&parser->line))
        return true;
    bool named = body_names(frame->command, &parser->line);
    if (parser->line.indent > frame->indent || (named && !listing))
        return true;
    struct matcher matcher = matcher_at(parser, 0);
    struct match match;
    if (match_line(&matcher, &parser->line, &match))
        return false;
    return named || (frame->command->body == NULL && match.status == MATCH_UNKNOWN_COMMAND);
}

static bool
leaves_mode(struct parser *parser, enum line_verdict *verdict)
{
    const struct line *line = &parser->line;
    if (line->count != 1 || parser->frames[parser->depth].in_certificate)
        return false;
    const char *word = line->tokens[0].text;
    bool end = strcasecmp(word, "end") == 0;
    if (!end && strcasecmp(word, "exit") != 0 && strcasecmp(word, "quit") != 0)
        return false;
    if (end)
        parser_reset_mode(parser);
    else
        (void)parser_leave_mode(parser);
    *verdict = LINE_MODELLED;
    parser->last_command = "exit";
    return true;
}

/* ---- blocks whose first line was refused ---- */

/*
 * In a listing, what is indented behind a refused line is its block: read in the sub-mode before
 * it, ` name x` would be a nameif. A listing without indentation says nothing of blocks.
 */
static void
lose_block(struct parser *parser, uint32_t line_number)
{
    if (parser->line.indent > 0)
        return;
    parser->lost_line = line_number;
    parser->lost_depth = parser->depth;
    if (parser->frames[parser->depth].indented)
        parser->depth = 0;
}

void
parser_forget_refused(struct parser *parser)
{
    if (parser->lost_line != 0)
        parser->depth = parser->lost_depth;
    parser->lost_line = 0;
}

/*
 * Whole texts stand further in on pages, so that commands spelled in full are still read; a short
 * one is rather a word of the lost block: ` host 10.1.1.1` is no hostname.
 */
static bool
is_lost(const struct parser *parser, const struct match *match, bool listing)
{
    return listing && parser->lost_line != 0 && parser->line.indent > 0 &&
           !begins_in_full(&parser->line, match);
}

static void
report_lost(struct parser *parser, const char *file, uint32_t line_number)
{
    uint32_t first = line_column(&parser->line, 0);
    struct span span = { line_number, first, first + (uint32_t)parser->line.tokens[0].length - 1 };
    (void)diag_add(parser->diags, DIAG_ERROR, DIAG_UNKNOWN_COMMAND, file, span,
                   "it belongs to line %u, which was refused", parser->lost_line);
}

static bool
has_control(struct parser *parser, const char *text, size_t length, const char *file,
            uint32_t line_number)
{
    uint32_t column;
    if (!line_find_control(text, length, &column))
        return false;
    struct span span = { line_number, column, column };
    (void)diag_add(parser->diags, DIAG_ERROR, DIAG_INVALID_WORD, file, span,
                   "byte 0x%02x is not text", (unsigned char)text[column - 1]);
    return true;
}

/*
 * A typed or pasted line loses typographic blanks, dashes and quotes as one of a file does, or what
 * is written could not be read back.
 */
static bool
split_line(struct parser *parser, const char *text, size_t length, const char *file)
{
    if (file != NULL)
        return line_split(&parser->line, text, length);
    struct look look = { 0 };
    struct input_line typed = { .text = text, .length = length };
    bytes_clean_line(&look, &typed);
    bool good = !look.failed && line_split(&parser->line, typed.text, typed.length);
    arena_free(look.arena);
    return good;
}

static enum line_verdict
take_line(struct parser *parser, struct command_call *call)
{
    bool listing = call->file != NULL;
    size_t outer = parser->depth;
    enum line_verdict verdict = LINE_REFUSED;
    struct match match;
    if (parser->frames[outer].mode == MODE_CONFIG_KEPT && belongs_to_body(parser, listing)) {
        verdict = keep_body(parser, call);
    } else if (find_row(parser, listing, &match, &outer)) {
        if (is_lost(parser, &match, listing))
            report_lost(parser, call->file, call->line_number);
        else
            verdict = execute(parser, call, &match, outer);
    } else if (listing && parser->lost_line != 0 && parser->line.indent > 0) {
        report_lost(parser, call->file, call->line_number);
    } else {
        report(parser, call->file, call->line_number);
    }
    struct frame *frame = &parser->frames[outer];
    if (verdict != LINE_REFUSED && outer > 0 && parser->line.indent > frame->indent)
        frame->indented = true;
    return verdict;
}

enum line_verdict
parser_bytes(struct parser *parser, const char *text, size_t length, const char *file,
             uint32_t line_number)
{
    enum line_verdict verdict = LINE_REFUSED;
    struct command_call call = {
        .config = parser->config,
        .user = parser,
        .line = &parser->line,
        .diags = parser->diags,
        .file = file,
        .line_number = line_number,
    };
    parser->last_command = NULL;
    if (has_control(parser, text, length, file, line_number))
        return LINE_REFUSED;
    if (!split_line(parser, text, length, file)) {
        (void)no_memory(&call);
        return LINE_REFUSED;
    }
    if (parser->line.count == 0)
        return LINE_BLANK;
    char first = parser->line.tokens[0].text[0];
    if (first == '!' || first == ':')
        return LINE_COMMENT;
    if (leaves_mode(parser, &verdict))
        return verdict;
    if (parser->line.indent == 0)
        parser->lost_line = 0;
    verdict = take_line(parser, &call);
    if (verdict == LINE_REFUSED && file != NULL)
        lose_block(parser, line_number);
    return verdict;
}

enum line_verdict
parser_line(struct parser *parser, const char *text, const char *file, uint32_t line)
{
    return parser_bytes(parser, text, strlen(text), file, line);
}

void
parser_begin_loading(struct parser *parser)
{
    parser->loading = true;
    parser->config->revision = 0; /* what is being made is the next one */
}

void
parser_end_loading(struct parser *parser)
{
    parser->loading = false;
    parser->config->revision = 1;
}

const char *
parser_last_command(const struct parser *parser)
{
    return parser->last_command;
}

static bool
ends_in_text(const struct command *command)
{
    const struct word *word = command->words;
    bool text = false;
    for (; word->type != NULL; word++)
        text = word->type == &word_rest;
    return text;
}

enum probe
parser_probe(struct parser *parser, const char *text, size_t length, bool *in_full)
{
    uint32_t column;
    struct match match;
    size_t depth;
    if (line_find_control(text, length, &column) || !line_split(&parser->line, text, length) ||
        parser->line.count == 0)
        return PROBE_REFUSED;
    *in_full = true;
    if (parser->frames[parser->depth].mode == MODE_CONFIG_KEPT && belongs_to_body(parser, true))
        return PROBE_WHOLE;
    if (!find_row(parser, true, &match, &depth) && !find_older(parser, &match))
        return PROBE_REFUSED;
    *in_full = begins_in_full(&parser->line, &match);
    if (match.command->enters != MODE_CONFIG)
        return PROBE_BLOCK;
    bool whole = match.command->kept || ends_in_text(match.command);
    return whole ? PROBE_WHOLE : PROBE_OPEN;
}

const char *
line_verdict_name(enum line_verdict verdict)
{
    static const char *const names[] = {
        [LINE_BLANK] = "blank",
        [LINE_COMMENT] = "comment",
        [LINE_NOISE] = "noise",
        [LINE_JOINED] = "joined",
        [LINE_MODELLED] = "modelled",
        [LINE_KEPT] = "kept",
        [LINE_KEPT_TAINTS] = "kept, taints",
        [LINE_IGNORED] = "ignored",
        [LINE_REFUSED] = "refused",
    };
    return names[verdict];
}
