/*
 * extract.c: a table from hosts to the groups that they are of, and a look at each frame.
 */
#include "cli/explain/extract.h"

#include <stdlib.h>

#include "cli/replay/sources.h"
#include "engine/packet/packet.h"

/* A power of two, twice as many as there can be hosts. */
#define PLACES 1024
_Static_assert(PLACES >= 2 * EXTRACT_GROUPS * 2 * GROUP_SOURCES, "the table is at most half full");

struct host {
    uint32_t address;
    uint32_t groups; /* a bit for each; 0: free */
};

struct pass {
    struct extract *extract;
    struct host hosts[PLACES];
};

/* ---- hosts ---- */

static struct host *
place_of(struct pass *pass, uint32_t address)
{
    size_t at = (address * UINT32_C(2654435761)) >> 22;
    while (pass->hosts[at].groups != 0 && pass->hosts[at].address != address)
        at = (at + 1) & (PLACES - 1);
    return &pass->hosts[at];
}

static void
add_hosts(struct pass *pass, const uint32_t *addresses, size_t count, size_t group)
{
    for (size_t i = 0; i < count; i++) {
        struct host *host = place_of(pass, addresses[i]);
        host->address = addresses[i];
        host->groups |= UINT32_C(1) << group;
    }
}

static uint32_t
groups_of(struct pass *pass, const struct packet *packet)
{
    uint32_t groups =
        place_of(pass, packet->source)->groups | place_of(pass, packet->destination)->groups;
    if (packet->has_quoted)
        groups |= place_of(pass, packet->quoted_source)->groups |
                  place_of(pass, packet->quoted_destination)->groups;
    return groups;
}

/* ---- frames ---- */

/* False: no memory. */
static bool
keep(struct pass *pass, const struct capture_reader *reader, const struct capture_frame *frame,
     size_t input)
{
    struct extract *extract = pass->extract;
    struct packet packet = { 0 };
    packet_decode(&packet, frame->link, frame->bytes, frame->captured, frame->wire_length);
    if (packet.kind != PACKET_IPV4 && packet.kind != PACKET_MALFORMED)
        return true;
    uint32_t groups = groups_of(pass, &packet);
    for (size_t i = 0; i < extract->groups && groups != 0; i++) {
        struct kept_frames *kept = &extract->kept[i * extract->inputs + input];
        if ((groups >> i & 1) == 0 || extract->frames[i] == EXTRACT_FRAMES)
            continue;
        if (kept_frames_add(kept, frame, capture_interface_name(reader, frame->interface)))
            extract->frames[i]++;
        if (kept->no_memory)
            return false;
    }
    return true;
}

/* The input, from its beginning, and the name of the interface where it was taken ("": not told).
 * NULL: it cannot be read again. */
static struct capture_reader *
open_input(const struct config *config, const struct passage_input *given, const char **name)
{
    struct replay_input parsed;
    char error[CAPTURE_ERROR_SIZE];
    if (given->bytes != NULL) {
        *name = given->word;
        return capture_open_memory(given->bytes, given->size, error);
    }
    if (!source_parse(config, given->word, &parsed, error))
        return NULL;
    *name = parsed.point != IFC_NONE ? config_interface_label(config, parsed.point) : "";
    return capture_open(parsed.path, error);
}

static bool
read_input(struct pass *pass, const struct config *config, const struct passage_input *given,
           size_t input)
{
    const char *name = "";
    struct capture_reader *reader = open_input(config, given, &name);
    if (reader == NULL)
        return false;
    struct capture_frame frame;
    bool kept = true;
    while (kept && capture_next(reader, &frame) == CAPTURE_PACKET)
        kept = keep(pass, reader, &frame, input);
    capture_close(reader);
    for (size_t i = 0; i < pass->extract->groups; i++)
        pass->extract->made[i * pass->extract->inputs + input].word = name;
    return kept;
}

static bool
read_all(struct pass *pass, const struct config *config, const struct passage_source *source)
{
    struct extract *extract = pass->extract;
    for (size_t i = 0; i < source->input_count; i++)
        if (!read_input(pass, config, &source->inputs[i], i))
            return false;
    for (size_t i = 0; i < extract->groups * extract->inputs; i++) {
        if (!kept_frames_begin(&extract->kept[i]))
            return false;
        extract->made[i].bytes = extract->kept[i].bytes;
        extract->made[i].size = extract->kept[i].size;
    }
    return true;
}

bool
extract_run(const struct config *config, const struct passage_source *source,
            const struct stop_group *groups, size_t count, struct extract *extract)
{
    *extract = (struct extract){ .groups = count < EXTRACT_GROUPS ? count : EXTRACT_GROUPS,
                                 .inputs = source->input_count };
    struct pass *pass = calloc(1, sizeof *pass);
    size_t places = extract->groups * extract->inputs + 1;
    extract->kept = calloc(places, sizeof *extract->kept);
    extract->made = calloc(places, sizeof *extract->made);
    bool done = pass != NULL && extract->kept != NULL && extract->made != NULL;
    for (size_t i = 0; done && i < extract->groups; i++) {
        add_hosts(pass, groups[i].sources, groups[i].source_count, i);
        add_hosts(pass, groups[i].targets, groups[i].target_count, i);
    }
    if (done) {
        pass->extract = extract;
        done = read_all(pass, config, source);
    }
    free(pass);
    if (!done)
        extract_free(extract);
    return done;
}

void
extract_free(struct extract *extract)
{
    for (size_t i = 0; extract->kept != NULL && i < extract->groups * extract->inputs; i++)
        kept_frames_free(&extract->kept[i]);
    free(extract->kept);
    free(extract->made);
    *extract = (struct extract){ 0 };
}

struct passage_source
extract_source(const struct extract *extract, const struct passage_source *source, size_t at)
{
    struct passage_source made = *source;
    made.inputs = &extract->made[at * extract->inputs];
    return made;
}
