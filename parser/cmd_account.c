/*
 * cmd_account.c: local users and the passwords of levels (commands.md 11). The lines are kept, with
 * the password as the device stores it; accounts.c reads them.
 */
#include "parser/accounts.h"
#include "parser/kept_rows.h"

/* How a password stands in the line. */
enum password_form { PASSWORD_TYPED, PASSWORD_ENCRYPTED, PASSWORD_MSCHAP, PASSWORD_NT };

struct account_line {
    const char *name;
    const char *password; /* NULL: nopassword */
    int form;
    bool has_level;
    uint8_t level;
};

static const struct choice form_choices[] = {
    { "encrypted", "The password is stored as a hash", PASSWORD_ENCRYPTED, 0, 0 },
    { "mschap", "The password is stored for MSCHAP", PASSWORD_MSCHAP, OS_7_0, 0 },
    { "nt-encrypted", "The password is stored as an NT hash", PASSWORD_NT, OS_7_0, 0 },
    { 0 },
};

static bool
secret_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct account_line *line = scratch;
    static const struct word text = VALUE(text, struct account_line, password, "Password");
    static const struct word form =
        CHOICE(struct account_line, form, form_choices, .optional = true);
    (void)word;
    line->form = PASSWORD_TYPED;
    return matching_word(matching, &text, scratch) && matching_word(matching, &form, scratch);
}

/* `nopassword` or `password TEXT [encrypted]`. */
static bool
credential_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct account_line *line = scratch;
    line->password = NULL;
    if (matching_keyword(matching, "nopassword", "The user needs none"))
        return true;
    return matching_keyword(matching, "password", "Password of the user") &&
           secret_match(word, matching, scratch);
}

static void
write_secret(struct writing *writing, const struct account_line *line, const char *user)
{
    char hash[PASSWORD_HASH_SIZE];
    if (line->form != PASSWORD_TYPED) {
        writing_put(writing, "%s", line->password);
        return;
    }
    if (user != NULL)
        password_hash_user(line->password, user, writing->context->version, hash);
    else
        password_hash(line->password, hash);
    writing_put(writing, "%s", hash);
}

static const char *
form_word(const struct account_line *line)
{
    for (size_t i = 0; form_choices[i].text != NULL; i++) {
        if (form_choices[i].value == line->form)
            return form_choices[i].text;
    }
    return form_choices[0].text; /* typed: it is a hash now */
}

static void
credential_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const struct account_line *line = scratch;
    (void)word;
    if (line->password == NULL) {
        writing_put(writing, "nopassword");
        return;
    }
    writing_put(writing, "password");
    write_secret(writing, line, line->name);
    writing_put(writing, "%s", form_word(line));
}

static const struct word_type word_credential = { "credential", credential_match,
                                                  credential_write };

static void
secret_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    write_secret(writing, scratch, NULL);
}

/* The password of a level, whose form is said behind the level. */
static bool
level_secret_match(const struct word *word, struct matching *matching, void *scratch)
{
    static const struct word text = VALUE(text, struct account_line, password, "Password");
    (void)word;
    return matching_word(matching, &text, scratch);
}

static const struct word_type word_level_secret = { "word", level_secret_match, secret_write };

static bool
form_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct account_line *line = scratch;
    (void)word;
    line->form = PASSWORD_TYPED;
    if (matching_keyword(matching, "encrypted", "The password is stored as a hash"))
        line->form = PASSWORD_ENCRYPTED;
    return true;
}

static void
form_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    writing_put(writing, "%s", form_word(scratch));
}

static const struct word_type word_form = { "encrypted", form_match, form_write };

static const struct word level_words[] = {
    KEYWORD("privilege", "Level of the user"),
    NUMBER(struct account_line, level, 0, LEVEL_MOST, "Level"),
    END_OF_WORDS,
};

/* clang-format off */
#define ACCOUNT(section, what) \
    .name = section, .help = what, .scratch_size = sizeof(struct account_line), .kept = true, \
    .checked = true
#define WORDS(...) .words = (const struct word[]){ __VA_ARGS__, END_OF_WORDS }
#define USER \
    KEYWORD("username", "Local users"), VALUE(text, struct account_line, name, "Name of the user")

const struct command *const account_commands[] = {
    &(const struct command){
        ACCOUNT("username", "Local users"), .key_words = 2, .group_words = 2, .no_words = 2,
        WORDS(USER, { .type = &word_credential, .help = "How the user is known" },
              GROUP(struct account_line, has_level, level_words)) },
    &(const struct command){
        ACCOUNT("username", "Local users"), .key_words = 3, .group_words = 2, .since = OS_7_0,
        .enters = MODE_CONFIG_KEPT, .prompt = "config-username",
        .body = "vpn-group-policy vpn-filter service-type vpn-access-hours "
                "vpn-simultaneous-logins vpn-idle-timeout vpn-session-timeout group-lock "
                "vpn-tunnel-protocol password-storage vpn-framed-ip-address memberof",
        WORDS(USER, KEYWORD("attributes", "What the user may do")) },
    &(const struct command){
        ACCOUNT("enable password", "Password of a level"),
        WORDS(KEYWORD("enable password", "Configure password for the enable command"),
              { .type = &word_level_secret, .help = "Password" },
              KEYWORD("level", "Level that it is for"),
              NUMBER(struct account_line, level, 0, LEVEL_MOST, "Level"),
              { .type = &word_form, .help = "The password is stored as a hash" }) },
    NULL,
};
/* clang-format on */
