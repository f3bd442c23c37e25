/*
 * refuse_test.c: a line that is refused leaves everything as it was: the typed data, the revision
 * and the sub-mode.
 *
 * Over the lines of the golden configurations and of those of others in ../shared where it is
 * present, each typed where it stands, then with words left out, swapped, garbled and negated; and
 * over every command's `clear`.
 */
#include <check.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/compiler.h"
#include "engine/model/dump.h"
#include "parser/family.h"
#include "parser/fixture_test.h"

#define WORDS_MAX 40
#define LINE_SIZE 1200

struct box {
    const char *path;
    struct load_result loaded;
    struct parser *parser;
    char *before; /* NULL: something was taken since */
    size_t refused, taken, wrong;
};

static char *
dump_of(const struct config *config)
{
    char *text = NULL;
    size_t size;
    FILE *memory = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(memory);
    ck_assert(config_dump(config, DUMP_ORIGINS, memory));
    fclose(memory);
    return text;
}

static void
print_wrong(struct box *box, const char *line, const char *after)
{
    size_t at = 0;
    size_t start = 0;
    for (; box->before[at] != '\0' && box->before[at] == after[at]; at++) {
        if (after[at] == '\n')
            start = at + 1;
    }
    printf("%s: \"%s\" is refused, but changes %.*s\n", box->path, line,
           (int)strcspn(after + start, "\n"), after + start);
    box->wrong++;
}

static void
type_line(struct box *box, const char *line)
{
    struct config *config = box->loaded.config;
    if (box->before == NULL)
        box->before = dump_of(config);
    uint32_t revision = config->revision;
    size_t depth = box->parser->depth;
    if (parser_line(box->parser, line, NULL, 0) != LINE_REFUSED) {
        box->taken++;
        if (config->revision != revision) {
            free(box->before);
            box->before = NULL;
        }
        return;
    }
    box->refused++;
    char *after = dump_of(config);
    bool same = strcmp(box->before, after) == 0 && config->revision == revision &&
                box->parser->depth == depth;
    if (!same)
        print_wrong(box, line, after);
    free(same ? after : box->before);
    if (!same)
        box->before = after;
    box->loaded.diags.count = 0;
}

/* ---- words ---- */

struct words {
    const char *text[WORDS_MAX];
    int length[WORDS_MAX];
    size_t count;
};

static void
split(const char *line, struct words *words)
{
    words->count = 0;
    while (words->count < WORDS_MAX && *(line += strspn(line, " \t")) != '\0') {
        size_t length = strcspn(line, " \t");
        words->text[words->count] = line;
        words->length[words->count++] = (int)length;
        line += length;
    }
}

enum mutation { DROP, SWAP, GARBLE, DOUBLE, MUTATIONS };

static const char *const garbled[] = {
    "255.255.255.0", "0", "x", "99999", "outside", "object-group"
};

static void
mutate(const struct words *words, enum mutation mutation, size_t at, bool no, char *line)
{
    size_t used = (size_t)snprintf(line, LINE_SIZE, "%s", no ? "no" : "");
    for (size_t i = 0; i < words->count && used < LINE_SIZE - 200; i++) {
        size_t from = i;
        if (mutation == DROP && i == at)
            continue;
        if (mutation == SWAP && at + 1 < words->count)
            from = i == at ? at + 1 : i == at + 1 ? at : i;
        const char *text = words->text[from];
        int length = words->length[from] < 150 ? words->length[from] : 150;
        if (mutation == GARBLE && i == at) {
            text = garbled[at % ARRAY_LENGTH(garbled)];
            length = (int)strlen(text);
        }
        for (int times = mutation == DOUBLE && i == at ? 2 : 1; times > 0; times--)
            used += (size_t)snprintf(line + used, LINE_SIZE - used, "%s%.*s", used > 0 ? " " : "",
                                     length, text);
    }
}

