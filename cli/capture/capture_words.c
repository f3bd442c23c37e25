/*
 * capture_words.c: commands.md 11.8. `trace` came with packet-tracer in 7.2; `match` in 7.2(4), of
 * which only 7.2 can be told.
 */
#include "cli/capture/capture_words.h"

#include <inttypes.h>

#include "engine/packet/packet.h"

/* ---- type ---- */

static bool
take_drop_reason(struct matching *matching, enum drop_reason *drop)
{
    if (matching_keyword(matching, "all", "All drop reasons"))
        return true;
    for (size_t i = DROP_NONE + 1; i < DROP_REASON_COUNT; i++) {
        enum drop_reason reason = (enum drop_reason)i;
        if (matching_keyword(matching, drop_reason_name(reason), drop_reason_text(reason))) {
            *drop = reason;
            return true;
        }
    }
    return false;
}

/* webvpn user NAME */
static bool
take_webvpn(struct matching *matching, struct capture_type_words *type)
{
    if (!matching_keyword(matching, "webvpn", "WebVPN of one user (nothing is, here)") ||
        !matching_keyword(matching, "user", "The user"))
        return false;
    const struct token *token = matching_next(matching);
    if (token == NULL) {
        matching_expect(matching, "word", "Name of the user", false);
        return false;
    }
    type->kind = CAPTURED_WEBVPN;
    type->user = token->text;
    matching_take(matching);
    return true;
}

/* What is dropped is all, unless a reason is said. */
static bool
type_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct capture_type_words *type = word_place(scratch, word->offset);
    *type = (struct capture_type_words){ .kind = CAPTURED_RAW_DATA };
    if (matching_keyword(matching, "raw-data", "Packets as they are on the wire"))
        return true;
    if (matching_keyword(matching, "asp-drop", "Packets that are dropped, and why")) {
        type->kind = CAPTURED_DROPS;
        (void)take_drop_reason(matching, &type->drop);
        return true;
    }
    if (matching_keyword(matching, "isakmp", "ISAKMP packets: UDP 500 and 4500")) {
        type->kind = CAPTURED_ISAKMP;
        return true;
    }
    return take_webvpn(matching, type);
}

static const char *const kind_names[] = {
    [CAPTURED_RAW_DATA] = "raw-data",
    [CAPTURED_DROPS] = "asp-drop",
    [CAPTURED_ISAKMP] = "isakmp",
    [CAPTURED_WEBVPN] = "webvpn",
};

static void
type_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const struct capture_type_words *type = word_value(scratch, word->offset);
    writing_put(writing, "%s", kind_names[type->kind]);
    if (type->kind == CAPTURED_DROPS)
        writing_put(writing, "%s", type->drop == DROP_NONE ? "all" : drop_reason_name(type->drop));
    if (type->kind == CAPTURED_WEBVPN) {
        writing_put(writing, "user");
        writing_put(writing, "%s", type->user);
    }
}

static const struct word_type word_capture_type = { "type", type_match, type_write };

/* ---- ethernet-type ---- */

static const struct ethertype_name {
    const char *text, *help;
    uint16_t type;
} ethertypes[] = {
    { "802.1Q", "Frames with a tag", ETHERTYPE_TAGGED },
    { "arp", "Address resolution", 0x0806 },
    { "ip", "IP", 0x0800 },
    { "ip6", "IP version 6", 0x86dd },
    { "ipx", "IPX", 0x8137 },
    { "pppoed", "PPPoE, discovery", 0x8863 },
    { "pppoes", "PPPoE, sessions", 0x8864 },
    { "rarp", "Reverse address resolution", 0x8035 },
};

static bool
ethertype_match(const struct word *word, struct matching *matching, void *scratch)
{
    uint16_t *type = word_place(scratch, word->offset);
    for (size_t i = 0; i < ARRAY_LENGTH(ethertypes); i++) {
        if (matching_keyword(matching, ethertypes[i].text, ethertypes[i].help)) {
            *type = ethertypes[i].type;
            return true;
        }
    }
    int64_t number;
    if (!take_number(matching, 1, UINT16_MAX, "Ethernet type", &number))
        return false;
    *type = (uint16_t)number;
    return true;
}

static void
ethertype_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const uint16_t *type = word_value(scratch, word->offset);
    for (size_t i = 0; i < ARRAY_LENGTH(ethertypes); i++) {
        if (ethertypes[i].type == *type) {
            writing_put(writing, "%s", ethertypes[i].text);
            return;
        }
    }
    writing_put(writing, "%" PRIu16, *type);
}

static const struct word_type word_capture_ethertype = { "ethertype", ethertype_match,
                                                         ethertype_write };

/* ---- options ---- */

#define S struct capture_words

