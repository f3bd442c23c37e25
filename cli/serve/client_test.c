/*
 * client_test.c: one who is attached, without a socket: greetings, answers, bounds.
 */
#include "cli/serve/client.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "cli/prompt/session.h"

#define MOST_WAITING ((size_t)200000)

static struct {
    struct firewall *firewall;
    struct client *client;
    struct frame_queue got; /* what the client has sent */
    unsigned carried;
    size_t most_waiting;
} box;

static void
count_carries(void *context)
{
    (void)context;
    box.carried++;
}

static void
start(const char *version)
{
    struct os_release release;
    ck_assert(release_parse(version, &release));
    box.firewall = firewall_new(&(struct firewall_options){ .config = config_factory(release) });
    ck_assert_ptr_nonnull(box.firewall);
    box.client = client_new(&(struct client_options){
        .firewall = box.firewall, .carry = count_carries, .most_waiting = box.most_waiting });
    ck_assert_ptr_nonnull(box.client);
    box.carried = 0;
}

static void
stop(void)
{
    client_free(box.client);
    firewall_free(box.firewall);
    frame_queue_fini(&box.got);
    box.most_waiting = 0;
}

static void
give(enum frame_type type, const char *text)
{
    struct frame_queue queue = { 0 };
    ck_assert(frame_put(&queue, type, text, strlen(text)));
    ck_assert_uint_ge(client_room(box.client), frame_queue_length(&queue));
    client_receive(box.client, queue.bytes, frame_queue_length(&queue));
    frame_queue_fini(&queue);
    while (client_step(box.client))
        ;
}

/* Takes up to MOST bytes of what waits. */
static void
collect(size_t most)
{
    size_t size;
    const char *bytes = client_waiting(box.client, &size);
    size = size < most ? size : most;
    if (size == 0)
        return;
    char *room = frame_queue_room(&box.got, size);
    ck_assert_ptr_nonnull(room);
    memcpy(room, bytes, size);
    frame_queue_filled(&box.got, size);
    client_sent(box.client, size);
}

/* The next frame is of TYPE and has TEXT in it, "" for any. */
static void
expect(enum frame_type type, const char *text)
{
    struct frame frame;
    collect(SIZE_MAX);
    ck_assert_int_eq(frame_at(&box.got, 0, &frame), FRAME_FOUND);
    ck_assert_msg(frame.type == (char)type, "%c: %.*s", frame.type, (int)frame.length, frame.text);
    ck_assert_msg(memmem(frame.text, frame.length, text, strlen(text)) != NULL, "%.*s",
                  (int)frame.length, frame.text);
    frame_queue_drop(&box.got, frame.whole);
}

/* All text up to the next prompt, which is PROMPT. */
static void
expect_prompt(const char *prompt)
{
    struct frame frame;
    collect(SIZE_MAX);
    do {
        ck_assert_int_eq(frame_at(&box.got, 0, &frame), FRAME_FOUND);
        if (frame.type == FRAME_READY) {
            ck_assert_uint_eq(frame.length, strlen(prompt));
            ck_assert_mem_eq(frame.text, prompt, frame.length);
        }
        frame_queue_drop(&box.got, frame.whole);
    } while (frame.type != FRAME_READY);
}

static void
greet(void)
{
    give(FRAME_HELLO, FRAME_GREETING " 192.0.2.1");
    expect(FRAME_WELCOME, FRAME_GREETING);
    expect(FRAME_PRINT, "Type help or");
    expect(FRAME_WIDTH, "80");
    expect(FRAME_READY, " pixfirewall> ");
}

static void
configure(void)
{
    greet();
    give(FRAME_LINE, "enable");
    expect_prompt("*Password: ");
    give(FRAME_LINE, "");
    expect_prompt(" pixfirewall# ");
    give(FRAME_LINE, "configure terminal");
    expect_prompt(" pixfirewall(config)# ");
}

/* Before anybody has said anything, nothing waits; which is no bytes, and not nowhere. */
START_TEST(nobody_has_spoken)
{
    size_t size = 1;
    start("6.3");
    ck_assert_ptr_nonnull(client_waiting(box.client, &size));
    ck_assert_uint_eq(size, 0);
    ck_assert_uint_gt(client_room(box.client), 0);
    stop();
}
END_TEST

START_TEST(a_session)
{
    start("7.2");
    configure();
    give(FRAME_LINE, "hostname fw");
    expect_prompt(" fw(config)# ");
    give(FRAME_LINE, "terminal width 120");
    expect(FRAME_PAGE, "0");
    expect(FRAME_WIDTH, "120");
    expect_prompt(" fw(config)# ");
    give(FRAME_COMPLETE, "hostn");
    expect(FRAME_WORD, "hostname ");
    give(FRAME_HELP, "hostname ");
    expect_prompt(" fw(config)# ");
    give(FRAME_LEAVE, "");
    expect_prompt(" fw# ");
    give(FRAME_INTERRUPT, ""); /* too late for anything */
    give(FRAME_LINE, "show running-config hostname");
    expect(FRAME_PAGE, "24");
    expect(FRAME_PRINT, "hostname fw\n");
    expect_prompt(" fw# ");
    give(FRAME_LINE, "exit");
    expect(FRAME_PAGE, "0");
    expect(FRAME_PRINT, "");
    expect(FRAME_PRINT, "Logoff");
    expect(FRAME_PRINT, "");
    expect(FRAME_BYE, "");
    ck_assert(client_is_dismissed(box.client));
    ck_assert_uint_eq(client_room(box.client), 0);
    stop();
}
END_TEST

