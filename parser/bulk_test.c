/*
 * bulk_test.c: a listing that is read in bulk gives what its rows give, line by line: the same
 * model, verdicts, revisions and diagnostics.
 */
#include <check.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "parser/fixture_test.h"
#include "parser/parser.h"

static struct load_result
load_as(const char *text, bool by_rows)
{
    struct load_options options = { .file = "listing", .by_rows = by_rows };
    struct load_result result;
    ck_assert(config_load_text(text, strlen(text), &options, &result));
    return result;
}

static void
compare_diags(const struct diags *a, const struct diags *b)
{
    ck_assert_uint_eq(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        ck_assert_str_eq(a->items[i].text, b->items[i].text);
        ck_assert_uint_eq(a->items[i].span.line, b->items[i].span.line);
        ck_assert_uint_eq(a->items[i].span.first, b->items[i].span.first);
        ck_assert_uint_eq(a->items[i].span.last, b->items[i].span.last);
    }
}

/* What a listing does not show: ids, places and revisions of ACEs. */
static void
compare_aces(const struct config *a, const struct config *b)
{
    ck_assert_uint_eq(a->acl_count, b->acl_count);
    for (size_t i = 0; i < a->acl_count; i++) {
        ck_assert_uint_eq(a->acls[i]->count, b->acls[i]->count);
        for (size_t j = 0; j < a->acls[i]->count; j++) {
            const struct ace *own = a->acls[i]->aces[j];
            const struct ace *other = b->acls[i]->aces[j];
            ck_assert_uint_eq(own->id, other->id);
            ck_assert_uint_eq(own->line, other->line);
            ck_assert_uint_eq(own->file, other->file);
            ck_assert_uint_eq(own->revision, other->revision);
            ck_assert_uint_eq(ace_hash(own), ace_hash(other));
        }
    }
}

/* And frees them. */
static void
compare_models(struct load_result *a, struct load_result *b)
{
    ck_assert_uint_eq(a->config->revision, b->config->revision);
    compare_diags(&a->diags, &b->diags);
    compare_aces(a->config, b->config);
    char *written = text_of_config(a->config);
    char *other = text_of_config(b->config);
    ck_assert_str_eq(written, other);
    free(written);
    free(other);
    load_result_free(a);
    load_result_free(b);
}

static void
compare(const char *text)
{
    struct load_result bulk = load_as(text, false);
    struct load_result rows = load_as(text, true);
    ck_assert_uint_eq(bulk.line_count, rows.line_count);
    for (size_t i = 0; i < bulk.line_count; i++) {
        const char *own = bulk.lines[i].command, *other = rows.lines[i].command;
        ck_assert_msg(bulk.lines[i].verdict == rows.lines[i].verdict, "line %zu: %s", i + 1,
                      bulk.lines[i].text);
        ck_assert_str_eq(own != NULL ? own : "", other != NULL ? other : "");
    }
    compare_models(&bulk, &rows);
}

START_TEST(listings_read_the_same)
{
    static const char *const patterns[] = { "testdata/config/*/*.in", "testdata/config/fail/*.in",
                                            "../shared/corpus/configs/*/*" };
    glob_t found;
    if (glob(patterns[_i], 0, NULL, &found) != 0) {
        fprintf(stderr, "SKIPPED: %s is not here\n", patterns[_i]);
        return;
    }
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char *text = text_of_file(found.gl_pathv[i]);
        ck_assert_ptr_nonnull(text);
        compare(text);
        free(text);
    }
    globfree(&found);
}
END_TEST

/* ---- lines made from pieces ---- */

static uint32_t state;

static uint32_t
draw(uint32_t below)
{
    state = state * 1103515245 + 12345;
    return (state >> 8) % below;
}

#define DRAW(pieces) (pieces)[draw(ARRAY_LENGTH(pieces))]

/* Usual ones come more often than those that only rows read, or nobody. */
static const char *const lists[] = { "a", "a", "a", "b", "long-list_name", "new", "compiled" };
static const char *const extended[] = { "extended ", "extended ", "extended ", "", "line 2 " };
static const char *const actions[] = { "permit ", "permit ", "deny ", "per ", "remark " };
static const char *const protocols[] = { "tcp ", "tcp ", "udp ", "ip ", "icmp ", "gre ", "51 " };
static const char *const endpoints[] = {
    "any ",
    "host 10.1.1.1 ",
    "host 10.1.1.2 ",
    "10.2.0.0 255.255.0.0 ",
    "host web ",
    "10.2.0.1 255.255.0.0 ",
    "net 255.0.0.0 ",
    "object-group servers ",
    "any ",
    "10.2.0.0 255.255.0.255 ",
    "host 10.1.1.256 ",
    "object-group nobody ",
    "host nobody ",
    "0.0.0.0 0.0.0.0 ",
    "0 0 ",
    "interface outside ",
    "host 010.1.1.1 ",
    "object-group empty ",
};
static const char *const ports[] = {
    "",
    "",
    "eq 80 ",
    "eq www ",
    "range 20 21 ",
    "range 30 20 ",
    "gt 1023 ",
    "lt 1024 ",
    "neq 25 ",
    "eq 65536 ",
    "eq 0 ",
    "eq domain ",
    "eq nothing ",
    "range ftp-data ftp ",
};
static const char *const ends[] = { "", "", "", "", "log", "inactive", " ", "\r", "echo", "\t" };
static const char *const members[] = {
    " network-object host 10.0.0.%u\n",
    "network-object host 10.0.0.%u\n",
    " network-object 10.%u.0.0 255.255.0.0\n",
    "  network-object host web\n",
    " network-object 10.0.%u.1 255.255.255.0\n",
    " network-object host 10.0.0.%u \n",
    " description of %u\n",
};

