#!/usr/bin/env python3
"""corpus.py BINARY [all]: every capture of the corpus beside the tree meets made-up configurations.

For each capture a permissive, a translating and a bare configuration are made of the addresses in
it, for 6.3 and 8.0. Then: no crash; the counts of the summary add up; every packet that entered has
a verdict with its reason in the capture that -w writes; tshark finds nothing in that capture that
was right before. Without `all` each capture meets one of the six, another one each time, and tshark
reads one in eight of what is written.
"""
import concurrent.futures
import glob
import ipaddress
import os
import re
import shutil
import subprocess
import sys
import tempfile

import tshark

CAPTURES = os.path.join("..", "shared", "corpus", "captures")
SKIPPED = 77
VERSIONS = ("6.3", "8.0")
KINDS = ("permissive", "translating", "bare")
LISTED = re.compile(r"\d+ outside: \S+ ([\d.]+)/\d+ > ([\d.]+)/\d+,")


def interfaces(version, inside):
    own = str(inside.network_address + 1) if inside.prefixlen < 31 else "10.255.255.1"
    mask = str(inside.netmask) if inside.prefixlen < 31 else "255.255.255.252"
    if version == "6.3":
        lines = ["PIX Version 6.3(5)", "nameif ethernet0 outside security0",
                 "nameif ethernet1 inside security100", "interface ethernet0 auto",
                 "interface ethernet1 auto", "ip address outside 203.0.113.1 255.255.255.0",
                 "ip address inside %s %s" % (own, mask)]
    else:
        lines = ["ASA Version 8.0(4)"]
        for number, name, level, address in ((0, "outside", 0, "203.0.113.1 255.255.255.0"),
                                             (1, "inside", 100, "%s %s" % (own, mask))):
            lines += ["interface Ethernet0/%d" % number, " nameif " + name,
                      " security-level %d" % level, " ip address " + address]
    if inside.prefixlen >= 31:
        lines.append("route inside %s %s 10.255.255.2 1" % (inside.network_address, inside.netmask))
    return lines + ["route outside 0.0.0.0 0.0.0.0 203.0.113.254 1"]


def configuration(kind, version, source, inside):
    word = "" if version == "6.3" else "extended "
    lines = interfaces(version, inside)
    if kind == "permissive":
        lines += ["access-list all %spermit ip any any" % word,
                  "access-group all in interface outside", "access-group all in interface inside"]
        if version == "6.3":
            lines += ["nat (inside) 0 access-list all"]
    elif kind == "translating":
        lines += ["global (outside) 1 interface", "nat (inside) 1 0.0.0.0 0.0.0.0",
                  "static (inside,outside) 203.0.113.10 %s netmask 255.255.255.255" % source,
                  "access-list in %spermit tcp any host 203.0.113.10" % word,
                  "access-group in in interface outside"]
    return "\n".join(lines) + "\n"


def inside_of(source, destination):
    """The widest network, 24 bits or more, that has the one and not the other."""
    for length in range(24, 33):
        network = ipaddress.ip_network("%s/%d" % (source, length), strict=False)
        if ipaddress.ip_address(destination) not in network:
            return network
    return ipaddress.ip_network(source + "/32")


def run(binary, config, *words):
    return subprocess.run([binary, "replay", "-c", config, *words], capture_output=True, text=True,
                          timeout=120, check=False)


def talkers(binary, capture, place):
    """Who sends the first packet to whom, as observe mode lists it."""
    config = os.path.join(place, "observe.cfg")
    with open(config, "w", encoding="utf-8") as file:
        file.write("\n".join(interfaces("6.3", ipaddress.ip_network("10.254.254.0/24"))) + "\n")
    done = run(binary, config, "-q", "--mode", "observe", "outside=" + capture)
    found = LISTED.search(done.stdout)
    return found.groups() if found else ("10.1.1.5", "198.51.100.7")


def number(pattern, text):
    found = re.search(pattern, text, re.MULTILINE)
    return int(found.group(1)) if found else 0


