/*
 * dns_test.c: DNS inspection as hosts see it: which messages get through, how addresses in answers
 * come out, when the conn ends, and what is said about it. engine.md 6.2 [A] where nothing else is
 * named.
 */
#include "engine/inspect/dns_message.h"
#include "engine/talk_test.h"

#define PORT 53
#define ANSWERS 0x8180
#define ASKS 0x0100

/* The pool of `nat ... dns`. */
#define POOL_ADDRESS "192.0.2.20"

struct made {
    uint8_t bytes[2048];
    size_t length;
};

static void
put(struct made *made, uint64_t value, int bytes)
{
    struct writing writing = { made->bytes, made->length };
    put_number(&writing, value, bytes);
    made->length = writing.length;
}

/* "www.example.com", with its lengths. */
static void
put_name(struct made *made, const char *name)
{
    while (*name != '\0') {
        size_t length = strcspn(name, ".");
        put(made, length, 1);
        memcpy(made->bytes + made->length, name, length);
        made->length += length;
        name += length + (name[length] == '.');
    }
    put(made, 0, 1);
}

static struct made
header(uint16_t id, uint16_t flags, uint16_t questions, uint16_t answers)
{
    struct made made = { .length = 0 };
    put(&made, id, 2);
    put(&made, flags, 2);
    put(&made, questions, 2);
    put(&made, answers, 2);
    put(&made, 0, 4);
    return made;
}

static struct made
question(uint16_t id)
{
    struct made made = header(id, ASKS, 1, 0);
    put_name(&made, "www.example.com");
    put(&made, DNS_TYPE_A, 2);
    put(&made, DNS_CLASS_IN, 2);
    return made;
}

/* A record whose name is a pointer to the question's. */
static void
put_record(struct made *made, uint16_t type, uint16_t class, uint16_t length)
{
    put(made, 0xc00c, 2);
    put(made, type, 2);
    put(made, class, 2);
    put(made, 300, 4);
    put(made, length, 2);
}

/* `www.example.com A ADDRESS`, with a CNAME before it that a pointer stands in. */
static struct made
answer(uint16_t id, const char *address)
{
    struct made made = header(id, ANSWERS, 1, 2);
    put_name(&made, "www.example.com");
    put(&made, DNS_TYPE_A, 2);
    put(&made, DNS_CLASS_IN, 2);
    put_record(&made, 5, DNS_CLASS_IN, 6);
    put(&made, 0x0377773263, 5); /* "www2" cut short: data is not looked at */
    put(&made, 0x10, 1);
    put_record(&made, DNS_TYPE_A, DNS_CLASS_IN, 4);
    put(&made, ip_of(address), 4);
    return made;
}

/* Zeros behind the message, up to LENGTH. */
static struct made
padded(struct made made, size_t length)
{
    made.length = length;
    return made;
}

static enum verdict
say(struct talk *saying, enum inspect_side side, struct made made)
{
    talk_send(saying, side, made.bytes, made.length);
    return saying->bench->outcome.verdict;
}

#define says(talk, side, made) ck_assert_int_eq(say(talk, side, made), VERDICT_PASSED)
#define is_refused(talk, side, made) ck_assert_int_eq(say(talk, side, made), VERDICT_DENIED)
static void
hears(struct talk *hearing, enum inspect_side side, struct made made)
{
    talk_heard_bytes(hearing, side, made.bytes, made.length);
}

static struct talk talk;

static void
start_with(enum os_version version, enum talk_nat nat)
{
    talk_start_with(&talk, version, nat, INSPECT_DNS, IP_UDP, PORT);
}

static void
start(enum os_version version, enum talk_nat nat)
{
    start_with(version, nat);
    bench_start(talk.bench);
}

/* The inspection's line, to be told more. */
static struct inspection *
line_of(struct bench *bench)
{
    struct config *config = bench->config;
    return config->does->modular_policy
               ? &config_policy_map(config, "global_policy")->classes[0].inspections[0]
               : &config->fixups[0];
}

