/*
 * sample.c: frames are written as they came, each file for its own, so that what is found out about
 * where a packet entered is found out again.
 */
#include "cli/diff/sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/replay/sources.h"
#include "engine/capture/capture.h"
#include "engine/packet/packet.h"

#define NOT_WRITTEN UINT32_MAX

struct wanted {
    const uint32_t *hosts;
    size_t count;
    enum sample_width width;
};

/* One file into another. */
struct copy {
    struct capture_reader *reader;
    struct capture_writer *writer;
    uint32_t *interfaces; /* of the reader's, the writer's; NOT_WRITTEN: none yet */
    size_t interface_count;
    uint32_t written_interfaces;
    const struct wanted *wanted;
    size_t frames;
};

static bool
is_host(const struct wanted *wanted, uint32_t address)
{
    for (size_t i = 0; i < wanted->count; i++) {
        if (wanted->hosts[i] == address)
            return true;
    }
    return false;
}

static bool
is_wanted(const struct wanted *wanted, const struct capture_frame *frame)
{
    struct packet packet;
    if (wanted->width == SAMPLE_EVERYTHING)
        return true;
    packet_decode(&packet, frame->link, frame->bytes, frame->captured, frame->wire_length);
    if (packet.kind != PACKET_IPV4)
        return false;
    bool from = is_host(wanted, packet.source), to = is_host(wanted, packet.destination);
    return wanted->width == SAMPLE_BOTH_ENDS ? from && to : from || to;
}

/* The writer's interface for a frame's; NOT_WRITTEN: no memory. */
static uint32_t
interface_for(struct copy *copy, const struct capture_frame *frame)
{
    if (frame->interface >= copy->interface_count) {
        size_t count = (size_t)frame->interface + 1;
        uint32_t *more = reallocarray(copy->interfaces, count, sizeof(*more));
        if (more == NULL)
            return NOT_WRITTEN;
        for (size_t i = copy->interface_count; i < count; i++)
            more[i] = NOT_WRITTEN;
        copy->interfaces = more;
        copy->interface_count = count;
    }
    uint32_t *interface = &copy->interfaces[frame->interface];
    if (*interface == NOT_WRITTEN &&
        capture_add_interface(copy->writer, capture_interface_name(copy->reader, frame->interface),
                              frame->link_number))
        *interface = copy->written_interfaces++;
    return *interface;
}

static bool
copy_frames(struct copy *copy)
{
    struct capture_frame frame;
    while (copy->frames < SAMPLE_FRAMES && capture_next(copy->reader, &frame) == CAPTURE_PACKET) {
        if (!is_wanted(copy->wanted, &frame))
            continue;
        uint32_t interface = interface_for(copy, &frame);
        if (interface == NOT_WRITTEN ||
            !capture_write(copy->writer, interface, frame.time, frame.bytes, frame.captured,
                           frame.wire_length, NULL))
            return false;
        copy->frames++;
    }
    return true;
}

static bool
copy_file(const char *from, const char *to, const struct wanted *wanted)
{
    char error[CAPTURE_ERROR_SIZE];
    struct copy copy = { .wanted = wanted };
    copy.reader = capture_open(from, error);
    copy.writer = copy.reader != NULL ? capture_create(to, NULL, 0, error) : NULL;
    bool good = copy.writer != NULL && copy_frames(&copy);
    if (good)
        good = capture_finish(copy.writer, error);
    else
        capture_abandon(copy.writer);
    capture_close(copy.reader);
    free(copy.interfaces);
    return good;
}

static char *
folder_for_it(void)
{
    const char *temporary = getenv("TMPDIR");
    char *folder = NULL;
    if (asprintf(&folder, "%s/refire-XXXXXX",
                 temporary != NULL && *temporary != '\0' ? temporary : "/tmp") < 0)
        return NULL;
    if (mkdtemp(folder) != NULL)
        return folder;
    free(folder);
    return NULL;
}

/* Names the AT-th file as CAPTURE is named, and fills it. */
static bool
make_file(const struct config *config, const char *capture, size_t at, const struct wanted *wanted,
          struct sample *sample)
{
    struct replay_input input;
    char error[SOURCE_ERROR_SIZE];
    if (!source_parse(config, capture, &input, error))
        return false;
    int prefix = (int)(input.path - capture);
    if (asprintf(&sample->captures[at], "%.*s%s/%zu.pcapng", prefix, capture, sample->folder, at) <
        0) {
        sample->captures[at] = NULL;
        return false;
    }
    sample->paths[at] = sample->captures[at] + prefix;
    return copy_file(input.path, sample->paths[at], wanted);
}

bool
sample_make(const struct config *config, char *const *captures, size_t count, const uint32_t *hosts,
            size_t host_count, enum sample_width width, struct sample *sample)
{
    const struct wanted wanted = { hosts, host_count, width };
    *sample = (struct sample){
        .folder = folder_for_it(),
        .captures = calloc(count + 1, sizeof(*sample->captures)),
        .paths = calloc(count + 1, sizeof(*sample->paths)),
        .count = count,
    };
    bool good = sample->folder != NULL && sample->captures != NULL && sample->paths != NULL;
    for (size_t i = 0; good && i < count; i++)
        good = make_file(config, captures[i], i, &wanted, sample);
    if (!good)
        sample_free(sample);
    return good;
}

void
sample_free(struct sample *sample)
{
    for (size_t i = 0; sample->captures != NULL && sample->paths != NULL && i < sample->count;
         i++) {
        if (sample->paths[i] != NULL)
            (void)unlink(sample->paths[i]);
        free(sample->captures[i]);
    }
    if (sample->folder != NULL)
        (void)rmdir(sample->folder);
    free(sample->folder);
    free(sample->captures);
    free(sample->paths);
    *sample = (struct sample){ 0 };
}
