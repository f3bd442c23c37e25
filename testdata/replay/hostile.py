#!/usr/bin/env python3
"""The binary against damaged captures, odd files and outputs that fail.

usage: hostile.py REFIRE

A cut capture must be replayed as far as it goes, with status 4 and a word about the place, unless
the cut falls between two records, where nothing can tell. Never a signal, never silence.
"""
import glob
import os
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
OK, USAGE, CAPTURE, INTERNAL = 0, 2, 4, 5
TIMEOUT_SECONDS = 60
STEPS = 9  # cuts of each capture, spread over its length, besides those around the first records

refire = os.path.abspath(sys.argv[1])
config = os.path.join(HERE, "pptp-62-static-acl", "config")
sample = os.path.join(HERE, "pptp-62-static-acl", "inside.pcap")
problems = []


def run(*args, **how):
    how.setdefault("stdin", subprocess.DEVNULL)
    how.setdefault("stdout", subprocess.PIPE)
    return subprocess.run([refire, "replay", *args], stderr=subprocess.PIPE,
                          timeout=TIMEOUT_SECONDS, **how)


def expect(what, done, statuses, word=None):
    said = done.stderr.decode(errors="replace")
    if done.returncode not in statuses:
        problems.append("%s: status %d, not %s; it said: %s"
                        % (what, done.returncode, " or ".join(map(str, statuses)), said[:300]))
    elif done.returncode != OK and not said.strip():
        problems.append("%s: status %d and not a word" % (what, done.returncode))
    elif word and word not in said:
        problems.append("%s: does not name %s: %s" % (what, word, said[:300]))


def record_ends(octets):
    ends, at = [24], 24
    while at + 16 <= len(octets):
        at += 16 + struct.unpack_from("<I", octets, at + 8)[0]
        ends.append(at)
    return ends


def cut_captures(folder):
    for path in sorted(glob.glob(os.path.join(HERE, "*", "*.pcap"))):
        octets = open(path, "rb").read()
        ends = record_ends(octets)
        lengths = {0, 1, 4, 23, 24, 25, 39, 40, 41, len(octets) - 1}
        lengths |= {len(octets) * step // STEPS for step in range(STEPS)}
        if "REFIRE_QUICK" in os.environ:  # a slow build: two cuts of each
            lengths = {len(octets) // 3, len(octets) - 1}
        side = os.path.basename(path).split(".")[0]
        cut = os.path.join(folder, "cut.pcap")
        own = os.path.join(os.path.dirname(path), "config")
        for length in sorted(n for n in lengths if n < len(octets)):
            with open(cut, "wb") as file:
                file.write(octets[:length])
            done = run("-c", own if os.path.exists(own) else config, "%s=%s" % (side, cut))
            expect("%s cut at %d" % (os.path.relpath(path, HERE), length), done,
                   [OK] if length in ends else [CAPTURE], None if length in ends else "cut.pcap")


def odd_inputs(folder):
    empty, text = os.path.join(folder, "empty"), os.path.join(folder, "text")
    open(empty, "w").close()
    with open(text, "w") as file:
        file.write("access-list acl-out permit gre any any\n" * 20)
    for what, path in (("a directory", folder), ("an empty file", empty), ("a text file", text),
                       ("no such file", os.path.join(folder, "none")), ("/dev/null", os.devnull)):
        expect(what, run("-c", config, "inside=" + path), [CAPTURE, USAGE], path)
    expect("an interface that is not there", run("-c", config, "dmz=" + sample), [USAGE], "dmz")
    expect("no capture", run("-c", config), [USAGE])
    expect("no configuration", run(sample), [USAGE])
    for what, path in (("a directory", folder), ("no such file", os.path.join(folder, "none"))):
        expect("configuration: " + what, run("-c", path, sample), [USAGE, 3], path)
    with open(sample, "rb") as file:
        done = run("-c", config, "inside=-", stdin=file)
    expect("standard input", done, [OK])
    if done.stdout != run("-c", config, "inside=" + sample).stdout:
        problems.append("standard input and a file print different lines")


def unwilling_outputs(folder):
    with open("/dev/full", "w") as full:
        expect("a full device", run("-c", config, "inside=" + sample, stdout=full), [INTERNAL])
    reader, writer = os.pipe()
    os.close(reader)
    done = run("-c", config, "inside=" + sample, stdout=writer)
    os.close(writer)
    if done.returncode not in (OK, INTERNAL, -13):
        problems.append("a closed pipe: status %d" % done.returncode)
    copy = os.path.join(folder, "copy.pcap")
    octets = open(sample, "rb").read()
    with open(copy, "wb") as file:
        file.write(octets)
    link = os.path.join(folder, "link.pcap")
    os.symlink(copy, link)
    hard = os.path.join(folder, "hard.pcap")
    os.link(copy, hard)
    for over in (copy, link, hard):
        expect("-w over its input", run("-c", config, "-w", over, "inside=" + copy), [USAGE], over)
        if open(copy, "rb").read() != octets:
            problems.append("-w over its input destroyed it")
    expect("-w into a folder that is not there",
           run("-c", config, "-w", os.path.join(folder, "none", "x"), "inside=" + copy),
           [USAGE, INTERNAL])
    expect("-w over the configuration", run("-c", copy_of_config(folder), "-w",
                                            copy_of_config(folder), "inside=" + copy), [USAGE])


def copy_of_config(folder):
    path = os.path.join(folder, "config")
    with open(path, "wb") as file:
        file.write(open(config, "rb").read())
    return path


with tempfile.TemporaryDirectory() as temporary:
    odd_inputs(temporary)
    unwilling_outputs(temporary)
    cut_captures(temporary)
for problem in problems:
    print(problem)
print("%d problems" % len(problems))
sys.exit(1 if problems else 0)
