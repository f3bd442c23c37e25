/*
 * show.h: the state of the engine and the model as the device lays it out. One file a subject.
 */
#ifndef REFIRE_CLI_SHOW_SHOW_H
#define REFIRE_CLI_SHOW_SHOW_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/capture/capture_print.h"
#include "cli/prompt/session.h"
#include "cli/show/range.h"
#include "engine/base/ip.h"

struct capture_query {
    const struct acl *acl; /* those that it permits; NULL: all */
    uint32_t first;        /* from that one on; 0: from the beginning */
    uint32_t count;        /* 0: all */
    struct capture_form form;
};
/* What `capture` is set to when nothing is said. */
struct capture_settings capture_usual(const struct session *session);
void show_captures(struct session *session);
void show_capture(const struct session *session, const struct packet_capture *capture,
                  const struct capture_query *query, FILE *out);

/* Which states: none or one of these. */
enum xlate_state {
    XLATE_ANY_STATE,
    XLATE_PORTMAPS,
    XLATE_STATICS,
    XLATE_IN_ORDER,
    XLATE_IDENTITIES
};

struct xlate_query {
    bool detail, debug, count;
    bool by_global, by_local, by_gport, by_lport, by_interface, by_state;
    struct address_range global, local;
    struct port_range gport, lport;
    ifc_id ifc; /* at either end */
    int state;
};
/* CONTEXT is the query. */
bool xlate_query_picks(const void *context, const struct xlate_view *xlate);
void show_xlate(struct session *session, const struct xlate_query *query);
/* One slot; NAMES_STATICS: `static` behind those; DEBUG: with its idle time and timeout. */
void print_xlate_short(struct session *session, const struct xlate_view *xlate, bool names_statics);
void print_xlate_detail(struct session *session, const struct xlate_view *xlate, bool debug);

/* What `show conn state` picks by: a letter of the flags, or none of them while half open. */
struct conn_state {
    const char *text; /* NULL ends a list */
    const char *help;
    char letter; /* '\0': no conn of the model is ever in it */
    bool is_embryonic;
    bool is_udp; /* the letter means something else on a TCP conn */
    enum os_version since;
};
/* A bit each in struct conn_query. */
extern const struct conn_state conn_states[];

struct conn_query {
    bool detail, count;
    bool by_foreign, by_local, by_protocol, by_fport, by_lport, by_address, by_port, by_state;
    struct address_range foreign, local, address; /* ADDRESS, PORT: of either end */
    struct port_range fport, lport, port;
    uint8_t protocol;
    uint32_t states;
};
void show_conn(struct session *session, const struct conn_query *query);

struct local_host_query {
    bool by_address, detail;
    uint32_t address;
};
void show_local_host(struct session *session, const struct local_host_query *query);

/* NAME may be NULL: all. */
void show_conduit(struct session *session);
void show_access_list(struct session *session, const char *name);
/* From 8.0: its elements with hits, by hash. */
void show_access_list_brief(struct session *session, const char *name);

/* IFC_NONE: all. */
void show_interface(struct session *session, ifc_id ifc);
/* Of one, a second, over the last whole minute and the last whole five. */
void print_last_rates(struct session *session, ifc_id ifc);
void show_interface_brief(struct session *session);
void show_ip_address(struct session *session);
void show_nameif(struct session *session);
void show_route(struct session *session);

/* The rules of an interface (IFC_NONE: of each) with their hits, from 7.0 on. */
void show_nat(struct session *session, ifc_id ifc);

/* What the service policies have seen; IFC_NONE: all of them. GLOBAL: that one alone. */
void show_service_policy(struct session *session, bool global, ifc_id ifc);
/* The classes that a flow would be in, and what they would do to it. */
struct flow;
void show_service_policy_flow(struct session *session, const struct flow *flow);
void show_arp(struct session *session);

/* Packets by interface, and why packets were dropped. */
void show_traffic(struct session *session);
void show_asp_drop(struct session *session);
/* Rates of refused packets, of LEAST events in a second and more; ONLY: of one kind, NULL: all. */
void show_threat_rates(struct session *session, const enum threat_event *only, uint32_t least);

/* What the box itself uses and has; states of it that are not modelled further. */
void show_memory(struct session *session);
void show_blocks(struct session *session);
void show_flash(struct session *session);
void show_directory(struct session *session);
void show_inventory(struct session *session);
void show_perfmon(struct session *session);
void show_processes(struct session *session);
void show_cpu(struct session *session);
void show_failover(struct session *session);
void show_uauth(struct session *session);
/* Many screens after one another, and the configuration without its secrets. */
void show_tech_support(struct session *session);

/* The software and the box; what hardware and licence are said to be stands for none. */
void show_version(struct session *session);
#define MAC_TEXT_SIZE 16
/* "0200.0000.0001": as configured, else made up from the number of the interface. */
void show_format_mac(const struct interface *interface, ifc_id ifc,
                     char text[static MAC_TEXT_SIZE]);
void show_clock(struct session *session);
/* ... with its source and, where there is any, summer time. */
void show_clock_detail(struct session *session);
void show_curpriv(struct session *session);
void show_history(struct session *session);
void show_pager(struct session *session);
void show_terminal(struct session *session);

/* The running configuration, or one command's lines of it; false: there is no such command. */
/* ALL: with the lines that say what is so by default. */
void show_running(struct session *session, bool all);
bool show_section(struct session *session, const char *command, bool all);
void show_startup(struct session *session);
void show_checksum(struct session *session);
/* The checksum of a listing, as the shell prints it: four words. */
#define CHECKSUM_TEXT_SIZE 36
void config_checksum(const char *text, char words[static CHECKSUM_TEXT_SIZE]);
/* The running configuration as text; the caller frees it. NULL: no memory. */
NODISCARD char *config_text(const struct config *config, size_t *length);

/* "12:54:16.272 UTC Fri Jul 4 2003" */
void print_clock(FILE *out, const struct time_zone *zone, int64_t time);
/* "12:54:16 UTC Jul 4 2003" */
void print_moment(FILE *out, const struct time_zone *zone, int64_t time);

#endif
