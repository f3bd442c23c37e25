/*
 * row_samples_test.h: what row_lines_test.h types where a value may stand, and the configuration
 * that has the objects these samples name.
 *
 * A value is known by what `?` calls it. A new kind of value needs a sample here; the tests fail
 * until it has one.
 */
#ifndef REFIRE_PARSER_ROW_SAMPLES_TEST_H
#define REFIRE_PARSER_ROW_SAMPLES_TEST_H

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "parser/family.h"

enum { SAMPLES_MAX = 8 };

static const struct sample_row {
    const char *value; /* as `?` has it */
    const char *row;   /* only in rows of this name, with "no " those that undo; NULL: all */
    const char *help;  /* only where the help has this in it; NULL: all */
    const char *texts[SAMPLES_MAX];
} sample_rows[] = {
    /* the first one that fits is taken */
    { "A.B.C.D", "ip address", "etmask", { "255.255.255.0" } },
    { "A.B.C.D", "ip address", NULL, { "192.168.7.1", "172.16.5.5" } },
    { "A.B.C.D", NULL, "etmask", { "255.255.255.0", "255.255.255.255" } },
    { "A.B.C.D", NULL, NULL, { "10.1.2.0", "192.0.2.77", "server" } },
    { "A.B.C.D-A.B.C.D", NULL, NULL, { "192.0.2.10-192.0.2.20" } },
    { "<0x600-0xffff>", NULL, NULL, { "0x600", "0xffff" } },
    { "X:X:X:X::X/<0-128>", NULL, NULL, { "2001:db8::/32", "::/0" } },
    { "<1000-6190>", "ip audit", NULL, { "2004", "6190" } },
    { "<1000-6190>", "no ip audit", NULL, { "2004" } },
    { "URL", NULL, NULL, { "http://www.example.com" } },
    { "hh:mm:ss", NULL, NULL, { "0:05:00", "1:00:00" } },
    { "hh:mm", NULL, NULL, { "08:00", "17:30" } },
    { "H.H.H", NULL, NULL, { "0011.2233.4455" } },
    { "ethernet0", NULL, NULL, { "ethernet2" } },
    { "Ethernet0", NULL, NULL, { "Ethernet2", "GigabitEthernet0/1.10" } },
    { "vlan<1-4094>", NULL, NULL, { "vlan1", "vlan4094" } },
    { "security<0-100>", NULL, NULL, { "security0", "security100" } },
    { "tcp/<port>|udp/<port>", NULL, NULL, { "tcp/1470", "udp/514" } },
    { "if_name", NULL, NULL, { "inside", "dmz" } },
    { "(if_name)", NULL, NULL, { "(inside)" } },
    { "(real_if,mapped_if)", NULL, NULL, { "(inside,outside)", "(outside,inside)" } },

    /* names of what is there */
    { "LINE", "clear", NULL, { "acl" } },
    { "WORD", "clear", NULL, { "access-list", "nat" } },
    { "WORD", "logging", NULL, { "messages" } },
    { "WORD", "no object-group", NULL, { "g_service" } },
    { "WORD", "group member", NULL, { "g_network", "g_service", "g_protocol", "g_icmp" } },
    { "WORD", NULL, "object group", { "g_network", "g_service", "g_protocol", "g_icmp" } },
    { "WORD", NULL, "time range", { "t" } },
    { "WORD", "access-list", NULL, { "acl", "another" } },
    { "WORD", NULL, "ccess list", { "acl" } },
    { "<0x0-0xffffffff>", NULL, NULL, { "0x0", "0x8100" } },
    { "WORD", NULL, "Class of regular expressions", { "r_class" } },
    { "WORD", NULL, "regular expression", { "r" } },
    { "WORD", "mcc", NULL, { "262" } },
    { "WORD", "match", "Its name", { "r" } },
    { "LINE", "regex", NULL, { "\"a b*\"" } },
    { "WORD", NULL, "TCP map", { "tcp" } },
    { "WORD", "class", "Class map", { "c", "inspection_default", "class-default", "http_class" } },
    { "WORD", "inspect", "nspection map", { "dns_map", "http_map" } },
    { "WORD", NULL, "Policy map", { "p" } },
    { "LINE", NULL, NULL, { "any text" } },
    { "WORD", NULL, NULL, { "word" } },
};

/* The bounds of "<LOW-HIGH>" and "<LOW-HIGH>[-<LOW-HIGH>]"; LOW may be negative. */
static inline bool
bounds_of(const char *value, int64_t *low, int64_t *high, bool *is_range)
{
    int end = 0;
    if (sscanf(value, "<%" SCNd64 "-%" SCNd64 ">%n", low, high, &end) != 2 || end == 0)
        return false;
    *is_range = strncmp(value + end, "[-<", 3) == 0;
    return *is_range || value[end] == '\0';
}

/* Both bounds, and for a range the whole of it. */
static inline size_t
samples_of_bounds(int64_t low, int64_t high, bool is_range, const char *samples[static SAMPLES_MAX])
{
    static char bounds[3][48];
    snprintf(bounds[0], sizeof(bounds[0]), "%" PRId64, low);
    snprintf(bounds[1], sizeof(bounds[1]), "%" PRId64, high);
    snprintf(bounds[2], sizeof(bounds[2]), "%" PRId64 "-%" PRId64, low, high);
    for (size_t i = 0; i < ARRAY_LENGTH(bounds); i++)
        samples[i] = bounds[i];
    if (is_range)
        return 3;
    return low == high ? 1 : 2;
}

