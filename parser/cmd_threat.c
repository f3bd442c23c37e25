/*
 * cmd_threat.c: threat-detection, from 8.0 (engine/model/threat.h).
 *
 * What is on by itself is written all the same, and its `no` too: basic-threat, the statistics of
 * access lists, and from 8.0(4) those of TCP intercept, which are off (listings of 8.0(3), 8.0(4)
 * and 8.2(1)). The order of the lines is theirs, with those that they lack put where the command
 * reference has them [C].
 */
#include "parser/families.h"
#include "parser/family.h"
#include "parser/threat_words.h"
#include "parser/word_group.h"

#define INTERCEPT_MAINTENANCE 4 /* of 8.0: tcp-intercept, and the duration of a shun [R] */

/* Values from 1: the row's kind. */
enum threat_kind {
    LINE_RATE = 1,
    LINE_BASIC,
    LINE_SCANNING,
    LINE_SHUN,
    LINE_EXCEPT_NETWORK,
    LINE_EXCEPT_GROUP,
    LINE_DURATION,
    LINE_STATISTICS,
    LINE_COUNTED,
    LINE_ACCESS_LISTS,
    LINE_INTERCEPT
};

struct threat_line {
    uint16_t kind; /* enum threat_kind */
    enum said said;
    struct threat_rate rate;
    uint32_t seconds;
    struct network network;
    const char *group;
    uint8_t counted; /* enum threat_counted */
    bool has_rates;
    uint8_t rates;
    bool has_minutes, has_burst, has_average;
    uint32_t minutes, burst, average;
    struct origin origin;
};

static struct threat_detection *
threats_of(const struct command_call *call)
{
    return &call->config->threats;
}

static bool
is_off(const struct config *config, const void *scratch)
{
    (void)config;
    return ((const struct threat_line *)scratch)->said == SAID_NO;
}

/* ---- basic-threat, statistics access-list ---- */

static enum said *
said_of(const struct command_call *call)
{
    struct threat_detection *threats = threats_of(call);
    return call->command->kind == LINE_BASIC ? &threats->basic : &threats->access_lists;
}

static bool
set_said(struct command_call *call, void *scratch)
{
    (void)scratch;
    *said_of(call) = SAID_YES;
    return true;
}

static bool
unset_said(struct command_call *call, void *scratch)
{
    (void)scratch;
    *said_of(call) = SAID_NO;
    return true;
}

/* ---- rate ---- */

static int
compare_rates(const struct threat_rate *a, const struct threat_rate *b)
{
    if (a->event != b->event)
        return a->event < b->event ? -1 : 1;
    return a->interval_seconds < b->interval_seconds ? -1
                                                     : a->interval_seconds > b->interval_seconds;
}

/* Where the rate of that event and interval is, or would go. */
static size_t
place_of_rate(const struct threat_detection *threats, const struct threat_rate *rate, bool *there)
{
    size_t i = 0;
    while (i < threats->rate_count && compare_rates(&threats->rates[i], rate) < 0)
        i++;
    *there = i < threats->rate_count && compare_rates(&threats->rates[i], rate) == 0;
    return i;
}

static size_t
count_intervals(const struct threat_detection *threats, enum threat_event event)
{
    size_t count = 0;
    for (size_t i = 0; i < threats->rate_count; i++)
        count += threats->rates[i].event == event;
    return count;
}

static bool
set_rate(struct command_call *call, void *scratch)
{
    const struct threat_line *line = scratch;
    struct threat_detection *threats = threats_of(call);
    bool there;
    size_t at = place_of_rate(threats, &line->rate, &there);
    if (!there) {
        if (count_intervals(threats, line->rate.event) == THREAT_INTERVALS_MAX)
            return refuse_word(call, 4, NULL, "this event has rates of three intervals already");
        if (arena_append(call->config->arena, &threats->rates, &threats->rate_count,
                         &threats->rate_capacity, sizeof(threats->rates[0])) == NULL)
            return no_memory(call);
        memmove(&threats->rates[at + 1], &threats->rates[at],
                (threats->rate_count - 1 - at) * sizeof(threats->rates[0]));
    }
    threats->rates[at] = line->rate;
    threats->rates[at].origin = call_origin(call);
    return true;
}

