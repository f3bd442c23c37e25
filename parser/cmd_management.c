/*
 * cmd_management.c: who may manage the box, and for how long: telnet, ssh, http, console,
 * management-access (commands.md 9).
 */
#include <strings.h>

#include "parser/families.h"
#include "parser/family.h"

enum management_kind {
    SOURCE_TELNET, /* as enum management_service */
    SOURCE_SSH,
    SOURCE_HTTP,
    IPV6_TELNET,
    IPV6_SSH,
    IPV6_HTTP,
    TELNET_IDLE,
    SSH_IDLE,
    CONSOLE_IDLE,
    SSH_COPY,
    SSH_VERSION,
    HTTP_SERVER,
    MANAGEMENT_ACCESS,
};

struct management_line {
    enum management_kind kind;
    struct network network;
    const char *ipv6;
    ifc_id ifc;
    uint16_t number;
};

#define MANAGEMENT_KIND(row_name, KIND)                                                            \
    static bool fits_##row_name(const struct config *config, const void *scratch)                  \
    {                                                                                              \
        (void)config;                                                                              \
        return ((const struct management_line *)scratch)->kind == (KIND);                          \
    }                                                                                              \
    static void init_##row_name(void *scratch)                                                     \
    {                                                                                              \
        struct management_line *line = scratch;                                                    \
        line->kind = (KIND);                                                                       \
        line->network.netmask = IP_HOST_MASK;                                                      \
        line->ifc = IFC_NONE;                                                                      \
    }
MANAGEMENT_KIND(telnet, SOURCE_TELNET)
MANAGEMENT_KIND(ssh, SOURCE_SSH)
MANAGEMENT_KIND(http, SOURCE_HTTP)
MANAGEMENT_KIND(telnet_ipv6, IPV6_TELNET)
MANAGEMENT_KIND(ssh_ipv6, IPV6_SSH)
MANAGEMENT_KIND(http_ipv6, IPV6_HTTP)
MANAGEMENT_KIND(telnet_idle, TELNET_IDLE)
MANAGEMENT_KIND(ssh_idle, SSH_IDLE)
MANAGEMENT_KIND(console_idle, CONSOLE_IDLE)
MANAGEMENT_KIND(ssh_copy, SSH_COPY)
MANAGEMENT_KIND(ssh_version, SSH_VERSION)
MANAGEMENT_KIND(http_server, HTTP_SERVER)
MANAGEMENT_KIND(access, MANAGEMENT_ACCESS)

#define ROW(row_name, SECTION, WHAT)                                                               \
    .name = SECTION, .help = WHAT, .scratch_size = sizeof(struct management_line),                 \
    .init = init_##row_name, .fits = fits_##row_name

#define TELNET_HELP "Add telnet access to the system console or set idle timeout"
#define SSH_HELP "Add SSH access to the system console, set idle timeout or version"
#define HTTP_HELP "Configure the HTTP server and who may use it"

/* ---- who: ADDRESS [NETMASK] [INTERFACE] ---- */

static bool
same_source(const struct management_source *a, const struct management_source *b)
{
    if (a->ifc != b->ifc || (a->ipv6 == NULL) != (b->ipv6 == NULL))
        return false;
    if (a->ipv6 != NULL)
        return strcmp(a->ipv6, b->ipv6) == 0;
    return a->network.address == b->network.address && a->network.netmask == b->network.netmask;
}

static size_t
find_source(const struct management_list *list, const struct management_source *source)
{
    size_t i = 0;
    while (i < list->count && !same_source(&list->items[i], source))
        i++;
    return i;
}

/* The same entry twice is one. */
static bool
add_source(struct command_call *call, struct management_list *list, struct management_source source)
{
    if (find_source(list, &source) < list->count)
        return true;
    struct management_source *added = arena_append(call->config->arena, &list->items, &list->count,
                                                   &list->capacity, sizeof(source));
    if (added == NULL || (source.ipv6 != NULL && !keep_text(call, &source.ipv6, source.ipv6)))
        return no_memory(call);
    source.origin = call_origin(call);
    *added = source;
    return true;
}

static bool
remove_source(struct command_call *call, struct management_list *list,
              struct management_source source)
{
    size_t at = find_source(list, &source);
    if (at == list->count)
        return refuse(call, NULL, "there is no such line");
    LIST_REMOVE(list->items, list->count, at);
    return true;
}

