#!/usr/bin/env python3
"""The golden replays: each folder here is one.

usage: run.py REFIRE [FOLDER...]

  config      the configuration
  args        what follows `replay -c config`, one argument a line; run in the folder itself
  syslog.ok   standard output, byte for byte
  summary.ok  standard error, byte for byte, where there is one
  status.ok   the exit status, where it is not 0
  README      where the capture comes from and what is to be seen

Each is also run as JSON, twice, and with -w. REFIRE_UPDATE_GOLDEN=1 rewrites what differs.
"""
import difflib
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
UPDATE = os.environ.get("REFIRE_UPDATE_GOLDEN") == "1"
TIMEOUT_SECONDS = 60


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


class Replay:
    def __init__(self, refire, name):
        self.refire, self.name, self.folder = refire, name, os.path.join(HERE, name)
        self.args = read(self.path("args")).decode().split("\n")[:-1]
        self.problems = []

    def path(self, file):
        return os.path.join(self.folder, file)

    def run(self, *more):
        done = subprocess.run([self.refire, "replay", "-c", "config", *more, *self.args],
                              cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=TIMEOUT_SECONDS)
        return done

    def compare(self, what, got, file, default=None):
        """GOT against FILE; without one, against DEFAULT."""
        wanted = read(self.path(file))
        if wanted is None:
            wanted = default
        if got == wanted:
            return
        if UPDATE:
            with open(self.path(file), "wb") as out:
                out.write(got)
            print("rewrote %s/%s" % (self.name, file))
            return
        diff = difflib.unified_diff((wanted or b"").decode(errors="replace").splitlines(),
                                    got.decode(errors="replace").splitlines(),
                                    file, what, lineterm="", n=2)
        self.problems.append("%s differs:\n%s" % (what, "\n".join("    " + d for d in diff)))

    def check_text(self):
        done = self.run()
        self.compare("standard output", done.stdout, "syslog.ok")
        self.compare("exit status", b"%d\n" % done.returncode, "status.ok", b"0\n")
        if read(self.path("summary.ok")) is not None:
            self.compare("standard error", done.stderr, "summary.ok")
        return done

    def check_json(self, text):
        first, second = self.run("--json"), self.run("--json")
        if first.stdout != second.stdout:
            self.problems.append("--json: two runs differ")
        if first.returncode != text.returncode:
            self.problems.append("--json: exit status %d" % first.returncode)
        for number, line in enumerate(first.stdout.decode().splitlines(), 1):
            try:
                if not isinstance(json.loads(line), dict):
                    raise ValueError("not an object")
            except ValueError as problem:
                self.problems.append("--json: line %d: %s" % (number, problem))

    def check_written(self, text):
        """-w changes nothing that is printed, leaves a capture, and the same one twice."""
        with tempfile.TemporaryDirectory() as folder:
            files = [os.path.join(folder, name) for name in ("one", "two")]
            done = [self.run("-w", file) for file in files]
            written = [read(file) for file in files]
        if done[0].stdout != text.stdout or done[0].returncode != text.returncode:
            self.problems.append("-w changes the output")
        if not written[0] or written[0][:4] != b"\x0a\x0d\x0d\x0a":
            self.problems.append("-w leaves no pcapng")
        elif written[0] != written[1]:
            self.problems.append("-w: two runs differ")

    def check(self):
        try:
            text = self.check_text()
            self.check_json(text)
            self.check_written(text)
        except subprocess.TimeoutExpired as problem:
            self.problems.append(str(problem))
        return self.problems


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    refire = os.path.abspath(sys.argv[1])
    names = sys.argv[2:] or sorted(name for name in os.listdir(HERE)
                                   if os.path.exists(os.path.join(HERE, name, "args")))
    failed = 0
    for name in names:
        problems = Replay(refire, name.rstrip("/")).check()
        print("%-4s %s" % ("FAIL" if problems else "ok", name))
        for problem in problems:
            print("     " + problem)
        failed += bool(problems)
    print("%d replays, %d failed" % (len(names), failed))
    return 1 if failed else 0


sys.exit(main())
