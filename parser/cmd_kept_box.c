/*
 * cmd_kept_box.c: what is about the box itself: routing, failover, and what of the rest is not
 * modelled (commands.md 9 to 11.1).
 */
#include "parser/kept_rows.h"
#include "parser/kept_services.h"

/* clang-format off */
const struct command *const kept_box_commands[] = {
    /* to the box; the rest of it is modelled */
    KEPT("http", "http redirect", "Send HTTP on to HTTPS", SEVEN),
    KEPT("http", "http authentication-certificate", "Ask for a certificate", SEVEN),
    SINGLE("http", "http server idle-timeout", 3, "Idle minutes", .since = OS_8_0),
    SINGLE("http", "http server session-timeout", 3, "Minutes of a session", .since = OS_8_0),
    SINGLE("service", "service password-recovery", 2, "Password recovery", SEVEN,
           .keeps_no = true),

    /* routing and multicast */
    KEPT("rip", "rip", "RIP", SIX, .fact = fact_rip, .taints_anyway = true,
         .why_taints = "routes learned by RIP are not known"),
    BLOCK("router", "router ospf", "config-router", "OSPF", .since = OS_6_3, .fact = fact_router_ospf, .taints_anyway = true,
          .why_taints = "routes learned by OSPF are not known"),
    BLOCK("router", "router rip", "config-router", "RIP", .since = OS_7_2, .fact = fact_router_rip, .taints_anyway = true,
          .why_taints = "routes learned by RIP are not known"),
    BLOCK("router", "router eigrp", "config-router", "EIGRP", .since = OS_8_0, .fact = fact_router_eigrp, .taints_anyway = true,
          .why_taints = "routes learned by EIGRP are not known"),
    BLOCK("router", "routing interface", "config-routing", "Routing on an interface",
          .since = OS_6_3, SIX, .body = "ospf"),
    BLOCK("route-map", "route-map", "config-route-map", "Route map", .since = OS_6_3,
          .body = "match set"),
    KEPT("router", "prefix-list", "Prefix list", .since = OS_6_3),
    BLOCK("multicast", "multicast interface", "config-multicast", "Multicast on an interface",
          SIX, .body = "igmp"),
    KEPT("multicast", "multicast-routing", "Multicast routing", SEVEN),
    KEPT("multicast", "mroute", "Static multicast route"),
    KEPT("multicast", "igmp", "IGMP"),
    KEPT("multicast", "pim", "PIM", SEVEN),
    KEPT("ipv6", "ipv6", "IPv6", SEVEN),
    KEPT("wccp", "wccp", "Web cache communication", .since = OS_7_2),
    BLOCK("sla", "sla monitor", "config-sla-monitor", "Service level monitor", .since = OS_7_2,
          .body = "type num-packets request-data-size frequency timeout threshold tos"),
    KEPT("sla", "sla monitor schedule", "When to monitor", .since = OS_7_2),
    BLOCK("track", "track", "config-track", "Track an object", .since = OS_7_2, .body = "delay"),
    KEPT("firewall", "firewall transparent", "Transparent mode", SEVEN,
         .why_taints = "transparent mode is not modelled"),
    KEPT("mac", "mac-address-table", "MAC address table", SEVEN),
    KEPT("mac", "mac-learn", "MAC learning", SEVEN),
    KEPT("mac", "mac-list", "MAC list", .since = OS_6_3),
    KEPT("arp", "arp-inspection", "ARP inspection", SEVEN,
         .why_taints = "ARP inspection is not modelled"),

    /* what portmappers may open; shown by the guide of 7.2 */
    KEPT("sunrpc-server", "sunrpc-server", "Sun RPC services", SEVEN,
         .why_taints = "what the portmapper says opens the way for any service"),

    /* failover */
    KEPT("failover", "failover", "Failover", .keeps_no = true),
    SINGLE("failover", "failover timeout", 2, "Failover"),
    SINGLE("failover", "failover poll", 2, "Failover", SIX),
    /* 6.x writes them behind the addresses (6.3 listings) */
    KEPT("failover tail", "failover link", "State link", .key_words = 2, SIX),
    KEPT("failover tail", "failover lan", "LAN failover", .key_words = 3, SIX),
    KEPT("failover tail", "failover lan enable", "LAN failover", .key_words = 3, .keeps_no = true,
         SIX),
    KEPT("failover", "failover link", "State link", .key_words = 2, SEVEN),
    KEPT("failover", "failover lan", "LAN failover", .key_words = 3, SEVEN),
    KEPT("failover", "failover lan enable", "LAN failover", .key_words = 3, .keeps_no = true,
         SEVEN),
    KEPT("failover", "failover key", "Shared key", .key_words = 2, SEVEN),
    KEPT("failover", "failover polltime", "Poll time", SEVEN),
    KEPT("failover", "failover interface", "Failover interface", SEVEN),
    KEPT("failover", "failover replication", "Replication"),
    KEPT("failover", "failover mac", "Virtual MAC addresses"),
    BLOCK("failover", "failover group", "config-fover-group", "Failover group", SEVEN),
    KEPT("monitor-interface", "monitor-interface", "Interfaces that failover watches", SEVEN,
         .keeps_no = true),
    NULL,
};
/* clang-format on */
