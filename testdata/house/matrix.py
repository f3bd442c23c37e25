"""The captures of testdata/inspections, each with a firewall that inspects it in each version."""
import importlib.util
import os
import sys

FOLDER = os.path.join("testdata", "inspections")


def load(name):
    """A module of that folder; its `cases` is another than ours."""
    spec = importlib.util.spec_from_file_location(name, os.path.join(FOLDER, name + ".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def modules():
    ours = sys.modules.get("cases")
    sys.modules["cases"] = cases = load("cases")
    configurations = load("configurations")
    sys.modules["cases"] = ours
    return cases, configurations


def inspected(folder, largest):
    """(configuration, operands, bytes) of those with LARGEST bytes at most; FOLDER takes the
    configurations."""
    cases, configurations = modules()
    found = []
    for case in cases.CASES:
        for version in case.versions:
            lines = case.old if version == "6.3" else case.new
            if lines is None or not os.path.exists(case.capture):
                continue
            size = os.path.getsize(case.capture)
            way = cases.STATIC if cases.STATIC in case.ways else case.ways[0]
            path = os.path.join(folder, "%s, %s" % (case.name, version))
            with open(path, "w", encoding="utf-8") as file:
                file.write(configurations.configuration(case, version, way, True))
            if size <= largest:
                found.append((path, ["%s=%s" % (case.side, case.capture)], size))
    return found
