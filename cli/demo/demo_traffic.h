/*
 * demo_traffic.h: who talks to whom in a capture, a line a conversation.
 */
#ifndef REFIRE_CLI_DEMO_DEMO_TRAFFIC_H
#define REFIRE_CLI_DEMO_DEMO_TRAFFIC_H

#include "cli/demo/demo.h"
#include "cli/demo/demo_files.h"

/* NAMEIF is where it was captured. False when the capture cannot be read to its end. */
NODISCARD bool demo_traffic(struct demo_page *page, const char *nameif,
                            const struct demo_file *capture);

#endif
