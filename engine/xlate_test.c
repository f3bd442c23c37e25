/*
 * xlate_test.c: slots by both sockets, ports in turn, addresses from below (engine.md 3.3, 3.4).
 */
#include "engine/xlate.h"

#include <check.h>
#include <stdlib.h>

#include "engine/base/ip.h"

#define REAL UINT32_C(0x0a010105)
#define MAPPED UINT32_C(0xc0000205)

static const struct port_rules old_rules = { .first_high = 1024, .middle_class = false };
static const struct port_rules new_rules = { .first_high = 1024, .middle_class = true };

static bool
none_taken(const void *context, uint16_t port)
{
    (void)context;
    (void)port;
    return false;
}

static bool
is_odd(const void *context, uint16_t port)
{
    (void)context;
    return port % 2 == 1;
}

static struct xlate
slot(enum xlate_kind kind, uint8_t protocol, uint32_t real, uint16_t real_port, uint32_t mapped,
     uint16_t mapped_port)
{
    return (struct xlate){ .kind = kind,
                           .is_portmap = protocol != 0,
                           .protocol = protocol,
                           .real_ifc = 1,
                           .mapped_ifc = 0,
                           .real = real,
                           .mapped = mapped,
                           .real_port = real_port,
                           .mapped_port = mapped_port,
                           .serial = 1 };
}

/* A port slot goes before the host's; statics and dynamic ones do not hide each other. */
START_TEST(two_look_ups)
{
    struct xlate_table table;
    ck_assert(xlate_table_init(&table, 10, 3));
    struct xlate wish = slot(XLATE_DYNAMIC, 0, REAL, 0, MAPPED, 0);
    uint32_t host = xlate_add(&table, &wish);
    wish = slot(XLATE_DYNAMIC, IP_TCP, REAL, 80, MAPPED + 1, 1024);
    uint32_t port = xlate_add(&table, &wish);
    wish = slot(XLATE_STATIC, 0, REAL, 0, MAPPED, 0);
    uint32_t fixed = xlate_add(&table, &wish);
    ck_assert_uint_eq(xlate_find_real(&table, XLATE_DYNAMIC, 1, 0, IP_TCP, REAL, 80), port);
    ck_assert_uint_eq(xlate_find_real(&table, XLATE_DYNAMIC, 1, 0, IP_TCP, REAL, 81), host);
    ck_assert_uint_eq(xlate_find_real(&table, XLATE_DYNAMIC, 1, 0, IP_UDP, REAL, 80), host);
    ck_assert_uint_eq(xlate_find_real(&table, XLATE_STATIC, 1, 0, IP_TCP, REAL, 80), fixed);
    ck_assert_uint_eq(xlate_find_real(&table, XLATE_DYNAMIC, 1, 2, IP_TCP, REAL, 80), XLATE_NONE);
    ck_assert_uint_eq(xlate_find_mapped(&table, XLATE_DYNAMIC, 0, IP_TCP, MAPPED + 1, 1024), port);
    ck_assert_uint_eq(xlate_find_mapped(&table, XLATE_DYNAMIC, 0, IP_TCP, MAPPED + 1, 1025),
                      XLATE_NONE);
    ck_assert_uint_eq(xlate_find_mapped(&table, XLATE_DYNAMIC, 0, IP_TCP, MAPPED, 1024), host);
    ck_assert_uint_eq(xlate_find_port(&table, XLATE_DYNAMIC, 0, IP_TCP, MAPPED, 1024), XLATE_NONE);
    ck_assert_uint_eq(xlate_find_static(&table, &wish), fixed);
    xlate_remove(&table, fixed);
    ck_assert_uint_eq(xlate_find_static(&table, &wish), XLATE_NONE);
    ck_assert_uint_eq(xlate_find_real(&table, XLATE_DYNAMIC, 1, 0, IP_UDP, REAL, 80), host);
    ck_assert_uint_eq(table.built, 3);
    ck_assert_uint_eq(table.most_used, 3);
    xlate_table_fini(&table);
}
END_TEST

START_TEST(full_table)
{
    struct xlate_table table;
    ck_assert(xlate_table_init(&table, 2, 3));
    for (uint16_t i = 0; i < 3; i++) {
        struct xlate wish = slot(XLATE_DYNAMIC, IP_TCP, REAL, i, MAPPED, i);
        ck_assert_int_eq(xlate_add(&table, &wish) == XLATE_NONE, i == 2);
    }
    xlate_table_fini(&table);
}
END_TEST

static struct port_request
request_of(uint8_t protocol, uint16_t source, const struct port_rules *rules,
           bool (*taken)(const void *context, uint16_t port))
{
    return (struct port_request){ .protocol = protocol,
                                  .address = MAPPED,
                                  .source_port = source,
                                  .rules = *rules,
                                  .taken_elsewhere = taken };
}

