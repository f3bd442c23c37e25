/*
 * real_lines_test.c: lines that PIXes and ASAs really printed, told again by our rows.
 *
 * A line is read by the words of its row: each {placeholder} fills what it stands for in an event,
 * by a reader of its own, which shares nothing with the writer. The event then prints, in each
 * version that the tag can be of, and one of them has to come to the line, byte for byte, tag and
 * all. `unexplained` has the lines that do not, each with its reason; one that is not on it, and
 * one on it that does, are both failures.
 */
#include "engine/syslog/syslog.h"
#include "engine/syslog/syslog_row.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/syslog/readers/row_reader_test.h"

#define CORPUS "../shared/corpus/syslog/"
#define LINE_MAX_SIZE 4096

static const char *const corpus_files[] = {
    "chuckbag-net-asa.txt",
    "elastic-integrations-asa.txt",
    "layer3-cisco-asa-syslog.txt",
    "logstash-patterns-core.txt",
    "metron-asa-raw.txt",
    "metron-basicasaparsertest.txt",
    "misc-single-lines.txt",
    "ntc-templates-show-logging-lines.txt",
    "opensoc-grokparsertest.txt",
    "ossec-docs-asa.txt",
    "ossec-docs-pix.txt",
    "ossec-hids-pix.txt",
    "prelude-lml-asa.txt",
    "pyflag-ciscopix.txt",
    "sekoia-intake-formats.txt",
    "splunk-sc4s.txt",
    "wazuh-asa.txt",
};

/* ---- telling again ---- */

struct real_line {
    const char *file;
    unsigned number; /* in its file */
    uint32_t id;
    uint8_t severity;
    bool is_asa;
    bool is_emblem;
    const char *tag;  /* "%PIX-..." up to the end of the line */
    const char *text; /* behind "ID: " */
};

/* Does a row of that number, in VERSION, come to the line? */
static bool
retell_event(const struct real_line *line, struct config *config, enum event_type type)
{
    const struct message_row *row = syslog_row_of(config, type);
    struct event_threat threat = { 0 };
    struct event event = { .type = type, .threat = &threat };
    struct reader reader = {
        .at = line->text, .config = config, .event = &event, .threat = &threat
    };
    char printed[SYSLOG_LINE_SIZE];
    if (row == NULL || !read_row(&reader, row->text))
        return false;
    struct syslog_message message = syslog_row_message(row, config, &event);
    if (message.id != line->id)
        return false;
    message.severity = line->severity; /* `logging message ID level N` is any box's own */
    char text[SYSLOG_LINE_SIZE];
    syslog_text(config, &event, text);
    syslog_frame(config, &message, 0, line->is_emblem ? SYSLOG_EMBLEM : SYSLOG_TAGGED, text,
                 printed);
    return strcmp(strchr(printed, '%'), line->tag) == 0;
}

static bool
is_known(uint32_t id)
{
    static const uint32_t ids[] = {
#define SYSLOG(id, severity, since, until, event, text) id,
#include "engine/syslog/syslog.def"
    };
    for (size_t i = 0; i < ARRAY_LENGTH(ids); i++) {
        if (ids[i] == id)
            return true;
    }
    return id / 1000 == 400;
}

static bool
retell(const struct real_line *line)
{
    static const struct {
        uint32_t id;
        uint8_t event;
    } rows[] = {
#define SYSLOG(id, severity, since, until, event, text) { id, event },
#include "engine/syslog/syslog.def"
    };
    enum os_version first = line->is_asa ? OS_7_0 : OS_6_2;
    enum os_version last = line->is_asa ? OS_LAST : OS_8_0;
    uint32_t id = line->id / 1000 == 400 ? 400000 : line->id;
    for (enum os_version version = first; version <= last; version++) {
        for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
            if (rows[i].id != id)
                continue;
            struct config *config = config_new((struct os_release){
                .version = version, .platform = line->is_asa ? PLATFORM_ASA : PLATFORM_PIX });
            ck_assert_ptr_nonnull(config);
            bool same = retell_event(line, config, (enum event_type)rows[i].event);
            config_free(config);
            if (same)
                return true;
        }
    }
    return false;
}

