#!/usr/bin/env python3
"""laws.py REFIRE: what must not matter, over the golden replays.

For each replay whose captures are plain pcap files: how the same packets are brought, and words of
the configuration that say nothing about them, change not a byte of the log.

  parts       the capture split at any packet into two files, named in the wrong order
  disordered  the same of a capture whose clock goes back a little every few packets
  rotated     every packet in a file of its own, with counters as tcpdump writes them
  wrapped     each frame mirrored in ERSPAN I, II or III, GRE or VXLAN, with --decap
  doubled     each frame twice, as a port mirrored in both directions shows it
  randomised  the numbers of TCP as a box leaves them that adds one of its own to those of each end,
              which is the device's free choice: of captures of both sides
  cut         packets of which the capture has the first 68 or 128 bytes: what is denied then is
              denied of whole ones too; what nobody can read is undecided, and not in the log
  unused      an access list, an object group and a name that nothing uses
  renamed     an interface with another name: the log has that name, and is the same otherwise
  swapped     two neighbouring lines of an access list that no packet can match both of

Splitting at any packet: three places of each capture, all of them with the argument `all`.
"""
import os
import re
import struct
import subprocess
import sys
import tempfile
import zlib

REPLAYS = os.path.join("testdata", "replay")
MACS = bytes.fromhex("0200000000a10200000000a2")


def read_pcap(path):
    """The file header and its records, or None: not a pcap of Ethernet frames in this byte order."""
    data = open(path, "rb").read()
    if data[:4] not in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") or data[20] != 1:
        return None
    records, at = [], 24
    while at + 16 <= len(data):
        length = struct.unpack_from("<I", data, at + 8)[0]
        records.append((data[at:at + 16], data[at + 16:at + 16 + length]))
        at += 16 + length
    return data[:24], records


def write_pcap(path, header, records):
    with open(path, "wb") as file:
        file.write(header + b"".join(one + frame for one, frame in records))
    return path


def resized(record, before, after):
    captured, length = struct.unpack_from("<II", record, 8)
    return record[:8] + struct.pack("<II", captured - before + after, length - before + after)


def ipv4(protocol, payload):
    return MACS + b"\x08\x00" + struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 1, 0, 64,
                                            protocol, 0, b"\x0a\0\0\x01", b"\x0a\0\0\x02") + payload


def wrap(kind, frame):
    if kind == 0:
        return ipv4(47, b"\x00\x00\x88\xbe" + frame)
    if kind == 1:
        return ipv4(47, b"\x10\x00\x88\xbe\0\0\0\x01" + b"\x10\0\0\x01\0\0\0\0" + frame)
    if kind == 2:
        return ipv4(47, b"\x10\x00\x22\xeb\0\0\0\x01" + b"\x20\0\0\x01\0\0\0\0\0\0\x80\0" + frame)
    if kind == 3:
        return ipv4(47, b"\x00\x00\x65\x58" + frame)
    return ipv4(17, struct.pack(">HHHH", 40000, 4789, 16 + len(frame), 0) + b"\x08\0\0\0\0\0\x07\0" +
                frame)


def tcp_at(frame):
    """Where the TCP header of a whole datagram begins, or None."""
    if frame[12:14] != b"\x08\0" or len(frame) < 34 or frame[23] != 6 or \
       struct.unpack_from(">H", frame, 20)[0] & 0x3fff != 0:
        return None
    at = 14 + (frame[14] & 15) * 4
    return at if len(frame) >= at + 20 else None


def add_to_number(frame, tcp, at, delta):
    """The 32 bits at AT grow by DELTA, and the checksum follows (RFC 1624)."""
    before = struct.unpack_from(">I", frame, at)[0]
    after = (before + delta) & 0xffffffff
    struct.pack_into(">I", frame, at, after)
    if (at - tcp) % 2: # an option that stands at an odd place
        before, after = ((one << 8 | one >> 24) & 0xffffffff for one in (before, after))
    total = ~struct.unpack_from(">H", frame, tcp + 16)[0] & 0xffff
    for word in (~before >> 16 & 0xffff, ~before & 0xffff, after >> 16, after & 0xffff):
        total += word
    while total > 0xffff:
        total = (total & 0xffff) + (total >> 16)
    struct.pack_into(">H", frame, tcp + 16, ~total & 0xffff)


def selective_acks(frame, tcp):
    """Where the numbers in the SACK option stand."""
    at, end = tcp + 20, min(tcp + (frame[tcp + 12] >> 4) * 4, len(frame))
    while at + 1 < end and frame[at] != 0:
        length = 1 if frame[at] == 1 else frame[at + 1]
        if frame[at] == 5:
            yield from range(at + 2, min(at + length, end) - 3, 4)
        at += max(length, 1)