static bool
take_port(struct xlate_table *table, uint8_t protocol, uint16_t source,
          const struct port_rules *rules, bool (*taken)(const void *context, uint16_t port),
          uint16_t *port)
{
    struct port_request request = request_of(protocol, source, rules, taken);
    if (!xlate_next_port(table, &request, true, port))
        return false;
    struct xlate wish =
        slot(XLATE_DYNAMIC, protocol, REAL + (uint32_t)table->built, source, MAPPED, *port);
    ck_assert_uint_ne(xlate_add(table, &wish), XLATE_NONE);
    return true;
}

/* Each class by itself: where it starts, how many it has, that it is then used up. */
static const struct class_case {
    uint8_t protocol;
    uint16_t source;
    const struct port_rules *rules;
    uint32_t first, last;
} classes[] = {
    { IP_TCP, 511, &old_rules, 1, 511 },       { IP_TCP, 511, &new_rules, 1, 511 },
    { IP_UDP, 512, &old_rules, 1024, 65535 },  { IP_UDP, 512, &new_rules, 512, 1023 },
    { IP_TCP, 1024, &old_rules, 1024, 65535 }, { IP_ICMP, 5, &new_rules, 0, 65535 },
    { IP_GRE, 5, &new_rules, 1024, 65535 },
};

START_TEST(a_class_of_ports)
{
    const struct class_case *row = &classes[_i];
    struct xlate_table table;
    uint16_t port;
    ck_assert(xlate_table_init(&table, 70000, 3));
    for (uint32_t wanted = row->first; wanted <= row->last; wanted++) {
        if (!take_port(&table, row->protocol, row->source, row->rules, none_taken, &port) ||
            port != wanted)
            ck_abort_msg("%u is not given", wanted);
    }
    ck_assert(!take_port(&table, row->protocol, row->source, row->rules, none_taken, &port));
    /* one comes back: it is the next, and only it */
    uint16_t middle = (uint16_t)((row->first + row->last) / 2);
    xlate_remove(&table, xlate_find_port(&table, XLATE_DYNAMIC, 0, row->protocol, MAPPED, middle));
    ck_assert(take_port(&table, row->protocol, row->source, row->rules, none_taken, &port));
    ck_assert_uint_eq(port, middle);
    ck_assert(!take_port(&table, row->protocol, row->source, row->rules, none_taken, &port));
    xlate_table_fini(&table);
}
END_TEST

/* One after the other even when lower ones are free again; round the end; not what is taken. */
START_TEST(ports_in_turn)
{
    struct xlate_table table;
    uint16_t port, again;
    ck_assert(xlate_table_init(&table, 70000, 3));
    ck_assert(take_port(&table, IP_TCP, 5000, &new_rules, none_taken, &port));
    ck_assert(take_port(&table, IP_TCP, 5000, &new_rules, none_taken, &port));
    xlate_remove(&table, xlate_find_port(&table, XLATE_DYNAMIC, 0, IP_TCP, MAPPED, 1024));
    ck_assert(take_port(&table, IP_TCP, 5000, &new_rules, none_taken, &port));
    ck_assert_uint_eq(port, 1026);
    /* a look changes nothing */
    struct port_request request = request_of(IP_TCP, 5000, &new_rules, none_taken);
    ck_assert(xlate_next_port(&table, &request, false, &port));
    ck_assert(take_port(&table, IP_TCP, 5000, &new_rules, is_odd, &again));
    ck_assert_uint_eq(port, 1027);
    ck_assert_uint_eq(again, 1028);
    /* protocols and addresses count by themselves */
    ck_assert(take_port(&table, IP_UDP, 5000, &new_rules, none_taken, &port));
    ck_assert_uint_eq(port, 1024);
    request.address = MAPPED + 1;
    ck_assert(xlate_next_port(&table, &request, false, &port));
    ck_assert_uint_eq(port, 1024);
    /* a slot that was not made in turn (a static's, an observed one) has its port too */
    struct xlate wish = slot(XLATE_STATIC, IP_TCP, REAL, 80, MAPPED, 1029);
    ck_assert_uint_ne(xlate_add(&table, &wish), XLATE_NONE);
    ck_assert(take_port(&table, IP_TCP, 5000, &new_rules, none_taken, &port));
    ck_assert_uint_eq(port, 1030);
    xlate_table_fini(&table);
}
END_TEST

