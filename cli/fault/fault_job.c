/*
 * fault_job.c: all files are at hand before the process starts, as it can open none; what it says
 * are records (fault_record.h), and it is only believed when the last of them is there.
 */
#include "cli/fault/fault_job.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/configuration.h"
#include "cli/diagnostics.h"
#include "cli/fault/fault_record.h"
#include "cli/fault/fault_texts.h"
#include "cli/fault/held_file.h"
#include "cli/fault/seen_packets.h"
#include "cli/lab/answer.h"
#include "cli/verbs.h"
#include "parser/parser.h"

#define NAME_SIZE 64

const struct sandbox_limits fault_limits = {
    .cpu_seconds = 300,
    .wall_seconds = 600,
    .memory = (size_t)2 << 30,
    .said = (size_t)64 << 20,
};

struct job {
    const struct fault_wish *wish;
    struct held_file config;
    struct seen_source *captures; /* as many as the wish has */
    FILE *out, *errors;           /* in the child */
};

/* ---- in the child ---- */

/* As complain() does it where there is a standard error. */
static int
refuse(const struct job *job, const char *what, const char *why, int status)
{
    fprintf(job->errors, "refire: %s: %s\n", what, why);
    return status;
}

/* What the exercise calls the configuration: its host name. */
static void
take_name(const struct config *config, char name[static NAME_SIZE])
{
    const char *hostname = config->hostname != NULL ? config->hostname : "a firewall";
    size_t used = 0;
    for (; *hostname != '\0' && used + 1 < NAME_SIZE; hostname++)
        if (isprint((unsigned char)*hostname))
            name[used++] = *hostname;
    name[used] = '\0';
}

static int
say_levels(const struct job *job, const struct fault_lab *lab)
{
    fprintf(job->errors, "refire: no faults that were tried break that many of its %zu checks; ",
            lab->checks.count);
    bool first = true;
    for (size_t i = 1; i <= FAULT_LEVEL_MAX; i++) {
        if (!lab->alone[i])
            continue;
        fprintf(job->errors, "%s%zu", first ? "one fault alone breaks " : ", ", i);
        first = false;
    }
    fputs(first ? "none breaks any\n" : "\n", job->errors);
    return STATUS_DIFFERENT;
}

static int
say_made(const struct job *job, const struct config *config, const struct fault_lab *lab)
{
    char name[NAME_SIZE], result[128];
    take_name(config, name);
    int length = snprintf(result, sizeof result, "%zu fault%s, with which %zu of %zu checks fail",
                          lab->fault_count, lab->fault_count == 1 ? "" : "s", lab->broken,
                          lab->checks.count);
    fault_record_write(job->out, RECORD_RESULT, result, (size_t)length);
    return fault_texts_write(lab, name, job->out)
               ? STATUS_OK
               : refuse(job, "lab", "out of memory", STATUS_INTERNAL);
}

static int
make(const struct job *job, const struct config *config, struct checks_seen seen)
{
    const struct fault_wish *wish = job->wish;
    struct fault_lab *lab = calloc(1, sizeof *lab);
    enum fault_end end =
        lab != NULL ? fault_make(config, wish->level, wish->seed, seen, lab) : FAULT_NO_MEMORY;
    int status = STATUS_INTERNAL;
    switch (end) {
    case FAULT_MADE:
        status = say_made(job, config, lab);
        break;
    case FAULT_TOO_FEW:
        status = refuse(job, wish->path,
                        "too little passes, or is denied, to make an exercise "
                        "of it",
                        STATUS_DIFFERENT);
        break;
    case FAULT_NOT_SO:
        status = say_levels(job, lab);
        break;
    case FAULT_NO_MEMORY:
        status = refuse(job, "lab", "out of memory", STATUS_INTERNAL);
        break;
    }
    if (lab != NULL)
        fault_free(lab);
    free(lab);
    return status;
}

static int
make_from(const struct job *job, const struct load_result *loaded)
{
    const struct fault_wish *wish = job->wish;
    struct seen_packets seen = { 0 };
    diagnostics_print(job->errors, &loaded->diags, DIAG_WARNING);
    if (loaded->modelled == 0)
        return refuse(job, wish->path, "no line of it is one of a firewall's configuration",
                      STATUS_CONFIG);
    int status =
        seen_packets_read(loaded->config, job->captures, wish->capture_count, job->errors, &seen);
    if (status == STATUS_OK)
        status = make(job, loaded->config, (struct checks_seen){ seen.items, seen.count });
    seen_packets_free(&seen);
    return status;
}

