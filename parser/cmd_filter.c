/*
 * cmd_filter.c: filter (commands.md 11.5).
 */
#include <string.h>

#include "parser/families.h"
#include "parser/family.h"
#include "parser/word_range.h"

struct filter_line {
    int kind; /* enum content_kind */
    bool except, is_http;
    struct port_range ports;
    struct network local, foreign;
    bool allow, proxy_block, longurl_truncate, longurl_deny, cgi_truncate, interact_block;
};

/* ---- url, activex, ...: one to a row ---- */

static bool
kind_match(const struct word *word, struct matching *matching, void *scratch)
{
    (void)scratch;
    return matching_keyword(matching, word->text, word->help);
}

static void
kind_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)scratch;
    writing_put(writing, "%s", word->text);
}

static const struct word_type word_kind = { "kind", kind_match, kind_write };

/* ---- http, 80, 80-90, except ---- */

static const struct word plain_ports = { .type = &word_port_range,
                                         FIELD(struct filter_line, ports),
                                         .low = 1,
                                         .help = "Port or range of ports" };

static bool
what_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct filter_line *line = scratch;
    if (matching_keyword(matching, "except", "Not between these addresses")) {
        line->except = true;
        return true;
    }
    if (word->high != 0 && matching_keyword(matching, "http", "Port 80")) {
        line->is_http = true;
        line->ports = (struct port_range){ 80, 80 };
        return true;
    }
    return word_port_range.match(&plain_ports, matching, scratch);
}

static void
what_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const struct filter_line *line = scratch;
    (void)word;
    if (line->except || line->is_http)
        writing_put(writing, "%s", line->except ? "except" : "http");
    else
        word_port_range.write(&plain_ports, writing, scratch);
}

static const struct word_type word_what = { "port", what_match, what_write };

/* ---- the model ---- */

static struct content_filter
filter_of(const struct filter_line *line)
{
    return (struct content_filter){
        .kind = (enum content_kind)line->kind,
        .except = line->except,
        .is_http = line->is_http,
        .low = line->ports.low,
        .high = line->ports.high,
        .local = line->local,
        .foreign = line->foreign,
        .allow = line->allow,
        .proxy_block = line->proxy_block,
        .longurl_truncate = line->longurl_truncate,
        .longurl_deny = line->longurl_deny,
        .cgi_truncate = line->cgi_truncate,
        .interact_block = line->interact_block,
    };
}

static bool
same_network(struct network a, struct network b)
{
    return a.address == b.address && a.netmask == b.netmask;
}

/* Filters of the same connections; another line sets their options. */
static size_t
find_filter(const struct config *config, const struct content_filter *wanted)
{
    size_t i = 0;
    for (; i < config->content_filter_count; i++) {
        const struct content_filter *filter = &config->content_filters[i];
        if (filter->kind == wanted->kind && filter->except == wanted->except &&
            filter->low == wanted->low && filter->high == wanted->high &&
            same_network(filter->local, wanted->local) &&
            same_network(filter->foreign, wanted->foreign))
            break;
    }
    return i;
}

static bool
set_filter(struct command_call *call, void *scratch)
{
    const struct filter_line *line = scratch;
    struct config *config = call->config;
    struct content_filter filter = filter_of(line);
    if (!check_pair(call, line->local.address, line->local.netmask) ||
        !check_pair(call, line->foreign.address, line->foreign.netmask))
        return false;
    size_t at = find_filter(config, &filter);
    struct content_filter *slot =
        at < config->content_filter_count
            ? &config->content_filters[at]
            : arena_append(config->arena, &config->content_filters, &config->content_filter_count,
                           &config->content_filter_capacity, sizeof(*slot));
    if (slot == NULL)
        return no_memory(call);
    filter.origin = call_origin(call);
    *slot = filter;
    return true;
}

static bool
unset_filter(struct command_call *call, void *scratch)
{
    struct config *config = call->config;
    struct content_filter filter = filter_of(scratch);
    size_t at = find_filter(config, &filter);
    if (at == config->content_filter_count)
        return refuse(call, NULL, "there is no such filter");
    LIST_REMOVE(config->content_filters, config->content_filter_count, at);
    return true;
}

