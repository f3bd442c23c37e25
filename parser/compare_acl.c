/*
 * compare_acl.c: access lists are edited so that nothing is permitted in between that neither the
 * old list nor the new one permits; compare.h says how and why.
 */
#include "parser/compare_private.h"

#include <stdlib.h>

/* ---- lists in a listing ---- */

static size_t
word_length(const char *text)
{
    return strcspn(text, " ");
}

static const char *
next_word(const char *text)
{
    text += word_length(text);
    return text + strspn(text, " ");
}

static bool
word_is(const char *text, const char *word)
{
    return word_length(text) == strlen(word) && strncmp(text, word, strlen(word)) == 0;
}

bool
is_acl_line(const char *text)
{
    static const char *const thirds[] = { "permit",   "deny",      "remark", "extended",
                                          "standard", "ethertype", "webtype" };
    if (!word_is(text, "access-list"))
        return false;
    const char *third = next_word(next_word(text));
    for (size_t i = 0; i < ARRAY_LENGTH(thirds); i++) {
        if (word_is(third, thirds[i]))
            return true;
    }
    return false;
}

/* The lines of one access list. */
struct list {
    const char *name; /* in its first line, up to a blank */
    size_t length;
    const char **texts;
    size_t count;
};

struct lists {
    const char **texts;
    struct list *items;
    size_t count;
};

static bool
lists_of(const struct listing *listing, struct lists *lists)
{
    *lists = (struct lists){
        .texts = calloc(listing->count + 1, sizeof(*lists->texts)),
        .items = calloc(listing->count + 1, sizeof(*lists->items)),
    };
    size_t count = 0;
    for (size_t i = 0; lists->texts != NULL && lists->items != NULL && i < listing->count; i++) {
        const char *text = listing->lines[i].text;
        if (!is_acl_line(text))
            continue;
        const char *name = next_word(text);
        size_t length = word_length(name);
        struct list *last = lists->count > 0 ? &lists->items[lists->count - 1] : NULL;
        if (last == NULL || last->length != length || strncmp(last->name, name, length) != 0) {
            last = &lists->items[lists->count++];
            *last = (struct list){ name, length, &lists->texts[count], 0 };
        }
        lists->texts[count++] = text;
        last->count++;
    }
    return lists->texts != NULL && lists->items != NULL;
}

static void
lists_free(struct lists *lists)
{
    free(lists->texts);
    free(lists->items);
}

static const struct list *
find_list(const struct lists *lists, const struct list *list)
{
    for (size_t i = 0; i < lists->count; i++) {
        const struct list *other = &lists->items[i];
        if (other->length == list->length && strncmp(other->name, list->name, list->length) == 0)
            return other;
    }
    return NULL;
}

static struct acl *
acl_of(const struct config *config, const struct list *list)
{
    for (size_t i = 0; i < config->acl_count; i++) {
        struct acl *acl = config->acls[i];
        if (strlen(acl->name) == list->length && strncmp(acl->name, list->name, list->length) == 0)
            return acl;
    }
    return NULL;
}

static bool
is_bound(const struct config *config, const struct acl *acl)
{
    for (size_t i = 0; acl != NULL && i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if (interface->access_in == acl || interface->access_out == acl)
            return true;
    }
    return false;
}

/* ---- lines ---- */

static const char *
after_name(const char *text)
{
    return next_word(next_word(text));
}

static bool
is_remark(const char *text)
{
    return word_is(after_name(text), "remark");
}

static bool
is_deny(const char *text)
{
    const char *word = after_name(text);
    if (word_is(word, "extended") || word_is(word, "standard") || word_is(word, "ethertype") ||
        word_is(word, "webtype"))
        word = next_word(word);
    return word_is(word, "deny");
}

static bool
has_line_numbers(const struct comparing *comparing, const char *text)
{
    const char *kind = after_name(text);
    return comparing->now->os.version >= OS_6_3 && !word_is(kind, "ethertype") &&
           !word_is(kind, "webtype");
}

/* The first word from AT on that is an option of a line: `log`, `time-range` or `inactive`. */
static const char *
next_option(const char *at, const char *option)
{
    for (at = next_word(at); *at != '\0'; at = next_word(at)) {
        if (option != NULL && word_is(at, option))
            return at;
        if (option == NULL &&
            (word_is(at, "log") || word_is(at, "time-range") || word_is(at, "inactive")))
            return at;
    }
    return at;
}

