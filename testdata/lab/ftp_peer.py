#!/usr/bin/env python3
"""A client of FTP in plain sockets, as ftplib has them: what it does with the server is named.

usage: ftp_peer.py ADDRESS active|passive|extended-active|extended-passive ...
"""
import ftplib
import io
import socket
import sys


class Client(ftplib.FTP):
    """One that can be told to announce its data connections by RFC 2428."""

    extended = False

    def makeport(self):
        listener = socket.create_server(("", 0), family=self.af, backlog=1)
        port, host = listener.getsockname()[1], self.sock.getsockname()[0]
        if self.extended:
            self.sendcmd(f"EPRT |1|{host}|{port}|")
        else:
            self.sendport(host, port)
        return listener

    def makepasv(self):
        if not self.extended:
            return super().makepasv()
        answer = self.sendcmd("EPSV")
        return self.sock.getpeername()[0], int(answer.split("|")[3])


def main():
    address, ways = sys.argv[1], sys.argv[2:]
    client = Client(address, timeout=5)
    client.trust_server_pasv_ipv4_address = True
    client.login()
    for way in ways:
        client.set_pasv("passive" in way)
        client.extended = "extended" in way
        client.retrlines("LIST", lambda line: None)
        client.retrbinary("RETR pub/file", lambda part: None)
        client.storbinary(f"STOR pub/in/{way}", io.BytesIO(b"stored " * 200))
    client.quit()


if __name__ == "__main__":
    main()
