/*
 * mend_access.c: lines of access lists, conduits and outbound lists, and what lets interfaces of
 * one level talk.
 *
 * A line goes in front of the one that denies, where the version numbers lines; where it does not
 * (6.2), the lines from there on are taken away, and come back behind the new one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/explain/mend.h"
#include "engine/base/ip.h"
#include "parser/names.h"

#define TAIL_LINES 64
#define EACH_SOURCES 4
#define OPENS_LINE 1 /* more than an inspection, which opens what was announced */
#define UNUSED_LISTS 4
#define UNUSED_OPENS 40 /* whatever their lines say */

/* What a line says beside its list. */
struct line_words {
    struct network source, destination;
    char protocol[16];
    char source_service[32], destination_service[32]; /* "" or " eq www" */
    double bits;
};

static bool
has_ports(uint8_t protocol)
{
    return protocol == IP_TCP || protocol == IP_UDP;
}

static void
write_port(const struct mend_ask *ask, uint16_t port, char text[static 32])
{
    const char *name = port_name(ask->config->os.version, ask->stop->protocol, port);
    if (name != NULL)
        snprintf(text, 32, " eq %s", name);
    else
        snprintf(text, 32, " eq %u", port);
}

static void
write_icmp_type(const struct mend_ask *ask, char text[static 32])
{
    const char *name = icmp_type_name(ask->config->os.version, ask->stop->icmp_type);
    if (name != NULL)
        snprintf(text, 32, " %s", name);
    else
        snprintf(text, 32, " %u", ask->stop->icmp_type);
}

static struct line_words
words_for(const struct mend_ask *ask, struct network source, struct network destination)
{
    const struct stop *stop = ask->stop;
    struct line_words words = { .source = source, .destination = destination };
    const char *name = protocol_name(ask->config->os.version, stop->protocol);
    if (name != NULL)
        snprintf(words.protocol, sizeof words.protocol, "%s", name);
    else
        snprintf(words.protocol, sizeof words.protocol, "%u", stop->protocol);
    words.bits = OPENS_LINE + mend_bits(source) + mend_bits(destination);
    if (stop->protocol == IP_ICMP) {
        write_icmp_type(ask, words.destination_service);
    } else if (has_ports(stop->protocol) && ask->group != NULL && ask->group->service_is_source) {
        write_port(ask, stop->source_port, words.source_service);
        words.bits += 16;
    } else if (has_ports(stop->protocol)) {
        write_port(ask, stop->destination_port, words.destination_service);
        words.bits += 16; /* any source port */
    }
    return words;
}

/* ---- access lists ---- */

static const char *
kind_word(const struct config *config)
{
    return config->does->modular_policy ? "extended " : "";
}

static void
write_permit(const struct mend_ask *ask, const char *list, const char *line,
             const struct line_words *words, char text[static 400])
{
    char source[END_TEXT_SIZE], destination[END_TEXT_SIZE];
    snprintf(text, 400, "access-list %.200s %s%spermit %s %s%s %s%s", list, line,
             kind_word(ask->config), words->protocol, mend_end(words->source, source),
             words->source_service, mend_end(words->destination, destination),
             words->destination_service);
}

static void
write_line(const struct config *config, const struct acl *acl, size_t at, FILE *out)
{
    if (acl == &config->conduits)
        config_write_row(config, &(struct row){ ROW_CONDUIT, acl->aces[at], at }, out);
    else
        config_write_ace(config, acl, acl->aces[at], out);
}

