"""DNS answers as tshark reads them, before the firewall and behind it.

The expectation is made here, of what the configuration says, from tshark's reading of the capture:
each A record whose address is on the list has the other one behind it, and nothing else of the
message is another one.
"""
import difflib
import json
import subprocess

# What tshark says of a message's place in its file, and not of the message.
OF_THE_FILE = ("dns.response_to", "dns.response_in", "dns.time", "dns.retransmission",
               "dns.retransmit_response", "dns.retransmit_response_in", "dns.unsolicited",
               "_ws.expert")

# What was denied stands in what is written as it came.
PASSED = "dns.flags.response == 1 && !(frame.comment matches \"^denied\")"


def rename(key, value, addresses):
    """A leaf of the message where A records of ADDRESSES are told otherwise."""
    if key == "dns.a":
        return key, addresses.get(value, value)
    head, found, address = key.rpartition(", addr ")
    return (head + found + addresses.get(address, address) if found else key), value


def message(layer, addresses):
    """The message without its place in the file; lists, since names of members come again."""
    made = []
    for key, value in layer:
        if key in OF_THE_FILE:
            continue
        if isinstance(value, list):
            value = message(value, addresses)
        made.append(rename(key, value, addresses))
    return made


def leaves(parts):
    for key, value in parts:
        if isinstance(value, list):
            yield key
            yield from leaves(value)
        else:
            yield "%s %s" % (key, value)


def read(capture):
    """{time: (source, destination, message)} of the answers in CAPTURE."""
    command = ["tshark", "-r", capture, "-Y", PASSED, "-T", "json", "-J", "frame ip dns"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    found = {}
    for packet in json.loads(done.stdout or "[]", object_pairs_hook=list):
        layers = dict(dict(dict(packet)["_source"])["layers"])
        frame, ip = dict(layers["frame"]), dict(layers["ip"])
        found[frame["frame.time_epoch"]] = (ip["ip.src"], ip["ip.dst"], layers["dns"])
    return found


def judge(before, after, expected):
    """What is wrong with the answers of AFTER; EXPECTED: {host that is told: {address: as what}}.

    Each list must have been of use: an expectation of nothing is met by anything.
    """
    sent, left = read(before), read(after)
    used = set()
    for time, (_, destination, layer) in sorted(left.items()):
        if time not in sent:
            yield "an answer at %s that nobody sent" % time
            continue
        addresses = expected.get(destination, {})
        plain, wanted = (message(sent[time][2], names) for names in ({}, addresses))
        if plain != wanted:
            used.add(destination)
        if message(layer, {}) != wanted:
            lines = difflib.unified_diff(list(leaves(wanted)), list(leaves(message(layer, {}))),
                                         lineterm="", n=0)
            yield "the answer of %s to %s: %s" % (time, destination, " ".join(list(lines)[2:8]))
    for host in expected.keys() - used:
        if expected[host]:
            yield "no answer to %s has an address of %r" % (host, expected[host])
