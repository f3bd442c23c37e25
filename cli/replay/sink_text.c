/*
 * sink_text.c: the log as the device prints it, written straight into the output's buffer.
 */
#include "cli/replay/sink.h"

#include "cli/replay/sink_private.h"

static void
write_line(struct log_sink *sink, const struct event *event)
{
    struct syslog_message message;
    if (!syslog_format_message(sink->format, event, &message) || message.disabled ||
        !rate_limiter_passes(&sink->limiter, &sink->config->logging, &message, event->time) ||
        message.severity > sink->level)
        return;
    char *room = output_room(&sink->output, SYSLOG_LINE_SIZE);
    output_filled(&sink->output, syslog_format_line(sink->format, event, room));
    output_line_end(&sink->output);
}

struct log_sink *
log_sink_text(const struct config *config, FILE *file, int level)
{
    struct log_sink *sink = log_sink_new(config, file, write_line);
    if (sink == NULL)
        return NULL;
    sink->level = level;
    sink->format = syslog_format_new(config, SYSLOG_STAMPED);
    if (sink->format == NULL) {
        log_sink_free(sink);
        return NULL;
    }
    return sink;
}
