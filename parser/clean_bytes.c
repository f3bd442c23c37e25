/*
 * clean_bytes.c: encodings and line ends of a text, and what a terminal or a word processor left
 * in its lines: escapes, backspaces, overwritten words, typographic blanks, dashes and quotes.
 */
#include "parser/clean_look.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Characters that mean an ASCII one to the person who pasted them. */
static const char *
ascii_of(uint32_t character)
{
    switch (character) {
    case 0x00a0: /* no-break space */
    case 0x202f:
    case 0x205f:
    case 0x3000:
        return " ";
    case 0x00ad: /* soft hyphen: where a word could be broken */
    case 0x200b: /* no width */
    case 0x200c:
    case 0x200d:
    case 0x200e:
    case 0x200f:
    case 0x2060:
    case 0xfeff:
        return "";
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
        return "-";
    case 0x2018:
    case 0x2019:
    case 0x201a:
    case 0x2032:
        return "'";
    case 0x201c:
    case 0x201d:
    case 0x201e:
    case 0x2033:
        return "\"";
    case 0x2026:
        return "...";
    default:
        return character >= 0x2000 && character <= 0x200a ? " " : NULL;
    }
}

/* The same of code page 1252, whose bytes are no UTF-8. */
static const char *
ascii_of_1252(unsigned char byte)
{
    switch (byte) {
    case 0x85:
        return "...";
    case 0x91:
    case 0x92:
        return "'";
    case 0x93:
    case 0x94:
        return "\"";
    case 0x96:
    case 0x97:
        return "-";
    case 0xa0:
        return " ";
    default:
        return NULL;
    }
}

/* ---- the whole text ---- */

/* Two bytes become at most two: what needs three is typography, or `?`. */
static size_t
put_narrow(char *to, uint32_t character)
{
    const char *ascii = ascii_of(character);
    if (character < 0x80) {
        to[0] = (char)character;
        return 1;
    }
    if (ascii != NULL) {
        size_t length = strlen(ascii) < 2 ? strlen(ascii) : 2;
        memcpy(to, ascii, length);
        return length;
    }
    if (character >= 0x800) {
        to[0] = '?';
        return 1;
    }
    to[0] = (char)(0xc0 | character >> 6);
    to[1] = (char)(0x80 | (character & 0x3f));
    return 2;
}

/* By its mark, or by a NUL beside nearly every letter. */
static bool
is_utf16(const char *text, size_t length, bool *big_endian)
{
    const unsigned char *bytes = (const unsigned char *)text;
    if (length < 4 || length % 2 != 0)
        return false;
    *big_endian = bytes[0] == 0xfe && bytes[1] == 0xff;
    if (*big_endian || (bytes[0] == 0xff && bytes[1] == 0xfe))
        return true;
    size_t nuls[2] = { 0, 0 };
    size_t look = length < 512 ? length : 512;
    for (size_t i = 0; i < look; i++)
        nuls[i % 2] += bytes[i] == 0;
    *big_endian = nuls[0] > nuls[1];
    return nuls[*big_endian ? 0 : 1] * 10 >= look / 2 * 9 && nuls[*big_endian ? 1 : 0] == 0;
}

static size_t
narrow(char *text, size_t length, bool big_endian)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t used = 0;
    for (size_t i = 0; i + 1 < length; i += 2) {
        uint32_t character = big_endian ? (uint32_t)bytes[i] << 8 | bytes[i + 1]
                                        : (uint32_t)bytes[i + 1] << 8 | bytes[i];
        used += put_narrow(text + used, character);
    }
    return used;
}

/* Files of old systems end their lines with it. A screen that was overwritten has others, too. */
static bool
has_lone_returns(const char *text, size_t length)
{
    return memchr(text, '\r', length) != NULL && memchr(text, '\n', length) == NULL &&
           memchr(text, '\b', length) == NULL && strstr(text, "More --->") == NULL;
}

size_t
bytes_make_plain(char *text, size_t length, struct input *input)
{
    bool big_endian;
    if (is_utf16(text, length, &big_endian)) {
        length = narrow(text, length, big_endian);
        input_say(input, "UTF-16, read as plain text");
    } else if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        memmove(text, text + 3, length - 3);
        length -= 3;
        input_say(input, "a byte order mark");
    }
    text[length] = '\0';
    if (has_lone_returns(text, length)) {
        for (size_t i = 0; i < length; i++)
            text[i] = text[i] == '\r' ? '\n' : text[i];
        input_say(input, "carriage returns alone end the lines");
    }
    return length;
}

static bool
is_odd(unsigned char byte)
{
    return byte >= 0x80 || byte == '\b' || byte == 0x1b || byte == 0x07 || byte == 0x0e ||
           byte == 0x0f;
}

/* A return that does not end its line, or bytes that no configuration has. */
typedef unsigned char byte_vector __attribute__((vector_size(16)));

