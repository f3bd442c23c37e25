#!/usr/bin/env python3
"""What every inspection lets in and rewrites, judged from outside the program.

usage: run.py REFIRE [CASE...]

Each case of cases.py is replayed in its versions, mostly 6.3 and 8.0, without translation, with a static and with
port translation, and each of these with its inspection and without. With it, all that the control
channel announces passes; without it, nothing of that which somebody outside opens. In what is
written no address that was translated is left in a payload, and tshark finds no wrong length or
checksum, nothing malformed and no gap or overlap of TCP that was not there before. What is logged
stands in CASE.ok; REFIRE_UPDATE_GOLDEN=1 rewrites that. Control channels of TCP come again byte by
byte, out of order, repeated, and in two: the same is logged, and either end reads the same.
"""
import collections
import concurrent.futures
import difflib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile

import answers
import captured
import cases
import recut
from configurations import MAPPED, OUTSIDE, configuration

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "house"))
import tshark  # noqa: E402

UPDATE = os.environ.get("REFIRE_UPDATE_GOLDEN") == "1"
QUICK = "REFIRE_QUICK" in os.environ
# In two behind each byte takes its time: REFIRE_EVERY_CUT=1; else each so many.
EVERY_CUT, CUT_STEP = os.environ.get("REFIRE_EVERY_CUT") == "1", 61
# The identifiers of a message are no address, whatever they are made of; nor is what a digest is of.
IDENTIFIERS = re.compile(rb"^(Call-ID|i|(Proxy-)?Authorization) *:.*$|branch=[^;\r\n]*",
                         re.MULTILINE | re.IGNORECASE)


# ---- judging one run ---------------------------------------------------------------------------

