/*
 * interface_flat.h: what the rows of 6.x interfaces share. Inside parser/ only.
 */
#ifndef REFIRE_PARSER_INTERFACE_FLAT_H
#define REFIRE_PARSER_INTERFACE_FLAT_H

#include "parser/families.h"
#include "parser/family.h"
#include "parser/word_hardware.h"

struct flat_line {
    char hardware[HARDWARE_SIZE];
    const char *speed; /* NULL: auto */
    bool shutdown;
    uint16_t vlan;     /* 6.3: `vlan10`, 0 when there is none */
    uint16_t new_vlan; /* change-vlan */
    bool logical;
    const char *name;
    uint8_t security_level;
    ifc_id ifc;
    enum address_source source;
    uint32_t address;
    uint32_t netmask;
    bool has_netmask;
    bool setroute;
    bool has_retry;
    uint16_t retry;
    uint16_t mtu;
};

/* What interface I has to say. */
void flat_line_fill(struct flat_line *line, const struct config *config, size_t i);

extern const struct word_type word_flat_security; /* uint8_t: `security50` */
extern const struct word flat_netmask_words[];    /* an address may have one */
extern const struct word flat_retry_words[];      /* `retry 4` */

#endif
