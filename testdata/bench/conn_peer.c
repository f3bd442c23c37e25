/*
 * conn_peer.c: rte_hash with its hardware CRC and its bulk look-up, which prefetches; the records
 * in an array beside it, as its users have them. No huge pages are reserved for it; ours asks for
 * those that the system has.
 */
#include "testdata/bench/conn_peer.h"

#ifdef BENCH_DPDK

#include <rte_eal.h>
#include <rte_hash.h>
#include <rte_hash_crc.h>
#include <stdlib.h>

struct record {
    int64_t last;
    uint64_t bytes;
    uint8_t rest[112];
};

struct conn_peer {
    struct rte_hash *hash;
    struct record *records;
};

static bool
start_dpdk(void)
{
    static bool started;
    static char words[][16] = { "bench", "--no-huge",      "--no-pci",     "-m",
                                "3000",  "--no-telemetry", "--log-level=4" };
    char *arguments[8] = { NULL };
    for (int i = 0; i < 7; i++)
        arguments[i] = words[i];
    started = started || rte_eal_init(7, arguments) >= 0;
    return started;
}

struct conn_peer *
conn_peer_new(uint32_t count)
{
    if (!start_dpdk())
        return NULL;
    struct conn_peer *peer = calloc(1, sizeof *peer);
    const struct rte_hash_parameters parameters = {
        .name = count > 1000000 ? "many" : "few",
        .entries = count + count / 8,
        .key_len = 16,
        .hash_func = rte_hash_crc,
    };
    if (peer == NULL)
        return NULL;
    peer->hash = rte_hash_create(&parameters);
    peer->records = calloc(parameters.entries + 1, sizeof *peer->records);
    if (peer->hash == NULL || peer->records == NULL) {
        conn_peer_free(peer);
        return NULL;
    }
    return peer;
}

void
conn_peer_free(struct conn_peer *peer)
{
    rte_hash_free(peer->hash);
    free(peer->records);
    free(peer);
}

bool
conn_peer_add(struct conn_peer *peer, const void *key)
{
    return rte_hash_add_key(peer->hash, key) >= 0;
}

void
conn_peer_touch(struct conn_peer *peer, const void *const keys[16], int64_t time)
{
    int32_t places[16];
    const void *asked[16];
    for (int i = 0; i < 16; i++)
        asked[i] = keys[i];
    rte_hash_lookup_bulk(peer->hash, asked, 16, places);
    for (int i = 0; i < 16; i++) {
        if (places[i] >= 0)
            __builtin_prefetch(&peer->records[places[i]], 1);
    }
    for (int i = 0; i < 16; i++) {
        if (places[i] < 0)
            abort();
        peer->records[places[i]].last = time;
        peer->records[places[i]].bytes += 6;
    }
}

#else

#include <stddef.h>

struct conn_peer *
conn_peer_new(uint32_t count)
{
    (void)count;
    return NULL;
}

void
conn_peer_free(struct conn_peer *peer)
{
    (void)peer;
}

bool
conn_peer_add(struct conn_peer *peer, const void *key)
{
    (void)peer;
    (void)key;
    return false;
}

void
conn_peer_touch(struct conn_peer *peer, const void *const keys[16], int64_t time)
{
    (void)peer;
    (void)keys;
    (void)time;
}

#endif
