#!/usr/bin/env python3
"""make_tcp.py REPLAY-FOLDER: captures of TCP ends that a recording cannot wait for.

  late-ack-*     a page over TCP, an orderly end, and segments of the server long after it
  tcp-timers-*   three connections that are left: without the last ACK, half-closed, idle
  limits-*       six SYNs to a server behind the firewall, of which two are answered
"""
import os
import sys

import wire
from wire import ACK, FIN, IN, OUT, PSH, ROUTER_IN, ROUTER_OUT, RST, SYN

CLIENT, SERVER, NOON = "10.48.66.106", "192.168.201.25", 1795953600
GET, PAGE = b"GET / HTTP/1.0\r\n\r\n", b"HTTP/1.0 200 OK\r\n\r\nHello"


class Scene:
    """Both sides of a translation of CLIENT to MAPPED; ports as told."""

    def __init__(self, mapped):
        self.mapped, self.inside, self.outside = mapped, wire.Capture(), wire.Capture()
        self.identification = 0

    def out(self, time, port, mapped_port, server_port, *rest):
        self.identification += 1
        self.inside.add(time, ROUTER_IN, IN, wire.tcp(
            CLIENT, port, SERVER, server_port, *rest, identification=self.identification))
        self.outside.add(time + 0.00002, OUT, ROUTER_OUT, wire.tcp(
            self.mapped, mapped_port, SERVER, server_port, *rest,
            identification=self.identification))

    def back(self, time, port, mapped_port, server_port, *rest, seen_inside=True):
        self.identification += 1
        self.outside.add(time, ROUTER_OUT, OUT, wire.tcp(
            SERVER, server_port, self.mapped, mapped_port, *rest,
            identification=self.identification))
        if seen_inside:
            self.inside.add(time + 0.00002, IN, ROUTER_IN, wire.tcp(
                SERVER, server_port, CLIENT, port, *rest, identification=self.identification))

    def page(self, time, ends):
        """Handshake, question, answer; returns what both have sent so far."""
        self.out(time, *ends, 1000, 0, SYN)
        self.back(time + 0.01, *ends, 5000, 1001, SYN | ACK)
        self.out(time + 0.02, *ends, 1001, 5001, ACK)
        self.out(time + 0.03, *ends, 1001, 5001, PSH | ACK, GET)
        self.back(time + 0.04, *ends, 5001, 1001 + len(GET), PSH | ACK, PAGE)
        return 1001 + len(GET), 5001 + len(PAGE)

    def write(self, folder):
        self.inside.write(os.path.join(folder, "inside.pcap"))
        self.outside.write(os.path.join(folder, "outside.pcap"))


def late_ack(mapped, port, mapped_port):
    scene, ends = Scene(mapped), (port, mapped_port, 80)
    client, server = scene.page(NOON, ends)
    scene.back(NOON + 0.1, *ends, server, client, FIN | ACK)
    scene.out(NOON + 0.2, *ends, client, server + 1, FIN | ACK)
    scene.back(NOON + 0.3, *ends, server + 1, client + 1, ACK)
    for late, flags in ((2, ACK), (25, RST), (45, ACK)):
        scene.back(NOON + late, *ends, server + 1, client + 1, flags, seen_inside=False)
    return scene


def timers(mapped):
    scene = Scene(mapped)
    for number, port in enumerate((3001, 3002, 3003)):
        start, ends = NOON + number, (port, port, 80)
        client, server = scene.page(start, ends)
        if port != 3003:
            scene.back(start + 0.1, *ends, server, client, FIN | ACK)
            scene.out(start + 0.2, *ends, client, server + 1, ACK)
        if port == 3001:
            scene.out(start + 0.3, *ends, client, server + 1, FIN | ACK)
    return scene


def flood(mapped):
    scene = Scene(mapped)
    for number in range(6):
        start, ends = NOON + number, (80, 80, 4001 + number)
        scene.back(start, *ends, 1000, 0, SYN, seen_inside=number < 5)
        if number < 2:
            scene.out(start + 0.01, *ends, 5000, 1001, SYN | ACK)
            scene.back(start + 0.02, *ends, 1001, 5001, ACK)
    return scene


folder = sys.argv[1]
for name, scene in (("late-ack-62-static", late_ack("192.168.201.5", 3000, 3000)),
                    ("late-ack-62-pat", late_ack("192.168.201.1", 3000, 1024)),
                    ("tcp-timers-62", timers("192.168.201.5")),
                    ("limits-62-flood", flood("192.168.201.5"))):
    os.makedirs(os.path.join(folder, name), exist_ok=True)
    scene.write(os.path.join(folder, name))
