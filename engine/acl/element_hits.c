/*
 * element_hits.c: an element is known by what it says, so that counts outlive a change of a group.
 */
#include "engine/acl/element_hits.h"

#include "engine/acl/ace_elements.h"

void
element_hits_fini(struct element_hits *hits)
{
    hit_table_fini(&hits->table);
}

/* The words of one that is no network are those of its ACE, and need not tell elements apart. */
static struct network
network_of(const struct address_match *match)
{
    return match->kind == ADDRESS_NETWORK ? match->network : (struct network){ 0 };
}

static uint32_t
bounds_of(const struct port_match *port)
{
    return (uint32_t)port->low << 16 |
           (port->op == PORT_OP_RANGE ? port->high : (uint16_t)port->op);
}

void
element_words(const struct ace *element, uint32_t words[static ELEMENT_WORDS])
{
    struct network source = network_of(&element->source);
    struct network destination = network_of(&element->destination);
    words[0] = source.address;
    words[1] = source.netmask;
    words[2] = destination.address;
    words[3] = destination.netmask;
    words[4] = bounds_of(&element->source_port);
    words[5] = bounds_of(&element->destination_port);
}

static struct hit_key
key_of(const struct ace *element)
{
    struct hit_key key = { {
        element->id,
        (uint32_t)element->protocol << 16 | (uint16_t)element->icmp_type,
    } };
    element_words(element, key.words + 2);
    return key;
}

void
element_hits_count(struct element_hits *hits, const struct config *config, const struct ace *ace,
                   const struct flow *flow)
{
    struct ace element;
    if (!ace_names_groups(ace))
        return;
    struct hit_count *count = NULL;
    if (ace_element_for(config, ace, flow, &element)) {
        struct hit_key key = key_of(&element);
        count = hit_table_count(&hits->table, &key);
    }
    if (count != NULL)
        count->forward++;
    else
        hits->lost++;
}

uint64_t
element_hits_of(const struct element_hits *hits, const struct ace *element)
{
    struct hit_key key = key_of(element);
    const struct hit_count *count = hit_table_find(&hits->table, &key);
    return count != NULL ? count->forward : 0;
}

void
element_hits_clear(struct element_hits *hits, const struct acl *acl)
{
    for (size_t i = 0; i < acl->count; i++) {
        if (!ace_names_groups(acl->aces[i]))
            continue;
        for (uint32_t k = 0; k < hits->table.count; k++) {
            if (hits->table.items[k].key.words[0] == acl->aces[i]->id)
                hits->table.items[k].forward = 0;
        }
    }
}
