/*
 * path_first_test.c: what happens to packets that belong to no conn: the rows of engine.md 1.9 and
 * 1.10, each in every version that its column names, and the decisions of section 13 about them.
 */
#include "engine/fixture_test.h"

/* What the configuration of a row has, besides a default route to the outside. */
enum {
    STATIC = 1 << 0,        /* static (inside,outside) 192.0.2.5 10.1.1.5 */
    PERMIT = 1 << 1,        /* access-group on outside: permit ip any any */
    DENY = 1 << 2,          /* ... : permits only a host that is not there */
    DENY_LOG = 1 << 3,      /* ... : deny ip any any log */
    DENY_QUIET = 1 << 4,    /* ... : deny ip any any log disable */
    PAT = 1 << 5,           /* nat (inside) 1 0 0, global (outside) 1 192.0.2.9 */
    INTERFACE_PAT = 1 << 6, /* ... interface */
    NO_GLOBAL = 1 << 7,     /* nat (inside) 1 0 0 alone */
    EMPTY_POOL = 1 << 8,    /* a pool of one address, which 10.1.1.99 holds */
    NAT_CONTROL = 1 << 9,
    INSIDE_DENY = 1 << 10,  /* access-group on inside: permits only a host that is not there */
    INSPECT = 1 << 11,      /* inspect icmp */
    INTER = 1 << 12,        /* same-security-traffic permit inter-interface */
    INTRA = 1 << 13,        /* ... intra-interface */
    NET_STATIC = 1 << 14,   /* static (inside,outside) 192.0.2.64 10.1.1.64 netmask /26 */
    IDENTITY_NET = 1 << 15, /* static (inside,outside) 10.1.1.0 10.1.1.0 netmask /24 */
    EXEMPT = 1 << 16,       /* nat (inside) 0 access-list: 10.1.1.0/24 to 198.51.100.0/24 */
    NO_ROUTE = 1 << 17,     /* no default route, --strict-routes */
    FAR_STATIC = 1 << 18,   /* static (inside,outside) 192.0.2.6 10.9.9.9, which has no route */
    DMZ_NAT = 1 << 19,      /* nat (dmz) 1 0 0 */
};

struct row_case {
    enum os_version since, until;
    unsigned has;
    const char *packet;
    enum verdict verdict;
    const char *log; /* "[#]" stands for the hashes of 7.0 and later */
};

#define IN_6 OS_6_2, OS_6_3
#define IN_7 OS_7_0, OS_7_2
#define FROM_7 OS_7_0, OS_LAST
#define FROM_8 OS_8_0, OS_LAST
#define ALL OS_FIRST, OS_LAST
#define D VERDICT_DENIED
#define P VERDICT_PASSED
#define B VERDICT_TO_THE_BOX

#define SYN_IN(to) "outside tcp 198.51.100.7:1025 > " to ":80 S"
#define UDP_IN(to) "outside udp 198.51.100.7:1025 > " to ":69"
#define DNS_IN(to) "outside udp 198.51.100.7:53 > " to ":1025"
#define ECHO_IN(to) "outside icmp 198.51.100.7 > " to " 8 0 id 5"
#define ESP_IN(to) "outside 50 198.51.100.7 > " to
#define GROUP " by access-group \"acl-out\"[#]\n"

