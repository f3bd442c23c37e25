/*
 * show_nat.c: `show nat` from 7.0 on: by real interface, the rules in the order in which they are
 * asked, each for every interface that it leads to. Layout: shell.md 6.6.
 *
 * Order of the blocks and within one: of the interfaces as they were made, and of NATORDER (
 * exemptions, statics, policy nat, regular nat by longest mask), then the implicit deny (?).
 */
#include <stdlib.h>

#include "cli/show/nat_rules.h"
#include "cli/show/show.h"

struct listing_of {
    struct nat_listing to;
    struct session *session;
    ifc_id ifc; /* whose block it is */
};

/* The lines of a policy rule's list, one after the other, with their groups spelled out. */
typedef void write_line(const struct listing_of *listing, const void *rule, ifc_id mapped_ifc,
                        const struct ace *element);

static void
each_element(const struct listing_of *listing, const void *rule, ifc_id mapped_ifc,
             const struct ace *ace, write_line *write)
{
    struct arena *arena = arena_new();
    struct ace_elements elements;
    struct ace_extra extra;
    bool made = arena != NULL && ace_elements_make(listing->to.config, ace, arena, &elements);
    for (uint64_t i = 0; made && i < elements.count && !pager_stopped(listing->session->pager);
         i++) {
        struct ace element = ace_element(&elements, i, &extra);
        write(listing, rule, mapped_ifc, &element);
    }
    if (!made)
        fputs("refire: out of memory\n", listing->to.out);
    arena_free(arena);
}

static void
each_line(const struct listing_of *listing, const void *rule, const struct acl *acl,
          ifc_id mapped_ifc, write_line *write)
{
    for (size_t i = 0; i < acl->count && !pager_stopped(listing->session->pager); i++) {
        const struct ace *ace = acl->aces[i];
        if (!ace->is_remark && ace->permit)
            each_element(listing, rule, mapped_ifc, ace, write);
    }
}

static void
write_nat_line(const struct listing_of *listing, const void *rule, ifc_id mapped_ifc,
               const struct ace *element)
{
    nat_write_match(&listing->to, rule, mapped_ifc, element);
}

static void
write_static_line(const struct listing_of *listing, const void *rule, ifc_id mapped_ifc,
                  const struct ace *element)
{
    (void)mapped_ifc;
    nat_write_static(&listing->to, rule, element);
}

/* On the way to every interface that it is for. */
static void
write_nat(const struct listing_of *listing, const struct nat *nat)
{
    const struct config *config = listing->to.config;
    for (size_t i = 0; i < config->interface_count; i++) {
        ifc_id other = (ifc_id)i;
        if (config->interfaces[i]->name == NULL ||
            !engine_nat_leads_to(listing->to.engine, nat, other))
            continue;
        if (nat->acl != NULL)
            each_line(listing, nat, nat->acl, other, write_nat_line);
        else
            nat_write_match(&listing->to, nat, other, NULL);
    }
}

static void
write_statics(const struct listing_of *listing)
{
    const struct config *config = listing->to.config;
    for (size_t i = 0; i < config->static_count; i++) {
        const struct static_nat *rule = &config->statics[i];
        if (rule->real_ifc != listing->ifc || pager_stopped(listing->session->pager))
            continue;
        if (rule->acl != NULL)
            each_line(listing, rule, rule->acl, rule->mapped_ifc, write_static_line);
        else
            nat_write_static(&listing->to, rule, NULL);
    }
}

enum nat_rank { RANK_EXEMPT, RANK_POLICY, RANK_REGULAR };

static enum nat_rank
rank_of(const struct nat *nat)
{
    return nat->acl == NULL ? RANK_REGULAR : nat->id == 0 ? RANK_EXEMPT : RANK_POLICY;
}

/* Does A come before B? Of equals the first configured one. */
static int
by_mask(const void *a, const void *b)
{
    const struct nat *one = *(const struct nat *const *)a, *other = *(const struct nat *const *)b;
    if (one->real.netmask != other->real.netmask)
        return one->real.netmask < other->real.netmask ? 1 : -1;
    return one < other ? -1 : one > other;
}

static void
write_nats(const struct listing_of *listing, enum nat_rank rank)
{
    const struct config *config = listing->to.config;
    const struct nat **ranked = calloc(config->nat_count + 1, sizeof(const struct nat *));
    size_t count = 0;
    if (ranked == NULL) {
        fputs("refire: out of memory\n", listing->to.out);
        return;
    }
    for (size_t i = 0; i < config->nat_count; i++) {
        if (config->nats[i].ifc == listing->ifc && rank_of(&config->nats[i]) == rank)
            ranked[count++] = &config->nats[i];
    }
    if (rank == RANK_REGULAR)
        qsort(ranked, count, sizeof(const struct nat *), by_mask);
    for (size_t i = 0; i < count && !pager_stopped(listing->session->pager); i++)
        write_nat(listing, ranked[i]);
    free(ranked);
}

static void
write_denials(const struct listing_of *listing)
{
    const struct config *config = listing->to.config;
    for (size_t i = 0; i < config->interface_count; i++) {
        if (i != listing->ifc && config->interfaces[i]->name != NULL &&
            engine_nat_is_needed(listing->to.engine, listing->ifc, (ifc_id)i))
            nat_write_denial(&listing->to, listing->ifc, (ifc_id)i);
    }
}

/* One without a rule of its own has a block only for what nat-control denies it. */
static bool
has_block(const struct listing_of *listing)
{
    const struct config *config = listing->to.config;
    for (size_t i = 0; i < config->nat_count; i++) {
        if (config->nats[i].ifc == listing->ifc)
            return true;
    }
    for (size_t i = 0; i < config->static_count; i++) {
        if (config->statics[i].real_ifc == listing->ifc)
            return true;
    }
    for (size_t i = 0; i < config->interface_count; i++) {
        if (i != listing->ifc && config->interfaces[i]->name != NULL &&
            engine_nat_is_needed(listing->to.engine, listing->ifc, (ifc_id)i))
            return true;
    }
    return false;
}

static void
write_block(const struct listing_of *listing)
{
    fprintf(listing->to.out, "NAT policies on Interface %s:\n",
            config_interface_label(listing->to.config, listing->ifc));
    write_nats(listing, RANK_EXEMPT);
    write_statics(listing);
    write_nats(listing, RANK_POLICY);
    write_nats(listing, RANK_REGULAR);
    write_denials(listing);
    fputc('\n', listing->to.out);
}

void
show_nat(struct session *session, ifc_id ifc)
{
    const struct config *config = session->config;
    for (size_t i = 0; i < config->interface_count && !pager_stopped(session->pager); i++) {
        struct listing_of listing = {
            .to = { config, session->engine, session->screen },
            .session = session,
            .ifc = (ifc_id)i,
        };
        if (config->interfaces[i]->name != NULL && (ifc == IFC_NONE || ifc == i) &&
            has_block(&listing))
            write_block(&listing);
    }
}
