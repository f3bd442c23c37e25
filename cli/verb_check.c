/*
 * verb_check.c: refire check: a verdict for each line of a configuration.
 *
 * N of the summary counts configuration lines: comments, blank lines and what a paste leaves
 * around a listing are not counted, and a command in several lines counts once.
 */
#include <stdlib.h>

#include "cli/diagnostics.h"
#include "cli/json.h"
#include "cli/options.h"
#include "cli/verbs.h"
#include "parser/compare.h"
#include "parser/findings.h"

struct check {
    bool json;
    bool write;
    bool named; /* more than one file: the summary says which */
    struct load_options load;
    bool refused; /* in any of them */
    bool unreadable;
};

/* ---- as text ---- */

static size_t
line_total(const struct load_result *result)
{
    return result->modelled + result->kept + result->refused;
}

static void
print_summary(const struct check *check, const char *path, const struct load_result *result,
              FILE *out)
{
    if (check->named)
        fprintf(out, "%s: ", path);
    fprintf(out, "%zu lines: %zu modelled, %zu kept, %zu refused\n", line_total(result),
            result->modelled, result->kept, result->refused);
}

static void
print_text(const struct check *check, const char *path, const struct load_result *result)
{
    /* with --write standard output is the configuration and nothing else */
    FILE *out = check->write ? stderr : stdout;
    diagnostics_print(out, &result->diags, DIAG_NOTE);
    print_summary(check, path, result, out);
    if (check->write)
        config_write(result->config, stdout);
}

/* ---- as JSON, one object a line (cli/schema/check.schema.json) ---- */

static void
put_string(struct json_writer *json, const char *key, const char *text)
{
    json_put_key(json, key);
    json_put_string(json, text);
}

static void
put_number(struct json_writer *json, const char *key, size_t number)
{
    json_put_key(json, key);
    json_put_unsigned(json, number);
}

/* NULL only where memory ran out. */
static void
put_details(struct json_writer *json, const struct line_details *details)
{
    static const struct line_details none = { 0 };
    if (details == NULL)
        details = &none;
    put_number(json, "column", details->column);
    put_number(json, "indent", details->indent);
    put_number(json, "length", details->length);
    json_put_key(json, "objects");
    json_begin_array(json);
    for (size_t i = 0; i < details->object_count; i++) {
        json_begin_object(json);
        put_string(json, "kind", details->objects[i].kind);
        put_string(json, "name", details->objects[i].name);
        json_end(json);
    }
    json_end(json);
}

static void
put_line(struct json_writer *json, const char *path, const struct line_report *line)
{
    json_begin_object(json);
    put_string(json, "type", "line");
    put_string(json, "file", path);
    put_number(json, "line", line->line);
    put_string(json, "verdict", line_verdict_name(line->verdict));
    put_string(json, "command", line->command);
    put_string(json, "text", line->text);
    put_details(json, line->details);
    json_end(json);
    json_end_line(json);
}

static void
put_diagnostic(struct json_writer *json, const char *path, const struct diag *diag)
{
    static const char *const severities[] = {
        [DIAG_NOTE] = "note", [DIAG_WARNING] = "warning", [DIAG_ERROR] = "error"
    };
    json_begin_object(json);
    put_string(json, "type", "diagnostic");
    put_string(json, "file", path);
    put_number(json, "line", diag->span.line);
    put_number(json, "column", diag->span.first);
    put_number(json, "end_column", diag->span.last);
    put_string(json, "severity", severities[diag->severity]);
    put_string(json, "kind", diag_kind_name(diag->kind));
    put_string(json, "rule", diag->rule);
    put_string(json, "text", diag->text);
    put_string(json, "device", diag->device);
    json_end(json);
    json_end_line(json);
}

static void
put_summary(struct json_writer *json, const struct check *check, const char *path,
            const struct load_result *result)
{
    json_begin_object(json);
    put_string(json, "type", "summary");
    put_string(json, "file", path);
    put_string(json, "version", os_version_name(result->config->os.version));
    put_string(json, "version_evidence", result->version_evidence);
    put_number(json, "lines", line_total(result));
    put_number(json, "modelled", result->modelled);
    put_number(json, "kept", result->kept);
    put_number(json, "refused", result->refused);
    if (check->write) {
        char *text = NULL;
        size_t size = 0;
        FILE *memory = open_memstream(&text, &size);
        if (memory != NULL) {
            config_write(result->config, memory);
            fclose(memory);
            json_put_key(json, "written");
            json_put_text(json, text, size);
            free(text);
        }
    }
    json_end(json);
    json_end_line(json);
}

