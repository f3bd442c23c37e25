/*
 * dialect.h: what the shells of the software versions print differently.
 *
 * The shell's counterpart of engine/model/behaviour.h: the only place in cli that knows versions.
 * Commands are gated by their own rows.
 */
#ifndef REFIRE_CLI_PROMPT_DIALECT_H
#define REFIRE_CLI_PROMPT_DIALECT_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/model/behaviour.h"

struct dialect {
    /* the prompt */
    bool caret;               /* under a wrong word; before: the usage of the command */
    bool knows_end;           /* `end` leaves configuration mode */
    bool filters;             /* `| include` */
    bool exit_logs_off;       /* `exit` at `#`; before: down to `>` first */
    bool access_denied;       /* `ERROR: ` before `Command authorization failed` */
    const char *login_failed; /* of `login`, the third time */
    bool help_has_filter;     /* the list of commands starts with how to filter */

    /* the configuration */
    bool announces_building; /* `Building configuration...` around `write terminal` */
    bool saves_with_sizes;   /* `N bytes copied` after `write memory` */
    bool copy_asks_all; /* `copy` asks unless told not to; else only what its URL leaves open */
    const char *erase_question;

    /* show */
    bool sections_by_name;    /* `show static` prints the static lines */
    bool access_list_flows;   /* the two lines on cached log flows */
    uint32_t deny_flow_max;   /* ... and their figure */
    bool access_list_numbers; /* `line 3` in each ACE */
    const char *element_lead; /* in front of what an ACE with groups comes to */
    bool access_list_name_hash;
    bool ace_hash;
    bool xlate_static_word; /* `static` at the end of a short xlate line */
    bool xlate_flag_outside;
    bool conn_interface_names; /* `TCP outside ... inside ...`; before: `TCP out ... in ...` */
    const char *conn_bytes;    /* "Bytes" */
    bool conn_commas;
    const char *conn_flag_legend;
    bool local_host_flows; /* `TCP flow count`; before: `TCP connection count` */
    bool route_codes;      /* the IOS-like table */
    uint8_t route_column;  /* width of the code there */
    bool tables;           /* `show nameif`, `show interface`, `show ip address` of 7.0 */
    bool interface_queue_in_packets;
    bool interface_delay; /* `, DLY 100 usec` */
    bool arp_ages;        /* the age of an entry, or a dash */
    bool traffic_rates;   /* `show traffic` has those of the last minutes */
    bool logging_debug_trace, logging_deny_conn, logging_mail;
    bool change_is_111010; /* a second line for a change of the configuration */
    bool memory_percent;
    bool features_by_tab;       /* `show version`: what is licensed, behind a TAB */
    uint32_t memory_megabytes;  /* of a box */
    bool failover_cable;        /* `Cable status: ...` */
    bool tracer_begins_at_macs; /* packet-tracer: `MAC Access list`; before: FLOW-LOOKUP */
    uint32_t capture_length;    /* bytes of a frame that `capture` keeps unless told */
    bool capture_figures; /* `show capture`: types, `[Capturing - 140 bytes]`, numbered frames */
};

/* Never NULL. */
const struct dialect *dialect(enum os_version version);

#endif
