/*
 * clean_tech.c: show tech-support (shell.md 6.17): of its sections one is the configuration.
 *
 *     ------------------ show running-config ------------------
 */
#include "parser/clean_look.h"

#include <string.h>
#include <strings.h>

/* What stands between the rules; NULL: the line is no head of a section. */
static const char *
section_of(const char *text, size_t length, size_t *size)
{
    size_t rule = 0;
    while (rule < length && text[rule] == '-')
        rule++;
    if (rule < 3 || rule == length || text[rule] != ' ')
        return NULL;
    size_t end = length;
    while (end > rule && (text[end - 1] == ' ' || text[end - 1] == '\r'))
        end--;
    size_t tail = end;
    while (tail > rule && text[tail - 1] == '-')
        tail--;
    if (end - tail < 3)
        return NULL;
    while (tail > rule && text[tail - 1] == ' ')
        tail--;
    while (rule < tail && text[rule] == ' ')
        rule++;
    *size = tail - rule;
    return text + rule;
}

static bool
begins(const char *text, size_t length, const char *word)
{
    return length >= strlen(word) && strncasecmp(text, word, strlen(word)) == 0;
}

bool
tech_is_section(const char *text, size_t length, bool *running)
{
    size_t size;
    const char *section = section_of(text, length, &size);
    *running = section != NULL && (begins(section, size, "show running-config") ||
                                   begins(section, size, "write terminal"));
    return section != NULL && (begins(section, size, "show ") || *running);
}

void
tech_clean(struct input *input, bool running)
{
    bool wanted = !running; /* without one, there may be anything above the first section */
    for (size_t i = 0; i < input->count; i++) {
        struct input_line *line = &input->lines[i];
        size_t size;
        bool is_running;
        if (tech_is_section(line->text, line->length, &is_running)) {
            const char *section = section_of(line->text, line->length, &size);
            wanted = is_running || (!running && begins(section, size, "show startup-config"));
            line_is_noise(line, "the head of a section of show tech-support");
        } else if (!wanted && (line->kind == INPUT_COMMAND || line->kind == INPUT_VERSION)) {
            line_is_noise(line, "output of a show command");
        }
    }
}
