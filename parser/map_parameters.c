/*
 * map_parameters.c: what stands below `parameters` in `policy-map type inspect`, and in the
 * sub-modes of ftp-map, http-map, ... (commands.md 6.2; where it is silent, the command reference
 * of 7.0, 7.2 and 8.0 from memory [R]).
 */
#include "parser/map_rows.h"

/* clang-format off */
#define ACTIONS_ALL(name) \
    static const struct choice name[] = { \
        { .text = "drop", .help = "Drop the packet", .value = MAP_ACTION_DROP }, \
        { .text = "drop-connection", .help = "Drop the connection", .value = MAP_ACTION_DROP_CONNECTION }, \
        { .text = "log", .help = "Log only", .value = MAP_ACTION_LOG }, \
        { .text = "reset", .help = "Drop the connection with a reset", .value = MAP_ACTION_RESET }, \
        { .text = NULL } }
ACTIONS_ALL(any_action);
static const struct choice drop_actions[] = {
    { .text = "drop", .help = "Drop the packet", .value = MAP_ACTION_DROP },
    { .text = "log", .help = "Log only", .value = MAP_ACTION_LOG },
    { .text = NULL },
};
static const struct choice connection_actions[] = {
    { .text = "drop-connection", .help = "Drop the connection", .value = MAP_ACTION_DROP_CONNECTION },
    { .text = "log", .help = "Log only", .value = MAP_ACTION_LOG },
    { .text = "reset", .help = "Drop the connection with a reset", .value = MAP_ACTION_RESET },
    { .text = NULL },
};
static const struct choice mask_actions[] = {
    { .text = "log", .help = "Log only", .value = MAP_ACTION_LOG },
    { .text = "mask", .help = "Mask the text", .value = MAP_ACTION_MASK },
    { .text = NULL },
};
static const struct choice old_actions[] = {
    { .text = "allow", .help = "Let it pass", .value = MAP_ACTION_ALLOW },
    { .text = "drop", .help = "Close the connection", .value = MAP_ACTION_DROP },
    { .text = "reset", .help = "Close the connection with a reset", .value = MAP_ACTION_RESET },
    { .text = NULL },
};
static const struct choice option_actions[] = {
    { .text = "allow", .help = "Let the packet pass", .value = MAP_ACTION_ALLOW },
    { .text = "clear", .help = "Clear the option", .value = MAP_ACTION_CLEAR },
    { .text = NULL },
};

/* `action drop log` behind a keyword, and when it may be left out */
#define ACTION(list) KEYWORD("action", "What to do"), M_ACTION(list), M_LOG
static const struct word violation_words[] = { ACTION(connection_actions), END_OF_WORDS };
static const struct word log_action_words[] = { KEYWORD("action log", "Log it"), END_OF_WORDS };

static const struct choice auto_or_bytes[] = { { .text = "auto", .help = "As the query allows", .value = 1 }, { .text = NULL } };

/* `message-length maximum client {BYTES | auto}`: 0 bytes are auto */
static bool
dns_length_match(const struct word *word, struct matching *matching, void *scratch)
{
    static const struct word automatic = { .type = &word_choice, FIELD(struct map_value, choices[0]), .data = auto_or_bytes };
    static const struct word bytes = NUMBER(struct map_value, numbers[0], 512, 65535, "Bytes");
    (void)word;
    return matching_word(matching, &automatic, scratch) || matching_word(matching, &bytes, scratch);
}
static void
dns_length_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    const struct map_value *value = scratch;
    if (value->numbers[0] == 0)
        writing_put(writing, "auto");
    else
        writing_put(writing, "%u", value->numbers[0]);
}
static const struct word_type word_dns_length = { "bytes|auto", dns_length_match, dns_length_write };
#define DNS_LENGTH VALUE(dns_length, struct map_value, numbers[0], "Bytes")

