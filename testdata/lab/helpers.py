#!/usr/bin/env python3
"""Linux's own helpers against the inspections, on traffic recorded now.

usage: helpers.py REFIRE

Each scene of record.sh below is recorded anew on both sides of a router whose kernel follows the
control channel, lets in what it announces and rewrites it. Replayed through the configuration of a
golden replay, every packet must have left as it did there, but for what comes after the end of a
connection. Namespaces take root; where the kernel or a daemon is missing, that is said.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

import namespaces

LAB = os.path.dirname(os.path.abspath(__file__))
REPLAYS = os.path.join(LAB, "..", "replay")
SKIPPED = 77
# scene: whose configuration, and which programs it takes besides
SCENES = {
    "ftp_client_inside_static": ("ftp-63-static-both-sides", "vsftpd"),
    "ftp_client_inside_masquerade": ("ftp-80-pat-both-sides", "vsftpd"),
    "h323_call_out_static": ("h323-63-static-both-sides", ""),
    "h323_call_out_masquerade": ("h323-80-pat-both-sides", ""),
    "h323_call_in_static": ("h323-80-phone-called-both-sides", ""),
    "pptp_two_clients_masquerade": ("pptp-80-pat-both-sides", "pptp pptpd socat"),
    "sip_call_in_static": ("sip-63-phone-called-both-sides", "sipp"),
    "sip_call_out_masquerade": ("sip-80-pat-both-sides", "sipp"),
    "sip_call_out_static": ("sip-63-static-both-sides", "sipp"),
    "sip_call_out_tcp_static": ("sip-80-static-both-sides-tcp", "sipp"),
    "tftp_client_inside_masquerade": ("tftp-80-pat-both-sides", "in.tftpd curl"),
}


def missing():
    """Why nothing can be recorded; None: it can."""
    rule = ["iptables", "-t", "raw", "-A", "PREROUTING", "-p", "tcp", "--dport", "21", "-j", "CT",
            "--helper", "ftp"]
    return namespaces.missing() or (None if namespaces.accept(rule) else "the kernel has no helpers")


def is_late(finding, log):
    """A segment that comes when the FINs of its connection are acknowledged: the router passes it
    on, the device says 106015. Whether there is one is the hosts' race."""
    found = re.search(r"denied by the model but seen: frame \d+, tcp (\S+) > (\S+),", finding)
    if not found:
        return False
    late = "Deny TCP (no connection) from %s to %s flags ACK " % found.groups()
    over = [line for line in log if "302014" in line and "TCP FINs" in line and
            found.group(1) in line and found.group(2) in line]
    denied = [line for line in log if late in line]
    return bool(over and denied) and log.index(over[0]) < log.index(denied[0])


def check(refire, scene, replay, folder):
    """Has every packet left as it did at the router?"""
    done = subprocess.run(["sh", os.path.join(LAB, "record.sh"), scene, folder],
                          capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        print("FAIL %s was not recorded: %s" % (scene, done.stderr[-300:]))
        return False
    words = ["%s=%s" % (side, os.path.join(folder, scene, side + ".pcap"))
             for side in ("inside", "outside")]
    config = os.path.join(REPLAYS, replay, "config")
    done = subprocess.run([refire, "replay", "-c", config, "--mode", "strict", *words],
                          capture_output=True, text=True, timeout=60, check=False)
    said = [line.strip() for line in done.stderr.splitlines()
            if line.startswith("compared:") or line.startswith("  ") and "frame" in line]
    late = [line for line in said if is_late(line, done.stdout.splitlines())]
    rest = [line for line in said if line not in late]
    differs = ", %d denied by the model but seen" % len(late) if late else ""
    as_predicted = len(rest) == 1 and re.fullmatch(r"compared: \d+ seen as predicted" + differs,
                                                   rest[0]) is not None
    print("%-4s %s: %s" % ("ok" if as_predicted else "FAIL", scene, "\n     ".join(said)))
    return as_predicted


def main():
    refire, reason = os.path.abspath(sys.argv[1]), missing()
    if reason:
        print("SKIPPED: " + reason)
        return SKIPPED
    failed = 0
    with namespaces.lab() as folder:
        for scene, (replay, programs) in SCENES.items():
            absent = [program for program in programs.split() if not shutil.which(program)]
            if absent:
                print("SKIPPED in part: %s needs %s" % (scene, ", ".join(absent)))
                continue
            failed += not check(refire, scene, replay, folder)
    return 1 if failed else 0


sys.exit(main())
