/*
 * usage.c: usage blocks of 6.x. The device's own layout where it is known (shell.md 2.1 [R]);
 * else it is made from the command's row.
 */
#include "cli/usage.h"

#include <string.h>
#include <strings.h>

#include "cli/exec/exec.h"

static const struct usage {
    const char *command;
    enum os_version since;
    const char *text;
} usages[] = {
    { "access-group", OS_FIRST,
      "Usage:  [no] access-group <access-list> in interface <if_name>\n" },
    { "access-list", OS_FIRST,
      "Usage:  [no] access-list compiled\n"
      "        [no] access-list <id> compiled\n"
      "        [no] access-list <id> deny|permit <protocol>|object-group <protocol_obj_grp_id>\n"
      "                <sip> <smask> | object-group <network_obj_grp_id>\n"
      "                [<operator> <port> [<port>] | object-group <service_obj_grp_id>]\n"
      "                <dip> <dmask> | object-group <network_obj_grp_id>\n"
      "                [<operator> <port> [<port>] | object-group <service_obj_grp_id>]\n"
      "        [no] access-list <id> deny|permit icmp <sip> <smask> | object-group "
      "<network_obj_grp_id>\n"
      "                <dip> <dmask> | object-group <network_obj_grp_id>\n"
      "                [<icmp_type> | object-group <icmp_type_obj_grp_id>]\n" },
    { "access-list", OS_6_3,
      "Usage:  [no] access-list compiled\n"
      "        [no] access-list deny-flow-max <n>\n"
      "        [no] access-list alert-interval <secs>\n"
      "        [no] access-list <id> compiled\n"
      "        [no] access-list <id> [line <line-num>] remark <text>\n"
      "        [no] access-list <id> [line <line-num>] deny|permit\n"
      "                <protocol>|object-group <protocol_obj_grp_id>\n"
      "                <sip> <smask> | interface <if_name> | object-group <network_obj_grp_id>\n"
      "                [<operator> <port> [<port>] | object-group <service_obj_grp_id>]\n"
      "                <dip> <dmask> | interface <if_name> | object-group <network_obj_grp_id>\n"
      "                [<operator> <port> [<port>] | object-group <service_obj_grp_id>]\n"
      "                [log [disable|default] | [<level>] [interval <secs>]]\n"
      "        [no] access-list <id> [line <line-num>] deny|permit icmp\n"
      "                <sip> <smask> | interface <if_name> | object-group <network_obj_grp_id>\n"
      "                <dip> <dmask> | interface <if_name> | object-group <network_obj_grp_id>\n"
      "                [<icmp_type> | object-group <icmp_type_obj_grp_id>]\n"
      "                [log [disable|default] | [<level>] [interval <secs>]]\n" },
    { "conduit", OS_FIRST,
      "Usage:  [no] conduit deny|permit <protocol>|object-group <protocol_obj_grp_id>\n"
      "                <global_ip> <global_mask> | object-group <network_obj_grp_id>\n"
      "                [<operator> <port> [<port>] | object-group <service_obj_grp_id>]\n"
      "                <foreign_ip> <foreign_mask> | object-group <network_obj_grp_id>\n"
      "                [<operator> <port> [<port>] | object-group <service_obj_grp_id>]\n" },
    { "fixup", OS_FIRST, "Usage:  [no] fixup protocol <prot> [<option>] <port>[-<port>]\n" },
    { "global", OS_FIRST,
      "Usage:  [no] global [(<ext_if_name>)] <nat_id> {<global_ip>[-<global_ip>] "
      "[netmask <global_mask>]} | interface\n" },
    { "nat", OS_FIRST,
      "Usage:  [no] nat [(<if_name>)] <nat_id> <local_ip> [<mask> [dns] [outside] "
      "[<max_conns> [<emb_limit> [<norandomseq>]]]]\n"
      "        [no] nat [(<if_name>)] 0 [access-list <acl_name> [outside]]\n" },
    { "route", OS_FIRST,
      "Usage:  [no] route <if_name> <foreign_ip> <mask> <gateway> [<metric>]\n" },
    { "static", OS_FIRST,
      "Usage:  [no] static [(internal_if_name, external_if_name)]\n"
      "                {<global_ip>|interface} <local_ip> [dns] [netmask <mask>]\n"
      "                [<max_conns> [<emb_limit> [<norandomseq>]]]\n"
      "        [no] static [(internal_if_name, external_if_name)] {tcp|udp}\n"
      "                {<global_ip>|interface} <global_port>\n"
      "                <local_ip> <local_port> [dns] [netmask <mask>]\n"
      "                [<max_conns> [<emb_limit> [<norandomseq>]]]\n" },
    { "timeout", OS_FIRST,
      "Usage:  [no] timeout [xlate|conn|udp|rpc|h323|sip|... <hh:mm:ss>] [...]\n" },
    { "write", OS_FIRST,
      "Usage:  write erase|floppy|mem|terminal|standby\n"
      "        write net [<tftp_ip>]:<filename>\n" },
};

