/*
 * acl_index_fuzz.c: rules and headers as the bytes have it. The compiled list and a plain reading
 * must find the same ACE, with ports and without.
 */
#include "engine/acl/acl_index.h"
#include "engine/acl/plain_rules_test.h"
#include "engine/acl/random_rules_test.h"

#define MOST_RULES 64
#define MOST_FLOWS 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
compare(const struct config *config, const struct acl *acl, const struct acl_index *index,
        const struct flow *flow, bool ports)
{
    size_t plain = plain_first(config, acl, flow, ports);
    struct classify_result found = acl_index_find(index, config, acl, flow);
    if (found.ace != (plain < acl->count ? acl->aces[plain] : NULL))
        abort();
}

/* How many rules, which of some groups, the rules; then headers while there are bytes. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dice dice = dice_of_bytes(data, size);
    size_t count = 1 + roll(&dice, MOST_RULES);
    struct dice groups = dice_of_seed(1 + roll(&dice, 16));
    struct random_rules rules = random_rules_new(&groups, OS_8_0);
    rules.dice = &dice;
    const struct acl *acl = add_random_acl(&rules, "a", count);
    struct acl_index *with = acl_index_new(rules.config, acl, true, 1);
    struct acl_index *without = acl_index_new(rules.config, acl, false, 1);
    must(with != NULL && without != NULL);
    for (size_t i = 0; i < MOST_FLOWS && (i == 0 || dice.left > 0); i++) {
        struct flow flow = random_flow(&dice);
        compare(rules.config, acl, with, &flow, true);
        compare(rules.config, acl, without, &flow, false);
    }
    acl_index_free(with);
    acl_index_free(without);
    config_free(rules.config);
    return 0;
}
