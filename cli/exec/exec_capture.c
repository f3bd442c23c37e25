/*
 * exec_capture.c: `capture`, its `no` and `clear`, `show capture`, and `copy capture:` (commands.md
 * 11.8). A capture is no line of the configuration: `reload` takes it away.
 */
#include <string.h>

#include "cli/capture/capture_file.h"
#include "cli/capture/capture_words.h"
#include "cli/exec/exec_rows.h"
#include "cli/show/show.h"

/* ---- the set-up ---- */

static bool
say(const struct session *session, const char *what, const char *name)
{
    fprintf(session->screen, "%s%s <%s> does not exist\n", session->dialect->caret ? "ERROR: " : "",
            what, name);
    return false;
}

static bool
take_acl(const struct session *session, struct capture_settings *settings, const char *name)
{
    const struct acl *acl = config_acl(session->config, name);
    if (acl == NULL || !acl->exists)
        return say(session, "access-list", name);
    settings->acl = acl;
    return true;
}

static bool
take_interface(const struct session *session, struct capture_settings *settings, ifc_id ifc)
{
    for (size_t i = 0; i < settings->interface_count; i++) {
        if (settings->interfaces[i] == ifc)
            return true;
    }
    if (settings->interface_count == CAPTURE_INTERFACES) {
        fprintf(session->screen, "refire: a capture is on at most %d interfaces\n",
                CAPTURE_INTERFACES);
        return false;
    }
    settings->interfaces[settings->interface_count++] = ifc;
    return true;
}

static bool
take_match(const struct session *session, struct capture_settings *settings,
           const struct ace *match)
{
    if (settings->match_count == CAPTURE_MATCHES) {
        fprintf(session->screen, "refire: a capture has at most %d matches\n", CAPTURE_MATCHES);
        return false;
    }
    struct ace *own = &settings->matches[settings->match_count++];
    *own = *match;
    own->permit = true;
    own->icmp_type = ICMP_TYPE_ANY;
    return true;
}

/* What WORDS say goes into SETTINGS. */
static bool
take_words(const struct session *session, const struct capture_words *words,
           struct capture_settings *settings)
{
    if (words->has_type) {
        settings->kind = words->type.kind;
        settings->drop = words->type.drop;
    }
    if (words->has_ethertype)
        settings->ethertype = words->ethertype;
    if (words->has_buffer)
        settings->buffer = words->buffer;
    if (words->has_length)
        settings->packet_length = words->length;
    settings->circular = settings->circular || words->circular;
    settings->traces = settings->traces || words->has_trace;
    settings->real_time = settings->real_time || words->real_time;
    if (words->has_trace_count)
        settings->trace_count = words->trace_count;
    return (!words->has_acl || take_acl(session, settings, words->acl)) &&
           (!words->has_ifc || take_interface(session, settings, words->ifc)) &&
           (!words->has_match || take_match(session, settings, &words->match));
}

/* The capture called NAME, made when there is none. NULL: it cannot be, which is said. */
static struct packet_capture *
capture_for(struct session *session, const char *name)
{
    struct firewall *firewall = session->firewall;
    struct packet_capture *capture = packet_capture_find(firewall->captures, name);
    if (capture != NULL)
        return capture;
    if (firewall->captures == NULL)
        firewall->captures = packet_captures_new();
    if (firewall->captures != NULL)
        capture = packet_capture_add(firewall->captures, name);
    if (capture == NULL) {
        fprintf(session->screen, "refire: there is no room for more than %d captures\n",
                CAPTURES_MOST);
        return NULL;
    }
    capture->settings = capture_usual(session);
    return capture;
}

static bool
capture_set(struct command_call *call, void *scratch)
{
    const struct capture_words *words = scratch;
    struct session *session = call->user;
    struct packet_captures *captures = session->firewall->captures;
    struct packet_capture *capture = packet_capture_find(captures, words->name);
    struct capture_settings settings = capture != NULL ? capture->settings : capture_usual(session);
    if (strlen(words->name) >= CAPTURE_NAME_SIZE) {
        fprintf(session->screen, "refire: the name of a capture has at most %d characters\n",
                CAPTURE_NAME_SIZE - 1);
        return false;
    }
    if (!take_words(session, words, &settings))
        return false;
    if (packet_captures_bytes(captures, capture) + settings.buffer > CAPTURES_BYTES_MOST) {
        fputs("refire: there is no memory for such a buffer\n", session->screen);
        return false;
    }
    capture = capture_for(session, words->name);
    if (capture == NULL)
        return false;
    if (capture->settings.buffer != settings.buffer)
        packet_capture_clear(capture);
    capture->settings = settings;
    return true;
}

