#!/usr/bin/env python3
"""Services that name addresses and ports, field by field: nothing translates what is captured.

usage: services.py FOLDER     writes the scene that FOLDER is named after: inside.pcap, and outside.pcap
                              as it shows behind a static
"""
import os
import socket
import struct
import sys

from fragments import Scene
from voice import Conn, FAR, MANAGER, OTHER, PHONE, PHONE_SHOWN, datagram, h323_call, speak
import per

HOST = PHONE


def lines(*texts):
    return b"".join(text.encode() + b"\r\n" for text in texts)


# ---- text --------------------------------------------------------------------------------------

def description(host, port):
    return lines("v=0", "o=- 25678 753849 IN IP4 " + host, "s=-", "c=IN IP4 " + host, "t=0 0",
                 "m=audio %d RTP/AVP 0" % port)


def rtsp(scene):
    """A player and a server: SETUP, PLAY and the media (RFC 2326, 14.1)."""
    film = "rtsp://%s/film/audio RTSP/1.0" % FAR
    ports = "RTP/AVP;unicast;client_port=4588-4589"
    conn = Conn(scene, (HOST, 2300), (FAR, 554))
    conn.say(0, lines("SETUP " + film, "CSeq: 2", "Transport: " + ports, ""))
    conn.say(1, lines("RTSP/1.0 200 OK", "CSeq: 2", "Session: 12345678",
                      "Transport: %s;server_port=6256-6257" % ports, ""))
    conn.say(0, lines("PLAY " + film, "CSeq: 3", "Session: 12345678", ""))
    conn.say(1, lines("RTSP/1.0 200 OK", "CSeq: 3", "Session: 12345678", ""))
    speak(scene, (FAR, 6256), (HOST, 4588))
    conn.say(0, lines("TEARDOWN " + film, "CSeq: 4", "Session: 12345678", ""))
    conn.say(1, lines("RTSP/1.0 200 OK", "CSeq: 4", ""))
    conn.close()


def mgcp(scene):
    """A gateway that has restarted, and its call agent, who connects it to another one (RFC 3435)."""
    gateway, agent = (HOST, 2427), (MANAGER, 2727)
    datagram(scene, gateway, agent, lines("RSIP 1200 *@gw.example.net MGCP 1.0", "RM: restart"))
    datagram(scene, agent, gateway, lines("200 1200 OK"))
    datagram(scene, agent, gateway, lines(
        "CRCX 1204 aaln/1@gw.example.net MGCP 1.0", "C: A3C47F21456789F0", "L: p:10, a:PCMU",
        "M: sendrecv", "X: 0123456789AD", "") + description(OTHER, 7000))
    datagram(scene, gateway, agent, lines("200 1204 OK", "I: FDE234C8", "") +
             description(HOST, 3456))
    speak(scene, (OTHER, 7000), (HOST, 3456))
    datagram(scene, agent, gateway, lines(
        "DLCX 1210 aaln/1@gw.example.net MGCP 1.0", "C: A3C47F21456789F0", "I: FDE234C8"))
    datagram(scene, gateway, agent, lines("250 1210 OK"))


# ---- octets ------------------------------------------------------------------------------------

def xdmcp(scene):
    """Display 2 asks for a session, and a client of it connects (XDMCP 1.1)."""
    display, manager = (HOST, 2300), (FAR, 177)
    datagram(scene, display, manager, struct.pack("!HHHH", 1, 7, 11, 2) + bytes(9))
    datagram(scene, manager, display, struct.pack("!HHHI", 1, 8, 12, 9) + bytes(8))
    client = Conn(scene, (FAR, 3000), (HOST, 6002))
    client.say(0, b"l\0\x0b\0\0\0\0\0\0\0\0\0")
    client.close()


def sunrpc(scene):
    """Somebody outside asks the portmapper for NFS over UDP, and then NFS (RFC 1833)."""
    mapper, asker, service = (HOST, 111), (FAR, 900), (HOST, 2049)
    call = struct.pack("!14I", 7, 0, 2, 100000, 2, 3, 0, 0, 0, 0, 100003, 3, 17, 0)
    datagram(scene, asker, mapper, call)
    datagram(scene, mapper, asker, struct.pack("!7I", 7, 1, 0, 0, 0, 0, service[1]))
    datagram(scene, (FAR, 901), service, struct.pack("!10I", 8, 0, 2, 100003, 3, 0, 0, 0, 0, 0))
    datagram(scene, service, (FAR, 901), struct.pack("!6I", 8, 1, 0, 0, 0, 0))


def netbios(scene):
    """A host registers its name (RFC 1002, 4.2.2), and speaks to another (4.4.1)."""
    name = b"\x20EGFCEFEECACACACACACACACACACACAAA\0"
    datagram(scene, (HOST, 137), (FAR, 137),
             struct.pack("!HHHHHH", 0x1234, 0x2910, 1, 0, 0, 1) + name + struct.pack("!HH", 32, 1) +
             struct.pack("!HHHIHH", 0xC00C, 32, 1, 300000, 6, 0x6000) + socket.inet_aton(HOST))
    datagram(scene, (HOST, 138), (FAR, 138),
             struct.pack("!BBH4sHHH", 0x11, 2, 7, socket.inet_aton(HOST), 138, 2 * len(name) + 5, 0) +
             name + name + b"hello")


