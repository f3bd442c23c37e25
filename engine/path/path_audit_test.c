/*
 * path_audit_test.c: the signatures of `ip audit`, each with a packet that makes it fire and where
 * there is one a packet that just does not, and what policies do (engine.md 1.4, syslog.md 6).
 */
#include "engine/fixture_test.h"

#define SOURCE "198.51.100.7"
#define ICMP(type) "outside icmp " SOURCE " > 192.0.2.5 " type " 0 id 1 seq 1"
#define UDP(from, to) "outside udp " SOURCE ":" from " > 192.0.2.5:" to
#define TCP(from, to, flags) "outside tcp " SOURCE ":" from " > 192.0.2.5:" to " " flags

#define BYTES(text) (text), sizeof(text) - 1
#define NOTHING NULL, 0

/* A question of one label, of TYPE, behind FLAGS. */
#define QUESTION(flags, type) "\x12\x34" flags "\0\1\0\0\0\0\0\0\1a\0\0" type "\0\1"
/* A call without credentials; a program's last two bytes, which tell all apart that count. */
#define CALL(program, procedure)                                                                   \
    "abcd\0\0\0\0\0\0\0\2\0\1" program "\0\0\0\2\0\0\0" procedure "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" \
    "\0"
#define PORTMAPPER "\x86\xa0"
#define ASK_FOR(program) CALL(PORTMAPPER, "\3") "\0\1" program "\0\0\0\1\0\0\0\x11\0\0\0\0"

