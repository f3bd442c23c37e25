/*
 * tcp_map.c: what TCP normalization does when nothing is said (engine.md 2.3 [B]).
 */
#include "engine/model/tcp_map.h"

enum tcp_map_action
tcp_map_usual(struct os_release release, enum tcp_map_option option)
{
    static const enum tcp_map_action usual[TCP_MAP_OPTION_COUNT] = {
        [TCP_MAP_CHECK_RETRANSMISSION] = TCP_MAP_OFF, [TCP_MAP_CHECKSUM_VERIFICATION] = TCP_MAP_OFF,
        [TCP_MAP_EXCEED_MSS] = TCP_MAP_ALLOW,         [TCP_MAP_INVALID_ACK] = TCP_MAP_DROP,
        [TCP_MAP_RESERVED_BITS] = TCP_MAP_ALLOW,      [TCP_MAP_SEQ_PAST_WINDOW] = TCP_MAP_DROP,
        [TCP_MAP_SYNACK_DATA] = TCP_MAP_DROP,         [TCP_MAP_SYN_DATA] = TCP_MAP_ALLOW,
        [TCP_MAP_SELECTIVE_ACK] = TCP_MAP_ALLOW,      [TCP_MAP_TIMESTAMP] = TCP_MAP_ALLOW,
        [TCP_MAP_WINDOW_SCALE] = TCP_MAP_ALLOW,       [TCP_MAP_OPTION_RANGE] = TCP_MAP_CLEAR,
        [TCP_MAP_TTL_EVASION] = TCP_MAP_ON,           [TCP_MAP_URGENT_FLAG] = TCP_MAP_CLEAR,
        [TCP_MAP_WINDOW_VARIATION] = TCP_MAP_ALLOW,
    };
    uint16_t from = behaviour(release.version)->exceed_mss_allowed_from;
    /* a release without a maintenance number counts as the newest */
    uint16_t maintenance = release.maintenance != 0 ? release.maintenance : UINT16_MAX - 1;
    if (option == TCP_MAP_EXCEED_MSS && maintenance < from)
        return TCP_MAP_DROP;
    return usual[option];
}

enum tcp_map_action
tcp_map_action(const struct tcp_map *map, struct os_release release, enum tcp_map_option option)
{
    enum tcp_map_action said = map->actions[option];
    return said != TCP_MAP_DEFAULT ? said : tcp_map_usual(release, option);
}
