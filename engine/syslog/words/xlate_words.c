/*
 * xlate_words.c: placeholders of translations and local hosts.
 */
#include "engine/syslog/words/words.h"

static void
put_xlate(struct writer *w)
{
    write_text(w, w->event->xlate == XLATE_STATIC ? "static" : "dynamic");
}

static void
put_real(struct writer *w)
{
    write_interface(w, w->event->inner.ifc);
    write_char(w, ':');
    write_address(w, w->event->inner.real);
}

static void
put_real_port(struct writer *w)
{
    write_number(w, w->event->inner.real_port);
}

static void
put_mapped(struct writer *w)
{
    write_interface(w, w->event->outer.ifc);
    if (w->event->acl != NULL) {
        write_char(w, '(');
        write_name(w, w->event->acl->name);
        write_char(w, ')');
    }
    write_char(w, ':');
    write_address(w, w->event->inner.mapped);
}

static void
put_mapped_port(struct writer *w)
{
    write_number(w, w->event->inner.mapped_port);
}

static void
put_failure(struct writer *w)
{
    switch (w->event->failure) {
    case FAILURE_PORTMAP:
        WRITE_LITERAL(w, "portmap");
        return;
    case FAILURE_REGULAR:
        WRITE_LITERAL(w, "regular");
        return;
    case FAILURE_OUTBOUND_STATIC:
        WRITE_LITERAL(w, "outbound static");
        return;
    case FAILURE_IDENTITY:
        WRITE_LITERAL(w, "identity");
        return;
    }
}

static const struct placeholder placeholders[] = {
    PLACEHOLDER("xlate", put_xlate),
    PLACEHOLDER("real", put_real),
    PLACEHOLDER("real_port", put_real_port),
    PLACEHOLDER("mapped", put_mapped),
    PLACEHOLDER("mapped_port", put_mapped_port),
    PLACEHOLDER("host", put_real),
    PLACEHOLDER("failure", put_failure),
};

const struct word_table xlate_words = { placeholders, ARRAY_LENGTH(placeholders) };
