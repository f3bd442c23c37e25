/*
 * threats.c: counting what is refused. Which reason is of which kind follows the examples that the
 * vendor's guide gives for each; where it gives none, our choice (?).
 */
#include "engine/threats.h"

#include <string.h>

#include "engine/base/clock.h"
#include "engine/engine.h"

#define LEAST_BURST_SECONDS 10

/* ---- kinds ---- */

#define BIT(event) (UINT32_C(1) << (event))
/* "Basic firewall checks failed" counts all of these with its own. */
#define FIREWALL(event) (BIT(event) | BIT(THREAT_FIREWALL_DROP))

static const uint16_t kinds[DROP_REASON_COUNT] = {
    [DROP_INVALID_IP_HEADER] = FIREWALL(THREAT_BAD_PACKET_DROP),
    [DROP_IP_CHECKSUM] = FIREWALL(THREAT_BAD_PACKET_DROP),
    [DROP_INVALID_IP_LENGTH] = FIREWALL(THREAT_BAD_PACKET_DROP),
    [DROP_INVALID_TCP_HEADER] = FIREWALL(THREAT_BAD_PACKET_DROP),
    [DROP_INVALID_UDP_LENGTH] = FIREWALL(THREAT_BAD_PACKET_DROP),
    [DROP_TCP_OPTION] = FIREWALL(THREAT_BAD_PACKET_DROP),   /* (?) */
    [DROP_TCP_CHECKSUM] = FIREWALL(THREAT_BAD_PACKET_DROP), /* (?) */
    [DROP_ACL] = FIREWALL(THREAT_ACL_DROP),
    [DROP_IMPLICIT] = FIREWALL(THREAT_ACL_DROP), /* 7+ has one reason for both */
    [DROP_CONN_LIMIT] = FIREWALL(THREAT_CONN_LIMIT_DROP),
    [DROP_CONN_TABLE_FULL] = FIREWALL(THREAT_CONN_LIMIT_DROP),
    [DROP_SPOOF] = FIREWALL(THREAT_DOS_DROP),    /* "stateful firewall check failure" */
    [DROP_LAND] = FIREWALL(THREAT_DOS_DROP),     /* (?) */
    [DROP_TEARDROP] = FIREWALL(THREAT_DOS_DROP), /* (?) */
    [DROP_NO_CONN] = BIT(THREAT_SCANNING),       /* "first TCP packet is not a SYN" */
    [DROP_TCP_STATE] = BIT(THREAT_SCANNING),     /* "failed its three-way handshake" */
    [DROP_INSPECTION] = BIT(THREAT_INSPECT_DROP),
    [DROP_INTERFACE_DOWN] = BIT(THREAT_INTERFACE_DROP), /* (?) */
    [DROP_REVERSE_PATH] = BIT(THREAT_FIREWALL_DROP),    /* (?), and those below */
    [DROP_IP_OPTIONS] = BIT(THREAT_FIREWALL_DROP),
    [DROP_CONN_SPOOF] = BIT(THREAT_FIREWALL_DROP),
    [DROP_TCP_RESERVED] = BIT(THREAT_FIREWALL_DROP),
    [DROP_TCP_PAST_WINDOW] = BIT(THREAT_FIREWALL_DROP),
    [DROP_TCP_RESET_PAST_WINDOW] = BIT(THREAT_FIREWALL_DROP),
    [DROP_TCP_INVALID_ACK] = BIT(THREAT_FIREWALL_DROP),
};

uint32_t
threat_events_of(enum drop_reason drop)
{
    return kinds[drop];
}

/* ---- rates ---- */

static bool
has_interval(const struct threat_rate *rates, size_t count, uint32_t interval)
{
    for (size_t i = 0; i < count; i++) {
        if (rates[i].interval_seconds == interval)
            return true;
    }
    return false;
}

static size_t
insert(struct threat_rate *rates, size_t count, const struct threat_rate *rate)
{
    size_t at = count;
    while (at > 0 && rates[at - 1].interval_seconds > rate->interval_seconds)
        at--;
    memmove(rates + at + 1, rates + at, (count - at) * sizeof(*rates));
    rates[at] = *rate;
    return count + 1;
}

size_t
threat_rates(const struct threat_detection *threats, enum threat_event event,
             struct threat_rate rates[THREAT_INTERVALS_MAX])
{
    const struct threat_rate *usual = threat_default_rates(event);
    size_t count = 0;
    for (size_t i = 0; i < threats->rate_count && count < THREAT_INTERVALS_MAX; i++) {
        if (threats->rates[i].event == event)
            count = insert(rates, count, &threats->rates[i]);
    }
    for (size_t i = 0; i < THREAT_DEFAULT_RATES && count < THREAT_INTERVALS_MAX; i++) {
        if (!has_interval(rates, count, usual[i].interval_seconds))
            count = insert(rates, count, &usual[i]);
    }
    return count;
}

bool
threats_are_counted(const struct config *config)
{
    return behaviour(config->os.version)->threat_bursts > 0 && config->threats.basic != SAID_NO;
}

/* ---- bursts ---- */

/* How the interval of a counter is cut. */
struct cut {
    uint32_t bursts;
    uint32_t burst_seconds;
};

