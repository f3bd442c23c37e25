#!/usr/bin/env python3
"""syslog.py BINARY [--million]: `refire replay --syslog` against receivers of every kind.

What arrives is compared with the log that the same run prints: line by line, less the stamp that
only the printed log has. Receivers: TCP, UDP, both kinds of Unix socket, a slow one, one that hangs
up, one that is not there; and rsyslogd and syslog-ng themselves where they are installed, which
take a million lines with --million.
"""
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

CONFIG = "testdata/replay/pptp-72-inspect-pat/config"
CAPTURE = "inside=testdata/replay/pptp-63-fixup-pat/inside.pcap"
MILLION = 1000000
REPEATS = 200  # of the capture, for a log longer than what a socket holds
STAMP = re.compile(rb"^\w{3} \d\d \d{4} \d\d:\d\d:\d\d: ")
PRIORITY = re.compile(rb"^<(\d+)>")
HEAD_5424 = re.compile(rb"^1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z pixfirewall PIX - (\d{6}) - ")
TAG = re.compile(rb"%PIX-(\d)-(\d{6}): ")
LOCAL4 = 20

failures = []


def check(holds, what):
    if not holds:
        failures.append(what)
        print("FAILED:", what)


class Receiver(threading.Thread):
    """Takes all that one client sends, and stops when it is done or when nothing comes any more."""

    def __init__(self, server, slow=False, most=None):
        super().__init__(daemon=True)
        self.server, self.slow, self.most = server, slow, most
        self.data = b""
        self.server.settimeout(20)
        self.start()

    def run(self):
        stream = self.server.type == socket.SOCK_STREAM
        try:
            peer = self.server.accept()[0] if stream else self.server
            peer.settimeout(20 if stream else 2)
            while self.most is None or len(self.data) < self.most:
                got = peer.recv(4096 if self.slow else self.most or 65536)
                if stream and not got:
                    break
                self.data += got if stream else got + b"\n"
                if self.slow:
                    time.sleep(0.002)
            if stream:
                peer.close()
        except TimeoutError:
            pass

    def lines(self):
        self.join()
        return self.data.splitlines()


def network(kind):
    server = socket.socket(socket.AF_INET, kind)
    server.bind(("127.0.0.1", 0))
    if kind == socket.SOCK_STREAM:
        server.listen()
    else:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    return server, server.getsockname()[1]


def local(kind, path):
    server = socket.socket(socket.AF_UNIX, kind)
    server.bind(path)
    if kind == socket.SOCK_STREAM:
        server.listen()
    return server


