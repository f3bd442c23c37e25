/*
 * note_claims.c: a row a chapter and base.
 */
#include <stdbool.h>
#include <string.h>

#include "cli/verify/note_claims.h"
#include "engine/base/compiler.h"
#include "engine/model/behaviour.h"

#define IN(version) (UINT32_C(1) << (version))
#define FLAT (IN(OS_FIRST_MPF) - 1)
#define MODULAR (IN(OS_COUNT) - IN(OS_FIRST_MPF))

#define DEBUG_REMARK                                                                               \
    "\"login on\" and \"login console 7\" must be \"logging on\", from 7.0 on \"logging "          \
    "enable\", and "                                                                               \
    "\"logging console 7\""

const struct note_claim note_claims[] = {
    { .heading = "Background Theory",
      .topic = "PPTP through PAT does not work without the inspection",
      .versions = FLAT,
      .base = "base-6.cfg",
      .commands = "pat.cfg",
      .expectations = "pptp-pat-fails.expect" },
    { .heading = "Background Theory",
      .topic = "PPTP through a static works",
      .versions = IN(OS_6_2),
      .base = "base-6.cfg",
      .commands = "pptp-static.cfg",
      .expectations = "pptp-static.expect" },
    { .heading = "Background Theory",
      .topic = "the fixup opens what a call needs",
      .versions = IN(OS_6_3),
      .base = "base-6.cfg",
      .commands = "pptp-fixup.cfg",
      .expectations = "pptp-pat.expect" },
    { .heading = "Background Theory",
      .topic = "only version 1 of PPTP is inspected",
      .versions = IN(OS_6_3),
      .base = "base-6.cfg",
      .also = "pat.cfg",
      .commands = "fixup.cfg",
      .expectations = "pptp-version-2.expect" },
    { .heading = "Background Theory",
      .topic = "the inspection opens what a call needs",
      .versions = MODULAR,
      .base = "base-7.cfg",
      .commands = "pptp-inspect.cfg",
      .expectations = "pptp-pat.expect" },
    { .heading = "Background Theory",
      .topic = "only version 1 of PPTP is inspected",
      .versions = MODULAR,
      .base = "base-7.cfg",
      .also = "pat.cfg",
      .commands = "inspect.cfg",
      .expectations = "pptp-version-2.expect" },
    { .heading = "Commands to Add for Version 6.2 and Earlier",
      .versions = IN(OS_6_2),
      .base = "base-6.cfg",
      .commands = "pptp-static.cfg",
      .expectations = "pptp-static.expect" },
    { .heading = "Commands to Add for Version 6.3",
      .versions = IN(OS_6_3),
      .base = "base-6.cfg",
      .commands = "pptp-fixup.cfg",
      .expectations = "pptp-pat.expect" },
    { .heading = "Commands to Add for Versions 7.x and 8.0 using inspection",
      .versions = MODULAR,
      .base = "base-7.cfg",
      .commands = "pptp-inspect.cfg",
      .expectations = "pptp-pat.expect" },
    { .heading = "Commands to Add for Versions 7.x and 8.0 using ACL",
      .versions = MODULAR,
      .base = "base-7.cfg",
      .commands = "pptp-server-inside.cfg",
      .expectations = "pptp-acl.expect",
      .remark = "the permit for TCP port 1723 is not needed, the client opens that connection; "
                "it lets the server open one of its own" },
    { .heading = "Configuration for Versions 6.2 and Earlier",
      .versions = IN(OS_6_2),
      .base = "base-6.cfg",
      .commands = "pptp-static.cfg",
      .expectations = "pptp-static.expect",
      .remark = "the listing has no route to the server: one by the outside interface is assumed" },
    { .heading = "L2TP with the Client Inside and the Server Outside",
      .versions = MODULAR,
      .base = "base-7.cfg",
      .commands = "l2tp.cfg",
      .expectations = "l2tp-client-inside.expect",
      .remark = "the permit is not needed for what it is given for: the answers of the server "
                "belong to the connection that the client opened" },
    { .heading = "Commands to Add to All Versions",
      .versions = FLAT,
      .base = "base-6.cfg",
      .commands = "pptp-server-inside.cfg",
      .expectations = "pptp-server-inside.expect" },
    { .heading = "Commands to Add to All Versions",
      .versions = MODULAR,
      .base = "base-7.cfg",
      .commands = "pptp-server-inside.cfg",
      .expectations = "pptp-server-inside.expect" },
    { .heading = "L2TP with the Client Outside and the Server Inside",
      .versions = FLAT,
      .base = "base-6.cfg",
      .commands = "l2tp.cfg",
      .expectations = "l2tp-server-inside.expect" },
    { .heading = "L2TP with the Client Outside and the Server Inside",
      .versions = MODULAR,
      .base = "base-7.cfg",
      .commands = "l2tp.cfg",
      .expectations = "l2tp-server-inside.expect" },
    { .heading = "Allow L2TP Over IPsec Through PIX/ASA 7.x and Above",
      .versions = MODULAR,
      .base = "base-ipsec.cfg",
      .commands = "l2tp-ipsec.cfg",
      .expectations = "l2tp-ipsec.expect",
      .is_mended = true,
      .remark = "the access list is cut at the edge of the page; and what its last remark says of "
                "port 1701 (L2TP) stands over a line for port 4500" },
    { .heading = "Multiple PPTP Connections Fail when using PAT",
      .versions = FLAT,
      .base = "base-6.cfg",
      .commands = "pptp-pat-alone.cfg",
      .expectations = "pptp-pat-alone.expect",
      .remark = "so it is where PPTP is not inspected: from 6.3 on, with the inspection, several "
                "connections pass" },
    { .heading = "Debug Commands",
      .versions = FLAT,
      .base = "base-6.cfg",
      .also = "pptp-no-acl.cfg",
      .commands = "logging-6.cfg",
      .expectations = "pptp-no-acl.expect",
      .is_mended = true,
      .remark = DEBUG_REMARK },
    { .heading = "Debug Commands",
      .versions = MODULAR,
      .base = "base-7.cfg",
      .also = "pptp-no-acl.cfg",
      .commands = "logging-7.cfg",
      .expectations = "pptp-no-acl.expect",
      .is_mended = true,
      .remark = DEBUG_REMARK },
};
const size_t note_claim_count = ARRAY_LENGTH(note_claims);

const struct note_file *
note_file_find(const char *name)
{
    for (size_t i = 0; i < note_file_count; i++)
        if (strcmp(note_files[i].name, name) == 0)
            return &note_files[i];
    return NULL;
}
