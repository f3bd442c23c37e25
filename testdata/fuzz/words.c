/*
 * words.c: words DICTIONARY FOLDER: what the fuzz targets of configurations start from, made from
 * the rows. The dictionary has every word that may be typed; FOLDER/TARGET gets, for each command
 * in some versions, a configuration of its lines.
 *
 * It is a Check suite, for the lines come from the tests' own header.
 */
#include <errno.h>
#include <sys/stat.h>

#include "parser/row_lines_test.h"

enum { LINES_OF_ROW = 10, LINES_OF_BLOCK = 2, NESTED_MAX = 3 };

static const char *dictionary;
static const char *folder;
static struct config *config;
static struct arena *arena;
static char **words;
static size_t word_count, word_capacity;

static void
add_word(const char *word, size_t length)
{
    char **place = arena_append(arena, &words, &word_count, &word_capacity, sizeof(*words));
    ck_assert_ptr_nonnull(place);
    *place = arena_strndup(arena, word, length);
}

static void
add_words(const char *line)
{
    for (const char *at = line; *at != '\0';) {
        size_t length = strcspn(at, " ");
        add_word(at, length);
        at += length + strspn(at + length, " ");
    }
}

static bool
is_in_mode(const struct command *row, enum mode mode)
{
    uint32_t modes = row->modes != 0 ? row->modes : MODE_BIT(MODE_CONFIG);
    return (row->set != NULL || row->kept) && (modes & MODE_BIT(mode)) != 0 &&
           version_in(config->os.version, row->since, row->before);
}

/* The lines of a row, and behind those that enter a sub-mode the lines of that. */
static void
put_row(FILE *out, const struct command *row, enum mode mode, unsigned depth)
{
    bool block = row->enters != MODE_CONFIG && row->enters != MODE_CONFIG_KEPT;
    struct row_lines lines = lines_of_row(row, mode, config, arena);
    size_t most = block ? LINES_OF_BLOCK : LINES_OF_ROW;
    for (size_t i = 0; i < lines.count; i++)
        add_words(lines.texts[i]);
    for (size_t i = 0; i < lines.count && i < most; i++) {
        struct command_position position = { 0 };
        const struct command *inner;
        fprintf(out, "%*s%s\n", (int)depth, "", lines.texts[i]);
        while (block && depth < NESTED_MAX && (inner = next_command(&position)) != NULL) {
            if (is_in_mode(inner, row->enters))
                put_row(out, inner, row->enters, depth + 1);
        }
    }
}

/* How a target is told the version: by a header, or by its first byte. */
static const struct target_row {
    const char *name;
    bool has_header;
} targets[] = { { "config", true }, { "dialect", false }, { "session", false } };

static void
put_seed(const struct target_row *target, const char *text, size_t number)
{
    const char *name = os_version_name(config->os.version);
    char path[600];
    snprintf(path, sizeof(path), "%s/%s", folder, target->name);
    ck_assert(mkdir(path, 0777) == 0 || errno == EEXIST);
    snprintf(path, sizeof(path), "%s/%s/%s-%zu", folder, target->name, name, number);
    FILE *out = fopen(path, "w");
    ck_assert_msg(out != NULL, "%s: %s", path, strerror(errno));
    if (target->has_header)
        fprintf(out, "PIX Version %s\n", name);
    else
        fputc('@' + (int)config->os.version, out); /* no other bit is set */
    put_prelude(config->os.version, out);
    fputs(text, out);
    ck_assert_int_eq(fclose(out), 0);
}

static void
put_seeds(const struct command *row, size_t number)
{
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(memory);
    put_row(memory, row, MODE_CONFIG, 0);
    fclose(memory);
    for (size_t i = 0; i < ARRAY_LENGTH(targets); i++)
        put_seed(&targets[i], text, number);
    free(text);
}

static int
compare_words(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void
put_dictionary(void)
{
    FILE *out = fopen(dictionary, "w");
    ck_assert_msg(out != NULL, "%s: %s", dictionary, strerror(errno));
    qsort(words, word_count, sizeof(*words), compare_words);
    for (size_t i = 0; i < word_count; i++) {
        if (i == 0 || strcmp(words[i - 1], words[i]) != 0)
            fprintf(out, "\"%s\"\n", words[i]);
    }
    ck_assert_int_eq(fclose(out), 0);
}

START_TEST(words_of_every_row)
{
    static const enum os_version versions[] = { OS_6_2, OS_6_3, OS_7_2, OS_8_2 };
    arena = arena_new();
    ck_assert_ptr_nonnull(arena);
    for (size_t i = 0; i < ARRAY_LENGTH(versions); i++) {
        struct load_result box;
        struct command_position position = { 0 };
        const struct command *row;
        size_t number = 0;
        load_prelude(versions[i], &box);
        config = box.config;
        while ((row = next_command(&position)) != NULL) {
            if (is_in_mode(row, MODE_CONFIG))
                put_seeds(row, number++);
        }
        load_result_free(&box);
    }
    put_dictionary();
    arena_free(arena);
}
END_TEST

int
main(int argc, char **argv)
{
    if (argc != 3 || (mkdir(argv[2], 0777) != 0 && errno != EEXIST)) {
        fputs("usage: words DICTIONARY FOLDER\n", stderr);
        return EXIT_FAILURE;
    }
    dictionary = argv[1];
    folder = argv[2];
    Suite *suite = suite_create("words");
    TCase *tcase = tcase_create("words");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, words_of_every_row);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_SILENT);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
