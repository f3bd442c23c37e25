/*
 * cells_test.c: a cell of the table in engine/model/behaviour.c that no row of the decision tables
 * depends on is not tested, whatever else runs through it. So each cell is flipped, one at a time,
 * and some row must come out otherwise. Cells that no row can turn are excused below, with the
 * reason; an excuse that is not needed fails too.
 */
#include <stddef.h>

#include "testdata/decisions/rows_test.h"

/* One field of struct behaviour, or one element of an array. */
struct cell {
    const char *name;
    size_t offset, size;
    uint32_t values; /* of an enum; 2: a bool; 0: a number; 1: bits, of which BIT is flipped */
    uint32_t bit;
    const char *excuse; /* NULL: a row must depend on it */
};

#define PLACE(field) offsetof(struct behaviour, field), sizeof(((struct behaviour *)0)->field)
/* clang-format off */
#define FLAG(field)             { #field, PLACE(field), 2, 0, NULL }
#define CHOICE(field, last)     { #field, PLACE(field), (uint32_t)(last) + 1, 0, NULL }
#define AMOUNT(field)           { #field, PLACE(field), 0, 0, NULL }
#define EXCUSED(field, reason)  { #field, PLACE(field), 0, 0, reason }
#define ONE_BIT(field, one, reason) { #field, PLACE(field), 1, one, reason }

#define IN_PARSER "the parser's: engine.md has no row about it"
#define INSPECTED "tested with its inspection"
#define NO_CLASS "no conn has this timer: its inspection is not modelled"

static const struct cell cells[] = {
    FLAG(nat_control_always),
    FLAG(nat_control_if_unwritten),
    CHOICE(gre_behind_pat, PORTLESS_PAT_FAILS),
    CHOICE(portless_failure, FAILURE_IDENTITY),
    CHOICE(icmp_failure, FAILURE_IDENTITY),
    CHOICE(no_route, NO_ROUTE_110002),
    FLAG(xlate_needs_route),
    FLAG(asymmetric_nat_is_305013),
    FLAG(pool_empty_is_202001),
    FLAG(pat_low_port_pools),
    AMOUNT(pat_first_port),
    AMOUNT(pat_idle_seconds),
    FLAG(static_use_is_logged),
    FLAG(policy_nat_is_named),
    AMOUNT(syn_timeout_seconds),
    AMOUNT(fin_timeout_seconds),
    FLAG(icmp_has_conns),
    FLAG(portless_has_half_conns),
    AMOUNT(portless_idle_seconds),
    FLAG(local_host_is_logged),
    FLAG(duplicate_syn_is_419002),
    FLAG(icmp_direction_word),
    FLAG(same_security_command),
    FLAG(intra_interface_any),
    FLAG(access_group_out),
    CHOICE(inbound_deny[DENY_TCP], IMPLICIT_DENY_106014),
    CHOICE(inbound_deny[DENY_UDP], IMPLICIT_DENY_106014),
    CHOICE(inbound_deny[DENY_ICMP], IMPLICIT_DENY_106014),
    CHOICE(inbound_deny[DENY_OTHER], IMPLICIT_DENY_106014),
    CHOICE(same_interface_deny[DENY_TCP], IMPLICIT_DENY_106014),
    CHOICE(same_interface_deny[DENY_UDP], IMPLICIT_DENY_106014),
    CHOICE(same_interface_deny[DENY_ICMP], IMPLICIT_DENY_106014),
    CHOICE(same_interface_deny[DENY_OTHER], IMPLICIT_DENY_106014),
    FLAG(late_segment_without_xlate_is_106011),
    FLAG(box_conns_are_logged),
    FLAG(box_request_is_logged),
    FLAG(box_is_identity),
    FLAG(deny_has_hashes),
    EXCUSED(threat_bursts, "rates over minutes, not a packet's fate: engine.threats_test"),
    EXCUSED(randomizes_both_ends, "numbers are not shown: engine.sequence_test compares them"),
    EXCUSED(console_has_tag, "the tag of a line, not the line: engine.syslog.syslog_test"),
    EXCUSED(local_host_severity, "severities are not shown: engine.syslog.syslog_test compares them"),
    FLAG(audit_says_ips),
    FLAG(guards_say_upper_case),
    FLAG(transport_field_names),
    EXCUSED(dns_is_built_in, INSPECTED),
    EXCUSED(rpc_is_built_in, INSPECTED),
    EXCUSED(sip_fixup_takes_udp, INSPECTED),
    EXCUSED(netbios_is_built_in, INSPECTED),
    FLAG(url_names_host),
    EXCUSED(esmtp_has_default_map, INSPECTED),
    EXCUSED(mail_pattern_closes, INSPECTED),
    EXCUSED(greeting_keeps, INSPECTED),
    FLAG(modular_policy),
    EXCUSED(inspect_maps, IN_PARSER),
    EXCUSED(flat_commands, IN_PARSER),
    EXCUSED(errors_are_marked, IN_PARSER),
    EXCUSED(has_pix, IN_PARSER),
    EXCUSED(missing_address_is_written, IN_PARSER),
    EXCUSED(named_interfaces_first, IN_PARSER),
    EXCUSED(usual_level_first, IN_PARSER),
    EXCUSED(usual_level_step, IN_PARSER),
    EXCUSED(exemption_refuses_ports, IN_PARSER),
    EXCUSED(access_lists_have_lines, IN_PARSER),
    EXCUSED(entries_take_interfaces, IN_PARSER),
    EXCUSED(service_groups_in_front, IN_PARSER),
    EXCUSED(transparent_translates, IN_PARSER),
    EXCUSED(redundant_interfaces, IN_PARSER),
    EXCUSED(passwords_are_salted, IN_PARSER),
    EXCUSED(sysopt_permit_vpn, IN_PARSER),
    EXCUSED(isakmp_is_crypto, IN_PARSER),
    EXCUSED(pppoe_client, IN_PARSER),
    EXCUSED(ppp_attributes, IN_PARSER),
    EXCUSED(remote_access_type, IN_PARSER),
    EXCUSED(idle_timeouts, IN_PARSER),
    EXCUSED(tcp_state_bypass, IN_PARSER),
    EXCUSED(exceed_mss_allowed_from, IN_PARSER),
    ONE_BIT(sysopts_on, SYSOPT_BIT(SYSOPT_PERMIT_VPN), "decrypted packets are not modelled"),
    EXCUSED(usual_platform, "what a box is called: no row is about it"),
    EXCUSED(usual_maintenance, IN_PARSER),
    AMOUNT(timers[TIMER_XLATE]),
    AMOUNT(timers[TIMER_CONN]),
    AMOUNT(timers[TIMER_HALF_CLOSED]),
    AMOUNT(timers[TIMER_UDP]),
    AMOUNT(timers[TIMER_ICMP]),
    EXCUSED(timers[TIMER_RPC], NO_CLASS),
    EXCUSED(timers[TIMER_H323], NO_CLASS),
    AMOUNT(timers[TIMER_H225]),
    EXCUSED(timers[TIMER_MGCP], NO_CLASS),
    EXCUSED(timers[TIMER_MGCP_PAT], NO_CLASS),
    AMOUNT(timers[TIMER_SIP]),
    EXCUSED(timers[TIMER_SIP_MEDIA], NO_CLASS),
    EXCUSED(timers[TIMER_SIP_INVITE], NO_CLASS),
    EXCUSED(timers[TIMER_SIP_DISCONNECT], NO_CLASS),
    EXCUSED(timers[TIMER_SIP_PROVISIONAL_MEDIA], NO_CLASS),
    EXCUSED(timers[TIMER_TCP_PROXY_REASSEMBLY], NO_CLASS),
    EXCUSED(timers[TIMER_UAUTH_ABSOLUTE], "cut-through proxy is not modelled"),
    EXCUSED(timers[TIMER_UAUTH_INACTIVITY], "cut-through proxy is not modelled"),
};
/* clang-format on */

