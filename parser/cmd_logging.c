/*
 * cmd_logging.c: logging (commands.md 8). The listing has four parts: switches, kept blocks of
 * 7+ (lists, classes), destinations and settings, single messages.
 */
#include <stdlib.h>
#include <string.h>

#include "parser/families.h"
#include "parser/family.h"

enum log_line_kind {
    LOG_LINE_ON,
    LOG_LINE_TIMESTAMP,
    LOG_LINE_STANDBY,
    LOG_LINE_LEVEL,
    LOG_LINE_FACILITY,
    LOG_LINE_QUEUE,
    LOG_LINE_BUFFER,
    LOG_LINE_DEVICE_ID,
    LOG_LINE_HOST,
    LOG_LINE_MESSAGE_OFF,
    LOG_LINE_MESSAGE_LEVEL,
};

struct log_line {
    enum log_line_kind kind;
    uint8_t destination;
    uint8_t level;
    bool has_level;
    uint32_t number;
    enum device_id_kind device_id;
    const char *text;
    ifc_id ifc;
    uint32_t address;
    bool has_port;
    uint8_t protocol;
    uint16_t port;
    bool emblem;
};

static bool
is_kind(const void *scratch, enum log_line_kind kind)
{
    return ((const struct log_line *)scratch)->kind == kind;
}

#define LOG_KIND(row_name, KIND)                                                                   \
    static bool fits_##row_name(const struct config *config, const void *scratch)                  \
    {                                                                                              \
        (void)config;                                                                              \
        return is_kind(scratch, KIND);                                                             \
    }                                                                                              \
    static void init_##row_name(void *scratch)                                                     \
    {                                                                                              \
        struct log_line *line = scratch;                                                           \
        line->kind = (KIND);                                                                       \
        line->ifc = IFC_NONE;                                                                      \
    }
LOG_KIND(on, LOG_LINE_ON)
LOG_KIND(timestamp, LOG_LINE_TIMESTAMP)
LOG_KIND(standby, LOG_LINE_STANDBY)
LOG_KIND(level, LOG_LINE_LEVEL)
LOG_KIND(facility, LOG_LINE_FACILITY)
LOG_KIND(queue, LOG_LINE_QUEUE)
LOG_KIND(buffer, LOG_LINE_BUFFER)
LOG_KIND(device_id, LOG_LINE_DEVICE_ID)
LOG_KIND(host, LOG_LINE_HOST)
LOG_KIND(message_off, LOG_LINE_MESSAGE_OFF)
LOG_KIND(message_level, LOG_LINE_MESSAGE_LEVEL)

#define ROW(row_name, SECTION)                                                                     \
    .name = SECTION, .help = "Configure logging levels, recipients and other options",             \
    .scratch_size = sizeof(struct log_line), .init = init_##row_name, .fits = fits_##row_name

/* ---- switches ---- */

static bool *
switch_of(struct logging *logging, enum log_line_kind kind)
{
    if (kind == LOG_LINE_ON)
        return &logging->on;
    return kind == LOG_LINE_TIMESTAMP ? &logging->timestamp : &logging->standby;
}

static bool
set_switch(struct command_call *call, void *scratch)
{
    *switch_of(&call->config->logging, ((struct log_line *)scratch)->kind) = true;
    return true;
}

static bool
unset_switch(struct command_call *call, void *scratch)
{
    *switch_of(&call->config->logging, ((struct log_line *)scratch)->kind) = false;
    return true;
}

static void
each_switch(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    static const enum log_line_kind kinds[] = { LOG_LINE_ON, LOG_LINE_TIMESTAMP, LOG_LINE_STANDBY };
    struct logging logging = config->logging;
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        struct log_line line = { .kind = kinds[i] };
        if (*switch_of(&logging, kinds[i]))
            visit(context, &line, NULL);
    }
}

#define SWITCH(row_name) ROW(row_name, "logging on"), .set = set_switch, .unset = unset_switch

static const struct command enable_row = {
    SWITCH(on),
    .words = (const struct word[]){ KEYWORD("logging enable", "Enable logging"), END_OF_WORDS },
    .since = OS_7_0,
    .each = each_switch,
};
static const struct command on_row = {
    SWITCH(on),
    .words = (const struct word[]){ KEYWORD("logging on", "Enable logging"), END_OF_WORDS },
    .before = OS_7_0,
    .each = each_switch,
};
/* 7+ still takes the old word, and writes the new one */
static const struct command on_alias_row = {
    SWITCH(on),
    .words = (const struct word[]){ KEYWORD("logging on", "Enable logging"), END_OF_WORDS },
    .since = OS_7_0,
};
static const struct command timestamp_row = {
    SWITCH(timestamp),
    .words = (const struct word[]){ KEYWORD("logging timestamp", "Add the time to messages"),
                                    END_OF_WORDS },
    .each = each_switch,
};
static const struct command standby_row = {
    SWITCH(standby),
    .words = (const struct word[]){ KEYWORD("logging standby", "The standby unit logs too"),
                                    END_OF_WORDS },
    .each = each_switch,
};

