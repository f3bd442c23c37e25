"""mutations.py REFIRE REPLAYS: what `refire diff` says of configurations that it must know about.

A configuration compared with itself differs in nothing. One line deleted, over traffic that it makes
a difference to, is named as the cause: at least in 95 cases of 100. The rate is printed, and so is
the lower one of configurations that differ in another line too.
"""
import os
import subprocess
import sys
import tempfile

RATE_MIN = 0.95
# Lines that decide nothing themselves (access-group, global) are then told as the line that does.
BUSY_RATE_MIN = 0.35
QUICK_STEP = 8  # every so many of the replays, when time is short
# Those whose deletion leaves a configuration of the same interfaces: its traffic is what differs.
DELETED = ("access-list ", "access-group ", "conduit ", "nat ", "global ", "static ", "fixup ",
           "route ", "outbound ", "apply ", "established ", " inspect ")


def diff(refire, folder, old, new, captures):
    run = subprocess.run([refire, "diff", old, new, *captures], cwd=folder, capture_output=True,
                         text=True, timeout=120)
    assert run.returncode in (0, 1, 4), (folder, run.returncode, run.stderr)
    return run.stdout.splitlines()


def causes(lines):
    return [line for line in lines if " connection: " in line or " connections: " in line]


def replays(root):
    for name in sorted(os.listdir(root)):
        folder = os.path.join(root, name)
        args = os.path.join(folder, "args")
        if os.path.exists(args) and os.path.exists(os.path.join(folder, "config")):
            with open(args, encoding="ascii") as file:
                words = [word for word in file.read().split() if not word.startswith("-")]
            if all(os.path.exists(os.path.join(folder, word.split("=")[-1])) for word in words):
                yield folder, words


def other_name(line):
    """A second difference, which decides nothing: now the line cannot be told by being alone."""
    return "hostname another\n" if line.startswith("hostname ") else line


def mutate(refire, folder, captures, file, busy):
    """Yields the deleted line and the causes named for it."""
    written = subprocess.run([refire, "check", "-w", "config"], cwd=folder, capture_output=True)
    lines = written.stdout.decode("latin-1").splitlines(keepends=True)
    with open(file + ".old", "w", encoding="latin-1") as old:
        old.writelines(lines)
    for at, line in enumerate(lines):
        if not line.startswith(DELETED):
            continue
        with open(file, "w", encoding="latin-1") as changed:
            changed.writelines(map(other_name if busy else str, lines[:at] + lines[at + 1:]))
        named = causes(diff(refire, folder, file + ".old", file, captures))
        if named:
            yield line.strip(), named


def main():
    refire, root = sys.argv[1:]
    step = QUICK_STEP if os.environ.get("REFIRE_QUICK") else 1
    same = 0
    named, tried = [0, 0], [0, 0]
    with tempfile.TemporaryDirectory() as temporary:
        for folder, captures in list(replays(root))[::step]:
            differing = causes(diff(refire, folder, "config", "config", captures))
            assert not differing, (folder, differing)
            same += 1
            for busy in (False, True):
                for line, found in mutate(refire, folder, captures,
                                          os.path.join(temporary, "new"), busy):
                    tried[busy] += 1
                    if all(line in cause for cause in found):
                        named[busy] += 1
                    else:
                        print(f"{os.path.basename(folder)}: deleted {line!r}: {found}")
    print(f"{same} configurations do not differ from themselves")
    print(f"{named[0]} of {tried[0]} deleted lines are named as the cause")
    print(f"{named[1]} of {tried[1]} are, when they are not the only difference")
    assert same * step > 100 and tried[0] > 20, "there is too little to try it on"
    return 0 if named[0] >= RATE_MIN * tried[0] and named[1] >= BUSY_RATE_MIN * tried[1] else 1


if __name__ == "__main__":
    sys.exit(main())
