/*
 * unwrap_test.c: a packet in each wrapping that mirroring uses, and what only looks like one.
 */
#include "engine/packet/unwrap.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/ip.h"
#include "engine/packet/packet_make.h"

#define SOURCE UINT32_C(0x0a010105)
#define DESTINATION UINT32_C(0xc6336407)
#define FRAME_SIZE 256

/* Hexadecimal digits, blanks between them, to bytes; returns how many. */
static size_t
put_hex(const char *hex, uint8_t *bytes)
{
    size_t digits = 0;
    for (; *hex != '\0'; hex++) {
        if (*hex == ' ')
            continue;
        unsigned value = (unsigned)(*hex <= '9' ? *hex - '0' : *hex - 'a' + 10);
        ck_assert_uint_lt(value, 16);
        bytes[digits / 2] = (uint8_t)(digits % 2 == 0 ? value << 4 : bytes[digits / 2] | value);
        digits++;
    }
    return digits / 2;
}

#define MACS "020000000001 020000000002"
#define IPV4(protocol) MACS " 0800 45000000 00010000 40" protocol "0000 0a000001 0a000002"
#define GRE IPV4("2f")
#define UDP IPV4("11") " c000 12b5 0000 0000"

static const struct {
    const char *name;
    const char *header; /* in front of the packet, or of its Ethernet frame */
    bool ethernet;
    bool unwraps;
    enum wrapping wrapping;
    uint16_t vlan;
} cases[] = {
    { "GRE, IP", GRE " 0000 0800", false, true, WRAPPED_GRE, 0 },
    { "GRE with key and number", GRE " 3000 0800 00000001 00000002", false, true, WRAPPED_GRE, 0 },
    { "GRE with checksum", GRE " 8000 0800 00000000", false, true, WRAPPED_GRE, 0 },
    { "GRE, Ethernet", GRE " 0000 6558", true, true, WRAPPED_GRE, 0 },
    { "ERSPAN I", GRE " 0000 88be", true, true, WRAPPED_ERSPAN_1, 0 },
    { "ERSPAN II", GRE " 1000 88be 00000007 1064 0001 00000000", true, true, WRAPPED_ERSPAN_2,
      100 },
    { "ERSPAN III", GRE " 1000 22eb 00000007 2064 0001 00000000 0000 8000", true, true,
      WRAPPED_ERSPAN_3, 100 },
    { "ERSPAN III, IP", GRE " 1000 22eb 00000007 2000 0001 00000000 0000 0800", false, true,
      WRAPPED_ERSPAN_3, 0 },
    { "ERSPAN III with more",
      GRE " 1000 22eb 00000007 2064 0001 00000000 0000 8001 0000000000000000", true, true,
      WRAPPED_ERSPAN_3, 100 },
    { "VXLAN", UDP " 0800000000002a00", true, true, WRAPPED_VXLAN, 0 },
    { "VXLAN without an id", UDP " 0000000000002a00", true, false, WRAPPED_VXLAN, 0 },
    { "PPTP", GRE " 3001 880b 00040001 00000000", false, false, WRAPPED_GRE, 0 },
    { "GRE of another protocol", GRE " 0000 809b", false, false, WRAPPED_GRE, 0 },
    { "GRE with routing", GRE " 4000 0800 00000000", false, false, WRAPPED_GRE, 0 },
    { "ESP", IPV4("32") " 00000001", false, false, WRAPPED_GRE, 0 },
};

static size_t
build(size_t row, uint8_t frame[static FRAME_SIZE])
{
    const struct packet_wish wish = { IP_TCP, SOURCE, DESTINATION, 1025, 80, 0, 0, 0 };
    size_t size = put_hex(cases[row].header, frame);
    if (cases[row].ethernet)
        size += put_hex(MACS " 0800", frame + size);
    size += packet_make(&wish, frame + size);
    uint8_t *length = frame + 14 + 2;
    length[1] = (uint8_t)(size - 14);
    if (frame[14 + 9] == IP_UDP)
        frame[14 + 20 + 5] = (uint8_t)(size - 14 - 20);
    return size;
}

START_TEST(what_is_inside)
{
    uint8_t frame[FRAME_SIZE];
    size_t size = build((size_t)_i, frame);
    struct wrapped wrapped = {
        .link = LINK_ETHERNET, .bytes = frame, .captured = size, .wire_length = size
    };
    enum wrapping wrapping;
    struct packet packet;
    ck_assert_msg(unwrap(&wrapped, &wrapping) == cases[_i].unwraps, "%s", cases[_i].name);
    if (!cases[_i].unwraps) {
        ck_assert_ptr_eq(wrapped.bytes, frame);
        return;
    }
    ck_assert_int_eq(wrapping, cases[_i].wrapping);
    ck_assert_uint_eq(wrapped.vlan, cases[_i].vlan);
    ck_assert_int_eq(wrapped.link, cases[_i].ethernet ? LINK_ETHERNET : LINK_RAW_IP);
    ck_assert_ptr_eq(wrapped.bytes + wrapped.captured, frame + size);
    packet_decode(&packet, wrapped.link, wrapped.bytes, wrapped.captured, wrapped.wire_length);
    ck_assert_int_eq(packet.kind, PACKET_IPV4);
    ck_assert_uint_eq(packet.source, SOURCE);
    ck_assert_uint_eq(packet.destination_port, 80);
    ck_assert(!unwrap(&wrapped, &wrapping));
}
END_TEST

START_TEST(cut_wrappings)
{
    uint8_t frame[FRAME_SIZE];
    size_t size = build((size_t)_i, frame);
    for (size_t cut = 0; cut < size; cut++) {
        uint8_t *copy = malloc(cut + 1);
        memcpy(copy, frame, cut);
        struct wrapped wrapped = {
            .link = LINK_ETHERNET, .bytes = copy, .captured = cut, .wire_length = size
        };
        enum wrapping wrapping;
        if (unwrap(&wrapped, &wrapping)) {
            ck_assert_ptr_eq(wrapped.bytes + wrapped.captured, copy + cut);
            ck_assert_uint_ge(wrapped.wire_length, wrapped.captured);
        }
        free(copy);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("unwrap");
    TCase *tcase = tcase_create("unwrap");
    tcase_add_loop_test(tcase, what_is_inside, 0, (int)ARRAY_LENGTH(cases));
    tcase_add_loop_test(tcase, cut_wrappings, 0, (int)ARRAY_LENGTH(cases));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
