/*
 * dns_rules_test.c: `policy-map type inspect dns`: what each match looks at, what each action does
 * and says. The lines: syslog.md 5.9, filled as the one real line is (dns_rules.c).
 */
#include "engine/inspect/dns_rules.h"
#include "engine/talk_test.h"

static struct talk talk;
static struct inspect_map *map;

/* A question for www.example.com A IN, id 22251, RD. */
static const uint8_t question[] = {
    0x56, 0xeb, 0x01, 0x00, 0,   1,   0,   0, 0,   0,   0,   0, 3, 'w', 'w', 'w', 7,
    'e',  'x',  'a',  'm',  'p', 'l', 'e', 3, 'c', 'o', 'm', 0, 0, 1,   0,   1,
};
/* The answer, RD and RA, with a CNAME of class 3 in its additional part. */
static const uint8_t answer[] = {
    0x56, 0xeb, 0x81, 0x80, 0,   1,   0,   0,   0, 0,   0,   1,   3, 'w',  'w',  'w',
    7,    'e',  'x',  'a',  'm', 'p', 'l', 'e', 3, 'c', 'o', 'm', 0, 0,    1,    0,
    1,    0xc0, 0x0c, 0,    5,   0,   3,   0,   0, 0,   0,   0,   2, 0xc0, 0x0c,
};
/* The question, signed. */
static const uint8_t signed_question[] = {
    0x56, 0xeb, 0x01, 0x00, 0,   1, 0,   0, 0, 0, 0, 1, 0, 0,    1,
    0,    1,    0,    0,    250, 0, 255, 0, 0, 0, 0, 0, 1, 0xff,
};

static void *
append(void *list, size_t *count, size_t *capacity, size_t size)
{
    void *added = arena_append(talk.bench->config->arena, list, count, capacity, size);
    ck_assert_ptr_nonnull(added);
    return added;
}

static struct map_rule *
add_rule(struct inspect_map *to, struct map_value criterion)
{
    struct map_rule *rule = append(&to->rules, &to->rule_count, &to->rule_capacity, sizeof(*rule));
    *rule = (struct map_rule){ .criterion = criterion };
    return rule;
}

static void
add_action(struct map_rule *rule, struct map_value action)
{
    struct map_values *actions = &rule->actions;
    struct map_value *added =
        append(&actions->items, &actions->count, &actions->capacity, sizeof(*added));
    *added = action;
}

static void
add_regex(const char *name, const char *expression)
{
    struct config *config = talk.bench->config;
    struct regex *regex =
        append(&config->regexes, &config->regex_count, &config->regex_capacity, sizeof(*regex));
    *regex = (struct regex){ .name = name, .expression = expression };
}

/* class-map type regex match-any BAD: the regexes B and C */
static void
add_regex_class(void)
{
    struct class_map *class = config_class_map_make(talk.bench->config, "BAD");
    ck_assert_ptr_nonnull(class);
    class->exists = true;
    class->type = CLASS_MAP_REGEX;
    static const char *const names[] = { "B", "C" };
    for (size_t i = 0; i < 2; i++) {
        const char **name =
            append(&class->regexes, &class->regex_count, &class->regex_capacity, sizeof(*name));
        *name = names[i];
    }
}

/* class-map type inspect dns CLASS: a question, and no NS */
static void
add_class(bool match_any)
{
    struct class_map *class = config_class_map_make(talk.bench->config, "CLASS");
    ck_assert_ptr_nonnull(class);
    class->exists = true;
    class->type = CLASS_MAP_INSPECT;
    class->match_any = match_any;
    class->inspect = arena_zalloc(talk.bench->config->arena, sizeof(*class->inspect));
    ck_assert_ptr_nonnull(class->inspect);
    add_rule(class->inspect, (struct map_value){ .setting = MAP_MATCH_DNS_QUESTION });
    add_rule(class->inspect, (struct map_value){ .setting = MAP_MATCH_DNS_TYPE, .choices = { 5 } });
}

