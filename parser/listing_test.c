/*
 * listing_test.c: what a device listed is written again as it was, but for what is explained here.
 *
 * Over the complete listings (a version header to `: end`) in ../shared where it is present. Lines
 * are compared by command as bags of words, since places in the listing are the goldens' business.
 * A command may spell its lines in another way; that it has fewer or more of them needs a reason.
 */
#include <check.h>
#include <ctype.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/compiler.h"
#include "parser/fixture_test.h"
#include "parser/parser.h"

/* Why a command has fewer lines than were read, or more. */
static const struct explained {
    const char *command;
    const char *why;
} explained[] = {
    { "ip address", "an interface without one says so" },
    { "nameif", "an interface without one says so" },
    { "security-level", "an interface without one says so" },
    { "access-group", "said again, it is one line" },
    { "asdm", "those that stand behind `: end` are written in their place" },
    { "timeout", "in as many lines as the version has in other listings" },
};

#define CLASSES_MAX 400

/* The lines of one command, in all listings. */
struct class {
    char command[64];
    size_t told;      /* lines that are not written so, and `check` says why */
    size_t read;      /* lines that are not written so, ... */
    size_t written;   /* ... and that were not read so */
    const char *some; /* one of them */
};

struct tally {
    struct class classes[CLASSES_MAX];
    size_t count;
    size_t refused;
    size_t lines;
    size_t listings;
};

static struct class *
class_of(struct tally *tally, const char *command)
{
    for (size_t i = 0; i < tally->count; i++) {
        if (strcmp(tally->classes[i].command, command) == 0)
            return &tally->classes[i];
    }
    ck_assert_uint_lt(tally->count, CLASSES_MAX);
    struct class *made = &tally->classes[tally->count++];
    snprintf(made->command, sizeof(made->command), "%s", command);
    return made;
}

/* A line as its words with one blank between them. */
struct words {
    char *text;
    const char *command;
    bool told; /* `check` says something about it */
};

static char *
words_of(const char *line)
{
    size_t length = 0;
    char *text = malloc(strlen(line) + 1);
    ck_assert_ptr_nonnull(text);
    for (bool blank = true; *line != '\0'; line++) {
        if (!isspace((unsigned char)*line))
            text[length++] = *line;
        else if (!blank)
            text[length++] = ' ';
        blank = isspace((unsigned char)*line) != 0;
    }
    while (length > 0 && text[length - 1] == ' ')
        length--;
    text[length] = '\0';
    return text;
}

static bool
is_told(const struct load_result *result, uint32_t line)
{
    for (size_t i = 0; i < result->diags.count; i++) {
        if (result->diags.items[i].span.line == line)
            return true;
    }
    return false;
}

static int
by_text(const void *a, const void *b)
{
    return strcmp(((const struct words *)a)->text, ((const struct words *)b)->text);
}

/* Of the same lines, those that something is said about are the last. */
static int
by_text_and_told(const void *a, const void *b)
{
    int order = by_text(a, b);
    return order != 0 ? order
                      : (int)((const struct words *)a)->told - ((const struct words *)b)->told;
}

/* The lines that are configuration, sorted. */
static struct words *
lines_of(const struct load_result *result, size_t *count)
{
    struct words *lines = malloc((result->line_count + 1) * sizeof(*lines));
    ck_assert_ptr_nonnull(lines);
    *count = 0;
    for (size_t i = 0; i < result->line_count; i++) {
        const struct line_report *report = &result->lines[i];
        if (strncmp(report->text, ": end", 5) == 0)
            break;
        if (report->command != NULL && report->verdict != LINE_REFUSED &&
            report->verdict != LINE_JOINED)
            lines[(*count)++] = (struct words){ words_of(report->text), report->command,
                                                is_told(result, report->line) };
    }
    qsort(lines, *count, sizeof(*lines), by_text_and_told);
    return lines;
}

static void
note_line(struct tally *tally, const struct words *line, bool was_read)
{
    struct class *class = class_of(tally, line->command);
    if (was_read && line->told)
        class->told++;
    else if (was_read)
        class->read++;
    else
        class->written++;
    if (class->some == NULL)
        class->some = strdup(line->text);
}

