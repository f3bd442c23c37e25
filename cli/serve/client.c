/*
 * client.c: frames of one who is attached, answered by a session of its own.
 */
#include "cli/serve/client.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "cli/prompt/interrupt.h"
#include "cli/prompt/login.h"
#include "cli/prompt/session.h"

#define CARRY_WAITING                                                                              \
    ((size_t)1 << 16)   /* so many bytes are not left lying until a command ends                   \
                         */
#define CARRY_EVERY 512 /* questions whether to go on, by what takes long */
#define SEAT_SIZE INET6_ADDRSTRLEN
#define NO_ADDRESS "127.0.0.1" /* of one who did not come over a network */

struct client {
    struct client_options options;
    struct frame_queue in, out;
    size_t frame_left;       /* bytes still to be sent of a frame that has begun to go out */
    FILE *screen;            /* of the session: makes frames */
    struct session *session; /* NULL: no greeting yet */
    char seat[SEAT_SIZE];
    bool dismissed;
    bool hung_up;
    bool broken; /* text is lost, for want of memory or because too much waits */
    unsigned questions;
};

/* ---- out ---- */

static void
put(struct client *client, enum frame_type type, const char *text, size_t length)
{
    if (client->dismissed || client->broken)
        return;
    size_t most = client->options.most_waiting;
    client->broken =
        frame_queue_length(&client->out) + length > (most > 0 ? most : CLIENT_MOST_WAITING) ||
        !frame_put(&client->out, type, text, length);
}

static void
put_text(struct client *client, enum frame_type type, const char *text)
{
    put(client, type, text, strlen(text));
}

static ssize_t
take_print(void *context, const char *text, size_t size)
{
    struct client *client = context;
    if (size > 0)
        put(client, FRAME_PRINT, text, size);
    if (client->options.carry != NULL && frame_queue_length(&client->out) > CARRY_WAITING)
        client->options.carry(client->options.context);
    return (ssize_t)size;
}

static void
put_number(struct client *client, enum frame_type type, size_t number)
{
    char text[24];
    snprintf(text, sizeof(text), "%zu", number);
    put_text(client, type, text);
}

static void
tell_page(void *context, size_t lines)
{
    put_number(context, FRAME_PAGE, lines);
}

static bool
has_room(void *context)
{
    const struct client *client = context;
    return !client->dismissed && frame_queue_length(&client->out) < CLIENT_LOG_WAITING;
}

const char *
client_waiting(const struct client *client, size_t *size)
{
    *size = frame_queue_length(&client->out);
    return *size > 0 ? client->out.bytes + client->out.start : "";
}

void
client_sent(struct client *client, size_t size)
{
    while (size > 0) {
        struct frame frame;
        if (client->frame_left == 0 && frame_at(&client->out, 0, &frame) == FRAME_FOUND)
            client->frame_left = frame.whole;
        size_t piece = size < client->frame_left ? size : client->frame_left;
        if (piece == 0)
            return; /* more than was waiting */
        frame_queue_drop(&client->out, piece);
        client->frame_left -= piece;
        size -= piece;
    }
}

void
client_dismiss(struct client *client, const char *why)
{
    if (client->dismissed)
        return;
    if (client->broken)
        client->out.end = client->out.start + client->frame_left;
    client->broken = false;
    put_text(client, FRAME_BYE, why);
    client->dismissed = true;
}

bool
client_is_dismissed(const struct client *client)
{
    return client->dismissed;
}

/* ---- while something takes long ---- */

/* Has Ctrl-C come behind the frame that is being done? */
static bool
wants_interrupt(const struct client *client)
{
    struct frame frame;
    for (size_t at = 0; frame_at(&client->in, at, &frame) == FRAME_FOUND; at += frame.whole) {
        if (frame.type == FRAME_INTERRUPT)
            return true;
    }
    return false;
}

static bool
is_interrupted(void *context)
{
    struct client *client = context;
    if (++client->questions % CARRY_EVERY != 0)
        return false;
    if (client->options.carry != NULL)
        client->options.carry(client->options.context);
    return client->hung_up || client->broken || interrupt_came() || wants_interrupt(client);
}

/* ---- making ---- */

struct client *
client_new(const struct client_options *options)
{
    struct client *client = calloc(1, sizeof(*client));
    if (client == NULL)
        return NULL;
    client->options = *options;
    client->screen = fopencookie(client, "w", (cookie_io_functions_t){ .write = take_print });
    if (client->screen == NULL) {
        free(client);
        return NULL;
    }
    /* a log line comes when it comes, whatever command of another one has caused it */
    setvbuf(client->screen, NULL, _IOLBF, 0);
    return client;
}

void
client_free(struct client *client)
{
    if (client == NULL)
        return;
    session_free(client->session);
    fclose(client->screen);
    frame_queue_fini(&client->in);
    frame_queue_fini(&client->out);
    free(client);
}

