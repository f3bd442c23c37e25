/*
 * ber.h: reads items of the Basic Encoding Rules (X.690), as SNMP and LDAP use them: low tag
 * numbers, definite lengths.
 */
#ifndef REFIRE_ENGINE_INSPECT_BER_H
#define REFIRE_ENGINE_INSPECT_BER_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/base/cursor.h"

#define BER_INTEGER 0x02
#define BER_OCTETS 0x04
#define BER_SEQUENCE 0x30
#define BER_SET 0x31

struct ber_item {
    uint8_t tag;
    struct cursor content;
};

/*
 * The item at FROM, which is behind it then. False when it does not fit in FROM or is of a form
 * that is not read; FROM is where it was.
 */
NODISCARD bool ber_next(struct cursor *from, struct ber_item *item);

/* An INTEGER from 0 on; false when the item is none, or has more than 32 bits. */
NODISCARD bool ber_unsigned(const struct ber_item *item, uint32_t *value);

#endif
