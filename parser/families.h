/*
 * families.h: the rows of each family, NULL at the end; commands.c puts them into one table.
 */
#ifndef REFIRE_PARSER_FAMILIES_H
#define REFIRE_PARSER_FAMILIES_H

#include "parser/command.h"

extern const struct command *const interface_flat_commands[];
extern const struct command *const address_flat_commands[];
extern const struct command *const interface_old_commands[];
extern const struct command *const interface_commands[];
extern const struct command *const interface_address_commands[];
extern const struct command *const system_commands[];
extern const struct command *const name_commands[];
extern const struct command *const access_list_commands[];
extern const struct command *const access_list_setting_commands[];
extern const struct command *const object_group_commands[];
extern const struct command *const time_range_commands[];
extern const struct command *const access_group_commands[];
extern const struct command *const conduit_commands[];
extern const struct command *const outbound_commands[];
extern const struct command *const established_commands[];
extern const struct command *const nat_commands[];
extern const struct command *const global_commands[];
extern const struct command *const nat_control_commands[];
extern const struct command *const static_commands[];
extern const struct command *const alias_commands[];
extern const struct command *const route_commands[];
extern const struct command *const arp_commands[];
extern const struct command *const fixup_commands[];
extern const struct command *const class_map_commands[];
extern const struct command *const policy_map_commands[];
extern const struct command *const inspect_commands[];
extern const struct command *const inspect_map_commands[];
extern const struct command *const map_parameter_commands[];
extern const struct command *const map_match_commands[];
extern const struct command *const class_action_commands[];
extern const struct command *const tcp_map_commands[];
extern const struct command *const regex_commands[];
extern const struct command *const service_policy_commands[];
extern const struct command *const timeout_commands[];
extern const struct command *const terminal_commands[];
extern const struct command *const logging_commands[];
extern const struct command *const logging_message_commands[];
extern const struct command *const icmp_commands[];
extern const struct command *const management_commands[];
extern const struct command *const guard_commands[];
extern const struct command *const local_pool_commands[];
extern const struct command *const url_server_commands[];
extern const struct command *const threat_commands[];
extern const struct command *const audit_commands[];
extern const struct command *const sysopt_commands[];
extern const struct command *const shun_commands[];
extern const struct command *const clear_commands[];
extern const struct command *const factory_commands[];
extern const struct command *const kept_box_commands[];
extern const struct command *const clock_commands[];
extern const struct command *const crypto_commands[];
extern const struct command *const filter_commands[];
extern const struct command *const kept_vpn_commands[];
extern const struct command *const account_commands[];
extern const struct command *const kept_admin_commands[];

#endif
