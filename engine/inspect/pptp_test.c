/*
 * pptp_test.c: conversations of control messages against a double of the engine's services, which
 * writes down what it is asked for. Real recordings are read from ../shared where it is there.
 */
#include "engine/inspect/pptp.h"

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/capture/capture.h"
#include "engine/stream.h"

#define LOG_SIZE 4096
#define OUTPUT_SIZE 8192

/* The double: a conn with its two streams, and how its ends are translated. */
struct inspect_call {
    struct stream *streams[2];
    enum inspect_side sender; /* of the message being looked at */
    bool as_left;             /* that message was seen behind the firewall */
    void *session;
    enum inspect_result result;
    bool pat[2];
    enum inspect_side inner;
    bool no_ids, no_gre; /* nothing is free */
    bool takes_incoming;
    uint16_t next_id;
    uint32_t next_handle;
    size_t maps, releases, opens, closes;
    uint32_t seq[2];
    char log[LOG_SIZE];
    size_t log_length;
    uint8_t output[2][OUTPUT_SIZE]; /* what leaves the firewall, by sender */
    size_t output_length[2];
};

__attribute__((format(printf, 2, 3))) static void
note(struct inspect_call *call, const char *format, ...)
{
    va_list arguments;
    if (call->log_length >= LOG_SIZE)
        return;
    va_start(arguments, format);
    int length =
        vsnprintf(call->log + call->log_length, LOG_SIZE - call->log_length, format, arguments);
    va_end(arguments);
    call->log_length += (size_t)length;
}

static char
letter(enum inspect_side side)
{
    return side == SIDE_INITIATOR ? 'i' : 'r';
}

void
inspect_replace(struct inspect_call *call, size_t offset, size_t removed, const void *bytes,
                size_t length)
{
    const uint8_t *id = bytes;
    ck_assert_uint_eq(length, 2);
    ck_assert_uint_eq(removed, 2);
    if (call->as_left)
        return;
    ck_assert(stream_replace(call->streams[call->sender], offset, removed, bytes, length));
    note(call, "%zu:=%u ", offset, (unsigned)(id[0] << 8 | id[1]));
}

bool
inspect_side_is_inner(const struct inspect_call *call, enum inspect_side side)
{
    return side == call->inner;
}

bool
inspect_is_as_left(const struct inspect_call *call)
{
    return call->as_left;
}

bool
inspect_opens_incoming_calls(const struct inspect_call *call)
{
    return call->takes_incoming;
}

bool
inspect_map_call_id(struct inspect_call *call, size_t offset, uint16_t real, uint16_t *mapped)
{
    enum inspect_side side = call->sender;
    ck_assert_uint_eq(offset, 12); /* the sender's own id, in all messages that assign one */
    if (call->no_ids)
        return false;
    *mapped = call->pat[side] && !call->as_left ? call->next_id++ : real;
    call->maps++;
    note(call, "map %c%u=%u ", letter(side), real, *mapped);
    return true;
}

void
inspect_release_call_id(struct inspect_call *call, enum inspect_side side, uint16_t mapped)
{
    call->releases++;
    note(call, "free %c%u ", letter(side), mapped);
}

uint32_t
inspect_open_gre(struct inspect_call *call, enum inspect_side towards, uint16_t real,
                 uint16_t mapped)
{
    if (call->no_gre)
        return 0;
    call->opens++;
    call->next_handle++;
    note(call, "gre#%u to %c%u/%u ", call->next_handle, letter(towards), real, mapped);
    return call->next_handle;
}

void
inspect_close_gre(struct inspect_call *call, uint32_t handle)
{
    call->closes++;
    note(call, "close#%u ", handle);
}

static void
conn_start(struct inspect_call *call)
{
    *call = (struct inspect_call){ .next_id = 1024, .seq = { 5000, UINT32_MAX - 100 } };
    for (int side = 0; side < 2; side++) {
        call->streams[side] = stream_new(inspect_pptp.largest_message, true);
        ck_assert_ptr_nonnull(call->streams[side]);
    }
    call->session = calloc(1, inspect_pptp.session_size);
    ck_assert_ptr_nonnull(call->session);
}

/* Closes the conn; whatever was taken must have been given back. */
static void
conn_end(struct inspect_call *call)
{
    inspect_pptp.closed(call, call->session);
    ck_assert_uint_eq(call->maps, call->releases);
    ck_assert_uint_eq(call->opens, call->closes);
    for (int side = 0; side < 2; side++)
        stream_free(call->streams[side]);
    free(call->session);
}

