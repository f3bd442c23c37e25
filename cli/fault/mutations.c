/*
 * mutations.c: a row for each beginning of a line says what may go wrong with it.
 */
#include "cli/fault/mutations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/ip.h"
#include "parser/parser.h"

#define MUTATED_SIZE ((size_t)1024)
#define WORDS_MAX ((size_t)64)

/* ---- lines ---- */

/* Cuts the text in place; false: no memory. */
static bool
cut(struct config_lines *lines)
{
    size_t capacity = 1;
    for (const char *at = lines->text; *at != '\0'; at++)
        capacity += *at == '\n';
    lines->lines = calloc(capacity, sizeof *lines->lines);
    if (lines->lines == NULL)
        return false;
    char *rest = lines->text, *line;
    while ((line = strsep(&rest, "\n")) != NULL)
        /* the sum is not that of a configuration that is changed */
        if (*line != '\0' && strncmp(line, "Cryptochecksum:", strlen("Cryptochecksum:")) != 0)
            lines->lines[lines->count++] = line;
    return true;
}

bool
config_lines_of(const struct config *config, struct config_lines *lines)
{
    size_t size;
    *lines = (struct config_lines){ 0 };
    FILE *out = open_memstream(&lines->text, &size);
    if (out == NULL)
        return false;
    config_write(config, out);
    return fclose(out) == 0 && cut(lines);
}

void
config_lines_free(struct config_lines *lines)
{
    free(lines->text);
    free(lines->lines);
    *lines = (struct config_lines){ 0 };
}

/* ---- one line, in words ---- */

struct words {
    char text[MUTATED_SIZE]; /* cut in place */
    const char *items[WORDS_MAX];
    size_t count, indent;
};

static bool
split(const char *line, struct words *words)
{
    size_t length = strlen(line);
    words->count = 0;
    words->indent = strspn(line, " ");
    if (length >= sizeof words->text)
        return false;
    memcpy(words->text, line, length + 1);
    char *rest = words->text + words->indent, *word;
    while ((word = strsep(&rest, " ")) != NULL) {
        if (words->count == WORDS_MAX)
            return false;
        words->items[words->count++] = word;
    }
    return true;
}

struct making {
    const struct config *config;
    const struct config_lines *lines;
    struct dice *dice;
    struct mutations *mutations;
    size_t at; /* the line */
    struct words words;
    bool no_memory;
};

static void
add(struct making *making, const char *text, const char *what)
{
    struct mutations *mutations = making->mutations;
    struct mutation *item = arena_append(mutations->arena, &mutations->items, &mutations->count,
                                         &mutations->capacity, sizeof *mutations->items);
    char *kept = text != NULL ? arena_strdup(mutations->arena, text) : NULL;
    if (item == NULL || (text != NULL && kept == NULL)) {
        mutations->count -= item != NULL;
        making->no_memory = true;
        return;
    }
    *item = (struct mutation){ .line = making->at, .text = kept, .what = what };
}

/* The words again, that AT as TEXT. */
static void
add_word(struct making *making, size_t at, const char *text, const char *what)
{
    char line[MUTATED_SIZE * 2];
    const struct words *words = &making->words;
    size_t used = words->indent;
    memset(line, ' ', used);
    for (size_t i = 0; i < words->count; i++) {
        const char *word = i == at ? text : words->items[i];
        size_t length = strlen(word);
        if (used + length + 2 > sizeof line)
            return;
        memcpy(line + used, word, length);
        used += length;
        line[used++] = ' ';
    }
    line[used - 1] = '\0';
    if (strcmp(line, making->lines->lines[making->at]) != 0)
        add(making, line, what);
}

static bool
is_word(const struct making *making, size_t at, const char *text)
{
    return at < making->words.count && strcmp(making->words.items[at], text) == 0;
}

/* ---- what goes wrong ---- */

static void
lose(struct making *making)
{
    add(making, NULL, "a line that is missing");
}

static void
negate(struct making *making)
{
    char line[MUTATED_SIZE + 4];
    snprintf(line, sizeof line, "no %s", making->lines->lines[making->at]);
    add(making, line, "a line that says the opposite");
}

static void
turn_action(struct making *making)
{
    for (size_t i = 1; i < making->words.count; i++)
        if (is_word(making, i, "permit") || is_word(making, i, "deny")) {
            add_word(making, i, is_word(making, i, "permit") ? "deny" : "permit", "permit or deny");
            return;
        }
}

static void
turn_protocol(struct making *making)
{
    for (size_t i = 1; i < making->words.count; i++)
        if (is_word(making, i, "tcp") || is_word(making, i, "udp")) {
            add_word(making, i, is_word(making, i, "tcp") ? "udp" : "tcp", "the protocol");
            return;
        }
}

/* Ports that are taken for each other. */
static const struct {
    const char *port, *other;
} confused[] = {
    { "www", "8080" },  { "https", "8443" }, { "443", "8443" }, { "smtp", "110" },
    { "pop3", "143" },  { "domain", "123" }, { "ssh", "23" },   { "22", "23" },
    { "telnet", "22" }, { "ftp", "2121" },   { "21", "2121" },  { "ftp-data", "21" },
    { "pptp", "1724" }, { "isakmp", "501" }, { "80", "8080" },  { "ntp", "37" },
    { "ldap", "636" },  { "1723", "1724" },
};

