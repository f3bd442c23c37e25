/*
 * cmd_kept_admin.c: administration (commands.md 11).
 */
#include "parser/kept_rows.h"
#include "parser/kept_services.h"

/* clang-format off */
const struct command *const kept_admin_commands[] = {
    /* administration */
    KEPT("snmp-server", "snmp-server", "SNMP", .fact = fact_snmp),
    KEPT("snmp-server", "snmp-server location", "SNMP", .key_words = 2, .keeps_no = true),
    KEPT("snmp-server", "snmp-server contact", "SNMP", .key_words = 2, .keeps_no = true),
    SINGLE("snmp-server", "snmp-server community", 2, "SNMP"),
    KEPT("snmp-server", "snmp-server enable", "SNMP", .key_words = 3, .keeps_no = true),
    KEPT("ntp", "ntp", "Network time", .fact = fact_ntp),
    BLOCK("username", "username", "config-username", "Local users",
          .body = "vpn-group-policy vpn-filter service-type vpn-access-hours "
                  "vpn-simultaneous-logins vpn-idle-timeout vpn-session-timeout group-lock "
                  "vpn-tunnel-protocol password-storage vpn-framed-ip-address memberof"),
    KEPT("privilege", "privilege", "Privilege levels of commands"),
    KEPT_VALUE("enable password", "enable password", "Password of a level"),
    KEPT("pdm", "pdm", "PIX device manager", SIX),
    KEPT("asdm", "asdm", "Adaptive security device manager", SEVEN, .keeps_no = true),
    KEPT("tftp-server", "tftp-server", "TFTP server"),
    KEPT("boot", "boot", "What to boot", SEVEN),
    SINGLE("ftp", "ftp mode", 2, "FTP of the box", SEVEN, .keeps_no = true),
    KEPT("dns", "dns domain-lookup", "DNS look-ups", SEVEN),
    KEPT("dns", "dns name-server", "DNS servers", SEVEN),
    KEPT("dns", "dns", "DNS", SEVEN),
    BLOCK("dns", "dns server-group", "config-dns-server-group", "DNS servers", SEVEN,
          .body = "name-server domain-name timeout retries"),
    KEPT("dns", "dns-group", "The group of DNS servers in use", SEVEN),
    KEPT("dhcpd", "dhcpd", "DHCP server", .keeps_no = true, .fact = fact_dhcp),
    KEPT("dhcpd", "dhcprelay", "DHCP relay", .fact = fact_dhcp),
    KEPT("mgcp", "mgcp", "MGCP gateways", SIX, .since = OS_6_3),
    KEPT("auto-update", "auto-update", "Auto update"),
    KEPT("smtp-server", "smtp-server", "Mail server", SEVEN),
    BLOCK("call-home", "call-home", "config-call-home", "Call home", .since = OS_8_2,
          .body = "alert-group contact-email-addr contact-name customer-id destination mail-server "
                  "phone-number profile rate-limit sender site-id street-address "
                  "subscribe-to-alert-group active"),
    KEPT("call-home", "call-home reporting", "Report anonymously", .since = OS_8_2,
         .keeps_no = true),
    KEPT("crashinfo", "crashinfo", "Crash information", .since = OS_6_3),
    KEPT("fips", "fips", "FIPS 140-2", SEVEN),
    KEPT("client-update", "client-update", "Update of VPN clients", SEVEN),
    KEPT("jumbo-frame", "jumbo-frame", "Frames longer than the standard's", .since = OS_8_1),
    KEPT("hpm", "hpm", "Top users for ASDM", .since = OS_8_2),
    KEPT("flow-export", "flow-export", "Flow records", .since = OS_8_1),
    KEPT("mac-address", "mac-address auto", "MAC addresses of shared interfaces", .since = OS_7_2),
    BLOCK("ddns", "ddns update method", "config-ddns", "Dynamic DNS", .since = OS_7_2,
          .body = "interval maximum"),
    KEPT("dynamic-filter", "dynamic-filter", "Botnet traffic filter", .since = OS_8_2,
         .why_taints = "the botnet filter could drop traffic"),
    BLOCK("dynamic-filter", "dynamic-filter blacklist", "config-llist", "Addresses to drop",
          .since = OS_8_2, .body = "name address"),
    BLOCK("dynamic-filter", "dynamic-filter whitelist", "config-llist", "Addresses to let be",
          .since = OS_8_2, .body = "name address"),
    BLOCK("phone", "tls-proxy", "config-tlsp", "TLS proxy", .since = OS_8_0,
          .body = "server client"),
    BLOCK("phone", "ctl-provider", "config-ctl-provider", "Source of trusted devices",
          .since = OS_8_0, .body = "client ctl export service"),
    BLOCK("phone", "ctl-file", "config-ctl-file", "List of trusted devices", .since = OS_8_0,
          .body = "record-entry cluster-ctl-file sast no"),
    BLOCK("phone", "media-termination", "config-media-termination", "Address of media streams",
          .since = OS_8_0, .body = "address rtp-min-port"),
    BLOCK("phone", "phone-proxy", "config-phone-proxy", "Phone proxy", .since = OS_8_0,
          .body = "media-termination tftp-server tls-proxy ctl-file cluster-mode cipc timeout "
                  "disable proxy-server",
          .why_taints = "the phone proxy is not modelled"),
    KEPT("priority-queue", "queue-limit", "Priority queue", SEVEN),
    BLOCK("priority-queue", "priority-queue", "config-priority-queue", "Priority queue", SEVEN,
          .body = "queue-limit tx-ring-limit"),
    BLOCK("context", "context", "config-ctx", "Security context", SEVEN),
    KEPT("context", "admin-context", "Admin context", SEVEN),
    BLOCK("context", "class", "config-class", "Resource class", SEVEN, .body = "limit-resource"),
    KEPT("hw-module", "hw-module", "Hardware modules", SEVEN),
    KEPT("eeprom", "eeprom", "EEPROM", SIX),
    KEPT("perfmon", "perfmon", "Performance monitor"),
    NULL,
};
/* clang-format on */
