/*
 * parts.c: what single parts cost: a line of the log, a look-up of a conn, a timer.
 *
 * Each part and what it is compared with take turns within one process; the figures are medians of
 * processor time, with the least and the most. Figures are printed, never judged.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/base/clock.h"
#include "engine/conn.h"
#include "engine/syslog/syslog_format.h"
#include "engine/timers.h"
#include "testdata/bench/conn_peer.h"

#define REPEATS 7

static double
now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static uint32_t
next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 32);
}

static int
compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void
print(const char *what, double values[static REPEATS])
{
    qsort(values, REPEATS, sizeof(values[0]), compare);
    printf("%-52s %9.2f %9.2f %9.2f\n", what, values[0], values[REPEATS / 2], values[REPEATS - 1]);
}

/* ---- a line ---- */

enum { LINES = 1 << 16 };

static void
make_config(struct config *config)
{
    static const char *const names[] = { "outside", "inside" };
    for (int i = 0; i < 2; i++) {
        ifc_id ifc = config_add_interface(config, i == 0 ? "ethernet0" : "ethernet1");
        config->interfaces[ifc]->name = names[i];
    }
    config->logging.timestamp = true;
}

static void
make_event(struct event *event, uint64_t *state, unsigned number)
{
    uint32_t server = next_random(state), client = 0x0a000000 | next_random(state) >> 8;
    *event = (struct event){
        .type = EVENT_TCP_CONN_BUILT,
        .time = INT64_C(1100000000) * NS_PER_SECOND + number * 10000,
        .protocol = IP_TCP,
        .direction = DIRECTION_OUTBOUND,
        .conn_id = 1000000 + number,
        .outer = { 0, server, server, 443, 443 },
        .inner = { 1, client, 0xcb007102, (uint16_t)(1024 + next_random(state) % 60000),
                   (uint16_t)(1024 + next_random(state) % 60000) },
    };
}

#define OCTETS(a) (a) >> 24, (a) >> 16 & 255, (a) >> 8 & 255, (a)&255

static size_t
line_by_snprintf(const struct event *event, char *line)
{
    time_t seconds = (time_t)(event->time / NS_PER_SECOND);
    static struct tm tm; /* of the last second: the stamp is no part of the comparison */
    static time_t last;
    static char stamp[32];
    if (seconds != last) {
        gmtime_r(&seconds, &tm);
        strftime(stamp, sizeof stamp, "%b %d %Y %H:%M:%S", &tm);
        last = seconds;
    }
    const struct event_end *o = &event->outer, *i = &event->inner;
    return (size_t)snprintf(
        line, SYSLOG_LINE_SIZE,
        "%s: %%PIX-6-302013: Built %s TCP connection %u for %s:%u.%u.%u.%u/%u (%u.%u.%u.%u/%u) to "
        "%s:%u.%u.%u.%u/%u (%u.%u.%u.%u/%u)",
        stamp, event->direction == DIRECTION_OUTBOUND ? "outbound" : "inbound", event->conn_id,
        "outside", OCTETS(o->real), o->real_port, OCTETS(o->mapped), o->mapped_port, "inside",
        OCTETS(i->real), i->real_port, OCTETS(i->mapped), i->mapped_port);
}

static void
measure_lines(void)
{
    struct config *config = config_new((struct os_release){ .version = OS_6_3 });
    make_config(config);
    struct syslog_format *format = syslog_format_new(config, SYSLOG_STAMPED);
    struct event *events = calloc(LINES, sizeof *events);
    char a[SYSLOG_LINE_SIZE], b[SYSLOG_LINE_SIZE];
    double peer[REPEATS], ours[REPEATS], ratio[REPEATS];
    uint64_t state = 5;
    size_t bytes = 0;
    for (unsigned i = 0; i < LINES; i++)
        make_event(&events[i], &state, i);
    size_t length = line_by_snprintf(&events[7], a);
    if (syslog_format_line(format, &events[7], b) != length || strcmp(a, b) != 0) {
        printf("other lines:\n%s\n%s\n", a, b);
        exit(EXIT_FAILURE);
    }
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        double start = now();
        for (unsigned i = 0; i < LINES; i++)
            bytes += line_by_snprintf(&events[i], a);
        double between = now();
        for (unsigned i = 0; i < LINES; i++)
            bytes += syslog_format_line(format, &events[i], b);
        peer[repeat] = (between - start) / LINES;
        ours[repeat] = (now() - between) / LINES;
        ratio[repeat] = ours[repeat] / peer[repeat];
    }
    printf("a 302013 line of %zu bytes\n", bytes / (2 * REPEATS * LINES));
    print("  snprintf, ns", peer);
    print("  ours, ns", ours);
    print("  ratio", ratio);
    syslog_format_free(format);
    config_free(config);
    free(events);
}

/* ---- conns ---- */

enum { BATCH = 16, LOOK_UPS = 2000000 };

static void
keys_of(uint32_t i, struct flow_key key[static 2])
{
    uint32_t client = 0x0a000000 + i, server = 0xc6330000 + i % 5000;
    key[0] = (struct flow_key){ client, server, (uint16_t)(1025 + i % 50000), 80, 1, IP_TCP, 0 };
    key[1] = (struct flow_key){
        server, 0xcb007102 + i / 60000, 80, (uint16_t)(1024 + i % 60000), 0, IP_TCP, 0
    };
}

