/*
 * verify.c: keeps, for each expectation, how many packets it is about, and the first one that is
 * against it.
 */
#include "cli/verify/verify.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/prompt/interrupt.h"
#include "cli/verify/verify_flows.h"
#include "engine/base/ip.h"
#include "engine/syslog/syslog.h"

#define PENDING_MAX 1024 /* events of packets that have not been told: fragments that wait */
#define MESSAGES_MAX 64  /* of one packet; the rest is not looked at */
#define MESSAGE_SIZE 256
#define ANNOUNCED_MAX 4096 /* a power of two */

struct state {
    uint64_t touched; /* packets */
    uint64_t right;   /* packets, or lines */
    bool has_failed;
    struct evidence evidence; /* of the first packet against it */
    struct evidence other;    /* of the first that says nothing: shown when none says more */
};

struct pending {
    uint64_t packet;
    uint32_t message; /* 0: none is printed */
    bool built;
    uint32_t conn_id; /* which connection */
    ifc_id initiator; /* where its first packet enters */
};

/* A connection that was made before its first packet came: of a PPTP call. */
struct announced {
    uint32_t conn_id; /* 0: none */
    ifc_id initiator;
};

struct verify {
    const struct config *config;
    const struct expectations *expectations;
    struct state *states;
    struct verify_flows *flows;
    struct evidence_writer *writer;
    struct verdict_capture *capture;                               /* NULL: none is written */
    void (*keep)(void *context, const struct replay_packet *told); /* NULL: nobody wants them */
    void *keep_context;
    struct trace trace;
    struct pending pending[PENDING_MAX];
    size_t pending_count;
    struct announced announced[ANNOUNCED_MAX]; /* by the last bits of the number */
    bool no_memory;
};

struct verify *
verify_new(const struct config *config, uint64_t seed, const struct expectations *expectations)
{
    struct verify *verify = calloc(1, sizeof *verify);
    if (verify == NULL)
        return NULL;
    verify->config = config;
    verify->expectations = expectations;
    verify->states =
        calloc(expectations->count > 0 ? expectations->count : 1, sizeof(struct state));
    verify->flows = verify_flows_new(config, seed);
    verify->writer = evidence_writer_new(config);
    if (verify->states == NULL || verify->flows == NULL || verify->writer == NULL) {
        verify_free(verify);
        return NULL;
    }
    return verify;
}

void
verify_free(struct verify *verify)
{
    if (verify == NULL)
        return;
    for (size_t i = 0; verify->states != NULL && i < verify->expectations->count; i++) {
        evidence_free(&verify->states[i].evidence);
        evidence_free(&verify->states[i].other);
    }
    free(verify->states);
    verify_flows_free(verify->flows);
    evidence_writer_free(verify->writer);
    free(verify);
}

/* ---- events ---- */

static bool
is_built_event(enum event_type type)
{
    return type == EVENT_TCP_CONN_BUILT || type == EVENT_UDP_CONN_BUILT ||
           type == EVENT_GRE_CONN_BUILT || type == EVENT_ICMP_CONN_BUILT;
}

/* To be freed; NULL: no memory. */
static char *
line_text(const struct verify *verify, const struct event *event)
{
    char line[SYSLOG_LINE_SIZE], text[SYSLOG_LINE_SIZE + 32];
    size_t length = syslog_line(verify->config, event, SYSLOG_BARE, line);
    int used = 0;
    if (event->packet_number != 0) /* else a timer's */
        used = snprintf(text, sizeof text, "packet %" PRIu64 ": ", event->packet_number);
    snprintf(text + used, sizeof text - (size_t)used, "%.*s", (int)length, line);
    return strdup(text);
}

/* The line is what is shown when it should not be there. */
static void
count_message(struct verify *verify, const struct event *event, uint32_t id)
{
    for (size_t i = 0; i < verify->expectations->count; i++) {
        const struct expectation *item = &verify->expectations->items[i];
        struct state *state = &verify->states[i];
        if (item->kind != EXPECT_MESSAGE || item->has_destination || item->message != id)
            continue;
        state->right++;
        if (state->evidence.message != NULL)
            continue;
        state->evidence.message = line_text(verify, event);
        verify->no_memory = verify->no_memory || state->evidence.message == NULL;
    }
}

