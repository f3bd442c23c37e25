/*
 * compare.c: pairs predicted packets with observed ones.
 *
 * Two queues in order of time: what is predicted (or denied) and what was seen without a cause.
 * Each is indexed twice: by flow, on which packets pair in order when they look alike; and by what
 * no firewall changes (protocol, IP id, length), by which a packet is found again although it was
 * translated otherwise, or denied. The second way is only tried when the window has gone by, so
 * that a cause that comes late, because the clocks differ, has had its chance.
 *
 * A third queue has what is going to be observed, so that a cause finds its effect by the second
 * way before the model has predicted anything.
 */
#include "engine/replay/compare.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/base/ip.h"

#define BUCKETS 16384 /* a power of two */
#define SCAN_MAX 256  /* look-alikes tried: flows of nothing but equal packets stay cheap */
#define PREDICTION_LIFE (3 * COMPARE_WINDOW)
#define NO_ITEM 0

enum queue_index { BY_FLOW, BY_IDENTITY, INDEX_COUNT };

struct item {
    struct sighting sighting;
    uint64_t entered_number;
    ifc_id side; /* where a denied one came in or a foreseen one leaves; else IFC_NONE */
    bool denied, doubted;
    bool done;
    uint16_t bucket[INDEX_COUNT];
    uint64_t next[INDEX_COUNT]; /* in the same bucket */
};

/*
 * Items are numbered for good, from 1; number n stands at items[n % capacity]. Zeroes are a queue
 * without any, so that the pages of the buckets are not touched before they are needed.
 */
struct queue {
    struct item *items;
    uint64_t first, end;
    uint64_t capacity; /* a power of two */
    struct bucket {
        uint64_t first, last;
    } buckets[INDEX_COUNT][BUCKETS];
};

struct compare {
    struct compare_held held; /* first */
    struct queue predictions;
    struct queue waiting;
    struct queue foreseen;
    bool (*covers)(const void *context, ifc_id ifc, int64_t time);
    const void *covers_context;
    struct compare_report report;
};

const char *
comparison_text(enum comparison comparison)
{
    static const char *const texts[COMPARISON_COUNT] = {
        [COMPARED_AGREES] = "seen as predicted",
        [COMPARED_DENIED] = "denied by the model and not seen",
        [COMPARED_DENIED_BUT_SEEN] = "denied by the model but seen",
        [COMPARED_NOT_SEEN] = "predicted but not seen",
        [COMPARED_DIFFERS] = "seen otherwise than predicted",
        [COMPARED_UNEXPLAINED] = "seen without a cause",
    };
    return comparison < COMPARISON_COUNT ? texts[comparison] : "?";
}

/* An ICMP error quotes headers whose checksums a box mends or leaves: its payload is not compared.
 */
static bool
payload_counts(const struct packet *packet)
{
    return packet->protocol != IP_ICMP || !icmp_is_error(packet->icmp_type);
}

struct sighting
sighting_of(const struct packet *packet, ifc_id ifc)
{
    struct sighting sighting = {
        .time = packet->time,
        .number = packet->number,
        .ifc = ifc,
        .source = packet->source,
        .destination = packet->destination,
        .source_port = packet->protocol == IP_GRE ? packet->gre_call_id : packet->source_port,
        .destination_port =
            packet->protocol == IP_GRE ? packet->gre_call_id : packet->destination_port,
        .protocol = packet->protocol,
        .tcp_flags = packet->tcp_flags,
        .icmp_type = packet->icmp_type,
        .icmp_code = packet->icmp_code,
        .ip_id = packet->ip_id,
        .ip_length = packet->ip_length,
        .fragment_offset = packet->fragment_offset,
        .payload_length = (uint32_t)packet->payload_length,
    };
    if (!payload_counts(packet))
        return sighting;
    sighting.payload_is_whole = packet->payload_captured == packet->payload_length;
    if (packet->payload_captured == 0)
        return sighting;
    const uint8_t *payload = packet->bytes + packet->payload_offset;
    if (sighting.payload_is_whole)
        sighting.payload_hash = XXH3_64bits(payload, packet->payload_length);
    sighting.has_head = packet->payload_captured >= COMPARE_HEAD;
    if (sighting.has_head)
        sighting.head_hash = XXH3_64bits(payload, COMPARE_HEAD);
    return sighting;
}

static bool
payloads_agree(const struct sighting *a, const struct sighting *b)
{
    if (a->payload_unknown || b->payload_unknown)
        return true;
    if (a->payload_length != b->payload_length)
        return false;
    if (a->payload_is_whole && b->payload_is_whole)
        return a->payload_hash == b->payload_hash;
    return !a->has_head || !b->has_head || a->head_hash == b->head_hash;
}

