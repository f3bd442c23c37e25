/*
 * replay_summary.c: prints it. Lines that would say nothing are left out; each begins with a word
 * that can be searched for.
 */
#include "cli/replay/replay_summary.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/replay/summary_taints.h"
#include "engine/base/ip.h"
#include "engine/syslog/syslog.h"
#include "parser/parser.h"

struct summary {
    FILE *out;
    const struct config *config;
    const struct engine *engine;
    const struct replay *replay;
    const struct replay_report *report;
    const struct rate_limiter *limiter;
};

#define TEXT_SIZE 128

static const char *
label(const struct summary *summary, ifc_id ifc)
{
    return config_interface_label(summary->config, ifc);
}

/* "1 frame", "2 frames" */
static void
print_count(const struct summary *summary, const char *before, uint64_t count, const char *noun)
{
    fprintf(summary->out, "%s%" PRIu64 " %s%s", before, count, noun, count == 1 ? "" : "s");
}

static void
print_head(const struct summary *summary)
{
    static const char *const whys[] = {
        [REPLAY_AUTO] = "",
        [REPLAY_STRICT] = "what left is compared with what was predicted",
        [REPLAY_RECONSTRUCT] = "what left is turned back into what must have entered",
        [REPLAY_OBSERVE] = "nothing was given to the firewall",
    };
    const struct replay_report *report = summary->report;
    char duration[32];
    duration_format(report->last_time - report->first_time, duration, sizeof duration);
    print_count(summary, "replayed: ", report->frames, "frame");
    print_count(summary, " of ", replay_input_count(summary->replay), "capture");
    fprintf(summary->out, " over %s; mode %s: %s\n", duration, replay_mode_name(report->mode),
            whys[report->mode]);
}

static void
print_packets(const struct summary *summary)
{
    const struct replay_report *report = summary->report;
    fprintf(summary->out,
            "packets: %" PRIu64 " entered, %" PRIu64 " left, %" PRIu64
            " between neighbours of one side, %" PRIu64 " undecided",
            report->stances[STANCE_ENTERS], report->stances[STANCE_LEFT],
            report->stances[STANCE_NOT_FOR_US], report->stances[STANCE_UNDECIDED]);
    if (report->own > 0)
        fprintf(summary->out, "; %" PRIu64 " sent by the firewall itself", report->own);
    if (report->rebuilt > 0)
        fprintf(summary->out, "; %" PRIu64 " rebuilt from what left", report->rebuilt);
    if (report->filtered > 0)
        fprintf(summary->out, "; %" PRIu64 " not chosen by the filter", report->filtered);
    fputc('\n', summary->out);
}

static void
print_wrappings(const struct summary *summary)
{
    const struct replay_report *report = summary->report;
    for (size_t i = 0; i < WRAPPING_COUNT; i++) {
        if (report->unwrapped[i] > 0)
            fprintf(summary->out, "taken off: %" PRIu64 " %s\n", report->unwrapped[i],
                    wrapping_name((enum wrapping)i));
    }
    if (report->duplicates > 0)
        fprintf(summary->out,
                "duplicates: %" PRIu64
                " frames that a mirrored port had shown a moment before were "
                "dropped\n",
                report->duplicates);
    if (report->looks_mirrored)
        fputs(
            "mirrored: most frames came through a tunnel of mirroring (ERSPAN, GRE, VXLAN), which "
            "was replayed as it is; --decap takes it off\n",
            summary->out);
}

