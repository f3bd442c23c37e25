/*
 * verify_note.c: each chapter, in each version that it speaks of.
 */
#include "cli/verify/verify_note.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser/parser.h"

#define TEXT_SIZE 512
#define VERDICTS "The chapters' verdicts"

/* What a chapter came to in one version. */
enum trial_end {
    TRIAL_NONE,
    TRIAL_HOLDS,
    TRIAL_LOADS,         /* and no claim of it is known */
    TRIAL_FAILS,         /* what it claims is not so */
    TRIAL_DOES_NOT_LOAD, /* some of its lines do not */
    TRIAL_OWN_HOLDS,     /* it says nothing to type: the commands were ours */
    TRIAL_OWN_FAILS,
};

struct trial {
    const struct note *note;
    const char *path;
    const struct note_chapter *chapter;
    const struct note_claim *claim; /* NULL: none is known */
    enum os_version version;
    const struct note_verifier *verifier;
    const struct note_box *box; /* NULL: that of the claim */
    struct report *report;
    const char *label; /* the versions, as the group's heading names them */
    char group[TEXT_SIZE];
    size_t refused; /* lines */
};

/* ---- loading ---- */

/* Puts the lines of a text behind those of LOADED; true of no text. */
static bool
load_behind(struct load_result *loaded, const char *name, const char *text, size_t size)
{
    struct load_options options = { .file = name };
    struct config *config = loaded->config;
    loaded->config = NULL;
    load_result_free(loaded);
    return config_load_more(config, text, size, &options, loaded);
}

static bool
load_file_behind(struct load_result *loaded, const char *name)
{
    if (name == NULL)
        return true;
    const struct note_file *file = note_file_find(name);
    return file != NULL && load_behind(loaded, name, (const char *)file->bytes, file->size);
}

static struct load_options
options_of(enum os_version version, const char *name)
{
    enum platform platform = behaviour(version)->usual_platform;
    return (struct load_options){ .file = name,
                                  .has_version = true,
                                  .release = { .version = version, .platform = platform } };
}

/* The box before anything is typed; of no claim the usual one. False: no memory. */
static bool
load_base(const struct note_claim *claim, enum os_version version, struct load_result *loaded)
{
    const char *usual = behaviour(version)->modular_policy ? "base-7.cfg" : "base-6.cfg";
    const struct note_file *file = note_file_find(claim != NULL ? claim->base : usual);
    if (file == NULL)
        return false;
    struct load_options options = options_of(version, file->name);
    return config_load_text((const char *)file->bytes, file->size, &options, loaded) &&
           load_file_behind(loaded, claim != NULL ? claim->also : NULL);
}

bool
note_claim_load(const struct note_claim *claim, enum os_version version, struct load_result *loaded)
{
    *loaded = (struct load_result){ 0 };
    return load_base(claim, version, loaded) && load_file_behind(loaded, claim->commands);
}

/* What the chapter's commands are typed at; false: no memory, or it cannot be read any longer. */
static bool
load_box(const struct trial *trial, struct load_result *loaded)
{
    const struct note_box *box = trial->box;
    const char *error;
    if (box == NULL)
        return load_base(trial->claim, trial->version, loaded);
    struct load_options options = { .file = box->path,
                                    .has_version = true,
                                    .release = box->release };
    return config_load_file(box->path, &options, loaded, &error);
}

/* What the chapter prints, over the base or as the whole of it. */
static bool
load_printed(const struct trial *trial, struct load_result *loaded)
{
    bool is_listing = trial->chapter->listed > 0;
    size_t size;
    char *text = note_text(trial->note, trial->chapter, is_listing, &size);
    bool good = text != NULL;
    if (good && is_listing) {
        struct load_options options = options_of(trial->version, trial->path);
        good = config_load_text(text, size, &options, loaded);
    } else if (good) {
        good = load_box(trial, loaded) && load_behind(loaded, trial->path, text, size);
    }
    free(text);
    return good;
}

/* ---- cases ---- */

static bool
add_refused(struct trial *trial, const struct load_result *loaded)
{
    for (size_t i = 0; i < loaded->diags.count; i++) {
        const struct diag *diag = &loaded->diags.items[i];
        char name[TEXT_SIZE], message[TEXT_SIZE];
        if (diag->severity != DIAG_ERROR)
            continue;
        const char *text = diag->span.line > 0 && diag->span.line <= loaded->line_count
                               ? loaded->lines[diag->span.line - 1].text
                               : "";
        snprintf(name, sizeof name, "loads: %s", text);
        snprintf(message, sizeof message, "column %u: %s", diag->span.first, diag->text);
        trial->refused++;
        if (!report_add(trial->report, &(struct report_case){ .group = trial->group,
                                                              .name = name,
                                                              .status = REPORT_FAILED,
                                                              .file = trial->path,
                                                              .line = diag->span.line,
                                                              .message = message }))
            return false;
    }
    return true;
}