static void
compare_lines(struct tally *tally, const struct load_result *x, const struct load_result *y)
{
    size_t x_count, y_count, i = 0, j = 0;
    struct words *xs = lines_of(x, &x_count);
    struct words *ys = lines_of(y, &y_count);
    while (i < x_count || j < y_count) {
        int order = i == x_count ? 1 : j == y_count ? -1 : by_text(&xs[i], &ys[j]);
        if (order < 0)
            note_line(tally, &xs[i++], true);
        else if (order > 0)
            note_line(tally, &ys[j++], false);
        else {
            i++;
            j++;
        }
    }
    for (i = 0; i < x_count; i++)
        free(xs[i].text);
    for (j = 0; j < y_count; j++)
        free(ys[j].text);
    free(xs);
    free(ys);
    tally->lines += x_count;
    tally->refused += x->refused;
}

/* From a version header through a checksum to `: end`; without a checksum no device wrote it. */
static bool
is_complete(const struct load_result *result)
{
    bool header = false;
    bool checksum = false;
    for (size_t i = 0; i < result->diags.count; i++) {
        if (strncmp(result->diags.items[i].text, "this version is", 15) == 0)
            return false; /* of a version before or after ours */
    }
    for (size_t i = 0; i < result->line_count; i++) {
        const struct line_report *line = &result->lines[i];
        if (line->command != NULL && strcmp(line->command, "version") == 0)
            header = true;
        if (line->command != NULL && strcmp(line->command, "Cryptochecksum") == 0)
            checksum = true;
        if (header && checksum && strncmp(line->text, ": end", 5) == 0)
            return true;
    }
    return false;
}

static void
tally_file(const char *path, struct tally *tally)
{
    struct load_options options = { .file = "text" };
    struct load_result x, y;
    const char *error;
    ck_assert_msg(config_load_file(path, &options, &x, &error), "%s: %s", path, error);
    if (is_complete(&x)) {
        char *text = text_of_config(x.config);
        ck_assert(config_load_text(text, strlen(text), &options, &y));
        compare_lines(tally, &x, &y);
        tally->listings++;
        free(text);
        load_result_free(&y);
    }
    load_result_free(&x);
}

static const char *
reason_for(const char *command)
{
    for (size_t i = 0; i < ARRAY_LENGTH(explained); i++) {
        if (strcmp(explained[i].command, command) == 0)
            return explained[i].why;
    }
    return NULL;
}

static int
by_count(const void *a, const void *b)
{
    const struct class *first = a;
    const struct class *second = b;
    size_t x = first->read + first->written;
    size_t y = second->read + second->written;
    return x < y ? 1 : x > y ? -1 : strcmp(first->command, second->command);
}

/* Prints every class; returns how many need a reason and have none. */
static size_t
print_tally(struct tally *tally)
{
    size_t wrong = 0;
    printf("%zu lines of %zu complete listings, %zu refused; what is not written as it was read:\n",
           tally->lines, tally->listings, tally->refused);
    qsort(tally->classes, tally->count, sizeof(tally->classes[0]), by_count);
    for (size_t i = 0; i < tally->count; i++) {
        const struct class *class = &tally->classes[i];
        /* a line that `check` mends is written whole, one that it warns of as a duplicate is not */
        bool same = class->read <= class->written && class->written <= class->read + class->told;
        const char *why = same ? "spelled otherwise, or told" : reason_for(class->command);
        printf("  %-20s %4zu read, %4zu written, %4zu told: %s (%s)\n", class->command, class->read,
               class->written, class->told, why != NULL ? why : "NOT EXPLAINED", class->some);
        wrong += why == NULL;
    }
    return wrong;
}

START_TEST(a_listing_is_written_as_it_was)
{
    static const char *const patterns[] = { "../shared/corpus/configs/pix6/*",
                                            "../shared/corpus/configs/asa7-82/*" };
    static struct tally tally;
    glob_t found;
    for (size_t i = 0; i < ARRAY_LENGTH(patterns); i++) {
        if (glob(patterns[i], i > 0 ? GLOB_APPEND : 0, NULL, &found) != 0) {
            fprintf(stderr, "SKIPPED: %s is not here\n", patterns[i]);
            return;
        }
    }
    for (size_t i = 0; i < found.gl_pathc; i++)
        tally_file(found.gl_pathv[i], &tally);
    globfree(&found);
    size_t wrong = print_tally(&tally);
    for (size_t i = 0; i < tally.count; i++)
        free((char *)(uintptr_t)tally.classes[i].some);
    fflush(stdout);
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("listing");
    TCase *tcase = tcase_create("listing");
    tcase_set_timeout(tcase, 300);
    tcase_add_test(tcase, a_listing_is_written_as_it_was);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
