#!/usr/bin/env python3
"""Words that do not stand in this tree, or not in this folder: calls that invite overruns, output
and clocks in the engine, version comparisons outside the behaviour table.
"""
import re

import source

CALLS = r"\b(?:%s)\s*\("

# What is searched, where, where not, why not.
RULES = [
    (CALLS % "v?sprintf|strcpy|strcat|stpcpy|strtok|gets|alloca|ato[ilf]|atoll",
     r".*", r"testdata/bench/load\.c", # the peer is such a loop
     "can overrun, or hides errors"),
    (CALLS % "system|popen|tmpnam|mktemp|tempnam", r".*", None, "a shell or a race"),
    (CALLS % "v?printf|puts|putchar|perror|exit|_exit|abort|atexit",
     r"(engine|parser)/", r".*_(test|fuzz)\.[ch]", "the engine and the parser neither print nor exit"),
    (r"\b(stdout|stderr|getenv|environ)\b",
     r"(engine|parser)/", r".*_(test|fuzz)\.[ch]", "the engine and the parser know no process"),
    (CALLS % "time|clock|gettimeofday|clock_gettime|s?rand(om)?|localtime(_r)?|setlocale",
     r"(engine|parser)/", r".*_(test|fuzz)\.[ch]", "time is packet time, numbers come from the seed"),
    (r"\bOS_[0-9]+_[0-9]+\b",
     r"engine/", r"engine/model/(behaviour\.|config\.h)|engine/syslog/syslog\.def|.*_(test|fuzz)\.(c|h|def)",
     "what differs between versions lives in engine/model/behaviour.c"),
    (r"\bversion\s*([<>!=]=|[<>])|([<>!=]=|<|(?<!-)>)\s*[\w.>-]*\bversion\b",
     r"engine/", r"engine/model/behaviour\.|engine/syslog/syslog\.c|.*_(test|fuzz)\.(c|h|def)",
     "what differs between versions lives in engine/model/behaviour.c"),
    (r"(?<![<>])[<>]=?\s*OS_(?:[0-9]|FIRST_MPF)",
     r"(parser|cli)/", r".*_test\.[ch]", "what differs between versions lives in engine/model/behaviour.c"),
]


# An IP header has a version too: comparisons count where the file speaks of the emulated one.
OUR_VERSION = re.compile(r"\bos_version\b|\bos\.version\b|\brelease\b")


def rules_for(path, whole):
    """The rules that hold in the file and that some line of it breaks."""
    return [(re.compile(pattern), why) for pattern, where, unless, why in RULES
            if re.match(where, path) and not (unless and re.match(unless, path))
            and ("version" not in pattern or OUR_VERSION.search(whole))
            and re.search(pattern, whole)]


def findings_in(path, text, whole=None):
    hits = ((pattern.search(text), why) for pattern, why in rules_for(path, whole or text))
    return ["%s: %s" % (hit.group(0).strip(), why) for hit, why in hits if hit]


def check_itself():
    assert findings_in("cli/exec/exec.c", "sprintf(a, b);")
    assert findings_in("parser/line.c", "int n = atoi(word);")
    assert not findings_in("cli/exec/exec.c", "snprintf(a, n, b); my_strcpy(a);")
    assert findings_in("engine/conn.c", 'printf("x");')
    assert not findings_in("cli/exec/exec.c", 'printf("x");')
    assert findings_in("engine/conn.c", "if (config->release.version >= 5)")
    assert findings_in("engine/conn.c", "if (5 < config->release.version)")
    compares = "if (version >= low)"
    assert findings_in("engine/nat.c", compares, "enum os_version version;\n" + compares)
    assert not findings_in("engine/packet/packet.c", "if (version != 4)")
    assert findings_in("engine/nat.c", "case OS_7_0:")
    assert not findings_in("engine/model/behaviour.c", "case OS_7_0:")
    assert not findings_in("engine/conn.c", "behaviour_of(config->release.version)")
    assert findings_in("parser/cmd_nat.c", "if (call_version(call) < OS_7_0)")
    assert not findings_in("parser/cmd_nat.c", "{ .since = OS_7_0, bits = 1u << OS_6_3 }")


def main():
    check_itself()
    findings, seen = [], 0
    for path in source.files(".c", ".h", ".def"):
        lines = source.lines(path)
        whole = "\n".join(line for _, line in lines)
        seen += len(lines)
        if not findings_in(path, whole):
            continue
        for number, line in lines:
            findings += ["%s:%d: %s" % (path, number, why)
                         for why in findings_in(path, line, whole)]
    source.report(findings, seen, "lines")


main()
