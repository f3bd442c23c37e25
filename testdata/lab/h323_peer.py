#!/usr/bin/env python3
"""Either end of an H.323 call in plain sockets: setup, a conn for H.245, media both ways.

usage: h323_peer.py answer OWN-ADDRESS     then calls are taken, one after the other
       h323_peer.py call OWN-ADDRESS ADDRESS
"""
import socket
import struct
import sys
import time

import per

RTP = b"\x80" + bytes(19)
ANSWERS, CALLS = 5004, 2006  # where either hears RTP; RTCP at the next port
H245 = 1232


def read(sock):
    """A TPKT."""
    data = b""
    while len(data) < 4 or len(data) < struct.unpack("!H", data[2:4])[0]:
        part = sock.recv(1)
        if not part:
            return b""
        data += part
    return data


def media(own, port):
    ends = []
    for number in (port, port + 1):
        end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        end.bind((own, number))
        end.settimeout(2)
        ends.append(end)
    return ends


def announced(answer):
    """The sockets that an openLogicalChannelAck names: RTP's, RTCP's."""
    found = {}
    for at in range(len(answer) - 5):
        (port,) = struct.unpack("!H", answer[at + 4:at + 6])
        if port in (ANSWERS, ANSWERS + 1, CALLS, CALLS + 1):
            found[port] = (socket.inet_ntoa(answer[at:at + 4]), port)
    return [found[port] for port in sorted(found)]


def answer(own):
    server, control = socket.create_server((own, 1720)), socket.create_server((own, H245))
    while True:
        call, peer = server.accept()
        read(call)
        ends = media(own, ANSWERS)
        call.sendall(per.q931(per.alerting))
        time.sleep(0.05)
        call.sendall(per.q931(per.connect, (own, H245)))
        h245, _ = control.accept()
        read(h245)
        h245.sendall(per.open_answer(1, (own, ANSWERS), (own, ANSWERS + 1)))
        h245.sendall(per.open_request(1, (own, ANSWERS + 1)))
        there = announced(read(h245))
        for end, to in zip(ends, there):
            end.sendto(RTP, to)
            end.recv(100)
        for sock in (h245, call):
            while read(sock):
                pass
        for sock in (h245, call, *ends):
            sock.close()


def call(own, address):
    ends = media(own, CALLS)
    sock = socket.create_connection((address, 1720), timeout=5)
    sock.sendall(per.q931(per.setup, (address, 1720), sock.getsockname()))
    read(sock)
    read(sock)
    h245 = socket.create_connection((address, H245), timeout=5)
    h245.sendall(per.open_request(1, (own, CALLS + 1)))
    there = announced(read(h245))
    read(h245)
    h245.sendall(per.open_answer(1, (own, CALLS), (own, CALLS + 1)))
    for end, to in zip(ends, there):
        end.recv(100)
        end.sendto(RTP, to)
    time.sleep(0.2)
    sock.sendall(per.q931(per.release))
    h245.close()
    sock.close()


if __name__ == "__main__":
    {"answer": answer, "call": call}[sys.argv[1]](*sys.argv[2:])
