"""What each inspection is shown: a capture of a control channel and of what it announces.

A capture is the view of one side of a firewall that translates nothing, or one whose addresses are
taken to be what that side saw. HOST is the one behind the firewall. What does not use one of the
CONTROL ports has been announced. Captures of ../shared are read there.
"""
import collections
import os

HERE = os.path.dirname(os.path.abspath(__file__))
REPLAYS = os.path.join(HERE, "..", "replay")
OTHERS = os.path.join("..", "shared", "corpus", "captures")
VERSIONS = ("6.3", "8.0")
STATIC, PAT, NONE = "static", "pat", "none"

Case = collections.namedtuple("Case", "name capture side host control old new ways permits late "
                              "opens stops rewrites_dns alias maps is_text renames says versions ends")


def case(name, capture, control, old, new, *, host="10.48.66.106", side="inside",
         ways=(NONE, STATIC, PAT), permits=(), late=0, opens=True, stops=0, rewrites_dns=False,
         alias=False, maps=(), is_text=False, renames=True, says=None, versions=VERSIONS,
         ends=False):
    """OLD: fixup lines of 6.3, none where it is always on, None where it is not there; NEW: inspect
    lines, None too; PERMITS: who may call from outside; LATE: frames
    of what has been announced that come when it is over; OPENS: some of it needs to be let in.
    STOPS: frames of the control channel that the inspection refuses; REWRITES_DNS, ALIAS: the host's
    static has `dns`, or there is an alias for it; MAPS: lines of 7.0 and later that NEW is about;
    IS_TEXT: the golden file shows what became of lines; RENAMES: no payload names the host outside; SAYS: the
    message that tells of the inspection; VERSIONS: those that it is shown to;
    ENDS: the inspection ends a conn, and how much comes for it then is of how it is cut."""
    old = (old,) if isinstance(old, str) else old
    new = (new,) if isinstance(new, str) else new
    return Case(name, capture, side, host, control, old, new, ways, permits, late, opens, stops,
                rewrites_dns, alias, maps, is_text, renames, says, versions, ends)


def ours(name, file="inside.pcap"):
    return os.path.join(REPLAYS, name, file)


def made(name, file="inside.pcap"):
    return os.path.join(HERE, name, file)


def others(file):
    return os.path.join(OTHERS, file)


def is_ours(case):
    return not case.capture.startswith(OTHERS)


# A service behind shared addresses has no address that a message could name.
ONE_TO_ONE = (NONE, STATIC)
# What shows outside of a host behind a static says of itself what it is there.
OUTSIDE = {"side": "outside", "ways": (STATIC,)}
DNS = "dns maximum-length 512"
SIP = (("sip 5060", "sip udp 5060"), "sip")

