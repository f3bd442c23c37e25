/*
 * explain_property_test.c: what explain proposes is true, over random configurations and flows.
 *
 * Each proposal is put behind the text of its configuration and loaded as a file; an engine of its
 * own then says of each packet, without a replay, whether it passes before and after: the flows of
 * the cause do then, no other one's fate is another but as many as the proof says, and without any
 * one of the commands some flow of the cause does not.
 */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/explain/explain.h"
#include "engine/base/ip.h"
#include "engine/base/quick_test.h"
#include "engine/packet/packet.h"
#include "engine/packet/packet_make.h"

#define QUICK_RUNS 12
#define RUNS 16
#define THOROUGH_RUNS 10000
#define FLOWS 10
#define FIRST_SEED 1
#define POINTS 3
#define TEXT_SIZE 16384
#define PCAP_HEADER 24
#define RECORD_HEADER 16

/* ---- random numbers of our own, so that a run can be repeated ---- */

static uint32_t
next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

static uint32_t
below(uint64_t *state, uint32_t limit)
{
    return next_random(state) % limit;
}

static bool
one_in(uint64_t *state, uint32_t count)
{
    return below(state, count) == 0;
}

/* ---- a configuration ---- */

static const char *const names[POINTS] = { "outside", "inside", "dmz" };
static const char *const networks[POINTS] = { "192.168.201", "10.1.1", "172.16.1" };
static const unsigned levels[POINTS] = { 0, 100, 50 };

static void
write_interfaces(FILE *out, bool modular, uint64_t *state)
{
    for (unsigned i = 0; i < POINTS; i++) {
        unsigned level = i == 2 && one_in(state, 8) ? 100 : levels[i];
        if (modular)
            fprintf(out,
                    "interface Ethernet%u\n nameif %s\n security-level %u\n"
                    " ip address %s.1 255.255.255.0\n no shutdown\n!\n",
                    i, names[i], level, networks[i]);
        else
            fprintf(out,
                    "nameif ethernet%u %s security%u\ninterface ethernet%u auto\n"
                    "ip address %s %s.1 255.255.255.0\n",
                    i, names[i], level, i, names[i], networks[i]);
    }
}

static void
write_host(FILE *out, const char *network, uint64_t *state)
{
    switch (below(state, 3)) {
    case 0:
        fputs("any", out);
        return;
    case 1:
        fprintf(out, "%s.0 255.255.255.0", network);
        return;
    default:
        fprintf(out, "host %s.%u", network, 10 + below(state, 4));
        return;
    }
}

static const char *const protocols[] = { "tcp", "udp", "icmp", "gre", "ip" };
static const unsigned ports[] = { 21, 25, 53, 80, 1723, 8080 };

static void
write_rule(FILE *out, const char *head, unsigned point, uint64_t *state)
{
    const char *protocol = protocols[below(state, 5)];
    fprintf(out, "%s%s %s ", head, one_in(state, 2) ? "permit" : "deny", protocol);
    write_host(out, networks[point], state);
    fputc(' ', out);
    write_host(out, networks[below(state, POINTS)], state);
    if (*protocol == 't' || *protocol == 'u')
        fprintf(out, " eq %u", ports[below(state, 6)]);
    fputc('\n', out);
}

static void
write_lists(FILE *out, bool modular, uint64_t *state)
{
    for (unsigned i = 0; i < POINTS; i++) {
        if (one_in(state, 2))
            continue;
        char head[64];
        snprintf(head, sizeof head, "access-list acl_%s %s", names[i], modular ? "extended " : "");
        for (uint32_t line = below(state, 5) + 1; line > 0; line--)
            write_rule(out, head, i, state);
        if (!one_in(state, 5))
            fprintf(out, "access-group acl_%s in interface %s\n", names[i], names[i]);
    }
}

static void
write_translations(FILE *out, bool modular, uint64_t *state)
{
    for (uint32_t count = below(state, 4); count > 0; count--)
        fprintf(out, "static (%s,outside) 192.168.201.%u %s.%u netmask 255.255.255.255\n",
                names[count % 2 + 1], 10 + count, networks[count % 2 + 1], 10 + below(state, 4));
    if (one_in(state, 2))
        fputs("global (outside) 1 interface\n", out);
    if (one_in(state, 2))
        fputs("nat (inside) 1 10.1.1.0 255.255.255.0\n", out);
    if (one_in(state, 3))
        fputs("global (dmz) 2 172.16.1.100-172.16.1.110 netmask 255.255.255.0\n", out);
    if (one_in(state, 3))
        fputs("nat (inside) 2 10.1.1.12 255.255.255.255\n", out);
    if (modular && one_in(state, 2))
        fputs("nat-control\n", out);
}

