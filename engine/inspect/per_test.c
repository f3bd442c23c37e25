/*
 * per_test.c: forms of X.691, by hand, and what must not be followed.
 */
#include "engine/inspect/per.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct seen {
    char text[256];
    size_t length;
    unsigned stop_at; /* the tag at which it is enough; 0: none */
};

static bool
note(void *context, const struct per_found *found)
{
    struct seen *seen = context;
    seen->length += (size_t)snprintf(seen->text + seen->length, sizeof(seen->text) - seen->length,
                                     "%u@%zu+%zu=%u ", found->tag, found->offset, found->length,
                                     (unsigned)found->value);
    ck_assert_uint_lt(seen->length, sizeof(seen->text));
    return found->tag != seen->stop_at;
}

static const struct per_type null = { .kind = PER_NULL };
static const struct per_type bit = { .kind = PER_BITS, .width = 1 };
static const struct per_type octet = { .kind = PER_OCTET };
static const struct per_type number_16 = { .kind = PER_NUMBER_16 };
static const struct per_type number_24 = { .kind = PER_NUMBER, .width = 3 };
static const struct per_type octets = { .kind = PER_OCTETS };
static const struct per_type fixed_4 = { .kind = PER_FIXED, .low = 4 };
static const struct per_type digits = { .kind = PER_STRING, .low = 1, .high = 128, .width = 4 };
static const struct per_type text = { .kind = PER_STRING, .low = 1, .high = 256, .width = 16 };
static const struct per_type rest = { .kind = PER_REST };
static const struct per_type unknown = { .kind = PER_UNKNOWN };

#define SEQUENCE(fields)                                                                           \
    {                                                                                              \
        .kind = PER_SEQUENCE, PER_FIELDS_OF(fields)                                                \
    }

static const struct per_field simple_fields[] = { TAGGED(bit, 1), OPTIONAL_TAGGED(octet, 2),
                                                  TAGGED(fixed_4, 3), TAGGED(number_16, 4) };
static const struct per_type simple = SEQUENCE(simple_fields);
static const struct per_field strings_fields[] = { FIELD(digits), FIELD(text), TAGGED(octets, 5) };
static const struct per_type strings = SEQUENCE(strings_fields);
static const struct per_field numbers_fields[] = { TAGGED(number_24, 6), TAGGED(bit, 7) };
static const struct per_type numbers = SEQUENCE(numbers_fields);
static const struct per_field added[] = { SKIPPED, TAGGED(simple, 8) };
static const struct per_type extended = {
    .kind = PER_SEQUENCE, .extensible = true, PER_FIELDS_OF(numbers_fields), PER_ADDED(added)
};
static const struct per_field alternatives[] = { TAGGED(null, 9), TAGGED(octet, 10), FIELD(rest) };
static const struct per_field more[] = { TAGGED(number_16, 11) };
static const struct per_type choice = {
    .kind = PER_CHOICE, .extensible = true, PER_FIELDS_OF(alternatives), PER_ADDED(more)
};
static const struct per_field item[] = { TAGGED(choice, 12) };
static const struct per_type list = { .kind = PER_LIST, PER_FIELDS_OF(item) };
static const struct per_field nothing[] = { FIELD(null) };
static const struct per_type nothings = { .kind = PER_LIST, PER_FIELDS_OF(nothing) };

static const struct per_type nested;
static const struct per_field nested_item[] = { FIELD(nested) };
static const struct per_type nested = { .kind = PER_LIST, PER_FIELDS_OF(nested_item) };

