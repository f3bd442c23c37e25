#!/usr/bin/env python3
"""Every member of every struct that a configuration holds has its line in engine/model/shapes/.

From struct config outwards: each struct that a member is made of, or points to, must have a shape
of its own unless the member is skipped, and a shape names the members of its struct and no others.
"""
import glob
import re

import source

SHAPES = "engine/model/shapes/"
HEADERS = sorted(glob.glob("engine/model/*.h")) + ["engine/base/ip.h"]


def body_of(code, start):
    """What stands between the brace at START and its partner."""
    depth = 0
    for at in range(start, len(code)):
        depth += {"{": 1, "}": -1}.get(code[at], 0)
        if depth == 0:
            return code[start + 1 : at]
    return code[start + 1 :]


def declarations(body):
    """(type, member) for each member; those of an unnamed union count as the struct's own."""
    body = re.sub(r"\b(?:union|struct)\s*\{", "{", body)
    body = body.replace("{", " ").replace("}", ";")
    found = []
    for declaration in body.split(";"):
        words = re.sub(r"\[[^\]]*\]|:\s*\d+", "", declaration).strip()
        if not words:
            continue
        function = re.match(r"(.*)\(\s*\*\s*(\w+)\s*\)\s*\(", words, re.S)
        if function:
            found.append(function.groups())
            continue
        first, *others = words.split(",")
        match = re.match(r"(.*?)\b(\w+)$", first.strip(), re.S)
        found.append((match.group(1), match.group(2)))
        found += [(match.group(1), re.sub(r"\W", "", other)) for other in others]
    return found


def structs():
    """Name of each struct: its (type, member)s."""
    found = {}
    for header in HEADERS:
        code = "\n".join(line for _, line in source.lines(header))
        for struct in re.finditer(r"\bstruct\s+(\w+)\s*\{", code):
            found[struct.group(1)] = declarations(body_of(code, struct.end() - 1))
    return found


def shapes():
    """Name of each struct with a shape: its lines, as member: kind."""
    code = ""
    for path in sorted(glob.glob(SHAPES + "*.c")):
        with open(path, encoding="utf-8") as file:
            code += file.read()
    found = {}
    for table in re.finditer(r"struct member (\w+)_members\[\] = \{(.*?)\bEND\b", code, re.S):
        lines = {}
        for kind, member in re.findall(r"\b([A-Z_]+)\((\w+)", table.group(2)):
            lines[member] = kind
        if re.search(r"\bKEPT\b", table.group(2)):
            lines["kept"] = "LIST"
        found[table.group(1)] = lines
    return found


def wrong(name, members, lines, shaped):
    """What is wrong with the shape of one struct."""
    findings = []
    names = [member for _, member in members]
    for kind, member in members:
        if member not in lines:
            findings.append("struct %s: %s is not in its shape" % (name, member))
            continue
        inner = re.search(r"\bstruct\s+(\w+)", kind)
        deep = lines[member] in ("STRUCT", "OPTIONAL", "LIST", "POINTERS")
        if deep and inner and inner.group(1) not in shaped:
            findings.append("struct %s: %s needs a shape of struct %s" % (name, member, inner.group(1)))
    findings += ["struct %s has no %s" % (name, member) for member in lines if member not in names]
    return ["%s: %s" % (SHAPES, finding) for finding in findings]


def check_itself():
    body = "int a; /**/ const char *b; union { struct network n; char c; }; bool d : 1; x e[3], f; struct g **h;"
    got = [member for _, member in declarations(body.replace("/**/", ""))]
    assert got == ["a", "b", "n", "c", "d", "e", "f", "h"], got
    members = [("int ", "a"), ("struct x *", "b")]
    assert wrong("s", members, {"a": "NUMBER", "b": "LIST"}, {}) != []
    assert wrong("s", members, {"a": "NUMBER"}, {"x": {}}) != []
    assert wrong("s", members, {"a": "NUMBER", "b": "LIST", "c": "TEXT"}, {"x": {}}) != []
    assert wrong("s", members, {"a": "NUMBER", "b": "LIST"}, {"x": {}}) == []


def main():
    check_itself()
    declared, shaped = structs(), shapes()
    findings, seen = [], 0
    if "config" not in shaped:
        findings.append("%s: there is no shape of struct config" % SHAPES)
    for name, lines in shaped.items():
        if name not in declared:
            findings.append("%s: there is no struct %s" % (SHAPES, name))
            continue
        seen += len(declared[name])
        findings += wrong(name, declared[name], lines, shaped)
    source.report(findings, seen, "members")


main()