/* `policy-map type inspect dns M` */
static struct inspect_map *
add_map(struct bench *bench)
{
    struct policy_map *map = config_policy_map_make(bench->config, "M");
    ck_assert_ptr_nonnull(map);
    map->exists = true;
    map->inspect = arena_zalloc(bench->config->arena, sizeof(*map->inspect));
    ck_assert_ptr_nonnull(map->inspect);
    map->inspect->protocol = MAP_PROTOCOL_DNS;
    line_of(bench)->map = "M";
    return map->inspect;
}

static struct map_value *
add_value(struct bench *bench, struct inspect_map *map, enum map_setting setting)
{
    struct map_values *values = &map->values;
    struct map_value *value = arena_append(bench->config->arena, &values->items, &values->count,
                                           &values->capacity, sizeof(*value));
    ck_assert_ptr_nonnull(value);
    value->setting = (uint16_t)setting;
    return value;
}

/* --- the guard -------------------------------------------------------------------------------- */

/* 302016 at once, not after two minutes. */
START_TEST(conn_ends_with_the_answer)
{
    enum os_version version = (enum os_version)_i;
    start(version, TALK_STATIC);
    says(&talk, SIDE_INITIATOR, question(7));
    at_second(talk.bench, 1);
    says(&talk, SIDE_RESPONDER, answer(7, "203.0.113.9"));
    hears(&talk, SIDE_INITIATOR, answer(7, "203.0.113.9"));
    expect_conns(talk.bench, "");
    ck_assert_ptr_nonnull(strstr(talk.bench->log, "302016: Teardown UDP connection 1 for "
                                                  "outside:198.51.100.7/53 to "
                                                  "inside:10.1.1.5/40000 duration 0:00:01 bytes "));
    /* late: one answer is enough */
    quiet(talk.bench);
    is_refused(&talk, SIDE_RESPONDER, answer(7, "203.0.113.9"));
    talk_end(&talk);
}
END_TEST

START_TEST(answer_must_have_the_id)
{
    start((enum os_version)_i, TALK_STATIC);
    says(&talk, SIDE_INITIATOR, question(7));
    quiet(talk.bench);
    is_refused(&talk, SIDE_RESPONDER, answer(8, "203.0.113.9"));
    expect_log(talk.bench, "");
    says(&talk, SIDE_INITIATOR, question(9));
    says(&talk, SIDE_RESPONDER, answer(7, "203.0.113.9"));
    talk_end(&talk);
}
END_TEST

/* Servers ask each other from port to port: a question of the other side is no answer. */
START_TEST(responder_may_ask)
{
    start(OS_8_0, TALK_STATIC);
    says(&talk, SIDE_INITIATOR, question(7));
    says(&talk, SIDE_RESPONDER, question(8));
    says(&talk, SIDE_INITIATOR, answer(8, "203.0.113.9"));
    is_refused(&talk, SIDE_INITIATOR, answer(8, "203.0.113.9"));
    says(&talk, SIDE_RESPONDER, answer(7, "203.0.113.9"));
    expect_conns(talk.bench, "");
    talk_end(&talk);
}
END_TEST

/* Of many questions the latest are known. */
START_TEST(many_questions)
{
    start(OS_6_3, TALK_PAT);
    for (uint16_t id = 0; id < 100; id++)
        says(&talk, SIDE_INITIATOR, question(id));
    is_refused(&talk, SIDE_RESPONDER, answer(83, "203.0.113.9"));
    says(&talk, SIDE_RESPONDER, answer(84, "203.0.113.9"));
    talk_end(&talk);
}
END_TEST

/* `no dns-guard` in the map: any answer passes, and the conn idles. */
START_TEST(map_without_guard)
{
    start_with(OS_7_2, TALK_STATIC);
    add_value(talk.bench, add_map(talk.bench), MAP_DNS_GUARD)->off = true;
    bench_start(talk.bench);
    says(&talk, SIDE_INITIATOR, question(7));
    says(&talk, SIDE_RESPONDER, answer(8, "203.0.113.9"));
    says(&talk, SIDE_RESPONDER, answer(7, "203.0.113.9"));
    says(&talk, SIDE_RESPONDER, answer(7, "203.0.113.9"));
    talk_end(&talk);
}
END_TEST

/* Without the inspection: on (13 [C]), until `no dns-guard` says otherwise; ids are not looked at.
 */
