/*
 * hostile.c: hostile [-s STEP] CONFIGURATION [NAMEIF=]CAPTURE...
 *
 * Replays the captures with each of them in turn cut at every length, and with each of its bytes
 * flipped in turn, the others left as they are. All in one process, for there are many thousand
 * runs; what must not happen is a crash, a hang, or a run that loses count of its packets. STEP
 * tries only each STEPth length and byte, for builds that are slow.
 */
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/engine.h"
#include "engine/replay/replay.h"
#include "parser/parser.h"

#define MOST_CAPTURES 4
#define SECONDS_FOR_ONE 20 /* for a run of milliseconds: it hangs */

struct capture {
    const char *path;
    uint8_t *bytes; /* of just the file's size, so that a sanitizer sees the first one past it */
    size_t size;
    ifc_id point;
};

struct trial {
    const struct config *config;
    struct capture captures[MOST_CAPTURES];
    size_t count;
    uint64_t runs, damaged;
};

static void
give_up(const char *what, const char *why)
{
    fprintf(stderr, "hostile: %s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

static void
ignore_event(void *context, const struct event *event)
{
    (void)context;
    (void)event;
}

/* Each packet that went in has one verdict; a damaged input says what is wrong. */
static void
check_report(struct trial *trial, const struct replay *replay, const struct engine *engine)
{
    const struct replay_report *report = replay_report(replay);
    struct engine_counters counters = engine_counters(engine);
    uint64_t verdicts = 0;

    for (size_t i = 0; i < ARRAY_LENGTH(counters.packets); i++)
        verdicts += counters.packets[i];
    if (verdicts != report->entered)
        give_up("count", "packets that entered and verdicts differ");
    for (size_t i = 0; i < replay_input_count(replay); i++)
        trial->damaged += replay_input_report(replay, i).error[0] != '\0';
}

/* One run, CHANGED being the capture that has BYTES instead of its own. */
static void
run_once(struct trial *trial, const struct capture *changed, const uint8_t *bytes, size_t size)
{
    const struct engine_options limits = { .seed = 1, .max_conns = 500, .max_xlates = 500 };
    const struct replay_options options = { .drain = true };
    char error[CAPTURE_ERROR_SIZE];
    bool opened = true;

    alarm(SECONDS_FOR_ONE);
    struct engine *engine =
        engine_new(trial->config, &limits, (struct event_sink){ .emit = ignore_event });
    struct replay *replay =
        engine ? replay_new(trial->config, engine, &options, (struct replay_sink){ 0 }, error)
               : NULL;
    if (!replay)
        give_up("replay_new", "failed");
    for (size_t i = 0; i < trial->count && opened; i++) {
        const struct capture *capture = &trial->captures[i];
        bool is_changed = capture == changed;
        struct replay_input input = { .bytes = is_changed ? bytes : capture->bytes,
                                      .size = is_changed ? size : capture->size,
                                      .point = capture->point };

        error[0] = '\0';
        opened = replay_add(replay, &input, error);
        if (!opened && error[0] == '\0')
            give_up(capture->path, "refused without a word");
    }
    if (opened) {
        if (replay_run(replay) != REPLAY_DONE)
            give_up(changed ? changed->path : "replay", "did not come to its end");
        check_report(trial, replay, engine);
    } else {
        trial->damaged++;
    }
    replay_free(replay);
    engine_free(engine);
    trial->runs++;
}

static void
cut_everywhere(struct trial *trial, const struct capture *capture, size_t step)
{
    for (size_t size = 0; size < capture->size; size += step) {
        uint8_t *part = malloc(size ? size : 1);

        if (!part)
            give_up(capture->path, "no memory");
        memcpy(part, capture->bytes, size);
        run_once(trial, capture, part, size);
        free(part);
    }
}

static void
flip_everywhere(struct trial *trial, const struct capture *capture, size_t step)
{
    for (size_t at = 0; at < capture->size; at += step) {
        capture->bytes[at] ^= 0xff;
        run_once(trial, capture, capture->bytes, capture->size);
        capture->bytes[at] ^= 0xff;
    }
}

static void
read_capture(struct capture *capture)
{
    FILE *file = fopen(capture->path, "rb");

    if (!file || fseek(file, 0, SEEK_END) != 0)
        give_up(capture->path, "cannot be read");
    long size = ftell(file);
    rewind(file);
    capture->size = size > 0 ? (size_t)size : 0;
    capture->bytes = malloc(capture->size ? capture->size : 1);
    if (!capture->bytes || fread(capture->bytes, 1, capture->size, file) != capture->size)
        give_up(capture->path, "cannot be read");
    fclose(file);
}

/* "inside=FILE": where it was taken, and the file. */
static void
parse_operand(const struct config *config, const char *operand, struct capture *capture)
{
    const char *equals = strchr(operand, '=');

    capture->point = IFC_NONE;
    capture->path = equals ? equals + 1 : operand;
    if (equals) {
        char nameif[64];

        snprintf(nameif, sizeof(nameif), "%.*s", (int)(equals - operand), operand);
        capture->point = config_interface_by_name(config, nameif);
        if (capture->point == IFC_NONE)
            give_up(nameif, "no such interface");
    }
}

int
main(int argc, char **argv)
{
    struct load_options options = { .model_only = true };
    struct load_result loaded;
    struct trial trial = { 0 };
    const char *error;
    size_t step = 1;
    int at = 1;

    /* Each run takes and gives back the same memory: half the time would go to the kernel. */
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
    mallopt(M_TOP_PAD, 16 << 20);
    mallopt(M_MMAP_THRESHOLD, 256 << 20);
    if (argc > 2 && strcmp(argv[1], "-s") == 0) {
        step = strtoul(argv[2], NULL, 10);
        at = 3;
    }
    if (argc - at < 2 || argc - at - 1 > MOST_CAPTURES || step == 0)
        give_up("usage", "hostile [-s STEP] CONFIGURATION [NAMEIF=]CAPTURE...");
    options.file = argv[at];
    if (!config_load_file(argv[at], &options, &loaded, &error))
        give_up(argv[at], error);
    trial.config = loaded.config;
    for (int i = at + 1; i < argc; i++) {
        struct capture *capture = &trial.captures[trial.count++];

        parse_operand(loaded.config, argv[i], capture);
        read_capture(capture);
    }
    run_once(&trial, NULL, NULL, 0);
    if (trial.damaged)
        give_up("captures", "damaged before anything was done to them");
    for (size_t i = 0; i < trial.count; i++) {
        cut_everywhere(&trial, &trial.captures[i], step);
        flip_everywhere(&trial, &trial.captures[i], step);
    }
    printf("%llu runs, %llu of them on inputs said to be damaged\n", (unsigned long long)trial.runs,
           (unsigned long long)trial.damaged);
    for (size_t i = 0; i < trial.count; i++)
        free(trial.captures[i].bytes);
    load_result_free(&loaded);
    return trial.damaged ? EXIT_SUCCESS : EXIT_FAILURE;
}
