#!/usr/bin/env python3
"""make_version_2.py FROM.pcap TO.pcap: a PPTP recording as if both ends spoke version 2.

Changes the protocol version in the two start messages (RFC 2637, offset 12) and the TCP checksum.
"""
import struct
import sys

import wire

PORT, MAGIC, START_REQUEST, START_REPLY, VERSION_OFFSET = 1723, 0x1A2B3C4D, 1, 2, 12

head, records = wire.read(sys.argv[1])
with open(sys.argv[2], "wb") as file:
    file.write(head)
    for record, frame in records:
        packet = frame[wire.ETHERNET_HEADER:]
        header = (packet[0] & 15) * 4
        if packet[9] == wire.TCP:
            data = header + (packet[header + 12] >> 4) * 4
            body = packet[data:]
            if len(body) >= 16 and struct.unpack_from("!I", body, 4)[0] == MAGIC \
                    and struct.unpack_from("!H", body, 8)[0] in (START_REQUEST, START_REPLY):
                packet = wire.put_u16(packet, data + VERSION_OFFSET, 0x0200)
                packet = wire.put_u16(packet, header + 16, 0)
                packet = wire.put_u16(packet, header + 16, wire.transport_checksum(packet))
        file.write(record + frame[:wire.ETHERNET_HEADER] + packet)
