/*
 * map_matches.c: `match` in `class-map type inspect` and `policy-map type inspect`, and what may
 * happen then (commands.md 6.2; where it is silent, the command reference of 7.2 and 8.0 from
 * memory [R]).
 */
#include "parser/map_rows.h"

/* clang-format off */
static const struct choice dns_classes[] = { { .text = "in", .help = "Internet", .value = 1 }, { .text = NULL } };
static const struct choice dns_flags[] = {
    { .text = "AA", .help = "Authoritative", .value = 0 }, { .text = "QR", .help = "Answer", .value = 1 },
    { .text = "RA", .help = "Recursion available", .value = 2 }, { .text = "RD", .help = "Recursion desired", .value = 3 },
    { .text = "TC", .help = "Truncated", .value = 4 }, { .text = NULL },
};
static const struct choice dns_types[] = {
    { .text = "A", .help = "A records", .value = 1 }, { .text = "AXFR", .help = "AXFR records", .value = 2 }, { .text = "CNAME", .help = "CNAME records", .value = 3 }, { .text = "IXFR", .help = "IXFR records", .value = 4 },
    { .text = "NS", .help = "NS records", .value = 5 }, { .text = "SOA", .help = "SOA records", .value = 6 }, { .text = "TSIG", .help = "TSIG records", .value = 7 }, { .text = NULL },
};
static const struct choice dns_records[] = {
    { .text = "additional", .help = "The additional part", .value = 1 }, { .text = "answer", .help = "The answer part", .value = 2 }, { .text = "authority", .help = "The authority part", .value = 3 }, { .text = NULL },
};
static const struct choice esmtp_commands[] = {
    { .text = "AUTH", .help = "Command AUTH", .value = 0 }, { .text = "DATA", .help = "Command DATA", .value = 1 }, { .text = "EHLO", .help = "Command EHLO", .value = 2 }, { .text = "ETRN", .help = "Command ETRN", .value = 3 },
    { .text = "HELO", .help = "Command HELO", .value = 4 }, { .text = "HELP", .help = "Command HELP", .value = 5 }, { .text = "MAIL", .help = "Command MAIL", .value = 6 }, { .text = "NOOP", .help = "Command NOOP", .value = 7 },
    { .text = "QUIT", .help = "Command QUIT", .value = 8 }, { .text = "RCPT", .help = "Command RCPT", .value = 9 }, { .text = "RSET", .help = "Command RSET", .value = 10 }, { .text = "SAML", .help = "Command SAML", .value = 11 },
    { .text = "SOML", .help = "Command SOML", .value = 12 }, { .text = "VRFY", .help = "Command VRFY", .value = 13 }, { .text = NULL },
};
static const struct choice ehlo_parameters[] = {
    { .text = "8bitmime", .help = "8bitmime is offered", .value = 0 }, { .text = "auth", .help = "auth is offered", .value = 1 }, { .text = "binarymime", .help = "binarymime is offered", .value = 2 },
    { .text = "checkpoint", .help = "checkpoint is offered", .value = 3 }, { .text = "dsn", .help = "dsn is offered", .value = 4 }, { .text = "ecode", .help = "ecode is offered", .value = 5 }, { .text = "etrn", .help = "etrn is offered", .value = 6 },
    { .text = "others", .help = "others is offered", .value = 7 }, { .text = "pipelining", .help = "pipelining is offered", .value = 8 }, { .text = "size", .help = "size is offered", .value = 9 }, { .text = "vrfy", .help = "vrfy is offered", .value = 10 }, { .text = NULL },
};
static const struct choice mime_encodings[] = {
    { .text = "7bit", .help = "Encoding 7bit", .value = 0 }, { .text = "8bit", .help = "Encoding 8bit", .value = 1 }, { .text = "base64", .help = "Encoding base64", .value = 2 }, { .text = "binary", .help = "Encoding binary", .value = 3 },
    { .text = "others", .help = "Encoding others", .value = 4 }, { .text = "quoted-printable", .help = "Encoding quoted-printable", .value = 5 }, { .text = NULL },
};
static const struct choice media_types[] = { { .text = "audio", .help = "Streams of audio", .value = 1 }, { .text = "data", .help = "Streams of data", .value = 2 }, { .text = "video", .help = "Streams of video", .value = 3 }, { .text = NULL } };
static const struct choice scripts[] = { { .text = "active-x", .help = "active-x in a page", .value = 1 }, { .text = "java-applet", .help = "java-applet in a page", .value = 2 }, { .text = NULL } };
static const struct choice sizes[] = { { .text = "count", .help = "How many", .value = 1 }, { .text = "length", .help = "How long", .value = 2 }, { .text = NULL } };
static const struct choice request_headers[] = {
#define HTTP_REQUEST_HEADER(number, name) { .text = name, .help = "Header " name, .value = number },
#include "engine/model/http_names.def"
    { .text = NULL },
};
static const struct choice reply_headers[] = {
#define HTTP_REPLY_HEADER(number, name) { .text = name, .help = "Header " name, .value = number },
#include "engine/model/http_names.def"
    { .text = NULL },
};
static const struct choice http_methods[] = {
#define HTTP_METHOD(number, name) { .text = name, .help = "Method " name, .value = number },
#include "engine/model/http_names.def"
    { .text = NULL },
};
static const struct choice im_protocols[] = { { .text = "msn-im", .help = "Messages of msn-im", .value = 0 }, { .text = "yahoo-im", .help = "Messages of yahoo-im", .value = 1 }, { .text = NULL } };
static const struct choice im_services[] = {
    { .text = "chat", .help = "Service chat", .value = 0 }, { .text = "conference", .help = "Service conference", .value = 1 }, { .text = "file-transfer", .help = "Service file-transfer", .value = 2 },
    { .text = "games", .help = "Service games", .value = 3 }, { .text = "voice-chat", .help = "Service voice-chat", .value = 4 }, { .text = "webcam", .help = "Service webcam", .value = 5 }, { .text = NULL },
};
static const struct choice rtsp_methods[] = {
    { .text = "announce", .help = "Method announce", .value = 1 }, { .text = "describe", .help = "Method describe", .value = 2 }, { .text = "get_parameter", .help = "Method get_parameter", .value = 3 }, { .text = "options", .help = "Method options", .value = 4 },
    { .text = "pause", .help = "Method pause", .value = 5 }, { .text = "play", .help = "Method play", .value = 6 }, { .text = "record", .help = "Method record", .value = 7 }, { .text = "redirect", .help = "Method redirect", .value = 8 },
    { .text = "set_parameter", .help = "Method set_parameter", .value = 9 }, { .text = "setup", .help = "Method setup", .value = 10 }, { .text = "teardown", .help = "Method teardown", .value = 11 }, { .text = NULL },
};
static const struct choice sip_methods[] = {
    { .text = "ack", .help = "Method ack", .value = 1 }, { .text = "bye", .help = "Method bye", .value = 2 }, { .text = "cancel", .help = "Method cancel", .value = 3 }, { .text = "info", .help = "Method info", .value = 4 },
    { .text = "invite", .help = "Method invite", .value = 5 }, { .text = "message", .help = "Method message", .value = 6 }, { .text = "notify", .help = "Method notify", .value = 7 }, { .text = "options", .help = "Method options", .value = 8 },
    { .text = "prack", .help = "Method prack", .value = 9 }, { .text = "refer", .help = "Method refer", .value = 10 }, { .text = "register", .help = "Method register", .value = 11 }, { .text = "subscribe", .help = "Method subscribe", .value = 12 },
    { .text = "unknown", .help = "Method unknown", .value = 13 }, { .text = "update", .help = "Method update", .value = 14 }, { .text = NULL },
};
static const struct choice sip_uris[] = { { .text = "sip", .help = "A sip URI", .value = 1 }, { .text = "tel", .help = "A tel URI", .value = 2 }, { .text = NULL } };