def write_denials(path, count):
    """COUNT datagrams from outside to the firewall itself: a line each."""
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101))  # raw IP
        for i in range(count):
            packet = bytearray(struct.pack("!BBHHHBBH4s4sHHHH", 0x45, 0, 28, i & 0xffff, 0, 64, 17,
                                           0, bytes([198, 18, i >> 8 & 0xff, i & 0xff]),
                                           bytes([192, 168, 201, 1]), 1024 + i % 60000,
                                           1 + i % 9999, 8, 0))
            total = sum(struct.unpack("!10H", packet[:20]))
            total = (total & 0xffff) + (total >> 16)
            struct.pack_into("!H", packet, 10, ~((total & 0xffff) + (total >> 16)) & 0xffff)
            file.write(struct.pack("<IIII", 1700000000 + i // 10000, i % 10000 * 100, 28, 28))
            file.write(packet)


def replay(binary, url, *options, repeats=1, captures=None):
    captures = captures or [CAPTURE] * repeats
    done = subprocess.run([binary, "replay", "-c", CONFIG, "--syslog", url, *options, *captures],
                          capture_output=True, timeout=120, check=False)
    return done.returncode, [STAMP.sub(b"", line) for line in done.stdout.splitlines()], done.stderr


def stripped(lines, what):
    """The lines behind their priority, which must be that of their own severity."""
    out = []
    for line in lines:
        found, tag = PRIORITY.match(line), TAG.search(line)
        check(found and tag and int(found[1]) == LOCAL4 * 8 + int(tag[1]),
              f"{what}: priority of {line!r}")
        out.append(line[found.end():] if found else line)
    return out


def same(binary, url, receiver, what, *options, repeats=1, most_seconds=None):
    status, printed, said = replay(binary, url, *options, repeats=repeats)
    got = stripped(receiver.lines(), what)
    check(status == 0, f"{what}: status {status}: {said!r}")
    check(len(printed) >= 20, f"{what}: only {len(printed)} lines printed")
    check(got == printed, f"{what}: {len(got)} lines arrived of {len(printed)}")
    check(b"%d lines sent, 0 lost" % len(printed) in said, f"{what}: says {said[:200]!r}")
    print(f"{what}: {len(got)} lines")


def test_kinds(binary, folder):
    server, port = network(socket.SOCK_STREAM)
    same(binary, f"tcp://127.0.0.1:{port}", Receiver(server), "tcp")
    server, port = network(socket.SOCK_STREAM)
    same(binary, f"tcp://localhost:{port}", Receiver(server, slow=True), "tcp, slow",
         repeats=REPEATS)
    server, port = network(socket.SOCK_DGRAM)
    same(binary, f"udp://127.0.0.1:{port}", Receiver(server), "udp")
    for name, kind in (("dgram", socket.SOCK_DGRAM), ("stream", socket.SOCK_STREAM)):
        path = os.path.join(folder, name)
        same(binary, "unix:" + path, Receiver(local(kind, path)), "unix " + name)


def test_rfc5424(binary):
    server, port = network(socket.SOCK_STREAM)
    receiver = Receiver(server)
    _, printed, _ = replay(binary, f"tcp://127.0.0.1:{port}", "--syslog-format", "rfc5424")
    got = stripped(receiver.lines(), "rfc5424")
    for line, text in zip(got, printed, strict=True):
        head = HEAD_5424.match(line)
        check(head and line[head.end():] == text, f"rfc5424: {line!r} is not {text!r}")
        check(head and head[1] == TAG.search(text)[2], f"rfc5424: id of {line!r}")
    print(f"rfc5424: {len(got)} lines")


def test_emblem(binary):
    server, port = network(socket.SOCK_DGRAM)
    receiver = Receiver(server)
    _, printed, _ = replay(binary, f"udp://127.0.0.1:{port}", "--syslog-format", "emblem")
    got = [PRIORITY.sub(b"", line) for line in receiver.lines()]
    want = [re.sub(rb"^(%PIX-)(\d-)", rb":: \1session-\2", line) for line in printed]
    check(got == want and len(got) >= 20, f"emblem: {len(got)} lines, such as {got[:1]!r}")
    server, port = network(socket.SOCK_DGRAM)
    receiver = Receiver(server)
    with open(CONFIG, encoding="ascii") as file:
        text = file.read() + "logging host inside 127.0.0.1 format emblem\n"
    done = subprocess.run([binary, "replay", "-c", "-", "--syslog", f"udp://127.0.0.1:{port}",
                           CAPTURE], input=text.encode(), capture_output=True, timeout=120,
                          check=False)
    configured = [PRIORITY.sub(b"", line) for line in receiver.lines()]
    check(configured == want, f"emblem, as configured: {configured[:1]!r}, {done.stderr!r}")
    print(f"emblem: {len(got)} lines")


def test_pace(binary):
    """At a pace no line may be early; how late it is is the machine's affair."""
    for pace, least in (("40", (20 - 1) / 40), ("capture", 1.5)):
        server, port = network(socket.SOCK_STREAM)
        receiver = Receiver(server)
        start = time.monotonic()
        _, printed, _ = replay(binary, f"tcp://127.0.0.1:{port}", "--syslog-pace", pace)
        check(receiver.lines() and time.monotonic() - start >= least, f"pace {pace}: too early")
        check(len(printed) == 20, f"pace {pace}: {len(printed)} lines")


def test_failures(binary):
    server, port = network(socket.SOCK_STREAM)
    receiver = Receiver(server, most=1)
    status, _, said = replay(binary, f"tcp://127.0.0.1:{port}", repeats=REPEATS)
    receiver.join()
    check(status == 5 and f"tcp://127.0.0.1:{port}: ".encode() in said,
          f"hung up: status {status}: {said[:200]!r}")

    free, port = network(socket.SOCK_STREAM)
    free.close()
    status, printed, said = replay(binary, f"tcp://127.0.0.1:{port}")
    check(status == 2 and not printed and b"Connection refused" in said, f"no listener: {said!r}")
    free, port = network(socket.SOCK_DGRAM)
    free.close()
    status, printed, said = replay(binary, f"udp://127.0.0.1:{port}", "-q")
    counts = re.search(rb"(\d+) lines sent, (\d+) lost", said)
    check(status == 0 and counts and int(counts[2]) > 0 and
          int(counts[1]) + int(counts[2]) == len(printed), f"udp, no listener: {said!r}")
    for url in ("", "tcp", "tcp://", "udp://:514", "tcp://[::1", "tcp://h:", "unix:", "file:/x",
                "unix:" + "x" * 200, "tcp://" + "h" * 300):
        status, printed, said = replay(binary, url)
        check(status == 2 and not printed and said, f"{url[:20]!r}: status {status}")


def test_daemon(binary, name, command, config, folder, million, keeps_priority=False):
    """The daemon itself writes down what it gets; nothing may be missing."""
    if shutil.which(command[0]) is None:
        print(f"skipped: {command[0]} is not installed")
        return
    free, port = network(socket.SOCK_STREAM)
    free.close()
    out = os.path.join(folder, name + ".log")
    path = os.path.join(folder, name + ".conf")
    with open(path, "w", encoding="ascii") as file:
        file.write(config.format(port=port, out=out, folder=folder))
    daemon = subprocess.Popen([word.format(conf=path, folder=folder) for word in command],
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        status, printed, said = replay(binary, f"tcp://127.0.0.1:{port}", repeats=REPEATS,
                                       captures=million)
        check(len(printed) >= (MILLION if million else 2 * REPEATS), f"{name}: few lines")
        check(status == 0, f"{name}: status {status}: {said[-200:]!r}")
        got = []
        for _ in range(300):  # it writes when it likes: until all is there, or nothing comes
            got = open(out, "rb").read().splitlines() if os.path.exists(out) else []
            if len(got) >= len(printed):
                break
            time.sleep(0.1)
        if keeps_priority:
            got = stripped(got, name)
        check(got == printed, f"{name}: wrote {len(got)} lines of {len(printed)}")
        print(f"{name}: {len(got)} lines")
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(20)


RSYSLOG = """module(load="imtcp")
global(workDirectory="{folder}")
template(name="whole" type="string" string="%rawmsg-after-pri%\\n")
input(type="imtcp" port="{port}" address="127.0.0.1")
action(type="omfile" file="{out}" template="whole")
"""
SYSLOG_NG = """@version: 3.38
source s {{ network(transport("tcp") ip("127.0.0.1") port({port}) flags(no-parse)); }};
destination d {{ file("{out}" template("$MSG\\n")); }};
log {{ source(s); destination(d); flags(flow-control); }};
"""


def main():
    binary = os.path.abspath(sys.argv[1])
    million = None
    with tempfile.TemporaryDirectory() as folder:
        if "--million" in sys.argv[2:]:
            path = os.path.join(folder, "denials.pcap")
            write_denials(path, MILLION)
            million = ["outside=" + path]
        test_kinds(binary, folder)
        test_rfc5424(binary)
        test_emblem(binary)
        test_pace(binary)
        test_failures(binary)
        test_daemon(binary, "rsyslog",
                    ["rsyslogd", "-n", "-f", "{conf}", "-i", "{folder}/rsyslog.pid"], RSYSLOG,
                    folder, million)
        test_daemon(binary, "syslog-ng",
                    ["syslog-ng", "-F", "-f", "{conf}", "-R", "{folder}/ng.persist",
                     "-p", "{folder}/ng.pid", "-c", "{folder}/ng.ctl", "--no-caps"], SYSLOG_NG,
                    folder, million, keeps_priority=True)
    print(f"{len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