static const struct row_case cases[] = {
    /* Inbound, the destination has an xlate, the access list denies. */
    { ALL, STATIC | DENY, SYN_IN("192.0.2.5"), D,
      "106023: Deny tcp src outside:198.51.100.7/1025 dst inside:192.0.2.5/80" GROUP },
    { ALL, STATIC | DENY, UDP_IN("192.0.2.5"), D,
      "106023: Deny udp src outside:198.51.100.7/1025 dst inside:192.0.2.5/69" GROUP },
    { ALL, STATIC | DENY, ECHO_IN("192.0.2.5"), D,
      "106023: Deny icmp src outside:198.51.100.7 dst inside:192.0.2.5 (type 8, code 0)" GROUP },
    { ALL, STATIC | DENY, "outside gre 198.51.100.7 > 192.0.2.5 call 3", D,
      "106023: Deny protocol 47 src outside:198.51.100.7 dst inside:192.0.2.5" GROUP },
    { OS_6_3, OS_7_1, STATIC | DENY_LOG, SYN_IN("192.0.2.5"), D,
      "106100: access-list acl-out denied tcp outside/198.51.100.7(1025) -> "
      "inside/192.0.2.5(80) hit-cnt 1 (first hit)\n" },
    { OS_7_2, OS_LAST, STATIC | DENY_LOG, SYN_IN("192.0.2.5"), D,
      "106100: access-list acl-out denied tcp outside/198.51.100.7(1025) -> "
      "inside/192.0.2.5(80) hit-cnt 1 first hit [0x0, 0x0]\n" },
    { OS_6_3, OS_LAST, STATIC | DENY_QUIET, SYN_IN("192.0.2.5"), D, "" },

    /* The same, no access list. */
    { IN_6, STATIC, SYN_IN("192.0.2.5"), D,
      "106001: Inbound TCP connection denied from 198.51.100.7/1025 to 192.0.2.5/80 flags SYN  "
      "on interface outside\n" },
    { FROM_7, STATIC, SYN_IN("192.0.2.5"), D,
      "106010: Deny inbound tcp src outside:198.51.100.7/1025 dst inside:192.0.2.5/80\n" },
    { IN_6, STATIC, UDP_IN("192.0.2.5"), D,
      "106006: Deny inbound UDP from 198.51.100.7/1025 to 192.0.2.5/69 on interface outside\n" },
    { FROM_7, STATIC, UDP_IN("192.0.2.5"), D,
      "106010: Deny inbound udp src outside:198.51.100.7/1025 dst inside:192.0.2.5/69\n" },
    { ALL, STATIC, DNS_IN("192.0.2.5"), D,
      "106007: Deny inbound UDP from 198.51.100.7/53 to 192.0.2.5/1025 due to DNS Response\n" },
    { ALL, STATIC, "outside udp 198.51.100.7:1025 > 192.0.2.5:53", D,
      "106007: Deny inbound UDP from 198.51.100.7/1025 to 192.0.2.5/53 due to DNS Query\n" },
    { IN_6, STATIC, ECHO_IN("192.0.2.5"), D,
      "106014: Deny inbound icmp src outside:198.51.100.7 dst inside:192.0.2.5 (type 8, code "
      "0)\n" },
    { FROM_7, STATIC, ECHO_IN("192.0.2.5"), D,
      "106010: Deny inbound icmp src outside:198.51.100.7 dst inside:192.0.2.5 (type 8, code "
      "0)\n" },
    { ALL, STATIC, ESP_IN("192.0.2.5"), D,
      "106010: Deny inbound protocol 50 src outside:198.51.100.7 dst inside:192.0.2.5\n" },
    { ALL, STATIC, "outside gre 198.51.100.7 > 192.0.2.5 call 3", D,
      "106010: Deny inbound protocol 47 src outside:198.51.100.7 dst inside:192.0.2.5\n" },

    /* No xlate, and the route of the destination points back: the ACL is not asked in 6.x. */
    { IN_6, PERMIT, SYN_IN("192.0.2.77"), D,
      "106011: Deny inbound (No xlate) tcp src outside:198.51.100.7/1025 dst "
      "outside:192.0.2.77/80\n" },
    { IN_6, DENY, UDP_IN("192.0.2.77"), D,
      "106011: Deny inbound (No xlate) udp src outside:198.51.100.7/1025 dst "
      "outside:192.0.2.77/69\n" },
    { IN_6, 0, ECHO_IN("192.0.2.77"), D,
      "106011: Deny inbound (No xlate) icmp src outside:198.51.100.7 dst outside:192.0.2.77 "
      "(type 8, code 0)\n" },
    { ALL, PERMIT, ESP_IN("192.0.2.77"), D,
      "106010: Deny inbound protocol 50 src outside:198.51.100.7 dst outside:192.0.2.77\n" },
    { FROM_7, 0, SYN_IN("192.0.2.77"), D,
      "106001: Inbound TCP connection denied from 198.51.100.7/1025 to 192.0.2.77/80 flags SYN  "
      "on interface outside\n" },
    { FROM_7, PERMIT, UDP_IN("192.0.2.77"), D,
      "106006: Deny inbound UDP from 198.51.100.7/1025 to 192.0.2.77/69 on interface outside\n" },
    { FROM_7, 0, ECHO_IN("192.0.2.77"), D,
      "106014: Deny inbound icmp src outside:198.51.100.7 dst outside:192.0.2.77 (type 8, code "
      "0)\n" },
    { OS_7_2, OS_LAST, INTRA, SYN_IN("192.0.2.77"), P,
      "302013: Built inbound TCP connection 1 for outside:198.51.100.7/1025 (198.51.100.7/1025) "
      "to outside:192.0.2.77/80 (192.0.2.77/80)\n" },
    { OS_7_0, OS_7_1, INTRA, UDP_IN("192.0.2.77"), D, /* IPsec only: commands.md 3.5 */
      "106006: Deny inbound UDP from 198.51.100.7/1025 to 192.0.2.77/69 on interface outside\n" },

    /* No xlate, and the route points to a higher interface. */
    { ALL, DENY, SYN_IN("10.1.1.5"), D,
      "106023: Deny tcp src outside:198.51.100.7/1025 dst inside:10.1.1.5/80" GROUP },
    { IN_6, PERMIT, SYN_IN("10.1.1.5"), D,
      "305005: No translation group found for tcp src outside:198.51.100.7/1025 dst "
      "inside:10.1.1.5/80\n" },
    { IN_6, PERMIT, ESP_IN("10.1.1.5"), D,
      "305005: No translation group found for protocol 50 src outside:198.51.100.7 dst "
      "inside:10.1.1.5\n" },
    { FROM_7, PERMIT, SYN_IN("10.1.1.5"), P,
      "302013: Built inbound TCP connection 1 for outside:198.51.100.7/1025 (198.51.100.7/1025) "
      "to inside:10.1.1.5/80 (10.1.1.5/80)\n" },
    { IN_7, PERMIT | NAT_CONTROL, SYN_IN("10.1.1.5"), D,
      "305005: No translation group found for tcp src outside:198.51.100.7/1025 dst "
      "inside:10.1.1.5/80\n" },
    { FROM_8, PERMIT | NAT_CONTROL, SYN_IN("10.1.1.5"), D,
      "305013: Asymmetric NAT rules matched for forward and reverse flows; Connection for tcp src "
      "outside:198.51.100.7/1025 dst inside:10.1.1.5/80 denied due to NAT reverse path "
      "failure\n" },
    { IN_7, PERMIT | PAT, SYN_IN("10.1.1.5"), D,
      "305005: No translation group found for tcp src outside:198.51.100.7/1025 dst "
      "inside:10.1.1.5/80\n" },
    { FROM_8, PERMIT | STATIC, SYN_IN("10.1.1.5"), D,
      "305013: Asymmetric NAT rules matched for forward and reverse flows; Connection for tcp src "
      "outside:198.51.100.7/1025 dst inside:10.1.1.5/80 denied due to NAT reverse path "
      "failure\n" },
    { IN_7, PERMIT | NO_GLOBAL, SYN_IN("10.1.1.5"), D, /* 13: covered, global or not */
      "305005: No translation group found for tcp src outside:198.51.100.7/1025 dst "
      "inside:10.1.1.5/80\n" },
    { ALL, 0, SYN_IN("10.1.1.5"), D,
      "106010: Deny inbound tcp src outside:198.51.100.7/1025 dst inside:10.1.1.5/80\n" },
    { ALL, 0, ECHO_IN("10.1.1.5"), D,
      "106010: Deny inbound icmp src outside:198.51.100.7 dst inside:10.1.1.5 (type 8, code "
      "0)\n" },
    /* 13: 106010 when the address needs an xlate, 106007 otherwise */
    { IN_6, 0, DNS_IN("10.1.1.5"), D,
      "106010: Deny inbound udp src outside:198.51.100.7/53 dst inside:10.1.1.5/1025\n" },
    { FROM_7, NAT_CONTROL, DNS_IN("10.1.1.5"), D,
      "106010: Deny inbound udp src outside:198.51.100.7/53 dst inside:10.1.1.5/1025\n" },
    { FROM_7, 0, DNS_IN("10.1.1.5"), D,
      "106007: Deny inbound UDP from 198.51.100.7/53 to 10.1.1.5/1025 due to DNS Response\n" },
    /* An exemption counts as an xlate and works both ways. */
    { ALL, PERMIT | EXEMPT, SYN_IN("10.1.1.5"), P,
      "302013: Built inbound TCP connection 1 for outside:198.51.100.7/1025 (198.51.100.7/1025) "
      "to inside:10.1.1.5/80 (10.1.1.5/80)\n" },
    { ALL, PERMIT | EXEMPT | PAT, UDP_IN("10.1.1.5"), P,
      "302015: Built inbound UDP connection 1 for outside:198.51.100.7/1025 (198.51.100.7/1025) "
      "to inside:10.1.1.5/69 (10.1.1.5/69)\n" },

    /* ICMP to an address that only ports share. */
    { ALL, PAT | PERMIT, ECHO_IN("192.0.2.9"), D,
      "106013: Dropping echo request from 198.51.100.7 to PAT address 192.0.2.9\n" },
    { IN_6, PAT | DENY, ECHO_IN("192.0.2.9"), D,
      "106011: Deny inbound (No xlate) icmp src outside:198.51.100.7 dst outside:192.0.2.9 (type "
      "8, code 0)\n" },
    { FROM_7, PAT, ECHO_IN("192.0.2.9"), D,
      "106014: Deny inbound icmp src outside:198.51.100.7 dst outside:192.0.2.9 (type 8, code "
      "0)\n" },
    { IN_6, PAT | PERMIT, "outside icmp 198.51.100.7 > 192.0.2.9 0 0 id 5", D,
      "106011: Deny inbound (No xlate) icmp src outside:198.51.100.7 dst outside:192.0.2.9 (type "
      "0, code 0)\n" },
    { FROM_7, PAT | PERMIT, "outside icmp 198.51.100.7 > 192.0.2.9 0 0 id 5", D,
      "106014: Deny inbound icmp src outside:198.51.100.7 dst outside:192.0.2.9 (type 0, code "
      "0)\n" },
    { FROM_7, PAT | PERMIT | INSPECT, "outside icmp 198.51.100.7 > 192.0.2.9 0 0 id 5", D,
      "313004: Denied ICMP type=0, from laddr 198.51.100.7 on interface outside to 192.0.2.9: no "
      "matching session\n" },
    { FROM_7, STATIC | INSPECT, "outside icmp 198.51.100.7 > 192.0.2.5 0 0 id 5", D,
      "313004: Denied ICMP type=0, from laddr 198.51.100.7 on interface outside to 192.0.2.5: no "
      "matching session\n" },
    { FROM_7, STATIC | PERMIT, "outside icmp 198.51.100.7 > 192.0.2.5 0 0 id 5", P,
      "305009: Built static translation from inside:10.1.1.5 to outside:192.0.2.5\n" },
    /* An error about nothing that is known. */
    { FROM_7, STATIC | PERMIT,
      "outside icmp 198.51.100.7 > 192.0.2.5 3 3 about udp 192.0.2.5:9 > 198.51.100.7:53", D,
      "313005: No matching connection for ICMP error message: icmp src outside:198.51.100.7 dst "
      "inside:192.0.2.5 (type 3, code 3) on outside interface.  Original IP payload: udp src "
      "192.0.2.5/9 dst 198.51.100.7/53.\n" },
    { IN_6, STATIC | PERMIT,
      "outside icmp 198.51.100.7 > 192.0.2.5 3 3 about udp 192.0.2.5:9 > 198.51.100.7:53", P, "" },
    { IN_6, STATIC,
      "outside icmp 198.51.100.7 > 192.0.2.5 3 3 about udp 192.0.2.5:9 > 198.51.100.7:53", D,
      "106014: Deny inbound icmp src outside:198.51.100.7 dst inside:192.0.2.5 (type 3, code "
      "3)\n" },

    /* Between equal levels, and back by the same interface from inside. */
    { IN_6, PAT, "inside tcp 10.1.1.5:80 > 10.1.1.6:1025 S", D,
      "106011: Deny inbound (No xlate) tcp src inside:10.1.1.5/80 dst inside:10.1.1.6/1025\n" },
    { FROM_7, 0, "inside tcp 10.1.1.5:80 > 10.1.1.6:1025 S", D,
      "106001: Inbound TCP connection denied from 10.1.1.5/80 to 10.1.1.6/1025 flags SYN  on "
      "interface inside\n" },
    { FROM_7, 0, "inside 50 10.1.1.5 > 10.1.1.6", D,
      "106010: Deny inbound protocol 50 src inside:10.1.1.5 dst inside:10.1.1.6\n" },
    { IN_6, INTER, "dmz udp 172.16.1.5:80 > 172.16.2.5:1025", D,
      "106011: Deny inbound (No xlate) udp src dmz:172.16.1.5/80 dst dmz2:172.16.2.5/1025\n" },
    { FROM_7, 0, "dmz icmp 172.16.1.5 > 172.16.2.5 8 0", D,
      "106014: Deny inbound icmp src dmz:172.16.1.5 dst dmz2:172.16.2.5 (type 8, code 0)\n" },
    { FROM_7, INTER, "dmz tcp 172.16.1.5:80 > 172.16.2.5:1025 S", P,
      "302013: Built inbound TCP connection 1 for dmz:172.16.1.5/80 (172.16.1.5/80) to "
      "dmz2:172.16.2.5/1025 (172.16.2.5/1025)\n" },
    { FROM_7, INTER | NAT_CONTROL, "dmz udp 172.16.1.5:80 > 172.16.2.5:1025", P,
      "302015: Built inbound UDP connection 1 for dmz:172.16.1.5/80 (172.16.1.5/80) to "
      "dmz2:172.16.2.5/1025 (172.16.2.5/1025)\n" },
    { FROM_7, INTER | NAT_CONTROL | DMZ_NAT, "dmz udp 172.16.1.5:80 > 172.16.2.5:1025", D,
      "305005: No translation group found for udp src dmz:172.16.1.5/80 dst "
      "dmz2:172.16.2.5/1025\n" },

    /* Outbound. */
    { ALL, STATIC, "inside tcp 10.1.1.5:1025 > 198.51.100.7:80 S", P, NULL },
    { ALL, STATIC | INSIDE_DENY, "inside tcp 10.1.1.5:1025 > 198.51.100.7:80 S", D,
      "106023: Deny tcp src inside:10.1.1.5/1025 dst outside:198.51.100.7/80 by access-group "
      "\"acl-in\"[#]\n" },
    { IN_6, STATIC, "inside udp 10.1.1.8:1025 > 198.51.100.7:80", D,
      "305005: No translation group found for udp src inside:10.1.1.8/1025 dst "
      "outside:198.51.100.7/80\n" },
    { IN_6, STATIC, "inside icmp 10.1.1.8 > 198.51.100.7 8 0", D,
      "305005: No translation group found for icmp src inside:10.1.1.8 dst outside:198.51.100.7 "
      "(type 8, code 0)\n" },
    { FROM_7, STATIC | NAT_CONTROL, "inside udp 10.1.1.8:1025 > 198.51.100.7:80", D,
      "305005: No translation group found for udp src inside:10.1.1.8/1025 dst "
      "outside:198.51.100.7/80\n" },
    { FROM_7, STATIC, "inside udp 10.1.1.8:1025 > 198.51.100.7:80", P,
      "302015: Built outbound UDP connection 1 for outside:198.51.100.7/80 (198.51.100.7/80) to "
      "inside:10.1.1.8/1025 (10.1.1.8/1025)\n" },
    { ALL, NO_GLOBAL, "inside udp 10.1.1.8:1025 > 198.51.100.7:80", D,
      "305005: No translation group found for udp src inside:10.1.1.8/1025 dst "
      "outside:198.51.100.7/80\n" },
    { IN_6, EMPTY_POOL, "inside udp 10.1.1.8:1025 > 198.51.100.7:80", D,
      "202001: Out of address translation slots!\n"
      "305006: regular translation creation failed for udp src inside:10.1.1.8/1025 dst "
      "outside:198.51.100.7/80\n" },
    { IN_6, EMPTY_POOL, "inside 50 10.1.1.8 > 198.51.100.7", D,
      "202001: Out of address translation slots!\n"
      "305006: regular translation creation failed for protocol 50 src inside:10.1.1.8 dst "
      "outside:198.51.100.7\n" },
    { FROM_7, EMPTY_POOL, "inside udp 10.1.1.8:1025 > 198.51.100.7:80", D,
      "305006: regular translation creation failed for udp src inside:10.1.1.8/1025 dst "
      "outside:198.51.100.7/80\n" },
    { IN_6, PAT, "inside 50 10.1.1.8 > 198.51.100.7", D,
      "305006: portmap translation creation failed for protocol 50 src inside:10.1.1.8 dst "
      "outside:198.51.100.7\n" },
    { FROM_7, PAT, "inside 50 10.1.1.8 > 198.51.100.7", D,
      "305006: regular translation creation failed for protocol 50 src inside:10.1.1.8 dst "
      "outside:198.51.100.7\n" },
    { FROM_7, PAT, "inside gre 10.1.1.8 > 198.51.100.7 call 7", D,
      "305006: regular translation creation failed for protocol 47 src inside:10.1.1.8 dst "
      "outside:198.51.100.7\n" },
    { IN_6, PAT, "inside icmp 10.1.1.8 > 198.51.100.7 13 0 id 4", D,
      "305006: portmap translation creation failed for icmp src inside:10.1.1.8 dst "
      "outside:198.51.100.7 (type 13, code 0)\n" },
    { FROM_7, PAT, "inside icmp 10.1.1.8 > 198.51.100.7 13 0 id 4", D,
      "305006: regular translation creation failed for icmp src inside:10.1.1.8 dst "
      "outside:198.51.100.7 (type 13, code 0)\n" },
    { ALL, PAT, "inside icmp 10.1.1.8 > 198.51.100.7 0 0 id 4", P,
      "305011: Built dynamic ICMP translation from inside:10.1.1.8/4 to outside:192.0.2.9/0\n" },
    { ALL, NET_STATIC | PERMIT, SYN_IN("192.0.2.127"), D,
      "305006: outbound static translation creation failed for tcp src "
      "outside:198.51.100.7/1025 dst inside:192.0.2.127/80\n" },
    { ALL, NET_STATIC | PERMIT, UDP_IN("192.0.2.64"), D,
      "305006: outbound static translation creation failed for udp src "
      "outside:198.51.100.7/1025 dst inside:192.0.2.64/69\n" },
    { ALL, IDENTITY_NET | PERMIT, UDP_IN("10.1.1.255"), D,
      "305006: identity translation creation failed for udp src outside:198.51.100.7/1025 dst "
      "inside:10.1.1.255/69\n" },
    { OS_6_2, OS_7_2, NO_ROUTE | STATIC, "inside tcp 10.1.1.5:1025 > 198.51.100.7:80 S", D,
      "110001: No route to 198.51.100.7 from 10.1.1.5\n" },
    { FROM_8, NO_ROUTE | STATIC, "inside tcp 10.1.1.5:1025 > 198.51.100.7:80 S", D,
      "110002: Failed to locate egress interface for TCP from inside:10.1.1.5/1025 to "
      "198.51.100.7/80\n" },
    { IN_7, NO_ROUTE | FAR_STATIC | PERMIT, SYN_IN("192.0.2.6"), D,
      "110001: No route to 192.0.2.6 from 198.51.100.7\n" },
    { FROM_8, NO_ROUTE | FAR_STATIC | PERMIT, SYN_IN("192.0.2.6"), D,
      "110003: Routing failed to locate next hop for tcp from outside:198.51.100.7/1025 to "
      "inside:192.0.2.6/80\n" },

/* 1.9: a segment without a conn; the access list is not asked. */
#define NO_CONN(to, port, words)                                                                   \
    "106015: Deny TCP (no connection) from 198.51.100.7/80 to " to "/" port " flags " words        \
    "  on interface outside\n"
    { ALL, STATIC | DENY, "outside tcp 198.51.100.7:80 > 192.0.2.5:1025 A", D,
      NO_CONN("192.0.2.5", "1025", "ACK") },
    { ALL, STATIC | DENY, "outside tcp 198.51.100.7:80 > 192.0.2.5:1025 RA", D,
      NO_CONN("192.0.2.5", "1025", "RST ACK") },
    { ALL, STATIC, "outside tcp 198.51.100.7:80 > 192.0.2.5:1025 FPA", D,
      NO_CONN("192.0.2.5", "1025", "FIN PSH ACK") },
    { ALL, PERMIT, "outside tcp 198.51.100.7:80 > 10.1.1.5:1025 PA", D,
      NO_CONN("10.1.1.5", "1025", "PSH ACK") },
    { ALL, PERMIT, "outside tcp 198.51.100.7:80 > 192.0.2.77:1025 FA", D, /* 13: routes back */
      NO_CONN("192.0.2.77", "1025", "FIN ACK") },
    { ALL, NO_ROUTE, "outside tcp 198.51.100.7:80 > 203.0.113.9:1025 A", D, /* 13: nowhere */
      NO_CONN("203.0.113.9", "1025", "ACK") },
    { IN_6, PAT, "outside tcp 198.51.100.7:80 > 192.0.2.9:1024 A", D,
      "106011: Deny inbound (No xlate) tcp src outside:198.51.100.7/80 dst "
      "outside:192.0.2.9/1024\n" },
    { IN_6, INTERFACE_PAT, "outside tcp 198.51.100.7:80 > 192.0.2.1:1024 R", D,
      "106011: Deny inbound (No xlate) tcp src outside:198.51.100.7/80 dst "
      "outside:192.0.2.1/1024\n" },
    { FROM_7, PAT, "outside tcp 198.51.100.7:80 > 192.0.2.9:1024 A", D,
      NO_CONN("192.0.2.9", "1024", "ACK") },
    { FROM_7, INTERFACE_PAT, "outside tcp 198.51.100.7:80 > 192.0.2.1:1024 R", D,
      NO_CONN("192.0.2.1", "1024", "RST") },
    { IN_6, STATIC, "outside tcp 198.51.100.7:80 > 192.0.2.5:1025 SA", D,
      "106001: Inbound TCP connection denied from 198.51.100.7/80 to 192.0.2.5/1025 flags SYN "
      "ACK  on interface outside\n" },
    { FROM_7, STATIC, "outside tcp 198.51.100.7:80 > 192.0.2.5:1025 SA", D,
      "106010: Deny inbound tcp src outside:198.51.100.7/80 dst inside:192.0.2.5/1025\n" },
    { ALL, STATIC | DENY, "outside tcp 198.51.100.7:80 > 192.0.2.5:1025 SA", D,
      "106023: Deny tcp src outside:198.51.100.7/80 dst inside:192.0.2.5/1025" GROUP },
    { ALL, STATIC | PERMIT, "outside tcp 198.51.100.7:80 > 192.0.2.5:1025 SA", D,
      NO_CONN("192.0.2.5", "1025", "SYN ACK") },

    /* To the box (engine.md 8, 13). */
    { IN_6, INTERFACE_PAT | PERMIT, "outside tcp 198.51.100.7:1025 > 192.0.2.1:80 S", B,
      "710005: TCP request discarded from 198.51.100.7/1025 to outside:192.0.2.1/http\n" },
    { FROM_7, 0, "outside tcp 198.51.100.7:1025 > 192.0.2.1:80 S", B,
      "710005: TCP request discarded from 198.51.100.7/1025 to outside:192.0.2.1/80\n" },
    { ALL, DENY, "outside udp 198.51.100.7:1025 > 192.0.2.1:5000", B,
      "710005: UDP request discarded from 198.51.100.7/1025 to outside:192.0.2.1/5000\n" },
    { ALL, 0, "outside gre 198.51.100.7 > 192.0.2.1 call 3", B,
      "710006: GRE request discarded from 198.51.100.7 to outside:192.0.2.1\n" },
    { ALL, 0, ECHO_IN("192.0.2.1"), B, "" },
    { ALL, 0, "inside icmp 10.1.1.5 > 192.0.2.1 8 0", B, "" }, /* a far interface */
    { IN_6, 0, "outside udp 192.0.2.8:137 > 192.0.2.255:137", B,
      "710005: UDP request discarded from 192.0.2.8/137 to outside:192.0.2.255/netbios-ns\n" },
    { FROM_7, 0, "outside udp 0.0.0.0:68 > 255.255.255.255:67", B,
      "710005: UDP request discarded from 0.0.0.0/68 to outside:255.255.255.255/67\n" },
    /* A directed broadcast does not pass; multicast is not routed. */
    { ALL, PAT, "inside udp 10.1.1.5:137 > 172.16.1.255:137", D, "" },
    { ALL, PAT, "inside udp 10.1.1.5:5353 > 224.0.0.251:5353", B, "" },
};