static inline bool
is_for_row(const char *name, const struct command *row)
{
    bool undoes = name != NULL && strncmp(name, "no ", 3) == 0;
    return name == NULL ||
           ((row->no_only || !undoes) && strcmp(undoes ? name + 3 : name, row->name) == 0);
}

static inline const struct sample_row *
sample_row_of(const struct command *row, const struct completion *item)
{
    for (size_t i = 0; i < ARRAY_LENGTH(sample_rows); i++) {
        const struct sample_row *sample = &sample_rows[i];
        if (strcmp(sample->value, item->text) == 0 && is_for_row(sample->row, row) &&
            (sample->help == NULL || strstr(item->help, sample->help) != NULL))
            return sample;
    }
    return NULL;
}

/* What may be typed for ITEM in a line of ROW; 0: no sample is known. */
static inline size_t
samples_of(const struct command *row, const struct completion *item,
           const char *samples[static SAMPLES_MAX])
{
    int64_t low;
    int64_t high;
    bool is_range;
    size_t count = 0;
    if (item->is_keyword) {
        samples[0] = item->text;
        return 1;
    }
    if (bounds_of(item->text, &low, &high, &is_range))
        return samples_of_bounds(low, high, is_range, samples);
    const struct sample_row *sample = sample_row_of(row, item);
    while (sample != NULL && count < SAMPLES_MAX && sample->texts[count] != NULL) {
        samples[count] = sample->texts[count];
        count++;
    }
    return count;
}

/* ---- what the samples name ---- */

static const char flat_prelude[] = "nameif ethernet0 outside security0\n"
                                   "nameif ethernet1 inside security100\n"
                                   "nameif ethernet2 dmz security50\n"
                                   "ip address outside 192.0.2.1 255.255.255.0\n"
                                   "ip address inside 10.0.0.1 255.255.255.0\n"
                                   "ip audit info action alarm\n"
                                   "ip audit attack action alarm\n"
                                   "floodguard enable\n";

static const char mode_prelude[] = "interface Ethernet0\n"
                                   " nameif outside\n"
                                   " security-level 0\n"
                                   " ip address 192.0.2.1 255.255.255.0\n"
                                   "interface Ethernet1\n"
                                   " nameif inside\n"
                                   " security-level 100\n"
                                   " ip address 10.0.0.1 255.255.255.0\n"
                                   "interface Ethernet2\n"
                                   " nameif dmz\n"
                                   " security-level 50\n"
                                   "time-range t\n"
                                   "class-map c\n"
                                   " match any\n"
                                   "class-map inspection_default\n"
                                   " match default-inspection-traffic\n"
                                   "logging list messages level errors\n"
                                   "tcp-map tcp\n"
                                   "policy-map p\n"
                                   " class inspection_default\n";

/* 7.2 has maps of inspections in the form of policies. */
static const char inspect_prelude[] = "regex r \"a\"\n"
                                      "class-map type regex match-any r_class\n"
                                      " match regex r\n"
                                      "class-map type inspect http match-all http_class\n"
                                      " match request uri regex r\n"
                                      "policy-map type inspect dns dns_map\n"
                                      "policy-map type inspect http http_map\n";

/* 6.3 has logical interfaces in this form. */
static const char vlan_prelude[] = "interface ethernet2 vlan4094 logical\n";

/* What a version always writes. */
static const char first_prelude[] = "no sysopt route dnat\n";
static const char later_prelude[] = "console timeout 0\n";
static const char rate_prelude[] = "icmp unreachable rate-limit 1 burst-size 1\n";
static const char threat_prelude[] = "threat-detection basic-threat\n"
                                     "threat-detection statistics access-list\n"
                                     "no threat-detection statistics tcp-intercept\n";

static const char common_prelude[] = "names\n"
                                     "name 10.9.9.9 server\n"
                                     "object-group network g_network\n"
                                     "network-object host 10.0.0.7\n"
                                     "object-group service g_service tcp\n"
                                     "port-object eq 80\n"
                                     "object-group protocol g_protocol\n"
                                     "protocol-object tcp\n"
                                     "object-group icmp-type g_icmp\n"
                                     "icmp-object echo\n"
                                     "arp timeout 14400\n"
                                     "telnet timeout 5\n"
                                     "ssh timeout 5\n"
                                     "ip audit name word attack\n"
                                     "pager lines 24\n"
                                     "terminal width 80\n"
                                     "access-list acl permit ip any any\n";

static inline void
put_prelude(enum os_version version, FILE *out)
{
    fprintf(out, "%s%s%s", version < OS_FIRST_MPF ? flat_prelude : mode_prelude,
            version == OS_6_3 ? vlan_prelude : "", version >= OS_7_2 ? inspect_prelude : "");
    fprintf(out, "%s%s%s%s", version < OS_6_3 ? first_prelude : later_prelude,
            version < OS_7_2 ? "" : rate_prelude, version < OS_8_0 ? "" : threat_prelude,
            common_prelude);
}

/* A configuration of VERSION with all of that; what the caller loads it into is his. */
static inline void
load_prelude(enum os_version version, struct load_result *result)
{
    char text[3000];
    struct load_options options = { .file = "prelude",
                                    .has_version = true,
                                    .release = { .version = version } };
    FILE *memory = fmemopen(text, sizeof(text), "w");
    ck_assert_ptr_nonnull(memory);
    put_prelude(version, memory);
    long length = ftell(memory);
    fclose(memory);
    ck_assert(length > 0 && (size_t)length < sizeof(text));
    ck_assert(config_load_text(text, (size_t)length, &options, result));
    ck_assert_msg(result->refused == 0, "%s: %s", os_version_name(version),
                  result->diags.count > 0 ? result->diags.items[0].text : "");
}

#endif
