#!/usr/bin/env python3
"""No include points back, and each foreign library is known to its one place.

cli -> parser -> engine/model, cli -> engine; see RULES. A file's own row is the first that matches.
"""
import re

import source

# Path of the includer, what it may include besides the C library.
RULES = [
    (r"engine/base/", r"engine/base/"),
    (r"engine/model/", r"engine/(base|model)/"),
    (r"engine/inspect/[^/]+_(test|fuzz)\.c", r"engine/"),
    (r"engine/inspect/",
     r"engine/(base|model|inspect)/|engine/packet/packet\.h|engine/(inspect|event|trace)\.h"),
    (r"engine/capture/", r"engine/(base|model|capture|packet)/"),
    (r"engine/replay/", r"engine/"),
    (r"engine/.+_test\.[ch]", r"engine/(base|model|inspect|acl|packet|path|syslog)/|engine/[^/]+$"),
    (r"engine/.+_fuzz\.c", r"engine/"),
    (r"engine/packet/", r"engine/(base|model|packet)/|engine/trace\.h"),
    (r"engine/acl/", r"engine/(base|model|acl)/|engine/[^/]+$"),
    (r"engine/syslog/", r"engine/(base|model|packet|syslog)/|engine/(event|teardown)\.[a-z]+"),
    (r"engine/path/", r"engine/(base|model|acl|packet|path)/|engine/[^/]+$"),
    (r"engine/",
     r"engine/(base|model|acl|packet|path)/|engine/inspect/inspections\.h|engine/[^/]+$"),
    (r"parser/", r"engine/(base|model)/|parser/"),
    (r"cli/", r"engine/|parser/|cli/"),
    (r"man/", r"cli/|parser/|engine/(base|model)/|engine/syslog/syslog\."),
    (r"testdata/", r"engine/|parser/|cli/|testdata/"),
]

# A library's header, the only files that may include it.
LIBRARIES = [
    (r"pcap", r"engine/capture/|testdata/bench/"),
    (r"zlib\.h", r"engine/capture/|testdata/bench/"),
    (r"zstd\.h", r"engine/capture/"),
    (r"pcre2\.h", r"engine/base/pattern\.c|engine/syslog/syslog_patterns_test\.c"),
    (r"xxhash\.h", r"engine/"),
    (r"(histedit\.h|editline/)", r"cli/prompt/shell\.c"),
    (r"md5\.h", r"parser/"),
    (r"jansson\.h", r".*_test\.c|cli/"),
    (r"check\.h", r".*_test\.[ch]"),
    (r"(termios|sys/ioctl|signal|locale)\.h", r"cli/|engine/[a-z/]*_(test|fuzz)\.c|testdata/"),
]

INCLUDE = re.compile(r'\s*#\s*include\s*(["<])([^">]+)[">]')


def wrong(path, quote, name):
    """Why PATH may not include NAME; None when it may."""
    if quote == "<":
        for header, places in LIBRARIES:
            if re.match(header, name) and not re.match(places, path):
                return "<%s> belongs to %s" % (name, places)
        return None
    if "/" not in name or name.startswith("."):
        return '"%s" does not say its folder' % name
    for includer, allowed in RULES:
        if re.match(includer, path):
            return None if re.match(allowed, name) else '"%s" points back' % name
    return "no rule for this folder"


def check_itself():
    assert wrong("engine/model/acl.c", '"', "engine/conn.h")
    assert wrong("engine/base/hash.c", '"', "engine/model/config.h")
    assert wrong("engine/conn.c", '"', "parser/parser.h")
    assert wrong("engine/conn.c", '"', "engine/capture/capture.h")
    assert wrong("parser/line.c", '"', "engine/engine.h")
    assert wrong("parser/line.c", '"', "cli/prompt/session.h")
    assert wrong("engine/replay/replay.c", "<", "pcap/pcap.h")
    assert wrong("cli/exec/exec.c", "<", "histedit.h")
    assert wrong("cli/exec/exec.c", '"', "session.h")
    assert wrong("cli/exec/exec.c", '"', "../parser/parser.h")
    assert not wrong("cli/exec/exec.c", '"', "parser/parser.h")
    assert not wrong("parser/line.c", '"', "engine/model/config.h")


def main():
    check_itself()
    findings, seen = [], 0
    for path in source.files(".c", ".h", ".def"):
        for number, line in source.lines(path):
            found = INCLUDE.match(line)
            if found:
                seen += 1
                why = wrong(path, *found.groups())
                if why:
                    findings.append("%s:%d: %s" % (path, number, why))
    source.report(findings, seen, "includes")


main()