static bool
is_internal(const struct interface *interface)
{
    return interface->name != NULL && interface->security_level > 0;
}

/*
 * An interface that is not given is `inside`, but with telnet of 6.x each internal one
 * (commands.md 9).
 */
static bool
with_each_interface(struct command_call *call, const struct management_line *line,
                    bool (*act)(struct command_call *call, struct management_list *list,
                                struct management_source source))
{
    struct config *config = call->config;
    struct management_list *list = &config->box.management[line->kind];
    struct management_source source = { .ifc = line->ifc, .network = line->network };
    size_t done = 0;
    if (line->ifc != IFC_NONE || line->kind != SOURCE_TELNET || !call_does(call)->flat_commands)
        return call_usual_interface(call, &source.ifc, "inside") && act(call, list, source);
    for (size_t i = 0; i < config->interface_count; i++) {
        source.ifc = (ifc_id)i;
        if (!is_internal(config->interfaces[i]))
            continue;
        if (!act(call, list, source))
            return false;
        done++;
    }
    return done > 0 || refuse(call, NULL, "there is no internal interface");
}

static bool
set_source(struct command_call *call, void *scratch)
{
    const struct management_line *line = scratch;
    return check_pair(call, line->network.address, line->network.netmask) &&
           with_each_interface(call, line, add_source);
}

static bool
unset_source(struct command_call *call, void *scratch)
{
    return with_each_interface(call, scratch, remove_source);
}

static struct management_list *
list_of_ipv6(struct command_call *call, const struct management_line *line)
{
    return &call->config->box.management[line->kind - IPV6_TELNET];
}

static struct management_source
ipv6_source(const struct management_line *line)
{
    return (struct management_source){ .ifc = line->ifc, .ipv6 = line->ipv6 };
}

static bool
set_ipv6(struct command_call *call, void *scratch)
{
    return add_source(call, list_of_ipv6(call, scratch), ipv6_source(scratch));
}

static bool
unset_ipv6(struct command_call *call, void *scratch)
{
    return remove_source(call, list_of_ipv6(call, scratch), ipv6_source(scratch));
}

static void
visit_sources(const struct config *config, enum management_service service, command_visit *visit,
              void *context)
{
    const struct management_list *list = &config->box.management[service];
    for (size_t i = 0; i < list->count; i++) {
        const struct management_source *source = &list->items[i];
        enum management_kind first = source->ipv6 != NULL ? IPV6_TELNET : SOURCE_TELNET;
        struct management_line line = {
            .kind = (enum management_kind)(first + (enum management_kind)service),
            .network = source->network,
            .ipv6 = source->ipv6,
            .ifc = source->ifc,
        };
        visit(context, &line, &list->items[i]);
    }
}

/* Is the word behind the next one a netmask? */
static bool
netmask_follows(const struct matching *matching)
{
    uint32_t netmask;
    size_t at = matching->at + 1;
    if (at >= matching->line->count)
        return false;
    const struct token *token = &matching->line->tokens[at];
    return ip_parse(token->text, token->length, &netmask);
}

/* A word of the command that is a name of the table too: a netmask may come next. */
static bool
refuse_own_word(struct matching *matching)
{
    const struct config *config = matching->context->config;
    const struct token *token = matching_next(matching);
    uint32_t address;
    if (config == NULL || !config->names_on || !config_address_of(config, token->text, &address))
        return false;
    matching->at++;
    matching_expect(matching, "A.B.C.D", "Netmask", false);
    matching->at--;
    return false;
}

/*
 * An address. One of the commands' own words is taken for a name of the table only when a netmask
 * follows: `http server 255.255.255.255 inside`.
 */
static bool
host_match(const struct word *word, struct matching *matching, void *scratch)
{
    static const char *const own[] = { "server", "timeout", "version", "scopy" };
    const struct token *token = matching_next(matching);
    uint32_t address;
    for (size_t i = 0; token != NULL && i < ARRAY_LENGTH(own); i++) {
        if (strcasecmp(token->text, own[i]) == 0 && !netmask_follows(matching))
            return refuse_own_word(matching);
    }
    if (!take_address(matching, word->help, &address))
        return false;
    memcpy(word_place(scratch, word->offset), &address, sizeof(address));
    return true;
}

