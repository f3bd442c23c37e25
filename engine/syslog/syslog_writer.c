/*
 * syslog_writer.c: numbers, addresses and names as the device prints them.
 */
#include "engine/syslog/syslog_writer.h"

#include "engine/base/clock.h"
#include "engine/syslog/syslog_put.h"

struct writer
writer_start(const struct config *config, const struct event *event, char *text, size_t size)
{
    return (struct writer){
        .at = text,
        .end = text + size - 1,
        .config = config,
        .event = event,
        .names = config != NULL && config->names_on && config->names.count > 0,
    };
}

size_t
writer_finish(struct writer *w, const char *text)
{
    *w->at = '\0';
    return (size_t)(w->at - text);
}

void
write_name(struct writer *w, const char *name)
{
    for (; *name != '\0'; name++)
        write_char(w, *name >= ' ' && *name <= '~' ? *name : '?');
}

const char syslog_digit_pairs[201] = "00010203040506070809"
                                     "10111213141516171819"
                                     "20212223242526272829"
                                     "30313233343536373839"
                                     "40414243444546474849"
                                     "50515253545556575859"
                                     "60616263646566676869"
                                     "70717273747576777879"
                                     "80818283848586878889"
                                     "90919293949596979899";

void
write_number(struct writer *w, uint64_t number)
{
    if (w->end - w->at >= DIGITS_MAX) {
        w->at = put_number(w->at, number);
        return;
    }
    char digits[DIGITS_MAX];
    write_bytes(w, digits, (size_t)(put_number(digits, number) - digits));
}

void
write_two_digits(struct writer *w, unsigned number)
{
    write_bytes(w, syslog_digit_pairs + number * 2, 2);
}

void
write_hex_octet(struct writer *w, uint8_t octet)
{
    static const char hex[] = "0123456789abcdef";
    WRITE_LITERAL(w, "0x");
    write_char(w, hex[octet >> 4]);
    write_char(w, hex[octet & 15]);
}

void
write_address(struct writer *w, uint32_t address)
{
    if (w->names) {
        const char *name = config_name_of(w->config, address);
        if (name != NULL) {
            write_name(w, name);
            return;
        }
    }
    if (w->end - w->at >= IP_TEXT_SIZE) {
        w->at = ip_put(w->at, address);
        return;
    }
    char text[IP_TEXT_SIZE];
    size_t length = ip_format(address, text);
    write_bytes(w, text, length);
}

void
write_port(struct writer *w, uint16_t port)
{
    write_char(w, '/');
    write_number(w, port);
}

void
write_interface(struct writer *w, ifc_id ifc)
{
    if (ifc < w->label_count && w->labels[ifc].length > 0 &&
        (size_t)(w->end - w->at) >= sizeof(w->labels[ifc].text)) {
        memcpy(w->at, w->labels[ifc].text, sizeof(w->labels[ifc].text)); /* of fixed size */
        w->at += w->labels[ifc].length;
    } else if (ifc == IFC_NONE && w->config->does->box_is_identity)
        WRITE_LITERAL(w, "identity");
    else if (ifc == IFC_NONE)
        WRITE_LITERAL(w, NAME_OF_IDENTITY);
    else
        write_name(w, config_interface_label(w->config, ifc));
}

char *
put_duration(char *at, int64_t duration_ns)
{
    uint64_t seconds = duration_ns > 0 ? (uint64_t)(duration_ns / NS_PER_SECOND) : 0;
    at = put_number(at, seconds / 3600);
    *at++ = ':';
    at = put_pair(at, (unsigned)(seconds / 60 % 60));
    *at++ = ':';
    return put_pair(at, (unsigned)(seconds % 60));
}

void
write_duration(struct writer *w, int64_t duration_ns)
{
    char text[DIGITS_MAX + 6];
    write_bytes(w, text, (size_t)(put_duration(text, duration_ns) - text));
}
