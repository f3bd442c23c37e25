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
STATIC, PAT, NONE = "static", "pat", "none"

Case = collections.namedtuple("Case", "name capture side host control old new ways permits late opens")


def case(name, capture, control, old, new, *, host="10.48.66.106", side="inside",
         ways=(NONE, STATIC, PAT), permits=(), late=0, opens=True):
    """OLD: fixup lines of 6.3, none where it is always on, None where it is not there; NEW: inspect
    lines; PERMITS: who may call from outside; LATE: frames
    of what has been announced that come when it is over; OPENS: some of it needs to be let in."""
    old = (old,) if isinstance(old, str) else old
    new = new if isinstance(new, tuple) else (new,)
    return Case(name, capture, side, host, control, old, new, ways, permits, late, opens)


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
)
