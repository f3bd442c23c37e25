/*
 * ingress_test.c: the rules of engine.md 10.2 on a firewall of three sides, with the addresses of
 * the note: inside 10.48.66.0/23, outside 192.168.201.0/24 and the default route, dmz
 * 172.16.1.0/24; static (inside,outside) 192.168.201.5 10.48.66.106, nat (inside) 10.48.66.0/23
 * and 10.9.0.0/16 (which no route knows), PAT on the outside interface, 192.168.201.1.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/replay/ingress.h"

enum { OUTSIDE, INSIDE, DMZ, INTERFACES };

#define ANYWHERE IFC_NONE

static uint32_t
address_of(const char *text)
{
    uint32_t address;
    ck_assert(ip_parse(text, strlen(text), &address));
    return address;
}

static bool
is_in(uint32_t address, const char *network, unsigned bits)
{
    return address >> (32 - bits) == address_of(network) >> (32 - bits);
}

static struct route_result
route(const void *context, uint32_t address)
{
    (void)context;
    if (is_in(address, "10.48.66.0", 23))
        return (struct route_result){ .ifc = INSIDE };
    if (is_in(address, "172.16.1.0", 24))
        return (struct route_result){ .ifc = DMZ };
    if (is_in(address, "192.168.201.0", 24))
        return (struct route_result){ .ifc = OUTSIDE };
    if (is_in(address, "203.0.113.0", 24))
        return (struct route_result){ .ifc = IFC_NONE };
    return (struct route_result){ .ifc = OUTSIDE, .is_default = true };
}

static bool
owns(const void *context, ifc_id ifc, uint32_t address)
{
    (void)context;
    switch (ifc) {
    case OUTSIDE:
        return address == address_of("192.168.201.1") || address == address_of("192.168.201.5");
    case INSIDE:
        return address == address_of("10.48.66.47");
    default:
        return address == address_of("172.16.1.1");
    }
}

static ifc_id
real_side(const void *context, uint32_t address)
{
    (void)context;
    return is_in(address, "10.48.66.0", 23) || is_in(address, "10.9.0.0", 16) ? INSIDE : IFC_NONE;
}

static const uint8_t firewall_mac[6] = { 2, 0, 0, 0, 0, 1 };
static const uint8_t host_mac[6] = { 2, 0, 0, 0, 0, 2 };
static const uint8_t other_mac[6] = { 2, 0, 0, 0, 0, 3 };

static struct config *config;
static struct ingress *ingress;

static void
set_up(void)
{
    static const struct {
        const char *name, *address;
        uint32_t netmask;
        uint8_t level;
    } interfaces[INTERFACES] = {
        [OUTSIDE] = { "outside", "192.168.201.1", 0xffffff00, 0 },
        [INSIDE] = { "inside", "10.48.66.47", 0xfffffe00, 100 },
        [DMZ] = { "dmz", "172.16.1.1", 0xffffff00, 50 },
    };
    config = config_new((struct os_release){ .version = OS_6_3 });
    for (size_t i = 0; i < INTERFACES; i++) {
        ck_assert_uint_eq(config_add_interface(config, interfaces[i].name), i);
        struct interface *interface = config->interfaces[i];
        interface->name = interfaces[i].name;
        interface->address = address_of(interfaces[i].address);
        interface->netmask = interfaces[i].netmask;
        interface->security_level = interfaces[i].level;
    }
    config->interfaces[DMZ]->vlan = 20;
    ingress = ingress_new(
        config, (struct ingress_view){ .route = route, .owns = owns, .real_side = real_side });
    ck_assert_ptr_nonnull(ingress);
}

static void
tear_down(void)
{
    ingress_free(ingress);
    config_free(config);
}

static struct packet
packet_of(const char *source, const char *destination)
{
    return (struct packet){ .kind = PACKET_IPV4,
                            .source = address_of(source),
                            .destination = address_of(destination) };
}

static const struct {
    ifc_id point;
    const char *source, *destination;
    enum stance stance;
    ifc_id ifc;
    enum ingress_rule rule;
} addresses[] = {
    /* R2 */
    { OUTSIDE, "192.168.201.5", "192.168.201.25", STANCE_LEFT, OUTSIDE, INGRESS_OWN_SOURCE },
    { OUTSIDE, "192.168.201.1", "8.8.8.8", STANCE_LEFT, OUTSIDE, INGRESS_OWN_SOURCE },
    { INSIDE, "10.48.66.47", "10.48.66.106", STANCE_LEFT, INSIDE, INGRESS_OWN_SOURCE },
    /* R3 */
    { INSIDE, "10.48.66.106", "192.168.201.25", STANCE_ENTERS, INSIDE, INGRESS_ROUTE },
    { OUTSIDE, "192.168.201.25", "192.168.201.5", STANCE_ENTERS, OUTSIDE, INGRESS_ROUTE },
    { OUTSIDE, "8.8.8.8", "192.168.201.1", STANCE_ENTERS, OUTSIDE, INGRESS_ROUTE },
    { OUTSIDE, "8.8.8.8", "10.48.66.106", STANCE_ENTERS, OUTSIDE, INGRESS_ROUTE },
    /* R3 and its guard: only the default route knows the source, a nat line knows better */
    { INSIDE, "10.9.3.4", "8.8.8.8", STANCE_ENTERS, INSIDE, INGRESS_ROUTE },
    { OUTSIDE, "10.9.3.4", "8.8.8.8", STANCE_LEFT, OUTSIDE, INGRESS_ROUTE_ELSEWHERE },
    /* R4 */
    { INSIDE, "192.168.201.25", "10.48.66.106", STANCE_LEFT, INSIDE, INGRESS_ROUTE_ELSEWHERE },
    { INSIDE, "8.8.8.8", "10.48.66.106", STANCE_LEFT, INSIDE, INGRESS_ROUTE_ELSEWHERE },
    { OUTSIDE, "172.16.1.9", "8.8.8.8", STANCE_LEFT, OUTSIDE, INGRESS_ROUTE_ELSEWHERE },
    /* no route to the source */
    { OUTSIDE, "203.0.113.9", "192.168.201.5", STANCE_ENTERS, OUTSIDE, INGRESS_OWN_DESTINATION },
    { OUTSIDE, "203.0.113.9", "8.8.8.8", STANCE_UNDECIDED, IFC_NONE, INGRESS_NOTHING },
    /* R5 */
    { ANYWHERE, "192.168.201.5", "192.168.201.25", STANCE_LEFT, OUTSIDE, INGRESS_OWN_SOURCE },
    { ANYWHERE, "172.16.1.1", "172.16.1.9", STANCE_LEFT, DMZ, INGRESS_OWN_SOURCE },
    /* R6 */
    { ANYWHERE, "192.168.201.25", "192.168.201.5", STANCE_ENTERS, OUTSIDE,
      INGRESS_OWN_DESTINATION },
    { ANYWHERE, "10.48.66.106", "192.168.201.25", STANCE_ENTERS, INSIDE, INGRESS_BETWEEN_ROUTES },
    { ANYWHERE, "10.48.66.106", "172.16.1.9", STANCE_ENTERS, INSIDE, INGRESS_BETWEEN_ROUTES },
    { ANYWHERE, "172.16.1.9", "8.8.8.8", STANCE_ENTERS, DMZ, INGRESS_BETWEEN_ROUTES },
    { ANYWHERE, "10.9.3.4", "8.8.8.8", STANCE_ENTERS, INSIDE, INGRESS_BETWEEN_ROUTES },
    { ANYWHERE, "203.0.113.9", "192.168.201.5", STANCE_ENTERS, OUTSIDE, INGRESS_OWN_DESTINATION },
    /* behind the firewall: nobody outside addresses a translated host by its real address */
    { ANYWHERE, "192.168.201.25", "10.48.66.106", STANCE_LEFT, INSIDE, INGRESS_HIDDEN_DESTINATION },
    { ANYWHERE, "172.16.1.9", "10.48.66.106", STANCE_LEFT, INSIDE, INGRESS_HIDDEN_DESTINATION },
    /* R7 */
    { INSIDE, "10.48.66.106", "10.48.67.3", STANCE_NOT_FOR_US, IFC_NONE, INGRESS_SAME_SEGMENT },
    { OUTSIDE, "192.168.201.25", "192.168.201.26", STANCE_NOT_FOR_US, IFC_NONE,
      INGRESS_SAME_SEGMENT },
    { ANYWHERE, "10.48.66.106", "10.48.67.3", STANCE_NOT_FOR_US, IFC_NONE, INGRESS_SAME_SEGMENT },
    { INSIDE, "10.48.66.106", "10.48.66.47", STANCE_ENTERS, INSIDE, INGRESS_ROUTE },
    /* R8 */
    { ANYWHERE, "203.0.113.9", "203.0.113.10", STANCE_UNDECIDED, IFC_NONE, INGRESS_NOTHING },
    /* broadcasts */
    { INSIDE, "0.0.0.0", "255.255.255.255", STANCE_ENTERS, INSIDE, INGRESS_BROADCAST },
    { INSIDE, "10.48.66.106", "10.48.67.255", STANCE_ENTERS, INSIDE, INGRESS_BROADCAST },
    { OUTSIDE, "192.168.201.25", "224.0.0.5", STANCE_ENTERS, OUTSIDE, INGRESS_BROADCAST },
};

