/*
 * word.c: the word types that are not about addresses and ports (those are in word_ip.c and
 * word_port.c).
 */
#include "parser/word.h"

#include <string.h>
#include <strings.h>

#include "parser/names.h"

/* Values go in and out of the scratch struct by their size; the member's type is the row's. */
static void
store_integer(const struct word *word, void *scratch, int64_t value)
{
    unsigned char *place = word_place(scratch, word->offset);
    switch (word->size) {
    case 1: {
        uint8_t narrow = (uint8_t)value;
        memcpy(place, &narrow, sizeof(narrow));
        break;
    }
    case 2: {
        uint16_t narrow = (uint16_t)value;
        memcpy(place, &narrow, sizeof(narrow));
        break;
    }
    case 4: {
        uint32_t narrow = (uint32_t)value;
        memcpy(place, &narrow, sizeof(narrow));
        break;
    }
    default:
        memcpy(place, &value, sizeof(value));
        break;
    }
}

static int64_t
load_integer(const struct word *word, const void *scratch)
{
    const unsigned char *place = word_value(scratch, word->offset);
    uint8_t byte;
    uint16_t half;
    uint32_t whole;
    int64_t value;
    switch (word->size) {
    case 1:
        memcpy(&byte, place, sizeof(byte));
        return byte;
    case 2:
        memcpy(&half, place, sizeof(half));
        return half;
    case 4:
        memcpy(&whole, place, sizeof(whole));
        return whole;
    default:
        memcpy(&value, place, sizeof(value));
        return value;
    }
}

static void
store_pointer(const struct word *word, void *scratch, const char *text)
{
    memcpy(word_place(scratch, word->offset), &text, sizeof(text));
}

static const char *
load_pointer(const struct word *word, const void *scratch)
{
    const char *text;
    memcpy(&text, word_value(scratch, word->offset), sizeof(text));
    return text;
}

/* ---- keywords ---- */

static bool
keyword_match(const struct word *word, struct matching *matching, void *scratch)
{
    (void)scratch;
    const struct token *token = matching_next(matching);
    if (token != NULL && (int64_t)token->length < word->low)
        return false;
    return matching_keyword(matching, word->text, word->help);
}

static void
keyword_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)scratch;
    if (!word->optional || word->always)
        writing_put(writing, "%s", word->text);
}

const struct word_type word_keyword = { "keyword", keyword_match, keyword_write };

static bool
flag_match(const struct word *word, struct matching *matching, void *scratch)
{
    if (!matching_keyword(matching, word->text, word->help))
        return false;
    store_integer(word, scratch, 1);
    return true;
}

static void
flag_write(const struct word *word, struct writing *writing, const void *scratch)
{
    if (load_integer(word, scratch) != 0)
        writing_put(writing, "%s", word->text);
}

const struct word_type word_flag = { "flag", flag_match, flag_write };

static bool
choice_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct token *token = matching_next(matching);
    const struct choice *found = NULL;
    size_t fitting = 0;
    for (const struct choice *choice = word->data; choice->text != NULL; choice++) {
        if (!version_in(matching->context->version, choice->since, choice->before))
            continue;
        if (token != NULL && strncasecmp(choice->text, token->text, token->length) == 0) {
            bool exact = strlen(choice->text) == token->length;
            fitting = exact ? 1 : fitting + 1;
            found = choice;
            if (exact)
                break;
            continue;
        }
        matching_expect(matching, choice->text, choice->help, true);
    }
    if (fitting == 1) {
        store_integer(word, scratch, found->value);
        return matching_keyword(matching, found->text, found->help);
    }
    if (fitting > 1)
        matching_blame(matching, "ambiguous");
    return false;
}

static void
choice_write(const struct word *word, struct writing *writing, const void *scratch)
{
    int64_t value = load_integer(word, scratch);
    for (const struct choice *choice = word->data; choice->text != NULL; choice++) {
        if (choice->value == value &&
            version_in(writing->context->version, choice->since, choice->before)) {
            writing_put(writing, "%s", choice->text);
            return;
        }
    }
}

const struct word_type word_choice = { "choice", choice_match, choice_write };

/* ---- phrases ---- */

static bool
same_first_word(const char *a, const char *b)
{
    size_t length = strcspn(a, " ");
    return strcspn(b, " ") == length && strncasecmp(a, b, length) == 0;
}

/* The phrase whose first word the token is or shortens; ambiguous ones are NULL too. */
static const char *
find_first_word(const struct token *token, const char *const *phrases, size_t count,
                bool *ambiguous)
{
    const char *found = NULL;
    *ambiguous = false;
    for (size_t i = 0; token != NULL && i < count; i++) {
        if (phrases[i] == NULL || strncasecmp(phrases[i], token->text, token->length) != 0)
            continue;
        if (strcspn(phrases[i], " ") == token->length) {
            *ambiguous = false;
            return phrases[i];
        }
        *ambiguous = *ambiguous || (found != NULL && !same_first_word(found, phrases[i]));
        found = phrases[i];
    }
    return *ambiguous ? NULL : found;
}

