/*
 * http_map.h: what `policy-map type inspect http` makes of the heads of requests and answers.
 */
#ifndef REFIRE_ENGINE_INSPECT_HTTP_MAP_H
#define REFIRE_ENGINE_INSPECT_HTTP_MAP_H

#include "engine/inspect.h"

/* So much of a head is kept for its map; longer ones are judged by that, and by their length [C]:
 * the longest that servers take by default is half of it. */
#define HTTP_HEAD_KEPT 16384

/* A request's or an answer's head, once its empty line has come. */
struct http_head {
    bool is_reply;
    struct cursor first_line;
    struct cursor fields; /* their lines, with the ends */
    uint64_t length;      /* of all fields, also of what was not kept */
    uint64_t body;        /* bytes that it announces; 0: none, or chunks */
};

/* The map of the conn's line; NULL: there is none, or no more. 7.0's http-maps are not followed. */
const struct inspect_map *http_map_of(const struct inspect_call *call);

/* INSPECT_CLOSE: it does not pass. */
enum inspect_result http_map_apply(struct inspect_call *call, const struct inspect_map *map,
                                   const struct http_head *head);

/* What was said is not HTTP: TYPE is the message about that. */
enum inspect_result http_map_violated(struct inspect_call *call, const struct inspect_map *map,
                                      enum event_type type);

#endif