/* A segment as the engine would treat it; as it comes once the inspection has stopped. */
static void
segment(struct inspect_call *call, enum inspect_side side, uint32_t seq, const uint8_t *bytes,
        size_t length)
{
    uint8_t *copy = malloc(length + (length == 0));
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, length);
    const struct stream_segment in = {
        .seq = seq, .bytes = copy, .length = length, .captured = length
    };
    struct stream *stream = call->streams[side];
    if (call->result == INSPECT_CONTINUE) {
        call->sender = side;
        if (call->as_left)
            stream_hold_nothing(stream);
        ck_assert_int_eq(stream_segment(stream, &in), STREAM_FOLLOWED);
        call->result = stream_inspect(stream, &inspect_pptp, call, call->session, side);
        if (call->result != INSPECT_CONTINUE) {
            stream_end(call->streams[0], true);
            stream_end(call->streams[1], true);
        }
    }
    struct stream_leaving leaving;
    ck_assert(stream_leaves(stream, &in, &leaving));
    const uint8_t *leaves = leaving.payload != NULL ? leaving.payload : copy;
    if (leaving.payload != NULL)
        length = leaving.length;
    if (call->output_length[side] + length <= OUTPUT_SIZE) {
        memcpy(call->output[side] + call->output_length[side], leaves, length);
        call->output_length[side] += length;
    }
    free(copy);
}

static void
say(struct inspect_call *call, enum inspect_side side, const uint8_t *bytes, size_t length)
{
    segment(call, side, call->seq[side], bytes, length);
    call->seq[side] += (uint32_t)length;
}

/* Control messages by their names in RFC 2637. */
enum {
    END,
    SCCRQ,
    SCCRP,
    STOP_RQ,
    STOP_RP,
    ECHO_RQ,
    ECHO_RP,
    OCRQ,
    OCRP,
    ICRQ,
    ICRP,
    ICCN,
    CCRQ,
    CDN,
    WEN,
    SLI
};

static const uint16_t lengths[] = { 0,  156, 156, 16, 16, 16,  20, 168,
                                    32, 220, 24,  28, 16, 148, 40, 24 };

struct step {
    char side; /* 'i' or 'r'; a capital: as it left, seen behind the firewall */
    uint8_t type;
    uint16_t first, second; /* the two words at 12 */
    uint8_t result;         /* the byte at 16 */
};

static size_t
build(const struct step *step, uint8_t *bytes)
{
    size_t length = lengths[step->type];
    memset(bytes, 0, length);
    bytes[0] = (uint8_t)(length >> 8);
    bytes[1] = (uint8_t)length;
    bytes[3] = 1;
    memcpy(bytes + 4, "\x1a\x2b\x3c\x4d", 4);
    bytes[9] = step->type;
    bytes[12] = (uint8_t)(step->first >> 8);
    bytes[13] = (uint8_t)step->first;
    bytes[14] = (uint8_t)(step->second >> 8);
    bytes[15] = (uint8_t)step->second;
    if (length > 16)
        bytes[16] = step->result;
    return length;
}

#define STEPS 12

struct conversation {
    const char *name;
    bool pat_initiator, pat_responder;
    bool responder_is_inner;
    bool no_ids, no_gre;
    bool takes_incoming;
    struct step steps[STEPS];
    enum inspect_result result;
    const char *log;
};

