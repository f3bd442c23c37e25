/*
 * binary_talk_test.h: for talks of binary protocols: messages as values, from hexadecimal digits.
 */
#ifndef REFIRE_ENGINE_BINARY_TALK_TEST_H
#define REFIRE_ENGINE_BINARY_TALK_TEST_H

#include "engine/talk_test.h"

struct message {
    uint8_t bytes[512];
    size_t length;
};

static inline struct message
message_of(const char *hex)
{
    struct message message = { .length = 0 };
    for (; hex[0] != '\0'; hex += 2) {
        unsigned byte;
        ck_assert_int_eq(sscanf(hex, "%2x", &byte), 1);
        ck_assert_uint_lt(message.length, sizeof(message.bytes));
        message.bytes[message.length++] = (uint8_t)byte;
    }
    return message;
}

static inline void
says(struct talk *talk, enum inspect_side side, struct message message)
{
    talk_send(talk, side, message.bytes, message.length);
}

#define hears(talk, side, what)                                                                    \
    do {                                                                                           \
        struct message wanted = what;                                                              \
        talk_heard_bytes(talk, side, wanted.bytes, wanted.length);                                 \
    } while (0)

#endif