static void
leave_interface(struct capture_settings *settings, ifc_id ifc)
{
    size_t kept = 0;
    for (size_t i = 0; i < settings->interface_count; i++) {
        if (settings->interfaces[i] != ifc)
            settings->interfaces[kept++] = settings->interfaces[i];
    }
    settings->interface_count = kept;
}

/* Without more words the capture goes; with some, what they say does. */
static bool
capture_unset(struct command_call *call, void *scratch)
{
    const struct capture_words *words = scratch;
    struct session *session = call->user;
    struct packet_capture *capture = packet_capture_find(session->firewall->captures, words->name);
    if (capture == NULL)
        return say(session, "capture", words->name);
    if (call->line->count == 3) { /* no capture NAME */
        packet_capture_remove(session->firewall->captures, capture);
        return true;
    }
    struct capture_settings *settings = &capture->settings;
    if (words->has_acl)
        settings->acl = NULL;
    if (words->has_ifc)
        leave_interface(settings, words->ifc);
    if (words->has_match)
        settings->match_count = 0;
    if (words->has_ethertype)
        settings->ethertype = ETHERTYPE_ALL;
    if (words->circular)
        settings->circular = false;
    if (words->has_trace)
        settings->traces = false;
    if (words->real_time)
        settings->real_time = false;
    return true;
}

#define CAPTURE_WORDS(keyword)                                                                     \
    {                                                                                              \
        keyword, VALUE(text, struct capture_words, name, "Name of the capture"),                   \
            ANY_ORDER(capture_option_words), END_OF_WORDS,                                         \
    }
#define CAPTURE_ROW                                                                                \
    .name = "capture", .help = "Capture packets on one or more interfaces", .modes = PRIVILEGED,   \
    .set = capture_set, .unset = capture_unset, .no_words = 2,                                     \
    .scratch_size = sizeof(struct capture_words)

/* In 6.x `ca` is another command's whole name. */
static const struct word capture_6_words[] =
    CAPTURE_WORDS(KEYWORD("capture", "Capture packets", .low = 3));
const struct command capture_6_command = { CAPTURE_ROW, .words = capture_6_words,
                                           .before = OS_7_0 };
static const struct word capture_7_words[] = CAPTURE_WORDS(KEYWORD("capture", "Capture packets"));
const struct command capture_7_command = { CAPTURE_ROW, .words = capture_7_words, .since = OS_7_0 };

struct capture_arguments {
    const char *name;
};

static bool
clear_capture_set(struct command_call *call, void *scratch)
{
    const struct capture_arguments *arguments = scratch;
    struct session *session = call->user;
    struct packet_capture *capture =
        packet_capture_find(session->firewall->captures, arguments->name);
    if (capture == NULL)
        return say(session, "capture", arguments->name);
    packet_capture_clear(capture);
    return true;
}

static const struct word clear_capture_words[] = {
    KEYWORD("clear", "Clear run-time state"),
    KEYWORD("capture", "What a capture has taken"),
    VALUE(text, struct capture_arguments, name, "Name of the capture"),
    END_OF_WORDS,
};
const struct command clear_capture_command = {
    .name = "clear capture",
    .help = "Clear run-time state",
    .words = clear_capture_words,
    .modes = PRIVILEGED,
    .set = clear_capture_set,
    .scratch_size = sizeof(struct capture_arguments),
};

/* ---- show ---- */

struct show_capture_arguments {
    const char *name, *acl;
    bool has_acl, has_count, has_number;
    struct capture_query query;
};

static bool
show_capture_set(struct command_call *call, void *scratch)
{
    struct show_capture_arguments *arguments = scratch;
    struct session *session = call->user;
    if (arguments->name == NULL) {
        show_captures(session);
        return true;
    }
    const struct packet_capture *capture =
        packet_capture_find(session->firewall->captures, arguments->name);
    if (capture == NULL)
        return say(session, "capture", arguments->name);
    if (arguments->has_acl) {
        const struct acl *acl = config_acl(session->config, arguments->acl);
        if (acl == NULL || !acl->exists)
            return say(session, "access-list", arguments->acl);
        arguments->query.acl = acl;
    }
    show_capture(session, capture, &arguments->query, session->screen);
    return true;
}

