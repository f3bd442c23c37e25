/*
 * dns.c: what DNS inspection does with UDP messages (engine.md 6.2 [A]): it refuses those that are
 * too long or whose names are not right, lets one answer with the right id through for each
 * question and ends the conn with it, and rewrites A records as `dns` of nat and static and `alias`
 * say. An address is as long as another, so that compressed names stay as they are.
 */
#include "engine/inspect/dns.h"

#include "engine/inspect/dns_message.h"
#include "engine/inspect/dns_rules.h"
#include "engine/model/config.h"

/* Questions without an answer of either side; a resolver asks for two records at a time, a server
   that uses one port for all goes on to the next answer anyway, which ends the conn. */
#define QUESTIONS 16

/* As they were when the conn began: a changed map is for new conns. */
struct dns_settings {
    bool known;
    bool guard, enforces, rewrites, randomizes;
    bool client_auto;          /* answers as long as the question's OPT record allows */
    uint32_t maximum;          /* bytes; 0: any */
    uint32_t client_maximum;   /* of questions; 0: MAXIMUM */
    uint32_t server_maximum;   /* of answers */
    uint32_t mismatches;       /* so many of them in */
    uint32_t mismatch_seconds; /* ... this time are told; 0: never */
};

/* An id as who asked knows it, and as it went out. */
struct question {
    uint16_t id, sent;
};

struct questions {
    struct question items[QUESTIONS];
    uint8_t count;
};

struct dns_session {
    struct dns_settings settings;
    struct questions asked[2]; /* by the side that asked */
    uint16_t announced;        /* bytes of an answer, by the OPT record of the latest question */
    uint32_t mismatches;       /* since */
    int64_t first_mismatch;
};

/* A message while it is looked at. */
struct exchange {
    struct inspect_call *call;
    struct dns_session *session;
    enum inspect_side side;
    struct cursor message;
    struct dns_header header;
    bool is_answer;
};

static uint32_t
number_of(const struct inspect_map *map, enum map_setting setting)
{
    const struct map_value *value = map_values_find(&map->values, setting);
    return value != NULL ? value->numbers[0] : 0;
}

static void
read_map(struct dns_settings *settings, const struct inspect_map *map)
{
    settings->guard = inspect_map_is_on(map, MAP_DNS_GUARD);
    settings->enforces = inspect_map_is_on(map, MAP_DNS_PROTOCOL_ENFORCEMENT);
    settings->rewrites = inspect_map_is_on(map, MAP_DNS_NAT_REWRITE);
    settings->randomizes = inspect_map_is_on(map, MAP_DNS_ID_RANDOMIZATION);
    settings->client_maximum = number_of(map, MAP_DNS_CLIENT_MAXIMUM);
    settings->client_auto = map_values_find(&map->values, MAP_DNS_CLIENT_MAXIMUM) != NULL &&
                            settings->client_maximum == 0;
    settings->server_maximum = number_of(map, MAP_DNS_SERVER_MAXIMUM);
    const struct map_value *mismatch = map_values_find(&map->values, MAP_DNS_ID_MISMATCH);
    if (mismatch != NULL) {
        settings->mismatches = mismatch->numbers[0];
        settings->mismatch_seconds = mismatch->numbers[1];
    }
}

/* 6.2 looks at nothing but the length: there is no line for the rest [C]. */
static void
settle(struct inspect_call *call, struct dns_settings *settings)
{
    const struct inspection *line = inspect_line(call);
    if (settings->known)
        return;
    *settings = (struct dns_settings){ .known = true,
                                       .guard = true,
                                       .enforces = !inspect_does(call)->dns_is_built_in,
                                       .rewrites = true };
    if (line == NULL)
        return;
    const struct inspect_map *map = config_inspection_map(inspect_config(call), line);
    settings->maximum = config_dns_maximum(inspect_config(call), line);
    if (map != NULL)
        read_map(settings, map);
}

static enum inspect_result
refuse(const struct exchange *exchange, enum event_type type, uint32_t length, uint32_t limit)
{
    struct event event = inspect_refusal(exchange->call, type);
    event.is_answer = exchange->is_answer;
    event.count = length;
    event.limit = limit;
    inspect_emit(exchange->call, &event);
    return INSPECT_DROP;
}

/* --- lengths ---------------------------------------------------------------------------------- */

