/*
 * survey.c: which sides captures show, and their clocks (engine.md 10.3, 10.4).
 *
 * A packet that crosses the firewall is in both captures, and IP id and payload stay. What passes
 * from A to B is late by the transit time, what passes from B to A is early by it: the mean of the
 * two medians is the skew.
 */
#include "engine/replay/survey.h"

#include <stdlib.h>

#include "engine/replay/decap.h"

#define PAIRS_MIN 3
#define SKEW_MIN (500 * NS_PER_US) /* below it, replies do not overtake requests */

ifc_id
survey_named_point(const struct config *config, const struct capture_reader *reader,
                   uint32_t interface)
{
    const char *name = capture_interface_name(reader, interface);
    return name != NULL ? config_interface_by_name(config, name) : IFC_NONE;
}

static void
look_at(struct survey *survey, const struct config *config, struct ingress *ingress,
        const struct capture_reader *reader, ifc_id point, const struct capture_frame *frame)
{
    struct capture_point at = { .ifc = point };
    if (at.ifc == IFC_NONE)
        at.ifc = survey_named_point(config, reader, frame->interface);
    if (at.ifc != IFC_NONE)
        survey->points[at.ifc] = true;
    else
        survey->has_unknown_point = true;

    struct packet packet;
    packet_decode(&packet, frame->link, frame->bytes, frame->captured, frame->wire_length);
    packet.time = frame->time;
    packet.number = 0;
    if (packet.kind != PACKET_IPV4)
        return;
    if (packet.seen == SEEN_UNKNOWN)
        packet.seen = frame->seen;
    if (packet.vlan == 0)
        packet.vlan = frame->vlan;
    struct judgement judgement = ingress_judge(ingress, &packet, &at);
    if (judgement.stance == STANCE_LEFT)
        survey->outputs[judgement.ifc] = true;
    if (judgement.stance == STANCE_LEFT || judgement.stance == STANCE_ENTERS)
        survey->packets[survey->count++] =
            (struct surveyed){ .sighting = sighting_of(&packet, judgement.ifc),
                               .entered = judgement.stance == STANCE_ENTERS };
}

bool
survey_init(struct survey *survey, const struct config *config)
{
    size_t count = config->interface_count > 0 ? config->interface_count : 1;
    *survey = (struct survey){ .points = calloc(count, sizeof(bool)),
                               .outputs = calloc(count, sizeof(bool)),
                               .packets = calloc(SURVEY_FRAMES, sizeof *survey->packets) };
    return survey->points != NULL && survey->outputs != NULL && survey->packets != NULL;
}

void
survey_read(struct survey *survey, const struct config *config, struct ingress *ingress,
            struct capture_reader *reader, ifc_id point, bool decap)
{
    uint64_t counts[WRAPPING_COUNT] = { 0 };
    struct capture_frame frame;
    while (survey->frames < SURVEY_FRAMES && capture_next(reader, &frame) == CAPTURE_PACKET) {
        struct capture_frame inner = frame;
        survey->frames++;
        survey->wrapped += decap_frame(&inner, counts);
        if (decap)
            frame = inner;
        if (duplicates_has(&survey->recent, &frame, 0))
            survey->duplicates++;
        else if (frame.link != LINK_UNKNOWN)
            look_at(survey, config, ingress, reader, point, &frame);
    }
}

void
survey_fini(struct survey *survey)
{
    free(survey->points);
    free(survey->outputs);
    free(survey->packets);
    *survey = (struct survey){ 0 };
}

static bool
is_same_packet(const struct surveyed *a, const struct surveyed *b)
{
    return a->entered != b->entered && a->sighting.ip_id != 0 &&
           a->sighting.ip_id == b->sighting.ip_id && a->sighting.protocol == b->sighting.protocol &&
           a->sighting.ip_length == b->sighting.ip_length &&
           a->sighting.payload_hash == b->sighting.payload_hash;
}

/* The one packet of SURVEY that is PACKET on its other side; NULL: none, or not the only one. */
static const struct surveyed *
find_partner(const struct survey *survey, const struct surveyed *packet)
{
    const struct surveyed *found = NULL;
    for (size_t i = 0; i < survey->count; i++) {
        if (!is_same_packet(&survey->packets[i], packet))
            continue;
        if (found != NULL)
            return NULL;
        found = &survey->packets[i];
    }
    return found;
}

static int
compare_times(const void *a, const void *b)
{
    int64_t first = *(const int64_t *)a;
    int64_t second = *(const int64_t *)b;
    return (first > second) - (first < second);
}

/* How much later B shows the packets that A shows entering (or leaving); false: too few. */
static bool
median_delay(const struct survey *a, const struct survey *b, bool entered_at_a, int64_t *delay)
{
    int64_t delays[SURVEY_FRAMES];
    size_t count = 0;
    for (size_t i = 0; i < a->count; i++) {
        if (a->packets[i].entered != entered_at_a)
            continue;
        const struct surveyed *partner = find_partner(b, &a->packets[i]);
        if (partner != NULL)
            delays[count++] = partner->sighting.time - a->packets[i].sighting.time;
    }
    if (count < PAIRS_MIN)
        return false;
    qsort(delays, count, sizeof delays[0], compare_times);
    *delay = delays[count / 2];
    return true;
}

int64_t
survey_skew(const struct survey *a, const struct survey *b)
{
    int64_t forward, backward;
    bool has_forward = median_delay(a, b, true, &forward);
    bool has_backward = median_delay(a, b, false, &backward);
    if (has_forward && has_backward) {
        int64_t skew = forward / 2 + backward / 2;
        return llabs(skew) > SKEW_MIN ? skew : 0;
    }
    if (!has_forward && !has_backward)
        return 0;
    /* One way alone does not tell skew from transit time. */
    int64_t delay = has_forward ? forward : backward;
    return llabs(delay) > COMPARE_WINDOW / 2 ? delay : 0;
}