static const struct conversation conversations[] = {
    { .name = "1:1, the client inside",
      .steps = { { 'i', SCCRQ, 0x0100, 0, 0 },
                 { 'r', SCCRP, 0x0100, 0x0100, 0 },
                 { 'i', OCRQ, 16384, 1, 0 },
                 { 'r', OCRP, 7, 16384, 1 },
                 { 'i', ECHO_RQ, 0, 1, 0 },
                 { 'r', ECHO_RP, 0, 1, 1 } },
      .log = "map i16384=16384 map r7=7 gre#1 to r7/7 gre#2 to i16384/16384 " },
    { .name = "the example of engine.md 4.5: the PNS behind PAT",
      .pat_initiator = true,
      .steps = { { 'i', OCRQ, 16384, 1, 0 },
                 { 'r', OCRP, 7, 1024, 1 },
                 { 'i', SLI, 7, 0, 0 },
                 { 'r', SLI, 1024, 0, 0 },
                 { 'r', WEN, 1024, 0, 0 },
                 { 'i', CCRQ, 16384, 0, 0 },
                 { 'r', CDN, 7, 0x0400, 0 } },
      .log = "map i16384=1024 12:=1024 14:=16384 map r7=7 gre#1 to r7/7 gre#2 to i16384/1024 "
             "12:=16384 12:=16384 12:=1024 close#1 close#2 free i1024 free r7 " },
    { .name = "the PAC behind PAT, with call id 0",
      .pat_responder = true,
      .responder_is_inner = true,
      .steps = { { 'i', OCRQ, 0, 0, 0 },
                 { 'r', OCRP, 0, 0, 1 },
                 { 'i', SLI, 1024, 0, 0 },
                 { 'r', SLI, 0, 0, 0 },
                 { 'r', CDN, 0, 0, 0 } },
      .log = "map i0=0 map r0=1024 12:=1024 gre#1 to i0/0 gre#2 to r0/1024 12:=0 12:=1024 "
             "close#1 close#2 free i0 free r1024 " },
    { .name = "both behind PAT",
      .pat_initiator = true,
      .pat_responder = true,
      .steps = { { 'i', OCRQ, 1, 0, 0 }, { 'r', OCRP, 1, 1024, 1 } },
      .log = "map i1=1024 12:=1024 14:=1 map r1=1025 12:=1025 gre#1 to r1/1025 gre#2 to i1/1024 " },
    { .name = "the server as PNS: roles go by message",
      .pat_initiator = true,
      .steps = { { 'r', OCRQ, 9, 0, 0 }, { 'i', OCRP, 4, 9, 1 }, { 'i', CDN, 4, 0, 0 } },
      .log = "map r9=9 map i4=1024 12:=1024 gre#1 to r9/9 gre#2 to i4/1024 12:=1024 "
             "close#1 close#2 free i1024 free r9 " },
    { .name = "one-sided, the inside: what the server sends is seen as it left",
      .pat_initiator = true,
      .steps = { { 'i', OCRQ, 16384, 1, 0 },
                 { 'R', OCRP, 7, 16384, 1 },
                 { 'R', SLI, 16384, 0, 0 },
                 { 'i', SLI, 7, 0, 0 },
                 { 'R', CDN, 7, 0x0400, 0 } },
      .log = "map i16384=1024 12:=1024 map r7=7 gre#1 to r7/7 gre#2 to i16384/1024 "
             "close#1 close#2 free i1024 free r7 " },
    { .name = "one-sided, the outside: the id on the wire is the mapped one",
      .pat_initiator = true,
      .steps = { { 'I', OCRQ, 2000, 1, 0 }, { 'r', OCRP, 7, 2000, 1 }, { 'I', CCRQ, 2000, 0, 0 } },
      .log = "map i2000=2000 map r7=7 gre#1 to r7/7 gre#2 to i2000/2000 " },
    { .name = "refused",
      .pat_initiator = true,
      .steps = { { 'i', OCRQ, 5, 0, 0 }, { 'r', OCRP, 0, 1024, 4 }, { 'r', OCRP, 3, 1024, 1 } },
      .log = "map i5=1024 12:=1024 14:=5 free i1024 " },
    { .name = "a reply that no request asked for",
      .pat_responder = true,
      .steps = { { 'r', OCRP, 3, 5, 1 } },
      .log = "" },
    { .name = "version 2 in the request",
      .steps = { { 'i', SCCRQ, 0x0200, 0, 0 }, { 'i', OCRQ, 5, 0, 0 }, { 'r', OCRP, 3, 5, 1 } },
      .result = INSPECT_STOP,
      .log = "" },
    { .name = "version 2 in the reply",
      .steps = { { 'i', SCCRQ, 0x0100, 0, 0 },
                 { 'r', SCCRP, 0x0200, 0x0100, 0 },
                 { 'i', OCRQ, 5, 0, 0 },
                 { 'r', OCRP, 3, 5, 1 } },
      .result = INSPECT_STOP,
      .log = "" },
    { .name = "version 0.1",
      .steps = { { 'i', SCCRQ, 0x0001, 0, 0 } },
      .result = INSPECT_STOP,
      .log = "" },
    { .name = "version 1.1 is version 1",
      .steps = { { 'i', SCCRQ, 0x0101, 0, 0 }, { 'i', OCRQ, 5, 0, 0 }, { 'r', OCRP, 3, 5, 1 } },
      .log = "map i5=5 map r3=3 gre#1 to r3/3 gre#2 to i5/5 " },
    { .name = "two calls, one cleared",
      .pat_initiator = true,
      .steps = { { 'i', OCRQ, 1, 0, 0 },
                 { 'i', OCRQ, 2, 0, 0 },
                 { 'r', OCRP, 8, 1025, 1 },
                 { 'r', OCRP, 9, 1024, 1 },
                 { 'r', CDN, 9, 0, 0 },
                 { 'i', CCRQ, 2, 0, 0 } },
      .log = "map i1=1024 12:=1024 map i2=1025 12:=1025 14:=2 map r8=8 gre#1 to r8/8 "
             "gre#2 to i2/1025 14:=1 map r9=9 gre#3 to r9/9 gre#4 to i1/1024 close#3 close#4 "
             "free i1024 free r9 12:=1025 " },
    { .name = "StopCCRQ does nothing, StopCCRP ends all calls",
      .steps = { { 'i', OCRQ, 1, 0, 0 },
                 { 'r', OCRP, 8, 1, 1 },
                 { 'i', OCRQ, 2, 0, 0 },
                 { 'r', OCRP, 9, 2, 1 },
                 { 'i', STOP_RQ, 0x0100, 0, 0 },
                 { 'i', ECHO_RQ, 0, 0, 0 },
                 { 'r', STOP_RP, 0x0100, 0, 0 } },
      .log = "map i1=1 map r8=8 gre#1 to r8/8 gre#2 to i1/1 map i2=2 map r9=9 gre#3 to r9/9 "
             "gre#4 to i2/2 close#1 close#2 free i1 free r8 close#3 close#4 free i2 free r9 " },
    { .name = "asked for twice before the reply",
      .pat_initiator = true,
      .steps = { { 'i', OCRQ, 1, 0, 0 }, { 'i', OCRQ, 1, 0, 0 }, { 'r', OCRP, 8, 1024, 1 } },
      .log = "map i1=1024 12:=1024 12:=1024 14:=1 map r8=8 gre#1 to r8/8 gre#2 to i1/1024 " },
    { .name = "replied to twice",
      .pat_initiator = true,
      .steps = { { 'i', OCRQ, 1, 0, 0 }, { 'r', OCRP, 8, 1024, 1 }, { 'r', OCRP, 8, 1024, 1 } },
      .log = "map i1=1024 12:=1024 14:=1 map r8=8 gre#1 to r8/8 gre#2 to i1/1024 14:=1 " },
    { .name = "the PNS uses the id of an open call again",
      .steps = { { 'i', OCRQ, 1, 0, 0 },
                 { 'r', OCRP, 8, 1, 1 },
                 { 'i', OCRQ, 1, 0, 0 },
                 { 'r', OCRP, 9, 1, 1 } },
      .log = "map i1=1 map r8=8 gre#1 to r8/8 gre#2 to i1/1 close#1 close#2 free i1 free r8 "
             "map i1=1 map r9=9 gre#3 to r9/9 gre#4 to i1/1 " },
    { .name = "the PAC uses the id of an open call again",
      .steps = { { 'i', OCRQ, 1, 0, 0 },
                 { 'r', OCRP, 8, 1, 1 },
                 { 'i', OCRQ, 2, 0, 0 },
                 { 'r', OCRP, 8, 2, 1 },
                 { 'r', CDN, 8, 0, 0 } },
      .log = "map i1=1 map r8=8 gre#1 to r8/8 gre#2 to i1/1 map i2=2 close#1 close#2 free i1 "
             "free r8 map r8=8 gre#3 to r8/8 gre#4 to i2/2 close#3 close#4 free i2 free r8 " },
    { .name = "the same, the later call asked for first",
      .steps = { { 'i', OCRQ, 2, 0, 0 },
                 { 'i', OCRQ, 1, 0, 0 },
                 { 'r', OCRP, 8, 1, 1 },
                 { 'r', OCRP, 8, 2, 1 } },
      .log = "map i2=2 map i1=1 map r8=8 gre#1 to r8/8 gre#2 to i1/1 close#1 close#2 free i1 "
             "free r8 map r8=8 gre#3 to r8/8 gre#4 to i2/2 " },
    /* The server of captures/ndpi-pptp-control-only.pcap answers CCRQ with the PNS's id. */
    { .name = "a notify with an id that the PAC did not assign",
      .pat_responder = true,
      .steps = { { 'i', OCRQ, 1, 0, 0 }, { 'r', CDN, 1, 0, 0 }, { 'r', CDN, 1024, 0, 0 } },
      .log = "map i1=1 " },
    { .name = "incoming call, both behind PAT: rewritten, nothing opened",
      .pat_initiator = true,
      .pat_responder = true,
      .steps = { { 'r', ICRQ, 3, 0, 0 },
                 { 'i', ICRP, 6, 1024, 1 },
                 { 'r', ICCN, 1025, 0, 0 },
                 { 'r', CDN, 3, 0, 0 } },
      .log = "map r3=1024 12:=1024 14:=3 map i6=1025 12:=1025 12:=6 12:=1024 free i1025 "
             "free r1024 " },
    { .name = "incoming call where those are taken: GRE both ways, by the ids of either",
      .pat_initiator = true,
      .takes_incoming = true,
      .steps = { { 'r', ICRQ, 3, 0, 0 },
                 { 'i', ICRP, 6, 3, 1 },
                 { 'r', ICCN, 1024, 0, 0 },
                 { 'r', CDN, 3, 0, 0 } },
      .log = "map r3=3 map i6=1024 12:=1024 gre#1 to r3/3 gre#2 to i6/1024 12:=6 close#1 close#2 "
             "free i1024 free r3 " },
    { .name = "incoming call, refused",
      .pat_responder = true,
      .steps = { { 'r', ICRQ, 3, 0, 0 }, { 'i', ICRP, 0, 1024, 2 } },
      .log = "map r3=1024 12:=1024 14:=3 free r1024 " },
    { .name = "an outgoing reply to an incoming request",
      .steps = { { 'r', ICRQ, 3, 0, 0 }, { 'i', OCRP, 6, 3, 1 } },
      .log = "map r3=3 " },
    { .name = "an outgoing request with the id of an incoming one",
      .steps = { { 'r', ICRQ, 3, 0, 0 }, { 'r', OCRQ, 3, 0, 0 }, { 'i', OCRP, 9, 3, 1 } },
      .log = "map r3=3 free r3 map r3=3 map i9=9 gre#1 to r3/3 gre#2 to i9/9 " },
    { .name = "no call id is free",
      .pat_initiator = true,
      .no_ids = true,
      .steps = { { 'i', OCRQ, 3, 0, 0 }, { 'r', OCRP, 6, 3, 1 } },
      .log = "" },
    { .name = "no conn is free for GRE",
      .no_gre = true,
      .steps = { { 'i', OCRQ, 3, 0, 0 }, { 'r', OCRP, 6, 3, 1 }, { 'r', CDN, 6, 0, 0 } },
      .log = "map i3=3 map r6=6 free i3 free r6 " },
};

