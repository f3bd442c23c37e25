/*
 * content_filter.h: `filter`: which connections are looked into for URLs, ActiveX or Java, and
 * which FTP and HTTPS ones a server is asked about (commands.md 11.5). The engine does not evaluate
 * them.
 */
#ifndef REFIRE_ENGINE_MODEL_CONTENT_FILTER_H
#define REFIRE_ENGINE_MODEL_CONTENT_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/ip.h"
#include "engine/model/interface.h"

enum content_kind { CONTENT_URL, CONTENT_ACTIVEX, CONTENT_JAVA, CONTENT_FTP, CONTENT_HTTPS };

struct content_filter {
    enum content_kind kind;
    bool except;        /* not between these */
    bool is_http;       /* URL: spelled `http` rather than 80 */
    uint16_t low, high; /* ports of the server; EXCEPT has none */
    struct network local, foreign;
    bool allow; /* through when the server does not answer */
    bool proxy_block, longurl_truncate, longurl_deny, cgi_truncate; /* URL */
    bool interact_block;                                            /* FTP */
    struct origin origin;
};

/* In the order of their numbers: those up to URL_WEBSENSE are Websense's. */
enum url_vendor { URL_VENDOR_UNSAID, URL_WEBSENSE, URL_N2H2, URL_SMARTFILTER };

/* Who is asked about URLs: `url-server`. A number that is 0 was not given. */
struct url_server {
    ifc_id ifc; /* IFC_NONE: not said, the inside one */
    enum url_vendor vendor;
    uint32_t address;
    uint16_t port; /* not Websense */
    uint16_t timeout_seconds;
    uint8_t protocol; /* IP_TCP, IP_UDP */
    uint8_t version;  /* of Websense's protocol */
    uint16_t connections;
    struct origin origin;
};

#endif
