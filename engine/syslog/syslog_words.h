/*
 * syslog_words.h: what stands for a {placeholder} of syslog.def.
 */
#ifndef REFIRE_ENGINE_SYSLOG_WORDS_H
#define REFIRE_ENGINE_SYSLOG_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/compiler.h"
#include "engine/syslog/syslog_writer.h"

/*
 * Writes what stands for the placeholder NAME, "conn} for ...", in W's event; returns what follows
 * its brace, NULL when there is no such placeholder.
 */
NODISCARD const char *syslog_word_write(struct writer *w, const char *name);

/* What 733100 calls the events of threat detection. */
const char *syslog_threat_name(enum threat_event event);

/* The function that does so, and in *REST what follows the brace; NULL when there is none. */
typedef void syslog_word(struct writer *w);
NODISCARD syslog_word *syslog_word_find(const char *name, const char **rest);

#endif
