/*
 * findings.c: the rules and their reports.
 */
#include "parser/findings.h"

#include <stdarg.h>

#include "parser/findings_private.h"

static const struct finding_rule rules[] = {
#define FINDING(NAME, id, what) { id, what },
#include "parser/findings.def"
};

const struct finding_rule *
finding_rule_at(size_t index)
{
    return index < ARRAY_LENGTH(rules) ? &rules[index] : NULL;
}

void
finding_report(struct findings *findings, enum finding finding, uint32_t line, const char *format,
               ...)
{
    struct diags *diags = &findings->result->diags;
    va_list arguments;
    va_start(arguments, format);
    const char *text = diag_text(diags->arena, format, arguments);
    va_end(arguments);
    if (text == NULL)
        return;
    struct span span = { line, line > 0 ? 1 : 0, line > 0 ? 1 : 0 };
    struct diag *diag =
        diag_add(diags, DIAG_WARNING, DIAG_FINDING, findings->result->file, span, "%s", text);
    if (diag != NULL)
        diag->rule = rules[finding].id;
}

bool
findings_add(struct load_result *result)
{
    struct findings findings = { .config = result->config, .result = result };
    if (!findings_of_references(&findings))
        return false;
    findings_of_overlaps(&findings);
    findings_of_box(&findings);
    findings_of_old_rules(&findings);
    findings_of_logging(&findings);
    diags_sort(&result->diags);
    return true;
}