static void
change_port(struct making *making)
{
    for (size_t i = 1; i < making->words.count; i++) {
        const char *port = making->words.items[i];
        bool is_port = is_word(making, i - 1, "eq") || is_word(making, i - 1, "tcp") ||
                       is_word(making, i - 1, "udp");
        for (size_t j = 0; is_port && j < ARRAY_LENGTH(confused); j++)
            if (strcmp(port, confused[j].port) == 0) {
                add_word(making, i, confused[j].other, "the port");
                break;
            }
        if (is_word(making, i - 1, "eq") && *port >= '1' && *port <= '9') {
            char other[16];
            snprintf(other, sizeof other, "%lu", strtoul(port, NULL, 10) % 65535 + 1);
            add_word(making, i, other, "the port");
        }
    }
}

static bool
read_address(const struct making *making, size_t at, uint32_t *address)
{
    const char *word = making->words.items[at];
    return ip_parse(word, strlen(word), address) && *address != 0;
}

static bool
is_mask(uint32_t address)
{
    return address >> 24 == 255 && netmask_is_contiguous(address);
}

/* Another host beside it, or the same in the network beside it. */
static void
change_address(struct making *making)
{
    for (size_t i = 1; i < making->words.count; i++) {
        uint32_t address;
        char text[IP_TEXT_SIZE];
        if (!read_address(making, i, &address) || is_mask(address))
            continue;
        bool is_host = (address & 0xff) != 0;
        uint32_t by = (uint32_t)dice_throw(making->dice, 7) + 1;
        ip_format(is_host ? address ^ by : address ^ by << 8, text);
        add_word(making, i, text, "an address");
    }
}

static void
change_mask(struct making *making)
{
    for (size_t i = 1; i < making->words.count; i++) {
        uint32_t mask;
        char text[IP_TEXT_SIZE];
        if (!read_address(making, i, &mask) || !is_mask(mask))
            continue;
        /* an octet less, where one is left that says something */
        bool shorter = mask > UINT32_C(0xff000000) && dice_throw(making->dice, 2) == 0;
        unsigned bits = 0;
        while (bits < 32 && (mask << bits & UINT32_C(0x80000000)) != 0)
            bits++;
        bits = shorter ? (bits - 1) / 8 * 8 : bits < 28 ? 28 : bits < 32 ? bits + 1 : 24;
        if (bits == 0)
            continue;
        ip_format(UINT32_C(0xffffffff) << (32 - bits), text);
        add_word(making, i, text, "a mask");
    }
}

/* A nameif that is not NAME; NULL: there is none. */
static const char *
other_interface(struct making *making, const char *name, size_t length)
{
    const struct config *config = making->config;
    size_t start = dice_throw(making->dice, config->interface_count);
    for (size_t i = 0; i < config->interface_count; i++) {
        const char *other = config->interfaces[(start + i) % config->interface_count]->name;
        if (other != NULL && (strlen(other) != length || memcmp(other, name, length) != 0))
            return other;
    }
    return NULL;
}

/* "(inside,outside)" the other way round; "(inside)" of another interface. */
static void
change_pair(struct making *making)
{
    char text[MUTATED_SIZE];
    const char *pair = making->words.count > 1 ? making->words.items[1] : "";
    size_t length = strlen(pair);
    const char *comma = strchr(pair, ',');
    if (length < 3 || pair[0] != '(' || pair[length - 1] != ')')
        return;
    if (comma != NULL) {
        snprintf(text, sizeof text, "(%.*s,%.*s)", (int)(pair + length - 1 - comma - 1), comma + 1,
                 (int)(comma - pair - 1), pair + 1);
    } else {
        const char *other = other_interface(making, pair + 1, length - 2);
        if (other == NULL)
            return;
        snprintf(text, sizeof text, "(%s)", other);
    }
    add_word(making, 1, text, "the interfaces");
}

static void
change_interface(struct making *making)
{
    for (size_t i = 1; i < making->words.count; i++) {
        const char *name = making->words.items[i];
        bool is_named = is_word(making, i - 1, "interface") || is_word(making, i - 1, "route");
        const char *other = is_named ? other_interface(making, name, strlen(name)) : NULL;
        if (other != NULL)
            add_word(making, i, other, "the interface");
    }
}

/* nat and global that do not belong together any more */
static void
change_number(struct making *making)
{
    char text[16];
    if (making->words.count < 3)
        return;
    unsigned long number = strtoul(making->words.items[2], NULL, 10);
    if (number == 0)
        return;
    snprintf(text, sizeof text, "%lu", number % 100 + 1);
    add_word(making, 2, text, "the number of the pool");
}