bool
bytes_are_usual(const char *text, size_t length)
{
    byte_vector odd = { 0 };
    size_t i = 0;
    for (; i + sizeof(odd) <= length; i += sizeof(odd)) {
        byte_vector bytes;
        memcpy(&bytes, text + i, sizeof(bytes));
        odd |= (byte_vector)((((bytes - ' ') > '~' - ' ') & (bytes != '\n')) | (bytes == '<') |
                             (bytes == '&'));
    }
    uint64_t halves[2];
    memcpy(halves, &odd, sizeof(halves));
    bool usual = (halves[0] | halves[1]) == 0;
    for (; i < length; i++)
        usual = usual && ((text[i] >= ' ' && text[i] <= '~') || text[i] == '\n') &&
                text[i] != '<' && text[i] != '&';
    return usual;
}

bool
bytes_are_odd(const char *text, size_t length)
{
    const char *end = text + length;
    for (const char *at = text; at < end && (at = memchr(at, '\r', (size_t)(end - at))) != NULL;
         at++) {
        if (at + 1 < end && at[1] != '\n' && at[1] != '\r')
            return true;
    }
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        uint64_t word;
        memcpy(&word, text + i, sizeof(word));
        uint64_t low = word - UINT64_C(0x2020202020202020); /* a byte below a blank borrows */
        if (((word | (low & ~word)) & UINT64_C(0x8080808080808080)) == 0)
            continue;
        for (size_t j = i; j < i + 8; j++) {
            if (is_odd((unsigned char)text[j]))
                return true;
        }
    }
    for (; i < length; i++) {
        if (is_odd((unsigned char)text[i]))
            return true;
    }
    return false;
}

/* ---- one line: what a terminal made of it ---- */

struct screen {
    char *text;
    size_t length; /* the longest that stood there */
    size_t cursor;
};

static void
screen_put(struct screen *screen, char byte)
{
    screen->text[screen->cursor++] = byte;
    if (screen->cursor > screen->length)
        screen->length = screen->cursor;
}

/* Behind an escape at FROM: `ESC [ 3 1 m`, `ESC ( B`, `ESC ] ... BEL`. */
static size_t
skip_escape(const char *text, size_t length, size_t from, struct screen *screen)
{
    size_t at = from + 1;
    if (at >= length)
        return at;
    if (text[at] == '[') {
        at++;
        while (at < length && (unsigned char)text[at] < 0x40)
            at++;
        if (at < length && text[at] == 'K') /* erase up to the end of the line */
            screen->length = screen->cursor;
        return at < length ? at + 1 : at;
    }
    if (text[at] == ']') {
        while (at < length && text[at] != 0x07)
            at++;
        return at < length ? at + 1 : at;
    }
    if (strchr("()#%", text[at]) != NULL)
        at++;
    return at < length ? at + 1 : at;
}

static bool
shows_otherwise(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\r' || is_odd((unsigned char)text[i]))
            return true;
    }
    return false;
}

/* UTF-8 at FROM: its length and character; 0: none. */
static size_t
read_utf8(const char *text, size_t length, size_t from, uint32_t *character)
{
    const unsigned char *bytes = (const unsigned char *)text + from;
    size_t left = length - from;
    size_t size = bytes[0] >= 0xf0 ? 4 : bytes[0] >= 0xe0 ? 3 : bytes[0] >= 0xc2 ? 2 : 0;
    if (size == 0 || size > left)
        return 0;
    *character = bytes[0] & (0xffU >> (size + 1));
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
        *character = *character << 6 | (bytes[i] & 0x3fU);
    }
    return size;
}

static size_t
put_wide(const char *text, size_t length, size_t at, struct screen *screen, bool *typographic)
{
    uint32_t character;
    size_t size = read_utf8(text, length, at, &character);
    const char *ascii = size > 0 ? ascii_of(character) : ascii_of_1252((unsigned char)text[at]);
    if (size == 0)
        size = 1;
    *typographic = *typographic || ascii != NULL;
    if (ascii == NULL)
        for (size_t i = 0; i < size; i++)
            screen_put(screen, text[at + i]);
    else
        for (; *ascii != '\0'; ascii++)
            screen_put(screen, *ascii);
    return at + size;
}

void
bytes_clean_line(struct look *look, struct input_line *line)
{
    size_t length = line->length;
    while (length > 0 && line->text[length - 1] == '\r')
        length--;
    if (!shows_otherwise(line->text, length))
        return;
    /* an ellipsis of one byte becomes three */
    struct screen screen = { .text = malloc(3 * length + 1) };
    bool typographic = false;
    bool terminal = false;
    look->failed = look->failed || screen.text == NULL;
    if (screen.text == NULL)
        return;
    for (size_t at = 0; at < length;) {
        unsigned char byte = (unsigned char)line->text[at];
        terminal = terminal || byte == '\r' || (byte < 0x80 && is_odd(byte));
        if (byte == 0x1b) {
            at = skip_escape(line->text, length, at, &screen);
        } else if (byte >= 0x80) {
            at = put_wide(line->text, length, at, &screen, &typographic);
        } else {
            if (byte == '\r')
                screen.cursor = 0;
            else if (byte == '\b')
                screen.cursor -= screen.cursor > 0;
            else if (!is_odd(byte))
                screen_put(&screen, (char)byte);
            at++;
        }
    }
    bool pager = terminal && strstr(line->text, "More --->") != NULL;
    if (terminal || typographic)
        line_becomes(look, line, screen.text, screen.length,
                     pager      ? "remains of the pager"
                     : terminal ? "what a terminal shows otherwise"
                                : "typographic characters");
    free(screen.text);
}
