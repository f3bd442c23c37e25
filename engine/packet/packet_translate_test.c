/*
 * packet_translate_test.c: what translation makes of a packet's bytes: ends, checksums, payload and
 * numbers.
 */
#include "engine/packet/packet.h"

#include "engine/packet/frames_test.h"

static uint32_t
next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)(*state >> 16);
}

static const uint8_t protocols[] = { IP_TCP, IP_UDP, IP_ICMP, IP_GRE, IP_ESP };

static struct spec
random_spec(uint64_t *state)
{
    struct spec spec = { .protocol = protocols[next_random(state) % 5],
                         .payload = next_random(state) % 60,
                         .padding = next_random(state) % 3,
                         .options = next_random(state) % 3 * 4,
                         .no_checksum = next_random(state) % 8 == 0 };
    if (spec.protocol == IP_ICMP) {
        spec.icmp_type = next_random(state) % 2 == 0 ? 8 : 3;
        if (spec.icmp_type == 3) {
            spec.quoted = protocols[next_random(state) % 5];
            spec.quoted_bytes = next_random(state) % 2 == 0 ? 8 : 20;
        }
    }
    spec.no_checksum = spec.no_checksum && spec.protocol == IP_UDP;
    return spec;
}

static struct translation
random_translation(uint64_t *state, const struct packet *packet)
{
    struct translation translation;
    translation_identity(&translation, packet);
    translation.source = next_random(state);
    translation.destination = next_random(state);
    translation.source_port = translation.destination_port = (uint16_t)next_random(state);
    if (packet->protocol == IP_TCP || packet->protocol == IP_UDP)
        translation.destination_port = (uint16_t)next_random(state);
    translation.quoted = packet->has_quoted;
    translation.quoted_source = next_random(state);
    translation.quoted_destination = next_random(state);
    translation.quoted_source_port = translation.quoted_destination_port =
        (uint16_t)next_random(state);
    translation.seq_shift = next_random(state) % 3 == 0 ? next_random(state) : 0;
    translation.ack_shift = next_random(state) % 3 == 0 ? next_random(state) : 0;
    return translation;
}

/*
 * What a translation changes, its checksum balances: the sum of the addresses, the first eight
 * bytes of transport and the checksum stays what it was.
 */
static uint16_t
balance(const uint8_t *frame, size_t ip, size_t l4, uint8_t protocol)
{
    size_t place = checksum_place(protocol);
    uint64_t sum =
        slow_sum(frame + l4, 8, protocol == IP_ICMP ? 0 : slow_sum(frame + ip + 12, 8, 0));
    if (place >= 8)
        sum += get16(frame + l4 + place);
    return (uint16_t)(sum % 65535);
}

static void
check_quoted_checksums(const struct frame *frame, const struct spec *spec,
                       const struct packet *packet, const uint8_t *out)
{
    size_t ip = packet->quoted_offset;
    size_t l4 = ip + 20;
    size_t place = checksum_place(spec->quoted);
    ck_assert_uint_eq(slow_sum(out + ip, 20, 0), 0xffff);
    if (place != 0 && place + 2 <= spec->quoted_bytes)
        ck_assert_uint_eq(balance(frame->bytes, ip, l4, spec->quoted),
                          balance(out, ip, l4, spec->quoted));
}

static void
check_written_checksums(const struct packet *packet, const uint8_t *out)
{
    const uint8_t *ip = out + packet->ip_offset;
    ck_assert_uint_eq(slow_sum(ip, packet->ip_header_length, 0), 0xffff);
    ck_assert(transport_is_right(ip, packet->protocol, out + packet->l4_offset, packet->l4_length));
}

#define ROUNDS 3000

/* Random packets, random translations: what is written has right checksums and the new fields. */
START_TEST(written_checksums_are_right)
{
    uint64_t state = 0x9e3779b97f4a7c15;
    for (int round = 0; round < ROUNDS; round++) {
        struct frame frame;
        uint8_t out[FRAME_SIZE];
        struct spec spec = random_spec(&state);
        build(&frame, &spec);
        if (round % 4 == 0 && checksum_place(spec.protocol) != 0 && !spec.no_checksum)
            frame.bytes[frame.l4 + checksum_place(spec.protocol)] ^= 0x11; /* left to offload */
        struct packet packet = decode(&frame, &spec, frame.length);
        struct translation translation = random_translation(&state, &packet);
        packet_translate(&packet, &translation, out);
        check_written_checksums(&packet, out);
        if (packet.has_quoted)
            check_quoted_checksums(&frame, &spec, &packet, out);
        struct packet after = { 0 };
        packet_decode(&after, LINK_ETHERNET, out, frame.length, frame.length);
        ck_assert_uint_eq(after.source, translation.source);
        ck_assert_uint_eq(after.destination, translation.destination);
        if (spec.protocol == IP_TCP || spec.protocol == IP_UDP || spec.icmp_type == 8) {
            ck_assert_uint_eq(after.source_port, translation.source_port);
            ck_assert_uint_eq(after.destination_port, translation.destination_port);
        }
        if (spec.protocol == IP_GRE)
            ck_assert_uint_eq(after.gre_call_id, translation.destination_port);
        if (packet.has_quoted) {
            ck_assert_uint_eq(after.quoted_source, translation.quoted_source);
            ck_assert_uint_eq(after.quoted_destination, translation.quoted_destination);
        }
        if (packet.quoted_has_ports)
            ck_assert_uint_eq(after.quoted_source_port, translation.quoted_source_port);
        ck_assert(memcmp(out + frame.end, frame.bytes + frame.end, spec.padding) == 0);
        if (spec.no_checksum)
            ck_assert_uint_eq(get16(out + frame.l4 + 6), 0);
    }
}
END_TEST

