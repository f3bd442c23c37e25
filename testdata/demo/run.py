#!/usr/bin/env python3
"""`refire demo` as people meet it. usage: run.py REFIRE

demo.ok is the whole lesson, byte for byte; REFIRE_UPDATE_GOLDEN=1 rewrites it. The demo runs in an
empty folder: it needs no file.
"""
import difflib
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, "demo.ok")
COLUMNS, TIMEOUT_SECONDS, ESCAPE = 80, 60, b"\033"
refire = os.path.abspath(sys.argv[1])
problems = []


def demo(*args, **environment):
    with tempfile.TemporaryDirectory() as empty:
        return subprocess.run([refire, "demo", *args], cwd=empty, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=TIMEOUT_SECONDS,
                              env={**os.environ, **environment})


def has_terminals():
    """A bare chroot has no /dev/pts."""
    try:
        for end in os.openpty():
            os.close(end)
    except OSError:
        return False
    return True


def on_a_terminal(**environment):
    """What `script` records: standard output is a terminal."""
    leader, follower = os.openpty()
    done = subprocess.Popen([refire, "demo", "2"], stdin=subprocess.DEVNULL, stdout=follower,
                            env={**os.environ, "TERM": "xterm", **environment})
    os.close(follower)
    shown = b""
    while True:
        try:
            part = os.read(leader, 4096)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        shown += part
    os.close(leader)
    done.wait(TIMEOUT_SECONDS)
    return shown


def check(what, holds):
    if not holds:
        problems.append(what)


whole = demo()
check("status %d: %s" % (whole.returncode, whole.stderr.decode()), whole.returncode == 0)
check("something on standard error", not whole.stderr)
if os.environ.get("REFIRE_UPDATE_GOLDEN") == "1":
    with open(GOLDEN, "wb") as file:
        file.write(whole.stdout)
wanted = open(GOLDEN, "rb").read()
if whole.stdout != wanted:
    problems += difflib.unified_diff(wanted.decode().splitlines(),
                                     whole.stdout.decode(errors="replace").splitlines(),
                                     "demo.ok", "refire demo", lineterm="", n=1)
for line in whole.stdout.decode(errors="replace").splitlines():
    check("wider than a terminal: " + line, len(line) <= COLUMNS)
check("colour in a pipe", ESCAPE not in whole.stdout)
check("no colour when asked", ESCAPE in demo("--color", "always", "2").stdout)
if has_terminals():
    check("no colour on a terminal", ESCAPE in on_a_terminal(NO_COLOR=""))
    check("colour on a terminal with NO_COLOR", ESCAPE not in on_a_terminal(NO_COLOR="1"))
else:
    print("SKIPPED in part: no pseudo terminal here")

chapters = demo("--list").stdout.decode().splitlines()
check("--list", len(chapters) >= 10)
for number in range(1, len(chapters) + 1):
    done = demo(str(number))
    check("chapter %d" % number, done.returncode == 0 and done.stdout in whole.stdout)
for wrong in ("0", str(len(chapters) + 1), "x", "1x", "-1", "99999999999999999999"):
    done = demo(wrong)
    check("chapter %s: status %d" % (wrong, done.returncode),
          done.returncode == 2 and done.stderr and not done.stdout)
with open("/dev/full", "w") as full:
    done = subprocess.run([refire, "demo"], stdout=full, stderr=subprocess.PIPE)
check("a full device: status %d" % done.returncode, done.returncode == 5 and done.stderr)

print("\n".join(problems))
sys.exit(1 if problems else 0)
