/*
 * show_capture.c: captures and what they have taken. Layouts: shell.md 6.15; one of 6.x does not
 * number its frames (?).
 */
#include "cli/capture/capture_words.h"
#include "cli/show/show.h"
#include "engine/model/time_zone.h"

struct capture_settings
capture_usual(const struct session *session)
{
    return (struct capture_settings){
        .buffer = CAPTURE_BUFFER_USUAL,
        .packet_length = session->dialect->capture_length,
        .trace_count = CAPTURE_TRACES_USUAL,
    };
}

static void
show_setting(const struct session *session, const struct packet_capture *capture)
{
    FILE *out = session->screen;
    const struct word_context context = { session->config, session->config->os.version };
    const struct capture_settings usual = capture_usual(session);
    bool figures = session->dialect->capture_figures;
    fprintf(out, "capture %s", capture->name);
    capture_write_settings(capture, &usual, &context, figures, out);
    if (figures)
        fprintf(out, " [%s - %zu bytes]", capture->full ? "Buffer Full" : "Capturing",
                capture->bytes);
    putc('\n', out);
    for (size_t i = 0; i < capture->settings.match_count; i++) {
        capture_write_match(&capture->settings.matches[i], &context, out);
        putc('\n', out);
    }
}

void
show_captures(struct session *session)
{
    const struct packet_capture *capture;
    for (size_t i = 0; (capture = packet_capture_at(session->firewall->captures, i)) != NULL; i++)
        show_setting(session, capture);
}

static void
print_count(FILE *out, size_t count, const char *what)
{
    fprintf(out, "%zu %s %s\n", count, count > 1 ? "packets" : "packet", what);
}

void
show_capture(const struct session *session, const struct packet_capture *capture,
             const struct capture_query *query, FILE *out)
{
    struct capture_form form = query->form;
    form.numbers = session->dialect->capture_figures;
    size_t number = 0, shown = 0;
    const struct captured *frame;
    print_count(out, capture->count, "captured");
    TAILQ_FOREACH(frame, &capture->frames, next)
    {
        number++;
        if (number < query->first || (query->count > 0 && shown == query->count) ||
            !captured_permitted(session->config, frame, query->acl))
            continue;
        capture_print_frame(frame, number,
                            time_zone_local(&session->config->time_zone, frame->time), &form, out);
        shown++;
    }
    print_count(out, shown, "shown");
}
