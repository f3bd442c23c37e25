/*
 * conn.c: the table of connections, embryonic ones and half-connections included.
 */
#include "engine/conn.h"

#include <string.h>

bool
conn_table_init(struct conn_table *table, uint32_t largest, uint64_t seed)
{
    *table = (struct conn_table){ .seed = seed, .next_id = 1, .recent = INDEX_EMPTY };
    pool_init(&table->pool, sizeof(struct conn), largest);
    pool_init(&table->sequences, sizeof(struct sequence_deltas), largest);
    return index_init(&table->index);
}

void
conn_table_fini(struct conn_table *table)
{
    pool_fini(&table->pool);
    pool_fini(&table->sequences);
    index_fini(&table->index);
}

void
conn_prefetch(const struct conn_table *table, uint32_t hash)
{
    size_t at;
    uint32_t reference = index_first(&table->index, hash, &at);
    if (reference == INDEX_EMPTY)
        return;
    const struct conn *conn = conn_at(table, reference >> 1);
    __builtin_prefetch(conn, 1);
    __builtin_prefetch(&conn->id, 1);
    __builtin_prefetch(&conn->tcp.window, 1);
}

void
flow_key_of_portless(const struct packet *packet, struct flow_key *key)
{
    switch (packet->protocol) {
    case IP_ICMP:
        /* The identifier belongs to the end that asks (engine.md 2.1). */
        if (icmp_is_reply(packet->icmp_type))
            key->destination_port = packet->source_port;
        else
            key->source_port = packet->source_port;
        break;
    case IP_GRE:
        if (packet->gre_is_pptp) {
            key->form = KEY_CALL;
            key->destination_port = packet->gre_call_id;
        }
        break;
    default:
        break;
    }
}

uint32_t
conn_find(const struct conn_table *table, const struct flow_key *key, enum conn_side *side)
{
    uint32_t reference = conn_find_hashed(table, conn_hash(table, key), key);
    if (reference == INDEX_EMPTY)
        return CONN_NONE;
    *side = (enum conn_side)(reference & 1);
    return reference >> 1;
}

uint32_t
conn_recall(struct conn_table *table, const struct flow_key *key, enum conn_side *side)
{
    uint32_t reference = table->recent;
    bool is_recent = conn_is_recent(table, key);
    table->recent = INDEX_EMPTY;
    if (!is_recent)
        return CONN_NONE;
    *side = (enum conn_side)(reference & 1);
    return reference >> 1;
}

uint32_t
conn_find_elsewhere(const struct conn_table *table, uint32_t hash, const struct flow_key *key)
{
    size_t at;
    for (uint32_t reference = index_first(&table->index, hash, &at); reference != INDEX_EMPTY;
         reference = index_next(&table->index, hash, &at)) {
        struct flow_key other = conn_at(table, reference >> 1)->key[reference & 1];
        other.ifc = key->ifc;
        if (flow_key_equals(&other, key))
            return reference >> 1;
    }
    return CONN_NONE;
}

uint32_t
conn_add(struct conn_table *table, const struct flow_key key[static 2])
{
    uint32_t number = pool_take(&table->pool);
    if (number == POOL_NONE)
        return CONN_NONE;
    struct conn *conn = conn_at(table, number);
    conn->key[0] = key[0];
    conn->key[1] = key[1];
    uint32_t hashes[2] = { conn_hash(table, &key[0]), conn_hash(table, &key[1]) };
    conn_prefetch_index(table, hashes[1]); /* comes while the first is added */
    if (!index_add(&table->index, hashes[0], number << 1)) {
        pool_give(&table->pool, number);
        return CONN_NONE;
    }
    if (!index_add(&table->index, hashes[1], number << 1 | 1)) {
        index_remove(&table->index, hashes[0], number << 1);
        pool_give(&table->pool, number);
        return CONN_NONE;
    }
    table->built++;
    if (table->pool.in_use > table->most_used)
        table->most_used = table->pool.in_use;
    return number;
}

void
conn_remove(struct conn_table *table, uint32_t number)
{
    const struct conn *conn = conn_at(table, number);
    if (table->recent >> 1 == number)
        table->recent = INDEX_EMPTY;
    uint32_t hashes[2] = { conn_hash(table, &conn->key[0]), conn_hash(table, &conn->key[1]) };
    conn_prefetch_index(table, hashes[1]);
    index_remove(&table->index, hashes[0], number << 1);
    index_remove(&table->index, hashes[1], number << 1 | 1);
    if (conn->key[0].protocol == IP_TCP && conn->sequence != 0)
        pool_give(&table->sequences, conn->sequence - 1);
    pool_give(&table->pool, number);
}

