/*
 * ftp_test.c: conversations of FTP through the engine: who may open data connections, what the
 * other side reads, what is printed. engine.md 6.2 [A] unless marked.
 */
#include "engine/inspect/ftp.h"

#include "engine/talk_test.h"

#define CLIENT SIDE_INITIATOR
#define SERVER SIDE_RESPONDER

static struct talk talk;

static void
start(enum os_version version, enum talk_nat nat)
{
    talk_start(&talk, version, nat, INSPECT_FTP, IP_TCP, 21);
    talk_open(&talk);
    quiet(talk.bench);
}

static void
client(const char *said, const char *heard)
{
    talk_say(&talk, CLIENT, said);
    talk_heard(&talk, SERVER, heard);
}

static void
server(const char *said, const char *heard)
{
    talk_say(&talk, SERVER, said);
    talk_heard(&talk, CLIENT, heard);
}

/* --- active: the server connects to the client ------------------------------------------------ */

static const struct {
    enum talk_nat nat;
    const char *said, *heard; /* by the server */
    const char *data;         /* the first packet of the server's */
    const char *left;
} active[] = {
    { TALK_PLAIN, "PORT 10,1,1,5,4,1\r\n", "PORT 10,1,1,5,4,1\r\n",
      "outside tcp 198.51.100.7:20 > 10.1.1.5:1025 S",
      "198.51.100.7:20 > 10.1.1.5:1025 on inside" },
    { TALK_STATIC, "PORT 10,1,1,5,255,255\r\n", "PORT 192,0,2,5,255,255\r\n",
      "outside tcp 198.51.100.7:20 > 192.0.2.5:65535 S",
      "198.51.100.7:20 > 10.1.1.5:65535 on inside" },
    { TALK_PAT, "PORT 10,1,1,5,156,65\r\n", "PORT 192,0,2,9,4,1\r\n",
      "outside tcp 198.51.100.7:20 > 192.0.2.9:1025 S",
      "198.51.100.7:20 > 10.1.1.5:40001 on inside" },
    /* any source port [A]; lower case; more behind the numbers */
    { TALK_STATIC, "port 10,1,1,5,4,0 x\r\n", "port 192,0,2,5,4,0 x\r\n",
      "outside tcp 198.51.100.7:3020 > 192.0.2.5:1024 S",
      "198.51.100.7:3020 > 10.1.1.5:1024 on inside" },
    /* RFC 2428 */
    { TALK_PLAIN, "EPRT |1|10.1.1.5|1025|\r\n", "EPRT |1|10.1.1.5|1025|\r\n",
      "outside tcp 198.51.100.7:20 > 10.1.1.5:1025 S",
      "198.51.100.7:20 > 10.1.1.5:1025 on inside" },
    { TALK_STATIC, "EPRT !1!10.1.1.5!1025!\r\n", "EPRT !1!192.0.2.5!1025!\r\n",
      "outside tcp 198.51.100.7:20 > 192.0.2.5:1025 S",
      "198.51.100.7:20 > 10.1.1.5:1025 on inside" },
    { TALK_PAT, "EPRT |1|10.1.1.5|1025|\n", "EPRT |1|192.0.2.9|1025|\n",
      "outside tcp 198.51.100.7:20 > 192.0.2.9:1025 S",
      "198.51.100.7:20 > 10.1.1.5:1025 on inside" },
    /* an outside client: what it listens at is reached by level, but its port is told as it is */
    { TALK_INWARD, "PORT 198,51,100,7,4,1\r\n", "PORT 198,51,100,7,4,1\r\n",
      "inside tcp 10.1.1.5:20 > 198.51.100.7:1025 S",
      "192.0.2.5:20 > 198.51.100.7:1025 on outside" },
};

START_TEST(server_connects)
{
    for (enum os_version version = OS_6_2; version <= OS_8_2; version++) {
        start(version, active[_i].nat);
        client(active[_i].said, active[_i].heard);
        expect_passed(talk.bench, active[_i].data);
        expect_left(talk.bench, active[_i].left);
        talk_end(&talk);
    }
}
END_TEST

