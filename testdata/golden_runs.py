#!/usr/bin/env python3
"""Golden runs of a verb: NAME.ok holds what `refire VERB` says.

usage: golden_runs.py REFIRE FOLDER VERB [JSON VALIDATE SCHEMA]

A line that begins with `$ ` is typed after `refire VERB`, in FOLDER, with `-c NAME.cfg` where there is
such a file; what follows, up to the next one, is standard output, then standard error, byte for byte,
and where it is not 0 the exit status. Each is also run with the option JSON, and VALIDATE, the
validator of cli/schema, is asked whether that is what SCHEMA says. REFIRE_UPDATE_GOLDEN=1 rewrites
what differs.
"""
import difflib
import glob
import os
import subprocess
import sys
import tempfile

UPDATE = os.environ.get("REFIRE_UPDATE_GOLDEN") == "1"


class Verb:
    """REFIRE's VERB, in FOLDER."""

    def __init__(self, refire, folder, verb):
        self.refire, self.folder, self.verb = refire, folder, verb

    def run(self, name, line, *more):
        config = name + ".cfg"
        given = ["-c", config] if os.path.exists(os.path.join(self.folder, config)) else []
        return subprocess.run([self.refire, self.verb, *given, *line.split(), *more],
                              cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=60, check=False)

    def screen(self, name, line):
        done = self.run(name, line)
        status = "status %d\n" % done.returncode if done.returncode else ""
        return "$ %s\n%s%s%s" % (line, done.stdout, done.stderr, status)


def check(verb, path, json_option, objects):
    """How many runs there were, and whether anything differs."""
    name = os.path.basename(path)[:-3]
    with open(path, encoding="utf-8") as file:
        wanted = file.read()
    lines = [line[2:] for line in wanted.split("\n") if line.startswith("$ ")]
    got = "".join(verb.screen(name, line) for line in lines)
    for line in lines if json_option else ():
        objects.write(verb.run(name, line, json_option).stdout)
    if got == wanted:
        return len(lines), False
    if UPDATE:
        with open(path, "w", encoding="utf-8") as file:
            file.write(got)
        print("rewrote %s" % path)
        return len(lines), False
    sys.stdout.writelines(line + "\n" for line in difflib.unified_diff(
        wanted.splitlines(), got.splitlines(), path, "refire " + verb.verb, lineterm=""))
    return len(lines), True


def main():
    refire, folder, name = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3]
    json_option, validate, schema = sys.argv[4:] or (None, None, None)
    verb = Verb(refire, folder, name)
    runs = failed = 0
    with tempfile.NamedTemporaryFile("w+", suffix=".ndjson", encoding="utf-8") as objects:
        for path in sorted(glob.glob(folder + "/*.ok")):
            count, wrong = check(verb, path, json_option, objects)
            runs, failed = runs + count, failed + wrong
        objects.flush()
        if validate:
            failed += subprocess.run([sys.executable, validate, schema, objects.name],
                                     check=False).returncode not in (0, 77)
    print("%d runs of refire %s, %d files differ" % (runs, name, failed))
    return 1 if failed or not runs else 0


if __name__ == "__main__":
    sys.exit(main())
