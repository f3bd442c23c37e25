/*
 * syslog.c: an event as the line that the device prints.
 *
 * A row of syslog.def is expanded left to right: words are copied, a {placeholder} writes itself
 * (syslog_words.c). Text that comes from a configuration is stripped of everything that is not
 * printable (write_name), so that no nameif, list or host name can end a line and begin another.
 */
#include "engine/syslog/syslog.h"

#include <assert.h>
#include <string.h>

#include "engine/base/civil.h"
#include "engine/syslog/syslog_row.h"
#include "engine/syslog/syslog_words.h"

static const struct message_row rows[] = {
#define SYSLOG(id, severity, since, until, event, text)                                            \
    { id, event, LEVEL_##severity, since, until, text },
#include "engine/syslog/syslog.def"
};

static bool
is_between(enum os_version version, uint8_t since, uint8_t until)
{
    return version >= since && version <= until;
}

const struct message_row *
syslog_row_of(const struct config *config, enum event_type type)
{
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        const struct message_row *row = &rows[i];
        if (row->event == type && is_between(config->os.version, row->since, row->until))
            return row;
    }
    return NULL;
}

static uint8_t
row_severity(const struct message_row *row, const struct event *event)
{
    if (row->severity != LEVEL_OF_ACE)
        return row->severity;
    return event->ace != NULL ? event->ace->log_level : LEVEL_INFORMATIONAL;
}

struct syslog_message
syslog_message_by_id(const struct config *config, uint32_t id, uint8_t severity)
{
    struct syslog_message message = { .id = id, .severity = severity };
    for (size_t i = 0; i < config->logging.message_count; i++) {
        const struct log_message_setting *setting = &config->logging.messages[i];
        if (setting->id != id)
            continue;
        message.disabled = setting->disabled;
        if (setting->level != LOG_LEVEL_OFF)
            message.severity = (uint8_t)setting->level;
    }
    return message;
}

struct syslog_message
syslog_row_message(const struct message_row *row, const struct config *config,
                   const struct event *event)
{
    /* Of all other events it is 0. */
    return syslog_message_by_id(config, row->id + event->signature, row_severity(row, event));
}

static void
put_row(struct writer *w, const char *text)
{
    for (;;) {
        const char *open = strchrnul(text, '{');
        write_bytes(w, text, (size_t)(open - text));
        if (*open == '\0')
            return;
        text = syslog_word_write(w, open + 1);
        assert(text != NULL && "a placeholder that syslog_words.c does not know");
    }
}

/* ---- header: syslog.md 1.1 ---- */

static void
put_stamp(struct writer *w, bool year)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct civil_time civil = civil_from_ns(time_zone_local(&w->config->time_zone, w->event->time));
    write_bytes(w, months + (civil.month - 1) * 3, 3);
    write_char(w, ' ');
    write_two_digits(w, civil.day);
    write_char(w, ' ');
    if (year) {
        write_number(w, (uint64_t)civil.year);
        write_char(w, ' ');
    }
    write_two_digits(w, civil.hour);
    write_char(w, ':');
    write_two_digits(w, civil.minute);
    write_char(w, ':');
    write_two_digits(w, civil.second);
}

static void
put_device_id(struct writer *w)
{
    const struct logging *logging = &w->config->logging;
    switch (logging->device_id) {
    case DEVICE_ID_NONE:
        return;
    case DEVICE_ID_CONTEXT: /* a box in single mode has no context: its name [C] */
    case DEVICE_ID_HOSTNAME:
        write_name(w, w->config->hostname);
        return;
    case DEVICE_ID_STRING:
        write_name(w, logging->device_id_text != NULL ? logging->device_id_text : "?");
        return;
    case DEVICE_ID_ADDRESS:
        if (logging->device_id_ifc < w->config->interface_count) {
            char text[IP_TEXT_SIZE];
            size_t length = ip_format(w->config->interfaces[logging->device_id_ifc]->address, text);
            write_bytes(w, text, length);
        }
        return;
    }
}

/* "STAMP: ", "NAME : " or "STAMP NAME : " */
static void
put_stamp_and_device(struct writer *w, bool stamp)
{
    bool device = w->config->logging.device_id != DEVICE_ID_NONE;
    if (stamp)
        put_stamp(w, true);
    if (stamp && device)
        write_char(w, ' ');
    if (device) {
        put_device_id(w);
        write_char(w, ' ');
    }
    if (stamp || device)
        WRITE_LITERAL(w, ": ");
}

/* ":Jul 10 15:14:04 UTC: " or ":: " */
static void
put_emblem_stamp(struct writer *w)
{
    write_char(w, ':');
    if (w->config->logging.timestamp) {
        put_stamp(w, false);
        write_char(w, ' ');
        write_text(w, time_zone_name(&w->config->time_zone, w->event->time));
    }
    WRITE_LITERAL(w, ": ");
}

