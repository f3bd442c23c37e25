/*
 * ftp_strict_test.c: what `fixup protocol ftp strict` and `inspect ftp strict` close and mask, with
 * and without a map (engine.md 6.2 [A] unless marked).
 */
#include "engine/inspect/ftp.h"

#include "engine/talk_test.h"

#define CLIENT SIDE_INITIATOR
#define SERVER SIDE_RESPONDER

static struct talk talk;

static void
start_with(enum os_version version, enum talk_nat nat, const char *map)
{
    talk_start_with(&talk, version, nat, INSPECT_FTP, IP_TCP, 21);
    struct inspection *asked = talk_inspection(&talk);
    asked->strict = true;
    asked->map = map;
}

static void
begin(void)
{
    bench_start(talk.bench);
    talk_open(&talk);
    quiet(talk.bench);
}

static void
start(enum os_version version, enum talk_nat nat)
{
    start_with(version, nat, NULL);
    begin();
}

static void
exchange(const char *command, const char *reply)
{
    talk_say(&talk, CLIENT, command);
    talk_heard(&talk, SERVER, command);
    talk_say(&talk, SERVER, reply);
    talk_heard(&talk, CLIENT, reply);
}

/* --- what closes ------------------------------------------------------------------------------ */

#define LONG_NAME                                                                                  \
    "0123456789012345678901234567890123456789012345678901234567890123"                             \
    "0123456789012345678901234567890123456789012345678901234567890123"                             \
    "0123456789012345678901234567890123456789012345678901234567890123"                             \
    "0123456789012345678901234567890123456789012345678901234567890123"

static const struct {
    enum inspect_side side;
    const char *said;
    bool closes;
} lines[] = {
    /* ends in CR LF */
    { CLIENT, "NOOP\r\n", false },
    { CLIENT, "NOOP\n", true },
    /* an embedded command is a second one, unanswered */
    { CLIENT, "LIST\r\nNOOP\r\n", true },
    /* five commas; at most eight characters behind the numbers */
    { CLIENT, "PORT 10,1,1,5,4,1\r\n", false },
    { CLIENT, "PORT 10,1,1,5,4,1 1234567\r\n", false },
    { CLIENT, "PORT 10,1,1,5,4,1 12345678\r\n", true },
    { CLIENT, "PORT 10,1,1,5,4\r\n", true },
    { CLIENT, "PORT 10,1,1,5,4,1,2\r\n", true },
    { CLIENT, "PORT\r\n", true },
    { SERVER, "227 Entering Passive Mode (198,51,100,7,4,1).\r\n", false },
    { SERVER, "227 in 1 moment (198,51,100,7,4,1)\r\n", false },
    { SERVER, "227 Entering Passive Mode (198,51,100,7,4).\r\n", true },
    { SERVER, "227 Entering Passive Mode\r\n", true },
    { SERVER, "227 (198,51,100,7,4,1) and more\r\n", true },
    /* each from its own side only */
    { SERVER, "PORT 198,51,100,7,4,1\r\n", true },
    { CLIENT, "227 Entering Passive Mode (10,1,1,5,4,1)\r\n", true },
    /* and not in an error */
    { SERVER, "500 no: PORT 1,2,3\r\n", false },
    { SERVER, "500 no: 227 (1,2,3)\r\n", false },
    { SERVER, "500-no:\r\n227 (1,2,3)\r\n500 that\r\n", false },
    /* sizes */
    { CLIENT, "RETR f\r\n", false },
    { CLIENT, "RETR " LONG_NAME "\r\n", true },
    { CLIENT, "STOR " LONG_NAME "\r\n", true },
    { CLIENT, "CWD " LONG_NAME "\r\n", false },
    /* known commands, in either case, with Telnet's urgent mark */
    { CLIENT, "mlsd\r\n", false },
    { CLIENT,
      "\xff\xf4\xff\xf2"
      "ABOR\r\n",
      false },
    { CLIENT, "GET / HTTP/1.0\r\n", true },
    { CLIENT, "\r\n", true },
};

