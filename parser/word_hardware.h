/*
 * word_hardware.h: interface hardware names.
 */
#ifndef REFIRE_PARSER_WORD_HARDWARE_H
#define REFIRE_PARSER_WORD_HARDWARE_H

#include "parser/word.h"

#define HARDWARE_SIZE 40

/* char[HARDWARE_SIZE]: `e0` and `Ethernet 0/1.10` in the version's own spelling. */
extern const struct word_type word_hardware;
/* uint16_t: `vlan10`, the name of a 6.3 logical interface. */
extern const struct word_type word_vlan_id;

/* TEXT alone, spelled as the version does; false: it is no hardware name. */
bool hardware_parse(enum os_version version, const char *text, char hardware[static HARDWARE_SIZE]);

#endif
