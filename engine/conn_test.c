/*
 * conn_test.c: the table, its keys, and the letters of `show conn` (engine.md 2.1, 2.4).
 */
#include "engine/conn.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/ip.h"

static struct flow_key
key_of(uint32_t source, uint16_t source_port, uint32_t destination, uint16_t destination_port,
       ifc_id ifc)
{
    return (struct flow_key){ .source = source,
                              .destination = destination,
                              .source_port = source_port,
                              .destination_port = destination_port,
                              .ifc = ifc,
                              .protocol = IP_UDP };
}

/* Conns by both keys, on their own interface and elsewhere; removed ones are found no more. */
START_TEST(found_from_both_ends)
{
    enum { COUNT = 2000 };
    struct conn_table table;
    enum conn_side side;
    ck_assert(conn_table_init(&table, COUNT, 42));
    for (uint32_t i = 0; i < COUNT; i++) {
        struct flow_key keys[2] = { key_of(i, 1, 7, 53, 1), key_of(7, 53, i, 1025, 0) };
        ck_assert_uint_eq(conn_add(&table, keys), i);
    }
    struct flow_key more[2] = { key_of(1, 2, 3, 4, 1), key_of(3, 4, 1, 2, 0) };
    ck_assert_uint_eq(conn_add(&table, more), CONN_NONE); /* full */
    for (uint32_t i = 0; i < COUNT; i += 2)
        conn_remove(&table, i);
    for (uint32_t i = 0; i < COUNT; i++) {
        struct flow_key out = key_of(i, 1, 7, 53, 1), in = key_of(7, 53, i, 1025, 0);
        struct flow_key elsewhere = key_of(i, 1, 7, 53, 2);
        uint32_t wanted = i % 2 == 0 ? CONN_NONE : i;
        ck_assert_uint_eq(conn_find(&table, &out, &side), wanted);
        ck_assert(wanted == CONN_NONE || side == CONN_INITIATOR);
        ck_assert_uint_eq(conn_find(&table, &in, &side), wanted);
        ck_assert(wanted == CONN_NONE || side == CONN_RESPONDER);
        ck_assert_uint_eq(conn_find(&table, &elsewhere, &side), CONN_NONE);
        ck_assert_uint_eq(conn_find_elsewhere(&table, conn_hash(&table, &elsewhere), &elsewhere),
                          wanted);
    }
    ck_assert_uint_eq(table.built, COUNT);
    ck_assert_uint_eq(table.most_used, COUNT);
    ck_assert_uint_eq(table.pool.in_use, COUNT / 2);
    conn_table_fini(&table);
}
END_TEST

/* The longest run of taken slots. */
static size_t
longest_run(const struct index *index)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i <= index->mask; i++) {
        run = index->slots[i].reference == INDEX_EMPTY ? 0 : run + 1;
        longest = run > longest ? run : longest;
    }
    return longest;
}

/*
 * Who knows the seed can send packets whose keys all fall together: all are found and go again, in
 * any order. Under another seed the same keys do not fall together.
 */
START_TEST(colliding_keys)
{
    enum { COUNT = 1500, HOME_BITS = 11 };
    static struct flow_key keys[COUNT][2];
    struct conn_table known, other;
    enum conn_side side;
    uint32_t count = 0;
    ck_assert(conn_table_init(&known, COUNT, 0) && conn_table_init(&other, COUNT, 1));
    for (uint32_t source = 0; count < COUNT; source++) {
        struct flow_key key = key_of(source, 1, 7, 53, 1);
        if ((conn_hash(&known, &key) & ((1U << HOME_BITS) - 1)) != 0)
            continue;
        keys[count][0] = key;
        keys[count++][1] = key_of(7, 53, source, 1, 0);
    }
    for (uint32_t i = 0; i < COUNT; i++) {
        ck_assert_uint_eq(conn_add(&known, keys[i]), i);
        ck_assert_uint_eq(conn_add(&other, keys[i]), i);
    }
    ck_assert_uint_ge(longest_run(&known.index), COUNT);
    ck_assert_uint_lt(longest_run(&other.index), COUNT / 10);
    for (uint32_t i = 0; i < COUNT; i += 3)
        conn_remove(&known, i);
    for (uint32_t i = 0; i < COUNT; i++) {
        uint32_t wanted = i % 3 == 0 ? CONN_NONE : i;
        ck_assert_uint_eq(conn_find(&known, &keys[i][0], &side), wanted);
        ck_assert_uint_eq(conn_find(&known, &keys[i][1], &side), wanted);
        ck_assert(wanted == CONN_NONE || side == CONN_RESPONDER);
        ck_assert_uint_eq(conn_find(&other, &keys[i][1], &side), i);
    }
    conn_table_fini(&known);
    conn_table_fini(&other);
}
END_TEST