START_TEST(closes)
{
    for (enum os_version version = OS_6_2; version <= OS_8_2; version++) {
        start(version, TALK_PLAIN);
        talk_say(&talk, lines[_i].side, lines[_i].said);
        ck_assert_msg((talk.refused > 0) == lines[_i].closes, "%s", talk.bench->log);
        bool gone = strstr(talk.bench->log, "302014") != NULL;
        ck_assert_int_eq(gone, lines[_i].closes);
        talk_end(&talk);

        /* without `strict` it all passes */
        talk_start(&talk, version, TALK_PLAIN, INSPECT_FTP, IP_TCP, 21);
        talk_open(&talk);
        talk_say(&talk, lines[_i].side, lines[_i].said);
        talk_heard(&talk, other_side(lines[_i].side), lines[_i].said);
        talk_end(&talk);
    }
}
END_TEST

/* A first answer frees the next command: ABOR comes while a transfer goes on. */
START_TEST(one_command_at_a_time)
{
    start(OS_6_3, TALK_STATIC);
    exchange("USER joe\r\n", "331-who\r\n331 is that\r\n");
    exchange("PASS x\r\n", "230 in\r\n");
    exchange("RETR f\r\n", "150 coming\r\n");
    exchange("ABOR\r\n", "426 stopped\r\n226 over\r\n");
    talk_say(&talk, CLIENT, "LIST\r\n");
    talk_heard(&talk, SERVER, "LIST\r\n");
    ck_assert_uint_eq(talk.refused, 0);
    talk_say(&talk, CLIENT, "QUIT\r\n");
    talk_heard(&talk, SERVER, "");
    ck_assert_uint_gt(talk.refused, 0);
    talk_end(&talk);
}
END_TEST

/* 303004 and what comes of it, where there is one. */
#define FLOW "inside:10.1.1.5/40000 to outside:198.51.100.7/21"
#define TEARDOWN                                                                                   \
    "302014: Teardown TCP connection 1 for outside:198.51.100.7/21 to inside:10.1.1.5/40000 "      \
    "duration 0:00:00 bytes 7 "
#define HOSTS_GO                                                                                   \
    "609002: Teardown local-host inside:10.1.1.5 duration 0:00:00\n"                               \
    "609002: Teardown local-host outside:198.51.100.7 duration 0:00:00\n"
static const struct {
    enum os_version version;
    const char *log;
} unknown_commands[] = {
    { OS_6_3, TEARDOWN "Deny\n" },
    { OS_7_0, "303004: FTP GET command unsupported - failed strict inspection, terminating "
              "connection from " FLOW "\n" TEARDOWN "Flow closed by inspection\n" HOSTS_GO },
    { OS_8_0, "303004: FTP GET command unsupported - failed strict inspection, terminating "
              "connection from " FLOW "\n507003: tcp flow from " FLOW
              " terminated by inspection engine, reason - inspector "
              "drop reset.\n" TEARDOWN "Flow closed by inspection\n" HOSTS_GO },
};

static void
expect_first(const char *log)
{
    /* what the other end acknowledges belongs to no conn any more */
    char *rest = strstr(talk.bench->log, "106015");
    if (rest != NULL)
        *rest = '\0';
    ck_assert_str_eq(talk.bench->log, log);
}

START_TEST(unknown_command)
{
    start(unknown_commands[_i].version, TALK_STATIC);
    talk_say(&talk, CLIENT, "GET x\r\n");
    expect_first(unknown_commands[_i].log);
    talk_end(&talk);
}
END_TEST

/* --- what is masked --------------------------------------------------------------------------- */

static struct map_value *
add_value(struct inspect_map *map, enum map_setting setting)
{
    struct map_value *value =
        arena_append(talk.bench->config->arena, &map->values.items, &map->values.count,
                     &map->values.capacity, sizeof(*value));
    ck_assert_ptr_nonnull(value);
    value->setting = (uint16_t)setting;
    return value;
}

