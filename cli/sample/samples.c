/*
 * samples.c: a table from hosts to the samples that they are of, and a look at each frame.
 */
#include "cli/sample/samples.h"

#include <stdlib.h>

#include "engine/packet/packet.h"

/* A power of two, twice as many as there can be hosts. */
#define PLACES 1024
_Static_assert(PLACES >= 2 * SAMPLES_MAX * SAMPLE_HOSTS, "the table is at most half full");

struct host {
    uint32_t address;
    uint32_t samples; /* a bit for each; 0: free */
};

struct pass {
    struct samples *samples;
    size_t most;
    uint32_t both, everything; /* the samples of those widths */
    struct host hosts[PLACES];
};

/* ---- hosts ---- */

static struct host *
place_of(struct pass *pass, uint32_t address)
{
    size_t at = (address * UINT32_C(2654435761)) >> 22;
    while (pass->hosts[at].samples != 0 && pass->hosts[at].address != address)
        at = (at + 1) & (PLACES - 1);
    return &pass->hosts[at];
}

static void
add_wish(struct pass *pass, const struct sample_wish *wish, size_t sample)
{
    uint32_t bit = UINT32_C(1) << sample;
    pass->both |= wish->width == SAMPLE_BOTH_ENDS ? bit : 0;
    pass->everything |= wish->width == SAMPLE_EVERYTHING ? bit : 0;
    for (size_t i = 0; i < wish->count; i++) {
        struct host *host = place_of(pass, wish->hosts[i]);
        host->address = wish->hosts[i];
        host->samples |= bit;
    }
}

/* Of a pair of ends. */
static uint32_t
samples_of_ends(struct pass *pass, uint32_t source, uint32_t destination)
{
    uint32_t from = place_of(pass, source)->samples, to = place_of(pass, destination)->samples;
    return ((from | to) & ~pass->both) | (from & to);
}

static uint32_t
samples_of(struct pass *pass, const struct packet *packet)
{
    if (packet->kind != PACKET_IPV4 && packet->kind != PACKET_MALFORMED)
        return pass->everything;
    uint32_t samples = samples_of_ends(pass, packet->source, packet->destination);
    if (packet->has_quoted)
        samples |= samples_of_ends(pass, packet->quoted_source, packet->quoted_destination);
    return samples | pass->everything;
}

/* ---- frames ---- */

/* False: no memory. */
static bool
keep(struct pass *pass, const struct capture_reader *reader, const struct capture_frame *frame,
     size_t input)
{
    struct samples *samples = pass->samples;
    struct packet packet = { 0 };
    packet_decode(&packet, frame->link, frame->bytes, frame->captured, frame->wire_length);
    uint32_t of = samples_of(pass, &packet);
    for (size_t i = 0; i < samples->count && of != 0; i++) {
        struct kept_frames *kept = &samples->kept[i * samples->inputs + input];
        if ((of >> i & 1) == 0 || samples->frames[i] == pass->most)
            continue;
        if (kept_frames_add(kept, frame, capture_interface_name(reader, frame->interface)))
            samples->frames[i]++;
        if (kept->no_memory)
            return false;
    }
    return true;
}

static bool
read_input(struct pass *pass, const struct config *config, const struct sample_input *given,
           size_t input)
{
    const char *name = "";
    struct capture_reader *reader = sample_open(config, given, &name);
    if (reader == NULL)
        return false;
    struct capture_frame frame;
    bool kept = true;
    while (kept && capture_next(reader, &frame) == CAPTURE_PACKET)
        kept = keep(pass, reader, &frame, input);
    capture_close(reader);
    for (size_t i = 0; i < pass->samples->count; i++)
        pass->samples->made[i * pass->samples->inputs + input].word = name;
    return kept;
}

static bool
read_all(struct pass *pass, const struct config *config, const struct sample_input *inputs)
{
    struct samples *samples = pass->samples;
    for (size_t i = 0; i < samples->inputs; i++)
        if (!read_input(pass, config, &inputs[i], i))
            return false;
    for (size_t i = 0; i < samples->count * samples->inputs; i++) {
        if (!kept_frames_begin(&samples->kept[i]))
            return false;
        samples->made[i].bytes = samples->kept[i].bytes;
        samples->made[i].size = samples->kept[i].size;
    }
    return true;
}

bool
samples_make(const struct config *config, const struct sample_input *inputs, size_t input_count,
             const struct sample_wish *wishes, size_t count, size_t most, struct samples *samples)
{
    *samples = (struct samples){ .count = count < SAMPLES_MAX ? count : SAMPLES_MAX,
                                 .inputs = input_count };
    struct pass *pass = calloc(1, sizeof *pass);
    size_t places = samples->count * samples->inputs + 1;
    samples->kept = calloc(places, sizeof *samples->kept);
    samples->made = calloc(places, sizeof *samples->made);
    bool done = pass != NULL && samples->kept != NULL && samples->made != NULL;
    for (size_t i = 0; done && i < samples->count; i++)
        add_wish(pass, &wishes[i], i);
    if (done) {
        pass->samples = samples;
        pass->most = most;
        done = read_all(pass, config, inputs);
    }
    free(pass);
    if (!done)
        samples_free(samples);
    return done;
}

void
samples_free(struct samples *samples)
{
    for (size_t i = 0; samples->kept != NULL && i < samples->count * samples->inputs; i++)
        kept_frames_free(&samples->kept[i]);
    free(samples->kept);
    free(samples->made);
    *samples = (struct samples){ 0 };
}

const struct sample_input *
samples_at(const struct samples *samples, size_t at)
{
    return &samples->made[at * samples->inputs];
}