static void
put_ace(FILE *out, bool flat, bool usual)
{
    const char *end = DRAW(ends);
    if (usual && (end[0] == '\r' || end[0] == '\t'))
        end = "";
    fprintf(out, "access-list %s %s%s%s%s%s%s%s%s\n", DRAW(lists), flat ? "" : DRAW(extended),
            DRAW(actions), DRAW(protocols), DRAW(endpoints), DRAW(ports), DRAW(endpoints),
            DRAW(ports), end);
}

static char *
make_listing(bool flat)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(out);
    fputs(flat ? "PIX Version 6.3(5)\nnameif ethernet0 outside security0\n"
               : "ASA Version 8.0(4)\ninterface Ethernet0/0\n nameif outside\n",
          out);
    if (draw(8) != 0)
        fputs("name 10.1.1.9 web\nname 10.0.0.0 net\n", out);
    if (draw(30) == 0)
        fputs("name 10.1.1.8 any\n", out);
    fputs("object-group network empty\nobject-group network servers\n", out);
    for (uint32_t i = draw(100); i > 0; i--)
        fprintf(out, DRAW(members), draw(40)); /* NOLINT: each takes one number */
    for (uint32_t i = draw(200); i > 0; i--)
        put_ace(out, flat, false);
    fclose(out);
    return text;
}

START_TEST(lines_of_any_kind_read_the_same)
{
    state = (uint32_t)_i + 1;
    for (int i = 0; i < (tests_are_quick() ? 12 : 60); i++) {
        char *text = make_listing(i % 2 == 0);
        compare(text);
        free(text);
    }
}
END_TEST

/* Long enough to be read by the piece; odd lines stand where pieces end, too. */
START_TEST(a_large_file_reads_the_same)
{
    char path[] = "/tmp/refire-bulk-XXXXXX";
    state = (uint32_t)_i + 1;
    int fd = mkstemp(path);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    ck_assert_ptr_nonnull(file);
    fputs("ASA Version 8.0(4)\ninterface Ethernet0/0\n nameif outside\nname 10.1.1.9 web\n"
          "object-group network servers\n",
          file);
    for (uint32_t i = 0; i < 9000; i++)
        fprintf(file, " network-object host 10.%u.%u.%u\n", draw(3), draw(256), draw(256));
    for (uint32_t i = 0; i < 16000; i++) {
        fprintf(file, "access-list a extended %stcp host 10.0.%u.%u any eq %u\n", DRAW(actions),
                draw(256), draw(256), draw(3000));
        if (draw(100) == 0)
            put_ace(file, false, true); /* other bytes ask for the whole text */
        if (draw(1000) == 0)
            fputs("hostname x\n eq 80\n\n", file);
    }
    fputs("access-list a extended permit tcp any any eq 80", file);
    ck_assert_int_eq(fclose(file), 0);
    char *text = text_of_file(path);
    struct load_options pieces = { .file = "listing", .model_only = true };
    struct load_result large;
    const char *error;
    ck_assert(config_load_file(path, &pieces, &large, &error));
    ck_assert_ptr_null(large.text);
    struct load_result rows = load_as(text, true);
    remove(path);
    ck_assert_uint_eq(large.line_count, rows.line_count);
    ck_assert_uint_eq(large.modelled, rows.modelled);
    ck_assert_uint_eq(large.refused, rows.refused);
    compare_models(&large, &rows);
    free(text);
}
END_TEST

/* A line that the terminal broke goes on in the next one. */
START_TEST(a_broken_line_is_put_together)
{
    compare("ASA Version 8.0(4)\n"
            "access-list a extended permit tcp any host 10.0.0.1\n"
            "access-list a extended permit tcp any host 10.0.0.2\n"
            " eq www\n"
            "access-list a extended permit tcp any host 10.0.0.3\n"
            "eq www\n"
            "access-list a extended permit tcp any\n"
            "host 10.0.0.4 eq www\n"
            "access-list a extended permit tcp any host 10.0.0.5 eq 80\n"
            "80\n");
}
END_TEST

/* Words of the language are refused as names, so that bulk lines need not ask which they mean. */
START_TEST(names_that_are_words_read_the_same)
{
    compare("ASA Version 8.0(4)\n"
            "access-list a extended permit ip any any\n"
            "name 10.1.1.8 any\n"
            "access-list a extended permit tcp any any\n"
            "access-list a extended permit udp any 255.255.255.255 any 255.255.255.255\n"
            "no name 10.1.1.8\n"
            "name 10.1.1.8 host\n"
            "access-list a extended permit tcp host 10.1.1.1 host 10.1.1.2\n"
            "access-list a extended permit tcp host 255.255.255.255 host 255.255.255.255\n");
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("bulk");
    TCase *tcase = tcase_create("bulk");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, listings_read_the_same, 0, 3);
    tcase_add_loop_test(tcase, lines_of_any_kind_read_the_same, 0, 4);
    tcase_add_loop_test(tcase, a_large_file_reads_the_same, 0, 2);
    tcase_add_test(tcase, names_that_are_words_read_the_same);
    tcase_add_test(tcase, a_broken_line_is_put_together);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
