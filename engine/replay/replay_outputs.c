/*
 * replay_outputs.c: what leaves: predicted, and compared with what is seen leaving.
 */
#include "engine/replay/replay_private.h"

/* Does TRANSLATION change nothing but addresses and ports? */
static bool
changes_ends_only(const struct translation *translation)
{
    return translation->payload == NULL && translation->tcp_clears == 0 &&
           translation->kept_options == NULL && translation->mss == 0 && translation->whole == NULL;
}

/* PACKET as it leaves by OUTCOME, at TIME. */
static struct sighting
predict(struct replay *replay, const struct packet *packet, enum link_type link,
        const struct outcome *outcome, int64_t time)
{
    const struct translation *translation = &outcome->translation;
    if (replay_has_fields(packet) && changes_ends_only(translation)) {
        struct sighting sighting = sighting_of(packet, outcome->egress);
        sighting.time = time;
        sighting.payload_unknown = outcome->payload_unknown;
        sighting.source = translation->source;
        sighting.destination = translation->destination;
        sighting.source_port = translation->source_port;
        sighting.destination_port = translation->destination_port;
        return sighting;
    }
    struct packet leaving;
    struct frame_size size = packet_translate(packet, translation, replay->predicted_bytes);
    packet_decode(&leaving, link, replay->predicted_bytes, size.captured, size.wire_length);
    leaving.time = time;
    leaving.number = packet->number;
    struct sighting sighting = sighting_of(&leaving, outcome->egress);
    sighting.payload_unknown = outcome->payload_unknown;
    return sighting;
}

void
replay_remember_output(struct replay *replay, const struct packet *packet, enum link_type link,
                       ifc_id ingress, const struct outcome *outcome, int64_t time)
{
    bool kept;
    if (outcome->egress != IFC_NONE && replay->sides[outcome->egress].captured) {
        struct sighting sighting = predict(replay, packet, link, outcome, time);
        kept = compare_predict(replay->compare, &sighting, packet->number);
    } else {
        struct sighting sighting = sighting_of(packet, IFC_NONE);
        sighting.time = time;
        kept = outcome->verdict == VERDICT_UNDECIDED
                   ? compare_doubt(replay->compare, &sighting, ingress)
                   : compare_deny(replay->compare, &sighting, ingress);
    }
    if (!kept)
        replay->out_of_memory = true;
}

void
replay_compare_rebuilt(struct replay *replay, const struct packet *packet, enum link_type link,
                       const struct outcome *outcome, const struct sighting *seen, int64_t time)
{
    if (outcome->drop == DROP_UNREAD)
        return;
    if (outcome->egress == IFC_NONE) {
        struct sighting entered = sighting_of(packet, IFC_NONE);
        compare_settle(replay->compare, COMPARED_DENIED_BUT_SEEN, &entered, seen);
        return;
    }
    struct sighting predicted = predict(replay, packet, link, outcome, time);
    bool agrees = sighting_differences(&predicted, seen) == 0;
    compare_settle(replay->compare, agrees ? COMPARED_AGREES : COMPARED_DIFFERS, &predicted, seen);
}
