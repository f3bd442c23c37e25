/*
 * explain_text.c: for people: the cause, what decided, what came near, the commands, the proof.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/explain/explain_print.h"
#include "cli/prompt/row_text.h"
#include "engine/base/civil.h"
#include "engine/base/ip.h"
#include "engine/engine.h"

static const char *
many(size_t count)
{
    return count == 1 ? "" : "s";
}

/* ---- the cause ---- */

static void
print_end(FILE *out, uint32_t address, uint16_t port, bool has_ports)
{
    char text[IP_TEXT_SIZE];
    ip_format(address, text);
    fputs(text, out);
    if (has_ports)
        fprintf(out, "/%u", port);
}

static void
print_flow(FILE *out, const struct explained *cause)
{
    const struct stop *stop = &cause->group.first;
    char protocol[PROTOCOL_TEXT_SIZE];
    bool ports = stop->protocol == IP_TCP || stop->protocol == IP_UDP;
    fprintf(out, "%s %s:", protocol_text(stop->protocol, protocol), cause->ingress);
    print_end(out, stop->source, stop->source_port, ports);
    fputs(" > ", out);
    print_end(out, stop->destination, stop->destination_port, ports);
    if (stop->protocol == IP_ICMP)
        fprintf(out, " type %u", stop->icmp_type);
}

static void
print_head(FILE *out, const struct explained *cause, size_t number)
{
    const struct stop_group *group = &cause->group;
    fprintf(out, "%zu. %zu flow%s, %" PRIu64 " packet%s %s (%s): %s\n", number, group->flows,
            many(group->flows), group->packets, many(group->packets),
            verdict_name(group->first.verdict), drop_reason_name(group->first.drop),
            drop_reason_text(group->first.drop));
    struct civil_time at = civil_from_ns(group->first.time);
    fprintf(out, "   first: packet %" PRIu64 ", %04d-%02u-%02u %02u:%02u:%02u, ",
            group->first.number, at.year, at.month, at.day, at.hour, at.minute, at.second);
    print_flow(out, cause);
    fputc('\n', out);
    if (group->source_count > 1)
        fprintf(out, "   from %s%zu hosts\n", group->more_sources ? "more than " : "",
                group->source_count);
    if (group->target_count > 1)
        fprintf(out, "   to %s%zu hosts\n", group->more_targets ? "more than " : "",
                group->target_count);
    fprintf(out, "   in %s", cause->phase);
    if (*cause->decided != '\0')
        fprintf(out, ": %s", cause->decided);
    fputc('\n', out);
    for (size_t i = 0; i < cause->nearest_count; i++)
        fprintf(out, "   nearest: %s (%u of %u fields, %s)\n", cause->nearest[i].line,
                cause->nearest[i].matched, cause->nearest[i].fields, cause->nearest[i].why);
}

/* ---- the commands ---- */

static void
print_command(FILE *out, const struct plan_command *command)
{
    const char *text = command->text;
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        fprintf(out, "     %.*s\n", (int)length, text);
        text += length + (text[length] == '\n');
    }
}

static void
print_effect(FILE *out, const struct effect *effect)
{
    fprintf(out, "%zu of %zu flow%s pass%s with it", effect->mended, effect->mended + effect->left,
            many(effect->mended + effect->left),
            effect->mended == 1 && effect->left == 0 ? "es" : "");
    if (effect->joined > 0)
        fprintf(out, ", with %zu stopped answer%s of theirs", effect->joined, many(effect->joined));
    if (effect->also == 0 && effect->harmed == 0 && effect->appeared == 0) {
        fputs(", and no other one fares otherwise", out);
        return;
    }
    if (effect->also > 0)
        fprintf(out, ", and %zu other%s", effect->also, many(effect->also));
    if (effect->harmed > 0)
        fprintf(out, "; %zu that passed do%s not then", effect->harmed,
                effect->harmed == 1 ? "es" : "");
    if (effect->appeared > 0)
        fprintf(out, "; %zu more come%s and are denied", effect->appeared,
                effect->appeared == 1 ? "s" : "");
}

/* What is said of translations alone: those that are in use keep the rule that they were made by.
 */
static bool
changes_translations(const struct plan *plan)
{
    static const char *const words[] = { "static (", "nat (", "global (", "no nat-control" };
    for (size_t i = 0; i < plan->count; i++)
        for (size_t w = 0; w < sizeof words / sizeof *words; w++)
            if (strncmp(plan->commands[i].text, words[w], strlen(words[w])) == 0)
                return true;
    return false;
}

