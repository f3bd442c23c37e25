/*
 * summary_policy.c: prints them. What the engine learns to do loses its row here.
 */
#include "cli/replay/summary_policy.h"

#include "engine/base/ip.h"
#include "engine/inspect.h"
#include "engine/inspect/http_head.h"

/* `state-checking`, by its list */
enum { STATES_OF_H225 = 1 };

/* NULL: it moves no packet. */
static const struct action_taint {
    const char *line;
    const char *why;
} action_taints[POLICY_ACTION_COUNT] = {
    [POLICY_ACTION_CONNECTION] = { "set connection", NULL },
    [POLICY_ACTION_TIMEOUT] = { "set connection timeout", NULL },
    [POLICY_ACTION_ADVANCED] = { "set connection advanced-options", NULL },
    [POLICY_ACTION_DECREMENT_TTL] = { "set connection decrement-ttl", NULL },
    [POLICY_ACTION_POLICE] = { "police", "policing is not modelled" },
    [POLICY_ACTION_PRIORITY] = { "priority", NULL },
    [POLICY_ACTION_SHAPE] = { "shape", "shaping is not modelled" },
    [POLICY_ACTION_IPS] = { "ips", "the intrusion prevention module could drop traffic" },
    [POLICY_ACTION_CSC] = { "csc", "the content security module could drop traffic" },
    [POLICY_ACTION_FLOW_EXPORT] = { "flow-export", NULL },
    [POLICY_ACTION_NESTED] = { "service-policy", NULL },
};

/* NULL: the engine evaluates it. */
static const char *const match_words[] = {
    [CLASS_MATCH_ANY] = NULL,
    [CLASS_MATCH_DEFAULT_INSPECTION] = NULL,
    [CLASS_MATCH_PORT] = NULL,
    [CLASS_MATCH_ACCESS_LIST] = NULL,
    [CLASS_MATCH_DSCP] = NULL,
    [CLASS_MATCH_PRECEDENCE] = NULL,
    [CLASS_MATCH_RTP] = NULL,
    [CLASS_MATCH_TUNNEL_GROUP] = "match tunnel-group",
    [CLASS_MATCH_FLOW] = "match flow ip destination-address",
};

static void
print_place(FILE *out, const struct origin *origin)
{
    fputs("taints: ", out);
    if (origin->file != NULL)
        fprintf(out, "%s:%u: ", origin->file, origin->line);
}

static void
put_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++)
        fputc((unsigned char)*text < 0x20 || *text == 0x7f ? '?' : *text, out);
}

static void
print_class_map(FILE *out, const struct class_map *map)
{
    for (size_t i = 0; map->exists && i < map->count; i++) {
        const struct class_match *match = &map->matches[i];
        if (match_words[match->kind] == NULL)
            continue;
        print_place(out, &match->origin);
        fprintf(out, "%s (not evaluated: class ", match_words[match->kind]);
        put_text(out, map->name);
        fputs(" matches nothing by it)\n", out);
    }
}

/* ICMP and options are inspected by the path itself. */
static bool
is_inspected(enum inspection_kind kind)
{
    return kind == INSPECT_ICMP || kind == INSPECT_ICMP_ERROR || kind == INSPECT_IP_OPTIONS ||
           inspection_engine_of(kind, IP_TCP) != NULL || inspection_engine_of(kind, IP_UDP) != NULL;
}

/* Whatever it would have done, whether a conn has met it or not; CLASS: NULL for a fixup. */
static void
print_inspection(FILE *out, const struct inspection *inspection, const struct policy_class *class)
{
    if (inspection->off || is_inspected(inspection->kind))
        return;
    print_place(out, &inspection->origin);
    fprintf(out, "%s %s (not modelled", class != NULL ? "inspect" : "fixup protocol",
            inspection_default(inspection->kind)->name);
    if (class != NULL) {
        fputs(": class ", out);
        put_text(out, class->class_map->name);
    }
    fputs(")\n", out);
}

/* A capture shows no probes: an idle conn ends though its ends may live. */
static void
print_dead_detection(FILE *out, const struct policy_class *class)
{
    if (!class->connection.said[CONN_DCD])
        return;
    print_place(out, &class->origins[POLICY_ACTION_TIMEOUT]);
    fputs("set connection timeout dcd (dead ends are not looked for: class ", out);
    put_text(out, class->class_map->name);
    fputs(")\n", out);
}

static void
print_tcp_map(FILE *out, const struct tcp_map *map)
{
    if (!map->exists || map->actions[TCP_MAP_CHECK_RETRANSMISSION] != TCP_MAP_ON)
        return;
    print_place(out, &map->origin);
    fputs("tcp-map ", out);
    put_text(out, map->name);
    fputs(" (check-retransmission is not evaluated: what is sent twice is not compared)\n", out);
}

