#!/usr/bin/env python3
"""Protocols whose second connection is named on the first one, in plain sockets.

usage: second_conn.py serve rsh | serve sqlnet ADDRESS
       second_conn.py rsh ADDRESS | sqlnet ADDRESS
"""
import re
import socket
import struct
import sys

CONNECT, ACCEPT, REDIRECT, DATA = 1, 2, 5, 6


def read_line(sock, end):
    text = b""
    while not text.endswith(end):
        part = sock.recv(1)
        if not part:
            break
        text += part
    return text


def listener(port):
    return socket.create_server(("", port))


def from_reserved(port):
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("", port))
    sock.settimeout(5)
    return sock


def serve_rsh():
    server = listener(514)
    while True:
        sock, peer = server.accept()
        port = int(read_line(sock, b"\0")[:-1])
        errors = from_reserved(1021)
        errors.connect((peer[0], port))
        for _ in range(3):
            read_line(sock, b"\0")
        sock.sendall(b"\0" + b"file\n" * 20)
        errors.sendall(b"one is missing\n")
        errors.close()
        sock.close()


def rsh(address):
    back = listener(1022)
    back.settimeout(5)
    sock = from_reserved(1023)
    sock.connect((address, 514))
    sock.sendall(b"1022\0")
    errors, _ = back.accept()
    sock.sendall(b"joe\0joe\0ls\0")
    while sock.recv(4096):
        pass
    while errors.recv(4096):
        pass


def packet(kind, body):
    return struct.pack(">HHBBH", 8 + len(body), 0, kind, 0, 0) + body


def read_packet(sock):
    header = b""
    while len(header) < 8:
        header += sock.recv(8 - len(header))
    length, _, kind = struct.unpack(">HHB", header[:5])
    body = b""
    while len(body) < length - 8:
        body += sock.recv(length - 8 - len(body))
    return kind, body


def serve_sqlnet(address):
    first, second = listener(1521), listener(1600)
    text = f"(ADDRESS=(PROTOCOL=tcp)(HOST={address})(PORT=1600))".encode()
    for in_data in (False, True):
        sock, _ = first.accept()
        read_packet(sock)
        if in_data:
            sock.sendall(packet(REDIRECT, struct.pack(">H", 0)))
            sock.sendall(packet(DATA, struct.pack(">H", 0) + text))
        else:
            sock.sendall(packet(REDIRECT, struct.pack(">H", len(text)) + text))
        sock.recv(1)
        sock.close()
        sock, _ = second.accept()
        read_packet(sock)
        sock.sendall(packet(ACCEPT, bytes(24)))
        sock.sendall(packet(DATA, bytes(400)))
        sock.recv(1)
        sock.close()


def sqlnet(address):
    asked = packet(CONNECT, bytes(50) + b"(DESCRIPTION=(CONNECT_DATA=(SID=lab)))")
    for _ in range(2):
        sock = socket.create_connection((address, 1521), 5)
        sock.sendall(asked)
        kind, body = read_packet(sock)
        if len(body) == 2:
            kind, body = read_packet(sock)
        host, port = re.search(rb"HOST=([0-9.]+)\)\(PORT=([0-9]+)", body).groups()
        sock.close()
        sock = socket.create_connection((host.decode(), int(port)), 5)
        sock.sendall(asked)
        read_packet(sock)
        read_packet(sock)
        sock.close()


def main():
    words = sys.argv[1:]
    if words[0] == "serve":
        {"rsh": serve_rsh, "sqlnet": serve_sqlnet}[words[1]](*words[2:])
    else:
        {"rsh": rsh, "sqlnet": sqlnet}[words[0]](*words[1:])


if __name__ == "__main__":
    main()
