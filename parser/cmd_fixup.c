/*
 * cmd_fixup.c: fixup protocol of 6.x (commands.md 6.1).
 *
 * A default fixup that is switched off stays in the list, because it is written as `no fixup ...`.
 */
#include <stdlib.h>
#include <string.h>

#include "parser/families.h"
#include "parser/family.h"
#include "parser/fixup.h"
#include "parser/word_inspection.h"

enum fixup_shape { WITH_PORTS, FIXED_PORTS, WITHOUT_PORTS };

/*
 * As `fixup protocol` spells them, in the order in which 6.3 writes them; ORDER_6_2 is the place
 * in a 6.2 listing. The first row of a kind is the one that is written.
 */
static const struct fixup {
    const char *text;
    enum inspection_kind kind;
    enum os_version since;
    enum fixup_shape shape;
    int order_6_2;
    bool on_6_2;
    uint16_t on_6_3_from; /* maintenance release from which it is on by default in 6.3; 0: off */
    uint16_t on_6_3_until;
} fixups[] = {
    { "ctiqbe", INSPECT_CTIQBE, OS_6_3, WITH_PORTS, 90, false, 0, 0 },
    { "dns", INSPECT_DNS, OS_6_3, WITHOUT_PORTS, 91, false, 2, 0 },
    { "domain", INSPECT_DNS, OS_6_3, WITH_PORTS, 92, false, 0, 0 }, /* one 6.3(1) listing */
    { "esp-ike", INSPECT_ESP_IKE, OS_6_3, WITHOUT_PORTS, 93, false, 0, 0 },
    { "ftp", INSPECT_FTP, OS_6_2, WITH_PORTS, 1, true, 1, 0 },
    { "h323 h225", INSPECT_H323_H225, OS_6_2, WITH_PORTS, 3, true, 1, 0 },
    { "h323 ras", INSPECT_H323_RAS, OS_6_2, WITH_PORTS, 4, true, 1, 0 },
    { "h323", INSPECT_H323_H225, OS_6_2, WITH_PORTS, 94, false, 0, 0 }, /* 6.1 and before */
    { "http", INSPECT_HTTP, OS_6_2, WITH_PORTS, 2, true, 1, 0 },
    { "icmp error", INSPECT_ICMP_ERROR, OS_6_3, WITHOUT_PORTS, 95, false, 0, 0 },
    { "ils", INSPECT_ILS, OS_6_2, WITH_PORTS, 5, true, 1, 1 },
    { "mgcp", INSPECT_MGCP, OS_6_3, WITH_PORTS, 96, false, 0, 0 },
    { "pptp", INSPECT_PPTP, OS_6_3, WITH_PORTS, 97, false, 0, 0 },
    { "rpc", INSPECT_SUNRPC, OS_7_0, WITH_PORTS, 100, false, 0, 0 }, /* 6.x always has it */
    { "rsh", INSPECT_RSH, OS_6_2, FIXED_PORTS, 6, true, 1, 0 },
    { "rtsp", INSPECT_RTSP, OS_6_2, WITH_PORTS, 7, true, 1, 0 },
    { "sip", INSPECT_SIP, OS_6_2, WITH_PORTS, 10, true, 1, 0 },
    { "sip udp", INSPECT_SIP_UDP, OS_6_3, WITH_PORTS, 98, false, 1, 0 },
    { "skinny", INSPECT_SKINNY, OS_6_2, WITH_PORTS, 11, true, 1, 0 },
    { "smtp", INSPECT_SMTP, OS_6_2, WITH_PORTS, 8, true, 1, 0 },
    { "snmp", INSPECT_SNMP, OS_6_3, WITH_PORTS, 99, false, 0, 0 },
    { "sqlnet", INSPECT_SQLNET, OS_6_2, WITH_PORTS, 9, true, 1, 0 },
    { "tftp", INSPECT_TFTP, OS_6_3, WITH_PORTS, 89, false, 2, 0 },
};

static const struct fixup *
fixup_of(enum inspection_kind kind)
{
    for (size_t i = 0; i < ARRAY_LENGTH(fixups); i++) {
        if (fixups[i].kind == kind)
            return &fixups[i];
    }
    return NULL;
}

/* A release without a maintenance number counts as the newest. */
static bool
is_default(const struct fixup *fixup, struct os_release os)
{
    if (os.version == OS_6_2)
        return fixup->on_6_2;
    uint16_t maintenance = os.maintenance != 0 ? os.maintenance : UINT16_MAX;
    return os.version == OS_6_3 && fixup->on_6_3_from != 0 && maintenance >= fixup->on_6_3_from &&
           (fixup->on_6_3_until == 0 || maintenance <= fixup->on_6_3_until);
}

static bool
name_match(const struct word *word, struct matching *matching, void *scratch)
{
    const char *phrases[ARRAY_LENGTH(fixups)];
    size_t found;
    for (size_t i = 0; i < ARRAY_LENGTH(fixups); i++)
        phrases[i] = matching->context->version < fixups[i].since ? NULL : fixups[i].text;
    if (!take_phrase(matching, phrases, ARRAY_LENGTH(fixups), word->help, &found))
        return false;
    struct fixup_line *line = scratch;
    line->kind = fixups[found].kind;
    line->domain = line->kind == INSPECT_DNS && fixups[found].shape == WITH_PORTS;
    return true;
}

