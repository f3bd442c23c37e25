#!/usr/bin/env python3
"""clients.py BINARY CLIENT: a public client at the prompt, through an sshd on loopback.

CLIENT is netmiko, expect, ansible or recipes (the manual's, as written). What each of them waits for
is its own business: here it is only asked what it got. 77: the client is not installed.
"""
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sshd  # noqa: E402

WAIT = 60
HERE = os.path.dirname(os.path.abspath(__file__))

refire = os.path.abspath(sys.argv[1])
folder = tempfile.mkdtemp()
failures = []
environment = dict(os.environ, REFIRE_HISTORY="", TERM="vt100", HOME=folder)

CONFIG = """\
%s Version %s
hostname edge
enable password secret
username %s password cisco privilege 15
"""
BOXES = {"6.3": ("PIX", "6.3(5)"), "7.2": ("PIX", "7.2(2)"), "8.0": ("ASA", "8.0(4)")}


def check(holds, what, seen=""):
    if not holds:
        failures.append(what)
        print("FAILED:", what, repr(seen) if seen else "")


def skip(why):
    print("SKIPPED", os.path.basename(__file__), sys.argv[2] + ":", why)
    shutil.rmtree(folder)
    sys.exit(77)


def need(program):
    found = shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/bin:/usr/sbin")
    if found is None:
        skip("no %s here" % program)
    return found


def configuration(version):
    path = os.path.join(folder, version + ".cfg")
    with open(path, "w") as out:  # of more than three pages of ten lines
        out.write(CONFIG % (*BOXES[version], sshd.getpass.getuser()))
        out.write("".join("name 10.1.1.%d host%d\n" % (i, i) for i in range(1, 61)))
    return path


class Box:
    """A prompt of VERSION behind an sshd: one of each who comes, or one that is shared."""

    def __init__(self, version, shared=False):
        self.server = None
        start = ["-c", configuration(version)]
        if shared:
            path = os.path.join(folder, "socket")
            self.server = subprocess.Popen([refire, "serve", "--socket", path, *start],
                                           stderr=subprocess.PIPE, env=environment)
            self.server.stderr.readline()
            start = ["--attach", path]
        self.sshd = sshd.Sshd(" ".join([refire, "shell", *start]))

    def __enter__(self):
        return self.sshd

    def __exit__(self, *_):
        self.sshd.__exit__()
        if self.server is not None:
            self.server.send_signal(signal.SIGTERM)
            check(self.server.wait(WAIT) == 0, "the server was content")
            self.server.stderr.close()


# ---- netmiko ----

def drive_netmiko(connect, version, server, secret):
    box = connect(device_type="cisco_asa", host="127.0.0.1", port=server.port, username=server.user,
                  password="cisco", secret=secret, use_keys=True, key_file=server.key,
                  global_delay_factor=1)
    name = "netmiko at %s%s: " % (version, "" if secret else " by login")
    if secret:
        box.enable()
    check(box.find_prompt() == "edge#", name + "is privileged", box.find_prompt())
    # which is longer than a page, and 6.3 has pages for the configuration to switch off
    seen = box.send_command("show version" + (" | include Version" if version == "6.3" else ""))
    check("Version " + BOXES[version][1] in seen, name + "sees the version", seen)
    lines = ["access-list web permit tcp any any eq 80", "object-group network servers",
             "network-object host 192.0.2.1"]
    if version == "6.3":  # which has no `end`
        lines.insert(0, "no pager")
    seen = box.send_config_set(lines, exit_config_mode=version != "6.3")
    check("ERROR" not in seen and all(line in seen for line in lines), name + "configures", seen)
    if version == "6.3":
        for _ in range(2):
            seen = box.send_command_timing("exit")
        check(seen.endswith("edge# ") or box.find_prompt() == "edge#", name + "leaves", seen)
    seen = box.send_command("show access-list web")
    check("hitcnt=0" in seen, name + "sees the list", seen)
    seen = box.send_command("show running-config")
    check("network-object host 192.0.2.1" in seen and "More" not in seen,
          name + "sees it all, without pages", seen)
    check("[OK]" in box.save_config(), name + "saves")
    if version != "6.3":
        seen = box.send_command("show ip interface brief")
        check(re.search(r"\n *\^\s*\nERROR: % Invalid input", "\n" + seen), name + "sees the caret",
              seen)
    box.disconnect()


