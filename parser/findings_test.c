/*
 * findings_test.c: one configuration for each rule, and one that breaks none.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parser/findings.h"

#define SIX                                                                                        \
    "PIX Version 6.3(5)\n"                                                                         \
    "nameif ethernet0 outside security0\n"                                                         \
    "nameif ethernet1 inside security100\n"                                                        \
    "ip address outside 192.0.2.1 255.255.255.0\n"                                                 \
    "ip address inside 10.1.1.1 255.255.255.0\n"
#define SEVEN                                                                                      \
    "ASA Version 8.0(3)\n"                                                                         \
    "interface Ethernet0/0\n nameif outside\n ip address 192.0.2.1 255.255.255.0\n"                \
    "interface Ethernet0/1\n nameif inside\n ip address 10.1.1.1 255.255.255.0\n"

static const struct finding_case {
    const char *text;
    const char *found; /* "id@line id@line": in the order of lines */
} cases[] = {
    { SIX, "" },
    { SIX "access-list a permit ip any any\naccess-group a in interface outside\n"
          "nat (inside) 1 0 0\nglobal (outside) 1 interface\n"
          "route outside 0 0 192.0.2.254\n",
      "" },
    { SIX "access-list a permit ip any any\n", "unused-access-list@6" },
    { SIX "access-list 101 permit ip host 10.1.1.101 any\nmtu inside 1400\n"
          "global (outside) 101 192.0.2.9\nnat (inside) 101 0 0\n",
      "unused-access-list@6" },
    { SIX "access-group a in interface outside\n", "undefined-access-list@6" },
    { SIX "access-list a permit ip any any\ncrypto map m 10 match address a\n", "" },
    { SIX "access-list a permit ip any any\naaa authentication match a outside TACACS+\n", "" },
    { SIX "access-list a permit ip any any\nvpngroup g split-tunnel a\n", "" },
    { SIX "access-list a remark about b\naccess-list b permit ip any any\n"
          "access-group a in interface inside\n",
      "unused-access-list@7" },
    { SIX "object-group network g\n  network-object host 10.1.1.5\n", "unused-object-group@6" },
    { SIX "object-group network g\n  network-object host 10.1.1.5\n"
          "object-group network h\n  group-object g\n"
          "access-list a permit ip object-group h any\naccess-group a in interface inside\n",
      "" },
    { SIX "name 10.1.1.5 web\nname 10.1.1.6 mail\nstatic (inside,outside) 192.0.2.5 web\n",
      "unused-name@7" },
    { SIX "nat (inside) 1 0 0\n", "nat-without-global@6" },
    { SIX "global (outside) 1 interface\n", "global-without-nat@6" },
    { SIX "static (inside,outside) 192.0.2.5 10.1.1.5\n"
          "static (inside,outside) 192.0.2.0 10.1.1.0 netmask 255.255.255.240\n",
      "overlapping-static@7" },
    { SIX "static (inside,outside) tcp 192.0.2.5 80 10.1.1.5 80\n"
          "static (inside,outside) tcp 192.0.2.5 25 10.1.1.6 25\n",
      "" },
    { SIX "nat (inside) 1 0 0\nglobal (outside) 1 192.0.2.1-192.0.2.20\n", "overlapping-global@7" },
    { SIX "nat (inside) 1 0 0\nglobal (outside) 1 192.0.2.10-192.0.2.20\n"
          "static (inside,outside) 192.0.2.15 10.1.1.5\n",
      "overlapping-global@7" },
    { SIX "nameif ethernet2 dmz security50\nip address dmz 10.1.0.1 255.255.0.0\n",
      "overlapping-interfaces@6" },
    { SIX "route outside 10.9.0.0 255.255.0.0 192.0.2.9\nroute inside 10.9.0.0 255.255.0.0 "
          "10.1.1.9\n",
      "overlapping-route@7" },
    { SIX "route outside 0 0 198.51.100.1\n", "unreachable-gateway@6" },
    { SIX "icmp permit any echo outside\nicmp deny any outside\n"
          "icmp permit host 192.0.2.9 outside\nicmp permit any echo inside\n",
      "shadowed-icmp@8" },
    { SIX "telnet 10.1.1.5 255.255.255.255 inside\ntelnet 10.1.1.0 255.255.255.0 inside\n"
          "ssh 10.1.1.5 255.255.255.255 outside\nssh 10.1.1.0 255.255.255.0 inside\n",
      "needless-access@6" },
    { SIX "http 10.1.1.5 255.255.255.255 inside\n", "http-without-server@6" },
    { SIX "http server enable\nhttp 10.1.1.5 255.255.255.255 inside\n", "" },
    { SIX "nameif ethernet2 dmz security50\nmanagement-access dmz\n",
      "management-without-address@0" },
    { SIX "management-access inside\n", "" },
    { SIX "ip audit interface outside a\n", "undefined-audit-policy@6" },
    { SIX "ip audit name a info\nip audit name b attack\nip audit interface outside b\n",
      "unused-audit-policy@6" },
    { SIX "access-list a permit ip any any\naccess-group a in interface outside\n"
          "conduit permit ip any any\nconduit permit icmp any any\n",
      "dead-conduits@8 shadowed-conduit@9" },
    { SIX "nameif ethernet2 dmz security50\naccess-list a permit ip any any\n"
          "access-group a in interface outside\nconduit permit ip any any\n",
      "" },
    { SIX "access-list a permit ip any any\naccess-group a in interface inside\n"
          "conduit permit tcp host 192.0.2.5 eq www any\n",
      "" },
    { SIX "conduit permit tcp 192.0.2.0 255.255.255.0 any\n"
          "conduit permit tcp host 192.0.2.5 eq www any\n"
          "conduit deny udp host 192.0.2.5 eq domain any\n"
          "conduit permit icmp any any echo\nconduit permit icmp host 192.0.2.5 any\n",
      "shadowed-conduit@7" },
    { SIX "conduit deny tcp any range 1 1023 198.51.100.0 255.255.255.0\n"
          "conduit permit tcp host 192.0.2.5 eq www host 198.51.100.7\n"
          "conduit permit tcp host 192.0.2.5 eq 8080 host 198.51.100.7\n"
          "conduit permit tcp host 192.0.2.5 eq www any\n"
          "conduit permit tcp host 192.0.2.5 gt 1022 host 198.51.100.7\n",
      "shadowed-conduit@7" },
    { SIX "outbound 10 deny 0 0\noutbound 10 permit 10.1.1.0 255.255.255.0\n"
          "apply (inside) 11 outgoing_src\n",
      "unapplied-outbound@6 empty-apply@8" },
    { SIX "outbound 10 deny 0 0\napply (inside) 10 outgoing_src\n", "" },
    { SEVEN "class-map c\n match any\n", "unused-class-map@8" },
    { SEVEN "policy-map p\n class class-default\n  inspect ftp\n", "unused-policy-map@8" },
    { SEVEN "policy-map p\n class class-default\n  inspect ftp\nservice-policy p global\n", "" },
    { SEVEN "time-range t\n periodic daily 1:00 to 2:00\n", "unused-time-range@8" },
    { SEVEN "tcp-map t\n", "unused-tcp-map@8" },
    { SEVEN "regex r \"a\"\n", "unused-regex@8" },
    { SEVEN "object-group network g\n network-object host 10.1.1.5\n"
            "threat-detection scanning-threat shun except object-group g\n",
      "" },
    { SEVEN "threat-detection scanning-threat shun except object-group g\n",
      "undefined-object-group@8" },
    { SEVEN "policy-map type inspect dns d\n", "unused-inspect-map@8" },
    { SIX "logging on\nlogging trap 4\nlogging host inside 10.1.1.9\n", "" },
    { SIX "logging on\nlogging trap 4\n", "logging-trap-without-host@7" },
    { SIX "logging on\nlogging host inside 10.1.1.9\n", "logging-host-without-trap@7" },
    { SIX "logging buffered 4\n", "logging-off@6" },
    { SIX "logging on\nlogging trap 4\nlogging host inside 10.2.1.9\n",
      "unreachable-logging-host@8" },
    { SIX "logging on\nlogging trap 4\nlogging host inside 10.2.1.9\n"
          "route inside 10.2.0.0 255.255.0.0 10.1.1.254\n",
      "" },
    { SEVEN "logging enable\nlogging list l level 3\nlogging buffered l\n", "" },
    { SEVEN "logging enable\nlogging list l level 3\n", "unused-logging-list@9" },
    { SEVEN "logging enable\nlogging buffered l\n", "undefined-logging-list@9" },
    { SEVEN "logging enable\nlogging mail 3\nlogging from-address a@b.example\n",
      "logging-mail-incomplete@9" },
};

