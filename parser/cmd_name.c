/*
 * cmd_name.c: names, name (commands.md 3.3).
 *
 * The lines themselves always have numbers; everything else is written with names while `names` is
 * on.
 */
#include <string.h>
#include <strings.h>

#include "parser/families.h"
#include "parser/family.h"

struct name_line {
    bool on;
    uint32_t address;
    const char *name;
    const char *description;
    bool has_description;
};

/* ---- names ---- */

static bool
set_names(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->names_on = true;
    return true;
}

static bool
unset_names(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->names_on = false;
    return true;
}

/* `clear names` of 6.x takes the name lines too. */
static bool
clear_names(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->names_on = true;
    if (call_does(call)->flat_commands)
        name_clear(&call->config->names);
    return true;
}

static void
each_names(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    struct name_line line = { .on = config->names_on };
    visit(context, &line, NULL);
}

static bool
is_off(const struct config *config, const void *scratch)
{
    (void)config;
    return !((const struct name_line *)scratch)->on;
}

static const struct command names_row = {
    .name = "names",
    .help = "Enable IP address to name mapping",
    .words = (const struct word[]){ KEYWORD("names", "Enable IP address to name mapping"),
                                    END_OF_WORDS },
    .scratch_size = sizeof(struct name_line),
    .set = set_names,
    .unset = unset_names,
    .each = each_names,
    .writes_no = is_off,
    .clear = clear_names,
};

/* ---- name ---- */

/* Characters at most (commands.md 3.3). */
static size_t
name_limit(enum os_version version)
{
    return behaviour(version)->flat_commands ? 16 : 63;
}

/* What a device would say against the name; NULL: nothing. */
static const char *
name_fault(const char *name, enum os_version version)
{
    bool flat = behaviour(version)->flat_commands;
    for (const char *at = name; *at != '\0'; at++) {
        if (!isalnum((unsigned char)*at) && strchr("-_.", *at) == NULL)
            return "has a character that no name has";
    }
    if (flat && !isalpha((unsigned char)name[0]))
        return "does not begin with a letter";
    return strlen(name) > name_limit(version) ? "is too long" : NULL;
}

/* Words that mean something else where an address may stand. */
static bool
is_reserved(const char *name)
{
    static const char *const words[] = { "any",  "host",  "interface", "access-list", "tcp",
                                         "dhcp", "pppoe", "udp",       "object-group" };
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        if (strcasecmp(name, words[i]) == 0)
            return true;
    }
    return false;
}

static bool
check_name(const struct command_call *call, const struct name_line *line)
{
    uint32_t address;
    const char *fault = name_fault(line->name, call_version(call));
    if (ip_parse(line->name, strlen(line->name), &address) ||
        line->name[strspn(line->name, "0123456789.")] == '\0')
        return refuse_word(call, 2, NULL, "the number %s cannot be a name", line->name);
    if (is_reserved(line->name))
        return refuse_word(call, 2, NULL, "the word \"%s\" cannot be a name", line->name);
    if (fault != NULL && call->file == NULL)
        return refuse_word(call, 2, NULL, "the name \"%s\" %s", line->name, fault);
    if (fault != NULL)
        warn(call, NULL, "the name \"%s\" %s; a device refuses this line", line->name, fault);
    return true;
}

/* One name an address: 6.x takes the new one, 7+ stays with the old (unverified). */
static bool
check_address(const struct command_call *call, const struct name_line *line)
{
    const char *old = config_name_of(call->config, line->address);
    if (old == NULL || strcmp(old, line->name) == 0)
        return true;
    if (call->file != NULL) {
        warn(call, NULL, "%s is another name of this address: %s is written for it from here on",
             old, line->name);
        return true;
    }
    if (call_does(call)->flat_commands) {
        name_remove(&call->config->names, old);
        return true;
    }
    return refuse_word(call, 1, call_text(call, "ERROR: name %s already exists", old),
                       "%s is already the name of this address", old);
}

static bool
check_description(const struct command_call *call, const struct name_line *line)
{
    return !line->has_description ||
           check_maintenance(call, OS_7_0, 4, 3, "the description of a name");
}

static bool
set_name(struct command_call *call, void *scratch)
{
    const struct name_line *line = scratch;
    struct name_table *names = &call->config->names;
    const struct name *same = name_find(names, line->name);
    if (!check_name(call, line))
        return false;
    if (same != NULL && same->address != line->address)
        return refuse_word(call, 2, NULL, "\"%s\" is already the name of another address",
                           line->name);
    if (!check_description(call, line) || !check_address(call, line))
        return false;
    /* the same again may bring another description */
    const char *description = line->has_description ? line->description : NULL;
    if (same != NULL && description == NULL)
        return true;
    if (same != NULL)
        return name_describe(names, call->config->arena, line->name, description) ||
               no_memory(call);
    return name_add(names, call->config->arena, line->address, line->name, description) ||
           no_memory(call);
}

/* The name may be left out. */
static bool
unset_name(struct command_call *call, void *scratch)
{
    const struct name_line *line = scratch;
    struct name_table *names = &call->config->names;
    const struct name *old =
        line->name != NULL ? name_find(names, line->name) : name_of_address(names, line->address);
    if (old == NULL || old->address != line->address)
        return refuse(call, NULL, "the address has no such name");
    name_remove(names, old->name);
    return true;
}

static bool
clear_name(struct command_call *call, const char *rest)
{
    (void)rest;
    name_clear(&call->config->names);
    return true;
}

static void
each_name(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->names.count; i++) {
        const struct name *name = config->names.items[i];
        struct name_line line = { .name = name->name,
                                  .address = name->address,
                                  .description = name->description,
                                  .has_description = name->description != NULL };
        visit(context, &line, NULL);
    }
}

/* An address that stays a number, whatever names there are. */
static bool
plain_address_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct token *token = matching_next(matching);
    uint32_t address;
    if (token == NULL || !ip_parse(token->text, token->length, &address)) {
        matching_expect(matching, "A.B.C.D", word->help, false);
        return false;
    }
    memcpy(word_place(scratch, word->offset), &address, sizeof(address));
    matching_take(matching);
    return true;
}

static void
plain_address_write(const struct word *word, struct writing *writing, const void *scratch)
{
    uint32_t address;
    char text[IP_TEXT_SIZE];
    memcpy(&address, word_value(scratch, word->offset), sizeof(address));
    ip_format(address, text);
    writing_put(writing, "%s", text);
}

static const struct word_type word_plain_address = { "address", plain_address_match,
                                                     plain_address_write };

static const struct word description_words[] = {
    KEYWORD("description", "Text about it"),
    VALUE(rest, struct name_line, description, "Text"),
    END_OF_WORDS,
};

static const struct command name_row = {
    .name = "name",
    .help = "Associate a name with an IP address",
    .words = (const struct word[]){ KEYWORD("name", "Associate a name with an IP address"),
                                    VALUE(plain_address, struct name_line, address, "Address"),
                                    NAME_OF("name", struct name_line, name, "Name", .high = 63),
                                    GROUP(struct name_line, has_description, description_words,
                                          .since = OS_7_0),
                                    END_OF_WORDS },
    .scratch_size = sizeof(struct name_line),
    .set = set_name,
    .unset = unset_name,
    .no_words = 2,
    .each = each_name,
    .clear = clear_name,
};

const struct command *const name_commands[] = { &names_row, &name_row, NULL };