/* With FTP inspection off nothing is translated, and nothing inbound comes [A]. */
START_TEST(server_may_not_connect_without)
{
    for (enum os_version version = OS_6_2; version <= OS_8_2; version++) {
        if (active[_i].nat == TALK_INWARD)
            continue;
        talk_start(&talk, version, active[_i].nat, INSPECT_KIND_COUNT, IP_TCP, 21);
        talk_open(&talk);
        client(active[_i].said, active[_i].said);
        expect_denied(talk.bench, active[_i].data);
        talk_end(&talk);
    }
}
END_TEST

/* --- passive: the client connects to the server ----------------------------------------------- */

static const struct {
    enum talk_nat nat;
    const char *said, *heard; /* by the client */
    const char *data;         /* the first packet of the client's */
    const char *left;
} passive[] = {
    { TALK_INWARD, "227 Entering Passive Mode (10,1,1,5,4,1).\r\n",
      "227 Entering Passive Mode (192,0,2,5,4,1).\r\n",
      "outside tcp 198.51.100.7:3000 > 192.0.2.5:1025 S",
      "198.51.100.7:3000 > 10.1.1.5:1025 on inside" },
    { TALK_INWARD_PLAIN, "227 Entering Passive Mode (10,1,1,5,4,1).\r\n",
      "227 Entering Passive Mode (10,1,1,5,4,1).\r\n",
      "outside tcp 198.51.100.7:3000 > 10.1.1.5:1025 S",
      "198.51.100.7:3000 > 10.1.1.5:1025 on inside" },
    /* without parentheses; numbers before it that are none of it */
    { TALK_INWARD, "227 2 or 10,1 =10,1,1,5,4,1\r\n", "227 2 or 10,1 =192,0,2,5,4,1\r\n",
      "outside tcp 198.51.100.7:3000 > 192.0.2.5:1025 S",
      "198.51.100.7:3000 > 10.1.1.5:1025 on inside" },
    { TALK_INWARD, "229 Entering Extended Passive Mode (|||1025|)\r\n",
      "229 Entering Extended Passive Mode (|||1025|)\r\n",
      "outside tcp 198.51.100.7:3000 > 192.0.2.5:1025 S",
      "198.51.100.7:3000 > 10.1.1.5:1025 on inside" },
    { TALK_INWARD_PLAIN, "229 here (!!!65535!)\n", "229 here (!!!65535!)\n",
      "outside tcp 198.51.100.7:3000 > 10.1.1.5:65535 S",
      "198.51.100.7:3000 > 10.1.1.5:65535 on inside" },
};

START_TEST(client_connects)
{
    for (enum os_version version = OS_6_2; version <= OS_8_2; version++) {
        start(version, passive[_i].nat);
        expect_denied(talk.bench, passive[_i].data);
        client("PASV\r\n", "PASV\r\n");
        server(passive[_i].said, passive[_i].heard);
        expect_passed(talk.bench, passive[_i].data);
        expect_left(talk.bench, passive[_i].left);
        talk_end(&talk);
    }
}
END_TEST

/* Without inspection: outbound passive by level, inbound nothing [A]. */
START_TEST(client_without)
{
    for (enum os_version version = OS_6_2; version <= OS_8_2; version++) {
        talk_start(&talk, version, passive[_i].nat, INSPECT_KIND_COUNT, IP_TCP, 21);
        talk_open(&talk);
        client("PASV\r\n", "PASV\r\n");
        server(passive[_i].said, passive[_i].said);
        expect_denied(talk.bench, passive[_i].data);
        talk_end(&talk);
    }
}
END_TEST

START_TEST(outbound_passive_passes_by_level)
{
    static const enum inspection_kind kinds[] = { INSPECT_FTP, INSPECT_KIND_COUNT };
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        talk_start(&talk, OS_6_3, (enum talk_nat)_i, kinds[i], IP_TCP, 21);
        talk_open(&talk);
        server("227 Entering Passive Mode (198,51,100,7,4,1).\r\n",
               "227 Entering Passive Mode (198,51,100,7,4,1).\r\n");
        expect_passed(talk.bench, "inside tcp 10.1.1.5:3000 > 198.51.100.7:1025 S");
        talk_end(&talk);
    }
}
END_TEST

/*
 * A server behind a static of port 21 alone is reached by the same address, and by the same port
 * where it is free, whatever pools there are [C]; but as a static of that port says.
 */
