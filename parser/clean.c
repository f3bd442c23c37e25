/*
 * clean.c: what surrounds a configuration in a paste: pager remains, prompts with the commands
 * that were typed behind them, fences of a web page, the frame of `write terminal`.
 */
#include "parser/clean.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parser/clean_look.h"

static const char pager[] = "<--- More --->";

/* Whole lines that frame a listing. */
static const struct frame_text {
    const char *text;
    const char *why;
} frame_texts[] = {
    { "Building configuration...", "output of write terminal" },
    { "[OK]", "output of write terminal" },
    { "Saved", "output of write terminal" },
    { "OR", "text between commands" },
    { "^", "what the device said" },
    { "Password:", "what the device said" },
    { "Username:", "what the device said" },
};

/* Beginnings of what a device answers. */
static const char *const answers[] = {
    "ERROR: ",
    "WARNING: ",
    "INFO: ",
    "% Invalid input",
    "Type help or '?'",
    "Not enough arguments",
    "Too many arguments",
    "Usage:",
    NULL,
};

/* Commands of the prompt, not of a configuration. */
static const char *const exec_commands[] = {
    "show",           "write",  "configure", "enable",
    "copy",           "reload", "ping",      "debug",
    "more",           "sh",     "wr",        "conf",
    "disable",        "logout", "undebug",   "terminal monitor",
    "terminal pager", "en",     NULL,
};

static size_t
trim_end(const char *text, size_t length)
{
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t' ||
                          text[length - 1] == '\r' || text[length - 1] == '\n'))
        length--;
    return length;
}

/* The pager's text, and the blanks and controls with which it is wiped out again. */
static void
drop_pager(struct input_line *line)
{
    size_t blanks = 0;
    while (blanks < line->length && (line->text[blanks] == ' ' || line->text[blanks] == '\r'))
        blanks++;
    size_t size = sizeof(pager) - 1;
    if (line->length - blanks < size || memcmp(line->text + blanks, pager, size) != 0)
        return;
    line_skip(line, blanks + size);
    size_t wiped = 0;
    while (wiped < line->length && strchr(" \r\b\t", line->text[wiped]) != NULL &&
           line->text[wiped] != '\0')
        wiped++;
    /* a return after the blanks says that they only wiped; without one they may be indentation */
    bool returned = memchr(line->text, '\r', wiped) != NULL ||
                    memchr(line->text, '\b', wiped) != NULL || wiped > 4;
    if (returned)
        line_skip(line, wiped);
    line->why = "remains of the pager";
    if (trim_end(line->text, line->length) == 0)
        line_is_noise(line, "remains of the pager");
}

/* "pixfirewall(config-if)#", "pixfirewall>": how long the prompt is; 0: there is none. */
static size_t
prompt_length(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length && (isalnum((unsigned char)text[i]) || strchr("-_./", text[i]) != NULL) &&
           text[i] != '\0')
        i++;
    if (i == 0 || i == length)
        return 0;
    if (text[i] == '(') {
        size_t end = i + 1;
        while (end < length && (islower((unsigned char)text[end]) || text[end] == '-'))
            end++;
        if (strncmp(text + i, "(config", 7) != 0 || end + 1 >= length || text[end] != ')' ||
            text[end + 1] != '#')
            return 0;
        return end + 2;
    }
    return text[i] == '#' || text[i] == '>' ? i + 1 : 0;
}

static bool
is_exec(const char *text, size_t length)
{
    for (size_t i = 0; exec_commands[i] != NULL; i++) {
        size_t word = strlen(exec_commands[i]);
        if (length < word || strncasecmp(text, exec_commands[i], word) != 0)
            continue;
        if (length == word)
            return true;
        /* `enable password` and `enable gprs` are configuration commands */
        if (text[word] == ' ' && strncasecmp(text, "enable p", 8) != 0 &&
            strncasecmp(text, "en p", 4) != 0 && strncasecmp(text, "enable gprs", 11) != 0)
            return true;
    }
    return false;
}

/* ` enable outside` of webvpn and ` disable` of a cache, which are indented. */
static bool
is_word_of_blocks(const char *text, size_t length)
{
    static const char *const words[] = { "enable", "disable" };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        size_t word = strlen(words[i]);
        if (length >= word && strncasecmp(text, words[i], word) == 0)
            return true;
    }
    return false;
}

/* False when there is none. A screen pasted into a prompt has two. */
static bool
drop_prompt(struct input_line *line)
{
    size_t blanks = 0;
    while (blanks < line->length && line->text[blanks] == ' ')
        blanks++;
    size_t prompt = prompt_length(line->text + blanks, line->length - blanks);
    if (prompt == 0)
        return false;
    line_skip(line, blanks + prompt);
    while (line->length > 0 && line->text[0] == ' ')
        line_skip(line, 1);
    line->why = "a prompt in front";
    line->prompted = true;
    if (line->length == 0)
        line_is_noise(line, "a prompt");
    return true;
}

