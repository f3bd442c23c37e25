/*
 * word_hardware.c: interface hardware names, abbreviated as people type them and written as the
 * version does: `ethernet0` in 6.x, `Ethernet0`, `GigabitEthernet0/1.10` from 7.0
 * (commands.md 3.1, 3.2).
 */
#include "parser/word_hardware.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char *const flat_kinds[] = { "ethernet",   "gb-ethernet", "fddi",
                                          "token-ring", "vlan",        NULL };
static const char *const mode_kinds[] = { "Ethernet",           "GigabitEthernet",
                                          "Management",         "Vlan",
                                          "TenGigabitEthernet", "FastEthernet",
                                          "Redundant",          NULL };

/* Redundant interfaces stand last. */
static bool
is_known(const char *kind, enum os_version version)
{
    return behaviour(version)->redundant_interfaces || strcmp(kind, "Redundant") != 0;
}

/* "0", from 7.0 also "0/1", "0/1.10" */
static bool
is_place(const char *text, bool flat)
{
    if (flat)
        return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';

    bool digit = false;
    for (; *text != '\0'; text++) {
        if (isdigit((unsigned char)*text))
            digit = true;
        else if ((*text == '/' || *text == '.') && digit)
            digit = false;
        else
            return false;
    }
    return digit;
}

/* Of "gb-ethernet0": 11. */
static size_t
count_letters(const char *text)
{
    size_t letters = 0;
    while (isalpha((unsigned char)text[letters]) || (text[letters] == '-' && letters > 0))
        letters++;
    return letters;
}

static const char *
find_kind(const char *const *kinds, const char *text, size_t letters, enum os_version version)
{
    for (size_t i = 0; kinds[i] != NULL; i++) {
        if (is_known(kinds[i], version) && letters <= strlen(kinds[i]) &&
            strncasecmp(kinds[i], text, letters) == 0)
            return kinds[i];
    }
    return NULL;
}

bool
hardware_parse(enum os_version version, const char *text, char hardware[static HARDWARE_SIZE])
{
    bool flat = behaviour(version)->flat_commands;
    size_t letters = count_letters(text);
    const char *kind =
        letters > 0 ? find_kind(flat ? flat_kinds : mode_kinds, text, letters, version) : NULL;
    if (kind == NULL || !is_place(text + letters, flat) ||
        strlen(kind) + strlen(text + letters) >= HARDWARE_SIZE)
        return false;
    memcpy(hardware, kind, strlen(kind));
    memcpy(hardware + strlen(kind), text + letters, strlen(text + letters) + 1);
    return true;
}

static bool
hardware_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct token *token = matching_next(matching);
    bool flat = behaviour(matching->context->version)->flat_commands;
    size_t letters = token != NULL ? count_letters(token->text) : 0;
    const char *kind = letters > 0 ? find_kind(flat ? flat_kinds : mode_kinds, token->text, letters,
                                               matching->context->version)
                                   : NULL;
    const char *place = kind != NULL ? token->text + letters : "";
    bool apart = kind != NULL && place[0] == '\0' && matching->at + 1 < matching->line->count;
    if (apart) /* `Ethernet 0/1` */
        place = matching->line->tokens[matching->at + 1].text;
    if (kind == NULL || !is_place(place, flat) || strlen(kind) + strlen(place) >= word->size) {
        matching_expect(matching, flat ? "ethernet0" : "Ethernet0", word->help, false);
        return false;
    }
    snprintf((char *)scratch + word->offset, word->size, "%s%s", kind, place);
    matching_take(matching);
    if (apart)
        matching_take(matching);
    return true;
}

static void
hardware_write(const struct word *word, struct writing *writing, const void *scratch)
{
    writing_put(writing, "%s", (const char *)scratch + word->offset);
}

const struct word_type word_hardware = { "hardware", hardware_match, hardware_write };

static bool
vlan_id_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct token *token = matching_next(matching);
    unsigned number = 0;
    bool good = token != NULL && token->length > 4 && token->length <= 8 &&
                strncasecmp(token->text, "vlan", 4) == 0;
    for (size_t i = 4; good && i < token->length; i++) {
        good = isdigit((unsigned char)token->text[i]);
        number = number * 10 + (unsigned)(token->text[i] - '0');
    }
    if (!good || number == 0 || number > 4094) {
        matching_expect(matching, "vlan<1-4094>", word->help, false);
        return false;
    }
    uint16_t vlan = (uint16_t)number;
    memcpy(word_place(scratch, word->offset), &vlan, sizeof(vlan));
    matching_take(matching);
    return true;
}

static void
vlan_id_write(const struct word *word, struct writing *writing, const void *scratch)
{
    uint16_t vlan;
    memcpy(&vlan, word_value(scratch, word->offset), sizeof(vlan));
    writing_put(writing, "vlan%u", vlan);
}

const struct word_type word_vlan_id = { "vlan", vlan_id_match, vlan_id_write };
