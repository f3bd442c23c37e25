/*
 * verify.h: holds what becomes of packets to what is expected of them, as they come.
 *
 *     struct verify *verify = verify_new(config, seed, &expectations);
 *     ... an engine with verify_events, a replay or dialogues with verify_sink ...
 *     verify_report(verify, &how, report)
 *
 * Bounded: flows beyond VERIFY_FLOWS are not looked at for `built`, and that is told.
 */
#ifndef REFIRE_CLI_VERIFY_VERIFY_H
#define REFIRE_CLI_VERIFY_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/replay/verdict_capture.h"
#include "cli/report/report.h"
#include "cli/verify/expect.h"
#include "engine/base/compiler.h"
#include "engine/engine.h"
#include "engine/replay/replay.h"

#define VERIFY_FLOWS ((size_t)1 << 18)

struct verify;

/* CONFIG and EXPECTATIONS are borrowed; SEED is of hashes. NULL: no memory. */
NODISCARD struct verify *verify_new(const struct config *config, uint64_t seed,
                                    const struct expectations *expectations);
void verify_free(struct verify *verify);

/* What an engine and a replay tell it. */
struct event_sink verify_events(struct verify *verify);
struct replay_sink verify_sink(struct verify *verify);

/* From now on each packet is written to CAPTURE, too, which is borrowed. */
void verify_write(struct verify *verify, struct verdict_capture *capture);

/* From now on KEEP(CONTEXT, ...) is told of each packet before it is judged. */
void verify_keep(struct verify *verify,
                 void (*keep)(void *context, const struct replay_packet *told), void *context);

/* Has any packet been such as the expectation at AT is about? */
bool verify_is_touched(const struct verify *verify, size_t at);

struct verify_how {
    const char *file;      /* the expectations', for places */
    const char *group;     /* of those without a heading of their own; NULL: none */
    const char *untouched; /* "no such packet in the captures" */
};

/* Adds a case for each expectation. False: memory has run out, now or before. */
NODISCARD bool verify_report(struct verify *verify, const struct verify_how *how,
                             struct report *report);

#endif
