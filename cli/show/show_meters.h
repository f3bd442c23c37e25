/*
 * show_meters.h: the layouts of show_meters.c and show_tech.c that are tested by themselves.
 */
#ifndef REFIRE_CLI_SHOW_SHOW_METERS_H
#define REFIRE_CLI_SHOW_SHOW_METERS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* `show memory`, in bytes; PERCENT: with shares of TOTAL, which is not less than USED. */
void print_memory(FILE *out, uint64_t used, uint64_t total, bool percent);

/* LISTING, a configuration, with `<removed>` where a password, key or community stands. */
void print_without_secrets(FILE *out, const char *listing);

#endif