static bool
clear_filters(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->content_filter_count = 0;
    return true;
}

static void
each_filter(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->content_filter_count; i++) {
        struct content_filter *filter = &config->content_filters[i];
        struct filter_line line = {
            .kind = (int)filter->kind,
            .except = filter->except,
            .is_http = filter->is_http,
            .ports = { filter->low, filter->high },
            .local = filter->local,
            .foreign = filter->foreign,
            .allow = filter->allow,
            .proxy_block = filter->proxy_block,
            .longurl_truncate = filter->longurl_truncate,
            .longurl_deny = filter->longurl_deny,
            .cgi_truncate = filter->cgi_truncate,
            .interact_block = filter->interact_block,
        };
        visit(context, &line, filter);
    }
}

/* ---- rows ---- */

static const struct word url_options[] = {
    FLAG(struct filter_line, allow, "allow", "Allow when the server does not answer"),
    FLAG(struct filter_line, proxy_block, "proxy-block", "Block what asks a proxy"),
    FLAG(struct filter_line, longurl_truncate, "longurl-truncate", "Cut URLs that are too long"),
    FLAG(struct filter_line, longurl_deny, "longurl-deny", "Deny URLs that are too long"),
    FLAG(struct filter_line, cgi_truncate, "cgi-truncate", "Cut the parameters of a URL"),
    END_OF_WORDS,
};
static const struct word ftp_options[] = {
    FLAG(struct filter_line, allow, "allow", "Allow when the server does not answer"),
    FLAG(struct filter_line, interact_block, "interact-block", "Block interactive FTP"),
    END_OF_WORDS,
};
static const struct word https_options[] = {
    FLAG(struct filter_line, allow, "allow", "Allow when the server does not answer"),
    END_OF_WORDS,
};

LINE_KIND(url, struct filter_line, kind, CONTENT_URL)
LINE_KIND(activex, struct filter_line, kind, CONTENT_ACTIVEX)
LINE_KIND(java, struct filter_line, kind, CONTENT_JAVA)
LINE_KIND(ftp, struct filter_line, kind, CONTENT_FTP)
LINE_KIND(https, struct filter_line, kind, CONTENT_HTTPS)

/* clang-format off */
#define OPTIONS(list) ANY_ORDER(list),
#define FILTER(kind_name, what, options, http, ...) \
    &(const struct command){ \
        .name = "filter", .help = what, .scratch_size = sizeof(struct filter_line), \
        .init = init_##kind_name, .fits = fits_##kind_name, .set = set_filter, \
        .unset = unset_filter, .each = each_filter, .clear = clear_filters, \
        .words = (const struct word[]){ \
            KEYWORD("filter", "Filter URLs, ActiveX, Java, FTP, HTTPS"), \
            { .type = &word_kind, .text = #kind_name, .help = what }, \
            { .type = &word_what, .text = "port", .help = "Ports", .high = http }, \
            VALUE(address, struct filter_line, local.address, "Local address"), \
            VALUE(netmask, struct filter_line, local.netmask, "Netmask"), \
            VALUE(address, struct filter_line, foreign.address, "Foreign address"), \
            VALUE(netmask, struct filter_line, foreign.netmask, "Netmask"), \
            options END_OF_WORDS }, \
        __VA_ARGS__ }

const struct command *const filter_commands[] = {
    FILTER(activex, "Remove ActiveX objects", , 0),
    FILTER(ftp, "Ask the URL server about FTP", OPTIONS(ftp_options), 0, .since = OS_6_3),
    FILTER(https, "Ask the URL server about HTTPS", OPTIONS(https_options), 0, .since = OS_6_3),
    FILTER(java, "Remove Java applets", , 0),
    FILTER(url, "Ask the URL server about HTTP", OPTIONS(url_options), 1),
    NULL,
};
/* clang-format on */