static bool
print_json(const struct check *check, const char *path, const struct load_result *result)
{
    struct output output;
    struct json_writer json;
    if (!output_init(&output, stdout))
        return false;
    json_writer_init(&json, &output);
    for (size_t i = 0; i < result->line_count; i++)
        put_line(&json, path, &result->lines[i]);
    for (size_t i = 0; i < result->diags.count; i++)
        put_diagnostic(&json, path, &result->diags.items[i]);
    put_summary(&json, check, path, result);
    bool good = output_flush(&output);
    output_fini(&output);
    return good;
}

/* ---- the verb ---- */

static void
check_file(struct check *check, const char *path)
{
    struct load_result result;
    const char *error = NULL;
    if (!config_load_file(path, &check->load, &result, &error)) {
        fprintf(stderr, "refire: %s: %s\n", path, error);
        check->unreadable = true;
        return;
    }
    if (!findings_add(&result)) {
        fputs("refire: out of memory\n", stderr);
        check->unreadable = true;
    }
    check->refused = check->refused || result.refused > 0;
    if (!check->json)
        print_text(check, path, &result);
    else if (!print_json(check, path, &result))
        check->unreadable = true;
    load_result_free(&result);
}

/* ---- the lines from one to another ---- */

static bool
load_one(const struct load_options *options, const char *path, struct load_result *result)
{
    const char *error = NULL;
    if (config_load_file(path, options, result, &error))
        return true;
    fprintf(stderr, "refire: %s: %s\n", path, error);
    return false;
}

static int
print_comparison(const struct config *from, const struct config *to)
{
    struct comparison comparison;
    if (!config_compare(from, to, &comparison)) {
        fputs("refire: out of memory\n", stderr);
        return STATUS_INTERNAL;
    }
    for (size_t i = 0; i < comparison.count; i++)
        printf("%s\n", comparison.lines[i].text);
    if (comparison.left > 0)
        fprintf(stderr, "refire: %zu lines cannot be made the same by typing\n", comparison.left);
    int status = comparison.count > 0 ? STATUS_DIFFERENT : STATUS_OK;
    comparison_free(&comparison);
    return status;
}

/* The second is read as the version that the first one is, unless --os says which. */
static int
compare_files(const struct load_options *given, char **paths)
{
    struct load_options options = *given;
    struct load_result from = { 0 };
    struct load_result to = { 0 };
    int status = STATUS_CONFIG;
    if (load_one(&options, paths[0], &from)) {
        options.has_version = true;
        options.release = from.config->os;
        if (load_one(&options, paths[1], &to))
            status = print_comparison(from.config, to.config);
        load_result_free(&to);
    }
    load_result_free(&from);
    return status;
}

int
verb_check(int argc, char **argv)
{
    struct check check = { 0 };
    bool compares = false;
    struct options options = options_begin(VERB_CHECK, argc, argv, stdout, stderr);
    for (;;) {
        switch (options_next(&options)) {
        case OPTION_JSON:
            check.json = true;
            check.load.details = true;
            continue;
        case OPTION_WRITE_CONFIG:
            check.write = true;
            continue;
        case OPTION_COMPARE:
            compares = true;
            continue;
        case OPTION_OS:
            check.load.has_version = true;
            if (!release_parse(options.value, &check.load.release))
                return options_bad_value(&options, "expected a version such as 6.3 or 7.2(2)");
            continue;
        case OPTION_STOP:
            return options.status;
        default:
            break;
        }
        break;
    }
    int status = STATUS_OK;
    check.named = options.operand_count > 1;
    if (compares && (options.operand_count != 2 || check.json || check.write))
        return options_misuse(&options,
                              "--compare takes two configurations and no --json, --write");
    if (compares)
        status = compare_files(&check.load, options.operands);
    for (size_t i = 0; !compares && i < (size_t)options.operand_count; i++)
        check_file(&check, options.operands[i]);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("refire: standard output cannot be written\n", stderr);
        return STATUS_INTERNAL;
    }
    return check.refused || check.unreadable ? STATUS_CONFIG : status;
}
