#!/usr/bin/env python3
"""serve.py BINARY [TEST ...]: prompts through real sockets and terminals.

Several prompts at one firewall; what stands at the socket's path before and after; clients that are
killed, never read, never stop, or send rubbish; a server that is stopped or killed; what a terminal
shows of keys that are typed ahead, and how it is left.
"""
import fcntl
import os
import re
import select
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import termios
import time

CONFIG = "testdata/replay/pptp-72-inspect-pat/config"
CAPTURE = "inside=testdata/replay/pptp-63-fixup-pat/inside.pcap"
WAIT = 60  # seconds until something counts as hung: the machine may be busy
MOST = 64  # attached at a time (cli/serve/server.h)

refire = os.path.abspath(sys.argv[1])
folder = tempfile.mkdtemp()
path = os.path.join(folder, "socket")
failures = []
environment = dict(os.environ, REFIRE_HISTORY="", TERM="vt100")
environment.pop("SSH_CONNECTION", None)


def check(holds, what, seen=""):
    if not holds:
        failures.append(what)
        print("FAILED:", what, repr(seen) if seen else "")


def frame(kind, text=b""):
    return kind + len(text).to_bytes(2, "big") + text


class Server:
    """Started and listening, unless it ended at once."""

    def __init__(self, *options, where=path):
        self.process = subprocess.Popen([refire, "serve", "--socket", where, *options],
                                        stderr=subprocess.PIPE, env=environment)
        self.said = self.process.stderr.readline().decode()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.end(signal.SIGTERM)
        self.process.stderr.close()

    def end(self, number):
        self.process.send_signal(number)
        return self.process.wait(WAIT)


def attach(lines, **extra):
    """A whole session from a pipe: status, screen, standard error."""
    done = subprocess.run([refire, "shell", "--attach", path], input=lines, text=True,
                          capture_output=True, timeout=WAIT, env=dict(environment, **extra))
    return done.returncode, done.stdout, done.stderr


def local(lines, **extra):
    """The same at a firewall of its own; what else subprocess is told."""
    extra = {"stdout": subprocess.PIPE, **extra}
    done = subprocess.run([refire, "shell", "--os", "7.2"], input=lines, text=True,
                          stderr=subprocess.PIPE, timeout=WAIT, env=environment, **extra)
    return done.returncode, done.stdout, done.stderr


class Pipe:
    """A session from a pipe that stays open."""

    def __init__(self):
        self.process = subprocess.Popen([refire, "shell", "--attach", path], env=environment,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)
        self.seen = b""

    def until(self, text):
        text = text.encode()
        deadline = time.monotonic() + WAIT
        while text not in self.seen and time.monotonic() < deadline:
            if not select.select([self.process.stdout], [], [], 0.5)[0]:
                continue
            got = os.read(self.process.stdout.fileno(), 65536)
            if not got:
                break
            self.seen += got
        check(text in self.seen, "a session shows %r" % text, self.seen[-300:])
        taken, _, self.seen = self.seen.partition(text)
        return (taken + text).decode()

    def type(self, line):
        try:
            os.write(self.process.stdin.fileno(), line.encode() + b"\n")
        except BrokenPipeError:
            pass  # it has ended: its status says why

    def close(self):
        self.process.stdin.close()
        status = self.process.wait(WAIT)
        said = self.process.stderr.read().decode()
        self.process.stdout.close()
        self.process.stderr.close()
        return status, said


