/*
 * path_audit.c: `ip audit`: 51 signatures, each seen in one packet (engine.md 1.4, syslog.md 6).
 * What makes each fire is the vendor's list of signatures [B]; thresholds that it does not name are
 * marked [C].
 *
 * Two rounds. Signatures of the IP header look at each packet as it comes, before its sanity is
 * judged: a real line of 400000 shows that options are seen although options are refused [B]. The
 * others look at a datagram once it is whole and comes from where it may, of a conn or not.
 */
#include <string.h>

#include "engine/base/cursor.h"
#include "engine/path/path.h"

#define IP_HEADER 20
#define IP_TOTAL_MOST 65535
#define LARGE_ICMP 1024
#define PRIVILEGED_PORTS 1024

/* One packet, and what the policies of its interface say about it. */
struct audit_round {
    const struct visit *visit;
    uint8_t actions[AUDIT_CLASS_COUNT];
    struct row rows[AUDIT_CLASS_COUNT]; /* whose policy it is */
    uint8_t taken;                      /* what the signatures that fired ask for */
    struct row decided_by;              /* the first that drops or resets, else the first to fire */
};

static uint8_t
actions_of(const struct audit *audit, const struct audit_policy *policy, enum audit_class class)
{
    if (policy->actions[class].given)
        return policy->actions[class].bits;
    return audit->defaults[class].given ? audit->defaults[class].bits : AUDIT_ALARM;
}

/* False when no policy is bound to the interface, so that nothing is looked at. */
static bool
begin(struct audit_round *round, const struct visit *visit)
{
    const struct audit *audit = &visit->engine->config->audit;
    *round = (struct audit_round){ .visit = visit };
    bool bound = false;
    for (size_t i = 0; i < audit->binding_count; i++) {
        const struct audit_binding *binding = &audit->bindings[i];
        for (unsigned class = 0; binding->ifc == visit->ingress && class < AUDIT_CLASS_COUNT;
             class ++) {
            if (!binding->policy->has[class])
                continue;
            round->actions[class] = actions_of(audit, binding->policy, (enum audit_class) class);
            round->rows[class] = (struct row){ ROW_AUDIT, binding, i };
            bound = true;
        }
    }
    return bound;
}

static void
fire(struct audit_round *round, uint16_t number)
{
    size_t index = 0;
    const struct audit_signature *signature = audit_signature_at(index);
    while (signature != NULL && signature->number != number)
        signature = audit_signature_at(++index);
    const struct visit *visit = round->visit;
    if (signature == NULL || (visit->engine->config->audit.disabled >> index & 1) != 0)
        return;
    uint8_t actions = round->actions[signature->class];
    bool decides = (actions & (AUDIT_DROP | AUDIT_RESET)) != 0 &&
                   (round->taken & (AUDIT_DROP | AUDIT_RESET)) == 0;
    if (decides || round->taken == 0)
        round->decided_by = round->rows[signature->class];
    round->taken |= actions;
    if ((actions & AUDIT_ALARM) == 0)
        return;
    struct event event = visit_event(visit, EVENT_AUDIT_SIGNATURE, IFC_NONE);
    event.drop = (actions & (AUDIT_DROP | AUDIT_RESET)) != 0 ? DROP_AUDIT : DROP_NONE;
    event.signature = (uint8_t)index;
    event.row = round->rows[signature->class];
    visit_emit(visit, &event);
}

/* `reset` drops the packet and closes its conn (engine.md 1.4). */
static void
close_conn(const struct visit *visit)
{
    struct flow_key key = flow_key_of(visit->packet, visit->ingress);
    enum conn_side side;
    uint32_t number = conn_find(&visit->engine->conns, &key, &side);
    if (number != CONN_NONE)
        conn_close(visit->engine, number, TEARDOWN_DENY, visit->engine->now);
}

