/*
 * logkit.c: samples as lines. Forms: syslog.md 1.1 and 1.4.
 *
 * A field is what the row's {placeholder} has written, so that line and fields cannot differ. One
 * that has an interface, an address or a port in it is taken apart.
 */
#include "cli/logkit/logkit.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/json.h"
#include "cli/logkit/samples.h"
#include "cli/output.h"
#include "cli/replay/rfc5424.h"
#include "engine/base/clock.h"
#include "engine/base/ip.h"
#include "engine/syslog/syslog.h"
#include "engine/syslog/syslog_words.h"
#include "engine/syslog/syslog_writer.h"

/* 5 March 2008, 14:00 UTC: when the first line of a form is from */
#define LOGKIT_TIME (INT64_C(1204725600) * NS_PER_SECOND)

enum header { HEADER_CONSOLE, HEADER_HOST, HEADER_EMBLEM, HEADER_RFC5424 };

static const struct form {
    const char *name;
    enum header header;
    enum os_version since;
    bool timestamp;
    bool device_id;
} forms[] = {
    { "console", HEADER_CONSOLE, OS_6_2, false, false },
    { "buffer", HEADER_CONSOLE, OS_7_0, true, false }, /* 6.x: as on the console */
    { "host", HEADER_HOST, OS_6_2, false, false },
    { "host-timestamp", HEADER_HOST, OS_6_2, true, false },
    { "host-device-id", HEADER_HOST, OS_6_2, false, true },
    { "host-timestamp-device-id", HEADER_HOST, OS_6_2, true, true },
    { "emblem", HEADER_EMBLEM, OS_6_3, false, false },
    { "emblem-timestamp", HEADER_EMBLEM, OS_6_3, true, false },
    { "rfc5424", HEADER_RFC5424, OS_6_2, false, false }, /* refire's own */
};

const char *const logkit_form_names[] = {
    "console",        "buffer",
    "host",           "host-timestamp",
    "host-device-id", "host-timestamp-device-id",
    "emblem",         "emblem-timestamp",
    "rfc5424",        NULL,
};

_Static_assert(ARRAY_LENGTH(logkit_form_names) == ARRAY_LENGTH(forms) + 1, "a name for each form");

bool
logkit_has_form(enum os_version version, size_t form)
{
    return version >= forms[form].since;
}

struct kit {
    struct config *config;
    const struct form *form;
    struct output *output;
    struct json_writer json;
    bool fields;
    int64_t time; /* of the next line: a second later than the last */
};

/* ---- the line ---- */

/* All in front of TEXT. */
static size_t
put_line(const struct kit *kit, const struct syslog_message *message, const char *text,
         char line[static SYSLOG_LINE_SIZE])
{
    size_t length = 0;
    if (kit->form->header != HEADER_CONSOLE)
        length = (size_t)snprintf(line, SYSLOG_LINE_SIZE, "<%u>",
                                  kit->config->logging.facility * 8U + message->severity);
    char room[SYSLOG_LINE_SIZE];
    enum syslog_form form = kit->form->header == HEADER_EMBLEM    ? SYSLOG_EMBLEM
                            : kit->form->header == HEADER_CONSOLE ? syslog_console_form(kit->config)
                                                                  : SYSLOG_TAGGED;
    if (kit->form->header == HEADER_RFC5424) {
        size_t used = rfc5424_header(kit->config, message, kit->time, room);
        snprintf(room + used, sizeof(room) - used, "%s", text);
    } else {
        syslog_frame(kit->config, message, kit->time, form, text, room);
    }
    return length + (size_t)snprintf(line + length, SYSLOG_LINE_SIZE - length, "%s", room);
}

/* ---- fields ---- */

static void
put_name(struct json_writer *json, const char *name, size_t length)
{
    char key[64];
    snprintf(key, sizeof(key), "%.*s", (int)length, name);
    json_put_key(json, key);
}

static bool
is_number(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return digits > 0 && digits < 19 && text[digits] == '\0';
}

