/*
 * expect.c: reads expectations. One line is one; a line that is wrong does not keep the others from
 * being looked at.
 */
#include "cli/verify/expect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/verify/expect_private.h"
#include "engine/base/ip.h"
#include "parser/names.h"

/* ---- words ---- */

const char *
expect_word(const struct expect_line *line)
{
    return line->at < line->count ? line->words[line->at] : "";
}

bool
expect_take(struct expect_line *line, const char *word)
{
    if (line->at >= line->count || strcmp(line->words[line->at], word) != 0)
        return false;
    line->at++;
    return true;
}

bool
expect_fail(struct expect_line *line, size_t offset, const char *expected)
{
    bool is_there = line->at < line->count;
    line->error_column = is_there ? line->columns[line->at] + offset : strlen(line->text);
    snprintf(line->error, sizeof line->error, "%s%.*s%s%s", is_there ? "'" : "", is_there ? 48 : 0,
             is_there ? line->words[line->at] + offset : "",
             is_there ? "': expected " : "something is missing: ", expected);
    return false;
}

bool
expect_number(const char *text, uint64_t most, uint64_t *number)
{
    *number = 0;
    for (const char *at = text; *at != '\0'; at++) {
        if (*at < '0' || *at > '9' || *number > most / 10)
            return false;
        *number = *number * 10 + (uint64_t)(*at - '0');
        if (*number > most)
            return false;
    }
    return *text != '\0';
}

bool
expect_address(const struct config *config, const char *text, size_t length, uint32_t *address)
{
    char name[64];
    if (ip_parse(text, length, address))
        return true;
    if (length >= sizeof name)
        return false;
    memcpy(name, text, length);
    name[length] = '\0';
    const struct name *found = name_find(&config->names, name);
    if (found != NULL)
        *address = found->address;
    return found != NULL;
}

/* ---- what may follow a flow ---- */

static bool
take_message(struct expect_line *line, uint32_t *message)
{
    uint64_t number;
    if (!expect_number(expect_word(line), 999999, &number) || number < 100000)
        return false;
    *message = (uint32_t)number;
    line->at++;
    return true;
}

static bool
take_by_denial(struct expect_line *line, struct expectation *item)
{
    if (take_message(line, &item->message))
        return true;
    for (int i = 1; i < (int)DROP_REASON_COUNT; i++) {
        if (!expect_take(line, drop_reason_name((enum drop_reason)i)))
            continue;
        item->drop = (enum drop_reason)i;
        return true;
    }
    return expect_fail(line, 0,
                       "the number of a message such as 106023, or a reason as "
                       "packet-tracer names it, such as acl-drop");
}

static bool
take_by_inspection(struct expect_line *line, struct expectation *item)
{
    for (int i = 0; i < (int)INSPECT_KIND_COUNT; i++) {
        const char *name = inspection_default((enum inspection_kind)i)->name;
        char both[64] = "";
        if (line->at + 1 < line->count)
            snprintf(both, sizeof both, "%.30s %.30s", line->words[line->at],
                     line->words[line->at + 1]);
        bool is_both = strcmp(both, name) == 0;
        if (!is_both && strcmp(expect_word(line), name) != 0)
            continue;
        line->at += 1 + is_both;
        item->inspection = i;
        return true;
    }
    return expect_fail(line, 0, "an inspection such as pptp");
}

static bool
take_by(struct expect_line *line, struct expectation *item)
{
    if (!expect_take(line, "by"))
        return true;
    if (item->kind == EXPECT_DENIED)
        return take_by_denial(line, item);
    if (item->kind == EXPECT_INSPECTED)
        return take_by_inspection(line, item);
    line->at--;
    return expect_fail(line, 0, "nothing more: only denied and inspected are by something");
}

static bool
take_icmp(struct expect_line *line, struct expectation *item)
{
    uint64_t number;
    uint8_t type;
    const char *word = expect_word(line);
    if (item->protocol != IP_ICMP || *word == '\0')
        return true;
    if (icmp_type_from_name(line->config->os.version, word, &type))
        item->icmp_type = type;
    else if (expect_number(word, UINT8_MAX, &number))
        item->icmp_type = (int)number;
    else
        return true;
    line->at++;
    if (expect_number(expect_word(line), UINT8_MAX, &number)) {
        item->icmp_code = (int)number;
        line->at++;
    }
    return true;
}

