/*
 * exec_show.c: the rows of `show`.
 */
#include <string.h>

#include "cli/exec/exec.h"
#include "cli/exec/exec_plain.h"
#include "cli/exec/exec_rows.h"
#include "cli/prompt/session.h"
#include "cli/show/show.h"
#include "parser/word.h"

static void
show_mode(struct session *session)
{
    fputs("Security context mode: single \n", session->screen);
}

static void
show_firewall(struct session *session)
{
    fputs("Firewall mode: Router\n", session->screen);
}

static void
show_hostname(struct session *session)
{
    fprintf(session->screen, "%s\n", session->config->hostname);
}

PLAIN(show_arp, "arp", PRIVILEGED, OS_FIRST, "Address resolution table", show_arp);
PLAIN(show_checksum, "checksum", EVERYWHERE, OS_FIRST, "Configuration information cryptochecksum",
      show_checksum);
PLAIN(show_clock, "clock", EVERYWHERE, OS_FIRST, "Time of the box: that of the last packet",
      show_clock);
PLAIN(show_curpriv, "curpriv", EVERYWHERE, OS_FIRST, "Current privilege level", show_curpriv);
PLAIN(show_failover, "failover", PRIVILEGED, OS_FIRST, "Failover state", show_failover);
PLAIN(show_memory, "memory", PRIVILEGED, OS_FIRST, "Memory of the box", show_memory);
PLAIN(show_tech, "tech-support", PRIVILEGED, OS_FIRST, "What a fault is reported with",
      show_tech_support);
PLAIN(show_uauth, "uauth", PRIVILEGED, OS_FIRST, "Authenticated users", show_uauth);
PLAIN(show_firewall, "firewall", PRIVILEGED, OS_7_0, "Firewall mode", show_firewall);
PLAIN(show_history, "history", EVERYWHERE, OS_FIRST, "The session's command history", show_history);
PLAIN(show_hostname, "hostname", PRIVILEGED, OS_7_0, "Host name", show_hostname);
PLAIN(show_mode, "mode", PRIVILEGED, OS_7_0, "Security context mode", show_mode);
PLAIN(show_nameif, "nameif", PRIVILEGED, OS_FIRST, "Interface names and security levels",
      show_nameif);
PLAIN(show_pager, "pager", EVERYWHERE, OS_FIRST, "Lines in a page", show_pager);
PLAIN(show_route, "route", PRIVILEGED, OS_FIRST, "Routing table", show_route);
PLAIN(show_startup, "startup-config", PRIVILEGED, OS_FIRST, "Saved configuration", show_startup);
PLAIN(show_configure, "configure", PRIVILEGED, OS_FIRST, "Saved configuration", show_startup);
PLAIN(show_terminal, "terminal", EVERYWHERE, OS_FIRST, "Terminal line parameters", show_terminal);
PLAIN(show_traffic, "traffic", PRIVILEGED, OS_FIRST, "Packets by interface", show_traffic);
PLAIN(show_version, "version", EVERYWHERE, OS_FIRST, "Software version", show_version);

static const struct word show_ip_words[] = {
    SHOW,
    KEYWORD("ip", "IP information"),
    KEYWORD("address", "Addresses of the interfaces"),
    END_OF_WORDS,
};
static bool
show_ip_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    show_ip_address(call->user);
    return true;
}
const struct command show_ip_command = {
    .name = "show ip address",
    .help = SHOW_HELP,
    .words = show_ip_words,
    .modes = PRIVILEGED,
    .set = show_ip_set,
};

static const struct word show_asp_words[] = {
    SHOW,
    KEYWORD("asp", "Accelerated security path"),
    KEYWORD("drop", "Why packets were dropped"),
    END_OF_WORDS,
};
static bool
show_asp_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    show_asp_drop(call->user);
    return true;
}
const struct command show_asp_command = {
    .name = "show asp drop",
    .help = SHOW_HELP,
    .words = show_asp_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .set = show_asp_set,
};

static const struct word show_cpu_words[] = {
    SHOW,
    KEYWORD("cpu", "The processor"),
    KEYWORD("usage", "How busy it was"),
    END_OF_WORDS,
};
static bool
show_cpu_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    show_cpu(call->user);
    return true;
}
const struct command show_cpu_command = {
    .name = "show cpu usage",
    .help = SHOW_HELP,
    .words = show_cpu_words,
    .modes = PRIVILEGED,
    .set = show_cpu_set,
};

