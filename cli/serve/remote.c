/*
 * remote.c: what the server sends, on a screen; pages and keys are this side's.
 */
#include "cli/serve/remote.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cli/prompt/interrupt.h"
#include "cli/serve/frame.h"

#define LOOK_FOR_INTERRUPT 200 /* milliseconds */

struct remote {
    int fd;
    struct frame_queue in;
    struct pager *pager;
    char prompt[PROMPT_SIZE];
    size_t width; /* columns of the terminal */
    bool secret;
    bool over;
    char why[FRAME_TEXT + 1];
    char word[FRAME_TEXT + 1];
    bool printed; /* since the last look */
};

static void
end(struct remote *remote, const char *why)
{
    if (!remote->over)
        snprintf(remote->why, sizeof(remote->why), "%s", why);
    remote->over = true;
}

static void
send_text(struct remote *remote, enum frame_type type, const char *text)
{
    struct frame_queue out = { 0 };
    size_t length = strlen(text);
    if (!frame_put(&out, type, text, length < FRAME_TEXT ? length : FRAME_TEXT))
        end(remote, "out of memory");
    while (!remote->over && frame_queue_length(&out) > 0) {
        ssize_t sent =
            send(remote->fd, out.bytes + out.start, frame_queue_length(&out), MSG_NOSIGNAL);
        if (sent >= 0)
            frame_queue_drop(&out, (size_t)sent);
        else if (errno != EINTR)
            break; /* the last that it had to say may be waiting to be read */
    }
    frame_queue_fini(&out);
}

/* ---- what comes ---- */

/* TEXT with every control character in it replaced, as far as it fits. */
static void
copy_clean(char *to, size_t size, const char *text, size_t length)
{
    size_t used = length < size ? length : size - 1;
    for (size_t i = 0; i < used; i++)
        to[i] = (unsigned char)text[i] >= 0x20 && text[i] != 0x7f ? text[i] : '?';
    to[used] = '\0';
}

static size_t
number_in(const struct frame *frame)
{
    char digits[24];
    copy_clean(digits, sizeof(digits), frame->text, frame->length);
    return strtoul(digits, NULL, 10);
}

static void
take_ready(struct remote *remote, const struct frame *frame)
{
    pager_end(remote->pager);
    remote->secret = frame->length > 0 && frame->text[0] == FRAME_SECRET;
    size_t head = frame->length > 0 ? 1 : 0;
    copy_clean(remote->prompt, sizeof(remote->prompt), frame->text + head, frame->length - head);
}

static void
take_bye(struct remote *remote, const struct frame *frame)
{
    char why[sizeof(remote->why)];
    copy_clean(why, sizeof(why), frame->text, frame->length);
    pager_end(remote->pager);
    end(remote, why);
}

static void
take_frame(struct remote *remote, const struct frame *frame)
{
    switch (frame->type) {
    case FRAME_WELCOME:
        break;
    case FRAME_PRINT:
        fwrite(frame->text, 1, frame->length, pager_stream(remote->pager));
        break;
    case FRAME_PAGE:
        pager_begin(remote->pager, NULL, number_in(frame));
        break;
    case FRAME_WIDTH:
        remote->width = number_in(frame);
        break;
    case FRAME_READY:
        take_ready(remote, frame);
        break;
    case FRAME_WORD:
        copy_clean(remote->word, sizeof(remote->word), frame->text, frame->length);
        break;
    case FRAME_BYE:
        take_bye(remote, frame);
        break;
    default:
        end(remote, "the server is of another version of refire");
        break;
    }
}

static void
receive(struct remote *remote)
{
    char *room = frame_queue_room(&remote->in, FRAME_WHOLE);
    ssize_t got = room != NULL ? recv(remote->fd, room, FRAME_WHOLE, 0) : 0;
    if (got > 0)
        frame_queue_filled(&remote->in, (size_t)got);
    else if (room == NULL)
        end(remote, "out of memory");
    else if (got == 0 || errno != EINTR)
        end(remote, "the server is gone");
}

/* Takes the next frame that has come whole; its type, 0: there is none. BEFORE as for news. */
static int
take_next(struct remote *remote, const char *before)
{
    struct frame frame;
    enum frame_status status = frame_at(&remote->in, 0, &frame);
    if (status == FRAME_WRONG)
        end(remote, "the server is of another version of refire");
    if (status != FRAME_FOUND)
        return 0;
    if (frame.type == FRAME_PRINT && !remote->printed) {
        fputs(before, pager_stream(remote->pager));
        remote->printed = true;
    }
    take_frame(remote, &frame);
    int type = frame.type;
    frame_queue_drop(&remote->in, frame.whole);
    return type;
}