static void
take_event(void *context, const struct event *event)
{
    struct verify *verify = context;
    struct syslog_message message;
    bool is_printed = syslog_message_of(verify->config, event, &message) && !message.disabled;
    if (is_printed)
        count_message(verify, event, message.id);
    bool built = is_built_event(event->type);
    if (event->packet_number == 0 || (!is_printed && !built))
        return;
    if (verify->pending_count == PENDING_MAX) { /* those of the oldest fragments go */
        memmove(verify->pending, verify->pending + 1, (PENDING_MAX - 1) * sizeof *verify->pending);
        verify->pending_count--;
    }
    verify->pending[verify->pending_count++] =
        (struct pending){ event->packet_number, is_printed ? message.id : 0, built, event->conn_id,
                          event->initiator_is_inner ? event->inner.ifc : event->outer.ifc };
}

/* Of the packet's own flow, or of one that comes? */
static void
take_built(struct verify *verify, const struct pending *pending, struct entered *entered)
{
    uint32_t own = entered->told->outcome->conn_id;
    if (pending->conn_id == own || pending->conn_id == 0)
        entered->built = true;
    else
        verify->announced[pending->conn_id & (ANNOUNCED_MAX - 1)] =
            (struct announced){ pending->conn_id, pending->initiator };
}

/* Is the packet of a connection that was announced, from the end that opens it? */
static bool
was_announced(const struct verify *verify, const struct replay_packet *told)
{
    uint32_t conn_id = told->outcome->conn_id;
    const struct announced *announced = &verify->announced[conn_id & (ANNOUNCED_MAX - 1)];
    return conn_id != 0 && announced->conn_id == conn_id && announced->initiator == told->ingress;
}

/* What was told of the packet is taken out. */
static void
take_pending(struct verify *verify, struct entered *entered, uint32_t messages[MESSAGES_MAX])
{
    size_t kept = 0;
    for (size_t i = 0; i < verify->pending_count; i++) {
        const struct pending *pending = &verify->pending[i];
        if (pending->packet != entered->told->packet->number) {
            verify->pending[kept++] = *pending;
            continue;
        }
        if (pending->built)
            take_built(verify, pending, entered);
        if (pending->message != 0 && entered->message_count < MESSAGES_MAX)
            messages[entered->message_count++] = pending->message;
    }
    verify->pending_count = kept;
    entered->built = entered->built || was_announced(verify, entered->told);
    entered->messages = messages;
}

/* ---- packets ---- */

static struct trace *
trace_for(void *context, const struct packet *packet, ifc_id ingress)
{
    struct verify *verify = context;
    for (size_t i = 0; i < verify->expectations->count; i++)
        if (!verify->states[i].has_failed &&
            expect_may_touch(&verify->expectations->items[i], packet, ingress))
            return &verify->trace;
    return NULL;
}

/* What its host was translated to. */
static void
write_translation(const struct expectation *item, const struct entered *entered,
                  char text[MESSAGE_SIZE])
{
    const struct expect_translation is = expect_translation(item, entered);
    char mapped[IP_TEXT_SIZE];
    ip_format(is.mapped, mapped);
    if (is.real == is.mapped)
        snprintf(text, MESSAGE_SIZE, "not translated: ");
    else
        snprintf(text, MESSAGE_SIZE, "translated to %s: ", mapped);
}

