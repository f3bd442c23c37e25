/*
 * fixture_test.h: a small firewall for the tests of the packet path.
 *
 * A bench holds a configuration built in code (the engine knows no text), an engine on it, and the
 * lines that its events print. Packets are written as one line and go through packet_decode as real
 * bytes:
 *
 *     "inside tcp 10.1.1.2:1025 > 198.51.100.7:80 S seq 100 ack 0 len 0"
 *     "inside tcp 10.1.1.2:1025 > 198.51.100.7:80 S win 8192 mss 1460 scale 7 ttl 64 tos 0"
 *     "outside icmp 198.51.100.7 > 192.0.2.5 0 0 id 7 seq 1"
 *     "outside icmp 198.51.100.7 > 192.0.2.5 3 1 about udp 192.0.2.5:1025 > 198.51.100.7:53"
 *     "inside gre 10.1.1.2 > 198.51.100.7 call 7 len 40"      version 1; no call: version 0
 *     "inside 50 10.1.1.2 > 198.51.100.7"                      any other protocol
 *     "inside tcp 10.1.1.2:1025 > 198.51.100.7:80 A data "GET /\r\n""  TCP, UDP: \r \n \\ \" \xNN
 *
 * Interfaces: outside 0, inside 100, dmz 50, and dmz2 50. Each line of the log is the message bare,
 * preceded by "+SECONDS " when the bench was told to show times.
 */
#ifndef REFIRE_ENGINE_FIXTURE_TEST_H
#define REFIRE_ENGINE_FIXTURE_TEST_H

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/engine.h"
#include "engine/syslog/syslog.h"

enum { OUTSIDE, INSIDE, DMZ, DMZ2 };

#define BENCH_START (INT64_C(1000000000) * NS_PER_SECOND)
#define BENCH_FRAME 512

struct bench {
    struct config *config;
    struct engine *engine;
    struct outcome outcome;
    struct packet packet;
    uint8_t frame[BENCH_FRAME];
    int64_t time;
    uint64_t number;
    bool show_times;
    char log[65536];
    size_t log_length;
    size_t events;
};

/* --- addresses ------------------------------------------------------------------------------- */

static inline uint32_t
ip_of(const char *text)
{
    uint32_t address;
    ck_assert_msg(ip_parse(text, strcspn(text, ":/ "), &address), "no address: %s", text);
    return address;
}

static inline uint32_t
mask_of(unsigned bits)
{
    return bits == 0 ? 0 : UINT32_MAX << (32 - bits);
}

/* "any", "10.1.1.2", "10.1.1.0/24"; a ":80" behind it is not looked at. */
static inline struct network
network_of(const char *text)
{
    if (strncmp(text, "any", 3) == 0)
        return (struct network){ 0, 0 };
    const char *bits = strchr(text, '/');
    return (struct network){ ip_of(text), bits == NULL
                                              ? IP_HOST_MASK
                                              : mask_of((unsigned)strtoul(bits + 1, NULL, 10)) };
}

static inline uint16_t
port_of(const char *text)
{
    const char *port = strchr(text, ':');
    return port == NULL ? 0 : (uint16_t)strtoul(port + 1, NULL, 10);
}

/* --- configuration --------------------------------------------------------------------------- */

static inline ifc_id
bench_interface(struct config *config, const char *name, uint8_t level, const char *address)
{
    char hardware[32];
    snprintf(hardware, sizeof(hardware), "Ethernet%zu", config->interface_count);
    ifc_id ifc = config_add_interface(config, hardware);
    ck_assert_uint_ne(ifc, IFC_NONE);
    struct interface *interface = config->interfaces[ifc];
    interface->name = name;
    interface->security_level = level;
    interface->has_security_level = true;
    interface->address_source = ADDRESS_STATIC;
    struct network network = network_of(address);
    interface->address = network.address;
    interface->netmask = network.netmask;
    return ifc;
}

#define BENCH_APPEND(config, list, count, capacity)                                                \
    arena_append((config)->arena, &(config)->list, &(config)->count, &(config)->capacity,          \
                 sizeof(*(config)->list))

static inline struct route *
add_route(struct bench *bench, ifc_id ifc, const char *network, const char *gateway)
{
    struct route *route = BENCH_APPEND(bench->config, routes, route_count, route_capacity);
    ck_assert_ptr_nonnull(route);
    *route = (struct route){
        .ifc = ifc, .network = network_of(network), .gateway = ip_of(gateway), .metric = 1
    };
    return route;
}

