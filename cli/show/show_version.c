/*
 * show_version.c: the software, and the box as this program stands for it. Layouts: shell.md 6.1.
 *
 * Hardware, licence, serial number and key are those of no box: the usual ones of the platform
 * with everything licensed, and zeroes. What was compiled when, and a device manager, are not said.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cli/show/show.h"
#include "engine/base/clock.h"

/* "40 days 23 hours", "2 mins 5 secs": the two largest units. */
static void
print_uptime(struct session *session)
{
    static const struct unit {
        int64_t seconds;
        const char *name;
    } units[] = { { 86400, "day" }, { 3600, "hour" }, { 60, "min" }, { 1, "sec" } };
    FILE *out = session->screen;
    int64_t left = (engine_now(session->engine) - session->firewall->booted) / NS_PER_SECOND;
    size_t first = 0;
    while (first < ARRAY_LENGTH(units) - 2 && left < units[first].seconds)
        first++;
    fprintf(out, "%s up", session->config->hostname);
    for (size_t i = first; i < first + 2; i++) {
        int64_t amount = left / units[i].seconds;
        left -= amount * units[i].seconds;
        fprintf(out, " %jd %s%s", (intmax_t)amount, units[i].name, amount == 1 ? "" : "s");
    }
    putc('\n', out);
}

/* ---- the box ---- */

/* The models whose factory configuration it has; all but the form (shell.md 6.1 [V]) recalled [R].
 */
struct hardware {
    const char *model, *processor, *flash;
};

static const struct hardware pix_6 = {
    "PIX-515", "Pentium 200 MHz",
    "Flash E28F128J3 @ 0x300, 16MB\nBIOS Flash AM29F400B @ 0xfffd8000, 32KB\n"
};
static const struct hardware pix_7 = {
    "PIX-515", "Pentium 200 MHz",
    "Flash E28F128J3 @ 0xfff00000, 16MB\nBIOS Flash AM29F400B @ 0xfffd8000, 32KB\n"
};
static const struct hardware asa = {
    "ASA5510", "Pentium 4 Celeron 1600 MHz",
    "Internal ATA Compact Flash, 64MB\nBIOS Flash M50FW080 @ 0xffe00000, 1024KB\n"
};

static bool
is_asa(const struct session *session)
{
    return session->config->os.platform == PLATFORM_ASA;
}

static void
print_hardware(struct session *session)
{
    const struct hardware *box = &asa;
    if (!is_asa(session))
        box = session->dialect->tables ? &pix_7 : &pix_6;
    fprintf(session->screen, "\nHardware:   %s, %u MB RAM, CPU %s\n%s\n", box->model,
            session->dialect->memory_megabytes, box->processor, box->flash);
}

/* Lines have made sub-interfaces, VLANs and pairs; the box has ports. */
static bool
is_port(const struct interface *interface)
{
    return interface->parent == NULL && !interface->is_subinterface &&
           strncasecmp(interface->hardware, "vlan", 4) != 0 &&
           strncasecmp(interface->hardware, "Redundant", 9) != 0;
}

static void
print_ports(struct session *session)
{
    const struct config *config = session->config;
    unsigned number = 0;
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        char mac[MAC_TEXT_SIZE];
        if (!is_port(interface))
            continue;
        show_format_mac(interface, (ifc_id)i, mac);
        fprintf(session->screen,
                session->dialect->tables ? "%2u: Ext: %-20s: address is %s, irq %u\n"
                                         : "%u: %s: address is %s, irq %u\n",
                number, interface->hardware, mac, 10 + number % 2);
        number++;
    }
}

/* ---- its licence ---- */

enum whose { OF_PIX = 1, OF_ASA = 2, OF_BOTH = OF_PIX | OF_ASA };