static bool
end(const struct audit_round *round)
{
    const struct visit *visit = round->visit;
    bool dropped = (round->taken & (AUDIT_DROP | AUDIT_RESET)) != 0;
    if (round->taken != 0)
        visit_phase(visit, &(struct trace_phase){ .type = PHASE_AUDIT,
                                                  .allowed = !dropped,
                                                  .row = round->decided_by,
                                                  .ifc = visit->ingress });
    if (!dropped)
        return true;
    visit_deny(visit, DROP_AUDIT, round->decided_by);
    if ((round->taken & AUDIT_RESET) != 0 && !visit->packet->is_fragment)
        close_conn(visit);
    return false;
}

/* --- the IP header --------------------------------------------------------------------------- */

/* The signature of an option; 0: it has none. */
static uint16_t
signature_of_option(uint8_t type)
{
    switch (type) {
    case 7:
        return 1001;
    case 68:
        return 1002;
    case 130:
        return 1003;
    case 131:
        return 1004;
    case 136:
        return 1005;
    case 137:
        return 1006;
    default:
        return 0;
    }
}

static void
look_at_options(struct audit_round *round)
{
    const struct packet *packet = round->visit->packet;
    size_t start = packet->ip_offset + IP_HEADER,
           end = packet->ip_offset + packet->ip_header_length;
    if (end > packet->captured)
        return; /* what the capture cuts cannot be judged */
    struct cursor options = cursor_of(packet->bytes + start, end - start);
    uint8_t type, length;
    bool seen[256] = { false };
    bool malformed = false;
    while (!malformed && cursor_u8(&options, &type) && type != 0) {
        if (type == 1)
            continue;
        malformed = !cursor_u8(&options, &length) || length < 2 ||
                    !cursor_skip(&options, (size_t)length - 2);
        seen[type] = !malformed;
    }
    static const uint8_t types[] = { 7, 68, 130, 131, 136, 137 };
    if (malformed)
        fire(round, 1000);
    for (size_t i = 0; i < ARRAY_LENGTH(types); i++) {
        if (seen[types[i]])
            fire(round, signature_of_option(types[i]));
    }
}

bool
path_audit_header(const struct visit *visit)
{
    struct audit_round round;
    const struct packet *packet = visit->packet;
    if (!begin(&round, visit))
        return true;
    if (packet->has_options)
        look_at_options(&round);
    if (packet->fragment_offset > 0 && packet->fragment_offset / 8 < 5)
        fire(&round, 1100);
    if (packet->source == packet->destination)
        fire(&round, 1102);
    if (packet->protocol == IP_ICMP && packet->is_fragment) {
        fire(&round, 2150);
        if (!packet->more_fragments && packet->fragment_offset + packet->l4_length > IP_TOTAL_MOST)
            fire(&round, 2154);
    }
    return end(&round);
}

void
path_audit_overlap(const struct visit *visit)
{
    struct audit_round round;
    if (begin(&round, visit))
        fire(&round, 1103); /* the fragment is refused anyway */
}

/* --- ICMP, TCP, UDP headers ------------------------------------------------------------------ */

static void
look_at_icmp(struct audit_round *round)
{
    static const uint16_t signatures[] = {
        [0] = 2000,  [3] = 2001,  [4] = 2002,  [5] = 2003,  [8] = 2004,  [11] = 2005, [12] = 2006,
        [13] = 2007, [14] = 2008, [15] = 2009, [16] = 2010, [17] = 2011, [18] = 2012,
    };
    const struct packet *packet = round->visit->packet;
    if (packet->icmp_type < ARRAY_LENGTH(signatures) && signatures[packet->icmp_type] != 0)
        fire(round, signatures[packet->icmp_type]);
    if (packet->ip_header_length + packet->l4_length > LARGE_ICMP)
        fire(round, 2151);
}

static void
look_at_flags(struct audit_round *round)
{
    const struct packet *packet = round->visit->packet;
    unsigned flags = packet->tcp_flags & (TCP_SYN | TCP_FIN | TCP_ACK | TCP_RST);
    if (flags == 0)
        fire(round, 3040);
    if ((flags & (TCP_SYN | TCP_FIN)) == (TCP_SYN | TCP_FIN))
        fire(round, 3041);
    if (flags == TCP_FIN && packet->destination_port < PRIVILEGED_PORTS)
        fire(round, 3042);
}

