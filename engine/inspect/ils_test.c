/*
 * ils_test.c: the address of who can be called, as a directory on the other side gets to read it.
 * engine.md 6.2 [A].
 */
#include "engine/talk_test.h"

#define PORT 389

struct made {
    uint8_t bytes[512];
    size_t length;
};

/* TAG with CONTENT; LONG: its length in four octets more, as some write all of them. */
static struct made
item(uint8_t tag, struct made content, bool is_long)
{
    struct made made = { .length = 0 };
    struct writing writing = { .bytes = made.bytes };
    put_number(&writing, tag, 1);
    if (is_long)
        put_number(&writing, UINT64_C(0x8400000000) | content.length, 5);
    else if (content.length < 128)
        put_number(&writing, content.length, 1);
    else
        put_number(&writing, 0x8100 | content.length, 2);
    ck_assert_uint_lt(content.length, is_long ? 400 : 256);
    memcpy(made.bytes + writing.length, content.bytes, content.length);
    made.length = writing.length + content.length;
    return made;
}

static struct made
text(const char *what)
{
    struct made made = { .length = strlen(what) };
    memcpy(made.bytes, what, made.length);
    return made;
}

static struct made
both(struct made first, struct made second)
{
    memcpy(first.bytes + first.length, second.bytes, second.length);
    first.length += second.length;
    return first;
}

static struct made
attribute(const char *type, const char *value, bool is_long)
{
    struct made values = item(0x31, item(0x04, text(value), is_long), is_long);
    return item(0x30, both(item(0x04, text(type), is_long), values), is_long);
}

/* An entry of a directory: ADDRESS is the decimal number, PADDING part of another attribute. */
static struct made
entry(uint8_t operation, const char *address, const char *padding, bool is_long)
{
    struct made sip = attribute("sIPAddress", address, is_long);
    if (operation == 0x66) {
        struct made replace = { { 0x0a, 1, 2 }, 3 };
        sip = item(0x30, both(replace, sip), is_long);
    }
    struct made list = both(attribute("comment", padding, is_long), sip);
    if (operation == 0x66)
        list = sip;
    list = item(0x30, list, is_long);
    struct made body = both(item(0x04, text("cn=me,objectclass=rtperson"), is_long), list);
    struct made id = { { 0x02, 1, 7 }, 3 };
    return item(0x30, both(id, item(operation, body, is_long)), is_long);
}

/* 10.1.1.5, 192.0.2.5, 192.0.2.9, 198.51.100.7: the first octet is the lowest. */
#define INSIDE_NUMBER "83951882"
#define STATIC_NUMBER "84017344"
#define PAT_NUMBER "151126208"
#define OUTSIDE_NUMBER "124007366"

static const char *
known_as(enum talk_nat nat)
{
    return nat == TALK_PAT                            ? PAT_NUMBER
           : nat == TALK_STATIC || nat == TALK_INWARD ? STATIC_NUMBER
                                                      : INSIDE_NUMBER;
}

/* So long that a length passes 127 with the longer number of PAT. */
#define PADDING "12345678901234567890123456789012345678"

static const struct {
    uint8_t operation;
    const char *padding;
    bool is_long;
} forms[] = {
    { 0x68, "", false }, { 0x68, PADDING, false },         { 0x68, PADDING "x", false },
    { 0x68, "", true },  { 0x68, PADDING PADDING, false }, { 0x66, "", false },
    { 0x64, "", false },
};

/* Who is inside tells where it is; what it reads of itself is what it said. */
static void
tells(struct talk *talk)
{
    enum inspect_side inner = talk->nat == TALK_INWARD || talk->nat == TALK_INWARD_PLAIN
                                  ? SIDE_RESPONDER
                                  : SIDE_INITIATOR;
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        struct made own =
            entry(forms[i].operation, INSIDE_NUMBER, forms[i].padding, forms[i].is_long);
        struct made known =
            entry(forms[i].operation, known_as(talk->nat), forms[i].padding, forms[i].is_long);
        talk_send(talk, inner, own.bytes, own.length);
        talk_heard_bytes(talk, other_side(inner), known.bytes, known.length);
        if (talk->nat != TALK_PAT) { /* behind which nobody can be called */
            talk_send(talk, other_side(inner), known.bytes, known.length);
            talk_heard_bytes(talk, inner, own.bytes, own.length);
        }
        struct made other =
            entry(forms[i].operation, OUTSIDE_NUMBER, forms[i].padding, forms[i].is_long);
        talk_send(talk, other_side(inner), other.bytes, other.length);
        talk_heard_bytes(talk, inner, other.bytes, other.length);
    }
    ck_assert_uint_eq(talk->refused, 0);
}

