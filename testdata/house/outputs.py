#!/usr/bin/env python3
"""outputs.py BINARY: what replay puts out, judged by others, over every case we have.

The cases are the acceptance cases beside the tree, where present, and testdata/replay/. For each:
the same input twice gives the same bytes (log, JSON, facts, packets); each JSON line fits the
schema; tshark finds nothing malformed and no wrong checksum in the packets written.
"""
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile

import cases
import tshark

try:
    import jsonschema
except ImportError:
    jsonschema = None

SCHEMAS = "cli/schema"


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


def check_lines(text, schemas, what):
    """Every line of TEXT is a JSON object that fits."""
    problems = []
    validators = {name: jsonschema and jsonschema.validators.validator_for(schema)(schema)
                  for name, schema in schemas.items()}
    for number, line in enumerate((text or b"").decode("utf-8").splitlines(), 1):
        try:
            value = json.loads(line)
        except ValueError as error:
            problems.append("%s line %d is no JSON: %s" % (what, number, error))
            continue
        # --why puts traces between the events
        name = "trace" if value.get("type") == "trace" else what
        validator = validators[name]
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


def check_packets(packets, words):
    """A packet that came in malformed goes out so; nothing else may be wrong."""
    if not os.path.exists(packets):
        return ["-w wrote nothing"], 0
    before = [word.rpartition("=")[2] for word in words if not word.startswith("-")]
    return tshark.new_flaws(before, packets)


def check_case(binary, schemas, case):
    """Problems of a case, and how many packets tshark has seen."""
    _, config, words = case
    with tempfile.TemporaryDirectory() as place:
        problems, kept = run_twice(binary, config, words, place)
        count = 0
        if kept:
            problems += check_lines(kept["json"], schemas, "event")
            problems += check_lines(kept["facts"], schemas, "facts")
            if shutil.which("tshark"):
                more, count = check_packets(kept["packets"], words)
                problems += more
    return problems, count


def what_is_missing():
    if not shutil.which("tshark"):
        yield "no tshark here"
    if jsonschema is None:
        yield "no jsonschema for python3 here"
    if not os.path.isdir(cases.ACCEPT):
        yield "no ../shared/accept here: only testdata/replay"


def main():
    binary = os.path.abspath(sys.argv[1])
    schemas = {name: load_schema(name) for name in ("event", "facts", "trace")}
    failed, packets, everything = 0, 0, cases.cases()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda case: check_case(binary, schemas, case), everything)
        for case, (problems, count) in zip(everything, results):
            print("%-4s %s" % ("FAIL" if problems else "ok", case[0]))
            for problem in problems[:20]:
                print("     " + problem)
            failed += bool(problems)
            packets += count
    for reason in what_is_missing():
        print("SKIPPED in part: " + reason)
    print("%d cases, %d failed, %d packets read by tshark" % (len(everything), failed, packets))
    seen = everything and (packets or not shutil.which("tshark"))
    sys.exit(1 if failed or not seen else 0)


main()
