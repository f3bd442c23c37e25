#!/usr/bin/env python3
"""bad_input.py REFIRE [all]: configurations that are damaged, hostile or far too large. Each is read to
its end in bounded memory and time, what is wrong is said with its place, and the rest is loaded.
With `all`, also those that take minutes."""

import os
import random
import resource
import subprocess
import sys
import tempfile
import time

REFIRE = sys.argv[1]
HEAD = b"PIX Version 7.2(2)\n"
TAIL = b"\nhostname survivor\n"
MEGA = 1 << 20


def nested(depth):
    lines = []
    for i in range(depth):
        lines.append("object-group network g%d" % i)
        lines.append(" network-object host 10.%d.%d.%d" % (i >> 16 & 255, i >> 8 & 255, i & 255))
        if i > 0:
            lines.append(" group-object g%d" % (i - 1))
    lines.append("access-list a extended permit ip object-group g%d any" % (depth - 1))
    return "\n".join(lines).encode()


def noise():
    random.seed(6)
    return bytes(random.randrange(256) for _ in range(200000))


CIRCLE = (b"object-group network g\n network-object host 10.1.1.1\n group-object g\n"
          b"object-group network h\n group-object g\nobject-group network g\n group-object h")

DUPLICATE = b"access-list a extended permit tcp any host 10.1.1.1 eq 80\n"

# name, body, what the output must say (None: nothing is wrong), megabytes, seconds of
# a processor after which it counts as endless
CASES = [
    ("a line of 10 MB", b"hostname " + b"x" * 10 * MEGA, ":2:", 160, 10),
    ("10 MB of words", b"access-list " + b"a " * 5 * MEGA, ":2:", 400, 20),
    ("10 MB in a remark", b"access-list a remark " + b"y" * 10 * MEGA, None, 160, 10),
    ("a NUL", b"host\0name x", ":2:5: error: byte 0x00 is not text", 64, 5),
    ("random bytes", noise(), ": error: ", 64, 20),
    ("a group that contains itself", CIRCLE, ":4:", 64, 5),
    ("10,000 nested groups", nested(10000), None, 128, 20),
    ("50,000 duplicates", DUPLICATE * 50000, ":3:", 80, 20),
    ("an end in mid-word", b"access-list a extended permit tc", ":2:", 64, 5),
]
LONG_CASES = [("a million duplicates", DUPLICATE * MEGA, ":3:", 900, 120)]


def run(path, megabytes, seconds, *options):
    """Status, output, seconds; with no more memory and work than that."""
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGA, megabytes * MEGA))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    start = time.monotonic()
    done = subprocess.run([REFIRE, "check", *options, path], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, preexec_fn=limit)
    return done.returncode, done.stdout, time.monotonic() - start


def check(name, body, said, megabytes, seconds, directory):
    path = os.path.join(directory, "config")
    with open(path, "wb") as out:
        out.write(HEAD + body + TAIL)
    status, output, took = run(path, megabytes, seconds)
    print("%-30s status %d, %.1f s, %d bytes of output" % (name, status, took, len(output)))
    wrong = []
    if status != (0 if said is None else 3) and name not in ALSO_GOOD:
        wrong.append("status %d" % status)
    if said is not None and said.encode() not in output:
        wrong.append("it does not say %s" % said)
    if max(map(len, output.split(b"\n")), default=0) > 2000:
        wrong.append("a diagnostic of %d bytes" % max(map(len, output.split(b"\n"))))
    _, written, _ = run(path, megabytes, seconds, "--write")
    if b"\nhostname survivor\n" not in written:
        wrong.append("the rest is not loaded")
    for what in wrong:
        print("    WRONG: " + what)
    return not wrong


# A duplicate is a warning.
ALSO_GOOD = {"50,000 duplicates", "a million duplicates"}


def main():
    with tempfile.TemporaryDirectory() as directory:
        cases = CASES + (LONG_CASES if sys.argv[2:] == ["all"] else [])
        good = [check(*case, directory) for case in cases]
        # the same without a line behind it
        path = os.path.join(directory, "cut")
        with open(path, "wb") as out:
            out.write(b"hostname fw\naccess-list a permit tcp any ho")
        status, output, _ = run(path, 64, 5)
        if status != 3 or b":2:33: error: " not in output:
            print("a file that ends in mid-word: status %d\n%s" % (status, output.decode()))
            good.append(False)
    return 0 if all(good) else 1


sys.exit(main())
