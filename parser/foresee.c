/*
 * foresee.c: two passes over the text of an input: which line gives which name, then which line
 * uses one of them before that. A device reads such lines in vain; a person means them.
 */
#include "parser/foresee.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "parser/family.h"
#include "parser/word_hardware.h"

/* More are not looked for: the rest of a strange input is refused line by line. */
#define DEFINITIONS_MAX 64

struct definition {
    char hardware[HARDWARE_SIZE];
    const char *name;
    size_t length;
    size_t line;
    bool known; /* from here on: it has been made, or the line that gives the name is above */
};

struct foreseeing {
    struct config *config;
    struct diags *diags;
    const char *file;
    struct definition definitions[DEFINITIONS_MAX];
    size_t count;
};

/* Where a command names an interface. */
enum place {
    IN_PARENTHESES, /* nat (inside) ... */
    SECOND,         /* route outside ... */
    BEHIND,         /* behind the word that WORD says */
    LAST,           /* telnet ... inside */
};

static const struct user {
    const char *command;
    enum place place;
    const char *word;
} users[] = {
    { "nat", IN_PARENTHESES, NULL },
    { "global", IN_PARENTHESES, NULL },
    { "static", IN_PARENTHESES, NULL },
    { "alias", IN_PARENTHESES, NULL },
    { "apply", IN_PARENTHESES, NULL },
    { "route", SECOND, NULL },
    { "mtu", SECOND, NULL },
    { "arp", SECOND, NULL },
    { "access-group", BEHIND, "interface" },
    { "crypto", BEHIND, "interface" },
    { "ip", BEHIND, "address" },
    { "failover", BEHIND, "address" },
    { "logging", BEHIND, "host" },
    { "service-policy", BEHIND, "interface" },
    { "icmp", LAST, NULL },
    { "telnet", LAST, NULL },
    { "ssh", LAST, NULL },
};

struct piece {
    const char *text;
    size_t length;
};

/* The next word of LINE from *AT on, cut at blanks, parentheses and commas; length 0: none. */
static struct piece
next_piece(const struct input_line *line, size_t *at)
{
    static const char cuts[] = " \t(),";
    const char *end = line->text + line->length;
    const char *text = line->text + *at;
    while (text < end && strchr(cuts, *text) != NULL)
        text++;
    struct piece piece = { text, 0 };
    while (text + piece.length < end && strchr(cuts, text[piece.length]) == NULL)
        piece.length++;
    *at = (size_t)(text + piece.length - line->text);
    return piece;
}

static bool
piece_is(struct piece piece, const char *text)
{
    return piece.length == strlen(text) && strncasecmp(piece.text, text, piece.length) == 0;
}

static bool
read_hardware(const struct config *config, struct piece piece, char hardware[static HARDWARE_SIZE])
{
    char text[HARDWARE_SIZE];
    snprintf(text, sizeof(text), "%.*s", (int)(piece.length < 80 ? piece.length : 80), piece.text);
    return hardware_parse(config->os.version, text, hardware);
}

static void
define(struct foreseeing *foreseeing, const char *hardware, struct piece name, size_t line)
{
    if (foreseeing->count == DEFINITIONS_MAX || hardware[0] == '\0' || name.length == 0 ||
        name.length > NAMEIF_LENGTH || !isalpha((unsigned char)name.text[0]))
        return;
    struct definition *definition = &foreseeing->definitions[foreseeing->count++];
    *definition = (struct definition){ .name = name.text, .length = name.length, .line = line };
    snprintf(definition->hardware, sizeof(definition->hardware), "%s", hardware);
}

/* A line of 6.x, which a later version converts: its third word behind `nameif` is a level. */
static bool
is_flat_nameif(const struct input_line *line, size_t at)
{
    (void)next_piece(line, &at);
    (void)next_piece(line, &at);
    struct piece level = next_piece(line, &at);
    return level.length > 8 && strncasecmp(level.text, "security", 8) == 0;
}

/* `nameif ethernet0 outside security0` of 6.x; `nameif outside` in a block of 7.0 and later. */
static void
find_definitions(struct foreseeing *foreseeing, const struct input *input)
{
    bool flat = foreseeing->config->does->flat_commands;
    char hardware[HARDWARE_SIZE] = "";
    for (size_t i = 0; i < input->count; i++) {
        const struct input_line *line = &input->lines[i];
        size_t at = 0;
        if (line->kind != INPUT_COMMAND ||
            (!input_line_begins(line, "interface") && !input_line_begins(line, "nameif")))
            continue;
        struct piece first = next_piece(line, &at);
        if (piece_is(first, "interface") && !flat) {
            if (!read_hardware(foreseeing->config, next_piece(line, &at), hardware))
                hardware[0] = '\0';
        } else if (piece_is(first, "nameif")) {
            bool flat_line = flat || is_flat_nameif(line, at);
            if (flat_line && !read_hardware(foreseeing->config, next_piece(line, &at), hardware))
                continue;
            define(foreseeing, hardware, next_piece(line, &at), line->number - 1);
        }
    }
}