/* The lines from AT on, with NO before each. NULL: too many, or no memory; the caller frees it. */
static char *
write_tail(const struct config *config, const struct acl *acl, size_t at, const char *no)
{
    char *text = NULL;
    size_t size;
    if (acl->count - at > TAIL_LINES)
        return NULL;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    for (size_t i = at; i < acl->count; i++) {
        fprintf(out, "%s%s", i > at ? "\n" : "", no);
        write_line(config, acl, i, out);
    }
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

/* In front of line AT of a list without numbers. */
static void
insert_unnumbered(struct mend_ask *ask, const struct acl *acl, size_t at, ifc_id ifc,
                  const struct line_words *words)
{
    ask->bounded = ask->bounded || acl->count - at > TAIL_LINES;
    char *away = write_tail(ask->config, acl, at, "no ");
    char *back = write_tail(ask->config, acl, at, "");
    if (away != NULL && back != NULL) {
        char text[400];
        struct plan *plan = mend_begin_other(ask, words->bits);
        write_permit(ask, acl->name, "", words, text);
        mend_text(ask, plan, false, away);
        mend_text(ask, plan, false, text);
        mend_text(ask, plan, true, back);
        if (at == 0) /* the list had gone, and its group with it */
            mend_command(ask, plan, false, "access-group %s in interface %s", acl->name,
                         mend_label(ask, ifc));
    }
    free(away);
    free(back);
}

static void
insert_line(struct mend_ask *ask, const struct acl *acl, size_t at, ifc_id ifc,
            const struct line_words *words)
{
    char text[400], line[32] = "";
    if (at < acl->count)
        snprintf(line, sizeof line, "line %zu ", at + 1);
    struct plan *plan = mend_begin(ask, words->bits);
    write_permit(ask, acl->name, line, words, text);
    mend_text(ask, plan, false, text);
    if (at < acl->count)
        insert_unnumbered(ask, acl, at, ifc, words);
}

/* ---- a first access list ---- */

static void
name_new_list(const struct mend_ask *ask, ifc_id ifc, char name[static 100])
{
    snprintf(name, 100, "%.64s_access_in", mend_label(ask, ifc));
    for (unsigned number = 1; config_acl(ask->config, name) != NULL && number < 100; number++)
        snprintf(name, 100, "%.64s_access_in_%u", mend_label(ask, ifc), number);
}

/* Does what comes in at IFC get anywhere by its level? */
static bool
level_lets_out(const struct config *config, ifc_id ifc)
{
    for (size_t i = 0; i < config->interface_count; i++)
        if (i != ifc && interface_is_up(config->interfaces[i]) &&
            config->interfaces[i]->security_level < config->interfaces[ifc]->security_level)
            return true;
    return false;
}

static void
deny_network(struct mend_ask *ask, struct plan *plan, const char *list, struct network network)
{
    char end[END_TEXT_SIZE];
    mend_command(ask, plan, true, "access-list %s %sdeny ip any %s", list, kind_word(ask->config),
                 mend_end(network, end));
}

/* What the level denied before there was a list, and then all else, as it was. */
static void
keep_levels(struct mend_ask *ask, struct plan *plan, ifc_id ifc, const char *list)
{
    const struct config *config = ask->config;
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *other = config->interfaces[i];
        if (i == ifc || !interface_is_up(other) || other->address == 0 ||
            other->security_level < config->interfaces[ifc]->security_level)
            continue;
        deny_network(ask, plan, list,
                     (struct network){ other->address & other->netmask, other->netmask });
    }
    for (size_t i = 0; i < config->static_count; i++) {
        const struct static_nat *entry = &config->statics[i];
        if (entry->mapped_ifc == ifc && !entry->mapped_is_interface && entry->protocol == 0)
            deny_network(ask, plan, list,
                         (struct network){ entry->mapped & entry->netmask, entry->netmask });
    }
    mend_command(ask, plan, true, "access-list %s %spermit ip any any", list,
                 kind_word(ask->config));
}

static void
first_list(struct mend_ask *ask, ifc_id ifc, const struct line_words *words)
{
    char name[100], text[400];
    name_new_list(ask, ifc, name);
    struct plan *plan = mend_begin(ask, words->bits);
    write_permit(ask, name, "", words, text);
    mend_text(ask, plan, false, text);
    if (level_lets_out(ask->config, ifc))
        keep_levels(ask, plan, ifc, name);
    mend_command(ask, plan, false, "access-group %s in interface %s", name, mend_label(ask, ifc));
}

/* Does something beside an access-group look at the list? */
static bool
is_used(const struct config *config, const struct acl *acl)
{
    for (size_t i = 0; i < config->interface_count; i++)
        if (config->interfaces[i]->access_in == acl || config->interfaces[i]->access_out == acl)
            return true;
    for (size_t i = 0; i < config->nat_count; i++)
        if (config->nats[i].acl == acl)
            return true;
    for (size_t i = 0; i < config->static_count; i++)
        if (config->statics[i].acl == acl)
            return true;
    for (size_t i = 0; i < config->class_map_count; i++)
        for (size_t m = 0; m < config->class_maps[i]->count; m++)
            if (config->class_maps[i]->matches[m].acl == acl)
                return true;
    for (size_t i = 0; i < config->crypto_entry_count; i++)
        if (config->crypto_entries[i].acl == acl)
            return true;
    return false;
}