START_TEST(behind_a_static_port)
{
    for (enum os_version version = OS_6_3; version <= OS_8_2; version++) {
        for (unsigned other = 0; other < 3; other++) {
            talk_start_with(&talk, version, TALK_INWARD, INSPECT_FTP, IP_TCP, 21);
            struct bench *bench = talk.bench;
            bench->config->static_count = 0;
            add_port_static(bench, INSIDE, OUTSIDE, IP_TCP, STATIC_ADDRESS ":21",
                            INSIDE_HOST ":21");
            if (other == 1) {
                add_nat(bench, INSIDE, 1, "10.1.1.0/24");
                add_global(bench, OUTSIDE, 1, PAT_ADDRESS);
            } else if (other == 2) {
                add_port_static(bench, INSIDE, OUTSIDE, IP_TCP, STATIC_ADDRESS ":2000",
                                INSIDE_HOST ":1025");
            }
            bench_start(bench);
            talk_open(&talk);
            quiet(bench);
            server("227 (10,1,1,5,4,1)\r\n",
                   other == 2 ? "227 (192,0,2,5,7,208)\r\n" : "227 (192,0,2,5,4,1)\r\n");
            if (other != 2)
                expect_log(bench, "305011: Built dynamic TCP translation from inside:10.1.1.5/1025 "
                                  "to outside:192.0.2.5/1025\n");
            expect_passed(bench, other == 2 ? "outside tcp 198.51.100.7:3000 > 192.0.2.5:2000 S"
                                            : "outside tcp 198.51.100.7:3000 > 192.0.2.5:1025 S");
            expect_left(bench, "198.51.100.7:3000 > 10.1.1.5:1025 on inside");
            server("229 (|||1026|)\r\n", "229 (|||1026|)\r\n");
            expect_passed(bench, "outside tcp 198.51.100.7:3000 > 192.0.2.5:1026 S");
            talk_end(&talk);
        }
    }
}
END_TEST

/* Whatever an access list of the inside says, too (engine.md 6.1 [B]). */
START_TEST(inside_list_is_asked_for_control_only)
{
    static const struct {
        enum talk_nat nat;
        enum inspect_side side;
        const char *said, *data;
    } ways[] = {
        { TALK_STATIC, SERVER, "227 (198,51,100,7,4,1)\r\n",
          "inside tcp 10.1.1.5:3000 > 198.51.100.7:1025 S" },
        { TALK_INWARD, CLIENT, "PORT 198,51,100,7,4,1\r\n",
          "inside tcp 10.1.1.5:20 > 198.51.100.7:1025 S" },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(ways); i++) {
        for (unsigned inspected = 0; inspected < 2; inspected++) {
            talk_start_with(&talk, OS_7_0, ways[i].nat,
                            inspected ? INSPECT_FTP : INSPECT_KIND_COUNT, IP_TCP, 21);
            add_ace(talk.bench, "from-inside", true, IP_TCP, "any", "any:21");
            bind_acl(talk.bench, INSIDE, "from-inside");
            bench_start(talk.bench);
            talk_open(&talk);
            expect_denied(talk.bench, ways[i].data);
            talk_say(&talk, ways[i].side, ways[i].said);
            if (inspected)
                expect_passed(talk.bench, ways[i].data);
            else
                expect_denied(talk.bench, ways[i].data);
            talk_end(&talk);
        }
    }
}
END_TEST

/* Where the line, or the class, names another port. */
START_TEST(other_port)
{
    for (enum os_version version = OS_6_2; version <= OS_8_2; version++) {
        talk_start_with(&talk, version, TALK_STATIC, INSPECT_FTP, IP_TCP, 2121);
        talk_match_port(&talk, 2121);
        bench_start(talk.bench);
        talk_open(&talk);
        client("PORT 10,1,1,5,4,1\r\n", "PORT 192,0,2,5,4,1\r\n");
        expect_passed(talk.bench, "outside tcp 198.51.100.7:20 > 192.0.2.5:1025 S");
        talk_end(&talk);
    }
}
END_TEST

/* --- what announces nothing ------------------------------------------------------------------- */

