/*
 * ladder.c: each packet is one rung: an arrow to the firewall and, if it passes, one from there on.
 */
#include "cli/picture/ladder.h"

#include <inttypes.h>
#include <string.h>

#include "cli/prompt/row_text.h"
#include "engine/base/clock.h"
#include "engine/base/ip.h"

/* ---- words ---- */

void
markup_put(const char *text, FILE *out)
{
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        switch (*c) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            /* bytes that are no ASCII may be no UTF-8 either */
            fputc(*c < 0x20 || *c >= 0x7f ? '?' : *c, out);
        }
    }
}

static const char *
label_of(const struct story *story, ifc_id ifc)
{
    return ifc == IFC_NONE ? "-" : config_interface_label(story->config, ifc);
}

const char *
ladder_title(const struct story *story, const struct story_flow *flow,
             char text[static LADDER_LABEL_SIZE])
{
    char protocol[PROTOCOL_TEXT_SIZE], what[32] = "no connection";
    if (flow->conn_id != 0)
        (void)snprintf(what, sizeof(what), "connection %" PRIu32, flow->conn_id);
    if (flow->outer == IFC_NONE)
        (void)snprintf(text, LADDER_LABEL_SIZE, "%s, %s, entering at %s", what,
                       protocol_text(flow->protocol, protocol), label_of(story, flow->inner));
    else
        (void)snprintf(text, LADDER_LABEL_SIZE, "%s, %s, %s and %s", what,
                       protocol_text(flow->protocol, protocol), label_of(story, flow->inner),
                       label_of(story, flow->outer));
    return text;
}

static size_t
put_tcp_flags(uint8_t flags, char *text, size_t size)
{
    static const struct {
        uint8_t flag;
        const char *name;
    } names[] = {
        { TCP_SYN, "SYN" }, { TCP_FIN, "FIN" }, { TCP_RST, "RST" },
        { TCP_ACK, "ACK" }, { TCP_PSH, "PSH" }, { TCP_URG, "URG" },
    };
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if ((flags & names[i].flag) == 0)
            continue;
        int more = snprintf(text + used, size - used, "%s%s", used > 0 ? " " : "", names[i].name);
        used += more > 0 ? (size_t)more : 0;
    }
    return used;
}

/* "SYN", "ACK PSH, 38 bytes", "echo, 56 bytes" */
static void
what_it_is(const struct story_flow *flow, const struct story_step *step,
           char text[static LADDER_LABEL_SIZE])
{
    size_t used = 0;
    text[0] = '\0';
    if (flow->protocol == IP_TCP)
        used = put_tcp_flags(step->tcp_flags, text, LADDER_LABEL_SIZE);
    else if (flow->protocol == IP_ICMP)
        used = (size_t)snprintf(text, LADDER_LABEL_SIZE, "type %u", step->icmp_type);
    if (flow->protocol != IP_TCP || step->payload > 0)
        (void)snprintf(text + used, LADDER_LABEL_SIZE - used, "%s%" PRIu32 " bytes",
                       used > 0 ? ", " : "", step->payload);
}

static bool
has_ports(uint8_t protocol)
{
    return protocol == IP_TCP || protocol == IP_UDP;
}

static void
ends_text(const struct story_flow *flow, const struct story_end *from, const struct story_end *to,
          char text[static LADDER_LABEL_SIZE])
{
    char source[IP_TEXT_SIZE], destination[IP_TEXT_SIZE];
    ip_format(from->address, source);
    ip_format(to->address, destination);
    if (has_ports(flow->protocol))
        (void)snprintf(text, LADDER_LABEL_SIZE, "%s/%u > %s/%u", source, from->port, destination,
                       to->port);
    else
        (void)snprintf(text, LADDER_LABEL_SIZE, "%s > %s", source, destination);
}

/* "0.000000" since the flow's first packet */
static void
put_time(const struct story_flow *flow, const struct story_step *step, FILE *out)
{
    int64_t since = step->time - flow->steps[0].time;
    fprintf(out, "%" PRId64 ".%06" PRId64, since / NS_PER_SECOND,
            since % NS_PER_SECOND / NS_PER_US);
}

