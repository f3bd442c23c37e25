/*
 * bulk.c: ACEs and group members in one pass.
 *
 * Lines are read by the batch: what is known of their duplicates lies anywhere in a large index, so
 * that the places are asked for while the next lines are read.
 */
#include "parser/bulk.h"

#include <endian.h>
#include <string.h>

#include "parser/family.h"
#include "parser/names.h"

#define BATCH 32
#define NAME_SIZE 64 /* longer names are left to the rows */

/* What is left of a line. */
struct scan {
    const char *at;
    const char *end;
};

/* What holds for all lines of a batch. */
struct bulk {
    struct parser *parser;
    const struct config *config;
    enum os_version version;
    bool extended; /* `access-list NAME extended` */
    bool names;    /* are there any? */
    struct acl *acl;
    struct object_group *group; /* whose members are read; NULL: ACEs are */
};

/* ---- words ---- */

/* Takes WORD, a blank included unless it is the last one. */
static inline bool
scan_text(struct scan *scan, const char *word, size_t length)
{
    if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, word, length) != 0)
        return false;
    scan->at += length;
    return true;
}

#define SCAN(scan, word) scan_text(scan, word, sizeof(word) - 1)

/* Behind a value: a blank and more, or the end of the line. */
static inline bool
scan_gap(struct scan *scan)
{
    if (scan->at == scan->end)
        return true;
    if (*scan->at != ' ')
        return false;
    scan->at++;
    return scan->at < scan->end;
}

static inline bool
is_digit(const char *at, const char *end)
{
    return at < end && (unsigned)(*at - '0') < 10;
}

/* Digits up to LIMIT, without a leading zero; where they end, or NULL. */
static inline const char *
read_number(const char *at, const char *end, uint32_t limit, uint32_t *value)
{
    if (!is_digit(at, end))
        return NULL;
    uint32_t number = (uint32_t)(*at++ - '0');
    if (number != 0) {
        while (is_digit(at, end) && number <= limit)
            number = number * 10 + (uint32_t)(*at++ - '0');
    }
    *value = number;
    return number <= limit ? at : NULL;
}

/*
 * 0 to 255. The lengths of numbers follow no rule, so that a loop over digits is guessed wrong by
 * the processor at nearly each: four bytes are looked at together instead.
 */
static inline const char *
read_octet(const char *at, const char *end, uint32_t *value)
{
    uint32_t bytes;
    if (end - at < (ptrdiff_t)sizeof(bytes))
        return read_number(at, end, 255, value);
    memcpy(&bytes, at, sizeof(bytes));
    bytes = le32toh(bytes) ^ 0x30303030;                           /* digits become 0 to 9 */
    uint32_t others = ((bytes + 0x76767676) | bytes) & 0x80808080; /* right up to the first one */
    unsigned length = others != 0 ? (unsigned)__builtin_ctz(others) / 8 : 4;
    if (length == 0 || length == 4 || (length > 1 && (bytes & 0xff) == 0))
        return NULL;
    bytes <<= (4 - length) * 8;
    *value = (bytes >> 24) + (bytes >> 16 & 0xff) * 10 + (bytes >> 8 & 0xff) * 100;
    return *value <= 255 ? at + length : NULL;
}

static inline bool
scan_quad(struct scan *scan, uint32_t *address)
{
    const char *at = scan->at;
    const char *end = scan->end;
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        uint32_t octet;
        if (i > 0 && (at == end || *at++ != '.'))
            return false;
        at = read_octet(at, end, &octet);
        if (at == NULL)
            return false;
        value = value << 8 | octet;
    }
    scan->at = at;
    *address = value;
    return true;
}

/* A word of its own, with its NUL. */
static bool
scan_name(struct scan *scan, char name[static NAME_SIZE])
{
    size_t length = 0;
    while (scan->at + length < scan->end && scan->at[length] != ' ')
        length++;
    if (length == 0 || length >= NAME_SIZE)
        return false;
    memcpy(name, scan->at, length);
    name[length] = '\0';
    scan->at += length;
    return true;
}

static bool
scan_address(const struct bulk *bulk, struct scan *scan, uint32_t *address)
{
    char name[NAME_SIZE];
    if (is_digit(scan->at, scan->end))
        return scan_quad(scan, address) && scan_gap(scan);
    return bulk->names && scan_name(scan, name) && config_address_of(bulk->config, name, address) &&
           scan_gap(scan);
}