static void
look_at_udp(struct audit_round *round)
{
    enum { ECHO = 7, CHARGEN = 19, LOC_SRV = 135, UDP_HEADER = 8 };
    const struct packet *packet = round->visit->packet;
    uint16_t from = packet->source_port, to = packet->destination_port;
    if (UDP_HEADER + packet->payload_length < packet->l4_length)
        fire(round, 4050);
    if (to == LOC_SRV && (from == LOC_SRV || from == ECHO || from == CHARGEN))
        fire(round, 4051);
    if (from == ECHO && to == CHARGEN)
        fire(round, 4052);
}

/* --- payloads: as far as one packet shows them ------------------------------------------------ */

static struct cursor
payload_of(const struct packet *packet)
{
    return cursor_of(packet->bytes + packet->payload_offset, packet->payload_captured);
}

/* The next decimal number, and what ends it. False when there is none, or it may go on. */
static bool
read_number(struct cursor *text, uint32_t *number, uint8_t *end)
{
    bool any = false;
    *number = 0;
    while (cursor_u8(text, end)) {
        if (*end < '0' || *end > '9')
            return any;
        any = true;
        if (*number <= IP_TOTAL_MOST)
            *number = *number * 10 + (*end - (uint32_t)'0');
    }
    return false;
}

/* PORT h1,h2,h3,h4,p1,p2 */
static void
look_at_ftp(struct audit_round *round)
{
    const struct packet *packet = round->visit->packet;
    struct cursor text = payload_of(packet), word;
    uint32_t numbers[6];
    uint8_t end = 0;
    if (!cursor_take(&text, 5, &word) || strncasecmp((const char *)word.at, "PORT ", 5) != 0)
        return;
    for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++) {
        if (!read_number(&text, &numbers[i], &end) || (end == ',') == (i == 5))
            return;
    }
    bool is_address = true;
    for (size_t i = 0; i < 4; i++)
        is_address = is_address && numbers[i] <= 255;
    uint32_t address = numbers[0] << 24 | numbers[1] << 16 | numbers[2] << 8 | numbers[3];
    if (!is_address || address != packet->source)
        fire(round, 3153);
    if (numbers[4] > 255 || numbers[5] > 255 || numbers[4] * 256 + numbers[5] < PRIVILEGED_PORTS)
        fire(round, 3154);
}

/* The type that the first question of a query asks for. */
static bool
question_of(struct cursor message, uint16_t *type)
{
    uint16_t flags, questions;
    uint8_t length;
    if (!cursor_skip(&message, 2) || !cursor_u16(&message, &flags) || (flags & 0xf800) != 0 ||
        !cursor_u16(&message, &questions) || questions == 0 || !cursor_skip(&message, 6))
        return false;
    do {
        if (!cursor_u8(&message, &length) || length > 63 || !cursor_skip(&message, length))
            return false;
    } while (length > 0);
    return cursor_u16(&message, type);
}

static void
look_at_dns(struct audit_round *round)
{
    enum { DOMAIN = 53, HINFO = 13, ZONE = 252, ALL = 255 };
    const struct packet *packet = round->visit->packet;
    struct cursor message = payload_of(packet);
    uint16_t type;
    if (packet->protocol == IP_TCP && !cursor_skip(&message, 2))
        return;
    if (!question_of(message, &type))
        return;
    if (type == HINFO)
        fire(round, 6050);
    else if (type == ZONE)
        fire(round, packet->source_port == DOMAIN ? 6051 : 6052);
    else if (type == ALL)
        fire(round, 6053);
}

/* --- remote procedure calls (RFC 5531, 1833) ---------------------------------------------------
 */

