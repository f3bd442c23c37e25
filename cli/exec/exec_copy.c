/*
 * exec_copy.c: `copy`: what a capture has taken and configurations, into files of this machine, and
 * the running configuration to be the saved one. Sources: shell.md 5, commands.md 11.8; the lines
 * behind the questions as posted sessions have them.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/capture/capture_file.h"
#include "cli/exec/exec.h"
#include "cli/exec/exec_rows.h"
#include "cli/show/show.h"
#include "parser/word.h"

/* ---- doing it ---- */

static void
print_url(const struct copy_url *url, FILE *out)
{
    if (url->has_host)
        fprintf(out, "%s://%s/%s", url->scheme, url->host, url->file);
    else
        fprintf(out, "%s%s%s", url->scheme, url->scheme[0] != '\0' ? ":/" : "", url->file);
}

/* The file that the request names, when this session may write it. NULL: it may not, said. */
static const char *
target(struct session *session)
{
    const struct copy_url *url = &session->copy.url;
    const char *path = copy_url_path(url);
    if (path == NULL) {
        fputs("refire: ", session->screen);
        print_url(url, session->screen);
        fputs(" names no file in this folder\n", session->screen);
        return NULL;
    }
    return session_may_use_files(session) && session_may_wait_for(session, path) ? path : NULL;
}

/* As `show capture` prints it. */
static void
write_text(const struct packet_capture *capture, void *context, FILE *out)
{
    const struct capture_query query = { .count = 0 };
    show_capture(context, capture, &query, out);
}

static void
copy_capture(struct session *session)
{
    const struct copy_request *copy = &session->copy;
    const char *const inputs[] = { session->firewall->config_path };
    char error[WHOLE_FILE_ERROR_SIZE];
    const struct packet_capture *capture =
        packet_capture_find(session->firewall->captures, copy->name);
    if (capture == NULL) {
        exec_no_such(session, "capture", copy->name);
        return;
    }
    const char *path = target(session);
    if (path == NULL)
        return;
    if (!capture_export(capture, path, inputs, inputs[0] != NULL ? 1 : 0,
                        copy->pcap ? capture_write_pcap : write_text, session, error)) {
        fprintf(session->screen, "refire: %s: %s\n", path, error);
        return;
    }
    if (session->dialect->caret)
        fprintf(session->screen, "!\n%zu packets copied in 0.0 secs\n", capture->count);
    fprintf(session->screen, "refire: written to the file %s of this machine\n", path);
}

static bool
write_file(struct session *session, const char *path, const char *text, size_t length)
{
    const char *const inputs[] = { session->firewall->config_path };
    char error[WHOLE_FILE_ERROR_SIZE];
    struct whole_file file;
    if (whole_file_open(&file, path, inputs, inputs[0] != NULL ? 1 : 0, error) &&
        whole_file_commit(&file, whole_file_write(&file, text, length), error))
        return true;
    fprintf(session->screen, "refire: %s: %s\n", path, error);
    return false;
}

/* The text that is copied, to be freed. NULL: there is none, said. */
static char *
text_of(struct session *session, size_t *length)
{
    const char *saved = session->firewall->startup;
    char *text = NULL;
    if (session->copy.source == COPY_RUNNING) {
        text = config_text(session->config, length);
    } else if (saved == NULL) {
        fputs("refire: no configuration has been saved\n", session->screen);
        return NULL;
    } else {
        text = strdup(saved);
        *length = strlen(saved);
    }
    if (text == NULL)
        fputs("refire: out of memory\n", session->screen);
    return text;
}

static void
copy_configuration(struct session *session)
{
    size_t length;
    char words[CHECKSUM_TEXT_SIZE];
    const char *path = target(session);
    char *text = path != NULL ? text_of(session, &length) : NULL;
    if (text != NULL && write_file(session, path, text, length)) {
        config_checksum(text, words);
        fprintf(session->screen, "Cryptochecksum: %s \n!\n%zu bytes copied in 0.0 secs\n", words,
                length);
        fprintf(session->screen, "refire: written to the file %s of this machine\n", path);
    }
    free(text);
}

void
exec_copy(struct session *session)
{
    const struct copy_request *copy = &session->copy;
    if (copy->source == COPY_CAPTURE)
        copy_capture(session);
    else if (copy->to_startup)
        (void)exec_save_startup(session, "");
    else
        copy_configuration(session);
}

/* ---- rows ---- */

struct copy_arguments {
    bool no_confirm, pcap_first, pcap_last;
    int source;
    const char *name, *url;
};

