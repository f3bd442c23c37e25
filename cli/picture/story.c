/*
 * story.c: keeps what pictures are drawn from while a replay goes by.
 */
#include "cli/picture/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/prompt/row_text.h"
#include "engine/base/hash.h"
#include "engine/syslog/syslog.h"

#define PLACES ((size_t)1024) /* a power of two */
_Static_assert(PLACES / 2 >= STORY_FLOWS, "there is a place for each flow");

struct story *
story_new(const struct config *config, int level)
{
    struct story *story = calloc(1, sizeof(*story));
    if (story == NULL)
        return NULL;
    story->config = config;
    story->level = level;
    story->conns.step = story->ports.step = 1;
    story->flows = calloc(STORY_FLOWS, sizeof(*story->flows));
    if (!places_init(&story->places, PLACES, 0) || story->flows == NULL) {
        story_free(story);
        return NULL;
    }
    return story;
}

void
story_free(struct story *story)
{
    if (story == NULL)
        return;
    for (size_t i = 0; i < story->flow_count; i++) {
        free(story->flows[i].steps);
        free(story->flows[i].why);
    }
    for (size_t i = 0; i < story->line_count; i++)
        free(story->lines[i].text);
    free(story->flows);
    places_fini(&story->places);
    free(story->lines);
    rate_limiter_fini(&story->limiter);
    free(story);
}

/* ---- curves ---- */

static void
thin_out(struct story_curve *curve)
{
    curve->count /= 2;
    for (size_t i = 0; i < curve->count; i++)
        curve->points[i] = curve->points[2 * i + 1];
    curve->step *= 2;
}

static void
change(struct story_curve *curve, int64_t time, int by)
{
    if (by < 0 && curve->now == 0)
        return;
    curve->now += (uint32_t)by;
    if (curve->now > curve->most)
        curve->most = curve->now;
    if (++curve->skipped < curve->step)
        return;
    curve->skipped = 0;
    if (curve->count == STORY_POINTS)
        thin_out(curve);
    curve->points[curve->count++] = (struct story_point){ time, curve->now };
}

/* ---- the log ---- */

static struct story_line *
add_line(struct story *story)
{
    if (story->line_count == STORY_LINES) {
        story->lines_left_out++;
        return NULL;
    }
    if (story->line_count == story->line_capacity) {
        size_t capacity = story->line_capacity == 0 ? 64 : story->line_capacity * 2;
        struct story_line *lines = reallocarray(story->lines, capacity, sizeof(*lines));
        if (lines == NULL) {
            story->no_memory = true;
            return NULL;
        }
        story->lines = lines;
        story->line_capacity = capacity;
    }
    return &story->lines[story->line_count];
}

static void
keep_line(struct story *story, const struct event *event)
{
    struct syslog_message message;
    char text[SYSLOG_LINE_SIZE];
    if (!syslog_message_of(story->config, event, &message) || message.disabled ||
        !rate_limiter_passes(&story->limiter, &story->config->logging, &message, event->time) ||
        message.severity > story->level)
        return;
    struct story_line *line = add_line(story);
    if (line == NULL || syslog_line(story->config, event, SYSLOG_STAMPED, text) == 0)
        return;
    *line = (struct story_line){
        .text = strdup(text),
        .packet = event->packet_number,
        .conn_id = event->conn_id,
        .severity = message.severity,
    };
    if (line->text == NULL)
        story->no_memory = true;
    else
        story->line_count++;
}

static void
take_event(void *context, const struct event *event)
{
    struct story *story = context;
    switch (event->type) {
    case EVENT_TCP_CONN_BUILT:
    case EVENT_UDP_CONN_BUILT:
    case EVENT_GRE_CONN_BUILT:
    case EVENT_ICMP_CONN_BUILT:
        change(&story->conns, event->time, 1);
        break;
    case EVENT_TCP_CONN_TORN_DOWN:
    case EVENT_UDP_CONN_TORN_DOWN:
    case EVENT_GRE_CONN_TORN_DOWN:
    case EVENT_ICMP_CONN_TORN_DOWN:
        change(&story->conns, event->time, -1);
        break;
    case EVENT_PORT_XLATE_BUILT:
        change(&story->ports, event->time, 1);
        break;
    case EVENT_PORT_XLATE_TORN_DOWN:
        change(&story->ports, event->time, -1);
        break;
    default:
        break;
    }
    keep_line(story, event);
    if (story->next.emit != NULL)
        story->next.emit(story->next.context, event);
}

struct event_sink
story_events(struct story *story, struct event_sink next)
{
    story->next = next;
    return (struct event_sink){ .emit = take_event, .context = story };
}

/* ---- the flows ---- */

