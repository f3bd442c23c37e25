/*
 * ils.c: `fixup protocol ils`, `inspect ils`: the address by which somebody can be called stands in
 * LDAP as the attribute sipAddress, and is translated where it is added, changed or found
 * (engine.md 6.2 [A]; RFC 2251 4.1.1, 4.5.2, 4.6, 4.7). No conn is announced.
 *
 * The value is a decimal number: the four octets of the address, the first one lowest, as Microsoft
 * publishes its schema (10.70.41.96 is 1613317642) [A]. Another
 * number has other digits, so that the lengths around it change: each that does is written anew, in
 * as many octets as before where it fits.
 *
 * Who enters somebody else's address is told of (405201), and passes: that the device drops it is
 * said nowhere [C].
 */
#include "engine/inspect/ils.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "engine/base/ip.h"
#include "engine/inspect/ber.h"

#define LDAP_SEARCH_ENTRY 0x64
#define LDAP_MODIFY 0x66
#define LDAP_ADD 0x68

/* NetMeeting's name, and that of the published schema. */
static const char *const names[] = { "sipaddress", "ipaddress" };
#define DIGITS_MOST 10 /* of 4294967295 */

struct rewriting {
    struct inspect_call *call;
    enum inspect_side side;
    const uint8_t *start; /* of the message */
    const char *enters;   /* how the sender enters itself; NULL: the message finds others */
};

static size_t
place_of(const struct rewriting *rewriting, const uint8_t *at)
{
    return (size_t)(at - rewriting->start);
}

/* --- lengths ---------------------------------------------------------------------------------- */

/* ITEM's content has become longer by MORE; returns by how much the item has. */
static long
mend(const struct rewriting *rewriting, const struct ber_item *item, long more)
{
    if (more == 0)
        return 0;
    uint8_t bytes[5];
    size_t length = cursor_left(&item->content), octets = item->length_octets;
    size_t written = ber_write_length(bytes, (size_t)((long)length + more), octets);
    inspect_replace(rewriting->call, place_of(rewriting, item->content.at) - octets, octets, bytes,
                    written);
    return more + (long)written - (long)octets;
}

/* --- the attribute ---------------------------------------------------------------------------- */

static bool
read_address(struct cursor text, uint32_t *address)
{
    uint64_t number = 0;
    size_t digits = cursor_left(&text);
    uint8_t c;
    if (digits == 0 || digits > DIGITS_MOST)
        return false;
    while (cursor_u8(&text, &c)) {
        if (c < '0' || c > '9')
            return false;
        number = number * 10 + (c - '0');
    }
    *address = __builtin_bswap32((uint32_t)number);
    return number <= UINT32_MAX;
}

/*
 * The sender's own address as others know it; others' addresses as the receiver's side knows them.
 * Of other hosts beside the sender none is translated: they would need slots [C].
 */
static uint32_t
translated(const struct rewriting *rewriting, uint32_t address)
{
    struct event_end own = inspect_end(rewriting->call, rewriting->side);
    struct inspect_socket socket;
    if (address == own.real)
        return own.mapped;
    inspect_unmap(rewriting->call, IP_TCP, address, 0, &socket);
    return socket.real;
}

static void
tell_wrong(const struct rewriting *rewriting, uint32_t address)
{
    char text[IP_TEXT_SIZE];
    size_t length = ip_format(address, text);
    const struct event_text texts[EVENT_TEXTS] = { { rewriting->enters, strlen(rewriting->enters) },
                                                   { text, length } };
    struct event event = inspect_event(rewriting->call, EVENT_ILS_WRONG_ADDRESS);
    event.texts = texts;
    inspect_emit(rewriting->call, &event);
}

/* As the sender is known where the message was seen, or there is nothing to be wrong about. */
static bool
is_senders(const struct rewriting *rewriting, uint32_t address)
{
    struct event_end own = inspect_end(rewriting->call, rewriting->side);
    return rewriting->enters == NULL ||
           address == (inspect_is_as_left(rewriting->call) ? own.mapped : own.real);
}

static long
rewrite_value(const struct rewriting *rewriting, const struct ber_item *value)
{
    uint32_t address;
    if (value->tag != BER_OCTETS || !read_address(value->content, &address))
        return 0;
    if (!is_senders(rewriting, address))
        tell_wrong(rewriting, address);
    uint32_t other = translated(rewriting, address);
    if (other == address)
        return 0;
    char digits[DIGITS_MOST + 1];
    size_t before = cursor_left(&value->content);
    size_t after = (size_t)snprintf(digits, sizeof(digits), "%u", __builtin_bswap32(other));
    inspect_replace(rewriting->call, place_of(rewriting, value->content.at), before, digits, after);
    return mend(rewriting, value, (long)after - (long)before);
}

