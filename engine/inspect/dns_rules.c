/*
 * dns_rules.c: matches in the order of the configuration; the first that drops ends it [C].
 *
 * The lines: 410003 and 410004 as syslog.md 5.9 has their form, and as one real line of an ASA
 * fills it: `DNS Classification: Dropped DNS request (id 22251) from ...; matched Class 23: match
 * domain-name regex class DomainBlockList` [B].
 */
#include "engine/inspect/dns_rules.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/inspect/map_rules.h"

#define FLAGS_AT 2
#define FIRST_CLASS 23 /* the number of a map's first rule: that line's [C] */
#define TEXT_SIZE 256

struct subject {
    struct inspect_call *call;
    const struct inspect_map *map;
    struct cursor message;
    struct dns_header header;
};

/* Well-known flags in the order of the list. */
static const struct {
    uint16_t bit;
    const char *name;
} flags[] = {
    { 0x0400, "AA" }, { 0x8000, "QR" }, { 0x0080, "RA" }, { 0x0100, "RD" }, { 0x0200, "TC" },
};

/* Types by their choice. */
static const struct {
    uint16_t type;
    const char *name;
} types[] = { { 0, "" },       { 1, "A" },  { 252, "AXFR" }, { 5, "CNAME" },
              { 251, "IXFR" }, { 2, "NS" }, { 6, "SOA" },    { 250, "TSIG" } };

static const struct {
    enum dns_section section;
    const char *name;
} sections[] = { { DNS_QUESTION, "" },
                 { DNS_ADDITIONAL, "additional" },
                 { DNS_ANSWER, "answer" },
                 { DNS_AUTHORITY, "authority" } };

/* --- what matches ----------------------------------------------------------------------------- */

static uint16_t
wanted_flags(const struct map_value *criterion)
{
    if (criterion->setting == MAP_MATCH_DNS_FLAG_VALUE)
        return (uint16_t)criterion->numbers[0];
    unsigned wanted = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(flags); i++)
        wanted |= (criterion->list >> i & 1) != 0 ? flags[i].bit : 0U;
    return wanted & 0xffffU;
}

/* `eq`: all of them, or just that value; without it one is enough (guide of 8.x [B]). */
static bool
flags_match(const struct subject *subject, const struct map_value *criterion)
{
    uint16_t wanted = wanted_flags(criterion), there = subject->header.flags & wanted;
    if (!criterion->flags[0])
        return there != 0;
    return criterion->setting == MAP_MATCH_DNS_FLAG_VALUE ? subject->header.flags == wanted
                                                          : there == wanted;
}

static bool
in_range(uint16_t value, const struct map_value *criterion)
{
    return value >= criterion->numbers[0] && value <= criterion->numbers[1];
}

static bool
record_matches(const struct subject *subject, const struct map_value *criterion,
               const struct dns_record *record)
{
    switch ((enum map_setting)criterion->setting) {
    case MAP_MATCH_DNS_CLASS:
        return record->class == DNS_CLASS_IN;
    case MAP_MATCH_DNS_CLASS_VALUE:
        return record->class == criterion->numbers[0];
    case MAP_MATCH_DNS_CLASS_RANGE:
        return in_range(record->class, criterion);
    case MAP_MATCH_DNS_TYPE:
        return criterion->choices[0] < ARRAY_LENGTH(types) &&
               record->type == types[criterion->choices[0]].type;
    case MAP_MATCH_DNS_TYPE_VALUE:
        return record->type == criterion->numbers[0];
    case MAP_MATCH_DNS_TYPE_RANGE:
        return in_range(record->type, criterion);
    case MAP_MATCH_DNS_NAME:
        return inspect_regex_matches(subject->call, &criterion->regexes[0],
                                     cursor_of(record->name, record->name_length));
    default:
        return false;
    }
}

/* A question or a record of any part is enough. */
static bool
any_record_matches(const struct subject *subject, const struct map_value *criterion)
{
    struct dns_walk walk = dns_walk_start(subject->message, &subject->header);
    struct dns_record record;
    while (dns_walk_next(&walk, &record)) {
        if (record_matches(subject, criterion, &record))
            return true;
    }
    return false;
}