/* A line without its `log`: another one is set where the line stands, and permits nothing. */
static const char *
without_log(struct comparing *comparing, const char *text)
{
    const char *log = is_remark(text) ? "" : next_option(text, "log");
    if (*log == '\0')
        return text;
    const char *rest = next_option(log, NULL);
    size_t size = strlen(text) + 2;
    char *plain = arena_zalloc(comparing->comparison->arena, size);
    if (plain == NULL)
        return text;
    snprintf(plain, size, "%.*s%s", (int)(log - text), text, rest);
    size_t length = strlen(plain);
    if (length > 0 && plain[length - 1] == ' ')
        plain[length - 1] = '\0';
    return plain;
}

/* Do both match the same packets, but for when they do? */
static bool
same_key(const char *a, const char *b)
{
    size_t length = (size_t)(next_option(a, NULL) - a);
    size_t other = (size_t)(next_option(b, NULL) - b);
    while (length > 0 && (a[length - 1] == ' '))
        length--;
    while (other > 0 && (b[other - 1] == ' '))
        other--;
    return length == other && strncmp(a, b, length) == 0;
}

static bool
insert_line(struct comparing *comparing, const struct list *list, const char *text, size_t at,
            size_t count)
{
    const char *rest = after_name(text);
    if (at == count)
        return compare_type(comparing, text);
    if (word_is(rest, "standard"))
        return compare_typef(comparing, "access-list %.*s standard line %zu %s", (int)list->length,
                             list->name, at + 1, next_word(rest));
    return compare_typef(comparing, "access-list %.*s line %zu %s", (int)list->length, list->name,
                         at + 1, rest);
}

static bool
remove_text(struct comparing *comparing, const char *text)
{
    return compare_typef(comparing, "no %s", text);
}

/* ---- one list ---- */

struct current {
    const char *text;
    bool stays; /* it is in the new list, at its place */
};

struct edit {
    const struct list *list; /* as it should be */
    struct current *lines;   /* as it is */
    size_t count;
    size_t *matches; /* of the new lines among the old ones */
    bool *stays;     /* new lines that are at their place */
    const struct list *old;
};

static void
edit_free(struct edit *edit)
{
    free(edit->lines);
    free(edit->matches);
    free(edit->stays);
}

static const char **
plain_texts(struct comparing *comparing, const struct list *list)
{
    const char **texts = calloc(list->count + 1, sizeof(*texts));
    for (size_t i = 0; texts != NULL && i < list->count; i++)
        texts[i] = without_log(comparing, list->texts[i]);
    return texts;
}

static size_t *
match_lines(struct comparing *comparing, const struct list *to, const struct list *now)
{
    const char **texts = plain_texts(comparing, to);
    const char **others = plain_texts(comparing, now);
    size_t *matches =
        texts != NULL && others != NULL ? match_texts(texts, to->count, others, now->count) : NULL;
    free(texts);
    free(others);
    return matches;
}

static bool
edit_init(struct comparing *comparing, struct edit *edit, const struct list *now,
          const struct list *to)
{
    *edit = (struct edit){
        .list = to,
        .lines = calloc(now->count + to->count + 1, sizeof(*edit->lines)),
        .count = now->count,
        .matches = match_lines(comparing, to, now),
        .stays = calloc(to->count + 1, sizeof(*edit->stays)),
        .old = now,
    };
    if (edit->lines == NULL || edit->matches == NULL || edit->stays == NULL ||
        !longest_in_order(edit->matches, to->count, edit->stays)) {
        edit_free(edit);
        return false;
    }
    for (size_t i = 0; i < now->count; i++)
        edit->lines[i].text = now->texts[i];
    for (size_t i = 0; i < to->count; i++) {
        if (edit->stays[i])
            edit->lines[edit->matches[i]].stays = true;
    }
    return true;
}

/* An old line that goes and matches the same as this new one, with a time range, say. */
static struct current *
same_with_other_options(const struct edit *edit, const char *text)
{
    for (size_t i = 0; i < edit->count; i++) {
        if (!edit->lines[i].stays && same_key(edit->lines[i].text, text))
            return &edit->lines[i];
    }
    return NULL;
}

/* New lines stand behind all that stay. */
static bool
only_appends(const struct edit *edit)
{
    bool news = false;
    for (size_t i = 0; i < edit->list->count; i++) {
        if (edit->stays[i] && news)
            return false;
        news = news || !edit->stays[i];
    }
    return true;
}

