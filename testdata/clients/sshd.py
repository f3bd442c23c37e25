"""sshd.py: an SSH server on loopback whose only command is the prompt, for the tests of clients.

Its keys, configuration and log are temporary, and it runs as whoever runs the test.
"""
import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time

WAIT = 20

CONFIG = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
PidFile none
AuthorizedKeysFile {folder}/user.pub
PubkeyAuthentication yes
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PermitUserEnvironment no
StrictModes no
UsePAM no
UseDNS no
PrintMotd no
PrintLastLog no
SetEnv REFIRE_HISTORY=
ForceCommand {command}
"""


def program():
    """The path of sshd; None: it is not here."""
    return shutil.which("sshd", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sshd:
    """Listens until it is left. COMMAND is what who comes gets."""

    def __init__(self, command):
        self.folder = tempfile.mkdtemp()
        self.user = getpass.getuser()
        self.key = os.path.join(self.folder, "user")
        self.port = free_port()
        for name in ("host", "user"):
            # the older clients know neither the newest key types nor formats
            subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "",
                            "-f", os.path.join(self.folder, name)], check=True)
        config = os.path.join(self.folder, "config")
        with open(config, "w") as out:
            out.write(CONFIG.format(port=self.port, folder=self.folder, command=command))
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)  # where it puts its privileges down
        self.log = open(os.path.join(self.folder, "log"), "wb")
        self.process = subprocess.Popen([program(), "-D", "-e", "-f", config], stderr=self.log,
                                        stdin=subprocess.DEVNULL)
        self.wait()

    def wait(self):
        deadline = time.monotonic() + WAIT
        while time.monotonic() < deadline and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("sshd does not listen:\n" + self.said())

    def said(self):
        with open(os.path.join(self.folder, "log"), errors="replace") as log:
            return log.read()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(WAIT)
        self.log.close()
        shutil.rmtree(self.folder)
