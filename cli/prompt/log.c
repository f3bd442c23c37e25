/*
 * log.c: log destinations of the prompt. Forms: syslog.md 1.4, 1.5.
 *
 * The 111008 line of a command comes after its effect, so that `logging console 7` logs itself.
 * On a 7.0 console the device draws it behind the prompt; here it stands on a line of its own.
 */
#include "cli/prompt/log.h"

#include <stdlib.h>
#include <string.h>

#include "cli/prompt/dialect.h"
#include "engine/syslog/syslog.h"

static const struct shell_row {
    uint32_t id;
    uint8_t severity;
    uint8_t since, until;
    const char *text;
    const char *kinds; /* of what its words stand for */
} rows[] = {
#define SHELL_MESSAGE(NAME, id, severity, since, until, text, kinds, ...)                          \
    [SHELL_##NAME] = { id, LEVEL_##severity, since, until, text, kinds },
#include "cli/prompt/shell_message.def"
};

void
log_fini(struct log *log)
{
    free(log->buffer.bytes);
    free(log->asdm.bytes);
    rate_limiter_fini(&log->limiter);
    *log = (struct log){ 0 };
}

void
log_watch(struct log *log, struct log_watcher *watcher)
{
    watcher->next = log->watchers;
    log->watchers = watcher;
}

void
log_unwatch(struct log *log, struct log_watcher *watcher)
{
    for (struct log_watcher **at = &log->watchers; *at != NULL; at = &(*at)->next) {
        if (*at == watcher) {
            *at = watcher->next;
            return;
        }
    }
}

/* Makes room by dropping whole lines from the front. */
static void
drop_oldest(struct log_buffer *buffer, size_t most_bytes, size_t most_lines)
{
    size_t start = 0;
    while (start < buffer->length &&
           (buffer->length - start > most_bytes || buffer->lines > most_lines)) {
        const char *end = memchr(buffer->bytes + start, '\n', buffer->length - start);
        start = (size_t)(end - buffer->bytes) + 1;
        buffer->lines--;
    }
    if (start > 0)
        memmove(buffer->bytes, buffer->bytes + start, buffer->length - start);
    buffer->length -= start;
}

static bool
grow_buffer(struct log_buffer *buffer, size_t size)
{
    if (size <= buffer->capacity)
        return true;
    size_t capacity = size < buffer->capacity * 2 ? buffer->capacity * 2 : size;
    char *moved = realloc(buffer->bytes, capacity);
    if (moved == NULL)
        return false;
    buffer->bytes = moved;
    buffer->capacity = capacity;
    return true;
}

static void
keep_line(struct log_buffer *buffer, size_t most_bytes, size_t most_lines, const char *line,
          size_t length)
{
    if (length + 1 > most_bytes || most_lines == 0)
        return;
    drop_oldest(buffer, most_bytes - (length + 1), most_lines - 1);
    if (!grow_buffer(buffer, buffer->length + length + 1))
        return;
    memcpy(buffer->bytes + buffer->length, line, length);
    buffer->bytes[buffer->length + length] = '\n';
    buffer->length += length + 1;
    buffer->lines++;
}

static void
forget_lines(struct log_buffer *buffer)
{
    buffer->length = 0;
    buffer->lines = 0;
}

/* Which destinations it goes to, as bits; counted on the way. None when it comes too often. */
static unsigned
destinations(struct log *log, const struct config *config, const struct syslog_message *message,
             int64_t time)
{
    unsigned reached = 0;
    if (config->logging.on && !message->disabled &&
        !rate_limiter_passes(&log->limiter, &config->logging, message, time))
        return 0;
    for (size_t i = 0; i < LOG_DESTINATION_COUNT; i++) {
        if (!syslog_reaches(config, message, (enum log_destination)i))
            continue;
        log->counts[i]++;
        reached |= 1U << i;
    }
    return reached;
}

static bool
has_room(const struct log_watcher *watcher)
{
    return watcher->has_room == NULL || watcher->has_room(watcher->context);
}

void
log_tell_lost(struct log_watcher *watcher)
{
    if (watcher->lost == 0 || !has_room(watcher))
        return;
    fprintf(watcher->screen,
            "refire: %ju log lines came faster than they were read, and are lost\n",
            (uintmax_t)watcher->lost);
    watcher->lost = 0;
}

static void
show_line(struct log_watcher *watcher, const char *line)
{
    if (!has_room(watcher)) {
        watcher->lost++;
        return;
    }
    log_tell_lost(watcher);
    if (watcher->pager != NULL)
        pager_aside(watcher->pager, line);
    else
        fprintf(watcher->screen, "%s\n", line);
}

static void
deliver(struct log *log, const struct config *config, unsigned reached, const char *line,
        size_t length)
{
    for (struct log_watcher *watcher = log->watchers; watcher != NULL; watcher = watcher->next) {
        bool on_console = watcher->console && (reached & 1U << LOG_CONSOLE);
        bool on_monitor = watcher->monitor && (reached & 1U << LOG_MONITOR);
        if (on_console || on_monitor)
            show_line(watcher, line);
    }
    if (reached & 1U << LOG_BUFFERED)
        keep_line(&log->buffer, config->logging.buffer_size, SIZE_MAX, line, length);
    if (reached & 1U << LOG_ASDM)
        keep_line(&log->asdm, SIZE_MAX, config->logging.asdm_buffer_size, line, length);
}

void
log_event(struct log *log, const struct config *config, const struct event *event)
{
    struct syslog_message message;
    if (!syslog_message_of(config, event, &message))
        return;
    unsigned reached = destinations(log, config, &message, event->time);
    if (reached == 0)
        return;
    char line[SYSLOG_LINE_SIZE];
    size_t length = syslog_line(config, event, syslog_console_form(config), line);
    deliver(log, config, reached, line, length);
}

/* A word of a row, as KIND says. */
static int
expand_word(char kind, char *to, size_t room, va_list *arguments)
{
    if (kind == 'n')
        return snprintf(to, room, "%d", va_arg(*arguments, int));
    return snprintf(to, room, "%s", va_arg(*arguments, const char *));
}

/* The text of a row, its words filled in; what does not fit is cut off. */
static void
expand(const struct shell_row *row, char text[static SYSLOG_LINE_SIZE], va_list *arguments)
{
    const char *kind = row->kinds;
    size_t used = 0;
    for (const char *at = row->text; *at != '\0' && used < SYSLOG_LINE_SIZE - 1;) {
        if (*at != '{') {
            text[used++] = *at++;
            continue;
        }
        int length = expand_word(*kind++, text + used, SYSLOG_LINE_SIZE - used, arguments);
        used += length > 0 ? (size_t)length : 0;
        at += strcspn(at, "}") + 1;
    }
    text[used < SYSLOG_LINE_SIZE ? used : SYSLOG_LINE_SIZE - 1] = '\0';
}

void
log_shell(struct log *log, const struct config *config, int64_t time, enum shell_message which,
          va_list *arguments)
{
    const struct shell_row *row = &rows[which];
    if (config->os.version < row->since || config->os.version > row->until)
        return;
    struct syslog_message message = syslog_message_by_id(config, row->id, row->severity);
    unsigned reached = destinations(log, config, &message, time);
    if (reached == 0)
        return;
    char text[SYSLOG_LINE_SIZE];
    expand(row, text, arguments);
    char line[SYSLOG_LINE_SIZE];
    size_t length = syslog_frame(config, &message, time, syslog_console_form(config), text, line);
    deliver(log, config, reached, line, length);
}

void
log_clear(struct log *log)
{
    forget_lines(&log->buffer);
}

void
log_clear_asdm(struct log *log)
{
    forget_lines(&log->asdm);
}

/* The classes that have a level of their own there; how they are shown is recalled. */
static void
show_classes(const struct logging *logging, enum log_destination which, FILE *out)
{
    static const char *const names[] = {
#define LOG_CLASS(NAME, name, help) name,
#include "engine/model/log_class.def"
    };
    bool any = false;
    for (size_t i = 0; i < LOG_CLASS_COUNT; i++) {
        if (logging->class_level[i][which] == LOG_LEVEL_OFF)
            continue;
        fprintf(out, "%s%s", any ? " " : "class ", names[i]);
        any = true;
    }
    if (any)
        fputs(", ", out);
}

static void
show_destination(const struct log *log, const struct config *config, enum log_destination which,
                 const char *name, FILE *out)
{
    const struct logging *logging = &config->logging;
    if (!logging_has_destination(logging, which)) {
        fprintf(out, "    %s logging: disabled\n", name);
        return;
    }
    fprintf(out, "    %s logging: ", name);
    if (logging->filter[which] != NULL)
        fprintf(out, "list %s, ", logging->filter[which]->name);
    else if (logging->level[which] != LOG_LEVEL_OFF)
        fprintf(out, "level %s, ", syslog_level_name(logging->level[which]));
    show_classes(logging, which, out);
    if (which == LOG_TRAP)
        fprintf(out, "facility %u, ", config->logging.facility);
    fprintf(out, "%ju messages logged\n", (uintmax_t)log->counts[which]);
}

static void
show_hosts(const struct config *config, FILE *out)
{
    for (size_t i = 0; i < config->logging.host_count; i++) {
        const struct log_host *host = &config->logging.hosts[i];
        char address[IP_TEXT_SIZE];
        ip_format(host->address, address);
        fprintf(out, "        Logging to %s %s", config_interface_label(config, host->ifc),
                address);
        if (host->port != 0)
            fprintf(out, " %s/%u", host->protocol == IP_TCP ? "tcp" : "udp", host->port);
        putc('\n', out);
    }
}

static void
show_device_id(const struct config *config, FILE *out)
{
    const struct logging *logging = &config->logging;
    fputs("    Device ID: ", out);
    switch (logging->device_id) {
    case DEVICE_ID_NONE:
        fputs("disabled\n", out);
        break;
    case DEVICE_ID_HOSTNAME:
        fprintf(out, "hostname \"%s\"\n", config->hostname);
        break;
    case DEVICE_ID_CONTEXT:
        fputs("context-name\n", out);
        break;
    case DEVICE_ID_STRING:
        fprintf(out, "string \"%s\"\n", logging->device_id_text);
        break;
    case DEVICE_ID_ADDRESS: {
        char address[IP_TEXT_SIZE] = "0.0.0.0";
        if (logging->device_id_ifc < config->interface_count)
            ip_format(config->interfaces[logging->device_id_ifc]->address, address);
        fprintf(out, "'%s' interface IP address \"%s\"\n",
                config_interface_label(config, logging->device_id_ifc), address);
        break;
    }
    }
}

static const char *
enabled(bool on)
{
    return on ? "enabled" : "disabled";
}

void
log_show_setting(const struct log *log, const struct config *config, FILE *out)
{
    const struct logging *logging = &config->logging;
    const struct dialect *says = dialect(config->os.version);
    fprintf(out, "Syslog logging: %s\n", enabled(logging->on));
    fprintf(out, "    Facility: %u\n", logging->facility);
    fprintf(out, "    Timestamp logging: %s\n", enabled(logging->timestamp));
    fprintf(out, "    Standby logging: %s\n", enabled(logging->standby));
    if (says->logging_deny_conn)
        fputs("    Deny Conn when Queue Full: disabled\n", out);
    if (says->logging_debug_trace)
        fprintf(out, "    Debug-trace logging: %s\n", enabled(logging->debug_trace));
    show_destination(log, config, LOG_CONSOLE, "Console", out);
    show_destination(log, config, LOG_MONITOR, "Monitor", out);
    show_destination(log, config, LOG_BUFFERED, "Buffer", out);
    show_destination(log, config, LOG_TRAP, "Trap", out);
    show_hosts(config, out);
    if (logging->permit_hostdown) /* syslog.md 1.5: the 8.x listing */
        fputs("    Permit-hostdown logging: enabled\n", out);
    show_destination(log, config, LOG_HISTORY, "History", out);
    show_device_id(config, out);
    if (says->logging_mail) {
        show_destination(log, config, LOG_MAIL, "Mail", out);
        show_destination(log, config, LOG_ASDM, "ASDM", out);
    }
}

void
log_show(const struct log *log, const struct config *config, FILE *out)
{
    log_show_setting(log, config, out);
    if (log->buffer.length > 0)
        fwrite(log->buffer.bytes, 1, log->buffer.length, out);
}

void
log_show_asdm(const struct log *log, FILE *out)
{
    if (log->asdm.length > 0)
        fwrite(log->asdm.bytes, 1, log->asdm.length, out);
}
