/*
 * inspect_fuzz.c: a conversation through the engine with one inspection on. It is built once for
 * each row of inspect_fuzz.def, whose name FUZZED is.
 *
 * An input: two bytes of settings, and pieces (talk_record_test.h says how they are written, and
 * makes inputs of the tests' talks). What the talk always asks holds here too: numbers,
 * acknowledgements, lengths and checksums are right, and a byte that comes again is the same.
 */
#include <stdarg.h>

#include "engine/map_fixture_test.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In place of Check's own, which end a program that runs no suite without a word. */
void
_ck_assert_failed(const char *file, int line, const char *expression, const char *message, ...)
{
    va_list arguments;
    va_start(arguments, message);
    fprintf(stderr, "%s:%d: %s: ", file, line, expression);
    if (message != NULL)
        vfprintf(stderr, message, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    abort();
}

void
_mark_point(const char *file, int line)
{
    (void)file;
    (void)line;
}

struct fuzzed {
    const char *name;
    enum inspection_kind kind, old_kind;
    uint8_t protocol;
    uint16_t port;
};

static const struct fuzzed *
fuzzed_inspection(void)
{
#define INSPECTION_FUZZ(...) { __VA_ARGS__ },
    static const struct fuzzed all[] = {
#include "engine/inspect/inspect_fuzz.def"
    };
#undef INSPECTION_FUZZ
    for (size_t i = 0; i < ARRAY_LENGTH(all); i++) {
        if (strcmp(all[i].name, FUZZED) == 0)
            return &all[i];
    }
    abort();
}

/* Every line is made, and none kept. */
static void
make_line(void *context, const struct event *event)
{
    const struct config *config = context;
    char line[SYSLOG_LINE_SIZE];
    (void)syslog_line(config, event, SYSLOG_BARE, line);
}

static void
forget_heard(struct talk_end *end)
{
    memset(end->heard, 0, end->heard_end);
    memset(end->there, 0, end->heard_end);
    end->heard_end = end->taken = 0;
}

/* What is talked about: the talk as it is now, and the first conn's ends while it is on another. */
struct fuzzing {
    struct talk talk;
    struct talk_end first[2];
    uint8_t first_protocol;
    bool elsewhere;
};

static void
return_to_first(struct fuzzing *fuzzing)
{
    if (!fuzzing->elsewhere)
        return;
    memcpy(fuzzing->talk.ends, fuzzing->first, sizeof(fuzzing->first));
    fuzzing->talk.protocol = fuzzing->first_protocol;
    fuzzing->elsewhere = false;
}

/* The ends of a conn whose first packet, from OPENER, has just passed. */
static void
take_other(struct fuzzing *fuzzing, const struct talk_end *opener, uint8_t protocol)
{
    struct talk *talk = &fuzzing->talk;
    const struct outcome *outcome = &talk->bench->outcome;
    fuzzing->elsewhere = true;
    talk->protocol = protocol;
    talk->ends[SIDE_INITIATOR] = *opener;
    talk->ends[SIDE_RESPONDER] = (struct talk_end){ .ifc = outcome->egress,
                                                    .address = outcome->translation.destination,
                                                    .port = outcome->translation.destination_port,
                                                    .peer = outcome->translation.source,
                                                    .peer_port = outcome->translation.source_port,
                                                    .first = 7000,
                                                    .peer_first = opener->first };
    if (protocol != IP_TCP)
        return;
    size_t length = talk_packet(talk, SIDE_RESPONDER, talk->ends[SIDE_RESPONDER].first - 1,
                                TCP_SYN | TCP_ACK, NULL, 0);
    talk_pass(talk, SIDE_RESPONDER, length);
    talk_acknowledge(talk, SIDE_INITIATOR);
}

/*
 * The host on SIDE opens a conn to PORT of the other, by the address that it knows, and the talk
 * goes on there when that passes.
 */
static void
open_other(struct fuzzing *fuzzing, enum inspect_side side, uint8_t protocol, uint16_t port)
{
    static struct talk_end opener;
    struct talk *talk = &fuzzing->talk;
    struct bench *bench = talk->bench;
    if (!fuzzing->elsewhere) {
        memcpy(fuzzing->first, talk->ends, sizeof(fuzzing->first));
        fuzzing->first_protocol = talk->protocol;
    }
    return_to_first(fuzzing);
    const struct talk_end *known = &talk->ends[side];
    opener = (struct talk_end){ .ifc = known->ifc,
                                .address = known->address,
                                .port = (uint16_t)(50000 + bench->number % 10000),
                                .peer = known->peer,
                                .peer_port = port,
                                .first = 90000 };
    if (opener.peer == 0)
        return;
    /* talk_packet writes from an end of the talk */
    static struct talk_end kept;
    kept = *known;
    talk->ends[side] = opener;
    talk->protocol = protocol;
    size_t length = talk_packet(talk, side, opener.first - 1, TCP_SYN, NULL, 0);
    talk->ends[side] = kept;
    talk->protocol = fuzzing->first_protocol;
    packet_decode(&bench->packet, LINK_RAW_IP, talk->frame, length, length);
    bench->packet.time = bench->time;
    bench->packet.number = ++bench->number;
    engine_packet(bench->engine, opener.ifc, &bench->packet, &bench->outcome);
    if (bench->outcome.verdict == VERDICT_PASSED && bench->outcome.egress != IFC_NONE)
        take_other(fuzzing, &opener, protocol);
}

/* The end of SIDE's stream, which may carry bytes. */
static void
send_end(struct talk *talk, enum inspect_side side, uint8_t flags, const struct cursor *carried)
{
    struct talk_end *end = &talk->ends[side];
    size_t length = cursor_left(carried);
    if (talk->protocol != IP_TCP)
        return;
    uint32_t seq = end->first + end->sent;
    end->sent += (uint32_t)length;
    talk_pass(talk, side, talk_packet(talk, side, seq, flags, carried->at, length));
}

/* All that one input says, at most: what is heard must fit behind it. */
#define MOST_SAID 16384

/* Time goes by, or bytes are lost, or said again. */
static void
pass_over(struct talk *talk, enum inspect_side side, unsigned length)
{
    struct talk_end *end = &talk->ends[side];
    uint32_t few = length & PIECE_FEW;
    if ((length & PIECE_LOST) != 0) {
        end->sent += end->sent < MOST_SAID ? few : 0;
    } else if ((length & PIECE_BACK) != 0) {
        talk->contradicts = true;
        end->sent -= few < end->sent ? few : end->sent;
    } else {
        talk->bench->time += seconds_to_ns(length);
        engine_advance(talk->bench->engine, talk->bench->time);
    }
}

static void
say_piece(struct talk *talk, enum inspect_side side, unsigned way, const struct cursor *piece)
{
    static uint8_t said[PIECE_LENGTH + 1];
    size_t length = cursor_left(piece);
    if (length == 0)
        return;
    memcpy(said, piece->at, length);
    if (talk->protocol != IP_TCP) {
        forget_heard(&talk->ends[0]);
        forget_heard(&talk->ends[1]);
    }
    talk->way = (enum talk_way)way;
    talk_send(talk, side, said, length);
}

static void
converse(struct fuzzing *fuzzing, struct cursor input)
{
    struct talk *talk = &fuzzing->talk;
    uint16_t header, port;
    struct cursor piece;
    while (cursor_u16(&input, &header)) {
        enum inspect_side side = (header & PIECE_RESPONDER) != 0 ? SIDE_RESPONDER : SIDE_INITIATOR;
        unsigned act = header >> PIECE_ACT_SHIFT & PIECE_ACT_MASK;
        unsigned length = header & PIECE_LENGTH;
        if (act == PIECE_WAIT) {
            pass_over(talk, side, length);
            continue;
        }
        if (act == PIECE_OPEN) {
            if (!cursor_u16(&input, &port))
                return;
            if (port == 0)
                return_to_first(fuzzing);
            else
                open_other(fuzzing, side, (length & 1) != 0 ? IP_UDP : IP_TCP, port);
            continue;
        }
        size_t size = act == PIECE_END ? length & PIECE_FEW : length;
        if (size > cursor_left(&input))
            size = cursor_left(&input);
        if (!cursor_take(&input, size, &piece))
            return;
        if (act != PIECE_END)
            say_piece(talk, side, act, &piece);
        else
            send_end(talk, side,
                     (length & PIECE_RESETS) != 0 ? TCP_RST | TCP_ACK : TCP_FIN | TCP_ACK, &piece);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum os_version versions[] = { RECORD_VERSIONS };
    static struct fuzzing fuzzing;
    const struct fuzzed *fuzzed = fuzzed_inspection();
    if (size < RECORD_SETTINGS || size > MOST_SAID)
        return 0;
    enum os_version version = versions[(data[0] & 7) % ARRAY_LENGTH(versions)];
    enum inspection_kind kind =
        behaviour(version)->modular_policy ? fuzzed->kind : fuzzed->old_kind;
    struct talk *talk = &fuzzing.talk;
    fuzzing.elsewhere = false;
    talk_start_with(talk, version, (enum talk_nat)((data[0] >> 3 & 7) % TALK_NATS), kind,
                    fuzzed->protocol, fuzzed->port);
    talk_inspection(talk)->strict = (data[1] & 1) != 0;
    talk->as_left = (data[1] & 2) != 0;
    if ((data[1] & 8) != 0 && behaviour(version)->modular_policy)
        map_make_any(talk, !behaviour(version)->inspect_maps);
    if ((data[1] & 4) != 0)
        talk->ends[SIDE_INITIATOR].port = fuzzed->port;
    talk->bench->engine =
        engine_new(talk->bench->config, &(struct engine_options){ .seed = 1 },
                   (struct event_sink){ .emit = make_line, .context = talk->bench->config });
    ck_assert_ptr_nonnull(talk->bench->engine);
    talk_open(talk);
    converse(&fuzzing, cursor_of(data + RECORD_SETTINGS, size - RECORD_SETTINGS));
    talk_end(talk);
    return 0;
}
