/*
 * http_types.h: the types of bodies that HTTP names, for `content-type-verification` of 7.0 and 7.1
 * and `match req-resp content-type mismatch` after it.
 */
#ifndef REFIRE_ENGINE_INSPECT_HTTP_TYPES_H
#define REFIRE_ENGINE_INSPECT_HTTP_TYPES_H

#include "engine/inspect.h"

/* So many bytes of a body tell what it is. */
#define HTTP_TYPE_MARK 8

/* A Content-Type without what stands behind its semicolon. */
struct cursor http_type_of(struct cursor value);
/* Is it on the list of types that the device knows? */
NODISCARD bool http_type_is_known(struct cursor type);
/* Can a body of that type begin so? Of most types anything can. */
NODISCARD bool http_type_may_begin(struct cursor type, struct cursor body);
/* Does the Accept field ACCEPT let the type of the Content-Type VALUE in (RFC 2616 14.1)? */
NODISCARD bool http_type_is_accepted(struct cursor value, struct cursor accept);

#endif
