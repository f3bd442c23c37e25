/*
 * compare_guard.c: object groups and time ranges that change under access lists that are bound:
 * compare.h says what happens to the lists meanwhile.
 */
#include "parser/compare_lists.h"

struct changes {
    struct comparing *comparing;
    const struct object_group *groups[256];
    size_t group_count;
    const struct time_range *ranges[64];
    size_t range_count;
    bool all;       /* too many to tell */
    bool reordered; /* members do not only come and go */
};

static bool
group_changes(const struct changes *changes, group_id id)
{
    const struct object_group *group = object_group_at(changes->comparing->now, id);
    for (size_t i = 0; group != NULL && i < changes->group_count; i++) {
        if (changes->groups[i] == group ||
            object_group_reaches(changes->comparing->now, group, changes->groups[i]))
            return true;
    }
    return group != NULL && changes->all;
}

static bool
range_changes(const struct changes *changes, const struct time_range *range)
{
    for (size_t i = 0; range != NULL && i < changes->range_count; i++) {
        if (changes->ranges[i] == range)
            return true;
    }
    return range != NULL && changes->all;
}

static bool
endpoint_changes(const struct changes *changes, const struct address_match *match)
{
    return match->kind == ADDRESS_GROUP && group_changes(changes, match->group);
}

static bool
ace_changes(const struct changes *changes, const struct ace *ace)
{
    return endpoint_changes(changes, &ace->source) ||
           endpoint_changes(changes, &ace->destination) ||
           group_changes(changes, port_match_group(&ace->source_port)) ||
           group_changes(changes, port_match_group(&ace->destination_port)) ||
           (ace->extra != NULL && (group_changes(changes, ace->extra->protocol_group) ||
                                   group_changes(changes, ace->extra->icmp_group)));
}

/* Members that stay are in their order, and those that come stand behind them. */
static bool
is_reordered(const struct listing *now, const struct listed *i, const struct listing *to,
             const struct listed *j)
{
    size_t at = (size_t)(i - now->lines) + 1;
    bool news = false;
    for (size_t k = (size_t)(j - to->lines) + 1; k < j->end; k++) {
        size_t found = at;
        while (found < i->end && strcmp(now->lines[found].text, to->lines[k].text) != 0)
            found++;
        if (found == i->end) {
            news = true;
            continue;
        }
        if (news)
            return true;
        at = found + 1;
    }
    return false;
}

/* The last word of a header but its protocol: the name of the group or range. */
static void
note_change(struct changes *changes, const struct listed *line)
{
    char name[256];
    const struct config *now = changes->comparing->now;
    bool group = text_word_is(line->text, "object-group");
    const char *at =
        group ? text_next_word(text_next_word(line->text)) : text_next_word(line->text);
    snprintf(name, sizeof(name), "%.*s", (int)text_word_length(at), at);
    const struct object_group *object = group ? config_object_group(now, name) : NULL;
    const struct time_range *range = group ? NULL : config_time_range(now, name);
    if (object != NULL && changes->group_count < ARRAY_LENGTH(changes->groups))
        changes->groups[changes->group_count++] = object;
    else if (range != NULL && changes->range_count < ARRAY_LENGTH(changes->ranges))
        changes->ranges[changes->range_count++] = range;
    else
        changes->all = true;
}

static void
find_changes(struct changes *changes, const struct listing *now, const struct listing *to)
{
    for (size_t i = 0; i < now->count; i = now->lines[i].end) {
        for (size_t j = 0; j < to->count; j = to->lines[j].end) {
            if (strcmp(now->lines[i].text, to->lines[j].text) != 0 ||
                same_body(now, &now->lines[i], to, &to->lines[j]))
                continue;
            note_change(changes, &now->lines[i]);
            changes->reordered =
                changes->reordered || is_reordered(now, &now->lines[i], to, &to->lines[j]);
        }
    }
}

/* What a list has to do with the changes. */
struct use {
    bool permits, denies;
    bool ranges;
};