START_TEST(addresses_decide)
{
    struct packet packet = packet_of(addresses[_i].source, addresses[_i].destination);
    struct capture_point point = { .ifc = addresses[_i].point };
    for (int again = 0; again < 2; again++) { /* the second time from the cache */
        struct judgement judgement = ingress_judge(ingress, &packet, &point);
        ck_assert_int_eq(judgement.stance, addresses[_i].stance);
        ck_assert_uint_eq(judgement.ifc, addresses[_i].ifc);
        ck_assert_int_eq(judgement.rule, addresses[_i].rule);
    }
    ck_assert_uint_eq(ingress_counts(ingress)[addresses[_i].rule], 2);
}
END_TEST

/* Asked before the packet is judged, or after: it is no judgement, so no rule is counted. */
START_TEST(what_the_firewall_owns_is_known_beforehand)
{
    struct packet packet = packet_of(addresses[_i].source, addresses[_i].destination);
    struct capture_point point = { .ifc = addresses[_i].point };
    for (int again = 0; again < 2 && point.ifc != ANYWHERE; again++) {
        bool own = owns(NULL, point.ifc, packet.source);
        ck_assert_int_eq(ingress_source_is_own(ingress, &packet, point.ifc), own);
        ck_assert_uint_eq(ingress_counts(ingress)[INGRESS_OWN_SOURCE], again == 1 && own);
        (void)ingress_judge(ingress, &packet, &point);
    }
}
END_TEST

