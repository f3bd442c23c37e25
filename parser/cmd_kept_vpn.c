/*
 * cmd_kept_vpn.c: VPN, AAA and content filters (commands.md 11.3 to 11.5).
 */
#include "parser/kept_rows.h"
#include "parser/kept_services.h"

/* clang-format off */
#define AAA_TAINT "this traffic could have to authenticate first"

/* shell.md 1; those of ppp- and webvpn-attributes are (unverified). */
static const struct word_prompt tunnel_prompts[] = {
    { "type", NULL },
    { "general-attributes", "config-tunnel-general" },
    { "ipsec-attributes", "config-tunnel-ipsec" },
    { "ppp-attributes", "config-ppp" },
    { "webvpn-attributes", "config-tunnel-webvpn" },
    { NULL, NULL },
};
static const struct word_prompt policy_prompts[] = {
    { "internal", NULL },
    { "external", NULL },
    { NULL, NULL },
};
static const struct word_prompt server_prompts[] = {
    { "protocol", "config-aaa-server-group" },
    { "host", "config-aaa-server-host" },
    { NULL, NULL },
};

const struct command *const kept_vpn_commands[] = {
    /* VPN: what touches packets that pass is in cmd_crypto.c */
    KEPT("crypto", "crypto ipsec", "IPsec"),
    KEPT("crypto", "crypto match", "Crypto match", SIX),
    KEPT("crypto", "crypto isakmp", "ISAKMP", SEVEN, .keeps_no = true, .fact = fact_isakmp),
    BLOCK("crypto", "crypto isakmp policy", "config-isakmp-policy", "ISAKMP policy",
          .since = OS_7_0, .body = "authentication encryption hash group lifetime"),
    BLOCK("crypto ca", "crypto ca", "config-ca-trustpoint", "Certificates", SEVEN),
    KEPT("crypto", "crypto key", "Keys", SEVEN),
    KEPT("crypto", "crypto engine", "Crypto engine", SEVEN),
    KEPT("isakmp", "isakmp", "ISAKMP", .keeps_no = true, .fact = fact_isakmp), /* 7.2+ takes it and writes crypto isakmp */
    KEPT("vpngroup", "vpngroup", "VPN group", SIX),
    KEPT("ca", "ca", "Certificates", SIX),
    KEPT("vpdn", "vpdn", "PPTP, L2TP and PPPoE on the box itself"),
    KEPT("vpnclient", "vpnclient", "Easy VPN remote"),
    BLOCK("tunnel-group", "tunnel-group", "config-tunnel-general", "Tunnel group", SEVEN,
          .prompts = tunnel_prompts),
    BLOCK("group-policy", "group-policy", "config-group-policy", "Group policy", SEVEN,
          .prompts = policy_prompts),
    BLOCK("webvpn", "webvpn", "config-webvpn", "WebVPN", SEVEN),
    KEPT("webvpn lists", "url-list", "Links of WebVPN", .since = OS_7_0, .before = OS_8_0),
    KEPT("webvpn lists", "port-forward", "Applications of WebVPN", .since = OS_7_0,
         .before = OS_8_0),
    KEPT("tunnel-group-map", "tunnel-group-map", "Certificate map", SEVEN, .keeps_no = true),
    KEPT("vpn", "vpn-sessiondb", "VPN sessions", SEVEN),
    BLOCK("vpn", "vpn load-balancing", "config-load-balancing", "VPN load balancing", SEVEN),
    KEPT("vpn", "vpn-addr-assign", "Addresses of VPN clients", SEVEN, .keeps_no = true),
    KEPT("ssl", "ssl", "SSL", SEVEN),
    KEPT("svc", "svc", "SSL VPN client", SEVEN),
    KEPT("csd", "csd", "Secure desktop", .since = OS_7_1),
    BLOCK("nac", "nac-policy", "config-nac-policy", "Network admission", .since = OS_8_0),
    KEPT("nac", "eou", "EAP over UDP", SEVEN),
    KEPT("compression", "compression", "SVC compression", .since = OS_7_1, .keeps_no = true),
    KEPT("dynamic-access-policy-record", "dynamic-access-policy-config",
         "Dynamic access policy", .since = OS_8_0),
    BLOCK("dynamic-access-policy-record", "dynamic-access-policy-record",
          "config-dynamic-access-policy-record", "Dynamic access policy", .since = OS_8_0),
    BLOCK("ldap", "ldap attribute-map", "config-ldap-attribute-map", "LDAP attributes",
          .since = OS_7_1, .body = "map-name map-value"),

    /* AAA and filters */
    BLOCK("aaa-server", "aaa-server", "config-aaa-server-host", "AAA servers", SEVEN,
          .prompts = server_prompts,
          .body = "key timeout retry-interval authentication-port accounting-port "
                  "max-failed-attempts reactivation-mode accounting-mode server-port "
                  "ldap-base-dn ldap-scope ldap-naming-attribute ldap-login-password "
                  "ldap-login-dn server-type nt-auth-domain-controller kerberos-realm "
                  "radius-common-pw sdi-version sdi-pre-5-slave ldap-attribute-map"),
    KEPT("aaa-server", "aaa-server", "AAA servers", SIX),
    KEPT("aaa", "aaa authentication", "Authentication"),
    KEPT("aaa", "aaa authorization", "Authorization"),
    KEPT("aaa", "aaa accounting", "Accounting"),
    KEPT("aaa", "aaa authentication match", "Cut-through proxy", .why_taints = AAA_TAINT),
    KEPT("aaa", "aaa authentication include", "Cut-through proxy", .why_taints = AAA_TAINT),
    KEPT("aaa", "aaa authorization match", "Cut-through proxy", .why_taints = AAA_TAINT),
    KEPT("aaa", "aaa authorization include", "Cut-through proxy", .why_taints = AAA_TAINT),
    KEPT("aaa", "aaa", "AAA options"),
    KEPT("aaa", "auth-prompt", "Prompt of the proxy"),
    KEPT("aaa", "virtual", "Virtual servers"),
    KEPT("url-cache", "url-cache", "URL cache"),
    KEPT("url-cache", "url-block", "URL block"),
    NULL,
};
/* clang-format on */
