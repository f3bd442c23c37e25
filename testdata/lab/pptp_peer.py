#!/usr/bin/env python3
"""A PPTP end in plain sockets, for what the daemons cannot be made to do.

usage: pptp_peer.py serve [refuse]        a PAC on TCP 1723; refuse: every call is answered "busy"
       pptp_peer.py call SERVER CALL-ID...  a PNS: one control connection, one call after the
                                          other while the earlier ones stand, orderly end

TCP is the kernel's, GRE goes through a raw socket. Messages as in RFC 2637 section 2.
"""
import socket
import struct
import sys
import time

PORT, MAGIC, VERSION = 1723, 0x1A2B3C4D, 0x0100
START_REQUEST, START_REPLY, STOP_REQUEST, STOP_REPLY = 1, 2, 3, 4
CALL_REQUEST, CALL_REPLY, CLEAR_REQUEST, DISCONNECT_NOTIFY, LINK_INFO = 7, 8, 12, 13, 15
CONNECTED, BUSY = 1, 4
PAC_FIRST_CALL_ID = 7000
PAYLOAD = b"\xff\x03\xc0\x21" + b"\x09\x01\x00\x0e" + bytes(4) + b"refire"  # LCP echo request


def message(kind, body):
    return struct.pack("!HHIHH", 12 + len(body), 1, MAGIC, kind, 0) + body


def start(kind):
    body = struct.pack("!HBBIIHH", VERSION, kind == START_REPLY, 0, 3, 3, 0, 1)
    return message(kind, body + b"lab".ljust(64, b"\0") + b"refire".ljust(64, b"\0"))


def read_message(stream):
    head = stream.recv(12, socket.MSG_WAITALL)
    if len(head) < 12:
        return None, b""
    length, _, _, kind, _ = struct.unpack("!HHIHH", head)
    return kind, stream.recv(length - 12, socket.MSG_WAITALL) if length > 12 else b""


def gre(call_id, sequence, payload, acknowledges=None):
    """Enhanced GRE, RFC 2637 section 4.1."""
    flags = 0x3001 | (0x0080 if acknowledges is not None else 0)
    packet = struct.pack("!HHHHI", flags, 0x880B, len(payload), call_id, sequence)
    return packet + (struct.pack("!I", acknowledges) if acknowledges is not None else b"") + payload


def serve(refuse):
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_GRE)
    listener = socket.create_server(("", PORT))
    while True:
        stream, (peer, _) = listener.accept()
        calls = {}
        while True:
            kind, body = read_message(stream)
            if kind is None:
                break
            if kind == START_REQUEST:
                stream.sendall(start(START_REPLY))
            elif kind == CALL_REQUEST:
                (theirs,) = struct.unpack_from("!H", body)
                ours = 0 if refuse else PAC_FIRST_CALL_ID + len(calls)
                result = BUSY if refuse else CONNECTED
                stream.sendall(message(CALL_REPLY, struct.pack("!HHBBHIHHI", ours, theirs, result,
                                                               0, 0, 100000, 16, 0, 1)))
                if not refuse:
                    calls[theirs] = ours
                    for sequence in range(3):
                        time.sleep(0.05)
                        raw.sendto(gre(theirs, sequence, PAYLOAD), (peer, 0))
            elif kind == CLEAR_REQUEST:
                (theirs,) = struct.unpack_from("!H", body)
                ours = calls.pop(theirs, 0)
                stream.sendall(message(DISCONNECT_NOTIFY,
                                       struct.pack("!HBBHH", ours, 4, 0, 0, 0) + bytes(128)))
            elif kind == STOP_REQUEST:
                stream.sendall(message(STOP_REPLY, struct.pack("!BBH", 1, 0, 0)))
        stream.close()


def call(server, call_ids):
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_GRE)
    stream = socket.create_connection((server, PORT))
    stream.sendall(start(START_REQUEST))
    read_message(stream)
    standing = []
    for serial, ours in enumerate(call_ids, 1):
        body = struct.pack("!HHIIIIHHHH", ours, serial, 2400, 10000000, 3, 3, 3, 0, 0, 0)
        stream.sendall(message(CALL_REQUEST, body + bytes(128)))
        _, reply = read_message(stream)
        theirs, _, result = struct.unpack_from("!HHB", reply)
        if result == CONNECTED:
            standing.append((ours, theirs))
            stream.sendall(message(LINK_INFO, struct.pack("!HHII", theirs, 0, 0, 0)))
        time.sleep(0.4)
        for sequence, (_, key) in enumerate(standing):
            raw.sendto(gre(key, sequence, PAYLOAD, 2), (server, 0))
    for ours, _ in standing:
        time.sleep(0.3)
        stream.sendall(message(CLEAR_REQUEST, struct.pack("!HH", ours, 0)))
        read_message(stream)
    stream.sendall(message(STOP_REQUEST, struct.pack("!BBH", 1, 0, 0)))
    read_message(stream)
    stream.close()
    time.sleep(0.2)


if sys.argv[1] == "serve":
    serve(sys.argv[2:] == ["refuse"])
else:
    call(sys.argv[2], [int(word) for word in sys.argv[3:]])