/* That all that the chapter prints was understood. */
static bool
add_loaded(struct trial *trial)
{
    char name[TEXT_SIZE];
    const struct note_chapter *chapter = trial->chapter;
    if (chapter->listed > 0)
        snprintf(name, sizeof name, "its listing of %zu lines loads", chapter->listed);
    else if (chapter->commands == 1)
        snprintf(name, sizeof name, "its command loads");
    else
        snprintf(name, sizeof name, "its %zu commands load", chapter->commands);
    return report_add(trial->report, &(struct report_case){ .group = trial->group,
                                                            .name = name,
                                                            .status = REPORT_PASSED,
                                                            .file = trial->path,
                                                            .line = chapter->line });
}

/* What is expected of the chapter; NULL: nothing is known. */
static const struct note_file *
expectations_of(const struct trial *trial)
{
    if (trial->box != NULL)
        return trial->box->expectations;
    return trial->claim != NULL ? note_file_find(trial->claim->expectations) : NULL;
}

/* True when all expectations were met; *GOOD false: no memory. */
static bool
holds(const struct trial *trial, const struct config *config, bool *good)
{
    const struct note_file *file = expectations_of(trial);
    size_t before = report_count(trial->report, REPORT_FAILED);
    *good = file != NULL && trial->verifier->verify(trial->verifier->context, config, file,
                                                    trial->group, trial->report);
    return report_count(trial->report, REPORT_FAILED) == before;
}

/* ---- one chapter in one version ---- */

/* As printed. */
static bool
try_printed(struct trial *trial, enum trial_end *end)
{
    struct load_result loaded = { 0 };
    bool good = load_printed(trial, &loaded), met = true;
    if (good)
        good = add_refused(trial, &loaded) && (trial->refused > 0 || add_loaded(trial));
    bool waits = trial->refused > 0 && trial->claim != NULL && trial->claim->is_mended;
    bool expects = expectations_of(trial) != NULL;
    if (good && expects && !waits) /* else it is told of the mended commands */
        met = holds(trial, loaded.config, &good);
    load_result_free(&loaded);
    if (trial->refused > 0)
        *end = TRIAL_DOES_NOT_LOAD;
    else if (!met)
        *end = TRIAL_FAILS;
    else
        *end = expects ? TRIAL_HOLDS : TRIAL_LOADS;
    return good;
}

/* With the commands as they should be. */
static bool
try_mended(struct trial *trial, enum trial_end *end)
{
    struct load_result loaded = { 0 };
    bool met = false;
    bool good = note_claim_load(trial->claim, trial->version, &loaded);
    if (good)
        met = holds(trial, loaded.config, &good);
    load_result_free(&loaded);
    *end = met ? TRIAL_OWN_HOLDS : TRIAL_OWN_FAILS;
    return good;
}

/* ---- all of them ---- */

/* What a chapter came to, by version. */
struct verdict_of_chapter {
    const struct note_chapter *chapter;
    const char *remark;
    enum trial_end printed[OS_COUNT], mended[OS_COUNT];
};

static void
name_chapter(const struct note *note, const struct note_chapter *chapter, char *text, size_t size)
{
    if (chapter->within != NOTE_NONE)
        snprintf(text, size, "%s: %s", note->chapters[chapter->within].title, chapter->title);
    else
        snprintf(text, size, "%s", chapter->title);
}

static bool
is_about(const struct note_claim *claim, const struct note_chapter *chapter,
         enum os_version version)
{
    return strcmp(claim->heading, chapter->title) == 0 && (claim->versions >> version & 1) != 0;
}

/* That of what is printed; *KNOWN: there are claims of the chapter, in whichever version. */
static const struct note_claim *
claim_of(const struct note_chapter *chapter, enum os_version version, bool *known)
{
    *known = false;
    for (size_t i = 0; i < note_claim_count; i++) {
        *known |= strcmp(note_claims[i].heading, chapter->title) == 0;
        if (is_about(&note_claims[i], chapter, version))
            return &note_claims[i];
    }
    return NULL;
}

/* With the commands as they should be; HOW says why they are ours. */
static bool
try_own(struct trial *trial, struct verdict_of_chapter *verdict, const char *how)
{
    char heading[TEXT_SIZE - 192];
    const char *topic = trial->claim->topic;
    enum trial_end end, *all = &verdict->mended[trial->version];
    name_chapter(trial->note, trial->chapter, heading, sizeof heading);
    snprintf(trial->group, sizeof trial->group, "%s%s%s [%s, %s]", heading,
             topic != NULL ? ": " : "", topic != NULL ? topic : "", trial->label, how);
    if (!try_mended(trial, &end))
        return false;
    *all = *all == TRIAL_OWN_FAILS ? *all : end;
    if (trial->claim->remark != NULL)
        verdict->remark = trial->claim->remark;
    return true;
}

