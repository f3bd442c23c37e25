/*
 * sequence.h: TCP sequence randomisation (engine.md 2.4).
 *
 * The device adds a number of its own to those of each end of a conn, so that nobody can guess
 * them. Which number is its free choice: where a capture shows how a SYN left, its number is
 * learned, for the other end answers in terms of it; where none does, none is added [C], unless it
 * is asked for (engine_options.random_sequence). Then it comes from the conn's ends and its time,
 * so that the same run gives the same numbers; in 6.x for the inner end alone, and not with
 * `norandomseq` in the nat or static of either end nor with `set connection random-sequence-number
 * disable` in the conn's class: either one is enough [A].
 *
 * Conns here are of TCP. Own numbers are those of the end that counts so.
 */
#ifndef REFIRE_ENGINE_SEQUENCE_H
#define REFIRE_ENGINE_SEQUENCE_H

#include "engine/state.h"

/* CONN, which has its slots and rules, is about to begin: adds numbers of ours where asked for. */
void sequence_begin(struct engine *engine, struct conn *conn);

/*
 * The SYN whose own number is OWN, which SIDE has sent, was seen as OBSERVED on the other side.
 * What has other ends than the conn is not taken for it: without an IP identification two SYNs look
 * alike. Without memory nothing is learned.
 */
void sequence_learn(struct engine *engine, struct conn *conn, enum conn_side side, uint32_t own,
                    const struct packet *observed);

/* The same from any segment that was seen on its other side too: what is added to both ends. */
void sequence_learn_midstream(struct engine *engine, struct conn *conn, enum conn_side side,
                              const struct packet *packet, const struct packet *observed);

/* Are its numbers moved? */
bool sequence_moves(const struct conn *conn);

/* The numbers of PACKET, which SIDE sent, as its sender and the other end count. What has left (see
 * packet.as_left) comes with the number that it left with, but acknowledges own ones. */
uint32_t sequence_own_seq(const struct engine *engine, const struct conn *conn, enum conn_side side,
                          const struct packet *packet);
uint32_t sequence_own_ack(const struct engine *engine, const struct conn *conn, enum conn_side side,
                          const struct packet *packet);

/* Moves the numbers in TRANSLATION by what CONN adds to them; those of what has left stay. */
void sequence_move(const struct engine *engine, const struct conn *conn, enum conn_side side,
                   const struct packet *packet, struct translation *translation);

#endif