/* `nat (inside) 1 0 0` names nobody, but it hides whom the routes put inside. */
START_TEST(a_nat_line_for_all_hides_the_inside)
{
    struct nat *nat = arena_append(config->arena, &config->nats, &config->nat_count,
                                   &config->nat_capacity, sizeof *nat);
    *nat = (struct nat){ .ifc = DMZ, .id = 1 };
    struct packet packet = packet_of("192.168.201.25", "172.16.1.9");
    struct capture_point point = { .ifc = ANYWHERE };
    ck_assert_int_eq(ingress_judge(ingress, &packet, &point).rule, INGRESS_BETWEEN_ROUTES);

    struct global *global = arena_append(config->arena, &config->globals, &config->global_count,
                                         &config->global_capacity, sizeof *global);
    *global = (struct global){ .ifc = OUTSIDE, .id = 1, .kind = GLOBAL_INTERFACE };
    config->revision++;
    struct judgement judgement = ingress_judge(ingress, &packet, &point);
    ck_assert_int_eq(judgement.rule, INGRESS_HIDDEN_DESTINATION);
    ck_assert_int_eq(judgement.stance, STANCE_LEFT);
    ck_assert_uint_eq(judgement.ifc, DMZ);

    nat = arena_append(config->arena, &config->nats, &config->nat_count, &config->nat_capacity,
                       sizeof *nat);
    *nat = (struct nat){ .ifc = DMZ, .real = { address_of("172.16.1.9"), IP_HOST_MASK } };
    config->revision++; /* nat (dmz) 0 172.16.1.9: not translated after all */
    ck_assert_int_eq(ingress_judge(ingress, &packet, &point).rule, INGRESS_BETWEEN_ROUTES);
}
END_TEST