static const struct word shown_acl_words[] = {
    KEYWORD("access-list", "Those that an access list permits"),
    NAME_OF("access-list", struct show_capture_arguments, acl, "Name of the access list"),
    END_OF_WORDS,
};
static const struct word count_words[] = {
    KEYWORD("count", "Not more than so many"),
    NUMBER(struct show_capture_arguments, query.count, 0, UINT32_MAX, "Packets"),
    END_OF_WORDS,
};
static const struct word number_words[] = {
    KEYWORD("packet-number", "From one on"),
    NUMBER(struct show_capture_arguments, query.first, 0, UINT32_MAX, "Its number"),
    END_OF_WORDS,
};
static const struct word shown_option_words[] = {
    GROUP(struct show_capture_arguments, has_acl, shown_acl_words),
    GROUP(struct show_capture_arguments, has_count, count_words),
    FLAG(struct show_capture_arguments, query.form.detail, "detail", "More of each packet"),
    FLAG(struct show_capture_arguments, query.form.dump, "dump", "Their bytes, too"),
    GROUP(struct show_capture_arguments, has_number, number_words, .since = OS_7_0),
    FLAG(struct show_capture_arguments, query.form.trace, "trace", "The phases that they met",
         .since = OS_7_2),
    END_OF_WORDS,
};
static const struct word show_capture_words[] = {
    KEYWORD("show", "Show running system information"),
    KEYWORD("capture", "Captures, and what they have taken"),
    VALUE(text, struct show_capture_arguments, name, "Name of the capture"),
    ANY_ORDER(shown_option_words),
    END_OF_WORDS,
};
const struct command show_capture_command = {
    .name = "show capture",
    .help = "Captures, and what they have taken",
    .words = show_capture_words,
    .modes = PRIVILEGED,
    .set = show_capture_set,
    .scratch_size = sizeof(struct show_capture_arguments),
};
static const struct word show_captures_words[] = {
    KEYWORD("show", "Show running system information"),
    KEYWORD("capture", "Captures, and what they have taken"),
    END_OF_WORDS,
};
const struct command show_captures_command = {
    .name = "show capture",
    .help = "Captures, and what they have taken",
    .words = show_captures_words,
    .modes = PRIVILEGED,
    .set = show_capture_set,
    .scratch_size = sizeof(struct show_capture_arguments),
};

/* ---- copy ---- */

struct copy_capture_arguments {
    bool no_confirm, pcap_first, pcap_last;
    const char *name, *url;
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

/* As `show capture` prints it. */
static void
write_text(const struct packet_capture *capture, void *context, FILE *out)
{
    const struct capture_query query = { .count = 0 };
    show_capture(context, capture, &query, out);
}

static bool
copy_to(struct session *session, const struct packet_capture *capture, const char *path, bool pcap)
{
    const char *const inputs[] = { session->firewall->config_path };
    char error[WHOLE_FILE_ERROR_SIZE];
    if (!session_may_use_files(session) || !session_may_wait_for(session, path))
        return false;
    if (!capture_export(capture, path, inputs, inputs[0] != NULL ? 1 : 0,
                        pcap ? capture_write_pcap : write_text, session, error)) {
        fprintf(session->screen, "refire: %s: %s\n", path, error);
        return false;
    }
    if (session->dialect->caret)
        fprintf(session->screen, "!\n%zu packets copied in 0.0 secs\n", capture->count);
    fprintf(session->screen, "refire: written to the file %s of this machine\n", path);
    return true;
}

static bool
copy_capture_set(struct command_call *call, void *scratch)
{
    const struct copy_capture_arguments *arguments = scratch;
    struct session *session = call->user;
    const struct packet_capture *capture =
        packet_capture_find(session->firewall->captures, arguments->name);
    const char *path = capture_path_of(arguments->url);
    if (capture == NULL)
        return say(session, "capture", arguments->name);
    if (path == NULL) {
        fprintf(session->screen, "refire: %s names no file in this folder\n", arguments->url);
        return false;
    }
    return copy_to(session, capture, path, arguments->pcap_first || arguments->pcap_last);
}

static const struct word copy_option_words[] = {
    FLAG(struct copy_capture_arguments, no_confirm, "/noconfirm", "Do not ask", .since = OS_7_0),
    FLAG(struct copy_capture_arguments, pcap_first, "/pcap", "As pcap, not as text",
         .since = OS_7_0),
    END_OF_WORDS,
};
static const struct word copy_capture_words[] = {
    KEYWORD("copy", "Copy from one file to another"),
    ANY_ORDER(copy_option_words),
    { .type = &word_capture_source,
      FIELD(struct copy_capture_arguments, name),
      .help = "What a capture has taken" },
    VALUE(text, struct copy_capture_arguments, url,
          "disk0:FILE, flash:FILE, tftp://HOST/FILE or a path of this machine"),
    FLAG(struct copy_capture_arguments, pcap_last, "pcap", "As pcap, not as text"),
    END_OF_WORDS,
};
const struct command copy_capture_command = {
    .name = "copy capture",
    .help = "Copy from one file to another",
    .words = copy_capture_words,
    .modes = PRIVILEGED,
    .set = copy_capture_set,
    .scratch_size = sizeof(struct copy_capture_arguments),
};
