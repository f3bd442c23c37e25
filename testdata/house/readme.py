#!/usr/bin/env python3
"""readme.py BINARY: what README.md tells a reader to paste does what it says.

A ```sh block is run and must succeed. A ```console block holds `$ command` lines, each with what it
prints below it (standard error after standard output), word for word; a line `...` stands for any
lines. ./bootstrap is not run from here, for it runs us: only its verbs are looked up.
"""
import os
import re
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^```(sh|console)\n(.*?)^```$", re.S | re.M)
BOOTSTRAP = re.compile(r"^\./bootstrap\s+(\w+)")


def steps(kind, body):
    """(command, expected lines or None) for each command of a block."""
    found = []
    for line in body.splitlines():
        if kind == "sh":
            if line and not line.startswith("#"):
                found.append((line, None))
        elif line.startswith("$ "):
            found.append((line[2:], []))
        elif found and found[-1][0].endswith("\\"):
            found[-1] = (found[-1][0][:-1] + line.strip(), [])
        elif found:
            found[-1][1].append(line)
    return found


def matches(expected, lines):
    """Do LINES agree with EXPECTED, where `...` is any number of lines?"""
    if not expected:
        return not lines
    if expected[0] == "...":
        return any(matches(expected[1:], lines[skip:]) for skip in range(len(lines) + 1))
    return bool(lines) and lines[0] == expected[0] and matches(expected[1:], lines[1:])


def check_itself():
    assert steps("console", "$ a \\\n  b\nout\n$ c\n") == [("a b", ["out"]), ("c", [])]
    assert matches(["a", "...", "d"], ["a", "b", "c", "d"])
    assert not matches(["a", "..."], ["b"])
    assert not matches(["a"], ["a", "b"])


def run(command, expected, place):
    done = subprocess.run(["bash", "-c", command], cwd=place, capture_output=True, text=True,
                          errors="replace", timeout=120, check=False, stdin=subprocess.DEVNULL)
    lines = (done.stdout + done.stderr).splitlines()
    if expected is None:
        if done.returncode:
            return ["%s: status %d" % (command, done.returncode)] + lines[-20:]
    elif not matches(expected, [line.rstrip() for line in lines]):
        return ["%s: does not print what README.md says, but:" % command] + lines
    return []


def main():
    check_itself()
    binary = os.path.abspath(sys.argv[1])
    with open("README.md", encoding="utf-8") as file:
        blocks = BLOCK.findall(file.read())
    with open("bootstrap", encoding="utf-8") as file:
        verbs = re.findall(r"^(\w+)\)$", file.read(), re.M)
    findings, seen = [], 0
    with tempfile.TemporaryDirectory() as place:
        for name in os.listdir("."):
            if not name.startswith((".", "build")):
                os.symlink(os.path.abspath(name), os.path.join(place, name))
        os.mkdir(os.path.join(place, "build"))
        os.symlink(binary, os.path.join(place, "build", "refire"))
        for kind, body in blocks:
            for command, expected in steps(kind, body):
                seen += 1
                bootstrap = BOOTSTRAP.match(command)
                if bootstrap:
                    if bootstrap.group(1) not in verbs:
                        findings.append("%s: no such verb" % command)
                else:
                    findings += run(command, expected, place)
    for finding in findings:
        print(finding)
    print("%d commands" % seen)
    sys.exit(1 if findings or not seen else 0)


main()
