/*
 * media_calls.c: calls and their sockets.
 */
#include "engine/inspect/media_calls.h"

#include <stdlib.h>

#include "engine/base/hash.h"
#include "engine/base/ip.h"

#define CALLS_AT_FIRST 4

void
media_calls_fini(struct media_calls *calls)
{
    free(calls->calls);
    *calls = (struct media_calls){ 0 };
}

static uint64_t
id_of(struct cursor name)
{
    return hash_bytes(name.at, cursor_left(&name), 0);
}

struct media_call *
media_call_find(const struct media_calls *calls, struct cursor name)
{
    if (name.at == NULL)
        return NULL;
    uint64_t id = id_of(name);
    for (size_t i = 0; i < calls->count; i++) {
        if (calls->calls[i].id == id)
            return &calls->calls[i];
    }
    return NULL;
}

struct media_call *
media_call_get(struct media_calls *calls, struct cursor name)
{
    struct media_call *found = media_call_find(calls, name);
    if (found != NULL || name.at == NULL)
        return found;
    if (calls->count == calls->capacity && calls->capacity < MEDIA_CALLS_MOST) {
        size_t capacity = calls->capacity == 0 ? CALLS_AT_FIRST : calls->capacity * 2;
        struct media_call *larger = realloc(calls->calls, capacity * sizeof(*larger));
        if (larger == NULL)
            return NULL;
        calls->calls = larger;
        calls->capacity = capacity;
    }
    struct media_call *call = calls->count < calls->capacity
                                  ? &calls->calls[calls->count++]
                                  : &calls->calls[calls->next++ % MEDIA_CALLS_MOST];
    *call = (struct media_call){ .id = id_of(name) };
    return call;
}

static void
end_socket(struct inspect_call *call, const struct media_socket *socket)
{
    enum inspect_side side = (enum inspect_side)socket->side;
    inspect_unexpect(call, IP_UDP, side, socket->address, socket->port);
    inspect_close_secondary(call, IP_UDP, side, socket->address, socket->port);
}

void
media_call_end(struct inspect_call *call, struct media_calls *calls, struct media_call *ended)
{
    for (size_t i = 0; i < ended->count; i++)
        end_socket(call, &ended->sockets[i]);
    *ended = calls->calls[--calls->count];
}

static bool
has_socket(const struct media_call *call, enum inspect_side side,
           const struct inspect_socket *socket)
{
    for (size_t i = 0; i < call->count; i++) {
        const struct media_socket *known = &call->sockets[i];
        if (known->side == side && known->address == socket->real &&
            known->port == socket->real_port)
            return true;
    }
    return false;
}

static bool
is_among(const struct media_socket *socket, const struct sdp_sockets *sockets)
{
    for (size_t i = 0; i < sockets->count; i++) {
        const struct inspect_socket *other = &sockets->items[i].socket;
        if (socket->address == other->real && socket->port == other->real_port)
            return true;
    }
    return false;
}

size_t
media_call_describe(struct inspect_call *call, struct media_call *described, enum inspect_side side,
                    const struct sdp_sockets *sockets, size_t fresh[static SDP_SOCKETS_MOST])
{
    size_t count = 0;
    for (size_t i = 0; i < described->count;) {
        const struct media_socket *socket = &described->sockets[i];
        if (socket->side != (uint8_t)side || is_among(socket, sockets)) {
            i++;
            continue;
        }
        end_socket(call, socket);
        described->sockets[i] = described->sockets[--described->count];
    }
    for (size_t i = 0; i < sockets->count; i++) {
        const struct inspect_socket *socket = &sockets->items[i].socket;
        if (has_socket(described, side, socket) || described->count == MEDIA_CALL_SOCKETS)
            continue;
        described->sockets[described->count++] = (struct media_socket){ .address = socket->real,
                                                                        .port = socket->real_port,
                                                                        .side = (uint8_t)side };
        fresh[count++] = i;
    }
    return count;
}
