"""check_grades.py REFIRE VALIDATE: a class of answers, some of them no answers at all, graded in
each form: the JSON is as its schema says, CSV is read by a spreadsheet's reader, and both say the
same of every answer.
"""
import csv
import io
import json
import os
import subprocess
import sys
import tempfile

REFIRE, VALIDATE = os.path.abspath(sys.argv[1]), sys.argv[2]
LABS = "testdata/labs"
HEAD = ["submission", "status", "met", "checks", "first_line", "message"]
# Names that a spreadsheet or a reader could take for something else.
ODD_NAMES = "=1+1.cfg", 'a "quoted", one.cfg', "two words.cfg", "-e.cfg"


def grade(lab, form, answers):
    run = subprocess.run([REFIRE, "lab", "grade", "--format", form, lab, "--", *answers],
                         capture_output=True, check=False, timeout=120)
    assert run.returncode in (0, 1), (lab, run.returncode, run.stderr)
    return run.stdout


def answers_of(lab):
    return [os.path.join(lab, name) for name in sorted(os.listdir(lab)) if name.endswith(".cfg")]


def check_lab(lab, answers, folder):
    table = list(csv.reader(io.StringIO(grade(lab, "csv", answers).decode("utf-8"), newline=""),
                            strict=True))
    assert table[0] == HEAD and all(len(row) == len(HEAD) for row in table), table
    lines = grade(lab, "json", answers)
    with open(os.path.join(folder, "grades"), "ab") as out:
        out.write(lines)
    results = [json.loads(line) for line in lines.decode("utf-8").splitlines()]
    assert len(results) == len(answers) == len(table) - 1
    for answer, row, result in zip(answers, table[1:], results):
        # what could be taken for a formula has a ' in front
        assert row[0].removeprefix("'") == result["submission"] == answer, (row, answer)
        assert row[1] == result["status"], (row, result)
        met = sum(test["status"] == "pass" for test in result["tests"])
        assert row[1] == "error" or [int(row[2]), int(row[3])] == [met, len(result["tests"])], row
    return [result["status"] for result in results]


def check_odd(folder):
    """Names and files that are none."""
    lab = os.path.abspath(os.path.join(LABS, "static-web-server"))
    with open(os.path.join(lab, "solution.cfg"), encoding="ascii") as file:
        solution = file.read()
    answers = []
    os.chdir(folder)
    for name in ODD_NAMES:
        with open(name, "w", encoding="ascii") as file:
            file.write(solution)
        answers.append(name)
    with open("bytes.cfg", "wb") as file:
        file.write(bytes(range(256)) * 100)
    statuses = check_lab(lab, [*answers, "bytes.cfg", "nowhere.cfg", "/dev/zero"], folder)
    assert statuses == ["pass"] * len(ODD_NAMES) + ["fail", "error", "error"], statuses


def main():
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in sorted(os.listdir(LABS)):
            lab = os.path.join(LABS, name)
            if not os.path.exists(os.path.join(lab, "lab")):
                continue
            if os.environ.get("REFIRE_QUICK") and len(name) % 4 != 0:
                continue
            answers = answers_of(lab)
            for answer, status in zip(answers, check_lab(lab, answers, folder)):
                right = os.path.basename(answer).startswith(("right-", "solution"))
                assert status == ("pass" if right else "fail"), (answer, status)
                count += 1
        here = os.getcwd()
        check_odd(folder)
        os.chdir(here)
        valid = subprocess.run([sys.executable, VALIDATE, "grade", os.path.join(folder, "grades")],
                               check=False).returncode
        if valid != 0:
            sys.exit(valid)
    print(f"{count} answers, the same in each form")


main()