static void
print_kinds(const struct summary *summary)
{
    const struct replay_report *report = summary->report;
    uint64_t others = report->kinds[PACKET_IPV6] + report->kinds[PACKET_ARP] +
                      report->kinds[PACKET_OTHER] + report->unknown_link;
    if (others > 0)
        fprintf(summary->out,
                "not IPv4: %" PRIu64 " IPv6 (not modelled), %" PRIu64 " ARP, %" PRIu64
                " of other kinds\n",
                report->kinds[PACKET_IPV6], report->kinds[PACKET_ARP],
                report->kinds[PACKET_OTHER] + report->unknown_link);
    if (report->unknown_link > 0) {
        const char *name = capture_link_name(report->unknown_link_number);
        fprintf(summary->out, "not read: %" PRIu64 " frames of link type %d (%s)\n",
                report->unknown_link, report->unknown_link_number, name != NULL ? name : "unknown");
    }
    if (report->kinds[PACKET_MALFORMED] > 0)
        fprintf(summary->out,
                "malformed: %" PRIu64 " packets, of %" PRIu64 " of which the side is not known\n",
                report->kinds[PACKET_MALFORMED], report->unreadable);
}

static void
print_verdicts(const struct summary *summary, const struct engine_counters *counters)
{
    fprintf(summary->out,
            "verdicts: %" PRIu64 " passed, %" PRIu64 " denied, %" PRIu64
            " to the firewall itself, %" PRIu64 " not modelled, %" PRIu64 " undecided\n",
            counters->packets[VERDICT_PASSED], counters->packets[VERDICT_DENIED],
            counters->packets[VERDICT_TO_THE_BOX], counters->packets[VERDICT_NOT_MODELLED],
            counters->packets[VERDICT_UNDECIDED]);
    for (size_t i = 0; i < DROP_REASON_COUNT; i++) {
        if (i != DROP_NONE && counters->drops[i] > 0)
            fprintf(summary->out, "  %" PRIu64 " %s: %s\n", counters->drops[i],
                    drop_reason_name((enum drop_reason)i), drop_reason_text((enum drop_reason)i));
    }
}

static void
print_tables(const struct summary *summary, const struct engine_counters *counters)
{
    fprintf(summary->out,
            "connections: %" PRIu64 " built, %" PRIu64 " in use, %" PRIu64 " most used\n",
            counters->conns_built, counters->conns_in_use, counters->conns_most_used);
    fprintf(summary->out, "xlates: %" PRIu64 " built, %" PRIu64 " in use, %" PRIu64 " most used\n",
            counters->xlates_built, counters->xlates_in_use, counters->xlates_most_used);
}

static void
print_ingress(const struct summary *summary)
{
    for (size_t i = 0; i < INGRESS_RULE_COUNT; i++) {
        uint64_t packets = summary->report->rules[i];
        if (packets > 0)
            fprintf(summary->out, "ingress: %" PRIu64 " packet%s: %s\n", packets,
                    packets == 1 ? "" : "s", ingress_rule_text((enum ingress_rule)i));
    }
    if (summary->report->marks_mirrored)
        fputs("ingress: the capture's direction marks are those of a neighbour of the firewall and "
              "were not believed\n",
              summary->out);
}

/* The usual reason for an empty log: a capture of another network, or of a side not told. */
static void
print_hint(const struct summary *summary)
{
    const struct replay_report *report = summary->report;
    if (report->entered == 0 && report->kinds[PACKET_IPV4] > 0)
        fputs("hint: nothing entered the firewall: its addresses and routes should fit the "
              "capture's; NAMEIF=CAPTURE says on which side it was taken\n",
              summary->out);
}

static void
print_assumptions(const struct summary *summary)
{
    const struct assumption *assumption;
    for (size_t i = 0; (assumption = engine_assumption(summary->engine, i)) != NULL; i++) {
        char address[IP_TEXT_SIZE];
        ip_format(assumption->address, address);
        switch (assumption->kind) {
        case ASSUMED_DEFAULT_ROUTE:
            fprintf(summary->out,
                    "assumed: default route on %s (the configuration has no route to %s; "
                    "--strict-routes forbids it)\n",
                    label(summary, assumption->ifc), address);
            break;
        case ASSUMED_PLACEHOLDER_HOST:
            fprintf(summary->out,
                    "assumed: %s on %s stands for a host that the capture shows only translated\n",
                    address, label(summary, assumption->ifc));
            break;
        }
    }
}

