/*
 * demo_run.c: one replay of the demo: its configuration, its traffic, and what the device prints.
 *
 * The replay is the one under testdata/replay/, args included, so that what is shown here is what
 * the golden replays hold.
 */
#include "cli/demo/demo.h"

#include <inttypes.h>
#include <string.h>

#include "cli/demo/demo_files.h"
#include "cli/demo/demo_traffic.h"
#include "engine/base/arena.h"
#include "engine/engine.h"
#include "engine/replay/replay.h"
#include "engine/syslog/syslog.h"
#include "parser/parser.h"

enum { NAME_SIZE = 96, CAPTURES = 2, SEVERITY_OF_TROUBLE = 4 };

/* `args` of a replay, read. */
struct replay_args {
    bool drain;
    size_t capture_count;
    struct {
        char nameif[NAME_SIZE];
        const struct demo_file *file;
    } captures[CAPTURES];
};

/* Prints lines as they come; of equal ones the first, and how many more. */
struct log_printer {
    struct demo_page *page;
    const struct config *config;
    char last[SYSLOG_LINE_SIZE];
    unsigned repeats;
};

static const struct demo_file *
find_file(const char *replay, const char *name, size_t length)
{
    char path[NAME_SIZE];
    /* another replay's capture is named from the folder: ../OTHER/inside.pcap */
    if (length > 3 && strncmp(name, "../", 3) == 0)
        snprintf(path, sizeof(path), "%.*s", (int)(length - 3), name + 3);
    else
        snprintf(path, sizeof(path), "%s/%.*s", replay, (int)length, name);
    for (size_t i = 0; i < demo_file_count; i++) {
        if (strcmp(demo_files[i].name, path) == 0)
            return &demo_files[i];
    }
    return NULL;
}

static bool
read_arg(struct replay_args *args, const char *replay, const char *word, size_t length)
{
    static const char drain[] = "--drain";
    const char *equals = memchr(word, '=', length);

    if (length == sizeof(drain) - 1 && memcmp(word, drain, length) == 0) {
        args->drain = true;
        return true;
    }
    if (equals == NULL || args->capture_count == CAPTURES)
        return false;
    size_t name_length = (size_t)(equals - word);
    size_t i = args->capture_count++;
    snprintf(args->captures[i].nameif, NAME_SIZE, "%.*s", (int)name_length, word);
    args->captures[i].file = find_file(replay, equals + 1, length - name_length - 1);
    return args->captures[i].file != NULL;
}

static bool
read_args(struct replay_args *args, const char *replay)
{
    const struct demo_file *file = find_file(replay, "args", strlen("args"));
    const char *at = file ? (const char *)file->bytes : "";
    size_t left = file ? file->size : 0;

    while (left > 0) {
        const char *end = memchr(at, '\n', left);
        if (end == NULL || !read_arg(args, replay, at, (size_t)(end - at)))
            return false;
        left -= (size_t)(end + 1 - at);
        at = end + 1;
    }
    return args->capture_count > 0;
}

static bool
is_shown(const struct demo_run *run, const char *line, size_t length)
{
    for (size_t i = 0; i < DEMO_COMMANDS && run->commands[i]; i++) {
        size_t start = strlen(run->commands[i]);
        if (length >= start && memcmp(line, run->commands[i], start) == 0)
            return true;
    }
    return false;
}

static void
print_commands(struct demo_page *page, const struct demo_run *run, const struct demo_file *config)
{
    const char *line = (const char *)config->bytes;
    const char *end = line + config->size;

    fprintf(page->out, "\n  Configured on %s:\n", run->label);
    while (line < end) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        size_t length = (size_t)((stop ? stop : end) - line);
        if (is_shown(run, line, length))
            demo_line(page, DEMO_COMMAND, line, length);
        line += length + (stop ? 1 : 0);
    }
}

