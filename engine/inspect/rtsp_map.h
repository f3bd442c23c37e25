/*
 * rtsp_map.h: what `policy-map type inspect rtsp` of 8.0 and later says of requests.
 */
#ifndef REFIRE_ENGINE_INSPECT_RTSP_MAP_H
#define REFIRE_ENGINE_INSPECT_RTSP_MAP_H

#include "engine/inspect.h"

struct rtsp_request {
    struct cursor method, url;
    uint16_t lowest_port; /* of the client's media; 0: it names none */
};

/* INSPECT_CLOSE: nothing more passes on the conn; INSPECT_DROP: the request does not. */
enum inspect_result rtsp_map_apply(struct inspect_call *call, const struct rtsp_request *request);

#endif
