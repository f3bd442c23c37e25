/*
 * inspection.c: what each inspection listens to by default (engine.md 7, commands.md 6.2).
 */
#include "engine/model/config.h"

/* Names as in `inspect`; `fixup protocol` spells three of them otherwise, which is parser's. */
static const struct inspection_default defaults[INSPECT_KIND_COUNT] = {
    [INSPECT_CTIQBE] = { "ctiqbe", IP_TCP, 0, 2748, 2748, 0, false },
    [INSPECT_DCERPC] = { "dcerpc", IP_TCP, 0, 135, 135, 0, false },
    [INSPECT_DNS] = { "dns", IP_UDP, 0, 53, 53, 0, false },
    [INSPECT_ESMTP] = { "esmtp", IP_TCP, 0, 25, 25, 0, false },
    [INSPECT_ESP_IKE] = { "esp-ike", IP_UDP, IP_ESP, 500, 500, 0, false },
    [INSPECT_FTP] = { "ftp", IP_TCP, 0, 21, 21, 0, false },
    [INSPECT_GTP] = { "gtp", IP_UDP, 0, 2123, 2123, 3386, false },
    [INSPECT_H323_H225] = { "h323 h225", IP_TCP, 0, 1720, 1720, 0, false },
    [INSPECT_H323_RAS] = { "h323 ras", IP_UDP, 0, 1718, 1719, 0, false },
    [INSPECT_HTTP] = { "http", IP_TCP, 0, 80, 80, 0, false },
    [INSPECT_ICMP] = { "icmp", IP_ICMP, 0, 0, 0, 0, false },
    [INSPECT_ICMP_ERROR] = { "icmp error", IP_ICMP, 0, 0, 0, 0, false },
    [INSPECT_ILS] = { "ils", IP_TCP, 0, 389, 389, 0, false },
    [INSPECT_IM] = { "im", IP_TCP, 0, 0, 0, 0, false },
    [INSPECT_IP_OPTIONS] = { "ip-options", IP_ANY, 0, 0, 0, 0, false },
    [INSPECT_IPSEC_PASS_THRU] = { "ipsec-pass-thru", IP_UDP, 0, 500, 500, 0, false },
    [INSPECT_MGCP] = { "mgcp", IP_UDP, 0, 2427, 2427, 2727, false },
    [INSPECT_MMP] = { "mmp", IP_TCP, 0, 5443, 5443, 0, false },
    [INSPECT_NETBIOS] = { "netbios", IP_UDP, 0, 137, 138, 0, true },
    [INSPECT_PPTP] = { "pptp", IP_TCP, 0, 1723, 1723, 0, false },
    [INSPECT_RADIUS_ACCOUNTING] = { "radius-accounting", IP_UDP, 0, 1646, 1646, 0, false },
    [INSPECT_RSH] = { "rsh", IP_TCP, 0, 514, 514, 0, false },
    [INSPECT_RTSP] = { "rtsp", IP_TCP, 0, 554, 554, 0, false },
    [INSPECT_SIP] = { "sip", IP_TCP, IP_UDP, 5060, 5060, 0, false },
    [INSPECT_SIP_UDP] = { "sip udp", IP_UDP, 0, 5060, 5060, 0, false },
    [INSPECT_SKINNY] = { "skinny", IP_TCP, 0, 2000, 2000, 0, false },
    [INSPECT_SMTP] = { "smtp", IP_TCP, 0, 25, 25, 0, false },
    [INSPECT_SNMP] = { "snmp", IP_UDP, 0, 161, 162, 0, false },
    [INSPECT_SQLNET] = { "sqlnet", IP_TCP, 0, 1521, 1521, 0, false },
    [INSPECT_SUNRPC] = { "sunrpc", IP_UDP, IP_TCP, 111, 111, 0, false },
    [INSPECT_TFTP] = { "tftp", IP_UDP, 0, 69, 69, 0, false },
    [INSPECT_WAAS] = { "waas", IP_TCP, 0, 1, 65535, 0, false },
    [INSPECT_XDMCP] = { "xdmcp", IP_UDP, 0, 177, 177, 0, false },
};

const struct inspection_default *
inspection_default(enum inspection_kind kind)
{
    return &defaults[kind];
}

const struct inspection *
inspection_built_in(const struct behaviour *does, size_t index)
{
    static const struct inspection dns = {
        .kind = INSPECT_DNS, .port_first = 53, .port_last = 53, .maximum_length = 512
    };
    static const struct inspection netbios = { .kind = INSPECT_NETBIOS,
                                               .port_first = 137,
                                               .port_last = 138 };
    static const struct inspection rpc = { .kind = INSPECT_SUNRPC,
                                           .port_first = 111,
                                           .port_last = 111 };
    const struct {
        bool here;
        const struct inspection *inspection;
    } all[] = { { does->dns_is_built_in, &dns },
                { does->netbios_is_built_in, &netbios },
                { does->rpc_is_built_in, &rpc } };
    for (size_t i = 0; i < ARRAY_LENGTH(all); i++) {
        if (all[i].here && index-- == 0)
            return all[i].inspection;
    }
    return NULL;
}
