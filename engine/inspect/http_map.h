/*
 * http_map.h: what `policy-map type inspect http`, and `http-map` before it, make of messages.
 */
#ifndef REFIRE_ENGINE_INSPECT_HTTP_MAP_H
#define REFIRE_ENGINE_INSPECT_HTTP_MAP_H

#include "engine/inspect/http_head.h"

/* The map of the conn's line, of either kind; NULL: there is none, or no more. */
const struct inspect_map *http_map_of(const struct inspect_call *call);

/* Asks what is decided by a head, once its empty line has come. INSPECT_CLOSE: it does not pass. */
enum inspect_result http_map_apply(struct inspect_call *call, const struct inspect_map *map,
                                   const struct http_head *head);

/* How many bytes of the body of such a message the map looks at; 0: it does not. */
uint64_t http_map_wants(struct inspect_call *call, const struct inspect_map *map,
                        const struct http_head *head);

/* The rest, once the body is over or that much of it has come. */
enum inspect_result http_map_apply_body(struct inspect_call *call, const struct inspect_map *map,
                                        const struct http_head *head);

/* What was said is not HTTP, or more than is to be: TYPE is the message about that. */
enum inspect_result http_map_violated(struct inspect_call *call, const struct inspect_map *map,
                                      enum event_type type);

/* What `spoof-server` puts in the place of a server's own name; NULL: nothing. */
const char *http_map_server(const struct config *config, const struct inspection *line);

#endif
