/*
 * syslog_target.c: the socket behind it, as a stream.
 */
#include "cli/replay/syslog_target.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define LINE_MOST 4096
#define HOST_MOST 256
#define MS_PER_SECOND 1000

struct syslog_target {
    int fd;
    FILE *stream;
    bool datagrams;
    char line[LINE_MOST]; /* of datagrams: what has no line feed yet */
    size_t length;
    struct syslog_counts counts;
};

/* ---- sending ---- */

/* Interrupted by a signal it goes on: what was begun is sent whole. */
static bool
send_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return false;
        bytes += sent;
        size -= (size_t)sent;
    }
    return true;
}

static bool
is_passing(int error)
{
    return error == EINTR || error == ENOBUFS || error == EAGAIN;
}

/* Nobody listened: the answer to a datagram before this one, which was thought to be sent. */
static void
note_refusal(struct syslog_target *target)
{
    if (target->counts.sent == 0)
        return;
    target->counts.sent--;
    target->counts.lost++;
}

static void
send_datagram(struct syslog_target *target)
{
    for (int tries = 0; tries < 3; tries++) {
        if (send(target->fd, target->line, target->length, MSG_NOSIGNAL) >= 0) {
            target->counts.sent++;
            return;
        }
        struct pollfd ready = { .fd = target->fd, .events = POLLOUT };
        if (errno == ECONNREFUSED)
            note_refusal(target);
        else if (is_passing(errno))
            (void)poll(&ready, 1, MS_PER_SECOND);
    }
    target->counts.lost++;
}

static void
take_datagrams(struct syslog_target *target, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '\n') {
            send_datagram(target);
            target->length = 0;
        } else if (target->length < LINE_MOST) {
            target->line[target->length++] = bytes[i];
        }
    }
}

static ssize_t
write_stream(void *cookie, const char *bytes, size_t size)
{
    struct syslog_target *target = cookie;
    if (target->datagrams) {
        take_datagrams(target, bytes, size);
        return (ssize_t)size;
    }
    if (!send_all(target->fd, bytes, size))
        return 0; /* an error, by fopencookie's contract; errno says which */
    for (size_t i = 0; i < size; i++)
        target->counts.sent += bytes[i] == '\n';
    return (ssize_t)size;
}

/* ---- connecting ---- */

struct address {
    char host[HOST_MOST];
    char port[16];
};

/* HOST, HOST:PORT, [IPV6] or [IPV6]:PORT. */
static bool
read_address(const char *text, const char *usual_port, struct address *address)
{
    const char *host = text, *end, *port = NULL;
    if (*text == '[') {
        host = text + 1;
        end = strchr(host, ']');
        if (end == NULL || (end[1] != '\0' && end[1] != ':'))
            return false;
        if (end[1] == ':')
            port = end + 2;
    } else {
        end = strchr(text, ':');
        if (end != NULL)
            port = end + 1;
        else
            end = text + strlen(text);
    }
    size_t length = (size_t)(end - host);
    if (length == 0 || length >= sizeof(address->host) || (port != NULL && *port == '\0') ||
        (port != NULL && strlen(port) >= sizeof(address->port)))
        return false;
    memcpy(address->host, host, length);
    address->host[length] = '\0';
    snprintf(address->port, sizeof(address->port), "%s", port != NULL ? port : usual_port);
    return true;
}

static int
connect_network(const char *text, bool datagrams, char error[static SYSLOG_TARGET_ERROR_SIZE])
{
    struct address address;
    struct addrinfo hints = { .ai_socktype = datagrams ? SOCK_DGRAM : SOCK_STREAM };
    struct addrinfo *found = NULL;
    if (!read_address(text, datagrams ? SYSLOG_PORT_UDP : SYSLOG_PORT_TCP, &address)) {
        snprintf(error, SYSLOG_TARGET_ERROR_SIZE, "expected HOST or HOST:PORT");
        return -1;
    }
    int problem = getaddrinfo(address.host, address.port, &hints, &found);
    if (problem != 0) {
        snprintf(error, SYSLOG_TARGET_ERROR_SIZE, "%s", gai_strerror(problem));
        return -1;
    }
    int fd = -1;
    for (const struct addrinfo *at = found; at != NULL && fd < 0; at = at->ai_next) {
        fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);
        if (fd >= 0 && connect(fd, at->ai_addr, at->ai_addrlen) != 0) {
            int kept = errno;
            close(fd);
            errno = kept;
            fd = -1;
        }
    }
    if (fd < 0)
        snprintf(error, SYSLOG_TARGET_ERROR_SIZE, "%s", strerror(errno));
    freeaddrinfo(found);
    return fd;
}