static const struct choice prefix_lengths[] = {
    { .text = "max", .help = "Longest", .value = 1 }, { .text = "min", .help = "Shortest", .value = 2 }, { .text = NULL },
};
static const struct choice skinny_timers[] = {
    { .text = "media", .help = "Media connections", .value = 1 }, { .text = "signaling", .help = "Signalling connections", .value = 2 }, { .text = NULL },
};
static const struct choice h323_states[] = {
    { .text = "h225", .help = "H.225", .value = 1 }, { .text = "ras", .help = "RAS", .value = 2 }, { .text = NULL },
};
static const struct choice gtp_timers[] = {
    { .text = "gsn", .help = "Support node", .value = 1 },
    { .text = "pdp-context", .help = "PDP context", .value = 2 },
    { .text = "request", .help = "Request", .value = 3 },
    { .text = "signaling", .help = "Signalling", .value = 4 },
    { .text = "t3-response", .help = "Response", .value = 5, .since = OS_8_2 },
    { .text = "tunnel", .help = "Tunnel", .value = 6 },
    { .text = NULL },
};

/* esp, ah: per-client-max and timeout in this order */
static const struct word client_max_words[] = { KEYWORD("per-client-max", "Connections of one client"), M_NUMBER(0, 0, 65535, "Connections", .always = true), END_OF_WORDS };
static const struct word timeout_words[] = { KEYWORD("timeout", "Idle time"), M_TIME(0, "Idle time"), END_OF_WORDS };
static const struct word lookup_timeout_words[] = { KEYWORD("timeout", "Time of a pinhole"), M_TIME(0, "Time"), END_OF_WORDS };
static const struct word lookup_words[] = { KEYWORD("lookup-operation", "Follow look-ups"), GROUP(struct map_value, flags[2], lookup_timeout_words), END_OF_WORDS };
static const struct word ipsec_words[] = { GROUP(struct map_value, flags[0], client_max_words), GROUP(struct map_value, flags[1], timeout_words), END_OF_WORDS };
static const struct word key_words[] = { KEYWORD("key", "Shared secret"), M_TEXT(0, "Secret"), END_OF_WORDS };

#define SIP_SKINNY_H323 (OF(SIP) | OF(SKINNY) | OF(H323))

static const struct word content_max_words[] = { KEYWORD("max", "Longest"), M_NUMBER(1, 1, 50000000, "Bytes"), END_OF_WORDS };
static const struct word content_min_words[] = { KEYWORD("min", "Shortest"), M_NUMBER(0, 1, 65535, "Bytes"), END_OF_WORDS };
static const struct word request_words[] = { KEYWORD("request", "Of a request"), M_NUMBER(0, 1, 65535, "Bytes"), END_OF_WORDS };
static const struct word response_words[] = { KEYWORD("response", "Of an answer"), M_NUMBER(1, 1, 65535, "Bytes"), END_OF_WORDS };

