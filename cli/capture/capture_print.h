/*
 * capture_print.h: frames of a capture as the device prints them (shell.md 6.15).
 */
#ifndef REFIRE_CLI_CAPTURE_CAPTURE_PRINT_H
#define REFIRE_CLI_CAPTURE_CAPTURE_PRINT_H

#include <stdio.h>

#include "cli/capture/packet_capture.h"

struct capture_form {
    bool numbers; /* `   1: ` in front of each */
    bool detail;  /* MAC addresses, length, what else the IP header has */
    bool dump;    /* its bytes below it */
    bool trace;   /* and the phases that it met */
};

/* NUMBER counts from 1. TIME: what the box's clock shows. */
void capture_print_frame(const struct captured *frame, size_t number, int64_t time,
                         const struct capture_form *form, FILE *out);

#endif