/* "tcp 10.1.1.2/1025 > 192.168.201.25/80" */
static void
format_sighting(const struct sighting *sighting, char text[TEXT_SIZE])
{
    char source[IP_TEXT_SIZE], destination[IP_TEXT_SIZE];
    ip_format(sighting->source, source);
    ip_format(sighting->destination, destination);
    switch (sighting->protocol) {
    case IP_TCP:
    case IP_UDP:
        snprintf(text, TEXT_SIZE, "%s %s/%u > %s/%u", sighting->protocol == IP_TCP ? "tcp" : "udp",
                 source, sighting->source_port, destination, sighting->destination_port);
        return;
    case IP_ICMP:
        snprintf(text, TEXT_SIZE, "icmp %s > %s type %u code %u id %u", source, destination,
                 sighting->icmp_type, sighting->icmp_code, sighting->source_port);
        return;
    case IP_GRE:
        snprintf(text, TEXT_SIZE, "gre %s > %s call id %u", source, destination,
                 sighting->destination_port);
        return;
    default:
        snprintf(text, TEXT_SIZE, "protocol %u %s > %s", sighting->protocol, source, destination);
    }
}

static void
print_fields(FILE *out, unsigned fields)
{
    static const struct {
        enum sighting_field field;
        const char *name;
    } names[] = {
        { SIGHTING_INTERFACE, "interface" },
        { SIGHTING_SOURCE, "source" },
        { SIGHTING_DESTINATION, "destination" },
        { SIGHTING_SOURCE_PORT, "source port" },
        { SIGHTING_DESTINATION_PORT, "destination port" },
        { SIGHTING_PAYLOAD, "payload" },
        { SIGHTING_OTHER, "header" },
    };
    const char *before = "";
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if ((fields & (unsigned)names[i].field) == 0)
            continue;
        fprintf(out, "%s%s", before, names[i].name);
        before = ", ";
    }
}

static void
print_finding(const struct summary *summary, const struct compare_finding *finding)
{
    FILE *out = summary->out;
    char predicted[TEXT_SIZE], seen[TEXT_SIZE];
    format_sighting(&finding->predicted, predicted);
    format_sighting(&finding->seen, seen);
    fprintf(out, "  %s: ", comparison_text(finding->comparison));
    /* One frame stands for both ends where its cause was rebuilt from it. */
    bool rebuilt = finding->entered_number == finding->seen.number;
    switch (finding->comparison) {
    case COMPARED_DIFFERS:
        fprintf(out, "frame %" PRIu64 " leaves %s as %s, ", finding->entered_number,
                label(summary, finding->predicted.ifc), predicted);
        if (rebuilt)
            fprintf(out, "but is %s (", seen);
        else
            fprintf(out, "frame %" PRIu64 " on %s is %s (", finding->seen.number,
                    label(summary, finding->seen.ifc), seen);
        print_fields(out, sighting_differences(&finding->predicted, &finding->seen));
        fputs(")\n", out);
        return;
    case COMPARED_DENIED_BUT_SEEN:
        if (rebuilt) {
            fprintf(out, "frame %" PRIu64 " on %s, %s, which must have entered as %s\n",
                    finding->seen.number, label(summary, finding->seen.ifc), seen, predicted);
            return;
        }
        fprintf(out, "frame %" PRIu64 ", %s, came out on %s as frame %" PRIu64 ", %s\n",
                finding->entered_number, predicted, label(summary, finding->seen.ifc),
                finding->seen.number, seen);
        return;
    case COMPARED_NOT_SEEN:
        fprintf(out, "frame %" PRIu64 " leaves %s as %s\n", finding->entered_number,
                label(summary, finding->predicted.ifc), predicted);
        return;
    case COMPARED_UNEXPLAINED:
        fprintf(out, "frame %" PRIu64 " on %s, %s\n", finding->seen.number,
                label(summary, finding->seen.ifc), seen);
        return;
    case COMPARED_AGREES:
    case COMPARED_DENIED:
    case COMPARISON_COUNT:
        fputc('\n', out);
    }
}

