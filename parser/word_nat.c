/*
 * word_nat.c: connection limits, address ranges, mapped addresses (commands.md 4).
 */
#include "parser/word_nat.h"

#include <string.h>

static struct conn_limits *
limits_at(const struct word *word, void *scratch)
{
    return word_place(scratch, word->offset);
}

/* Connections at most (the command references of 6.3 and 7.2 say 65535 (unverified)). */
#define LIMIT_MAX 65535

static bool
take_limit(struct matching *matching, const char *help, uint32_t *limit)
{
    int64_t number;
    if (!take_number(matching, 0, LIMIT_MAX, help, &number))
        return false;
    *limit = (uint32_t)number;
    return true;
}

static bool
take_tcp_limits(struct matching *matching, struct conn_limits *limits, bool *embryonic)
{
    if (!take_limit(matching, "Most TCP connections, 0 for no limit", &limits->tcp_max))
        return false;
    *embryonic =
        take_limit(matching, "Most embryonic connections, 0 for no limit", &limits->embryonic_max);
    return true;
}

static bool
take_norandomseq(struct matching *matching, struct conn_limits *limits)
{
    limits->no_random_sequence =
        matching_keyword(matching, "norandomseq", "Keep TCP sequence numbers");
    return limits->no_random_sequence;
}

/* 6.x: each word needs those before it. */
static bool
flat_limits_match(struct matching *matching, struct conn_limits *limits)
{
    bool embryonic;
    if (take_tcp_limits(matching, limits, &embryonic) && embryonic)
        (void)take_norandomseq(matching, limits);
    return true;
}

/* From 7.0: any order, each at most once. */
static bool
limits_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct conn_limits *limits = limits_at(word, scratch);
    bool tcp = false;
    bool udp = false;
    bool embryonic;
    size_t start;
    if (behaviour(matching->context->version)->flat_commands)
        return flat_limits_match(matching, limits);
    do {
        start = matching->at;
        if (!tcp && matching_keyword(matching, "tcp", "TCP limits")) {
            tcp = true;
            if (!take_tcp_limits(matching, limits, &embryonic))
                return false;
        } else if (!udp && matching_keyword(matching, "udp", "UDP limit")) {
            udp = true;
            if (!take_limit(matching, "Most UDP connections, 0 for no limit", &limits->udp_max))
                return false;
        } else if (!tcp && take_tcp_limits(matching, limits, &embryonic)) {
            tcp = true;
        } else if (!limits->no_random_sequence) {
            (void)take_norandomseq(matching, limits);
        }
    } while (matching->at != start);
    return true;
}

static void
limits_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const struct conn_limits *limits = word_value(scratch, word->offset);
    if (behaviour(writing->context->version)->flat_commands)
        writing_put(writing, "%u %u", limits->tcp_max, limits->embryonic_max);
    else if (limits->tcp_max != 0 || limits->embryonic_max != 0)
        writing_put(writing, "tcp %u %u", limits->tcp_max, limits->embryonic_max);
    if (limits->udp_max != 0)
        writing_put(writing, "udp %u", limits->udp_max);
    if (limits->no_random_sequence)
        writing_put(writing, "norandomseq");
}

const struct word_type word_limits = { "limits", limits_match, limits_write };

static bool
parse_range(const char *text, struct address_range *range)
{
    const char *dash = strchr(text, '-');
    size_t length = dash != NULL ? (size_t)(dash - text) : strlen(text);
    if (!ip_parse(text, length, &range->first))
        return false;
    range->is_range = dash != NULL;
    range->last = range->first;
    return dash == NULL ||
           (ip_parse(dash + 1, strlen(dash + 1), &range->last) && range->first <= range->last);
}

static bool
range_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct token *token = matching_next(matching);
    struct address_range range = { 0 };
    if (token != NULL && parse_range(token->text, &range)) {
        matching_take(matching);
    } else {
        range = (struct address_range){ 0 };
        if (!take_address(matching, "Address", &range.first)) {
            matching_expect(matching, "A.B.C.D-A.B.C.D", word->help, false);
            return false;
        }
        range.last = range.first;
    }
    memcpy(word_place(scratch, word->offset), &range, sizeof(range));
    return true;
}

static void
range_write(const struct word *word, struct writing *writing, const void *scratch)
{
    struct address_range range;
    char first[IP_TEXT_SIZE];
    char last[IP_TEXT_SIZE];
    memcpy(&range, word_value(scratch, word->offset), sizeof(range));
    ip_format(range.first, first);
    ip_format(range.last, last);
    if (range.is_range)
        writing_put(writing, "%s-%s", first, last);
    else
        writing_put_address(writing, range.first);
}

const struct word_type word_range = { "address[-address]", range_match, range_write };

static bool
mapped_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct mapped_address mapped = { 0 };
    if (!take_address(matching, word->help, &mapped.address)) {
        if (!matching_keyword(matching, "interface", "The address of the interface"))
            return false;
        mapped.is_interface = true;
    }
    memcpy(word_place(scratch, word->offset), &mapped, sizeof(mapped));
    return true;
}

static void
mapped_write(const struct word *word, struct writing *writing, const void *scratch)
{
    struct mapped_address mapped;
    memcpy(&mapped, word_value(scratch, word->offset), sizeof(mapped));
    if (mapped.is_interface)
        writing_put(writing, "interface");
    else
        writing_put_address(writing, mapped.address);
}

const struct word_type word_mapped = { "mapped address", mapped_match, mapped_write };

uint32_t
default_netmask(uint32_t address)
{
    if (address == 0)
        return 0;
    uint32_t class_mask = ip_class_netmask(address);
    return (address & ~class_mask) == 0 ? class_mask : IP_HOST_MASK;
}
