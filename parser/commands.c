/*
 * commands.c: every configuration row.
 */
#include "parser/families.h"
#include "parser/family.h"

/* Rows of one sub-mode are written in the order in which they stand here. */
/* one a line, so that additions stay apart */
/* clang-format off */
static const struct command *const *const families[] = {
    interface_flat_commands,
    address_flat_commands,
    interface_old_commands,
    interface_commands,
    interface_address_commands,
    system_commands,
    name_commands,
    object_group_commands,
    time_range_commands,
    access_list_commands,
    access_list_setting_commands,
    access_group_commands,
    conduit_commands,
    outbound_commands,
    established_commands,
    nat_commands,
    global_commands,
    nat_control_commands,
    static_commands,
    alias_commands,
    route_commands,
    arp_commands,
    fixup_commands,
    regex_commands,
    class_map_commands,
    inspect_map_commands,
    map_parameter_commands,
    map_match_commands,
    policy_map_commands,
    inspect_commands,
    class_action_commands,
    tcp_map_commands,
    service_policy_commands,
    timeout_commands,
    terminal_commands,
    logging_commands,
    logging_message_commands,
    icmp_commands,
    management_commands,
    guard_commands,
    audit_commands,
    threat_commands,
    local_pool_commands,
    url_server_commands,
    sysopt_commands,
    shun_commands,
    clear_commands,
    factory_commands,
    kept_box_commands,
    clock_commands,
    crypto_commands,
    filter_commands,
    kept_vpn_commands,
    account_commands,
    kept_admin_commands,
};
/* clang-format on */

const struct command *
next_command(struct command_position *position)
{
    while (position->family < ARRAY_LENGTH(families)) {
        const struct command *row = families[position->family][position->row];
        if (row != NULL) {
            position->row++;
            return row;
        }
        position->family++;
        position->row = 0;
    }
    return NULL;
}