static struct inspect_map *
add_map(const char *name)
{
    struct config *config = talk.bench->config;
    if (config->os.version == OS_7_0 || config->os.version == OS_7_1) {
        struct old_map *old = config_old_map_make(config, MAP_PROTOCOL_FTP, name);
        ck_assert_ptr_nonnull(old);
        old->exists = true;
        old->map.protocol = MAP_PROTOCOL_FTP;
        return &old->map;
    }
    struct policy_map *policy = config_policy_map_make(config, name);
    struct inspect_map *map = arena_zalloc(config->arena, sizeof(*map));
    ck_assert(policy != NULL && map != NULL);
    policy->exists = true;
    policy->inspect = map;
    map->protocol = MAP_PROTOCOL_FTP;
    return map;
}

/* Without a map the answer to SYST [A]; with one what it says. In Xs, of the same length [C]. */
static const struct {
    bool has_map;
    enum map_setting setting;
    const char *banner, *system;
} masks[] = {
    { false, MAP_NOTHING, "220-I am\r\n here\r\n220 Unix\r\n", "215 XXXXXXXXXXXXX\r\n" },
    { true, MAP_NOTHING, "220-I am\r\n here\r\n220 Unix\r\n", "215 UNIX Type: L8\r\n" },
    { true, MAP_FTP_MASK_SYST_REPLY, "220-I am\r\n here\r\n220 Unix\r\n", "215 XXXXXXXXXXXXX\r\n" },
    { true, MAP_FTP_MASK_BANNER, "220-XXXX\r\nXXXXX\r\n220 XXXX\r\n", "215 UNIX Type: L8\r\n" },
};

START_TEST(masked)
{
    for (enum os_version version = OS_7_0; version <= OS_8_2; version++) {
        for (unsigned way = 0; way < TALK_WAYS; way++) {
            start_with(version, TALK_PLAIN, masks[_i].has_map ? "m" : NULL);
            if (masks[_i].has_map) {
                struct inspect_map *map = add_map("m");
                if (masks[_i].setting != MAP_NOTHING)
                    add_value(map, masks[_i].setting);
            }
            begin();
            talk.way = (enum talk_way)way;
            talk_say(&talk, SERVER, "220-I am\r\n here\r\n220 Unix\r\n");
            talk_heard(&talk, CLIENT, masks[_i].banner);
            exchange("NOOP\r\n", "215 not asked\r\n");
            talk_say(&talk, CLIENT, "SYST\r\n");
            talk_heard(&talk, SERVER, "SYST\r\n");
            talk_say(&talk, SERVER, "215 UNIX Type: L8\r\n");
            talk_heard(&talk, CLIENT, masks[_i].system);
            exchange("NOOP\r\n", "200 UNIX Type: L8\r\n");
            talk_end(&talk);
        }
    }
}
END_TEST

/* --- request-command deny of 7.0 -------------------------------------------------------------- */

static const struct {
    const char *said;
    enum ftp_denied list;
    bool closes;
} denials[] = {
    { "SITE x\r\n", FTP_SITE, true }, { "site x\r\n", FTP_SITE, true },
    { "SITE x\r\n", FTP_PUT, false }, { "STOR x\r\n", FTP_PUT, true },
    { "RETR x\r\n", FTP_GET, true },  { "XMKD x\r\n", FTP_MKD, true },
    { "LIST x\r\n", FTP_GET, false },
};

START_TEST(denied_commands)
{
    for (enum os_version version = OS_7_0; version <= OS_7_1; version++) {
        start_with(version, TALK_PLAIN, "m");
        add_value(add_map("m"), MAP_OLD_FTP_DENY)->list = UINT64_C(1) << denials[_i].list;
        begin();
        talk_say(&talk, CLIENT, denials[_i].said);
        char line[160];
        snprintf(line, sizeof(line),
                 "303003: FTP %.4s command denied, terminating connection from " FLOW "\n",
                 denials[_i].said);
        ck_assert_int_eq(strncmp(talk.bench->log, line, strlen(line)) == 0, denials[_i].closes);
        ck_assert_int_eq(talk.refused > 0, denials[_i].closes);
        talk_end(&talk);
    }
}
END_TEST

/* --- policy-map type inspect ftp of 7.2 ------------------------------------------------------- */

