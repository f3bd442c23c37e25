/*
 * http.h: the inspection of HTTP.
 */
#ifndef REFIRE_ENGINE_INSPECT_HTTP_H
#define REFIRE_ENGINE_INSPECT_HTTP_H

#include "engine/inspect.h"

/* A longer line of a head is looked at as far as this. */
#define HTTP_LINE 8192

extern const struct inspection_engine inspect_http;

#endif
