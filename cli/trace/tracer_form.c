/*
 * tracer_form.c: text by shell.md 7.1 [V]; the names of the XML elements are recalled (?).
 */
#include "cli/trace/tracer_form.h"

#include <ctype.h>
#include <stdlib.h>

#include "cli/xml.h"

bool
tracer_form_begin(struct tracer_form *form, bool xml, FILE *out)
{
    *form = (struct tracer_form){ .xml = xml, .out = out };
    form->body = open_memstream(&form->text, &form->size);
    return form->body != NULL;
}

static void
put_text(const struct tracer_form *form, size_t from, size_t to)
{
    if (form->xml)
        xml_put_text(form->text + from, to - from, form->out);
    else
        fwrite(form->text + from, 1, to - from, form->out);
}

/* What was said of the phase at hand goes out. */
static void
end_phase(struct tracer_form *form)
{
    if (!form->in_phase)
        return;
    form->in_phase = false;
    fflush(form->body);
    put_text(form, 0, form->split);
    fputs(form->xml ? "</config>\n<extra>\n" : "Additional Information:\n", form->out);
    put_text(form, form->split, form->size);
    if (form->xml)
        fputs("</extra>\n</Phase>\n\n", form->out);
}

void
tracer_form_phase(struct tracer_form *form, unsigned number, const char *type, const char *subtype,
                  bool allowed)
{
    const char *result = allowed ? "ALLOW" : "DROP";
    end_phase(form);
    if (form->xml)
        fprintf(form->out,
                "<Phase>\n<id>%u</id>\n<type>%s</type>\n<subtype>%s</subtype>\n"
                "<result>%s</result>\n<config>\n",
                number, type, subtype, result);
    else
        fprintf(form->out, "\nPhase: %u\nType: %s\nSubtype: %s\nResult: %s\nConfig:\n", number,
                type, subtype, result);
    rewind(form->body);
    form->split = 0;
    form->in_phase = true;
}

void
tracer_form_information(struct tracer_form *form)
{
    fflush(form->body);
    form->split = form->size;
}

void
tracer_form_results(struct tracer_form *form)
{
    end_phase(form);
    form->in_results = true;
    fputs(form->xml ? "<result>\n" : "\nResult:\n", form->out);
}

/* Elements have no capitals. */
static void
put_name(const char *name, FILE *out)
{
    for (; *name != '\0'; name++)
        putc(tolower((unsigned char)*name), out);
}

void
tracer_form_result(struct tracer_form *form, const char *side, const char *name, const char *value)
{
    const char *dash = side != NULL ? "-" : "";
    if (side == NULL)
        side = "";
    if (!form->xml) {
        fprintf(form->out, "%s%s%s: %s\n", side, dash, name, value);
        return;
    }
    fprintf(form->out, "<%s%s", side, dash);
    put_name(name, form->out);
    putc('>', form->out);
    xml_put(value, form->out);
    fprintf(form->out, "</%s%s", side, dash);
    put_name(name, form->out);
    fputs(">\n", form->out);
}

void
tracer_form_end(struct tracer_form *form)
{
    end_phase(form);
    if (form->in_results)
        fputs(form->xml ? "</result>\n" : "\n", form->out);
    fclose(form->body);
    free(form->text);
}
