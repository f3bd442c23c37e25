#!/usr/bin/env python3
"""Holds what `--json` and `--facts` write to the schemas beside this file.

usage: validate.py event|facts|check|diff|explain|trace|report|logkit|fate|grade FILE...
                                             each line of FILE (-: standard input) is one object
       validate.py --samples PROGRAM              PROGRAM writes samples of every event, to be checked
"""
import json
import os
import re
import subprocess
import sys
import tempfile

SKIPPED = 77
NAMES = "check", "diff", "event", "explain", "facts", "fate", "grade", "logkit", "report", "trace"
COUNTERS = re.compile(r'"(?:time":"[0-9T:.Z-]+"|(?:log_line|packet|conn)":[0-9]+),')
HERE = os.path.dirname(os.path.abspath(__file__))

try:
    import jsonschema
except ImportError:
    print("SKIPPED: no python3-jsonschema here (./bootstrap test installs it)")
    sys.exit(SKIPPED)


def validator(name):
    with open(os.path.join(HERE, name + ".schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def once(pairs):
    """An object whose members are all different."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a member stands twice")
    return made


def check(name, lines, place):
    """The number of objects in LINES; the first that is wrong ends the program.

    Of those that differ only in where they stand in a run, one is held to the schema: it takes
    hundredths of a second.
    """
    against, count, seen = validator(name), 0, set()
    for count, line in enumerate(lines, 1):
        try:
            value = json.loads(line, object_pairs_hook=once)
            kind = COUNTERS.sub("", line)
            if kind not in seen:
                against.validate(value)
            seen.add(kind)
        except (ValueError, jsonschema.ValidationError) as problem:
            sys.exit("%s:%d: %s\n%s" % (place, count, problem, line))
    return count


def check_samples(program):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "--write", folder], check=True)
        for name in "event", "facts":
            place = os.path.join(folder, name + ".ndjson")
            with open(place, encoding="utf-8") as file:
                count = check(name, file, place)
            print("%s: %d objects" % (name, count))
            if count == 0:
                sys.exit("%s: nothing to check" % place)


def check_itself():
    """A schema that takes everything would pass every line."""
    for name in NAMES:
        against = validator(name)
        assert not against.is_valid({})
        assert not against.is_valid({"event": "tcp-conn-built", "unheard": 1})


def main():
    check_itself()
    if len(sys.argv) == 3 and sys.argv[1] == "--samples":
        check_samples(sys.argv[2])
        return
    if len(sys.argv) < 3 or sys.argv[1] not in NAMES:
        sys.exit(__doc__)
    for place in sys.argv[2:]:
        if place == "-":
            check(sys.argv[1], sys.stdin, "standard input")
        else:
            with open(place, encoding="utf-8") as file:
                check(sys.argv[1], file, place)


main()
