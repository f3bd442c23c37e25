/*
 * word_map.h: word types of inspection maps.
 */
#ifndef REFIRE_PARSER_WORD_MAP_H
#define REFIRE_PARSER_WORD_MAP_H

#include "parser/word.h"

/* One or more of the row's choices (DATA), each once; a choice's value is its bit. uint64_t. */
extern const struct word_type word_choice_list;
/* `regex NAME`, `regex class NAME`: struct map_regex. */
extern const struct word_type word_regex;
/* A number that is written in hexadecimal: uint32_t, 0x0 to 0xffffffff. */
extern const struct word_type word_hex;
/* The rest of the line as it stands, its quotes included; written in quotes: const char *. */
extern const struct word_type word_quoted;

#endif