static void
add_regex(const char *name, const char *expression)
{
    struct config *config = talk.bench->config;
    struct regex *regex = BENCH_APPEND(config, regexes, regex_count, regex_capacity);
    ck_assert_ptr_nonnull(regex);
    *regex = (struct regex){ .name = name, .expression = expression };
}

static struct map_rule *
add_rule(struct inspect_map *map, enum map_setting setting)
{
    struct map_rule *rule = arena_append(talk.bench->config->arena, &map->rules, &map->rule_count,
                                         &map->rule_capacity, sizeof(*rule));
    ck_assert_ptr_nonnull(rule);
    rule->criterion.setting = (uint16_t)setting;
    rule->criterion.regexes[0].name = "r";
    return rule;
}

static void
add_reset(struct map_rule *rule, bool log)
{
    struct map_value *value =
        arena_append(talk.bench->config->arena, &rule->actions.items, &rule->actions.count,
                     &rule->actions.capacity, sizeof(*value));
    ck_assert_ptr_nonnull(value);
    *value = (struct map_value){ .setting = MAP_DO_RESET, .log = log };
}

static const struct {
    enum map_setting setting;
    bool negated;
    enum ftp_denied list;
    const char *regex;
    const char *command; /* after USER joe */
    bool closes;
} matches[] = {
    { MAP_MATCH_FTP_COMMAND, false, FTP_PUT, NULL, "STOR a.exe\r\n", true },
    { MAP_MATCH_FTP_COMMAND, false, FTP_GET, NULL, "STOR a.exe\r\n", false },
    { MAP_MATCH_FILENAME, false, 0, "^a", "STOR a.exe\r\n", true },
    { MAP_MATCH_FILENAME, false, 0, "^a", "RETR b.exe\r\n", false },
    { MAP_MATCH_FILENAME, false, 0, "^a", "CWD a\r\n", false },
    { MAP_MATCH_FILENAME, true, 0, "^a", "RETR b.exe\r\n", true },
    { MAP_MATCH_FILENAME, true, 0, "^a", "NOOP\r\n", false },
    { MAP_MATCH_FTP_FILETYPE, false, 0, "exe", "RETR b.exe\r\n", true },
    { MAP_MATCH_FTP_FILETYPE, false, 0, "\\.exe", "RETR b.exe\r\n", true },
    { MAP_MATCH_FTP_FILETYPE, false, 0, "exe", "RETR exe.d/b\r\n", false },
    { MAP_MATCH_FTP_FILETYPE, false, 0, "exe", "RETR x.exe/b\r\n", false },
    { MAP_MATCH_FTP_USERNAME, false, 0, "joe", "NOOP\r\n", true },
    { MAP_MATCH_FTP_USERNAME, false, 0, "root", "NOOP\r\n", false },
    { MAP_MATCH_FTP_SERVER, false, 0, "Unix", "NOOP\r\n", true },
    { MAP_MATCH_FTP_SERVER, false, 0, "VMS", "NOOP\r\n", false },
    { MAP_MATCH_HTTP_URI, true, 0, "x", "NOOP\r\n", false },
};

START_TEST(maps)
{
    for (enum os_version version = OS_7_2; version <= OS_8_2; version++) {
        start_with(version, TALK_PLAIN, "m");
        add_regex("r", matches[_i].regex != NULL ? matches[_i].regex : "never used");
        struct map_rule *rule = add_rule(add_map("m"), matches[_i].setting);
        rule->criterion.negated = matches[_i].negated;
        rule->criterion.list = UINT64_C(1) << matches[_i].list;
        add_reset(rule, false);
        begin();
        talk_say(&talk, SERVER, "220 Unix\r\n");
        talk_say(&talk, CLIENT, "USER joe\r\n");
        talk_say(&talk, SERVER, "331 ok\r\n");
        talk_say(&talk, CLIENT, matches[_i].command);
        ck_assert_int_eq(talk.refused > 0, matches[_i].closes);
        ck_assert_ptr_null(strstr(talk.bench->log, "303005"));
        talk_end(&talk);
    }
}
END_TEST

