/*
 * dialect_fuzz.c: any text typed at the prompt of each version, line by line.
 *
 * The first byte chooses the version, whatever the text says of itself. A refused line must leave
 * the configuration as it was, to the letter.
 */
#include <stdlib.h>
#include <string.h>

#include "parser/parser.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINES_MAX = 200, LINE_MAX = 2048 };

static char *
write_out(const struct config *config)
{
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    if (memory == NULL)
        return NULL;
    config_write(config, memory);
    fclose(memory);
    return text;
}

static void
type(struct parser *parser, const struct config *config, const char *line)
{
    char *before = write_out(config);
    uint32_t revision = config->revision;
    if (parser_line(parser, line, NULL, 0) == LINE_REFUSED) {
        char *after = write_out(config);
        if (before != NULL && after != NULL &&
            (strcmp(before, after) != 0 || revision != config->revision)) {
            fprintf(stderr, "refused, but it changed something: \"%s\"\n%s---\n%s", line, before,
                    after);
            abort();
        }
        free(after);
    }
    free(before);
}

static void
type_all(struct parser *parser, const struct config *config, const uint8_t *data, size_t size)
{
    char line[LINE_MAX];
    size_t length = 0;
    unsigned lines = 0;
    for (size_t i = 0; i < size && lines < LINES_MAX; i++) {
        if (data[i] == '\n') {
            line[length] = '\0';
            type(parser, config, line);
            length = 0;
            lines++;
        } else if (data[i] != '\0' && length + 1 < sizeof(line)) {
            line[length++] = (char)data[i];
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct os_release release = { .version = (enum os_version)(data[0] % OS_COUNT) };
    struct arena *arena = arena_new();
    struct config *config = config_factory(release);
    struct diags diags;
    if (arena != NULL)
        diags_init(&diags, arena);
    struct parser *parser = arena != NULL && config != NULL ? parser_new(config, &diags) : NULL;
    if (parser != NULL)
        type_all(parser, config, data + 1, size - 1);
    parser_free(parser);
    config_free(config);
    arena_free(arena);
    return 0;
}
