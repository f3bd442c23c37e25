/*
 * threat.c: the rates from which on a threat is told of, where the configuration has no others:
 * those of the 8.0 command reference, recalled [R].
 */
#include "engine/model/threat.h"

/* clang-format off */
#define RATES(threat, average_600, burst_600, average_3600, burst_3600) \
    [threat] = { { .event = threat, .interval_seconds = 600, \
                   .average = average_600, .burst = burst_600 }, \
                 { .event = threat, .interval_seconds = 3600, \
                   .average = average_3600, .burst = burst_3600 } }

static const struct threat_rate defaults[THREAT_EVENT_COUNT][THREAT_DEFAULT_RATES] = {
    RATES(THREAT_DOS_DROP, 100, 400, 80, 320),
    RATES(THREAT_BAD_PACKET_DROP, 100, 400, 80, 320),
    RATES(THREAT_ACL_DROP, 400, 800, 320, 640),
    RATES(THREAT_CONN_LIMIT_DROP, 100, 400, 80, 320),
    RATES(THREAT_ICMP_DROP, 100, 400, 80, 320),
    RATES(THREAT_SCANNING, 5, 10, 4, 8),
    RATES(THREAT_SYN_ATTACK, 100, 200, 80, 160),
    RATES(THREAT_FIREWALL_DROP, 400, 1600, 320, 1280),
    RATES(THREAT_INSPECT_DROP, 400, 1600, 320, 1280),
    RATES(THREAT_INTERFACE_DROP, 2000, 8000, 1600, 6400),
};
/* clang-format on */

const struct threat_rate *
threat_default_rates(enum threat_event event)
{
    return defaults[event];
}
