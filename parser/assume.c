/*
 * assume.c: interfaces for pieces of a configuration that name some and define none, so that the
 * rules in them can be tried.
 */
#include "parser/assume.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "parser/family.h"

struct assuming {
    struct config *config;
    struct diags *diags;
    const char *file;
};

static bool
defines_interface(const struct input *input)
{
    for (size_t i = 0; i < input->count; i++) {
        const struct input_line *line = &input->lines[i];
        if (line->kind == INPUT_COMMAND &&
            (input_line_begins(line, "nameif ") || input_line_begins(line, "interface ")))
            return true;
    }
    return false;
}

/* What is assumed must be a name that `nameif` takes, and no address: it is written back as one. */
static bool
could_be_nameif(const char *name, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (!is_name_character(name[i]))
            return false;
    }
    bool asks = length == 4 ? strncasecmp(name, "dhcp", 4) == 0
                            : length == 5 && strncasecmp(name, "pppoe", 5) == 0;
    return !asks && length > 0 && length <= NAMEIF_LENGTH && isalpha((unsigned char)name[0]);
}

static bool
assume_interface(struct assuming *assuming, const char *name, size_t length, size_t line)
{
    struct config *config = assuming->config;
    char hardware[24];
    if (!could_be_nameif(name, length))
        return true;
    char *copy = arena_strndup(config->arena, name, length);
    if (copy == NULL)
        return false;
    if (config_interface_by_name(config, copy) != IFC_NONE)
        return true;
    bool flat = config->does->flat_commands;
    snprintf(hardware, sizeof(hardware), "%s%zu", flat ? "ethernet" : "Ethernet",
             config->interface_count);
    ifc_id ifc = config_add_interface(config, hardware);
    if (ifc == IFC_NONE)
        return config->interface_count >= CONFIG_INTERFACES_MAX; /* the rest is refused */
    struct interface *made = config->interfaces[ifc];
    made->name = copy;
    made->security_level = strcasecmp(copy, "inside") == 0    ? 100
                           : strcasecmp(copy, "outside") == 0 ? 0
                                                              : 50;
    made->has_security_level = true;
    made->assumed = true;
    (void)diag_add(assuming->diags, DIAG_WARNING, DIAG_ASSUMED, assuming->file,
                   (struct span){ (uint32_t)line + 1, 1, 1 },
                   "no interface is defined; %s with security level %u is assumed", copy,
                   made->security_level);
    return true;
}

/* The names in `(a,b)` or `(a)`. */
static bool
assume_from_paren(struct assuming *assuming, const char *paren, size_t line)
{
    size_t first = strcspn(paren + 1, ",) ");
    const char *second = paren + 1 + first;
    if (!assume_interface(assuming, paren + 1, first, line))
        return false;
    if (*second != ',')
        return true;
    second += 1 + strspn(second + 1, " ");
    return assume_interface(assuming, second, strcspn(second, ") "), line);
}

/* The N-th word of a line, counted from 0; "" when it has fewer. */
static const char *
word_at(const char *text, size_t n)
{
    for (; n > 0 && *text != '\0'; n--) {
        text += strcspn(text, " ");
        text += strspn(text, " ");
    }
    return text;
}

/* The last word of `telnet A M IF` and its like, and of `icmp permit ... IF`; NULL: none. */
static const char *
interface_of_access(const struct input_line *line, const char *text)
{
    static const char *const services[] = { "telnet ", "ssh ", "http " };
    const char *last = strrchr(text, ' ');
    if (input_line_begins(line, "icmp permit ") || input_line_begins(line, "icmp deny "))
        return last[1] != '\0' ? last + 1 : NULL;
    for (size_t i = 0; i < ARRAY_LENGTH(services); i++) {
        if (input_line_begins(line, services[i]))
            return isdigit((unsigned char)word_at(text, 2)[0]) ? word_at(text, 3) : NULL;
    }
    return NULL;
}

/* The names in `(a,b)` behind the first word, `interface a`, `route a`, `telnet ... a`. */
static bool
assume_from_line(struct assuming *assuming, const struct input_line *line, size_t number)
{
    const char *text = line->text + strspn(line->text, " \t");
    const char *name = interface_of_access(line, text);
    if (input_line_begins(line, "nat ") || input_line_begins(line, "global ") ||
        input_line_begins(line, "static ") || input_line_begins(line, "apply ") ||
        input_line_begins(line, "url-server ")) {
        const char *paren = strchr(text, '(');
        return paren == NULL || assume_from_paren(assuming, paren, number);
    }
    if (input_line_begins(line, "access-group ") || input_line_begins(line, "crypto map ")) {
        name = strstr(text, " interface ");
        name = name != NULL ? name + 11 : NULL;
    } else if (input_line_begins(line, "route ")) {
        name = text + 6;
    } else if (assuming->config->does->flat_commands && input_line_begins(line, "ip address ")) {
        name = text + 11;
    }
    return name == NULL || assume_interface(assuming, name, strcspn(name, " "), number);
}

bool
assume_interfaces(struct config *config, const struct input *input, struct diags *diags,
                  const char *file)
{
    if (defines_interface(input))
        return true;
    struct assuming assuming = { config, diags, file };
    bool named = false;
    for (size_t i = 0; i < input->count; i++) {
        const struct input_line *line = &input->lines[i];
        if (line->kind != INPUT_COMMAND)
            continue;
        size_t before = config->interface_count;
        if (!assume_from_line(&assuming, line, line->number - 1))
            return false;
        named = named || config->interface_count > before;
    }
    return !named || (assume_interface(&assuming, "outside", 7, 0) &&
                      assume_interface(&assuming, "inside", 6, 0));
}
