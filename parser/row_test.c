/*
 * row_test.c: properties that hold for every row: what it writes it reads back, whichever way its
 * keywords are shortened.
 */
#include <check.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parser/family.h"
#include "parser/fixture_test.h"
#include "parser/order.h"

static struct parser *parser;
static struct config *config;
static struct arena *arena;
static struct diags diags;

static void
start(enum os_version version)
{
    arena = arena_new();
    ck_assert_ptr_nonnull(arena);
    diags_init(&diags, arena);
    config = config_new((struct os_release){ .version = version });
    ck_assert_ptr_nonnull(config);
    parser = parser_new(config, &diags);
    ck_assert_ptr_nonnull(parser);
}

static void
stop(void)
{
    parser_free(parser);
    config_free(config);
    arena_free(arena);
}

static bool
is_in(const char *const *order, const char *name)
{
    for (size_t i = 0; order[i] != NULL; i++) {
        if (strcmp(order[i], name) == 0)
            return true;
    }
    return false;
}

/* Rows that are written must have a place in the listing of each version that has them. */
START_TEST(every_written_row_has_its_place)
{
    struct command_position position = { 0 };
    const struct command *row;
    while ((row = next_command(&position)) != NULL) {
        bool global = row->modes == 0 || (row->modes & MODE_BIT(MODE_CONFIG)) != 0;
        for (unsigned version = OS_FIRST; global && version <= OS_LAST; version++) {
            if (row->each != NULL && version_in((enum os_version)version, row->since, row->before))
                ck_assert_msg(is_in(section_order((enum os_version)version), command_section(row)),
                              "%s has no place in %s", row->name,
                              os_version_name((enum os_version)version));
        }
    }
}
END_TEST

START_TEST(every_row_says_what_it_is)
{
    struct command_position position = { 0 };
    const struct command *row;
    while ((row = next_command(&position)) != NULL) {
        ck_assert_ptr_nonnull(row->name);
        ck_assert_uint_le(row->scratch_size, COMMAND_SCRATCH);
        ck_assert_ptr_eq(row->words[0].type, &word_keyword);
        ck_assert_msg(row->set != NULL || row->kept || row->each != NULL, "%s does nothing",
                      row->name);
        ck_assert_msg(row->writes_no == NULL || row->unset != NULL, "%s writes no", row->name);
    }
}
END_TEST

/* ---- abbreviations ---- */

/* Is WORD a keyword of a row that begins like COMMAND, and so may be shortened? */
static bool
is_keyword(const struct command *command, const char *word, size_t length)
{
    size_t first = strcspn(command->words[0].text, " ");
    struct command_position position = { 0 };
    const struct command *row;
    while ((row = next_command(&position)) != NULL) {
        if (strcspn(row->words[0].text, " ") != first ||
            strncasecmp(row->words[0].text, command->words[0].text, first) != 0)
            continue;
        for (const struct word *item = row->words; item->type != NULL; item++) {
            const char *text = item->type == &word_keyword ? item->text : NULL;
            while (text != NULL && *text != '\0') {
                size_t part = strcspn(text, " ");
                if (part == length && strncasecmp(text, word, length) == 0)
                    return true;
                text += part + strspn(text + part, " ");
            }
        }
    }
    return false;
}

static bool
match_text(const char *text, struct match *match, struct line *line)
{
    struct matcher matcher = {
        .table = parser->table,
        .context = { config, config->os.version },
        .modes = MODE_BIT(MODE_CONFIG),
    };
    ck_assert(line_split(line, text, strlen(text)));
    return match_line(&matcher, line, match);
}

/* Shortens word AT to LENGTH letters. */
static void
shorten(const struct line *line, size_t at, size_t length, char *out, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < line->count; i++) {
        int letters = (int)(i == at ? length : line->tokens[i].length);
        int written = snprintf(out + used, size - used, "%s%.*s", i > 0 ? " " : "", letters,
                               line->tokens[i].text);
        ck_assert(written >= 0 && used + (size_t)written < size);
        used += (size_t)written;
    }
}

/* Rows without free text: there a short word could be text as well. */
static bool
has_free_text(const struct command *row)
{
    for (const struct word *word = row->words; word->type != NULL; word++) {
        if (word->type == &word_rest || word->type == &word_text)
            return true;
    }
    return row->kept;
}