START_TEST(a_mark_decides)
{
    /* The addresses say nothing here: both ends are on one side. */
    struct packet packet = packet_of("192.168.201.25", "192.168.201.26");
    struct capture_point point = { .ifc = OUTSIDE };
    packet.seen = SEEN_OUTGOING;
    struct judgement judgement = ingress_judge(ingress, &packet, &point);
    ck_assert_int_eq(judgement.stance, STANCE_LEFT);
    ck_assert_uint_eq(judgement.ifc, OUTSIDE);
    ck_assert_int_eq(judgement.rule, INGRESS_MARK);
    packet.seen = SEEN_INCOMING;
    ck_assert_int_eq(ingress_judge(ingress, &packet, &point).stance, STANCE_ENTERS);
    struct capture_point anywhere = { .ifc = ANYWHERE }; /* but not where the side is not known */
    ck_assert_int_eq(ingress_judge(ingress, &packet, &anywhere).rule, INGRESS_SAME_SEGMENT);
}
END_TEST

START_TEST(a_mark_without_a_point_takes_the_route)
{
    struct capture_point point = { .ifc = ANYWHERE };
    struct packet packet = packet_of("10.48.66.106", "192.168.201.25");
    packet.seen = SEEN_INCOMING;
    ck_assert_uint_eq(ingress_judge(ingress, &packet, &point).ifc, INSIDE);
    packet = packet_of("192.168.201.5", "192.168.201.25");
    packet.seen = SEEN_OUTGOING;
    struct judgement judgement = ingress_judge(ingress, &packet, &point);
    ck_assert_int_eq(judgement.stance, STANCE_LEFT);
    ck_assert_uint_eq(judgement.ifc, OUTSIDE);
}
END_TEST

/* What the client sends is outgoing for the client and enters the firewall. */
START_TEST(marks_of_a_neighbour_are_not_believed)
{
    struct capture_point point = { .ifc = INSIDE };
    struct packet packet = packet_of("10.48.66.106", "192.168.201.25");
    packet.seen = SEEN_OUTGOING;
    struct judgement judgement = ingress_judge(ingress, &packet, &point);
    ck_assert_int_eq(judgement.stance, STANCE_ENTERS);
    ck_assert_int_eq(judgement.rule, INGRESS_ROUTE);
    ck_assert_uint_eq(point.marks_mirrored, 1);
}
END_TEST

START_TEST(a_vlan_tag_is_a_capture_point)
{
    struct capture_point point = { .ifc = ANYWHERE };
    struct packet packet = packet_of("8.8.8.8", "172.16.1.9");
    packet.vlan = 20;
    struct judgement judgement = ingress_judge(ingress, &packet, &point);
    ck_assert_int_eq(judgement.stance, STANCE_LEFT);
    ck_assert_uint_eq(judgement.ifc, DMZ);
    packet.vlan = 21;
    ck_assert_int_eq(ingress_judge(ingress, &packet, &point).stance, STANCE_ENTERS);
}
END_TEST

/* An ARP packet with a sender, as the firewall asks or answers. */
static struct packet
arp_of(uint8_t bytes[28], const uint8_t mac[6], const char *address)
{
    static const uint8_t head[8] = { 0, 1, 8, 0, 6, 4, 0, 2 };
    uint32_t sender = address_of(address);
    memset(bytes, 0, 28);
    memcpy(bytes, head, sizeof head);
    memcpy(bytes + 8, mac, 6);
    for (size_t i = 0; i < 4; i++)
        bytes[14 + i] = (uint8_t)(sender >> (24 - 8 * i));
    return (struct packet){ .kind = PACKET_ARP, .bytes = bytes, .captured = 28 };
}

