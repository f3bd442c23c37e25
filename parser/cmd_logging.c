/*
 * cmd_logging.c: logging: switches, destinations and settings (commands.md 8, syslog.md 1.3).
 * Lists, classes, single messages and rates are in cmd_logging_message.c.
 *
 * The places of asdm-buffer-size, recipients' levels, ftp and flash lines in the listing are
 * recalled.
 */
#include <stdlib.h>
#include <string.h>

#include "parser/families.h"
#include "parser/family.h"
#include "parser/logging_line.h"
#include "parser/names.h"

LOG_KIND(switch, LOG_LINE_SWITCH)
LOG_KIND(level, LOG_LINE_LEVEL)
LOG_KIND(buffer, LOG_LINE_BUFFER)
LOG_KIND(asdm_buffer, LOG_LINE_ASDM_BUFFER)
LOG_KIND(from, LOG_LINE_FROM)
LOG_KIND(recipient, LOG_LINE_RECIPIENT)
LOG_KIND(facility, LOG_LINE_FACILITY)
LOG_KIND(queue, LOG_LINE_QUEUE)
LOG_KIND(device_id, LOG_LINE_DEVICE_ID)
LOG_KIND(host, LOG_LINE_HOST)
LOG_KIND(ftp_server, LOG_LINE_FTP_SERVER)
LOG_KIND(flash_free, LOG_LINE_FLASH_FREE)
LOG_KIND(flash_use, LOG_LINE_FLASH_USE)

/* ---- switches ---- */

enum log_switch {
    SWITCH_ON,
    SWITCH_TIMESTAMP,
    SWITCH_STANDBY,
    SWITCH_EMBLEM,
    SWITCH_DEBUG_TRACE,
    SWITCH_PERMIT_HOSTDOWN,
    SWITCH_FTP_BUFFERWRAP,
    SWITCH_FLASH_BUFFERWRAP,
    SWITCH_COUNT,
    SWITCH_FIRST_TAIL = SWITCH_DEBUG_TRACE, /* written behind the hosts */
};

/* 7+ still takes `logging on`, and writes `logging enable` */
static const struct choice head_switches[] = {
    { .text = "enable", .help = "Enable logging", .value = SWITCH_ON, .since = OS_7_0 },
    { .text = "on", .help = "Enable logging", .value = SWITCH_ON },
    { .text = "timestamp", .help = "Add the time to messages", .value = SWITCH_TIMESTAMP },
    { .text = "standby", .help = "The standby unit logs too", .value = SWITCH_STANDBY },
    { .text = "emblem",
      .help = "EMBLEM format for console, monitor and buffer",
      .value = SWITCH_EMBLEM,
      .since = OS_7_0 },
    { .text = NULL },
};
static const struct choice tail_switches[] = {
    { .text = "debug-trace", .help = "Debug output as messages", .value = SWITCH_DEBUG_TRACE },
    { .text = "permit-hostdown",
      .help = "New connections though a TCP syslog server is down",
      .value = SWITCH_PERMIT_HOSTDOWN },
    { .text = "ftp-bufferwrap",
      .help = "Save the buffer by FTP when it is full",
      .value = SWITCH_FTP_BUFFERWRAP },
    { .text = "flash-bufferwrap",
      .help = "Save the buffer to flash when it is full",
      .value = SWITCH_FLASH_BUFFERWRAP },
    { .text = NULL },
};

static bool *
switch_of(struct logging *logging, unsigned which)
{
    bool *const switches[SWITCH_COUNT] = {
        [SWITCH_ON] = &logging->on,
        [SWITCH_TIMESTAMP] = &logging->timestamp,
        [SWITCH_STANDBY] = &logging->standby,
        [SWITCH_EMBLEM] = &logging->emblem,
        [SWITCH_DEBUG_TRACE] = &logging->debug_trace,
        [SWITCH_PERMIT_HOSTDOWN] = &logging->permit_hostdown,
        [SWITCH_FTP_BUFFERWRAP] = &logging->ftp_bufferwrap,
        [SWITCH_FLASH_BUFFERWRAP] = &logging->flash_bufferwrap,
    };
    return switches[which];
}