static void
print_comparison(const struct summary *summary)
{
    const struct compare_report *comparison = &summary->report->comparison;
    /* Only where both sides are captured on purpose is it worth a word that one ended before. */
    uint64_t beyond = summary->report->mode == REPLAY_STRICT ? comparison->beyond : 0;
    uint64_t all = beyond, findings = 0;
    for (size_t i = 0; i < COMPARISON_COUNT; i++) {
        all += comparison->counts[i];
        if (i != COMPARED_AGREES && i != COMPARED_DENIED)
            findings += comparison->counts[i];
    }
    if (all == 0)
        return;
    fputs("compared: ", summary->out);
    const char *before = "";
    for (size_t i = 0; i < COMPARISON_COUNT; i++) {
        if (comparison->counts[i] == 0 && i != COMPARED_AGREES)
            continue;
        fprintf(summary->out, "%s%" PRIu64 " %s", before, comparison->counts[i],
                comparison_text((enum comparison)i));
        before = ", ";
    }
    if (beyond > 0)
        fprintf(summary->out, ", %" PRIu64 " outside the time that the other side's capture covers",
                beyond);
    fputc('\n', summary->out);
    for (size_t i = 0; i < comparison->finding_count; i++)
        print_finding(summary, &comparison->findings[i]);
    if (findings > comparison->finding_count)
        fputs("  (the first ones only)\n", summary->out);
}

/* What agrees because it was taken from the capture is no finding of the model's. */
static void
print_taken(const struct summary *summary, const struct engine_counters *counters)
{
    static const char *const nouns[CHOICE_COUNT][2] = {
        [CHOSEN_PORT] = { "mapped port", "mapped ports" },
        [CHOSEN_IDENTIFIER] = { "ICMP identifier", "ICMP identifiers" },
        [CHOSEN_ADDRESS] = { "pool address", "pool addresses" },
        [CHOSEN_CALL_ID] = { "call id", "call ids" },
    };
    const char *before = "taken from the capture: ";
    for (size_t i = 0; i < CHOICE_COUNT; i++) {
        uint64_t taken = counters->taken[i];
        if (taken == 0)
            continue;
        fprintf(summary->out, "%s%" PRIu64 " %s", before, taken, nouns[i][taken != 1]);
        before = ", ";
    }
    if (before[0] == ',')
        fputs(" (a firewall's free choice)\n", summary->out);
}

/* Of each limit that held lines back, or that this log does not follow. */
static void
print_rates(const struct summary *summary, const struct logging *logging)
{
    for (size_t i = 0; i < logging->rate_count; i++) {
        const struct log_rate *rate = &logging->rates[i];
        uint64_t held =
            summary->limiter != NULL ? rate_limiter_held(summary->limiter, logging, rate) : 0;
        if (rate->unlimited || (summary->limiter != NULL && held == 0))
            continue;
        fputs("logging: ", summary->out);
        if (rate->origin.file != NULL)
            fprintf(summary->out, "%s:%u: ", rate->origin.file, rate->origin.line);
        if (summary->limiter != NULL)
            fprintf(summary->out, "%" PRIu64 " %s left out: at most %u in %u s of %s %u\n", held,
                    held == 1 ? "line" : "lines", rate->count, rate->interval_seconds,
                    rate->by_level ? "a message of level" : "message", rate->what);
        else
            fprintf(summary->out, "the rate of %s %u is not limited to %u in %u s\n",
                    rate->by_level ? "level" : "message", rate->what, rate->count,
                    rate->interval_seconds);
    }
}

/* What the configuration says about messages and this log does not follow. */
static void
print_logging(const struct summary *summary)
{
    const struct logging *logging = &summary->config->logging;
    bool chosen = false;
    for (size_t i = 0; i < LOG_DESTINATION_COUNT; i++) {
        chosen = chosen || logging->filter[i] != NULL;
        for (size_t k = 0; k < LOG_CLASS_COUNT; k++)
            chosen = chosen || logging->class_level[k][i] != LOG_LEVEL_OFF;
    }
    if (chosen)
        fputs("logging: the lists and classes of destinations choose among messages at the prompt "
              "only; this log has them all\n",
              summary->out);
    print_rates(summary, logging);
    if (logging->emblem)
        fputs("logging: lines are not in EMBLEM format\n", summary->out);
}

