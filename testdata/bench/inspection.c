/*
 * inspection.c: inspection CONFIGURATION FOLDER...
 *
 * What inspection costs a packet: recordings of an FTP session and of calls, whose control channels
 * are read, rewritten and followed; against the same packets where no `fixup` line is, and an
 * access list lets in what comes. Each FOLDER has inside.pcap and outside.pcap, of which those
 * packets enter that came from that side. The two take turns within one process; the figures are
 * medians of processor time. Figures are printed, never judged.
 */
#include <stdio.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/capture/capture.h"
#include "engine/engine.h"
#include "parser/parser.h"
#include "testdata/bench/timing.h"

enum {
    REPEATS = 7,
    PACKETS_MOST = 1024,
    ROUNDS = 2000,
    APART = 3 * 3600, /* seconds from one round to the next: nothing is left of it */
};

struct recording {
    struct packet packets[PACKETS_MOST];
    ifc_id from[PACKETS_MOST];
    uint8_t *bytes[PACKETS_MOST];
    size_t count;
};

static void
fail(const char *why)
{
    fprintf(stderr, "inspection: %s\n", why);
    exit(EXIT_FAILURE);
}

static void
ignore_event(void *context, const struct event *event)
{
    (void)context;
    (void)event;
}

/* Frames of a side that came from beyond it: those of the router's own card left there. */
static void
read_side(struct recording *recording, const struct config *config, const char *folder,
          const char *side)
{
    char path[512], error[CAPTURE_ERROR_SIZE];
    ifc_id ifc = config_interface_by_name(config, side);
    uint32_t network = config->interfaces[ifc]->address & config->interfaces[ifc]->netmask;
    snprintf(path, sizeof path, "%s/%s.pcap", folder, side);
    struct capture_reader *reader = capture_open(path, error);
    struct capture_frame frame;
    if (reader == NULL)
        fail(error);
    while (capture_next(reader, &frame) == CAPTURE_PACKET) {
        size_t i = recording->count;
        uint8_t *bytes = malloc(frame.captured);
        if (i == PACKETS_MOST || bytes == NULL)
            fail("no room for the recording");
        memcpy(bytes, frame.bytes, frame.captured);
        struct packet *packet = &recording->packets[i];
        packet_decode(packet, frame.link, bytes, frame.captured, frame.wire_length);
        packet->time = frame.time;
        if ((packet->source & config->interfaces[ifc]->netmask) != network ||
            packet->source == config->statics[0].mapped) {
            free(bytes);
            continue;
        }
        recording->from[i] = ifc;
        recording->bytes[i] = bytes;
        recording->count++;
    }
    capture_close(reader);
}

/* Both sides in the order of time. */
static void
sort(struct recording *recording)
{
    for (size_t i = 1; i < recording->count; i++) {
        struct packet packet = recording->packets[i];
        ifc_id from = recording->from[i];
        size_t at = i;
        for (; at > 0 && recording->packets[at - 1].time > packet.time; at--) {
            recording->packets[at] = recording->packets[at - 1];
            recording->from[at] = recording->from[at - 1];
        }
        recording->packets[at] = packet;
        recording->from[at] = from;
    }
}

/* Nanoseconds a packet; *PASSED: of one round. */
static double
measure(const struct config *config, const struct recording *recording, size_t *passed)
{
    struct engine_options options = { .seed = 1 };
    struct engine *engine =
        engine_new(config, &options, (struct event_sink){ .emit = ignore_event });
    struct outcome outcome = { .trace = NULL };
    uint64_t number = 0, through = 0;
    if (engine == NULL)
        fail("out of memory");
    double start = processor_ns();
    for (int64_t round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < recording->count; i++) {
            struct packet packet = recording->packets[i];
            packet.time += round * APART * NS_PER_SECOND;
            packet.number = ++number;
            outcome.trace = NULL;
            engine_packet(engine, recording->from[i], &packet, &outcome);
            through += outcome.verdict == VERDICT_PASSED;
        }
    }
    double took = processor_ns() - start;
    engine_free(engine);
    *passed = through / ROUNDS;
    return took / (double)number;
}

static void
print(const char *what, double *values)
{
    double median = median_of(values, REPEATS);
    printf("%-52s %9.2f %9.2f %9.2f\n", what, values[0], median, values[REPEATS - 1]);
}

static void
compare(struct config *config, const char *folder)
{
    static struct recording recording;
    double with[REPEATS], without[REPEATS], ratios[REPEATS];
    size_t fixups = config->fixup_count, passed[2];
    recording.count = 0;
    read_side(&recording, config, folder, "inside");
    read_side(&recording, config, folder, "outside");
    sort(&recording);
    for (int i = 0; i < REPEATS; i++) {
        config->fixup_count = 0;
        without[i] = measure(config, &recording, &passed[0]);
        config->fixup_count = fixups;
        with[i] = measure(config, &recording, &passed[1]);
        ratios[i] = with[i] / without[i];
    }
    printf("%s: %zu packets, %zu pass with inspection and %zu without\n", folder, recording.count,
           passed[1], passed[0]);
    print("  without inspection, ns a packet", without);
    print("  with it", with);
    print("  ratio", ratios);
    for (size_t i = 0; i < recording.count; i++)
        free(recording.bytes[i]);
}

int
main(int argc, char **argv)
{
    struct load_options options = { .file = argc > 2 ? argv[1] : NULL };
    struct load_result loaded;
    const char *error = "usage: inspection CONFIGURATION FOLDER...";
    if (argc < 3 || !config_load_file(argv[1], &options, &loaded, &error))
        fail(error);
    for (int i = 2; i < argc; i++)
        compare(loaded.config, argv[i]);
    load_result_free(&loaded);
    return EXIT_SUCCESS;
}
