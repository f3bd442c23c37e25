/*
 * cmd_system.c: hostname, domain-name, passwords, names, same-security-traffic
 * (commands.md 3.3, 3.5, 11).
 */
#include <string.h>

#include "parser/families.h"
#include "parser/family.h"

#define DEFAULT_PASSWD "2KFQnbNIdI.2KYOU" /* cisco */

struct system_line {
    const char *text;
    const char *description;
    bool has_description;
    bool encrypted;
    bool on;
    uint32_t address;
};

#define SYSTEM_ROW .scratch_size = sizeof(struct system_line)

/* ---- hostname, domain-name ---- */

static bool
set_hostname(struct command_call *call, void *scratch)
{
    return keep_text(call, &call->config->hostname, ((struct system_line *)scratch)->text);
}

static bool
unset_hostname(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->hostname = call->config->os.platform == PLATFORM_ASA ? "ciscoasa" : "pixfirewall";
    return true;
}

static void
each_hostname(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    struct system_line line = { .text = config->hostname };
    visit(context, &line, NULL);
}

static const struct command hostname_row = {
    SYSTEM_ROW,
    .name = "hostname",
    .help = "Change host name",
    .words = (const struct word[]){ KEYWORD("hostname", "Change host name"),
                                    VALUE(text, struct system_line, text, "Name", .high = 63),
                                    END_OF_WORDS },
    .set = set_hostname,
    .unset = unset_hostname,
    .no_words = 1,
    .each = each_hostname,
};

static bool
set_domain(struct command_call *call, void *scratch)
{
    return keep_text(call, &call->config->domain_name, ((struct system_line *)scratch)->text);
}

static bool
unset_domain(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->domain_name = NULL;
    return true;
}

static void
each_domain(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    struct system_line line = { .text = config->domain_name };
    if (line.text != NULL)
        visit(context, &line, NULL);
}

static const struct command domain_row = {
    SYSTEM_ROW,
    .name = "domain-name",
    .help = "Change domain name",
    .words = (const struct word[]){ KEYWORD("domain-name", "Change domain name"),
                                    VALUE(text, struct system_line, text, "Name", .high = 63),
                                    END_OF_WORDS },
    .set = set_domain,
    .unset = unset_domain,
    .no_words = 1,
    .each = each_domain,
};

/* ---- passwords ---- */

static bool
keep_password(struct command_call *call, const char **place, const struct system_line *line)
{
    char hash[17];
    if (line->encrypted)
        return keep_text(call, place, line->text);
    password_hash(line->text, hash);
    return keep_text(call, place, hash);
}

static bool
set_enable(struct command_call *call, void *scratch)
{
    return keep_password(call, &call->config->enable_password, scratch);
}

static bool
unset_enable(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->enable_password = NULL;
    return true;
}

static void
each_enable(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    const char *hash = config->enable_password;
    struct system_line line = { .text = hash != NULL ? hash : EMPTY_PASSWORD_HASH,
                                .encrypted = true };
    visit(context, &line, NULL);
}

static const struct command enable_row = {
    SYSTEM_ROW,
    .name = "enable password",
    .help = "Configure password for the enable command",
    .words =
        (const struct word[]){
            KEYWORD("enable password", "Configure password for the enable command"),
            VALUE(text, struct system_line, text, "Password"),
            FLAG(struct system_line, encrypted, "encrypted", "The password is stored as a hash"),
            END_OF_WORDS },
    .set = set_enable,
    .unset = unset_enable,
    .no_words = 1,
    .each = each_enable,
};

static bool
set_passwd(struct command_call *call, void *scratch)
{
    return keep_password(call, &call->config->passwd, scratch);
}

static bool
unset_passwd(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->passwd = NULL;
    return true;
}

static void
each_passwd(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    const char *hash = config->passwd;
    struct system_line line = { .text = hash != NULL ? hash : DEFAULT_PASSWD, .encrypted = true };
    visit(context, &line, NULL);
}

#define PASSWD_WORDS(keyword)                                                                      \
    .words = (const struct word[])                                                                 \
    {                                                                                              \
        KEYWORD(keyword, "Change Telnet console access password"),                                 \
            VALUE(text, struct system_line, text, "Password"),                                     \
            FLAG(struct system_line, encrypted, "encrypted", "The password is stored as a hash"),  \
            END_OF_WORDS                                                                           \
    }

static const struct command passwd_row = {
    SYSTEM_ROW,
    .name = "passwd",
    .help = "Change Telnet console access password",
    PASSWD_WORDS("passwd"),
    .set = set_passwd,
    .unset = unset_passwd,
    .no_words = 1,
    .each = each_passwd,
};
static const struct command password_row = {
    SYSTEM_ROW,
    .name = "passwd",
    .help = "Change Telnet console access password",
    PASSWD_WORDS("password"),
    .set = set_passwd,
    .unset = unset_passwd,
    .no_words = 1,
};

/* ---- names ---- */

static bool
set_names(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->names_on = true;
    return true;
}

static bool
unset_names(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->names_on = false;
    return true;
}

static void
each_names(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    struct system_line line = { .on = config->names_on };
    visit(context, &line, NULL);
}

static bool
is_off(const struct config *config, const void *scratch)
{
    (void)config;
    return !((const struct system_line *)scratch)->on;
}

static const struct command names_row = {
    SYSTEM_ROW,
    .name = "names",
    .help = "Enable IP address to name mapping",
    .words = (const struct word[]){ KEYWORD("names", "Enable IP address to name mapping"),
                                    END_OF_WORDS },
    .set = set_names,
    .unset = unset_names,
    .each = each_names,
    .writes_no = is_off,
};

