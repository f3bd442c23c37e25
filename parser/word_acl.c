/*
 * word_acl.c: the word types of access-list lines: log, Ethernet types, URLs.
 */
#include "parser/word_acl.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "parser/names.h"

/* ---- log [level] [interval seconds] | log disable | log default ---- */

static bool
log_match(const struct word *word, struct matching *matching, void *scratch)
{
    static const struct word level = { .type = &word_log_level,
                                       .offset = offsetof(struct log_words, level),
                                       .size = sizeof(uint8_t),
                                       .optional = true };
    struct log_words *log = word_place(scratch, word->offset);
    if (!matching_keyword(matching, "log", "Log this element"))
        return false;
    *log = (struct log_words){ ACE_LOG_ON, ACE_LOG_DEFAULT_LEVEL, ACE_LOG_DEFAULT_SECONDS, false };
    if (matching_keyword(matching, "disable", "No message at all")) {
        log->log = ACE_LOG_DISABLED;
        return true;
    }
    if (matching_keyword(matching, "default", "The default message")) {
        *log = (struct log_words){ .log = ACE_LOG_UNSET };
        return true;
    }
    (void)matching_word(matching, &level, log);
    int64_t seconds;
    if (matching_keyword(matching, "interval", "Seconds between messages")) {
        if (!take_number(matching, 1, 600, "Seconds", &seconds))
            return false;
        log->seconds = (uint16_t)seconds;
    }
    return true;
}

/* 6.3 writes the level as a number; 7+ its name, and no name for the default (commands.md 5.3). */
static void
log_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const struct log_words *log = word_value(scratch, word->offset);
    if (log->log == ACE_LOG_UNSET)
        return;
    writing_put(writing, "log");
    if (log->log == ACE_LOG_DISABLED) {
        writing_put(writing, "disable");
        return;
    }
    bool usual = log->level == ACE_LOG_DEFAULT_LEVEL && log->seconds == ACE_LOG_DEFAULT_SECONDS &&
                 !log->spelled;
    if (!usual && behaviour(writing->context->version)->flat_commands)
        writing_put(writing, "%u", log->level);
    else if (!usual)
        writing_put(writing, "%s", log_level_name(log->level));
    if (log->seconds != ACE_LOG_DEFAULT_SECONDS || log->spelled)
        writing_put(writing, "interval %u", log->seconds);
}

const struct word_type word_log = { "log", log_match, log_write };

/* ---- bpdu, 0x8847 ---- */

static const struct ether_name {
    const char *text;
    enum ether_kind kind;
} ether_names[] = {
    { "any", ETHER_ANY },
    { "bpdu", ETHER_BPDU },
    { "ipx", ETHER_IPX },
    { "mpls-multicast", ETHER_MPLS_MULTICAST },
    { "mpls-unicast", ETHER_MPLS_UNICAST },
};

/* The lowest number that is a type and not a length. */
#define ETHERTYPE_FIRST 0x600

static bool
parse_ethertype(const struct token *token, uint16_t *type)
{
    unsigned value = 0;
    if (token->length < 3 || token->length > 6 || strncasecmp(token->text, "0x", 2) != 0)
        return false;
    for (size_t i = 2; i < token->length; i++) {
        if (!isxdigit((unsigned char)token->text[i]))
            return false;
    }
    if (sscanf(token->text + 2, "%4x", &value) != 1 || value < ETHERTYPE_FIRST)
        return false;
    *type = (uint16_t)value;
    return true;
}

static bool
ethertype_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct ether_match match = { .kind = ETHER_TYPE };
    for (size_t i = 0; i < ARRAY_LENGTH(ether_names); i++) {
        if (!matching_keyword(matching, ether_names[i].text, "Frames of this kind"))
            continue;
        match.kind = ether_names[i].kind;
        memcpy(word_place(scratch, word->offset), &match, sizeof(match));
        return true;
    }
    const struct token *token = matching_next(matching);
    matching_expect(matching, "<0x600-0xffff>", "Ethernet type", false);
    if (token == NULL || !parse_ethertype(token, &match.type))
        return false;
    memcpy(word_place(scratch, word->offset), &match, sizeof(match));
    matching_take(matching);
    return true;
}

static void
ethertype_write(const struct word *word, struct writing *writing, const void *scratch)
{
    struct ether_match match;
    memcpy(&match, word_value(scratch, word->offset), sizeof(match));
    for (size_t i = 0; i < ARRAY_LENGTH(ether_names); i++) {
        if (ether_names[i].kind == match.kind)
            writing_put(writing, "%s", ether_names[i].text);
    }
    if (match.kind == ETHER_TYPE)
        writing_put(writing, "0x%x", match.type);
}

const struct word_type word_ethertype = { "ethertype", ethertype_match, ethertype_write };

/* ---- http://www.example.com, any ---- */

static bool
url_match(const struct word *word, struct matching *matching, void *scratch)
{
    static const char any[] = "any";
    const char *url = any;
    if (!matching_keyword(matching, any, "Every URL")) {
        const struct token *token = matching_next(matching);
        matching_expect(matching, "URL", word->help, false);
        if (token == NULL || strstr(token->text, "://") == NULL) {
            matching_blame(matching, "a URL begins with its scheme: http://");
            return false;
        }
        url = token->text;
        matching_take(matching);
    }
    memcpy(word_place(scratch, word->offset), &url, sizeof(url));
    return true;
}

static void
url_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const char *const *url = word_value(scratch, word->offset);
    writing_put(writing, "%s", *url);
}

const struct word_type word_url = { "URL", url_match, url_write };
