/*
 * alike_test.c: however a capture is read, the same comes of it.
 *
 * A run takes frames in batches, and rebuilds packets by their fields alone when nobody asks for
 * their bytes; and the engine takes plain packets of living conns on a path of their own. So each
 * capture is replayed whole; with somebody who is told of every packet; with each packet on the
 * whole path; and cut into files of one frame each, which leaves no batch longer than that. Log,
 * figures and outcomes must be the same. Over the captures here, and over those of ../shared where
 * that is present.
 */
#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/replay/sink.h"
#include "engine/base/clock.h"
#include "engine/base/hash.h"
#include "engine/replay/replay.h"
#include "engine/syslog/syslog.h"
#include "parser/parser.h"

#define FRAMES_MAX 3000 /* of a capture that is cut into files */
#define HEADER 24
#define RECORD 16

struct result {
    char *log;
    size_t size;
    struct replay_report report;
    struct engine_counters counters;
    uint64_t told;
    uint64_t outcomes; /* a digest of what became of each packet told */
};

struct run {
    const struct config *config;
    enum replay_mode mode;
    bool tells;
    bool goes_the_whole_way; /* no fast path */
};

/* All of an outcome that means something, in the order of its fields. */
static void
note_outcome(void *context, const struct replay_packet *packet)
{
    struct result *result = context;
    const struct outcome *outcome = packet->outcome;
    result->told++;
    if (outcome == NULL)
        return;
    const struct translation *way = &outcome->translation;
    const uint64_t parts[] = {
        packet->packet->number,
        (uint64_t)packet->packet->time,
        packet->ingress,
        outcome->verdict,
        outcome->drop,
        outcome->egress,
        outcome->conn_id,
        outcome->inspected,
        outcome->answered_by_reset,
        outcome->decided_by.kind,
        (uintptr_t)outcome->decided_by.pointer,
        outcome->decided_by.index,
        way->source,
        way->destination,
        way->source_port,
        way->destination_port,
        way->tcp_clears,
        way->ttl,
        way->kept_options != NULL,
        way->quoted,
        way->quoted_source,
        way->quoted_destination,
        way->quoted_source_port,
        way->quoted_destination_port,
        way->whole != NULL,
        way->whole_length,
        way->payload != NULL,
        way->payload_length,
        way->seq_shift,
        way->ack_shift,
    };
    result->outcomes = hash_bytes(parts, sizeof parts, result->outcomes);
    if (way->payload != NULL)
        result->outcomes = hash_bytes(way->payload, way->payload_length, result->outcomes);
}

static void
replay_inputs(const struct run *run, const struct replay_input *inputs, size_t count,
              struct result *result)
{
    char error[CAPTURE_ERROR_SIZE];
    *result = (struct result){ 0 };
    FILE *out = open_memstream(&result->log, &result->size);
    struct log_sink *log = log_sink_text(run->config, out, LEVEL_DEBUGGING);
    struct engine_options engine_options = {
        .seed = run->tells && !run->goes_the_whole_way ? 8 : 7, /* no line tells it */
        .no_fast_path = run->goes_the_whole_way,
    };
    struct engine *engine = engine_new(run->config, &engine_options, log_sink_events(log));
    /* frames that stand twice in a file are known for that only while they are in one */
    struct replay_options options = { .mode = run->mode,
                                      .duplicates = DUPLICATES_KEEP,
                                      .drain = true };
    struct replay_sink sink = { .packet = run->tells ? note_outcome : NULL, .context = result };
    struct replay *replay = replay_new(run->config, engine, &options, sink, error);
    ck_assert_msg(replay != NULL, "%s", error);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(replay_add(replay, &inputs[i], error), "%s", error);
    ck_assert_int_eq(replay_run(replay), REPLAY_DONE);
    result->report = *replay_report(replay);
    result->counters = engine_counters(engine);
    ck_assert(log_sink_close(log));
    fclose(out);
    replay_free(replay);
    engine_free(engine);
}

static void
expect_alike(const char *path, const char *how, const struct result *a, const struct result *b)
{
    size_t at = 0;
    while (a->log[at] != '\0' && a->log[at] == b->log[at])
        at++;
    ck_assert_msg(a->size == b->size && at == a->size,
                  "%s, %s: another log, from byte %zu of %zu and %zu on: %.80s|%.80s", path, how,
                  at, a->size, b->size, a->log + at, b->log + at);
    ck_assert_msg(memcmp(&a->counters, &b->counters, sizeof a->counters) == 0, "%s, %s: counters",
                  path, how);
    const struct replay_report *x = &a->report, *y = &b->report;
    ck_assert_msg(
        x->frames == y->frames && x->entered == y->entered && x->rebuilt == y->rebuilt &&
            memcmp(x->kinds, y->kinds, sizeof x->kinds) == 0 &&
            memcmp(x->stances, y->stances, sizeof x->stances) == 0 &&
            memcmp(x->rules, y->rules, sizeof x->rules) == 0 &&
            memcmp(x->comparison.counts, y->comparison.counts, sizeof x->comparison.counts) == 0,
        "%s, %s: other figures", path, how);
}