static bool
set_switch(struct command_call *call, void *scratch)
{
    *switch_of(&call->config->logging, ((struct log_line *)scratch)->which) = true;
    return true;
}

static bool
unset_switch(struct command_call *call, void *scratch)
{
    *switch_of(&call->config->logging, ((struct log_line *)scratch)->which) = false;
    return true;
}

/* How the listing is walked: ALL is for `show running-config all`. */
struct log_walk {
    const struct config *config;
    bool all;
    command_visit *visit;
    void *context;
};

/* Visits a line that says something: that it is OFF says it only when all is asked for. */
static void
visit_line(const struct log_walk *walk, struct log_line *line, bool off)
{
    line->off = off;
    if (!off || walk->all)
        walk->visit(walk->context, line, NULL);
}

static void
visit_switches(const struct log_walk *walk, unsigned from, unsigned to)
{
    struct logging logging = walk->config->logging;
    for (unsigned i = from; i < to; i++) {
        struct log_line line = { .kind = LOG_LINE_SWITCH, .which = (uint8_t)i };
        visit_line(walk, &line, !*switch_of(&logging, i));
    }
}

/* each_NAME and each_all_NAME by a walk of NAME. */
#define LOG_EACH(row_name)                                                                         \
    static void each_##row_name(const struct config *config, const void *object,                   \
                                command_visit *visit, void *context)                               \
    {                                                                                              \
        (void)object;                                                                              \
        walk_##row_name(&(struct log_walk){ config, false, visit, context });                      \
    }                                                                                              \
    static void each_all_##row_name(const struct config *config, const void *object,               \
                                    command_visit *visit, void *context)                           \
    {                                                                                              \
        (void)object;                                                                              \
        walk_##row_name(&(struct log_walk){ config, true, visit, context });                       \
    }

static void
walk_head(const struct log_walk *walk)
{
    visit_switches(walk, 0, SWITCH_FIRST_TAIL);
}
LOG_EACH(head)

#define SWITCH_ROW(SECTION, choices)                                                               \
    LOG_ROW(switch, SECTION),                                                                      \
        .words = (const struct word[]){ KEYWORD("logging", LOGGING_HELP),                          \
                                        CHOICE(struct log_line, which, choices), END_OF_WORDS },   \
        .set = set_switch, .unset = unset_switch

static const struct command head_row = {
    SWITCH_ROW("logging on", head_switches),
    .each = each_head,
    .each_all = each_all_head,
};

/* ---- destinations ---- */

/* The list of that name. At the prompt it must be there; a file may name it before its lines. */
static bool
find_list(struct command_call *call, const char *name, const struct log_list **list)
{
    struct log_list *found = logging_list(call->config, name);
    if ((found == NULL || !found->exists) && call->file == NULL)
        return refuse_word(call, call_word_of(call, name), NULL, "there is no logging list %s",
                           name);
    if (found == NULL) {
        found = logging_list_make(call->config, name);
        if (found != NULL)
            found->origin = call_origin(call);
    }
    *list = found;
    return found != NULL || no_memory(call);
}

static bool
set_level(struct command_call *call, void *scratch)
{
    const struct log_line *line = scratch;
    struct logging *logging = &call->config->logging;
    const struct log_list *list = NULL;
    if (line->list != NULL && !find_list(call, line->list, &list))
        return false;
    logging->origins[line->destination] = call_origin(call);
    logging->filter[line->destination] = list;
    logging->level[line->destination] = list != NULL ? LOG_LEVEL_OFF : (int8_t)line->level;
    return true;
}

static bool
unset_level(struct command_call *call, void *scratch)
{
    const struct log_line *line = scratch;
    call->config->logging.level[line->destination] = LOG_LEVEL_OFF;
    call->config->logging.filter[line->destination] = NULL;
    return true;
}

static void
visit_levels(const struct log_walk *walk)
{
    const struct logging *logging = &walk->config->logging;
    for (size_t i = 0; i < LOG_DESTINATION_COUNT; i++) {
        struct log_line line = { .kind = LOG_LINE_LEVEL, .destination = (uint8_t)i };
        if (logging->filter[i] != NULL)
            line.list = logging->filter[i]->name;
        line.level = (uint8_t)logging->level[i];
        visit_line(walk, &line, line.list == NULL && logging->level[i] == LOG_LEVEL_OFF);
    }
}