/* What the packet lacks, in words of ITEM, where its verdict does not say it. */
static void
write_first(const struct expectation *item, const struct entered *entered, char text[MESSAGE_SIZE])
{
    bool was_denied = entered->told->outcome->verdict == VERDICT_DENIED;
    text[0] = '\0';
    if (item->no)
        return;
    if (item->kind == EXPECT_TRANSLATED && entered->told->outcome->verdict == VERDICT_PASSED)
        write_translation(item, entered, text);
    else if (item->kind == EXPECT_INSPECTED)
        snprintf(text, MESSAGE_SIZE, "not inspected%s%s: ", item->inspection >= 0 ? " by " : "",
                 item->inspection >= 0
                     ? inspection_default((enum inspection_kind)item->inspection)->name
                     : "");
    else if (item->kind == EXPECT_DENIED && was_denied && item->message != 0 &&
             entered->message_count == 0)
        snprintf(text, MESSAGE_SIZE, "no log line: ");
    else if (item->kind == EXPECT_DENIED && was_denied && item->message != 0)
        snprintf(text, MESSAGE_SIZE, "%u, not %u: ", entered->messages[0], item->message);
}

static void
keep_evidence(struct verify *verify, const struct expectation *item, const struct entered *entered,
              struct evidence *evidence)
{
    char first[MESSAGE_SIZE];
    if (evidence->message != NULL)
        return;
    write_first(item, entered, first);
    enum evidence_of of = item->kind == EXPECT_TRANSLATED && !item->no &&
                                  entered->told->outcome->verdict == VERDICT_PASSED
                              ? EVIDENCE_OF_TRANSLATION
                              : EVIDENCE_OF_VERDICT;
    if (!evidence_write(verify->writer, first, of, entered->told, evidence))
        verify->no_memory = true;
}

static void
judge(struct verify *verify, size_t at, const struct entered *entered)
{
    const struct expectation *item = &verify->expectations->items[at];
    struct state *state = &verify->states[at];
    switch (expect_judge(item, entered, state->right > 0)) {
    case FOUND_NOTHING:
        keep_evidence(verify, item, entered, &state->other);
        return;
    case FOUND_RIGHT:
        state->right++;
        if (!item->no)
            return;
        break;
    case FOUND_WRONG:
        if (item->no)
            return;
        break;
    }
    state->has_failed = true;
    keep_evidence(verify, item, entered, &state->evidence);
}

static void
count_messages(struct verify *verify, size_t at, const struct entered *entered)
{
    struct state *state = &verify->states[at];
    for (size_t i = 0; i < entered->message_count; i++)
        if (entered->messages[i] == verify->expectations->items[at].message)
            state->right++;
    if (state->right > 0)
        keep_evidence(verify, &verify->expectations->items[at], entered, &state->evidence);
}

static void
take_touched(struct verify *verify, size_t at, const struct entered *entered, bool *is_flow)
{
    verify->states[at].touched++;
    switch (verify->expectations->items[at].kind) {
    case EXPECT_BUILT:
        if (!*is_flow && !verify_flows_take(verify->flows, verify->writer, entered))
            verify->no_memory = true;
        *is_flow = true;
        return;
    case EXPECT_MESSAGE:
        count_messages(verify, at, entered);
        return;
    case EXPECT_PASSED:
    case EXPECT_DENIED:
    case EXPECT_UNDECIDED:
    case EXPECT_INSPECTED:
    case EXPECT_TRANSLATED:
        judge(verify, at, entered);
        return;
    }
}

static void
take_packet(void *context, const struct replay_packet *told)
{
    struct verify *verify = context;
    uint32_t messages[MESSAGES_MAX];
    struct entered entered = { .told = told };
    bool is_flow = false;
    if (verify->capture != NULL)
        verdict_capture_write(verify->capture, told);
    if (verify->keep != NULL)
        verify->keep(verify->keep_context, told);
    if (told->outcome == NULL || told->outcome->verdict >= VERDICT_FINAL_COUNT)
        return;
    entered_fill(&entered, told);
    take_pending(verify, &entered, messages);
    for (size_t i = 0; i < verify->expectations->count; i++)
        if (expect_touches(&verify->expectations->items[i], &entered))
            take_touched(verify, i, &entered, &is_flow);
}

static bool
is_over(void *context)
{
    const struct verify *verify = context;
    return verify->no_memory || interrupt_came();
}

struct event_sink
verify_events(struct verify *verify)
{
    return (struct event_sink){ .emit = take_event, .context = verify };
}

