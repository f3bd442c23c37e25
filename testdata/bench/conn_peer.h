/*
 * conn_peer.h: DPDK's rte_hash, which the conn table is compared with, where it is there.
 */
#ifndef REFIRE_TESTDATA_BENCH_CONN_PEER_H
#define REFIRE_TESTDATA_BENCH_CONN_PEER_H

#include <stdbool.h>
#include <stdint.h>

struct conn_peer;

/* A table for COUNT keys of 16 bytes, each with a record of 128; NULL: no DPDK here, or no memory.
 */
struct conn_peer *conn_peer_new(uint32_t count);
void conn_peer_free(struct conn_peer *peer);
bool conn_peer_add(struct conn_peer *peer, const void *key);
/* Finds sixteen keys at once and writes to their records. */
void conn_peer_touch(struct conn_peer *peer, const void *const keys[16], int64_t time);

#endif
