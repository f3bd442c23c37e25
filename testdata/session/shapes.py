#!/usr/bin/env python3
"""What programs read must have the shape that they read: the screens of 8.x, line by line.

Each line of a screen below must be one of its kinds, whole. The kinds say what parsers of `show`
for the ASA accept, in words of our own; a `show` that no session runs is an error.
"""
import glob
import re
import sys

A = r"\d+\.\d+\.\d+\.\d+"
END = rf"(?:any|host {A}|{A} {A}|object-group \S+|interface \S+)"
PORT = r"(?: (?:eq|lt|gt|neq) \S+| range \S+ \S+| object-group \S+)?"
HITS = r" \(hitcnt=\d+\) (?:\(inactive\) )?0x[0-9a-f]{8} "
RATE = r"\d+ pkts/sec,  \d+ bytes/sec"

SHAPES = {
    "show access-list": [
        r"access-list cached ACL log flows: total \d+, denied \d+ \(deny-flow-max \d+\)",
        r"            alert-interval \d+",
        r"access-list \S+; \d+ elements; name hash: 0x[0-9a-f]+",
        r"access-list \S+ line \d+ remark .+",
        rf"access-list \S+ line \d+ standard (?:permit|deny) {END}{HITS}",
        rf"(?:  )?access-list \S+ line \d+ extended (?:permit|deny) (?:object-group \S+|[a-z0-9]+) "
        rf"{END}{PORT} {END}{PORT}(?: [a-z-]+)?(?: log \S+ interval \d+| log disable)?"
        rf"(?: time-range \S+)?(?: inactive)?{HITS}",
        r"[0-9a-f]{8} [0-9a-f]{8} [0-9a-f]{8}",
        r"ERROR: access-list <\S+> does not exist",
    ],
    "show interface": [
        r'Interface \S+ "\S*", is (?:administratively down|up|down), line protocol is (?:up|down)',
        r"  Hardware is \S+, BW \d+ Mbps, DLY \d+ usec",
        r"\tAuto-Duplex\(Full-duplex\), Auto-Speed\(\d+ Mbps\)",
        r"\tVLAN identifier \d+",
        r"\tAvailable but not configured via nameif",
        r"\tMAC address [0-9a-f.]+, MTU (?:\d+|not set)",
        rf"\tIP address (?:{A}, subnet mask {A}|unassigned)",
        r"\tDescription: .+",
        r"\t\d+ packets (?:input|output), \d+ bytes(?:, \d+ (?:no buffer|underruns))?",
        r"\tReceived \d+ broadcasts, \d+ runts, \d+ giants",
        r"\t\d+ input errors, \d+ CRC, \d+ frame, \d+ overrun, \d+ ignored, \d+ abort",
        r"\t\d+ L2 decode drops",
        r"\t\d+ output errors, \d+ collisions, \d+ interface resets",
        r"\t\d+ babbles, \d+ late collisions, \d+ deferred",
        r"\t\d+ lost carrier, \d+ no carrier",
        r"\t(?:input|output) queue \(curr/max packets\): hardware \(\d+/\d+\) software \(\d+/\d+\)",
        r'  Traffic Statistics for "\S+":',
        r"\t\d+ packets dropped",
        rf"      [15] minute (?:input|output) rate {RATE}",
        r"      [15] minute drop rate, \d+ pkts/sec",
        r"ERROR: interface \S+ does not exist",
    ],
    "show route": [
        r"",
        r"Codes: .*|       .* - .*",
        rf"Gateway of last resort is (?:not set|{A} to network {A})",
        rf"C {{8}}{A} {A} is directly connected, \S+",
        rf"S(?:\*|  ?) {{6,8}}{A} {A} \[\d+/\d+\] via {A}, \S+",
    ],
    "show version": [
        r"",
        r"Cisco \S+ Security Appliance Software Version \S+ ",
        r'System image file is "\S+"',
        r'Config file at boot was "startup-config"',
        r"\S+ up \d+ \w+ \d+ \w+",
        r"Hardware:   \S+, \d+ MB RAM, CPU .+",
        r"(?:Internal ATA Compact Flash, \d+MB|Flash \S+ @ 0x[0-9a-f]+, \d+MB)",
        r"BIOS Flash \S+ @ 0x[0-9a-f]+, \d+KB",
        r" ?\d+: Ext: \S+ *: address is [0-9a-f.]+, irq \d+",
        r"Licensed features for this platform:",
        r"[A-Z][-\w/ ]+ +: \S+ *",
        r"This platform has an .+ license\.",
        r"Serial Number: \S+",
        r"Running Activation Key:(?: 0x[0-9a-f]{8}){5} ",
        r"Configuration register is 0x1",
        r"Configuration has not been modified since last system restart\.",
        r"Configuration last modified by \S+ at [\d:.]+ \w+ \w{3} \w{3} \d+ \d{4}",
    ],
    "show arp": [rf"\t\S+ {A} [0-9a-f]{{4}}\.[0-9a-f]{{4}}\.[0-9a-f]{{4}} (?:-|\d+|alias)"],
    "show inventory": [r'Name: "[^"]+", DESCR: "[^"]+"', r"PID: \S+ *, VID: \S+ , SN: \S+", r""],
    "show traffic": [
        r"\S+:",
        r"\t(?:received|transmitted) \(in \d+\.\d{3} secs\):",
        r"\t\t\d+ packets\t\d+ bytes",
        r"\t\t\d+ pkts/sec\t\d+ bytes/sec",
        rf"      [15] minute (?:input|output) rate {RATE}",
        r"      [15] minute drop rate, \d+ pkts/sec",
    ],
    "dir": [r"", r"Directory of disk0:/|Directory of flash:/", r"No files in directory",
            r"\d+ bytes total \(\d+ bytes free\)"],
    "show nat": [
        r"NAT policies on Interface \S+:",
        rf"  match \S+ \S+ {END}{PORT} \S+ {END}{PORT}",
        r"    (?:static translation to \S+|dynamic translation to pool \d+ \([^)]+\)|NAT exempt"
        r"|identity NAT translation, pool 0|no translation group, implicit deny)",
        r"    translate_hits = \d+, untranslate_hits = \d+",
        r"    policy_hits = \d+",
        r"",
        r" +\^",
        r"ERROR: % Invalid input detected at '\^' marker\.",
    ],
}
PROMPT = re.compile(r"\S+?(?:\([a-z-]+\))?[#>] (.*)")
LOGGED = re.compile(r"(?:\w{3} \d\d \d{4} [\d:]+: )?%(?:ASA|PIX)-\d-\d{6}: ")