static void
print_limits(const struct summary *summary, const struct engine_counters *counters)
{
    if (counters->resets > 0)
        fprintf(summary->out,
                "resets: denied TCP segments that the firewall answers with a RST: %" PRIu64 "\n",
                counters->resets);
    for (size_t i = 0; i < INSPECT_KIND_COUNT; i++) {
        if (counters->not_inspected[i] > 0)
            fprintf(summary->out,
                    "not modelled: inspection of %s; connections without it: %" PRIu64 "\n",
                    inspection_default((enum inspection_kind)i)->name, counters->not_inspected[i]);
    }
    if (counters->intercepted > 0)
        fprintf(summary->out,
                "intercepted: connections that TCP intercept would have answered for their server; "
                "their own handshake was taken: %" PRIu64 "\n",
                counters->intercepted);
    for (size_t i = 0; i < INSPECT_KIND_COUNT; i++) {
        if (counters->inspect_desyncs[i] > 0)
            fprintf(summary->out,
                    "%s: desync: control connections that could not be followed: %" PRIu64 "\n",
                    inspection_default((enum inspection_kind)i)->name,
                    counters->inspect_desyncs[i]);
    }
    if (counters->mss_rewritten > 0)
        fprintf(summary->out,
                "tcpmss: SYN segments that leave with another MSS (sysopt connection tcpmss): "
                "%" PRIu64 "\n",
                counters->mss_rewritten);
    if (counters->rewrites_late > 0)
        fprintf(summary->out, "inspections: changes that there was no room for: %" PRIu64 "\n",
                counters->rewrites_late);
    if (counters->pinholes_refused > 0)
        fprintf(summary->out,
                "inspections: announced connections that there was no room for: %" PRIu64 "\n",
                counters->pinholes_refused);
    if (counters->truncated_payloads > 0)
        fprintf(summary->out,
                "truncated: inspections that ended where the capture cuts a packet: %" PRIu64 "\n",
                counters->truncated_payloads);
}

static void
print_inputs(const struct summary *summary)
{
    for (size_t i = 0; i < replay_input_count(summary->replay); i++) {
        struct replay_input_report input = replay_input_report(summary->replay, i);
        if (input.shift != 0)
            fprintf(summary->out, "clock: %s was moved by %+.3f s to fit the first capture\n",
                    input.name, (double)input.shift / (double)NS_PER_SECOND);
        if (input.skipped > 0)
            fprintf(summary->out, "capture: %s: damaged records passed over: %" PRIu64 "\n",
                    input.name, input.skipped);
    }
    const struct replay_report *report = summary->report;
    if (report->backward > 0)
        fprintf(summary->out,
                "clock: %" PRIu64 " frames were stamped before the one in front of them, by up to "
                "%.6f s\n",
                report->backward, (double)report->furthest_backward / (double)NS_PER_SECOND);
}

void
replay_summary_print(FILE *out, const struct config *config, const struct engine *engine,
                     const struct replay *replay, const struct rate_limiter *limiter)
{
    struct summary summary = { .out = out,
                               .config = config,
                               .engine = engine,
                               .replay = replay,
                               .limiter = limiter,
                               .report = replay_report(replay) };
    struct engine_counters counters = engine_counters(engine);
    print_head(&summary);
    print_packets(&summary);
    print_wrappings(&summary);
    print_kinds(&summary);
    print_inputs(&summary);
    print_ingress(&summary);
    print_hint(&summary);
    if (summary.report->mode == REPLAY_OBSERVE)
        return;
    print_verdicts(&summary, &counters);
    print_tables(&summary, &counters);
    print_comparison(&summary);
    print_taken(&summary, &counters);
    print_assumptions(&summary);
    summary_taints_print(out, config);
    print_logging(&summary);
    print_limits(&summary, &counters);
}
