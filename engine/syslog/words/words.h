/*
 * words.h: the placeholders of syslog.def by subject, and what they share. Private to
 * engine/syslog.
 *
 * To add a placeholder: its function and its row join the file of its subject.
 */
#ifndef REFIRE_ENGINE_SYSLOG_WORDS_WORDS_H
#define REFIRE_ENGINE_SYSLOG_WORDS_WORDS_H

#include "engine/packet/packet.h"
#include "engine/syslog/syslog_words.h"

struct placeholder {
    const char *name;
    size_t length;
    syslog_word *put;
};

#define PLACEHOLDER(name, function)                                                                \
    {                                                                                              \
        "" name, sizeof(name) - 1, function                                                        \
    }

struct word_table {
    const struct placeholder *placeholders;
    size_t count;
};

extern const struct word_table conn_words;
extern const struct word_table xlate_words;
extern const struct word_table packet_words;
extern const struct word_table access_list_words;
extern const struct word_table limit_words;
extern const struct word_table guard_words;
extern const struct word_table inspection_words;

static inline bool
has_ports(uint8_t protocol)
{
    return protocol == IP_TCP || protocol == IP_UDP;
}

/* `tcp`, `udp`, `icmp`, or `protocol 47` for all the rest (syslog.md 0). */
void write_protocol(struct writer *w, uint8_t protocol);

/* `TCP`, `UDP`, `ICMP`, or `protocol 47`. */
void write_protocol_upper(struct writer *w, uint8_t protocol);

/* ` (type 8, code 0)` */
void write_icmp(struct writer *w, uint8_t type, uint8_t code);

#endif