/* What is said where the arrow ends in the firewall. */
static void
end_text(const struct story_step *step, char text[static LADDER_LABEL_SIZE])
{
    if (step->verdict == VERDICT_DENIED)
        (void)snprintf(text, LADDER_LABEL_SIZE, "%s (%s)", drop_reason_text(step->drop),
                       drop_reason_name(step->drop));
    else
        (void)snprintf(text, LADDER_LABEL_SIZE, "%s", verdict_name(step->verdict));
}

static void
put_left_out(const struct story_flow *flow, FILE *out)
{
    if (flow->packets > flow->step_count)
        fprintf(out, "and %" PRIu64 " more packets", flow->packets - flow->step_count);
}

/* ---- for a terminal ---- */

static void
write_rung(const struct story_flow *flow, const struct story_step *step, FILE *out)
{
    char came[LADDER_LABEL_SIZE], left[LADDER_LABEL_SIZE], what[LADDER_LABEL_SIZE];
    ends_text(flow, &step->came_from, &step->came_to, came);
    what_it_is(flow, step, what);
    bool passed = step->verdict == VERDICT_PASSED;
    if (passed)
        ends_text(flow, &step->left_from, &step->left_to, left);
    else
        end_text(step, left);
    fprintf(out, "%7" PRIu64 " ", step->packet);
    put_time(flow, step, out);
    if (step->from_inner)
        fprintf(out, "  %-44s %s| %s\n", came, passed ? "-->" : "--X", left);
    else
        fprintf(out, "  %-44s %s| %s\n", passed ? left : "", passed ? "<--" : "   ", came);
    if (!step->from_inner && !passed)
        fprintf(out, "%*s X: %s\n", 65, "", left);
    fprintf(out, "%17s %s%s%s\n", "", what, step->inspected ? ", inspected" : "",
            step->rewritten ? ", rewritten" : "");
}

void
ladder_write_text(const struct story *story, const struct story_flow *flow, FILE *out)
{
    char title[LADDER_LABEL_SIZE];
    fprintf(out, "%s\n", ladder_title(story, flow, title));
    fprintf(out, "%7s %-8s  %-48s| %s\n", "packet", "time", label_of(story, flow->inner),
            label_of(story, flow->outer));
    for (size_t i = 0; i < flow->step_count; i++)
        write_rung(flow, &flow->steps[i], out);
    if (flow->packets > flow->step_count) {
        put_left_out(flow, out);
        fputc('\n', out);
    }
    if (flow->why != NULL)
        fprintf(out, "denied by: %s\n", flow->why);
}

/* ---- as a picture ---- */

/* In pixels; the lines of life of the three. */
enum {
    WIDTH = 960,
    LEFT = 110,
    BOX = 520,
    RIGHT = 930,
    BOX_HALF = 34,
    HEAD = 46,
    RUNG = 38,
    TEXT_UP = 5,
    TEXT_DOWN = 12,
};

static void
svg_text(int x, int y, const char *anchor, const char *class, const char *text, FILE *out)
{
    fprintf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" class=\"%s\">", x, y, anchor, class);
    markup_put(text, out);
    fputs("</text>\n", out);
}

static void
svg_arrow(int from, int to, int y, const char *class, FILE *out)
{
    int back = from < to ? -7 : 7;
    fprintf(out, "<path class=\"%s\" d=\"M%d %dH%dm%d -4L%d %dl%d 4\"/>\n", class, from, y, to,
            back, to, y, back);
}

static void
svg_cross(int x, int y, FILE *out)
{
    fprintf(out, "<path class=\"deny\" d=\"M%d %dl10 10m0 -10l-10 10\"/>\n", x - 5, y - 5);
}

