/*
 * established.c: established CONFIGURATION
 *
 * What timers cost established traffic: both ends of CONNS living conns, half of them TCP, take
 * turns through the whole engine behind PAT, 10 microseconds apart, so that each conn is refreshed
 * a few seconds after it was and its timer comes up now and then, only to be asked again; against
 * the same packets where no timeout is configured, and so no timer is ever armed. The two take
 * turns within one process; the figures are medians of processor time. Figures are printed, never
 * judged.
 */
#include <stdio.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/engine.h"
#include "parser/parser.h"
#include "testdata/bench/timing.h"

enum {
    REPEATS = 7,
    CONNS = 200000,
    STRIDE = 7919, /* coprime to CONNS: no conn comes soon again */
    BATCH = 16,
    PACKETS = 8000000,
    APART = 10000, /* nanoseconds */
    UDP_SECONDS = 30,
    TCP_SECONDS = 60,
    HEADERS = 40,
    TCP_ACK_FLAG = 0x10,
};

struct socket {
    uint32_t address;
    uint16_t port;
};

struct run {
    struct engine *engine;
    ifc_id inside, outside;
    struct packet patterns[2]; /* of UDP and of TCP */
    uint8_t frames[2][HEADERS];
    struct socket mapped[CONNS];
    int64_t time;
    uint64_t number, passed;
};

static void
ignore_event(void *context, const struct event *event)
{
    (void)context;
    (void)event;
}

static struct socket
client_of(uint32_t conn)
{
    return (struct socket){ 0x0a000100 + conn, (uint16_t)(1025 + conn % 50000) };
}

static struct socket
server_of(uint32_t conn)
{
    return (struct socket){ 0xc6330100 + conn % 5000, conn % 2 == 0 ? 7000 : 8080 };
}

/* A checksum of 0 is one that a network card was to fill in. */
static void
make_pattern(struct run *run, bool is_tcp)
{
    uint8_t *frame = run->frames[is_tcp];
    frame[0] = 0x45;
    frame[3] = is_tcp ? 40 : 28;
    frame[8] = 64;
    frame[9] = is_tcp ? IP_TCP : IP_UDP;
    if (is_tcp) {
        frame[32] = 0x50;
        frame[33] = TCP_ACK_FLAG;
        frame[34] = 0x20;
    } else {
        frame[25] = 8;
    }
    packet_decode(&run->patterns[is_tcp], LINK_RAW_IP, frame, frame[3], frame[3]);
}

static struct packet
next_packet(struct run *run, uint32_t conn, bool back)
{
    struct packet packet = run->patterns[conn % 2];
    struct socket source = back ? server_of(conn) : client_of(conn);
    struct socket destination = back ? run->mapped[conn] : server_of(conn);
    packet.source = source.address;
    packet.source_port = source.port;
    packet.destination = destination.address;
    packet.destination_port = destination.port;
    packet.time = run->time += APART;
    packet.number = ++run->number;
    return packet;
}

static void
send_packet(struct run *run, const struct packet *packet, bool back, struct outcome *outcome)
{
    outcome->trace = NULL;
    engine_packet(run->engine, back ? run->outside : run->inside, packet, outcome);
    run->passed += outcome->verdict == VERDICT_PASSED;
}

/* Each conn with a packet of each end, from which on it is plain. */
static void
open_conns(struct run *run)
{
    struct outcome outcome;
    for (uint32_t conn = 0; conn < CONNS; conn++) {
        struct packet packet = next_packet(run, conn, false);
        send_packet(run, &packet, false, &outcome);
        run->mapped[conn] =
            (struct socket){ outcome.translation.source, outcome.translation.source_port };
        packet = next_packet(run, conn, true);
        send_packet(run, &packet, true, &outcome);
    }
}

/* In batches, as a replay does; nanoseconds a packet. */
static double
send_all(struct run *run)
{
    struct packet packets[BATCH];
    uint32_t expected[BATCH];
    struct outcome outcome;
    uint32_t conn = 0;
    double start = processor_ns();
    for (unsigned done = 0; done < PACKETS; done += BATCH) {
        for (unsigned i = 0; i < BATCH; i++) {
            conn = (conn + STRIDE) % CONNS;
            packets[i] = next_packet(run, conn, i % 2 == 1);
            expected[i] = engine_expect(run->engine, &packets[i]);
        }
        for (unsigned i = 0; i < BATCH; i++)
            engine_expect_conn(run->engine, expected[i]);
        for (unsigned i = 0; i < BATCH; i++)
            send_packet(run, &packets[i], i % 2 == 1, &outcome);
    }
    return (processor_ns() - start) / PACKETS;
}

static double
measure(struct config *config, bool with_timers)
{
    struct engine_options options = { .seed = 1, .midstream = MIDSTREAM_ADOPT };
    struct run *run = calloc(1, sizeof *run);
    memset(config->timers, 0, sizeof config->timers); /* never */
    if (with_timers) {
        config->timers[TIMER_CONN] = config->timers[TIMER_XLATE] = TCP_SECONDS;
        config->timers[TIMER_UDP] = UDP_SECONDS;
    }
    if (run != NULL)
        run->engine = engine_new(config, &options, (struct event_sink){ .emit = ignore_event });
    if (run == NULL || run->engine == NULL) {
        fputs("established: out of memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    run->inside = config_interface_by_name(config, "inside");
    run->outside = config_interface_by_name(config, "outside");
    run->time = INT64_C(1100000000) * NS_PER_SECOND;
    make_pattern(run, false);
    make_pattern(run, true);
    open_conns(run);
    double took = send_all(run);
    struct engine_counters counters = engine_counters(run->engine);
    if (run->passed != 2 * CONNS + PACKETS || counters.conns_built != CONNS) {
        fprintf(stderr, "established: %llu packets passed in %llu connections\n",
                (unsigned long long)run->passed, (unsigned long long)counters.conns_built);
        exit(EXIT_FAILURE);
    }
    engine_free(run->engine);
    free(run);
    return took;
}

static void
print(const char *what, double *values)
{
    double median = median_of(values, REPEATS);
    printf("%-52s %9.2f %9.2f %9.2f\n", what, values[0], median, values[REPEATS - 1]);
}

int
main(int argc, char **argv)
{
    double with[REPEATS], without[REPEATS], ratios[REPEATS];
    struct load_options options = { .file = argc == 2 ? argv[1] : NULL };
    struct load_result loaded;
    const char *error = "usage: established CONFIGURATION";
    if (argc != 2 || !config_load_file(argv[1], &options, &loaded, &error)) {
        fprintf(stderr, "%s\n", error);
        return EXIT_FAILURE;
    }
    for (int i = 0; i < REPEATS; i++) {
        without[i] = measure(loaded.config, false);
        with[i] = measure(loaded.config, true);
        ratios[i] = with[i] / without[i];
    }
    printf("%d packets of %d conns, 64 bytes and less, through the engine\n", PACKETS, CONNS);
    print("  no timers at all, ns a packet", without);
    print("  timers that come up and are asked again, ns", with);
    print("  ratio", ratios);
    load_result_free(&loaded);
    return EXIT_SUCCESS;
}
