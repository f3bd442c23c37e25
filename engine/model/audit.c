/*
 * audit.c: audit policies by name, and the signatures there are (syslog.md 6).
 */
#include "engine/model/audit.h"

#include <string.h>

#include "engine/model/config.h"

struct audit_policy *
config_audit_policy(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->audit.policy_count; i++) {
        if (strcmp(config->audit.policies[i]->name, name) == 0)
            return config->audit.policies[i];
    }
    return NULL;
}

struct audit_policy *
config_audit_policy_make(struct config *config, const char *name)
{
    struct audit *audit = &config->audit;
    struct audit_policy *policy = config_audit_policy(config, name);
    if (policy != NULL)
        return policy;
    policy = arena_zalloc(config->arena, sizeof(*policy));
    if (policy == NULL || (policy->name = arena_strdup(config->arena, name)) == NULL)
        return NULL;
    struct audit_policy **slot = arena_append(config->arena, &audit->policies, &audit->policy_count,
                                              &audit->policy_capacity, sizeof(policy));
    if (slot == NULL)
        return NULL;
    *slot = policy;
    return policy;
}

static const struct audit_signature signatures[] = {
    { 1000, AUDIT_INFO, "IP options-Bad Option List" },
    { 1001, AUDIT_INFO, "IP options-Record Packet Route" },
    { 1002, AUDIT_INFO, "IP options-Timestamp" },
    { 1003, AUDIT_INFO, "IP options-Security" },
    { 1004, AUDIT_INFO, "IP options-Loose Source Route" },
    { 1005, AUDIT_INFO, "IP options-SATNET ID" },
    { 1006, AUDIT_INFO, "IP options-Strict Source Route" },
    { 1100, AUDIT_ATTACK, "IP Fragment Attack" },
    { 1102, AUDIT_ATTACK, "IP Impossible Packet" },
    { 1103, AUDIT_ATTACK, "IP Fragments Overlap" },
    { 2000, AUDIT_INFO, "ICMP Echo Reply" },
    { 2001, AUDIT_INFO, "ICMP Host Unreachable" },
    { 2002, AUDIT_INFO, "ICMP Source Quench" },
    { 2003, AUDIT_INFO, "ICMP Redirect" },
    { 2004, AUDIT_INFO, "ICMP Echo Request" },
    { 2005, AUDIT_INFO, "ICMP Time Exceeded for a Datagram" },
    { 2006, AUDIT_INFO, "ICMP Parameter Problem on Datagram" },
    { 2007, AUDIT_INFO, "ICMP Timestamp Request" },
    { 2008, AUDIT_INFO, "ICMP Timestamp Reply" },
    { 2009, AUDIT_INFO, "ICMP Information Request" },
    { 2010, AUDIT_INFO, "ICMP Information Reply" },
    { 2011, AUDIT_INFO, "ICMP Address Mask Request" },
    { 2012, AUDIT_INFO, "ICMP Address Mask Reply" },
    { 2150, AUDIT_ATTACK, "Fragmented ICMP Traffic" },
    { 2151, AUDIT_ATTACK, "Large ICMP Traffic" },
    { 2154, AUDIT_ATTACK, "Ping of Death Attack" },
    { 3040, AUDIT_ATTACK, "TCP NULL flags" },
    { 3041, AUDIT_ATTACK, "TCP SYN+FIN flags" },
    { 3042, AUDIT_ATTACK, "TCP FIN only flags" },
    { 3153, AUDIT_ATTACK, "FTP Improper Address Specified" },
    { 3154, AUDIT_ATTACK, "FTP Improper Port Specified" },
    { 4050, AUDIT_ATTACK, "UDP Bomb attack" },
    { 4051, AUDIT_ATTACK, "UDP Snork attack" },
    { 4052, AUDIT_ATTACK, "UDP Chargen DoS attack" },
    { 6050, AUDIT_INFO, "DNS HINFO Request" },
    { 6051, AUDIT_INFO, "DNS Zone Transfer" },
    { 6052, AUDIT_INFO, "DNS Zone Transfer from High Port" },
    { 6053, AUDIT_INFO, "DNS Request for All Records" },
    { 6100, AUDIT_INFO, "RPC Port Registration" },
    { 6101, AUDIT_INFO, "RPC Port Unregistration" },
    { 6102, AUDIT_INFO, "RPC Dump" },
    { 6103, AUDIT_ATTACK, "Proxied RPC Request" },
    { 6150, AUDIT_INFO, "ypserv (YP server daemon) Portmap Request" },
    { 6151, AUDIT_INFO, "ypbind (YP bind daemon) Portmap Request" },
    { 6152, AUDIT_INFO, "yppasswdd (YP password daemon) Portmap Request" },
    { 6153, AUDIT_INFO, "ypupdated (YP update daemon) Portmap Request" },
    { 6154, AUDIT_INFO, "ypxfrd (YP transfer daemon) Portmap Request" },
    { 6155, AUDIT_INFO, "mountd (mount daemon) Portmap Request" },
    { 6175, AUDIT_INFO, "rexd (remote execution daemon) Portmap Request" },
    { 6180, AUDIT_INFO, "rexd (remote execution daemon) Attempt" },
    { 6190, AUDIT_ATTACK, "statd Buffer Overflow" },
};

_Static_assert(ARRAY_LENGTH(signatures) <= 64, "a bit for each");

const struct audit_signature *
audit_signature_at(size_t index)
{
    return index < ARRAY_LENGTH(signatures) ? &signatures[index] : NULL;
}