/* The default rate, where the interval has one, holds again. */
static bool
unset_rate(struct command_call *call, void *scratch)
{
    const struct threat_line *line = scratch;
    struct threat_detection *threats = threats_of(call);
    bool there;
    size_t at = place_of_rate(threats, &line->rate, &there);
    if (!there)
        return refuse(call, NULL, "there is no rate of this event and interval");
    LIST_REMOVE(threats->rates, threats->rate_count, at);
    return true;
}

/* ---- scanning-threat ---- */

static bool
scan(struct command_call *call, enum scanning_threat scanning)
{
    threats_of(call)->scanning = scanning;
    threats_of(call)->scanning_origin = call_origin(call);
    return true;
}

/* Who scans is then told of only. */
static bool
set_scanning(struct command_call *call, void *scratch)
{
    (void)scratch;
    threats_of(call)->exception_count = 0;
    return scan(call, SCANNING_FOUND);
}

static bool
set_shun(struct command_call *call, void *scratch)
{
    (void)scratch;
    return scan(call, SCANNING_SHUNNED);
}

/* "To disable scanning threat detection, use the no form", with or without `shun` [R]. */
static bool
unset_scanning(struct command_call *call, void *scratch)
{
    struct threat_detection *threats = threats_of(call);
    (void)scratch;
    threats->scanning = SCANNING_IGNORED;
    threats->exception_count = 0;
    return true;
}

/* The hosts of a line; MAKE: it names them anew, and is refused for what it names. */
static bool
hosts_of(struct command_call *call, const struct threat_line *line, bool make,
         struct address_match *hosts)
{
    struct rule_words rule = { .source.name = line->group };
    if (line->group == NULL) {
        *hosts = (struct address_match){ .kind = ADDRESS_NETWORK, .network = line->network };
        return !make || check_pair(call, line->network.address, line->network.netmask);
    }
    if (make ? !call_rule_groups(call, &rule) : !rule_groups_known(call->config, &rule))
        return false;
    *hosts = rule.source.match;
    return true;
}

static bool
same_hosts(const struct address_match *a, const struct address_match *b)
{
    if (a->kind != b->kind)
        return false;
    return a->kind == ADDRESS_GROUP ? a->group == b->group
                                    : a->network.address == b->network.address &&
                                          a->network.netmask == b->network.netmask;
}

static size_t
find_exception(const struct threat_detection *threats, const struct address_match *hosts)
{
    size_t i = 0;
    while (i < threats->exception_count && !same_hosts(&threats->exceptions[i].hosts, hosts))
        i++;
    return i;
}

/* Each line is one exception more. */
static bool
set_exception(struct command_call *call, void *scratch)
{
    struct threat_detection *threats = threats_of(call);
    struct address_match hosts;
    if (!hosts_of(call, scratch, true, &hosts))
        return false;
    if (find_exception(threats, &hosts) == threats->exception_count) {
        struct threat_exception *added =
            arena_append(call->config->arena, &threats->exceptions, &threats->exception_count,
                         &threats->exception_capacity, sizeof(*added));
        if (added == NULL)
            return no_memory(call);
        *added = (struct threat_exception){ hosts, call_origin(call) };
    }
    return scan(call, SCANNING_SHUNNED);
}

/* The others are shut out as before, also when it was the last one. */
static bool
unset_exception(struct command_call *call, void *scratch)
{
    struct threat_detection *threats = threats_of(call);
    struct address_match hosts;
    size_t at = threats->exception_count;
    if (hosts_of(call, scratch, false, &hosts))
        at = find_exception(threats, &hosts);
    if (at == threats->exception_count)
        return refuse(call, NULL, "there is no such exception");
    LIST_REMOVE(threats->exceptions, threats->exception_count, at);
    return true;
}