/*
 * `client` is about what clients say and `server` about answers; `client auto` lets an answer be as
 * long as the client announced, when that is more [C].
 */
static uint32_t
longest(const struct exchange *exchange)
{
    const struct dns_settings *settings = &exchange->session->settings;
    uint32_t own = exchange->is_answer ? settings->server_maximum : settings->client_maximum;
    uint32_t most = own != 0 ? own : settings->maximum;
    if (most != 0 && exchange->is_answer && settings->client_auto &&
        exchange->session->announced > most)
        most = exchange->session->announced;
    return most;
}

/* What is shorter than its own counts say goes without a line (`show asp drop`'s text [B]). */
static const struct {
    bool told;
    enum event_type type;
} refusals[] = {
    [DNS_NO_FAULT] = { false, 0 },
    [DNS_INVALID] = { false, 0 },
    [DNS_LABEL_PAST_END] = { true, EVENT_DNS_LABEL_PAST_END },
    [DNS_LABEL_TOO_LONG] = { true, EVENT_DNS_LABEL_TOO_LONG },
    [DNS_NAME_TOO_LONG] = { true, EVENT_DNS_NAME_TOO_LONG },
    [DNS_POINTER_PAST_END] = { true, EVENT_DNS_POINTER_PAST_END },
};

static enum inspect_result
refuse_form(const struct exchange *exchange, const struct dns_failure *failure)
{
    if (!refusals[failure->fault].told)
        return INSPECT_DROP;
    return refuse(exchange, refusals[failure->fault].type, failure->length, failure->limit);
}

/* --- the guard -------------------------------------------------------------------------------- */

/* The question of ID, as who asked knows it or as it was SENT; NULL: there is none. */
static struct question *
find_question(struct questions *questions, uint16_t id, bool sent)
{
    for (unsigned i = 0; i < questions->count; i++) {
        struct question *question = &questions->items[i];
        if ((sent ? question->sent : question->id) == id)
            return question;
    }
    return NULL;
}

/* One more; of too many the oldest is forgotten. */
static struct question *
add_question(struct questions *questions, uint16_t id)
{
    if (questions->count == QUESTIONS) {
        for (unsigned i = 1; i < QUESTIONS; i++)
            questions->items[i - 1] = questions->items[i];
        questions->count--;
    }
    struct question *question = &questions->items[questions->count++];
    *question = (struct question){ id, id };
    return question;
}

static void
forget(struct questions *questions, const struct question *answered)
{
    size_t at = (size_t)(answered - questions->items);
    questions->count--;
    for (; at < questions->count; at++)
        questions->items[at] = questions->items[at + 1];
}

static void
replace_id(const struct exchange *exchange, uint16_t id)
{
    const uint8_t bytes[2] = { (uint8_t)(id >> 8), (uint8_t)id };
    if (id != exchange->header.id)
        inspect_replace(exchange->call, 0, sizeof(bytes), bytes, sizeof(bytes));
}

/* Asked again, it goes out with the id of before. */
static void
ask(const struct exchange *exchange)
{
    struct dns_session *session = exchange->session;
    struct questions *asked = &session->asked[exchange->side];
    struct question *question = find_question(asked, exchange->header.id, false);
    if (question == NULL) {
        question = add_question(asked, exchange->header.id);
        if (session->settings.randomizes && !inspect_is_as_left(exchange->call))
            question->sent = inspect_draw(exchange->call, 0);
    }
    replace_id(exchange, question->sent);
}

/* 410002 when there are so many in so short a time; then they are counted anew [C]. */
static void
count_mismatch(const struct exchange *exchange)
{
    struct dns_session *session = exchange->session;
    const struct dns_settings *settings = &session->settings;
    struct event event = inspect_event(exchange->call, EVENT_DNS_ID_MISMATCHES);
    int64_t period = settings->mismatch_seconds * INT64_C(1000000000);
    if (session->mismatches == 0 || event.time - session->first_mismatch > period) {
        session->first_mismatch = event.time;
        session->mismatches = 0;
    }
    session->mismatches++;
    if (settings->mismatch_seconds == 0 || session->mismatches < settings->mismatches)
        return;
    event.count = session->mismatches;
    event.limit = settings->mismatch_seconds;
    session->mismatches = 0;
    inspect_emit(exchange->call, &event);
}

