#!/usr/bin/env python3
"""Connections to services that an inspection is configured for and that nothing here reads.

usage: make_others.py FOLDER    writes FOLDER/not-inspected-63 and -80: inside.pcap each
"""
import os
import sys

import wire

CLIENT, SERVER, NOON = "10.48.66.106", "192.168.201.25", 1796126400
# ctiqbe, gtp twice, radius-accounting, im, waas, and one that nothing is configured for
SERVICES = (("tcp", 2748), ("udp", 2123), ("udp", 3386), ("udp", 1646), ("tcp", 1863),
            ("tcp", 8443), ("tcp", 22))


def opening(protocol, number, port):
    ends = (CLIENT, 4001 + number, SERVER, port)
    if protocol == "udp":
        return wire.udp(*ends, bytes(20), 1 + number)
    return wire.tcp(*ends, 1000, 0, wire.SYN, identification=1 + number)


def main():
    capture = wire.Capture()
    for number, (protocol, port) in enumerate(SERVICES):
        capture.add(NOON + number, wire.ROUTER_IN, wire.IN, opening(protocol, number, port))
    for version in ("63", "80"):
        folder = os.path.join(sys.argv[1], "not-inspected-" + version)
        os.makedirs(folder, exist_ok=True)
        capture.write(os.path.join(folder, "inside.pcap"))


main()
