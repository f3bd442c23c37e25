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
#include "cli/diff/frame_list.h"
#include "cli/diff/outcome_private.h"
#include "cli/diff/trial.h"
#include "cli/sample/kept_frames.h"
#include "cli/verbs.h"
#include "engine/base/arena.h"
#include "engine/capture/capture.h"

/* What the first connection of a cause came to on each side. */
struct wanted {
    uint64_t key;
    int old, new;
    bool is_kept; /* frames that show it are among those of all causes */
};

struct reducing {
    const struct reduce_task *task;
    struct arena *arena;
    struct diff_run run;
    struct frame_list frames; /* of the cause at hand */
    size_t *set, *trial;      /* places of those that are left, and that are tried */
    size_t left;              /* trials */
    struct wanted *wanted;    /* of each cause */
    size_t cause;             /* that is at hand */
    bool is_alone;            /* tried without the frames of the causes before it */
    int status;               /* of the last trial */
    struct frame_list all;    /* of all causes */
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

/* The frames at the COUNT places of SET, and with them those of the causes before, as a capture. */
static bool
build_trial(const struct reducing *reducing, const size_t *set, size_t count,
            struct kept_frames *kept)
{
    size_t others = reducing->is_alone ? 0 : reducing->all.count, used = 0;
    const struct kept_frame **items = calloc(others + count + 1, sizeof(*items));
    *kept = (struct kept_frames){ 0 };
    if (items == NULL)
        return false;
    while (used < others) {
        items[used] = &reducing->all.items[used];
        used++;
    }
    for (size_t i = 0; i < count; i++) {
        const struct kept_frame *frame = &reducing->frames.items[set[i]];
        if (others == 0 || !frame_list_has(&reducing->all, frame))
            items[used++] = frame;
    }
    bool built = frame_list_build(items, used, kept);
    free(items);
    return built;
}

/* Both sides of a capture; they are NULL where the status tells why. */
struct compared {
    struct fates *old, *new;
};

static struct compared
replay_both(struct reducing *reducing, const struct kept_frames *kept)
{
    const struct sample_input input = { .word = "", .bytes = kept->bytes, .size = kept->size };
    struct compared compared = { 0 };
    reducing->run.inputs = &input;
    reducing->run.input_count = 1;
    reducing->status = diff_replay(&reducing->run, reducing->task->old, &compared.old);
    if (reducing->status == STATUS_OK)
        reducing->status = diff_replay(&reducing->run, reducing->task->new, &compared.new);
    return compared;
}

static void
compared_free(const struct compared *compared)
{
    fates_free(compared->old);
    fates_free(compared->new);
}

/* The flow's fates differ there, and come to what is wanted. */
static bool
shows_cause(const struct compared *compared, const struct wanted *wanted)
{
    const struct fate *was = fates_find(compared->old, wanted->key);
    const struct fate *is = fates_find(compared->new, wanted->key);
    return (was != NULL || is != NULL) && fates_differ(was, is) && verdict_of(was) == wanted->old &&
           verdict_of(is) == wanted->new;
}

/* The cause at hand, and unless it is alone those before it. */
static bool
shows_all(const struct reducing *reducing, const struct compared *compared)
{
    for (size_t i = 0; i < reducing->cause && !reducing->is_alone; i++)
        if (reducing->wanted[i].is_kept && !shows_cause(compared, &reducing->wanted[i]))
            return false;
    return shows_cause(compared, &reducing->wanted[reducing->cause]);
}

static bool
shows(struct reducing *reducing, const size_t *set, size_t count)
{
    struct kept_frames kept;
    if (reducing->left == 0 || reducing->status != STATUS_OK)
        return false;
    reducing->left--;
    bool found = false;
    if (build_trial(reducing, set, count, &kept)) {
        struct compared compared = replay_both(reducing, &kept);
        found = reducing->status == STATUS_OK && shows_all(reducing, &compared);
        compared_free(&compared);
    } else {
        reducing->status = STATUS_INTERNAL;
    }
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
        good = frame_list_add(&reducing->frames, reducing->arena, &kept);
    }
    capture_close(reader);
    return good;
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
    frame_list_sort(&reducing->frames);
    for (size_t i = 0; i < count; i++)
        reducing->set[i] = i;
    return true;
}

