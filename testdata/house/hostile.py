#!/usr/bin/env python3
"""hostile.py HOSTILE [STEP]: every capture of the replay cases cut and flipped (see hostile.c).

Each set of captures is used once, with the first configuration that goes with it; then those of the
matrix of inspections, each with its own. The largest first, so that the last ones to end are short.
"""
import concurrent.futures
import os
import subprocess
import sys
import tempfile

import cases
import matrix

LARGEST = 30000  # bytes of a case's captures: the work grows with the square


def sets_of_captures():
    """(configuration, operands, bytes), one for each set of captures."""
    found = {}
    for _, config, words in cases.cases():
        operands = [word for word in words if not word.startswith("-")]
        files = [word.rpartition("=")[2] for word in operands]
        if not operands or not all(os.path.exists(file) for file in files):
            continue
        key = tuple(sorted(os.path.realpath(file) for file in files))
        size = sum(os.path.getsize(file) for file in files)
        if size <= LARGEST:
            found.setdefault(key, (config, operands, size))
    return list(found.values())


def run(program, step, entry):
    config, operands, _ = entry
    done = subprocess.run([program, "-s", step, config] + operands, capture_output=True, text=True,
                          errors="replace", check=False)
    return config, done.returncode, done.stdout + done.stderr


def main():
    program, step = os.path.abspath(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "1"
    failed, seen = 0, 0
    with tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        entries = sets_of_captures() + matrix.inspected(folder, LARGEST)
        entries.sort(key=lambda entry: -entry[2])
        for config, status, said in pool.map(lambda entry: run(program, step, entry), entries):
            seen += 1
            failed += status != 0
            print("%-4s %s: %s" % ("FAIL" if status else "ok", config, said.strip()))
            if status:
                print("     status %d" % status)
    print("%d sets of captures, %d failed" % (seen, failed))
    sys.exit(1 if failed or not seen else 0)


main()