/* ---- destinations ---- */

static const struct choice destinations[] = {
    { .text = "console", .help = "The console", .value = LOG_CONSOLE },
    { .text = "monitor", .help = "Telnet and SSH sessions", .value = LOG_MONITOR },
    { .text = "buffered", .help = "The internal buffer", .value = LOG_BUFFERED },
    { .text = "trap", .help = "Syslog servers", .value = LOG_TRAP },
    { .text = "history", .help = "SNMP", .value = LOG_HISTORY },
    { .text = "asdm", .help = "The ASDM", .value = LOG_ASDM, .since = OS_7_0 },
    { .text = NULL },
};

static bool
set_level(struct command_call *call, void *scratch)
{
    const struct log_line *line = scratch;
    call->config->logging.level[line->destination] = (int8_t)line->level;
    return true;
}

static bool
unset_level(struct command_call *call, void *scratch)
{
    const struct log_line *line = scratch;
    call->config->logging.level[line->destination] = LOG_LEVEL_OFF;
    return true;
}

static bool
set_number(struct command_call *call, void *scratch)
{
    const struct log_line *line = scratch;
    struct logging *logging = &call->config->logging;
    if (line->kind == LOG_LINE_FACILITY)
        logging->facility = (uint8_t)line->number;
    else if (line->kind == LOG_LINE_QUEUE)
        logging->queue = line->number;
    else
        logging->buffer_size = line->number;
    return true;
}

#define DEFAULT_FACILITY 20
#define DEFAULT_QUEUE 512
#define DEFAULT_BUFFER 4096

static bool
unset_number(struct command_call *call, void *scratch)
{
    struct log_line *line = scratch;
    line->number = line->kind == LOG_LINE_FACILITY ? DEFAULT_FACILITY
                   : line->kind == LOG_LINE_QUEUE  ? DEFAULT_QUEUE
                                                   : DEFAULT_BUFFER;
    return set_number(call, scratch);
}

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

/* ---- hosts ---- */

static bool
set_host(struct command_call *call, void *scratch)
{
    const struct log_line *line = scratch;
    struct config *config = call->config;
    struct logging *logging = &config->logging;
    struct log_host host = {
        .ifc = line->ifc != IFC_NONE ? line->ifc : config_interface_by_name(config, "inside"),
        .address = line->address,
        .protocol = line->has_port ? line->protocol : IP_UDP,
        .port = line->has_port ? line->port : 0,
        .emblem = line->emblem,
    };
    struct log_host *place = NULL;
    for (size_t i = 0; i < logging->host_count; i++) {
        if (logging->hosts[i].ifc == host.ifc && logging->hosts[i].address == host.address)
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
        if (logging->hosts[i].address == line->address) {
            LIST_REMOVE(logging->hosts, logging->host_count, i);
            return true;
        }
    }
    return refuse(call, NULL, "there is no such logging host");
}

/* `tcp/1468`, `udp/514`, `17/514` */
static bool
host_port_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct log_line *line = scratch;
    const struct token *token = matching_next(matching);
    const char *slash = token != NULL ? strchr(token->text, '/') : NULL;
    if (slash != NULL) {
        size_t length = (size_t)(slash - token->text);
        char *end;
        unsigned long port = strtoul(slash + 1, &end, 10);
        bool tcp = (length == 3 && strncmp(token->text, "tcp", 3) == 0) ||
                   (length == 1 && token->text[0] == '6');
        bool udp = (length == 3 && strncmp(token->text, "udp", 3) == 0) ||
                   (length == 2 && strncmp(token->text, "17", 2) == 0);
        if ((tcp || udp) && end != slash + 1 && *end == '\0' && port >= 1 && port <= UINT16_MAX) {
            line->has_port = true;
            line->protocol = tcp ? IP_TCP : IP_UDP;
            line->port = (uint16_t)port;
            matching_take(matching);
            return true;
        }
    }
    matching_expect(matching, "tcp/<port>|udp/<port>", word->help, false);
    return false;
}

static void
host_port_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    const struct log_line *line = scratch;
    if (line->has_port)
        writing_put(writing, "%s/%u", line->protocol == IP_TCP ? "tcp" : "udp", line->port);
}

static const struct word_type word_host_port = { "protocol/port", host_port_match,
                                                 host_port_write };

/* ---- messages ---- */

