/*
 * reduce.c: first the shortest beginning that shows it, found by halving; then delta debugging
 * (Zeller and Hildebrandt, 2002) over the frames of that: pieces are left out, smaller and smaller
 * ones, until no frame can be.
 *
 * What is replayed in each trial is the capture as it would be written, so that nothing hangs on
 * what is known of the frames beside it.
 */
#include "cli/diff/reduce.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/configuration.h"
#include "cli/diff/outcome_private.h"
#include "cli/diff/trial.h"
#include "cli/sample/kept_frames.h"
#include "cli/verbs.h"
#include "engine/base/arena.h"
#include "engine/capture/capture.h"

struct kept_frame {
    struct capture_frame frame; /* its bytes are the arena's; interface: counted over all inputs */
    const char *name;           /* of its interface; NULL: none */
    size_t cause;               /* from 1 */
};

struct frames {
    struct kept_frame *items; /* by time */
    size_t count, capacity;
};

/* What the first connection of a cause came to on each side. */
struct verdicts {
    int old, new;
};

struct reducing {
    const struct reduce_task *task;
    struct arena *arena;
    struct diff_run run;
    struct frames frames; /* of the cause at hand */
    size_t *set, *trial;  /* places of those that are left, and that are tried */
    size_t left;          /* trials */
    uint64_t key;
    struct verdicts wanted;
    int status;        /* of the last trial */
    struct frames all; /* of all causes */
    size_t shown;
};

/* ---- does it still show? ---- */

#define DID_NOT_ENTER (-1)

/* What became of it, in a word. */
static int
verdict_of(const struct fate *fate)
{
    if (fate == NULL)
        return DID_NOT_ENTER;
    if (fate->verdicts[VERDICT_DENIED] > 0)
        return VERDICT_DENIED;
    for (int i = 0; i < (int)VERDICT_FINAL_COUNT; i++)
        if (fate->verdicts[i] > 0)
            return i;
    return DID_NOT_ENTER;
}

/* FRAMES as a capture: those at the COUNT places of SET. False: no memory. */
static bool
build(const struct frames *frames, const size_t *set, size_t count, struct kept_frames *kept)
{
    *kept = (struct kept_frames){ 0 };
    for (size_t i = 0; i < count; i++) {
        const struct kept_frame *frame = &frames->items[set[i]];
        if (!kept_frames_add(kept, &frame->frame, frame->name) && kept->no_memory)
            return false;
    }
    return kept_frames_begin(kept);
}

/* Both fates of the flow KEY in such a capture differ, and come to WANTED. */
static bool
compare_in(struct reducing *reducing, const struct kept_frames *kept, uint64_t key,
           const struct verdicts *wanted)
{
    const struct sample_input input = { .word = "", .bytes = kept->bytes, .size = kept->size };
    struct fates *old = NULL, *new = NULL;
    bool shows = false;
    reducing->run.inputs = &input;
    reducing->run.input_count = 1;
    reducing->status = diff_replay(&reducing->run, reducing->task->old, &old);
    if (reducing->status == STATUS_OK)
        reducing->status = diff_replay(&reducing->run, reducing->task->new, &new);
    if (reducing->status == STATUS_OK) {
        const struct fate *was = fates_find(old, key), *is = fates_find(new, key);
        shows = (was != NULL || is != NULL) && fates_differ(was, is) &&
                verdict_of(was) == wanted->old && verdict_of(is) == wanted->new;
    }
    fates_free(old);
    fates_free(new);
    return shows;
}

static bool
shows(struct reducing *reducing, const size_t *set, size_t count)
{
    struct kept_frames kept;
    if (reducing->left == 0 || reducing->status != STATUS_OK)
        return false;
    reducing->left--;
    bool found = false;
    if (build(&reducing->frames, set, count, &kept))
        found = compare_in(reducing, &kept, reducing->key, &reducing->wanted);
    else
        reducing->status = STATUS_INTERNAL;
    kept_frames_free(&kept);
    return found;
}

