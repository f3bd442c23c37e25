/*
 * text_test.c: lines, words, numbers and addresses, at the front of a text and at its end.
 */
#include "engine/inspect/text.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* Nothing here changes a message of an engine: what text_replace asks for is kept. */
struct inspect_call {
    size_t offset, removed, length, calls;
    char bytes[64];
};

void
inspect_replace(struct inspect_call *call, size_t offset, size_t removed, const void *bytes,
                size_t length)
{
    ck_assert_uint_le(length, sizeof(call->bytes));
    call->offset = offset;
    call->removed = removed;
    call->length = length;
    call->calls++;
    memcpy(call->bytes, bytes, length);
}

static struct cursor
of(const char *letters)
{
    return cursor_of(letters, strlen(letters));
}

#define expect_left(text, letters)                                                                 \
    do {                                                                                           \
        ck_assert_uint_eq(cursor_left(&(text)), strlen(letters));                                  \
        ck_assert_mem_eq((text).at, letters, strlen(letters));                                     \
    } while (0)

START_TEST(lines)
{
    size_t length = 0;
    ck_assert_int_eq(text_frame_line((const uint8_t *)"AB\r\nC", 5, &length), FRAME_WHOLE);
    ck_assert_uint_eq(length, 4);
    ck_assert_int_eq(text_frame_line((const uint8_t *)"\n", 1, &length), FRAME_WHOLE);
    ck_assert_uint_eq(length, 1);
    ck_assert_int_eq(text_frame_line((const uint8_t *)"AB\r", 3, &length), FRAME_MORE);
    ck_assert_int_eq(text_frame_line(NULL, 0, &length), FRAME_MORE);

    struct cursor text = of("one\r\n\ntwo\nthree"), line;
    ck_assert(text_line(&text, &line));
    expect_left(line, "one");
    ck_assert(text_line(&text, &line));
    expect_left(line, "");
    ck_assert(text_line(&text, &line));
    expect_left(line, "two");
    ck_assert(text_line(&text, &line));
    expect_left(line, "three");
    ck_assert(!text_line(&text, &line));

    line = text_without_end(of("a\n\r\n"));
    expect_left(line, "a\n");
    line = text_without_end(of("a\r"));
    expect_left(line, "a");
    line = text_trimmed(of(" \ta b\t "));
    expect_left(line, "a b");
    line = text_trimmed(of(" \t"));
    expect_left(line, "");
}
END_TEST

START_TEST(words)
{
    struct cursor text = of("RETR  a;b"), word;
    ck_assert(text_word(&text, &word));
    ck_assert(text_is(word, "retr"));
    ck_assert(!text_is(word, "ret"));
    ck_assert(!text_is(word, "retrx"));
    ck_assert(!text_word(&text, &word));
    text_skip_blanks(&text);
    ck_assert(!text_until(&text, '!', &word));
    ck_assert(text_until(&text, ';', &word));
    expect_left(word, "a");
    ck_assert(!text_char(&text, 'c'));
    ck_assert(text_char(&text, 'b'));
    ck_assert(!text_char(&text, 'b'));
    ck_assert(!text_until(&text, ';', &word));

    text = of("Host: (HOST=a)");
    ck_assert(text_find(text, "(host=", &word));
    expect_left(word, "(HOST=a)");
    ck_assert(!text_find(text, "(host= ", &word));
    ck_assert(text_letters(&text, "HOST:"));
    ck_assert(!text_letters(&text, " (HOST=a)x"));
    expect_left(text, " (HOST=a)");
}
END_TEST

static const struct {
    const char *text;
    bool is_number;
    uint32_t value;
    const char *left;
} decimals[] = {
    { "0", true, 0, "" },
    { "000021;", true, 21, ";" },
    { "4294967295", true, UINT32_MAX, "" },
    { "4294967296", false, 0, "4294967296" },
    { "00000000001", false, 0, "00000000001" }, /* more digits than any number has */
    { "99999999999999999999999", false, 0, "99999999999999999999999" },
    { "-1", false, 0, "-1" },
    { " 1", false, 0, " 1" },
    { "", false, 0, "" },
};

