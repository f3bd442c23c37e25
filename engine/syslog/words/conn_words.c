/*
 * conn_words.c: placeholders of conns: their ends, and what became of them.
 */
#include "engine/syslog/words/words.h"

#include "engine/syslog/syslog.h"

static void
write_end(struct writer *w, const struct event_end *end)
{
    write_interface(w, end->ifc);
    write_char(w, ':');
    write_address(w, end->real);
    write_port(w, end->real_port);
}

static void
write_end_mapped(struct writer *w, const struct event_end *end)
{
    write_address(w, end->mapped);
    write_port(w, end->mapped_port);
}

static void
put_direction(struct writer *w)
{
    if (w->event->direction == DIRECTION_OUTBOUND)
        WRITE_LITERAL(w, "outbound");
    else
        WRITE_LITERAL(w, "inbound");
}

static void
put_conn(struct writer *w)
{
    write_number(w, w->event->conn_id);
}

static void
put_outer(struct writer *w)
{
    write_end(w, &w->event->outer);
}

/* Ends of a conn that is only expected: none but the listener has a port yet. */
static void
write_address_any_port(struct writer *w, const struct event_end *end)
{
    write_address(w, end->real);
    if (end->real_port != 0)
        write_port(w, end->real_port);
}

static void
write_end_any_port(struct writer *w, const struct event_end *end)
{
    write_interface(w, end->ifc);
    write_char(w, ':');
    write_address_any_port(w, end);
}

static void
put_outer_listener_ip(struct writer *w)
{
    write_address_any_port(w, &w->event->outer);
}

static void
put_inner_listener_ip(struct writer *w)
{
    write_address_any_port(w, &w->event->inner);
}

static void
put_outer_listener(struct writer *w)
{
    write_end_any_port(w, &w->event->outer);
}

static void
put_inner_listener(struct writer *w)
{
    write_end_any_port(w, &w->event->inner);
}

/* Bare sockets. */
static void
put_outer_socket(struct writer *w)
{
    write_address(w, w->event->outer.real);
    write_port(w, w->event->outer.mapped_port);
}

static void
put_inner_socket(struct writer *w)
{
    write_address(w, w->event->inner.real);
    write_port(w, w->event->inner.mapped_port);
}

/* Of an expected conn: who is to open it, and who waits for it. */
static void
put_opener(struct writer *w)
{
    const struct event *event = w->event;
    const struct event_end *end = event->initiator_is_inner ? &event->inner : &event->outer;
    write_interface(w, end->ifc);
    write_char(w, ':');
    write_address(w, end->real);
}

static void
put_listener(struct writer *w)
{
    const struct event *event = w->event;
    write_end(w, event->initiator_is_inner ? &event->outer : &event->inner);
}

static void
put_outer_mapped(struct writer *w)
{
    write_end_mapped(w, &w->event->outer);
}

static void
put_inner(struct writer *w)
{
    write_end(w, &w->event->inner);
}

static void
put_inner_mapped(struct writer *w)
{
    write_end_mapped(w, &w->event->inner);
}

static void
put_duration(struct writer *w)
{
    write_duration(w, w->event->duration_ns);
}

static void
put_bytes(struct writer *w)
{
    write_number(w, w->event->bytes);
}

static void
put_reason(struct writer *w)
{
    const char *text = syslog_teardown_text(w->config, w->event->reason);
    if (*text == '\0')
        return;
    write_char(w, ' ');
    write_text(w, text);
}

/* A GRE half runs one way; the end that receives has the call id. */
static const struct event_end *
gre_sender(const struct event *event)
{
    return event->direction == DIRECTION_OUTBOUND ? &event->inner : &event->outer;
}

static const struct event_end *
gre_receiver(const struct event *event)
{
    return event->direction == DIRECTION_OUTBOUND ? &event->outer : &event->inner;
}

static void
put_gre_from(struct writer *w)
{
    const struct event_end *sender = gre_sender(w->event);
    write_interface(w, sender->ifc);
    write_char(w, ':');
    write_address(w, sender->real);
}

static void
put_gre_from_mapped(struct writer *w)
{
    write_address(w, gre_sender(w->event)->mapped);
}

static void
put_gre_to(struct writer *w)
{
    write_end(w, gre_receiver(w->event));
}

static void
put_gre_to_mapped(struct writer *w)
{
    write_end_mapped(w, gre_receiver(w->event));
}

static void
put_icmp_direction(struct writer *w)
{
    if (!w->config->does->icmp_direction_word)
        return;
    put_direction(w);
    write_char(w, ' ');
}

/* The identifier stands at the end that asked, 0 at the other (engine.md 2.2 [B]). */
static void
put_faddr(struct writer *w)
{
    const struct event *event = w->event;
    write_address(w, event->outer.real);
    write_port(w, event->direction == DIRECTION_INBOUND ? event->outer.real_port : 0);
}

static void
put_gaddr(struct writer *w)
{
    const struct event *event = w->event;
    write_address(w, event->inner.mapped);
    write_port(w, event->direction == DIRECTION_OUTBOUND ? event->inner.mapped_port : 0);
}

static void
put_laddr(struct writer *w)
{
    const struct event *event = w->event;
    write_address(w, event->inner.real);
    write_port(w, event->direction == DIRECTION_OUTBOUND ? event->inner.real_port : 0);
}

static const struct placeholder placeholders[] = {
    PLACEHOLDER("direction", put_direction),
    PLACEHOLDER("conn", put_conn),
    PLACEHOLDER("outer", put_outer),
    PLACEHOLDER("outer_mapped", put_outer_mapped),
    PLACEHOLDER("inner", put_inner),
    PLACEHOLDER("inner_mapped", put_inner_mapped),
    PLACEHOLDER("duration", put_duration),
    PLACEHOLDER("bytes", put_bytes),
    PLACEHOLDER("reason", put_reason),
    PLACEHOLDER("gre_from", put_gre_from),
    PLACEHOLDER("gre_from_mapped", put_gre_from_mapped),
    PLACEHOLDER("gre_to", put_gre_to),
    PLACEHOLDER("gre_to_mapped", put_gre_to_mapped),
    PLACEHOLDER("icmp_direction", put_icmp_direction),
    PLACEHOLDER("faddr", put_faddr),
    PLACEHOLDER("gaddr", put_gaddr),
    PLACEHOLDER("laddr", put_laddr),
    PLACEHOLDER("outer_listener", put_outer_listener),
    PLACEHOLDER("outer_listener_ip", put_outer_listener_ip),
    PLACEHOLDER("inner_listener_ip", put_inner_listener_ip),
    PLACEHOLDER("inner_listener", put_inner_listener),
    PLACEHOLDER("outer_socket", put_outer_socket),
    PLACEHOLDER("inner_socket", put_inner_socket),
    PLACEHOLDER("opener", put_opener),
    PLACEHOLDER("listener", put_listener),
};

const struct word_table conn_words = { placeholders, ARRAY_LENGTH(placeholders) };
