/*
 * http_old_map.h: what `http-map` of 7.0 and 7.1 makes of messages. As http_map.h, for such a map.
 */
#ifndef REFIRE_ENGINE_INSPECT_HTTP_OLD_MAP_H
#define REFIRE_ENGINE_INSPECT_HTTP_OLD_MAP_H

#include "engine/inspect/http_head.h"

NODISCARD bool http_map_is_old(const struct inspect_call *call, const struct inspect_map *map);

enum inspect_result http_old_map_apply(struct inspect_call *call, const struct inspect_map *map,
                                       const struct http_head *head);
uint64_t http_old_map_wants(const struct inspect_map *map, const struct http_head *head);
enum inspect_result http_old_map_apply_body(struct inspect_call *call,
                                            const struct inspect_map *map,
                                            const struct http_head *head);
enum inspect_result http_old_map_violated(struct inspect_call *call, const struct inspect_map *map,
                                          enum event_type type);

#endif