static void
conversation_start(struct inspect_call *call, const struct conversation *row)
{
    conn_start(call);
    call->pat[SIDE_INITIATOR] = row->pat_initiator;
    call->pat[SIDE_RESPONDER] = row->pat_responder;
    call->inner = row->responder_is_inner ? SIDE_RESPONDER : SIDE_INITIATOR;
    call->no_ids = row->no_ids;
    call->no_gre = row->no_gre;
    call->takes_incoming = row->takes_incoming;
}

static enum inspect_side
side_of(const struct step *step)
{
    return step->side == 'i' || step->side == 'I' ? SIDE_INITIATOR : SIDE_RESPONDER;
}

/* One step, or a piece of it, on the wire. */
static void
say_step(struct inspect_call *call, const struct step *step, const uint8_t *bytes, size_t length)
{
    call->as_left = step->side == 'I' || step->side == 'R';
    say(call, side_of(step), bytes, length);
}

START_TEST(converses)
{
    const struct conversation *row = &conversations[_i];
    struct inspect_call call;
    conversation_start(&call, row);
    for (const struct step *step = row->steps; step->type != END; step++) {
        uint8_t bytes[256];
        size_t length = build(step, bytes);
        say_step(&call, step, bytes, length);
    }
    ck_assert_msg(call.result == row->result, "%s: result %d", row->name, call.result);
    ck_assert_msg(strcmp(call.log, row->log) == 0, "%s:\n  %s", row->name, call.log);
    conn_end(&call);
}
END_TEST

