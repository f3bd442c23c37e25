"""Packets and captures by hand, for the make_*.py scripts: checksums right, nothing else assumed."""
import struct

IN, OUT, ROUTER_IN, ROUTER_OUT = (bytes.fromhex(mac) for mac in (
    "02005e000101", "02005e000201", "02005e000002", "02005e000001"))
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
TCP, UDP, ETHERNET_HEADER = 6, 17, 14


def checksum(octets):
    octets += b"\0" * (len(octets) & 1)
    total = sum(word for (word,) in struct.iter_unpack("!H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


def address(text):
    return bytes(int(part) for part in text.split("."))


def put_u16(octets, offset, value):
    return octets[:offset] + struct.pack("!H", value) + octets[offset + 2:]


def ipv4(source, destination, protocol, payload, identification):
    header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), identification, 0x4000, 64,
                         protocol, 0) + source + destination
    return put_u16(header, 10, checksum(header)) + payload


def transport_checksum(packet):
    """The TCP or UDP checksum of an IPv4 packet whose own checksum field holds 0."""
    header_length = (packet[0] & 15) * 4
    segment = packet[header_length:]
    return checksum(packet[12:20] + struct.pack("!BBH", 0, packet[9], len(segment)) + segment)


def tcp(source, source_port, destination, destination_port, sequence, acknowledged, flags,
        data=b"", identification=1):
    segment = struct.pack("!HHIIBBHHH", source_port, destination_port, sequence, acknowledged,
                          0x50, flags, 8192, 0, 0) + data
    packet = ipv4(address(source), address(destination), TCP, segment, identification)
    return put_u16(packet, 36, transport_checksum(packet))


def udp(source, source_port, destination, destination_port, data, identification=1):
    datagram = struct.pack("!HHHH", source_port, destination_port, 8 + len(data), 0) + data
    packet = ipv4(address(source), address(destination), UDP, datagram, identification)
    return put_u16(packet, 26, transport_checksum(packet) or 0xFFFF)


class Capture:
    """Frames with their times, written as a pcap in microseconds."""

    def __init__(self):
        self.frames = []

    def add(self, time, to, frm, packet):
        self.frames.append((time, to + frm + b"\x08\x00" + packet))

    def write(self, path):
        with open(path, "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
            for time, frame in self.frames:
                seconds, micros = divmod(round(time * 1000000), 1000000)
                file.write(struct.pack("<IIII", seconds, micros, len(frame), len(frame)) + frame)


def read(path):
    """(head, [(record head, frame)]) of a little-endian pcap as tcpdump writes it."""
    octets = open(path, "rb").read()
    head, at, records = octets[:24], 24, []
    while at < len(octets):
        (length,) = struct.unpack_from("<I", octets, at + 8)
        records.append((octets[at:at + 16], octets[at + 16:at + 16 + length]))
        at += 16 + length
    return head, records