const struct choice map_ftp_commands[] = {
    { .text = "appe", .help = "Command appe", .value = 0 }, { .text = "cdup", .help = "Command cdup", .value = 1 }, { .text = "dele", .help = "Command dele", .value = 2 },
    { .text = "get", .help = "Command get", .value = 3 },  { .text = "help", .help = "Command help", .value = 4 }, { .text = "mkd", .help = "Command mkd", .value = 5 },
    { .text = "put", .help = "Command put", .value = 6 },  { .text = "rmd", .help = "Command rmd", .value = 7 },  { .text = "rnfr", .help = "Command rnfr", .value = 8 },
    { .text = "rnto", .help = "Command rnto", .value = 9 }, { .text = "site", .help = "Command site", .value = 10 }, { .text = "stou", .help = "Command stou", .value = 11 },
    { .text = NULL },
};
static const struct choice misuses[] = {
    { .text = "default", .help = "All others", .value = 1 }, { .text = "im", .help = "Instant messaging", .value = 2 },
    { .text = "p2p", .help = "Peer to peer", .value = 3 }, { .text = "tunnelling", .help = "Tunnels", .value = 4 }, { .text = NULL },
};
static const struct choice rfc_methods[] = {
    { .text = "connect", .help = "Method connect", .value = 1 }, { .text = "default", .help = "All others", .value = 2 }, { .text = "delete", .help = "Method delete", .value = 3 },
    { .text = "get", .help = "Method get", .value = 4 }, { .text = "head", .help = "Method head", .value = 5 }, { .text = "options", .help = "Method options", .value = 6 },
    { .text = "post", .help = "Method post", .value = 7 }, { .text = "put", .help = "Method put", .value = 8 }, { .text = "trace", .help = "Method trace", .value = 9 }, { .text = NULL },
};
static const struct choice ext_methods[] = {
    { .text = "copy", .help = "Method copy", .value = 1 }, { .text = "default", .help = "All others", .value = 2 }, { .text = "edit", .help = "Method edit", .value = 3 },
    { .text = "getattribute", .help = "Method getattribute", .value = 4 }, { .text = "getattributenames", .help = "Method getattributenames", .value = 5 }, { .text = "getproperties", .help = "Method getproperties", .value = 6 },
    { .text = "index", .help = "Method index", .value = 7 }, { .text = "lock", .help = "Method lock", .value = 8 }, { .text = "mkdir", .help = "Method mkdir", .value = 9 },
    { .text = "move", .help = "Method move", .value = 10 }, { .text = "revadd", .help = "Method revadd", .value = 11 }, { .text = "revlabel", .help = "Method revlabel", .value = 12 },
    { .text = "revlog", .help = "Method revlog", .value = 13 }, { .text = "revnum", .help = "Method revnum", .value = 14 }, { .text = "save", .help = "Method save", .value = 15 },
    { .text = "setattribute", .help = "Method setattribute", .value = 16 }, { .text = "startrev", .help = "Method startrev", .value = 17 }, { .text = "stoprev", .help = "Method stoprev", .value = 18 },
    { .text = "unedit", .help = "Method unedit", .value = 19 }, { .text = "unlock", .help = "Method unlock", .value = 20 }, { .text = NULL },
};
static const struct choice encodings[] = {
    { .text = "chunked", .help = "Encoding chunked", .value = 1 }, { .text = "compress", .help = "Encoding compress", .value = 2 }, { .text = "default", .help = "All others", .value = 3 },
    { .text = "deflate", .help = "Encoding deflate", .value = 4 }, { .text = "gzip", .help = "Encoding gzip", .value = 5 }, { .text = "identity", .help = "Encoding identity", .value = 6 }, { .text = NULL },
};
static const struct choice snmp_versions[] = {
    { .text = "1", .help = "SNMP version 1", .value = 1 }, { .text = "2", .help = "SNMP version 2", .value = 2 }, { .text = "2c", .help = "SNMP version 2c", .value = 3 }, { .text = "3", .help = "SNMP version 3", .value = 4 }, { .text = NULL },
};

#define HSI_GROUP_ROW(mode, first, end) \
    &(const struct command){ MAP_LINE(OF(H323), first, HSI_GROUP, "hsi-group", "H.323 signalling interfaces", \
        M_NUMBER(0, 0, INT32_MAX, "Group", .always = true), END_OF_WORDS), \
        .before = end, .modes = MODE_BIT(mode), .section = "parameter", .set = map_set_value, \
        .unset = map_unset_value, .each = map_each_value, .enters = MODE_CONFIG_HSI, \
        .prompt = "config-h225-map-hsi-grp" }