static void
start(enum os_version version)
{
    talk_start_with(&talk, version, TALK_STATIC, INSPECT_DNS, IP_UDP, 53);
    struct policy_map *policy = config_policy_map_make(talk.bench->config, "M");
    ck_assert_ptr_nonnull(policy);
    policy->exists = true;
    policy->inspect = map = arena_zalloc(talk.bench->config->arena, sizeof(*map));
    ck_assert_ptr_nonnull(map);
    map->protocol = MAP_PROTOCOL_DNS;
    config_policy_map(talk.bench->config, "global_policy")->classes[0].inspections[0].map = "M";
    add_regex("A", "\\.example\\.com");
    add_regex("B", "nothing");
    add_regex("C", "WWW|www");
    add_regex("broken", "(");
    add_regex_class();
}

static enum verdict
say(enum inspect_side side, const uint8_t *bytes, size_t length)
{
    talk_send(&talk, side, bytes, length);
    return talk.bench->outcome.verdict;
}

#define asks() say(SIDE_INITIATOR, question, sizeof(question))
#define answers() say(SIDE_RESPONDER, answer, sizeof(answer))

#define Q 1 /* the question is dropped */
#define A 2 /* the answer */

#define NUMBERS(...) .numbers = { __VA_ARGS__ }
#define CHOICE(n) .choices = { n }

static const struct {
    struct map_value criterion;
    unsigned drops;
    const char *text;
} criteria[] = {
    { { .setting = MAP_MATCH_DNS_CLASS, CHOICE(1) }, Q | A, "match dns-class eq in" },
    { { .setting = MAP_MATCH_DNS_CLASS_VALUE, NUMBERS(3) }, A, "match dns-class eq 3" },
    { { .setting = MAP_MATCH_DNS_CLASS_RANGE, NUMBERS(2, 4) }, A, "match dns-class range 2 4" },
    { { .setting = MAP_MATCH_DNS_TYPE, CHOICE(1) }, Q | A, "match dns-type eq A" },
    { { .setting = MAP_MATCH_DNS_TYPE, CHOICE(3) }, A, "match dns-type eq CNAME" },
    { { .setting = MAP_MATCH_DNS_TYPE, CHOICE(5) }, 0, "" },
    { { .setting = MAP_MATCH_DNS_TYPE, CHOICE(5), .negated = true },
      Q | A,
      "match not dns-type eq NS" },
    { { .setting = MAP_MATCH_DNS_TYPE_VALUE, NUMBERS(5) }, A, "match dns-type eq 5" },
    { { .setting = MAP_MATCH_DNS_TYPE_RANGE, NUMBERS(2, 5) }, A, "match dns-type range 2 5" },
    { { .setting = MAP_MATCH_DNS_NAME, .regexes = { { "A", false } } },
      Q | A,
      "match domain-name regex A" },
    { { .setting = MAP_MATCH_DNS_NAME, .regexes = { { "B", false } } }, 0, "" },
    { { .setting = MAP_MATCH_DNS_NAME, .regexes = { { "BAD", true } } },
      Q | A,
      "match domain-name regex class BAD" },
    { { .setting = MAP_MATCH_DNS_NAME, .regexes = { { "broken", false } } }, 0, "" },
    { { .setting = MAP_MATCH_DNS_NAME, .regexes = { { "none", false } } }, 0, "" },
    { { .setting = MAP_MATCH_DNS_FLAG, .list = 1 << 2 }, A, "match header-flag RA" },
    { { .setting = MAP_MATCH_DNS_FLAG, .list = 1 << 0 | 1 << 3 },
      Q | A,
      "match header-flag AA RD" },
    { { .setting = MAP_MATCH_DNS_FLAG, .list = 1 << 0 | 1 << 3, .flags = { true } }, 0, "" },
    { { .setting = MAP_MATCH_DNS_FLAG, .list = 1 << 1 | 1 << 3, .flags = { true } },
      A,
      "match header-flag eq QR RD" },
    { { .setting = MAP_MATCH_DNS_FLAG_VALUE, NUMBERS(0x8180), .flags = { true } },
      A,
      "match header-flag eq 0x8180" },
    { { .setting = MAP_MATCH_DNS_FLAG_VALUE, NUMBERS(0x0500) }, Q | A, "match header-flag 0x500" },
    { { .setting = MAP_MATCH_DNS_QUESTION }, Q | A, "match question" },
    { { .setting = MAP_MATCH_DNS_RECORD, CHOICE(1) }, A, "match resource-record additional" },
    { { .setting = MAP_MATCH_DNS_RECORD, CHOICE(2) }, 0, "" },
    { { .setting = MAP_MATCH_DNS_RECORD, CHOICE(3) }, 0, "" },
};