static bool
scan_network(const struct bulk *bulk, struct scan *scan, struct network *network)
{
    return scan_address(bulk, scan, &network->address) && scan_quad(scan, &network->netmask) &&
           scan_gap(scan) && network->netmask != 0 && (network->address & ~network->netmask) == 0;
}

static bool
scan_group(const struct bulk *bulk, struct scan *scan, struct address_match *match)
{
    char name[NAME_SIZE];
    if (!scan_name(scan, name) || !scan_gap(scan))
        return false;
    const struct object_group *group = config_object_group(bulk->config, name);
    if (group == NULL || !group->exists || group->type != GROUP_NETWORK || group->count == 0)
        return false;
    *match = (struct address_match){ .kind = ADDRESS_GROUP, .group = group->id };
    return true;
}

static bool
scan_endpoint(const struct bulk *bulk, struct scan *scan, struct address_match *match)
{
    if (SCAN(scan, "host ")) {
        *match = (struct address_match){ .kind = ADDRESS_NETWORK, .network.netmask = IP_HOST_MASK };
        return scan_address(bulk, scan, &match->network.address);
    }
    if (SCAN(scan, "any")) {
        *match = (struct address_match){ .kind = ADDRESS_ANY };
        return scan_gap(scan);
    }
    if (SCAN(scan, "object-group "))
        return scan_group(bulk, scan, match);
    *match = (struct address_match){ .kind = ADDRESS_NETWORK };
    return scan_network(bulk, scan, &match->network);
}

static bool
scan_port(const struct bulk *bulk, struct scan *scan, uint8_t protocol, uint16_t *port)
{
    uint32_t number;
    if (is_digit(scan->at, scan->end)) {
        scan->at = read_number(scan->at, scan->end, UINT16_MAX, &number);
        if (scan->at == NULL)
            return false;
        *port = (uint16_t)number;
        return scan_gap(scan);
    }
    char name[NAME_SIZE];
    return scan_name(scan, name) && port_from_name(bulk->version, protocol, name, port) &&
           scan_gap(scan);
}

/* Nothing there is every port. */
static bool
scan_ports(const struct bulk *bulk, struct scan *scan, uint8_t protocol, struct port_match *ports)
{
    if (protocol != IP_TCP && protocol != IP_UDP)
        return true;
    if (SCAN(scan, "eq ")) {
        ports->op = PORT_OP_EQ;
        return scan_port(bulk, scan, protocol, &ports->low);
    }
    if (SCAN(scan, "range ")) {
        ports->op = PORT_OP_RANGE;
        return scan_port(bulk, scan, protocol, &ports->low) &&
               scan_port(bulk, scan, protocol, &ports->high) && ports->low <= ports->high;
    }
    if (SCAN(scan, "gt "))
        ports->op = PORT_OP_GT;
    else if (SCAN(scan, "lt "))
        ports->op = PORT_OP_LT;
    else
        return true;
    return scan_port(bulk, scan, protocol, &ports->low);
}

/* ---- lines ---- */

/* The list that the line names, when it is there and of this kind. */
static bool
scan_acl(struct bulk *bulk, struct scan *scan)
{
    const struct acl *last = bulk->acl;
    size_t length = last != NULL ? strlen(last->name) : 0;
    if (last != NULL && (size_t)(scan->end - scan->at) > length && scan->at[length] == ' ' &&
        memcmp(scan->at, last->name, length) == 0) {
        scan->at += length + 1;
        return true;
    }
    char name[NAME_SIZE];
    if (!scan_name(scan, name) || !scan_gap(scan))
        return false;
    bulk->acl = config_acl(bulk->config, name);
    return bulk->acl != NULL && bulk->acl->exists && bulk->acl->kind == ACL_EXTENDED;
}

static bool
scan_protocol(struct scan *scan, uint8_t *protocol)
{
    if (SCAN(scan, "tcp "))
        *protocol = IP_TCP;
    else if (SCAN(scan, "udp "))
        *protocol = IP_UDP;
    else if (SCAN(scan, "ip "))
        *protocol = IP_ANY;
    else if (SCAN(scan, "icmp "))
        *protocol = IP_ICMP;
    else
        return false;
    return true;
}

static bool
scan_action(struct scan *scan, bool *permit)
{
    *permit = SCAN(scan, "permit ");
    return *permit || SCAN(scan, "deny ");
}

