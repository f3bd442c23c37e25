/*
 * tracer_found.c: rules as packet-tracer lays them out: of access lists [V]; domains and priorities
 * of the others [R].
 */
#include "cli/trace/tracer_found.h"

#include <inttypes.h>

/* What numbers look like there. */
static uint32_t
id_of(unsigned number)
{
    return UINT32_C(0xd8000000) + number * 0x1000;
}

static void
put_end(FILE *out, const char *side, struct network network, uint16_t port)
{
    char address[IP_TEXT_SIZE], mask[IP_TEXT_SIZE];
    ip_format(network.address, address);
    ip_format(network.netmask, mask);
    fprintf(out, "\t%s ip=%s, mask=%s, port=%u", side, address, mask, port);
}

void
tracer_found_put(FILE *out, unsigned number, bool forward, const struct found_rule *rule)
{
    uint32_t id = id_of(number);
    fprintf(out,
            " %s Flow based lookup yields rule:\n"
            " %-3s id=0x%" PRIx32 ", priority=%u, domain=%s, deny=%s\n"
            "\thits=%" PRIu64 ", user_data=0x%" PRIx32 ", cs_id=0x0, flags=0x0, protocol=%u\n",
            forward ? "Forward" : "Reverse", rule->direction, id, rule->priority, rule->domain,
            rule->deny ? "true" : "false", rule->hits, id + 0x80, rule->protocol);
    put_end(out, "src", rule->source, rule->source_port);
    putc('\n', out);
    put_end(out, "dst", rule->destination, rule->destination_port);
    fputs(", dscp=0x0\n", out);
}

void
tracer_found_put_macs(FILE *out, unsigned number)
{
    fprintf(out,
            " Forward Flow based lookup yields rule:\n"
            " in  id=0x%" PRIx32 ", priority=1, domain=permit, deny=false\n"
            "\thits=0, user_data=0x0, cs_id=0x0, l3_type=0x8\n"
            "\tsrc mac=0000.0000.0000, mask=0000.0000.0000\n"
            "\tdst mac=0000.0000.0000, mask=0000.0000.0000\n",
            id_of(number));
}