def screens(path):
    """(line number, command, output lines) of each command."""
    command, output, at = None, [], 0
    with open(path, encoding="ascii") as file:
        for number, line in enumerate(file, 1):
            typed = PROMPT.fullmatch(line.rstrip("\n"))
            if typed:
                if command is not None:
                    yield at, command, output
                command, output, at = typed[1], [], number
            elif not LOGGED.match(line):
                output.append(line.rstrip("\n"))
    if command is not None:
        yield at, command, output


def shape_of(command):
    """Its kinds; None: it is another one, or filtered."""
    for name, kinds in SHAPES.items():
        if "|" not in command and (command == name or command.startswith(name + " ")):
            return name, kinds
    return None, None


def main():
    seen, wrong = {}, 0
    for path in sorted(glob.glob("testdata/session/8.*/*.txt")):
        for number, command, output in screens(path):
            name, kinds = shape_of(command)
            if name is None or command in ("show interface ip brief",):
                continue
            for at, line in enumerate(output, number + 1):
                if not any(re.fullmatch(kind, line) for kind in kinds):
                    print(f"{path}:{at}: {command}: {line!r}")
                    wrong += 1
            seen[name] = seen.get(name, 0) + len(output)
    for name in SHAPES:
        if seen.get(name, 0) == 0:
            print(f"no session of 8.x runs {name}")
            wrong += 1
    print(", ".join(f"{name}: {count} lines" for name, count in seen.items()))
    return 1 if wrong else 0


sys.exit(main())
