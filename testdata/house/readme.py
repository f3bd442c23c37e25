#!/usr/bin/env python3
"""readme.py [--update] BINARY: what README.md tells a reader to paste does what it says.

A ```sh block is run as it stands, in a folder that looks like the tree after a build. A ```text
block behind it is what it prints (standard output, then standard error), word for word; a line
`...` stands for any lines. Without one the status must be 0. ./bootstrap is not run from here, for
it runs us: only its verbs are looked up. --update rewrites the ```text blocks that do not agree.
"""
import os
import re
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^```sh\n(.*?)^```$(?:\s*^```text\n(.*?)^```$)?", re.S | re.M)
BOOTSTRAP = re.compile(r"^\./bootstrap\s+(\w+)", re.M)


def matches(expected, lines):
    """Do LINES agree with EXPECTED, where `...` is any number of lines?"""
    if not expected:
        return not lines
    if expected[0] == "...":
        return any(matches(expected[1:], lines[skip:]) for skip in range(len(lines) + 1))
    return bool(lines) and lines[0] == expected[0] and matches(expected[1:], lines[1:])


def check_itself():
    found = BLOCK.finditer("```sh\na\n```\n\n```text\nb\n```\n\n```sh\nc\n```\n")
    assert [block.groups() for block in found] == [("a\n", "b\n"), ("c\n", None)]
    assert matches(["a", "...", "d"], ["a", "b", "c", "d"])
    assert not matches(["a", "..."], ["b"])
    assert not matches(["a"], ["a", "b"])


def run(script, place):
    """What SCRIPT prints, and its status."""
    done = subprocess.run(["bash", "-c", script], cwd=place, capture_output=True, text=True,
                          errors="replace", timeout=120, check=False, stdin=subprocess.DEVNULL)
    lines = [line.rstrip() for line in (done.stdout + done.stderr).splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    return lines, done.returncode


def check(block, place, verbs):
    """Findings about a block, and what should stand in its ```text."""
    script, expected = block.groups()
    called = BOOTSTRAP.findall(script)
    if called:
        return ["./bootstrap %s: no such verb" % verb for verb in called if verb not in verbs], None
    lines, status = run(script, place)
    if expected is None:
        return ["%sstatus %d" % (script, status)] + lines[-20:] if status else [], None
    if matches(expected.splitlines(), lines):
        return [], None
    return ["%sdoes not print what README.md says, but:" % script] + lines, lines


def furnish(place, binary):
    """The tree with a build in it, where files may be made."""
    for name in os.listdir("."):
        if not name.startswith((".", "build")):
            os.symlink(os.path.abspath(name), os.path.join(place, name))
    os.mkdir(os.path.join(place, "build"))
    os.symlink(binary, os.path.join(place, "build", "refire"))


def main():
    check_itself()
    update = sys.argv[1] == "--update"
    with open("README.md", encoding="utf-8") as file:
        text = file.read()
    with open("bootstrap", encoding="utf-8") as file:
        verbs = re.findall(r"^(\w+)\)$", file.read(), re.M)
    findings, blocks = [], list(BLOCK.finditer(text))
    with tempfile.TemporaryDirectory() as place:
        furnish(place, os.path.abspath(sys.argv[-1]))
        for block in blocks:
            wrong, lines = check(block, place, verbs)
            findings += wrong
            if lines:
                text = text.replace(block.group(0), block.group(0)[: block.start(2) - block.start()]
                                    + "\n".join(lines) + "\n```")
    if update:
        with open("README.md", "w", encoding="utf-8") as file:
            file.write(text)
        return
    for finding in findings:
        print(finding)
    print("%d blocks" % len(blocks))
    sys.exit(1 if findings or not blocks else 0)


main()