static bool
is_address(const struct ber_item *type)
{
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (type->tag == BER_OCTETS && cursor_left(&type->content) == strlen(names[i]) &&
            strncasecmp((const char *)type->content.at, names[i], strlen(names[i])) == 0)
            return true;
    }
    return false;
}

/* type, SET OF value: CONTENT is of their SEQUENCE */
static long
rewrite_attribute(const struct rewriting *rewriting, struct cursor content)
{
    struct ber_item type, values, value;
    long more = 0;
    if (!ber_next(&content, &type) || !is_address(&type) || !ber_next(&content, &values) ||
        values.tag != BER_SET)
        return 0;
    struct cursor each = values.content;
    while (ber_next(&each, &value))
        more += rewrite_value(rewriting, &value);
    return mend(rewriting, &values, more);
}

/* A change has what to do before its attribute: ENUMERATED, SEQUENCE. */
static long
rewrite_change(const struct rewriting *rewriting, struct cursor content)
{
    struct ber_item operation, attribute;
    if (!ber_next(&content, &operation) || !ber_next(&content, &attribute) ||
        attribute.tag != BER_SEQUENCE)
        return 0;
    return mend(rewriting, &attribute, rewrite_attribute(rewriting, attribute.content));
}

/* whose they are, SEQUENCE OF attribute or change */
static long
rewrite_operation(const struct rewriting *rewriting, const struct ber_item *operation)
{
    struct cursor content = operation->content;
    struct ber_item name, list, item;
    long more = 0;
    if (operation->tag != LDAP_SEARCH_ENTRY && operation->tag != LDAP_MODIFY &&
        operation->tag != LDAP_ADD)
        return 0;
    if (!ber_next(&content, &name) || !ber_next(&content, &list) || list.tag != BER_SEQUENCE)
        return 0;
    struct cursor each = list.content;
    while (ber_next(&each, &item)) {
        if (item.tag != BER_SEQUENCE)
            continue;
        long of_item = operation->tag == LDAP_MODIFY ? rewrite_change(rewriting, item.content)
                                                     : rewrite_attribute(rewriting, item.content);
        more += mend(rewriting, &item, of_item);
    }
    more = mend(rewriting, &list, more);
    return mend(rewriting, operation, more);
}

static enum inspect_result
ils_message(struct inspect_call *call, void *session, enum inspect_side side, struct cursor message)
{
    (void)session;
    struct rewriting rewriting = { call, side, message.at, NULL };
    struct ber_item whole, id, operation;
    if (!ber_next(&message, &whole))
        return INSPECT_DESYNC;
    struct cursor content = whole.content;
    if (ber_next(&content, &id) && ber_next(&content, &operation)) {
        rewriting.enters = operation.tag == LDAP_ADD      ? "AddRequest"
                           : operation.tag == LDAP_MODIFY ? "ModifyRequest"
                                                          : NULL;
        (void)mend(&rewriting, &whole, rewrite_operation(&rewriting, &operation));
    }
    return INSPECT_CONTINUE;
}

/* A message is one SEQUENCE. */
static enum frame_status
ils_frame(void *session, enum inspect_side side, const uint8_t *bytes, size_t available,
          size_t *length)
{
    (void)session;
    (void)side;
    struct cursor at = cursor_of(bytes, available);
    size_t content;
    uint8_t tag;
    enum ber_status status = ber_head(&at, &tag, &content);
    if (status == BER_CUT)
        return FRAME_MORE;
    if (status == BER_WRONG || tag != BER_SEQUENCE)
        return FRAME_BAD;
    *length = (size_t)(at.at - bytes) + content;
    if (*length > ILS_MESSAGE_MOST)
        return FRAME_SKIP;
    return *length <= available ? FRAME_WHOLE : FRAME_MORE;
}

const struct inspection_engine inspect_ils = {
    .name = "ils",
    .kind = INSPECT_ILS,
    .protocol = IP_TCP,
    .hand = INSPECT_TRANSLATES,
    .largest_message = ILS_MESSAGE_MOST,
    .frame = ils_frame,
    .message = ils_message,
};
