/*
 * replay_test.c: whole replays of the note's first chapter: client inside, 6.2, a static and an
 * ACL that lets GRE in; the captures of testdata/replay/pptp-62-static-acl, which show what Linux
 * made of the same packets.
 */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/replay/merge.h"
#include "engine/replay/replay.h"

#define FOLDER "testdata/replay/pptp-62-static-acl/"
#define INSIDE_FILE FOLDER "inside.pcap"
#define OUTSIDE_FILE FOLDER "outside.pcap"
#define GRE_INWARD 8 /* packets that need the ACL */

enum { OUTSIDE, INSIDE, INTERFACES };

static struct config *config;
static struct engine *engine;
static unsigned built, torn_down, denied; /* events */
static char made[] = "/tmp/replay_test.XXXXXX";

static uint32_t
address_of(const char *text)
{
    uint32_t address;
    ck_assert(ip_parse(text, strlen(text), &address));
    return address;
}

static void
count_event(void *context, const struct event *event)
{
    (void)context;
    built += event->type == EVENT_TCP_CONN_BUILT;
    torn_down += event->type == EVENT_TCP_CONN_TORN_DOWN;
    denied += event->type == EVENT_DENY_INBOUND || event->type == EVENT_DENY_NO_CONN;
}

static void
add_interfaces(void)
{
    static const struct {
        const char *name, *address, *netmask;
        uint8_t level;
    } rows[INTERFACES] = {
        [OUTSIDE] = { "outside", "209.165.201.1", "255.255.255.224", 0 },
        [INSIDE] = { "inside", "10.48.66.47", "255.255.254.0", 100 },
    };
    for (size_t i = 0; i < INTERFACES; i++) {
        ck_assert_uint_eq(config_add_interface(config, rows[i].name), i);
        struct interface *interface = config->interfaces[i];
        interface->name = rows[i].name;
        interface->security_level = rows[i].level;
        interface->has_security_level = true;
        interface->address_source = ADDRESS_STATIC;
        interface->address = address_of(rows[i].address);
        interface->netmask = address_of(rows[i].netmask);
    }
}

static struct address_match
host(const char *address)
{
    return (struct address_match){ .kind = ADDRESS_NETWORK,
                                   .network = { address_of(address), IP_HOST_MASK } };
}

/* access-list acl-out permit gre host 192.168.201.25 host 192.168.201.5, and its access-group */
static void
add_acl(void)
{
    struct acl *acl = config_acl_make(config, "acl-out");
    struct ace **place =
        arena_append(config->arena, &acl->aces, &acl->count, &acl->capacity, sizeof *acl->aces);
    *place = arena_zalloc(config->arena, sizeof **place);
    **place = (struct ace){ .id = ++config->next_ace_id,
                            .permit = true,
                            .protocol = IP_GRE,
                            .source = host("192.168.201.25"),
                            .destination = host("192.168.201.5"),
                            .icmp_type = ICMP_TYPE_ANY };
    acl->exists = true;
    config->interfaces[OUTSIDE]->access_in = acl;
}

static void
set_up(void)
{
    config = config_new((struct os_release){ .version = OS_6_2 });
    ck_assert_ptr_nonnull(config);
    add_interfaces();
    struct static_nat *row = arena_append(config->arena, &config->statics, &config->static_count,
                                          &config->static_capacity, sizeof *row);
    *row = (struct static_nat){ .real_ifc = INSIDE,
                                .mapped_ifc = OUTSIDE,
                                .mapped = address_of("192.168.201.5"),
                                .real = address_of("10.48.66.106"),
                                .netmask = IP_HOST_MASK };
    add_acl();
    struct engine_options options = { .seed = 1 };
    engine = engine_new(config, &options, (struct event_sink){ .emit = count_event });
    ck_assert_ptr_nonnull(engine);
    built = torn_down = denied = 0;
    snprintf(made, sizeof made, "/tmp/replay_test.XXXXXX");
    int fd = mkstemp(made);
    ck_assert_int_ge(fd, 0);
    close(fd);
}

static void
tear_down(void)
{
    unlink(made);
    engine_free(engine);
    config_free(config);
}

static struct replay *
replay_of(enum replay_mode mode, struct replay_sink sink)
{
    char error[CAPTURE_ERROR_SIZE];
    struct replay_options options = { .mode = mode };
    struct replay *replay = replay_new(config, engine, &options, sink, error);
    ck_assert_msg(replay != NULL, "%s", error);
    return replay;
}

