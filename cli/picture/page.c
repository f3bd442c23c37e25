/*
 * page.c: sections from the whole to the single, in the order in which one reads.
 */
#include "cli/picture/page.h"

#include <inttypes.h>

#include "cli/picture/ladder.h"
#include "engine/base/civil.h"
#include "engine/base/clock.h"
#include "parser/parser.h"

static const char style[] =
    "body{font:15px/1.45 sans-serif;color:#222;max-width:1000px;margin:2em auto;padding:0 1em}"
    "h1{font-size:1.5em}h2{font-size:1.15em;margin-top:2em;border-bottom:1px solid #ccc}"
    "h3{font-size:1em;margin:1.6em 0 .3em}table{border-collapse:collapse}"
    "th,td{text-align:left;padding:.15em 1em .15em 0;vertical-align:top}td.n{text-align:right}"
    "pre{font:12px/1.4 monospace;white-space:pre-wrap;overflow-wrap:anywhere;margin:0}"
    ".log pre{padding:.1em .4em}.bad{background:#fbeaea}.dim{color:#777}"
    ".why{font:12px monospace;color:#a00;margin:.2em "
    "0}svg{max-width:100%;height:auto;display:block}"
    "a{color:#145}section.flow{break-inside:avoid}"
    "@media print{body{max-width:none;margin:0}a{color:inherit;text-decoration:none}}";

static void
put_moment(int64_t time, FILE *out)
{
    struct civil_time at = civil_from_ns(time);
    fprintf(out, "%04" PRId32 "-%02u-%02u %02u:%02u:%02u", at.year, at.month, at.day, at.hour,
            at.minute, at.second);
}

static void
put_row(const char *name, uint64_t count, FILE *out)
{
    fputs("<tr><td>", out);
    markup_put(name, out);
    fprintf(out, "</td><td class=\"n\">%" PRIu64 "</td></tr>\n", count);
}

/* ---- what it was, and what became of it ---- */

static void
write_head(const struct story *story, const struct page_source *source, FILE *out)
{
    char release[RELEASE_TEXT_SIZE];
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width\">\n<title>refire: ",
          out);
    markup_put(source->config_path, out);
    fprintf(out, "</title>\n<style>%s%s</style>\n</head>\n<body>\n<h1>", style, ladder_style());
    markup_put(source->config_path, out);
    fprintf(out, "</h1>\n<p>%s %s with", story->config->os.platform == PLATFORM_ASA ? "ASA" : "PIX",
            release_text(story->config->os, release));
    for (size_t i = 0; i < source->capture_count; i++) {
        fputs(i > 0 ? ", " : " ", out);
        markup_put(source->captures[i], out);
    }
    if (story->first != 0) {
        fputs("<br>\n", out);
        put_moment(story->first, out);
        fputs(" to ", out);
        put_moment(story->last, out);
        fputs(" UTC", out);
    }
    fputs("</p>\n", out);
}

static void
write_summary(const struct story *story, FILE *out)
{
    fputs("<h2 id=\"summary\">Packets</h2>\n<table>\n", out);
    for (int i = 0; i < (int)VERDICT_FINAL_COUNT; i++) {
        if (story->verdicts[i] > 0 || i == VERDICT_PASSED || i == VERDICT_DENIED)
            put_row(verdict_name((enum verdict)i), story->verdicts[i], out);
    }
    fputs("</table>\n", out);
    bool any = false;
    for (size_t i = DROP_NONE + 1; i < DROP_REASON_COUNT; i++) {
        if (story->drops[i] == 0)
            continue;
        if (!any)
            fputs("<h3>Denied because</h3>\n<table>\n", out);
        any = true;
        put_row(drop_reason_text((enum drop_reason)i), story->drops[i], out);
    }
    if (any)
        fputs("</table>\n", out);
}

/* ---- curves ---- */

enum { CURVE_WIDTH = 960, CURVE_HEIGHT = 120, CURVE_LEFT = 60, CURVE_TOP = 10 };