static void
name_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    const struct fixup_line *line = scratch;
    writing_put(writing, "%s", line->domain ? "domain" : fixup_of(line->kind)->text);
}

static const struct word_type word_fixup_name = { "protocol", name_match, name_write };

static bool
options_match(const struct word *word, struct matching *matching, void *scratch)
{
    (void)word;
    struct fixup_line *line = scratch;
    return line->domain || take_inspection_options(matching, line->kind, &line->options);
}

static void
options_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    writing_put_inspection_options(writing, &((const struct fixup_line *)scratch)->options);
}

static const struct word_type word_fixup_options = { "options", options_match, options_write };

static bool
parse_port_range(const char *text, uint16_t *first, uint16_t *last)
{
    char *end;
    unsigned long low = strtoul(text, &end, 10);
    unsigned long high = low;
    if (end == text || text[0] < '0' || text[0] > '9')
        return false;
    if (*end == '-' && end[1] >= '0' && end[1] <= '9')
        high = strtoul(end + 1, &end, 10);
    *first = (uint16_t)low;
    *last = (uint16_t)high;
    return *end == '\0' && low >= 1 && low <= high && high <= UINT16_MAX;
}

/* The first row of dns is the one without ports. */
static bool
has_ports(const struct fixup_line *line)
{
    return line->domain || fixup_of(line->kind)->shape != WITHOUT_PORTS;
}

static bool
ports_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct fixup_line *line = scratch;
    const struct token *token = matching_next(matching);
    if (!has_ports(line))
        return false;
    if (token == NULL || !parse_port_range(token->text, &line->first, &line->last)) {
        matching_expect(matching, "<1-65535>[-<1-65535>]", word->help, false);
        return false;
    }
    line->has_ports = true;
    matching_take(matching);
    return true;
}

static void
ports_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    const struct fixup_line *line = scratch;
    if (!has_ports(line))
        return;
    if (line->first == line->last)
        writing_put(writing, "%u", line->first);
    else
        writing_put(writing, "%u-%u", line->first, line->last);
}

static const struct word_type word_fixup_ports = { "port[-port]", ports_match, ports_write };

/* ---- set, unset ---- */

void
fixup_read_defaults(struct fixup_line *line)
{
    const struct inspection_default *usual = inspection_default(line->kind);
    if (!line->has_ports) {
        line->first = usual->port_first;
        line->last = usual->port_last;
    }
    if (line->kind == INSPECT_DNS && !line->domain && line->options.maximum_length == 0)
        line->options.maximum_length = DNS_LENGTH_DEFAULT;
}

static struct inspection *
find_fixup(const struct config *config, const struct fixup_line *line)
{
    for (size_t i = 0; i < config->fixup_count; i++) {
        struct inspection *old = &config->fixups[i];
        if (old->kind == line->kind &&
            (line->kind == INSPECT_DNS ||
             (old->port_first == line->first && old->port_last == line->last)))
            return old;
    }
    return NULL;
}

/* The same port of the same transport may not belong to two protocols (commands.md 6.1). */
static const struct inspection *
find_rival(const struct config *config, const struct fixup_line *line)
{
    uint8_t protocol = inspection_default(line->kind)->protocol;
    for (size_t i = 0; has_ports(line) && i < config->fixup_count; i++) {
        const struct inspection *old = &config->fixups[i];
        if (!old->off && old->kind != line->kind &&
            inspection_default(old->kind)->protocol == protocol && old->port_first <= line->last &&
            line->first <= old->port_last)
            return old;
    }
    return NULL;
}

/* `isakmp enable IF`: the box itself would end the tunnels (commands.md 6.1). */
static bool
isakmp_is_on(const struct config *config)
{
    for (size_t i = 0; i < config->kept_count; i++) {
        if (strncmp(config->kept[i].text, "isakmp enable ", strlen("isakmp enable ")) == 0)
            return true;
    }
    return false;
}

static bool
check_fixup(const struct command_call *call, const struct fixup_line *line)
{
    const struct inspection_default *usual = inspection_default(line->kind);
    size_t last_word = call->line->count - 1;
    if (line->has_ports && fixup_of(line->kind)->shape == FIXED_PORTS &&
        (line->first != usual->port_first || line->last != usual->port_last))
        return refuse_word(call, last_word, NULL, "the port of %s is always %u",
                           fixup_of(line->kind)->text, usual->port_first);
    const struct inspection *rival = find_rival(call->config, line);
    if (rival != NULL)
        return refuse_word(call, last_word, NULL, "the port belongs to fixup protocol %s",
                           fixup_of(rival->kind)->text);
    if (line->kind == INSPECT_ESP_IKE && isakmp_is_on(call->config))
        return refuse(call, NULL, "esp-ike cannot be on where isakmp is enabled");
    return true;
}