static void
add(struct replay *replay, const char *path, ifc_id point)
{
    char error[CAPTURE_ERROR_SIZE];
    struct replay_input input = { .path = path, .point = point };
    ck_assert_msg(replay_add(replay, &input, error), "%s", error);
}

static uint64_t
compared(const struct replay *replay, enum comparison comparison)
{
    return replay_report(replay)->comparison.counts[comparison];
}

START_TEST(both_sides_agree)
{
    struct replay *replay = replay_of(REPLAY_AUTO, (struct replay_sink){ 0 });
    add(replay, INSIDE_FILE, INSIDE);
    add(replay, OUTSIDE_FILE, OUTSIDE);
    ck_assert_int_eq(replay_run(replay), REPLAY_DONE);
    const struct replay_report *report = replay_report(replay);
    ck_assert_int_eq(report->mode, REPLAY_STRICT);
    ck_assert_uint_eq(report->stances[STANCE_ENTERS], report->stances[STANCE_LEFT]);
    ck_assert_uint_eq(compared(replay, COMPARED_AGREES), report->stances[STANCE_LEFT]);
    ck_assert_uint_eq(report->comparison.finding_count, 0);
    ck_assert(!replay_found_differences(report));
    ck_assert_uint_eq(built, 1);
    ck_assert_uint_eq(torn_down, 1);
    ck_assert_uint_eq(denied, 0);
    replay_free(replay);
}
END_TEST

START_TEST(one_side_is_enough)
{
    struct replay *replay = replay_of(REPLAY_AUTO, (struct replay_sink){ 0 });
    bool inside = _i == 0;
    add(replay, inside ? INSIDE_FILE : OUTSIDE_FILE, inside ? INSIDE : OUTSIDE);
    ck_assert_int_eq(replay_run(replay), REPLAY_DONE);
    const struct replay_report *report = replay_report(replay);
    ck_assert_int_eq(report->mode, REPLAY_RECONSTRUCT);
    ck_assert_uint_gt(report->rebuilt, 10);
    ck_assert_uint_eq(compared(replay, COMPARED_AGREES), report->rebuilt);
    ck_assert_uint_eq(report->comparison.finding_count, 0);
    ck_assert_uint_eq(built, 1);
    ck_assert_uint_eq(torn_down, 1);
    replay_free(replay);
}
END_TEST

START_TEST(a_denial_explains_what_was_seen)
{
    config->interfaces[OUTSIDE]->access_in = NULL;
    config->revision++;
    struct replay *replay = replay_of(REPLAY_AUTO, (struct replay_sink){ 0 });
    add(replay, INSIDE_FILE, INSIDE);
    add(replay, OUTSIDE_FILE, OUTSIDE);
    ck_assert_int_eq(replay_run(replay), REPLAY_DONE);
    ck_assert_uint_eq(denied, GRE_INWARD);
    ck_assert_uint_eq(compared(replay, COMPARED_DENIED_BUT_SEEN), GRE_INWARD);
    ck_assert_uint_eq(compared(replay, COMPARED_DIFFERS), 0);
    ck_assert_uint_eq(compared(replay, COMPARED_UNEXPLAINED), 0);
    ck_assert_uint_eq(compared(replay, COMPARED_NOT_SEEN), 0);
    ck_assert(replay_found_differences(replay_report(replay)));
    replay_free(replay);
}
END_TEST

/* Both captures in one file; NAMED: with interface names. */
static void
make_merged(bool named)
{
    static const char *const names[] = { "inside", "outside" };
    char error[CAPTURE_ERROR_SIZE];
    struct merge *merge = merge_new();
    ck_assert(merge_add(merge, capture_open(INSIDE_FILE, error), 0));
    ck_assert(merge_add(merge, capture_open(OUTSIDE_FILE, error), 0));
    struct capture_writer *writer = capture_create(made, NULL, 0, error);
    ck_assert_msg(writer != NULL, "%s", error);
    for (size_t i = 0; i < 2; i++)
        ck_assert(capture_add_interface(writer, named ? names[i] : NULL, 1));
    struct merged_frame merged;
    while (merge_next(merge, &merged)) {
        const struct capture_frame *frame = &merged.frame;
        ck_assert(capture_write(writer, (uint32_t)merged.source, merged.time, frame->bytes,
                                frame->captured, frame->wire_length, NULL));
    }
    ck_assert(capture_finish(writer, error));
    merge_free(merge);
}