/* A class with all its matches, or with one of them; the rule before it does nothing. */
static const struct {
    bool match_any;
    const char *command;
    bool closes;
} classes[] = {
    { false, "RETR a.exe\r\n", true },  { false, "STOR a.exe\r\n", false },
    { false, "RETR a.txt\r\n", false }, { true, "RETR a.txt\r\n", true },
    { true, "STOR a.exe\r\n", true },   { true, "STOR a.txt\r\n", false },
};

START_TEST(map_classes)
{
    start_with(OS_8_0, TALK_PLAIN, "m");
    struct config *config = talk.bench->config;
    struct inspect_map *map = add_map("m");
    add_regex("r", "exe");
    struct class_map *class = config_class_map_make(config, "no-exe");
    class->exists = true;
    class->type = CLASS_MAP_INSPECT;
    class->match_any = classes[_i].match_any;
    class->inspect = arena_zalloc(config->arena, sizeof(*class->inspect));
    add_rule(class->inspect, MAP_MATCH_FTP_COMMAND)->criterion.list = UINT64_C(1) << FTP_GET;
    add_rule(class->inspect, MAP_MATCH_FILENAME);
    add_rule(map, MAP_MATCH_FTP_COMMAND)->criterion.list = UINT64_C(1) << FTP_SITE;
    struct map_rule *rule = add_rule(map, MAP_CLASS);
    rule->criterion.texts[0] = "no-exe";
    add_reset(rule, true);
    begin();
    talk_say(&talk, CLIENT, classes[_i].command);
    const char *line =
        strstr(talk.bench->log, "303005: Strict FTP inspection matched Class 2: no-exe in "
                                "policy-map m, Reset connection from " FLOW "\n");
    ck_assert_int_eq(line != NULL, classes[_i].closes);
    ck_assert_int_eq(talk.refused > 0, classes[_i].closes);
    talk_end(&talk);
}
END_TEST

/* A conn goes on as it began when the line is gone. */
START_TEST(line_goes)
{
    start(OS_6_3, TALK_PLAIN);
    exchange("NOOP\r\n", "200 ok\r\n");
    talk.bench->config->fixup_count = 0;
    talk.bench->config->revision++;
    talk_say(&talk, CLIENT, "GET x\r\n");
    talk_heard(&talk, SERVER, "");
    talk_end(&talk);
}
END_TEST

START_TEST(damaged)
{
    static const struct talk_message messages[] = {
        { SERVER, "220 hello\r\n", 11 },
        { CLIENT, "SYST\r\n", 6 },
        { SERVER, "215 x\r\n", 7 },
        { CLIENT, "PORT 10,1,1,5,4,1\r\n", 19 },
    };
    static uint8_t bytes[TALK_FRAME];
    for (size_t broken = 0; broken < ARRAY_LENGTH(messages); broken++) {
        for (size_t flip = 0; flip < messages[broken].length * 8; flip++) {
            start(OS_8_0, (enum talk_nat)_i);
            for (size_t i = 0; i < ARRAY_LENGTH(messages); i++) {
                memcpy(bytes, messages[i].bytes, messages[i].length);
                if (i == broken)
                    bytes[flip / 8] ^= (uint8_t)(1U << flip % 8);
                talk_send(&talk, messages[i].side, bytes, messages[i].length);
            }
            talk_end(&talk);
        }
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("ftp_strict");
    TCase *tcase = tcase_create("ftp_strict");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, closes, 0, (int)ARRAY_LENGTH(lines));
    tcase_add_test(tcase, one_command_at_a_time);
    tcase_add_loop_test(tcase, unknown_command, 0, (int)ARRAY_LENGTH(unknown_commands));
    tcase_add_loop_test(tcase, masked, 0, (int)ARRAY_LENGTH(masks));
    tcase_add_loop_test(tcase, denied_commands, 0, (int)ARRAY_LENGTH(denials));
    tcase_add_loop_test(tcase, maps, 0, (int)ARRAY_LENGTH(matches));
    tcase_add_loop_test(tcase, map_classes, 0, (int)ARRAY_LENGTH(classes));
    tcase_add_test(tcase, line_goes);
    tcase_add_loop_test(tcase, damaged, 0, TALK_NATS);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
