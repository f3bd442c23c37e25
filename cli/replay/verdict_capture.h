/*
 * verdict_capture.h: what became of each packet, as a pcapng file: those that passed as they leave
 * the firewall, on an interface named as the egress; the others as they came, on their ingress.
 * The verdict is each packet's comment.
 */
#ifndef REFIRE_CLI_REPLAY_VERDICT_CAPTURE_H
#define REFIRE_CLI_REPLAY_VERDICT_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/compiler.h"
#include "engine/capture/capture.h"
#include "engine/replay/replay.h"

struct verdict_capture;

/* As capture_create. CONFIG is borrowed. */
NODISCARD struct verdict_capture *verdict_capture_new(const struct config *config, const char *path,
                                                      const char *const *inputs, size_t count,
                                                      char error[CAPTURE_ERROR_SIZE]);
/*
 * From now on what passes is written as it came, too, a moment before: a capture of both sides,
 * which can be replayed. For made traffic; the capture of others is at hand already.
 */
void verdict_capture_both_sides(struct verdict_capture *capture);
/* A failure is told by verdict_capture_finish. */
void verdict_capture_write(struct verdict_capture *capture, const struct replay_packet *packet);

/* Puts the file in its place; false with ERROR filled when something failed. Frees. */
NODISCARD bool verdict_capture_finish(struct verdict_capture *capture,
                                      char error[CAPTURE_ERROR_SIZE]);
/* Leaves no file. NULL is allowed. */
void verdict_capture_abandon(struct verdict_capture *capture);

#endif