/* ---- access-list ---- */

struct acl_arguments {
    const char *name;
};

static bool
show_acl_set(struct command_call *call, void *scratch)
{
    const struct acl_arguments *arguments = scratch;
    show_access_list(call->user, arguments->name);
    return true;
}

static const struct word show_acl_words[] = {
    SHOW,
    KEYWORD("access-list", "Access lists with their hit counts"),
    VALUE(text, struct acl_arguments, name, "Name of the access list", .optional = true),
    END_OF_WORDS,
};
const struct command show_acl_command = {
    .name = "show access-list",
    .help = SHOW_HELP,
    .words = show_acl_words,
    .modes = PRIVILEGED,
    .set = show_acl_set,
    .scratch_size = sizeof(struct acl_arguments),
};

static bool
show_acl_brief_set(struct command_call *call, void *scratch)
{
    const struct acl_arguments *arguments = scratch;
    show_access_list_brief(call->user, arguments->name);
    return true;
}

static const struct word show_acl_brief_words[] = {
    SHOW,
    KEYWORD("access-list", "Access lists with their hit counts"),
    VALUE(text, struct acl_arguments, name, "Name of the access list"),
    KEYWORD("brief", "Only what has hits, by its hash"),
    END_OF_WORDS,
};
const struct command show_acl_brief_command = {
    .name = "show access-list",
    .help = SHOW_HELP,
    .words = show_acl_brief_words,
    .modes = PRIVILEGED,
    .since = OS_8_0, /* shell.md 6.5; the head and the columns [R] */
    .set = show_acl_brief_set,
    .scratch_size = sizeof(struct acl_arguments),
};

static bool
show_conduit_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    show_conduit(call->user);
    return true;
}

static const struct word show_conduit_words[] = {
    SHOW,
    KEYWORD("conduit", "Conduits with their hit counts"),
    END_OF_WORDS,
};
const struct command show_conduit_command = {
    .name = "show conduit",
    .help = SHOW_HELP,
    .words = show_conduit_words,
    .modes = PRIVILEGED,
    .before = OS_7_0,
    .set = show_conduit_set,
};

/* ---- interface ---- */

struct interface_arguments {
    const char *name;
};

bool
exec_interface(struct session *session, const char *name, ifc_id *ifc)
{
    *ifc = config_interface_by_name(session->config, name);
    if (*ifc == IFC_NONE)
        *ifc = config_interface_by_hardware(session->config, name);
    if (*ifc == IFC_NONE)
        fprintf(session->screen, "%sinterface %s does not exist\n",
                session->dialect->caret ? "ERROR: " : "", name);
    return *ifc != IFC_NONE;
}

static bool
show_interface_set(struct command_call *call, void *scratch)
{
    const struct interface_arguments *arguments = scratch;
    struct session *session = call->user;
    ifc_id ifc = IFC_NONE;
    if (arguments->name != NULL && !exec_interface(session, arguments->name, &ifc))
        return false;
    show_interface(session, ifc);
    return true;
}

static const struct word show_interface_words[] = {
    SHOW,
    KEYWORD("interface", "Interfaces with their counters"),
    VALUE(text, struct interface_arguments, name, "Name of the interface", .optional = true),
    END_OF_WORDS,
};
const struct command show_interface_command = {
    .name = "show interface",
    .help = SHOW_HELP,
    .words = show_interface_words,
    .modes = PRIVILEGED,
    .set = show_interface_set,
    .scratch_size = sizeof(struct interface_arguments),
};

static bool
show_brief_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    show_interface_brief(call->user);
    return true;
}

static const struct word show_brief_words[] = {
    SHOW,
    KEYWORD("interface", "Interfaces with their counters"),
    KEYWORD("ip", "Addresses"),
    KEYWORD("brief", "One line an interface"),
    END_OF_WORDS,
};
const struct command show_brief_command = {
    .name = "show interface ip brief",
    .help = SHOW_HELP,
    .words = show_brief_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .set = show_brief_set,
};

/* ---- service-policy ---- */

struct policy_arguments {
    bool global, by_interface;
    ifc_id ifc;
};

static void
policy_init(void *scratch)
{
    ((struct policy_arguments *)scratch)->ifc = IFC_NONE;
}

static bool
show_policy_set(struct command_call *call, void *scratch)
{
    const struct policy_arguments *arguments = scratch;
    show_service_policy(call->user, arguments->global, arguments->ifc);
    return true;
}

