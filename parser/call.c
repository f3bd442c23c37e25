/*
 * call.c: what set and unset of every family use to speak and to look things up.
 */
#include <stdarg.h>
#include <string.h>

#include "parser/convert.h"

static const char *
format_text(struct arena *arena, const char *format, va_list arguments)
{
    const char *text = diag_text(arena, format, arguments);
    return text != NULL ? text : "out of memory";
}

const char *
call_text(const struct command_call *call, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = format_text(call->diags->arena, format, arguments);
    va_end(arguments);
    return text;
}

static void
add(const struct command_call *call, enum diag_severity severity, enum diag_kind kind,
    struct span span, const char *device, const char *text)
{
    struct diag *diag = diag_add(call->diags, severity, kind, call->file, span, "%s", text);
    if (diag == NULL)
        return;
    diag->device = device;
    diag->command = call->command;
}

static struct span
whole_line(const struct command_call *call)
{
    const struct line *line = call->line;
    uint32_t first = line_column(line, 0);
    uint32_t end = line_column(line, line->count);
    return (struct span){ call->line_number, first, end > first + 1 ? end - 2 : first };
}

static struct span
one_word(const struct command_call *call, size_t at)
{
    const struct line *line = call->line;
    uint32_t first = line_column(line, at);
    size_t length = at < line->count ? line->tokens[at].length : 1;
    return (struct span){ call->line_number, first, first + (uint32_t)length - 1 };
}

bool
refuse(const struct command_call *call, const char *device, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = format_text(call->diags->arena, format, arguments);
    va_end(arguments);
    add(call, DIAG_ERROR, DIAG_REFUSED, whole_line(call), device, text);
    return false;
}

bool
refuse_word(const struct command_call *call, size_t at, const char *device, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = format_text(call->diags->arena, format, arguments);
    va_end(arguments);
    add(call, DIAG_ERROR, DIAG_REFUSED, one_word(call, at), device, text);
    return false;
}

void
inform(const struct command_call *call, const char *format, ...)
{
    if (call->file != NULL)
        return; /* nobody reads what a booting device says about each line */
    va_list arguments;
    va_start(arguments, format);
    const char *text = format_text(call->diags->arena, format, arguments);
    va_end(arguments);
    add(call, DIAG_NOTE, DIAG_OTHER, whole_line(call), text, text);
}

void
warn(const struct command_call *call, const char *device, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = format_text(call->diags->arena, format, arguments);
    va_end(arguments);
    add(call, DIAG_WARNING, DIAG_OTHER, whole_line(call), device, text);
}

bool
refuse_or_warn(const struct command_call *call, const char *device, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = format_text(call->diags->arena, format, arguments);
    va_end(arguments);
    if (call->file == NULL)
        return refuse(call, device, "%s", text);
    warn(call, device, "%s", text);
    return true;
}

void
conversion_say(const struct command_call *call, const char *rule, const char *text)
{
    enum diag_severity severity = strcmp(rule, CONVERSION_LOST) == 0 ? DIAG_ERROR : DIAG_NOTE;
    add(call, severity, DIAG_CONVERSION, whole_line(call), NULL, text);
    if (call->diags->count > 0)
        call->diags->items[call->diags->count - 1].rule = rule;
}

bool
no_memory(const struct command_call *call)
{
    return refuse(call, NULL, "out of memory");
}

struct origin
call_origin(const struct command_call *call)
{
    return (struct origin){
        .file = call->file,
        .line = call->file != NULL ? call->line_number : 0,
        .revision = call->config->revision + 1,
    };
}

enum os_version
call_version(const struct command_call *call)
{
    return call->config->os.version;
}

const struct behaviour *
call_does(const struct command_call *call)
{
    return call->config->does;
}

bool
keep_text(const struct command_call *call, const char **place, const char *text)
{
    const char *copy = arena_strdup(call->config->arena, text);
    if (copy == NULL)
        return no_memory(call);
    *place = copy;
    return true;
}

struct acl *
call_acl(const struct command_call *call, const char *name)
{
    struct parser *parser = call->user;
    if (parser->last_acl == NULL || strcmp(parser->last_acl->name, name) != 0)
        parser->last_acl = config_acl(call->config, name);
    return parser->last_acl;
}

bool
refuse_unknown_acl(const struct command_call *call, const char *name, size_t at)
{
    const char *device = call_text(call, "ERROR: access-list <%s> does not exist", name);
    if (at == 0)
        return refuse(call, device, "access-list %s does not exist", name);
    return refuse_word(call, at, device, "access-list %s does not exist", name);
}

bool
call_rule_acl(const struct command_call *call, const char *name, size_t at, struct acl **acl)
{
    *acl = call_acl(call, name);
    if (*acl != NULL && (*acl)->exists)
        return true;
    if (call->file == NULL)
        return refuse_unknown_acl(call, name, at);
    *acl = config_acl_make(call->config, name);
    return *acl != NULL || no_memory(call);
}

bool
config_is_transparent(const struct config *config)
{
    for (size_t i = 0; i < config->kept_count; i++) {
        const struct command *row = config->kept[i].command;
        if (strcmp(row->name, "firewall") == 0)
            return true;
    }
    return false;
}

