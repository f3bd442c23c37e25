/*
 * kept_services.h: facts of rows (command.h) whose lines make the box listen to something, and of
 * `snmp deny version`. Inside parser/ only. Each is false when memory has run out.
 */
#ifndef REFIRE_PARSER_KEPT_SERVICES_H
#define REFIRE_PARSER_KEPT_SERVICES_H

#include "engine/model/config.h"

typedef bool kept_fact(struct config *config, const void *scratch, const struct origin *origin);

kept_fact fact_snmp;
kept_fact fact_snmp_deny;
kept_fact fact_ntp;
kept_fact fact_dhcp;
kept_fact fact_isakmp;
kept_fact fact_rip;
kept_fact fact_router_rip;
kept_fact fact_router_ospf;
kept_fact fact_router_eigrp;

#endif
