/*
 * server.c: carries bytes between sockets and clients, and lets each client do one frame in turn.
 *
 * No socket blocks, so that nobody waits for a slow reader. What takes long (a replay) holds the
 * others up as the box's one processor would; meanwhile their bytes are carried all the same.
 */
#include "cli/serve/server.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "cli/prompt/interrupt.h"
#include "cli/serve/client.h"

#define GOODBYE_SECONDS 5 /* so long a goodbye may take to be read */

struct seat {
    int fd;
    struct client *client;
    bool gone;        /* the other end is closed */
    time_t dismissed; /* when; 0: not yet */
};

struct server {
    struct firewall *firewall;
    struct door *door;
    struct seat seats[SERVER_CLIENTS];
    size_t count;
    struct pollfd polls[SERVER_CLIENTS + 1]; /* the seats', then the door's */
    sigset_t signals;                        /* that are let through while it waits */
};

static time_t
seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + 1; /* never 0 */
}

/* ---- one seat ---- */

static void
receive(struct seat *seat)
{
    char bytes[FRAME_WHOLE];
    size_t room = client_room(seat->client);
    if (room == 0)
        return;
    ssize_t got = recv(seat->fd, bytes, room < sizeof(bytes) ? room : sizeof(bytes), 0);
    if (got > 0)
        client_receive(seat->client, bytes, (size_t)got);
    else if (got == 0 || (errno != EAGAIN && errno != EINTR))
        seat->gone = true;
    if (seat->gone)
        client_hung_up(seat->client);
    explicit_bzero(bytes, sizeof(bytes)); /* it may have been a password */
}

static void
send_waiting(struct seat *seat)
{
    size_t size;
    const char *bytes = client_waiting(seat->client, &size);
    while (size > 0 && !seat->gone) {
        ssize_t sent = send(seat->fd, bytes, size, MSG_NOSIGNAL);
        if (sent < 0) {
            seat->gone = errno != EAGAIN && errno != EINTR;
            break;
        }
        client_sent(seat->client, (size_t)sent);
        bytes = client_waiting(seat->client, &size);
    }
    if (seat->gone)
        client_hung_up(seat->client);
}

static bool
is_done(const struct seat *seat)
{
    size_t size;
    (void)client_waiting(seat->client, &size);
    bool was_slow = seat->dismissed != 0 && seconds_now() - seat->dismissed > GOODBYE_SECONDS;
    return seat->gone || was_slow || (client_is_dismissed(seat->client) && size == 0);
}

/* ---- all of them ---- */

static void
free_seat(struct server *server, size_t at)
{
    close(server->seats[at].fd);
    client_free(server->seats[at].client);
    server->seats[at] = server->seats[--server->count];
}

/* Waits up to TIMEOUT milliseconds (negative: until something happens) and carries what there is.
 */
static void
carry_bytes(struct server *server, int timeout, bool opens)
{
    for (size_t i = 0; i < server->count; i++) {
        const struct seat *seat = &server->seats[i];
        size_t waits;
        (void)client_waiting(seat->client, &waits);
        short events =
            (short)((client_room(seat->client) > 0 ? POLLIN : 0) | (waits > 0 ? POLLOUT : 0));
        server->polls[i] = (struct pollfd){ .fd = seat->gone ? -1 : seat->fd, .events = events };
    }
    server->polls[server->count] = (struct pollfd){
        .fd = opens ? server->door->fd : -1,
        .events = POLLIN,
    };
    struct timespec limit = { .tv_sec = timeout / 1000, .tv_nsec = timeout % 1000 * 1000000L };
    if (ppoll(server->polls, server->count + 1, timeout < 0 ? NULL : &limit, &server->signals) <= 0)
        return;
    for (size_t i = 0; i < server->count; i++) {
        if (server->polls[i].revents & (POLLIN | POLLHUP | POLLERR))
            receive(&server->seats[i]);
        if (server->polls[i].revents & POLLOUT)
            send_waiting(&server->seats[i]);
    }
}

/* For clients in the middle of a command: seats neither come nor go. */
static void
carry_meanwhile(void *context)
{
    carry_bytes(context, 0, false);
}

/* As far as it goes: the socket is new, so that a goodbye fits. */
static void
turn_away(int fd)
{
    struct frame_queue out = { 0 };
    static const char why[] = "too many are attached already";
    if (frame_put(&out, FRAME_BYE, why, strlen(why)))
        (void)send(fd, out.bytes + out.start, frame_queue_length(&out), MSG_NOSIGNAL);
    frame_queue_fini(&out);
    close(fd);
}

static void
let_in(struct server *server)
{
    struct client_options options = {
        .firewall = server->firewall,
        .carry = carry_meanwhile,
        .context = server,
    };
    int fd = accept4(server->door->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return;
    struct client *client = server->count < SERVER_CLIENTS ? client_new(&options) : NULL;
    if (client != NULL)
        server->seats[server->count++] = (struct seat){ .fd = fd, .client = client };
    else
        turn_away(fd);
}

/* One frame each, so that who sends many does not keep the others waiting. */
static bool
step_all(struct server *server)
{
    bool more = false;
    for (size_t i = 0; i < server->count; i++) {
        struct client *client = server->seats[i].client;
        client_step(client);
        more = more || client_can_step(client);
    }
    return more;
}

static void
settle_all(struct server *server)
{
    for (size_t i = server->count; i-- > 0;) {
        struct seat *seat = &server->seats[i];
        client_settle(seat->client);
        send_waiting(seat);
        if (client_is_dismissed(seat->client) && seat->dismissed == 0)
            seat->dismissed = seconds_now();
        if (is_done(seat))
            free_seat(server, i);
    }
}

static bool
anyone_leaves(const struct server *server)
{
    for (size_t i = 0; i < server->count; i++) {
        if (server->seats[i].dismissed != 0)
            return true;
    }
    return false;
}

static void
say_goodbye(struct server *server)
{
    for (size_t i = server->count; i-- > 0;) {
        client_dismiss(server->seats[i].client, "the server has been stopped");
        send_waiting(&server->seats[i]);
        free_seat(server, i);
    }
}

bool
server_run(struct firewall *firewall, struct door *door)
{
    struct server *server = calloc(1, sizeof(*server));
    if (server == NULL)
        return false;
    server->firewall = firewall;
    server->door = door;
    sigset_t held;
    sigemptyset(&held);
    sigaddset(&held, SIGINT);
    sigaddset(&held, SIGTERM);
    interrupt_catch();
    sigprocmask(SIG_BLOCK, &held, &server->signals);
    bool more = false;
    while (!interrupt_came()) {
        carry_bytes(server, more ? 0 : anyone_leaves(server) ? 1000 : -1, true);
        if (server->polls[server->count].revents & POLLIN)
            let_in(server);
        more = step_all(server);
        settle_all(server);
    }
    say_goodbye(server);
    sigprocmask(SIG_SETMASK, &server->signals, NULL);
    free(server);
    return true;
}
