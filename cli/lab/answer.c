/*
 * answer.c: the child writes what is to be said on standard error, a NUL, what is to be said on
 * standard output, a NUL, and the score; so nothing is said of one that was not judged to its end.
 */
#include "cli/lab/answer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/configuration.h"
#include "cli/diagnostics.h"
#include "cli/verbs.h"
#include "parser/parser.h"

const struct sandbox_limits answer_limits = {
    .cpu_seconds = 5,
    .wall_seconds = 10,
    .memory = (size_t)1 << 30,
    .said = (size_t)1 << 20,
};

const char *
answer_problem(enum sandbox_end end)
{
    switch (end) {
    case SANDBOX_DONE:
        return NULL;
    case SANDBOX_TIME:
        return "it took too long";
    case SANDBOX_SAID:
        return "too much came of it";
    case SANDBOX_DIED:
        return "it took more memory than it may have, or broke the program";
    case SANDBOX_FAILED:
        return "no process could be had for it";
    }
    return NULL;
}

/* ---- what stands in it ---- */

static int
open_answer(const char *path, enum answer_from from)
{
    if (from == ANSWER_ANY && strcmp(path, "-") == 0)
        return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    return open(path, O_RDONLY | O_CLOEXEC | (from == ANSWER_FILE ? O_NONBLOCK : 0));
}

/* What FD has, up to one byte more than may be. NULL: no memory. */
static char *
read_all(int fd, size_t *size, const char **why)
{
    char *text = malloc(ANSWER_SIZE + 1);
    ssize_t came = text != NULL ? 1 : 0;
    *size = 0;
    while (came > 0 && *size <= ANSWER_SIZE) {
        came = read(fd, text + *size, ANSWER_SIZE + 1 - *size);
        if (came > 0)
            *size += (size_t)came;
        else if (came < 0)
            *why = strerror(errno);
    }
    if (text == NULL)
        *why = "out of memory";
    return text;
}

char *
answer_read(const char *path, enum answer_from from, size_t *size, const char **why)
{
    static const char too_large[] = "it is larger than 1 MiB";
    struct stat about;
    int fd = open_answer(path, from);
    char *text = NULL;
    *why = NULL;
    if (fd < 0 || fstat(fd, &about) != 0)
        *why = strerror(errno);
    else if (from == ANSWER_FILE && !S_ISREG(about.st_mode))
        *why = "it is no file";
    else if (S_ISREG(about.st_mode) && (size_t)about.st_size > ANSWER_SIZE)
        *why = too_large;
    else
        text = read_all(fd, size, why);
    if (text != NULL && *why == NULL && *size > ANSWER_SIZE)
        *why = too_large;
    if (fd >= 0)
        close(fd);
    if (*why == NULL)
        return text;
    free(text);
    return NULL;
}

/* ---- in the child ---- */

struct judging {
    const struct lab *lab;
    const char *path;
    const char *text;
    size_t size;
    bool quiet;
};

static bool
check(const struct judging *judging, const struct config *config, FILE *out)
{
    struct output output;
    struct lab_score score;
    if (!output_init(&output, out))
        return false;
    bool checked = lab_check(judging->lab, config, judging->quiet ? NULL : &output, NULL, &score);
    checked = output_flush(&output) && checked;
    output_fini(&output);
    if (!checked)
        return false;
    fputc('\0', out);
    return fprintf(out, "%zu %zu %u", score.met, score.unmet, score.first_line) > 0;
}

static bool
judge(void *context, FILE *out)
{
    const struct judging *judging = context;
    struct load_options options = { .model_only = true, .file = judging->path };
    struct load_result loaded;
    if (!config_load_text(judging->text, judging->size, &options, &loaded))
        return false;
    diagnostics_print(out, &loaded.diags, DIAG_WARNING);
    bool good = true;
    fputc('\0', out);
    if (loaded.modelled > 0)
        good = check(judging, loaded.config, out);
    load_result_free(&loaded);
    return good;
}

/* ---- in the parent ---- */

/* The text behind the NUL at the end of the one at AT; an empty one when there is none. */
static const char *
behind(const char *at, const char *end)
{
    at += strlen(at);
    return at < end ? at + 1 : end;
}

static int
take(const char *path, const char *said, size_t size, struct lab_score *score)
{
    const char *end = said + size;
    const char *screen = behind(said, end);
    const char *numbers = behind(screen, end);
    fputs(said, stderr);
    if (numbers == end) {
        complain(path, "no line of it is one of a firewall's configuration");
        return STATUS_CONFIG;
    }
    fputs(screen, stdout);
    char *rest;
    score->met = strtoul(numbers, &rest, 10);
    score->unmet = strtoul(rest, &rest, 10);
    score->first_line = (unsigned)strtoul(rest, &rest, 10);
    return STATUS_OK;
}

int
answer_judge(const struct lab *lab, const char *path, bool quiet, struct lab_score *score)
{
    struct judging judging = { .lab = lab, .path = path, .quiet = quiet };
    const char *why;
    char *text = answer_read(path, ANSWER_ANY, &judging.size, &why), *said;
    size_t size;
    if (text == NULL) {
        complain(path, why);
        return STATUS_CONFIG;
    }
    judging.text = text;
    enum sandbox_end end = sandbox_run(&answer_limits, judge, &judging, &said, &size);
    int status = end == SANDBOX_FAILED ? STATUS_INTERNAL : STATUS_CONFIG;
    if (end == SANDBOX_DONE)
        status = take(path, said, size, score);
    else
        complain(path, answer_problem(end));
    free(text);
    free(said);
    return status;
}