static const struct word type_words[] = {
    KEYWORD("type", "What is captured"),
    { .type = &word_capture_type, FIELD(S, type), .help = "Type" },
    END_OF_WORDS,
};
static const struct word acl_words[] = {
    KEYWORD("access-list", "Only what an access list permits"),
    NAME_OF("access-list", S, acl, "Name of the access list"),
    END_OF_WORDS,
};
static const struct word ethertype_words[] = {
    KEYWORD("ethernet-type", "Only frames of one kind"),
    { .type = &word_capture_ethertype, FIELD(S, ethertype), .help = "Kind" },
    END_OF_WORDS,
};
static const struct word buffer_words[] = {
    KEYWORD("buffer", "Size of the buffer"),
    NUMBER(S, buffer, CAPTURE_BUFFER_LEAST, CAPTURE_BUFFER_MOST, "Bytes"),
    END_OF_WORDS,
};
static const struct word length_words[] = {
    KEYWORD("packet-length", "How much of each frame is kept"),
    NUMBER(S, length, CAPTURE_LENGTH_LEAST, CAPTURE_LENGTH_MOST, "Bytes"),
    END_OF_WORDS,
};
static const struct word trace_count_words[] = {
    KEYWORD("trace-count", "How many frames are traced"),
    NUMBER(S, trace_count, 1, CAPTURE_TRACES_MOST, "Frames"),
    END_OF_WORDS,
};
static const struct word trace_words[] = {
    KEYWORD("trace", "Keep the phases that frames meet"),
    GROUP(S, has_trace_count, trace_count_words),
    END_OF_WORDS,
};
static const struct word ifc_words[] = {
    KEYWORD("interface", "Where frames are captured"),
    VALUE(nameif, S, ifc, "Interface"),
    END_OF_WORDS,
};
static const struct word flow_words[] = {
    VALUE(protocol, S, match.protocol, "Protocol"),
    VALUE(endpoint, S, match.source, "One end", .high = true),
    VALUE(ports, S, match.source_port, "Its port", .other = offsetof(S, match.protocol)),
    VALUE(endpoint, S, match.destination, "The other end", .high = true),
    VALUE(ports, S, match.destination_port, "Its port", .other = offsetof(S, match.protocol)),
    END_OF_WORDS,
};
static const struct word match_words[] = {
    KEYWORD("match", "Only these packets, both ways"),
    { .type = &word_group, FIELD(S, has_match), .data = flow_words },
    END_OF_WORDS,
};

const struct word capture_option_words[] = {
    GROUP(S, has_type, type_words, .since = OS_7_0),
    GROUP(S, has_acl, acl_words),
    GROUP(S, has_ethertype, ethertype_words),
    GROUP(S, has_buffer, buffer_words),
    GROUP(S, has_length, length_words),
    FLAG(S, circular, "circular-buffer", "The oldest frames make room for new ones",
         .since = OS_6_3),
    GROUP(S, has_trace, trace_words, .since = OS_7_2),
    FLAG(S, real_time, "real-time", "Show each frame as it is taken", .since = OS_7_0),
    GROUP(S, has_ifc, ifc_words),
    GROUP(S, has_match, match_words, .since = OS_7_2),
    END_OF_WORDS,
};

/* ---- writing ---- */

/* All but the interfaces and the matches, which there may be more than one of. */
static struct capture_words
words_of(const struct capture_settings *settings, const struct capture_settings *usual)
{
    return (struct capture_words){
        .has_type = true,
        .type = { settings->kind, settings->drop, settings->user },
        .has_acl = settings->acl != NULL,
        .acl = settings->acl != NULL ? settings->acl->name : NULL,
        .has_ethertype = settings->ethertype != ETHERTYPE_ALL,
        .ethertype = settings->ethertype,
        .has_buffer = settings->buffer != usual->buffer,
        .buffer = (uint32_t)settings->buffer,
        .has_length = settings->packet_length != usual->packet_length,
        .length = (uint32_t)settings->packet_length,
        .circular = settings->circular,
        .real_time = settings->real_time,
        .has_trace = settings->traces,
        .has_trace_count = settings->trace_count != usual->trace_count,
        .trace_count = (uint32_t)settings->trace_count,
    };
}

void
capture_write_settings(const struct packet_capture *capture, const struct capture_settings *usual,
                       const struct word_context *context, bool shows_type, FILE *out)
{
    struct capture_words words = words_of(&capture->settings, usual);
    words.has_type = shows_type;
    struct writing writing = { .context = context, .out = out, .started = true };
    writing_words(&writing, capture_option_words, &words, SIZE_MAX);
    for (size_t i = 0; i < capture->settings.interface_count; i++) {
        words = (struct capture_words){ .has_ifc = true, .ifc = capture->settings.interfaces[i] };
        writing_words(&writing, capture_option_words, &words, SIZE_MAX);
    }
}

void
capture_write_match(const struct ace *match, const struct word_context *context, FILE *out)
{
    struct capture_words words = { .match = *match };
    struct writing writing = { .context = context, .out = out };
    fputs("  match ", out);
    writing_words(&writing, flow_words, &words, SIZE_MAX);
}