/* What a chapter says in words alone. */
static bool
try_words(struct trial *trial, struct verdict_of_chapter *verdict)
{
    for (size_t i = 0; i < note_claim_count; i++) {
        trial->claim = &note_claims[i];
        if (is_about(trial->claim, trial->chapter, trial->version) &&
            !try_own(trial, verdict, "with commands of our own"))
            return false;
    }
    return true;
}

static bool
try_version(struct trial *trial, struct verdict_of_chapter *verdict)
{
    bool known = false;
    const struct note_chapter *chapter = trial->chapter;
    char heading[TEXT_SIZE - 128];
    if (chapter->commands + chapter->listed == 0)
        return trial->box != NULL || try_words(trial, verdict);
    trial->claim = trial->box == NULL ? claim_of(chapter, trial->version, &known) : NULL;
    trial->refused = 0;
    if (trial->claim == NULL && known)
        return true; /* its claims are about other versions */
    name_chapter(trial->note, chapter, heading, sizeof heading);
    snprintf(trial->group, sizeof trial->group, "%s [%s]", heading, trial->label);
    if (!try_printed(trial, &verdict->printed[trial->version]))
        return false;
    if (trial->claim != NULL)
        verdict->remark = trial->claim->remark;
    if (trial->claim == NULL || !trial->claim->is_mended || trial->refused == 0)
        return true;
    return try_own(trial, verdict, "mended");
}

static const char *
word_of(enum trial_end printed, enum trial_end mended)
{
    switch (printed) {
    case TRIAL_NONE:
        return mended == TRIAL_OWN_HOLDS ? "holds, with commands of our own"
                                         : "does not hold, with commands of our own";
    case TRIAL_HOLDS:
        return "holds";
    case TRIAL_LOADS:
        return "loads; what it claims is not known here";
    case TRIAL_FAILS:
        return "does not hold";
    case TRIAL_DOES_NOT_LOAD:
        return mended == TRIAL_OWN_HOLDS ? "does not load as printed; mended, it holds"
                                         : "does not load as printed";
    case TRIAL_OWN_HOLDS:
    case TRIAL_OWN_FAILS:
        break;
    }
    return "";
}

/* "6.2, 6.3: holds; 7.0: does not hold" */
static void
describe(const struct verdict_of_chapter *verdict, char *text, size_t size)
{
    size_t length = 0;
    bool told[OS_COUNT] = { false };
    text[0] = '\0';
    for (size_t i = 0; i < OS_COUNT; i++) {
        enum trial_end printed = verdict->printed[i], mended = verdict->mended[i];
        if (told[i] || (printed == TRIAL_NONE && mended == TRIAL_NONE))
            continue;
        const char *separator = length > 0 ? "; " : "";
        for (size_t j = i; j < OS_COUNT && length < size; j++) {
            if (verdict->printed[j] != printed || verdict->mended[j] != mended)
                continue;
            told[j] = true;
            length += (size_t)snprintf(text + length, size - length, "%s%s", separator,
                                       os_version_name((enum os_version)j));
            separator = ", ";
        }
        if (length < size)
            length +=
                (size_t)snprintf(text + length, size - length, ": %s", word_of(printed, mended));
    }
}

static bool
is_good(const struct verdict_of_chapter *verdict)
{
    for (size_t i = 0; i < OS_COUNT; i++)
        if (verdict->printed[i] == TRIAL_FAILS || verdict->printed[i] == TRIAL_DOES_NOT_LOAD ||
            verdict->mended[i] == TRIAL_OWN_FAILS)
            return false;
    return true;
}

static bool
was_tried(const struct verdict_of_chapter *verdict)
{
    for (size_t i = 0; i < OS_COUNT; i++)
        if (verdict->printed[i] != TRIAL_NONE || verdict->mended[i] != TRIAL_NONE)
            return true;
    return false;
}

static bool
add_verdict(const struct note *note, const char *path, const struct verdict_of_chapter *verdict,
            struct report *report)
{
    char name[TEXT_SIZE], message[TEXT_SIZE], details[TEXT_SIZE];
    name_chapter(note, verdict->chapter, name, sizeof name);
    describe(verdict, message, sizeof message);
    bool prints = verdict->chapter->commands + verdict->chapter->listed > 0;
    if (prints && verdict->chapter->versions_said == NULL)
        snprintf(details, sizeof details, "the note names no version for it%s%s",
                 verdict->remark != NULL ? "\n" : "",
                 verdict->remark != NULL ? verdict->remark : "");
    else
        snprintf(details, sizeof details, "%s", verdict->remark != NULL ? verdict->remark : "");
    return report_add(
        report, &(struct report_case){ .group = VERDICTS,
                                       .name = name,
                                       .status = is_good(verdict) ? REPORT_PASSED : REPORT_FAILED,
                                       .file = path,
                                       .line = verdict->chapter->line,
                                       .message = message,
                                       .details = details[0] != '\0' ? details : NULL });
}

