/*
 * firewall_test.c: two sessions at one firewall: what one does the other sees, what is one's own
 * stays so, and log lines come to whom they are for.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "cli/prompt/session.h"

struct seat {
    struct session *session;
    FILE *out;
    char *text;
    size_t size;
    bool has_no_room;
};

static struct {
    struct firewall *firewall;
    struct seat console, visitor;
} box;

static bool
has_room(void *context)
{
    return !((const struct seat *)context)->has_no_room;
}

static void
sit_down(struct seat *seat, const char *address)
{
    *seat = (struct seat){ 0 };
    seat->out = open_memstream(&seat->text, &seat->size);
    ck_assert_ptr_nonnull(seat->out);
    seat->session = session_new(&(struct session_options){
        .firewall = box.firewall,
        .out = seat->out,
        .seat = address,
        .has_room = has_room,
        .has_room_context = seat,
    });
    ck_assert_ptr_nonnull(seat->session);
}

static void
stand_up(struct seat *seat)
{
    session_free(seat->session);
    fclose(seat->out);
    free(seat->text);
}

static void
start(const char *version)
{
    struct os_release release;
    ck_assert(release_parse(version, &release));
    box.firewall = firewall_new(&(struct firewall_options){ .config = config_factory(release) });
    ck_assert_ptr_nonnull(box.firewall);
    sit_down(&box.console, NULL);
    sit_down(&box.visitor, "192.0.2.7");
}

static void
stop(void)
{
    stand_up(&box.console);
    stand_up(&box.visitor);
    firewall_free(box.firewall);
}

/* What the screen shows for LINE. */
static const char *
type(struct seat *seat, const char *line)
{
    fflush(seat->out);
    size_t before = seat->size;
    (void)session_prompt(seat->session);
    session_line(seat->session, line);
    fflush(seat->out);
    return seat->text + before;
}

static void
configure(struct seat *seat)
{
    type(seat, "enable");
    type(seat, "");
    type(seat, "configure terminal");
}

static const char *
prompt(struct seat *seat)
{
    return session_prompt(seat->session);
}

/* What has come on SEAT's screen since the last call for it, whatever was typed elsewhere. */
static const char *
news(struct seat *seat, size_t *seen)
{
    fflush(seat->out);
    const char *text = seat->text + *seen;
    *seen = seat->size;
    return text;
}

START_TEST(one_configures_and_the_other_sees)
{
    start("7.2");
    configure(&box.console);
    configure(&box.visitor);
    type(&box.console, "access-list a permit tcp any any eq 80");
    ck_assert_ptr_nonnull(strstr(type(&box.visitor, "show running-config access-list"),
                                 "access-list a extended permit tcp any any eq www"));
    type(&box.visitor, "hostname both");
    ck_assert_str_eq(prompt(&box.console), "both(config)# ");
    stop();
}
END_TEST

START_TEST(each_has_its_own_mode)
{
    start("7.2");
    configure(&box.console);
    ck_assert_str_eq(prompt(&box.visitor), "pixfirewall> ");
    configure(&box.visitor);
    type(&box.console, "interface Ethernet0");
    type(&box.visitor, "object-group network g");
    type(&box.console, "nameif zone");
    type(&box.visitor, "network-object host 192.0.2.1");
    ck_assert_str_eq(prompt(&box.console), "pixfirewall(config-if)# ");
    ck_assert_str_eq(prompt(&box.visitor), "pixfirewall(config-network)# ");
    session_leave_configuration(box.visitor.session);
    ck_assert_str_eq(prompt(&box.visitor), "pixfirewall# ");
    ck_assert_str_eq(prompt(&box.console), "pixfirewall(config-if)# ");
    ck_assert_ptr_nonnull(strstr(type(&box.console, "show running-config object-group"),
                                 " network-object host 192.0.2.1\n"));
    stop();
}
END_TEST

START_TEST(a_sub_mode_ends_with_its_object)
{
    start("6.3");
    configure(&box.console);
    configure(&box.visitor);
    type(&box.visitor, "object-group network g");
    type(&box.console, "no object-group network g");
    ck_assert_str_eq(prompt(&box.visitor), "pixfirewall(config)# ");
    ck_assert_str_eq(type(&box.visitor, "network-object host 192.0.2.1"),
                     "Type help or '?' for a list of available commands.\n");
    stop();
}
END_TEST

START_TEST(help_is_about_ones_own_mode)
{
    size_t console = 0;
    size_t visitor = 0;
    start("7.2");
    configure(&box.console);
    configure(&box.visitor);
    type(&box.visitor, "interface Ethernet0");
    type(&box.console, "hostname fw");
    news(&box.console, &console);
    news(&box.visitor, &visitor);
    session_help(box.visitor.session, "namei");
    ck_assert_ptr_nonnull(strstr(news(&box.visitor, &visitor), "  nameif"));
    session_help(box.console.session, "namei");
    ck_assert_str_eq(news(&box.console, &console), "ERROR: % Unrecognized command\n");
    struct arena *arena = arena_new();
    ck_assert_str_eq(session_complete(box.visitor.session, "namei", arena), "nameif ");
    ck_assert_ptr_null(session_complete(box.console.session, "namei", arena));
    arena_free(arena);
    stop();
}
END_TEST

START_TEST(history_and_pager_are_ones_own)
{
    start("7.2");
    type(&box.console, "terminal pager 7");
    ck_assert_str_eq(type(&box.visitor, "show pager"), "pager lines 24\n");
    ck_assert_str_eq(type(&box.console, "show pager"), "pager lines 7\n");
    ck_assert_ptr_null(strstr(type(&box.visitor, "show history"), "terminal pager 7"));
    stop();
}
END_TEST