static void
put_number_or_text(struct json_writer *json, const char *text)
{
    if (is_number(text))
        json_put_unsigned(json, strtoull(text, NULL, 10));
    else
        json_put_string(json, text);
}

/* An end of a flow, taken apart. */
struct end {
    char interface[64];
    char address[IP_TEXT_SIZE];
    char port[32]; /* a number or a service */
};

/* "outside:198.51.100.25/443", "inside/10.1.1.5(1025)", "10.1.1.5 1025", or less of it. */
static bool
read_end(const char *text, struct end *end)
{
    *end = (struct end){ 0 };
    size_t length = strcspn(text, ":/");
    const char *at = text;
    if (!isdigit((unsigned char)*text) && text[length] != '\0') {
        snprintf(end->interface, sizeof(end->interface), "%.*s", (int)length, text);
        at = text + length + 1;
    }
    length = strspn(at, "0123456789.");
    uint32_t address;
    if (!ip_parse(at, length, &address))
        return false;
    snprintf(end->address, sizeof(end->address), "%.*s", (int)length, at);
    at += length;
    if (*at == '\0')
        return true;
    if (*at != '/' && *at != '(' && *at != ' ')
        return false;
    length = strcspn(++at, ")");
    snprintf(end->port, sizeof(end->port), "%.*s", (int)length, at);
    return strchr(end->port, ' ') == NULL;
}

static void
put_value(struct json_writer *json, const char *text)
{
    struct end end;
    if (!read_end(text, &end)) {
        put_number_or_text(json, text);
        return;
    }
    json_begin_object(json);
    if (end.interface[0] != '\0') {
        json_put_key(json, "interface");
        json_put_string(json, end.interface);
    }
    json_put_key(json, "address");
    json_put_string(json, end.address);
    if (end.port[0] != '\0') {
        json_put_key(json, "port");
        put_number_or_text(json, end.port);
    }
    json_end(json);
}

/* VALUE without the blanks that a placeholder brings along. */
static void
put_field(struct json_writer *json, const char *name, size_t length, char *value)
{
    char *end = value + strlen(value);
    while (end > value && end[-1] == ' ')
        *--end = '\0';
    put_name(json, name, length);
    value += strspn(value, " ");
    if (*value == '\0')
        json_put_null(json);
    else
        put_value(json, value);
}

/* Has the row a word of that name in front of AT? */
static bool
is_repeated(const char *text, const char *at, size_t length)
{
    for (const char *open = strchr(text, '{'); open != NULL && open + 1 < at;
         open = strchr(open + 1, '{')) {
        if (strncmp(open + 1, at, length + 1) == 0)
            return true;
    }
    return false;
}

static void
put_event_fields(struct kit *kit, const struct event *event, const char *text)
{
    for (const char *at = strchr(text, '{'); at != NULL; at = strchr(at, '{')) {
        const char *name = ++at;
        size_t length = strcspn(name, "}");
        char value[SYSLOG_LINE_SIZE];
        struct writer w = writer_start(kit->config, event, value, sizeof(value));
        if (is_repeated(text, name, length) || syslog_word_write(&w, name) == NULL)
            continue;
        writer_finish(&w, value);
        put_field(&kit->json, name, length, value);
    }
}

/* ---- a line and what is known of it ---- */

static void
begin_object(struct kit *kit, const struct syslog_message *message, const char *line)
{
    struct json_writer *json = &kit->json;
    json_begin_object(json);
    json_put_key(json, "form");
    json_put_string(json, kit->form->name);
    json_put_key(json, "id");
    json_put_unsigned(json, message->id);
    json_put_key(json, "severity");
    json_put_unsigned(json, message->severity);
    json_put_key(json, "line");
    json_put_string(json, line);
    json_put_key(json, "fields");
    json_begin_object(json);
}

static void
end_object(struct kit *kit)
{
    json_end(&kit->json);
    json_end(&kit->json);
    json_end_line(&kit->json);
}

static void
put_plain(struct kit *kit, const char *line, size_t length)
{
    output_write(kit->output, line, length);
    output_line_end(kit->output);
}

