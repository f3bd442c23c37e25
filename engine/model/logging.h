/*
 * logging.h: what is logged, where to and how.
 */
#ifndef REFIRE_ENGINE_MODEL_LOGGING_H
#define REFIRE_ENGINE_MODEL_LOGGING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/model/interface.h"

enum log_destination {
    LOG_CONSOLE,
    LOG_MONITOR,
    LOG_BUFFERED,
    LOG_TRAP,
    LOG_HISTORY,
    LOG_ASDM,
    LOG_DESTINATION_COUNT
};

#define LOG_LEVEL_OFF (-1)

enum device_id_kind {
    DEVICE_ID_NONE,
    DEVICE_ID_HOSTNAME,
    DEVICE_ID_ADDRESS,
    DEVICE_ID_STRING,
    DEVICE_ID_CONTEXT
};

struct log_message_setting {
    uint32_t id;
    bool disabled;
    int8_t level; /* LOG_LEVEL_OFF: its own */
};

struct log_host {
    ifc_id ifc;
    uint32_t address;
    uint8_t protocol; /* IP_UDP or IP_TCP */
    uint16_t port;    /* 0: the default */
    bool emblem;
};

struct logging {
    bool on;
    bool timestamp;
    bool standby;
    int8_t level[LOG_DESTINATION_COUNT]; /* LOG_LEVEL_OFF, or 0..7 */
    uint8_t facility;                    /* 16..23 */
    uint32_t queue;
    uint32_t buffer_size;
    enum device_id_kind device_id;
    const char *device_id_text; /* STRING */
    ifc_id device_id_ifc;       /* ADDRESS */
    struct log_message_setting *messages;
    size_t message_count, message_capacity;
    struct log_host *hosts;
    size_t host_count, host_capacity;
};

#endif