/* From one side to the firewall; the label is what stands in the packet there. */
static void
svg_half(const struct story_flow *flow, int from, int to, int y, const struct story_end *source,
         const struct story_end *destination, const char *class, FILE *out)
{
    char ends[LADDER_LABEL_SIZE];
    ends_text(flow, source, destination, ends);
    svg_arrow(from, to, y, class, out);
    svg_text((from + to) / 2, y - TEXT_UP, "middle", "ends", ends, out);
}

static void
svg_rung(const struct story_flow *flow, const struct story_step *step, int y, FILE *out)
{
    char what[LADDER_LABEL_SIZE], end[LADDER_LABEL_SIZE];
    bool passed = step->verdict == VERDICT_PASSED;
    int near = step->from_inner ? LEFT : RIGHT, far = step->from_inner ? RIGHT : LEFT;
    int enters = step->from_inner ? BOX - BOX_HALF : BOX + BOX_HALF;
    int leaves = step->from_inner ? BOX + BOX_HALF : BOX - BOX_HALF;
    fprintf(out, "<text x=\"4\" y=\"%d\" class=\"when\">%" PRIu64 "</text>\n", y - TEXT_UP,
            step->packet);
    fprintf(out, "<text x=\"4\" y=\"%d\" class=\"when\">", y + TEXT_DOWN);
    put_time(flow, step, out);
    fputs("</text>\n", out);
    svg_half(flow, near, enters, y, &step->came_from, &step->came_to, passed ? "pass" : "deny",
             out);
    what_it_is(flow, step, what);
    svg_text((near + enters) / 2, y + TEXT_DOWN, "middle", "what", what, out);
    if (passed) {
        svg_half(flow, leaves, far, y, &step->left_from, &step->left_to, "pass", out);
        if (step->inspected)
            svg_text(BOX, y + TEXT_DOWN / 2 - 1, "middle", "mark",
                     step->rewritten ? "rewritten" : "inspected", out);
        return;
    }
    svg_cross(BOX, y, out);
    end_text(step, end);
    svg_text((leaves + far) / 2, y + TEXT_UP - 1, "middle", "why", end, out);
}

static void
svg_frame(const struct story *story, const struct story_flow *flow, int height, FILE *out)
{
    fprintf(out, "<path class=\"life\" d=\"M%d %dV%dM%d %dV%d\"/>\n", LEFT, HEAD - 12, height,
            RIGHT, HEAD - 12, height);
    fprintf(out, "<rect class=\"box\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n",
            BOX - BOX_HALF, HEAD - 12, 2 * BOX_HALF, height - HEAD + 12);
    svg_text(LEFT, HEAD - 20, "middle", "side", label_of(story, flow->inner), out);
    svg_text(BOX, HEAD - 20, "middle", "side", "firewall", out);
    svg_text(RIGHT, HEAD - 20, "end", "side", label_of(story, flow->outer), out);
}

static const char style[] =
    "text{font:11px monospace;fill:#222}.side{font-weight:bold}.when{fill:#777;font-size:10px}"
    ".what{fill:#555;font-size:10px}.mark{font-size:9px;fill:#145}.why{fill:#a00}"
    ".life{stroke:#999;fill:none}.box{fill:#eef2f6;stroke:#567}.pass{stroke:#174;fill:none}"
    ".deny{stroke:#a00;fill:none;stroke-width:1.5}";

void
ladder_write_svg(const struct story *story, const struct story_flow *flow, bool standalone,
                 FILE *out)
{
    char title[LADDER_LABEL_SIZE];
    int height = HEAD + (int)flow->step_count * RUNG + 14;
    if (standalone)
        fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", out);
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
            "height=\"%d\" role=\"img\">\n<title>",
            WIDTH, height, WIDTH, height);
    markup_put(ladder_title(story, flow, title), out);
    fputs("</title>\n", out);
    if (standalone)
        fprintf(out, "<style>%s</style>\n", style);
    svg_frame(story, flow, height - 6, out);
    for (size_t i = 0; i < flow->step_count; i++)
        svg_rung(flow, &flow->steps[i], HEAD + 14 + (int)i * RUNG, out);
    fputs("</svg>\n", out);
}

const char *
ladder_style(void)
{
    return style;
}
