/*
 * serial_list.c: serial numbers and places, sorted.
 */
#include "engine/serial_list.h"

#include <stdlib.h>

/* Record numbers in the order in which their records were made. */
static int
compare_serials(const void *a, const void *b)
{
    const uint32_t *first = a, *second = b;
    return (first[0] > second[0]) - (first[0] < second[0]);
}

static void
list_add(struct serial_list *list, uint32_t serial, uint32_t number)
{
    if (serial == 0)
        return;
    list->pairs[list->count][0] = serial;
    list->pairs[list->count][1] = number;
    list->count++;
}

static bool
list_init(struct serial_list *list, const struct pool *pool)
{
    *list = (struct serial_list){ .pairs = calloc((size_t)pool->used_up + 1, sizeof(uint32_t[2])) };
    return list->pairs != NULL;
}

static void
list_sort(struct serial_list *list)
{
    qsort(list->pairs, list->count, sizeof(list->pairs[0]), compare_serials);
}

bool
serial_list_xlates(const struct engine *engine, struct serial_list *list)
{
    if (!list_init(list, &engine->xlates.pool))
        return false;
    for (uint32_t i = 0; i < engine->xlates.pool.used_up; i++)
        list_add(list, xlate_at(&engine->xlates, i)->serial, i);
    list_sort(list);
    return true;
}

bool
serial_list_conns(const struct engine *engine, struct serial_list *list)
{
    if (!list_init(list, &engine->conns.pool))
        return false;
    for (uint32_t i = 0; i < engine->conns.pool.used_up; i++)
        list_add(list, conn_at(&engine->conns, i)->serial, i);
    list_sort(list);
    return true;
}

bool
serial_list_pinholes(const struct engine *engine, struct serial_list *list)
{
    if (!list_init(list, &engine->pinholes.pool))
        return false;
    for (uint32_t i = 0; i < engine->pinholes.pool.used_up; i++)
        list_add(list, pinhole_at(&engine->pinholes, i)->serial, i);
    list_sort(list);
    return true;
}

void
serial_list_free(struct serial_list *list)
{
    free(list->pairs);
    *list = (struct serial_list){ 0 };
}