CASES = (
    case("ftp", ours("ftp-63-fixup-pat"), (21,), "ftp 21", "ftp"),
    case("ftp-server", ours("ftp-63-server-inside"), (21,), "ftp 21", "ftp", ways=ONE_TO_ONE,
         permits=("tcp 21",)),
    case("ftp-download", others("suricata-ftp-download-active.pcap"), (21,), "ftp 21", "ftp",
         host="172.23.0.3"),
    case("ftp-upload", others("suricata-ftp-upload-active.pcap"), (21,), "ftp 21", "ftp",
         host="172.23.0.3"),
    case("dcerpc", made("dcerpc"), (135,), None, "dcerpc", ways=ONE_TO_ONE,
         permits=("tcp 135",)),
    case("h323", ours("h323-63-fixup-pat"), (1720,), "h323 h225 1720", "h323 h225", late=2),
    case("ils", made("ils"), (389,), "ils 389", "ils", opens=False),
    case("ils-slapd", made("ils-slapd"), (389,), "ils 389", "ils", opens=False),
    case("mgcp", made("mgcp"), (2427, 2727), ("mgcp 2427", "mgcp 2727"), "mgcp"),
    case("netbios", made("netbios"), (137, 138), (), "netbios", ways=ONE_TO_ONE, opens=False),
    # 6.3 reads what the portmapper says over UDP alone
    case("nfs", others("zeek-nfs-write.pcap"), (111,), None, "sunrpc", host="192.168.122.219",
         ways=ONE_TO_ONE, permits=("tcp 111", "udp 111")),
    case("pptp", ours("pptp-63-fixup-pat"), (1723,), "pptp 1723", "pptp"),
    case("pptp-server", ours("pptp-62-server-inside"), (1723,), "pptp 1723", "pptp",
         ways=ONE_TO_ONE, permits=("tcp 1723",)),
    case("ras", made("ras"), (1719,), ("h323 h225 1720", "h323 ras 1718-1719"),
         ("h323 h225", "h323 ras"), ways=ONE_TO_ONE),
    case("rsh", ours("rsh-63-fixup-static"), (514,), "rsh 514", "rsh", ways=ONE_TO_ONE),
    case("rtsp", made("rtsp"), (554,), "rtsp 554", "rtsp", ways=ONE_TO_ONE),
    case("rtsp-trex", others("trex-rtsp-short.pcap"), (554,), "rtsp 554", "rtsp", host="21.0.0.2",
         ways=ONE_TO_ONE),
    case("sip", made("sip"), (5060,), *SIP),
    case("sip-tcp", made("sip-tcp"), (5060,), *SIP),
    case("sip-provider", others("ndpi-sip-client-private.pcap"), (5060,), *SIP,
         host="192.168.1.2", opens=False),
    case("sip-conforming", made("sip"), (5060,), None, "sip CALLS",
         maps=("policy-map type inspect sip CALLS", " parameters",
               "  rtp-conformance enforce-payloadtype")),
    case("skinny", ours("skinny-63-fixup-pat"), (2000,), "skinny 2000", "skinny", late=2),
    case("sqlnet-server", ours("sqlnet-63-server-inside"), (1521,), "sqlnet 1521", "sqlnet",
         ways=ONE_TO_ONE, permits=("tcp 1521",)),
    case("sunrpc", made("sunrpc"), (111,), (), "sunrpc", ways=ONE_TO_ONE, permits=("udp 111",)),
    case("tftp", ours("tftp-63-fixup-pat"), (69,), "tftp 69", "tftp"),
    case("tftp-subnets", others("haka-tftp-two-subnets.pcap"), (69,), "tftp 69", "tftp",
         host="192.168.10.10"),
    case("tftp-write", others("suricata-tftp-wrq.pcap"), (69,), "tftp 69", "tftp",
         host="192.168.0.1"),
    case("dcerpc-outside", made("dcerpc", "outside.pcap"), (135,), None, "dcerpc",
         permits=("tcp 135",), **OUTSIDE),
    case("h323-outside", ours("h323-80-inspect-static", "outside.pcap"), (1720,), "h323 h225 1720",
         "h323 h225", permits=("tcp 1720",), **OUTSIDE),
    case("mgcp-outside", made("mgcp", "outside.pcap"), (2427, 2727), ("mgcp 2427", "mgcp 2727"),
         "mgcp", **OUTSIDE),
    case("ras-outside", made("ras", "outside.pcap"), (1719,),
         ("h323 h225 1720", "h323 ras 1718-1719"), ("h323 h225", "h323 ras"), **OUTSIDE),
    case("rtsp-outside", made("rtsp", "outside.pcap"), (554,), "rtsp 554", "rtsp", **OUTSIDE),
    case("sip-outside", ours("sip-63-static-both-sides", "outside.pcap"), (5060,), *SIP,
         **OUTSIDE),
    case("sip-called-outside", ours("sip-63-phone-called-both-sides", "outside.pcap"), (5060,),
         *SIP, permits=("udp 5060",), opens=False, **OUTSIDE),
    case("sip-tcp-outside", ours("sip-80-static-both-sides-tcp", "outside.pcap"), (5060,), *SIP,
         **OUTSIDE),
    case("skinny-outside", ours("skinny-80-inspect-static", "outside.pcap"), (2000,),
         "skinny 2000", "skinny", late=2, **OUTSIDE),
    # Asked over TCP too, which 6.3 does not read; and by GETADDR, whose answer has the address as
    # text: that a translation changes that too is said nowhere, and it stays [C].
    case("sunrpc-rpcbind", made("sunrpc-rpcbind"), (111,), None, "sunrpc", ways=(NONE,),
         permits=("tcp 111", "udp 111")),
    case("sunrpc-outside", made("sunrpc", "outside.pcap"), (111,), (), "sunrpc",
         permits=("udp 111",), **OUTSIDE),
    case("xdmcp-outside", made("xdmcp", "outside.pcap"), (177,), None, "xdmcp", **OUTSIDE),
    case("xdmcp", made("xdmcp"), (177,), None, "xdmcp", ways=ONE_TO_ONE),
    # What is read and policed, and announces nothing. The last answer of named is too long.
    case("dns-named", made("dns-named"), (53,), DNS, "dns maximum-length 512", permits=("udp 53",),
         ways=ONE_TO_ONE, opens=False, stops=1, says="410001", rewrites_dns=True),
    case("dns-named-client", made("dns-named-client"), (53,), DNS, "dns maximum-length 512",
         opens=False, stops=1, says="410001"),
    case("dns-named-outside", made("dns-named", "outside.pcap"), (53,), DNS,
         "dns maximum-length 512", opens=False, stops=1, says="410001", rewrites_dns=True, **OUTSIDE),
    case("dns-named-alias", made("dns-named", "outside.pcap"), (53,), DNS,
         "dns maximum-length 512", opens=False, stops=1, says="410001", alias=True, **OUTSIDE),
    case("http-nginx", made("http-nginx"), (80,), "http 80", "http", opens=False, renames=False,
         says="304001"),
    case("http-nginx-map", made("http-nginx"), (80,), None, "http PAGES",
         maps=("regex PAGE \"<[Hh][Tt][Mm][Ll]\"", "policy-map type inspect http PAGES",
               " match response body regex PAGE", "  log"),
         opens=False, renames=False, says="415007"),
    # The same talk, seen by the server behind the firewall: what it says leaves here.
    case("http-nginx-spoofed", made("http-nginx"), (80,), None, "http PAGES",
         maps=("policy-map type inspect http PAGES", " parameters",
               "  spoof-server Nobody-you-know/0.1"),
         host="192.168.201.25", permits=("tcp 80",), ways=ONE_TO_ONE, opens=False, is_text=True,
         renames=False, says="304001"),
    # http-map is of 7.0 and 7.1 alone. What only allows and logs, and what ends the conn.
    case("http-nginx-old-map", made("http-nginx"), (80,), None, "http PAGES",
         maps=("http-map PAGES", " request-method rfc get action allow log",
               " max-uri-length 20 action allow log",
               " content-length min 1 max 1000 action allow log",
               " content-type-verification match-req-rsp action allow log"),
         opens=False, renames=False, says="415008", versions=("7.0",)),
    case("http-nginx-old-map-reset", made("http-nginx"), (80,), None, "http PAGES",
         maps=("http-map PAGES", " max-uri-length 20 action reset log"),
         opens=False, stops=11, renames=False, says="415011", versions=("7.0",), ends=True),
    case("smtp-exim-map", made("smtp-exim-outside"), (25,), None, "esmtp MAIL",
         maps=("policy-map type inspect esmtp MAIL", " match header to-fields count gt 0", "  log",
               " match ehlo-reply-parameter size", "  mask log"),
         opens=False, is_text=True, renames=False, says="108005"),
    case("smtp-exim", made("smtp-exim"), (25,), "smtp 25", "esmtp", permits=("tcp 25",),
         ways=ONE_TO_ONE, opens=False, is_text=True, renames=False),
    case("smtp-exim-outside", made("smtp-exim-outside"), (25,), "smtp 25", "esmtp", opens=False,
         is_text=True, renames=False),
    case("snmp-snmpd", made("snmp-snmpd"), (161,), "snmp 161-162", "snmp", permits=("udp 161",),
         ways=ONE_TO_ONE, opens=False),
    case("snmp-snmpd-client", made("snmp-snmpd-outside"), (161,), "snmp 161-162", "snmp",
         opens=False),
    case("snmp-snmpd-denied", made("snmp-snmpd-outside"), (161,), None, "snmp NEWER_ONLY",
         maps=("snmp-map NEWER_ONLY", " deny version 1", " deny version 2c"), opens=False, stops=4,
         says="416001"),
    case("rsh-rshd", made("rsh-rshd"), (514,), "rsh 514", "rsh", ways=ONE_TO_ONE),
    case("icmp", made("icmp"), (), None, ("icmp", "icmp error")),
    case("icmp-permitted", made("icmp"), (), "icmp error", ("icmp", "icmp error"), permits=("icmp",),
         opens=False),
    case("icmp-inwards", made("icmp-inwards"), (), "icmp error", ("icmp", "icmp error"),
         permits=("icmp", "udp"), ways=ONE_TO_ONE, opens=False),
    # PAT of ESP is there in 6.3 only; 7.0 and later pass it between the ends of IKE.
    case("ike-63", made("ike"), (500, 4500), "esp-ike", None),
    case("ike-80", made("ike"), (500, 4500), None, "ipsec-pass-thru", ways=ONE_TO_ONE),
)
