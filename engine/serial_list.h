/*
 * serial_list.h: records of a pool in the order in which they were made, as they are at one moment.
 */
#ifndef REFIRE_ENGINE_SERIAL_LIST_H
#define REFIRE_ENGINE_SERIAL_LIST_H

#include "engine/state.h"

struct serial_list {
    uint32_t (*pairs)[2]; /* serial, number */
    size_t count;
};

/* False when there is no memory; else the caller frees it. */
NODISCARD bool serial_list_xlates(const struct engine *engine, struct serial_list *list);
NODISCARD bool serial_list_conns(const struct engine *engine, struct serial_list *list);
NODISCARD bool serial_list_pinholes(const struct engine *engine, struct serial_list *list);
void serial_list_free(struct serial_list *list);

#endif
