/*
 * compare_interface.c: interfaces that get another name or security level, or come up, while no
 * packet may pass that neither of the two configurations would let pass.
 *
 * What counts is who may begin a connection to whom: by the access list of the interface that the
 * packet comes in by, where it has one, else from the higher security level to the lower one. A
 * level is changed when no pair of interfaces is opened by it; an order is looked for. What no
 * order does, and what changes its name or comes up, is shut down first, and comes up again when
 * levels, names and access lists are as they should be. That has a price: its traffic stops
 * meanwhile.
 */
#include "parser/compare_private.h"

/* ---- interfaces by their hardware ---- */

static const struct interface *
by_hardware(const struct config *config, const char *hardware)
{
    ifc_id ifc = config_interface_by_hardware(config, hardware);
    return ifc != IFC_NONE ? config->interfaces[ifc] : NULL;
}

static bool
is_up(const struct interface *interface)
{
    return interface != NULL && interface_is_up(interface);
}

/* The name is used for no other interface, before or after: its rules go on under the new one. */
static bool
is_plain_rename(const struct comparing *comparing, const struct interface *old,
                const struct interface *new)
{
    return config_interface_by_name(comparing->from, new->name) == IFC_NONE &&
           config_interface_by_name(comparing->to, old->name) == IFC_NONE;
}

static bool
keeps_name(const struct comparing *comparing, const struct interface *old,
           const struct interface *new)
{
    return strcmp(old->name, new->name) == 0 || is_plain_rename(comparing, old, new);
}

/* ---- shut down, and up again ---- */

/* Its `interface` line in 6.x. */
static bool
type_flat(struct comparing *comparing, const struct interface *interface, const char *state)
{
    if (interface->parent != NULL)
        return compare_typef(comparing, "interface %s %s logical%s", interface->parent,
                             interface->hardware, state);
    return compare_typef(comparing, "interface %s %s%s", interface->hardware,
                         interface->speed != NULL ? interface->speed : "auto", state);
}

static bool
type_inside(struct comparing *comparing, const struct interface *interface, const char *text)
{
    if (!compare_enter(comparing, "interface", interface->hardware))
        return false;
    bool taken = compare_typef(comparing, " %s", text);
    compare_leave(comparing);
    return taken;
}

static bool
type_state(struct comparing *comparing, const struct interface *interface, bool shutdown)
{
    if (comparing->now->does->flat_commands)
        return type_flat(comparing, interface, shutdown ? " shutdown" : "");
    return type_inside(comparing, interface, shutdown ? "shutdown" : "no shutdown");
}

static bool
is_held(const struct comparing *comparing, const char *hardware, size_t length)
{
    for (size_t i = 0; i < comparing->held_count; i++) {
        const char *held = comparing->held[i];
        if (strlen(held) == length && strncasecmp(held, hardware, length) == 0)
            return true;
    }
    return false;
}

/* INTERFACE is of NOW or, when it is not there yet, of TO. */
static void
hold(struct comparing *comparing, const struct interface *interface)
{
    struct arena *arena = comparing->comparison->arena;
    const char *hardware = interface->hardware;
    if (is_held(comparing, hardware, strlen(hardware)))
        return;
    const struct interface *now = by_hardware(comparing->now, hardware);
    if (comparing->held_count == 0)
        compare_say(comparing, "! interfaces are shut down until their rules are there");
    if ((now == NULL || !now->shutdown) && !type_state(comparing, interface, true))
        return;
    const char **place = arena_append(arena, &comparing->held, &comparing->held_count,
                                      &comparing->held_capacity, sizeof(*place));
    comparing->failed = comparing->failed || place == NULL;
    if (place != NULL)
        *place = hardware;
}

static size_t
word_at(const char *text, unsigned at, const char **word)
{
    for (*word = text; at > 0; at--) {
        *word += strcspn(*word, " ");
        *word += strspn(*word, " ");
    }
    return strcspn(*word, " ");
}

/* The 6.x line of an interface: does it let one that is held come up? */
static bool
lets_up(const struct comparing *comparing, const char *text)
{
    const char *hardware;
    const char *last = strrchr(text, ' ');
    if (strncmp(text, "interface ", 10) != 0 || strcmp(last, " shutdown") == 0)
        return false;
    size_t length = word_at(text, strstr(text, " logical") != NULL ? 2 : 1, &hardware);
    return is_held(comparing, hardware, length);
}

bool
compare_holds(const struct comparing *comparing, const char *text)
{
    const struct parser *parser = comparing->parser;
    const struct frame *frame = &parser->frames[parser->depth];
    text += strspn(text, " ");
    if (comparing->releasing)
        return false;
    /* lists are bound in the first round */
    if (comparing->round == 1 && strcmp(text, "same-security-traffic permit inter-interface") == 0)
        return true;
    if (comparing->now->does->flat_commands)
        return lets_up(comparing, text);
    if (frame->mode != MODE_CONFIG_IF || strcmp(text, "no shutdown") != 0)
        return false;
    const struct interface *interface = frame->object;
    return is_held(comparing, interface->hardware, strlen(interface->hardware));
}