static const struct {
    enum inspect_side side;
    const char *said;
} nothing[] = {
    { CLIENT, "PORT 10,1,1,5,4\r\n" },
    { CLIENT, "PORT 10,1,1,5,4,256\r\n" },
    { CLIENT, "PORT 10,1,1,5,4,-1\r\n" },
    { CLIENT, "PORT\r\n" },
    { CLIENT, "PORTS 10,1,1,5,4,1\r\n" },
    { CLIENT, "XPORT 10,1,1,5,4,1\r\n" },
    { CLIENT, "227 (10,1,1,5,4,1)\r\n" }, /* the server's to say */
    { CLIENT, "EPRT |2|10.1.1.5|1025|\r\n" },
    { CLIENT, "EPRT |2|2001:db8::5|1025|\r\n" },
    { CLIENT, "EPRT |1|10.1.1.5|1025\r\n" },
    { CLIENT, "EPRT |1|10.1.1.5!1025|\r\n" },
    { CLIENT, "EPRT |1|10.1.1.5|65536|\r\n" },
    { CLIENT, "EPRT\r\n" },
    { CLIENT, "\r\n" },
    { CLIENT, "\n" },
    { SERVER, "PORT 198,51,100,7,4,1\r\n" },
    { SERVER, "227 Entering Passive Mode\r\n" },
    { SERVER, "2270 (198,51,100,7,4,1)\r\n" },
    { SERVER, " 227 (198,51,100,7,4,1)\r\n" },
    { SERVER, "500 what is: 227 (198,51,100,7,4,1)\r\n" },
    { SERVER, "500-what is\r\n227 (198,51,100,7,4,1)\r\n500 that\r\n" },
    { SERVER, "229 here (|||1025!)\r\n" },
    { SERVER, "229 here (||1025|)\r\n" },
    { SERVER, "229 here (|||66000|)\r\n" },
    { SERVER, "229 here (\r\n" },
    { SERVER, "22\r\n" },
};

START_TEST(announces_nothing)
{
    start(OS_6_3, TALK_STATIC);
    talk_say(&talk, nothing[_i].side, nothing[_i].said);
    talk_heard(&talk, other_side(nothing[_i].side), nothing[_i].said);
    ck_assert_uint_eq(talk.refused, 0);
    expect_denied(talk.bench, "outside tcp 198.51.100.7:20 > 192.0.2.5:1025 S");
    /* the conversation goes on */
    client("PORT 10,1,1,5,4,1\r\n", "PORT 192,0,2,5,4,1\r\n");
    expect_passed(talk.bench, "outside tcp 198.51.100.7:20 > 192.0.2.5:1025 S");
    talk_end(&talk);
}
END_TEST

/* One announcement, one connection; the next one takes its place; from the server alone. */
START_TEST(one_connection_each)
{
    start(OS_6_3, TALK_STATIC);
    client("PORT 10,1,1,5,4,1\r\n", "PORT 192,0,2,5,4,1\r\n");
    expect_denied(talk.bench, "outside tcp 198.51.100.8:20 > 192.0.2.5:1025 S");
    expect_passed(talk.bench, "outside tcp 198.51.100.7:20 > 192.0.2.5:1025 S");
    expect_denied(talk.bench, "outside tcp 198.51.100.7:21 > 192.0.2.5:1025 S");
    client("PORT 10,1,1,5,4,2\r\n", "PORT 192,0,2,5,4,2\r\n");
    client("PORT 10,1,1,5,4,3\r\n", "PORT 192,0,2,5,4,3\r\n");
    expect_denied(talk.bench, "outside tcp 198.51.100.7:20 > 192.0.2.5:1026 S");
    expect_passed(talk.bench, "outside tcp 198.51.100.7:20 > 192.0.2.5:1027 S");
    talk_end(&talk);
}
END_TEST

/* A data conn lives on when its control conn goes, an announcement does not [C]. */
START_TEST(control_goes)
{
    start(OS_8_0, TALK_STATIC);
    client("PORT 10,1,1,5,4,1\r\n", "PORT 192,0,2,5,4,1\r\n");
    expect_passed(talk.bench, "outside tcp 198.51.100.7:20 > 192.0.2.5:1025 S");
    client("PORT 10,1,1,5,4,2\r\n", "PORT 192,0,2,5,4,2\r\n");
    talk_pass(&talk, CLIENT,
              talk_packet(&talk, CLIENT, talk.ends[CLIENT].first + talk.ends[CLIENT].sent, TCP_RST,
                          NULL, 0));
    expect_denied(talk.bench, "outside tcp 198.51.100.7:20 > 192.0.2.5:1026 S");
    expect_conns(talk.bench, "6 198.51.100.7:20 10.1.1.5:1025 bytes 0 SaAB\n");
    talk_end(&talk);
}
END_TEST

