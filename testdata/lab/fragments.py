#!/usr/bin/env python3
"""The captures of the replays about fragments and guards: packets by the byte.

usage: fragments.py FOLDER     writes the captures of the scene that FOLDER is named after
"""
import os
import socket
import struct
import sys


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def header(source, destination, protocol, length, id, field=0, options=b""):
    words = 5 + len(options) // 4
    head = struct.pack("!BBHHHBBH4s4s", 0x40 | words, 0, words * 4 + length, id, field, 64, protocol,
                       0, socket.inet_aton(source), socket.inet_aton(destination)) + options
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:]


def pseudo(source, destination, protocol, length):
    return socket.inet_aton(source) + socket.inet_aton(destination) + struct.pack(
        "!HH", protocol, length)


def udp(source, sport, destination, dport, payload):
    length = 8 + len(payload)
    head = struct.pack("!HHHH", sport, dport, length, 0)
    sum = checksum(pseudo(source, destination, 17, length) + head + payload) or 0xffff
    return 17, head[:6] + struct.pack("!H", sum) + payload


def tcp(source, sport, destination, dport, flags, seq=1000, ack=0, payload=b""):
    head = struct.pack("!HHIIBBHHH", sport, dport, seq, ack, 0x50, flags, 8192, 0, 0)
    sum = checksum(pseudo(source, destination, 6, 20 + len(payload)) + head + payload)
    return 6, head[:16] + struct.pack("!H", sum) + head[18:] + payload


def icmp(type, code, id, seq, payload):
    head = struct.pack("!BBHHH", type, code, 0, id, seq)
    return 1, head[:2] + struct.pack("!H", checksum(head + payload)) + head[4:] + payload


def gre(payload):
    return 47, struct.pack("!HH", 0, 0x0800) + payload


FIREWALL, ROUTER = b"\x02\0\0\0\0\1", b"\x02\0\0\0\0\xfe"


class Scene:
    def __init__(self):
        self.now, self.id, self.frames = 1000000000.0, 1, []
        self.link, self.head = 101, b""  # raw IP

    def ethernet(self, address):
        """From now on frames of the router to the firewall, which has said that it has ADDRESS."""
        self.link = 1
        self.frames.append((self.now, ROUTER + FIREWALL + struct.pack(
            "!HHHBBH6s4s6s4s", 0x0806, 1, 0x0800, 6, 4, 2, FIREWALL, socket.inet_aton(address),
            ROUTER, socket.inet_aton("192.0.2.254"))))
        self.head = FIREWALL + ROUTER + b"\x08\0"

    def wait(self, seconds):
        self.now += seconds

    def put(self, packet):
        self.frames.append((self.now, self.head + packet))
        self.now += 0.001

    def send(self, source, destination, protocol_and_bytes, options=b""):
        protocol, data = protocol_and_bytes
        self.id += 1
        self.put(header(source, destination, protocol, len(data), self.id, 0, options) + data)

    def pieces(self, source, destination, protocol_and_bytes, sizes, order=None, skip=()):
        """Cut up after each of SIZES, sent in ORDER."""
        protocol, data = protocol_and_bytes
        self.id += 1
        cuts, at = [], 0
        for size in list(sizes) + [len(data) - sum(sizes)]:
            cuts.append((at, data[at:at + size], at + size < len(data)))
            at += size
        for i in order or range(len(cuts)):
            if i in skip:
                continue
            offset, piece, more = cuts[i]
            self.piece(source, destination, protocol, offset, piece, more)

    def piece(self, source, destination, protocol, offset, data, more):
        field = (0x2000 if more else 0) | offset // 8
        self.put(header(source, destination, protocol, len(data), self.id, field) + data)

    def write(self, path):
        with open(path, "wb") as out:
            out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, self.link))
            for now, packet in self.frames:
                seconds = int(now)
                out.write(struct.pack("<IIII", seconds, round((now - seconds) * 1e6), len(packet),
                                      len(packet)) + packet)


HOST, MAPPED, SERVER = "10.1.1.5", "192.0.2.5", "198.51.100.7"
DATA = bytes(range(256)) * 12


def whole_and_not(scene):
    """What passes, in any order; what is given up; what is refused."""
    scene.pieces(HOST, SERVER, udp(HOST, 1500, SERVER, 69, DATA[:3000]), (1480, 1480))
    scene.pieces(SERVER, MAPPED, udp(SERVER, 69, MAPPED, 1500, DATA[:2900]), (1480, 1408),
                 order=(2, 0, 1))
    scene.pieces("10.1.1.7", SERVER, icmp(8, 0, 77, 1, DATA[:2000]), (1480,), order=(1, 0))
    scene.pieces(SERVER, MAPPED, tcp(SERVER, 1025, MAPPED, 80, 2, payload=DATA[:100]), (48, 48))
    scene.pieces(SERVER, MAPPED, tcp(SERVER, 1025, MAPPED, 81, 2, payload=DATA[:100]), (48,))
    scene.pieces(SERVER, MAPPED, gre(DATA[:200]), (80, 80), order=(1, 2, 0))
    # its middle never comes
    scene.pieces(SERVER, MAPPED, udp(SERVER, 69, MAPPED, 1501, DATA[:900]), (400, 400), skip=(1,))
    # teardrop, tiny offset, too large
    scene.id += 1
    scene.piece(SERVER, MAPPED, 17, 0, DATA[:48], True)
    scene.piece(SERVER, MAPPED, 17, 24, DATA[:8], False)
    scene.pieces(SERVER, MAPPED, tcp(SERVER, 1025, MAPPED, 80, 2, payload=DATA[:100]), (8,))
    scene.id += 1
    scene.piece(SERVER, MAPPED, 1, 65480, DATA[:40], False)
    # in 25 pieces
    scene.pieces(SERVER, MAPPED, udp(SERVER, 69, MAPPED, 1502, DATA[:400]), [16] * 24)
    scene.wait(6)
    # whose end is not in the capture
    scene.pieces(SERVER, MAPPED, udp(SERVER, 69, MAPPED, 1500, DATA[:2900]), (1480, 1408), skip=(2,))


