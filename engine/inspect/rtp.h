/*
 * rtp.h: `rtp-conformance` of the maps of SIP, H.323 and Skinny: what is checked of the media that
 * they announce.
 */
#ifndef REFIRE_ENGINE_INSPECT_RTP_H
#define REFIRE_ENGINE_INSPECT_RTP_H

#include "engine/inspect.h"

/* What was agreed that RTP carries. */
enum rtp_media { RTP_OF_ANYTHING, RTP_OF_AUDIO, RTP_OF_VIDEO };

/*
 * EXPECTATION is of RTP, or of RTCP: where the map of the conn's line says so, what comes of it is
 * checked, with `enforce-payloadtype` for MEDIA.
 */
void rtp_check_expected(const struct inspect_call *call, struct inspect_expectation *expectation,
                        enum rtp_media media, bool is_rtcp);

#endif