static void
host_write(const struct word *word, struct writing *writing, const void *scratch)
{
    uint32_t address;
    memcpy(&address, word_value(scratch, word->offset), sizeof(address));
    writing_put_address(writing, address);
}

static const struct word_type word_host = { "address", host_match, host_write };

#define SOURCE_WORDS(service, what)                                                                \
    (const struct word[])                                                                          \
    {                                                                                              \
        KEYWORD(service, what), VALUE(host, struct management_line, network.address, "Address"),   \
            VALUE(netmask, struct management_line, network.netmask, "Netmask", .optional = true),  \
            VALUE(nameif, struct management_line, ifc, "Interface", .optional = true),             \
            END_OF_WORDS                                                                           \
    }

/* ---- IPv6 sources, as they are written ---- */

static bool
is_ipv6_prefix(const struct token *token)
{
    return strspn(token->text, "0123456789abcdefABCDEF:./") == token->length &&
           memchr(token->text, ':', token->length) != NULL;
}

static bool
ipv6_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct token *token = matching_next(matching);
    if (token == NULL || !is_ipv6_prefix(token)) {
        matching_expect(matching, "X:X:X:X::X/<0-128>", word->help, false);
        return false;
    }
    memcpy(word_place(scratch, word->offset), &token->text, sizeof(token->text));
    matching_take(matching);
    return true;
}

static void
ipv6_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const char *text;
    memcpy(&text, word_value(scratch, word->offset), sizeof(text));
    writing_put(writing, "%s", text);
}

static const struct word_type word_ipv6 = { "prefix", ipv6_match, ipv6_write };

#define IPV6_WORDS(service, what)                                                                  \
    (const struct word[])                                                                          \
    {                                                                                              \
        KEYWORD(service, what),                                                                    \
            { .type = &word_ipv6, FIELD(struct management_line, ipv6), .help = "IPv6 prefix" },    \
            VALUE(nameif, struct management_line, ifc, "Interface"), END_OF_WORDS                  \
    }

/* ---- idle minutes ---- */

static struct idle_timeout *
idle_of(struct config *config, enum management_kind kind, uint16_t *usual)
{
    struct box_settings *box = &config->box;
    *usual = kind == TELNET_IDLE ? TELNET_MINUTES_DEFAULT
             : kind == SSH_IDLE  ? SSH_MINUTES_DEFAULT
                                 : CONSOLE_MINUTES_DEFAULT;
    return kind == TELNET_IDLE ? &box->telnet_idle
           : kind == SSH_IDLE  ? &box->ssh_idle
                               : &box->console_idle;
}

static bool
set_idle(struct command_call *call, void *scratch)
{
    const struct management_line *line = scratch;
    uint16_t usual;
    *idle_of(call->config, line->kind, &usual) = (struct idle_timeout){ true, line->number };
    return true;
}

static void
reset_idle(struct config *config, enum management_kind kind)
{
    uint16_t usual;
    struct idle_timeout *idle = idle_of(config, kind, &usual);
    idle->minutes = usual;
}

static bool
unset_idle(struct command_call *call, void *scratch)
{
    reset_idle(call->config, ((const struct management_line *)scratch)->kind);
    return true;
}

static void
visit_idle(const struct idle_timeout *idle, enum management_kind kind, command_visit *visit,
           void *context)
{
    struct management_line line = { .kind = kind, .number = idle->minutes };
    if (idle->said)
        visit(context, &line, NULL);
}

/* ---- telnet ---- */

static bool
clear_telnet(struct command_call *call, const char *rest)
{
    if (rest[0] != '\0')
        return call_take_back(call, "telnet", rest);
    call->config->box.management[MANAGE_TELNET].count = 0;
    reset_idle(call->config, TELNET_IDLE);
    return true;
}

static void
each_telnet(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    visit_sources(config, MANAGE_TELNET, visit, context);
    visit_idle(&config->box.telnet_idle, TELNET_IDLE, visit, context);
}