static struct log_message_setting *
setting_of(struct command_call *call, uint32_t id)
{
    struct logging *logging = &call->config->logging;
    for (size_t i = 0; i < logging->message_count; i++) {
        if (logging->messages[i].id == id)
            return &logging->messages[i];
    }
    struct log_message_setting *made =
        arena_append(call->config->arena, &logging->messages, &logging->message_count,
                     &logging->message_capacity, sizeof(*made));
    if (made != NULL)
        *made = (struct log_message_setting){ .id = id, .level = LOG_LEVEL_OFF };
    return made;
}

/* A setting that says nothing is dropped. */
static void
drop_plain_settings(struct logging *logging)
{
    for (size_t i = 0; i < logging->message_count;) {
        if (!logging->messages[i].disabled && logging->messages[i].level == LOG_LEVEL_OFF)
            LIST_REMOVE(logging->messages, logging->message_count, i);
        else
            i++;
    }
}

/* `logging message N` takes back `no logging message N`; with a level it sets that. */
static bool
set_message(struct command_call *call, void *scratch)
{
    const struct log_line *line = scratch;
    struct log_message_setting *setting = setting_of(call, line->number);
    if (setting == NULL)
        return no_memory(call);
    if (line->has_level)
        setting->level = (int8_t)line->level;
    else
        setting->disabled = false;
    drop_plain_settings(&call->config->logging);
    return true;
}

/* `no logging message N` silences it; with the word level it has its own level again. */
static bool
unset_message(struct command_call *call, void *scratch)
{
    const struct log_line *line = scratch;
    struct log_message_setting *setting = setting_of(call, line->number);
    if (setting == NULL)
        return no_memory(call);
    if (line->has_level)
        setting->level = LOG_LEVEL_OFF;
    else
        setting->disabled = true;
    drop_plain_settings(&call->config->logging);
    return true;
}

static void
each_message(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->logging.message_count; i++) {
        const struct log_message_setting *setting = &config->logging.messages[i];
        struct log_line line = { .number = setting->id };
        if (setting->disabled) {
            line.kind = LOG_LINE_MESSAGE_OFF;
            visit(context, &line, NULL);
        }
        if (setting->level != LOG_LEVEL_OFF) {
            line.kind = LOG_LINE_MESSAGE_LEVEL;
            line.has_level = true;
            line.level = (uint8_t)setting->level;
            visit(context, &line, NULL);
        }
    }
}

static bool
always_no(const struct config *config, const void *scratch)
{
    (void)config;
    (void)scratch;
    return true;
}

/* ---- writing the settings ---- */

static void
visit_hosts(const struct config *config, command_visit *visit, void *context)
{
    for (size_t i = 0; i < config->logging.host_count; i++) {
        const struct log_host *host = &config->logging.hosts[i];
        struct log_line line = {
            .kind = LOG_LINE_HOST,
            .ifc = host->ifc,
            .address = host->address,
            .has_port = host->port != 0,
            .protocol = host->protocol,
            .port = host->port,
            .emblem = host->emblem,
        };
        visit(context, &line, NULL);
    }
}

static void
visit_number(enum log_line_kind kind, uint32_t number, uint32_t usual, command_visit *visit,
             void *context)
{
    struct log_line line = { .kind = kind, .number = number };
    if (number != usual)
        visit(context, &line, NULL);
}

static void
each_setting(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    const struct logging *logging = &config->logging;
    visit_number(LOG_LINE_BUFFER, logging->buffer_size, DEFAULT_BUFFER, visit, context);
    for (size_t i = 0; i < LOG_DESTINATION_COUNT; i++) {
        struct log_line line = { .kind = LOG_LINE_LEVEL, .destination = (uint8_t)i };
        if (logging->level[i] == LOG_LEVEL_OFF)
            continue;
        line.level = (uint8_t)logging->level[i];
        visit(context, &line, NULL);
    }
    visit_number(LOG_LINE_FACILITY, logging->facility, DEFAULT_FACILITY, visit, context);
    visit_number(LOG_LINE_QUEUE, logging->queue, DEFAULT_QUEUE, visit, context);
    struct log_line id = {
        .kind = LOG_LINE_DEVICE_ID,
        .device_id = logging->device_id,
        .text = logging->device_id == DEVICE_ID_STRING ? logging->device_id_text : NULL,
        .ifc = logging->device_id == DEVICE_ID_ADDRESS ? logging->device_id_ifc : IFC_NONE,
    };
    if (logging->device_id != DEVICE_ID_NONE)
        visit(context, &id, NULL);
    visit_hosts(config, visit, context);
}

/* ---- device-id ---- */