static void
put_words(const struct command *row, const void *scratch, char *text, size_t size)
{
    struct word_context context = { config, config->os.version };
    FILE *out = fmemopen(text, size, "w");
    ck_assert_ptr_nonnull(out);
    struct writing writing = { &context, out, false };
    writing_words(&writing, row->words, scratch, SIZE_MAX);
    fclose(out);
}

static void
check_abbreviations(const char *text)
{
    struct line line = { 0 };
    struct line short_line = { 0 };
    struct match whole;
    struct match shortened;
    if (match_text(text, &whole, &line) && !has_free_text(whole.command)) {
        for (size_t at = 0; at < line.count; at++) {
            const struct token *token = &line.tokens[at];
            bool keyword = is_keyword(whole.command, token->text, token->length);
            for (size_t length = 1; keyword && length < token->length; length++) {
                char cut[1024];
                shorten(&line, at, length, cut, sizeof(cut));
                if (!match_text(cut, &shortened, &short_line))
                    continue; /* ambiguous, or not a word of its own */
                if (strcmp(shortened.command->name, whole.command->name) != 0)
                    continue; /* the beginning of another command's word */
                char meant[1024] = "";
                char means[1024] = "";
                put_words(whole.command, whole.scratch.bytes, meant, sizeof(meant));
                put_words(shortened.command, shortened.scratch.bytes, means, sizeof(means));
                ck_assert_msg(strcmp(meant, means) == 0 || shortened.command != whole.command,
                              "\"%s\" means \"%s\", not \"%s\"", cut, means, meant);
            }
        }
    }
    line_fini(&line);
    line_fini(&short_line);
}

static void
check_file(const char *path)
{
    struct load_options options = { 0 };
    struct load_result result;
    const char *error;
    ck_assert(config_load_file(path, &options, &result, &error));
    start(result.config->os.version);
    struct config *empty = config;
    config = result.config; /* its names and interfaces */
    for (size_t i = 0; i < result.line_count; i++) {
        if (result.lines[i].verdict == LINE_MODELLED && strlen(result.lines[i].text) < 500)
            check_abbreviations(result.lines[i].text);
    }
    config = empty;
    stop();
    load_result_free(&result);
}

