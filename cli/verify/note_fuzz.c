/*
 * note_fuzz.c: any bytes as a note, and what it says to type loaded as a configuration.
 *
 * What is refused says where; each command stands on a line of the note, in its order, and is
 * loaded from that line.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/verify/note.h"
#include "parser/parser.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
load(const struct note *note, const struct note_chapter *chapter, bool listing)
{
    struct load_options options = { .file = "x" };
    struct load_result loaded;
    size_t size;
    char *text = note_text(note, chapter, listing, &size);
    if (text == NULL)
        return;
    if (config_load_text(text, size, &options, &loaded)) {
        if (loaded.line_count > note->line_count + 1)
            abort();
        load_result_free(&loaded);
    }
    free(text);
}

static void
look(const struct note *note)
{
    uint32_t line = 0;
    for (size_t i = 0; i < note->chapter_count; i++) {
        const struct note_chapter *chapter = &note->chapters[i];
        if (chapter->line < line || (chapter->within != NOTE_NONE && chapter->within >= i) ||
            chapter->versions == 0)
            abort();
        line = chapter->line;
        for (size_t j = 0; j < chapter->line_count; j++) {
            const struct note_line *said = &chapter->lines[j];
            if (said->line <= line || said->line > note->line_count || said->column == 0)
                abort();
            for (const char *at = said->whole; *at != '\0'; at++)
                if ((unsigned char)*at < ' ')
                    abort();
            line = said->line;
        }
        if (i < 4) { /* more of them find nothing new */
            load(note, chapter, false);
            load(note, chapter, true);
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct note note;
    char error[NOTE_ERROR_SIZE] = "";
    if (note_parse(&note, "x", (const char *)data, size, error))
        look(&note);
    else if (strncmp(error, "x:", 2) != 0)
        abort();
    note_free(&note);
    return 0;
}
