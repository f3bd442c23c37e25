/*
 * upgrade.h: a 6.x configuration in 7.0 and later, as a device converts it at its first boot
 * (commands.md 6.2 "Conversion", 12): each line that the later version has not becomes lines that
 * it has, is ignored, or is lost with a word about what to do by hand. Inside parser/ only.
 */
#ifndef REFIRE_PARSER_UPGRADE_H
#define REFIRE_PARSER_UPGRADE_H

#include "parser/convert.h"

/* `vlan10`, or the hardware that a VLAN was put on: what 7.0 and later call it. */
struct vlan_name {
    const char *flat;
    const char *hardware;
};

struct upgrade {
    struct parser *parser;
    struct config *config;
    struct diags *diags;
    const char *file;
    struct os_release from;
    struct vlan_name *vlans;
    size_t vlan_count, vlan_capacity;
    size_t converted, ignored, lost; /* lines */

    /* the line at hand */
    struct line line;
    bool negated; /* it begins with `no` */
    size_t first; /* word behind that */
    uint32_t number;
    struct conversion made;
    const char *why; /* of what is ignored or lost; behind the lines of what is converted */
};

enum fate {
    FATE_SAME,      /* nothing to do: the later version reads it, or refuses it itself */
    FATE_CONVERTED, /* the lines are in MADE */
    FATE_BLOCK,     /* the same, and the lines that follow are in the sub-mode of the last one */
    FATE_IGNORED,
    FATE_LOST,
};

/* A rule for the lines that begin with PHRASE; the longest phrase is asked. */
struct upgrade_rule {
    const char *phrase;
    enum fate (*convert)(struct upgrade *upgrade);
    const char *ignored; /* without CONVERT: why it is ignored ... */
    const char *lost;    /* ... or what is to be done by hand */
};

extern const struct upgrade_rule upgrade_interface_rules[];
extern const struct upgrade_rule upgrade_access_rules[];
extern const struct upgrade_rule upgrade_vpn_rules[];
extern const struct upgrade_rule upgrade_box_rules[];

/* Word AT behind the `no` of the line; "" behind its end. */
const char *upgrade_word(const struct upgrade *upgrade, size_t at);
bool upgrade_word_is(const struct upgrade *upgrade, size_t at, const char *text);
/* The rest of the line from that word on. */
const char *upgrade_rest(const struct upgrade *upgrade, size_t at);
size_t upgrade_words(const struct upgrade *upgrade);
enum os_version upgrade_version(const struct upgrade *upgrade);
const struct behaviour *upgrade_does(const struct upgrade *upgrade);
/* "no " when the line begins so, else "". */
static inline const char *
upgrade_no(const struct upgrade *upgrade)
{
    return upgrade->negated ? "no " : "";
}
/* A line of the conversion, as conversion_put. */
#define PUT(upgrade, ...) conversion_put(&(upgrade)->made, __VA_ARGS__)
/* The hardware of the interface of that name; NULL: there is none. */
const char *upgrade_hardware_of(const struct upgrade *upgrade, const char *name);

/*
 * Begins with what 6.x has without a line: address translation is a must, and its usual fixups,
 * when the text is WHOLE. PARSER must be of a version from 7.0 on. False: no memory.
 */
NODISCARD bool upgrade_begin(struct upgrade *upgrade, struct parser *parser, const char *file,
                             struct os_release from, bool whole);
/* As parser_bytes. */
enum line_verdict upgrade_bytes(struct upgrade *upgrade, const char *text, size_t length,
                                uint32_t number);
/* Adds the counts as a diagnostic of line NUMBER, and frees. */
void upgrade_end(struct upgrade *upgrade, uint32_t number);

#endif
