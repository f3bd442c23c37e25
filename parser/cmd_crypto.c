/*
 * cmd_crypto.c: crypto maps (commands.md 11.3). The lines are kept, in the order in which they
 * came; which access list selects what on which interface is in the model (engine/model/crypto.h).
 */
#include <string.h>

#include "parser/families.h"
#include "parser/family.h"

/* As long as a line can be. */
#define CRYPTO_ENTRY_SIZE 1024

struct crypto_line {
    const char *map;
    uint16_t sequence;
    const char *acl;
    const char *dynamic;
    bool is_dynamic, discover;
    ifc_id ifc;
    const char *rest;
};

/* The entry of a line's map and sequence, made when it is new: lines of one stand together. */
static struct crypto_entry *
entry_of(struct config *config, const struct crypto_line *line, bool is_dynamic,
         const struct origin *origin)
{
    for (size_t i = config->crypto_entry_count; i-- > 0;) {
        struct crypto_entry *entry = &config->crypto_entries[i];
        if (entry->sequence == line->sequence && entry->is_dynamic == is_dynamic &&
            strcmp(entry->map, line->map) == 0)
            return entry;
    }
    const char *map = arena_strdup(config->arena, line->map);
    struct crypto_entry *entry = NULL;
    if (map != NULL)
        entry = arena_append(config->arena, &config->crypto_entries, &config->crypto_entry_count,
                             &config->crypto_entry_capacity, sizeof(*entry));
    if (entry != NULL)
        *entry = (struct crypto_entry){
            .is_dynamic = is_dynamic, .map = map, .sequence = line->sequence, .origin = *origin
        };
    return entry;
}

static bool
note_acl(struct config *config, const struct crypto_line *line, bool is_dynamic,
         const struct origin *origin)
{
    struct crypto_entry *entry = entry_of(config, line, is_dynamic, origin);
    if (entry == NULL)
        return false;
    entry->origin = *origin;
    entry->acl = config_acl_make(config, line->acl);
    return entry->acl != NULL;
}

static bool
match_fact(struct config *config, const void *scratch, const struct origin *origin)
{
    return note_acl(config, scratch, false, origin);
}

static bool
dynamic_match_fact(struct config *config, const void *scratch, const struct origin *origin)
{
    return note_acl(config, scratch, true, origin);
}

static bool
isakmp_fact(struct config *config, const void *scratch, const struct origin *origin)
{
    const struct crypto_line *line = scratch;
    struct crypto_entry *entry = entry_of(config, line, false, origin);
    if (entry == NULL)
        return false;
    entry->dynamic = NULL;
    if (line->is_dynamic)
        entry->dynamic = arena_strdup(config->arena, line->dynamic);
    return !line->is_dynamic || entry->dynamic != NULL;
}

static bool
manual_fact(struct config *config, const void *scratch, const struct origin *origin)
{
    struct crypto_entry *entry = entry_of(config, scratch, false, origin);
    if (entry != NULL)
        entry->manual = true;
    return entry != NULL;
}

static bool
peer_fact(struct config *config, const void *scratch, const struct origin *origin)
{
    struct crypto_entry *entry = entry_of(config, scratch, false, origin);
    if (entry != NULL)
        entry->has_peer = true;
    return entry != NULL;
}

static bool
transform_fact(struct config *config, const void *scratch, const struct origin *origin)
{
    struct crypto_entry *entry = entry_of(config, scratch, false, origin);
    if (entry != NULL)
        entry->has_transforms = true;
    return entry != NULL;
}

static bool
binding_fact(struct config *config, const void *scratch, const struct origin *origin)
{
    const struct crypto_line *line = scratch;
    const char *map = arena_strdup(config->arena, line->map);
    struct crypto_binding *binding = NULL;
    if (map != NULL)
        binding =
            arena_append(config->arena, &config->crypto_bindings, &config->crypto_binding_count,
                         &config->crypto_binding_capacity, sizeof(*binding));
    if (binding != NULL)
        *binding = (struct crypto_binding){ map, line->ifc, *origin };
    return binding != NULL;
}

/* ---- ! Incomplete ---- */

/* Bytes of "crypto map NAME SEQUENCE" at the start of a line; 0: it is of no entry. */
static size_t
entry_length(const char *text)
{
    static const char start[] = "crypto map ";
    size_t at = sizeof(start) - 1;
    if (strncmp(text, start, at) != 0)
        return 0;
    at += strcspn(text + at, " ");
    at += strspn(text + at, " ");
    size_t digits = strspn(text + at, "0123456789");
    return digits > 0 ? at + digits : 0;
}

static bool
is_of_entry(const char *text, const struct crypto_entry *entry)
{
    char own[CRYPTO_ENTRY_SIZE];
    int length = snprintf(own, sizeof(own), "crypto map %s %u", entry->map, entry->sequence);
    return length > 0 && (size_t)length == entry_length(text) &&
           strncmp(text, own, (size_t)length) == 0;
}

static bool
is_incomplete(const struct crypto_entry *entry)
{
    return !entry->is_dynamic && entry->dynamic == NULL && !entry->manual &&
           (entry->acl == NULL || !entry->has_peer || !entry->has_transforms);
}

