/*
 * translator_test.c: the engine and a plain box that translates (plain_translator_test.h) agree on
 * the fate, the line and the translation of each packet of random traffic through random rules of
 * translation, with time passing, `clear xlate`, and rules that go while slots live.
 *
 * A disagreement is made small: steps, then rows go one by one as long as it stays. What is left is
 * printed. SOAK_TRANSLATORS in the environment sets how many configurations.
 */
#include "engine/plain_translator_test.h"

#include "engine/acl/random_rules_test.h"
#include "engine/fixture_test.h"
#include "engine/model/dump.h"

#define CONFIGS 1000
#define QUICK_CONFIGS 200
#define LOOPS 20 /* the configurations are dealt out to them */
#define STEPS 240

/* ---- a random configuration ---- */

/* Hosts of an interface; those of inside beyond a router, too. */
static uint32_t
real_host(struct dice *dice, ifc_id ifc)
{
    static const uint32_t networks[] = { 0xc6336400, 0x0a010100, 0xac100100, 0xac100200 };
    uint32_t network = ifc == INSIDE && roll(dice, 4) == 0 ? 0x0a020200 : networks[ifc];
    return network + 2 + roll(dice, 8);
}

/* What others know hosts by on an interface. */
static uint32_t
mapped_host(struct dice *dice, ifc_id ifc)
{
    static const uint32_t networks[] = { 0xc0000200, 0x0a010100, 0xac100100, 0xac100200 };
    return networks[ifc] + 16 + roll(dice, 8);
}

static ifc_id
random_ifc(struct dice *dice)
{
    static const ifc_id likely[] = { OUTSIDE, INSIDE, OUTSIDE, INSIDE, DMZ, DMZ2 };
    return likely[roll(dice, ARRAY_LENGTH(likely))];
}

static ifc_id
another_ifc(struct dice *dice, ifc_id ifc)
{
    ifc_id other = random_ifc(dice);
    return other != ifc ? other : (ifc_id)((ifc + 1) % 4);
}

static uint16_t
some_port(struct dice *dice)
{
    static const uint16_t usual[] = { 1, 137, 512, 600, 1024, 1025, 2000, 2001, 2002 };
    return usual[roll(dice, ARRAY_LENGTH(usual))];
}

static uint32_t
some_mask(struct dice *dice)
{
    static const uint8_t bits[] = { 32, 32, 32, 30, 29, 24 };
    return mask_of(bits[roll(dice, ARRAY_LENGTH(bits))]);
}

/* ... of hosts behind IFC to others: what NAT is about. */
static struct acl *
some_acl(struct bench *bench, struct dice *dice, ifc_id ifc)
{
    char name[16];
    snprintf(name, sizeof(name), "acl%zu", bench->config->acl_count);
    for (uint32_t i = 1 + roll(dice, 2); i > 0; i--) {
        struct ace *ace = add_ace(bench, name, roll(dice, 5) > 0, IP_ANY, "any", "any");
        uint32_t mask = some_mask(dice);
        ace->source.kind = ADDRESS_NETWORK;
        ace->source.network = (struct network){ real_host(dice, ifc) & mask, mask };
        if (roll(dice, 3) == 0)
            continue;
        ace->destination.kind = ADDRESS_NETWORK;
        ace->destination.network =
            (struct network){ real_host(dice, another_ifc(dice, ifc)), IP_HOST_MASK };
    }
    return config_acl(bench->config, name);
}

