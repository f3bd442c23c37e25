/*
 * capture_words.h: the words of the device's `capture` command, read and written.
 */
#ifndef REFIRE_CLI_CAPTURE_CAPTURE_WORDS_H
#define REFIRE_CLI_CAPTURE_CAPTURE_WORDS_H

#include <stdio.h>

#include "cli/capture/packet_capture.h"
#include "parser/word.h"

struct capture_type_words {
    enum captured_kind kind;
    enum drop_reason drop;
    const char *user; /* of WEBVPN */
};

struct capture_words {
    const char *name;
    bool has_type, has_acl, has_buffer, has_ethertype, has_ifc, has_length, circular, real_time;
    bool has_trace, has_trace_count, has_match;
    struct capture_type_words type;
    const char *acl;
    uint32_t buffer, length, trace_count;
    uint16_t ethertype;
    ifc_id ifc;
    struct ace match; /* protocol, ends and ports of it */
};

/* What may stand behind the name, in any order. */
extern const struct word capture_option_words[];

/* The same words for what CAPTURE is set to, less what is as USUAL; in this order [R]. */
void capture_write_settings(const struct packet_capture *capture,
                            const struct capture_settings *usual,
                            const struct word_context *context, bool shows_type, FILE *out);
/* A `match` of its own, from its protocol on. */
void capture_write_match(const struct ace *match, const struct word_context *context, FILE *out);

#endif