/* ---- numbers ---- */

static const struct log_number {
    enum log_line_kind kind;
    size_t offset; /* in struct logging; a uint32_t but for the facility */
    uint32_t usual;
} numbers[] = {
    { LOG_LINE_BUFFER, offsetof(struct logging, buffer_size), LOG_DEFAULT_BUFFER },
    { LOG_LINE_ASDM_BUFFER, offsetof(struct logging, asdm_buffer_size), LOG_DEFAULT_ASDM_BUFFER },
    { LOG_LINE_QUEUE, offsetof(struct logging, queue), LOG_DEFAULT_QUEUE },
    { LOG_LINE_FLASH_FREE, offsetof(struct logging, flash_minimum_free), LOG_DEFAULT_FLASH_FREE },
    { LOG_LINE_FLASH_USE, offsetof(struct logging, flash_maximum_allocation),
      LOG_DEFAULT_FLASH_USE },
};

static const struct log_number *
number_of(enum log_line_kind kind)
{
    for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++) {
        if (numbers[i].kind == kind)
            return &numbers[i];
    }
    return NULL;
}

static void
store_number(struct logging *logging, enum log_line_kind kind, uint32_t value)
{
    const struct log_number *number = number_of(kind);
    if (number != NULL)
        memcpy((unsigned char *)logging + number->offset, &value, sizeof(value));
    else
        logging->facility = (uint8_t)value;
}

static bool
set_number(struct command_call *call, void *scratch)
{
    const struct log_line *line = scratch;
    store_number(&call->config->logging, line->kind, line->number);
    return true;
}

static bool
unset_number(struct command_call *call, void *scratch)
{
    const struct log_line *line = scratch;
    const struct log_number *number = number_of(line->kind);
    store_number(&call->config->logging, line->kind,
                 number != NULL ? number->usual : LOG_DEFAULT_FACILITY);
    return true;
}

static void
visit_number(const struct log_walk *walk, enum log_line_kind kind)
{
    const struct log_number *number = number_of(kind);
    struct log_line line = { .kind = kind, .number = walk->config->logging.facility };
    uint32_t usual = LOG_DEFAULT_FACILITY;
    if (number != NULL) {
        memcpy(&line.number, (const unsigned char *)&walk->config->logging + number->offset,
               sizeof(line.number));
        usual = number->usual;
    }
    if (walk->all || line.number != usual)
        walk->visit(walk->context, &line, NULL);
}

/* ---- mail ---- */

static bool
set_from(struct command_call *call, void *scratch)
{
    return keep_text(call, &call->config->logging.from_address,
                     ((const struct log_line *)scratch)->text);
}

static bool
unset_from(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->logging.from_address = NULL;
    return true;
}

static struct log_recipient *
find_recipient(struct logging *logging, const char *address)
{
    for (size_t i = 0; i < logging->recipient_count; i++) {
        if (strcmp(logging->recipients[i].address, address) == 0)
            return &logging->recipients[i];
    }
    return NULL;
}

static bool
set_recipient(struct command_call *call, void *scratch)
{
    const struct log_line *line = scratch;
    struct logging *logging = &call->config->logging;
    struct log_recipient *recipient = find_recipient(logging, line->text);
    if (recipient == NULL) {
        const char *address = arena_strdup(call->config->arena, line->text);
        if (address != NULL)
            recipient =
                arena_append(call->config->arena, &logging->recipients, &logging->recipient_count,
                             &logging->recipient_capacity, sizeof(*recipient));
        if (recipient == NULL)
            return no_memory(call);
        recipient->address = address;
    }
    recipient->level = line->has_level ? (int8_t)line->level : LOG_LEVEL_OFF;
    return true;
}

static bool
unset_recipient(struct command_call *call, void *scratch)
{
    const struct log_line *line = scratch;
    struct logging *logging = &call->config->logging;
    struct log_recipient *recipient = find_recipient(logging, line->text);
    if (recipient == NULL)
        return refuse(call, NULL, "there is no such recipient");
    LIST_REMOVE(logging->recipients, logging->recipient_count,
                (size_t)(recipient - logging->recipients));
    return true;
}

