/*
 * lab_explain.c: a capture in memory of the packet, or of the dialogue, that what is not so is
 * about; explain is asked about it.
 */
#include "cli/lab/lab_explain.h"

#include <stdlib.h>
#include <string.h>

#include "cli/explain/explain_print.h"
#include "cli/lab/lab_check.h"
#include "cli/prompt/row_text.h"
#include "cli/sample/kept_frames.h"
#include "cli/verify/verify_made.h"

#define WHY_SIZE 256

struct asking {
    const struct lab *lab;
    const struct config *config;
    FILE *out;
    char *error;
    /* what is not so */
    unsigned line; /* 0: everything is */
    const char *text;
    char why[WHY_SIZE];
    struct kept_frames kept;
};

static bool
no_memory(const struct asking *asking)
{
    snprintf(asking->error, LAB_ERROR_SIZE, "out of memory");
    return false;
}

static void
note_first(void *context, const struct lab_judgement *judgement)
{
    struct asking *asking = context;
    if (judgement->met || asking->line != 0)
        return;
    asking->line = judgement->line;
    snprintf(asking->why, sizeof asking->why, "%s",
             judgement->why != NULL ? judgement->why : "it is not so");
}

/* ---- what explain is asked about ---- */

static void
keep(struct asking *asking, ifc_id ingress, const struct packet *packet)
{
    const struct capture_frame frame = {
        .time = packet->time,
        .link = LINK_RAW_IP,
        .link_number = capture_link_number(LINK_RAW_IP),
        .bytes = packet->bytes,
        .captured = packet->captured,
        .wire_length = packet->wire_length,
        .seen = SEEN_INCOMING,
        .interface = ingress,
    };
    (void)kept_frames_add(&asking->kept, &frame,
                          config_interface_label(asking->config, ingress)); /* it remembers */
}

static void
keep_told(void *context, const struct replay_packet *told)
{
    keep(context, told->ingress, told->packet);
}

/* An explanation of what was kept; *STOPPED: how many flows did not pass. */
static bool
explain(struct asking *asking, size_t *stopped)
{
    const struct sample_input input = { .word = "",
                                        .bytes = asking->kept.bytes,
                                        .size = asking->kept.size };
    const struct passage_source source = { .replay.not_before = INT64_MIN,
                                           .inputs = &input,
                                           .input_count = 1 };
    char error[PASSAGE_ERROR_SIZE] = "out of memory";
    struct explanation *explanation = calloc(1, sizeof *explanation);
    *stopped = 0;
    if (explanation == NULL || asking->kept.no_memory)
        goto failed;
    if (explain_run(asking->config, &source, explanation, error) != PASSAGE_DONE)
        goto failed;
    *stopped = explanation->stopped;
    if (*stopped > 0)
        explain_print_text(asking->out, explanation);
    explain_free(explanation);
    free(explanation);
    return true;
failed:
    free(explanation);
    snprintf(asking->error, LAB_ERROR_SIZE, "%s", error);
    return false;
}

/* ---- a packet ---- */

/* By which line does it get through? */
static void
say_passing(const struct asking *asking, const struct trace_input *input,
            const struct lab_trial *trial)
{
    const struct row *row = &trial->outcome.decided_by;
    fputs("It passes: what lets it through is  ", asking->out);
    if (row->kind != ROW_NONE)
        row_write(asking->config, row, input->ifc, trial->outcome.egress, asking->out);
    fputs("\nTake that away, let it say less, or deny the packet before it.\n", asking->out);
}

static bool
explain_packet(struct asking *asking, const struct lab_expectation *expectation)
{
    struct trace_input input;
    struct lab_trial trial;
    char error[TRACE_INPUT_ERROR_SIZE];
    size_t stopped;
    if (!trace_input_read(asking->config, expectation->words, expectation->word_count, &input,
                          error)) {
        fprintf(asking->out, "It cannot be tried: %s\n", error);
        return true;
    }
    if (!lab_trial_run(&trial, asking->config, &input, expectation->time))
        return no_memory(asking);
    bool good = true;
    if (trial.outcome.verdict == VERDICT_PASSED) {
        say_passing(asking, &input, &trial);
    } else {
        keep(asking, input.ifc, &trial.packet);
        good = explain(asking, &stopped);
    }
    lab_trial_end(&trial);
    return good;
}