START_TEST(guard_without_inspection)
{
    static const struct {
        enum inspection_kind kind;
        enum said said;
        bool guards;
    } cases[] = { { INSPECT_TFTP, UNSAID, true },
                  { INSPECT_TFTP, SAID_YES, true },
                  { INSPECT_TFTP, SAID_NO, false },
                  { INSPECT_DNS, SAID_NO, true } };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        talk_start_with(&talk, OS_7_2, TALK_STATIC, cases[i].kind, IP_UDP, PORT);
        talk.bench->config->guard.dns_guard = cases[i].said;
        bench_start(talk.bench);
        says(&talk, SIDE_INITIATOR, question(7));
        says(&talk, SIDE_RESPONDER, answer(7, "203.0.113.9"));
        ck_assert_int_eq(say(&talk, SIDE_RESPONDER, answer(7, "203.0.113.9")),
                         cases[i].guards ? VERDICT_DENIED : VERDICT_PASSED);
        talk_end(&talk);
    }
}
END_TEST

/* id-randomization: servers see another id, and the answer has the client's again. */
START_TEST(ids_are_drawn)
{
    start_with(OS_8_0, TALK_STATIC);
    add_value(talk.bench, add_map(talk.bench), MAP_DNS_ID_RANDOMIZATION);
    bench_start(talk.bench);
    const struct talk_end *server = &talk.ends[SIDE_RESPONDER];
    says(&talk, SIDE_INITIATOR, question(7));
    uint16_t id = (uint16_t)(server->heard[0] << 8 | server->heard[1]);
    ck_assert_uint_ne(id, 7);
    hears(&talk, SIDE_RESPONDER, question(id));
    says(&talk, SIDE_INITIATOR, question(7)); /* again */
    hears(&talk, SIDE_RESPONDER, question(id));
    is_refused(&talk, SIDE_RESPONDER, answer(7, "203.0.113.9"));
    says(&talk, SIDE_RESPONDER, answer(id, "203.0.113.9"));
    hears(&talk, SIDE_INITIATOR, answer(7, "203.0.113.9"));
    expect_conns(talk.bench, "");
    talk_end(&talk);
}
END_TEST

/* 410002: `id-mismatch count 3 duration 10 action log` */
START_TEST(mismatches_are_told)
{
    start_with(OS_8_0, TALK_STATIC);
    struct map_value *value = add_value(talk.bench, add_map(talk.bench), MAP_DNS_ID_MISMATCH);
    value->numbers[0] = 3;
    value->numbers[1] = 10;
    bench_start(talk.bench);
    says(&talk, SIDE_INITIATOR, question(7));
    quiet(talk.bench);
    for (unsigned i = 0; i < 2; i++)
        is_refused(&talk, SIDE_RESPONDER, answer(8, "203.0.113.9"));
    at_second(talk.bench, 11); /* too late to count with them */
    for (unsigned i = 0; i < 2; i++)
        is_refused(&talk, SIDE_RESPONDER, answer(8, "203.0.113.9"));
    expect_log(talk.bench, "");
    is_refused(&talk, SIDE_RESPONDER, answer(8, "203.0.113.9"));
    expect_log(talk.bench,
               "410002: Dropped 3 DNS responses with mis-matched id in the past 10 second(s): from "
               "outside:198.51.100.7/53 to inside:192.0.2.5/40000\n");
    talk_end(&talk);
}
END_TEST

/* --- lengths ---------------------------------------------------------------------------------- */

/* A real line of a PIX names no port of the source, one of an ASA does; 6.2 says nothing. */
#define TOO_LONG_PIX                                                                               \
    "410001: Dropped UDP DNS reply from outside:198.51.100.7 to inside:192.0.2.5/40000; packet "   \
    "length 513 bytes exceeds configured limit of 512 bytes\n"
#define TOO_LONG                                                                                   \
    "410001: Dropped UDP DNS reply from outside:198.51.100.7/53 to inside:192.0.2.5/40000; "       \
    "packet length 513 bytes exceeds configured limit of 512 bytes\n"

