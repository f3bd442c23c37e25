/*
 * report_junit.c: the XML of JUnit, as far as all its readers agree: cli/schema/junit.xsd. There is
 * no attribute for the place of a case that they all take; it is the first line of a failure.
 */
#include "cli/report/report_inside.h"

#include "cli/xml.h"

static void
write_attribute(struct output *output, const char *name, const char *text)
{
    report_say(output, " %s=\"", name);
    report_put_text(output, text, xml_entity);
    report_say(output, "\"");
}

static void
write_failure(struct output *output, const struct report_case *item)
{
    const char *details = item->details, *line;
    size_t length;
    report_say(output, "      <failure type=\"failed\"");
    write_attribute(output, "message", item->message != NULL ? item->message : "failed");
    report_say(output, ">");
    if (item->file != NULL) {
        report_put_text(output, item->file, xml_entity);
        if (item->line > 0)
            report_say(output, ":%u", item->line);
        report_say(output, "\n");
    }
    while ((line = report_next_line(&details, &length)) != NULL) {
        report_put(output, line, length, xml_entity);
        report_say(output, "\n");
    }
    report_say(output, "</failure>\n");
}

static void
write_case(const struct report *report, const struct report_case *item, struct output *output)
{
    report_say(output, "    <testcase");
    write_attribute(output, "classname", report_group(report, item));
    write_attribute(output, "name", item->name);
    if (item->status == REPORT_PASSED) {
        report_say(output, "/>\n");
        return;
    }
    report_say(output, ">\n");
    if (item->status == REPORT_FAILED) {
        write_failure(output, item);
    } else {
        report_say(output, "      <skipped");
        if (item->message != NULL)
            write_attribute(output, "message", item->message);
        report_say(output, "/>\n");
    }
    report_say(output, "    </testcase>\n");
}

static void
write_counts(struct output *output, const size_t counts[static REPORT_STATUS_COUNT])
{
    report_say(output, " tests=\"%zu\" failures=\"%zu\" errors=\"0\"",
               counts[REPORT_PASSED] + counts[REPORT_FAILED] + counts[REPORT_SKIPPED],
               counts[REPORT_FAILED]);
}

/* The cases from AT on that are of one group; returns where the next one begins. */
static size_t
write_suite(const struct report *report, size_t at, struct output *output)
{
    size_t counts[REPORT_STATUS_COUNT] = { 0 };
    size_t end = at;
    do
        counts[report->cases[end++].status]++;
    while (end < report->count && !report_group_begins(report, end));
    report_say(output, "  <testsuite");
    write_attribute(output, "name", report_group(report, &report->cases[at]));
    write_counts(output, counts);
    report_say(output, " skipped=\"%zu\">\n", counts[REPORT_SKIPPED]);
    for (; at < end; at++)
        write_case(report, &report->cases[at], output);
    report_say(output, "  </testsuite>\n");
    return end;
}

void
report_write_junit(const struct report *report, struct output *output)
{
    report_say(output, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
    write_attribute(output, "name", report->name);
    write_counts(output, report->counts);
    report_say(output, ">\n");
    for (size_t at = 0; at < report->count;)
        at = write_suite(report, at, output);
    report_say(output, "</testsuites>\n");
}