/* False: an answer to nothing. One that has left already has the id of who asked. */
static bool
pass_guard(const struct exchange *exchange)
{
    struct dns_session *session = exchange->session;
    if (!exchange->is_answer) {
        ask(exchange);
        return true;
    }
    struct questions *asked = &session->asked[other_side(exchange->side)];
    struct question *question =
        find_question(asked, exchange->header.id, !inspect_is_as_left(exchange->call));
    if (question == NULL) {
        count_mismatch(exchange);
        return !session->settings.guard;
    }
    replace_id(exchange, question->id);
    if (!session->settings.guard)
        return true;
    forget(asked, question);
    if (exchange->side == SIDE_RESPONDER)
        inspect_end_with_message(exchange->call);
    return true;
}

/* --- records ---------------------------------------------------------------------------------- */

static void
rewrite(const struct exchange *exchange, const struct dns_record *record)
{
    struct cursor data = exchange->message;
    uint32_t address;
    if (record->section == DNS_QUESTION || record->type != DNS_TYPE_A ||
        record->class != DNS_CLASS_IN || record->data_length != 4 ||
        !cursor_skip(&data, record->data) || !cursor_u32(&data, &address))
        return;
    uint32_t told = inspect_answer(exchange->call, address);
    const uint8_t bytes[4] = { (uint8_t)(told >> 24), (uint8_t)(told >> 16), (uint8_t)(told >> 8),
                               (uint8_t)told };
    if (told != address)
        inspect_replace(exchange->call, record->data, sizeof(bytes), bytes, sizeof(bytes));
}

/* What is refused in the end is not changed either. */
static enum inspect_result
walk(const struct exchange *exchange)
{
    const struct dns_settings *settings = &exchange->session->settings;
    bool rewrites = settings->rewrites && exchange->is_answer;
    struct dns_walk walk = dns_walk_start(exchange->message, &exchange->header);
    struct dns_record record;
    while (dns_walk_next(&walk, &record)) {
        if (rewrites)
            rewrite(exchange, &record);
        if (!exchange->is_answer && record.type == DNS_TYPE_OPT)
            exchange->session->announced = record.class; /* RFC 2671 4.3 */
    }
    if (walk.failure.fault != DNS_NO_FAULT && settings->enforces)
        return refuse_form(exchange, &walk.failure);
    return INSPECT_CONTINUE;
}

/* Those of the map as it is now: of the one that was, nobody knows after a change. */
static enum inspect_result
apply_rules(const struct exchange *exchange)
{
    const struct inspection *line = inspect_line(exchange->call);
    const struct inspect_map *map =
        line != NULL ? config_inspection_map(inspect_config(exchange->call), line) : NULL;
    return map != NULL ? dns_rules_apply(exchange->call, map, exchange->message, &exchange->header)
                       : INSPECT_CONTINUE;
}

/* No DNS; where that is not refused, any answer is one. */
static enum inspect_result
no_header(const struct exchange *exchange)
{
    const struct dns_settings *settings = &exchange->session->settings;
    if (settings->enforces)
        return INSPECT_DROP;
    if (settings->guard && exchange->side == SIDE_RESPONDER)
        inspect_end_with_message(exchange->call);
    return INSPECT_CONTINUE;
}

static enum inspect_result
dns_message(struct inspect_call *call, void *state, enum inspect_side side, struct cursor message)
{
    struct exchange exchange = { .call = call, .session = state, .side = side, .message = message };
    settle(call, &exchange.session->settings);
    if (!dns_read_header(message, &exchange.header))
        return no_header(&exchange);
    exchange.is_answer = (exchange.header.flags & DNS_FLAG_QR) != 0;
    size_t length = cursor_left(&message);
    uint32_t most = longest(&exchange);
    if (most != 0 && length > most)
        return refuse(&exchange, EVENT_DNS_TOO_LONG, (uint32_t)length, most);
    enum inspect_result result = walk(&exchange);
    if (result == INSPECT_CONTINUE)
        result = apply_rules(&exchange);
    if (result == INSPECT_CONTINUE && !pass_guard(&exchange))
        result = INSPECT_DROP;
    return result;
}

const struct inspection_engine inspect_dns = {
    .name = "dns",
    .kind = INSPECT_DNS,
    .protocol = IP_UDP,
    .hand = INSPECT_TRANSLATES,
    .session_size = sizeof(struct dns_session),
    .message = dns_message,
};