static bool
scan_ace(struct bulk *bulk, struct scan scan, struct ace *ace)
{
    bool permit;
    *ace = (struct ace){ .icmp_type = ICMP_TYPE_ANY };
    if (!SCAN(&scan, "access-list ") || !scan_acl(bulk, &scan) ||
        (bulk->extended && !SCAN(&scan, "extended ")) || !scan_action(&scan, &permit) ||
        !scan_protocol(&scan, &ace->protocol) || !scan_endpoint(bulk, &scan, &ace->source) ||
        !scan_ports(bulk, &scan, ace->protocol, &ace->source_port) ||
        !scan_endpoint(bulk, &scan, &ace->destination) ||
        !scan_ports(bulk, &scan, ace->protocol, &ace->destination_port))
        return false;
    ace->permit = permit;
    return scan.at == scan.end;
}

static bool
scan_member(const struct bulk *bulk, struct scan scan, struct group_member *member)
{
    while (scan.at < scan.end && *scan.at == ' ')
        scan.at++;
    *member = (struct group_member){ .kind = ITEM_NETWORK, .icmp_type = ICMP_TYPE_ANY };
    if (!SCAN(&scan, "network-object "))
        return false;
    if (!SCAN(&scan, "host "))
        return scan_network(bulk, &scan, &member->network) && scan.at == scan.end;
    member->network.netmask = IP_HOST_MASK;
    return scan_address(bulk, &scan, &member->network.address) && scan.at == scan.end;
}

/* ---- batches ---- */

static struct scan
next_line(const struct bulk_text *text)
{
    const char *end = memchr(text->at, '\n', (size_t)(text->end - text->at));
    return (struct scan){ text->at, end != NULL ? end : text->end };
}

static void
pass_line(struct bulk_text *text, const char *end)
{
    text->at = end + 1;
    text->number++;
}

static size_t
take_aces(struct bulk *bulk, struct bulk_text *text, const char *file)
{
    struct {
        struct ace ace;
        struct acl *acl;
        const char *end;
        uint32_t hash;
    } batch[BATCH];
    struct config *config = bulk->parser->config;
    struct bulk_text ahead = *text;
    size_t read = 0;
    size_t taken = 0;
    for (; read < BATCH && ahead.at < ahead.end; read++) {
        struct scan scan = next_line(&ahead);
        if (!scan_ace(bulk, scan, &batch[read].ace))
            break;
        batch[read].acl = bulk->acl;
        batch[read].end = scan.end;
        batch[read].hash = ace_hash(&batch[read].ace);
        acl_prefetch(bulk->acl, batch[read].hash);
        pass_line(&ahead, scan.end);
    }
    uint16_t number = read > 0 ? config_file_number(config, file) : 0;
    for (; taken < read; taken++) {
        struct ace *ace = &batch[taken].ace;
        struct acl *acl = batch[taken].acl;
        ace->file = number;
        ace->line = file != NULL ? text->number : 0;
        ace->revision = config->revision + 1;
        if (acl_duplicate(acl, ace, batch[taken].hash) != NULL ||
            acl_insert(config, acl, ace, batch[taken].hash, acl->count) == NULL)
            break;
        bulk->parser->last_acl = acl;
        pass_line(text, batch[taken].end);
    }
    if (taken > 0)
        bulk->parser->last_command = "access-list";
    return taken;
}

static size_t
take_members(struct bulk *bulk, struct bulk_text *text)
{
    struct config *config = bulk->parser->config;
    size_t taken = 0;
    for (; text->at < text->end; taken++) {
        struct scan scan = next_line(text);
        struct group_member member;
        if (!scan_member(bulk, scan, &member) ||
            object_group_find(bulk->group, &member) < bulk->group->count ||
            !object_group_add(config, bulk->group, &member))
            break;
        pass_line(text, scan.end);
    }
    if (taken > 0)
        bulk->parser->last_command = "group member";
    return taken;
}

size_t
bulk_lines(struct parser *parser, struct bulk_text *text, const char *file)
{
    const struct frame *frame = &parser->frames[parser->depth];
    const struct config *config = parser->config;
    struct bulk bulk = {
        .parser = parser,
        .config = config,
        .version = config->os.version,
        .extended = !config->does->flat_commands,
        .names = config->names.count > 0,
    };
    if (frame->mode == MODE_CONFIG_NETWORK) {
        bulk.group = frame->object;
        return take_members(&bulk, text);
    }
    return parser->depth == 0 ? take_aces(&bulk, text, file) : 0;
}
