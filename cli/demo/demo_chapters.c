/*
 * demo_chapters.c: the words of the demo. The chapters and their addresses are those of Cisco's
 * note on PPTP and L2TP through the PIX and ASA; the behaviour they explain is in the reference
 * under the same headings (the packet path, PPTP, L2TP and IPsec pass-through).
 */
#include "cli/demo/demo.h"

const struct demo_chapter demo_chapters[] = {
    {
        .title = "PPTP, client inside, server outside: static and access list (6.2)",
        .story =
            "PPTP is two things: a control connection, TCP to port 1723, and GRE (IP protocol 47) "
            "that carries the data. The firewall remembers the TCP connection, so answers come "
            "back on their own. GRE has no ports and 6.2 does not know that it belongs to the "
            "connection: each GRE packet from outside needs an address to be translated to (the "
            "static) and a permit (the access list).",
        .runs = { {
            .replay = "pptp-62-static-acl",
            .label = "PIX 6.2(1)",
            .commands = { "static ", "access-list ", "access-group " },
            .notice =
                "One Built and one Teardown for port 1723, and no word about GRE: what an access "
                "list permits passes in silence, and 6.2 keeps no connection for it. In a Built "
                "line the outside end comes first, whoever started; in parentheses is the address "
                "by which the other end knows this one. FINs closed it in good order.",
        } },
    },
    {
        .title = "Debug: the same without the access list (6.2)",
        .story = "The same packets. The access list and its access-group are gone, the static "
                 "stays.",
        .runs = { {
            .replay = "pptp-62-no-acl",
            .label = "PIX 6.2(1)",
            .commands = { "static ", "access-list ", "access-group " },
            .notice =
                "The control connection comes up, so the client believes in its tunnel; but 106010 "
                "refuses each GRE packet of the server: nothing permits traffic from outside "
                "(security 0) to inside (security 100). `dst inside:192.168.201.5` is the address "
                "in the packet, the mapped one, on the interface behind the static. This pair, "
                "302013 for port 1723 and 106010 for protocol 47, is how the missing permit looks. "
                "An access list that is applied but forgets GRE prints 106023 and its name "
                "instead.",
        } },
    },
    {
        .title = "PPTP, two clients behind one address: fixup and PAT (6.3)",
        .story =
            "Two clients share the address of the outside interface. Port translation needs ports, "
            "and GRE has none; but PPTP's GRE carries a call id, which the two ends agree upon in "
            "the control connection. The fixup reads along, gives each client a call id of its own "
            "outside, and opens GRE for just these two calls. No static, no access list.",
        .runs = { {
            .replay = "pptp-63-fixup-pat",
            .label = "PIX 6.3(5)",
            .commands = { "fixup protocol pptp", "global ", "nat ", "static ", "access-list " },
            .notice =
                "305011 gives the TCP connection a port on the shared address. When the server has "
                "accepted the call, two 302017 lines show the tunnel, one for each direction; the "
                "number behind the slash is the receiver's call id. In the inbound line the id in "
                "parentheses, on the shared address, is not the client's: that one is the "
                "firewall's. The tunnel ends with its control connection (302018, bytes of PPP), "
                "and 30 seconds later the port goes back (305012).",
        } },
    },
    {
        .title = "PPTP, two clients behind one address: inspection and PAT (7.x)",
        .story = "The same in the words of 7.x. Inspection of PPTP is not in the default policy: "
                 "it has to be added to the class inspection_default.",
        .runs = { {
            .replay = "pptp-72-inspect-pat",
            .label = "PIX 7.2(2)",
            .commands = { "policy-map", " class", "  inspect pptp", "service-policy", "global ",
                          "nat " },
            .notice =
                "The same connections as on 6.3: inspection is the fixup under a new name. Each "
                "line now carries its tag, %PIX, severity and message number; 609001 and 609002, "
                "at "
                "level debugging, tell when the firewall meets a host and forgets it.",
        } },
    },
    {
        .title = "PPTP, client inside, server outside: static and access list (7.x, 8.0)",
        .story = "Without inspection, 7.x and 8.0 want what 6.2 wanted. The note permits TCP 1723 "
                 "from the server as well; the answers would pass without it.",
        .runs = { {
            .replay = "pptp-80-acl",
            .label = "ASA 8.0(4)",
            .commands = { "static ", "access-list ", "access-group " },
            .notice =
                "The lines of the first chapter, with the tag of an ASA; 305009 says that the "
                "static is used for the first time. GRE passes by the access list, in silence.",
        } },
    },
    {
        .title = "L2TP, client inside, server outside (7.x)",
        .story = "L2TP is easier: control and data both are UDP between the same two ports 1701. "
                 "UDP has ports, so the firewall can keep a connection for it.",
        .runs = { {
            .replay = "l2tp-72-client-inside",
            .label = "PIX 7.2(2)",
            .commands = { "static ", "access-list ", "access-group " },
            .notice =
                "One UDP connection carries it all, and the answers belong to it; the access list "
                "is for a server that starts by itself or answers from another port. UDP has no "
                "end that could be seen: the connection goes two minutes after its last packet, "
                "and the duration says so.",
        } },
    },
    {
        .title = "PPTP, client outside, server inside (all versions)",
        .story = "Turned around: the server has the static, and the client comes from outside. "
                 "Now the access list must admit both the control connection and GRE. The server's "
                 "own GRE goes from high security to low and needs no permit.",
        .runs = { {
            .replay = "pptp-62-server-inside",
            .label = "PIX 6.2(1)",
            .commands = { "static ", "access-list ", "access-group " },
            .notice =
                "`Built inbound` names who started. The order of the ends stays: outside first, "
                "inside second, with port 1723 now on the inside end.",
        } },
    },
    {
        .title = "L2TP, client outside, server inside (all versions)",
        .story = "One permit for UDP 1701 to the server's mapped address.",
        .runs = { {
            .replay = "l2tp-63-client-outside",
            .label = "PIX 6.3(5)",
            .commands = { "static ", "access-list ", "access-group " },
            .notice = "The first packet is checked against the access list; all others find the "
                      "connection and are not checked again.",
        } },
    },
    {
        .title = "L2TP over IPsec, server inside (7.x)",
        .story =
            "With IPsec around it the firewall sees no L2TP at all, only the key exchange (UDP "
            "500) and ESP (protocol 50), or both in UDP 4500 where a translation stands between "
            "the ends. The note's access list names the source ports.",
        .runs = { {
            .replay = "l2tp-ipsec-72",
            .label = "PIX 7.2(2)",
            .commands = { "global ", "nat ", "static ", "access-list outside_access_in extended",
                          "access-group " },
            .notice =
                "Two UDP connections. ESP is like GRE: no ports, permitted in by the access list, "
                "translated by the static, and without a line. Through PAT it would not pass.",
        } },
    },
    {
        .title = "Troubleshoot: several PPTP clients through PAT, not inspected",
        .story = "The two clients of chapter 3 once more, but nobody reads the call ids. On 6.x "
                 "GRE through PAT gets port 0, and there is only one port 0. From 7.0 on it gets "
                 "nothing.",
        .runs = { {
                      .replay = "pptp-62-pat-one-tunnel",
                      .label = "PIX 6.2(1)",
                      .commands = { "global ", "nat ", "access-list ", "access-group " },
                      .notice =
                          "Both control connections stand. 10.48.66.106 was first and owns port 0; "
                          "305006 refuses the GRE of 10.48.66.107, packet by packet. The note says "
                          "it so: only one PPTP connection passes a PAT address.",
                  },
                  {
                      .replay = "pptp-80-pat-no-inspect",
                      .label = "ASA 8.0(4)",
                      .commands = { "global ", "nat ", "access-list ", "access-group " },
                      .notice =
                          "305006 for both clients, and with another word, `regular` instead of "
                          "`portmap`: no GRE leaves at all. Add the inspection of chapter 4, or "
                          "give each client a static.",
                  } },
    },
};
const size_t demo_chapter_count = ARRAY_LENGTH(demo_chapters);