static void
write_conduits(FILE *out, uint64_t *state)
{
    for (uint32_t count = below(state, 3); count > 0; count--)
        fprintf(out, "conduit permit tcp host 192.168.201.%u eq %u any\n", 10 + below(state, 4),
                ports[below(state, 6)]);
}

static const char *const versions[] = { "6.2", "6.3", "7.0", "7.2", "8.0", "8.2" };

static const char *
write_configuration(char text[static TEXT_SIZE], uint64_t *state)
{
    const char *version = versions[below(state, 6)];
    bool modular = *version != '6';
    FILE *out = fmemopen(text, TEXT_SIZE, "w");
    write_interfaces(out, modular, state);
    write_translations(out, modular, state);
    write_lists(out, modular, state);
    if (!modular && one_in(state, 3))
        write_conduits(out, state);
    if (one_in(state, 2))
        fputs("route outside 0.0.0.0 0.0.0.0 192.168.201.254 1\n", out);
    fputc('\0', out);
    fclose(out);
    return version;
}

/* ---- its flows ---- */

struct flow {
    unsigned point;
    struct packet_wish wish;
    size_t length;
    uint8_t bytes[PACKET_MADE_SIZE];
};

static uint32_t
random_host(unsigned point, uint64_t *state)
{
    static const uint32_t bases[POINTS] = { 0xc0a8c900, 0x0a010100, 0xac100100 };
    if (point == 0 && one_in(state, 4))
        return 0xcb007100 + below(state, 4); /* far away */
    return bases[point] + (point == 0 ? 200 : 10) + below(state, 4);
}

/* What the outside may ask for: an address that a static gives out, or a host by its own. */
static uint32_t
random_destination(const struct config *config, unsigned point, uint64_t *state)
{
    if (point == 0 && config->static_count > 0 && one_in(state, 2))
        return config->statics[below(state, (uint32_t)config->static_count)].mapped;
    return random_host((point + 1 + below(state, POINTS - 1)) % POINTS, state);
}

static void
make_flow(const struct config *config, struct flow *flow, uint16_t source_port, uint64_t *state)
{
    static const uint8_t numbers[] = { IP_TCP, IP_TCP, IP_UDP, IP_ICMP, IP_GRE };
    flow->point = below(state, POINTS);
    flow->wish = (struct packet_wish){
        .protocol = numbers[below(state, 5)],
        .source = random_host(flow->point, state),
        .destination = random_destination(config, flow->point, state),
        .icmp_type = 8,
        .icmp_id = source_port,
    };
    if (flow->wish.protocol == IP_TCP || flow->wish.protocol == IP_UDP) {
        flow->wish.source_port = source_port;
        flow->wish.destination_port = (uint16_t)ports[below(state, 6)];
    }
    flow->length = packet_make(&flow->wish, flow->bytes);
}

/* Without ports, those of the same ends would be one. */
static bool
is_another(const struct flow *flows, size_t count, const struct flow *flow)
{
    for (size_t i = 0; i < count; i++)
        if (flow->wish.protocol == IP_GRE && flows[i].wish.protocol == IP_GRE &&
            flows[i].wish.source == flow->wish.source &&
            flows[i].wish.destination == flow->wish.destination)
            return false;
    return true;
}

static void
make_flows(const struct config *config, struct flow flows[static FLOWS], uint64_t *state)
{
    for (uint16_t i = 0; i < FLOWS; i++)
        do
            make_flow(config, &flows[i], (uint16_t)(2000 + i), state);
        while (!is_another(flows, i, &flows[i]));
}

static void
put(uint8_t *at, uint32_t number)
{
    memcpy(at, &number, sizeof number);
}