static void
configure(struct bench *bench, unsigned has)
{
    struct config *config = bench->config;
    if ((has & NO_ROUTE) == 0)
        add_route(bench, OUTSIDE, "any", "192.0.2.254");
    if ((has & STATIC) != 0)
        add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    if ((has & FAR_STATIC) != 0)
        add_static(bench, INSIDE, OUTSIDE, "192.0.2.6", "10.9.9.9");
    if ((has & NET_STATIC) != 0)
        add_static(bench, INSIDE, OUTSIDE, "192.0.2.64", "10.1.1.64/26");
    if ((has & IDENTITY_NET) != 0)
        add_static(bench, INSIDE, OUTSIDE, "10.1.1.0", "10.1.1.0/24");
    if ((has & PERMIT) != 0)
        add_ace(bench, "acl-out", true, IP_ANY, "any", "any");
    if ((has & DENY) != 0)
        add_ace(bench, "acl-out", true, IP_ANY, "203.0.113.1", "any");
    if ((has & DENY_LOG) != 0)
        add_ace(bench, "acl-out", false, IP_ANY, "any", "any")->log = ACE_LOG_ON;
    if ((has & DENY_QUIET) != 0)
        add_ace(bench, "acl-out", false, IP_ANY, "any", "any")->log = ACE_LOG_DISABLED;
    if ((has & (PERMIT | DENY | DENY_LOG | DENY_QUIET)) != 0)
        bind_acl(bench, OUTSIDE, "acl-out");
    if ((has & INSIDE_DENY) != 0) {
        add_ace(bench, "acl-in", true, IP_ANY, "203.0.113.1", "any");
        bind_acl(bench, INSIDE, "acl-in");
    }
    if ((has & EXEMPT) != 0) {
        add_ace(bench, "no-nat", true, IP_ANY, "10.1.1.0/24", "198.51.100.0/24");
        add_nat_acl(bench, INSIDE, 0, config_acl(config, "no-nat"));
    }
    if ((has & (PAT | INTERFACE_PAT | NO_GLOBAL | EMPTY_POOL)) != 0)
        add_nat(bench, INSIDE, 1, "any");
    if ((has & DMZ_NAT) != 0)
        add_nat(bench, DMZ, 1, "any");
    if ((has & PAT) != 0)
        add_global(bench, OUTSIDE, 1, "192.0.2.9");
    if ((has & INTERFACE_PAT) != 0)
        add_global(bench, OUTSIDE, 1, "interface");
    if ((has & EMPTY_POOL) != 0)
        add_global(bench, OUTSIDE, 1, "192.0.2.30-192.0.2.30");
    if ((has & INSPECT) != 0)
        add_inspection(bench, INSPECT_ICMP);
    config->nat_control = config->nat_control || (has & NAT_CONTROL) != 0;
    config->same_security_inter = (has & INTER) != 0;
    config->same_security_intra = (has & INTRA) != 0;
}

