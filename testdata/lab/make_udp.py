#!/usr/bin/env python3
"""make_udp.py REPLAY-FOLDER: both sides of UDP services whose messages name addresses and ports.

  dns-*      answers: right, late, to another question, too long; a name that is none
  services-* a portmapper and the service it names, a NetBIOS host that registers, SNMP versions
"""
import os
import struct
import sys

import wire
from wire import IN, OUT, ROUTER_IN, ROUTER_OUT

CLIENT, SERVER, STRANGER, NOON = "10.48.66.106", "192.168.201.25", "192.168.201.26", 1795953600


class Scene:
    """Both sides of a translation of CLIENT to MAPPED."""

    def __init__(self, mapped):
        self.mapped, self.inside, self.outside = mapped, wire.Capture(), wire.Capture()
        self.identification = 0

    def out(self, time, port, mapped_port, server_port, data, translated=None, passes=True):
        """From CLIENT; TRANSLATED: what the server gets to read."""
        self.identification += 1
        self.inside.add(time, ROUTER_IN, IN, wire.udp(
            CLIENT, port, SERVER, server_port, data, self.identification))
        if passes:
            self.outside.add(time + 0.00002, OUT, ROUTER_OUT, wire.udp(
                self.mapped, mapped_port, SERVER, server_port, translated or data,
                self.identification))

    def back(self, time, port, mapped_port, server_port, data, translated=None, passes=True,
             source=SERVER):
        self.identification += 1
        self.outside.add(time, ROUTER_OUT, OUT, wire.udp(
            source, server_port, self.mapped, mapped_port, data, self.identification))
        if passes:
            self.inside.add(time + 0.00002, IN, ROUTER_IN, wire.udp(
                source, server_port, CLIENT, port, translated or data, self.identification))

    def write(self, folder):
        self.inside.write(os.path.join(folder, "inside.pcap"))
        self.outside.write(os.path.join(folder, "outside.pcap"))


# --- DNS --------------------------------------------------------------------------------------

NAME = b"\3www\7example\3com\0"


def question(number, name=NAME):
    return struct.pack("!HHHHHH", number, 0x0100, 1, 0, 0, 0) + name + struct.pack("!HH", 1, 1)


def answer(number, address, length=0):
    """The name points back to the question; zeros behind it up to LENGTH."""
    message = struct.pack("!HHHHHH", number, 0x8180, 1, 1, 0, 0) + NAME + struct.pack("!HH", 1, 1)
    message += struct.pack("!HHHIH", 0xC00C, 1, 1, 300, 4) + wire.address(address)
    return message.ljust(length, b"\0")


def dns(mapped, mapped_port, checks_names=True):
    """MAPPED_PORT: of the first conn, the others take the next ones; 0: they keep their ports."""
    scene = Scene(mapped)
    ports = [(3001 + i, mapped_port + i if mapped_port else 3001 + i, 53) for i in range(4)]
    outside, inside = answer(1, "192.168.201.80"), answer(1, "10.48.66.80")
    scene.out(NOON, *ports[0], question(1))
    scene.back(NOON + 0.1, *ports[0], outside, inside)
    scene.back(NOON + 0.2, *ports[0], outside, passes=False)
    scene.out(NOON + 1, *ports[1], question(2))
    scene.back(NOON + 1.1, *ports[1], answer(3, "192.0.2.66"), passes=False)
    scene.back(NOON + 1.2, *ports[1], answer(2, "198.51.100.8"))
    scene.out(NOON + 2, *ports[2], question(4))
    scene.back(NOON + 2.1, *ports[2], answer(4, "198.51.100.8", 560), passes=False)
    scene.out(NOON + 3, *ports[3], question(5, b"\x2enot so long"), passes=not checks_names)
    return scene


# --- the others -------------------------------------------------------------------------------

def portmapper_call(number):
    return struct.pack("!14I", number, 0, 2, 100000, 2, 3, 0, 0, 0, 0, 100003, 3, 17, 0)


def portmapper_reply(number, port):
    return struct.pack("!7I", number, 1, 0, 0, 0, 0, port)


def null_call(number):
    return struct.pack("!10I", number, 0, 2, 100003, 3, 0, 0, 0, 0, 0)


def registration(address):
    name = b"\x20EGFCEFEECACACACACACACACACACACAAA\0"
    return (struct.pack("!HHHHHH", 0x1234, 0x2910, 1, 0, 0, 1) + name + struct.pack("!HH", 32, 1) +
            struct.pack("!HHHIHH", 0xC00C, 32, 1, 300000, 6, 0x6000) + wire.address(address))


def get_request(version):
    rest = bytes.fromhex("04067075626c6963a019020105020100020100300e300c06082b060102010101000500")
    return b"\x30\x26\x02\x01" + bytes((version,)) + rest


def services(mapped, denies_version_1):
    """CLIENT is the portmapper's host here; who is outside asks it."""
    scene, ends = Scene(mapped), (111, 111, 900)
    scene.back(NOON, *ends, portmapper_call(7))
    scene.out(NOON + 0.1, *ends, portmapper_reply(7, 2049))
    scene.back(NOON + 0.2, 2049, 2049, 901, null_call(8))
    scene.out(NOON + 0.3, 2049, 2049, 901, struct.pack("!6I", 8, 1, 0, 0, 0, 0))
    scene.back(NOON + 0.4, 2049, 2049, 901, null_call(8), passes=False, source=STRANGER)
    scene.back(NOON + 0.5, 2050, 2050, 901, null_call(9), passes=False)
    scene.out(NOON + 1, 137, 137, 137, registration(CLIENT), registration(mapped))
    scene.out(NOON + 2, 4001, 4001, 161, get_request(0), passes=not denies_version_1)
    scene.out(NOON + 2.1, 4001, 4001, 161, get_request(1))
    scene.out(NOON + 2.2, 4001, 4001, 161, b"hello", passes=False)
    return scene


folder = sys.argv[1]
for name, scene in (("dns-62-static", dns("192.168.201.5", 0, checks_names=False)),
                    ("dns-63-static", dns("192.168.201.5", 0)),
                    ("dns-80-pat", dns("192.168.201.1", 1024)),
                    ("services-63", services("192.168.201.5", False)),
                    ("services-80", services("192.168.201.5", True))):
    os.makedirs(os.path.join(folder, name), exist_ok=True)
    scene.write(os.path.join(folder, name))