static void
write_curve(const struct story *story, const struct story_curve *curve, const char *title,
            FILE *out)
{
    if (curve->count == 0)
        return;
    int64_t first = story->first < curve->points[0].time ? story->first : curve->points[0].time;
    int64_t last = curve->points[curve->count - 1].time;
    last = last > story->last ? last : story->last;
    double span = last > first ? (double)(last - first) : 1;
    int wide = CURVE_WIDTH - CURVE_LEFT - 10, high = CURVE_HEIGHT - CURVE_TOP - 20;
    fprintf(out,
            "<h3>%s: %" PRIu32 " at most</h3>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
            "viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\"><title>%s</title>\n"
            "<path class=\"life\" d=\"M%d %dv%dh%d\"/>\n<path class=\"pass\" d=\"M%d %d",
            title, curve->most, CURVE_WIDTH, CURVE_HEIGHT, CURVE_WIDTH, CURVE_HEIGHT, title,
            CURVE_LEFT, CURVE_TOP, high, wide, CURVE_LEFT, CURVE_TOP + high);
    for (size_t i = 0; i < curve->count; i++) {
        const struct story_point *point = &curve->points[i];
        double x = CURVE_LEFT + wide * ((double)(point->time - first) / span);
        double y =
            CURVE_TOP + high * (1 - (double)point->count / (curve->most > 0 ? curve->most : 1));
        fprintf(out, "H%.1fV%.1f", x, y);
    }
    fprintf(out, "H%d\"/>\n", CURVE_LEFT + wide);
    fprintf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%" PRIu32 "</text>\n", CURVE_LEFT - 6,
            CURVE_TOP + 10, curve->most);
    fprintf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">0</text>\n", CURVE_LEFT - 6,
            CURVE_TOP + high);
    fprintf(out, "<text x=\"%d\" y=\"%d\">0 s</text>\n", CURVE_LEFT, CURVE_HEIGHT - 4);
    fprintf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%.1f s</text>\n</svg>\n",
            CURVE_LEFT + wide, CURVE_HEIGHT - 4, span / (double)NS_PER_SECOND);
}

/* ---- the log ---- */

static void
write_log(const struct story *story, FILE *out)
{
    fputs("<h2 id=\"log\">Log</h2>\n<div class=\"log\">\n", out);
    for (size_t i = 0; i < story->line_count; i++) {
        const struct story_line *line = &story->lines[i];
        const struct story_flow *flow = story_find(story, line->conn_id);
        fprintf(out, "<pre%s>", line->severity <= 4 ? " class=\"bad\"" : "");
        if (flow != NULL)
            fprintf(out, "<a href=\"#flow%zu\">", (size_t)(flow - story->flows));
        markup_put(line->text, out);
        fputs(flow != NULL ? "</a></pre>\n" : "</pre>\n", out);
    }
    fputs("</div>\n", out);
    if (story->line_count == 0)
        fputs("<p class=\"dim\">No line.</p>\n", out);
    if (story->lines_left_out > 0)
        fprintf(out, "<p class=\"dim\">and %" PRIu64 " more lines</p>\n", story->lines_left_out);
}

/* ---- the flows ---- */

static void
write_flow(const struct story *story, const struct story_flow *flow, FILE *out)
{
    char title[LADDER_LABEL_SIZE];
    fprintf(out, "<section class=\"flow\" id=\"flow%zu\">\n<h3>", (size_t)(flow - story->flows));
    markup_put(ladder_title(story, flow, title), out);
    fprintf(out, ": %" PRIu64 " packets, %" PRIu64 " denied</h3>\n", flow->packets, flow->denied);
    if (flow->why != NULL) {
        fputs("<p class=\"why\">denied by: ", out);
        markup_put(flow->why, out);
        fputs("</p>\n", out);
    }
    ladder_write_svg(story, flow, false, out);
    if (flow->packets > flow->step_count)
        fprintf(out, "<p class=\"dim\">and %" PRIu64 " more packets</p>\n",
                flow->packets - flow->step_count);
    fputs("</section>\n", out);
}

void
page_write(const struct story *story, const struct page_source *source, FILE *out)
{
    write_head(story, source, out);
    write_summary(story, out);
    fputs("<h2 id=\"use\">In use</h2>\n", out);
    write_curve(story, &story->conns, "Connections", out);
    write_curve(story, &story->ports, "Translated ports", out);
    if (story->conns.count == 0 && story->ports.count == 0)
        fputs("<p class=\"dim\">Nothing was built.</p>\n", out);
    write_log(story, out);
    fputs("<h2 id=\"flows\">Flows</h2>\n", out);
    for (size_t i = 0; i < story->flow_count; i++)
        write_flow(story, &story->flows[i], out);
    if (story->flows_left_out > 0)
        fprintf(out, "<p class=\"dim\">and %" PRIu64 " packets of further flows</p>\n",
                story->flows_left_out);
    fputs("</body>\n</html>\n", out);
}
