/*
 * dns_rules.h: what `policy-map type inspect dns` looks for in messages, and what it does then.
 */
#ifndef REFIRE_ENGINE_INSPECT_DNS_RULES_H
#define REFIRE_ENGINE_INSPECT_DNS_RULES_H

#include "engine/inspect.h"
#include "engine/inspect/dns_message.h"
#include "engine/model/config.h"

/*
 * The rules of MAP, and its `tsig enforced`, on a message whose form has been checked; HEADER is
 * its own. What they log is emitted, flags that they mask are changed. CONTINUE, DROP or CLOSE.
 */
enum inspect_result dns_rules_apply(struct inspect_call *call, const struct inspect_map *map,
                                    struct cursor message, const struct dns_header *header);

#endif