START_TEST(both_sides_may_stand_in_one_file)
{
    bool named = _i == 1;
    make_merged(named);
    struct replay *replay = replay_of(REPLAY_AUTO, (struct replay_sink){ 0 });
    add(replay, made, IFC_NONE);
    ck_assert_int_eq(replay_run(replay), REPLAY_DONE);
    const struct replay_report *report = replay_report(replay);
    ck_assert_int_eq(report->mode, named ? REPLAY_STRICT : REPLAY_RECONSTRUCT);
    ck_assert_uint_eq(report->rebuilt, 0);
    ck_assert_uint_eq(compared(replay, COMPARED_AGREES), report->stances[STANCE_LEFT]);
    ck_assert_uint_eq(report->comparison.finding_count, 0);
    ck_assert_uint_eq(built, 1);
    replay_free(replay);
}
END_TEST

/*
 * A copy of the outside capture by a clock that is wrong by SHIFT; of the first TAMPERED frames
 * the low bit of the source port is turned over.
 */
static void
make_copy(int64_t shift, size_t tampered)
{
    char error[CAPTURE_ERROR_SIZE];
    struct capture_reader *reader = capture_open(OUTSIDE_FILE, error);
    struct capture_writer *writer = capture_create(made, NULL, 0, error);
    ck_assert(reader != NULL && writer != NULL);
    ck_assert(capture_add_interface(writer, NULL, 1));
    struct capture_frame frame;
    for (size_t i = 0; capture_next(reader, &frame) == CAPTURE_PACKET; i++) {
        uint8_t bytes[2048];
        ck_assert_uint_le(frame.captured, sizeof bytes);
        memcpy(bytes, frame.bytes, frame.captured);
        if (i < tampered)
            bytes[14 + 20 + 1] ^= 1;
        ck_assert(capture_write(writer, 0, frame.time + shift, bytes, frame.captured,
                                frame.wire_length, NULL));
    }
    capture_close(reader);
    ck_assert(capture_finish(writer, error));
}

START_TEST(another_translation_is_a_difference)
{
    make_copy(0, 1); /* the SYN leaves with another source port */
    struct replay *replay = replay_of(REPLAY_STRICT, (struct replay_sink){ 0 });
    add(replay, INSIDE_FILE, INSIDE);
    add(replay, made, OUTSIDE);
    ck_assert_int_eq(replay_run(replay), REPLAY_DONE);
    ck_assert_uint_eq(compared(replay, COMPARED_DIFFERS), 1);
    ck_assert_uint_eq(replay_report(replay)->comparison.finding_count, 1);
    const struct compare_finding *finding = &replay_report(replay)->comparison.findings[0];
    ck_assert_uint_eq(sighting_differences(&finding->predicted, &finding->seen),
                      SIGHTING_SOURCE_PORT);
    ck_assert_uint_eq(finding->seen.source_port, finding->predicted.source_port ^ 1);
    replay_free(replay);
}
END_TEST

static const int64_t shifts_ms[] = { -3600000, -2000, -30, -10, 10, 30, 2000, 3600000 };

START_TEST(clocks_that_differ_are_brought_together)
{
    make_copy(shifts_ms[_i] * 1000000, 0);
    struct replay *replay = replay_of(REPLAY_AUTO, (struct replay_sink){ 0 });
    add(replay, INSIDE_FILE, INSIDE);
    add(replay, made, OUTSIDE);
    ck_assert_int_eq(replay_run(replay), REPLAY_DONE);
    ck_assert_uint_eq(replay_report(replay)->comparison.finding_count, 0);
    ck_assert_uint_eq(compared(replay, COMPARED_AGREES),
                      replay_report(replay)->stances[STANCE_LEFT]);
    ck_assert_uint_eq(built, 1);
    int64_t moved = replay_input_report(replay, 1).shift + shifts_ms[_i] * 1000000;
    ck_assert_int_lt(llabs(moved), 1000000);
    replay_free(replay);
}
END_TEST

/* --- free choices ---------------------------------------------------------------------------- */

#define MASQUERADE "testdata/replay/ordinary-62-pat-both-sides/"

