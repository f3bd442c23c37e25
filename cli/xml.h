/*
 * xml.h: text in XML. It may be anything: what is no UTF-8, and control characters other than tab
 * and line end, become `?`.
 */
#ifndef REFIRE_CLI_XML_H
#define REFIRE_CLI_XML_H

#include <stddef.h>
#include <stdio.h>

void xml_put(const char *text, FILE *out);
void xml_put_text(const char *text, size_t length, FILE *out);

#endif
