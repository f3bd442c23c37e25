/*
 * accounts.c: reads users, passwords and levels from their kept lines.
 */
#include "parser/accounts.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parser/family.h"

#define DEFAULT_USER_LEVEL 2 /* of a line without `privilege` (?) */

/* Words of a kept line, one after the other. */
struct reader {
    const char *at;
};

/* The next word, in place; *LENGTH 0 at the end. */
static const char *
next_word(struct reader *reader, size_t *length)
{
    reader->at += strspn(reader->at, " \t");
    const char *word = reader->at;
    *length = strcspn(word, " \t");
    reader->at += *length;
    return word;
}

/* Takes the next word when it is KEYWORD. */
static bool
takes(struct reader *reader, const char *keyword)
{
    struct reader ahead = *reader;
    size_t length;
    const char *word = next_word(&ahead, &length);
    if (length != strlen(keyword) || strncmp(word, keyword, length) != 0)
        return false;
    *reader = ahead;
    return true;
}

static bool
takes_number(struct reader *reader, int *number)
{
    struct reader ahead = *reader;
    size_t length;
    const char *word = next_word(&ahead, &length);
    char *end;
    long value = strtol(word, &end, 10);
    if (length == 0 || end != word + length || value < 0 || value > LEVEL_MOST)
        return false;
    *number = (int)value;
    *reader = ahead;
    return true;
}

static bool
same_word(const char *word, size_t length, const char *text)
{
    return length == strlen(text) && strncmp(word, text, length) == 0;
}

/* ---- users ---- */

/* `{nopassword | password HASH encrypted}` [privilege N]: is PASSWORD the one? */
static bool
user_line_takes(const struct config *config, struct reader reader, const char *name,
                const char *password, int *level)
{
    char hash[PASSWORD_HASH_SIZE];
    bool right = takes(&reader, "nopassword");
    if (!right && takes(&reader, "password")) {
        size_t length;
        const char *stored = next_word(&reader, &length);
        password_hash_user(password, name, config->os.version, hash);
        right = takes(&reader, "encrypted") && same_word(stored, length, hash);
    }
    *level = DEFAULT_USER_LEVEL;
    if (takes(&reader, "privilege"))
        (void)takes_number(&reader, level);
    return right;
}

bool
account_check(const struct config *config, const char *name, const char *password, int *level)
{
    for (size_t i = 0; i < config->kept_count; i++) {
        struct reader reader = { config->kept[i].text };
        size_t length;
        if (config->kept[i].depth > 0 || !takes(&reader, "username"))
            continue;
        const char *user = next_word(&reader, &length);
        if (same_word(user, length, name) && user_line_takes(config, reader, name, password, level))
            return true;
    }
    return false;
}

/* `password HASH [encrypted] [privilege N]` or `nopassword [privilege N]` */
static void
read_account(struct reader reader, struct account *account)
{
    size_t length;
    const char *word;
    *account = (struct account){ .level = DEFAULT_USER_LEVEL };
    if (takes(&reader, "nopassword"))
        snprintf(account->password, sizeof(account->password), "nopassword");
    else if (takes(&reader, "password") && (word = next_word(&reader, &length)) != NULL)
        snprintf(account->password, sizeof(account->password), "%.*s", (int)length, word);
    while ((word = next_word(&reader, &length)) != NULL && length > 0) {
        if (same_word(word, length, "privilege"))
            (void)takes_number(&reader, &account->level);
    }
}

bool
account_find(const struct config *config, const char *name, struct account *account)
{
    for (size_t i = 0; i < config->kept_count; i++) {
        struct reader reader = { config->kept[i].text };
        size_t length;
        if (config->kept[i].depth > 0 || !takes(&reader, "username"))
            continue;
        const char *user = next_word(&reader, &length);
        struct reader rest = reader;
        if (!same_word(user, length, name) || takes(&rest, "attributes"))
            continue;
        read_account(reader, account);
        return true;
    }
    return false;
}

/* ---- levels ---- */

/* The hash of the last `enable password HASH level N encrypted`; NULL: none. */
static const char *
level_hash(const struct config *config, int level, size_t *length)
{
    for (size_t i = config->kept_count; i-- > 0;) {
        struct reader reader = { config->kept[i].text };
        int number;
        if (config->kept[i].depth > 0 || !takes(&reader, "enable") || !takes(&reader, "password"))
            continue;
        const char *hash = next_word(&reader, length);
        if (takes(&reader, "level") && takes_number(&reader, &number) && number == level)
            return hash;
    }
    return NULL;
}

bool
level_has_password(const struct config *config, int level)
{
    size_t length;
    return level == LEVEL_MOST || level_hash(config, level, &length) != NULL;
}

bool
level_check(const struct config *config, int level, const char *password)
{
    char hash[PASSWORD_HASH_SIZE];
    size_t length;
    password_hash(password, hash);
    const char *stored = level_hash(config, level, &length);
    if (stored != NULL)
        return same_word(stored, length, hash);
    if (level != LEVEL_MOST)
        return false;
    stored = config->enable_password != NULL ? config->enable_password : EMPTY_PASSWORD_HASH;
    return strcmp(stored, hash) == 0;
}

bool
levels_are_enforced(const struct config *config)
{
    for (size_t i = 0; i < config->kept_count; i++) {
        struct reader reader = { config->kept[i].text };
        if (takes(&reader, "aaa") && takes(&reader, "authorization") && takes(&reader, "command") &&
            takes(&reader, "LOCAL"))
            return true;
    }
    return false;
}

/* `[show|clear|configure|cmd] level N [mode M] command C`; false: it is about something else. */
static bool
privilege_line_is(struct reader reader, enum command_form form, bool configuring,
                  const char *command, int *level)
{
    static const char *const forms[FORM_COUNT] = {
        [FORM_SHOW] = "show",
        [FORM_CLEAR] = "clear",
        [FORM_CONFIGURE] = "configure",
    };
    /* without a form the line is about all of them */
    (void)(takes(&reader, forms[form]) || (form == FORM_CONFIGURE && takes(&reader, "cmd")));
    if (!takes(&reader, "level") || !takes_number(&reader, level))
        return false;
    if (takes(&reader, "mode")) {
        size_t length;
        const char *mode = next_word(&reader, &length);
        if (same_word(mode, length, "configure") != configuring)
            return false;
    }
    return takes(&reader, "command") && takes(&reader, command);
}

int
privilege_level(const struct config *config, enum command_form form, bool configuring,
                const char *command)
{
    for (size_t i = config->kept_count; i-- > 0;) {
        struct reader reader = { config->kept[i].text };
        int level;
        if (takes(&reader, "privilege") &&
            privilege_line_is(reader, form, configuring, command, &level))
            return level;
    }
    return -1;
}