/* static (REAL_IFC,MAPPED_IFC) MAPPED REAL; a "/24" behind REAL is the mask of both. */
static inline struct static_nat *
add_static(struct bench *bench, ifc_id real_ifc, ifc_id mapped_ifc, const char *mapped,
           const char *real)
{
    struct static_nat *rule = BENCH_APPEND(bench->config, statics, static_count, static_capacity);
    ck_assert_ptr_nonnull(rule);
    struct network network = network_of(real);
    *rule = (struct static_nat){ .real_ifc = real_ifc,
                                 .mapped_ifc = mapped_ifc,
                                 .mapped_is_interface = strcmp(mapped, "interface") == 0,
                                 .real = network.address,
                                 .netmask = network.netmask,
                                 .number = bench->config->next_nat_number++ };
    if (!rule->mapped_is_interface)
        rule->mapped = ip_of(mapped);
    return rule;
}

/* static (...) tcp MAPPED:PORT REAL:PORT; "interface:80" too */
static inline struct static_nat *
add_port_static(struct bench *bench, ifc_id real_ifc, ifc_id mapped_ifc, uint8_t protocol,
                const char *mapped, const char *real)
{
    bool interface = strncmp(mapped, "interface", 9) == 0;
    struct static_nat *rule =
        add_static(bench, real_ifc, mapped_ifc, interface ? "interface" : mapped, real);
    rule->protocol = protocol;
    rule->mapped_port = port_of(mapped);
    rule->real_port = port_of(real);
    return rule;
}

static inline struct nat *
add_nat(struct bench *bench, ifc_id ifc, uint32_t id, const char *network)
{
    struct nat *nat = BENCH_APPEND(bench->config, nats, nat_count, nat_capacity);
    ck_assert_ptr_nonnull(nat);
    *nat = (struct nat){ .ifc = ifc,
                         .id = id,
                         .real = network_of(network),
                         .number = bench->config->next_nat_number++ };
    return nat;
}

static inline struct nat *
add_nat_acl(struct bench *bench, ifc_id ifc, uint32_t id, struct acl *acl)
{
    struct nat *nat = add_nat(bench, ifc, id, "any");
    nat->acl = acl;
    return nat;
}

/* global (IFC) ID: "interface", one address for PAT, "192.0.2.10-192.0.2.20" for a range */
static inline struct global *
add_global(struct bench *bench, ifc_id ifc, uint32_t id, const char *what)
{
    struct global *global = BENCH_APPEND(bench->config, globals, global_count, global_capacity);
    ck_assert_ptr_nonnull(global);
    *global = (struct global){ .ifc = ifc, .id = id, .kind = GLOBAL_INTERFACE };
    if (strcmp(what, "interface") == 0)
        return global;
    char first[IP_TEXT_SIZE];
    const char *dash = strchr(what, '-');
    snprintf(first, sizeof(first), "%.*s", dash == NULL ? 15 : (int)(dash - what), what);
    global->kind = dash == NULL ? GLOBAL_PAT : GLOBAL_RANGE;
    global->first = ip_of(first);
    global->last = dash == NULL ? global->first : ip_of(dash + 1);
    return global;
}

static inline struct address_match
match_of(const char *text)
{
    struct network network = network_of(text);
    return (struct address_match){ .kind = network.netmask == 0 ? ADDRESS_ANY : ADDRESS_NETWORK,
                                   .network = network };
}

static inline struct port_match
port_match_of(const char *text)
{
    if (strchr(text, ':') == NULL)
        return (struct port_match){ .op = PORT_OP_NONE };
    return (struct port_match){ .op = PORT_OP_EQ, .low = port_of(text) };
}

/* One more ACE of the list NAME, which is made when it is not there. */
static inline struct ace *
add_ace(struct bench *bench, const char *name, bool permit, uint8_t protocol, const char *source,
        const char *destination)
{
    struct config *config = bench->config;
    struct acl *acl = config_acl_make(config, name);
    ck_assert_ptr_nonnull(acl);
    acl->exists = true;
    struct ace *ace = arena_zalloc(config->arena, sizeof(*ace));
    ck_assert_ptr_nonnull(ace);
    *ace = (struct ace){ .id = config->next_ace_id++,
                         .permit = permit,
                         .protocol = protocol,
                         .source = match_of(source),
                         .destination = match_of(destination),
                         .source_port = port_match_of(source),
                         .destination_port = port_match_of(destination),
                         .icmp_type = ICMP_TYPE_ANY,
                         .log_level = ACE_LOG_DEFAULT_LEVEL };
    struct ace **slot =
        arena_append(config->arena, &acl->aces, &acl->count, &acl->capacity, sizeof(ace));
    ck_assert_ptr_nonnull(slot);
    *slot = ace;
    return ace;
}

