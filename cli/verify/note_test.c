/*
 * note_test.c: notes in several dresses, damaged ones, and Cisco's own where it is at hand.
 */
#include "cli/verify/note.h"

#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser/parser.h"

#define V(name) (UINT32_C(1) << OS_##name)
#define SEVENS (V(7_0) | V(7_1) | V(7_2))
#define EIGHTS (V(8_0) | V(8_1) | V(8_2))

static const struct {
    const char *text;
    uint32_t versions; /* 0: it names none */
} names[] = {
    { "Commands to Add for Version 6.2 and Earlier", V(6_2) },
    { "Commands to Add for Version 6.3", V(6_3) },
    { "Commands to Add for Versions 7.x and 8.0 using inspection", SEVENS | V(8_0) },
    { "for versions 7.x and 8.x that use ACL.", SEVENS | EIGHTS },
    { "Commands to Add to All Versions", NOTE_ALL_VERSIONS },
    { "Allow L2TP Over IPsec Through PIX/ASA 7.x and Above", SEVENS | EIGHTS },
    { "PIX 6.3(5) or later", V(6_3) | SEVENS | EIGHTS },
    { "Versions 6.3 through 7.1", V(6_3) | V(7_0) | V(7_1) },
    { "Versions 7.0-7.2.", SEVENS },
    { "Software Version 8.2.", V(8_2) },
    { "version 7.2 and 8.0 and earlier", V(6_2) | V(6_3) | SEVENS | V(8_0) },
    { "Version 9.1 and later", 0 }, /* none of ours */
    { "the host 7.2.3.4 in version control", 0 },
    { "RFC 6.2 of the PIX", 0 },
    { "Version of the PIX at 192.168.7.2", 0 },
    { "the L2TP server is 192.168.201.5", 0 },
    { "Version 6.", 0 },
    { "", 0 },
};

START_TEST(versions_are_read)
{
    uint32_t versions = 0;
    ck_assert_int_eq(note_versions(names[_i].text, &versions), names[_i].versions != 0);
    ck_assert_msg(versions == names[_i].versions, "%s: %x", names[_i].text, versions);
}
END_TEST

/* A chapter a line: its heading, versions, and each of its lines as kind, place and text. */
static void
describe(const struct note *note, char *out, size_t size)
{
    static const char kinds[] = { [NOTE_COMMAND] = 'C',
                                  [NOTE_CONTINUED] = '+',
                                  [NOTE_LISTED] = 'L',
                                  [NOTE_EXEC] = 'X',
                                  [NOTE_OUTPUT] = 'o' };
    FILE *file = fmemopen(out, size, "w");
    ck_assert_ptr_nonnull(file);
    for (size_t i = 0; i < note->chapter_count; i++) {
        const struct note_chapter *chapter = &note->chapters[i];
        if (chapter->line_count == 0)
            continue;
        fprintf(file, "[%s%s%s %x]", chapter->title, chapter->within != NOTE_NONE ? " < " : "",
                chapter->within != NOTE_NONE ? note->chapters[chapter->within].title : "",
                chapter->versions);
        for (size_t j = 0; j < chapter->line_count; j++) {
            const struct note_line *line = &chapter->lines[j];
            fprintf(file, " %c%u:%u %s;", kinds[line->kind], line->line, line->column, line->text);
        }
        fprintf(file, "\n");
    }
    fclose(file);
}

