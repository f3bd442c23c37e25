#!/usr/bin/env python3
"""outputs.py BINARY: what replay puts out, judged by others, over every case we have.

The cases are the acceptance cases beside the tree, where present, and testdata/replay/. For each:
the same input twice gives the same bytes (log, JSON, facts, packets); each JSON line fits the
schema; tshark finds nothing malformed and no wrong checksum in the packets written.
"""
import concurrent.futures
import functools
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
# tshark fills in the verdict of a checksum only when told to look.
TSHARK = ["-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o",
          "udp.check_checksum:TRUE"]
CHECKSUMS = ("ip.checksum.status", "tcp.checksum.status", "udp.checksum.status",
             "icmp.checksum.status")
FIELDS = ("frame.time_epoch", "_ws.malformed") + CHECKSUMS


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


@functools.lru_cache(maxsize=None)
def flaws(capture):
    """{time: what tshark finds wrong} of a capture's packets, and what it says of the file."""
    command = ["tshark", "-r", capture] + TSHARK + ["-T", "fields", "-E", "occurrence=a"]
    for field in FIELDS:
        command += ["-e", field]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    # tshark warns about being root; anything else on standard error is about the file.
    said = [line for line in done.stderr.splitlines() if "Running as user" not in line]
    found, count = {}, 0
    for line in done.stdout.splitlines():
        values = dict(zip(FIELDS, line.split("\t")))
        wrong = {name for name in CHECKSUMS if "0" in values.get(name, "").split(",")}
        if values.get("_ws.malformed"):
            wrong.add("malformed")
        found.setdefault(values["frame.time_epoch"], set()).update(wrong)
        count += 1
    return found, count, said


def check_packets(packets, words):
    """A packet that came in malformed goes out so; nothing else may be wrong."""
    if not os.path.exists(packets):
        return ["-w wrote nothing"], 0
    before = {}
    for word in words:
        if not word.startswith("-"):
            for time, wrong in flaws(word.rpartition("=")[2])[0].items():
                before.setdefault(time, set()).update(wrong)
    after, count, said = flaws(packets)
    problems = ["tshark: " + line for line in said]
    for time, wrong in sorted(after.items()):
        new = wrong - before.get(time, set())
        if new:
            problems.append("tshark: packet of %s: %s" % (time, ", ".join(sorted(new))))
    return problems, count


def check_case(binary, schemas, case):
    """Problems of a case, and how many packets tshark has seen."""
    _, config, words = case
    with tempfile.TemporaryDirectory() as place:
        problems, kept = run_twice(binary, config, words, place)
        count = 0
        if kept:
            problems += check_lines(kept["json"], schemas["event"], "--json")
            problems += check_lines(kept["facts"], schemas["facts"], "--facts")
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
    schemas = {name: load_schema(name) for name in ("event", "facts")}
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
