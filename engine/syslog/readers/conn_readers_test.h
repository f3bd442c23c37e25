/*
 * conn_readers_test.h: placeholders of conns and translations, read back.
 */
#ifndef REFIRE_ENGINE_SYSLOG_READERS_CONN_READERS_TEST_H
#define REFIRE_ENGINE_SYSLOG_READERS_CONN_READERS_TEST_H

#include "engine/syslog/readers/reader_test.h"

#include "engine/base/clock.h"

READ_NUMBER(read_conn, conn_id)
READ_NUMBER(read_bytes, bytes)
READ_NUMBER(read_real_port, inner.real_port)
READ_NUMBER(read_mapped_port, inner.mapped_port)

static inline bool
read_end(struct reader *r, struct event_end *end)
{
    return read_ifc(r, &end->ifc) && read_literal(r, ":") && read_address(r, &end->real) &&
           read_port(r, &end->real_port);
}

static inline bool
read_end_mapped(struct reader *r, struct event_end *end)
{
    return read_address(r, &end->mapped) && read_port(r, &end->mapped_port);
}

static inline bool
read_outer(struct reader *r)
{
    return read_end(r, &r->event->outer);
}

static inline bool
read_outer_mapped(struct reader *r)
{
    return read_end_mapped(r, &r->event->outer);
}

static inline bool
read_inner(struct reader *r)
{
    return read_end(r, &r->event->inner);
}

static inline bool
read_inner_mapped(struct reader *r)
{
    return read_end_mapped(r, &r->event->inner);
}

static inline bool
read_direction(struct reader *r)
{
    r->event->direction = DIRECTION_OUTBOUND;
    if (read_literal(r, "outbound"))
        return true;
    r->event->direction = DIRECTION_INBOUND;
    return read_literal(r, "inbound");
}

static inline bool
read_icmp_direction(struct reader *r)
{
    if (strncmp(r->at, "inbound ", 8) != 0 && strncmp(r->at, "outbound ", 9) != 0)
        return true;
    return read_direction(r) && read_literal(r, " ");
}

static inline bool
read_duration(struct reader *r)
{
    uint64_t hours, minutes, seconds;
    if (!read_number(r, &hours) || !read_literal(r, ":") || !read_number(r, &minutes) ||
        !read_literal(r, ":") || !read_number(r, &seconds))
        return false;
    r->event->duration_ns = (int64_t)(hours * 3600 + minutes * 60 + seconds) * NS_PER_SECOND;
    return true;
}

static inline bool
read_reason(struct reader *r)
{
    if (*r->at != ' ')
        return true;
    for (unsigned reason = 0; reason < TEARDOWN_REASON_COUNT; reason++) {
        const char *text = syslog_teardown_text(r->config, (enum teardown_reason)reason);
        if (*text == '\0' || strcmp(r->at + 1, text) != 0)
            continue;
        r->event->reason = (enum teardown_reason)reason;
        r->at += 1 + strlen(text);
        return true;
    }
    return false;
}

/* The identifier is the port of the end that asked. */
static inline bool
read_faddr(struct reader *r)
{
    struct event *event = r->event;
    if (!read_address(r, &event->outer.real) || !read_port(r, &event->outer.real_port))
        return false;
    if (!r->config->does->icmp_direction_word)
        event->direction = event->outer.real_port != 0 ? DIRECTION_INBOUND : DIRECTION_OUTBOUND;
    return true;
}

static inline bool
read_gaddr(struct reader *r)
{
    return read_end_mapped(r, &r->event->inner);
}

static inline bool
read_laddr(struct reader *r)
{
    struct event_end *inner = &r->event->inner;
    return read_address(r, &inner->real) && read_port(r, &inner->real_port);
}

static inline bool
read_xlate(struct reader *r)
{
    r->event->xlate = XLATE_STATIC;
    if (read_literal(r, "static"))
        return true;
    r->event->xlate = XLATE_DYNAMIC;
    return read_literal(r, "dynamic");
}

static inline bool
read_real(struct reader *r)
{
    struct event_end *inner = &r->event->inner;
    return read_ifc(r, &inner->ifc) && read_literal(r, ":") && read_address(r, &inner->real);
}

static inline bool
read_mapped(struct reader *r)
{
    if (!read_ifc(r, &r->event->outer.ifc))
        return false;
    if (*r->at == '(' && !(read_literal(r, "(") && read_acl(r) && read_literal(r, ")")))
        return false;
    return read_literal(r, ":") && read_address(r, &r->event->inner.mapped);
}

static inline bool
read_failure(struct reader *r)
{
    static const struct {
        const char *text;
        enum translation_failure failure;
    } failures[] = {
        { "portmap", FAILURE_PORTMAP },
        { "regular", FAILURE_REGULAR },
        { "outbound static", FAILURE_OUTBOUND_STATIC },
        { "identity", FAILURE_IDENTITY },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(failures); i++) {
        if (!read_literal(r, failures[i].text))
            continue;
        r->event->failure = failures[i].failure;
        return true;
    }
    return false;
}

#endif
