/*
 * verdict_capture.c: packets with their verdicts. A pcapng interface has one link type, so there
 * may be several of one name.
 */
#include "cli/replay/verdict_capture.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/base/clock.h"

#define FRAME_MAX ((size_t)256 * 1024)
#define COMMENT_SIZE 256

struct verdict_capture {
    const struct config *config;
    struct capture_writer *writer;
    struct written_interface {
        ifc_id ifc;
        int link_number;
    } * interfaces;
    size_t count, capacity;
    bool both_sides;
    uint8_t frame[FRAME_MAX];
};

/* From one side of the firewall to the other, where both are written. */
#define THROUGH_NS (100 * NS_PER_US)

struct verdict_capture *
verdict_capture_new(const struct config *config, const char *path, const char *const *inputs,
                    size_t count, char error[CAPTURE_ERROR_SIZE])
{
    struct verdict_capture *capture = calloc(1, sizeof *capture);
    if (capture == NULL) {
        snprintf(error, CAPTURE_ERROR_SIZE, "out of memory");
        return NULL;
    }
    capture->config = config;
    capture->writer = capture_create(path, inputs, count, error);
    if (capture->writer == NULL) {
        free(capture);
        return NULL;
    }
    return capture;
}

/* The file's interface for an interface of the firewall; false when there is no memory. */
static bool
interface_for(struct verdict_capture *capture, ifc_id ifc, int link_number, uint32_t *index)
{
    for (size_t i = 0; i < capture->count; i++) {
        if (capture->interfaces[i].ifc == ifc &&
            capture->interfaces[i].link_number == link_number) {
            *index = (uint32_t)i;
            return true;
        }
    }
    if (capture->count == capture->capacity) {
        size_t capacity = capture->capacity == 0 ? 4 : capture->capacity * 2;
        void *moved = realloc(capture->interfaces, capacity * sizeof *capture->interfaces);
        if (moved == NULL)
            return false;
        capture->interfaces = moved;
        capture->capacity = capacity;
    }
    *index = (uint32_t)capture->count;
    capture->interfaces[capture->count++] =
        (struct written_interface){ .ifc = ifc, .link_number = link_number };
    return capture_add_interface(capture->writer, config_interface_label(capture->config, ifc),
                                 link_number);
}

static void
describe(const struct config *config, const struct replay_packet *packet,
         char comment[COMMENT_SIZE])
{
    const struct outcome *outcome = packet->outcome;
    const char *ingress = config_interface_label(config, packet->ingress);
    const char *rebuilt = packet->rebuilt ? "; rebuilt from what left" : "";
    char conn[32] = "";
    switch (outcome->verdict) {
    case VERDICT_PASSED:
        if (outcome->conn_id != 0)
            snprintf(conn, sizeof conn, "conn %u, ", outcome->conn_id);
        snprintf(comment, COMMENT_SIZE, "passed: %s%s -> %s%s", conn, ingress,
                 config_interface_label(config, outcome->egress), rebuilt);
        return;
    case VERDICT_DENIED:
        snprintf(comment, COMMENT_SIZE, "denied: %s (%s), on %s%s", drop_reason_text(outcome->drop),
                 drop_reason_name(outcome->drop), ingress, rebuilt);
        return;
    case VERDICT_TO_THE_BOX:
    case VERDICT_NOT_MODELLED:
    case VERDICT_UNDECIDED:
    case VERDICT_WAITING:
        break;
    }
    snprintf(comment, COMMENT_SIZE, "%s: on %s%s", verdict_name(outcome->verdict), ingress,
             rebuilt);
}

void
verdict_capture_both_sides(struct verdict_capture *capture)
{
    capture->both_sides = true;
}

/* PACKET as TRANSLATION makes it, at TIME on IFC. */
static void
write_frame(struct verdict_capture *capture, const struct replay_packet *told, ifc_id ifc,
            const struct translation *translation, int64_t time)
{
    const struct packet *packet = told->packet;
    uint32_t interface;
    if (packet_translated_size(packet, translation).captured > FRAME_MAX ||
        !interface_for(capture, ifc, told->link_number, &interface))
        return;
    struct frame_size size = packet_translate(packet, translation, capture->frame);
    char comment[COMMENT_SIZE];
    describe(capture->config, told, comment);
    /* What fails here is told by the writer when the file is finished. */
    if (!capture_write(capture->writer, interface, time, capture->frame, size.captured,
                       size.wire_length, comment))
        return;
}

void
verdict_capture_write(struct verdict_capture *capture, const struct replay_packet *told)
{
    const struct packet *packet = told->packet;
    const struct outcome *outcome = told->outcome;
    if (outcome == NULL || packet->captured > FRAME_MAX)
        return;
    bool passed = outcome->verdict == VERDICT_PASSED && outcome->egress != IFC_NONE;
    /* The same way for both: what came with unfinished checksums (offload) is mended. */
    struct translation as_it_came;
    translation_identity(&as_it_came, packet);
    /* A fragment leaves with the last of its datagram; so the file stays in order of time. */
    int64_t time = packet->time + told->waited_ns;
    if (!passed || capture->both_sides)
        write_frame(capture, told, told->ingress, &as_it_came, time);
    if (passed)
        write_frame(capture, told, outcome->egress, &outcome->translation,
                    capture->both_sides ? time + THROUGH_NS : time);
}

bool
verdict_capture_finish(struct verdict_capture *capture, char error[CAPTURE_ERROR_SIZE])
{
    bool written = capture_finish(capture->writer, error);
    free(capture->interfaces);
    free(capture);
    return written;
}

void
verdict_capture_abandon(struct verdict_capture *capture)
{
    if (capture == NULL)
        return;
    capture_abandon(capture->writer);
    free(capture->interfaces);
    free(capture);
}