static const struct audit_case {
    const char *packet;
    const char *options;
    size_t option_length;
    const char *payload;
    size_t payload_length;
    uint16_t fragment;   /* flags and offset field */
    uint16_t total;      /* of the IP header; 0: as it is */
    uint16_t udp_length; /* the same */
    const char *fires;   /* the signatures, in order */
} cases[] = {
    { UDP("9", "69"), BYTES("\x07\x07\x04\0\0\0\0\0"), NOTHING, 0, 0, 0, "1001 " },
    { UDP("9", "69"), BYTES("\x44\x08\x05\0\0\0\0\0"), NOTHING, 0, 0, 0, "1002 " },
    { UDP("9", "69"), BYTES("\x82\x0b\0\0\0\0\0\0\0\0\0\0"), NOTHING, 0, 0, 0, "1003 " },
    { UDP("9", "69"), BYTES("\x83\x03\x04\0"), NOTHING, 0, 0, 0, "1004 " },
    { UDP("9", "69"), BYTES("\x88\x04\0\1"), NOTHING, 0, 0, 0, "1005 " },
    { UDP("9", "69"), BYTES("\x89\x03\x04\0"), NOTHING, 0, 0, 0, "1006 " },
    { UDP("9", "69"), BYTES("\x07\x03\x04\x01\x83\x03\x04\0"), NOTHING, 0, 0, 0, "1001 1004 " },
    { UDP("9", "69"), BYTES("\x07\x20\0\0"), NOTHING, 0, 0, 0, "1000 " }, /* past the header */
    { UDP("9", "69"), BYTES("\x07\x01\0\0"), NOTHING, 0, 0, 0, "1000 " }, /* shorter than itself */
    { UDP("9", "69"), BYTES("\1\1\1\x07"), NOTHING, 0, 0, 0, "1000 " },   /* no length at all */
    { UDP("9", "69"), BYTES("\x94\x04\0\0"), NOTHING, 0, 0, 0, "" },      /* router alert */
    { UDP("9", "69"), BYTES("\1\1\0\x07"), NOTHING, 0, 0, 0, "" },        /* behind the end */

    { UDP("9", "69"), NOTHING, NOTHING, 0x0004, 0, 0, "1100 " },
    { UDP("9", "69"), NOTHING, NOTHING, 0x0005, 0, 0, "" },
    { UDP("9", "69"), NOTHING, NOTHING, 0x2000, 0, 0, "" },
    { "outside udp 198.51.100.7:1 > 198.51.100.7:2", NOTHING, NOTHING, 0, 0, 0, "1102 " },
    { "outside udp 198.51.100.7:1 > 198.51.100.7:1", NOTHING, NOTHING, 0, 0, 0, "1102 " },

    { ICMP("0"), NOTHING, NOTHING, 0, 0, 0, "2000 " },
    { "outside icmp " SOURCE " > 192.0.2.5 3 1 about udp 192.0.2.5:9 > " SOURCE ":69", NOTHING,
      NOTHING, 0, 0, 0, "2001 " },
    { ICMP("4"), NOTHING, NOTHING, 0, 0, 0, "2002 " },
    { ICMP("5"), NOTHING, NOTHING, 0, 0, 0, "2003 " },
    { ICMP("8"), NOTHING, NOTHING, 0, 0, 0, "2004 " },
    { ICMP("11"), NOTHING, NOTHING, 0, 0, 0, "2005 " },
    { ICMP("12"), NOTHING, NOTHING, 0, 0, 0, "2006 " },
    { ICMP("13"), NOTHING, NOTHING, 0, 0, 0, "2007 " },
    { ICMP("14"), NOTHING, NOTHING, 0, 0, 0, "2008 " },
    { ICMP("15"), NOTHING, NOTHING, 0, 0, 0, "2009 " },
    { ICMP("16"), NOTHING, NOTHING, 0, 0, 0, "2010 " },
    { ICMP("17"), NOTHING, NOTHING, 0, 0, 0, "2011 " },
    { ICMP("18"), NOTHING, NOTHING, 0, 0, 0, "2012 " },
    { ICMP("9"), NOTHING, NOTHING, 0, 0, 0, "" },
    { ICMP("19"), NOTHING, NOTHING, 0, 0, 0, "" },
    { ICMP("8"), NOTHING, NOTHING, 0x2000, 0, 0, "2150 " },
    { ICMP("8"), NOTHING, NOTHING, 0, 1025, 0, "2004 2151 " },
    { ICMP("8"), NOTHING, NOTHING, 0, 1024, 0, "2004 " },
    { ICMP("8"), NOTHING, NOTHING, 0x1fff, 28, 0, "2150 2154 " },
    { ICMP("8"), NOTHING, NOTHING, 0x1ffe, 28, 0, "2150 " },

    { TCP("9", "80", "-"), NOTHING, NOTHING, 0, 0, 0, "3040 " },
    { TCP("9", "80", "P"), NOTHING, NOTHING, 0, 0, 0, "3040 " },
    { TCP("9", "80", "SF"), NOTHING, NOTHING, 0, 0, 0, "3041 " },
    { TCP("9", "80", "F"), NOTHING, NOTHING, 0, 0, 0, "3042 " },
    { TCP("9", "1023", "FP"), NOTHING, NOTHING, 0, 0, 0, "3042 " },
    { TCP("9", "1024", "F"), NOTHING, NOTHING, 0, 0, 0, "" },
    { TCP("9", "80", "FA"), NOTHING, NOTHING, 0, 0, 0, "" },
    { TCP("9", "80", "S"), NOTHING, NOTHING, 0, 0, 0, "" },

    { TCP("9", "21", "PA"), NOTHING, BYTES("PORT 198,51,100,7,4,0\r\n"), 0, 0, 0, "" },
    { TCP("9", "21", "PA"), NOTHING, BYTES("PORT 198,51,100,8,4,0\r\n"), 0, 0, 0, "3153 " },
    { TCP("9", "21", "PA"), NOTHING, BYTES("port 198,51,100,7,3,255\r\n"), 0, 0, 0, "3154 " },
    { TCP("9", "21", "PA"), NOTHING, BYTES("PORT 198,51,100,7,256,1\r\n"), 0, 0, 0, "3154 " },
    { TCP("9", "21", "PA"), NOTHING, BYTES("PORT 198,51,100,300,0,21\r\n"), 0, 0, 0, "3153 3154 " },
    { TCP("9", "21", "PA"), NOTHING, BYTES("PORT 1,2\r\n"), 0, 0, 0, "" },
    { TCP("9", "21", "PA"), NOTHING, BYTES("PORT 1,2,3,4,5,6"), 0, 0, 0, "" }, /* goes on */
    { TCP("9", "2121", "PA"), NOTHING, BYTES("PORT 1,2,3,4,5,6\r\n"), 0, 0, 0, "" },

    { UDP("9", "69"), NOTHING, BYTES("1234"), 0, 0, 11, "4050 " },
    { UDP("9", "69"), NOTHING, BYTES("1234"), 0, 0, 12, "" },
    { UDP("135", "135"), NOTHING, NOTHING, 0, 0, 0, "4051 " },
    { UDP("7", "135"), NOTHING, NOTHING, 0, 0, 0, "4051 " },
    { UDP("19", "135"), NOTHING, NOTHING, 0, 0, 0, "4051 " },
    { UDP("9", "135"), NOTHING, NOTHING, 0, 0, 0, "" },
    { UDP("7", "19"), NOTHING, NOTHING, 0, 0, 0, "4052 " },
    { UDP("19", "7"), NOTHING, NOTHING, 0, 0, 0, "" },

    { UDP("9", "53"), NOTHING, BYTES(QUESTION("\1\0", "\x0d")), 0, 0, 0, "6050 " },
    { TCP("53", "53", "PA"), NOTHING, BYTES("\0\x13" QUESTION("\0\0", "\xfc")), 0, 0, 0, "6051 " },
    { TCP("1025", "53", "PA"), NOTHING, BYTES("\0\x13" QUESTION("\0\0", "\xfc")), 0, 0, 0,
      "6052 " },
    { UDP("9", "53"), NOTHING, BYTES(QUESTION("\1\0", "\xff")), 0, 0, 0, "6053 " },
    { UDP("9", "53"), NOTHING, BYTES(QUESTION("\1\0", "\1")), 0, 0, 0, "" },
    { UDP("9", "53"), NOTHING, BYTES(QUESTION("\x81\x80", "\xff")), 0, 0, 0, "" }, /* an answer */
    { UDP("9", "53"), NOTHING, BYTES("\x12\x34\1\0\0\1\0\0\0\0\0\0\xff"), 0, 0, 0, "" },

    { UDP("9", "111"), NOTHING, BYTES(CALL(PORTMAPPER, "\1")), 0, 0, 0, "6100 " },
    { UDP("9", "111"), NOTHING, BYTES(CALL(PORTMAPPER, "\2")), 0, 0, 0, "6101 " },
    { UDP("9", "111"), NOTHING, BYTES(CALL(PORTMAPPER, "\4")), 0, 0, 0, "6102 " },
    { TCP("9", "111", "PA"), NOTHING, BYTES("\x80\0\0\x28" CALL(PORTMAPPER, "\4")), 0, 0, 0,
      "6102 " },
    { UDP("9", "111"), NOTHING, BYTES(CALL(PORTMAPPER, "\5")), 0, 0, 0, "6103 " },
    { UDP("9", "111"), NOTHING, BYTES(CALL(PORTMAPPER, "\0")), 0, 0, 0, "" },
    { UDP("9", "111"), NOTHING, BYTES(ASK_FOR("\x86\xa4")), 0, 0, 0, "6150 " },
    { UDP("9", "111"), NOTHING, BYTES(ASK_FOR("\x86\xa7")), 0, 0, 0, "6151 " },
    { UDP("9", "111"), NOTHING, BYTES(ASK_FOR("\x86\xa9")), 0, 0, 0, "6152 " },
    { UDP("9", "111"), NOTHING, BYTES(ASK_FOR("\x86\xbc")), 0, 0, 0, "6153 " },
    { UDP("9", "111"), NOTHING, BYTES(ASK_FOR("\x86\xe5")), 0, 0, 0, "6154 " },
    { UDP("9", "111"), NOTHING, BYTES(ASK_FOR("\x86\xa5")), 0, 0, 0, "6155 " },
    { UDP("9", "111"), NOTHING, BYTES(ASK_FOR("\x86\xb1")), 0, 0, 0, "6175 " },
    { UDP("9", "111"), NOTHING, BYTES(ASK_FOR("\x86\xa3")), 0, 0, 0, "" }, /* nfs */
    { UDP("9", "900"), NOTHING, BYTES(CALL("\x86\xb1", "\1")), 0, 0, 0, "6180 " },
    { UDP("9", "900"), NOTHING, BYTES(CALL("\x86\xb8", "\1")), 0, 28 + 1025, 8 + 1025, "6190 " },
    { UDP("9", "900"), NOTHING, BYTES(CALL("\x86\xb8", "\1")), 0, 28 + 1024, 8 + 1024, "" },
    { UDP("9", "900"), NOTHING, BYTES("abcd\0\0\0\1\0\0\0\2\0\1\x86\xb1"), 0, 0, 0, "" },
};

