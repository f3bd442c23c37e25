/*
 * shape.h: what the structs of a configuration are made of. Inside engine/model/ only.
 *
 * The tables stand in engine/model/shapes/, whose members.h tells how they are written.
 */
#ifndef REFIRE_ENGINE_MODEL_SHAPE_H
#define REFIRE_ENGINE_MODEL_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

struct config;
struct dump;
struct member;

enum member_kind {
    MEMBER_NUMBER,    /* integers, enums and bools; arrays of them */
    MEMBER_TEXT,      /* const char *, which may be NULL */
    MEMBER_INTERFACE, /* ifc_id: by its name */
    MEMBER_GROUP,     /* group_id: by its name */
    MEMBER_NAMED,     /* a pointer to a struct whose first member is its name: by that */
    MEMBER_STRUCT,    /* a struct in the struct */
    MEMBER_OPTIONAL,  /* a pointer to a struct of its own, or NULL */
    MEMBER_LIST,      /* a pointer to the first of COUNT structs */
    MEMBER_POINTERS,  /* a pointer to the first of COUNT pointers to structs */
    MEMBER_OWN,       /* by a function: bit fields, unions */
    MEMBER_SKIPPED,   /* OWN did it, or it means nothing: WHY says so */
};

struct shape {
    size_t size;
    const struct member *members; /* ends with a NULL name */
    /* NULL: each counts. Else false for what only keeps a name or an index taken. */
    bool (*exists)(const void *object);
};

struct member {
    const char *name;
    enum member_kind kind;
    size_t offset;
    size_t size;         /* of the member, or of one element of an array of numbers */
    size_t elements;     /* of an array of numbers */
    size_t count_offset; /* LIST and POINTERS: of their size_t */
    const struct shape *shape;
    void (*own)(struct dump *dump, const void *object);
    /* LIST: the order in which they are dumped, where that in which they came means nothing. */
    int (*order)(const void *a, const void *b);
    const char *why;
};

extern const struct shape config_shape;
extern const struct shape origin_shape; /* dumped only where origins are asked for */

/* For MEMBER_OWN: members as the other kinds print them. */
void dump_number(struct dump *dump, const char *name, unsigned long long value);
void dump_text(struct dump *dump, const char *name, const char *text);
const struct config *dump_config(const struct dump *dump);

#endif