/* The checksum patched in a frame that is cut equals the one recomputed in the whole frame. */
START_TEST(patched_equals_recomputed)
{
    uint64_t state = 0x2545f4914f6cdd1d;
    for (int round = 0; round < ROUNDS; round++) {
        struct frame frame;
        uint8_t whole[FRAME_SIZE], cut[FRAME_SIZE];
        struct spec spec = random_spec(&state);
        spec.payload = 70; /* all edits and quoted headers before the cut */
        spec.padding = 0;
        build(&frame, &spec);
        struct packet packet = decode(&frame, &spec, frame.length);
        struct translation translation = random_translation(&state, &packet);
        packet_translate(&packet, &translation, whole);
        struct packet short_one = decode(&frame, &spec, frame.length - 1);
        packet_translate(&short_one, &translation, cut);
        ck_assert(memcmp(whole, cut, frame.length - 1) == 0);
    }
}
END_TEST

/* The same wherever the capture is cut, and for what has no whole checksum: fragments. */
START_TEST(patched_at_every_cut)
{
    const struct decode_case *row = &decode_cases[_i];
    struct frame frame;
    uint8_t whole[FRAME_SIZE], cut[FRAME_SIZE];
    build(&frame, &row->spec);
    struct packet packet = decode(&frame, &row->spec, frame.length);
    /* The second is the row whose checksum covers less than IP says: see udp_that_says_less. */
    if (packet.kind != PACKET_IPV4 || row->spec.udp_length < 0)
        return;
    struct translation translation;
    translation_identity(&translation, &packet);
    translation.source = MAPPED;
    translation.source_port ^= 0x1111;
    packet_translate(&packet, &translation, whole);
    ck_assert_uint_eq(slow_sum(whole + frame.ip, packet.ip_header_length, 0), 0xffff);
    size_t place = checksum_place(packet.protocol);
    if (place != 0 && packet.fragment_offset == 0)
        ck_assert_uint_eq(balance(whole, frame.ip, frame.l4, packet.protocol),
                          balance(frame.bytes, frame.ip, frame.l4, packet.protocol));
    for (size_t at = headers_that_count(&frame, &row->spec); at < frame.length; at++) {
        if (at == frame.l4 + place + 1)
            continue; /* half a checksum cannot be patched */
        packet = decode(&frame, &row->spec, at);
        packet_translate(&packet, &translation, cut);
        ck_assert_msg(memcmp(whole, cut, at) == 0, "%s cut to %zu", row->name, at);
    }
}
END_TEST

/* No port makes the checksum of a UDP packet 0, which would mean that it has none. */
START_TEST(udp_checksum_is_never_zero)
{
    struct frame frame;
    uint8_t whole[FRAME_SIZE], cut[FRAME_SIZE];
    const struct spec spec = { .protocol = IP_UDP, .payload = 5 };
    build(&frame, &spec);
    struct packet packet = decode(&frame, &spec, frame.length);
    struct packet short_one = decode(&frame, &spec, frame.length - 1);
    struct translation translation;
    translation_identity(&translation, &packet);
    for (unsigned port = 0; port <= UINT16_MAX; port++) {
        translation.source_port = (uint16_t)port;
        packet_translate(&packet, &translation, whole);
        packet_translate(&short_one, &translation, cut);
        ck_assert_uint_ne(get16(whole + frame.l4 + 6), 0);
        ck_assert_uint_eq(get16(whole + frame.l4 + 6), get16(cut + frame.l4 + 6));
    }
}
END_TEST

/* The checksum covers what the UDP length says, not what is behind it. */
START_TEST(udp_that_says_less)
{
    struct frame frame;
    uint8_t out[FRAME_SIZE];
    const struct spec spec = { .protocol = IP_UDP, .payload = 48, .udp_length = -3 };
    build(&frame, &spec);
    struct packet packet = decode(&frame, &spec, frame.length);
    struct translation translation;
    translation_identity(&translation, &packet);
    packet_translate(&packet, &translation, out);
    ck_assert(transport_is_right(out + frame.ip, IP_UDP, out + frame.l4, 8 + 45));
}
END_TEST