/* ---- fewer and fewer ---- */

/* How many frames from the beginning on it takes; they do show it. */
static size_t
shortest_beginning(struct reducing *reducing, size_t count)
{
    size_t least = 1, most = count;
    while (least < most) {
        size_t middle = least + (most - least) / 2;
        if (shows(reducing, reducing->set, middle))
            most = middle;
        else
            least = middle + 1;
    }
    return most;
}

/* Leaves out one piece of SIZE, if one can be spared; what is left is counted. */
static size_t
spare_pieces(struct reducing *reducing, size_t count, size_t size)
{
    for (size_t first = 0; first < count && count > 1;) {
        size_t end = first + size < count ? first + size : count, kept = 0;
        for (size_t i = 0; i < count; i++)
            if (i < first || i >= end)
                reducing->trial[kept++] = reducing->set[i];
        if (kept > 0 && shows(reducing, reducing->trial, kept)) {
            memcpy(reducing->set, reducing->trial, kept * sizeof *reducing->set);
            count = kept;
        } else {
            first = end;
        }
    }
    return count;
}

static size_t
reduce(struct reducing *reducing)
{
    size_t count = shortest_beginning(reducing, reducing->frames.count);
    for (size_t size = (count + 1) / 2; size > 0; size /= 2)
        count = spare_pieces(reducing, count, size);
    /* one that was needed by one that has gone */
    for (size_t before = 0; before != count;) {
        before = count;
        count = spare_pieces(reducing, count, 1);
    }
    return count;
}

/* ---- the frames of a cause ---- */

static bool
add_frame(struct reducing *reducing, struct frames *frames, const struct kept_frame *frame)
{
    if (frames->count == frames->capacity) {
        size_t capacity = frames->capacity == 0 ? 256 : frames->capacity * 2;
        struct kept_frame *items = reallocarray(frames->items, capacity, sizeof *items);
        if (items == NULL)
            return false;
        frames->items = items;
        frames->capacity = capacity;
    }
    struct kept_frame *kept = &frames->items[frames->count];
    *kept = *frame;
    kept->frame.bytes = arena_memdup(reducing->arena, frame->frame.bytes, frame->frame.captured);
    frames->count += kept->frame.bytes != NULL;
    return kept->frame.bytes != NULL;
}

/* The name of its interface, kept. */
static const char *
name_of(struct reducing *reducing, const struct sample_input *input,
        const struct capture_reader *reader, const struct capture_frame *frame)
{
    const char *name =
        *input->word != '\0' ? input->word : capture_interface_name(reader, frame->interface);
    return name != NULL ? arena_strdup(reducing->arena, name) : NULL;
}

static bool
read_sample(struct reducing *reducing, const struct sample_input *input, size_t number,
            size_t cause)
{
    char error[CAPTURE_ERROR_SIZE];
    struct capture_reader *reader = capture_open_memory(input->bytes, input->size, error);
    struct capture_frame frame;
    bool good = reader != NULL;
    while (good && capture_next(reader, &frame) == CAPTURE_PACKET) {
        struct kept_frame kept = { frame, name_of(reducing, input, reader, &frame), cause };
        kept.frame.interface += (uint32_t)number * KEPT_INTERFACES;
        good = add_frame(reducing, &reducing->frames, &kept);
    }
    capture_close(reader);
    return good;
}

/* Before one of the same time that stands behind it. */
static int
by_time(const void *left, const void *right)
{
    const struct kept_frame *a = left, *b = right;
    if (a->frame.time != b->frame.time)
        return a->frame.time < b->frame.time ? -1 : 1;
    if (a->frame.interface != b->frame.interface)
        return a->frame.interface < b->frame.interface ? -1 : 1;
    return (a->frame.file_offset > b->frame.file_offset) -
           (a->frame.file_offset < b->frame.file_offset);
}