/* The socket of a syslog daemon takes datagrams, as a rule; else it is a stream. */
static int
connect_unix(const char *path, bool *datagrams, char error[static SYSLOG_TARGET_ERROR_SIZE])
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (*path == '\0' || strlen(path) >= sizeof(address.sun_path)) {
        snprintf(error, SYSLOG_TARGET_ERROR_SIZE, "expected the path of a socket");
        return -1;
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    static const int types[] = { SOCK_DGRAM, SOCK_STREAM };
    for (size_t i = 0; i < ARRAY_LENGTH(types); i++) {
        int fd = socket(AF_UNIX, types[i] | SOCK_CLOEXEC, 0);
        *datagrams = types[i] == SOCK_DGRAM;
        if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
            return fd;
        int kept = errno;
        if (fd >= 0)
            close(fd);
        errno = kept;
        if (kept != EPROTOTYPE)
            break;
    }
    snprintf(error, SYSLOG_TARGET_ERROR_SIZE, "%s", strerror(errno));
    return -1;
}

static int
connect_url(const char *url, bool *datagrams, char error[static SYSLOG_TARGET_ERROR_SIZE])
{
    static const char udp[] = "udp://", tcp[] = "tcp://", local[] = "unix:";
    *datagrams = strncmp(url, udp, strlen(udp)) == 0;
    if (*datagrams || strncmp(url, tcp, strlen(tcp)) == 0)
        return connect_network(url + strlen(tcp), *datagrams, error);
    if (strncmp(url, local, strlen(local)) == 0)
        return connect_unix(url + strlen(local), datagrams, error);
    snprintf(error, SYSLOG_TARGET_ERROR_SIZE,
             "expected udp://HOST:PORT, tcp://HOST:PORT or unix:PATH");
    return -1;
}

struct syslog_target *
syslog_target_open(const char *url, char error[static SYSLOG_TARGET_ERROR_SIZE])
{
    bool datagrams;
    int fd = connect_url(url, &datagrams, error);
    if (fd < 0)
        return NULL;
    struct syslog_target *target = calloc(1, sizeof(*target));
    if (target != NULL) {
        *target = (struct syslog_target){ .fd = fd, .datagrams = datagrams };
        target->stream = fopencookie(target, "w", (cookie_io_functions_t){ .write = write_stream });
    }
    if (target == NULL || target->stream == NULL) {
        snprintf(error, SYSLOG_TARGET_ERROR_SIZE, "out of memory");
        free(target);
        close(fd);
        return NULL;
    }
    setvbuf(target->stream, NULL, _IONBF, 0);
    return target;
}

FILE *
syslog_target_stream(struct syslog_target *target)
{
    return target->stream;
}

/*
 * Closing at once could throw away what the reader has not taken yet. False when it hung up or does
 * not end; that it read everything before it ended is its own affair.
 */
static bool
wait_for_reader(int fd, unsigned seconds)
{
    char ignored[512];
    struct pollfd ready = { .fd = fd, .events = POLLIN };
    ssize_t got = -1;
    if (shutdown(fd, SHUT_WR) != 0)
        return false;
    do {
        if (poll(&ready, 1, (int)seconds * MS_PER_SECOND) > 0)
            got = recv(fd, ignored, sizeof(ignored), 0);
        else
            got = -1;
    } while (got > 0);
    return got == 0;
}

struct syslog_counts
syslog_target_close(struct syslog_target *target, unsigned seconds)
{
    if (target == NULL)
        return (struct syslog_counts){ 0 };
    struct syslog_counts counts;
    fclose(target->stream);
    int error = 0;
    socklen_t size = sizeof(error);
    if (target->datagrams && getsockopt(target->fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 &&
        error == ECONNREFUSED)
        note_refusal(target);
    if (!target->datagrams)
        target->counts.cut_off = !wait_for_reader(target->fd, seconds);
    close(target->fd);
    counts = target->counts;
    free(target);
    return counts;
}