/* --- messages --------------------------------------------------------------------------------- */

/* 303002 by version: syslog.md 5.7; both ends as they really are [C]. */
static const struct {
    enum os_version since, until;
    const char *outbound, *inward;
} transfers[] = {
    { OS_6_2, OS_6_3,
      "303002:  10.1.1.5 Retrieved 198.51.100.7:a b.txt\n303002:  10.1.1.5 Stored 198.51.100.7:c\n",
      "303002:  198.51.100.7 Retrieved 10.1.1.5:a b.txt\n303002:  198.51.100.7 Stored "
      "10.1.1.5:c\n" },
    { OS_7_0, OS_7_1,
      "303002: 10.1.1.5 Retrieved 198.51.100.7:a b.txt\n303002: 10.1.1.5 Stored 198.51.100.7:c\n",
      "303002: 198.51.100.7 Retrieved 10.1.1.5:a b.txt\n303002: 198.51.100.7 Stored 10.1.1.5:c\n" },
    { OS_7_2, OS_8_2,
      "303002: FTP connection from inside:10.1.1.5/40000 to outside:198.51.100.7/21, user joe "
      "Retrieved file a b.txt\n"
      "303002: FTP connection from inside:10.1.1.5/40000 to outside:198.51.100.7/21, user joe "
      "Stored file c\n",
      "303002: FTP connection from outside:198.51.100.7/40000 to inside:10.1.1.5/21, user joe "
      "Retrieved file a b.txt\n"
      "303002: FTP connection from outside:198.51.100.7/40000 to inside:10.1.1.5/21, user joe "
      "Stored file c\n" },
};

START_TEST(files_are_told)
{
    for (enum os_version version = transfers[_i].since; version <= transfers[_i].until; version++) {
        for (unsigned inward = 0; inward < 2; inward++) {
            start(version, inward ? TALK_INWARD : TALK_STATIC);
            client("USER joe\r\nPASS x\r\n", "USER joe\r\nPASS x\r\n");
            client("RETR a b.txt\r\n", "RETR a b.txt\r\n");
            client("stor  c\r\n", "stor  c\r\n");
            client("RETR\r\nAPPE d\r\nLIST e\r\n", "RETR\r\nAPPE d\r\nLIST e\r\n");
            expect_log(talk.bench, inward ? transfers[_i].inward : transfers[_i].outbound);
            talk_end(&talk);
        }
    }
}
END_TEST

#define HOSTS_GO                                                                                   \
    "609002: Teardown local-host inside:10.1.1.5 duration 0:00:00\n"                               \
    "609002: Teardown local-host outside:198.51.100.7 duration 0:00:00\n"