static void
touch(const struct conn_table *table, const struct flow_key *key, int64_t time)
{
    enum conn_side side;
    struct conn *conn = conn_at(table, conn_find(table, key, &side));
    conn->last = time;
    conn->bytes += 6;
    conn->data_from |= (side == CONN_INITIATOR ? 1U : 2U) & 3U;
}

/* In batches, as a replay does. */
static double
look_up(const struct conn_table *table, uint32_t conns, uint64_t *state)
{
    struct flow_key keys[BATCH][2];
    uint32_t hashes[BATCH];
    double start = now();
    for (unsigned done = 0; done < LOOK_UPS; done += BATCH) {
        for (unsigned i = 0; i < BATCH; i++) {
            keys_of(next_random(state) % conns, keys[i]);
            hashes[i] = conn_hash(table, &keys[i][i % 2]);
            conn_prefetch_index(table, hashes[i]);
        }
        for (unsigned i = 0; i < BATCH; i++)
            conn_prefetch(table, hashes[i]);
        for (unsigned i = 0; i < BATCH; i++)
            touch(table, &keys[i][i % 2], done);
    }
    return (now() - start) / LOOK_UPS;
}

static double
look_up_peer(struct conn_peer *peer, uint32_t conns, uint64_t *state)
{
    struct flow_key keys[BATCH][2];
    const void *asked[BATCH];
    double start = now();
    for (unsigned done = 0; done < LOOK_UPS; done += BATCH) {
        for (unsigned i = 0; i < BATCH; i++) {
            keys_of(next_random(state) % conns, keys[i]);
            asked[i] = &keys[i][0];
        }
        conn_peer_touch(peer, asked, done);
    }
    return (now() - start) / LOOK_UPS;
}

/* One direction only: the peer has one key a conn. */
static struct conn_peer *
make_peer(uint32_t conns)
{
    struct conn_peer *peer = conn_peer_new(conns);
    for (uint32_t i = 0; peer != NULL && i < conns; i++) {
        struct flow_key key[2];
        keys_of(i, key);
        if (!conn_peer_add(peer, &key[0]))
            exit(EXIT_FAILURE);
    }
    return peer;
}

static void
measure_conns(uint32_t conns)
{
    struct conn_table table;
    double ours[REPEATS], peers[REPEATS] = { 0 }, ratios[REPEATS];
    uint64_t state = 9;
    char what[80];
    if (!conn_table_init(&table, conns, 42))
        exit(EXIT_FAILURE);
    double start = now();
    for (uint32_t i = 0; i < conns; i++) {
        struct flow_key key[2];
        keys_of(i, key);
        if (conn_add(&table, key) == CONN_NONE)
            exit(EXIT_FAILURE);
    }
    double added = (now() - start) / conns;
    struct conn_peer *peer = make_peer(conns);
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        ours[repeat] = look_up(&table, conns, &state);
        if (peer != NULL)
            peers[repeat] = look_up_peer(peer, conns, &state);
        ratios[repeat] = ours[repeat] / peers[repeat];
    }
    snprintf(what, sizeof what, "%u conns: look-up and update, 16 at a time, ns", conns);
    print(what, ours);
    if (peer != NULL) {
        print("  rte_hash bulk, ns", peers);
        print("  ratio", ratios);
        conn_peer_free(peer);
    } else {
        puts("  rte_hash: no DPDK here");
    }
    printf("  made in %.0f ns each, %.0f bytes each, both directions in the index\n", added,
           (double)conn_table_bytes(&table) / conns);
    conn_table_fini(&table);
}

/* ---- timers ---- */

/* As conns have them: refreshed by their packets, asked again when they come up. */
static double
measure_refresh(uint32_t conns, bool with_timers, uint64_t *expired)
{
    static const int64_t idle[] = { 30, 120, 600, 3600 };
    int64_t *last = calloc(conns, sizeof *last);
    struct timers timers = { 0 };
    struct timer_entry entry;
    uint64_t state = 3;
    int64_t time = NS_PER_SECOND;
    for (uint32_t i = 0; with_timers && i < conns; i++) {
        last[i] = time;
        /* begun at any time before */
        entry =
            (struct timer_entry){ .due = time + idle[i % 4] * (next_random(&state) % NS_PER_SECOND),
                                  .serial = i + 1,
                                  .number = i & 0x3fffffffU };
        if (!timers_add(&timers, entry, time))
            exit(EXIT_FAILURE);
    }
    double start = now();
    for (unsigned done = 0; done < 8 * LOOK_UPS; done++) {
        time += 10000;
        while (with_timers && timers_take(&timers, time, &entry)) {
            entry.due = last[entry.number] + idle[entry.number % 4] * NS_PER_SECOND;
            if (entry.due > time && timers_add(&timers, entry, time))
                continue;
            ++*expired;
        }
        last[next_random(&state) % conns] = time;
    }
    double took = (now() - start) / (8.0 * LOOK_UPS);
    timers_fini(&timers);
    free(last);
    return took;
}

static void
measure_timers(void)
{
    double with[REPEATS], without[REPEATS];
    uint64_t expired = 0;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        without[repeat] = measure_refresh(1000000, false, &expired);
        with[repeat] = measure_refresh(1000000, true, &expired);
    }
    print("1,000,000 refreshed at random, ns", without);
    print("  with timers that come up and are asked again, ns", with);
    printf("  %" PRIu64 " ended in each run\n", expired / REPEATS);
}

int
main(void)
{
    printf("%-52s %9s %9s %9s\n", "", "least", "median", "most");
    measure_lines();
    measure_conns(1000000);
    measure_conns(10000000);
    measure_timers();
    return EXIT_SUCCESS;
}
