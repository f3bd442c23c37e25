/*
 * host.c: addresses in text.
 */
#include "engine/inspect/host.h"

#include "engine/base/ip.h"

void
host_write(struct host_edits *edits, struct cursor old, const struct text_writer *writer)
{
    if (writer->cut)
        return;
    text_replace(edits->call, edits->message, old, writer);
    edits->growth += (long)writer->length - (long)cursor_left(&old);
}

/* A name, a number, an address: what ends at any other character. */
static bool
is_of_word(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '-' || c == '_';
}

/* Behind the opening quote: all up to the closing one, or to the end. */
static void
skip_quoted(struct cursor *text)
{
    while (text->at < text->end) {
        uint8_t c = *text->at++;
        if (c == '"')
            return;
        if (c == '\\' && text->at < text->end)
            text->at++;
    }
}

static struct cursor
take_word(struct cursor *text)
{
    struct cursor word = { text->at, text->at };
    while (word.end < text->end && is_of_word(*word.end))
        word.end++;
    text->at = word.end;
    return word;
}

static bool
read_host(struct cursor word, struct cursor *text, struct host *host)
{
    size_t length = cursor_left(&word);
    if (!ip_parse((const char *)word.at, length, &host->address))
        return false;
    host->address_text = word;
    host->port_text = (struct cursor){ word.end, word.end };
    host->port = 0;
    struct cursor port = *text;
    if (text_char(&port, '@'))
        return false;
    if (text_char(&port, ':')) {
        struct cursor digits = port;
        if (text_port(&port, &host->port)) {
            host->port_text = (struct cursor){ digits.at, port.at };
            *text = port;
        }
    }
    return true;
}

bool
host_next(struct cursor *text, struct host *host)
{
    struct cursor before = { NULL, NULL };
    bool is_value = false;
    while (text->at < text->end) {
        uint8_t c = *text->at;
        if (!is_of_word(c)) {
            text->at++;
            if (c == '"')
                skip_quoted(text);
            is_value = c == '=';
            continue;
        }
        struct cursor word = take_word(text);
        bool counts = !is_value || text_is(before, "received") || text_is(before, "maddr");
        is_value = false;
        before = word;
        if (counts && read_host(word, text, host))
            return true;
    }
    return false;
}

/* Is it of the receiver's network, as far as can be told? */
static bool
is_of_receiver(const struct host_edits *edits, uint32_t address, uint16_t port,
               struct inspect_socket *socket)
{
    bool as_left = inspect_is_as_left(edits->call);
    struct event_end other = inspect_end(edits->call, other_side(edits->side));
    inspect_unmap(edits->call, edits->protocol, address, port, socket);
    return address == (as_left ? other.real : other.mapped) || socket->real != socket->mapped;
}

bool
host_map(const struct host_edits *edits, uint32_t address, uint16_t port, bool any,
         struct inspect_socket *socket, enum host_owner *owner)
{
    struct event_end own = inspect_end(edits->call, edits->side);
    uint32_t own_address = inspect_is_as_left(edits->call) ? own.mapped : own.real;
    *owner = HOST_OF_RECEIVER;
    if (is_of_receiver(edits, address, port, socket))
        return true;
    *owner = HOST_OF_SENDER;
    if (any || (port != 0 && address == own_address))
        return inspect_map(edits->call, edits->protocol, address, port, socket);
    *socket = (struct inspect_socket){
        .real = address,
        .mapped = inspect_shown(edits->call, address),
        .real_port = port,
        .mapped_port = port,
        .xlate = UINT32_MAX,
    };
    return true;
}

bool
host_map_media(const struct host_edits *edits, uint32_t address, uint16_t port, uint16_t seen,
               struct inspect_socket *rtp, struct inspect_socket *rtcp, enum host_owner *owner)
{
    *owner = HOST_OF_RECEIVER;
    if (is_of_receiver(edits, address, port, rtp)) {
        inspect_unmap(edits->call, edits->protocol, address, (uint16_t)(port + 1), rtcp);
        return true;
    }
    *owner = HOST_OF_SENDER;
    return inspect_map_media(edits->call, address, port, seen, rtp, rtcp);
}
