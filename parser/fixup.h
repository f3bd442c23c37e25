/*
 * fixup.h: the fixups that are on in a configuration without a word about them.
 */
#ifndef REFIRE_PARSER_FIXUP_H
#define REFIRE_PARSER_FIXUP_H

#include "engine/model/config.h"

/* Adds the release's defaults; nothing from 7.0 on. False: no memory. */
NODISCARD bool fixup_defaults(struct config *config);

#endif
