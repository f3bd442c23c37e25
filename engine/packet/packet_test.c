/*
 * packet_test.c: what is read of frames, whole, cut and damaged.
 */
#include "engine/packet/packet.h"

#include "engine/packet/frames_test.h"

START_TEST(decodes)
{
    const struct decode_case *row = &decode_cases[_i];
    struct frame frame;
    build(&frame, &row->spec);
    struct packet packet = decode(&frame, &row->spec, frame.length);
    ck_assert_msg(packet.kind == row->kind, "%s: kind %d", row->name, packet.kind);
    ck_assert_msg(packet.malformed == row->malformed, "%s: %s", row->name,
                  drop_reason_name(packet.malformed));
    ck_assert_msg(packet.source_port == row->source_port, "%s", row->name);
    ck_assert_msg(packet.destination_port == row->destination_port, "%s", row->name);
    ck_assert_int_eq(packet.time, 5);
    ck_assert_uint_eq(packet.number, 6);
    if (row->kind != PACKET_IPV4)
        return;
    ck_assert_msg(packet.payload_length == row->payload, "%s: %zu", row->name,
                  packet.payload_length);
    ck_assert_msg(packet.payload_captured == row->payload, "%s", row->name);
    ck_assert_uint_eq(packet.source, CLIENT);
    ck_assert_uint_eq(packet.destination, SERVER);
    ck_assert_uint_eq(packet.ttl, 64);
    ck_assert_uint_eq(packet.ip_id, 0x7777);
    ck_assert_uint_eq(packet.ip_offset, frame.ip);
    ck_assert_uint_eq(packet.l4_offset, frame.l4);
    ck_assert_int_eq(packet.has_options, row->spec.options != 0);
    ck_assert_int_eq(packet.is_fragment, row->spec.fragment != 0);
    ck_assert_int_eq(packet.more_fragments, (row->spec.fragment & 0x2000) != 0);
}
END_TEST

START_TEST(decodes_link_facts)
{
    struct frame frame;
    struct spec spec = { .tags = 2, .protocol = IP_TCP };
    build(&frame, &spec);
    struct packet packet = decode(&frame, &spec, frame.length);
    ck_assert(packet.has_macs);
    ck_assert_uint_eq(packet.source_mac[5], 1);
    ck_assert_uint_eq(packet.destination_mac[5], 2);
    ck_assert_uint_eq(packet.vlan, 101);
    ck_assert_int_eq(packet.seen, SEEN_UNKNOWN);

    spec = (struct spec){ .link = LINK_COOKED_V1, .protocol = IP_TCP };
    build(&frame, &spec);
    ck_assert_int_eq(decode(&frame, &spec, frame.length).seen, SEEN_OUTGOING);
    frame.bytes[1] = 0;
    ck_assert_int_eq(decode(&frame, &spec, frame.length).seen, SEEN_INCOMING);
    frame.bytes[1] = 3;
    ck_assert_int_eq(decode(&frame, &spec, frame.length).seen, SEEN_UNKNOWN);
}
END_TEST

START_TEST(decodes_tcp_fields)
{
    struct frame frame;
    const struct spec spec = { .protocol = IP_TCP };
    build(&frame, &spec);
    struct packet packet = decode(&frame, &spec, frame.length);
    ck_assert_uint_eq(packet.tcp_seq, 0x01020304);
    ck_assert_uint_eq(packet.tcp_ack, 0x05060708);
    ck_assert_uint_eq(packet.tcp_window, 0x2000);
    ck_assert_uint_eq(packet.tcp_flags, TCP_PSH | TCP_ACK);
}
END_TEST

START_TEST(decodes_icmp_sequence)
{
    static const struct {
        uint8_t type;
        uint16_t sequence;
    } rows[] = { { 8, 7 }, { 0, 7 }, { 17, 7 }, { 9, 0 }, { 3, 0 }, { 200, 0 } };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct frame frame;
        const struct spec spec = { .protocol = IP_ICMP, .icmp_type = rows[i].type };
        build(&frame, &spec);
        struct packet packet = decode(&frame, &spec, frame.length);
        ck_assert_uint_eq(packet.icmp_type, rows[i].type);
        ck_assert_uint_eq(packet.icmp_code, 0);
        ck_assert_uint_eq(packet.icmp_sequence, rows[i].sequence);
    }
}
END_TEST

