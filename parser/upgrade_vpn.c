/*
 * upgrade_vpn.c: keys and groups of remote users become tunnel groups and group policies; ISAKMP
 * moves under crypto in 7.2 (commands.md 11.3, 11.4, 12).
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parser/upgrade.h"

static const char *
remote_type(const struct upgrade *upgrade)
{
    return upgrade_does(upgrade)->remote_access_type ? "remote-access" : "ipsec-ra";
}

/* ---- isakmp ---- */

/* `isakmp key K address A [netmask M]`: one peer is a tunnel group, a network the default one. */
static enum fate
convert_key(struct upgrade *upgrade)
{
    const char *peer = upgrade_word(upgrade, 4);
    const char *netmask = upgrade_word_is(upgrade, 5, "netmask") ? upgrade_word(upgrade, 6) : "";
    bool one = strcmp(peer, "0.0.0.0") != 0 &&
               (netmask[0] == '\0' || strcmp(netmask, "255.255.255.255") == 0);
    if (upgrade->negated || !upgrade_word_is(upgrade, 3, "address")) {
        upgrade->why = "write the key into the ipsec-attributes of the peer's tunnel-group";
        return FATE_LOST;
    }
    const char *group = one ? peer : "DefaultL2LGroup";
    if (one)
        PUT(upgrade, "tunnel-group %s type ipsec-l2l", group);
    PUT(upgrade, "tunnel-group %s ipsec-attributes", group);
    PUT(upgrade, " pre-shared-key %s", upgrade_word(upgrade, 2));
    if (!one)
        upgrade->why = "clients of that network want the key in DefaultRAGroup too";
    return FATE_CONVERTED;
}

static enum fate
convert_policy(struct upgrade *upgrade)
{
    if (!upgrade_does(upgrade)->isakmp_is_crypto || upgrade_words(upgrade) < 4)
        return FATE_SAME;
    PUT(upgrade, "crypto isakmp policy %s", upgrade_word(upgrade, 2));
    PUT(upgrade, " %s%s", upgrade_no(upgrade), upgrade_rest(upgrade, 3));
    return FATE_CONVERTED;
}

static enum fate
convert_isakmp(struct upgrade *upgrade)
{
    if (!upgrade_does(upgrade)->isakmp_is_crypto)
        return FATE_SAME;
    PUT(upgrade, "%scrypto %s", upgrade_no(upgrade), upgrade_rest(upgrade, 0));
    return FATE_CONVERTED;
}

static enum fate
convert_keepalive(struct upgrade *upgrade)
{
    if (upgrade->negated)
        return FATE_IGNORED;
    PUT(upgrade, "tunnel-group DefaultL2LGroup ipsec-attributes");
    PUT(upgrade, " isakmp keepalive threshold %s%s%s", upgrade_word(upgrade, 2),
        upgrade_words(upgrade) > 3 ? " retry " : "", upgrade_word(upgrade, 3));
    upgrade->why = "tunnel groups of their own want it too";
    return FATE_CONVERTED;
}

static enum fate
convert_client_pool(struct upgrade *upgrade)
{
    /* isakmp client configuration address-pool local POOL [IF] */
    const char *interface = upgrade_word(upgrade, 6);
    if (upgrade->negated || !upgrade_word_is(upgrade, 4, "local"))
        return FATE_SAME;
    PUT(upgrade, "tunnel-group DefaultRAGroup general-attributes");
    if (interface[0] != '\0')
        PUT(upgrade, " address-pool (%s) %s", interface, upgrade_word(upgrade, 5));
    else
        PUT(upgrade, " address-pool %s", upgrade_word(upgrade, 5));
    return FATE_CONVERTED;
}

/* ---- vpngroup ---- */

enum home { TUNNEL_GENERAL, TUNNEL_IPSEC, POLICY, POLICY_LIST };

/* What a word of vpngroup is called in its new home; the values stand behind it. */
static const struct attribute {
    const char *flat;
    const char *modern;
    enum home home;
} attributes[] = {
    { "address-pool", "address-pool", TUNNEL_GENERAL },
    { "authentication-server", "authentication-server-group", TUNNEL_GENERAL },
    { "password", "pre-shared-key", TUNNEL_IPSEC },
    { "dns-server", "dns-server value", POLICY },
    { "wins-server", "wins-server value", POLICY },
    { "default-domain", "default-domain value", POLICY },
    { "split-dns", "split-dns value", POLICY },
    { "split-tunnel", "split-tunnel-network-list value", POLICY_LIST },
    { "backup-server", "backup-servers", POLICY },
};