def guards(scene):
    """What is refused by who sent it and by how it looks, around a connection that lives."""
    scene.ethernet("192.0.2.1")
    scene.send(SERVER, MAPPED, udp(SERVER, 7, MAPPED, 19, b"too early"))
    scene.send(SERVER, MAPPED, udp(SERVER, 1500, MAPPED, 69, b"abc"))
    scene.send("203.0.113.66", MAPPED, tcp("203.0.113.66", 1025, MAPPED, 80, 2))
    scene.send("203.0.113.66", MAPPED, icmp(8, 0, 7, 1, b"who"))
    scene.send("10.1.1.77", MAPPED, udp("10.1.1.77", 9, MAPPED, 69, b"from the wrong side"))
    scene.send("10.1.1.77", MAPPED, icmp(0, 0, 7, 1, b"the same"))
    scene.send(SERVER, MAPPED, icmp(8, 0, 7, 2, b"ping"))
    scene.send(SERVER, MAPPED, icmp(8, 0, 7, 3, DATA[:1200]))
    scene.send(SERVER, MAPPED, tcp(SERVER, 1026, MAPPED, 80, 3))
    scene.send(SERVER, MAPPED, tcp(SERVER, 1027, MAPPED, 80, 0))
    scene.send(SERVER, MAPPED, udp(SERVER, 7, MAPPED, 19, b"chargen"))
    scene.send(SERVER, MAPPED, udp(SERVER, 9, MAPPED, 69, b"routed"), b"\x83\x03\x04\0")
    scene.send(SERVER, MAPPED, udp(SERVER, 9, MAPPED, 69, b"alert"), b"\x94\x04\0\0")
    scene.pieces(SERVER, MAPPED, icmp(8, 0, 7, 4, DATA[:300]), (160,))
    scene.id += 1
    scene.piece(SERVER, MAPPED, 17, 0, DATA[:48], True)
    scene.piece(SERVER, MAPPED, 17, 24, DATA[:8], False)


def both_sides(inside, outside):
    """Pieces on both sides of a translator that puts them together, picks ports and goes on."""
    client, address = "10.1.1.7", "192.0.2.9"

    def goes(scene, other, before, after, sizes, order=None):
        id = scene.id
        for (source, destination, data), where in ((before, scene), (after, other)):
            where.id = id
            where.pieces(source, destination, data, sizes, order)
            other.now = scene.now = max(scene.now, other.now)
            other.id = scene.id = where.id

    for port, mapped in ((1500, 40321), (1501, 40322)):
        goes(inside, outside, (client, SERVER, udp(client, port, SERVER, 69, DATA[:3000])),
             (address, SERVER, udp(address, mapped, SERVER, 69, DATA[:3000])), (1480, 1480),
             (0, 1, 2) if port == 1500 else (2, 1, 0))
        goes(outside, inside, (SERVER, address, udp(SERVER, 69, address, mapped, DATA[:2000])),
             (SERVER, client, udp(SERVER, 69, client, port, DATA[:2000])), (1480,))
    goes(inside, outside, (client, SERVER, icmp(8, 0, 77, 1, DATA[:2000])),
         (address, SERVER, icmp(8, 0, 4711, 1, DATA[:2000])), (1480,))
    goes(inside, outside, (HOST, SERVER, gre(DATA[:2000])), (MAPPED, SERVER, gre(DATA[:2000])), (1480,))
    goes(inside, outside, (HOST, SERVER, tcp(HOST, 1600, SERVER, 80, 2, payload=DATA[:100])),
         (MAPPED, SERVER, tcp(MAPPED, 1600, SERVER, 80, 2, payload=DATA[:100])), (40, 40))


SCENES = {
    "fragments-72-both-sides": both_sides,
    "guards-63": guards,
    "guards-82": guards,
    "fragments-63": whole_and_not,
    "fragments-80": whole_and_not,
}


def main():
    folder = sys.argv[1]
    play = SCENES[os.path.basename(os.path.normpath(folder))]
    names = ("inside.pcap", "outside.pcap") if play is both_sides else ("outside.pcap",)
    scenes = [Scene() for _ in names]
    play(*scenes)
    for name, scene in zip(names, scenes):
        scene.write(os.path.join(folder, name))


if __name__ == "__main__":
    main()