static void
some_static(struct bench *bench, struct dice *dice)
{
    ifc_id real_ifc = random_ifc(dice), mapped_ifc = another_ifc(dice, real_ifc);
    struct static_nat *rule = add_static(bench, real_ifc, mapped_ifc, "interface", "0.0.0.0");
    rule->netmask = roll(dice, 4) == 0 ? mask_of(29) : IP_HOST_MASK;
    rule->real = real_host(dice, real_ifc) & rule->netmask;
    rule->mapped_is_interface = rule->netmask == IP_HOST_MASK && roll(dice, 6) == 0;
    rule->mapped = mapped_host(dice, mapped_ifc) & rule->netmask;
    if (roll(dice, 8) == 0)
        rule->mapped = rule->real;
    if (roll(dice, 3) == 0) {
        rule->netmask = IP_HOST_MASK;
        rule->protocol = roll(dice, 4) == 0 ? IP_TCP : IP_UDP;
        rule->real_port = some_port(dice);
        rule->mapped_port = some_port(dice);
        if (roll(dice, 3) > 0)
            return;
        struct static_nat twin = *rule; /* another port of the same server */
        twin.mapped_port = some_port(dice);
        *add_static(bench, real_ifc, mapped_ifc, "interface", "0.0.0.0") = twin;
    } else if (roll(dice, 6) == 0) {
        rule->netmask = IP_HOST_MASK;
        rule->acl = some_acl(bench, dice, real_ifc);
    }
}

static void
some_nat(struct bench *bench, struct dice *dice)
{
    static const uint8_t ids[] = { 0, 1, 1, 1, 2, 2, 3 };
    ifc_id ifc = roll(dice, 2) == 0 ? INSIDE : random_ifc(dice);
    struct nat *nat = add_nat(bench, ifc, ids[roll(dice, ARRAY_LENGTH(ids))], "any");
    nat->outside = ifc != INSIDE && roll(dice, 2) == 0;
    if (roll(dice, 3) == 0) {
        nat->acl = some_acl(bench, dice, ifc);
    } else if (roll(dice, 3) > 0) {
        nat->real.netmask = some_mask(dice);
        nat->real.address = real_host(dice, ifc) & nat->real.netmask;
    }
}

static void
some_global(struct bench *bench, struct dice *dice)
{
    ifc_id ifc = roll(dice, 2) == 0 ? OUTSIDE : random_ifc(dice);
    struct global *global = add_global(bench, ifc, 1 + roll(dice, 3) % 2, "interface");
    global->kind = (enum global_kind)roll(dice, 3);
    if (global->kind == GLOBAL_INTERFACE)
        return;
    global->first = mapped_host(dice, ifc);
    if (roll(dice, 6) == 0)
        global->first = bench->config->interfaces[ifc]->address;
    global->last = global->kind == GLOBAL_RANGE ? global->first + roll(dice, 3) : global->first;
    global->netmask_given = global->first % 4 == 0; /* overlapping ranges agree */
    global->netmask = mask_of(29);
}

static void
some_alias(struct bench *bench, struct dice *dice)
{
    struct alias *alias = BENCH_APPEND(bench->config, aliases, alias_count, alias_capacity);
    ck_assert_ptr_nonnull(alias);
    ifc_id ifc = random_ifc(dice);
    *alias = (struct alias){ .ifc = ifc,
                             .dnat = 0xc0a8c900,
                             .foreign = real_host(dice, another_ifc(dice, ifc)) & mask_of(29),
                             .netmask = mask_of(29) };
}

/* Which rows and steps are still there, in what is made small. */
struct trial {
    uint64_t seed;
    bool gone_rows[64], gone_steps[STEPS];
    size_t rows;
};

/* Takes out what is gone, by the number that each row has over all lists. */
static void
take_out(struct trial *trial, void *list, size_t *count, size_t size)
{
    char *rows = list;
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        if (trial->gone_rows[trial->rows++])
            continue;
        memmove(rows + kept++ * size, rows + i * size, size);
    }
    *count = kept;
}