/* "[#]" becomes what the version appends to 106023. */
static void
expand(const char *pattern, enum os_version version, char text[static 2048])
{
    const char *mark = strstr(pattern, "[#]");
    if (mark == NULL)
        snprintf(text, 2048, "%s", pattern);
    else
        snprintf(text, 2048, "%.*s%s%s", (int)(mark - pattern), pattern,
                 version >= OS_7_0 ? " [0x0, 0x0]" : "", mark + 3);
}

/* Without the lines about local hosts, which 7.0 and later print first. */
static void
drop_host_lines(struct bench *bench)
{
    char *line = bench->log;
    while (*line != '\0') {
        char *end = strchr(line, '\n') + 1;
        if (strncmp(line, "609001", 6) == 0)
            memmove(line, end, strlen(end) + 1);
        else
            line = end;
    }
    bench->log_length = strlen(bench->log);
}

START_TEST(decision)
{
    const struct row_case *row = &cases[_i];
    for (enum os_version version = row->since; version <= row->until; version++) {
        char wanted[2048];
        struct bench *bench = bench_new(version);
        configure(bench, row->has);
        bench_start_with(bench,
                         (struct engine_options){ .strict_routes = (row->has & NO_ROUTE) != 0 });
        if ((row->has & EMPTY_POOL) != 0)
            expect_passed(bench, "inside udp 10.1.1.99:1025 > 198.51.100.7:80");
        quiet(bench);
        enum verdict verdict = send_packet(bench, row->packet);
        drop_host_lines(bench);
        ck_assert_msg(verdict == row->verdict, "%s in %s: %s\n%s", row->packet,
                      os_version_name(version), verdict_name(verdict), bench->log);
        if (row->log != NULL) {
            expand(row->log, version, wanted);
            ck_assert_msg(strcmp(bench->log, wanted) == 0, "%s in %s:\n%s-- instead of\n%s",
                          row->packet, os_version_name(version), bench->log, wanted);
        }
        bench_free(bench);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("path_first");
    TCase *rows = tcase_create("decisions");
    tcase_add_loop_test(rows, decision, 0, (int)ARRAY_LENGTH(cases));
    suite_add_tcase(suite, rows);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
