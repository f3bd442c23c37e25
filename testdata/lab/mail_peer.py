#!/usr/bin/env python3
"""A client of a mail server that says what the usual ones do not: it is refused more than once.

usage: mail_peer.py ADDRESS
"""
import smtplib
import sys

COMMANDS = ("NOOP", "VRFY ann", "EXPN staff", "HELP", "TURN", "DEBUG", "RSET")


def main():
    with smtplib.SMTP(sys.argv[1], timeout=5) as server:
        server.ehlo("client.lab.example")
        for command in COMMANDS:
            server.docmd(command)
        server.docmd("MAIL", "FROM:<joe@client.lab.example>")
        server.docmd("RCPT", "TO:<ann|cat@lab.example>")
        server.docmd("RSET")


main()