static struct bench *
random_bench(struct trial *trial, struct dice *dice)
{
    enum os_version version = (enum os_version)roll(dice, OS_COUNT);
    struct bench *bench = bench_new(version);
    struct config *config = bench->config;
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_route(bench, INSIDE, "10.2.2.0/24", "10.1.1.254");
    add_ace(bench, "all", true, IP_ANY, "any", "any");
    for (ifc_id ifc = OUTSIDE; ifc <= DMZ2; ifc++)
        bind_acl(bench, ifc, "all");
    config->nat_control = behaviour(version)->nat_control_always || roll(dice, 2) == 0;
    config->same_security_inter = roll(dice, 2) == 0;
    config->same_security_intra = roll(dice, 2) == 0;
    for (uint32_t i = roll(dice, 7); i > 0; i--)
        some_static(bench, dice);
    for (uint32_t i = 1 + roll(dice, 7); i > 0; i--)
        some_nat(bench, dice);
    for (uint32_t i = 1 + roll(dice, 7); i > 0; i--)
        some_global(bench, dice);
    for (uint32_t i = roll(dice, 3); i > 1; i--)
        some_alias(bench, dice);
    trial->rows = 0;
#define TAKE_OUT(list, count) take_out(trial, config->list, &config->count, sizeof(*config->list))
    TAKE_OUT(statics, static_count);
    TAKE_OUT(nats, nat_count);
    TAKE_OUT(globals, global_count);
    TAKE_OUT(aliases, alias_count);
    bench_start(bench);
    rows_tune(bench->engine->rows, 0, 0);
    acl_cache_tune(bench->engine->acls, 0, 0);
    return bench;
}

/* ---- random steps ---- */

enum step_kind { STEP_PACKET, STEP_CLEAR, STEP_DROP_ROW };

struct step {
    enum step_kind kind;
    uint32_t seconds; /* that pass before it */
    uint32_t row;     /* DROP_ROW */
    struct plain_packet packet;
};

static struct plain_packet
random_packet(struct dice *dice)
{
    static const uint8_t protocols[] = { IP_UDP, IP_UDP, IP_UDP, IP_UDP, IP_ICMP, IP_GRE, 50 };
    struct plain_packet packet = {
        .protocol = protocols[roll(dice, ARRAY_LENGTH(protocols))],
        .ingress = random_ifc(dice),
    };
    packet.source = real_host(dice, packet.ingress);
    uint32_t towards = roll(dice, 16);
    if (towards == 0)
        packet.destination = 0xc0a8c900 + 2 + roll(dice, 4); /* an alias's */
    else if (towards == 1)
        packet.destination = packet.ingress == OUTSIDE ? 0xc0000201 : 0x0a010101;
    else if (towards < 7)
        packet.destination = mapped_host(dice, packet.ingress);
    else
        packet.destination = real_host(dice, another_ifc(dice, packet.ingress));
    if (packet.protocol == IP_UDP) {
        packet.source_port = some_port(dice);
        packet.destination_port = some_port(dice);
    } else if (packet.protocol == IP_ICMP) {
        packet.source_port = packet.destination_port = (uint16_t)roll(dice, 4);
    }
    return packet;
}

static struct step
random_step(struct dice *dice)
{
    static const uint32_t whiles[] = { 1, 2, 29, 31, 90, 121, 4000, 10800 };
    struct step step = { .seconds = roll(dice, 6) == 0 ? whiles[roll(dice, 8)] : 0,
                         .row = roll(dice, 64),
                         .packet = random_packet(dice) };
    uint32_t kind = roll(dice, 80);
    step.kind = kind == 0 ? STEP_CLEAR : kind < 3 ? STEP_DROP_ROW : STEP_PACKET;
    return step;
}

/* The answer to what left: from the host that got it, to the address that it came from. */
static struct plain_packet
answer_to(const struct plain_packet *packet, const struct plain_verdict *verdict)
{
    return (struct plain_packet){ .protocol = packet->protocol,
                                  .ingress = verdict->egress,
                                  .source = verdict->destination,
                                  .destination = verdict->source,
                                  .source_port = verdict->destination_port,
                                  .destination_port = verdict->source_port };
}