static void
print_notes(FILE *out, const struct plan *plan)
{
    if (changes_translations(plan))
        fputs("     ! then: clear xlate (translations that are there keep their rules)\n", out);
    for (size_t i = 0; i < plan->free_count; i++) {
        char text[IP_TEXT_SIZE];
        ip_format(plan->free[i], text);
        fprintf(out, "     ! %s: the next address there that nothing has, as far as is seen\n",
                text);
    }
}

static void
print_proposal(FILE *out, const struct explanation *explanation, const struct proposal *proposal)
{
    for (size_t i = 0; i < proposal->plan.count; i++)
        print_command(out, &proposal->plan.commands[i]);
    print_notes(out, &proposal->plan);
    if (proposal->proved) {
        fprintf(out, "   proof, all %" PRIu64 " frame%s replayed: ", explanation->frames,
                many(explanation->frames));
        print_effect(out, &proposal->proof);
    } else {
        fputs("   tried on the packets of these hosts alone: ", out);
        print_effect(out, &proposal->effect);
    }
    fputc('\n', out);
}

static const char *
head_of(const struct proposal *first, const struct proposal *proposal)
{
    if (proposal == first)
        return "mend it with:";
    return proposal->plan.opens < first->plan.opens   ? "or, opening less:"
           : proposal->plan.opens > first->plan.opens ? "or, opening more:"
                                                      : "or:";
}

static void
print_search(FILE *out, const struct explanation *explanation, const struct explained *cause)
{
    const struct search_result *search = &cause->search;
    for (size_t i = 0; i < search->count; i++) {
        fprintf(out, "   %s\n", head_of(&search->items[0], &search->items[i]));
        print_proposal(out, explanation, &search->items[i]);
    }
}

static void
print_state(FILE *out, const struct explanation *explanation, const struct explained *cause)
{
    switch (cause->state) {
    case CAUSE_MENDED:
        print_search(out, explanation, cause);
        break;
    case CAUSE_FOLLOWS:
        fprintf(out, "   passes with what mends cause %zu\n", cause->follows);
        break;
    case CAUSE_NO_COMMAND:
        fprintf(out, "   nothing mends it: %s\n", cause->why_not);
        break;
    case CAUSE_NONE_WORKED:
        fprintf(out,
                "   nothing was found that mends it: %zu trial%s, %zu of them refused by the "
                "version\n",
                cause->search.trials, many(cause->search.trials), cause->search.refused);
        break;
    case CAUSE_OUT_OF_SIGHT:
        fputs("   nothing was tried: with the packets of its hosts alone it is not denied so\n",
              out);
        break;
    }
    if (cause->search.bounded)
        fprintf(out, "   %zu trials; there was more to try\n", cause->search.trials);
}

void
explain_print_text(FILE *out, const struct explanation *explanation)
{
    for (size_t i = 0; i < explanation->count; i++) {
        print_head(out, &explanation->causes[i], i + 1);
        print_state(out, explanation, &explanation->causes[i]);
        fputc('\n', out);
    }
    if (explanation->together_proved) {
        fprintf(out,
                "proof, all %" PRIu64 " frames replayed with the first commands of all causes: ",
                explanation->frames);
        print_effect(out, &explanation->together);
        fputc('\n', out);
    }
    if (explanation->more_flows > 0)
        fprintf(out, "left out: %zu flow%s of %zu smaller cause%s\n", explanation->more_flows,
                many(explanation->more_flows), explanation->more_causes,
                many(explanation->more_causes));
    if (explanation->untold > 0)
        fprintf(out, "left out: %" PRIu64 " packet%s of flows that had no place\n",
                explanation->untold, many(explanation->untold));
    if (explanation->flows == 0)
        fputs("no packet entered the firewall: its addresses and routes should fit the captures'; "
              "NAMEIF=CAPTURE says where one was taken\n",
              out);
    else if (explanation->stopped > 0)
        fprintf(out, "%zu of %zu flow%s did not pass\n", explanation->stopped, explanation->flows,
                many(explanation->flows));
    else
        fprintf(out, "nothing was denied: %zu flow%s\n", explanation->flows,
                many(explanation->flows));
}
