/*
 * ladder.h: a flow as a ladder: on the left the side of the higher security level, the firewall in
 * the middle, on the right the other one, with the addresses of each packet before and after.
 */
#ifndef REFIRE_CLI_PICTURE_LADDER_H
#define REFIRE_CLI_PICTURE_LADDER_H

#include <stdio.h>

#include "cli/picture/story.h"

#define LADDER_LABEL_SIZE 160

/* "connection 3, tcp, inside and outside": fills TEXT and returns it. */
const char *ladder_title(const struct story *story, const struct story_flow *flow,
                         char text[static LADDER_LABEL_SIZE]);

/* A line a packet, for a terminal. */
void ladder_write_text(const struct story *story, const struct story_flow *flow, FILE *out);

/* One <svg> element; a file of its own with STANDALONE. */
void ladder_write_svg(const struct story *story, const struct story_flow *flow, bool standalone,
                      FILE *out);

/* The style sheet that the pictures of a page need. */
const char *ladder_style(void);

/* TEXT for HTML and SVG: markup is escaped, control characters are not let through. */
void markup_put(const char *text, FILE *out);

#endif