static enum map_answer
answer(void *context, const struct map_value *criterion)
{
    const struct subject *subject = context;
    bool met;
    switch ((enum map_setting)criterion->setting) {
    case MAP_MATCH_DNS_FLAG:
    case MAP_MATCH_DNS_FLAG_VALUE:
        met = flags_match(subject, criterion);
        break;
    case MAP_MATCH_DNS_QUESTION:
        met = subject->header.counts[DNS_QUESTION] > 0;
        break;
    case MAP_MATCH_DNS_RECORD:
        met = criterion->choices[0] < ARRAY_LENGTH(sections) &&
              subject->header.counts[sections[criterion->choices[0]].section] > 0;
        break;
    default:
        met = any_record_matches(subject, criterion);
        break;
    }
    return met ? MAP_ANSWER_YES : MAP_ANSWER_NO;
}

static bool
is_signed(const struct subject *subject)
{
    static const struct map_value tsig = { .setting = MAP_MATCH_DNS_TYPE_VALUE,
                                           .numbers = { DNS_TYPE_TSIG } };
    return any_record_matches(subject, &tsig);
}

/* --- what is said of it ----------------------------------------------------------------------- */

struct text {
    char bytes[TEXT_SIZE];
    size_t length;
};

PRINTF_LIKE(2, 3)
static void
add(struct text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int added = vsnprintf(text->bytes + text->length, TEXT_SIZE - text->length, format, arguments);
    va_end(arguments);
    if (added > 0)
        text->length += (size_t)added;
    if (text->length >= TEXT_SIZE)
        text->length = TEXT_SIZE - 1;
}

static void
add_flags(struct text *text, const struct map_value *criterion)
{
    add(text, " header-flag%s", criterion->flags[0] ? " eq" : "");
    for (size_t i = 0; i < ARRAY_LENGTH(flags); i++) {
        if ((criterion->list >> i & 1) != 0)
            add(text, " %s", flags[i].name);
    }
}

/* As the configuration has it. */
static void
add_criterion(struct text *text, const struct map_value *criterion)
{
    const uint32_t *numbers = criterion->numbers;
    add(text, "match%s", criterion->negated ? " not" : "");
    switch ((enum map_setting)criterion->setting) {
    case MAP_MATCH_DNS_CLASS:
        add(text, " dns-class eq in");
        break;
    case MAP_MATCH_DNS_CLASS_VALUE:
        add(text, " dns-class eq %u", numbers[0]);
        break;
    case MAP_MATCH_DNS_CLASS_RANGE:
        add(text, " dns-class range %u %u", numbers[0], numbers[1]);
        break;
    case MAP_MATCH_DNS_TYPE:
        add(text, " dns-type eq %s", types[criterion->choices[0] % ARRAY_LENGTH(types)].name);
        break;
    case MAP_MATCH_DNS_TYPE_VALUE:
        add(text, " dns-type eq %u", numbers[0]);
        break;
    case MAP_MATCH_DNS_TYPE_RANGE:
        add(text, " dns-type range %u %u", numbers[0], numbers[1]);
        break;
    case MAP_MATCH_DNS_NAME:
        add(text, " domain-name regex %s%s", criterion->regexes[0].is_class ? "class " : "",
            criterion->regexes[0].name);
        break;
    case MAP_MATCH_DNS_FLAG:
        add_flags(text, criterion);
        break;
    case MAP_MATCH_DNS_FLAG_VALUE:
        add(text, " header-flag%s 0x%x", criterion->flags[0] ? " eq" : "", numbers[0]);
        break;
    case MAP_MATCH_DNS_QUESTION:
        add(text, " question");
        break;
    case MAP_MATCH_DNS_RECORD:
        add(text, " resource-record %s",
            sections[criterion->choices[0] % ARRAY_LENGTH(sections)].name);
        break;
    default:
        break;
    }
}

