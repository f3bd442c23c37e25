/*
 * version.c: version headers, and votes of commands that only some versions have.
 */
#include "parser/version.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parser/family.h"

/* "6.3(5)122": the number behind a version name. */
static bool
parse_maintenance(const char *text, struct os_release *release)
{
    char *end = NULL;
    unsigned long number;
    if (*text == '\0')
        return true;
    if (*text != '(' || !isdigit((unsigned char)text[1]))
        return false;
    number = strtoul(text + 1, &end, 10);
    if (number > UINT16_MAX)
        return false;
    release->maintenance = (uint16_t)number;
    if (*end == '.') /* 8.0(3.19) */
        end += 1 + strspn(end + 1, "0123456789");
    if (*end != ')')
        return false;
    text = end + 1;
    if (*text == '\0')
        return true;
    number = strtoul(text, &end, 10);
    if (end == text || *end != '\0' || number > UINT16_MAX)
        return false;
    release->interim = (uint16_t)number;
    return true;
}

static bool
parse_release(const char *text, size_t length, struct os_release *release)
{
    char copy[32];
    if (length == 0 || length >= sizeof(copy))
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    size_t name = strspn(copy, "0123456789.");
    return os_version_from_name(copy, name, &release->version) &&
           parse_maintenance(copy + name, release);
}

bool
release_parse(const char *text, struct os_release *release)
{
    struct os_release read = { .platform = PLATFORM_PIX };
    size_t length = strlen(text);
    if (strncasecmp(text, "asa", 3) == 0 || strncasecmp(text, "pix", 3) == 0) {
        read.platform = tolower((unsigned char)text[0]) == 'a' ? PLATFORM_ASA : PLATFORM_PIX;
        text += 3;
        text += strspn(text, " -");
        length = strlen(text);
    }
    if (!parse_release(text, length, &read))
        return false;
    if (!behaviour(read.version)->has_pix)
        read.platform = PLATFORM_ASA;
    *release = read;
    return true;
}

const char *
release_text(struct os_release release, char text[static RELEASE_TEXT_SIZE])
{
    const char *name = os_version_name(release.version);
    if (release.maintenance == 0)
        snprintf(text, RELEASE_TEXT_SIZE, "%s", name);
    else if (release.interim == 0)
        snprintf(text, RELEASE_TEXT_SIZE, "%s(%u)", name, release.maintenance);
    else
        snprintf(text, RELEASE_TEXT_SIZE, "%s(%u)%u", name, release.maintenance, release.interim);
    return text;
}

/* The text behind "PIX Version "; NULL: no header. */
static const char *
behind_header(const char *line, enum platform *platform)
{
    line += strspn(line, ": \t");
    if (strncmp(line, "PIX Version ", 12) == 0)
        *platform = PLATFORM_PIX;
    else if (strncmp(line, "ASA Version ", 12) == 0)
        *platform = PLATFORM_ASA;
    else
        return NULL;
    return line + 12 + strspn(line + 12, " ");
}

bool
release_of_header(const char *line, struct os_release *release)
{
    struct os_release read = { 0 };
    const char *text = behind_header(line, &read.platform);
    if (text == NULL || !parse_release(text, strcspn(text, " \t\r"), &read))
        return false;
    *release = read;
    return true;
}

/* Lines that only one family of versions has, counted. */
struct version_votes {
    unsigned flat;        /* for 6.x */
    unsigned mode;        /* for 7.0 and later */
    const char *flat_for; /* the first line that voted, as "line 3: nameif ..." */
    const char *mode_for;
    const char *late_for;  /* 8.0 */
    const char *early_for; /* 6.3 and not 6.2 */
    const char *first_for; /* 6.2 and not 6.3 */
    bool names;            /* the flat interfaces get their names */
};

enum camp { FLAT, FLAT_6_2, FLAT_6_3, MODE, MODE_8 };