/* The frames of its hosts, as WIDTH says. False: no memory, or a capture cannot be read again. */
static bool
take_frames(struct reducing *reducing, const struct sample_wish *wish, size_t cause)
{
    const struct diff_run *run = reducing->task->run;
    struct samples samples;
    reducing->frames.count = 0;
    if (!samples_make(reducing->task->new, run->inputs, run->input_count, wish, 1, TRIAL_FRAMES,
                      &samples))
        return false;
    bool good = true;
    for (size_t i = 0; good && i < run->input_count; i++)
        good = read_sample(reducing, &samples_at(&samples, 0)[i], i, cause);
    samples_free(&samples);
    size_t count = reducing->frames.count;
    free(reducing->set);
    free(reducing->trial);
    reducing->set = calloc(count + 1, sizeof *reducing->set);
    reducing->trial = calloc(count + 1, sizeof *reducing->trial);
    if (!good || reducing->set == NULL || reducing->trial == NULL)
        return false;
    if (count > 0)
        qsort(reducing->frames.items, count, sizeof *reducing->frames.items, by_time);
    for (size_t i = 0; i < count; i++)
        reducing->set[i] = i;
    return true;
}

static bool
is_same_frame(const struct kept_frame *a, const struct kept_frame *b)
{
    return a->frame.time == b->frame.time && a->frame.interface == b->frame.interface &&
           a->frame.captured == b->frame.captured &&
           memcmp(a->frame.bytes, b->frame.bytes, a->frame.captured) == 0;
}

/* To those of all causes, unless it is there. */
static bool
keep_frame(struct reducing *reducing, const struct kept_frame *frame)
{
    for (size_t i = 0; i < reducing->all.count; i++)
        if (is_same_frame(&reducing->all.items[i], frame))
            return true;
    return add_frame(reducing, &reducing->all, frame);
}

/* False: the status is that to end with. */
static bool
reduce_cause(struct reducing *reducing, size_t at)
{
    const struct cause *cause = &reducing->task->outcome->causes->items[at];
    const struct flow_fates flow = { cause->first_old, cause->first_new };
    struct sample_wish wish;
    size_t count = 0;
    flow_hosts(&flow, &wish);
    reducing->key = flow.old != NULL ? flow.old->key : flow.new->key;
    reducing->wanted = (struct verdicts){ verdict_of(flow.old), verdict_of(flow.new) };
    for (int width = 0; width < (int)SAMPLE_WIDTHS && count == 0; width++) {
        wish.width = (enum sample_width)width;
        reducing->left = REDUCE_TRIALS;
        if (!take_frames(reducing, &wish, at + 1)) {
            reducing->status = STATUS_INTERNAL;
            return false;
        }
        if (reducing->frames.count > 0 && shows(reducing, reducing->set, reducing->frames.count))
            count = reduce(reducing);
        if (reducing->status != STATUS_OK)
            return false;
    }
    for (size_t i = 0; i < count; i++)
        if (!keep_frame(reducing, &reducing->frames.items[reducing->set[i]])) {
            reducing->status = STATUS_INTERNAL;
            return false;
        }
    return true;
}

/* ---- what is written ---- */

/* "cause 2: gone: LINE"; to be freed. */
static char *
comment_for(const struct reducing *reducing, size_t cause)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    const struct diff_outcome *outcome = reducing->task->outcome;
    fprintf(out, "cause %zu: ", cause);
    outcome_put_why(outcome, &outcome->causes->items[cause - 1], out);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    text[strcspn(text, "\n")] = '\0';
    return text;
}

/* The place of a frame's interface among those written; the count: no memory. */
static uint32_t
interface_for(struct capture_writer *writer, const struct kept_frame *frame,
              struct kept_interface *known, uint32_t *count)
{
    for (uint32_t i = 0; i < *count; i++)
        if (known[i].number == frame->frame.interface &&
            known[i].link_number == frame->frame.link_number)
            return i;
    if (*count == KEPT_INTERFACES ||
        !capture_add_interface(writer, frame->name, frame->frame.link_number))
        return KEPT_INTERFACES;
    known[*count] = (struct kept_interface){ frame->frame.interface, frame->frame.link_number };
    return (*count)++;
}