static bool
set_duration(struct command_call *call, void *scratch)
{
    if (!check_maintenance(call, OS_8_0, INTERCEPT_MAINTENANCE, 3, "the duration of a shun"))
        return false;
    threats_of(call)->shun_seconds = ((const struct threat_line *)scratch)->seconds;
    return true;
}

static bool
unset_duration(struct command_call *call, void *scratch)
{
    (void)scratch;
    threats_of(call)->shun_seconds = 0;
    return true;
}

/* ---- statistics ---- */

static bool
set_statistics(struct command_call *call, void *scratch)
{
    (void)scratch;
    threats_of(call)->all_statistics = true;
    return true;
}

/* None are kept any more. */
static bool
unset_statistics(struct command_call *call, void *scratch)
{
    struct threat_detection *threats = threats_of(call);
    enum said *saids[] = { &threats->access_lists, &threats->intercepted };
    (void)scratch;
    threats->all_statistics = false;
    memset(threats->statistics, 0, sizeof(threats->statistics));
    for (size_t i = 0; i < ARRAY_LENGTH(saids); i++)
        *saids[i] = *saids[i] != UNSAID ? SAID_NO : UNSAID;
    return true;
}

static bool
set_counted(struct command_call *call, void *scratch)
{
    const struct threat_line *line = scratch;
    threats_of(call)->statistics[line->counted] = (struct threat_statistics){ true, line->rates };
    return true;
}

static bool
unset_counted(struct command_call *call, void *scratch)
{
    const struct threat_line *line = scratch;
    threats_of(call)->statistics[line->counted] = (struct threat_statistics){ false, 0 };
    return true;
}

static bool
say_intercept(struct command_call *call, const struct threat_line *line, enum said said)
{
    struct threat_detection *threats = threats_of(call);
    if (!check_maintenance(call, OS_8_0, INTERCEPT_MAINTENANCE, call->line->count - 1,
                           "statistics of TCP intercept"))
        return false;
    threats->intercepted = said;
    threats->intercept_minutes = line->minutes;
    threats->intercept_burst = line->burst;
    threats->intercept_average = line->average;
    return true;
}

static void
init_intercept(void *scratch)
{
    struct threat_line *line = scratch;
    line->minutes = 30;
    line->burst = 400;
    line->average = 200;
}

static bool
set_intercept(struct command_call *call, void *scratch)
{
    return say_intercept(call, scratch, SAID_YES);
}

static bool
unset_intercept(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct threat_line usual;
    init_intercept(&usual);
    return say_intercept(call, &usual, SAID_NO);
}

/* ---- all of it ---- */

/* What is always written says the default. */
static bool
clear_threats(struct command_call *call, const char *rest)
{
    struct threat_detection *threats = threats_of(call);
    const struct threat_detection old = *threats;
    if (rest[0] != '\0')
        return call_take_back(call, "threat-detection", rest);
    *threats = (struct threat_detection){
        .basic = old.basic != UNSAID ? SAID_YES : UNSAID,
        .access_lists = old.access_lists != UNSAID ? SAID_YES : UNSAID,
        .rates = old.rates,
        .rate_capacity = old.rate_capacity,
        .exceptions = old.exceptions,
        .exception_capacity = old.exception_capacity,
    };
    return old.intercepted == UNSAID || unset_intercept(call, NULL);
}

/* ---- writing ---- */

static void
visit_rate(const struct threat_rate *rate, command_visit *visit, void *context)
{
    struct threat_line line = { .kind = LINE_RATE, .rate = *rate, .origin = rate->origin };
    visit(context, &line, NULL);
}

static void
visit_rates(const struct threat_detection *threats, command_visit *visit, void *context)
{
    for (size_t i = 0; i < threats->rate_count; i++)
        visit_rate(&threats->rates[i], visit, context);
}