/* Cut in two at every byte: the same messages. What had gone already is late, but is asked for. */
START_TEST(split_at_every_byte)
{
    const struct conversation *row = &conversations[_i];
    for (size_t cut = 1; cut < 220; cut++) {
        struct inspect_call call;
        conversation_start(&call, row);
        for (const struct step *step = row->steps; step->type != END; step++) {
            uint8_t bytes[256];
            size_t length = build(step, bytes);
            size_t first = cut < length ? cut : length;
            say_step(&call, step, bytes, first);
            say_step(&call, step, bytes + first, length - first);
        }
        ck_assert_msg(strcmp(call.log, row->log) == 0, "%s cut at %zu:\n  %s", row->name, cut,
                      call.log);
        conn_end(&call);
    }
}
END_TEST

/* Each bit of each message flipped: no crash, and conn_end finds everything given back. */
START_TEST(every_bit_flipped)
{
    const struct conversation *row = &conversations[_i];
    size_t steps = 0;
    while (row->steps[steps].type != END)
        steps++;
    for (size_t damaged = 0; damaged < steps; damaged++) {
        for (size_t bit = 0; bit < 20 * 8; bit++) {
            struct inspect_call call;
            conversation_start(&call, row);
            for (size_t i = 0; i < steps; i++) {
                uint8_t bytes[256];
                size_t length = build(&row->steps[i], bytes);
                if (i == damaged && bit / 8 < length)
                    bytes[bit / 8] ^= (uint8_t)(1U << (bit % 8));
                say(&call, side_of(&row->steps[i]), bytes, length);
            }
            conn_end(&call);
        }
    }
}
END_TEST