/* access-group NAME in interface IFC */
static inline void
bind_acl(struct bench *bench, ifc_id ifc, const char *name)
{
    bench->config->interfaces[ifc]->access_in = config_acl_make(bench->config, name);
    ck_assert_ptr_nonnull(bench->config->interfaces[ifc]->access_in);
}

/* 7.0 and later: `inspect KIND` in the global policy, under match default-inspection-traffic. */
static inline void
add_inspection(struct bench *bench, enum inspection_kind kind)
{
    struct config *config = bench->config;
    struct policy_map *policy = config_policy_map_make(config, "global_policy");
    ck_assert_ptr_nonnull(policy);
    if (policy->count == 0) {
        policy->exists = true;
        struct class_map *map = config_class_map_make(config, "inspection_default");
        ck_assert_ptr_nonnull(map);
        map->exists = true;
        struct class_match *match =
            arena_append(config->arena, &map->matches, &map->count, &map->capacity, sizeof(*match));
        ck_assert_ptr_nonnull(match);
        match->kind = CLASS_MATCH_DEFAULT_INSPECTION;
        struct policy_class *made = arena_append(config->arena, &policy->classes, &policy->count,
                                                 &policy->capacity, sizeof(*made));
        struct service_policy *service =
            BENCH_APPEND(config, service_policies, service_policy_count, service_policy_capacity);
        ck_assert(made != NULL && service != NULL);
        made->class_map = map;
        *service = (struct service_policy){ .policy_map = policy, .ifc = IFC_NONE };
    }
    struct policy_class *class = &policy->classes[0];
    struct inspection *inspection = arena_append(config->arena, &class->inspections, &class->count,
                                                 &class->capacity, sizeof(*inspection));
    ck_assert_ptr_nonnull(inspection);
    inspection->kind = kind;
}

/* --- the bench ------------------------------------------------------------------------------- */

static inline void
bench_emit(void *context, const struct event *event)
{
    struct bench *bench = context;
    char line[SYSLOG_LINE_SIZE];
    bench->events++;
    if (syslog_line(bench->config, event, SYSLOG_BARE, line) == 0)
        return;
    char *at = bench->log + bench->log_length;
    size_t room = sizeof(bench->log) - bench->log_length;
    int written = 0;
    if (bench->show_times)
        written = snprintf(at, room, "+%" PRId64 " ", (event->time - BENCH_START) / NS_PER_SECOND);
    written += snprintf(at + written, room - (size_t)written, "%s\n", line);
    ck_assert_msg((size_t)written < room, "the log is full");
    bench->log_length += (size_t)written;
}

/* A bench whose box does as DOES says. */
static inline struct bench *
bench_new_as(enum os_version version, const struct behaviour *does)
{
    struct bench *bench = calloc(1, sizeof(*bench));
    ck_assert_ptr_nonnull(bench);
    bench->config = config_new_as((struct os_release){ .version = version }, does);
    ck_assert_ptr_nonnull(bench->config);
    bench_interface(bench->config, "outside", 0, "192.0.2.1/24");
    bench_interface(bench->config, "inside", 100, "10.1.1.1/24");
    bench_interface(bench->config, "dmz", 50, "172.16.1.1/24");
    bench_interface(bench->config, "dmz2", 50, "172.16.2.1/24");
    bench->time = BENCH_START;
    return bench;
}

/* The configuration alone; bench_start makes the engine when its rules are there. */
static inline struct bench *
bench_new(enum os_version version)
{
    return bench_new_as(version, behaviour(version));
}

static inline void
bench_start_with(struct bench *bench, struct engine_options options)
{
    bench->engine = engine_new(bench->config, &options,
                               (struct event_sink){ .emit = bench_emit, .context = bench });
    ck_assert_ptr_nonnull(bench->engine);
}

static inline void
bench_start(struct bench *bench)
{
    bench_start_with(bench, (struct engine_options){ .seed = 1 });
}

static inline void
bench_free(struct bench *bench)
{
    engine_free(bench->engine);
    config_free(bench->config);
    free(bench);
}