static void
store(uint8_t *bytes, size_t value)
{
    bytes[0] = (uint8_t)(value >> 8);
    bytes[1] = (uint8_t)value;
}

static enum verdict
send_case(struct bench *bench, const struct audit_case *row)
{
    uint8_t datagram[BENCH_FRAME] = { 0 }, *frame = bench->frame;
    struct writing writing = { .bytes = datagram };
    put_datagram(&writing, row->packet + strlen("outside "));
    if (row->payload_length > 0)
        memcpy(datagram + writing.length, row->payload, row->payload_length);
    if (datagram[9] == IP_UDP)
        store(datagram + 24,
              row->udp_length != 0 ? row->udp_length : writing.length - 20 + row->payload_length);
    size_t header = 20 + row->option_length;
    size_t length = writing.length + row->payload_length + row->option_length;
    memset(frame, 0, BENCH_FRAME);
    memcpy(frame, datagram, 20);
    if (row->option_length > 0)
        memcpy(frame + 20, row->options, row->option_length);
    memcpy(frame + header, datagram + 20, length - header);
    frame[0] = (uint8_t)(0x40 | header / 4);
    size_t total = row->total != 0 ? row->total : length;
    store(frame + 2, total);
    store(frame + 6, row->fragment);
    store(frame + 10, 0);
    store(frame + 10, internet_checksum(frame, header, 0));
    packet_decode(&bench->packet, LINK_RAW_IP, frame, total < length ? total : length,
                  total > length ? total : length);
    bench->packet.time = bench->time;
    bench->packet.number = ++bench->number;
    engine_packet(bench->engine, OUTSIDE, &bench->packet, &bench->outcome);
    return bench->outcome.verdict;
}