/* The command word of TEXT, behind a `no`. */
static const char *
command_word(const char *text, size_t *length)
{
    text += strspn(text, " \t");
    *length = strcspn(text, " \t");
    if (*length == 2 && strncasecmp(text, "no", 2) == 0 && text[2] != '\0') {
        text += 2 + strspn(text + 2, " \t");
        *length = strcspn(text, " \t");
    }
    return text;
}

/* The command that the word names, by itself or as the only one that it abbreviates. Of a command
 * with several rows the last that the version has. */
static const struct usage *
find_usage(enum os_version version, const char *word, size_t length)
{
    const struct usage *found = NULL;
    for (size_t i = 0; i < ARRAY_LENGTH(usages); i++) {
        const struct usage *usage = &usages[i];
        if (length == 0 || strncasecmp(usage->command, word, length) != 0 ||
            !version_in(version, usage->since, 0))
            continue;
        bool exact = strlen(usage->command) == length;
        if (found != NULL && !exact && strcmp(found->command, usage->command) != 0)
            return NULL;
        found = usage;
    }
    return found;
}

/* Their usage is the list that `show ?` prints, too long to follow each slip. */
static bool
has_long_usage(const char *word, size_t length)
{
    return (length <= 4 && strncasecmp("show", word, length) == 0) ||
           (length <= 5 && strncasecmp("clear", word, length) == 0);
}

static bool
print_exec_usage(struct session *session, const struct command_table *table, const char *word,
                 size_t length)
{
    size_t count;
    const struct command *const *rows = command_table_rows(table, &count);
    struct matcher matcher = exec_matcher(session, table);
    for (size_t i = 0; i < count; i++) {
        const char *first = rows[i]->words[0].text;
        bool starts = strncasecmp(first, word, length) == 0;
        if (!starts || !(rows[i]->modes & matcher.modes) ||
            !version_in(matcher.context.version, rows[i]->since, rows[i]->before))
            continue;
        command_usage_all(&matcher, rows[i], session->screen);
        return true;
    }
    return false;
}

void
usage_print(struct session *session, const char *text)
{
    size_t length;
    const char *word = command_word(text, &length);
    const struct usage *usage = find_usage(session->config->os.version, word, length);
    /* outside configuration mode `s` is `show`, and none of what is configured */
    bool lists = !session->configuring && length > 0 && has_long_usage(word, length);
    if (usage != NULL && !lists)
        fputs(usage->text, session->screen);
    else if (length == 0 || has_long_usage(word, length) ||
             !((session->configuring && parser_usage(session->parser, word, session->screen)) ||
               print_exec_usage(session, session->firewall->exec, word, length) ||
               print_exec_usage(session, session->firewall->own, word, length)))
        fputs(HELP_HINT "\n", session->screen);
}