const struct command *const map_parameter_commands[] = {
    /* dns */
    PARAMETER(OF(DNS), OS_7_2, DNS_GUARD, "dns-guard", "One answer for each query", END_OF_WORDS),
    PARAMETER(OF(DNS), OS_7_2, DNS_ID_MISMATCH, "id-mismatch", "Log many wrong identifiers",
              KEYWORD("count", "How many"), M_NUMBER(0, 0, UINT32_MAX, "Mismatches", .always = true),
              KEYWORD("duration", "In which time"), M_NUMBER(1, 0, UINT32_MAX, "Seconds", .always = true),
              KEYWORD("action log", "Log it"), END_OF_WORDS),
    PARAMETER(OF(DNS), OS_7_2, DNS_ID_RANDOMIZATION, "id-randomization", "Change identifiers of queries", END_OF_WORDS),
    PARAMETER(OF(DNS), OS_7_2, DNS_CLIENT_MAXIMUM, "message-length", "Longest message",
              KEYWORD("maximum", "Longest message"), KEYWORD("client", "Queries"), DNS_LENGTH, END_OF_WORDS),
    PARAMETER(OF(DNS), OS_7_2, DNS_SERVER_MAXIMUM, "message-length", "Longest message",
              KEYWORD("maximum", "Longest message"), KEYWORD("server", "Answers"), DNS_LENGTH, END_OF_WORDS),
    PARAMETER(OF(DNS), OS_7_2, DNS_MAXIMUM, "message-length", "Longest message",
              KEYWORD("maximum", "Longest message"), M_NUMBER(0, 512, 65535, "Bytes"), END_OF_WORDS),
    PARAMETER(OF(DNS), OS_7_2, DNS_NAT_REWRITE, "nat-rewrite", "Translate addresses of answers", END_OF_WORDS),
    PARAMETER(OF(DNS), OS_7_2, DNS_PROTOCOL_ENFORCEMENT, "protocol-enforcement", "Check the form of messages", END_OF_WORDS),
    PARAMETER(OF(DNS), OS_7_2, DNS_TSIG, "tsig", "Signatures of transactions", KEYWORD("enforced", "Ask for them"),
              ACTION(drop_actions), END_OF_WORDS),
    /* http */
    PARAMETER(OF(HTTP), OS_7_2, HTTP_BODY_MATCH_MAXIMUM, "body-match-maximum", "How much of a body is searched",
              M_NUMBER(0, 0, INT32_MAX, "Bytes", .always = true), END_OF_WORDS),
    PARAMETER(OF(HTTP), OS_7_2, HTTP_PROTOCOL_VIOLATION, "protocol-violation", "What is no HTTP",
              GROUP(struct map_value, flags[0], violation_words), END_OF_WORDS),
    PARAMETER(OF(HTTP), OS_7_2, HTTP_SPOOF_SERVER, "spoof-server", "Replace the server's banner", M_TEXT(0, "Text", .high = 82), END_OF_WORDS),
    /* esmtp */
    PARAMETER(OF(ESMTP), OS_8_0, ESMTP_ALLOW_TLS, "allow-tls", "Let encrypted sessions pass",
              GROUP(struct map_value, flags[0], log_action_words), END_OF_WORDS),
    PARAMETER(OF(ESMTP), OS_7_2, ESMTP_MAIL_RELAY, "mail-relay", "Mail of other domains", M_TEXT(0, "Domain"), ACTION(connection_actions), END_OF_WORDS),
    PARAMETER(OF(ESMTP), OS_7_2, MASK_BANNER, "mask-banner", "Mask the server's banner", END_OF_WORDS),
    PARAMETER(OF(ESMTP), OS_7_2, ESMTP_SPECIAL_CHARACTER, "special-character", "Odd characters in addresses", ACTION(connection_actions), END_OF_WORDS),
    /* ftp */
    PARAMETER(OF(FTP), OS_7_2, FTP_MASK_BANNER, "mask-banner", "Mask the server's banner", END_OF_WORDS),
    PARAMETER(OF(FTP), OS_7_2, FTP_MASK_SYST_REPLY, "mask-syst-reply", "Mask the answer to SYST", END_OF_WORDS),
    /* sip */
    PARAMETER(OF(SIP), OS_7_2, SIP_IM, "im", "Instant messaging", END_OF_WORDS),
    PARAMETER(OF(SIP), OS_7_2, SIP_ADDRESS_PRIVACY, "ip-address-privacy", "Hide addresses", END_OF_WORDS),
    PARAMETER(OF(SIP), OS_7_2, SIP_MAX_FORWARDS, "max-forwards-validation", "Check Max-Forwards", ACTION(any_action), END_OF_WORDS),
    PARAMETER(OF(SIP), OS_7_2, SIP_SOFTWARE_VERSION, "software-version", "Names of software in headers", ACTION(mask_actions), END_OF_WORDS),
    PARAMETER(OF(SIP), OS_7_2, SIP_STATE_CHECKING, "state-checking", "Check states", ACTION(any_action), END_OF_WORDS),
    PARAMETER(OF(SIP), OS_7_2, SIP_STRICT_HEADER, "strict-header-validation", "Check headers strictly", ACTION(any_action), END_OF_WORDS),
    PARAMETER(OF(SIP), OS_7_2, SIP_TRAFFIC_NON_SIP, "traffic-non-sip", "Let other traffic of the port pass", END_OF_WORDS),
    PARAMETER(OF(SIP), OS_7_2, SIP_URI_NON_SIP, "uri-non-sip", "Other URIs in headers", ACTION(mask_actions), END_OF_WORDS),
    PARAMETER(SIP_SKINNY_H323, OS_7_2, RTP_CONFORMANCE, "rtp-conformance", "Check RTP packets",
              M_FLAG(0, "enforce-payloadtype", "The type as it was agreed"), END_OF_WORDS),
    /* skinny */
    PARAMETER(OF(SKINNY), OS_7_2, SKINNY_ENFORCE_REGISTRATION, "enforce-registration", "Calls of registered phones only", END_OF_WORDS),
    PARAMETER(OF(SKINNY), OS_7_2, SKINNY_MESSAGE_ID_MAX, "message-id", "Identifiers of messages", KEYWORD("max", "Highest"),
              VALUE(hex, struct map_value, numbers[0], "Identifier"), END_OF_WORDS),
    PARAMETER(OF(SKINNY), OS_7_2, SKINNY_PREFIX_LENGTH, "sccp-prefix-len", "Length of the prefix", M_CHOICE(0, prefix_lengths),
              M_NUMBER(0, 4, 65535, "Bytes"), END_OF_WORDS),
    PARAMETER(OF(SKINNY), OS_7_2, SKINNY_TIMEOUT, "timeout", "Idle times", M_CHOICE(0, skinny_timers), M_TIME(0, "Idle time"), END_OF_WORDS),
    /* h323 */
    PARAMETER(OF(H323), OS_7_2, H323_CALL_DURATION, "call-duration-limit", "Longest call", M_TIME(0, "Time"), END_OF_WORDS),
    PARAMETER(OF(H323), OS_7_2, H323_CALL_PARTY_NUMBERS, "call-party-numbers", "Ask for numbers of both ends", END_OF_WORDS),
    PARAMETER(OF(H323), OS_7_2, H323_TUNNEL_BLOCK, "h245-tunnel-block", "H.245 inside of H.225", ACTION(connection_actions), END_OF_WORDS),
    PARAMETER(OF(H323), OS_7_2, H323_STATE_CHECKING, "state-checking", "Check states", M_CHOICE(0, h323_states), END_OF_WORDS),
    HSI_GROUP_ROW(MODE_CONFIG_PMAP_P, OS_7_2, 0),
    MAP_VALUE(MODE_CONFIG_HSI, 0, OF(H323), OS_7_0, HSI, "hsi", "The signalling interface",
              VALUE(address, struct map_value, address, "Address"), END_OF_WORDS),
    MAP_VALUE(MODE_CONFIG_HSI, 0, OF(H323), OS_7_0, HSI_ENDPOINT, "endpoint", "An endpoint of the group",
              VALUE(address, struct map_value, address, "Address"), VALUE(nameif, struct map_value, ifc, "Interface"), END_OF_WORDS),
    /* rtsp */
    PARAMETER(OF(RTSP), OS_8_0, RTSP_RESERVE_PORT, "reserve-port-protect", "No media on reserved ports", END_OF_WORDS),
    PARAMETER(OF(RTSP), OS_8_0, RTSP_URL_LENGTH, "url-length-limit", "Longest URL", M_NUMBER(0, 0, 6000, "Bytes", .always = true), END_OF_WORDS),
    /* netbios */
    PARAMETER(OF(NETBIOS), OS_7_2, NETBIOS_PROTOCOL_VIOLATION, "protocol-violation", "What is no NetBIOS", ACTION(drop_actions), END_OF_WORDS),
    /* mgcp */
    PARAMETER(OF(MGCP), OS_7_2, MGCP_CALL_AGENT, "call-agent", "Call agents of a group", VALUE(address, struct map_value, address, "Address"),
              M_NUMBER(0, 0, INT32_MAX, "Group", .always = true), END_OF_WORDS),
    PARAMETER(OF(MGCP), OS_7_2, MGCP_GATEWAY, "gateway", "Gateways of a group", VALUE(address, struct map_value, address, "Address"),
              M_NUMBER(0, 0, INT32_MAX, "Group", .always = true), END_OF_WORDS),
    PARAMETER(OF(MGCP), OS_7_2, MGCP_COMMAND_QUEUE, "command-queue", "Commands that wait", M_NUMBER(0, 1, INT32_MAX, "Commands"), END_OF_WORDS),
    /* gtp */
    PARAMETER(OF(GTP), OS_7_2, GTP_MCC, "mcc", "Country and network codes that pass", M_TEXT(0, "Country", .high = 3), KEYWORD("mnc", "Network code"),
              M_TEXT(1, "Network", .high = 3), END_OF_WORDS),
    PARAMETER(OF(GTP), OS_7_2, GTP_PERMIT_ERRORS, "permit", "Let pass", KEYWORD("errors", "Packets with errors"), END_OF_WORDS),
    PARAMETER(OF(GTP), OS_7_2, GTP_PERMIT_RESPONSE, "permit", "Let pass", KEYWORD("response", "Answers of another node"),
              KEYWORD("to-object-group", "Towards"), M_TEXT(0, "Object group"), KEYWORD("from-object-group", "From"),
              M_TEXT(1, "Object group"), END_OF_WORDS),
    PARAMETER(OF(GTP), OS_7_2, GTP_REQUEST_QUEUE, "request-queue", "Requests that wait", M_NUMBER(0, 1, INT32_MAX, "Requests"), END_OF_WORDS),
    PARAMETER(OF(GTP), OS_7_2, GTP_TIMEOUT, "timeout", "Idle times", M_CHOICE(0, gtp_timers), M_TIME(0, "Idle time"), END_OF_WORDS),
    PARAMETER(OF(GTP), OS_7_2, GTP_TUNNEL_LIMIT, "tunnel-limit", "Tunnels at most", M_NUMBER(0, 1, INT32_MAX, "Tunnels"), END_OF_WORDS),
    /* dcerpc */
    PARAMETER(OF(DCERPC), OS_7_2, DCERPC_ENDPOINT_MAPPER, "endpoint-mapper", "The endpoint mapper",
              M_FLAG(0, "epm-service-only", "Its service only"), GROUP(struct map_value, flags[1], lookup_words), END_OF_WORDS),
    PARAMETER(OF(DCERPC), OS_7_2, DCERPC_PINHOLE_TIMEOUT, "timeout", "Idle times", KEYWORD("pinhole", "Of pinholes"), M_TIME(0, "Idle time"), END_OF_WORDS),
    /* ipsec-pass-thru */
    PARAMETER(OF(IPSEC_PASS_THRU), OS_7_2, IPSEC_AH, "ah", "Let AH pass", ANY_ORDER(ipsec_words), END_OF_WORDS),
    PARAMETER(OF(IPSEC_PASS_THRU), OS_7_2, IPSEC_ESP, "esp", "Let ESP pass", ANY_ORDER(ipsec_words), END_OF_WORDS),
    /* radius-accounting */
    PARAMETER(OF(RADIUS_ACCOUNTING), OS_7_2, RADIUS_GPRS, "enable", "Turn on", KEYWORD("gprs", "GPRS accounting"), END_OF_WORDS),
    PARAMETER(OF(RADIUS_ACCOUNTING), OS_7_2, RADIUS_HOST, "host", "A server", VALUE(address, struct map_value, address, "Address"),
              GROUP(struct map_value, flags[0], key_words), END_OF_WORDS),
    PARAMETER(OF(RADIUS_ACCOUNTING), OS_7_2, RADIUS_SEND_RESPONSE, "send", "Send", KEYWORD("response", "Answers"), END_OF_WORDS),
    PARAMETER(OF(RADIUS_ACCOUNTING), OS_7_2, RADIUS_USER_TIMEOUT, "timeout", "Idle times", KEYWORD("users", "Of users"), M_TIME(0, "Idle time"), END_OF_WORDS),
    PARAMETER(OF(RADIUS_ACCOUNTING), OS_7_2, RADIUS_VALIDATE, "validate-attribute", "Check an attribute", M_NUMBER(0, 1, 191, "Attribute"), END_OF_WORDS),
    /* ip-options */
    PARAMETER(OF(IP_OPTIONS), OS_8_2, IP_OPTION_END, "eool", "End of options", KEYWORD("action", "What to do"), M_ACTION(option_actions), END_OF_WORDS),
    PARAMETER(OF(IP_OPTIONS), OS_8_2, IP_OPTION_NOP, "nop", "No operation", KEYWORD("action", "What to do"), M_ACTION(option_actions), END_OF_WORDS),
    PARAMETER(OF(IP_OPTIONS), OS_8_2, IP_OPTION_ROUTER_ALERT, "router-alert", "Router alert", KEYWORD("action", "What to do"), M_ACTION(option_actions), END_OF_WORDS),

    /* the sub-modes of 7.0 and 7.1, and snmp-map of all */
    OLD_LINE(OF(FTP), OS_7_0, OLD_FTP_DENY, "request-command", "Commands of clients", KEYWORD("deny", "Refuse"),
             M_LIST(map_ftp_commands, "Commands"), END_OF_WORDS),
    OLD_LINE(OF(FTP), OS_7_0, FTP_MASK_SYST_REPLY, "mask-syst-reply", "Mask the answer to SYST", END_OF_WORDS),
    OLD_LINE(OF(HTTP), OS_7_0, OLD_HTTP_CONTENT_LENGTH, "content-length", "Length of bodies",
             GROUP(struct map_value, flags[0], content_min_words), GROUP(struct map_value, flags[1], content_max_words), ACTION(old_actions), END_OF_WORDS),
    OLD_LINE(OF(HTTP), OS_7_0, OLD_HTTP_CONTENT_TYPE, "content-type-verification", "Check the type of bodies",
             M_FLAG(0, "match-req-rsp", "Against what was asked for"), ACTION(old_actions), END_OF_WORDS),
    OLD_LINE(OF(HTTP), OS_7_0, OLD_HTTP_HEADER_LENGTH, "max-header-length", "Length of headers",
             GROUP(struct map_value, flags[0], request_words), GROUP(struct map_value, flags[1], response_words), ACTION(old_actions), END_OF_WORDS),
    OLD_LINE(OF(HTTP), OS_7_0, OLD_HTTP_URI_LENGTH, "max-uri-length", "Length of URIs", M_NUMBER(0, 1, 65535, "Bytes"), ACTION(old_actions), END_OF_WORDS),
    OLD_LINE(OF(HTTP), OS_7_0, OLD_HTTP_PORT_MISUSE, "port-misuse", "Other applications over HTTP", M_CHOICE(0, misuses), ACTION(old_actions), END_OF_WORDS),
    OLD_LINE(OF(HTTP), OS_7_0, OLD_HTTP_METHOD_EXT, "request-method", "Methods", KEYWORD("ext", "Extended methods"), M_CHOICE(0, ext_methods), ACTION(old_actions), END_OF_WORDS),
    OLD_LINE(OF(HTTP), OS_7_0, OLD_HTTP_METHOD_RFC, "request-method", "Methods", KEYWORD("rfc", "Methods of RFC 2616"), M_CHOICE(0, rfc_methods), ACTION(old_actions), END_OF_WORDS),
    OLD_LINE(OF(HTTP), OS_7_0, OLD_HTTP_STRICT, "strict-http", "What is no HTTP", ACTION(old_actions), END_OF_WORDS),
    OLD_LINE(OF(HTTP), OS_7_0, OLD_HTTP_ENCODING, "transfer-encoding", "Encodings of bodies", KEYWORD("type", "Encoding"), M_CHOICE(0, encodings), ACTION(old_actions), END_OF_WORDS),
    HSI_GROUP_ROW(MODE_CONFIG_MAP, OS_7_0, OS_7_2),
    OLD_LINE(OF(GTP), OS_7_0, DESCRIPTION, "description", "Describe the map", VALUE(rest, struct map_value, texts[0], "Text"), END_OF_WORDS),
    OLD_LINE(OF(GTP), OS_7_0, GTP_DROP_APN, "drop", "Drop", KEYWORD("apn", "An access point"), M_TEXT(0, "Access point"), END_OF_WORDS),
    OLD_LINE(OF(GTP), OS_7_0, GTP_DROP_MESSAGE, "drop", "Drop", KEYWORD("message", "A message"), M_NUMBER(0, 1, 255, "Message"), END_OF_WORDS),
    OLD_LINE(OF(GTP), OS_7_0, GTP_DROP_VERSION, "drop", "Drop", KEYWORD("version", "A version"), M_NUMBER(0, 0, 255, "Version", .always = true), END_OF_WORDS),
    OLD_LINE(OF(GTP), OS_7_0, GTP_MCC, "mcc", "Country and network codes that pass", M_TEXT(0, "Country", .high = 3), KEYWORD("mnc", "Network code"), M_TEXT(1, "Network", .high = 3), END_OF_WORDS),
    OLD_LINE(OF(GTP), OS_7_0, GTP_MESSAGE_LENGTH, "message-length", "Length of messages", KEYWORD("min", "Shortest"), M_NUMBER(0, 1, 65536, "Bytes"),
             KEYWORD("max", "Longest"), M_NUMBER(1, 1, 65536, "Bytes"), END_OF_WORDS),
    OLD_LINE(OF(GTP), OS_7_0, GTP_PERMIT_ERRORS, "permit", "Let pass", KEYWORD("errors", "Packets with errors"), END_OF_WORDS),
    OLD_LINE(OF(GTP), OS_7_0, GTP_REQUEST_QUEUE, "request-queue", "Requests that wait", M_NUMBER(0, 1, INT32_MAX, "Requests"), END_OF_WORDS),
    OLD_LINE(OF(GTP), OS_7_0, GTP_TIMEOUT, "timeout", "Idle times", M_CHOICE(0, gtp_timers), M_TIME(0, "Idle time"), END_OF_WORDS),
    OLD_LINE(OF(GTP), OS_7_0, GTP_TUNNEL_LIMIT, "tunnel-limit", "Tunnels at most", M_NUMBER(0, 1, INT32_MAX, "Tunnels"), END_OF_WORDS),
    OLD_LINE(OF(MGCP), OS_7_0, MGCP_CALL_AGENT, "call-agent", "Call agents of a group", VALUE(address, struct map_value, address, "Address"),
             M_NUMBER(0, 0, INT32_MAX, "Group", .always = true), END_OF_WORDS),
    OLD_LINE(OF(MGCP), OS_7_0, MGCP_GATEWAY, "gateway", "Gateways of a group", VALUE(address, struct map_value, address, "Address"),
             M_NUMBER(0, 0, INT32_MAX, "Group", .always = true), END_OF_WORDS),
    OLD_LINE(OF(MGCP), OS_7_0, MGCP_COMMAND_QUEUE, "command-queue", "Commands that wait", M_NUMBER(0, 1, INT32_MAX, "Commands"), END_OF_WORDS),
    OLD_LINE(OF(SIP), OS_7_0, SIP_ADDRESS_PRIVACY, "ip-address-privacy", "Hide addresses", END_OF_WORDS),
    MAP_VALUE(MODE_CONFIG_MAP, 0, OF(SNMP), OS_7_0, SNMP_DENY_VERSION, "deny", "Refuse", KEYWORD("version", "A version of SNMP"), M_CHOICE(0, snmp_versions), END_OF_WORDS),
    NULL,
};
/* clang-format on */