bool
take_phrase(struct matching *matching, const char *const *phrases, size_t count, const char *help,
            size_t *index)
{
    size_t start = matching->at;
    size_t longest = start;
    bool ambiguous;
    const struct token *token = matching_next(matching);
    const char *first = find_first_word(token, phrases, count, &ambiguous);
    for (size_t i = 0; i < count; i++) {
        if (phrases[i] == NULL)
            continue;
        matching->at = start;
        if (first == NULL || !same_first_word(first, phrases[i])) {
            char word[32];
            snprintf(word, sizeof(word), "%.*s", (int)strcspn(phrases[i], " "), phrases[i]);
            matching_expect(matching, word, help, true);
        } else if (matching_keyword(matching, phrases[i], help) && matching->at > longest) {
            longest = matching->at;
            *index = i;
        }
    }
    matching->at = start;
    if (ambiguous)
        matching_blame(matching, "ambiguous");
    matching->at = longest;
    return longest > start;
}

/* ---- groups ---- */

static bool
group_match(const struct word *word, struct matching *matching, void *scratch)
{
    if (!matching_words(matching, word->data, scratch))
        return false;
    store_integer(word, scratch, 1);
    return true;
}

static void
group_write(const struct word *word, struct writing *writing, const void *scratch)
{
    if (load_integer(word, scratch) != 0)
        writing_words(writing, word->data, scratch, SIZE_MAX);
}

const struct word_type word_group = { "group", group_match, group_write };

static bool
any_order_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct word *words = word->data;
    uint64_t taken = 0;
    bool more = true;
    while (more) {
        more = false;
        for (size_t i = 0; words[i].type != NULL && i < 64; i++) {
            size_t start = matching->at;
            if ((taken & (UINT64_C(1) << i)) != 0 || !matching_word(matching, &words[i], scratch) ||
                matching->at == start)
                continue;
            taken |= UINT64_C(1) << i;
            more = true;
        }
    }
    return true;
}

static void
any_order_write(const struct word *word, struct writing *writing, const void *scratch)
{
    writing_words(writing, word->data, scratch, SIZE_MAX);
}

const struct word_type word_any_order = { "options", any_order_match, any_order_write };

/* ---- numbers, texts ---- */

static bool
parse_integer(const struct token *token, int64_t *value)
{
    bool negative = token->text[0] == '-';
    size_t i = negative;
    if (token->length == i || token->length > 15)
        return false;
    int64_t number = 0;
    for (; i < token->length; i++) {
        if (token->text[i] < '0' || token->text[i] > '9')
            return false;
        number = number * 10 + (token->text[i] - '0');
    }
    *value = negative ? -number : number;
    return true;
}

bool
take_number(struct matching *matching, int64_t low, int64_t high, const char *help, int64_t *value)
{
    const struct token *token = matching_next(matching);
    int64_t number;
    if (token != NULL && parse_integer(token, &number) && number >= low && number <= high) {
        *value = number;
        matching_take(matching);
        return true;
    }
    char range[48] = "";
    if (matching->recording)
        snprintf(range, sizeof(range), "<%lld-%lld>", (long long)low, (long long)high);
    matching_expect(matching, range, help, false);
    return false;
}

static bool
number_match(const struct word *word, struct matching *matching, void *scratch)
{
    int64_t value;
    if (!take_number(matching, word->low, word->high, word->help, &value))
        return false;
    store_integer(word, scratch, value);
    return true;
}

static void
number_write(const struct word *word, struct writing *writing, const void *scratch)
{
    int64_t value = load_integer(word, scratch);
    if (!word->optional || word->always || value != 0)
        writing_put(writing, "%lld", (long long)value);
}

const struct word_type word_number = { "number", number_match, number_write };

static bool
text_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct token *token = matching_next(matching);
    if (token == NULL) {
        matching_expect(matching, "WORD", word->help, false);
        return false;
    }
    if (word->high > 0 && token->length > (size_t)word->high) {
        matching_expect(matching, "WORD", word->help, false);
        matching_blame(matching, "too long");
        return false;
    }
    store_pointer(word, scratch, token->text);
    matching_take(matching);
    return true;
}

static void
text_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const char *text = load_pointer(word, scratch);
    if (text != NULL)
        writing_put(writing, "%s", text);
}

const struct word_type word_text = { "word", text_match, text_write };