static void
visit_mail(const struct log_walk *walk)
{
    const struct logging *logging = &walk->config->logging;
    struct log_line from = { .kind = LOG_LINE_FROM, .text = logging->from_address };
    if (from.text != NULL)
        walk->visit(walk->context, &from, NULL);
    for (size_t i = 0; i < logging->recipient_count; i++) {
        const struct log_recipient *recipient = &logging->recipients[i];
        struct log_line line = { .kind = LOG_LINE_RECIPIENT,
                                 .text = recipient->address,
                                 .has_level = recipient->level != LOG_LEVEL_OFF,
                                 .level = (uint8_t)recipient->level };
        walk->visit(walk->context, &line, NULL);
    }
}

/* ---- device id ---- */

static bool
set_device_id(struct command_call *call, void *scratch)
{
    const struct log_line *line = scratch;
    struct logging *logging = &call->config->logging;
    const char *text = NULL;
    if (line->device_id == DEVICE_ID_STRING) {
        text = arena_strdup(call->config->arena, line->text);
        if (text == NULL)
            return no_memory(call);
    }
    logging->device_id = line->device_id;
    logging->device_id_text = text;
    logging->device_id_ifc = line->ifc;
    return true;
}

static bool
unset_device_id(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->logging.device_id = DEVICE_ID_NONE;
    return true;
}

static void
visit_device_id(const struct log_walk *walk)
{
    const struct logging *logging = &walk->config->logging;
    struct log_line line = {
        .kind = LOG_LINE_DEVICE_ID,
        .device_id = logging->device_id,
        .text = logging->device_id == DEVICE_ID_STRING ? logging->device_id_text : NULL,
        .ifc = logging->device_id == DEVICE_ID_ADDRESS ? logging->device_id_ifc : IFC_NONE,
    };
    if (logging->device_id != DEVICE_ID_NONE)
        walk->visit(walk->context, &line, NULL);
}

/* ---- hosts ---- */

static bool
host_is(const struct log_host *host, const struct log_line *line, ifc_id ifc)
{
    return host->address == line->address && (ifc == IFC_NONE || host->ifc == ifc);
}

static bool
set_host(struct command_call *call, void *scratch)
{
    const struct log_line *line = scratch;
    struct config *config = call->config;
    struct logging *logging = &call->config->logging;
    bool tcp = line->has_port && line->protocol == IP_TCP;
    struct log_host host = {
        .ifc = line->ifc != IFC_NONE ? line->ifc : config_interface_by_name(config, "inside"),
        .address = line->address,
        .protocol = tcp ? IP_TCP : IP_UDP,
        .port = line->has_port && (tcp || line->port != 514) ? line->port : 0,
        .emblem = line->emblem,
        .secure = line->secure,
        .origin = call_origin(call),
    };
    if (tcp && host.emblem)
        return refuse(call, NULL, "messages in EMBLEM format go by UDP only");
    if (!tcp && host.secure)
        return refuse(call, NULL, "a secure connection is one of TCP");
    struct log_host *place = NULL;
    for (size_t i = 0; i < logging->host_count; i++) {
        if (host_is(&logging->hosts[i], line, host.ifc))
            place = &logging->hosts[i];
    }
    if (place == NULL)
        place = arena_append(config->arena, &logging->hosts, &logging->host_count,
                             &logging->host_capacity, sizeof(host));
    if (place == NULL)
        return no_memory(call);
    *place = host;
    return true;
}

static bool
unset_host(struct command_call *call, void *scratch)
{
    const struct log_line *line = scratch;
    struct logging *logging = &call->config->logging;
    for (size_t i = 0; i < logging->host_count; i++) {
        if (host_is(&logging->hosts[i], line, line->ifc)) {
            LIST_REMOVE(logging->hosts, logging->host_count, i);
            return true;
        }
    }
    return refuse(call, NULL, "there is no such logging host");
}