def numbers(pattern, text):
    found = re.search(pattern, text, re.MULTILINE)
    return [int(value) for value in found.groups()] if found else []


def check_counts(said):
    """Frames are what the stances, other kinds and unreadable ones are together; and verdicts."""
    frames = number(r"^replayed: (\d+) frame", said)
    stances = numbers(r"^packets: (\d+) entered, (\d+) left, (\d+) between .*?, (\d+) undecided", said)
    others = sum(numbers(r"^not IPv4: (\d+) IPv6[^,]*, (\d+) ARP, (\d+) of other", said))
    unreadable = number(r"^malformed: \d+ packets, of (\d+) of which", said)
    duplicates = number(r"^duplicates: (\d+) ", said)
    rebuilt = number(r"; (\d+) rebuilt from what left", said)
    verdicts = numbers(r"^verdicts: (\d+) passed, (\d+) denied, (\d+) to the firewall itself, "
                       r"(\d+) not modelled, (\d+) undecided", said)
    problems = []
    if not stances or sum(stances) + others + unreadable + duplicates != frames:
        problems.append("%d frames, but %s, %d others, %d unreadable, %d duplicates" %
                        (frames, stances, others, unreadable, duplicates))
    if not verdicts or sum(verdicts) != stances[0] + rebuilt:
        problems.append("%s entered, %d rebuilt, verdicts %s" % (stances[:1], rebuilt, verdicts))
    return problems, sum(verdicts)


def check_comments(written, entered):
    """Each packet that entered stands in the capture with what became of it and why."""
    with open(written, "rb") as file:
        found = re.findall(rb"\x01\x00..((?:passed|denied|to-the-box|not-modelled|undecided): [ -~]+)",
                           file.read(), re.DOTALL)
    if len(found) != entered:
        return ["%d packets entered, %d have a verdict in -w" % (entered, len(found))]
    return ["a verdict without a reason: %r" % text for text in found if len(text.split(b":")[1]) < 3]


def check(binary, capture, kind, version, with_tshark):
    with tempfile.TemporaryDirectory() as place:
        source, destination = talkers(binary, capture, place)
        config, written = os.path.join(place, "a.cfg"), os.path.join(place, "out.pcapng")
        with open(config, "w", encoding="utf-8") as file:
            file.write(configuration(kind, version, source, inside_of(source, destination)))
        done = run(binary, config, "-w", written, "--drain", capture)
        if done.returncode not in (0, 1, 4):
            return ["status %d: %s" % (done.returncode, done.stderr[-400:])]
        problems, entered = check_counts(done.stderr)
        if os.path.exists(written):
            problems += check_comments(written, entered)
            if with_tshark:
                problems += tshark.new_flaws([capture], written)[0]
        elif entered:
            problems.append("-w wrote nothing")
        return problems


def jobs(everything):
    combinations = [(kind, version) for kind in KINDS for version in VERSIONS]
    for at, capture in enumerate(sorted(glob.glob(CAPTURES + "/*.pcap*"))):
        chosen = combinations if everything else [combinations[at % len(combinations)]]
        for kind, version in chosen:
            yield capture, kind, version, everything or at % 8 == 0


def main():
    binary, everything = os.path.abspath(sys.argv[1]), sys.argv[2:] == ["all"]
    if not os.path.isdir(CAPTURES):
        print("SKIPPED: no %s here" % CAPTURES)
        return SKIPPED
    has_tshark, failed, todo = bool(shutil.which("tshark")), 0, list(jobs(everything))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda job: check(binary, *job[:3], job[3] and has_tshark), todo)
        for (capture, kind, version, _), problems in zip(todo, results):
            for problem in problems[:5]:
                print("%s, %s %s: %s" % (os.path.basename(capture), kind, version, problem))
            failed += bool(problems)
    if not has_tshark:
        print("SKIPPED in part: no tshark here")
    print("%d replays, %d failed" % (len(todo), failed))
    return 1 if failed or not todo else 0


sys.exit(main())
