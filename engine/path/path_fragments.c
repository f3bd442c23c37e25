/*
 * path_fragments.c: datagrams that come in pieces (engine.md 1.2). Pieces wait until all are there;
 * then the datagram goes its way as if it had never been cut, and what becomes of it becomes of
 * each piece.
 *
 * Where the reference is silent [C]: an overlap ends its set, a mere repetition ends only itself,
 * and so does a piece for which there is no room; the piece that makes a datagram whole needs no
 * room of its own but for the limit of pieces that wait.
 */
#include "engine/base/clock.h"
#include "engine/path/path.h"

#define TCP_HEADER 20
#define IP_TOTAL_MOST 65535
#define NO_ROW ((struct row){ .kind = ROW_NONE })

/* What the configuration says of a limit. ROW, which may be NULL: the line; none for the default.
 */
static uint32_t
limit_of(const struct visit *visit, enum fragment_limit limit, struct row *row)
{
    const struct guard *guard = &visit->engine->config->guard;
    struct row unused;
    row = row != NULL ? row : &unused;
    *row = (struct row){ .kind = ROW_FRAGMENT };
    for (size_t i = 0; i < guard->fragment_count; i++) {
        const struct fragment_rule *rule = &guard->fragments[i];
        if (rule->limit != limit || rule->ifc != visit->ingress)
            continue;
        *row = (struct row){ ROW_FRAGMENT, rule, i };
        return rule->value;
    }
    return fragment_default(limit);
}

/* --- refusals -------------------------------------------------------------------------------- */

/* The piece at hand goes no further; TYPE is what is printed, EVENT_TYPE_COUNT: nothing. */
static void
refuse(const struct visit *visit, enum drop_reason reason, enum event_type type, uint32_t size,
       uint32_t limit, struct row row)
{
    visit_phase(
        visit, &(struct trace_phase){ .type = PHASE_FRAGMENTS, .row = row, .ifc = visit->ingress });
    visit_deny(visit, reason, row);
    if (type == EVENT_TYPE_COUNT)
        return;
    struct event event = visit_event(visit, type, IFC_NONE);
    event.fragment = (struct event_fragment){ .size = size,
                                              .offset = visit->packet->fragment_offset,
                                              .id = visit->packet->ip_id };
    event.limit = limit;
    visit_emit(visit, &event);
}

static void
refuse_teardrop(const struct visit *visit)
{
    if (visit->engine->config->audit.binding_count > 0)
        path_audit_overlap(visit);
    refuse(visit, DROP_TEARDROP, EVENT_DENY_TEARDROP, (uint32_t)visit->packet->l4_length, 0,
           NO_ROW);
}

/* --- late verdicts --------------------------------------------------------------------------- */

static void
settle_piece(struct engine *engine, ifc_id ifc, const struct packet *packet,
             const struct outcome *outcome)
{
    engine->counters.packets[outcome->verdict]++;
    engine->counters.drops[outcome->drop]++;
    if (engine->late.settled != NULL)
        engine->late.settled(engine->late.context, ifc, packet, outcome);
}

/* What waited gets OUTCOME, in the order in which it came. SET is empty then. */
static void
settle(struct engine *engine, struct fragment_set *set, const struct outcome *outcome)
{
    struct outcome each = *outcome;
    each.trace = NULL;
    while (set->arrived_first != NULL) {
        struct fragment *piece = set->arrived_first;
        set->arrived_first = piece->arrived_next;
        piece->packet.observed = NULL;
        settle_piece(engine, set->key.ifc, &piece->packet, &each);
        fragment_free(piece);
    }
}

static void
settle_as(struct engine *engine, uint32_t number, enum verdict verdict, enum drop_reason reason)
{
    const struct outcome outcome = { .verdict = verdict, .drop = reason, .egress = IFC_NONE };
    struct fragment_set set = fragments_take(&engine->fragments, number);
    settle(engine, &set, &outcome);
}

void
path_expire_fragments(struct engine *engine, int64_t time)
{
    uint32_t number;
    while ((number = fragments_due(&engine->fragments, time)) != FRAGMENT_SET_NONE)
        settle_as(engine, number, VERDICT_DENIED, DROP_FRAGMENT_TIMEOUT);
}

void
path_abandon_fragments(struct engine *engine)
{
    uint32_t number;
    while ((number = fragments_due(&engine->fragments, INT64_MAX)) != FRAGMENT_SET_NONE)
        settle_as(engine, number, VERDICT_UNDECIDED, DROP_FRAGMENT);
}

/* --- the steps ------------------------------------------------------------------------------- */

/* A later piece that begins inside the TCP header hides its flags from filters (RFC 1858). */
static bool
is_tiny(const struct packet *packet)
{
    return packet->l4_length == 0 || (packet->protocol == IP_TCP && packet->fragment_offset > 0 &&
                                      packet->fragment_offset < TCP_HEADER);
}