START_TEST(the_console_is_no_monitor)
{
    size_t console = 0;
    size_t visitor = 0;
    start("7.2");
    configure(&box.console);
    type(&box.console, "logging enable");
    type(&box.console, "logging monitor notifications");
    news(&box.console, &console);
    news(&box.visitor, &visitor);
    type(&box.console, "hostname one");
    ck_assert_str_eq(news(&box.console, &console), "");
    ck_assert_str_eq(news(&box.visitor, &visitor), ""); /* no `terminal monitor` yet */
    configure(&box.visitor);
    type(&box.visitor, "terminal monitor");
    news(&box.visitor, &visitor);
    type(&box.console, "hostname two");
    ck_assert_str_eq(news(&box.console, &console), "");
    ck_assert_str_eq(news(&box.visitor, &visitor),
                     "%PIX-5-111008: User 'enable_15' executed the 'hostname two' command.\n"
                     "%PIX-5-111010: User 'enable_15', running 'CLI' from IP 0.0.0.0, executed "
                     "'hostname two'\n");
    type(&box.console, "no logging monitor");
    type(&box.console, "logging console notifications");
    news(&box.console, &console);
    news(&box.visitor, &visitor);
    type(&box.visitor, "hostname three");
    ck_assert_str_eq(news(&box.visitor, &visitor), "");
    ck_assert_str_eq(news(&box.console, &console),
                     "%PIX-5-111008: User 'enable_15' executed the 'hostname three' command.\n"
                     "%PIX-5-111010: User 'enable_15', running 'CLI' from IP 192.0.2.7, executed "
                     "'hostname three'\n");
    type(&box.visitor, "end");
    ck_assert_str_eq(news(&box.console, &console),
                     "%PIX-5-111005: 192.0.2.7 end configuration: OK\n");
    stop();
}
END_TEST

START_TEST(lines_without_room_are_counted)
{
    size_t visitor = 0;
    start("6.3");
    configure(&box.console);
    configure(&box.visitor);
    type(&box.visitor, "terminal monitor");
    type(&box.console, "logging on");
    type(&box.console, "logging monitor notifications");
    news(&box.visitor, &visitor);
    box.visitor.has_no_room = true;
    type(&box.console, "hostname one");
    type(&box.console, "hostname two");
    ck_assert_str_eq(news(&box.visitor, &visitor), "");
    box.visitor.has_no_room = false;
    type(&box.console, "hostname three");
    ck_assert_str_eq(news(&box.visitor, &visitor),
                     "refire: 2 log lines came faster than they were read, and are lost\n"
                     "111008: User 'enable_15' executed the 'hostname three' command.\n");
    stop();
}
END_TEST

START_TEST(a_reload_ends_virtual_terminals)
{
    size_t visitor = 0;
    start("7.2");
    configure(&box.console);
    configure(&box.visitor);
    type(&box.visitor, "interface Ethernet0");
    news(&box.visitor, &visitor);
    type(&box.console, "end");
    type(&box.console, "reload");
    type(&box.console, "");
    ck_assert(session_is_over(box.visitor.session));
    ck_assert_ptr_nonnull(strstr(news(&box.visitor, &visitor), "the firewall was reloaded"));
    ck_assert(!session_is_over(box.console.session));
    ck_assert_str_eq(prompt(&box.console), "pixfirewall> ");
    stop();
}
END_TEST

START_TEST(one_who_leaves_takes_nothing_along)
{
    start("7.2");
    configure(&box.visitor);
    configure(&box.console);
    type(&box.visitor, "terminal monitor");
    type(&box.visitor, "interface Ethernet0");
    stand_up(&box.visitor);
    ck_assert_str_eq(prompt(&box.console), "pixfirewall(config)# ");
    type(&box.console, "hostname alone");
    ck_assert_str_eq(prompt(&box.console), "alone(config)# ");
    sit_down(&box.visitor, "192.0.2.8");
    ck_assert_str_eq(prompt(&box.visitor), "alone> ");
    stop();
}
END_TEST

/* A session may last for years. */
START_TEST(wrong_lines_need_no_memory)
{
    start("7.2");
    configure(&box.console);
    size_t before = 0;
    for (int i = 0; i < 5000; i++) {
        type(&box.console, "no such line as this one is known to any firewall of the family");
        if (i == 2000)
            before = arena_bytes(box.firewall->arena);
    }
    ck_assert_uint_le(arena_bytes(box.firewall->arena), before + 65536);
    ck_assert_uint_lt(arena_bytes(box.firewall->arena), 200000);
    stop();
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("firewall");
    TCase *tcase = tcase_create("firewall");
    tcase_add_test(tcase, one_configures_and_the_other_sees);
    tcase_add_test(tcase, each_has_its_own_mode);
    tcase_add_test(tcase, a_sub_mode_ends_with_its_object);
    tcase_add_test(tcase, help_is_about_ones_own_mode);
    tcase_add_test(tcase, history_and_pager_are_ones_own);
    tcase_add_test(tcase, the_console_is_no_monitor);
    tcase_add_test(tcase, lines_without_room_are_counted);
    tcase_add_test(tcase, a_reload_ends_virtual_terminals);
    tcase_add_test(tcase, one_who_leaves_takes_nothing_along);
    tcase_add_test(tcase, wrong_lines_need_no_memory);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
