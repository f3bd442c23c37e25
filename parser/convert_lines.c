/*
 * convert_lines.c: the lines that a line becomes: made, told, typed.
 */
#include <stdarg.h>
#include <string.h>

#include "parser/convert.h"

void
conversion_put(struct conversion *conversion, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *line = diag_text(conversion->arena, format, arguments);
    va_end(arguments);
    if (line == NULL || conversion->count == CONVERSION_LINES_MAX)
        conversion->failed = true;
    else
        conversion->lines[conversion->count++] = line;
}

const char *
conversion_text(const struct conversion *conversion)
{
    static const char lead[] = "becomes: ";
    size_t size = sizeof(lead);
    for (size_t i = 0; i < conversion->count; i++)
        size += strlen(conversion->lines[i]) + 2;
    char *text = arena_zalloc(conversion->arena, size);
    if (text == NULL)
        return "becomes other lines";
    size_t used = sizeof(lead) - 1;
    memcpy(text, lead, used);
    for (size_t i = 0; i < conversion->count; i++) {
        const char *line = conversion->lines[i] + strspn(conversion->lines[i], " ");
        int length = snprintf(text + used, size - used, "%s%s", i > 0 ? "; " : "", line);
        used += length > 0 ? (size_t)length : 0;
    }
    return text;
}

bool
conversion_type(const struct command_call *call, const struct conversion *conversion)
{
    struct parser *outer = call->user;
    struct parser inner = *outer;
    bool good = !conversion->failed || no_memory(call);
    inner.line = (struct line){ 0 };
    inner.in_revision = true;
    for (size_t i = 0; good && i < conversion->count; i++) {
        const char *line = conversion->lines[i];
        if (line[0] != ' ')
            parser_reset_mode(&inner);
        good =
            parser_bytes(&inner, line, strlen(line), call->file, call->line_number) != LINE_REFUSED;
    }
    line_fini(&inner.line);
    outer->last_acl = inner.last_acl;
    outer->seen = inner.seen;
    return good;
}

bool
conversion_fits(const struct command_call *call, enum mode mode, const char *text)
{
    const struct parser *parser = call->user;
    struct matcher matcher = {
        .table = parser->table,
        .context = { call->config, call_version(call) },
        .modes = MODE_BIT(mode),
    };
    struct line line = { 0 };
    struct match match;
    bool fits = line_split(&line, text, strlen(text)) && match_line(&matcher, &line, &match) &&
                !match.command->refused;
    line_fini(&line);
    return fits;
}