static const struct choice device_ids[] = {
    { .text = "hostname", .help = "The host name", .value = DEVICE_ID_HOSTNAME },
    { .text = "ipaddress", .help = "The address of an interface", .value = DEVICE_ID_ADDRESS },
    { .text = "string", .help = "A text", .value = DEVICE_ID_STRING },
    { .text = "context-name", .help = "The context", .value = DEVICE_ID_CONTEXT, .since = OS_7_0 },
    { .text = NULL },
};

static bool
device_id_match(const struct word *word, struct matching *matching, void *scratch)
{
    static const struct word kind = { .type = &word_choice,
                                      FIELD(struct log_line, device_id),
                                      .data = device_ids };
    static const struct word text = VALUE(text, struct log_line, text, "Text");
    (void)word;
    struct log_line *line = scratch;
    if (!word_choice.match(&kind, matching, scratch))
        return false;
    if (line->device_id == DEVICE_ID_STRING)
        return word_text.match(&text, matching, scratch);
    return line->device_id != DEVICE_ID_ADDRESS || take_nameif(matching, "Interface", &line->ifc);
}

static void
device_id_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    const struct log_line *line = scratch;
    for (const struct choice *choice = device_ids; choice->text != NULL; choice++) {
        if (choice->value == (int)line->device_id)
            writing_put(writing, "%s", choice->text);
    }
    if (line->device_id == DEVICE_ID_STRING)
        writing_put(writing, "%s", line->text);
    else if (line->device_id == DEVICE_ID_ADDRESS)
        writing_put(writing, "%s", config_interface_label(writing->context->config, line->ifc));
}

static const struct word_type word_device_id = { "hostname|ipaddress <if>|string <text>",
                                                 device_id_match, device_id_write };

/* ---- rows ---- */

#define SETTING(row_name) ROW(row_name, "logging"), .each = each_setting

static bool
clear_logging(struct command_call *call, const char *rest)
{
    (void)rest;
    config_logging_defaults(call->config);
    return true;
}

static const struct command level_row = {
    SETTING(level),
    .words =
        (const struct word[]){ KEYWORD("logging", ""),
                               CHOICE(struct log_line, destination, destinations),
                               VALUE(log_level, struct log_line, level, "Level"), END_OF_WORDS },
    .set = set_level,
    .unset = unset_level,
    .no_words = 2,
    .clear = clear_logging,
};
static const struct command buffer_row = {
    SETTING(buffer),
    .words = (const struct word[]){ KEYWORD("logging buffer-size", "Size of the buffer"),
                                    NUMBER(struct log_line, number, 4096, 1048576, "Bytes"),
                                    END_OF_WORDS },
    .since = OS_7_0,
    .set = set_number,
    .unset = unset_number,
    .no_words = 1,
};
static const struct command facility_row = {
    SETTING(facility),
    .words =
        (const struct word[]){ KEYWORD("logging facility", "Syslog facility"),
                               NUMBER(struct log_line, number, 16, 23, "Facility"), END_OF_WORDS },
    .set = set_number,
    .unset = unset_number,
    .no_words = 1,
};
static const struct command queue_row = {
    SETTING(queue),
    .words =
        (const struct word[]){ KEYWORD("logging queue", "Messages that may wait"),
                               NUMBER(struct log_line, number, 0, 8192, "Messages"), END_OF_WORDS },
    .set = set_number,
    .unset = unset_number,
    .no_words = 1,
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
            FLAG(struct log_line, emblem, "format emblem", "In EMBLEM format"), END_OF_WORDS },
    .set = set_host,
    .unset = unset_host,
    .no_words = 3,
};

static const struct word level_words[] = {
    KEYWORD("level", "Its level"),
    VALUE(log_level, struct log_line, level, "Level"),
    END_OF_WORDS,
};
#define MESSAGE_ID                                                                                 \
    KEYWORD("logging message", "A single message"),                                                \
        NUMBER(struct log_line, number, 100000, 999999, "Message")

static const struct command message_off_row = {
    ROW(message_off, "logging message"),
    .words = (const struct word[]){ MESSAGE_ID, END_OF_WORDS },
    .each = each_message,
    .set = set_message,
    .unset = unset_message,
    .writes_no = always_no,
};
static const struct command message_level_row = {
    ROW(message_level, "logging message"),
    .words = (const struct word[]){ MESSAGE_ID,
                                    GROUP(struct log_line, has_level, level_words, .since = OS_6_3),
                                    END_OF_WORDS },
    .each = each_message,
    .set = set_message,
    .unset = unset_message,
};

const struct command *const logging_commands[] = {
    &enable_row, &on_row,          &on_alias_row,      &timestamp_row, &standby_row,
    &level_row,  &buffer_row,      &facility_row,      &queue_row,     &device_id_row,
    &host_row,   &message_off_row, &message_level_row, NULL,
};
