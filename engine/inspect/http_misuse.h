/*
 * http_misuse.h: other applications that are carried in HTTP, as `port-misuse` of 7.0 and 7.1 names
 * them.
 */
#ifndef REFIRE_ENGINE_INSPECT_HTTP_MISUSE_H
#define REFIRE_ENGINE_INSPECT_HTTP_MISUSE_H

#include "engine/inspect/http_head.h"

/* As map_parameters.c numbers them. */
enum http_misuse {
    HTTP_NO_MISUSE,
    HTTP_MISUSE_DEFAULT,
    HTTP_MISUSE_IM,
    HTTP_MISUSE_P2P,
    HTTP_MISUSE_TUNNEL
};

/* What the head of a request gives away; *NAME is the application then. */
NODISCARD enum http_misuse http_misuse_of(const struct http_head *head, const char **name);

#endif