static void
visit_hosts(const struct log_walk *walk)
{
    for (size_t i = 0; i < walk->config->logging.host_count; i++) {
        const struct log_host *host = &walk->config->logging.hosts[i];
        struct log_line line = {
            .kind = LOG_LINE_HOST,
            .ifc = host->ifc,
            .address = host->address,
            .has_port = host->port != 0,
            .protocol = host->protocol,
            .port = host->port,
            .emblem = host->emblem,
            .secure = host->secure,
        };
        walk->visit(walk->context, &line, NULL);
    }
}

/* ---- where a full buffer is saved ---- */

static bool
set_ftp_server(struct command_call *call, void *scratch)
{
    return keep_text(call, &call->config->logging.ftp_server,
                     ((const struct log_line *)scratch)->text);
}

static bool
unset_ftp_server(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->logging.ftp_server = NULL;
    return true;
}

/* ---- the listing ---- */

static void
walk_settings(const struct log_walk *walk)
{
    visit_number(walk, LOG_LINE_BUFFER);
    visit_number(walk, LOG_LINE_ASDM_BUFFER);
    visit_levels(walk);
    visit_mail(walk);
    visit_number(walk, LOG_LINE_FACILITY);
    visit_number(walk, LOG_LINE_QUEUE);
    visit_device_id(walk);
    visit_hosts(walk);
}
LOG_EACH(settings)

static void
walk_tail(const struct log_walk *walk)
{
    visit_switches(walk, SWITCH_FIRST_TAIL, SWITCH_COUNT);
    struct log_line ftp = { .kind = LOG_LINE_FTP_SERVER, .text = walk->config->logging.ftp_server };
    if (ftp.text != NULL)
        walk->visit(walk->context, &ftp, NULL);
    visit_number(walk, LOG_LINE_FLASH_FREE);
    visit_number(walk, LOG_LINE_FLASH_USE);
}
LOG_EACH(tail)

static void
enable_messages(struct logging *logging)
{
    for (size_t i = 0; i < logging->message_count; i++)
        logging->messages[i].disabled = false;
}

static void
reset_message_levels(struct logging *logging)
{
    for (size_t i = 0; i < logging->message_count; i++)
        logging->messages[i].level = LOG_LEVEL_OFF;
}

/* `clear configure logging [disabled | level]` (the two words are recalled) */
static bool
clear_logging(struct command_call *call, const char *rest)
{
    struct logging *logging = &call->config->logging;
    if (strcmp(rest, "disabled") == 0)
        enable_messages(logging);
    else if (strcmp(rest, "level") == 0)
        reset_message_levels(logging);
    else
        config_logging_defaults(call->config);
    return true;
}

/*
 * 6.x has no command that takes all logging lines back: `clear logging` empties the buffer,
 * `clear logging disabled` enables the messages that are off (recalled).
 */
static bool
clear_disabled(struct command_call *call, const char *rest)
{
    if (strcmp(rest, "disabled") == 0)
        enable_messages(&call->config->logging);
    return true;
}

/* ---- rows ---- */

#define SETTING(row_name)                                                                          \
    LOG_ROW(row_name, "logging"), .each = each_settings, .each_all = each_all_settings
#define TAIL(row_name)                                                                             \
    LOG_ROW(row_name, "logging tail"), .each = each_tail, .each_all = each_all_tail, .since = OS_7_0

#define NUMBER_WORDS(keywords, what, lowest, highest, unit)                                        \
    .words = (const struct word[]){ KEYWORD(keywords, what),                                       \
                                    NUMBER(struct log_line, number, lowest, highest, unit),        \
                                    END_OF_WORDS },                                                \
    .set = set_number, .unset = unset_number, .no_words = 1

#define LEVEL_WORDS(...)                                                                           \
    .words = (const struct word[]){ KEYWORD("logging", LOGGING_HELP),                              \
                                    CHOICE(struct log_line, destination, log_destinations),        \
                                    __VA_ARGS__, END_OF_WORDS },                                   \
    .set = set_level, .unset = unset_level, .no_words = 2