/* nat (inside) 1 0 0, global (outside) 1 interface, with the addresses of that recording */
static void
translate_by_port(void)
{
    config->static_count = 0;
    config->interfaces[OUTSIDE]->address = address_of("198.51.100.1");
    config->interfaces[INSIDE]->address = address_of("172.21.8.1");
    struct nat *nat = arena_append(config->arena, &config->nats, &config->nat_count,
                                   &config->nat_capacity, sizeof *nat);
    *nat = (struct nat){ .ifc = INSIDE, .id = 1 };
    struct global *global = arena_append(config->arena, &config->globals, &config->global_count,
                                         &config->global_capacity, sizeof *global);
    *global = (struct global){ .ifc = OUTSIDE, .id = 1, .kind = GLOBAL_INTERFACE };
    config->revision++;
}

/* The outside capture of MASQUERADE without frame LACKING, all of it later by DELAY. */
static void
copy_masquerade(size_t lacking, int64_t delay)
{
    char error[CAPTURE_ERROR_SIZE];
    struct capture_reader *reader = capture_open(MASQUERADE "outside.pcap", error);
    struct capture_writer *writer = capture_create(made, NULL, 0, error);
    ck_assert(reader != NULL && writer != NULL);
    ck_assert(capture_add_interface(writer, NULL, 1));
    struct capture_frame frame;
    for (size_t i = 1; capture_next(reader, &frame) == CAPTURE_PACKET; i++) {
        if (i != lacking)
            ck_assert(capture_write(writer, 0, frame.time + delay, frame.bytes, frame.captured,
                                    frame.wire_length, NULL));
    }
    capture_close(reader);
    ck_assert(capture_finish(writer, error));
}

/* LACKING is the first SYN: its port is the model's own choice, and its answers find nothing. */
static const struct {
    size_t lacking;
    int64_t delay_ms;
    uint64_t ports;
    bool differs;
} masquerades[] = {
    { 0, 0, 10, false },
    { 0, 15, 10, false },
    { 0, -3600000, 10, false },
    { 1, 0, 9, true },
};

START_TEST(free_choices_are_taken_from_the_capture)
{
    translate_by_port();
    copy_masquerade(masquerades[_i].lacking, masquerades[_i].delay_ms * 1000000);
    char error[CAPTURE_ERROR_SIZE];
    struct replay_options options = { .filter = "not icmp" };
    struct replay *replay = replay_new(config, engine, &options, (struct replay_sink){ 0 }, error);
    add(replay, MASQUERADE "inside.pcap", INSIDE);
    add(replay, made, OUTSIDE);
    ck_assert_int_eq(replay_run(replay), REPLAY_DONE);
    const struct replay_report *report = replay_report(replay);
    ck_assert_int_eq(report->mode, REPLAY_STRICT);
    ck_assert_uint_eq(engine_counters(engine).taken[CHOSEN_PORT], masquerades[_i].ports);
    ck_assert_int_eq(replay_found_differences(report), masquerades[_i].differs);
    if (!masquerades[_i].differs)
        ck_assert_uint_eq(compared(replay, COMPARED_AGREES), report->stances[STANCE_LEFT]);
    replay_free(replay);
}
END_TEST

/* From one side nothing can be taken: what is not seen is not known. */
START_TEST(one_side_leaves_the_choice_to_the_model)
{
    translate_by_port();
    struct replay *replay = replay_of(REPLAY_STRICT, (struct replay_sink){ 0 });
    add(replay, MASQUERADE "inside.pcap", INSIDE);
    ck_assert_int_eq(replay_run(replay), REPLAY_DONE);
    for (size_t i = 0; i < CHOICE_COUNT; i++)
        ck_assert_uint_eq(engine_counters(engine).taken[i], 0);
    replay_free(replay);
}
END_TEST

struct told {
    unsigned packets, without_outcome;
    unsigned stop_after; /* 0: never */
};

static void
tell(void *context, const struct replay_packet *packet)
{
    struct told *told = context;
    told->packets++;
    told->without_outcome += packet->outcome == NULL;
}

static bool
is_over(void *context)
{
    const struct told *told = context;
    return told->stop_after > 0 && told->packets >= told->stop_after;
}

START_TEST(observe_gives_nothing_to_the_engine)
{
    struct told told = { 0 };
    struct replay *replay =
        replay_of(REPLAY_OBSERVE, (struct replay_sink){ .packet = tell, .context = &told });
    add(replay, INSIDE_FILE, INSIDE);
    ck_assert_int_eq(replay_run(replay), REPLAY_DONE);
    ck_assert_uint_gt(told.packets, 10);
    ck_assert_uint_eq(told.without_outcome, told.packets);
    ck_assert_uint_eq(built, 0);
    replay_free(replay);
}
END_TEST

