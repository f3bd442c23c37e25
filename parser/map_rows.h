/*
 * map_rows.h: how the rows of inspection maps are declared. Inside parser/ only.
 *
 * A row is a protocol or several, the first version, the setting that it makes and its words; the
 * words' values are members of struct map_value. Each list of words ends with END_OF_WORDS.
 */
#ifndef REFIRE_PARSER_MAP_ROWS_H
#define REFIRE_PARSER_MAP_ROWS_H

#include "parser/families.h"
#include "parser/family.h"
#include "parser/word_map.h"

/* map_rows.c: the same for every row. */
bool map_set_value(struct command_call *call, void *scratch);
bool map_unset_value(struct command_call *call, void *scratch);
void map_each_value(const struct config *config, const void *object, command_visit *visit,
                    void *context);
bool map_value_is_off(const struct config *config, const void *scratch);
bool map_set_rule(struct command_call *call, void *scratch);
bool map_unset_rule(struct command_call *call, void *scratch);
void map_each_rule(const struct config *config, const void *object, command_visit *visit,
                   void *context);

/* Commands of FTP clients. */
extern const struct choice map_ftp_commands[];

/* Takes all that a map says. */
void map_forget(struct inspect_map *map);
/* Is the class map named by a rule or a policy? */
bool class_map_is_used(const struct config *config, const struct class_map *map);
bool regex_is_used(const struct config *config, const char *name);
bool policy_map_is_used(const struct config *config, const struct policy_map *map);
/* Does some class's `inspect` name this map? */
bool inspect_map_is_used(const struct config *config, const struct inspect_map *map);
bool tcp_map_is_used(const struct config *config, const struct tcp_map *map);

/* A bit of command.within. */
#define OF(protocol) (UINT32_C(1) << MAP_PROTOCOL_##protocol)

/* Those with `class-map type inspect`. */
#define HAVE_CLASSES (OF(DNS) | OF(FTP) | OF(H323) | OF(HTTP) | OF(IM) | OF(RTSP) | OF(SIP))

/* clang-format off */
#define MAP_LINE(protocols, first, what_it_sets, line_name, what, ...) \
    .name = line_name, .help = what, .within = protocols, .since = first, \
    .kind = MAP_##what_it_sets, .scratch_size = sizeof(struct map_value), \
    .words = (const struct word[]){ KEYWORD(line_name, what), __VA_ARGS__ }
#define MAP_VALUE(mode, end, ...) \
    &(const struct command){ MAP_LINE(__VA_ARGS__), .modes = MODE_BIT(mode), \
                             .section = "parameter", .set = map_set_value, \
                             .unset = map_unset_value, .each = map_each_value, \
                             .writes_no = map_value_is_off, .no_words = 1, .before = end }
#define PARAMETER(...) MAP_VALUE(MODE_CONFIG_PMAP_P, 0, __VA_ARGS__)
#define OLD_LINE(...) MAP_VALUE(MODE_CONFIG_MAP, OS_7_2, __VA_ARGS__)
#define MAP_DOES(...) MAP_VALUE(MODE_CONFIG_PMAP_IC, 0, __VA_ARGS__)
/* match [not] WORDS */
#define MATCH(protocols, first, what_it_sets, phrase, what, ...) \
    &(const struct command){ \
        .name = "match", .help = "Configure match criteria", .within = protocols, \
        .since = first, .kind = MAP_##what_it_sets, .scratch_size = sizeof(struct map_value), \
        .words = (const struct word[]){ \
            KEYWORD("match", "Configure match criteria"), \
            FLAG(struct map_value, negated, "not", "What does not match"), \
            KEYWORD(phrase, what), __VA_ARGS__ }, \
        .modes = MODE_BIT(MODE_CONFIG_PMAP_I) | \
                 (((protocols) & HAVE_CLASSES) != 0 ? MODE_BIT(MODE_CONFIG_CMAP_I) : 0), \
        .section = "rule", .set = map_set_rule, .unset = map_unset_rule, .each = map_each_rule, \
        .enters = MODE_CONFIG_PMAP_IC, .prompt = "config-pmap-c" }

#define M_NUMBER(i, low, high, what, ...) \
    NUMBER(struct map_value, numbers[i], low, high, what, __VA_ARGS__)
#define M_TIME(i, what, ...) VALUE(time, struct map_value, seconds[i], what, __VA_ARGS__)
#define M_TEXT(i, what, ...) VALUE(text, struct map_value, texts[i], what, __VA_ARGS__)
#define M_REGEX(i) VALUE(regex, struct map_value, regexes[i], "Regular expression")
#define M_CHOICE(i, list, ...) CHOICE(struct map_value, choices[i], list, __VA_ARGS__)
#define M_LIST(choices, what) VALUE(choice_list, struct map_value, list, what, .data = choices)
#define M_FLAG(i, word, what, ...) FLAG(struct map_value, flags[i], word, what, __VA_ARGS__)
#define M_LOG FLAG(struct map_value, log, "log", "Generate a log message")
#define M_ACTION(list) CHOICE(struct map_value, action, list)
/* clang-format on */

#endif
