#!/usr/bin/env python3
"""The daemons of servers.sh, recorded now, through the matrix of inspections.

usage: servers.py REFIRE

What testdata/inspections judges of the captures that are kept, it must say of new ones: what is let
in and refused, what payloads name, and what tshark finds. Logs are not compared: ports and times are
others. A scene whose daemon is not here is skipped, which is said.
"""
import os
import shutil
import subprocess
import sys
import tempfile

import namespaces

LAB = os.path.dirname(os.path.abspath(__file__))
SKIPPED = 77
sys.path.insert(0, os.path.join(LAB, "..", "inspections"))
import cases  # noqa: E402
import run  # noqa: E402

# scene: the programs it takes, and the cases that its views are for
SCENES = {
    "dns_server_inside": ("named dig", {"dns-named": "inside"}),
    "dns_server_outside": ("named dig", {"dns-named-client": "inside"}),
    "dns_server_outside_static": ("named dig", {"dns-named-outside": "outside",
                                                "dns-named-alias": "outside"}),
    "ike_client_inside": ("swanctl /usr/lib/ipsec/charon", {"ike-63": "inside", "ike-80": "inside"}),
    "mail_server_inside": ("exim4 swaks", {"smtp-exim": "inside"}),
    "mail_server_outside": ("exim4 swaks", {"smtp-exim-outside": "inside"}),
    "ping_and_trace": ("ping traceroute", {"icmp": "inside", "icmp-permitted": "inside"}),
    "rshd_outside": ("rsh in.rshd socat", {"rsh-rshd": "inside"}),
    "snmp_agent_inside": ("snmpd snmpget", {"snmp-snmpd": "inside"}),
    "snmp_agent_outside": ("snmpd snmpget", {"snmp-snmpd-client": "inside",
                                                  "snmp-snmpd-denied": "inside"}),
    "trace_inwards": ("ping traceroute", {"icmp-inwards": "inside"}),
    "web_server_outside": ("nginx curl", {"http-nginx": "inside"}),
}


def record(scene, folder):
    """Why it was not; None: it was."""
    done = subprocess.run(["sh", os.path.join(LAB, "record.sh"), scene, folder],
                          capture_output=True, text=True, timeout=120, check=False)
    return "%s was not recorded: %s" % (scene, done.stderr[-300:]) if done.returncode else None


def judge(refire, name, capture):
    """What is wrong with the case NAME when it is shown CAPTURE."""
    case = next(case for case in cases.CASES if case.name == name)._replace(capture=capture)
    with tempfile.TemporaryDirectory() as folder:
        for version in case.versions:
            for way in case.ways:
                for inspects in run.case_runs(case, version):
                    for problem in run.Run(refire, case, version, way, inspects, folder).check():
                        yield "%s: %s" % (name, problem)


def check(refire, scene, views, folder):
    """Was it as the matrix says?"""
    problems = [record(scene, folder)]
    if problems == [None]:
        problems = [problem for name, side in views.items() for problem in
                    judge(refire, name, os.path.join(folder, scene, side + ".pcap"))]
    print("%-4s %s" % ("FAIL" if problems else "ok", scene))
    for problem in problems:
        print("     " + problem)
    return not problems


def main():
    refire, reason = os.path.abspath(sys.argv[1]), namespaces.missing()
    if reason:
        print("SKIPPED: " + reason)
        return SKIPPED
    failed = recorded = 0
    with namespaces.lab() as folder:
        for scene, (programs, views) in SCENES.items():
            absent = [program for program in programs.split() if not shutil.which(program)]
            if absent:
                print("SKIPPED in part: %s needs %s" % (scene, ", ".join(absent)))
                continue
            recorded += 1
            failed += not check(refire, scene, views, folder)
    if not recorded:
        return SKIPPED
    return 1 if failed else 0


sys.exit(main())
