/*
 * word.h: the word types, and how a row says that it wants one.
 *
 * Each macro takes the row's scratch struct and the member that gets the value; what follows the
 * help are further designators: `.optional = true`, `.since = OS_7_0`.
 */
#ifndef REFIRE_PARSER_WORD_H
#define REFIRE_PARSER_WORD_H

#include "parser/command.h"
#include "parser/match.h"

#define FIELD(S, f) .offset = offsetof(S, f), .size = sizeof(((S *)0)->f)

/* clang-format off */
/* LOW: it is not shortened to fewer letters. */
#define KEYWORD(words, what, ...) \
    { .type = &word_keyword, .text = words, .help = what, __VA_ARGS__ }
#define VALUE(TYPE, S, f, what, ...) \
    { .type = &word_##TYPE, FIELD(S, f), .help = what, __VA_ARGS__ }
/* The name of a model object of that kind. */
#define NAME_OF(kind, S, f, what, ...) VALUE(text, S, f, what, .names = kind, __VA_ARGS__)
/* A keyword that sets a bool; always optional. */
#define FLAG(S, f, word, what, ...) \
    { .type = &word_flag, .text = word, .help = what, FIELD(S, f), .optional = true, __VA_ARGS__ }
/* One of a list of keywords, as its number. */
#define CHOICE(S, f, list, ...) \
    { .type = &word_choice, FIELD(S, f), .data = list, __VA_ARGS__ }
#define NUMBER(S, f, lowest, highest, what, ...) \
    { .type = &word_number, FIELD(S, f), .low = lowest, .high = highest, .help = what, \
      __VA_ARGS__ }
/* Words that come together or not at all; the member is a bool that says whether. */
#define GROUP(S, f, list, ...) \
    { .type = &word_group, FIELD(S, f), .data = list, .optional = true, __VA_ARGS__ }
/* Optional words in any order, each at most once. */
#define ANY_ORDER(list, ...) \
    { .type = &word_any_order, .data = list, __VA_ARGS__ }
/* clang-format on */

/* The keywords of a CHOICE, ended by a NULL text. */
struct choice {
    const char *text;
    const char *help;
    int value;
    enum os_version since, before;
};

extern const struct word_type word_keyword;
extern const struct word_type word_flag;
extern const struct word_type word_choice;
extern const struct word_type word_number;
extern const struct word_type word_group;
extern const struct word_type word_any_order;

extern const struct word_type word_text;        /* const char *: one word */
extern const struct word_type word_rest;        /* const char *: the rest of the line, "" allowed */
extern const struct word_type word_address;     /* uint32_t: address or name; `0` is 0.0.0.0 */
extern const struct word_type word_netmask;     /* uint32_t: contiguous */
extern const struct word_type word_any_netmask; /* uint32_t: an ACL's */
extern const struct word_type word_nameif;      /* ifc_id */
extern const struct word_type word_paren_nameif; /* ifc_id: `(inside)` */
extern const struct word_type word_ifc_pair;     /* struct ifc_pair: `(inside,outside)` */
extern const struct word_type word_time;         /* uint32_t seconds: h:mm:ss */
extern const struct word_type word_port;         /* uint16_t; OTHER: its protocol, uint8_t */
extern const struct word_type word_protocol;     /* uint8_t */
extern const struct word_type word_icmp_type;    /* int16_t */
extern const struct word_type word_log_level;    /* int8_t or uint8_t */
extern const struct word_type word_mac;          /* uint8_t[6]: 0011.2233.4455 */

struct ifc_pair {
    ifc_id real;
    ifc_id mapped;
};

/* `any`, `host A`, `A M`, `interface IF`; HIGH not 0: the last one does not stand here. */
extern const struct word_type word_endpoint; /* struct address_match */
/* `eq P`, `range P P`, ... of the protocol at OTHER; nothing matches every port. */
extern const struct word_type word_ports; /* struct port_match */

/* Where a word keeps its value in the scratch struct, for types of one's own. */
static inline void *
word_place(void *scratch, size_t offset)
{
    return (unsigned char *)scratch + offset;
}

static inline const void *
word_value(const void *scratch, size_t offset)
{
    return (const unsigned char *)scratch + offset;
}

/* For other word types. All tell what they expect and take the word only when it fits. */
bool take_number(struct matching *matching, int64_t low, int64_t high, const char *help,
                 int64_t *value);
/*
 * Takes the longest of COUNT phrases of one or more words; NULL ones are skipped. A first word
 * typed in full beats those that it could shorten; a short one must be of one first word only.
 */
bool take_phrase(struct matching *matching, const char *const *phrases, size_t count,
                 const char *help, size_t *index);
bool take_address(struct matching *matching, const char *help, uint32_t *address);
bool take_nameif(struct matching *matching, const char *help, ifc_id *ifc);
/* Reads "0:05:00"; false when it is no time. */
bool time_parse(const char *text, size_t length, uint32_t *seconds);
/* For a type whose words are read but never written back. */
void word_write_nothing(const struct word *word, struct writing *writing, const void *scratch);
void writing_put_time(struct writing *writing, uint32_t seconds);

#endif
