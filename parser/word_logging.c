/*
 * word_logging.c: the word types of `logging`: a level or a list, the port of a server, a device
 * id (commands.md 8, syslog.md 1.1).
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parser/family.h"
#include "parser/logging_line.h"
#include "parser/names.h"

#define FIRST_FREE_PORT 1025
#define SYSLOG_UDP_PORT 514
#define SYSLOG_TCP_PORT 1470
#define DEVICE_ID_LENGTH 16

const struct choice log_destinations[] = {
    { .text = "console", .help = "The console", .value = LOG_CONSOLE },
    { .text = "monitor", .help = "Telnet and SSH sessions", .value = LOG_MONITOR },
    { .text = "buffered", .help = "The internal buffer", .value = LOG_BUFFERED },
    { .text = "trap", .help = "Syslog servers", .value = LOG_TRAP },
    { .text = "history", .help = "SNMP", .value = LOG_HISTORY },
    { .text = "asdm", .help = "The ASDM", .value = LOG_ASDM, .since = OS_7_0 },
    { .text = "mail", .help = "Mail", .value = LOG_MAIL, .since = OS_7_0 },
    { .text = NULL },
};

bool
log_line_is_off(const struct config *config, const void *scratch)
{
    (void)config;
    return ((const struct log_line *)scratch)->off;
}

/* ---- a level, or the name of a list ---- */

static bool
log_filter_match(const struct word *word, struct matching *matching, void *scratch)
{
    static const struct word level = VALUE(log_level, struct log_line, level, "Level");
    struct log_line *line = scratch;
    if (word_log_level.match(&level, matching, scratch))
        return true;
    const struct token *token = matching_next(matching);
    matching_expect(matching, "WORD", word->help, false);
    if (token == NULL || isdigit((unsigned char)token->text[0]))
        return false;
    line->list = token->text;
    matching_take(matching);
    return true;
}

static void
log_filter_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    const struct log_line *line = scratch;
    if (line->list != NULL)
        writing_put(writing, "%s", line->list);
    else if (!line->off)
        writing_put(writing, "%s", log_level_name(line->level));
}

const struct word_type word_log_filter = { "level|list", log_filter_match, log_filter_write };

/* ---- `tcp/1470`, `udp/514`, `17/514` ---- */

static bool
port_fits(uint8_t protocol, unsigned long port)
{
    return (port >= FIRST_FREE_PORT && port <= UINT16_MAX) ||
           port == (protocol == IP_TCP ? SYSLOG_TCP_PORT : SYSLOG_UDP_PORT);
}

/* "tcp" or "6", "udp" or "17" in front of the slash; 0: neither. */
static uint8_t
protocol_of(const char *text, size_t length)
{
    static const struct {
        const char *text;
        uint8_t protocol;
    } names[] = { { "tcp", IP_TCP }, { "6", IP_TCP }, { "udp", IP_UDP }, { "17", IP_UDP } };
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (strlen(names[i].text) == length && strncasecmp(names[i].text, text, length) == 0)
            return names[i].protocol;
    }
    return 0;
}

static bool
host_port_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct log_line *line = scratch;
    const struct token *token = matching_next(matching);
    const char *slash = token != NULL ? strchr(token->text, '/') : NULL;
    uint8_t protocol = slash != NULL ? protocol_of(token->text, (size_t)(slash - token->text)) : 0;
    if (protocol != 0 && isdigit((unsigned char)slash[1])) {
        char *end;
        unsigned long port = strtoul(slash + 1, &end, 10);
        if (*end == '\0' && port_fits(protocol, port)) {
            line->has_port = true;
            line->protocol = protocol;
            line->port = (uint16_t)port;
            matching_take(matching);
            return true;
        }
    }
    matching_expect(matching, "tcp/<port>|udp/<port>", word->help, false);
    if (protocol != 0)
        matching_blame(matching, "the port is 514 for UDP, 1470 for TCP, or 1025 to 65535");
    return false;
}

/* By number, as listings have it (syslog.md 1.1, recalled); UDP at its usual port is not said. */
static void
host_port_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    const struct log_line *line = scratch;
    if (line->has_port)
        writing_put(writing, "%u/%u", line->protocol, line->port);
}

const struct word_type word_host_port = { "protocol/port", host_port_match, host_port_write };

/* ---- device id ---- */

static const struct choice device_ids[] = {
    { .text = "hostname", .help = "The host name", .value = DEVICE_ID_HOSTNAME },
    { .text = "ipaddress", .help = "The address of an interface", .value = DEVICE_ID_ADDRESS },
    { .text = "string", .help = "A text", .value = DEVICE_ID_STRING },
    { .text = "context-name", .help = "The context", .value = DEVICE_ID_CONTEXT, .since = OS_7_0 },
    { .text = NULL },
};

static bool
device_text_match(struct matching *matching, void *scratch)
{
    static const struct word text =
        VALUE(text, struct log_line, text, "Text", .high = DEVICE_ID_LENGTH);
    const struct token *token = matching_next(matching);
    if (token != NULL && token->text[strcspn(token->text, "&'\"<>?")] != '\0') {
        matching_expect(matching, "WORD", text.help, false);
        matching_blame(matching, "none of & ' \" < > ? may stand in it");
        return false;
    }
    return word_text.match(&text, matching, scratch);
}

static bool
device_id_match(const struct word *word, struct matching *matching, void *scratch)
{
    static const struct word kind = { .type = &word_choice,
                                      FIELD(struct log_line, device_id),
                                      .data = device_ids };
    (void)word;
    struct log_line *line = scratch;
    if (!word_choice.match(&kind, matching, scratch))
        return false;
    if (line->device_id == DEVICE_ID_STRING)
        return device_text_match(matching, scratch);
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

const struct word_type word_device_id = { "hostname|ipaddress <if>|string <text>", device_id_match,
                                          device_id_write };

/* ---- lists ---- */

struct log_list *
logging_list(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->logging.list_count; i++) {
        if (strcmp(config->logging.lists[i]->name, name) == 0)
            return config->logging.lists[i];
    }
    return NULL;
}

struct log_list *
logging_list_make(struct config *config, const char *name)
{
    struct logging *logging = &config->logging;
    struct log_list *list = arena_zalloc(config->arena, sizeof(*list));
    char *copy = arena_strdup(config->arena, name);
    struct log_list **place = arena_append(config->arena, &logging->lists, &logging->list_count,
                                           &logging->list_capacity, sizeof(*place));
    if (list == NULL || copy == NULL || place == NULL) {
        logging->list_count -= place != NULL;
        return NULL;
    }
    list->name = copy;
    *place = list;
    return list;
}
