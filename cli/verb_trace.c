/*
 * verb_trace.c: `refire trace`: what one packet meets, phase by phase, and which lines decide it:
 * one of a capture, after all those before it, or one that is only described.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/configuration.h"
#include "cli/prompt/interrupt.h"
#include "cli/replay/sources.h"
#include "cli/run_options.h"
#include "cli/trace/trace_input.h"
#include "cli/trace/trace_print.h"
#include "cli/verbs.h"
#include "engine/base/clock.h"
#include "engine/packet/packet_make.h"
#include "engine/replay/replay.h"

struct request {
    struct run_options with;
    char **words; /* what follows `packet` or `input` */
    size_t word_count;
    bool is_input;
    uint64_t number; /* of the packet of the captures */
    enum trace_format format;
};

struct run {
    const struct request *request;
    struct load_result loaded;
    bool has_loaded;
    struct output output;
    bool has_output;
    struct trace_printer *printer;
    struct engine *engine;
    struct trace trace;
    struct event *events;
    size_t event_count, event_capacity;
    bool lost_events; /* no memory for one of them */

    bool found, printed;
    struct packet packet; /* as captured; its bytes are gone after its turn */
    bool has_judgement;
    struct judgement judgement;
};

/* ---- the command line ---- */

static bool
read_number(const char *text, uint64_t *number)
{
    char *end;
    if (*text < '0' || *text > '9')
        return false;
    *number = strtoull(text, &end, 10);
    return *end == '\0' && *number > 0;
}

/* False when the verb must return *STATUS. */
static bool
read_operands(struct request *request, const struct options *options, int *status)
{
    char **words = options->operands;
    size_t count = (size_t)options->operand_count;
    request->is_input = strcmp(words[0], "input") == 0;
    request->words = words + 1;
    request->word_count = count - 1;
    if (request->is_input)
        return true;
    if (strcmp(words[0], "packet") != 0) {
        *status = options_misuse(options, "'%s': expected packet or input", words[0]);
        return false;
    }
    request->word_count--;
    if (count < 3 || !read_number(words[count - 1], &request->number)) {
        *status = options_misuse(options, "the number of the packet is missing, counted from 1");
        return false;
    }
    return true;
}

static bool
read_options(struct request *request, struct options *options, int *status)
{
    for (;;) {
        enum option option = options_next(options);
        enum run_option taken = run_options_take(&request->with, options, option, status);
        if (taken == RUN_OPTION_BAD)
            return false;
        if (option == OPTION_TRACE_FORMAT)
            request->format = (enum trace_format)options->number;
        else if (taken == RUN_OPTION_OTHER)
            return read_operands(request, options, status); /* OPTION_END */
    }
}

static bool
read_request(struct request *request, int argc, char **argv, int *status)
{
    struct options options = options_begin(VERB_TRACE, argc, argv, stdout, stderr);
    *request = (struct request){ .with.replay.not_before = INT64_MIN };
    if (!read_options(request, &options, status))
        return false;
    if (request->with.config_path == NULL) {
        *status = options_misuse(&options, "a configuration is needed: --config FILE");
        return false;
    }
    return true;
}

/* ---- what a run needs ---- */

/* What is told while the traced packet is on its way. */
static void
take_event(void *context, const struct event *event)
{
    struct run *run = context;
    if (event->packet_number != run->request->number)
        return;
    if (run->event_count == run->event_capacity) {
        size_t capacity = run->event_capacity == 0 ? 8 : run->event_capacity * 2;
        struct event *events = reallocarray(run->events, capacity, sizeof *events);
        if (events == NULL) {
            run->lost_events = true;
            return;
        }
        run->events = events;
        run->event_capacity = capacity;
    }
    run->events[run->event_count++] = *event;
}

static int
set_up(struct run *run)
{
    const struct request *request = run->request;
    int status =
        configuration_load(request->with.config_path,
                           request->with.has_release ? &request->with.release : NULL, &run->loaded);
    if (status != STATUS_OK)
        return status;
    run->has_loaded = true;
    run->has_output = output_init(&run->output, stdout);
    if (run->has_output)
        run->printer = trace_printer_new(run->loaded.config, &run->output);
    run->engine = engine_new(run->loaded.config, &request->with.engine,
                             (struct event_sink){ .emit = take_event, .context = run });
    if (run->printer == NULL || run->engine == NULL) {
        complain("trace", "out of memory");
        return STATUS_INTERNAL;
    }
    return STATUS_OK;
}

static void
print(struct run *run, struct traced *traced)
{
    traced->events = run->events;
    traced->event_count = run->event_count;
    trace_print_as(run->printer, run->request->with.json ? TRACE_AS_JSON : run->request->format,
                   traced);
    run->printed = true;
}

/* ---- a packet of a capture ---- */

static void
take_judgement(void *context, const struct packet *packet, const struct judgement *judgement)
{
    struct run *run = context;
    if (packet->number != run->request->number)
        return;
    run->found = true;
    run->packet = *packet;
    run->has_judgement = judgement != NULL;
    if (judgement != NULL)
        run->judgement = *judgement;
}

static struct trace *
wants_trace(void *context, const struct packet *packet, ifc_id ingress)
{
    (void)ingress;
    struct run *run = context;
    return packet->number == run->request->number ? &run->trace : NULL;
}