class Terminal:
    """A session on a pseudo-terminal; what the line editor moves and pads with is left out."""

    EDITING = re.compile(rb"\x1b\[[0-9;]*[A-Za-z]|\0")

    def __init__(self, *arguments, columns=80):
        self.fd, self.side = os.openpty()  # our own hold on it, to see how it is left
        termios.tcsetwinsize(self.side, (24, columns))
        self.settings = termios.tcgetattr(self.side)
        self.process = subprocess.Popen(
            [refire, "shell", *arguments], env=environment, stdin=self.side, stdout=self.side,
            stderr=self.side, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        self.seen = self.raw = b""

    def until(self, text):
        text = text.encode()
        deadline = time.monotonic() + WAIT
        while text not in self.seen and time.monotonic() < deadline:
            if not select.select([self.fd], [], [], 0.5)[0]:
                continue
            got = os.read(self.fd, 65536)
            self.raw += got
            self.seen = self.EDITING.sub(b"", self.seen + got)
        check(text in self.seen, "a terminal shows %r" % text, self.seen[-300:])
        taken, _, self.seen = self.seen.partition(text)
        return (taken + text).decode()

    def type(self, keys):
        os.write(self.fd, keys.encode())

    def status(self):
        status = self.process.wait(WAIT)
        self.left = termios.tcgetattr(self.side)
        os.close(self.side)
        os.close(self.fd)
        return status


class Raw:
    """The protocol itself, for those who do not keep to it."""

    def __init__(self, greets=True):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(WAIT)
        self.socket.connect(path)
        if greets:
            self.socket.sendall(frame(b"H", b"refire 2 -"))

    def rest(self):
        """All that comes until the end."""
        seen = b""
        try:
            while True:
                got = self.socket.recv(65536)
                if not got:
                    return seen
                seen += got
        except OSError as problem:
            check(isinstance(problem, ConnectionResetError), "the server ends it", problem)
            return seen


ENABLE = "enable\n\n"


def test_sharing():
    with Server("--os", "7.2") as server:
        check(server.said == "refire: serving at %s\n" % path, "it says where it serves", server.said)
        check(stat.S_IMODE(os.stat(path).st_mode) == 0o600, "the socket is its owner's alone")
        status, screen, said = attach(ENABLE + "configure terminal\nhostname both\n"
                                      "access-list a permit tcp any any eq 80\nexit\nexit\n")
        check((status, said) == (0, ""), "a session ends well", (status, said))
        check(screen.endswith("both# exit\n\nLogoff\n\n"), "it logs off", screen[-60:])
        _, screen, _ = attach(ENABLE + "show running-config access-list\n")
        check("\naccess-list a extended permit tcp any any eq www" in screen,
              "another one sees what was configured", screen)
        check("both> enable\nPassword: \nboth# " in screen, "at a prompt of its own", screen)
        check(server.end(signal.SIGTERM) == 0, "a server that is stopped is content")
        check(not os.path.exists(path), "and takes its socket away")


def test_replay_is_shared():
    with Server("-c", CONFIG):
        _, screen, _ = attach(ENABLE + "replay %s\n" % CAPTURE)
        check("packets entered" in screen, "a capture is replayed", screen)
        _, there, _ = attach(ENABLE + "show xlate\nshow conn\n")
        check(re.search(r"\n[1-9]\d* in use", there), "its translations stay for others", there)
        pipe = os.path.join(folder, "pipe")
        os.mkfifo(pipe)
        _, screen, _ = attach(ENABLE + "replay inside=%s\nsave %s\n" % (pipe, pipe))
        check(screen.count("is no plain file") == 2, "nobody waits for the other end of a pipe", screen)
        os.unlink(pipe)
    with Server("-c", CONFIG, "--no-files"):
        _, screen, _ = attach(ENABLE + "replay %s\nsave %s/x\n" % (CAPTURE, folder))
        check(screen.count("refire: this session may not use files") == 2, "no files when told so",
              screen)
        check(not os.path.exists(folder + "/x"), "none is written")


def test_monitor():
    with Server("--os", "7.2"):
        watcher = Pipe()
        for line in ENABLE.splitlines():
            watcher.type(line)
        watcher.type("terminal monitor")
        watcher.until("terminal monitor\npixfirewall# ")
        attach(ENABLE + "configure terminal\nlogging enable\nlogging monitor 5\nhostname fw\n",
               SSH_CONNECTION="192.0.2.33 4711 192.0.2.1 22")
        watcher.until("%PIX-5-111010: User 'enable_15', running 'CLI' from IP 192.0.2.33, executed "
                      "'hostname fw'\n")
        check(watcher.close() == (0, ""), "the watcher ends well")


def test_two_typing():
    """Each line is whole, whoever types meanwhile."""
    with Server("--os", "6.3"):
        sessions = [Pipe(), Pipe()]
        for number, session in enumerate(sessions):
            for line in (ENABLE + "configure terminal\nobject-group network g%d" % number).splitlines():
                session.type(line)
        for i in range(100):
            for number, session in enumerate(sessions):
                session.type("network-object host 10.%d.0.%d" % (number, i + 1))
        for session in sessions:
            session.type("show hostname")
            session.until("show hostname\n")
            session.until("pixfirewall\n")
            check(session.close() == (0, ""), "both end well")
        _, screen, _ = attach(ENABLE + "show object-group\n")
        for number in range(2):
            block = screen.split("object-group network g%d\n" % number)[1].split("object-group")[0]
            hosts = re.findall(r"network-object host (\S+)", block)
            check(hosts == ["10.%d.0.%d" % (number, i + 1) for i in range(100)],
                  "every line of session %d is in its own group" % number, hosts[:5])


def test_place():
    """What may stand where the socket is to be."""
    plain = os.path.join(folder, "plain")
    with open(plain, "w") as out:
        out.write("mine\n")
    with Server(where=plain) as server:
        check(server.process.wait(WAIT) == 5 and "is there already, and no socket" in server.said,
              "a file is not taken away", server.said)
    check(open(plain).read() == "mine\n", "nor written to")
    link = os.path.join(folder, "link")
    os.symlink(plain, link)
    with Server(where=link) as server:
        check(server.process.wait(WAIT) == 5, "nor a link to one", server.said)
    check(os.path.islink(link), "the link stays")
    with Server(where=os.path.join(folder, "x" * 200)) as server:
        check(server.process.wait(WAIT) == 5 and "at most 107 bytes" in server.said, "a path too long",
              server.said)
    with Server(where=os.path.join(folder, "none", "socket")) as server:
        check(server.process.wait(WAIT) == 5, "a folder that is not there", server.said)
    with Server("--os", "7.2") as first:
        with Server() as second:
            check(second.process.wait(WAIT) == 5 and "somebody serves there already" in second.said,
                  "two do not serve at one place", second.said)
        check(attach("show history\n")[0] == 0, "the first one still serves")
        first.end(signal.SIGKILL)
    check(stat.S_ISSOCK(os.stat(path).st_mode), "a killed server leaves its socket")
    status, _, said = attach("")
    check(status == 5 and "nobody serves there" in said, "at which nobody answers", said)
    with Server() as server:
        check("serving" in server.said, "the next one takes its place", server.said)
        os.unlink(path)
        with open(path, "w") as out:
            out.write("other\n")
    check(open(path).read() == "other\n", "what stands in its place at the end is left alone")
    os.unlink(path)
    status, _, said = attach("")
    check(status == 5 and "No such file" in said, "no socket at all", said)


def test_killed_client():
    with Server("--os", "7.2"):
        victim = Pipe()
        for line in (ENABLE + "terminal monitor\nconfigure terminal\ninterface Ethernet0").splitlines():
            victim.type(line)
        victim.until("(config-if)# ")
        victim.process.kill()
        victim.process.wait(WAIT)
        check(attach(ENABLE + "configure terminal\nlogging enable\nlogging monitor 7\n")[0] == 0,
              "others go on")
        half = Raw()
        half.socket.sendall(b"L\0\x10half a li")
        half.socket.close()
        check(attach("show history\n")[0] == 0, "half a line from one who is gone harms nothing")


def test_killed_server():
    for number, why in ((signal.SIGKILL, "the server is gone"),
                        (signal.SIGTERM, "the server has been stopped")):
        with Server("--os", "7.2") as server:
            session = Pipe()
            session.type("show history")
            session.until("\n  show history\n")
            terminal = Terminal("--attach", path)
            terminal.until("pixfirewall> ")
            server.end(number)
            session.type("show hostname")
            status, said = session.close()
            check((status, said) == (5, "refire: %s: %s\n" % (path, why)), "a pipe is told", said)
            terminal.until(why)
            check(terminal.status() == 5, "a terminal is told at once")


def test_slow_reader():
    """It asks and asks and reads nothing: nobody waits for it, and in the end it is told so."""
    config = os.path.join(folder, "long.cfg")
    with open(config, "w") as out:
        out.write("PIX Version 7.2(2)\n")
        for i in range(20000):
            out.write("access-list long extended permit tcp host 10.1.%d.%d any eq 80\n"
                      % (i // 250, i % 250 + 1))
    with Server("-c", config):
        slow = Raw()
        slow.socket.sendall(frame(b"L", b"enable") + frame(b"L") +
                            frame(b"L", b"show running-config") * 40)
        # The server does one frame of each in turn: behind these lines all of those are done.
        status, screen, _ = attach("show curpriv\n" * 60)
        check(status == 0 and screen.count("Username : enable_1\n") == 60,
              "others do not wait for who does not read", screen[-200:])
        seen = slow.rest()
        check(seen[-75:].endswith(b"more waited to be read than the server keeps for one session"),
              "it is told why", seen[-100:])
        check(len(seen) < 8 << 20, "what waited is given up", len(seen))
        slow.socket.close()
    os.unlink(config)


def test_rubbish():
    with Server():
        for bytes_ in (b"GET / HTTP/1.0\r\n\r\n", b"\0" * 10000, b"\xff" * 10000,
                       frame(b"H", b"refire 9 -"), frame(b"L", b"enable")):
            stranger = Raw(greets=False)
            try:
                stranger.socket.sendall(bytes_)
            except OSError:
                pass
            seen = stranger.rest()
            check(b"B" in seen[:1] or seen == b"", "rubbish is answered with goodbye", seen[:80])
            stranger.socket.close()
        check(attach("show history\n")[0] == 0, "and harms nobody")


def test_too_many():
    with Server():
        many = [Raw() for _ in range(MOST)]
        for each in many:
            each.socket.recv(1)
        status, _, said = attach("")
        check(status == 5 and "too many are attached already" in said, "there is an end", said)
        for each in many[:2]:
            each.socket.close()
        deadline = time.monotonic() + WAIT
        while attach("")[0] != 0 and time.monotonic() < deadline:
            pass
        check(attach("")[0] == 0, "who leaves makes room")
        for each in many[2:]:
            each.socket.close()


def test_terminal():
    with Server("--os", "7.2"):
        user = Terminal("--attach", path)
        user.until("pixfirewall> ")
        user.type("ena\t")
        user.until("ble ")
        user.type("\r")
        user.until("Password: ")
        user.type("secret\r")
        check("secret" not in user.until("Invalid password"), "a password is not shown")
        user.until("Password: ")
        user.type("\r")
        user.until("pixfirewall# ")
        user.type("show run?")
        user.until("running-config")
        user.until("pixfirewall# show run")
        user.type("ning-config\r")
        user.until("<--- More --->")
        _, screen, _ = attach(ENABLE + "show hostname\n")
        check("\npixfirewall\n" in screen, "others do not wait at another one's page", screen)
        user.type("q")
        user.until("pixfirewall# ")
        user.type("terminal monitor\r")
        user.until("pixfirewall# ")
        user.type("conf")
        user.until("conf")
        attach(ENABLE + "configure terminal\nlogging enable\nlogging monitor 5\nhostname fw\n")
        user.until("executed the 'hostname fw' command.\r\n")
        user.until("pixfirewall# conf")  # what was being typed is there again
        user.type("igure terminal\r")
        user.until("fw(config)# ")
        user.type("hostname other\x1a")
        user.until("other# ")
        user.type("exit\r")
        user.until("Logoff")
        check(user.status() == 0, "a terminal's session ends well")


def test_typed_ahead():
    """A script does not wait for prompts: each key is shown once, none is lost."""
    user = Terminal("--os", "7.2", columns=511)
    screen = user.until("> ")
    user.type("enable\r\rterminal pager 0\rconfigure terminal\rterminal width 511\rhostname ahead\r"
              "access-list outside_in extended permit tcp any host 192.0.2.5 eq www log 6\r"
              "hostname again\x1a\rshow history\rexit\r")
    screen += user.until("Logoff")
    check(user.status() == 0, "it ends well")
    check(user.left == user.settings, "the terminal is left as it was")
    check(b"\x1b" not in user.raw and b"\0" not in user.raw,
          "plainly typed lines are shown without moving the cursor", user.raw)
    for line in ("> enable\r\nPassword: \r\npixfirewall# terminal pager 0\r\n",
                 "pixfirewall(config)# hostname ahead\r\nahead(config)# access-list outside_in "
                 "extended permit tcp any host 192.0.2.5 eq www log 6\r\n",
                 "again# show history\r\n  enable\r\n"):
        check(line in screen, "the screen has %r" % line, screen)


def test_interrupt():
    """Ctrl-C during a long replay reaches the server; nobody is harmed."""
    big = os.path.join(folder, "big.pcap")
    plain = CAPTURE.split("=")[1]
    data = open(plain, "rb").read()
    magic = data[:4]
    if magic not in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1"):
        check(False, "the capture is a pcap", magic)
        return
    with open(big, "wb") as out:
        out.write(data)
        for _ in range(20000):
            out.write(data[24:])
    with Server("-c", CONFIG):
        user = Terminal("--attach", path)
        user.until("> ")
        user.type("enable\r")
        user.until("Password: ")
        user.type("\r")
        user.until("# ")
        user.type("replay inside=%s\r" % big)
        user.until("replay")
        time.sleep(0.1)
        user.type("\x03")
        user.until("refire: interrupted")
        user.type("\rexit\r")
        user.until("Logoff")
        check(user.status() == 0, "the session goes on")
        gone = Terminal("--attach", path)
        gone.until("> ")
        gone.type("enable\r")
        gone.until("Password: ")
        gone.type("\rreplay inside=%s\r" % big)
        gone.until("replay")
        time.sleep(0.1)
        gone.process.kill()
        gone.status()
        check(attach("show history\n")[0] == 0, "a replay ends with who began it")
    os.unlink(big)


def test_full_disk():
    """A file that cannot be written is said, and the session goes on; a lost screen is a failure."""
    with Server("--os", "7.2"):
        _, screen, _ = attach(ENABLE + "save /dev/full\nsave %s/no/where\nshow hostname\n" % folder)
    status, here, _ = local(ENABLE + "save /dev/full\nshow hostname\n")
    check("is no plain file" in screen and "/no/where: cannot be written: No such file" in screen,
          "who shares a firewall is told", screen)
    check("/dev/full: cannot be written: No space left on device" in here, "a full disk is said", here)
    check(status == 0 and "\npixfirewall\n" in screen and "\npixfirewall\n" in here, "and it goes on")
    with open("/dev/full", "w") as full:
        status, _, said = local(ENABLE + "show running-config\n", stdout=full)
    check(status == 5 and "could not be written" in said, "a lost screen is a failure", (status, said))


def test_closed_pipe():
    """Whoever reads no longer ends it, without a word and without a hang."""
    for arguments in (["--os", "7.2"], ["--attach", path]):
        with Server("--os", "7.2"):
            session = subprocess.Popen([refire, "shell", *arguments], env=environment,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE)
            session.stdout.close()
            try:
                for _ in range(2000):
                    session.stdin.write(b"show version\n")
                session.stdin.close()
            except BrokenPipeError:
                pass
            status = session.wait(WAIT)
            session.stderr.close()
            check(status != 0, "a closed pipe is no success", (arguments, status))
            check(attach("show history\n")[0] == 0, "and harms nobody else")


CONTROLS = "".join(chr(c) for c in range(1, 0x20) if chr(c) not in "\n\x1a") + "\x7f\x9b\x85\u202e"


def test_control_characters():
    """Whatever is typed, no control character reaches a screen, nor does a line of its own."""
    forged = "%PIX-5-111008: User 'root' executed the 'forged' command."
    words = ["hostname a{}b", "banner motd x{}y", "name 10.0.0.1 n{}m",
             "object-group network g{}h", "access-list l{}k permit tcp any any",
             "username u{}v nopassword", "show {}", "show run | include {}", "enable password p{}q",
             "access-list l remark {}\r%s" % forged, "{}"]
    typed = ENABLE + "configure terminal\nlogging enable\nlogging console 7\n"
    typed += "".join(word.format(CONTROLS) + "\nexit\nconfigure terminal\n" for word in words)
    typed += "show running-config\nshow logging\nshow history\nexit\nlogin\n%s\n%s\n" % (
        CONTROLS, CONTROLS)
    for version in ("6.3", "7.2", "8.0"):
        done = subprocess.run([refire, "shell", "--os", version], input=typed.encode() + b"\xff\x80\n",
                              capture_output=True, timeout=WAIT, env=environment)
        check(done.returncode == 0, "a session of rubbish ends well", done.stderr)
        text = done.stdout.decode()  # strictly
        bad = sorted({c for c in text if (ord(c) < 0x20 and c not in "\n\t") or
                      0x7f <= ord(c) < 0xa0 or c == "\u202e"})
        check(not bad, "no control character reaches the screen of %s" % version, bad)
        lines = [line for line in text.split("\n") if line.startswith(forged)]
        check(not lines, "no log line is forged at %s" % version, lines)


def test_keys():
    """The keys of the device's line editor, by what is then executed; none of them is shown raw."""
    for version in ("6.3", "7.2", "8.0"):
        user = Terminal("--os", version)
        user.until("> ")
        user.type("enable\r\r")
        user.until("# ")
        for keys in ("curpriv\x01show \r",              # home, and on
                     "sow\x02\x02h\x05 curpriv\r",      # back, in between, to the end
                     "showx\x7f curpriv\r",             # rub out
                     "shxow\x02\x02\x02\x04\x05 curpriv\r",  # under the cursor
                     "show curpriv rest\x01" + "\x06" * 12 + "\x0b\r",  # all behind it
                     "nonsense \x15show curpriv\r",     # all before it
                     "show nonsense\x17curpriv\r",      # the word before
                     "\x10\r", "\x1b[A\r",              # the line before
                     "show hostname\x10\x0e\x15show curpriv\r",  # there and back
                     "show curpriv\x0c\r", "show curpriv\x12\r"):  # drawn again
            user.type(keys)
            user.until("Current privilege level : 15")
            user.until("# ")
        user.type("show curp?" if version != "6.3" else "show curp")
        user.until("# show curp" if version != "6.3" else "show curp")
        user.type("riv\r")
        user.until("Current privilege level : 15")
        user.until("# ")
        if version != "6.3":
            user.type("sh\tcurp\t\r")
            user.until("Current privilege level : 15")
            user.until("# ")
            user.type("s\t\x15")  # nothing to complete: the line stays
        user.type("never done\x03")
        user.until("# ")
        user.type("show history\r")
        user.until("show history\r\n")
        check("never done" not in user.until("# "), "Ctrl-C gives a line up at %s" % version)
        user.type("exit\rexit\r" if version == "6.3" else "exit\r")
        user.until("Logoff")
        check(user.status() == 0, "it ends well")
        check(user.left == user.settings, "the terminal is left as it was")


def test_options():
    for arguments, why in ((["serve"], "--socket is missing"),
                           (["shell", "--attach", path, "-c", CONFIG], "there already"),
                           (["serve", "--socket", path, "-c", folder + "/none"], "No such file")):
        done = subprocess.run([refire, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=WAIT, env=environment)
        check(done.returncode in (2, 3) and why in done.stderr, "refused: %s" % arguments, done.stderr)


for name, test in sorted(globals().items()):
    if name.startswith("test_") and (len(sys.argv) < 3 or name in sys.argv[2:]):
        began = time.monotonic()
        test()
        print("%-24s %5.2f s" % (name, time.monotonic() - began))
for name in os.listdir(folder):
    os.unlink(os.path.join(folder, name))
os.rmdir(folder)
print("%d failures" % len(failures))
sys.exit(1 if failures else 0)
