/*
 * frame.h: what goes over the socket between `refire serve` and `refire shell --attach`.
 *
 * A frame is a type (one byte), a length (two bytes, the high one first) and a text of that length.
 * Lines go one way, text and prompts the other; keys, history and pages stay with the one who
 * attached. Frames stand in queues, which is all that this file knows of a socket.
 */
#ifndef REFIRE_CLI_SERVE_FRAME_H
#define REFIRE_CLI_SERVE_FRAME_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/compiler.h"

#define FRAME_HEAD 3
#define FRAME_TEXT 4096 /* bytes of text at most */
#define FRAME_WHOLE (FRAME_HEAD + FRAME_TEXT)

/* What both sides begin with: they speak the same version of this, or not at all. */
#define FRAME_GREETING "refire 2"

enum frame_type {
    /* From the one who attaches. Each but the first and the last is answered by some text and
     * FRAME_READY, FRAME_COMPLETE by FRAME_WORD alone. */
    FRAME_HELLO = 'H',    /* the greeting, a blank, the address of the user, "-" for none */
    FRAME_LINE = 'L',     /* a line, or the answer to a question */
    FRAME_HELP = '?',     /* what may follow this? */
    FRAME_COMPLETE = 'C', /* what does the last word of this become? */
    FRAME_LEAVE = 'Z',    /* Ctrl-Z */
    FRAME_INTERRUPT = 'I',

    /* From the server. */
    FRAME_WELCOME = 'W', /* the greeting; FRAME_READY follows */
    FRAME_PRINT = 'T',   /* text for the screen; also when nothing was asked for */
    FRAME_PAGE = 'P',    /* a command starts: so many lines are a page, in decimal; 0: no pages */
    FRAME_WIDTH = 'N',   /* `terminal width`, in decimal; before FRAME_READY */
    FRAME_READY = 'R', /* the next line: the prompt; its first byte is FRAME_SECRET or FRAME_OPEN */
    FRAME_WORD = 'V',  /* the completed word; empty: it stays */
    FRAME_BYE = 'B',   /* over: why, empty after `exit` */
};

#define FRAME_SECRET '*'
#define FRAME_OPEN ' '

/* Bytes in order. Starts from zeroes. */
struct frame_queue {
    char *bytes;
    size_t start, end, capacity;
};

void frame_queue_fini(struct frame_queue *queue);
/* Bytes that wait. */
size_t frame_queue_length(const struct frame_queue *queue);
/* Room for SIZE more bytes at the end, to be filled and then counted by frame_queue_filled; NULL:
 * no memory. */
NODISCARD char *frame_queue_room(struct frame_queue *queue, size_t size);
void frame_queue_filled(struct frame_queue *queue, size_t size);
/* The first SIZE bytes are done with. */
void frame_queue_drop(struct frame_queue *queue, size_t size);
/* Adds frames of TYPE until all of TEXT is in them (one when it is empty). False: no memory. */
NODISCARD bool frame_put(struct frame_queue *queue, enum frame_type type, const char *text,
                         size_t length);

enum frame_status { FRAME_NONE, FRAME_FOUND, FRAME_WRONG };

struct frame {
    char type;        /* as it came: any byte */
    const char *text; /* in the queue, valid until that changes; not ended by a NUL */
    size_t length;
    size_t whole; /* bytes of the frame, for frame_queue_drop */
};

/* The frame AT bytes behind the start of the queue. FRAME_WRONG: it is longer than any may be. */
enum frame_status frame_at(const struct frame_queue *queue, size_t at, struct frame *frame);

#endif
