/*
 * element_hits.h: hits of what an ACE with groups comes to, by element, as `show access-list` has
 * them. First packets and refused ones are counted, where the ACE's own hit is.
 */
#ifndef REFIRE_ENGINE_ELEMENT_HITS_H
#define REFIRE_ENGINE_ELEMENT_HITS_H

#include "engine/acl/classify.h"
#include "engine/hit_table.h"

struct element_hits {
    struct hit_table table;
    uint64_t lost; /* hits of elements that were too far down, or too many */
};

void element_hits_fini(struct element_hits *hits);

/* What tells elements with the same id apart, from the third word on. */
#define ELEMENT_WORDS 6
void element_words(const struct ace *element, uint32_t words[static ELEMENT_WORDS]);

/* ACE, which may name groups, was true of FLOW. */
void element_hits_count(struct element_hits *hits, const struct config *config,
                        const struct ace *ace, const struct flow *flow);

/* Of ELEMENT, which has the id of its ACE. */
uint64_t element_hits_of(const struct element_hits *hits, const struct ace *element);

/* Those of the ACEs of a list are 0 again. */
void element_hits_clear(struct element_hits *hits, const struct acl *acl);

#endif
