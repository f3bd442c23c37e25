/*
 * cmd_timeout.c: timeout (commands.md 7). Several timers may stand on one line; each version
 * groups them in its own way when it writes them.
 */
#include <string.h>
#include <strings.h>

#include "parser/families.h"
#include "parser/family.h"

struct timeout_line {
    bool given[TIMER_COUNT];
    uint32_t seconds[TIMER_COUNT];
};

/* The order within a line; the two uauth timers share a name and are told apart behind it. */
static const enum timer order[] = {
    TIMER_XLATE,
    TIMER_CONN,
    TIMER_HALF_CLOSED,
    TIMER_UDP,
    TIMER_ICMP,
    TIMER_RPC,
    TIMER_H323,
    TIMER_H225,
    TIMER_MGCP,
    TIMER_MGCP_PAT,
    TIMER_SIP,
    TIMER_SIP_MEDIA,
    TIMER_SIP_DISCONNECT,
    TIMER_SIP_INVITE,
    TIMER_SIP_PROVISIONAL_MEDIA,
    TIMER_UAUTH_ABSOLUTE,
    TIMER_TCP_PROXY_REASSEMBLY,
};

static const char *const timer_help[TIMER_COUNT] = {
    [TIMER_XLATE] = "Until an idle translation is freed",
    [TIMER_CONN] = "Until an idle connection is closed",
    [TIMER_HALF_CLOSED] = "Until a half-closed connection is closed",
    [TIMER_UDP] = "Until an idle UDP connection is closed",
    [TIMER_ICMP] = "Until an idle ICMP connection is closed",
    [TIMER_RPC] = "Until a Sun RPC pinhole is closed",
    [TIMER_H323] = "Until an idle H.323 media connection is closed",
    [TIMER_H225] = "Until an idle H.225 signalling connection is closed",
    [TIMER_MGCP] = "Until an idle MGCP media connection is closed",
    [TIMER_MGCP_PAT] = "Until an idle MGCP translation is freed",
    [TIMER_SIP] = "Until an idle SIP connection is closed",
    [TIMER_SIP_MEDIA] = "Until an idle SIP media connection is closed",
    [TIMER_SIP_DISCONNECT] = "Until a SIP call without an answer to its end is closed",
    [TIMER_SIP_INVITE] = "Until pinholes of an unanswered SIP call are closed",
    [TIMER_SIP_PROVISIONAL_MEDIA] = "Until provisional SIP media connections are closed",
    [TIMER_UAUTH_ABSOLUTE] = "Until a user has to log in again",
    [TIMER_TCP_PROXY_REASSEMBLY] = "Until an idle packet that waits for reassembly is dropped",
};

static bool
timer_exists(enum timer timer, enum os_version version)
{
    return timer == TIMER_UAUTH_INACTIVITY || behaviour(version)->timers[timer] != 0;
}

static bool
take_time(struct matching *matching, uint32_t *seconds)
{
    const struct token *token = matching_next(matching);
    if (token == NULL || !time_parse(token->text, token->length, seconds)) {
        matching_expect(matching, "hh:mm:ss", "Time", false);
        return false;
    }
    matching_take(matching);
    return true;
}

/* A name typed in full goes before those that it begins: `sip` before `sip_media`. */
static bool
take_timer(struct matching *matching, enum timer *timer)
{
    enum os_version version = matching->context->version;
    const struct token *token = matching_next(matching);
    for (size_t i = 0; token != NULL && i < ARRAY_LENGTH(order); i++) {
        const char *name = timer_name(order[i], version);
        if (timer_exists(order[i], version) && strcasecmp(name, token->text) == 0) {
            *timer = order[i];
            return matching_keyword(matching, name, timer_help[order[i]]);
        }
    }
    for (size_t i = 0; i < ARRAY_LENGTH(order); i++) {
        if (timer_exists(order[i], version) &&
            matching_keyword(matching, timer_name(order[i], version), timer_help[order[i]])) {
            *timer = order[i];
            return true;
        }
    }
    return false;
}

static bool
pairs_match(const struct word *word, struct matching *matching, void *scratch)
{
    (void)word;
    struct timeout_line *line = scratch;
    enum timer timer;
    uint32_t seconds;
    size_t start = matching->at;
    while (take_timer(matching, &timer)) {
        if (!take_time(matching, &seconds))
            return false;
        if (timer == TIMER_UAUTH_ABSOLUTE &&
            matching_keyword(matching, "inactivity", "Since the last packet"))
            timer = TIMER_UAUTH_INACTIVITY;
        else if (timer == TIMER_UAUTH_ABSOLUTE)
            (void)matching_keyword(matching, "absolute", "Since the login");
        line->given[timer] = true;
        line->seconds[timer] = seconds;
    }
    return matching->at > start;
}

static void
pairs_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    const struct timeout_line *line = scratch;
    enum os_version version = writing->context->version;
    bool flat = behaviour(version)->flat_commands;
    for (size_t i = 0; i < ARRAY_LENGTH(order); i++) {
        enum timer timer = order[i];
        /* 6.3 writes sip-disconnect before sip-invite, 7.2 and later the other way round */
        if (!flat && timer == TIMER_SIP_DISCONNECT)
            timer = TIMER_SIP_INVITE;
        else if (!flat && timer == TIMER_SIP_INVITE)
            timer = TIMER_SIP_DISCONNECT;
        if (!line->given[timer])
            continue;
        writing_put(writing, "%s", timer_name(timer, version));
        writing_put_time(writing, line->seconds[timer]);
        if (timer == TIMER_UAUTH_ABSOLUTE)
            writing_put(writing, "absolute");
    }
    if (!line->given[TIMER_UAUTH_INACTIVITY])
        return;
    writing_put(writing, "uauth");
    writing_put_time(writing, line->seconds[TIMER_UAUTH_INACTIVITY]);
    writing_put(writing, "inactivity");
}