/* 406001 and 406002 close the conn. The lines of 8.0 are as in a real log of an answer 227 [B]. */
static const struct {
    enum os_version version;
    enum talk_nat nat;
    enum inspect_side side;
    const char *said;
    const char *log;
} refused[] = {
    { OS_8_0, TALK_PLAIN, SERVER, "227 Entering Passive Mode (198,51,100,7,0,22)\r\n",
      "406001: FTP port command low port: 198.51.100.7/22 to 10.1.1.5 on interface outside\n"
      "507003: tcp flow from inside:10.1.1.5/40000 to outside:198.51.100.7/21 terminated by "
      "inspection engine, reason - inspector drop reset.\n"
      "302014: Teardown TCP connection 1 for outside:198.51.100.7/21 to inside:10.1.1.5/40000 "
      "duration 0:00:00 bytes 47 Flow closed by inspection\n" HOSTS_GO },
    { OS_8_0, TALK_PLAIN, SERVER, "227 Entering Passive Mode (1,2,3,4,4,0)\r\n",
      "406002: FTP port command different address: 198.51.100.7(1.2.3.4) to 10.1.1.5 on interface "
      "outside\n"
      "507003: tcp flow from inside:10.1.1.5/40000 to outside:198.51.100.7/21 terminated by "
      "inspection engine, reason - inspector drop reset.\n"
      "302014: Teardown TCP connection 1 for outside:198.51.100.7/21 to inside:10.1.1.5/40000 "
      "duration 0:00:00 bytes 41 Flow closed by inspection\n" HOSTS_GO },
    { OS_7_2, TALK_STATIC, CLIENT, "PORT 10,1,1,5,3,255\r\n",
      "406001: FTP port command low port: 10.1.1.5/1023 to 198.51.100.7 on interface inside\n"
      "302014: Teardown TCP connection 1 for outside:198.51.100.7/21 to inside:10.1.1.5/40000 "
      "duration 0:00:00 bytes 21 Flow closed by inspection\n" HOSTS_GO },
    { OS_6_3, TALK_STATIC, CLIENT, "EPRT |1|10.1.1.6|1024|\r\n",
      "406002: FTP port command different address: 10.1.1.5(10.1.1.6) to 198.51.100.7 on interface "
      "inside\n"
      "302014: Teardown TCP connection 1 for outside:198.51.100.7/21 to inside:10.1.1.5/40000 "
      "duration 0:00:00 bytes 24 Deny\n" },
    { OS_6_2, TALK_INWARD, SERVER, "229 (|||1|)\r\n",
      "406001: FTP port command low port: 10.1.1.5/1 to 198.51.100.7 on interface inside\n"
      "302014: Teardown TCP connection 1 for outside:198.51.100.7/40000 to inside:10.1.1.5/21 "
      "duration 0:00:00 bytes 13 Deny\n" },
};

START_TEST(refused_announcements)
{
    start(refused[_i].version, refused[_i].nat);
    talk_say(&talk, refused[_i].side, refused[_i].said);
    talk_heard(&talk, other_side(refused[_i].side), "");
    /* what the other end acknowledges belongs to no conn any more */
    char *rest = strstr(talk.bench->log, "106015");
    if (rest != NULL)
        *rest = '\0';
    ck_assert_str_eq(talk.bench->log, refused[_i].log);
    talk_end(&talk);
}
END_TEST

/* --- captures of both sides --------------------------------------------------------------------
 */

/* What the recorded firewall chose is taken where it may be chosen: a port of the pool's address.
 */
static const struct {
    const char *said, *seen, *heard;
} sightings[] = {
    { "PORT 10,1,1,5,156,65\r\n", "PORT 192,0,2,9,200,5\r\n", "PORT 192,0,2,9,200,5\r\n" },
    { "EPRT |1|10.1.1.5|40001|\r\n", "EPRT |1|192.0.2.9|51205|\r\n",
      "EPRT |1|192.0.2.9|51205|\r\n" },
    { "PORT 10,1,1,5,156,65\r\n", "PORT 192,0,2,8,200,5\r\n", "PORT 192,0,2,9,4,1\r\n" },
    { "PORT 10,1,1,5,156,65\r\n", "PORT 192,0,2,9,4,0\r\n", "PORT 192,0,2,9,4,1\r\n" },
    { "PORT 10,1,1,5,156,65\r\n", "PORT 192,0,2,9\r\n", "PORT 192,0,2,9,4,1\r\n" },
    { "PORT 10,1,1,5,156,65\r\n", "PO", "PORT 192,0,2,9,4,1\r\n" },
};

START_TEST(seen_announcements)
{
    start(OS_6_3, TALK_PAT);
    const struct packet seen = {
        .protocol = IP_TCP,
        .source = ip_of(PAT_ADDRESS),
        .source_port = 1024,
        .bytes = (const uint8_t *)sightings[_i].seen,
        .payload_length = strlen(sightings[_i].seen),
        .payload_captured = strlen(sightings[_i].seen),
    };
    talk.observed = &seen;
    talk_say(&talk, CLIENT, sightings[_i].said);
    talk.observed = NULL;
    talk_heard(&talk, SERVER, sightings[_i].heard);
    talk_end(&talk);
}
END_TEST

