#!/usr/bin/env python3
"""causes.py: which test causes each row of the catalogue to be printed.

A row is caused when a line of a golden output, or one that a test of the engine or of the prompt
expects, has its number and its words; where a test puts its lines together from macros, when its
literals have the number and the longest run of the row's own words. The test of the formats itself (engine/syslog) and logkit's
samples are left out: they print without a cause. A row that nothing causes fails, unless NOT_CAUSED
has a reason; so does a reason that has become wrong. With --list every row and its test are printed.
"""
import glob
import re
import sys

GOLDEN = ("testdata/replay/*/*.ok", "testdata/session/*/*.txt", "testdata/decisions/*.rows",
          "testdata/inspections/*.ok", "testdata/trace/*.ok", "testdata/diff/*.ok",
          "testdata/demo/*", "testdata/explain/*")
TESTS = ("engine/**/*_test.c", "cli/**/*_test.c")
NO_CAUSES = "engine/syslog/", "cli/replay/sink_test.c"
COMMENT = re.compile(r"/\*.*?\*/", re.S)
STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
STRINGS = re.compile(r'"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*')
LINE = re.compile(r"\b(\d{6}): .*")

# Number and version from which the row is, and why nothing causes it.
NOT_CAUSED = {
    (405101, "6_2"): "a pool that is full while H.225 opens a second signalling channel",
}


def joined(strings):
    """What C makes of adjacent literals."""
    text = "".join(STRING.findall(strings))
    return text.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


def rows(path):
    """(number, since, until, words) of each row of a table."""
    with open(path, encoding="utf-8") as file:
        text = COMMENT.sub("", file.read())
    text = re.sub(r"#define.*(?:\\\n.*)*", "", text)
    for start in re.finditer(r"\b(?:SYSLOG|SHELL_MESSAGE)\(\s*(?:[A-Z_]+,\s*)?(\d{6}),([^\"]*)", text):
        versions = re.findall(r"OS_(\w+)", start[2])
        literal = STRINGS.match(text, start.end())
        yield int(start[1]), versions[0], versions[1], joined(literal[0])


def expression(words):
    parts = re.split(r"\{\w+\}", words)
    return re.compile(".*?".join(map(re.escape, parts)) + r"\s*$")


def printed():
    """(number, text, path) of every line that a test has printed or expects."""
    for path in sorted(sum((glob.glob(pattern) for pattern in GOLDEN), [])):
        try:
            with open(path, encoding="utf-8") as file:
                lines = file.read().splitlines()
        except (UnicodeDecodeError, IsADirectoryError):
            continue
        for line in lines:
            yield line, path
    for path in sorted(sum((glob.glob(pattern, recursive=True) for pattern in TESTS), [])):
        if path.startswith(NO_CAUSES):
            continue
        with open(path, encoding="utf-8") as file:
            for strings in STRINGS.findall(COMMENT.sub("", file.read())):
                for line in joined(strings).split("\n"):
                    yield line, path


def longest_run(words):
    return max(re.findall(r"[A-Za-z ]+", re.sub(r"\{\w+\}", "|", words)), key=len).strip()


def main():
    lines, said = {}, {}
    for line, path in printed():
        if path.endswith("_test.c"):
            said[path] = said.get(path, "") + line + "\n"
        found = LINE.search(line)
        if found:
            lines.setdefault(int(found[1]), []).append((line[found.start() + 8:], path))
    failed, caused = [], 0
    for table in "engine/syslog/syslog.def", "cli/prompt/shell_message.def":
        for number, since, until, words in rows(table):
            means = expression(words)
            numbers = range(400000, 400051) if number == 400000 else [number]
            causes = [path for one in numbers for text, path in lines.get(one, ())
                      if means.match(text)]
            run = longest_run(words)
            causes += [path for path, text in said.items()
                       if re.search(rf"\b{number}\b", text) and run in text]
            reason = NOT_CAUSED.get((number, since))
            if "--list" in sys.argv:
                print(number, since, until, causes[0] if causes else "nothing: " + str(reason))
            if bool(causes) == bool(reason):
                failed.append(f"{number} from {since}: " + (
                    f"{causes[0]} causes it, and it is listed" if causes else
                    f"no test causes it: {words}"))
            caused += bool(causes)
    print(f"{caused} rows are caused by tests, {len(NOT_CAUSED)} are known not to be")
    for one in failed:
        print("FAILED:", one)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
