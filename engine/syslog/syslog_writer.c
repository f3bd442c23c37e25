/*
 * syslog_writer.c: numbers, addresses and names as the device prints them.
 *
 * printf and inet_ntop take several times as long as all other work on a new conn (shared/perf,
 * section 5); hence digits by hand.
 */
#include "engine/syslog/syslog_writer.h"

#include "engine/base/clock.h"

#define NAME_OF_IDENTITY "NP Identity Ifc" /* real lines: syslog.md 5.2 */

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

static const char digit_pairs[] = "00010203040506070809"
                                  "10111213141516171819"
                                  "20212223242526272829"
                                  "30313233343536373839"
                                  "40414243444546474849"
                                  "50515253545556575859"
                                  "60616263646566676869"
                                  "70717273747576777879"
                                  "80818283848586878889"
                                  "90919293949596979899";

#define DIGITS_MAX 20

static char *
put_pair(char *at, uint64_t number)
{
    memcpy(at, digit_pairs + number * 2, 2);
    return at + 2;
}

/* Below 100: one digit or two. */
static char *
put_one_or_two(char *at, uint64_t number)
{
    if (number >= 10)
        return put_pair(at, number);
    *at = (char)('0' + number);
    return at + 1;
}

/* NUMBER's digits from AT on, where DIGITS_MAX fit; returns what is behind them. */
static char *
put_digits(char *at, uint64_t number)
{
    if (number >= 10000) {
        at = number < 1000000 ? put_one_or_two(at, number / 10000) : put_digits(at, number / 10000);
        number %= 10000;
        return put_pair(put_pair(at, number / 100), number % 100);
    }
    if (number >= 100)
        return put_pair(put_one_or_two(at, number / 100), number % 100);
    return put_one_or_two(at, number);
}

void
write_number(struct writer *w, uint64_t number)
{
    if (w->end - w->at >= DIGITS_MAX) {
        w->at = put_digits(w->at, number);
        return;
    }
    char digits[DIGITS_MAX];
    write_bytes(w, digits, (size_t)(put_digits(digits, number) - digits));
}

void
write_two_digits(struct writer *w, unsigned number)
{
    write_bytes(w, digit_pairs + number * 2, 2);
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

#define SOCKET_ROOM (IP_TEXT_SIZE + DIGITS_MAX)

/* "192.0.2.5/1025"; where SOCKET_ROOM is. */
static char *
put_socket(char *at, uint32_t address, uint16_t port)
{
    at = ip_put(at, address);
    *at++ = '/';
    return put_digits(at, port);
}

void
write_port(struct writer *w, uint16_t port)
{
    write_char(w, '/');
    write_number(w, port);
}

void
write_socket(struct writer *w, uint32_t address, uint16_t port)
{
    if (!w->names && w->end - w->at >= SOCKET_ROOM) {
        w->at = put_socket(w->at, address, port);
        return;
    }
    write_address(w, address);
    write_port(w, port);
}

static bool
has_label(const struct writer *w, ifc_id ifc)
{
    return ifc < w->label_count && w->labels[ifc].length > 0;
}

static char *
put_label(char *at, const struct writer_label *label)
{
    memcpy(at, label->text, sizeof(label->text)); /* of fixed size */
    return at + label->length;
}

void
write_socket_on(struct writer *w, ifc_id ifc, uint32_t address, uint16_t port)
{
    if (has_label(w, ifc) && !w->names &&
        w->end - w->at >= (ptrdiff_t)sizeof(w->labels[ifc].text) + SOCKET_ROOM) {
        char *at = put_label(w->at, &w->labels[ifc]);
        *at++ = ':';
        w->at = put_socket(at, address, port);
        return;
    }
    write_interface(w, ifc);
    write_char(w, ':');
    write_socket(w, address, port);
}

void
write_interface(struct writer *w, ifc_id ifc)
{
    if (has_label(w, ifc) && (size_t)(w->end - w->at) >= sizeof(w->labels[ifc].text))
        w->at = put_label(w->at, &w->labels[ifc]);
    else if (ifc == IFC_NONE && w->config->does->box_is_identity)
        WRITE_LITERAL(w, "identity");
    else if (ifc == IFC_NONE)
        WRITE_LITERAL(w, NAME_OF_IDENTITY);
    else
        write_name(w, config_interface_label(w->config, ifc));
}

void
write_duration(struct writer *w, int64_t duration_ns)
{
    uint64_t seconds = duration_ns > 0 ? (uint64_t)(duration_ns / NS_PER_SECOND) : 0;
    write_number(w, seconds / 3600);
    write_char(w, ':');
    write_two_digits(w, (unsigned)(seconds / 60 % 60));
    write_char(w, ':');
    write_two_digits(w, (unsigned)(seconds % 60));
}
