/*
 * ipsec.c: once both ends of an IKE conn have spoken, ESP, and AH where the map has it, pass
 * between them both ways, whatever policy says, until nothing has come for a while (engine.md 5).
 *
 * Nothing in IKE tells the SPIs before it is encrypted: the addresses of the conn are all there is.
 */
#include "engine/inspect/ipsec.h"

#include "engine/model/config.h"

/* Without a map, and in 6.3, ESP idles so long (engine.md 2.6, 5 [B]; of 6.3 [C]). */
#define USUAL_IDLE_SECONDS 600

#define COOKIE_SIZE 8      /* of the initiator: never 0 (RFC 2408 3.1) */
#define ISAKMP_HEADER 28   /* cookies, payload, version, exchange, flags, message id, length */
#define BOTH_HAVE_SPOKEN 3 /* bits of enum inspect_side */

struct ipsec_session {
    unsigned spoken;
};

/* A keepalive of one byte, or anything else that has no header, is no part of an exchange. */
static bool
is_isakmp(struct cursor message)
{
    uint8_t any = 0;
    if (cursor_left(&message) < ISAKMP_HEADER)
        return false;
    for (size_t i = 0; i < COOKIE_SIZE; i++)
        any |= message.at[i];
    return any != 0;
}

/* VALUE: `esp` or `ah` of a map; NULL: what is usual. */
static void
let_pass(struct inspect_call *call, uint8_t protocol, const struct map_value *value)
{
    struct inspect_portless wish = { .protocol = protocol, .seconds = USUAL_IDLE_SECONDS };
    if (value != NULL && value->flags[0])
        wish.most = value->numbers[0];
    if (value != NULL && value->flags[1])
        wish.seconds = value->seconds[0];
    (void)inspect_let_pass(call, &wish);
}

/* A map lets pass what it names; a conn without one has the default map (engine.md 5 [B]). */
static void
let_all_pass(struct inspect_call *call)
{
    const struct inspection *line = inspect_line(call);
    const struct inspect_map *map =
        line == NULL ? NULL : config_inspection_map(inspect_config(call), line);
    if (map == NULL) {
        let_pass(call, IP_ESP, NULL);
        return;
    }
    const struct map_value *esp = map_values_find(&map->values, MAP_IPSEC_ESP);
    const struct map_value *ah = map_values_find(&map->values, MAP_IPSEC_AH);
    if (esp != NULL)
        let_pass(call, IP_ESP, esp);
    if (ah != NULL)
        let_pass(call, IP_AH, ah);
}

static enum inspect_result
ipsec_message(struct inspect_call *call, void *session, enum inspect_side side,
              struct cursor message)
{
    struct ipsec_session *ipsec = session;
    if (!is_isakmp(message))
        return INSPECT_CONTINUE;
    ipsec->spoken |= 1U << side;
    if (ipsec->spoken == BOTH_HAVE_SPOKEN) {
        ipsec->spoken = 0; /* what has idled out comes again with the next exchange [C] */
        let_all_pass(call);
    }
    return INSPECT_CONTINUE;
}

const struct inspection_engine inspect_esp_ike = {
    .name = "esp-ike",
    .kind = INSPECT_ESP_IKE,
    .protocol = IP_UDP,
    .hand = INSPECT_LISTENS,
    .session_size = sizeof(struct ipsec_session),
    .message = ipsec_message,
};

const struct inspection_engine inspect_ipsec_pass_thru = {
    .name = "ipsec-pass-thru",
    .kind = INSPECT_IPSEC_PASS_THRU,
    .protocol = IP_UDP,
    .hand = INSPECT_LISTENS,
    .session_size = sizeof(struct ipsec_session),
    .message = ipsec_message,
};
