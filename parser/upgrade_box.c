/*
 * upgrade_box.c: system options, device manager, failover, timers, logging, servers of 6.x in
 * 7.0 and later (commands.md 7, 8, 9, 10, 11, 12).
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parser/upgrade.h"

/* ---- sysopt ---- */

static enum fate
convert_permit_ipsec(struct upgrade *upgrade)
{
    if (!upgrade_does(upgrade)->sysopt_permit_vpn)
        return FATE_SAME;
    PUT(upgrade, "%ssysopt connection permit-vpn", upgrade_no(upgrade));
    return FATE_CONVERTED;
}

/* ---- pdm ---- */

static enum fate
convert_pdm(struct upgrade *upgrade)
{
    if (upgrade_word_is(upgrade, 1, "logging")) {
        PUT(upgrade, "%slogging asdm %s", upgrade_no(upgrade), upgrade_word(upgrade, 2));
        if (upgrade_words(upgrade) > 3)
            PUT(upgrade, "logging asdm-buffer-size %s", upgrade_word(upgrade, 3));
        return FATE_CONVERTED;
    }
    if (!upgrade_word_is(upgrade, 1, "location") && !upgrade_word_is(upgrade, 1, "group") &&
        !upgrade_word_is(upgrade, 1, "history")) {
        upgrade->why = "the device manager is ASDM and keeps this elsewhere";
        return FATE_IGNORED;
    }
    PUT(upgrade, "%sasdm %s", upgrade_no(upgrade), upgrade_rest(upgrade, 1));
    return FATE_CONVERTED;
}

/* ---- failover ---- */

static enum fate
convert_poll(struct upgrade *upgrade)
{
    PUT(upgrade, "%sfailover polltime %s", upgrade_no(upgrade), upgrade_word(upgrade, 2));
    return FATE_CONVERTED;
}

/* `failover link IF`, `failover lan interface IF`: 7.0 and later want the port too. */
static enum fate
convert_failover_port(struct upgrade *upgrade)
{
    size_t at = upgrade_words(upgrade) - 1;
    const char *name = upgrade_word(upgrade, at);
    const char *hardware = upgrade_hardware_of(upgrade, name);
    if (upgrade->negated || hardware == NULL)
        return FATE_SAME;
    PUT(upgrade, "failover %s%s %s %s", upgrade_word(upgrade, 1), at == 3 ? " interface" : "", name,
        hardware);
    return FATE_CONVERTED;
}

static enum fate
convert_failover_key(struct upgrade *upgrade)
{
    PUT(upgrade, "%sfailover key %s", upgrade_no(upgrade), upgrade_word(upgrade, 3));
    return FATE_CONVERTED;
}

/* ---- timeout, logging ---- */

static bool
is_no_timer(const struct upgrade *upgrade, size_t at)
{
    const uint32_t *timers = upgrade_does(upgrade)->timers;
    return (timers[TIMER_SIP_DISCONNECT] == 0 && upgrade_word_is(upgrade, at, "sip-disconnect")) ||
           (timers[TIMER_SIP_INVITE] == 0 && upgrade_word_is(upgrade, at, "sip-invite"));
}

/* `rpc` is `sunrpc`; 7.0 and 7.1 have two timers of SIP less. */
static enum fate
convert_timeout(struct upgrade *upgrade)
{
    char text[512] = "";
    size_t used = 0;
    bool changed = false;
    for (size_t at = 1; at < upgrade_words(upgrade); at++) {
        if (is_no_timer(upgrade, at)) {
            changed = true;
            at++;
            continue;
        }
        bool rpc = upgrade_word_is(upgrade, at, "rpc");
        changed = changed || rpc;
        int length = snprintf(text + used, sizeof(text) - used, " %s",
                              rpc ? "sunrpc" : upgrade_word(upgrade, at));
        if (length < 0 || used + (size_t)length >= sizeof(text))
            return FATE_SAME;
        used += (size_t)length;
    }
    if (!changed)
        return FATE_SAME;
    if (used == 0) {
        upgrade->why = "these timers of SIP come back with 7.2";
        return FATE_IGNORED;
    }
    PUT(upgrade, "%stimeout%s", upgrade_no(upgrade), text);
    return FATE_CONVERTED;
}

