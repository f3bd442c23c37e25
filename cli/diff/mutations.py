"""mutations.py REFIRE REPLAYS [--all]: what `refire diff` says of configurations that it must know about.

A configuration compared with itself differs in nothing. A line that is deleted, changed or swapped
with the next one, over traffic that it makes a difference to, is named as the cause, whether it is
the only difference or one of several: at least in 95 cases of 100. The rates are printed.
"""
import collections
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

RATE_MIN = 0.95
# Every so many of the replays: the whole lot is `--all`, a part of it when time is short.
STEP, QUICK_STEP = 4, 8
# Those whose deletion leaves a configuration of the same interfaces: its traffic is what differs.
MUTATED = ("access-list ", "access-group ", "conduit ", "nat ", "global ", "static ", "fixup ",
           "route ", "outbound ", "apply ", "established ", " inspect ")
# Lines of other sections, which decide nothing here: with them a line cannot be told by being alone.
BYSTANDERS = ("hostname another\n", "access-list bystander permit ip host 203.0.113.1 any\n",
              "icmp permit any outside\n", "logging history debugging\n")


def diff(refire, folder, old, new, captures):
    run = subprocess.run([refire, "diff", old, new, *captures], cwd=folder, capture_output=True,
                         text=True, timeout=120)
    assert run.returncode in (0, 1, 4), (folder, run.returncode, run.stderr)
    return run.stdout.splitlines()


def causes(lines):
    """The lines of each cause, without its first connection."""
    found = []
    for line in lines:
        if re.match(r"\d+ connections?: ", line):
            found.append([line])
        elif found and re.match(r"    (into|and|instead of)\b", line):
            found[-1].append(line)
    return found


def replays(root):
    for name in sorted(os.listdir(root)):
        folder = os.path.join(root, name)
        args = os.path.join(folder, "args")
        if os.path.exists(args) and os.path.exists(os.path.join(folder, "config")):
            with open(args, encoding="ascii") as file:
                words = [word for word in file.read().split() if not word.startswith("-")]
            if all(os.path.exists(os.path.join(folder, word.split("=")[-1])) for word in words):
                yield folder, words


def changed(line):
    """The line with something else in it that it could say; None: nothing that this knows."""
    for old, new in ((" permit ", " deny "), (" deny ", " permit "), (" host 10.", " host 172."),
                     (" 192.168.201.5 ", " 192.168.201.9 "), (") 1 ", ") 2 "), (" 21\n", " 2121\n"),
                     (" 1723\n", " 1724\n")):
        if old in line:
            return line.replace(old, new, 1)
    return None


def mutations(lines):
    """What is done, the line that it is done to, and what comes of it."""
    for at, line in enumerate(lines):
        if not line.startswith(MUTATED):
            continue
        yield "deleted", line, lines[:at] + lines[at + 1:]
        other = changed(line)
        if other is not None:
            yield "changed", line, lines[:at] + [other] + lines[at + 1:]
        following = lines[at + 1] if at + 1 < len(lines) else ""
        if following.split()[:2] == line.split()[:2] and following != line:
            yield "swapped", line, lines[:at] + [following, line] + lines[at + 2:]


def with_others(lines):
    """The same and more: two edits anywhere else."""
    busy = [BYSTANDERS[0] if line.startswith("hostname ") else line for line in lines]
    last = max(at for at, line in enumerate(busy) if line.strip() not in ("", ": end")) + 1
    return busy[:last] + list(BYSTANDERS[1:]) + busy[last:]


def is_named(done, line, found):
    """By its own text or, of a swap, by that of the line that it was swapped with."""
    text = line.strip()
    if done == "swapped":
        return all(len(cause) == 1 and ": moved: " in cause[0] for cause in found)
    return all(len(cause) <= 2 and text in cause[0] for cause in found)


def try_all(refire, folder, captures, busy):
    """For each kind of mutation how many make a difference, and how many of them are named."""
    tried, named = collections.Counter(), collections.Counter()
    written = subprocess.run([refire, "check", "-w", "config"], cwd=folder, capture_output=True,
                             check=False)
    lines = written.stdout.decode("latin-1").splitlines(keepends=True)
    with tempfile.TemporaryDirectory() as temporary:
        old, new = os.path.join(temporary, "old"), os.path.join(temporary, "new")
        with open(old, "w", encoding="latin-1") as file:
            file.writelines(lines)
        for done, line, mutated in mutations(lines):
            with open(new, "w", encoding="latin-1") as file:
                file.writelines(with_others(mutated) if busy else mutated)
            found = causes(diff(refire, folder, old, new, captures))
            if not found:
                continue
            tried[done] += 1
            if is_named(done, line, found):
                named[done] += 1
            else:
                print(f"{os.path.basename(folder)}: {done} {line.strip()!r}"
                      f"{' among others' if busy else ''}: {found}")
    return tried, named


def try_folder(refire, folder, captures):
    differing = causes(diff(refire, folder, "config", "config", captures))
    assert not differing, (folder, differing)
    return [try_all(refire, folder, captures, busy) for busy in (False, True)]


def main():
    refire, root = os.path.abspath(sys.argv[1]), sys.argv[2]
    step = 1 if "--all" in sys.argv else QUICK_STEP if os.environ.get("REFIRE_QUICK") else STEP
    chosen = list(replays(root))[::step]
    good = True
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda replay: try_folder(refire, *replay), chosen))
    print(f"{len(chosen)} configurations do not differ from themselves")
    for busy in (False, True):
        tried = sum((each[busy][0] for each in found), collections.Counter())
        named = sum((each[busy][1] for each in found), collections.Counter())
        for done in sorted(tried):
            print(f"{named[done]} of {tried[done]} {done} lines are named as "
                  f"the cause{', among other differences' if busy else ''}")
        good = good and tried.total() > 20 and named.total() >= RATE_MIN * tried.total()
    assert len(chosen) * step > 100, "there is too little to try it on"
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
