/*
 * cmd_interface_old.c: the lines of 6.x interfaces from 7.0 on, which refuses them (commands.md
 * 3.2).
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "parser/interface_flat.h"

/* The device's words are not verified (commands.md 3.2). */
static bool
refuse_deprecated(struct command_call *call, void *scratch)
{
    (void)scratch;
    const char *name = call->command->name;
    return refuse(call,
                  call_text(call,
                            "ERROR: This syntax of %s command has been deprecated.\n"
                            "Please configure %s in interface configuration mode.",
                            name, name),
                  "%s is in interface configuration mode from 7.0; the line is right in 6.2, 6.3",
                  name);
}

/* The name of an interface that need not be there; no word that may stand there from 7.0. */
static bool
any_nameif_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct token *token = matching_next(matching);
    if (token == NULL || !isalpha((unsigned char)token->text[0]) ||
        strcasecmp(token->text, "dhcp") == 0 || strcasecmp(token->text, "pppoe") == 0) {
        matching_expect(matching, "if_name", word->help, false);
        return false;
    }
    memcpy(word_place(scratch, word->offset), &token->text, sizeof(token->text));
    matching_take(matching);
    return true;
}

static const struct word_type word_any_nameif = { "interface", any_nameif_match,
                                                  word_write_nothing };

static const struct choice old_sources[] = {
    { .text = "dhcp", .help = "Ask a DHCP server", .value = ADDRESS_DHCP },
    { .text = "pppoe", .help = "Ask a PPPoE server", .value = ADDRESS_PPPOE },
    { .text = NULL },
};

#define DEPRECATED_ROW                                                                             \
    .since = OS_7_0, .refused = true, .scratch_size = sizeof(struct flat_line),                    \
    .set = refuse_deprecated, .unset = refuse_deprecated
#define OLD_ADDRESS                                                                                \
    KEYWORD("ip address", "6.x: address of an interface"),                                         \
        VALUE(any_nameif, struct flat_line, name, "Interface")

static const struct command old_nameif_row = {
    DEPRECATED_ROW,
    .name = "nameif",
    .words =
        (const struct word[]){ KEYWORD("nameif", "6.x: name of an interface"),
                               VALUE(hardware, struct flat_line, hardware, "Interface hardware"),
                               VALUE(text, struct flat_line, name, "Name"),
                               { .type = &word_flat_security,
                                 FIELD(struct flat_line, security_level),
                                 .help = "Security level" },
                               END_OF_WORDS },
};
static const struct command old_ip_address_row = {
    DEPRECATED_ROW,
    .name = "ip address",
    .words =
        (const struct word[]){ OLD_ADDRESS, VALUE(address, struct flat_line, address, "Address"),
                               GROUP(struct flat_line, has_netmask, flat_netmask_words),
                               END_OF_WORDS },
    .no_words = 2,
};
static const struct command old_ip_address_dhcp_row = {
    DEPRECATED_ROW,
    .name = "ip address",
    .words =
        (const struct word[]){
            OLD_ADDRESS, CHOICE(struct flat_line, source, old_sources),
            FLAG(struct flat_line, setroute, "setroute", "Take the default route too"),
            GROUP(struct flat_line, has_retry, flat_retry_words), END_OF_WORDS },
};

static const struct command old_failover_row = {
    DEPRECATED_ROW,
    .name = "failover ip address",
    .words = (const struct word[]){ KEYWORD("failover ip address", "6.x: address of the standby"),
                                    VALUE(rest, struct flat_line, name, "Interface and address"),
                                    END_OF_WORDS },
};

const struct command *const interface_old_commands[] = {
    &old_nameif_row, &old_ip_address_row, &old_ip_address_dhcp_row, &old_failover_row, NULL,
};
