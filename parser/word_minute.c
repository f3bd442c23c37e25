/*
 * word_minute.c: hh:mm.
 */
#include "parser/word_minute.h"

#include <ctype.h>
#include <stdio.h>

bool
take_minute(struct matching *matching, uint16_t *minute)
{
    const struct token *token = matching_next(matching);
    unsigned hour, past;
    char end;
    if (token == NULL || token->length > 5 || !isdigit((unsigned char)token->text[0]) ||
        sscanf(token->text, "%2u:%2u%c", &hour, &past, &end) != 2 || hour > 23 || past > 59) {
        matching_expect(matching, "hh:mm", "Time of the day", false);
        return false;
    }
    *minute = (uint16_t)(hour * 60 + past);
    matching_take(matching);
    return true;
}

void
put_minute(struct writing *writing, uint16_t minute)
{
    writing_put(writing, "%u:%02u", minute / 60u, minute % 60u);
}
