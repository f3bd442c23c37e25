/*
 * usual.c: the table of default lines. Those marked "recalled" are of the 7.2 and 8.0 command
 * references and of listings, as remembered; the numbers are those of commands.md.
 */
#include "parser/usual.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "parser/command.h"

/*
 * A line of the section that begins with the words of KEY, with or without `no`, takes the place of
 * TEXT. In KEY a `*` is any word; in both, `@` is the name of an interface, each one in turn.
 */
struct usual {
    const char *section;
    enum os_version since, before; /* BEFORE 0: no end */
    const char *key;
    const char *text;
};

#define SEVEN OS_7_0, 0

/* clang-format off */
static const struct usual usuals[] = {
    { "terminal", SEVEN, "terminal width", "terminal width 80" },                     /* 11 */
    { "ftp", SEVEN, "ftp mode", "ftp mode passive" },                                 /* 11 */
    { "clock", SEVEN, "clock timezone", "clock timezone UTC 0" },                     /* recalled */
    { "same-security-traffic", SEVEN, "same-security-traffic permit inter-interface",
      "no same-security-traffic permit inter-interface" },                            /* 3.5 */
    { "same-security-traffic", SEVEN, "same-security-traffic permit intra-interface",
      "no same-security-traffic permit intra-interface" },
    { "access-list settings", SEVEN, "access-list deny-flow-max",
      "access-list deny-flow-max 4096" },                                             /* 5.2 */
    { "access-list settings", SEVEN, "access-list alert-interval",
      "access-list alert-interval 300" },
    { "pager", SEVEN, "pager", "pager lines 24" },                                    /* 11 */
    { "ip audit", SEVEN, "ip audit info", "ip audit info action alarm" },             /* 9 */
    { "ip audit", SEVEN, "ip audit attack", "ip audit attack action alarm" },
    { "failover", SEVEN, "failover", "no failover" },                                 /* 11.1 */
    { "icmp", OS_7_2, 0, "icmp unreachable", "icmp unreachable rate-limit 1 burst-size 1" },
    { "asdm", SEVEN, "asdm history", "no asdm history enable" },                      /* 1.3 */
    { "arp timeout", SEVEN, "arp timeout", "arp timeout 14400" },                     /* 3.4 */
    { "nat-control", SEVEN, "nat-control", "no nat-control" },                        /* 4.2 */
    { "snmp-server", SEVEN, "snmp-server location", "no snmp-server location" },      /* 11 */
    { "snmp-server", SEVEN, "snmp-server contact", "no snmp-server contact" },
    { "snmp-server", SEVEN, "snmp-server listen-port", "snmp-server listen-port 161" }, /* recalled */
    /* 10; the order and the spelling of the lines are recalled */
    { "sysopt", SEVEN, "sysopt connection timewait", "no sysopt connection timewait" },
    { "sysopt", SEVEN, "sysopt connection tcpmss #", "sysopt connection tcpmss 1380" },
    { "sysopt", SEVEN, "sysopt connection tcpmss minimum", "sysopt connection tcpmss minimum 0" },
    { "sysopt", SEVEN, "sysopt nodnsalias inbound", "no sysopt nodnsalias inbound" },
    { "sysopt", SEVEN, "sysopt nodnsalias outbound", "no sysopt nodnsalias outbound" },
    { "sysopt", SEVEN, "sysopt radius ignore-secret", "no sysopt radius ignore-secret" },
    { "sysopt", SEVEN, "sysopt uauth allow-http-cache", "no sysopt uauth allow-http-cache" },
    { "sysopt", OS_7_0, OS_7_1, "sysopt connection permit-ipsec",
      "sysopt connection permit-ipsec" },                                             /* unverified */
    { "sysopt", OS_7_1, 0, "sysopt connection permit-vpn", "sysopt connection permit-vpn" },
    { "sysopt", OS_8_0, 0, "sysopt connection reclassify-vpn",
      "no sysopt connection reclassify-vpn" },
    { "service", SEVEN, "service resetinbound", "no service resetinbound" },          /* 9 */
    { "service", SEVEN, "service resetoutside", "no service resetoutside" },
    { "fragment", SEVEN, "fragment size * @", "fragment size 200 @" },                /* 9 */
    { "fragment", SEVEN, "fragment chain * @", "fragment chain 24 @" },
    { "fragment", SEVEN, "fragment timeout * @", "fragment timeout 5 @" },
    { "telnet", SEVEN, "telnet timeout", "telnet timeout 5" },                        /* 9 */
    { "ssh", SEVEN, "ssh timeout", "ssh timeout 5" },
    { "console", SEVEN, "console timeout", "console timeout 0" },
    { "class-map", SEVEN, "class-map class-default", "class-map class-default\n match any" },
    { "prompt", OS_7_2, 0, "prompt", "prompt hostname context" },                     /* 11 */
};
/* clang-format on */

static bool
is_of(const struct usual *usual, const struct config *config, const char *section)
{
    return version_in(config->os.version, usual->since, usual->before) &&
           strcmp(usual->section, section) == 0;
}

bool
usual_has_lines(const struct config *config, const char *section)
{
    for (size_t i = 0; i < ARRAY_LENGTH(usuals); i++) {
        if (is_of(&usuals[i], config, section))
            return true;
    }
    return false;
}

/* Does a word of a line fit one of a key? `#` is a number. */
static bool
word_fits(const char *key, size_t key_length, const char *word, size_t length, const char *nameif)
{
    if (length == 0)
        return false;
    if (key_length == 1 && *key == '*')
        return true;
    if (key_length == 1 && *key == '#')
        return isdigit((unsigned char)*word);
    if (key_length == 1 && *key == '@')
        return nameif != NULL && strlen(nameif) == length && memcmp(nameif, word, length) == 0;
    return key_length == length && strncasecmp(key, word, length) == 0;
}

/* Does the line, which ends at a line end or a NUL, begin with the words of KEY? */
static bool
line_fits(const char *line, const char *key, const char *nameif)
{
    if (strncmp(line, "no ", 3) == 0)
        line += 3;
    while (*key != '\0') {
        size_t key_length = strcspn(key, " ");
        size_t length = strcspn(line, " \n");
        if (!word_fits(key, key_length, line, length, nameif))
            return false;
        key += key_length + (key[key_length] == ' ');
        line += length + (line[length] == ' ');
    }
    return true;
}

static bool
is_written(const char *written, size_t size, const char *key, const char *nameif)
{
    for (const char *at = written; at < written + size;) {
        if (line_fits(at, key, nameif))
            return true;
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    return false;
}

static void
put_line(FILE *out, const char *text, const char *nameif)
{
    const char *mark = strchr(text, '@');
    if (mark == NULL)
        fprintf(out, "%s\n", text);
    else
        fprintf(out, "%.*s%s%s\n", (int)(mark - text), text, nameif, mark + 1);
}

static void
write_one(const struct config *config, const struct usual *usual, const char *written, size_t size,
          FILE *out)
{
    if (strchr(usual->text, '@') == NULL) {
        if (!is_written(written, size, usual->key, NULL))
            put_line(out, usual->text, NULL);
        return;
    }
    for (size_t i = 0; i < config->interface_count; i++) {
        const char *name = config->interfaces[i]->name;
        if (name != NULL && !is_written(written, size, usual->key, name))
            put_line(out, usual->text, name);
    }
}

void
usual_write(const struct config *config, const char *section, const char *written, size_t size,
            FILE *out)
{
    for (size_t i = 0; i < ARRAY_LENGTH(usuals); i++) {
        if (is_of(&usuals[i], config, section))
            write_one(config, &usuals[i], written, size, out);
    }
}
