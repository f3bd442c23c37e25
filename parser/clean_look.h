/*
 * clean_look.h: what a text is dressed in (a mail, a page, a terminal's screen, numbers in front of
 * its lines), and each line without it. Inside parser/ only.
 *
 * Most texts wear nothing: one look at the whole says so, and no line pays for it.
 */
#ifndef REFIRE_PARSER_CLEAN_LOOK_H
#define REFIRE_PARSER_CLEAN_LOOK_H

#include "engine/base/arena.h"
#include "parser/clean.h"

struct look {
    bool odd;      /* bytes of a terminal or of typography */
    bool page;     /* tags or entities of HTML */
    bool blocks;   /* and the configuration stands in <pre> */
    bool mail;     /* headers, or lines quoted with `>` */
    bool tech;     /* sections of show tech-support */
    bool running;  /* one of them is the running configuration */
    bool numbered; /* a number in front of each line */
    size_t gap;    /* blanks behind each number */

    /* while lines are read */
    struct arena *arena; /* for lines that are written anew; made when one is */
    bool in_block;       /* <pre> */
    bool in_script;      /* what a page does not show */
    bool in_headers;
    bool in_signature;
    bool failed; /* no memory */
};

/*
 * Makes plain bytes with `\n` of UTF-16, a byte order mark, lone carriage returns and `<br>`, in
 * place, and says what the text looks like. Returns the new length; what was done for the whole
 * text goes to INPUT.
 */
size_t look_at_text(char *text, size_t length, struct input *input, struct look *look);
/* What the beginnings of the lines say of the whole: numbers, a mail, sections. */
struct counting {
    unsigned long last;
    size_t lines, in_order, gap;
    bool any;
};
void look_at_start(struct look *look, struct counting *counting, const char *text, size_t length);
bool counting_is_numbered(const struct counting *counting);
/* Is there something to take off the lines? */
bool look_is_dressed(const struct look *look);
/* Takes off one line what surrounds it. */
void look_at_line(struct look *look, struct input_line *line);

/* clean.c: has the line nothing to clean? What terminals and people put around one, taken off. */
bool line_is_plain(const char *text, size_t length);
void line_clean(struct look *look, struct input_line *line, bool *in_output);
/* clean_bytes.c */
/* Only printable ASCII and line ends, and nothing of HTML. */
bool bytes_are_usual(const char *text, size_t length);
size_t bytes_make_plain(char *text, size_t length, struct input *input);
bool bytes_are_odd(const char *text, size_t length);
void bytes_clean_line(struct look *look, struct input_line *line);
/* clean_page.c */
bool page_is_there(const char *text, size_t length, bool *blocks);
size_t page_break_lines(char *text, size_t length, bool *broken);
void page_clean_line(struct look *look, struct input_line *line);
/* clean_mail.c */
bool mail_line_is_dressed(const char *text, size_t length);
void mail_clean_line(struct look *look, struct input_line *line);
/* clean_tech.c: output of show commands of show tech-support becomes noise. */
bool tech_is_section(const char *text, size_t length, bool *running);
void tech_clean(struct input *input, bool running);

/* For these alone. */
void line_is_noise(struct input_line *line, const char *why);
void line_skip(struct input_line *line, size_t bytes);
/* The line is now TEXT of LENGTH bytes, copied. */
void line_becomes(struct look *look, struct input_line *line, const char *text, size_t length,
                  const char *why);

#endif
