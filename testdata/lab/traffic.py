#!/usr/bin/env python3
"""Ordinary traffic through the lab's router, by the kernel's own sockets.

usage: traffic.py serve                        TCP 80, UDP 53, 123, 500 and 4500, IP protocol 50
       traffic.py tcp|reset|refused ADDRESS    a short exchange; one that the client resets; a
                                               port where nobody listens
       traffic.py tcp-8080 ADDRESS             a page from another port
       traffic.py half-close ADDRESS           a client that has said all, and listens on
       traffic.py half-open ADDRESS            a SYN to an address that never answers
       traffic.py dns|ntp|ping ADDRESS         one question, one answer
       traffic.py long|long-ping ADDRESS       the same in fragments
       traffic.py ipsec ADDRESS                the packets of L2TP over IPsec, keys not included:
                                               IKE on 500 and 4500, ESP plain and in UDP 4500
       traffic.py serve-esp                    IP protocol 50 alone, beside a real IKE daemon
       traffic.py esp ADDRESS                  three packets of it, answered
"""
import select
import socket
import struct
import sys
import time

ESP = 50
KEEPALIVE = b"\xff"  # RFC 3948 section 2.3
PAGE = b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 18\r\n\r\nHello from outside"
QUESTION = struct.pack("!HHHHHH", 0x2A01, 0x0100, 1, 0, 0, 0) + b"\3lab\7example\0" + b"\0\1\0\1"
ANSWER = (QUESTION[:2] + struct.pack("!HHHHH", 0x8180, 1, 1, 0, 0) + QUESTION[12:] +
          b"\xc0\x0c\0\1\0\1" + struct.pack("!IH", 300, 4) + bytes([192, 0, 2, 80]))
VENDOR_ID = struct.pack("!BBH", 0, 0, 80) + b"refire lab, key exchange".ljust(76, b".")
IKE = bytes(range(1, 9)) + bytes(8) + struct.pack("!BBBBII", 13, 0x10, 2, 0, 0, 108) + VENDOR_ID


def udp(port):
    end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    end.bind(("", port))
    return end


def esp(sequence, size=84):
    """SPI, sequence and something that looks encrypted; the same each time it is recorded."""
    return struct.pack("!II", 0x5EC0DE01, sequence) + bytes((7 * n + sequence) & 0xFF for n in range(size))


def serve():
    listener = socket.create_server(("", 80))
    ends = {port: udp(port) for port in (53, 123, 500, 4500)}
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, ESP)
    while True:
        ready, _, _ = select.select([listener, raw, *ends.values()], [], [])
        for end in ready:
            if end is listener:
                stream, _ = listener.accept()
                if stream.recv(4096):
                    stream.sendall(PAGE)
                stream.close()
            elif end is raw:
                packet, (peer, _) = end.recvfrom(4096)
                raw.sendto(packet[20:], (peer, 0))
            else:
                octets, peer = end.recvfrom(4096)
                if octets != KEEPALIVE:
                    end.sendto(ANSWER if octets == QUESTION else octets, peer)


def serve_esp():
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, ESP)
    while True:
        packet, (peer, _) = raw.recvfrom(4096)
        raw.sendto(packet[20:], (peer, 0))


def say_esp(address):
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, ESP)
    raw.settimeout(1)
    for sequence in range(1, 4):
        raw.sendto(esp(sequence), (address, 0))
        raw.recv(4096)


def ask(end, address, port, octets):
    end.sendto(octets, (address, port))
    end.settimeout(1)
    end.recv(4096)


def ping(address, padding=b""):
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    echo = struct.pack("!HH", 0x2A02, 1) + b"refire lab echo." + padding
    total = 0x0800 + sum(word for (word,) in struct.iter_unpack("!H", echo))
    total = (total & 0xFFFF) + (total >> 16)
    raw.sendto(struct.pack("!BBH", 8, 0, total ^ 0xFFFF) + echo, (address, 0))
    raw.settimeout(1)
    raw.recv(4096)


def tcp(address, reset, port=80):
    stream = socket.create_connection((address, port), timeout=2)
    stream.sendall(b"GET / HTTP/1.0\r\n\r\n")
    stream.recv(4096)
    if not reset:
        stream.recv(4096)  # the server closes first
        time.sleep(0.05)
    else:
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    stream.close()


def half_close(address):
    stream = socket.create_connection((address, 80), timeout=2)
    stream.sendall(b"GET / HTTP/1.0\r\n\r\n")
    stream.shutdown(socket.SHUT_WR)
    while stream.recv(4096):
        pass
    stream.close()


def ipsec(address):
    ike, nat_t = udp(500), udp(4500)
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, ESP)
    for _ in range(2):
        ask(ike, address, 500, IKE)
        time.sleep(0.1)
    for sequence in range(1, 4):
        raw.sendto(esp(sequence), (address, 0))
        time.sleep(0.1)
    ask(nat_t, address, 4500, bytes(4) + IKE)
    for sequence in range(1, 4):
        ask(nat_t, address, 4500, esp(sequence))
        time.sleep(0.1)
    nat_t.sendto(KEEPALIVE, (address, 4500))
    time.sleep(0.2)


def main():
    what, address = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    if what == "serve":
        serve()
    elif what == "serve-esp":
        serve_esp()
    elif what == "esp":
        say_esp(address)
    elif what in ("tcp", "reset"):
        tcp(address, what == "reset")
    elif what == "tcp-8080":
        tcp(address, False, 8080)
    elif what == "half-close":
        half_close(address)
    elif what in ("refused", "half-open"):
        try:
            socket.create_connection((address, 81 if what == "refused" else 80), timeout=0.5)
        except OSError:
            pass
    elif what == "dns":
        ask(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), address, 53, QUESTION)
    elif what == "ntp":
        ask(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), address, 123,
            b"\x1b" + bytes(47))
    elif what == "long":
        ask(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), address, 123, bytes(3000))
    elif what in ("ping", "long-ping"):
        ping(address, bytes(3000) if what == "long-ping" else b"")
    elif what == "ipsec":
        ipsec(address)
    time.sleep(0.2)


main()
