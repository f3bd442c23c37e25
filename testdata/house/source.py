"""The tree's C files as the house tests see them: code without its comments and strings."""
import os
import re
import sys

FOLDERS = ("engine", "parser", "cli", "man", "testdata")
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def strip(text):
    """Blanks comments and strings out, keeping line numbers; `#include "..."` is kept."""

    def blank(found):
        word = found.group(0)
        line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        if word[0] == '"' and re.match(r"\s*#\s*include\s*$", line):
            return word
        return re.sub(r"[^\n]", " ", word)

    return TOKEN.sub(blank, text)


def files(*endings):
    """Paths of the tree's files with one of the endings, relative to the root, sorted."""
    found = []
    for folder in FOLDERS:
        for place, _, names in os.walk(folder):
            found += [os.path.join(place, name) for name in names if name.endswith(endings)]
    return sorted(found)


def lines(path):
    """(line number, code) for each line of a file."""
    with open(path, encoding="utf-8") as file:
        return list(enumerate(strip(file.read()).split("\n"), 1))


def report(findings, seen, what):
    """Prints the findings and ends the program; a test that looked at nothing has failed."""
    for finding in findings:
        print(finding)
    if not seen:
        print("nothing to look at: is this the root of the tree?")
        sys.exit(1)
    print("%d %s, %d findings" % (seen, what, len(findings)))
    sys.exit(1 if findings else 0)