/* What a capture shows: of its class, free, and the count goes on behind it. */
/* Media: as odd or even as the source's, and the next one is free too. */
START_TEST(ports_in_pairs)
{
    static const struct {
        uint16_t source, taken, expected;
    } rows[] = {
        { 5000, 0, 1024 },    { 5001, 0, 1025 },    { 5000, 1024, 1026 }, { 5000, 1025, 1026 },
        { 5001, 1025, 1027 }, { 5001, 1026, 1027 }, { 5001, 1024, 1025 },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct xlate_table table;
        uint16_t port;
        ck_assert(xlate_table_init(&table, 70000, 3));
        if (rows[i].taken != 0) {
            struct xlate wish = slot(XLATE_DYNAMIC, IP_UDP, REAL, 80, MAPPED, rows[i].taken);
            ck_assert_uint_ne(xlate_add(&table, &wish), XLATE_NONE);
        }
        struct port_request request = request_of(IP_UDP, rows[i].source, &new_rules, none_taken);
        request.in_pairs = true;
        ck_assert(xlate_next_port(&table, &request, false, &port));
        ck_assert_uint_eq(port, rows[i].expected);
        /* where each second one is given to something else there is no pair */
        request.taken_elsewhere = is_odd;
        ck_assert(!xlate_next_port(&table, &request, false, &port));
        xlate_table_fini(&table);
    }
}
END_TEST

START_TEST(ports_out_of_turn)
{
    struct xlate_table table;
    ck_assert(xlate_table_init(&table, 100, 1));
    struct port_request high = request_of(IP_TCP, 5000, &new_rules, none_taken);
    struct port_request odd_taken = request_of(IP_TCP, 5000, &new_rules, is_odd);
    struct port_request middle = request_of(IP_TCP, 600, &new_rules, none_taken);
    struct port_request low = request_of(IP_TCP, 25, &new_rules, none_taken);
    ck_assert(xlate_port_is_free(&table, &high, 60962)); /* of an address never used before */
    uint16_t port;
    ck_assert(take_port(&table, IP_TCP, 5000, &new_rules, none_taken, &port));
    ck_assert_uint_eq(port, 1024);
    ck_assert(!xlate_port_is_free(&table, &high, 1024)); /* in use */
    ck_assert(!xlate_port_is_free(&table, &high, 1023)); /* of other classes */
    ck_assert(!xlate_port_is_free(&table, &high, 0));
    ck_assert(xlate_port_is_free(&table, &middle, 1023));
    ck_assert(!xlate_port_is_free(&table, &middle, 511));
    ck_assert(xlate_port_is_free(&table, &low, 511));
    ck_assert(!xlate_port_is_free(&table, &low, 60962));
    ck_assert(!xlate_port_is_free(&table, &odd_taken, 60963));
    ck_assert(xlate_port_is_free(&table, &odd_taken, 60962));
    xlate_skip_to_port(&table, &high, 60962);
    ck_assert(take_port(&table, IP_TCP, 5000, &new_rules, none_taken, &port));
    ck_assert_uint_eq(port, 60963);
    xlate_skip_to_port(&table, &high, 65535);
    ck_assert(take_port(&table, IP_TCP, 5000, &new_rules, none_taken, &port));
    ck_assert_uint_eq(port, 1025); /* around, and over the one in use */
    ck_assert(take_port(&table, IP_TCP, 25, &new_rules, none_taken, &port));
    ck_assert_uint_eq(port, 1); /* the other classes have counts of their own */
    xlate_table_fini(&table);
}
END_TEST

static bool
is_end(const void *context, uint32_t address)
{
    (void)context;
    return (address & 3) == 0;
}

START_TEST(lowest_address)
{
    struct xlate_table table;
    uint32_t address;
    ck_assert(xlate_table_init(&table, 100, 3));
    for (uint32_t wanted = 1; wanted < 16; wanted++) {
        if ((wanted & 3) == 0)
            continue;
        ck_assert(xlate_lowest_free(&table, 0, 0, 15, 1, is_end, NULL, &address));
        ck_assert_uint_eq(address, wanted);
        struct xlate wish = slot(XLATE_DYNAMIC, 0, REAL + wanted, 0, address, 0);
        ck_assert_uint_ne(xlate_add(&table, &wish), XLATE_NONE);
    }
    ck_assert(!xlate_lowest_free(&table, 0, 0, 15, 1, is_end, NULL, &address));
    xlate_remove(&table, xlate_find_port(&table, XLATE_DYNAMIC, 0, 0, 6, 0));
    xlate_remove(&table, xlate_find_port(&table, XLATE_DYNAMIC, 0, 0, 2, 0));
    ck_assert(xlate_lowest_free(&table, 0, 0, 15, 1, is_end, NULL, &address));
    ck_assert_uint_eq(address, 2);
    /* the top of the address space ends the search too */
    ck_assert(xlate_lowest_free(&table, 0, UINT32_MAX - 1, UINT32_MAX, 1, is_end, NULL, &address));
    ck_assert_uint_eq(address, UINT32_MAX - 1);
    xlate_table_fini(&table);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("xlate");
    TCase *tcase = tcase_create("xlate");
    tcase_add_test(tcase, two_look_ups);
    tcase_add_test(tcase, full_table);
    tcase_add_loop_test(tcase, a_class_of_ports, 0, (int)ARRAY_LENGTH(classes));
    tcase_add_test(tcase, ports_in_turn);
    tcase_add_test(tcase, ports_in_pairs);
    tcase_add_test(tcase, ports_out_of_turn);
    tcase_add_test(tcase, lowest_address);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