static void
packet_text(const struct plain_packet *packet, char text[static 96])
{
    static const char *const names[] = { "outside", "inside", "dmz", "dmz2" };
    char source[IP_TEXT_SIZE], destination[IP_TEXT_SIZE];
    ip_format(packet->source, source);
    ip_format(packet->destination, destination);
    const char *from = names[packet->ingress];
    if (packet->protocol == IP_UDP)
        snprintf(text, 96, "%s udp %s:%u > %s:%u", from, source, packet->source_port, destination,
                 packet->destination_port);
    else if (packet->protocol == IP_ICMP)
        snprintf(text, 96, "%s icmp %s > %s 8 0 id %u", from, source, destination,
                 packet->source_port);
    else
        snprintf(text, 96, "%s %u %s > %s", from, packet->protocol, source, destination);
}

static void
drop_row(struct config *config, uint32_t row)
{
#define DROP_FROM(list, count)                                                                     \
    if (row < config->count) {                                                                     \
        memmove(config->list + row, config->list + row + 1,                                        \
                (config->count - row - 1) * sizeof(*config->list));                                \
        config->count--;                                                                           \
        config->revision++;                                                                        \
        return;                                                                                    \
    }                                                                                              \
    row -= (uint32_t)config->count;
    DROP_FROM(statics, static_count)
    DROP_FROM(nats, nat_count)
    DROP_FROM(globals, global_count)
}

/* ---- the two ---- */

static bool
agrees(const struct bench *bench, const struct plain_packet *packet,
       const struct plain_verdict *plain)
{
    const struct outcome *outcome = &bench->outcome;
    if (outcome->verdict != plain->verdict)
        return false;
    if (plain->verdict != VERDICT_PASSED) {
        if (plain->verdict == VERDICT_TO_THE_BOX)
            return true;
        return outcome->drop == plain->drop &&
               (plain->line == NULL || strstr(bench->log, plain->line) == bench->log);
    }
    const struct translation *own = &outcome->translation;
    if (own->source != plain->source || own->destination != plain->destination ||
        outcome->egress != plain->egress)
        return false;
    if (packet->protocol == IP_UDP)
        return own->source_port == plain->source_port &&
               own->destination_port == plain->destination_port;
    return packet->protocol != IP_ICMP || own->source_port == plain->source_port;
}

static void
print_disagreement(const struct bench *bench, const char *text, const struct plain_verdict *plain)
{
    char left[96], source[IP_TEXT_SIZE], destination[IP_TEXT_SIZE];
    ip_format(plain->source, source);
    ip_format(plain->destination, destination);
    fprintf(stderr,
            "%s\n  the engine: %s %s, %s\n%s  the plain box: %s %s, %s:%u > %s:%u on %u %s\n", text,
            verdict_name(bench->outcome.verdict), drop_reason_name(bench->outcome.drop),
            left_as(bench, left), bench->log, verdict_name(plain->verdict),
            drop_reason_name(plain->drop), source, plain->source_port, destination,
            plain->destination_port, plain->egress, plain->line != NULL ? plain->line : "");
}

/* What is done in a step; false when the two disagree. */
static bool
run_step(struct bench *bench, struct plain_box *box, const struct step *step,
         struct plain_verdict *verdict, bool verbose)
{
    char text[96];
    bench->time += seconds_to_ns(step->seconds);
    if (step->kind != STEP_PACKET) {
        engine_advance(bench->engine, bench->time);
        plain_advance(box, bench->time);
        if (step->kind == STEP_DROP_ROW)
            drop_row(bench->config, step->row);
        else
            engine_clear_xlates(bench->engine), plain_clear(box);
        if (verbose)
            fprintf(stderr, "+%u %s %u\n", step->seconds,
                    step->kind == STEP_CLEAR ? "clear xlate" : "without row", step->row);
        return true;
    }
    packet_text(&step->packet, text);
    engine_advance(bench->engine, bench->time);
    quiet(bench);
    send_packet(bench, text);
    /* local hosts come and go without a part in this */
    for (char *at = bench->log; strncmp(at, "60900", 5) == 0;)
        memmove(at, strchr(at, '\n') + 1, strlen(strchr(at, '\n')));
    *verdict = plain_run(box, &step->packet, bench->time);
    bool good = verdict->unsure || agrees(bench, &step->packet, verdict);
    if (verbose)
        fprintf(stderr, "+%u %s\n", step->seconds, text);
    if (verbose && !good)
        print_disagreement(bench, text, verdict);
    return good;
}

