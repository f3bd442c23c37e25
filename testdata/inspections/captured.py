"""Frames of captures: when, and what of IPv4, TCP and UDP the judges want to know."""
import socket
import struct

ETHERNET, RAW, LINUX_SLL = 1, 101, 113
TCP, UDP, GRE = 6, 17, 47
SECTION, INTERFACE, PACKET = 0x0A0D0D0A, 1, 6
COMMENT = 1


class Frame:
    """TIME as it stands in the file; an unreadable one has no protocol."""

    def __init__(self, time, link, data, comment=""):
        self.time, self.comment, self.protocol = time, comment, None
        at = {ETHERNET: 14, RAW: 0, LINUX_SLL: 16}.get(link, len(data))
        packet = data[at:]
        if len(packet) < 20 or packet[0] >> 4 != 4 or (at and data[at - 2:at] != b"\x08\x00"):
            return
        self.protocol = packet[9]
        self.source, self.destination = (socket.inet_ntoa(packet[i:i + 4]) for i in (12, 16))
        self.is_later_fragment = struct.unpack_from("!H", packet, 6)[0] & 0x1FFF
        segment = packet[(packet[0] & 15) * 4:struct.unpack_from("!H", packet, 2)[0] or None]
        self.ports, self.payload = (0, 0), segment
        self.seq = struct.unpack_from("!I", segment, 4)[0] if len(segment) >= 8 else 0
        if self.protocol in (TCP, UDP) and not self.is_later_fragment and len(segment) >= 8:
            self.ports = struct.unpack_from("!HH", segment)
            self.payload = segment[(segment[12] >> 4) * 4 if self.protocol == TCP else 8:]

    def flow(self):
        """The same for both directions."""
        ends = ((self.source, self.ports[0]), (self.destination, self.ports[1]))
        return (self.protocol, *sorted(ends))


def read_pcap(data):
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    fine = data[:4] in (b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d")
    (link,) = struct.unpack_from(order + "I", data, 20)
    at = 24
    while at + 16 <= len(data):
        seconds, part, length = struct.unpack_from(order + "III", data, at)
        yield Frame(seconds * 10**9 + part * (1 if fine else 1000), link,
                    data[at + 16:at + 16 + length])
        at += 16 + length


def comment_of(options):
    while len(options) >= 4:
        code, length = struct.unpack_from("<HH", options)
        if code == COMMENT:
            return options[4:4 + length].decode()
        options = options[4 + length + -length % 4:]
    return ""


def read_pcapng(data):
    """As `replay -w` writes it: little-endian, one interface a name, nanoseconds."""
    links, at = [], 0
    while at + 12 <= len(data):
        kind, size = struct.unpack_from("<II", data, at)
        body = data[at + 8:at + size - 4]
        if kind == INTERFACE:
            links.append(struct.unpack_from("<H", body)[0])
        elif kind == PACKET:
            interface, high, low, captured = struct.unpack_from("<IIII", body)
            end = 20 + captured
            yield Frame(high << 32 | low, links[interface], body[20:end],
                        comment_of(body[end + -captured % 4:]))
        at += size


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    frames = read_pcapng(data) if data[:4] == b"\x0a\x0d\x0d\x0a" else read_pcap(data)
    return [frame for frame in frames if frame.protocol is not None]