/* Can lines be inserted and removed one by one while the list works? */
static bool
is_safe(const struct comparing *comparing, const struct edit *edit)
{
    bool numbers = has_line_numbers(comparing, edit->list->texts[0]);
    size_t news = 0;
    for (size_t i = 0; i < edit->list->count; i++) {
        const char *text = edit->list->texts[i];
        if (edit->stays[i] || is_remark(text))
            continue;
        if (edit->matches[i] != NOT_MATCHED && is_deny(text))
            return false;
        news++;
        if (news <= 1000 && edit->matches[i] == NOT_MATCHED &&
            same_with_other_options(edit, text) != NULL)
            return false;
    }
    return (numbers || only_appends(edit)) && news <= 1000;
}

static void
drop_line(struct edit *edit, size_t i)
{
    LIST_REMOVE(edit->lines, edit->count, i);
}

/* Lines that come again elsewhere: two of them cannot be there at once. */
static void
remove_moved(struct comparing *comparing, struct edit *edit)
{
    bool *moved = calloc(edit->count + 1, sizeof(*moved));
    comparing->failed = comparing->failed || moved == NULL;
    if (moved == NULL)
        return;
    for (size_t i = 0; i < edit->list->count; i++) {
        if (edit->matches[i] != NOT_MATCHED && !edit->stays[i])
            moved[edit->matches[i]] = true;
    }
    for (size_t i = edit->count; i-- > 0;) {
        if (moved[i] && remove_text(comparing, edit->lines[i].text))
            drop_line(edit, i);
    }
    free(moved);
}

static void
remove_old(struct comparing *comparing, struct edit *edit)
{
    for (size_t i = edit->count; i-- > 0;) {
        if (!edit->lines[i].stays && remove_text(comparing, edit->lines[i].text))
            drop_line(edit, i);
    }
}

/* From the top down; each new line right behind what stands before it in the new list. */
static void
insert_new(struct comparing *comparing, struct edit *edit)
{
    size_t at = 0;
    for (size_t i = 0; i < edit->list->count && !comparing->failed; i++) {
        const char *text = edit->list->texts[i];
        if (edit->stays[i]) {
            const char *old = edit->old->texts[edit->matches[i]];
            while (at < edit->count && edit->lines[at].text != old)
                at++;
            at++;
            continue;
        }
        const struct acl *acl = acl_of(comparing->now, edit->list);
        size_t before = acl != NULL ? acl->count : 0;
        if (!insert_line(comparing, edit->list, text, at, edit->count))
            continue;
        acl = acl_of(comparing->now, edit->list);
        if (acl == NULL || acl->count != before + 1) {
            /* one that is there has got the options, at its old place: the next round moves it */
            struct current *same = same_with_other_options(edit, text);
            if (same != NULL)
                *same = (struct current){ text, true };
            continue;
        }
        memmove(&edit->lines[at + 1], &edit->lines[at], (edit->count - at) * sizeof(*edit->lines));
        edit->lines[at] = (struct current){ text, true };
        edit->count++;
        at++;
    }
}

/* Lines that stay and log otherwise. */
static void
set_logs(struct comparing *comparing, const struct edit *edit)
{
    for (size_t i = 0; i < edit->list->count; i++) {
        const char *text = edit->list->texts[i];
        if (edit->stays[i] && strcmp(edit->old->texts[edit->matches[i]], text) != 0)
            (void)compare_type(comparing, text);
    }
}

/* Without line numbers: all from the first difference on. */
static void
write_again(struct comparing *comparing, struct edit *edit)
{
    size_t same = 0;
    while (same < edit->list->count && same < edit->count && edit->stays[same] &&
           edit->matches[same] == same &&
           strcmp(edit->old->texts[same], edit->list->texts[same]) == 0)
        same++;
    for (size_t i = edit->count; i-- > same;)
        (void)remove_text(comparing, edit->lines[i].text);
    for (size_t i = same; i < edit->list->count; i++)
        (void)compare_type(comparing, edit->list->texts[i]);
}

/* A name that neither configuration has for a list. */
static const char *
free_name(struct comparing *comparing, const char *stem)
{
    struct arena *arena = comparing->comparison->arena;
    for (unsigned i = 1; i < 1000; i++) {
        size_t size = strlen(stem) + 8;
        char *name = arena_zalloc(arena, size);
        if (name == NULL)
            return NULL;
        snprintf(name, size, i > 1 ? "%s-%u" : "%s", stem, i);
        const struct acl *acl = config_acl(comparing->now, name);
        if ((acl == NULL || !acl->exists) && config_acl(comparing->to, name) == NULL)
            return name;
    }
    return NULL;
}

