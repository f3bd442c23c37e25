/*
 * place.c: several users of one parser, each in a sub-mode of its own.
 *
 * While one is away another may take back the very object that the first one's sub-mode edits. Its
 * memory stays (it is the configuration's), but lines typed into it would be lost, so the sub-mode
 * is left. Whether an object is still there is asked of what writes it (command.h, EACH).
 */
#include <stdlib.h>

#include "parser/family.h"

struct parser_place {
    struct frame frames[FRAMES_MAX];
    size_t depth;
};

struct parser_place *
parser_place_new(void)
{
    struct parser_place *place = calloc(1, sizeof(*place));
    if (place != NULL)
        place->frames[0] = (struct frame){ .mode = MODE_CONFIG, .context = "" };
    return place;
}

void
parser_place_free(struct parser_place *place)
{
    free(place);
}

void
parser_keep_place(const struct parser *parser, struct parser_place *place)
{
    memcpy(place->frames, parser->frames, sizeof(place->frames));
    place->depth = parser->depth;
}

struct search {
    const void *object;
    bool found;
};

static void
compare_object(void *context, const void *scratch, void *object)
{
    struct search *search = context;
    (void)scratch;
    search->found = search->found || object == search->object;
}

/* A sub-mode whose lines are kept word for word is there as long as its header is. */
static bool
header_is_there(const struct config *config, const char *header)
{
    for (size_t i = 0; i < config->kept_count; i++) {
        if (config->kept[i].text == header)
            return true;
    }
    return false;
}

static bool
frame_is_there(const struct config *config, const struct frame *outer, const struct frame *frame)
{
    const struct command *command = frame->command;
    struct search search = { .object = frame->object };
    if (frame->mode == MODE_CONFIG_KEPT)
        return header_is_there(config, frame->header);
    if (command->each != NULL)
        command->each(config, outer->object, compare_object, &search);
    if (!search.found && command->each_all != NULL)
        command->each_all(config, outer->object, compare_object, &search);
    return search.found;
}

void
parser_take_place(struct parser *parser, const struct parser_place *place)
{
    memcpy(parser->frames, place->frames, sizeof(parser->frames));
    parser->depth = 0;
    while (parser->depth < place->depth &&
           frame_is_there(parser->config, &place->frames[parser->depth],
                          &place->frames[parser->depth + 1]))
        parser->depth++;
}