def test_netmiko():
    try:
        import netmiko
    except ImportError:
        skip("no netmiko here (python3-netmiko)")
    for version in BOXES:
        with Box(version) as server:
            drive_netmiko(netmiko.ConnectHandler, version, server, "secret")
    with Box("7.2", shared=True) as server:
        drive_netmiko(netmiko.ConnectHandler, "7.2", server, "secret")
        # a second one at the same firewall, who gets up by `login` rather than `enable`
        box = netmiko.ConnectHandler(device_type="cisco_asa", host="127.0.0.1", port=server.port,
                                     username=server.user, password="cisco", use_keys=True,
                                     key_file=server.key, global_delay_factor=1)
        seen = box.send_command("show curpriv")
        check("Username : %s\n" % server.user in seen, "login says who it is", seen)
        check("web" in box.send_command("show access-list"), "what one configured the next sees")
        box.disconnect()


# ---- expect ----

def test_expect():
    program = need("expect")
    for version in BOXES:
        with Box(version, shared=version == "8.0") as server:
            done = subprocess.run(
                [program, "-f", os.path.join(HERE, "session.exp"), str(server.port), server.user,
                 server.key, version], capture_output=True, text=True, timeout=WAIT, env=environment,
                stdin=subprocess.DEVNULL)
            check(done.returncode == 0, "expect at %s" % version,
                  (done.returncode, done.stdout[-1500:], done.stderr[-300:]))


# ---- ansible ----

INVENTORY = """\
fw ansible_host=127.0.0.1 ansible_port={port} ansible_user={user}
[all:vars]
ansible_ssh_private_key_file={key}
ansible_network_os=cisco.asa.asa
ansible_connection=ansible.netcommon.network_cli
ansible_network_cli_ssh_type=paramiko
ansible_become=yes
ansible_become_method=ansible.netcommon.enable
ansible_become_password=secret
ansible_python_interpreter={python}
"""


def play(version, shared):
    where = os.path.join(folder, "ansible")
    os.makedirs(where, exist_ok=True)
    extra = dict(environment, HOME=where, ANSIBLE_HOST_KEY_CHECKING="False", ANSIBLE_NOCOLOR="1",
                 ANSIBLE_LOCAL_TEMP=where, ANSIBLE_STDOUT_CALLBACK="json",
                 ANSIBLE_PERSISTENT_CONTROL_PATH_DIR=os.path.join(where, "pc"))
    with Box(version, shared=shared) as server:
        inventory = os.path.join(where, "inventory")
        with open(inventory, "w") as out:
            out.write(INVENTORY.format(port=server.port, user=server.user, key=server.key,
                                       python="/usr/bin/python3"))
        done = subprocess.run([need("ansible-playbook"), "-i", inventory,
                               os.path.join(HERE, "play.yml")], env=extra, capture_output=True,
                              text=True, timeout=240, stdin=subprocess.DEVNULL)
    text = done.stdout
    check(done.returncode == 0, "the play ends well at %s" % version,
          text[-3000:] + done.stderr[-500:])
    if done.returncode != 0:
        return {}
    tasks = json.loads(text[text.index("{"):])["plays"][0]["tasks"]
    return {task["task"]["name"]: task["hosts"]["fw"] for task in tasks}


def test_ansible():
    need("ansible-playbook")
    if not os.path.isdir("/usr/lib/python3/dist-packages/ansible_collections/cisco/asa"):
        skip("no collection cisco.asa here (ansible)")
    for version, shared in (("7.2", False), ("8.0", True)):
        done = play(version, shared)
        if not done:
            continue
        facts = done["facts"]["ansible_facts"]
        check(facts["ansible_net_version"] == BOXES[version][1], "facts: version", facts)
        check("hostname edge" in facts["ansible_net_config"], "facts: configuration")
        check(facts["ansible_net_memtotal_mb"] > 0, "facts: memory", facts)
        check(re.fullmatch("0+", facts["ansible_net_serialnum"] or ""), "facts: serial number", facts)
        check(done["curpriv"]["stdout"][0].startswith("Username : enable_15"), "command")
        check(done["configure"]["changed"] and not done["again"]["changed"], "asa_config once")
        check(done["save"]["changed"] and not done["save again"]["changed"], "saved once")
        check(done["list"]["changed"] and not done["list again"]["changed"], "asa_acls once",
              done["list"])
        check(done["group"]["changed"] and not done["group again"]["changed"], "asa_ogs once",
              done["group"])
        # the module keeps hosts in a set, and tells them in any order
        check(["192.0.2.1", "192.0.2.2"] in
              [sorted(group["network_object"]["host"])
               for groups in done["gathered groups"]["gathered"]
               for group in groups["object_groups"]], "asa_ogs gathers", done["gathered groups"])
        check(done["wrong"].get("msg", "").count("Invalid input"), "an error is an error",
              done["wrong"])