/* Segmentation offload hands over more bytes than an IP length can say. */
START_TEST(offload_beyond_65535)
{
    struct frame frame;
    const struct spec spec = { .protocol = IP_TCP, .total_zero = true };
    const size_t length = 140000;
    build(&frame, &spec);
    uint8_t *bytes = calloc(2, length);
    ck_assert_ptr_nonnull(bytes);
    memcpy(bytes, frame.bytes, frame.length);
    struct packet packet = { 0 };
    packet_decode(&packet, LINK_ETHERNET, bytes, length, length);
    ck_assert_int_eq(packet.kind, PACKET_IPV4);
    ck_assert_uint_eq(packet.payload_length, length - frame.length);
    struct translation translation;
    translation_identity(&translation, &packet);
    uint8_t *out = bytes + length;
    packet_translate(&packet, &translation, out);
    ck_assert(transport_is_right(out + frame.ip, IP_TCP, out + frame.l4, length - frame.l4));
    free(bytes);
}
END_TEST

/* There and back again. */
START_TEST(translation_undoes_itself)
{
    uint64_t state = 0xda942042e4dd58b5;
    for (int round = 0; round < ROUNDS; round++) {
        struct frame frame;
        uint8_t there[FRAME_SIZE], back[FRAME_SIZE];
        struct spec spec = random_spec(&state);
        build(&frame, &spec);
        struct packet packet = decode(&frame, &spec, frame.length);
        struct translation translation = random_translation(&state, &packet);
        translation.seq_shift = translation.ack_shift = 0;
        packet_translate(&packet, &translation, there);
        struct packet after = { 0 };
        packet_decode(&after, LINK_ETHERNET, there, frame.length, frame.length);
        translation_identity(&translation, &packet);
        translation.quoted = packet.has_quoted;
        packet_translate(&after, &translation, back);
        ck_assert(memcmp(frame.bytes, back, frame.length) == 0);
    }
}
END_TEST

/* An ICMP identifier and a call id stand for both ports; it is enough to change one of them. */
START_TEST(one_changed_port_is_enough)
{
    static const struct spec specs[] = { { .protocol = IP_ICMP, .icmp_type = 8 },
                                         { .protocol = IP_GRE } };
    for (size_t i = 0; i < 4; i++) {
        struct frame frame;
        uint8_t out[FRAME_SIZE];
        build(&frame, &specs[i % 2]);
        struct packet packet = decode(&frame, &specs[i % 2], frame.length);
        struct translation translation;
        translation_identity(&translation, &packet);
        *(i < 2 ? &translation.source_port : &translation.destination_port) = 1024;
        packet_translate(&packet, &translation, out);
        ck_assert_uint_eq(get16(out + frame.l4 + (i % 2 == 0 ? 4 : 6)), 1024);
    }
}
END_TEST

/* An inspection's payload: length fields and checksums are of it, the padding is as it must be. */
START_TEST(another_payload)
{
    static const uint8_t text[] = "the words of an inspection, which are longer than what came";
    static const struct spec specs[] = {
        { .protocol = IP_TCP, .payload = 20 },
        { .protocol = IP_UDP, .payload = 20 },
        { .protocol = IP_TCP, .payload = 20, .options = 8 },
        { .protocol = IP_UDP, .payload = 4, .padding = 2 },
        { .protocol = IP_UDP, .payload = 20, .no_checksum = true },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(specs) * (sizeof(text) - 1); i++) {
        const struct spec *spec = &specs[i % ARRAY_LENGTH(specs)];
        size_t length = i / ARRAY_LENGTH(specs);
        struct frame frame;
        uint8_t out[FRAME_SIZE * 2];
        build(&frame, spec);
        struct packet packet = decode(&frame, spec, frame.length);
        struct translation translation;
        translation_identity(&translation, &packet);
        translation.payload = text;
        translation.payload_length = length;
        translation.destination = MAPPED;
        struct frame_size size = packet_translate(&packet, &translation, out);
        struct packet after = { 0 };
        packet_decode(&after, LINK_ETHERNET, out, size.captured, size.wire_length);
        ck_assert_int_eq(after.kind, PACKET_IPV4);
        ck_assert_uint_eq(after.payload_length, length);
        ck_assert_mem_eq(out + after.payload_offset, text, length);
        ck_assert_uint_ge(size.captured, after.payload_offset + length);
        ck_assert_uint_eq(slow_sum(out + frame.ip, packet.ip_header_length, 0), 0xffff);
        if (spec->no_checksum)
            ck_assert_uint_eq(get16(out + frame.l4 + 6), 0);
        else
            ck_assert(transport_is_right(out + frame.ip, spec->protocol, out + frame.l4,
                                         after.l4_length));
    }
}
END_TEST