START_TEST(any_abbreviation_means_the_same)
{
    glob_t found;
    ck_assert_int_eq(glob("testdata/config/[678]*/*.ok", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        check_file(found.gl_pathv[i]);
    globfree(&found);
}
END_TEST

/* ---- no ---- */

static const struct undo_row {
    enum os_version version;
    const char *text;
    const char *undo;
} undos[] = {
    { OS_6_2, "access-list a permit tcp any any eq www",
      "no access-list a permit tcp any any eq 80" },
    { OS_6_2, "access-list a permit ip any any", "no access-list a" },
    { OS_6_3, "access-list a remark x y", "no access-list a remark x y" },
    { OS_7_2, "access-list a standard permit any", "no access-list a standard permit any" },
    { OS_6_2, "access-list a permit tcp any any object-group g",
      "no access-list a permit tcp any any object-group g" },
    { OS_6_2, "hostname x", "no hostname" },
    { OS_6_2, "domain-name x", "no domain-name x" },
    { OS_6_2, "name 1.2.3.4 x", "no name 1.2.3.4" },
    { OS_6_2, "no names", "names" },
    { OS_6_2, "no fixup protocol ftp 21", "fixup protocol ftp 21" },
    { OS_6_2, "fixup protocol http 8080", "no fixup protocol http 8080" },
    { OS_6_2, "timeout conn 2:0:0 udp 0:5:0", "no timeout conn 0:0:0 udp 0:0:0" },
    { OS_6_2, "timeout conn 2:0:0", "no timeout" },
    { OS_6_2, "logging on", "no logging on" },
    { OS_6_2, "logging console 7", "no logging console" },
    { OS_6_2, "logging facility 16", "no logging facility" },
    { OS_6_2, "no logging message 106010", "logging message 106010" },
    { OS_6_3, "logging message 106010 level 3", "no logging message 106010 level 3" },
    { OS_7_2, "logging on", "no logging enable" },
    { OS_6_3, "banner motd x", "no banner motd" },
    { OS_6_3, "banner motd x", "clear banner" },
    { OS_7_2, "banner asdm x", "clear configure banner" },
    { OS_7_2, "logging emblem", "no logging emblem" },
    { OS_7_2, "logging mail 3", "no logging mail" },
    { OS_7_2, "logging from-address a@b.example", "no logging from-address" },
    { OS_7_2, "logging recipient-address a@b.example level 3",
      "no logging recipient-address a@b.example" },
    { OS_7_2, "logging asdm-buffer-size 200", "no logging asdm-buffer-size" },
    { OS_7_2, "logging debug-trace", "no logging debug-trace" },
    { OS_7_2, "logging permit-hostdown", "clear configure logging" },
    { OS_7_2, "logging ftp-server 10.0.0.1 a b c", "no logging ftp-server" },
    { OS_7_2, "logging flash-minimum-free 1", "no logging flash-minimum-free 1" },
    { OS_7_2, "logging flash-maximum-allocation 4", "no logging flash-maximum-allocation" },
    { OS_7_2, "logging list l level 3 class vpn", "no logging list l level 3 class vpn" },
    { OS_7_2, "logging list l message 106001-106023", "no logging list l" },
    { OS_7_2, "logging class vpn trap 3 console 4", "no logging class vpn" },
    { OS_7_2, "logging class vpn trap 3", "no logging class vpn trap 3" },
    { OS_7_2, "logging rate-limit 5 message 106001", "no logging rate-limit 5 message 106001" },
    { OS_7_2, "logging rate-limit unlimited level 3",
      "no logging rate-limit unlimited level errors" },
    { OS_6_2, "logging host inside 10.0.0.1 tcp/1470", "no logging host inside 10.0.0.1" },
    { OS_6_2, "logging host 10.0.0.1", "no logging host 10.0.0.1" },
    { OS_6_2, "no logging message 106010", "clear logging disabled" },
    { OS_7_2, "no logging message 106010", "clear configure logging disabled" },
    { OS_7_2, "logging message 106010 level 3", "clear configure logging level" },
    { OS_6_2, "nat (inside) 1 0 0 5 5", "no nat (inside) 1 0 0" },
    { OS_6_2, "global (outside) 1 interface", "no global (outside) 1 interface" },
    { OS_6_2, "static (inside,outside) tcp interface 80 10.0.0.1 80",
      "no static (inside,outside) tcp interface www 10.0.0.1 www" },
    { OS_6_2, "route outside 0 0 1.2.3.4", "no route outside 0 0" },
    { OS_6_2, "route outside 0 0 1.2.3.4 3", "no route outside 0 0 1.2.3.4 3" },
    { OS_6_2, "ip address inside 10.0.0.1 255.0.0.0", "no ip address inside" },
    { OS_6_2, "mtu inside 1400", "no mtu inside" },
    { OS_6_2, "telnet 10.0.0.0 255.0.0.0 inside", "no telnet 10.0.0.0 255.0.0.0 inside" },
    { OS_6_2, "object-group network h", "no object-group network h" },
    { OS_6_2, "object-group service h tcp", "no object-group service h" },
    { OS_8_0, "object-group service h", "no object-group service h" },
    { OS_7_2, "object-group protocol h", "clear configure object-group h" },
    { OS_6_2, "access-list a permit object-group p any any",
      "no access-list a permit object-group p any any" },
    { OS_6_3, "access-list a permit icmp any any object-group i log 5 interval 10",
      "no access-list a permit icmp any any object-group i" },
    { OS_6_3, "access-list a permit ip any interface outside log disable",
      "no access-list a line 1 permit ip any interface outside" },
    { OS_7_2, "access-list a permit tcp object-group n object-group g any time-range t inactive",
      "no access-list a permit tcp object-group n object-group g any" },
    { OS_7_2, "access-list a ethertype permit 0x8847", "no access-list a ethertype permit 0x8847" },
    { OS_7_2, "access-list a ethertype deny bpdu", "no access-list a ethertype deny bpdu" },
    { OS_7_2, "access-list a webtype permit url http://x log 3",
      "no access-list a webtype permit url http://x" },
    { OS_8_0, "access-list a webtype deny tcp 10.0.0.0 255.0.0.0 range 80 90 inactive",
      "no access-list a webtype deny tcp 10.0.0.0 255.0.0.0 range www 90" },
    { OS_6_3, "access-list deny-flow-max 12", "no access-list deny-flow-max" },
    { OS_6_3, "access-list alert-interval 12", "no access-list alert-interval 12" },
    { OS_7_2, "access-list a permit ip any any", "clear configure access-list a" },
    { OS_7_2, "time-range u", "no time-range u" },
    { OS_6_2, "conduit permit tcp host 192.0.2.5 eq www any",
      "no conduit permit tcp host 192.0.2.5 eq 80 0 0" },
    { OS_6_3, "conduit permit icmp any any object-group i",
      "no conduit permit icmp any any object-group i" },
    { OS_6_2, "conduit deny object-group p object-group n any", "clear conduit" },
    { OS_6_2, "outbound 10 deny 0 0 0 tcp", "no outbound 10 deny 0 0" },
    { OS_6_2, "outbound 10 permit 10.0.0.0 255.0.0.0 java", "no outbound 10" },
    { OS_6_3, "outbound 10 except 10.0.0.1 255.255.255.255 20-21 udp", "clear outbound" },
    { OS_6_2, "apply (outside) 10 outgoing_dest", "no apply (outside) 10 outgoing_dest" },
    { OS_6_2, "apply 10 outgoing_src", "clear apply" },
    { OS_6_2, "established tcp 6000 permitto tcp 1024-65535",
      "no established tcp 6000 0 permitto tcp 1024-65535" },
    { OS_8_0, "established udp 5 7 permitfrom udp 9", "clear configure established" },
    { OS_6_2, "clock timezone EST -5", "no clock timezone" },
    { OS_8_0, "clock summer-time EDT recurring 2 Sun Mar 2:00 1 Sun Nov 2:00 30",
      "no clock summer-time EDT" },
    { OS_7_2, "clock summer-time X date 6 Apr 2003 2:00 Oct 26 2003 2:00",
      "clear configure clock" },
    { OS_6_2, "filter url http 0 0 0 0 allow", "no filter url http 0 0 0 0" },
    { OS_6_2, "filter java 80-90 10.0.0.0 255.0.0.0 0 0", "clear filter" },
    { OS_7_2, "filter ftp 21 0 0 0 0 interact-block allow", "no filter ftp 21 0 0 0 0" },
    { OS_6_2, "filter url except 10.0.0.1 255.255.255.255 0 0",
      "no filter url except 10.0.0.1 255.255.255.255 0 0" },
    { OS_6_2, "crypto map m 10 match address a", "no crypto map m 10" },
    { OS_7_2, "crypto map m 10 set peer 192.0.2.7", "no crypto map m 10 set peer" },
    { OS_7_2, "crypto dynamic-map m 10 set pfs", "clear configure crypto dynamic-map m" },
    { OS_6_2, "crypto map m interface outside", "no crypto map m" },
    { OS_6_2, "icmp permit any echo outside", "no icmp permit any 8 outside" },
    { OS_6_3, "icmp deny host 10.0.0.1 inside", "clear icmp" },
    { OS_7_2, "icmp deny 10.0.0.0 255.0.0.0 inside",
      "clear configure icmp deny 10.0.0.0 255.0.0.0 inside" },
    { OS_6_2, "telnet 10.0.0.1", "no telnet 10.0.0.1 255.255.255.255 inside" },
    { OS_6_2, "telnet 10.0.0.1 255.255.255.255 outside", "clear telnet" },
    { OS_7_2, "ssh 10.0.0.1 inside", "clear configure ssh 10.0.0.1 255.255.255.255 inside" },
    { OS_7_0, "ssh version 2", "no ssh version" },
    { OS_7_2, "ssh scopy enable", "no ssh scopy enable" },
    { OS_7_2, "ssh 2001:db8::/32 outside", "no ssh 2001:db8::/32 outside" },
    { OS_7_2, "http server enable 8443", "no http server enable" },
    { OS_6_2, "http server enable", "clear http" },
    { OS_6_3, "management-access inside", "no management-access" },
    { OS_7_2, "management-access inside", "no management-access inside" },
    { OS_6_2, "ip verify reverse-path interface outside",
      "no ip verify reverse-path interface outside" },
    { OS_6_2, "ip verify reverse-path interface outside",
      "clear ip verify reverse-path interface outside" },
    { OS_7_2, "ip verify reverse-path interface inside", "clear configure ip verify" },
    { OS_6_2, "ip audit name n info action alarm drop", "no ip audit name n" },
    { OS_7_2, "ip audit name n attack", "no ip audit name n attack" },
    { OS_7_2, "ip audit info action drop", "no ip audit info" },
    { OS_6_2, "ip audit signature 2004 disable", "no ip audit signature 2004" },
    { OS_7_2, "ip audit signature 2004 disable", "clear configure ip audit signature" },
    { OS_6_2, "fragment chain 1", "no fragment chain 1" },
    { OS_6_2, "fragment size 400 outside", "fragment size 200" },
    { OS_7_2, "fragment timeout 9 inside", "no fragment timeout" },
    { OS_7_2, "fragment timeout 9", "clear configure fragment" },
    { OS_6_2, "service resetinbound", "no service resetinbound" },
    { OS_7_2, "service resetinbound interface outside",
      "no service resetinbound interface outside" },
    { OS_7_2, "service resetoutbound", "clear configure service" },
    { OS_6_2, "service resetoutside", "clear service" },
    { OS_6_2, "sysopt connection permit-ipsec", "no sysopt connection permit-ipsec" },
    { OS_7_2, "no sysopt connection permit-vpn", "sysopt connection permit-vpn" },
    { OS_6_3, "sysopt connection tcpmss 1200", "no sysopt connection tcpmss" },
    { OS_7_2, "sysopt connection tcpmss minimum 48", "clear configure sysopt" },
    { OS_7_2, "sysopt noproxyarp outside", "no sysopt noproxyarp outside" },
    { OS_6_3, "sysopt nodnsalias inbound", "clear sysopt nodnsalias inbound" },
    { OS_6_2, "sysopt security fragguard", "no sysopt security fragguard" },
    { OS_8_0, "sysopt connection reclassify-vpn", "no sysopt connection reclassify-vpn" },
    { OS_6_2, "nat (inside) 1 0 0", "clear nat" },
    { OS_7_2, "nat-control", "no nat-control" },
    { OS_7_2, "nat (inside) 1 0 0", "clear configure nat" },
    { OS_7_2, "same-security-traffic permit intra-interface",
      "no same-security-traffic permit intra-interface" },
    { OS_7_2, "class-map c", "no class-map c" },
    { OS_7_2, "regex r \"a\"", "clear configure regex" },
    { OS_7_2, "tcp-map m", "clear configure tcp-map m" },
    { OS_7_0, "http-map m", "clear configure http-map" },
    { OS_7_2, "policy-map type inspect dns d", "clear configure policy-map type inspect dns" },
    { OS_7_2, "class-map type regex match-any x", "clear configure class-map" },
    { OS_7_2, "policy-map p", "no policy-map p" },
};

static void
name_interfaces(enum os_version version)
{
    static const char *const flat[] = { "nameif ethernet0 outside security0",
                                        "nameif ethernet1 inside security100", NULL };
    static const char *const mode[] = {
        "interface Ethernet0", "nameif outside", "exit", "interface Ethernet1",
        "nameif inside",       "exit",           NULL
    };
    for (const char *const *line = version < OS_7_0 ? flat : mode; *line != NULL; line++)
        ck_assert_msg(parser_line(parser, *line, NULL, 0) != LINE_REFUSED, "%s", *line);
}

/* What access-list lines may name. */
static void
define_objects(enum os_version version)
{
    static const char *const lines[] = {
        "object-group network n",
        "network-object host 10.0.0.1",
        "object-group service g tcp",
        "port-object eq 80",
        "object-group protocol p",
        "protocol-object tcp",
        "object-group icmp-type i",
        "icmp-object echo",
        "exit",
        "time-range t",
        NULL,
    };
    for (const char *const *line = lines; *line != NULL; line++) {
        if (strcmp(*line, "time-range t") != 0 || version >= OS_7_0)
            ck_assert_msg(parser_line(parser, *line, NULL, 0) != LINE_REFUSED, "%s", *line);
    }
    parser_reset_mode(parser);
}

START_TEST(no_takes_a_line_back)
{
    const struct undo_row *row = &undos[_i];
    start(row->version);
    name_interfaces(row->version);
    if (row->version < OS_7_0) /* so that a default fixup is there to be switched off */
        ck_assert(parser_line(parser, "clear fixup", NULL, 0) != LINE_REFUSED);
    define_objects(row->version);
    char *before = text_of_config(config);
    ck_assert_msg(parser_line(parser, row->text, NULL, 0) != LINE_REFUSED, "%s: %s", row->text,
                  diags.count > 0 ? diags.items[diags.count - 1].text : "");
    char *between = text_of_config(config);
    ck_assert_msg(strcmp(before, between) != 0, "%s: changes nothing", row->text);
    ck_assert_msg(parser_line(parser, row->undo, NULL, 0) != LINE_REFUSED, "%s: %s", row->undo,
                  diags.count > 0 ? diags.items[diags.count - 1].text : "");
    char *after = text_of_config(config);
    ck_assert_msg(strcmp(before, after) == 0, "%s: not taken back by %s:\n%s", row->text, row->undo,
                  after);
    free(before);
    free(between);
    free(after);
    stop();
}
END_TEST

/* As in a file: it would be read back otherwise. */
START_TEST(a_typed_dash_is_one)
{
    start(OS_7_2);
    ck_assert(parser_line(parser, "hostname a\xe2\x80\x93z", NULL, 0) == LINE_MODELLED);
    ck_assert_str_eq(config->hostname, "a-z");
    ck_assert(parser_line(parser, "hostname a\x97z", NULL, 0) == LINE_MODELLED);
    ck_assert_str_eq(config->hostname, "a-z");
    stop();
}
END_TEST

/* What is in use cannot be cleared; nothing else of the section is then. */
START_TEST(a_refused_clear_changes_nothing)
{
    static const char *const lines[] = { "policy-map type inspect dns preset_dns_map",
                                         "policy-map p", "service-policy p global" };
    start(OS_7_2);
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++)
        ck_assert_msg(parser_line(parser, lines[i], NULL, 0) != LINE_REFUSED, "%s", lines[i]);
    char *before = text_of_config(config);
    ck_assert(parser_line(parser, "clear configure policy-map", NULL, 0) == LINE_REFUSED);
    char *after = text_of_config(config);
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    stop();
}
END_TEST

/* commands.md 3.2: the lines that use a name go with it, the rest stays. */
START_TEST(an_interface_that_loses_its_name_loses_its_rules)
{
    static const char *const lines[] = {
        "access-list a permit ip any any",
        "nat (inside) 1 0 0",
        "global (outside) 1 interface",
        "static (inside,outside) 192.0.2.5 10.0.0.1",
        "route inside 10.9.0.0 255.255.0.0 10.0.0.9",
        "route outside 0 0 192.0.2.1",
        "access-group a in interface inside",
        "access-group a in interface outside",
        "logging host inside 10.0.0.7",
        "interface Ethernet1",
        "no nameif",
    };
    start(OS_7_2);
    name_interfaces(OS_7_2);
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++)
        ck_assert_msg(parser_line(parser, lines[i], NULL, 0) != LINE_REFUSED, "%s", lines[i]);
    char *after = text_of_config(config);
    static const char *const gone[] = { "nat (inside)", "static (", "route inside",
                                        "interface inside", "logging host" };
    static const char *const stays[] = { "global (outside)", "route outside",
                                         "access-group a in interface outside",
                                         "access-list a extended permit" };
    for (size_t i = 0; i < ARRAY_LENGTH(gone); i++)
        ck_assert_msg(strstr(after, gone[i]) == NULL, "%s is still there:\n%s", gone[i], after);
    for (size_t i = 0; i < ARRAY_LENGTH(stays); i++)
        ck_assert_msg(strstr(after, stays[i]) != NULL, "%s has gone:\n%s", stays[i], after);
    free(after);
    stop();
}
END_TEST

