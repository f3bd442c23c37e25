#!/usr/bin/env python3
"""The generated captures in the tree are what the scripts make. usage: check.py"""
import os
import subprocess
import sys
import tempfile

LAB = os.path.dirname(os.path.abspath(__file__))
REPLAYS = os.path.join(LAB, "..", "replay")
RECORDED = os.path.join(REPLAYS, "pptp-62-static-acl")
SIDES = ("inside", "outside")
INSPECTIONS = os.path.join(LAB, "..", "inspections")
SERVICES = ("dcerpc", "ils", "mgcp", "netbios", "ras", "rtsp", "sunrpc", "xdmcp")
VOICE = ("h323-62-no-fixup", "h323-63-fixup-pat", "h323-80-inspect-static", "h323-ras-72-inspect",
         "skinny-63-fixup-pat", "skinny-80-inspect-static")


def make(script, *args):
    subprocess.run([sys.executable, "-B", os.path.join(LAB, script), *args], check=True)


def differing(folder, replays):
    for parent, _, files in os.walk(folder):
        for file in files:
            made = os.path.join(parent, file)
            kept = os.path.join(replays, os.path.relpath(made, folder))
            if not os.path.exists(kept) or open(made, "rb").read() != open(kept, "rb").read():
                yield os.path.relpath(kept)


with tempfile.TemporaryDirectory() as folder:
    make("make_tcp.py", folder)
    make("make_udp.py", folder)
    make("make_others.py", folder)
    for name in ("pptp-63-version-2", "pptp-62-pcapng"):
        os.mkdir(os.path.join(folder, name))
    for side in SIDES:
        make("make_version_2.py", os.path.join(RECORDED, side + ".pcap"),
             os.path.join(folder, "pptp-63-version-2", side + ".pcap"))
    make("make_pcapng.py", os.path.join(folder, "pptp-62-pcapng", "in.pcapng"),
         *("%s=%s" % (side, os.path.join(RECORDED, side + ".pcap")) for side in SIDES))
    for name in VOICE:
        os.mkdir(os.path.join(folder, name))
        make("voice.py", os.path.join(folder, name))
    problems = list(differing(folder, REPLAYS))
with tempfile.TemporaryDirectory() as folder:
    for name in SERVICES:
        os.mkdir(os.path.join(folder, name))
        make("services.py", os.path.join(folder, name))
    problems += differing(folder, INSPECTIONS)
for name in problems:
    print("%s is not what the scripts make" % name)
sys.exit(1 if problems else 0)