def ber(tag, *parts):
    data = b"".join(parts)
    length = bytes((len(data),)) if len(data) < 128 else bytes((0x81, len(data)))
    return bytes((tag,)) + length + data


def ils(scene):
    """Somebody who can be called enters where, as decimal number, in a directory; and is found."""
    def entry(operation, host):
        number = struct.unpack("<I", socket.inet_aton(host))[0]
        address = ber(0x30, ber(4, b"sIPAddress"), ber(0x31, ber(4, b"%d" % number)))
        return ber(0x30, b"\2\1\7", ber(operation, ber(4, b"cn=me,objectclass=rtperson"),
                                        ber(0x30, address)))

    conn = Conn(scene, (HOST, 2300), (FAR, 389))
    conn.say(0, entry(0x68, HOST))  # add
    conn.say(1, ber(0x30, b"\2\1\7", ber(0x69, b"\x0a\1\0\4\0\4\0")))
    conn.say(0, entry(0x68, HOST))  # again, behind what may have changed its length
    conn.close()


def dcerpc(scene):
    """A client outside asks the endpoint mapper for a service, and connects to it (C706)."""
    transfer = bytes.fromhex("045d888aeb1cc9119fe808002b104860")
    service = bytes.fromhex("785634123412cdabef000123456789ab")

    def pdu(kind, call, body):
        return struct.pack("<BBBBIHHI", 5, 0, kind, 3, 0x10, 16 + len(body), 0, call) + body

    def tower(host, port):
        floors = (struct.pack("<HB16sHHH", 19, 13, service, 1, 2, 0),
                  struct.pack("<HB16sHHH", 19, 13, transfer, 2, 2, 0),
                  struct.pack("<HBHH", 1, 11, 2, 0), struct.pack("<HBH", 1, 7, 2) +
                  struct.pack("!H", port),
                  struct.pack("<HBH", 1, 9, 4) + socket.inet_aton(host))
        data = struct.pack("<H", 5) + b"".join(floors)
        data = struct.pack("<II", len(data), len(data)) + data
        return data + bytes(-len(data) % 4)

    conn = Conn(scene, (FAR, 2300), (HOST, 135))
    conn.say(0, pdu(11, 1, struct.pack("<HHIIHH", 5840, 5840, 0, 1, 0, 1) +
                    bytes.fromhex("0883afe11f5dc91191a408002b14a0fa") + struct.pack("<HH", 3, 0) +
                    transfer + struct.pack("<I", 2)))
    conn.say(1, pdu(12, 1, struct.pack("<HHIH4sHI", 5840, 5840, 1, 4, b"135\0", 0, 1) +
                    struct.pack("<HH", 0, 0) + transfer + struct.pack("<I", 2)))
    asked = (struct.pack("<I", 1) + bytes(16) + struct.pack("<I", 2) + tower("0.0.0.0", 135) +
             bytes(20) + struct.pack("<I", 4))
    conn.say(0, pdu(0, 2, struct.pack("<IHH", len(asked), 0, 3) + asked))
    answered = (bytes(20) + struct.pack("<IIIII", 1, 4, 0, 1, 3) + tower(HOST, 49152) +
                struct.pack("<I", 0))
    conn.say(1, pdu(2, 2, struct.pack("<IHBB", len(answered), 0, 0, 0) + answered))
    found = Conn(scene, (FAR, 2301), (HOST, 49152))
    found.say(0, b"hello")
    found.close()
    conn.close()


def ras(scene):
    """An endpoint registers; then it is called."""
    phone, keeper = (HOST, 1719), (MANAGER, 1719)
    datagram(scene, phone, keeper, per.registration((HOST, 1720), phone))
    datagram(scene, keeper, phone, per.registered((MANAGER, 1720)))
    h323_call(scene, (FAR, 2300), (HOST, 1720), (HOST, 1232), ((FAR, 2006), (HOST, 5004)))


SCENES = {"dcerpc": dcerpc, "ils": ils, "mgcp": mgcp, "netbios": netbios, "ras": ras, "rtsp": rtsp,
          "sunrpc": sunrpc, "xdmcp": xdmcp}


ANNOUNCE_NOTHING = ("ils", "netbios")


def main():
    global HOST  # the scenes say it everywhere
    folder = sys.argv[1]
    name = os.path.basename(os.path.normpath(folder))
    for side, HOST in (("inside", PHONE), ("outside", PHONE_SHOWN)):
        if side == "outside" and name in ANNOUNCE_NOTHING:
            continue
        scene = Scene()
        SCENES[name](scene)
        scene.write(os.path.join(folder, side + ".pcap"))


if __name__ == "__main__":
    main()
