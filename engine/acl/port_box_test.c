/*
 * port_box_test.c: boxes hold all that an ACE matches, and those that say so nothing else.
 */
#include "engine/acl/port_box.h"

#include <check.h>

#include "engine/acl/plain_rules_test.h"
#include "engine/acl/random_rules_test.h"
#include "engine/base/quick_test.h"

#define ACES 40

static bool
box_holds(const struct port_box *box, const struct flow *flow)
{
    bool has_ports = flow->protocol == IP_TCP || flow->protocol == IP_UDP;
    uint16_t source = has_ports ? flow->source_port : 0;
    uint16_t destination = has_ports                   ? flow->destination_port
                           : flow->protocol == IP_ICMP ? flow->icmp_type
                                                       : 0;
    return (box->protocol == IP_ANY || box->protocol == flow->protocol) &&
           source >= box->source_first && source <= box->source_last &&
           destination >= box->destination_first && destination <= box->destination_last;
}

static void
compare(const struct config *config, const struct ace *ace, const struct port_box *boxes,
        size_t count, const struct flow *flow)
{
    bool held = false, held_exactly = false;
    bool matches = plain_ace(config, ace, flow);
    for (size_t i = 0; i < count; i++) {
        held |= box_holds(&boxes[i], flow);
        held_exactly |= boxes[i].exact && box_holds(&boxes[i], flow);
    }
    ck_assert_msg(held || !matches, "protocol %u, ports %u, %u, type %u: in no box", flow->protocol,
                  flow->source_port, flow->destination_port, flow->icmp_type);
    ck_assert_msg(matches || !held_exactly, "protocol %u, ports %u, %u, type %u: in an exact box",
                  flow->protocol, flow->source_port, flow->destination_port, flow->icmp_type);
}

/* A random ACE of any addresses, half of them with groups of ports at both ends. */
static struct ace
ace_of_ports(struct random_rules *rules)
{
    struct ace ace = random_ace(rules);
    ace.source.kind = ace.destination.kind = ADDRESS_ANY;
    ace.is_remark = ace.inactive = false;
    if (roll(rules->dice, 2) == 0 && ace.protocol != IP_ICMP) {
        ace.source_port =
            roll(rules->dice, 2) == 0
                ? random_operator(rules->dice)
                : port_match_of_group(rules->groups[SERVICES][roll(rules->dice, RANDOM_GROUPS)]);
        ace.destination_port =
            port_match_of_group(rules->groups[SERVICES][roll(rules->dice, RANDOM_GROUPS)]);
    }
    return ace;
}

START_TEST(boxes_hold_what_matches)
{
    static const uint8_t protocols[] = { IP_TCP, IP_UDP, IP_ICMP, IP_GRE };
    static const uint16_t ports[] = { 0,  1,  2,  19, 20, 21,    22,    23,
                                      24, 25, 26, 27, 28, 65533, 65534, 65535 };
    struct dice dice = dice_of_seed((uint64_t)_i + 1);
    struct random_rules rules = random_rules_new(&dice, OS_8_0);
    for (unsigned n = 0; n < (tests_are_quick() ? ACES / 4 : ACES); n++) {
        struct ace ace = ace_of_ports(&rules);
        struct port_box boxes[PORT_BOXES];
        size_t count = ace_port_boxes(rules.config, &ace, boxes);
        ck_assert_uint_le(count, PORT_BOXES);
        for (size_t i = 0; i < 4 * ARRAY_LENGTH(ports) * ARRAY_LENGTH(ports); i++) {
            struct flow flow = { .protocol = protocols[i % 4],
                                 .source_port = ports[i / 4 % ARRAY_LENGTH(ports)],
                                 .destination_port = ports[i / 4 / ARRAY_LENGTH(ports)],
                                 .icmp_type = (uint8_t)(i / 4 % 18),
                                 .time = 1000 * NS_PER_SECOND };
            compare(rules.config, &ace, boxes, count, &flow);
        }
    }
    config_free(rules.config);
}
END_TEST

/* Twenty single ports are one box with gaps, which has to be looked at again. */
START_TEST(many_ports)
{
    struct dice dice = dice_of_seed(1);
    struct random_rules rules = random_rules_new(&dice, OS_7_2);
    struct object_group *group = config_object_group_make(rules.config, "many");
    ck_assert(group != NULL &&
              object_group_define(rules.config, group, GROUP_SERVICE, SERVICE_TCP_UDP));
    for (uint16_t i = 0; i < 20; i++)
        ck_assert(object_group_add(
            rules.config, group,
            &(struct group_member){ .kind = ITEM_PORT,
                                    .port = { PORT_OP_EQ, (uint16_t)(100 + 2 * i), 0 } }));
    struct ace ace = { .permit = true,
                       .protocol = IP_TCP,
                       .destination_port = port_match_of_group(group->id),
                       .icmp_type = ICMP_TYPE_ANY };
    struct port_box boxes[PORT_BOXES];
    size_t count = ace_port_boxes(rules.config, &ace, boxes);
    for (uint16_t port = 90; port < 150; port++) {
        struct flow flow = { .protocol = IP_TCP, .destination_port = port };
        compare(rules.config, &ace, boxes, count, &flow);
    }
    config_free(rules.config);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("port_box");
    TCase *tcase = tcase_create("port_box");
    tcase_add_loop_test(tcase, boxes_hold_what_matches, 0, 10);
    tcase_add_test(tcase, many_ports);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