static struct audit_policy *
policy(struct bench *bench, const char *name)
{
    struct audit_policy *made = config_audit_policy_make(bench->config, name);
    ck_assert_ptr_nonnull(made);
    return made;
}

static void
bind(struct bench *bench, ifc_id ifc, struct audit_policy *bound)
{
    struct audit_binding *binding =
        BENCH_APPEND(bench->config, audit.bindings, audit.binding_count, audit.binding_capacity);
    ck_assert_ptr_nonnull(binding);
    *binding = (struct audit_binding){ .ifc = ifc, .policy = bound };
}

/* `ip audit name NAME CLASS action ...`, on the outside. */
static void
add_policy(struct bench *bench, const char *name, enum audit_class class, bool given, uint8_t bits)
{
    struct audit_policy *made = policy(bench, name);
    made->has[class] = true;
    made->actions[class] = (struct audit_actions){ .given = given, .bits = bits };
    bind(bench, OUTSIDE, made);
}

static struct bench *
audit_bench(enum os_version version)
{
    struct bench *bench = bench_new(version);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    bench_start(bench);
    return bench;
}

/* "2004 2151 ": the signatures that were told, in order. */
static const char *
told(const struct bench *bench, char numbers[static 128])
{
    size_t length = 0;
    numbers[0] = '\0';
    for (const char *at = bench->log; (at = strstr(at, ": I")) != NULL; at++) {
        unsigned id, number;
        char letters[4];
        const char *line = at;
        while (line > bench->log && line[-1] != '\n')
            line--;
        if (sscanf(line, "%u: %3[IDPS]:%u", &id, letters, &number) != 3)
            continue;
        ck_assert_uint_ge(id, 400000);
        ck_assert_uint_eq(audit_signature_at(id - 400000)->number, number);
        length += (size_t)snprintf(numbers + length, 128 - length, "%u ", number);
    }
    return numbers;
}

START_TEST(signatures)
{
    const struct audit_case *row = &cases[_i];
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        char numbers[128];
        struct bench *bench = audit_bench(version);
        add_policy(bench, "information", AUDIT_INFO, false, 0);
        add_policy(bench, "attacks", AUDIT_ATTACK, true, AUDIT_ALARM);
        send_case(bench, row);
        ck_assert_msg(strcmp(told(bench, numbers), row->fires) == 0, "%s: %s and not %s\n%s",
                      row->packet, numbers, row->fires, bench->log);
        bench_free(bench);
    }
}
END_TEST

/* Every signature fires for some row, but for the one of two packets. */
START_TEST(all_of_them)
{
    const struct audit_signature *signature;
    for (size_t i = 0; (signature = audit_signature_at(i)) != NULL; i++) {
        char number[8];
        bool fires = signature->number == 1103;
        snprintf(number, sizeof(number), "%u ", signature->number);
        for (size_t row = 0; row < ARRAY_LENGTH(cases); row++)
            fires = fires || strstr(cases[row].fires, number) != NULL;
        ck_assert_msg(fires, "%u", signature->number);
    }
}
END_TEST

