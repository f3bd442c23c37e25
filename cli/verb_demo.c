/*
 * verb_demo.c: `refire demo`: the note's chapters, one after the other, on built-in recordings.
 *
 * Nothing of what the device prints stands in the program: each chapter loads its configuration
 * and replays its captures, here and now.
 */
#include "cli/verbs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/demo/demo.h"
#include "cli/options.h"

enum colour_when { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

/* https://no-color.org: set and not empty means none, unless it is asked for. */
static bool
wants_colour(enum colour_when when)
{
    const char *no_color = getenv("NO_COLOR");

    switch (when) {
    case COLOUR_ALWAYS:
        return true;
    case COLOUR_NEVER:
        return false;
    case COLOUR_AUTO:
        break;
    }
    return isatty(STDOUT_FILENO) && (no_color == NULL || *no_color == '\0');
}

static void
list_chapters(FILE *out)
{
    for (size_t i = 0; i < demo_chapter_count; i++)
        fprintf(out, "%2zu  %s\n", i + 1, demo_chapters[i].title);
}

static bool
show_chapter(struct demo_page *page, size_t number)
{
    const struct demo_chapter *chapter = &demo_chapters[number - 1];
    char heading[128];

    snprintf(heading, sizeof(heading), "%zu. %s", number, chapter->title);
    demo_heading(page, heading);
    demo_paragraph(page, chapter->story);
    for (size_t i = 0; i < DEMO_RUNS && chapter->runs[i].replay; i++) {
        if (!demo_run(page, &chapter->runs[i]))
            return false;
        demo_paragraph(page, chapter->runs[i].notice);
    }
    return true;
}

/* 0 when TEXT is not the number of a chapter. */
static size_t
chapter_number(const char *text)
{
    char *end;
    unsigned long number = strtoul(text, &end, 10);

    if (*text < '0' || *text > '9' || *end != '\0' || number > demo_chapter_count)
        return 0;
    return number;
}

static int
show_chapters(struct demo_page *page, const struct options *options)
{
    for (int i = 0; i < options->operand_count; i++) {
        if (chapter_number(options->operands[i]) == 0)
            return options_misuse(options, "there is no chapter '%s'; they are 1 to %zu",
                                  options->operands[i], demo_chapter_count);
    }
    for (int i = 0; i < options->operand_count; i++) {
        if (!show_chapter(page, chapter_number(options->operands[i])))
            return STATUS_INTERNAL;
    }
    if (options->operand_count > 0)
        return STATUS_OK;
    demo_heading(page, "PPTP and L2TP through the firewall, after Cisco's note of that name");
    demo_paragraph(page, "Inside hosts are 10.48.66.106 and .107, the peer outside is "
                         "192.168.201.25, and 192.168.201.5 is how .106 is seen from outside. The "
                         "captures are recordings of real PPTP and L2TP programs; the log lines "
                         "are made now, by replaying them through the configuration shown.");
    for (size_t number = 1; number <= demo_chapter_count; number++) {
        if (!show_chapter(page, number))
            return STATUS_INTERNAL;
    }
    fputs("\nNow yours: refire replay -c CONFIGURATION CAPTURE, or the prompt: refire\n",
          page->out);
    return STATUS_OK;
}

/* A page that could not be written is not a page that was shown. */
static int
finish(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    if (errno != EPIPE)
        fprintf(stderr, "refire: standard output: %s\n", strerror(errno));
    return STATUS_INTERNAL;
}

int
verb_demo(int argc, char **argv)
{
    struct options options = options_begin(VERB_DEMO, argc, argv, stdout, stderr);
    enum colour_when when = COLOUR_AUTO;
    bool list = false;

    for (;;) {
        switch (options_next(&options)) {
        case OPTION_LIST:
            list = true;
            continue;
        case OPTION_COLOR:
            when = (enum colour_when)options.number;
            continue;
        case OPTION_STOP:
            return options.status;
        default:
            break;
        }
        break;
    }
    if (list) {
        list_chapters(stdout);
        return finish(STATUS_OK);
    }
    struct demo_page page = { .out = stdout, .colour = wants_colour(when) };
    return finish(show_chapters(&page, &options));
}