static const struct stranger_case {
    const char *bytes;
    size_t size;
    const char *why;
} strangers[] = {
    { "L\0\4show", 7, "was not greeted" },
    { "H\0\12refire 1 -", 13, "of another version" },
    { "GET / HTTP/1.0\r\n\r\n", 18, "does not know" },
    { "H\0\12refire 2 -!\0\0", 16, "does not know" },
};

START_TEST(a_stranger)
{
    const struct stranger_case *test = &strangers[_i];
    start("7.2");
    client_receive(box.client, test->bytes, test->size);
    while (client_step(box.client))
        ;
    collect(SIZE_MAX);
    struct frame frame;
    while (frame_at(&box.got, 0, &frame) == FRAME_FOUND && frame.type != FRAME_BYE)
        frame_queue_drop(&box.got, frame.whole);
    expect(FRAME_BYE, test->why);
    ck_assert(client_is_dismissed(box.client));
    stop();
}
END_TEST

/* Who says to come from somewhere that is no address is not believed. */
START_TEST(a_forged_seat)
{
    start("7.2");
    give(FRAME_HELLO, FRAME_GREETING " console'\x1b[2J");
    ck_assert_str_eq(box.firewall->sessions->seat, "127.0.0.1");
    stop();
}
END_TEST

/* Asks and never reads: it is told so and let go, and takes no more memory. */
START_TEST(a_slow_reader)
{
    size_t waits = 0;
    size_t most = 0;
    box.most_waiting = MOST_WAITING;
    start("7.2");
    configure();
    collect(SIZE_MAX);
    give(FRAME_LINE, "show running-config all");
    collect(100); /* the beginning of a frame has gone out */
    for (int i = 0; i < 100000 && !client_is_dismissed(box.client); i++) {
        give(FRAME_LINE, "show running-config all");
        (void)client_waiting(box.client, &waits);
        most = waits > most ? waits : most;
    }
    ck_assert(client_is_dismissed(box.client));
    ck_assert_uint_gt(most, MOST_WAITING / 2);
    ck_assert_uint_le(most, MOST_WAITING + FRAME_WHOLE);
    ck_assert_uint_le(waits, 2 * FRAME_WHOLE);
    ck_assert_uint_gt(box.carried, 0);
    collect(SIZE_MAX);
    struct frame frame;
    while (frame_at(&box.got, 0, &frame) == FRAME_FOUND && frame.type != FRAME_BYE)
        frame_queue_drop(&box.got, frame.whole);
    expect(FRAME_BYE, "more waited to be read");
    ck_assert_uint_eq(frame_queue_length(&box.got), 0);
    stop();
}
END_TEST

/* The monitor of a slow one loses lines rather than the session. */
START_TEST(a_slow_monitor)
{
    size_t waits = 0;
    start("7.2");
    configure();
    give(FRAME_LINE, "logging enable");
    give(FRAME_LINE, "logging monitor notifications");
    give(FRAME_LINE, "terminal monitor");
    for (int i = 0; i < 20000; i++)
        give(FRAME_LINE, i % 2 == 0 ? "hostname one" : "hostname two");
    (void)client_waiting(box.client, &waits);
    ck_assert(!client_is_dismissed(box.client));
    ck_assert_uint_gt(waits, CLIENT_LOG_WAITING);
    ck_assert_uint_le(waits, 2 * CLIENT_LOG_WAITING);
    collect(SIZE_MAX);
    frame_queue_drop(&box.got, frame_queue_length(&box.got));
    give(FRAME_LINE, "hostname three");
    expect(FRAME_PRINT, "log lines came faster than they were read, and are lost\n");
    expect(FRAME_PAGE, "0");
    expect(FRAME_PRINT, "executed the 'hostname three' command.\n");
    stop();
}
END_TEST

START_TEST(bytes_one_by_one)
{
    static const char bytes[] = "H\0\12refire 2 -L\0\14show history";
    start("6.3");
    for (size_t i = 0; i < sizeof(bytes) - 1; i++) {
        client_receive(box.client, bytes + i, 1);
        while (client_step(box.client))
            ;
    }
    expect(FRAME_WELCOME, "");
    expect_prompt(" pixfirewall> ");
    expect(FRAME_PAGE, "24");
    expect(FRAME_PRINT, "  show history\n");
    stop();
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("client");
    TCase *tcase = tcase_create("client");
    tcase_add_test(tcase, nobody_has_spoken);
    tcase_add_test(tcase, a_session);
    tcase_add_loop_test(tcase, a_stranger, 0, ARRAY_LENGTH(strangers));
    tcase_add_test(tcase, a_forged_seat);
    tcase_add_test(tcase, a_slow_reader);
    tcase_add_test(tcase, a_slow_monitor);
    tcase_add_test(tcase, bytes_one_by_one);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