/* The default ones in their places among the others. */
static void
visit_all_rates(const struct threat_detection *threats, command_visit *visit, void *context)
{
    size_t at = 0;
    for (size_t event = 0; event < THREAT_EVENT_COUNT; event++) {
        const struct threat_rate *usual = threat_default_rates((enum threat_event)event);
        for (size_t i = 0; i < THREAT_DEFAULT_RATES; i++) {
            while (at < threats->rate_count && compare_rates(&threats->rates[at], &usual[i]) < 0)
                visit_rate(&threats->rates[at++], visit, context);
            if (at == threats->rate_count || compare_rates(&threats->rates[at], &usual[i]) != 0)
                visit_rate(&usual[i], visit, context);
        }
    }
    while (at < threats->rate_count)
        visit_rate(&threats->rates[at++], visit, context);
}

static void
visit_said(enum threat_kind kind, enum said said, command_visit *visit, void *context)
{
    struct threat_line line = { .kind = (uint16_t)kind, .said = said };
    if (said != UNSAID)
        visit(context, &line, NULL);
}

static void
visit_exception(const struct config *config, const struct threat_exception *exception,
                command_visit *visit, void *context)
{
    struct threat_line line = { .kind = LINE_EXCEPT_NETWORK, .origin = exception->origin };
    if (exception->hosts.kind == ADDRESS_GROUP) {
        const struct object_group *group = object_group_at(config, exception->hosts.group);
        line.kind = LINE_EXCEPT_GROUP;
        line.group = group->name;
    } else {
        line.network = exception->hosts.network;
    }
    visit(context, &line, NULL);
}

/* An exception says `shun` too. */
static void
visit_scanning(const struct config *config, command_visit *visit, void *context)
{
    const struct threat_detection *threats = &config->threats;
    struct threat_line line = { .kind = LINE_SCANNING, .origin = threats->scanning_origin };
    if (threats->scanning == SCANNING_SHUNNED)
        line.kind = LINE_SHUN;
    if (threats->scanning != SCANNING_IGNORED && threats->exception_count == 0)
        visit(context, &line, NULL);
    for (size_t i = 0; i < threats->exception_count; i++)
        visit_exception(config, &threats->exceptions[i], visit, context);
    struct threat_line duration = { .kind = LINE_DURATION, .seconds = threats->shun_seconds };
    if (threats->shun_seconds != 0)
        visit(context, &duration, NULL);
}

static void
visit_statistics(const struct threat_detection *threats, command_visit *visit, void *context)
{
    struct threat_line all = { .kind = LINE_STATISTICS };
    if (threats->all_statistics)
        visit(context, &all, NULL);
    for (size_t i = 0; i < THREAT_COUNTED_COUNT; i++) {
        const struct threat_statistics *statistics = &threats->statistics[i];
        struct threat_line line = { .kind = LINE_COUNTED,
                                    .counted = (uint8_t)i,
                                    .has_rates = statistics->rates != 0,
                                    .rates = statistics->rates };
        if (statistics->kept)
            visit(context, &line, NULL);
    }
    visit_said(LINE_ACCESS_LISTS, threats->access_lists, visit, context);
    struct threat_line line = { .kind = LINE_INTERCEPT,
                                .said = threats->intercepted,
                                .has_minutes = threats->intercepted == SAID_YES,
                                .has_burst = threats->intercepted == SAID_YES,
                                .has_average = threats->intercepted == SAID_YES,
                                .minutes = threats->intercept_minutes,
                                .burst = threats->intercept_burst,
                                .average = threats->intercept_average };
    if (line.said != UNSAID)
        visit(context, &line, NULL);
}

static void
each_threat(const struct config *config, const void *object, command_visit *visit, void *context)
{
    const struct threat_detection *threats = &config->threats;
    (void)object;
    visit_rates(threats, visit, context);
    visit_said(LINE_BASIC, threats->basic, visit, context);
    visit_scanning(config, visit, context);
    visit_statistics(threats, visit, context);
}

static void
each_threat_all(const struct config *config, const void *object, command_visit *visit,
                void *context)
{
    const struct threat_detection *threats = &config->threats;
    (void)object;
    visit_all_rates(threats, visit, context);
    visit_said(LINE_BASIC, threats->basic != UNSAID ? threats->basic : SAID_YES, visit, context);
    visit_scanning(config, visit, context);
    visit_statistics(threats, visit, context);
}