/* Words that are more than a new name. */
static bool
put_special(struct upgrade *upgrade, const char *group)
{
    unsigned long seconds = strtoul(upgrade_word(upgrade, 3), NULL, 10);
    const char *name = upgrade_word_is(upgrade, 2, "idle-time")  ? "vpn-idle-timeout"
                       : upgrade_word_is(upgrade, 2, "max-time") ? "vpn-session-timeout"
                                                                 : NULL;
    bool pfs = upgrade_word_is(upgrade, 2, "pfs");
    if (name == NULL && !pfs)
        return false;
    PUT(upgrade, "group-policy %s internal", group);
    PUT(upgrade, "group-policy %s attributes", group);
    if (pfs)
        PUT(upgrade, " pfs enable");
    else
        PUT(upgrade, " %s %lu", name, seconds < 60 ? 1 : seconds / 60); /* in minutes */
    return true;
}

static void
put_attribute(struct upgrade *upgrade, const char *group, const struct attribute *attribute)
{
    if (attribute->home == TUNNEL_GENERAL || attribute->home == TUNNEL_IPSEC) {
        PUT(upgrade, "tunnel-group %s type %s", group, remote_type(upgrade));
        PUT(upgrade, "tunnel-group %s %s-attributes", group,
            attribute->home == TUNNEL_GENERAL ? "general" : "ipsec");
    } else {
        PUT(upgrade, "group-policy %s internal", group);
        PUT(upgrade, "group-policy %s attributes", group);
    }
    if (attribute->home == POLICY_LIST)
        PUT(upgrade, " split-tunnel-policy tunnelspecified");
    PUT(upgrade, " %s %s", attribute->modern, upgrade_rest(upgrade, 3));
}

/* The tunnel group of the same name takes up the policy. */
static void
put_policy_into_tunnel(struct upgrade *upgrade, const char *group)
{
    PUT(upgrade, "tunnel-group %s type %s", group, remote_type(upgrade));
    PUT(upgrade, "tunnel-group %s general-attributes", group);
    PUT(upgrade, " default-group-policy %s", group);
}

static enum fate
convert_vpngroup(struct upgrade *upgrade)
{
    const char *group = upgrade_word(upgrade, 1);
    upgrade->why = "write it into the tunnel-group or the group-policy of these users";
    if (upgrade->negated || upgrade_words(upgrade) < 3)
        return FATE_LOST;
    if (put_special(upgrade, group)) {
        put_policy_into_tunnel(upgrade, group);
        upgrade->why = NULL;
        return FATE_CONVERTED;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(attributes); i++) {
        if (!upgrade_word_is(upgrade, 2, attributes[i].flat))
            continue;
        put_attribute(upgrade, group, &attributes[i]);
        if (attributes[i].home == POLICY || attributes[i].home == POLICY_LIST)
            put_policy_into_tunnel(upgrade, group);
        upgrade->why = NULL;
        return FATE_CONVERTED;
    }
    return FATE_LOST;
}

/* ---- crypto map, vpdn ---- */

static enum fate
convert_crypto_map(struct upgrade *upgrade)
{
    if (!upgrade_word_is(upgrade, 3, "client"))
        return FATE_SAME;
    if (upgrade_word_is(upgrade, 4, "configuration")) {
        upgrade->why = "clients always get their configuration from the tunnel-group";
        return FATE_IGNORED;
    }
    upgrade->why = "write authentication-server-group into the general-attributes of the "
                   "tunnel-group";
    return FATE_LOST;
}

/* From 7.2 on vpdn is the PPPoE client and nothing else. */
static enum fate
convert_vpdn(struct upgrade *upgrade)
{
    static const char *const pppoe[] = { "request", "localname" };
    bool client = upgrade_word_is(upgrade, 1, "username");
    for (size_t i = 0; i < ARRAY_LENGTH(pppoe); i++)
        client = client || upgrade_word_is(upgrade, 3, pppoe[i]);
    client = client ||
             (upgrade_word_is(upgrade, 3, "ppp") && upgrade_word_is(upgrade, 4, "authentication"));
    if (client && upgrade_does(upgrade)->ppp_attributes)
        return FATE_SAME;
    upgrade->why = "the box takes no calls of PPTP any more; L2TP over IPsec of 7.2 and later is a "
                   "tunnel-group with ppp-attributes";
    return FATE_LOST;
}

const struct upgrade_rule upgrade_vpn_rules[] = {
    { "isakmp", convert_isakmp, NULL, NULL },
    { "isakmp key", convert_key, NULL, NULL },
    { "isakmp policy", convert_policy, NULL, NULL },
    { "isakmp keepalive", convert_keepalive, NULL, NULL },
    { "isakmp client configuration address-pool", convert_client_pool, NULL, NULL },
    { "isakmp peer", NULL, NULL,
      "write a tunnel-group for the peer; what it must not be asked for follows from its type" },
    { "vpngroup", convert_vpngroup, NULL, NULL },
    { "crypto map", convert_crypto_map, NULL, NULL },
    { "ca", NULL, NULL,
      "write a crypto ca trustpoint with an enrollment url, then authenticate and enroll again" },
    { "vpdn", convert_vpdn, NULL, NULL },
    { "vpnclient", NULL, NULL, "the box is no Easy VPN client any more, the ASA 5505 apart" },
    { NULL, NULL, NULL, NULL },
};