/* One-sided: what left announces by mapped addresses, and means the real ones. */
static const struct {
    enum talk_nat nat;
    enum inspect_side side;
    const char *said;
    const char *data; /* NULL: it closes the conn */
} behind[] = {
    { TALK_STATIC, CLIENT, "PORT 192,0,2,5,4,1\r\n",
      "outside tcp 198.51.100.7:20 > 192.0.2.5:1025 S" },
    { TALK_PAT, CLIENT, "PORT 192,0,2,9,200,5\r\n",
      "outside tcp 198.51.100.7:20 > 192.0.2.9:51205 S" },
    { TALK_STATIC, CLIENT, "PORT 10,1,1,5,4,1\r\n", NULL },
    { TALK_INWARD, SERVER, "227 (192,0,2,5,4,1)\r\n",
      "outside tcp 198.51.100.7:3000 > 192.0.2.5:1025 S" },
    { TALK_INWARD, SERVER, "229 (|||1025|)\r\n",
      "outside tcp 198.51.100.7:3000 > 192.0.2.5:1025 S" },
};

START_TEST(seen_behind)
{
    start(OS_8_0, behind[_i].nat);
    talk.as_left = true;
    talk_say(&talk, behind[_i].side, behind[_i].said);
    talk.as_left = false;
    if (behind[_i].data == NULL) {
        ck_assert_uint_gt(talk.refused, 0);
    } else {
        talk_heard(&talk, other_side(behind[_i].side), behind[_i].said);
        expect_passed(talk.bench, behind[_i].data);
    }
    talk_end(&talk);
}
END_TEST

/* --- security --------------------------------------------------------------------------------- */

/* What follows AUTH and 234 is TLS: anything may be in it. */
START_TEST(stops_at_tls)
{
    start(OS_8_0, TALK_STATIC);
    client("AUTH SSL\r\n", "AUTH SSL\r\n");
    server("504 no\r\n", "504 no\r\n");
    client("PORT 10,1,1,5,4,1\r\n", "PORT 192,0,2,5,4,1\r\n");
    server("234 unasked\r\n", "234 unasked\r\n");
    client("PORT 10,1,1,5,4,2\r\n", "PORT 192,0,2,5,4,2\r\n");
    client("AUTH TLS\r\n", "AUTH TLS\r\n");
    server("234 go ahead\r\n", "234 go ahead\r\n");
    client("PORT 10,1,1,5,4,3\r\n", "PORT 10,1,1,5,4,3\r\n");
    client("no line end", "no line end");
    talk_end(&talk);
}
END_TEST

/* --- in all ways ------------------------------------------------------------------------------ */

static const char *
own_numbers(const struct talk *in)
{
    return in->nat == TALK_PLAIN ? "10,1,1,5" : in->nat == TALK_STATIC ? "192,0,2,5" : "192,0,2,9";
}

static void
outbound_script(struct talk *in)
{
    char text[64];
    talk_say(in, CLIENT, "USER joe\r\nPASS secret\r\nTYPE I\r\n");
    talk_heard(in, SERVER, "USER joe\r\nPASS secret\r\nTYPE I\r\n");
    talk_say(in, CLIENT, "PORT 10,1,1,5,4,1\r\nRETR f\r\n");
    snprintf(text, sizeof(text), "PORT %s,4,1\r\nRETR f\r\n", own_numbers(in));
    talk_heard(in, SERVER, text);
    talk_say(in, SERVER, "200 ok\r\n150 there\r\n226 over\r\n");
    talk_heard(in, CLIENT, "200 ok\r\n150 there\r\n226 over\r\n");
    talk_say(in, CLIENT, "EPRT |1|10.1.1.5|1026|\r\nQUIT\r\n");
    snprintf(text, sizeof(text), "EPRT |1|%s|1026|\r\nQUIT\r\n",
             in->nat == TALK_PLAIN    ? "10.1.1.5"
             : in->nat == TALK_STATIC ? "192.0.2.5"
                                      : "192.0.2.9");
    talk_heard(in, SERVER, text);
    ck_assert_uint_eq(in->refused, 0);
}