static const struct command level_row = {
    SETTING(level),
    LEVEL_WORDS(VALUE(log_filter, struct log_line, list, "List of messages")),
    .since = OS_7_0,
    .clear = clear_logging,
};
static const struct command old_level_row = {
    SETTING(level),
    LEVEL_WORDS(VALUE(log_level, struct log_line, level, "Level")),
    .before = OS_7_0,
    .clear = clear_disabled,
};
static const struct command buffer_row = {
    SETTING(buffer),
    NUMBER_WORDS("logging buffer-size", "Size of the buffer", 4096, 1048576, "Bytes"),
    .since = OS_7_0,
};
static const struct command asdm_buffer_row = {
    SETTING(asdm_buffer),
    NUMBER_WORDS("logging asdm-buffer-size", "Messages kept for the ASDM", 100, 512, "Messages"),
    .since = OS_7_0,
};
static const struct command from_row = {
    SETTING(from),
    .words =
        (const struct word[]){ KEYWORD("logging from-address", "Sender of messages by mail"),
                               VALUE(text, struct log_line, text, "Mail address"), END_OF_WORDS },
    .since = OS_7_0,
    .set = set_from,
    .unset = unset_from,
    .no_words = 1,
};

static const struct word recipient_level[] = {
    KEYWORD("level", "Up to which level"),
    VALUE(log_level, struct log_line, level, "Level"),
    END_OF_WORDS,
};
static const struct command recipient_row = {
    SETTING(recipient),
    .words =
        (const struct word[]){ KEYWORD("logging recipient-address", "Who gets messages by mail"),
                               VALUE(text, struct log_line, text, "Mail address"),
                               GROUP(struct log_line, has_level, recipient_level), END_OF_WORDS },
    .since = OS_7_0,
    .set = set_recipient,
    .unset = unset_recipient,
    .no_words = 2,
};
static const struct command facility_row = {
    SETTING(facility),
    NUMBER_WORDS("logging facility", "Syslog facility", 16, 23, "Facility"),
};
static const struct command queue_row = {
    SETTING(queue),
    NUMBER_WORDS("logging queue", "Messages that may wait", 0, 8192, "Messages; 0: no limit"),
};
static const struct command device_id_row = {
    SETTING(device_id),
    .words =
        (const struct word[]){ KEYWORD("logging device-id", "Name the device in messages"),
                               VALUE(device_id, struct log_line, device_id, ""), END_OF_WORDS },
    .since = OS_6_3,
    .set = set_device_id,
    .unset = unset_device_id,
    .no_words = 1,
};
static const struct command host_row = {
    SETTING(host),
    .words =
        (const struct word[]){
            KEYWORD("logging host", "Send messages to a syslog server"),
            VALUE(nameif, struct log_line, ifc, "Interface of the server", .optional = true),
            VALUE(address, struct log_line, address, "Address"),
            VALUE(host_port, struct log_line, port, "Port", .optional = true),
            FLAG(struct log_line, emblem, "format emblem", "In EMBLEM format", .since = OS_6_3),
            FLAG(struct log_line, secure, "secure", "Over TLS", .since = OS_8_0), END_OF_WORDS },
    .set = set_host,
    .unset = unset_host,
    .no_words = 3,
};

static const struct command tail_row = {
    SWITCH_ROW("logging tail", tail_switches),
    .since = OS_7_0,
    .each = each_tail,
    .each_all = each_all_tail,
};
static const struct command ftp_server_row = {
    TAIL(ftp_server),
    .words =
        (const struct word[]){
            KEYWORD("logging ftp-server", "Where the buffer is saved"),
            VALUE(rest, struct log_line, text, "Server, path, user and password"), END_OF_WORDS },
    .set = set_ftp_server,
    .unset = unset_ftp_server,
    .no_words = 1,
};
static const struct command flash_free_row = {
    TAIL(flash_free),
    NUMBER_WORDS("logging flash-minimum-free", "Flash that stays free", 0, 2147483647, "Kilobytes"),
};
static const struct command flash_use_row = {
    TAIL(flash_use),
    NUMBER_WORDS("logging flash-maximum-allocation", "Flash that logs may use", 4, 2147483647,
                 "Kilobytes"),
};

const struct command *const logging_commands[] = {
    &head_row,       &level_row,      &old_level_row, &buffer_row,    &asdm_buffer_row, &from_row,
    &recipient_row,  &facility_row,   &queue_row,     &device_id_row, &host_row,        &tail_row,
    &ftp_server_row, &flash_free_row, &flash_use_row, NULL,
};
