/*
 * word_minute.h: a time of the day without seconds, as time ranges and summer time have it.
 */
#ifndef REFIRE_PARSER_WORD_MINUTE_H
#define REFIRE_PARSER_WORD_MINUTE_H

#include "parser/match.h"

/* Takes "8:00" as minutes since midnight; false, and told, when it is none. */
bool take_minute(struct matching *matching, uint16_t *minute);
void put_minute(struct writing *writing, uint16_t minute);

#endif
