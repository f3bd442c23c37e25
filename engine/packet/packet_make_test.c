/*
 * packet_make_test.c: what is made is read back as what was wished, with right checksums.
 */
#include "engine/packet/packet_make.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/ip.h"
#include "engine/packet/packet.h"

#define SOURCE UINT32_C(0x0a010105)
#define DESTINATION UINT32_C(0xc6336407)

static const struct packet_wish wishes[] = {
    { IP_TCP, SOURCE, DESTINATION, 1025, 80, 0, 0, 0 },
    { IP_UDP, SOURCE, DESTINATION, 1025, 53, 0, 0, 0 },
    { IP_ICMP, SOURCE, DESTINATION, 0, 0, 8, 0, 77 },
    { IP_ICMP, SOURCE, DESTINATION, 0, 0, 3, 1, 0 },
    { IP_GRE, SOURCE, DESTINATION, 0, 0, 0, 0, 0 },
    { 132, SOURCE, DESTINATION, 0, 0, 0, 0, 0 },
};

START_TEST(it_is_read_back)
{
    const struct packet_wish *wish = &wishes[_i];
    uint8_t bytes[PACKET_MADE_SIZE], mended[PACKET_MADE_SIZE];
    struct packet packet;
    size_t length = packet_make(wish, bytes);
    packet_decode(&packet, LINK_RAW_IP, bytes, length, length);
    ck_assert_int_eq(packet.kind, PACKET_IPV4);
    ck_assert_uint_eq(packet.protocol, wish->protocol);
    ck_assert_uint_eq(packet.source, SOURCE);
    ck_assert_uint_eq(packet.destination, DESTINATION);
    if (wish->protocol == IP_TCP)
        ck_assert(packet_is_syn(&packet));
    if (wish->protocol == IP_TCP || wish->protocol == IP_UDP) {
        ck_assert_uint_eq(packet.source_port, wish->source_port);
        ck_assert_uint_eq(packet.destination_port, wish->destination_port);
    }
    if (wish->protocol == IP_ICMP) {
        ck_assert_uint_eq(packet.icmp_type, wish->icmp_type);
        ck_assert_uint_eq(packet.icmp_code, wish->icmp_code);
        ck_assert_uint_eq(packet.source_port, wish->icmp_id);
    }
    /* packet_translate makes all checksums right: nothing is left for it to do */
    struct translation same;
    translation_identity(&same, &packet);
    packet_translate(&packet, &same, mended);
    ck_assert_mem_eq(bytes, mended, length);
}
END_TEST

/* Odd lengths, since a checksum pads them. */
static const size_t lengths[] = { 0, 1, 7, 1460 };

START_TEST(what_it_carries_is_read_back)
{
    static uint8_t payload[1460];
    memset(payload, 0xa5, sizeof(payload));
    for (size_t i = 0; i < ARRAY_LENGTH(lengths); i++) {
        struct packet_content content = { .ip_id = 9,
                                          .tcp_flags = TCP_ACK | TCP_PSH,
                                          .tcp_seq = UINT32_MAX,
                                          .tcp_ack = 77,
                                          .tcp_mss = 1460,
                                          .icmp_sequence = 3,
                                          .payload = payload,
                                          .length = lengths[i] };
        uint8_t bytes[PACKET_HEADERS_SIZE + sizeof(payload)], mended[sizeof(bytes)];
        size_t length = packet_write(&wishes[_i], &content, bytes, sizeof(bytes));
        struct packet packet;
        ck_assert_uint_gt(length, lengths[i]);
        packet_decode(&packet, LINK_RAW_IP, bytes, length, length);
        ck_assert_int_eq(packet.kind, PACKET_IPV4);
        ck_assert_uint_eq(packet.ip_id, 9);
        if (packet.protocol == IP_TCP || packet.protocol == IP_UDP) {
            ck_assert_uint_eq(packet.payload_captured, lengths[i]);
            ck_assert_mem_eq(bytes + packet.payload_offset, payload, lengths[i]);
        }
        if (packet.protocol == IP_TCP) {
            ck_assert_uint_eq(packet.tcp_flags, TCP_ACK | TCP_PSH);
            ck_assert_uint_eq(packet.tcp_seq, UINT32_MAX);
            ck_assert_uint_eq(packet.tcp_ack, 77);
            ck_assert_int_eq(packet_tcp_checksum(&packet), CHECKSUM_RIGHT);
        }
        if (packet.protocol == IP_ICMP)
            ck_assert_uint_eq(packet.icmp_sequence, packet.icmp_type == 8 ? 3 : 0);
        struct translation same;
        translation_identity(&same, &packet);
        packet_translate(&packet, &same, mended);
        ck_assert_mem_eq(bytes, mended, length);
    }
}
END_TEST

START_TEST(what_does_not_fit_is_not_written)
{
    static uint8_t payload[UINT16_MAX], bytes[UINT16_MAX + 100];
    struct packet_content content = { .payload = payload, .length = 100 };
    ck_assert_uint_eq(packet_write(&wishes[0], &content, bytes, 139), 0);
    ck_assert_uint_eq(packet_write(&wishes[0], &content, bytes, 140), 140);
    ck_assert_uint_eq(packet_write(&wishes[0], &content, bytes, 10), 0);
    content.length = UINT16_MAX - 40;
    ck_assert_uint_eq(packet_write(&wishes[0], &content, bytes, sizeof(bytes)), UINT16_MAX);
    content.length++;
    ck_assert_uint_eq(packet_write(&wishes[0], &content, bytes, sizeof(bytes)), 0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("packet_make");
    TCase *tcase = tcase_create("packet_make");
    tcase_add_loop_test(tcase, it_is_read_back, 0, (int)ARRAY_LENGTH(wishes));
    tcase_add_loop_test(tcase, what_it_carries_is_read_back, 0, (int)ARRAY_LENGTH(wishes));
    tcase_add_test(tcase, what_does_not_fit_is_not_written);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
