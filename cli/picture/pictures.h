/*
 * pictures.h: the files of pictures that a replay is asked for: --report and --svg. They are opened
 * before the first packet and put in their place when the run is over.
 */
#ifndef REFIRE_CLI_PICTURE_PICTURES_H
#define REFIRE_CLI_PICTURE_PICTURES_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/picture/page.h"
#include "engine/base/compiler.h"

struct pictures_request {
    const char *report_path; /* NULL: no page */
    const char *svg_path;    /* NULL: no ladder */
    uint32_t svg_conn;       /* whose */
    int level;               /* lines up to this severity are in the page */
    struct page_source source;
};

struct pictures;

/* Reads "CONN:FILE". False when it is not such. */
NODISCARD bool pictures_read_svg(const char *value, struct pictures_request *request);

/*
 * Everything of REQUEST is borrowed; no file is written over one of the INPUTS. NULL when a file
 * cannot be written or there is no memory: which, is said on standard error.
 */
NODISCARD struct pictures *pictures_open(const struct config *config,
                                         const struct pictures_request *request,
                                         const char *const *inputs, size_t input_count);
/* What the replay tells its events and packets to. */
struct story *pictures_story(struct pictures *pictures);

/* Draws, and puts the files in their place. False when something failed, which is said. */
NODISCARD bool pictures_commit(struct pictures *pictures);
/* What was not committed leaves no file. NULL is allowed. */
void pictures_free(struct pictures *pictures);

#endif