static struct cut
cut_of(const struct config *config, uint32_t interval)
{
    struct cut cut = { .bursts = behaviour(config->os.version)->threat_bursts };
    cut.burst_seconds = interval / cut.bursts;
    if (cut.burst_seconds < LEAST_BURST_SECONDS)
        cut.burst_seconds = LEAST_BURST_SECONDS;
    if (cut.bursts > interval / cut.burst_seconds)
        cut.bursts = interval / cut.burst_seconds;
    return cut;
}

static int64_t
start_of_burst(int64_t now, int64_t length)
{
    int64_t into = now % length;
    return now - (into < 0 ? into + length : into);
}

static void
end_burst(struct threat_counter *counter, const struct cut *cut)
{
    counter->complete += counter->current;
    counter->complete -= counter->bursts[counter->next];
    counter->bursts[counter->next] = counter->current;
    counter->next = (counter->next + 1) % cut->bursts;
    counter->last = counter->current;
    counter->current = 0;
    counter->told_burst = counter->told_average = false;
}

/* Brings the counter to NOW; one of another interval begins anew. */
static struct cut
roll(struct threat_counter *counter, const struct config *config, uint32_t interval, int64_t now)
{
    struct cut cut = cut_of(config, interval);
    int64_t length = seconds_to_ns(cut.burst_seconds);
    if (counter->interval_seconds != interval ||
        now - counter->began >= length * (cut.bursts + 1)) {
        uint64_t triggers = counter->interval_seconds == interval ? counter->triggers : 0;
        *counter = (struct threat_counter){ .interval_seconds = interval,
                                            .began = start_of_burst(now, length),
                                            .triggers = triggers };
    }
    for (; now - counter->began >= length; counter->began += length)
        end_burst(counter, &cut);
    return cut;
}

static uint64_t
total_of(const struct threat_counter *counter)
{
    uint32_t oldest = counter->bursts[counter->next];
    return counter->complete + (counter->current > oldest ? counter->current - oldest : 0);
}

static struct event_threat
view_of(const struct threat_counter *counter, const struct threat_rate *rate, unsigned number,
        const struct cut *cut)
{
    uint64_t total = total_of(counter);
    return (struct event_threat){
        .event = rate->event,
        .rate = (uint8_t)number,
        .burst = counter->last / cut->burst_seconds,
        .burst_limit = rate->burst,
        .average = total / rate->interval_seconds,
        .average_limit = rate->average,
        .total = total,
    };
}

/* What an exceeded rate is told with. */
struct telling {
    const struct event *about;
    const struct event_sink *sink;
};

static void
tell(struct threat_counter *counter, const struct telling *telling,
     const struct event_threat *threat)
{
    struct event event = *telling->about;
    counter->triggers++;
    event.type = EVENT_THREAT_RATE;
    event.threat = threat;
    telling->sink->emit(telling->sink->context, &event);
}

/* Two messages when both are exceeded, and at most one of each for a burst (vendor's guide). */
static void
tell_exceeded(struct threat_counter *counter, const struct threat_rate *rate, unsigned number,
              const struct cut *cut, const struct telling *telling)
{
    struct event_threat threat = view_of(counter, rate, number, cut);
    bool burst = counter->last > (uint64_t)rate->burst * cut->burst_seconds;
    bool average = threat.total > (uint64_t)rate->average * rate->interval_seconds;
    if (burst && !counter->told_burst)
        tell(counter, telling, &threat);
    if (average && !counter->told_average)
        tell(counter, telling, &threat);
    counter->told_burst = counter->told_burst || burst;
    counter->told_average = counter->told_average || average;
}

static void
count(struct threats *threats, const struct config *config, enum threat_event kind,
      const struct telling *telling)
{
    struct threat_rate rates[THREAT_INTERVALS_MAX];
    size_t rate_count = threat_rates(&config->threats, kind, rates);
    for (size_t i = 0; i < rate_count; i++) {
        struct threat_counter *counter = &threats->counters[kind][i];
        struct cut cut = roll(counter, config, rates[i].interval_seconds, telling->about->time);
        counter->current += counter->current < UINT32_MAX;
        tell_exceeded(counter, &rates[i], (unsigned)i + 1, &cut, telling);
    }
}

void
threats_count(struct threats *threats, const struct config *config, uint32_t kinds_seen,
              const struct event *about, const struct event_sink *sink)
{
    const struct telling telling = { about, sink };
    for (unsigned kind = 0; kind < THREAT_EVENT_COUNT; kind++) {
        if ((kinds_seen & BIT(kind)) != 0)
            count(threats, config, (enum threat_event)kind, &telling);
    }
}

bool
threats_view(struct threats *threats, const struct config *config, enum threat_event event,
             unsigned rate, int64_t now, struct threat_view *view)
{
    struct threat_rate rates[THREAT_INTERVALS_MAX];
    if (rate == 0 || rate > threat_rates(&config->threats, event, rates))
        return false;
    const struct threat_rate *said = &rates[rate - 1];
    struct threat_counter *counter = &threats->counters[event][rate - 1];
    struct cut cut = roll(counter, config, said->interval_seconds, now);
    *view = (struct threat_view){ .figures = view_of(counter, said, rate, &cut),
                                  .interval_seconds = said->interval_seconds,
                                  .triggers = counter->triggers };
    return true;
}

void
threats_clear(struct threats *threats)
{
    *threats = (struct threats){ 0 };
}
