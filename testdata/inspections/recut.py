"""The same stream in other segments: byte by byte, out of order, and over and over again."""
import struct

import captured

WAYS = ("bytes", "swapped", "repeated")


def pieces(length, way):
    """(from, to) of each segment in the order of sending; a number is where it is cut in two."""
    if isinstance(way, int):
        return [(0, way), (way, length)] if way < length else [(0, length)]
    third = length // 3
    if way == "bytes":
        return [(at, at + 1) for at in range(length)]
    if way == "swapped":
        return [cut for cut in ((2 * third, length), (0, third), (third, 2 * third))
                if cut[0] < cut[1]]
    found = []
    for at in range(0, length, 7):
        found += [(at, min(at + 7, length)), (max(at - 7, 0), min(at + 7, length))]
    return found


def checksum(octets):
    octets += b"\0" * (len(octets) & 1)
    total = sum(struct.unpack("!%dH" % (len(octets) // 2), octets))
    total = (total & 0xFFFF) + (total >> 16)
    return ((total & 0xFFFF) + (total >> 16)) ^ 0xFFFF


def segment(packet, start, end, is_last):
    """Bytes START to END of what PACKET, of IPv4 and TCP, carries."""
    ip_length = (packet[0] & 15) * 4
    ip, tcp = bytearray(packet[:ip_length]), packet[ip_length:]
    head, data = bytearray(tcp[:(tcp[12] >> 4) * 4]), tcp[(tcp[12] >> 4) * 4:][start:end]
    struct.pack_into("!I", head, 4, (struct.unpack_from("!I", head, 4)[0] + start) & 0xFFFFFFFF)
    if not is_last:
        head[13] &= ~1  # FIN
    head[16:18] = b"\0\0"
    length = len(head) + len(data)
    pseudo = bytes(ip[12:20]) + struct.pack("!HH", captured.TCP, length)
    struct.pack_into("!H", head, 16, checksum(pseudo + bytes(head) + data))
    struct.pack_into("!H", ip, 2, ip_length + length)
    ip[10:12] = b"\0\0"
    struct.pack_into("!H", ip, 10, checksum(bytes(ip)))
    return bytes(ip + head) + data


def recut(source, target, host, control, way):
    """Writes the pcap SOURCE to TARGET with HOST's streams of CONTROL ports in other segments."""
    data = open(source, "rb").read()
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    (link,) = struct.unpack_from(order + "I", data, 20)
    head = {captured.ETHERNET: 14, captured.RAW: 0}[link]
    at, out = 24, [data[:24]]
    while at + 16 <= len(data):
        seconds, part, length, _ = struct.unpack_from(order + "IIII", data, at)
        octets = data[at + 16:at + 16 + length]
        frame = captured.Frame(0, link, octets)
        records = [octets]
        if (frame.protocol == captured.TCP and host in (frame.source, frame.destination) and
                set(frame.ports) & set(control) and frame.payload):
            size = len(frame.payload)
            packet = octets[head:head + struct.unpack_from("!H", octets, head + 2)[0]]
            records = [octets[:head] + segment(packet, *cut, cut[1] == size)
                       for cut in pieces(size, way)]
        for record in records:
            out.append(struct.pack(order + "IIII", seconds, part, len(record), len(record)) + record)
        at += 16 + length
    with open(target, "wb") as file:
        file.write(b"".join(out))


def streams(frames):
    """{(source, destination): bytes by their place} of what TCP segments carry."""
    found = {}
    for frame in frames:
        if frame.protocol == captured.TCP and frame.payload:
            stream = found.setdefault((frame.source, frame.destination, *frame.ports), {})
            stream.update((frame.seq + i & 0xFFFFFFFF, byte) for i, byte in enumerate(frame.payload))
    return found
