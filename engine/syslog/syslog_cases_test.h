/*
 * syslog_cases_test.h: each event that the log knows, and the line that it is to print.
 *
 * The expected texts are those of shared/reference: syslog.md (formats and real lines, section 4's
 * recipes) and engine.md (2.2, 4.5 and the worked expectations of 11). Hosts as in Cisco's PPTP
 * note: client 10.48.66.106, seen outside as 192.168.201.5, server 192.168.201.25.
 *
 * To add a message: its case joins the file of its subject in cases/.
 */
#ifndef REFIRE_ENGINE_SYSLOG_SYSLOG_CASES_TEST_H
#define REFIRE_ENGINE_SYSLOG_SYSLOG_CASES_TEST_H

#include "engine/packet/packet.h"
#include "engine/syslog/syslog_config_test.h"

#define CLIENT UINT32_C(0x0a30426a) /* 10.48.66.106 */
#define MAPPED UINT32_C(0xc0a8c905) /* 192.168.201.5 */
#define SERVER UINT32_C(0xc0a8c919) /* 192.168.201.25 */

#define END(ifc, real, real_port, mapped, mapped_port)                                             \
    {                                                                                              \
        ifc, real, mapped, real_port, mapped_port                                                  \
    }

#define SERVER_END(port) END(OUTSIDE, SERVER, port, SERVER, port)
#define CLIENT_END(port, mapped_port) END(INSIDE, CLIENT, port, MAPPED, mapped_port)

/* An inbound packet to the mapped address; an outbound one to the server. */
#define INBOUND(port, to_port) .outer = SERVER_END(port), .inner = CLIENT_END(to_port, to_port)
#define OUTBOUND(port, to_port)                                                                    \
    .outer = END(INSIDE, CLIENT, port, CLIENT, port), .inner = SERVER_END(to_port)

/* What a protocol said. */
#define TEXTS(...)                                                                                 \
    .texts = (const struct event_text[EVENT_TEXTS])                                                \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
#define TEXT(letters)                                                                              \
    {                                                                                              \
        letters, sizeof(letters) - 1                                                               \
    }

#define SECONDS(n) ((n)*NS_PER_SECOND)

static const struct acl acl_out = { .name = "acl-out", .exists = true };
static const struct ace permit_at_5 = { .permit = true, .log = ACE_LOG_ON, .log_level = 5 };
static const struct ace deny_at_6 = { .permit = false, .log = ACE_LOG_ON, .log_level = 6 };

static const char dns_rule_text[] =
    "matched Class 23: match domain-name regex class DomainBlockList";
static const struct event_text dns_rule[EVENT_TEXTS] = {
    { "Dropped", 7 }, { dns_rule_text, sizeof(dns_rule_text) - 1 }
};
static const struct event_text snmp_version[EVENT_TEXTS] = { { "2c", 2 } };
static const struct event_text announced[EVENT_TEXTS] = { { "RTP", 3 }, { "200", 3 } };

static const struct event_text url[EVENT_TEXTS] = { { "/a\nb", 4 } };
static const struct event_text long_header[EVENT_TEXTS] = {
    { "matched Class 4: header line length gt 998", 42 },
    { "ESMTP Classification", 20 },
};
static const struct event_text stray_bracket[EVENT_TEXTS] = { { "MAIL FROM:<a>b>", 15 } };
static const struct event_text matched[EVENT_TEXTS] = { { "request uri", 11 }, { "web", 3 } };
static const struct event_text replaced[EVENT_TEXTS] = { { "|", 1 }, { "MAIL FROM:<|>", 13 } };

static const struct event_threat scans = { .event = THREAT_SCANNING,
                                           .rate = 2,
                                           .burst = 0,
                                           .burst_limit = 8,
                                           .average = 5,
                                           .average_limit = 4,
                                           .total = 19269 };

/* Each event, and the line that all versions from SINCE to UNTIL print for it. */
static const struct row_case {
    enum os_version since;
    enum os_version until;
    struct event event;
    const char *line; /* bare, as on a 6.x console; NULL: the version prints nothing */
} cases[] = {
#include "engine/syslog/cases/access_lists_test.def"
#include "engine/syslog/cases/box_test.def"
#include "engine/syslog/cases/calls_test.def"
#include "engine/syslog/cases/conns_test.def"
#include "engine/syslog/cases/denials_test.def"
#include "engine/syslog/cases/dns_test.def"
#include "engine/syslog/cases/ftp_test.def"
#include "engine/syslog/cases/guards_test.def"
#include "engine/syslog/cases/h323_test.def"
#include "engine/syslog/cases/http_test.def"
#include "engine/syslog/cases/limits_test.def"
#include "engine/syslog/cases/mail_test.def"
#include "engine/syslog/cases/services_test.def"
#include "engine/syslog/cases/translations_test.def"
};

#endif
