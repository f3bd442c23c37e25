/*
 * exec_capture.c: `capture`, its `no` and `clear`, `show capture` (commands.md 11.8; `copy
 * capture:` is in exec_copy.c). A capture is no line of the configuration: `reload` takes it away.
 */
#include <string.h>

#include "cli/capture/capture_words.h"
#include "cli/exec/exec.h"
#include "cli/exec/exec_rows.h"
#include "cli/show/show.h"

/* ---- the set-up ---- */

bool
exec_no_such(const struct session *session, const char *what, const char *name)
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
        return exec_no_such(session, "access-list", name);
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

static bool
take_type(const struct session *session, const struct capture_type_words *type,
          struct capture_settings *settings)
{
    settings->kind = type->kind;
    settings->drop = type->drop;
    if (type->kind != CAPTURED_WEBVPN)
        return true;
    if (strlen(type->user) >= sizeof(settings->user)) {
        fprintf(session->screen, "refire: the name of a user has at most %zu characters\n",
                sizeof(settings->user) - 1);
        return false;
    }
    snprintf(settings->user, sizeof(settings->user), "%s", type->user);
    fputs("refire: WebVPN is not modelled: a capture of it stays empty\n", session->screen);
    return true;
}

/* What WORDS say goes into SETTINGS. */
static bool
take_words(const struct session *session, const struct capture_words *words,
           struct capture_settings *settings)
{
    if (words->has_type && !take_type(session, &words->type, settings))
        return false;
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
        return exec_no_such(session, "capture", words->name);
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
        return exec_no_such(session, "capture", arguments->name);
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
    bool has_acl, has_count, has_number, decode;
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
        return exec_no_such(session, "capture", arguments->name);
    if (arguments->has_acl) {
        const struct acl *acl = config_acl(session->config, arguments->acl);
        if (acl == NULL || !acl->exists)
            return exec_no_such(session, "access-list", arguments->acl);
        arguments->query.acl = acl;
    }
    if (arguments->decode)
        fputs("refire: decode is not modelled: the packets are shown as they are without it\n",
              session->screen);
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
    FLAG(struct show_capture_arguments, decode, "decode", "ISAKMP in words (not here)",
         .since = OS_7_0),
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
