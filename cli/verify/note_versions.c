/*
 * note_versions.c: the versions that a heading or a sentence names.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "cli/verify/note.h"

/* "6.2" or "7.x", where it is one. */
struct number {
    unsigned major, minor;
    bool is_whole_major; /* "7.x" */
    size_t length;
};

static bool
begins_with_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    return strncasecmp(text, word, length) == 0 && isalpha((unsigned char)text[length]) == 0;
}

/* Reads one AT a place of TEXT; addresses and amounts are none. */
static bool
read_number(const char *text, size_t at, struct number *number)
{
    const char *from = text + at;
    if (at > 0 && (isalnum((unsigned char)from[-1]) != 0 || from[-1] == '.'))
        return false;
    if (from[0] < '5' || from[0] > '9' || from[1] != '.')
        return false;
    *number = (struct number){ .major = (unsigned)(from[0] - '0'), .length = 3 };
    if (from[2] == 'x' || from[2] == 'X')
        number->is_whole_major = true;
    else if (isdigit((unsigned char)from[2]) != 0)
        number->minor = (unsigned)(from[2] - '0');
    else
        return false;
    return isalnum((unsigned char)from[3]) == 0 &&
           (from[3] != '.' || isdigit((unsigned char)from[4]) == 0);
}

static int
order_of(unsigned major, unsigned minor)
{
    return (int)(major * 100 + minor);
}

/* The versions of ours between two, both included. */
static uint32_t
between(int first, int last)
{
    uint32_t versions = 0;
    for (int i = OS_FIRST; i <= OS_LAST; i++) {
        const char *name = os_version_name((enum os_version)i);
        int order = order_of((unsigned)(name[0] - '0'), (unsigned)(name[2] - '0'));
        if (order >= first && order <= last)
            versions |= UINT32_C(1) << i;
    }
    return versions;
}

enum reach { REACH_ITSELF, REACH_BELOW, REACH_ABOVE, REACH_UP_TO };

/* What stands behind a number says how far it reaches. */
static enum reach
reach_of(const char *text)
{
    static const struct {
        const char *word;
        enum reach reach;
    } reaches[] = {
        { "earlier", REACH_BELOW }, { "below", REACH_BELOW },  { "lower", REACH_BELOW },
        { "prior", REACH_BELOW },   { "before", REACH_BELOW }, { "above", REACH_ABOVE },
        { "later", REACH_ABOVE },   { "higher", REACH_ABOVE }, { "newer", REACH_ABOVE },
        { "through", REACH_UP_TO }, { "to", REACH_UP_TO },     { "-", REACH_UP_TO },
    };
    if (*text == '(') /* a maintenance release: 6.3(5) */
        text += strcspn(text, ")") + (strchr(text, ')') != NULL);
    text += strspn(text, " ");
    bool is_joined = begins_with_word(text, "and") || begins_with_word(text, "or");
    if (is_joined) {
        text += strcspn(text, " ");
        text += strspn(text, " ");
    }
    for (size_t i = 0; i < ARRAY_LENGTH(reaches); i++) {
        const char *word = reaches[i].word;
        if (reaches[i].reach == REACH_UP_TO && is_joined)
            continue;
        if (*word == '-' ? *text == '-' : begins_with_word(text, word))
            return reaches[i].reach;
    }
    return REACH_ITSELF;
}

/* Where the words begin that a number of a version may stand behind; NULL: nowhere. */
static const char *
subject_of(const char *text)
{
    static const char *const words[] = { "versions", "version", "releases", "release",
                                         "software", "PIX",     "ASA" };
    for (const char *at = text; *at != '\0'; at++) {
        if (at != text && isalpha((unsigned char)at[-1]) != 0)
            continue;
        for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
            if (begins_with_word(at, words[i]))
                return at;
    }
    return NULL;
}

static bool
names_all(const char *text)
{
    for (const char *at = text; *at != '\0'; at++)
        if (begins_with_word(at, "all versions") || begins_with_word(at, "all releases"))
            return true;
    return false;
}

bool
note_versions(const char *text, uint32_t *versions)
{
    const char *at = subject_of(text);
    uint32_t found = 0;
    bool named = false;
    int from = -1; /* of "6.2 through ..." */
    if (names_all(text)) {
        *versions = NOTE_ALL_VERSIONS;
        return true;
    }
    while (at != NULL && *at != '\0') {
        struct number number;
        if (!read_number(text, (size_t)(at - text), &number)) {
            at++;
            continue;
        }
        int low = order_of(number.major, number.minor);
        int high = number.is_whole_major ? order_of(number.major, 99) : low;
        enum reach reach = reach_of(at + number.length);
        if (from >= 0)
            low = from;
        from = reach == REACH_UP_TO ? low : -1;
        if (reach == REACH_BELOW)
            low = 0;
        if (reach == REACH_ABOVE)
            high = order_of(99, 99);
        found |= between(low, high);
        named = true;
        at += number.length;
    }
    if (!named || found == 0)
        return false;
    *versions = found;
    return true;
}