START_TEST(decimal)
{
    struct cursor text = of(decimals[_i].text);
    uint32_t value;
    ck_assert_int_eq(text_decimal(&text, UINT32_MAX, &value), decimals[_i].is_number);
    if (decimals[_i].is_number)
        ck_assert_uint_eq(value, decimals[_i].value);
    expect_left(text, decimals[_i].left);
}
END_TEST

START_TEST(port)
{
    uint16_t value;
    struct cursor text = of("65535");
    ck_assert(text_port(&text, &value));
    ck_assert_uint_eq(value, 65535);
    text = of("65536");
    ck_assert(!text_port(&text, &value));
}
END_TEST

static const struct {
    const char *text;
    bool is_address;
    uint32_t value;
    const char *left;
} addresses[] = {
    { "192.0.2.5:21", true, 0xc0000205, ":21" },
    { "192.0.2.5.", true, 0xc0000205, "." },
    { "192.0.2.5.6", false, 0, "192.0.2.5.6" },
    { "192.0.2", false, 0, "192.0.2" },
    { "192.0.2.256", false, 0, "192.0.2.256" },
    { "1.2..4", false, 0, "1.2..4" },
    { "host", false, 0, "host" },
    { "....", false, 0, "...." },
    { "", false, 0, "" },
};

START_TEST(address)
{
    struct cursor text = of(addresses[_i].text);
    uint32_t value;
    ck_assert_int_eq(text_address(&text, &value), addresses[_i].is_address);
    if (addresses[_i].is_address)
        ck_assert_uint_eq(value, addresses[_i].value);
    expect_left(text, addresses[_i].left);
}
END_TEST

START_TEST(writing)
{
    struct text_writer writer = { .length = 0 };
    struct inspect_call call = { 0 };
    text_put(&writer, "a=");
    text_put_address(&writer, 0xc0000205);
    text_put(&writer, ":");
    text_put_decimal(&writer, 0);
    text_put_decimal(&writer, UINT32_MAX);
    struct cursor message = of("xa=192.0.2.5:04294967295y"), part = message;
    part.at += 1;
    part.end -= 1;
    text_replace(&call, message, part, &writer);
    ck_assert_uint_eq(call.calls, 0); /* the same already */
    part.end -= 1;
    text_replace(&call, message, part, &writer);
    ck_assert_uint_eq(call.calls, 1);
    ck_assert_uint_eq(call.offset, 1);
    ck_assert_uint_eq(call.removed, writer.length - 1);
    ck_assert_uint_eq(call.length, writer.length);
    ck_assert_mem_eq(call.bytes, "a=192.0.2.5:04294967295", writer.length);
}
END_TEST

START_TEST(no_room)
{
    struct text_writer writer = { .length = 0 };
    struct inspect_call call = { 0 };
    for (unsigned i = 0; i < TEXT_WRITTEN_MOST; i++)
        text_put(&writer, "x");
    ck_assert(!writer.cut);
    text_put_decimal(&writer, 7);
    ck_assert(writer.cut);
    ck_assert_uint_eq(writer.length, TEXT_WRITTEN_MOST);
    text_replace(&call, of("y"), of("y"), &writer);
    ck_assert_uint_eq(call.calls, 0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("text");
    TCase *tcase = tcase_create("text");
    tcase_add_test(tcase, lines);
    tcase_add_test(tcase, words);
    tcase_add_loop_test(tcase, decimal, 0, (int)ARRAY_LENGTH(decimals));
    tcase_add_test(tcase, port);
    tcase_add_loop_test(tcase, address, 0, (int)ARRAY_LENGTH(addresses));
    tcase_add_test(tcase, writing);
    tcase_add_test(tcase, no_room);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