/* ---- security levels ---- */

/* What one of the three configurations says of an interface. */
static const struct interface *
twin(const struct comparing *comparing, const struct config *config,
     const struct interface *interface)
{
    const struct interface *other = by_hardware(config, interface->hardware);
    (void)comparing;
    return is_up(other) ? other : NULL;
}

/* Does it let connections begin from the one to the other by their levels? */
static bool
lets_pass(const struct config *config, const struct interface *in, const struct interface *out)
{
    if (in == NULL || out == NULL || in->access_in != NULL)
        return false;
    return in->security_level > out->security_level ||
           (in->security_level == out->security_level && config->same_security_inter);
}

/* With the level of CHANGED as in TO: is this pair open, and in neither of the two? */
static bool
opens(const struct comparing *comparing, const struct interface *in, const struct interface *out,
      const struct interface *changed)
{
    const struct config *now = comparing->now;
    struct interface as_in = *in;
    struct interface as_out = *out;
    const struct interface *then = by_hardware(comparing->to, changed->hardware);
    if (in == changed)
        as_in.security_level = then->security_level;
    if (out == changed)
        as_out.security_level = then->security_level;
    return lets_pass(now, &as_in, &as_out) &&
           !lets_pass(comparing->from, twin(comparing, comparing->from, in),
                      twin(comparing, comparing->from, out)) &&
           !lets_pass(comparing->to, twin(comparing, comparing->to, in),
                      twin(comparing, comparing->to, out));
}

static bool
can_change(const struct comparing *comparing, const struct interface *changed)
{
    const struct config *now = comparing->now;
    for (size_t i = 0; i < now->interface_count; i++) {
        const struct interface *other = now->interfaces[i];
        if (other != changed && is_up(other) &&
            (opens(comparing, other, changed, changed) ||
             opens(comparing, changed, other, changed)))
            return false;
    }
    return true;
}

/* Its level in TO; false: it is none of those whose level alone changes. */
static bool
changes_level(const struct comparing *comparing, const struct interface *interface,
              const struct interface **then)
{
    *then = by_hardware(comparing->to, interface->hardware);
    return is_up(interface) && is_up(*then) &&
           !is_held(comparing, interface->hardware, strlen(interface->hardware)) &&
           interface->security_level != (*then)->security_level;
}

static bool
type_level(struct comparing *comparing, const struct interface *interface,
           const struct interface *then)
{
    if (comparing->now->does->flat_commands)
        return compare_typef(comparing, "nameif %s %s security%u", interface->hardware,
                             interface->name, then->security_level);
    char level[32];
    snprintf(level, sizeof(level), "security-level %u", then->security_level);
    return type_inside(comparing, interface,
                       then->has_security_level ? level : "no security-level");
}

/* As long as one can be changed, that is done. */
static void
change_levels(struct comparing *comparing)
{
    const struct config *now = comparing->now;
    const struct interface *then;
    bool changed = true;
    while (changed && !comparing->failed) {
        changed = false;
        for (size_t i = 0; i < now->interface_count; i++) {
            const struct interface *interface = now->interfaces[i];
            if (changes_level(comparing, interface, &then) && can_change(comparing, interface) &&
                type_level(comparing, interface, then))
                changed = interface->security_level == then->security_level || changed;
        }
    }
}

/* ---- names ---- */

/* One that must have another name, or none, before it gives way. */
static bool
give_way(struct comparing *comparing, const struct interface *holder)
{
    if (!comparing->now->does->flat_commands)
        return type_inside(comparing, holder, "no nameif");
    for (unsigned i = 0; i < 100; i++) {
        char name[32];
        snprintf(name, sizeof(name), i == 0 ? "refire-moved" : "refire-moved-%u", i);
        if (config_interface_by_name(comparing->now, name) == IFC_NONE)
            return compare_typef(comparing, "nameif %s %s security%u", holder->hardware, name,
                                 holder->security_level);
    }
    return false;
}

/* NOW's interface for this one of TO, when it has another name or none. */
static const struct interface *
one_to_name(const struct comparing *comparing, const struct interface *then)
{
    const struct interface *now = by_hardware(comparing->now, then->hardware);
    bool differs = then->name != NULL && now != NULL &&
                   (now->name == NULL || strcmp(now->name, then->name) != 0);
    return differs ? now : NULL;
}

static bool
give_name(struct comparing *comparing, const struct interface *now, const struct interface *then)
{
    char text[NAMEIF_LENGTH + 16];
    if (comparing->now->does->flat_commands)
        return compare_typef(comparing, "nameif %s %s security%u", now->hardware, then->name,
                             then->security_level);
    snprintf(text, sizeof(text), "nameif %s", then->name);
    return type_inside(comparing, now, text);
}

