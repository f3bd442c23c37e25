/*
 * nat_answers.h: addresses that DNS answers name, as those who ask should be told them: `static ...
 * dns`, `nat ... dns`, `alias`.
 */
#ifndef REFIRE_ENGINE_NAT_ANSWERS_H
#define REFIRE_ENGINE_NAT_ANSWERS_H

#include <stdint.h>

#include "engine/model/config.h"

struct engine;

/*
 * ADDRESS in an answer that comes in at FROM and leaves at TO: mapped addresses of FROM become real
 * ones, whoever is told; real ones become the mapped addresses of TO (command reference of `static`
 * and `nat` [B]). Rules for ports or by access list rewrite nothing, for several may be about one
 * address. ADDRESS itself where nothing applies.
 */
uint32_t nat_answer(const struct engine *engine, ifc_id from, ifc_id to, uint32_t address);

#endif
