/*
 * cmd_icmp.c: ICMP to the box's own addresses, and how often it says "unreachable"
 * (commands.md 9).
 */
#include "parser/families.h"
#include "parser/family.h"

enum icmp_line_kind { ICMP_LINE_UNREACHABLE, ICMP_LINE_RULE };

struct icmp_line {
    enum icmp_line_kind kind;
    uint8_t permits;
    struct network source;
    int16_t type;
    ifc_id ifc;
    uint8_t rate;
    uint8_t burst;
};

LINE_KIND(unreachable, struct icmp_line, kind, ICMP_LINE_UNREACHABLE)

static bool
fits_rule(const struct config *config, const void *scratch)
{
    (void)config;
    return ((const struct icmp_line *)scratch)->kind == ICMP_LINE_RULE;
}

static void
init_rule(void *scratch)
{
    struct icmp_line *line = scratch;
    line->kind = ICMP_LINE_RULE;
    line->type = ICMP_TYPE_ANY;
}

/* ---- `any`, `host A`, `A M`: an ACL's, but for interfaces and groups ---- */

static bool
source_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct network source = { 0, 0 };
    bool good = true;
    if (matching_keyword(matching, "host", "A single address")) {
        source.netmask = IP_HOST_MASK;
        good = take_address(matching, "Host address", &source.address);
    } else if (!matching_keyword(matching, "any", "Any address")) {
        static const struct word mask[] = {
            VALUE(any_netmask, struct network, netmask, "Netmask"),
            END_OF_WORDS,
        };
        good = take_address(matching, "Address", &source.address) &&
               matching_words(matching, mask, &source);
    }
    memcpy(word_place(scratch, word->offset), &source, sizeof(source));
    return good;
}

static void
source_write(const struct word *word, struct writing *writing, const void *scratch)
{
    struct network source;
    memcpy(&source, word_value(scratch, word->offset), sizeof(source));
    if (source.netmask == 0) {
        writing_put(writing, "any");
        return;
    }
    char mask[IP_TEXT_SIZE];
    if (source.netmask == IP_HOST_MASK)
        writing_put(writing, "host");
    writing_put_address(writing, source.address);
    ip_format(source.netmask, mask);
    if (source.netmask != IP_HOST_MASK)
        writing_put(writing, "%s", mask);
}

static const struct word_type word_source = { "source", source_match, source_write };

/* ---- the lists ---- */

static size_t
find_rule(const struct box_settings *box, const struct icmp_line *line)
{
    size_t i = 0;
    for (; i < box->icmp_rule_count; i++) {
        const struct icmp_rule *rule = &box->icmp_rules[i];
        if (rule->ifc == line->ifc && rule->permits == line->permits && rule->type == line->type &&
            rule->source.address == line->source.address &&
            rule->source.netmask == line->source.netmask)
            break;
    }
    return i;
}

static bool
set_rule(struct command_call *call, void *scratch)
{
    const struct icmp_line *line = scratch;
    struct box_settings *box = &call->config->box;
    if (!check_pair(call, line->source.address, line->source.netmask))
        return false;
    if (find_rule(box, line) < box->icmp_rule_count)
        return true;
    struct icmp_rule *rule =
        arena_append(call->config->arena, &box->icmp_rules, &box->icmp_rule_count,
                     &box->icmp_rule_capacity, sizeof(*rule));
    if (rule == NULL)
        return no_memory(call);
    *rule = (struct icmp_rule){ .ifc = line->ifc,
                                .permits = line->permits != 0,
                                .type = line->type,
                                .source = line->source,
                                .origin = call_origin(call) };
    return true;
}

static bool
unset_rule(struct command_call *call, void *scratch)
{
    struct box_settings *box = &call->config->box;
    size_t at = find_rule(box, scratch);
    if (at == box->icmp_rule_count)
        return refuse(call, NULL, "there is no such icmp line");
    LIST_REMOVE(box->icmp_rules, box->icmp_rule_count, at);
    return true;
}

static bool
clear_icmp(struct command_call *call, const char *rest)
{
    struct box_settings *box = &call->config->box;
    if (rest[0] != '\0')
        return call_take_back(call, "icmp", rest);
    box->icmp_rule_count = 0;
    box->unreachable.rate = UNREACHABLE_RATE_DEFAULT;
    box->unreachable.burst = UNREACHABLE_BURST_DEFAULT;
    return true;
}

static void
each_icmp(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    const struct box_settings *box = &config->box;
    struct icmp_line unreachable = { .kind = ICMP_LINE_UNREACHABLE,
                                     .rate = box->unreachable.rate,
                                     .burst = box->unreachable.burst };
    if (box->unreachable.said)
        visit(context, &unreachable, NULL);
    for (size_t i = 0; i < box->icmp_rule_count; i++) {
        const struct icmp_rule *rule = &box->icmp_rules[i];
        struct icmp_line line = { .kind = ICMP_LINE_RULE,
                                  .permits = rule->permits,
                                  .source = rule->source,
                                  .type = rule->type,
                                  .ifc = rule->ifc };
        visit(context, &line, &box->icmp_rules[i]);
    }
}

static const struct choice verdicts[] = {
    { .text = "permit", .help = "Answer it", .value = true },
    { .text = "deny", .help = "Drop it", .value = false },
    { .text = NULL },
};

static const struct command rule_row = {
    .name = "icmp",
    .help = "Configure access for ICMP traffic that ends at an interface",
    .words =
        (const struct word[]){
            KEYWORD("icmp", "Configure access for ICMP traffic that ends at an interface"),
            CHOICE(struct icmp_line, permits, verdicts),
            { .type = &word_source, FIELD(struct icmp_line, source), .help = "Source" },
            VALUE(icmp_type, struct icmp_line, type, "ICMP type", .optional = true),
            VALUE(nameif, struct icmp_line, ifc, "Interface"),
            END_OF_WORDS },
    .scratch_size = sizeof(struct icmp_line),
    .init = init_rule,
    .fits = fits_rule,
    .set = set_rule,
    .unset = unset_rule,
    .each = each_icmp,
    .clear = clear_icmp,
};

/* ---- icmp unreachable rate-limit RATE burst-size BURST ---- */

static bool
set_unreachable(struct command_call *call, void *scratch)
{
    const struct icmp_line *line = scratch;
    struct box_settings *box = &call->config->box;
    box->unreachable.said = true;
    box->unreachable.rate = line->rate;
    box->unreachable.burst = line->burst;
    return true;
}

static bool
unset_unreachable(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct box_settings *box = &call->config->box;
    box->unreachable.rate = UNREACHABLE_RATE_DEFAULT;
    box->unreachable.burst = UNREACHABLE_BURST_DEFAULT;
    return true;
}

static const struct command unreachable_row = {
    .name = "icmp",
    .help = "Configure access for ICMP traffic that ends at an interface",
    .words = (const struct word[]){ KEYWORD("icmp unreachable", "ICMP unreachable messages"),
                                    KEYWORD("rate-limit", "Messages in a second"),
                                    NUMBER(struct icmp_line, rate, 1, 100, "Messages in a second"),
                                    KEYWORD("burst-size", "Messages at once"),
                                    NUMBER(struct icmp_line, burst, 1, 10, "Messages at once"),
                                    END_OF_WORDS },
    .since = OS_7_2,
    .scratch_size = sizeof(struct icmp_line),
    .init = init_unreachable,
    .fits = fits_unreachable,
    .set = set_unreachable,
    .unset = unset_unreachable,
    .no_words = 1,
    .each = each_icmp,
};

const struct command *const icmp_commands[] = { &unreachable_row, &rule_row, NULL };