/* A list that is there and that nothing uses: it may have been meant. */
static void
bind_lists(struct mend_ask *ask, ifc_id ifc)
{
    size_t made = 0;
    for (size_t i = 0; i < ask->config->acl_count && made < UNUSED_LISTS; i++) {
        const struct acl *acl = ask->config->acls[i];
        if (!acl->exists || acl->kind != ACL_EXTENDED || acl->count == acl->remarks ||
            is_used(ask->config, acl))
            continue;
        mend_command(ask, mend_begin(ask, UNUSED_OPENS), false, "access-group %s in interface %s",
                     acl->name, mend_label(ask, ifc));
        made++;
    }
}

/* ---- conduits and outbound lists ---- */

static void
write_conduit(const struct line_words *words, char text[static 400])
{
    char global[END_TEXT_SIZE], foreign[END_TEXT_SIZE];
    snprintf(text, 400, "conduit permit %s %s%s %s%s", words->protocol,
             mend_end(words->destination, global), words->destination_service,
             mend_end(words->source, foreign), words->source_service);
}

/* In front of the conduit that denies, where one does. */
static void
add_conduit(struct mend_ask *ask, const struct line_words *words)
{
    const struct acl *conduits = &ask->config->conduits;
    char text[400];
    struct plan *plan = mend_begin(ask, words->bits);
    size_t at = ask->stop->row.kind == ROW_CONDUIT ? acl_place(conduits, ask->stop->row.pointer)
                                                   : conduits->count;
    char *away = NULL, *back = NULL;
    if (at < conduits->count) {
        ask->bounded = ask->bounded || conduits->count - at > TAIL_LINES;
        away = write_tail(ask->config, conduits, at, "no ");
        back = write_tail(ask->config, conduits, at, "");
    }
    if (away != NULL && back != NULL)
        mend_text(ask, plan, false, away);
    if (ask->stop->protocol == IP_ICMP) {
        /* conduit permit icmp GLOBAL FOREIGN TYPE */
        struct line_words bare = *words;
        bare.destination_service[0] = '\0';
        write_conduit(&bare, text);
        size_t length = strlen(text);
        snprintf(text + length, sizeof text - length, "%s", words->destination_service);
    } else {
        write_conduit(words, text);
    }
    mend_text(ask, plan, false, text);
    if (away != NULL && back != NULL)
        mend_text(ask, plan, true, back);
    free(away);
    free(back);
}

/* Does the list look at destinations where it is applied? */
static bool
looks_at_destinations(const struct config *config, ifc_id ifc, uint16_t list)
{
    for (size_t i = 0; i < config->apply_count; i++)
        if (config->applies[i].ifc == ifc && config->applies[i].list == list)
            return config->applies[i].by_destination;
    return false;
}

static void
permit_outbound(struct mend_ask *ask, const struct outbound_rule *rule)
{
    const struct stop *stop = ask->stop;
    char address[IP_TEXT_SIZE];
    bool ports = has_ports(stop->protocol);
    ip_format(looks_at_destinations(ask->config, stop->ingress, rule->list) ? stop->destination
                                                                            : stop->source,
              address);
    struct plan *plan = mend_begin(ask, 32 + (ports ? 16 : 40));
    if (ports)
        mend_command(ask, plan, false, "outbound %u permit %s 255.255.255.255 %u %s", rule->list,
                     address, stop->destination_port, stop->protocol == IP_TCP ? "tcp" : "udp");
    else
        mend_command(ask, plan, false, "outbound %u permit %s 255.255.255.255 0 ip", rule->list,
                     address);
}

/* ---- which of them ---- */

/* The list with the row that decided, and its place there. */
static const struct acl *
deciding_list(const struct mend_ask *ask, size_t *at)
{
    const struct row *row = &ask->stop->row;
    if (row->kind == ROW_IMPLICIT_DENY && row->pointer != NULL) {
        const struct acl *acl = row->pointer;
        *at = acl->count;
        return acl;
    }
    if (row->kind != ROW_ACE)
        return NULL;
    for (size_t i = 0; i < ask->config->acl_count; i++) {
        const struct acl *acl = ask->config->acls[i];
        *at = acl_place(acl, row->pointer);
        if (*at < acl->count)
            return acl;
    }
    return NULL;
}

/* The addresses as the trace says they are behind the translations before the list. */
static void
as_leaves(const struct mend_ask *ask, struct network *source, struct network *destination)
{
    for (size_t i = 0; ask->trace != NULL && i < ask->trace->count; i++) {
        const struct trace_phase *phase = &ask->trace->phases[i];
        if (!phase->allowed || phase->from == phase->to)
            continue;
        if (phase->type == PHASE_NAT && source->netmask == IP_HOST_MASK &&
            phase->from == source->address)
            source->address = phase->to;
        if (phase->type == PHASE_UNTRANSLATE && phase->from == destination->address)
            destination->address = phase->to;
    }
}