#define TO_OUTSIDE "from inside:10.1.1.5/40000 to outside:198.51.100.7/53; "
#define TO_INSIDE "from outside:198.51.100.7/53 to inside:192.0.2.5/40000; "

static void
expect_last(const char *format, const char *text)
{
    char line[512];
    snprintf(line, sizeof(line), format, text);
    size_t length = talk.bench->log_length;
    ck_assert_uint_ge(length, strlen(line));
    ck_assert_str_eq(talk.bench->log + length - strlen(line), line);
}

START_TEST(matches)
{
    start(OS_7_2);
    add_action(add_rule(map, criteria[_i].criterion),
               (struct map_value){ .setting = MAP_DO_DROP, .log = true });
    bench_start(talk.bench);
    ck_assert_int_eq(asks(), criteria[_i].drops & Q ? VERDICT_DENIED : VERDICT_PASSED);
    if (criteria[_i].drops & Q) {
        expect_last("410003: DNS Classification: Dropped DNS request (id 22251) " TO_OUTSIDE
                    "matched Class 23: %s\n",
                    criteria[_i].text);
        talk_end(&talk);
        return;
    }
    ck_assert_int_eq(answers(), criteria[_i].drops & A ? VERDICT_DENIED : VERDICT_PASSED);
    if (criteria[_i].drops & A)
        expect_last("410003: DNS Classification: Dropped DNS reply (id 22251) " TO_INSIDE
                    "matched Class 23: %s\n",
                    criteria[_i].text);
    talk_end(&talk);
}
END_TEST

/* Without `log` nothing is said; a dropped answer does not end the conn, drop-connection does. */
START_TEST(actions)
{
    static const struct {
        enum map_setting action;
        bool log, flag;
        enum verdict verdict;
        bool stays;
        const char *line;
    } cases[] = {
        { MAP_DO_DROP, false, false, VERDICT_DENIED, true, "" },
        { MAP_DO_DROP_CONNECTION, false, false, VERDICT_DENIED, false, NULL },
        { MAP_DO_LOG, false, false, VERDICT_PASSED, true,
          "410004: DNS Classification: Received DNS request (id 22251) " TO_OUTSIDE
          "matched Class 23: match question\n" },
        { MAP_DO_ENFORCE_TSIG, true, true, VERDICT_DENIED, true,
          "410003: DNS Classification: Dropped (no TSIG) DNS request (id 22251) " TO_OUTSIDE
          "matched Class 23: match question\n" },
        { MAP_DO_ENFORCE_TSIG, true, false, VERDICT_PASSED, true,
          "410004: DNS Classification: Received no TSIG DNS request (id 22251) " TO_OUTSIDE
          "matched Class 23: match question\n" },
        { MAP_DO_ENFORCE_TSIG, false, true, VERDICT_DENIED, true, "" },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        start(OS_8_0);
        add_action(add_rule(map, (struct map_value){ .setting = MAP_MATCH_DNS_QUESTION }),
                   (struct map_value){ .setting = (uint16_t)cases[i].action,
                                       .log = cases[i].log,
                                       .flags = { cases[i].flag } });
        bench_start(talk.bench);
        ck_assert_int_eq(asks(), cases[i].verdict);
        ck_assert((engine_counters(talk.bench->engine).conns_in_use == 1) == cases[i].stays);
        const char *built = strstr(talk.bench->log, "302015:");
        if (cases[i].line != NULL)
            ck_assert_str_eq(strchr(built, '\n') + 1, cases[i].line);
        if (cases[i].action == MAP_DO_ENFORCE_TSIG)
            ck_assert_int_eq(say(SIDE_INITIATOR, signed_question, sizeof(signed_question)),
                             VERDICT_PASSED);
        talk_end(&talk);
    }
}
END_TEST

