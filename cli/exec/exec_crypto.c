/*
 * exec_crypto.c: security associations, of which there are none: no peer is ever spoken to. What a
 * box without any says is well known from 7.0 on and, of ISAKMP, for 6.x [R]; IPsec's list of 6.x,
 * by crypto map, is not there.
 */
#include "cli/exec/exec_plain.h"
#include "cli/exec/exec_rows.h"
#include "cli/prompt/session.h"

static void
show_isakmp(struct session *session)
{
    fputs(session->dialect->tables
              ? "\nThere are no isakmp sas\n"
              : "Total     : 0\n"
                "Embryonic : 0\n"
                "        dst               src        state     pending     created\n",
          session->screen);
}

static void
show_ipsec(struct session *session)
{
    fputs("\nThere are no ipsec sas\n", session->screen);
}

PLAIN(show_crypto_isakmp, "crypto isakmp sa", PRIVILEGED, OS_FIRST, "Key exchanges", show_isakmp);
PLAIN(show_crypto_ipsec, "crypto ipsec sa", PRIVILEGED, OS_7_0, "IPsec associations", show_ipsec);
PLAIN(show_isakmp, "isakmp sa", PRIVILEGED, OS_FIRST, "Key exchanges", show_isakmp);
