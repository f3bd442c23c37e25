/*
 * sets.h: files of one capture that was written in parts: tcpdump's `-C` and `-W`, dumpcap's rings.
 * Private to engine/replay.
 */
#ifndef REFIRE_ENGINE_REPLAY_SETS_H
#define REFIRE_ENGINE_REPLAY_SETS_H

#include <stdbool.h>
#include <stdint.h>

/* Do the names differ in numbers alone, or in one that only the second file has (tcpdump's)? */
bool sets_are_alike(const char *a, const char *b);

/* Order by counters: "x.pcap9" comes before "x.pcap10", "x.pcap" before both. As strcmp. */
int sets_compare(const char *a, const char *b);

/*
 * Does the capture NEXT begin when the capture BEFORE has ended? A second of disorder does not
 * matter [C]. Of captures of two interfaces, eth0.pcap and eth1.pcap, the one begins while the
 * other runs; that shows soon, only parts of one capture are read to their end. False too for what
 * cannot be read.
 */
bool sets_follow(const char *before, const char *next);

#endif