/* Cells that one version cannot depend on although others do. */
static const struct exception {
    const char *name;
    enum os_version since, until;
    const char *excuse;
} exceptions[] = {
    { "no_route", OS_6_2, OS_6_3, "an xlate needs no route in 6.x; engine.syslog.syslog_test" },
    { "nat_control_if_unwritten", OS_6_2, OS_6_3, "nat_control_always stands before it" },
    { "box_is_identity", OS_6_2, OS_6_3, "no conns with the box are told of in 6.x" },
    { "policy_nat_is_named", OS_6_2, OS_6_2, "no policy NAT before 6.3" },
    { "timers[TIMER_ICMP]", OS_6_2, OS_6_3, "no ICMP conns in 6.x" },
    { "timers[TIMER_H225]", OS_6_2, OS_6_2, "6.2 has none; engine.path.path_icmp_test" },
    { "portless_idle_seconds", OS_6_2, OS_6_3, "no half-connections in 6.x" },
    { "icmp_direction_word", OS_6_2, OS_6_3, "no ICMP conns in 6.x" },
    { "same_security_command", OS_6_2, OS_6_3, "the command does not exist" },
    { "intra_interface_any", OS_6_2, OS_6_3, "the command does not exist" },
    { "access_group_out", OS_6_2, OS_6_3, "`out` does not exist" },
};

static const char *
excuse_of(const struct cell *cell, enum os_version version)
{
    for (size_t i = 0; i < ARRAY_LENGTH(exceptions); i++) {
        const struct exception *exception = &exceptions[i];
        if (strcmp(exception->name, cell->name) == 0 && version >= exception->since &&
            version <= exception->until)
            return exception->excuse;
    }
    return cell->excuse;
}

static struct decision_rows *rows;
static char *results[OS_COUNT][ROWS_MAX]; /* of the table as it is; NULL: the row is of others */

