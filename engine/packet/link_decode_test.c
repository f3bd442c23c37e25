/*
 * link_decode_test.c: frames of the rarer links: header bytes in front of a packet that is made.
 */
#include "engine/packet/link_decode.h"

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

#define LLC " aaaa03 000000 0800"
#define TO " 020000000001"
#define FROM " 020000000002"
#define ACCESS_POINT " 0200000000ff"

static const struct {
    const char *name;
    enum link_type link;
    const char *header;
    enum packet_kind kind;
    enum seen_direction seen;
    bool has_macs;
} cases[] = {
    { "PPP", LINK_PPP, "0021", PACKET_IPV4, SEEN_UNKNOWN, false },
    { "PPP in HDLC", LINK_PPP, "ff03 0021", PACKET_IPV4, SEEN_UNKNOWN, false },
    { "PPP, short protocol", LINK_PPP, "21", PACKET_IPV4, SEEN_UNKNOWN, false },
    { "PPP, IPv6", LINK_PPP, "ff03 0057", PACKET_IPV6, SEEN_UNKNOWN, false },
    { "PPP, LCP", LINK_PPP, "ff03 c021", PACKET_OTHER, SEEN_UNKNOWN, false },
    { "Cisco HDLC as PPP", LINK_PPP, "0f00 0800", PACKET_IPV4, SEEN_UNKNOWN, false },
    { "Cisco HDLC", LINK_CISCO_HDLC, "0f00 0800", PACKET_IPV4, SEEN_UNKNOWN, false },
    { "keepalive", LINK_CISCO_HDLC, "8f00 8035", PACKET_OTHER, SEEN_UNKNOWN, false },
    { "PPP that came", LINK_PPP_DIRECTED, "00 ff03 0021", PACKET_IPV4, SEEN_INCOMING, false },
    { "PPP that went", LINK_PPP_DIRECTED, "01 ff03 0021", PACKET_IPV4, SEEN_OUTGOING, false },
    { "PPPoE", LINK_PPPOE, "1100 0007 002a 0021", PACKET_IPV4, SEEN_UNKNOWN, false },
    { "PPPoE, discovery", LINK_PPPOE, "1109 0000 0004 0021", PACKET_OTHER, SEEN_UNKNOWN, false },
    { "PPPoE on Ethernet", LINK_ETHERNET, TO FROM " 8864 1100 0007 002a 0021", PACKET_IPV4,
      SEEN_UNKNOWN, true },
    { "PPPoE in a VLAN", LINK_ETHERNET, TO FROM " 8100 0064 8864 1100 0007 002a 0021", PACKET_IPV4,
      SEEN_UNKNOWN, true },
    { "PPPoE discovery on Ethernet", LINK_ETHERNET, TO FROM " 8863 1109 0000 0004", PACKET_OTHER,
      SEEN_UNKNOWN, true },
    { "802.11, to the network", LINK_WIFI, "0801 0000" ACCESS_POINT FROM TO " 0000" LLC,
      PACKET_IPV4, SEEN_UNKNOWN, true },
    { "802.11, from the network", LINK_WIFI, "0802 0000" TO ACCESS_POINT FROM " 0000" LLC,
      PACKET_IPV4, SEEN_UNKNOWN, true },
    { "802.11, ad hoc", LINK_WIFI, "0800 0000" TO FROM ACCESS_POINT " 0000" LLC, PACKET_IPV4,
      SEEN_UNKNOWN, true },
    { "802.11, with QoS", LINK_WIFI, "8801 0000" ACCESS_POINT FROM TO " 0000 0000" LLC, PACKET_IPV4,
      SEEN_UNKNOWN, true },
    { "802.11, four addresses", LINK_WIFI,
      "0803 0000" ACCESS_POINT ACCESS_POINT TO " 0000" FROM LLC, PACKET_IPV4, SEEN_UNKNOWN, false },
    { "802.11, encrypted", LINK_WIFI, "0841 0000" ACCESS_POINT FROM TO " 0000" LLC, PACKET_OTHER,
      SEEN_UNKNOWN, false },
    { "802.11, a beacon", LINK_WIFI, "8000 0000" TO FROM FROM " 0000", PACKET_OTHER, SEEN_UNKNOWN,
      false },
    { "radiotap", LINK_RADIOTAP, "0000 0800 00000000 0802 0000" TO ACCESS_POINT FROM " 0000" LLC,
      PACKET_IPV4, SEEN_UNKNOWN, true },
    { "radiotap that says padded", LINK_RADIOTAP,
      "0000 0900 02000000 20 8802 0000" TO ACCESS_POINT FROM " 0000 0000 0000" LLC, PACKET_IPV4,
      SEEN_UNKNOWN, true },
    { "radiotap with a time", LINK_RADIOTAP,
      "0000 1100 03000000 0000000000000000 00 8802 0000" TO ACCESS_POINT FROM " 0000 0000" LLC,
      PACKET_IPV4, SEEN_UNKNOWN, true },
};

static void
decode(size_t row, uint8_t frame[static FRAME_SIZE], struct packet *packet, size_t *size)
{
    const struct packet_wish wish = { IP_TCP, SOURCE, DESTINATION, 1025, 80, 0, 0, 0 };
    size_t header = put_hex(cases[row].header, frame);
    *size = header + packet_make(&wish, frame + header);
    packet_decode(packet, cases[row].link, frame, *size, *size);
}

START_TEST(the_packet_is_found)
{
    uint8_t frame[FRAME_SIZE];
    struct packet packet;
    size_t size;
    decode((size_t)_i, frame, &packet, &size);
    ck_assert_msg(packet.kind == cases[_i].kind, "%s: kind %d", cases[_i].name, packet.kind);
    ck_assert_int_eq(packet.seen, cases[_i].seen);
    ck_assert_int_eq(packet.has_macs, cases[_i].has_macs);
    if (packet.has_macs) {
        ck_assert_uint_eq(packet.source_mac[5], 2);
        ck_assert_uint_eq(packet.destination_mac[5], 1);
    }
    if (packet.kind != PACKET_IPV4)
        return;
    ck_assert_uint_eq(packet.source, SOURCE);
    ck_assert_uint_eq(packet.destination_port, 80);
}
END_TEST

/* However short: never read past the end, and never taken for a whole packet. */
START_TEST(cut_frames)
{
    uint8_t frame[FRAME_SIZE];
    struct packet packet;
    size_t size;
    decode((size_t)_i, frame, &packet, &size);
    for (size_t cut = 0; cut < size; cut++) {
        uint8_t *copy = malloc(cut + 1);
        memcpy(copy, frame, cut);
        packet_decode(&packet, cases[_i].link, copy, cut, size);
        ck_assert_msg(packet.kind != PACKET_IPV4 || cut >= size - 4, "%s cut at %zu",
                      cases[_i].name, cut);
        free(copy);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("link_decode");
    TCase *tcase = tcase_create("links");
    tcase_add_loop_test(tcase, the_packet_is_found, 0, (int)ARRAY_LENGTH(cases));
    tcase_add_loop_test(tcase, cut_frames, 0, (int)ARRAY_LENGTH(cases));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
