#!/usr/bin/env python3
"""Pictures of replays: what is in them, and that they need nothing beside them.

usage: pictures.py REFIRE [CHROMIUM]

The page is read as a browser would: its links lead to what is there, it has no script and asks for
nothing, its counts are those of the summary, and hostile names stay text. With CHROMIUM it is also
drawn, in a window and on paper.
"""
import html.parser
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

REFIRE = os.path.abspath(sys.argv[1])
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "replay")
SVG = "{http://www.w3.org/2000/svg}"
failures = []


def check(holds, what, *seen):
    if not holds:
        failures.append(what)
        print("FAILED:", what, *seen)


class Page(html.parser.HTMLParser):
    """The elements of a page, its texts by element, its ids and what it refers to."""
    VOID = {"meta", "br", "path", "rect"}

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.elements, self.texts = [], set(), set(), [], {}
        self.outside = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                check(value not in self.ids, "an id stands once", value)
                self.ids.add(value)
            elif name in ("href", "src") and value.startswith("#"):
                self.links.add(value[1:])
            elif name in ("href", "src", "data", "action") or name.startswith("on"):
                self.outside.append((tag, name, value))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        check(self.open and self.open[-1] == tag, "elements end in order", tag, self.open[-3:])
        self.open.pop()

    def handle_data(self, data):
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)


def replay(name, folder, *more):
    """Runs a golden replay with pictures; its status and what it says on standard error."""
    with open(os.path.join(ROOT, name, "args"), encoding="ascii") as file:
        words = [word for word in file.read().split() if not word.startswith("-")]
    return subprocess.run([REFIRE, "replay", "-c", "config", "--report",
                           os.path.join(folder, name + ".html"), *more, *words],
                          cwd=os.path.join(ROOT, name), capture_output=True, text=True, timeout=60,
                          check=False)


def page_of(name, folder, *more):
    done = replay(name, folder, *more)
    with open(os.path.join(folder, name + ".html"), encoding="utf-8") as file:
        text = file.read()
    return done, text, Page(text)


def test_page(folder):
    for name in sorted(os.listdir(ROOT))[::8 if os.environ.get("REFIRE_QUICK") else 1]:
        if not os.path.exists(os.path.join(ROOT, name, "args")):
            continue
        done, text, page = page_of(name, folder)
        check(not page.open, "every element ends", name, page.open)
        check(not page.outside, "nothing is asked for", name, page.outside)
        check("script" not in page.elements, "there is no script", name)
        check(page.links <= page.ids, "links lead somewhere", name, page.links - page.ids)
        said = re.search(r"verdicts: (\d+) passed, (\d+) denied", done.stderr)
        if said:
            shown = re.search(r"passed</td><td class=\"n\">(\d+)</td></tr>\n<tr><td>denied</td>"
                              r"<td class=\"n\">(\d+)<", text)
            check(shown and shown.groups() == said.groups(), "counts are the summary's", name)
        shown = page.texts.get("pre", []) + page.texts.get("a", [])
        check(sorted(shown) == sorted(done.stdout.splitlines()), "the log is all there", name,
              len(shown))


def test_ladder(folder):
    """PAT, and a flow that is denied where it stops."""
    path = os.path.join(folder, "ladder.svg")
    done = replay("pptp-63-pat-no-fixup", folder, "--svg", "1:" + path)
    root = ElementTree.parse(path).getroot()
    texts = ["".join(text.itertext()) for text in root.iter(SVG + "text")]
    check(root.tag == SVG + "svg", "it is a picture", root.tag)
    for wanted in ("inside", "firewall", "outside", "10.48.66.106/54794 > 192.168.201.25/1723",
                   "192.168.201.1/1024 > 192.168.201.25/1723", "SYN ACK"):
        check(wanted in texts, "it shows " + wanted, texts)
    check("302013" in done.stdout, "the log goes on as ever")
    _, text, page = page_of("pptp-63-pat-no-fixup", folder)
    check(any("nat-xlate-failed" in said for said in page.texts["text"]), "where it stops is told")
    check("denied by: nat (inside) 1 0.0.0.0 0.0.0.0 0 0" in page.texts["p"], "and by which line",
          page.texts["p"])
    check("no connection, gre, " in text, "a flow without a connection")
    _, text, page = page_of("pptp-63-fixup-pat", folder)
    check("rewritten" in page.texts["text"] and "inspected" in page.texts["text"],
          "inspections are shown")


def test_hostile(folder):
    config = os.path.join(folder, "<b>&.cfg")
    with open(config, "w", encoding="ascii") as out:
        out.write("PIX Version 6.3(5)\nnameif ethernet0 <i>out security0\n"
                  "nameif ethernet1 in&side security100\nip address <i>out 192.0.2.1 255.255.255.0\n"
                  "ip address in&side 10.48.66.47 255.255.254.0\n"
                  "nat (in&side) 1 0 0\nglobal (<i>out) 1 interface\n")
    capture = os.path.join(ROOT, "pptp-62-static-acl", "inside.pcap")
    page_path = os.path.join(folder, "hostile.html")
    done = subprocess.run([REFIRE, "replay", "-c", config, "--report", page_path, capture],
                          capture_output=True, text=True, timeout=60, check=False)
    with open(page_path, encoding="utf-8") as file:
        text = file.read()
    page = Page(text)
    check("<i>" not in text and "<b>" not in text, "names are no markup")
    check("i" not in page.elements and "b" not in page.elements, "and make no elements")
    check(any("<i>out" in said for said in page.texts["text"]), "but are shown", done.stderr)


def test_refusals(folder):
    for value in ("", "1", "x:y", "0:y", "1:", "4294967296:y", "-1:y"):
        done = replay("no-rule-62", folder, "--svg", value)
        check(done.returncode == 2 and "expected CONN:FILE" in done.stderr, "refused", value)
    lost = os.path.join(folder, "lost.svg")
    done = replay("no-rule-62", folder, "--svg", "77:" + lost)
    check(done.returncode == 5 and "no such connection" in done.stderr and not os.path.exists(lost),
          "a connection that there is not", done.stderr)
    done = replay("no-rule-62", folder, "--svg", "1:/nowhere/x.svg")
    check(done.returncode == 2 and "/nowhere/x.svg" in done.stderr, "a folder that there is not")
    if os.path.exists("/dev/full"):
        done = replay("no-rule-62", folder, "--report", "/dev/full")
        check(done.returncode == 5 and "/dev/full" in done.stderr, "a full disk", done.stderr)


def test_browser(folder, browser):
    path = os.path.join(folder, "pptp-63-pat-no-fixup.html")
    shot = os.path.join(folder, "shot.png")
    subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu",
                    "--window-size=1100,2600", "--screenshot=" + shot, "file://" + path],
                   capture_output=True, timeout=120, check=False)
    check(os.path.exists(shot) and os.path.getsize(shot) > 20000, "it is drawn")
    paper = os.path.join(folder, "page.pdf")
    subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu",
                    "--print-to-pdf=" + paper, "file://" + path], capture_output=True, timeout=120,
                   check=False)
    check(os.path.exists(paper) and os.path.getsize(paper) > 10000, "it is printed")


def main():
    with tempfile.TemporaryDirectory() as folder:
        for test in (test_page, test_ladder, test_hostile, test_refusals):
            test(folder)
        if len(sys.argv) > 2:
            test_browser(folder, sys.argv[2])
        else:
            print("no browser here: the page is read, and not drawn")
    print("%d failures" % len(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