static const struct word policy_interface_words[] = {
    KEYWORD("interface", "The policy of one interface"),
    VALUE(nameif, struct policy_arguments, ifc, "Name of the interface"),
    END_OF_WORDS,
};
static const struct word policy_options[] = {
    FLAG(struct policy_arguments, global, "global", "The global policy"),
    GROUP(struct policy_arguments, by_interface, policy_interface_words),
    END_OF_WORDS,
};
static const struct word show_policy_words[] = {
    SHOW,
    KEYWORD("service-policy", "Service policies with their counters"),
    ANY_ORDER(policy_options),
    END_OF_WORDS,
};
const struct command show_policy_command = {
    .name = "show service-policy",
    .help = SHOW_HELP,
    .words = show_policy_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .init = policy_init,
    .set = show_policy_set,
    .scratch_size = sizeof(struct policy_arguments),
};

/* ---- the running configuration ---- */

/* Commands whose lines can be asked for: as `show X` in 6.x, `show running-config X` in 7.0. */
static const struct choice sections[] = {
    { "aaa", "Authentication and accounting", 0, 0, 0 },
    { "aaa-server", "AAA servers", 0, 0, 0 },
    { "access-group", "Access lists bound to interfaces", 0, 0, 0 },
    { "access-list", "Access lists", 0, OS_7_0, 0 },
    { "alias", "Address translation for overlapping networks", 0, 0, 0 },
    { "apply", "Where outbound lists are applied", 0, 0, OS_7_0 },
    { "arp", "Static ARP entries", 0, OS_7_0, 0 },
    { "asdm", "ASDM", 0, OS_7_0, 0 },
    { "auth-prompt", "Authentication prompts", 0, OS_7_0, 0 },
    { "banner", "Login banners", 0, OS_6_3, 0 },
    { "class-map", "Class maps", 0, OS_7_0, 0 },
    { "clock", "Time zone", 0, OS_7_0, 0 },
    { "console", "Idle time of the console", 0, OS_6_3, 0 },
    { "crypto", "IPsec, ISAKMP, certificates", 0, 0, 0 },
    { "dhcpd", "DHCP server", 0, 0, 0 },
    { "dns", "DNS servers", 0, OS_7_0, 0 },
    { "domain-name", "Domain name", 0, 0, 0 },
    { "enable", "Enable password", 0, OS_7_0, 0 },
    { "established", "Established rules", 0, 0, 0 },
    { "failover", "Failover", 0, OS_7_0, 0 },
    { "fixup", "Application inspection", 0, 0, OS_7_0 },
    { "floodguard", "Flood guard", 0, 0, OS_7_0 },
    { "fragment", "Fragment limits", 0, OS_7_0, 0 },
    { "ftp", "FTP of the box", 0, OS_7_0, 0 },
    { "global", "Pools of global addresses", 0, 0, 0 },
    { "hostname", "Host name", 0, 0, 0 },
    { "http", "HTTP server", 0, 0, 0 },
    { "icmp", "ICMP to the box", 0, 0, 0 },
    { "interface", "Interfaces", 0, OS_7_0, 0 },
    { "ip audit", "Signatures", 0, 0, 0 },
    { "ip verify", "Reverse path check", 0, 0, 0 },
    { "ip", "Addresses, audit and reverse-path checks", 0, OS_7_0, 0 },
    { "ipv6", "IPv6", 0, OS_7_0, 0 },
    { "logging", "Logging", 0, OS_7_0, 0 },
    { "management-access", "Interface that is managed through a VPN", 0, OS_6_3, 0 },
    { "mtu", "MTU of the interfaces", 0, 0, 0 },
    { "name", "Names of addresses", 0, 0, 0 },
    { "names", "Names of addresses", 0, 0, 0 },
    { "nat", "Address translation", 0, 0, 0 },
    { "nat-control", "NAT control", 0, OS_7_0, 0 },
    { "ntp", "Network time", 0, OS_7_0, 0 },
    { "object-group", "Object groups", 0, 0, 0 },
    { "outbound", "Outbound lists", 0, 0, OS_7_0 },
    { "pager", "Lines of a page", 0, OS_7_0, 0 },
    { "passwd", "Login password", 0, OS_7_0, 0 },
    { "policy-map", "Policy maps", 0, OS_7_0, 0 },
    { "privilege", "Privilege levels of commands", 0, OS_7_0, 0 },
    { "prompt", "The prompt", 0, OS_7_2, 0 },
    { "regex", "Regular expressions", 0, OS_7_2, 0 },
    { "route", "Static routes", 0, OS_7_0, 0 },
    { "router", "Routing protocols", 0, OS_7_0, 0 },
    { "same-security-traffic", "Traffic between equal levels", 0, OS_7_0, 0 },
    { "service", "System services", 0, 0, 0 },
    { "service-policy", "Service policies", 0, OS_7_0, 0 },
    { "snmp-server", "SNMP", 0, 0, 0 },
    { "ssh", "SSH access", 0, 0, 0 },
    { "static", "Static translations", 0, 0, 0 },
    { "sysopt", "System options", 0, 0, 0 },
    { "tcp-map", "TCP maps", 0, OS_7_0, 0 },
    { "telnet", "Telnet access", 0, 0, 0 },
    { "terminal", "Terminal width", 0, OS_7_0, 0 },
    { "threat-detection", "Threat detection", 0, OS_8_0, 0 },
    { "time-range", "Time ranges", 0, OS_7_0, 0 },
    { "timeout", "Idle timers", 0, 0, 0 },
    { "tunnel-group", "Tunnel groups", 0, OS_7_0, 0 },
    { "url-server", "URL filtering servers", 0, OS_7_0, 0 },
    { "username", "Local users", 0, 0, 0 },
    { 0 },
};