static const struct row {
    const struct per_type *type;
    const char *hex;
    bool followed;
    const char *seen;
} rows[] = {
    /* the optional one is there, or not; both numbers are aligned */
    { &simple,
      "c0"
      "2a"
      "01020304"
      "0506",
      true, "1@0+0=1 2@2+0=42 3@2+4=0 4@8+0=1286 " },
    { &simple,
      "40"
      "01020304"
      "0506",
      true, "1@0+0=1 3@1+4=0 4@7+0=1286 " },
    { &simple,
      "40"
      "01020304"
      "05",
      false, "1@0+0=1 3@1+4=0 " },
    /* three digits: seven bits of length, then aligned; two characters of sixteen bits */
    { &strings,
      "04"
      "3450"
      "01"
      "00410042"
      "0178",
      true, "5@9+1=0 " },
    { &strings,
      "04"
      "3450"
      "01"
      "00410042"
      "8001"
      "78",
      true, "5@10+1=0 " },
    { &strings,
      "04"
      "3450"
      "01"
      "00410042"
      "c178",
      false, "" }, /* in pieces */
    { &strings,
      "04"
      "3450"
      "01"
      "00410042"
      "0278",
      false, "" },
    /* how many octets a number has: never more than its range needs */
    { &numbers,
      "40"
      "0102"
      "80",
      true, "6@3+0=258 7@3+0=1 " },
    { &numbers,
      "c0"
      "01020304"
      "80",
      false, "" },
    /* additions: unknown ones are skipped by their length, whatever is in them */
    { &extended,
      "a0"
      "0102"
      "02c0"
      "02ffff"
      "0740"
      "010203040506",
      true, "6@3+0=258 7@3+0=0 8@9+0=0 1@9+0=1 3@10+4=0 4@16+0=1286 " },
    { &extended,
      "a0"
      "0102"
      "02c0"
      "03ffff"
      "07",
      false, "6@3+0=258 7@3+0=0 " },
    { &extended,
      "a0"
      "0102"
      "4000",
      false, "6@3+0=258 7@3+0=0 " }, /* more than 64 of them */
    /* choices */
    { &list,
      "02"
      "00"
      "2007",
      true, "12@1+0=0 9@1+0=0 12@1+0=0 9@1+0=0 " },
    { &list,
      "01"
      "2007",
      true, "12@1+0=0 10@3+0=7 " },
    { &list,
      "01"
      "60",
      false, "12@1+0=0 " },
    { &list,
      "01"
      "80"
      "020102",
      true, "12@1+0=0 11@5+0=258 " },
    { &list,
      "01"
      "81"
      "020102",
      true, "12@1+0=0 " },
    { &list,
      "01"
      "80"
      "0101",
      false, "12@1+0=0 " }, /* the number is longer than its addition */
    { &unknown, "00", false, "" },
    { &octets, "", false, "" },
    { &null, "", true, "" },
};

static size_t
octets_of(const char *hex, uint8_t *bytes)
{
    size_t length = strlen(hex) / 2;
    for (size_t i = 0; i < length; i++) {
        unsigned byte;
        ck_assert_int_eq(sscanf(hex + 2 * i, "%2x", &byte), 1);
        bytes[i] = (uint8_t)byte;
    }
    return length;
}

START_TEST(forms)
{
    const struct row *row = &rows[_i];
    uint8_t buffer[64];
    size_t length = octets_of(row->hex, buffer);
    uint8_t *bytes = malloc(length + (length == 0)); /* so that a sanitizer sees the end */
    ck_assert_ptr_nonnull(bytes);
    memcpy(bytes, buffer, length);
    struct seen seen = { .length = 0 };
    ck_assert_int_eq(per_follow(row->type, bytes, length, note, &seen), row->followed);
    ck_assert_str_eq(seen.text, row->seen);
    free(bytes);
}
END_TEST

START_TEST(enough)
{
    static const uint8_t bytes[] = { 0x40, 1, 2, 3, 4, 5, 6 };
    struct seen seen = { .stop_at = 3 };
    ck_assert(!per_follow(&simple, bytes, sizeof(bytes), note, &seen));
    ck_assert_str_eq(seen.text, "1@0+0=1 3@1+4=0 ");
}
END_TEST

/* Neither depth nor number is as the message likes. */
START_TEST(bounds)
{
    uint8_t deep[PER_DEPTH + 1];
    struct seen seen = { .length = 0 };
    memset(deep, 1, sizeof(deep));
    deep[PER_DEPTH - 1] = 0;
    ck_assert(per_follow(&nested, deep, sizeof(deep), note, &seen));
    deep[PER_DEPTH - 1] = 1;
    deep[PER_DEPTH] = 0;
    ck_assert(!per_follow(&nested, deep, sizeof(deep), note, &seen));
    static const uint8_t many[] = { 0xa0, 0x01 }, fewer[] = { 0x9f, 0xff };
    ck_assert(!per_follow(&nothings, many, sizeof(many), note, &seen));
    ck_assert(per_follow(&nothings, fewer, sizeof(fewer), note, &seen));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("per");
    TCase *tcase = tcase_create("per");
    tcase_add_loop_test(tcase, forms, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tcase, enough);
    tcase_add_test(tcase, bounds);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
