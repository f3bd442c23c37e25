/*
 * reader_test.h: reads pieces of a real log line into an event: numbers, names, addresses,
 * protocols.
 */
#ifndef REFIRE_ENGINE_SYSLOG_READERS_READER_TEST_H
#define REFIRE_ENGINE_SYSLOG_READERS_READER_TEST_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/packet/packet.h"
#include "engine/syslog/syslog.h"
#include "engine/syslog/syslog_writer.h"

/* A line on its way into an event. */
struct reader {
    const char *at;   /* what is still to be read of the line */
    const char *rest; /* of the row, behind the placeholder */
    struct config *config;
    struct event *event;
    struct event_threat *threat; /* of it */
    struct event_text texts[EVENT_TEXTS];
    struct ace ace;
    struct acl acl;
};

typedef bool read_word(struct reader *r);

static inline bool
read_literal(struct reader *r, const char *text)
{
    size_t length = strlen(text);
    if (strncmp(r->at, text, length) != 0)
        return false;
    r->at += length;
    return true;
}

static inline bool
read_number(struct reader *r, uint64_t *number)
{
    if (*r->at < '0' || *r->at > '9')
        return false;
    char *end;
    *number = strtoull(r->at, &end, 10);
    r->at = end;
    return true;
}

#define READ_NUMBER(name, field)                                                                   \
    static inline bool name(struct reader *r)                                                      \
    {                                                                                              \
        uint64_t number;                                                                           \
        if (!read_number(r, &number))                                                              \
            return false;                                                                          \
        r->event->field = (__typeof__(r->event->field))number;                                     \
        return true;                                                                               \
    }

/* The letters up to any of ENDS, kept by the configuration; NULL when there are none. */
static inline const char *
read_token(struct reader *r, const char *ends)
{
    size_t length = strcspn(r->at, ends);
    if (length == 0)
        return NULL;
    char *text = arena_strndup(r->config->arena, r->at, length);
    ck_assert_ptr_nonnull(text);
    r->at += length;
    return text;
}

/* The interface of that name, which is made when it is new. */
static inline bool
read_ifc(struct reader *r, ifc_id *ifc)
{
    *ifc = IFC_NONE;
    const char *identity = r->config->does->box_is_identity ? "identity" : NAME_OF_IDENTITY;
    if (read_literal(r, identity))
        return true;
    const char *name = read_token(r, " :/()");
    if (name == NULL || name[strlen(name) - 1] == '.') /* a sentence's end */
        return false;
    for (size_t i = 0; i < r->config->interface_count; i++) {
        if (strcmp(r->config->interfaces[i]->name, name) == 0) {
            *ifc = (ifc_id)i;
            return true;
        }
    }
    *ifc = config_add_interface(r->config, name);
    ck_assert_uint_ne(*ifc, IFC_NONE);
    r->config->interfaces[*ifc]->name = name;
    return true;
}

/* An address, or a name, which then is one of the configuration's for an address of no one. */
static inline bool
read_address(struct reader *r, uint32_t *address)
{
    const char *text = read_token(r, " :/(),;");
    if (text == NULL)
        return false;
    if (ip_parse(text, strlen(text), address))
        return true;
    r->config->names_on = true;
    *address = UINT32_C(0xc6336400) + (uint32_t)(r->at - text) % 200;
    while (name_of_address(&r->config->names, *address) != NULL)
        ++*address;
    ck_assert(name_add(&r->config->names, r->config->arena, *address, text, NULL));
    return true;
}

static inline bool
read_port(struct reader *r, uint16_t *port)
{
    uint64_t number;
    if (!read_literal(r, "/") || !read_number(r, &number))
        return false;
    *port = (uint16_t)number;
    return number <= UINT16_MAX;
}

static inline bool
has_ports(uint8_t protocol)
{
    return protocol == IP_TCP || protocol == IP_UDP;
}

/* A port that is there tells that the protocol has some. */
static inline bool
read_optional_port(struct reader *r, uint16_t *port)
{
    if (*r->at != '/')
        return true;
    if (!has_ports(r->event->protocol))
        r->event->protocol = IP_TCP;
    return read_port(r, port);
}

static inline bool
read_acl(struct reader *r)
{
    const char *name = read_token(r, " \"()");
    if (name == NULL)
        return false;
    r->acl = (struct acl){ .name = name, .exists = true };
    r->event->acl = &r->acl;
    return true;
}

/* By name in either case, or by number where NUMBERED is in front; there is no sctp. */
static inline bool
read_protocol_word(struct reader *r, const char *numbered)
{
    static const struct {
        const char *name;
        uint8_t protocol;
    } names[] = { { "tcp", IP_TCP }, { "udp", IP_UDP }, { "icmp", IP_ICMP },
                  { "TCP", IP_TCP }, { "UDP", IP_UDP }, { "ICMP", IP_ICMP } };
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (read_literal(r, names[i].name)) {
            r->event->protocol = names[i].protocol;
            return true;
        }
    }
    uint64_t number;
    if (!read_literal(r, numbered) || !read_number(r, &number))
        return false;
    r->event->protocol = (uint8_t)number;
    return number <= UINT8_MAX;
}

static inline bool
read_protocol(struct reader *r)
{
    return read_protocol_word(r, "protocol ");
}

static inline bool
read_type_and_code(struct reader *r, uint8_t *type, uint8_t *code)
{
    uint64_t a, b;
    if (!read_literal(r, " (type ") || !read_number(r, &a) || !read_literal(r, ", code ") ||
        !read_number(r, &b) || !read_literal(r, ")"))
        return false;
    *type = (uint8_t)a;
    *code = (uint8_t)b;
    return a <= UINT8_MAX && b <= UINT8_MAX;
}

/* Whatever stands in front of the row's next words, or all that there is. */
static inline bool
read_words(struct reader *r, const char **from, size_t *length)
{
    char next[256];
    snprintf(next, sizeof(next), "%.*s", (int)strcspn(r->rest, "{"), r->rest);
    const char *end = *next != '\0' ? strstr(r->at, next) : r->at + strlen(r->at);
    if (end == NULL)
        return false;
    *from = r->at;
    *length = (size_t)(end - r->at);
    r->at = end;
    return true;
}

#endif