static const char *
class_name(uint32_t id)
{
    static const char *const names[LOG_CLASS_COUNT + 1] = {
#define LOG_CLASS(NAME, name, help) [LOG_CLASS_##NAME] = name "-",
#include "engine/model/log_class.def"
        [LOG_CLASS_COUNT] = "",
    };
    return names[log_class_of(id)];
}

void
syslog_write_header(struct writer *w, enum syslog_form form, const struct syslog_message *message)
{
    if (form != SYSLOG_BARE) {
        if (form == SYSLOG_EMBLEM)
            put_emblem_stamp(w);
        else
            put_stamp_and_device(w, form == SYSLOG_STAMPED || w->config->logging.timestamp);
        write_text(w, w->config->os.platform == PLATFORM_ASA ? "%ASA-" : "%PIX-");
        if (form == SYSLOG_EMBLEM)
            write_text(w, class_name(message->id));
        write_number(w, message->severity);
        write_char(w, '-');
    }
    write_number(w, message->id);
    WRITE_LITERAL(w, ": ");
}

/* ---- the door ---- */

bool
syslog_message_of(const struct config *config, const struct event *event,
                  struct syslog_message *message)
{
    const struct message_row *row = syslog_row_of(config, event->type);
    if (row == NULL)
        return false;
    *message = syslog_row_message(row, config, event);
    return true;
}

size_t
syslog_text(const struct config *config, const struct event *event,
            char text[static SYSLOG_LINE_SIZE])
{
    struct writer w = writer_start(config, event, text, SYSLOG_LINE_SIZE);
    const struct message_row *row = syslog_row_of(config, event->type);
    if (row != NULL)
        put_row(&w, row->text);
    return writer_finish(&w, text);
}

size_t
syslog_line(const struct config *config, const struct event *event, enum syslog_form form,
            char line[static SYSLOG_LINE_SIZE])
{
    struct writer w = writer_start(config, event, line, SYSLOG_LINE_SIZE);
    const struct message_row *row = syslog_row_of(config, event->type);
    if (row != NULL) {
        struct syslog_message message = syslog_row_message(row, config, event);
        syslog_write_header(&w, form, &message);
        put_row(&w, row->text);
    }
    return writer_finish(&w, line);
}

size_t
syslog_frame(const struct config *config, const struct syslog_message *message, int64_t time,
             enum syslog_form form, const char *text, char line[static SYSLOG_LINE_SIZE])
{
    const struct event when = { .time = time };
    struct writer w = writer_start(config, &when, line, SYSLOG_LINE_SIZE);
    syslog_write_header(&w, form, message);
    write_name(&w, text);
    return writer_finish(&w, line);
}

enum syslog_form
syslog_console_form(const struct config *config)
{
    if (config->logging.emblem)
        return SYSLOG_EMBLEM;
    return config->does->console_has_tag ? SYSLOG_TAGGED : SYSLOG_BARE;
}

bool
syslog_reaches(const struct config *config, const struct syslog_message *message,
               enum log_destination destination)
{
    return config->logging.on && !message->disabled &&
           logging_passes(&config->logging, destination, message->id, message->severity);
}

const char *
syslog_teardown_text(const struct config *config, enum teardown_reason reason)
{
    static const char *const texts[TEARDOWN_REASON_COUNT] = {
#define TEARDOWN(name, text) [TEARDOWN_##name] = text,
#include "engine/teardown.def"
#undef TEARDOWN
    };
    static const struct {
        uint8_t reason;
        uint8_t since;
        uint8_t until;
        const char *text;
    } otherwise[] = {
#define TEARDOWN_WORDS(reason, since, until, text) { reason, since, until, text },
#include "engine/syslog/syslog.def"
    };
    for (size_t i = 0; i < ARRAY_LENGTH(otherwise); i++) {
        if (otherwise[i].reason == reason &&
            is_between(config->os.version, otherwise[i].since, otherwise[i].until))
            return otherwise[i].text;
    }
    return texts[reason];
}

size_t
duration_format(int64_t duration_ns, char *text, size_t size)
{
    assert(size > 0);
    struct writer w = writer_start(NULL, NULL, text, size);
    write_duration(&w, duration_ns);
    return writer_finish(&w, text);
}

const char *
syslog_level_name(int level)
{
    static const char *const names[] = {
        "emergencies", "alerts",        "critical",      "errors",
        "warnings",    "notifications", "informational", "debugging",
    };
    return level >= 0 && level < (int)ARRAY_LENGTH(names) ? names[level] : "disabled";
}