bool
check_translates(const struct command_call *call)
{
    static const char why[] = "a transparent firewall translates from 8.0 on";
    if (call_does(call)->flat_commands || call_does(call)->transparent_translates ||
        !config_is_transparent(call->config))
        return true;
    if (call->file == NULL)
        return refuse_word(call, 0, NULL, "%s", why);
    warn(call, NULL, "%s; a device refuses this line", why);
    return true;
}

bool
refuse_new_interface(const struct command_call *call)
{
    if (call->config->interface_count < CONFIG_INTERFACES_MAX)
        return no_memory(call);
    return refuse(call, NULL, "there are %d interfaces already", CONFIG_INTERFACES_MAX);
}

size_t
call_word_of(const struct command_call *call, const char *text)
{
    for (size_t i = 0; text != NULL && i < call->line->count; i++) {
        if (call->line->tokens[i].text == text)
            return i;
    }
    return 0;
}

/* The first word that is this address, as a number or by name; 0: none. */
static size_t
word_of_address(const struct command_call *call, uint32_t address)
{
    for (size_t i = 1; i < call->line->count; i++) {
        const struct token *token = &call->line->tokens[i];
        uint32_t value;
        if ((ip_parse(token->text, token->length, &value) ||
             config_address_of(call->config, token->text, &value)) &&
            value == address)
            return i;
    }
    return 0;
}

bool
check_pair(const struct command_call *call, uint32_t address, uint32_t netmask)
{
    if ((address & ~netmask) == 0)
        return true;
    char a[IP_TEXT_SIZE];
    char m[IP_TEXT_SIZE];
    ip_format(address, a);
    ip_format(netmask, m);
    /* 6.x: the same text without `ERROR:` (commands.md 0, unverified) */
    const char *device = call_text(call, "%sIP address,mask <%s,%s> doesn't pair",
                                   call_does(call)->errors_are_marked ? "ERROR: " : "", a, m);
    if (call->file == NULL)
        return refuse_word(call, word_of_address(call, address), device,
                           "the address %s has bits outside the netmask %s", a, m);
    warn(call, NULL, "the address %s has bits outside the netmask %s; a device refuses this line",
         a, m);
    return true;
}

bool
check_maintenance(const struct command_call *call, enum os_version version, uint16_t maintenance,
                  size_t at, const char *what)
{
    const struct os_release *os = &call->config->os;
    if (os->version != version || os->maintenance == 0 || os->maintenance >= maintenance)
        return true;
    if (call->file == NULL)
        return refuse_word(call, at, NULL, "%s came with %s(%u)", what, os_version_name(version),
                           maintenance);
    warn(call, NULL, "%s came with %s(%u); this release refuses it", what, os_version_name(version),
         maintenance);
    return true;
}

bool
call_usual_interface(const struct command_call *call, ifc_id *ifc, const char *usual)
{
    if (*ifc == IFC_NONE)
        *ifc = config_interface_by_name(call->config, usual);
    return *ifc != IFC_NONE || refuse_word(call, 1, NULL, "no interface is named %s", usual);
}

bool
call_take_back(const struct command_call *call, const char *command, const char *rest)
{
    const struct parser *parser = call->user;
    const char *text = call_text(call, "no %s %s", command, rest);
    struct matcher matcher = {
        .table = parser->table,
        .context = { call->config, call_version(call) },
        .modes = MODE_BIT(MODE_CONFIG),
    };
    struct line line = { 0 };
    struct match match;
    bool good = line_split(&line, text, strlen(text)) && match_line(&matcher, &line, &match) &&
                !match.command->kept;
    if (good) {
        struct command_call inner = *call;
        inner.command = match.command;
        inner.line = &line;
        inner.words_given = match.words_given;
        good = match.command->unset(&inner, match.scratch.bytes);
    } else {
        (void)refuse(call, NULL, "there is nothing to clear by \"%s\"", rest);
    }
    line_fini(&line);
    return good;
}

static size_t
find_interface(const struct interface_list *list, ifc_id ifc)
{
    size_t i = 0;
    while (i < list->count && list->items[i].ifc != ifc)
        i++;
    return i;
}

bool
is_listed_interface(const struct interface_list *list, ifc_id ifc)
{
    return find_interface(list, ifc) < list->count;
}

bool
call_list_interface(const struct command_call *call, struct interface_list *list, ifc_id ifc)
{
    if (is_listed_interface(list, ifc))
        return true;
    struct listed_interface *added = arena_append(call->config->arena, &list->items, &list->count,
                                                  &list->capacity, sizeof(*added));
    if (added == NULL)
        return no_memory(call);
    *added = (struct listed_interface){ .ifc = ifc, .origin = call_origin(call) };
    return true;
}

bool
call_unlist_interface(const struct command_call *call, struct interface_list *list, ifc_id ifc)
{
    size_t at = find_interface(list, ifc);
    if (at == list->count)
        return refuse(call, NULL, "there is no such line");
    LIST_REMOVE(list->items, list->count, at);
    return true;
}