static const struct {
    const char *text;
    const char *read; /* as describe() has it */
} notes[] = {
    /* a table of contents says what a heading is */
    { "A Note\n[One Thing](#)\n[For Version 6.3](#)\n\nOne Thing\n\nNot a Heading\n\n```\nhostname "
      "a\n```\nCommands for Version 6.3\nFor Version 6.3\n```\nhostname b\n```\n",
      "[One Thing ff] C10:1 hostname a;\n[For Version 6.3 2] C15:1 hostname b;\n" },
    /* prompts, a wrapped command, and what the device says */
    { "# Part\n## Version 7.2\n```\npix(config)#access-list a permit\n     ip any any\n"
      "pix(config)# show run\nhostname x\npix#\npix(config)#106010: Deny\nmore of it\n```\n",
      "[Version 7.2 < Part 10] C4:13 access-list a permit;+5:6 ip any any;X6:14 show run;"
      "o7:1 hostname x;o9:13 106010: Deny;o10:1 more of it;\n" },
    /* a listing over two fences */
    { "# Part\n```\npix#write terminal\n: Saved\nPIX Version 6.2(1)\nhostname a\n```\ntext\n```\n"
      "hostname b\n: end\n[OK]\n```\n```\nhostname c\n```\n",
      "[Part ff] X3:5 write terminal;L4:1 : Saved;L5:1 PIX Version 6.2(1);L6:1 hostname a;"
      "L10:1 hostname b;L11:1 : end;o12:1 [OK];C15:1 hostname c;\n" },
    /* no fences: commands among prose, an indented one too */
    { "How To\n\nFirst type this, then wait:\n\nstatic (inside,outside) 192.0.2.80 10.1.1.80\n"
      "access-list in permit tcp any host 192.0.2.80\n  eq ftp\n\naccess this from inside, and\n"
      "no more is wanted.\n\nASA Version 8.0(4)\nhostname a\n\ninterface Ethernet0\n nameif x\n"
      ": end\n",
      "[How To ff] C5:1 static (inside,outside) 192.0.2.80 10.1.1.80;"
      "C6:1 access-list in permit tcp any host 192.0.2.80;+7:3 eq ftp;L12:1 ASA Version 8.0(4);"
      "L13:1 hostname a;L15:1 interface Ethernet0;L16:2 nameif x;L17:1 : end;\n" },
    /* a sentence names the version; line ends and blanks of other systems; escape sequences */
    { "\xef\xbb\xbfTitle\r\n=====\r\n\r\nThis is for version 8.0 alone.\r\n\r\n```\r\n"
      "hostname\xc2\xa0"
      "a\x1b[2J\r\n```\r\nand not 6.2 or version 6.3\r\n",
      "[Title 20] C7:1 hostname  a [2J;\n" },
};

START_TEST(notes_are_read)
{
    struct note note;
    char error[NOTE_ERROR_SIZE] = "", text[2048] = "", expected[2048] = "";
    bool read = note_parse(&note, "n", notes[_i].text, strlen(notes[_i].text), error);
    ck_assert_msg(read, "%s", error);
    describe(&note, text, sizeof text);
    /* a blank behind each mark makes rows easier to read; it is not compared */
    const char *from = notes[_i].read;
    char *to = expected;
    for (; *from != '\0'; from++) {
        *to++ = *from;
        if (*from == ';' && from[1] != ' ' && from[1] != '\n' && from[1] != '\0')
            *to++ = ' ';
    }
    ck_assert_str_eq(text, expected);
    note_free(&note);
}
END_TEST

static const struct {
    const char *text;
    size_t size;
    const char *error;
} refused[] = {
    { "", 0, "n:1:1: there is no command in the note" },
    { "Only words\n", 11, "n:1:1: there is no command in the note" },
    { "a\nb\0c\n", 6, "n:2:2: a NUL: this is no text" },
    { "\n<html><body>\n", 14, "n:2:1: a web page: save it as text" },
    { "\n  <!DOCTYPE html>\n", 19, "n:2:1: a web page: save it as text" },
};

START_TEST(what_is_no_note_is_refused)
{
    struct note note;
    char error[NOTE_ERROR_SIZE] = "";
    ck_assert(!note_parse(&note, "n", refused[_i].text, refused[_i].size, error));
    ck_assert_str_eq(error, refused[_i].error);
    note_free(&note);
}
END_TEST

START_TEST(sizes_are_bounded)
{
    struct note note;
    char error[NOTE_ERROR_SIZE] = "";
    char *big = malloc(NOTE_SIZE + 1);
    ck_assert_ptr_nonnull(big);
    memset(big, '\n', NOTE_SIZE + 1);
    ck_assert(!note_parse(&note, "n", big, NOTE_SIZE + 1, error));
    ck_assert_str_eq(error, "n:1:1: the note is larger than 1 MiB");
    note_free(&note);
    ck_assert(!note_parse(&note, "n", big, NOTE_SIZE, error));
    ck_assert_str_eq(error, "n:32769:1: the note has more than 32768 lines");
    note_free(&note);
    memset(big, 'x', NOTE_SIZE);
    ck_assert(!note_parse(&note, "n", big, NOTE_SIZE, error));
    ck_assert_str_eq(error, "n:1:4097: the line is longer than 4096 characters");
    note_free(&note);
    size_t size = 0;
    for (int i = 0; i <= (int)NOTE_CHAPTERS; i++)
        size += (size_t)snprintf(big + size, 64, "# Chapter %d\n```\nhostname a\n```\n", i);
    ck_assert(!note_parse(&note, "n", big, size, error));
    ck_assert_str_eq(error, "n:401:1: more than 100 chapters have commands");
    note_free(&note);
    size = (size_t)snprintf(big, 64, "# Chapter\n```\n");
    for (size_t i = 0; i <= NOTE_TAKEN; i++)
        size += (size_t)snprintf(big + size, 64, "hostname a\n");
    ck_assert(!note_parse(&note, "n", big, size, error));
    ck_assert_str_eq(error, "n:4099:1: more than 4096 lines of commands and listings");
    note_free(&note);
    ck_assert(!note_read(&note, "/nowhere", error));
    ck_assert_str_eq(error, "/nowhere: No such file or directory");
    note_free(&note);
    free(big);
}
END_TEST

