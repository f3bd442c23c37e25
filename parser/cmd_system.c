/*
 * cmd_system.c: hostname, domain-name, passwords, same-security-traffic (commands.md 3.3, 3.5, 11).
 */
#include <string.h>

#include "parser/families.h"
#include "parser/family.h"

#define DEFAULT_PASSWD "2KFQnbNIdI.2KYOU" /* cisco */

struct system_line {
    const char *text;
    bool encrypted;
    bool on;
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

/* The USUAL one, in its stored form, is none: listings write it although it is the default. */
static bool
keep_password(struct command_call *call, const char **place, const struct system_line *line,
              const char *usual)
{
    char hash[17];
    const char *stored = line->text;
    if (!line->encrypted) {
        password_hash(line->text, hash);
        stored = hash;
    }
    if (strcmp(stored, usual) != 0)
        return keep_text(call, place, stored);
    *place = NULL;
    return true;
}

static bool
set_enable(struct command_call *call, void *scratch)
{
    return keep_password(call, &call->config->enable_password, scratch, EMPTY_PASSWORD_HASH);
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
    return keep_password(call, &call->config->passwd, scratch, DEFAULT_PASSWD);
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
    &hostname_row, &domain_row, &enable_row, &passwd_row, &password_row, &same_security_row, NULL,
};