static const struct command telnet_row = {
    ROW(telnet, "telnet", TELNET_HELP),
    .words = SOURCE_WORDS("telnet", TELNET_HELP),
    .set = set_source,
    .unset = unset_source,
    .each = each_telnet,
    .clear = clear_telnet,
};
static const struct command telnet_ipv6_row = {
    ROW(telnet_ipv6, "telnet", TELNET_HELP),
    .words = IPV6_WORDS("telnet", TELNET_HELP),
    .since = OS_7_0,
    .set = set_ipv6,
    .unset = unset_ipv6,
    .each = each_telnet,
};

/* The vendor's ranges: an hour in 6.x, a day from 7.0. */
#define IDLE_WORDS(phrase, lowest, highest)                                                        \
    (const struct word[])                                                                          \
    {                                                                                              \
        KEYWORD(phrase, "Idle minutes before a session ends"),                                     \
            NUMBER(struct management_line, number, lowest, highest, "Minutes"), END_OF_WORDS       \
    }

#define IDLE_ROW .set = set_idle, .unset = unset_idle, .no_words = 1

static const struct command telnet_idle_6_row = {
    ROW(telnet_idle, "telnet", TELNET_HELP),
    .words = IDLE_WORDS("telnet timeout", 1, 60),
    .before = OS_7_0,
    IDLE_ROW,
    .each = each_telnet,
};
static const struct command telnet_idle_7_row = {
    ROW(telnet_idle, "telnet", TELNET_HELP),
    .words = IDLE_WORDS("telnet timeout", 1, 1440),
    .since = OS_7_0,
    IDLE_ROW,
    .each = each_telnet,
};

/* ---- ssh ---- */

static bool
clear_ssh(struct command_call *call, const char *rest)
{
    struct box_settings *box = &call->config->box;
    if (rest[0] != '\0')
        return call_take_back(call, "ssh", rest);
    box->management[MANAGE_SSH].count = 0;
    box->ssh_version = 0;
    box->ssh_copy = false;
    reset_idle(call->config, SSH_IDLE);
    return true;
}

static void
each_ssh(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    const struct box_settings *box = &config->box;
    struct management_line copy = { .kind = SSH_COPY };
    struct management_line version = { .kind = SSH_VERSION, .number = box->ssh_version };
    if (box->ssh_copy)
        visit(context, &copy, NULL);
    visit_sources(config, MANAGE_SSH, visit, context);
    visit_idle(&box->ssh_idle, SSH_IDLE, visit, context);
    if (box->ssh_version != 0)
        visit(context, &version, NULL);
}

static bool
set_version(struct command_call *call, void *scratch)
{
    call->config->box.ssh_version = (uint8_t)((const struct management_line *)scratch)->number;
    return true;
}

static bool
unset_version(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->box.ssh_version = 0;
    return true;
}

static bool
set_copy(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->box.ssh_copy = true;
    return true;
}

static bool
unset_copy(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->box.ssh_copy = false;
    return true;
}

static const struct command ssh_row = {
    ROW(ssh, "ssh", SSH_HELP), .words = SOURCE_WORDS("ssh", SSH_HELP),
    .set = set_source,         .unset = unset_source,
    .each = each_ssh,          .clear = clear_ssh,
};
static const struct command ssh_ipv6_row = {
    ROW(ssh_ipv6, "ssh", SSH_HELP),
    .words = IPV6_WORDS("ssh", SSH_HELP),
    .since = OS_7_0,
    .set = set_ipv6,
    .unset = unset_ipv6,
    .each = each_ssh,
};
static const struct command ssh_idle_row = {
    ROW(ssh_idle, "ssh", SSH_HELP),
    .words = IDLE_WORDS("ssh timeout", 1, 60),
    IDLE_ROW,
    .each = each_ssh,
};
static const struct command ssh_version_row = {
    ROW(ssh_version, "ssh", SSH_HELP),
    .words = (const struct word[]){ KEYWORD("ssh version", "Take one version of the protocol only"),
                                    NUMBER(struct management_line, number, 1, 2, "Version"),
                                    END_OF_WORDS },
    .since = OS_7_0,
    .set = set_version,
    .unset = unset_version,
    .no_words = 1,
    .each = each_ssh,
};
static const struct command ssh_copy_row = {
    ROW(ssh_copy, "ssh", SSH_HELP),
    .words = (const struct word[]){ KEYWORD("ssh scopy enable", "Secure copy"), END_OF_WORDS },
    .since = OS_7_2,
    .set = set_copy,
    .unset = unset_copy,
    .each = each_ssh,
};

