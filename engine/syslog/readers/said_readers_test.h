/*
 * said_readers_test.h: placeholders of what signatures and protocols say, read back.
 */
#ifndef REFIRE_ENGINE_SYSLOG_READERS_SAID_READERS_TEST_H
#define REFIRE_ENGINE_SYSLOG_READERS_SAID_READERS_TEST_H

#include "engine/syslog/readers/reader_test.h"

#include "engine/model/audit.h"
#include "engine/syslog/syslog_words.h"

/* A signature is known by its number; the title has to follow from it. */
static inline bool
read_signature(struct reader *r)
{
    uint64_t number;
    if (!read_number(r, &number))
        return false;
    for (unsigned i = 0; i <= UINT8_MAX; i++) {
        const struct audit_signature *signature = audit_signature_at((uint8_t)i);
        if (signature == NULL || signature->number != number)
            continue;
        r->event->signature = (uint8_t)i;
        return true;
    }
    return false;
}

static inline bool
read_audit_prefix(struct reader *r)
{
    return read_literal(r, "IDS") || read_literal(r, "IPS");
}

static inline bool
read_signature_title(struct reader *r)
{
    const char *from;
    size_t length;
    return read_words(r, &from, &length);
}

static inline bool
read_text_at(struct reader *r, size_t index)
{
    r->event->texts = r->texts;
    return read_words(r, &r->texts[index].bytes, &r->texts[index].length);
}

static inline bool
read_text(struct reader *r)
{
    return read_text_at(r, 0);
}

static inline bool
read_text_2(struct reader *r)
{
    return read_text_at(r, 1);
}

static inline bool
read_mail_action(struct reader *r)
{
    r->event->protocol = IP_TCP;
    r->event->map_action = MAP_ACTION_DROP_CONNECTION;
    return read_literal(r, "Dropped connection for");
}

static inline bool
read_mail_message(struct reader *r)
{
    r->event->is_answer = read_literal(r, "Response");
    return r->event->is_answer || read_literal(r, "Request");
}

static inline bool
read_dns(struct reader *r)
{
    if (read_literal(r, "Response"))
        return r->event->outer.real_port == 53;
    return read_literal(r, "Query");
}

static inline bool
read_dns_message(struct reader *r)
{
    r->event->protocol = IP_UDP;
    r->event->is_answer = true;
    if (read_literal(r, "reply"))
        return true;
    r->event->is_answer = false;
    return read_literal(r, "request");
}

static inline bool
read_inspection_end(struct reader *r)
{
    const char *from;
    size_t length;
    return read_words(r, &from, &length);
}

#define READ_FIGURE(name)                                                                          \
    static inline bool read_threat_##name(struct reader *r)                                        \
    {                                                                                              \
        uint64_t number;                                                                           \
        if (!read_number(r, &number))                                                              \
            return false;                                                                          \
        r->threat->name = (__typeof__(r->threat->name))number;                                     \
        return true;                                                                               \
    }

READ_FIGURE(rate)
READ_FIGURE(burst)
READ_FIGURE(burst_limit)
READ_FIGURE(average)
READ_FIGURE(average_limit)
READ_FIGURE(total)

static inline bool
read_threat(struct reader *r)
{
    for (unsigned event = 0; event < THREAT_EVENT_COUNT; event++) {
        r->threat->event = (enum threat_event)event;
        if (read_literal(r, syslog_threat_name(r->threat->event)))
            return true;
    }
    return false;
}

#endif