def randomise(frame, left):
    """A frame as it would have been with another number added; LEFT: the firewall sent it."""
    tcp = tcp_at(frame)
    if tcp is None:
        return frame
    ends = sorted([frame[26:30] + frame[tcp:tcp + 2], frame[30:34] + frame[tcp + 2:tcp + 4]])
    delta = zlib.crc32(b"".join(ends))
    frame = bytearray(frame)
    if left:
        add_to_number(frame, tcp, tcp + 4, delta)
    elif frame[tcp + 13] & 0x10:
        for at in (tcp + 8, *selective_acks(frame, tcp)):
            add_to_number(frame, tcp, at, delta)
    return bytes(frame)


class Replay:
    def __init__(self, refire, name, place):
        self.refire, self.place, self.name = refire, place, name
        self.folder = os.path.join(REPLAYS, name)
        words = open(os.path.join(self.folder, "args"), encoding="utf-8").read().split("\n")[:-1]
        self.options = [word for word in words if word.startswith("-")]
        self.sources = []
        for word in words:
            if not word.startswith("-"):
                nameif, _, path = word.rpartition("=")
                self.sources.append((nameif, os.path.join(self.folder, path)))
        self.config = open(os.path.join(self.folder, "config"), encoding="utf-8").read()
        self.captures = [read_pcap(path) if os.path.isfile(path) else None
                         for _, path in self.sources]
        self.log = self.run([self.word(nameif, path) for nameif, path in self.sources])

    @staticmethod
    def word(nameif, path):
        return nameif + "=" + path if nameif else path

    def run(self, words, *options, config=None):
        path = os.path.join(self.place, "config")
        with open(path, "w", encoding="utf-8") as file:
            file.write(config if config is not None else self.config)
        done = subprocess.run([self.refire, "replay", "-q", "-c", path, *self.options, *options,
                               *words], capture_output=True, text=True, timeout=60, check=False)
        return done.stdout if done.returncode in (0, 1, 3, 4) else done.stderr

    def usable(self):
        return self.log and all(self.captures) and not [word for word in self.options
                                                        if "why" in word or "filter" in word]

    def with_frames(self, change):
        """The same sources, each frame what CHANGE makes of it."""
        words = []
        for at, ((nameif, _), (header, records)) in enumerate(zip(self.sources, self.captures)):
            made = [new for number, (one, frame) in enumerate(records)
                    for new in change(number, one, frame)]
            path = os.path.join(self.place, "changed%s.pcap" % "ab"[at])
            words.append(self.word(nameif, write_pcap(path, header, made)))
        return words

    def disorder(self):
        """Captures in which every third packet, and both around it, are not in order of time."""
        made = []
        for header, records in self.captures:
            nanoseconds = header[:4] == b"\x4d\x3c\xb2\xa1"
            moved = []
            for at, (one, frame) in enumerate(records):
                seconds, rest = struct.unpack_from("<II", one)
                back = 250000 * (1000 if nanoseconds else 1)
                if at % 3 == 2:
                    seconds, rest = (seconds, rest - back) if rest >= back else (seconds, 0)
                moved.append((struct.pack("<II", seconds, rest) + one[8:], frame))
            made.append((header, moved))
        return made

    def firewall_macs(self):
        """Of two sides, the address that the firewall sends from on each: its packets were seen on
        the other side before."""
        firsts = []
        for header, records in self.captures:
            unit = 1 if header[:4] == b"\x4d\x3c\xb2\xa1" else 1000
            seen = {}
            for one, frame in records:
                tcp = tcp_at(frame)
                if tcp is not None:
                    seconds, rest = struct.unpack_from("<II", one)
                    which = (frame[18:20], frame[tcp + 12:tcp + 14], frame[16:18])
                    seen.setdefault(which, (seconds * 10**9 + rest * unit, frame[6:12]))
            firsts.append(seen)
        macs = []
        for here, there in (firsts, firsts[::-1]):
            votes = {}
            for which, (time, mac) in here.items():
                if which in there and there[which][0] != time:
                    votes[mac] = votes.get(mac, 0) + (1 if there[which][0] < time else -1)
            macs.append(max(votes, key=votes.get) if votes else None)
        return macs

    def split(self, at, captures):
        words = []
        for number, ((nameif, _), (header, records)) in enumerate(zip(self.sources, captures)):
            paths = [os.path.join(self.place, "%s.pcap%d" % ("ab"[number], part))
                     for part in (10, 9)]
            cut = min(at, len(records))
            words += [self.word(nameif, write_pcap(paths[0], header, records[cut:])),
                      self.word(nameif, write_pcap(paths[1], header, records[:cut]))]
        return words

    def rotated(self):
        words = []
        for number, ((nameif, _), (header, records)) in enumerate(zip(self.sources, self.captures)):
            for at, record in enumerate(records[:60] + [None] if len(records) > 60 else records):
                path = os.path.join(self.place, "r%s.pcap%s" % ("ab"[number], at or ""))
                rest = records[60:] if record is None else [record]
                words.append(self.word(nameif, write_pcap(path, header, rest)))
        return sorted(words)


