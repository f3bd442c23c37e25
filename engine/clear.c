/*
 * clear.c: `clear xlate`, `clear conn`, `clear local-host`: what goes, and in which words.
 */
#include "engine/lifecycle.h"
#include "engine/serial_list.h"

/* A static's slot stays while the configuration still has the rule (engine.md 3.6). */
static bool
is_to_be_cleared(const struct engine *engine, uint32_t number)
{
    if (number == XLATE_NONE)
        return false;
    const struct xlate *xlate = xlate_at(&engine->xlates, number);
    if (xlate->kind == XLATE_DYNAMIC)
        return true;
    const struct config *config = engine->config;
    struct flow out = { .protocol = xlate->protocol,
                        .source = xlate->real,
                        .source_port = xlate->real_port,
                        .time = engine->now };
    for (size_t i = 0; i < config->static_count; i++) {
        const struct static_nat *rule = &config->statics[i];
        uint32_t mapped = static_mapped_address(config, rule);
        uint16_t mapped_port = rule->mapped_port;
        bool same =
            rule->real_ifc == xlate->real_ifc && rule->mapped_ifc == xlate->mapped_ifc &&
            rule->protocol == xlate->protocol &&
            (rule->acl != NULL || static_translates(config, rule, &out, &mapped, &mapped_port));
        if (same && network_contains((struct network){ mapped, rule->netmask }, xlate->mapped) &&
            (xlate->protocol == IP_ANY || mapped_port == xlate->mapped_port))
            return false;
    }
    return true;
}

/* Is it the conn of the shun, by addresses as its packets have them? 0: any protocol. */
static bool
is_of_shun(const struct conn *conn, const struct shun *shun)
{
    for (unsigned side = 0; side < 2; side++) {
        const struct flow_key *key = &conn->key[side];
        if (key->source == shun->source && key->destination == shun->destination &&
            key->source_port == shun->source_port &&
            key->destination_port == shun->destination_port &&
            (shun->protocol == IP_ANY || key->protocol == shun->protocol))
            return true;
    }
    return false;
}

void
engine_cut_shunned(struct engine *engine, const struct shun *shun)
{
    struct serial_list list;
    if (shun->destination == 0 || !serial_list_conns(engine, &list))
        return;
    for (size_t i = 0; i < list.count; i++) {
        uint32_t number = list.pairs[i][1];
        const struct conn *conn = conn_at(&engine->conns, number);
        /* The reason is not known: as `clear conn` (engine.md 2.4 [C]). */
        if (conn->serial == list.pairs[i][0] && is_of_shun(conn, shun))
            conn_close(engine, number, TEARDOWN_CONN_TIMEOUT, engine->now);
    }
    serial_list_free(&list);
}

/* Which conns and slots, and with what words. */
struct clearing {
    bool (*takes)(const struct engine *engine, const struct conn *conn,
                  const struct clearing *clearing);
    uint32_t address;   /* 0: every one */
    xlate_picks *picks; /* of the slots; NULL: all */
    const void *context;
    enum teardown_reason reason;
};

static bool
is_picked(const struct engine *engine, uint32_t number, const struct clearing *clearing)
{
    if (!is_to_be_cleared(engine, number))
        return false;
    const struct xlate *xlate = xlate_at(&engine->xlates, number);
    struct xlate_view view = engine_xlate_view(engine, xlate);
    return (clearing->address == 0 || xlate->real == clearing->address) &&
           (clearing->picks == NULL || clearing->picks(clearing->context, &view));
}

/* A half-connection holds no slot, but goes with the one that translates it. */
static bool
is_half_on_picked(const struct engine *engine, const struct conn *conn,
                  const struct clearing *clearing)
{
    const struct flow_key *in = &conn->key[0], *out = &conn->key[1];
    if (!conn->is_half || in->form != KEY_PLAIN || in->source == out->destination)
        return false;
    return clearing->picks == NULL ||
           is_picked(engine,
                     xlate_find_real(&engine->xlates, XLATE_DYNAMIC, in->ifc, out->ifc,
                                     in->protocol, in->source, 0),
                     clearing);
}

static void
clear_conns(struct engine *engine, const struct clearing *clearing)
{
    struct serial_list list;
    if (!serial_list_conns(engine, &list))
        return;
    for (size_t i = 0; i < list.count; i++) {
        uint32_t number = list.pairs[i][1];
        const struct conn *conn = conn_at(&engine->conns, number);
        /* A secondary conn may have gone with its parent. */
        if (conn->serial == list.pairs[i][0] && clearing->takes(engine, conn, clearing))
            conn_close(engine, number, clearing->reason, engine->now);
    }
    serial_list_free(&list);
}

/* Those slots that no conn holds any longer. */
static void
clear_slots(struct engine *engine, const struct clearing *clearing)
{
    struct serial_list list;
    if (!serial_list_xlates(engine, &list))
        return;
    for (size_t i = 0; i < list.count; i++) {
        uint32_t number = list.pairs[i][1];
        const struct xlate *xlate = xlate_at(&engine->xlates, number);
        if (xlate->serial == list.pairs[i][0] && xlate->conns == 0 &&
            is_picked(engine, number, clearing))
            xlate_close(engine, number, engine->now);
    }
    serial_list_free(&list);
}

static bool
is_on_cleared(const struct engine *engine, const struct conn *conn, const struct clearing *clearing)
{
    return is_half_on_picked(engine, conn, clearing) ||
           is_picked(engine, conn->xlate[CONN_INITIATOR], clearing) ||
           is_picked(engine, conn->xlate[CONN_RESPONDER], clearing);
}

static bool
is_of_host(const struct engine *engine, const struct conn *conn, const struct clearing *clearing)
{
    (void)engine;
    uint32_t address = clearing->address;
    return address == 0 || conn->key[CONN_INITIATOR].source == address ||
           conn->key[CONN_RESPONDER].source == address;
}

/* `clear xlate`: the conns on dynamic slots go first (engine.md 3.6). */
void
engine_clear_picked_xlates(struct engine *engine, xlate_picks *picks, const void *context)
{
    struct clearing clearing = {
        .takes = is_on_cleared, .picks = picks, .context = context, .reason = TEARDOWN_XLATE_CLEAR
    };
    clear_conns(engine, &clearing);
    clear_slots(engine, &clearing);
}

void
engine_clear_xlates(struct engine *engine)
{
    engine_clear_picked_xlates(engine, NULL, NULL);
}

/* The device's words for it are not known (engine.md 2.4 [C]). */
void
engine_clear_conns(struct engine *engine, uint32_t address)
{
    clear_conns(engine, &(struct clearing){ .takes = is_of_host,
                                            .address = address,
                                            .reason = TEARDOWN_CONN_TIMEOUT });
}

/* The guide has the words of `clear xlate` for it too (syslog.md 3). */
void
engine_clear_local_hosts(struct engine *engine, uint32_t address)
{
    struct clearing clearing = { .takes = is_of_host,
                                 .address = address,
                                 .reason = TEARDOWN_XLATE_CLEAR };
    clear_conns(engine, &clearing);
    clear_slots(engine, &clearing);
}