static void
take_packet(void *context, const struct replay_packet *told)
{
    struct run *run = context;
    if (told->packet->number != run->request->number)
        return;
    if (told->outcome == NULL)
        return;
    struct outcome outcome = *told->outcome;
    if (outcome.trace == NULL) {
        /* a fragment that waited for the rest of its datagram: with it went the phases */
        run->trace = (struct trace){ .count = 1,
                                     .phases = { { .type = PHASE_FRAGMENTS,
                                                   .allowed = outcome.verdict == VERDICT_PASSED,
                                                   .row = outcome.decided_by,
                                                   .ifc = told->ingress,
                                                   .conn_id = outcome.conn_id } } };
        outcome.trace = &run->trace;
    }
    struct traced traced = {
        .packet = told->packet,
        .from_capture = true,
        .judgement = run->has_judgement ? &run->judgement : NULL,
        .ingress = told->ingress,
        .rebuilt = told->rebuilt,
        .outcome = &outcome,
    };
    print(run, &traced);
}

static bool
is_over(void *context)
{
    const struct run *run = context;
    /* a fragment's verdict may come with a later packet */
    bool waits = run->packet.is_fragment && !run->printed;
    return (run->found && !waits) || interrupt_came();
}

static int
add_captures(const struct run *run, struct replay *replay)
{
    const struct request *request = run->request;
    for (size_t i = 0; i < request->word_count; i++) {
        struct replay_input input;
        char error[CAPTURE_ERROR_SIZE];
        _Static_assert(CAPTURE_ERROR_SIZE >= SOURCE_ERROR_SIZE, "errors share one buffer");
        if (!source_parse(run->loaded.config, request->words[i], &input, error)) {
            complain(request->words[i], error);
            return STATUS_USAGE;
        }
        if (!replay_add(replay, &input, error)) {
            complain(input.path, error);
            return STATUS_CAPTURE;
        }
    }
    return STATUS_OK;
}

/* The packet was not given to the firewall, or is not there. */
static int
print_rest(struct run *run, const struct replay *replay)
{
    const struct request *request = run->request;
    if (run->printed)
        return STATUS_OK;
    if (run->found) {
        struct traced traced = { .packet = &run->packet,
                                 .from_capture = true,
                                 .judgement = run->has_judgement ? &run->judgement : NULL };
        print(run, &traced);
        return STATUS_OK;
    }
    fprintf(stderr, "refire: there is no packet %" PRIu64 ": the captures have %" PRIu64 "\n",
            request->number, replay_report(replay)->frames);
    return STATUS_USAGE;
}

static int
trace_captured(struct run *run)
{
    struct replay_sink sink = { .packet = take_packet,
                                .trace = wants_trace,
                                .judged = take_judgement,
                                .stopped = is_over,
                                .context = run };
    char error[CAPTURE_ERROR_SIZE];
    struct replay *replay =
        replay_new(run->loaded.config, run->engine, &run->request->with.replay, sink, error);
    if (replay == NULL) {
        complain("trace", error);
        return STATUS_INTERNAL;
    }
    int status = add_captures(run, replay);
    if (status == STATUS_OK && replay_run(replay) == REPLAY_NO_MEMORY) {
        complain("trace", "out of memory");
        status = STATUS_INTERNAL;
    }
    if (status == STATUS_OK)
        status = interrupt_came() && !run->found ? STATUS_INTERRUPTED : print_rest(run, replay);
    replay_free(replay);
    return status;
}

/* ---- a packet that is described ---- */

static int64_t
wall_clock(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0)
        return 0;
    return now.tv_sec * NS_PER_SECOND + now.tv_nsec;
}

static int
trace_described(struct run *run)
{
    struct trace_input input;
    char error[TRACE_INPUT_ERROR_SIZE];
    if (!trace_input_read(run->loaded.config, run->request->words, run->request->word_count, &input,
                          error)) {
        complain("trace input", error);
        return STATUS_USAGE;
    }
    uint8_t bytes[PACKET_MADE_SIZE];
    size_t length = packet_make(&input.wish, bytes);
    struct packet packet;
    packet_decode(&packet, LINK_RAW_IP, bytes, length, length);
    packet.is_described = true;
    packet.time = wall_clock(); /* what time ranges look at */
    packet.number = run->request->number;
    struct outcome outcome = { .trace = &run->trace };
    engine_packet(run->engine, input.ifc, &packet, &outcome);
    struct traced traced = { .packet = &packet, .ingress = input.ifc, .outcome = &outcome };
    print(run, &traced);
    return STATUS_OK;
}

static int
finish(struct run *run, int status)
{
    if (run->lost_events) {
        complain("trace", "out of memory");
        status = STATUS_INTERNAL;
    }
    if (run->has_output && (!output_flush(&run->output) || fflush(stdout) != 0)) {
        complain("standard output", "it could not be written");
        status = STATUS_INTERNAL;
    }
    return status;
}

int
verb_trace(int argc, char **argv)
{
    struct request request;
    int status = STATUS_OK;
    if (!read_request(&request, argc, argv, &status))
        return status;
    if (request.is_input)
        request.number = 1;
    interrupt_catch();
    struct run run = { .request = &request };
    status = set_up(&run);
    if (status == STATUS_OK)
        status = request.is_input ? trace_described(&run) : trace_captured(&run);
    if (status == STATUS_OK && run.loaded.refused > 0)
        status = STATUS_CONFIG;
    status = finish(&run, status);
    trace_printer_free(run.printer);
    engine_free(run.engine);
    if (run.has_output)
        output_fini(&run.output);
    free(run.events);
    if (run.has_loaded)
        load_result_free(&run.loaded);
    return status;
}