/* ---- words ---- */

/* clang-format off */
const struct choice threat_event_choices[] = {
    { .text = "acl-drop", .help = "Packets that access lists deny", .value = THREAT_ACL_DROP },
    { .text = "bad-packet-drop", .help = "Malformed packets", .value = THREAT_BAD_PACKET_DROP },
    { .text = "conn-limit-drop", .help = "Connections beyond a limit", .value = THREAT_CONN_LIMIT_DROP },
    { .text = "dos-drop", .help = "Packets of a denial of service", .value = THREAT_DOS_DROP },
    { .text = "fw-drop", .help = "All that the firewall drops", .value = THREAT_FIREWALL_DROP },
    { .text = "icmp-drop", .help = "Suspicious ICMP packets", .value = THREAT_ICMP_DROP },
    { .text = "inspect-drop", .help = "Packets that inspections drop", .value = THREAT_INSPECT_DROP },
    { .text = "interface-drop", .help = "Packets that interfaces drop", .value = THREAT_INTERFACE_DROP },
    { .text = "scanning-threat", .help = "Scans of hosts and ports", .value = THREAT_SCANNING },
    { .text = "syn-attack", .help = "Incomplete sessions", .value = THREAT_SYN_ATTACK },
    { .text = NULL },
};
static const struct choice counted[] = {
    { .text = "host", .help = "Of hosts", .value = THREAT_HOST },
    { .text = "port", .help = "Of ports", .value = THREAT_PORT },
    { .text = "protocol", .help = "Of protocols", .value = THREAT_PROTOCOL },
    { .text = NULL },
};

#define RATE_MAX INT32_MAX
static const struct word number_of_rates[] = {
    KEYWORD("number-of-rate", "How many rates are kept"),
    NUMBER(struct threat_line, rates, 1, 3, "Rates"), END_OF_WORDS };
static const struct word intercept_minutes[] = {
    KEYWORD("rate-interval", "Over how long attacks are watched"),
    NUMBER(struct threat_line, minutes, 1, 1440, "Minutes", .always = true), END_OF_WORDS };
static const struct word intercept_burst[] = {
    KEYWORD("burst-rate", "From which burst on it is told"),
    NUMBER(struct threat_line, burst, 25, RATE_MAX, "Attacks in a second", .always = true), END_OF_WORDS };
static const struct word intercept_average[] = {
    KEYWORD("average-rate", "From which average on it is told"),
    NUMBER(struct threat_line, average, 25, RATE_MAX, "Attacks in a second", .always = true), END_OF_WORDS };
static const struct word intercept_words[] = {
    GROUP(struct threat_line, has_minutes, intercept_minutes),
    GROUP(struct threat_line, has_burst, intercept_burst),
    GROUP(struct threat_line, has_average, intercept_average), END_OF_WORDS };

#define SCANNING_WORDS "threat-detection scanning-threat"
#define STATISTICS_WORDS "threat-detection statistics"
#define HELP "Configure threat detection"
#define SHUN_HELP "Shut out who scans"
#define STATISTICS_HELP "Keep statistics"
#define ROW(row_kind, setter, unsetter, ...) \
    .name = "threat-detection", .help = HELP, .since = OS_8_0, .kind = row_kind, \
    .scratch_size = sizeof(struct threat_line), .set = setter, .unset = unsetter, \
    .each = each_threat, .each_all = each_threat_all, .writes_no = is_off, \
    .words = (const struct word[]){ __VA_ARGS__, END_OF_WORDS }
#define SHUNS .why_taints = "hosts that scan would be shunned (733102)", \
    .origin = offsetof(struct threat_line, origin)