unsigned
sighting_differences(const struct sighting *a, const struct sighting *b)
{
    unsigned fields = 0;
    if (a->ifc != b->ifc)
        fields |= SIGHTING_INTERFACE;
    if (a->source != b->source)
        fields |= SIGHTING_SOURCE;
    if (a->destination != b->destination)
        fields |= SIGHTING_DESTINATION;
    if (a->source_port != b->source_port)
        fields |= SIGHTING_SOURCE_PORT;
    if (a->destination_port != b->destination_port)
        fields |= SIGHTING_DESTINATION_PORT;
    if (!payloads_agree(a, b))
        fields |= SIGHTING_PAYLOAD;
    if (a->protocol != b->protocol || a->tcp_flags != b->tcp_flags ||
        a->icmp_type != b->icmp_type || a->icmp_code != b->icmp_code ||
        a->fragment_offset != b->fragment_offset)
        fields |= SIGHTING_OTHER;
    return fields;
}

_Static_assert(BUCKETS <= UINT16_MAX + 1, "struct item holds their numbers");

/* Not seeded: who makes keys that fall together is looked at SCAN_MAX times at most. */
static uint16_t
bucket_of(const struct sighting *sighting, enum queue_index index)
{
    uint64_t key[2] = { 0 };
    if (index == BY_FLOW) {
        key[0] = (uint64_t)sighting->source << 32 | sighting->destination;
        key[1] = (uint64_t)sighting->source_port << 48 |
                 (uint64_t)sighting->destination_port << 32 | (uint64_t)sighting->ifc << 8 |
                 sighting->protocol;
    } else {
        /* an inspection changes lengths; but where there is no id, they are all there is */
        uint16_t length = sighting->ip_id == 0 ? sighting->ip_length : 0;
        key[0] =
            (uint64_t)sighting->ip_id << 32 | (uint64_t)length << 16 | sighting->fragment_offset;
        key[1] = sighting->protocol;
    }
    return hash_bytes(key, sizeof key, 0) & (BUCKETS - 1);
}

static struct item *
item_at(const struct queue *queue, uint64_t number)
{
    return &queue->items[number & (queue->capacity - 1)];
}

static bool
grow(struct queue *queue)
{
    uint64_t capacity = queue->capacity == 0 ? 256 : queue->capacity * 2;
    struct item *items = malloc(capacity * sizeof *items);
    if (items == NULL)
        return false;
    for (uint64_t n = queue->first; n < queue->end; n++)
        items[n & (capacity - 1)] = *item_at(queue, n);
    free(queue->items);
    queue->items = items;
    queue->capacity = capacity;
    return true;
}

/* Adds one for SIGHTING, open and with nothing else said of it. NULL: no memory. */
static struct item *
queue_add(struct compare *compare, struct queue *queue, const struct sighting *sighting)
{
    if (queue->end - queue->first == queue->capacity && !grow(queue))
        return NULL;
    uint64_t number = queue->end++;
    compare->held.items++;
    compare->held.predictions += queue == &compare->predictions;
    struct item *added = item_at(queue, number);
    added->sighting = *sighting;
    added->entered_number = 0;
    added->side = IFC_NONE;
    added->denied = added->doubted = added->done = false;
    for (enum queue_index index = 0; index < INDEX_COUNT; index++) {
        added->bucket[index] = bucket_of(sighting, index);
        added->next[index] = NO_ITEM;
        struct bucket *bucket = &queue->buckets[index][added->bucket[index]];
        if (bucket->last == NO_ITEM)
            bucket->first = number;
        else
            item_at(queue, bucket->last)->next[index] = number;
        bucket->last = number;
    }
    return added;
}

/* Items go in the order in which they came, so each is the first of its buckets by then. */
static void
queue_drop_first(struct queue *queue)
{
    const struct item *item = item_at(queue, queue->first);
    for (enum queue_index index = 0; index < INDEX_COUNT; index++) {
        struct bucket *bucket = &queue->buckets[index][item->bucket[index]];
        bucket->first = item->next[index];
        if (bucket->first == NO_ITEM)
            bucket->last = NO_ITEM;
    }
    queue->first++;
}

