/*
 * dump.c: walks a configuration by its shapes.
 */
#include "engine/model/dump.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/shape.h"

#define PATH_SIZE 256

struct dump {
    const struct config *config;
    enum dump_what what;
    FILE *out;
    char path[PATH_SIZE]; /* of the struct that is being walked: "acls[0].aces[2]" */
    bool out_of_memory;
};

const struct config *
dump_config(const struct dump *dump)
{
    return dump->config;
}

static void
put_path(struct dump *dump, const char *name)
{
    fprintf(dump->out, "%s%s%s = ", dump->path, dump->path[0] != '\0' ? "." : "", name);
}

void
dump_number(struct dump *dump, const char *name, unsigned long long value)
{
    put_path(dump, name);
    fprintf(dump->out, "%llu\n", value);
}

void
dump_text(struct dump *dump, const char *name, const char *text)
{
    put_path(dump, name);
    if (text != NULL)
        fprintf(dump->out, "\"%s\"\n", text);
    else
        fputs("none\n", dump->out);
}

/* ---- values ---- */

static unsigned long long
number_at(const unsigned char *place, size_t size)
{
    uint8_t one = 0;
    uint16_t two = 0;
    uint32_t four = 0;
    uint64_t eight = 0;
    switch (size) {
    case sizeof(one):
        memcpy(&one, place, size);
        return one;
    case sizeof(two):
        memcpy(&two, place, size);
        return two;
    case sizeof(four):
        memcpy(&four, place, size);
        return four;
    case sizeof(eight):
        memcpy(&eight, place, size);
        return eight;
    default:
        return 0;
    }
}

static void
dump_numbers(struct dump *dump, const struct member *member, const unsigned char *place)
{
    put_path(dump, member->name);
    for (size_t i = 0; i < member->elements; i++)
        fprintf(dump->out, "%s%llu", i > 0 ? " " : "",
                number_at(place + i * member->size, member->size));
    fputc('\n', dump->out);
}

static const void *
pointer_at(const unsigned char *place)
{
    const void *pointer;
    memcpy(&pointer, place, sizeof(pointer));
    return pointer;
}

static void
dump_interface(struct dump *dump, const struct member *member, const unsigned char *place)
{
    ifc_id ifc;
    memcpy(&ifc, place, sizeof(ifc));
    dump_text(dump, member->name,
              ifc == IFC_NONE ? NULL : config_interface_label(dump->config, ifc));
}

static void
dump_group(struct dump *dump, const struct member *member, const unsigned char *place)
{
    group_id id;
    memcpy(&id, place, sizeof(id));
    const struct object_group *group = object_group_at(dump->config, id);
    dump_text(dump, member->name, group != NULL ? group->name : NULL);
}

static void
dump_named(struct dump *dump, const struct member *member, const unsigned char *place)
{
    const unsigned char *named = pointer_at(place);
    dump_text(dump, member->name, named != NULL ? pointer_at(named) : NULL);
}

/* ---- structs ---- */

static void dump_members(struct dump *dump, const struct shape *shape, const void *object);

/* The struct behind NAME, or behind NAME[AT] when there are many. */
static void
dump_inner(struct dump *dump, const struct member *member, const size_t *at, const void *object)
{
    size_t length = strlen(dump->path);
    char *end = dump->path + length;
    const char *dot = length > 0 ? "." : "";
    if (at != NULL)
        snprintf(end, PATH_SIZE - length, "%s%s[%zu]", dot, member->name, *at);
    else
        snprintf(end, PATH_SIZE - length, "%s%s", dot, member->name);
    dump_members(dump, member->shape, object);
    *end = '\0';
}

static size_t
count_of(const struct member *member, const void *object)
{
    size_t count;
    memcpy(&count, (const unsigned char *)object + member->count_offset, sizeof(count));
    return count;
}

/* Pointers to the elements, in the order in which they are dumped; to be freed. */
static const void **
elements_of(const struct member *member, const void *object, size_t count)
{
    const unsigned char *first = pointer_at((const unsigned char *)object + member->offset);
    bool pointers = member->kind == MEMBER_POINTERS;
    size_t step = pointers ? sizeof(void *) : member->shape->size;
    const void **elements = malloc((count + 1) * sizeof(*elements));
    if (elements == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const unsigned char *place = first + i * step;
        elements[i] = pointers ? pointer_at(place) : place;
    }
    if (member->order != NULL)
        qsort(elements, count, sizeof(*elements), member->order);
    return elements;
}

static void
dump_list(struct dump *dump, const struct member *member, const void *object)
{
    size_t count = count_of(member, object);
    const void **elements = elements_of(member, object, count);
    if (elements == NULL) {
        dump->out_of_memory = true;
        return;
    }
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (member->shape->exists != NULL && !member->shape->exists(elements[i]))
            continue;
        dump_inner(dump, member, &at, elements[i]);
        at++;
    }
    free(elements);
}