/* Which GRE headers are PPTP's (engine.md 4.3). */
static const struct {
    uint16_t flags, protocol;
    bool is_pptp;
    size_t payload; /* of 16 bytes after the first eight */
} gre_rows[] = {
    { 0x3001, 0, true, 12 },       { 0x2081, 0, true, 12 },  { 0x3081, 0, true, 8 },
    { 0x2001, 0, true, 16 },       { 0x3801, 0, true, 12 },  { 0x1001, 0, false, 24 },
    { 0x2000, 0, false, 24 },      { 0xb001, 0, false, 24 }, { 0x3002, 0, false, 24 },
    { 0x3001, 0x0800, false, 24 }, { 0x7001, 0, false, 24 },
};

START_TEST(decodes_gre)
{
    struct frame frame;
    const struct spec spec = { .protocol = IP_GRE,
                               .gre_flags = gre_rows[_i].flags,
                               .gre_protocol = gre_rows[_i].protocol,
                               .payload = 8 };
    build(&frame, &spec);
    struct packet packet = decode(&frame, &spec, frame.length);
    ck_assert_int_eq(packet.gre_is_pptp, gre_rows[_i].is_pptp);
    ck_assert_uint_eq(packet.gre_call_id, gre_rows[_i].is_pptp ? 0x4000 : 0);
    ck_assert_uint_eq(packet.gre_payload_length, gre_rows[_i].is_pptp ? 8 : 0);
    ck_assert_uint_eq(packet.payload_length, gre_rows[_i].payload);
}
END_TEST

/* What an ICMP error says of the packet it quotes. */
static const struct {
    uint8_t type, quoted;
    uint16_t fragment;
    size_t bytes;
    bool has_quoted, has_ports;
    uint16_t source_port, destination_port;
} quoted_rows[] = {
    { 3, IP_TCP, 0, 8, true, true, 0x1234, 1723 },
    { 11, IP_UDP, 0, 8, true, true, 0x1234, 1723 },
    { 4, IP_TCP, 0, 4, true, true, 0x1234, 1723 },
    { 5, IP_TCP, 0, 3, true, false, 0, 0 },
    { 12, IP_TCP, 0x2000, 8, true, true, 0x1234, 1723 },
    { 3, IP_TCP, 0x0004, 8, true, false, 0, 0 },
    { 3, IP_ICMP, 0, 8, true, true, 0x1234, 0x1234 },
    { 3, IP_GRE, 0, 8, true, true, 0x1234, 0x1234 },
    { 3, IP_ESP, 0, 8, true, false, 0, 0 },
    { 9, IP_TCP, 0, 8, false, false, 0, 0 },
};

START_TEST(decodes_quoted)
{
    struct frame frame;
    const struct spec spec = { .protocol = IP_ICMP,
                               .icmp_type = quoted_rows[_i].type,
                               .quoted = quoted_rows[_i].quoted,
                               .quoted_bytes = quoted_rows[_i].bytes,
                               .quoted_fragment = quoted_rows[_i].fragment };
    build(&frame, &spec);
    struct packet packet = decode(&frame, &spec, frame.length);
    ck_assert_int_eq(packet.kind, PACKET_IPV4);
    ck_assert_int_eq(packet.has_quoted, quoted_rows[_i].has_quoted);
    ck_assert_int_eq(packet.quoted_has_ports, quoted_rows[_i].has_ports);
    ck_assert_uint_eq(packet.quoted_source_port, quoted_rows[_i].source_port);
    ck_assert_uint_eq(packet.quoted_destination_port, quoted_rows[_i].destination_port);
    if (!packet.has_quoted)
        return;
    ck_assert_uint_eq(packet.quoted_source, MAPPED);
    ck_assert_uint_eq(packet.quoted_destination, SERVER);
    ck_assert_uint_eq(packet.quoted_protocol, spec.quoted);
    ck_assert_uint_eq(packet.quoted_offset, frame.l4 + 8);
}
END_TEST

/*
 * Cut short by the capture at every length, in memory of just that size so that a sanitizer sees
 * one byte too many: the same packet while the headers that count are there, else said to be cut.
 */
START_TEST(cut_at_every_length)
{
    const struct decode_case *row = &decode_cases[_i];
    struct frame frame;
    build(&frame, &row->spec);
    for (size_t captured = 0; captured < frame.length; captured++) {
        uint8_t *exact = malloc(captured + (captured == 0));
        ck_assert_ptr_nonnull(exact);
        memcpy(exact, frame.bytes, captured);
        struct packet packet = { 0 };
        packet_decode(&packet, row->spec.link, exact, captured, frame.length);
        if (row->kind == PACKET_IPV4) {
            /* Of a fragment its datagram tells: the IP header is enough. */
            size_t needed =
                row->spec.fragment != 0 ? frame.ip + 20 : headers_that_count(&frame, &row->spec);
            bool enough = captured >= needed;
            ck_assert_msg(packet.kind == (enough ? PACKET_IPV4 : PACKET_MALFORMED), "%s cut to %zu",
                          row->name, captured);
            ck_assert(enough || packet.malformed == DROP_CAPTURE_CUT);
            if (enough && row->spec.fragment == 0)
                ck_assert_uint_eq(packet.payload_length, row->payload);
            ck_assert_uint_le(packet.payload_captured, packet.payload_length);
        }
        free(exact);
    }
}
END_TEST

