/*
 * acl_peer.c: with BENCH_DPDK it is rte_acl.
 */
#include "testdata/bench/acl_peer.h"

#ifdef BENCH_DPDK

#include <arpa/inet.h>
#include <rte_acl.h>
#include <rte_eal.h>
#include <stdlib.h>
#include <string.h>

#include "testdata/bench/timing.h"

#define HEADER_BYTES 16

enum { PROTOCOL, SOURCE, DESTINATION, SOURCE_PORT, DESTINATION_PORT, FIELDS };

static const struct rte_acl_field_def fields[FIELDS] = {
    { RTE_ACL_FIELD_TYPE_BITMASK, 1, PROTOCOL, 0, 0 },
    { RTE_ACL_FIELD_TYPE_MASK, 4, SOURCE, 1, 4 },
    { RTE_ACL_FIELD_TYPE_MASK, 4, DESTINATION, 2, 8 },
    { RTE_ACL_FIELD_TYPE_RANGE, 2, SOURCE_PORT, 3, 12 },
    { RTE_ACL_FIELD_TYPE_RANGE, 2, DESTINATION_PORT, 3, 14 },
};

RTE_ACL_RULE_DEF(built_rule, FIELDS);

struct peer {
    struct rte_acl_ctx *context;
    uint8_t *headers;
    const uint8_t **pointers;
    uint32_t *answers;
    size_t count;
};

const char *
peer_name(void)
{
    return "peer: rte_acl, scalar";
}

static bool
start_dpdk(void)
{
    static char *const words[] = { "bench",          "--no-huge",  "-m", "9000",
                                   "--no-pci",       "-l",         "0",  "--log-level=3",
                                   "--no-telemetry", "--no-shconf" };
    char *arguments[ARRAY_LENGTH(words)];
    memcpy(arguments, words, sizeof(words));
    static int started;
    if (started == 0)
        started = rte_eal_init((int)ARRAY_LENGTH(words), arguments) < 0 ? -1 : 1;
    return started > 0;
}

static struct built_rule
built_rule_of(const struct peer_rule *rule, size_t place, size_t count)
{
    struct built_rule built = { .data = { .category_mask = 1,
                                          .priority = (int32_t)(count - place),
                                          .userdata = (uint32_t)place + 1 } };
    built.field[PROTOCOL].value.u8 = rule->protocol;
    built.field[PROTOCOL].mask_range.u8 = rule->protocol == 0 ? 0 : 0xff;
    built.field[SOURCE].value.u32 = rule->source;
    built.field[SOURCE].mask_range.u32 = rule->source_bits;
    built.field[DESTINATION].value.u32 = rule->destination;
    built.field[DESTINATION].mask_range.u32 = rule->destination_bits;
    built.field[SOURCE_PORT].value.u16 = rule->ports[0];
    built.field[SOURCE_PORT].mask_range.u16 = rule->ports[1];
    built.field[DESTINATION_PORT].value.u16 = rule->ports[2];
    built.field[DESTINATION_PORT].mask_range.u16 = rule->ports[3];
    return built;
}

static bool
build(struct peer *peer, const struct peer_rule *rules, size_t count)
{
    struct rte_acl_param param = { .name = "bench",
                                   .socket_id = SOCKET_ID_ANY,
                                   .rule_size = RTE_ACL_RULE_SZ(FIELDS),
                                   .max_rule_num = (uint32_t)count };
    struct rte_acl_config config = { .num_categories = 1, .num_fields = FIELDS };
    memcpy(config.defs, fields, sizeof(fields));
    struct built_rule *built = calloc(count, sizeof(*built));
    peer->context = rte_acl_create(&param);
    for (size_t i = 0; built != NULL && i < count; i++)
        built[i] = built_rule_of(&rules[i], i, count);
    bool good = built != NULL && peer->context != NULL &&
                rte_acl_add_rules(peer->context, (const struct rte_acl_rule *)built,
                                  (uint32_t)count) == 0 &&
                rte_acl_build(peer->context, &config) == 0;
    free(built);
    return good;
}

static void
write_header(uint8_t *bytes, const struct flow *flow)
{
    const uint32_t addresses[2] = { htonl(flow->source), htonl(flow->destination) };
    const uint16_t ports[2] = { htons(flow->source_port), htons(flow->destination_port) };
    bytes[0] = flow->protocol;
    memcpy(bytes + 4, addresses, sizeof(addresses));
    memcpy(bytes + 12, ports, sizeof(ports));
}

struct peer *
peer_new(const struct peer_rule *rules, size_t count, const struct flow *flows, size_t flow_count)
{
    struct peer *peer = calloc(1, sizeof(*peer));
    if (peer == NULL || !start_dpdk() || !build(peer, rules, count)) {
        peer_free(peer);
        return NULL;
    }
    peer->headers = calloc(flow_count, HEADER_BYTES);
    peer->pointers = calloc(flow_count, sizeof(*peer->pointers));
    peer->answers = calloc(flow_count, sizeof(*peer->answers));
    if (peer->headers == NULL || peer->pointers == NULL || peer->answers == NULL) {
        peer_free(peer);
        return NULL;
    }
    peer->count = flow_count;
    for (size_t i = 0; i < flow_count; i++) {
        peer->pointers[i] = peer->headers + i * HEADER_BYTES;
        write_header(peer->headers + i * HEADER_BYTES, &flows[i]);
    }
    return peer;
}

double
peer_time(struct peer *peer)
{
    double start = processor_ns();
    for (size_t i = 0; i < peer->count; i++)
        (void)rte_acl_classify_alg(peer->context, &peer->pointers[i], &peer->answers[i], 1, 1,
                                   RTE_ACL_CLASSIFY_SCALAR);
    return (processor_ns() - start) / (double)peer->count;
}

void
peer_free(struct peer *peer)
{
    if (peer == NULL)
        return;
    rte_acl_free(peer->context);
    free(peer->headers);
    free(peer->pointers);
    free(peer->answers);
    free(peer);
}

#else

const char *
peer_name(void)
{
    return "no peer: DPDK was not found";
}

struct peer *
peer_new(const struct peer_rule *rules, size_t count, const struct flow *flows, size_t flow_count)
{
    (void)rules;
    (void)count;
    (void)flows;
    (void)flow_count;
    return NULL;
}

double
peer_time(struct peer *peer)
{
    (void)peer;
    return 0;
}

void
peer_free(struct peer *peer)
{
    (void)peer;
}

#endif