/* ---- what the device says ---- */

static const struct speech_row {
    enum os_version version;
    const char *lines[3]; /* the last one speaks */
    const char *device;
} speeches[] = {
    { OS_6_2,
      { "global (outside) 1 192.0.2.5" },
      "Global 192.0.2.5 will be Port Address Translated" },
    { OS_7_2,
      { "global (outside) 1 interface" },
      "INFO: outside interface address added to PAT pool" },
    { OS_6_2,
      { "nat (inside) 0 10.1.1.0 255.255.255.0" },
      "nat 0 10.1.1.0 will be non-translated" },
    { OS_7_2,
      { "interface Ethernet2", "nameif dmz" },
      "INFO: Security level for \"dmz\" set to 0 by default." },
    { OS_6_3,
      { "access-list a permit ip any any", "access-list a permit ip any any" },
      "ACE not added. Possible duplicate entry" },
    { OS_6_2,
      { "conduit permit ip any any", "conduit permit ip any 0 0" },
      "ACE not added. Possible duplicate entry" },
    { OS_7_2,
      { "access-list a permit ip any any", "access-list a permit ip any any" },
      "WARNING: <a> found duplicate element" },
    { OS_7_2,
      { "no access-list BOGUS extended permit ip any any" },
      "ERROR: access-list <BOGUS> does not exist" },
    { OS_7_2,
      { "access-list a permit ip any any", "no access-list a permit tcp any any" },
      "Specified access-list does not exist" },
    { OS_7_2,
      { "access-group BOGUS in interface outside" },
      "ERROR: access-list <BOGUS> does not exist" },
    { OS_6_2,
      { "route outside 0 0 1.2.3.4", "route outside 0 0 1.2.3.4" },
      "Route already exists" },
    { OS_7_2,
      { "route outside 10.0.0.1 255.0.0.0 1.2.3.4" },
      "ERROR: IP address,mask <10.0.0.1,255.0.0.0> doesn't pair" },
    { OS_7_2,
      { "static (inside,outside) 192.0.2.5 10.0.0.1",
        "static (inside,outside) 192.0.2.5 10.0.0.1" },
      "ERROR: duplicate of existing static\n"
      "  inside:10.0.0.1 to outside:192.0.2.5 netmask 255.255.255.255" },
};