static void
print_class(FILE *out, const struct policy_class *class)
{
    print_dead_detection(out, class);
    for (size_t i = 0; i < class->count; i++)
        print_inspection(out, &class->inspections[i], class);
    for (size_t i = 0; i < POLICY_ACTION_COUNT; i++) {
        const struct action_taint *taint = &action_taints[i];
        if (taint->why == NULL || !policy_class_does(class, (enum policy_action)i))
            continue;
        print_place(out, &class->origins[i]);
        fprintf(out, "%s (%s: class ", taint->line, taint->why);
        put_text(out, class->class_map->name);
        fputs(")\n", out);
    }
}

/* The parameters that are evaluated; a protocol whose RULES are, too, has them all as rows. */
static const struct {
    enum map_protocol protocol;
    enum map_setting parameter;
    bool rules;
} evaluated[] = {
    { MAP_PROTOCOL_DCERPC, MAP_DCERPC_PINHOLE_TIMEOUT, false },
    { MAP_PROTOCOL_DNS, MAP_DNS_GUARD, true },
    { MAP_PROTOCOL_DNS, MAP_DNS_ID_MISMATCH, true },
    { MAP_PROTOCOL_DNS, MAP_DNS_ID_RANDOMIZATION, true },
    { MAP_PROTOCOL_DNS, MAP_DNS_MAXIMUM, true },
    { MAP_PROTOCOL_DNS, MAP_DNS_CLIENT_MAXIMUM, true },
    { MAP_PROTOCOL_DNS, MAP_DNS_SERVER_MAXIMUM, true },
    { MAP_PROTOCOL_DNS, MAP_DNS_NAT_REWRITE, true },
    { MAP_PROTOCOL_DNS, MAP_DNS_PROTOCOL_ENFORCEMENT, true },
    { MAP_PROTOCOL_DNS, MAP_DNS_TSIG, true },
    { MAP_PROTOCOL_ESMTP, MAP_ESMTP_ALLOW_TLS, true },
    { MAP_PROTOCOL_ESMTP, MAP_ESMTP_MAIL_RELAY, true },
    { MAP_PROTOCOL_ESMTP, MAP_ESMTP_SPECIAL_CHARACTER, true },
    { MAP_PROTOCOL_ESMTP, MAP_MASK_BANNER, true },
    { MAP_PROTOCOL_FTP, MAP_FTP_MASK_BANNER, true },
    { MAP_PROTOCOL_FTP, MAP_FTP_MASK_SYST_REPLY, true },
    { MAP_PROTOCOL_FTP, MAP_OLD_FTP_DENY, true },
    { MAP_PROTOCOL_H323, MAP_H323_CALL_PARTY_NUMBERS, true },
    { MAP_PROTOCOL_H323, MAP_H323_STATE_CHECKING, true },
    { MAP_PROTOCOL_H323, MAP_H323_TUNNEL_BLOCK, true },
    { MAP_PROTOCOL_H323, MAP_RTP_CONFORMANCE, true },
    { MAP_PROTOCOL_HTTP, MAP_HTTP_BODY_MATCH_MAXIMUM, true },
    { MAP_PROTOCOL_HTTP, MAP_HTTP_PROTOCOL_VIOLATION, true },
    { MAP_PROTOCOL_HTTP, MAP_HTTP_SPOOF_SERVER, true },
    { MAP_PROTOCOL_HTTP, MAP_OLD_HTTP_CONTENT_LENGTH, true },
    { MAP_PROTOCOL_HTTP, MAP_OLD_HTTP_CONTENT_TYPE, true },
    { MAP_PROTOCOL_HTTP, MAP_OLD_HTTP_HEADER_LENGTH, true },
    { MAP_PROTOCOL_HTTP, MAP_OLD_HTTP_URI_LENGTH, true },
    { MAP_PROTOCOL_HTTP, MAP_OLD_HTTP_PORT_MISUSE, true },
    { MAP_PROTOCOL_HTTP, MAP_OLD_HTTP_METHOD_RFC, true },
    { MAP_PROTOCOL_HTTP, MAP_OLD_HTTP_METHOD_EXT, true },
    { MAP_PROTOCOL_HTTP, MAP_OLD_HTTP_STRICT, true },
    { MAP_PROTOCOL_HTTP, MAP_OLD_HTTP_ENCODING, true },
    { MAP_PROTOCOL_IPSEC_PASS_THRU, MAP_IPSEC_AH, true },
    { MAP_PROTOCOL_IPSEC_PASS_THRU, MAP_IPSEC_ESP, true },
    { MAP_PROTOCOL_NETBIOS, MAP_NETBIOS_PROTOCOL_VIOLATION, true },
    { MAP_PROTOCOL_RTSP, MAP_RTSP_RESERVE_PORT, true },
    { MAP_PROTOCOL_RTSP, MAP_RTSP_URL_LENGTH, true },
    { MAP_PROTOCOL_SIP, MAP_RTP_CONFORMANCE, true },
    { MAP_PROTOCOL_SIP, MAP_SIP_IM, true },
    { MAP_PROTOCOL_SIP, MAP_SIP_STRICT_HEADER, true },
    { MAP_PROTOCOL_SIP, MAP_SIP_URI_NON_SIP, true },
    { MAP_PROTOCOL_SIP, MAP_SIP_MAX_FORWARDS, true },
    { MAP_PROTOCOL_SIP, MAP_SIP_SOFTWARE_VERSION, true },
    { MAP_PROTOCOL_SIP, MAP_SIP_TRAFFIC_NON_SIP, true },
    { MAP_PROTOCOL_SKINNY, MAP_RTP_CONFORMANCE, true },
    { MAP_PROTOCOL_SKINNY, MAP_SKINNY_ENFORCE_REGISTRATION, true },
    { MAP_PROTOCOL_SKINNY, MAP_SKINNY_MESSAGE_ID_MAX, true },
    { MAP_PROTOCOL_SKINNY, MAP_SKINNY_PREFIX_LENGTH, true },
    { MAP_PROTOCOL_SNMP, MAP_SNMP_DENY_VERSION, true },
};