/* The frames as pcap files of one each; the caller frees *BYTES. 0: that cannot be compared. */
static size_t
cut(const char *path, ifc_id point, struct replay_input inputs[static FRAMES_MAX], uint8_t **bytes)
{
    char error[CAPTURE_ERROR_SIZE];
    struct capture_reader *reader = capture_open(path, error);
    struct capture_frame frame;
    size_t count = 0, size = 0;
    int64_t last = 0;
    FILE *out = open_memstream((char **)bytes, &size);
    bool fits = reader != NULL;
    while (fits && capture_next(reader, &frame) == CAPTURE_PACKET) {
        const uint32_t header[HEADER / 4] = { 0xa1b23c4d, 2 | 4 << 16, 0, 0, 262144, 1 };
        const uint32_t record[RECORD / 4] = { (uint32_t)(frame.time / NS_PER_SECOND),
                                              (uint32_t)(frame.time % NS_PER_SECOND),
                                              (uint32_t)frame.captured,
                                              (uint32_t)frame.wire_length };
        fits = count < FRAMES_MAX && frame.link == LINK_ETHERNET && frame.seen == SEEN_UNKNOWN &&
               frame.time >= last; /* files would be merged by time */
        last = frame.time;
        if (!fits)
            break;
        fwrite(header, HEADER, 1, out);
        fwrite(record, RECORD, 1, out);
        fwrite(frame.bytes, 1, frame.captured, out);
        inputs[count++] =
            (struct replay_input){ .size = HEADER + RECORD + frame.captured, .point = point };
    }
    capture_close(reader);
    fclose(out);
    const uint8_t *at = *bytes;
    for (size_t i = 0; i < count; i++) {
        inputs[i].bytes = at;
        at += inputs[i].size;
    }
    return fits ? count : 0;
}

/* False when the capture was not cut. */
static bool
replay_both_ways(const struct config *config, const char *path, ifc_id point, enum replay_mode mode)
{
    static struct replay_input pieces[FRAMES_MAX];
    struct replay_input whole = { .path = path, .point = point };
    struct run run = { .config = config, .mode = mode };
    struct result plain, other;
    replay_inputs(&run, &whole, 1, &plain);
    run.tells = true;
    replay_inputs(&run, &whole, 1, &other);
    ck_assert_uint_eq(other.told, mode == REPLAY_OBSERVE ? 0 : other.report.entered);
    expect_alike(path, "with every packet told and another seed", &plain, &other);
    uint64_t outcomes = other.outcomes;
    free(other.log);

    run.goes_the_whole_way = true;
    replay_inputs(&run, &whole, 1, &other);
    expect_alike(path, "told, without the fast path", &plain, &other);
    ck_assert_msg(other.outcomes == outcomes, "%s: other outcomes without the fast path", path);
    free(other.log);
    run.tells = false;
    replay_inputs(&run, &whole, 1, &other);
    expect_alike(path, "without the fast path", &plain, &other);
    free(other.log);

    uint8_t *bytes = NULL;
    run.goes_the_whole_way = false;
    size_t count = cut(path, point, pieces, &bytes);
    if (count > 0) {
        replay_inputs(&run, pieces, count, &other);
        expect_alike(path, "cut into frames", &plain, &other);
        free(other.log);
    }
    free(bytes);
    free(plain.log);
    return count > 0;
}

static struct load_result
load(const char *path)
{
    struct load_options options = { .file = path };
    struct load_result result;
    const char *error = NULL;
    ck_assert_msg(config_load_file(path, &options, &result, &error), "%s: %s", path, error);
    return result;
}

/* Ours have a configuration beside them and are named after where they were taken. */
START_TEST(ours)
{
    glob_t found;
    size_t cuts = 0;
    ck_assert_int_eq(glob("testdata/replay/*/*.pcap", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *path = found.gl_pathv[i];
        char config_path[512];
        int folder = (int)(strrchr(path, '/') - path);
        snprintf(config_path, sizeof config_path, "%.*s/config", folder, path);
        struct load_result loaded = load(config_path);
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(path + folder + 1, "."),
                 path + folder + 1);
        ifc_id point = config_interface_by_name(loaded.config, name);
        if (point != IFC_NONE)
            cuts += replay_both_ways(loaded.config, path, point, REPLAY_RECONSTRUCT);
        load_result_free(&loaded);
    }
    ck_assert_uint_gt(cuts, 10);
    globfree(&found);
}
END_TEST

START_TEST(those_of_others)
{
    glob_t found;
    size_t cuts = 0;
    if (glob("../shared/corpus/captures/*.pcap*", 0, NULL, &found) != 0) {
        puts("SKIPPED: no captures in ../shared/corpus/captures");
        return;
    }
    struct load_result loaded = load("testdata/bench/pat.cfg");
    ifc_id point = config_interface_by_name(loaded.config, _i == 0 ? "inside" : "outside");
    for (size_t i = 0; i < found.gl_pathc; i++)
        cuts += replay_both_ways(loaded.config, found.gl_pathv[i], point, REPLAY_RECONSTRUCT);
    printf("%zu captures, %zu of them cut into frames too\n", found.gl_pathc, cuts);
    ck_assert_uint_gt(cuts, 10);
    load_result_free(&loaded);
    globfree(&found);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("alike");
    TCase *tcase = tcase_create("alike");
    tcase_add_test(tcase, ours);
    tcase_add_loop_test(tcase, those_of_others, 0, 2);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