/* The next packet comes SECONDS after the start. */
static inline void
at_second(struct bench *bench, uint32_t seconds)
{
    bench->time = BENCH_START + seconds_to_ns(seconds);
}

static inline void
quiet(struct bench *bench)
{
    bench->log_length = 0;
    bench->log[0] = '\0';
}

/* What was printed since the last look; LINES has a line end after each. */
#define expect_log(bench, lines)                                                                   \
    do {                                                                                           \
        ck_assert_str_eq((bench)->log, lines);                                                     \
        quiet(bench);                                                                              \
    } while (0)

/* --- packets --------------------------------------------------------------------------------- */

struct writing {
    uint8_t *bytes;
    size_t length;
};

static inline void
put_number(struct writing *writing, uint64_t value, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        writing->bytes[writing->length++] = (uint8_t)(value >> (8 * i));
}

/* The number after WORD; OTHERWISE when the word is not there. */
static inline uint32_t
number_after(const char *text, const char *word, uint32_t otherwise)
{
    char wanted[16];
    snprintf(wanted, sizeof(wanted), " %s ", word);
    const char *found = strstr(text, wanted);
    return found == NULL ? otherwise : (uint32_t)strtoul(found + strlen(wanted), NULL, 10);
}

static inline uint8_t
flags_of(const char *letters)
{
    uint8_t flags = 0;
    for (; *letters != '\0'; letters++)
        flags |= *letters == 'F'   ? TCP_FIN
                 : *letters == 'S' ? TCP_SYN
                 : *letters == 'R' ? TCP_RST
                 : *letters == 'P' ? TCP_PSH
                 : *letters == 'A' ? TCP_ACK
                 : *letters == 'U' ? TCP_URG
                                   : 0;
    return flags;
}

static inline void
put_ip(struct writing *writing, uint8_t protocol, const char *source, const char *destination,
       size_t payload)
{
    put_number(writing, 0x4500, 2);
    put_number(writing, 20 + payload, 2);
    put_number(writing, 0x12344000, 4);
    put_number(writing, 64, 1);
    put_number(writing, protocol, 1);
    put_number(writing, 0, 2);
    put_number(writing, ip_of(source), 4);
    put_number(writing, ip_of(destination), 4);
    uint16_t sum = internet_checksum(writing->bytes + writing->length - 20, 20, 0);
    writing->bytes[writing->length - 10] = (uint8_t)(sum >> 8);
    writing->bytes[writing->length - 9] = (uint8_t)sum;
}

static inline uint8_t
protocol_of(const char *text)
{
    static const struct {
        const char *name;
        uint8_t protocol;
    } names[] = { { "tcp", IP_TCP }, { "udp", IP_UDP }, { "icmp", IP_ICMP }, { "gre", IP_GRE } };
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (strcmp(names[i].name, text) == 0)
            return names[i].protocol;
    }
    return (uint8_t)strtoul(text, NULL, 10);
}

/* "mss 1460", "scale 7", "option 19": what the segment's options say. */
static inline size_t
tcp_options_of_text(const char *text, uint8_t options[static 16])
{
    struct writing writing = { .bytes = options };
    uint32_t mss = number_after(text, "mss", 0), kind = number_after(text, "option", 0);
    uint32_t scale = number_after(text, "scale", UINT32_MAX);
    if (mss != 0)
        put_number(&writing, 0x02040000 | mss, 4);
    if (scale != UINT32_MAX)
        put_number(&writing, 0x01030300 | scale, 4);
    if (kind != 0)
        put_number(&writing, 0x01010002 | kind << 8, 4);
    return writing.length;
}

/* What stands behind `data`, to the last quote; 0 bytes when it does not. */
static inline size_t
data_of_text(const char *text, uint8_t data[static BENCH_FRAME])
{
    const char *at = strstr(text, " data \"");
    const char *end = strrchr(text, '"');
    size_t length = 0;
    if (at == NULL)
        return 0;
    for (at += strlen(" data \""); at < end; at++) {
        char c = *at;
        unsigned octet = 0;
        if (c == '\\' && ++at < end) {
            c = *at == 'r' ? '\r' : *at == 'n' ? '\n' : *at;
            if (c == 'x' && sscanf(at + 1, "%2x", &octet) == 1) {
                c = (char)octet;
                at += 2;
            }
        }
        ck_assert_uint_lt(length, BENCH_FRAME);
        data[length++] = (uint8_t)c;
    }
    return length;
}