static void
dump_optional(struct dump *dump, const struct member *member, const unsigned char *place)
{
    const void *object = pointer_at(place);
    if (object != NULL)
        dump_inner(dump, member, NULL, object);
}

static void
dump_member(struct dump *dump, const struct member *member, const void *object)
{
    const unsigned char *place = (const unsigned char *)object + member->offset;
    switch (member->kind) {
    case MEMBER_NUMBER:
        dump_numbers(dump, member, place);
        break;
    case MEMBER_TEXT:
        dump_text(dump, member->name, pointer_at(place));
        break;
    case MEMBER_INTERFACE:
        dump_interface(dump, member, place);
        break;
    case MEMBER_GROUP:
        dump_group(dump, member, place);
        break;
    case MEMBER_NAMED:
        dump_named(dump, member, place);
        break;
    case MEMBER_STRUCT:
        dump_inner(dump, member, NULL, place);
        break;
    case MEMBER_OPTIONAL:
        dump_optional(dump, member, place);
        break;
    case MEMBER_LIST:
    case MEMBER_POINTERS:
        dump_list(dump, member, object);
        break;
    case MEMBER_OWN:
        member->own(dump, object);
        break;
    case MEMBER_SKIPPED:
        break;
    }
}

static void
dump_origin(struct dump *dump, const struct origin *origin)
{
    dump_text(dump, "file", origin->file);
    dump_number(dump, "line", origin->line);
}

static void
dump_members(struct dump *dump, const struct shape *shape, const void *object)
{
    if (shape == &origin_shape) {
        if (dump->what == DUMP_ORIGINS)
            dump_origin(dump, object);
        return;
    }
    for (const struct member *member = shape->members; member->name != NULL; member++)
        dump_member(dump, member, object);
}

bool
config_dump(const struct config *config, enum dump_what what, FILE *out)
{
    struct dump dump = { .config = config, .what = what, .out = out };
    dump_members(&dump, &config_shape, config);
    return !dump.out_of_memory;
}

/* ---- comparing ---- */

static char *
dump_text_of(const struct config *config)
{
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    if (memory == NULL)
        return NULL;
    bool good = config_dump(config, DUMP_MEANING, memory);
    if (fclose(memory) == 0 && good)
        return text;
    free(text);
    return NULL;
}

static char *
format_difference(const char *format, const char *a, size_t a_length, const char *b,
                  size_t b_length)
{
    size_t size = strlen(format) + a_length + b_length + 1;
    char *text = malloc(size);
    if (text != NULL)
        snprintf(text, size, format, (int)a_length, a, (int)b_length, b);
    return text;
}

/* The first line that differs: both begin at one, and neither text is over. */
static char *
tell_difference(const char *a, const char *b)
{
    static const char separator[] = " = ";
    size_t a_length = strcspn(a, "\n");
    size_t b_length = strcspn(b, "\n");
    const char *a_value = strstr(a, separator);
    const char *b_value = strstr(b, separator);
    if (a_length > 0 && b_length > 0 && a_value != NULL && b_value != NULL &&
        a_value - a == b_value - b && strncmp(a, b, (size_t)(a_value - a)) == 0) {
        b_value += strlen(separator);
        size_t skipped = (size_t)(b_value - b);
        size_t path = skipped - strlen(separator);
        char *value = format_difference("%.*s, not %.*s", a + skipped, a_length - skipped, b_value,
                                        b_length - skipped);
        char *told =
            value != NULL ? format_difference("%.*s: %.*s", a, path, value, strlen(value)) : NULL;
        free(value);
        return told;
    }
    if (b_length == 0)
        return format_difference("%.*s: there only%.*s", a, a_length, "", 0);
    if (a_length == 0)
        return format_difference("%.*sonly the other has %.*s", "", 0, b, b_length);
    return format_difference("%.*s, where the other has %.*s", a, a_length, b, b_length);
}

bool
config_equal(const struct config *a, const struct config *b, char **difference)
{
    char *a_text = dump_text_of(a);
    char *b_text = dump_text_of(b);
    bool equal = a_text != NULL && b_text != NULL && strcmp(a_text, b_text) == 0;
    if (difference != NULL)
        *difference = NULL;
    if (!equal && difference != NULL && a_text != NULL && b_text != NULL) {
        size_t start = 0;
        for (size_t i = 0; a_text[i] == b_text[i]; i++) {
            if (a_text[i] == '\n')
                start = i + 1;
        }
        *difference = tell_difference(a_text + start, b_text + start);
    }
    free(a_text);
    free(b_text);
    return equal;
}