/* The cell's next value: the one above, and the first after an enum's last; of a text none. */
static void
flip(struct behaviour *does, const struct cell *cell)
{
    unsigned char *place = (unsigned char *)does + cell->offset;
    uint32_t value = 0;
    if (cell->size == sizeof(char *)) {
        ck_assert_ptr_nonnull(cell->excuse);
        return;
    }
    ck_assert_uint_le(cell->size, sizeof(value));
    memcpy(&value, place, cell->size); /* little end first, as the tests' machines have it */
    if (cell->values == 1)
        value ^= cell->bit;
    else
        value = cell->values == 0 ? value + 1 : (value + 1) % cell->values;
    memcpy(place, &value, cell->size);
}

static bool
row_turns(size_t number, enum os_version version, const struct behaviour *does)
{
    char result[RESULT_SIZE];
    if (results[version][number] == NULL)
        return false;
    row_run(&rows->rows[number], version, does, result);
    return strcmp(result, results[version][number]) != 0;
}

/* FIRST is tried first, and becomes the row that was found. */
static bool
some_row_turns(enum os_version version, const struct behaviour *does, size_t *first)
{
    if (row_turns(*first, version, does))
        return true;
    for (size_t i = 0; i < rows->count; i++) {
        if (i != *first && row_turns(i, version, does)) {
            *first = i;
            return true;
        }
    }
    return false;
}

START_TEST(cell_is_covered)
{
    const struct cell *cell = &cells[_i];
    size_t first = 0;
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        struct behaviour does = *behaviour(version);
        const char *excuse = excuse_of(cell, version);
        flip(&does, cell);
        bool turns = some_row_turns(version, &does, &first);
        ck_assert_msg(turns || excuse != NULL, "no row depends on %s in %s", cell->name,
                      os_version_name(version));
        ck_assert_msg(!turns || excuse == NULL, "%s needs no excuse in %s: %s", cell->name,
                      os_version_name(version), rows->rows[first].title);
    }
}
END_TEST

/* --- no field is missing --------------------------------------------------------------------- */

static bool
has_cell(const char *field, size_t length)
{
    for (size_t i = 0; i < ARRAY_LENGTH(cells); i++) {
        const char *name = cells[i].name;
        if (strncmp(name, field, length) == 0 && (name[length] == '\0' || name[length] == '['))
            return true;
    }
    return false;
}

/* The field that a line of the struct declares: the word in front of `;` or `[`. */
static const char *
declared(const char *line, size_t *length)
{
    const char *end = strpbrk(line, ";[/*");
    if (end == NULL || (*end != ';' && *end != '['))
        return NULL;
    const char *begin = end;
    while (begin > line && begin[-1] != ' ')
        begin--;
    *length = (size_t)(end - begin);
    return begin;
}

START_TEST(every_field_has_cells)
{
    FILE *file = fopen("engine/model/behaviour.h", "r");
    ck_assert_ptr_nonnull(file);
    char line[512];
    bool inside = false;
    size_t fields = 0;
    while (fgets(line, sizeof(line), file) != NULL) {
        if (strcmp(line, "struct behaviour {\n") == 0)
            inside = true;
        else if (strcmp(line, "};\n") == 0)
            inside = false;
        size_t length;
        const char *field = inside ? declared(line, &length) : NULL;
        if (field == NULL)
            continue;
        fields++;
        ck_assert_msg(has_cell(field, length), "%.*s is not among the cells", (int)length, field);
    }
    fclose(file);
    ck_assert_uint_gt(fields, 30);
}
END_TEST

START_TEST(every_element_has_a_cell)
{
    size_t denies = 0, timers = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(cells); i++) {
        denies += strstr(cells[i].name, "_deny[") != NULL;
        timers += strncmp(cells[i].name, "timers[", 7) == 0;
    }
    ck_assert_uint_eq(denies, 2 * DENY_PROTOCOL_COUNT);
    ck_assert_uint_eq(timers, TIMER_COUNT);
}
END_TEST

/* Rows as they come out now, to compare with. */
static void
run_all(void)
{
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        for (size_t i = 0; i < rows->count; i++) {
            const struct decision_row *row = &rows->rows[i];
            char result[RESULT_SIZE];
            if (version < row->since || version > row->until)
                continue;
            row_run(row, version, behaviour(version), result);
            results[version][i] = strdup(result);
        }
    }
}

static void
forget_all(void)
{
    for (size_t version = 0; version < OS_COUNT; version++) {
        for (size_t i = 0; i < rows->count; i++)
            free(results[version][i]);
    }
}

int
main(void)
{
    rows = rows_read();
    Suite *suite = suite_create("cells");
    TCase *tcase = tcase_create("cells");
    tcase_add_unchecked_fixture(tcase, run_all, forget_all);
    tcase_add_loop_test(tcase, cell_is_covered, 0, (int)ARRAY_LENGTH(cells));
    tcase_add_test(tcase, every_field_has_cells);
    tcase_add_test(tcase, every_element_has_a_cell);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    rows_free(rows);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
