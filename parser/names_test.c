/*
 * names_test.c: names of ports, protocols, ICMP types and levels, both ways, by version.
 *
 * The tables are held to themselves (what is written is read again), to facts that people trip
 * over, and cell by cell to the reference where it is present.
 */
#include <check.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/ip.h"
#include "parser/fixture_test.h"
#include "parser/names.h"

static const uint8_t transports[] = { IP_TCP, IP_UDP };

START_TEST(a_port_that_is_written_by_name_is_read_again)
{
    enum os_version version = (enum os_version)_i;
    for (size_t t = 0; t < ARRAY_LENGTH(transports); t++) {
        size_t named = 0;
        for (uint32_t port = 0; port <= UINT16_MAX; port++) {
            const char *name = port_name(version, transports[t], (uint16_t)port);
            uint16_t again;
            if (name == NULL)
                continue;
            named++;
            ck_assert_msg(port_from_name(version, transports[t], name, &again), "%s", name);
            ck_assert_uint_eq(again, port);
        }
        ck_assert_uint_gt(named, 20);
    }
}
END_TEST

START_TEST(every_name_that_is_offered_is_taken)
{
    enum os_version version = (enum os_version)_i;
    const char *name;
    for (size_t t = 0; t < ARRAY_LENGTH(transports); t++) {
        for (size_t i = 0; (name = port_name_at(version, transports[t], i)) != NULL; i++) {
            uint16_t port;
            ck_assert_msg(port_from_name(version, transports[t], name, &port), "%s", name);
            ck_assert_ptr_nonnull(port_name(version, transports[t], port));
        }
    }
    for (size_t i = 0; (name = protocol_name_at(version, i)) != NULL; i++) {
        uint8_t protocol;
        ck_assert_msg(protocol_from_name(version, name, &protocol), "%s", name);
        ck_assert_ptr_nonnull(protocol_name(version, protocol));
    }
    for (size_t i = 0; (name = icmp_type_name_at(version, i)) != NULL; i++) {
        uint8_t type;
        ck_assert_msg(icmp_type_from_name(version, name, &type), "%s", name);
        ck_assert_str_eq(icmp_type_name(version, type), name);
    }
}
END_TEST

START_TEST(numbers_without_a_name_stay_numbers)
{
    static const uint16_t bare[] = { 1701, 4500, 3389, 993, 995, 8080, 5061, 1863, 587 };
    for (size_t i = 0; i < ARRAY_LENGTH(bare); i++) {
        ck_assert_ptr_null(port_name((enum os_version)_i, IP_TCP, bare[i]));
        ck_assert_ptr_null(port_name((enum os_version)_i, IP_UDP, bare[i]));
    }
    ck_assert_ptr_null(port_name((enum os_version)_i, IP_UDP, 22)); /* ssh is TCP's */
}
END_TEST

START_TEST(levels_have_the_names_of_the_log)
{
    static const char *const levels[] = { "emergencies",   "alerts",   "critical",
                                          "errors",        "warnings", "notifications",
                                          "informational", "debugging" };
    for (unsigned i = 0; i < ARRAY_LENGTH(levels); i++)
        ck_assert_str_eq(log_level_name(i), levels[i]);
}
END_TEST

/* ---- names that are read and written as another ---- */

static const struct alias_row {
    enum os_version version;
    uint8_t protocol;
    const char *read;
    const char *written; /* NULL: not read at all */
} aliases[] = {
    { OS_6_2, IP_TCP, "http", "www" },   { OS_8_0, IP_UDP, "http", "www" },
    { OS_6_2, IP_TCP, "rpc", "sunrpc" }, { OS_7_0, IP_TCP, "rpc", NULL },
    { OS_6_3, IP_UDP, "dns", "dnsix" },  { OS_7_0, IP_UDP, "dns", NULL },
    { OS_6_3, IP_TCP, "cmd", "cmd" },    { OS_7_0, IP_TCP, "cmd", "rsh" },
    { OS_6_2, IP_TCP, "ssh", NULL },     { OS_6_3, IP_TCP, "ssh", "ssh" },
    { OS_6_3, IP_TCP, "rtsp", NULL },    { OS_7_0, IP_TCP, "rtsp", "rtsp" },
};

