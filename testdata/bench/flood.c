/*
 * flood.c: flood REFIRE CONFIGURATION PLACE PACKETS
 *
 * What floods cost a packet, against ordinary traffic of the same size: packets of living conns,
 * and conns of six packets each that come and go. And what memory the run had at its most: SYNs
 * from as many sources, UDP flows, both of them far beyond the largest table; first fragments of
 * datagrams that never are whole; SYNs whose keys all fall together under the seed 0, in a run with
 * that seed and in one that has chosen its own; and UDP flows of one packet each that idle out
 * again, behind an access list of 10,000 lines, the lines of their beginning and end written to a
 * file. Captures are made in PLACE and taken away again. Figures are printed, never judged.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/conn.h"

enum {
    FRAME_SIZE = 60,
    SYN = 2,
    ACK = 16,
    ORDINARY_FLOWS = 50000,
    HOME_BITS = 12, /* of a colliding key's hash: all the same */
    COLLIDING = 40000,
    ACES = 10000,
};

#define SERVER 0xc0000205u /* 192.0.2.5 */
#define FIRST_SECOND 1100000000u
#define NANOSECONDS_APART 2000u
#define UNHURRIED 1000000u /* apart: 120,000 UDP conns at a time */

struct one {
    uint32_t source, destination;
    uint16_t source_port, destination_port;
    uint8_t protocol, flags;
    uint32_t seq, ack;
    bool is_first_fragment;
};

/* Packet NUMBER of a flood. */
typedef void maker(uint32_t number, struct one *one);

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

/* 1.0.0.0 and on, spread; each number has another. */
static uint32_t
source_of(uint32_t number)
{
    return 0x01000000u + (uint32_t)((uint64_t)number * 7919 % 0x5000000);
}

static void
make_ordinary(uint32_t number, struct one *one)
{
    uint32_t flow = (uint32_t)((uint64_t)number * 7919 % ORDINARY_FLOWS);
    uint32_t turn = number / ORDINARY_FLOWS;
    bool from_client = turn % 2 == 0;
    uint32_t client = source_of(flow);
    *one = (struct one){
        .source = from_client ? client : SERVER,
        .destination = from_client ? SERVER : client,
        .source_port = from_client ? 1025 : 80,
        .destination_port = from_client ? 80 : 1025,
        .protocol = IP_TCP,
        .flags = (uint8_t)(turn == 0   ? SYN
                           : turn == 1 ? SYN | ACK
                                       : ACK),
        .seq = from_client ? 100 + (turn > 0) : 900 + (turn > 1),
        .ack = turn == 0     ? 0
               : from_client ? 901
                             : 101,
    };
}

/* TURNS packets of each conn; some thousand conns are open at a time, and each ends with two FINs.
 */
static void
make_short(uint32_t number, struct one *one)
{
    enum { TURNS = 6, OPEN = 4096, FIN = 1 };
    uint32_t turn = number / OPEN % TURNS;
    uint32_t client = source_of(number / (OPEN * TURNS) * OPEN + number % OPEN);
    bool from_client = turn % 2 == 0;
    static const uint8_t flags[TURNS] = { SYN, SYN | ACK, ACK, FIN | ACK, FIN | ACK, ACK };
    static const uint32_t client_seq[TURNS] = { 100, 101, 101, 101, 101, 102 };
    static const uint32_t server_seq[TURNS] = { 900, 900, 901, 901, 902, 902 };
    *one = (struct one){
        .source = from_client ? client : SERVER,
        .destination = from_client ? SERVER : client,
        .source_port = from_client ? 1025 : 80,
        .destination_port = from_client ? 80 : 1025,
        .protocol = IP_TCP,
        .flags = flags[turn],
        .seq = from_client ? client_seq[turn] : server_seq[turn],
        .ack = turn == 0     ? 0
               : from_client ? server_seq[turn]
                             : client_seq[turn],
    };
}

static void
make_syn(uint32_t number, struct one *one)
{
    *one = (struct one){ .source = source_of(number),
                         .destination = SERVER,
                         .source_port = 1025,
                         .destination_port = 80,
                         .protocol = IP_TCP,
                         .flags = SYN,
                         .seq = number };
}

static void
make_udp(uint32_t number, struct one *one)
{
    make_syn(number, one);
    one->protocol = IP_UDP;
    one->destination_port = 7000;
}

static void
make_fragment(uint32_t number, struct one *one)
{
    make_udp(number, one);
    one->is_first_fragment = true;
}

/* Tries sources until the key falls where all the others do. */
static void
make_colliding(uint32_t number, struct one *one)
{
    static struct one made[COLLIDING];
    static uint32_t count, tried;
    const struct conn_table table = { .seed = 0 };
    while (count <= number % COLLIDING) {
        make_syn(tried, one);
        one->source_port = (uint16_t)(1025 + tried / 0x5000000 % 60000);
        tried++;
        struct flow_key key = { one->source, one->destination, one->source_port, 80, 0, IP_TCP, 0 };
        if ((conn_hash(&table, &key) & ((1U << HOME_BITS) - 1)) == 0)
            made[count++] = *one;
    }
    *one = made[number % COLLIDING];
}

static void
build(uint8_t frame[static FRAME_SIZE], const struct one *one)
{
    uint8_t *ip = frame + 14, *l4 = ip + 20;
    memset(frame, 0, FRAME_SIZE);
    frame[0] = frame[6] = 2;
    frame[12] = 8;
    ip[0] = 0x45;
    put16(ip + 2, one->protocol == IP_TCP ? 40 : one->is_first_fragment ? 36 : 34);
    put16(ip + 6, one->is_first_fragment ? 0x2000 : 0);
    ip[8] = 64;
    ip[9] = one->protocol;
    put32(ip + 12, one->source);
    put32(ip + 16, one->destination);
    put16(l4, one->source_port);
    put16(l4 + 2, one->destination_port);
    if (one->protocol == IP_UDP) {
        put16(l4 + 4, one->is_first_fragment ? 24 : 14);
        return;
    }
    put32(l4 + 4, one->seq);
    put32(l4 + 8, one->ack);
    l4[12] = 0x50;
    l4[13] = one->flags;
    put16(l4 + 14, 8192);
}