static const struct command rate_row = {
    ROW(LINE_RATE, set_rate, unset_rate,
        KEYWORD("threat-detection rate", "From which rate of events on it is told"),
        CHOICE(struct threat_line, rate.event, threat_event_choices),
        KEYWORD("rate-interval", "Over how long the average is taken"),
        NUMBER(struct threat_line, rate.interval_seconds, 600, 2592000, "Seconds"),
        KEYWORD("average-rate", "On average"),
        NUMBER(struct threat_line, rate.average, 0, RATE_MAX, "Events in a second"),
        KEYWORD("burst-rate", "In a burst"),
        NUMBER(struct threat_line, rate.burst, 0, RATE_MAX, "Events in a second")),
    .no_words = 4,
    .clear = clear_threats,
};
static const struct command basic_row = {
    ROW(LINE_BASIC, set_said, unset_said,
        KEYWORD("threat-detection basic-threat", "Tell of rates of drops")),
};
static const struct command scanning_row = {
    ROW(LINE_SCANNING, set_scanning, unset_scanning,
        KEYWORD(SCANNING_WORDS, "Look for hosts that scan")),
};
static const struct command shun_row = {
    ROW(LINE_SHUN, set_shun, unset_scanning,
        KEYWORD(SCANNING_WORDS, "Look for hosts that scan"),
        KEYWORD("shun", SHUN_HELP)),
    SHUNS,
};
static const struct command except_network_row = {
    ROW(LINE_EXCEPT_NETWORK, set_exception, unset_exception,
        KEYWORD(SCANNING_WORDS, "Look for hosts that scan"),
        KEYWORD("shun", SHUN_HELP), KEYWORD("except", "But not these hosts"),
        KEYWORD("ip-address", "By address"),
        VALUE(address, struct threat_line, network.address, "Address"),
        VALUE(netmask, struct threat_line, network.netmask, "Netmask")),
    SHUNS,
};
static const struct command except_group_row = {
    ROW(LINE_EXCEPT_GROUP, set_exception, unset_exception,
        KEYWORD(SCANNING_WORDS, "Look for hosts that scan"),
        KEYWORD("shun", SHUN_HELP), KEYWORD("except", "But not these hosts"),
        KEYWORD("object-group", "By object group"),
        NAME_OF("object-group", struct threat_line, group, "Network object group")),
    SHUNS,
};
static const struct command duration_row = {
    ROW(LINE_DURATION, set_duration, unset_duration,
        KEYWORD(SCANNING_WORDS, "Look for hosts that scan"),
        KEYWORD("shun", SHUN_HELP), KEYWORD("duration", "For how long"),
        NUMBER(struct threat_line, seconds, 10, 2592000, "Seconds")),
    .no_words = 3,
};
static const struct command statistics_row = {
    ROW(LINE_STATISTICS, set_statistics, unset_statistics, KEYWORD(STATISTICS_WORDS, STATISTICS_HELP)),
};
static const struct command counted_row = {
    ROW(LINE_COUNTED, set_counted, unset_counted,
        KEYWORD(STATISTICS_WORDS, STATISTICS_HELP),
        CHOICE(struct threat_line, counted, counted),
        GROUP(struct threat_line, has_rates, number_of_rates, .since = OS_8_1)),
    .no_words = 2,
};
static const struct command access_lists_row = {
    ROW(LINE_ACCESS_LISTS, set_said, unset_said,
        KEYWORD(STATISTICS_WORDS, STATISTICS_HELP), KEYWORD("access-list", "Of access lists")),
};
static const struct command intercept_row = {
    ROW(LINE_INTERCEPT, set_intercept, unset_intercept,
        KEYWORD(STATISTICS_WORDS, STATISTICS_HELP), KEYWORD("tcp-intercept", "Of TCP intercept"),
        ANY_ORDER(intercept_words)),
    .init = init_intercept,
    .no_words = 2,
};
/* clang-format on */

const struct command *const threat_commands[] = {
    &rate_row,           &basic_row,        &scanning_row,  &shun_row,
    &except_network_row, &except_group_row, &duration_row,  &statistics_row,
    &counted_row,        &access_lists_row, &intercept_row, NULL,
};