static bool
begins(const struct input_line *line, const char *text)
{
    size_t length = strlen(text);
    return line->length >= length && strncmp(line->text, text, length) == 0;
}

static bool
is_answer(const struct input_line *line)
{
    for (size_t i = 0; answers[i] != NULL; i++) {
        if (begins(line, answers[i]))
            return true;
    }
    return false;
}

static void
classify(struct input_line *line)
{
    size_t blanks = 0;
    while (blanks < line->length && (line->text[blanks] == ' ' || line->text[blanks] == '\t'))
        blanks++;
    const char *text = line->text + blanks;
    size_t length = line->length - blanks;
    if (length == 0) {
        line->kind = INPUT_BLANK;
        return;
    }
    for (size_t i = 0; i < sizeof(frame_texts) / sizeof(frame_texts[0]); i++) {
        if (length == strlen(frame_texts[i].text) &&
            memcmp(text, frame_texts[i].text, length) == 0) {
            line_is_noise(line, frame_texts[i].why);
            return;
        }
    }
    if (is_answer(line))
        line_is_noise(line, "what the device said");
    else if (length >= 3 && strncmp(text, "```", 3) == 0)
        line_is_noise(line, "a fence of a web page");
    else if (text[0] == '#')
        line_is_noise(line, "a remark that is no configuration");
    else if (begins(line, "Cryptochecksum:"))
        line->kind = INPUT_CHECKSUM;
    else if (begins(line, "PIX Version ") || begins(line, "ASA Version ") ||
             begins(line, ": PIX Version ") || begins(line, ": ASA Version "))
        line->kind = INPUT_VERSION;
    else if (is_exec(text, length) && (blanks == 0 || !is_word_of_blocks(text, length)))
        line_is_noise(line, "a command of the prompt, not of a configuration");
}

/*
 * `show route` and the like are followed by output, up to the next prompt. Commands that print a
 * configuration are not meant.
 */
static bool
starts_output(const struct input_line *line)
{
    static const char *const listings[] = { "run", "conf", "start", "tech", NULL };
    if (!begins(line, "show ") && !begins(line, "sh "))
        return false;
    const char *what = line->text + strcspn(line->text, " ");
    what += strspn(what, " ");
    for (size_t i = 0; listings[i] != NULL; i++) {
        if (strncasecmp(what, listings[i], strlen(listings[i])) == 0)
            return false;
    }
    return true;
}

static bool
starts_listing(const struct input_line *line)
{
    return line->kind == INPUT_VERSION || begins(line, ": Saved") ||
           begins(line, "Building configuration");
}

static void
skip_output(struct input_line *line, bool prompted, bool *in_output)
{
    if (starts_listing(line))
        *in_output = false;
    if (*in_output && !prompted && line->kind != INPUT_BLANK)
        line_is_noise(line, "output of a show command");
    if (prompted)
        *in_output = line->kind == INPUT_NOISE && line->length > 0 && starts_output(line);
}

/*
 * Listings have these by the hundred thousand: a line that begins so and ends in no blank has
 * nothing to clean.
 */
bool
line_is_plain(const char *text, size_t length)
{
    static const char ace[] = "access-list ", member[] = "network-object ";
    size_t blanks = 0;
    if (length > 0 && (unsigned char)text[length - 1] <= ' ')
        return false;
    while (blanks < length && text[blanks] == ' ')
        blanks++;
    text += blanks;
    length -= blanks;
    return (length > sizeof(ace) && memcmp(text, ace, sizeof(ace) - 1) == 0) ||
           (length > sizeof(member) && memcmp(text, member, sizeof(member) - 1) == 0);
}

void
line_clean(struct look *look, struct input_line *line, bool *in_output)
{
    if (look_is_dressed(look))
        look_at_line(look, line);
    if (line->kind != INPUT_COMMAND)
        return;
    line->length = trim_end(line->text, line->length);
    drop_pager(line);
    line->length = trim_end(line->text, line->length);
    while (line->kind == INPUT_COMMAND && drop_prompt(line))
        continue;
    if (line->kind == INPUT_COMMAND)
        classify(line);
    skip_output(line, line->prompted, in_output);
}

/* Several words, or a sentence's end: commands that are only mistyped have neither, mostly. */
bool
input_line_is_prose(const struct input_line *line)
{
    size_t words = 0;
    bool in_word = false;
    for (size_t i = 0; i < line->length; i++) {
        bool blank = line->text[i] == ' ' || line->text[i] == '\t';
        words += !blank && !in_word;
        in_word = !blank;
    }
    char last = line->length > 0 ? line->text[line->length - 1] : ' ';
    bool upper = line->length > 0 && isupper((unsigned char)line->text[0]);
    return words >= 5 || strchr(".,:;!?", last) != NULL || (upper && words <= 3);
}

bool
input_line_begins(const struct input_line *line, const char *text)
{
    const char *at = line->text;
    while (*at == ' ' || *at == '\t')
        at++;
    return tolower((unsigned char)*at) == text[0] && strncasecmp(at, text, strlen(text)) == 0;
}
