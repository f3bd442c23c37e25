/*
 * generate.c: the benchmark's capture: generate PACKETS FLOWS FILE [imix]
 *
 * What a tap on the inside sees of FLOWS hosts behind a PAT address, all flows alive at once: four
 * of five are TCP with handshake and FINs, one is UDP. Each packet is of another flow than the one
 * before it, so that no cache helps more than it would in a large network. 60 bytes a packet, or
 * with imix data packets of 60, 590 and 1514 bytes as 7 to 4 to 1. No randomness: the same file
 * each time.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/compiler.h"

enum {
    FRAME_LEAST = 60,
    FRAME_MOST = 1514,
    ETHERNET_SIZE = 14,
    IP_SIZE = 20,
    HEADERS = ETHERNET_SIZE + IP_SIZE + 20,
    TURNS_MOST = 4096,
    PROTOCOL_TCP = 6,
    PROTOCOL_UDP = 17,
    FIN = 1,
    SYN = 2,
    PUSH = 8,
    ACK = 16,
};

#define CLIENT_NETWORK 0x0a000000u /* 10.0.0.0/8 */
#define SERVER_NETWORK 0xc6330000u /* 198.51.0.0/16 */
#define FIRST_SECOND 1100000000u
#define NANOSECONDS_APART 10000u
/* Coprime to any number of flows that is not its multiple: visits each flow once a round. */
#define STRIDE 7919u

struct flow_packet {
    uint32_t source, destination;
    uint16_t source_port, destination_port;
    bool is_udp;
    uint8_t flags;
    uint32_t seq, ack;
    uint16_t payload;
};

/* Bytes of data in the packet of each turn, alike in all flows, and of those before it. */
struct sizes {
    uint16_t payload[TURNS_MOST];
    uint32_t sent[2][TURNS_MOST]; /* by the client, by the server */
};

static void
put16(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void
put32(uint8_t *at, uint32_t value)
{
    put16(at, value >> 16);
    put16(at + 2, value);
}

static uint32_t
sum16(const uint8_t *bytes, size_t length, uint32_t sum)
{
    for (size_t i = 0; i + 1 < length; i += 2)
        sum += (uint32_t)bytes[i] << 8 | bytes[i + 1];
    if (length % 2)
        sum += (uint32_t)bytes[length - 1] << 8;
    return sum;
}

static uint16_t
fold(uint32_t sum)
{
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)~sum;
}

/* Writes the frame; what is behind the IP packet is Ethernet padding. */
static void
build_frame(uint8_t frame[static FRAME_MOST], const struct flow_packet *packet, uint16_t ip_id)
{
    static const uint8_t ethernet[ETHERNET_SIZE] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0 };
    uint8_t *ip = frame + ETHERNET_SIZE;
    uint8_t *l4 = ip + IP_SIZE;
    uint32_t l4_length = (packet->is_udp ? 8u : 20u) + packet->payload;
    uint8_t protocol = packet->is_udp ? PROTOCOL_UDP : PROTOCOL_TCP;

    memset(frame, 0, HEADERS + packet->payload);
    memcpy(frame, ethernet, sizeof(ethernet));
    ip[0] = 0x45;
    put16(ip + 2, IP_SIZE + l4_length);
    put16(ip + 4, ip_id);
    ip[8] = 64;
    ip[9] = protocol;
    put32(ip + 12, packet->source);
    put32(ip + 16, packet->destination);
    put16(ip + 10, fold(sum16(ip, IP_SIZE, 0)));
    put16(l4, packet->source_port);
    put16(l4 + 2, packet->destination_port);
    if (packet->is_udp) {
        put16(l4 + 4, l4_length);
    } else {
        put32(l4 + 4, packet->seq);
        put32(l4 + 8, packet->ack);
        l4[12] = 0x50;
        l4[13] = packet->flags;
        put16(l4 + 14, 8192);
    }
    uint16_t checksum = fold(sum16(l4, l4_length, sum16(ip + 12, 8, protocol + l4_length)));
    put16(l4 + (packet->is_udp ? 6 : 16), checksum);
}

/* The first three turns of TCP, and its last two, have no data. */
static void
choose_sizes(struct sizes *sizes, uint32_t last, bool imix)
{
    static const uint16_t frames[] = { 60, 590, 60, 60, 590, 60, 1514, 60, 590, 60, 590, 60 };
    uint32_t sent[2] = { 0, 0 };

    for (uint32_t turn = 0; turn <= last; turn++) {
        uint32_t frame = imix ? frames[turn % 12] : FRAME_LEAST;
        sizes->payload[turn] = (uint16_t)(frame - HEADERS);
        sizes->sent[0][turn] = sent[0];
        sizes->sent[1][turn] = sent[1];
        if (turn > 2 && turn + 1 < last)
            sent[turn % 2] += sizes->payload[turn];
    }
}

