/*
 * demo_files.h: the replays that travel inside the binary, named as under testdata/replay/. The
 * array is made at build time (cli/demo/demo.cmake).
 */
#ifndef REFIRE_CLI_DEMO_DEMO_FILES_H
#define REFIRE_CLI_DEMO_DEMO_FILES_H

#include <stddef.h>

struct demo_file {
    const char *name; /* "pptp-62-static-acl/inside.pcap" */
    const unsigned char *bytes;
    size_t size;
};

extern const struct demo_file demo_files[];
extern const size_t demo_file_count;

#endif
