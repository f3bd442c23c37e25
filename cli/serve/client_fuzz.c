/*
 * client_fuzz.c: any bytes at a served firewall, from two who are attached.
 *
 * The first byte chooses the version. A byte 0xfe changes who sends; the others are what is sent,
 * behind a greeting. What comes back must be whole frames whose text has no control character.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/serve/client.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CLIENTS = 2, OTHER = 0xfe };

static void
look_at(const struct frame *frame)
{
    for (size_t i = 0; i < frame->length; i++) {
        unsigned char byte = (unsigned char)frame->text[i];
        if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f) {
            fprintf(stderr, "byte 0x%02x in a frame of type %c\n", byte, frame->type);
            abort();
        }
    }
}

static void
take_back(struct client *client)
{
    struct frame_queue queue = { 0 };
    struct frame frame;
    queue.bytes = (char *)(uintptr_t)client_waiting(client, &queue.end);
    size_t at = 0;
    for (; frame_at(&queue, at, &frame) == FRAME_FOUND; at += frame.whole)
        look_at(&frame);
    if (at != queue.end) {
        fputs("half a frame\n", stderr);
        abort();
    }
    client_sent(client, queue.end);
}

static void
send_byte(struct client *client, char byte)
{
    if (client_room(client) == 0)
        return;
    client_receive(client, &byte, 1);
    while (client_step(client))
        take_back(client);
    take_back(client);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char greeting[] = "H\0\12" FRAME_GREETING " -";
    if (size == 0)
        return 0;
    struct os_release release = { .version = (enum os_version)(data[0] % OS_COUNT) };
    struct firewall_options box = { .config = config_factory(release), .no_files = true };
    struct firewall *firewall = box.config != NULL ? firewall_new(&box) : NULL;
    struct client *clients[CLIENTS] = { NULL };
    bool whole = firewall != NULL;
    for (size_t i = 0; i < CLIENTS && whole; i++) {
        clients[i] = client_new(&(struct client_options){ .firewall = firewall });
        whole = clients[i] != NULL;
        for (size_t j = 0; j < sizeof(greeting) - 1 && whole; j++)
            send_byte(clients[i], greeting[j]);
    }
    size_t at = 0;
    for (size_t i = 1; i < size && whole; i++) {
        if (data[i] == OTHER)
            at = (at + 1) % CLIENTS;
        else
            send_byte(clients[at], (char)data[i]);
        client_settle(clients[(at + 1) % CLIENTS]);
    }
    for (size_t i = 0; i < CLIENTS; i++)
        client_free(clients[i]);
    firewall_free(firewall);
    return 0;
}