/* The oldest open item that SIGHTING agrees with in every field. */
static struct item *
find_alike(const struct queue *queue, const struct sighting *sighting)
{
    if (queue->first == queue->end)
        return NULL;
    uint64_t number = queue->buckets[BY_FLOW][bucket_of(sighting, BY_FLOW)].first;
    for (size_t tried = 0; number != NO_ITEM && tried < SCAN_MAX; tried++) {
        struct item *item = item_at(queue, number);
        if (!item->done && !item->denied && sighting_differences(&item->sighting, sighting) == 0)
            return item;
        number = item->next[BY_FLOW];
    }
    return NULL;
}

static bool
is_near(const struct sighting *a, const struct sighting *b)
{
    return llabs(a->time - b->time) <= COMPARE_WINDOW;
}

/* An inspection may have made the payload longer or shorter, but there is one on either side. */
static bool
lengths_agree(const struct sighting *a, const struct sighting *b)
{
    if (a->ip_length == b->ip_length)
        return true;
    return a->ip_id != 0 && a->fragment_offset == 0 &&
           (a->protocol == IP_TCP || a->protocol == IP_UDP) && a->payload_length > 0 &&
           b->payload_length > 0;
}

/* Could one be what became of the other, translated in whatever way? */
static bool
is_same_packet(const struct sighting *a, const struct sighting *b)
{
    if (a->protocol != b->protocol || a->ip_id != b->ip_id || !lengths_agree(a, b) ||
        a->fragment_offset != b->fragment_offset || a->tcp_flags != b->tcp_flags ||
        a->icmp_type != b->icmp_type)
        return false;
    /* An IP id of 0 tells nothing: the payload has to. */
    return a->ip_id != 0 || payloads_agree(a, b);
}

/* The other end of the way of a packet sighted on SIDE; the likest one wins, then the first. */
static struct item *
find_other_end(const struct queue *queue, const struct sighting *sighting, ifc_id side)
{
    if (queue->first == queue->end)
        return NULL;
    uint64_t number = queue->buckets[BY_IDENTITY][bucket_of(sighting, BY_IDENTITY)].first;
    struct item *best = NULL;
    int best_fields = 0;
    for (size_t tried = 0; number != NO_ITEM && tried < SCAN_MAX; tried++) {
        struct item *item = item_at(queue, number);
        number = item->next[BY_IDENTITY];
        if (item->done || item->side == side || !is_near(&item->sighting, sighting) ||
            !is_same_packet(&item->sighting, sighting))
            continue;
        int fields = __builtin_popcount(sighting_differences(&item->sighting, sighting));
        if (best == NULL || fields < best_fields) {
            best = item;
            best_fields = fields;
        }
    }
    return best;
}

static void
count(struct compare *compare, enum comparison comparison, const struct item *predicted,
      const struct sighting *seen)
{
    struct compare_report *report = &compare->report;
    report->counts[comparison]++;
    if (comparison == COMPARED_AGREES || comparison == COMPARED_DENIED ||
        report->finding_count == COMPARE_FINDINGS)
        return;
    struct compare_finding *finding = &report->findings[report->finding_count++];
    *finding = (struct compare_finding){ .comparison = comparison };
    if (predicted != NULL) {
        finding->predicted = predicted->sighting;
        finding->entered_number = predicted->entered_number;
    }
    if (seen != NULL)
        finding->seen = *seen;
}

static void
pair(struct compare *compare, struct item *predicted, const struct sighting *seen)
{
    predicted->done = true;
    int64_t lead = predicted->sighting.time - seen->time;
    if (lead > compare->report.largest_lead)
        compare->report.largest_lead = lead;
    count(compare, COMPARED_AGREES, predicted, seen);
}

struct compare *
compare_new(bool (*covers)(const void *context, ifc_id ifc, int64_t time), const void *context)
{
    struct compare *compare = calloc(1, sizeof *compare);
    if (compare == NULL)
        return NULL;
    compare->predictions.first = compare->predictions.end = 1;
    compare->waiting.first = compare->waiting.end = 1;
    compare->foreseen.first = compare->foreseen.end = 1;
    compare->covers = covers;
    compare->covers_context = context;
    return compare;
}

void
compare_free(struct compare *compare)
{
    if (compare == NULL)
        return;
    free(compare->predictions.items);
    free(compare->waiting.items);
    free(compare->foreseen.items);
    free(compare);
}

bool
compare_predict(struct compare *compare, const struct sighting *sighting, uint64_t number)
{
    struct item *seen = find_alike(&compare->waiting, sighting);
    if (seen != NULL) {
        struct item item = { .sighting = *sighting, .entered_number = number, .side = IFC_NONE };
        seen->done = true;
        pair(compare, &item, &seen->sighting);
        return true;
    }
    struct item *item = queue_add(compare, &compare->predictions, sighting);
    if (item != NULL)
        item->entered_number = number;
    return item != NULL;
}