#define LONGER(i, high) KEYWORD("length gt", "Longer than"), M_NUMBER(i, 0, high, "Bytes", .always = true)
#define MORE(i, high) KEYWORD("count gt", "More than"), M_NUMBER(i, 0, high, "Count", .always = true)
/* `length gt N`, `line length gt N` */
static const struct word line_words[] = { KEYWORD("line", "Of one line"), END_OF_WORDS };
#define LONGER_LINE GROUP(struct map_value, flags[0], line_words), LONGER(0, INT32_MAX)
/* `count gt N`, `length gt N` */
#define SIZE M_CHOICE(1, sizes), KEYWORD("gt", "More than"), M_NUMBER(0, 0, UINT32_MAX, "Number", .always = true)
/* the ranges of DNS, GTP and Skinny: two numbers */
#define RANGE(low, high) M_NUMBER(0, low, high, "First", .always = true), M_NUMBER(1, low, high, "Last", .always = true)
#define EQ KEYWORD("eq", "One value")
static const struct word eq_words[] = { EQ, END_OF_WORDS };
#define MAYBE_EQ GROUP(struct map_value, flags[0], eq_words)

#define MATCH_REGEX(protocols, first, what_it_sets, phrase, what) \
    MATCH(protocols, first, what_it_sets, phrase, what, M_REGEX(0), END_OF_WORDS)

