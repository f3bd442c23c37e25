/*
 * dialogue_message.c: messages as they are written.
 */
#include <string.h>

#include "cli/verify/dialogue_private.h"

void
message_u8(struct message *message, uint8_t value)
{
    if (message->length < sizeof message->bytes)
        message->bytes[message->length++] = value;
}

void
message_u16(struct message *message, uint16_t value)
{
    message_u8(message, (uint8_t)(value >> 8));
    message_u8(message, (uint8_t)value);
}

void
message_u32(struct message *message, uint32_t value)
{
    message_u16(message, (uint16_t)(value >> 16));
    message_u16(message, (uint16_t)value);
}

void
message_text(struct message *message, const char *text, size_t field)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < field; i++)
        message_u8(message, i < length ? (uint8_t)text[i] : 0);
}

void
message_zeros(struct message *message, size_t count)
{
    message_text(message, "", count);
}

uint16_t
said_u16(const uint8_t *bytes, size_t length, size_t at)
{
    return at + 2 <= length ? (uint16_t)(bytes[at] << 8 | bytes[at + 1]) : 0;
}

void
message_lcp(struct message *message, enum lcp_code code)
{
    message_u16(message, 0xff03); /* address and control (RFC 1662) */
    message_u16(message, 0xc021); /* LCP */
    message_u8(message, (uint8_t)code);
    message_u8(message, 1);       /* identifier */
    message_u16(message, 10);     /* length */
    message_u16(message, 0x0506); /* magic number */
    message_u32(message, 0x2a617e05U);
}