static const struct {
    const uint8_t *source, *destination;
    ifc_id point;
    enum stance stance;
    ifc_id ifc;
    enum ingress_rule rule;
} macs[] = {
    { host_mac, firewall_mac, OUTSIDE, STANCE_ENTERS, OUTSIDE, INGRESS_MAC },
    { firewall_mac, host_mac, OUTSIDE, STANCE_LEFT, OUTSIDE, INGRESS_MAC },
    { host_mac, other_mac, OUTSIDE, STANCE_NOT_FOR_US, IFC_NONE, INGRESS_MAC },
    { host_mac, firewall_mac, ANYWHERE, STANCE_ENTERS, OUTSIDE, INGRESS_MAC },
    { host_mac, other_mac, ANYWHERE, STANCE_NOT_FOR_US, IFC_NONE, INGRESS_SAME_SEGMENT },
};

START_TEST(the_mac_address_decides)
{
    uint8_t bytes[28];
    struct packet arp = arp_of(bytes, firewall_mac, "192.168.201.5"); /* proxy ARP for a static */
    struct capture_point point = { .ifc = macs[_i].point };
    ingress_learn(ingress, &arp, &point);
    struct packet packet = packet_of("192.168.201.25", "192.168.201.26");
    packet.has_macs = true;
    memcpy(packet.source_mac, macs[_i].source, 6);
    memcpy(packet.destination_mac, macs[_i].destination, 6);
    struct judgement judgement = ingress_judge(ingress, &packet, &point);
    ck_assert_int_eq(judgement.stance, macs[_i].stance);
    ck_assert_uint_eq(judgement.ifc, macs[_i].ifc);
    ck_assert_int_eq(judgement.rule, macs[_i].rule);
}
END_TEST

START_TEST(arp_of_others_teaches_nothing)
{
    uint8_t bytes[28];
    struct packet arp = arp_of(bytes, host_mac, "192.168.201.25");
    struct capture_point point = { .ifc = OUTSIDE };
    ingress_learn(ingress, &arp, &point);
    for (arp.captured = 0; arp.captured < 18; arp.captured++) /* cut */
        ingress_learn(ingress, &arp, &point);
    struct packet packet = packet_of("192.168.201.25", "192.168.201.5");
    packet.has_macs = true;
    memcpy(packet.destination_mac, other_mac, 6);
    ck_assert_int_eq(ingress_judge(ingress, &packet, &point).rule, INGRESS_ROUTE);
}
END_TEST

START_TEST(a_configured_mac_address_counts)
{
    memcpy(config->interfaces[OUTSIDE]->mac, firewall_mac, 6);
    config->interfaces[OUTSIDE]->has_mac = true;
    config->revision++;
    struct packet packet = packet_of("192.168.201.25", "192.168.201.26");
    packet.has_macs = true;
    memcpy(packet.destination_mac, firewall_mac, 6);
    struct capture_point point = { .ifc = OUTSIDE };
    ck_assert_int_eq(ingress_judge(ingress, &packet, &point).stance, STANCE_ENTERS);
}
END_TEST

START_TEST(every_rule_has_its_words)
{
    ck_assert_uint_gt(strlen(ingress_rule_text((enum ingress_rule)_i)), 10);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("ingress");
    TCase *rules = tcase_create("rules");
    tcase_add_checked_fixture(rules, set_up, tear_down);
    tcase_add_loop_test(rules, what_the_firewall_owns_is_known_beforehand, 0,
                        (int)ARRAY_LENGTH(addresses));
    tcase_add_loop_test(rules, addresses_decide, 0, (int)ARRAY_LENGTH(addresses));
    tcase_add_test(rules, a_nat_line_for_all_hides_the_inside);
    tcase_add_test(rules, a_mark_decides);
    tcase_add_test(rules, a_mark_without_a_point_takes_the_route);
    tcase_add_test(rules, marks_of_a_neighbour_are_not_believed);
    tcase_add_test(rules, a_vlan_tag_is_a_capture_point);
    tcase_add_loop_test(rules, the_mac_address_decides, 0, (int)ARRAY_LENGTH(macs));
    tcase_add_test(rules, arp_of_others_teaches_nothing);
    tcase_add_test(rules, a_configured_mac_address_counts);
    tcase_add_loop_test(rules, every_rule_has_its_words, 0, INGRESS_RULE_COUNT);
    suite_add_tcase(suite, rules);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