START_TEST(what_leaves_the_firewall)
{
    static const struct step steps[] = { { 'i', OCRQ, 0x4000, 1, 0 },
                                         { 'r', OCRP, 7, 1024, 1 },
                                         { 'i', CCRQ, 0x4000, 0, 0 } };
    struct inspect_call call;
    uint8_t expected[512], bytes[256];
    conn_start(&call);
    call.pat[SIDE_INITIATOR] = true;
    for (size_t i = 0; i < ARRAY_LENGTH(steps); i++)
        say(&call, side_of(&steps[i]), bytes, build(&steps[i], bytes));
    size_t length = build(&(struct step){ 'i', OCRQ, 1024, 1, 0 }, expected);
    length += build(&(struct step){ 'i', CCRQ, 1024, 0, 0 }, expected + length);
    ck_assert_uint_eq(call.output_length[SIDE_INITIATOR], length);
    ck_assert(memcmp(call.output[SIDE_INITIATOR], expected, length) == 0);
    length = build(&(struct step){ 'r', OCRP, 7, 0x4000, 1 }, expected);
    ck_assert_uint_eq(call.output_length[SIDE_RESPONDER], length);
    ck_assert(memcmp(call.output[SIDE_RESPONDER], expected, length) == 0);
    conn_end(&call);
}
END_TEST

/* The same segment again: the same bytes leave, and no second call id is taken. */
START_TEST(retransmitted_request)
{
    struct inspect_call call;
    uint8_t bytes[256];
    conn_start(&call);
    call.pat[SIDE_INITIATOR] = true;
    size_t length = build(&(struct step){ 'i', OCRQ, 0x4000, 1, 0 }, bytes);
    segment(&call, SIDE_INITIATOR, 7, bytes, length);
    segment(&call, SIDE_INITIATOR, 7, bytes, length);
    ck_assert_str_eq(call.log, "map i16384=1024 12:=1024 ");
    ck_assert_uint_eq(call.output_length[SIDE_INITIATOR], 2 * length);
    ck_assert(memcmp(call.output[SIDE_INITIATOR], call.output[SIDE_INITIATOR] + length, length) ==
              0);
    conn_end(&call);
}
END_TEST

START_TEST(more_calls_than_the_table_holds)
{
    struct inspect_call call;
    uint8_t bytes[256];
    conn_start(&call);
    for (uint16_t id = 0; id < PPTP_CALLS + 10; id++)
        say(&call, SIDE_INITIATOR, bytes, build(&(struct step){ 'i', OCRQ, id, 0, 0 }, bytes));
    ck_assert_uint_eq(call.maps, PPTP_CALLS);
    ck_assert_int_eq(call.result, INSPECT_CONTINUE);
    say(&call, SIDE_RESPONDER, bytes,
        build(&(struct step){ 'r', OCRP, 1, PPTP_CALLS + 1, 1 }, bytes));
    ck_assert_uint_eq(call.opens, 0);
    say(&call, SIDE_RESPONDER, bytes, build(&(struct step){ 'r', OCRP, 1, 1, 1 }, bytes));
    ck_assert_uint_eq(call.opens, 2);
    conn_end(&call);
}
END_TEST

