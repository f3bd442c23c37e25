/*
 * assume.h: interfaces for pieces of a configuration that name some and define none.
 */
#ifndef REFIRE_PARSER_ASSUME_H
#define REFIRE_PARSER_ASSUME_H

#include <stdbool.h>

#include "engine/base/compiler.h"
#include "engine/model/config.h"
#include "parser/clean.h"
#include "parser/diag.h"

/*
 * Adds the interfaces that nat, global, static, route, access-group and ip address name, and a
 * warning for each; nothing when the input defines interfaces or names none. False: no memory.
 */
NODISCARD bool assume_interfaces(struct config *config, const struct input *input,
                                 struct diags *diags, const char *file);

#endif