/* `sysopt security fragguard`: no piece before the first one has come (commands.md 10). */
static bool
is_guarded(const struct visit *visit, const struct fragment_set *set)
{
    const struct sysopts *sysopts = &visit->engine->config->sysopts;
    return (sysopts->on & SYSOPT_BIT(SYSOPT_FRAGGUARD)) != 0 &&
           visit->packet->fragment_offset > 0 &&
           (set == NULL || set->lowest->packet.fragment_offset > 0);
}

/* False when the piece must not join its set, or no set at all. */
static bool
may_wait(const struct visit *visit, uint32_t number)
{
    struct engine *engine = visit->engine;
    const struct packet *packet = visit->packet;
    const struct fragment_set *set =
        number == FRAGMENT_SET_NONE ? NULL : fragment_set_at(&engine->fragments, number);
    size_t size = packet->ip_header_length + packet->fragment_offset + packet->l4_length;
    struct row chain_row, size_row;
    uint32_t chain = limit_of(visit, FRAGMENT_CHAIN, &chain_row);
    uint32_t most = limit_of(visit, FRAGMENT_SIZE, &size_row);
    bool ends_set = true;
    enum fragment_fit fit = set == NULL ? FRAGMENT_FITS : fragment_set_fit(set, packet);
    if (size > IP_TOTAL_MOST) {
        refuse(visit, DROP_FRAGMENT_SIZE, EVENT_FRAGMENT_TOO_LARGE, (uint32_t)size, IP_TOTAL_MOST,
               NO_ROW);
    } else if (is_tiny(packet) || fit == FRAGMENT_OVERLAPS) {
        refuse_teardrop(visit);
    } else if (chain == 1 || (set != NULL && fit == FRAGMENT_FITS && set->count >= chain)) {
        refuse(visit, DROP_FRAGMENT_CHAIN, EVENT_FRAGMENT_SET_TOO_LONG, 0, chain, chain_row);
    } else {
        ends_set = false;
        if (fit == FRAGMENT_REPEATS)
            refuse_teardrop(visit);
        else if (is_guarded(visit, set))
            refuse(visit, DROP_FRAGMENT_GUARD, EVENT_TYPE_COUNT, 0, 0, NO_ROW);
        else if (fragments_waiting_at(&engine->fragments, visit->ingress) >= most)
            refuse(visit, DROP_FRAGMENT_LIMIT, EVENT_FRAGMENT_LIMIT, 0, most, size_row);
        else
            return true;
    }
    if (ends_set && set != NULL)
        settle_as(engine, number, VERDICT_DENIED, visit->outcome->drop);
    return false;
}

/* It waits: its verdict comes with the last piece, or when the time is over. */
static void
wait(const struct visit *visit, uint32_t number)
{
    struct engine *engine = visit->engine;
    int64_t due = engine->now + seconds_to_ns(limit_of(visit, FRAGMENT_TIMEOUT, NULL));
    visit_phase(visit, &(struct trace_phase){
                           .type = PHASE_FRAGMENTS, .allowed = true, .ifc = visit->ingress });
    visit->outcome->verdict = VERDICT_WAITING;
    if (fragments_keep(&engine->fragments, number, visit->packet, visit->ingress, due))
        return;
    visit->outcome->verdict = VERDICT_UNDECIDED;
    visit->outcome->drop = DROP_FRAGMENT_MEMORY;
}

static void
pass_whole(const struct visit *visit, struct fragment_set *set)
{
    struct engine *engine = visit->engine;
    struct packet whole;
    if (!fragments_join(&engine->fragments, set, visit->packet, &whole)) {
        visit->outcome->verdict = VERDICT_UNDECIDED;
        visit->outcome->drop = DROP_FRAGMENT_MEMORY;
        return;
    }
    struct visit all = *visit;
    all.packet = &whole;
    all.joined = true;
    engine->observed = whole.observed;
    translation_identity(&visit->outcome->translation, &whole);
    path_enter(&all);
    engine->observed = NULL;
    if (visit->outcome->egress != IFC_NONE)
        fragments_translate(&engine->fragments, &whole, &visit->outcome->translation);
}

void
path_fragment(const struct visit *visit)
{
    struct engine *engine = visit->engine;
    struct fragment_key key = fragment_key_of(visit->packet, visit->ingress);
    uint32_t number = fragments_find(&engine->fragments, &key);
    if (!may_wait(visit, number))
        return;
    if (number == FRAGMENT_SET_NONE ||
        !fragment_set_completes(fragment_set_at(&engine->fragments, number), visit->packet)) {
        wait(visit, number);
        return;
    }
    visit_phase(visit, &(struct trace_phase){
                           .type = PHASE_FRAGMENTS, .allowed = true, .ifc = visit->ingress });
    struct fragment_set set = fragments_take(&engine->fragments, number);
    pass_whole(visit, &set);
    settle(engine, &set, visit->outcome);
}