/* Client and server take turns; LAST is the number of the flow's last packet. */
static void
next_packet(struct flow_packet *packet, const struct sizes *sizes, uint32_t flow, uint32_t turn,
            uint32_t last)
{
    bool from_client = turn % 2 == 0;
    uint32_t client = CLIENT_NETWORK + 256 + flow;
    uint32_t server = SERVER_NETWORK + 256 + flow % 5000;
    uint16_t client_port = (uint16_t)(1025 + flow % 50000);
    uint16_t server_port = flow % 5 == 4 ? 7000 : 8080;
    uint32_t client_next = 1001 + sizes->sent[0][turn];
    uint32_t server_next = 900001 + sizes->sent[1][turn];

    *packet = (struct flow_packet){
        .source = from_client ? client : server,
        .destination = from_client ? server : client,
        .source_port = from_client ? client_port : server_port,
        .destination_port = from_client ? server_port : client_port,
        .is_udp = flow % 5 == 4,
        .payload = sizes->payload[turn],
    };
    if (packet->is_udp)
        return;
    packet->flags = PUSH | ACK;
    packet->seq = from_client ? client_next : server_next;
    packet->ack = from_client ? server_next : client_next;
    if (turn == 0) {
        packet->flags = SYN;
        packet->seq--;
        packet->ack = 0;
        packet->payload = 0;
    } else if (turn == 1) {
        packet->flags = SYN | ACK;
        packet->seq--;
        packet->payload = 0;
    } else if (turn == 2) {
        packet->flags = ACK;
        packet->payload = 0;
    } else if (turn + 1 >= last) {
        packet->flags = FIN | ACK;
        packet->ack += turn == last;
        packet->payload = 0;
    }
}

/* A nanosecond pcap of Ethernet, in this machine's byte order as libpcap writes it. */
static bool
write_file(FILE *file, uint32_t packets, uint32_t flows, bool imix)
{
    const uint32_t header[6] = { 0xa1b23c4d, 2u | 4u << 16, 0, 0, 65535, 1 };
    static struct sizes sizes;
    static uint8_t record[16 + FRAME_MOST];
    uint32_t last = packets / flows - 1;
    uint64_t time = 0;

    choose_sizes(&sizes, last, imix);
    if (fwrite(header, sizeof(header), 1, file) != 1)
        return false;
    for (uint32_t i = 0; i < packets; i++) {
        struct flow_packet packet;
        uint32_t flow = (uint32_t)((uint64_t)i * STRIDE % flows);

        next_packet(&packet, &sizes, flow, i / flows < last ? i / flows : last, last);
        uint32_t size = HEADERS + packet.payload; /* UDP with Ethernet padding behind it */
        if (size < FRAME_LEAST)
            size = FRAME_LEAST;
        const uint32_t start[4] = { FIRST_SECOND + (uint32_t)(time / 1000000000u),
                                    (uint32_t)(time % 1000000000u), size, size };
        memset(record + sizeof(start), 0, FRAME_LEAST);
        memcpy(record, start, sizeof(start));
        build_frame(record + sizeof(start), &packet, (uint16_t)i);
        if (fwrite(record, sizeof(start) + size, 1, file) != 1)
            return false;
        time += NANOSECONDS_APART;
    }
    return true;
}

int
main(int argc, char **argv)
{
    bool imix = argc == 5 && strcmp(argv[4], "imix") == 0;
    unsigned long packets = argc == 4 || imix ? strtoul(argv[1], NULL, 10) : 0;
    unsigned long flows = argc == 4 || imix ? strtoul(argv[2], NULL, 10) : 0;

    if (packets > UINT32_MAX || flows > 1000000 || flows == 0 || packets < 6 * flows ||
        packets / flows >= TURNS_MOST || flows % STRIDE == 0) {
        fputs("usage: generate PACKETS FLOWS FILE [imix]; 6 to 4095 packets a flow\n", stderr);
        return EXIT_FAILURE;
    }
    FILE *file = fopen(argv[3], "wb");
    bool good = file && write_file(file, (uint32_t)packets, (uint32_t)flows, imix);
    if (file && fclose(file) != 0)
        good = false;
    if (!good)
        perror(argv[3]);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
