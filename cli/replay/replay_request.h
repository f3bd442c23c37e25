/*
 * replay_request.h: the command line of `refire replay`.
 */
#ifndef REFIRE_CLI_REPLAY_REPLAY_REQUEST_H
#define REFIRE_CLI_REPLAY_REPLAY_REQUEST_H

#include "cli/picture/pictures.h"
#include "cli/replay/sink.h"
#include "cli/replay/syslog_target.h"
#include "cli/run_options.h"

/* What it asks for; texts are borrowed from it. */
struct replay_request {
    struct run_options with;
    const char *facts_path, *capture_path, *fate_path;
    const char *syslog_url; /* NULL: nowhere */
    enum syslog_header syslog_header;
    bool has_syslog_header;
    struct syslog_pace syslog_pace;
    struct pictures_request pictures;
    bool quiet, why;
    int level;
    char **captures;
    size_t capture_count;
};

/* False when the verb must return *STATUS: what is wrong has been said. */
NODISCARD bool replay_request_read(struct replay_request *request, int argc, char **argv,
                                   int *status);

#endif
