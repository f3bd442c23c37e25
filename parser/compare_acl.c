/*
 * compare_acl.c: access lists are edited so that nothing is permitted in between that neither the
 * old list nor the new one permits; compare.h says how and why.
 */
#include <stdlib.h>

#include "parser/compare_lists.h"

/* ---- lines ---- */

static const char *
after_name(const char *text)
{
    return text_next_word(text_next_word(text));
}

static bool
is_remark(const char *text)
{
    return text_word_is(after_name(text), "remark");
}

static bool
is_deny(const char *text)
{
    const char *word = after_name(text);
    if (text_word_is(word, "extended") || text_word_is(word, "standard") ||
        text_word_is(word, "ethertype") || text_word_is(word, "webtype"))
        word = text_next_word(word);
    return text_word_is(word, "deny");
}

static bool
has_line_numbers(const struct comparing *comparing, const char *text)
{
    const char *kind = after_name(text);
    return comparing->now->does->access_lists_have_lines && !text_word_is(kind, "ethertype") &&
           !text_word_is(kind, "webtype");
}

/* The first word from AT on that is an option of a line: `log`, `time-range` or `inactive`. */
static const char *
next_option(const char *at, const char *option)
{
    for (at = text_next_word(at); *at != '\0'; at = text_next_word(at)) {
        if (option != NULL && text_word_is(at, option))
            return at;
        if (option == NULL && (text_word_is(at, "log") || text_word_is(at, "time-range") ||
                               text_word_is(at, "inactive")))
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
    if (text_word_is(rest, "standard"))
        return compare_typef(comparing, "access-list %.*s standard line %zu %s", (int)list->length,
                             list->name, at + 1, text_next_word(rest));
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
        const struct acl *acl = list_acl(comparing->now, edit->list);
        size_t before = acl != NULL ? acl->count : 0;
        if (!insert_line(comparing, edit->list, text, at, edit->count))
            continue;
        acl = list_acl(comparing->now, edit->list);
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
    const char *name = compare_free_name(comparing, "refire-new");
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
    const struct acl *acl = list_acl(comparing->now, to);
    bool safe = is_safe(comparing, &edit);
    if (!safe && acl_is_bound(comparing->now, acl))
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

void
compare_acls(struct comparing *comparing, const struct listing *now, const struct listing *to)
{
    struct lists olds = { 0 };
    struct lists news = { 0 };
    bool good = lists_of(now, &olds) && lists_of(to, &news);
    for (size_t i = 0; good && i < news.count && !comparing->failed; i++) {
        const struct list none = { 0 };
        const struct list *old = lists_find(&olds, &news.items[i]);
        if (old == NULL || !list_is_same(old, &news.items[i]))
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
    bool flat = comparing->now->does->flat_commands;
    if (!acl_is_bound(comparing->now, list_acl(comparing->now, list))) {
        (void)compare_typef(comparing, "%s access-list %.*s", flat ? "no" : "clear configure",
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
        if (lists_find(&news, &olds.items[i]) == NULL)
            remove_list(comparing, &olds.items[i]);
    }
    comparing->failed = comparing->failed || !good;
    lists_free(&olds);
    lists_free(&news);
}
