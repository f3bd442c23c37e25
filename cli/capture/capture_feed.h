/*
 * capture_feed.h: what a replay brings, to the captures of the box: each packet where it enters and
 * where it leaves, and as a drop when it is refused.
 *
 * What is kept are Ethernet frames. One of another link type, or of none, gets such a header, with
 * the MAC addresses that are known, or zeros. A packet that leaves has those it came with: what the
 * box and the next hop have is not known.
 */
#ifndef REFIRE_CLI_CAPTURE_CAPTURE_FEED_H
#define REFIRE_CLI_CAPTURE_CAPTURE_FEED_H

#include "cli/capture/packet_capture.h"
#include "engine/replay/replay.h"

struct capture_feed;

/* Everything is borrowed. NULL: no memory, or CAPTURES is NULL. */
NODISCARD struct capture_feed *capture_feed_new(struct packet_captures *captures,
                                                const struct config *config,
                                                const struct engine *engine, bool begins_at_macs);
/* NULL is allowed, here and below: nothing is captured. */
void capture_feed_free(struct capture_feed *feed);

/* Where PACKET, about to enter at INGRESS, writes its phases; NULL: no capture wants them. */
struct trace *capture_feed_trace(struct capture_feed *feed, const struct packet *packet,
                                 ifc_id ingress);
void capture_feed_packet(struct capture_feed *feed, const struct replay_packet *told);
/* A frame that is no matter of the engine. */
void capture_feed_wire(struct capture_feed *feed, const struct packet *packet, int link_number,
                       ifc_id ifc);

#endif