static void
try_mutations(struct box *box, const char *line, size_t step)
{
    char changed[LINE_SIZE];
    struct words words;
    split(line, &words);
    size_t depth = box->parser->depth;
    for (size_t i = 0; i < words.count * MUTATIONS * 2; i += step) {
        mutate(&words, (enum mutation)(i / 2 % MUTATIONS), i / 2 / MUTATIONS, i % 2 == 1, changed);
        type_line(box, changed);
        if (box->parser->depth > depth)
            box->parser->depth = depth;
    }
}

/* ---- files ---- */

static bool
box_init(struct box *box, const char *path)
{
    struct load_options options = { 0 };
    const char *error;
    *box = (struct box){ .path = path };
    ck_assert(config_load_file(path, &options, &box->loaded, &error));
    box->parser = parser_new(box->loaded.config, &box->loaded.diags);
    ck_assert_ptr_nonnull(box->parser);
    return box->parser != NULL;
}

static size_t
box_fini(struct box *box)
{
    free(box->before);
    parser_free(box->parser);
    load_result_free(&box->loaded);
    return box->wrong;
}

static void
try_clears(struct box *box)
{
    struct command_position position = { 0 };
    const struct command *row;
    const char *last = "";
    char line[LINE_SIZE];
    while ((row = next_command(&position)) != NULL) {
        if (strcmp(row->name, last) == 0)
            continue;
        last = row->name;
        snprintf(line, sizeof(line), "clear %s%s",
                 box->loaded.config->os.version < OS_7_0 ? "" : "configure ", row->name);
        parser_reset_mode(box->parser);
        type_line(box, line);
    }
}

static size_t
check_file(const char *path, size_t step, size_t lines_max)
{
    struct box box;
    char *text = text_of_file(path);
    ck_assert_ptr_nonnull(text);
    (void)box_init(&box, path);
    size_t count = 0;
    for (char *at = text; *at != '\0' && count < lines_max;) {
        size_t length = strcspn(at, "\r\n");
        bool last = at[length] == '\0';
        at[length] = '\0';
        if (length > 0 && length < LINE_SIZE - 200 && at[0] != ':' && at[0] != '!') {
            type_line(&box, at);
            try_mutations(&box, at, step);
            count++;
        }
        at += length + !last;
    }
    try_clears(&box);
    free(text);
    return box_fini(&box);
}

static size_t
check_files(const char *pattern, size_t step, size_t lines_max)
{
    size_t every = tests_are_quick() ? 15 : tests_are_thorough() ? 1 : 3;
    glob_t found;
    size_t wrong = 0;
    if (glob(pattern, 0, NULL, &found) != 0) {
        ck_assert_msg(strncmp(pattern, "../", 3) == 0, "%s: nothing is there", pattern);
        fprintf(stderr, "SKIPPED: %s is not here\n", pattern);
        return 0;
    }
    for (size_t i = 0; i < found.gl_pathc; i += every)
        wrong += check_file(found.gl_pathv[i], step, lines_max);
    globfree(&found);
    fflush(stdout);
    return wrong;
}

START_TEST(a_refused_line_of_a_golden_changes_nothing)
{
    ck_assert_uint_eq(check_files("testdata/config/[678]*/*.in", 5, 400), 0);
}
END_TEST

START_TEST(a_refused_line_of_the_corpus_changes_nothing)
{
    static const char *const patterns[] = { "../shared/corpus/configs/pix6/*",
                                            "../shared/corpus/configs/asa7-82/*" };
    ck_assert_uint_eq(check_files(patterns[_i], 23, 120), 0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("refuse");
    TCase *tcase = tcase_create("refuse");
    tcase_set_timeout(tcase, 300);
    tcase_add_test(tcase, a_refused_line_of_a_golden_changes_nothing);
    tcase_add_loop_test(tcase, a_refused_line_of_the_corpus_changes_nothing, 0, 2);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