/* First words that only one family has (commands.md 12). */
static const struct evidence {
    const char *text;
    enum camp camp;
} evidence[] = {
    { "nameif ethernet", FLAT },
    { "nameif gb-ethernet", FLAT },
    { "nameif vlan", FLAT_6_3 },
    { "interface ethernet0 auto", FLAT },
    { "interface ethernet1 auto", FLAT },
    { "interface ethernet0 100", FLAT },
    { "interface ethernet1 100", FLAT },
    { "fixup protocol pptp", FLAT_6_3 },
    { "fixup protocol dns", FLAT_6_3 },
    { "fixup protocol mgcp", FLAT_6_3 },
    { "fixup protocol tftp", FLAT_6_3 },
    { "fixup protocol icmp error", FLAT_6_3 },
    { "fixup protocol sip udp", FLAT_6_3 },
    { "fixup protocol", FLAT },
    { "no fixup protocol", FLAT },
    { "conduit ", FLAT },
    { "outbound ", FLAT },
    { "apply ", FLAT },
    { "vpngroup ", FLAT },
    { "pdm ", FLAT },
    { "ca identity", FLAT },
    { "ip address outside", FLAT },
    { "ip address inside", FLAT },
    { "floodguard", FLAT },
    { "sysopt connection permit-pptp", FLAT },
    { "sysopt connection permit-l2tp", FLAT },
    { "isakmp key ", FLAT },
    { "isakmp peer ", FLAT },
    { "isakmp client ", FLAT },
    { "vpdn enable", FLAT },
    { "sysopt route dnat", FLAT_6_2 },
    { "no sysopt route dnat", FLAT_6_2 },
    { "sysopt security fragguard", FLAT_6_2 },
    { "security-level ", MODE },
    { "interface ethernet0/", MODE },
    { "interface gigabitethernet", MODE },
    { "interface management", MODE },
    { "interface vlan", MODE },
    { "switchport ", MODE },
    { "webvpn", MODE },
    { "crypto ca trustpoint", MODE },
    { "logging asdm", MODE },
    { "icmp unreachable", MODE },
    { "no security-level", MODE },
    { "nameif outside", MODE },
    { "nameif inside", MODE },
    { "class-map ", MODE },
    { "policy-map ", MODE },
    { "service-policy ", MODE },
    { "inspect ", MODE },
    { "nat-control", MODE },
    { "same-security-traffic", MODE },
    { "tunnel-group ", MODE },
    { "group-policy ", MODE },
    { "logging enable", MODE },
    { "clear config", MODE },
    { "crypto isakmp policy", MODE },
    { "asdm ", MODE },
    { "dynamic-access-policy-record", MODE_8 },
    { "threat-detection ", MODE_8 },
};

static const char *
name_line(struct arena *arena, const char *text, size_t line)
{
    size_t size = strlen(text) + 32;
    char *named = arena_zalloc(arena, size);
    if (named == NULL)
        return "a line";
    snprintf(named, size, "line %zu: %s", line, text);
    return named;
}

static void
count(struct version_votes *votes, enum camp camp, const char *text, size_t line,
      struct arena *arena)
{
    bool flat = camp == FLAT || camp == FLAT_6_2 || camp == FLAT_6_3;
    const char **first = flat ? &votes->flat_for : &votes->mode_for;
    const char **special = camp == FLAT_6_2   ? &votes->first_for
                           : camp == FLAT_6_3 ? &votes->early_for
                                              : &votes->late_for;
    if (flat)
        votes->flat++;
    else
        votes->mode++;
    if (*first == NULL)
        *first = name_line(arena, text, line);
    if (camp != FLAT && camp != MODE && *special == NULL)
        *special = name_line(arena, text, line);
}

static void
vote(struct version_votes *votes, const char *text, size_t line, struct arena *arena)
{
    for (size_t i = 0; i < ARRAY_LENGTH(evidence); i++) {
        if (strncasecmp(text, evidence[i].text, strlen(evidence[i].text)) == 0) {
            count(votes, evidence[i].camp, text, line, arena);
            votes->names = votes->names || strncasecmp(text, "nameif ", 7) == 0;
            return;
        }
    }
    /* 7.0 and later always write the word */
    if (strncasecmp(text, "access-list ", 12) == 0 && strstr(text, " extended ") != NULL)
        count(votes, MODE, text, line, arena);
}

static bool
count_votes(const struct version_votes *votes, struct os_release *release,
            const char **evidence_text)
{
    *release = (struct os_release){ .platform = PLATFORM_PIX };
    if (votes->flat == 0 && votes->mode == 0)
        return false;
    if (votes->flat >= votes->mode && votes->first_for != NULL && votes->early_for == NULL) {
        release->version = OS_6_2;
        *evidence_text = votes->first_for;
        return true;
    }
    if (votes->flat >= votes->mode) {
        release->version = OS_6_3; /* takes almost all that 6.2 takes */
        *evidence_text = votes->early_for != NULL ? votes->early_for : votes->flat_for;
        return true;
    }
    release->version = votes->late_for != NULL ? OS_8_0 : OS_7_2;
    *evidence_text = votes->late_for != NULL ? votes->late_for : votes->mode_for;
    return true;
}

/* ---- the rows, where no such word is there ---- */

/* More lines than these would tell no more. */
#define ROW_LINES_MAX 2000

/* The versions that take the line in some mode, as bits. */
static uint32_t
versions_of_line(const struct command_table *table, const struct line *line)
{
    struct matcher matcher = { .table = table, .modes = MODES_ALL };
    uint32_t bits = 0;
    for (unsigned version = OS_FIRST; version <= OS_LAST; version++) {
        struct match match;
        matcher.context.version = (enum os_version)version;
        if (match_line(&matcher, line, &match) && !match.command->refused &&
            !match.command->converts)
            bits |= 1U << version;
    }
    return bits;
}