static bool
take_dialogue(struct expect_line *line, struct expectation *item)
{
    if (!expect_take(line, "with"))
        return true;
    for (int i = 0; i < (int)DIALOGUE_KIND_COUNT; i++) {
        if (!expect_take(line, dialogue_kind_name((enum dialogue_kind)i)))
            continue;
        item->has_dialogue = true;
        item->dialogue = (enum dialogue_kind)i;
        return true;
    }
    return expect_fail(line, 0, "a dialogue such as ftp-active");
}

/* ---- the forms ---- */

static bool
take_protocol(struct expect_line *line, uint8_t *protocol)
{
    uint64_t number;
    const char *word = expect_word(line);
    if (strcmp(word, "ip") == 0 || strcmp(word, "any") == 0)
        *protocol = IP_ANY;
    else if (expect_number(word, UINT8_MAX, &number) && number > 0)
        *protocol = (uint8_t)number;
    else if (!protocol_from_name(line->config->os.version, word, protocol))
        return false;
    line->at++;
    return true;
}

static bool
take_ends(struct expect_line *line, struct expectation *item)
{
    if (!expect_take_end(line, item->protocol, &item->source))
        return false;
    if (!expect_take(line, "->"))
        return expect_fail(line, 0, "->");
    item->has_destination = true;
    return expect_take_end(line, item->protocol, &item->destination) && take_icmp(line, item);
}

static bool
take_flow(struct expect_line *line, struct expectation *item)
{
    if (!take_protocol(line, &item->protocol))
        return expect_fail(line, 0, "a protocol: tcp, udp, icmp, gre, its number, or ip for any");
    return take_ends(line, item) && take_by(line, item) && take_dialogue(line, item);
}

/* An address, FIRST-LAST, a network, or `itself`. */
static bool
take_to(struct expect_line *line, struct expectation *item)
{
    struct expect_end end;
    const char *word = expect_word(line), *dash = strchr(word, '-');
    if (expect_take(line, "itself")) {
        item->to_itself = true;
        return true;
    }
    if (dash != NULL &&
        expect_address(line->config, word, (size_t)(dash - word), &item->to_first) &&
        expect_address(line->config, dash + 1, strlen(dash + 1), &item->to_last)) {
        if (item->to_last < item->to_first)
            return expect_fail(line, (size_t)(dash - word) + 1, "the last address of the range");
        line->at++;
        return true;
    }
    if (!expect_take_end(line, IP_ANY, &end))
        return false;
    item->to_first = end.network.address;
    item->to_last = end.network.address | ~end.network.netmask;
    return true;
}

static bool
take_translated(struct expect_line *line, struct expectation *item)
{
    if (!take_protocol(line, &item->protocol))
        item->protocol = IP_ANY;
    if (!expect_take_end(line, item->protocol, &item->source))
        return false;
    if (expect_take(line, "->")) {
        item->has_destination = true;
        if (!expect_take_end(line, item->protocol, &item->destination))
            return false;
    }
    if (!expect_take(line, "to"))
        return expect_fail(line, 0, "-> and where it goes, or to and its other address");
    return take_to(line, item) && take_dialogue(line, item);
}

/* [exactly|at least|at most] N */
static bool
take_count(struct expect_line *line, struct expectation *item)
{
    size_t start = line->at;
    enum expect_count count = COUNT_EXACTLY;
    if (expect_take(line, "at")) {
        if (expect_take(line, "least"))
            count = COUNT_AT_LEAST;
        else if (expect_take(line, "most"))
            count = COUNT_AT_MOST;
        else
            return expect_fail(line, 0, "least or most");
    } else if (!expect_take(line, "exactly")) {
        return true;
    }
    if (!expect_number(expect_word(line), UINT64_MAX / 16, &item->number))
        return expect_fail(line, 0, "a number");
    line->at++;
    item->count = count;
    if (!item->no)
        return true;
    line->at = start;
    return expect_fail(line, 0, "no count behind no");
}

