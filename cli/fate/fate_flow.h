/*
 * fate_flow.h: what is known of a flow that lives, and the writer of its record.
 */
#ifndef REFIRE_CLI_FATE_FATE_FLOW_H
#define REFIRE_CLI_FATE_FATE_FLOW_H

#include "cli/json.h"
#include "engine/engine.h"

#define FLOW_NONE UINT32_MAX
#define FLOW_KEYS 8      /* ends and connections by which its packets are known */
#define FLOW_MESSAGES 16 /* different ones */
#define FLOW_PHASES (TRACE_PHASES + 1)

struct flow_end {
    uint32_t address;
    uint16_t port;
};

struct flow_phase {
    enum trace_phase_type type;
    bool allowed;
    struct row row;
};

struct flow_message {
    uint32_t id;
    uint64_t count;
};

enum flow_over {
    OVER_TORN_DOWN, /* its last connection has ended */
    OVER_IDLE,      /* it had none, and nothing came any more */
    OVER_EVICTED,   /* for another one, when there were too many */
    OVER_END,       /* of the run */
};

struct fate_flow {
    uint64_t id;            /* counted from 1 */
    uint32_t before, after; /* among those without a connection, by their latest packet */
    uint64_t keys[FLOW_KEYS];
    size_t key_count;
    uint64_t fragments; /* that of its latest datagram in fragments; 0: none */

    uint32_t revision;
    uint8_t protocol, icmp_type, icmp_code;
    bool has_ports;
    ifc_id ingress, egress;
    struct flow_end source, destination; /* as the first packet entered */
    bool has_left;                       /* the next two are known */
    struct flow_end mapped_source, real_destination;
    uint64_t first_packet, last_packet;
    int64_t first_time, last_time;
    uint64_t packets[VERDICT_FINAL_COUNT], bytes;
    enum drop_reason drop; /* of the first denied packet */
    bool inspected;
    struct flow_message messages[FLOW_MESSAGES];
    size_t message_count;
    uint64_t other_messages;               /* that there was no room for */
    struct flow_phase phases[FLOW_PHASES]; /* of the first packet, then the first denial */
    size_t phase_count;
    uint32_t conn_id;            /* the first one; 0: none */
    uint32_t conns;              /* that live */
    uint32_t parent_conn;        /* that announced it; 0: none */
    uint64_t parent;             /* its flow; 0: not known any more */
    enum teardown_reason reason; /* of its latest connection */
    bool was_torn_down;
};

struct flow_writer {
    const struct config *config;
    struct json_writer *json;
    FILE *scratch; /* for rows; its bytes are TEXT */
    char *text;
    size_t text_size;
};

void fate_flow_write(struct flow_writer *writer, const struct fate_flow *flow, enum flow_over over);

#endif