/* Another list takes the place of this one at every interface. */
static void
bind_instead(struct comparing *comparing, const struct acl *acl, const char *name)
{
    for (size_t i = 0; i < comparing->now->interface_count; i++) {
        const struct interface *interface = comparing->now->interfaces[i];
        if (interface->name == NULL)
            continue;
        if (interface->access_in == acl)
            (void)compare_typef(comparing, "access-group %s in interface %s", name,
                                interface->name);
        if (interface->access_out == acl)
            (void)compare_typef(comparing, "access-group %s out interface %s", name,
                                interface->name);
    }
}

/* The new list under another name, which works until the access-group lines come to be compared. */
static void
stand_in(struct comparing *comparing, const struct list *to, const struct acl *acl)
{
    const char *name = free_name(comparing, "refire-new");
    if (name == NULL)
        return;
    compare_say(comparing, "! %s cannot be changed line by line: a copy works meanwhile",
                acl->name);
    for (size_t i = 0; i < to->count; i++)
        (void)compare_typef(comparing, "access-list %s %s", name, after_name(to->texts[i]));
    bind_instead(comparing, acl, name);
}

static void
edit_list(struct comparing *comparing, const struct list *now, const struct list *to)
{
    struct edit edit;
    if (now->count == 0) {
        for (size_t i = 0; i < to->count; i++)
            (void)compare_type(comparing, to->texts[i]);
        return;
    }
    if (!edit_init(comparing, &edit, now, to)) {
        comparing->failed = true;
        return;
    }
    const struct acl *acl = acl_of(comparing->now, to);
    bool safe = is_safe(comparing, &edit);
    if (!safe && is_bound(comparing->now, acl))
        stand_in(comparing, to, acl);
    if (!has_line_numbers(comparing, to->texts[0]) && !only_appends(&edit)) {
        write_again(comparing, &edit);
    } else {
        remove_moved(comparing, &edit);
        insert_new(comparing, &edit);
        remove_old(comparing, &edit);
        set_logs(comparing, &edit);
    }
    edit_free(&edit);
}

static bool
is_same(const struct list *a, const struct list *b)
{
    for (size_t i = 0; i < a->count && a->count == b->count; i++) {
        if (strcmp(a->texts[i], b->texts[i]) != 0)
            return false;
    }
    return a->count == b->count;
}

void
compare_acls(struct comparing *comparing, const struct listing *now, const struct listing *to)
{
    struct lists olds = { 0 };
    struct lists news = { 0 };
    bool good = lists_of(now, &olds) && lists_of(to, &news);
    for (size_t i = 0; good && i < news.count && !comparing->failed; i++) {
        const struct list none = { 0 };
        const struct list *old = find_list(&olds, &news.items[i]);
        if (old == NULL || !is_same(old, &news.items[i]))
            edit_list(comparing, old != NULL ? old : &none, &news.items[i]);
    }
    comparing->failed = comparing->failed || !good;
    lists_free(&olds);
    lists_free(&news);
}

/* One that stays bound goes line by line; without lines it denies everything. */
static void
remove_list(struct comparing *comparing, const struct list *list)
{
    bool six = comparing->now->os.version < OS_7_0;
    if (!is_bound(comparing->now, acl_of(comparing->now, list))) {
        (void)compare_typef(comparing, "%s access-list %.*s", six ? "no" : "clear configure",
                            (int)list->length, list->name);
        return;
    }
    for (size_t i = list->count; i-- > 0;)
        (void)remove_text(comparing, list->texts[i]);
}

void
compare_remove_acls(struct comparing *comparing, const struct listing *now,
                    const struct listing *to)
{
    struct lists olds = { 0 };
    struct lists news = { 0 };
    bool good = lists_of(now, &olds) && lists_of(to, &news);
    for (size_t i = olds.count; good && i-- > 0;) {
        if (find_list(&news, &olds.items[i]) == NULL)
            remove_list(comparing, &olds.items[i]);
    }
    comparing->failed = comparing->failed || !good;
    lists_free(&olds);
    lists_free(&news);
}

/* ---- groups and time ranges that change under a list ---- */

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
    bool group = word_is(line->text, "object-group");
    const char *at = group ? next_word(next_word(line->text)) : next_word(line->text);
    snprintf(name, sizeof(name), "%.*s", (int)word_length(at), at);
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
    const struct list *old = find_list(olds, &key);
    const struct list *new = find_list(news, &key);
    return then != NULL && strcmp(then->name, acl->name) == 0 && old != NULL &&
           new != NULL &&is_same(old, new);
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
    const char *name = free_name(comparing, "refire-closed");
    if (name == NULL)
        return;
    compare_say(comparing, "! what the lists use changes: they deny everything meanwhile");
    (void)compare_typef(comparing, "access-list %s %sdeny ip any any", name,
                        now->os.version >= OS_7_0 ? "extended " : "");
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
