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
    size_t length_octets; /* of the length, right before the content */
    struct cursor content;
};

enum ber_status {
    BER_THERE,
    BER_CUT,   /* it goes on behind what there is */
    BER_WRONG, /* of a form that is not read */
};

/* Tag and length at FROM, which is behind them when they are there. */
NODISCARD enum ber_status ber_head(struct cursor *from, uint8_t *tag, size_t *length);

/*
 * The item at FROM, which is behind it then. False when it does not fit in FROM or is of a form
 * that is not read; FROM is where it was.
 */
NODISCARD bool ber_next(struct cursor *from, struct ber_item *item);

/* An INTEGER from 0 on; false when the item is none, or has more than 32 bits. */
NODISCARD bool ber_unsigned(const struct ber_item *item, uint32_t *value);

/*
 * Writes LENGTH as the length of an item, in OCTETS of them at least, and returns how many it took.
 */
size_t ber_write_length(uint8_t bytes[static 5], size_t length, size_t octets);

#endif
