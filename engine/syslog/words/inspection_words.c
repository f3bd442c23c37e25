/*
 * inspection_words.c: placeholders of inspections, and the words of a protocol.
 */
#include "engine/syslog/words/words.h"

static void
put_dns_message(struct writer *w)
{
    write_text(w, w->event->is_answer ? "reply" : "request");
}

/* The address that the sender gave as its own (FTP_DIFFERENT_ADDRESS). */
static void
put_source_named(struct writer *w)
{
    write_address(w, w->event->outer.mapped);
}

/* 507003: the words for TCP are a real line's, those for UDP the guide's [C]. */
static void
put_inspection_end(struct writer *w)
{
    if (w->event->protocol == IP_TCP)
        WRITE_LITERAL(w, "inspector drop reset.");
    else
        WRITE_LITERAL(w, "inspector disconnected, dropped packet.");
}

/* What a protocol said. */
static void
put_quoted_text(struct writer *w, size_t index)
{
    const struct event_text *texts = w->event->texts;
    for (size_t i = 0; texts != NULL && i < texts[index].length; i++) {
        char c = texts[index].bytes[i];
        write_char(w, c >= ' ' && c <= '~' ? c : '.');
    }
}

/* A class by its place in the map and its name, or the match of the map's own [C]. */
static void
put_matched(struct writer *w)
{
    static const struct {
        enum map_setting setting;
        const char *words;
    } matches[] = {
        { MAP_MATCH_FTP_COMMAND, "match request-command" },
        { MAP_MATCH_FILENAME, "match filename" },
        { MAP_MATCH_FTP_FILETYPE, "match filetype" },
        { MAP_MATCH_FTP_SERVER, "match server" },
        { MAP_MATCH_FTP_USERNAME, "match username" },
    };
    if (w->event->limit == MAP_CLASS) {
        WRITE_LITERAL(w, "Class ");
        write_number(w, w->event->count);
        WRITE_LITERAL(w, ": ");
        put_quoted_text(w, 0);
        return;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(matches); i++) {
        if (w->event->limit == matches[i].setting) {
            write_text(w, matches[i].words);
            return;
        }
    }
    put_quoted_text(w, 0); /* as 108004 has it in real lines */
}

/* The user of an FTP session; one picked up behind the login has none that is known [C]. */
static void
put_user(struct writer *w)
{
    if (w->event->texts == NULL || w->event->texts[0].length == 0)
        WRITE_LITERAL(w, "unknown");
    else
        put_quoted_text(w, 0);
}

/* Of mail, and of SIP. */
static void
put_mail_action(struct writer *w)
{
    switch (w->event->map_action) {
    case MAP_ACTION_DROP:
        WRITE_LITERAL(w, "Dropped");
        break;
    case MAP_ACTION_DROP_CONNECTION:
        WRITE_LITERAL(w, "Dropped connection for");
        break;
    case MAP_ACTION_RESET:
        WRITE_LITERAL(w, "Reset connection for");
        break;
    case MAP_ACTION_MASK:
        WRITE_LITERAL(w, "Masked header flags for");
        break;
    default:
        WRITE_LITERAL(w, "Logged");
    }
}

static void
put_allowed_or_dropped(struct writer *w)
{
    if (w->event->map_action == MAP_ACTION_DROP)
        WRITE_LITERAL(w, "Dropped");
    else
        WRITE_LITERAL(w, "Allowed");
}

static void
put_mail_message(struct writer *w)
{
    if (w->event->is_answer)
        WRITE_LITERAL(w, "Response");
    else
        WRITE_LITERAL(w, "Request");
}

/* What becomes of the connection. */
static void
put_map_action(struct writer *w)
{
    switch (w->event->map_action) {
    case MAP_ACTION_DROP_CONNECTION:
        WRITE_LITERAL(w, "Dropping connection");
        break;
    case MAP_ACTION_RESET:
        WRITE_LITERAL(w, "Resetting connection");
        break;
    default:
        WRITE_LITERAL(w, "Logging");
    }
}

/* `http-map` of 7.0 and 7.1: what only is told of has none. */
static void
put_old_action(struct writer *w)
{
    if (w->event->map_action == MAP_ACTION_RESET)
        WRITE_LITERAL(w, "Reset - ");
    else if (w->event->map_action == MAP_ACTION_DROP)
        WRITE_LITERAL(w, "Drop - ");
}

static void
put_text(struct writer *w)
{
    put_quoted_text(w, 0);
}

static void
put_text_2(struct writer *w)
{
    put_quoted_text(w, 1);
}

static void
put_text_3(struct writer *w)
{
    put_quoted_text(w, 2);
}

static const struct placeholder placeholders[] = {
    PLACEHOLDER("dns_message", put_dns_message),
    PLACEHOLDER("map_action", put_map_action),
    PLACEHOLDER("old_action", put_old_action),
    PLACEHOLDER("mail_action", put_mail_action),
    PLACEHOLDER("mail_message", put_mail_message),
    PLACEHOLDER("allowed_or_dropped", put_allowed_or_dropped),
    PLACEHOLDER("source_named", put_source_named),
    PLACEHOLDER("inspection_end", put_inspection_end),
    PLACEHOLDER("matched", put_matched),
    PLACEHOLDER("user", put_user),
    PLACEHOLDER("text", put_text),
    PLACEHOLDER("text_2", put_text_2),
    PLACEHOLDER("text_3", put_text_3),
};

const struct word_table inspection_words = { placeholders, ARRAY_LENGTH(placeholders) };