/* Header bytes, and what the framing makes of them. */
static const struct {
    const char *name;
    const char *header; /* 12 bytes */
    enum frame_status status;
    size_t length;
} header_rows[] = {
    { "OCRQ", "\0\250\0\1\x1a\x2b\x3c\x4d\0\7\0", FRAME_WHOLE, 168 },
    { "reserved bits set", "\0\250\0\1\x1a\x2b\x3c\x4d\0\7\xff", FRAME_WHOLE, 168 },
    { "management", "\0\14\0\2\x1a\x2b\x3c\x4d\xff\xff\0", FRAME_WHOLE, 12 },
    { "management, longest", "\0\334\0\2\x1a\x2b\x3c\x4d\0\0\0", FRAME_WHOLE, 220 },
    { "management, longer", "\0\335\0\2\x1a\x2b\x3c\x4d\0\0\0", FRAME_BAD, 0 },
    { "management, shorter than its header", "\0\13\0\2\x1a\x2b\x3c\x4d\0\0\0", FRAME_BAD, 0 },
    { "wrong magic", "\0\250\0\1\x1a\x2b\x3c\x4e\0\7\0", FRAME_BAD, 0 },
    { "magic in the other order", "\0\250\0\1\x4d\x3c\x2b\x1a\0\7\0", FRAME_BAD, 0 },
    { "kind 0", "\0\250\0\0\x1a\x2b\x3c\x4d\0\7\0", FRAME_BAD, 0 },
    { "kind 3", "\0\250\0\3\x1a\x2b\x3c\x4d\0\7\0", FRAME_BAD, 0 },
    { "type 0", "\0\250\0\1\x1a\x2b\x3c\x4d\0\0\0", FRAME_BAD, 0 },
    { "type 16", "\0\250\0\1\x1a\x2b\x3c\x4d\0\20\0", FRAME_BAD, 0 },
    { "type 0x0700", "\0\250\0\1\x1a\x2b\x3c\x4d\7\0\0", FRAME_BAD, 0 },
    { "one less", "\0\247\0\1\x1a\x2b\x3c\x4d\0\7\0", FRAME_BAD, 0 },
    { "one more", "\0\251\0\1\x1a\x2b\x3c\x4d\0\7\0", FRAME_BAD, 0 },
    { "length 0", "\0\0\0\1\x1a\x2b\x3c\x4d\0\7\0", FRAME_BAD, 0 },
    { "length 65535", "\xff\xff\0\1\x1a\x2b\x3c\x4d\0\7\0", FRAME_BAD, 0 },
};

START_TEST(frames)
{
    uint8_t bytes[256] = { 0 };
    size_t length = 0;
    memcpy(bytes, header_rows[_i].header, 12);
    for (size_t available = 1; available < 12; available++)
        ck_assert_int_eq(inspect_pptp.frame(NULL, SIDE_INITIATOR, bytes, available, &length),
                         FRAME_MORE);
    enum frame_status status =
        inspect_pptp.frame(NULL, SIDE_INITIATOR, bytes, sizeof(bytes), &length);
    ck_assert_msg(status == header_rows[_i].status, "%s", header_rows[_i].name);
    if (status != FRAME_WHOLE)
        return;
    ck_assert_uint_eq(length, header_rows[_i].length);
    if (length > 12)
        ck_assert_int_eq(inspect_pptp.frame(NULL, SIDE_INITIATOR, bytes, length - 1, &length),
                         FRAME_MORE);
}
END_TEST

/* Only the length of its own kind. */
START_TEST(lengths_of_messages)
{
    uint8_t bytes[256] = { 0 };
    for (uint8_t type = SCCRQ; type <= SLI; type++) {
        build(&(struct step){ 'i', type, 0, 0, 0 }, bytes);
        for (size_t length = 0; length < sizeof(bytes); length++) {
            size_t found = 0;
            bytes[1] = (uint8_t)length;
            enum frame_status status =
                inspect_pptp.frame(NULL, SIDE_INITIATOR, bytes, sizeof(bytes), &found);
            ck_assert_int_eq(status, length == lengths[type] ? FRAME_WHOLE : FRAME_BAD);
        }
    }
}
END_TEST

START_TEST(management_messages_are_passed_over)
{
    struct inspect_call call;
    uint8_t bytes[256];
    conn_start(&call);
    size_t length = build(&(struct step){ 'i', OCRQ, 5, 0, 0 }, bytes);
    bytes[3] = 2;
    say(&call, SIDE_INITIATOR, bytes, length);
    ck_assert_int_eq(call.result, INSPECT_CONTINUE);
    ck_assert_str_eq(call.log, "");
    conn_end(&call);
}
END_TEST

/* Recordings of real programs: every control connection in them, one line each. */
#define CONNS 4

struct recorded_conn {
    uint32_t client;
    uint16_t port;
    struct inspect_call call;
};

static const struct {
    const char *path;
    const char *log; /* of all conns, in the order of their first segments */
} recordings[] = {
    { "seed/pptp-client-inside.inside.pcap",
      "map i59800=59800 map r384=384 gre#1 to r384/384 gre#2 to i59800/59800 close#1 close#2 free "
      "i59800 free r384 \n" },
    { "seed/pptp-client-inside.outside.pcap",
      "map i59800=59800 map r384=384 gre#1 to r384/384 gre#2 to i59800/59800 close#1 close#2 free "
      "i59800 free r384 \n" },
    { "seed/pptp-client-outside.inside.pcap",
      "map i14204=14204 map r0=0 gre#1 to r0/0 gre#2 to i14204/14204 close#1 close#2 free i14204 "
      "free r0 \n" },
    { "seed/pptp-two-clients.inside.pcap",
      "map i22312=22312 map r0=0 gre#1 to r0/0 gre#2 to i22312/22312 close#1 close#2 free i22312 "
      "free r0 \n"
      "map i15610=15610 map r128=128 gre#1 to r128/128 gre#2 to i15610/15610 close#1 close#2 free "
      "i15610 free r128 \n" },
    { "seed/pptp-version-2.inside.pcap", "stopped\n" },
    { "captures/ndpi-pptp-control-only.pcap",
      "map i0=0 map r11755=11755 gre#1 to r11755/11755 gre#2 to i0/0 close#1 close#2 free i0 free "
      "r11755 \n" },
    { "captures/tcpdump-pptp.pcap",
      "map i0=0 map r0=0 gre#1 to r0/0 gre#2 to i0/0 close#1 close#2 free i0 free r0 \n" },
    { "captures/chapcrack-pptp-sample.pcap",
      "map i0=0 map r30720=30720 gre#1 to r30720/30720 gre#2 to i0/0 close#1 close#2 free i0 free "
      "r30720 \n" },
};

