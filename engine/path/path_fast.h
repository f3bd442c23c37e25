/*
 * path_fast.h: the accelerated path: a plain packet of a living conn (engine.md 1.5).
 */
#ifndef REFIRE_ENGINE_PATH_FAST_H
#define REFIRE_ENGINE_PATH_FAST_H

#include "engine/state.h"

/*
 * Tried with each packet. True: the packet passes, and all is done that engine_packet would do,
 * OUTCOME included. False: it is to go the whole way; at most the clock has moved on to it.
 */
bool path_fast(struct engine *engine, ifc_id ingress, const struct packet *packet,
               struct outcome *outcome);

/* A packet of CONN has gone the whole way: may the next ones go the fast one? */
void path_settle_fast(const struct engine *engine, struct conn *conn);

#endif