static bool
begin(struct session *session, const struct copy_arguments *arguments, enum copy_source source,
      const char *name)
{
    struct copy_request *copy = &session->copy;
    *copy = (struct copy_request){
        .source = source,
        .pcap = arguments->pcap_first || arguments->pcap_last,
        .to_startup = arguments->url == NULL,
        .asked = COPY_ASK_NOTHING,
    };
    bool fits = strlen(name) < sizeof(copy->name);
    if (fits && arguments->url != NULL)
        fits = copy_url_split(arguments->url, !session->dialect->copy_asks_all, &copy->url);
    if (!fits) {
        fputs("refire: the name of a server or file is too long\n", session->screen);
        return false;
    }
    snprintf(copy->name, sizeof(copy->name), "%s", name);
    if (!copy_asks(session, !arguments->no_confirm))
        exec_copy(session);
    return true;
}

static const struct word copy_option_words[] = {
    FLAG(struct copy_arguments, no_confirm, "/noconfirm", "Do not ask", .since = OS_7_0),
    FLAG(struct copy_arguments, pcap_first, "/pcap", "As pcap, not as text", .since = OS_7_0),
    END_OF_WORDS,
};

static bool
copy_set(struct command_call *call, void *scratch)
{
    return begin(call->user, scratch, COPY_RUNNING, "running-config");
}

static const struct word copy_words[] = {
    KEYWORD("copy", "Copy from one file to another"),
    ANY_ORDER(copy_option_words),
    KEYWORD("running-config", "The running configuration"),
    KEYWORD("startup-config", "The saved configuration"),
    END_OF_WORDS,
};
const struct command copy_command = {
    .name = "copy",
    .help = "Copy from one file to another",
    .words = copy_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .set = copy_set,
    .scratch_size = sizeof(struct copy_arguments),
};

static const struct choice copied_configurations[] = {
    { "running-config", "The running configuration", COPY_RUNNING, 0, 0 },
    { "startup-config", "The saved configuration", COPY_STARTUP, 0, 0 },
    { 0 },
};

/* The configuration that PLACE is, if only its beginning; NULL: it is a file. */
static const char *
configuration_of(const char *place)
{
    static const char *const names[] = { "running-config", "startup-config" };
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (strncasecmp(place, names[i], strlen(place)) == 0)
            return names[i];
    }
    return NULL;
}

static bool
copy_config_set(struct command_call *call, void *scratch)
{
    const struct copy_arguments *arguments = scratch;
    const char *configuration = configuration_of(arguments->url);
    if (configuration != NULL) { /* no file of this machine is to stand for it */
        struct session *session = call->user;
        fprintf(session->screen, "refire: copying to %s is not emulated\n", configuration);
        return false;
    }
    enum copy_source source = (enum copy_source)arguments->source;
    return begin(call->user, arguments, source,
                 source == COPY_RUNNING ? "running-config" : "startup-config");
}

#define WHERE_TO "disk0:FILE, flash:FILE, tftp://HOST/FILE or a path of this machine"

static const struct word copy_config_words[] = {
    KEYWORD("copy", "Copy from one file to another"),
    ANY_ORDER(copy_option_words),
    CHOICE(struct copy_arguments, source, copied_configurations),
    VALUE(text, struct copy_arguments, url, WHERE_TO),
    END_OF_WORDS,
};
const struct command copy_config_command = {
    .name = "copy",
    .help = "Copy from one file to another",
    .words = copy_config_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .set = copy_config_set,
    .scratch_size = sizeof(struct copy_arguments),
};

static bool
source_match(const struct word *word, struct matching *matching, void *scratch)
{
    static const char scheme[] = "capture:";
    const struct token *token = matching_next(matching);
    if (token == NULL || strncasecmp(token->text, scheme, strlen(scheme)) != 0) {
        matching_expect(matching, "capture:NAME", word->help, false);
        return false;
    }
    const char **name = word_place(scratch, word->offset);
    *name = token->text + strlen(scheme);
    *name += **name == '/';
    matching_take(matching);
    return true;
}

static const struct word_type word_capture_source = { "capture:NAME", source_match,
                                                      word_write_nothing };

static bool
copy_capture_set(struct command_call *call, void *scratch)
{
    const struct copy_arguments *arguments = scratch;
    struct session *session = call->user;
    if (packet_capture_find(session->firewall->captures, arguments->name) == NULL)
        return exec_no_such(session, "capture", arguments->name);
    return begin(session, arguments, COPY_CAPTURE, arguments->name);
}

static const struct word copy_capture_words[] = {
    KEYWORD("copy", "Copy from one file to another"),
    ANY_ORDER(copy_option_words),
    { .type = &word_capture_source,
      FIELD(struct copy_arguments, name),
      .help = "What a capture has taken" },
    VALUE(text, struct copy_arguments, url, WHERE_TO),
    FLAG(struct copy_arguments, pcap_last, "pcap", "As pcap, not as text"),
    END_OF_WORDS,
};
const struct command copy_capture_command = {
    .name = "copy capture",
    .help = "Copy from one file to another",
    .words = copy_capture_words,
    .modes = PRIVILEGED,
    .set = copy_capture_set,
    .scratch_size = sizeof(struct copy_arguments),
};