START_TEST(overlap)
{
    struct audit_case piece = { UDP("9", "69"), NOTHING, NOTHING, 0x2000, 28, 0, "" };
    struct bench *bench = audit_bench(OS_7_2);
    add_policy(bench, "attacks", AUDIT_ATTACK, true, AUDIT_ALARM);
    ck_assert_int_eq(send_case(bench, &piece), VERDICT_WAITING);
    piece.udp_length = 9;
    ck_assert_int_eq(send_case(bench, &piece), VERDICT_DENIED);
    expect_log(bench, "400009: IDS:1103 IP Fragments Overlap from " SOURCE " to 192.0.2.5 on "
                      "interface outside\n"
                      "106020: Deny IP teardrop fragment (size = 8, offset = 0) from " SOURCE
                      " to 192.0.2.5\n");
    bench_free(bench);
}
END_TEST

/* Lines of real boxes; `IPS` from 8.0 on [B]. */
START_TEST(lines)
{
    static const struct {
        const char *packet;
        uint16_t total;
        const char *line;
    } rows[] = {
        { "outside icmp " SOURCE " > 192.0.2.5 3 1 about udp 192.0.2.5:9 > " SOURCE ":69", 0,
          "400011: I%cS:2001 ICMP unreachable from " SOURCE
          " to 192.0.2.5 on interface outside\n" },
        { ICMP("5"), 0,
          "400013: I%cS:2003 ICMP redirect from " SOURCE " to 192.0.2.5 on interface outside\n" },
        { ICMP("8"), 0,
          "400014: I%cS:2004 ICMP echo request from " SOURCE " to 192.0.2.5 on interface "
          "outside\n" },
        { ICMP("0"), 1400,
          "400010: I%cS:2000 ICMP Echo Reply from " SOURCE " to 192.0.2.5 on interface outside\n"
          "400024: I%cS:2151 Large ICMP packet from " SOURCE " to 192.0.2.5 on interface "
          "outside\n" },
    };
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
            struct bench *bench = audit_bench(version);
            add_policy(bench, "all", AUDIT_INFO, true, AUDIT_ALARM | AUDIT_DROP);
            policy(bench, "all")->has[AUDIT_ATTACK] = true;
            send_case(bench,
                      &(struct audit_case){ .packet = rows[i].packet, .total = rows[i].total });
            char letter = version < OS_8_0 ? 'D' : 'P';
            char expected[512];
            snprintf(expected, sizeof(expected), rows[i].line, letter, letter);
            expect_log(bench, expected);
            ck_assert_int_eq(bench->outcome.drop, DROP_AUDIT);
            bench_free(bench);
        }
    }
}
END_TEST

static const struct audit_case echo = { .packet = ICMP("8") };

/* What is refused is refused before the list is asked; without `alarm` in silence. */
START_TEST(actions)
{
    static const struct {
        uint8_t bits;
        bool told, dropped;
    } rows[] = {
        { 0, false, false },
        { AUDIT_ALARM, true, false },
        { AUDIT_DROP, false, true },
        { AUDIT_RESET, false, true },
        { AUDIT_ALARM | AUDIT_DROP, true, true },
        { AUDIT_ALARM | AUDIT_DROP | AUDIT_RESET, true, true },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        char numbers[128];
        struct bench *bench = audit_bench(OS_6_3);
        struct ace *ace = add_ace(bench, "acl-out", false, IP_ANY, "any", "any");
        bind_acl(bench, OUTSIDE, "acl-out");
        add_policy(bench, "information", AUDIT_INFO, true, rows[i].bits);
        ck_assert_int_eq(send_case(bench, &echo), VERDICT_DENIED);
        ck_assert_int_eq(bench->outcome.drop, rows[i].dropped ? DROP_AUDIT : DROP_ACL);
        ck_assert_uint_eq(engine_hit_count(bench->engine, ace), !rows[i].dropped);
        ck_assert_str_eq(told(bench, numbers), rows[i].told ? "2004 " : "");
        bench_free(bench);
    }
}
END_TEST

