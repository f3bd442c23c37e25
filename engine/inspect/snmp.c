/*
 * snmp.c: SNMP messages of the versions that an snmp-map denies, or `snmp deny version` of 6.3, do
 * not pass (engine.md 6.2 [A]), nor does what is no SNMP (syslog.md 5.9, 416001 [B]).
 *
 * Only the beginning is read: SEQUENCE { INTEGER version, ... (RFC 1157 4, RFC 3412 6).
 */
#include "engine/inspect/snmp.h"

#include "engine/inspect/ber.h"
#include "engine/model/config.h"

/* Versions as messages number them, and as `deny version` and 416001 name them. */
static const struct version {
    uint32_t number;
    uint8_t choice; /* of MAP_SNMP_DENY_VERSION */
    const char *name;
} versions[] = {
    { 0, 1, "1" },
    { 1, 3, "2c" },
    { 2, 2, "2" }, /* with parties: RFC 1445 */
    { 3, 4, "3" },
};

static const struct version *
version_of(struct cursor message)
{
    struct ber_item whole, number;
    uint32_t value;
    if (!ber_next(&message, &whole) || whole.tag != BER_SEQUENCE ||
        !ber_next(&whole.content, &number) || !ber_unsigned(&number, &value))
        return NULL;
    for (size_t i = 0; i < ARRAY_LENGTH(versions); i++) {
        if (versions[i].number == value)
            return &versions[i];
    }
    return NULL;
}

static bool
is_denied(const struct inspect_call *call, const struct version *version)
{
    const struct inspection *line = inspect_line(call);
    const struct inspect_map *map =
        line != NULL ? config_inspection_map(inspect_config(call), line) : NULL;
    if ((inspect_config(call)->snmp_denied >> version->choice & 1) != 0)
        return true;
    for (size_t i = 0; map != NULL && i < map->values.count; i++) {
        const struct map_value *value = &map->values.items[i];
        if (value->setting == MAP_SNMP_DENY_VERSION && value->choices[0] == version->choice)
            return true;
    }
    return false;
}

static enum inspect_result
snmp_message(struct inspect_call *call, void *session, enum inspect_side side,
             struct cursor message)
{
    (void)session;
    (void)side;
    const struct version *version = version_of(message);
    if (version == NULL)
        return INSPECT_DROP; /* which version it would say is open: no line [C] */
    if (!is_denied(call, version))
        return INSPECT_CONTINUE;
    const struct event_text texts[EVENT_TEXTS] = { { version->name,
                                                     version->name[1] == '\0' ? 1 : 2 } };
    struct event event = inspect_refusal(call, EVENT_SNMP_VERSION_DENIED);
    event.texts = texts;
    inspect_emit(call, &event);
    return INSPECT_DROP;
}

const struct inspection_engine inspect_snmp = {
    .name = "snmp",
    .kind = INSPECT_SNMP,
    .protocol = IP_UDP,
    .hand = INSPECT_LISTENS,
    .message = snmp_message,
};