/* A payload that was cut by the capture is not exchanged: nobody knows what is behind the cut. */
START_TEST(payload_of_a_cut_packet_stays)
{
    const struct spec spec = { .protocol = IP_UDP, .payload = 30 };
    struct frame frame;
    uint8_t out[FRAME_SIZE];
    build(&frame, &spec);
    struct packet packet = decode(&frame, &spec, frame.length - 1);
    struct translation translation;
    translation_identity(&translation, &packet);
    translation.payload = (const uint8_t *)"x";
    translation.payload_length = 1;
    struct frame_size size = packet_translate(&packet, &translation, out);
    ck_assert_uint_eq(size.captured, frame.length - 1);
    ck_assert_mem_eq(out, frame.bytes, frame.length - 1);
}
END_TEST

/* What an inspection has made longer moves the numbers of both ends, in SACK blocks too. */
START_TEST(moved_numbers)
{
    const struct spec spec = { .protocol = IP_TCP, .payload = 10 };
    struct frame frame;
    uint8_t out[FRAME_SIZE];
    build(&frame, &spec);
    uint8_t *tcp = frame.bytes + frame.l4;
    static const uint8_t sack[] = { 1, 1, 5, 10, 0, 0, 0, 200, 0xff, 0xff, 0xff, 0xff };
    /* the payload's first bytes become options */
    memcpy(tcp + 20, sack, 10);
    tcp[12] = 0x70;
    tcp[13] = TCP_ACK;
    memcpy(tcp + 20, (const uint8_t[]){ 5, 8, 0, 0, 0, 200, 0xff, 0xff }, 8);
    struct packet packet = decode(&frame, &spec, frame.length);
    struct translation translation;
    translation_identity(&translation, &packet);
    translation.seq_shift = (uint32_t)-3;
    translation.ack_shift = 7;
    packet_translate(&packet, &translation, out);
    struct packet after = { 0 };
    packet_decode(&after, LINK_ETHERNET, out, frame.length, frame.length);
    ck_assert_uint_eq(after.tcp_seq, packet.tcp_seq - 3);
    ck_assert_uint_eq(after.tcp_ack, packet.tcp_ack + 7);
    ck_assert_uint_eq(get16(out + frame.l4 + 24), 207);
    ck_assert(transport_is_right(out + frame.ip, IP_TCP, out + frame.l4, packet.l4_length));
}
END_TEST

START_TEST(what_is_not_ipv4_is_copied)
{
    struct frame frame;
    uint8_t out[FRAME_SIZE];
    const struct spec spec = { .ethertype = 0x86dd, .protocol = IP_TCP };
    build(&frame, &spec);
    struct packet packet = decode(&frame, &spec, frame.length);
    struct translation translation = { .source = 1, .destination = 2 };
    packet_translate(&packet, &translation, out);
    ck_assert(memcmp(frame.bytes, out, frame.length) == 0);
}
END_TEST

/* RFC 1071's own example, an odd length, and nothing. */
START_TEST(checksum_examples)
{
    static const uint8_t bytes[] = { 0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7 };
    ck_assert_uint_eq(internet_checksum(bytes, 8, 0), 0x220d);
    ck_assert_uint_eq(internet_checksum(bytes + 1, 1, 0), 0xfeff);
    ck_assert_uint_eq(internet_checksum(bytes, 0, 0), 0xffff);
    ck_assert_uint_eq(internet_checksum(bytes, 0, 0x1ffff), 0xfffe);
}
END_TEST

static Suite *
translate_suite(void)
{
    Suite *suite = suite_create("packet_translate");
    TCase *writing = tcase_create("translate");
    tcase_set_timeout(writing, 60);
    tcase_add_test(writing, written_checksums_are_right);
    tcase_add_test(writing, patched_equals_recomputed);
    tcase_add_loop_test(writing, patched_at_every_cut, 0, (int)ARRAY_LENGTH(decode_cases));
    tcase_add_test(writing, udp_checksum_is_never_zero);
    tcase_add_test(writing, udp_that_says_less);
    tcase_add_test(writing, offload_beyond_65535);
    tcase_add_test(writing, translation_undoes_itself);
    tcase_add_test(writing, one_changed_port_is_enough);
    tcase_add_test(writing, what_is_not_ipv4_is_copied);
    tcase_add_test(writing, another_payload);
    tcase_add_test(writing, payload_of_a_cut_packet_stays);
    tcase_add_test(writing, moved_numbers);
    tcase_add_test(writing, checksum_examples);
    suite_add_tcase(suite, writing);
    return suite;
}

int
main(void)
{
    SRunner *runner = srunner_create(translate_suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