/* Those at the COUNT places of the set, to those of all causes. False: no memory. */
static bool
keep_set(struct reducing *reducing, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct kept_frame *frame = &reducing->frames.items[reducing->set[i]];
        if (!frame_list_has(&reducing->all, frame) &&
            !frame_list_add(&reducing->all, reducing->arena, frame))
            return false;
    }
    return true;
}

/* How many frames of those of its hosts show the cause at hand; 0: none do. */
static size_t
reduce_hosts(struct reducing *reducing, struct sample_wish *wish)
{
    size_t count = 0;
    for (int width = 0; width < (int)SAMPLE_WIDTHS && count == 0; width++) {
        wish->width = (enum sample_width)width;
        reducing->left = REDUCE_TRIALS;
        if (!take_frames(reducing, wish, reducing->cause + 1)) {
            reducing->status = STATUS_INTERNAL;
            return 0;
        }
        if (reducing->frames.count > 0 && shows(reducing, reducing->set, reducing->frames.count))
            count = reduce(reducing);
        if (reducing->status != STATUS_OK)
            return 0;
    }
    return count;
}

/*
 * Together with the frames of the causes before, as it is the whole that is written; where that
 * cannot be, without them. False: the status is that to end with.
 */
static bool
reduce_cause(struct reducing *reducing, size_t at)
{
    const struct cause *cause = &reducing->task->outcome->causes->items[at];
    const struct flow_fates flow = { cause->first_old, cause->first_new };
    struct sample_wish wish;
    size_t count = 0;
    flow_hosts(&flow, &wish);
    reducing->cause = at;
    for (int alone = 0; alone < 2 && count == 0 && reducing->status == STATUS_OK; alone++) {
        reducing->is_alone = alone != 0;
        count = reduce_hosts(reducing, &wish);
    }
    if (reducing->status == STATUS_OK && !keep_set(reducing, count))
        reducing->status = STATUS_INTERNAL;
    reducing->wanted[at].is_kept = count > 0 && !reducing->is_alone;
    return reducing->status == STATUS_OK;
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
    reducing->is_alone = false;
    if (!build_trial(reducing, NULL, 0, &kept)) {
        kept_frames_free(&kept);
        return false;
    }
    struct compared compared = replay_both(reducing, &kept);
    for (size_t i = 0; i < causes->count && reducing->status == STATUS_OK; i++) {
        if (shows_cause(&compared, &reducing->wanted[i]))
            reducing->shown++;
        else
            fprintf(stderr, "refire: cause %zu does not show among the frames of its hosts\n",
                    i + 1);
    }
    compared_free(&compared);
    kept_frames_free(&kept);
    return reducing->status == STATUS_OK;
}

static bool
want_all(struct reducing *reducing)
{
    const struct causes *causes = reducing->task->outcome->causes;
    reducing->wanted = calloc(causes->count + 1, sizeof *reducing->wanted);
    for (size_t i = 0; i < causes->count && reducing->wanted != NULL; i++) {
        const struct fate *old = causes->items[i].first_old, *new = causes->items[i].first_new;
        reducing->wanted[i] = (struct wanted){ .key = old != NULL ? old->key : new->key,
                                               .old = verdict_of(old),
                                               .new = verdict_of(new) };
    }
    return reducing->wanted != NULL;
}

static int
reduce_all(struct reducing *reducing)
{
    const struct causes *causes = reducing->task->outcome->causes;
    for (size_t i = 0; i < causes->count; i++)
        if (!reduce_cause(reducing, i))
            return reducing->status;
    frame_list_sort(&reducing->all);
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
    if (reducing.arena != NULL && want_all(&reducing))
        status = reduce_all(&reducing);
    if (status == STATUS_INTERNAL)
        complain("diff", "out of memory, or a capture cannot be read again");
    frame_list_free(&reducing.frames);
    frame_list_free(&reducing.all);
    free(reducing.wanted);
    free(reducing.set);
    free(reducing.trial);
    arena_free(reducing.arena);
    return status;
}
