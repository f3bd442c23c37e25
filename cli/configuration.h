/*
 * configuration.h: the configuration that a verb works on.
 */
#ifndef REFIRE_CLI_CONFIGURATION_H
#define REFIRE_CLI_CONFIGURATION_H

#include "engine/base/compiler.h"
#include "parser/parser.h"

/* Says on standard error what and why: "refire: WHAT: WHY". */
void complain(const char *what, const char *why);

/*
 * Loads PATH ("-": standard input) as RELEASE (NULL: as it says itself) and says what is wrong with
 * it on standard error. STATUS_OK, or STATUS_CONFIG when nothing came of it. After STATUS_OK the
 * caller frees LOADED; after anything else it is zeroed.
 */
NODISCARD int configuration_load(const char *path, const struct os_release *release,
                                 struct load_result *loaded);

#endif