static bool
take_message_line(struct expect_line *line, struct expectation *item)
{
    item->kind = EXPECT_MESSAGE;
    item->icmp_type = item->icmp_code = -1;
    if (!take_count(line, item))
        return false;
    if (!take_message(line, &item->message))
        return expect_fail(line, 0,
                           "built, passed, denied, undecided, inspected, translated, or the number "
                           "of a message");
    if (line->at == line->count)
        return true;
    if (!take_protocol(line, &item->protocol))
        return expect_fail(line, 0, "a flow, or nothing more");
    return take_ends(line, item);
}

static bool
take_expectation(struct expect_line *line, struct expectation *item)
{
    static const struct {
        const char *word;
        enum expect_kind kind;
    } kinds[] = {
        { "built", EXPECT_BUILT },         { "passed", EXPECT_PASSED },
        { "denied", EXPECT_DENIED },       { "undecided", EXPECT_UNDECIDED },
        { "inspected", EXPECT_INSPECTED }, { "translated", EXPECT_TRANSLATED },
    };
    *item = (struct expectation){ .icmp_type = -1, .icmp_code = -1, .inspection = -1 };
    item->no = expect_take(line, "no");
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        if (!expect_take(line, kinds[i].word))
            continue;
        item->kind = kinds[i].kind;
        return item->kind == EXPECT_TRANSLATED ? take_translated(line, item)
                                               : take_flow(line, item);
    }
    return take_message_line(line, item);
}

/* ---- lines ---- */

struct reading {
    struct expectations *expectations;
    const struct config *config;
    const char *name;
    const char *group;
    FILE *complaints;
    unsigned line;
    size_t errors;
    bool no_memory;
};

static void
print_plain(FILE *out, const char *text)
{
    for (; *text != '\0'; text++)
        fputc(*text >= ' ' && *text <= '~' ? *text : '?', out);
}

static void
complain_at(struct reading *reading, const char *text, size_t column, const char *error)
{
    reading->errors++;
    print_plain(reading->complaints, reading->name);
    fprintf(reading->complaints, ":%u:%zu: error: ", reading->line, column + 1);
    print_plain(reading->complaints, error);
    fputs("\n    ", reading->complaints);
    print_plain(reading->complaints, text);
    fprintf(reading->complaints, "\n    %*s^\n", (int)column, "");
}

/* False when there are too many. SPLIT is written into. */
static bool
split(struct expect_line *line, char *split)
{
    for (char *at = split; *at != '\0';) {
        at += strspn(at, " ");
        if (*at == '\0')
            break;
        if (line->count == EXPECT_WORDS)
            return false;
        line->columns[line->count] = (size_t)(at - split);
        line->words[line->count++] = at;
        at += strcspn(at, " ");
        if (*at != '\0')
            *at++ = '\0';
    }
    return true;
}

static void
keep(struct reading *reading, const struct expect_line *line, struct expectation *item)
{
    struct expectations *all = reading->expectations;
    if (all->count == EXPECT_COUNT) {
        complain_at(reading, line->text, 0, "too many expectations");
        reading->errors = EXPECT_ERRORS;
        return;
    }
    item->line = reading->line;
    item->group = reading->group;
    item->text = arena_strdup(all->arena, line->text + line->columns[1]);
    struct expectation *place =
        arena_append(all->arena, &all->items, &all->count, &all->capacity, sizeof *all->items);
    if (item->text == NULL || place == NULL)
        reading->no_memory = true;
    else
        *place = *item;
}

static void
take_group(struct reading *reading, const struct expect_line *line)
{
    if (line->count < 2) {
        complain_at(reading, line->text, strlen(line->text), "something is missing: a heading");
        return;
    }
    reading->group = arena_strdup(reading->expectations->arena, line->text + line->columns[1]);
    reading->no_memory = reading->no_memory || reading->group == NULL;
}