struct run {
    size_t steps, passed, dynamic, failed;
};

/* All steps of a trial; false when the two disagree in one. */
static bool
run_trial(struct trial *trial, bool verbose, struct run *run)
{
    static struct plain_box box;
    struct dice dice = dice_of_seed(trial->seed);
    struct bench *bench = random_bench(trial, &dice);
    box =
        (struct plain_box){ .config = bench->config, .does = behaviour(bench->config->os.version) };
    if (verbose)
        must(config_dump(bench->config, DUMP_MEANING, stderr));
    struct plain_packet answers[8] = { 0 };
    size_t answer_count = 0;
    bool good = true, unsure = false;
    for (size_t i = 0; good && !unsure && i < STEPS; i++) {
        struct step step = random_step(&dice);
        bool answers_one = roll(&dice, 4) == 0;
        uint32_t which = roll(&dice, ARRAY_LENGTH(answers));
        if (answers_one && which < answer_count && step.packet.protocol == IP_UDP)
            step.packet = answers[which];
        if (trial->gone_steps[i])
            continue;
        struct plain_verdict verdict = { .verdict = VERDICT_DENIED };
        good = run_step(bench, &box, &step, &verdict, verbose);
        unsure = verdict.unsure;
        run->steps++;
        run->failed += verdict.line != NULL;
        if (verdict.verdict != VERDICT_PASSED || step.kind != STEP_PACKET)
            continue;
        run->passed++;
        run->dynamic += verdict.source != step.packet.source;
        /* A policy static moves hosts so far that an answer may be no host's, or the asker's. */
        bool sane = (verdict.destination & 0xff) != 0 && verdict.destination != verdict.source;
        if (step.packet.protocol == IP_UDP && sane)
            answers[answer_count++ % ARRAY_LENGTH(answers)] = answer_to(&step.packet, &verdict);
    }
    bench_free(bench);
    return good;
}

static void
shrink(struct trial *trial)
{
    struct run run;
    for (size_t i = STEPS; i-- > 0;) {
        trial->gone_steps[i] = true;
        if (run_trial(trial, false, &run))
            trial->gone_steps[i] = false;
    }
    for (size_t i = ARRAY_LENGTH(trial->gone_rows); i-- > 0;) {
        trial->gone_rows[i] = true;
        if (run_trial(trial, false, &run))
            trial->gone_rows[i] = false;
    }
}

START_TEST(agree)
{
    const char *soak = getenv("SOAK_TRANSLATORS");
    size_t configs = soak != NULL                     ? strtoul(soak, NULL, 10)
                     : getenv("REFIRE_QUICK") != NULL ? QUICK_CONFIGS
                                                      : CONFIGS;
    struct run run = { 0 };
    for (size_t seed = (size_t)_i + 1; seed <= configs; seed += LOOPS) {
        struct trial trial = { .seed = seed };
        if (run_trial(&trial, false, &run))
            continue;
        shrink(&trial);
        fprintf(stderr, "seed %zu\n", seed);
        run_trial(&trial, true, &run);
        ck_abort_msg("the engine and the plain box differ");
    }
    /* the traffic must be worth its name */
    ck_assert_uint_gt(run.passed, run.steps / 10);
    ck_assert_uint_gt(run.dynamic, run.steps / 50);
    ck_assert_uint_gt(run.failed, 0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("translator");
    TCase *tcase = tcase_create("two");
    tcase_set_timeout(tcase, 0);
    tcase_add_loop_test(tcase, agree, 0, LOOPS);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