/* A policy is of one class, on one interface; a signature may be off; no binding, no effect. */
START_TEST(policies)
{
    char numbers[128];
    struct bench *bench = audit_bench(OS_7_0);
    struct audit *audit = &bench->config->audit;
    audit->defaults[AUDIT_INFO] = (struct audit_actions){ true, AUDIT_ALARM | AUDIT_DROP };
    policy(bench, "unbound")->has[AUDIT_INFO] = true;
    send_case(bench, &echo);
    ck_assert_str_eq(told(bench, numbers), "");
    add_policy(bench, "attacks", AUDIT_ATTACK, true, AUDIT_ALARM);
    send_case(bench, &echo);
    ck_assert_str_eq(told(bench, numbers), "");
    bind(bench, DMZ, policy(bench, "unbound"));
    send_case(bench, &echo);
    ck_assert_str_eq(told(bench, numbers), "");
    /* the class's own actions where the policy names none */
    bind(bench, OUTSIDE, policy(bench, "unbound"));
    send_case(bench, &echo);
    ck_assert_str_eq(told(bench, numbers), "2004 ");
    ck_assert_int_eq(bench->outcome.drop, DROP_AUDIT);
    ck_assert_int_eq(bench->outcome.decided_by.kind, ROW_AUDIT);
    ck_assert_ptr_eq(bench->outcome.decided_by.pointer, &audit->bindings[2]);
    for (size_t i = 0; audit_signature_at(i) != NULL; i++) {
        if (audit_signature_at(i)->number == 2004)
            audit->disabled |= UINT64_C(1) << i;
    }
    quiet(bench);
    send_case(bench, &echo);
    ck_assert_str_eq(told(bench, numbers), "");
    ck_assert_int_ne(bench->outcome.drop, DROP_AUDIT);
    bench_free(bench);
}
END_TEST

/* Packets of living conns are looked at too; `reset` ends the conn, `drop` leaves it. */
START_TEST(reset_ends_the_conn)
{
    for (int resets = 0; resets < 2; resets++) {
        struct bench *bench = audit_bench(OS_6_3);
        expect_passed(bench, "inside udp 10.1.1.5:135 > " SOURCE ":135");
        add_policy(bench, "attacks", AUDIT_ATTACK, true, resets ? AUDIT_RESET : AUDIT_DROP);
        quiet(bench);
        expect_denied(bench, UDP("135", "135"));
        ck_assert_uint_eq(engine_counters(bench->engine).conns_in_use, !resets);
        expect_log(bench, resets ? "302016: Teardown UDP connection 1 for outside:" SOURCE
                                   "/135 to inside:10.1.1.5/135 duration 0:00:00 bytes 0\n"
                                 : "");
        bench_free(bench);
    }
}
END_TEST

/* Options are refused anyway, after their signatures were seen; unless these refuse first. */
START_TEST(before_sanity)
{
    static const struct audit_case route = {
        UDP("9", "69"), BYTES("\x83\x03\x04\0"), NOTHING, 0, 0, 0, ""
    };
    struct bench *bench = audit_bench(OS_6_3);
    add_policy(bench, "information", AUDIT_INFO, true, AUDIT_ALARM);
    send_case(bench, &route);
    expect_log(bench,
               "400004: IDS:1004 IP options-Loose Source Route from " SOURCE
               " to 192.0.2.5 on interface outside\n"
               "106012: Deny IP from " SOURCE " to 192.0.2.5, IP options: \"Loose Src Routing\"\n");
    policy(bench, "information")->actions[AUDIT_INFO].bits = AUDIT_DROP;
    send_case(bench, &route);
    expect_log(bench, "");
    ck_assert_int_eq(bench->outcome.drop, DROP_AUDIT);
    bench_free(bench);
}
END_TEST

/* `logging message 400014 level 1`: each signature is a message of its own. */
START_TEST(messages)
{
    struct bench *bench = audit_bench(OS_6_3);
    struct logging *logging = &bench->config->logging;
    struct log_message_setting *setting =
        arena_append(bench->config->arena, &logging->messages, &logging->message_count,
                     &logging->message_capacity, sizeof(*setting));
    ck_assert_ptr_nonnull(setting);
    *setting = (struct log_message_setting){ .id = 400014, .level = 1 };
    struct syslog_message message;
    struct event event = { .type = EVENT_AUDIT_SIGNATURE, .signature = 14 };
    ck_assert(syslog_message_of(bench->config, &event, &message));
    ck_assert_uint_eq(message.id, 400014);
    ck_assert_uint_eq(message.severity, 1);
    event.signature = 50;
    ck_assert(syslog_message_of(bench->config, &event, &message));
    ck_assert_uint_eq(message.id, 400050);
    ck_assert_uint_eq(message.severity, 4);
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("path_audit");
    TCase *audit = tcase_create("audit");
    tcase_add_loop_test(audit, signatures, 0, (int)ARRAY_LENGTH(cases));
    tcase_add_test(audit, all_of_them);
    tcase_add_test(audit, overlap);
    tcase_add_test(audit, lines);
    tcase_add_test(audit, actions);
    tcase_add_test(audit, policies);
    tcase_add_test(audit, reset_ends_the_conn);
    tcase_add_test(audit, before_sanity);
    tcase_add_test(audit, messages);
    suite_add_tcase(suite, audit);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