class Run:
    """CASE in VERSION through WAY, with its inspection or without."""

    def __init__(self, refire, case, version, way, inspects, folder, capture=None):
        self.case, self.way, self.inspects, self.problems = case, way, inspects, []
        self.version = version
        self.host = MAPPED if case.side == "outside" else case.host
        self.name = "%s, %s, %s inspection" % (version, way, "with" if inspects else "without")
        config, self.written = (os.path.join(folder, name) for name in ("config", "out.pcapng"))
        with open(config, "w", encoding="utf-8") as file:
            file.write(configuration(case, version, way, inspects))
        words = [refire, "replay", "-q", "-c", config, "--drain", "-w", self.written]
        words += ["--mode", "reconstruct"]
        done = subprocess.run(words + ["%s=%s" % (case.side, capture or case.capture)], text=True,
                              capture_output=True, timeout=60, check=False)
        self.log = done.stdout
        if done.returncode not in (0, 1) or done.stderr:
            self.problems.append("status %d: %s" % (done.returncode, done.stderr))

    def passed(self):
        return [frame for frame in captured.read(self.written)
                if frame.comment.startswith("passed")] if os.path.exists(self.written) else []

    def announced(self):
        """{flow: its frames in the capture} of what is not the control channel."""
        flows = {}
        for frame in captured.read(self.case.capture):
            own = self.host in (frame.source, frame.destination)
            if own and not set(frame.ports) & set(self.case.control):
                flows.setdefault(frame.flow(), []).append(frame)
        return flows

    def count_announced(self):
        """Frames of announced flows that passed, and of those that somebody outside opens."""
        times = {}
        for frame in self.passed():
            times[frame.time] = times.get(frame.time, 0) + 1
        counts = []
        for frames in self.announced().values():
            far_opens = frames[0].source != self.host
            through = sum(bool(times.get(frame.time)) for frame in frames)
            counts.append((far_opens, len(frames), through, bool(times.get(frames[0].time))))
        return counts

    def judge_control(self):
        """What the inspection refuses, and nothing else of the control channel."""
        there = [frame for frame in captured.read(self.case.capture)
                 if self.is_control(frame) and self.host in (frame.source, frame.destination)]
        passed = sum(map(self.is_control, self.passed()))
        stopped = len(there) - passed
        if not self.announced():
            self.summary = "%d of %d frames of the control channel passed" % (passed, len(there))
        if stopped != (self.case.stops if self.inspects else 0):
            self.problems.append("%d frames of the control channel did not pass" % stopped)

    def judge_police(self):
        """What it says, and the text that it changes, is there with the inspection alone."""
        if self.case.says and self.inspects != ("-%s: " % self.case.says in self.log):
            self.problems.append("%s should %s" % (self.case.says, "come" if self.inspects else "not"))
        if self.case.is_text and self.inspects != any(self.changes()):
            self.problems.append("text should %s" % ("change" if self.inspects else "not change"))

    def is_control(self, frame):
        return bool(set(frame.ports) & set(self.case.control))

    def changes(self):
        """The lines of text that the inspection changed, as they were and as they became."""
        sent = {frame.time: frame.payload for frame in captured.read(self.case.capture)}
        for frame in self.passed():
            before, after = sent[frame.time].split(b"\r\n"), frame.payload.split(b"\r\n")
            for was, now in zip(before, after):
                if was != now:
                    yield "%s -> %s\n" % (was.decode(), now.decode())

    def judge_announced(self):
        counts = self.count_announced()
        missing = sum(frames - through for _, frames, through, _ in counts)
        if self.inspects and missing != self.case.late:
            self.problems.append("%d frames of announced flows did not pass" % missing)
        guarded = self.case.opens or not self.case.permits
        if (not self.inspects and guarded and
                any(far_opens and first for far_opens, _, _, first in counts)):
            self.problems.append("a flow that nobody announced was let in")
        if not self.inspects and missing == 0 and self.case.opens:
            self.problems.append("all passes as it is: there is nothing to announce here")
        self.summary = "%d of %d announced flows passed whole" % (
            sum(through == frames for _, frames, through, _ in counts), len(counts))

    def judge_answers(self):
        """Answers name the host as those who are told know it, and are else as they were."""
        if 53 not in self.case.control or not self.tells():
            return
        expected = {}
        if self.inspects and self.way == cases.STATIC and self.case.rewrites_dns:
            told = self.case.host if self.case.side == "outside" else self.far_host()
            expected[told] = self.renamed()
        if self.inspects and self.case.alias:
            expected[self.case.host] = self.renamed()
        self.problems += answers.judge(self.case.capture, self.written, expected)

    def renamed(self):
        """{address in an A record: the one behind the firewall}"""
        if self.case.side == "outside":
            return {MAPPED: self.case.host}
        return {self.case.host: MAPPED}

    def far_host(self):
        """Who has asked a server that is the host."""
        return next(frame.source for frame in captured.read(self.case.capture)
                    if frame.destination == self.host)

    def tells(self):
        """Is tshark to be asked? It takes longer to start than all the rest."""
        wanted = not QUICK or (self.version, self.way) == (self.case.versions[-1], cases.STATIC)
        return wanted and os.path.exists(self.written) and shutil.which("tshark")

    def judge_payloads(self):
        """Where the host says who it is, that has become who it is outside."""
        if self.way == cases.NONE or not self.inspects or self.case.side == "outside":
            return  # there what goes out is as it has left
        if not self.case.renames:
            return
        shown = MAPPED if self.way == cases.STATIC else OUTSIDE
        said = {frame.time for frame in captured.read(self.case.capture)
                if frame.source == self.case.host and self.names(frame, self.case.host)}
        for frame in self.passed():
            if frame.source == shown and self.names(frame, self.case.host):
                self.problems.append("a payload names %s: %r" % (self.case.host, frame.payload))
            if frame.source == shown and frame.time in said and not self.names(frame, shown):
                self.problems.append("no %s in a payload: %r" % (shown, frame.payload))

    def names(self, frame, address):
        """What media say is theirs."""
        if frame.protocol == captured.UDP and not set(frame.ports) & set(self.case.control):
            return False
        payload, text = IDENTIFIERS.sub(b"", frame.payload), address.encode()
        octets = socket.inet_aton(address)
        of_ils = b"%d" % int.from_bytes(octets, "little")
        return any(form in payload for form in (text, text.replace(b".", b","), octets, of_ils))

    def judge_packets(self):
        """tshark over what has been written."""
        if self.inspects and self.tells():
            self.problems += tshark.new_flaws([self.case.capture], self.written,
                                              follows_tcp=True)[0]

    def check(self):
        self.judge_announced()
        self.judge_control()
        self.judge_police()
        self.judge_payloads()
        self.judge_answers()
        self.judge_packets()
        for problem in self.problems[:5]:
            yield "%s: %s" % (self.name, problem)

    def text(self):
        """What the golden file has of it: of captures of others, how often which message."""
        log = self.log if cases.is_ours(self.case) else count_messages(self.log)
        if self.case.is_text and self.inspects:
            log += "".join(self.changes())
        return "== %s: %s\n%s" % (self.name, self.summary, log if self.inspects else "")