static struct inspect_call *
recorded_conn(struct recorded_conn *conns, size_t *count, uint32_t client, uint16_t port)
{
    for (size_t i = 0; i < *count; i++) {
        if (conns[i].client == client && conns[i].port == port)
            return &conns[i].call;
    }
    ck_assert_uint_lt(*count, CONNS);
    struct recorded_conn *conn = &conns[(*count)++];
    conn->client = client;
    conn->port = port;
    conn_start(&conn->call);
    return &conn->call;
}

static void
replay_frame(struct recorded_conn *conns, size_t *count, const struct capture_frame *frame)
{
    struct packet packet = { 0 };
    packet_decode(&packet, frame->link, frame->bytes, frame->captured, frame->wire_length);
    if (packet.kind != PACKET_IPV4 || packet.protocol != IP_TCP ||
        (packet.source_port != 1723 && packet.destination_port != 1723))
        return;
    bool to_server = packet.destination_port == 1723;
    struct inspect_call *call =
        recorded_conn(conns, count, to_server ? packet.source : packet.destination,
                      to_server ? packet.source_port : packet.destination_port);
    uint32_t seq = packet.tcp_seq + ((packet.tcp_flags & TCP_SYN) != 0 ? 1 : 0);
    segment(call, to_server ? SIDE_INITIATOR : SIDE_RESPONDER, seq,
            packet.bytes + packet.payload_offset, packet.payload_captured);
}

START_TEST(recorded)
{
    static struct recorded_conn conns[CONNS];
    char path[256], error[CAPTURE_ERROR_SIZE], log[LOG_SIZE] = "";
    size_t count = 0;
    snprintf(path, sizeof(path), "../shared/corpus/%s", recordings[_i].path);
    FILE *there = fopen(path, "rb");
    if (there == NULL) {
        fprintf(stderr, "pptp_test: SKIPPED, not there: %s\n", path);
        return;
    }
    fclose(there);
    struct capture_reader *reader = capture_open(path, error);
    ck_assert_msg(reader != NULL, "%s", error);
    struct capture_frame frame;
    enum capture_status status;
    while ((status = capture_next(reader, &frame)) == CAPTURE_PACKET)
        replay_frame(conns, &count, &frame);
    ck_assert_int_eq(status, CAPTURE_END);
    capture_close(reader);
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(log);
        conn_end(&conns[i].call);
        snprintf(log + used, sizeof(log) - used, "%s%s\n", conns[i].call.log,
                 conns[i].call.result == INSPECT_CONTINUE ? "" : "stopped");
    }
    ck_assert_msg(strcmp(log, recordings[_i].log) == 0, "%s:\n%s", path, log);
}
END_TEST

static Suite *
pptp_suite(void)
{
    Suite *suite = suite_create("pptp");
    int rows = (int)ARRAY_LENGTH(conversations);
    TCase *control = tcase_create("control");
    tcase_set_timeout(control, 60);
    tcase_add_loop_test(control, converses, 0, rows);
    tcase_add_loop_test(control, split_at_every_byte, 0, rows);
    tcase_add_loop_test(control, every_bit_flipped, 0, rows);
    tcase_add_test(control, what_leaves_the_firewall);
    tcase_add_test(control, retransmitted_request);
    tcase_add_test(control, more_calls_than_the_table_holds);
    tcase_add_loop_test(control, frames, 0, (int)ARRAY_LENGTH(header_rows));
    tcase_add_test(control, lengths_of_messages);
    tcase_add_test(control, management_messages_are_passed_over);
    tcase_add_loop_test(control, recorded, 0, (int)ARRAY_LENGTH(recordings));
    suite_add_tcase(suite, control);
    return suite;
}

int
main(void)
{
    SRunner *runner = srunner_create(pptp_suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
