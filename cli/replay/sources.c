/*
 * sources.c: reads [NAMEIF=]CAPTURE. A file may have a `=` in its name: what stands before it must
 * be an interface, or else the whole word a file that is there.
 */
#include "cli/replay/sources.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NAME_MAX_SIZE 64

/* "inside, outside": what would have been right. */
static void
list_interfaces(const struct config *config, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < config->interface_count && used < size; i++) {
        const char *name = config->interfaces[i]->name;
        if (name == NULL)
            continue;
        int length = snprintf(text + used, size - used, "%s%s", used > 0 ? ", " : "", name);
        used += length > 0 ? (size_t)length : 0;
    }
}

bool
source_parse(const struct config *config, const char *word, struct replay_input *input,
             char error[SOURCE_ERROR_SIZE])
{
    *input = (struct replay_input){ .path = word, .point = IFC_NONE };
    const char *equals = strchr(word, '=');
    if (equals == NULL)
        return true;
    char name[NAME_MAX_SIZE];
    size_t length = (size_t)(equals - word);
    if (length < sizeof name) {
        memcpy(name, word, length);
        name[length] = '\0';
        input->point = config_interface_by_name(config, name);
    }
    if (input->point != IFC_NONE) {
        input->path = equals + 1;
        return true;
    }
    if (access(word, F_OK) == 0)
        return true;
    char known[128];
    list_interfaces(config, known, sizeof known);
    snprintf(error, SOURCE_ERROR_SIZE, "the configuration has no interface %.*s (it has: %s)",
             (int)(length < NAME_MAX_SIZE ? length : NAME_MAX_SIZE), word, known);
    return false;
}
