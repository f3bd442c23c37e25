/*
 * samples.h: for each message of a version, events that print it, with likely values: addresses of
 * the documentation's networks, the ports of the protocol, a host on the inside and one on the
 * outside.
 */
#ifndef REFIRE_CLI_LOGKIT_SAMPLES_H
#define REFIRE_CLI_LOGKIT_SAMPLES_H

#include "engine/event.h"

/* Called with each event; TEXT is its row's, with {braces}. Both are borrowed for the call. */
typedef void sample_visit(void *context, const struct event *event, const char *text);

/* The configuration that the samples belong to; NULL: no memory. */
struct config *samples_config(struct os_release release);

/*
 * All rows of CONFIG's version, in the order of their numbers. Of one row: a first event, then one
 * more for each other value of what its words depend on (protocol, direction, reason, ...).
 */
void samples_each(const struct config *config, sample_visit *visit, void *context);

#endif