static void
count_bits(struct version_votes *votes, uint32_t bits, const char *text, size_t line,
           struct arena *arena)
{
    const uint32_t flat = (1U << OS_FIRST_MPF) - 1;
    const uint32_t late = ~((1U << OS_8_0) - 1);
    if (bits == 0 || ((bits & flat) != 0 && (bits & ~flat) != 0))
        return;
    enum camp camp = (bits & ~late) == 0 ? MODE_8 : MODE;
    if ((bits & flat) != 0)
        camp = (bits & (1U << OS_6_2)) == 0 ? FLAT_6_3 : FLAT;
    count(votes, camp, text, line, arena);
}

struct row_votes {
    struct version_votes *votes;
    struct command_table *table;
    struct line line;
    size_t left;
    struct arena *arena;
};

static void
vote_on_line(struct row_votes *voting, const struct input_line *read)
{
    struct line *line = &voting->line;
    if (voting->left == 0 || !line_split(line, read->text, read->length) || line->count == 0 ||
        strchr("!:", line->tokens[0].text[0]) != NULL)
        return;
    voting->left--;
    count_bits(voting->votes, versions_of_line(voting->table, line), line->text + line->indent,
               read->number, voting->arena);
}

/* Lines that the rows of one family alone take. */
static void
vote_by_rows(struct version_votes *votes, const struct input *input, struct arena *arena)
{
    const struct command **rows = NULL;
    struct row_votes voting = { .votes = votes, .left = ROW_LINES_MAX, .arena = arena };
    bool good = command_rows(&rows, &voting.table);
    for (size_t i = 0; good && voting.left > 0 && i < input->count; i++) {
        const struct input_line *read = &input->lines[i];
        struct input_line inner = { 0 };
        if (read->kind == INPUT_COMMAND)
            vote_on_line(&voting, read);
        while (read->kind == INPUT_RUN && voting.left > 0 && input_run_next(read, &inner))
            vote_on_line(&voting, &inner);
    }
    /* one line may be the rest of another that was broken: `dns 192.0.2.1` */
    if (votes->flat + votes->mode < 2)
        *votes = (struct version_votes){ 0 };
    line_fini(&voting.line);
    command_table_free(voting.table);
    free(rows);
}

/* ---- a whole text ---- */

/* A version before or after ours is read as the nearest one. */
static void
nearest_release(const struct input_line *line, size_t number, struct diags *diags, const char *file,
                struct os_release *release)
{
    const char *text = strstr(line->text, "Version ");
    unsigned long major = text != NULL ? strtoul(text + 8, NULL, 10) : 0;
    *release = (struct os_release){ .version = major < 7 ? OS_6_2 : OS_8_2 };
    release->platform = major < 7 ? PLATFORM_PIX : PLATFORM_ASA;
    (void)diag_add(diags, DIAG_WARNING, DIAG_ASSUMED, file, (struct span){ (uint32_t)number, 1, 1 },
                   "this version is not known here; the text is read as %s",
                   os_version_name(release->version));
}

static bool
find_header(const struct input *input, struct diags *diags, const char *file,
            struct version_found *found)
{
    for (size_t i = 0; i < input->count; i++) {
        const struct input_line *line = &input->lines[i];
        if (line->kind != INPUT_VERSION)
            continue;
        if (!release_of_header(line->text, &found->release))
            nearest_release(line, line->number, diags, file, &found->release);
        found->evidence = name_line(diags->arena, line->text, line->number);
        return true;
    }
    return false;
}

/* Lines of a run have no NUL of their own; what they could say stands at their beginning. */
static void
vote_run(struct version_votes *votes, const struct input_line *run, struct arena *arena)
{
    struct input_line line = { 0 };
    char text[256];
    while (input_run_next(run, &line)) {
        size_t length = line.length < sizeof(text) ? line.length : sizeof(text) - 1;
        memcpy(text, line.text, length);
        text[length] = '\0';
        vote(votes, text + strspn(text, " \t"), line.number, arena);
    }
}

void
version_of_input(const struct input *input, struct diags *diags, const char *file,
                 struct version_found *found)
{
    *found = (struct version_found){ .source = VERSION_HEADER, .whole = true };
    if (find_header(input, diags, file, found))
        return;
    struct version_votes votes = { 0 };
    for (size_t i = 0; i < input->count; i++) {
        const struct input_line *line = &input->lines[i];
        if (line->kind == INPUT_COMMAND)
            vote(&votes, line->text + strspn(line->text, " \t"), line->number, diags->arena);
        else if (line->kind == INPUT_RUN)
            vote_run(&votes, line, diags->arena);
    }
    if (votes.flat == 0 && votes.mode == 0)
        vote_by_rows(&votes, input, diags->arena);
    found->source = VERSION_VOTED;
    found->whole = votes.names;
    if (count_votes(&votes, &found->release, &found->evidence))
        return;
    found->source = VERSION_UNKNOWN;
    found->release = (struct os_release){ .version = OS_6_3, .platform = PLATFORM_PIX };
    found->evidence = "nothing names a version; 6.3 is assumed";
}