/* "rule@line", those of no rule left out. */
static char *
name_findings(const struct diags *diags)
{
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    const char *between = "";
    ck_assert_ptr_nonnull(memory);
    for (size_t i = 0; i < diags->count; i++) {
        if (diags->items[i].rule == NULL)
            continue;
        ck_assert_int_eq(diags->items[i].kind, DIAG_FINDING);
        fprintf(memory, "%s%s@%u", between, diags->items[i].rule, diags->items[i].span.line);
        between = " ";
    }
    fclose(memory);
    return text;
}

START_TEST(a_configuration_shows_its_findings)
{
    const struct finding_case *row = &cases[_i];
    struct load_options options = { .file = "findings" };
    struct load_result result;
    ck_assert(config_load_text(row->text, strlen(row->text), &options, &result));
    for (size_t i = 0; i < result.diags.count; i++)
        ck_assert_msg(result.diags.items[i].severity != DIAG_ERROR, "%s",
                      result.diags.items[i].text);
    ck_assert(findings_add(&result));
    char *found = name_findings(&result.diags);
    ck_assert_msg(strcmp(found, row->found) == 0, "%s\nfound \"%s\", not \"%s\"", row->text, found,
                  row->found);
    free(found);
    load_result_free(&result);
}
END_TEST

START_TEST(ids_are_apart)
{
    const struct finding_rule *a;
    for (size_t i = 0; (a = finding_rule_at(i)) != NULL; i++) {
        for (size_t k = 0; k < i; k++)
            ck_assert_str_ne(a->id, finding_rule_at(k)->id);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("findings");
    TCase *tcase = tcase_create("findings");
    tcase_add_loop_test(tcase, a_configuration_shows_its_findings, 0,
                        sizeof(cases) / sizeof(cases[0]));
    tcase_add_test(tcase, ids_are_apart);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