static void
permit(struct mend_ask *ask, struct network source, struct network destination)
{
    const struct interface *ingress = ask->config->interfaces[ask->stop->ingress];
    struct line_words words = words_for(ask, source, destination);
    size_t at = 0;
    const struct acl *acl = deciding_list(ask, &at);
    if (acl != NULL) {
        insert_line(ask, acl, at, ask->stop->ingress, &words);
        if (acl != ingress->access_in) {
            as_leaves(ask, &source, &destination);
            words = words_for(ask, source, destination);
            insert_line(ask, acl, at, ask->stop->ingress, &words);
        }
        return;
    }
    if (ingress->access_in == NULL && ask->config->conduits.count > 0)
        add_conduit(ask, &words);
    else if (ingress->access_in == NULL)
        first_list(ask, ask->stop->ingress, &words);
}

/* A line for each source rather than one for a network with others in it: the mends from FROM on,
 * which are of the first source, get a copy of their line for each further one. */
static void
repeat_lines(struct mend_ask *ask, size_t from)
{
    const struct stop_group *group = ask->group;
    for (size_t i = from; i < ask->count; i++) {
        struct plan *plan = &ask->mends[i];
        char first[END_TEXT_SIZE], other[END_TEXT_SIZE];
        mend_end((struct network){ group->sources[0], IP_HOST_MASK }, first);
        size_t lines = plan->count;
        for (size_t line = 0; line < lines; line++) {
            const char *text = plan->commands[line].text;
            const char *at = strstr(text, first);
            if (at == NULL || plan->commands[line].restores || strchr(text, '\n') != NULL ||
                strstr(text, "permit") == NULL)
                continue;
            for (size_t s = 1; s < group->source_count; s++)
                mend_insert(ask, plan, line + s, "%.*s%s%s", (int)(at - text), text,
                            mend_end((struct network){ group->sources[s], IP_HOST_MASK }, other),
                            at + strlen(first));
            break;
        }
        plan->opens += 1;
    }
}

static void
permit_each(struct mend_ask *ask, struct network destination)
{
    const struct stop_group *group = ask->group;
    if (group == NULL || group->source_count < 2 || group->source_count > EACH_SOURCES ||
        group->more_sources)
        return;
    size_t from = ask->count;
    permit(ask, (struct network){ group->sources[0], IP_HOST_MASK }, destination);
    repeat_lines(ask, from);
}

/* Is it of a network that is connected there? */
static bool
is_neighbour(const struct interface *interface, uint32_t address)
{
    return interface->address != 0 && ((interface->address ^ address) & interface->netmask) == 0;
}

static void
same_level(struct mend_ask *ask, ifc_id egress)
{
    bool turns = egress == ask->stop->ingress;
    if (turns && is_neighbour(ask->config->interfaces[egress], ask->stop->destination)) {
        ask->why_none = "its destination is of the network that it comes from: a static would have "
                        "to say which host has that address, and the captures do not tell";
        return;
    }
    if (!ask->config->does->same_security_command) {
        ask->why_none = "interfaces of one level never talk to each other in this version: one of "
                        "them would need another level";
        return;
    }
    struct plan *plan = mend_begin(ask, 60);
    mend_command(ask, plan, false, "same-security-traffic permit %s-interface",
                 turns ? "intra" : "inter");
}

void
mend_access(struct mend_ask *ask)
{
    const struct stop *stop = ask->stop;
    if (stop->ingress == IFC_NONE || stop->ingress >= ask->config->interface_count)
        return;
    if (stop->row.kind == ROW_OUTBOUND) {
        permit_outbound(ask, stop->row.pointer);
        return;
    }
    ifc_id egress = mend_egress(ask);
    if (stop->row.kind == ROW_SECURITY_LEVEL && egress != IFC_NONE &&
        ask->config->interfaces[egress]->security_level ==
            ask->config->interfaces[stop->ingress]->security_level) {
        same_level(ask, egress);
        return;
    }
    struct network destination = mend_targets(ask);
    struct network sources = mend_sources(ask);
    permit(ask, sources, destination);
    permit_each(ask, destination);
    if (ask->config->interfaces[stop->ingress]->access_in == NULL)
        bind_lists(ask, stop->ingress);
    size_t from = ask->count;
    if (sources.netmask != 0)
        permit(ask, (struct network){ 0, 0 }, destination);
    for (size_t i = from; i < ask->count; i++)
        ask->mends[i].is_wide = true;
}
