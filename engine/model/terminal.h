/*
 * terminal.h: what a session at the box looks like: banners, prompt, pages, width (commands.md 11).
 */
#ifndef REFIRE_ENGINE_MODEL_TERMINAL_H
#define REFIRE_ENGINE_MODEL_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum banner_kind { BANNER_EXEC, BANNER_LOGIN, BANNER_MOTD, BANNER_ASDM };

/* One line of a banner; those of one kind follow each other when it is shown. */
struct banner_line {
    enum banner_kind kind;
    const char *text;
};

enum prompt_part {
    PROMPT_HOSTNAME,
    PROMPT_CONTEXT,
    PROMPT_DOMAIN,
    PROMPT_SLOT,
    PROMPT_STATE,
    PROMPT_PRIORITY,
    PROMPT_PART_COUNT
};

struct terminal_settings {
    struct banner_line *banners; /* in the order in which they came */
    size_t banner_count, banner_capacity;
    uint8_t prompt[PROMPT_PART_COUNT]; /* enum prompt_part, in their order */
    size_t prompt_count;               /* 0: nothing was said */
    bool has_page;                     /* there is a line about it */
    uint32_t page_lines;               /* 0: no pages */
    uint32_t width;                    /* 0: nothing was said */
};

#define TERMINAL_DEFAULT_PAGE 24
#define TERMINAL_DEFAULT_WIDTH 80

#endif