START_TEST(aliases_are_read)
{
    const struct alias_row *row = &aliases[_i];
    uint16_t port;
    bool known = port_from_name(row->version, row->protocol, row->read, &port);
    ck_assert_msg(known == (row->written != NULL), "%s", row->read);
    if (known)
        ck_assert_str_eq(port_name(row->version, row->protocol, port), row->written);
}
END_TEST

/* ---- the reference, where it is present ---- */

#define CELLS 7

/* `| a | b |` cut at its bars, without blanks around; the number of cells. */
static size_t
cut_row(char *row, char *cells[static CELLS])
{
    size_t count = 0;
    char *save = NULL;
    for (char *cell = strtok_r(row, "|", &save); cell != NULL && count < CELLS;
         cell = strtok_r(NULL, "|", &save)) {
        cell += strspn(cell, " ");
        size_t length = strlen(cell);
        while (length > 0 && cell[length - 1] == ' ')
            length--;
        cell[length] = '\0';
        cells[count++] = cell;
    }
    return count;
}

/* "y", "n", "in", or the first version that has it. */
static bool
cell_says(const char *cell, enum os_version version)
{
    enum os_version since;
    if (isdigit((unsigned char)cell[0]))
        return os_version_from_name(cell, strlen(cell), &since) && version >= since;
    return cell[0] != 'n';
}

/* "T", "U", "T U", "T (U 8.0)", "U (T 6.x)": the bracket holds for those versions too. */
static bool
has_transport(const char *cell, char letter, enum os_version version)
{
    const char *bracket = strchr(cell, '(');
    const char *plain = strchr(cell, letter);
    if (plain != NULL && (bracket == NULL || plain < bracket))
        return true;
    if (bracket == NULL || bracket[1] != letter)
        return false;
    return strstr(bracket, "6.x") != NULL ? version < OS_7_0 : version >= OS_8_0;
}

static void
check_row(char *cells[static CELLS])
{
    static const enum os_version versions[] = { OS_6_2, OS_6_3, OS_7_0, OS_7_2, OS_8_0, OS_8_2 };
    static const size_t columns[] = { 3, 4, 5, 5, 6, 6 };
    for (size_t i = 0; i < ARRAY_LENGTH(versions); i++) {
        for (size_t t = 0; t < ARRAY_LENGTH(transports); t++) {
            uint16_t port;
            bool expected = cell_says(cells[columns[i]], versions[i]) &&
                            has_transport(cells[2], t == 0 ? 'T' : 'U', versions[i]);
            bool known = port_from_name(versions[i], transports[t], cells[0], &port);
            ck_assert_msg(known == expected, "%s in %s over protocol %u: %d, not %d", cells[0],
                          os_version_name(versions[i]), transports[t], known, expected);
            if (known)
                ck_assert_uint_eq(port, strtoul(cells[1], NULL, 10));
        }
    }
}

START_TEST(ports_are_those_of_the_reference)
{
    char *text = text_of_file("../shared/reference/commands.md");
    if (text == NULL) {
        fprintf(stderr, "SKIPPED: the reference is not here\n");
        return;
    }
    char *at = strstr(text, "| literal | number | P |");
    ck_assert_ptr_nonnull(at);
    size_t rows = 0;
    char *save = NULL;
    (void)strtok_r(at, "\n", &save);
    (void)strtok_r(NULL, "\n", &save); /* the rule below the head */
    for (char *row = strtok_r(NULL, "\n", &save); row != NULL && row[0] == '|';
         row = strtok_r(NULL, "\n", &save)) {
        char *cells[CELLS];
        ck_assert_uint_eq(cut_row(row, cells), CELLS);
        check_row(cells);
        rows++;
    }
    ck_assert_uint_gt(rows, 60);
    free(text);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("names");
    TCase *tcase = tcase_create("names");
    tcase_add_loop_test(tcase, a_port_that_is_written_by_name_is_read_again, OS_FIRST, OS_LAST + 1);
    tcase_add_loop_test(tcase, every_name_that_is_offered_is_taken, OS_FIRST, OS_LAST + 1);
    tcase_add_loop_test(tcase, numbers_without_a_name_stay_numbers, OS_FIRST, OS_LAST + 1);
    tcase_add_test(tcase, levels_have_the_names_of_the_log);
    tcase_add_loop_test(tcase, aliases_are_read, 0, ARRAY_LENGTH(aliases));
    tcase_add_test(tcase, ports_are_those_of_the_reference);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