/* Letters, digits, `-`, `_` and `.`, not a number first (commands.md 3.3). */
static bool
is_good_name(const char *name)
{
    uint32_t address;
    if (ip_parse(name, strlen(name), &address) || name[0] == '\0')
        return false;
    for (const char *at = name; *at != '\0'; at++) {
        if (!is_name_character(*at))
            return false;
    }
    return true;
}

static struct name *
find_name(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->name_count; i++) {
        if (strcmp(config->names[i].name, name) == 0)
            return &config->names[i];
    }
    return NULL;
}

static struct name *
find_address(const struct config *config, uint32_t address)
{
    for (size_t i = 0; i < config->name_count; i++) {
        if (config->names[i].address == address)
            return &config->names[i];
    }
    return NULL;
}

static bool
set_name(struct command_call *call, void *scratch)
{
    const struct system_line *line = scratch;
    struct config *config = call->config;
    if (!is_good_name(line->text))
        return refuse_word(call, 2, NULL, "\"%s\" cannot be a name", line->text);
    const struct name *same = find_name(config, line->text);
    if (same != NULL && same->address != line->address)
        return refuse_word(call, 2, NULL, "\"%s\" is already the name of another address",
                           line->text);
    struct name name = { .address = line->address };
    if (!keep_text(call, &name.name, line->text) ||
        (line->has_description && !keep_text(call, &name.description, line->description)))
        return false;
    /* one name an address: a second one replaces it */
    struct name *place = find_address(config, line->address);
    if (place == NULL)
        place = arena_append(config->arena, &config->names, &config->name_count,
                             &config->name_capacity, sizeof(*place));
    if (place == NULL)
        return no_memory(call);
    *place = name;
    return true;
}

static bool
unset_name(struct command_call *call, void *scratch)
{
    const struct system_line *line = scratch;
    struct config *config = call->config;
    for (size_t i = 0; i < config->name_count; i++) {
        if (config->names[i].address == line->address) {
            LIST_REMOVE(config->names, config->name_count, i);
            return true;
        }
    }
    return refuse(call, NULL, "the address has no name");
}

static void
each_name(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->name_count; i++) {
        const struct name *name = &config->names[i];
        struct system_line line = { .text = name->name,
                                    .address = name->address,
                                    .description = name->description,
                                    .has_description = name->description != NULL };
        visit(context, &line, NULL);
    }
}

/* An address that stays a number, whatever names there are. */
static void
plain_address_write(const struct word *word, struct writing *writing, const void *scratch)
{
    uint32_t address;
    char text[IP_TEXT_SIZE];
    memcpy(&address, word_value(scratch, word->offset), sizeof(address));
    ip_format(address, text);
    writing_put(writing, "%s", text);
}

static bool
plain_address_match(const struct word *word, struct matching *matching, void *scratch)
{
    uint32_t address;
    if (!take_address(matching, word->help, &address))
        return false;
    memcpy(word_place(scratch, word->offset), &address, sizeof(address));
    return true;
}

static const struct word_type word_plain_address = { "address", plain_address_match,
                                                     plain_address_write };

static const struct word description_words[] = {
    KEYWORD("description", "Text about it"),
    VALUE(rest, struct system_line, description, "Text"),
    END_OF_WORDS,
};

static bool
clear_name(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->name_count = 0;
    return true;
}

static const struct command name_row = {
    SYSTEM_ROW,
    .name = "name",
    .help = "Associate a name with an IP address",
    .words = (const struct word[]){ KEYWORD("name", "Associate a name with an IP address"),
                                    VALUE(plain_address, struct system_line, address, "Address"),
                                    VALUE(text, struct system_line, text, "Name", .high = 63),
                                    GROUP(struct system_line, has_description, description_words,
                                          .since = OS_7_0),
                                    END_OF_WORDS },
    .set = set_name,
    .unset = unset_name,
    .no_words = 2,
    .each = each_name,
    .clear = clear_name,
};

/* ---- same-security-traffic ---- */

static const struct choice same_security_kinds[] = {
    { .text = "inter-interface", .help = "Between interfaces of one level", .value = false },
    { .text = "intra-interface", .help = "In and out of one interface", .value = true },
    { .text = NULL },
};

static bool *
same_security(struct config *config, const struct system_line *line)
{
    return line->on ? &config->same_security_intra : &config->same_security_inter;
}

static bool
set_same_security(struct command_call *call, void *scratch)
{
    *same_security(call->config, scratch) = true;
    return true;
}

static bool
unset_same_security(struct command_call *call, void *scratch)
{
    *same_security(call->config, scratch) = false;
    return true;
}

static void
each_same_security(const struct config *config, const void *object, command_visit *visit,
                   void *context)
{
    (void)object;
    struct system_line inter = { .on = false };
    struct system_line intra = { .on = true };
    if (config->same_security_inter)
        visit(context, &inter, NULL);
    if (config->same_security_intra)
        visit(context, &intra, NULL);
}

static const struct command same_security_row = {
    SYSTEM_ROW,
    .name = "same-security-traffic",
    .help = "Enable same security level interfaces to communicate",
    .words =
        (const struct word[]){ KEYWORD("same-security-traffic permit", "Permit"),
                               CHOICE(struct system_line, on, same_security_kinds), END_OF_WORDS },
    .since = OS_7_0,
    .set = set_same_security,
    .unset = unset_same_security,
    .each = each_same_security,
};

const struct command *const system_commands[] = {
    &hostname_row, &domain_row, &enable_row,        &passwd_row, &password_row,
    &names_row,    &name_row,   &same_security_row, NULL,
};