/* The flows of one point as a capture (pcap, nanoseconds, bare IP). */
static size_t
write_capture(const struct flow *flows, unsigned point, uint8_t *bytes)
{
    memset(bytes, 0, PCAP_HEADER);
    put(bytes, 0xa1b23c4d);
    put(bytes + 4, 2 | 4 << 16);
    put(bytes + 16, 65535);
    put(bytes + 20, 101);
    size_t size = PCAP_HEADER;
    for (uint32_t i = 0; i < FLOWS; i++) {
        if (flows[i].point != point)
            continue;
        put(bytes + size, 1000000000 + i);
        put(bytes + size + 4, 0);
        put(bytes + size + 8, (uint32_t)flows[i].length);
        put(bytes + size + 12, (uint32_t)flows[i].length);
        memcpy(bytes + size + RECORD_HEADER, flows[i].bytes, flows[i].length);
        size += RECORD_HEADER + flows[i].length;
    }
    return size;
}

/* ---- what an engine says of each ---- */

static void
hear_nothing(void *context, const struct event *event)
{
    (void)context;
    (void)event;
}

static void
judge(const struct config *config, const struct flow *flows, bool passes[static FLOWS])
{
    const struct engine_options options = { 0 };
    struct engine *engine =
        engine_new(config, &options, (struct event_sink){ .emit = hear_nothing });
    ck_assert_ptr_nonnull(engine);
    for (unsigned i = 0; i < FLOWS; i++) {
        struct packet packet = { 0 };
        struct outcome outcome = { 0 };
        packet_decode(&packet, LINK_RAW_IP, flows[i].bytes, flows[i].length, flows[i].length);
        packet.number = i + 1;
        packet.time = INT64_C(1000000000) * (1000000000 + i);
        engine_packet(engine, config_interface_by_name(config, names[flows[i].point]), &packet,
                      &outcome);
        passes[i] = outcome.verdict == VERDICT_PASSED || outcome.verdict == VERDICT_TO_THE_BOX;
    }
    engine_free(engine);
}

/* ---- one proposal ---- */

struct bench {
    uint64_t seed;
    const char *text;
    struct os_release os;
    const struct flow *flows;
    bool before[FLOWS];
};

struct tally {
    size_t runs, causes, mended, proposals, without, also, none, no_command, follows, unseen;
};

/* The configuration with the commands but one. False: a line is refused. */
static bool
load_with(const struct bench *bench, const struct plan *plan, size_t without,
          struct load_result *loaded)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    fputs(bench->text, out);
    for (size_t i = 0; i < plan->count; i++)
        if (i != without)
            fprintf(out, "%s\n", plan->commands[i].text);
    fclose(out);
    const struct load_options options = { .file = "text",
                                          .has_version = true,
                                          .release = bench->os };
    ck_assert(config_load_text(text, size, &options, loaded));
    free(text);
    if (loaded->refused == 0)
        return true;
    load_result_free(loaded);
    return false;
}

static void
print_plan(const struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        printf("%s\n", plan->commands[i].text);
}

#define HOLDS(condition, what)                                                                     \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            printf("seed %" PRIu64 "\n%s", bench->seed, bench->text);                              \
            print_plan(&proposal->plan);                                                           \
            ck_abort_msg("%s", what);                                                              \
        }                                                                                          \
    } while (false)

static size_t
count_changes(const struct bench *bench, const bool after[static FLOWS], size_t *worse)
{
    size_t changed = 0;
    *worse = 0;
    for (size_t i = 0; i < FLOWS; i++) {
        changed += !bench->before[i] && after[i];
        *worse += bench->before[i] && !after[i];
    }
    return changed;
}

static void
check_proposal(const struct bench *bench, const struct explained *cause,
               const struct proposal *proposal, struct tally *tally)
{
    struct load_result loaded;
    bool after[FLOWS];
    size_t worse;
    tally->proposals++;
    tally->also += proposal->proof.also > 0;
    HOLDS(load_with(bench, &proposal->plan, PLAN_COMMANDS, &loaded), "a command is refused");
    judge(loaded.config, bench->flows, after);
    load_result_free(&loaded);
    size_t changed = count_changes(bench, after, &worse);
    HOLDS(proposal->proved, "not proved");
    HOLDS(worse == 0 && proposal->proof.harmed == 0, "a flow that passed does not");
    HOLDS(proposal->proof.mended == cause->group.flows && proposal->proof.left == 0,
          "not all flows of the cause pass");
    HOLDS(changed == proposal->proof.mended + proposal->proof.joined + proposal->proof.also,
          "other flows pass than the proof says");
    size_t first = (size_t)cause->group.first.time / 1000000000 - 1000000000;
    HOLDS(first < FLOWS && after[first] && !bench->before[first], "the first flow does not pass");
    for (size_t i = 0; i < proposal->plan.count; i++) {
        if (proposal->plan.commands[i].restores || plan_commands(&proposal->plan) < 2)
            continue;
        if (!load_with(bench, &proposal->plan, i, &loaded))
            continue; /* another command needs it */
        judge(loaded.config, bench->flows, after);
        load_result_free(&loaded);
        tally->without++;
        HOLDS(count_changes(bench, after, &worse) < changed || worse > 0 || !after[first],
              "one of the commands is not needed");
    }
}

