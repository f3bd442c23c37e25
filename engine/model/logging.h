/*
 * logging.h: what is logged, where to and how (commands.md 8, syslog.md 1.3).
 */
#ifndef REFIRE_ENGINE_MODEL_LOGGING_H
#define REFIRE_ENGINE_MODEL_LOGGING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/model/interface.h"

/* In the order in which they are written. */
enum log_destination {
    LOG_CONSOLE,
    LOG_MONITOR,
    LOG_BUFFERED,
    LOG_TRAP,
    LOG_HISTORY,
    LOG_ASDM,
    LOG_MAIL,
    LOG_DESTINATION_COUNT
};

#define LOG_LEVEL_OFF (-1)

/* Groups of message numbers; the last one has those of no group. */
enum log_class {
#define LOG_CLASS(NAME, name, help) LOG_CLASS_##NAME,
#include "engine/model/log_class.def"
    LOG_CLASS_COUNT
};

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

/* One line of `logging list`: up to a level, of one class or of all, or a range of messages. */
struct log_list_entry {
    bool by_level;
    uint8_t level;
    uint8_t log_class; /* LOG_CLASS_COUNT: any */
    uint32_t first, last;
};

/* A destination may name one before its lines come; it lets nothing pass then. */
struct log_list {
    const char *name;
    bool exists;
    struct log_list_entry *entries;
    size_t count, capacity;
    struct origin origin; /* of the line that defines it first, or else names it first */
};

struct log_host {
    ifc_id ifc;
    uint32_t address;
    uint8_t protocol; /* IP_UDP or IP_TCP */
    uint16_t port;    /* 0: UDP's default */
    bool emblem;
    bool secure; /* over TLS, 8.0(2) */
    struct origin origin;
};

struct log_recipient {
    const char *address;
    int8_t level; /* LOG_LEVEL_OFF: that of `logging mail` */
};

/* At most COUNT messages in INTERVAL seconds: of one number, or of all of a level. */
struct log_rate {
    bool by_level;
    uint32_t what; /* the message, or the level */
    bool unlimited;
    uint32_t count;
    uint32_t interval_seconds;
    struct origin origin;
};

struct logging {
    bool on;
    bool timestamp;
    bool standby;
    bool emblem; /* of console, monitor and buffer */
    bool debug_trace;
    bool permit_hostdown;
    bool ftp_bufferwrap;
    bool flash_bufferwrap;
    int8_t level[LOG_DESTINATION_COUNT];                  /* LOG_LEVEL_OFF, or 0..7 */
    const struct log_list *filter[LOG_DESTINATION_COUNT]; /* in the place of the level, or NULL */
    /* `logging class`: LOG_LEVEL_OFF where the destination's own level or list holds. */
    int8_t class_level[LOG_CLASS_COUNT][LOG_DESTINATION_COUNT];
    struct origin origins[LOG_DESTINATION_COUNT]; /* of the last line about each */
    uint8_t facility;                             /* 16..23 */
    uint32_t queue;                               /* 0: as memory allows */
    uint32_t buffer_size;
    uint32_t asdm_buffer_size;
    uint32_t flash_minimum_free; /* kilobytes, as the next */
    uint32_t flash_maximum_allocation;
    enum device_id_kind device_id;
    const char *device_id_text; /* STRING */
    ifc_id device_id_ifc;       /* ADDRESS */
    const char *from_address;   /* NULL: none */
    const char *ftp_server;     /* address, path, user and password as typed; NULL: none */
    struct log_recipient *recipients;
    size_t recipient_count, recipient_capacity;
    struct log_message_setting *messages;
    size_t message_count, message_capacity;
    struct log_host *hosts;
    size_t host_count, host_capacity;
    struct log_list **lists;
    size_t list_count, list_capacity;
    struct log_rate *rates;
    size_t rate_count, rate_capacity;
};

#define LOG_DEFAULT_FACILITY 20
#define LOG_DEFAULT_QUEUE 512
#define LOG_DEFAULT_BUFFER 4096
#define LOG_DEFAULT_ASDM_BUFFER 100
#define LOG_DEFAULT_FLASH_FREE 3076
#define LOG_DEFAULT_FLASH_USE 1024

/* The class of a message number; LOG_CLASS_COUNT when it has none. */
enum log_class log_class_of(uint32_t id);

/*
 * Does a message of that number and severity pass to the destination? Says nothing about `logging
 * on` and `no logging message`.
 */
bool logging_passes(const struct logging *logging, enum log_destination destination, uint32_t id,
                    unsigned severity);

/* Is anything sent there at all: a level, a list or a class? */
bool logging_has_destination(const struct logging *logging, enum log_destination destination);

#endif
