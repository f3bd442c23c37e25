/*
 * limit_words.c: placeholders of limits of conns.
 */
#include "engine/syslog/words/words.h"

static void
put_limit(struct writer *w)
{
    write_number(w, w->event->limit);
}

/* What a limit of nat or static is about: its host, and who it talks to. */
static const struct event_end *
limited_end(const struct event *event, bool local)
{
    return local == event->local_is_source ? &event->outer : &event->inner;
}

static void
put_static_or_xlate(struct writer *w)
{
    write_text(w, w->event->xlate == XLATE_STATIC ? "static" : "xlate");
}

static void
put_limit_global(struct writer *w)
{
    write_address(w, limited_end(w->event, true)->mapped);
}

static void
put_limit_local(struct writer *w)
{
    const struct event_end *end = limited_end(w->event, true);
    write_address(w, end->real);
    write_port(w, end->real_port);
}

/* As its own side of the wire knows it. */
static void
put_limit_foreign(struct writer *w)
{
    const struct event_end *end = limited_end(w->event, false);
    write_address(w, end->real);
    write_port(w, end->real_port);
}

static void
put_input_output(struct writer *w)
{
    write_text(w, w->event->direction == DIRECTION_OUTBOUND ? "output" : "input");
}

static const struct placeholder placeholders[] = {
    PLACEHOLDER("limit", put_limit),
    PLACEHOLDER("static_or_xlate", put_static_or_xlate),
    PLACEHOLDER("limit_global", put_limit_global),
    PLACEHOLDER("limit_local", put_limit_local),
    PLACEHOLDER("limit_foreign", put_limit_foreign),
    PLACEHOLDER("input_output", put_input_output),
};

const struct word_table limit_words = { placeholders, ARRAY_LENGTH(placeholders) };