/* In the order of the screen. 6.2 and 6.3: shell.md 6.1, 1 [V]; later ones recalled [R]. */
static const struct feature {
    enum os_version since, until;
    enum whose whose;
    const char *name, *value, *value_of_asa; /* NULL: the same */
} features[] = {
    { OS_6_2, OS_6_3, OF_PIX, "Failover", "Enabled", NULL },
    { OS_6_2, OS_6_3, OF_PIX, "VPN-DES", "Enabled", NULL },
    { OS_6_2, OS_6_2, OF_PIX, "VPN-3DES", "Enabled", NULL },
    { OS_6_3, OS_6_3, OF_PIX, "VPN-3DES-AES", "Enabled", NULL },
    { OS_6_3, OS_6_3, OF_PIX, "Maximum Physical Interfaces", "6", NULL },
    { OS_6_2, OS_6_2, OF_PIX, "Maximum Interfaces", "6", NULL },
    { OS_6_3, OS_6_3, OF_PIX, "Maximum Interfaces", "10", NULL },
    { OS_6_2, OS_6_3, OF_PIX, "Cut-through Proxy", "Enabled", NULL },
    { OS_6_2, OS_6_3, OF_PIX, "Guards", "Enabled", NULL },
    { OS_6_2, OS_6_2, OF_PIX, "Websense", "Enabled", NULL },
    { OS_6_3, OS_6_3, OF_PIX, "URL-filtering", "Enabled", NULL },
    { OS_6_2, OS_6_3, OF_PIX, "Inside Hosts", "Unlimited", NULL },
    { OS_6_2, OS_6_3, OF_PIX, "Throughput", "Unlimited", NULL },
    { OS_6_2, OS_6_2, OF_PIX, "ISAKMP peers", "Unlimited", NULL },
    { OS_6_3, OS_6_3, OF_PIX, "IKE peers", "Unlimited", NULL },
    { OS_7_0, OS_LAST, OF_BOTH, "Maximum Physical Interfaces", "6", "Unlimited" },
    { OS_7_0, OS_LAST, OF_BOTH, "Maximum VLANs", "25", "100" },
    { OS_7_0, OS_LAST, OF_BOTH, "Inside Hosts", "Unlimited", NULL },
    { OS_7_0, OS_LAST, OF_BOTH, "Failover", "Active/Active", NULL },
    { OS_7_0, OS_LAST, OF_BOTH, "VPN-DES", "Enabled", NULL },
    { OS_7_0, OS_LAST, OF_BOTH, "VPN-3DES-AES", "Enabled", NULL },
    { OS_7_0, OS_LAST, OF_PIX, "Cut-through Proxy", "Enabled", NULL },
    { OS_7_0, OS_LAST, OF_PIX, "Guards", "Enabled", NULL },
    { OS_7_0, OS_LAST, OF_PIX, "URL Filtering", "Enabled", NULL },
    { OS_7_0, OS_LAST, OF_BOTH, "Security Contexts", "2", NULL },
    { OS_7_0, OS_LAST, OF_BOTH, "GTP/GPRS", "Disabled", NULL },
    { OS_7_0, OS_LAST, OF_PIX, "VPN Peers", "Unlimited", NULL },
    { OS_7_0, OS_8_1, OF_ASA, "VPN Peers", "250", NULL },
    { OS_7_1, OS_8_1, OF_ASA, "WebVPN Peers", "2", NULL },
    { OS_8_2, OS_8_2, OF_ASA, "SSL VPN Peers", "2", NULL },
    { OS_8_2, OS_8_2, OF_ASA, "Total VPN Peers", "250", NULL },
    { OS_8_0, OS_8_2, OF_ASA, "Advanced Endpoint Assessment", "Disabled", NULL },
};

static bool
has_feature(const struct session *session, const struct feature *feature)
{
    enum os_version version = session->config->os.version;
    return version >= feature->since && version <= feature->until &&
           (feature->whose & (is_asa(session) ? OF_ASA : OF_PIX)) != 0;
}

/* The colons stand below one another from 7.0 on, as far to the right as the longest name needs. */
static int
name_width(const struct session *session)
{
    size_t width = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(features); i++) {
        if (has_feature(session, &features[i]) && strlen(features[i].name) > width)
            width = strlen(features[i].name);
    }
    return (int)width;
}

static void
print_feature(struct session *session, const struct feature *feature, int width)
{
    const char *value =
        is_asa(session) && feature->value_of_asa != NULL ? feature->value_of_asa : feature->value;
    if (session->dialect->tables)
        fprintf(session->screen, "%-*s : %-10s\n", width, feature->name, value);
    else if (session->dialect->features_by_tab)
        fprintf(session->screen, "%s:\t%s\n", feature->name, value);
    else
        fprintf(session->screen, "%s:%*s%s\n", feature->name, 28 - (int)strlen(feature->name), "",
                value);
}

static void
print_licence(struct session *session)
{
    FILE *out = session->screen;
    int width = name_width(session);
    fprintf(out, "\n%s:\n",
            session->dialect->tables ? "Licensed features for this platform" : "Licensed Features");
    for (size_t i = 0; i < ARRAY_LENGTH(features); i++) {
        if (has_feature(session, &features[i]))
            print_feature(session, &features[i], width);
    }
    if (is_asa(session))
        fputs("\nThis platform has an ASA 5510 Security Plus license.\n", out);
    else
        fprintf(out, "\nThis %s has an Unrestricted (UR) license.\n",
                session->dialect->tables ? "platform" : "PIX");
}

static void
print_numbers(struct session *session)
{
    FILE *out = session->screen;
    const struct dialect *dialect = session->dialect;
    fprintf(out, "\nSerial Number: %s\n",
            dialect->tables ? is_asa(session) ? "00000000000" : "000000000" : "0 (0x0)");
    fprintf(out, "%sActivation Key:", dialect->features_by_tab ? "" : "Running ");
    for (int i = 0; i < (dialect->tables ? 5 : 4); i++)
        fprintf(out, " 0x%08x", 0);
    fprintf(out, " \n%s", is_asa(session) ? "Configuration register is 0x1\n" : "");
}

/* ---- all of it ---- */

static void
print_software(struct session *session)
{
    FILE *out = session->screen;
    char release[RELEASE_TEXT_SIZE];
    release_text(session->config->os, release);
    if (!session->dialect->tables) {
        fprintf(out, "\nCisco PIX Firewall Version %s\n\nEmulated by refire " REFIRE_VERSION "\n\n",
                release);
        return;
    }
    fprintf(out, "\nCisco %s Security Appliance Software Version %s \n\n",
            is_asa(session) ? "Adaptive" : "PIX", release);
    fputs("System image file is \"refire-" REFIRE_VERSION "\"\n"
          "Config file at boot was \"startup-config\"\n\n",
          out);
}

void
show_version(struct session *session)
{
    FILE *out = session->screen;
    print_software(session);
    print_uptime(session);
    print_hardware(session);
    print_ports(session);
    print_licence(session);
    print_numbers(session);
    if (session->firewall->changed == 0) {
        fputs("Configuration has not been modified since last system restart.\n", out);
        return;
    }
    fputs("Configuration last modified by enable_15 at ", out);
    print_clock(out, &session->config->time_zone, session->firewall->changed);
    putc('\n', out);
}