struct section_arguments {
    const char *name;
    bool all;
};

/* Like word_choice, but the value is the keyword itself. */
static bool
section_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct section_arguments *arguments = scratch;
    size_t start = matching->at;
    for (const struct choice *choice = word->data; choice->text != NULL; choice++) {
        matching->at = start; /* a name of two words may have taken one */
        if (!version_in(matching->context->version, choice->since, choice->before))
            continue;
        if (matching_keyword(matching, choice->text, choice->help)) {
            arguments->name = choice->text;
            return true;
        }
    }
    return false;
}

/* In full: `al` may be `alias`, `a` even more. */
static bool
all_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct token *token = matching_next(matching);
    if (token == NULL || token->length != strlen(word->text)) {
        matching_expect(matching, word->text, word->help, true);
        return false;
    }
    ((struct section_arguments *)scratch)->all = true;
    return matching_keyword(matching, word->text, word->help);
}

static const struct word_type word_all = { "all", all_match, NULL };
static const struct word_type word_section = { "section", section_match, NULL };

static bool
show_section_set(struct command_call *call, void *scratch)
{
    const struct section_arguments *arguments = scratch;
    if (arguments->name == NULL)
        show_running(call->user, arguments->all);
    else
        show_section(call->user, arguments->name, arguments->all);
    return true;
}

static const struct word show_section_words[] = {
    SHOW,
    { .type = &word_section, .data = sections, .size = sizeof(const char *) },
    END_OF_WORDS,
};
const struct command show_section_command = {
    .name = "show section",
    .help = SHOW_HELP,
    .words = show_section_words,
    .modes = PRIVILEGED,
    .before = OS_7_0,
    .set = show_section_set,
    .scratch_size = sizeof(struct section_arguments),
};

static const struct word show_running_words[] = {
    SHOW,
    KEYWORD("running-config", "Current operating configuration"),
    { .type = &word_all,
      .text = "all",
      .help = "With the lines that say what is so by default",
      .size = sizeof(bool),
      .optional = true,
      .since = OS_7_0 },
    { .type = &word_section,
      .data = sections,
      .size = sizeof(const char *),
      .optional = true,
      .since = OS_7_0 },
    END_OF_WORDS,
};
const struct command show_running_command = {
    .name = "show running-config",
    .help = SHOW_HELP,
    .words = show_running_words,
    .modes = PRIVILEGED,
    .set = show_section_set,
    .scratch_size = sizeof(struct section_arguments),
};

/* Scripts read the configuration so. */
static const struct word more_words[] = {
    KEYWORD("more", "Display the contents of a file"),
    KEYWORD("system:running-config", "Current operating configuration"),
    END_OF_WORDS,
};
const struct command more_command = {
    .name = "show file",
    .help = "Display the contents of a file",
    .words = more_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .set = show_section_set,
    .scratch_size = sizeof(struct section_arguments),
};