/* A frame that really ended there, as on the wire, is malformed rather than cut. */
START_TEST(short_on_the_wire)
{
    struct frame frame;
    const struct spec spec = { .protocol = IP_TCP, .payload = 4 };
    build(&frame, &spec);
    for (size_t length = 0; length < frame.length; length++) {
        struct packet packet = { 0 };
        packet_decode(&packet, LINK_ETHERNET, frame.bytes, length, length);
        ck_assert_int_eq(packet.kind, PACKET_MALFORMED);
        ck_assert_int_eq(packet.malformed, length < 14 ? DROP_NOT_IP : DROP_INVALID_IP_LENGTH);
    }
    /* A damaged file that says less was on the wire than it holds. */
    struct packet packet = { 0 };
    packet_decode(&packet, LINK_ETHERNET, frame.bytes, frame.length, 3);
    ck_assert_int_eq(packet.kind, PACKET_IPV4);
    ck_assert_uint_eq(packet.wire_length, frame.length);
}
END_TEST

static void
check_bounds(const struct packet *packet)
{
    ck_assert_uint_le(packet->payload_captured, packet->payload_length);
    if (packet->payload_captured > 0)
        ck_assert_uint_le(packet->payload_offset + packet->payload_captured, packet->captured);
    if (packet->has_quoted)
        ck_assert_uint_le(packet->quoted_offset + 20, packet->captured);
}

/* Every byte takes 8 other values; whatever comes of it, decoding and writing stay in bounds. */
START_TEST(every_byte_flipped)
{
    const struct decode_case *row = &decode_cases[_i];
    struct frame frame;
    build(&frame, &row->spec);
    uint8_t *exact = malloc(frame.length);
    uint8_t *out = malloc(frame.length);
    ck_assert(exact != NULL && out != NULL);
    memcpy(exact, frame.bytes, frame.length);
    for (size_t at = 0; at < frame.length * 8; at++) {
        exact[at / 8] ^= (uint8_t)(1U << (at % 8));
        struct packet packet = { 0 };
        packet_decode(&packet, row->spec.link, exact, frame.length, frame.length);
        check_bounds(&packet);
        struct translation translation;
        translation_identity(&translation, &packet);
        translation.source = MAPPED;
        translation.quoted = true;
        translation.seq_shift = translation.ack_shift = 5;
        translation.payload = row->spec.link == LINK_ETHERNET ? NULL : (const uint8_t *)"pay";
        translation.payload_length = 3;
        uint8_t *sized = malloc(packet_translated_size(&packet, &translation).captured + 1);
        ck_assert_ptr_nonnull(sized);
        packet_translate(&packet, &translation, sized);
        free(sized);
        translation.payload = NULL;
        packet_translate(&packet, &translation, out);
        exact[at / 8] ^= (uint8_t)(1U << (at % 8));
    }
    free(exact);
    free(out);
}
END_TEST

static Suite *
packet_suite(void)
{
    Suite *suite = suite_create("packet");
    TCase *decoding = tcase_create("decode");
    int rows = (int)ARRAY_LENGTH(decode_cases);
    tcase_add_loop_test(decoding, decodes, 0, rows);
    tcase_add_test(decoding, decodes_link_facts);
    tcase_add_test(decoding, decodes_tcp_fields);
    tcase_add_test(decoding, decodes_icmp_sequence);
    tcase_add_loop_test(decoding, decodes_gre, 0, (int)ARRAY_LENGTH(gre_rows));
    tcase_add_loop_test(decoding, decodes_quoted, 0, (int)ARRAY_LENGTH(quoted_rows));
    tcase_add_loop_test(decoding, cut_at_every_length, 0, rows);
    tcase_add_test(decoding, short_on_the_wire);
    tcase_add_loop_test(decoding, every_byte_flipped, 0, rows);
    suite_add_tcase(suite, decoding);
    return suite;
}

int
main(void)
{
    SRunner *runner = srunner_create(packet_suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