/* Letters by the side of the firewall: lower case for the higher-security end. */
static void
add_flag(char flags[static 24], char letter)
{
    size_t length = strlen(flags);
    if (length < 23) {
        flags[length] = letter;
        flags[length + 1] = '\0';
    }
}

/* engine.md 2.4: `saA`, `A`, `U` when opened from inside; `SaAB`, `aB`, `UB` from outside. */
static const char *
handshake_flags(const struct conn *conn)
{
    static const char *const letters[2][TCP_STATE_COUNT] = {
        { "", "SaAB", "aB", "UB" },
        { "", "saA", "A", "U" },
    };
    return letters[conn->inner_is_initiator][conn->tcp.state];
}

/* What an inspection makes of a conn (engine.md 2.4 [A]); 0: no letter. */
static char
inspection_letter(const struct conn *conn)
{
    static const struct {
        enum inspection_kind kind;
        char media;
    } letters[] = {
        { INSPECT_H323_H225, 'H' }, { INSPECT_H323_RAS, 'H' }, { INSPECT_SIP, 'm' },
        { INSPECT_SIP_UDP, 'm' },   { INSPECT_MGCP, 'g' },     { INSPECT_SKINNY, 'k' },
        { INSPECT_SQLNET, 'q' },
    };
    if (conn->idles_as == IDLES_AS_SIP)
        return conn->secondary == 0 ? 'T' : 't';
    if (conn->secondary == INSPECT_SUNRPC + 1) /* of TCP the letter tells a FIN (shell.md) */
        return conn->key[0].protocol == IP_UDP ? 'R' : '\0';
    if (conn->idles_as == IDLES_AS_H225)
        return 'h';
    for (size_t i = 0; i < ARRAY_LENGTH(letters); i++) {
        if (conn->secondary == (uint8_t)letters[i].kind + 1)
            return letters[i].media;
    }
    return '\0';
}

static void
add_inspection_letter(const struct conn *conn, char flags[static 24])
{
    char letter = inspection_letter(conn);
    if (letter != '\0')
        add_flag(flags, letter);
}

void
conn_flags(const struct conn *conn, char flags[static 24])
{
    flags[0] = '\0';
    if (conn->key[0].protocol == IP_GRE) {
        if (conn->parent != CONN_NONE)
            add_flag(flags, conn->direction_outbound ? 'P' : 'E');
        return;
    }
    if (conn->key[0].protocol == IP_UDP)
        add_inspection_letter(conn, flags);
    if (conn->key[0].protocol != IP_TCP)
        return;
    if (conn->bypasses_state) {
        add_flag(flags, 'b');
        return;
    }
    unsigned inner = conn->inner_is_initiator ? CONN_INITIATOR : CONN_RESPONDER;
    const char *handshake = handshake_flags(conn);
    for (const char *letter = handshake; *letter != '\0' && *letter != 'B'; letter++)
        add_flag(flags, *letter);
    if ((conn->tcp.fin_seen & 1U << inner) != 0)
        add_flag(flags, 'f');
    if ((conn->tcp.fin_seen & 1U << !inner) != 0)
        add_flag(flags, 'F');
    /* r: the inside's FIN is acknowledged; R: the outside's (engine.md 12 no. 14). */
    if ((conn->tcp.fin_acked & 1U << !inner) != 0)
        add_flag(flags, 'R');
    if ((conn->tcp.fin_acked & 1U << inner) != 0)
        add_flag(flags, 'r');
    if ((conn->data_from & 1U << !inner) != 0)
        add_flag(flags, 'I');
    if ((conn->data_from & 1U << inner) != 0)
        add_flag(flags, 'O');
    if (!conn->inner_is_initiator)
        add_flag(flags, 'B');
    add_inspection_letter(conn, flags); /* behind all others: engine.md 2.4 [B] */
}

void
conn_announced_flags(const struct conn *conn, char flags[static 24])
{
    flags[0] = '\0';
    add_flag(flags, conn->direction_outbound ? 'P' : 'E');
    add_inspection_letter(conn, flags);
    add_flag(flags, 'i');
}

size_t
conn_table_bytes(const struct conn_table *table)
{
    return pool_bytes(&table->pool) + pool_bytes(&table->sequences) + index_bytes(&table->index);
}
