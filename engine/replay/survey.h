/*
 * survey.h: a look at the beginning of the captures before they are replayed: which sides they
 * show, and how far their clocks are apart. Private to engine/replay.
 */
#ifndef REFIRE_ENGINE_REPLAY_SURVEY_H
#define REFIRE_ENGINE_REPLAY_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/capture/capture.h"
#include "engine/replay/compare.h"
#include "engine/replay/duplicates.h"
#include "engine/replay/ingress.h"

#define SURVEY_FRAMES 1000

/* What one capture shows in its first SURVEY_FRAMES frames. */
struct survey {
    bool *points;  /* by interface: frames taken there */
    bool *outputs; /* by interface: frames that left there */
    bool has_unknown_point;
    struct surveyed {
        struct sighting sighting;
        bool entered;
    } * packets;
    size_t count;
    size_t frames, wrapped; /* looked at, and how many of them came through a tunnel of mirroring */
    size_t duplicates;      /* ... and how many had been there a moment before */
    struct duplicates recent;
};

/* False: no memory. */
NODISCARD bool survey_init(struct survey *survey, const struct config *config);
/*
 * Reads READER until SURVEY has SURVEY_FRAMES: of a capture in parts, one after the other. Its
 * point is POINT (IFC_NONE: by its interface names); with DECAP frames are looked at as they were
 * before they were mirrored.
 */
void survey_read(struct survey *survey, const struct config *config, struct ingress *ingress,
                 struct capture_reader *reader, ifc_id point, bool decap);
void survey_fini(struct survey *survey);

/* The interface that a pcapng interface is named after; IFC_NONE. */
ifc_id survey_named_point(const struct config *config, const struct capture_reader *reader,
                          uint32_t interface);

/*
 * How far the clock of B is ahead of A's, by packets that both show; 0 when that is too
 * little to matter, or when too few packets tell.
 */
int64_t survey_skew(const struct survey *a, const struct survey *b);

#endif
