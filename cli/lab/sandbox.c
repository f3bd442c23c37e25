/*
 * sandbox.c: fork, limits, and a pipe back.
 */
#include "cli/lab/sandbox.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* gcc says it with a macro, clang with a feature. */
#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||                               \
    __has_feature(address_sanitizer)
#define IS_SANITIZED 1
#else
#define IS_SANITIZED 0
#endif

static bool
limit(__rlimit_resource_t resource, rlim_t value)
{
    return setrlimit(resource, &(struct rlimit){ .rlim_cur = value, .rlim_max = value }) == 0;
}

bool
sandbox_limits_memory(void)
{
    return !IS_SANITIZED;
}

static bool
limit_memory(size_t bytes)
{
    return !sandbox_limits_memory() || limit(RLIMIT_AS, bytes);
}

/* No file can be opened any more, nothing started, and a new privilege never be had. */
static bool
close_in(const struct sandbox_limits *limits)
{
    return limit_memory(limits->memory) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0) &&
           limit(RLIMIT_NPROC, 0) && limit(RLIMIT_NOFILE, 0) &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

static bool
set_limits(const struct sandbox_limits *limits)
{
    return limit(RLIMIT_CPU, limits->cpu_seconds) && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 &&
           (limits->trusts || close_in(limits));
}

_Noreturn static void
be_child(const struct sandbox_limits *limits, bool (*job)(void *context, FILE *out), void *context,
         int fd)
{
    /* the pipe alone stays open */
    if (dup2(fd, STDIN_FILENO) < 0 || close_range(1, ~0U, 0) != 0)
        _exit(1);
    FILE *out = fdopen(STDIN_FILENO, "w");
    bool good = out != NULL && set_limits(limits) && job(context, out) && fflush(out) == 0;
    _exit(good ? 0 : 1);
}

static int64_t
now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What comes out of FD until its end; SAID has room for one byte more than may be said. */
static enum sandbox_end
listen_to(int fd, const struct sandbox_limits *limits, char *said, size_t *size)
{
    int64_t end = now_ms() + (int64_t)limits->wall_seconds * 1000;
    for (;;) {
        int64_t left = end - now_ms();
        struct pollfd wait = { .fd = fd, .events = POLLIN };
        int ready = left > 0 ? poll(&wait, 1, (int)left) : 0;
        if (ready == 0)
            return SANDBOX_TIME;
        ssize_t came = ready > 0 ? read(fd, said + *size, limits->said + 1 - *size) : -1;
        if (came < 0 && errno == EINTR)
            continue;
        if (came <= 0)
            return came == 0 ? SANDBOX_DONE : SANDBOX_FAILED;
        *size += (size_t)came;
        if (*size > limits->said)
            return SANDBOX_SAID;
    }
}

static enum sandbox_end
end_of(pid_t child, enum sandbox_end end)
{
    int status;
    if (end != SANDBOX_DONE)
        kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return SANDBOX_FAILED;
    if (end != SANDBOX_DONE || (WIFEXITED(status) && WEXITSTATUS(status) == 0))
        return end;
    /* SIGKILL is how the kernel keeps to a hard limit of processor time */
    bool time_is_over =
        WIFSIGNALED(status) && (WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGXCPU);
    return time_is_over ? SANDBOX_TIME : SANDBOX_DIED;
}

enum sandbox_end
sandbox_run(const struct sandbox_limits *limits, bool (*job)(void *context, FILE *out),
            void *context, char **said, size_t *size)
{
    int ends[2];
    *size = 0;
    *said = malloc(limits->said + 2);
    if (*said == NULL || pipe(ends) != 0) {
        free(*said);
        *said = NULL;
        return SANDBOX_FAILED;
    }
    fflush(NULL); /* what waits to be written is not the child's to write */
    pid_t child = fork();
    if (child == 0)
        be_child(limits, job, context, ends[1]);
    close(ends[1]);
    enum sandbox_end end = SANDBOX_FAILED;
    if (child > 0)
        end = end_of(child, listen_to(ends[0], limits, *said, size));
    close(ends[0]);
    (*said)[*size] = '\0';
    return end;
}
