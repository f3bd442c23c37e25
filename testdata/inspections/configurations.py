"""The firewalls of the matrix: two interfaces, one way to translate, one inspection or none."""
import cases

OUTSIDE, MAPPED = "192.168.201.1", "192.168.201.5"


def interfaces(version, host):
    """The host is on a wire of its own, whoever else is in the capture."""
    own = "10.255.255.1 255.255.255.252"
    if version == "6.3":
        lines = ["PIX Version 6.3(5)", "nameif ethernet0 outside security0",
                 "nameif ethernet1 inside security100", "interface ethernet0 auto",
                 "interface ethernet1 auto"]
        lines += ["no fixup protocol " + name for name in
                  ("dns", "ftp 21", "h323 h225 1720", "h323 ras 1718-1719", "http 80", "rsh 514",
                   "rtsp 554", "sip 5060", "sip udp 5060", "skinny 2000", "smtp 25", "sqlnet 1521",
                   "tftp 69")]
        lines += ["ip address outside %s 255.255.255.0" % OUTSIDE, "ip address inside " + own]
    else:
        lines = [{"7.0": "PIX Version 7.0(4)", "8.0": "ASA Version 8.0(4)"}[version]]
        for number, name, level, address in ((0, "outside", 0, OUTSIDE + " 255.255.255.0"),
                                             (1, "inside", 100, own)):
            lines += ["interface Ethernet%s%d" % ("" if version == "7.0" else "0/", number), " nameif " + name,
                      " security-level %d" % level, " ip address " + address]
    return lines + ["logging on" if version == "6.3" else "logging enable",
                    "logging console informational",
                    "route outside 0.0.0.0 0.0.0.0 192.168.201.254 1",
                    "route inside %s 255.255.255.255 10.255.255.2 1" % host]


def translation(version, way, host, dns):
    if way == cases.STATIC:
        return ["static (inside,outside) %s %s %snetmask 255.255.255.255" %
                (MAPPED, host, "dns " if dns else "")]
    if way == cases.PAT:
        return ["global (outside) 1 interface", "nat (inside) 1 0.0.0.0 0.0.0.0"]
    if version == "6.3":
        return ["static (inside,outside) %s %s netmask 255.255.255.255" % (host, host)]
    return []


def configuration(case, version, way, inspects):
    """The text for CASE of the matrix; WAY is one of cases.STATIC, PAT and NONE."""
    lines = interfaces(version, case.host)
    lines += translation(version, way, case.host, case.rewrites_dns)
    if case.alias:
        lines.append("alias (inside) %s %s 255.255.255.255" % (case.host, MAPPED))
    shown = {cases.STATIC: MAPPED, cases.PAT: OUTSIDE}.get(way, case.host)
    word = "" if version == "6.3" else "extended "
    for permit in case.permits:
        protocol, port = (permit + " ").split(" ")[:2]
        lines.append("access-list acl-out %spermit %s any host %s%s" %
                     (word, protocol, shown, " eq " + port if port else ""))
    if case.permits:
        lines.append("access-group acl-out in interface outside")
    if inspects and version == "6.3":
        lines += ["fixup protocol " + line for line in case.old]
    elif inspects:
        lines += case.maps
        lines += ["class-map inspection_default", " match default-inspection-traffic",
                  "policy-map global_policy", " class inspection_default"]
        lines += ["  inspect " + line for line in case.new]
        lines.append("service-policy global_policy global")
    return "\n".join(lines) + "\n"
