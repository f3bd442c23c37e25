/*
 * explain_json.c: one object for each cause, and one about all of them behind.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/explain/explain_print.h"
#include "cli/json.h"
#include "cli/prompt/row_text.h"
#include "engine/base/civil.h"
#include "engine/base/ip.h"
#include "engine/engine.h"

static void
put_word(struct json_writer *json, const char *key, const char *text)
{
    json_put_key(json, key);
    json_put_string(json, text);
}

static void
put_number(struct json_writer *json, const char *key, uint64_t number)
{
    json_put_key(json, key);
    json_put_unsigned(json, number);
}

static void
put_flag(struct json_writer *json, const char *key, bool value)
{
    json_put_key(json, key);
    json_put_bool(json, value);
}

/* ---- the cause ---- */

static void
put_end(struct json_writer *json, const char *key, uint32_t address, uint16_t port, bool has_ports)
{
    char text[IP_TEXT_SIZE];
    ip_format(address, text);
    json_put_key(json, key);
    json_begin_object(json);
    put_word(json, "address", text);
    if (has_ports)
        put_number(json, "port", port);
    json_end(json);
}

static void
put_time(struct json_writer *json, int64_t time)
{
    char text[64];
    struct civil_time at = civil_from_ns(time);
    snprintf(text, sizeof text, "%04d-%02u-%02uT%02u:%02u:%02u.%06uZ", at.year, at.month, at.day,
             at.hour, at.minute, at.second, at.nanosecond / 1000);
    put_word(json, "time", text);
}

static void
put_first(struct json_writer *json, const struct explained *cause)
{
    const struct stop *stop = &cause->group.first;
    char protocol[PROTOCOL_TEXT_SIZE];
    bool ports = stop->protocol == IP_TCP || stop->protocol == IP_UDP;
    json_put_key(json, "first");
    json_begin_object(json);
    put_number(json, "packet", stop->number);
    put_time(json, stop->time);
    put_word(json, "interface", cause->ingress);
    put_word(json, "protocol", protocol_text(stop->protocol, protocol));
    put_end(json, "source", stop->source, stop->source_port, ports);
    put_end(json, "destination", stop->destination, stop->destination_port, ports);
    if (stop->protocol == IP_ICMP)
        put_number(json, "icmp_type", stop->icmp_type);
    json_end(json);
}

static void
put_addresses(struct json_writer *json, const char *key, const uint32_t *addresses, size_t count)
{
    json_put_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        char text[IP_TEXT_SIZE];
        ip_format(addresses[i], text);
        json_put_string(json, text);
    }
    json_end(json);
}

static void
put_nearest(struct json_writer *json, const struct explained *cause)
{
    json_put_key(json, "nearest");
    json_begin_array(json);
    for (size_t i = 0; i < cause->nearest_count; i++) {
        json_begin_object(json);
        put_word(json, "row", cause->nearest[i].line);
        put_word(json, "why", cause->nearest[i].why);
        put_number(json, "matched", cause->nearest[i].matched);
        put_number(json, "fields", cause->nearest[i].fields);
        json_end(json);
    }
    json_end(json);
}

static void
put_group(struct json_writer *json, const struct explained *cause)
{
    const struct stop_group *group = &cause->group;
    put_word(json, "verdict", verdict_name(group->first.verdict));
    put_word(json, "reason", drop_reason_name(group->first.drop));
    put_number(json, "flows", group->flows);
    put_number(json, "packets", group->packets);
    put_first(json, cause);
    put_addresses(json, "sources", group->sources, group->source_count);
    put_flag(json, "more_sources", group->more_sources);
    put_addresses(json, "destinations", group->targets, group->target_count);
    put_flag(json, "more_destinations", group->more_targets);
    put_word(json, "phase", cause->phase);
    put_word(json, "row", *cause->decided != '\0' ? cause->decided : NULL);
    put_nearest(json, cause);
}

/* ---- what mends it ---- */

static void
put_effect(struct json_writer *json, const char *key, const struct effect *effect)
{
    json_put_key(json, key);
    json_begin_object(json);
    put_number(json, "mended", effect->mended);
    put_number(json, "left", effect->left);
    put_number(json, "joined", effect->joined);
    put_number(json, "also", effect->also);
    put_number(json, "harmed", effect->harmed);
    put_number(json, "appeared", effect->appeared);
    put_number(json, "entered", effect->entered);
    json_end(json);
}

static void
put_proposal(struct json_writer *json, const struct proposal *proposal)
{
    json_begin_object(json);
    json_put_key(json, "commands");
    json_begin_array(json);
    for (size_t i = 0; i < proposal->plan.count; i++) {
        json_begin_object(json);
        put_word(json, "text", proposal->plan.commands[i].text);
        put_flag(json, "restores", proposal->plan.commands[i].restores);
        json_end(json);
    }
    json_end(json);
    put_flag(json, "proved", proposal->proved);
    put_effect(json, "effect", proposal->proved ? &proposal->proof : &proposal->effect);
    json_end(json);
}

static void
put_cause(struct json_writer *json, const struct explained *cause, size_t number)
{
    static const char *const states[] = {
        [CAUSE_MENDED] = "mended",
        [CAUSE_FOLLOWS] = "follows",
        [CAUSE_NO_COMMAND] = "no-command",
        [CAUSE_NONE_WORKED] = "none-worked",
        [CAUSE_OUT_OF_SIGHT] = "out-of-sight",
    };
    json_begin_object(json);
    put_word(json, "type", "cause");
    put_number(json, "number", number);
    put_group(json, cause);
    put_word(json, "state", states[cause->state]);
    json_put_key(json, "follows");
    if (cause->state == CAUSE_FOLLOWS)
        json_put_unsigned(json, cause->follows);
    else
        json_put_null(json);
    put_word(json, "why_not", cause->why_not);
    put_number(json, "trials", cause->search.trials);
    put_number(json, "refused", cause->search.refused);
    put_flag(json, "bounded", cause->search.bounded);
    json_put_key(json, "proposals");
    json_begin_array(json);
    for (size_t i = 0; i < cause->search.count; i++)
        put_proposal(json, &cause->search.items[i]);
    json_end(json);
    json_end(json);
    json_end_line(json);
}

void
explain_print_json(struct output *output, const struct explanation *explanation)
{
    struct json_writer json;
    json_writer_init(&json, output);
    for (size_t i = 0; i < explanation->count; i++)
        put_cause(&json, &explanation->causes[i], i + 1);
    json_begin_object(&json);
    put_word(&json, "type", "summary");
    put_number(&json, "frames", explanation->frames);
    put_number(&json, "flows", explanation->flows);
    put_number(&json, "stopped", explanation->stopped);
    put_number(&json, "left_out_causes", explanation->more_causes);
    put_number(&json, "left_out_flows", explanation->more_flows);
    put_number(&json, "left_out_packets", explanation->untold);
    if (explanation->together_proved) {
        put_effect(&json, "together", &explanation->together);
    } else {
        json_put_key(&json, "together");
        json_put_null(&json);
    }
    json_end(&json);
    json_end_line(&json);
}
