#!/usr/bin/env python3
"""logkit.py BINARY [--update]: what `refire logkit` prints, in each version and form.

Of three versions and forms the lines are those of the files beside this one. Of all of them: the
header is that of the form, severity and number are in it, every field of the line is in the line,
no form lacks a message that another one has, and the message matches the expression that the
reference has for its number.
"""
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PATTERNS = "../shared/reference/syslog-patterns.txt"
VERSIONS = "6.2", "6.3", "7.0", "7.1", "7.2", "8.0", "8.1", "8.2"
GOLDEN = (("63.ok", ("--os", "6.3", "--format", "console")),
          ("72.ok", ("--os", "7.2", "--format", "host-timestamp-device-id")),
          ("80-fields.ok", ("--os", "8.0", "--format", "emblem-timestamp", "--fields")))
# Of the goldens: a message that is new elsewhere changes none of them.
GOLDEN_IDS = re.compile(r"(?:^|-|\"line\":\")(?:106|111|302|305)\d{3}: ")
STAMP = r"Mar 05 2008 14:\d\d:\d\d"
PRI = r"<16[0-7]>"
TAG = r"%(?:PIX|ASA)-\d-"
FORMS = {
    "console": None,  # by version
    "buffer": STAMP + ": " + TAG,
    "host": PRI + TAG,
    "host-timestamp": PRI + STAMP + ": " + TAG,
    "host-device-id": PRI + "(?:pixfirewall|ciscoasa) : " + TAG,
    "host-timestamp-device-id": PRI + STAMP + " (?:pixfirewall|ciscoasa) : " + TAG,
    "emblem": PRI + r":: %(?:PIX|ASA)-(?:[a-z]+-)?\d-",
    "emblem-timestamp": PRI + r":Mar 05 14:\d\d:\d\d UTC: %(?:PIX|ASA)-(?:[a-z]+-)?\d-",
    "rfc5424": PRI + r"1 2008-03-05T14:\d\d:\d\d\.000000Z (?:pixfirewall|ciscoasa) (?:PIX|ASA) - "
               r"(\d{6}) - " + TAG,
}
# In the list otherwise than in real lines, or not at all (engine/syslog/syslog_patterns_test.c says which).
BEYOND_PATTERNS = {108004, 108005, 314003, 314004, 314005, 423001, 423003, 410003, 410004, 418001,
                   431001, 431002}


def is_beyond(number, version):
    """Of 415001 and on the list has what 7.2 and later say."""
    return number in BEYOND_PATTERNS or (number // 1000 == 415 and version < "7.2")


failures = []


def check(holds, what):
    if not holds:
        failures.append(what)
        print("FAILED:", what)


def run(binary, *arguments):
    done = subprocess.run([binary, "logkit", *arguments], capture_output=True, text=True,
                          timeout=60, check=False)
    check(done.returncode == 0, f"{arguments}: status {done.returncode}: {done.stderr}")
    return done.stdout


def read_patterns():
    """None where the reference is not there."""
    if not os.path.exists(PATTERNS):
        print("SKIPPED: no " + PATTERNS + " here: lines are not held to it")
        return None
    with open(PATTERNS, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    return {int(row[0]): re.compile(row[2]) for row in rows}


def words(value):
    """The text of each part of a field."""
    if isinstance(value, dict):
        return [str(part) for part in value.values()]
    return [] if value is None else [str(value)]


def check_line(version, told, patterns, seen):
    line, number = told["line"], told["id"]
    where = f"{version} {told['form']} {line!r}"
    head = FORMS[told["form"]] or ("" if version < "7" else TAG)
    found = re.match(head, line)
    check(found, f"{where}: not the form's header")
    message = re.search(r"(?:%(?:PIX|ASA)-(?:[a-z]+-)?(\d)-)?(\d{6}): .*$", line)
    check(message and int(message[2]) == number, f"{where}: number")
    check(message and message[1] in (None, str(told["severity"])), f"{where}: severity")
    if line.startswith("<"):
        check(int(line[1:4]) == 160 + told["severity"], f"{where}: priority")
    for name, value in told["fields"].items():
        for word in words(value):
            check(word in message[0], f"{where}: {name} is {word!r}, which is not in it")
    text = line[message.start(2):]
    if patterns is None or is_beyond(number, version) or text in seen:
        return
    seen.add(text)
    check(number in patterns and patterns[number].match(message[0]),
          f"{where}: not what the reference has")


def check_version(binary, version, patterns):
    forms, seen = {}, set()
    for line in run(binary, "--os", version, "--fields").splitlines():
        told = json.loads(line)
        check_line(version, told, patterns, seen)
        forms.setdefault(told["form"], []).append(told)
    lacking = set(FORMS) - set(forms)
    check(lacking == ({"buffer"} if version < "7" else set()) |
          ({"emblem", "emblem-timestamp"} if version == "6.2" else set()), f"{version}: {lacking}")
    first = [(told["id"], told["fields"]) for told in forms["console"]]
    for form, all_told in forms.items():
        check([(told["id"], told["fields"]) for told in all_told] == first,
              f"{version}: {form} has other messages than the console")
    plain = run(binary, "--os", version).splitlines()
    check(plain == [told["line"] for all_told in forms.values() for told in all_told],
          f"{version}: without fields")
    return sum(map(len, forms.values())), len({number for number, _ in first})


def golden(binary, name, arguments, update):
    path = os.path.join(HERE, name)
    got = "".join(line for line in run(binary, *arguments).splitlines(keepends=True)
                  if GOLDEN_IDS.search(line))
    if update:
        with open(path, "w", encoding="utf-8") as file:
            file.write(got)
        return
    with open(path, encoding="utf-8") as file:
        kept = file.read().splitlines()
    for number, (old, new) in enumerate(zip(kept, got.splitlines()), 1):
        check(old == new, f"{name}:{number}:\n  - {old}\n  + {new}")
    check(len(kept) == len(got.splitlines()), f"{name}: another number of lines")


def main():
    binary, update = sys.argv[1], sys.argv[2:] == ["--update"]
    for name, arguments in GOLDEN:
        golden(binary, name, arguments, update)
    if update:
        return
    patterns = read_patterns()
    for version in VERSIONS:
        lines, ids = check_version(binary, version, patterns)
        print(f"{version}: {lines} lines of {ids} messages")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