/* The payload: DATA, or so many zeros. */
static inline void
put_payload(struct writing *writing, const uint8_t *data, size_t data_length, size_t length)
{
    if (data_length > 0) {
        ck_assert_uint_le(writing->length + data_length, BENCH_FRAME);
        memcpy(writing->bytes + writing->length, data, data_length);
    }
    writing->length += length;
}

static inline void
put_tcp(struct writing *writing, const char *source, const char *destination, const char *rest)
{
    char flags[8] = "";
    sscanf(rest, "%7s", flags);
    uint8_t options[16], data[BENCH_FRAME];
    size_t data_length = data_of_text(rest, data);
    size_t length = data_length > 0 ? data_length : number_after(rest, "len", 0);
    size_t option_length = tcp_options_of_text(rest, options);
    put_ip(writing, IP_TCP, source, destination, 20 + option_length + length);
    put_number(writing, port_of(source), 2);
    put_number(writing, port_of(destination), 2);
    put_number(writing, number_after(rest, "seq", 0), 4);
    put_number(writing, number_after(rest, "ack", 0), 4);
    put_number(writing, (20 + option_length) << 2 | number_after(rest, "reserved", 0), 1);
    put_number(writing, flags_of(flags), 1);
    put_number(writing, number_after(rest, "win", 8192), 2);
    put_number(writing, 0, 4);
    memcpy(writing->bytes + writing->length, options, option_length);
    writing->length += option_length;
    put_payload(writing, data, data_length, length);
}

static inline void
put_udp(struct writing *writing, const char *source, const char *destination, const char *rest)
{
    uint8_t data[BENCH_FRAME];
    size_t data_length = data_of_text(rest, data);
    size_t length = data_length > 0 ? data_length : number_after(rest, "len", 0);
    put_ip(writing, IP_UDP, source, destination, 8 + length);
    put_number(writing, port_of(source), 2);
    put_number(writing, port_of(destination), 2);
    put_number(writing, 8 + length, 2);
    put_number(writing, 0, 2);
    put_payload(writing, data, data_length, length);
}

static inline void
put_gre(struct writing *writing, const char *source, const char *destination, const char *rest)
{
    uint32_t length = number_after(rest, "len", 0);
    bool pptp = strstr(rest, " call ") != NULL;
    put_ip(writing, IP_GRE, source, destination, (pptp ? 12 : 4) + length);
    put_number(writing, pptp ? 0x3001880b : 0x00000800, 4);
    if (pptp) {
        put_number(writing, length, 2);
        put_number(writing, number_after(rest, "call", 0), 2);
        put_number(writing, 1, 4);
    }
    writing->length += length;
}

static inline void put_datagram(struct writing *writing, const char *text);

static inline void
put_icmp(struct writing *writing, const char *source, const char *destination, const char *rest)
{
    unsigned type = 0, code = 0;
    sscanf(rest, "%u %u", &type, &code);
    const char *about = strstr(rest, "about ");
    uint8_t quoted[128] = { 0 };
    struct writing inner = { .bytes = quoted };
    if (about != NULL) {
        put_datagram(&inner, about + strlen("about "));
        if (inner.length > 28)
            inner.length = 28; /* a header and eight bytes, as RFC 792 has it */
    }
    put_ip(writing, IP_ICMP, source, destination, 8 + inner.length);
    put_number(writing, type, 1);
    put_number(writing, code, 1);
    put_number(writing, 0, 2);
    put_number(writing, number_after(rest, "id", 0), 2);
    put_number(writing, number_after(rest, "seq", 0), 2);
    memcpy(writing->bytes + writing->length, quoted, inner.length);
    writing->length += inner.length;
}

/* "tcp A:p > B:p ..." */
static inline void
put_datagram(struct writing *writing, const char *text)
{
    char protocol[8], source[32], destination[32];
    int used = 0;
    ck_assert_msg(sscanf(text, "%7s %31s > %31s%n", protocol, source, destination, &used) == 3,
                  "not a packet: %s", text);
    const char *rest = text + used;
    switch (protocol_of(protocol)) {
    case IP_TCP:
        put_tcp(writing, source, destination, rest);
        break;
    case IP_UDP:
        put_udp(writing, source, destination, rest);
        break;
    case IP_ICMP:
        put_icmp(writing, source, destination, rest);
        break;
    case IP_GRE:
        put_gre(writing, source, destination, rest);
        break;
    default:
        put_ip(writing, protocol_of(protocol), source, destination, 40);
        writing->length += 40;
    }
}

