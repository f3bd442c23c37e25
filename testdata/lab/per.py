"""Messages of H.225.0 and H.245 in aligned PER (X.691), field by field: as many as calls need."""
import socket
import struct

VERSION = bytes((0, 8, 0x91, 0x4a, 0, 4))  # { itu-t recommendation h 2250 version(0) 4 }
CONFERENCE = bytes(range(16))


class Bits:
    def __init__(self, before=0):
        self.text, self.before = "", before  # bits that stand in front, for the alignment

    def bits(self, value, count):
        self.text += format(value, "0%db" % count) if count else ""
        return self

    def align(self):
        self.text += "0" * (-(self.before + len(self.text)) % 8)
        return self

    def octets(self, data):
        self.align().text += "".join(format(octet, "08b") for octet in data)
        return self

    def number(self, value):
        return self.octets(struct.pack("!H", value))

    def length(self, count):
        return self.octets(bytes((count,)) if count < 128 else struct.pack("!H", 0x8000 | count))

    def counted(self, data):
        return self.length(len(data)).octets(data)

    def data(self):
        self.align()
        return bytes(int(self.text[i:i + 8], 2) for i in range(0, len(self.text), 8))

    def additions(self, items):
        """The end of an extended sequence; None: not there."""
        self.bits(0, 1).bits(len(items) - 1, 6)
        for item in items:
            self.bits(item is not None, 1)
        for item in items:
            if item is not None:
                self.counted(item.data() or b"\0")
        return self


def octets_of(address, port):
    return socket.inet_aton(address) + struct.pack("!H", port)


# ---- H.225.0 ----

def transport(bits, where):
    return bits.bits(0, 4).octets(octets_of(*where))


def endpoint(bits):
    """A terminal of a vendor."""
    bits.bits(0, 1).bits(0b010001, 6).bits(0, 3).bits(0, 1).octets(bytes((181, 0))).number(18)
    return bits.bits(0, 2).bits(0, 2)


def digits(bits, *names):
    bits.length(len(names))
    for name in names:
        bits.bits(0, 2).bits(len(name) - 1, 7).align()
        for digit in name:
            bits.bits("#*,0123456789".index(digit), 4)
    return bits


def identifier():
    return Bits().bits(0, 1).octets(CONFERENCE)


def offers(channels):
    bits = Bits().length(len(channels))
    for channel in channels:
        bits.counted(channel.data())
    return bits


def setup(bits, called, calling, fast_start=None):
    bits.bits(1, 1).bits(0b0011000, 7).counted(VERSION)
    endpoint(bits)
    transport(digits(bits, "5552"), called)
    bits.bits(0, 1).octets(CONFERENCE).bits(0, 3).bits(0, 3)
    bits.additions([transport(Bits(), calling), None, identifier(), None, None, None,
                    offers(fast_start) if fast_start else None])


def connect(bits, h245):
    bits.bits(1, 1).bits(h245 is not None, 1).counted(VERSION)
    if h245:
        transport(bits, h245)
    endpoint(bits).octets(CONFERENCE)
    bits.additions([identifier(), None])


def alerting(bits):
    bits.bits(1, 1).bits(0, 1).counted(VERSION)
    endpoint(bits).additions([identifier(), None])


def release(bits):
    bits.bits(1, 1).bits(0, 1).counted(VERSION).additions([identifier(), None])


BODIES = {setup: (0, 0x05), alerting: (3, 0x01), connect: (2, 0x07), release: (5, 0x5a)}


def tpkt(data):
    return struct.pack("!BBH", 3, 0, len(data) + 4) + data


def q931(body, *fields):
    index, kind = BODIES[body]
    bits = Bits().bits(0, 2).bits(0b10, 2).bits(0, 1).bits(index, 3)
    inner = Bits(before=len(bits.text))
    body(inner, *fields)
    bits.text += inner.text
    data = bits.additions([None, Bits().bits(0, 1)]).data()
    return tpkt(struct.pack("!BBHBBHB", 8, 2, 1, kind, 0x7e, len(data) + 1, 5) + data)


# ---- H.245 ----

def unicast(bits, where):
    return bits.bits(0, 7).octets(octets_of(*where))


def open_channel(bits, number, control):
    """G.711, with the sender's RTCP."""
    bits.bits(0, 2).number(number - 1).bits(0, 2).bits(0, 1).bits(3, 3).bits(0, 1).bits(3, 4)
    bits.octets(b"\x13").bits(1, 1).bits(0, 7)
    return bits.counted(unicast(Bits().bits(0, 1).bits(1 << 5, 10).octets(b"\1"), control).data())


def channel(number, control):
    return open_channel(Bits(), number, control)


def open_request(number, control):
    return tpkt(open_channel(Bits().bits(0, 3).bits(0, 1).bits(3, 4), number, control).data())


def open_answer(number, media, control):
    bits = Bits().bits(0, 1).bits(1, 2).bits(0, 1).bits(5, 5).bits(1, 1).bits(0, 1)
    there = Bits().bits(0, 2).bits(0b01110, 5).bits(1, 8)
    unicast(unicast(there, media), control)
    return tpkt(bits.number(number - 1).additions([None, there]).data())


# ---- RAS ----

def registration(signal, ras):
    bits = Bits().bits(0, 1).bits(3, 5).bits(0, 1).bits(0, 3).number(0).counted(VERSION).bits(1, 1)
    transport(bits.length(1), signal)
    transport(bits.length(1), ras)
    return endpoint(bits).bits(0, 1).bits(0, 2).bits(0, 1).octets(bytes((181, 0))).number(18).data()


def registered(signal):
    bits = Bits().bits(0, 1).bits(4, 5).bits(0, 1).bits(0, 3).number(0).counted(VERSION)
    transport(bits.length(1), signal)
    return bits.bits(0, 7).octets("e".encode("utf-16-be")).data()