struct replay_sink
verify_sink(struct verify *verify)
{
    return (struct replay_sink){
        .packet = take_packet, .trace = trace_for, .stopped = is_over, .context = verify
    };
}

void
verify_write(struct verify *verify, struct verdict_capture *capture)
{
    verify->capture = capture;
}

void
verify_keep(struct verify *verify, void (*keep)(void *context, const struct replay_packet *told),
            void *context)
{
    verify->keep = keep;
    verify->keep_context = context;
}

bool
verify_is_touched(const struct verify *verify, size_t at)
{
    return verify->states[at].touched > 0;
}

/* ---- the outcome ---- */

static void
fail(struct report_case *out, const char *message, const char *details)
{
    out->status = REPORT_FAILED;
    out->message = message;
    out->details = details;
}

/* Of a flow without evidence of its own. */
static const char *
flow_message(const struct verify_flow *flow, bool built, char text[MESSAGE_SIZE])
{
    snprintf(text, MESSAGE_SIZE, "%s: packet %" PRIu64 ": %s",
             built ? "a connection" : "no connection", flow->first_packet,
             verdict_name(flow->verdict));
    return text;
}

static void
conclude_built(const struct verify *verify, const struct expectation *item,
               const struct verify_how *how, struct report_case *out, char text[MESSAGE_SIZE])
{
    size_t found = 0;
    for (size_t i = 0; i < verify_flows_count(verify->flows); i++) {
        const struct verify_flow *flow = verify_flows_at(verify->flows, i);
        if (!verify_flow_is_of(flow, item))
            continue;
        found++;
        if (flow->built != item->no)
            continue;
        fail(out,
             flow->evidence.message != NULL ? flow->evidence.message
                                            : flow_message(flow, flow->built, text),
             flow->evidence.details);
        return;
    }
    if (found == 0 && !item->no)
        fail(out, how->untouched, NULL);
    else if (verify_flows_untold(verify->flows) > 0)
        fail(out, "too many flows to tell", NULL);
}

static bool
count_is_right(const struct expectation *item, uint64_t count)
{
    switch (item->count) {
    case COUNT_ANY:
        return (count > 0) != item->no;
    case COUNT_EXACTLY:
        return count == item->number;
    case COUNT_AT_LEAST:
        return count >= item->number;
    case COUNT_AT_MOST:
        return count <= item->number;
    }
    return false;
}

static void
conclude_message(const struct expectation *item, const struct state *state, struct report_case *out,
                 char text[MESSAGE_SIZE])
{
    if (count_is_right(item, state->right))
        return;
    snprintf(text, MESSAGE_SIZE, "%" PRIu64 " %s of %u in the log", state->right,
             state->right == 1 ? "line" : "lines", item->message);
    fail(out, item->no ? state->evidence.message : text, state->evidence.details);
}

static void
conclude(const struct verify *verify, size_t at, const struct verify_how *how,
         struct report_case *out, char text[MESSAGE_SIZE])
{
    const struct expectation *item = &verify->expectations->items[at];
    const struct state *state = &verify->states[at];
    if (item->kind == EXPECT_MESSAGE)
        conclude_message(item, state, out, text);
    else if (item->kind == EXPECT_BUILT)
        conclude_built(verify, item, how, out, text);
    else if (state->has_failed)
        fail(out, state->evidence.message, state->evidence.details);
    else if (item->no || state->right > 0)
        return;
    else if (state->touched == 0)
        fail(out, how->untouched, NULL);
    else
        fail(out, state->other.message, state->other.details);
}

bool
verify_report(struct verify *verify, const struct verify_how *how, struct report *report)
{
    if (verify->no_memory)
        return false;
    for (size_t i = 0; i < verify->expectations->count; i++) {
        const struct expectation *item = &verify->expectations->items[i];
        char text[MESSAGE_SIZE];
        struct report_case out = { .group = item->group != NULL ? item->group : how->group,
                                   .name = item->text,
                                   .status = REPORT_PASSED,
                                   .file = how->file,
                                   .line = item->line };
        conclude(verify, i, how, &out, text);
        if (!report_add(report, &out))
            return false;
    }
    return true;
}