static void
show_event(void *context, const struct event *event, const char *row)
{
    struct kit *kit = context;
    struct syslog_message message;
    if (!syslog_message_of(kit->config, event, &message))
        return;
    char text[SYSLOG_LINE_SIZE], line[SYSLOG_LINE_SIZE];
    syslog_text(kit->config, event, text);
    size_t length = put_line(kit, &message, text, line);
    kit->time += NS_PER_SECOND;
    if (!kit->fields) {
        put_plain(kit, line, length);
        return;
    }
    begin_object(kit, &message, line);
    put_event_fields(kit, event, row);
    end_object(kit);
}

/* ---- messages of the shell ---- */

#define SHELL_FIELDS_MAX 4

static const struct shell_row {
    uint32_t id;
    uint8_t severity;
    uint8_t since, until;
    const char *text;
    const char *samples[SHELL_FIELDS_MAX]; /* of its words, in their order */
} shell_rows[] = {
#define SHELL_MESSAGE(name, id, severity, since, until, text, kinds, ...)                          \
    { id, LEVEL_##severity, since, until, text, { __VA_ARGS__ } },
#include "cli/prompt/shell_message.def"
};

static void
expand(const struct shell_row *row, char text[static SYSLOG_LINE_SIZE])
{
    size_t used = 0, word = 0;
    for (const char *at = row->text; *at != '\0' && used + 1 < SYSLOG_LINE_SIZE;) {
        if (*at != '{') {
            text[used++] = *at++;
            continue;
        }
        used += (size_t)snprintf(text + used, SYSLOG_LINE_SIZE - used, "%s", row->samples[word++]);
        at += strcspn(at, "}") + 1;
    }
    text[used] = '\0';
}

static void
put_shell_fields(struct kit *kit, const struct shell_row *row)
{
    size_t word = 0;
    for (const char *at = strchr(row->text, '{'); at != NULL; at = strchr(at + 1, '{')) {
        put_name(&kit->json, at + 1, strcspn(at + 1, "}"));
        put_value(&kit->json, row->samples[word++]);
    }
}

static void
show_shell_row(struct kit *kit, const struct shell_row *row)
{
    struct syslog_message message = syslog_message_by_id(kit->config, row->id, row->severity);
    char text[SYSLOG_LINE_SIZE], line[SYSLOG_LINE_SIZE];
    expand(row, text);
    size_t length = put_line(kit, &message, text, line);
    kit->time += NS_PER_SECOND;
    if (!kit->fields) {
        put_plain(kit, line, length);
        return;
    }
    begin_object(kit, &message, line);
    put_shell_fields(kit, row);
    end_object(kit);
}

static void
show_form(struct kit *kit)
{
    struct logging *logging = &kit->config->logging;
    logging->timestamp = kit->form->timestamp;
    logging->device_id = kit->form->device_id ? DEVICE_ID_HOSTNAME : DEVICE_ID_NONE;
    kit->time = LOGKIT_TIME;
    samples_each(kit->config, show_event, kit);
    for (size_t i = 0; i < ARRAY_LENGTH(shell_rows); i++) {
        const struct shell_row *row = &shell_rows[i];
        if (kit->config->os.version >= row->since && kit->config->os.version <= row->until)
            show_shell_row(kit, row);
    }
}

bool
logkit_write(const struct logkit_options *options, FILE *file)
{
    struct output output;
    struct kit kit = { .output = &output, .fields = options->fields };
    kit.config = samples_config(options->release);
    if (kit.config == NULL)
        return false;
    if (!output_init(&output, file)) {
        config_free(kit.config);
        return false;
    }
    json_writer_init(&kit.json, &output);
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        if (options->form >= 0 && (size_t)options->form != i)
            continue;
        if (!logkit_has_form(options->release.version, i))
            continue;
        kit.form = &forms[i];
        show_form(&kit);
    }
    bool written = output_flush(&output);
    output_fini(&output);
    config_free(kit.config);
    return written;
}