static void
fail(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static void
write_capture(const char *path, maker *make, uint32_t packets, uint32_t apart)
{
    const uint32_t header[6] = { 0xa1b23c4d, 2u | 4u << 16, 0, 0, 65535, 1 };
    FILE *file = fopen(path, "wb");
    uint64_t time = 0;
    if (file == NULL || fwrite(header, sizeof header, 1, file) != 1)
        fail(path);
    for (uint32_t i = 0; i < packets; i++, time += apart) {
        struct one one;
        uint8_t record[16 + FRAME_SIZE];
        const uint32_t start[4] = { FIRST_SECOND + (uint32_t)(time / 1000000000u),
                                    (uint32_t)(time % 1000000000u), FRAME_SIZE, FRAME_SIZE };
        make(i, &one);
        memcpy(record, start, sizeof start);
        build(record + sizeof start, &one);
        if (fwrite(record, sizeof record, 1, file) != 1)
            fail(path);
    }
    if (fclose(file) != 0)
        fail(path);
}

/* CONFIG with many lines in front of the one that lets all in. */
static void
write_config(const char *path, const char *config)
{
    static const char list[] = "access-list open ";
    char line[512];
    FILE *in = fopen(config, "r"), *out = fopen(path, "w");
    if (in == NULL || out == NULL)
        fail(path);
    while (fgets(line, sizeof line, in) != NULL) {
        bool before = strncmp(line, list, strlen(list)) == 0;
        for (uint32_t i = 1; before && i < ACES; i++)
            fprintf(out, "%spermit udp host 10.%u.%u.%u host 192.0.2.5 eq %u\n", list, i * 7 % 256,
                    i / 256, i % 256, 1024 + i * 31 % 60000);
        fputs(line, out);
    }
    fclose(in);
    if (fclose(out) != 0)
        fail(path);
}

struct cost {
    double nanoseconds;
    long kilobytes;
};

static struct cost
replay(const char *refire, const char *config, const char *capture, const char *log,
       const char *option)
{
    struct rusage usage;
    int status;
    char operand[4096];
    snprintf(operand, sizeof operand, "outside=%s", capture);
    pid_t child = fork();
    if (child == 0) {
        dup2(open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
        execl(refire, "refire", "replay", "-c", config, "--quiet", operand, option, (char *)NULL);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) ||
        WEXITSTATUS(status) > 1)
        fail(refire);
    return (struct cost){
        .nanoseconds = 1e9 * (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                       1e3 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec),
        .kilobytes = usage.ru_maxrss,
    };
}

static const struct {
    const char *name;
    maker *make;
    const char *option;
    uint32_t apart; /* ns; 0: as usual */
    bool filters;   /* through the long access list, log to a file */
} floods[] = {
    { "ordinary: 50,000 conns", make_ordinary, NULL, 0, false },
    { "ordinary: conns of six packets", make_short, NULL, 0, false },
    { "SYNs, each from another source", make_syn, NULL, 0, false },
    { "UDP, each packet another flow", make_udp, NULL, 0, false },
    { "first fragments, never the rest", make_fragment, NULL, 0, false },
    { "keys that fall together, seed 0", make_colliding, "--seed=0", 0, false },
    { "the same, a seed of its own", make_colliding, NULL, 0, false },
    { "conns of a packet, 10,000 ACEs, log", make_udp, NULL, UNHURRIED, true },
};

int
main(int argc, char **argv)
{
    unsigned long packets = argc == 5 ? strtoul(argv[4], NULL, 10) : 0;
    double ordinary[2] = { 0, 0 };
    char path[2048], config[2048], log[2048];
    if (packets < 10UL * ORDINARY_FLOWS || packets > 100000000) {
        fputs("usage: flood REFIRE CONFIGURATION PLACE PACKETS; at least 500000\n", stderr);
        return EXIT_FAILURE;
    }
    snprintf(path, sizeof path, "%s/flood.pcap", argv[3]);
    snprintf(config, sizeof config, "%s/flood.cfg", argv[3]);
    snprintf(log, sizeof log, "%s/flood.log", argv[3]);
    write_config(config, argv[2]);
    printf("%lu packets, log to /dev/null\n%-38s %10s %12s %12s %6s\n", packets, "", "ns a packet",
           "of living", "of short", "MB");
    for (size_t i = 0; i < sizeof floods / sizeof floods[0]; i++) {
        uint32_t apart = floods[i].apart > 0 ? floods[i].apart : NANOSECONDS_APART;
        write_capture(path, floods[i].make, (uint32_t)packets, apart);
        bool filters = floods[i].filters;
        struct cost cost = replay(argv[1], filters ? config : argv[2], path,
                                  filters ? log : "/dev/null", floods[i].option);
        double each = cost.nanoseconds / (double)packets;
        if (i < 2)
            ordinary[i] = each;
        printf("%-38s %10.1f %12.2f %12.2f %6ld\n", floods[i].name, each, each / ordinary[0],
               i > 0 ? each / ordinary[1] : 0, cost.kilobytes / 1024);
        fflush(stdout);
        unlink(path);
    }
    unlink(config);
    unlink(log);
    return EXIT_SUCCESS;
}