def count_messages(log):
    found = collections.Counter(re.findall(r"%[A-Z]+-\d-(\d{6}):", log))
    return "".join("%s: %d\n" % pair for pair in sorted(found.items()))


# ---- cases -------------------------------------------------------------------------------------

def case_runs(case, version):
    """With the inspection and without, as far as VERSION can."""
    lines = case.old if version == "6.3" else case.new
    if not lines:
        return () if lines is None else (True,)
    return (True, False)


def check_case(refire, case):
    problems, text = [], ""
    with tempfile.TemporaryDirectory() as folder:
        for version in case.versions:
            for way in case.ways:
                for inspects in case_runs(case, version):
                    run = Run(refire, case, version, way, inspects, folder)
                    problems += run.check()
                    text += run.text()
        for version in () if QUICK or case.ends else case.versions:
            problems += check_segments(refire, case, version, folder)
    return problems + compare(case, text)


# Repeated segments count again, and frames of one packet are told apart by number.
OF_SEGMENTS = re.compile(r" bytes \d+")


def cuts(case, control):
    """The ways to cut: the odd ones, and in two behind each byte, or each so many."""
    longest = max(len(frame.payload) for frame in control)
    return recut.WAYS + tuple(range(1, longest, 1 if EVERY_CUT else CUT_STEP))


def check_segments(refire, case, version, folder):
    """Whatever segments it comes in, it is the same to us and to both ends."""
    control = [frame for frame in captured.read(case.capture)
               if set(frame.ports) & set(case.control) and frame.protocol == captured.TCP]
    if not control or not case_runs(case, version):
        return
    host = MAPPED if case.side == "outside" else case.host
    run = Run(refire, case, version, cases.STATIC, True, folder)
    log, said = OF_SEGMENTS.sub("", run.log), recut.streams(run.passed())
    for way in cuts(case, control):
        capture = os.path.join(folder, "recut.pcap")
        recut.recut(case.capture, capture, host, case.control, way)
        run = Run(refire, case, version, cases.STATIC, True, folder, capture)
        lines = difflib.unified_diff(log.splitlines(), OF_SEGMENTS.sub("", run.log).splitlines(),
                                     lineterm="", n=0)
        for line in list(lines)[:10]:
            yield "%s: another log where segments come %s: %s" % (version, way, line)
        if recut.streams(run.passed()) != said:
            yield "%s: other streams leave where segments come %s" % (version, way)


def compare(case, text):
    path = os.path.join(HERE, case.name + ".ok")
    kept = open(path, encoding="utf-8").read() if os.path.exists(path) else ""
    if kept == text:
        return []
    if UPDATE:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        print("rewrote %s" % os.path.relpath(path))
        return []
    diff = difflib.unified_diff(kept.splitlines(), text.splitlines(), case.name + ".ok", "now",
                                lineterm="", n=1)
    return ["\n".join("    " + line for line in diff)]


def untried():
    """Inspections that there is a fuzz target for, and no case here."""
    path = os.path.join(HERE, "..", "..", "engine", "inspect", "inspect_fuzz.def")
    kinds = set(re.findall(r", INSPECT_(\w+), INSPECT_", open(path, encoding="utf-8").read()))
    tried = [re.sub("[ -]", "_", line).upper() for case in cases.CASES
             for line in (case.old or ()) + (case.new or ())]
    return sorted(kind for kind in kinds
                  if not any(re.match(kind + r"(_|\b)", line) for line in tried))


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    refire, names = os.path.abspath(sys.argv[1]), sys.argv[2:]
    chosen = [case for case in cases.CASES if not names or case.name in names]
    here = [case for case in chosen
            if os.path.exists(case.capture) and (cases.is_ours(case) or not QUICK)]
    failed = 0
    for kind in untried():
        print("FAIL no case has %s" % kind)
        failed += 1
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for case, problems in zip(here, pool.map(lambda case: check_case(refire, case), here)):
            print("%-4s %s" % ("FAIL" if problems else "ok", case.name))
            for problem in problems:
                print("     " + problem)
            failed += bool(problems)
    if len(here) < len(chosen):
        print("SKIPPED in part: " + ("quick" if QUICK else "no ../shared/corpus/captures here"))
    if not shutil.which("tshark"):
        print("SKIPPED in part: no tshark here")
    print("%d inspections, %d failed" % (len(here), failed))
    return 1 if failed or not here else 0


if __name__ == "__main__":
    sys.exit(main())