START_TEST(addresses_in_all_ways)
{
    static const enum os_version versions[] = { OS_6_2, OS_6_3, OS_8_0 };
    for (size_t i = 0; i < ARRAY_LENGTH(versions); i++)
        talk_in_all_ways(versions[i], (enum talk_nat)_i, INSPECT_ILS, PORT, tells);
}
END_TEST

/* What is no number, no address or no such attribute stays. */
START_TEST(left_alone)
{
    static struct talk talk;
    static const char *const values[] = { "",         "x",       "4294967296", "99999999999",
                                          "8395188x", "10.1.1.5" };
    talk_start(&talk, OS_8_0, TALK_STATIC, INSPECT_ILS, IP_TCP, PORT);
    talk_open(&talk);
    for (size_t i = 0; i < ARRAY_LENGTH(values); i++) {
        struct made made = entry(0x68, values[i], "", false);
        talk_send(&talk, SIDE_INITIATOR, made.bytes, made.length);
        talk_heard_bytes(&talk, SIDE_RESPONDER, made.bytes, made.length);
    }
    struct made search = entry(0x63, INSIDE_NUMBER, "", false);
    talk_send(&talk, SIDE_INITIATOR, search.bytes, search.length);
    talk_heard_bytes(&talk, SIDE_RESPONDER, search.bytes, search.length);
    talk_end(&talk);
    talk_start(&talk, OS_8_0, TALK_STATIC, INSPECT_FTP, IP_TCP, PORT);
    talk_open(&talk);
    struct made made = entry(0x68, INSIDE_NUMBER, "", false);
    talk_send(&talk, SIDE_INITIATOR, made.bytes, made.length);
    talk_heard_bytes(&talk, SIDE_RESPONDER, made.bytes, made.length);
    talk_end(&talk);
}
END_TEST

/* Who enters another one: 6.2 has no such line. */
static const struct {
    enum os_version version;
    uint8_t operation;
    const char *address, *line;
} entered[] = {
    { OS_6_3, 0x68, INSIDE_NUMBER, "" },
    { OS_6_3, 0x68, OUTSIDE_NUMBER,
      "405201: ILS AddRequest from inside:10.1.1.5 to outside:198.51.100.7 has wrong embedded "
      "address 198.51.100.7\n" },
    { OS_8_0, 0x66, STATIC_NUMBER,
      "405201: ILS ModifyRequest from inside:10.1.1.5 to outside:198.51.100.7 has wrong embedded "
      "address 192.0.2.5\n" },
    { OS_8_0, 0x64, OUTSIDE_NUMBER, "" },
    { OS_6_2, 0x68, OUTSIDE_NUMBER, "" },
};

START_TEST(wrong_addresses)
{
    static struct talk talk;
    struct made made = entry(entered[_i].operation, entered[_i].address, "", false);
    talk_start(&talk, entered[_i].version, TALK_STATIC, INSPECT_ILS, IP_TCP, PORT);
    talk_open(&talk);
    quiet(talk.bench);
    talk_send(&talk, SIDE_INITIATOR, made.bytes, made.length);
    expect_log(talk.bench, entered[_i].line);
    ck_assert_uint_eq(talk.refused, 0);
    talk_end(&talk);
}
END_TEST

/* Something else on the port, encrypted say, ends the inspection and passes. */
START_TEST(no_ldap)
{
    static struct talk talk;
    talk_start(&talk, OS_8_0, TALK_STATIC, INSPECT_ILS, IP_TCP, PORT);
    talk_open(&talk);
    talk_say(&talk, SIDE_INITIATOR, "hello");
    talk_heard(&talk, SIDE_RESPONDER, "hello");
    ck_assert_uint_eq(engine_counters(talk.bench->engine).inspect_desyncs[INSPECT_ILS], 1);
    talk_end(&talk);
}
END_TEST

START_TEST(damaged)
{
    struct made add = entry(0x68, INSIDE_NUMBER, "", false);
    const struct talk_message messages[] = { { SIDE_INITIATOR, add.bytes, add.length } };
    talk_damaged(OS_6_3, TALK_PAT, INSPECT_ILS, IP_TCP, PORT, messages, 1);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("ils");
    TCase *tcase = tcase_create("ils");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, addresses_in_all_ways, 0, TALK_NATS);
    tcase_add_loop_test(tcase, wrong_addresses, 0, ARRAY_LENGTH(entered));
    tcase_add_test(tcase, left_alone);
    tcase_add_test(tcase, no_ldap);
    tcase_add_test(tcase, damaged);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