static struct use
use_of(const struct changes *changes, const struct acl *acl)
{
    struct use use = { 0 };
    for (size_t i = 0; i < acl->count; i++) {
        const struct ace *ace = acl->aces[i];
        if (ace->extra != NULL && range_changes(changes, ace->extra->range))
            use.ranges = true;
        if (!ace_changes(changes, ace))
            continue;
        use.permits = use.permits || ace->permit;
        use.denies = use.denies || !ace->permit;
    }
    return use;
}

static bool
is_used(struct use use)
{
    return use.permits || use.denies || use.ranges;
}

/* The same list with the same lines is bound there in the end. */
static bool
list_stays(const struct comparing *comparing, const struct interface *interface,
           const struct lists *olds, const struct lists *news)
{
    ifc_id other = config_interface_by_name(comparing->to, interface->name);
    const struct acl *acl = interface->access_in;
    const struct acl *then = other != IFC_NONE ? comparing->to->interfaces[other]->access_in : NULL;
    const struct list key = { .name = acl->name, .length = strlen(acl->name) };
    const struct list *old = lists_find(olds, &key);
    const struct list *new = lists_find(news, &key);
    return then != NULL && strcmp(then->name, acl->name) == 0 && old != NULL &&
           new != NULL &&list_is_same(old, new);
}

static void
guard(struct changes *changes, const struct lists *olds, const struct lists *news)
{
    struct comparing *comparing = changes->comparing;
    const struct config *now = comparing->now;
    struct use all = { 0 };
    bool stay = true;
    for (size_t i = 0; i < now->interface_count; i++) {
        const struct interface *interface = now->interfaces[i];
        if (interface->name == NULL || interface->access_in == NULL)
            continue;
        struct use use = use_of(changes, interface->access_in);
        all.permits = all.permits || use.permits;
        all.denies = all.denies || use.denies;
        all.ranges = all.ranges || use.ranges;
        if (is_used(use) && !list_stays(comparing, interface, olds, news))
            stay = false;
    }
    if (!is_used(all))
        return;
    if (stay && !all.ranges && !all.denies) {
        comparing->members_go_first = true;
        return;
    }
    if (stay && !all.ranges && !all.permits && !changes->reordered)
        return;
    const char *name = compare_free_name(comparing, "refire-closed");
    if (name == NULL)
        return;
    compare_say(comparing, "! what the lists use changes: they deny everything meanwhile");
    (void)compare_typef(comparing, "access-list %s %sdeny ip any any", name,
                        now->does->flat_commands ? "" : "extended ");
    for (size_t i = 0; i < now->interface_count; i++) {
        const struct interface *interface = now->interfaces[i];
        if (interface->name != NULL && interface->access_in != NULL &&
            is_used(use_of(changes, interface->access_in)))
            (void)compare_typef(comparing, "access-group %s in interface %s", name,
                                interface->name);
    }
}

void
compare_guard(struct comparing *comparing)
{
    struct changes changes = { .comparing = comparing };
    struct lists olds = { 0 };
    struct lists news = { 0 };
    struct listing now, to, old_lines = { 0 }, new_lines = { 0 };
    bool failed = false;
    for (size_t at = 0; listing_read(comparing->now, at, &now, &failed); at++) {
        if (!listing_read(comparing->to, at, &to, &failed)) {
            listing_free(&now);
            break;
        }
        if (strcmp(now.section, "object-group") == 0 || strcmp(now.section, "time-range") == 0)
            find_changes(&changes, &now, &to);
        if (strcmp(now.section, "access-list") == 0 && old_lines.section == NULL) {
            old_lines = now;
            new_lines = to;
            continue;
        }
        listing_free(&now);
        listing_free(&to);
    }
    failed = failed || old_lines.section == NULL || !lists_of(&old_lines, &olds) ||
             !lists_of(&new_lines, &news);
    if (!failed && (changes.group_count > 0 || changes.range_count > 0 || changes.all))
        guard(&changes, &olds, &news);
    comparing->failed = comparing->failed || failed;
    lists_free(&olds);
    lists_free(&news);
    listing_free(&old_lines);
    listing_free(&new_lines);
}
