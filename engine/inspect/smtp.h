/*
 * smtp.h: the inspections of mail: `fixup protocol smtp` (Mail Guard) and `inspect esmtp`.
 */
#ifndef REFIRE_ENGINE_INSPECT_SMTP_H
#define REFIRE_ENGINE_INSPECT_SMTP_H

#include "engine/inspect.h"

/* A line of a mail has 1,000 bytes at most (RFC 2821 4.5.3.1); longer ones are read in pieces. */
#define SMTP_LINE 2048

extern const struct inspection_engine inspect_smtp;
extern const struct inspection_engine inspect_esmtp;

#endif
