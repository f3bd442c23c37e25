/*
 * clean_page.c: tags and entities of a web page that a configuration was copied out of.
 */
#include "parser/clean_look.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Elements that pages have around listings. BREAKS: a line ends there. */
static const struct element {
    const char *name;
    bool breaks;
} elements[] = {
    { "a", false },      { "article", true }, { "b", false },       { "blockquote", true },
    { "body", true },    { "br", true },      { "code", false },    { "div", true },
    { "em", false },     { "font", false },   { "h1", true },       { "h2", true },
    { "h3", true },      { "h4", true },      { "head", true },     { "hr", true },
    { "html", true },    { "i", false },      { "img", false },     { "kbd", false },
    { "li", true },      { "link", false },   { "meta", false },    { "ol", true },
    { "p", true },       { "pre", true },     { "samp", false },    { "script", true },
    { "section", true }, { "span", false },   { "strong", false },  { "style", true },
    { "table", true },   { "tbody", true },   { "td", false },      { "textarea", true },
    { "th", false },     { "title", true },   { "tr", true },       { "tt", false },
    { "u", false },      { "ul", true },      { "!doctype", true },
};

static const struct entity {
    const char *name;
    const char *text;
} entities[] = {
    { "nbsp", " " },   { "gt", ">" },       { "lt", "<" },    { "amp", "&" },   { "quot", "\"" },
    { "apos", "'" },   { "ndash", "-" },    { "mdash", "-" }, { "lsquo", "'" }, { "rsquo", "'" },
    { "ldquo", "\"" }, { "rdquo", "\"" },   { "shy", "" },    { "ensp", " " },  { "emsp", " " },
    { "thinsp", " " }, { "hellip", "..." },
};

struct tag {
    const struct element *element;
    bool closes;
    size_t length; /* with both brackets */
};

/* A tag of ours at TEXT, which begins with `<`. */
static bool
read_tag(const char *text, size_t length, struct tag *tag)
{
    size_t at = 1;
    tag->closes = at < length && text[at] == '/';
    if (tag->closes)
        at++;
    size_t name = at;
    while (at < length && (isalnum((unsigned char)text[at]) || text[at] == '!'))
        at++;
    tag->element = NULL;
    for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
        if (strlen(elements[i].name) == at - name &&
            strncasecmp(elements[i].name, text + name, at - name) == 0)
            tag->element = &elements[i];
    }
    const char *end = tag->element != NULL ? memchr(text + at, '>', length - at) : NULL;
    if (end == NULL || (text[at] != '>' && text[at] != ' ' && text[at] != '/'))
        return false;
    tag->length = (size_t)(end - text) + 1;
    return tag->length < 2000;
}

/* An entity at TEXT, which begins with `&`: what it stands for; NULL: none. NUMBER needs 2. */
static const char *
read_entity(const char *text, size_t length, char number[static 2], size_t *size)
{
    const char *end = memchr(text, ';', length < 12 ? length : 12);
    if (end == NULL)
        return NULL;
    *size = (size_t)(end - text) + 1;
    if (text[1] == '#') {
        bool hex = text[2] == 'x' || text[2] == 'X';
        unsigned long value = strtoul(text + (hex ? 3 : 2), NULL, hex ? 16 : 10);
        number[0] = value == 160 ? ' ' : (char)value;
        number[1] = '\0';
        return value == 160 || (value >= ' ' && value < 127) ? number : NULL;
    }
    for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
        size_t name = strlen(entities[i].name);
        if (name + 2 == *size && strncmp(entities[i].name, text + 1, name) == 0)
            return entities[i].text;
    }
    return NULL;
}

/* ---- the whole text ---- */

bool
page_is_there(const char *text, size_t length, bool *blocks)
{
    const char *end = text + length;
    size_t marks = 0;
    *blocks = false;
    for (const char *at = text; at < end && (at = memchr(at, '<', (size_t)(end - at))) != NULL;
         at++) {
        struct tag tag;
        if (!read_tag(at, (size_t)(end - at), &tag))
            continue;
        /* a banner may have inline ones of its own */
        marks += tag.element->breaks || strcmp(tag.element->name, "code") == 0 ? 2 : 0;
        *blocks = *blocks || (!tag.closes && (strcmp(tag.element->name, "pre") == 0 ||
                                              strcmp(tag.element->name, "textarea") == 0));
    }
    for (const char *at = text; at < end && (at = memchr(at, '&', (size_t)(end - at))) != NULL;
         at++) {
        char number[2];
        size_t size;
        marks += read_entity(at, (size_t)(end - at), number, &size) != NULL;
    }
    return marks >= 2; /* one entity alone may be a password */
}

/* `<br>` in the middle of a line ends it; its tag makes room. */
size_t
page_break_lines(char *text, size_t length, bool *broken)
{
    size_t used = 0;
    *broken = false;
    for (size_t at = 0; at < length;) {
        struct tag tag;
        bool breaks = text[at] == '<' && read_tag(text + at, length - at, &tag) &&
                      tag.element->breaks && strcmp(tag.element->name, "br") == 0;
        if (!breaks) {
            text[used++] = text[at++];
            continue;
        }
        at += tag.length;
        size_t rest = at;
        while (rest < length && (text[rest] == '\r' || text[rest] == ' '))
            rest++;
        if (rest < length && text[rest] != '\n') {
            text[used++] = '\n';
            *broken = true;
        }
    }
    text[used] = '\0';
    return used;
}

/* ---- one line ---- */

static void
follow_tag(struct look *look, const struct tag *tag)
{
    const char *name = tag->element->name;
    if (strcmp(name, "pre") == 0 || strcmp(name, "textarea") == 0)
        look->in_block = !tag->closes;
    if (strcmp(name, "script") == 0 || strcmp(name, "style") == 0 || strcmp(name, "title") == 0)
        look->in_script = !tag->closes;
}

/* What the page shows, into SHOWN, which has room for the line. */
static size_t
show_line(struct look *look, const struct input_line *line, char *shown, bool *changed,
          bool *inside)
{
    size_t used = 0;
    for (size_t at = 0; at < line->length;) {
        const char *text = line->text + at;
        size_t left = line->length - at;
        struct tag tag;
        char number[2];
        size_t size;
        const char *entity;
        bool visible = !look->in_script && (look->in_block || !look->blocks);
        if (*text == '<' && read_tag(text, left, &tag)) {
            follow_tag(look, &tag);
            *changed = true;
            at += tag.length;
        } else if (*text == '&' && (entity = read_entity(text, left, number, &size)) != NULL) {
            for (; visible && *entity != '\0'; entity++)
                shown[used++] = *entity;
            *changed = true;
            at += size;
        } else {
            if (visible)
                shown[used++] = *text;
            at++;
        }
        *inside = *inside || visible;
    }
    return used;
}

void
page_clean_line(struct look *look, struct input_line *line)
{
    bool changed = false;
    bool inside = false;
    char *shown = malloc(line->length + 1);
    look->failed = look->failed || shown == NULL;
    if (shown == NULL)
        return;
    size_t length = show_line(look, line, shown, &changed, &inside);
    size_t blanks = 0;
    while (blanks < length && isspace((unsigned char)shown[blanks]))
        blanks++;
    if (line->length > 0 && (!inside || (changed && blanks == length)))
        line_is_noise(line, inside ? "tags of a web page" : "text of a web page");
    else if (changed)
        line_becomes(look, line, shown, length, "tags and entities of a web page");
    free(shown);
}
