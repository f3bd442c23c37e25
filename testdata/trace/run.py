#!/usr/bin/env python3
"""The golden traces: NAME.ok holds what `refire trace -c NAME.cfg` says.

usage: run.py REFIRE [VALIDATE]

A line that begins with `$ ` is typed after `refire trace -c NAME.cfg`, in this folder; what follows,
up to the next one, is standard output, then standard error, byte for byte, and where it is not 0 the
exit status. Each is also run with --json, which VALIDATE, the validator of cli/schema, is asked about.
REFIRE_UPDATE_GOLDEN=1 rewrites what differs.
"""
import difflib
import glob
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
UPDATE = os.environ.get("REFIRE_UPDATE_GOLDEN") == "1"


def run(refire, name, line, *more):
    return subprocess.run([refire, "trace", "-c", name + ".cfg", *more, *line.split()], cwd=HERE,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)


def screen(refire, name, line):
    done = run(refire, name, line)
    status = "status %d\n" % done.returncode if done.returncode else ""
    return "$ %s\n%s%s%s" % (line, done.stdout, done.stderr, status)


def check(refire, path, objects):
    name = os.path.basename(path)[:-3]
    wanted = open(path, encoding="utf-8").read()
    lines = [line[2:] for line in wanted.split("\n") if line.startswith("$ ")]
    got = "".join(screen(refire, name, line) for line in lines)
    for line in lines:
        objects.write(run(refire, name, line, "--json").stdout)
    if got == wanted:
        return len(lines), 0
    if UPDATE:
        with open(path, "w", encoding="utf-8") as file:
            file.write(got)
        print("rewrote %s" % path)
        return len(lines), 0
    sys.stdout.writelines(line + "\n" for line in difflib.unified_diff(
        wanted.splitlines(), got.splitlines(), path, "refire trace", lineterm=""))
    return len(lines), 1


def main():
    refire = os.path.abspath(sys.argv[1])
    traces = failed = 0
    with tempfile.NamedTemporaryFile("w+", suffix=".ndjson", encoding="utf-8") as objects:
        for path in sorted(glob.glob(HERE + "/*.ok")):
            count, wrong = check(refire, path, objects)
            traces, failed = traces + count, failed + wrong
        objects.flush()
        if len(sys.argv) > 2:
            done = subprocess.run([sys.executable, sys.argv[2], "trace", objects.name], check=False)
            failed += done.returncode not in (0, 77)
    print("%d traces, %d files differ" % (traces, failed))
    return 1 if failed or not traces else 0


sys.exit(main())
