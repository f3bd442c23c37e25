/*
 * inspections.c: the inspections that are modelled. To add one: its file, and its line here.
 *
 * Those that are not are named in the summary of a replay: ctiqbe, of whose messages nothing public
 * tells which announce media and where in them, and gtp, im, radius-accounting and waas.
 */
#include "engine/base/ip.h"
#include "engine/inspect/dcerpc.h"
#include "engine/inspect/dns.h"
#include "engine/inspect/ftp.h"
#include "engine/inspect/h323.h"
#include "engine/inspect/http.h"
#include "engine/inspect/ils.h"
#include "engine/inspect/ipsec.h"
#include "engine/inspect/mgcp.h"
#include "engine/inspect/netbios.h"
#include "engine/inspect/pptp.h"
#include "engine/inspect/rsh.h"
#include "engine/inspect/rtsp.h"
#include "engine/inspect/sip.h"
#include "engine/inspect/skinny.h"
#include "engine/inspect/smtp.h"
#include "engine/inspect/snmp.h"
#include "engine/inspect/sqlnet.h"
#include "engine/inspect/sunrpc.h"
#include "engine/inspect/tftp.h"
#include "engine/inspect/xdmcp.h"

/* one a line */
/* clang-format off */
static const struct inspection_engine *const inspections[] = {
    &inspect_dcerpc,
    &inspect_dns,
    &inspect_esmtp,
    &inspect_esp_ike,
    &inspect_ftp,
    &inspect_h225,
    &inspect_http,
    &inspect_ils,
    &inspect_ipsec_pass_thru,
    &inspect_mgcp,
    &inspect_netbios,
    &inspect_pptp,
    &inspect_ras,
    &inspect_rsh,
    &inspect_rtsp,
    &inspect_sip_tcp,
    &inspect_sip_udp,
    &inspect_sip_udp_alone,
    &inspect_skinny,
    &inspect_smtp,
    &inspect_snmp,
    &inspect_sqlnet,
    &inspect_sunrpc_tcp,
    &inspect_sunrpc_udp,
    &inspect_tftp,
    &inspect_xdmcp,
};
/* clang-format on */

const struct inspection_engine *
inspection_engine_of(enum inspection_kind kind, uint8_t protocol)
{
    for (size_t i = 0; i < ARRAY_LENGTH(inspections); i++) {
        if (inspections[i]->kind == kind && inspections[i]->protocol == protocol)
            return inspections[i];
    }
    return NULL;
}

const struct inspection_engine *
inspection_engine_announcing(enum inspection_kind kind)
{
    const struct inspection_engine *over_udp = inspection_engine_of(kind, IP_UDP);
    return over_udp != NULL ? over_udp : inspection_engine_of(kind, IP_TCP);
}