static void
print_repeats(struct log_printer *printer)
{
    char text[64];

    if (printer->repeats == 0)
        return;
    int length =
        printer->repeats == 1
            ? snprintf(text, sizeof(text), "(and the same line once more)")
            : snprintf(text, sizeof(text), "(and the same line %u times more)", printer->repeats);
    demo_line(printer->page, DEMO_PLAIN, text, (size_t)length);
    printer->repeats = 0;
}

static void
print_event(void *context, const struct event *event)
{
    struct log_printer *printer = context;
    struct syslog_message message;
    char line[SYSLOG_LINE_SIZE];

    if (!syslog_message_of(printer->config, event, &message) ||
        !syslog_reaches(printer->config, &message, LOG_CONSOLE))
        return;
    size_t length = syslog_line(printer->config, event, syslog_console_form(printer->config), line);
    if (strcmp(line, printer->last) == 0) {
        printer->repeats++;
        return;
    }
    print_repeats(printer);
    memcpy(printer->last, line, length + 1);
    demo_line(printer->page, message.severity <= SEVERITY_OF_TROUBLE ? DEMO_DENIED : DEMO_LOG, line,
              length);
}

static void
print_packets(struct demo_page *page, const struct engine *engine,
              const struct replay_report *report)
{
    struct engine_counters counters = engine_counters(engine);
    uint64_t agree = report->comparison.counts[COMPARED_AGREES];

    fprintf(page->out, "\n  %" PRIu64 " packets came in: %" PRIu64 " passed, %" PRIu64 " denied.",
            report->entered, counters.packets[VERDICT_PASSED], counters.packets[VERDICT_DENIED]);
    if (report->mode == REPLAY_STRICT && agree > 0)
        fprintf(page->out, " %" PRIu64 " left just as the recording shows.", agree);
    fputs("\n\n", page->out);
}

static bool
add_captures(struct replay *replay, const struct config *config, const struct replay_args *args)
{
    char error[CAPTURE_ERROR_SIZE];

    for (size_t i = 0; i < args->capture_count; i++) {
        const struct replay_input input = {
            .bytes = args->captures[i].file->bytes,
            .size = args->captures[i].file->size,
            .point = config_interface_by_name(config, args->captures[i].nameif),
        };
        if (input.point == IFC_NONE || !replay_add(replay, &input, error))
            return false;
    }
    return true;
}

static bool
run_engine(struct log_printer *printer, const struct replay_args *args, struct engine *engine)
{
    const struct replay_options options = { .drain = args->drain };
    char error[CAPTURE_ERROR_SIZE];
    struct replay *replay =
        replay_new(printer->config, engine, &options, (struct replay_sink){ 0 }, error);

    if (replay == NULL)
        return false;
    bool done = add_captures(replay, printer->config, args) && replay_run(replay) == REPLAY_DONE;
    print_repeats(printer);
    if (done)
        print_packets(printer->page, engine, replay_report(replay));
    replay_free(replay);
    return done;
}

static bool
run_config(struct demo_page *page, const struct config *config, const struct replay_args *args)
{
    struct log_printer printer = { .page = page, .config = config };
    const struct engine_options options = { 0 };
    struct engine *engine =
        engine_new(config, &options, (struct event_sink){ print_event, &printer });

    if (engine == NULL)
        return false;
    fputs("\n  The device prints:\n", page->out);
    bool done = run_engine(&printer, args, engine);
    engine_free(engine);
    return done;
}

bool
demo_run(struct demo_page *page, const struct demo_run *run)
{
    const struct demo_file *config = find_file(run->replay, "config", strlen("config"));
    const struct load_options options = { .file = "config", .model_only = true };
    struct replay_args args = { 0 };
    struct load_result loaded = { 0 };

    if (config == NULL || !read_args(&args, run->replay) ||
        !config_load_text((const char *)config->bytes, config->size, &options, &loaded))
        return false;
    print_commands(page, run, config);
    bool done = loaded.refused == 0 &&
                demo_traffic(page, args.captures[0].nameif, args.captures[0].file) &&
                run_config(page, loaded.config, &args);
    config_free(loaded.config);
    arena_free(loaded.arena);
    return done;
}