START_TEST(long_messages)
{
    static const struct {
        enum os_version version;
        uint16_t maximum; /* said in the line; 0: nothing is */
        const char *line; /* NULL: it passes */
    } cases[] = {
        { OS_6_2, 0, "" },      { OS_6_3, 512, TOO_LONG_PIX }, { OS_6_3, 513, NULL },
        { OS_7_0, 0, NULL },    { OS_7_0, 512, TOO_LONG },     { OS_8_0, 512, TOO_LONG },
        { OS_8_2, 1024, NULL },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        start_with(cases[i].version, TALK_STATIC);
        line_of(talk.bench)->maximum_length = cases[i].maximum;
        if (cases[i].version == OS_6_2)
            talk.bench->config->fixup_count = 0; /* there is no line for it */
        bench_start(talk.bench);
        says(&talk, SIDE_INITIATOR, question(7));
        quiet(talk.bench);
        if (cases[i].line == NULL) {
            says(&talk, SIDE_RESPONDER, padded(answer(7, "203.0.113.9"), 513));
        } else {
            is_refused(&talk, SIDE_RESPONDER, padded(answer(7, "203.0.113.9"), 513));
            expect_log(talk.bench, cases[i].line);
            says(&talk, SIDE_RESPONDER, padded(answer(7, "203.0.113.9"), 512));
        }
        talk_end(&talk);
    }
}
END_TEST

/* A question with an OPT record that announces 1232 bytes (RFC 2671). */
static struct made
wide_question(uint16_t id)
{
    struct made made = question(id);
    made.bytes[11] = 1;
    put(&made, 0, 1);
    put(&made, DNS_TYPE_OPT, 2);
    put(&made, 1232, 2);
    put(&made, 0, 6);
    return made;
}

/* message-length maximum: its own for questions and answers, or as the client says [C]. */
START_TEST(lengths_of_a_map)
{
    static const struct {
        enum map_setting setting; /* beside `maximum 512` */
        uint32_t number;
        bool wide;
        size_t longest[2]; /* question, answer */
    } cases[] = {
        { MAP_NOTHING, 0, true, { 512, 512 } },
        { MAP_DNS_CLIENT_MAXIMUM, 600, true, { 600, 512 } },
        { MAP_DNS_SERVER_MAXIMUM, 700, true, { 512, 700 } },
        { MAP_DNS_CLIENT_MAXIMUM, 0, true, { 512, 1232 } },
        { MAP_DNS_CLIENT_MAXIMUM, 0, false, { 512, 512 } },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        start_with(OS_8_2, TALK_STATIC);
        struct inspect_map *map = add_map(talk.bench);
        add_value(talk.bench, map, MAP_DNS_MAXIMUM)->numbers[0] = 512;
        if (cases[i].setting != MAP_NOTHING)
            add_value(talk.bench, map, cases[i].setting)->numbers[0] = cases[i].number;
        bench_start(talk.bench);
        struct made asks = cases[i].wide ? wide_question(7) : question(7);
        is_refused(&talk, SIDE_INITIATOR, padded(asks, cases[i].longest[0] + 1));
        says(&talk, SIDE_INITIATOR, padded(asks, cases[i].longest[0]));
        is_refused(&talk, SIDE_RESPONDER,
                   padded(answer(7, "203.0.113.9"), cases[i].longest[1] + 1));
        says(&talk, SIDE_RESPONDER, padded(answer(7, "203.0.113.9"), cases[i].longest[1]));
        talk_end(&talk);
    }
}
END_TEST

/* --- names ------------------------------------------------------------------------------------ */

#define FROM_INSIDE                                                                                \
    "410001: Dropped UDP DNS request from inside:10.1.1.5/40000 to "                               \
    "outside:198.51.100.7/53; "

static struct made
named(const uint8_t *name, size_t length)
{
    struct made made = header(7, ASKS, 1, 0);
    memcpy(made.bytes + made.length, name, length);
    made.length += length;
    return made;
}

