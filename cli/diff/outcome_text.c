/*
 * outcome_text.c: for people: the cause first, then the first connection that shows it.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "cli/diff/outcome_private.h"

#define INDENTATION "    "

static void
put_cause(const struct diff_outcome *outcome, const struct cause *cause, FILE *out)
{
    fprintf(out, "%zu %s: ", cause->flows, cause->flows == 1 ? "connection" : "connections");
    outcome_put_why(outcome, cause, out);
    char *first = NULL;
    size_t size;
    FILE *memory = open_memstream(&first, &size);
    if (memory == NULL)
        return;
    outcome_put_first(cause, memory);
    if (fclose(memory) == 0) {
        const char *lines = first, *line;
        size_t length;
        while ((line = report_next_line(&lines, &length)) != NULL)
            fprintf(out, INDENTATION "%.*s\n", (int)length, line);
    }
    free(first);
}

static void
put_all(const struct diff_outcome *outcome, FILE *out)
{
    const struct causes *causes = outcome->causes;
    for (size_t i = 0; i < causes->count; i++)
        put_cause(outcome, &causes->items[i], out);
    fprintf(out, "%zu %s equally\n", causes->equal,
            causes->equal == 1 ? "connection fares" : "connections fare");
    if (causes->untried > 0)
        fprintf(out, "%zu %s by the lines that decided: no connection shows it alone\n",
                causes->untried, causes->untried == 1 ? "cause is told" : "causes are told");
    if (outcome->untold > 0)
        fprintf(out, "not compared: %" PRIu64 " packets of further connections\n", outcome->untold);
}

bool
outcome_write_text(const struct diff_outcome *outcome, struct output *output)
{
    char *text = NULL;
    size_t size, length;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return false;
    put_all(outcome, out);
    bool good = fclose(out) == 0;
    const char *lines = text, *line;
    while (good && (line = report_next_line(&lines, &length)) != NULL) {
        report_put(output, line, length, NULL);
        output_line_end(output);
    }
    free(text);
    return good;
}
