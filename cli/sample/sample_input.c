/*
 * sample_input.c: reads the word, if there is one.
 */
#include "cli/sample/sample_input.h"

#include "cli/replay/sources.h"

_Static_assert(CAPTURE_ERROR_SIZE >= SOURCE_ERROR_SIZE, "errors share one buffer");

static bool
parse(const struct config *config, const struct sample_input *given, struct replay_input *input,
      char error[CAPTURE_ERROR_SIZE])
{
    if (given->bytes == NULL)
        return source_parse(config, given->word, input, error);
    *input = (struct replay_input){
        .bytes = given->bytes,
        .size = given->size,
        .point = *given->word == '\0' ? IFC_NONE : config_interface_by_name(config, given->word),
    };
    return true;
}

enum sample_added
sample_add(const struct config *config, const struct sample_input *input, struct replay *replay,
           char error[CAPTURE_ERROR_SIZE])
{
    struct replay_input parsed;
    if (!parse(config, input, &parsed, error))
        return SAMPLE_REFUSED;
    return replay_add(replay, &parsed, error) ? SAMPLE_ADDED : SAMPLE_UNREADABLE;
}

struct capture_reader *
sample_open(const struct config *config, const struct sample_input *input, const char **name)
{
    struct replay_input parsed;
    char error[CAPTURE_ERROR_SIZE];
    if (!parse(config, input, &parsed, error))
        return NULL;
    *name = parsed.point != IFC_NONE ? config_interface_label(config, parsed.point) : "";
    return parsed.bytes != NULL ? capture_open_memory(parsed.bytes, parsed.size, error)
                                : capture_open(parsed.path, error);
}
