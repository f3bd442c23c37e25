/*
 * lab_check.c: puts a lab's packets through a configuration.
 */
#include "cli/lab/lab_check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/report/report.h"
#include "cli/trace/trace_input.h"
#include "cli/trace/trace_print.h"
#include "cli/verify/verify_made.h"
#include "engine/base/clock.h"
#include "engine/engine.h"

struct checking {
    const struct lab *lab;
    const struct config *config;
    struct output *output;
    const struct lab_judge *judge;
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

/* When a packet comes that does not come at noon of Monday. */
static void
say_time(struct output *output, int64_t time)
{
    static const char *const days[] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday" };
    int64_t minutes = (time / NS_PER_SECOND - LAB_MONDAY) / 60;
    say(output, " (%s, %02d:%02d)", days[minutes / (24 * 60) % 7], (int)(minutes / 60 % 24),
        (int)(minutes % 60));
}

static void
say_packet(struct output *output, const struct lab_expectation *expectation, const char *why)
{
    say(output, "Must %s, and %s:", expectation->passes ? "pass" : "stay denied", why);
    for (size_t i = 0; i < expectation->word_count; i++)
        say(output, " %s", expectation->words[i]);
    if (expectation->time != LAB_NOON)
        say_time(output, expectation->time);
    say(output, "\n");
}

/* Counts; true when it is the first that is unmet, to be shown in full. */
static bool
count(const struct checking *checking, const struct lab_judgement *judgement)
{
    struct lab_score *score = checking->score;
    if (checking->judge != NULL)
        checking->judge->judged(checking->judge->context, judgement);
    if (judgement->met) {
        score->met++;
        return false;
    }
    score->unmet++;
    if (score->first_line != 0)
        return false;
    score->first_line = judgement->line;
    return true;
}

static bool
count_packet(const struct checking *checking, const struct lab_expectation *expectation, bool met,
             const char *why)
{
    bool first =
        count(checking,
              &(struct lab_judgement){
                  .line = expectation->line, .text = expectation->text, .met = met, .why = why });
    if (checking->output == NULL || met)
        return false;
    say_packet(checking->output, expectation, why);
    return first;
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

bool
lab_trial_run(struct lab_trial *trial, const struct config *config, const struct trace_input *input,
              int64_t time)
{
    *trial = (struct lab_trial){ 0 };
    trial->engine = engine_new(config, &(struct engine_options){ 0 },
                               (struct event_sink){ .emit = drop_event });
    if (trial->engine == NULL)
        return false;
    size_t length = packet_make(&input->wish, trial->bytes);
    packet_decode(&trial->packet, LINK_RAW_IP, trial->bytes, length, length);
    trial->packet.is_described = true;
    trial->packet.time = time;
    trial->packet.number = 1;
    trial->outcome.trace = &trial->trace;
    engine_packet(trial->engine, input->ifc, &trial->packet, &trial->outcome);
    return true;
}

void
lab_trial_end(struct lab_trial *trial)
{
    engine_free(trial->engine);
    trial->engine = NULL;
}

bool
lab_verdict_meets(enum verdict verdict, bool passes)
{
    return verdict != VERDICT_UNDECIDED && (verdict == VERDICT_PASSED) == passes;
}

static bool
check_packet(const struct checking *checking, const struct lab_expectation *expectation)
{
    struct trace_input input;
    char error[TRACE_INPUT_ERROR_SIZE];
    if (!trace_input_read(checking->config, expectation->words, expectation->word_count, &input,
                          error)) {
        /* such as an interface that has not been given its name */
        if (count_packet(checking, expectation, false, "cannot be tried"))
            say(checking->output, "%s\n", error);
        return true;
    }
    struct lab_trial trial;
    if (!lab_trial_run(&trial, checking->config, &input, expectation->time))
        return false;
    bool fine = true;
    enum verdict verdict = trial.outcome.verdict;
    if (count_packet(checking, expectation, lab_verdict_meets(verdict, expectation->passes),
                     verdict == VERDICT_UNDECIDED ? "cannot be told"
                     : verdict == VERDICT_PASSED  ? "passes"
                                                  : "does not"))
        fine = show(checking, &(struct traced){ .packet = &trial.packet,
                                                .ingress = input.ifc,
                                                .outcome = &trial.outcome });
    lab_trial_end(&trial);
    return fine;
}

/* ---- expectations ---- */

/* TEXT, several lines, below an unmet one. */
static void
say_details(struct output *output, const char *text)
{
    const char *line;
    size_t length;
    while ((line = report_next_line(&text, &length)) != NULL) {
        report_put(output, line, length, NULL);
        say(output, "\n");
    }
}

static void
judge_case(const struct checking *checking, const struct report_case *item)
{
    bool first = count(checking, &(struct lab_judgement){ .line = item->line,
                                                          .text = item->name,
                                                          .met = item->status == REPORT_PASSED,
                                                          .why = item->message });
    if (checking->output == NULL || item->status == REPORT_PASSED)
        return;
    say(checking->output, "Expected, and not so: ");
    report_put_text(checking->output, item->name, NULL);
    say(checking->output, "\n");
    if (item->message != NULL)
        say_details(checking->output, item->message);
    if (first && item->details != NULL)
        say_details(checking->output, item->details);
}

/* None of the expectations can be read for this configuration: TEXT says why. */
static void
judge_unread(const struct checking *checking, const char *text)
{
    const struct lab *lab = checking->lab;
    unsigned line = 1;
    const char *bytes = lab->dialogues, *first = strstr(bytes, "expect");
    for (const char *at = bytes; first != NULL && at < first; at++)
        line += *at == '\n';
    for (size_t i = 0; i < lab->dialogue_count; i++)
        count(checking, &(struct lab_judgement){ .line = line,
                                                 .text = "the expectations",
                                                 .why = "they cannot be tried: an interface or "
                                                        "name that they need is not there" });
    if (checking->output != NULL) {
        say(checking->output, "What is expected cannot be tried with this configuration:\n");
        say_details(checking->output, text);
    }
}

static bool
judge_read(const struct checking *checking, const struct expectations *expectations)
{
    static const struct verify_how how = { .untouched = "no packet of the made traffic is such" };
    static const struct engine_options options = { 0 };
    struct verify *verify = verify_new(checking->config, options.seed, expectations);
    struct report *report = report_new("lab");
    bool fine = verify != NULL && report != NULL &&
                verify_make(verify, checking->config, &options, expectations) &&
                verify_report(verify, &how, report);
    for (size_t i = 0; fine && i < report_case_count(report); i++)
        judge_case(checking, report_case_at(report, i));
    report_free(report);
    verify_free(verify);
    return fine;
}

static bool
check_expectations(const struct checking *checking)
{
    const struct lab *lab = checking->lab;
    struct expectations expectations;
    char *text = NULL;
    size_t size;
    if (lab->dialogue_count == 0)
        return true;
    FILE *complaints = open_memstream(&text, &size);
    if (complaints == NULL)
        return false;
    bool is_read = expect_parse(&expectations, checking->config, "lab", lab->dialogues,
                                lab->dialogues_size, complaints);
    bool fine = fclose(complaints) == 0;
    if (fine && is_read)
        fine = judge_read(checking, &expectations);
    else if (fine)
        judge_unread(checking, text);
    expectations_free(&expectations);
    free(text);
    return fine;
}

bool
lab_check(const struct lab *lab, const struct config *config, struct output *output,
          const struct lab_judge *judge, struct lab_score *score)
{
    struct checking checking = {
        .lab = lab, .config = config, .output = output, .judge = judge, .score = score
    };
    *score = (struct lab_score){ 0 };
    for (size_t i = 0; i < lab->expectation_count; i++)
        if (!check_packet(&checking, &lab->expectations[i]))
            return false;
    return check_expectations(&checking);
}
