#!/usr/bin/env python3
"""Speaks just enough PPP on standard input and output for a tunnel to come alive.

usage: ppp_peer.py ECHOES        the calling side: opens LCP and IPCP, sends ECHOES pings, ends
       ppp_peer.py answer        the called side: answers until its input ends

The tunnel daemons hand their payload to pppd, which needs a kernel with PPP. This stands in for
pppd: frames as in RFC 1662 (octet-stuffed HDLC with a checksum), LCP and IPCP reduced to a magic
number and an address, pings inside. What a firewall sees outside is the daemons' own work.
"""
import os
import select
import struct
import sys
import time

FLAG, ESCAPE = 0x7E, 0x7D
LCP, IPCP, IPV4 = 0xC021, 0x8021, 0x0021
CONFIGURE_REQUEST, CONFIGURE_ACK, CONFIGURE_NAK, CONFIGURE_REJECT = 1, 2, 3, 4
TERMINATE_REQUEST, TERMINATE_ACK, PROTOCOL_REJECT, ECHO_REQUEST, ECHO_REPLY = 5, 6, 8, 9, 10
CALLED_ADDRESS, CALLING_ADDRESS = bytes([10, 9, 0, 1]), bytes([10, 9, 0, 30])
RETRY_SECONDS, PING_SECONDS = 1.0, 0.3


def frame_checksum(octets):
    register = 0xFFFF
    for octet in octets:
        register ^= octet
        for _ in range(8):
            carry = register & 1
            register >>= 1
            if carry:
                register ^= 0x8408
    return struct.pack("<H", register ^ 0xFFFF)


def internet_checksum(octets):
    padded = octets + b"\0" * (len(octets) & 1)
    total = sum(word for (word,) in struct.iter_unpack("!H", padded))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


def write_frame(protocol, payload):
    content = b"\xff\x03" + struct.pack("!H", protocol) + payload
    content += frame_checksum(content)
    stuffed = bytearray()
    for octet in content:
        if octet < 0x20 or octet in (FLAG, ESCAPE):
            stuffed += bytes([ESCAPE, octet ^ 0x20])
        else:
            stuffed.append(octet)
    os.write(1, bytes([FLAG]) + stuffed + bytes([FLAG]))


def plain(stuffed):
    content, escaped = bytearray(), False
    for octet in stuffed:
        if octet == ESCAPE and not escaped:
            escaped = True
            continue
        content.append(octet ^ 0x20 if escaped else octet)
        escaped = False
    return bytes(content)


def ping(kind, source, destination, number, tail):
    message = struct.pack("!BBH", kind, 0, 0) + tail
    message = message[:2] + struct.pack("!H", internet_checksum(message)) + message[4:]
    header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(message), number, 0, 64, 1, 0)
    header += source + destination
    header = header[:10] + struct.pack("!H", internet_checksum(header)) + header[12:]
    return header + message


class Peer:
    def __init__(self, echoes):
        self.echoes = echoes  # None: the called side
        self.open = {LCP: False, IPCP: False}
        self.asked = {LCP: 0.0, IPCP: 0.0}
        self.sent = self.answered = 0
        self.number = 0
        self.next_ping = 0.0

    def control(self, protocol, code, number, body):
        write_frame(protocol, struct.pack("!BBH", code, number, 4 + len(body)) + body)

    def request(self, protocol):
        self.number = (self.number + 1) & 0xFF
        if protocol == LCP:
            options = b"\x05\x06" + (b"call" if self.echoes is None else b"peer")
        else:
            address = CALLED_ADDRESS if self.echoes is None else CALLING_ADDRESS
            options = b"\x03\x06" + address
        self.control(protocol, CONFIGURE_REQUEST, self.number, options)

    def work(self, now):
        for protocol in (LCP, IPCP):
            if not self.open[protocol]:
                if now - self.asked[protocol] >= RETRY_SECONDS:
                    self.asked[protocol] = now
                    self.request(protocol)
                return True
        if self.echoes is None or now < self.next_ping:
            return True
        if self.sent == self.echoes:
            return False
        self.sent += 1
        self.next_ping = now + PING_SECONDS
        tail = struct.pack("!HH", 0x4C41, self.sent) + b"refire lab"
        write_frame(IPV4, ping(8, CALLING_ADDRESS, CALLED_ADDRESS, self.sent, tail))
        return True

    def take(self, content):
        if len(content) < 4 or frame_checksum(content[:-2]) != content[-2:]:
            return
        content = content[2:-2] if content[:2] == b"\xff\x03" else content[:-2]
        size = 1 if content[0] & 1 else 2
        protocol, body = int.from_bytes(content[:size], "big"), content[size:]
        if protocol in self.open and len(body) >= 4:
            self.take_control(protocol, body)
        elif protocol == IPV4 and len(body) >= 28 and body[9] == 1 and body[20] == 8:
            write_frame(IPV4, ping(0, body[16:20], body[12:16], 1, body[24:]))
        elif protocol != IPV4 and self.open[LCP]:
            self.control(LCP, PROTOCOL_REJECT, 1, content[:64])

    def take_control(self, protocol, body):
        code, number, length = struct.unpack_from("!BBH", body)
        options = body[4:length]
        if code == CONFIGURE_REQUEST:
            self.control(protocol, CONFIGURE_ACK, number, options)
        elif code in (CONFIGURE_ACK, CONFIGURE_NAK, CONFIGURE_REJECT):
            self.open[protocol] = True
        elif code == TERMINATE_REQUEST:
            self.control(protocol, TERMINATE_ACK, number, b"")
        elif code == ECHO_REQUEST:
            self.control(protocol, ECHO_REPLY, number, options)


def main():
    echoes = None if sys.argv[1] == "answer" else int(sys.argv[1])
    try:
        import tty

        tty.setraw(0)
    except Exception:
        pass  # a pipe, not a terminal
    peer, received = Peer(echoes), b""
    while peer.work(time.monotonic()):
        readable, _, _ = select.select([0], [], [], 0.1)
        if not readable:
            continue
        octets = os.read(0, 4096)
        if not octets:
            break
        *frames, received = (received + octets).split(bytes([FLAG]))
        for stuffed in frames:
            peer.take(plain(stuffed))


main()