/* ---- an expectation ---- */

/* Keeps the traffic that is made for the expectation in TEXT. */
static bool
make_traffic(struct asking *asking, const char *text)
{
    static const struct engine_options options = { 0 };
    struct expectations expectations;
    char *complaints = NULL;
    size_t size;
    FILE *heard = open_memstream(&complaints, &size);
    if (heard == NULL)
        return no_memory(asking);
    bool is_read = expect_parse(&expectations, asking->config, "lab", text, strlen(text), heard);
    bool good = fclose(heard) == 0;
    struct verify *verify =
        good && is_read ? verify_new(asking->config, options.seed, &expectations) : NULL;
    if (verify != NULL) {
        verify_keep(verify, keep_told, asking);
        good = verify_make(verify, asking->config, &options, &expectations);
    } else if (is_read) {
        good = false;
    }
    verify_free(verify);
    expectations_free(&expectations);
    if (good && !is_read)
        fputs(complaints, asking->out);
    free(complaints);
    return good || no_memory(asking);
}

static bool
explain_expectation(struct asking *asking, const char *text)
{
    size_t stopped = 0;
    if (!make_traffic(asking, text))
        return false;
    if (asking->kept.frames > 0 && !explain(asking, &stopped))
        return false;
    if (stopped == 0)
        fprintf(asking->out,
                "%s\nNo packet of it is denied: compare the addresses, and what "
                "inspects it, with what is asked for.\n",
                asking->why);
    return true;
}

static bool
is_of_denial(const char *line)
{
    static const char *const begins[] = { "expect denied ", "expect no " };
    for (size_t i = 0; i < ARRAY_LENGTH(begins); i++)
        if (strncmp(line, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

/*
 * The lab's `expect` lines up to line NUMBER, to be freed, as what one dialogue leaves behind may
 * be what another one is about; without those that are met because something is denied. *LAST is
 * that line in it.
 */
static char *
dialogues_until(const struct lab *lab, unsigned number, const char **last)
{
    char *text = strndup(lab->dialogues, lab->dialogues_size), *at = text;
    for (unsigned line = 1; at != NULL; line++) {
        char *end = strchr(at, '\n');
        *last = at;
        if (line == number) {
            at[strcspn(at, "\r\n")] = '\0';
            return text;
        }
        if (is_of_denial(at))
            memset(at, ' ', strcspn(at, "\n"));
        at = end != NULL ? end + 1 : NULL;
    }
    free(text);
    return NULL;
}

static bool
explain_first(struct asking *asking)
{
    const struct lab *lab = asking->lab;
    for (size_t i = 0; i < lab->expectation_count; i++) {
        if (lab->expectations[i].line != asking->line)
            continue;
        fprintf(asking->out, "%s\n\n", lab->expectations[i].text);
        return explain_packet(asking, &lab->expectations[i]);
    }
    const char *last;
    char *text = dialogues_until(lab, asking->line, &last);
    if (text == NULL)
        return no_memory(asking);
    fprintf(asking->out, "%s\n\n", last);
    bool good = explain_expectation(asking, text);
    free(text);
    return good;
}

bool
lab_explain(const struct lab *lab, const struct config *config, FILE *out,
            char error[LAB_ERROR_SIZE])
{
    struct asking asking = { .lab = lab, .config = config, .out = out, .error = error };
    const struct lab_judge judge = { note_first, &asking };
    struct lab_score score;
    if (!lab_check(lab, config, NULL, &judge, &score))
        return no_memory(&asking);
    bool good = true;
    if (asking.line == 0)
        fputs("Nothing is wrong any more.\n", out);
    else
        good = explain_first(&asking);
    kept_frames_free(&asking.kept);
    return good;
}
