/*
 * logging.c: which messages a destination gets (syslog.md 1.3).
 *
 * A level of the message's class at the destination comes before the destination's own level or
 * list (the 8.0 guide on `logging class`, recalled).
 */
#include "engine/model/logging.h"

#include "engine/base/compiler.h"

static const struct class_ids {
    uint16_t first, last;
    uint8_t log_class;
} class_ids[] = {
#define LOG_CLASS_IDS(NAME, first, last) { first, last, LOG_CLASS_##NAME },
#include "engine/model/log_class.def"
};

enum log_class
log_class_of(uint32_t id)
{
    uint32_t group = id / 1000;
    for (size_t i = 0; i < ARRAY_LENGTH(class_ids); i++) {
        if (group >= class_ids[i].first && group <= class_ids[i].last)
            return (enum log_class)class_ids[i].log_class;
    }
    return LOG_CLASS_COUNT;
}

static bool
list_passes(const struct log_list *list, uint32_t id, unsigned severity)
{
    for (size_t i = 0; list->exists && i < list->count; i++) {
        const struct log_list_entry *entry = &list->entries[i];
        bool passes = entry->by_level
                          ? severity <= entry->level && (entry->log_class == LOG_CLASS_COUNT ||
                                                         entry->log_class == log_class_of(id))
                          : id >= entry->first && id <= entry->last;
        if (passes)
            return true;
    }
    return false;
}

bool
logging_passes(const struct logging *logging, enum log_destination destination, uint32_t id,
               unsigned severity)
{
    enum log_class log_class = log_class_of(id);
    int level = logging->level[destination];
    if (log_class != LOG_CLASS_COUNT &&
        logging->class_level[log_class][destination] != LOG_LEVEL_OFF)
        level = logging->class_level[log_class][destination];
    else if (logging->filter[destination] != NULL)
        return list_passes(logging->filter[destination], id, severity);
    return level != LOG_LEVEL_OFF && severity <= (unsigned)level;
}

bool
logging_has_destination(const struct logging *logging, enum log_destination destination)
{
    bool any = logging->level[destination] != LOG_LEVEL_OFF || logging->filter[destination] != NULL;
    for (size_t i = 0; i < LOG_CLASS_COUNT; i++)
        any = any || logging->class_level[i][destination] != LOG_LEVEL_OFF;
    return any;
}
