/*
 * interface_mode.h: what the rows of the interface sub-mode of 7.0 and later share. Inside parser/
 * only.
 */
#ifndef REFIRE_PARSER_INTERFACE_MODE_H
#define REFIRE_PARSER_INTERFACE_MODE_H

#include "parser/kept_rows.h"
#include "parser/word_hardware.h"

struct ifc_line {
    char hardware[HARDWARE_SIZE];
    const char *text;
    bool flag;
    uint16_t number;
    uint8_t mac[6];
    uint8_t standby_mac[6];
    bool has_standby_mac;
    enum address_source source;
    uint32_t address;
    uint32_t netmask;
    bool has_netmask;
    uint32_t standby;
    bool has_standby;
    bool setroute;
    bool unset; /* written as `no ...` */
};

#define IFC_ROW .since = OS_7_0, IFC_MODE
#define IFC_MODE .modes = MODE_BIT(MODE_CONFIG_IF), .scratch_size = sizeof(struct ifc_line)

static inline bool
ifc_line_is_unset(const struct config *config, const void *scratch)
{
    (void)config;
    return ((const struct ifc_line *)scratch)->unset;
}

/*
 * Switch ports of an ASA 5505 and failover links are written without the three `no` lines that an
 * unused interface has (7.2(1), 7.2(3) listings).
 */
bool interface_is_bare(const struct config *config, const struct interface *interface);

#endif
