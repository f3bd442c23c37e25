/*
 * diagnostics.c: prints diagnostics as compilers do, so that editors find the place. A control
 * character of the configuration does not reach the terminal.
 */
#include "cli/diagnostics.h"

static void
print_plain(FILE *out, const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;
        fputc(c < 0x20 || c == 0x7f ? '?' : c, out);
    }
}

void
diagnostics_print(FILE *out, const struct diags *diags, enum diag_severity least)
{
    static const char *const words[] = {
        [DIAG_NOTE] = "note", [DIAG_WARNING] = "warning", [DIAG_ERROR] = "error"
    };
    for (size_t i = 0; i < diags->count; i++) {
        const struct diag *diag = &diags->items[i];
        if (diag->severity < least)
            continue;
        if (diag->file != NULL)
            print_plain(out, diag->file);
        if (diag->span.line > 0)
            fprintf(out, ":%u", diag->span.line);
        if (diag->span.line > 0 && diag->span.first > 0)
            fprintf(out, ":%u", diag->span.first);
        fprintf(out, "%s%s: ", diag->file != NULL || diag->span.line > 0 ? ": " : "",
                words[diag->severity]);
        print_plain(out, diag->text);
        if (diag->rule != NULL)
            fprintf(out, " [%s]", diag->rule);
        fputc('\n', out);
    }
}