START_TEST(names)
{
    static const struct {
        const char *name;
        size_t length, repeats; /* of 64 bytes at the beginning */
        const char *line;       /* NULL: it passes */
    } cases[] = {
        { "\3www\0\0\1\0\1", 9, 0, NULL },
        { "\0\0\1\0\1", 5, 0, NULL },
        { "\3www\0", 5, 0, "" }, /* no type: shorter than it says */
        { "\3www", 4, 0, "" },
        { "", 0, 0, "" },
        { "\x2e"
          "0123456789abcdefg",
          18, 0,
          FROM_INSIDE "label length 46 bytes exceeds remaining packet length limit of 17 bytes\n" },
        { "\x40"
          "0123\0\0\1\0\1",
          10, 0, FROM_INSIDE "label length 64 bytes exceeds protocol limit of 63 bytes\n" },
        { "\x3d", 1, 3, NULL }, /* 255 bytes: 3 * 64, 1 + 61, 1 */
        { "\x3e", 1, 3,
          FROM_INSIDE "domain-name length 256 bytes exceeds protocol limit of 255 bytes\n" },
        { "\xc0\x0c\0\1\0\1", 6, 0, /* to itself */
          FROM_INSIDE "compression length 12 bytes exceeds domain-name limit of 12 bytes\n" },
        { "\3www\xc0\x0c\0\1\0\1", 10, 0, /* round and round */
          FROM_INSIDE "domain-name length 257 bytes exceeds protocol limit of 255 bytes\n" },
        { "\3www\xff\xff\0\1\0\1", 10, 0,
          FROM_INSIDE "compression length 16383 bytes exceeds domain-name limit of 16 bytes\n" },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        uint8_t name[512] = { 0 };
        size_t length = 0;
        for (size_t k = 0; k < cases[i].repeats; k++) {
            memset(name + length, 'x', 64);
            name[length] = 63;
            length += 64;
        }
        memcpy(name + length, cases[i].name, cases[i].length);
        length += cases[i].length;
        if (cases[i].repeats > 0) {
            size_t last = name[length - 1];
            memset(name + length, 'y', last);
            length += last;
            memcpy(name + length, "\0\0\1\0\1", 5);
            length += 5;
        }
        start(OS_8_0, TALK_STATIC);
        enum verdict verdict = say(&talk, SIDE_INITIATOR, named(name, length));
        ck_assert_msg((verdict == VERDICT_PASSED) == (cases[i].line == NULL), "case %zu\n%s", i,
                      talk.bench->log);
        if (cases[i].line != NULL) {
            const char *built = strstr(talk.bench->log, "302015:");
            ck_assert_ptr_nonnull(built);
            ck_assert_str_eq(strchr(built, '\n') + 1, cases[i].line);
        }
        talk_end(&talk);
    }
}
END_TEST

/* no protocol-enforcement: what is no DNS passes. */
START_TEST(names_are_not_checked)
{
    start_with(OS_8_0, TALK_STATIC);
    add_value(talk.bench, add_map(talk.bench), MAP_DNS_PROTOCOL_ENFORCEMENT)->off = true;
    bench_start(talk.bench);
    says(&talk, SIDE_INITIATOR, named((const uint8_t *)"\x7f", 1));
    talk_send(&talk, SIDE_INITIATOR, "hello", 5);
    ck_assert_int_eq(talk.bench->outcome.verdict, VERDICT_PASSED);
    talk_end(&talk);
}
END_TEST

/* A message that is all pointers to one long name costs no more than its budget. */
START_TEST(work_is_bounded)
{
    static uint8_t bytes[65000];
    size_t length = DNS_HEADER;
    bytes[2] = 0x80;
    bytes[6] = 0xff; /* answers */
    for (size_t i = 0; i < 126; i++)
        bytes[length + 2 * i] = 1;
    length += 253 + 10;
    while (length + 12 <= sizeof(bytes)) {
        bytes[length] = 0xc0;
        bytes[length + 1] = DNS_HEADER;
        length += 12;
    }
    struct cursor message = cursor_of(bytes, length);
    struct dns_header read;
    struct dns_record record;
    ck_assert(dns_read_header(message, &read));
    struct dns_walk walk = dns_walk_start(message, &read);
    size_t records = 0;
    while (dns_walk_next(&walk, &record))
        records++;
    ck_assert_uint_gt(records, 100);
    ck_assert_uint_lt(records, 200);
    ck_assert_int_eq(walk.failure.fault, DNS_INVALID);
}
END_TEST

/* --- addresses in answers --------------------------------------------------------------------- */

enum rule { BY_STATIC, BY_STATIC_NET, BY_DMZ_STATIC, BY_PORT, BY_POOL, BY_ALIAS, BY_NOTHING };