/* The chapter speaks of other versions than the box is of. */
static bool
add_other_version(const struct note *note, const char *path, const struct note_chapter *chapter,
                  const struct note_box *box, struct report *report)
{
    char name[TEXT_SIZE], message[TEXT_SIZE];
    name_chapter(note, chapter, name, sizeof name);
    snprintf(message, sizeof message, "it is not about %s", os_version_name(box->release.version));
    return report_add(report, &(struct report_case){ .group = VERDICTS,
                                                     .name = name,
                                                     .status = REPORT_SKIPPED,
                                                     .file = path,
                                                     .line = chapter->line,
                                                     .message = message });
}

/*
 * What a chapter comes to in TRIAL's version, as text, to be freed: versions in which that is the
 * same are told of once. NULL: no memory. "" of a version in which nothing is to be tried.
 */
static char *
foresee(struct trial *trial, struct verdict_of_chapter *verdict)
{
    struct report *report = report_new(""), *told = trial->report;
    struct output output;
    char *text = NULL;
    size_t size;
    FILE *file = report != NULL ? open_memstream(&text, &size) : NULL;
    trial->report = report;
    trial->label = "";
    bool good = file != NULL && output_init(&output, file);
    if (good) {
        good = try_version(trial, verdict);
        if (good && report_count(report, REPORT_PASSED) + report_count(report, REPORT_FAILED) > 0)
            report_write(report, REPORT_TEXT, &output);
        good = output_flush(&output) && good;
        output_fini(&output);
    }
    if (file != NULL)
        fclose(file);
    report_free(report);
    trial->report = told;
    if (good)
        return text;
    free(text);
    return NULL;
}

/* Tells of the versions from FIRST on that come to the same, once. */
static bool
tell_versions(struct trial *trial, struct verdict_of_chapter *verdict, char *texts[OS_COUNT],
              size_t first)
{
    char label[TEXT_SIZE / 8];
    size_t length = 0;
    char *text = texts[first];
    for (size_t i = first; i < OS_COUNT; i++) {
        if (texts[i] == NULL || strcmp(texts[i], text) != 0)
            continue;
        length += (size_t)snprintf(label + length, sizeof label - length, "%s%s",
                                   length > 0 ? ", " : "", os_version_name((enum os_version)i));
        if (i == first)
            continue;
        free(texts[i]);
        texts[i] = NULL;
    }
    free(text);
    texts[first] = NULL;
    trial->version = (enum os_version)first;
    trial->label = label;
    return try_version(trial, verdict);
}

static bool
try_chapter(struct trial *trial, struct verdict_of_chapter *verdict)
{
    char *texts[OS_COUNT] = { NULL };
    bool good = true;
    for (size_t i = 0; good && i < OS_COUNT; i++) {
        trial->version = (enum os_version)i;
        if ((trial->chapter->versions >> i & 1) == 0 ||
            (trial->box != NULL && trial->box->release.version != trial->version))
            continue;
        texts[i] = foresee(trial, verdict);
        good = texts[i] != NULL;
    }
    for (size_t i = 0; i < OS_COUNT; i++) {
        if (texts[i] != NULL && good && texts[i][0] != '\0')
            good = tell_versions(trial, verdict, texts, i);
        free(texts[i]);
    }
    return good;
}

bool
verify_note(const struct note *note, const char *path, const struct note_box *box,
            const struct note_verifier *verifier, struct report *report)
{
    struct verdict_of_chapter *verdicts = calloc(note->chapter_count + 1, sizeof *verdicts);
    bool good = verdicts != NULL;
    struct trial trial = {
        .note = note, .path = path, .verifier = verifier, .box = box, .report = report
    };
    for (size_t i = 0; good && i < note->chapter_count; i++) {
        trial.chapter = verdicts[i].chapter = &note->chapters[i];
        good = try_chapter(&trial, &verdicts[i]);
    }
    for (size_t i = 0; good && i < note->chapter_count; i++)
        if (was_tried(&verdicts[i]))
            good = add_verdict(note, path, &verdicts[i], report);
        else if (box != NULL && note->chapters[i].commands + note->chapters[i].listed > 0)
            good = add_other_version(note, path, &note->chapters[i], box, report);
    free(verdicts);
    return good;
}