static const struct word_type word_pairs = { "timer hh:mm:ss ...", pairs_match, pairs_write };

static bool
set_timeout(struct command_call *call, void *scratch)
{
    const struct timeout_line *line = scratch;
    for (size_t i = 0; i < TIMER_COUNT; i++) {
        if (line->given[i])
            call->config->timers[i] = line->seconds[i];
    }
    return true;
}

/* Without timers all go back; with some only those do. */
static bool
unset_timeout(struct command_call *call, void *scratch)
{
    const struct timeout_line *line = scratch;
    const struct behaviour *does = behaviour(call_version(call));
    bool all = call->words_given == 1;
    for (size_t i = 0; i < TIMER_COUNT; i++) {
        if (all || line->given[i])
            call->config->timers[i] = does->timers[i];
    }
    return true;
}

/* ---- writing ---- */

#define TIMERS_IN_LINE 11
#define LINE(since, before, ...)                                                                   \
    {                                                                                              \
        since, before, { __VA_ARGS__ }, ARRAY_LENGTH(((const enum timer[]){ __VA_ARGS__ }))        \
    }

/* The lines in their order (commands.md 7, "Written lines"). */
static const struct written_line {
    enum os_version since;
    enum os_version before; /* 0: no end */
    enum timer timers[TIMERS_IN_LINE];
    size_t count;
} written_lines[] = {
    LINE(OS_FIRST, 0, TIMER_XLATE),
    /* conn and what follows it */
    LINE(OS_FIRST, OS_6_3, TIMER_CONN, TIMER_HALF_CLOSED, TIMER_UDP, TIMER_RPC, TIMER_H323,
         TIMER_SIP, TIMER_SIP_MEDIA),
    LINE(OS_6_3, OS_7_0, TIMER_CONN, TIMER_HALF_CLOSED, TIMER_UDP, TIMER_RPC, TIMER_H225),
    LINE(OS_7_0, OS_7_2, TIMER_CONN, TIMER_HALF_CLOSED, TIMER_UDP, TIMER_ICMP, TIMER_RPC,
         TIMER_H323, TIMER_H225, TIMER_MGCP, TIMER_MGCP_PAT, TIMER_SIP, TIMER_SIP_MEDIA),
    LINE(OS_7_2, 0, TIMER_CONN, TIMER_HALF_CLOSED, TIMER_UDP, TIMER_ICMP),
    /* the inspections */
    LINE(OS_6_3, OS_7_0, TIMER_H323, TIMER_MGCP, TIMER_SIP, TIMER_SIP_MEDIA),
    LINE(OS_6_3, OS_7_0, TIMER_SIP_DISCONNECT, TIMER_SIP_INVITE),
    LINE(OS_7_2, 0, TIMER_RPC, TIMER_H323, TIMER_H225, TIMER_MGCP, TIMER_MGCP_PAT),
    LINE(OS_7_2, 0, TIMER_SIP, TIMER_SIP_MEDIA, TIMER_SIP_INVITE, TIMER_SIP_DISCONNECT),
    /* users */
    LINE(OS_FIRST, OS_8_0, TIMER_UAUTH_ABSOLUTE, TIMER_UAUTH_INACTIVITY),
    LINE(OS_8_0, 0, TIMER_SIP_PROVISIONAL_MEDIA, TIMER_UAUTH_ABSOLUTE, TIMER_UAUTH_INACTIVITY),
    LINE(OS_8_0, 0, TIMER_TCP_PROXY_REASSEMBLY),
};

/* Timers that came with a maintenance release of their version (commands.md 7). */
static bool
is_too_new(enum timer timer, const struct config *config)
{
    const struct os_release *os = &config->os;
    bool usual = config->timers[timer] == behaviour(os->version)->timers[timer];
    if (os->maintenance == 0 || !usual || os->maintenance >= 4)
        return false;
    return (os->version == OS_6_3 &&
            (timer == TIMER_SIP_DISCONNECT || timer == TIMER_SIP_INVITE)) ||
           (os->version == OS_8_0 && timer == TIMER_SIP_PROVISIONAL_MEDIA);
}

static bool
is_written(enum timer timer, const struct config *config)
{
    if (timer == TIMER_UAUTH_INACTIVITY)
        return config->timers[timer] != 0;
    return timer_exists(timer, config->os.version) && !is_too_new(timer, config);
}

static void
each_timeout(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < ARRAY_LENGTH(written_lines); i++) {
        const struct written_line *written = &written_lines[i];
        struct timeout_line line = { 0 };
        bool any = false;
        if (!version_in(config->os.version, written->since, written->before))
            continue;
        for (size_t j = 0; j < written->count; j++) {
            enum timer timer = written->timers[j];
            line.given[timer] = is_written(timer, config);
            line.seconds[timer] = config->timers[timer];
            any = any || line.given[timer];
        }
        if (any)
            visit(context, &line, NULL);
    }
}

static bool
clear_timeout(struct command_call *call, const char *rest)
{
    (void)rest;
    memcpy(call->config->timers, behaviour(call_version(call))->timers,
           sizeof(call->config->timers));
    return true;
}

static const struct command timeout_row = {
    .name = "timeout",
    .help = "Configure maximum idle times",
    .words = (const struct word[]){ KEYWORD("timeout", "Configure maximum idle times"),
                                    VALUE(pairs, struct timeout_line, given, ""), END_OF_WORDS },
    .scratch_size = sizeof(struct timeout_line),
    .set = set_timeout,
    .unset = unset_timeout,
    .no_words = 1,
    .each = each_timeout,
    .clear = clear_timeout,
};

const struct command *const timeout_commands[] = { &timeout_row, NULL };