bool
crypto_marks_incomplete(const struct config *config, const char *text, const char *next)
{
    size_t length = config->does->flat_commands ? entry_length(text) : 0;
    if (length == 0 ||
        (next != NULL && entry_length(next) == length && strncmp(text, next, length) == 0))
        return false;
    for (size_t i = 0; i < config->crypto_entry_count; i++) {
        if (is_of_entry(text, &config->crypto_entries[i]))
            return is_incomplete(&config->crypto_entries[i]);
    }
    return false;
}

/* ---- rows ---- */

static const struct word dynamic_words[] = {
    KEYWORD("dynamic", "Entries of a dynamic map"),
    NAME_OF("crypto dynamic-map", struct crypto_line, dynamic, "Name of the dynamic map"),
    END_OF_WORDS,
};

/* clang-format off */
#define MAP_NAME(phrase) \
    KEYWORD(phrase, "Crypto map"), NAME_OF("crypto map", struct crypto_line, map, "Name of the map")
#define MAP_ENTRY(phrase) \
    MAP_NAME(phrase), \
    NUMBER(struct crypto_line, sequence, 1, CRYPTO_SEQUENCE_MAX, "Sequence number of the entry")
#define MATCH_ADDRESS \
    KEYWORD("match address", "Traffic that the entry is for"), \
    NAME_OF("access-list", struct crypto_line, acl, "Access list")
#define CRYPTO(what) \
    .name = "crypto", .help = what, .scratch_size = sizeof(struct crypto_line), .kept = true, \
    .checked = true, .group_words = 4
#define REST(what) VALUE(rest, struct crypto_line, rest, what, .optional = true)
#define WORDS(...) .words = (const struct word[]){ __VA_ARGS__, END_OF_WORDS }

const struct command *const crypto_commands[] = {
    &(const struct command){
        CRYPTO("Traffic that an entry of a crypto map is for"), .key_words = 6, .fact = match_fact,
        WORDS(MAP_ENTRY("crypto map"), MATCH_ADDRESS) },
    &(const struct command){
        CRYPTO("Traffic that an entry of a dynamic crypto map is for"), .key_words = 6,
        .fact = dynamic_match_fact, WORDS(MAP_ENTRY("crypto dynamic-map"), MATCH_ADDRESS) },
    &(const struct command){
        CRYPTO("An entry of a crypto map whose keys come from IKE"), .key_words = 5,
        .fact = isakmp_fact,
        WORDS(MAP_ENTRY("crypto map"), KEYWORD("ipsec-isakmp", "Keys from IKE"),
              GROUP(struct crypto_line, is_dynamic, dynamic_words),
              FLAG(struct crypto_line, discover, "discover", "Ask for peers")) },
    &(const struct command){
        CRYPTO("An entry of a crypto map with keys of its own"), .key_words = 5,
        .fact = manual_fact, .before = OS_7_0,
        WORDS(MAP_ENTRY("crypto map"), KEYWORD("ipsec-manual", "Keys by hand")) },
    &(const struct command){
        CRYPTO("Peers of an entry of a crypto map"), .fact = peer_fact,
        WORDS(MAP_ENTRY("crypto map"), KEYWORD("set peer", "Peers"),
              VALUE(rest, struct crypto_line, rest, "Addresses or names")) },
    &(const struct command){
        CRYPTO("Transforms of an entry of a crypto map"), .fact = transform_fact, .key_words = 6,
        WORDS(MAP_ENTRY("crypto map"), KEYWORD("set transform-set", "Transforms"),
              VALUE(rest, struct crypto_line, rest, "Names of transform sets")) },
    &(const struct command){
        CRYPTO("Perfect forward secrecy of an entry of a crypto map"), .key_words = 6,
        WORDS(MAP_ENTRY("crypto map"), KEYWORD("set pfs", "Perfect forward secrecy"),
              REST("Group")) },
    &(const struct command){
        CRYPTO("Parameters of an entry of a crypto map"), .no_words = 3,
        WORDS(MAP_ENTRY("crypto map"), KEYWORD("set", "Parameters"), REST("Parameter")) },
    &(const struct command){
        CRYPTO("Parameters of an entry of a dynamic crypto map"), .no_words = 3,
        WORDS(MAP_ENTRY("crypto dynamic-map"), KEYWORD("set", "Parameters"), REST("Parameter")) },
    &(const struct command){
        CRYPTO("An entry of a dynamic crypto map"), .no_words = 2,
        WORDS(MAP_ENTRY("crypto dynamic-map")) },
    &(const struct command){
        CRYPTO("Clients of a crypto map"), .no_words = 2,
        WORDS(MAP_NAME("crypto map"), KEYWORD("client", "Clients"), REST("Parameter")) },
    &(const struct command){
        CRYPTO("Put a crypto map to work on an interface"), .fact = binding_fact,
        .last_is_key = true, /* one map to an interface */
        .why_taints = "traffic that this crypto map selects would be encrypted",
        WORDS(MAP_NAME("crypto map"), KEYWORD("interface", "Interface of the peers"),
              VALUE(nameif, struct crypto_line, ifc, "Interface")) },
    NULL,
};
/* clang-format on */