/* TEXT is one line, its blanks plain. */
static void
take_line(struct reading *reading, const char *text)
{
    char copy[EXPECT_LINE_SIZE + 1];
    struct expectation item;
    struct expect_line line = { .config = reading->config, .text = text };
    snprintf(copy, sizeof copy, "%s", text);
    if (!split(&line, copy)) {
        complain_at(reading, text, 0, "too many words");
        return;
    }
    if (line.count == 0)
        return;
    if (expect_take(&line, "group")) {
        take_group(reading, &line);
        return;
    }
    bool good = expect_take(&line, "expect") ? take_expectation(&line, &item)
                                             : expect_fail(&line, 0, "expect or group");
    if (good && line.at < line.count)
        good = expect_fail(&line, 0, "nothing more");
    if (good)
        keep(reading, &line, &item);
    else
        complain_at(reading, text, line.error_column, line.error);
}

/* A comment goes, blanks become plain, and so does what follows the last word. */
static void
clean(char *text)
{
    for (char *at = text; *at != '\0'; at++) {
        if (*at == '\t' || *at == '\r')
            *at = ' ';
        if (*at == '#' && (at == text || at[-1] == ' ')) {
            *at = '\0';
            break;
        }
    }
    for (size_t length = strlen(text); length > 0 && text[length - 1] == ' '; length--)
        text[length - 1] = '\0';
}

static void
take_bytes(struct reading *reading, const char *bytes, size_t length)
{
    char text[EXPECT_LINE_SIZE + 1];
    bool is_whole = length <= EXPECT_LINE_SIZE && memchr(bytes, '\0', length) == NULL;
    size_t copied = length <= EXPECT_LINE_SIZE ? length : EXPECT_LINE_SIZE;
    memcpy(text, bytes, copied);
    text[copied] = '\0';
    if (is_whole) {
        clean(text);
        take_line(reading, text);
        return;
    }
    text[72 < copied ? 72 : copied] = '\0';
    complain_at(reading, text, 0,
                length > EXPECT_LINE_SIZE ? "the line is too long" : "a NUL: this is no text");
}

bool
expect_parse(struct expectations *expectations, const struct config *config, const char *name,
             const char *bytes, size_t size, FILE *complaints)
{
    *expectations = (struct expectations){ .arena = arena_new() };
    struct reading reading = { .expectations = expectations,
                               .config = config,
                               .name = name,
                               .complaints = complaints,
                               .no_memory = expectations->arena == NULL };
    const char *at = bytes, *end = bytes + size;
    while (at < end && reading.errors < EXPECT_ERRORS && !reading.no_memory) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t length = stop != NULL ? (size_t)(stop - at) : (size_t)(end - at);
        reading.line++;
        take_bytes(&reading, at, length);
        at = stop != NULL ? stop + 1 : end;
    }
    if (reading.no_memory) {
        fputs("refire: out of memory\n", complaints);
        return false;
    }
    if (reading.errors == 0 && expectations->count == 0) {
        print_plain(complaints, name);
        fputs(": error: there is no expectation in it\n", complaints);
        return false;
    }
    return reading.errors == 0;
}

char *
expect_file(const char *name, size_t *size)
{
    bool is_stdin = strcmp(name, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(name, "r");
    if (file == NULL)
        return NULL;
    char *bytes = malloc(EXPECT_FILE_SIZE + 1);
    *size = bytes != NULL ? fread(bytes, 1, EXPECT_FILE_SIZE + 1, file) : 0;
    int problem = bytes == NULL ? ENOMEM : ferror(file) != 0 ? errno : 0;
    if (!is_stdin)
        fclose(file);
    if (problem == 0 && *size <= EXPECT_FILE_SIZE)
        return bytes;
    free(bytes);
    errno = problem;
    return NULL;
}

bool
expect_read(struct expectations *expectations, const struct config *config, const char *name,
            FILE *complaints)
{
    size_t size;
    *expectations = (struct expectations){ 0 };
    char *bytes = expect_file(name, &size);
    if (bytes == NULL) {
        int problem = errno;
        print_plain(complaints, name);
        fprintf(complaints, ": error: %s\n", problem != 0 ? strerror(problem) : "too large");
        return false;
    }
    bool good = expect_parse(expectations, config, name, bytes, size, complaints);
    free(bytes);
    return good;
}

void
expectations_free(struct expectations *expectations)
{
    arena_free(expectations->arena);
    *expectations = (struct expectations){ 0 };
}
