/*
 * threat_words.h: what the events of threat detection are called, in configuration and elsewhere.
 */
#ifndef REFIRE_PARSER_THREAT_WORDS_H
#define REFIRE_PARSER_THREAT_WORDS_H

#include "parser/word.h"

/* enum threat_event, by name. */
extern const struct choice threat_event_choices[];

#endif