static void
tell(const struct subject *subject, enum event_type type, const char *action,
     const struct text *further)
{
    const struct event_text texts[EVENT_TEXTS] = { { action, strlen(action) },
                                                   { further->bytes, further->length } };
    struct event event = type == EVENT_DNS_RULE_DROPPED ? inspect_refusal(subject->call, type)
                                                        : inspect_event(subject->call, type);
    event.is_answer = (subject->header.flags & DNS_FLAG_QR) != 0;
    event.count = subject->header.id;
    event.texts = texts;
    inspect_emit(subject->call, &event);
}

/* --- what is done ----------------------------------------------------------------------------- */

static void
mask(struct subject *subject, const struct map_value *criterion)
{
    if (criterion->setting == MAP_MATCH_DNS_FLAG || criterion->setting == MAP_MATCH_DNS_FLAG_VALUE)
        subject->header.flags &= (uint16_t)~wanted_flags(criterion);
}

/* Several rules may have masked something. */
static void
write_flags(const struct subject *subject, uint16_t before)
{
    uint16_t flags_now = subject->header.flags;
    const uint8_t bytes[2] = { (uint8_t)(flags_now >> 8), (uint8_t)flags_now };
    if (flags_now != before)
        inspect_replace(subject->call, FLAGS_AT, sizeof(bytes), bytes, sizeof(bytes));
}

#define DROPPED EVENT_DNS_RULE_DROPPED
#define LOGGED EVENT_DNS_RULE_LOGGED

/* enforce-tsig: nothing of what is signed. */
static void
settle(void *context, struct map_found *found)
{
    if (is_signed(context))
        *found = (struct map_found){ .rule = found->rule, .criterion = found->criterion };
    else if (found->own->flags[0])
        found->action = MAP_ACTION_DROP;
}

/* What was done, in the words of its line. */
static const char *
words_of(const struct map_found *found)
{
    if (found->action == MAP_ACTION_MASK)
        return "Masked header flags for";
    if (found->action == MAP_ACTION_NONE)
        return found->own != NULL ? "Received no TSIG" : "Received";
    return found->own != NULL ? "Dropped (no TSIG)" : "Dropped";
}

static void
found_rule(void *context, const struct map_found *found)
{
    struct subject *subject = context;
    const struct map_rule *rule = found->rule;
    struct text text = { .length = 0 };
    if (found->log) {
        add(&text, "matched Class %zu: ", (size_t)(rule - subject->map->rules) + FIRST_CLASS);
        if (rule->criterion.setting == MAP_CLASS)
            add(&text, "%s", rule->criterion.texts[0]);
        else
            add_criterion(&text, &rule->criterion);
        tell(subject, found->action == MAP_ACTION_NONE ? LOGGED : DROPPED, words_of(found), &text);
    }
    if (found->action == MAP_ACTION_MASK)
        mask(subject, found->criterion);
}

static enum inspect_result
enforce_tsig(const struct subject *subject, const struct map_value *tsig)
{
    static const struct text further = { "tsig enforced", sizeof("tsig enforced") - 1 }; /* [C] */
    if (is_signed(subject))
        return INSPECT_CONTINUE;
    bool drops = tsig->action == MAP_ACTION_DROP;
    if (!drops)
        tell(subject, LOGGED, "Received no TSIG", &further);
    else if (tsig->log)
        tell(subject, DROPPED, "Dropped (no TSIG)", &further);
    return drops ? INSPECT_DROP : INSPECT_CONTINUE;
}

enum inspect_result
dns_rules_apply(struct inspect_call *call, const struct inspect_map *map, struct cursor message,
                const struct dns_header *header)
{
    struct subject subject = { .call = call, .map = map, .message = message, .header = *header };
    const struct map_value *tsig = map_values_find(&map->values, MAP_DNS_TSIG);
    const struct map_asking asking = { .call = call,
                                       .map = map,
                                       .question = answer,
                                       .stages = 1,
                                       .settle = settle,
                                       .tell = found_rule,
                                       .context = &subject };
    enum inspect_result result = tsig != NULL ? enforce_tsig(&subject, tsig) : INSPECT_CONTINUE;
    if (result == INSPECT_CONTINUE)
        result = map_rules_apply(&asking);
    write_flags(&subject, header->flags);
    return result;
}