static inline void
decode_packet(struct bench *bench, const char *text)
{
    struct writing writing = { .bytes = bench->frame };
    memset(bench->frame, 0, sizeof(bench->frame));
    put_datagram(&writing, text);
    bench->frame[1] = (uint8_t)number_after(text, "tos", 0);
    bench->frame[8] = (uint8_t)number_after(text, "ttl", 64);
    bench->frame[10] = bench->frame[11] = 0;
    uint16_t sum = internet_checksum(bench->frame, 20, 0);
    bench->frame[10] = (uint8_t)(sum >> 8);
    bench->frame[11] = (uint8_t)sum;
    packet_decode(&bench->packet, LINK_RAW_IP, bench->frame, writing.length, writing.length);
    bench->packet.time = bench->time;
    bench->packet.number = ++bench->number;
}

/* "IFC PROTOCOL A > B ..." as above; the verdict, the rest is in bench->outcome. */
static inline enum verdict
send_packet(struct bench *bench, const char *text)
{
    char name[16];
    int used = 0;
    ck_assert_int_eq(sscanf(text, "%15s %n", name, &used), 1);
    ifc_id ifc = config_interface_by_name(bench->config, name);
    ck_assert_msg(ifc != IFC_NONE, "no interface in: %s", text);
    decode_packet(bench, text + used);
    engine_packet(bench->engine, ifc, &bench->packet, &bench->outcome);
    return bench->outcome.verdict;
}

#define expect_passed(bench, text)                                                                 \
    ck_assert_msg(send_packet(bench, text) == VERDICT_PASSED, "%s: %s (%s)\n%s", text,             \
                  verdict_name((bench)->outcome.verdict), drop_reason_name((bench)->outcome.drop), \
                  (bench)->log)
#define expect_denied(bench, text)                                                                 \
    ck_assert_msg(send_packet(bench, text) == VERDICT_DENIED, "%s: %s\n%s", text,                  \
                  verdict_name((bench)->outcome.verdict), (bench)->log)

/* How the packet left: "192.0.2.5:1024 > 198.51.100.7:80 on outside". */
static inline const char *
left_as(const struct bench *bench, char text[static 96])
{
    char source[IP_TEXT_SIZE], destination[IP_TEXT_SIZE];
    const struct translation *translation = &bench->outcome.translation;
    ip_format(translation->source, source);
    ip_format(translation->destination, destination);
    snprintf(text, 96, "%s:%u > %s:%u on %s", source, translation->source_port, destination,
             translation->destination_port,
             config_interface_label(bench->config, bench->outcome.egress));
    return text;
}

#define expect_left(bench, text)                                                                   \
    do {                                                                                           \
        char as_left[96];                                                                          \
        ck_assert_str_eq(left_as(bench, as_left), text);                                           \
    } while (0)

/* --- what is there --------------------------------------------------------------------------- */

struct listing {
    const struct config *config;
    char *text;
    size_t size;
};

static inline bool
list_conn(void *context, const struct conn_view *conn)
{
    struct listing *listing = context;
    char outer[IP_TEXT_SIZE], inner[IP_TEXT_SIZE];
    ip_format(conn->outer.real, outer);
    ip_format(conn->inner.real, inner);
    int written = snprintf(listing->text, listing->size, "%u %s:%u %s:%u bytes %" PRIu64 " %s\n",
                           conn->protocol, outer, conn->outer.real_port, inner,
                           conn->inner.real_port, conn->bytes, conn->flags);
    ck_assert_uint_lt((size_t)written, listing->size);
    listing->text += written;
    listing->size -= (size_t)written;
    return true;
}

/* "6 198.51.100.7:80 10.1.1.2:1025 bytes 0 saA\n" for each conn, oldest first. */
#define expect_conns(bench, lines)                                                                 \
    do {                                                                                           \
        char conns[4096] = "";                                                                     \
        struct listing listing = { (bench)->config, conns, sizeof(conns) };                        \
        engine_each_conn((bench)->engine, list_conn, &listing);                                    \
        ck_assert_str_eq(conns, lines);                                                            \
    } while (0)

/* The same of what is announced and has not come. */
#define expect_pinholes(bench, lines)                                                              \
    do {                                                                                           \
        char pinholes[4096] = "";                                                                  \
        struct listing listing = { (bench)->config, pinholes, sizeof(pinholes) };                  \
        engine_each_pinhole((bench)->engine, list_conn, &listing);                                 \
        ck_assert_str_eq(pinholes, lines);                                                         \
    } while (0)

#endif
