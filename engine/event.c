/*
 * event.c: the names of events.
 */
#include "engine/event.h"

static const char *const event_types[EVENT_TYPE_COUNT] = {
#define EVENT(name, text) [EVENT_##name] = text,
#include "engine/event.def"
#undef EVENT
};

const char *
event_type_name(enum event_type type)
{
    return (unsigned)type < EVENT_TYPE_COUNT ? event_types[type] : "unknown";
}
