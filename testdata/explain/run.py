#!/usr/bin/env python3
"""What `refire explain` says of golden replays, and whether it is true.

usage: run.py REFIRE

CASE.ok is what it says of ../replay/CASE, byte for byte; CASE-as-6.3.ok with `--os 6.3`. Each set of commands that it offers is then
appended to the text of that configuration: it must be taken, as many flows as are said must pass
with it, and with any one of its commands left out some must not. Commands that put back what had to
be taken away are not left out: without them more would pass, not less.
REFIRE_UPDATE_GOLDEN=1 rewrites what differs.
"""
import difflib
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
UPDATE = os.environ.get("REFIRE_UPDATE_GOLDEN") == "1"
STOPPED = re.compile(rb"^(\d+) of \d+ flows? did not pass$", re.M)
CAUSE = re.compile(r"^\d+\. .*(?:\n .*)*", re.M)
PROPOSAL = re.compile(r"^   (?:mend it with|or.*):\n((?:     .*\n)+)   proof.*: (\d+) of \d+ flows?"
                      r" pass(?:es)? with it(?:, with (\d+) stopped answers? of theirs)?"
                      r"(?:, and (\d+) others?)?", re.M)


def args_of(case):
    with open(os.path.join(HERE, "..", "replay", case, "args")) as file:
        words = file.read().split("\n")[:-1]
    return [word for word in words if word not in ("--why", "-q")]


def explain(refire, case, config="config", *more):
    folder, _, version = case.partition("-as-")
    more += ("--os", version) if version else ()
    return subprocess.run([refire, "explain", *more, "-c", config, *args_of(folder)],
                          cwd=os.path.join(HERE, "..", "replay", folder), stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=60)


def stopped(done):
    if b"\nnothing was denied:" in b"\n" + done.stdout:
        return 0
    found = STOPPED.search(done.stdout)
    assert found, done.stdout + done.stderr
    return int(found.group(1))


def commands_of(text):
    """The commands, each with the lines that lead to its sub-mode; lines that are taken away
    together are one. And those that are not there to put such lines back."""
    commands, taken = [], []
    for line in text.splitlines():
        line = line[5:]
        if line.startswith("!"):
            continue
        is_away = line.startswith("no ") and len(commands) <= 1 and len(taken) >= len(commands)
        if line.startswith(" ") or (is_away and commands):
            commands[-1] += "\n" + line
        else:
            commands.append(line)
        if is_away:
            taken.append(line)
    away = "\n".join(taken).split("\n")
    return commands, [one for one in commands if "no " + one not in away]


def with_commands(refire, case, commands):
    """How many flows are stopped with the commands, and what was wrong with the text."""
    with open(os.path.join(HERE, "..", "replay", case.partition("-as-")[0], "config")) as file:
        text = file.read().replace(": end\n", "")
    with tempfile.NamedTemporaryFile("w", suffix=".cfg") as file:
        file.write(text + "\n".join(commands) + "\n")
        file.flush()
        done = explain(refire, case, file.name)
    return stopped(done), done.stderr.decode()


def check_proposal(refire, case, before, text, mended):
    problems = []
    commands, needed = commands_of(text)
    after, wrong = with_commands(refire, case, commands)
    if "error" in wrong:
        problems.append("%s: refused: %s" % (case, wrong))
    if after != before - mended:
        problems.append("%s: with\n%s%d flows are stopped, not %d"
                        % (case, text, after, before - mended))
    for command in needed if len(needed) > 1 else []:
        left, _ = with_commands(refire, case, [one for one in commands if one != command])
        if left <= after:
            problems.append("%s: %s is not needed" % (case, command))
    return problems


def plain(command):
    return re.sub(r"\n +", "\n", command).strip()


