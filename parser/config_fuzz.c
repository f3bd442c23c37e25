/*
 * config_fuzz.c: any text as a configuration. What it makes is written, and what is written must
 * load without a refusal and be written the same way again.
 */
#include <stdlib.h>
#include <string.h>

#include "parser/parser.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *
write_out(const struct config *config, size_t *size)
{
    char *text = NULL;
    FILE *memory = open_memstream(&text, size);
    if (memory == NULL)
        return NULL;
    config_write(config, memory);
    fclose(memory);
    return text;
}

static void
check_again(const char *written, size_t size)
{
    struct load_options options = { .file = "written" };
    struct load_result result;
    size_t second_size;
    if (!config_load_text(written, size, &options, &result))
        return;
    char *second = write_out(result.config, &second_size);
    if (second != NULL &&
        (result.refused > 0 || second_size != size || memcmp(written, second, size) != 0)) {
        fprintf(stderr, "--- written\n%s--- again\n%s", written, second);
        for (size_t i = 0; i < result.diags.count; i++)
            fprintf(stderr, "%u: %s\n", result.diags.items[i].span.line,
                    result.diags.items[i].text);
        abort();
    }
    free(second);
    load_result_free(&result);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct load_options options = { .file = "fuzz" };
    struct load_result result;
    if (!config_load_text((const char *)data, size, &options, &result))
        return 0;
    size_t written_size = 0;
    char *written = write_out(result.config, &written_size);
    if (written != NULL)
        check_again(written, written_size);
    free(written);
    load_result_free(&result);
    return 0;
}
