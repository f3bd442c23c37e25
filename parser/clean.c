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
    else if (is_exec(text, length))
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
static bool
is_plain(const char *text, size_t length)
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

static void
clean_line(struct look *look, struct input_line *line, bool *in_output)
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

static size_t
least_indentation(const struct input_line *line, size_t least)
{
    size_t blanks = 0;
    while (blanks < line->length && blanks < least && line->text[blanks] == ' ')
        blanks++;
    return blanks;
}

/*
 * Code in a page or a mail stands further in than its text: all of it by the same blanks. In runs
 * they do no harm.
 */
static void
drop_indentation(struct input *input)
{
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < input->count && least > 0; i++) {
        const struct input_line *line = &input->lines[i];
        struct input_line inner = { 0 };
        if (line->kind == INPUT_RUN) {
            while (least > 0 && input_run_next(line, &inner))
                least = least_indentation(&inner, least);
        } else if (line->kind != INPUT_BLANK && line->kind != INPUT_NOISE) {
            least = least_indentation(line, least);
        }
    }
    if (least == 0 || least == SIZE_MAX)
        return;
    input_say(input, "blanks in front of all lines");
    for (size_t i = 0; i < input->count; i++) {
        struct input_line *line = &input->lines[i];
        if (line->kind == INPUT_COMMAND)
            line_skip(line, least);
    }
}

/* Where terminals and mailers break lines; another width must be met twice. */
static bool
is_usual_width(size_t width)
{
    static const size_t usual[] = { 72, 76, 78, 79, 80, 100, 120, 131, 132 };
    for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++) {
        if (usual[i] == width)
            return true;
    }
    return false;
}

struct widest {
    size_t width;
    size_t times;
};

static void
note_width(struct widest *widest, const struct input_line *line)
{
    size_t width = line->raw_length;
    if (width < widest->width)
        return;
    width -= width > 0 && line->raw[width - 1] == '\r';
    if (width > widest->width)
        *widest = (struct widest){ width, 0 };
    widest->times += width == widest->width;
}

static bool
add_line(struct input *input, const struct input_line *line)
{
    if (input->count == input->capacity) {
        size_t larger = input->capacity == 0 ? 256 : input->capacity * 2;
        struct input_line *lines = realloc(input->lines, larger * sizeof(*lines));
        if (lines == NULL)
            return false;
        input->lines = lines;
        input->capacity = larger;
    }
    input->lines[input->count++] = *line;
    return true;
}

/* The last line, which is plain, goes into a run in front of it, as another one comes. */
static bool
extend_run(struct input *input, const struct input_line *next)
{
    struct input_line *last = &input->lines[input->count - 1];
    struct input_line *run = input->count > 1 ? last - 1 : NULL;
    if (run != NULL && run->kind == INPUT_RUN && run->number + run->count == last->number) {
        run->length = (size_t)(last->text + last->length - run->text);
        run->count++;
        *last = *next;
        return true;
    }
    last->kind = INPUT_RUN;
    last->count = 1;
    last->plain = false;
    return add_line(input, next);
}

static bool
read_lines(char *text, size_t length, struct look *look, bool runs, struct input *input)
{
    bool in_output = false;
    bool may_be_plain = !look_is_dressed(look);
    struct widest widest = { 0 };
    char *open = NULL; /* the end of the last line, when that is plain */
    runs = runs && may_be_plain && !look->tech;
    for (char *end = text + length; text < end;) {
        char *next = memchr(text, '\n', (size_t)(end - text));
        if (next == NULL)
            next = end;
        struct input_line line = { .raw = text, .text = text };
        line.raw_length = line.length = (size_t)(next - text);
        line.number = (uint32_t)++input->total;
        line.plain = may_be_plain && !in_output && is_plain(text, line.length);
        bool in_run = line.plain && open != NULL && runs;
        if (open != NULL && !in_run)
            *open = '\0';
        open = line.plain ? next : NULL;
        if (!line.plain) {
            *next = '\0';
            clean_line(look, &line, &in_output);
        }
        note_width(&widest, &line);
        if (in_run ? !extend_run(input, &line) : !add_line(input, &line))
            return false;
        text = next + 1;
    }
    if (open != NULL)
        *open = '\0';
    if (is_usual_width(widest.width) || (widest.width >= 40 && widest.times > 1))
        input->width = widest.width;
    return !look->failed;
}

bool
input_run_next(const struct input_line *run, struct input_line *line)
{
    const char *end = run->text + run->length;
    const char *text = line->text != NULL ? line->text + line->length + 1 : run->text;
    if (text >= end)
        return false;
    const char *next = memchr(text, '\n', (size_t)(end - text));
    uint32_t number = line->text != NULL ? line->number + 1 : run->number;
    *line = (struct input_line){ .raw = text, .text = text, .number = number, .plain = true };
    line->raw_length = line->length = (size_t)((next != NULL ? next : end) - text);
    return true;
}

bool
input_read(char *text, size_t length, bool runs, struct input *input)
{
    struct look look;
    *input = (struct input){ 0 };
    length = look_at_text(text, length, input, &look);
    bool good = read_lines(text, length, &look, runs, input);
    input->arena = look.arena;
    input->among_prose = look.mail || look.page || look.tech;
    if (good && look.tech)
        tech_clean(input, look.running);
    if (good)
        drop_indentation(input);
    return good;
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

void
input_say(struct input *input, const char *what)
{
    if (input->whole_count < INPUT_WHOLE_MAX)
        input->whole[input->whole_count++] = what;
}

bool
input_line_begins(const struct input_line *line, const char *text)
{
    const char *at = line->text;
    while (*at == ' ' || *at == '\t')
        at++;
    return tolower((unsigned char)*at) == text[0] && strncasecmp(at, text, strlen(text)) == 0;
}

void
input_fini(struct input *input)
{
    free(input->lines);
    if (input->arena != NULL)
        arena_free(input->arena);
    *input = (struct input){ 0 };
}
