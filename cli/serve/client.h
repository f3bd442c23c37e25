/*
 * client.h: one who is attached to a served firewall: frames in, a session, frames out.
 *
 * It knows no socket: the server (server.c) carries the bytes, and so do tests. What it sends may
 * wait for a reader up to a bound; one who reads slower than that is dismissed.
 */
#ifndef REFIRE_CLI_SERVE_CLIENT_H
#define REFIRE_CLI_SERVE_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/prompt/firewall.h"
#include "cli/serve/frame.h"
#include "engine/base/compiler.h"

#define CLIENT_MOST_WAITING ((size_t)32 << 20) /* bytes of answers; then it is dismissed */
#define CLIENT_LOG_WAITING ((size_t)1 << 20)   /* bytes, above which log lines are left out */

struct client;

struct client_options {
    struct firewall *firewall; /* borrowed */
    /* Called now and then by what takes long and when much waits to go out: bytes may be carried
     * meanwhile (client_receive, client_sent), nothing else. May be NULL. */
    void (*carry)(void *context);
    void *context;
    size_t most_waiting; /* in place of CLIENT_MOST_WAITING; 0: that */
};

/* NULL when there is no memory. */
NODISCARD struct client *client_new(const struct client_options *options);
void client_free(struct client *client);

/* How many bytes client_receive takes now; 0: let it do a step first. */
size_t client_room(const struct client *client);
void client_receive(struct client *client, const char *bytes, size_t size);
/* No more bytes will come: whatever it is doing may stop. */
void client_hung_up(struct client *client);

/* What became of the client while another one spoke: the box may have been reloaded. */
void client_settle(struct client *client);

/* Does what the next frame asks for. False: no whole frame has come. */
bool client_step(struct client *client);
bool client_can_step(const struct client *client);

/* What is to be sent, as far as it stands together; *SIZE 0: nothing. */
const char *client_waiting(const struct client *client, size_t *size);
void client_sent(struct client *client, size_t size);

/* Tells it goodbye; nothing is done for it any more. WHY "": it left by itself. */
void client_dismiss(struct client *client, const char *why);
/* The goodbye has been said: it may be freed as soon as nothing waits. */
bool client_is_dismissed(const struct client *client);

#endif
