/*
 * json.h: JSON, written as it comes, one value a line (NDJSON) or one value in all. Reading is
 * Jansson's business, whose names these keep clear of.
 *
 *     json_begin_object(&json);
 *     json_put_key(&json, "id");
 *     json_put_unsigned(&json, 302013);
 *     json_end(&json);
 *     json_end_line(&json);
 *
 * Nesting is our own business and is checked by assertion. Text may be anything: what is not UTF-8
 * becomes U+FFFD, control characters are escaped, so that a terminal is safe from it too.
 */
#ifndef REFIRE_CLI_JSON_H
#define REFIRE_CLI_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/output.h"

#define JSON_DEPTH_MAX 16

struct json_writer {
    struct output *output; /* borrowed */
    size_t depth;
    struct json_level {
        bool is_object;
        bool has_members;
    } levels[JSON_DEPTH_MAX];
    bool has_key; /* a key waits for its value */
};

void json_writer_init(struct json_writer *json, struct output *output);

void json_begin_object(struct json_writer *json);
void json_begin_array(struct json_writer *json);
/* Ends the innermost object or array. */
void json_end(struct json_writer *json);

/* Ends the line; everything that was begun must have been ended. */
void json_end_line(struct json_writer *json);

/* In an object: the name of the next value. One of our own words: printed as it is. */
void json_put_key(struct json_writer *json, const char *key);

void json_put_string(struct json_writer *json, const char *text); /* NULL prints null */
void json_put_text(struct json_writer *json, const char *text, size_t length);
void json_put_unsigned(struct json_writer *json, uint64_t number);
/* Nanoseconds as seconds with all their digits: 31.25 */
void json_put_seconds(struct json_writer *json, int64_t ns);
void json_put_bool(struct json_writer *json, bool value);
void json_put_null(struct json_writer *json);

#endif