/* Both directions of what is no connection have one key. */
static uint64_t
key_of(const struct story *story, const struct replay_packet *told)
{
    const struct packet *packet = told->packet;
    if (told->outcome->conn_id != 0)
        return places_key_of_conn(&story->places, told->outcome->conn_id);
    uint64_t from = (uint64_t)packet->source << 16 | packet->source_port;
    uint64_t to = (uint64_t)packet->destination << 16 | packet->destination_port;
    const uint64_t ends[] = { from < to ? from : to, from < to ? to : from, packet->protocol };
    return hash_bytes(ends, sizeof(ends), 1) | 1;
}

static uint8_t
level_of(const struct story *story, ifc_id ifc)
{
    return ifc < story->config->interface_count ? story->config->interfaces[ifc]->security_level
                                                : 0;
}

static struct story_flow *
new_flow(struct story *story, const struct replay_packet *told)
{
    ifc_id in = told->ingress, out = told->outcome->egress;
    bool enters_inner = out == IFC_NONE || level_of(story, in) >= level_of(story, out);
    struct story_flow *flow = &story->flows[story->flow_count++];
    *flow = (struct story_flow){
        .conn_id = told->outcome->conn_id,
        .protocol = told->packet->protocol,
        .inner = enters_inner ? in : out,
        .outer = enters_inner ? out : in,
    };
    return flow;
}

/* NULL: no room for another one. */
static struct story_flow *
flow_of(struct story *story, const struct replay_packet *told)
{
    uint64_t key = key_of(story, told);
    const struct place *place = places_at(&story->places, key);
    if (place->key != 0)
        return &story->flows[place->flow];
    if (story->flow_count == STORY_FLOWS ||
        !places_put(&story->places, key, (uint32_t)story->flow_count, told->ingress))
        return NULL;
    return new_flow(story, told);
}

static struct story_step *
add_step(struct story *story, struct story_flow *flow)
{
    if (flow->step_count == STORY_STEPS)
        return NULL;
    if (flow->step_count == flow->step_capacity) {
        size_t capacity = flow->step_capacity == 0 ? 8 : flow->step_capacity * 2;
        struct story_step *steps = reallocarray(flow->steps, capacity, sizeof(*steps));
        if (steps == NULL) {
            story->no_memory = true;
            return NULL;
        }
        flow->steps = steps;
        flow->step_capacity = capacity;
    }
    return &flow->steps[flow->step_count++];
}

static void
keep_reason(struct story *story, struct story_flow *flow, const struct replay_packet *told)
{
    size_t size;
    if (flow->why != NULL || told->outcome->decided_by.kind == ROW_NONE)
        return;
    FILE *out = open_memstream(&flow->why, &size);
    if (out == NULL)
        return;
    row_write(story->config, &told->outcome->decided_by, told->ingress, told->outcome->egress, out);
    if (fclose(out) != 0) {
        free(flow->why);
        flow->why = NULL;
    }
}

static void
keep_step(struct story *story, struct story_flow *flow, const struct replay_packet *told)
{
    const struct packet *packet = told->packet;
    const struct outcome *outcome = told->outcome;
    const struct translation *left = &outcome->translation;
    uint16_t call = packet->gre_is_pptp ? packet->gre_call_id : packet->source_port;
    struct story_step *step = add_step(story, flow);
    if (step == NULL)
        return;
    *step = (struct story_step){
        .packet = packet->number,
        .time = packet->time,
        .came_from = { packet->source, call },
        .came_to = { packet->destination,
                     packet->gre_is_pptp ? packet->gre_call_id : packet->destination_port },
        .payload = (uint32_t)packet->payload_length,
        .tcp_flags = packet->tcp_flags,
        .icmp_type = packet->icmp_type,
        .from_inner = told->ingress == flow->inner,
        .inspected = outcome->inspected,
        .verdict = outcome->verdict,
        .drop = outcome->drop,
    };
    if (outcome->verdict != VERDICT_PASSED)
        return;
    step->left_from = (struct story_end){ left->source, left->source_port };
    step->left_to = (struct story_end){ left->destination, left->destination_port };
    step->rewritten = left->payload != NULL;
}

void
story_take(struct story *story, const struct replay_packet *told)
{
    const struct outcome *outcome = told->outcome;
    if (outcome == NULL || outcome->verdict >= VERDICT_FINAL_COUNT)
        return;
    story->verdicts[outcome->verdict]++;
    if (outcome->verdict == VERDICT_DENIED)
        story->drops[outcome->drop]++;
    if (story->first == 0)
        story->first = told->packet->time;
    if (told->packet->time > story->last)
        story->last = told->packet->time;
    struct story_flow *flow = flow_of(story, told);
    if (flow == NULL) {
        story->flows_left_out++;
        return;
    }
    flow->packets++;
    keep_step(story, flow, told);
    if (outcome->verdict != VERDICT_DENIED)
        return;
    flow->denied++;
    keep_reason(story, flow, told);
}

const struct story_flow *
story_find(const struct story *story, uint32_t conn_id)
{
    for (size_t i = 0; i < story->flow_count && conn_id != 0; i++) {
        if (story->flows[i].conn_id == conn_id)
            return &story->flows[i];
    }
    return NULL;
}