/* ---- one configuration ---- */

static void
check_explanation(const struct bench *bench, const struct explanation *explanation,
                  struct tally *tally)
{
    size_t stopped = 0;
    for (size_t i = 0; i < FLOWS; i++)
        stopped += !bench->before[i];
    ck_assert_msg(explanation->stopped == stopped, "seed %" PRIu64 ": %zu are stopped, not %zu\n%s",
                  bench->seed, explanation->stopped, stopped, bench->text);
    for (size_t i = 0; i < explanation->count; i++) {
        const struct explained *cause = &explanation->causes[i];
        tally->causes++;
        tally->mended += cause->state == CAUSE_MENDED;
        tally->none += cause->state == CAUSE_NONE_WORKED;
        tally->no_command += cause->state == CAUSE_NO_COMMAND;
        tally->follows += cause->state == CAUSE_FOLLOWS;
        tally->unseen += cause->state == CAUSE_OUT_OF_SIGHT;
        for (size_t p = 0; p < cause->search.count; p++)
            check_proposal(bench, cause, &cause->search.items[p], tally);
    }
}

static void
check_one(uint64_t seed, struct tally *tally)
{
    uint64_t state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    char text[TEXT_SIZE] = "";
    struct flow flows[FLOWS];
    static uint8_t captures[POINTS][PCAP_HEADER + FLOWS * (RECORD_HEADER + PACKET_MADE_SIZE)];
    struct sample_input inputs[POINTS];
    char error[PASSAGE_ERROR_SIZE];
    const struct plan nothing = { 0 };
    struct load_result loaded;
    struct bench bench = { .seed = seed, .text = text, .flows = flows };
    ck_assert(release_parse(write_configuration(text, &state), &bench.os));
    ck_assert_msg(load_with(&bench, &nothing, 0, &loaded), "seed %" PRIu64 "\n%s", seed, text);
    make_flows(loaded.config, flows, &state);
    for (unsigned i = 0; i < POINTS; i++)
        inputs[i] = (struct sample_input){ .word = names[i],
                                           .bytes = captures[i],
                                           .size = write_capture(flows, i, captures[i]) };
    const struct passage_source source = { .replay = { .mode = REPLAY_STRICT,
                                                       .not_before = INT64_MIN },
                                           .inputs = inputs,
                                           /* every other one as if it were large */
                                           .whole_frames = seed % 2,
                                           .input_count = POINTS };
    struct explanation *explanation = calloc(1, sizeof *explanation);
    ck_assert_ptr_nonnull(explanation);
    judge(loaded.config, flows, bench.before);
    ck_assert_msg(explain_run(loaded.config, &source, explanation, error) == PASSAGE_DONE, "%s",
                  error);
    tally->runs++;
    check_explanation(&bench, explanation, tally);
    explain_free(explanation);
    free(explanation);
    load_result_free(&loaded);
}

START_TEST(proposals_are_true)
{
    struct tally tally = { 0 };
    size_t runs = tests_are_thorough() ? THOROUGH_RUNS : tests_are_quick() ? QUICK_RUNS : RUNS;
    for (uint64_t seed = FIRST_SEED; seed < FIRST_SEED + runs; seed++)
        check_one(seed, &tally);
    printf("%zu configurations, %zu causes: %zu mended, %zu follow, %zu without a command, %zu not "
           "mended, %zu out of sight\n%zu proposals, %zu let others pass; %zu tried without one "
           "command\n",
           tally.runs, tally.causes, tally.mended, tally.follows, tally.no_command, tally.none,
           tally.unseen, tally.proposals, tally.also, tally.without);
    ck_assert_uint_gt(tally.mended, tally.runs / 2);
    ck_assert_uint_gt(tally.without, 0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("explain");
    TCase *tcase = tcase_create("property");
    tcase_set_timeout(tcase, tests_are_thorough() ? 0 : 60);
    tcase_add_test(tcase, proposals_are_true);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