static void
inward_script(struct talk *in)
{
    talk_say(in, SERVER, "220-hello\r\n227 (1,2,3,4,5,6)\r\n220 go\r\n");
    talk_heard(in, CLIENT, "220-hello\r\n227 (1,2,3,4,5,6)\r\n220 go\r\n");
    talk_say(in, CLIENT, "PASV\r\n");
    talk_heard(in, SERVER, "PASV\r\n");
    talk_say(in, SERVER, "227 Entering Passive Mode (10,1,1,5,4,1)\r\n");
    talk_heard(in, CLIENT,
               in->nat == TALK_INWARD ? "227 Entering Passive Mode (192,0,2,5,4,1)\r\n"
                                      : "227 Entering Passive Mode (10,1,1,5,4,1)\r\n");
    talk_say(in, CLIENT, "RETR x\r\n");
    talk_heard(in, SERVER, "RETR x\r\n");
    ck_assert_uint_eq(in->refused, 0);
}

START_TEST(in_all_ways)
{
    enum os_version version = _i % 2 == 0 ? OS_6_3 : OS_8_0;
    enum talk_nat nat = (enum talk_nat)(_i / 2);
    talk_in_all_ways(version, nat, INSPECT_FTP, 21,
                     nat == TALK_INWARD || nat == TALK_INWARD_PLAIN ? inward_script
                                                                    : outbound_script);
}
END_TEST

START_TEST(damaged)
{
    static const struct talk_message messages[] = {
        { CLIENT, "PORT 10,1,1,5,4,1\r\n", 19 },
        { SERVER, "229 a (|||1025|)\r\n", 18 },
        { CLIENT, "EPRT |1|10.1.1.5|1026|\r\n", 24 },
        { SERVER, "227 (198,51,100,7,4,1)\r\n", 24 },
        { CLIENT, "RETR a\r\n", 8 },
    };
    talk_damaged(OS_8_0, (enum talk_nat)_i, INSPECT_FTP, IP_TCP, 21, messages,
                 ARRAY_LENGTH(messages));
}
END_TEST

/* A line longer than any is not followed, and passes. */
START_TEST(endless_line)
{
    static char endless[FTP_LINE_MOST + 2];
    start(OS_6_3, TALK_PLAIN);
    memset(endless, 'A', sizeof(endless) - 1);
    client(endless, endless);
    client("PORT 10,1,1,5,4,1\r\n", "PORT 10,1,1,5,4,1\r\n");
    expect_denied(talk.bench, "outside tcp 198.51.100.7:20 > 10.1.1.5:1025 S");
    const struct engine_counters counters = engine_counters(talk.bench->engine);
    ck_assert_uint_eq(counters.inspect_desyncs[INSPECT_FTP], 1);
    talk_end(&talk);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("ftp");
    TCase *tcase = tcase_create("ftp");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, server_connects, 0, (int)ARRAY_LENGTH(active));
    tcase_add_loop_test(tcase, server_may_not_connect_without, 0, (int)ARRAY_LENGTH(active));
    tcase_add_loop_test(tcase, client_connects, 0, (int)ARRAY_LENGTH(passive));
    tcase_add_loop_test(tcase, client_without, 0, (int)ARRAY_LENGTH(passive));
    tcase_add_loop_test(tcase, outbound_passive_passes_by_level, 0, TALK_INWARD);
    tcase_add_test(tcase, other_port);
    tcase_add_test(tcase, behind_a_static_port);
    tcase_add_test(tcase, inside_list_is_asked_for_control_only);
    tcase_add_loop_test(tcase, announces_nothing, 0, (int)ARRAY_LENGTH(nothing));
    tcase_add_test(tcase, one_connection_each);
    tcase_add_test(tcase, control_goes);
    tcase_add_loop_test(tcase, files_are_told, 0, (int)ARRAY_LENGTH(transfers));
    tcase_add_loop_test(tcase, refused_announcements, 0, (int)ARRAY_LENGTH(refused));
    tcase_add_loop_test(tcase, seen_announcements, 0, (int)ARRAY_LENGTH(sightings));
    tcase_add_loop_test(tcase, seen_behind, 0, (int)ARRAY_LENGTH(behind));
    tcase_add_test(tcase, stops_at_tls);
    tcase_add_loop_test(tcase, in_all_ways, 0, 2 * TALK_NATS);
    tcase_add_loop_test(tcase, damaged, 0, TALK_NATS);
    tcase_add_test(tcase, endless_line);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