static bool
sit_down(struct client *client)
{
    client->session = session_new(&(struct session_options){
        .firewall = client->options.firewall,
        .out = client->screen,
        .keys = { .pages = tell_page, .context = client },
        .interrupted = is_interrupted,
        .interrupted_context = client,
        .seat = client->seat,
        .has_room = has_room,
        .has_room_context = client,
    });
    return client->session != NULL;
}

/* ---- in ---- */

size_t
client_room(const struct client *client)
{
    size_t waits = frame_queue_length(&client->in);
    return client->dismissed || waits >= FRAME_WHOLE ? 0 : FRAME_WHOLE - waits;
}

void
client_receive(struct client *client, const char *bytes, size_t size)
{
    char *room = frame_queue_room(&client->in, size);
    if (room == NULL) {
        client->broken = true;
        return;
    }
    memcpy(room, bytes, size);
    frame_queue_filled(&client->in, size);
}

void
client_hung_up(struct client *client)
{
    client->hung_up = true;
}

/* How wide the terminal is, the prompt, and whether what is typed behind it is shown. */
static void
tell_ready(struct client *client)
{
    put_number(client, FRAME_WIDTH, session_width(client->session));
    char text[PROMPT_SIZE + 1];
    bool secret = session_wants_secret(client->session);
    int length = snprintf(text, sizeof(text), "%c%s", secret ? FRAME_SECRET : FRAME_OPEN,
                          session_prompt(client->session));
    put(client, FRAME_READY, text,
        (size_t)length < sizeof(text) ? (size_t)length : sizeof(text) - 1);
}

/* An address that log lines may name; anything else is not believed. */
static bool
is_address(const char *text)
{
    struct in6_addr address;
    return inet_pton(AF_INET, text, &address) == 1 || inet_pton(AF_INET6, text, &address) == 1;
}

static void
greet(struct client *client, const char *text)
{
    size_t length = strlen(FRAME_GREETING);
    if (strncmp(text, FRAME_GREETING, length) != 0 || text[length] != ' ') {
        client_dismiss(client, "the server is of another version of refire");
        return;
    }
    text += length + 1;
    snprintf(client->seat, sizeof(client->seat), "%.45s", is_address(text) ? text : NO_ADDRESS);
    if (!sit_down(client)) {
        client_dismiss(client, "the server is out of memory");
        return;
    }
    put_text(client, FRAME_WELCOME, FRAME_GREETING);
    login_greet(client->session);
    tell_ready(client);
}

static void
complete(struct client *client, const char *text)
{
    struct arena *arena = arena_new();
    const char *word = arena != NULL ? session_complete(client->session, text, arena) : NULL;
    put_text(client, FRAME_WORD, word != NULL ? word : "");
    arena_free(arena);
}

static void
do_frame(struct client *client, char type, const char *text)
{
    struct session *session = client->session;
    switch (type) {
    case FRAME_LINE:
        session_line(session, text);
        break;
    case FRAME_HELP:
        session_help(session, text);
        break;
    case FRAME_LEAVE:
        session_leave_configuration(session);
        break;
    case FRAME_COMPLETE:
        complete(client, text);
        return;
    case FRAME_INTERRUPT: /* what it was meant for has ended meanwhile */
        return;
    default:
        client_dismiss(client, "the server was sent something that it does not know");
        return;
    }
    if (!session_is_over(session))
        tell_ready(client);
}

void
client_settle(struct client *client)
{
    if (client->dismissed)
        return;
    if (client->session != NULL)
        log_tell_lost(&client->session->watcher);
    fflush(client->screen);
    if (client->broken)
        client_dismiss(client, "more waited to be read than the server keeps for one session");
    else if (client->session != NULL && session_is_over(client->session))
        client_dismiss(client, "");
}

bool
client_can_step(const struct client *client)
{
    struct frame frame;
    return !client->dismissed && frame_at(&client->in, 0, &frame) != FRAME_NONE;
}

bool
client_step(struct client *client)
{
    struct frame frame;
    char text[FRAME_TEXT + 1];
    client_settle(client);
    if (!client_can_step(client))
        return false;
    enum frame_status status = frame_at(&client->in, 0, &frame);
    if (status == FRAME_WRONG) {
        client_dismiss(client, "the server was sent something that it does not know");
    } else {
        memcpy(text, frame.text, frame.length);
        text[frame.length] = '\0'; /* a NUL within ends it, as it does everywhere else */
        frame_queue_drop(&client->in, frame.whole);
        if (client->session != NULL)
            do_frame(client, frame.type, text);
        else if (frame.type == FRAME_HELLO)
            greet(client, text);
        else
            client_dismiss(client, "the server was not greeted");
        explicit_bzero(text, sizeof(text)); /* it may have been a password */
    }
    client_settle(client);
    return true;
}
