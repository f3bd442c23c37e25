/*
 * lab_check.c: puts a lab's packets through a configuration.
 */
#include "cli/lab/lab_check.h"

#include <stdarg.h>
#include <stdio.h>

#include "cli/trace/trace_input.h"
#include "cli/trace/trace_print.h"
#include "engine/base/clock.h"
#include "engine/engine.h"

/* Monday 5 January 2009, noon UTC: time ranges must not make a lab depend on the day. */
#define LAB_TIME ((int64_t)1231156800 * NS_PER_SECOND)

struct checking {
    const struct lab *lab;
    const struct config *config;
    struct output *output;
    struct lab_score *score;
};

static void say(struct output *output, const char *format, ...) PRINTF_LIKE(2, 3);

static void
say(struct output *output, const char *format, ...)
{
    char *at = output_room(output, OUTPUT_ROOM_MAX);
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(at, OUTPUT_ROOM_MAX, format, arguments);
    va_end(arguments);
    if (length > 0)
        output_filled(output,
                      (size_t)length < OUTPUT_ROOM_MAX ? (size_t)length : OUTPUT_ROOM_MAX - 1);
}

static void
say_packet(struct output *output, const struct lab_expectation *expectation)
{
    say(output, "%s",
        expectation->passes ? "Must pass, and does not:" : "Must stay denied, and passes:");
    for (size_t i = 0; i < expectation->word_count; i++)
        say(output, " %s", expectation->words[i]);
    say(output, "\n");
}

/* Counts; true when it is to be shown in full. */
static bool
count(const struct checking *checking, const struct lab_expectation *expectation, bool met)
{
    struct lab_score *score = checking->score;
    if (met) {
        score->met++;
        return false;
    }
    score->unmet++;
    if (checking->output != NULL)
        say_packet(checking->output, expectation);
    if (score->first_line != 0)
        return false;
    score->first_line = expectation->line;
    return checking->output != NULL;
}

static void
drop_event(void *context, const struct event *event)
{
    (void)context;
    (void)event;
}

/* False: no memory. */
static bool
show(const struct checking *checking, const struct traced *traced)
{
    struct trace_printer *printer = trace_printer_new(checking->config, checking->output);
    if (printer == NULL)
        return false;
    trace_print_text(printer, traced);
    trace_printer_free(printer);
    return true;
}

static bool
check_packet(const struct checking *checking, const struct lab_expectation *expectation)
{
    struct trace_input input;
    char error[TRACE_INPUT_ERROR_SIZE];
    if (!trace_input_read(checking->config, expectation->words, expectation->word_count, &input,
                          error)) {
        /* such as an interface that has not been given its name */
        if (count(checking, expectation, false))
            say(checking->output, "%s\n", error);
        return true;
    }
    struct engine *engine = engine_new(checking->config, &(struct engine_options){ 0 },
                                       (struct event_sink){ .emit = drop_event });
    if (engine == NULL)
        return false;
    uint8_t bytes[PACKET_MADE_SIZE];
    size_t length = packet_make(&input.wish, bytes);
    struct packet packet;
    packet_decode(&packet, LINK_RAW_IP, bytes, length, length);
    packet.is_described = true;
    packet.time = LAB_TIME;
    packet.number = 1;
    struct trace trace = { 0 };
    struct outcome outcome = { .trace = &trace };
    engine_packet(engine, input.ifc, &packet, &outcome);
    bool fine = true;
    if (count(checking, expectation, (outcome.verdict == VERDICT_PASSED) == expectation->passes))
        fine =
            show(checking,
                 &(struct traced){ .packet = &packet, .ingress = input.ifc, .outcome = &outcome });
    engine_free(engine);
    return fine;
}

bool
lab_check(const struct lab *lab, const struct config *config, struct output *output,
          struct lab_score *score)
{
    struct checking checking = { .lab = lab, .config = config, .output = output, .score = score };
    *score = (struct lab_score){ 0 };
    for (size_t i = 0; i < lab->expectation_count; i++)
        if (!check_packet(&checking, &lab->expectations[i]))
            return false;
    return true;
}
