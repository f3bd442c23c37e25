#!/usr/bin/env python3
"""make_pcapng.py TO.pcapng NAMEIF=FROM.pcap...: several captures as one pcapng, in order of time,
each with its interface named; the name alone says where a packet was seen.
"""
import struct
import sys

import wire

SECTION, INTERFACE, PACKET, IF_NAME, ETHERNET = 0x0A0D0D0A, 1, 6, 2, 1


def padded(octets):
    return octets + b"\0" * (-len(octets) % 4)


def block(kind, body):
    length = 12 + len(body)
    return struct.pack("<II", kind, length) + body + struct.pack("<I", length)


out, packets = [block(SECTION, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))], []
for number, word in enumerate(sys.argv[2:]):
    name, path = word.split("=", 1)
    option = struct.pack("<HH", IF_NAME, len(name)) + padded(name.encode()) + bytes(4)
    out.append(block(INTERFACE, struct.pack("<HHI", ETHERNET, 0, 0) + option))
    for record, frame in wire.read(path)[1]:
        seconds, micros, captured, length = struct.unpack("<IIII", record)
        packets.append((seconds * 1000000 + micros, number, captured, length, frame))
packets.sort(key=lambda packet: packet[0])
for time, number, captured, length, frame in packets:
    out.append(block(PACKET, struct.pack("<IIIII", number, time >> 32, time & 0xFFFFFFFF, captured,
                                         length) + padded(frame)))
with open(sys.argv[1], "wb") as file:
    file.write(b"".join(out))