START_TEST(the_device_speaks)
{
    const struct speech_row *row = &speeches[_i];
    start(row->version);
    name_interfaces(row->version);
    size_t before = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(row->lines) && row->lines[i] != NULL; i++) {
        before = diags.count;
        (void)parser_line(parser, row->lines[i], NULL, 0);
    }
    ck_assert_uint_gt(diags.count, before);
    ck_assert_ptr_nonnull(diags.items[before].device);
    ck_assert_str_eq(diags.items[before].device, row->device);
    stop();
}
END_TEST

/* ---- passwords: both constants of commands.md 11 ---- */

START_TEST(passwords_are_hashed_as_the_device_does)
{
    char hash[17];
    password_hash("", hash);
    ck_assert_str_eq(hash, "8Ry2YjIyt7RRXU24");
    password_hash("cisco", hash);
    ck_assert_str_eq(hash, "2KFQnbNIdI.2KYOU");
}
END_TEST

START_TEST(every_factory_configuration_loads_again)
{
    struct os_release release = { .version = (enum os_version)_i,
                                  .platform = _i > OS_8_0 ? PLATFORM_ASA : PLATFORM_PIX };
    struct config *factory = config_factory(release);
    ck_assert_ptr_nonnull(factory);
    ck_assert_uint_eq(factory->revision, 1);
    ck_assert_uint_ge(factory->interface_count, 2);
    for (size_t i = 0; i < factory->interface_count; i++)
        ck_assert(factory->interfaces[i]->shutdown);
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    config_write(factory, memory);
    fclose(memory);
    struct load_options options = { .file = "factory" };
    struct load_result result;
    ck_assert(config_load_text(text, size, &options, &result));
    ck_assert_uint_eq(result.refused, 0);
    char *again = NULL;
    memory = open_memstream(&again, &size);
    config_write(result.config, memory);
    fclose(memory);
    ck_assert_str_eq(text, again);
    free(text);
    free(again);
    load_result_free(&result);
    config_free(factory);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("rows");
    TCase *tcase = tcase_create("rows");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, every_written_row_has_its_place);
    tcase_add_test(tcase, every_row_says_what_it_is);
    tcase_add_test(tcase, any_abbreviation_means_the_same);
    tcase_add_test(tcase, a_typed_dash_is_one);
    tcase_add_test(tcase, a_refused_clear_changes_nothing);
    tcase_add_test(tcase, an_interface_that_loses_its_name_loses_its_rules);
    tcase_add_loop_test(tcase, no_takes_a_line_back, 0, ARRAY_LENGTH(undos));
    tcase_add_loop_test(tcase, the_device_speaks, 0, ARRAY_LENGTH(speeches));
    tcase_add_test(tcase, passwords_are_hashed_as_the_device_does);
    tcase_add_loop_test(tcase, every_factory_configuration_loads_again, OS_FIRST, OS_LAST + 1);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
