"""What tshark finds wrong in a capture."""
import functools
import subprocess

# tshark fills in the verdict of a checksum only when told to look.
OPTIONS = ["-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o",
           "udp.check_checksum:TRUE",
           # H.245 of a conversation of which one direction alone was written is no Q.931, which
           # tshark takes anything in TPKT for
           "--disable-heuristic", "q931_tcp"]
CHECKSUMS = ("ip.checksum.status", "tcp.checksum.status", "udp.checksum.status",
             "icmp.checksum.status")
# Of TCP, what a wrong number in a segment comes to.
SEQUENCES = tuple("tcp.analysis." + name for name in (
    "lost_segment", "ack_lost_segment", "out_of_order", "retransmission"))
FIELDS = ("frame.time_epoch", "_ws.malformed", "frame.comment") + CHECKSUMS + SEQUENCES


@functools.lru_cache(maxsize=None)
def flaws(capture, follows_tcp=False):
    """{time: what tshark finds wrong} of a capture's packets, and what it says of the file."""
    command = ["tshark", "-r", capture] + OPTIONS + ["-T", "fields", "-E", "occurrence=a"]
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
        if follows_tcp:
            wrong |= {name for name in SEQUENCES if values.get(name)}
        # What was denied stands in the file as it came; its pieces may come to something else
        # there, as others of the set have been translated.
        if values.get("frame.comment", "").startswith("denied"):
            wrong.clear()
        found.setdefault(values["frame.time_epoch"], set()).update(wrong)
        count += 1
    return found, count, said


def new_flaws(before, after, follows_tcp=False):
    """What is wrong in AFTER and was not in any of the captures BEFORE; how many packets it has.

    With FOLLOWS_TCP that includes gaps and overlaps of TCP streams.

    Most have nothing wrong, and need not be compared: tshark takes longer to start than to read.
    """
    found, count, said = flaws(after, follows_tcp)
    old = {}
    for capture in before if any(found.values()) else ():
        for time, wrong in flaws(capture, follows_tcp)[0].items():
            old.setdefault(time, set()).update(wrong)
    problems = ["tshark: " + line for line in said]
    for time, wrong in sorted(found.items()):
        if wrong - old.get(time, set()):
            problems.append("tshark: packet of %s: %s"
                            % (time, ", ".join(sorted(wrong - old.get(time, set())))))
    return problems, count