static bool
write_frames(const struct reducing *reducing, struct capture_writer *writer)
{
    struct kept_interface known[KEPT_INTERFACES];
    uint32_t known_count = 0;
    for (size_t i = 0; i < reducing->all.count; i++) {
        const struct kept_frame *frame = &reducing->all.items[i];
        uint32_t interface = interface_for(writer, frame, known, &known_count);
        char *comment = comment_for(reducing, frame->cause);
        bool good = interface != KEPT_INTERFACES && comment != NULL &&
                    capture_write(writer, interface, frame->frame.time, frame->frame.bytes,
                                  frame->frame.captured, frame->frame.wire_length, comment);
        free(comment);
        if (!good)
            return false;
    }
    return true;
}

static int
write_capture(const struct reducing *reducing)
{
    const struct reduce_task *task = reducing->task;
    char error[CAPTURE_ERROR_SIZE] = "out of memory";
    struct capture_writer *writer =
        capture_create(task->path, task->inputs, task->input_count, error);
    bool good = writer != NULL;
    if (good && !write_frames(reducing, writer)) {
        capture_abandon(writer);
        good = false;
    } else if (good) {
        good = capture_finish(writer, error);
    }
    if (good)
        return STATUS_OK;
    complain(task->path, error);
    return STATUS_USAGE;
}

/* How many causes show when all that is left is replayed together. */
static bool
count_shown(struct reducing *reducing)
{
    const struct causes *causes = reducing->task->outcome->causes;
    struct kept_frames kept;
    size_t *set = calloc(reducing->all.count + 1, sizeof *set);
    bool good = set != NULL;
    for (size_t i = 0; good && i < reducing->all.count; i++)
        set[i] = i;
    if (good && build(&reducing->all, set, reducing->all.count, &kept)) {
        for (size_t i = 0; i < causes->count && reducing->status == STATUS_OK; i++) {
            const struct cause *cause = &causes->items[i];
            const struct verdicts wanted = { verdict_of(cause->first_old),
                                             verdict_of(cause->first_new) };
            uint64_t key = cause->first_old != NULL ? cause->first_old->key : cause->first_new->key;
            if (compare_in(reducing, &kept, key, &wanted))
                reducing->shown++;
            else if (reducing->status == STATUS_OK)
                fprintf(stderr, "refire: cause %zu does not show among the frames of its hosts\n",
                        i + 1);
        }
        kept_frames_free(&kept);
    } else {
        good = false;
    }
    free(set);
    return good && reducing->status == STATUS_OK;
}

static int
reduce_all(struct reducing *reducing)
{
    const struct causes *causes = reducing->task->outcome->causes;
    for (size_t i = 0; i < causes->count; i++)
        if (!reduce_cause(reducing, i))
            return reducing->status;
    if (reducing->all.count > 0)
        qsort(reducing->all.items, reducing->all.count, sizeof *reducing->all.items, by_time);
    if (!count_shown(reducing))
        return reducing->status != STATUS_OK ? reducing->status : STATUS_INTERNAL;
    int status = write_capture(reducing);
    if (status == STATUS_OK)
        fprintf(stderr, "%s: %zu frame%s, which show %zu of %zu cause%s\n", reducing->task->path,
                reducing->all.count, reducing->all.count == 1 ? "" : "s", reducing->shown,
                causes->count, causes->count == 1 ? "" : "s");
    return status;
}

int
reduce_write(const struct reduce_task *task)
{
    struct reducing reducing = { .task = task, .arena = arena_new(), .run = *task->run };
    int status = STATUS_INTERNAL;
    reducing.run.errors = NULL;
    if (reducing.arena != NULL)
        status = reduce_all(&reducing);
    if (status == STATUS_INTERNAL)
        complain("diff", "out of memory, or a capture cannot be read again");
    free(reducing.frames.items);
    free(reducing.all.items);
    free(reducing.set);
    free(reducing.trial);
    arena_free(reducing.arena);
    return status;
}
