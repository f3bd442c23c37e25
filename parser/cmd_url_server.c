/*
 * cmd_url_server.c: url-server (commands.md 11.5). The limits of the numbers are those of the 7.2
 * command reference, recalled [R].
 */
#include "parser/families.h"
#include "parser/family.h"

struct url_line {
    bool has_ifc, has_vendor, has_port, has_timeout, has_protocol, has_version, has_connections;
    struct url_server server;
};

/* ---- the model ---- */

static size_t
find_server(const struct config *config, const struct url_server *server)
{
    size_t i = 0;
    while (i < config->url_server_count && (config->url_servers[i].ifc != server->ifc ||
                                            config->url_servers[i].address != server->address))
        i++;
    return i;
}

/* The servers of a box are of one vendor [R]. */
static bool
check_vendor(const struct command_call *call, const struct url_server *server)
{
    const struct config *config = call->config;
    bool websense = server->vendor <= URL_WEBSENSE;
    for (size_t i = 0; i < config->url_server_count; i++) {
        if ((config->url_servers[i].vendor <= URL_WEBSENSE) == websense)
            continue;
        if (call->file == NULL)
            return refuse(call, NULL, "the other url-servers are of another vendor");
        warn(call, NULL, "the other url-servers are of another vendor; a device refuses this line");
        return true;
    }
    return true;
}

/* Again with the same host: its other settings change. */
static bool
set_server(struct command_call *call, void *scratch)
{
    struct config *config = call->config;
    struct url_server server = ((const struct url_line *)scratch)->server;
    size_t at = find_server(config, &server);
    if (!check_vendor(call, &server))
        return false;
    server.origin = call_origin(call);
    if (at == config->url_server_count &&
        arena_append(config->arena, &config->url_servers, &config->url_server_count,
                     &config->url_server_capacity, sizeof(server)) == NULL)
        return no_memory(call);
    config->url_servers[at] = server;
    return true;
}

static bool
unset_server(struct command_call *call, void *scratch)
{
    struct config *config = call->config;
    size_t at = find_server(config, &((const struct url_line *)scratch)->server);
    if (at == config->url_server_count)
        return refuse(call, NULL, "there is no such url-server");
    LIST_REMOVE(config->url_servers, config->url_server_count, at);
    return true;
}

static bool
clear_servers(struct command_call *call, const char *rest)
{
    if (rest[0] != '\0')
        return call_take_back(call, "url-server", rest);
    call->config->url_server_count = 0;
    return true;
}

static void
each_server(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->url_server_count; i++) {
        const struct url_server *server = &config->url_servers[i];
        struct url_line line = {
            .has_ifc = server->ifc != IFC_NONE,
            .has_vendor = server->vendor != URL_VENDOR_UNSAID,
            .has_port = server->port != 0,
            .has_timeout = server->timeout_seconds != 0,
            .has_protocol = server->protocol != 0,
            .has_version = server->version != 0,
            .has_connections = server->connections != 0,
            .server = *server,
        };
        visit(context, &line, NULL);
    }
}

/* ---- words ---- */

static void
init_server(void *scratch)
{
    ((struct url_line *)scratch)->server.ifc = IFC_NONE;
}

static bool
fits_websense(const struct config *config, const void *scratch)
{
    (void)config;
    return ((const struct url_line *)scratch)->server.vendor <= URL_WEBSENSE;
}

/* clang-format off */
static const struct choice websense[] = {
    { .text = "websense", .help = "Websense", .value = URL_WEBSENSE },
    { .text = NULL },
};
static const struct choice others[] = {
    { .text = "n2h2", .help = "N2H2", .value = URL_N2H2 },
    { .text = "smartfilter", .help = "Secure Computing SmartFilter, which was N2H2", .value = URL_SMARTFILTER, .since = OS_7_0 },
    { .text = NULL },
};
static const struct choice protocols[] = {
    { .text = "TCP", .help = "By TCP", .value = IP_TCP },
    { .text = "UDP", .help = "By UDP", .value = IP_UDP },
    { .text = NULL },
};
static const struct choice versions[] = {
    { .text = "1", .help = "The usual one", .value = 1 },
    { .text = "4", .help = "With more about the user", .value = 4 },
    { .text = NULL },
};
static const struct word ifc_words[] = {
    VALUE(paren_nameif, struct url_line, server.ifc, "Interface of the server"), END_OF_WORDS };
static const struct word websense_words[] = {
    KEYWORD("vendor", "Vendor of the server"), CHOICE(struct url_line, server.vendor, websense), END_OF_WORDS };
static const struct word port_words[] = {
    KEYWORD("port", "Port of the server"),
    NUMBER(struct url_line, server.port, 1, 65535, "Port"), END_OF_WORDS };
static const struct word timeout_words[] = {
    KEYWORD("timeout", "How long to wait before the next server is asked"),
    NUMBER(struct url_line, server.timeout_seconds, 1, 120, "Seconds"), END_OF_WORDS };
static const struct word version_words[] = {
    KEYWORD("version", "Version of the protocol"),
    CHOICE(struct url_line, server.version, versions), END_OF_WORDS };
static const struct word connection_words[] = {
    KEYWORD("connections", "TCP connections to the server"),
    NUMBER(struct url_line, server.connections, 1, 100, "Connections at most"), END_OF_WORDS };
static const struct word websense_protocol_words[] = {
    KEYWORD("protocol", "Protocol of the questions"), CHOICE(struct url_line, server.protocol, protocols),
    GROUP(struct url_line, has_version, version_words),
    GROUP(struct url_line, has_connections, connection_words, .since = OS_7_0), END_OF_WORDS };
static const struct word other_protocol_words[] = {
    KEYWORD("protocol", "Protocol of the questions"), CHOICE(struct url_line, server.protocol, protocols),
    GROUP(struct url_line, has_connections, connection_words, .since = OS_7_0), END_OF_WORDS };

#define HELP "Specify a URL filter server"
#define ROW \
    .name = "url-server", .help = HELP, .scratch_size = sizeof(struct url_line), .init = init_server, \
    .set = set_server, .unset = unset_server, .no_words = 5, .each = each_server
#define HOST \
    KEYWORD("host", "Address of the server"), \
    VALUE(address, struct url_line, server.address, "Address")

static const struct command websense_row = {
    ROW, .fits = fits_websense, .clear = clear_servers,
    .words = (const struct word[]){
        KEYWORD("url-server", HELP), GROUP(struct url_line, has_ifc, ifc_words),
        GROUP(struct url_line, has_vendor, websense_words), HOST,
        GROUP(struct url_line, has_timeout, timeout_words),
        GROUP(struct url_line, has_protocol, websense_protocol_words), END_OF_WORDS },
};
static const struct command other_row = {
    ROW,
    .words = (const struct word[]){
        KEYWORD("url-server", HELP), GROUP(struct url_line, has_ifc, ifc_words),
        KEYWORD("vendor", "Vendor of the server"), CHOICE(struct url_line, server.vendor, others), HOST,
        GROUP(struct url_line, has_port, port_words),
        GROUP(struct url_line, has_timeout, timeout_words),
        GROUP(struct url_line, has_protocol, other_protocol_words), END_OF_WORDS },
};
/* clang-format on */

const struct command *const url_server_commands[] = { &websense_row, &other_row, NULL };