static bool
make_interface(struct foreseeing *foreseeing, const struct definition *definition, size_t line)
{
    struct config *config = foreseeing->config;
    ifc_id ifc = config_interface_by_hardware(config, definition->hardware);
    if (ifc == IFC_NONE)
        ifc = config_add_interface(config, definition->hardware);
    char *name = arena_strndup(config->arena, definition->name, definition->length);
    if (ifc == IFC_NONE || name == NULL)
        return false;
    struct interface *interface = config->interfaces[ifc];
    if (interface->name != NULL || config_interface_by_name(config, name) != IFC_NONE)
        return true;
    interface->name = name;
    interface->is_subinterface = strchr(definition->hardware, '.') != NULL;
    interface->origin =
        (struct origin){ .file = foreseeing->file, .line = (uint32_t)definition->line + 1 };
    return diag_add(foreseeing->diags, DIAG_WARNING, DIAG_OTHER, foreseeing->file,
                    (struct span){ (uint32_t)line + 1, 1, 1 },
                    "%s is named before line %zu defines it; a device refuses this line", name,
                    definition->line + 1) != NULL;
}

static const struct user *
find_user(struct piece first)
{
    for (size_t i = 0; i < ARRAY_LENGTH(users); i++) {
        if (piece_is(first, users[i].command))
            return &users[i];
    }
    return NULL;
}

/* Is PIECE, word NUMBER of the line and behind BEFORE, where the command names an interface? */
static bool
is_place(const struct user *user, const struct input_line *line, struct piece piece,
         struct piece before, size_t number)
{
    const char *end = line->text + line->length;
    switch (user->place) {
    case IN_PARENTHESES:
        return piece.text[-1] == '(' || piece.text[-1] == ',';
    case SECOND:
        return number == 1;
    case BEHIND:
        return piece_is(before, user->word);
    case LAST:
        return piece.text + piece.length == end;
    }
    return false;
}

/* The name is there now, also for a line further down that gives it to another interface. */
static void
pass_definition(struct foreseeing *foreseeing, const struct definition *passed)
{
    for (size_t i = 0; i < foreseeing->count; i++) {
        struct definition *other = &foreseeing->definitions[i];
        if (other->length == passed->length &&
            strncasecmp(other->name, passed->name, passed->length) == 0)
            other->known = true;
    }
}

/* The definition of that name, when it comes later; NULL: there is none. */
static struct definition *
find_definition(struct foreseeing *foreseeing, struct piece piece)
{
    for (size_t i = 0; i < foreseeing->count; i++) {
        struct definition *definition = &foreseeing->definitions[i];
        if (!definition->known && definition->length == piece.length &&
            strncmp(definition->name, piece.text, piece.length) == 0)
            return definition;
    }
    return NULL;
}

/* Does the line use a name that comes later? */
static bool
look_at_line(struct foreseeing *foreseeing, const struct input_line *line, size_t line_number)
{
    size_t at = 0;
    struct piece before = next_piece(line, &at);
    const struct user *user = find_user(before);
    if (user == NULL)
        return true;
    for (size_t number = 1;; number++) {
        struct piece piece = next_piece(line, &at);
        if (piece.length == 0)
            return true;
        struct definition *definition =
            is_place(user, line, piece, before, number) ? find_definition(foreseeing, piece) : NULL;
        if (definition != NULL) {
            pass_definition(foreseeing, definition);
            if (!make_interface(foreseeing, definition, line_number))
                return false;
        }
        before = piece;
    }
}

bool
foresee_interfaces(struct config *config, const struct input *input, struct diags *diags,
                   const char *file)
{
    struct foreseeing foreseeing = { .config = config, .diags = diags, .file = file };
    size_t passed = 0; /* definitions above the line */
    find_definitions(&foreseeing, input);
    for (size_t i = 0; i < input->count && passed < foreseeing.count; i++) {
        const struct input_line *line = &input->lines[i];
        if (foreseeing.definitions[passed].line + 1 == line->number)
            pass_definition(&foreseeing, &foreseeing.definitions[passed++]);
        else if (line->kind == INPUT_COMMAND && !look_at_line(&foreseeing, line, line->number - 1))
            return false;
    }
    return true;
}