static bool
set_fixup(struct command_call *call, void *scratch)
{
    struct fixup_line *line = scratch;
    struct config *config = call->config;
    fixup_read_defaults(line);
    if (!check_fixup(call, line))
        return false;
    struct inspection *fixup = find_fixup(config, line);
    if (fixup == NULL)
        fixup = arena_append(config->arena, &config->fixups, &config->fixup_count,
                             &config->fixup_capacity, sizeof(*fixup));
    if (fixup == NULL)
        return no_memory(call);
    *fixup = (struct inspection){
        .kind = line->kind,
        .port_first = line->first,
        .port_last = line->last,
        .strict = line->options.strict,
        .maximum_length = line->options.maximum_length,
        .origin = call_origin(call),
    };
    return true;
}

static bool
is_default_ports(const struct inspection *fixup)
{
    const struct inspection_default *usual = inspection_default(fixup->kind);
    return fixup->port_first == usual->port_first && fixup->port_last == usual->port_last;
}

/* Without a port all of the protocol's lines go. A default one stays, switched off. */
static bool
unset_fixup(struct command_call *call, void *scratch)
{
    struct fixup_line *line = scratch;
    struct config *config = call->config;
    bool found = false;
    bool all = !line->has_ports;
    fixup_read_defaults(line);
    for (size_t i = 0; i < config->fixup_count;) {
        struct inspection *old = &config->fixups[i];
        if (old->kind != line->kind ||
            (!all && (old->port_first != line->first || old->port_last != line->last))) {
            i++;
            continue;
        }
        found = true;
        if (is_default(fixup_of(old->kind), config->os) && is_default_ports(old)) {
            old->off = true;
            i++;
        } else {
            LIST_REMOVE(config->fixups, config->fixup_count, i);
        }
    }
    if (!found && call->file == NULL)
        return refuse(call, NULL, "this fixup is not on");
    return true;
}

bool
fixup_defaults(struct config *config)
{
    for (size_t i = 0; i < ARRAY_LENGTH(fixups); i++) {
        if (!is_default(&fixups[i], config->os))
            continue;
        const struct inspection_default *usual = inspection_default(fixups[i].kind);
        struct inspection *fixup =
            arena_append(config->arena, &config->fixups, &config->fixup_count,
                         &config->fixup_capacity, sizeof(*fixup));
        if (fixup == NULL)
            return false;
        *fixup = (struct inspection){
            .kind = fixups[i].kind,
            .port_first = usual->port_first,
            .port_last = usual->port_last,
            .maximum_length = fixups[i].kind == INSPECT_DNS ? DNS_LENGTH_DEFAULT : 0,
        };
    }
    return true;
}

/* ---- writing ---- */

static void
visit_kind(const struct config *config, enum inspection_kind kind, command_visit *visit,
           void *context)
{
    for (size_t i = 0; i < config->fixup_count; i++) {
        struct inspection *fixup = &config->fixups[i];
        struct fixup_line line = {
            .kind = fixup->kind,
            .options = { fixup->strict, fixup->maximum_length },
            .first = fixup->port_first,
            .last = fixup->port_last,
            .off = fixup->off,
            .domain = fixup->kind == INSPECT_DNS && fixup->maximum_length == 0,
        };
        if (fixup->kind == kind)
            visit(context, &line, fixup);
    }
}

static int
place_of(const struct fixup *fixup, enum os_version version)
{
    return version == OS_6_2 ? fixup->order_6_2 : (int)(fixup - fixups);
}

static void
each_fixup(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    /* an insertion walk over a dozen rows: the next place above the last one */
    int last = -1;
    for (;;) {
        const struct fixup *next = NULL;
        for (size_t i = 0; i < ARRAY_LENGTH(fixups); i++) {
            int place = place_of(&fixups[i], config->os.version);
            if (place > last && fixup_of(fixups[i].kind) == &fixups[i] &&
                (next == NULL || place < place_of(next, config->os.version)))
                next = &fixups[i];
        }
        if (next == NULL)
            return;
        visit_kind(config, next->kind, visit, context);
        last = place_of(next, config->os.version);
    }
}

static bool
is_off(const struct config *config, const void *scratch)
{
    (void)config;
    return ((const struct fixup_line *)scratch)->off;
}

static bool
clear_fixup(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->fixup_count = 0;
    return fixup_defaults(call->config) || no_memory(call);
}

const struct word fixup_words[] = {
    KEYWORD("fixup protocol", "Protocol to inspect"),
    VALUE(fixup_name, struct fixup_line, kind, "Protocol"),
    VALUE(fixup_options, struct fixup_line, options, ""),
    VALUE(fixup_ports, struct fixup_line, first, "Port or range", .optional = true),
    END_OF_WORDS,
};

static const struct command fixup_row = {
    .name = "fixup protocol",
    .help = "Add or delete PIX service and feature defaults",
    .words = fixup_words,
    .before = OS_7_0,
    .scratch_size = sizeof(struct fixup_line),
    .set = set_fixup,
    .unset = unset_fixup,
    .each = each_fixup,
    .writes_no = is_off,
    .clear = clear_fixup,
};

const struct command *const fixup_commands[] = { &fixup_row, &fixup_mpf_row, NULL };