static bool
parameter_is_evaluated(enum map_protocol protocol, uint16_t parameter)
{
    for (size_t i = 0; i < ARRAY_LENGTH(evaluated); i++) {
        if (evaluated[i].protocol == protocol && evaluated[i].parameter == parameter)
            return true;
    }
    return false;
}

static bool
rules_are_evaluated(enum map_protocol protocol)
{
    for (size_t i = 0; i < ARRAY_LENGTH(evaluated); i++) {
        if (evaluated[i].protocol == protocol)
            return evaluated[i].rules;
    }
    return false;
}

/* Of a line that is evaluated, some are not: bodies are searched up to a bound of our own, the
 * states of H.225 are not known, a tunnel that is only to be logged has no message. */
static bool
is_beyond_bound(const struct map_value *value)
{
    switch ((enum map_setting)value->setting) {
    case MAP_HTTP_BODY_MATCH_MAXIMUM:
        return value->numbers[0] > HTTP_BODY_KEPT;
    case MAP_H323_STATE_CHECKING:
        return value->choices[0] == STATES_OF_H225;
    case MAP_H323_TUNNEL_BLOCK:
        return value->action == MAP_ACTION_LOG;
    default:
        return false;
    }
}

static void
print_line(FILE *out, const struct inspect_map *map, const char *name, const struct origin *origin)
{
    print_place(out, origin);
    fprintf(out, "a line of the inspection map of %s ", map_protocol_name(map->protocol));
    put_text(out, name);
    fputs(" (what it drops or changes is not modelled)\n", out);
}

/* Each line that is not evaluated. */
static void
print_map(FILE *out, const struct inspect_map *map, const char *name)
{
    for (size_t i = 0; i < map->values.count; i++) {
        const struct map_value *value = &map->values.items[i];
        if (!parameter_is_evaluated(map->protocol, value->setting) || is_beyond_bound(value))
            print_line(out, map, name, &value->origin);
    }
    for (size_t i = 0; i < map->rule_count; i++) {
        const struct map_rule *rule = &map->rules[i];
        if (!rules_are_evaluated(map->protocol))
            print_line(out, map, name, &rule->criterion.origin);
    }
}

void
summary_policy_print(FILE *out, const struct config *config)
{
    for (size_t i = 0; i < config->fixup_count; i++)
        print_inspection(out, &config->fixups[i], NULL);
    for (size_t i = 0; i < config->class_map_count; i++)
        print_class_map(out, config->class_maps[i]);
    for (size_t i = 0; i < config->policy_map_count; i++) {
        const struct policy_map *map = config->policy_maps[i];
        for (size_t k = 0; map->exists && k < map->count; k++)
            print_class(out, &map->classes[k]);
        if (map->exists && map->inspect != NULL)
            print_map(out, map->inspect, map->name);
    }
    for (size_t i = 0; i < config->tcp_map_count; i++)
        print_tcp_map(out, config->tcp_maps[i]);
    for (size_t i = 0; i < config->old_map_count; i++) {
        const struct old_map *map = config->old_maps[i];
        if (map->exists)
            print_map(out, &map->map, map->name);
    }
}
