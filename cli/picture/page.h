/*
 * page.h: a replay as one page of HTML: what it was, what became of it, its log, how much was in
 * use, and a ladder for each flow. It needs nothing beside it, no script and no network.
 */
#ifndef REFIRE_CLI_PICTURE_PAGE_H
#define REFIRE_CLI_PICTURE_PAGE_H

#include <stdio.h>

#include "cli/picture/story.h"

/* Where it comes from; all borrowed. */
struct page_source {
    const char *config_path;
    char *const *captures;
    size_t capture_count;
};

/* A write that fails is told by OUT. */
void page_write(const struct story *story, const struct page_source *source, FILE *out);

#endif
