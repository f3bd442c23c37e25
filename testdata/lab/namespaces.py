"""Whether this machine can record a scene, and a folder to record into while nobody else does."""
import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile

PROGRAMS = ("ip", "iptables", "ethtool", "tcpdump")
TRIED = "lab-try"


def quiet(words):
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def accept(words):
    """Does WORDS do in a namespace of its own?"""
    quiet(["ip", "netns", "del", TRIED])
    done = quiet(["ip", "netns", "add", TRIED]) and quiet(["ip", "netns", "exec", TRIED, *words])
    quiet(["ip", "netns", "del", TRIED])
    return done


def missing():
    """Why nothing can be recorded; None: it can."""
    if os.geteuid() != 0:
        return "namespaces take root"
    for program in PROGRAMS:
        if not shutil.which(program):
            return "no %s here" % program
    return None if accept(["true"]) else "no network namespaces here"


@contextlib.contextmanager
def lab():
    """The namespaces' names are the machine's: one at a time."""
    with open("/run/lock/refire-lab", "w", encoding="utf-8") as lock, \
            tempfile.TemporaryDirectory() as folder:
        fcntl.flock(lock, fcntl.LOCK_EX)
        os.chmod(folder, 0o777)
        yield folder