/* What counts as a port, by protocol (2.1). */
START_TEST(keys)
{
    struct packet packet = { .protocol = IP_TCP,
                             .source = 1,
                             .destination = 2,
                             .source_port = 3,
                             .destination_port = 4,
                             .gre_call_id = 9 };
    struct flow_key key = flow_key_of(&packet, 5);
    ck_assert(key.source_port == 3 && key.destination_port == 4 && key.ifc == 5);
    struct flow_key back = flow_key_reversed(key, 6);
    ck_assert(back.source == 2 && back.destination == 1 && back.source_port == 4 &&
              back.destination_port == 3 && back.ifc == 6);
    packet.protocol = IP_ICMP;
    packet.destination_port = 3; /* the identifier stands in both */
    packet.icmp_type = 8;
    key = flow_key_of(&packet, 5);
    ck_assert(key.source_port == 3 && key.destination_port == 0);
    packet.icmp_type = 0;
    key = flow_key_of(&packet, 5);
    ck_assert(key.source_port == 0 && key.destination_port == 3);
    packet.protocol = IP_GRE;
    key = flow_key_of(&packet, 5);
    ck_assert(key.form == KEY_PLAIN && key.source_port == 0 && key.destination_port == 0);
    packet.gre_is_pptp = true;
    key = flow_key_of(&packet, 5);
    ck_assert(key.form == KEY_CALL && key.source_port == 0 && key.destination_port == 9);
    packet.protocol = IP_ESP;
    key = flow_key_of(&packet, 5);
    ck_assert(key.form == KEY_PLAIN && key.source_port == 0 && key.destination_port == 0);
}
END_TEST

/* engine.md 2.4, the table and its samples. */
static const struct flags_case {
    bool from_inside;
    enum tcp_state state;
    uint8_t fin_seen, fin_acked; /* 1: of the initiator, 2: of the responder */
    bool data[2];                /* by initiator, responder */
    const char *flags;
} flag_cases[] = {
    { true, TCP_STATE_SYN, 0, 0, { false, false }, "saA" },
    { true, TCP_STATE_SYN_ACK, 0, 0, { false, false }, "A" },
    { true, TCP_STATE_UP, 0, 0, { false, false }, "U" },
    { true, TCP_STATE_UP, 0, 0, { true, false }, "UO" },
    { true, TCP_STATE_UP, 0, 0, { false, true }, "UI" },
    { true, TCP_STATE_UP, 0, 0, { true, true }, "UIO" },
    { true, TCP_STATE_UP, 1, 0, { true, true }, "UfIO" },
    { true, TCP_STATE_UP, 1, 1, { true, true }, "UfrIO" },
    { true, TCP_STATE_UP, 2, 0, { true, true }, "UFIO" },
    { true, TCP_STATE_UP, 2, 2, { true, true }, "UFRIO" },
    { true, TCP_STATE_UP, 3, 3, { true, true }, "UfFRrIO" },
    { false, TCP_STATE_SYN, 0, 0, { false, false }, "SaAB" },
    { false, TCP_STATE_SYN_ACK, 0, 0, { false, false }, "aB" },
    { false, TCP_STATE_UP, 0, 0, { false, false }, "UB" },
    { false, TCP_STATE_UP, 0, 0, { true, true }, "UIOB" },
    { false, TCP_STATE_UP, 0, 0, { true, false }, "UIB" },
    { false, TCP_STATE_UP, 2, 2, { true, true }, "UfrIOB" },
    { false, TCP_STATE_UP, 1, 1, { true, true }, "UFRIOB" },
};

START_TEST(flags)
{
    const struct flags_case *row = &flag_cases[_i];
    char text[24];
    struct conn conn = { .key = { { .protocol = IP_TCP }, { .protocol = IP_TCP } },
                         .inner_is_initiator = row->from_inside,
                         .data_from = ((row->data[0] ? 1U : 0U) | (row->data[1] ? 2U : 0U)) & 3U,
                         .tcp = { .state = row->state & 3U,
                                  .fin_seen = row->fin_seen & 3U,
                                  .fin_acked = row->fin_acked & 3U } };
    conn_flags(&conn, text);
    ck_assert_str_eq(text, row->flags);
    conn.key[0].protocol = conn.key[1].protocol = IP_UDP;
    conn_flags(&conn, text);
    ck_assert_str_eq(text, "");
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("conn");
    TCase *tcase = tcase_create("conn");
    tcase_add_test(tcase, found_from_both_ends);
    tcase_add_test(tcase, colliding_keys);
    tcase_add_test(tcase, keys);
    tcase_add_loop_test(tcase, flags, 0, (int)ARRAY_LENGTH(flag_cases));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