static struct item *
add_without_egress(struct compare *compare, const struct sighting *sighting, ifc_id ingress)
{
    struct sighting denied = *sighting;
    denied.ifc = IFC_NONE;
    struct item *item = queue_add(compare, &compare->predictions, &denied);
    if (item == NULL)
        return NULL;
    item->entered_number = sighting->number;
    item->side = ingress;
    item->denied = true;
    return item;
}

bool
compare_deny(struct compare *compare, const struct sighting *sighting, ifc_id ingress)
{
    return add_without_egress(compare, sighting, ingress) != NULL;
}

bool
compare_doubt(struct compare *compare, const struct sighting *sighting, ifc_id ingress)
{
    struct item *item = add_without_egress(compare, sighting, ingress);
    if (item != NULL)
        item->doubted = true;
    return item != NULL;
}

bool
compare_take(struct compare *compare, const struct sighting *sighting)
{
    struct item *item = find_alike(&compare->predictions, sighting);
    if (item == NULL)
        return false;
    pair(compare, item, sighting);
    return true;
}

void
compare_agreed(struct compare *compare)
{
    compare->report.counts[COMPARED_AGREES]++;
}

bool
compare_observe(struct compare *compare, const struct sighting *sighting)
{
    return compare_take(compare, sighting) ||
           queue_add(compare, &compare->waiting, sighting) != NULL;
}

bool
compare_foresee(struct compare *compare, const struct sighting *sighting)
{
    struct item *item = queue_add(compare, &compare->foreseen, sighting);
    if (item != NULL)
        item->side = sighting->ifc;
    return item != NULL;
}

uint64_t
compare_foreseen(struct compare *compare, const struct sighting *sighting, ifc_id ingress)
{
    struct item *item = find_other_end(&compare->foreseen, sighting, ingress);
    if (item == NULL)
        return 0;
    item->done = true;
    return item->sighting.number;
}

/* The window of an observation has gone by. */
static void
settle_observation(struct compare *compare, const struct item *item)
{
    const struct sighting *seen = &item->sighting;
    struct item *cause = find_other_end(&compare->predictions, seen, seen->ifc);
    if (cause == NULL) {
        count(compare, COMPARED_UNEXPLAINED, NULL, seen);
        return;
    }
    cause->done = true;
    if (cause->doubted)
        return;
    count(compare, cause->denied ? COMPARED_DENIED_BUT_SEEN : COMPARED_DIFFERS, cause, seen);
}

static void
settle_prediction(struct compare *compare, const struct item *item)
{
    const struct sighting *predicted = &item->sighting;
    if (item->doubted)
        return;
    if (item->denied)
        count(compare, COMPARED_DENIED, item, NULL);
    else if (compare->covers(compare->covers_context, predicted->ifc, predicted->time))
        count(compare, COMPARED_NOT_SEEN, item, NULL);
    else
        compare->report.beyond++;
}

static void
settle(struct compare *compare, struct queue *queue, int64_t before,
       void (*settle_item)(struct compare *, const struct item *))
{
    while (queue->first < queue->end) {
        const struct item *item = item_at(queue, queue->first);
        if (!item->done && item->sighting.time >= before)
            return;
        if (!item->done && settle_item != NULL)
            settle_item(compare, item);
        queue_drop_first(queue);
        compare->held.items--;
        compare->held.predictions -= queue == &compare->predictions;
    }
}

_Static_assert(offsetof(struct compare, held) == 0, "compare_advance takes the one for the other");

void
compare_settle_until(struct compare *compare, int64_t time)
{
    settle(compare, &compare->waiting, time - COMPARE_WINDOW, settle_observation);
    settle(compare, &compare->predictions, time - PREDICTION_LIFE, settle_prediction);
    settle(compare, &compare->foreseen, time - COMPARE_WINDOW, NULL);
}

void
compare_finish(struct compare *compare)
{
    settle(compare, &compare->waiting, INT64_MAX, settle_observation);
    settle(compare, &compare->predictions, INT64_MAX, settle_prediction);
}

void
compare_settle(struct compare *compare, enum comparison comparison,
               const struct sighting *predicted, const struct sighting *seen)
{
    if (predicted == NULL) {
        count(compare, comparison, NULL, seen);
        return;
    }
    struct item item = { .sighting = *predicted, .entered_number = predicted->number };
    count(compare, comparison, &item, seen);
}

const struct compare_report *
compare_report(const struct compare *compare)
{
    return &compare->report;
}