START_TEST(lines_keep_their_numbers)
{
    static const char text[] = "# A\n\n```\npix(config)#hostname a\n\npix(config)#access-list b\n"
                               "  permit ip any any\n```\n";
    struct note note;
    char error[NOTE_ERROR_SIZE] = "";
    size_t size;
    ck_assert_msg(note_parse(&note, "n", text, sizeof text - 1, error), "%s", error);
    char *commands = note_text(&note, &note.chapters[1], false, &size);
    ck_assert_str_eq(commands, "\n\n\npix(config)#hostname a\n\npix(config)#access-list b\n"
                               "  permit ip any any\n");
    ck_assert_uint_eq(size, strlen(commands));
    struct load_options options = { .file = "n" };
    struct load_result loaded;
    ck_assert(config_load_text(commands, size, &options, &loaded));
    ck_assert_uint_eq(loaded.refused, 0);
    ck_assert_int_eq(loaded.lines[5].verdict, LINE_MODELLED);
    ck_assert_int_eq(loaded.lines[6].verdict, LINE_JOINED);
    load_result_free(&loaded);
    free(commands);
    commands = note_text(&note, &note.chapters[1], true, &size);
    ck_assert_str_eq(commands, "\n"); /* there is no listing */
    free(commands);
    note_free(&note);
}
END_TEST

/* ---- Cisco's own ---- */

static const struct {
    const char *title;
    uint32_t versions;
    size_t commands, listed;
} chapters[] = {
    { "Commands to Add for Version 6.2 and Earlier", V(6_2), 3, 0 },
    { "Commands to Add for Version 6.3", V(6_3), 3, 0 },
    { "Commands to Add for Versions 7.x and 8.0 using inspection", SEVENS | V(8_0), 5, 0 },
    { "Commands to Add for Versions 7.x and 8.0 using ACL", SEVENS | V(8_0), 4, 0 },
    { "Configuration for Versions 6.2 and Earlier", V(6_2), 0, 71 },
    { "L2TP with the Client Inside and the Server Outside", SEVENS | EIGHTS, 3, 0 },
    { "Commands to Add to All Versions", NOTE_ALL_VERSIONS, 4, 0 },
    { "L2TP with the Client Outside and the Server Inside", NOTE_ALL_VERSIONS, 3, 0 },
    { "Allow L2TP Over IPsec Through PIX/ASA 7.x and Above", SEVENS | EIGHTS, 12, 0 },
    { "Debug Commands", NOTE_ALL_VERSIONS, 2, 0 },
};

START_TEST(the_seed_has_its_chapters)
{
    glob_t found;
    struct note note;
    char error[NOTE_ERROR_SIZE] = "";
    size_t at = 0;
    if (glob("../shared/seed/*.txt", 0, NULL, &found) != 0) {
        fprintf(stderr, "SKIPPED: ../shared is not here\n");
        return;
    }
    ck_assert_msg(note_read(&note, found.gl_pathv[0], error), "%s", error);
    globfree(&found);
    ck_assert_str_eq(note.title, "Permitting PPTP/L2TP Connections Through the PIX/ASA");
    for (size_t i = 0; i < note.chapter_count; i++) {
        const struct note_chapter *chapter = &note.chapters[i];
        if (chapter->commands + chapter->listed == 0)
            continue;
        ck_assert_uint_lt(at, ARRAY_LENGTH(chapters));
        ck_assert_str_eq(chapter->title, chapters[at].title);
        ck_assert_uint_eq(chapter->versions, chapters[at].versions);
        ck_assert_uint_eq(chapter->commands, chapters[at].commands);
        ck_assert_uint_eq(chapter->listed, chapters[at].listed);
        at++;
    }
    ck_assert_uint_eq(at, ARRAY_LENGTH(chapters));
    note_free(&note);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("note");
    TCase *tcase = tcase_create("note");
    tcase_add_loop_test(tcase, versions_are_read, 0, (int)ARRAY_LENGTH(names));
    tcase_add_loop_test(tcase, notes_are_read, 0, (int)ARRAY_LENGTH(notes));
    tcase_add_loop_test(tcase, what_is_no_note_is_refused, 0, (int)ARRAY_LENGTH(refused));
    tcase_add_test(tcase, sizes_are_bounded);
    tcase_add_test(tcase, lines_keep_their_numbers);
    tcase_add_test(tcase, the_seed_has_its_chapters);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
