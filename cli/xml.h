/*
 * xml.h: text in XML. It may be anything: what is no UTF-8, and control characters other than tab
 * and line end, become `?`.
 */
#ifndef REFIRE_CLI_XML_H
#define REFIRE_CLI_XML_H

#include <stddef.h>
#include <stdio.h>

/* What C is written as where it would be markup; NULL: it may stand as it is. */
const char *xml_entity(char c);

void xml_put(const char *text, FILE *out);
void xml_put_text(const char *text, size_t length, FILE *out);

#endif