/* Until the answer of this type has come. Ctrl-C goes to the server, once. */
static void
await(struct remote *remote, enum frame_type type)
{
    bool told = false;
    while (!remote->over) {
        struct pollfd ready = { .fd = remote->fd, .events = POLLIN };
        int next = take_next(remote, "");
        if (next == (int)type)
            break;
        if (next != 0)
            continue;
        if (!told && interrupt_came()) {
            send_text(remote, FRAME_INTERRUPT, "");
            told = true;
        }
        if (poll(&ready, 1, LOOK_FOR_INTERRUPT) > 0)
            receive(remote);
    }
    if (remote->over)
        pager_end(remote->pager);
}

/* ---- as a peer of the shell ---- */

static const char *
prompt(void *context)
{
    return ((const struct remote *)context)->prompt;
}

static size_t
width(void *context)
{
    return ((const struct remote *)context)->width;
}

static bool
wants_secret(void *context)
{
    return ((const struct remote *)context)->secret;
}

static bool
is_over(void *context)
{
    return ((const struct remote *)context)->over;
}

static void
ask(struct remote *remote, enum frame_type type, const char *text, enum frame_type answer)
{
    send_text(remote, type, text);
    await(remote, answer);
}

static void
type_line(void *context, const char *text)
{
    ask(context, FRAME_LINE, text, FRAME_READY);
}

static void
ask_help(void *context, const char *text)
{
    ask(context, FRAME_HELP, text, FRAME_READY);
}

static void
leave(void *context)
{
    struct remote *remote = context;
    if (!remote->over)
        ask(remote, FRAME_LEAVE, "", FRAME_READY);
}

static const char *
complete(void *context, const char *text, struct arena *arena)
{
    struct remote *remote = context;
    ask(remote, FRAME_COMPLETE, text, FRAME_WORD);
    return remote->over || remote->word[0] == '\0' ? NULL : arena_strdup(arena, remote->word);
}

static bool
news(void *context, const char *before)
{
    struct remote *remote = context;
    remote->printed = false;
    receive(remote);
    while (!remote->over && take_next(remote, before) != 0)
        ;
    pager_end(remote->pager);
    return remote->printed;
}

struct shell_peer
remote_peer(struct remote *remote)
{
    return (struct shell_peer){
        .context = remote,
        .prompt = prompt,
        .width = width,
        .wants_secret = wants_secret,
        .is_over = is_over,
        .line = type_line,
        .help = ask_help,
        .complete = complete,
        .leave = leave,
        .fd = remote->fd,
        .news = news,
    };
}

const char *
remote_end(const struct remote *remote)
{
    return remote->over ? remote->why : NULL;
}

/* ---- making ---- */

/* Where the user sits who came over SSH: the first word of SSH_CONNECTION. */
static void
greet(struct remote *remote)
{
    char text[128];
    const char *from = getenv("SSH_CONNECTION");
    size_t length = from != NULL ? strcspn(from, " ") : 0;
    snprintf(text, sizeof(text), FRAME_GREETING " %.*s", (int)(length < 64 ? length : 64),
             length > 0 ? from : "-");
    if (length == 0)
        snprintf(text, sizeof(text), FRAME_GREETING " -");
    ask(remote, FRAME_HELLO, text, FRAME_READY);
}

struct remote *
remote_new(const char *path, FILE *out, struct pager_keys keys, char error[DOOR_ERROR_SIZE])
{
    struct remote *remote = calloc(1, sizeof(*remote));
    if (remote == NULL) {
        snprintf(error, DOOR_ERROR_SIZE, "out of memory");
        return NULL;
    }
    remote->fd = door_enter(path, error);
    remote->pager = remote->fd >= 0 ? pager_new(out, keys) : NULL;
    if (remote->fd >= 0 && remote->pager == NULL)
        snprintf(error, DOOR_ERROR_SIZE, "out of memory");
    if (remote->pager == NULL) {
        remote_free(remote);
        return NULL;
    }
    greet(remote);
    return remote;
}

void
remote_free(struct remote *remote)
{
    if (remote == NULL)
        return;
    if (remote->fd >= 0)
        close(remote->fd);
    pager_free(remote->pager);
    frame_queue_fini(&remote->in);
    free(remote);
}