/* "%ASA-session-6-302013: ..." or without the class; false: it is no line of a PIX or ASA. */
static bool
parse_tag(const char *raw, struct real_line *line)
{
    const char *tag = strstr(raw, "%ASA-");
    line->is_asa = tag != NULL;
    if (tag == NULL)
        tag = strstr(raw, "%PIX-");
    if (tag == NULL)
        return false;
    const char *at = tag + 5;
    line->is_emblem = *at >= 'a' && *at <= 'z';
    if (line->is_emblem)
        at += strcspn(at, "-") + 1;
    if (*at < '0' || *at > '7' || at[1] != '-')
        return false;
    line->severity = (uint8_t)(*at - '0');
    char *end;
    line->id = (uint32_t)strtoul(at + 2, &end, 10);
    line->tag = tag;
    line->text = end + strspn(end, ":");
    if (*line->text == ' ')
        line->text++;
    return true;
}

/* ---- what does not come out the same ---- */

static const struct unlike {
    const char *file;
    unsigned number;
    uint32_t id;
    const char *reason;
} unlike[] = {
#define UNLIKE(file, number, id, reason) { file, number, id, reason },
#include "engine/syslog/real_lines.def"
};

static const char *
reason_of(const struct real_line *line)
{
    for (size_t i = 0; i < ARRAY_LENGTH(unlike); i++) {
        if (unlike[i].number == line->number && strcmp(unlike[i].file, line->file) == 0) {
            ck_assert_msg(unlike[i].id == line->id, "%s:%u is of %u, not %u", line->file,
                          line->number, (unsigned)line->id, (unsigned)unlike[i].id);
            return unlike[i].reason;
        }
    }
    return NULL;
}

#define IDS_MAX 128

struct rate {
    uint32_t id;
    unsigned lines, same;
};

struct tally {
    struct rate rates[IDS_MAX];
    size_t count;
    unsigned explained, wrong;
};

static struct rate *
rate_of(struct tally *tally, uint32_t id)
{
    size_t at = 0;
    while (at < tally->count && tally->rates[at].id < id)
        at++;
    if (at < tally->count && tally->rates[at].id == id)
        return &tally->rates[at];
    ck_assert_uint_lt(tally->count, IDS_MAX);
    memmove(&tally->rates[at + 1], &tally->rates[at], (tally->count++ - at) * sizeof(struct rate));
    tally->rates[at] = (struct rate){ .id = id };
    return &tally->rates[at];
}

static void
weigh(struct tally *tally, const struct real_line *line)
{
    struct rate *rate = rate_of(tally, line->id);
    const char *reason = reason_of(line);
    bool same = retell(line);
    rate->lines++;
    rate->same += same;
    tally->explained += reason != NULL;
    if (same == (reason == NULL))
        return;
    tally->wrong++;
    printf("%s:%u: %s\n    %s\n", line->file, line->number,
           same ? "comes out the same, and is listed" : "does not come out the same", line->tag);
}

static void
read_corpus(struct tally *tally, const char *name)
{
    char path[256], raw[LINE_MAX_SIZE];
    snprintf(path, sizeof(path), CORPUS "%s", name);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "no %s", path);
    struct real_line line = { .file = name };
    while (fgets(raw, sizeof(raw), file) != NULL) {
        line.number++;
        raw[strcspn(raw, "\r\n")] = '\0';
        if (raw[0] != '#' && parse_tag(raw, &line) && is_known(line.id))
            weigh(tally, &line);
    }
    fclose(file);
}

static void
print_rates(const struct tally *tally)
{
    struct rate all = { 0 };
    for (size_t i = 0; i < tally->count; i++) {
        const struct rate *rate = &tally->rates[i];
        printf("%06u %3u of %u\n", (unsigned)rate->id, rate->same, rate->lines);
        all.lines += rate->lines;
        all.same += rate->same;
    }
    printf("all    %3u of %u, %u explained\n", all.same, all.lines, tally->explained);
}

START_TEST(real_lines_come_out_the_same)
{
    static struct tally tally;
    FILE *there = fopen(CORPUS "misc-single-lines.txt", "r");
    if (there == NULL) {
        fputs("SKIPPED: no " CORPUS " here\n", stderr);
        return;
    }
    fclose(there);
    for (size_t i = 0; i < ARRAY_LENGTH(corpus_files); i++)
        read_corpus(&tally, corpus_files[i]);
    print_rates(&tally);
    ck_assert_uint_eq(tally.explained, ARRAY_LENGTH(unlike)); /* each line of the list is there */
    ck_assert_uint_eq(tally.wrong, 0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("real lines");
    TCase *lines = tcase_create("lines");
    tcase_add_test(lines, real_lines_come_out_the_same);
    suite_add_tcase(suite, lines);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
