/*
 * rtsp.h: RTSP, the remote control of media servers.
 */
#ifndef REFIRE_ENGINE_INSPECT_RTSP_H
#define REFIRE_ENGINE_INSPECT_RTSP_H

#include "engine/inspect.h"

/* The headers of a message; its body and interleaved media are passed over. */
#define RTSP_LONGEST 8192

extern const struct inspection_engine inspect_rtsp;

#endif