def check_json(refire, case, done):
    """The same causes and commands as in the text; the lines are returned."""
    objects = [json.loads(line) for line in explain(refire, case, "config", "--json").stdout.splitlines()]
    causes = CAUSE.findall(done.stdout.decode())
    problems = []
    if [one["type"] for one in objects] != ["cause"] * len(causes) + ["summary"]:
        return ["%s: other causes as JSON" % case], objects
    for text, one in zip(causes, objects):
        said = [re.sub(r"(?m)^     !.*\n", "", found[0]) for found in PROPOSAL.findall(text + "\n")]
        told = ["\n".join(command["text"] for command in proposal["commands"])
                for proposal in one["proposals"]]
        if [plain(each.replace("\n     ", "\n")) for each in said] != [plain(each) for each in told]:
            problems.append("%s: other commands as JSON for cause %d" % (case, one["number"]))
    return problems, objects


def validate(objects):
    """Held to the schema, where there is a validator."""
    program = os.path.join(HERE, "..", "..", "cli", "schema", "validate.py")
    done = subprocess.run([sys.executable, program, "explain", "-"], text=True, capture_output=True,
                          input="".join(json.dumps(one) + "\n" for one in objects), timeout=60)
    if done.returncode == 77:
        print(done.stdout.strip())
        return []
    return [] if done.returncode == 0 else [done.stdout + done.stderr]


def check(refire, case, objects):
    done = explain(refire, case)
    path = os.path.join(HERE, case + ".ok")
    wanted = open(path, "rb").read() if os.path.exists(path) else b""
    problems = []
    if done.stdout != wanted:
        if UPDATE:
            with open(path, "wb") as out:
                out.write(done.stdout)
            print("rewrote %s.ok" % case)
        else:
            problems += difflib.unified_diff(wanted.decode().splitlines(),
                                             done.stdout.decode().splitlines(), case + ".ok",
                                             "said", lineterm="")
    if done.returncode not in (0, 1):
        problems.append("%s: exit status %d: %s" % (case, done.returncode, done.stderr.decode()))
        return problems, 0
    proposals = [found for cause in CAUSE.findall(done.stdout.decode())
                 for found in PROPOSAL.findall(cause + "\n")]
    found, lines = check_json(refire, case, done)
    problems += found
    objects += lines
    before = stopped(done)
    for text, *counts in proposals:
        problems += check_proposal(refire, case, before, text, sum(int(n or 0) for n in counts))
    return problems, len(proposals)


def check_private(refire):
    """Private addresses are not shown to a public network."""
    with open(os.path.join(HERE, "..", "replay", "no-rule-62", "config")) as file:
        text = file.read()
    public = text.replace("outside 192.168.201.1 ", "outside 198.51.100.1 ")
    said = {}
    for name, config in ("private", text), ("public", public):
        with tempfile.NamedTemporaryFile("w", suffix=".cfg") as file:
            file.write(config)
            file.flush()
            said[name] = explain(refire, "no-rule-62", file.name).stdout.decode()
    shows = {name: "nat (inside) 0 " in text for name, text in said.items()}
    good = shows == {"private": True, "public": False} and "global (outside) 1" in said["public"]
    return [] if good else ["addresses shown to a public network:\n" + said["public"]]


def main():
    refire = os.path.abspath(sys.argv[1])
    with open(os.path.join(HERE, "cases")) as file:
        cases = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    problems, proposals, objects = [], 0, []
    for case in cases:
        found, count = check(refire, case, objects)
        problems += found
        proposals += count
    problems += validate(objects)
    problems += check_private(refire)
    nothing = explain(refire, cases[0], "config", "--filter", "host 203.0.113.77")
    if not nothing.stdout.startswith(b"no packet entered the firewall") or nothing.returncode != 0:
        problems.append("without a packet: %s" % nothing.stdout.decode())
    for problem in problems:
        print(problem)
    print("%d cases, %d proposals, %d problems" % (len(cases), proposals, len(problems)))
    assert proposals >= len(cases) // 2, "too few proposals to say anything"
    sys.exit(1 if problems else 0)


main()
