/*
 * cmd_kept_admin.c: administration (commands.md 11).
 */
#include "parser/kept_rows.h"

/* clang-format off */
const struct command *const kept_admin_commands[] = {
    /* administration */
    KEPT("snmp-server", "snmp-server", "SNMP"),
    KEPT("snmp-server", "snmp-server location", "SNMP", .key_words = 2, .keeps_no = true),
    KEPT("snmp-server", "snmp-server contact", "SNMP", .key_words = 2, .keeps_no = true),
    SINGLE("snmp-server", "snmp-server community", 2, "SNMP"),
    KEPT("snmp-server", "snmp-server enable", "SNMP", .key_words = 3, .keeps_no = true),
    KEPT("ntp", "ntp", "Network time"),
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
    &(const struct command){ .name = "dns-guard", .help = "One answer for one DNS question",
        .words = (const struct word[]){ KEYWORD("dns-guard", "One answer for one DNS question"), END_OF_WORDS },
        .scratch_size = sizeof(struct kept_scratch), .kept = true, .keeps_no = true, SEVEN },
    KEPT("dhcpd", "dhcpd", "DHCP server", .keeps_no = true),
    KEPT("dhcpd", "dhcprelay", "DHCP relay"),
    KEPT("mgcp", "mgcp", "MGCP gateways", SIX, .since = OS_6_3),
    KEPT("auto-update", "auto-update", "Auto update"),
    KEPT("smtp-server", "smtp-server", "Mail server", SEVEN),
    KEPT("threat-detection", "threat-detection", "Threat detection", .since = OS_8_0,
         .keeps_no = true),
    KEPT("call-home", "call-home", "Call home", .since = OS_8_2),
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