START_TEST(a_run_can_be_stopped)
{
    struct told told = { .stop_after = 5 };
    struct replay_sink sink = { .packet = tell, .stopped = is_over, .context = &told };
    struct replay *replay = replay_of(REPLAY_AUTO, sink);
    add(replay, INSIDE_FILE, INSIDE);
    ck_assert_int_eq(replay_run(replay), REPLAY_STOPPED);
    ck_assert_uint_eq(told.packets, 5);
    ck_assert_uint_eq(built, 1);
    replay_free(replay);
}
END_TEST

START_TEST(a_filter_chooses_what_is_replayed)
{
    char error[CAPTURE_ERROR_SIZE];
    struct replay_options options = { .filter = "tcp" };
    struct replay *replay = replay_new(config, engine, &options, (struct replay_sink){ 0 }, error);
    add(replay, INSIDE_FILE, INSIDE);
    ck_assert_int_eq(replay_run(replay), REPLAY_DONE);
    ck_assert_uint_ge(replay_report(replay)->filtered, GRE_INWARD);
    ck_assert_uint_eq(built, 1);
    replay_free(replay);
    options.filter = "tcp tcp";
    ck_assert_ptr_null(replay_new(config, engine, &options, (struct replay_sink){ 0 }, error));
    ck_assert_str_ne(error, "");
}
END_TEST

/* Cut anywhere: what could be read is replayed, and the damage is told. */
START_TEST(a_cut_capture_is_replayed_as_far_as_it_goes)
{
    char whole[16384], error[CAPTURE_ERROR_SIZE];
    int fd = open(INSIDE_FILE, O_RDONLY);
    ssize_t size = read(fd, whole, sizeof whole);
    close(fd);
    ck_assert_int_gt(size, 1000);
    uint64_t frames = 0;
    for (size_t cut = 24; cut < (size_t)size; cut += 7) {
        struct replay *replay = replay_of(REPLAY_AUTO, (struct replay_sink){ 0 });
        struct replay_input input = { .bytes = whole, .size = cut, .point = INSIDE };
        ck_assert(replay_add(replay, &input, error));
        ck_assert_int_eq(replay_run(replay), REPLAY_DONE);
        ck_assert_uint_ge(replay_report(replay)->frames, frames);
        frames = replay_report(replay)->frames;
        replay_free(replay);
    }
}
END_TEST

START_TEST(an_input_that_is_none_is_refused)
{
    char error[CAPTURE_ERROR_SIZE];
    struct replay *replay = replay_of(REPLAY_AUTO, (struct replay_sink){ 0 });
    struct replay_input input = { .path = "/nowhere", .point = IFC_NONE };
    ck_assert(!replay_add(replay, &input, error));
    ck_assert_ptr_nonnull(strstr(error, "No such file"));
    ck_assert_int_eq(replay_run(replay), REPLAY_DONE); /* of nothing */
    ck_assert_uint_eq(replay_report(replay)->frames, 0);
    replay_free(replay);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("replay");
    TCase *runs = tcase_create("runs");
    tcase_add_checked_fixture(runs, set_up, tear_down);
    tcase_set_timeout(runs, 60);
    tcase_add_test(runs, both_sides_agree);
    tcase_add_loop_test(runs, one_side_is_enough, 0, 2);
    tcase_add_test(runs, a_denial_explains_what_was_seen);
    tcase_add_test(runs, another_translation_is_a_difference);
    tcase_add_loop_test(runs, both_sides_may_stand_in_one_file, 0, 2);
    tcase_add_loop_test(runs, clocks_that_differ_are_brought_together, 0,
                        (int)ARRAY_LENGTH(shifts_ms));
    tcase_add_loop_test(runs, free_choices_are_taken_from_the_capture, 0,
                        (int)ARRAY_LENGTH(masquerades));
    tcase_add_test(runs, one_side_leaves_the_choice_to_the_model);
    tcase_add_test(runs, observe_gives_nothing_to_the_engine);
    tcase_add_test(runs, a_run_can_be_stopped);
    tcase_add_test(runs, a_filter_chooses_what_is_replayed);
    tcase_add_test(runs, a_cut_capture_is_replayed_as_far_as_it_goes);
    tcase_add_test(runs, an_input_that_is_none_is_refused);
    suite_add_tcase(suite, runs);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