const struct command *const map_match_commands[] = {
    /* dns */
    MATCH(OF(DNS), OS_7_2, MATCH_DNS_CLASS, "dns-class", "Class of a query", EQ, M_CHOICE(0, dns_classes), END_OF_WORDS),
    MATCH(OF(DNS), OS_7_2, MATCH_DNS_CLASS_VALUE, "dns-class", "Class of a query", EQ, M_NUMBER(0, 0, 65535, "Class", .always = true), END_OF_WORDS),
    MATCH(OF(DNS), OS_7_2, MATCH_DNS_CLASS_RANGE, "dns-class range", "Classes of a query", RANGE(0, 65535), END_OF_WORDS),
    MATCH(OF(DNS), OS_7_2, MATCH_DNS_TYPE, "dns-type", "Type of a query", EQ, M_CHOICE(0, dns_types), END_OF_WORDS),
    MATCH(OF(DNS), OS_7_2, MATCH_DNS_TYPE_VALUE, "dns-type", "Type of a query", EQ, M_NUMBER(0, 0, 65535, "Type", .always = true), END_OF_WORDS),
    MATCH(OF(DNS), OS_7_2, MATCH_DNS_TYPE_RANGE, "dns-type range", "Types of a query", RANGE(0, 65535), END_OF_WORDS),
    MATCH_REGEX(OF(DNS), OS_7_2, MATCH_DNS_NAME, "domain-name", "A name in it"),
    MATCH(OF(DNS), OS_7_2, MATCH_DNS_FLAG, "header-flag", "Flags", MAYBE_EQ, M_LIST(dns_flags, "Flags"), END_OF_WORDS),
    MATCH(OF(DNS), OS_7_2, MATCH_DNS_FLAG_VALUE, "header-flag", "Flags", MAYBE_EQ, VALUE(hex, struct map_value, numbers[0], "Flags"), END_OF_WORDS),
    MATCH(OF(DNS), OS_7_2, MATCH_DNS_QUESTION, "question", "The question", END_OF_WORDS),
    MATCH(OF(DNS), OS_7_2, MATCH_DNS_RECORD, "resource-record", "A record", M_CHOICE(0, dns_records), END_OF_WORDS),
    /* esmtp */
    MATCH(OF(ESMTP), OS_7_2, MATCH_ESMTP_BODY, "body", "The body", LONGER_LINE, END_OF_WORDS),
    MATCH(OF(ESMTP), OS_7_2, MATCH_ESMTP_COMMAND, "cmd verb", "Commands", M_LIST(esmtp_commands, "Commands"), END_OF_WORDS),
    MATCH(OF(ESMTP), OS_7_2, MATCH_ESMTP_COMMAND_LENGTH, "cmd line", "A command line", LONGER(0, 1000), END_OF_WORDS),
    MATCH(OF(ESMTP), OS_7_2, MATCH_ESMTP_COMMAND_RECIPIENTS, "cmd RCPT", "Recipients", MORE(0, 1000), END_OF_WORDS),
    MATCH(OF(ESMTP), OS_7_2, MATCH_ESMTP_EHLO, "ehlo-reply-parameter", "What the server offers", M_LIST(ehlo_parameters, "Parameters"), END_OF_WORDS),
    MATCH(OF(ESMTP), OS_7_2, MATCH_ESMTP_HEADER, "header", "The header", LONGER_LINE, END_OF_WORDS),
    MATCH(OF(ESMTP), OS_7_2, MATCH_ESMTP_HEADER_TO, "header to-fields", "Recipients in the header", MORE(0, 10000), END_OF_WORDS),
    MATCH(OF(ESMTP), OS_7_2, MATCH_ESMTP_INVALID_RECIPIENTS, "invalid-recipients", "Unknown recipients", MORE(0, 1000), END_OF_WORDS),
    MATCH(OF(ESMTP), OS_7_2, MATCH_ESMTP_ENCODING, "mime encoding", "Encodings of attachments", M_LIST(mime_encodings, "Encodings"), END_OF_WORDS),
    MATCH(OF(ESMTP), OS_7_2, MATCH_ESMTP_FILENAME, "mime filename", "Name of an attachment", LONGER(0, 1000), END_OF_WORDS),
    MATCH_REGEX(OF(ESMTP), OS_7_2, MATCH_ESMTP_FILETYPE, "mime filetype", "Type of an attachment"),
    MATCH_REGEX(OF(ESMTP), OS_7_2, MATCH_ESMTP_SENDER, "sender-address", "The sender"),
    MATCH(OF(ESMTP), OS_7_2, MATCH_ESMTP_SENDER_LENGTH, "sender-address", "The sender", LONGER(0, 1000), END_OF_WORDS),
    /* ftp, im */
    MATCH_REGEX(OF(FTP) | OF(IM), OS_7_2, MATCH_FILENAME, "filename", "Name of a file"),
    MATCH_REGEX(OF(FTP), OS_7_2, MATCH_FTP_FILETYPE, "filetype", "Type of a file"),
    MATCH(OF(FTP), OS_7_2, MATCH_FTP_COMMAND, "request-command", "Commands", M_LIST(map_ftp_commands, "Commands"), END_OF_WORDS),
    MATCH_REGEX(OF(FTP), OS_7_2, MATCH_FTP_SERVER, "server", "Name of the server"),
    MATCH_REGEX(OF(FTP), OS_7_2, MATCH_FTP_USERNAME, "username", "Name of the user"),
    MATCH(OF(IM), OS_7_2, MATCH_IM_ADDRESS, "ip-address", "Address of the client", VALUE(address, struct map_value, address, "Address"),
          VALUE(netmask, struct map_value, netmask, "Netmask"), END_OF_WORDS),
    MATCH(OF(IM), OS_7_2, MATCH_IM_PEER_ADDRESS, "peer-ip-address", "Address of the peer", VALUE(address, struct map_value, address, "Address"),
          VALUE(netmask, struct map_value, netmask, "Netmask"), END_OF_WORDS),
    MATCH_REGEX(OF(IM), OS_7_2, MATCH_IM_LOGIN, "login-name", "Name of the client"),
    MATCH_REGEX(OF(IM), OS_7_2, MATCH_IM_PEER_LOGIN, "peer-login-name", "Name of the peer"),
    MATCH(OF(IM), OS_7_2, MATCH_IM_PROTOCOL, "protocol", "Protocols", M_LIST(im_protocols, "Protocols"), END_OF_WORDS),
    MATCH(OF(IM), OS_7_2, MATCH_IM_SERVICE, "service", "Services", M_LIST(im_services, "Services"), END_OF_WORDS),
    MATCH_REGEX(OF(IM), OS_7_2, MATCH_IM_VERSION, "version", "Version"),
    /* gtp */
    MATCH_REGEX(OF(GTP), OS_7_2, MATCH_GTP_APN, "apn", "Access point"),
    MATCH(OF(GTP), OS_7_2, MATCH_GTP_MESSAGE, "message id", "A message", M_NUMBER(0, 1, 255, "Message"), END_OF_WORDS),
    MATCH(OF(GTP), OS_7_2, MATCH_GTP_MESSAGE_RANGE, "message id range", "Messages", RANGE(1, 255), END_OF_WORDS),
    MATCH(OF(GTP), OS_7_2, MATCH_GTP_LENGTH, "message length", "Length of a message", KEYWORD("min", "Shortest"), M_NUMBER(0, 1, 65536, "Bytes"),
          KEYWORD("max", "Longest"), M_NUMBER(1, 1, 65536, "Bytes"), END_OF_WORDS),
    MATCH(OF(GTP), OS_7_2, MATCH_GTP_VERSION, "version", "A version", M_NUMBER(0, 0, 255, "Version", .always = true), END_OF_WORDS),
    MATCH(OF(GTP), OS_7_2, MATCH_GTP_VERSION_RANGE, "version range", "Versions", RANGE(0, 255), END_OF_WORDS),
    /* h323, sip */
    MATCH_REGEX(OF(H323) | OF(SIP), OS_7_2, MATCH_CALLED_PARTY, "called-party", "Who is called"),
    MATCH_REGEX(OF(H323) | OF(SIP), OS_7_2, MATCH_CALLING_PARTY, "calling-party", "Who calls"),
    MATCH(OF(H323), OS_7_2, MATCH_H323_MEDIA, "media-type", "Media", M_CHOICE(0, media_types), END_OF_WORDS),
    MATCH(OF(SIP), OS_7_2, MATCH_SIP_CONTENT_LENGTH, "content", "The body", LONGER(0, 65536), END_OF_WORDS),
    MATCH(OF(SIP), OS_7_2, MATCH_SIP_CONTENT_SDP, "content type sdp", "A session description", END_OF_WORDS),
    MATCH_REGEX(OF(SIP), OS_7_2, MATCH_SIP_CONTENT_TYPE, "content type", "Type of the body"),
    MATCH_REGEX(OF(SIP), OS_7_2, MATCH_SIP_SUBSCRIBER, "im-subscriber", "Subscriber of instant messages"),
    MATCH_REGEX(OF(SIP), OS_7_2, MATCH_SIP_PATH, "message-path", "The Via header"),
    MATCH(OF(SIP), OS_7_2, MATCH_SIP_METHOD, "request-method", "Method", M_CHOICE(0, sip_methods), END_OF_WORDS),
    MATCH_REGEX(OF(SIP), OS_7_2, MATCH_SIP_REGISTRATION, "third-party-registration", "Who registers others"),
    MATCH(OF(SIP), OS_7_2, MATCH_SIP_URI, "uri", "A URI", M_CHOICE(0, sip_uris), LONGER(0, 65536), END_OF_WORDS),
    /* http */
    MATCH(OF(HTTP), OS_7_2, MATCH_HTTP_CONTENT_TYPE, "req-resp content-type mismatch", "Type of the answer", END_OF_WORDS),
    MATCH_REGEX(OF(HTTP), OS_7_2, MATCH_HTTP_ARGS, "request args", "Arguments"),
    MATCH_REGEX(OF(HTTP), OS_7_2, MATCH_HTTP_BODY, "request body", "Body of a request"),
    MATCH(OF(HTTP), OS_7_2, MATCH_HTTP_BODY_LENGTH, "request body", "Body of a request", LONGER(0, UINT32_MAX), END_OF_WORDS),
    MATCH(OF(HTTP), OS_7_2, MATCH_HTTP_HEADER, "request header", "Header of a request", M_CHOICE(0, request_headers), M_REGEX(0), END_OF_WORDS),
    MATCH(OF(HTTP), OS_7_2, MATCH_HTTP_HEADER_SIZE, "request header", "Header of a request", M_CHOICE(0, request_headers), SIZE, END_OF_WORDS),
    MATCH(OF(HTTP), OS_7_2, MATCH_HTTP_HEADERS_SIZE, "request header", "Header of a request", SIZE, END_OF_WORDS),
    MATCH(OF(HTTP), OS_7_2, MATCH_HTTP_HEADER_NAMED, "request header", "Header of a request", M_REGEX(0), M_REGEX(1), END_OF_WORDS),
    MATCH(OF(HTTP), OS_7_2, MATCH_HTTP_HEADER_NAMED_SIZE, "request header", "Header of a request", M_REGEX(0), SIZE, END_OF_WORDS),
    MATCH(OF(HTTP), OS_7_2, MATCH_HTTP_NON_ASCII, "request header non-ascii", "Other characters in a header", END_OF_WORDS),
    MATCH(OF(HTTP), OS_7_2, MATCH_HTTP_METHOD, "request method", "Method", M_CHOICE(0, http_methods), END_OF_WORDS),
    MATCH_REGEX(OF(HTTP), OS_7_2, MATCH_HTTP_METHOD_NAMED, "request method", "Method"),
    MATCH_REGEX(OF(HTTP), OS_7_2, MATCH_HTTP_URI, "request uri", "The URI"),
    MATCH(OF(HTTP), OS_7_2, MATCH_HTTP_URI_LENGTH, "request uri", "The URI", LONGER(0, 65536), END_OF_WORDS),
    MATCH_REGEX(OF(HTTP), OS_7_2, MATCH_HTTP_REPLY_BODY, "response body", "Body of an answer"),
    MATCH(OF(HTTP), OS_7_2, MATCH_HTTP_REPLY_BODY_LENGTH, "response body", "Body of an answer", LONGER(0, UINT32_MAX), END_OF_WORDS),
    MATCH(OF(HTTP), OS_7_2, MATCH_HTTP_BODY_SCRIPT, "response body", "Body of an answer", M_CHOICE(0, scripts), END_OF_WORDS),
    MATCH(OF(HTTP), OS_7_2, MATCH_HTTP_REPLY_HEADER, "response header", "Header of an answer", M_CHOICE(0, reply_headers), M_REGEX(0), END_OF_WORDS),
    MATCH(OF(HTTP), OS_7_2, MATCH_HTTP_REPLY_HEADER_SIZE, "response header", "Header of an answer", M_CHOICE(0, reply_headers), SIZE, END_OF_WORDS),
    MATCH(OF(HTTP), OS_7_2, MATCH_HTTP_REPLY_HEADERS_SIZE, "response header", "Header of an answer", SIZE, END_OF_WORDS),
    MATCH(OF(HTTP), OS_7_2, MATCH_HTTP_REPLY_HEADER_NAMED, "response header", "Header of an answer", M_REGEX(0), M_REGEX(1), END_OF_WORDS),
    MATCH(OF(HTTP), OS_7_2, MATCH_HTTP_REPLY_NON_ASCII, "response header non-ascii", "Other characters in a header", END_OF_WORDS),
    MATCH_REGEX(OF(HTTP), OS_7_2, MATCH_HTTP_STATUS, "response status-line", "Status line"),
    /* rtsp */
    MATCH(OF(RTSP), OS_8_0, MATCH_RTSP_METHOD, "request-method", "Method", M_CHOICE(0, rtsp_methods), END_OF_WORDS),
    MATCH_REGEX(OF(RTSP), OS_8_0, MATCH_RTSP_URL, "url-filter", "The URL"),
    /* skinny */
    MATCH(OF(SKINNY), OS_7_2, MATCH_SKINNY_MESSAGE, "message-id", "A message", VALUE(hex, struct map_value, numbers[0], "Message"), END_OF_WORDS),
    MATCH(OF(SKINNY), OS_7_2, MATCH_SKINNY_MESSAGE_RANGE, "message-id range", "Messages", VALUE(hex, struct map_value, numbers[0], "First"),
          VALUE(hex, struct map_value, numbers[1], "Last"), END_OF_WORDS),

    /* what happens then */
    MAP_DOES(OF(DNS) | OF(GTP) | OF(H323) | OF(SIP) | OF(SKINNY), OS_7_2, DO_DROP, "drop", "Drop the packet", M_LOG, END_OF_WORDS),
    MAP_DOES(OF(DNS) | OF(ESMTP) | OF(H323) | OF(HTTP) | OF(IM) | OF(RTSP) | OF(SIP), OS_7_2, DO_DROP_CONNECTION, "drop-connection",
             "Drop the connection", M_LOG, END_OF_WORDS),
    MAP_DOES(OF(DNS), OS_7_2, DO_ENFORCE_TSIG, "enforce-tsig", "Ask for a signature", M_FLAG(0, "drop", "Drop what has none"), M_LOG, END_OF_WORDS),
    MAP_DOES(OF(DNS) | OF(ESMTP), OS_7_2, DO_MASK, "mask", "Mask what matched", M_LOG, END_OF_WORDS),
    MAP_DOES(OF(ESMTP) | OF(GTP) | OF(RTSP) | OF(SIP), OS_7_2, DO_RATE_LIMIT, "rate-limit", "Limit the rate", M_NUMBER(0, 0, UINT32_MAX, "Messages each second", .always = true), END_OF_WORDS),
    MAP_DOES(OF(ESMTP) | OF(FTP) | OF(H323) | OF(HTTP) | OF(IM) | OF(SIP), OS_7_2, DO_RESET, "reset", "Drop the connection with a reset", M_LOG, END_OF_WORDS),
    MAP_DOES(OF(DNS) | OF(ESMTP) | OF(GTP) | OF(H323) | OF(HTTP) | OF(IM) | OF(RTSP) | OF(SIP), OS_7_2, DO_LOG, "log", "Log what matched", END_OF_WORDS),
    NULL,
};
/* clang-format on */