static void
add_rule(struct bench *bench, enum rule rule)
{
    struct config *config = bench->config;
    struct alias *alias;
    switch (rule) {
    case BY_STATIC:
        add_static(bench, INSIDE, OUTSIDE, "192.0.2.80", "10.1.1.80")->dns = true;
        break;
    case BY_STATIC_NET:
        add_static(bench, INSIDE, OUTSIDE, "203.0.113.0", "10.1.2.0/24")->dns = true;
        break;
    case BY_DMZ_STATIC:
        add_static(bench, DMZ, OUTSIDE, "192.0.2.81", "172.16.1.81")->dns = true;
        break;
    case BY_PORT:
        add_port_static(bench, INSIDE, OUTSIDE, IP_TCP, "192.0.2.82:80", "10.1.1.82:80")->dns =
            true;
        break;
    case BY_POOL:
        add_nat(bench, INSIDE, 5, "10.1.1.90")->dns = true;
        add_global(bench, OUTSIDE, 5, POOL_ADDRESS "-" POOL_ADDRESS);
        break;
    case BY_ALIAS:
        alias = BENCH_APPEND(config, aliases, alias_count, alias_capacity);
        ck_assert_ptr_nonnull(alias);
        *alias = (struct alias){ .ifc = INSIDE,
                                 .dnat = ip_of("10.9.9.1"),
                                 .foreign = ip_of("203.0.113.7"),
                                 .netmask = UINT32_MAX };
        break;
    case BY_NOTHING:
        add_static(bench, INSIDE, OUTSIDE, "192.0.2.80", "10.1.1.80");
        break;
    }
}

/* An answer from outside to inside, and from inside to outside. */
static const struct {
    enum rule rule;
    const char *outside, *inside; /* the same host, on the wire of either side */
    bool inbound, outbound;       /* rewritten on the way in, out */
} answers[] = {
    { BY_STATIC, "192.0.2.80", "10.1.1.80", true, true },
    { BY_STATIC, "192.0.2.81", "10.1.1.81", false, false }, /* another host */
    { BY_STATIC_NET, "203.0.113.44", "10.1.2.44", true, true },
    { BY_DMZ_STATIC, "192.0.2.81", "172.16.1.81", true, true }, /* from a mapped side to any */
    { BY_PORT, "192.0.2.82", "10.1.1.82", false, false },
    { BY_POOL, POOL_ADDRESS, "10.1.1.90", true, true },
    { BY_ALIAS, "203.0.113.7", "10.9.9.1", true, true },
    { BY_NOTHING, "192.0.2.80", "10.1.1.80", false, false },
};

static void
answer_and_hear(enum os_version version, size_t i, enum talk_nat nat)
{
    bool inbound = nat == TALK_STATIC;
    const char *said = inbound ? answers[i].outside : answers[i].inside;
    const char *heard = inbound ? answers[i].inside : answers[i].outside;
    bool changes = inbound ? answers[i].inbound : answers[i].outbound;
    start_with(version, nat);
    add_rule(talk.bench, answers[i].rule);
    bench_start(talk.bench);
    if (answers[i].rule == BY_POOL)
        expect_passed(talk.bench, "inside udp 10.1.1.90:1025 > 198.51.100.7:123");
    says(&talk, SIDE_INITIATOR, question(7));
    says(&talk, SIDE_RESPONDER, answer(7, said));
    hears(&talk, SIDE_INITIATOR, answer(7, changes ? heard : said));
    talk_end(&talk);
}

START_TEST(addresses_in_answers)
{
    static const enum os_version versions[] = { OS_6_2, OS_6_3, OS_7_2, OS_8_0 };
    for (size_t v = 0; v < ARRAY_LENGTH(versions); v++) {
        answer_and_hear(versions[v], (size_t)_i, TALK_STATIC);
        answer_and_hear(versions[v], (size_t)_i, TALK_INWARD);
    }
}
END_TEST

/* A slot that is not there makes no address. */
START_TEST(pool_without_slot)
{
    start_with(OS_8_0, TALK_INWARD);
    add_rule(talk.bench, BY_POOL);
    bench_start(talk.bench);
    says(&talk, SIDE_INITIATOR, question(7));
    says(&talk, SIDE_RESPONDER, answer(7, "10.1.1.90"));
    hears(&talk, SIDE_INITIATOR, answer(7, "10.1.1.90"));
    talk_end(&talk);
}
END_TEST