/* All names whose turn it is; *BLOCKED gets an interface that has one that another one waits for.
 */
static bool
give_free_names(struct comparing *comparing, const struct interface **blocked)
{
    const struct config *to = comparing->to;
    bool given = false;
    *blocked = NULL;
    for (size_t i = 0; i < to->interface_count; i++) {
        const struct interface *then = to->interfaces[i];
        const struct interface *now = one_to_name(comparing, then);
        if (now == NULL || !is_held(comparing, now->hardware, strlen(now->hardware)))
            continue;
        ifc_id holder = config_interface_by_name(comparing->now, then->name);
        if (holder != IFC_NONE && comparing->now->interfaces[holder] != now)
            *blocked = comparing->now->interfaces[holder];
        else
            given = give_name(comparing, now, then) || given;
    }
    return given;
}

static void
move_names(struct comparing *comparing)
{
    const struct interface *blocked;
    for (size_t i = 0; i <= comparing->now->interface_count && !comparing->failed; i++) {
        while (give_free_names(comparing, &blocked) && blocked != NULL)
            ;
        if (blocked == NULL || !give_way(comparing, blocked))
            return;
    }
}

/* ---- what is held ---- */

/* One that gets another name than a plain new one, one that comes up, and one that is new. */
static void
hold_changed(struct comparing *comparing)
{
    const struct config *to = comparing->to;
    for (size_t i = 0; i < to->interface_count && !comparing->failed; i++) {
        const struct interface *then = to->interfaces[i];
        const struct interface *now =
            interface_exists(then) ? by_hardware(comparing->now, then->hardware) : NULL;
        bool named = interface_exists(then) && then->name != NULL;
        /* 6.x writes nameif before the line that shuts it */
        bool will_be_shut = named && then->shutdown && comparing->now->does->flat_commands &&
                            (now == NULL || !now->shutdown);
        if (!will_be_shut && (!is_up(then) || (is_up(now) && keeps_name(comparing, now, then))))
            continue;
        hold(comparing, now != NULL ? now : then);
    }
}

/*
 * One that will be no more, or have no name, goes first. In 6.x it never loses its name, but gets
 * the one that it has by itself, with that one's level: so it is shut.
 */
static void
drop_leaving(struct comparing *comparing)
{
    const struct config *now = comparing->now;
    for (size_t i = 0; i < now->interface_count && !comparing->failed; i++) {
        const struct interface *interface = now->interfaces[i];
        const struct interface *then =
            is_up(interface) ? by_hardware(comparing->to, interface->hardware) : NULL;
        if (!is_up(interface) || (then != NULL && then->name != NULL))
            continue;
        if (now->does->flat_commands)
            hold(comparing, interface);
        else
            (void)type_inside(comparing, interface, "no nameif");
    }
}

static void
hold_levels(struct comparing *comparing)
{
    const struct config *now = comparing->now;
    const struct interface *then;
    for (size_t i = 0; i < now->interface_count; i++) {
        if (changes_level(comparing, now->interfaces[i], &then))
            hold(comparing, now->interfaces[i]);
    }
}

void
compare_hold_interfaces(struct comparing *comparing)
{
    if (comparing->now->same_security_inter && !comparing->to->same_security_inter)
        (void)compare_type(comparing, "no same-security-traffic permit inter-interface");
    hold_changed(comparing);
    drop_leaving(comparing);
    change_levels(comparing);
    hold_levels(comparing);
    move_names(comparing);
}

/* ---- release ---- */

static bool
same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Name, level and list are as they should be. */
static bool
is_ready(const struct interface *now, const struct interface *then)
{
    const char *list = now->access_in != NULL ? now->access_in->name : NULL;
    const char *wanted = then->access_in != NULL ? then->access_in->name : NULL;
    return same_text(now->name, then->name) && now->security_level == then->security_level &&
           same_text(list, wanted);
}

static bool
all_are_ready(const struct comparing *comparing)
{
    const struct config *to = comparing->to;
    for (size_t i = 0; i < to->interface_count; i++) {
        const struct interface *then = to->interfaces[i];
        const struct interface *now =
            is_up(then) ? by_hardware(comparing->now, then->hardware) : NULL;
        if (is_up(then) && (now == NULL || !is_ready(now, then)))
            return false;
    }
    return true;
}

void
compare_release_interfaces(struct comparing *comparing)
{
    if (comparing->held_count == 0 || !all_are_ready(comparing))
        return;
    comparing->releasing = true;
    for (size_t i = 0; i < comparing->held_count; i++) {
        const struct interface *now = by_hardware(comparing->now, comparing->held[i]);
        const struct interface *then = by_hardware(comparing->to, comparing->held[i]);
        if (now != NULL && now->shutdown && then != NULL && !then->shutdown)
            (void)type_state(comparing, now, false);
    }
    comparing->held_count = 0;
    comparing->releasing = false;
}