static void
change_list(struct making *making)
{
    const struct config *config = making->config;
    size_t at = is_word(making, 0, "access-group") ? 1 : 4; /* nat (inside) 0 access-list X */
    if (at >= making->words.count || config->acl_count < 2)
        return;
    const struct acl *acl = config->acls[dice_throw(making->dice, config->acl_count)];
    if (acl->exists && !is_word(making, at, acl->name) &&
        (at == 1 || is_word(making, 3, "access-list")))
        add_word(making, at, acl->name, "the list");
}

static void
swap(struct making *making)
{
    const char *line = making->lines->lines[making->at];
    const char *next =
        making->at + 1 < making->lines->count ? making->lines->lines[making->at + 1] : "";
    const char *name = strchr(line, ' ');
    size_t length = name != NULL ? (size_t)(name - line) + 1 + strcspn(name + 1, " ") : 0;
    if (length == 0 || strncmp(line, next, length) != 0 || strcmp(line, next) == 0)
        return;
    size_t before = making->mutations->count;
    add(making, next, "the order of two lines");
    if (making->mutations->count > before)
        making->mutations->items[before].is_swap = true;
}

static void
shut(struct making *making)
{
    char line[MUTATED_SIZE + 16];
    const char *old = making->lines->lines[making->at];
    bool is_sub_mode = making->words.indent > 0;
    if (!is_sub_mode && strstr(old, "shutdown") != NULL)
        return;
    snprintf(line, sizeof line, is_sub_mode ? " shutdown\n%s" : "%s shutdown", old);
    add(making, line, "an interface");
}

typedef void mutate(struct making *making);

#define MUTATES 9

static const struct {
    const char *begins; /* without indentation */
    bool sub_mode;
    mutate *mutates[MUTATES]; /* ends with NULL */
} rows[] = {
    { "access-list ",
      false,
      { lose, turn_action, turn_protocol, change_port, change_address, change_mask, swap } },
    { "conduit ",
      false,
      { lose, turn_action, turn_protocol, change_port, change_address, change_mask, swap } },
    { "access-group ", false, { lose, change_interface, change_list } },
    { "nat ",
      false,
      { lose, change_pair, change_number, change_address, change_mask, change_list } },
    { "global ", false, { lose, change_pair, change_number, change_address } },
    { "static ",
      false,
      { lose, change_pair, change_address, change_mask, change_port, turn_protocol } },
    { "route ", false, { lose, change_interface, change_address, change_mask } },
    { "outbound ", false, { lose, turn_action, change_address, change_mask } },
    { "apply ", false, { lose, change_pair } },
    { "established ", false, { lose, turn_protocol } },
    { "fixup ", false, { negate } },
    { "no fixup ", false, { lose } },
    { "inspect ", true, { lose } },
    { "service-policy ", false, { lose } },
    { "match ", true, { change_port, change_list } },
    { "network-object ", true, { lose, change_address, change_mask } },
    { "port-object ", true, { lose, change_port } },
    { "service-object ", true, { lose, change_port, turn_protocol } },
    { "group-object ", true, { lose } },
    { "protocol-object ", true, { lose } },
    { "icmp-object ", true, { lose } },
    { "same-security-traffic ", false, { lose } },
    { "ip address ", false, { change_mask } },
    { "ip address ", true, { change_mask } },
    { "nameif ", true, { shut } },
    { "interface ethernet", false, { shut } },
};

static void
mutate_line(struct making *making)
{
    const char *line = making->lines->lines[making->at];
    if (!split(line, &making->words))
        return;
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        if (rows[i].sub_mode != (making->words.indent > 0) ||
            strncmp(line + making->words.indent, rows[i].begins, strlen(rows[i].begins)) != 0)
            continue;
        for (size_t j = 0; j < MUTATES && rows[i].mutates[j] != NULL; j++)
            rows[i].mutates[j](making);
        return;
    }
}

bool
mutations_of(const struct config *config, const struct config_lines *lines, struct dice *dice,
             struct mutations *mutations)
{
    struct making *making = calloc(1, sizeof *making);
    *mutations = (struct mutations){ .arena = arena_new() };
    bool good = making != NULL && mutations->arena != NULL;
    if (good) {
        *making = (struct making){
            .config = config, .lines = lines, .dice = dice, .mutations = mutations
        };
        for (making->at = 0; making->at < lines->count && !making->no_memory; making->at++)
            mutate_line(making);
        good = !making->no_memory;
    }
    free(making);
    return good;
}

void
mutations_free(struct mutations *mutations)
{
    arena_free(mutations->arena);
    *mutations = (struct mutations){ 0 };
}

/* ---- the text ---- */

static const struct mutation *
of_line(const struct mutation *const *mutations, size_t count, size_t line)
{
    for (size_t i = 0; i < count; i++)
        if (mutations[i]->line == line)
            return mutations[i];
    return NULL;
}

char *
mutated_text(const struct config_lines *lines, const struct mutation *const *mutations,
             size_t count, size_t *length)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, length);
    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < lines->count; i++) {
        const struct mutation *mutation = of_line(mutations, count, i);
        const char *line = mutation != NULL ? mutation->text : lines->lines[i];
        if (line != NULL)
            fprintf(out, "%s\n", line);
        if (mutation != NULL && mutation->is_swap)
            fprintf(out, "%s\n", lines->lines[i++]);
    }
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}
