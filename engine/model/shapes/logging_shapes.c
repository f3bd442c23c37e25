/*
 * logging_shapes.c: logging.
 */
#include "engine/model/shapes/members.h"

#include <stdio.h>

#define S struct log_message_setting
static const struct member log_message_setting_members[] = {
    NUMBER(id),
    NUMBER(disabled),
    NUMBER(level),
    END,
};
static SHAPE(log_message_setting, NULL);
#undef S

#define S struct log_host
static const struct member log_host_members[] = {
    INTERFACE(ifc), NUMBER(address), NUMBER(protocol),       NUMBER(port),
    NUMBER(emblem), NUMBER(secure),  STRUCT(origin, origin), END,
};
static SHAPE(log_host, NULL);
#undef S

#define S struct log_recipient
static const struct member log_recipient_members[] = { TEXT(address), NUMBER(level), END };
static SHAPE(log_recipient, NULL);
#undef S

#define S struct log_rate
static const struct member log_rate_members[] = {
    NUMBER(by_level),
    NUMBER(what),
    NUMBER(unlimited),
    NUMBER(count),
    NUMBER(interval_seconds),
    STRUCT(origin, origin),
    END,
};
static SHAPE(log_rate, NULL);
#undef S

#define S struct log_list_entry
static const struct member log_list_entry_members[] = {
    NUMBER(by_level), NUMBER(level), NUMBER(log_class), NUMBER(first), NUMBER(last), END,
};
static SHAPE(log_list_entry, NULL);
#undef S

static bool
log_list_counts(const void *object)
{
    return ((const struct log_list *)object)->exists;
}

#define S struct log_list
static const struct member log_list_members[] = {
    TEXT(name),
    NUMBER(exists),
    LIST(entries, count, log_list_entry),
    LENGTH_OF(count),
    LENGTH_OF(capacity),
    STRUCT(origin, origin),
    END,
};
static SHAPE(log_list, log_list_counts);
#undef S

/* What a destination lets pass besides its level: `filter[2] = "mine"`. */
static void
dump_log_filters(struct dump *dump, const void *object)
{
    const struct logging *logging = object;
    for (size_t i = 0; i < LOG_DESTINATION_COUNT; i++) {
        char name[32];
        snprintf(name, sizeof(name), "filter[%zu]", i);
        dump_text(dump, name, logging->filter[i] != NULL ? logging->filter[i]->name : NULL);
    }
}

static void
dump_log_classes(struct dump *dump, const void *object)
{
    const struct logging *logging = object;
    for (size_t i = 0; i < LOG_CLASS_COUNT; i++) {
        for (size_t k = 0; k < LOG_DESTINATION_COUNT; k++) {
            char name[48];
            snprintf(name, sizeof(name), "class_level[%zu][%zu]", i, k);
            if (logging->class_level[i][k] != LOG_LEVEL_OFF)
                dump_number(dump, name, (unsigned char)logging->class_level[i][k]);
        }
    }
}

#define S struct logging
static const struct member logging_members[] = {
    NUMBER(on),
    NUMBER(timestamp),
    NUMBER(standby),
    NUMBER(emblem),
    NUMBER(debug_trace),
    NUMBER(permit_hostdown),
    NUMBER(ftp_bufferwrap),
    NUMBER(flash_bufferwrap),
    NUMBERS(level),
    OWN(filter, dump_log_filters),
    OWN(class_level, dump_log_classes),
    SKIPPED(origins, "where the lines came from"),
    NUMBER(facility),
    NUMBER(queue),
    NUMBER(buffer_size),
    NUMBER(asdm_buffer_size),
    NUMBER(flash_minimum_free),
    NUMBER(flash_maximum_allocation),
    NUMBER(device_id),
    TEXT(device_id_text),
    INTERFACE(device_id_ifc),
    TEXT(from_address),
    TEXT(ftp_server),
    LIST(recipients, recipient_count, log_recipient),
    LENGTH_OF(recipient_count),
    LENGTH_OF(recipient_capacity),
    LIST(messages, message_count, log_message_setting),
    LENGTH_OF(message_count),
    LENGTH_OF(message_capacity),
    LIST(hosts, host_count, log_host),
    LENGTH_OF(host_count),
    LENGTH_OF(host_capacity),
    POINTERS(lists, list_count, log_list, .order = shape_by_name),
    LENGTH_OF(list_count),
    LENGTH_OF(list_capacity),
    LIST(rates, rate_count, log_rate),
    LENGTH_OF(rate_count),
    LENGTH_OF(rate_capacity),
    END,
};
SHAPE(logging, NULL);
#undef S
