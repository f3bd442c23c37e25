#!/usr/bin/env python3
"""outputs.py BINARY: what replay puts out, judged by others, over every case we have.

The cases are the acceptance cases beside the tree, where present, and testdata/replay/. For each:
the same input twice gives the same bytes (log, JSON, facts, packets); each JSON line fits the
schema; tshark finds nothing malformed and no wrong checksum in the packets written.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

import cases

try:
    import jsonschema
except ImportError:
    jsonschema = None

SCHEMAS = "cli/schema"
# The verdict of a checksum is a field that tshark fills in only when told to look.
TSHARK = ["-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o",
          "udp.check_checksum:TRUE"]
BAD = ("_ws.malformed || ip.checksum.status==0 || tcp.checksum.status==0 || "
       "udp.checksum.status==0 || icmp.checksum.status==0")


def replay(binary, config, words, options):
    done = subprocess.run([binary, "replay", "-c", config] + options + words,
                          capture_output=True, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr


def read(path):
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        return file.read()


def run_twice(binary, config, words, place):
    """Two runs of each kind: problems, JSON lines, fact lines, the packets' file."""
    problems, kept = [], {}
    for options in ([], ["--json"]):
        runs = []
        for turn in ("1", "2"):
            facts = os.path.join(place, "facts" + turn)
            packets = os.path.join(place, "packets%s.pcapng" % turn)
            status, out, err = replay(binary, config, words,
                                      options + ["--facts", facts, "-w", packets])
            if status < 0 or status in (2, 5):
                return ["status %d: %s" % (status, err.decode(errors="replace"))], {}
            # The summary names the file that was written.
            err = err.replace(packets.encode(), b"").replace(facts.encode(), b"")
            runs.append((status, out, err, read(facts), read(packets)))
        for what, one, two in zip(("status", "log", "summary", "facts", "packets"), *runs):
            if one != two:
                problems.append("%s: not the same twice %s" % (what, " ".join(options)))
        kept["json" if options else "log"] = runs[0][1]
        kept["facts"] = runs[0][3]
    kept["packets"] = packets
    return problems, kept


def check_lines(text, schema, what):
    """Every line of TEXT is a JSON object that fits."""
    problems = []
    validator = jsonschema and jsonschema.validators.validator_for(schema)(schema)
    for number, line in enumerate((text or b"").decode("utf-8").splitlines(), 1):
        try:
            value = json.loads(line)
        except ValueError as error:
            problems.append("%s line %d is no JSON: %s" % (what, number, error))
            continue
        if validator:
            problems += ["%s line %d: %s" % (what, number, error.message)
                         for error in validator.iter_errors(value)]
    return problems


def load_schema(name):
    with open(os.path.join(SCHEMAS, name + ".schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    if jsonschema:
        jsonschema.validators.validator_for(schema).check_schema(schema)
    return schema


def check_packets(packets):
    if not os.path.exists(packets):
        return ["-w wrote nothing"]
    done = subprocess.run(["tshark", "-r", packets] + TSHARK + ["-Y", BAD],
                          capture_output=True, text=True, timeout=120, check=False)
    # tshark warns about being root; anything else on standard error is about the file.
    said = [line for line in done.stderr.splitlines() if "Running as user" not in line]
    if done.returncode or said:
        return ["tshark: " + " ".join(said)]
    return ["tshark: " + line for line in done.stdout.splitlines()]


def main():
    binary = os.path.abspath(sys.argv[1])
    skipped = []
    tshark = shutil.which("tshark") is not None
    if not tshark:
        skipped.append("no tshark here")
    if jsonschema is None:
        skipped.append("no jsonschema for python3 here")
    if not os.path.isdir(cases.ACCEPT):
        skipped.append("no ../shared/accept here: only testdata/replay")
    event_schema, fact_schema = load_schema("event"), load_schema("facts")
    failed, everything = 0, cases.cases()
    for name, config, words in everything:
        with tempfile.TemporaryDirectory() as place:
            problems, kept = run_twice(binary, config, words, place)
            if kept:
                problems += check_lines(kept["json"], event_schema, "--json")
                problems += check_lines(kept["facts"], fact_schema, "--facts")
                if tshark:
                    problems += check_packets(kept["packets"])
        print("%-4s %s" % ("FAIL" if problems else "ok", name))
        for problem in problems[:20]:
            print("     " + problem)
        failed += bool(problems)
    for reason in skipped:
        print("SKIPPED in part: " + reason)
    print("%d cases, %d failed" % (len(everything), failed))
    sys.exit(1 if failed or not everything else 0)


main()