enum rpc_program {
    RPC_PORTMAPPER = 100000,
    RPC_YPSERV = 100004,
    RPC_MOUNTD = 100005,
    RPC_YPBIND = 100007,
    RPC_YPPASSWDD = 100009,
    RPC_REXD = 100017,
    RPC_STATD = 100024,
    RPC_YPUPDATED = 100028,
    RPC_YPXFRD = 100069,
};

/* Longer than any name that statd takes [C]. */
#define STATD_LONGEST 1024

struct rpc_call {
    uint32_t program, procedure;
    struct cursor arguments;
};

/* Credentials and verifier: a flavour, a length, and as many bytes in words of four. */
static bool
skip_authentication(struct cursor *call)
{
    uint32_t length;
    return cursor_skip(call, 4) && cursor_u32(call, &length) && length <= 400 &&
           cursor_skip(call, (length + 3) & ~UINT32_C(3));
}

static bool
read_call(const struct packet *packet, struct rpc_call *call)
{
    struct cursor rest = payload_of(packet);
    uint32_t type, version;
    if (packet->protocol == IP_TCP && !cursor_skip(&rest, 4)) /* the record's length */
        return false;
    if (!cursor_skip(&rest, 4) || !cursor_u32(&rest, &type) || type != 0 ||
        !cursor_u32(&rest, &version) || version != 2 || !cursor_u32(&rest, &call->program) ||
        !cursor_skip(&rest, 4) || !cursor_u32(&rest, &call->procedure))
        return false;
    if (!skip_authentication(&rest) || !skip_authentication(&rest))
        rest = cursor_of(NULL, 0);
    call->arguments = rest;
    return true;
}

/* Asking the portmapper where a program is. */
static uint16_t
signature_of_request(struct rpc_call call)
{
    uint32_t program;
    if (!cursor_u32(&call.arguments, &program))
        return 0;
    switch (program) {
    case RPC_YPSERV:
        return 6150;
    case RPC_YPBIND:
        return 6151;
    case RPC_YPPASSWDD:
        return 6152;
    case RPC_YPUPDATED:
        return 6153;
    case RPC_YPXFRD:
        return 6154;
    case RPC_MOUNTD:
        return 6155;
    case RPC_REXD:
        return 6175;
    default:
        return 0;
    }
}

static void
look_at_rpc(struct audit_round *round)
{
    enum { SET = 1, UNSET = 2, GETPORT = 3, DUMP = 4, CALLIT = 5 };
    static const uint16_t signatures[] = {
        [SET] = 6100, [UNSET] = 6101, [DUMP] = 6102, [CALLIT] = 6103
    };
    const struct packet *packet = round->visit->packet;
    struct rpc_call call;
    if (!read_call(packet, &call))
        return;
    uint16_t signature = 0;
    if (call.program == RPC_PORTMAPPER && call.procedure == GETPORT)
        signature = signature_of_request(call);
    else if (call.program == RPC_PORTMAPPER && call.procedure < ARRAY_LENGTH(signatures))
        signature = signatures[call.procedure];
    else if (call.program == RPC_REXD)
        signature = 6180;
    else if (call.program == RPC_STATD && packet->payload_length > STATD_LONGEST)
        signature = 6190;
    if (signature != 0)
        fire(round, signature);
}

/* --- the second round ------------------------------------------------------------------------ */

bool
path_audit_datagram(const struct visit *visit)
{
    enum { FTP = 21, DOMAIN = 53 };
    struct audit_round round;
    const struct packet *packet = visit->packet;
    if (!begin(&round, visit))
        return true;
    if (packet->protocol == IP_ICMP)
        look_at_icmp(&round);
    if (packet->protocol == IP_UDP)
        look_at_udp(&round);
    if (packet->protocol == IP_TCP)
        look_at_flags(&round);
    if ((packet->protocol == IP_TCP || packet->protocol == IP_UDP) &&
        packet->payload_captured > 0) {
        if (packet->protocol == IP_TCP && packet->destination_port == FTP)
            look_at_ftp(&round);
        if (packet->destination_port == DOMAIN)
            look_at_dns(&round);
        look_at_rpc(&round);
    }
    return end(&round);
}