static bool
rest_match(const struct word *word, struct matching *matching, void *scratch)
{
    if (matching_next(matching) == NULL) {
        matching_expect(matching, "LINE", word->help, false);
        if (!word->optional)
            return false;
    }
    store_pointer(word, scratch, line_rest(matching->line, matching->at));
    while (matching_next(matching) != NULL)
        matching_take(matching);
    return true;
}

static void
rest_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const char *text = load_pointer(word, scratch);
    if (text != NULL && text[0] != '\0')
        writing_put(writing, "%s", text);
}

const struct word_type word_rest = { "line", rest_match, rest_write };

/* ---- times ---- */

bool
time_parse(const char *text, size_t length, uint32_t *seconds)
{
    uint64_t parts[3] = { 0 };
    size_t part = 0;
    size_t digits = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == ':' && digits > 0 && part < 2) {
            part++;
            digits = 0;
        } else if (text[i] >= '0' && text[i] <= '9' && digits < 6) {
            parts[part] = parts[part] * 10 + (uint64_t)(text[i] - '0');
            digits++;
        } else {
            return false;
        }
    }
    if (digits == 0 || (part == 0 && parts[0] != 0) || parts[1] > 59 || parts[2] > 59)
        return false;
    uint64_t total = parts[0] * 3600 + parts[1] * 60 + parts[2];
    if (total > UINT32_MAX)
        return false;
    *seconds = (uint32_t)total;
    return true;
}

static bool
time_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct token *token = matching_next(matching);
    uint32_t seconds;
    if (token == NULL || !time_parse(token->text, token->length, &seconds)) {
        matching_expect(matching, "hh:mm:ss", word->help, false);
        return false;
    }
    store_integer(word, scratch, seconds);
    matching_take(matching);
    return true;
}

void
writing_put_time(struct writing *writing, uint32_t seconds)
{
    writing_put(writing, "%u:%02u:%02u", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

static void
time_write(const struct word *word, struct writing *writing, const void *scratch)
{
    writing_put_time(writing, (uint32_t)load_integer(word, scratch));
}

const struct word_type word_time = { "time", time_match, time_write };

/* ---- log levels ---- */

static const char *const level_help[] = {
    "System is unusable (severity=0)",     "Immediate action needed (severity=1)",
    "Critical conditions (severity=2)",    "Error conditions (severity=3)",
    "Warning conditions (severity=4)",     "Normal but significant conditions (severity=5)",
    "Informational messages (severity=6)", "Debugging messages (severity=7)",
};

static bool
log_level_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct token *token = matching_next(matching);
    if (token != NULL && token->length == 1 && token->text[0] >= '0' && token->text[0] <= '7') {
        store_integer(word, scratch, token->text[0] - '0');
        matching_take(matching);
        return true;
    }
    matching_expect(matching, "<0-7>", "Severity level", false);
    for (unsigned level = 0; level <= 7; level++) {
        const char *name = log_level_name(level);
        /* the eight names start with different letters but for `errors` and `emergencies` */
        if (token != NULL && token->length == 1 && token->text[0] == 'e')
            break;
        if (matching_keyword(matching, name, level_help[level])) {
            store_integer(word, scratch, level);
            return true;
        }
    }
    return false;
}

static void
log_level_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const char *name = log_level_name((unsigned)load_integer(word, scratch));
    if (name != NULL)
        writing_put(writing, "%s", name);
}

const struct word_type word_log_level = { "level", log_level_match, log_level_write };

/* ---- hardware addresses ---- */

static int
hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    return -1;
}

static bool
mac_parse(const char *text, uint8_t mac[static 6])
{
    memset(mac, 0, 6);
    size_t digits = 0;
    size_t i = 0;
    for (; text[i] != '\0' && digits < 12; i++) {
        if (text[i] == '.' && digits > 0 && digits % 4 == 0 && text[i - 1] != '.')
            continue;
        int digit = hex_digit(text[i]);
        if (digit < 0)
            return false;
        mac[digits / 2] = (uint8_t)(mac[digits / 2] << 4 | digit);
        digits++;
    }
    return digits == 12 && text[i] == '\0';
}

static bool
mac_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct token *token = matching_next(matching);
    uint8_t mac[6];
    if (token == NULL || !mac_parse(token->text, mac)) {
        matching_expect(matching, "H.H.H", word->help, false);
        return false;
    }
    memcpy(word_place(scratch, word->offset), mac, sizeof(mac));
    matching_take(matching);
    return true;
}

static void
mac_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const unsigned char *mac = word_value(scratch, word->offset);
    writing_put(writing, "%02x%02x.%02x%02x.%02x%02x", mac[0], mac[1], mac[2], mac[3], mac[4],
                mac[5]);
}

const struct word_type word_mac = { "mac", mac_match, mac_write };
