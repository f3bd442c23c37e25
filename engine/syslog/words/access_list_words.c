/*
 * access_list_words.c: placeholders of access lists, and what 106100 says of a flow.
 */
#include "engine/syslog/words/words.h"

static void
put_acl(struct writer *w)
{
    write_name(w, w->event->acl != NULL ? w->event->acl->name : "?");
}

/* Of the ACE and of its parent line: 0x0, 0x0 as an implicit denial has (engine.md 1.12 [B]). */
static void
put_hashes(struct writer *w)
{
    if (w->config->does->deny_has_hashes)
        WRITE_LITERAL(w, " [0x0, 0x0]");
}

static void
put_permitted(struct writer *w)
{
    const struct ace *ace = w->event->ace;
    if (w->event->is_established)
        WRITE_LITERAL(w, "est-allowed");
    else
        write_text(w, ace != NULL && ace->permit ? "permitted" : "denied");
}

/* `inside/10.1.1.1(1025)`; ICMP has INSTEAD where a port would be, other protocols 0. */
static void
write_log_end(struct writer *w, ifc_id ifc, uint32_t address, uint16_t port, uint8_t instead)
{
    uint8_t ip_protocol = w->event->protocol;
    write_interface(w, ifc);
    write_char(w, '/');
    write_address(w, address);
    write_char(w, '(');
    write_number(w, has_ports(ip_protocol) ? port : ip_protocol == IP_ICMP ? instead : 0);
    write_char(w, ')');
}

static void
write_log_source(struct writer *w, uint8_t instead)
{
    const struct event_end *end = &w->event->outer;
    write_log_end(w, end->ifc, end->real, end->real_port, instead);
}

static void
write_log_destination(struct writer *w, uint8_t instead)
{
    const struct event_end *end = &w->event->inner;
    write_log_end(w, end->ifc, end->mapped, end->mapped_port, instead);
}

static void
put_log_source_0(struct writer *w)
{
    write_log_source(w, 0);
}

static void
put_log_source_type(struct writer *w)
{
    write_log_source(w, w->event->icmp_type);
}

static void
put_log_destination_type(struct writer *w)
{
    write_log_destination(w, w->event->icmp_type);
}

static void
put_log_destination_code(struct writer *w)
{
    write_log_destination(w, w->event->icmp_code);
}

static void
put_list(struct writer *w)
{
    write_number(w, w->event->outbound_list);
}

static void
put_hits(struct writer *w)
{
    write_number(w, w->event->count);
}

static void
put_interval(struct writer *w)
{
    if (w->event->seconds == 0) {
        WRITE_LITERAL(w, "first hit");
        return;
    }
    write_number(w, w->event->seconds);
    WRITE_LITERAL(w, "-second interval");
}

static const struct placeholder placeholders[] = {
    PLACEHOLDER("acl", put_acl),
    PLACEHOLDER("hashes", put_hashes),
    PLACEHOLDER("permitted", put_permitted),
    PLACEHOLDER("log_source_0", put_log_source_0),
    PLACEHOLDER("log_source_type", put_log_source_type),
    PLACEHOLDER("log_destination_type", put_log_destination_type),
    PLACEHOLDER("log_destination_code", put_log_destination_code),
    PLACEHOLDER("hits", put_hits),
    PLACEHOLDER("interval", put_interval),
    PLACEHOLDER("list", put_list),
};

const struct word_table access_list_words = { placeholders, ARRAY_LENGTH(placeholders) };