def parts(replay, every):
    longest = max(len(records) for _, records in replay.captures)
    for at in range(longest + 1) if every else (1, longest // 2, longest - 1):
        yield "parts: at packet %d" % at, replay.run(replay.split(at, replay.captures)), replay.log


def disordered(replay, _):
    captures = replay.disorder()
    if len(captures) > 1:
        return # between two captures the order would be another one anyway
    longest = max(len(records) for _, records in captures)
    whole = replay.run(replay.split(longest, captures)[1:])
    for at in range(2, longest, 3 if longest < 40 else longest // 8):
        yield "disordered: at packet %d" % at, replay.run(replay.split(at, captures)), whole


def rotated(replay, _):
    yield "rotated", replay.run(replay.rotated()), replay.log


def wrapped(replay, _):
    for kind in range(5):
        words = replay.with_frames(lambda _, one, frame, kind=kind: [
            (resized(one, len(frame), len(wrap(kind, frame))), wrap(kind, frame))])
        yield "wrapped: %d" % kind, replay.run(words, "--decap"), replay.log


def doubled(replay, _):
    if any(len(records) < 32 for _, records in replay.captures):
        return
    words = replay.with_frames(lambda _, one, frame: [(one, frame)] * (
        2 if frame[12:14] == b"\x08\0" and frame[18:20] != b"\0\0" else 1))
    yield "doubled", replay.run(words), replay.log


def randomised(replay, _):
    if len(replay.sources) != 2 or not all(nameif for nameif, _ in replay.sources):
        return
    macs = replay.firewall_macs()
    if None in macs:
        return
    words = []
    for at, ((nameif, _), (header, records)) in enumerate(zip(replay.sources, replay.captures)):
        made = [(one, randomise(frame, frame[6:12] == macs[at])) for one, frame in records]
        path = os.path.join(replay.place, "moved%s.pcap" % "ab"[at])
        words.append(replay.word(nameif, write_pcap(path, header, made)))
    yield "randomised", replay.run(words), replay.log


DENIALS = re.compile(r"-(1060\d\d|305005|305006|313\d\d\d):")


def denials(log):
    return [line for line in log.splitlines() if DENIALS.search(line)]


def cut(replay, _):
    whole = denials(replay.log)
    for size in (68, 128):
        words = replay.with_frames(lambda _, one, frame, size=size: [
            (one[:8] + struct.pack("<I", min(len(frame), size)) + one[12:], frame[:size])])
        rest = list(whole)
        more = []
        for line in denials(replay.run(words)):
            if line in rest:
                rest.remove(line)
            else:
                more.append(line)
        yield "cut: at %d, denied of these alone" % size, "\n".join(more), ""


def unused(replay, _):
    more = "name 10.99.99.99 nobody\naccess-list unused permit ip any any\n"
    if re.search(r"^: PIX Version 6|^PIX Version 6", replay.config, re.MULTILINE):
        more += "object-group network nowhere\n  network-object host 10.99.99.98\n"
    words = [Replay.word(*source) for source in replay.sources]
    yield "unused", replay.run(words, config=replay.config + more), replay.log


def renamed(replay, _):
    if re.search(r"\b(intf9|inside_)\b", replay.config):
        return
    config = re.sub(r"\binside\b", "interior", replay.config)
    words = [Replay.word(re.sub("^inside$", "interior", nameif), path)
             for nameif, path in replay.sources]
    log = replay.run(words, config=config)
    yield "renamed", re.sub(r"\binterior\b", "inside", log), replay.log


def swapped(replay, _):
    """Lines of the same list, verdict aside, of two protocols of which none is ip."""
    line = r"(access-list (\S+) (?:extended )?(?:permit|deny) (tcp|udp|icmp|gre|esp) [^\n]*\n)"
    for found in re.finditer(line + line, replay.config):
        first, name, one, second, other_name, other = found.groups()
        if name == other_name and one != other:
            config = replay.config.replace(first + second, second + first)
            words = [Replay.word(*source) for source in replay.sources]
            yield "swapped: %s" % name, replay.run(words, config=config), replay.log


def plain(log):
    """Without the hashes of access-list lines, which stand for their text."""
    return re.sub(r"\[0x[0-9a-f]+, 0x[0-9a-f]+\]", "[]", log)


def main():
    refire, every = os.path.abspath(sys.argv[1]), sys.argv[2:] == ["all"]
    laws = (parts, disordered, rotated, wrapped, doubled, randomised, cut, unused, renamed, swapped)
    held, failed = {law.__name__: 0 for law in laws}, 0
    for name in sorted(os.listdir(REPLAYS)):
        if not os.path.exists(os.path.join(REPLAYS, name, "args")):
            continue
        with tempfile.TemporaryDirectory() as place:
            replay = Replay(refire, name, place)
            if not replay.usable():
                continue
            for law in laws:
                for what, log, wanted in law(replay, every):
                    held[law.__name__] += 1
                    if plain(log) != plain(wanted):
                        print("%s, %s: the log is another one:\n%s" % (name, what, log[:600]))
                        failed += 1
    print(", ".join("%d %s" % (count, law) for law, count in held.items()))
    for law, count in held.items():
        if count == 0:
            print("%s: nothing to try it on" % law)
            failed += 1
    return 1 if failed else 0


sys.exit(main())