/* mask: the flags are gone; of several rules all. */
START_TEST(masked_flags)
{
    uint8_t heard[sizeof(question)];
    start(OS_8_0);
    for (unsigned flag = 2; flag < 4; flag++)
        add_action(
            add_rule(map, (struct map_value){ .setting = MAP_MATCH_DNS_FLAG, .list = 1U << flag }),
            (struct map_value){ .setting = MAP_DO_MASK, .log = true });
    bench_start(talk.bench);
    ck_assert_int_eq(asks(), VERDICT_PASSED);
    memcpy(heard, question, sizeof(heard));
    heard[2] = 0;
    talk_heard_bytes(&talk, SIDE_RESPONDER, heard, sizeof(heard));
    expect_last(
        "410003: DNS Classification: Masked header flags for DNS request (id 22251) " TO_OUTSIDE
        "matched Class 24: %s\n",
        "match header-flag RD");
    talk_end(&talk);
}
END_TEST

/* match-all and match-any of a class map; its name is told. */
START_TEST(classes)
{
    for (unsigned any = 0; any < 2; any++) {
        start(OS_8_0);
        add_class(any == 1);
        static const char class[] = "CLASS";
        add_action(add_rule(map, (struct map_value){ .setting = MAP_CLASS, .texts = { class } }),
                   (struct map_value){ .setting = MAP_DO_DROP, .log = true });
        bench_start(talk.bench);
        ck_assert_int_eq(asks(), any == 1 ? VERDICT_DENIED : VERDICT_PASSED);
        if (any == 1)
            expect_last("410003: DNS Classification: Dropped DNS request (id 22251) " TO_OUTSIDE
                        "matched Class 23: %s\n",
                        class);
        talk_end(&talk);
    }
}
END_TEST

/* tsig enforced action drop | log */
START_TEST(tsig_enforced)
{
    static const struct {
        enum map_action action;
        bool log;
        enum verdict verdict;
        const char *line;
    } cases[] = {
        { MAP_ACTION_DROP, false, VERDICT_DENIED, "" },
        { MAP_ACTION_DROP, true, VERDICT_DENIED,
          "410003: DNS Classification: Dropped (no TSIG) DNS request (id 22251) " TO_OUTSIDE
          "tsig enforced\n" },
        { MAP_ACTION_LOG, false, VERDICT_PASSED,
          "410004: DNS Classification: Received no TSIG DNS request (id 22251) " TO_OUTSIDE
          "tsig enforced\n" },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        start(OS_8_0);
        struct map_value *tsig =
            append(&map->values.items, &map->values.count, &map->values.capacity, sizeof(*tsig));
        *tsig = (struct map_value){ .setting = MAP_DNS_TSIG,
                                    .action = (uint8_t)cases[i].action,
                                    .log = cases[i].log };
        bench_start(talk.bench);
        ck_assert_int_eq(say(SIDE_INITIATOR, signed_question, sizeof(signed_question)),
                         VERDICT_PASSED);
        quiet(talk.bench);
        ck_assert_int_eq(asks(), cases[i].verdict);
        expect_log(talk.bench, cases[i].line);
        talk_end(&talk);
    }
}
END_TEST

/* A changed expression is compiled anew. */
START_TEST(changed_regex)
{
    start(OS_8_0);
    add_action(add_rule(map, (struct map_value){ .setting = MAP_MATCH_DNS_NAME,
                                                 .regexes = { { "A", false } } }),
               (struct map_value){ .setting = MAP_DO_DROP });
    bench_start(talk.bench);
    ck_assert_int_eq(asks(), VERDICT_DENIED);
    talk.bench->config->regexes[0].expression = "other";
    talk.bench->config->revision++;
    talk.ends[0].port++; /* another conn: one goes on as it began */
    ck_assert_int_eq(asks(), VERDICT_PASSED);
    talk_end(&talk);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("dns rules");
    TCase *tcase = tcase_create("rules");
    tcase_add_loop_test(tcase, matches, 0, (int)ARRAY_LENGTH(criteria));
    tcase_add_test(tcase, actions);
    tcase_add_test(tcase, masked_flags);
    tcase_add_test(tcase, classes);
    tcase_add_test(tcase, tsig_enforced);
    tcase_add_test(tcase, changed_regex);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