# ---- the manual ----

def manual_block(first):
    """The literal lines of refire(1) whose first one starts with FIRST, as a reader sees them."""
    with open("man/refire.1") as page:
        text = page.read()
    for block in re.findall(r"^\.Bd [^\n]*\n(.*?)^\.Ed", text, re.S | re.M):
        lines = [line.replace("\\-", "-").replace("\\e", "\\").replace("\\(aq", "'")
                 for line in block.splitlines()]
        if lines[0].startswith(first):
            return "\n".join(lines) + "\n"
    check(False, "the manual has a recipe that starts with %r" % first)
    return ""


def read_until(peer, text):
    seen = b""
    deadline = time.monotonic() + WAIT
    while text not in seen and time.monotonic() < deadline:
        got = peer.recv(65536)
        if not got:
            break
        seen += got
    check(text in seen, "a recipe's prompt shows %r" % text, seen[-300:])
    return seen


def test_recipes():
    socat, ssh = need("socat"), need("ssh")
    path = os.path.join(folder, "pix")
    with_folder = dict(environment, PATH=os.path.dirname(refire) + ":" + os.environ["PATH"])
    server = subprocess.Popen([refire, "serve", "--socket", path, "-c", configuration("7.2")],
                              stderr=subprocess.PIPE, env=environment)
    server.stderr.readline()
    try:
        recipe = manual_block("Match")
        command = re.search(r"ForceCommand (.*)", recipe)
        check(command is not None, "the manual forces a command", recipe)
        line = command.group(1).replace("/run/pix/socket", path).replace("refire", refire, 1)
        with sshd.Sshd(line) as box:
            done = subprocess.run(
                [ssh, "-tt", "-p", str(box.port), "-i", box.key, "-o", "StrictHostKeyChecking=no",
                 "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
                 box.user + "@127.0.0.1"], input="enable\rsecret\rshow curpriv\rexit\r",
                capture_output=True, text=True, timeout=WAIT, env=environment)
        check("Username : enable_15" in done.stdout and "Logoff" in done.stdout,
              "the recipe for sshd works", done.stdout + done.stderr)
        recipe = manual_block("socat")
        port = sshd.free_port()
        check("2323" in recipe, "the recipe for socat names a port", recipe)
        listener = subprocess.Popen(
            ["sh", "-c", "exec " + recipe.replace("2323", str(port)).replace(
                "/run/pix/socket", path).replace("socat", socat, 1)],
            env=with_folder, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            drive_socket(port)
        finally:
            os.killpg(listener.pid, signal.SIGTERM)
            listener.wait(WAIT)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(WAIT)
        server.stderr.close()


def drive_socket(port):
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        with socket.socket() as peer:
            if peer.connect_ex(("127.0.0.1", port)) != 0:
                time.sleep(0.05)
                continue
            peer.settimeout(WAIT)
            read_until(peer, b"edge> ")
            peer.sendall(b"enable\r")
            read_until(peer, b"Password: ")
            peer.sendall(b"secret\r")
            seen = read_until(peer, b"edge# ")
            check(b"secret" not in seen, "a password is not shown", seen)
            peer.sendall(b"show curpriv\rexit\r")
            read_until(peer, b"Logoff")
            return
    check(False, "socat listens")


if sshd.program() is None:
    skip("no sshd here (openssh-server)")
if shutil.which("ssh-keygen") is None:
    skip("no ssh-keygen here (openssh-client)")
globals()["test_" + sys.argv[2]]()
shutil.rmtree(folder)
print("%d failures" % len(failures))
sys.exit(1 if failures else 0)
