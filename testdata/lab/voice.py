#!/usr/bin/env python3
"""The captures of the replays about calls: H.323 and Skinny, byte by byte.

usage: voice.py FOLDER     writes the capture of the scene that FOLDER is named after
"""
import os
import struct
import sys

import per
from fragments import Scene, tcp, udp

PHONE, PHONE_SHOWN, FAR, MANAGER, OTHER = ("10.48.66.106", "192.168.201.5", "192.168.201.25",
                                           "192.168.201.30", "192.168.201.31")
SYN, ACK, PSH, FIN = 2, 16, 8, 1


class Conn:
    """TCP between two sockets as they show on the side where the capture was taken."""

    def __init__(self, scene, opener, listener):
        self.scene, self.ends, self.seqs = scene, (opener, listener), [1000, 5000]
        self.segment(0, SYN)
        self.segment(1, SYN | ACK)
        self.segment(0, ACK)

    def segment(self, end, flags, data=b""):
        (source, sport), (destination, dport) = self.ends[end], self.ends[1 - end]
        ack = self.seqs[1 - end] if flags & ACK else 0
        self.scene.send(source, destination, tcp(source, sport, destination, dport, flags,
                                                 self.seqs[end], ack, data))
        self.seqs[end] += len(data) + (flags & (SYN | FIN) != 0)

    def say(self, end, data):
        self.segment(end, PSH | ACK, data)
        self.segment(1 - end, ACK)

    def close(self):
        self.segment(0, FIN | ACK)
        self.segment(1, FIN | ACK)
        self.segment(0, ACK)


def datagram(scene, source, destination, data=b"\x80" + bytes(19)):
    scene.send(source[0], destination[0], udp(*source, *destination, data))


def speak(scene, one, other):
    """RTP and RTCP, either of either end."""
    for ports in (0, 1):
        a, b = (one[0], one[1] + ports), (other[0], other[1] + ports)
        datagram(scene, a, b)
        datagram(scene, b, a)


def h323_call(scene, opener, listener, h245, media):
    """A call with H.245 on a conn of its own; MEDIA: where either end receives RTP."""
    call = Conn(scene, opener, listener)
    call.say(0, per.q931(per.setup, listener, opener))
    call.say(1, per.q931(per.alerting))
    call.say(1, per.q931(per.connect, h245))
    control = Conn(scene, (opener[0], opener[1] + 1), h245)
    for end in (0, 1):
        host, port = media[end]
        control.say(end, per.open_request(1, (host, port + 1)))
        control.say(end, per.open_answer(1, (host, port), (host, port + 1)))
    speak(scene, media[1], media[0])
    scene.wait(10)
    control.close()
    call.say(0, per.q931(per.release))
    call.close()
    speak(scene, media[1], media[0])


def h323_outward(scene):
    h323_call(scene, (PHONE, 2300), (FAR, 1720), (FAR, 1232), ((PHONE, 5004), (FAR, 2006)))


def h323_inward(scene):
    h323_call(scene, (FAR, 2300), (PHONE_SHOWN, 1720), (PHONE_SHOWN, 1232),
              ((FAR, 2006), (PHONE_SHOWN, 5004)))


def ras(scene):
    """An endpoint registers; then it is called."""
    datagram(scene, (PHONE_SHOWN, 1719), (MANAGER, 1719),
             per.registration((PHONE_SHOWN, 1720), (PHONE_SHOWN, 1719)))
    datagram(scene, (MANAGER, 1719), (PHONE_SHOWN, 1719), per.registered((MANAGER, 1720)))
    h323_inward(scene)


def sccp(version, id, *fields):
    """Numbers are little-endian, bytes stand as they are."""
    body = b"".join(field if isinstance(field, bytes) else struct.pack("<I", field)
                    for field in (id,) + fields)
    return struct.pack("<II", len(body), version) + body


def skinny_call(scene, phone, manager, other, version=0):
    """PHONE opens the conn; where it receives and where it sends to."""
    def where(host, port):
        octets = per.octets_of(host, 0)[:4]
        return (octets, port) if version < 17 else (0, octets + bytes(12), port)

    conn = Conn(scene, (phone, 2300), (manager, 2000))
    conn.say(0, sccp(0, 0x01, b"SEP0123456789AB\0", 0, 1, per.octets_of(phone, 0)[:4], 7, 0))
    conn.say(1, sccp(0, 0x81, 30, b"D-M-Y\0\0\0", 60, 0))
    conn.say(1, sccp(version, 0x105, 1, 7, 20, 4, bytes(112)))
    conn.say(0, sccp(version, 0x22, 0, *where(phone, 24576), 7, 1))
    conn.say(1, sccp(version, 0x8a, 1, 7, *where(other, 16500), 20, 4, 184, bytes(100)))
    speak(scene, (other, 16500), (phone, 24576))
    scene.wait(10)
    conn.say(1, sccp(version, 0x106, 1, 7, 1, 0))
    conn.say(1, sccp(version, 0x8b, 1, 7, 1, 0))
    speak(scene, (other, 16500), (phone, 24576))
    conn.close()


def skinny_phone_inside(scene):
    skinny_call(scene, PHONE, MANAGER, OTHER)


def skinny_version_20(scene):
    skinny_call(scene, PHONE_SHOWN, MANAGER, OTHER, 20)


SCENES = {
    "h323-62-no-fixup": ("outside", h323_inward),
    "h323-63-fixup-pat": ("inside", h323_outward),
    "h323-80-inspect-static": ("outside", h323_inward),
    "h323-ras-72-inspect": ("outside", ras),
    "skinny-63-fixup-pat": ("inside", skinny_phone_inside),
    "skinny-80-inspect-static": ("outside", skinny_version_20),
}


def main():
    folder = sys.argv[1]
    side, play = SCENES[os.path.basename(os.path.normpath(folder))]
    scene = Scene()
    play(scene)
    scene.write(os.path.join(folder, side + ".pcap"))


if __name__ == "__main__":
    main()
