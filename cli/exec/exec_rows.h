/*
 * exec_rows.h: the rows of the other files of this folder, for the table in exec.c.
 */
#ifndef REFIRE_CLI_EXEC_EXEC_ROWS_H
#define REFIRE_CLI_EXEC_EXEC_ROWS_H

#include "parser/command.h"

/* Modes of exec rows. */
#define EVERYWHERE (MODE_BIT(MODE_USER) | MODE_BIT(MODE_EXEC))
#define PRIVILEGED MODE_BIT(MODE_EXEC)
#define OUTSIDE_CONFIGURATION MODE_BIT(MODE_USER)

/* exec_capture.c */
extern const struct command capture_6_command;
extern const struct command capture_7_command;
extern const struct command clear_capture_command;
extern const struct command show_capture_command;
extern const struct command show_captures_command;

/* exec_clear.c */
extern const struct command clear_arp_command;
extern const struct command clear_asp_command;
extern const struct command clear_interface_command;
extern const struct command clear_policy_command;
extern const struct command clear_route_command;
extern const struct command clear_traffic_command;

/* exec_modes.c */
extern const struct command configure_command;
extern const struct command disable_command;
extern const struct command enable_command;
extern const struct command end_command;
extern const struct command exit_command;
extern const struct command help_exec;
extern const struct command login_command;
extern const struct command logout_command;
extern const struct command quit_command;

/* exec_clear_state.c */
extern const struct command clear_acl_command;
extern const struct command clear_conduit_command;
extern const struct command clear_conn_address_command;
extern const struct command clear_conn_command;
extern const struct command clear_local_command;
extern const struct command clear_logging_command;

/* exec_terminal.c */
extern const struct command monitor_command;
extern const struct command no_monitor_command;
extern const struct command no_terminal_pager_command;
extern const struct command pager_command;
extern const struct command terminal_pager_command;

/* exec_box.c */
extern const struct command dir_command;
extern const struct command perfmon_interval_command;
extern const struct command perfmon_quiet_command;
extern const struct command perfmon_settings_command;
extern const struct command perfmon_verbose_command;
extern const struct command show_blocks_command;
extern const struct command show_clock_detail_command;
extern const struct command show_disk_command;
extern const struct command show_flash_command;
extern const struct command show_flashfs_command;
extern const struct command show_inventory_command;
extern const struct command show_perfmon_command;
extern const struct command show_processes_command;

/* exec_conn.c */
extern const struct command show_conn_command;
extern const struct command show_local_host_command;

/* exec_crypto.c */
extern const struct command show_crypto_ipsec_command;
extern const struct command show_crypto_isakmp_command;
extern const struct command show_isakmp_command;

/* exec_copy.c */
extern const struct command copy_capture_command;
extern const struct command copy_command;
extern const struct command copy_config_command;

/* exec_nat.c */
extern const struct command clear_nat_command;
extern const struct command show_nat_command;

/* exec_ping.c */
extern const struct command ping_command;
extern const struct command ping_old_command;

/* exec_policy.c */
extern const struct command show_policy_flow_command;

/* exec_save.c */
extern const struct command reload_command;
extern const struct command write_command;

/* exec_shun.c */
extern const struct command clear_shun_command;
extern const struct command show_shun_command;

/* exec_show.c */
extern const struct command more_command;
extern const struct command show_acl_brief_command;
extern const struct command show_acl_command;
extern const struct command show_conduit_command;
extern const struct command show_arp_command;
extern const struct command show_asp_command;
extern const struct command show_brief_command;
extern const struct command show_checksum_command;
extern const struct command show_clock_command;
extern const struct command show_configure_command;
extern const struct command show_cpu_command;
extern const struct command show_curpriv_command;
extern const struct command show_failover_command;
extern const struct command show_firewall_command;
extern const struct command show_history_command;
extern const struct command show_hostname_command;
extern const struct command show_interface_command;
extern const struct command show_ip_command;
extern const struct command show_memory_command;
extern const struct command show_mode_command;
extern const struct command show_nameif_command;
extern const struct command show_pager_command;
extern const struct command show_policy_command;
extern const struct command show_route_command;
extern const struct command show_running_command;
extern const struct command show_section_command;
extern const struct command show_startup_command;
extern const struct command show_tech_command;
extern const struct command show_terminal_command;
extern const struct command show_traffic_command;
extern const struct command show_uauth_command;
extern const struct command show_version_command;

/* exec_logging.c */
extern const struct command show_logging_command;
extern const struct command clear_logging_asdm_command;
extern const struct command show_logging_all_command;
extern const struct command show_logging_asdm_command;
extern const struct command show_logging_disabled_command;
extern const struct command show_logging_message_command;
extern const struct command show_logging_queue_command;
extern const struct command show_logging_rate_command;
extern const struct command show_logging_setting_command;

/* exec_threat.c */
extern const struct command clear_threat_rate_command;
extern const struct command show_threat_rate_command;

/* exec_tracer.c */
extern const struct command packet_tracer_command;

/* exec_xlate.c */
extern const struct command clear_xlate_command;
extern const struct command show_xlate_command;

/* clang-format off */
#define SHOW_COMMANDS \
    &more_command, \
    &show_acl_command, \
    &show_acl_brief_command, \
    &show_arp_command, \
    &show_asp_command, \
    &show_blocks_command, \
    &show_brief_command, \
    &show_capture_command, \
    &show_captures_command, \
    &show_checksum_command, \
    &show_clock_command, \
    &show_clock_detail_command, \
    &show_conduit_command, \
    &show_configure_command, \
    &show_conn_command, \
    &show_cpu_command, \
    &show_crypto_ipsec_command, \
    &show_crypto_isakmp_command, \
    &show_curpriv_command, \
    &show_disk_command, \
    &show_failover_command, \
    &show_firewall_command, \
    &show_flash_command, \
    &show_flashfs_command, \
    &show_history_command, \
    &show_hostname_command, \
    &show_interface_command, \
    &show_inventory_command, \
    &show_ip_command, \
    &show_local_host_command, \
    &show_isakmp_command, \
    &show_logging_all_command, \
    &show_logging_asdm_command, \
    &show_logging_command, \
    &show_logging_disabled_command, \
    &show_logging_message_command, \
    &show_logging_queue_command, \
    &show_logging_rate_command, \
    &show_logging_setting_command, \
    &show_memory_command, \
    &show_mode_command, \
    &show_nameif_command, \
    &show_nat_command, \
    &show_pager_command, \
    &show_perfmon_command, \
    &show_policy_command, \
    &show_policy_flow_command, \
    &show_processes_command, \
    &show_route_command, \
    &show_running_command, \
    &show_section_command, \
    &show_startup_command, \
    &show_tech_command, \
    &show_terminal_command, \
    &show_threat_rate_command, \
    &show_traffic_command, \
    &show_uauth_command, \
    &show_version_command, \
    &show_xlate_command
/* clang-format on */

#endif