static enum fate
convert_logging_on(struct upgrade *upgrade)
{
    PUT(upgrade, "%slogging enable", upgrade_no(upgrade));
    return FATE_CONVERTED;
}

/* ---- aaa-server ---- */

/* `aaa-server TAG (IF) host A [KEY] [timeout N]`: key and timeout have lines of their own. */
static enum fate
convert_aaa_host(struct upgrade *upgrade, size_t host)
{
    size_t at = host + 2;
    PUT(upgrade, "aaa-server %s%s%s host %s", upgrade_word(upgrade, 1), host > 2 ? " " : "",
        host > 2 ? upgrade_word(upgrade, 2) : "", upgrade_word(upgrade, host + 1));
    if (at < upgrade_words(upgrade) && !upgrade_word_is(upgrade, at, "timeout"))
        PUT(upgrade, " key %s", upgrade_word(upgrade, at++));
    if (upgrade_word_is(upgrade, at, "timeout"))
        PUT(upgrade, " timeout %s", upgrade_word(upgrade, at + 1));
    return FATE_CONVERTED;
}

/* The values that 6.3 writes for each server although nobody set them (commands.md 11). */
static bool
is_usual_aaa(const struct upgrade *upgrade)
{
    return (upgrade_word_is(upgrade, 2, "max-failed-attempts") &&
            upgrade_word_is(upgrade, 3, "3")) ||
           (upgrade_word_is(upgrade, 2, "deadtime") && upgrade_word_is(upgrade, 3, "10"));
}

static enum fate
convert_aaa_server(struct upgrade *upgrade)
{
    if (upgrade->negated)
        return FATE_SAME;
    if (upgrade_word_is(upgrade, 2, "protocol")) {
        if (!upgrade_word_is(upgrade, 3, "local"))
            return FATE_SAME;
        upgrade->why = "LOCAL is always there";
        return FATE_IGNORED;
    }
    for (size_t host = 2; host <= 3; host++) {
        if (upgrade_word_is(upgrade, host, "host"))
            return convert_aaa_host(upgrade, host);
    }
    upgrade->why = "it has its usual value";
    if (is_usual_aaa(upgrade))
        return FATE_IGNORED;
    upgrade->why = "write it into the block of the server or of its group";
    return FATE_LOST;
}

const struct upgrade_rule upgrade_box_rules[] = {
    { "floodguard", NULL, "it is always on", NULL },
    { "sysopt connection permit-ipsec", convert_permit_ipsec, NULL, NULL },
    { "sysopt connection permit-pptp", NULL, NULL,
      "the box takes no calls of PPTP any more; let PPTP through to a server behind it" },
    { "sysopt connection permit-l2tp", NULL, NULL,
      "sysopt connection permit-vpn covers what comes out of a tunnel" },
    { "sysopt route dnat", NULL, "destinations of outside NAT are always looked up", NULL },
    { "sysopt security fragguard", NULL, "fragments are always put together first", NULL },
    { "sysopt ipsec pl-compatible", NULL, "Private Link is gone", NULL },
    { "pdm", convert_pdm, NULL, NULL },
    { "eeprom", NULL, "it is about the ports of old hardware", NULL },
    { "mgcp", NULL, NULL, "write an mgcp-map or policy-map type inspect mgcp for inspect mgcp" },
    { "failover poll", convert_poll, NULL, NULL },
    { "failover link", convert_failover_port, NULL, NULL },
    { "failover lan interface", convert_failover_port, NULL, NULL },
    { "failover lan key", convert_failover_key, NULL, NULL },
    { "rip", NULL, NULL, "write router rip, from 7.2 on" },
    { "timeout", convert_timeout, NULL, NULL },
    { "logging on", convert_logging_on, NULL, NULL },
    { "aaa-server", convert_aaa_server, NULL, NULL },
    { NULL, NULL, NULL, NULL },
};