/* sysopt nodnsalias inbound | outbound (commands.md 4.5) */
START_TEST(alias_switched_off)
{
    static const enum sysopt options[] = { SYSOPT_NODNSALIAS_INBOUND, SYSOPT_NODNSALIAS_OUTBOUND };
    for (size_t i = 0; i < 2; i++) {
        start_with(OS_6_3, TALK_STATIC);
        add_rule(talk.bench, BY_ALIAS);
        talk.bench->config->sysopts.on |= SYSOPT_BIT(options[i]);
        bench_start(talk.bench);
        says(&talk, SIDE_INITIATOR, question(7));
        says(&talk, SIDE_RESPONDER, answer(7, "203.0.113.7"));
        hears(&talk, SIDE_INITIATOR, answer(7, i == 0 ? "203.0.113.7" : "10.9.9.1"));
        talk_end(&talk);
    }
}
END_TEST

/* no nat-rewrite; a question stays as it is; so does a packet that has left already. */
START_TEST(nothing_is_rewritten)
{
    for (unsigned i = 0; i < 2; i++) {
        start_with(OS_8_0, TALK_STATIC);
        add_rule(talk.bench, BY_STATIC);
        if (i == 0)
            add_value(talk.bench, add_map(talk.bench), MAP_DNS_NAT_REWRITE)->off = true;
        bench_start(talk.bench);
        struct made asks = answer(7, "192.0.2.80");
        asks.bytes[2] &= 0x7f;
        says(&talk, SIDE_INITIATOR, asks);
        hears(&talk, SIDE_RESPONDER, asks);
        says(&talk, SIDE_RESPONDER, answer(7, "192.0.2.80"));
        hears(&talk, SIDE_INITIATOR, answer(7, i == 0 ? "192.0.2.80" : "10.1.1.80"));
        talk_end(&talk);
    }
}
END_TEST

/* --- the rest --------------------------------------------------------------------------------- */

START_TEST(damaged)
{
    struct made asks = question(7), tells = answer(7, "192.0.2.5");
    const struct talk_message messages[] = { { SIDE_INITIATOR, asks.bytes, asks.length },
                                             { SIDE_RESPONDER, tells.bytes, tells.length } };
    talk_damaged((enum os_version)(_i == 0 ? OS_6_3 : OS_8_0), TALK_STATIC, INSPECT_DNS, IP_UDP,
                 PORT, messages, ARRAY_LENGTH(messages));
}
END_TEST

/* Other ports: a question to port 5353 is looked at where a fixup says so, and guarded. */
START_TEST(other_ports)
{
    talk_start(&talk, OS_6_3, TALK_STATIC, INSPECT_DNS, IP_UDP, 5353);
    says(&talk, SIDE_INITIATOR, question(7));
    is_refused(&talk, SIDE_RESPONDER, answer(8, "203.0.113.9"));
    says(&talk, SIDE_RESPONDER, answer(7, "203.0.113.9"));
    expect_conns(talk.bench, "");
    talk_end(&talk);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("dns");
    TCase *tcase = tcase_create("dns");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, conn_ends_with_the_answer, OS_FIRST, OS_COUNT);
    tcase_add_loop_test(tcase, answer_must_have_the_id, OS_FIRST, OS_COUNT);
    tcase_add_test(tcase, responder_may_ask);
    tcase_add_test(tcase, many_questions);
    tcase_add_test(tcase, map_without_guard);
    tcase_add_test(tcase, guard_without_inspection);
    tcase_add_test(tcase, ids_are_drawn);
    tcase_add_test(tcase, mismatches_are_told);
    tcase_add_test(tcase, long_messages);
    tcase_add_test(tcase, lengths_of_a_map);
    tcase_add_test(tcase, names);
    tcase_add_test(tcase, names_are_not_checked);
    tcase_add_test(tcase, work_is_bounded);
    tcase_add_loop_test(tcase, addresses_in_answers, 0, (int)ARRAY_LENGTH(answers));
    tcase_add_test(tcase, pool_without_slot);
    tcase_add_test(tcase, alias_switched_off);
    tcase_add_test(tcase, nothing_is_rewritten);
    tcase_add_loop_test(tcase, damaged, 0, 2);
    tcase_add_test(tcase, other_ports);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
