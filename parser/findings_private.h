/*
 * findings_private.h: what the files of findings share.
 */
#ifndef REFIRE_PARSER_FINDINGS_PRIVATE_H
#define REFIRE_PARSER_FINDINGS_PRIVATE_H

#include "parser/findings.h"

enum finding {
#define FINDING(NAME, id, what) FINDING_##NAME,
#include "parser/findings.def"
};

struct findings {
    const struct config *config;
    struct load_result *result;
};

/* LINE is of the input; 0 when no line can be named. */
void finding_report(struct findings *findings, enum finding finding, uint32_t line,
                    const char *format, ...) PRINTF_LIKE(4, 5);

/* Objects that are named and not there, or there and not named. False without memory. */
NODISCARD bool findings_of_references(struct findings *findings);
/* Conduits, outbound lists: the rules of 6.x beside access lists. */
void findings_of_old_rules(struct findings *findings);
/* Addresses, pools and rules that stand in each other's way. */
void findings_of_overlaps(struct findings *findings);
/* Who may reach the box, and audit policies. */
void findings_of_box(struct findings *findings);
/* Messages that go nowhere. */
void findings_of_logging(struct findings *findings);

#endif