/* ---- http ---- */

static bool
clear_http(struct command_call *call, const char *rest)
{
    struct box_settings *box = &call->config->box;
    if (rest[0] != '\0')
        return call_take_back(call, "http", rest);
    box->management[MANAGE_HTTP].count = 0;
    box->http_server = false;
    box->http_port = 0;
    return true;
}

static void
each_http(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    struct management_line server = { .kind = HTTP_SERVER, .number = config->box.http_port };
    if (config->box.http_server)
        visit(context, &server, NULL);
    visit_sources(config, MANAGE_HTTP, visit, context);
}

#define HTTPS_PORT 443

static bool
set_server(struct command_call *call, void *scratch)
{
    const struct management_line *line = scratch;
    call->config->box.http_server = true;
    call->config->box.http_port = line->number == HTTPS_PORT ? 0 : line->number;
    return true;
}

static bool
unset_server(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->box.http_server = false;
    call->config->box.http_port = 0;
    return true;
}

static const struct command http_row = {
    ROW(http, "http", HTTP_HELP),
    .words = SOURCE_WORDS("http", HTTP_HELP),
    .set = set_source,
    .unset = unset_source,
    .each = each_http,
    .clear = clear_http,
};
static const struct command http_ipv6_row = {
    ROW(http_ipv6, "http", HTTP_HELP),
    .words = IPV6_WORDS("http", HTTP_HELP),
    .since = OS_7_0,
    .set = set_ipv6,
    .unset = unset_ipv6,
    .each = each_http,
};
static const struct command http_server_row = {
    ROW(http_server, "http", HTTP_HELP),
    .words = (const struct word[]){ KEYWORD("http server enable", "Enable the HTTP server"),
                                    NUMBER(struct management_line, number, 1, 65535, "Port",
                                           .optional = true, .since = OS_7_2),
                                    END_OF_WORDS },
    .set = set_server,
    .unset = unset_server,
    .each = each_http,
};

/* ---- console, management-access ---- */

static bool
clear_console(struct command_call *call, const char *rest)
{
    (void)rest;
    reset_idle(call->config, CONSOLE_IDLE);
    return true;
}

static void
each_console(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    visit_idle(&config->box.console_idle, CONSOLE_IDLE, visit, context);
}

static const struct command console_row = {
    ROW(console_idle, "console", "Set idle timeout for the serial console"),
    .words = IDLE_WORDS("console timeout", 0, 60),
    .since = OS_6_3,
    IDLE_ROW,
    .each = each_console,
    .clear = clear_console,
};

static bool
set_access(struct command_call *call, void *scratch)
{
    call->config->box.management_access = ((const struct management_line *)scratch)->ifc;
    return true;
}

static bool
unset_access(struct command_call *call, void *scratch)
{
    const struct management_line *line = scratch;
    struct box_settings *box = &call->config->box;
    if (line->ifc != IFC_NONE && line->ifc != box->management_access)
        return refuse(call, NULL, "it is not the management interface");
    box->management_access = IFC_NONE;
    return true;
}

static bool
clear_access(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->box.management_access = IFC_NONE;
    return true;
}

static void
each_access(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    struct management_line line = { .kind = MANAGEMENT_ACCESS,
                                    .ifc = config->box.management_access };
    if (line.ifc != IFC_NONE)
        visit(context, &line, NULL);
}

#define ACCESS_HELP "Configure an interface that is managed through a VPN"

static const struct command access_row = {
    ROW(access, "management-access", ACCESS_HELP),
    .words = (const struct word[]){ KEYWORD("management-access", ACCESS_HELP),
                                    VALUE(nameif, struct management_line, ifc, "Interface"),
                                    END_OF_WORDS },
    .since = OS_6_3,
    .set = set_access,
    .unset = unset_access,
    .no_words = 1,
    .each = each_access,
    .clear = clear_access,
};

const struct command *const management_commands[] = {
    &telnet_row, &telnet_ipv6_row, &telnet_idle_6_row, &telnet_idle_7_row, &ssh_copy_row,
    &ssh_row,    &ssh_ipv6_row,    &ssh_idle_row,      &ssh_version_row,   &http_server_row,
    &http_row,   &http_ipv6_row,   &console_row,       &access_row,        NULL,
};