static int
load_and_make(const struct job *job)
{
    const struct load_options options = { .file = job->wish->path, .model_only = true };
    struct load_result loaded;
    if (!config_load_text(job->config.bytes, job->config.size, &options, &loaded))
        return refuse(job, "lab", "out of memory", STATUS_INTERNAL);
    int status = make_from(job, &loaded);
    load_result_free(&loaded);
    return status;
}

static bool
run(void *context, FILE *out)
{
    struct job *job = context;
    char *errors = NULL, number[16];
    size_t size = 0;
    job->out = out;
    job->errors = open_memstream(&errors, &size);
    if (job->errors == NULL)
        return false;
    int status = load_and_make(job);
    if (fclose(job->errors) != 0)
        return false;
    fault_record_write(out, RECORD_ERRORS, errors, size);
    free(errors);
    int length = snprintf(number, sizeof number, "%d", status);
    fault_record_write(out, RECORD_STATUS, number, (size_t)length);
    return true;
}

/* ---- in the parent ---- */

/* A plain name, of a file in the folder itself. */
static bool
is_file_name(const struct fault_record *record)
{
    for (size_t i = 0; i < record->size; i++) {
        unsigned char c = (unsigned char)record->bytes[i];
        if (!isalnum(c) && c != '-' && (c != '.' || i == 0))
            return false;
    }
    return record->size > 0;
}

static bool
take_file(struct fault_made *made, const struct fault_record *name, const struct fault_record *text)
{
    if (made->file_count == FAULT_FILES_MAX || !is_file_name(name) ||
        name->size >= sizeof made->names[0])
        return false;
    char *kept = made->names[made->file_count];
    memcpy(kept, name->bytes, name->size);
    kept[name->size] = '\0';
    made->files[made->file_count++] = (struct fault_file){ kept, text->bytes, text->size };
    return true;
}

/* False: it is not what a child says that came to its end. */
static bool
take_said(struct fault_made *made, size_t size, int *status)
{
    const char *at = made->said, *end = made->said + size;
    struct fault_record record, name = { 0 };
    while (fault_record_next(&at, end, &record)) {
        switch (record.kind) {
        case RECORD_NAME:
            name = record;
            break;
        case RECORD_BYTES:
            if (!take_file(made, &name, &record))
                return false;
            break;
        case RECORD_RESULT:
            made->result = record.bytes;
            made->result_size = record.size;
            break;
        case RECORD_ERRORS:
            fwrite(record.bytes, 1, record.size, stderr);
            break;
        case RECORD_STATUS: /* a NUL stands behind all that was said */
            *status = (int)strtol(record.bytes, NULL, 10);
            return at == end;
        default:
            return false;
        }
    }
    return false;
}

static int
run_held(struct job *job, const struct sandbox_limits *limits, struct fault_made *made)
{
    struct sandbox_limits with = *limits;
    size_t size;
    int status = STATUS_INTERNAL;
    with.memory += job->config.size;
    for (size_t i = 0; i < job->wish->capture_count; i++)
        with.memory += seen_source_size(&job->captures[i]);
    enum sandbox_end end = sandbox_run(&with, run, job, &made->said, &size);
    if (end != SANDBOX_DONE)
        complain(job->wish->path, answer_problem(end));
    else if (!take_said(made, size, &status))
        complain(job->wish->path, "the exercise was not made to its end");
    return end != SANDBOX_DONE && end != SANDBOX_FAILED ? STATUS_CONFIG : status;
}

int
fault_job_run(const struct fault_wish *wish, const struct sandbox_limits *limits,
              struct fault_made *made)
{
    struct job job = { .wish = wish };
    int status = STATUS_INTERNAL;
    *made = (struct fault_made){ 0 };
    job.captures = calloc(wish->capture_count + 1, sizeof *job.captures);
    if (job.captures == NULL) {
        complain("lab", "out of memory");
        return status;
    }
    job.config = held_file_open(wish->path);
    for (size_t i = 0; i < wish->capture_count; i++)
        job.captures[i] = seen_source_open(wish->captures[i]);
    if (job.config.why == NULL) {
        status = run_held(&job, limits, made);
    } else {
        complain(wish->path, job.config.why);
        status = STATUS_CONFIG;
    }
    held_file_close(&job.config);
    for (size_t i = 0; i < wish->capture_count; i++)
        seen_source_close(&job.captures[i]);
    free(job.captures);
    return status;
}

void
fault_made_free(struct fault_made *made)
{
    free(made->said);
    *made = (struct fault_made){ 0 };
}
